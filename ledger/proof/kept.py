"""The files in a folder of evidence, each with the SHA-256 of its content.

The reader sees links and does not follow them, so it reads nothing outside the folder. It reads
large files in pieces.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ledger.books.refusals import FileUnreadable
from projections.audits.evidence import Kept

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_DEEPEST = 100  # the most folders inside each other


def kept(folder: Path) -> list[Kept]:
    """Return everything in a folder and in those below it, in the order of the paths.

    The reader opens each file and folder from the open folder above it. So it follows no link
    that takes the place of a file or folder meanwhile.

    Raises:
        BadInput: the folder cannot be read.
    """
    try:
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise FileUnreadable(path=str(folder), cause=error.strerror) from None
    try:
        return sorted(_below(at, "", 0))
    finally:
        os.close(at)


def _below(at: int, before: str, depth: int) -> Iterator[Kept]:
    """Yield what is in an open folder; ``before`` is the folder's path, put before each path."""
    for name in os.listdir(at):
        path = before + name
        try:
            mode = os.stat(name, dir_fd=at, follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode) and depth < _DEEPEST:
                inner = os.open(name, _READ | os.O_DIRECTORY, dir_fd=at)
            else:
                yield _one(name, at, path, mode)
                continue
        except OSError:
            yield Kept(path, None, "unreadable")
            continue
        try:
            yield from _below(inner, f"{path}/", depth + 1)
        finally:
            os.close(inner)


def _one(name: str, at: int, path: str, mode: int) -> Kept:
    """Return an entry of an open folder, with the hash of its content if it is a file.

    Raises:
        OSError: the entry cannot be read.
    """
    if stat.S_ISLNK(mode):
        return Kept(path, None, "link")
    if stat.S_ISDIR(mode):  # deeper than the reader goes
        return Kept(path, None, "unreadable")
    if not stat.S_ISREG(mode):
        return Kept(path, None, "no-file")
    with os.fdopen(os.open(name, _READ, dir_fd=at), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return Kept(path, None, "no-file")
        return Kept(path, hashlib.file_digest(file, "sha256").hexdigest())
