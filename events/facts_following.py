"""Facts about what follows an agreement in force: the indexes that its amounts are raised by.

``events.facts`` has them among all facts. ``events.indexing`` folds the publications.

Source: docs/DOMAIN.md, section 3.
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from typing import ClassVar, Literal, TypeAlias

import msgspec

from events.fact_base import (
    EffectiveDay,
    Lag,
    LineId,
    OfBook,
    OfProposal,
    Percent,
    PublicationAt,
    SignedPercent,
    Text,
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
