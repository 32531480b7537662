"""Write the table of events in docs/FORMAT.md from their types.

python docs/generate_event_table.py
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from events.declared import parts_of, words_of
from events.facts import FACTS, event_name_of

TARGET = Path(__file__).with_name("FORMAT.md")
_HEAD = "| event | stream | fields of `data` besides `event` |\n|---|---|---|\n"


def reference(text: str) -> str:
    """Return a document with the table in it as it should be."""
    rows = "".join(
        f"| `{event_name_of(fact)}` | `{fact.stream.name}`{'' if fact.stream.is_shared else '…'}"
        f" | {_fields(fact)} |\n"
        for fact in FACTS
    )
    return re.sub(re.escape(_HEAD) + r"(\|.*\n)*", lambda _: _HEAD + rows, text)


def _fields(struct: type) -> str:
    fields = msgspec.structs.fields(struct)
    return ", ".join(f"`{field.name}`{_said(field.type)}" for field in fields)


def _said(kind: Any) -> str:
    """Return the description of a value, without its name."""
    part = parts_of(kind)[0]
    said = ""
    if get_origin(kind) is dict:
        said = " by year"
    elif get_origin(kind) is tuple:
        said = f" (list of {_fields(part)})" if _is_struct(part) else " (list)"
    elif _is_struct(part):
        said = " (that fact again)"
    elif get_origin(part) is Literal:
        said = f" ({', '.join(get_args(part))})"
    elif "event" in (words_of(part) or ()):
        said = " (position of an event)"
    elif "public key" in (words_of(part) or ()):
        said = " (of a cosigner, as below)"
    return said + (" or null" if type(None) in get_args(kind) else "")


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


if __name__ == "__main__":
    TARGET.write_text(reference(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
