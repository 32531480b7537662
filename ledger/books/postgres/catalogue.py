"""Making a book on a PostgreSQL server: its schema, its roles, and the logins that have them.

An administrator does this once. No other user needs the right to create anything. A database holds
one book, in the schema ``samverk``. The schema's owner is a role that cannot log in.

Source: docs/OPERATIONS.md (roles and rights) and ``schema.sql``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import psycopg
from psycopg import sql

from events.streams import PARTIES
from ledger.books.book import ROLES, Role
from ledger.books.postgres.refusals import (
    DatabaseNameTooLong,
    DatabaseNotUtf8,
    NoSuchLogin,
    RolesExist,
    ServerLost,
    UnknownBoard,
)
from ledger.books.refusals import BookExists, NewerBook, NoBook, NotABook, OlderBook

SCHEMA = "samverk"  # the tables, which no login may name
CALLS = "samverk_calls"  # the functions that logins call
READERS = ("samverk_recorder", "samverk_auditor")  # the views that each role reads
SCHEMAS = (SCHEMA, CALLS, *READERS)
GUARD = "samverk_guard"  # the additions of a superuser
# Every user's names are looked up in these. The server skips schemas that a user may not use.
PATH = ", ".join((CALLS, *READERS, SCHEMA, "pg_temp"))
_OWNER_PATH = f"{SCHEMA}, {CALLS}, pg_temp"
# Of a book on a server; 1 had no ``append``, 2 had no ``record``, 3 kept views and let boards
# read tables, 4 let logins name tables.
FORM = 10
AMCHECK = "samverk_amcheck"  # the schema of the server's own check, where there is one
_MAKING = 0x53414D57  # held by the client that makes the book
_MAX_NAME = 63  # bytes of a name on the server
_FILLED = "-- @filled"
AGAIN = "-- @again"  # in ``schema.sql``: what follows is made anew by an upgrade
# Functions of the server with which any login could fill its disk or its memory, or leave locks
# behind. A book's owner needs one of them.
_OPEN = (
    "pronamespace = 'pg_catalog'::regnamespace"
    " AND proname ~ '^(pg_logical_emit_message|lo_.*|loread|lowrite|pg_(try_|)advisory_.*)$'"
)
# The server locks the objects that a changing statement names before it looks at rights, its own
# tables too. This trigger comes before that.
_GUARDING = """
BEGIN
    IF NOT pg_catalog.has_database_privilege(
        session_user, pg_catalog.current_database(), 'CREATE')
    THEN
        RAISE EXCEPTION 'permission denied: administrators alone change what is in this database'
            USING ERRCODE = '42501';
    END IF;
END
"""
# What an administrator of the server runs in the book's database: docs/OPERATIONS.md.
CLOSE = f"""
CREATE SCHEMA IF NOT EXISTS {GUARD};
CREATE OR REPLACE FUNCTION {GUARD}.refuse() RETURNS event_trigger
LANGUAGE plpgsql AS $${_GUARDING}$$;
DROP EVENT TRIGGER IF EXISTS {GUARD};
CREATE EVENT TRIGGER {GUARD} ON ddl_command_start EXECUTE FUNCTION {GUARD}.refuse();
ALTER EVENT TRIGGER {GUARD} ENABLE ALWAYS;
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE {_OPEN} LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
    FOR one IN SELECT oid FROM pg_proc WHERE proname = 'pg_logical_emit_message' LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', one,
            (SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'samverk'));
    END LOOP;
