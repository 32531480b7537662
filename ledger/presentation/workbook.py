"""A workbook (Office Open XML) while it is written: a million rows take the memory of one.

The library XlsxWriter makes the parts of the file, with the headings and the sums. The rows between
them are written here, into the file in which the library keeps the rows of a sheet: its own way is
made for any cell in any order, and takes eight times as long. The library is an extra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain, count
from typing import IO, Any, NamedTuple

from ledger.presentation import display
from ledger.presentation.data_rows import Shapes, several
from ledger.presentation.language import _, translate
from ledger.presentation.refusals import NoWorkbookLibrary
from ledger.presentation.rows import is_row
from ledger.presentation.workbook_cells import Form, cell_of, figure, is_exact, within_limit
from projections.report import Column, ColumnKind, number_of

MOST_ROWS = 1_048_576  # of a sheet
_MOST_CHARACTERS = 31  # of its name
_NOT_IN_A_NAME = re.compile(r"[][:*?/\\]")
_A4 = 9
# Characters of a title above each printed page: there is room for 255, and each & takes two.
_HEADER_LIMIT = 120
# What the program Excel names a sheet of its own; it takes no file that has such a sheet.
_TAKEN = ("history", "historik")
_MARGIN = 0.4  # inches
_HEADING_HEIGHT = 32  # points: two lines
_FILTER = 3  # characters of a heading's button
_NARROWEST, _WIDEST = 6, 60  # characters of a column
_ABOUT_WIDTH = 110
# What a number of a kind takes of the width of its column, beside its digits.
_ROOM: dict[ColumnKind, int] = {"money": 4, "date": 6, "instant": 2, "percent": 3}
_INDENTED = {"align": "left", "indent": 1}  # apart from the number beside it
_ALIGNED = dict.fromkeys((Form.DAY, Form.INSTANT, Form.TEXT), _INDENTED)
_RIGHT = {"align": "right"}
_ON_THE_RIGHT = frozenset({"money", "percent", "quantity", "number"})
_CAN_BE_ZERO = frozenset({"money", "percent", "quantity"})
_ADDED_UP = frozenset({"money", "quantity"})
_LABELLED = frozenset({"text", "id", "word"})

Row = Mapping[str, Any]


class Range(NamedTuple):
    """The rows of a list on a sheet.

    Attributes:
        sheet: its name.
        last: its last row, as people count; the first one is the second.
    """

    sheet: str
    last: int

    def column(self, letter: str, *, is_elsewhere: bool) -> str:
        """Return the cells of a column, as a formula names them."""
        quoted = self.sheet.replace("'", "''")
        place = f"'{quoted}'!" if is_elsewhere else ""
        return f"{place}{letter}2:{letter}{self.last}"


class Workbook:
    """A workbook that is being written.

    Args:
        file: where to; it can be read and sought in.
        folder: for files that the library removes when it is done.
        title: of the workbook.
        when: the instant that it is dated.
        is_elsewhere: whether other times than those of rows are in another zone than UTC.

    Raises:
        NoWorkbookLibrary: the library is not installed.
    """

    def __init__(
        self, file: IO[bytes], folder: str, title: str, when: datetime, *, is_elsewhere: bool
    ) -> None:
        try:
            import xlsxwriter  # type: ignore[import-untyped]
        except ImportError as error:
            raise NoWorkbookLibrary(cause=str(error)) from None
        # A text is written as a text; no option of the library makes something else of it.
        self._book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.use_zip64()
        created = when.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        self._book.set_properties({"title": display.safe(title), "created": created})
        self._title, self._is_elsewhere = title, is_elsewhere
        self._names, self._is_exact = set(_TAKEN), True
        forms = {x: {"num_format": x.value, **_ALIGNED.get(x, {})} for x in Form}
        made = {x: self._book.add_format(form) for x, form in forms.items()}
        self._numbers = {x: form._get_xf_index() for x, form in made.items()}  # noqa: SLF001
        strong = {"bold": True, "top": 1}
        self._sums = {x: self._book.add_format({**form, **strong}) for x, form in forms.items()}
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        self._headings = [self._book.add_format({**head, **x}) for x in (_INDENTED, _RIGHT)]
        self._told = self._book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def abandon(self) -> None:
        """Write nothing, and leave no file open."""
        for sheet in self._book.worksheets():
            sheet._opt_close()  # noqa: SLF001 - closed otherwise only with what is written

    def texts(self, name: str, lines: Iterable[str]) -> None:
        """Add a sheet with a text in each row."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, _ABOUT_WIDTH)
        if not self._is_exact:
            said = _(
                "Numbers of more than 15 digits stand as texts: a spreadsheet would round them."
            )
            lines = [*lines, said]
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, within_limit(line), self._told)

    def rows(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        currency: str,
        totals: Sequence[Row] = (),
    ) -> None:
        """Add a sheet with rows, or several if one has no room for them.

        Args:
            name: of the sheet; the others are numbered.
            columns: of the sheet, none of them drawn.
            rows: in their order.
            currency: of rows that name none.
            totals: rows of sums under the last of them. Where the rows come to a sum, its cell is a
                formula: of what a filter leaves, or of one currency where there are several sums.
        """
        summed = {key for total in totals for key in total if key != "currency"}
        table = _Table(columns, currency, self._numbers, summed)
        headings = _headings(columns, is_elsewhere=self._is_elsewhere)
        rest, ranges = iter(rows), []
        for number in count(1):
            sheet = self._sheet(name, number)
            sheet.set_row(0, _HEADING_HEIGHT)
            for i, heading in enumerate(headings):
                sheet.write_string(0, i, heading, self._headings[columns[i].kind in _ON_THE_RIGHT])
            last = 1
            # From here on the rows of the sheet stand in its file, up to where the sums are.
            sheet._write_single_row(1)  # noqa: SLF001 - writes the headings; see above
            for row in rest:
                last += 1
                sheet.fh.write(table.row(row, last))
                if last == MOST_ROWS - len(totals):
                    break
            ranges.append(Range(sheet.get_name(), last))
            table.lay_out(sheet, headings, last)
            self._is_exact = self._is_exact and not table.inexact
            following = next(rest, None)
            if following is None:
                break
            rest = chain([following], rest)
            table.begin_anew()
        for i, total in enumerate(totals):
            self._total(sheet, table, ranges, last + i, total, is_only=len(totals) == 1)

    def _total(
        self,
        sheet: Any,
        table: _Table,
        ranges: Sequence[Range],
        row: int,
        total: Row,
        *,
        is_only: bool,
    ) -> None:
        """Write a row of sums, in the row with that index."""
        label = table.labelled(total)
        money = str(total.get("currency") or table.currency)
        for i, column in enumerate(table.columns):
            value = total.get(column.key)
            if i == label:
                sheet.write_string(row, i, _("Total"), self._sums[Form.TEXT])
            elif value is None:
                sheet.write_blank(row, i, None, self._sums[Form.PLAIN])
            elif column.key == "currency":
                sheet.write_string(row, i, within_limit(str(value)), self._sums[Form.TEXT])
            else:
                number, kind = figure(column.kind, value, money)
                form = self._sums[kind]
                if not is_exact(value):
                    self._is_exact = False
                    sheet.write_string(row, i, number, self._sums[Form.TEXT])
                elif table.come_to(column.key, None if is_only else money, value):
                    formula = table.formula(sheet, ranges, i, None if is_only else money)
                    sheet.write_formula(row, i, formula, form, float(number))
                else:
                    sheet.write_number(row, i, float(number), form)

    def _sheet(self, name: str, number: int = 1) -> Any:
        sheet = self._book.add_worksheet(self._free_name(name, number))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=_MARGIN, right=_MARGIN)
        sheet.fit_to_pages(1, 0)
        title = within_limit(self._title, _HEADER_LIMIT).replace("&", "&&")
        sheet.set_header(f"&L{title}&R&A")
        sheet.set_footer("&C&P (&N)")
        return sheet

    def _free_name(self, name: str, number: int) -> str:
        """Return a name that a sheet may have, and none of them has yet."""
        plain = _NOT_IN_A_NAME.sub(" ", display.safe(name)).strip("' ") or "-"
        for n in count(number):
            end = f" {n}" if n > 1 else ""
            free = f"{within_limit(plain, _MOST_CHARACTERS - len(end))}{end}"
            if free.casefold() not in self._names:
                self._names.add(free.casefold())
                return free
        raise AssertionError


