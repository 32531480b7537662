"""What is said of a whole book: whose it is, and the time zone of its days and times.

Source: docs/DOMAIN.md, sections 3 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from events import facts as f
from ledger.rules import commands as c
from ledger.rules.refusals.describing import NothingChanges, UnknownZone
from ledger.rules.state import World

_LIKELY = 4  # names that are proposed


def describe_book(command: c.DescribeBook, world: World) -> f.BookDescribed:
    """Give the book a name, a time zone, or both."""
    book = world.book
    if command.name in {None, book.name} and command.timezone in {None, book.timezone}:
        raise NothingChanges
    zone = command.timezone
    if zone is not None and world.zones is not None and zone not in world.zones:
        raise UnknownZone(zone=zone, known=_like(zone, world.zones))
    return f.BookDescribed(name=command.name, timezone=zone)


def _like(zone: str, known: Iterable[str]) -> list[str]:
    """Return the names of zones that may have been meant: the same city, or nearly the same."""
    by_word = {word: name for name in sorted(known) for word in (_city(name), name.casefold())}
    near = [*get_close_matches(zone.casefold(), by_word, _LIKELY)]
    near += get_close_matches(_city(zone), by_word, _LIKELY, cutoff=0.75)
    return list(dict.fromkeys(by_word[word] for word in near))[:_LIKELY]


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].casefold().replace(" ", "_")
