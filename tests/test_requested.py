"""What is requested, reserved and available: in every report, for any day and any position."""

import os
import random
import re
from contextlib import closing
from datetime import date, timedelta

import demonstration_said as said
import in_memory as core
import performer_cases as performers
import pytest
from asked_for import FIRST, Book, grown, held_by
from in_memory import PROPOSAL, replay_rows
from msgspec.structs import replace
from test_explain import add_up
from test_performers import folded_in_two
from test_projections import folded_strictly, folding, in_memory_book, stored

from events.facts import effective_on
from ledger.presentation.formats import render
from ledger.rules.versions import RULES
from projections import views
from projections.compare import compare
from projections.explaining import Behind, Explaining, by_their_requests
from projections.projection import replay
from projections.report import Scope
from projections.reports import KINDS, WHOLE, Cut
from projections.reports.building import about_of, build

HISTORIES = int(os.environ.get("SAMVERK_REQUESTED", "12"))  # random ones of each kind
OWN = ("requested_minor", "reserved_minor", "available_minor")
ASKED = (("agreement", "herrgarden"), ("board", core.KS), ("party", "radda-barnen"))
CUTS = [Cut(by) for by in ("activity", "funder", "performer")]


def scope(events, as_of=None):
    return Scope(at=len(events), known_at=None, as_of=as_of)


def made_of(events, kind="agreement", subject="herrgarden", as_of=None, cut=WHOLE):
    projection = replay(events, as_of, RULES)
    return build(kind, subject, projection, scope(events, as_of), cut=cut)


def known(events, as_of):
    """Return the events that count on a day."""
    return [e for e in events if not (as_of and (day := effective_on(e.fact)) and day > as_of)]


def test_reports_of_agreements_without_requests_are_as_they_were(tmp_path):
    with closing(said.demonstration(tmp_path / "demo.book")) as book:
        assert said.digests(book) == said.golden()


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_random_histories_of_requests_add_up_as_their_events_say(seed):
    chance = random.Random(seed)
    events = grown(chance, 60).events
    days = [None, *(FIRST + timedelta(days=chance.randrange(-1, 42)) for _ in range(3))]
    for at in (len(events), *(chance.randrange(13, len(events)) for _ in range(3))):
        for as_of in days:
            some = known(events[:at], as_of)
            wanted = held_by(some)
            made = made_of(events[:at], as_of=as_of)
            uses = any(type(e.fact).__name__ == "PaymentRequested" for e in some)
            assert {*OWN} & {*made.figures} == ({*OWN} if uses else set())
            for row in made.rows:
                keys = [x for x in wanted if x[:2] == (row["line"], row["year"])]
                asked, reserved = (sum(wanted[x][i] for x in keys) for i in (0, 1))
                assert (row["requested_minor"], row["reserved_minor"]) == (asked, reserved)
                assert row["available_minor"] == row["remaining_minor"] - asked - reserved
            for i, measure in enumerate(OWN[:2]) if uses else ():
                assert made.totals[measure] == sum(x[i] for x in wanted.values())


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_every_fold_and_view_knows_the_same_requests(seed):
    chance = random.Random(seed)
    events = grown(chance, 40).events
    rows, split = stored(events), chance.randrange(1, len(events))
    for day in (None, FIRST + timedelta(days=chance.randrange(40))):
        plain = replay(events, day)
        for projection in (replay_rows(rows, day), folded_in_two(rows, split, day)):
            assert views.differences(projection, plain) == []
            assert projection.holds == plain.holds
    strict, told = folded_strictly(rows)
    assert (told, views.differences(strict, replay(events))) == ([], [])
    with closing(in_memory_book()) as book:
        for stop in (split, len(events)):
            views.catch_up(book, folding(events[:stop]))
            viewed = views.load(book)
            assert views.differences(viewed, replay(events[:stop])) == []
            assert viewed.holds == replay(events[:stop]).holds


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_requests_behind_a_figure_add_up_to_it(seed):
    chance = random.Random(seed)
    events = grown(chance, 50).events
    at, as_of = (
        chance.randrange(13, len(events) + 1),
        chance.choice([None, FIRST, date(2025, 2, 1)]),
    )
    projection = replay(events[:at], as_of, RULES)
    for kind, subject in ASKED:
        asked = (kind, subject, projection, scope(events[:at], as_of))
        assert add_up(build(*asked), about_of(*asked)[0], events[:at])


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_what_changed_is_told_by_the_events_that_changed_it(seed):
    chance = random.Random(seed)
    events = grown(chance, 50).events
    at, as_of = chance.randrange(13, len(events)), chance.choice([None, FIRST + timedelta(days=9)])
    now, before = replay(events, as_of, RULES), replay(events[:at], as_of, RULES)
    for kind, subject in ASKED:
        made = build(kind, subject, now, scope(events, as_of))
        earlier = build(kind, subject, before, scope(events[:at], as_of))
        about, _ = about_of(kind, subject, now, scope(events, as_of))
        declared = KINDS[kind].declared
        compare(made, (earlier, before), earlier.scope, events[at:], declared, about)
        old, new = ({declared.key_of(x): x for x in y.rows} for y in (earlier, made))
        told = {tuple(x.key.values()): x for x in made.changes}
        for key, row in new.items():
            for figure in {*OWN} & {*made.figures}:
                delta = (row[figure] or 0) - (old.get(key, {}).get(figure) or 0)
                assert (told[key].deltas[figure] if key in told else 0) == delta
                if delta:
                    assert all(at < x <= len(events) for x in told[key].events[figure])


