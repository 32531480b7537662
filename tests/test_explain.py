"""From a figure to the events that make it: for every figure of every report there is."""

import os
import re
import shlex
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import following_cases
import in_memory as core
import pytest
from reading_pages import page_of
from test_every_command import SUBJECTS

from events.facts import EntryReversed
from events.streams import agreement_stream
from ledger import demo
from ledger.books.kept import Kept
from ledger.books.opening import make_book
from ledger.cli.commands.saved import asked_by
from ledger.cli.session import Session
from ledger.presentation.explanation import (
    _Added,
    _Event,
    _Why,
    columns_with_values,
    explanation,
    fields_explained,
)
from ledger.presentation.formats import EARLIER, FORM, FORMATS, TRACED
from ledger.refusal import LedgerError
from ledger.rules.versions import RULES
from ledger.work import asking, explaining
from ledger.work.explaining import Wanted, explain
from ledger.work.placed import made_of, placed
from projections.explaining import Behind, Explaining, by_their_requests, counted
from projections.projection import replay
from projections.report import Scope, fields_of, number_of
from projections.reports import KINDS
from projections.reports.building import about_of, build

BOOKS = int(os.environ.get("SAMVERK_EXPLAINED_BOOKS", "20"))  # random ones
PERIODS = (None, "2024", "2025", "2024-Q1", "2024-06", "2025-T1", "2031")


def add_up(made, about, events):
    """Hold every figure and sum of a report against what its events add to it."""
    declared = KINDS[made.report].declared
    these = [*counted(events, made.scope)]
    explaining = Explaining(declared, about, by_their_requests(about, lambda: these))
    behind = Behind(explaining, declared)
    for recorded in these:
        behind.add(recorded)
    keys = [declared.key_of(row) for row in made.rows]
    tried = 0
    for row, key in zip(made.rows, keys, strict=True):
        for figure in made.figures:
            if row[figure] is not None:
                parts = behind.of(figure, [key])
                assert sum(part.number for part in parts) == number_of(row[figure]), (key, figure)
                assert all(part.number for part in parts)
                tried += 1
    for figure in made.figures:  # what is known of events that are alike is what each has alone
        targets = explaining.targets(figure, keys)
        quick = [part for x in these for part in explaining.parts(x, figure, targets)]
        assert sorted(quick, key=repr) == sorted(behind.of(figure, keys), key=repr), figure
    for figure in made.measures:
        total = sum(part.number for part in behind.of(figure, keys))
        assert total == made.totals[figure], figure
    return tried


SUBJECTS_OF_ALL = (
    *((kind.name, SUBJECTS[kind.subject]) for kind in KINDS.values()),
    *((kind.name, None) for kind in KINDS.values() if kind.of_all),
    ("party", "radda-barnen"),
    ("party", core.KS),
    ("board", core.FRN),
)


