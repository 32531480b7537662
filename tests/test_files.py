"""A book is a file, not a name: nothing that lies beside it is lost, and nothing is half made."""

import json
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import forks
import pytest
from another_user import surroundings
from conftest import FileHome, begin
from test_recording import pay

from ledger.books import checkpoints, files, opening
from ledger.books.notes import SecretKey
from ledger.cli.boundary import run
from ledger.proof import evidence
from ledger.refusal import BookUnusable, Tampered
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

pytestmark = pytest.mark.file_only
ME = Signature(actor="ekonom")
MAIN = "from ledger.cli.boundary import run; run()"
TESTS = Path(__file__).parent
PAYMENT = (
    "record",
    "disbursement",
    "herrgarden",
    "L1",
    "100",
    "--on",
    "2024-05-01",
    "--voucher",
    "1",
)


def party(number):
    return c.RegisterParty(
        party=f"p{number}", name=f"P {number}", kind="civil", legal_entity=f"p{number}"
    )


def add(book, *numbers):
    service = Service(book)
    for number in numbers:
        service.execute(party(number), ME)


@pytest.fixture
def home(request, prepared, book_path, monkeypatch):
    """A book in a file, in the present folder."""
    monkeypatch.chdir(book_path.parent)
    begin(request, prepared, "file", book_path.parent)
    return FileHome(book_path)


@pytest.fixture
def made(samverk):
    """A book with a few events, and a checkpoint that is held of them."""
    with closing(samverk.open()) as book:
        add(book, 1, 2, 3)
    samverk.ok("checkpoint")
    return samverk


def child(*words, **options):
    """Run the program as a process of its own."""
    return forks.run(["--lang", "en", *words], env=surroundings(), **options)


def die_after(path, *numbers):
    """Record in a process that is killed while it has the book open; its log stays."""
    process = os.fork()
    if not process:
        try:
            add(opening.open_book(path), *numbers)
        finally:  # never on with the tests, which are the parent's
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(process, 0)
    assert path.with_name(path.name + "-wal").stat().st_size


# One file, two names.


@pytest.mark.parametrize("folder", [".", "elsewhere"])
def test_a_file_with_two_names_is_no_book_by_either(concluded, folder):
    book = concluded.book
    other = book.parent / folder / "h.book"
    other.parent.mkdir(exist_ok=True)
    os.link(book, other)
    head = book.read_bytes()
    for name in (book, other):
        concluded.book = name
        for words in (PAYMENT, ("log",), ("status",), ("verify",), ("doctor",), ("backup", "b")):
            refused = concluded(*words)
            assert (refused.status, refused.code) == (2, "two-names"), words
    assert folder == "elsewhere" or str(book) in refused.err
    assert book.read_bytes() == head
    assert not Path("b").exists()
    other.unlink()
    concluded.book = book
    concluded.ok(*PAYMENT)


def test_a_second_name_that_comes_while_the_book_is_open(made):
    with closing(made.open()) as book:
        os.link(made.book, made.book.with_name("h.book"))
        with pytest.raises(BookUnusable, match="two-names"):
            add(book, 4)
        made.book.with_name("h.book").unlink()
        add(book, 4)


def test_a_book_that_was_moved_or_replaced_is_not_recorded_in(made):
    path, away = made.book, made.book.with_name("away.book")
    made.ok("backup", "copy.book")
    with closing(made.open()) as book:
        head = book.head()
        path.rename(away)
        with pytest.raises(BookUnusable, match="book-replaced"):
            add(book, 4)
        shutil.copy("copy.book", path)
        with pytest.raises(BookUnusable, match="book-replaced"):
            add(book, 4)
        assert book.head() == head


