"""Boards that have not decided on the lines that they are to fund, and have no day for it."""

from __future__ import annotations

from collections.abc import Iterator

from events.facts import AgreementId, PartyId, effective_on
from projections.due.declaring import UNKNOWN, Declaration, Row, only, options
from projections.due.material import Material
from projections.projection import AgreementDocument
from projections.standing import missing, plans


def planned_by(document: AgreementDocument, book: Material) -> set[PartyId]:
    """Return the bodies that have a planned decision before them."""
    return {x.fact.body for x in plans(document, book.day) if x.state in {"planned", "day passed"}}


def approval(agreement: AgreementId, board: PartyId, **more: str) -> tuple[str, ...]:
    """Return the words by which a board approves its lines, or an amendment."""
    told = options(board=board, **more, decision=UNKNOWN, on=UNKNOWN)
    return ("agreement", "approve", agreement, *told)


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.agreements.items():
        if document.concluded is not None:
            continue
        planned = planned_by(document, book)
        for one in missing(document, book.day):
            board = one.party
            if one.what != "decision" or board is None or board in planned:
                continue
            amounts = (document.lines[x].amounts_minor.values() for x in one.lines)
            yield Row(
                due_on=document.proposed.starts,
                who=(board,),
                agreement=agreement,
                line=only(one.lines),
                amount_minor=sum(map(sum, amounts)),
                position=document.position,
                of=(board,),
                is_undated=not any(map(effective_on, document.process.values())),
                command=approval(agreement, board) + book.outside_term(document),
            )


DUE = Declaration(rows=_rows)
