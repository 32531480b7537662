"""What a paper is asked for, and what every paper says of where it comes from."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from events import zones
from events.period import parse_period
from ledger.books.book import Book
from ledger.papers.sections import Section
from ledger.presentation import display, qr, typeset
from ledger.presentation.cells import as_of_text
from ledger.presentation.language import _
from ledger.presentation.refusals import NoPaperLibrary
from ledger.presentation.sheets import SEPARATOR
from ledger.work.asking import Question, Several
from ledger.work.present import today, zone_at
from projections.due import Due, due
from projections.due.material import Material
from projections.projection import Projection


class Asked:
    """A paper as it is asked for: the book as it was at an event, and how it is shown again.

    Args:
        book: open, outside ``reading``.
        subject: whom or what it is about.
        question: which events count.
        again: the words of the command that makes it again.

    Raises:
        Refused: the question names a position beyond the end of the book.
    """

    def __init__(self, book: Book, subject: str, question: Question, again: Sequence[str]) -> None:
        self.book, self.subject, self.again = book, subject, again
        self.several = Several(book, question)
        self.scope = self.several.scope

    @cached_property
    def day(self) -> date:
        """The day that the paper is as of: the last of its period, and never one to come."""
        if self.scope.known_at is None:  # the book is empty
            return self.scope.as_of or today(self.book)
        known = zones.day_in(
            zone_at(self.book, self.scope.at) or zones.DEFAULT, self.scope.known_at
        )
        ends = parse_period(self.scope.period).ends if self.scope.period else None
        return min(x for x in (known, self.scope.as_of, ends) if x is not None)

    @cached_property
    def then(self) -> Projection:
        """The book as it was told by then, with facts about that day or earlier."""
        return self.several.projection(replace(self.scope, as_of=self.day, forecasts_to=None))

    def due(self) -> list[Due]:
        """Return what was due on that day in agreements, the most urgent first."""
        material = Material(self.then, self.day, is_signed=self.book.login is None)
        return due(material, is_whole=False)

    def name(self, party: str) -> str:
        """Return the name of a party."""
        known = self.then.parties.get(party)
        return display.safe(known.name if known else party)

    def agreement(self, agreement: str) -> tuple[str, str]:
        """Return title and diary number of an agreement."""
        documents = self.then.agreements
        if agreement not in documents:  # it is proposed on a later day
            documents = self.several.projection().agreements
        proposed = documents[agreement].proposed
        return display.safe(proposed.title), display.safe(proposed.reference)

    def paper(
        self,
        title: str,
        kicker: Sequence[str],
        sections: Sequence[Section | list[Section]],
        *,
        subtitle: str = "",
        cards: Sequence[dict[str, str]] = (),
    ) -> bytes:
        """Return the paper.

        Args:
            title: of the document.
            kicker: what stands above it, in parts.
            sections: in order; those in a list stand side by side.
            subtitle: empty: none.
            cards: a few figures: ``name``, ``figure``, ``beside``.

        Raises:
            NoPaperLibrary: the library that makes papers is not installed.
        """
        dress = typeset.dress(title, self.scope, shlex.join(self.again))
        content: dict[str, Any] = {
            **dress,
            "kicker": SEPARATOR.join(x for x in kicker if x),
            "subtitle": subtitle,
            "cards": cards,
            "sections": sections,
            "date": self.day.isoformat(),
            "again": self._made_of(),
            "root-label": _("Root"),
            "qr": _qr(f"{dress['command']}\n{dress['root']}"),
            "qr-label": _("QR code of the command and the root"),
        }
        return typeset.typeset("document", content, self.scope.known_at)

    def _made_of(self) -> str:
        scope = self.scope
        when = display.instant(scope.known_at) if scope.known_at else display.day(self.day)
        return _(
            "Made of the events 1 to {at}, {dates}, as they were known {when}. The command makes"
            " the same paper again. If the root is the same, it rests on the same events.",
            at=scope.at,
            dates=as_of_text(scope),
            when=when,
        )


def _qr(text: str) -> str:
    """Return a QR code of a text as an SVG picture.

    Raises:
        NoPaperLibrary: the library segno is not installed; without the code the bytes were others.
    """
    try:
        code = qr.code(text)
    except ImportError as error:
        raise NoPaperLibrary(cause=str(error)) from None
    return str(code.svg_inline(border=0, omitsize=True))
