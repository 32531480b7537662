"""What a book tells the public: what the open data of all formats is made of.

Each format is a file beside this one with a pure function of a ``Material``. ``gathered`` asks the
book for one.

An organisation number of a sole trader is a personal number, and the name is mostly that of the
person. Neither is published: such a party is a ``person`` (docs/DECISIONS.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property

import msgspec

from events import facts as f
from events import zones
from events.facts import AgreementId, LineId, PartyId, effective_on
from events.money import PLACES
from events.record import Recorded
from events.streams import PARTIES
from ledger.books.book import Book, recorded_from
from ledger.rules.refusals.agreements import UnknownCurrency
from ledger.work.asking import Question, events_of, require_newest, scope_of
from ledger.work.existence import refuse_unknown_in_report
from ledger.work.present import current, current_of, of_agreements, replay, zone_at
from projections.balances import measures_of
from projections.projection import AgreementDocument, Projection
from projections.reports.common import BudgetYears, UnknownIdError, require_agreement

PERSON = "person"  # in both languages
LIST = "SE-ON-"  # organisation numbers, as org-id.guide calls the Swedish register
_THIRD_OF_A_PERSON = "01"  # of a birth date it begins the month; of an organisation it is 2 or more


class Material(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a book said at some time.

    Attributes:
        projection: its documents and balances.
        agreements: those that are asked about, in the order of the book.
        read: yields the events of some of these agreements that count, in the order of the book.
        day: on which things are told as they stood.
        at: the last event that counts.
        known_at: when that was recorded, or the instant asked for; None: an empty book.
        as_of: facts about that day or earlier; None: every day.
        boards: whose part of the book this is; None: all of it.
        private: parties that were a person, or a part of one, at any time, also after ``at``.
    """

    projection: Projection
    agreements: dict[AgreementId, AgreementDocument]
    read: Callable[[Collection[AgreementId]], Iterator[Recorded]]
    day: date
    at: int
    known_at: datetime | None
    as_of: date | None
    boards: Sequence[str] | None
    private: frozenset[PartyId] = frozenset()

    @property
    def events(self) -> Iterator[Recorded]:
        """The events of all these agreements that count, in the order of the book."""
        return self.read(self.agreements)

    def is_person(self, party: PartyId) -> bool:
        """Return whether a party is a private person, such as a sole trader, or a part of one."""
        known = self.projection.parties
        entity = known.get(known[party].legal_entity, known[party])
        return party in self.private or any(
            is_personal(x.organisation_number) for x in (known[party], entity)
        )

    def name(self, party: PartyId) -> str:
        """Return the name of a party as it may be published."""
        return PERSON if self.is_person(party) else self.projection.parties[party].name

    def number(self, party: PartyId) -> str | None:
        """Return the ten digits of the legal person that a party is, or is a part of.

        Returns:
            None: the book has none, or it is a person's.
        """
        known = self.projection.parties[party]
        if self.is_person(party):
            return None
        return known.organisation_number or self._numbers.get(known.legal_entity)

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """The numbers of legal persons, by what the book calls these."""
        found: dict[str, str] = {}
        for party in self.projection.parties.values():
            number = party.organisation_number
            if number and not is_personal(number):
                found.setdefault(party.legal_entity, number)
        return found

    def legal_person(self, party: PartyId) -> str:
        """Return the name of the legal person that a party is a part of."""
        entity = self.projection.parties[party].legal_entity
        return self.name(entity) if entity in self.projection.parties else entity

    def own_id(self, party: PartyId) -> str:
        """Return the id that the book has of a party; of a person its number among all parties."""
        return f"{PERSON}-{self._order[party]}" if self.is_person(party) else party

    @cached_property
    def _order(self) -> dict[PartyId, int]:
        return {party: number for number, party in enumerate(self.projection.parties, 1)}

    def years(self, agreement: AgreementId, line: LineId) -> list[int]:
        """Return the budget years of a line."""
        return self._years.of(agreement, line)

    @cached_property
    def _years(self) -> BudgetYears:
        return BudgetYears(self.projection)

    def sums(self, agreement: AgreementId, line: LineId, year: int) -> dict[str, int]:
        """Return the measures of a line and year, as reports have them."""
        return measures_of(self.projection, agreement, line, year)

    def currency(self, agreement: AgreementId) -> str:
        """Return the currency of an agreement."""
        return self.agreements[agreement].proposed.currency

    @cached_property
    def persons(self) -> int:
        """How many parties of these agreements are persons."""
        concerned = {party for own in self.agreements.values() for party in parties_of(own)}
        return sum(map(self.is_person, concerned))

    @cached_property
    def internal_lines(self) -> int:
        """How many lines of these agreements are settled within one legal person."""
        lines = (line for own in self.agreements.values() for line in own.lines.values())
        return sum(line.proposed.settlement == "internal" for line in lines)

    @cached_property
    def in_kind(self) -> int:
        """How many kinds of contributions in something else than money these agreements have."""
        return len({key[:4] for key in self.projection.quantities if key[0] in self.agreements})


