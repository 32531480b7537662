"""Contributions in kind that nobody has judged: many, and so kept in little memory.

A large book may have hundreds of thousands of them. They are kept in arrays, twenty bytes each; a
table would take fifteen times as much. A table has what is no single contribution: that one of an
earlier part of the book waits no longer, or the sum of those of a party.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, MutableMapping
from datetime import date
from typing import TypeAlias

import msgspec

from events.facts import AgreementId, PartyId, Position

# agreement, party, day, position of a contribution in kind
WaitingKey: TypeAlias = tuple[AgreementId, PartyId, str, Position]
Number: TypeAlias = tuple[int, int]  # how many, and minor units
_NONE: Number = (0, 0)
_GONE = 0  # stands for the day of one that waits no longer


class Gifts(msgspec.Struct):
    """Contributions of one party to an agreement.

    Attributes:
        at: their positions.
        days: of each, the number of its day (``date.toordinal``); 0: it waits no longer.
        minor: of each, its value.
        are_sorted: whether the positions rise.
    """

    at: array[int] = msgspec.field(default_factory=lambda: array("q"))
    days: array[int] = msgspec.field(default_factory=lambda: array("i"))
    minor: array[int] = msgspec.field(default_factory=lambda: array("q"))
    are_sorted: bool = True

    def add(self, at: Position, day: int, minor: int) -> None:
        """Add one."""
        if self.at and self.at[-1] >= at:
            self.are_sorted = False
        self.at.append(at)
        self.days.append(day)
        self.minor.append(minor)

    def extend(self, later: Gifts) -> None:
        """Add others."""
        if not later.are_sorted or (self.at and later.at and self.at[-1] >= later.at[0]):
            self.are_sorted = False
        self.at.extend(later.at)
        self.days.extend(later.days)
        self.minor.extend(later.minor)

    def place(self, at: Position, day: int) -> int | None:
        """Return the place of one in the arrays; None: it is not there."""
        self._sort()
        place = bisect_left(self.at, at)
        while place < len(self.at) and self.at[place] == at:
            if self.days[place] == day:
                return place
            place += 1
        return None

    def tidy(self) -> None:
        """Keep those that wait, in the order of the book."""
        self._sort()
        if _GONE in self.days:
            self._keep([place for place, day in enumerate(self.days) if day != _GONE])

    def _sort(self) -> None:
        if not self.are_sorted:
            self._keep(sorted(range(len(self.at)), key=self.at.__getitem__))
            self.are_sorted = True

    def _keep(self, places: list[int]) -> None:
        self.at = array("q", [self.at[x] for x in places])
        self.days = array("i", [self.days[x] for x in places])
        self.minor = array("q", [self.minor[x] for x in places])


class Waiting(MutableMapping[WaitingKey, Number]):
    """How many contributions wait, and their value, by ``WaitingKey``; most keys have one.

    Zero, which is nowhere kept, is the number of every other key.
    """

    def __init__(self) -> None:
        self._singles: dict[tuple[AgreementId, PartyId], Gifts] = {}
        self._others: dict[WaitingKey, Number] = {}

    def __getitem__(self, key: WaitingKey) -> Number:
        """Return the number of a key."""
        gifts = self._singles.get(key[:2])
        place = gifts.place(key[3], _number(key[2])) if gifts else None
        if gifts is None or place is None:
            return self._others.get(key, _NONE)
        return 1, gifts.minor[place]

    def __setitem__(self, key: WaitingKey, number: Number) -> None:
        """Let a key have another number."""
        pair, day = key[:2], _number(key[2])
        gifts = self._singles.get(pair)
        place = gifts.place(key[3], day) if gifts else None
        if gifts is not None and place is not None:
            gifts.days[place] = _GONE
        self._others.pop(key, None)
        if number[0] == 1:
            self._singles.setdefault(pair, Gifts()).add(key[3], day, number[1])
        elif number != _NONE:
            self._others[key] = number

    def __delitem__(self, key: WaitingKey) -> None:
        """Forget a key."""
        self[key] = _NONE

    def __contains__(self, key: object) -> bool:
        """Return whether anything is kept of a key."""
        return self.get(key, _NONE) != _NONE  # type: ignore[call-overload, no-any-return]

    def __iter__(self) -> Iterator[WaitingKey]:
        """Yield the keys."""
        for (agreement, party), gifts in self._singles.items():
            for at, day in zip(gifts.at, gifts.days, strict=True):
                if day != _GONE:
                    yield agreement, party, date.fromordinal(day).isoformat(), at
        yield from self._others

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._others) + sum(
            len(gifts.days) - gifts.days.count(_GONE) for gifts in self._singles.values()
        )

    def __eq__(self, other: object) -> bool:
        """Return whether another one has the same keys with the same numbers."""
        if not isinstance(other, Waiting):
            return NotImplemented
        if self._others != other._others:
            return False
        own, its = ({pair: gifts for pair, gifts in x.tidied() if gifts.at} for x in (self, other))
        return own == its

    __hash__ = None  # type: ignore[assignment]  # it changes

    def tidied(self) -> Iterator[tuple[tuple[AgreementId, PartyId], Gifts]]:
        """Yield agreement and party, and those of it that wait, in the order of the book."""
        for pair, gifts in sorted(self._singles.items()):
            gifts.tidy()
            yield pair, gifts

    def of(self, agreement: AgreementId, party: PartyId) -> Gifts:
        """Return the contributions of a party, to which those that come later may be added."""
        return self._singles.setdefault((agreement, party), Gifts())

    def clear(self) -> None:
        """Forget all."""
        self._singles.clear()
        self._others.clear()

    def extend(self, later: Waiting) -> None:
        """Add the contributions of a later part of the book."""
        for pair, gifts in later._singles.items():
            if not self._others:  # of some it may be known already that they do not wait
                self.of(*pair).extend(gifts)
                continue
            for at, day, minor in zip(gifts.at, gifts.days, gifts.minor, strict=True):
                if day != _GONE:
                    self._count((*pair, date.fromordinal(day).isoformat(), at), (1, minor))
        for key, number in later._others.items():
            self._count(key, number)

    def _count(self, key: WaitingKey, more: Number) -> None:
        before = self[key]
        self[key] = (before[0] + more[0], before[1] + more[1])

    def rows(self) -> Iterator[tuple[AgreementId, PartyId, str, Position, int, int]]:
        """Yield keys and numbers, some in the order of the keys."""
        for (agreement, party), gifts in self.tidied():
            for day, at, minor in sorted(zip(gifts.days, gifts.at, gifts.minor, strict=True)):
                yield agreement, party, date.fromordinal(day).isoformat(), at, 1, minor
        for key, number in self._others.items():
            yield *key, *number

    def below_zero(self) -> list[WaitingKey]:
        """Return the keys of those that wait no longer, and came in an earlier part of the book."""
        return [key for key, number in self._others.items() if number[0] < 0]


def _number(day: str) -> int:
    """Return the number of a day."""
    return date.fromisoformat(day).toordinal()
