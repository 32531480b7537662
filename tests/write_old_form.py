"""Keep a book of a form that is about to be an older one, as the statements that make it.

Words: the folder of the program that makes the book (``git archive COMMIT | tar x -C FOLDER``), and
the file to write: ``server-N.sql`` of a book on a server, ``file-N.sql`` of one in a file. In the
book are most kinds of events, and on a server a login of each role. What is kept is read by
``old_form.py``.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from postgres_server import Server

DATABASE = "kept_book"
LOGINS = {
    "anna": ("recorder",),
    "rut": ("auditor",),
    "karin": ("board", "--board", "kulturnamnden"),
}
AGREEMENT = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"
RECORDED = """
agreement propose {agreement}
agreement approve herrgarden --board kommunstyrelsen --decision a --on 2023-12-06
agreement approve herrgarden --board fritidsnamnden --decision a --on 2023-12-06
agreement decline herrgarden --board kulturnamnden --decision a --on 2023-12-06
reverse 16 --reason fel
agreement approve herrgarden --board kulturnamnden --decision b --on 2023-12-06
agreement conclude herrgarden --decision c --on 2023-12-06
uplift herrgarden --board fritidsnamnden --year 2025 --rate 2,7% --decision d --on 2024-03-25
reallocate herrgarden L2 L3 5000 --year 2024 --decision e --on 2024-03-25
record disbursement herrgarden L3 70000 --on 2024-03-25 --voucher V1 --bank-ref B1
record disbursement herrgarden L3 1000 --on 2024-03-26 --voucher V2 --bank-ref B2
record internal-cost herrgarden L4 25000 --on 2024-03-25 --voucher V3
record use herrgarden L3 60000 --on 2024-03-25 --report R
pledge herrgarden tif --type volunteer --quantity 100 --unit h --unit-value 220 --year 2024 --on 2024-03-25
period close 2023
""".strip().splitlines()  # noqa: E501
# What another server might not know, what only psql reads, and what is no part of the book.
LEFT_OUT = re.compile(r"^(SET |SELECT pg_catalog\.set_config|\\|--|$)")


def run(program, book, *words, actor=None):
    """Run the other program."""
    script = (
        "import sys\n"
        "try: from ledger.cli.boundary import run\n"
        "except ImportError: from ledger.cli import run\n"  # before form 6
        "run(sys.argv[1:])"
    )
    named = () if actor is None else ("--actor", actor)
    command = [sys.executable, "-c", script, "--book", book, "--lang", "en", *named, *words]
    environment = {**os.environ, "PYTHONPATH": str(program)}
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stdout, done.stderr)


def record(program, book, actor=None):
    for line in RECORDED:
        run(program, book, *line.format(agreement=AGREEMENT).split(), actor=actor)


def from_server(program):
    server = Server().init().start()
    try:
        server.database(DATABASE)
        administrator = server.uri(database=DATABASE)
        run(program, administrator, "init")
        run(program, administrator, "grant", server.login("anna"), "--role", *LOGINS["anna"])
        record(program, server.uri("anna", DATABASE))
        for login, role in list(LOGINS.items())[1:]:
            run(program, administrator, "grant", server.login(login), "--role", *role)
        schemas = [f"--schema=samverk{x}" for x in ("", "_calls", "_recorder", "_auditor")]
        how = ("--inserts", "--rows-per-insert=20", *schemas)
        words = ("-h", server.home, "-p", "5432", "-U", "postgres", *how, DATABASE)
        return server.run("pg_dump", *words)
    finally:
        server.remove()


def from_file(program, folder):
    book = folder / "kept.book"
    run(program, str(book), "init")
    record(program, str(book), actor="ekonom")
    with closing(sqlite3.connect(book)) as connection:
        numbers = [
            f"PRAGMA {name}={connection.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
        return "\n".join([*numbers, *connection.iterdump()]) + "\n"


def main(program, target):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if Path(target).name.startswith("server"):
            text = from_server(program)
        else:
            text = from_file(program, Path(folder))
    lines = [line for line in text.splitlines() if not LEFT_OUT.match(line)]
    Path(target).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(word).absolute() for word in sys.argv[1:]))
