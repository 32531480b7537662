"""The register of indexes, and uplifts that follow from it: on the command line and in the core."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from conftest import examples
from forging import judge
from hypothesis import given
from hypothesis import strategies as st
from in_memory import ID, kr, ledger_of, uplift
from index_cases import BOTH, NEXT, OF_L2, concluded, from_index, proposal, publish, terms, withdraw
from msgspec.structs import replace
from prepared import EXAMPLE
from test_decisions import with_line
from test_rules_again import others

from events import facts as f
from events.indexing import Register, taken
from events.money import RATE_PLACES, weighted_rate
from ledger.refusal import Refused
from ledger.rules import commands as c
from projections.bulk import fold_rows
from projections.indexes import command, revised
from projections.projection import Projection

TERMS = """index = [{series = "PKV", weight = "90 %"}, {series = "KPI", weight = "10 %"}]
index_lag = 0
index_vintage = "october"
"""
PKV = 'index = [{series = "PKV", weight = "100 %"}]\nindex_lag = 0\nindex_vintage = "definitive"\n'
SOURCE = ("--source", "SKR 24:31")
DECIDED = ("--decision", "KS § 9", "--on", "2025-02-01")
BOARDS = ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden")


def file_with(folder, terms, line="L2"):
    """Write the example's file with what a line follows; return it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    place = text.index("uplift =", text.index(f'id = "{line}"\npurpose'))
    file = folder / "with_index.toml"
    file.write_text(text[:place] + terms + text[place:], encoding="utf-8")
    return file


def in_force(samverk, folder, terms=TERMS):
    """Have the agreement in force, and L2 follow an index."""
    samverk.ok("agreement", "propose", file_with(folder, terms))
    for board in BOARDS:
        on = ("--decision", "a", "--on", "2023-12-06")
        samverk.ok("agreement", "approve", "herrgarden", "--board", board, *on)
    samverk.ok("agreement", "conclude", "herrgarden", *on)


def log_of(samverk):
    """Return the rows of the log."""
    return samverk.ok("log", "-O", "json").json["rows"]


def published(samverk, value, *more, series="PKV", period="2025", on="2024-10-15"):
    return samverk("index", "publish", series, period, value, "--on", on, *SOURCE, *more)


def raised(samverk, *more, by=("--from-index",), actor=None):
    words = ("--board", "kommunstyrelsen", "--year", "2025", "--line", "L2")
    return samverk("uplift", "herrgarden", *words, *by, *DECIDED, *more, actor=actor)


# ---------------------------------------------------------------- worked by hand


@pytest.mark.usefixtures("own_views")
def test_ninety_and_ten_per_cent_of_two_indexes(samverk, tmp_path):
    in_force(samverk, tmp_path)
    assert published(samverk, "2,58").status == 0
    assert published(samverk, "1.1", series="KPI").status == 0
    shown = raised(samverk, "-n")
    assert shown.status == 0
    told = "2.432% = 90% × PKV 2025 2.58% (#19) + 10% × KPI 2025 1.1% (#20)"
    assert told in shown.out
    assert "715,000 → 732,388.80" in shown.out
    assert samverk.ok("log", "-O", "ndjson").out.count("\n") == len(log_of(samverk))
    assert raised(samverk).status == 0
    (row,) = [x for x in log_of(samverk) if x["event"] == "uplift-applied/3"]
    assert (row["amount_minor"], row["rate_percent"]) == (kr(17_388.80), "2.432")
    assert told in row["what"]
    assert row["index"] == [
        {
            "series": series,
            "index_period": "2025",
            "vintage": "october",
            "value_percent": value,
            "weight_percent": weight,
            "publication": position,
        }
        for series, value, weight, position in (
            ("PKV", "2.58", "90", 19),
            ("KPI", "1.1", "10", 20),
        )
    ]
    explained = samverk.ok(
        "explain", "agreement", "herrgarden", "--measure", "uplift", "-O", "json"
    )
    assert told in str(explained.json)
    assert samverk.ok("verify", "--json").json["findings"] == []
    assert samverk.ok("index", "check").status == 0
    assert "Ingen uppräkning" in samverk.ok("index", "check", lang="sv").out


