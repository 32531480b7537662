"""Lists: the title of each, and the fields of its rows, in the order of the data formats.

The table of a list has its fields in the same order. docs/reports.md is made from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypedDict

from msgspec.structs import replace

from events.facts import days_later
from ledger.presentation.language import N_, _
from ledger.presentation.listing import Listing
from projections.report import Column, Field, columns_of, fields_of

if TYPE_CHECKING:
    from events.facts import Event


class LogRow(TypedDict):
    """An event, as the audit trail shows it."""

    position: Annotated[int, Field("#", "number")]
    recorded_at: Annotated[datetime, Field("Recorded", "instant")]
    effective_on: Annotated[date | None, Field("Effective", "date")]
    event: Annotated[str, Field("Event", "word")]
    agreement: Annotated[str | None, Field("Agreement", "text", hidden=True)]
    lines: Annotated[list[str], Field("Lines", "texts", hidden=True)]
    parties: Annotated[list[str], Field("Parties", "texts", hidden=True)]
    boards: Annotated[list[str], Field("Boards", "texts", hidden=True)]
    amount_minor: Annotated[int | None, Field("Amount", "money")]
    currency: Annotated[str | None, Field("Currency", "text", if_several=True)]
    voucher: Annotated[str | None, Field("Voucher", "text", hidden=True)]
    what: Annotated[str, Field("What", "text")]
    actor: Annotated[str, Field("Actor", "text")]
    assurance: Annotated[str, Field("Assurance", "word", wide=True)]
    reason: Annotated[str | None, Field("Why", "text", wide=True)]
    evidence: Annotated[str | None, Field("Evidence", "text", wide=True)]
    key: Annotated[str | None, Field("Key", "text", hidden=True)]
    causation: Annotated[int | None, Field("Follows from", "number", hidden=True)]
    leaf: Annotated[str, Field("Leaf hash", "text", hidden=True)]
    reverses: Annotated[int | None, Field("Takes back", "number", hidden=True)]
    reversed_by: Annotated[int | None, Field("Taken back by", "number", hidden=True)]


# What a fact says that the log has already, and fields of facts that have another name there.
_SAID_ALREADY = frozenset({"amount_minor", "voucher"})


@cache
def names_in_log() -> dict[str, str]:
    """Return what the log calls the fields of facts, in the order of its columns."""
    from projections.fact_fields import fact_fields

    found: dict[str, str] = {}
    taken = {name.removesuffix("_minor") for name in fields_of(LogRow)}  # as CSV has it
    for name in fact_fields():
        if name not in _SAID_ALREADY:
            in_csv = name.removesuffix("_minor")
            found[name] = f"fact_{name}" if in_csv in taken else name
            taken.add(in_csv)
    return found


# What people read above fields of facts that no other list has: words of both languages.
_FACT_HEADINGS = {
    "legal_entity": N_("Legal entity"),
    "fact_currency": N_("Currency of the agreement"),
    "rounding": N_("Rounding"),
    "extends": N_("Extends"),
    "extends_because": N_("Why it does not follow at once"),
    "carry_over_percent": N_("Carry-over, at most per cent"),
    "signatories": N_("Signatories"),
    "attest": N_("Who sees to payments"),
    "categories": N_("Kinds of costs"),
    "stated_total_minor": N_("Stated total"),
    "accountable": N_("Accountable"),
    "amounts_minor": N_("Amounts"),
    "coding": N_("Coding"),
    "previous_minor": N_("Previous amount"),
    "decided_on": N_("Decided on"),
    "fact_position": N_("Event taken back"),
    "reversed_on": N_("Reversed on"),
    "fact_reason": N_("Stated reason"),
    "fact_previous": N_("Previous key"),
    "fact_key": N_("Named key"),
    "size": N_("Size"),
    "signed_by_previous": N_("Signed by previous"),
    "signed_by_key": N_("Signed by key"),
    "rules": N_("Rules"),
    "basis": N_("Basis"),
    "rate_percent": N_("Rate in per cent"),
    "years": N_("Uplift by year"),
    "supersedes": N_("Supersedes"),
    "from_line": N_("From line"),
    "to_line": N_("To line"),
    "decisions": N_("Decisions"),
    "released_on": N_("Released on"),
    "paid_on": N_("Paid on"),
    "bank_reference": N_("Bank reference"),
    "booked_on": N_("Booked on"),
    "booked_later_days": N_("Booked later, days"),
    "reported_on": N_("Reported on"),
    "rows": N_("Rows"),
    "given_on": N_("Given on"),
    "row": N_("Row"),
    "made_on": N_("Made on"),
    "recorded_by": N_("Recorded by"),
    "fact_sum_minor": N_("Sum of the file"),
    "finding": N_("Its finding"),
    "how": N_("How settled"),
    "settled_on": N_("Settled on"),
    "due_on": N_("Due on"),
    "ground": N_("Ground"),
    "claimed_on": N_("Claimed on"),
    "received_on": N_("Received on"),
    "unit_value_minor": N_("Unit value"),
    "value_minor": N_("Value"),
    "pledged_on": N_("Pledged on"),
    "method": N_("Method"),
    "performed_on": N_("Performed on"),
    "verified_on": N_("Verified on"),
    "rejected_on": N_("Rejected on"),
    "description": N_("Description"),
    "board": N_("Deciding board"),
    "claim": N_("Its claim"),
    "pledge": N_("Its pledge"),
    "report": N_("Its report"),
    "period": N_("Closed or reopened"),
    "timezone": N_("Time zone"),
    "parts": N_("Series and weights"),
    "lag_years": N_("Lag, years"),
    "vintage": N_("Which publication"),
    "series": N_("Index series"),
    "index_period": N_("Index period"),
    "value_percent": N_("Index, per cent"),
    "preliminary": N_("Preliminary"),
    "source": N_("Source"),
    "published_on": N_("Published on"),
    "publication": N_("Publication"),
    "index": N_("By index"),
    "map": N_("Map of columns"),
    "columns": N_("Columns"),
    "encoding": N_("Encoding"),
    "delimiter": N_("Delimiter"),
    "decimal_mark": N_("Decimal mark"),
    "payee_number": N_("Payee's organisation number"),
    "dimension": N_("Dimension"),
    "object": N_("Object"),
    "pattern": N_("Pattern of text"),
    "records": N_("Records"),
    "route": N_("Its route"),
    "file": N_("File"),
    "sha256": N_("SHA-256"),
    "format": N_("Format"),
    "row_count": N_("Rows in all"),
    "sum": N_("Sum of the rows"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "partly": N_("Partly"),
    "unmatched": N_("Rows left out"),
    "unmatched_count": N_("Rows left out, in all"),
    "reconciled_period": N_("Reconciled period"),
    "compared_at": N_("Compared up to event"),
    "agreeing_count": N_("Agreeing"),
    "differences": N_("Differences"),
    "difference_count": N_("Differences in all"),
    "message": N_("Message id"),
    "until": N_("Until"),
    "requests": N_("Requests"),
    "created": N_("Created"),
    "account_kind": N_("Kind of account"),
    "clearing": N_("Clearing number"),
    "party_account": N_("Confirmed account"),
    "payment_file": N_("Voided file"),
    "bic": N_("BIC"),
    "town": N_("Town"),
    "share": N_("Share"),
    "closed_on": N_("Closed on"),
    "from_day": N_("From day"),
    "joins": N_("Joins"),
    "field": N_("Field"),
    "text": N_("New text"),
    "fact_actor": N_("Whose mandate or key"),
    "represents": N_("Acts for it"),
    "fact_agreement": N_("Only in the agreement"),
    "to_day": N_("To day"),
    "substitute_for": N_("In place of mandate"),
    "request": N_("Its request"),
    "authority": N_("By mandate"),
    "signature": N_("Signature"),
    "returned_on": N_("Returned on"),
    "cancelled_on": N_("Cancelled on"),
    "from_year": N_("From year"),
    "to_year": N_("To year"),
    "previous_ends": N_("Previous last day"),
    "notice_on": N_("Notice on"),
    "matter": N_("Matter"),
    "to": N_("To whom"),
    "answer_by": N_("Answer by"),
    "by": N_("Referred by"),
    "referred_on": N_("Referred on"),
    "referral": N_("Its referral"),
    "answered_on": N_("Answered on"),
    "body": N_("Deciding body"),
    "decides_on": N_("Decides on"),
    "planned_on": N_("Planned on"),
    "obligation": N_("Its obligation"),
    "covers": N_("Covers"),
    "blocks": N_("Holds instalments"),
    "set_on": N_("Set on"),
    "met_on": N_("Met on"),
    "accepted_on": N_("Accepted on"),
    "waived_on": N_("Waived on"),
    "previous_due_on": N_("Previously due on"),
    "extended_on": N_("Extended on"),
    "signed_on": N_("Signed on"),
    "notified_on": N_("Notified on"),
    "withdrawn_on": N_("Withdrawn on"),
    "previous_name": N_("Previous name"),
    "previous_kind": N_("Previous kind"),
    "previous_legal_entity": N_("Previous legal entity"),
    "previous_organisation_number": N_("Previous organisation number"),
}


def columns_of_facts() -> tuple[Column, ...]:
    """Return the columns of the log with the fields of facts."""
    from projections.fact_fields import fact_fields

    kinds = {own: fact_fields()[name] for name, own in names_in_log().items()}
    return tuple(
        Column(own, _heading(own), kind, hidden=True, is_optional=True)
        for own, kind in {**kinds, "booked_later_days": "number"}.items()
    )


def _heading(name: str) -> str:
    """Return what a field of facts is called: as other lists call it, where they have it."""
    own = name.removesuffix("_minor").replace("_", " ").capitalize()
    return _FACT_HEADINGS.get(name, own)


def fields_of_fact(fact: Event) -> dict[str, Any]:
    """Return the fields of a fact, as a row of the log has them, in the order of its columns."""
    from projections.fact_fields import values_of

    values = values_of(fact)
    said = {own: values[name] for name, own in names_in_log().items() if name in values}
    said.update(booked_later(fact))
    return said


def booked_later(fact: Event) -> dict[str, Any]:
    """Return by how many days a fact counts later than it happened; empty: from the same day."""
    days = days_later(fact)
    return {"booked_later_days": days} if days else {}


class PartyRow(TypedDict):
    """A party."""

    party: Annotated[str, Field("Id", "id")]
    name: Annotated[str, Field("Name", "text")]
    kind: Annotated[str, Field("Kind", "word")]
    legal_entity: Annotated[str, Field("Legal person", "text")]
    organisation_number: Annotated[str | None, Field("Organisation number", "text")]


class AgreementRow(TypedDict):
    """An agreement."""

    agreement: Annotated[str, Field("Id", "id")]
    title: Annotated[str, Field("Title", "text")]
    reference: Annotated[str, Field("Diary number", "text")]
    starts: Annotated[date, Field("Starts", "date")]
    ends: Annotated[date, Field("Ends", "date")]
    status: Annotated[str, Field("Status", "word")]


class InstalmentRow(TypedDict):
    """An instalment of a line and year."""

    line: Annotated[str, Field("Line", "id")]
    year: Annotated[int, Field("Year", "number")]
    number: Annotated[int, Field("No.", "number")]
    due_on: Annotated[date, Field("Due on", "date")]
    amount_minor: Annotated[int, Field("Amount", "money")]
    paid_minor: Annotated[int, Field("Paid so far", "money", wide=True)]
    left_minor: Annotated[int, Field("Left", "money")]
    lapsed_minor: Annotated[int, Field("Lapsed", "money", hidden=True)]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]
    status: Annotated[str, Field("Status", "word")]
    days_late: Annotated[int, Field("Days late", "number", hidden=True)]
    waits_for: Annotated[list[str], Field("Waits for", "texts")]


class ObligationRow(TypedDict):
    """What a party has to do by a day."""

    obligation: Annotated[str, Field("Id", "id")]
    kind: Annotated[str, Field("Kind", "word")]
    party: Annotated[str, Field("Party", "id")]
    covers: Annotated[str | None, Field("About", "text", wide=True)]
    due_on: Annotated[date, Field("Due on", "date")]
    status: Annotated[str, Field("Status", "word")]
    days_late: Annotated[int, Field("Days late", "number")]
    blocks: Annotated[list[str], Field("Holds up", "texts", wide=True)]
    met_on: Annotated[date | None, Field("Met", "date", hidden=True)]
    reference: Annotated[str | None, Field("Reference", "text", hidden=True)]
    accepted_on: Annotated[date | None, Field("Accepted", "date", hidden=True)]
    rejected_on: Annotated[date | None, Field("Rejected", "date", hidden=True)]
    rejected_because: Annotated[
        str | None, Field("Rejected because", "text", wide=True, whole="sentence")
    ]
    waived_by: Annotated[str | None, Field("Waived by", "text", hidden=True)]
    extended_by: Annotated[str | None, Field("Extended by", "text", hidden=True)]


class PeriodRow(TypedDict):
    """A closed period."""

    period: Annotated[str, Field("Period", "text")]
    ends: Annotated[date, Field("Last day", "date")]


class KeyRow(TypedDict):
    """A key that a book has had."""

    key_id: Annotated[str, Field("Key", "id")]
    key: Annotated[str, Field("Public key", "text", hidden=True)]
    named_at: Annotated[int | None, Field("From event", "number")]
    ends_at: Annotated[int | None, Field("Until event", "number")]
    given: Annotated[str, Field("Given", "word")]
    reason: Annotated[str | None, Field("Why", "text", whole="sentence")]
    retired_because: Annotated[str | None, Field("Retired because", "text", whole="sentence")]


class FindingRow(TypedDict):
    """A finding, and what is open of it."""

    position: Annotated[int, Field("#", "number")]
    agreement: Annotated[str, Field("Agreement", "id")]
    line: Annotated[str | None, Field("Line", "text")]
    year: Annotated[int, Field("Year", "number")]
    about: Annotated[int, Field("About", "number")]
    row: Annotated[int | None, Field("Row", "number", if_any=True)]
    party: Annotated[str, Field("Party", "text", hidden=True)]
    party_name: Annotated[str, Field("Party", "text", wide=True)]
    kind: Annotated[str, Field("What", "text")]
    made_on: Annotated[date, Field("Made on", "date")]
    status: Annotated[str, Field("Status", "word")]
    amount_minor: Annotated[int, Field("Amount", "money")]
    settled_minor: Annotated[int, Field("Settled", "money")]
    open_minor: Annotated[int, Field("Open", "money")]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]


class WitnessRow(TypedDict):
    """A witness whose key is registered."""

    witness: Annotated[str, Field("Witness", "id")]
    party: Annotated[str | None, Field("Party", "text")]
    standing: Annotated[str, Field("Standing", "word")]
    registered_at: Annotated[datetime, Field("Registered", "instant")]
    registered_by: Annotated[str, Field("Registered by", "text", wide=True)]
    retired_at: Annotated[datetime | None, Field("Retired", "instant")]
    reason: Annotated[str | None, Field("Why", "text", whole="sentence")]
    key_id: Annotated[str | None, Field("Key", "id")]
    key: Annotated[str, Field("Public key", "text", hidden=True)]
    secret_key: Annotated[str | None, Field("Secret key", "text", hidden=True)]


class ActorRow(TypedDict):
    """A person of whom the book knows a key, a mandate, or a party that it acts for."""

    actor: Annotated[str, Field("Actor", "id")]
    represents: Annotated[list[str], Field("Acts for", "texts")]
    mandates: Annotated[list[str], Field("Mandates in force", "texts")]
    fingerprints: Annotated[list[str], Field("Keys that count", "texts")]
    registered_by: Annotated[list[str], Field("Keys registered by", "texts")]
    keys: Annotated[list[str], Field("Public keys", "texts", hidden=True)]
    retired: Annotated[list[str], Field("Retired keys", "texts", hidden=True)]


class AuthorityRow(TypedDict):
    """A mandate to review payments, or to approve them."""

    position: Annotated[int, Field("#", "number")]
    board: Annotated[str, Field("Board", "id", hidden=True)]
    board_name: Annotated[str, Field("Board", "text")]
    step: Annotated[str, Field("Step", "word")]
    actor: Annotated[str, Field("Actor", "id")]
    agreement: Annotated[str | None, Field("Agreement", "text")]
    line: Annotated[str | None, Field("Line", "text")]
    limit_minor: Annotated[int | None, Field("Limit", "money")]
    currency: Annotated[str | None, Field("Currency", "text", if_several=True)]
    from_day: Annotated[date, Field("From", "date")]
    to_day: Annotated[date, Field("To", "date")]
    standing: Annotated[str, Field("Standing", "word", context="of a mandate")]
    decision: Annotated[str, Field("Decision", "text", wide=True)]
    substitute_for: Annotated[int | None, Field("Stands in for", "number", hidden=True)]
    stands_in_for: Annotated[str | None, Field("Stands in for", "text", wide=True)]
    withdrawn_on: Annotated[date | None, Field("Withdrawn on", "date", wide=True)]
    withdrawn_because: Annotated[str | None, Field("Withdrawn because", "text", wide=True)]
    granted_by: Annotated[str, Field("Recorded by", "text", hidden=True)]


class MapRow(TypedDict):
    """A map: what the columns of another program's tables are."""

    map: Annotated[str, Field("Name", "id")]
    columns: Annotated[str, Field("Columns", "text", whole="sentence")]
    source: Annotated[str | None, Field("Program", "text")]
    encoding: Annotated[str | None, Field("Encoding", "text", wide=True)]
    delimiter: Annotated[str | None, Field("Delimiter", "text", wide=True)]
    decimal_mark: Annotated[str | None, Field("Decimal mark", "word", wide=True)]
    position: Annotated[int, Field("#", "number")]


