"""How an audit test declares itself: its parameters, what its rows are, and what finds them.

From the declaration follow the command with its options, every format, the words that ask for the
test again, and docs/reports.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, TypedDict

import msgspec

from projections.audits.lean import Lean
from projections.audits.material import Item
from projections.report import Column, Field, Notice, columns_of, fields_of

# How users write a parameter, and what the function of a test gets.
ParameterKind: TypeAlias = Literal[
    "number",  # int
    "amount",  # events.money.WrittenAmount: how much it is depends on an entry's currency
    "hours",  # (int, int): from the beginning of the first to the beginning of the second
    "checkpoint",  # a file; projections.audits.sample.Lot, of a verified checkpoint
    "folder",  # Sequence[projections.audits.evidence.Kept], what is in it
]


class Parameter(NamedTuple):
    """A parameter of a test.

    Attributes:
        name: of the option, and of the argument of the function.
        kind: how users write it.
        help: in English; translated when shown.
        default: the value if the user gives none; None: there is no default.
        least: the smallest number that makes sense.
        most: the largest number; a date so many days before or after any day still exists.
        is_required: whether the user has to give it.
    """

    name: str
    kind: ParameterKind
    help: str
    default: int | str | None = None
    least: int = 0
    most: int = 1_000_000
    is_required: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a test has found.

    Attributes:
        rows: a row for each finding.
        notices: what the test has looked at, and what a reader should know.
        is_wrong: whether evidence is missing or altered.
    """

    rows: Sequence[Mapping[str, Any]]
    notices: Sequence[Notice] = ()
    is_wrong: bool = False


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A test.

    Attributes:
        row: the type of its rows: a ``TypedDict`` with a ``Field`` for each field.
        find: finds the rows, given a ``Material`` and the parameters by their names.
        ask: what to ask about the findings, in English; translated when shown.
        parameters: of the test.
        reads_period: whether findings about a period rest on its entries, on those that ``beside``
            wants, and on events that are not frequent (``projections.bulk.FREQUENT``); else the
            test reads all events.
        beside: returns what says of a frequent entry of another day whether it may belong to one of
            the period, given these and the parameters; None: none does.
        one_of: parameters of which the user has to give exactly one; empty: there are none such.
    """

    row: type
    find: Callable[..., Found]
    ask: str
    parameters: tuple[Parameter, ...] = ()
    reads_period: bool = False
    beside: Callable[..., Callable[[Lean], bool]] | None = None
    one_of: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of a row, in the order of the data formats."""
        return fields_of(self.row)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the data formats hold."""
        return columns_of(self.fields)

    def columns_by(self, rules: int) -> tuple[Column, ...]:
        """Return the columns but for those that came with later versions of the rules."""
        return tuple(x for x in self.columns if self.fields[x.key].since <= rules)


class EntryRow(TypedDict):
    """An event, as most tests show it."""

    position: Annotated[int, Field("#", "number", is_key=True)]
    event: Annotated[str, Field("Event", "word")]
    effective_on: Annotated[date | None, Field("Effective", "date")]
    document_on: Annotated[
        date | None, Field("Document's day", "date", if_any=True, since=3)
    ]  # where it counts from a later day
    recorded_at: Annotated[datetime, Field("Recorded", "instant", wide=True)]
    agreement: Annotated[str | None, Field("Agreement", "text", if_several=True)]
    line: Annotated[str | None, Field("Line", "text")]
    budget_year: Annotated[int | None, Field("Year", "number", hidden=True)]
    party: Annotated[str | None, Field("Party", "text")]
    voucher: Annotated[str | None, Field("Voucher", "text")]
    amount_minor: Annotated[int | None, Field("Amount", "money")]
    currency: Annotated[str | None, Field("Currency", "text", if_several=True)]
    actor: Annotated[str, Field("Actor", "text", wide=True)]
    reversed_by: Annotated[int | None, Field("Reversed by", "number", hidden=True)]


def entry_row(item: Item, **more: Any) -> dict[str, Any]:
    """Return an event as most tests show it, with the fields that a test adds."""
    return {
        "position": item.position,
        "event": item.event,
        "effective_on": item.day,
        "document_on": item.happened if item.happened != item.day else None,
        "recorded_at": item.recorded_at,
        "agreement": item.agreement,
        "line": item.line,
        "budget_year": item.budget_year,
        "party": item.party,
        "voucher": item.voucher,
        "amount_minor": item.amount_minor,
        "currency": item.currency if item.amount_minor is not None else None,
        "actor": item.actor,
        "reversed_by": item.reversed_by,
        **more,
    }