def test_a_book_that_is_replaced_before_the_commit(made):
    path = made.book
    with closing(made.open()) as book:
        head = book.head()

        def add_and_move():
            with book.writing():
                add(book, 4)
                path.rename(path.with_name("away.book"))

        with pytest.raises(BookUnusable, match="book-replaced"):
            add_and_move()
        assert book.head() == head


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has locks of open files")
def test_a_file_that_another_program_knows_by_another_name(made):
    """As through a mount of the file itself, which no count of names shows."""
    away = made.book.with_name("away.book")
    with closing(made.open()) as book:
        made.book.rename(away)
        for words in (("log",), ("party", "list"), ("verify",), ("backup", "copy.book")):
            refused = child("--book", away, *words)
            assert refused.returncode == 2
            assert "[known-elsewhere]" in refused.stderr
        with pytest.raises(BookUnusable, match="known-elsewhere"):
            opening.open_book(away)
        away.rename(made.book)
        add(book, 4)
        assert child("--book", made.book, "log").returncode == 0
    away = made.book.rename(away)
    assert child("--book", away, "log").returncode == 0


def test_a_file_that_is_mounted_by_itself(made, tmp_path):
    """As ``docker run -v`` does with a file: its log would stay in the container."""
    mounted = tmp_path / "in a" / "b.book"
    mounted.parent.mkdir()
    mounted.touch()
    mount = f"mount --bind '{made.book}' '{mounted}' && exec \"$@\""
    words = ("--book", mounted, "--lang", "en", "status")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount, "sh", sys.executable, "-c", MAIN, *words],
        check=False,
        capture_output=True,
        text=True,
        env=surroundings(),
    )
    if done.returncode == 1 and "samverk" not in done.stderr:
        pytest.skip(f"nothing can be mounted here: {done.stderr}")
    assert done.returncode == 2
    assert "[mounted-alone]" in done.stderr


def test_many_books_open_on_one_file_in_one_process(made):
    with closing(made.open()) as one:
        for number in range(4, 9):
            with closing(made.open()) as other:
                add(other, number)
        assert one.head() == 8
        assert child("--book", made.book, "verify").returncode == 0
        add(one, 9)
    assert [x.name for x in made.book.parent.glob("*.book-*")] == []


# What lies beside the book lies beside the file, by whatever name it was reached.


def names_of(book, monkeypatch):
    """Return names of a book, and a folder to be in, for each of them."""
    folder = book.parent
    for made in ("elsewhere", "a/b", "named"):
        (folder / made).mkdir(parents=True)
    (folder / "named" / "link.book").symlink_to(book)
    (folder / "named" / "again.book").symlink_to("link.book")
    (folder / "folder").symlink_to(folder, target_is_directory=True)
    (folder / "named" / "deep").symlink_to(folder / "a" / "b")
    return [
        ("elsewhere", folder / "named" / "link.book"),
        ("named", Path("link.book")),
        ("named", Path("again.book")),
        (".", Path(book.name)),
        (".", Path("folder") / book.name),
        ("a/b", Path("../../a/..") / book.name),
        (".", Path("named") / "deep" / ".." / ".." / book.name),
    ]


def test_key_and_checkpoints_are_found_by_every_name(made, monkeypatch):
    for folder, name in names_of(made.book, monkeypatch):
        monkeypatch.chdir(made.book.parent)
        monkeypatch.chdir(folder)
        made.home.place = name
        assert "1 checkpoint compared" in made.ok("verify").out, name
        checkpoint = made.ok("checkpoint").out
        Path("today").write_text(checkpoint, encoding="utf-8")
        made.ok("prove", 1)
        made.ok("checkpoint", "cosign", "today", "--witness", "auditor")
        assert "auditor: unknown key" in made.ok("status").out
        for made_here in ("auditor.key", "today"):
            Path(made_here).unlink()
        shutil.rmtree("auditor.key.checkpoints")
    monkeypatch.chdir(made.book.parent)
    for folder in ("elsewhere", "named", "a/b"):
        assert {x.name for x in Path(folder).iterdir()} <= {"link.book", "again.book", "deep"}
    assert len(list(Path().glob("*.checkpoints"))) == 1