def _command(chance, events):
    """Return a command that the rules will often allow after some events."""
    line, year = chance.choice(["L1", "L2", "L3"]), chance.choice([2024, 2024, 2025])
    amount = chance.randrange(1, core.kr(30_000))
    day = date(
        chance.choice([2023, 2024, 2024, 2025]), chance.randint(1, 12), chance.randint(1, 28)
    )
    at = chance.randint(core.FIRST, max(len(events), core.FIRST))
    values = {"party": chance.choice(["tif", "malmo-universitet"]), "quantity": f"{amount / 1000}"}
    return chance.choice(
        [
            core.disburse(line, amount, year, day),
            core.disburse(line, amount, year, day),
            core.internal("L4", amount, year, day),
            core.use(line, amount, year, day),
            core.claim(line, amount // 4 + 1, year),
            core.repay(at, amount // 8 + 1),
            core.release(line, amount, year, day),
            core.reallocate(*chance.sample(["L2", "L3"], 2), amount, year=year, day=day),
            core.uplift(chance.choice([core.KS, core.FRN])),
            core.pledge(**values, year=year, day=day),
            core.gift(**values, performed_on=day),
            core.By(core.verify(at), actor="controller"),
            core.By(core.reject(at), actor="controller"),
            following_cases.forecast(amount, line, year, day),
            following_cases.by_another(following_cases.finding(at, amount, day)),
            following_cases.by_another(following_cases.settle(at, amount // 2 + 1, day=day)),
            following_cases.write_off(at, day=day),
            core.reverse(at, day),
            core.reverse(at),
        ]
    )


def random_book(seed):
    """Return the events of a book in which two dozen things were tried at random."""
    chance, ledger = Random(seed), core.ledger_of(core.CONCLUDED)
    for _ in range(24):
        with suppress(LedgerError):
            command = _command(chance, ledger.events)
            step = command if isinstance(command, core.By) else core.By(command, evidence=True)
            ledger.record(step)
    return ledger.events


@pytest.mark.parametrize("seed", range(BOOKS))
def test_the_events_of_every_figure_of_random_books_add_up_to_it(seed):
    chance, events = Random(seed), random_book(seed)
    tried = 0
    for asked in SUBJECTS_OF_ALL:
        for _ in range(3):
            at = chance.choice([len(events), chance.randint(17, len(events))])
            day = chance.choice(
                [None, date(chance.choice([2024, 2025]), chance.randint(1, 12), 28)]
            )
            known = replay(events[:at], day, RULES)
            scope = Scope(at=at, known_at=None, as_of=day, period=chance.choice(PERIODS))
            made = build(*asked, known, scope)
            tried += add_up(made, about_of(*asked, known, scope)[0], events[:at])
    assert tried


@pytest.fixture
def demonstration(book_path):
    """The book of the demonstration."""
    with closing(make_book(book_path)) as book:
        demo.record(book)
        yield book


QUESTIONS = (
    {},
    {"as_of": date(2024, 6, 30)},
    {"known_at": datetime(2024, 10, 1, tzinfo=UTC)},
    {"at": 38},
    *({"period": period} for period in PERIODS if period),
    {"period": "2024-Q2", "as_of": date(2024, 5, 1)},
)


@pytest.mark.parametrize("asked", SUBJECTS_OF_ALL, ids=str)
def test_the_events_of_every_figure_of_the_demonstration_add_up_to_it(demonstration, asked):
    tried = 0
    for question in QUESTIONS:
        made, about = asking.report_about(demonstration, *asked, asking.Question(**question))
        tried += add_up(made, about, demonstration.events(upto=made.scope.at))
    assert tried or asked[0] == "findings", "which the demonstration has none of"


def test_where_events_are_that_is_kept_finds_those_that_the_book_is_looked_through_for(
    demonstration,
):
    book = demonstration
    asked = [
        (agreement, Wanted(figure, chosen, str))
        for agreement, figure in (("herrgarden", "paid_minor"), ("herrgarden", "committed_minor"))
        for chosen in ({}, {"line": "L2"}, {"year": 2025}, {"line": "L1", "year": 2024})
    ]

    def told():
        return [explain(book, "agreement", x, asking.Question(), wanted) for x, wanted in asked]

    plain = told()
    book.kept = Kept()
    assert told() == told() == plain
    assert len({len(x.steps) for x in plain}) > 2
    stream = agreement_stream("herrgarden")
    known = placed(book, stream)
    assert known is placed(book, stream)
    assert known.of(None, None) == book.positions_of(stream)
    assert known.frequent
    position, *rest, _state = next(book.stream(stream))
    damaged = made_of(iter([(position, *rest[:2], "disbursement-recorded/1", b"no event")]))
    assert damaged.of("L1", 2024) == [position], "so whoever reads it says what it is"


def whole(book, kind, subject, figure, rows=None, **question):
    """Explain a figure, and return its report."""
    wanted = Wanted(figure, rows or {}, str)
    found = explain(book, kind, subject, asking.Question(**question), wanted)
    made = explanation(found, KINDS[kind].declared)
    require_columns(made, found)
    return made


def require_columns(made, found):
    """Hold the columns, which are known without rows, against the rows."""
    declared = KINDS[found.made.report].declared
    values = {x.key: {repr(row[x.key]) for row in made.rows} for x in made.fields}
    with_values = {key for key, own in values.items() if own != {"None"}}
    assert columns_with_values(found, declared) == with_values
    shown = [
        key
        for key, field in fields_explained(declared).items()
        if (len(values[key]) > 1 if field.if_several else not field.hidden)
        and (not field.if_any or (bool(made.rows) and key in with_values))
    ]
    assert [x.key for x in made.columns] == shown
    assert explanation(found, declared, ()).columns == made.columns


@pytest.mark.parametrize("asked", SUBJECTS_OF_ALL, ids=str)
def test_what_is_explained_is_the_figure_of_the_report(demonstration, asked):
    """Through the same door as the command: each row by its key, and the sums."""
    kind, subject = asked
    made = asking.report(demonstration, kind, subject, asking.Question())
    for row in made.rows:
        key = {name: row[name] for name in made.row_key if row[name] is not None}
        for figure in made.figures[::2]:
            if row[figure] is None:
                continue
            found = whole(demonstration, kind, subject, figure, key)
            assert found.figure.value == found.figure.total == row[figure]
            ending = "quantity" if figure.endswith("_quantity") else "minor"
            changes = [number_of(x[f"change_{ending}"]) for x in found.rows]
            assert sum(changes, number_of(None)) == number_of(row[figure])
            balance = number_of(None)
            for step in found.rows:
                balance += number_of(step[f"change_{ending}"])
                assert number_of(step[f"balance_{ending}"]) == balance
            assert [x["position"] for x in found.rows] == sorted(x["position"] for x in found.rows)
    for figure in made.measures:
        found = whole(demonstration, kind, subject, figure)
        assert found.figure.value == found.figure.total == made.totals[figure]


def test_a_reversal_says_what_it_takes_back_and_the_other_by_what(demonstration):
    book = demonstration
    found = whole(book, "agreement", "herrgarden", "paid_minor", {"line": "L2", "year": 2024})
    marks = {x["position"]: (x["reverses"], x["reversed_by"]) for x in found.rows}
    assert marks[38] == (None, 47)
    assert marks[47] == (38, None)
    before = whole(
        book, "agreement", "herrgarden", "paid_minor", {"line": "L2", "year": 2024}, at=46
    )
    assert {x["reversed_by"] for x in before.rows} == {None}
    taken = next(x for x in found.rows if x["position"] == 47)
    entry = next(x for x in found.rows if x["position"] == 38)
    assert taken["voucher"] == entry["voucher"]
    assert taken["change_minor"] == -entry["change_minor"]
    facts = {e.position: e.fact for e in book.events()}
    assert isinstance(facts[47], EntryReversed)


@pytest.mark.file_only
@pytest.mark.usefixtures("viewed")
def test_a_figure_that_the_events_do_not_add_up_to_is_a_finding(everything):
    samverk = everything
    asked = ("explain", "board", core.KS, "--line", "L3", "--year", "2024", "--measure", "paid")
    assert samverk.ok(*asked, "-O", "json").json["figure"]["value"] == 7_500_000
    with closing(samverk.open()) as book:
        book.connection.execute(
            "UPDATE view_balance SET minor = minor + 100 WHERE line = 'L3' AND year = 2024"
            " AND account = 'Equity:Commitments:Disbursed'"
        )
    for lang, said in (
        ("en", "The report says 75,001, and the events add up to 75,000."),
        ("sv", "Rapporten säger 75\u00a0001, och händelserna summerar till 75\u00a0000."),
    ):
        found = samverk(*asked, lang=lang)
        assert found.status == 5
        assert said in found.out
    assert samverk(*asked, "-O", "json").json["notices"] == [
        {"code": "does-not-add-up", "figure_minor": 7_500_100, "sum_minor": 7_500_000}
    ]


# ---------------------------------------------------------------- the command


def test_every_figure_of_every_report_through_the_command(everything):
    for kind in KINDS.values():
        subject = (SUBJECTS[kind.subject],)
        made = everything.report(*kind.name.split(), *subject)
        figures = [x for x in kind.declared.figures if x in made["totals"] or "quantity" in x]
        row = made["rows"][-1]
        chosen = [
            word
            for name in kind.declared.row_key
            if name != kind.subject and row[name] is not None
            for word in (f"--{name}", row[name])
        ]
        for figure in (x for x in figures if row[x] is not None):
            asked = ("explain", *kind.name.split(), *subject, *chosen, "--measure", figure)
            told = everything.ok(*asked, "-O", "json").json["figure"]
            assert told["value"] == told["sum"] == row[figure]


def test_a_figure_is_found_by_what_people_call_it(everything):
    asked = ("explain", "party", "tif")
    told = [
        everything.ok(*asked, "-O", "json", *words, lang=lang).json
        for lang, words in (
            ("en", ("--measure", "in_kind_delivered", "--kind", "volunteer")),
            ("en", ("--measure", "in-kind-delivered", "--kind", "volunteer")),
            ("sv", ("--measure", "ANNAT ÄN PENGAR", "--kind", "ideell tid")),
        )
    ]
    assert len({x["figure"]["value"] for x in told}) == 1


def test_a_saved_explanation_is_made_again(everything, tmp_path):
    asked = ("explain", "cash-flow", "--line", "L3", "--measure", "remaining", "--period", "2024")
    for ending in ("json", "html", "md", "txt"):
        for lang in ("sv", "en"):
            file = tmp_path / f"figure.{ending}"
            everything.ok(*asked, "-o", file, lang=lang)
            everything.ok("verify", "--report", file)
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("75", "76", 1), encoding="utf-8")
            assert everything("verify", "--report", file).status == 5


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("agreement", "herrgarden", "--measure", "pad"), 2, "Did you mean paid?"),
        (("agreement", "herrgarden", "--measure", "used_percent"), 2, "is no sum of events"),
        (("cash-flow", "--measure", "held"), 2, "There is one in: samverk explain agreement"),
        (("agreement", "herrgarden"), 2, "Missing option '--measure'"),
        (
            ("agreement", "herrgarden", "--line", "L11", "--measure", "paid"),
            3,
            "No row of the report has L11 under “Line”.",
        ),
        (
            ("agreement", "herrgarden", "--year", "2031", "--measure", "paid"),
            3,
            "No row of the report has 2031 under “Year”.",
        ),
        (
            ("party", "tif", "--line", "L1", "--kind", "volunteer", "--measure", "paid"),
            3,
            "The report has no row with all of this: L1, volunteer.",
        ),
        (
            ("party", "tif", "--kind", "volunteer", "--measure", "paid"),
            3,
            "These rows have no figure under “Paid”.",
        ),
        (("agreement", "nowhere", "--measure", "paid"), 3, "nowhere"),
    ],
)
@pytest.mark.file_only
def test_what_cannot_be_explained_is_told(everything, words, status, said):
    found = everything("explain", *words)
    assert found.status == status
    assert said in " ".join(found.err.split())


