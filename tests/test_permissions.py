"""Who may read and who may write: tried by a user who may not do everything."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from another_user import id_of_another, run_as_another, surroundings

from ledger import demo
from ledger.books import checkpoints, opening
from ledger.proof import evidence
from ledger.refusal import BookUnusable

_looking = []


def _audit(event, values):
    for look in _looking:
        look(event, values)


sys.addaudithook(_audit)

READING = (
    ("status",),
    ("log",),
    ("show", "1"),
    ("agreement", "list"),
    ("agreement", "show", "herrgarden"),
    ("party", "list"),
    ("period", "list"),
    ("report", "agreement", "herrgarden"),
    ("report", "agreement", "herrgarden", "--at", "20"),
    ("report", "cash-flow", "herrgarden", "--known-at", "2025-01-31"),
    ("replay",),
    ("verify",),
    ("doctor",),
    ("export", "--hledger"),
    ("export", "open-ledger"),
    ("export", "iati", "--publisher", "2120001124"),
    ("prove", "--check", "proof"),
)


@pytest.fixture
def folder():
    """A folder that any user can get to, unlike those of pytest."""
    made = Path(tempfile.mkdtemp(prefix="samverk-test-"))
    made.chmod(0o755)
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture
def book(folder):
    """A closed book with a year in it, a proof, and room for the other user's own files."""
    path = folder / "a.book"
    key_path = evidence.create_book(path)
    with closing(opening.open_book(path)) as made:
        demo.record(made)
        proof = evidence.prove(made, 20, evidence.read_key(key_path))
    own = folder / "own"
    own.mkdir()
    (own / "proof").write_text(str(proof), encoding="utf-8")
    own.chmod(0o777)
    return path


def as_another(book, *words, **options):
    return run_as_another("--book", book, *words, cwd=book.parent / "own", **options)


def owned(folder):
    """Return names and owners of what lies in a folder."""
    return {(x.name, x.stat().st_uid) for x in folder.iterdir()}


def code(done):
    assert "Traceback" not in done.stderr
    return done.stderr.rstrip().rpartition("[")[2].removesuffix("]")


def everything_can_be_asked(book):
    before = owned(book.parent)
    bytes_before = book.read_bytes()
    for words in READING:
        done = as_another(book, *words)
        assert done.returncode == 0, (words, done.stderr)
    copied = as_another(book, "backup", "copy.book")
    assert copied.returncode == 0, copied.stderr
    restored = run_as_another("--book", "restored.book", "restore", book, cwd=book.parent / "own")
    assert restored.returncode == 0, restored.stderr
    assert owned(book.parent) == before
    assert book.read_bytes() == bytes_before
    refused = as_another(book, "party", "add", "p9", "--name", "P", "--kind", "civil")
    assert (refused.returncode, code(refused)) == (2, "book-read-only")


def the_owner_goes_on(book):
    with closing(opening.open_book(book)) as mine:
        assert mine.writable
        with mine.writing():
            pass


def test_a_closed_book_in_a_folder_that_may_only_be_read(book):
    book.chmod(0o644)
    book.parent.chmod(0o555)
    everything_can_be_asked(book)
    book.parent.chmod(0o755)
    the_owner_goes_on(book)


def test_where_a_book_is_init_says_so_to_whoever_may_make_nothing_there(book):
    book.parent.chmod(0o555)
    refused = as_another(book, "init")
    assert (refused.returncode, code(refused)) == (2, "book-exists")
    free = as_another(book.with_name("b.book"), "init")
    assert (free.returncode, code(free)) == (2, "key-not-made")
    book.parent.chmod(0o755)


def test_a_closed_book_that_may_only_be_read_in_a_folder_that_may_be_written(book):
    """A user who may not write must not leave a log, or the owner is locked out."""
    book.chmod(0o444)
    book.parent.chmod(0o777)
    everything_can_be_asked(book)
    book.chmod(0o644)
    the_owner_goes_on(book)


