"""Money that a performer holds after the year that it was for, and has not reported the use of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events.effects import CLAIMS, HELD
from projections.balances import own_side
from projections.due.declaring import UNKNOWN, Declaration, Row, amount_word, options
from projections.due.material import Material
from projections.standing import last_day

_WRITTEN_OFF = own_side("written_off")


def _rows(book: Material) -> Iterator[Row]:
    # What was claimed back is due as a claim, and what was given up of that is due no more.
    claims = [book.account(name) for name in (CLAIMS, _WRITTEN_OFF.account)]
    for (agreement, line, year, party), held in sorted(book.account(HELD).items()):
        document, key = book.agreements[agreement], (agreement, line)
        performers = book.projection.lines.all_performers(key)
        due_on = min(date(year, 12, 31), last_day(document))
        named = (party, "") if party == performers[0] else (party,)
        left = held - sum(x.get((*key, year, debtor), 0) for x in claims for debtor in named)
        if left <= 0 or book.day <= due_on:
            continue
        whose = options(performer=party) if len(performers) > 1 else ()
        told = options(year=year, report=UNKNOWN, on=UNKNOWN)
        # By category only the performer knows it, and what has a flat rate is calculated.
        is_by_category = getattr(document.proposed, "categories", ())
        amount = (amount_word(left, book.currency(agreement)),)
        used = options(category=UNKNOWN) if is_by_category else amount
        yield Row(
            due_on=due_on,
            who=(party,),
            agreement=agreement,
            line=line,
            year=year,
            amount_minor=left,
            position=document.position,
            of=(line, str(year), party),
            moved=document.moved.get("", 0),
            values={"year": year},
            command=("record", "use", agreement, line, *used, *whose, *told),
        )


DUE = Declaration(rows=_rows)
