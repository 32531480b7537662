"""Recording: one command, decided against the present state, appended or refused as a whole.

The service holds the book alone from before it reads the state until it has committed the events.
So it never decides on a state that another client is changing. It needs no retries, and a payment
either lands before a period closes or is refused. With a server the service first tries a single
turn: it decides on the states as it last saw them, and the server appends the events if the streams
are still the same (docs/DECISIONS.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from events.record import Recorded
from ledger import lean
from ledger.books.book import Book, Versions
from ledger.books.refusals import ServerGone
from ledger.refusal import BookUnusable, Conflict, LedgerError, Refused
from ledger.rules import commands as c
from ledger.rules.marked import read_all
from ledger.rules.refusals.agreements import UnknownAgreement
from ledger.work import seen
from ledger.work.bulk import AT_A_TIME, Bulk, NothingStaysError, in_bulk
from ledger.work.deciding import Decider, references
from ledger.work.receipt import Receipt
from ledger.work.runs import DamagedMarkError
from ledger.work.submission import Outcome, Signature, Submission

if TYPE_CHECKING:
    from events.importing import Imports
    from ledger.books.store import Store
    from ledger.rules.state import AgreementState
    from ledger.work.consequences import Consequences

T = TypeVar("T")
_LOOKS = 4  # looks for events that may have been committed, when the server does not answer


class Service:
    """The write side of an open book.

    It appends what its decider decides, and keeps the decider up to date.
    """

    def __init__(
        self,
        book: Book,
        clock: Callable[[], datetime] | None = None,
        receipt: Receipt | None = None,
    ) -> None:
        self._book = book
        self._decider = Decider(book, clock or book.now, self._stream)
        self._receipt = receipt or Receipt()
        self._asks_first = book.places and clock is None
        self._opened: Store | None = None
        self._is_newest = False

    def execute(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Record what a command makes happen.

        Raises:
            Refused: a rule says no; nothing was written.
            Conflict: it collides with what is recorded, or the book is busy.
            BookUnusable: the book cannot be written.
            Tampered: a checkpoint that is held beside the book tells of later events, or of other
                ones.
        """
        receipt = self._receipt
        receipt.begin()
        try:
            outcome = self._executed(command, signature)
            receipt.recorded(outcome.recorded, repeated=outcome.repeated)
        except BaseException as error:
            self._settle(error)
            raise
        return outcome

    def _executed(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        done = None
        seen = self._decided_as_seen(command, signature) if self._asks_first else None
        if seen:
            decided, versions, unlike = seen
            try:
                self._receipt.committing(decided)
                placed, newer = self._store.append_if(decided, versions, unlike)
            except Refused:  # by the server, perhaps because of what came meanwhile
                if unlike is None:
                    raise
                self._receipt.undone()
            except (ServerGone, BookUnusable) as error:  # it may be appended all the same
                done = Outcome(decided)
                self._decider.forget()
                if isinstance(error, ServerGone):
                    self._book.reconnect()
            else:
                if placed:
                    self._decider.folded.meanwhile(newer)
                    self._decider.folded.evolve(placed)
                    return Outcome(placed)
                self._receipt.undone()
        return self._once(partial(self._record, command, signature), ((command, signature),), done)

    def _decided_as_seen(
        self, command: c.AnyCommand, signature: Signature
    ) -> tuple[tuple[Recorded, ...], Versions, str | None] | None:
        try:
            return self._decider.decide_as_seen(command, signature)
        except DamagedMarkError as error:
            self._decider.avoid(error.holder)
            return None

    def _settle(self, error: BaseException) -> None:
        """Note whether the pending events were committed, when something fails.

        A server that is lost, or was told to stop, may have committed. Of a book in a file, the
        service looks at the file.
        """
        receipt = self._receipt
        if not receipt.is_pending or isinstance(error, ServerGone):
            return
        if isinstance(error, LedgerError):
            receipt.undone()
        elif not self._book.places:
            with suppress(Exception):
                self._book.undo()
                found = self._found(Outcome(tuple(receipt.pending)))
                if found:
                    receipt.recorded(found.recorded, is_all=not receipt.rows)
                else:
                    receipt.undone()

    def _record(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        self._decider.renew_nonces()
        outcome = self._decider.decide(command, signature)
        if not outcome.repeated:
            self._decider.folded.follow(outcome.recorded)
            self._append(outcome.recorded)
        return outcome

    def execute_all(self, rows: Iterable[Submission], *, chunk: int = 1000) -> Iterator[int]:
        """Record many commands, each decided on the state after the command before it.

        A chunk is one transaction: all of its commands are recorded, or none.

        Args:
            rows: the commands, each with its signature.
            chunk: how many commands a transaction holds.

        Yields:
            how many commands have been recorded for good, after every chunk.

        Raises:
            Refused, Conflict: as ``execute``. The chunk of that command was not recorded.
        """
        done = 0
        waiting = iter(rows)
        self._receipt.begin()
        while batch := list(islice(waiting, chunk)):
            try:
                with in_bulk():
                    outcome = self._once(partial(self._record_batch, batch), batch)
                self._receipt.recorded(outcome.recorded, len(batch), is_all=False)
            except BaseException as error:
                self._settle(error)
                raise
            done += len(batch)
            yield done
        self._receipt.finish()

    def _record_batch(self, batch: Sequence[Submission]) -> Outcome:
        """Record a chunk, and return its first event and those of its last command."""
        self._decider.renew_nonces(in_bulk=True)
        pending: list[Recorded] = []
        ends, is_first = Outcome((), repeated=True), True
        try:
            for command, signature in batch:
                if pending and self._decider.looks_back(command, signature):
                    self._append(pending)
                    pending = []
                outcome = self._decider.decide(command, signature, is_first=is_first)
                is_first = False
                if not outcome.repeated:
                    self._decider.folded.follow(outcome.recorded)
                    pending += outcome.recorded
                    ends = Outcome((*ends.recorded[:1], *outcome.recorded))
                if len(pending) >= AT_A_TIME:
                    self._append(pending)
                    pending = []
        except (Refused, Conflict):
            self._decider.forget()  # the states are ahead of the book
            raise
        if pending:
            self._append(pending)
        return ends

    def in_bulk(
        self, work: Callable[[Bulk], bool], *, is_dry: bool = False, is_all: bool = True
    ) -> Outcome:
        """Let some work record many commands in one transaction, each with an answer of its own.

        Args:
            work: takes commands, and returns whether they are to stay. It is called again if the
                server is lost before it has answered.
            is_dry: record nothing, whatever it returns.
            is_all: whether the user asked for nothing more.

        Returns:
            the first and the last event; without any: nothing was recorded.

        Raises:
            Conflict, BookUnusable, Tampered: as ``execute``; nothing was recorded.
        """
        if is_dry:
            self._undamaged(partial(self._try_in_bulk, work))
            return Outcome((), repeated=True)
        receipt, rows = self._receipt, 0
        receipt.begin()

        def recorded() -> Outcome:
            nonlocal rows
            bulk = self._bulk(is_kept=True)
            if not work(bulk) or not bulk.rows or not bulk.is_kept:
                raise NothingStaysError
            bulk.flush()
            rows = bulk.rows
            return bulk.outcome

        try:
            with in_bulk():
                outcome = self._once(recorded, ())
            receipt.recorded(outcome.recorded, rows, is_all=is_all)
        except NothingStaysError:
            return Outcome((), repeated=True)
        except BaseException as error:
            self._settle(error)
            raise
        finally:
            self._decider.ahead = {}
        return outcome

    def _try_in_bulk(self, work: Callable[[Bulk], bool]) -> None:
        with self._book.reading(), in_bulk():
            self._require_newest()
            bulk = self._bulk(is_kept=False)
            try:
                work(bulk)
            finally:
                self._decider.ahead = {}
                if bulk.rows:
                    self._decider.forget()

    def _bulk(self, *, is_kept: bool) -> Bulk:
        self._decider.renew_nonces(in_bulk=True)
        return Bulk(self._book, self._decider, self._append, is_kept=is_kept)

    def _once(
        self, work: Callable[[], Outcome], rows: Sequence[Submission], done: Outcome | None = None
    ) -> Outcome:
        """Do some work in a transaction, and again if the server is lost before it has answered.

        After a commit without an answer, the service looks for the events in the book. Events have
        random nonces, so no others have the same bytes.

        Args:
            work: decides and appends. It refuses only while the states are those of the book.
            rows: the commands that it decides on, each with its signature.
            done: the outcome that may have been committed; None: none yet.
        """
        looks, is_known = _LOOKS, done is None
        while True:
            try:
                with self._book.writing(self._decider.versions(rows), references(rows)):
                    self._require_newest()
                    found = self._found(done) if done else None
                    is_known = True
                    if not found:
                        self._receipt.undone()
                    done = found or work()
                    if not self._book.places:
                        self._decider.folded.keep()
                    if not done.repeated:
                        self._receipt.committing(done.recorded)
            except DamagedMarkError as error:  # nothing was committed
                self._decider.avoid(error.holder)
                done = None if is_known else done
            except ServerGone:
                self._decider.forget()
                self._book.reconnect()
                is_known = done is None
            except BookUnusable as error:
                self._decider.forget()
                if is_known:
                    raise
                looks -= 1  # an administrator may have cancelled the looking, too
                if not looks:
                    raise self._gone(error) from error
            except BaseException as error:
                if done is not None or not isinstance(error, (Refused, Conflict)):
                    self._decider.forget()
                if isinstance(error, Conflict) and not is_known:  # the book could not be looked at
                    raise self._gone(error) from error
                raise
            else:
                if self._book.places:
                    self._keep_own()
                return done

    def _keep_own(self) -> None:
        """Make marks on this computer after the commit, so that no other client waits for it."""
        try:
            self._decider.folded.keep()
        except DamagedMarkError as error:
            self._decider.avoid(error.holder)
        except LedgerError:  # the server is lost, and what was recorded stays
            self._decider.forget()

    def _found(self, outcome: Outcome) -> Outcome | None:
        """Return the outcome as it is in the book; None: its events are not there."""
        if outcome.repeated:
            return None  # the outcome had no new events: do the work again
        found = []
        for event in outcome.recorded:
            there = next(self._stream(event.originator_id, event.originator_version - 1), None)
            if there is None or there.envelope.nonce != event.envelope.nonce:
                return None
            found.append(there)
        return Outcome(tuple(found))

    def _append(self, recorded: Sequence[Recorded]) -> None:
        folded = self._decider.folded
        self._store.append(recorded, folded.changes)
        folded.changes, folded.references = [], {}
        folded.touched.update([event.originator_id for event in recorded])

    def preview(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Return what ``execute`` would record now, and record nothing.

        Raises:
            Refused: a rule says no.
            Conflict: it collides with what is recorded.
        """

        def decided() -> Outcome:
            with self._book.reading():
                self._require_newest()
                return self._decider.decide(command, signature)

        return self._undamaged(decided)

    def to_sign(self, command: c.AnyCommand, signature: Signature) -> str | None:
        """Return the text that the actor signs for a command, decided on the present state.

        Returns:
            the text; None: under its key the command is recorded already.

        Raises:
            Refused: a rule says no, whoever signs.
            Conflict: it collides with what is recorded.
        """

        def decided() -> str | None:
            with self._book.reading():
                self._require_newest()
                return self._decider.to_sign(command, signature)

        return self._undamaged(decided)

    def _undamaged(self, work: Callable[[], T]) -> T:
        """Do some work that writes nothing, and again without a mark that is found to be damaged.

        A damaged mark is avoided from then on, so this comes to an end.
        """
        while True:
            try:
                return work()
            except DamagedMarkError as error:
                self._decider.avoid(error.holder)

    def consequences(self, outcome: Outcome, *, is_preview: bool = False) -> Consequences:
        """Return the effects of the last command, done or previewed, from the service's states.

        Args:
            outcome: of ``execute`` or ``preview``; the service has decided nothing since.
            is_preview: whether it is of ``preview``.
        """
        return self._undamaged(partial(self._consequences, outcome, is_preview=is_preview))

    def _consequences(self, outcome: Outcome, *, is_preview: bool) -> Consequences:
        from ledger.work.consequences import consequences

        recorded = () if outcome.repeated else outcome.recorded
        name = next((x.agreement for x in outcome.recorded if x.agreement), None)
        parties, agreement = self._decider.states_of(name)
        if outcome.repeated or parties is None or (name is not None and agreement is None):
            with self._book.reading():
                folded = self._decider.folded
                folded.look(self._book)
                parties = folded.parties()
                agreement = folded.agreement(name) if name is not None else None
        return consequences(recorded, parties, agreement, is_evolved=not is_preview)

    def _require_newest(self) -> None:
        """Make sure, once, that the book is no older copy: history would fork.

        The service does not ask a server for roots, which would take some ten turns.

        Raises:
            Tampered: a held checkpoint tells of later events, or of other ones.
        """
        if self._is_newest:
            return
        against = seen.against(self._book, roots=not self._book.places)
        if against is not None:
            raise against
        self._is_newest = True

    def currency_of(self, agreement: str) -> str:
        """Return an agreement's currency.

        Raises:
            Refused: there is no such agreement.
        """
        _, state = self._decider.states_of(agreement)
        if state is None or state.proposed is None:
            state = self._undamaged(partial(self._agreement, agreement))
        assert state.proposed is not None
        return state.proposed.currency  # which never changes

    def agreement(self, agreement: str) -> AgreementState:
        """Return an agreement as it stands at present.

        Raises:
            Refused: there is no such agreement.
        """

        def found() -> AgreementState:
            state = self._agreement(agreement)
            read_all(state)  # whoever gets it reads the book no more
            return state

        return self._undamaged(found)

    def _agreement(self, agreement: str) -> AgreementState:
        with self._book.reading():
            folded = self._decider.folded
            folded.look(self._book)
            state = folded.agreement(agreement)
            if state is None:
                known = list(self._decider.known_agreements())
                raise UnknownAgreement(agreement=agreement, known=known)
        return state

    def known_agreements(self) -> tuple[str, ...]:
        """Return the ids of all agreements."""
        with self._book.reading():
            return self._decider.known_agreements()

    def imports(self) -> Imports:
        """Return what the book knows of files that came in and went out."""
        with self._book.reading():
            self._decider.folded.look(self._book)
            return self._decider.folded.periods().imports

    @property
    def _store(self) -> Store:
        if self._opened is None:
            lean.eventsourcing()
            from ledger.books.store import Store

            self._opened = Store(self._book)
        return self._opened

    def _gone(self, error: LedgerError) -> ServerGone:
        """Return a ``ServerGone`` for any error that means that the server is lost."""
        cause = error.values.get("cause", error.code)
        return ServerGone(path=self._book.name, cause=cause)

    def _stream(self, stream: str, after: int) -> Iterator[Recorded]:
        return self._store.stream(stream, after)  # only now is the store needed
