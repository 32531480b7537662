"""The files of evidence that events refer to, against a folder that keeps them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias, TypedDict

from projections.audits.declaring import Declaration, Found, Parameter
from projections.audits.material import Material
from projections.report import Field, Notice

# Why the reader has not looked into something in a folder.
Problem: TypeAlias = Literal["link", "unreadable", "no-file"]


class Kept(NamedTuple):
    """Something in the folder.

    Attributes:
        path: below the folder, with ``/`` between its parts.
        sha256: of its content, in hexadecimal; None: the reader has not looked into it.
        problem: why not; None: the reader has looked into it.
    """

    path: str
    sha256: str | None
    problem: Problem | None = None


class EvidenceRow(TypedDict):
    """Evidence that is missing or altered, or a file that no event refers to."""

    finding: Annotated[
        Literal["missing", "altered", "not-referred-to", "link", "unreadable", "no-file"],
        Field("Finding", "word"),
    ]
    reference: Annotated[str | None, Field("Reference", "text", is_key=True)]
    file: Annotated[str | None, Field("File", "text", is_key=True)]
    sha256: Annotated[str | None, Field("SHA-256 in the book", "text", hidden=True)]
    found_sha256: Annotated[str | None, Field("SHA-256 of the file", "text", hidden=True)]
    positions: Annotated[list[int], Field("Events", "positions")]


class _Wanted(NamedTuple):
    reference: str
    sha256: str


def find(found: Material, *, folder: Sequence[Kept]) -> Found:
    """Return what is missing, what was altered, and which files no event refers to.

    The test finds a file by its hash, whatever its name is. If no file has the hash, a file with
    the name of the reference (with or without an ending) counts as altered.

    Args:
        found: the events.
        folder: what is in the folder.
    """
    wanted: dict[_Wanted, list[int]] = defaultdict(list)
    unhashed, known, names = 0, set(), set()
    for item in found.items:
        for evidence in item.evidence:
            names.add(_folded(evidence.reference))
            if evidence.sha256 is not None:
                known.add(evidence.sha256)
            if not found.is_asked(item):
                continue
            if evidence.sha256 is None:
                unhashed += 1
            else:
                wanted[_Wanted(evidence.reference, evidence.sha256)].append(item.position)
    there = {file.sha256 for file in folder}
    named = _by_name(folder)
    rows = [
        _row(asked, positions, named.get(_folded(asked.reference)))
        for asked, positions in wanted.items()
        if asked.sha256 not in there
    ]
    is_wrong = bool(rows)
    told = {row["file"] for row in rows}
    rows += [row for file in folder for row in _other(file, known, names) if file.path not in told]
    counts = {"count": len(wanted), "there": sum(x.sha256 in there for x in wanted)}
    notices = [Notice("evidence", counts), Notice("evidence-unhashed", {"count": unhashed})]
    return Found(rows=rows, notices=notices, is_wrong=is_wrong)


def _row(asked: _Wanted, positions: list[int], file: Kept | None) -> dict[str, object]:
    return {
        "finding": "missing" if file is None else "altered",
        "reference": asked.reference,
        "file": file.path if file else None,
        "sha256": asked.sha256,
        "found_sha256": file.sha256 if file else None,
        "positions": positions,
    }


def _other(file: Kept, known: set[str], names: set[str]) -> Iterator[dict[str, object]]:
    """Yield the finding about a file that no event refers to or the reader did not look into."""
    is_named = not names.isdisjoint(_names_of(file))
    if file.sha256 in known or (file.problem is None and is_named):
        return
    yield {
        "finding": file.problem or "not-referred-to",
        "reference": None,
        "file": file.path,
        "sha256": None,
        "found_sha256": file.sha256,
        "positions": [],
    }


def _by_name(folder: Sequence[Kept]) -> dict[str, Kept]:
    """Return the files that the reader has looked into, by what a reference may call them."""
    files: dict[str, Kept] = {}
    for file in folder:
        if file.sha256 is not None:
            for name in _names_of(file):
                files.setdefault(name, file)
    return files


def _names_of(file: Kept) -> tuple[str, ...]:
    """Return what a reference may call a file: its path, its name, its name without the ending."""
    path = _folded(file.path)
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return path, name, stem


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


AUDIT = Declaration(
    row=EvidenceRow,
    find=find,
    ask=(
        "Ask whoever keeps the files for the one with the hash that the event names: a later"
        " version of a document is another document."
    ),
    parameters=(Parameter("folder", "folder", "In which the evidence is kept.", is_required=True),),
)
