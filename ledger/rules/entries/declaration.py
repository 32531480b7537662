"""The declaration of an entry, and how a command is decided by it.

``events.effects`` says how much the entry adds to which measure. The limits follow from that: an
amount that it takes from a line must remain there (``exceeds-remaining`` for a payment, else
``exceeds-undisbursed``), and sums stay within their limits. Its reversal is refused if the amount
that it gave to a line is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from events import facts as f
from events.declared import fields_naming
from events.effects import COMMITTED, PAID, REMAINING, effects_of, moves
from ledger.rules import commands as c
from ledger.rules import dates, money
from ledger.rules.refusals.amounts import ExceedsRemaining, ExceedsUndisbursed
from ledger.rules.state import AgreementState, World, YearState

C = TypeVar("C", bound=c.EntryCommand)
F = TypeVar("F", bound=f.Entry)


def _nothing_more(_command: Any, _agreement: AgreementState, _world: World) -> Mapping[str, Any]:
    return {}


def _no_more_rules(_fact: Any, _agreement: AgreementState, _world: World) -> None:
    return None


class Declaration(msgspec.Struct, Generic[C, F], frozen=True, kw_only=True):
    """An entry that people record.

    The fact gets the fields that it shares with the command. A day that is left out means today.
    A command with a field ``booked_on`` may give an accounting date.

    Attributes:
        command: the type of the command.
        fact: the type of the fact. Its effects name fields that the command has, too.
        summary: a line for people, with fields in braces; amounts and parties are written as such.
            A summary with words of its own is marked with ``N_`` and has a translation.
        of_amendment: the summary where the fact is about an amendment; empty: as any other.
        derived: returns the fields that the command does not have. The agreement has the lines and
            years that the command names. It may refuse.
        rule: the rule of this entry alone; it may refuse. It gets the fact, so it can also judge a
            recorded one.
    """

    command: type[C]
    fact: type[F]
    summary: str
    of_amendment: str = ""
    derived: Callable[[C, AgreementState, World], Mapping[str, Any]] = _nothing_more
    rule: Callable[[F, AgreementState, World], object] = _no_more_rules

    def decide(self, command: C, agreement: AgreementState, world: World) -> F:
        """Return the entry that a command leads to.

        Raises:
            Refused: a rule says no.
        """
        for effect in effects_of(self.fact):
            line, year = getattr(command, effect.line), getattr(command, effect.year)
            money.require_budget_year(line, year, getattr(command, effect.amount), agreement)
        fields = set(self.fact.__struct_fields__) & set(self.command.__struct_fields__)
        said = {name: getattr(command, name) for name in fields}
        said |= self.derived(command, agreement, world)
        both = fields_naming(self.fact, "document day")
        (day,) = both or fields_naming(self.fact, "effective day")
        said[day] = said[day] or world.today
        days = dates.accounting(said[day], getattr(command, "booked_on", None))
        if both:
            fact = self.fact(**said | {"booked_on": days.booked})
        else:
            fact = dates.dated(self.fact, days, **said)
        self.judge(fact, agreement, world)
        return fact

    def judge(self, fact: F, agreement: AgreementState, world: World) -> None:
        """Refuse an entry that may not follow from the present state.

        Raises:
            Refused: a rule says no.
        """
        self.rule(fact, agreement, world)
        days, currency = dates.days_of(fact), money.currency(agreement)
        for measure, name, year, minor, _ in moves(fact):
            line = agreement.lines[name]
            own = line.years.get(year) or YearState()
            taken = -REMAINING.get(measure, 0) * minor
            limit = ExceedsRemaining if measure in PAID else ExceedsUndisbursed
            if taken > 0:
                money.require_within(limit, taken, own.unreserved, name, year, agreement)
            dates.require_committed_by(days, line, agreement, world)
            given = COMMITTED.get(measure, 0) * minor
            if given > 0:
                money.require_result(own.committed + given, currency, world, name)
            money.require_sum(own.sums[measure] + minor, currency, world)