def test_a_closed_book_on_a_disk_that_may_only_be_read(book):
    """Root, too, can only read there."""
    folder = book.parent
    program = (sys.executable, "-c", "from ledger.cli.boundary import run; run()")
    mount = f'mount --bind {folder} {folder} && mount -o remount,bind,ro {folder} && exec "$@"'
    for words in (("status",), ("log",), ("verify",), ("doctor",), ("replay",)):
        done = subprocess.run(
            [*("unshare", "-rm", "sh", "-c", mount, "sh"), *program, "--book", book, *words],
            check=False,
            capture_output=True,
            text=True,
            env=surroundings(),
        )
        if "unshare" in done.stderr or "mount:" in done.stderr:
            pytest.skip(f"nothing can be mounted here: {done.stderr}")
        assert done.returncode == 0, done.stderr
    assert {x.name for x in folder.iterdir()} == {"a.book", "a.book.key", "own"}


def test_a_book_that_its_owner_has_open(book):
    """What is in the log already is read, and the owner records meanwhile."""
    book.chmod(0o644)
    with closing(opening.open_book(book)) as mine:
        _recorded(mine)
        for words in (("log",), ("verify",), ("report", "agreement", "herrgarden"), ("replay",)):
            done = as_another(book, *words)
            assert done.returncode == 0, (words, done.stderr)
        told = as_another(book, "status")
        assert f"{mine.head()}, the newest" in told.stdout
        _recorded(mine)
    the_owner_goes_on(book)
    assert {x.name for x in book.parent.iterdir()} == {"a.book", "a.book.key", "own"}


def _recorded(book):
    from ledger.rules import commands as c
    from ledger.work.recording import Service
    from ledger.work.submission import Signature

    party = c.RegisterParty(party=f"p{book.head()}", name="P", kind="civil")
    return Service(book).execute(party, Signature(actor="ekonom"))


def killed_while_open(book):
    """Let a process record and be killed: its log stays."""
    process = os.fork()
    if not process:
        try:
            _recorded(opening.open_book(book))
        finally:  # never on with the tests, which are the parent's
            os.kill(os.getpid(), 9)
    os.waitpid(process, 0)
    assert book.with_name("a.book-wal").stat().st_size


def test_a_log_that_a_killed_program_has_left_is_read_with_its_index(book):
    book.chmod(0o644)
    killed_while_open(book)
    book.parent.chmod(0o555)
    told = as_another(book, "status")
    assert told.returncode == 0, told.stderr
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as raw:
        (head,) = raw.execute("SELECT MAX(rowid) FROM stored_events").fetchone()
    assert f"{head}, the newest" in told.stdout


@pytest.mark.parametrize("mode", [0o555, 0o777])
def test_a_log_without_its_index_cannot_be_brought_in_by_a_reader(book, mode):
    book.chmod(0o444)
    killed_while_open(book) if os.getuid() == 0 else book.with_name("a.book-wal").write_bytes(b"x")
    book.with_name("a.book-shm").unlink(missing_ok=True)
    book.parent.chmod(mode)
    before = owned(book.parent)
    told = as_another(book, "log")
    assert (told.returncode, code(told)) == (2, "log-waits")
    assert owned(book.parent) == before


def test_what_is_written_while_it_is_read_without_a_lock_is_told(book):
    """A book that is read as it stands, in the middle of which its owner comes and writes."""
    book.chmod(0o644 if id_of_another() else 0o444)
    assert _read_while_written(book) == "book-changed"


def _read_while_written(book):
    """Read as another user, in a copy of this process; return the code of what stopped it."""
    reads, writes = os.pipe()
    go, going = os.pipe()
    process = os.fork()
    if not process:
        if id_of_another():
            user, group = id_of_another()
            os.setgroups([])
            os.setgid(group)
            os.setuid(user)
        answer = "nothing"
        try:
            with closing(opening.open_book(book)) as read, read.reading():
                read.head()
                os.write(writes, b".")
                os.read(go, 1)
                list(read.rows())
        except Exception as error:  # noqa: BLE001 - it is told
            answer = getattr(error, "code", repr(error))
        os.write(writes, answer.encode())
        os._exit(0)
    assert os.read(reads, 1) == b"."
    book.chmod(0o644)
    with closing(opening.open_book(book)) as mine:
        _recorded(mine)
    os.write(going, b".")
    answer = os.read(reads, 100).decode()
    os.waitpid(process, 0)
    return answer


