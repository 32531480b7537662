"""Every report and list says the same in every format: one schema, one name, one number."""

import csv
import io
import itertools
import json
import re
import runpy
from decimal import Decimal
from pathlib import Path

import pytest
from reading_pages import tables_of
from test_every_command import SUBJECTS, read_in

from ledger.presentation import language
from ledger.presentation.data_formats import change_names
from ledger.presentation.formats import FORM
from ledger.presentation.lists import LISTS
from projections.reports import KINDS

ROOT = Path(__file__).resolve().parent.parent
REPORTS = (
    *((*kind.name.split(), SUBJECTS[kind.subject]) for kind in KINDS.values()),
    *((kind.name,) for kind in KINDS.values() if kind.of_all),
    ("party", "radda-barnen"),
)
OF_REQUESTS = {"requested_minor", "reserved_minor", "available_minor"}  # only where there are such
SCHEMAS = {name: kind.declared.columns for name, kind in KINDS.items()}
PLACES = {"SEK": 2, "ISK": 0, "KWD": 3}


def name_of(words):
    """Return which kind of report some words ask for; a name may have two words."""
    two = " ".join(words[:2])
    return two if two in KINDS else words[0]


def csv_rows(text, lang):
    """Return headings and rows, as a spreadsheet of that language reads them."""
    swedish = lang == "sv"
    assert text.startswith("\ufeff") == swedish
    table = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";" if swedish else ","
    )
    names, *rows = table
    return names, rows


def cell(kind, value, lang, places):
    """Return what a cell of CSV says, as JSON has it."""
    if value == "":
        return [] if kind in {"texts", "positions"} else None
    if kind == "flag":
        return {"true": True, "false": False}[value]
    if kind == "parts":
        return json.loads(value)
    if kind == "amounts":
        amounts = [pair.split("=") for pair in value.split(" ")]
        return {year: cell("money", amount, lang, places) for year, amount in amounts}
    if kind in {"number", "money", "percent", "quantity"}:
        number = Decimal(value.replace(",", ".") if lang == "sv" else value)
        if kind == "money":
            assert -number.as_tuple().exponent == places, value
            return int(number.scaleb(places))
        return number
    if kind in {"texts", "positions"}:
        return [int(part) if kind == "positions" else part for part in value.split(" ")]
    return value


def plain(kind, value):
    if kind in {"percent", "quantity"} and value is not None:
        return Decimal(str(value))
    return [] if value is None and kind in {"texts", "positions"} else value


def with_changes(schema, made):
    """Return names and kinds of the fields of NDJSON and CSV."""
    fields = [(c.key, c.kind) for c in schema]
    if "changes" in made:
        stated = {"run_rate_minor", "planned_rest_minor"}  # that no events add up to
        for column in (
            c
            for c in schema
            if (c.key.endswith("_minor") and c.key not in stated) or c.kind == "quantity"
        ):
            change, events = change_names(column.key)
            fields += [(change, column.kind), (events, "positions")]
    return fields


def agree(program, words, schema, lang, places):
    """Hold all formats of one report or list against each other; return its rows."""

    def made(form):
        return program.ok(*words, "-O", form, lang=lang).out

    content = json.loads(made("json"), parse_float=Decimal)
    schema = [c for c in schema if c.key not in OF_REQUESTS or c.key in content["totals"]]
    fields = with_changes(schema, content)
    assert len({name for name, _ in fields}) == len(fields)
    lines = [json.loads(line, parse_float=Decimal) for line in made("ndjson").splitlines()]
    headings, cells = csv_rows(made("csv"), lang)
    assert headings == [name.removesuffix("_minor") for name, _ in fields]
    assert len(set(headings)) == len(headings)
    assert len(lines) == len(cells) >= len(content["rows"])
    optional = {c.key for c in schema if c.is_optional}
    for row, line, written in itertools.zip_longest(content["rows"], lines, cells):
        assert list(line) == [name for name, _ in fields if name in line or name not in optional]
        assert len(written) == len(fields)
        for (name, kind), text in zip(fields, written, strict=True):
            assert cell(kind, text, lang, places) == plain(kind, line.get(name)), (name, text)
        if row is not None:
            assert list(row) == [c.key for c in schema if c.key in row or not c.is_optional]
            assert row == {name: line[name] for name in row}
    for change in content.get("changes", []):
        (line,) = [x for x in lines if all(x[k] == v for k, v in _key(change, content).items())]
        for column in schema:
            if column.key in change and column.kind in {"money", "quantity"}:
                of_change, of_events = change_names(column.key)
                assert line[of_change] == change[column.key]
                assert line[of_events] == change["events"].get(column.key, [])
    shown(made, lang, schema)
    return content["rows"]


def _key(change, content):
    figures = {*content["totals"], "events"}
    return {k: v for k, v in change.items() if k not in figures and not k.endswith("_quantity")}


