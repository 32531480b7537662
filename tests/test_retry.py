"""A retry is a retry: what was said decides, and not the day that it is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import msgspec
import pytest
from conftest import examples, service_on
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import FIRST, PROPOSAL
from test_recording import concluded_book, pay

from events import facts as f
from events.record import Envelope, Evidence, Recorded
from events.streams import BOOK
from ledger.books.store import Store
from ledger.refusal import Conflict
from ledger.rules import commands as c
from ledger.rules.entries.released import ReleaseCommitment
from ledger.work.submission import Signature

DAY = date(2024, 3, 5)
TEXT, NUMBER = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    st.integers(-9, 10**15),
)
ID = {"agreement": "herrgarden"}
# Commands with a day that may be left out, and their digests by the program of version 0.1, which
# filled the day in.
EARLIER = {
    "reallocate": (
        c.Reallocate(
            **ID,
            from_line="L2",
            to_line="L3",
            year=2024,
            amount_minor=1,
            decisions=((None, "§ 5"),),
            decided_on=DAY,
        ),
        "3b333a25993603caf5120bf9f20a915f8bf300e39d965147cc8f47ef4caf9ad2",
    ),
    "release": (
        ReleaseCommitment(
            **ID, line="L2", year=2024, amount_minor=1, reason="not needed", released_on=DAY
        ),
        "eab1ec74d89711b26e12e3c109804439ebe72bfffad80be92032194502c8e623",
    ),
    "claim": (
        c.ClaimRepayment(
            **ID,
            line="L3",
            budget_year=2024,
            amount_minor=1,
            due_on=date(2024, 4, 30),
            ground="unspent",
            claimed_on=DAY,
        ),
        "1ea568f99f44ec023484164eef88da133fddd221d0f7044bed1d96172ec905f8",
    ),
    "pledge": (
        c.PledgeInKind(
            **ID,
            party="tif",
            kind="competence",
            unit="h",
            quantity=Decimal("2.5"),
            unit_value_minor=100,
            year=2024,
            pledged_on=DAY,
        ),
        "482ebbd31d1d8c72d93101296e03e0a1cd1725d38e00a8704371a8bacf64d9e6",
    ),
    "verify": (
        c.VerifyInKind(position=FIRST, verified_on=DAY),
        "73ce9d15036efc37a62c2e704dacd20e6699dfa8048288702842b3239329631a",
    ),
    "reject": (
        c.RejectInKind(position=FIRST, rejected_on=DAY, reason="not done"),
        "753fd58e2f63811af1f7368ec2952d172d587ead74274f15d09333180651e6c5",
    ),
    "disbursement": (
        c.RecordDisbursement(
            **ID, line="L2", budget_year=2024, amount_minor=1, paid_on=DAY, voucher="V"
        ),
        "b4f1f539a0825590e24fa9d5904fbbe344be612345fbe13a0de5965105038a6c",
    ),
    "reverse": (
        c.ReverseEntry(position=FIRST, reason="wrong"),
        "f9f30de20d5193912d7c0999b73624b797c48df9a96c117d6c98c9c65f8bb74b",
    ),
}
WITH_TODAY = [name for name, (command, _) in EARLIER.items() if c.today_field(command)]
EARLIER_CLOSING = "556e8ca65a6614cbf38a6bb90a37c76abd2b5706a4993013e0a5ff082f1102ff"


def said_shorter(command):
    """Return the command as it is when the day is left out."""
    left_out = {c.today_field(command): None}
    if isinstance(command, c.ClaimRepayment):
        left_out["budget_year"] = None
    return msgspec.structs.replace(command, **left_out)


@pytest.mark.parametrize("name", EARLIER)
def test_a_digest_is_what_it_was(name):
    command, digest = EARLIER[name]
    assert c.digest(command) == digest


FREQUENT = st.one_of(
    st.builds(
        c.RecordDisbursement,
        agreement=TEXT,
        budget_year=NUMBER,
        voucher=TEXT,
        payee=st.none() | TEXT,
        bank_reference=st.none() | TEXT,
        instalment=st.none() | NUMBER,
        request=st.none() | NUMBER,
        again=st.booleans(),
        outside_term=st.booleans(),
    ),
    st.builds(c.RecordInternalCost, agreement=TEXT, voucher=TEXT, outside_term=st.booleans()),
    st.builds(
        c.RecordUse,
        report=TEXT,
        amount_minor=st.none() | NUMBER,
        performer=st.none() | TEXT,
        rows=st.none() | st.just(()),
    ),
)


@given(FREQUENT)
@settings(parent=examples(200))
def test_the_digest_of_a_frequent_command_is_made_in_another_way_and_is_the_same(command):
    assert c.digest(command) == c._digest(command)  # noqa: SLF001


@pytest.mark.parametrize("name", WITH_TODAY)
def test_a_command_that_left_the_day_out_is_known_again_after_an_upgrade(name):
    command, digest = EARLIER[name]
    shorter = said_shorter(command)
    at = datetime(2024, 3, 5, 12, tzinfo=UTC)
    assert c.is_about_today(shorter)
    assert not c.is_about_today(command)
    assert digest in c.digests(shorter, DAY, at)
    assert digest not in c.digests(shorter, DAY + timedelta(days=1), at)
    assert c.digest(shorter) in c.digests(command, DAY, at)
    assert c.digest(shorter) not in c.digests(command, DAY + timedelta(days=1), at)


def test_a_proposal_that_left_the_settlement_out_is_known_again():
    """An earlier version wrote external where nothing was said."""
    lines = tuple(msgspec.structs.replace(x, settlement="external") for x in PROPOSAL.lines)
    earlier = msgspec.structs.replace(PROPOSAL, lines=lines)
    left_out = tuple(msgspec.structs.replace(x, settlement=None) for x in PROPOSAL.lines)
    now = msgspec.structs.replace(PROPOSAL, lines=left_out)
    assert c.digest(earlier) in c.digests(now, None, datetime.now(UTC))
    assert c.digest(PROPOSAL) not in c.digests(now, None, datetime.now(UTC))


DAYS = {  # what is said, and what has to be there before
    "reallocate": (),
    "release": (),
    "claim": (
        c.RecordDisbursement(
            **ID,
            line="L3",
            budget_year=2024,
            amount_minor=100,
            paid_on=date(2024, 2, 1),
            voucher="V",
        ),
    ),
    "pledge": (),
    "verify": ("gift",),
    "reject": ("gift",),
}
GIFT = c.RecordInKind(
    **ID,
    party="tif",
    kind="competence",
    unit="h",
    quantity=Decimal("2.5"),
    unit_value_minor=100,
    performed_on=date(2024, 2, 1),
)


@pytest.mark.parametrize("name", WITH_TODAY)
def test_a_retry_the_next_day_is_a_retry(book_path, name):
    """On a file, whose clock a test may choose."""
    from ledger.books.opening import make_book

    days = count(5)
    today = [datetime(2024, 3, next(days), 22, 30, tzinfo=UTC)]
    book, service = concluded_book(make := make_book(book_path), service_on(make, lambda: today[0]))
    for command in DAYS[name]:
        given = GIFT if command == "gift" else command
        evidence = (Evidence(reference="E", sha256=None),)
        service.execute(given, Signature(actor="ekonom", evidence=evidence))
    shorter = said_shorter(EARLIER[name][0])
    other = Signature(actor="controller", key="k")
    first = service.execute(shorter, other)
    assert f.effective_on(first.recorded[0].fact) == DAY
    today[0] = datetime(2024, 3, next(days), 1, tzinfo=UTC)
    again = service.execute(shorter, other)
    assert (again.repeated, again.recorded) == (True, first.recorded)
    said = msgspec.structs.replace(shorter, **{c.today_field(shorter): DAY})
    assert service.execute(said, other).repeated
    tomorrow = msgspec.structs.replace(shorter, **{c.today_field(shorter): DAY + timedelta(days=1)})
    with pytest.raises(Conflict, match="key-conflict"):
        service.execute(tomorrow, other)
    book.close()


def test_a_closing_is_a_retry_the_next_day(book_path):
    from ledger.books.opening import make_book

    today = [datetime(2024, 3, 5, 12, tzinfo=UTC)]
    book = make_book(book_path)
    service, me = service_on(book, lambda: today[0]), Signature(actor="ekonom", key="pc")
    first = service.execute(c.ClosePeriod(period="2023"), me)
    today[0] += timedelta(days=1)
    assert service.execute(c.ClosePeriod(period="2023"), me) == msgspec.structs.replace(
        first, repeated=True
    )
    with pytest.raises(Conflict, match="key-conflict"):
        service.execute(c.ClosePeriod(period="2024-01"), me)
    book.close()


@pytest.mark.file_only
def test_a_closing_that_an_earlier_version_recorded_is_a_retry(samverk):
    book = samverk.open()
    envelope = Envelope(
        recorded_at=datetime(2024, 3, 4, 23, 30, tzinfo=UTC),  # the fifth in Sweden
        actor="ekonom",
        assurance="claimed",
        reason=None,
        evidence=(),
        key="pc",
        command_sha256=EARLIER_CLOSING,
        causation=None,
        nonce="00" * 16,
        data=f.PeriodClosed(period="2023", ends=date(2023, 12, 31)),
    )
    event = Recorded(position=1, originator_id=BOOK.name, originator_version=1, envelope=envelope)
    with book.writing():
        Store(book).append([event], [("key", "pc", 1)])
    book.close()
    again = samverk.ok("period", "close", "2023", "--key", "pc", "-O", "json").json
    assert again["repeated"]
    assert samverk("period", "close", "2022", "--key", "pc").code == "key-conflict"


def record(samverk, *more, actor="ekonom", **options):
    return samverk(
        *("record", "disbursement", "herrgarden", "L2", "100", "--on", "2024-03-01"),
        *("--voucher", "V", "--key", "k", *more),
        actor=actor,
        **options,
    )


def test_new_evidence_or_another_reason_is_told_of(concluded, tmp_path):
    file = tmp_path / "voucher.txt"
    file.write_text("one", encoding="utf-8")
    as_it_was = ("--reason", "first", "--evidence", f"V1:{file}")
    assert record(concluded, *as_it_was).status == 0
    assert record(concluded, *as_it_was).status == 0
    for changed, named in (
        (("--reason", "second", "--evidence", f"V1:{file}"), "reason"),
        ((*as_it_was, "--evidence", "V2"), "evidence"),
        (("--evidence", f"V1:{file}"), "reason"),
        (("--reason", "second"), "reason, evidence"),
    ):
        differs = record(concluded, *changed)
        assert (differs.status, differs.code) == (4, "retry-differs")
        assert f"with other {named}." in differs.err
        assert "samverk show 18" in differs.err
    file.write_text("two", encoding="utf-8")
    assert record(concluded, *as_it_was).code == "retry-differs"
    assert "med annat: skäl, underlag." in record(concluded, lang="sv").err
    assert len(concluded.ok("log", "-O", "json").json["rows"]) == 18


def test_a_list_that_a_colleague_records_again_is_recorded_once(concluded):
    assert record(concluded).status == 0
    again = record(concluded, actor="controller")
    assert again.status == 0
    assert "Recorded before under this key, by ekonom" in again.out
    assert len(concluded.ok("log", "-O", "json").json["rows"]) == 18


def test_many_at_once_are_compared_too(home):
    book, service = concluded_book(home.make())
    payment = pay(5)
    row = (payment, Signature(actor="ekonom", key="row", reason="list"))
    list(service.execute_all([row, row]))
    assert book.head() == FIRST
    with pytest.raises(Conflict, match="retry-differs"):
        list(service.execute_all([(payment, Signature(actor="ekonom", key="row"))]))
    book.close()
