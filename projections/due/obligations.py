"""Obligations that nobody has met, or that were rejected."""

from __future__ import annotations

from collections.abc import Iterator

from events.facts import AgreementId
from events.planning import Obligation
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.projection import AgreementDocument


def open_obligations(
    book: Material,
) -> Iterator[tuple[AgreementId, AgreementDocument, Obligation]]:
    """Yield the obligations that are neither accepted nor waived."""
    for agreement, document in book.agreements.items():
        if document.planning is not None:
            for one in document.planning.standings():
                if not one.is_over:
                    yield agreement, document, one


def next_step(agreement: AgreementId, one: Obligation) -> tuple[str, ...]:
    """Return the words of what has to be done next: the obligation is met, or accepted."""
    step = "met" if one.met is None else "accept"
    return ("obligation", step, agreement, one.obligation, *options(on=UNKNOWN))


def moved(document: AgreementDocument, one: Obligation) -> int:
    """Return how often the day of an obligation was moved."""
    return document.moved.get(f"obligation {one.obligation}", 0)


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document, one in open_obligations(book):
        if one.met is None:
            yield Row(
                due_on=one.due_on,
                who=(one.party,),
                agreement=agreement,
                position=one.position,
                moved=moved(document, one),
                values={"obligation": one.obligation, "what": one.fact.kind},
                command=next_step(agreement, one),
            )


DUE = Declaration(rows=_rows)
