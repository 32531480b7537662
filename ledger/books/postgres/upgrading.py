"""Bringing a book on a server from an older form to the newest, in place and in one transaction.

The order lets readers go on for as long as possible. The upgrade first takes the turn to append, as
programs of the older form do. It makes new tables and fills them from the events. Then it locks all
tables, changes them, and drops and makes anew functions, triggers and rights. At the end it
compares the schema with that of a new book.

Source: docs/OPERATIONS.md (a newer form) and ``upgrades/``.
"""

from __future__ import annotations

from importlib.resources import files

import psycopg
from psycopg import sql

from events.record import CorruptEventError
from ledger.books.postgres import catalogue as schema
from ledger.books.postgres.change import Change
from ledger.books.postgres.refusals import (
    BookLeftHeld,
    UpgradeDiffers,
    UpgradeHeld,
)
from ledger.books.refusals import BookBusy, NoBook
from ledger.books.tree import root_of
from ledger.refusal import LedgerError

_ALONE = "-- @alone"  # in a file of ``upgrades``: the rest waits until no client reads
_ALONE_WITHIN = "10s"  # since new readers wait behind the upgrade meanwhile
_OLD_TURN = 0x53414D56  # an advisory lock: how programs of earlier forms take their turn
_TURN_SINCE = 4  # from this form on the turn is a table
_SHOWN = 5  # differences that an error names
# Lines of the catalogue about users and the rest of the server, which are no part of the schema.
_OTHERS = (
    "role ", "member ", "user ", "setting ", "right database ", "right schema public ",
    "default right ", "publication ", "subscription ", "event trigger ", "cast ",
    "function pg_catalog.", "operator pg_catalog.",
)  # fmt: skip
_HOLDER = """
SELECT COALESCE(active.usename, left_over.owner), locks.pid,
    COALESCE(NULLIF(active.application_name, ''), '?'),
    COALESCE(active.xact_start, left_over.prepared), left_over.gid
FROM pg_locks AS locks
LEFT JOIN pg_stat_activity AS active ON active.pid = locks.pid
LEFT JOIN pg_locks AS of_left_over ON locks.pid IS NULL AND of_left_over.granted
    AND of_left_over.virtualtransaction = locks.virtualtransaction
    AND of_left_over.locktype = 'transactionid'
LEFT JOIN pg_prepared_xacts AS left_over ON left_over.transaction = of_left_over.transactionid
WHERE locks.granted AND locks.pid IS DISTINCT FROM pg_backend_pid()
    AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (locks.locktype = 'advisory' AND locks.objid = %s
        OR locks.relation IN (
            SELECT oid FROM pg_class WHERE relnamespace = 'samverk'::regnamespace))
ORDER BY locks.locktype <> 'advisory', 4 LIMIT 1
"""


class Upgrading(Change):
    """Bringing a book on a server to the newest form; see ``ledger.books.upgrade.Upgrade``."""

    before: int | None = None
    form = schema.FORM
    size: int = 0
    root: bytes = b""

    def _make(self, server: schema.Server, name: str) -> None:
        owner, self.before = _found(server, name)
        if self.before == schema.FORM:
            return
        missing = server.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regnamespace(name) IS NULL",
            (list(schema.SCHEMAS),),
        ).fetchall()
        with schema.as_owner(server, owner, [each for (each,) in missing]):
            _take_turn(server, self.before)
            if _found(server, name)[1] == schema.FORM:  # another client was quicker
                return
            self.size, self.root = _told(server)
            _bring(server, self.before, schema.Roles.owned_by(owner))
            assert (self.size, self.root) == _told(server)
        schema.close(server, schema.Roles.owned_by(owner))
        _require_as_new(server, name)

    def _named(self, server: schema.Server, problem: LedgerError) -> LedgerError | None:
        """Name the client that was in the way, if it still is; None: another has upgraded."""
        if self.before is not None and _form(server) == schema.FORM:
            self.size, self.root = 0, b""
            return None
        if not isinstance(problem, BookBusy):
            return problem
        found = server.execute(_HOLDER, (_OLD_TURN,)).fetchone()
        if found is None:
            return problem
        login, pid, program, since, prepared = found
        path = problem.path
        if prepared is not None:
            return BookLeftHeld(path=path, login=login, since=since, prepared=prepared)
        return UpgradeHeld(path=path, login=login, pid=pid, program=program)