# ---------------------------------------------------------------- where the figures are, and not


@pytest.fixture
def two():
    """Two agreements in force; only the first has requests: 50 000 open, 178 750 approved."""
    later = (
        replace(PROPOSAL, extends="herrgarden", extends_because="beside it"),
        *core.CONCLUDED[1:],
    )
    steps = (*core.CONCLUDED, *(replace(x, agreement="syskon") for x in later))
    book = Book(list(core.ledger_of(steps).events))
    book.request(core.kr(50_000))
    book.approve(book.request(core.kr(178_750)))
    return book


def told(made):
    """Return the figures of requests that each format of a report names, in CSV's words."""
    found = {}
    for form in ("json", "ndjson", "csv"):
        text = render(made, form)
        found[form] = {x for x in OWN if x.removesuffix("_minor") in text}
    return found


def test_a_report_has_the_figures_if_one_of_its_agreements_uses_requests(two):
    projection = replay(two.events, rules=RULES)
    asked = (("agreement", "herrgarden", True), ("agreement", "syskon", False))
    for kind, subject, has in (*asked, ("board", core.KS, True), ("board", core.FRN, True)):
        made = build(kind, subject, projection, scope(two.events))
        assert told(made) == dict.fromkeys(("json", "ndjson", "csv"), {*OWN} if has else set())
        assert ("available_minor" in {x.key for x in made.columns}) == has
    made = build("board", core.KS, projection, scope(two.events))
    for row in made.rows:
        if row["agreement"] == "syskon":
            assert (row["requested_minor"], row["reserved_minor"]) == (0, 0)
            assert row["available_minor"] == row["remaining_minor"]
    totals = made.totals
    assert (totals["requested_minor"], totals["reserved_minor"]) == (5_000_000, 17_875_000)
    assert totals["available_minor"] == totals["remaining_minor"] - 22_875_000


def test_an_agreement_that_asks_for_requests_has_the_figures_before_the_first():
    steps = [replace(core.PROPOSAL, attest="two"), *core.CONCLUDED[1:]]
    made = made_of(core.ledger_of(steps).events)
    assert {*OWN} <= {*made.figures}
    assert made.totals["available_minor"] == made.totals["remaining_minor"]
    shown = [x.key for x in made.columns]
    assert "available_minor" in shown
    assert not {"requested_minor", "reserved_minor"} & {*shown}  # of which there are none


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_cuts_and_chains_add_the_figures_up(two, cut):
    for chain in (False, True):
        made = made_of(two.events, cut=Cut(cut.by, chain))
        whole = made_of(two.events, cut=Cut(None, chain))
        assert [made.totals[x] for x in OWN] == [whole.totals[x] for x in OWN]
        assert sum(row["reserved_minor"] for row in made.rows) == 17_875_000
        asked = ("agreement", "herrgarden", replay(two.events, rules=RULES), scope(two.events))
        about, _ = about_of(*asked, cut=Cut(cut.by, chain))
        declared = KINDS["agreement"].declared_by(cut.by)
        holding = by_their_requests(about, lambda: two.events)
        behind = Behind(Explaining(declared, about, holding), declared)
        for recorded in two.events:
            behind.add(recorded)
        for row in made.rows:
            for figure in OWN:
                parts = behind.of(figure, [declared.key_of(row)])
                assert sum(x.number for x in parts) == row[figure]


