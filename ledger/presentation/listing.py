"""A list with its rows, before it has a format. What lists there are is said in ``lists``."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from projections.report import Column

if TYPE_CHECKING:
    from ledger.presentation.data_rows import Written


class RowsInBlocks(Iterator[Mapping[str, Any]]):
    """Rows that are read one by one, or become text in blocks."""

    @abstractmethod
    def texts(self, how: Written, name: str) -> Iterator[str]:
        """Yield the text of some rows at a time.

        Args:
            how: writes them, in the present language.
            name: of the format.
        """


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list with its rows.

    Attributes:
        columns: those of the table, and those of the data formats only.
        rows: plain values.
        title: translated; stands above the table. None: no title.
        empty: translated; stands in the place of rows. None: "nothing to show".
        currency: of amounts in a row without a field ``currency``.
        totals: rows of sums, one for each currency; None: none asked.
        notes: translated; sentences under the table.
        zone: returns the time zone that instants are shown in; None: UTC. It is asked if there are
            any.
    """

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    title: str | None = None
    empty: str | None = None
    currency: str = "SEK"
    totals: Sequence[Mapping[str, Any]] | None = None
    notes: Sequence[str] = ()
    zone: Callable[[], str | None] = lambda: None
