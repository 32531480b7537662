"""The streams of a book, each said once: its name, its events, and who may read it.

An event stands in the stream that its base class names (``events.facts``). How a stream is folded
is said once too, by the rules (``FOLDS`` in ``ledger.rules.state``).

Source: docs/FORMAT.md.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
import re
from functools import lru_cache
from typing import Any, NamedTuple

from events.text import ID


class Stream(NamedTuple):
    """A stream that every book has once, or a kind of stream that each agreement has.

    Attributes:
        name: of the stream. Names of agreements' streams begin with it.
        is_shared: whether a book has it once. Every user of the book may then read it. Only the
            boards that an agreement concerns read its stream (``Reader`` in ``events.facts``).
    """

    name: str
    is_shared: bool

    def has(self, name: Any) -> bool:
        """Return whether a stored name is that of such a stream."""
        if self.is_shared:
            return bool(name == self.name)
        agreement = agreement_of(name) if isinstance(name, str) else None
        return agreement is not None and _ID.fullmatch(agreement) is not None

    def of(self, agreement: str | None) -> str:
        """Return the name of the stream, or of that of an agreement."""
        return self.name if self.is_shared else self.name + (agreement or "")


_ID = re.compile(ID)

PARTIES = Stream("parties", is_shared=True)
BOOK = Stream("book", is_shared=True)
AGREEMENTS = Stream("agreement/", is_shared=False)
AUTHORITIES = Stream("authorities", is_shared=True)
STREAMS = (PARTIES, BOOK, AUTHORITIES, AGREEMENTS)
SHARED = tuple(stream.name for stream in STREAMS if stream.is_shared)


def agreement_stream(agreement: str) -> str:
    """Return the name of an agreement's stream."""
    return AGREEMENTS.name + agreement


@lru_cache(8192)
def agreement_of(stream: str) -> str | None:
    """Return the agreement whose stream it is; None: the stream is shared."""
    prefix = AGREEMENTS.name
    return stream[len(prefix) :] if stream.startswith(prefix) else None
