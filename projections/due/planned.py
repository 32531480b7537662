"""Decisions that a body has planned, and not taken."""

from __future__ import annotations

from collections.abc import Iterator

from events.facts import AgreementId
from projections.due.amendments import is_overtaken, withdrawn
from projections.due.decisions import approval
from projections.due.declaring import UNKNOWN, Declaration, Row, only, options
from projections.due.material import Material
from projections.projection import AgreementDocument
from projections.standing import Plan, missing, plans


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.agreements.items():
        for plan in plans(document, book.day):
            if plan.state not in {"planned", "day passed"}:
                continue
            body = plan.fact.body
            lines = [
                line
                for line, own in document.lines.items()
                if own.proposed.funder == body and own.decision is None
            ]
            amounts = [sum(document.lines[x].amounts_minor.values()) for x in lines]
            yield Row(
                due_on=plan.fact.decides_on,
                who=(body,),
                agreement=agreement,
                line=only(lines),
                amount_minor=sum(amounts) if lines else None,
                position=document.position,
                of=(body,),
                moved=max(document.moved.get(body, 1) - 1, 0),
                values={"matter": plan.fact.matter},
                command=_command(agreement, document, plan, book),
            )


def _command(
    agreement: AgreementId, document: AgreementDocument, plan: Plan, book: Material
) -> tuple[str, ...]:
    """Return the decision that the body has before it; where none is, another plan."""
    body = plan.fact.body
    wanted = missing(document, book.day)
    for one in wanted:
        if one.party == body and one.what in {"decision", "approval"}:
            amendment = {"amendment": one.amendment} if one.amendment else {}
            changing = document.amendments.get(one.amendment or "")
            if changing is not None and is_overtaken(agreement, document, changing, book):
                return withdrawn(agreement, changing.proposed.amendment)
            return approval(agreement, body, **amendment) + book.outside_term(document)
    if document.concluded is None and not any(x.what == "decision" for x in wanted):
        told = options(decision=UNKNOWN, on=UNKNOWN)
        return ("agreement", "conclude", agreement, *told, *book.outside_term(document))
    told = options(body=body, matter=plan.fact.matter, on=UNKNOWN)
    return ("agreement", "plan-decision", agreement, *told)


DUE = Declaration(rows=_rows)
