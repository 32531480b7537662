"""Payments that a ledger and a bank both tell of: the same money, seen from the other side.

A ledger knows a payment by its voucher, a bank by its reference, so no key says that they are one.
What may be one has the same place and amount, and days near each other; whether it is one, only a
person knows.

Source: docs/DOMAIN.md, section 3 (files of other programs).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

import msgspec

from events.facts import AgreementId, LineId, Position
from events.importing import KEY
from events.streams import agreement_stream
from ledger.books.book import Book
from ledger.rules.state import AgreementState

DAYS = 7  # as ``audit duplicates`` does
_PAYMENT, _REPAYMENT = "disbursement-recorded/", "repayment-received/"
_UNTOLD = b'"bank_reference":null'


class Twin(NamedTuple):
    """An entry that may be what a row is.

    Attributes:
        voucher: or what the bank calls it; empty: it has neither.
    """

    position: Position
    day: date
    voucher: str


class _Fact(msgspec.Struct):
    line: LineId
    amount_minor: int
    bank_reference: str | None
    paid_on: date | None = None
    received_on: date | None = None
    voucher: str = ""


class _State(msgspec.Struct):
    key: str | None
    data: _Fact


_decode = msgspec.json.Decoder(_State).decode
_Found: TypeAlias = dict[tuple[str, str, int], list[Twin]]


class OtherSide:
    """The entries of a book that rows may be, by place and amount.

    Args:
        book: inside ``reading`` or ``writing``.
        state: returns an agreement as it stands.
        upto: the last event that counts: rows of one file are never the other side of one another.
    """

    def __init__(
        self, book: Book, state: Callable[[str], AgreementState | None], upto: Position
    ) -> None:
        self._book, self._state, self._upto = book, state, upto
        self._known: dict[tuple[AgreementId, bool], _Found] = {}

    def renew(self, book: Book, state: Callable[[str], AgreementState | None]) -> None:
        """Go on in another transaction."""
        self._book, self._state = book, state

    def twin(
        self, agreement: AgreementId, place: str, minor: int, day: date, *, of_bank: bool,
        is_repayment: bool = False,
    ) -> Twin | None:  # fmt: skip
        """Return the standing entry nearest by day that a row may be; None: there is none.

        Args:
            agreement: of the row.
            place: the line, or the activity, that it is of.
            minor: its amount, in minor units.
            day: its day.
            of_bank: whether a bank tells of the row.
            is_repayment: whether money came back, on a claim.
        """
        known = self._known.get((agreement, of_bank))
        if known is None:
            known = self._known[agreement, of_bank] = self._load(agreement, of_bank=of_bank)
        if not known:  # nearly always: all is from one side
            return None
        found = known.get((_REPAYMENT if is_repayment else _PAYMENT, place, minor))
        if not found:
            return None
        state = self._state(agreement)
        gone = state.reversed if state is not None else {}
        near = [x for x in found if abs((x.day - day).days) <= DAYS and x.position not in gone]
        return min(near, key=lambda x: (abs((x.day - day).days), x.position), default=None)

    def _load(self, agreement: AgreementId, *, of_bank: bool) -> _Found:
        state = self._state(agreement)
        made: defaultdict[tuple[str, str, int], list[Twin]] = defaultdict(list)
        for kind, at, entry in self._entries(agreement, of_bank=of_bank):
            day = entry.paid_on or entry.received_on
            if day is None:
                continue
            told = Twin(at, day, entry.voucher or entry.bank_reference or "")
            made[kind, entry.line, entry.amount_minor].append(told)
            if state is not None and at in state.parts:  # the first part of an activity's payment
                activity = getattr(state.lines[entry.line].proposed, "activity", "")
                made[kind, activity, state.parts[at]].append(told)
        return dict(made)

    def _entries(
        self, agreement: AgreementId, *, of_bank: bool
    ) -> Iterator[tuple[str, Position, _Fact]]:
        """Yield what a row may be: of a bank's, all that no statement has told of; else the others.

        What a statement has told of has the bank's reference and the key of a row.
        """
        for at, _, _, name, raw in self._book.stream(agreement_stream(agreement)):
            if at > self._upto:
                break
            kind = _PAYMENT if name.startswith(_PAYMENT) else _REPAYMENT
            if not name.startswith(kind) or (not of_bank and _UNTOLD in raw):
                continue
            event = _decode(raw)
            is_told = event.data.bank_reference is not None
            if is_told and of_bank and (event.key or "").startswith(KEY):
                continue
            if is_told or of_bank:
                yield kind, at, event.data
