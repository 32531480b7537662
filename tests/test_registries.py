"""What declares itself says all of it: the registries, and what follows from them."""

import json
import re
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click
import pytest
from test_formats import REPORTS
from texts import catalogues

from ledger.cli.output import write
from ledger.presentation.lists import LISTS
from ledger.work import asking
from projections import reports
from projections.audits import AUDITS
from projections.reports import KINDS

HERE = Path(__file__).resolve().parent
TYPES = {
    "text": str,
    "id": str,
    "word": str,
    "money": int,
    "percent": int,
    "quantity": str,
    "number": int,
    "flag": bool,
    "texts": list,
    "date": date,
    "instant": datetime,
}


def test_every_report_has_its_line_and_its_file():
    files = {
        path.stem.replace("_", "-")
        for path in Path(reports.__file__).parent.glob("*.py")
        if re.search(r"^(REPORT|OF) = ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert files == {name.partition(" ")[0] for name in KINDS}


@pytest.mark.parametrize("words", REPORTS, ids=" ".join)
def test_the_rows_of_a_report_are_what_it_declares(everything, words):
    name = " ".join(words[:2]) if words[0] not in KINDS else words[0]
    declared = KINDS[name].declared
    with closing(everything.open()) as book:
        subject = words[len(name.split()) :] or (None,)
        made = asking.report(book, name, *subject, asking.Question())
        keys = [tuple(row[key] for key in declared.row_key) for row in made.rows]
        assert len(set(keys)) == len(keys) > 0
        for row in made.rows:
            assert row.keys() == declared.fields.keys()
            for key, value in row.items():
                wanted = TYPES[declared.fields[key].kind]
                assert value is None or type(value) is wanted, key
        assert set(declared.measures) <= made.totals.keys() <= declared.fields.keys()
        assert {column.key for column in made.columns} <= declared.fields.keys()


@pytest.mark.parametrize("name", KINDS)
def test_a_measure_is_money_and_no_key(name):
    for key, field in KINDS[name].declared.fields.items():
        assert (field.kind == "money") == key.endswith("_minor"), key
        assert (field.kind in {"money", "quantity"}) == bool(field.measure or field.is_stated), key
        assert (field.kind == "quantity") == bool(field.unit), key
        assert not (field.is_key and field.measure)


def test_every_heading_has_a_swedish_one():
    columns = [c for kind in KINDS.values() for c in kind.declared.columns]
    columns += [c for each in LISTS.values() for c in each.columns]
    columns += [c for each in AUDITS.values() for c in each.declared.columns]
    swedish = catalogues()["sv"]
    shown = {c.heading for c in columns if not c.is_optional}  # those of facts are never shown
    assert [heading for heading in shown if not swedish.get(heading).string] == []


# ---------------------------------------------------------------- what somebody would add

# A process in which a report and a format have been added: each is its file and its line.
ADDED = """
import sys
import ledger.presentation
import projections.reports
from ledger.presentation.formats import FORMATS, Format
from projections.reports import KINDS, Kind

for room in (projections.reports, ledger.presentation):
    room.__path__.append(sys.argv[1])
KINDS["payees"] = Kind("payees", "What was paid, by payee.", "agreement", of_all=True)
FORMATS["packed"] = Format("packed", (".packed",), "packed:write", "packed:saved", is_text=False)
from ledger.cli.boundary import run
run(sys.argv[2:])
"""


@pytest.fixture
def added(everything):
    """The program with a report and a format more, in a process of its own."""

    def run(*words, status=0):
        place, named = everything.home.place_of("ekonom")
        line = ["--book", str(place), "--lang", "en", *named, *map(str, words)]
        done = subprocess.run(
            [sys.executable, "-c", ADDED, HERE / "added", *line], capture_output=True, check=False
        )
        assert done.returncode == status, done.stderr.decode()
        return done.stdout

    return run


def added_up(rows):
    """Return what the rows of each payee come to."""
    found = Counter()
    for row in rows:
        found[row["payee"]] += row["disbursed_minor"]
    return found


def test_a_report_that_is_added_can_all_that_the_others_can(added, tmp_path):
    assert b"What was paid, by payee." in added("report", "--help")
    assert b"report payees [OPTIONS] [ID]" in added("report", "payees", "--help")
    made = json.loads(added("report", "payees", "-O", "json"))
    paid = {"radda-barnen": 7_509_000, "tif": 50_600_100}
    assert added_up(made["rows"]) == paid
    assert made["totals"] == {"disbursed_minor": 58_109_100}
    changed = json.loads(added("report", "payees", "-O", "json", "--compare-to", 20))["changes"]
    assert added_up(changed) == paid
    assert 24 in [at for x in changed for at in x["events"]["disbursed_minor"]]
    table = added("report", "payees", "herrgarden", "--period", "2024").decode()
    headings = ["Agreement", "Payee", "Year", "Disbursed"]
    assert headings in [line.split() for line in table.splitlines()]
    assert added("report", "payees", "--period", "2031", "-O", "csv").count(b"\n") == 1
    file = tmp_path / "payees.md"
    added("report", "payees", "herrgarden", "-o", file)
    assert b"to the byte" in added("verify", "--report", file)
    assert added("report", "payees", "nowhere", status=3) == b""


def test_a_format_of_bytes_that_is_added_can_all_that_the_others_can(added, tmp_path):
    file = tmp_path / "board.packed"
    asked = ("report", "board", "kommunstyrelsen")
    added(*asked, "-o", file)
    assert file.read_bytes() == added(*asked, "-O", "packed")
    assert b"715000" in file.read_bytes()
    assert b"to the byte" in added("verify", "--report", file)
    file.write_bytes(file.read_bytes().replace(b"71500000", b"71500001"))
    assert b"differs from what the book says" in added("verify", "--report", file, status=5)
    file.write_bytes(b"\xff\xfe")
    added("verify", "--report", file, status=2)
    for words in (("log",), ("party", "list")):
        assert added(*words, "-O", "packed").startswith(b"SAMVERK\xff")


def test_bytes_are_not_printed_on_a_terminal(monkeypatch, capsysbinary):
    write(b"\x00\xff", None)
    assert capsysbinary.readouterr().out == b"\x00\xff"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(click.BadParameter, match="-o"):
        write(b"\x00\xff", None)
    assert capsysbinary.readouterr().out == b""