class RouteRow(TypedDict):
    """A route: what rows have that belong to a line."""

    position: Annotated[int, Field("#", "number")]
    payee_number: Annotated[str | None, Field("Payee", "text")]
    account: Annotated[str | None, Field("Account", "text")]
    object: Annotated[str | None, Field("Object", "text")]
    pattern: Annotated[str | None, Field("Text", "text")]
    records: Annotated[str, Field("Becomes", "word")]
    agreement: Annotated[str | None, Field("Agreement", "text")]
    line: Annotated[str | None, Field("Line", "text")]
    pledge: Annotated[int | None, Field("Pledge", "number", if_any=True)]
    standing: Annotated[str, Field("Standing", "word", context="of a route")]
    retired_at: Annotated[int | None, Field("Retired by", "number", hidden=True)]


class ProposedRouteRow(TypedDict):
    """A route that the history of the book proposes."""

    command: Annotated[str, Field("Command", "text", whole="command")]
    why: Annotated[str, Field("Told by", "text")]
    events: Annotated[int, Field("Payments", "number")]
    agreement: Annotated[str, Field("Agreement", "id", hidden=True)]
    line: Annotated[str, Field("Line", "id", hidden=True)]


class ImportRow(TypedDict):
    """A file that was read."""

    position: Annotated[int, Field("#", "number")]
    file: Annotated[str, Field("File", "text", whole="sentence")]
    format: Annotated[str, Field("Format", "word", context="of a file that is read")]
    source: Annotated[str | None, Field("From", "text", wide=True)]
    map: Annotated[str | None, Field("Map", "text", if_any=True)]
    rows: Annotated[int, Field("Rows", "number")]
    sum: Annotated[str, Field("Sum", "quantity")]
    first_day: Annotated[date | None, Field("First day", "date")]
    last_day: Annotated[date | None, Field("Last day", "date")]
    left_out: Annotated[int, Field("Still left out", "number")]
    actor: Annotated[str, Field("Actor", "text")]
    encoding: Annotated[str | None, Field("Encoding", "text", hidden=True)]
    sha256: Annotated[str, Field("SHA-256", "text", hidden=True)]


