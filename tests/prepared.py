"""Books in the states that most tests begin with: made once in a run, copied for each test.

That six commands lead to the real agreement in force is proved by tests of those commands. All
other tests that begin there begin with a copy.
"""

import contextlib
import io
import shlex
import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ledger.cli.boundary import run

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"
_HERE = Path(__file__).resolve().parent
_FILES = {
    "KEY": _HERE / "actor.pub",
    "FILE": EXAMPLE,
    "OTHER": _HERE / "proposal.toml",
    "SHORT": _HERE / "short.toml",
}
_FILES["CATEGORIES"] = _HERE / "categories.toml"
_FILES["MAP"] = _HERE / "columns.toml"

_DAY = ["--on", "2023-12-07"]
_PAY = ["record", "disbursement", "herrgarden", "L2", "1"]


def _approval(board):
    told = ["--board", board, "--decision", f"{board} § 1", "--on", "2023-12-06"]
    return ["agreement", "approve", "herrgarden", *told]


# Who (-: an administrator), how many events, and the words; the positions are those that the words
# before lead to.
STEPS = [
    (
        None if who == "-" else who,
        int(count),
        [_FILES.get(word, word) for word in shlex.split(words)],
    )
    for who, count, words in (
        line.split(" ", 2)
        for line in """
e 1 party add ny --name Ny --kind civil --orgnr 212000-1124
e 12 agreement propose FILE
e 1 agreement amend herrgarden L3 --year 2024 --amount '76 000'
e 2 agreement approve herrgarden --board kommunstyrelsen --decision a --on 2023-12-06
e 1 agreement approve herrgarden --board fritidsnamnden --decision a --on 2023-12-06
e 1 agreement decline herrgarden --board kulturnamnden --decision a --on 2023-12-06
e 1 reverse 18 --reason fel
e 1 agreement approve herrgarden --board kulturnamnden --decision b --on 2023-12-06
e 1 agreement conclude herrgarden --decision c --on 2023-12-06
e 1 uplift herrgarden --board fritidsnamnden --year 2025 --rate 2,7% --decision d --on 2024-03-25
e 1 uplift herrgarden --board kommunstyrelsen --year 2025 --line L2 --amount 1 --decision d --on 2024-03-25
e 1 record disbursement herrgarden L3 75000 --on 2024-03-25 --voucher V --bank-ref B
e 1 record internal-cost herrgarden L4 '25 000' --on 2024-03-25 --voucher V
e 1 record use herrgarden L3 61834,50 --on 2024-03-25 --report R
e 1 claim herrgarden L3 13165,50 --due 2024-06-30 --ground g --on 2024-03-25
e 1 record repayment herrgarden 27 '10 000' --on 2024-03-25
e 1 reallocate herrgarden L2 L3 '5 000' --year 2024 --decision e --on 2024-03-25
e 1 release herrgarden L3 '1 000' --year 2024 --reason r --on 2024-03-25
e 1 pledge herrgarden tif --type volunteer --quantity 100 --unit h --unit-value 220 --year 2024 --on 2024-03-25
e 1 record in-kind herrgarden tif --type volunteer --quantity 60,5 --unit h --unit-value 220 --on 2024-03-25 --pledge 31 --evidence lista
c 1 in-kind verify 32
c 1 reverse 33 --reason fel
c 1 in-kind reject 32 --reason fel
e 1 period close 2023
e 1 carry-over herrgarden L2 500 --from 2024 --to 2025 --decision f --on 2024-12-20 --booked-on 2024-12-21
c 1 period reopen 2023 --reason 'sen verifikation'
e 1 witness add revisor auditor+a227ce5c+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 --party tif
c 1 witness retire revisor --reason 'ny nyckel'
e 1 party amend ny --name 'Ny förening' --kind company
e 1 book describe --name 'Malmö stad' --timezone Europe/Stockholm
e 1 agreement sign herrgarden --party tif --on 2024-03-25 --reference s
e 1 agreement notify herrgarden --to tif ny --decision c --on 2024-03-25
e 2 agreement propose OTHER
e 1 agreement refer forslag --to kulturnamnden tif --answer-by 2024-04-30 --matter m --by Arbetsutskottet --on 2024-03-25
e 1 agreement answer forslag --party kulturnamnden --answer support --decision f --on 2024-03-26
e 1 agreement plan-decision forslag --body kommunstyrelsen --matter m --on 2099-01-01
e 1 agreement withdraw forslag --reason r --on 2024-03-27
e 2 agreement change herrgarden --line L2 --year 2025 --amount '700 000'
e 1 agreement approve herrgarden --board kommunstyrelsen --amendment T1 --decision f --on 2024-03-25
e 1 agreement conclude herrgarden --amendment T1 --decision g --on 2024-03-25
e 2 agreement change herrgarden --line L3 --uplift yes
e 1 agreement decline herrgarden --board kommunstyrelsen --amendment T2 --decision h --on 2024-03-25
e 2 agreement propose SHORT
e 1 agreement approve kort --board kulturnamnden --decision a --on 2024-12-06
e 1 agreement conclude kort --decision b --on 2024-12-06
e 1 pay kort L1 '6 000' --on 2025-02-01 --voucher K
e 1 agreement terminate kort --by tif --notice-on 2025-02-10 --ends 2025-02-28 --ground g --decision c
e 2 agreement settle kort --on 2025-02-28
e 1 record repayment kort 65 '6 000' --on 2025-03-10
e 1 agreement close kort --on 2025-03-31
c 1 agreement reopen kort --reason 'sen verifikation'
e 1 release herrgarden L3 '1' --year 2024 --reason r --on 2024-03-25 --booked-on 2024-04-01
e 1 plan instalments herrgarden L1 --year 2024 --equal 4 --first 2024-01-31 --every quarter --on 2024-01-10
e 1 release herrgarden L1 '10 000' --year 2024 --reason r --on 2024-03-25
e 1 plan adjust herrgarden L1 --year 2024 --on 2024-03-26
e 1 obligation set herrgarden H1 --kind report --party tif --due 2024-07-31 --covers 2024-H1 --blocks L1:2024:2 --blocks L1:2024:3 --on 2024-03-26
e 2 record disbursement herrgarden L1 1 --on 2024-03-26 --voucher W --instalment 4
e 1 obligation extend herrgarden H1 --due 2024-08-31 --decision d --on 2024-07-20
e 1 obligation met herrgarden H1 --reference r --on 2024-08-20
c 1 obligation reject herrgarden H1 --reason fel --on 2024-08-21
e 1 obligation met herrgarden H1 --on 2024-08-22
c 1 obligation accept herrgarden H1 --on 2024-08-23
e 1 obligation set herrgarden H2 --kind audit --party tif --due 2025-01-31 --on 2024-03-26
e 1 obligation waive herrgarden H2 --decision d --on 2024-08-23
e 1 index publish PKV 2024 2,58 --on 2023-10-15 --source s --preliminary
e 1 index withdraw 83 --reason fel
e 1 index publish PKV 2024 2.6 --on 2023-10-16 --source s
- 1 actor add-key d KEY
- 1 actor represents d tif
- 1 actor represents d tif --no-longer
- 1 actor retire-key d KEY --reason r
- 1 authority grant c --board kommunstyrelsen --step review --from 2024-01-01 --to 2199-12-31 --decision a
- 1 authority grant d --board kommunstyrelsen --step decide --agreement herrgarden --line L2 --limit '1 000' --from 2024-01-01 --to 2199-12-31 --decision a
- 1 authority grant f --board kommunstyrelsen --step decide --agreement herrgarden --line L2 --limit 500 --from 2024-01-01 --to 2199-12-31 --decision a --substitute-for 91
- 1 authority withdraw 92 --on 2024-02-01 --reason r
e 1 request pay herrgarden L2 100 --due 2024-12-31 --reference r --on 2024-09-01
c 1 request review 94 --checked order --checked voucher
d 1 request approve 94
e 1 record disbursement herrgarden L2 90 --on 2024-12-31 --voucher X --request 94
e 1 request pay herrgarden L2 100 --due 2024-12-31 --on 2024-09-01
c 1 request return 98 --reason r
e 1 request pay herrgarden L2 100 --due 2024-12-31 --on 2024-09-01
e 1 request cancel 100 --reason r
e 1 forecast herrgarden L3 '70 000' --year 2024 --on 2024-04-30 --reason r
c 1 finding make 26 '1 834,50' --kind 'utan underlag' --on 2024-05-02
c 1 finding settle 103 '800' --how written-off --decision h --on 2024-05-03
e 1 write-off herrgarden 27 --decision i --on 2024-05-04
e 2 agreement propose CATEGORIES
e 1 agreement approve slag --board kulturnamnden --decision a --on 2023-12-06
e 1 agreement conclude slag --decision b --on 2023-12-06
e 1 record disbursement slag L1 '500 000' --on 2024-03-25 --voucher S
e 1 record use slag L1 '490 000' --category 'wages=400 000:lönelista' --category rent=30000 --on 2024-12-20 --report S
e 1 map add raindance MAP
e 1 route add --payee 212000-1124 --account 4510 --agreement herrgarden --line L2
e 1 route add --object 1:412 --text 'hyra|lokal' --agreement herrgarden --line L4 --records internal-cost
e 1 route add --text förening --agreement herrgarden --pledge 31 --records in-kind
c 1 route retire 114 --reason 'fel ansvar'
e 1 party account add kommunstyrelsen --bankgiro 991-2346 --bic SWEDSESS --town Malmö
c 1 party account confirm 117
e 1 party account add radda-barnen --clearing 5140 --account '321 56 42'
c 1 party account confirm 119
e 1 request pay herrgarden L2 100 --due 2024-11-30 --on 2024-09-01
c 1 request review 121
d 1 request approve 121
e 1 export payments --from 9912346 --until 2024-11-30 -o /dev/null
e 1 payment-file void 124 --reason r
e 1 export payments --from 9912346 --until 2024-11-30 -o /dev/null
""".strip().splitlines()  # noqa: E501
    )
]

