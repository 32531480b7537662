"""An event in one line, for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias, get_origin

import msgspec

from events import facts as f
from events.declared import fields_naming
from events.facts import Fact, PartyId
from events.planning import planned_minor
from ledger.presentation import amendments, attesting, display, files_told, following
from ledger.presentation.indexing import index_terms
from ledger.presentation.language import _, _n
from ledger.rules.wording import SETTLEMENT


def summary(fact: Fact, names: Mapping[PartyId, str], currency: str) -> str:
    """Return a fact as one line in the present language, safe for a terminal.

    The line says what counts from a later day than it happened, and by how many days.

    Args:
        fact: what happened.
        names: the parties' names by id.
        currency: of the agreement; any currency for a fact about no agreement.
    """
    text = _telling(type(fact))(fact, _Words(names, currency))
    return display.safe(_marked(fact, text))


class _Words(NamedTuple):
    """What a line needs besides the fact: the parties' names by id, and the currency."""

    names: Mapping[PartyId, str]
    currency: str

    def name(self, party: PartyId) -> str:
        """Return what a party is called."""
        return self.names.get(party, party)

    def money(self, minor: int) -> str:
        """Return an amount as people read it."""
        return display.amount(minor, self.currency)


_Telling: TypeAlias = Callable[[Any, _Words], str]


@cache
def _telling(kind: type[f.Event]) -> _Telling:
    """Return what tells facts of a type: looked for once, since there are many types.

    Raises:
        NotImplementedError: nothing does; a test asks of every type.
    """
    for kinds, telling in _tellings():
        if issubclass(kind, kinds):
            return telling
    from ledger.rules.entries import BY_FACT  # with all rules of entries

    if kind not in BY_FACT:
        raise NotImplementedError(kind)
    return _declared


def _tellings() -> tuple[tuple[tuple[type[f.Event], ...], _Telling], ...]:
    """Return what tells facts of which types; the first that fits does.

    Entries that declare their own summary are left out.
    """
    return (
        (_ENTRIES, _entry),
        ((f.EntryReversed,), _of_reversal),
        ((f.PartyRegistered,), lambda x, _w: f"{x.party} · {x.name} · {_(x.kind)}"),
        ((f.PartyAmended,), lambda x, _w: _of_party(x)),
        (
            (f.AgreementProposed,),
            lambda x, _w: f"{x.title} · {x.reference} · {x.starts} – {x.ends}",
        ),
        (
            (f.BudgetLineProposed, f.LineIndexProposed, f.LineAmended),
            lambda x, w: _of_line(x, w.name, w.money),
        ),
        ((f.AgreementConcluded,), lambda x, _w: x.decision),
        (
            (f.AmendmentProposed, f.OfAmendment),
            lambda x, w: amendments.proposed(x, w.name, w.money),
        ),
        ((f.AgreementClosed,), lambda x, _w: str(x.closed_on)),
        ((f.AgreementReopened,), lambda x, _w: x.reason),
        (
            (f.InstalmentsPlanned, f.InstalmentPaid),
            lambda x, w: _of_instalments(x, w.money),
        ),
        ((f.OfAuthorities, f.OfRequest), lambda x, w: attesting.told(x, w.name, w.money)),
        (
            (f.OfBook, f.PartyAccountAdded, f.PartyAccountConfirmed),
            lambda x, w: _of_book(x, w.name),
        ),
        (
            (f.FindingMade, f.FindingSettled, f.ClaimWrittenOff),
            lambda x, w: following.told(x, w.name, w.money),
        ),
    )


def _of_reversal(fact: f.EntryReversed, words: _Words) -> str:
    entry = summary(fact.entry, *words)
    return _("takes back #{position}: {entry}", position=fact.position, entry=entry)


def _marked(fact: Fact, text: str) -> str:
    """Return a text with its day and the delay, where a fact is booked later than it happened.

    They stand first, as the end of a text may be cut in a table.
    """
    days = f.days_later(fact)
    if not days:
        return text
    return _n(
        "booked {n} day after {day}: {what}",
        "booked {n} days after {day}: {what}",
        days,
        what=text,
        day=f.happened_on(fact),
    )


