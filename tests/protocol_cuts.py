"""Cuts of the connection to a server, at every message of PostgreSQL's protocol.

A proxy stands between the program and a real server, reads where each message ends, and cuts the
connection before or after one of them, in either direction. The first run of a command counts its
messages; then the command runs once for each. Afterwards the server is asked directly: what was
acknowledged is there once, what was said not to be is not, and the command can be repeated.

``test_protocol_cuts.py`` tries some of the cuts; ``make soak`` tries all.
"""

import contextlib
import io
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from conftest import ServerHome
from postgres_server import PORT, Server, drop
from psycopg.conninfo import make_conninfo
from test_recording import concluded_book, pay

from ledger.books import opening
from ledger.books.book import Book
from ledger.books.opening import make_book, open_book
from ledger.cli import ending
from ledger.cli.boundary import run
from ledger.presentation import language
from ledger.proof.verification import verify
from ledger.refusal import LedgerError
from ledger.work.receipt import Receipt
from ledger.work.recording import Service
from ledger.work.submission import Signature

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"
PATIENCE_S = 0.2  # how long the program looks for a server that has gone
_LATE_S = 0.1
_WITHIN_S = 30
_SOON_S = 1
_TIMES = 5  # a run has fewer messages where the server's disk was quick
_PROGRAM = "from ledger.cli.boundary import run; run()"
_ONE_BYTE = {80877103, 80877104}  # SSLRequest, GSSENCRequest: answered by one byte
_COMMITS = re.compile(rb"\A[BQP].{4}.{0,8}?(?:\bcommit\b|\brecord\b)", re.DOTALL | re.IGNORECASE)
_COMMITTED = (b"COMMIT\0", b"CALL\0")
TO, FROM = "to the server", "from the server"


@dataclass(frozen=True)
class Cut:
    """Where the connection is cut, and how.

    Attributes:
        direction: ``TO`` or ``FROM``.
        number: of the message in that direction, over all connections of the command, from 1.
        way: before; after; late: the program is cut off, and the message still arrives afterwards;
            held: nothing is cut, but the message waits until it is released.
        comes_back: the next connection is let through; if not, none is.
        is_abrupt: the program sees a reset and not the end.
    """

    direction: str
    number: int
    way: str
    comes_back: bool = True
    is_abrupt: bool = False


