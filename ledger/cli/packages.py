"""Whether the program's own packages are as they were installed.

This module imports only the standard library: it has to work where the packages do not.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from importlib.util import find_spec
from pathlib import Path

_NAME = "samverk"
_PACKAGES = ("events", "ledger", "projections")
_LISTS = ("RECORD", "installed-files.txt", "SOURCES.txt")  # where a distribution lists its files


def problems() -> Iterator[tuple[str, str]]:
    """Yield (code, cause) for each fault.

    The packages have common names. Another distribution may have packages of the same name, or may
    have
    put files into these: ``shadowed``, ``other-package``, ``file-altered``, ``file-missing``,
    ``file-foreign``.
    """
    home = Path(__file__).resolve().parents[2]
    for name in _PACKAGES:
        spec = find_spec(name)
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places or Path(places[0]).resolve().parent != home:
            yield "shadowed", places[0] if places else (spec and spec.origin) or name
    for other in distributions():
        yield from _intruding(other, home)
    try:
        ours = distribution(_NAME)
    except PackageNotFoundError:
        return
    yield from _differing(ours, home)


def _intruding(other: Distribution, home: Path) -> Iterator[tuple[str, str]]:
    """Yield the first file that another distribution has put into a package of this program.

    Names are compared by the files that they lead to: where case makes no difference, ``Events`` is
    ``events``.
    """
    if not _may_intrude(other):
        return
    name = other.metadata["Name"]
    if name == _NAME:
        return
    for file in other.files or ():
        top = file.parts[0]
        if len(file.parts) > 1 and top.casefold() in _PACKAGES:
            theirs, own = Path(str(other.locate_file(top))), home / top.casefold()
            if theirs.exists() and own.exists() and theirs.samefile(own):
                yield "other-package", f"{name} {other.version} ({file})"
                return


def _may_intrude(other: Distribution) -> bool:
    """Return whether the lists of its files name a package of this program anywhere.

    Taking the lists apart is slow, and few name one.
    """
    listed = "".join(other.read_text(name) or "" for name in _LISTS)
    listed = listed.casefold().replace("\\", "/")
    return any(f"{package}/" in listed for package in _PACKAGES)


def _differing(ours: Distribution, home: Path) -> Iterator[tuple[str, str]]:
    """Yield the files that differ from those installed; an editable installation has none."""
    recorded = {
        Path(str(ours.locate_file(file))).resolve(): file.hash
        for file in ours.files or ()
        if file.parts[0] in _PACKAGES
    }
    if not recorded:
        return
    for path, digest in sorted(recorded.items()):
        if not path.is_file():
            yield "file-missing", str(path)
        elif digest and digest.mode == "sha256":
            found = hashlib.sha256(path.read_bytes()).digest()
            if base64.urlsafe_b64encode(found).decode().rstrip("=") != digest.value.rstrip("="):
                yield "file-altered", str(path)
    for package in _PACKAGES:
        for path in sorted((home / package).rglob("*")):
            if path.is_file() and path not in recorded and "__pycache__" not in path.parts:
                yield "file-foreign", str(path)
