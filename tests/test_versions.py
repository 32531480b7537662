"""A changed event is another event: here one that the program has not, beside the one before."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import in_memory as core
import msgspec
import pytest
from in_memory import kr

from events import facts as f
from events.effects import EFFECTS, Effect
from events.record import CorruptEventError, Envelope, Recorded, decode, encode
from ledger.rules.state import evolve_any
from projections.balances import measures_of
from projections.projection import replay

GOLDEN = Path(__file__).parent / "golden" / "events" / "internal-cost-recorded-1.json"
NAME, BEFORE = "internal-cost-recorded/2", "internal-cost-recorded/1"


class InternalCostRecorded2(f.Entry, frozen=True, gc=False, tag=NAME):
    """A cost of a line that stays within the funder's legal person, and where it was booked."""

    line: f.LineId
    budget_year: f.Year
    amount_minor: f.Amount
    booked_on: f.EffectiveDay
    voucher: f.Voucher
    cost_centre: f.Text


@pytest.fixture
def known(monkeypatch):
    """What a program has that knows the second version: one more fact, and what it adds.

    Returns how it reads stored bytes.
    """
    facts = f.Fact | InternalCostRecorded2
    envelope = msgspec.defstruct(
        "Envelope",
        [("data", facts)],
        bases=(Envelope,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )
    monkeypatch.setattr(f, "FACTS", get_args(facts))
    monkeypatch.setitem(f._NAME, InternalCostRecorded2, NAME)  # noqa: SLF001
    monkeypatch.setitem(EFFECTS, InternalCostRecorded2, (Effect("internal"),))
    read = msgspec.json.Decoder(envelope).decode
    return partial(decode, read=lambda _, state: read(state))


def booked(ledger, amount):
    """Return the bytes of a second version, as the next event of an agreement."""
    fact = InternalCostRecorded2(
        line="L4",
        budget_year=2024,
        amount_minor=amount,
        booked_on=date(2024, 3, 2),
        voucher="V",
        cost_centre="711",
    )
    return encode(msgspec.structs.replace(ledger.events[-1].envelope, data=fact))


def stored(ledger, state, decode=decode):
    """Return stored bytes as they are read, at the end of the agreement's stream."""
    last = [event for event in ledger.events if event.agreement == "herrgarden"][-1]
    return Recorded(
        position=len(ledger.events) + 1,
        originator_id=last.originator_id,
        originator_version=last.originator_version + 1,
        envelope=decode(NAME, state),
    )


def test_the_first_version_is_read_as_it_was_written(known):
    state = GOLDEN.read_bytes()
    read = known(BEFORE, state)
    assert type(read.data) is f.InternalCostRecorded
    assert encode(read) == state
    with pytest.raises(CorruptEventError):
        known(NAME, state)


def test_both_versions_are_decoded_and_folded(known):
    ledger = core.ledger_of((*core.CONCLUDED, core.internal(amount=kr(100))))
    state = booked(ledger, kr(20))
    second = stored(ledger, state, known)
    assert encode(second.envelope) == state
    read = [known(x.name, encode(x.envelope)) for x in ledger.events]
    events = [
        msgspec.structs.replace(event, envelope=envelope)
        for event, envelope in zip(ledger.events, read, strict=True)
    ]
    events.append(second)
    assert [x.name for x in events[-2:]] == [BEFORE, NAME]
    evolve_any(ledger.agreements["herrgarden"], second)
    year = ledger.agreements["herrgarden"].lines["L4"].years[2024]
    assert year.sums["internal"] == kr(120)
    shown = measures_of(replay(events), "herrgarden", "L4", 2024)
    assert shown["internal_minor"] == kr(120)


def test_a_program_that_does_not_know_the_second_version_says_so():
    ledger = core.ledger_of(core.CONCLUDED)
    state = booked(ledger, 1)
    with pytest.raises(CorruptEventError, match="/2"):
        decode(NAME, state)