@pytest.mark.file_only
def test_units_are_never_added(everything):
    gift = "record in-kind herrgarden tif --type volunteer --quantity 2 --unit dag --unit-value 900"
    everything.ok(*gift.split(), "--on", "2024-03-25")
    asked = ("explain", "in-kind", "--measure", "delivered_quantity")
    refused = everything(*asked)
    assert (refused.status, refused.code) == (3, "several-units")
    assert "--unit dag" in refused.err
    assert everything.ok(*asked, "--unit", "dag", "-O", "json").json["figure"]["value"] == "2"


# ---------------------------------------------------------------- links


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_figure_of_a_page_leads_to_its_events(everything, lang):
    for kind in KINDS.values():
        for subject in [(SUBJECTS[kind.subject],), *([()] if kind.of_all else [])]:
            asked = ("report", *kind.name.split(), *subject)
            page = everything.ok(*asked, "-O", "html", lang=lang).out
            read = page_of(page)
            linked = [
                (link.get("href").removeprefix("#"), link.text_content())
                for link in read.xpath("//section[@id='figures']//a")
            ]
            assert len(linked) == len(read.xpath("//ol//ul/li")) == len(dict(linked)) > 0
            events = set(read.xpath("//section[@id='events']//tr/@id"))
            for anchor, figure in linked:
                (told,) = read.xpath(f"//li[@id='{anchor}']")
                number = told.getparent().xpath("li").index(told)
                command = told.xpath("../../details/code")[number].text_content()
                # A whole amount has decimals in a table where others have some.
                bare = re.sub("[.,]00$", "", figure)
                name = told.find("b").text_content()
                assert name.removesuffix(",00").removesuffix(".00").endswith(f" {bare}")
                named = [x.removeprefix("#") for x in told.xpath(".//a/@href")]
                assert named
                assert set(named) <= events
                _program, _lang, _, *words = shlex.split(command)
                explained = everything.ok(*words, "-O", "json", lang=lang).json
                assert [f"e{x['position']}" for x in explained["rows"]] == named
            assert everything("verify", "--report", _saved(page)).status == 0


