"""Files that came in and went out, and accounts of parties, each event in one line for people."""

from __future__ import annotations

from collections.abc import Callable

from events import facts as f
from events.facts import PartyId
from ledger.presentation import display
from ledger.presentation.language import _, _n


def told(fact: f.OfBook | f.AccountFact, name: Callable[[PartyId], str]) -> str:
    """Return a fact in the present language.

    Args:
        fact: what happened.
        name: returns the name of a party.
    """
    match fact:
        case f.ImportMapAdded():
            columns = ", ".join(f"{x.column} = {x.means}" for x in fact.columns)
            return f"{fact.map} · {columns}"
        case f.RouteAdded():
            return _route(fact)
        case f.RouteRetired():
            return f"#{fact.route} · {fact.reason}"
        case f.ImportRead():
            return " · ".join((fact.file, *_read(fact)))
        case f.Reconciled():
            count = fact.difference_count
            found = _n("{n} difference", "{n} differences", count)
            return f"{fact.file} · {fact.reconciled_period} · {found}"
        case f.PaymentFileMade():
            number = _n("{n} payment", "{n} payments", len(fact.requests))
            money = display.amount(fact.sum_minor, fact.currency)
            until = _("until {day}", day=fact.until)
            return f"{fact.account} · {number} · {money} · {until}"
        case f.PaymentFileVoided():
            return f"#{fact.payment_file} · {fact.reason}"
        case f.PartyAccountAdded():
            return f"{name(fact.party)} · {account(fact)}"
        case f.PartyAccountConfirmed():
            return f"#{fact.party_account}"
        case _:
            raise NotImplementedError(fact)  # the tests tell every fact in a line


def account(fact: f.PartyAccountAdded) -> str:
    """Return an account as people write it."""
    number = " ".join(x for x in (fact.clearing, fact.number) if x)
    return f"{display.word(fact.account_kind)} {number}"


def criteria(fact: f.RouteAdded) -> str:
    """Return what rows have that a route fits."""
    said = (
        (_("payee {number}", number=fact.payee_number), fact.payee_number),
        (_("account {account}", account=fact.account), fact.account),
        (_("object {object}", object=f"{fact.dimension}:{fact.object}"), fact.object),
        (_("text {pattern}", pattern=fact.pattern), fact.pattern),
    )
    return ", ".join(text for text, value in said if value is not None)


def _route(fact: f.RouteAdded) -> str:
    what = display.word(fact.records)
    return f"{criteria(fact)} → {what if fact.agreement is None else f'{place(fact)} · {what}'}"


def place(fact: f.RouteAdded) -> str:
    """Return where a route leads; a hyphen: nowhere."""
    where = fact.line or f"#{fact.pledge}"
    return "-" if fact.agreement is None else f"{fact.agreement} {where}"


def _read(fact: f.ImportRead) -> tuple[str, ...]:
    rows = _n("{n} row", "{n} rows", fact.row_count)
    days = () if fact.first_day is None else (f"{fact.first_day} – {fact.last_day}",)
    left = fact.unmatched_count
    more = (_n("{n} left out", "{n} left out", left),) if left else ()
    return rows, *days, *more
