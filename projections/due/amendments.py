"""Amendments that wait for the approval of a board, a consent, or their conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events import facts as f
from events.amending import Amendment
from projections.due.decisions import approval, planned_by
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.projection import AgreementDocument
from projections.standing import Missing, last_day, missing_of


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.in_force:
        planned = planned_by(document, book)
        for name, amendment in document.amendments.items():
            for one in missing_of(document, name):
                if one.what == "approval" and one.party in planned:
                    continue
                yield Row(
                    due_on=_last_day(document, amendment),
                    who=(one.party,) if one.party else (),
                    agreement=agreement,
                    position=amendment.position,
                    of=(one.what, *((one.party,) if one.party else ())),
                    is_undated=not (amendment.decisions or amendment.consents),
                    values={"amendment": name, "what": one.what},
                    command=_command(agreement, one),
                )


def _last_day(document: AgreementDocument, amendment: Amendment) -> date:
    """Return the day on which the first of its changes comes too late."""
    days = [last_day(document)]
    for item in amendment.items:
        match item:
            case f.LineAmountChangeProposed():
                days.append(date(item.year, 12, 31))
            case f.LineAdditionProposed():
                days.append(date(min(item.amounts_minor), 12, 31))
            case f.LinePerformerChangeProposed():
                days.append(item.from_day)
            case _:
                pass
    return min(days)


def _command(agreement: str, one: Missing) -> tuple[str, ...]:
    assert one.amendment is not None
    about = options(amendment=one.amendment)
    if one.what == "consent":
        told = options(party=one.party, on=UNKNOWN)
        return ("agreement", "sign", agreement, *about, *told)
    if one.what == "approval":
        assert one.party is not None
        return approval(agreement, one.party, amendment=one.amendment)
    told = options(decision=UNKNOWN, on=UNKNOWN)
    return ("agreement", "conclude", agreement, *about, *told)


DUE = Declaration(rows=_rows)
