"""Agreements as activities of the International Aid Transparency Initiative, IATI 2.03: XML.

An agreement is an activity. Its transactions are what events add to sums: each commitment of a
line, later uplifts, amendments and reallocations as further ones, releases below zero; payments;
costs within one legal person; repayments. What takes an event back is the same with the other sign,
on its own day. So the transactions of each type come to what the reports say.

What the book says stands in its own language. What this program says stands in both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from events import facts as f
from events.effects import COMMITTED, moves
from events.facts import AgreementId, LineId, PartyId, effective_on
from events.record import Recorded
from ledger.exchange.open_data import LIST, Material, entry_of, is_personal, written
from ledger.exchange.refusals import NothingToPublish, PublisherNotInBook, PublisherUnknown
from projections.instalments import plans_of
from projections.projection import AgreementDocument
from projections.standing import is_declined, last_day, status_of, withdrawal_of

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FUNDING, _ACCOUNTABLE, _IMPLEMENTING = 1, 2, 4  # OrganisationRole
_PROPOSED, _IN_FORCE, _FINALISATION, _CLOSED, _CANCELLED = 1, 2, 3, 4, 5  # ActivityStatus
_COMMITMENT, _DISBURSEMENT, _EXPENDITURE, _REIMBURSEMENT = 2, 3, 4, 7  # TransactionType
_ORIGINAL, _REVISED = 1, 2  # BudgetType
_INDICATIVE, _COMMITTED = 1, 2  # BudgetStatus
_KINDS = {"board": 11, "unit": 11, "state": 10, "civil": 22, "company": 70}  # OrganisationType
_PLANNED_START, _ACTUAL_START, _PLANNED_END, _ACTUAL_END = 1, 2, 3, 4  # ActivityDateType
_TYPES = {  # by measure
    **dict.fromkeys(COMMITTED, _COMMITMENT),
    "disbursed": _DISBURSEMENT,
    "internal": _EXPENDITURE,
    "repaid": _REIMBURSEMENT,
}
# measure -> Swedish, English
_WORDS = {
    "approved": ("Åtagande", "Commitment"),
    "amended": ("Ändrat åtagande genom tilläggsavtal", "Commitment changed by an amendment"),
    "uplift": ("Uppräkning", "Yearly uplift"),
    "reallocated": ("Omfördelning", "Reallocation"),
    "carried": ("Överföring mellan år", "Carried over between years"),
    "released": ("Återlämnat åtagande", "Released commitment"),
    "disbursed": ("Utbetalning", "Disbursement"),
    "internal": ("Intern kostnad", "Cost within one legal person"),
    "repaid": ("Återbetalning", "Repayment"),
}
_TAKEN_BACK = ("rättelse", "taken back")
_SECTOR = ("Avtal där flera parter bidrar", "Agreement to which several parties contribute")
_HEAD = (
    "Made by Samverk from the events of a ledger, up to event {at}."
    " Claims, reports of use and contributions in something else than money have no place here."
)
_AS_OF = " It has facts about {day} or earlier."
_PERSONS = " Sole traders are persons: their names and numbers are not published."
_PART = " It has only a part of the ledger, what may be seen by: {boards}."


class _Moved(NamedTuple):
    """What one event adds to one measure of one line, of all years."""

    recorded: Recorded
    measure: str
    line: LineId
    minor: int


def iati(material: Material, publisher: str | None = None) -> str:
    """Return the agreements as IATI activities, in XML; arguments and errors as of ``parts``."""
    return "".join(parts(material, publisher))


def parts(material: Material, publisher: str | None = None) -> Iterator[str]:
    """Return the agreements as IATI activities, in XML, part by part: a book may have many.

    Whether the file can be made is known before the first part.

    Args:
        material: what is published.
        publisher: the ten digits of who publishes; None: the legal person of the first board that
            funds a line of the agreement.

    Raises:
        Refused: there is no agreement, and IATI has no file without any; or the book does not know
            the number, or with a number not the name, of who publishes.
    """
    if not material.agreements:
        raise NothingToPublish
    assert material.known_at is not None  # of an empty book there is no agreement
    made_at = material.known_at.isoformat().replace("+00:00", "Z")
    activities = [_Activity(material, agreement, publisher) for agreement in material.agreements]
    lines = chain(
        ('<?xml version="1.0" encoding="UTF-8"?>', f"<!-- {_comment(_head(material))} -->"),
        (f'<iati-activities version="2.03" generated-datetime="{made_at}">',),
        chain.from_iterable(activity.written() for activity in activities),
        ("</iati-activities>",),
    )
    return (line + "\n" for line in lines)


def _head(material: Material) -> str:
    said = _HEAD.format(at=material.at)
    if material.as_of is not None:
        said += _AS_OF.format(day=material.as_of)
    if material.persons:
        said += _PERSONS
    if material.boards is not None:
        said += _PART.format(boards=", ".join(material.boards))
    return said


def _moved(recorded: Recorded) -> Iterator[_Moved]:
    """Yield what an event adds to what is committed, paid or repaid; nothing that comes to zero."""
    sums: dict[tuple[str, LineId], int] = defaultdict(int)
    for measure, line, _, minor, _ in moves(recorded.fact):
        if measure in _TYPES:
            sums[measure, line] += minor
    for (measure, line), minor in sums.items():
        if minor:
            yield _Moved(recorded, measure, line, COMMITTED.get(measure, 1) * minor)


class _Activity:
    """An agreement as an activity.

    Args:
        material: what is published.
        agreement: its id.
        publisher: the ten digits of who publishes; None: as ``iati`` has it.

    Raises:
        Refused: the book does not know the number, or not the name, of who publishes.
    """

    def __init__(self, material: Material, agreement: AgreementId, publisher: str | None) -> None:
        self._material, self._agreement = material, agreement
        self._document = material.agreements[agreement]
        self._currency = self._document.proposed.currency
        funder = next(iter(self._document.lines.values())).proposed.funder
        own = material.number(funder)
        number = publisher or own
        if number is None:
            raise PublisherUnknown(party=funder)
        self._publisher = LIST + number
        known = material.projection.parties
        found = next((party for party in known if material.number(party) == number), None)
        # A number that is given may be that of the board's legal person, if the book has none.
        if found is None and (own is not None or is_personal(number)):
            raise PublisherNotInBook(number=number)
        self._reporting = found or funder

    def written(self) -> Iterator[str]:
        """Yield the lines of the activity, in the order of the schema."""
        own, document = self._document.proposed, self._document
        yield f' <iati-activity xml:lang="sv" default-currency="{self._currency}">'
        identifier = _text(f"{self._publisher}-{self._agreement}")
        yield f"  <iati-identifier>{identifier}</iati-identifier>"
        yield from self._reporting_org()
        yield f"  <title>{_narrative(own.title)}</title>"
        yield f'  <description type="1">{_narrative(own.purpose)}</description>'
        yield from self._participating()
        yield (
            f"  <other-identifier ref={_quoted(own.reference)}"
            f' type="A1"><owner-org ref={_quoted(self._publisher)}/></other-identifier>'
        )
        yield f'  <activity-status code="{status(document, self._material.day)}"/>'
        yield from self._dates()
        yield '  <recipient-country code="SE"/>'
        yield f'  <sector vocabulary="99" code="agreement">{_both(*_SECTOR)}</sector>'
        yield from self._budgets()
        yield from self._planned()
        for recorded in self._material.read([self._agreement]):
            for one in _moved(recorded):
                yield from self._transaction(one)
        yield " </iati-activity>"

    def _reporting_org(self) -> Iterator[str]:
        material = self._material
        kind = _KINDS[material.projection.parties[self._reporting].kind]
        name = _narrative(material.legal_person(self._reporting))
        yield f'  <reporting-org ref="{self._publisher}" type="{kind}">{name}</reporting-org>'

    def _participating(self) -> Iterator[str]:
        """Yield who funds, who answers for the agreement, and who does the work, each once."""
        lines = self._document.lines.values()
        performers = [
            performer
            for line in lines
            for performer in self._material.projection.lines.all_performers(
                (self._agreement, line.proposed.line)
            )
        ]
        for role, parties in (
            (_FUNDING, [line.proposed.funder for line in lines]),
            (_ACCOUNTABLE, self._document.proposed.signatories),
            (_IMPLEMENTING, performers),
        ):
            for party in dict.fromkeys(parties):
                yield "  " + self._org("participating-org", party, role)

    def _org(self, element: str, party: PartyId, role: int | None = None) -> str:
        material = self._material
        number = material.number(party)
        ref = "" if number is None else f' ref="{LIST}{number}"'
        kind = _KINDS[material.projection.parties[party].kind]
        name = _narrative(material.name(party))
        of_role = "" if role is None else f' role="{role}"'
        return f'<{element}{ref}{of_role} type="{kind}">{name}</{element}>'

    def _dates(self) -> Iterator[str]:
        own, document, day = self._document.proposed, self._document, self._material.day
        is_in_force = document.concluded is not None
        ends = last_day(document)
        for kind, when, is_known in (
            (_PLANNED_START, own.starts, True),
            (_ACTUAL_START, own.starts, is_in_force and own.starts <= day),
            (_PLANNED_END, own.ends, True),
            (_ACTUAL_END, ends, is_in_force and ends < day),
        ):
            if is_known:
                yield f'  <activity-date iso-date="{when}" type="{kind}"/>'

    def _budgets(self) -> Iterator[str]:
        """Yield the budget of each year: as it was decided, and as it is now where that differs."""
        first: dict[int, int] = defaultdict(int)
        now: dict[int, int] = defaultdict(int)
        is_in_force = self._document.concluded is not None
        if withdrawal_of(self._document) is None and not is_declined(self._document):
            for line, own in self._document.lines.items():
                for year in self._material.years(self._agreement, line):
                    sums = self._material.sums(self._agreement, line, year)
                    is_open = own.decision is None
                    first[year] += sums["proposed_minor" if is_open else "approved_minor"]
                    now[year] += sums["committed_minor"]
        for year in sorted(first):
            status = _COMMITTED if is_in_force else _INDICATIVE
            if first[year]:
                yield from self._budget(_ORIGINAL, status, year, first[year])
            if is_in_force and now[year] != first[year]:
                yield from self._budget(_REVISED, status, year, now[year])

    def _budget(self, kind: int, status: int, year: int, minor: int) -> Iterator[str]:
        yield f'  <budget type="{kind}" status="{status}">'
        yield f'   <period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
        yield f"   {self._value(minor, date(year, 1, 1))}"
        yield "  </budget>"

    def _planned(self) -> Iterator[str]:
        """Yield what plans of instalments still say, less what can no longer be paid of it."""
        if self._document.planning is None:
            return
        made: dict[tuple[LineId, int], int] = defaultdict(int)
        for said in self._document.planning.plans.values():
            made[said.line, said.year] += 1
        for plan in plans_of(self._material.projection, self._agreement):
            kind = _REVISED if made[plan.line, plan.year] > 1 else _ORIGINAL
            for one in plan.standings:
                if minor := one.amount_minor - one.lapsed_minor:
                    yield f'  <planned-disbursement type="{kind}">'
                    yield f'   <period-start iso-date="{one.due_on}"/>'
                    yield f"   {self._value(minor, one.due_on)}"
                    yield from self._between(plan.line, one.due_on)
                    yield "  </planned-disbursement>"

    def _transaction(self, one: _Moved) -> Iterator[str]:
        recorded, measure = one.recorded, one.measure
        fact, sign = entry_of(recorded.fact)
        day = effective_on(recorded.fact)
        assert day is not None
        kind = _TYPES[measure]
        ref = f"{recorded.position}-{measure}-{one.line}"
        swedish, english = _WORDS[measure]
        if sign < 0:
            swedish, english = f"{swedish}, {_TAKEN_BACK[0]}", f"{english}, {_TAKEN_BACK[1]}"
        yield f"  <transaction ref={_quoted(ref)}>"
        yield f'   <transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        yield f"   {self._value(one.minor, day)}"
        yield f"   <description>{_both(swedish, english)}</description>"
        entry_day = effective_on(fact) or day
        yield from self._between(one.line, entry_day, fact, is_back=kind == _REIMBURSEMENT)
        yield "  </transaction>"

    def _between(
        self, line: LineId, day: date, fact: f.Fact | None = None, *, is_back: bool = False
    ) -> Iterator[str]:
        """Yield who gives and who gets: the board and the performer, or the other way round."""
        key, lines = (self._agreement, line), self._material.projection.lines
        performer = lines.performer_on(key, day)
        told = lines.concerned(fact, key) if fact is not None else ()
        if len(told) == 1:
            performer = told[0]
        gives, gets = lines[key].funder, performer
        if is_back:
            gives, gets = gets, gives
        yield f"   {self._org('provider-org', gives)}"
        yield f"   {self._org('receiver-org', gets)}"

    def _value(self, minor: int, day: date) -> str:
        return f'<value value-date="{day}">{written(minor, self._currency)}</value>'


def status(document: AgreementDocument, day: date) -> int:
    """Return the status of an agreement on a day, by the codelist ``ActivityStatus``."""
    match status_of(document, day):
        case "proposed" | "referred":
            return _PROPOSED
        case "declined" | "withdrawn":
            return _CANCELLED
        case "closed":
            return _CLOSED
        case "concluded" | "ended" | "terminated":
            return _FINALISATION if day > last_day(document) else _IN_FORCE


def _narrative(text: str) -> str:
    return f"<narrative>{_text(text)}</narrative>"


def _both(swedish: str, english: str) -> str:
    return f'{_narrative(swedish)}<narrative xml:lang="en">{_text(english)}</narrative>'


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text))


def _comment(text: str) -> str:
    """Return a text that may stand in a comment, where no two hyphens follow one another."""
    return _NO_XML.sub("\ufffd", text).replace("--", "- -").rstrip("-")
