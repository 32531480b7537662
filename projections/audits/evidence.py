"""The files that the events rest on, against a folder in which they are kept."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias, TypedDict

from projections.audits.declaring import Declaration, Found, Parameter
from projections.audits.material import Material
from projections.report import Field, Notice

# Why something in a folder is not looked into.
Problem: TypeAlias = Literal["link", "unreadable", "no-file"]


class Kept(NamedTuple):
    """Something in the folder.

    Attributes:
        path: below the folder, with ``/`` between its parts.
        sha256: of what is in it, in hexadecimal; None: it is not looked into.
        problem: why not; None: it is.
    """

    path: str
    sha256: str | None
    problem: Problem | None = None


class EvidenceRow(TypedDict):
    """Evidence that is not as it should be, or a file that is none."""

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

    A file is found by its hash, whatever its name is. Where no file has the hash, one that is named
    as the reference is (with an ending or without) is the altered one.

    Args:
        found: what there is.
        folder: what is in it.
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
    """Yield the finding about a file that no event needs, or that was not looked into."""
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
    """Return the files that were looked into, by what a reference may call them."""
    files: dict[str, Kept] = {}
    for file in folder:
        if file.sha256 is not None:
            for name in _names_of(file):
                files.setdefault(name, file)
    return files


def _names_of(file: Kept) -> tuple[str, ...]:
    """Return what a reference may call a file: its path, its name, and that without the ending."""
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
