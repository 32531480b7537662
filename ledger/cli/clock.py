"""Events with a time later than now, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.presentation import display
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.books.book import Book

_LATER = N_("From event #{position} on times are later than now, the newest {newest}")


def clock_text(book: Book) -> str | None:
    """Return which events have a time later than now; None: none, or this user sees only some."""
    from ledger.books.clocks import ahead

    later = ahead(book) if book.boards is None else None
    if later is None:
        return None
    newest = display.instant(later.newest)
    return _(_LATER, position=later.position, newest=newest)


def note_clock(book: Book) -> None:
    """Say on stderr, if it is so, that recorded times do not tell what was known when."""
    later = clock_text(book)
    if later is not None:
        text = N_("Note: {later}. What was known before cannot be told from those times.")
        click.echo(_(text, later=later), err=True)
