"""Signatories of an agreement that have contributed nothing, and pledged nothing either."""

from __future__ import annotations

from collections.abc import Iterator

from events.effects import IN_KIND
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material, funders_of
from projections.standing import last_day

_SAID_BY_HAND = dict.fromkeys(("type", "quantity", "unit", "unit_value", "on"), UNKNOWN)


def _rows(book: Material) -> Iterator[Row]:
    givers = {
        (agreement, party)
        for (agreement, _, _, party), minor in book.account(IN_KIND).items()
        if minor > 0
    }
    for agreement, document in book.in_force:
        others = {*funders_of(document), *(x.party for x in document.pledges.values())}
        for party in document.proposed.signatories:
            if party in others or (agreement, party) in givers:
                continue
            yield Row(
                due_on=last_day(document),
                who=(party,),
                agreement=agreement,
                position=document.position,
                of=(party,),
                moved=document.moved.get("", 0),
                command=("record", "in-kind", agreement, party, *options(**_SAID_BY_HAND)),
            )


DUE = Declaration(rows=_rows)
