"""The rules for activities: several lines that their boards pay together.

Source: docs/DOMAIN.md, section 3 (activities).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from events import facts as f
from events.facts import LineId
from events.money import RATE_PLACES, next_parts
from ledger.refusal import Money, Part, Refused
from ledger.rules import commands as c
from ledger.rules import instalments, money
from ledger.rules.likeness import likeness
from ledger.rules.refusals.activities import (
    ActivityIsLine,
    NothingToShare,
    ShareMissing,
    ShareNotPositive,
    SharesNotWhole,
    ShareWithoutActivity,
)
from ledger.rules.refusals.agreements import UnknownLine
from ledger.rules.refusals.amounts import (
    ActivityExceedsRemaining,
    ExceedsRemaining,
    InternalLine,
)
from ledger.rules.refusals.planning import InstalmentOfActivity
from ledger.rules.requests import world_of_part
from ledger.rules.state import AgreementState, LineState, World, YearState

_WHOLE = Decimal(100)  # per cent


def problems(lines: Sequence[c.ProposedLine]) -> Iterator[Refused]:
    """Yield what is wrong with the activities of proposed lines, each with its part of the file."""
    ids = {line.line for line in lines}
    together: dict[str, list[tuple[int, c.ProposedLine]]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if line.activity is not None:
            together[line.activity].append((number, line))
            if line.activity in ids:
                refused: Refused = ActivityIsLine(activity=line.activity)
                yield refused.about(Part("line", number, "activity"))
        elif line.share is not None:
            yield ShareWithoutActivity(line=line.line).about(Part("line", number, "share"))
    for activity, members in together.items():
        yield from _of_shares(activity, members)


def _of_shares(activity: str, members: list[tuple[int, c.ProposedLine]]) -> Iterator[Refused]:
    shares = [line.share for _, line in members if line.share is not None]
    if not shares:
        return
    is_whole = True
    for number, line in members:
        part = Part("line", number, "share")
        if line.share is None:
            is_whole = False
            yield ShareMissing(line=line.line, activity=activity).about(part)
        elif line.share <= 0:
            is_whole = False
            yield ShareNotPositive(line=line.line, share=line.share).about(part)
    if is_whole and sum(shares) != _WHOLE:
        refused = SharesNotWhole(activity=activity, sum=sum(shares, Decimal(0)))
        yield refused.about(Part("line", members[0][0], "share"))


def lines_of(activity: str, agreement: AgreementState) -> dict[LineId, LineState]:
    """Return the lines of an activity, in the order of the agreement; empty: there is none such."""
    return {
        key: line
        for key, line in agreement.lines.items()
        if isinstance(line.proposed, f.BudgetLineProposed2) and line.proposed.activity == activity
    }


def activities_of(agreement: AgreementState) -> list[str]:
    """Return the activities of an agreement, in alphabetical order."""
    lines = (line.proposed for line in agreement.lines.values())
    return sorted({x.activity for x in lines if isinstance(x, f.BudgetLineProposed2)})


def pay(
    command: c.RecordDisbursement, agreement: AgreementState, world: World
) -> tuple[f.Fact, ...]:
    """Record money that left the funder's account, or the accounts of an activity's funders."""
    if command.line in agreement.lines:
        payment = money.disburse(command, agreement, world)
        return (payment, *instalments.said(command, payment, agreement, world))
    lines = _lines_of(command, agreement)
    parts = _requested_parts(command, lines, agreement) or _parts(command, lines, agreement)
    _require_unlike(command, agreement)
    reference, found = command.bank_reference, []
    for line, minor in parts.items():
        part = replace(command, line=line, amount_minor=minor, bank_reference=reference)
        try:
            own = world_of_part(line, parts, agreement, world)
            found.append(money.disburse(part, agreement, own))
        except ExceedsRemaining:
            raise _exceeds(command, line, lines, agreement) from None
        reference = None  # one transfer has one: the first part has it
    return tuple(found)


def _lines_of(
    command: c.RecordDisbursement | c.RequestPayment, agreement: AgreementState
) -> dict[LineId, LineState]:
    """Return the lines of the activity that a command names, or refuse."""
    lines = lines_of(command.line, agreement)
    if not lines:
        known = [*sorted(agreement.lines), *activities_of(agreement)]
        raise UnknownLine(line=command.line, known=known)
    if command.instalment is not None:
        raise InstalmentOfActivity(activity=command.line, lines=list(lines))
    return lines


def _requested_parts(
    command: c.RecordDisbursement, lines: dict[LineId, LineState], agreement: AgreementState
) -> dict[LineId, int] | None:
    """Return the parts as they were requested together, if that is what is paid; None: it is not.

    What has been paid since the request may part the same sum otherwise.
    """
    together: dict[int, dict[LineId, int]] = {}
    for request in agreement.requests.values():
        asked = request.fact
        if request.is_payable and asked.line in lines and asked.budget_year == command.budget_year:
            together.setdefault(request.first, {})[asked.line] = asked.amount_minor
    fitting = [x for x in together.values() if sum(x.values()) == command.amount_minor]
    return fitting[0] if len(fitting) == 1 else None


def requested(command: c.RequestPayment, agreement: AgreementState) -> tuple[c.RequestPayment, ...]:
    """Return a request for each line that one is for: an activity's have their parts of it."""
    if command.line in agreement.lines:
        return (command,)
    year = command.budget_year or command.due_on.year
    lines = _lines_of(command, agreement)
    parts = _parts(replace(command, budget_year=year), lines, agreement)
    return tuple(replace(command, line=line, amount_minor=minor) for line, minor in parts.items())


