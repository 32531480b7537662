"""What was made of one state of a book, for further requests that a program answers.

A state is named by its events: their number and the root of the tree over them. So whoever asks
after the book has grown, or was put back, gets nothing that was made before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

_MOST = 24_000  # KiB, about, of all that is kept


class Kept:
    """What was made of the newest state that was asked about, what was asked for last the longest.

    One program sees what one login sees. Several threads may ask at once. What is kept is handed to
    all of them, so nobody changes it.
    """

    def __init__(self, most: int = _MOST) -> None:
        """Keep nothing yet.

        Args:
            most: about how many KiB are kept; what is larger by itself is not kept.
        """
        self._lock, self._most, self._weight = Lock(), most, 0
        self._state: Hashable = None
        self._made: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def find(self, state: Hashable, asked: Hashable) -> Any:
        """Return what was kept for a question about a state; None: nothing."""
        with self._lock:
            if state != self._state or asked not in self._made:
                return None
            self._made.move_to_end(asked)
            return self._made[asked][0]

    def keep(self, state: Hashable, asked: Hashable, made: Any, weight: int) -> None:
        """Keep what was made, and let go of what was asked for longest ago."""
        if weight > self._most:
            return
        with self._lock:
            if state != self._state:
                self._state, self._weight = state, 0
                self._made.clear()
            self._weight += weight - self._made.pop(asked, (None, 0))[1]
            self._made[asked] = made, weight
            while self._weight > self._most:
                self._weight -= self._made.popitem(last=False)[1][1]
