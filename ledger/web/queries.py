"""What an address asks for: the question of a report, and what the page itself is asked.

The values are those of the command line's options, read by the same readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

import msgspec

from ledger.presentation import display
from ledger.presentation.again import options_said
from ledger.presentation.language import _
from ledger.work.asking import Question
from projections.reports import Cut

CLOCKS = ("as-of", "known-at", "at", "period", "compare-to", "currency")
_CUT = ("by", "chain")
# By name, mostly of a parameter: reads its text, or raises ``UnreadableError``.
Readers: TypeAlias = Mapping[str, Callable[[str], Any]]


class UnreadableError(Exception):
    """What somebody wrote into an address is not what belongs there; in a sentence."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What an address asks for.

    Attributes:
        as_of, known_at, at, period, compare_to, currency: as of a report on the command line.
        own: what the page itself is asked, as read.
        written: all of it as it was written, in one order.
    """

    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    compare_to: datetime | int | None = None
    currency: str | None = None
    own: Mapping[str, Any] = {}
    written: Mapping[str, str] = {}

    @property
    def question(self) -> Question:
        """Which events count."""
        return Question(
            as_of=self.as_of,
            known_at=self.known_at,
            at=self.at,
            period=self.period,
            currency=self.currency,
            cut=Cut(self.own.get("by"), bool(self.own.get("chain"))),
        )

    @property
    def clocks(self) -> dict[str, str]:
        """The clocks as they were written, which go along from page to page."""
        return {name: self.written[name] for name in CLOCKS if name in self.written}

    def words(self, at: int) -> tuple[str, ...]:
        """Return the options of a command that asks the same of the first ``at`` events."""
        return tuple(
            options_said(
                ("--as-of", self.as_of),
                ("--known-at", self.known_at),
                ("--at", at),
                ("--period", self.period),
                ("--compare-to", self.compare_to),
                ("--currency", self.currency),
                ("--by", self.own.get("by")),
                ("--chain", True if self.own.get("chain") else None),
            )
        )


def read_query(pairs: Iterable[tuple[str, str]], own: Mapping[str, str], readers: Readers) -> Query:
    """Read the parameters of an address.

    Args:
        pairs: names and texts. An empty text says nothing, as a form sends it.
        own: the parameters that the page has besides the clocks, and the reader of each.
        readers: by their names; that of a clock has its name.

    Raises:
        UnreadableError: a parameter is unknown, stands twice, or says what it cannot say.
    """
    written: dict[str, str] = {}
    known = (*CLOCKS, *own)
    for name, text in pairs:
        if name not in known:
            raise UnreadableError(
                _(
                    "These pages ask nothing by the name of {name}. There is: {known}.",
                    name=f"'{display.safe(name)}'",
                    known=", ".join(known),
                )
            )
        if name in written:
            raise UnreadableError(_("{name} stands twice in the address.", name=name))
        if text.strip():
            written[name] = text.strip()
    values = {name: readers[own.get(name, name)](text) for name, text in written.items()}
    clocks = {name.replace("-", "_"): values[name] for name in CLOCKS if name in values}
    return Query(
        **clocks,
        own={name: values[name] for name in own if name in values},
        written={name: written[name] for name in known if name in written},
    )
