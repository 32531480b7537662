"""The items of an amendment: what a proposal changes, and why an item cannot be.

An item is judged when it is proposed, and again when the amendment is concluded: meanwhile, money
may have been paid, and other decisions may have changed what it would replace.

Source: docs/DOMAIN.md, section 4 (amendments).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from events import facts as f
from events.amending import Item, Key, key_of
from events.effects import COMMITTED
from events.facts import AmendmentId, LineId, PartyId
from events.money import MAX_MINOR
from ledger.refusal import N_, Money, Part, Refused
from ledger.rules import activities, amendment_performers, money, proposing
from ledger.rules import commands as c
from ledger.rules.amendment_about import About
from ledger.rules.refusals.agreements import (
    StartsAfterEnds,
    YearNotKept,
    YearOutsideAgreement,
)
from ledger.rules.refusals.amendments import (
    AmendmentOpen,
    AnswersForLine,
    BelowPaid,
    BeyondTerm,
    ChangedMeanwhile,
    ChangedTwice,
    EmptyAmendment,
    LineExists,
    NegativeAmount,
    SameAsNow,
)
from ledger.rules.refusals.amounts import AmountTooLarge, LineDeclined
from ledger.rules.state import AgreementState, YearState

# What an item changes, as people are told; a line, and its year, are told by their names.
_WHAT = {
    "ends": N_("the last day"),
    "title": N_("the title"),
    "reference": N_("the diary number"),
    "purpose": N_("the purpose"),
}
_FILE_FIELDS = {"title": "new_title", "reference": "new_reference", "purpose": "new_purpose"}


def problems(
    command: c.ProposeAmendment,
    name: AmendmentId,
    agreement: AgreementState,
    known: proposing.Parties,
) -> Iterator[Refused]:
    """Yield everything that is wrong with an amendment, each fault with the part that it is in.

    Args:
        command: the proposal.
        name: what the amendment is called.
        agreement: in force.
        known: the parties that the book knows.
    """
    parties = dict(known)
    yield from proposing.party_problems(command, parties)
    found = [*items_of(command, name, agreement)]
    about = About(agreement, parties, [item for _, item in found])
    if not found:
        yield EmptyAmendment()
    elsewhere = {
        key: other.proposed.amendment
        for other in agreement.amendments.values()
        if other.is_open
        for key in map(key_of, other.items)
    }
    seen: set[Key] = set()
    for part, item in found:
        key = key_of(item)
        if key in seen:
            yield ChangedTwice(what=what(key)).about(part)
            continue
        seen.add(key)
        if key in elsewhere:
            yield AmendmentOpen(amendment=elsewhere[key], what=what(key)).about(part)
        if isinstance(item, f.LineAdditionProposed):
            line = command.lines[part.number - 1]
            yield from proposing.line_problems(line, part.number, about, parties)
            yield from (x.about(part) for x in _not_there(item, about))
        else:
            yield from (x.about(part) for x in faults(item, about))
    yield from activity_faults(command.lines, agreement)


def activity_faults(new: Sequence[c.ProposedLine], agreement: AgreementState) -> Iterator[Refused]:
    """Yield what is wrong with the activities of new lines, together with the lines there are.

    Args:
        new: the lines that an amendment adds.
        agreement: as it is.
    """
    if not any(
        line.activity is not None
        or line.share is not None
        or activities.lines_of(line.line, agreement)
        for line in new
    ):
        return
    names = c.ProposedLine.__struct_fields__
    there = [
        c.ProposedLine(**{x: getattr(own.proposed, x) for x in names if hasattr(own.proposed, x)})
        for own in agreement.lines.values()
    ]
    for refused in activities.problems([*new, *there]):
        assert refused.part is not None
        is_new = refused.part.number <= len(new)
        yield refused if is_new else refused.about(Part("line", 1, "activity"))


def what(key: Key) -> str:
    """Return what an item changes, for people, in English."""
    kind, *of = key
    return _WHAT.get(kind) or _WHAT.get(of[0]) or " ".join(of)


def items_of(
    command: c.ProposeAmendment, name: AmendmentId, agreement: AgreementState
) -> Iterator[tuple[Part, Item]]:
    """Yield what a command changes, each with the part of the file that says it."""
    proposed = agreement.proposed
    assert proposed is not None
    if command.ends is not None:
        term = f.TermChangeProposed(amendment=name, ends=command.ends, previous=proposed.ends)
        yield Part("", 0, "ends"), term
    texts: dict[f.AgreementText, str | None] = {
        "title": command.new_title,
        "reference": command.new_reference,
        "purpose": command.new_purpose,
    }
    for field, text in texts.items():
        if text is not None:
            previous: str = getattr(proposed, field)
            yield (
                Part("", 0, _FILE_FIELDS[field]),
                f.TextChangeProposed(amendment=name, field=field, text=text, previous=previous),
            )
    for parties, joins in ((command.joins, True), (command.leaves, False)):
        for party in parties:
            signs = f.SignatoryChangeProposed(amendment=name, party=party, joins=joins)
            yield Part("", 0, "joins" if joins else "leaves"), signs
    for number, change in enumerate(command.changes, 1):
        yield from _of_change(change, number, name, agreement)
    for number, line in enumerate(command.lines, 1):
        yield Part("line", number, "id"), _addition(line, name)


def _of_change(
    change: c.ProposedChange, number: int, name: AmendmentId, agreement: AgreementState
) -> Iterator[tuple[Part, Item]]:
    own = agreement.lines.get(change.line)
    if change.uplift is not None:
        mark = f.LineUpliftChangeProposed(amendment=name, line=change.line, uplift=change.uplift)
        yield Part("change", number, "uplift" if own else "line"), mark
    if change.performer is not None:
        assert change.from_day is not None
        performer = f.LinePerformerChangeProposed(
            amendment=name,
            line=change.line,
            performer=change.performer,
            previous=own.proposed.performer if own else change.performer,
            accountable=_accountable(change, agreement),
            from_day=change.from_day,
        )
        yield Part("change", number, "performer" if own else "line"), performer
    for year, minor in sorted(change.amounts_minor.items()):
        state = (own and own.years.get(year)) or YearState()
        amount = f.LineAmountChangeProposed(
            amendment=name,
            line=change.line,
            year=year,
            previous_minor=state.committed,
            amount_minor=minor,
        )
        yield Part("change", number, f"amounts.{year}" if own else "line"), amount


def _accountable(change: c.ProposedChange, agreement: AgreementState) -> PartyId | None:
    """Return who answers for a new performer: who did so far, if it signs nothing itself."""
    own, proposed = agreement.lines.get(change.line), agreement.proposed
    if change.accountable or own is None or proposed is None:
        return change.accountable
    return None if change.performer in proposed.signatories else own.proposed.accountable


def _addition(line: c.ProposedLine, name: AmendmentId) -> f.LineAdditionProposed:
    return f.LineAdditionProposed(
        amendment=name,
        line=line.line,
        purpose=line.purpose,
        funder=line.funder,
        performer=line.performer,
        accountable=line.accountable,
        amounts_minor=dict(sorted(line.amounts_minor.items())),
        uplift=line.uplift,
        settlement=line.settlement or "external",
        coding=line.coding,
        activity=line.activity,
        share=line.share,
    )


def require_unchanged(item: Item, about: About) -> None:
    """Refuse an item whose old value is another by now; the refusal names both."""
    previous: Money | date | str
    now: Money | date | str
    match item:
        case f.LineAmountChangeProposed():
            committed = about.year(item.line, item.year).committed
            previous = Money(item.previous_minor, about.currency)
            now = Money(committed, about.currency)
        case f.TermChangeProposed():
            previous, now = item.previous, about.proposed.ends
        case f.TextChangeProposed():
            previous, now = item.previous, getattr(about.proposed, item.field)
        case f.LinePerformerChangeProposed():
            previous = item.previous
            now = about.agreement.lines[item.line].proposed.performer
        case _:  # what it changes is either so or not
            return
    if previous != now:
        raise ChangedMeanwhile(
            amendment=item.amendment, what=what(key_of(item)), previous=previous, now=now
        )


def faults(item: Item, about: About) -> Iterator[Refused]:
    """Yield why an item cannot be, on the agreement as it would be with the amendment."""
    match item:
        case f.LineAmountChangeProposed():
            yield from _amount_faults(item, about)
        case f.LineUpliftChangeProposed():
            yield from _known_line(item.line, about)
            own = about.agreement.lines.get(item.line)
            if own and own.proposed.uplift == item.uplift:
                yield SameAsNow(what=item.line)
        case f.LinePerformerChangeProposed():
            yield from amendment_performers.faults(item, about)
        case f.TermChangeProposed():
            yield from _term_faults(item, about)
        case f.SignatoryChangeProposed():
            yield from _signatory_faults(item, about)
        case f.TextChangeProposed():
            if getattr(about.proposed, item.field) == item.text:
                yield SameAsNow(what=_WHAT[item.field])
        case f.LineAdditionProposed():
            yield from _not_there(item, about)
            yield from proposing.line_problems(as_said(item), 1, about, about.parties)


def as_said(item: f.LineAdditionProposed) -> c.ProposedLine:
    """Return a new line as the command says it."""
    own = set(c.ProposedLine.__struct_fields__) & set(item.__struct_fields__)
    return c.ProposedLine(**{name: getattr(item, name) for name in own})


def _not_there(item: f.LineAdditionProposed, about: About) -> Iterator[Refused]:
    if item.line in about.agreement.lines:
        yield LineExists(line=item.line)


def _known_line(line: LineId, about: About) -> Iterator[Refused]:
    yield from proposing.told(money.require_line, line, about.agreement)


def _amount_faults(item: f.LineAmountChangeProposed, about: About) -> Iterator[Refused]:
    line, year, currency = item.line, item.year, about.currency
    first, last = about.starts.year, about.ends.year
    own = about.agreement.lines.get(line)
    yield from _known_line(line, about)
    if own and not isinstance(own.decision, f.CommitmentApproved):
        yield LineDeclined(line=line)
    if not first <= year <= last and first <= last:
        lowered = year <= about.proposed.ends.year and item.amount_minor == 0
        if not lowered:  # the years after a shorter term are set to 0 with it
            yield YearOutsideAgreement(year=year, first=first, last=last)
    amount = Money(item.amount_minor, currency)
    state = about.year(line, year)
    paid = money.used_minor(state)
    if item.amount_minor < 0:
        yield NegativeAmount(line=line, year=year, amount=amount)
    elif item.amount_minor > MAX_MINOR:
        yield AmountTooLarge(line=line, amount=amount, limit=Money(MAX_MINOR, currency))
    elif own and item.amount_minor == state.committed:
        yield SameAsNow(what=what(key_of(item)))
    elif item.amount_minor < paid:
        yield BelowPaid(
            line=line,
            year=year,
            amount=Money(state.committed - item.amount_minor, currency),
            limit=Money(state.committed - paid, currency),
            excess=Money(paid - item.amount_minor, currency),
        )


def _term_faults(item: f.TermChangeProposed, about: About) -> Iterator[Refused]:
    if item.ends == about.proposed.ends:
        yield SameAsNow(what=_WHAT["ends"])
    if item.ends < about.starts:
        yield StartsAfterEnds(starts=about.starts, ends=item.ends)
        return
    if not f.FIRST_YEAR <= item.ends.year <= f.LAST_YEAR:
        yield YearNotKept(year=item.ends.year, first=f.FIRST_YEAR, last=f.LAST_YEAR)
    changed = {
        (x.line, x.year): x.amount_minor
        for x in about.items
        if isinstance(x, f.LineAmountChangeProposed)
    }
    for line, own in about.agreement.lines.items():
        for year, state in sorted(own.years.items()):
            committed = changed.get((line, year), state.committed)
            if year > item.ends.year and (committed or _has_money(state)):
                amount = Money(committed, about.currency)
                yield BeyondTerm(ends=item.ends, line=line, year=year, amount=amount)


def _has_money(state: YearState) -> bool:
    """Return whether anything was paid, reported, claimed or repaid of a line's year."""
    no_money = ("proposed", *COMMITTED)
    return any(minor for name, minor in state.sums.items() if name not in no_money)


def _signatory_faults(item: f.SignatoryChangeProposed, about: About) -> Iterator[Refused]:
    yield from proposing.told(proposing.require_party, item.party, about.parties)
    if (item.party in about.proposed.signatories) == item.joins:
        yield SameAsNow(what=item.party)
    if not item.joins:
        lines = [own.proposed for own in about.agreement.lines.values()]
        answers = [x.line for x in lines if (x.accountable or x.performer) == item.party]
        if answers:
            yield AnswersForLine(party=item.party, lines=answers)
