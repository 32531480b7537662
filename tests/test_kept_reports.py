"""What a report said of a book before it adopted later rules, it says for ever, to the byte.

``golden/reports.sha256`` has the digests of what a program said of a kept book before there was
version 3 of the rules: a line for each report and format, in the form of that program.
"""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import FileHome, Program
from in_memory import CONCLUDED, ledger_of
from old_form import make_file

from events.effects import COMMITMENTS
from ledger.cli.commands.saved import asked_by
from ledger.cli.session import Session
from ledger.presentation.formats import FORMATS
from projections import views
from projections.projection import replay
from projections.report import Scope
from projections.reports.building import build

GOLDEN = Path(__file__).resolve().parent / "golden" / "reports.sha256"
NEW = {"amended_minor", "carried_minor"}
HEAD = 27  # events of the kept book
FORM = 3  # of the reports that the digests are of
QUESTIONS = (
    "report agreement herrgarden",
    "report agreement herrgarden --period 2024 --compare-to 20",
    "report board kommunstyrelsen",
    "report party radda-barnen --compare-to 22",
    "report in-kind",
    "report cash-flow",
    "report cash-flow herrgarden --as-of 2024-03-25",
    "explain agreement herrgarden --measure committed",
    "explain board kommunstyrelsen --line L3 --measure remaining",
)
ASKED = [
    (question, form.name, "sv" if form.name in {"table", "csv", "html"} else "en")
    for question in QUESTIONS
    for form in FORMATS.values()
    if form.name != "pdf"  # which came later, and whose bytes follow the library that writes them
]


def content(samverk, question, form, lang, at=HEAD):
    """Return the bytes of a report, as known when the book had come to an event."""
    words = ["samverk", "--lang", lang, *question.split(), "--at", str(at), "-O", form]
    words += ["--width", "120"] if form == "table" else []
    session = Session(address=samverk.home.place)
    said = asked_by(words).content(session, FORM)
    session.close()
    return said.encode("utf-8") if isinstance(said, str) else said


def digests(samverk):
    return {
        f"{lang} {form} {question}": sha256(content(samverk, question, form, lang)).hexdigest()
        for question, form, lang in ASKED
    }


def adopt(samverk):
    """Have the book adopt the rules of this program, with a release of 10 kronor."""
    samverk.ok("upgrade", actor=None)
    samverk.ok(
        "release", "herrgarden", "L3", "10", "--year", "2024", "--on", "2024-12-01", "--reason", "x"
    )


@pytest.fixture
def kept(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_file(tmp_path / "kept.book", "file-0")
    return Program(FileHome(tmp_path / "kept.book"), capsys)


def golden():
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return {words: digest for digest, _, words in (line.partition("  ") for line in lines)}


@pytest.mark.parametrize("views_from", [views.FROM, 0], ids=["replayed", "viewed"])
def test_a_book_of_earlier_rules_is_reported_as_it_was(kept, monkeypatch, views_from):
    monkeypatch.setattr(views, "FROM", views_from)
    assert digests(kept) == golden()
    assert not NEW & {*json.loads(content(kept, QUESTIONS[0], "json", "en"))["totals"]}


def test_what_was_known_before_later_rules_were_adopted_stays_as_it_was(kept, viewed):
    adopt(kept)
    assert kept.ok("log", "-O", "json").json["rows"][HEAD]["event"] == "rules-adopted/1"
    assert digests(kept) == golden()
    for at, there in ((HEAD, False), (HEAD + 1, True), (HEAD + 2, True)):
        made = json.loads(content(kept, QUESTIONS[0], "json", "en", at))
        fields = {key for row in (*made["rows"], made["totals"]) for key in row}
        assert fields & NEW == (NEW if there else set())


def test_a_comparison_with_what_was_before_takes_what_is_missing_as_nothing(kept):
    adopt(kept)
    made = kept.report("agreement", "herrgarden", "--compare-to", str(HEAD))
    (change,) = made["changes"]
    assert (change["released_minor"], change["committed_minor"]) == (1000, -1000)
    assert (change["amended_minor"], change["carried_minor"]) == (0, 0)
    assert change["events"]["released_minor"] == [HEAD + 2]
    assert not NEW & {*change["events"]}


def test_a_saved_report_is_verified_after_later_rules(kept, tmp_path):
    saved = []
    for form in ("table", "json", "md", "html", "xlsx"):
        saved.append(tmp_path / f"saved{FORMATS[form].endings[0]}")
        kept.ok("report", "agreement", "herrgarden", "-o", str(saved[-1]))
    adopt(kept)
    for file in saved:
        assert "same" in kept.ok("verify", "--report", str(file)).out


def test_the_new_figures_of_an_older_book_are_no_figures(kept):
    asked = ("explain", "agreement", "herrgarden", "--measure", "amended")
    assert kept(*asked).code == "no-such-figure"
    adopt(kept)
    explained = kept.ok(*asked, "-O", "json").json
    assert (explained["figure"]["value"], explained["rows"]) == (0, [])
    assert kept(*asked, "--at", str(HEAD)).code == "no-such-figure"


@pytest.mark.parametrize("rules", [2, 3])
@pytest.mark.parametrize("name", ["agreement", "board", "party"])
def test_a_table_has_a_column_for_what_has_come_to_a_line_since(name, rules):
    projection = replay(ledger_of(CONCLUDED).events, rules=rules)
    subject = {"agreement": "herrgarden"}.get(name, "kommunstyrelsen")
    plain = build(name, subject, projection, Scope(at=1, known_at=None))
    for account, sign in ((COMMITMENTS, -1), ("Equity:Commitments:Amended", 1)):
        projection.balances["herrgarden", "L2", 2025, "", account] += sign * 700
    made = build(name, subject, projection, Scope(at=1, known_at=None))
    added = [x.key for x in made.columns if x not in plain.columns]
    assert added == (["amended_minor"] if rules == 3 else [])
    assert [x.key in NEW for x in made.fields].count(True) == (2 if rules == 3 else 0)
    before, after = (x.totals["committed_minor"] for x in (plain, made))
    assert after - before == -700
    assert made.totals.get("amended_minor") == (-700 if rules == 3 else None)