@pytest.mark.usefixtures("own_views")
def test_a_revised_index_is_told_of_with_the_command_that_supersedes(samverk, tmp_path):
    in_force(samverk, tmp_path, PKV)
    assert published(samverk, "2,9").status == 0
    assert raised(samverk).status == 0
    assert published(samverk, "3,1", on="2025-03-20").status == 0
    found = samverk("index", "check", "-O", "json")
    assert found.status == 5
    (row,) = found.json["rows"]
    assert {name: row[name] for name in row if name != "command"} == {
        "agreement": "herrgarden",
        "line": "L2",
        "year": 2025,
        "board": "kommunstyrelsen",
        "rate_percent": "2.9",
        "uplift_minor": kr(20_735),
        "rate_today_percent": "3.1",
        "uplift_today_minor": kr(22_165),
        "difference_minor": kr(1_430),
        "currency": "SEK",
        "position": 20,
        "later_uplift": None,
    }
    words = row["command"].split()
    assert words[:3] == ["samverk", "uplift", "herrgarden"]
    assert words.count("…") == 2  # the decision, and its day
    for lang, amount in (("sv", "1 430"), ("en", "1,430")):
        shown = samverk("index", "check", lang=lang)
        told = shown.out.replace("\u00a0", " ")
        assert (shown.status, amount in told, row["command"] in told) == (5, True, True)
    for form in ("csv", "ndjson", "html", "md"):
        told = samverk("index", "check", "-O", form)
        assert (told.status, "20735" in re.sub(r"\D", "", told.out)) == (5, True), form
    filled = ["KS § 20" if words[at - 1] == "--decision" else word for at, word in enumerate(words)]
    filled = ["2025-04-01" if word == "…" else word for word in filled][1:]
    assert samverk.ok("log", "-O", "ndjson").out.count("\n") == 21, "it records nothing"
    assert samverk.ok("due", "--as-of", "2025-04-01", "-O", "json").json["rows"]
    (due,) = [
        x
        for x in samverk.ok("due", "--as-of", "2025-04-01", "-O", "json").json["rows"]
        if x["kind"] == "index"
    ]
    assert (due["due_on"], due["amount_minor"], due["who"]) == (
        "2025-04-19",
        kr(1_430),
        "kommunstyrelsen",
    )
    assert due["command"] == row["command"]
    samverk.ok(*filled)
    assert samverk.ok("index", "check").status == 0
    lines = samverk.report("agreement", "herrgarden")["rows"]
    (uplift_2025,) = [
        x["uplift_minor"] for x in lines if (x["line"], x.get("year")) == ("L2", 2025)
    ]
    assert uplift_2025 == kr(22_165)
    assert samverk.ok("verify", "--json").json["findings"] == []


def test_a_wrong_publication_is_withdrawn_and_published_as_it_was(samverk, tmp_path):
    in_force(samverk, tmp_path, PKV)
    assert published(samverk, "25,8").status == 0
    assert raised(samverk, "--yes").status == 0
    refused = samverk("reverse", "19", "--reason", "fel")
    assert (refused.status, refused.code) == (3, "not-reversible")
    assert samverk("index", "withdraw", "20", "--reason", "fel").code == "unknown-publication"
    samverk.ok("index", "withdraw", "19", "--reason", "a comma too far", actor="controller")
    found = samverk("index", "check", "-O", "json")
    (row,) = found.json["rows"]
    assert (found.status, row["rate_today_percent"], row["difference_minor"]) == (
        5,
        None,
        -kr(184_470),
    )
    assert row["command"].startswith("samverk index publish PKV 2025 … ")
    assert published(samverk, "2,58").status == 0
    (row,) = samverk("index", "check", "-O", "json").json["rows"]
    assert (row["uplift_today_minor"], row["difference_minor"]) == (kr(18_447), -kr(166_023))
    rows = samverk.ok("index", "list", "-O", "json").json["rows"]
    assert [(x["value_percent"], x["standing"], x["vintage"], x["withdrawn_by"]) for x in rows] == [
        ("25.8", "withdrawn", None, 21),
        ("2.58", "definitive", 1, None),
    ]
    assert samverk.ok("verify", "--json").json["findings"] == []


