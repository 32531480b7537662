"""What was recorded of rows before, by their keys.

The keys of a source and year are read once, when the first row of it comes. They take some hundred
bytes each: a hash of what the row was, and its event.
"""

from __future__ import annotations

import msgspec

from events.importing import KEY
from events.record import Sha256
from ledger.books.book import Book, recorded_from
from ledger.exchange.importing import content_of

# These are compared by the digest of their command. What others are about is in their facts.
_BY_DIGEST = (
    "disbursement-recorded/",
    "internal-cost-recorded/",
    "use-reported/",
    "in-kind-recorded/",
)


class _Digest(msgspec.Struct):
    """The one field of an envelope that is looked at."""

    command_sha256: Sha256 | None


_decoder = msgspec.json.Decoder(_Digest)


class RecordedKeys:
    """The keys that rows have taken, of the sources and years that were asked for.

    Attributes:
        is_empty: whether there is none.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._scopes: set[str] = set()
        self._contents: dict[int, int | list[int]] = {}
        self._highest: dict[int, int] = {}
        self._before: set[int] = set()
        self.is_empty = True

    def position(self, prefix: str, content: str) -> int:
        """Return the event that a row was recorded as; 0: none. No other row has it then.

        Args:
            prefix: of the row's key, up to its number.
            content: of the row.
        """
        scope = prefix[: _scope_end(prefix)]
        if scope not in self._scopes:
            self._load(scope)
        if self.is_empty:
            return 0
        key = hash((prefix, content))
        found = self._contents.get(key, 0)
        if isinstance(found, int):
            if found:
                del self._contents[key]
            return found
        at = found.pop(0)
        if len(found) == 1:
            self._contents[key] = found[0]
        return at

    def was_recorded(self, prefix: str) -> bool:
        """Return whether a row of this voucher was recorded before."""
        return not self.is_empty and hash(prefix) in self._before

    def number(self, prefix: str) -> int:
        """Return a number that no row of the voucher has."""
        return self._highest.get(hash(prefix), 0) + 1

    def use(self, prefix: str) -> None:
        """Let a row of the voucher have that number."""
        key = hash(prefix)
        self._highest[key] = self._highest.get(key, 0) + 1

    def of_voucher(self, prefix: str) -> list[int]:
        """Return the events that were recorded of a voucher, in order."""
        return sorted(row[0] for _, row in self._book.keyed(prefix))

    def _load(self, scope: str) -> None:
        self._scopes.add(scope)
        for key, row in self._book.keyed(scope):
            prefix, _, number = key.rpartition(":")
            prefix += ":"
            if not number.isdecimal():
                continue  # somebody's own key
            self.is_empty = False
            at, _, _, name, state = row
            if name.startswith(_BY_DIGEST):
                content = _decoder.decode(state).command_sha256
            else:
                content = content_of(recorded_from(row))
            of_voucher, of_row = hash(prefix), hash((prefix, content))
            self._before.add(of_voucher)
            self._highest[of_voucher] = max(self._highest.get(of_voucher, 0), int(number))
            before = self._contents.get(of_row)
            if before is None:
                self._contents[of_row] = at
            else:
                self._contents[of_row] = [*([before] if isinstance(before, int) else before), at]


def _scope_end(prefix: str) -> int:
    """Return where source and year end in a key."""
    return prefix.index(":", prefix.index(":", len(KEY)) + 1) + 1
