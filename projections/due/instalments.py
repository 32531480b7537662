"""Instalments of plans that nobody has paid or asked for, and that nothing holds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from events.facts import AgreementId, LineId
from events.planning import (
    Obligation,
    Standing,
    covered_minor,
    named_of,
    offset_of,
    standings,
    waiting_of,
)
from projections.due.declaring import UNKNOWN, Declaration, Row, amount_word, options
from projections.due.material import Material
from projections.projection import AgreementDocument


class Open(NamedTuple):
    """An instalment of which something can be paid, and what it waits for; None: for nothing."""

    agreement: AgreementId
    document: AgreementDocument
    line: LineId
    year: int
    standing: Standing
    obligation: Obligation | None


def open_instalments(book: Material) -> Iterator[Open]:
    """Yield the instalments that are not paid, of the newest plan of each line and year.

    What was asked for by a request that is open is no part of them: the request is due.
    """
    for agreement, document in book.in_force:
        if document.planning is None:
            continue
        for plan in document.planning.current():
            key, requests = (plan.line, plan.year), document.requests.values()
            asked = waiting_of(requests, *key)
            named = [*named_of(document.planning, requests, *key), *asked]
            waiting = document.planning.waiting(*key)
            committed, gone = book.committed(agreement, *key), book.paid(agreement, *key)
            gone += sum(x.minor for x in asked) + offset_of(requests, *key)
            offset = offset_of(requests, *key, has_open=True)
            covered = covered_minor(plan, committed, offset)
            for standing in standings(plan, gone, covered, named):
                if standing.payable_minor > 0:
                    obligations = waiting.get(standing.number)
                    first = obligations[0] if obligations else None
                    yield Open(agreement, document, *key, standing, first)


def row_of(one: Open, command: tuple[str, ...], **values: str) -> Row:
    """Return the row of an instalment; ``values`` are what its sentence has besides."""
    plan = f"plan {one.line} {one.year}"
    return Row(
        due_on=one.standing.due_on,
        who=(one.document.lines[one.line].proposed.funder,),
        agreement=one.agreement,
        line=one.line,
        year=one.year,
        amount_minor=one.standing.payable_minor,
        position=one.document.position,
        of=(one.line, str(one.year), str(one.standing.number)),
        moved=max(one.document.moved.get(plan, 1) - 1, 0),
        values={"instalment": one.standing.number, "year": one.year, **values},
        command=command,
    )


def _rows(book: Material) -> Iterator[Row]:
    for one in open_instalments(book):
        if one.obligation is None:
            yield row_of(one, command_of(one, book))


def command_of(one: Open, book: Material) -> tuple[str, ...]:
    """Return the words that pay an instalment, or give it back where nothing is paid any more."""
    if book.has_been_terminated(one.document):
        return settle(one.agreement)
    amount = amount_word(one.standing.payable_minor, book.currency(one.agreement))
    late = book.outside_term(one.document)
    about, told = (one.agreement, one.line, amount), options(year=one.year, voucher=UNKNOWN)
    if one.document.lines[one.line].proposed.settlement == "internal":
        return ("record", "internal-cost", *about, *told, *options(on=UNKNOWN), *late)
    if getattr(one.document.proposed, "attest", "none") == "two":
        told = options(year=one.year, due=one.standing.due_on, instalment=one.standing.number)
        return ("request", "pay", *about, *told)
    return ("pay", *about, *options(instalment=one.standing.number), *told, *late)


def settle(agreement: AgreementId) -> tuple[str, ...]:
    """Return the words that release what is not paid when an agreement was terminated."""
    return ("agreement", "settle", agreement)


DUE = Declaration(rows=_rows)
