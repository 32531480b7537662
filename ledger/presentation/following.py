"""Findings, and claims that are given up, in one line for people."""

from __future__ import annotations

from collections.abc import Callable

from events import facts as f
from events.facts import PartyId
from ledger.presentation.language import _


def told(
    fact: f.FindingMade | f.FindingSettled | f.ClaimWrittenOff,
    name: Callable[[PartyId], str],
    money: Callable[[int], str],
) -> str:
    """Return a fact in one line.

    Args:
        fact: what happened.
        name: returns what a party is called.
        money: returns an amount as people read it.
    """
    parts: tuple[str | None, ...]
    amount = money(fact.amount_minor)
    match fact:
        case f.FindingMade():
            where = " ".join(x for x in (fact.line, str(fact.budget_year)) if x)
            about = _("about #{position}", position=fact.position)
            row = None if fact.row is None else _("row {row}", row=fact.row)
            parts = (where, amount, name(fact.party), about, row, fact.kind)
        case f.FindingSettled():
            finding = _("finding #{position}", position=fact.finding)
            parts = (finding, amount, _(fact.how), fact.decision)
        case f.ClaimWrittenOff():
            claim = _("claim #{position}", position=fact.claim)
            whose = name(fact.performer) if isinstance(fact, f.ClaimWrittenOff2) else None
            where = f"{fact.line} {fact.budget_year}"
            parts = (where, amount, whose, claim, fact.decision)
    return " · ".join(part for part in parts if part)
