"""How a kind of what is due declares itself: a function that finds its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from events.facts import AgreementId, LineId, PartyId, Position
from events.money import PLACES
from projections.due.material import Material
from projections.projection import quantity_text

UNKNOWN = "…"  # stands in a command for what only the person who acts can know
THEN = "&&"  # what stands after it is run if what stands before it succeeded
# What has no day of its own is expected so long after it could first be done.
GRACE = timedelta(days=30)
BY_BANK = timedelta(days=5)  # within which what a bank is asked to pay is in a statement
_THOUSANDS = 3  # digits


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody has to do.

    Attributes:
        due_on: the last day for it.
        command: the words that settle it, or the first step to that; ``UNKNOWN`` for what cannot be
            known.
        who: the parties that may do it; empty: nobody in particular.
        agreement: None: it is about the whole book.
        line: None: it is about the whole agreement, or several lines.
        year: the budget year; None: it is about none.
        amount_minor: None: it is about no amount.
        position: of the event that it follows from; 0: of none.
        of: what tells it from other rows of its kind and position.
        moved: how often its day was moved.
        is_undated: nothing that is about a day says that it was there, so a past day has it only if
            it was recorded by then.
        values: of the sentence of its kind.
    """

    due_on: date
    command: tuple[str, ...]
    who: tuple[PartyId, ...] = ()
    agreement: AgreementId | None = None
    line: LineId | None = None
    year: int | None = None
    amount_minor: int | None = None
    position: Position = 0
    of: tuple[str, ...] = ()
    moved: int = 0
    is_undated: bool = False
    values: Mapping[str, Any] = {}


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of what is due.

    Attributes:
        rows: finds them. It is given what the book says on a day, and reads nothing else.
        is_of_book: whether its rows are about the book, and about no agreement of it.
    """

    rows: Callable[[Material], Iterable[Row]]
    is_of_book: bool = False


def options(**given: object) -> tuple[str, ...]:
    """Return the words of options: ``for_=1`` is ``--for 1``; None: the option is left out."""
    words = []
    for name, value in given.items():
        if value is not None:
            words += [f"--{name.rstrip('_').replace('_', '-')}", str(value)]
    return tuple(words)


def amount_word(minor: int, currency: str) -> str:
    """Return an amount as commands take it, in every language."""
    places = PLACES.get(currency, 2)
    units, part = divmod(minor, 10**places)
    return _without_doubt(f"{units}.{part:0{places}}" if part else str(units))


def quantity_word(micro: int) -> str:
    """Return millionths of a unit as commands take a quantity, in every language."""
    return _without_doubt(quantity_text(micro))


def _without_doubt(number: str) -> str:
    """Return a number that nobody reads otherwise: three decimals might be thousands."""
    return number + "0" if len(number.partition(".")[2]) == _THOUSANDS else number


def only(several: Sequence[str]) -> str | None:
    """Return the one that there is; None: there are several, or none."""
    return several[0] if len(several) == 1 else None
