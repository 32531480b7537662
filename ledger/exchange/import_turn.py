"""The decisions of an import in one transaction: each row on the state after the row before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from events import facts as f
from events.streams import agreement_stream
from ledger.books.book import recorded_from
from ledger.exchange.import_look import LOST, Look
from ledger.exchange.importing import Credits, Prepared, reversal
from ledger.exchange.other_side import COST, PAYMENT, REPAYMENT
from ledger.exchange.other_side import Asked as AskedTwin
from ledger.exchange.refusals import (
    CreditUnmatched,
    LooksTold,
    RepaymentUnmatched,
    RowConflict,
)
from ledger.exchange.verdicts import CONFLICT, RECORDED, REFUSED, UNMATCHED, Verdicts
from ledger.refusal import Conflict, LedgerError, Money, Refused
from ledger.rules import commands as c
from ledger.work.submission import Signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.record import Recorded
    from ledger.exchange.rows import Row
    from ledger.work.bulk import Bulk


class Item(Struct, frozen=True, gc=False):
    """A row that is to be decided, and its place among the rows of the file."""

    at: int
    row: Row
    prepared: Prepared


class Asked(NamedTuple):
    """What is asked for, and by whom.

    Attributes:
        signature: who asks.
        worded: returns the sentence of a refusal, in the reader's language.
        partly: whether what passes is recorded although other rows do not.
        is_dry: whether nothing is recorded at all.
        again: the numbers of the rows that are others than what they look like.
        tick: is told how many more rows are done.
    """

    signature: Signature
    worded: Callable[[LedgerError], str]
    partly: bool = False
    is_dry: bool = False
    again: frozenset[int] = frozenset()
    tick: Callable[[int], object] = lambda _: None


class Turn:
    """The decisions of one transaction.

    Args:
        bulk: the transaction.
        look: what is known of the file, on the state that the transaction begins with.
        verdicts: where it is told what becomes of the rows.
        asked: what is asked for.
        at: the event that says what was read; 0: none does yet.

    Attributes:
        at: likewise.
        rows: how many rows were recorded.
        lost: the rows of money that comes back which have no place.
    """

    def __init__(self, bulk: Bulk, look: Look, verdicts: Verdicts, asked: Asked, at: int) -> None:
        self._bulk, self._look, self._verdicts = bulk, look, verdicts
        self._worded, self._partly, self._again = asked.worded, asked.partly, asked.again
        self._signature = replace(asked.signature, causation=at or None)
        self._credits: Credits | None = None
        self._begun_at = bulk.head
        self._own: list[Recorded] = []
        self.at, self.rows = at, 0
        self.lost: list[tuple[Row, LedgerError]] = []

    def read(self) -> None:
        """Say what was read, before the first row that comes of it."""
        if not self.at:
            command = self._look.reading(partly=self._partly)
            self.at = self._bulk.take(command, self._signature)[-1].position
            self._signature = replace(self._signature, causation=self.at)

    def take(self, item: Item) -> bool:
        """Decide on a row; return whether it was decided: money that comes back waits."""
        command = item.prepared.command
        if command is None:
            return False
        like = item.prepared.like
        is_another = item.row.number in self._again
        if like and (is_another or like in self._look.seen):
            assert isinstance(command, c.Payment)
            command = replace(command, again=True)
        # What the bank has named needs no look, and what is no payment has no twin.
        if (
            isinstance(command, c.RecordDisbursement | c.RecordInternalCost)
            and not is_another
            and not getattr(command, "request", None)
            and self._looks_told(
                item, PAYMENT if isinstance(command, c.RecordDisbursement) else COST
            )
        ):
            return True
        recorded = self._decide(item, command, item.prepared.content)
        if recorded and like:
            self._look.seen.add(like)
        if self._look.sought:
            self._remember(recorded)
        return True

    def _looks_told(self, item: Item, kind: str) -> bool:
        """Leave a row that another file may have told of; return whether it is left."""
        prepared, row = item.prepared, item.row
        assert row.day is not None
        asked = AskedTwin(
            prepared.agreement, prepared.line, prepared.minor, row.day, prepared.voucher
        )
        twin = self._look.other_side.twin(kind, asked, of_bank=row.reference is not None)
        if twin is None:
            return False
        state = self._bulk.agreement(prepared.agreement)
        assert state is not None
        assert state.proposed is not None
        error = LooksTold(
            row=row.number,
            position=twin.position,
            line=prepared.line,
            amount=Money(prepared.minor, state.proposed.currency),
            day=twin.day,
            voucher=twin.voucher or None,
        )
        self._leave(item, error, twin.position)
        return True

    def _remember(self, recorded: Sequence[Recorded]) -> None:
        """Keep the entries that a credit of this file may be about."""
        for event in recorded:
            fact = event.fact
            if isinstance(fact, f.DisbursementRecorded | f.InternalCostRecorded) and (
                (event.agreement or "", fact.line, fact.amount_minor) in self._look.sought
            ):
                self._own.append(event)
                self._bulk.remember(event)

    def take_back(self, item: Item) -> None:
        """Decide on a row of money that comes back: which entry or claim it is about."""
        prepared, row = item.prepared, item.row
        assert row.day is not None
        try:
            if prepared.records == "repayment":
                if row.number not in self._again and self._looks_told(item, REPAYMENT):
                    return
                command: c.AnyCommand = self._repayment(prepared, row)
            else:
                command = reversal(prepared, self._entry(prepared), row.day)
        except (CreditUnmatched, RepaymentUnmatched) as error:
            self.lost.append((row, error))
            self._leave(item, error)
        else:
            self._decide(item, command, c.digest(command))

    def _decide(self, item: Item, command: c.AnyCommand, digest: str) -> Sequence[Recorded]:
        """Record what a row becomes, and tell; return the events."""
        prepared, keys = item.prepared, self._look.keys
        if (
            not keys.is_empty
            and keys.was_recorded(prepared.prefix)
            and (at := self._look.leftover(prepared.prefix))
        ):
            self._leave(item, RowConflict(position=at, voucher=prepared.voucher), at)
            return ()
        if not self.at:
            self.read()
        own = self._signature
        signature = Signature(
            actor=own.actor,
            assurance=own.assurance,
            evidence=prepared.evidence,
            key=f"{prepared.prefix}{keys.number(prepared.prefix)}",
            clock_is_right=own.clock_is_right,
            causation=own.causation,
        )
        try:
            recorded = self._bulk.take(command, signature, digest)
        except (Refused, Conflict) as error:
            self._leave(item, error)
            return ()
        keys.use(prepared.prefix)
        self.rows += 1
        self._verdicts.tell(item.at, RECORDED, recorded[-1].position)
        return recorded

    def _leave(self, item: Item, error: LedgerError, position: int = 0) -> None:
        """Tell why a row is not recorded."""
        kind = CONFLICT if isinstance(error, Conflict) else REFUSED
        if error.code in LOST:
            kind = UNMATCHED
        self._verdicts.tell(item.at, kind, position, (error.code, self._worded(error)))
        self._look.fails = True
        if not self._partly:
            self._bulk.give_up()

    def _repayment(self, prepared: Prepared, row: Row) -> c.RecordRepayment:
        """Return the command that records money on the only open claim that takes it."""
        state = self._bulk.agreement(prepared.agreement)
        assert state is not None
        assert state.proposed is not None
        assert row.day is not None
        fitting = [
            at
            for at, claim in state.claims.items()
            if claim.fact.line == prepared.line and claim.open >= prepared.minor
        ]
        if len(fitting) != 1:
            raise RepaymentUnmatched(
                amount=Money(prepared.minor, state.proposed.currency),
                line=prepared.line,
                found=fitting,
            )
        return c.RecordRepayment(
            agreement=prepared.agreement,
            claim=fitting[0],
            amount_minor=prepared.minor,
            received_on=row.day,
            bank_reference=prepared.reference,
        )

    def _entry(self, prepared: Prepared) -> int:
        """Return the only standing entry that a credit is about.

        Raises:
            CreditUnmatched: there is none, or there are several.
        """
        state = self._bulk.agreement(prepared.agreement)
        assert state is not None
        assert state.proposed is not None
        if prepared.paid:
            request = state.requests.get(prepared.paid)
            paid = request.paid_at if request else None
            event = self._bulk.event(paid) if paid else None
            is_it = event is not None and getattr(event.fact, "amount_minor", 0) == prepared.minor
            found = [paid] if paid and is_it else []
        else:
            found = self._known_credits().about(prepared, state.reversed)
        if len(found) != 1:
            raise CreditUnmatched(
                amount=Money(prepared.minor, state.proposed.currency),
                line=prepared.line,
                found=found,
            )
        return found[0]

    def _known_credits(self) -> Credits:
        """Return the entries that credits may be about: of the book, and of this transaction."""
        if self._credits is None:
            self._credits = Credits(self._look.sought)
            for name in sorted({agreement for agreement, _, _ in self._look.sought}):
                for row in self._bulk.book.stream(agreement_stream(name)):
                    if row[0] > self._begun_at:
                        break
                    self._credits.note(recorded_from(row))
            for event in self._own:
                self._credits.note(event)
            self._own = []
        return self._credits
