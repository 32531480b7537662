"""The page that ``samverk request show`` prints: a request, and what has become of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Any

from events.facts import AgreementId
from events.requesting import Request
from ledger.presentation import display
from ledger.presentation.data_formats import as_json
from ledger.presentation.language import _
from projections.attesting import is_lapsed, request_row
from projections.projection import Projection


def page(
    projection: Projection, agreement: AgreementId, one: Request, day: date, width: int
) -> str:
    """Return the page for a terminal, in the present language."""
    lines = [
        row
        for said in _said(projection, agreement, one, day)
        for row in textwrap.wrap(display.safe(said), width)
    ]
    return "\n".join(lines) + "\n"


def page_json(projection: Projection, agreement: AgreementId, one: Request, day: date) -> str:
    """Return the same as one JSON object."""
    more: dict[str, Any] = {
        "signed": {
            "review": bool(one.review and one.review.fact.signature),
            "approval": bool(one.approvals and one.approvals[-1].fact.signature),
        },
        "approvals": [
            {
                "position": x.position,
                "approved_by": x.actor,
                "approved_on": x.fact.approved_on,
                "authority": x.fact.authority,
            }
            for x in one.approvals
        ],
    }
    return as_json({**request_row(projection, agreement, one, day), **more})


def _said(projection: Projection, agreement: AgreementId, one: Request, day: date) -> Iterator[str]:
    """Yield a sentence for each thing."""
    fact, document = one.fact, projection.agreements[agreement]
    currency = document.proposed.currency
    payee = projection.parties[fact.payee].name
    amount = display.amount(fact.amount_minor, currency)
    yield f"#{one.position} · {agreement} · {fact.line} {fact.budget_year} · {amount} → {payee}"
    status = "lapsed" if is_lapsed(projection, one, day) else one.status
    yield _("Status: {status}", status=display.word(status, "of a request"))
    yield _("Due: {day}", day=fact.due_on)
    if fact.instalment is not None:
        yield _("Instalment: {number}", number=fact.instalment)
    if fact.reference is not None:
        yield _("Reference: {reference}", reference=fact.reference)
    if fact.offset_minor:
        offset = display.amount(fact.offset_minor, currency)
        yield _("Findings were offset with {amount}.", amount=offset)
    yield _("Requested {day} by {actor}.", day=fact.requested_on, actor=one.actor)
    if one.review is not None:
        reviewed = one.review.fact
        yield _(
            "Reviewed {day} by {actor}, mandate #{authority}: {checked}. Event #{position}.",
            day=reviewed.reviewed_on,
            actor=one.review.actor,
            authority=reviewed.authority,
            checked=", ".join(map(display.word, reviewed.checked)),
            position=one.review.position,
        )
    for approval in one.approvals:
        yield _(
            "Approved {day} by {actor}, mandate #{authority}. Event #{position}.",
            day=approval.fact.approved_on,
            actor=approval.actor,
            authority=approval.fact.authority,
            position=approval.position,
        )
    yield from _shown_by(one)
    if one.over is not None:
        yield _("Over by event #{position}: {reason}", position=one.over_at, reason=one.over.reason)
    if one.paid_at:
        paid = display.amount(one.paid_minor, currency)
        yield _("Paid: {amount}, event #{position}.", amount=paid, position=one.paid_at)
    yield from _next(one, is_lapsed=is_lapsed(projection, one, day))


def _shown_by(one: Request) -> Iterator[str]:
    """Yield what shows that they did it who are named: a signature, or else what is only said."""
    steps = [x for x in (one.review, *one.approvals) if x is not None]
    signed = [f"#{x.position}" for x in steps if x.fact.signature is not None]
    others = [f"#{x.position}" for x in steps if x.fact.signature is None]
    if signed:
        yield _(
            "Signed: {events}. See: samverk request signature {position}",
            events=", ".join(signed),
            position=one.position,
        )
    if others:
        yield _(
            "Not signed: {events}. What shows who did it: samverk show {position}",
            events=", ".join(others),
            position=others[0].removeprefix("#"),
        )


def _next(one: Request, *, is_lapsed: bool) -> Iterator[str]:
    """Yield what comes next, with its command."""
    if not one.is_open:
        return
    if one.review is None:
        yield _("It waits for its review: samverk request review {position}", position=one.position)
    elif not one.approvals or is_lapsed:
        yield _(
            "It waits for its approval: samverk request approve {position}", position=one.position
        )
    else:
        yield _(
            "It waits for its payment: samverk record disbursement … --request {position}",
            position=one.position,
        )
