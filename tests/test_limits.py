"""Written events can be read back: no command leaves a book unreadable."""

from datetime import UTC, date, datetime

import pytest
from in_memory import DAY
from prepared import EXAMPLE

from events import facts as f
from events.canonical import read_one, unreadable
from events.money import MAX_MINOR
from events.record import Envelope, Evidence, Recorded, encode
from events.streams import agreement_stream
from ledger.books.store import Store
from ledger.refusal import BadInput

LARGEST = "10 000 000 000 000"  # kronor


@pytest.fixture
def largest(samverk, tmp_path):
    """An agreement with one line of the largest amount there is, in force."""
    lines = EXAMPLE.read_text(encoding="utf-8").split("[[line]]")
    line = "\n".join(x for x in lines[2].splitlines() if not x.startswith("amounts"))
    amounts = ", ".join(f'{year} = "{LARGEST}"' for year in range(2024, 2028))
    text = lines[0].replace("1 210 000", LARGEST).replace("ends = 2025", "ends = 2027")
    file = tmp_path / "largest.toml"
    file.write_text(f"{text}[[line]]{line}\namounts = {{ {amounts} }}\n", encoding="utf-8")
    samverk.ok("agreement", "propose", file)
    decided = ("--decision", "§ 1", "--on", "2023-12-06")
    samverk.ok("agreement", "approve", "herrgarden", "--board", "kommunstyrelsen", *decided)
    samverk.ok("agreement", "conclude", "herrgarden", *decided)
    return samverk


def test_no_uplift_leads_beyond_what_can_be_read(largest):
    before = largest.report("agreement", "herrgarden")["totals"]
    for rate in ("1000%", "0.0001%"):
        refused = largest(
            *("uplift", "herrgarden", "--board", "kommunstyrelsen", "--year", 2024),
            *("--rate", rate, "--decision", "§ 9", "--on", "2024-02-01", "--reason", "x"),
        )
        assert (refused.status, refused.code) == (3, "amount-too-large")
        assert "10,000,000,000,000" in refused.err
    assert largest.report("agreement", "herrgarden")["totals"] == before
    largest.ok("verify")


def envelope_of(fact, **more):
    values = {
        "recorded_at": datetime(2025, 1, 1, tzinfo=UTC),
        "actor": "ekonom",
        "assurance": "claimed",
        "reason": None,
        "evidence": (),
        "key": None,
        "command_sha256": None,
        "causation": None,
        "nonce": "00" * 16,
        "data": fact,
    }
    return Envelope(**values | more)


def payment(**fields):
    values = {
        "line": "L2",
        "budget_year": 2024,
        "amount_minor": 1,
        "paid_on": date(2024, 3, 1),
        "payee": "radda-barnen",
        "voucher": "V",
        "bank_reference": None,
    }
    return f.DisbursementRecorded(**values | fields)


UNREADABLE = {
    "amount of nothing": payment(amount_minor=0),
    "amount beyond all": payment(amount_minor=f.MAX_AMOUNT + 1),
    "year before all": payment(budget_year=1899),
    "year after all": payment(budget_year=2201),
    "no reference": payment(bank_reference=""),
    "approved beyond all": f.CommitmentApproved(
        line="L2",
        board="kommunstyrelsen",
        decision="§ 1",
        decided_on=DAY,
        amounts_minor={2024: f.MAX_AMOUNT + 1},
    ),
}


@pytest.mark.parametrize("fact", UNREADABLE.values(), ids=UNREADABLE)
def test_what_no_reader_takes_is_not_stored(proposed, fact):
    book = proposed.home.open()
    size = book.head()
    recorded = Recorded(
        position=size + 1,
        originator_id=agreement_stream("herrgarden"),
        originator_version=6,
        envelope=envelope_of(fact),
    )
    with pytest.raises(BadInput) as refused, book.writing():
        Store(book).append([recorded], [])
    assert refused.value.code == "not-readable-again"
    assert book.head() == size
    book.close()
    proposed.ok("verify")


def test_the_short_way_says_the_same_as_reading():
    """Of payments, reports and costs only the limits are compared."""
    for amount in (-1, 0, 1, MAX_MINOR, f.MAX_AMOUNT, f.MAX_AMOUNT + 1):
        for year in (1899, 1900, 2200, 2201):
            facts = (
                payment(amount_minor=amount, budget_year=year),
                f.InternalCostRecorded(
                    line="L4", budget_year=year, amount_minor=amount, booked_on=DAY, voucher="V"
                ),
            )
            for fact in facts:
                for more in ({}, {"key": "k"}):  # the second is read whole
                    made = envelope_of(fact, **more)
                    fault = unreadable(made, f.event_name(fact), encode(made))
                    is_within = 0 < amount <= f.MAX_AMOUNT and 1900 <= year <= 2200
                    assert (fault is None) == is_within


SHA = "0a" * 32


@pytest.mark.parametrize("reference", [None, "", "BG 1"])
@pytest.mark.parametrize("key", [(None, None), ("k", SHA), ("", SHA), ("k", None), ("k", "A" * 64)])
@pytest.mark.parametrize("file", [(), (None,), (None, SHA), (None, SHA[1:])])
def test_a_frequent_event_that_is_not_read_back_would_be_read(reference, key, file):
    evidence = tuple(Evidence(reference="invoice:1", sha256=sha) for sha in file)
    envelope = envelope_of(
        payment(bank_reference=reference),
        evidence=evidence,
        key=key[0],
        command_sha256=key[1],
    )
    name, state = f.event_name(envelope.data), encode(envelope)
    assert (unreadable(envelope, name, state) is None) == (read_one(name, state)[1] is None)