class _Pair:
    """One connection of the program, and that to the server which it goes through."""

    def __init__(self, client, server):
        self.client, self.server = client, server
        self.answers_one_byte = False

    def end(self, *sockets):
        for one in sockets or (self.client, self.server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def reset(self):
        with suppress(OSError):
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client.close()


def _exactly(file, size):
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _from_program(file, pair):
    """Yield what a program sends, a message at a time."""
    while True:
        head = _exactly(file, 8)
        size, code = struct.unpack("!ii", head)
        data = head + _exactly(file, size - 8)
        pair.answers_one_byte = code in _ONE_BYTE
        yield data
        if code not in _ONE_BYTE:
            break
    yield from _typed(file)


def _typed(file, pair=None):
    """Yield messages that begin with a letter and their length."""
    while True:
        kind = _exactly(file, 1)
        if pair is not None and pair.answers_one_byte:
            pair.answers_one_byte = False
            assert kind == b"N", "what is encrypted cannot be read"
            yield kind
            continue
        size = _exactly(file, 4)
        yield kind + size + _exactly(file, struct.unpack("!i", size)[0] - 4)


class Proxy:
    """Stands between programs and a server.

    Attributes:
        seen: the messages since ``begin``, by direction.
        has_asked: whether the program has asked for a commit.
    """

    def __init__(self, target):
        self._target, self._lock, self._pairs = target, threading.Lock(), []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.held, self._released = threading.Event(), threading.Event()
        self._met = threading.Event()
        self.begin(None)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def begin(self, cut):
        """Count anew, and cut there; None: nowhere."""
        self.end()
        self.seen, self.has_asked = {TO: [], FROM: []}, False
        for event in (self.held, self._released, self._met):
            event.clear()
        self._cut, self._refuses = cut, False

    def end(self):
        """Let everything through from now on, but nothing that is under way."""
        self._released.set()
        with self._lock:
            pairs, self._pairs = self._pairs, []
            self._cut, self._refuses = None, False
        for pair in pairs:
            pair.end()
            for thread in pair.threads:
                thread.join(_WITHIN_S)
            pair.client.close()
            pair.server.close()

    def is_cut(self):
        """Return whether the message that was meant has come; the last one may come a bit later."""
        return self._met.wait(_SOON_S)

    def release(self):
        """Let the message that is held go on."""
        self._released.set()

    def close(self):
        """Stop."""
        self.end()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(_WITHIN_S)
        self._listener.close()

    def place(self, user, database):
        """Return words to connect with."""
        return make_conninfo(host="127.0.0.1", port=self.port, user=user, dbname=database)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._refuses:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._target))
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            pair = _Pair(client, server)
            there = _from_program(client.makefile("rb"), pair)
            back = _typed(server.makefile("rb"), pair)
            pair.threads = [
                threading.Thread(target=self._carry, args=(pair, *words), daemon=True)
                for words in ((TO, there, server), (FROM, back, client))
            ]
            with self._lock:  # ``end`` joins threads that have begun
                self._pairs.append(pair)
                for thread in pair.threads:
                    thread.start()

    def _carry(self, pair, direction, messages, target):
        with suppress(OSError, EOFError, ValueError):
            for data in messages:
                if self._is_meant(direction, data):
                    self._interrupt(pair, target, data)
                else:
                    target.sendall(data)
        # What was sent before is read before the end is seen, on either side.
        pair.end(target)

    def _is_meant(self, direction, data):
        with self._lock:
            self.seen[direction].append(data)
            self.has_asked |= direction == TO and _COMMITS.match(data) is not None
            cut = self._cut
            if cut is None or (direction, len(self.seen[direction])) != (
                cut.direction,
                cut.number,
            ):
                return False
            self._refuses = not cut.comes_back and cut.way != "held"
            self._met.set()
            return True

    def _interrupt(self, pair, target, data):
        cut = self._cut
        if cut.way == "held":
            self.held.set()
            self._released.wait(_WITHIN_S)
            target.sendall(data)
            return
        if cut.way == "after":
            target.sendall(data)
        if cut.is_abrupt:
            pair.reset()
        if cut.way == "late":
            pair.end(pair.client)
            time.sleep(_LATE_S)
            target.sendall(data)
        pair.end()


# ---------------------------------------------------------------- what is tried


def samverk(*words):
    """Run the program in this process; return its status and what it said."""
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            run(["--lang", "en", *map(str, words)])
        except SystemExit as ended:
            return ended.code, told.buffer.getvalue().decode()
    raise AssertionError("run() returned")


class Stage:
    """A server, a proxy before it, and a folder to work in."""

    def __init__(self, server):
        self.server, self._numbers = server, 0
        self.proxy = Proxy(server.home / f".s.PGSQL.{PORT}")

    def new_database(self):
        """Return the name of a new, empty database."""
        self._numbers += 1
        return self.server.database(f"cut{self.proxy.port}_{self._numbers}")

    def settle(self, database):
        """Wait until no client works in a database: one that was cut off may do so for a moment."""
        self.server.wait_for(
            "SELECT 1 FROM (SELECT count(*) FROM pg_stat_activity"
            f" WHERE datname = '{database}') AS others (number) WHERE number = 0"
        )


class _Command:
    """A command, and how to see whether what it does is there."""

    finds_out = ""  # what has to be named where the outcome is not known
    reads = False
    looks = False  # the program itself looks for the outcome when it is interrupted

    def __init__(self, stage):
        self.stage, self.number = stage, 0
        self.prepare()

    def prepare(self):
        """Make what all its runs need."""

    def renew(self):
        """Get ready for one more run."""
        self.number += 1

    def run(self):
        """Run it through the proxy; return its status and what it said."""
        return samverk(*self.words())

    def repeat(self, before, unknown):
        """Do it again, when nothing is cut."""
        status, text = self.run()
        assert status == 0, text

    def finish(self):
        """Look at the whole once more, and remove it."""
        drop(self.stage.server, self.database)

    def words(self):
        raise NotImplementedError

    def is_there(self):
        """Return whether what it does is there, all of it and once."""
        raise NotImplementedError

    @property
    def direct(self):
        """Where the book is, without the proxy, for an administrator."""
        return self.stage.server.uri(database=self.database)


