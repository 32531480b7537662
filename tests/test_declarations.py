"""What the declarations of events say, against the lists that were kept by hand before."""

import pytest
from test_events_codec import ALL

from events import facts as f
from events.declared import named
from events.streams import AGREEMENTS, BOOK, PARTIES
from ledger.work.recording import _causation as derived_causation

_EFFECTIVE_FIELD: dict = {
    f.PartyRegistered: None,
    f.AgreementProposed: None,
    f.BudgetLineProposed: None,
    f.LineAmended: None,
    f.CommitmentApproved: "decided_on",
    f.CommitmentDeclined: "decided_on",
    f.AgreementConcluded: "decided_on",
    f.UpliftApplied: "decided_on",
    f.Reallocated: "decided_on",
    f.CommitmentReleased: "released_on",
    f.DisbursementRecorded: "paid_on",
    f.InternalCostRecorded: "booked_on",
    f.UseReported: "reported_on",
    f.RepaymentClaimed: "claimed_on",
    f.RepaymentReceived: "received_on",
    f.InKindPledged: "pledged_on",
    f.InKindRecorded: "performed_on",
    f.InKindVerified: "verified_on",
    f.InKindRejected: "rejected_on",
    f.EntryReversed: "reversed_on",
    f.PeriodClosed: None,
    f.PeriodReopened: None,
}


_STREAMS = {f.PartyRegistered: PARTIES, f.PeriodClosed: BOOK, f.PeriodReopened: BOOK}


def _lines(fact):
    if isinstance(fact, f.Reallocated):
        return (fact.from_line, fact.to_line)
    line = getattr(fact, "line", None)
    return () if line is None else (line,)


def _parties(fact):
    match fact:
        case f.AgreementProposed():
            return fact.signatories
        case f.BudgetLineProposed():
            return tuple(x for x in (fact.funder, fact.performer, fact.accountable) if x)
        case f.InKindVerified() | f.InKindRejected():
            return (fact.contribution.party,)
        case _:
            return tuple(
                value
                for name in ("party", "board", "payee", "performer")
                if (value := getattr(fact, name, None)) is not None
            )


def _boards(fact):
    match fact:
        case f.Reallocated():
            return tuple(decision.board for decision in fact.decisions)
        case f.BudgetLineProposed():
            return (fact.funder,)
        case _:
            board = getattr(fact, "board", None)
            return () if board is None else (board,)


def _causation(fact, proposal):
    """Return the position of the event that this one follows from; None: from none."""
    match fact:
        case f.DisbursementRecorded() | f.UseReported():  # the most frequent first
            return None
        case f.BudgetLineProposed() | f.LineAmended() | f.AgreementConcluded():
            return proposal
        case f.EntryReversed() | f.InKindVerified() | f.InKindRejected():
            return fact.position
        case f.RepaymentReceived():
            return fact.claim
        case f.UpliftApplied():
            return fact.supersedes
        case f.InKindRecorded():
            return fact.pledge
        case _:
            return None


@pytest.mark.parametrize("event", ALL, ids=lambda e: e.name)
def test_the_declarations_say_what_the_lists_said(event):
    fact = event.fact
    inner = fact.entry if isinstance(fact, f.EntryReversed) else fact
    field = _EFFECTIVE_FIELD[type(fact)]
    assert f.effective_on(fact) == (getattr(fact, field) if field else None)
    assert fact.stream is _STREAMS.get(type(fact), AGREEMENTS)
    assert tuple(named(inner, "line", "new line")) == _lines(inner)
    assert tuple(named(inner, "board")) == _boards(inner)
    deciding = _boards(inner) if isinstance(inner, f.Reallocated) else ()
    assert sorted({*named(inner, "party", "new party")}) == sorted({*_parties(inner), *deciding})
    assert named(inner, "voucher") == [x for x in [getattr(inner, "voucher", None)] if x]
    assert derived_causation(fact, 7) == _causation(fact, 7)
    taken, freed = f.bank_references(fact)
    bank = getattr(inner, "bank_reference", None)
    assert [*taken, *freed] == ([] if bank is None else [bank])
    assert bool(freed) == (bank is not None and inner is not fact)
