"""The tables on the page of an agreement: what each row says, and the rows.

A table is a list of rows with declared fields, as other lists are. So a page can be drawn of them,
and data formats have the same rows, without the names of parties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Annotated, Any, NamedTuple, TypedDict

from msgspec.structs import asdict, replace

from events.amending import Amendment
from events.effects import COMMITTED
from events.facts import (
    AgreementId,
    AmendmentApproved,
    AmendmentId,
    CommitmentApproved,
    CommitmentDeclined,
    PartyId,
    event_name,
)
from ledger.presentation import display
from ledger.presentation.amendments import item
from ledger.presentation.language import N_, _
from ledger.presentation.listing import Listing
from projections import standing
from projections.balances import measures_of
from projections.projection import AgreementDocument, LineDocument, Projection
from projections.report import Column, Field, columns_of, fields_of
from projections.reports.amounts import Amounts
from projections.reports.common import BudgetYears

_CHANGE_WIDTH = 60  # characters: beside an amendment's other columns they fit on a page


class Subject(NamedTuple):
    """The agreement that a page is about.

    Attributes:
        chain: the agreements that extend one another, the earliest first; itself is one of them.
        today: the book's.
    """

    agreement: AgreementId
    projection: Projection
    chain: Sequence[AgreementId]
    today: date

    @property
    def document(self) -> AgreementDocument:
        """The agreement's document."""
        return self.projection.agreements[self.agreement]

    @property
    def status(self) -> standing.Status:
        """Its status today."""
        return standing.status_of(self.document, self.today)

    @property
    def last_day(self) -> date:
        """Its last day, by its termination or its term."""
        return standing.last_day(self.document)

    def name(self, party: PartyId) -> str:
        """Return the name of a party."""
        return self.projection.parties[party].name

    def names(self, parties: Iterable[PartyId]) -> str:
        """Return the names of parties."""
        return ", ".join(map(self.name, parties))


class Part(NamedTuple):
    """A table of the page.

    Attributes:
        said: translated; the sentence above it.
        shown: the table.
    """

    said: str
    shown: Listing


class AskedRow(TypedDict):
    """A party of a referral, and its answer."""

    position: Annotated[int, Field("#", "number", hidden=True)]
    matter: Annotated[str, Field("Matter", "text", hidden=True)]
    by: Annotated[str | None, Field("Referred by", "text", hidden=True)]
    referred_on: Annotated[date, Field("Referred on", "date", hidden=True)]
    answer_by: Annotated[date, Field("Answer by", "date", hidden=True)]
    party: Annotated[str, Field("Party", "id", hidden=True)]
    party_name: Annotated[str, Field("Party", "text")]
    answer: Annotated[str | None, Field("Answer", "word")]
    answered_on: Annotated[date | None, Field("Answered on", "date")]
    days_late: Annotated[int | None, Field("Days late", "number", if_any=True)]
    reference: Annotated[str | None, Field("Reference", "text", if_any=True)]
    answered_at: Annotated[int | None, Field("#", "number", hidden=True)]


class PlanRow(TypedDict):
    """The newest plan of a body."""

    position: Annotated[int, Field("#", "number", hidden=True)]
    body: Annotated[str, Field("Deciding body", "id", hidden=True)]
    body_name: Annotated[str, Field("Deciding body", "text")]
    matter: Annotated[str, Field("Matter", "text")]
    decides_on: Annotated[date, Field("Day", "date")]
    state: Annotated[str, Field("Status", "word")]


class DecisionRow(TypedDict):
    """A decision."""

    position: Annotated[int, Field("#", "number", hidden=True)]
    decided_on: Annotated[date, Field("Day", "date")]
    booked_on: Annotated[date | None, Field("Booked on", "date", if_any=True)]
    event: Annotated[str, Field("Event", "word")]
    boards: Annotated[list[str], Field("Boards", "texts", hidden=True)]
    board_names: Annotated[str, Field("Decided by", "text")]
    decision: Annotated[str, Field("Decision", "text")]
    amendments: Annotated[list[str], Field("Amendment", "texts", if_any=True)]
    lines: Annotated[list[str], Field("Lines", "texts")]


class SignatureRow(TypedDict):
    """A signatory, and its signature."""

    party: Annotated[str, Field("Signatory", "id", hidden=True)]
    party_name: Annotated[str, Field("Signatory", "text")]
    signed_on: Annotated[date | None, Field("Signed on", "date")]
    reference: Annotated[str | None, Field("Reference", "text", if_any=True)]
    position: Annotated[int | None, Field("#", "number", hidden=True)]