# What leads to each state, from which one before, and who says so; an administrator makes the book.
_CONCLUDED = [
    *(("ekonom", _approval(x)) for x in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden")),
    ("ekonom", ["agreement", "conclude", "herrgarden", "--decision", "KS § 2", *_DAY]),
]
_PAID = [
    (
        "ekonom",
        [*_PAY, "--bank-ref", f"B-{number}", "--on", "2024-03-01", "--voucher", voucher],
    )
    for number, voucher in enumerate(("V1", "V2", "V"))
]
STATES = {
    "empty": (None, [(None, ["init"])]),
    "proposed": ("empty", [("ekonom", ["agreement", "propose", EXAMPLE])]),
    "concluded": ("proposed", _CONCLUDED),
    "paid_thrice": ("concluded", _PAID),
    "everything": ("empty", [(who, words) for who, _, words in STEPS]),
}


def wanted_by(items):
    """Return the states that some tests begin with, and those that lead to them, in order."""
    named = {x for item in items for x in {"empty", *item.fixturenames} & STATES.keys()}
    for state in reversed(STATES):
        if state in named:
            named.add(STATES[state][0])
    return [state for state in STATES if state in named]


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
            run(["--book", str(place), "--lang", "en", *named, *map(str, words)])
        assert end.value.code == 0, said.getvalue()


def _copy(folder, target):
    for file in folder.iterdir():
        shutil.copy2(file, target)


class PreparedFiles:
    """Books in files, with their keys.

    Args:
        folder: where to keep them.
        states: those that are wanted.
        home: returns the home of a book in a file.
    """

    def __init__(self, folder, states, home):
        self._folder = folder
        for state in states:
            before, commands = STATES[state]
            here = folder / state
            here.mkdir()
            if before is not None:
                _copy(folder / before, here)
            _carry_out(home(here / "herrgarden.book"), commands)

    def copy(self, state, folder):
        """Copy a book in a state, and its key, into a folder."""
        _copy(self._folder / state, folder)


_COPY = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"


class PreparedDatabases:
    """Databases with books, each a template of the database that a test works on.

    Roles belong to a whole server, and the name of the database is in the names of its book's
    roles. So the tests work on a database of the same name, one after the other. A login that a
    test lets in is put out before the next test. Where a test has changed the roles otherwise, the
    books are made anew, under another name.

    Args:
        folder: where to keep the keys.
        states: those that are wanted.
        server: the server.
        home: returns the home of a book in a database of the server.
    """

    def __init__(self, folder, states, server, home):
        self._folder, self._states, self._server, self._home = folder, states, server, home
        self._number = 0
        self._make()

    def _make(self):
        self._number += 1
        self.name, self._members = f"prepared{self._number}", {}
        self._server.database(self.name)
        with contextlib.chdir(self._folder):
            for state in self._states:
                self._make_state(*STATES[state], state)
        with self._connected() as execute:
            self._roles = self._as_they_are(execute)

    def _make_state(self, before, commands, state):
        """Make a book in a state, from one before."""
        let_in = ()
        if before is not None:
            with self._connected() as execute:
                let_in = self._renew(execute, before)
        home = self._home(self._server, self.name, let_in)
        _carry_out(home, commands)
        home.close()
        with self._connected() as execute:
            if before is None:
                acl = "SELECT datacl::text FROM pg_database WHERE datname = %(n)s"
                (self._may_connect,) = execute(acl, n=self.name).fetchone()
            execute(_COPY, f"{self.name}_{state}", self.name)
            self._members[state] = self._let_in(execute)

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
            if self._as_they_are(execute) != self._roles:
                self._make()
            let_in = self._renew(execute, state)
        shutil.copy2(self._folder / f"{self.name}.key", folder)
        return self.name, let_in

    def _renew(self, execute, state):
        """Put a copy of a book in a state in place of what is there; return who is let in."""
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        wanted, found = self._members[state], self._let_in(execute)
        for role, login in found - wanted:
            execute("REVOKE {} FROM {} CASCADE", role, login)
        for role, login in wanted - found:
            execute("GRANT {} TO {}", role, login)
        execute(_COPY, self.name, f"{self.name}_{state}")
        execute(  # which no template passes on
            "UPDATE pg_database SET datacl = %(acl)s::aclitem[] WHERE datname = %(name)s",
            acl=self._may_connect,
            name=self.name,
        )
        return {login for _, login in wanted}
