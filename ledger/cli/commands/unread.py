"""What ``samverk import -n`` says of a file that it cannot read: what it saw, and a map for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.presentation.language import _, _p

if TYPE_CHECKING:
    from ledger.exchange.map_draft import Draft
    from ledger.exchange.refusals import UnreadableFile
    from ledger.exchange.rows import Saw, SeenRow


def tell(path: Path, error: UnreadableFile, *, as_json: bool) -> None:
    """Print what was seen of a file that cannot be read, and how a map is written for it.

    Args:
        path: the file.
        error: why it cannot be read. Who calls raises it afterwards.
        as_json: as one JSON object rather than for people.
    """
    from ledger.exchange.map_draft import drafted

    saw = error.saw
    if saw is None:
        return
    draft = drafted(saw, path.name, error.code)
    if as_json:
        click.echo(json.dumps(_content(path, saw, draft, error), ensure_ascii=False, indent=2))
    elif saw.rows or saw.encoding is not None:
        click.echo("\n".join(_lines(path, saw, draft)))


def _content(path: Path, saw: Saw, draft: Draft, error: UnreadableFile) -> dict[str, object]:
    return {
        "file": str(path),
        "code": error.code,
        "format": saw.format,
        "encoding": saw.encoding,
        "tried": list(saw.tried),
        "delimiter": saw.delimiter,
        "rows": [
            {"row": x.number, "cells": list(x.cells), "meanings": list(x.meanings)}
            for x in saw.rows
        ],
        "header": None if draft.header is None else draft.header.number,
        "known": {x.name: x.known for x in draft.columns if x.known},
        "unknown": [x.name for x in draft.columns if not x.known],
        "missing": list(draft.missing),
        "map": draft.toml or None,
    }


def _lines(path: Path, saw: Saw, draft: Draft) -> list[str]:
    from ledger.presentation.display import safe

    name = safe(path.name)
    lines = [_("What was seen of {file}:", file=name)]
    if saw.encoding is not None:
        lines.append("  " + _("Encoding: {encoding}", encoding=saw.encoding))
    elif saw.tried:
        lines.append("  " + _("Encodings tried: {encodings}", encodings=", ".join(saw.tried)))
    if saw.delimiter is not None:
        mark = _p("a character", "tab") if saw.delimiter == "\t" else saw.delimiter
        lines.append("  " + _("Delimiter: {delimiter}", delimiter=mark))
    lines += [f"  {_row(row, draft)}" for row in saw.rows]
    if draft.header is not None:
        lines += ["", *_columns(draft)]
    if draft.toml:
        lines += ["", *_how(path, draft), "", safe_toml(draft.toml)]
    return lines


def _row(row: SeenRow, draft: Draft) -> str:
    from ledger.presentation.display import safe

    cells = [
        safe(cell.strip()) + (f" (= {meaning})" if meaning and row == draft.header else "")
        for cell, meaning in zip(row.cells, row.meanings, strict=True)
        if cell.strip()
    ]
    return _("row {row}: {cells}", row=row.number, cells=" | ".join(cells))


def _columns(draft: Draft) -> list[str]:
    from ledger.presentation.display import safe

    assert draft.header is not None
    number = draft.header.number
    known = [f"{safe(x.name)} = {x.known}" for x in draft.columns if x.known]
    unknown = [safe(x.name) for x in draft.columns if not x.known]
    told = [_("Row {row} looks most like the names of the columns.", row=number)]
    if known:
        told.append(_("Known: {columns}", columns=", ".join(known)))
    if unknown:
        told.append(_("Unknown: {columns}", columns=", ".join(unknown)))
    missing = [x for x in ("day", "amount") if x not in {c.known for c in draft.columns}]
    if missing:
        told.append(_("Missing: {meanings}", meanings=", ".join(missing)))
    return told


def _how(path: Path, draft: Draft) -> list[str]:
    from shlex import quote

    file = f"{draft.name}.toml"
    told = [
        _(
            "A map for such files. Save it as {file}, correct what is wrong or missing in it, and"
            " then:",
            file=file,
        ),
        f"    samverk map add {draft.name} {file}",
        f"    samverk import -n --map {draft.name} {quote(str(path))}",
    ]
    if draft.missing and draft.columns:
        missing = ", ".join(draft.missing)
        told.append(_("Say in it which column is: {meanings}", meanings=missing))
    return told


def safe_toml(text: str) -> str:
    """Return a TOML text as a terminal may show it; what people save is the same to a reader."""
    from ledger.presentation.display import safe

    return "\n".join(safe(line) for line in text.splitlines())