class NotifiedRow(TypedDict):
    """Who was told of a decision."""

    position: Annotated[int, Field("#", "number", hidden=True)]
    notified_on: Annotated[date, Field("Day", "date")]
    decision: Annotated[str, Field("Decision", "text")]
    to: Annotated[list[str], Field("To whom", "texts", hidden=True)]
    to_names: Annotated[str, Field("To whom", "text")]


class MissingRow(TypedDict):
    """What the agreement waits for."""

    what: Annotated[str, Field("What", "word")]
    party: Annotated[str | None, Field("Party", "id", hidden=True)]
    party_name: Annotated[str | None, Field("Party", "text")]
    lines: Annotated[list[str], Field("Lines", "texts", if_any=True)]
    by: Annotated[date | None, Field("Expected", "date", if_any=True)]
    amendment: Annotated[str | None, Field("Amendment", "text", if_any=True)]


class AmendmentRow(TypedDict):
    """An amendment, what has become of it, and what it changes.

    One that changes several things has a row for each, and says the rest in the first of them.
    """

    amendment: Annotated[str | None, Field("Amendment", "text")]
    position: Annotated[int, Field("#", "number", hidden=True)]
    title: Annotated[str | None, Field("Title", "text", hidden=True)]
    reference: Annotated[str | None, Field("Reference", "text", hidden=True)]
    status: Annotated[str | None, Field("Status", "word")]
    decision: Annotated[str | None, Field("Decision", "text", if_any=True)]
    decided_on: Annotated[date | None, Field("Day", "date", if_any=True)]
    booked_on: Annotated[date | None, Field("Booked on", "date", hidden=True)]
    changes: Annotated[str, Field("Changes", "text")]


Rows = Sequence[Mapping[str, Any]]


def referral(subject: Subject) -> list[AskedRow]:
    """Return whom the proposal was referred to, and who has answered."""
    return [
        {
            "position": x.position,
            "matter": x.fact.matter,
            "by": x.fact.by,
            "referred_on": x.fact.referred_on,
            "answer_by": x.fact.answer_by,
            "party": x.party,
            "party_name": subject.name(x.party),
            "answer": x.said,
            "answered_on": x.answered_on,
            "days_late": x.days_late or None,
            "reference": x.reference,
            "answered_at": x.answered_at,
        }
        for x in standing.asked(subject.document)
    ]


def plans(subject: Subject) -> list[PlanRow]:
    """Return which decisions are planned."""
    return [
        {
            "position": x.position,
            "body": x.fact.body,
            "body_name": subject.name(x.fact.body),
            "matter": x.fact.matter,
            "decides_on": x.fact.decides_on,
            "state": x.state,
        }
        for x in standing.plans(subject.document, subject.today)
    ]


def decisions(subject: Subject) -> list[DecisionRow]:
    """Return what has been decided, by whom and when."""
    return [
        {
            "position": x.position,
            "decided_on": x.decided_on,
            "booked_on": x.booked_on,
            "event": x.event,
            "boards": list(x.boards),
            "board_names": subject.names(x.boards),
            "decision": x.reference,
            "amendments": list(x.amendments),
            "lines": list(x.lines),
        }
        for x in standing.decisions(subject.document)
    ]


def signatures(subject: Subject) -> list[SignatureRow]:
    """Return who has signed, and who has not."""
    return [
        {
            "party": x.party,
            "party_name": subject.name(x.party),
            "signed_on": x.fact.signed_on if x.fact else None,
            "reference": x.fact.reference if x.fact else None,
            "position": x.position,
        }
        for x in standing.signatures(subject.document)
    ]


def notified(subject: Subject) -> list[NotifiedRow]:
    """Return who was told of which decision."""
    return [
        {
            "position": at,
            "notified_on": fact.notified_on,
            "decision": fact.decision,
            "to": list(fact.to),
            "to_names": subject.names(fact.to),
        }
        for at, fact in standing.notifications(subject.document).items()
    ]


def missing(subject: Subject) -> list[MissingRow]:
    """Return what the agreement waits for."""
    return [
        {
            "what": x.what,
            "party": x.party,
            "party_name": subject.name(x.party) if x.party else None,
            "lines": list(x.lines),
            "by": x.by,
            "amendment": x.amendment,
        }
        for x in standing.missing(subject.document, subject.today)
    ]


