"""The log: every field of each fact, sums, and what was taken back."""

import csv
import io
import json
import re
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.declared import fields_naming
from events.facts import FACTS
from events.text import has_unseen
from ledger.presentation import language
from ledger.presentation.data_formats import as_json
from ledger.presentation.language import translate
from ledger.presentation.lists import LISTS, columns_of_facts
from projections.fact_fields import fact_fields

SAID_ALREADY = {"amount_minor", "voucher"}


def test_every_field_of_every_fact_has_a_column_of_its_own():
    wanted = {
        field.name
        for fact in FACTS
        for field in msgspec.structs.fields(fact)
        if field.name not in fields_naming(fact, "fact")
    }
    assert fact_fields().keys() == wanted
    named = [column.key for column in LISTS["log"].columns]
    in_csv = [name.removesuffix("_minor") for name in named]
    assert len(set(in_csv)) == len(in_csv)
    own = {column.key for column in columns_of_facts()} - {"booked_later_days"}
    assert len(own) == len(wanted - SAID_ALREADY)


def test_rows_have_the_fields_of_their_facts(everything):
    rows = everything.ok("log", "-O", "json").json["rows"]
    for row in rows:
        shown = everything.ok("show", row["position"], "-O", "json").json
        for name, value in shown["fact"].items():
            if name in {"entry", "contribution", "event"} | SAID_ALREADY:
                continue
            own = row.get(f"fact_{name}", row.get(name))
            told = [own, None if own is None else f"{own}"]
            assert value in told, (row["event"], name)
        repeated = shown["fact"].get("entry") or shown["fact"].get("contribution") or {}
        if "budget_year" in repeated:
            assert row["budget_year"] == repeated["budget_year"]
    paid = next(x for x in rows if x["event"] == "disbursement-recorded/1")
    assert (paid["line"], paid["budget_year"], paid["payee"]) == ("L3", 2024, "radda-barnen")
    assert paid["bank_reference"] == "B"
    assert "decision" not in paid
    proposed = next(x for x in rows if x["event"] == "agreement-proposed/1")
    assert proposed["currency"] == proposed["fact_currency"] == "SEK"


def test_csv_has_the_same_columns_whatever_is_shown(everything):
    made = [
        everything.ok("log", *words, "-O", "csv").out.split("\r\n")[0]
        for words in ((), ("--event", "party-registered"), ("--period", "2031"))
    ]
    assert len(set(made)) == 1
    rows = list(csv.DictReader(io.StringIO(everything.ok("log", "-O", "csv").out)))
    (line,) = [x for x in rows if x["event"] == "budget-line-proposed/1" and x["line"] == "L3"]
    assert line["amounts"] == "2024=75000.00 2025=75000.00"
    uplift = next(x for x in rows if x["event"] == "uplift-applied/1")
    assert json.loads(uplift["years"])[0]["year"] == 2025


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_was_taken_back_says_so(concluded, lang):
    pay = ("record", "disbursement", "herrgarden", "L1", "160000", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "A")
    concluded.ok("reverse", 18, "--reason", "wrong", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "B")
    rows = {x["position"]: x for x in concluded.ok("log", "-O", "json", lang=lang).json["rows"]}
    assert (rows[18]["reverses"], rows[18]["reversed_by"]) == (None, 19)
    assert (rows[19]["reverses"], rows[19]["reversed_by"]) == (18, None)
    table = concluded.ok("log", "--line", "L1", "--sum", "--width", "140", lang=lang).out
    by = {"sv": "återtagen av #19", "en": "taken back by #19"}[lang]
    of = {"sv": "tar tillbaka #18", "en": "takes back #18"}[lang]
    assert by in table
    assert of in table
    earlier = concluded.ok("log", "-O", "json", "--at", 18).json["rows"]
    assert earlier[-1]["reversed_by"] is None


def test_the_sum_of_a_list(concluded):
    pay = ("record", "disbursement", "herrgarden", "L1", "160000", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "A")
    concluded.ok("reverse", 18, "--reason", "wrong", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "B")
    asked = ("log", "--period", "2024", "--sum")
    assert concluded.ok(*asked, "-O", "json").json["totals"] == [
        {"currency": "SEK", "amount_minor": 16_000_000}
    ]
    table = concluded.ok(*asked).out
    assert re.search(r"Total +160,000$", table, re.MULTILINE)
    assert "not shown" not in table
    half = concluded.ok(*asked, "--event", "disbursement-recorded").out
    assert re.search(r"Total +320,000$", half, re.MULTILINE)
    assert "160,000 SEK of this was taken back by events that are not shown: #19." in half
    assert "totals" not in concluded.ok("log", "-O", "json").json
    for lang, words in (("en", "events of 2 kinds"), ("sv", "händelser av 2 slag")):
        assert words in concluded.ok("log", "--line", "L1", "--at", 17, "--sum", lang=lang).out
        assert words.split(" 2 ")[0] not in concluded.ok(*asked, lang=lang).out
    for form in ("md", "html"):
        assert "160,000" in concluded.ok(*asked, "-O", form).out
    assert concluded.ok(*asked, "-O", "csv").out.count("\r\n") == 4


@pytest.mark.file_only
def test_sums_are_by_currency(concluded, tmp_path):
    from prepared import EXAMPLE

    file = tmp_path / "euro.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace('currency = "SEK"', 'currency = "EUR"')
    file.write_text(re.sub('(?m)^id = "herrgarden"', 'id = "euro"', text), encoding="utf-8")
    concluded.ok("agreement", "propose", file)
    totals = concluded.ok("log", "--event", "budget-line-proposed", "--sum", "-O", "json").json
    sums = {x["currency"]: x["amount_minor"] for x in totals["totals"]}
    assert sums["EUR"] == sums["SEK"] > 0
    table = concluded.ok("log", "--event", "budget-line-proposed", "--sum").out
    assert len(re.findall(r"Total +2,420,000 +(?:EUR|SEK)", table)) == 2


@pytest.mark.file_only
def test_a_list_has_the_width_that_is_asked_for(everything):
    for width in (60, 90, 140):
        lines = everything.ok("log", "--width", width).out.splitlines()
        assert max(map(len, lines)) <= width
    assert everything("log", "--width", "10").status == 2


plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=3)
        | st.dictionaries(st.integers(), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(plain_values)
@settings(max_examples=150)
def test_json_is_what_the_standard_library_writes(value):
    def plain(one):
        return one.isoformat() if isinstance(one, date) else f"{one:f}"

    made = as_json(value)
    wanted = json.dumps(value, ensure_ascii=False, indent=2, default=plain)
    assert json.loads(made) == json.loads(wanted)
    if not has_unseen(wanted.replace("\n", "")):
        assert made == wanted + "\n"


def test_every_field_of_facts_has_a_heading_in_swedish():
    """A workbook and a page are read by people; the data formats have the names of the fields."""
    language.use("sv")
    shown = {column.heading: translate(column.heading) for column in columns_of_facts()}
    # Swedish says so, too.
    alike = {"Dimension", "Format", "BIC", "SHA-256"}
    assert {own for own, told in shown.items() if own == told} == alike
