"""Whether the newest events of a book in a file belong together: a look at its end.

After a wrong log, a lost page or a change by hand, the newest events, their index and the tree
above them usually come from different times. A look at them takes two milliseconds, so ``status``,
reports and recording do it. Verification looks at the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import islice

from events.record import StoredRow
from ledger.books.book import Book, recorded_from
from ledger.books.refusals import NewestAltered, NodeMissing
from ledger.books.tree import Frontier, entry_bytes, leaf_hash
from ledger.refusal import Tampered

_LOOKED_AT = 64  # events at least, and fewer than twice as many: a number of whole subtrees


def fault(book: Book) -> Tampered | None:
    """Return the fault where the newest events do not belong together; None: they do.

    It does not look at a book on a server: a server keeps its pages together, and each look would
        be a turn.

    Args:
        book: inside ``reading`` or ``writing``.

    Raises:
        CorruptEventError: one of them is no event.
    """
    if book.shared_file() is None:
        return None
    head = book.head()
    before = max(0, head - _LOOKED_AT) // _LOOKED_AT * _LOOKED_AT
    rows = [*book.rows(before, head)]
    try:
        is_whole = _are_in_order(book, rows, before) and _has_their_nodes(book, rows, before)
    except Tampered as error:
        return error
    except sqlite3.DatabaseError:
        is_whole = False
    return None if is_whole else NewestAltered(path=book.name, size=head)


def _are_in_order(book: Book, rows: Sequence[StoredRow], before: int) -> bool:
    """Return whether each follows the one before, in the book and, by the index, in its stream."""
    streams: dict[str, list[StoredRow]] = {}
    for row in rows:
        recorded_from(row)
        streams.setdefault(row[1], []).append(row)
    return [row[0] for row in rows] == [*range(before + 1, before + len(rows) + 1)] and all(
        [*book.stream(stream, own[0][2] - 1)] == own for stream, own in streams.items()
    )


def _has_their_nodes(book: Book, rows: Sequence[StoredRow], before: int) -> bool:
    """Return whether the tree has the nodes above these events, and none above missing ones."""
    tree = Frontier.of(before, book.node)
    wanted: dict[int, dict[int, bytes]] = {}
    for level, place, node in tree.extend([leaf_hash(entry_bytes(*row[1:])) for row in rows]):
        wanted.setdefault(level, {})[place] = node
    if has_other_leaf(book, tree):
        return False
    for level in range(1, tree.size.bit_length() + 1):
        nodes = dict(islice(book.nodes_from(level, before >> level), len(rows)))
        missing = wanted.get(level, {}).keys() - nodes.keys()
        if missing:
            raise NodeMissing(level=level, place=min(missing))
        if nodes != wanted.get(level, {}):
            return False
    return True


def has_other_leaf(book: Book, tree: Frontier) -> bool:
    """Return whether the newest event is another than the one that was recorded.

    No node of the tree covers the last of an odd number of events, so its leaf is kept by itself.

    Args:
        book: the open book.
        tree: over all of its events.
    """
    kept = book.newest_leaf() if tree.size % 2 else None
    return kept is not None and kept[0] == tree.size and kept[1] != tree.hashes[0]