def _found(server: schema.Server, name: str) -> tuple[str, int]:
    """Return the owner of a book, and its form.

    Raises:
        BookUnusable: there is no book, or it is newer than this program.
    """
    row = server.execute(
        "SELECT pg_get_userbyid(nspowner), obj_description(oid, 'pg_namespace')"
        " FROM pg_namespace WHERE nspname = %s",
        (schema.SCHEMA,),
    ).fetchone()
    if row is None:
        raise NoBook(path=name)
    owner, comment = row
    version = schema.version_of(comment)
    if version is None or version > schema.FORM:
        schema.require_newest(name, version)
    assert version is not None
    return owner, version


def _form(server: schema.Server) -> int | None:
    row = server.execute(
        "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", (schema.SCHEMA,)
    ).fetchone()
    return schema.version_of(row[0]) if row else None


def _take_turn(server: schema.Server, version: int) -> None:
    """Take the turn to append, in the way of the book's form."""
    if version < _TURN_SINCE:
        # A superuser may have closed the function to all logins: then no client can append either.
        (may_wait,) = server.execute(
            "SELECT has_function_privilege('pg_advisory_xact_lock(bigint)', 'EXECUTE')"
        ).fetchone() or (False,)
        if may_wait:
            server.execute("SELECT pg_advisory_xact_lock(%s)", (_OLD_TURN,))
    else:
        server.execute("LOCK TABLE turn IN EXCLUSIVE MODE")


def _bring(server: schema.Server, version: int, roles: schema.Roles) -> None:
    steps = [_text(f"from_{each}.sql").partition(_ALONE) for each in range(version, schema.FORM)]
    try:
        for beside, _, _ in steps:
            server.execute(beside)
    except (psycopg.DataError, psycopg.IntegrityError) as error:  # the stored bytes are no event
        raise CorruptEventError(error.diag.message_primary or str(error)) from None
    server.execute(f"SET LOCAL lock_timeout = '{_ALONE_WITHIN}'")
    # In the order in which readers lock them.
    tables = server.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'samverk'::regnamespace"
        " AND relkind = 'r' AND pg_has_role(relowner, 'USAGE')"
        " ORDER BY relname <> 'stored_events', relname"
    ).fetchall()
    for (table,) in tables:
        server.execute(sql.SQL("LOCK TABLE {}").format(sql.Identifier(table)))
    for _, _, alone in steps:
        server.execute(alone)
    server.execute(_text("undone.sql"))
    server.execute(schema.made_again(roles))
    schema.name_form(server)


def _text(name: str) -> str:
    return (files("ledger.books.postgres") / "upgrades" / name).read_text(encoding="utf-8")


def _told(server: schema.Server) -> tuple[int, bytes]:
    """Return how many events there are, and their root."""
    (size,) = server.execute("SELECT COALESCE(MAX(rowid), 0) FROM stored_events").fetchone() or (0,)

    def node(level: int, place: int) -> bytes:
        statement = (
            "SELECT hash FROM merkle_node WHERE level = %s AND place = %s"
            if level
            else "SELECT leaf_hash(originator_id, originator_version, topic, state)"
            " FROM stored_events WHERE rowid = %s + %s + 1"
        )
        (found,) = server.execute(statement, (level, place)).fetchone() or (b"",)
        return bytes(found)

    return int(size), root_of(size, node)


def _require_as_new(server: schema.Server, name: str) -> None:
    """Make sure that the schema is that of a new book: other users may have put objects there.

    Raises:
        BookUnusable: the schema differs.
    """
    different = sorted(
        line
        for line in schema.catalogue(server.execute) ^ schema.wanted()
        if not line.startswith(_OTHERS)
    )
    if different:
        raise UpgradeDiffers(path=name, names=different[:_SHOWN])