class ImportedRow(TypedDict):
    """What became of a row of a file: an event, or nothing yet."""

    position: Annotated[int | None, Field("#", "number")]
    row: Annotated[int | None, Field("Row", "number", if_any=True)]
    verdict: Annotated[str, Field("Verdict", "word", context="of a row")]
    day: Annotated[date | None, Field("Day", "date")]
    amount: Annotated[str | None, Field("Amount", "quantity")]
    voucher: Annotated[str | None, Field("Voucher", "id")]
    account: Annotated[str | None, Field("Account", "text", if_any=True)]
    agreement: Annotated[str | None, Field("Agreement", "text")]
    line: Annotated[str | None, Field("Line", "text")]
    event: Annotated[str | None, Field("Event", "word")]
    code: Annotated[str | None, Field("Code", "text", if_any=True)]


class LeftRow(TypedDict):
    """A row of a file that was left out, since no route fits it or it cannot be read."""

    position: Annotated[int, Field("Import", "number")]
    file: Annotated[str, Field("File", "text", whole="sentence")]
    row: Annotated[int, Field("Row", "number")]
    day: Annotated[date | None, Field("Day", "date")]
    amount: Annotated[str | None, Field("Amount", "quantity")]
    voucher: Annotated[str | None, Field("Voucher", "id")]
    account: Annotated[str | None, Field("Account", "text")]
    code: Annotated[str, Field("Why", "text")]


