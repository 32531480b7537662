"""The money of a book as other programs have it: postings with a day, an amount and a voucher.

What takes an entry back is a posting of its own, with the opposite amount, on its own day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from events import facts as f
from events.facts import AgreementId, LineId, PartyId, Position, effective_on
from events.record import Recorded
from projections.projection import Projection

SERIES = "SV"  # of the vouchers that the book exports to other programs, unless said otherwise
Money = f.DisbursementRecorded | f.InternalCostRecorded | f.RepaymentReceived


class Posted(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Money that left, or came back.

    Attributes:
        recorded: the event.
        entry: what happened, or what the event takes back.
        line: that it is on.
        unit: the activity of the line, if it has one, else the line: what is paid together.
        day: from which it counts.
        minor: above zero for money that left, below for what came back.
        party: who was paid, who bore the cost, or who paid back.
        reverses: the position of the entry that it takes back; None: it takes back none.
    """

    recorded: Recorded
    entry: Money
    agreement: AgreementId
    line: LineId
    unit: LineId
    day: date
    minor: int
    currency: str
    party: PartyId
    reverses: Position | None

    @property
    def position(self) -> Position:
        """Of the event."""
        return self.recorded.position

    @property
    def is_internal(self) -> bool:
        """Whether the money stayed within one legal person."""
        return isinstance(self.entry, f.InternalCostRecorded)

    @property
    def voucher(self) -> str:
        """Of the entry; empty: a repayment has none."""
        return getattr(self.entry, "voucher", "")

    @property
    def bank_reference(self) -> str | None:
        """Of the entry; None: it has none."""
        return getattr(self.entry, "bank_reference", None)


def money_in(
    events: Iterable[Recorded],
    projection: Projection,
    is_wanted: Callable[[date], bool] = lambda _day: True,
) -> Iterator[Posted]:
    """Yield the money that events tell of, in their order.

    Args:
        events: of agreements.
        projection: the documents of these agreements.
        is_wanted: says of which days.
    """
    for recorded in events:
        fact = recorded.fact
        back = fact if isinstance(fact, f.EntryReversed) else None
        entry = fact if back is None else back.entry
        if not isinstance(entry, Money):
            continue
        agreement, day = recorded.agreement or "", effective_on(fact)
        assert day is not None
        if not is_wanted(day):
            continue
        sign = -1 if isinstance(entry, f.RepaymentReceived) else 1
        key = agreement, entry.line
        line = projection.agreements[agreement].lines[entry.line].proposed
        yield Posted(
            recorded=recorded,
            entry=entry,
            agreement=agreement,
            line=entry.line,
            unit=getattr(line, "activity", None) or entry.line,
            day=day,
            minor=(sign if back is None else -sign) * entry.amount_minor,
            currency=projection.agreements[agreement].proposed.currency,
            party=getattr(entry, "payee", None) or projection.lines.concerned(entry, key)[0],
            reverses=None if back is None else back.position,
        )
