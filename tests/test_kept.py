"""Nothing is written over a book, a key or what belongs to them, by whatever name."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.books.opening import is_server


def commands(program):
    """Return every command that writes a file, without the file."""
    held = program.book.with_name("seen.checkpoint")
    program.ok("checkpoint", "-o", held)
    return [
        ("checkpoint", "-o"),
        ("checkpoint", "cosign", held, "--witness", "anna", "-o"),
        ("prove", "3", "-o"),
        ("log", "-O", "csv", "-o"),
        ("report", "agreement", "herrgarden", "-O", "json", "-o"),
        ("export", "--hledger", "-o"),
        ("agreement", "list", "-O", "md", "-o"),
    ]


def contents(folder):
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def refused(program, *words, code, lang="en"):
    """See that a command is refused, and that no file was changed or made."""
    folder = program.book.absolute().parent
    before = contents(folder)
    done = program(*words, lang=lang)
    assert (done.status, done.code) == (2, code), done.err
    after = contents(folder)
    changed = {p for p in before if after.get(p) != before[p]}
    assert {p for p in changed if not p.name.endswith("-shm")} == set()
    assert set(after) - set(before) <= {p for p in after if p.name.endswith(("-shm", "-wal"))}


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_no_command_writes_over_book_key_or_checkpoint(concluded, lang):
    book = concluded.book
    words = commands(concluded)
    (held,) = book.with_name(book.name + ".checkpoints").iterdir()
    for command in words:
        refused(
            concluded,
            *command,
            book.with_name(book.name + ".key"),
            code="overwrites-key",
            lang=lang,
        )
        refused(concluded, *command, held, code="overwrites-held", lang=lang)
        if not is_server(concluded.home.place):
            refused(concluded, *command, book, code="overwrites-book", lang=lang)


@pytest.mark.file_only
def test_by_whatever_name(concluded, tmp_path):
    book = concluded.book
    (tmp_path / "link").symlink_to(book)
    os.link(book.with_name(book.name + ".key"), tmp_path / "hard.key")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "far").symlink_to("../link")
    names = {
        "link": "overwrites-book",
        "sub/far": "overwrites-book",
        f"sub/../{book.name}": "overwrites-book",
        f"./{book.name}": "overwrites-book",
        "hard.key": "overwrites-key",
        f"{book.name}-wal": "overwrites-log",
        f"{book.name}-shm": "overwrites-log",
        f"{book.name}-journal": "overwrites-log",
        f"{book.name.upper()}-WAL": "overwrites-log",
    }
    for name, code in names.items():
        refused(concluded, "log", "-O", "csv", "-o", name, code=code)
    with book.open("rb") as file:
        refused(
            concluded, "log", "-o", f"/dev/fd/{file.fileno()}", "-O", "csv", code="overwrites-book"
        )
    concluded.ok("verify")


@pytest.mark.file_only
def test_a_book_or_key_of_somebody_else(concluded, tmp_path):
    concluded.ok("backup", "other.book")
    shutil.copy(concluded.book.with_name(concluded.book.name + ".key"), tmp_path / "k.txt")
    with closing(sqlite3.connect(tmp_path / "db")) as connection:  # a database, and no book
        connection.execute("CREATE TABLE t (x)")
    refused(concluded, "log", "-O", "csv", "-o", "other.book", code="overwrites-book")
    refused(concluded, "log", "-O", "csv", "-o", "other.book-wal", code="overwrites-log")
    refused(concluded, "log", "-o", "k.txt", code="overwrites-key")
    concluded.ok("log", "-O", "csv", "-o", "db")


@pytest.mark.file_only
def test_a_damaged_book_or_key_is_kept_too(concluded):
    book = concluded.book
    key = book.with_name(book.name + ".key")
    key.write_bytes(b"")
    refused(concluded, "log", "-O", "csv", "-o", key, code="overwrites-key")
    key.unlink()
    concluded.ok("log", "-O", "csv", "-o", "samverk.csv")


def test_other_files_are_replaced_as_usual(concluded):
    for command in commands(concluded):
        for _ in range(2):
            concluded.ok(*command, "out.txt")
        assert Path("out.txt").stat().st_size


@pytest.mark.file_only
def test_what_is_made_takes_no_name_of_the_databases(concluded, tmp_path):
    book = concluded.book.name
    refused(concluded, "backup", f"{book}-journal", code="overwrites-log")
    refused(concluded, "demo", "--keep", f"{book}-wal", code="overwrites-log")
    concluded.ok("checkpoint", "-o", "c")
    cosign = ("checkpoint", "cosign", "c", "--witness", "anna", "--key-file")
    refused(concluded, *cosign, f"{book}-journal", code="overwrites-log")
    refused(concluded, "migrate", "--from", book, "--to", f"{book}-wal", code="overwrites-log")
    for words in (("backup", book), ("demo", "--keep", book)):
        assert concluded(*words).status == 2
    # What a copy is made under is no place to lose a book in.
    concluded.ok("backup", "x.partial")
    kept = Path("x.partial").read_bytes()
    concluded("backup", "x")
    assert Path("x.partial").read_bytes() == kept
    concluded.ok("verify")
