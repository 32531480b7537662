"""A book's time zone: which day it is there, how times are shown, and that no table accuses."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from conftest import service_on
from forging import judge
from in_memory import CONCLUDED, FIRST, describe, disburse, ledger_of
from msgspec.structs import replace
from test_recording import ME, pay

from events import facts as f
from events import zones
from ledger.books.store import Store
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.rules.refusals.entries import DateInFuture

HOUR = timedelta(hours=1)
KIRITIMATI, KATHMANDU = "Pacific/Kiritimati", "Asia/Kathmandu"  # UTC+14, UTC+5:45
# Around both changes of each year, and of days that begin and end elsewhere.
CHANGES = [
    datetime(year, month, day, tzinfo=UTC) + hours * HOUR
    for year in range(2024, 2038)
    for month, day in ((1, 1), (3, 25), (10, 25), (12, 31))
    for hours in range(7 * 24)
]


def test_the_rule_that_is_written_down_is_that_of_the_tables():
    table = ZoneInfo(zones.DEFAULT)
    for instant in CHANGES:
        shown = instant.astimezone(table)
        assert zones.time_in(zones.DEFAULT, instant).isoformat() == shown.isoformat()
        assert zones.day_in(zones.DEFAULT, instant) == shown.date()


def test_no_zone_has_a_later_day_than_the_latest():
    midnight = datetime(2026, 11, 28, tzinfo=UTC)
    instants = [midnight + timedelta(minutes=15 * quarter) for quarter in range(96)]
    for name in available_timezones():
        for instant in instants:
            assert zones.day_in(name, instant) <= zones.latest_day(name, instant)


def test_the_latest_day_changes_at_a_whole_hour():
    """The judge looks once an hour."""
    for zone in (zones.DEFAULT, KATHMANDU):
        for hour in range(24):
            first = datetime(2026, 3, 29, hour, tzinfo=UTC)
            last = first + HOUR - timedelta(microseconds=1)
            assert zones.latest_day(zone, first) == zones.latest_day(zone, last)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../../etc/passwd", "", "a\0b", "/etc"])
def test_a_name_that_no_table_has_is_no_zone(zone):
    assert not zones.is_known(zone)
    instant = datetime(2026, 11, 28, 23, 59, tzinfo=UTC)
    assert zones.day_in(zone, instant) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("zone", "at", "today"),
    [
        (None, datetime(2025, 3, 29, 22, 59, tzinfo=UTC), date(2025, 3, 29)),  # winter, UTC+1
        (None, datetime(2025, 3, 29, 23, 0, tzinfo=UTC), date(2025, 3, 30)),
        (None, datetime(2025, 3, 30, 22, 0, tzinfo=UTC), date(2025, 3, 31)),  # summer, UTC+2
        (None, datetime(2025, 10, 26, 22, 59, tzinfo=UTC), date(2025, 10, 26)),  # winter again
        ("Europe/Helsinki", datetime(2025, 3, 29, 22, 0, tzinfo=UTC), date(2025, 3, 30)),
        (KATHMANDU, datetime(2025, 5, 1, 18, 14, tzinfo=UTC), date(2025, 5, 1)),
        (KATHMANDU, datetime(2025, 5, 1, 18, 15, tzinfo=UTC), date(2025, 5, 2)),
        (KIRITIMATI, datetime(2025, 5, 1, 9, 59, tzinfo=UTC), date(2025, 5, 1)),
        (KIRITIMATI, datetime(2025, 5, 1, 10, 0, tzinfo=UTC), date(2025, 5, 2)),
        ("America/Los_Angeles", datetime(2025, 5, 2, 6, 59, tzinfo=UTC), date(2025, 5, 1)),
    ],
)
@pytest.mark.file_only
def test_nothing_is_dated_later_than_today_in_the_zone_of_the_book(concluded, zone, at, today):
    book = concluded.open()
    # What is there was recorded now; the clock is right all the same.
    me = replace(ME, clock_is_right=True)
    service = service_on(book, lambda: at)
    if zone is not None:
        service.execute(c.DescribeBook(timezone=zone), me)
    tomorrow = replace(pay(day=today + timedelta(days=1)), outside_term=True)
    with pytest.raises(DateInFuture) as refused:
        service.preview(tomorrow, me)
    assert refused.value.today == today
    assert service.preview(replace(tomorrow, paid_on=today), me).recorded
    book.close()


def at(*when):
    return datetime(*when, tzinfo=UTC)


def recorded_at(ledger, command, instant):
    """Record what a command would lead to if no rule said no."""
    (fact,) = ledger.decide(command, today=date.max)
    ledger.append(fact, "herrgarden", at=instant)


def payment(day):
    return replace(disburse("L3", 100), paid_on=day, outside_term=True)


def judged(*steps):
    ledger = ledger_of(CONCLUDED)
    for command, instant in steps:
        recorded_at(ledger, command, instant)
    return judge(ledger.events).rules


def test_a_forged_day_is_found_by_the_rule_and_to_a_day_in_a_zone_of_tables():
    evening = at(2026, 3, 1, 22, 30)  # 23:30 in Sweden
    assert judged((payment(date(2026, 3, 1)), evening)) == {}
    assert judged((payment(date(2026, 3, 2)), evening)) == {FIRST: "date-in-future"}
    helsinki = (describe(timezone="Europe/Helsinki"), at(2026, 3, 1, 12))
    assert judged(helsinki, (payment(date(2026, 3, 2)), evening)) == {}
    forged = judged(helsinki, (payment(date(2026, 3, 3)), evening))
    assert forged == {FIRST + 1: "date-in-future"}


def test_a_book_that_is_described_twice_is_judged_by_what_it_was_each_time():
    hour = at(2026, 3, 1, 12)  # all in one hour, which the judge looks at once
    morrow = payment(date(2026, 3, 2))
    elsewhere = (describe(timezone=KIRITIMATI), hour)
    home = (describe(timezone=zones.DEFAULT), hour)
    assert judged(elsewhere, (morrow, hour), home) == {}
    assert judged((morrow, hour), elsewhere, home) == {FIRST: "date-in-future"}
    assert judged(elsewhere, home, (morrow, hour)) == {FIRST + 2: "date-in-future"}


def test_a_period_is_over_by_the_zone_of_the_book():
    close = c.ClosePeriod(period="2025")
    eve = at(2025, 12, 31, 11)
    ledger = ledger_of(CONCLUDED)
    ledger.append(f.BookDescribed(name=None, timezone=KIRITIMATI), None)
    assert ledger.decide(close, today=zones.day_in(ledger.book.zone, eve))
    with pytest.raises(LedgerError):
        ledger.decide(close, today=zones.day_in(zones.DEFAULT, eve))


@pytest.mark.usefixtures("own_views")
def test_what_is_described_is_shown(concluded):
    before = concluded.ok("status", "-O", "json").json
    assert (before["name"], before["timezone"]) == (None, None)
    concluded.ok("book", "describe", "--name", "Malmö stad")
    after = concluded.ok("status", "-O", "json").json
    assert (after["name"], after["timezone"]) == ("Malmö stad", "Europe/Stockholm")
    assert after["newest_recorded_at"].endswith("Z")
    now = zones.time_in(zones.DEFAULT, datetime.now(UTC))
    shown = concluded.ok("status", lang="sv").out
    assert "Namn:                Malmö stad" in shown
    assert f"{now:%Y-%m-%d}" in shown
    assert f" {now.isoformat()[-6:]}\n" in shown
    assert concluded.ok("report", "cash-flow").out.startswith("Malmö stad · ")
    assert (
        "<title>Cash flow · Malmö stad</title>"
        in concluded.ok("report", "cash-flow", "-O", "html").out
    )
    assert concluded.ok("report", "cash-flow", "-O", "md").out.startswith("**Malmö stad")
    assert "Malmö stad" in concluded.ok("audit", "late").out
    log = concluded.ok("log", "--width", 160).out
    assert log.count(f" {now.isoformat()[-6:]} ") == FIRST
    one = concluded.ok("show", FIRST).out
    assert f"Z ({now:%Y-%m-%d} " in one
    assert concluded.ok("verify", "--json").json["findings"] == []
    assert "agree" in concluded.ok("replay").out


FORMS = ("table", "json", "csv", "md", "html", "xlsx")


@pytest.mark.usefixtures("own_views")
def test_what_was_known_before_the_book_was_described_is_the_same_to_the_byte(concluded, tmp_path):
    asked = [
        ("report", "cash-flow"),
        ("log",),
        ("audit", "weekends"),
        ("report", "agreement", "herrgarden"),
    ]

    def written(name):
        made = {}
        for number, words in enumerate(asked):
            for form in FORMS:
                file = tmp_path / f"{name}-{number}-{form}"
                concluded.ok(*words, "--at", FIRST - 1, "-O", form, "-o", file)
                made[number, form] = file
        return made

    before = written("before")
    concluded.ok("book", "describe", "--name", "Malmö stad", "--timezone", KIRITIMATI)
    concluded.ok("book", "describe", "--timezone", zones.DEFAULT)
    for key, file in written("after").items():
        assert file.read_bytes() == before[key].read_bytes()
        if key[0] != 1 and key[1] != "csv":
            concluded.ok("verify", "--report", before[key])
    # What was known between the two has the zone that the book had then.
    assert concluded.ok("verify", "--json").json["findings"] == []
    between = concluded.ok("report", "cash-flow", "--at", FIRST).out
    assert "+14:00" in between
    assert "+14:00" not in concluded.ok("report", "cash-flow").out


def test_a_zone_that_is_none_names_those_that_are_like_it(concluded):
    wrong = concluded("book", "describe", "--timezone", "Stokholm", lang="sv")
    assert (wrong.status, wrong.code) == (3, "unknown-zone")
    assert "Menade du Europe/Stockholm?" in wrong.err
    assert concluded("book", "describe", lang="sv").status == 2
    concluded.ok("book", "describe", "--name", "A")
    again = concluded("book", "describe", "--name", "A")
    assert (again.status, again.code) == (3, "nothing-changes")


@pytest.mark.file_only
def test_where_a_zone_is_not_known_here_the_book_is_read_and_nothing_is_recorded(concluded):
    """Another computer has newer tables."""
    book = concluded.open()
    event = book.event(FIRST - 1)
    fact = f.BookDescribed(name=None, timezone="Mars/Olympus")
    envelope = replace(event.envelope, data=fact, nonce="00" * 16, causation=None)
    version = len(list(book.stream("book"))) + 1
    told = replace(
        event,
        position=FIRST,
        originator_id="book",
        originator_version=version,
        envelope=replace(envelope, recorded_at=book.now()),
    )
    with book.writing():
        Store(book).append([told], [])
    book.close()
    assert concluded.ok("verify", "--json").json["findings"] == []
    assert "Mars/Olympus" in concluded.ok("status").out
    ill = concluded("doctor")
    assert ill.status == 1
    assert "Mars/Olympus" in ill.out
    assert " UTC)" in concluded.ok("report", "cash-flow").out
    words = ("record", "disbursement", "herrgarden", "L3", "1", "--year", 2024, "--voucher", "V")
    refused = concluded(*words, "--on", "2024-03-01", lang="sv")
    assert (refused.status, refused.code) == (2, "zone-not-known-here")
    concluded.ok("book", "describe", "--timezone", "Europe/Helsinki")
    concluded.ok(*words, "--on", "2024-03-01")
    assert concluded.ok("verify", "--json").json["findings"] == []


@pytest.mark.file_only
def test_a_report_that_other_tables_made_is_no_other_report(concluded, tmp_path):
    file = tmp_path / "saved.txt"
    concluded.ok("book", "describe", "--timezone", KATHMANDU)
    concluded.ok("report", "cash-flow", "-o", file)
    concluded.ok("verify", "--report", file)
    text = file.read_text()
    shown = text.partition("(known ")[2].partition(")")[0]
    instant = datetime.fromisoformat(shown[:16] + shown[17:])
    other = instant.astimezone(timezone(timedelta(hours=5, minutes=30)))
    written = f"{other:%Y-%m-%d %H:%M} +05:30"
    file.write_text(text.replace(shown, written))
    assert "the instants are the same" in concluded.ok("verify", "--report", file).out
    file.write_text(text.replace(shown, written.replace("+05:30", "+05:45")))
    assert concluded("verify", "--report", file).status == 5


@pytest.mark.file_only
def test_an_audit_test_counts_days_where_the_book_is(concluded):
    hour = (datetime.now(UTC).hour + 12) % 24  # none in which it is now, here or there
    asked = ("audit", "weekends", "--hours", f"{hour}-{hour + 1}")
    assert "In Sweden" in concluded.ok(*asked).out
    concluded.ok("book", "describe", "--timezone", KATHMANDU)
    shown = concluded.ok(*asked, "-O", "json").json["rows"]
    assert shown
    for row in shown:
        instant = datetime.fromisoformat(row["recorded_at"])
        local = instant.astimezone(ZoneInfo(KATHMANDU))
        assert row["recorded_locally"] == f"{local:%Y-%m-%d %H:%M}"
    table = concluded.ok(*asked, lang="sv").out
    assert "Lokal tid" in table