def test_rewritten_history_is_seen_by_every_name(made, monkeypatch):
    """The book's owner makes another history with its key, and shows it through a link."""
    path = made.book
    with closing(made.open()) as book:
        info = book.infos()
    path.rename("true.book")
    forged = opening.make_book("forged.book", info)
    add(forged, 5, 6, 7)
    forged.close()
    Path("forged.book").rename(path)
    for folder, name in names_of(path, monkeypatch):
        monkeypatch.chdir(path.parent)
        monkeypatch.chdir(folder)
        made.home.place = name
        assert made("verify").status == 5
        key = checkpoints.key_file(path)
        for words in ((), ("--key-file", key)):
            signed = made("checkpoint", *words)
            assert (signed.status, signed.code) == (5, "not-an-extension")
        assert made("status").status == 5
        recorded = made("party", "add", "p9", "--name", "P", "--kind", "civil")
        assert (recorded.status, recorded.code) == (5, "not-an-extension")


def test_a_book_that_is_moved_with_what_lies_beside_it(made):
    moved = made.book.parent / "elsewhere" / "other.book"
    moved.parent.mkdir()
    for ending in ("", ".key", ".checkpoints"):
        made.book.with_name(made.book.name + ending).rename(moved.with_name(moved.name + ending))
    made.book = moved
    assert "1 checkpoint compared" in made.ok("verify").out
    made.ok("party", "add", "p9", "--name", "P", "--kind", "civil")
    made.ok("checkpoint")


