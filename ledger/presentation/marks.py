"""The kinds of events that pictures tell apart by shape: never by colour alone."""

from __future__ import annotations

from typing import Literal, TypeAlias

from events import facts as f
from ledger.presentation.language import _p

Mark: TypeAlias = Literal["decision", "payment", "correction", "report", "in-kind", "other"]
MARKS: tuple[Mark, ...] = ("decision", "payment", "correction", "report", "in-kind", "other")


def mark_of(fact: f.Event) -> Mark:
    """Return the kind of an event."""
    match fact:
        case f.EntryReversed() | f.RepaymentClaimed() | f.ClaimWrittenOff() | f.FindingMade():
            return "correction"
        case f.DisbursementRecorded() | f.InternalCostRecorded() | f.RepaymentReceived():
            return "payment"
        case f.UseReported() | f.FindingSettled():
            return "report"
        case f.InKindPledged() | f.InKindRecorded() | f.InKindVerified() | f.InKindRejected():
            return "in-kind"
        case f.Entry() | f.AgreementConcluded():
            return "decision"
        case _:
            return "other"


def mark_text(mark: Mark) -> str:
    """Return what a kind of events is called."""
    match mark:
        case "decision":
            return _p("of events in a picture", "decision")
        case "payment":
            return _p("of events in a picture", "payment")
        case "correction":
            return _p("of events in a picture", "correction")
        case "report":
            return _p("of events in a picture", "report")
        case "in-kind":
            return _p("of events in a picture", "in kind")
        case "other":
            return _p("of events in a picture", "other")
