"""What each fact adds to which measure of which line and budget year: said here and nowhere else.

``PAIRS`` is the double entry of each measure. ``EFFECTS`` says what each fact adds to which
measure. Postings, the sums that rules ask for, the measures of reports, the amount that the log
shows, the obstacles to a reversal, and the tables in docs/DOMAIN.md follow from these two tables. A
reversal takes back what its entry has added.

Source: docs/DOMAIN.md, section 4.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeAlias

from events import facts as f
from events.facts import LineId, PartyId

COMMITMENTS, HELD, CLAIMS = "Assets:Commitments", "Assets:Held", "Assets:Claims"
CONTRIBUTIONS, IN_KIND = "Income:Contributions", "Expenses:InKind"

# measure -> debit and credit of an amount that is added to it; several pairs where money changes
# hands. Braces name the party of the account: the line's funder; the performer that the fact is
# about; the party that gives in kind; the debtor, where a line has had several performers.
PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "proposed": (("Assets:Proposals", "Equity:Proposals"),),
    "approved": ((COMMITMENTS, "Equity:Commitments:Original"),),
    "amended": ((COMMITMENTS, "Equity:Commitments:Amended"),),
    "uplift": ((COMMITMENTS, "Equity:Commitments:Uplift"),),
    "reallocated": ((COMMITMENTS, "Equity:Commitments:Reallocated"),),
    "carried": ((COMMITMENTS, "Equity:Commitments:Carried"),),
    "released": (("Equity:Commitments:Released", COMMITMENTS),),
    "disbursed": (
        ("Equity:Commitments:Disbursed", COMMITMENTS),
        ("Assets:Held:{performer}", "Income:Contributions:{funder}"),
    ),
    "internal": (
        ("Equity:Commitments:Internal", COMMITMENTS),
        ("Expenses:Internal:{performer}", "Income:Contributions:{funder}"),
    ),
    "reported": (("Expenses:Used:{performer}", "Assets:Held:{performer}"),),
    "claimed": (("Assets:Claims:{debtor}", "Equity:Claims:Made:{debtor}"),),
    "repaid": (
        ("Income:Contributions:{funder}", "Assets:Held:{performer}"),
        ("Equity:Claims:Settled:{debtor}", "Assets:Claims:{debtor}"),
    ),
    "written_off": (("Equity:Claims:WrittenOff:{debtor}", "Assets:Claims:{debtor}"),),
    "pledged": (("Assets:Pledges:{party}", "Equity:Pledges:{party}"),),
    "delivered": (("Expenses:InKind:{party}", "Income:InKind:{party}"),),
    "verified": (("Assets:InKindVerified:{party}", "Equity:InKindVerified:{party}"),),
}


class Effect(NamedTuple):
    """What a fact adds to a measure: names of fields, with a dot where one lies in another.

    Attributes:
        measure: a key of ``PAIRS``.
        sign: 1 adds, -1 takes away.
        line: the line; ``""``: the effect is on an agreement and on no line.
        year: the budget year.
        amount: the amount, in minor units.
        less: the amount that it replaces; ``""``: none.
        each: the field with several years: a ``dict`` from year to amount, or structs that have the
            fields ``year`` and ``amount``; ``""``: the fact has one year.
        party: the party of the account, other than the funder; ``""``: who performs the line on the
            day of a payment, or else the line's first performer.
        is_line_of_each: whether ``line`` is a field of each of those structs, and not of the fact.
    """

    measure: str
    sign: Literal[1, -1] = 1
    line: str = "line"
    year: str = "budget_year"
    amount: str = "amount_minor"
    less: str = ""
    each: str = ""
    party: str = ""
    is_line_of_each: bool = False


def _in_kind(measure: str, year: str, within: str = "", sign: Literal[1, -1] = 1) -> Effect:
    amount, party = f"{within}value_minor", f"{within}party"
    return Effect(measure, sign, "", f"{within}{year}", amount, party=party)


# Every entry is here but the steps, and so are the amounts of a proposal; no other fact adds to a
# sum. A later form of a fact adds what the form before it adds, unless it has a row of its own.
# Effects are in the order of the postings. The log shows the amount of the first one as the fact's.
EFFECTS: dict[type[f.Event], tuple[Effect, ...]] = {
    f.BudgetLineProposed: (Effect("proposed", each="amounts_minor"),),
    f.LineAmended: (Effect("proposed", year="year", less="previous_minor"),),
    f.CommitmentApproved: (Effect("approved", each="amounts_minor"),),
    f.CommitmentDeclined: (),
    f.UpliftApplied: (Effect("uplift", each="years", year="year", amount="change_minor"),),
    f.Reallocated: (
        Effect("reallocated", line="to_line", year="year"),
        Effect("reallocated", -1, line="from_line", year="year"),
    ),
    f.CommitmentReleased: (Effect("released", year="year"),),
    f.DisbursementRecorded: (Effect("disbursed", party="payee"),),
    f.CarriedOver: (
        Effect("carried", year="to_year"),
        Effect("carried", -1, year="from_year"),
    ),
    f.InternalCostRecorded: (Effect("internal"),),
    f.UseReported: (Effect("reported", party="performer"),),
    f.RepaymentClaimed: (Effect("claimed"),),
    f.RepaymentClaimed3: (Effect("claimed", party="performer"),),
    f.RepaymentReceived: (Effect("repaid"),),
    f.RepaymentReceived2: (Effect("repaid", party="performer"),),
    f.ClaimWrittenOff: (Effect("written_off"),),
    f.ClaimWrittenOff2: (Effect("written_off", party="performer"),),
    f.InKindPledged: (_in_kind("pledged", "year"),),
    f.InKindRecorded: (_in_kind("delivered", "performed_on.year"),),
    f.InKindVerified: (_in_kind("verified", "performed_on.year", "contribution."),),
    f.InKindRejected: (_in_kind("delivered", "performed_on.year", "contribution.", -1),),
    f.AmendmentConcluded: (
        Effect("amended", year="year", amount="change_minor", each="changes", is_line_of_each=True),
    ),
}


class Side(NamedTuple):
    """One leg of a measure.

    Attributes:
        account: its name, without the party.
        whose: ``funder`` of the line; ``performer`` that the fact is about, ``debtor`` or ``party``
            that it names; ``""``: no party's.
        sign: 1 debit, -1 credit.
    """

    account: str
    whose: str
    sign: Literal[1, -1]


def _sides(pair: tuple[str, str]) -> tuple[Side, Side]:
    (debit, _, debtor), (credit, _, creditor) = (side.partition(":{") for side in pair)
    return Side(debit, debtor.rstrip("}"), 1), Side(credit, creditor.rstrip("}"), -1)


def _measures_on(account: str) -> dict[str, int]:
    """Return the measures that an account is a sum of, each with its sign there."""
    return {
        measure: side.sign
        for measure, sides in SIDES.items()
        for side in sides
        if side.account == account
    }


SIDES = {m: tuple(side for pair in pairs for side in _sides(pair)) for m, pairs in PAIRS.items()}
LINE_MEASURES = tuple(m for m, sides in SIDES.items() if sides[0].whose != "party")
REMAINING = _measures_on(COMMITMENTS)  # committed, and not paid
PAID = tuple(m for m in REMAINING if m in _measures_on(CONTRIBUTIONS))
PAYMENTS = frozenset(x for x, effects in EFFECTS.items() if any(e.measure in PAID for e in effects))
COMMITTED = {m: sign for m, sign in REMAINING.items() if m not in PAID}
# What concerns one performer of a line, and not the line alone.
OF_PERFORMER = tuple(
    m for m in LINE_MEASURES if any(x.whose in ("performer", "debtor") for x in SIDES[m])
)
CLAIMABLE = {"disbursed": 1, "claimed": -1}  # disbursed, and not claimed back


# Measure, line, budget year, minor units, party: ``Effect`` with values in the place of the names.
Move: TypeAlias = tuple[str, LineId, int, int, PartyId]
_Moves: TypeAlias = Callable[[Any], Sequence[Move]]


def moves(fact: f.Event) -> Sequence[Move]:
    """Return what a fact adds, in order; empty for a fact that moves nothing.

    Raises:
        KeyError: the fact is an entry that is not in ``EFFECTS``.
    """
    return _MOVES[type(fact)](fact)


def said_minor(fact: f.Event) -> int | None:
    """Return the amount that a fact says, in minor units; None: it says none."""
    said = _said_by(type(fact))
    return None if said is None else said(fact)


@cache
def _said_by(fact: type[f.Event]) -> Callable[[Any], int] | None:
    """Return what reads the amount that facts of a type say; None: they say none."""
    effects = effects_of(fact)
    if not effects:
        return None
    if not effects[0].each:
        return attrgetter(effects[0].amount)
    amounts = _amounts(effects[0]._replace(less=""))
    return lambda fact: sum(minor for _, minor in amounts(fact))


def effects_of(fact: type[f.Event]) -> tuple[Effect, ...]:
    """Return what facts of a type add, in the order of the postings.

    Raises:
        KeyError: the type is an entry that is not in ``EFFECTS``.
    """
    for form in fact.__mro__:
        if form in EFFECTS:
            return EFFECTS[form]
    if issubclass(fact, f.Entry) and not issubclass(fact, f.Step):
        raise KeyError(fact)
    return ()


class _ByType(dict[type[f.Event], _Moves]):
    """Readers of what facts add, by type of fact; each is made when the first such fact is met."""

    def __missing__(self, fact: type[f.Event]) -> _Moves:
        self[fact] = _taken_back if fact is f.EntryReversed else _reader(effects_of(fact))
        return self[fact]


_MOVES = _ByType()


def _taken_back(fact: f.EntryReversed) -> Sequence[Move]:
    return [(m, line, year, -minor, party) for m, line, year, minor, party in moves(fact.entry)]


def _reader(effects: tuple[Effect, ...]) -> _Moves:
    if len(effects) == 1 and not effects[0].each + effects[0].less and effects[0].line:
        return _simple(effects[0])
    read = [(e.measure, e.sign, _lines(e), _value(e.party)) for e in effects]

    def found(fact: Any) -> Sequence[Move]:
        return [
            (measure, line, year, sign * minor, party(fact))
            for measure, sign, amounts, party in read
            for line, year, minor in amounts(fact)
        ]

    return found


def _simple(effect: Effect) -> _Moves:
    """Return a reader for a fact with a single move; it takes about a third of the time."""
    measure, sign, line, year, amount, _, _, party, _ = effect
    if party:
        with_party = attrgetter(line, year, amount, party)

        def named(fact: Any) -> Sequence[Move]:
            of_line, of_year, minor, whose = with_party(fact)
            return ((measure, of_line, of_year, sign * minor, whose),)

        return named
    read = attrgetter(line, year, amount)

    def found(fact: Any) -> Sequence[Move]:
        of_line, of_year, minor = read(fact)
        return ((measure, of_line, of_year, sign * minor, ""),)

    return found


def _lines(effect: Effect) -> Callable[[Any], Iterable[tuple[LineId, int, int]]]:
    """Return a reader of the lines and years of a fact, with the amount of each."""
    if effect.is_line_of_each:
        several = attrgetter(effect.each)
        each = attrgetter(effect.line, effect.year, effect.amount)
        return lambda fact: map(each, several(fact))
    line, amounts = _value(effect.line), _amounts(effect)
    return lambda fact: [(line(fact), year, minor) for year, minor in amounts(fact)]


def _value(name: str) -> Callable[[Any], str]:
    return attrgetter(name) if name else lambda _: ""


def _amounts(effect: Effect) -> Callable[[Any], Iterable[tuple[int, int]]]:
    """Return a reader of the years of a fact, with the amount of each."""
    _, _, _, year, amount, less, each, _, _ = effect
    pair = attrgetter(year, amount)
    if each:
        several = attrgetter(each)

        def of_each(fact: Any) -> Iterable[tuple[int, int]]:
            found = several(fact)
            return found.items() if isinstance(found, dict) else map(pair, found)

        return of_each
    if less:
        before = attrgetter(less)

        def change(fact: Any) -> Iterable[tuple[int, int]]:
            of_year, minor = pair(fact)
            return ((of_year, minor - before(fact)),)

        return change
    return lambda fact: (pair(fact),)
