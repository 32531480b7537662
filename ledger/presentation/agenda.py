"""What is due, for people: in the present language, each thing with the command that settles it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.language import _, _n, translate
from ledger.presentation.listing import Listing
from ledger.presentation.lists import LISTS, DueRow
from ledger.presentation.wrapping import wrapped
from projections.due import Due
from projections.due.declaring import THEN, UNKNOWN
from projections.projection import Projection

_PROGRAM = "samverk"
_INDENT, _FURTHER = "  ", "      "
_LEAST = 40  # characters of a line


def command_text(words: Sequence[str]) -> str:
    """Return the words of a command as a shell takes them, once ``UNKNOWN`` is filled in."""
    return " ".join(_quoted(word) for word in (_PROGRAM, *words))


def _quoted(word: str) -> str:
    return word if word in {UNKNOWN, THEN} else shlex.quote(word)


def what_text(due: Due, projection: Projection) -> str:
    """Return what has to be done, in a few words."""
    values = {name: _value(name, value, projection) for name, value in due.row.values.items()}
    return _(due.kind.text, **values)


def _value(name: str, value: Any, projection: Projection) -> str:
    match name:
        case "percent":
            return display.percent(value)
        case "quantity":
            return display.quantity(value)
        case "number":
            return display.quantity(str(value))
        case "what":
            return display.word(value)
        case "party":
            return display.safe(projection.parties[value].name)
        case _:
            return display.safe(str(value))


def listing(rows: Sequence[Due], day: date, projection: Projection) -> Listing:
    """Return what is due as a list.

    Args:
        rows: the most urgent first.
        day: on which.
        projection: what it was told from.
    """
    shown = LISTS["due"].of([data_row(due, day, projection) for due in rows])
    return replace(shown, title=_summary(rows, day), empty=_("Nothing is due."))


def data_row(due: Due, day: date, projection: Projection) -> DueRow:
    """Return a row for programs."""
    row = due.row
    return {
        "due_on": row.due_on,
        "days_late": due.days_late(day),
        "who": ", ".join(row.who) or None,
        "kind": due.kind.name,
        "what": what_text(due, projection),
        "agreement": row.agreement,
        "line": row.line,
        "year": row.year,
        "amount_minor": row.amount_minor,
        "currency": None if row.amount_minor is None else currency_of(due, projection),
        "position": row.position or None,
        "command": command_text(row.command),
    }


def currency_of(due: Due, projection: Projection) -> str:
    """Return the currency of a row's amount."""
    assert due.row.agreement is not None  # what is about the book has no amount
    return projection.agreements[due.row.agreement].proposed.currency


def drawn(rows: Sequence[Due], day: date, projection: Projection, width: int) -> str:
    """Return what is due as a text: of each thing the day, what and who, and the command."""
    if not rows:
        return _("Nothing is due.") + "\n"
    width = max(width, _LEAST)
    lines = [*wrapped(_summary(rows, day).split(" "), width, "", "", ""), ""]
    for due in rows:
        lines += _drawn(due, day, projection, width)
    return "\n".join(lines) + "\n"


def _summary(rows: Sequence[Due], day: date) -> str:
    late = sum(due.days_late(day) > 0 for due in rows)
    number = _n("{n} thing", "{n} things", len(rows))
    overdue = _("of which overdue: {late}", late=late)
    return _("Due on {day}: {number}, {overdue}", day=day, number=number, overdue=overdue)


def _drawn(due: Due, day: date, projection: Projection, width: int) -> Iterator[str]:
    row = due.row
    start, amount = f"{display.day(row.due_on)}  {when_text(due, day)}", ""
    if row.amount_minor is not None:
        currency = currency_of(due, projection)
        amount = f"{display.amount(row.amount_minor, currency)} {currency}"
    gap = width - len(start) - len(amount)
    yield (start + " " * max(gap, 2) + amount).rstrip()
    about = " ".join(x for x in (row.agreement, row.line) if x)
    parts = [who_text(due, projection), what_text(due, projection), display.safe(about)]
    words = " · ".join(x for x in parts if x).split(" ")
    yield from wrapped(words, width, _INDENT, _INDENT, "")
    command = [_quoted(word) for word in (_PROGRAM, *row.command)]
    yield from wrapped([display.safe(x) for x in command], width, _INDENT, _FURTHER, " \\")


def who_text(due: Due, projection: Projection) -> str:
    """Return the names of those who may act; empty: nobody in particular."""
    return ", ".join(display.safe(projection.parties[x].name) for x in due.row.who)


def when_text(due: Due, day: date) -> str:
    """Return how late it is, or in how many days it is due."""
    left = (due.row.due_on - day).days
    if left < 0:
        return _n("{n} day late", "{n} days late", -left)
    return _n("in {n} day", "in {n} days", left) if left else translate("today")
