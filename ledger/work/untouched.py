"""Files of this user's own that nothing else than this program has written to.

Beside such a file, which is an SQLite database, stands how the system had left it: which file it
is, how large, and when it was last written to or replaced, as the system itself says. A look at all
of its content would take longer than to read what is asked for. A file that was written to by
anything else, put back, copied or left half written is another one by that, and is not read.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from ledger.books import files
from ledger.work import own_files
from ledger.work.own_files import AT_ALL, BY_OTHERS, require_own
from projections.views import DamagedViewsError

SWITCH = "SAMVERK_CACHE"  # "off": no file is read or written
PATIENCE_S = 30  # another process may be making the file anew
_NOTE = ".left"  # ending of what stands beside a file
_TICK_NS, _TICK_S = 10_000_000, 0.001  # so coarse are a system's times of files

# Errors that may be over soon, or that are no fault of the file.
_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
    }
)


def file_of(ending: str, *whose: object) -> Path | None:
    """Return the file of what a user keeps; None: there can be none.

    Args:
        ending: of its name, by what is kept.
        whose: of what, and of whom: each has its own file.
    """
    home = folder()
    if home is None or os.environ.get(SWITCH, "").lower() == "off":
        return None
    return home / f"{digest(*whose).hex()[:32]}{ending}"


def folder() -> Path | None:
    """Return the system's folder for files that can be made again; None: it has none."""
    return own_files.folder("XDG_CACHE_HOME", on_macos="Library/Caches", elsewhere=".cache")


def digest(*parts: object) -> bytes:
    """Return a digest of some parts."""
    return sha256(msgspec.json.encode(parts)).digest()


def is_damage(error: Exception) -> bool:
    """Return whether an error says that a file is not as it was written."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF not in _PASSING


@contextmanager
def alone(file: Path) -> Iterator[sqlite3.Connection]:
    """Hold a file alone, until all of it is written or undone; a new one if it is not there.

    Raises:
        OSError: the file cannot be made, or it is not this user's alone.
        sqlite3.Error: the file is damaged, or another process holds it.
        DamagedViewsError: it is not as this program has left it.
    """
    make(file)
    with closing(opened(file, PATIENCE_S)) as connection:
        connection.execute("PRAGMA cache_spill=OFF")  # others may read until it is committed
        connection.execute("BEGIN IMMEDIATE")
        # From here on it stays held until it is closed, and so while it is noted how the system has
        # left it. Set earlier, this would have one who waits hold it, too, so that none goes on.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        left = _left(file)
        if file.stat().st_size and _noted(file) != left:
            raise DamagedViewsError(_NOTE)
        yield connection
        connection.execute("COMMIT")
        if left != _left(file):
            _note(file)


def make(file: Path) -> None:
    """Make a file if it is not there.

    Raises:
        OSError: it cannot be made, or is not this user's alone.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_own(file.parent, stat.S_ISDIR, BY_OTHERS)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    require_own(file, stat.S_ISREG, AT_ALL)


def opened(file: Path, patience_s: float) -> sqlite3.Connection:
    """Open a file that is there.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(
        f"file:{files.quoted(file)}?mode=rw", uri=True, isolation_level=None, timeout=patience_s
    )
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def remove(file: Path) -> None:
    """Remove a file with what stands beside it, as far as that can be done."""
    for path in (file.with_suffix(_NOTE), file, file.with_name(file.name + "-journal")):
        with suppress(OSError):
            path.unlink()


def _left(file: Path) -> bytes:
    """Return how the system has left a file: whatever writes to it changes that."""
    found = file.stat()
    as_left = (file.name, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return digest(*as_left)


def _noted(file: Path) -> bytes:
    """Return what is noted of a file; empty: nothing that can be read."""
    try:
        return file.with_suffix(_NOTE).read_bytes()
    except OSError:
        return b""


def _note(file: Path) -> None:
    """Note how the system has left a file, which is still held.

    The system's times are coarse: what is written right away could leave the file the same.
    """
    while 0 <= time.time_ns() - file.stat().st_ctime_ns < _TICK_NS:
        time.sleep(_TICK_S)
    note = file.with_suffix(_NOTE)
    make(note)
    note.write_bytes(_left(file))
