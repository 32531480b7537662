"""Folders and files that are this user's own, and that nobody else can write or replace."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
AT_ALL = stat.S_IRWXG | stat.S_IRWXO
_NAME = "samverk"


def folder(variable: str, *, on_macos: str, elsewhere: str) -> Path | None:
    """Return this program's folder for files of a kind, as the system has it; None: it has none.

    Args:
        variable: of the environment, which may name where such folders are.
        on_macos: where they are otherwise, below the home.
        elsewhere: the same on other systems; on Windows LOCALAPPDATA says it.
    """
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else variable, "")
    if Path(named).is_absolute():
        return Path(named, _NAME)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if not home.is_absolute():  # it would be another one in each folder that a command runs in
        return None
    return home / (on_macos if sys.platform == "darwin" else elsewhere) / _NAME


def require_own(path: Path, is_wanted: Callable[[int], bool], closed: int) -> None:
    """Make sure that a file or a folder is no link, this user's, and closed to others.

    Nor may others be able to put another one in its place.

    Raises:
        PermissionError: it is not so.
    """
    found = path.lstat()
    is_own = is_wanted(found.st_mode)
    if hasattr(os, "geteuid"):
        above = [folder.stat().st_mode for folder in path.resolve().parents]
        is_own = (
            is_own
            and found.st_uid == os.geteuid()
            and not found.st_mode & closed
            and all(mode & stat.S_ISVTX or not mode & stat.S_IWOTH for mode in above)
        )
    if not is_own:
        raise PermissionError(str(path))
