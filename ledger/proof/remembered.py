"""An auditor's own memory: the states of agreements at a checkpoint that was trusted.

It lies in a file of the auditor's, which no other user can write, so that it says nothing that a
recorder has put there. The file is a help. Where it is missing, damaged or switched off, the events
are folded.

Source: docs/auditor.md.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from events.facts import Position
from ledger.books.book import Book
from ledger.rules.state import AgreementState
from ledger.work import own_files, seen
from ledger.work.runs import DamagedMarkError
from ledger.work.state_marks import StateMarks, clear

_ENDING = ".judged"
_PATIENCE_S = 5
_HEAD = "CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), size, root)"


class Memory:
    """The memory of a book, in a file that is held alone.

    Attributes:
        file: where it is; None: it is switched off, or has no folder.
        size: the events that it knows; 0: none.
        root: of the tree over these.
    """

    def __init__(self, book: Book, file: Path | None) -> None:
        self._book, self.file = book, file
        self.size, self.root = 0, b""
        self._connection: sqlite3.Connection | None = None
        self._marks = StateMarks(book)

    @classmethod
    def of(cls, book: Book) -> Memory:
        """Return the memory of a book, which is not read yet."""
        home, name = seen.folder(), book.info("origin")
        if home is None or not name or os.environ.get(seen.SWITCH, "").lower() == "off":
            return cls(book, None)
        digest = sha256(f"{name} {book.login or ''}".encode()).hexdigest()[:32]
        return cls(book, home / (digest + _ENDING))

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection to the file; marks are read and written through it."""
        assert self._connection is not None
        return self._connection

    @contextmanager
    def held(self) -> Iterator[Memory | None]:
        """Hold the file alone, until all of it is written or undone; None: there can be none."""
        opened = self._opened()
        if opened is None:
            yield None
            return
        with closing(opened):
            yield self
            with suppress(sqlite3.Error):
                opened.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection | None:
        file = self.file
        if file is None:
            return None
        for _ in range(2):
            opened = None
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                own_files.require_own(file.parent, stat.S_ISDIR, own_files.BY_OTHERS)
                with suppress(FileExistsError):
                    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                own_files.require_own(file, stat.S_ISREG, own_files.AT_ALL)
                opened = sqlite3.connect(
                    f"file:{quote(str(file))}?mode=rw",
                    uri=True,
                    isolation_level=None,
                    timeout=_PATIENCE_S,
                )
                for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "synchronous=OFF"):
                    opened.execute(f"PRAGMA {pragma}")
                opened.execute("BEGIN IMMEDIATE")
                opened.execute(_HEAD)
                row = opened.execute("SELECT size, root FROM head").fetchone()
            except OSError:
                return None
            except sqlite3.OperationalError:  # another process holds it, or the disk is full
                if opened is not None:
                    opened.close()
                return None
            except sqlite3.DatabaseError:
                if opened is not None:
                    opened.close()
                with suppress(OSError):
                    file.unlink()
            else:
                if row is not None and isinstance(row[0], int) and isinstance(row[1], bytes):
                    self.size, self.root = row
                self._connection = opened
                self._marks = StateMarks(self._book, self)
                return opened
        return None

    def clear(self) -> None:
        """Forget everything."""
        clear(self)
        self.size, self.root = 0, b""

    def remove(self) -> None:
        """Remove the file, which is not held."""
        if self.file is not None:
            with suppress(OSError):
                self.file.unlink()
        self.size, self.root = 0, b""

    def begin(self, size: Position, root: bytes) -> None:
        """Take note of a checkpoint that is trusted; what is known of later events is forgotten."""
        if self.size > size:
            self.clear()
        self.size, self.root = size, root
        self.connection.execute("REPLACE INTO head VALUES (1, ?, ?)", (size, root))

    def load(self, stream: str) -> AgreementState | None:
        """Return what is known of a stream; None: nothing. Some of its events may come after it."""
        try:
            return self._marks.load(stream)
        except DamagedMarkError:
            self._marks.avoid(stream)
            return None

    def keep(self, stream: str, state: AgreementState) -> None:
        """Remember the state of a stream at the checkpoint, if it has gone on far enough."""
        with suppress(DamagedMarkError):
            self._marks.keep([(stream, state)])
