"""Lines of which 90 per cent or more of the running year is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events.facts import CommitmentApproved, LineAmountChangeProposed, LineId
from projections.balances import used_percent
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.projection import AgreementDocument
from projections.standing import last_day

_MUCH = 90_00  # hundredths of a per cent


def _rows(book: Material) -> Iterator[Row]:
    year = book.day.year
    for agreement, document in book.in_force:
        ends = min(date(year, 12, 31), last_day(document))
        if not document.proposed.starts <= book.day <= ends:
            continue
        for name, line in document.lines.items():
            if not isinstance(line.decision, CommitmentApproved):
                continue
            if _is_being_changed(document, name, year):
                continue
            paid, committed = (x(agreement, name, year) for x in (book.paid, book.committed))
            used = used_percent(paid, committed)
            if used is None or used < _MUCH:
                continue
            told = options(line=name, year=year, amount=UNKNOWN)
            yield Row(
                due_on=ends,
                who=(line.proposed.funder,),
                agreement=agreement,
                line=name,
                year=year,
                amount_minor=committed - paid,
                position=document.position,
                of=(name, str(year)),
                moved=document.moved.get("", 0),
                values={"percent": used, "year": year},
                command=("agreement", "change", agreement, *told),
            )


def _is_being_changed(document: AgreementDocument, line: LineId, year: int) -> bool:
    """Return whether an amendment that is open gives the line another amount."""
    return any(
        isinstance(item, LineAmountChangeProposed) and (item.line, item.year) == (line, year)
        for amendment in document.amendments.values()
        if amendment.is_open
        for item in amendment.items
    )


DUE = Declaration(rows=_rows)
