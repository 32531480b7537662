"""The tables of a data package: what their columns are, and the rows of those that stand still.

A table is a resource of the package. Its columns say of what type they are, so that the descriptor
(``datapackage.json``), the CSV files and the Parquet files follow from one declaration. Events and
postings are written while the book is read (``ledger.exchange.datapackage``).

Source: docs/FORMAT.md (a data package).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from events.effects import SIDES
from events.facts import CommitmentDeclined
from ledger.presentation.display import plain_amount
from ledger.presentation.language import N_
from projections.balances import owned_accounts
from projections.projection import LineDocument, Projection

# "text" somebody wrote; "name" is an id, a closed word or digits; "exact" are stored bytes, which
# nothing guards; "decimal" is a text such as ``-178750.00``; the others are what they say.
Kind: TypeAlias = Literal["text", "name", "exact", "integer", "decimal", "date", "instant", "flag"]
Row: TypeAlias = tuple[Any, ...]


class TableColumn(NamedTuple):
    """A column of a table.

    Attributes:
        title: a heading for people, in English.
        is_needed: whether every row has a value.
        told: what a reader has to know besides, in English; empty: nothing.
    """

    name: str
    kind: Kind
    title: str
    is_needed: bool = False
    told: str = ""


class Reference(NamedTuple):
    """A column whose values are those of a column of a table.

    Attributes:
        is_whole: whether it may lead to what a board does not see; it is left out of a part.
    """

    column: str
    table: str
    to: str
    is_whole: bool = False


class Table(NamedTuple):
    """A resource of the package.

    Attributes:
        key: the columns that identify a row.
        unique: the same where some of them may be empty, so that they are no key; empty: none.
        rows: returns the rows of a book that was folded; None: they are written meanwhile.
    """

    name: str
    title: str
    told: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    unique: tuple[str, ...] = ()
    rows: Callable[[Projection], Iterable[Row]] | None = None


_MINOR = TableColumn(
    "amount_minor",
    "integer",
    N_("Amount in minor units"),
    told=N_("Öre, where the currency is SEK. Every program reads it right, whatever its language."),
)
_CURRENCY = TableColumn("currency", "name", N_("Currency"))
_AMOUNT = TableColumn("amount", "decimal", N_("Amount"), told=N_("The same in whole units."))
_AGREEMENT, _LINE = (
    TableColumn("agreement", "name", N_("Agreement")),
    TableColumn("line", "name", N_("Line")),
)
_BUDGET_LINE = TableColumn(
    "budget_line",
    "name",
    N_("Budget line"),
    told=N_("Agreement and line, as one name; empty for a contribution in kind."),
)
_YEAR = TableColumn("budget_year", "integer", N_("Budget year"), is_needed=True)
_PARTY = TableColumn("party", "name", N_("Party"))
_ACCOUNT = TableColumn("account", "name", N_("Account"), is_needed=True)
_OF_AGREEMENT = Reference("agreement", "agreements", "agreement")
_OF_LINE = Reference("budget_line", "lines", "budget_line")
_OF_PARTY = Reference("party", "parties", "party")
_OF_ACCOUNT = Reference("account", "accounts", "account")

EVENTS = Table(
    "events",
    N_("Events"),
    N_("The audit trail: every event, in the order of the book."),
    (
        TableColumn("position", "integer", N_("Position"), is_needed=True),
        TableColumn("stream", "name", N_("Stream"), is_needed=True),
        TableColumn("version", "integer", N_("Number in the stream"), is_needed=True),
        TableColumn("event", "name", N_("Event"), is_needed=True),
        _AGREEMENT,
        TableColumn(
            "lines", "name", N_("Lines"), told=N_("Ids of lines, with a space between them.")
        ),
        TableColumn(
            "parties",
            "name",
            N_("Parties"),
            told=N_("Ids of parties, with a space between them: who funds, performs, is paid."),
        ),
        TableColumn(
            "effective_on", "date", N_("Effective"), told=N_("The day from which the event counts.")
        ),
        TableColumn(
            "document_on",
            "date",
            N_("Document's day"),
            told=N_("The day of the decision, or on which it was done."),
        ),
        _MINOR,
        _AMOUNT,
        _CURRENCY,
        TableColumn("voucher", "text", N_("Voucher")),
        TableColumn("bank_reference", "text", N_("Bank reference")),
        TableColumn(
            "reverses",
            "integer",
            N_("Takes back"),
            told=N_("The position of the event taken back."),
        ),
        TableColumn("recorded_at", "instant", N_("Recorded"), is_needed=True),
        TableColumn("actor", "text", N_("Actor"), is_needed=True),
        TableColumn(
            "assurance",
            "name",
            N_("Assurance"),
            is_needed=True,
            told=N_("How well it is known who recorded it."),
        ),
        TableColumn("reason", "text", N_("Why")),
        TableColumn("evidence", "text", N_("Evidence")),
        TableColumn("key", "text", N_("Key")),
        TableColumn(
            "causation",
            "integer",
            N_("Follows from"),
            told=N_("The position of the event that this one follows from."),
        ),
        TableColumn(
            "leaf_sha256",
            "name",
            N_("Leaf hash"),
            is_needed=True,
            told=N_(
                "SHA-256 of the byte 0, the text samverk-leaf/v1, and stream, version, event and"
                " state, each with its length before it: docs/FORMAT.md. The root of the book is"
                " made of these."
            ),
        ),
        TableColumn(
            "state",
            "exact",
            N_("Stored"),
            is_needed=True,
            told=N_("The event as it is stored, to the byte: one JSON object in UTF-8."),
        ),
    ),
    ("position",),
    (
        _OF_AGREEMENT,
        Reference("reverses", "events", "position"),
        Reference("causation", "events", "position", is_whole=True),
    ),
)
POSTINGS = Table(
    "postings",
    N_("Postings"),
    N_("What each event posts: debit above zero, credit below. Those of an event sum to zero."),
    (
        TableColumn("position", "integer", N_("Position"), is_needed=True),
        TableColumn("leg", "integer", N_("Leg"), is_needed=True),
        TableColumn(
            "effective_on", "date", N_("Effective"), told=N_("The day from which the event counts.")
        ),
        _AGREEMENT._replace(is_needed=True),
        _LINE,
        _BUDGET_LINE,
        _YEAR,
        _ACCOUNT,
        _PARTY,
        _MINOR._replace(is_needed=True),
        _AMOUNT._replace(is_needed=True),
        _CURRENCY._replace(is_needed=True),
    ),
    ("position", "leg"),
    (
        Reference("position", "events", "position"),
        _OF_AGREEMENT,
        _OF_LINE,
        _OF_ACCOUNT,
        _OF_PARTY,
    ),
)


def _balances(projection: Projection) -> Iterator[Row]:
    for (agreement, line, year, party, account), minor in sorted(projection.balances.items()):
        currency = projection.agreements[agreement].proposed.currency
        yield (
            agreement,
            line or None,
            budget_line(agreement, line),
            year,
            account,
            party or None,
            minor,
            plain_amount(minor, currency),
            currency,
        )


def _accounts(_projection: Projection) -> Iterator[Row]:
    owned = {account: (measure, sign) for measure, account, sign in owned_accounts()}
    for account in dict.fromkeys(side.account for sides in SIDES.values() for side in sides):
        yield (account, *owned.get(account, (None, None)))


def _parties(projection: Projection) -> Iterator[Row]:
    for party in projection.parties.values():
        yield (
            party.party,
            party.name,
            party.kind,
            party.legal_entity,
            party.organisation_number,
        )


def _agreements(projection: Projection) -> Iterator[Row]:
    for agreement, document in projection.agreements.items():
        own, concluded = document.proposed, document.concluded
        yield (
            agreement,
            own.title,
            own.reference,
            own.purpose,
            own.starts,
            own.ends,
            own.currency,
            own.rounding,
            own.extends,
            " ".join(own.signatories),
            concluded and concluded.decision,
            concluded and concluded.decided_on,
            document.position,
        )


def _lines(projection: Projection) -> Iterator[Row]:
    for (agreement, name), proposed in projection.lines.items():
        document = projection.agreements[agreement].lines.get(name)
        line = document.proposed if document else proposed
        decision = document.decision if document else None
        yield (
            budget_line(agreement, name),
            agreement,
            name,
            line.purpose,
            line.funder,
            line.performer,
            line.accountable,
            line.settlement,
            line.uplift,
            line.coding,
            _status(document),
            decision and decision.decision,
            decision and decision.decided_on,
        )


def _status(document: LineDocument | None) -> str:
    if document is None:
        return "not-in-force"
    if document.decision is None:
        return "undecided"
    return "declined" if isinstance(document.decision, CommitmentDeclined) else "approved"


def budget_line(agreement: str, line: str) -> str | None:
    """Return a line's name in the whole book; None: a contribution in kind, which has no line."""
    return f"{agreement}/{line}" if line else None


