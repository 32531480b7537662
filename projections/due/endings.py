"""Agreements that end within half a year, and that nothing prolongs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from events.facts import AgreementId, TermChangeProposed
from projections.due.declaring import THEN, Declaration, Row, options
from projections.due.material import Material, funders_of, is_open
from projections.projection import AgreementDocument
from projections.standing import last_day, termination_of

BEFORE = timedelta(days=180)


def _rows(book: Material) -> Iterator[Row]:
    extended = {x.proposed.extends for x in book.projection.agreements.values() if is_open(x)}
    for agreement, document in book.in_force:
        ends = last_day(document)
        if not ends - BEFORE <= book.day <= ends or agreement in extended:
            continue
        if termination_of(document) is not None or _is_being_prolonged(document):
            continue
        yield Row(
            due_on=ends,
            who=funders_of(document),
            agreement=agreement,
            position=document.position,
            moved=document.moved.get("", 0),
            command=_command(agreement, document),
        )


def _is_being_prolonged(document: AgreementDocument) -> bool:
    """Return whether an amendment that is open gives the agreement more time."""
    return any(
        isinstance(item, TermChangeProposed) and item.ends > document.proposed.ends
        for amendment in document.amendments.values()
        if amendment.is_open
        for item in amendment.items
    )


def _command(agreement: AgreementId, document: AgreementDocument) -> tuple[str, ...]:
    """Return the words that draft an agreement for as many years again, and propose it."""
    first = (last_day(document) + timedelta(days=1)).year
    last = first + document.proposed.ends.year - document.proposed.starts.year
    years = str(first) if first == last else f"{first}-{last}"
    file = f"{agreement}-{years}.toml"
    return (
        *("agreement", "draft", agreement, *options(prolong=years), "-o", file),
        *(THEN, "samverk", "agreement", "propose", file),
    )


DUE = Declaration(rows=_rows)
