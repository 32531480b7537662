"""Contributions in kind that were pledged for a year, and not delivered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from events.facts import AgreementId, InKindPledged, PartyId, Position
from projections.due.declaring import UNKNOWN, Declaration, Row, amount_word, options, quantity_word
from projections.due.material import Material
from projections.projection import MICRO, quantity_text
from projections.standing import last_day

_Key: TypeAlias = tuple[AgreementId, PartyId, str, str, int]  # …, type, unit, year


def _rows(book: Material) -> Iterator[Row]:
    given = _delivered(book)
    for agreement, document in book.agreements.items():
        by_key: dict[_Key, dict[Position, InKindPledged]] = defaultdict(dict)
        for at, pledge in document.pledges.items():
            by_key[agreement, pledge.party, pledge.kind, pledge.unit, pledge.year][at] = pledge
        for key, pledges in by_key.items():
            row = _row(key, pledges, given.get(key, 0), book)
            if row is not None and key[-1] <= last_day(document).year:
                yield row


def _delivered(book: Material) -> dict[_Key, int]:
    """Return how much was delivered, in millionths of a unit."""
    found: dict[_Key, int] = defaultdict(int)
    for key, (micro, _) in book.projection.quantities.items():
        if key[-1] == "delivered":
            found[key[:5]] += micro
    return found


def _row(
    key: _Key, pledges: dict[Position, InKindPledged], delivered: int, book: Material
) -> Row | None:
    """Return what is left of the pledges of one party, for one year, of one type and unit."""
    agreement, party, kind, unit, year = key
    pledged = sum(int(x.quantity * MICRO) for x in pledges.values())
    left = pledged - delivered
    if left <= 0:
        return None
    worth = sum(x.value_minor for x in pledges.values())
    newest = list(pledges.values())[-1]
    value = amount_word(newest.unit_value_minor, book.currency(agreement))
    return Row(
        due_on=date(year, 12, 31),
        who=(party,),
        agreement=agreement,
        year=year,
        amount_minor=(2 * worth * left + pledged) // (2 * pledged),
        position=min(pledges),
        values={"quantity": quantity_text(left), "unit": unit, "year": year},
        command=(
            *("record", "in-kind", agreement, party),
            *options(
                type=kind, quantity=quantity_word(left), unit=unit, unit_value=value, on=UNKNOWN
            ),
            *options(pledge=min(pledges) if len(pledges) == 1 else None),
        ),
    )


DUE = Declaration(rows=_rows)
