"""Dates on the command line, on a file and on a server: what rests on what, and what day it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import service_on
from in_memory import FIRST
from msgspec.structs import replace
from test_recording import ME, concluded_book, pay

from events import facts as f
from events.period import local_day
from ledger.books.store import Store
from ledger.refusal import Refused

GIFT = ("--type", "volunteer", "--quantity", 10, "--unit", "h", "--unit-value", 100)


def record(samverk, what, *words, actor="ekonom", lang="en"):
    return samverk("record", what, "herrgarden", *words, actor=actor, lang=lang)


def paid(samverk, *words, day="2024-03-01", **options):
    words = ("L2", "100 000", "--on", day, "--voucher", "V", *words)
    return record(samverk, "disbursement", *words, **options)


def test_work_is_not_rejected_before_it_was_done(concluded):
    done = ("tif", *GIFT, "--on", "2024-05-01", "--evidence", "list")
    assert record(concluded, "in-kind", *done).status == 0
    for verdict in (("reject", FIRST, "--reason", "r"), ("verify", FIRST)):
        early = concluded("in-kind", *verdict, "--on", "2024-01-01", actor="controller")
        assert (early.status, early.code) == (3, "before-basis")
        assert "2024-01-01 is before 2024-05-01" in early.err
        assert f"event #{FIRST}" in early.err
    report = concluded.report("in-kind", "herrgarden", "--as-of", "2024-02-28")
    assert report["rows"] == []


def test_money_does_not_come_back_before_it_was_claimed(concluded):
    assert paid(concluded).status == 0
    due = ("--due", "2024-06-30", "--ground", "g")
    claim = ("claim", "herrgarden", "L2", "100 000", *due, "--year", 2024)
    assert concluded(*claim, "--on", "2024-02-29").code == "before-basis"
    concluded.ok(*claim, "--on", "2024-05-01")
    early = record(concluded, "repayment", FIRST + 1, "100 000", "--on", "2024-02-01", lang="sv")
    assert (early.status, early.code) == (3, "before-basis")
    assert "2024-02-01 är före 2024-05-01" in early.err
    held = concluded.report("agreement", "herrgarden", "--as-of", "2024-04-01")["totals"]
    assert held["held_minor"] == 10_000_000


def test_nothing_is_paid_before_it_was_decided(concluded):
    early = paid(concluded, "--year", 2024, day="2023-12-06")
    assert (early.status, early.code) == (3, "before-basis")
    assert "'agreement-concluded'" in early.err or "conclu" in early.err
    assert f"#{FIRST - 1}" in early.err
    assert paid(concluded, "--year", 2024, day="2023-12-07").status == 0


def test_what_comes_after_the_end_is_asked_for(concluded):
    late = paid(concluded, "--year", 2025, day="2026-01-20")
    assert (late.status, late.code) == (3, "after-end")
    assert "--outside-term" in late.err
    assert paid(concluded, "--year", 2025, "--outside-term", day="2026-01-20").status == 0


def test_nothing_happens_tomorrow(concluded):
    tomorrow = local_day(datetime.now(UTC)) + timedelta(days=1)
    for words in (("--year", 2025), ("--year", 2025, "--outside-term")):
        early = paid(concluded, *words, day=tomorrow)
        assert (early.status, early.code) == (3, "date-in-future")
    assert paid(concluded, "--year", 2025, "--outside-term", day="2031-01-01").status == 3


def test_a_permission_is_no_part_of_what_is_repeated(concluded):
    words = ("--year", 2025, "--key", "k")
    assert paid(concluded, *words, "--outside-term", day="2026-01-20").status == 0
    again = paid(concluded, *words, day="2026-01-20")
    assert (again.status, again.out.startswith("Recorded before")) == (0, True)


def test_a_service_that_goes_on_knows_the_day(home):
    """A server is first asked on what was last seen; what day it is, it says itself."""
    book = home.make()
    book, service = concluded_book(book, service_on(book))
    today = local_day(datetime.now(UTC))
    for day, is_let_in in ((today, True), (today + timedelta(days=1), False), (today, True)):
        command = replace(pay(day=day), outside_term=True)
        if is_let_in:
            service.execute(command, ME)
            continue
        with pytest.raises(Refused, match="date-in-future"):
            service.execute(command, ME)
    assert book.head() == FIRST + 1
    book.close()


def test_a_day_that_was_left_out_is_today(concluded):
    assert paid(concluded).status == 0
    today = local_day(datetime.now(UTC))
    concluded.ok("release", "herrgarden", "L2", "5", "--year", 2024, "--reason", "r")
    shown = concluded.ok("show", FIRST + 1, "-O", "json").json
    assert str(today) in str(shown)


@pytest.mark.file_only
def test_what_was_recorded_otherwise_is_read_as_it_was(concluded):
    """Books have events that no rule would let in today."""
    assert record(concluded, "in-kind", "tif", *GIFT, "--on", "2024-05-01").status == 0
    book = concluded.open()
    gift = book.event(FIRST)
    fact = f.InKindRejected(
        position=FIRST, contribution=gift.fact, rejected_on=date(2024, 1, 1), reason="r"
    )
    early = replace(
        gift,
        position=FIRST + 1,
        originator_version=gift.originator_version + 1,
        envelope=replace(gift.envelope, data=fact, nonce="00" * 16, causation=FIRST),
    )
    with book.writing():
        Store(book).append([early], [])
    book.close()
    report = concluded.report("in-kind", "herrgarden", "--as-of", "2024-02-28")
    assert [row["delivered_minor"] for row in report["rows"]] == [-100_000]
    found = concluded("verify", "--json").json["findings"]
    assert [(x["code"], x["position"], x["rule"]) for x in found] == [("rule", 19, "same-actor")]
    assert paid(concluded).status == 0
