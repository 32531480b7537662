"""Amounts of one part of a paper: all with decimals, or none."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.presentation import display

_NOTHING = "\u2013"


class Money:
    """Amounts that stand together.

    Args:
        currency: ISO 4217.
        minors: all of them, in minor units; decimals are left out if none needs them.
    """

    def __init__(self, currency: str, minors: Iterable[int | None]) -> None:
        self.currency = currency
        self._whole = display.are_whole(minors, currency)

    def text(self, minor: int | None) -> str:
        """Return an amount; of None a dash."""
        if minor is None:
            return _NOTHING
        return display.amount(minor, self.currency, whole=self._whole)

    def some(self, minor: int | None) -> str:
        """Return an amount; of nothing a dash."""
        return self.text(minor or None)


def alone(minor: int, currency: str) -> str:
    """Return an amount that stands by itself."""
    return Money(currency, [minor]).text(minor)
