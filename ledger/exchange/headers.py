"""The row of a table that names its columns, and what each column is.

The header is the first row with three known names. A book's map gives further names; where it says
which column something is, the names that are known otherwise are not asked for that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from events.text import width
from ledger.exchange.cells import Value
from ledger.exchange.refusals import ColumnTwice

COST_CENTRE = "object:1"
# What a column is -> the names that it is known by, without spaces, dots and underscores.
NAMES: Mapping[str, frozenset[str]] = {
    "day": frozenset({"datum", "bokforingsdatum", "bokfdatum", "betaldatum", "date"}),
    "amount": frozenset({"belopp", "nettobelopp", "konteratbelopp", "amount"}),
    "voucher": frozenset({"verifikationsnummer", "vernr", "verifikation", "voucher"}),
    "payee": frozenset({"leverantor", "motpart", "payee"}),
    "organisation_number": frozenset({"leverantorid", "orgnr", "organisationsnummer"}),
    "account": frozenset({"kontonr", "konto", "account"}),
    COST_CENTRE: frozenset({"forvaltning", "ansvar", "kostnadsstalle"}),
    "invoice": frozenset({"fakturanummer", "fakturanr", "invoice"}),
    "text": frozenset({"text", "beskrivning", "aktivitet", "description"}),
    "series": frozenset({"serie", "verifikationsserie", "series"}),
    "currency": frozenset({"valuta", "currency"}),
    "quantity": frozenset({"timmar", "antaltimmar", "hours", "quantity"}),
    "buyer": frozenset({"kopareid"}),
    "buyer_name": frozenset({"kopare"}),
}
_KNOWN = {name: what for what, names in NAMES.items() for name in names}
_LEDGER = ({"kopare", "kopareid"}, {"leverantor"}, {"verifikationsnummer"})
_ENOUGH = 3  # known names in a header
_LOOKS = 200  # rows among which the header stands
_BOM = "\ufeff"
_LETTERS = str.maketrans("", "", f" ._-\u00a0{_BOM}")


class Header(NamedTuple):
    """The row with the names of the columns.

    Attributes:
        number: in the file.
        width: how many columns there are, without nameless ones at the end.
        columns: what a column is -> its place in a row.
        names: name in the file -> what it was taken for.
        unknown: names that were taken for nothing.
        is_ledger: whether it is that of an open supplier ledger.
        missing: what a table cannot do without and this one has not.
    """

    number: int
    width: int
    columns: Mapping[str, int]
    names: Mapping[str, str]
    unknown: tuple[str, ...]
    is_ledger: bool
    missing: tuple[str, ...]

    @property
    def objects(self) -> Mapping[str, int]:
        """The dimensions that have a column -> its place in a row."""
        named = (what.partition(":") for what in self.columns)
        return {
            dimension: self.columns[f"object:{dimension}"]
            for what, _, dimension in named
            if what == "object"
        }


def plain(name: Value) -> str:
    """Return the name of a column without marks, spaces and accents: ``Bokf.datum`` bokfdatum."""
    return _plain(name) if isinstance(name, str) else ""


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.casefold())
    bare = "".join(x for x in letters if width(x) and not x.isspace())
    return bare.translate(_LETTERS)


def known_names(names: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the names of columns, made plain -> what they are.

    Args:
        names: those of a book's map; None: none.
    """
    if not names:
        return MappingProxyType(_KNOWN)
    given = {plain(name): COST_CENTRE if x == "board" else x for name, x in names.items()}
    said = {*given.values()}
    return {name: what for name, what in _KNOWN.items() if what not in said} | given


def meanings_of(cells: Sequence[Value], names: Mapping[str, str] | None) -> tuple[str, ...]:
    """Return what each cell would be as the name of a column; empty: nothing known."""
    known = known_names(names)
    return tuple(known.get(plain(cell), "") for cell in cells)


def header_of(
    rows: Iterable[tuple[int, Sequence[Value]]], names: Mapping[str, str] | None = None
) -> Header | None:
    """Return the first row with three known names, or with all of a map; None: there is none.

    Args:
        rows: of the file, each with its number.
        names: further names of columns -> what they are; None: none.

    Raises:
        BadInput: ``column-twice``: two columns are known as the same thing.
    """
    known = known_names(names)
    of_map = {plain(name) for name in names or {}}
    for number, cells in islice(rows, _LOOKS):
        found = [plain(cell) for cell in cells]
        if len({known[x] for x in found if x in known}) < _ENOUGH and not (
            of_map and of_map <= {*found}
        ):
            continue
        return _header(number, cells, found, known)
    return None


def _header(
    number: int, cells: Sequence[Value], plains: Sequence[str], known: Mapping[str, str]
) -> Header:
    columns: dict[str, int] = {}
    names: dict[str, str] = {}
    written = [str(cell or "").strip(f"{_BOM} ") for cell in cells]
    for place, (name, bare) in enumerate(zip(written, plains, strict=True)):
        what = known.get(bare)
        if what is None:
            continue
        if what == "text" and what in columns:
            continue  # the first one will do, and the other is told to be unknown
        if what in columns:
            raise ColumnTwice(row=number, name=name, other=written[columns[what]])
        columns[what] = place
        names[name] = what
    width = max(place for place, name in enumerate(written, 1) if name)
    needed = [("day", {"day"}), ("amount", {"amount", "quantity"})]
    return Header(
        number=number,
        width=width,
        columns=columns,
        names=names,
        unknown=tuple(name for name in written if name and name not in names),
        is_ledger=all(one & {*plains} for one in _LEDGER),
        missing=tuple(name for name, either in needed if not either & columns.keys()),
    )
