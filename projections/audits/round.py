"""Payments of round amounts."""

from __future__ import annotations

from events.money import WrittenAmount
from projections.audits.declaring import Declaration, EntryRow, Found, Parameter, entry_row
from projections.audits.material import Material, population
from projections.report import Notice


def find(found: Material, *, to: WrittenAmount) -> Found:
    """Return the payments that are a multiple of an amount, the largest first.

    Raises:
        BadNumberError: the user's amount is none in the currency of a payment.
    """
    payments = found.payments()
    units = {currency: to.minor(currency) for currency in {x.currency for x in payments}}
    hit = [x for x in payments if not x.minor % units[x.currency]]
    hit.sort(key=lambda x: -x.minor)
    told = Notice("share", {"count": len(payments), "found": len(hit)})
    return Found(rows=[entry_row(x) for x in hit], notices=[*population(found, payments), told])


AUDIT = Declaration(
    row=EntryRow,
    find=find,
    reads_period=True,
    ask=(
        "Ask what it was reckoned from: an invoice is seldom round, an estimate or an advance often"
        " is."
    ),
    parameters=(Parameter("to", "amount", "Multiples of this amount; 1000 if left out.", "1000"),),
)