class RequestRow(TypedDict):
    """A request for a payment."""

    position: Annotated[int, Field("#", "number")]
    agreement: Annotated[str, Field("Agreement", "id")]
    line: Annotated[str, Field("Line", "id")]
    year: Annotated[int, Field("Year", "number", wide=True)]
    amount_minor: Annotated[int, Field("Amount", "money")]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]
    payee: Annotated[str, Field("Payee", "id", wide=True)]
    due_on: Annotated[date, Field("Due on", "date")]
    status: Annotated[str, Field("Status", "word", context="of a request")]
    requested_by: Annotated[str, Field("Requested by", "text", wide=True)]
    reviewed_by: Annotated[str | None, Field("Reviewed by", "text")]
    approved_by: Annotated[str | None, Field("Approved by", "text")]
    requested_on: Annotated[date, Field("Requested on", "date", hidden=True)]
    reviewed_on: Annotated[date | None, Field("Reviewed on", "date", hidden=True)]
    approved_on: Annotated[date | None, Field("Approved on", "date", hidden=True)]
    checked: Annotated[list[str], Field("Checked", "texts", hidden=True)]
    review_authority: Annotated[int | None, Field("Mandate of the review", "number", hidden=True)]
    approval_authority: Annotated[
        int | None, Field("Mandate of the approval", "number", hidden=True)
    ]
    substitute_for: Annotated[int | None, Field("Stands in for", "number", hidden=True)]
    instalment: Annotated[int | None, Field("Instalment", "number", hidden=True)]
    reference: Annotated[str | None, Field("Reference", "text", wide=True)]
    offset_minor: Annotated[int, Field("Offset", "money", hidden=True)]
    paid_minor: Annotated[int, Field("Paid", "money", hidden=True)]
    payment: Annotated[int | None, Field("Its payment", "number", hidden=True)]
    over_because: Annotated[str | None, Field("Over because", "text", wide=True)]