class _Plan(NamedTuple):
    """How rows with certain fields are written.

    Attributes:
        read: returns the values of the cells.
        cells: of each, its place, the letters of its column, and what writes it.
        currency: whether a row may name one.
    """

    read: Callable[[Any], Sequence[Any]]
    cells: list[tuple[int, str, Callable[[Any, str], str]]]
    currency: bool


class _Table:
    """How the rows of a list become cells, and what was seen in them.

    Args:
        columns: of the list.
        currency: of rows that name none.
        numbers: those that cells name their formats by.
        summed: the fields that are added up.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        currency: str,
        numbers: Mapping[Form, int],
        summed: Container[str],
    ) -> None:
        from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

        self.columns, self.currency = columns, currency
        self._letters = [xl_col_to_name(i) for i in range(len(columns))]
        self._cells = [cell_of(column, numbers) for column in columns]
        self._summed = [x.key for x in columns if x.key in summed and x.kind in _ADDED_UP]
        self._sums: dict[tuple[str, str | None], int | Decimal] = {}
        self.inexact: set[str] = set()  # fields with a number that stands as a text
        self._plans = Shapes(self._planned)
        self._widest: list[int] = []
        self._has_value: list[bool] = []
        self.begin_anew()

    def begin_anew(self) -> None:
        """Begin another sheet, with widths of its own."""
        self._widest = [0] * len(self.columns)
        self._has_value = [False] * len(self.columns)

    def _planned(self, row: Row) -> _Plan:
        own = [i for i, column in enumerate(self.columns) if column.key in row]
        keys = [self.columns[i].key for i in own]
        reader = several(keys, of_trail=is_row(row))
        cells = [(i, self._letters[i], self._cells[i].write) for i in own]
        return _Plan(reader, cells, "currency" in row)

    def row(self, row: Row, number: int) -> str:
        """Return a row, given its number."""
        plan, widest, has_value = self._plans.of(row), self._widest, self._has_value
        money = (plan.currency and row["currency"]) or self.currency
        parts = []
        # Each line here runs for every cell of a million rows.
        for (i, letter, write), value in zip(plan.cells, plan.read(row), strict=True):
            if value is None:
                continue
            content = write(value, money)
            if not content:
                continue
            parts.append(f'<c r="{letter}{number}"{content}')
            if len(content) > widest[i]:  # noqa: PLR1730 - a call would cost more
                widest[i] = len(content)
            if not has_value[i] and value and value != "0":
                has_value[i] = True
        for key in self._summed:
            value = number_of(row[key])
            if not is_exact(value):
                self.inexact.add(key)
            for currency in (None, money):
                self._sums[key, currency] = self._sums.get((key, currency), 0) + value
        return f'<row r="{number}">{"".join(parts)}</row>'

    def lay_out(self, sheet: Any, headings: Sequence[str], last: int) -> None:
        """Set widths, hide what says nothing, keep the headings in sight, and let people filter.

        Args:
            sheet: whose rows are written.
            headings: of the columns.
            last: its last row, as people count.
        """
        for i, (heading, column) in enumerate(zip(headings, self.columns, strict=True)):
            is_zero = column.kind in _CAN_BE_ZERO and not self._has_value[i]
            hidden = {"hidden": last > 1 and (is_zero or not self._widest[i])}
            sheet.set_column(i, i, self._width(i, heading), None, hidden)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if last > 1:
            sheet.autofilter(0, 0, last - 1, len(self.columns) - 1)

    def _width(self, i: int, heading: str) -> int:
        """Return how many characters a column shows; a long heading has several lines."""
        column = self.columns[i]
        shown = self._widest[i] - self._cells[i].frame + _ROOM.get(column.kind, 2)
        words = max(map(len, heading.split()), default=0) + _FILTER
        return max(_NARROWEST, words, min(shown, _WIDEST))

    def labelled(self, total: Row) -> int | None:
        """Return the column in which a row of sums says what it is; None: none has room."""
        return next(
            (
                i
                for i, column in enumerate(self.columns)
                if column.kind in _LABELLED and column.key not in total and self._widest[i]
            ),
            None,
        )

    def come_to(self, key: str, currency: str | None, value: Any) -> bool:
        """Return whether the rows (of a currency; None: all) come to a sum."""
        if key not in self._summed or key in self.inexact:
            return False
        return self._sums.get((key, currency), 0) == number_of(value)

    def formula(self, sheet: Any, ranges: Sequence[Range], i: int, currency: str | None) -> str:
        """Return the formula of a sum: of what a filter leaves, or of one currency."""
        name = sheet.get_name()

        def cells(some: Range, place: int) -> str:
            return some.column(self._letters[place], is_elsewhere=some.sheet != name)

        if currency is None:
            return "=" + "+".join(f"SUBTOTAL(9,{cells(some, i)})" for some in ranges)
        place = next(n for n, column in enumerate(self.columns) if column.key == "currency")
        parts = (f'SUMIF({cells(x, place)},"{currency}",{cells(x, i)})' for x in ranges)
        return "=" + "+".join(parts)


def _headings(columns: Sequence[Column], *, is_elsewhere: bool) -> list[str]:
    """Return the headings that people read; two that are alike with the names of their fields.

    Args:
        columns: of the sheet.
        is_elsewhere: whether other times, as in the header, are in another zone than UTC.
    """
    shown = [
        translate(x.heading) + (" (UTC)" if is_elsewhere and x.kind == "instant" else "")
        for x in columns
    ]
    return [
        text if shown.count(text) == 1 else f"{text} ({column.key.removesuffix('_minor')})"
        for text, column in zip(shown, columns, strict=True)
    ]