def _exceeds(
    command: c.RecordDisbursement,
    short: LineId,
    lines: dict[LineId, LineState],
    agreement: AgreementState,
) -> ActivityExceedsRemaining:
    """Return the refusal of a payment of which a line cannot bear its part."""
    year, currency = command.budget_year, money.currency(agreement)

    def is_borne(minor: int) -> bool:
        parts = _parts(replace(command, amount_minor=minor), lines, agreement)
        return all(lines[line].years[year].unreserved >= part for line, part in parts.items())

    least, most = 0, command.amount_minor  # the first can be borne, and the last cannot
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if is_borne(middle) else (least, middle)
    return ActivityExceedsRemaining(
        line=command.line,
        year=year,
        amount=Money(command.amount_minor, currency),
        limit=Money(least, currency),
        excess=Money(command.amount_minor - least, currency),
        short=short,
    )


def _require_unlike(command: c.RecordDisbursement, agreement: AgreementState) -> None:
    """Refuse a payment of the activity that looks like one that stands.

    One whose first part was taken back does not stand.
    """
    if command.again:
        return
    like = likeness(command.voucher, command.paid_on, command.amount_minor, command.line)
    standing = [x for x in agreement.together.get(like, ()) if x not in agreement.reversed]
    if standing:
        raise money.looks_recorded(command, command.paid_on, standing[-1], agreement)


def is_part(fact: f.Event, first: f.Event) -> bool:
    """Return whether a payment shares an amount with the first payment of its command."""
    if isinstance(fact, f.PaymentRequested) and isinstance(first, f.PaymentRequested):
        return (fact.due_on, fact.budget_year, fact.requested_on, fact.reference) == (
            first.due_on,
            first.budget_year,
            first.requested_on,
            first.reference,
        )
    if not isinstance(fact, f.DisbursementRecorded) or not isinstance(first, type(fact)):
        return False
    return (fact.voucher, fact.paid_on, fact.budget_year) == (
        first.voucher,
        first.paid_on,
        first.budget_year,
    )


def _parts(
    command: c.RecordDisbursement | c.RequestPayment,
    lines: dict[LineId, LineState],
    agreement: AgreementState,
) -> dict[LineId, int]:
    """Return what each line pays of an amount; lines that pay nothing are left out."""
    year = command.budget_year
    assert year is not None
    money.require_concluded(agreement)
    money.require_year(year, agreement)
    money.require_amount(command.amount_minor, money.currency(agreement))
    if all(line.is_internal for line in lines.values()):
        raise InternalLine(line=next(iter(lines)))
    years = [line.years.get(year) or YearState() for line in lines.values()]
    weights = [
        _weight(line, own.committed) for line, own in zip(lines.values(), years, strict=True)
    ]
    if not any(weights):
        raise NothingToShare(activity=command.line, year=year)
    before = [own.sums["disbursed"] for own in years]
    parts = next_parts(command.amount_minor, weights, before)
    return {line: minor for line, minor in zip(lines, parts, strict=True) if minor}


def _weight(line: LineState, committed_minor: int) -> int:
    """Return the weight of a line: its share, or what is committed on it.

    Nothing is paid out on a line that was declined, or that is settled internally: 0.
    """
    assert isinstance(line.proposed, f.BudgetLineProposed2)
    if committed_minor <= 0 or line.is_internal:
        return 0
    if line.proposed.share is None:
        return committed_minor
    return int(line.proposed.share.scaleb(RATE_PLACES))
