"""A web page that a bank or a program calls a spreadsheet (.xls): the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from ledger.exchange import tables
from ledger.exchange.decoding import decoded
from ledger.exchange.refusals import PageTooLarge
from ledger.exchange.rows import Reading, Understood

MAX_BYTES = 32 * 2**20
_SPAN = re.compile("[1-9][0-9]{0,2}")
_MOST_COLUMNS = 200


def read(
    raw: bytes,
    *,
    encoding: str | None = None,
    names: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
) -> Reading:
    """Return the rows of the tables of a page, one after the other; arguments as ``delimited``."""
    if len(raw) > MAX_BYTES:
        raise PageTooLarge(limit=MAX_BYTES)
    text, found = decoded(raw, encoding)
    page = _Page()
    page.feed(text)
    page.close()
    rows = page.rows
    understood = Understood(format="table", encoding=found, extra={"page": True})
    return tables.read(
        lambda: iter(enumerate(rows, 1)), understood, names=names, decimal_mark=decimal_mark
    )


class _Page(HTMLParser):
    """The rows of the tables of a web page, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"tr", "td", "th"}:
            self._finish()  # a page need not close its cells
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            said = _SPAN.fullmatch(dict(attrs).get("colspan") or "1")
            self._cell, self._span = [], int(said[0]) if said else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._finish()

    def _finish(self) -> None:
        if self._cell is not None:
            row = self.rows[-1]
            row.append("".join(self._cell).strip())
            row.extend([""] * min(self._span - 1, _MOST_COLUMNS - len(row)))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
