"""What lies beside a book: held checkpoints, and what they leave open."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledger.books import checkpoints
from ledger.refusal import BadInput
from ledger.work.due import exposed_after

if TYPE_CHECKING:
    from ledger.books.book import Book
    from projections.due.material import Exposed


def held(book: Book) -> Sequence[tuple[Any, str]]:
    """Return the checkpoints beside the book; none, if this user may not read them."""
    return _readable(book) or []


def _readable(book: Book) -> list[tuple[Any, str]] | None:
    """Return the same; None: this user may not read them."""
    try:
        found, _altered = checkpoints.readable_checkpoints(checkpoints.held_folder(book.path))
    except BadInput:
        return None
    return [(one, path.name) for one, path in found]


def look(book: Book) -> tuple[tuple[str, int, int], ...]:
    """Return what is another one when the files beside the book are others."""
    try:
        with os.scandir(checkpoints.held_folder(book.path)) as entries:
            found = [(x.name, x.stat().st_mtime_ns, x.stat().st_size) for x in entries]
    except OSError:
        return ()
    return tuple(sorted(found))


def exposed(book: Book) -> Exposed | None:
    """Return the events that no witness has signed for; None: there are none, or not known.

    Args:
        book: the open book, outside ``reading``.
    """
    there = look(book)
    if not there:
        return exposed_after(book, 0)
    asked = "exposed", there
    return book.once(asked, lambda: (_exposed(book),), lambda _: 1)[0]


def _exposed(book: Book) -> Exposed | None:
    from ledger.proof import signatures
    from ledger.proof.evidence import contradicted

    found = _readable(book)
    if found is None or contradicted(book):
        return None
    with book.reading():
        exposure = signatures.exposure(book, signatures.judge(found, signatures.known(book)))
    return exposed_after(book, exposure.newest.checkpoint.size if exposure.newest else 0)
