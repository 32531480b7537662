"""Power cuts: the folder of a book as it may be after a cut at any call that changes files.

A command of the program runs once, under ``strace``. Then the folder is made again for a cut after
each of its calls: what was not flushed is kept, lost, kept in part, or torn at a sector; a name
that was made, moved or removed is lost unless its folder was flushed. In each such folder nothing
that the command acknowledged may be gone, and the command can be repeated.

``test_power_cut.py`` tries some of the states; ``make soak`` tries all.
"""

import contextlib
import hashlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import reliability
from test_recording import concluded_book

from events.keys import COSIGNATURE, ED25519
from ledger.books import checkpoints
from ledger.books import keys as book_keys
from ledger.books.opening import open_book
from ledger.cli.boundary import run
from ledger.proof import evidence

SECTOR = 512
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"
STRACE = shutil.which("strace")
_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,"
    "fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,"
    "unlinkat,mkdir,mkdirat,rmdir,lseek,sendfile,copy_file_range,fchmod,chmod,fchmodat"
)
_PROGRAM = "from ledger.cli.boundary import run; run()"
_BULK = """
from pathlib import Path
from test_recording import pay
from ledger.books.opening import open_book
from ledger.work.recording import Service
from ledger.work.submission import Signature
service = Service(open_book(Path("b.book")))
rows = [(pay(voucher=f"V{n}"), Signature(actor="p", key=f"bulk{n}")) for n in range(60)]
for done in service.execute_all(rows, chunk=20):
    print(done, flush=True)
"""
_KILLED = """
import os
from pathlib import Path
from test_recording import pay
from ledger.books.opening import open_book
from ledger.work.recording import Service
from ledger.work.submission import Signature
Service(open_book(Path("b.book"))).execute(pay(), Signature(actor="p", key="killed"))
os._exit(0)
"""


# ---------------------------------------------------------------- what was called


@dataclass(frozen=True)
class Call:
    """One call that changes files, or says something to the user.

    Attributes:
        kind: create, write, size, flush, flush-folder, rename, link, unlink, mkdir, rmdir, said.
        path: of the file or folder, below the folder of the book; a rename or link has ``to``.
    """

    kind: str
    path: str = ""
    to: str = ""
    at: int = 0
    data: bytes = b""