class PartyAccountRow(TypedDict):
    """An account of a party."""

    position: Annotated[int, Field("#", "number")]
    party: Annotated[str, Field("Party", "id")]
    name: Annotated[str, Field("Name", "text", wide=True)]
    account_kind: Annotated[str, Field("Kind of account", "word")]
    clearing: Annotated[str | None, Field("Clearing number", "text")]
    number: Annotated[str, Field("Account number", "text")]
    standing: Annotated[str, Field("Standing", "word", context="of an account")]
    added_by: Annotated[str, Field("Added by", "text")]
    confirmed_by: Annotated[str | None, Field("Confirmed by", "text")]
    bic: Annotated[str | None, Field("BIC", "text", wide=True)]
    town: Annotated[str | None, Field("Town", "text", wide=True)]
    confirmed: Annotated[int | None, Field("Its confirmation", "number", hidden=True)]


class PaymentFileRow(TypedDict):
    """A file for the bank."""

    position: Annotated[int, Field("#", "number")]
    message: Annotated[str, Field("Message id", "text", whole="sentence")]
    account: Annotated[str, Field("Account", "id")]
    until: Annotated[date, Field("Until", "date")]
    sum_minor: Annotated[int, Field("Sum", "money")]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]
    payments: Annotated[int, Field("Payments", "number")]
    standing: Annotated[str, Field("Standing", "word", context="of a file for the bank")]
    waiting: Annotated[list[str], Field("Not yet paid", "texts")]
    made_by: Annotated[str, Field("Made by", "text", wide=True)]
    created: Annotated[str, Field("Created", "text", wide=True)]
    sha256: Annotated[str, Field("SHA-256", "text", hidden=True)]
    voided: Annotated[int | None, Field("Voided by event", "number", hidden=True)]


