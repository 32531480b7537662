"""The rules for proposals: everything that is wrong with a proposal, and in which part.

Source: docs/DOMAIN.md, section 3 (refusals).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, get_args

from events import facts as f
from events.facts import AgreementId, Fact, LineId, PartyId, Rounding, Settlement
from events.money import PLACES, RATE_PLACES, has_places, plain
from events.text import is_id
from ledger.refusal import Money, Part, Refused
from ledger.rules import activities, categories, indexing, money
from ledger.rules import commands as c
from ledger.rules.refusals.agreements import (
    AgreementExists,
    BadOrganisationNumber,
    ExtendsNothing,
    InternalAcrossEntities,
    LineTwice,
    LineWithoutAmount,
    NoAccountableSignatory,
    NoLines,
    NoShare,
    NothingToExtend,
    NotTheDayAfter,
    PartyDiffers,
    PartyExists,
    SettlementNotSaid,
    SeveralRefused,
    StartsAfterEnds,
    TotalDiffers,
    UnknownCurrency,
    UnknownParty,
    UnknownRounding,
    YearNotKept,
    YearOutsideAgreement,
)
from ledger.rules.refusals.amounts import TooManyDecimals
from ledger.rules.state import PartiesState, World
from ledger.rules.versions import EXTENSIONS_FOLLOW


class Terms(Protocol):
    """What lines are held to: of a proposal, or of an agreement as an amendment would have it."""

    @property
    def starts(self) -> date:
        """The first day."""

    @property
    def ends(self) -> date:
        """The last day."""

    @property
    def currency(self) -> str:
        """Of all amounts, by ISO 4217."""

    @property
    def signatories(self) -> tuple[PartyId, ...]:
        """Who signs."""


Parties = Mapping[PartyId, f.PartyRegistered]
_WHOLE = 100  # per cent


def propose(command: c.ProposeAgreement, world: World) -> tuple[Fact, ...]:
    """Lay an agreement before the parties, with the parties that the book does not know yet."""
    known = world.parties.parties
    earlier = world.earlier if world.rules >= EXTENSIONS_FOLLOW else None
    found = [
        *problems(
            command,
            known,
            is_taken=world.agreement is not None,
            earlier=earlier,
            others=world.known_agreements,
        )
    ]
    if len(found) > 1:
        raise SeveralRefused(count=len(found), problems=found)
    if found:
        raise found[0]
    return (
        *new_parties(command, known),
        _proposed(command),
        *(fact for line in command.lines for fact in _with_index(line)),
    )


def _with_index(line: c.ProposedLine) -> Iterator[Fact]:
    """Yield the fact of a line, and that of the index that it follows."""
    yield line_proposed(line)
    yield from indexing.index_proposed(line)


def register_party(command: c.RegisterParty, state: PartiesState) -> f.PartyRegistered:
    """Make an organisation known to the book."""
    if command.party in state.parties:
        raise PartyExists(party=command.party, name=state.parties[command.party].name)
    return _registered(command, number_of(command))


def _registered(command: c.RegisterParty, number: str | None) -> f.PartyRegistered:
    return f.PartyRegistered(
        party=command.party,
        name=command.name,
        kind=command.kind,
        legal_entity=command.legal_entity or command.party,
        organisation_number=number,
    )


def number_of(command: c.RegisterParty | c.AmendParty) -> str | None:
    """Return the ten digits of an organisation number; None: the command gives no number."""
    if command.organisation_number is None:
        return None
    number = command.organisation_number.replace("-", "")
    if not has_check_digit(number):
        raise BadOrganisationNumber(number=command.organisation_number)
    return number


def has_check_digit(number: str) -> bool:
    """Check the tenth digit of an organisation number by the Luhn rule."""
    if len(number) != 10 or not (number.isascii() and number.isdigit()):  # noqa: PLR2004
        return False
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(number))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def require_party(party: PartyId, parties: Parties) -> f.PartyRegistered:
    """Return the party, or refuse."""
    if party not in parties:
        raise UnknownParty(party=party, known=sorted(parties))
    return parties[party]


def new_parties(
    command: c.ProposeAgreement | c.ProposeAmendment, known: Parties
) -> Iterable[f.PartyRegistered]:
    """Return the parties that a proposal describes and the book does not know."""
    described = {party.party: party for party in reversed(command.parties)}
    return [
        register_party(described[party], PartiesState())
        for party in dict.fromkeys(party.party for party in command.parties)
        if party not in known
    ]


def problems(
    command: c.ProposeAgreement,
    known: Parties,
    *,
    is_taken: bool,
    earlier: Mapping[AgreementId, date] | None,
    others: Collection[AgreementId] = (),
) -> Iterator[Refused]:
    """Yield everything that is wrong with a proposal, each fault with the part that it is in.

    A fault that only follows from another fault is left out.

    Args:
        command: the proposal.
        known: the parties that the book knows.
        is_taken: the book has an agreement of the proposal's id.
        earlier: agreements of the book as they stand now, the one among them that the proposal
            extends; None: that is not asked about.
        others: the ids of further ones.
    """
    parties = dict(known)
    yield from party_problems(command, parties)
    if is_taken:
        yield AgreementExists(agreement=command.agreement).about(Part("", 0, "id"))
    yield from _of_agreement(command)
    if earlier is not None:
        yield from _of_extension(command, earlier, others)
    for signatory in command.signatories:
        yield from _told(Part("", 0, "signatories"), require_party, signatory, parties)
    seen: set[LineId] = set()
    of_lines: list[Refused] = []
    for number, line in enumerate(command.lines, 1):
        if line.line in seen:
            of_lines.append(LineTwice(line=line.line).about(Part("line", number, "id")))
        seen.add(line.line)
        of_lines += line_problems(line, number, command, parties)
        of_lines += indexing.problems(line, number)
    yield from of_lines
    yield from activities.problems(command.lines)
    if command.lines and command.currency in PLACES and not any(map(_is_summed, of_lines)):
        yield from _told(Part("", 0, "stated_total"), _require_stated_total, command)


def _is_summed(refused: Refused) -> bool:
    """Return whether a fault of a line is why the total differs."""
    assert refused.part is not None
    return refused.part.field.partition(".")[0] in {"id", "amounts"}


def _told(part: Part, rule: Callable[..., object], *arguments: Any) -> Iterator[Refused]:
    """Yield a rule's refusal, with the part that it is about."""
    yield from (refused.about(part) for refused in told(rule, *arguments))