def findings(place):
    """Return what verification finds."""
    with closing(open_book(place)) as book:
        return [x.code for x in verify(book, [], lambda _: None).findings]


class _OnABook(_Command):
    """A command on a book with the agreement in force."""

    login = "ekonom"

    def prepare(self):
        self.database = self.stage.new_database()
        home = ServerHome(self.stage.server, self.database)
        concluded_book(home.make())
        home.place_of("revisor", "auditor")
        home.place_of("kollega")
        home.close()

    @property
    def place(self):
        """Where the book is, through the proxy."""
        return self.stage.proxy.place(self.login, self.database)

    def finish(self):
        assert findings(self.stage.server.uri("revisor", self.database)) == []
        super().finish()


class _Recording(_OnABook):
    """A command that records events under a key."""

    events = 1

    @property
    def key(self):
        return f"k{self.number}"

    @property
    def finds_out(self):
        return f"--key {self.key}:"

    def is_there(self):
        with closing(open_book(self.direct)) as book:
            keys = [event.envelope.key for event in book.events()]
        assert keys.count(self.key) in {0, self.events}, "half of it, or doubled"
        return self.key in keys

    def words(self):
        return ("--book", self.place, *self.what(), "--key", self.key)


class Record(_Recording):
    """A payment, by the path of one turn."""

    def what(self):
        day = ("--on", "2024-03-01", "--voucher", f"v{self.number}")
        return ("record", "disbursement", "herrgarden", "L2", "1", *day)


class Close(_Recording):
    """The close of a period, which is opened again afterwards."""

    def what(self):
        return ("period", "close", "2023")

    def renew(self):
        if self.number and self.is_there():
            words = ("--book", self.stage.server.uri("kollega", self.database))
            status, text = samverk(*words, "period", "reopen", "2023", "--reason", "r")
            assert status == 0, text
        super().renew()


class Propose(_Recording):
    """A proposal, of many events."""

    def prepare(self):
        super().prepare()
        self.events = 1
        text = EXAMPLE.read_text(encoding="utf-8")
        self._text = re.sub(r'(?m)^(agreement|id) = "herrgarden"$', r'\1 = "{id}"', text)
        assert self._text != text, "the example has another form"
        self.stage.proxy.begin(None)
        self.renew()
        status, said = self.run()
        assert status == 0, said
        with closing(open_book(self.direct)) as book:
            self.events = [event.envelope.key for event in book.events()].count(self.key)
        assert self.events > 1

    def renew(self):
        super().renew()
        Path("agreement.toml").write_text(
            self._text.replace("{id}", f"h{self.number}"), encoding="utf-8"
        )

    def what(self):
        return ("agreement", "propose", "agreement.toml")


class Bulk(_OnABook):
    """Many payments, by the path that holds the book."""

    rows, chunk = 9, 3
    finds_out = "--key b"

    def keys(self):
        return [f"b{self.number}-{row}" for row in range(self.rows)]

    def run(self):
        language.use("en")
        self.acknowledged, receipt = 0, Receipt()
        said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed below
        with closing(said), contextlib.redirect_stderr(said):
            status = self._recorded(receipt)
            said.seek(0)
            text = said.read()
        assert receipt.rows == self.acknowledged
        return status, text

    def _recorded(self, receipt):
        try:
            with closing(open_book(self.place)) as book:
                signed = [
                    (
                        pay(voucher=key),
                        Signature(actor=book.login, assurance="database-attested", key=key),
                    )
                    for key in self.keys()
                ]
                service = Service(book, receipt=receipt)
                for done in service.execute_all(signed, chunk=self.chunk):
                    self.acknowledged = done
        except LedgerError as error:
            return ending.failed(error, receipt)
        return 0

    def is_there(self):
        with closing(open_book(self.direct)) as book:
            keys = [event.envelope.key for event in book.events()]
        found = [key for key in keys if key in set(self.keys())]
        assert found == self.keys()[: len(found)], "lost or doubled"
        assert len(found) % self.chunk == 0, "half of a transaction"
        assert len(found) >= self.acknowledged, "what was acknowledged is lost"
        assert len(found) - self.acknowledged in {0, self.chunk}
        return len(found) > self.acknowledged or len(found) == self.rows


