"""Contributions in kind in little memory, for whoever folds the events of a whole large book.

A large book may have hundreds of thousands of them, and a rule asks for few. Most have the same
texts again and again, and numbers. Of these fifty bytes each are kept, a tenth of what their facts
take, and a fact is made when it is asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, MutableMapping
from datetime import date
from decimal import Decimal
from heapq import merge
from typing import Any

from events import facts as f
from events.facts import Position
from events.money import plain
from ledger.rules.state import InKindState

_PLACES = 6  # decimals of a quantity that fits
_MOST = 1 << 63  # of what fits in an array


class KeptGifts(MutableMapping[Position, InKindState]):
    """The recorded contributions of an agreement by their position; what is returned is a copy."""

    def __init__(self) -> None:
        self._at, self._days, self._texts = array("q"), array("i"), array("i")
        self._quantities, self._prices, self._values = array("q"), array("q"), array("q")
        self._known: dict[Any, int] = {}  # texts and recorder -> their number
        self._known_by_number: list[Any] = []
        self._decided: dict[Position, Position] = {}
        self._gone: set[Position] = set()
        self._others: dict[Position, InKindState] = {}  # which do not fit

    def __setitem__(self, at: Position, gift: InKindState) -> None:
        """Keep a contribution, or what has become of it."""
        if self._place(at) is not None:
            before = self[at]
            if (before.fact, before.recorded_by, before.has_evidence) == (
                gift.fact,
                gift.recorded_by,
                gift.has_evidence,
            ):
                self._decide(at, gift.decided)
                return
            del self[at]
        elif at not in self._others and self._took(at, gift):
            self._decide(at, gift.decided)
            return
        self._others[at] = gift

    def _took(self, at: Position, gift: InKindState) -> bool:
        """Keep a contribution in the arrays, if it fits."""
        fact = gift.fact
        micro = int(fact.quantity.scaleb(_PLACES))
        if (
            (self._at and self._at[-1] >= at)
            or type(fact) is not f.InKindRecorded
            or fact.pledge is not None
            or Decimal(micro).scaleb(-_PLACES) != fact.quantity
            or not max(micro, fact.unit_value_minor, fact.value_minor) < _MOST
            or not min(micro, fact.unit_value_minor, fact.value_minor) > -_MOST
        ):
            return False
        texts = (fact.party, fact.kind, fact.description, fact.unit, fact.method)
        known = (*texts, gift.recorded_by, gift.has_evidence)
        number = self._known.setdefault(known, len(self._known))
        if number == len(self._known_by_number):
            self._known_by_number.append(known)
        self._at.append(at)
        self._days.append(fact.performed_on.toordinal())
        self._texts.append(number)
        self._quantities.append(micro)
        self._prices.append(fact.unit_value_minor)
        self._values.append(fact.value_minor)
        return True

    def _decide(self, at: Position, decided: Position | None) -> None:
        if decided is None:
            self._decided.pop(at, None)
        else:
            self._decided[at] = decided

    def _place(self, at: Position) -> int | None:
        place = bisect_left(self._at, at)
        is_there = place < len(self._at) and self._at[place] == at and at not in self._gone
        return place if is_there else None

    def __getitem__(self, at: Position) -> InKindState:
        """Return a contribution."""
        place = self._place(at)
        if place is None:
            return self._others[at]
        known = self._known_by_number[self._texts[place]]
        party, kind, description, unit, method, recorded_by, has_evidence = known
        fact = f.InKindRecorded(
            party=party,
            pledge=None,
            kind=kind,
            description=description,
            unit=unit,
            quantity=plain(Decimal(self._quantities[place]).scaleb(-_PLACES)),
            unit_value_minor=self._prices[place],
            method=method,
            value_minor=self._values[place],
            performed_on=date.fromordinal(self._days[place]),
        )
        return InKindState(fact, recorded_by, has_evidence, self._decided.get(at))

    def __delitem__(self, at: Position) -> None:
        """Forget a contribution."""
        if self._place(at) is None:
            del self._others[at]
        else:
            self._gone.add(at)
            self._decided.pop(at, None)

    def __iter__(self) -> Iterator[Position]:
        """Yield the positions, in the order of the book."""
        own = (at for at in self._at if at not in self._gone)
        return merge(own, sorted(self._others))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._at) - len(self._gone) + len(self._others)
