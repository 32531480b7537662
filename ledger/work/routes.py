"""Routes of a book: which of them lead nowhere by now, and which its history proposes.

Nothing is recorded here. What is proposed is what the book has said before: who performs a line,
how its board codes it, and where rows went that no route was there for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from events import facts as f
from events.facts import NAMES, AgreementId, LineId, Position
from events.importing import Imports, row_key
from events.money import PLACES
from ledger.books.book import Book
from ledger.refusal import N_, Text
from ledger.work.looking import newest
from ledger.work.present import current
from ledger.work.refusals import UnknownImport
from projections.due.material import is_open
from projections.projection import AgreementDocument, LineDocument, Projection
from projections.standing import last_day

if TYPE_CHECKING:
    from projections import audit

Standing: TypeAlias = Literal["counts", "leads nowhere", "retired"]
MOST_EVENTS = 100_000  # of the newest payments that are looked at
_EXTERNAL = frozenset({"disbursement", "repayment", "use"})
_LINE_GONE = N_("the agreement has no such line.")
_CLOSED = N_("nothing is recorded in the agreement any more: it is closed, declined or withdrawn.")
_DECLINED = N_("the line was declined.")
_INTERNAL = N_("the line is internal, so nothing is paid out on it.")
_EXTERNAL_LINE = N_("the line is paid out to its performer, so it has no internal costs.")
_PLEDGE_GONE = N_("the pledge was taken back.")
_OTHER_PAYEE = N_("the payee does not perform the line, so a payment to it would be refused.")
_NO_NUMBER = N_(
    "the book has no organisation number of who performs the line, so a payment to the payee would"
    " be refused: samverk party amend"
)
_ENDED = N_("the agreement has ended; what happened until its last day is still taken.")


def why_none(route: f.RouteAdded, known: Projection) -> Text | None:
    """Return why no row of a route would be recorded by now, in English; None: it would be."""
    document = known.agreements.get(route.agreement or "")
    if document is None:  # this user may not see it
        return None
    if not is_open(document):
        return _CLOSED
    if route.pledge is not None:
        return None if route.pledge in document.pledges else _PLEDGE_GONE
    line = document.lines.get(route.line or "")
    if line is None:
        return _LINE_GONE
    if isinstance(line.decision, f.CommitmentDeclined):
        return _DECLINED
    is_internal = line.proposed.settlement == "internal"
    if is_internal and route.records in _EXTERNAL:
        return _INTERNAL
    return _EXTERNAL_LINE if not is_internal and route.records == "internal-cost" else None


def doubts(route: f.RouteAdded, known: Projection, day: date) -> list[Text]:
    """Return what a person should know of a route whose rows would be recorded, in English."""
    document = known.agreements.get(route.agreement or "")
    if document is None or why_none(route, known) is not None:
        return []
    found = []
    if day > last_day(document):
        found.append(_ENDED)
    line = document.lines.get(route.line or "")
    if line is not None and route.payee_number is not None and route.records in _EXTERNAL:
        number = _number_of(line, known)
        if number is None:
            found.append(_NO_NUMBER)
        elif number != route.payee_number:
            found.append(_OTHER_PAYEE)
    return found


def reading_at(book: Book, position: Position, known: Projection) -> f.ImportRead:
    """Return what was read at a position, with the rows that were left out then.

    Raises:
        Refused: no file was read there.
    """
    event = book.event(position)
    if event is None or not isinstance(event.fact, f.ImportRead):
        raise UnknownImport(position=position, known=list(known.imports.readings))
    return event.fact


def entries_of(book: Book, reading: Position, known: Projection) -> list[audit.Entry]:
    """Return the events that the reading of a file led to, in the order of the book.

    An event that follows from another one, as a contribution from its pledge, has that as its
    cause. Its key names the source of its file, and the newest file of that source was read for it.
    """
    from projections import audit

    newest_of: dict[str, Position] = {}
    found = []
    with book.reading():
        for event in book.events(reading - 1):
            if isinstance(event.fact, f.ImportRead):
                newest_of |= dict.fromkeys(_sources(event.fact), event.position)
            key = row_key(event.envelope.key)
            is_caused = event.envelope.causation == reading
            if is_caused or (key is not None and newest_of.get(key.source) == reading):
                found.append(audit.entry(event, known.lines))
    return found


def _sources(fact: f.ImportRead) -> set[str]:
    """Return what keys of a file's rows name as their source; a statement may have accounts."""
    return {fact.source or "", *(fact.source or "").split(", ")}


