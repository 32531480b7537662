"""Payments that two files tell of: a ledger and a bank, or two ledgers.

A ledger knows a payment by its voucher, a bank by its reference, and two programs write a voucher
differently, so no key says that they are one. What may be one has the same place and amount, and
days near each other; of two ledgers also the same voucher but for how it is written. Whether it is
one, only a person knows.

Source: docs/DOMAIN.md, section 3 (files of other programs).
"""

from __future__ import annotations

import re
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
PAYMENT, COST, REPAYMENT = (
    "disbursement-recorded/",
    "internal-cost-recorded/",
    "repayment-received/",
)
_KINDS = (PAYMENT, COST, REPAYMENT)
_BETWEEN = re.compile(r"[\W_]+")  # what programs put between the parts of a voucher
_TOLD = b'"bank_reference":"'


class Twin(NamedTuple):
    """An entry that may be what a row is.

    Attributes:
        voucher: or what the bank calls it; empty: it has neither.
    """

    position: Position
    day: date
    voucher: str


class Asked(NamedTuple):
    """What a row is about, as far as it tells whether it was told of before.

    Attributes:
        place: the line, or the activity, that it is of.
        minor: the amount, in minor units.
    """

    agreement: AgreementId
    place: str
    minor: int
    day: date
    voucher: str


class _Fact(msgspec.Struct):
    line: LineId
    amount_minor: int
    bank_reference: str | None = None
    paid_on: date | None = None
    booked_on: date | None = None
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
        upto: the last event that counts: rows of one file are never twins of one another.
        own: how the keys of rows of this source begin. They tell its rows apart.
    """

    def __init__(
        self, book: Book, state: Callable[[str], AgreementState | None], upto: Position, own: str
    ) -> None:
        self._book, self._state, self._upto = book, state, upto
        self._own = b'"key":' + msgspec.json.encode(own)[:-1]
        self._known: dict[tuple[AgreementId, bool], _Found] = {}

    def renew(self, book: Book, state: Callable[[str], AgreementState | None]) -> None:
        """Go on in another transaction."""
        self._book, self._state = book, state

    def twin(self, kind: str, row: Asked, *, of_bank: bool) -> Twin | None:
        """Return the standing entry nearest by day that a row may be; None: there is none.

        Args:
            kind: ``PAYMENT``, ``COST`` or ``REPAYMENT``.
            row: what is asked about.
            of_bank: whether a bank tells of the row.
        """
        known = self._known.get((row.agreement, of_bank))
        if known is None:
            known = self._load(row.agreement, of_bank=of_bank)
            self._known[row.agreement, of_bank] = known
        if not known:  # nearly always: all is from one source
            return None
        found = known.get((kind, row.place, row.minor), [])
        if not of_bank:
            found = found + known.get((kind + plain(row.voucher), row.place, row.minor), [])
        if not found:
            return None
        state = self._state(row.agreement)
        gone = state.reversed if state is not None else {}
        near = [
            (away, x.position, x)
            for x in found
            if (away := abs((x.day - row.day).days)) <= DAYS
            and x.position not in gone
            and (away or x.voucher != row.voucher)  # else a rule knows it: ``looks-recorded``
        ]
        return min(near)[2] if near else None

    def _load(self, agreement: AgreementId, *, of_bank: bool) -> _Found:
        state = self._state(agreement)
        made: defaultdict[tuple[str, str, int], list[Twin]] = defaultdict(list)
        for kind, at, entry in self._entries(agreement, of_bank=of_bank):
            day = entry.paid_on or entry.booked_on or entry.received_on
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
        """Yield what a row may be, each with its kind.

        A bank's row may be all that no statement has told of: what has told of it has the bank's
        reference and the key of a row. Another row may be what has a reference of the bank, and
        what another source has told of with its voucher, which then is a part of its kind.
        """
        for at, _, _, name, raw in self._book.stream(agreement_stream(agreement)):
            if at > self._upto:
                break
            is_own = not of_bank and self._own in raw and _TOLD not in raw
            if is_own or not name.startswith(_KINDS):
                continue
            kind = name[: name.index("/") + 1]
            event = _decode(raw)
            is_told = event.data.bank_reference is not None
            if of_bank:
                if not (is_told and (event.key or "").startswith(KEY)):
                    yield kind, at, event.data
            elif is_told:
                yield kind, at, event.data
            elif event.data.voucher:
                yield kind + plain(event.data.voucher), at, event.data


def plain(voucher: str) -> str:
    """Return a voucher without what programs write differently: marks and capital letters."""
    return _BETWEEN.sub("", voucher).casefold()
