"""An import: what becomes of each row of a file, in one transaction or in several.

First the file is looked through without holding the book (``import_look``). Then the rows that are
new are decided, each on the state after the one before it, and after them the rows of money that
comes back. If the book has gone on meanwhile, the file is looked through again. The rows of a file
are read anew each time, so that a large file takes no more memory than a small one; what is kept
of a row is its verdict.

Source: docs/ARCHITECTURE.md, "An import's way".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from ledger.exchange.import_look import Look, ReadFile
from ledger.exchange.import_turn import Asked, Item, Turn
from ledger.exchange.importing import Prepared
from ledger.exchange.verdicts import Result, Verdicts

if TYPE_CHECKING:
    from ledger.exchange.rows import Row
    from ledger.refusal import LedgerError
    from ledger.work.bulk import Bulk
    from ledger.work.recording import Service

CHUNK = 2000  # rows of a transaction, where not all stand or fall together
_TICK = 500  # rows between two looks at the progress


class Import:
    """One import of one file.

    Args:
        service: of the book.
        file: what is imported.
        asked: what is asked for, and by whom.
    """

    def __init__(self, service: Service, file: ReadFile, asked: Asked) -> None:
        self._service, self._file, self._asked = service, file, asked
        self._verdicts = Verdicts()
        self._looked: Look | None = None
        self._at = self._attempts = 0
        self._lost: list[tuple[Row, LedgerError]] = []

    def run(self) -> Result:
        """Import the file.

        Raises:
            Conflict, BookUnusable: as ``Service.execute``. With ``partly``, what was recorded
                before that stays.
        """
        if self._may_be_straight and self._service.in_bulk(self._straight).recorded:
            return Result(self._verdicts, self._at, 0, Decimal(0), is_dry=False)
        self._verdicts, self._at, self._attempts = Verdicts(), 0, 0
        self._service.in_bulk(self._first_look, is_dry=True)
        look = self._look
        if look.is_needed and self._asked.partly and not self._asked.is_dry:
            if look.takes_back:
                self._service.in_bulk(self._foresee, is_dry=True)
                self._look.foresee(self._lost)
            self._in_chunks()
        elif look.is_needed:
            is_dry = self._asked.is_dry or look.fails
            if not self._service.in_bulk(self._all, is_dry=is_dry).recorded:
                self._at = 0
        elif not (self._asked.is_dry or look.fails) and look.leaves_others:
            self._have_decided([])  # what was left out of it before has its answer now
        look = self._look
        is_given_up = look.fails and not self._asked.partly
        if is_given_up or self._asked.is_dry:
            self._verdicts.undo(is_given_up=is_given_up)
        return Result(
            self._verdicts, self._at or None, look.elsewhere, look.elsewhere_sum, self._asked.is_dry
        )

    @property
    def _may_be_straight(self) -> bool:
        """Whether the rows may all be new: then they are decided while they are looked at."""
        is_sie = self._file.reading.understood.format == "sie"
        return not (self._asked.partly or self._asked.is_dry or is_sie)

    def _straight(self, bulk: Bulk) -> bool:
        """Decide on rows that are all new, and return whether they stay.

        Nothing stays of a file with a row that was recorded before, does not pass, or is money that
        comes back: it is looked through first.
        """
        self._verdicts, totals = Verdicts(), self._file.reading.totals
        look = Look(bulk, self._file, self._verdicts, self._asked.worded)
        look.count(totals.rows, totals.sum)
        turn = Turn(bulk, look, self._verdicts, self._asked, 0)
        begin, found_of, take = self._verdicts.begin, look.found, turn.take
        position_of, keys, done = look.keys.position, look.keys, 0
        for at, row in enumerate(self._file.reading.rows()):
            begin(row.number)
            found = found_of(row)
            if not isinstance(found, Prepared) or position_of(found.prefix, found.content):
                break
            if not keys.is_empty or not take(Item(at, row, found)) or look.fails:
                break
            if at % _TICK == 0 and at:
                self._asked.tick(_TICK)
                done = at
        else:
            self._asked.tick(totals.rows - done)
            self._at = turn.at
            return turn.rows > 0
        self._asked.tick(-done)
        return False

    @property
    def _look(self) -> Look:
        """The newest look through the file."""
        assert self._looked is not None
        return self._looked

    def _first_look(self, bulk: Bulk) -> bool:
        self._look_through(bulk)
        return False

    def _look_through(self, bulk: Bulk) -> None:
        self._looked = Look(bulk, self._file, self._verdicts, self._asked.worded)
        self._looked.through(partly=self._asked.partly)
        self._looked.foresee(self._lost)

    def _resume(self, bulk: Bulk, rows: Sequence[int]) -> Look:
        """Go on in another transaction, and look through the file again if the book has gone on.

        Args:
            bulk: the transaction. Nobody else writes now.
            rows: that are decided in it. What an earlier attempt said of them does not count.
        """
        look = self._look
        self._attempts += 1
        if bulk.head == look.head and self._attempts == 1:
            look.renew(bulk)
            return look
        for at in rows:
            self._verdicts.tell(at, 0)
        self._look_through(bulk)
        return self._look

    def _items(self) -> Iterator[Item]:
        """Yield the rows of which nothing is decided."""
        kinds = self._verdicts.kinds
        for at, row in enumerate(self._file.reading.rows(), 1):
            if at % _TICK == 0:
                self._asked.tick(_TICK)
            if not kinds[at - 1]:
                prepared = self._look.found(row)
                assert isinstance(prepared, Prepared)
                yield Item(at - 1, row, prepared)
        self._asked.tick(len(kinds) % _TICK)

    def _all(self, bulk: Bulk) -> bool:
        """Decide on all rows; return whether they stay."""
        self._at = 0
        look = self._resume(bulk, range(len(self._verdicts.kinds)))
        if look.fails and not self._asked.partly:
            bulk.give_up()
        turn = Turn(bulk, look, self._verdicts, self._asked, 0)
        later = [item for item in self._items() if not turn.take(item)]
        for item in later:
            turn.take_back(item)
        self._at = turn.at
        return not look.fails and turn.rows > 0

    def _foresee(self, bulk: Bulk) -> bool:
        """Find out which money that comes back has no place, and let nothing stay.

        Only the rows that it may be about are decided before it.
        """
        verdicts = Verdicts()
        look = Look(bulk, self._file, verdicts, self._asked.worded)
        look.through(partly=True)
        turn, later = Turn(bulk, look, verdicts, self._asked, 0), list[Item]()
        for at, row in enumerate(self._file.reading.rows()):
            if verdicts.kinds[at]:
                continue
            found = look.found(row)
            assert isinstance(found, Prepared)
            if found.command is None:
                later.append(Item(at, row, found))
            elif (found.agreement, found.line, found.minor) in look.sought:
                turn.take(Item(at, row, found))
        for item in later:
            turn.take_back(item)
        self._lost = turn.lost
        return False

    def _in_chunks(self) -> None:
        """Decide on some rows at a time; those that pass stay."""
        items, later = self._items(), list[Item]()
        while chunk := list(islice(items, CHUNK)):
            later += [x for x in chunk if x.prepared.command is None]
            if now := [x for x in chunk if x.prepared.command is not None]:
                self._have_decided(now)
        for start in range(0, len(later), CHUNK):
            self._have_decided(later[start : start + CHUNK])
        if not self._at and self._look.leaves_others:
            self._have_decided([])

    def _have_decided(self, chunk: Sequence[Item]) -> None:
        self._attempts = 0
        outcome = self._service.in_bulk(partial(self._some, chunk), is_all=False)
        if outcome.recorded:
            self._at, self._look.head = self._turn.at, outcome.recorded[-1].position

    def _some(self, chunk: Sequence[Item], bulk: Bulk) -> bool:
        """Decide on some rows; return whether anything stays."""
        before = self._look
        look = self._resume(bulk, [item.at for item in chunk])
        turn = Turn(bulk, look, self._verdicts, self._asked, self._at)
        self._turn = turn
        for item in chunk:
            if self._verdicts.kinds[item.at]:
                continue
            prepared = item.prepared if look is before else look.found(item.row)
            if isinstance(prepared, Prepared) and not turn.take(Item(item.at, item.row, prepared)):
                turn.take_back(Item(item.at, item.row, prepared))
        if not chunk:
            turn.read()
        return turn.rows > 0 or not chunk