def shown(made, lang, schema):
    """Hold the formats for people against each other and against the schema's headings."""
    language.use(lang)
    headings = {language.translate(c.heading) for c in schema} | {""}
    text = made("md")
    told = [x for x in reversed(tables_of(made("html"))) if x.section != "events"]
    rows = [row for table in told for row in (*table.rows, *table.totals)]
    names = [name for table in told for name in table.headings[0]]
    quoted = [
        [re.sub(r"\\(.)|[█░]+", r"\1", c).strip("*") for c in re.split(r" (?<!\\)\| ", line[2:-2])]
        for line in text.split("\n")
        if line.startswith("| ") and not line.startswith(("| ---", "| -"))
    ]
    if not rows:
        assert quoted == []
        return
    first = quoted[0]
    assert set(first) <= headings
    assert first == names[: len(first)]
    bodies = [row for row in quoted if row != first and row != names[len(first) :]]
    assert sorted(bodies) == sorted(rows)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_report_says_the_same_in_every_format(everything, lang):
    seen = set()
    for words in REPORTS:
        for options in ((), ("--compare-to", 20), ("--as-of", "2024-03-25")):
            name = name_of(words)
            rows = agree(everything, ("report", *words, *options), SCHEMAS[name], lang, 2)
            seen |= {name} if rows else set()
    assert seen == set(SCHEMAS)


# Lists that are about an agreement, or the reading of a file.
OF_ONE = {
    "plan show": ("herrgarden",),
    "obligation list": ("herrgarden",),
    "imports show": ("127",),
}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_list_says_the_same_in_every_format(everything, lang):
    read_in(everything)
    for name in LISTS.keys() - {"reconcile"}:  # of files; see test_reconcile_command.py
        words = (*name.split(), *OF_ONE.get(name, ()))
        rows = agree(everything, words, LISTS[name].columns, lang, 2)
        assert rows or name in {"period list", "index check", "route learn"}


@pytest.mark.parametrize("currency", list(PLACES))
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.file_only
def test_amounts_have_the_places_of_their_currency(samverk, tmp_path, lang, currency):
    text = (ROOT / "examples" / "herrgarden" / "agreement.toml").read_text(encoding="utf-8")
    file = tmp_path / "a.toml"
    file.write_text(text.replace('currency = "SEK"', f'currency = "{currency}"'), encoding="utf-8")
    samverk.ok("agreement", "propose", file)
    decided = ("--decision", "D", "--on", "2023-12-06")
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        samverk.ok("agreement", "approve", "herrgarden", "--board", board, *decided)
    samverk.ok("agreement", "conclude", "herrgarden", *decided)
    pay = ("record", "disbursement", "herrgarden", "L1", "150016", "--on", "2024-03-25")
    samverk.ok(*pay, "--voucher", "V")
    asked = (("agreement", "herrgarden"), ("board", "fritidsnamnden"), ("party", "tif"))
    for words in (*asked, ("cash-flow",), ("cash-flow", "herrgarden")):
        rows = agree(samverk, ("report", *words), SCHEMAS[words[0]], lang, PLACES[currency])
        assert max(row["paid_minor"] for row in rows) == 150016 * 10 ** PLACES[currency]
    agree(samverk, ("log",), LISTS["log"].columns, lang, PLACES[currency])
    first = samverk.report("agreement", "herrgarden", "--period", "2024")["rows"][0]
    assert first["used_percent"] == 46.88


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_empty_one_has_the_headings_of_a_full_one(everything, lang):
    for words in REPORTS:
        full = everything.ok("report", *words, "-O", "csv", lang=lang).out
        empty = everything.ok("report", *words, "--period", "2031", "-O", "csv", lang=lang).out
        assert len(full.split("\r\n")) > 2
        assert empty == full.split("\r\n")[0] + "\r\n"
    full = everything.ok("log", "-O", "csv", lang=lang).out
    empty = everything.ok("log", "--period", "2031", "-O", "csv", lang=lang).out
    assert empty == full.split("\r\n")[0] + "\r\n"


@pytest.mark.file_only
def test_lists_of_an_empty_book_have_headings(samverk):
    for name, each in LISTS.items():
        if name not in {"log", "reconcile", *OF_ONE}:
            made = samverk.ok(*name.split(), "-O", "csv").out
            heading = ",".join(c.key.removesuffix("_minor") for c in each.columns) + "\r\n"
            assert made.startswith(heading)
            assert made == heading or name == "key list"  # which has the one it was made with


@pytest.mark.parametrize("kind", ["table", "json", "html"])
def test_a_report_from_before_the_first_event_is_made_again(everything, tmp_path, kind):
    file = tmp_path / f"early.{kind}"
    words = ("report", "cash-flow", "--known-at", "2020-01-01", "-O", kind)
    file.write_text(everything.ok(*words).out, encoding="utf-8")
    assert "herrgarden" not in file.read_text(encoding="utf-8")
    assert "to the byte" in everything.ok("verify", "--report", file).out


