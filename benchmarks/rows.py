"""What the measurements are called, in the order in which a table shows them."""

from __future__ import annotations

from dataclasses import dataclass

CONSTANT, LINEAR = 0, 1


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement in the tables.

    Attributes:
        what: its name in the results.
        label: what a reader calls it.
        work: how its work grows with the book: not at all, or as the book does.
    """

    what: str
    label: str
    work: int = CONSTANT


GROUPS: dict[str, tuple[Row, ...]] = {
    "From the first instant": (
        Row("bare", "Python that imports click and sqlite3, for comparison"),
        Row("help", "`samverk --help`"),
        Row("now", "current report of a board"),
        Row("agreement", "current report of an agreement"),
        Row("status", "`status`"),
        Row("pay", "one payment recorded"),
        Row("pay long", "the same in an agreement of 100 000 events"),
    ),
    "The past": (
        Row("past at", "report as of an event that has a mark"),
        Row("past midway", "report as of an event between two marks"),
        Row("past worst", "the slowest of up to sixteen positions"),
        Row("past agreement", "report of an agreement, at that position"),
        Row("known at", "report as it was known at an instant"),
        Row("as of", "report as of a day (a book in order of time)"),
        Row("as of shuffled", "the same where entries come in no order of time", LINEAR),
    ),
    "The audit trail, first page": (
        Row("log", "newest events"),
        Row("log agreement", "of an agreement"),
        Row("log line", "of a line of it"),
        Row("log lines", "of the lines of one name, in all agreements"),
        Row("log party", "of a party"),
        Row("log board", "of a board"),
        Row("log voucher", "of a voucher"),
        Row("log no voucher", "of a voucher that nobody has"),
        Row("log actor", "of an actor"),
        Row("log no actor", "of an actor who is not there"),
        Row("log event", "of a kind of event"),
        Row("log no event", "of a kind of event that never came"),
        Row("log period", "of a month, a year and a half ago"),
        Row("log terminal", "at a terminal, in a pager"),
        Row("log terminal agreement", "of an agreement, at a terminal"),
        Row("show", "one event in full"),
    ),
    "Beside reports": (
        Row("due", "what is due"),
        Row("due soon", "what is due within 30 days"),
        Row("explain", "the payments behind a figure, of a month", LINEAR),
        Row("audit duplicates", "test for duplicates, of an agreement and month", LINEAR),
        Row("audit late", "test for late entries, likewise", LINEAR),
        Row("audit split", "test for split payments, likewise", LINEAR),
        Row("audit gaps", "test for gaps, likewise", LINEAR),
        Row("audit benford", "test of first digits, likewise", LINEAR),
        Row("audit all", "test for duplicates, of a month of the whole book", LINEAR),
        Row("reconcile", "an agreement's month compared with a file of 200 rows", LINEAR),
        Row("import small", "a file of 200 rows read, dry"),
        Row("imports", "the files that were read"),
        Row("request", "a payment requested"),
        Row("review", "a request reviewed"),
        Row("approve", "a request approved"),
        Row("pay request", "an approved request paid"),
    ),
    "The whole book": (
        Row("iterate", "floor: iterating the stored rows", LINEAR),
        Row("replay", "replay in memory", LINEAR),
        Row("rebuild", "every view anew", LINEAR),
        Row("views first", "views made for the first time", LINEAR),
        Row("marks first", "marks of the past, likewise", LINEAR),
        Row("index", "index of words for the log", LINEAR),
        Row("verify", "`verify`, all of it", LINEAR),
        Row("since", "`verify --since`, of 10 000 later events, the first time"),
        Row("since again", "the same once more"),
        Row("catch up", "views brought up to date by 1 000 events"),
        Row("log csv", "the whole log as CSV", LINEAR),
        Row("log ndjson", "the whole log as NDJSON", LINEAR),
        Row("log json", "the whole log as JSON", LINEAR),
        Row("bulk", "recorded through the rules, in chunks", LINEAR),
        Row("bulk views", "views of those", LINEAR),
        Row("bulk marks", "marks of those", LINEAR),
        Row("bulk index", "index of words of those", LINEAR),
        Row("generated kept", "generated for these measurements", LINEAR),
    ),
    "Others, on the same postings": (
        Row("ledger", "ledger-cli, balances", LINEAR),
        Row("hledger", "hledger, balances", LINEAR),
        Row("beancount", "beancount, check", LINEAR),
    ),
    "A server, and the same book in a file": (
        Row("file now", "current report, of the file"),
        Row("server now", "current report"),
        Row("server now first", "the first one of a reader, who makes the views"),
        Row("file past", "past report, of the file"),
        Row("server past", "past report"),
        Row("server log", "newest events of the log"),
        Row("file pay", "one payment recorded, in the file"),
        Row("server pay", "one payment recorded"),
        Row("server moved", "a file moved there and verified", LINEAR),
    ),
    "Payments one after the other, and many at once": (
        Row("single", "one durable record at a time"),
        Row("stock", "the event library's own recorder"),
        Row("syncs", "floor: one fsync for each append"),
        Row("single long", "one durable record at a time in an agreement of 100 000"),
        Row("import", "CSV file of 100 000 rows imported"),
        Row("import again", "the same file again"),
        Row("server import", "CSV file of 100 000 rows imported into a server"),
        Row("server import again", "the same file again"),
        Row("clients single", "one client of a server"),
        Row("pgledger single", "pgledger, one client"),
        Row("clients", "eight clients of a server, an agreement each"),
        Row("pgledger", "pgledger, eight clients"),
        Row("clients one", "eight clients, all in one agreement"),
        Row("pgledger one", "pgledger, eight clients, one account"),
    ),
}
LABELS = {row.what: row for rows in GROUPS.values() for row in rows}
ONCE = "Payments one after the other, and many at once"  # of no size of book