def is_personal(number: str | None) -> bool:
    """Return whether an organisation number is the personal number of a sole trader."""
    return number is not None and number[2:3] != "" and number[2] in _THIRD_OF_A_PERSON


def parties_of(document: AgreementDocument) -> Iterator[PartyId]:
    """Yield the parties of an agreement: who signs, funds, performs or did; some of them twice."""
    yield from document.proposed.signatories
    for line in document.lines.values():
        yield from (line.proposed.funder, line.proposed.performer)
        yield from (one.performer for one in line.performers)


def written(minor: int, currency: str) -> str:
    """Return an amount as programs read it: ``-178750.00``, with all decimals of its currency.

    Raises:
        UnknownCurrency: no rule has let it in.
    """
    if currency not in PLACES:
        raise UnknownCurrency(currency=currency, known=sorted(PLACES))
    places = PLACES[currency]
    units, part = divmod(abs(minor), 10**places)
    number = f"{units}.{part:0{places}}" if places else str(units)
    return f"-{number}" if minor < 0 else number


def gathered(book: Book, question: Question, agreement: AgreementId | None = None) -> Material:
    """Ask a book for what is published of it.

    Args:
        book: the open book.
        question: which events count; it has no period.
        agreement: the only one that is asked about; None: all.

    Raises:
        Refused: there is no such agreement.
        Tampered: the newest events of the book do not belong together.
    """
    require_newest(book)
    scope = scope_of(book, question)
    projection = _projection(book, question, scope.at, agreement)
    try:
        if agreement is not None:
            require_agreement(agreement, projection)
    except UnknownIdError as error:
        refuse_unknown_in_report(error, book, current(book, sums=()))
    agreements = {
        key: own for key, own in projection.agreements.items() if agreement in {None, key}
    }
    return Material(
        projection=projection,
        agreements=agreements,
        read=lambda asked: _counted(book, asked, scope.at, question.as_of),
        day=_day(book, question, scope.known_at),
        at=scope.at,
        known_at=scope.known_at,
        as_of=question.as_of,
        boards=book.boards,
        private=_private(book),
    )


def _private(book: Book) -> frozenset[PartyId]:
    """Return the parties that ever had a personal number, or were a part of one that had.

    What is known now counts for any time.
    """
    with book.reading():
        facts = [recorded_from(row).fact for row in book.stream(PARTIES.name)]
    said = [fact for fact in facts if isinstance(fact, f.PartyRegistered | f.PartyAmended)]
    persons = {fact.party for fact in said if is_personal(fact.organisation_number)}
    return frozenset(persons | {fact.party for fact in said if fact.legal_entity in persons})


def _projection(
    book: Book, question: Question, at: int, agreement: AgreementId | None
) -> Projection:
    if question.as_of is None and at == book.head():
        sums = ("balances", "quantities")
        projection = (
            current(book, sums=sums) if agreement is None else current_of(book, {agreement}, sums)
        )
        if projection.position == at:
            return projection
    if agreement is not None:
        return of_agreements(book, {agreement}, at, question.as_of)
    return replay(book, at, question.as_of)


def _counted(
    book: Book, agreements: Collection[AgreementId], at: int, as_of: date | None
) -> Iterator[Recorded]:
    for recorded in events_of(book, agreements, at):
        day = effective_on(recorded.fact)
        if as_of is None or day is None or day <= as_of:
            yield recorded


def _day(book: Book, question: Question, known_at: datetime | None) -> date:
    """Return the day on which things are told as they stood: that of the question, or today."""
    if question.as_of is not None:
        return question.as_of
    is_past = question.known_at is not None or question.at is not None
    then = known_at if is_past and known_at is not None else book.now()
    return zones.day_in(zone_at(book) or zones.DEFAULT, then)


def entry_of(fact: f.Fact) -> tuple[f.Fact, int]:
    """Return a fact and 1; of what takes an entry back, the entry and -1."""
    return (fact.entry, -1) if isinstance(fact, f.EntryReversed) else (fact, 1)
