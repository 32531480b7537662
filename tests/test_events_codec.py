"""The stored form: every event survives, and old bytes stay readable."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_memory import (
    AT,
    CONCLUDE,
    CONCLUDED,
    DAY,
    FIRST,
    FRN,
    ID,
    KS,
    KUN,
    PROPOSED,
    By,
    approve,
    booked,
    claim,
    close,
    decline,
    disburse,
    gift,
    internal,
    ledger_of,
    pledge,
    reallocate,
    reject,
    release,
    reopen,
    repay,
    reverse,
    uplift,
    use,
    verify,
)
from test_decisions import CASES

from events import facts as f
from events.record import CorruptEventError, Envelope, decode, encode
from ledger.rules import commands as c

LATER = date(2024, 1, 1)
GOLDEN = Path(__file__).parent / "golden" / "events"  # write_golden.py writes new ones

# A history in which the events of the first books occur. Later ones are taken from the table of
# decisions.
HISTORIES = (
    (*PROPOSED, c.AmendLine(**ID, line="L2", year=2024, amount_minor=1), decline("fritidsnamnden")),
    (
        *CONCLUDED,
        uplift(),
        disburse("L3", 7_500_000, bank_reference="B-1"),
        internal(),
        use(),
        claim("L3", 500),
        repay(FIRST + 4, 100, bank_reference="B-2"),
        reallocate(),
        release(),
        pledge(),
        By(gift(pledge=FIRST + 8, method="hourly wage"), evidence=True),
        By(gift(), evidence=True),
        By(verify(FIRST + 9), "controller"),
        By(reject(FIRST + 10), "controller"),
        reverse(FIRST + 7),
        close("2023"),
        By(reopen("2023"), "controller"),
    ),
)
# Each counts from a later day than it was decided or done.
BOOKED_LATE = (
    *PROPOSED,
    *(booked(x, LATER) for x in (approve(KS), approve(KUN), decline(FRN), CONCLUDE)),
    booked(uplift(), date(2025, 3, 1)),
    booked(reallocate(), date(2024, 7, 1)),
    booked(release(), date(2024, 7, 1)),
    disburse("L3", 7_500_000),
    booked(claim("L3", 500), date(2025, 3, 1)),
    booked(pledge(), LATER),
    By(booked(gift(), date(2025, 1, 1)), evidence=True),
    By(booked(gift(), date(2025, 1, 1)), evidence=True),
    By(booked(verify(FIRST + 6), date(2025, 4, 1)), "controller"),
    By(booked(reject(FIRST + 7), date(2025, 4, 1)), "controller"),
)
ALL = [e for history in (BOOKED_LATE, *HISTORIES) for e in ledger_of(history).events]
ALL += ledger_of((f.RulesAdopted(rules=3),)).events


def decided(missing):
    """Yield events that the table of decisions leads to, of those missing; the last is kept."""
    for _, before, when, then in CASES:
        wanted = {name for name in missing if name.removesuffix("/1") in then}
        if isinstance(then, list) and wanted:
            for event in ledger_of((*before, when)).events:
                if event.name in wanted:
                    wanted.remove(event.name)
                    yield event


ALL += decided(set(f.NAMES) - {event.name for event in ALL})
EVENTS = {event.name: event for event in ALL}


def as_written(event):
    """Return the envelope of an event as the first golden bytes were written."""
    return msgspec.structs.replace(event.envelope, recorded_at=AT, causation=None)


ENVELOPES = {name: as_written(event) for name, event in EVENTS.items()}


def golden(name):
    return GOLDEN / (name.replace("/", "-") + ".json")


def test_every_event_occurs_here():
    missing = set(f.NAMES) - EVENTS.keys()
    assert not missing, "a row in the table of test_decisions.py"


@pytest.mark.parametrize("name", f.NAMES)
def test_the_stored_bytes_never_change(name):
    """A file here is never changed: it is what books hold. A new form is a new name."""
    assert golden(name).exists(), "make written"
    found = [as_written(event) for event in ALL if event.name == name]
    if name == "repayment-claimed/1":  # no rule asked about its due day then
        fact = msgspec.structs.replace(found[-1].data, due_on=DAY)
        found.append(msgspec.structs.replace(found[-1], data=fact))
    stored = golden(name).read_bytes()
    (envelope,) = {encode(x): x for x in found if encode(x) == stored}.values()
    assert decode(name, stored) == envelope


@pytest.mark.parametrize("event", ALL, ids=lambda e: e.name)
def test_every_event_survives(event):
    assert decode(event.name, encode(event.envelope)) == event.envelope


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    actor=texts,
    reason=st.none() | texts,
    amount=st.integers(1, 10**15),
    day=st.dates(),
    voucher=texts,
    moment=st.datetimes(timezones=st.just(__import__("datetime").UTC)),
)
def test_any_payment_survives(actor, reason, amount, day, voucher, moment):
    fact = msgspec.structs.replace(
        EVENTS["disbursement-recorded/1"].fact, amount_minor=amount, paid_on=day, voucher=voucher
    )
    envelope = msgspec.structs.replace(
        EVENTS["disbursement-recorded/1"].envelope,
        actor=actor,
        reason=reason,
        recorded_at=moment,
        data=fact,
    )
    assert decode("disbursement-recorded/1", encode(envelope)) == envelope


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("disbursement-recorded/2", lambda b: b),
        ("use-reported/1", lambda b: b),
        ("disbursement-recorded/1", lambda b: b[:-1]),
        ("disbursement-recorded/1", lambda b: b.replace(b'"line"', b'"lime"')),
        (
            "disbursement-recorded/1",
            lambda b: b.replace(b'{"recorded_at"', b'{"x":1,"recorded_at"'),
        ),
        (
            "disbursement-recorded/1",
            lambda b: b.replace(b'"amount_minor":', b'"amount_minor":"1"+'),
        ),
        ("disbursement-recorded/1", lambda _: b"\xff"),
        ("disbursement-recorded/1", lambda _: b""),
    ],
)
def test_damaged_bytes_are_an_error_and_never_skipped(name, change):
    with pytest.raises(CorruptEventError):
        decode(name, change(encode(EVENTS["disbursement-recorded/1"].envelope)))


def test_events_are_data_only():
    for fact in f.FACTS:
        assert fact.__struct_config__.frozen
        assert fact.__struct_defaults__ == ()
    assert Envelope.__struct_config__.forbid_unknown_fields


def test_a_fact_knows_its_day():
    for event in ALL:
        day = f.effective_on(event.fact)
        assert day is None or day.year in {2023, 2024, 2025, 2026}
