"""Indexes, for people: what a line follows, what was published, and what would be another today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from events import facts as f
from events.indexing import Register
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n
from ledger.rules.wording import VINTAGES

if TYPE_CHECKING:
    from ledger.presentation.listing import Listing
    from ledger.presentation.lists import PublicationRow, RevisedRow
    from projections.indexes import Revised
    from projections.projection import Projection


def index_terms(terms: f.LineIndexProposed) -> str:
    """Return the terms of a line in a few words: what it follows, of when, and which value."""
    parts = " + ".join(f"{display.rate(part.weight_percent)} {part.series}" for part in terms.parts)
    lag = (
        _n("{n} year before", "{n} years before", terms.lag_years)
        if terms.lag_years
        else _("of the budget year")
    )
    return f"{parts} · {lag} · {_(VINTAGES[terms.vintage])}"


def terms_data(terms: f.LineIndexProposed) -> dict[str, Any]:
    """Return the terms of a line for programs."""
    return {
        "parts": [
            {"series": part.series, "weight_percent": f"{part.weight_percent:f}"}
            for part in terms.parts
        ],
        "lag_years": terms.lag_years,
        "vintage": terms.vintage,
    }


def publication_rows(
    register: Register, series: str | None, period: str | None
) -> list[PublicationRow]:
    """Return what was published, by series and period, the oldest first.

    Args:
        register: of the book.
        series: None: of any.
        period: None: for any.
    """
    numbers: dict[tuple[str, str], int] = {}
    rows: list[PublicationRow] = []
    order = sorted(
        register.published.items(),
        key=lambda x: (x[1].series, x[1].index_period, x[1].published_on, x[0]),
    )
    for at, fact in order:
        key = (fact.series, fact.index_period)
        withdrawn_by = register.withdrawn.get(at)
        if withdrawn_by is None:
            numbers[key] = numbers.get(key, 0) + 1
        if series in {None, fact.series} and period in {None, fact.index_period}:
            rows.append(
                {
                    "series": fact.series,
                    "period": fact.index_period,
                    "vintage": None if withdrawn_by else numbers[key],
                    "value_percent": f"{fact.value_percent:f}",
                    "standing": _standing(fact, withdrawn_by),
                    "published_on": fact.published_on,
                    "source": fact.source,
                    "position": at,
                    "withdrawn_by": withdrawn_by,
                }
            )
    return rows


def _standing(fact: f.IndexPublished, withdrawn_by: int | None) -> str:
    if withdrawn_by is not None:
        return N_("withdrawn")
    return N_("preliminary") if fact.preliminary else N_("definitive")


def revised_listing(found: Sequence[Revised], projection: Projection) -> Listing:
    """Return the uplifts that would be others today, and under them what to do about each."""
    from ledger.presentation.agenda import command_text
    from ledger.presentation.lists import LISTS
    from projections.due.declaring import UNKNOWN
    from projections.indexes import command

    rows: list[RevisedRow] = []
    notes: list[str] = []
    for one in found:
        fact, words = one.fact, command_text(command(one, UNKNOWN))
        rows.append(
            {
                "agreement": one.agreement,
                "line": fact.line,
                "year": fact.year,
                "board": fact.board,
                "rate_percent": None if fact.rate_percent is None else f"{fact.rate_percent:f}",
                "uplift_minor": one.decided_minor,
                "rate_today_percent": None if one.rate is None else f"{one.rate:f}",
                "uplift_today_minor": one.uplift_minor,
                "difference_minor": one.difference_minor,
                "currency": projection.agreements[one.agreement].proposed.currency,
                "position": one.position,
                "later_uplift": one.later,
                "command": words,
            }
        )
        notes.append(f"{one.agreement} {fact.line} {fact.year}: {_why(one)}{words}")
    return replace(
        LISTS["index check"].of(rows),
        empty=_("No uplift by index would be another today."),
        notes=notes,
    )


def _why(one: Revised) -> str:
    """Return what stands in the way of a superseding uplift; empty: nothing."""
    if one.rate is None:
        return _("the register has no value to take any more.") + " "
    if one.later is not None:
        return _("a later uplift builds on it, which is taken back first.") + " "
    if one.uplift_minor is None:
        return _("the index raises nothing any more.") + " "
    return ""
