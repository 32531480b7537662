"""Who may act, and requests for payments, each event in one line for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from events import facts as f
from events.facts import PartyId
from ledger.presentation import display
from ledger.presentation.language import _
from projections.attesting import fingerprint


def told(fact: f.AttestingFact, name: Callable[[PartyId], str], money: Callable[[int], str]) -> str:
    """Return a fact in the present language.

    Args:
        fact: what happened.
        name: returns the name of a party.
        money: returns an amount of the agreement, in minor units, with its currency.
    """
    match fact:
        case f.ActorKeyRegistered():
            return f"{fact.actor} · {fingerprint(fact.key)}"
        case f.ActorKeyRetired():
            return f"{fact.actor} · {fingerprint(fact.key)} · {fact.reason}"
        case f.ActorRepresents():
            party = name(fact.party)
            acts = _("acts for {party}", party=party)
            said = acts if fact.represents else _("no longer acts for {party}", party=party)
            return f"{fact.actor} · {said}"
        case f.AuthorityGranted():
            return _granted(fact, name)
        case f.AuthorityWithdrawn():
            day = _("from {day}", day=fact.withdrawn_on)
            return f"#{fact.position} · {day} · {fact.reason}"
        case f.PaymentRequested():
            return _requested(fact, name, money)
        case f.PaymentReviewed():
            checked = ", ".join(map(display.word, fact.checked))
            mandate = _("mandate #{position}", position=fact.authority)
            return f"#{fact.request} · {checked} · {mandate}"
        case f.PaymentApproved():
            mandate = _("mandate #{position}", position=fact.authority)
            instead = fact.substitute_for
            for_whom = [_("in place of #{position}", position=instead)] if instead else []
            return " · ".join((f"#{fact.request}", mandate, *for_whom))
        case f.PaymentReturned() | f.PaymentCancelled():
            return f"#{fact.request} · {fact.reason}"
        case _:
            assert_never(fact)


def _granted(fact: f.AuthorityGranted, name: Callable[[PartyId], str]) -> str:
    area = " ".join(x for x in (fact.agreement, fact.line) if x)
    limit = ""
    if fact.limit_minor is not None:
        assert fact.currency is not None
        limit = display.amount(fact.limit_minor, fact.currency)
        limit = _("up to {limit}", limit=f"{limit} {fact.currency}")
    instead = fact.substitute_for
    parts = (
        fact.actor,
        display.word(fact.step),
        name(fact.board),
        area,
        limit,
        f"{fact.from_day} – {fact.to_day}",
        fact.decision,
        _("in place of #{position}", position=instead) if instead else "",
    )
    return " · ".join(part for part in parts if part)


def _requested(
    fact: f.PaymentRequested, name: Callable[[PartyId], str], money: Callable[[int], str]
) -> str:
    due = _("due {day}", day=fact.due_on)
    parts = (
        f"{fact.line} {fact.budget_year}",
        f"{money(fact.amount_minor)} → {name(fact.payee)}",
        due,
        fact.reference or "",
        _("offset {amount}", amount=money(fact.offset_minor)) if fact.offset_minor else "",
    )
    return " · ".join(part for part in parts if part)