# Busy, read-only, not allowed, cannot open: four answers.


def make_private(book):
    book.chmod(0o600 if id_of_another() else 0o000)


def make_folder(book):
    book.unlink()
    book.mkdir()


def make_pipe(book):
    book.unlink()
    os.mkfifo(book)


def make_garbage(book):
    book.write_bytes(os.urandom(4096))
    book.chmod(0o644)


def make_closed_folder(book):
    """A folder that the other user may not look into."""
    inner = book.parent / "inner"
    inner.mkdir()
    book.rename(inner / "a.book")
    book.symlink_to(inner / "a.book")
    inner.chmod(0o700 if id_of_another() else 0o000)


@pytest.mark.parametrize(
    ("make", "answer"),
    [
        (lambda book: book.unlink(), "no-book"),
        (make_private, "book-not-allowed"),
        (make_closed_folder, "book-not-allowed"),
        (make_folder, "cannot-open"),
        (make_pipe, "cannot-open"),
        (make_garbage, "not-a-book"),
        (lambda book: (book.write_bytes(b""), book.chmod(0o644)), "not-a-book"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_each_reason_has_an_answer_of_its_own(book, make, answer, lang):
    make(book)
    try:
        for words in (("log",), ("status",), ("verify",), ("backup", "b"), ("doctor",)):
            if words == ("doctor",) and answer == "no-book":
                continue  # it says that there is none, and is content
            told = as_another(book, "--lang", lang, *words)
            assert (told.returncode, code(told)) == (2, answer), (words, told.stderr)
            assert "omebody else is writing" not in told.stderr
    finally:
        for path in (x for x in book.parent.iterdir() if not x.is_symlink()):
            path.chmod(0o755)


def test_a_busy_book_is_busy(book):
    with closing(opening.open_book(book)) as one, closing(opening.open_book(book)) as other:
        other.patience_s = 0.01
        with one.writing(), pytest.raises(Exception, match="book-busy"):
            _recorded(other)


def test_a_log_that_somebody_else_has_made_is_named(book):
    """As an older program left it: the owner cannot use it."""
    for path in (book, book.parent):
        os.chown(path, *(id_of_another() or (-1, -1)))
    with closing(opening.open_book(book)):
        for ending in ("-wal", "-shm"):
            log = book.with_name(f"a.book{ending}")
            os.chown(log, os.getuid(), os.getgid())
            log.chmod(0o600 if id_of_another() else 0o000)
        told = as_another(book, "log")
        assert (told.returncode, code(told)) == (2, "log-of-another")
        assert "a.book-" in told.stderr


def test_checkpoints_that_may_not_be_read_are_said_not_to_be_compared(book):
    """They are the owner's: nobody may take 0 compared for all compared."""
    with closing(opening.open_book(book)) as mine:
        made = evidence.make_checkpoint(mine, evidence.read_key(checkpoints.key_file(book)))
    held = checkpoints.held_folder(book)
    checkpoints.hold(held, made)
    held.chmod(0o700 if id_of_another() else 0o000)
    book.chmod(0o444)
    try:
        told = as_another(book, "verify")
        assert told.returncode == 0
        assert "Not compared: the checkpoints beside the book" in told.stdout
        assert "you may not read the checkpoints" in as_another(book, "status").stdout
        for mode in (0o700 if id_of_another() else 0o000, 0o744 if id_of_another() else 0o400):
            held.chmod(mode)  # the second lets the names be listed, and nothing be looked at
            told = as_another(book, "verify", "--json")
            assert '"held"' in told.stdout
            assert '"exposed": null' in told.stdout
            assert "Exposed: not known: you may not" in as_another(book, "verify").stdout
            assert "you may not read the checkpoints" in as_another(book, "status").stdout
        made_file = held.parent / "made"
        made_file.write_text(str(made))
        made_file.chmod(0o644)
        kept = as_another(book, "checkpoint", "verify", made_file, "--keep")
        assert (kept.returncode, code(kept)) == (2, "not-held")
    finally:
        held.chmod(0o700)


# No other user may read the files that the program makes, whatever the umask.


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277])
def mask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder):
    return {str(x.relative_to(folder)): stat.S_IMODE(x.stat().st_mode) for x in folder.rglob("*")}