class DueRow(TypedDict):
    """Something that is due."""

    due_on: Annotated[date, Field("Due on", "date")]
    days_late: Annotated[int, Field("Days late", "number")]
    who: Annotated[str | None, Field("Who", "text")]
    kind: Annotated[str, Field("Kind", "word", hidden=True)]
    what: Annotated[str, Field("What", "text")]
    agreement: Annotated[str | None, Field("Agreement", "text")]
    line: Annotated[str | None, Field("Line", "text")]
    year: Annotated[int | None, Field("Year", "number", hidden=True)]
    amount_minor: Annotated[int | None, Field("Amount", "money")]
    currency: Annotated[str | None, Field("Currency", "text", if_several=True)]
    position: Annotated[int | None, Field("Follows from", "number", hidden=True)]
    command: Annotated[str, Field("Command", "text")]


class ReconcileRow(TypedDict):
    """A difference between the book and a file, or what a line and an account come to."""

    kind: Annotated[str, Field("What", "word", context="of a difference")]
    voucher: Annotated[str | None, Field("Voucher", "id")]
    agreement: Annotated[str, Field("Agreement", "id", if_several=True)]
    line: Annotated[str, Field("Line", "id")]
    account: Annotated[str | None, Field("Account", "text")]
    here_on: Annotated[list[str], Field("Day, book", "texts")]
    there_on: Annotated[list[str], Field("Day, file", "texts")]
    here_minor: Annotated[int | None, Field("Book", "money")]
    difference_minor: Annotated[int, Field("Difference", "money")]
    there_minor: Annotated[int | None, Field("File", "money")]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]
    positions: Annotated[list[int], Field("Events", "positions", wide=True)]
    rows: Annotated[list[str], Field("Rows", "texts", wide=True)]


