"""Books of older forms, made from what ``write_old_form.py`` has kept."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from write_old_form import DATABASE, LOGINS

KEPT = Path(__file__).resolve().parent / "old_forms"
SERVER_FORMS = sorted(path.stem for path in KEPT.glob("server-*.sql"))
FILE_FORMS = sorted(path.stem for path in KEPT.glob("file-*.sql"))


def text_of(form):
    return (KEPT / f"{form}.sql").read_text(encoding="utf-8")


def number_of(form):
    return int(form.split("-")[1])


def make_on_server(server, database, form, administrator="postgres"):
    """Make a book of an older form in an empty database, with a login of each role."""
    roles = {
        role: f"samverk_{database}_{role}" for role in ("owner", "recorder", "auditor", "board")
    }
    for role in roles.values():
        server.execute("CREATE ROLE {} NOLOGIN", role)
    for login, (role, *_) in LOGINS.items():
        server.login(login)
        server.execute("GRANT {} TO {}", roles[role], login)
    with psycopg.connect(server.uri(database=database), autocommit=True) as connection:
        connection.execute("SET check_function_bodies = off")
        connection.execute(re.sub(rf"\bsamverk_{DATABASE}_", f"samverk_{database}_", text_of(form)))
        # As init did, which is no part of the schema.
        connection.execute(
            sql.SQL(
                "REVOKE ALL ON DATABASE {} FROM PUBLIC; REVOKE CREATE ON SCHEMA public FROM PUBLIC"
            ).format(sql.Identifier(database))
        )
        for role in ("recorder", "auditor", "board"):
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(database), sql.Identifier(roles[role])
                )
            )
        known = connection.execute(
            "SELECT FROM pg_attribute WHERE attrelid = 'samverk.board_member'::regclass"
            " AND attname = 'role'"
        ).fetchone()
        if known is not None:  # the logins of the server that it was made on were other ones
            connection.execute(
                "UPDATE samverk.board_member SET role = oid FROM pg_roles WHERE rolname = login"
            )


def make_file(path, form):
    """Make a book of an older form in a file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(text_of(form))
