"""A report about an instant that has not come is the same once it has."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from ledger.cli.commands.saved import asked_by
from ledger.cli.session import Session
from ledger.presentation.formats import EARLIER

FORMATS = ("json", "md", "html", "table")  # those that state how they are made again
SOON = timedelta(seconds=4)


@pytest.fixture
def saved(concluded, tmp_path):
    """Return the book, and reports of it from before an instant, once that has come."""
    instant = datetime.now(UTC) + SOON
    files = {}
    for form in FORMATS:
        files[form] = tmp_path / f"report.{form}"
        words = ("report", "agreement", "herrgarden", "--known-at", instant.isoformat(), "-O", form)
        concluded.ok(*words, "-o", str(files[form]))
    made_in_time = datetime.now(UTC) < instant
    time.sleep(max(0, (instant - datetime.now(UTC)).total_seconds()))
    if not made_in_time:
        pytest.fail("the computer is too slow for this test: the instant came before the reports")
    return concluded, files, instant


def test_a_report_saved_on_the_day_that_it_asks_about_verifies_the_next(saved):
    book, files, instant = saved
    for form, file in files.items():
        text = file.read_text(encoding="utf-8")
        assert instant.isoformat() not in text, form
        assert "to the byte" in book.ok("verify", "--report", str(file)).out


@pytest.mark.file_only  # a server knows some time later only that nothing will be added
def test_a_report_that_states_an_instant_that_had_not_come_verifies_too(saved):
    """As an earlier version saved it."""
    book, files, instant = saved
    session = Session(address=book.home.place)
    asked = ("samverk", "--lang", "en", "report", "agreement", "herrgarden")
    made = asked_by([*asked, "--at", str(session.book.head()), "-O", "json"])
    text = made.content(session, EARLIER[-1])
    session.close()
    stated = text.replace('"--at",', f'"--known-at",\n    "{instant.isoformat()}",\n    "--at",')
    assert stated != text
    for content, status in (
        (stated, 0),
        (stated.replace('"known_at": "20', '"known_at": "19'), 5),
        (stated.replace('"committed_minor": 71500000', '"committed_minor": 71500001'), 5),
        (stated.replace(instant.isoformat(), "2020-01-01T00:00:00+00:00"), 3),
    ):
        assert (content == stated) == (status == 0)
        files["json"].write_text(content, encoding="utf-8")
        done = book("verify", "--report", str(files["json"]))
        assert done.status == status, done.out