class PublicationRow(TypedDict):
    """A publication of an index."""

    series: Annotated[str, Field("Series", "id")]
    period: Annotated[str, Field("Period", "text")]
    vintage: Annotated[int | None, Field("Vintage", "number")]
    value_percent: Annotated[str, Field("Per cent", "quantity")]
    standing: Annotated[str, Field("Standing", "word")]
    published_on: Annotated[date, Field("Published on", "date")]
    source: Annotated[str, Field("Source", "text")]
    position: Annotated[int, Field("Event", "number")]
    withdrawn_by: Annotated[int | None, Field("Withdrawn by", "number", hidden=True)]


class RevisedRow(TypedDict):
    """An uplift by index that would be another today."""

    agreement: Annotated[str, Field("Agreement", "id")]
    line: Annotated[str, Field("Line", "text")]
    year: Annotated[int, Field("Year", "number")]
    board: Annotated[str, Field("Board", "text", wide=True)]
    rate_percent: Annotated[str | None, Field("Decided, per cent", "quantity")]
    uplift_minor: Annotated[int, Field("Decided", "money")]
    rate_today_percent: Annotated[str | None, Field("Today, per cent", "quantity")]
    uplift_today_minor: Annotated[int | None, Field("Today", "money")]
    difference_minor: Annotated[int, Field("Difference", "money")]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]
    position: Annotated[int, Field("Event", "number", wide=True)]
    later_uplift: Annotated[int | None, Field("Later uplift", "number", hidden=True)]
    command: Annotated[str, Field("Command", "text", hidden=True)]


