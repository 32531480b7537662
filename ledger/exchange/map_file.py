"""Reading a map from a TOML file: what the columns of another program's tables are.

``EXAMPLE`` is such a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from events.facts import DecimalMark
from events.importing import MEANINGS, OBJECT
from events.text import BadTextError, clean_text
from ledger.exchange.agreement_fields import FileField
from ledger.exchange.agreement_file import Table, read_file
from ledger.exchange.decoding import ENCODINGS
from ledger.exchange.refusals import WHY, FieldBadText, FieldOfOtherKind, FieldUnknownMeaning
from ledger.refusal import N_
from ledger.rules import commands as c

COLUMNS = "columns"
# In the file and in the book -> the character.
DELIMITERS: Mapping[str, str] = {";": ";", ",": ",", "|": "|", "tab": "\t"}
FIELDS = (
    FileField(
        "source",
        "text",
        N_("The program that the files are from. It is a part of each row's key."),
        '"Raindance"',
        is_required=False,
    ),
    FileField(
        "encoding",
        "word",
        N_("How letters are written in the files. Without it, as each file shows."),
        '"cp1252"',
        is_required=False,
        choices=ENCODINGS,
    ),
    FileField(
        "delimiter",
        "word",
        N_("What stands between two cells. Without it, as each file shows."),
        '";"',
        is_required=False,
        choices=tuple(DELIMITERS),
    ),
    FileField(
        "decimal_mark",
        "word",
        N_("The decimal mark of amounts. Without it, as each file shows."),
        '"comma"',
        is_required=False,
        choices=get_args(DecimalMark),
    ),
)
EXAMPLE = """\
source = "Raindance"
encoding = "cp1252"
delimiter = ";"
decimal_mark = "comma"

[columns]
"Bet.dag" = "day"
"Utbetalt" = "amount"
"Verifikat" = "voucher"
"Lev.namn" = "payee"
"Lev.orgnr" = "organisation_number"
"Projekt" = "object:6"
"""


def read_map(name: str, path: Path) -> c.AddMap:
    """Read the command that adds a map from a file.

    Raises:
        BadInput: as ``agreement_file.read_file``.
    """

    def made(top: Table) -> c.AddMap:
        values = top.values(FIELDS)
        columns = _columns(top)
        top.finish()
        return c.AddMap(map=name, columns=columns, **values)

    return read_file(path, made)


def _columns(top: Table) -> tuple[tuple[str, str], ...]:
    found: dict[str, object] | None = None
    try:
        found = top.read(COLUMNS, dict, N_("names of columns, each with what it is"), {})
    except FieldOfOtherKind as problem:
        top.source.problems.append(problem)
    return tuple(
        (_name(name, top), _meaning(name, said, top)) for name, said in (found or {}).items()
    )


def _name(name: str, top: Table) -> str:
    """Return the name of a column, with one space where a cell has several, or ends a line."""
    at = top.at(f"{COLUMNS}.{name}")
    try:
        return clean_text(" ".join(name.split()))
    except BadTextError as error:
        problem = FieldBadText(**at, text=error.text, why=WHY[error.code])
        top.source.problems.append(problem)
        return ""


def _meaning(name: str, said: object, top: Table) -> str:
    """Return what a column is, and note a word that is no meaning."""
    at = top.at(f"{COLUMNS}.{name}")
    if not isinstance(said, str):
        top.source.problems.append(FieldOfOtherKind(**at, wanted=N_("text")))
        return ""
    meaning = said.strip()
    dimension = meaning.removeprefix(OBJECT) if meaning.startswith(OBJECT) else ""
    if meaning not in MEANINGS and not dimension.isalnum():
        problem = FieldUnknownMeaning(**at, text=said, known=[*MEANINGS, f"{OBJECT}6"])
        top.source.problems.append(problem)
    return meaning
