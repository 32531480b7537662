"""What is due as a calendar: read by another library than the one that writes it."""

import sys
from contextlib import closing
from datetime import date

import pytest
from due_cases import AMENDED, CONCLUDED, DAY, LATE, NEW_YEAR, PROPOSED, WINTER, planned
from end_cases import terminate
from in_memory import KS, disburse, kr, ledger_of, reverse
from planning_cases import said

from ledger.presentation import language
from ledger.presentation.calendars import as_calendar
from projections.due import due
from projections.due.material import Material
from projections.projection import replay


def calendar_of(given, day=date(2024, 6, 1), origin="samverk/1"):
    projection = replay(ledger_of(given).events, as_of=day)
    return as_calendar(due(Material(projection, day)), projection, origin)


def read(raw):
    from ical.calendar_stream import IcsCalendarStream

    return IcsCalendarStream.calendar_from_ics(raw.decode())


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_another_library_reads_every_event(everything, tmp_path, lang):
    everything.ok("due", "-o", tmp_path / "due.ics", lang=lang)
    raw = (tmp_path / "due.ics").read_bytes()
    rows = everything.ok("due", "-O", "json", lang=lang).json["rows"]
    events = read(raw).events
    assert len(events) == len(rows) > 3
    assert len({event.uid for event in events}) == len(events)
    for event, row in zip(sorted(events, key=lambda x: x.dtstart), rows, strict=True):
        assert type(event.dtstart) is date
        assert event.dtstart == date.fromisoformat(row["due_on"])
    told = {(event.dtstart.isoformat(), event.description.split("\n")[-1]) for event in events}
    assert told == {(row["due_on"], row["command"]) for row in rows}
    about = {event.summary for event in events}
    assert about == {
        ": ".join((" ".join(filter(None, (row["agreement"], row["line"]))), row["what"]))
        if row["agreement"]
        else row["what"]
        for row in rows
    }


def test_lines_are_folded_and_texts_escaped_as_the_standard_says(everything, tmp_path):
    everything.ok("due", "-o", tmp_path / "due.ics", lang="sv")
    raw = (tmp_path / "due.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert b"DTSTART;VALUE=DATE:2024" in raw
    assert b"VTIMEZONE" not in raw
    assert raw.count(b"\nTRANSP:TRANSPARENT") == raw.count(b"BEGIN:VEVENT")


def test_it_is_the_same_whenever_it_is_written(everything, tmp_path):
    made = []
    for name in ("one.ics", "two.ics"):
        everything.ok("due", "-o", tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    shown = everything.ok("due", "-O", "ics").out
    assert shown.replace("\r\n", "\n") == made[0].decode().replace("\r\n", "\n")


def test_a_day_that_was_moved_moves_the_event_that_there_is():
    first = read(calendar_of((*PROPOSED, planned())))
    moved = read(calendar_of((*PROPOSED, planned(), planned(day=date(2024, 12, 1)))))

    def plan_in(calendar):
        return next(x for x in calendar.events if x.uid.startswith("planned-decision"))

    before, after = plan_in(first), plan_in(moved)
    assert before.uid == after.uid
    assert (before.sequence, after.sequence) == (0, 1)
    assert (before.dtstart, after.dtstart) == (date(2024, 9, 1), date(2024, 12, 1))
    assert KS in before.uid


IN_2025 = disburse("L1", kr(1), 2025, date(2025, 1, 31))
SHORT = said((NEW_YEAR, 1), year=2025)
USED = disburse("L3", kr(75_000), 2025, date(2025, 1, 31))


@pytest.mark.parametrize(
    ("kind", "given", "days"),
    [
        ("held", (*CONCLUDED, IN_2025), [WINTER, LATE, WINTER]),
        ("plan-short", (*CONCLUDED, SHORT), [LATE] * 3),
        ("amendment", AMENDED, [LATE] * 3),
        ("line-used", (*CONCLUDED, USED), [date(2025, 6, 1)] * 3),
        ("contribution", CONCLUDED, [LATE] * 3),
    ],
)
def test_a_termination_moves_what_ends_with_it_and_so_does_its_reversal(kind, given, days):
    """Whatever moves a day, the number of changes grows: a calendar keeps the newest."""
    ended = (*given, terminate())
    steps = (given, ended, (*ended, reverse(len(ledger_of(ended).events))))
    told = []
    for history, day in zip(steps, days, strict=True):
        found = read(calendar_of(history, day)).events
        told.append(next(x for x in found if x.uid.startswith(f"{kind}/")))
    assert len({x.uid for x in told}) == 1
    end = date(2025, 12, 31)
    assert [x.dtstart for x in told] == [end, date(2025, 6, 30), end]
    assert [x.sequence for x in told] == [0, 1, 2]


def test_no_two_books_have_an_event_in_common():
    one, other = (read(calendar_of(PROPOSED, DAY, origin)) for origin in ("a/1", "b/1"))
    assert not {x.uid for x in one.events} & {x.uid for x in other.events}


def test_texts_in_swedish_come_back_as_they_were():
    language.use("sv")
    try:
        raw = calendar_of((*PROPOSED, planned()))
    finally:
        language.use("en")
    assert any("Planerat beslut: STK-2021-567" in x.summary for x in read(raw).events)
    assert any("1\u00a0580\u00a0000 SEK" in x.description for x in read(raw).events)


def test_without_the_library_it_says_how_to_install_it(everything, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    refused = everything("due", "-o", tmp_path / "due.ics")
    assert (refused.status, refused.code) == (2, "no-calendar-library")
    assert "pip install 'samverk[calendar]'" in refused.err
    assert not (tmp_path / "due.ics").exists()


def test_an_empty_book_has_an_empty_calendar(samverk, tmp_path):
    samverk.ok("due", "-o", tmp_path / "due.ics")
    assert read((tmp_path / "due.ics").read_bytes()).events == []
    with closing(samverk.open()) as book:
        assert book.head() == 0
