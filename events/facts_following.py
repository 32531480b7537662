"""Facts about what follows an agreement in force: indexes, forecasts, findings, lost claims.

``events.facts`` has them among all facts. ``events.indexing`` folds the publications of indexes,
``events.following`` forecasts and findings.

Source: docs/DOMAIN.md, section 3.
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec
from msgspec import Meta

from events.fact_base import (
    FIRST_YEAR,
    LAST_YEAR,
    Amount,
    Cause,
    DocumentDay,
    EffectiveDay,
    Entry,
    Lag,
    LineId,
    NewAmount,
    OfBook,
    OfProposal,
    PartyId,
    Percent,
    PerformerId,
    PublicationAt,
    SignedPercent,
    Step,
    Text,
    Year,
)

# Which publication of a period counts: the first one; the newest that was published on or before
# 31 October of the year before the budget year; the newest that is not preliminary.
Vintage: TypeAlias = Literal["first", "october", "definitive"]


class IndexPublished(OfBook, frozen=True, gc=False, tag="index-published/1"):
    """An index for a period was published. The same period may be published again."""

    is_posting: ClassVar[bool] = False

    series: Text  # what the index is called, such as PKV
    index_period: Text  # as ``events.period`` names it
    value_percent: SignedPercent  # the change; below zero: prices have fallen
    preliminary: bool
    source: Text
    published_on: EffectiveDay


class IndexWithdrawn(OfBook, frozen=True, gc=False, tag="index-withdrawn/1"):
    """A publication was not as the book says it was; it counts no more."""

    is_posting: ClassVar[bool] = False

    publication: PublicationAt
    reason: Text


class IndexPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One series that a line follows."""

    series: Text
    weight_percent: Percent


class LineIndexProposed(OfProposal, frozen=True, gc=False, tag="line-index-proposed/1"):
    """The proposal says which index a line is raised by. It stands directly after its line."""

    line: LineId
    parts: tuple[IndexPart, ...]
    lag_years: Lag  # the index for a budget year is that of so many years before
    vintage: Vintage


class IndexInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an uplift took of one series."""

    series: Text
    index_period: Text
    vintage: Vintage
    value_percent: SignedPercent
    weight_percent: Percent
    publication: PublicationAt


# How a finding was settled.
Settling: TypeAlias = Literal["documented", "justified", "written-off", "repaid", "offset"]
# The budget year of what a finding is about, which was judged when that was recorded.
ItsYear: TypeAlias = Annotated[int, Meta(ge=FIRST_YEAR, le=LAST_YEAR, extra={"names": ()})]
Row: TypeAlias = Annotated[int, Meta(ge=1, le=10_000, extra={"names": ()})]  # 1, 2, 3 …


class ForecastGiven(Step, frozen=True, gc=False, tag="forecast-given/1"):
    """Somebody said what a line is expected to have cost when its year is over."""

    line: LineId
    year: Year
    amount_minor: NewAmount  # for the whole year
    reason: Text
    given_on: EffectiveDay


class FindingMade(Step, frozen=True, gc=False, tag="finding-made/1"):
    """Somebody other than who recorded a report, a payment or a contribution questioned it."""

    position: Cause  # what it is about
    party: PartyId  # who reported, was paid, or contributed
    line: LineId | None  # None: it is about a contribution in kind
    budget_year: ItsYear
    row: Row | None  # of a report of use by category; None: it is about the whole of it
    amount_minor: Amount
    kind: Text
    made_on: EffectiveDay
    recorded_by: Text  # who recorded what it is about: an actor


class FindingSettled(Step, frozen=True, gc=False, tag="finding-settled/1"):
    """A finding, or a part of its amount, was settled."""

    finding: Cause
    amount_minor: Amount
    how: Settling
    decision: Text | None  # None: none is said; what is written off has one
    settled_on: EffectiveDay


class ClaimWrittenOff(Entry, frozen=True, gc=False, tag="claim-written-off/1"):
    """A funder gave up what had not come back on a recovery claim, or a part of it."""

    claim: Cause
    line: LineId
    budget_year: Year
    amount_minor: Amount
    decision: Text
    decided_on: DocumentDay
    booked_on: EffectiveDay


class ClaimWrittenOff2(ClaimWrittenOff, frozen=True, gc=False, tag="claim-written-off/2"):
    """The same, of a claim against one of the several performers that the line has had."""

    performer: PerformerId  # as the claim names it
