"""Entering a book on a server: whether it is there, in a known form, and which login asks.

Source: docs/OPERATIONS.md.
"""

from __future__ import annotations

from typing import NamedTuple

import psycopg

from ledger.books.postgres import catalogue as schema
from ledger.books.postgres.connection import Connection, connect, explained, shown_address
from ledger.books.postgres.refusals import NoRole, NotPermitted
from ledger.books.refusals import NoBook

_WHO = """
SELECT session_user, pg_is_in_recovery(),
    pg_get_userbyid(n.nspowner), obj_description(n.oid, 'pg_namespace'),
    COALESCE(has_schema_privilege(c.oid, 'USAGE'), has_schema_privilege(n.oid, 'USAGE')),
    COALESCE((SELECT bool_and(has_function_privilege(oid, 'EXECUTE'))
        FROM pg_proc WHERE pronamespace = c.oid AND proname = 'append'), false),
    CASE WHEN c.oid IS NULL THEN COALESCE(has_table_privilege(r.oid, 'SELECT'), false)
    ELSE COALESCE((SELECT bool_or(has_schema_privilege(oid, 'USAGE')) FROM pg_namespace
        WHERE nspname IN ('samverk_recorder', 'samverk_auditor')), false) END,
    (SELECT bool_and(has_function_privilege(n.nspowner, oid, 'EXECUTE'))
        FROM pg_proc WHERE proname = 'pg_logical_emit_message')
FROM (SELECT 1) AS one
LEFT JOIN pg_namespace n ON n.nspname = 'samverk'
LEFT JOIN pg_namespace c ON c.nspname = 'samverk_calls'  -- not in the forms before 5
LEFT JOIN pg_class r ON r.relnamespace = n.oid AND r.relname = 'unique_reference'
"""


class Entered(NamedTuple):
    """A connection to a book, and the login of the user.

    Attributes:
        connection: open.
        form: of the book: this program's, or an older one.
        login: the name by which the server knows the user.
        boards: the boards whose agreements the login sees; None: it sees everything.
        may_append: whether the login is a recorder.
        standby: whether the server only follows another one.
    """

    connection: Connection
    form: int
    login: str
    boards: tuple[str, ...] | None
    may_append: bool
    standby: bool


def enter(address: str, *, as_maker: bool = False) -> Entered:
    """Connect to a book that exists.

    Args:
        address: as PostgreSQL's own programs take it: a URL, or words.
        as_maker: lend the administrator who made it the role of an auditor, in a transaction.

    Raises:
        BookUnusable: the server cannot be reached, does not let this user in, or has no book
            there that this program knows.
    """
    connection = Connection(connect(address), shown_address(address))
    try:
        if as_maker:
            _lend_role(connection)
        row = connection.execute(_WHO).fetchone()
        login, standby, owner, form, may_use, may_append, sees_all, may_flush = row
        version = _require_form(connection.name, owner, form, may_use=may_use)
        _require_flush(connection.name, may_flush=may_flush)
        boards = None
        if not sees_all:
            (boards,) = connection.execute("SELECT my_boards()").fetchone()
            boards = tuple(boards)
    except BaseException:
        connection.server.close()
        raise
    return Entered(connection, version, login, boards, may_append, standby)


def _lend_role(connection: Connection) -> None:
    try:
        schema.lend_auditor(connection.server)
    except psycopg.Error as error:
        raise explained(error, connection.name, connection.server) from None


def _require_form(name: str, owner: str | None, form: str | None, *, may_use: bool) -> int:
    """Return the form of a book that this program and this user may read."""
    if owner is None:
        raise NoBook(path=name)
    version = schema.version_of(form)
    if version is None or version > schema.FORM:
        schema.require_newest(name, version)
    assert version is not None
    if not may_use:
        raise NoRole(path=name)
    return version


def _require_flush(name: str, *, may_flush: bool) -> None:
    """Make sure that the owner may wait for the disk before clients show or acknowledge."""
    if not may_flush:
        raise NotPermitted(path=name, cause="pg_logical_emit_message")