END
$$
"""

Server: TypeAlias = "psycopg.Connection[Any]"


@lru_cache(maxsize=1)
def _is_guard() -> str:
    """Return the condition for the trigger that ``CLOSE`` makes."""
    from hashlib import md5

    return (
        f"(evtname = '{GUARD}' AND evtevent = 'ddl_command_start' AND evtenabled = 'A'"
        " AND evttags IS NULL AND evtfoid IN (SELECT oid FROM pg_proc"
        f" WHERE pronamespace = to_regnamespace('{GUARD}') AND proconfig IS NULL AND NOT prosecdef"
        f" AND md5(prosrc) = '{md5(_GUARDING.encode(), usedforsecurity=False).hexdigest()}'"
        " AND proowner IN (SELECT oid FROM pg_roles WHERE rolsuper)))"
    )


@contextmanager
def whole(connection: Server, address: str) -> Iterator[None]:
    """Do something in one transaction, whole or not at all.

    Raises:
        Conflict: the server was lost before it was asked to commit, so nothing was done.
    """
    is_asked = False
    try:
        with connection.transaction():
            yield
            is_asked = True
    except psycopg.Error as error:
        if is_asked or not connection.closed:
            raise
        cause = " ".join(str(error).split())
        raise ServerLost(path=address, cause=cause) from None


class Roles(NamedTuple):
    """The names of a book's roles on the server, which all its databases share."""

    owner: str
    recorder: str
    auditor: str
    board: str

    @classmethod
    def of(cls, database: str) -> Roles:
        """Return the roles of the book in a database.

        Raises:
            BookUnusable: the name of the database is too long for names of roles.
        """
        names = [f"samverk_{database}_{role}" for role in ("owner", *ROLES)]
        longest = max(len(name.encode()) for name in names)
        if longest > _MAX_NAME:
            limit = _MAX_NAME - (longest - len(database.encode()))
            raise DatabaseNameTooLong(database=database, limit=limit)
        return cls(*names)

    @classmethod
    def owned_by(cls, owner: str) -> Roles:
        """Return the roles of a book, by the role that owns its schema."""
        stem = owner.removesuffix("owner")
        return cls(owner, *(stem + role for role in ROLES))


def form(version: int) -> str:
    """Return the comment on the schema, which says what form it has."""
    return f"samverk book, form {version}"


def version_of(comment: str | None) -> int | None:
    """Return which form a comment on the schema tells of; None: it is no book's."""
    match = re.fullmatch(form(0).replace("0", r"([1-9]\d{0,5})"), comment or "")
    return int(match[1]) if match else None


def name_form(connection: Server) -> None:
    """Say on the schema that the book has the newest form."""
    comment = sql.SQL("COMMENT ON SCHEMA {} IS {}")
    connection.execute(comment.format(sql.Identifier(SCHEMA), sql.Literal(form(FORM))))


def create(
    connection: Server,
    address: str,
    info: Mapping[str, str],
    fill: Callable[[Server], object] | None = None,
) -> None:
    """Make the schema, the roles and the rights of a book, whole or not at all.

    Args:
        connection: of an administrator, with no transaction open.
        address: what messages call the book.
        info: facts about the book itself.
        fill: puts in the events of another book; None: the book is new and empty.

    Raises:
        BookUnusable: there is a book already, or this user may not make one.
        Conflict: the server was lost before it was asked to commit, and nothing was made.
    """
    with whole(connection, address):
        _require_no_book(connection, address)  # its making may have closed the next function
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        roles = _checked(connection, address)
        for name in (roles.owner, roles.recorder, roles.auditor, roles.board):
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
        with as_owner(connection, roles.owner, SCHEMAS):
            name_form(connection)
            before, _, after = statements(roles).partition(_FILLED)
            connection.execute(before)
            connection.cursor().executemany(
                "INSERT INTO book_info VALUES (%s, %s)", list(info.items())
            )
            if fill is not None:
                fill(connection)
            connection.execute("--" + after)
        _add_amcheck(connection, roles)
        close(connection, roles)


