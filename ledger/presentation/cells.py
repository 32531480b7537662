"""Cells and words that a table is made of, in the present language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never

from ledger.presentation import display
from ledger.presentation.language import _, translate
from projections.report import Column, ColumnKind, Number, Report, Scope


def scope_parts(scope: Scope) -> tuple[str, ...]:
    """Return the three clocks of a question, in words."""
    root = (_("root {root}", root=scope.root),) if scope.root else ()
    return (f"{as_of_text(scope)} ({known_text(scope)})", _("position {at}", at=scope.at), *root)


def as_of_text(scope: Scope) -> str:
    """Return up to which effective day events count."""
    return _("as of {day}", day=display.day(scope.as_of)) if scope.as_of else _("all dates")


def known_text(scope: Scope) -> str:
    """Return what the book had been told by then."""
    if scope.known_at is None:
        return _("nothing recorded")
    return _("known {instant}", instant=display.instant(scope.known_at))


def figure_text(report: Report, figure: str, number: Number) -> str:
    """Return a figure as a person reads it."""
    if field_of(report, figure).kind == "money":
        return display.amount(int(number), report.currency)
    return display.quantity(f"{Decimal(number):f}")


def field_of(report: Report, key: str) -> Column:
    """Return a field of a report's rows."""
    return next(column for column in report.fields if column.key == key)


def heading(report: Report, key: str) -> str:
    """Return the heading of a field, in the present language."""
    return translate(field_of(report, key).heading)


def cell(
    kind: ColumnKind, value: Any, currency: str, *, whole: bool | None = None, context: str = ""
) -> str:
    """Return a value as a person reads it; ``whole`` as of ``display.amount``."""
    if value is None:
        return ""
    match kind:
        case "money":
            return display.amount(value, currency, whole=whole)
        case "percent":
            return display.percent(value)
        case "bar":
            return display.bar(value)
        case "quantity":
            return display.quantity(str(value))
        case "date":
            is_instant = isinstance(value, datetime)
            return display.day(display.day_of(value) if is_instant else value)
        case "instant":
            return display.instant(value)
        case "flag":
            return translate("yes") if value else translate("no")
        case "texts":
            return display.safe(", ".join(value))
        case "amounts" | "parts":
            raise NotImplementedError(kind)  # never shown
        case "positions":
            return ", ".join(f"#{position}" for position in value)
        case "word":
            return display.word(str(value), context)
        case "text" | "id" | "number":
            return display.safe(str(value))
        case _:
            assert_never(kind)
