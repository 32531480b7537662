"""Amendments in words: each of their events in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from events import facts as f
from events.facts import PartyId
from ledger.presentation.language import N_, _

_NAMES = {"title": N_("title"), "reference": N_("diary number"), "purpose": N_("purpose")}
_Name = Callable[[PartyId], str]
_Amount = Callable[[int], str]


def proposed(fact: f.AmendmentProposed | f.AmendmentItem, name: _Name, money: _Amount) -> str:
    """Return what an amendment proposes, or one of its items, in the present language.

    Args:
        fact: the event.
        name: returns the name of a party.
        money: returns an amount as it is written.
    """
    if isinstance(fact, f.AmendmentProposed):
        return _joined(fact.amendment, fact.title, fact.reference)
    return _joined(fact.amendment, item(fact, name, money))


def item(fact: f.AmendmentItem, name: _Name, money: _Amount) -> str:
    """Return what an item changes."""
    match fact:
        case f.LineAmountChangeProposed():
            change = f"{money(fact.previous_minor)} → {money(fact.amount_minor)}"
            return f"{fact.line} {fact.year} · {change}"
        case f.LineAdditionProposed():
            years = ", ".join(f"{y} {money(a)}" for y, a in sorted(fact.amounts_minor.items()))
            return _joined(fact.line, fact.purpose, name(fact.funder), years)
        case f.LineUpliftChangeProposed():
            mark = _("with uplift") if fact.uplift else _("without uplift")
            return f"{fact.line} · {mark}"
        case f.LinePerformerChangeProposed():
            change = f"{name(fact.previous)} → {name(fact.performer)}"
            return _joined(fact.line, change, _("from {day}", day=fact.from_day))
        case f.TermChangeProposed():
            return _("last day {previous} → {ends}", previous=fact.previous, ends=fact.ends)
        case f.SignatoryChangeProposed():
            party = name(fact.party)
            return (
                _("{party} joins as a signatory", party=party)
                if fact.joins
                else _("{party} leaves as a signatory", party=party)
            )
        case f.TextChangeProposed():
            return f"{_(_NAMES[fact.field])} · {fact.previous} → {fact.text}"
        case _:
            assert_never(fact)


def decided(
    fact: f.AmendmentApproved | f.AmendmentDeclined | f.AmendmentConcluded,
    name: _Name,
    money: _Amount,
) -> str:
    """Return a decision on an amendment."""
    if not isinstance(fact, f.AmendmentConcluded):
        return _joined(fact.amendment, name(fact.board), fact.decision)
    changes = (
        f"{x.line} {x.year} {money(x.previous_minor)} → {money(x.amount_minor)}"
        for x in fact.changes
    )
    return _joined(fact.amendment, fact.decision, ", ".join(changes))


def _joined(*parts: str | None) -> str:
    shown: Iterable[str] = (part for part in parts if part)
    return " · ".join(shown)