def _of_line(
    fact: f.BudgetLineProposed | f.LineIndexProposed | f.LineAmended,
    name: Callable[[PartyId], str],
    money: Callable[[int], str],
) -> str:
    match fact:
        case f.BudgetLineProposed():
            years = ", ".join(f"{y} {money(a)}" for y, a in sorted(fact.amounts_minor.items()))
            return f"{fact.line} · {fact.purpose} · {name(fact.funder)} · {years}"
        case f.LineIndexProposed():
            return f"{fact.line} · {index_terms(fact)}"
        case f.LineAmended():
            change = f"{money(fact.previous_minor)} → {money(fact.amount_minor)}"
            return f"{fact.line} {fact.year} · {change}"


def _of_party(fact: f.PartyAmended) -> str:
    """Return what has changed of a party: what it was, and what it is."""
    pairs = (
        (fact.previous_name, fact.name),
        (_(fact.previous_kind), _(fact.kind)),
        (fact.previous_legal_entity, fact.legal_entity),
        (fact.previous_organisation_number or "–", fact.organisation_number or "–"),
    )
    changes = [f"{before} → {after}" for before, after in pairs if before != after]
    return " · ".join((fact.party, *changes))


def _of_book(fact: f.OfBook | f.AccountFact, name: Callable[[PartyId], str]) -> str:
    match fact:
        case f.PeriodClosed():
            return fact.period
        case f.PeriodReopened():
            return f"{fact.period} · {fact.reason}"
        case f.KeyRotated() | f.KeyRetired():
            return _of_key(fact)
        case f.WitnessRegistered():
            party = [name(fact.party)] if fact.party else []
            return " · ".join((fact.witness, *party, fact.key))
        case f.WitnessRetired():
            return f"{fact.witness} · {fact.reason}"
        case f.BookDescribed():
            return " · ".join(x for x in (fact.name, fact.timezone) if x)
        case f.RulesAdopted():
            return str(fact.rules)
        case f.IndexPublished():
            return _of_publication(fact)
        case f.IndexWithdrawn():
            return f"#{fact.publication} · {fact.reason}"
        case _:
            return files_told.told(fact, name)


def _of_instalments(
    fact: f.InstalmentsPlanned | f.InstalmentPaid, money: Callable[[int], str]
) -> str:
    if isinstance(fact, f.InstalmentPaid):
        of_year = f"{fact.line} {fact.budget_year}"
        return f"{of_year} · " + _("instalment {number}", number=fact.instalment)
    number = len(fact.instalments)
    said = _n("{n} instalment", "{n} instalments", number)
    days = sorted({x.due_on for x in fact.instalments})
    span = f" · {days[0]} – {days[-1]}" if days else ""
    return f"{fact.line} {fact.year} · {said} · {money(planned_minor(fact))}{span}"


def _of_publication(fact: f.IndexPublished) -> str:
    preliminary = [_("preliminary")] if fact.preliminary else []
    value = display.rate(fact.value_percent)
    return " · ".join((f"{fact.series} {fact.index_period}", value, *preliminary, fact.source))


def key_id(key: str) -> str:
    """Return the eight digits by which people tell public keys from each other."""
    return key.split("+", 2)[1] if key.count("+") > 1 else key


def _of_key(fact: f.KeyRotated | f.KeyRetired) -> str:
    if isinstance(fact, f.KeyRetired):
        return f"{key_id(fact.key)} · {fact.reason}"
    signed = _("signed by it") if fact.signed_by_previous else _("NOT signed by it")
    reason = f" · {fact.reason}" if fact.reason else ""
    return f"{key_id(fact.previous)} → {key_id(fact.key)} · {signed}{reason}"


@cache
def _worded(fact: type[f.Entry]) -> frozenset[str]:
    """Return the fields that hold a word of a closed vocabulary."""
    fields = msgspec.structs.fields(fact)
    return frozenset(field.name for field in fields if get_origin(field.type) is Literal)


def _declared(fact: f.Entry, words: _Words) -> str:
    """Return the line of an entry that declares its own summary, without what it does not say."""
    kind = type(fact)
    parties, worded = fields_naming(kind, "party"), _worded(kind)
    shown = {}
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if name in parties:
            several = value if isinstance(value, tuple) else (value,)
            value = ", ".join(map(words.name, several))
        elif name.endswith("_minor"):
            value = words.money(value)
        elif name in worded:
            value = _(value)
        elif name == "reason":
            value = _stated(value)
        shown[name] = "" if value is None else value
    from ledger.rules.entries import BY_FACT

    said = BY_FACT[kind]
    is_of_amendment = said.of_amendment and shown["amendment"]
    text = _(said.of_amendment if is_of_amendment else said.summary, **shown)
    return " · ".join(part for part in text.split(" · ") if part)