def test_what_is_asked_for_a_performer_stays_its_own():
    """A request to the first performer of a line, and one to its successor."""
    book = Book(list(core.ledger_of(performers.REPLACED).events))
    old = book.request(core.kr(50_000), year=2024, day=date(2024, 6, 20))
    book.approve(old, date(2024, 6, 20))
    book.request(core.kr(20_000), year=2024, day=date(2024, 7, 20), payee=performers.NEW)
    made = made_of(book.events)
    (line,) = [x for x in made.rows if (x["line"], x["year"]) == ("L2", 2024)]
    assert [line[x] for x in OWN] == [2_000_000, 5_000_000, line["remaining_minor"] - 7_000_000]
    own = {
        party: next(
            x
            for x in made_of(book.events, "party", party).rows
            if (x["line"], x["year"], x["role"]) == ("L2", 2024, "performer")
        )
        for party in ("radda-barnen", performers.NEW)
    }
    before, after = own["radda-barnen"], own[performers.NEW]
    assert [before[x] for x in ("paid_minor", "remaining_minor", *OWN)] == [
        *(35_750_000, 5_000_000, 0, 5_000_000),
        0,
    ]
    assert before["committed_minor"] == 40_750_000
    for figure in ("committed_minor", "paid_minor", "remaining_minor", *OWN):
        assert before[figure] + after[figure] == line[figure]
    for party in own:
        asked = ("party", party, replay(book.events, rules=RULES), scope(book.events))
        assert add_up(build(*asked), about_of(*asked)[0], book.events)