def test_a_new_book_through_a_link_is_made_where_the_link_leads(samverk, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.book").symlink_to(tmp_path / "real" / "b.book")
    samverk.book = tmp_path / "link.book"
    samverk.ok("init")
    assert {x.name for x in (tmp_path / "real").iterdir()} == {"b.book", "b.book.key"}
    samverk.ok("checkpoint")


def test_doctor_names_what_lies_beside_a_link(made, tmp_path):
    link = tmp_path / "elsewhere" / "link.book"
    link.parent.mkdir()
    link.symlink_to(made.book)
    checkpoints.held_folder(link).mkdir()
    made.book = link
    told = made("doctor")
    assert told.status == 1
    assert str(checkpoints.held_folder(link)) in told.out


# The log of a book that is not there any more.

MAKERS = {
    "restore": lambda target: ("--book", target, "restore", "copy.book"),
    "backup": lambda target: ("--book", "kept.book", "backup", target),
    "migrate": lambda target: ("migrate", "--from", "kept.book", "--to", target),
    "init": lambda target: ("--book", target, "init"),
    "demo": lambda target: ("demo", "--keep", target),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_a_book_is_not_made_beside_the_log_of_another(made, maker):
    path = made.book
    made.ok("backup", "copy.book")
    shutil.copy("copy.book", "kept.book")
    die_after(path, 4, 5, 6)
    path.unlink()
    checkpoints.key_file(path).unlink()
    logs = sorted(path.parent.glob("*-wal")) + sorted(path.parent.glob("*-shm"))
    before = {log: log.read_bytes() for log in logs}
    assert len(before) == 2
    refused = child(*MAKERS[maker](path), cwd=path.parent)
    assert refused.returncode == 2
    assert "[log-left]" in refused.stderr
    assert all(str(log) in refused.stderr for log in logs)
    assert not path.exists()
    assert not checkpoints.key_file(path).exists()
    assert {log: log.read_bytes() for log in logs} == before
    told = made("doctor")
    assert (told.status, str(logs[0]) in told.out) == (1, True)
    for log in logs:
        log.rename(log.with_name(f"old{log.name}"))
    done = child(*MAKERS[maker](path), cwd=path.parent)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_any_log_that_is_left_stands_in_the_way(made, ending):
    made.ok("backup", "copy.book")
    log = Path(f"new.book{ending}")
    log.write_bytes(b"")
    made.home.place = "new.book"
    refused = made("restore", "copy.book")
    assert (refused.status, refused.code) == (2, "log-left")
    assert log.name in refused.err


def test_a_restored_book_is_the_backup(made):
    root = made.ok("backup", "copy.book").out.rpartition("root ")[2]
    made.ok("party", "add", "p9", "--name", "P", "--kind", "civil")
    made.home.place = "restored.book"
    assert made.ok("restore", "copy.book").out.rpartition("root ")[2] == root
    assert root.strip().rstrip(".") in made.ok("verify").out


# An older copy in the place of the book.


@pytest.fixture
def older(made):
    """A book in whose place an older copy has been put; a checkpoint is held of what came after."""
    shutil.copy(made.book, "older.book")
    made.ok("party", "add", "p4", "--name", "P", "--kind", "civil")
    made.ok("checkpoint", "-o", "today")
    made.ok("checkpoint", "cosign", "today", "--witness", "auditor")
    shutil.copy("older.book", made.book)
    return made


def test_an_older_copy_is_said_so_and_not_recorded_in(older):
    told = older("status")
    assert (told.status, told.code) == (5, "behind-checkpoint")
    (exposed,) = [x for x in told.out.splitlines() if x.startswith("Exposed")]
    assert exposed.endswith(" events are gone or were rewritten")
    words = ("party", "add", "p5", "--name", "P", "--kind", "civil")
    for more in ((), ("-n",), ("-O", "json")):
        refused = older(*words, *more)
        assert (refused.status, refused.code) == (5, "behind-checkpoint")
    with closing(older.open()) as book:
        assert book.head() == 3
        with pytest.raises(Tampered, match="behind-checkpoint"):
            list(Service(book).execute_all([(party(8), ME), (party(9), ME)]))
        assert book.head() == 3
    assert older("verify").status == 5
    assert older("doctor").status == 1
    assert older("checkpoint").status == 5
    assert "har 3 händelser" in older("status", lang="sv").err


def test_a_restored_book_says_that_later_events_were_signed(older):
    Path("old.book").unlink(missing_ok=True)
    older.book.unlink()
    told = older.ok("restore", "older.book")
    assert "an older copy stands in the place of the book" in told.err


def test_what_is_not_signed_by_the_book_does_not_stop_it(made):
    """A file that another user has put there cannot keep a book from being written."""
    folder = checkpoints.held_folder(made.book)
    with closing(made.open()) as book:
        own, size = checkpoints.origin(book), book.head() + 5
    stranger = SecretKey.new(own)
    forged = evidence.Checkpoint(own, size, b"x" * 32).signed(stranger)
    checkpoints.hold(folder, forged)
    (folder / "zzz.checkpoint").write_text("nothing", encoding="utf-8")
    (folder / f"{size + 1:012}-abcdefabcdef.checkpoint").write_bytes(b"\xff\0")
    other = evidence.Checkpoint("other", size, b"x" * 32).signed(SecretKey.new("other"))
    (folder / f"{size + 2:012}-abcdefabcdef.checkpoint").write_text(str(other), encoding="utf-8")
    made.ok("party", "add", "p9", "--name", "P", "--kind", "civil")
    with closing(made.open()) as book, book.reading():
        assert checkpoints.contradiction(book) is None


def test_a_held_checkpoint_under_any_name_speaks_for_itself(older):
    folder = checkpoints.held_folder(older.book)
    newest = max(folder.glob("*.checkpoint"))
    newest.rename(folder / "a-letter-from-the-auditor.checkpoint")
    assert older("party", "add", "p5", "--name", "P", "--kind", "civil").status == 5


def test_one_look_into_the_folder_is_enough(made, monkeypatch):
    """A thousand held checkpoints are not read before something is recorded."""
    folder = checkpoints.held_folder(made.book)
    text = max(folder.iterdir()).read_text(encoding="utf-8")
    for number in range(1000):
        (folder / f"{0:012}-{number:012x}.checkpoint").write_text(text, encoding="utf-8")
    opened = []
    sys.addaudithook(lambda event, values: opened.append(values[0]) if event == "open" else None)
    with closing(made.open()) as book, book.reading():
        opened.clear()
        assert checkpoints.contradiction(book) is None
        assert not [x for x in opened if ".checkpoint" in str(x)]


# An older copy beside the log that a killed program has left.


EVERY_WAY = (
    ("status",),
    ("report", "agreement", "herrgarden"),
    ("checkpoint",),
    ("verify",),
    ("doctor",),
    PAYMENT,
)


def pay_in_a_process(path, count, *, is_killed=False):
    """Record payments in a process; its log stays where it is killed with the book open."""
    process = os.fork()
    if not process:
        try:
            book = opening.open_book(path)
            list(Service(book).execute_all([(pay(), ME) for _ in range(count)]))
            if not is_killed:
                book.close()
        finally:  # never on with the tests, which are the parent's
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(process, 0)


def older_beside_a_log(program, before, between, after):
    """Copy a book, go on, be killed, and write the copy over the book: what ``cp`` does."""
    book = program.book
    log = book.with_name(book.name + "-wal")
    with closing(program.open()) as opened:
        list(Service(opened).execute_all([(pay(), ME) for _ in range(before)]))
    shutil.copy(book, "older")
    pay_in_a_process(book, between)
    pay_in_a_process(book, after, is_killed=True)
    assert log.stat().st_size
    book.write_bytes(Path("older").read_bytes())
    return {path: path.read_bytes() for path in (book, log)}


@pytest.mark.parametrize(("before", "between", "after"), [(20, 20, 5), (300, 50, 1), (300, 900, 1)])
def test_an_older_copy_beside_a_newer_log_is_not_opened(concluded, before, between, after):
    files = older_beside_a_log(concluded, before, between, after)
    for words in (*EVERY_WAY, ("log",), ("backup", "b")):
        refused = concluded(*words)
        assert (refused.status, refused.code) == (5, "log-of-later"), words
    assert {path: path.read_bytes() for path in files} == files
    assert not Path("b").exists()
    assert "äldre än loggen" in concluded("status", lang="sv").err
    concluded.book.with_name(concluded.book.name + "-wal").rename("log")
    concluded.book.with_name(concluded.book.name + "-shm").unlink()
    concluded.ok("verify")


@pytest.mark.parametrize("before", [5, 300])
def test_an_older_copy_of_the_same_size_is_seen_by_its_newest_events(concluded, before):
    """The log holds the newest pages of all, and the older copy others of another time."""
    files = older_beside_a_log(concluded, before, 5, 1)
    found = set()
    for words in (*EVERY_WAY, ("log",)):
        for path, content in files.items():
            path.write_bytes(content)
        told = concluded(*words)
        assert told.status == (1 if words == ("doctor",) else 5), words
        found.add(told.code)
    assert "newest-altered" in found


@pytest.mark.parametrize("count", [1, 300])
def test_the_log_of_a_killed_program_is_played_in(concluded, count):
    with closing(concluded.open()) as book:
        before = book.head()
    pay_in_a_process(concluded.book, count, is_killed=True)
    assert f"{before + count}, the newest" in concluded.ok("status").out
    concluded.ok("verify")


def test_a_torn_end_of_a_log_is_no_later_state(concluded):
    """What was not committed whole may say that the file was longer; SQLite leaves it out."""
    pay_in_a_process(concluded.book, 300, is_killed=True)
    log = concluded.book.with_name(concluded.book.name + "-wal")
    whole = log.read_bytes()
    page = 4096
    head = bytearray(whole[-page - 24 : -page])
    head[:8] = struct.pack(">II", 7, 99_999)
    log.write_bytes(whole + bytes(head) + bytes(page))
    concluded.ok("verify")


ALTERATIONS = {
    "a node is another one": "UPDATE merkle_node SET hash = zeroblob(32) WHERE level=1 AND place=9",
    "a node is gone": "DELETE FROM merkle_node WHERE level = 2 AND place = 4",
    "a node is too many": "INSERT INTO merkle_node VALUES (1, 60, zeroblob(32))",
    "an event is another one": "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT),"
    " '2024-03-01', '2024-03-02') AS BLOB) WHERE rowid = 40",
    "an event is gone": "DELETE FROM stored_events WHERE rowid = 45",
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_is_altered_among_the_newest_events_is_seen_without_verification(concluded, what):
    with closing(concluded.open()) as book:
        list(Service(book).execute_all([(pay(), ME) for _ in range(60)]))
    with closing(sqlite3.connect(concluded.book)) as opened:
        for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute(ALTERATIONS[what])
        opened.commit()
    for words in (("status",), ("report", "agreement", "herrgarden"), PAYMENT, ("verify",)):
        assert concluded(*words).status == 5, words
    told = concluded("status")
    is_gone = what == "a node is gone"
    assert told.code == ("node-missing" if is_gone else "newest-altered")
    assert "Events:" in told.out
    assert concluded("doctor").status == 1
    assert is_gone or "hör inte ihop" in concluded("status", lang="sv").err


@pytest.mark.parametrize("later", [0, 1, 2, 3])
def test_the_newest_event_is_seen_to_be_another_one_where_no_node_covers_it(concluded, later):
    """As a flipped bit on a disk leaves it; the last of an odd number of events stands alone."""
    with closing(concluded.open()) as book:
        list(Service(book).execute_all([(pay(), ME) for _ in range(later)]))
        head = book.head()
    with closing(sqlite3.connect(concluded.book)) as opened:
        opened.execute("DROP TRIGGER stored_events_no_update")
        opened.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT),"
            f' \'"actor":"\', \'"actor":"x\') AS BLOB) WHERE rowid = {head}'
        )
        opened.commit()
    for words in (("status",), ("report", "agreement", "herrgarden"), PAYMENT, ("verify",)):
        assert concluded(*words).status == 5, words
    assert re.search(rf"Event #{head}[ ,]", concluded("verify").out)


def test_a_leaf_that_an_older_program_left_behind_says_nothing(concluded):
    with closing(concluded.open()) as book:
        list(Service(book).execute_all([(pay(), ME) for _ in range(1 + book.head() % 2)]))
        head = book.head()
    with closing(sqlite3.connect(concluded.book)) as opened:
        opened.execute("UPDATE view_leaf SET position = position - 2, hash = zeroblob(32)")
        opened.commit()
    concluded.ok("verify")
    with closing(sqlite3.connect(concluded.book)) as opened:
        opened.execute("DROP TABLE view_leaf")
        opened.commit()
    concluded.ok("verify")
    concluded.ok(*PAYMENT)
    concluded.ok(*PAYMENT[:-1], "another")
    with closing(concluded.open()) as book:
        assert book.newest_leaf()[0] == book.head() == head + 2


# Whole or not at all.


def killed(folder, modules, step, *words):
    """Return what became of a program that was killed at each of many lines, and run again."""
    done = subprocess.run(
        [sys.executable, TESTS / "killed.py", folder, modules, str(step), *map(str, words)],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings(),
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) > 5
    return results


MODULES = (
    "ledger.books.files,ledger.proof.evidence,ledger.books.sqlite,ledger.books.sqlite_file,"
    "ledger.books.checkpoints"
)


def test_init_that_was_killed_is_simply_repeated(tmp_path):
    (tmp_path / "template").mkdir()
    for result in killed(tmp_path, MODULES, 23, "--book", "a.book", "init"):
        place = Path(result["place"])
        assert result["status"] == 0 or "[book-exists]" in result["said"]
        assert {x.name for x in place.iterdir()} == {"a.book", "a.book.key"}
        with closing(opening.open_book(place / "a.book")) as book:
            evidence.make_checkpoint(book, evidence.read_key(place / "a.book.key"))


def test_init_with_its_key_elsewhere_is_simply_repeated(tmp_path):
    (tmp_path / "template" / "keys").mkdir(parents=True)
    words = ("--book", "a.book", "init", "--key-file", "keys/k")
    for result in killed(tmp_path, "ledger.proof.evidence,ledger.books.files", 19, *words):
        place = Path(result["place"])
        assert result["status"] == 0 or "[book-exists]" in result["said"]
        assert {str(x.relative_to(place)) for x in place.rglob("*")} == {"a.book", "keys", "keys/k"}
        with closing(opening.open_book(place / "a.book")) as book:
            evidence.make_checkpoint(book, evidence.read_key(place / "keys" / "k"))


@pytest.mark.parametrize(
    ("made_file", "step", "words"),
    [
        ("b.book", 61, ("--book", "a.book", "backup", "b.book")),
        ("b.book", 61, ("--book", "b.book", "restore", "a.book")),
        ("b.book", 61, ("migrate", "--from", "a.book", "--to", "b.book")),
        ("today", 29, ("--book", "a.book", "checkpoint", "-o", "today")),
        ("w.key", 31, ("--book", "a.book", "checkpoint", "cosign", "c", "--witness", "w")),
    ],
)
def test_what_was_killed_is_simply_repeated(tmp_path, made_file, step, words):
    template = tmp_path / "template"
    template.mkdir()
    evidence.create_book(template / "a.book")
    with closing(opening.open_book(template / "a.book")) as book:
        add(book, 1, 2, 3)
        root = book.root(3)
        key = evidence.read_key(template / "a.book.key")
        (template / "c").write_text(str(evidence.make_checkpoint(book, key)), encoding="utf-8")
    for result in killed(tmp_path, MODULES, step, *words):
        place = Path(result["place"])
        assert result["status"] == 0 or "[book-exists]" in result["said"], result
        assert (place / made_file).stat().st_size
        assert not [x for x in place.rglob(".samverk-*/*") if x.is_file()]
        for path in (x for x in (place / "a.book", place / "b.book") if x.exists()):
            with closing(opening.open_book(path)) as book:
                assert (book.head(), book.root(3)) == (3, root)


def test_init_that_died_before_its_name_was_taken_away(samverk, tmp_path):
    """The link to the finished file is made, and the name that it was made under is still there."""
    samverk.home.place = "new.book"
    with files.workshop(tmp_path / "new.book") as folder:
        shutil.copy(samverk.book.with_name("herrgarden.book"), folder / "new.book")
        os.link(folder / "new.book", "new.book")
        assert samverk("log").code == "two-names"  # somebody is still at work there
        left = folder.rename(tmp_path / "left")
    left.rename(folder)
    samverk.ok("status")
    assert not folder.exists()


def test_a_key_of_another_book_is_not_taken(samverk, tmp_path):
    """A book that was moved away has left its key: a new book must not sign with it."""
    samverk.book.rename(tmp_path / "away.book")
    key = checkpoints.key_file(samverk.book).read_bytes()
    refused = samverk("init")
    assert (refused.status, refused.code) == (2, "key-exists")
    assert checkpoints.key_file(samverk.book).read_bytes() == key
    assert not samverk.book.exists()


# Every file may be as good as empty, as on a full disk.
LIMITED = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
{MAIN}
"""


def test_a_full_disk_leaves_no_part_of_anything(made):
    """A file cannot grow: nothing is left behind, and the command can be repeated."""
    folder = made.book.parent
    made.ok("checkpoint", "-o", "today")
    before = {x: x.read_bytes() for x in folder.rglob("*") if x.is_file()}
    commands = (
        ("--book", "new.book", "init"),
        ("--book", made.book, "checkpoint", "cosign", "today", "--witness", "auditor"),
        ("--book", "new.book", "restore", made.book),
        ("--book", made.book, "checkpoint", "-o", "tomorrow"),
    )
    for words in commands:
        full = child(*words, cwd=folder, code=LIMITED)
        assert full.returncode in {1, 2}, full
        assert "Traceback" not in full.stderr
        present = {x: x.read_bytes() for x in folder.rglob("*") if x.is_file()}
        assert {x: y for x, y in present.items() if not x.name.endswith(("-wal", "-shm"))} == before
    for words in commands:
        done = child(*words, cwd=folder)
        shutil.rmtree(folder / "new.book", ignore_errors=True)
        for name in ("new.book", "new.book.key"):
            (folder / name).unlink(missing_ok=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("content", [b"", b"PRIVATE", b"PRIVATE+KEY+samverk/0123+ab", b"\0" * 90])
def test_a_torn_key_says_what_to_do(made, content):
    made.ok("checkpoint", "-o", "today")
    key = Path("auditor.key")
    key.write_bytes(content)
    key.chmod(0o600)
    for words in (
        ("checkpoint", "cosign", "today", "--witness", "auditor"),
        ("checkpoint", "--key-file", key),
    ):
        told = made(*words)
        assert (told.status, told.code) == (2, "key-torn")
        assert "Bring it back from your copy" in told.err
    made.home.place = "new.book"
    assert made("init", "--key-file", key).code == "key-torn"
    assert key.read_bytes() == content
    key.unlink()
    made.ok("init", "--key-file", key)


def test_a_name_is_flushed_after_the_file_and_before_it_is_told(tmp_path, monkeypatch):
    """Every file that is made: its bytes, its name, then the word that it is there."""
    done = []
    whole = {"fsync": os.fsync, "link": os.link, "replace": os.replace, "rename": os.rename}

    def fsync(handle):
        done.append(("fsync", str(Path(f"/proc/self/fd/{handle}").readlink())))
        whole["fsync"](handle)

    def moved(name):
        def move(source, target, **options):
            done.append(("name", os.path.realpath(target)))
            whole[name](source, target, **options)

        return move

    monkeypatch.setattr(os, "fsync", fsync)
    for name in ("link", "replace", "rename"):
        monkeypatch.setattr(os, name, moved(name))
    monkeypatch.chdir(tmp_path)
    for words in (
        ("--book", "a.book", "init"),
        ("--book", "a.book", "checkpoint", "-o", "today"),
        ("--book", "a.book", "checkpoint", "cosign", "today", "--witness", "w"),
        ("--book", "a.book", "backup", "b.book"),
        ("--book", "c.book", "restore", "b.book"),
        ("--book", "a.book", "log", "-o", "log.json"),
    ):
        done.clear()
        with pytest.raises(SystemExit) as end:
            run(list(words))
        assert end.value.code == 0
        named = [place for what, place in done if what == "name"]
        assert named
        for place in named:
            at = done.index(("name", place))
            assert done[at - 1][0] == "fsync", words
            assert ("fsync", str(Path(place).parent)) in done[at:], words


def test_two_at_once_make_one_file(tmp_path):
    """Of several who make the same book at the same time one does, and the others are told."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", MAIN, "--book", "a.book", "init"],
            cwd=tmp_path,
            env=surroundings(),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    ends = [x.communicate() and x.returncode for x in children]
    assert sorted(ends) == [0, 2, 2, 2]
    assert {x.name for x in tmp_path.iterdir()} == {"a.book", "a.book.key"}
    with closing(opening.open_book(tmp_path / "a.book")) as book:
        evidence.make_checkpoint(book, evidence.read_key(tmp_path / "a.book.key"))
