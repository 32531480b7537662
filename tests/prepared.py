"""Books in the states that most tests begin with: made once in a run, copied for each test.

That six commands lead to the real agreement in force is proved by tests of those commands. All
other tests that begin there begin with a copy.
"""

import contextlib
import io
import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ledger.cli.boundary import run

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"


def _approval(board):
    told = ["--board", board, "--decision", f"{board} § 1", "--on", "2023-12-06"]
    return ["agreement", "approve", "herrgarden", *told]


# What leads to each state from the one before, and who says so; an administrator makes the book.
STATES = {
    "empty": [(None, ["init"])],
    "proposed": [("ekonom", ["agreement", "propose", str(EXAMPLE)])],
    "concluded": [
        *(("ekonom", _approval(x)) for x in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden")),
        (
            "ekonom",
            ["agreement", "conclude", "herrgarden", "--decision", "KS § 2", "--on", "2023-12-07"],
        ),
    ],
}


def _carry_out(home, commands):
    """Run commands on a book, and see that each succeeds."""
    for actor, words in commands:
        place, named = home.place_of(actor) if actor else (home.place, ())
        said = io.StringIO()
        with (
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            pytest.raises(SystemExit) as end,
        ):
            run(["--book", str(place), "--lang", "en", *named, *words])
        assert end.value.code == 0, said.getvalue()


def _copy(folder, target):
    for file in folder.iterdir():
        shutil.copy2(file, target)


class PreparedFiles:
    """Books in files, with their keys.

    Args:
        folder: where to keep them.
        home: returns the home of a book in a file.
    """

    def __init__(self, folder, home):
        self._folder = folder
        before = None
        for state, commands in STATES.items():
            here = folder / state
            here.mkdir()
            if before is not None:
                _copy(before, here)
            _carry_out(home(here / "herrgarden.book"), commands)
            before = here

    def copy(self, state, folder):
        """Copy a book in a state, and its key, into a folder."""
        _copy(self._folder / state, folder)


class PreparedDatabases:
    """Databases with books, each a template of the database that a test works on.

    Roles belong to a whole server, and the name of the database is in the names of its book's
    roles. So the tests work on a database of the same name, one after the other. A login that a
    test lets in is put out before the next test. Where a test has changed the roles otherwise, the
    books are made anew, under another name.

    Args:
        folder: where to keep the keys.
        server: the server.
        home: returns the home of a book in a database of the server.
    """

    def __init__(self, folder, server, home):
        self._folder, self._server, self._home = folder, server, home
        self._number = 0
        self._make()

    def _make(self):
        self._number += 1
        self.name, self._members = f"prepared{self._number}", {}
        self._server.database(self.name)
        home = self._home(self._server, self.name)
        with contextlib.chdir(self._folder):
            for state, commands in STATES.items():
                _carry_out(home, commands)
                template = f"{self.name}_{state}"
                self._server.execute("CREATE DATABASE {} TEMPLATE {}", template, self.name)
                with self._connected() as execute:
                    self._members[state] = self._let_in(execute)
        with self._connected() as execute:
            self._roles = self._as_they_are(execute)
            acl = execute("SELECT datacl::text FROM pg_database WHERE datname = %(n)s", n=self.name)
            (self._may_connect,) = acl.fetchone()

    @contextlib.contextmanager
    def _connected(self):
        """Yield a function that runs statements as the server's administrator."""
        with psycopg.connect(self._server.uri(), autocommit=True) as connection:

            def execute(statement, *names, **values):
                named = sql.SQL(statement).format(*map(sql.Identifier, names))
                return connection.execute(named, {"ours": f"samverk_{self.name}_", **values})

            yield execute

    def _let_in(self, execute):
        """Return who has which of the book's roles."""
        rows = execute(
            "SELECT role.rolname, login.rolname FROM pg_auth_members"
            " JOIN pg_roles role ON role.oid = roleid JOIN pg_roles login ON login.oid = member"
            " WHERE starts_with(role.rolname, %(ours)s)"
            " AND NOT starts_with(login.rolname, %(ours)s)"
        )
        return set(rows.fetchall())

    def _as_they_are(self, execute):
        """Return what the book's roles may do, but not who has them."""
        rows = execute(
            "SELECT r.*, ARRAY(SELECT m::text FROM pg_auth_members m WHERE member = r.oid)"
            " FROM pg_roles r WHERE starts_with(rolname, %(ours)s) ORDER BY oid"
        )
        return rows.fetchall()

    def copy(self, state, folder):
        """Copy a book in a state; return its database and who is let in. The key is in a folder."""
        with self._connected() as execute:
            execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
            wanted, found = self._members[state], self._let_in(execute)
            for role, login in found - wanted:
                execute("REVOKE {} FROM {} CASCADE", role, login)
            for role, login in wanted - found:
                execute("GRANT {} TO {}", role, login)
            as_made = self._as_they_are(execute) == self._roles
        if not as_made:
            self._make()
            return self.copy(state, folder)
        template = f"{self.name}_{state}"
        with self._connected() as execute:
            execute("CREATE DATABASE {} TEMPLATE {}", self.name, template)
            execute(  # which no template passes on
                "UPDATE pg_database SET datacl = %(acl)s::aclitem[] WHERE datname = %(name)s",
                acl=self._may_connect,
                name=self.name,
            )
        shutil.copy2(self._folder / f"{self.name}.key", folder)
        return self.name, {login for _, login in wanted}
