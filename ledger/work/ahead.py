"""Making ahead of questions what they are quick by: views, marks of the past, the index of words.

Whoever opens a book to read alone makes none of them. A program that answers many questions about a
book has them made by itself, at its start and whenever the book has grown. No event is written.
"""

from __future__ import annotations

from contextlib import suppress

from ledger.books.book import Book
from ledger.refusal import BookUnusable, Conflict
from ledger.work.present import current, folding_of
from projections import views

# Nothing can be made now: others write, this user may not, or the views are a newer program's.
_NOT_NOW = (BookUnusable, Conflict, views.NewerViewsError, views.DamagedViewsError)


def behind(book: Book) -> int:
    """Return how many events the views of a book in a file are behind it; 0: it needs none.

    Args:
        book: the open book, outside ``reading``.
    """
    home = book.views()
    if home is None or book.head() < views.FROM:
        return 0
    with book.reading():
        return book.head() - max(views.position(home), 0)


def bring_views(book: Book) -> None:
    """Bring the views up to date, or make them, if that can be done now.

    A reader's own views of a book on a server are brought up to date by each question anyway, and
    so from here on by shorter ones.

    Args:
        book: the open book, outside ``reading``.
    """
    home = book.views()
    if home is None:
        current(book, sums=())
    elif book.writable and behind(book):
        with suppress(*_NOT_NOW), book.writing():
            views.catch_up(home, folding_of(book, home))


def bring_others(book: Book) -> None:
    """Bring marks of the past and the index of words of a book in a file nearly up to date.

    Args:
        book: the open book, outside ``reading``.
    """
    from ledger.work import marked, mentioned

    home = book.views()
    if home is None or not book.writable:
        return
    with suppress(*_NOT_NOW):
        marked.bring(book, home)
        mentioned.index_of(book)
