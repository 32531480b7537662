"""Budget years month by month: pictures, and the same as numbers, of an agreement or a board."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from ledger.presentation import display
from ledger.presentation.language import _, _p
from ledger.web.draw.months import months
from projections.report import Report
from projections.series import YearOf, months_of

_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9
_FROM = 5000  # an axis that rises by less says all digits


def years(cash_flow: Report, of: Sequence[YearOf], currency: str) -> list[dict[str, Any]]:
    """Return each budget year that anything was paid of.

    Args:
        cash_flow: the report, with the rows of those lines that the years are of.
        of: the budget years of a report.
        currency: of all amounts.
    """
    return [
        {
            "year": one.year,
            "picture": months(
                one,
                _("{year}, month by month: the table says the same.", year=one.year),
                partial(short, currency=currency),
                display.month_name,
            ),
            "rows": one.months,
            "has_internal": any(x.internal_minor for x in one.months),
        }
        for one in months_of(cash_flow, of)
    ]


def short(minor: int, step: int, currency: str) -> str:
    """Return an amount as it stands at an axis, in the unit that suits what the axis rises by."""
    from events.money import PLACES

    one = 10 ** PLACES.get(currency, 2)
    if step >= _BILLION * one:
        said = display.quantity(str(minor // (_BILLION * one)))
        return _p("of an amount at an axis", "{billions} bn", billions=said)
    if step >= _MILLION * one:
        said = display.quantity(str(minor // (_MILLION * one)))
        return _p("of an amount at an axis", "{millions} M", millions=said)
    if step >= _FROM * one:
        said = display.quantity(str(minor // (_THOUSAND * one)))
        return _p("of an amount at an axis", "{thousands} k", thousands=said)
    return display.quantity(str(minor // one))