def test_the_worked_example_by_hand():
    """L2 2024, 715 000: a quarter is requested, approved, paid, taken back, and paid less."""
    book, day = Book(), date(2024, 1, 15)

    def now(as_of=None):
        made = made_of(book.events, as_of=as_of)
        (row,) = [x for x in made.rows if (x["line"], x["year"]) == ("L2", 2024)]
        return [row[x] // 100 for x in ("paid_minor", "remaining_minor", *OWN)]

    quarter = core.kr(178_750)
    request = book.request(quarter, year=2024, day=day)
    assert now() == [0, 715_000, 178_750, 0, 536_250]
    book.review(request, day + timedelta(days=1))
    assert now() == [0, 715_000, 178_750, 0, 536_250]
    book.approve(request, day + timedelta(days=2))
    assert now() == [0, 715_000, 0, 178_750, 536_250]
    payment = book.pay(quarter, request, year=2024, day=day + timedelta(days=3))
    assert now() == [178_750, 536_250, 0, 0, 536_250]
    book.reverse(payment, day + timedelta(days=5))
    assert now() == [0, 715_000, 0, 178_750, 536_250]
    book.approve(request, day + timedelta(days=6))  # anew: nothing changes
    book.pay(core.kr(100_000), request, year=2024, day=day + timedelta(days=7))
    assert now() == [100_000, 615_000, 0, 0, 615_000]  # the rest is free again
    other = book.request(core.kr(1_000), year=2024, day=day + timedelta(days=8))
    book.end(other, day + timedelta(days=9))
    assert now() == [100_000, 615_000, 0, 0, 615_000]
    wanted = {
        0: [0, 715_000, 178_750, 0, 536_250],
        2: [0, 715_000, 0, 178_750, 536_250],
        3: [178_750, 536_250, 0, 0, 536_250],
        4: [178_750, 536_250, 0, 0, 536_250],
        5: [0, 715_000, 0, 178_750, 536_250],
        8: [100_000, 615_000, 1_000, 0, 614_000],
        9: [100_000, 615_000, 0, 0, 615_000],
    }
    for days, figures in wanted.items():
        assert now(day + timedelta(days=days)) == figures
    assert not {*OWN} & {*made_of(book.events, as_of=day - timedelta(days=1)).figures}


# ---------------------------------------------------------------- on the command line


TERM = ("--from", "2024-01-01", "--to", "2199-12-31", "--decision", "KS § 4")
KS = ("--board", core.KS)


@pytest.fixture
def asked(concluded):
    """L2 2024 with 178 750 approved and 1 000 requested; the book is that of a municipality."""
    samverk = concluded
    samverk.ok("book", "describe", "--name", "Malmö stad")
    for actor, step in (("b", "review"), ("d", "decide")):
        samverk.ok("authority", "grant", actor, *KS, "--step", step, *TERM, actor=None)
    request = ("request", "pay", "herrgarden", "L2")
    samverk.ok(*request, "178 750", "--due", "2024-04-30", "--on", "2024-03-01")
    at = head(samverk)
    samverk.ok("request", "review", at, actor="b")
    samverk.ok("request", "approve", at, actor="d")
    samverk.ok(*request, "1 000", "--due", "2024-05-31", "--on", "2024-03-02")
    return samverk, at


def head(samverk):
    return samverk.ok("log", "-O", "json").json["rows"][-1]["position"]


def test_a_command_says_what_it_does_to_what_is_available(asked):
    samverk, at = asked
    pay = ("record", "disbursement", "herrgarden", "L2", "100 000", "--on", "2024-04-30")
    pay = (*pay, "--voucher", "V", "--request", at)
    for words, actor, told in (
        (("request", "cancel", head(samverk), "--reason", "r"), "ekonom", "requested 1,000 → 0"),
        (pay, "ekonom", "reserved 178,750 → 0, available 536,250 → 615,000"),
    ):
        preview = samverk.ok(*words, "-n", actor=actor, lang="en").out
        done = samverk.ok(*words, actor=actor, lang="en").out
        for text in (preview, done):
            assert told in text, text
    made = samverk.ok("reverse", head(samverk), "--reason", "r", lang="en").out
    assert "remaining 615,000 → 715,000" in made
    assert "reserved" not in made


def test_a_figure_leads_to_its_requests(asked, tmp_path):
    samverk, at = asked
    row = ("--line", "L2", "--year", "2024")
    for measure, positions, value in (
        ("reserved", [at], 17_875_000),
        ("requested", [at + 3], 100_000),
        ("available", [13, at, at + 3], 53_525_000),
    ):
        words = ("explain", "agreement", "herrgarden", *row, "--measure", measure, "-O", "json")
        found = samverk.ok(*words).json
        assert (found["figure"]["value"], found["figure"]["sum"]) == (value, value)
        assert [x["position"] for x in found["rows"]] == positions
        assert sum(x["change_minor"] for x in found["rows"]) == value
    page = tmp_path / "report.html"
    samverk.ok("report", "agreement", "herrgarden", "-o", page)
    text = page.read_text(encoding="utf-8")
    (told,) = re.findall(r'<li id="total-reserved_minor">(.*?)</li>', text)
    assert f'<a href="#e{at}">' in told
    assert re.search(rf'<tr[^>]* id="e{at}"', text)
    samverk.ok("verify", "--report", page)
    early = samverk("explain", "agreement", "herrgarden", "--measure", "reserved", "--at", at - 1)
    assert early.code == "no-such-figure"


def test_the_page_of_an_agreement_has_the_figures(asked):
    samverk, _ = asked
    (line,) = [
        x
        for x in samverk.ok("agreement", "show", "herrgarden", "-O", "json").json["lines"]
        if x["line"] == "L2"
    ]
    assert [line[x]["2024"] for x in OWN] == [100_000, 17_875_000, 53_525_000]
    for lang, heading in (
        ("en", "Paid, requested and reserved, in SEK:"),
        ("sv", "Utfall, begärt och reserverat, i SEK:"),
    ):
        assert heading in samverk.ok("agreement", "show", "herrgarden", lang=lang).out


def test_a_comparison_names_what_moved_the_figures(asked):
    samverk, at = asked
    made = samverk.report("agreement", "herrgarden", "--compare-to", str(at))
    (change,) = made["changes"]
    assert [change[x] for x in OWN] == [100_000 - 17_875_000, 17_875_000, -100_000]
    assert change["events"] == {
        "requested_minor": [at + 2, at + 3],
        "reserved_minor": [at + 2],
        "available_minor": [at + 3],
    }


def test_the_list_of_mandates_of_a_day_is_a_paper_for_the_board(asked, tmp_path):
    samverk, _ = asked
    paper = tmp_path / "lista.html"
    samverk.ok("authority", "list", "--on", "2024-06-01", *KS, "-o", paper, lang="sv")
    text = paper.read_text(encoding="utf-8")
    assert "<title>Attestförteckning 2024-06-01 · Kommunstyrelsen · Malmö stad</title>" in text
    assert "gäller" in text
    assert "Kommunstyrelsen</td>" in text
    root = samverk.report("agreement", "herrgarden")["root"]
    assert root in text
    none = samverk.ok("authority", "list", "--on", "2023-06-01", *KS, "-O", "json").json["rows"]
    assert none == []
    assert samverk("authority", "list", "--board", "kommunstyrlsen").status != 0
