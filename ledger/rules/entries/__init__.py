"""The entries that declare themselves: one file for each, with its command and its rule.

``declaration`` says what an entry declares, and decides commands from that. A new entry is a file
here and its name in ``ENTRIES``: docs/CONTRIBUTING.md, "Add an event".
"""

from __future__ import annotations

from typing import Any

from events import facts as f
from ledger.rules import commands as c
from ledger.rules.entries.carried import CARRIED_OVER
from ledger.rules.entries.declaration import Declaration
from ledger.rules.entries.forecast import FORECAST
from ledger.rules.entries.obligations import ACCEPTED, EXTENDED, MET, REJECTED, SET, WAIVED
from ledger.rules.entries.planned import ADJUSTED, PLANNED_INSTALMENTS
from ledger.rules.entries.referral import ANSWERED, PLANNED, REFERRED
from ledger.rules.entries.released import RELEASED
from ledger.rules.entries.signing import NOTIFIED, SIGNED
from ledger.rules.entries.terminated import TERMINATED
from ledger.rules.entries.withdrawn import WITHDRAWN
from ledger.rules.state import AgreementState, World

ENTRIES: tuple[Declaration[Any, Any], ...] = (
    RELEASED,
    CARRIED_OVER,
    TERMINATED,
    REFERRED,
    ANSWERED,
    PLANNED,
    SIGNED,
    NOTIFIED,
    WITHDRAWN,
    ADJUSTED,
    PLANNED_INSTALMENTS,  # after the other, whose plans are judged as if somebody had said them
    SET,
    MET,
    ACCEPTED,
    REJECTED,
    WAIVED,
    EXTENDED,
    FORECAST,
)

BY_COMMAND: dict[type[c.EntryCommand], Declaration[Any, Any]] = {x.command: x for x in ENTRIES}
# In every form of a fact.
BY_FACT: dict[type[f.Event], Declaration[Any, Any]] = {
    form: entry for entry in ENTRIES for form in f.FACTS if issubclass(form, entry.fact)
}


def decide(command: c.EntryCommand, agreement: AgreementState, world: World) -> f.Fact:
    """Return the entry that a command leads to.

    Raises:
        Refused: a rule says no.
    """
    fact: f.Fact = BY_COMMAND[type(command)].decide(command, agreement, world)
    return fact
