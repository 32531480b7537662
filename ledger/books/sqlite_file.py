"""The file of a book: which file it is, whether it may be opened, and how.

A book is a file, not a name. SQLite keeps a log beside the name by which it opens a file. So a file
with two names would have two logs, and each log loses the changes in the other.

Source: docs/FORMAT.md (files beside a book).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
import errno
import fcntl
import os
import sqlite3
import stat
import struct
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from ledger.books import files
from ledger.books.book import LOCK_TIMEOUT_S
from ledger.books.refusals import (
    BookBusy,
    BookChanged,
    BookExists,
    BookNotAllowed,
    BookReadOnly,
    BookReplaced,
    CannotOpen,
    KnownElsewhere,
    LogLeft,
    LogOfAnother,
    LogOfLater,
    LogWaits,
    MountedAlone,
    NoBook,
    TwoNames,
)
from ledger.books.sqlite_log import is_of_later
from ledger.refusal import N_, BookUnusable, LedgerError

_LOGS = ("-wal", "-shm", "-journal")
_NO_FILE = (errno.ENOENT, errno.ENOTDIR)
_PRAGMAS = (
    "synchronous=FULL",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    *(("fullfsync=ON",) if sys.platform == "darwin" else ()),
)
# Far beyond the end of every file, and beyond the bytes that SQLite locks: see ``_OpenFile``.
_BYTES_FROM, _BYTES = 1 << 41, 1 << 32


class _OpenFile:
    """A file that this process has open, however many books are open on it.

    Every process holds a shared lock on one byte. The byte stands for the folder and the name by
    which the process knows the file. A process that finds a lock on another of these bytes has met
    a process
    that keeps another log for the same file: through a mount, or under a name that the file no
        longer has.

    The descriptor is closed last: closing any descriptor drops all locks that SQLite has on the
        file.
    """

    def __init__(self, handle: int, name_number: int) -> None:
        self.handle, self.name_number, self.books = handle, name_number, 1

    def lock(self) -> bool:
        """Lock the byte of the name; return whether every process knows the file by this name."""
        if not hasattr(fcntl, "F_OFD_SETLK") or sys.platform != "linux":
            return True
        at = _BYTES_FROM + self.name_number
        try:
            fcntl.fcntl(self.handle, fcntl.F_OFD_SETLK, _flock(fcntl.F_RDLCK, at, 1))
            return all(
                struct.unpack("hhqqi", fcntl.fcntl(self.handle, fcntl.F_OFD_GETLK, asked))[0]
                == fcntl.F_UNLCK
                for asked in (
                    _flock(fcntl.F_WRLCK, _BYTES_FROM, self.name_number),
                    _flock(fcntl.F_WRLCK, at + 1, _BYTES - self.name_number),
                )
            )
        except OSError:  # a file system without such locks
            return True


_open_files: dict[tuple[int, int], _OpenFile] = {}
_holding = Lock()


class _Seen(NamedTuple):
    """Marks by which a write to a file, or to the log beside it, can be seen."""

    size: int
    changed: int
    log: int


class BookFile:
    """The file of an open book.

    Attributes:
        path: its real path.
        name: the user's name for it.
        writable: False where this user may only read.
        alone: whether it is read as it is, without a lock, so that other programs may write.
    """

    def __init__(self, named: Path) -> None:
        """Find a file and hold it.

        Args:
            named: a name of it, as the user gives it.

        Raises:
            BookUnusable: there is no such file, it has two names, or this user cannot open it.
            Tampered: the log beside it belongs to a later state of the book.
        """
        path, self.name = files.real(named), str(named)
        self.path = path
        found = _found(path, self.name)
        self._identity = found.st_dev, found.st_ino
        self._owner, self._group = found.st_uid, found.st_gid
        self.writable, self.alone = False, True
        _hold(path, self.name, self._identity)
        try:
            folder = path.parent
            self.writable = os.access(path, os.W_OK) and os.access(folder, os.W_OK | os.X_OK)
            self._require_own_log()
            self._logs = self._identities()
            self._how = self._chosen()
            self.alone = self._how.endswith("immutable=1")
            self._seen = self._look()
        except BaseException:
            self.release()
            raise

    def _require_own_log(self) -> None:
        log = _beside(self.path, "-wal")
        if is_of_later(self.path, log):
            raise LogOfLater(path=self.name, log=str(log))

    def release(self) -> None:
        """Let the file go, once no connection to it is open any more."""
        with _holding:
            opened = _open_files[self._identity]
            opened.books -= 1
            if not opened.books:
                del _open_files[self._identity]
                os.close(opened.handle)
        if not self.writable and not self.alone:
            self._remove_own()

    def connect(self) -> sqlite3.Connection:
        """Open a connection.

        Raises:
            sqlite3.Error: SQLite cannot.
        """
        return connect(self.path, self._how)

    def connect_to_read(self) -> sqlite3.Connection:
        """Open a connection that reads only, beside one that is open.

        Raises:
            sqlite3.Error: SQLite cannot.
        """
        return connect(self.path, "mode=ro" if self.writable else self._how)

    def share(self) -> None:
        """Give the log to the book's group, if a user other than the owner has opened the book."""
        if not self.writable or self._owner == os.geteuid() or not os.geteuid():
            return
        for name in _LOGS:
            log = _beside(self.path, name)
            with suppress(OSError):
                found = log.stat()
                if found.st_uid == os.geteuid() and found.st_gid != self._group:
                    os.chown(log, -1, self._group)

    def require_same(self) -> None:
        """Make sure that the file still has its name, and no other one.

        Raises:
            BookUnusable: it was moved, replaced, or given a second name.
        """
        try:
            found = self.path.stat()
        except OSError:
            raise BookReplaced(path=self.name) from None
        if (found.st_dev, found.st_ino) != self._identity:
            raise BookReplaced(path=self.name)
        if found.st_nlink > 1:
            raise _two_names(self.path, found.st_ino)

    def require_unchanged(self) -> None:
        """Make sure that no program has written while the file was read without a lock.

        Raises:
            Conflict: a program has.
        """
        if self.alone and self._look() != self._seen:
            raise BookChanged(path=self.name)

    def _chosen(self) -> str:
        """Return how SQLite is to open the file.

        A user who may not write makes no log: it would lock the owner out.

        Raises:
            BookUnusable: there is a log, which only a user who may write can bring into the file.
        """
        if self.writable:
            return "mode=rw"
        if len(self._logs) > 1:
            return "mode=ro&readonly_shm=1"
        if self._log_size():
            raise LogWaits(path=self.name)
        return "mode=ro&immutable=1"

    def _identities(self) -> set[int]:
        """Return the inodes of the log and of its index, as far as they are there."""
        found = set()
        for name in ("-wal", "-shm"):
            with suppress(OSError):
                found.add(_beside(self.path, name).stat().st_ino)
        return found

    def _log_size(self) -> int:
        try:
            return _beside(self.path, "-wal").stat().st_size
        except OSError:
            return 0

    def _look(self) -> _Seen:
        found = self.path.stat()
        return _Seen(found.st_size, found.st_mtime_ns, self._log_size())

    def _remove_own(self) -> None:
        """Remove a log that SQLite has made for this reader when the last writer left.

        The log is empty, since this user may not write. The owner could not use it.
        """
        for name in ("-wal", "-shm"):
            log = _beside(self.path, name)
            with suppress(OSError):
                found = log.stat()
                is_own = found.st_uid == os.geteuid() != self._owner
                if is_own and found.st_ino not in self._logs:
                    log.unlink()