def test_what_identifies_a_row_has_no_name_of_an_event():
    own = {*fields_of(_Event), *fields_of(_Added), *fields_of(_Why)}
    for kind in KINDS.values():
        for by in (None, *kind.by):
            assert own.isdisjoint(kind.declared_by(by).row_key), (kind.name, by)


def _saved(text):
    Path("page.html").write_text(text, encoding="utf-8")
    return "page.html"


def test_json_says_what_explains_each_row(everything):
    made = everything.report("party", "tif")
    assert len(made["explain"]["rows"]) == len(made["rows"])
    for row, words in zip(made["rows"], made["explain"]["rows"], strict=True):
        figure = "paid_minor" if row["paid_minor"] is not None else "in_kind_delivered_minor"
        asked = [*words[3:], "--measure", figure.removesuffix("_minor"), "-O", "json"]
        assert everything.ok(*asked).json["figure"]["value"] == row[figure]
    total = everything.ok(*made["explain"]["totals"][3:], "--measure", "paid", "-O", "json").json
    assert total["figure"]["value"] == made["totals"]["paid_minor"]


@pytest.mark.file_only
def test_a_page_with_too_many_events_names_commands(everything, monkeypatch):
    monkeypatch.setattr(explaining, "TRACED", 3)
    page = everything.ok("report", "cash-flow", "-O", "html").out
    assert "They are too many for a page." in page
    assert 'href="#e' not in page
    assert "samverk --lang en explain cash-flow herrgarden" in page


@pytest.mark.parametrize("form", [FORM, *EARLIER])
@pytest.mark.file_only
def test_what_was_saved_in_an_earlier_form_is_verified(everything, form):
    for name in FORMATS:
        if not FORMATS[name].is_text or not FORMATS[name].reader:
            continue
        for words in (("agreement", "herrgarden"), ("cash-flow",), ("in-kind",)):
            asked = ["samverk", "--lang", "en", "report", *words, "--compare-to", "20", "-O", name]
            session = Session(address=everything.home.place)
            text = asked_by(asked).content(session, form)
            session.close()
            if form < TRACED and name == "html":
                assert "<section" not in text
            Path("saved").write_text(text, encoding="utf-8")
            assert "to the byte" in everything.ok("verify", "--report", "saved").out
            Path("saved").write_text(text + "\n", encoding="utf-8")
            assert everything("verify", "--report", "saved").status == 5
