"""Tables of a state that grow with every entry, and that are read only where a rule asks.

Where a state begins from a mark (``ledger.rules.marked``), such a table knows its earlier entries
by their keys alone, and reads one when it is asked for. So a decision in a long agreement reads no
more than one in a short agreement. Whoever goes through a whole table reads all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Protocol, TypeVar

from events.facts import Position

V = TypeVar("V")
NUMBER_BYTES = 8
_ALL = (1 << (8 * NUMBER_BYTES)) - 1
_SIGN = 1 << (8 * NUMBER_BYTES - 1)
_LOOKS = 16  # for single payments; who looks for more has all of them read


class Source(Protocol):
    """Where the entries of a mark are. Every method raises if what is read is damaged."""

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key; None: nothing."""

    def under(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the keys that begin with some bytes, in order, with what is kept under them."""


def packed(number: int) -> bytes:
    """Return a number as bytes that sort as the numbers from 0 on do."""
    return (number & _ALL).to_bytes(NUMBER_BYTES)


def unpacked(key: bytes) -> int:
    """Return the number at the end of a key."""
    number = int.from_bytes(key[-NUMBER_BYTES:])
    return number - 2 * _SIGN if number & _SIGN else number


class Grown(MutableMapping[int, V]):
    """A table of a state, by position or by another number, some of which may not be read yet.

    Attributes:
        touched: the keys whose entries may be other ones than the source has. A caller who changes
            an entry in place has got it by its key.
    """

    __slots__ = ("_decode", "_gone", "_own", "_prefix", "_source", "touched")

    def __init__(
        self, prefix: bytes, source: Source | None, decode: Callable[[bytes], V], own: dict[int, V]
    ) -> None:
        """Begin with what is known.

        Args:
            prefix: of the keys in the source.
            source: of earlier entries; None: there are none.
            decode: makes an entry of its bytes.
            own: the entries that are read already. The caller gives them away.
        """
        self._prefix, self._source, self._decode = prefix, source, decode
        self._own = own
        self._gone: set[int] = set()
        self.touched: set[int] = set()

    def __getitem__(self, key: int) -> V:
        """Return an entry, which the caller may change."""
        found = self._own.get(key)
        if found is None:
            raw = self._raw(key)
            if raw is None:
                raise KeyError(key)
            found = self._own[key] = self._decode(raw)
        self.touched.add(key)
        return found

    def _raw(self, key: int) -> bytes | None:
        if self._source is None or key in self._gone:
            return None
        return self._source.get(self._prefix + packed(key))

    def __contains__(self, key: object) -> bool:
        """Return whether there is an entry."""
        return isinstance(key, int) and (key in self._own or self._raw(key) is not None)

    def __setitem__(self, key: int, value: V) -> None:
        """Put an entry in."""
        self._own[key] = value
        self._gone.discard(key)
        self.touched.add(key)

    def __delitem__(self, key: int) -> None:
        """Take an entry out."""
        if key not in self:
            raise KeyError(key)
        self._own.pop(key, None)
        self._gone.add(key)
        self.touched.add(key)

    def __iter__(self) -> Iterator[int]:
        """Iterate over the keys, in their order."""
        return iter(self._read())

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._read())

    def __bool__(self) -> bool:
        """Return whether there is an entry."""
        if self._own:
            return True
        return self._source is not None and bool(self._read())

    def values(self) -> list[V]:  # type: ignore[override]
        """Return the entries, which the caller does not change."""
        return [*self._read().values()]

    def items(self) -> list[tuple[int, V]]:  # type: ignore[override]
        """Return keys and entries, which the caller does not change."""
        return [*self._read().items()]

    def _read(self) -> dict[int, V]:
        """Return all entries, in the order of their keys; from now on nothing else is read."""
        if self._source is not None:
            found: dict[int, V] = {}
            for key, raw in self._source.under(self._prefix):
                number = unpacked(key)
                if number not in self._own and number not in self._gone:
                    found[number] = self._decode(raw)
            found.update(self._own)
            self._own = dict(sorted(found.items()))
            self._source = None
        return self._own

    def changes(self) -> Iterator[tuple[bytes, V | None]]:
        """Yield what a new mark has to say of this table: keys, and entries; None: it is gone."""
        for key in self.touched:
            yield self._prefix + packed(key), self._own.get(key)

    def settle(self) -> None:
        """Take note that a mark has all of this."""
        self.touched.clear()


class Older:
    """The payments of a line that a mark knows, by what they look like.

    The first few are looked up each. Then all are read at once, for whoever records many.
    """

    def __init__(self, prefix: bytes, line: bytes, source: Source) -> None:
        self._prefix, self._line, self._source = prefix, line, source
        self._looks = 0
        self._known: set[int] | None = None

    def alike(self, like: int) -> list[Position]:
        """Return the payments of a likeness; those since the mark may be left out."""
        if self._known is None and self._looks >= _LOOKS:
            self._known = {
                unpacked(key[:-NUMBER_BYTES])
                for key, line in self._source.under(self._prefix)
                if line == self._line
            }
        if self._known is not None and like not in self._known:
            return []
        self._looks += 1
        found = self._source.under(self._prefix + packed(like))
        return [unpacked(key) for key, line in found if line == self._line]