def connect(path: Path, how: str) -> sqlite3.Connection:
    """Open a connection to a file.

    Args:
        path: where it really is.
        how: the words of an SQLite URI.

    Raises:
        sqlite3.Error: SQLite cannot.
    """
    connection = sqlite3.connect(
        f"file:{files.quoted(path.absolute())}?{how}",
        uri=True,
        isolation_level=None,
        timeout=LOCK_TIMEOUT_S,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def logs_beside(path: Path) -> list[Path]:
    """Return the logs that lie where SQLite would look for those of a file."""
    return [log for name in _LOGS if os.path.lexists(log := _beside(path, name))]


def require_free(path: Path, name: str) -> None:
    """Make sure that a book can be put somewhere: no file is there, and no log of another file.

    Args:
        path: the real path.
        name: the user's name for it.

    Raises:
        BookUnusable: there is something.
    """
    if os.path.lexists(path):
        with suppress(OSError):  # that of a program that was killed when its work was done
            files.clear(path)
        raise BookExists(path=name)
    left = logs_beside(path)
    if left:
        raise LogLeft(path=name, logs=[str(log) for log in left])


def explained(error: sqlite3.Error, path: Path, name: str) -> LedgerError | None:
    """Return the error that says why a file cannot be opened or read; None: it may be damaged."""
    cause = str(error)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if not isinstance(code, int):
        return None
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BookBusy(path=name, cause=cause)
        case sqlite3.SQLITE_READONLY:
            return _not_allowed(path, name) or BookReadOnly(path=name)
        case sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH | sqlite3.SQLITE_CANTOPEN:
            return _not_allowed(path, name) or CannotOpen(path=name, cause=cause)
        case _:
            return None


def _not_allowed(path: Path, name: str) -> BookUnusable | None:
    """Return the error where this user may not use the file or its log; None: this user may."""
    if not os.access(path, os.R_OK):
        return BookNotAllowed(path=name)
    for log in logs_beside(path):
        if not os.access(log, os.R_OK | os.W_OK):
            return LogOfAnother(path=str(log))
    return None


def _found(path: Path, name: str) -> os.stat_result:
    try:
        found = path.stat()
    except OSError as error:
        raise _cannot(name, error) from None
    if stat.S_ISDIR(found.st_mode):
        raise CannotOpen(path=name, cause=N_("it is a folder"))
    if not stat.S_ISREG(found.st_mode):
        raise CannotOpen(path=name, cause=N_("it is no file"))
    if found.st_nlink > 1:
        with suppress(OSError):  # a killed program had not yet taken the first of them away
            files.clear(path)
        found = path.stat()
    if found.st_nlink > 1:
        raise _two_names(path, found.st_ino)
    if _is_mounted(path):
        raise MountedAlone(path=name)
    return found


def _is_mounted(path: Path) -> bool:
    """Return whether a file is mounted by itself: its log would then lie apart from it."""
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False  # not on this system
    point = os.fsencode(path)
    for character in b"\\ \t\n":
        point = point.replace(bytes([character]), b"\\%03o" % character)
    return point in mounts and any(x.split(b" ")[4:5] == [point] for x in mounts.splitlines())


def _cannot(name: str, error: OSError) -> BookUnusable:
    if error.errno in _NO_FILE:
        return NoBook(path=name)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return BookNotAllowed(path=name)
    return CannotOpen(path=name, cause=error.strerror)


def _two_names(path: Path, inode: int) -> BookUnusable:
    others: list[str] = []
    with suppress(OSError), os.scandir(path.parent) as entries:
        others = sorted(x.path for x in entries if x.inode() == inode and x.name != path.name)
    return TwoNames(path=str(path), folder=str(path.parent), others=others or None)


def _hold(path: Path, name: str, identity: tuple[int, int]) -> None:
    """Hold a file, if every process that has it open knows it by the same name.

    Raises:
        BookUnusable: a process knows it by another name, or this user may not read it.
    """
    name_number = _name_number(path)
    with _holding:
        opened = _open_files.get(identity)
        if opened is not None:
            if opened.name_number != name_number:
                raise KnownElsewhere(path=name)
            opened.books += 1
            return
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            raise _cannot(name, error) from None
        found = os.fstat(handle)
        opened = _OpenFile(handle, name_number)
        if (found.st_dev, found.st_ino) != identity or not opened.lock():
            os.close(handle)
            raise KnownElsewhere(path=name)
        _open_files[identity] = opened


def _name_number(path: Path) -> int:
    """Return a number that stands for the folder and the name of a file."""
    folder = path.parent.stat()
    return zlib.crc32(os.fsencode(f"{folder.st_dev} {folder.st_ino} {path.name}")) or 1


def _flock(kind: int, start: int, length: int) -> bytes:
    return struct.pack("hhqqi", kind, os.SEEK_SET, start, length, 0)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