@pytest.mark.file_only
def test_a_later_uplift_stands_in_the_way(samverk, tmp_path):
    """Who supersedes the first has to take the second back: the command says so."""
    text = file_with(tmp_path, PKV).read_text(encoding="utf-8")
    longer = text.replace("ends = 2025-12-31", "ends = 2026-12-31")
    longer = longer.replace('2025 = "715 000" }', '2025 = "715 000", 2026 = "715 000" }')
    (tmp_path / "longer.toml").write_text(longer, encoding="utf-8")
    samverk.ok("agreement", "propose", tmp_path / "longer.toml")
    on = ("--decision", "a", "--on", "2023-12-06")
    for board in BOARDS:
        samverk.ok("agreement", "approve", "herrgarden", "--board", board, *on)
    samverk.ok("agreement", "conclude", "herrgarden", *on)
    for year, value in (("2025", "2,9"), ("2026", "2,0")):
        assert published(samverk, value, period=year).status == 0
        words = ("--board", "kommunstyrelsen", "--year", year, "--line", "L2", "--from-index")
        samverk.ok("uplift", "herrgarden", *words, *DECIDED)
    assert published(samverk, "3,1", on="2025-01-20").status == 0
    rows = samverk("index", "check", "-O", "json").json["rows"]
    assert [(x["year"], x["later_uplift"]) for x in rows] == [(2025, 22)]
    assert rows[0]["command"] == "samverk reverse 22 --reason …"


# ---------------------------------------------------------------- words and files


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_values_are_written_in_either_language(samverk, lang):
    values = {"2,58": "2.58", "2.5": "2.5", "3 %": "3", "-0,3": "-0.3", "−0.25": "-0.25", "0": "0"}
    for number, (written, kept) in enumerate(values.items(), 1):
        words = ("index", "publish", "PKV", "2025", written, "--on", "2024-10-15", *SOURCE)
        done = samverk(*words, lang=lang)
        assert done.status == 0, (written, done.err)
        assert samverk.ok("show", str(number), "-O", "json").json["fact"]["value_percent"] == kept
    for wrong, status in (("2,5812345", 2), ("2021", 2), ("-100,5", 3), ("tre", 2), ("2,500", 2)):
        words = ("index", "publish", "PKV", "2025", wrong, "--on", "2024-10-15", *SOURCE)
        assert samverk(*words, lang=lang).status == status, wrong
    for period in ("2025-13", "25", "2025-05-01"):
        words = ("index", "publish", "PKV", period, "2", "--on", "2024-10-15", *SOURCE)
        assert samverk(*words, lang=lang).status == 2


@pytest.mark.file_only
def test_the_same_words_twice_are_one_publication(samverk):
    words = ("index", "publish", "PKV", "2025", "2,58", "--on", "2024-10-15", *SOURCE)
    first = samverk.ok(*words, "--key", "PKV-2025", "-O", "json").json
    again = samverk.ok(*words, "--key", "PKV-2025", "-O", "json").json
    assert (again["repeated"], again["recorded"]) == (True, first["recorded"])
    refused = samverk(*words)
    assert (refused.status, refused.code) == (3, "already-published")
    other = samverk("index", "publish", "PKV", "2025", "2,6", *words[5:], "--key", "PKV-2025")
    assert (other.status, other.code) == (4, "key-conflict")


def test_a_batch_publishes_and_raises(samverk, tmp_path):
    in_force(samverk, tmp_path)
    commands = tmp_path / "commands.txt"
    commands.write_text(
        "index publish PKV 2025 2,58 --on 2024-10-15 --source s\n"
        "index publish KPI 2025 -0,3 --on 2024-10-15 --source s\n"
        "uplift herrgarden --board kommunstyrelsen --year 2025 --line L2 --from-index"
        " --decision d --on 2025-02-01\n",
        encoding="utf-8",
    )
    samverk.ok("batch", commands)
    assert log_of(samverk)[-1]["rate_percent"] == "2.292"


def test_one_basis_of_an_uplift_is_said(samverk, tmp_path):
    in_force(samverk, tmp_path)
    for by in ((), ("--from-index", "--rate", "2%"), ("--from-index", "--amount", "5")):
        assert raised(samverk, by=by).status == 2
    missing = raised(samverk)
    assert (missing.status, missing.code) == (3, "index-missing")
    assert "samverk index publish PKV 2025" in missing.err
    assert published(samverk, "2,58", on="2025-02-02").status == 0
    assert published(samverk, "1,1", series="KPI").status == 0
    late = raised(samverk)
    assert (late.status, late.code) == (3, "vintage-not-published")
    assert "#19 2025-02-02 2.58 %" in late.err


