"""The files of other programs that go with the demonstration: each is read as it is meant."""

from pathlib import Path

import pytest
from conftest import Program

from ledger import demo
from ledger.demo import incoming
from ledger.exchange.reading import read


def rows(name, **options):
    return [*read(incoming.files()[name], **options).rows()]


def test_the_ledger_has_what_the_quarter_has():
    found = rows(incoming.LEDGER)
    assert [x.voucher for x in found][:2] == ["A 4101", "A 4102"]
    assert sum(x.amount for x in found) == 409_320
    assert not any(x.problem or x.organisation_number for x in found)


def test_the_general_ledger_balances():
    found = rows(incoming.GENERAL)
    assert len(found) == 16
    assert sum(x.amount for x in found) == 0


def test_the_statement_adds_up_to_its_closing_balance():
    assert [x.amount for x in rows(incoming.STATEMENT)][-1].as_tuple().sign == 1
    assert sum(x.amount for x in rows(incoming.STATEMENT)) == 1_000_000 - float(incoming.CLOSING)


@pytest.mark.parametrize("name", [*incoming.files()])
def test_each_says_that_it_is_invented(name):
    text = incoming.files()[name].decode("cp437" if name.endswith("se") else "latin-1")
    assert "invented for the demonstration" in text
    assert name.startswith("demo-")


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_demonstration_writes_them(home, capsys, tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    samverk = Program(home, capsys)
    done = samverk.ok("demo", "--files", "files", "--keep", "demo.book", actor=None, lang=lang)
    assert f"import files/{incoming.LEDGER} -n" in done.out
    there = {x.name: x.read_bytes() for x in Path("files").iterdir()}
    assert there == incoming.files()
    refused = samverk("demo", "--files", "files", "--keep", "other.book", actor=None, lang=lang)
    assert (refused.status, refused.code) == (2, "folder-not-empty")
    assert not Path("other.book").exists()


# What the guide does with them: docs/exchange.md.
ROUTES = (
    ("--text", "Tillsammans i Förening", "--account", "4510", "--line", "L1"),
    ("--text", "Rädda Barnen", "--account", "4510", "--line", "L2"),
    ("--text", "Rädda Barnen", "--account", "4560", "--line", "L3"),
    ("--account", "7910", "--line", "L4", "--records", "internal-cost"),
    ("--text", "Återbetalning", "--line", "L3", "--records", "repayment"),
)
PLEDGE = ("--type", "volunteer", "--quantity", 40, "--unit", "h", "--unit-value", 220)


@pytest.fixture
def routed(samverk, tmp_path):
    """The demonstration with routes for its files; the rows of the ledger are recorded."""
    book = samverk.open()
    demo.record(book)
    book.close()
    for name, raw in incoming.files().items():
        Path(name).write_bytes(raw)
    for route in ROUTES:
        samverk.ok("route", "add", "--agreement", "herrgarden", *route)
    done = samverk("import", incoming.LEDGER, "--partly", "-O", "json")
    assert done.status == 3, done.err  # one row has no route
    return samverk, done.json


@pytest.mark.file_only
def test_the_ledger_is_read_in_but_for_a_row_that_has_no_route(routed):
    samverk, done = routed
    assert {what: n for what, n in done["counts"].items() if n} == {"recorded": 7, "unmatched": 1}
    (row,) = [x for x in done["rows"] if x["verdict"] == "unmatched"]
    assert (row["row"], row["code"]) == (9, "route-missing")
    again = samverk("import", incoming.LEDGER, "--partly", "-O", "json").json
    assert again["counts"]["already"] == 7


@pytest.mark.file_only
def test_the_general_ledger_says_each_kind_of_difference_once(routed):
    samverk, _ = routed
    words = ("reconcile", incoming.GENERAL, "--period", "2025-Q2", "-O", "json")
    done = samverk(*words)
    assert done.status == 5
    found = {x["kind"]: x["voucher"] for x in done.json["differences"]}
    assert found == incoming.DIFFERENCES
    assert len(done.json["differences"]) == len(found)
    assert done.json["agreeing"] == 3


@pytest.mark.file_only
def test_the_statement_brings_what_has_come_back(routed):
    samverk, _ = routed
    done = samverk("import", incoming.STATEMENT, "--partly", "-O", "json").json
    assert [x["verdict"] for x in done["rows"]] == ["unmatched", "unmatched", "recorded"]
    report = samverk.report("agreement", "herrgarden", "--period", "2024")
    (line,) = [x for x in report["rows"] if x["line"] == "L3"]
    assert line["open_claim_minor"] == 0


@pytest.mark.file_only
def test_the_time_sheet_needs_its_map_and_a_pledge(routed):
    samverk, _ = routed
    refused = samverk("import", incoming.HOURS, "-n")
    assert (refused.status, refused.code) == (2, "no-header")
    samverk.ok("map", "add", "tidrapport", incoming.MAP)
    pledged = samverk.ok(
        "pledge", "herrgarden", "radda-barnen", *PLEDGE, "--year", 2025, "--on", "2025-04-01",
        "-O", "json",
    ).json  # fmt: skip
    to = ("--agreement", "herrgarden", "--pledge", pledged["recorded"][0]["position"])
    samverk.ok("route", "add", "--text", "volontärer", "--records", "in-kind", *to)
    done = samverk.ok("import", incoming.HOURS, "--map", "tidrapport", "-O", "json").json
    assert done["counts"]["recorded"] == 3
    (row,) = [
        x for x in samverk.report("in-kind", "herrgarden")["rows"]
        if (x["party"], x["year"]) == ("radda-barnen", 2025)
    ]  # fmt: skip
    assert (row["pledged_minor"], row["delivered_minor"]) == (880_000, 478_500)