_LINE = re.compile(r"^(\d+) +(.*)$")
_UNFINISHED = re.compile(r"^(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")
_CALL = re.compile(r"^(\w+)\((.*)\) += +(-?\d+|\?)(?:<([^>]*)>)?(.*)$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_PATH = re.compile(r"<((?:\\x[0-9a-f]{2})*)>")


def _bytes(text):
    return bytes.fromhex(text.replace("\\x", ""))


class _Reader:
    """Reads what strace wrote, as calls below a folder."""

    def __init__(self, folder):
        self.folder, self.places, self.calls = os.fsencode(folder), {}, []
        self.there = {
            os.path.relpath(entry, folder) for entry in Path(folder).rglob("*") if entry.is_file()
        }

    def read(self, text):
        waiting = {}
        for line in text.splitlines():
            thread, rest = _LINE.match(line).groups()
            if begun := _UNFINISHED.match(rest):
                waiting[thread] = begun[1]
                continue
            if resumed := _RESUMED.match(rest):
                rest = waiting.pop(thread) + resumed[1]
            called = _CALL.match(rest)
            if called and called[3] not in {"-1", "?"}:
                self._take(called[1], called[2], int(called[3]))
        return self.calls

    def _below(self, raw):
        """Return a path below the folder; None: it lies elsewhere."""
        path = os.path.normpath(raw if raw.startswith(b"/") else self.folder + b"/" + raw)
        if path == self.folder:
            return "."
        if not path.startswith(self.folder + b"/"):
            return None
        return os.fsdecode(path[len(self.folder) + 1 :])

    def _take(self, name, words, result):
        strings = [_bytes(s) for s, _cut in _STRING.findall(words)]
        number = words.partition("<")[0]
        opened = _PATH.search(words)
        path = self._below(_bytes(opened[1])) if opened else None
        if name in {"open", "openat", "creat"}:
            self._open(words, self._below(strings[0]), result)
        elif name in {"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"}:
            self._move(name.removesuffix("2").removesuffix("at"), *map(self._below, strings))
        elif name in {"unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"}:
            kind = "rmdir" if "AT_REMOVEDIR" in words else name.removesuffix("at")
            target = self._below(strings[0])
            if target is not None:
                self.there.discard(target)
                self.calls.append(Call(kind, target))
        elif name == "write" and number in {"1", "2"}:
            if result:
                self.calls.append(Call("said", data=strings[0]))
        elif path is not None and not path.endswith(" (deleted)"):
            self._change(name, words, number, path, strings, result)

    def _open(self, words, path, number):
        if path is None:
            return
        key = (str(number), path)
        self.places[key] = 0
        if "O_TRUNC" in words and path in self.there:
            self.calls.append(Call("size", path, at=0))
        if "O_CREAT" in words and path not in self.there:
            self.there.add(path)
            self.calls.append(Call("create", path))
        assert "O_APPEND" not in words, "not modelled"

    def _move(self, kind, old, new):
        assert (old is None) == (new is None), "moved across the border of the folder"
        if new is None:
            return
        if kind == "rename":
            self.there.discard(old)
            for number, path in list(self.places):
                if path == old:
                    self.places[number, new] = self.places.pop((number, path))
        self.there.add(new)
        self.calls.append(Call(kind, old, to=new))

    def _change(self, name, words, number, path, strings, result):
        last = words.rpartition(", ")[2]
        if name == "lseek":
            self.places[number, path] = result
        elif name in {"fsync", "fdatasync"}:
            is_folder = path not in self.there
            self.calls.append(Call("flush-folder" if is_folder else "flush", path))
        elif name == "pwrite64":
            self.calls.append(Call("write", path, at=int(last), data=strings[0][:result]))
        elif name == "write":
            at = self.places[number, path]
            self.places[number, path] = at + result
            self.calls.append(Call("write", path, at=at, data=strings[0][:result]))
        elif name == "ftruncate":
            self.calls.append(Call("size", path, at=int(last)))
        elif name not in {"fchmod", "chmod", "fchmodat"}:
            raise AssertionError(f"not modelled: {name}({words})")


def traced(folder, words):
    """Run a Python program in a folder under strace; return its calls there.

    Args:
        folder: becomes the working folder.
        words: of Python, after its own name.
    """
    log = Path(folder).with_name("calls.strace")
    reader = _Reader(folder)  # what is there before
    strace = [STRACE, "-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}"]
    done = subprocess.run(
        [*strace, "-e", "signal=none", "-o", log, sys.executable, *words],
        cwd=folder,
        env=_surroundings(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    calls = reader.read(log.read_text(encoding="ascii"))
    log.unlink()
    return calls


# ---------------------------------------------------------------- what a disk may keep


@dataclass
class _File:
    flushed: bytearray = field(default_factory=bytearray)
    waiting: list = field(default_factory=list)  # calls: write, size

    def flush(self):
        for call in self.waiting:
            _apply(self.flushed, call)
        self.waiting = []


def _apply(content, call):
    if call.kind == "size":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
    else:
        content.extend(bytes(max(0, call.at - len(content))))
        content[call.at : call.at + len(call.data)] = call.data


def _sectors(call):
    """Split a write at the borders of sectors."""
    at, data = call.at, call.data
    while data:
        size = SECTOR - at % SECTOR
        yield Call("write", call.path, at=at, data=data[:size])
        at, data = at + size, data[size:]


class Disk:
    """What a folder holds for sure, and what waits to be flushed."""

    def __init__(self, folder):
        self.files, self.folders = [], {"."}
        self.flushed, self.waiting = {}, []  # names: path -> number of a file; calls
        self.now = {}
        for path in sorted(Path(folder).rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_dir():
                self.folders.add(name)
            else:
                self.files.append(_File(bytearray(path.read_bytes())))
                self.flushed[name] = len(self.files) - 1
        self.now = dict(self.flushed)
        self.flushed_folders = set(self.folders)

    def take(self, call):
        """Take one call in."""
        if call.kind in {"write", "size"}:
            self.files[self.now[call.path]].waiting.append(call)
        elif call.kind == "flush":
            self.files[self.now[call.path]].flush()
        elif call.kind == "flush-folder":
            self._flush_names(call.path)
        elif call.kind != "said":
            number = None
            if call.kind == "create":
                self.files.append(_File())
                number = len(self.files) - 1
            self.waiting.append((call, number))
            _name(self.now, self.folders, call, number)

    def _flush_names(self, folder):
        rest = []
        for call, number in self.waiting:
            if folder in {_folder(call.path), _folder(call.to)}:
                _name(self.flushed, self.flushed_folders, call, number)
            else:
                rest.append((call, number))
        self.waiting = rest

    def left(self, chance, content, names):
        """Return what may be left: a path -> its bytes, None for a folder.

        Args:
            chance: a random generator.
            content: ``kept``, ``lost``, ``part`` (the first so many calls, the last of them torn)
                or ``some`` (any sectors), of what was not flushed.
            names: ``kept``, ``lost`` or ``part``.
        """
        known, folders = dict(self.flushed), set(self.flushed_folders)
        some = {"kept": len(self.waiting), "lost": 0}.get(names)
        upto = chance.randint(0, len(self.waiting)) if some is None else some
        for call, number in self.waiting[:upto]:
            _name(known, folders, call, number)
        found = {name: None for name in folders if name != "."}
        for name, number in known.items():
            if _folder(name) in folders:
                found[name] = self._content(self.files[number], chance, content)
        return found

    def _content(self, file, chance, how):
        data = bytearray(file.flushed)
        calls = file.waiting if how != "lost" else []
        if how == "part":
            calls = calls[: chance.randint(0, len(calls))]
            if calls and calls[-1].kind == "write":
                torn = list(_sectors(calls[-1]))
                calls = [*calls[:-1], *torn[: chance.randint(0, len(torn))]]
        for call in calls:
            if how != "some" or call.kind == "size":
                if how != "some" or chance.random() < 0.5:
                    _apply(data, call)
                continue
            for sector in _sectors(call):
                if chance.random() < 0.5:
                    _apply(data, sector)
        return bytes(data)


def _folder(name):
    return str(Path(name).parent)


def _name(names, folders, call, number):
    """Apply a call that changes names; what an earlier lost one would have made is not there."""
    if call.kind == "create":
        names[call.path] = number
    elif call.kind == "rename" and call.path in names:
        names[call.to] = names.pop(call.path)
    elif call.kind == "link" and call.path in names:
        names[call.to] = names[call.path]
    elif call.kind == "unlink":
        names.pop(call.path, None)
    elif call.kind == "mkdir":
        folders.add(call.path)
    elif call.kind == "rmdir":
        folders.discard(call.path)


WAYS = (
    ("kept", "kept"),
    ("lost", "lost"),
    ("kept", "lost"),
    ("lost", "kept"),
    ("part", "part"),
    ("some", "kept"),
    ("some", "lost"),
    ("some", "part"),
)


def states(before, calls, seed):
    """Yield every different state after a cut: (call, ways, what was said by then, files)."""
    chance, seen = random.Random(seed), set()
    disk, said = Disk(before), b""
    ended = Call("said", data=b" ended")  # with status 0: that acknowledges, too
    for number, call in enumerate([None, *calls, ended]):
        if call is not None:
            disk.take(call)
            said += call.data if call.kind == "said" else b""
        for content, names in WAYS:
            files = disk.left(chance, content, names)
            digest = hashlib.sha256(repr((sorted(files.items()), bool(said))).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield number, (content, names), said.decode(), files


# ---------------------------------------------------------------- what is tried


def samverk(*words):
    """Run the program in this process; return its status and what it said."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run(["--lang", "en", *map(str, words)])
        except SystemExit as ended:
            return ended.code, out.getvalue() + err.getvalue()
    raise AssertionError("run() returned")


def _surroundings():
    return {**os.environ, "SAMVERK_LANG": "en", "PYTHONPATH": os.pathsep.join(sys.path)}


def keys(path):
    """Return the keys of the events of a book, in order."""
    book = open_book(Path(path))
    found = [event.envelope.key for event in book.events()]
    book.close()
    return found


def _recorded_once(key, words):
    """Return a check: the events of a command are there, once, after it has been repeated."""

    def check(said, live):
        count = keys(live / "b.book").count(key)
        assert count > 0
        assert reliability.findings(Path("b.book")) == []
        if said:
            assert keys("b.book").count(key) == count, "what was acknowledged is lost"
        assert keys("b.book").count(key) in {0, count}, "half of it"
        status, text = samverk(*words)
        assert status == 0, text
        assert keys("b.book").count(key) == count
        assert reliability.findings(Path("b.book")) == []

    return check


def _whole_bulk(said, _live):
    acknowledged = max(map(int, re.findall(r"\d+", said)), default=0)
    assert reliability.findings(Path("b.book")) == []
    kept = [key for key in keys("b.book") if key and key.startswith("bulk")]
    assert kept == [f"bulk{n}" for n in range(len(kept))]
    assert len(kept) >= acknowledged
    assert len(kept) % 20 == 0
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(_BULK, "bulk", "exec"), {})  # noqa: S102 - the very program that was cut
    assert [k for k in keys("b.book") if k and k.startswith("bulk")] == [
        f"bulk{n}" for n in range(60)
    ]
    assert reliability.findings(Path("b.book")) == []


def _is_whole(path):
    """Return whether a book is there, whole, and has a key that signs for it."""
    if not Path(path).exists() or reliability.findings(Path(path)):
        return False
    return samverk("--book", path, "checkpoint", "-o", "try.checkpoint")[0] == 0


def _made(said, _live):
    if said:
        assert _is_whole("b.book"), "what was acknowledged is lost"
    status, text = samverk("--book", "b.book", "init")
    assert _is_whole("b.book"), text
    assert status == 0 or ("already" in text and status == 2), text


def _signed(said, _live):
    assert reliability.findings(Path("b.book")) == []
    if said:
        assert "samverk/" in Path("today.checkpoint").read_text(encoding="utf-8")
    status, text = samverk("--book", "b.book", "checkpoint", "-o", "today.checkpoint")
    assert status == 0, text
    checkpoints.read_checkpoint(Path("today.checkpoint"))
    assert samverk("--book", "b.book", "verify", "--checkpoint", "today.checkpoint")[0] == 0


def _rotated(said, _live):
    assert reliability.findings(Path("b.book")) == []
    status, text = samverk("--book", "b.book", "checkpoint", "-o", "try.checkpoint")
    assert status == 0, text  # by whichever key the book has
    with closing(open_book(Path("b.book"))) as book:
        known = book_keys.terms(book)
        assert len(known) == 2 or not said, "what was acknowledged is lost"
    assert evidence.read_key(Path("b.book.key")).public(ED25519) == known[-1].key
    if len(known) > 1:
        assert Path(f"b.book.key.replaced-{known[0].key.id.hex()}").exists()
    status, text = samverk("--book", "b.book", "key", "rotate")
    assert status == 0, text
    assert samverk("--book", "b.book", "checkpoint", "-o", "try.checkpoint")[0] == 0


def _cosigned(said, _live):
    seen = checkpoints.read_checkpoint(Path("today.checkpoint"))  # the one before, or the new one
    if said:
        assert "auditor" in dict(seen.signatures)
    words = ("--book", "b.book", "checkpoint", "cosign", "today.checkpoint", "--witness", "auditor")
    status, text = samverk(*words)
    assert status == 0, text
    key = evidence.read_key(Path("auditor.key")).public(COSIGNATURE)
    assert str(key) in text
    made = checkpoints.read_checkpoint(Path("today.checkpoint"))
    assert "auditor" in dict(made.signatures)
    assert list(Path("auditor.key.checkpoints").iterdir())
    assert samverk("--book", "b.book", "verify", "--checkpoint", "today.checkpoint")[0] == 0


def _copied(target, words):
    """Return a check: a copy of a book is whole or not there, and can be made."""

    def check(said, _live):
        is_there = Path(target).exists()
        if is_there:
            assert reliability.findings(Path(target)) == [], "half a copy"
        assert is_there or not said, "what was acknowledged is lost"
        status, text = samverk(*words)
        assert status == 0 or (is_there and status == 2), text
        assert keys(target) == keys("b.book" if target != "b.book" else "copy.book")
        assert reliability.findings(Path(target)) == []
        left = {p.name for p in Path().iterdir()} - _USUAL
        assert not left, f"left behind: {left}"

    return check


_USUAL = {
    name + ending
    for name in ("b.book", "copy.book", "moved.book")
    for ending in ("", ".key", ".checkpoints", "-wal", "-shm")
}


def _exported(target, words):
    """Return a check: an output is what it was before, or the new one, never in part."""

    def check(said, _live):
        before = "before\n"
        text = Path(target).read_text(encoding="utf-8")
        status, told = samverk(*words)
        assert status == 0, told
        after = Path(target).read_text(encoding="utf-8")
        assert text in {before, after}, "half an output"
        assert text == after or not said, "what was acknowledged is lost"

    return check


def _a_book():
    concluded_book_at = Path("b.book")
    status, text = samverk("--book", concluded_book_at, "init")
    assert status == 0, text
    book = open_book(concluded_book_at)
    concluded_book(book)
    book.close()


def _with_output(name):
    def prepare():
        _a_book()
        Path(name).write_text("before\n", encoding="utf-8")

    return prepare


def _with_log():
    """Leave the log of a program that was killed when it had recorded something."""
    _a_book()
    subprocess.run([sys.executable, "-c", _KILLED], check=True, env=_surroundings())
    assert Path("b.book-wal").stat().st_size


def _after_log(said, live):
    """Check that what the killed one recorded is there, and what came after it once."""
    assert "killed" in keys("b.book"), "what was in the log is lost"
    _recorded_once("k", _PAY)(said, live)
    assert "killed" in keys("b.book"), "what was in the log is lost"


def _with_checkpoint():
    _a_book()
    assert samverk("--book", "b.book", "checkpoint", "-o", "today.checkpoint")[0] == 0


def _with_backup():
    _a_book()
    assert samverk("--book", "b.book", "backup", "copy.book")[0] == 0
    Path("b.book").unlink()


def _with_file():
    status, text = samverk("--book", "b.book", "init")
    assert status == 0, text
    shutil.copy(EXAMPLE, "agreement.toml")


_B = ("--book", "b.book")
_PAY = (*_B, "record", "disbursement", "herrgarden", "L2", "1", "--on", "2024-03-01")
_PAY = (*_PAY, "--voucher", "v", "--key", "k")
_CLOSE = (*_B, "period", "close", "2023", "--key", "k")
_PROPOSE = (*_B, "agreement", "propose", "agreement.toml", "--key", "k")
_COSIGN = (*_B, "checkpoint", "cosign", "today.checkpoint", "--witness", "auditor")
_EXPORT = (*_B, "export", "--beancount", "-o", "out.beancount")
_LOG = (*_B, "log", "-o", "out.csv")
_PROVE = (*_B, "prove", "3", "-o", "out.proof")
_REPORT = (*_B, "report", "agreement", "herrgarden", "-o", "out.json")

# name -> (what is there before, words of the program, what has to hold after a cut)
COMMANDS = {
    "record": (_a_book, _PAY, _recorded_once("k", _PAY)),
    "bulk": (_a_book, None, _whole_bulk),
    "period close": (_a_book, _CLOSE, _recorded_once("k", _CLOSE)),
    "propose": (_with_file, _PROPOSE, _recorded_once("k", _PROPOSE)),
    "init": (lambda: None, (*_B, "init"), _made),
    "checkpoint": (_a_book, (*_B, "checkpoint", "-o", "today.checkpoint"), _signed),
    "key rotate": (_a_book, (*_B, "key", "rotate"), _rotated),
    "cosign": (_with_checkpoint, _COSIGN, _cosigned),
    "backup": (
        _a_book,
        (*_B, "backup", "copy.book"),
        _copied("copy.book", (*_B, "backup", "copy.book")),
    ),
    "restore": (
        _with_backup,
        (*_B, "restore", "copy.book"),
        _copied("b.book", (*_B, "restore", "copy.book")),
    ),
    "migrate": (
        _a_book,
        ("migrate", "--from", "b.book", "--to", "moved.book"),
        _copied("moved.book", ("migrate", "--from", "b.book", "--to", "moved.book")),
    ),
    "export": (_with_output("out.beancount"), _EXPORT, _exported("out.beancount", _EXPORT)),
    "report": (_with_output("out.json"), _REPORT, _exported("out.json", _REPORT)),
    "log": (_with_output("out.csv"), _LOG, _exported("out.csv", _LOG)),
    "prove": (_with_output("out.proof"), _PROVE, _exported("out.proof", _PROVE)),
    "record after a kill": (_with_log, _PAY, _after_log),
}


def cuts(name, folder, seed, most=None):
    """Cut the power at every call of a command, in every way.

    Args:
        name: of ``COMMANDS``.
        folder: an empty one to work in.
        seed: of what is torn where.
        most: how many of the states to try, chosen at random; None: all.

    Returns:
        (calls that change files, states, what failed: number of the call, ways, why).
    """
    prepare, words, check = COMMANDS[name]
    before, live, after = (folder / part for part in ("before", "live", "after"))
    before.mkdir()
    with contextlib.chdir(before):
        prepare()
    shutil.copytree(before, live)
    calls = traced(live, ["-c", _PROGRAM, *words] if words else ["-c", _BULK])
    tried = list(states(before, calls, seed))
    if most is not None and len(tried) > most:
        tried = random.Random(seed).sample(tried, most)
    failed = []
    for number, ways, said, files in tried:
        _lay_out(after, files)
        with contextlib.chdir(after):
            try:
                check(said, live)
            except Exception as error:  # noqa: BLE001 - each is told of
                failed.append((number, ways, f"{type(error).__name__}: {error}"[:300]))
    return len(calls), len(tried), failed


def _lay_out(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in sorted(files.items()):
        if content is None:
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)


if __name__ == "__main__":
    import tempfile

    for what in sys.argv[1:] or COMMANDS:
        with tempfile.TemporaryDirectory() as place:
            count, number_of_states, wrong = cuts(what, Path(place), 1)
        sys.stdout.write(f"{what}: {count} calls, {number_of_states} states, {len(wrong)} wrong\n")
        for line in wrong[:8]:
            sys.stdout.write(f"  {line}\n")