@pytest.mark.file_only
def test_the_register_is_a_list_in_every_format(samverk):
    published(samverk, "2,5", "--preliminary", on="2024-04-15")
    published(samverk, "2,58")
    published(samverk, "1,1", series="KPI", period="2024-05")
    rows = samverk.ok("index", "list", "-O", "json").json["rows"]
    assert [(x["series"], x["period"], x["vintage"], x["standing"]) for x in rows] == [
        ("KPI", "2024-05", 1, "definitive"),
        ("PKV", "2025", 1, "preliminary"),
        ("PKV", "2025", 2, "definitive"),
    ]
    only = samverk.ok("index", "list", "--series", "PKV", "--period", "2025", "-O", "csv")
    assert len(list(csv.reader(io.StringIO(only.out)))) == 3
    assert "preliminär" in samverk.ok("index", "list", lang="sv").out


# name, what stands in the file, the code, and the field in whose row it is told of
WRONG = {
    "no lag": (
        'index = [{series = "PKV", weight = "9 %"}]\nindex_vintage = "first"\n',
        "index_lag",
    ),
    "no vintage": ('index = [{series = "PKV", weight = "9 %"}]\nindex_lag = 1\n', "index_vintage"),
    "terms of nothing": ('index_lag = 1\nindex_vintage = "first"\n', "index"),
    "another vintage": (TERMS.replace("october", "november"), "index_vintage"),
    "a lag that is no number": (TERMS.replace("lag = 0", 'lag = "0"'), "index_lag"),
    "a lag that is true": (TERMS.replace("lag = 0", "lag = true"), "index_lag"),
    "a weight that is none": (TERMS.replace("90 %", "much"), "index"),
    "a series that is none": (TERMS.replace("PKV", "P K V"), "index"),
    "a list of texts": (
        TERMS.replace(TERMS.split("\n", maxsplit=1)[0], 'index = ["PKV"]'),
        "index",
    ),
    "more than all": (TERMS.replace("90 %", "95 %"), "index"),
    "a series twice": (TERMS.replace("KPI", "PKV"), "index"),
    "no series": (TERMS.replace(TERMS.split("\n", maxsplit=1)[0], "index = []"), "index"),
    "far behind": (TERMS.replace("lag = 0", "lag = 11"), "index_lag"),
}


@pytest.mark.file_only
@pytest.mark.parametrize("name", WRONG)
def test_a_fault_of_an_index_is_told_of_with_line_and_field(samverk, tmp_path, name):
    terms, field = WRONG[name]
    file = file_with(tmp_path, terms)
    checked = samverk("agreement", "check", file, "-O", "json").json
    (problem,) = checked["problems"]
    rows = file.read_text(encoding="utf-8").split("\n")
    assert "L2" in problem["message"], problem
    named = [number for number, row in enumerate(rows, 1) if row.startswith(f"{field} =")]
    assert problem["row"] == (named or [rows.index("[[line]]", rows.index('id = "L1"')) + 1])[0]


@pytest.mark.file_only
def test_a_weight_that_leaves_something_out_is_a_doubt(samverk, tmp_path):
    file = file_with(tmp_path, PKV.replace("100 %", "80 %"))
    checked = samverk.ok("agreement", "check", file, "-O", "json").json
    assert [x["code"] for x in checked["doubts"]] == ["weights-below-whole"]
    assert checked["problems"] == []


@pytest.mark.file_only
def test_a_line_without_uplift_follows_no_index(samverk, tmp_path):
    checked = samverk("agreement", "check", file_with(tmp_path, PKV, "L3"), "-O", "json").json
    assert [x["code"] for x in checked["problems"]] == ["index-without-uplift"]