class Criteria(NamedTuple):
    """What a proposed route asks of a row."""

    payee: str | None = None
    account: str | None = None
    object: str | None = None  # with its dimension, as "1:412"

    def options(self) -> Iterator[str]:
        """Yield the words of the command."""
        for name, value in self._asdict().items():
            if value is not None:
                yield from (f"--{name}", value)


class Proposed(NamedTuple):
    """A route that the history of the book proposes.

    Attributes:
        events: how many payments say so; 0: the agreement says it.
        why: in English, translated when shown.
    """

    asks: Criteria
    agreement: AgreementId
    line: LineId
    records: str
    events: int
    why: str

    @property
    def command(self) -> tuple[str, ...]:
        """The words that record it."""
        records = () if self.records == "disbursement" else ("--records", self.records)
        where = ("--agreement", self.agreement, "--line", self.line)
        return ("route", "add", *self.asks.options(), *where, *records)


_Place: TypeAlias = tuple[AgreementId, LineId]
OF_PERFORMER = N_("who performs the line")
OF_CODING = N_("how the line is coded")
OF_PAYMENTS = N_("payments on the line")
WITHOUT_CODING = N_(
    "{lines}: internal, and the line has no coding. Say which account or object its costs have."
)
WITHOUT_NUMBER = N_(
    "{lines}: the book has no organisation number of who performs it: samverk party amend"
)
SAME_PERFORMER = N_(
    "{lines}: the same performer, and no coding tells their rows apart. Say which account, object"
    " or text they have."
)
OF_ROWS = N_("rows of files that were then recorded by hand")


class Learned(NamedTuple):
    """What history proposes.

    Attributes:
        unclear: lines for which nothing is proposed, by why that is, in English.
    """

    proposals: list[Proposed]
    unclear: Mapping[Text, Sequence[_Place]]


class _Paid(NamedTuple):
    """A payment that stands."""

    place: _Place
    records: str
    voucher: str
    day: date
    amount_minor: int


def learned(book: Book) -> Learned:
    """Return the routes that a book's history proposes, and that it does not have yet."""
    known = current(book, sums=())
    with book.reading():
        paid = list(_payments(book))
    found = [*_of_lines(known, paid), *_of_rows(known.imports, known, paid)]
    at_once = _unequal(found)
    have = {_asked(route.fact) for route in known.imports.standing_routes()}
    said = {(x.agreement, x.line) for x in at_once}
    routes = [x.fact for x in known.imports.standing_routes()]
    said |= {(x.agreement or "", x.line or "") for x in routes}
    unclear: dict[Text, list[_Place]] = defaultdict(list)
    for place, line, _document in _lines(known):
        if place not in said:
            unclear[_why_unclear(line, known)].append(place)
    return Learned([x for x in at_once if x.asks not in have], unclear)


def _why_unclear(line: LineDocument, known: Projection) -> Text:
    if line.proposed.settlement == "internal":
        return WITHOUT_CODING
    return WITHOUT_NUMBER if _number_of(line, known) is None else SAME_PERFORMER


def _lines(known: Projection) -> Iterator[tuple[_Place, LineDocument, AgreementDocument]]:
    """Yield the lines on which something may be recorded."""
    for agreement, document in known.agreements.items():
        if document.concluded is not None and is_open(document):
            for name, line in document.lines.items():
                if not isinstance(line.decision, f.CommitmentDeclined):
                    yield (agreement, name), line, document


def _performer(line: LineDocument) -> str:
    return line.performers[-1].performer if line.performers else line.proposed.performer


def _of_lines(known: Projection, paid: Iterable[_Paid]) -> Iterator[Proposed]:
    """Yield what lines say of themselves: their performer, where it has one line, and coding."""
    shared: dict[str, list[_Place]] = defaultdict(list)
    for place, line, _document in _lines(known):
        number = _number_of(line, known)
        if number is not None:
            shared[number].append(place)
    counted = Counter(x.place for x in paid)
    rows = (row for x in known.imports.readings.values() for row in x.fact.unmatched)
    accounts = {row.account for row in rows if row.account is not None}
    for place, line, _document in _lines(known):
        number, coded = _number_of(line, known), coding_of(line.proposed.coding, accounts)
        is_internal = line.proposed.settlement == "internal"
        records = "internal-cost" if is_internal else "disbursement"
        others = [x for x in shared[number] if x != place] if number is not None else []
        if any(coded):  # who performs a line may be paid for something else, too
            yield Proposed(coded._replace(payee=number), *place, records, 0, OF_CODING)
        elif number is not None and not others:
            yield Proposed(Criteria(payee=number), *place, records, 0, OF_PERFORMER)
        elif number is not None and counted[place] and not any(counted[x] for x in others):
            asks = Criteria(payee=number)
            yield Proposed(asks, *place, records, counted[place], OF_PAYMENTS)