def is_made(connection: Server, origin: str | None) -> bool | None:
    """Return whether there is a book, and of this name; see ``book.is_made``."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        (found,) = connection.execute("SELECT to_regnamespace(%s)::text", (SCHEMA,)).fetchone() or (
            None,
        )
        if found is None or origin is None:
            return found is not None
        row = connection.execute("SELECT value FROM book_info WHERE name = 'origin'").fetchone()
        return row == (origin,)


def _checked(connection: Server, address: str) -> Roles:
    """Return the roles to make, if a book can be made here."""
    _require_no_book(connection, address)
    row = connection.execute(
        "SELECT current_database(), current_setting('server_encoding')"
    ).fetchone()
    assert row is not None
    database, encoding = row
    if encoding != "UTF8":
        raise DatabaseNotUtf8(path=address, encoding=encoding)
    roles = Roles.of(database)
    left = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) ORDER BY 1",
        ([roles.owner, roles.recorder, roles.auditor, roles.board],),
    ).fetchall()
    if left:
        raise RolesExist(path=address, roles=[name for (name,) in left])
    return roles


def _require_no_book(connection: Server, address: str) -> None:
    found = connection.execute("SELECT FROM pg_namespace WHERE nspname = %s", (SCHEMA,))
    if found.fetchone() is not None:
        raise BookExists(path=address)


def statements(roles: Roles) -> str:
    """Return the statements that make the tables, functions, triggers and rights of a new book."""
    from ledger.books.postgres import events

    return events.functions() + _schema(roles)


def _schema(roles: Roles) -> str:
    from ledger.books.postgres import events, judging

    text = _text("schema.sql")
    words = {role: _quoted(getattr(roles, role)) for role in ("owner", *ROLES)}
    words |= {**events.words(), "form": str(FORM), "judging": judging.functions()}
    words |= judging.words()
    return re.sub(rf"@({'|'.join(words)})\b", lambda match: words[match[1]], text)


def made_again(roles: Roles) -> str:
    """Return the part of ``statements`` that an upgrade does once more."""
    from ledger.books.postgres import events

    return events.functions() + _schema(roles).partition(AGAIN)[2].partition("\n")[2]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def as_owner(connection: Server, owner: str, makes: Iterable[str] = ()) -> Iterator[None]:
    """Act as the owner of a book, inside a transaction, with some new schemas.

    Only an administrator can.
    """
    name = sql.Identifier(owner)
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
    for schema in makes:
        made = sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}")
        connection.execute(made.format(sql.Identifier(schema), name))
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(name))
    connection.execute(f"SET LOCAL search_path = {_OWNER_PATH}")
    yield
    connection.execute("RESET ROLE")
    connection.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(name))


def _is_superuser(connection: Server) -> bool:
    row = connection.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def _add_amcheck(connection: Server, roles: Roles) -> None:
    """Let readers run the server's own check of indexes, where an administrator can."""
    found = connection.execute(
        "SELECT FROM pg_available_extensions WHERE name = 'amcheck'"
    ).fetchone()
    if found is None or not _is_superuser(connection):
        return
    schema = sql.Identifier(AMCHECK)
    readers = sql.SQL(", ").join(map(sql.Identifier, (roles.recorder, roles.auditor)))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    connection.execute(sql.SQL("CREATE EXTENSION amcheck SCHEMA {}").format(schema))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, readers))
    connection.execute(
        sql.SQL("GRANT EXECUTE ON FUNCTION {}.bt_index_check(regclass, boolean) TO {}").format(
            schema, readers
        )
    )


def close(connection: Server, roles: Roles) -> None:
    """Take the rights that only the book's users need from other logins, if this user can."""
    _close_database(connection, roles)
    _close(connection, roles)