def _stated(text: str) -> str:
    """Return a ground or a reason; the program's own one in the present language."""
    return _(SETTLEMENT) if text == SETTLEMENT else text


# The types, in every form, that ``_entry`` tells.
_ENTRIES = (
    f.DisbursementRecorded,
    f.InternalCostRecorded,
    f.UseReported,
    f.CommitmentApproved,
    f.CommitmentDeclined,
    f.UpliftApplied,
    f.Reallocated,
    f.RepaymentClaimed,
    f.RepaymentReceived,
    f.InKindPledged,
    f.InKindRecorded,
    f.InKindVerified,
    f.InKindRejected,
    f.AmendmentApproved,
    f.AmendmentDeclined,
    f.AmendmentConcluded,
)


def _entry(fact: f.Reversible, words: _Words) -> str:
    name, money = words.name, words.money
    match fact:  # the frequent ones first
        case f.DisbursementRecorded():
            return (
                f"{fact.line} {fact.budget_year} · {money(fact.amount_minor)} → "
                f"{name(fact.payee)} · {fact.voucher}"
            )
        case f.InternalCostRecorded():
            return f"{fact.line} {fact.budget_year} · {money(fact.amount_minor)} · {fact.voucher}"
        case f.UseReported():
            return (
                f"{fact.line} {fact.budget_year} · {money(fact.amount_minor)} · "
                f"{name(fact.performer)} · {fact.report}"
            )
        case f.CommitmentApproved():
            years = ", ".join(f"{y} {money(a)}" for y, a in sorted(fact.amounts_minor.items()))
            return f"{fact.line} · {name(fact.board)} · {fact.decision} · {years}"
        case f.CommitmentDeclined():
            return f"{fact.line} · {name(fact.board)} · {fact.decision}"
        case f.UpliftApplied():
            rate = "" if fact.rate_percent is None else f"{_rate(fact)} · "
            sums = [  # none where no rule has let it in
                f"{money(x.base_minor)} → {money(x.new_minor)} · " for x in fact.years[:1]
            ]
            decided = f"{name(fact.board)} · {fact.decision}"
            return f"{fact.line} {fact.year} · {rate}{''.join(sums)}{decided}"
        case f.Reallocated():
            return f"{fact.from_line} → {fact.to_line} {fact.year} · {money(fact.amount_minor)}"
        case f.RepaymentClaimed():
            due = _("due {day}", day=fact.due_on)
            whose = f"{name(fact.performer)} · " if isinstance(fact, f.RepaymentClaimed3) else ""
            return (
                f"{fact.line} {fact.budget_year} · {money(fact.amount_minor)} · {whose}{due} · "
                f"{_stated(fact.ground)}"
            )
        case f.RepaymentReceived():
            claim = _("on claim #{position}", position=fact.claim)
            whose = f"{name(fact.performer)} · " if isinstance(fact, f.RepaymentReceived2) else ""
            return f"{fact.line} {fact.budget_year} · {money(fact.amount_minor)} · {whose}{claim}"
        case f.InKindPledged():
            return (
                f"{name(fact.party)} · {_(fact.kind)} {fact.year} · "
                f"{display.quantity(str(fact.quantity))} {fact.unit} × "
                f"{money(fact.unit_value_minor)} = {money(fact.value_minor)}"
            )
        case f.InKindRecorded():
            return (
                f"{name(fact.party)} · {_(fact.kind)} · "
                f"{display.quantity(str(fact.quantity))} {fact.unit} × "
                f"{money(fact.unit_value_minor)} = {money(fact.value_minor)}"
            )
        case f.AmendmentApproved() | f.AmendmentDeclined() | f.AmendmentConcluded():
            return amendments.decided(fact, name, money)
        case f.InKindVerified() | f.InKindRejected():
            gift = fact.contribution
            return f"#{fact.position} · {name(gift.party)} · {money(gift.value_minor)}"
        case _:
            raise NotImplementedError(f.event_name(fact))  # a test asks of every one


def _rate(fact: f.UpliftApplied) -> str:
    """Return the rate of an uplift, and what it was made of if it follows from an index."""
    assert fact.rate_percent is not None
    rate = display.rate(fact.rate_percent)
    if not isinstance(fact, f.UpliftApplied3):
        return rate
    parts = (
        f"{display.rate(x.weight_percent)} × {x.series} {x.index_period}"
        f" {display.rate(x.value_percent)} (#{x.publication})"
        for x in fact.index
    )
    return f"{rate} = {' + '.join(parts)}"
