"""An empty file of a proposal, with what each field says, and its JSON Schema for editors."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from events.text import ID
from ledger.exchange.agreement_fields import FIELDS, NEED_NOT_BE, FileField, Kind
from ledger.exchange.amendment_fields import AMENDMENT
from ledger.presentation.language import N_, _
from ledger.rules.indexing import MAX_LAG

_WIDTH = 96  # characters in a line of comment
_AMOUNT = re.compile(r"(?<=\d) (?=\d)")
_EMPTY: Mapping[Kind, str] = {
    "id": '""', "ids": "[]", "text": '""', "amount": '""', "amounts": "{}", "word": '""',
}  # fmt: skip
_HEADINGS = {
    "party": N_(
        "The parties: a [[party]] for each that the book does not know yet. One that it knows may"
        " stand here as it is."
    ),
    "line": N_("The budget lines: a [[line]] for each purpose, funder and performer."),
    "category": N_(
        "The kinds of costs that use is reported by: a [[category]] for each. Without them, use is"
        " reported as one amount."
    ),
}
_HEADINGS_OF_AMENDMENTS = {
    "change": N_("The lines that are changed: a [[change]] for each."),
    "line": N_("New budget lines: a [[line]] for each."),
}


def template(*, of_amendment: bool = False) -> str:
    """Return an empty file of a proposal, with comments in the present language.

    Args:
        of_amendment: the proposal changes an agreement in force.
    """
    paragraphs = [
        comment(
            _(
                "An amendment of an agreement in force. Fill in what is to be changed, and see what"
                " is still wrong with: samverk agreement check FILE. Then record it: samverk"
                " agreement change ID FILE"
            )
            if of_amendment
            else _(
                "A proposed agreement. Fill in the fields, and see what is still wrong with:"
                " samverk agreement check FILE. Then record it: samverk agreement propose FILE"
            )
        ),
        comment(
            _(
                "Lines that begin with # explain. Text and amounts stand within quotation marks,"
                ' amounts as "320 000" or "320 000,50". Days are written 2024-01-31, without'
                " quotation marks. Take the # away from the fields that you need."
            )
        ),
    ]
    for table, fields in (AMENDMENT if of_amendment else FIELDS).items():
        own = [_of_field(field) for field in fields]
        if table:
            paragraphs.append("\n" + comment(_heading(table, of_amendment=of_amendment)))
            own[0] = f"[[{table}]]\n{own[0]}"
            if of_amendment or table in NEED_NOT_BE:
                own = [_switched_off(one) for one in own]
        paragraphs += own
    return "\n\n".join(paragraphs) + "\n"


def _heading(table: str, *, of_amendment: bool) -> str:
    if of_amendment and table in _HEADINGS_OF_AMENDMENTS:
        return _(_HEADINGS_OF_AMENDMENTS[table])
    return _(_HEADINGS[table])


def _switched_off(text: str) -> str:
    """Return a part of a file as comments: an amendment need not have it."""
    return "\n".join(line if line.startswith("#") else f"# {line}" for line in text.split("\n"))


def _of_field(field: FileField) -> str:
    said = _(field.about)
    if field.choices:
        said += " " + _("One of: {choices}.", choices=", ".join(field.choices))
    if not field.is_required:
        said += " " + _("May be left out.")
    if field.is_required and field.kind in _EMPTY:
        return f"{comment(said)}\n{field.name} = {_EMPTY[field.kind]}{_example(field)}"
    return f"{comment(said)}\n# {field.name} = {field.example}"


def _example(field: FileField) -> str:
    return f"  # {field.example}" if "…" not in field.example and not field.choices else ""


def heading_of(table: str) -> str:
    """Return what stands above the tables of a list, as a comment."""
    return comment(_(_HEADINGS[table]))


def comment(text: str) -> str:
    """Return a text as comments; an amount is not broken at its space."""
    whole = _AMOUNT.sub("\u00a0", text)
    lines = textwrap.wrap(whole, _WIDTH, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines).replace("\u00a0", " ")


def schema(*, of_amendment: bool = False) -> str:
    """Return the JSON Schema (draft 2020-12) of such a file, described in the present language."""
    tables = AMENDMENT if of_amendment else FIELDS
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _("An amendment of an agreement") if of_amendment else _("A proposed agreement"),
        **_of_table(tables[""]),
    }
    if not of_amendment:
        content["required"].append("line")
    for table in filter(None, tables):
        about = _heading(table, of_amendment=of_amendment)
        content["properties"][table] = {
            "type": "array", "description": about, "items": _of_table(tables[table])
        }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _of_table(fields: Sequence[FileField]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {x.name: {"description": _(x.about), **_type_of(x)} for x in fields},
        "required": [x.name for x in fields if x.is_required],
        "additionalProperties": False,
    }


def _type_of(field: FileField) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": 500}
    an_id = {"type": "string", "pattern": f"^(?:{ID})$"}
    an_amount = {"type": ["string", "integer", "number"], "examples": ["320 000", "320 000,50"]}
    match field.kind:
        case "id":
            return an_id
        case "ids":
            return {"type": "array", "items": an_id}
        case "day":
            return {"type": "string", "format": "date", "examples": ["2024-01-31"]}
        case "amount":
            return an_amount
        case "amounts":
            return {
                "type": "object",
                "patternProperties": {"^[0-9]{4}$": an_amount},
                "additionalProperties": False,
                "minProperties": 1,
            }
        case "limit":
            return {
                "type": "string",
                "pattern": r"^\s*(?:[Nn]one|[0-9]+(?:[.,][0-9]{1,6})?\s*%?)\s*$",
                "examples": ["10 %", "2,5 %", "none"],
            }
        case "rate":
            return {"type": ["string", "number"], "examples": ["33,33 %", 33.33]}
        case "flag":
            return {"type": "boolean"}
        case "number":
            return {"type": "integer", "minimum": 0, "maximum": MAX_LAG}
        case "weights":
            weight = {"type": ["string", "number"], "examples": ["90 %", 90]}
            part = {
                "type": "object",
                "properties": {"series": an_id, "weight": weight},
                "required": ["series", "weight"],
                "additionalProperties": False,
            }
            return {"type": "array", "minItems": 1, "items": part}
        case "word":
            return {"enum": list(field.choices)}
        case _:
            return text
