"""Lines that are marked for uplift, in a year that has begun, whose board has not decided it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events.facts import (
    AgreementId,
    CommitmentApproved,
    LineId,
    PartyId,
    UpliftApplied,
)
from events.indexing import key_of
from projections.due.declaring import UNKNOWN, Declaration, Row, only, options
from projections.due.material import Material
from projections.projection import AgreementDocument
from projections.standing import last_day


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.in_force:
        if book.day > last_day(document):
            continue
        decided = {
            (x.line, x.year) for x in document.process.values() if isinstance(x, UpliftApplied)
        }
        for year in range(document.proposed.starts.year, book.day.year + 1):
            for board, lines in _marked(agreement, document, year, book).items():
                left = [line for line in lines if (line, year) not in decided]
                if len(left) == len(lines) and _follow_the_same(lines, document):
                    yield _row(agreement, document, board, year, lines)
                else:
                    for line in left:
                        yield _row(agreement, document, board, year, [line], is_alone=True)


def _follow_the_same(lines: list[LineId], document: AgreementDocument) -> bool:
    """Return whether one decision may raise lines: by the same index, or all by none."""
    indexes = [document.lines[line].index for line in lines]
    return len({None if index is None else key_of(index) for index in indexes}) == 1


def _marked(
    agreement: AgreementId, document: AgreementDocument, year: int, book: Material
) -> dict[PartyId, list[LineId]]:
    """Return the lines that an uplift may raise for a year, by their boards.

    The first year of a line is as it was agreed.
    """
    found: dict[PartyId, list[LineId]] = {}
    for name, line in document.lines.items():
        is_later = year > min(line.amounts_minor)
        if not (
            line.proposed.uplift and is_later and isinstance(line.decision, CommitmentApproved)
        ):
            continue
        if book.committed(agreement, name, year) > 0:
            found.setdefault(line.proposed.funder, []).append(name)
    return found


def _row(
    agreement: AgreementId,
    document: AgreementDocument,
    board: PartyId,
    year: int,
    lines: list[LineId],
    *,
    is_alone: bool = False,
) -> Row:
    line = only(lines)
    has_index = document.lines[lines[0]].index is not None
    by = ("--from-index",) if has_index else options(rate=UNKNOWN)
    told = options(board=board, year=year, line=line if is_alone else None)
    return Row(
        due_on=date(year, 1, 1),
        who=(board,),
        agreement=agreement,
        line=line,
        year=year,
        position=document.position,
        of=(board, str(year), *((line,) if is_alone and line else ())),
        values={"year": year},
        command=("uplift", agreement, *told, *by, *options(decision=UNKNOWN, on=UNKNOWN)),
    )


DUE = Declaration(rows=_rows)
