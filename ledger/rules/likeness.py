"""Which payments look alike: same voucher, day and amount.

Source: docs/DOMAIN.md, section 3 (payments that look recorded).
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import msgspec

from events.facts import Position


def likeness(voucher: str, day: date, amount_minor: int, activity: str | None = None) -> int:
    """Return a hash of what payments on a line, or of an activity, share if they look alike.

    The three values themselves would take several times the memory. The hash is another one in
    each process, so it is stored nowhere.
    """
    return hash((voucher, day, amount_minor, activity))


class Paid(msgspec.Struct):
    """The payments on a line, taken back or not, in the order of the book.

    Most payments are folded and never asked about, so the index is made when somebody asks.

    Attributes:
        likenesses: of each payment.
        positions: likewise.
        newest: the newest payment of each likeness, among the first ``indexed`` payments.
        indexed: how many payments are in ``newest``.
    """

    likenesses: list[int] = []
    positions: list[Position] = []
    newest: dict[int, Position] = {}
    indexed: int = 0

    def standing(self, like: int, reversed_: Container[Position]) -> Position | None:
        """Return the newest payment of a likeness that was not taken back; None: there is none."""
        newest, likenesses, positions = self.newest, self.likenesses, self.positions
        for number in range(self.indexed, len(positions)):
            newest[likenesses[number]] = positions[number]
        self.indexed = len(positions)
        at = newest.get(like)
        if at is None or at not in reversed_:
            return at
        alike = [x for x, one in zip(positions, likenesses, strict=True) if one == like]
        return next((x for x in alike[::-1] if x not in reversed_), None)