def _number_of(line: LineDocument, known: Projection) -> str | None:
    """Return the organisation number to which a line is paid; None: it is internal, or unknown."""
    party = known.parties.get(_performer(line))
    is_internal = line.proposed.settlement == "internal"
    return None if party is None or is_internal else party.organisation_number


_ACCOUNT = re.compile(r"(?:konto|kto|account)\W{0,3}(\d{3,8})\b", re.IGNORECASE)
_OBJECTS = (
    (
        "1",
        re.compile(r"(?:ansvar|kst|kostnadsställe|cost cent(?:er|re))\W{0,3}(\w+)", re.IGNORECASE),
    ),
    ("6", re.compile(r"(?:projekt|project|proj)\W{0,3}(\w+)", re.IGNORECASE)),
)
_CODE = re.compile(r"\w+")


def coding_of(coding: str | None, accounts: Iterable[str] = ()) -> Criteria:
    """Return what a line's coding says, as its board writes it: words with a number after them.

    Args:
        coding: such as ``konto 4510, ansvar 412``; None: the line has none.
        accounts: that are known as such; one of them counts without a word before it.
    """
    text = coding or ""
    account = _ACCOUNT.search(text)
    bare = [code for code in _CODE.findall(text) if code in {*accounts}]
    found = account[1] if account else bare[0] if len(bare) == 1 else None
    for dimension, pattern in _OBJECTS:
        if said := pattern.search(text):
            return Criteria(account=found, object=f"{dimension}:{said[1]}")
    return Criteria(account=found)


def _of_rows(known: Imports, documents: Projection, paid: Iterable[_Paid]) -> Iterator[Proposed]:
    """Yield accounts whose rows no route fitted, and that people then recorded on one line."""
    by_voucher: dict[tuple[str, date, int], list[_Paid]] = defaultdict(list)
    for x in paid:
        by_voucher[x.voucher, x.day, x.amount_minor].append(x)
    went: dict[str, Counter[tuple[_Place, str]]] = defaultdict(Counter)
    for reading in known.readings.values():
        for row in reading.fact.unmatched:
            if row.account is not None:
                for x in _same(row, by_voucher, documents):
                    went[row.account][x.place, x.records] += 1
    for account, places in went.items():
        if len(places) == 1:
            (((place, records), count),) = places.items()
            yield Proposed(Criteria(account=account), *place, records, count, OF_ROWS)


def _same(
    row: f.UnmatchedRow,
    by_voucher: Mapping[tuple[str, date, int], list[_Paid]],
    documents: Projection,
) -> Iterator[_Paid]:
    """Yield the payments with a row's voucher, day and amount."""
    if row.amount is None or row.voucher is None or row.day is None:
        return
    for places in {PLACES[x.proposed.currency] for x in documents.agreements.values()}:
        minor = row.amount.scaleb(places)
        if minor == int(minor):
            yield from by_voucher.get((row.voucher, row.day, int(minor)), ())


_PAYMENTS = (f.DisbursementRecorded, f.InternalCostRecorded)
_WANTED = ("disbursement-recorded", "internal-cost-recorded", "entry-reversed")


def _payments(book: Book) -> Iterator[_Paid]:
    """Yield the newest payments that stand."""
    names = [name for name in NAMES if name.partition("/")[0] in _WANTED]
    events = newest(book, names, None, MOST_EVENTS)
    taken: set[Position] = {x.fact.position for x in events if isinstance(x.fact, f.EntryReversed)}
    for event in events:
        fact = event.fact
        if not isinstance(fact, _PAYMENTS) or event.position in taken:
            continue
        records, day = (
            ("disbursement", fact.paid_on)
            if isinstance(fact, f.DisbursementRecorded)
            else ("internal-cost", fact.booked_on)
        )
        place = (event.agreement or "", fact.line)
        yield _Paid(place, records, fact.voucher, day, fact.amount_minor)


def _unequal(found: Iterable[Proposed]) -> list[Proposed]:
    """Leave out what is proposed for several lines alike, and what is proposed twice."""
    by_criteria: dict[Criteria, list[Proposed]] = defaultdict(list)
    for x in found:
        by_criteria[x.asks].append(x)
    return [
        same[0] for same in by_criteria.values() if len({(x.agreement, x.line) for x in same}) == 1
    ]


def _asked(route: f.RouteAdded) -> Criteria | None:
    """Return what a route asks; None: also a text, which is never proposed."""
    if route.pattern is not None:
        return None
    of_object = route.object and f"{route.dimension}:{route.object}"
    return Criteria(route.payee_number, route.account, of_object)
