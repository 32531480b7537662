"""What every test may use."""

import json
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from msgspec.structs import replace
from postgres_server import Server, drop
from prepared import STATES, PreparedDatabases, PreparedFiles, wanted_by

from events.zones import DEFAULT, day_in
from ledger.books import opening
from ledger.cli.boundary import run
from ledger.work import cache
from ledger.work.recording import Service
from projections import views

# A width that somebody's shell exports is none of the tests'. That nothing compiled is kept would
# make each start of the program several times as slow.
os.environ.pop("COLUMNS", None)
# Copies of one book are used side by side here; what a user has seen has tests of its own.
os.environ["SAMVERK_SEEN"] = "off"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
if "PYTEST_XDIST_WORKER" in os.environ:  # measured itself; what it starts need not be
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
TIMES = int(os.environ.get("SAMVERK_EXAMPLES", "1"))  # how often as many: 20 in `make soak`
# A failure prints a blob that replays it; a slow machine is no failure.
settings.register_profile("samverk", print_blob=True, deadline=None, max_examples=100 * TIMES)
settings.load_profile("samverk")


def examples(number):
    """Return as many random examples, or many times as many in the long form."""
    return settings(max_examples=number * TIMES)


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    """Where a test's book goes, in a file; nothing is there yet."""
    return tmp_path / "herrgarden.book"


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server, started when the first test needs it."""
    started = Server(in_memory=True, autovacuum="off").init().start()
    yield started
    started.remove()


@pytest.fixture(scope="session", autouse=True)
def prepared(request, tmp_path_factory):
    """Books to begin with, by kind of home; made before any test may change clock or settings."""
    items = [x for x in request.session.items if {"samverk", "paid_thrice"} & set(x.fixturenames)]
    files = wanted_by([item for item in items if _kind(item) != "server"])
    databases = wanted_by([item for item in items if item.get_closest_marker("server")])
    made = {}
    if files:
        made["file"] = PreparedFiles(tmp_path_factory.mktemp("files"), files, FileHome)
    if databases:
        folder, server = tmp_path_factory.mktemp("keys"), request.getfixturevalue("server")
        made["server"] = PreparedDatabases(folder, databases, server, ServerHome)
    return made


def _kind(item):
    """Return the kind of home that a test asks for."""
    return getattr(item, "callspec", None) and item.callspec.params.get("home")


_NUMBERS = count(1)


@pytest.fixture
def database(server):
    """A new, empty database."""
    name = server.database(f"book{next(_NUMBERS)}")
    yield name
    drop(server, name)


class FileHome:
    """A book in a file: the recorder names the actor."""

    def __init__(self, path):
        self.place = path

    def place_of(self, actor):
        return self.place, ("--actor", actor)

    def make(self):
        return opening.make_book(self.place)

    def open(self, actor="ekonom"):
        return opening.open_book(self.place)


class ServerHome:
    """A book on a server: each actor logs in, and gets a role when it is first named."""

    def __init__(self, server, database, let_in=()):
        self.server, self.database = server, database
        self.place = server.uri(database=database)
        self._known, self._opened = set(let_in), []

    def place_of(self, actor, role="recorder", board=None):
        """Return the address of the book for a login, and no options."""
        if actor not in self._known:
            self.server.login(actor)
            opening.grant(self.place, actor, role, board, revoke=False)
            self._known.add(actor)
        return self.server.uri(actor, self.database), ()

    def make(self):
        opening.make_book(self.place).close()
        return self.open()

    def open(self, actor="ekonom", role="recorder", board=None):
        self._opened.append(opening.open_book(self.place_of(actor, role, board)[0]))
        return self._opened[-1]

    def close(self):
        for book in self._opened:
            book.close()


class AttestedService(Service):
    """A service for tests that name an actor: the actor is the login."""

    def _attested(self, signature):
        return replace(signature, actor=self._book.login, assurance="database-attested")

    def execute(self, command, signature):
        return super().execute(command, self._attested(signature))

    def execute_all(self, rows, *, chunk=1000):
        attested = ((command, self._attested(signature)) for command, signature in rows)
        return super().execute_all(attested, chunk=chunk)

    def preview(self, command, signature):
        return super().preview(command, self._attested(signature))


def service_on(book, clock=None):
    """Return a service for tests, which may sign with any name."""
    return (Service if book.login is None else AttestedService)(book, clock)


def begin(request, prepared, kind, folder):
    """Put the book there that a test begins with; return what ``copy`` does.

    Returns:
        None: the test makes one itself.
    """
    names = request.fixturenames
    if "samverk" not in names:
        return None
    return prepared[kind].copy(
        next(x for x in reversed([*STATES]) if x in {"empty", *names}), folder
    )


@pytest.fixture(params=["file", "server"])
def home(request, prepared, book_path, monkeypatch):
    """A place for a book, of either kind; tests that need a file are marked file_only."""
    monkeypatch.chdir(book_path.parent)
    where = begin(request, prepared, request.param, book_path.parent)
    if request.param == "file":
        yield FileHome(book_path)
        return
    where = where or (request.getfixturevalue("database"),)
    made = ServerHome(request.getfixturevalue("server"), *where)
    yield made
    made.close()


@pytest.fixture
def viewed(monkeypatch):
    """Let any book in a file be asked as a large one is: from its views."""
    monkeypatch.setattr(views, "FROM", 0)


@pytest.fixture
def own_views(tmp_path, monkeypatch):
    """Let readers keep views of any book on a server, in a folder that is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "FROM", 1)
    return tmp_path / "cache" / "samverk"


