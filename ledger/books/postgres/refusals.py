"""Refusals about a book on a server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from events.facts import Position
from ledger.refusal import N_, BookUnusable, Bytes, Cause, Conflict, Refused

_END_IT = N_(
    "Nothing was written. Have it finished and try again, or have it ended: SELECT"
    " samverk_calls.let_go({pid}), or an administrator calls pg_terminate_backend({pid})."
)


class BookHeld(Conflict, code="book-held"):
    login: str
    path: str
    program: str
    pid: int

    sentence = N_(
        "{login} is holding the book {path} with the program {program} (process {pid}), and did"
        " not finish in time."
    )
    hint = _END_IT


class BookHeldSince(Conflict, code="book-held-since"):
    login: str
    path: str
    since: datetime
    program: str
    pid: int

    sentence = N_(
        "{login} has been holding the book {path} since {since}, with the program {program}"
        " (process {pid}), and did not finish in time."
    )
    hint = _END_IT


class BookLeftHeld(Conflict, code="book-left-held"):
    prepared: str
    login: str
    path: str
    since: datetime

    sentence = N_(
        "The prepared transaction {prepared} of {login} has been holding the book {path} since"
        " {since}."
    )
    hint = N_(
        "Nothing was written. {login} or an administrator ends it: ROLLBACK PREPARED '{prepared}'"
    )


class BadConnectionString(BookUnusable, code="bad-connection-string"):
    outline: str

    sentence = N_(
        "The address of the server, {outline}, cannot be read. The rest of it is not shown,"
        " since it may hold a password."
    )
    hint = N_(
        "Write it as postgresql://USER@SERVER/DATABASE, or as host=… dbname=…, and the password"
        " into ~/.pgpass. In a password in an address @ is written %40, / %2F, % %25, a space"
        " %20; in password=… it stands between '…'."
    )


class NoConnection(BookUnusable, code="no-connection"):
    path: str
    cause: Cause | None

    sentence = N_("The server {path} does not let you in: {cause}.")
    hint = N_("Check server, database and login; the password goes into ~/.pgpass.")


class PasswordMissing(BookUnusable, code="password-missing"):
    path: str
    cause: Cause | None

    sentence = N_("The server {path} asks for a password, and there is none for it: {cause}.")
    hint = N_(
        "Write a line SERVER:PORT:DATABASE:LOGIN:PASSWORD into ~/.pgpass, or the file that"
        " PGPASSFILE names, and let only yourself read it: chmod 600. A file that others may"
        " read is not used."
    )


class PasswordWrong(BookUnusable, code="password-wrong"):
    path: str
    cause: Cause | None

    sentence = N_("The server {path} does not take the password: {cause}.")
    hint = N_(
        "Look into ~/.pgpass, or the file that PGPASSFILE names: the first line that fits"
        " server, port, database and login is used, and there : is written \\: and \\ is"
        " written \\\\."
    )


class NotTrusted(BookUnusable, code="not-trusted"):
    path: str
    cause: Cause | None

    sentence = N_("The connection to the server {path} is not secure: {cause}.")
    hint = N_(
        "The certificate has to hold the server's name as it stands in the address, and"
        " sslrootcert has to name the file of the authority that signed it. Ask whoever runs"
        " the server for both, and do not turn the check off: whoever answers in place of the"
        " server would get the password."
    )


class ServerLost(Conflict, code="server-lost"):
    path: str
    cause: Cause | None

    sentence = N_("The connection to the server {path} was lost ({cause}). Nothing was done.")
    hint = N_("Try again.")


class ServerRefused(BookUnusable, code="server-refused"):
    path: str
    cause: Cause | None

    sentence = N_("The server {path} refused: {cause}. Nothing was recorded.")
    hint = N_("Ask whoever runs the server.")


class NotPermitted(BookUnusable, code="not-permitted"):
    path: str
    cause: Cause | None

    sentence = N_("The server {path} does not permit it: {cause}.")
    hint = N_("Ask its administrator; roles are given with: samverk grant")


class NoRole(BookUnusable, code="no-role"):
    path: str

    sentence = N_("There is a book at {path}, and you have no role in it.")
    hint = N_("Ask its administrator for one: samverk grant LOGIN --role recorder")


class NoSuchLogin(BookUnusable, code="no-such-login"):
    login: str

    sentence = N_("Nobody can log in to the server as {login}.")
    hint = N_("Let whoever runs the server make the login first, as with: createuser {login}")


class UnknownBoard(BookUnusable, code="unknown-board", sought="board"):
    board: str | None
    known: Sequence[str]

    sentence = N_("There is no board with the id {board} in the book.")
    hint = N_("Its boards are: {known}")


class Standby(BookUnusable, code="standby"):
    path: str

    sentence = N_("{path} is a standby, which only answers questions.")
    hint = N_("Name the primary, or all servers with target_session_attrs=read-write")


class StandbyBehind(Conflict, code="standby-behind"):
    path: str
    position: Position
    instant: datetime

    sentence = N_(
        "{path} is a standby that has come to event #{position}; what the ledger was told by"
        " {instant} may be more than it has seen."
    )
    hint = N_("Ask the primary, or ask for a position: --at {position}")


class NotSettled(Conflict, code="not-settled"):
    instant: datetime
    settled: datetime
    position: Position
    path: str

    sentence = N_(
        "What the ledger was told by {instant} is settled at {settled}: until then the server"
        " accepts events with such a time."
    )
    hint = N_("Ask again then, or ask for a position: --at {position}")


class BookUpgraded(BookUnusable, code="book-upgraded"):
    path: str

    sentence = N_(
        "The form of {path} is not the one that this program knows: it was upgraded meanwhile."
    )
    hint = N_("Nothing was recorded. Update samverk, and repeat the command.")


class UpgradeHeld(Conflict, code="upgrade-held"):
    login: str
    path: str
    program: str
    pid: int

    sentence = N_(
        "{login} has {path} open with the program {program} (process {pid}), and did not let go"
        " of it in time. Nothing was changed."
    )
    hint = N_(
        "Have it finished and try again, or an administrator ends it: SELECT"
        " pg_terminate_backend({pid})"
    )


class UpgradeDiffers(BookUnusable, code="upgrade-differs"):
    path: str
    names: Sequence[str]

    sentence = N_(
        "{path} would not be like a new book after the upgrade, and was left as it is. What"
        " differs: {names}"
    )
    hint = N_(
        "Somebody else has put it there. Keep a backup, remove it, and try again; the program"
        " that made the book names it, too: samverk verify"
    )


class DatabaseNotUtf8(BookUnusable, code="database-not-utf8"):
    path: str
    encoding: str

    sentence = N_("The database {path} has the encoding {encoding}, and a book needs UTF8.")
    hint = N_("Make another: createdb --encoding=UTF8 --template=template0 NAME")


class DatabaseNameTooLong(BookUnusable, code="database-name-too-long"):
    database: str
    limit: Bytes

    sentence = N_("The name {database} is too long: the names of the book's roles would not fit.")
    hint = N_("Name the database with at most {limit} bytes.")


class RolesExist(BookUnusable, code="roles-exist"):
    roles: Sequence[str]
    path: str

    sentence = N_("The server already has the roles of a book in a database of that name: {roles}.")
    hint = N_("If that book is gone, drop them: DROP ROLE. Else choose another name.")


class DoesNotFollow(Refused, code="does-not-follow"):
    position: Position

    sentence = N_("What is said of event #{position} is not what stands there.")
    hint = N_("Nothing was recorded. Record it with samverk, which repeats events as they are.")


class KeyByAdministrator(Refused, code="key-by-administrator"):
    login: str

    sentence = N_("Only an administrator of the book may give it another key, and {login} is none.")
    hint = N_("Nothing was recorded. Let the login that made the book run: samverk key rotate")


class AuthorityByAdministrator(Refused, code="authority-by-administrator"):
    login: str

    sentence = N_("Only an administrator of the book may record who may act, and {login} is none.")
    hint = N_("Nothing was recorded. Let the login that made the book record the decision.")


class RulesUnknown(Refused, code="rules-unknown"):
    rules: int
    known: int

    sentence = N_("The server knows the rules up to {known}, and not the rules {rules}.")
    hint = N_("Nothing was recorded. Update samverk, and have the book upgraded: samverk upgrade")