def test_a_report_that_was_saved_in_the_first_form_is_still_verified(everything, tmp_path):
    for words in REPORTS:
        made = everything.report(*words)
        assert made.pop("form") == FORM
        made.pop("explain", None)
        for row in [*made["rows"], made["totals"]]:
            if row.get("used_percent") is not None:
                row["used_percent"] = round(row["used_percent"] * 100)
        made["rows"] = [
            {"uplift" if name == "uplift_applies" else name: value for name, value in row.items()}
            for row in made["rows"]
        ]
        file = tmp_path / "old.json"
        text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
        file.write_text(text, encoding="utf-8")
        assert "to the byte" in everything.ok("verify", "--report", file).out
        file.write_text(text.replace('"at": ', '"at":  '), encoding="utf-8")
        changed = everything("verify", "--report", file)
        assert changed.status == 5
        assert "Every figure has to be the same" in changed.out


def test_the_description_of_the_fields_is_what_the_program_says():
    made = runpy.run_path(str(ROOT / "docs" / "generate_report_schemas.py"))["reference"]()
    assert (ROOT / "docs" / "reports.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_log_shows_amounts_at_eighty_columns(everything, monkeypatch, lang):
    monkeypatch.setenv("COLUMNS", "80")
    lines = everything.ok("log", lang=lang).out.split("\n")
    assert max(map(len, lines)) <= 80
    heading = {"sv": "Belopp", "en": "Amount"}[lang]
    assert heading in lines[1]
    end = lines[1].index(heading) + len(heading)
    amounts = [re.sub("[^0-9]", "", line[end - 12 : end]) for line in lines[3:-1]]
    rows = everything.ok("log", "-O", "json").json["rows"]
    for amount, row in zip(amounts, rows, strict=True):
        wanted = row["amount_minor"]
        assert amount == ("" if wanted is None else f"{abs(wanted)}"), row


def test_a_day_that_was_known_says_where_it_ends(concluded):
    made = concluded.ok("report", "agreement", "herrgarden", "--known-at", "2099-01-01").out
    assert "24:00" not in made  # the future is not known
    for form in ("table", "md", "html"):
        words = ("--known-at", "2024-01-01", "-O", form)
        assert "2024-01-01 24:00 UTC" in concluded.ok("report", "cash-flow", *words).out.replace(
            "\\", ""
        )
    for words in (("report", "cash-flow"), ("log",), ("replay",)):
        for lang, end in (("en", "a day ends at 24:00 UTC"), ("sv", "en dag slutar kl. 24.00 UTC")):
            assert end in " ".join(concluded.ok(*words, "--help", lang=lang).out.split())


def test_a_payment_taken_back_and_entered_again_has_happened(concluded):
    pay = ("record", "disbursement", "herrgarden", "L1", "160000", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "A")
    at = concluded.ok("log", "-O", "json").json["rows"][-1]["position"]
    concluded.ok("reverse", at, "--reason", "wrong voucher", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "B")
    for words in (("agreement", "herrgarden"), ("board", "fritidsnamnden"), ("party", "tif")):
        table = concluded.ok("report", *words, "--compare-to", at).out
        assert "Nothing has changed" not in table
        assert f"#{at + 1}, #{at + 2}" in table
        (change,) = concluded.report(*words, "--compare-to", at)["changes"]
        both = [at + 1, at + 2]
        moved = ("disbursed", "paid", "remaining", "held", "net_cost")
        assert change["events"] == {f"{name}_minor": both for name in moved}
    (change,) = concluded.report("cash-flow", "--compare-to", at)["changes"]
    assert change["events"] == dict.fromkeys(
        ("disbursed_minor", "paid_minor", "remaining_minor"), both
    )
    last = concluded.ok("report", "agreement", "herrgarden", "--compare-to", at + 1).out
    assert "Paid" in last


def test_a_comparison_shows_every_figure_that_has_changed(concluded):
    pay = ("record", "disbursement", "herrgarden", "L1", "160000", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "A")
    at = concluded.ok("log", "-O", "json").json["rows"][-1]["position"]
    concluded.ok("claim", "herrgarden", "L1", "50000", *CLAIM)
    back = ("record", "repayment", "herrgarden", str(at + 1), "20000", "--on", "2024-06-01")
    concluded.ok(*back)
    table = concluded.ok("report", "agreement", "herrgarden", "--compare-to", at).out
    for figure in ("Claimed back", "Repaid", "Held", "Owed back", "Net cost"):
        assert figure in table
    changed = concluded.report("agreement", "herrgarden", "--compare-to", at)["changes"]
    told = {name for row in changed for name in row if name.endswith("_minor") and row[name]}
    assert len(told) == 5
    (row,) = changed
    claimed, back = at + 1, at + 2
    assert row["events"] == {
        "claimed_minor": [claimed],
        "repaid_minor": [back],
        "held_minor": [back],
        "net_cost_minor": [back],
        "open_claim_minor": [claimed, back],
    }
    events = {line.split("  ")[-1] for line in table.splitlines() if "#" in line}
    assert events == {f"#{claimed}", f"#{back}", f"#{claimed}, #{back}"}


CLAIM = ("--year", "2024", "--due", "2024-06-30", "--ground", "unused", "--on", "2024-05-02")
