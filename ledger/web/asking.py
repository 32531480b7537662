"""One request while it is answered: the book, the question, and where other pages are."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from ledger.books.book import Book
from ledger.presentation import display
from ledger.presentation.cells import as_of_text, known_text
from ledger.presentation.language import _, _n
from ledger.web.places import Places
from ledger.web.queries import Query, UnreadableError
from ledger.work.asking import Several, compared
from ledger.work.present import today
from projections.projection import Projection
from projections.report import Report, Scope
from projections.reports import KINDS
from projections.reports.building import agreements_of
from projections.reports.declaring import About

_Made = TypeVar("_Made")
ROOT_SHOWN = 12  # characters of a root, where the whole of it stands further down


class Page(msgspec.Struct, kw_only=True):
    """What a page shows.

    Attributes:
        template: its file.
        title: of the window and, if it has no heading of its own, of the page.
        crumbs: names and addresses of the pages above it; it stands last by its title.
        content: what its template is filled with.
        command: the words of the command that shows the same, after ``samverk``; empty: none does.
        files: the formats that it is to be had in, as endings.
        compares: whether it can show what has changed.
        status: of the answer.
    """

    template: str
    title: str
    crumbs: Sequence[tuple[str, str]] = ()
    content: Mapping[str, Any] = {}
    command: Sequence[str] = ()
    files: Sequence[str] = ()
    compares: bool = False
    status: int = 200


class Clock(msgspec.Struct, frozen=True):
    """What the bar under the head of a page says of the question.

    Attributes:
        words: the clocks in words.
        at: the last event that counts.
        head: the last event of the book.
        later: how many events there are after it, in words; empty: none, so it is the present.
    """

    words: str
    at: int
    head: int
    later: str


class Asking:
    """A request for a page.

    Attributes:
        book: open, to be read.
        address: the book's name, without a password.
        words: of the path, after the language.
        subject: the id or number among them; empty: none.
        query: what the address asks.
        places: where other pages are.
        kept: the newest answer of ``once``. Requests that follow one another may have it in common,
            while the book stays as it is.
    """

    def __init__(
        self, book: Book, words: list[str], subject: str, query: Query, places: Places
    ) -> None:
        self.kept: dict[Hashable, Any] = {}
        self.book, self.words, self.subject = book, words, subject
        self.query, self.places = query, places

    @cached_property
    def several(self) -> Several:
        """The question, of any part of the book."""
        return Several(self.book, self.query.question)

    def only(self, *agreements: str) -> Several:
        """Ask of some agreements alone; what the page shows of others are their documents."""
        self.several.narrow(agreements)
        return self.several

    def only_of(self, kind: str) -> Several:
        """Ask of the agreements alone that a report on the subject of the page is about."""

        def chosen(documents: Projection) -> list[str]:
            return agreements_of(kind, self.subject, documents)

        self.several.narrow(chosen)
        return self.several

    @property
    def scope(self) -> Scope:
        """Which events count."""
        return self.several.scope

    @property
    def documents(self) -> Projection:
        """The documents of all agreements and parties, and no sums."""
        return self.several.documents

    @cached_property
    def today(self) -> date:
        """The book's day."""
        return today(self.book)

    def report(self, kind: str, subject: str | None = None) -> Report:
        """Return a report, with its changes if the address asks for them."""
        made, about = self.several.about(kind, subject, by=self.cut_of(kind))
        return self.with_changes(made, about)

    def cut_of(self, kind: str) -> str | None:
        """Return what the rows of a report are to be sums of; None: they are its own.

        Raises:
            UnreadableError: the report has no such rows.
        """
        by: str | None = self.query.own.get("by")
        if by not in {None, *KINDS[kind].by}:
            text = _("The report is not to be had by {by}.", by=display.safe(str(by)))
            raise UnreadableError(text)
        return by

    def once(self, asked: Hashable, make: Callable[[], _Made]) -> _Made:
        """Return an answer that has been made for the request before this one, or make it."""
        if asked not in self.kept:
            self.kept.clear()
            self.kept[asked] = make()
        made: _Made = self.kept[asked]
        return made

    def with_changes(self, made: Report, about: About) -> Report:
        """Return a report with its changes, if the address asks for them."""
        earlier: datetime | int | None = self.query.compare_to
        if earlier is None:
            return made
        return compared(self.book, made, about, self.query.question, earlier)

    def clock(self) -> Clock:
        """Return what the bar under the head of the page says."""
        scope, head = self.scope, self.book.head()
        parts = (
            as_of_text(scope),
            known_text(scope),
            *((scope.period,) if scope.period else ()),
            _("position {at} of {head}", at=scope.at, head=head),
        )
        later = head - scope.at
        said = _n("{n} thing has happened since.", "{n} things have happened since.", later)
        return Clock(" · ".join(parts), scope.at, head, said if later else "")

    def again(self, page: Page) -> str:
        """Return the command that shows the same at a terminal; empty: none does."""
        return self.said(page.command) if page.command else ""

    def said(self, words: Sequence[str]) -> str:
        """Return a command as it is written at a terminal."""
        return display.safe(shlex.join(("samverk", "--lang", self.places.language, *words)))