def told(rule: Callable[..., object], *arguments: Any) -> Iterator[Refused]:
    """Yield a rule's refusal, if it refuses."""
    try:
        rule(*arguments)
    except Refused as refused:
        yield refused


def party_problems(
    command: c.ProposeAgreement | c.ProposeAmendment, parties: dict[PartyId, f.PartyRegistered]
) -> Iterator[Refused]:
    """Yield what is wrong with the parties that a file describes, and add the parties to others."""
    for number, party in enumerate(command.parties, 1):
        yield from _of_party(party, Part("party", number, "id"), parties)


def _of_party(
    party: c.RegisterParty, part: Part, parties: dict[PartyId, f.PartyRegistered]
) -> Iterator[Refused]:
    try:
        fact = _registered(party, number_of(party))
    except Refused as refused:
        parties.setdefault(party.party, _registered(party, None))
        yield refused.about(part._replace(field="orgnr"))
        return
    if parties.setdefault(fact.party, fact) != fact:
        yield PartyDiffers(party=fact.party, name=parties[fact.party].name).about(part)


def _of_agreement(command: c.ProposeAgreement) -> Iterator[Refused]:
    def at(field: str) -> Part:
        return Part("", 0, field)

    if command.starts > command.ends:
        yield StartsAfterEnds(starts=command.starts, ends=command.ends).about(at("ends"))
    for field, day in (("starts", command.starts), ("ends", command.ends)):
        if not f.FIRST_YEAR <= day.year <= f.LAST_YEAR:
            refused = YearNotKept(year=day.year, first=f.FIRST_YEAR, last=f.LAST_YEAR)
            yield refused.about(at(field))
    if command.currency not in PLACES:  # the command line checks this, and rounding
        refused_currency = UnknownCurrency(currency=command.currency, known=sorted(PLACES))
        yield refused_currency.about(at("currency"))
    if command.rounding not in get_args(Rounding):
        known = list(get_args(Rounding))
        yield UnknownRounding(rounding=command.rounding, known=known).about(at("rounding"))
    if command.carry_over_percent is not None:
        yield from _told(at("carry_over"), _require_share, command.carry_over_percent)
    if command.extends_because is not None and command.extends is None:
        yield ExtendsNothing().about(at("extends_because"))
    yield from categories.category_problems(command.categories or ())
    if not command.lines:
        yield NoLines(agreement=command.agreement).about(at("line"))


def extended(command: c.ProposeAgreement) -> AgreementId | None:
    """Return the id of the agreement that a proposal extends; None: it extends none of the book.

    A text that is no id describes an agreement that the book does not have.
    """
    named = command.extends
    return named if named is not None and is_id(named) else None