def _close_database(connection: Server, roles: Roles) -> None:
    """Let only the book's users into the database, if the administrator owns it.

    Other logins lose the right to make objects in the schema public, which they have before version
    15.
    """
    database = sql.Identifier(connection.info.dbname)
    owns = connection.execute(
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if owns and owns[0]:
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        for role in ROLES:
            name = sql.Identifier(getattr(roles, role))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
    public = connection.execute(
        "SELECT FROM pg_namespace WHERE nspname = 'public' AND pg_has_role(nspowner, 'USAGE')"
    ).fetchone()
    if public is not None:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _close(connection: Server, roles: Roles) -> None:
    """Take the functions that no user of the book needs from all logins, as a superuser.

    The book's owner, which cannot log in, gets the right to see since when other logins keep a
    lock.
    """
    if _is_superuser(connection):
        connection.execute(CLOSE)
        connection.execute(
            sql.SQL("GRANT pg_read_all_stats TO {}").format(sql.Identifier(roles.owner))
        )


def is_open(execute: Callable[[str], Any]) -> bool:
    """Return whether a login that is no administrator has a right that should be closed."""
    row = execute(
        f"SELECT FROM pg_proc WHERE {_OPEN} AND (proacl IS NULL OR EXISTS (SELECT"
        " FROM aclexplode(proacl) WHERE grantee NOT IN (proowner,"
        " (SELECT nspowner FROM pg_namespace WHERE nspname = 'samverk'))))"
        f" UNION ALL SELECT WHERE NOT EXISTS (SELECT FROM pg_event_trigger WHERE {_is_guard()})"
        " LIMIT 1"
    ).fetchone()
    return row is not None


def require_newest(address: str, version: int | None) -> None:
    """Make sure that a book has the newest form, and so can be written to.

    Raises:
        BookUnusable: it has another form, or is no book.
    """
    if version is None:
        raise NotABook(path=address)
    if version != FORM:
        kind = NewerBook if version > FORM else OlderBook
        raise kind(path=address, version=version, known=FORM)


def grant(
    connection: Server, address: str, login: str, role: Role, board: str | None, *, revoke: bool
) -> None:
    """Give a login a role in the book, or take it away, inside ``whole`` of an administrator.

    See ``ledger.books.opening.grant``; ``address`` is what messages call the book.
    """
    row = connection.execute(
        "SELECT pg_get_userbyid(nspowner),"
        " (SELECT rolcanlogin FROM pg_roles WHERE rolname = %s),"
        " obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s",
        (login, SCHEMA),
    ).fetchone()
    if not row:
        raise NoBook(path=connection.info.dbname)
    owner, may_log_in, comment = row
    require_newest(address, version_of(comment))
    if not may_log_in:
        raise NoSuchLogin(login=login)
    roles = Roles.owned_by(owner)
    boards_left = 0
    if role == "board":
        with as_owner(connection, owner):
            boards_left = _grant_board(connection, login, board, revoke=revoke)
    name, member = sql.Identifier(getattr(roles, role)), sql.Identifier(login)
    if not revoke:
        connection.execute(sql.SQL("GRANT {} TO {}").format(name, member))
    elif not boards_left:
        connection.execute(sql.SQL("REVOKE {} FROM {}").format(name, member))


def lend_auditor(connection: Server) -> None:
    """Let the administrator who made a book read it, in a transaction that is left open.

    Superusers can read it anyway, and get no role: verification would report a superuser with a
        role.
    """
    row = connection.execute(
        "SELECT pg_get_userbyid(nspowner) FROM pg_namespace"
        " WHERE nspname = %s AND NOT has_schema_privilege(%s, 'USAGE')",
        (SCHEMA, CALLS),
    ).fetchone()
    if row:
        auditor = sql.Identifier(Roles.owned_by(row[0]).auditor)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(auditor))
        # Before version 18 the path leaves out schemas that the user had no right to.
        connection.execute(f"SET LOCAL search_path = {PATH}")


def _grant_board(connection: Server, login: str, board: str | None, *, revoke: bool) -> int:
    """Let a login see a board's agreements, or no longer; return how many boards it has now.

    Rows of logins that no longer exist are removed.
    """
    connection.execute(
        "DELETE FROM board_member WHERE (login = %s AND board = %s) OR NOT EXISTS"
        " (SELECT FROM pg_roles WHERE oid = role AND rolname = login)",
        (login, board),
    )
    if not revoke:
        known = connection.execute(
            "SELECT data ->> 'party', data ->> 'kind' = 'board' FROM"
            " (SELECT convert_from(state, 'UTF8')::json -> 'data' AS data FROM stored_events"
            "  WHERE originator_id = %s) AS parties ORDER BY 1",
            (PARTIES.name,),
        ).fetchall()
        boards = [party for party, is_board in known if is_board]
        if board not in boards:
            raise UnknownBoard(board=board, known=boards)
        connection.execute(
            "INSERT INTO board_member SELECT rolname, oid, %s FROM pg_roles WHERE rolname = %s",
            (board, login),
        )
    row = connection.execute(
        "SELECT COUNT(*) FROM board_member WHERE login = %s", (login,)
    ).fetchone()
    return int(row[0]) if row else 0


def catalogue(execute: Callable[[str], Any]) -> set[str]:
    """Return a line for every object in the schema, every right, and every suspicious object."""
    statement = _text("catalogue.sql").replace("@guard", _is_guard())
    return {" ".join(" ".join(row).split()) for row in execute(statement)}


def wanted() -> set[str]:
    """Return the lines that a new book has."""
    return set(_text("catalogue.txt").splitlines())


def _text(name: str) -> str:
    """Return the text of a file of this room."""
    from importlib.resources import files

    return (files("ledger.books.postgres") / name).read_text(encoding="utf-8")
