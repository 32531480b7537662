"""The files that pages are shown with: style, script, sign. Each is named by what is in it.

So a browser keeps a file for ever, and asks for another one when the program has changed. The
colours are those of every file that the program makes for a browser.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from ledger.presentation import style

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
FOLDER = "static"
_DIGITS = 12


class Asset(NamedTuple):
    """A file: its content and its media type."""

    content: bytes
    media_type: str


@cache
def _named() -> dict[str, tuple[str, Asset]]:
    """Return each file by its plain name: the name with the hash, and the file."""
    found = {}
    for file in files("ledger.web").joinpath(FOLDER).iterdir():
        stem, _dot, ending = file.name.rpartition(".")
        if ending in _TYPES:
            content = file.read_bytes()
            if ending == "css":
                content = style.colours().encode() + content
            digest = sha256(content).hexdigest()[:_DIGITS]
            found[file.name] = f"{stem}.{digest}.{ending}", Asset(content, _TYPES[ending])
    return found


def hashed(name: str) -> str:
    """Return the name under which a file is served."""
    return _named()[name][0]


def asset(name: str) -> Asset | None:
    """Return a file by the name under which it is served; None: there is no such file."""
    return dict(_named().values()).get(name)


def all_assets() -> dict[str, Asset]:
    """Return every file by the name under which it is served."""
    return dict(_named().values())


@cache
def build() -> str:
    """Return what tells this build of the pages from others."""
    from importlib.metadata import version

    digest = sha256((version("samverk") + style.colours()).encode())
    folders = [files("ledger.web")]
    for folder in folders:  # grows
        for file in sorted(folder.iterdir(), key=lambda x: x.name):
            if file.is_dir():
                folders.append(file)
            elif file.name.endswith((".py", ".html", ".css", ".js", ".svg")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:_DIGITS]