class Grant(_OnABook):
    """A role for a login, of a board as well, which is taken away again."""

    login = "postgres"
    finds_out = "done twice is done once"
    looks = True
    who = "nykomling"

    def prepare(self):
        super().prepare()
        self.stage.server.login(self.who)

    def words(self):
        return ("--book", self.place, "grant", self.who, "--role", "board", "--board", self._board)

    _board = "kulturnamnden"

    def renew(self):
        opening.grant(self.direct, self.who, "board", self._board, revoke=True)
        super().renew()

    def is_there(self):
        is_member, boards, owners = self.stage.server.execute(
            "SELECT EXISTS (SELECT FROM pg_auth_members WHERE member = to_regrole(%s)), "  # noqa: UP031
            "ARRAY(SELECT board FROM samverk.board_member WHERE login = %s),"
            "(SELECT count(*) FROM pg_auth_members WHERE roleid = to_regrole(%s))"
            % tuple(f"'{x}'" for x in (self.who, self.who, f"samverk_{self.database}_owner")),
            database=self.database,
        )[0]
        assert owners == 0, "the administrator is left with the owner's role"
        assert boards == [self._board] * is_member, "half of it"
        return is_member


class Revoke(Grant):
    """Taking that role away."""

    def words(self):
        return (*super().words(), "--revoke")

    def renew(self):
        opening.grant(self.direct, self.who, "board", self._board, revoke=False)
        self.number += 1

    def is_there(self):
        return not super().is_there()