# Modules whose tests start or kill many programs, build packages or environments; `make check`
# leaves them out, and `make test` does not.
SLOW = {
    "test_batch",
    "test_completion",
    "test_ending",
    "test_files",
    "test_packaging",
    "test_permissions",
    "test_power_cut",
    "test_protocol_cuts",
    "test_reliability",
    "test_replication",
    "test_streams",
}


# Each kind of home and each language once, since no text depends on where a book is.
ONCE = {("file", "sv"), ("server", "en")}


def _said_twice(items, out):
    """Return those of a test on either kind of home and in either language that say nothing new."""
    ways = defaultdict(set)
    for item in items:
        if item not in out and _kind(item) and (lang := item.callspec.params.get("lang")):
            ways[item.path, item.originalname].add((_kind(item), lang))
    both = {test for test, found in ways.items() if len(found) > 3 and found >= ONCE}
    return {
        item
        for item in items
        if _kind(item)
        and (item.path, item.originalname) in both
        and (_kind(item), item.callspec.params["lang"]) not in ONCE
    }


def pytest_collection_modifyitems(config, items):
    """Mark what needs a server or much time, and leave out what makes no sense on a server."""
    out = {x for x in items if x.get_closest_marker("file_only") and _kind(x) == "server"}
    out |= set() if "SAMVERK_WAYS" in os.environ else _said_twice(items, out)
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]
    for item in items:
        if _kind(item) == "server" or {"server", "guarded"} & {*item.fixturenames}:
            item.add_marker(pytest.mark.server)
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)


def this_day():
    """Return today's date where books are kept, which may be another than that of the machine."""
    return day_in(DEFAULT, datetime.now(UTC))


@dataclass
class Result:
    """What one run of the program left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def code(self):
        """The code of a refusal or conflict; None: there was none."""
        last = self.err.rstrip().rpartition("[")[2]
        return last.removesuffix("]") if self.err.rstrip().endswith("]") else None


class Program:
    """The program on one book, run as its users run it, in this process."""

    def __init__(self, home, capsys):
        self.home, self._capsys = home, capsys

    @property
    def book(self):
        """The file of the book, or what its key is named after here."""
        return opening.local_path(self.home.place)

    @book.setter
    def book(self, path):
        self.home = FileHome(path)

    def open(self):
        """Open the book without the program."""
        return opening.open_book(self.home.place)

    def __call__(self, *words, actor="ekonom", lang="en"):
        self._capsys.readouterr()
        place, named = self.home.place_of(actor) if actor else (self.home.place, ())
        options = ["--book", str(place), "--lang", lang, *named]
        with pytest.raises(SystemExit) as exit_:
            run([*options, *map(str, words)])
        captured = self._capsys.readouterr()
        return Result(exit_.value.code, captured.out, captured.err)

    def ok(self, *words, **options):
        """Run what has to succeed."""
        result = self(*words, **options)
        assert result.status == 0, result.err
        return result

    def report(self, *words):
        """Return a report as data."""
        return self.ok("report", *words, "-O", "json").json


@pytest.fixture
def samverk(home, capsys):
    """The program on an empty book, or on one in a state that a fixture below names."""
    return Program(home, capsys)


@pytest.fixture
def proposed(samverk):
    """The real agreement, proposed."""
    return samverk


@pytest.fixture
def concluded(proposed):
    """The real agreement, in force."""
    return proposed


@pytest.fixture
def everything(samverk):
    """A book in which everything has happened."""
    return samverk


@pytest.fixture
def paid_thrice(server, prepared, tmp_path):
    """The real agreement in force on a server, with three payments; its ``book`` is open."""
    home = ServerHome(server, *prepared["server"].copy("paid_thrice", tmp_path))
    home.book = home.open()
    yield home
    home.close()
