"""The sentence and the hint of every refusal, in the present language.

Each refusal declares them (``ledger/refusal.py``). A value is shown by its type: amounts,
quantities, days and times in the present notation, the program's own words and texts translated,
and any other value as it is, safe for a terminal.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from ledger.presentation import display
from ledger.presentation.causes import worded
from ledger.presentation.language import N_, _, _p, translate
from ledger.refusal import BadInput, Bytes, Cause, LedgerError, Money, Text, Told, Word

_LISTED = 12


def sentences(error: LedgerError) -> tuple[str, str]:
    """Return the sentence and the hint for an error, in the present language."""
    kinds = get_type_hints(type(error), include_extras=True)
    values = {name: _shown(value, kinds[name]) for name, value in error.values.items()}
    hint = _(error.hint, **values)
    near = _nearest(error)
    if near:
        hint = _("Did you mean {near}?", near=display.safe(near)) + " " + hint
    said = _(error.sentence, **values)
    if error.stands_at is not None:
        file, row = error.stands_at
        said = _(
            "{file}, line {file_row}: {said}", file=display.safe(file), file_row=row, said=said
        )
    return said, hint


def _shown(value: Any, kind: Any) -> str:
    """Return a value as it is shown, given its declared type."""
    kinds = (kind, *get_args(kind))  # also of one that may be missing, and of those in a list
    match value:
        case None:
            return _p("of a value that is missing", "none")
        case Money():
            return display.amount(*value)
        case Told():
            return _(value.text, value=display.safe(value.value))
        case Decimal():
            return display.quantity(str(value))
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        case date():
            return value.isoformat()
        case list() | tuple() if any(isinstance(x, LedgerError) for x in value):
            return _listed(value)
        case list() | tuple():
            shown = ", ".join(_shown(x, kind) for x in value[:_LISTED])
            more = " …" if len(value) > _LISTED else ""
            return shown + more or _p("of a list of values", "none")
    if Cause in kinds:
        return worded(value)
    if Text in kinds:
        return display.safe(translate(value))
    if Word in kinds:
        return display.word(value)
    return display.quantity(str(value)) if Bytes in kinds else display.safe(str(value))


def _listed(problems: Sequence[LedgerError]) -> str:
    """Return errors, one a line; a hint that several have stands with the first of them."""
    lines: list[str] = []
    for problem in problems:
        said, hint = sentences(problem)
        is_new = not any(line.endswith(hint) for line in lines)
        lines.append(f"  {said} {hint}" if is_new else f"  {said}")
    return "\n".join(lines)


def _nearest(error: LedgerError) -> str | None:
    """Return the known word that is most like the unknown one; None: none is like it."""
    word = error.values[error.sought] if error.sought else None
    return most_like(word, error.values["known"]) if isinstance(word, str) else None


def most_like(word: str, known: Iterable[Any]) -> str | None:
    """Return the known word that is most like another word; None: none is like it."""
    folded = {x.casefold(): x for x in known if isinstance(x, str)}
    close = difflib.get_close_matches(word.casefold(), folded, 1, cutoff=0.5)
    return folded[close[0]] if close else None


class NoPaperLibrary(BadInput, code="no-paper-library"):
    """The library that makes papers is not installed."""

    cause: Text | None

    sentence = N_("A PDF needs the libraries typst and segno, and one is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[papers]'. Every other format needs nothing.")


class NoWorkbookLibrary(BadInput, code="no-workbook-library"):
    """The library that writes workbooks is not installed."""

    cause: Text | None

    sentence = N_("A workbook needs the library XlsxWriter, which is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[papers]'. -O csv needs nothing.")


class TooLongForPaper(BadInput, code="too-long-for-paper"):
    """A table has more rows than anybody reads on paper, and than the library has memory for."""

    rows: int
    most: int

    sentence = N_("This has {rows} rows, and a paper has room for {most}.")
    hint = N_("Ask for less, such as --period or --last, or use -O xlsx or -O csv.")