class Init(_Command):
    """A new book, in a new database each time."""

    database = None
    role = "postgres"
    looks = True

    @property
    def finds_out(self):
        return "status"

    def renew(self):
        super().renew()
        self.finish()
        self.database = self.stage.new_database()

    def finish(self):
        if self.database is not None:
            drop(self.stage.server, self.database)
            for left in Path().glob(f"*{self.database}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        self.database = None

    def words(self):
        return ("--book", self.place, "init")

    @property
    def place(self):
        return self.stage.proxy.place(self.role, self.database)

    def is_there(self):
        if not opening.is_made(self.direct):
            assert self._roles() == 0, "roles are left"
            return False
        assert findings(self.direct) == []
        assert self._roles() == 4
        return True

    def _roles(self):
        query = f"SELECT 1 FROM pg_roles WHERE rolname ^@ 'samverk_{self.database}_'"
        return len(self.stage.server.execute(query))

    def repeat(self, before, unknown):
        status, text = self.run()
        assert status == 0 or (before and status == 2 and "already" in text), text
        self.require_whole()

    def require_whole(self):
        """Make sure that the book can sign with its key, and that nothing is left beside it."""
        with closing(open_book(self.direct)) as book:
            public = book.info("key")
        key = Path(f"{self.database}.key").read_text(encoding="utf-8")
        assert public, key
        words = ("--book", self.direct, "checkpoint", "-o", f"{self.database}.checkpoint")
        status, text = samverk(*words)
        assert status == 0, text
        assert not list(Path().glob(f".*{self.database}*"))


class MigrateTo(Init):
    """A book in a file, moved to a server."""

    @property
    def finds_out(self):
        return "verify"

    def prepare(self):
        with closing(make_book(Path("moved.book"))) as book:
            concluded_book(book)
        self._events = self._rows(Path("moved.book"))

    @staticmethod
    def _rows(place):
        with closing(open_book(place)) as book:
            return list(book.rows())

    def words(self):
        return ("migrate", "--from", "moved.book", "--to", self.place)

    def require_whole(self):
        assert self._rows(self.direct) == self._events


class MigrateFrom(_OnABook):
    """A book on a server, moved to a file."""

    login = "revisor"
    finds_out = "verify"
    target = Path("out.book")

    def renew(self):
        self.target.unlink(missing_ok=True)
        super().renew()

    def words(self):
        return ("migrate", "--from", self.place, "--to", str(self.target))

    def is_there(self):
        left = [
            path.name for path in Path().iterdir() if path.name.startswith((".out", "out.book"))
        ]
        assert set(left) <= {"out.book"}, left
        return self.target.exists() and findings(self.target) == []

    def repeat(self, before, unknown):
        status, text = self.run()
        assert status == (2 if before else 0), text


class _Reading(_OnABook):
    login = "revisor"
    reads = True

    def prepare(self):
        super().prepare()
        status, self._whole = self.run()
        assert status == 0, self._whole

    def is_there(self):
        return None

    def repeat(self, before, unknown):
        assert self.run() == (0, self._whole)

    def judge(self, status, text):
        """Make sure that what was shown is what there is, or an error that says so."""
        if status == 0:
            assert text == self._whole
        else:
            assert status in {2, 4}, (status, text)
            assert "[server-gone]" in text or "[no-connection]" in text, text


class Verify(_Reading):
    """Verification, which must not take a lost connection for a difference."""

    def words(self):
        return ("--book", self.place, "verify")


class Report(_Reading):
    """A report, all of it or an error."""

    def words(self):
        return ("--book", self.place, "report", "agreement", "herrgarden", "-O", "json")


COMMANDS = {
    "record": Record,
    "bulk": Bulk,
    "period close": Close,
    "propose": Propose,
    "init": Init,
    "grant": Grant,
    "grant --revoke": Revoke,
    "migrate to a server": MigrateTo,
    "migrate from a server": MigrateFrom,
    "verify": Verify,
    "report": Report,
}
INTERRUPTED = ("record", "period close", "init", "grant", "grant --revoke", "migrate to a server")


# ---------------------------------------------------------------- cutting


def judge(command, proxy, status, text):
    """See that what a run said is so, and that it can be repeated; return it as a word."""
    assert "Something unexpected" not in text, text
    assert "Traceback" not in text, text
    if command.reads:
        command.judge(status, text)
        command.repeat(False, False)  # noqa: FBT003 - neither says anything here
        return "read" if status == 0 else "not read"
    command.stage.settle(command.database)
    there, told = command.is_there(), "nothing"
    is_unknown = "not known" in text
    if status == 0:
        assert there, "what was acknowledged is lost"
        told = "recorded"
    elif is_unknown:
        assert status in {4, 130}, (status, text)
        assert proxy.has_asked, f"nothing had been asked for: {text}"
        assert not (command.looks and status == 130), f"it was not looked for: {text}"
        assert command.finds_out in text, text
        told = "unknown"
    else:
        assert status in {2, 4, 130}, (status, text)
        assert not there, f"it is there: {text}"
    command.acknowledged = 0
    command.repeat(there, is_unknown)
    command.stage.settle(command.database)
    assert command.is_there(), "it could not be repeated"
    return told


def every_cut(seen, chance):
    """Return every cut of a command whose messages are known."""
    return [
        Cut(direction, number, way, chance.random() < 0.5, chance.random() < 0.3)
        for direction in (TO, FROM)
        for number in range(1, len(seen[direction]) + 1)
        for way in ("before", "after", *(("late",) if direction == TO else ()))
    ]


def around_commits(seen, found):
    """Return the cuts from a commit on: what asks for it, and what answers it, until the end."""
    asks = {n for n, data in enumerate(seen[TO], 1) if _COMMITS.match(data)}
    answers = {n for n, data in enumerate(seen[FROM], 1) if data.endswith(_COMMITTED)}
    near = {
        TO: {n + more for n in asks for more in (0, 1, 2)},
        FROM: {n + more for n in answers for more in (0, 1)},
    }
    return [cut for cut in found if cut.number in near[cut.direction]]


@contextlib.contextmanager
def on_a_stage(server, name):
    """Yield a command to cut, its messages, and its proxy, with little patience."""
    usual, Book.patience_s = Book.patience_s, PATIENCE_S
    stage = Stage(server)
    command = None
    try:
        command = COMMANDS[name](stage)
        yield command, _messages(command, stage.proxy), stage.proxy
    finally:
        stage.proxy.close()
        Book.patience_s = usual
        if command is not None:
            command.finish()


def _messages(command, proxy):
    """Return the messages of a run, of several the one with fewest: it waited for nothing."""
    runs = []
    for _ in range(_TIMES):
        command.renew()
        proxy.begin(None)
        status, text = command.run()
        assert status == 0, text
        runs.append(proxy.seen)
        proxy.end()
    return min(runs, key=lambda seen: sum(map(len, seen.values())))


def cuts(name, folder, server, seed, most=None):
    """Cut the connection of a command everywhere.

    Args:
        name: of ``COMMANDS``.
        folder: an empty one to work in.
        server: a started one.
        seed: of how each is cut, and of which are tried.
        most: how many to try, half of them near commits; None: one at every message, in a way
            that is drawn, and near commits in every way.

    Returns:
        (messages, cuts, what was told: word -> how often, what failed: cut, why).
    """
    chance, told, failed = random.Random(f"{name} {seed}"), {}, []
    with contextlib.chdir(folder), on_a_stage(server, name) as (command, seen, proxy):
        tried = every_cut(seen, chance)
        near = around_commits(seen, tried)
        if most is None:
            drawn = {(x.direction, x.number): x for x in chance.sample(tried, len(tried))}
            tried = [x for x in tried if x in near or x is drawn[x.direction, x.number]]
        else:
            some = chance.sample(near, min(len(near), most // 2))
            rest = [cut for cut in tried if cut not in some]
            tried = some + chance.sample(rest, min(len(rest), most - len(some)))
        done = 0
        for cut in tried:
            try:
                status, text = _cut_off(command, proxy, cut, command.run)
                done += 1
                word = judge(command, proxy, status, text)
                told[word] = told.get(word, 0) + 1
            except Exception as error:  # noqa: BLE001 - each is told of
                proxy.end()
                failed.append((cut, f"{type(error).__name__}: {error}"[:400]))
    return sum(map(len, seen.values())), done, told, failed


def _cut_off(command, proxy, cut, run):
    """Run a command with a cut, again if it has ended before that; return its status and text."""
    for _ in range(_TIMES):
        command.renew()
        proxy.begin(cut)
        ended = run()
        is_cut = proxy.is_cut()
        proxy.end()
        if is_cut:
            return ended
    raise AssertionError("the message has not come")


def interruptions(name, folder, server, seed, most):
    """Press Ctrl-C while some message is held back, for some messages of a command.

    Returns:
        (how often a message was held back, what was told: word -> how often, what failed: cut,
        why).
    """
    chance, told, failed = random.Random(f"{name} {seed}"), {}, []
    with contextlib.chdir(folder), on_a_stage(server, name) as (command, seen, proxy):
        tried = [
            Cut(direction, number, "held")
            for direction in (TO, FROM)
            for number in range(1, len(seen[direction]) + 1)
        ]
        near = around_commits(seen, tried)
        tried = chance.sample(near, min(len(near), most // 2)) + chance.sample(tried, most // 2)
        held = 0
        for cut in tried:
            try:
                status, text = _cut_off(
                    command, proxy, cut, lambda: _interrupted(command.words(), proxy)
                )
                held += 1
                if not text:  # at the very beginning
                    text = "nothing"
                word = judge(command, proxy, status, text)
                told[word] = told.get(word, 0) + 1
            except Exception as error:  # noqa: BLE001 - each is told of
                proxy.end()
                failed.append((cut, f"{type(error).__name__}: {error}"[:400]))
    return held, told, failed


def _interrupted(words, proxy):
    env = {**os.environ, "SAMVERK_LANG": "en", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _PROGRAM, *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    with subprocess.Popen(command, env=env, **pipes) as running:
        while not proxy.held.wait(0.02) and running.poll() is None:
            pass
        if running.poll() is None:
            running.send_signal(signal.SIGINT)
        try:  # it may wait for the answer that is held back
            text, _ = running.communicate(timeout=0.5)
        except subprocess.TimeoutExpired:
            proxy.release()
            text, _ = running.communicate(timeout=_WITHIN_S)
    return running.returncode, text


if __name__ == "__main__":
    at = Server().init().start()
    most_of_each = int(os.environ["MOST"]) if "MOST" in os.environ else None
    for what in sys.argv[1:] or COMMANDS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as place:
            if os.environ.get("HELD"):
                result = (0, *interruptions(what, Path(place), at, 1, int(os.environ["HELD"])))
            else:
                result = cuts(what, Path(place), at, 1, most_of_each)
        count, number_of_cuts, words_told, wrong = result
        sys.stdout.write(
            f"{what}: {count} messages, {number_of_cuts} cuts, {words_told}, {len(wrong)} wrong,"
            f" {time.monotonic() - began:.0f} s\n"
        )
        for line in wrong[:8]:
            sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()
    at.remove()
