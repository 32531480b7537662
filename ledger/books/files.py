"""Files that are whole or not there, also after a power cut, and that no other user may read.

A file is made in a workshop: a folder of its own beside the target. There it is flushed. Then it
gets its name, and the name is flushed, too. A program that works in a workshop holds a lock on it.
So the next program that makes the same file can tell the workshop of a killed program, and removes
it.

Source: docs/FORMAT.md (files beside a book).
"""

from __future__ import annotations

import errno
import fcntl
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.books.refusals import FileTooLarge, FileUnreadable

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~/")
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
_NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


def real(path: Path) -> Path:
    """Return where a file really is, whatever links and detours its name takes."""
    return Path(os.path.realpath(path))


def quoted(path: Path) -> str:
    """Return a path as it stands in SQLite's addresses; ``urllib.parse`` is slow to load."""
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(path))


def unlinked(path: Path) -> Path:
    """Return a name of a file that goes through no link: the given one, if it does not."""
    found = real(path)
    return path if path.absolute() == found else found


def content_of(path: Path, limit: int) -> bytes:
    """Return the bytes of a file.

    Args:
        path: the file.
        limit: how many bytes it may have; no more of a larger one are read.

    Raises:
        BadInput: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise FileUnreadable(path=str(path), cause=error.strerror) from None
    if len(raw) > limit:
        raise FileTooLarge(path=str(path), limit=limit)
    return raw


def write(
    target: Path,
    content: bytes | Iterable[bytes],
    *,
    mode: int = PRIVATE,
    group: int | None = None,
    replace: bool = True,
) -> None:
    """Write a file that is there whole or not at all, and on the disk when this returns.

    Args:
        target: the file to write; a link is followed.
        content: its new content, or the parts of it.
        mode: who may read and write it, whatever the umask.
        group: the id of the group that it belongs to; None: as the system gives it.
        replace: take the place of a file that is there already.

    Raises:
        FileExistsError: the file is there, and shall not be replaced.
        OSError: it could not be written; an earlier file is still there.
    """
    target = real(target)
    with workshop(target) as folder:
        made = folder / "new"
        fill(made, content, mode=mode, group=group)
        give_name(made, target, replace=replace)


def fill(
    path: Path,
    content: bytes | Iterable[bytes],
    *,
    mode: int = PRIVATE,
    group: int | None = None,
) -> None:
    """Make a new file and flush it; its name is not flushed yet.

    Raises:
        OSError: it could not be made.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor
        file.writelines((content,) if isinstance(content, bytes) else content)
        file.flush()
        os.fchmod(handle, share(handle, mode, group))
        _flush(handle)


def share(handle: int | Path, mode: int, group: int | None) -> int:
    """Give a file of ours to a group, and return the mode that is then safe for it.

    Args:
        handle: the file.
        mode: the wanted mode.
        group: the group that the mode was meant for; None: the group that the file has.
    """
    if group is None or os.stat(handle).st_gid == group:  # noqa: PTH116 - also of a descriptor
        return mode
    try:
        os.chown(handle, -1, group)
    except OSError:
        return mode & ~0o070  # these rights would go to another group
    return mode


def flush(path: Path) -> None:
    """Flush the content of a file, or the names in a folder, to the disk.

    Raises:
        OSError: the disk did not.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _flush(handle)
    finally:
        os.close(handle)


def _flush(handle: int) -> None:
    try:
        if hasattr(fcntl, "F_FULLFSYNC"):  # on macOS fsync leaves data in the disk's own memory
            with suppress(OSError):
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
                return
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FLUSH:  # some file systems cannot flush a folder
            raise


def make_folder(path: Path, mode: int = PRIVATE_FOLDER, group: int | None = None) -> None:
    """Make a folder, unless it is there, and flush its name.

    Raises:
        OSError: it could not be made.
    """
    try:
        path.mkdir(PRIVATE_FOLDER)
    except FileExistsError:
        return
    path.chmod(share(path, mode, group))
    flush(path.parent)


def give_name(made: Path, target: Path, *, replace: bool) -> None:
    """Give a finished and flushed file its name, and flush the name.

    Raises:
        FileExistsError: there is a file of that name, and it shall not be replaced.
        OSError: it has not got the name.
    """
    if replace:
        made.replace(target)
    else:
        _give_name_once(made, target)
    try:
        flush(target.parent)
    except OSError:
        if not replace:
            target.unlink()
        raise


def _give_name_once(made: Path, target: Path) -> None:
    try:
        os.link(made, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        made.rename(target)
    else:
        made.unlink()


@contextmanager
def workshop(target: Path, keeps: Callable[[Path], bool] = lambda _folder: False) -> Iterator[Path]:
    """Work in a folder beside a target that no other user can look into; remove it afterwards.

    Args:
        target: the file that will be made.
        keeps: says whether to go on in a folder that a killed program left. Other such folders are
            removed. It also says whether the folder stays when work in it fails.

    Yields:
        the folder, empty unless it was kept.

    Raises:
        OSError: it could not be made.
    """
    folder, handle = clear(target, keeps) or _new(target)
    is_kept = False
    try:
        yield folder
    except BaseException:
        is_kept = keeps(folder)
        raise
    finally:
        if not is_kept:
            _remove(folder)
        os.close(handle)


def clear(
    target: Path, keeps: Callable[[Path], bool] = lambda _folder: False
) -> tuple[Path, int] | None:
    """Remove the workshops of a target in which no program works.

    Returns:
        a workshop that is kept, and the descriptor that holds it; None: none is kept.

    Raises:
        OSError: there is no such folder, or it may not be looked into.
    """
    kept = None
    start = _start(target)
    for folder in [x for x in target.parent.iterdir() if x.name.startswith(start)]:
        with suppress(OSError):  # a program works in it, or it is another user's
            handle = _hold(folder)
            if kept is None and keeps(folder):
                kept = folder, handle
                continue
            _remove(folder)
            os.close(handle)
    return kept


def _new(target: Path) -> tuple[Path, int]:
    while True:
        folder = target.parent / (_start(target) + os.urandom(6).hex())
        folder.mkdir(PRIVATE_FOLDER)
        folder.chmod(PRIVATE_FOLDER)
        try:
            return folder, _hold(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # another program took it for that of a killed one, and removes it
        except OSError:  # a file system without such locks: no program will remove it either
            return folder, os.open(folder, os.O_RDONLY | os.O_CLOEXEC)


def _hold(folder: Path) -> int:
    """Hold a workshop alone, for as long as the returned descriptor is open.

    Raises:
        BlockingIOError: another program holds it.
        OSError: it is gone, or no folder.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_ino != os.fstat(handle).st_ino:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    except OSError:
        os.close(handle)
        raise
    return handle


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _start(target: Path) -> str:
    """Return how the names of a target's workshops begin, however long its own name is."""
    return f".samverk-{zlib.crc32(os.fsencode(target.name)):08x}-"