@pytest.mark.file_only
def test_a_new_line_of_an_amendment_has_no_index(samverk):
    template = samverk.ok("agreement", "template", "--amendment").out
    assert "index" not in template
    assert "index_vintage" in samverk.ok("agreement", "template").out
    assert "index_lag" in samverk.ok("agreement", "template", "--schema").out


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_agreement_shows_what_its_lines_follow_and_so_does_its_prolongation(
    samverk, tmp_path, lang
):
    in_force(samverk, tmp_path)
    shown = samverk.ok("agreement", "show", "herrgarden", lang=lang).out.replace("\u00a0", " ")
    assert {"sv": "90 % PKV + 10 % KPI", "en": "90% PKV + 10% KPI"}[lang] in shown
    lines = samverk.ok("agreement", "show", "herrgarden", "-O", "json").json["lines"]
    assert {x["line"]: x.get("index") for x in lines} == {
        **dict.fromkeys(("L1", "L3", "L4")),
        "L2": {
            "parts": [
                {"series": "PKV", "weight_percent": "90"},
                {"series": "KPI", "weight_percent": "10"},
            ],
            "lag_years": 0,
            "vintage": "october",
        },
    }
    draft = tmp_path / "draft.toml"
    samverk.ok("agreement", "draft", "herrgarden", "--prolong", "2026", "-o", draft, lang=lang)
    samverk.ok("agreement", "propose", draft)
    later = samverk.ok("agreement", "show", "herrgarden-2026", "-O", "json").json["lines"]
    assert [x.get("index") for x in later] == [x.get("index") for x in lines]


# ---------------------------------------------------------------- forged


def uplifted():
    """Return the events of a book in which L2 was raised by index, and the last of them."""
    events = ledger_of((*OF_L2, from_index())).events
    return events, events[-1]


def forged(events, fact):
    """Return what the judge says of a book whose last event says something else."""
    last = events[-1]
    envelope = replace(last.envelope, data=fact)
    return judge([*events[:-1], replace(last, envelope=envelope)]).rules


def test_inputs_that_were_altered_are_found():
    events, last = uplifted()
    fact, tried = last.fact, 0
    assert forged(events, fact) == {}
    for at, part in enumerate(fact.index):
        wrong = [
            *(replace(part, **{name: "X"}) for name in ("series", "index_period")),
            replace(part, vintage="first"),
            replace(part, publication=part.publication + 1),
            *(
                replace(part, **{name: getattr(part, name) + Decimal("0.01")})
                for name in ("value_percent", "weight_percent")
            ),
        ]
        for other in wrong:
            tried += 1
            index = (*fact.index[:at], other, *fact.index[at + 1 :])
            assert forged(events, replace(fact, index=index)) == {last.position: "not-as-decided"}
    more = [replace(fact, index=fact.index[:1]), replace(fact, index=fact.index[::-1])]
    more.append(replace(fact, rate_percent=Decimal("2.433")))
    more += [replace(fact, years=years) for years in others(fact.years)]
    for other in more:
        tried += 1
        assert last.position in forged(events, other)
    assert tried > 12


def test_an_uplift_that_the_register_came_too_late_for_is_found():
    """The publication was recorded after the uplift that says it rests on it."""
    _, last = uplifted()
    early = ledger_of(concluded(L2=terms())).events
    moved = [*early, replace(last, position=len(early) + 1, originator_version=11)]
    assert judge(moved).rules == {len(early) + 1: "index-missing"}


def test_an_index_apart_from_its_line_is_found():
    events = ledger_of((proposal(L2=terms()),)).events
    at = next(i for i, x in enumerate(events) if isinstance(x.fact, f.LineIndexProposed))
    others_line = replace(events[at].fact, line="L1")
    envelope = replace(events[at].envelope, data=others_line)
    altered = [*events[:at], replace(events[at], envelope=envelope), *events[at + 1 :]]
    assert "line-apart" in judge(altered).rules.values()
    ledger = ledger_of((proposal(),))
    ledger.append(events[at].fact, ID["agreement"], actor="controller")
    assert judge(ledger.events).rules == {len(ledger.events): "line-apart"}


# ---------------------------------------------------------------- properties

percent = st.decimals(0, 1000, places=RATE_PLACES, allow_nan=False)
change = st.decimals(-100, 1000, places=RATE_PLACES, allow_nan=False)


@given(st.lists(st.tuples(change, percent), min_size=1, max_size=8))
@examples(200)
def test_a_rate_is_the_weighted_sum_rounded_half_up(parts):
    exact = sum(Fraction(rate) * Fraction(weight) / 100 for rate, weight in parts)
    found = weighted_rate(parts)
    if exact > 0:
        unit = 10**RATE_PLACES
        assert Fraction(found) == Fraction(floor(exact * unit + Fraction(1, 2)), unit)
    assert abs(Fraction(found) - exact) <= Fraction(1, 2 * 10**RATE_PLACES)
    assert str(found) != "-0"


days = st.integers(0, 800).map(lambda n: date(2023, 6, 1) + timedelta(days=n))
publications = st.lists(st.tuples(days, st.booleans(), st.integers(-9, 90)), max_size=9)


