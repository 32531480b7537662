"""An audit test as somebody asks for it: with its own parameters, the clocks, and a format.

The command line and the pages ask by this, so that they find the same, to the byte.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import msgspec
from msgspec.structs import replace

from ledger.presentation import language
from ledger.presentation.again import options_said
from ledger.presentation.formats import DEFAULT, FORM, FORMATS, render
from ledger.presentation.language import _
from projections.audits import AUDITS

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.proof.auditing import Audited
    from projections.audits.declaring import Declaration
    from projections.report import Report


class AskedTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test as it is asked for.

    Attributes:
        name: of the test.
        told: the values of its own parameters, by their names.
    """

    name: str
    agreement: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    currency: str | None = None
    output_format: str = DEFAULT
    width: int = 0
    told: dict[str, Any] = {}

    def of_book(self, book: Book) -> Audited:
        """Carry out the test; errors as of ``auditing.audit``.

        Raises:
            events.money.BadNumberError: an amount cannot be in the currency of the entries.
        """
        from ledger.proof.auditing import audit
        from ledger.work.asking import Question

        question = Question(
            as_of=self.as_of,
            known_at=self.known_at,
            at=self.at,
            period=self.period,
            currency=self.currency,
        )
        return audit(book, self.name, self.agreement, question, self.told)

    def finished(self, made: Audited, words: tuple[str, ...] | None = None) -> Report:
        """Return the findings with what they were asked with, and the words that ask for it again.

        Args:
            made: what the test found.
            words: those that a report that was saved before states; None: those that make it again.
        """
        from projections.report import Notice

        report = made.report
        report.again = words or self._lasting(report).again(report.scope.at)
        told = written(AUDITS[self.name].declared, self.told)
        if told:
            report.notices.insert(0, Notice("parameters", {"parameters": shlex.join(told)}))
        return report

    def shown(
        self, made: Audited, form: int = FORM, words: tuple[str, ...] | None = None
    ) -> str | bytes:
        """Return the findings in the asked format, with the words that ask for them again."""
        report = self.finished(made, words)
        return render(report, self.output_format, width=self.width, form=form)

    def _lasting(self, report: Report) -> Self:
        """Return the question without an instant that has not come: it says nothing of a report."""
        return self if self.known_at == report.scope.known_at else replace(self, known_at=None)

    def again(self, at: int) -> tuple[str, ...]:
        """Return the words that ask for this test of the first ``at`` events."""
        width = self.width if FORMATS[self.output_format].has_width else None
        form = options_said(("--width", width), ("-O", self.output_format))
        return ("samverk", "--lang", language.current(), *self.command(at), *form)

    def command(self, at: int) -> tuple[str, ...]:
        """Return the words after ``samverk`` that find the same, in whatever format."""
        return (
            *("audit", self.name, *written(AUDITS[self.name].declared, self.told)),
            *options_said(
                ("--agreement", self.agreement),
                ("--as-of", self.as_of),
                ("--known-at", self.known_at),
                ("--at", at),
                ("--period", self.period),
                ("--currency", self.currency),
            ),
        )


def option(name: str) -> str:
    """Return a parameter as an option of the command line."""
    return "--" + name.replace("_", "-")


def choice_said(
    declared: Declaration, told: Mapping[str, Any], called: Callable[[str], str] = option
) -> str:
    """Return what to do about parameters that exclude one another; empty: one of them is told.

    Args:
        declared: the test.
        told: the values of its parameters.
        called: returns what a parameter is called where it is asked for.
    """
    if not declared.one_of or sum(told[name] is not None for name in declared.one_of) == 1:
        return ""
    named = ", ".join(map(called, declared.one_of))
    return _("Give one of these, and only one: {options}", options=named)


def written(declared: Declaration, told: Mapping[str, Any]) -> list[str]:
    """Return the parameters of a test as words."""
    words: list[str] = []
    for parameter in declared.parameters:
        value = told[parameter.name]
        if value is None:
            continue
        shown = str(getattr(value, "text", value))
        words += [shown] if parameter.kind == "folder" else [option(parameter.name), shown]
    return words