def test_what_is_made_is_its_owners_alone(folder, mask):
    os.umask(0o022)
    own = folder / "own"
    own.mkdir()
    own.chmod(0o777)
    for words in (
        ("--book", "a.book", "init"),
        ("--book", "a.book", "party", "add", "p1", "--name", "P", "--kind", "civil"),
        ("--book", "a.book", "checkpoint", "-o", "today"),
        ("--book", "a.book", "checkpoint", "cosign", "today", "--witness", "w"),
        ("--book", "a.book", "backup", "b.book"),
        ("--book", "c.book", "restore", "b.book"),
        ("migrate", "--from", "b.book", "--to", "d.book"),
        ("demo", "--keep", "e.book"),
        ("--book", "a.book", "log", "-o", "log.json"),
    ):
        done = run_as_another(*words, cwd=own, mask=mask)
        assert done.returncode == 0, (words, done.stderr)
    found = modes(own)
    reports = {"today", "log.json"}
    assert {found.pop(x) for x in reports} == {0o666 & ~mask}
    folders = {x for x in found if (own / x).is_dir()}
    assert folders == {"a.book.checkpoints", "w.key.checkpoints"}
    assert {found[x] for x in folders} == {0o700}
    assert {found[x] for x in set(found) - folders} == {0o600}
    assert {f"{x}.book" for x in "abcde"} <= set(found)


def test_log_and_copies_are_closed_from_the_first_moment(folder, mask):
    """Everything that is opened is looked at while it is there."""
    seen = set()
    path = folder / "a.book"

    def look(event, values):
        if event in {"open", "sqlite3.connect", "os.link", "os.rename"}:
            for found in folder.rglob("*"):
                try:
                    seen.add((found.is_dir(), stat.S_IMODE(found.stat().st_mode) & 0o077))
                except OSError:
                    continue

    _looking.append(look)
    try:
        evidence.create_book(path)
        with closing(opening.open_book(path)) as book:
            _recorded(book)
            logs = [path.with_name(f"a.book{x}") for x in ("-wal", "-shm")]
            assert {stat.S_IMODE(x.stat().st_mode) for x in logs} == {0o600}
            look("open", ())
    finally:
        _looking.clear()
    assert {x for _, x in seen} == {0}
    assert len(seen) == 2


def test_a_book_that_is_shared_with_a_group_stays_shared(book):
    """Its owner has opened it to a group: log and checkpoints follow the book."""
    book.chmod(0o660)
    with closing(opening.open_book(book)) as mine:
        _recorded(mine)
        for ending in ("-wal", "-shm"):
            assert stat.S_IMODE(book.with_name(f"a.book{ending}").stat().st_mode) == 0o660
        made = evidence.make_checkpoint(mine, evidence.read_key(checkpoints.key_file(book)))
    held = checkpoints.hold(checkpoints.held_folder(book), made)
    assert stat.S_IMODE(held.stat().st_mode) == 0o660
    assert stat.S_IMODE(held.parent.stat().st_mode) == 0o770


def test_two_of_a_group_record_in_turns(book):
    """Neither leaves a log that the other one may not use."""
    group = 54321 if id_of_another() else os.getgid()
    for path in (book, book.parent, book.parent / "own"):
        os.chown(path, -1, group)
    book.chmod(0o660)
    book.parent.chmod(0o770)
    words = ("party", "add", "p1", "--name", "P", "--kind", "civil")
    done = as_another(book, *words, groups=(group,))
    assert done.returncode == 0, done.stderr
    with closing(opening.open_book(book)) as mine:
        _recorded(mine)
        done = as_another(
            book, "party", "add", "p2", "--name", "P", "--kind", "civil", groups=[group]
        )
        assert done.returncode == 0, done.stderr
    the_owner_goes_on(book)
    if id_of_another():
        alone = as_another(book, "log")
        assert (alone.returncode, code(alone)) == (2, "book-not-allowed")


def test_a_key_that_cannot_be_read_is_not_made_anew(book):
    key = checkpoints.key_file(book)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(BookUnusable, match="key-exists"):
        evidence.make_key(key, "other")