def amendments(subject: Subject) -> list[AmendmentRow]:
    """Return a row for each thing that an amendment changes, in the order of the book."""
    rows: list[AmendmentRow] = []
    for name, amendment in subject.document.amendments.items():
        said, concluded = amendment.concluded or amendment.declined, amendment.concluded
        for number, text in enumerate(_in_short_lines(subject, amendment)):
            is_first = number == 0
            rows.append(
                {
                    "amendment": name if is_first else None,
                    "position": amendment.position,
                    "title": amendment.proposed.title,
                    "reference": amendment.proposed.reference,
                    "status": amendment.status if is_first else None,
                    "decision": said.decision if said and is_first else None,
                    "decided_on": said.decided_on if said and is_first else None,
                    "booked_on": concluded.booked_on if concluded else None,
                    "changes": text,
                }
            )
    return rows


def _in_short_lines(subject: Subject, amendment: Amendment) -> Iterator[str]:
    """Yield what an amendment is about, and each of its changes, in lines that no table cuts."""

    def money(minor: int) -> str:
        return display.amount(minor, subject.document.proposed.currency)

    about = " · ".join(x for x in (amendment.proposed.title, amendment.proposed.reference) if x)
    for text in (about, *(item(x, subject.name, money) for x in amendment.items)):
        yield from wrap(text, _CHANGE_WIDTH)


def amendments_data(subject: Subject) -> list[dict[str, Any]]:
    """Return the amendments for data formats: each with its items as they are stored."""
    return [
        row | _amendment_data(subject, name)
        for row in amendments(subject)
        if (name := row["amendment"]) is not None
    ]


def _amendment_data(subject: Subject, name: AmendmentId) -> dict[str, Any]:
    amendment = subject.document.amendments[name]
    approved = [
        board for board, (_, x) in amendment.decisions.items() if isinstance(x, AmendmentApproved)
    ]
    missing = standing.missing_of(subject.document, name)
    return {
        "changes": [{"event": event_name(x), **asdict(x)} for x in amendment.items],
        "approved_by": sorted(approved),
        "consented": sorted(amendment.consents),
        "missing": [{"what": x.what, "party": x.party} for x in missing],
    }


def _of_amendments(subject: Subject) -> Iterator[Part]:
    yield Part(_("Amendments:"), _listing(AmendmentRow, amendments(subject)))


def _of_referral(subject: Subject) -> Iterator[Part]:
    rows = referral(subject)
    for position in dict.fromkeys(row["position"] for row in rows):
        own = [row for row in rows if row["position"] == position]
        first = own[0]
        values = {"day": first["referred_on"], "matter": first["matter"], "by": first["by"]}
        said = (
            _(
                "Referred {day} by {by}, {matter}. Answers by {last}.",
                last=first["answer_by"],
                **values,
            )
            if first["by"]
            else _(
                "Referred {day}, {matter}. Answers by {last}.", last=first["answer_by"], **values
            )
        )
        yield Part(said, _listing(AskedRow, own))


def _of_plans(subject: Subject) -> Iterator[Part]:
    yield Part(_("Planned decisions:"), _listing(PlanRow, plans(subject)))


def _of_decisions(subject: Subject) -> Iterator[Part]:
    yield Part(_("Decisions:"), _listing(DecisionRow, decisions(subject)))


def _of_signatures(subject: Subject) -> Iterator[Part]:
    rows = signatures(subject) if subject.document.concluded else []
    yield Part(_("Signatures:"), _listing(SignatureRow, rows))


def _of_notified(subject: Subject) -> Iterator[Part]:
    yield Part(_("Told of decisions:"), _listing(NotifiedRow, notified(subject)))


def _of_missing(subject: Subject) -> Iterator[Part]:
    yield Part(_("Missing:"), _listing(MissingRow, missing(subject)))


# The tables that tell how an agreement stands in its process, in the order of the page. Those
# without rows are left out.
PROCESS: tuple[Callable[[Subject], Iterable[Part]], ...] = (
    _of_referral,
    _of_plans,
    _of_decisions,
    _of_signatures,
    _of_notified,
    _of_amendments,
    _of_missing,
)


def process(subject: Subject) -> list[Part]:
    """Return the tables that tell how an agreement stands in its process."""
    return [part for table in PROCESS for part in table(subject) if part.shown.rows]


def _listing(row: type, rows: Rows) -> Listing:
    """Return a table; fields that say nothing in any row are left out where they declare so."""
    empty = {
        key
        for key, field in fields_of(row).items()
        if field.if_any and not any(one[key] for one in rows)
    }
    columns = [
        replace(column, hidden=True) if column.key in empty else column
        for column in columns_of(fields_of(row))
    ]
    return Listing(columns=columns, rows=rows)