def _of_extension(
    command: c.ProposeAgreement,
    earlier: Mapping[AgreementId, date],
    others: Collection[AgreementId],
) -> Iterator[Refused]:
    """Yield what is wrong with the agreement that a proposal extends."""
    named = extended(command)
    if named is None:
        return
    if named not in earlier:
        refused = NothingToExtend(agreement=named, known=sorted({*earlier, *others}))
        yield refused.about(Part("", 0, "extends"))
        return
    ends = earlier[named]
    if command.extends_because is None and command.starts != ends + timedelta(days=1):
        late = NotTheDayAfter(agreement=named, ends=ends, starts=command.starts)
        yield late.about(Part("", 0, "starts"))


def _require_share(percent: Decimal) -> None:
    if not has_places(percent, RATE_PLACES):
        raise TooManyDecimals(number=percent, places=RATE_PLACES)
    if not 0 <= percent <= _WHOLE:
        raise NoShare(percent=percent)


def line_problems(
    line: c.ProposedLine, number: int, command: Terms, parties: Parties
) -> Iterator[Refused]:
    """Yield everything that is wrong with a line, the ``number``-th of an agreement's terms."""

    def at(field: str) -> Part:
        return Part("line", number, field)

    yield from _amounts_of(line, at("amounts"), command)
    named = {"funder": line.funder, "performer": line.performer, "accountable": line.accountable}
    for field, party in named.items():
        if party is not None:
            yield from _told(at(field), require_party, party, parties)
    funder, performer = parties.get(line.funder), parties.get(line.performer)
    if funder is not None and performer is not None:
        faults = settlement_problems(line.line, line.settlement, funder, performer)
        yield from (refused.about(at("settlement")) for refused in faults)
    answerable, signatories = line.accountable or line.performer, command.signatories
    if answerable in parties and answerable not in signatories and parties.keys() >= {*signatories}:
        refused = NoAccountableSignatory(
            line=line.line, performer=line.performer, accountable=line.accountable
        )
        yield refused.about(at("performer"))


def settlement_problems(
    line: LineId,
    settlement: Settlement | None,
    funder: f.PartyRegistered,
    performer: f.PartyRegistered,
) -> Iterator[Refused]:
    """Yield why a line cannot be settled so between two parties; None: it was not said how."""
    is_within = funder.legal_entity == performer.legal_entity
    if settlement is None and is_within:
        yield SettlementNotSaid(line=line, funder=funder.name, performer=performer.name)
    if settlement == "internal" and not is_within:
        yield InternalAcrossEntities(line=line, funder=funder.name, performer=performer.name)


def _amounts_of(line: c.ProposedLine, part: Part, command: Terms) -> Iterator[Refused]:
    if not line.amounts_minor:
        yield LineWithoutAmount(line=line.line).about(part)
    first, last = command.starts.year, command.ends.year
    for year, amount in line.amounts_minor.items():
        own = part._replace(field=f"{part.field}.{year}")
        if command.currency in PLACES:
            yield from _told(own, money.require_amount, amount, command.currency, line.line)
        if first <= last and not first <= year <= last:
            yield YearOutsideAgreement(year=year, first=first, last=last).about(own)


def _require_stated_total(command: c.ProposeAgreement) -> None:
    first = min(year for line in command.lines for year in line.amounts_minor)
    total = sum(line.amounts_minor.get(first, 0) for line in command.lines)
    money.require_amount(total, command.currency)
    if total != command.stated_total_minor:
        raise TotalDiffers(
            year=first,
            stated=Money(command.stated_total_minor, command.currency),
            sum=Money(total, command.currency),
            difference=Money(abs(total - command.stated_total_minor), command.currency),
        )


def _proposed(command: c.ProposeAgreement) -> f.AgreementProposed:
    said = {name: getattr(command, name) for name in f.AgreementProposed.__struct_fields__}
    limit, because = command.carry_over_percent, command.extends_because
    attest = command.attest or "none"
    of_second: dict[str, Any] = {
        "carry_over_percent": None if limit is None else plain(limit),
        "extends_because": because,
    }
    if attest != "none" or command.categories:
        own = categories.proposed(command.categories)
        return f.AgreementProposed3(**said, **of_second, attest=attest, categories=own)
    if limit is not None or because is not None:
        return f.AgreementProposed2(**said, **of_second)
    return f.AgreementProposed(**said)


def line_proposed(line: c.ProposedLine) -> f.BudgetLineProposed:
    """Return the fact of a proposed line; a line of an activity says more than others."""
    said: dict[str, Any] = {
        "line": line.line,
        "purpose": line.purpose,
        "funder": line.funder,
        "performer": line.performer,
        "accountable": line.accountable,
        "amounts_minor": dict(sorted(line.amounts_minor.items())),
        "uplift": line.uplift,
        "settlement": line.settlement or "external",
        "coding": line.coding,
    }
    if line.activity is None:
        return f.BudgetLineProposed(**said)
    return f.BudgetLineProposed2(**said, activity=line.activity, share=line.share)