# In the order in which a reader needs them.
TABLES = (
    EVENTS,
    POSTINGS,
    Table(
        "balances",
        N_("Balances"),
        N_("The sums of the postings. A balance times the sign of its account is a measure."),
        (
            _AGREEMENT._replace(is_needed=True),
            _LINE,
            _BUDGET_LINE,
            _YEAR,
            _ACCOUNT,
            _PARTY,
            _MINOR._replace(is_needed=True),
            _AMOUNT._replace(is_needed=True),
            _CURRENCY._replace(is_needed=True),
        ),
        (),
        (_OF_AGREEMENT, _OF_LINE, _OF_ACCOUNT, _OF_PARTY),
        ("agreement", "line", "budget_year", "account", "party"),
        _balances,
    ),
    Table(
        "accounts",
        N_("Accounts"),
        N_(
            "The accounts, and the measures of reports that they are. committed = approved +"
            " amended + uplift + reallocated + carried - released; paid = disbursed + internal;"
            " net cost = paid - repaid."
        ),
        (
            _ACCOUNT,
            TableColumn("measure", "name", N_("Measure"), told=N_("Empty: a counter account.")),
            TableColumn(
                "sign",
                "integer",
                N_("Sign"),
                told=N_("What a balance is multiplied by to be the measure: 1 or -1."),
            ),
        ),
        ("account",),
        rows=_accounts,
    ),
    Table(
        "parties",
        N_("Parties"),
        N_("The parties, as they are named now."),
        (
            _PARTY._replace(is_needed=True),
            TableColumn("name", "text", N_("Name"), is_needed=True),
            TableColumn("kind", "name", N_("Kind"), is_needed=True),
            TableColumn(
                "legal_entity",
                "text",
                N_("Legal person"),
                is_needed=True,
                told=N_("Parts of one legal person have the same."),
            ),
            TableColumn("organisation_number", "name", N_("Organisation number")),
        ),
        ("party",),
        rows=_parties,
    ),
    Table(
        "agreements",
        N_("Agreements"),
        N_("The agreements, as they stand by their amendments in force."),
        (
            _AGREEMENT._replace(is_needed=True),
            TableColumn("title", "text", N_("Title"), is_needed=True),
            TableColumn("reference", "text", N_("Reference"), is_needed=True),
            TableColumn("purpose", "text", N_("Purpose"), is_needed=True),
            TableColumn("starts", "date", N_("First day"), is_needed=True),
            TableColumn("ends", "date", N_("Last day"), is_needed=True),
            _CURRENCY._replace(is_needed=True),
            TableColumn("rounding", "name", N_("Rounding"), is_needed=True),
            TableColumn("extends", "text", N_("Extends")),
            TableColumn(
                "signatories",
                "name",
                N_("Signatories"),
                told=N_("Ids of parties, with a space between them."),
            ),
            TableColumn(
                "decision", "text", N_("Decision"), told=N_("Empty: it was not concluded.")
            ),
            TableColumn("decided_on", "date", N_("Decided")),
            TableColumn("proposed_at", "integer", N_("Position of its proposal"), is_needed=True),
        ),
        ("agreement",),
        (Reference("proposed_at", "events", "position"),),
        rows=_agreements,
    ),
    Table(
        "lines",
        N_("Budget lines"),
        N_("Every line that was ever proposed, as it stands by the amendments in force."),
        (
            _BUDGET_LINE._replace(is_needed=True, told=N_("Agreement and line, as one name.")),
            _AGREEMENT._replace(is_needed=True),
            _LINE._replace(is_needed=True),
            TableColumn("purpose", "text", N_("Purpose"), is_needed=True),
            TableColumn("funder", "name", N_("Funder"), is_needed=True),
            TableColumn(
                "performer", "name", N_("Performer"), is_needed=True, told=N_("The newest one.")
            ),
            TableColumn("accountable", "name", N_("Accountable")),
            TableColumn("settlement", "name", N_("Settlement"), is_needed=True),
            TableColumn("uplift", "flag", N_("Uplift"), is_needed=True),
            TableColumn("coding", "text", N_("Coding")),
            TableColumn(
                "status",
                "name",
                N_("Status"),
                is_needed=True,
                told=N_(
                    "approved, declined, undecided, or not-in-force: of an amendment that is none."
                ),
            ),
            TableColumn("decision", "text", N_("Decision")),
            TableColumn("decided_on", "date", N_("Decided")),
        ),
        ("budget_line",),
        (
            _OF_AGREEMENT,
            Reference("funder", "parties", "party"),
            Reference("performer", "parties", "party"),
            Reference("accountable", "parties", "party"),
        ),
        rows=_lines,
    ),
)