class List(NamedTuple):
    """A list.

    Attributes:
        title: the text above it, in English.
        row: the type of its rows.
        has_facts: whether rows have the fields of a fact, too.
    """

    title: str
    row: type
    has_facts: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table, and those of the data formats only."""
        own = columns_of(fields_of(self.row))
        return (*own, *columns_of_facts()) if self.has_facts else own

    def of(self, rows: Sequence[Mapping[str, Any]]) -> Listing:
        """Return the list with these rows."""
        unneeded = {
            key
            for key, field in fields_of(self.row).items()
            if (field.if_several and len({row[key] for row in rows} - {None}) <= 1)
            or (field.if_any and all(row[key] is None for row in rows))
        }
        columns = [replace(c, hidden=True) if c.key in unneeded else c for c in self.columns]
        return Listing(columns=columns, rows=rows, title=_(self.title))


# By the words of the command.
LISTS = {
    "due": List(N_("What is due"), DueRow),
    "log": List(N_("Audit trail"), LogRow, has_facts=True),
    "reconcile": List(N_("Reconciliation"), ReconcileRow),
    "party list": List(N_("Parties"), PartyRow),
    "agreement list": List(N_("Agreements"), AgreementRow),
    "period list": List(N_("Closed periods"), PeriodRow),
    "plan show": List(N_("Instalments"), InstalmentRow),
    "obligation list": List(N_("Obligations"), ObligationRow),
    "finding list": List(N_("Findings"), FindingRow),
    "key list": List(N_("Keys of the book"), KeyRow),
    "witness list": List(N_("Witnesses"), WitnessRow),
    "index list": List(N_("Published indexes"), PublicationRow),
    "index check": List(N_("Uplifts that the index would make others today"), RevisedRow),
    "actor list": List(N_("Persons"), ActorRow),
    "authority list": List(N_("Mandates"), AuthorityRow),
    "request list": List(N_("Requests for payments"), RequestRow),
    "map list": List(N_("Maps of columns"), MapRow),
    "route list": List(N_("Routes"), RouteRow),
    "route learn": List(N_("Routes that the history of the book proposes"), ProposedRouteRow),
    "imports list": List(N_("Files that were read"), ImportRow),
    "imports show": List(N_("What became of the rows of a file"), ImportedRow),
    "imports unmatched": List(N_("Rows that were left out"), LeftRow),
    "party account list": List(N_("Accounts of parties"), PartyAccountRow),
    "payment-file list": List(N_("Files for the bank"), PaymentFileRow),
}
