"""Which payments look alike: same voucher, day and amount.

Source: docs/DOMAIN.md, section 3 (payments that look recorded).
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Any

import msgspec

from events import facts as f
from events.facts import Position

END = 256  # after a word's bytes: it is none


def likeness(voucher: str, day: date, amount_minor: int, activity: str | None = None) -> int:
    """Return a hash of what payments on a line, or of an activity, share if they look alike.

    The three values themselves would take several times the memory. It is a hash of numbers alone,
    so it is the same in each process: marks keep it.
    """
    more = (activity or "").encode(errors="surrogatepass")
    word = voucher.encode(errors="surrogatepass")
    return hash((*word, END, day.toordinal(), amount_minor, *more))


def of_payment(fact: f.DisbursementRecorded | f.InternalCostRecorded, position: Position) -> int:
    """Return a number for what a payment looks like and where it stands, which can be added up."""
    day = fact.paid_on if isinstance(fact, f.DisbursementRecorded) else fact.booked_on
    return hash((fact.line, likeness(fact.voucher, day, fact.amount_minor), position))


class Paid(msgspec.Struct):
    """The payments on a line, taken back or not, in the order of the book.

    Most payments are folded and never asked about, so the index is made when somebody asks.

    Attributes:
        likenesses: of each payment.
        positions: likewise.
        newest: the newest payment of each likeness, among the first ``indexed`` payments.
        indexed: how many payments are in ``newest``.
        marked: how many payments the newest mark of the state has.
        older: finds the payments before these, where the state begins from a mark; None: there are
            none. A ``ledger.rules.grown.Older``.
    """

    likenesses: list[int] = []
    positions: list[Position] = []
    newest: dict[int, Position] = {}
    indexed: int = 0
    marked: int = 0
    older: Any = None

    def standing(self, like: int, reversed_: Container[Position]) -> Position | None:
        """Return the newest payment of a likeness that was not taken back; None: there is none."""
        newest, likenesses, positions = self.newest, self.likenesses, self.positions
        for number in range(self.indexed, len(positions)):
            newest[likenesses[number]] = positions[number]
        self.indexed = len(positions)
        at = newest.get(like)
        if at is None and self.older is None:
            return None
        if at is not None and at not in reversed_:
            return at
        alike = [] if self.older is None else self.older.alike(like)
        if at is not None:  # a newer mark may have some of these, too
            alike += [x for x, one in zip(positions, likenesses, strict=True) if one == like]
        return max((x for x in alike if x not in reversed_), default=None)