def as_data(rows: Rows) -> list[dict[str, Any]]:
    """Return rows for data formats, which name parties by their ids alone."""
    return [
        {key: value for key, value in row.items() if not key.endswith(("_name", "_names"))}
        for row in rows
    ]


# ---------------------------------------------------------------- lines and amounts

COMMITMENT = (*(f"{measure}_minor" for measure in COMMITTED), "committed_minor")


def committed(subject: Subject) -> dict[str, dict[int, dict[str, int]]]:
    """Return the measures of every line and budget year."""
    projection, agreement = subject.projection, subject.agreement
    years = BudgetYears(projection)
    return {
        line: {
            year: measures_of(projection, agreement, line, year)
            for year in years.of(agreement, line)
        }
        for line in subject.document.lines
    }


def as_proposed(subject: Subject) -> Part:
    """Return the lines, with the amounts as they were decided on."""
    document = subject.document
    years = sorted({year for line in document.lines.values() for year in line.amounts_minor})
    columns = (
        Column("line", "Line", "text"),
        Column("purpose", "Purpose", "text"),
        Column("funder_name", "Funder", "text"),
        Column("performer_name", "Performer", "text", wide=True),
        *(Column(str(year), str(year), "money") for year in years),
        Column("uplift", "Uplift", "word"),
        Column("decision", "Decision", "word"),
        Column("reference", "Reference", "text"),
    )
    rows = [_line_row(subject, line, state) for line, state in document.lines.items()]
    currency = document.proposed.currency
    said = _("As proposed, in {currency}, before uplift and other changes:", currency=currency)
    return Part(said, Listing(columns=columns, rows=rows, currency=currency))


def _line_row(subject: Subject, line: str, state: LineDocument) -> dict[str, Any]:
    proposed, decision = state.first or state.proposed, state.decision
    return {
        "line": line,
        "purpose": proposed.purpose,
        "funder_name": subject.name(proposed.funder),
        "performer_name": subject.name(proposed.performer),
        **{str(year): minor for year, minor in state.amounts_minor.items()},
        "uplift": N_("yes") if proposed.uplift else N_("no"),
        "decision": decision_of(state),
        "reference": f"{decision.decision} ({decision.decided_on})" if decision else None,
    }


def decision_of(state: LineDocument) -> str:
    """Return what the board of a line has decided, in a word."""
    match state.decision:
        case CommitmentApproved():
            return N_("approved")
        case CommitmentDeclined():
            return N_("declined")
        case None:
            return N_("undecided")


# Shown whether or not a line has such an amount; the others where one has.
_ALWAYS = {
    "approved_minor",
    "uplift_minor",
    "reallocated_minor",
    "released_minor",
    "committed_minor",
}


def as_it_stands(subject: Subject) -> Part:
    """Return the present commitments, line by line and year by year."""
    rows = [
        {"line": line, "year": str(year), **measures}
        for line, years in committed(subject).items()
        for year, measures in years.items()
        if any(measures[measure] for measure in COMMITMENT)
    ]
    fields = fields_of(Amounts)
    columns = (
        Column("line", "Line", "text"),
        Column("year", "Year", "text"),
        *(
            Column(measure, fields[measure].heading, "money")
            for measure in COMMITMENT
            if measure in _ALWAYS or any(row[measure] for row in rows)
        ),
    )
    currency = subject.document.proposed.currency
    said = _("As it stands, in {currency}, with all decisions:", currency=currency)
    return Part(said, Listing(columns=columns, rows=rows, currency=currency))


# What there is of a commitment, where payments are requested before they are made.
ASKED = ("requested_minor", "reserved_minor", "available_minor")


def as_requested(subject: Subject) -> Part:
    """Return what is paid, requested and reserved, line by line and year by year.

    It has no rows for an agreement that uses no requests for payment.
    """
    rows = [
        {"line": line, "year": str(year), **measures}
        for line, years in committed(subject).items()
        for year, measures in years.items()
        if subject.document.uses_requests and measures["committed_minor"]
    ]
    fields = fields_of(Amounts)
    columns = (
        Column("line", "Line", "text"),
        Column("year", "Year", "text"),
        *(
            Column(measure, fields[measure].heading, "money")
            for measure in ("committed_minor", "paid_minor", "remaining_minor", *ASKED)
        ),
    )
    currency = subject.document.proposed.currency
    said = _("Paid, requested and reserved, in {currency}:", currency=currency)
    return Part(said, Listing(columns=columns, rows=rows, currency=currency))