@given(publications, st.sampled_from(["first", "october", "definitive"]), days, st.data())
@examples(200)
def test_the_publication_that_a_rule_takes_is_the_one_a_reader_would_name(found, rule, on, data):
    register = Register()
    for at, (day, preliminary, value) in enumerate(found, 1):
        fact = f.IndexPublished(
            series="PKV",
            index_period="2025",
            value_percent=Decimal(value),
            preliminary=preliminary,
            source="s",
            published_on=day,
        )
        register.publish(fact, at)
    gone = set(data.draw(st.lists(st.integers(1, max(len(found), 1)), max_size=2)))
    for at in gone & set(register.published):
        register.withdraw(f.IndexWithdrawn(publication=at, reason="r"), 100 + at)
    there = [
        (day, at)
        for at, (day, preliminary, _) in enumerate(found, 1)
        if day <= on and at not in gone
        if not (rule == "october" and day > date(2024, 10, 31))
        if not (rule == "definitive" and preliminary)
    ]
    wanted = (min if rule == "first" else max)(there)[1] if there else None
    told = taken(register.standing("PKV", "2025"), rule, 2025, on)
    assert (told and told.position) == wanted


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 40)), min_size=1, max_size=4),
    st.integers(1, 10**9),
    st.sampled_from(["ore", "krona"]),
)
@examples(25)
def test_an_uplift_by_index_is_the_uplift_by_its_rate(parts, minor, rounding):
    """Whatever the index says, the amounts are those of ``--rate``, and verification agrees."""
    named = [(f"S{at}", Decimal(value) / 100, weight) for at, (value, weight) in enumerate(parts)]
    weights = {series: str(min(weight, 25)) for series, _, weight in named}
    before = with_line(2, amounts_minor={2024: minor, 2025: minor}, index=terms(**weights))
    total = sum(line.amounts_minor[2024] for line in before.lines)
    before = replace(before, stated_total_minor=total, rounding=rounding)
    given = (before, *concluded()[1:], *(publish(str(v), series=s) for s, v, _ in named))
    rate = weighted_rate((value, Decimal(weights[series])) for series, value, _ in named)
    by_rate = rate_of_ledger(given, uplift(line="L2", rate=str(rate)))
    by_index = rate_of_ledger(given, from_index())
    assert by_index == by_rate


def rate_of_ledger(given, command):
    """Return the rate and the amounts of an uplift, or the code that refuses it."""
    ledger = ledger_of(given)
    try:
        (event,) = ledger.record(command)
    except Refused as refused:
        return refused.code
    assert judge(ledger.events).rules == {}
    return event.fact.rate_percent, event.fact.years, event.fact.basis


def test_what_would_differ_is_what_a_superseding_uplift_posts():
    """Also where an amendment has changed the amount since, and rounding is to whole kronor."""
    terms_of = terms("definitive", PKV="100")
    ledger = ledger_of((*concluded(L2=terms_of), publish("2.9"), from_index()))
    change_it = c.ProposeAmendment(
        **ID,
        changes=(c.ProposedChange(line="L2", amounts_minor={2025: kr(600_000)}),),
        at_once=c.AtOnce(board="kommunstyrelsen", decision="d", decided_on=date(2025, 3, 1)),
    )
    ledger.record(change_it)
    ledger.record(publish("3.1", day=date(2025, 3, 20)))
    projection = Projection()
    fold_rows(projection, rows_of(ledger))
    (one,) = revised(projection, projection.agreements, date(2026, 1, 1))
    (event,) = ledger.record(from_index(decided_on=date(2025, 4, 1), supersede=True))
    assert one.difference_minor == event.fact.years[0].change_minor
    assert one.uplift_minor == event.fact.years[0].uplift_minor
    assert command(one, "…")[0] == "uplift"


def rows_of(ledger):
    from events.record import encode

    return [
        (x.position, x.originator_id, x.originator_version, x.name, encode(x.envelope))
        for x in ledger.events
    ]


def test_a_withdrawn_publication_counts_for_a_past_day_as_if_it_had_never_been():
    ledger = ledger_of((*BOTH, withdraw(1), publish("2.6")))
    projection = Projection()
    fold_rows(projection, rows_of(ledger), as_of=date(2024, 1, 1))
    assert projection.indexes.standing() == []
    assert NEXT  # the positions above are those of a book without an agreement
