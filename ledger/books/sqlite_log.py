"""Whether the log beside a file belongs to it: SQLite brings in any log that lies there.

A user may copy an older copy over a book beside the log that a killed program left. The book then
has pages of two times. The log says how many pages the file had when the log was written. An older
and shorter file lacks some of these pages, and so does the log.

Source: the file format of SQLite, "The Write-Ahead Log".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_HEAD = struct.Struct(">IIII8sII")  # magic, version, size of a page, checkpoint, salts, checksum
_FRAME = struct.Struct(">II8sII")  # page, pages of the file after a commit or 0, salts, checksum
_MAGIC = 0x377F0682  # the lowest bit says which way round the words of a checksum are
_LARGEST = 1  # written for a page of 65 536 bytes
_MASK = 0xFFFFFFFF


def is_of_later(file: Path, log: Path) -> bool:
    """Return whether a log was written to a later state of the file than the present one.

    Other programs may write meanwhile. A log that cannot be read is not reported here: SQLite does
    that.
    """
    with suppress(OSError):
        pages, size, held = _told(log, is_checked=False)
        # The file is read last: a program that begins the log anew has put all of it into the file
        # before.
        if pages and not held.issuperset(range(file.stat().st_size // size + 1, pages + 1)):
            pages, size, held = _told(log, is_checked=True)
            return not held.issuperset(range(file.stat().st_size // size + 1, pages + 1))
    return False


def _told(log: Path, *, is_checked: bool) -> tuple[int, int, set[int]]:
    """Return what a log says: pages of the file after the last commit, their size, those it holds.

    Args:
        log: the file.
        is_checked: check the sums of each page, and stop at the first wrong one; slow.
    """
    pages, size, held, some = 0, 1, set[int](), set[int]()
    for each, page, after in _frames(log, is_checked=is_checked):
        some.add(page)
        if after:
            pages, size = after, each
            held |= some
            some.clear()
    return pages, size, held


def _frames(log: Path, *, is_checked: bool) -> Iterator[tuple[int, int, int]]:
    """Yield of each page in a log: size of a page, its number, and pages after a commit or 0."""
    with log.open("rb", buffering=0) as file:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return
        magic, _, size, _, salts, *sums = _HEAD.unpack(head)
        if magic | 1 != _MAGIC | 1:
            return
        size, order = 65536 if size == _LARGEST else size, ">" if magic & 1 else "<"
        while len(head := file.read(_FRAME.size)) == _FRAME.size:
            page, after, own, *wanted = _FRAME.unpack(head)
            if own != salts:
                return  # the rest is of an earlier log
            if is_checked:
                sums = _added_up(sums, head[:8] + file.read(size), order)
                if sums != wanted:
                    return
            else:
                file.seek(size, 1)
            yield size, page, after


def _added_up(sums: list[int], data: bytes, order: str) -> list[int]:
    """Return the checksum of a log after more bytes."""
    one, other = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data[: len(data) // 4 * 4])
    for first, second in zip(words[::2], words[1::2], strict=False):
        one = one + first + other & _MASK
        other = other + second + one & _MASK
    return [one, other]
