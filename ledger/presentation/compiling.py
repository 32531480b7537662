"""A catalogue of texts (``.po``, for people) becomes the one that programs read (``.mo``).

Python's library reads ``.mo`` and cannot write them. This module is needed when a wheel is built,
and when a catalogue in a source tree is newer than its ``.mo``. An installed program has the
``.mo`` and never uses this module. Formats: the manual of GNU gettext, "PO Files" and "MO Files".
"""

from __future__ import annotations

import ast
import gettext
import io
import os
import struct
from contextlib import suppress
from pathlib import Path

_MAGIC = 0x950412DE
_BETWEEN_CONTEXT, _BETWEEN_PLURALS = "\x04", "\x00"


def compiled(text: str) -> bytes:
    """Return the bytes of the ``.mo`` for the text of a ``.po``.

    Entries without a translation are left out: their English is shown.
    """
    texts = {
        key.encode(): value.encode() for key, value in _entries(text) if value.strip("\x00") != ""
    }
    keys = sorted(texts)
    head = 7 * 4
    place = head + 16 * len(keys)
    tables: list[tuple[int, int]] = []
    content = b""
    for part in (*keys, *(texts[key] for key in keys)):
        tables.append((len(part), place + len(content)))
        content += part + b"\x00"
    numbers = [number for pair in tables for number in pair]
    start = struct.pack("<7I", _MAGIC, 0, len(keys), head, head + 8 * len(keys), 0, place)
    return start + struct.pack(f"<{len(numbers)}I", *numbers) + content


def _entries(text: str) -> list[tuple[str, str]]:
    """Return key and translation of each entry, as a ``.mo`` has them."""
    found: list[tuple[str, str]] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line[:1] not in {"#", ""}]
        fields: dict[str, str] = {}
        name = ""
        for line in lines:
            if not line.startswith('"'):
                name, _blank, line = line.partition(" ")  # noqa: PLW2901 - the rest of it
                fields[name] = ""
            fields[name] += ast.literal_eval(line)
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgctxt" in fields:
            key = fields["msgctxt"] + _BETWEEN_CONTEXT + key
        if "msgid_plural" in fields:
            key += _BETWEEN_PLURALS + fields["msgid_plural"]
        forms = [value for name, value in fields.items() if name.startswith("msgstr")]
        found.append((key, _BETWEEN_PLURALS.join(forms)))
    return found


def compile_file(source: Path, target: Path) -> None:
    """Write the ``.mo`` of a ``.po``, whole or not at all.

    Raises:
        OSError: it cannot be written there.
    """
    made = compiled(source.read_text(encoding="utf-8"))
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        beside.write_bytes(made)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def renewed(source: str, target: str) -> gettext.GNUTranslations:
    """Compile a catalogue of the source tree that has changed, and return its texts.

    If this user may not write there, each run compiles it again, and libraries speak English.
    """
    with suppress(OSError):
        compile_file(Path(source), Path(target))
    return gettext.GNUTranslations(io.BytesIO(compiled(Path(source).read_text(encoding="utf-8"))))
