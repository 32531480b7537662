"""What went wrong, and what there is instead."""

from __future__ import annotations

import sqlite3

from msgspec.structs import replace

from events.record import CorruptEventError
from ledger.presentation.causes import worded
from ledger.presentation.language import _
from ledger.presentation.refusals import NoPaperLibrary, NoWorkbookLibrary, sentences
from ledger.refusal import BookUnusable, Conflict, LedgerError, Tampered
from ledger.web.asking import Asking, Page
from ledger.web.queries import UnreadableError

_NOT_THERE, _BAD, _BROKEN, _LACKING, _BUSY = 404, 400, 500, 501, 503


def page_of(error: Exception | None) -> Page:
    """Return the page for an error; None, or one that says nothing: there is no such page."""
    status, said, hint = _NOT_THERE, _("There is no such page."), ""
    if isinstance(error, UnreadableError):
        status, said = _BAD, str(error)
    elif isinstance(error, LedgerError):
        status = _status(error)
        said, hint = sentences(error)
    titles = {
        _NOT_THERE: _("Not found"),
        _BAD: _("This cannot be asked"),
        _BROKEN: _("The book contradicts itself"),
        _LACKING: _("Not installed here"),
        _BUSY: _("The book cannot be read"),
    }
    return Page(
        template="error.html",
        title=titles[status],
        content={"said": said, "hint": hint, "agreements": []},
        status=status,
    )


def unforeseen(error: Exception) -> Page:
    """Return the page for an error that nobody has foreseen, or for a damaged book."""
    if isinstance(error, CorruptEventError | sqlite3.DatabaseError):
        cause, place = str(error), ""
        if isinstance(error, CorruptEventError):
            cause, place = error.cause, f"#{error.position} " if error.position else ""
        content = {
            "said": _("The book is damaged: {cause}", cause=place + worded(cause)),
            "hint": _("See what differs: samverk verify. Then restore it from a backup."),
            "agreements": [],
        }
        title = _("The book contradicts itself")
        return Page(template="error.html", title=title, content=content, status=_BROKEN)
    hint = _("The program has a fault. Whoever runs the pages sees more where they were started.")
    said = _("Something unexpected went wrong")
    content = {"said": hint, "hint": "", "agreements": []}
    return Page(template="error.html", title=said, content=content, status=_BROKEN)


def _status(error: LedgerError) -> int:
    if isinstance(error, Tampered):
        return _BROKEN
    if isinstance(error, NoPaperLibrary | NoWorkbookLibrary):
        return _LACKING
    if isinstance(error, BookUnusable | Conflict):
        return _BUSY
    return _NOT_THERE if error.code.startswith("unknown-") else _BAD


def with_what_there_is(page: Page, asking: Asking) -> Page:
    """Return the page of an error with the agreements that there are."""
    present = asking.documents
    there = [
        (document.proposed.title, asking.places.to("agreement", key))
        for key, document in present.agreements.items()
    ]
    return replace(page, content={**page.content, "agreements": there[:20]})
