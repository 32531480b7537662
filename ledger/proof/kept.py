"""The files in a folder of evidence, each with the SHA-256 of its content.

Nothing outside the folder is read: a link is told of and not followed. Large files are read in
pieces.
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
_DEEPEST = 100  # folders in one another


def kept(folder: Path) -> list[Kept]:
    """Return everything in a folder and in those below it, in the order of the paths.

    Each is opened below a folder that is open, so what somebody replaces by a link meanwhile is not
    followed either.

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
    """Yield what is in an open folder, whose own path is what stands before each path."""
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
    """Return what there is to say of what is in an open folder, and is looked into if it is a file.

    Raises:
        OSError: it cannot be read.
    """
    if stat.S_ISLNK(mode):
        return Kept(path, None, "link")
    if stat.S_ISDIR(mode):  # too deep
        return Kept(path, None, "unreadable")
    if not stat.S_ISREG(mode):
        return Kept(path, None, "no-file")
    with os.fdopen(os.open(name, _READ, dir_fd=at), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return Kept(path, None, "no-file")
        return Kept(path, hashlib.file_digest(file, "sha256").hexdigest())
