"""docs/FORMAT.md is enough: a reader written from it alone finds what the program says."""

import json
import re
import sqlite3
from decimal import Decimal
from pathlib import Path

import outside_reader as outside
import pytest
from prepared import STEPS

from events import facts as f
from events.record import Envelope, Evidence
from ledger import demo
from ledger.books import opening

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "FORMAT.md").read_text(encoding="utf-8")
NESTED = {"years": f.YearUplift, "decisions": f.Decision, "evidence": Evidence}
CLOCKS = (
    {},
    {"as_of": "2024-03-25"},
    {"as_of": "2024-12-31"},
    {"at": 25},
    {"period": "2024"},
    {"period": "2024-Q1"},
    {"period": "2024-T2"},
    {"period": "2024-12"},
    {"period": "2025"},
    {"period": "2024-Q2", "at": 30},
)


def documented():
    """Return the fields of each event in the order of the document, nested ones among them."""
    rows = re.findall(r"^\| `([a-z-]+/1)` \|[^|]*\|(.*)\|$", TEXT, re.MULTILINE)
    return {name: re.findall(r"`(\w+)`", row) for name, row in rows}


def stored(struct):
    """Return the fields of a struct in the order they are stored, nested ones after their own."""
    found = []
    for name in struct.__struct_encode_fields__:
        found += [name, *(stored(NESTED[name]) if name in NESTED else [])]
    return found


@pytest.mark.parametrize("fact", f.FACTS)
def test_the_fields_of_every_event_are_in_the_order_they_are_stored(fact):
    assert documented()[f.event_name_of(fact)] == stored(fact)


def test_the_fields_of_the_envelope_are_in_the_order_they_are_stored():
    table = TEXT[TEXT.index("| field of the JSON object") : TEXT.index("An event name ends")]
    named = [row.split("|")[1] for row in table.split("\n")[2:] if row.startswith("|")]
    fields = re.findall(r"`(\w+)`", "".join(named))
    assert fields == list(Envelope.__struct_encode_fields__)


def fill(program, name):
    """Record everything that can happen, or the demonstration."""
    if name == "everything":
        for actor, _, words in STEPS:
            program.ok(*words, actor=actor)
    else:
        opened = opening.open_book(program.home.place)
        demo.record(opened)
        opened.close()


@pytest.fixture(params=["everything", "demonstration"])
def filled(samverk, request):
    """A book with much in it."""
    fill(samverk, request.param)
    return samverk


@pytest.fixture
def demonstration(samverk):
    """The demonstration, with its own years and corrections."""
    fill(samverk, "demonstration")
    return samverk


def in_order(value, fields):
    """Write an object anew: its fields in the order of the document."""
    names = fields[value["event"]]
    assert set(value) <= {"event", *names}
    rebuilt = {"event": value["event"]}
    for name in dict.fromkeys(n for n in names if n in value):
        inner = value[name]
        if isinstance(inner, dict) and "event" in inner:
            inner = in_order(inner, fields)
        elif name in NESTED:
            order = names[names.index(name) + 1 :]
            inner = [{n: item[n] for n in dict.fromkeys(order) if n in item} for item in inner]
        rebuilt[name] = inner
    return rebuilt


@pytest.mark.file_only
def test_every_stored_event_is_written_as_the_document_says(filled):
    fields = documented()
    for _, _, topic, state in outside.rows(filled.home.place):
        content = json.loads(state)
        content["data"] = in_order(content["data"], fields)
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        assert written.encode() == state
        assert topic == content["data"]["event"]


@pytest.mark.file_only
@pytest.mark.parametrize("clocks", CLOCKS)
def test_a_reader_from_outside_finds_the_figures(filled, clocks):
    options = [w for k, v in clocks.items() for w in (f"--{k.replace('_', '-')}", v)]
    made = filled.report("agreement", "herrgarden", *options)
    found = outside.lines(filled.home.place, "herrgarden", **clocks)
    compared = 0
    for row in made["rows"]:
        own = found.pop((row["line"], row["year"]), {})
        for measure, minor in row.items():
            if measure.endswith("_minor"):
                assert minor == own.get(measure.removesuffix("_minor"), 0), (row, measure)
                compared += 1
        if row["used_percent"] is not None:
            assert Decimal(str(row["used_percent"])) == own["percent"]
    assert not any(any(row.values()) for row in found.values())
    assert compared or clocks.get("period") == "2025"

    made = filled.report("in-kind", *options)
    given = outside.in_kind(filled.home.place, **clocks)
    for row in made["rows"]:
        own = given.pop(tuple(row[k] for k in ("agreement", "party", "kind", "unit", "year")))
        for measure in ("pledged", "delivered", "verified"):
            quantity, minor = own[measure]
            assert (Decimal(row[f"{measure}_quantity"]), row[f"{measure}_minor"]) == (
                quantity,
                minor,
            )
    assert given == {}


@pytest.mark.file_only
def test_a_reader_from_outside_finds_what_was_known_then(demonstration):
    place = demonstration.home.place
    made = demonstration.report("agreement", "herrgarden", "--known-at", "2025-01-31")
    found = outside.lines(place, "herrgarden", known_at="2025-02-01")
    assert {(r["line"], r["year"]): r["paid_minor"] for r in made["rows"]} == {
        key: row["paid"] for key, row in found.items()
    }


@pytest.mark.file_only
def test_a_reader_from_outside_finds_what_is_taken(filled):
    named = ("--bank-ref", "own", "--key", "own")
    for voucher in ("first", "second"):
        words = ("herrgarden", "L1", "1", "--on", "2025-03-25", "--voucher", voucher, *named)
        made = filled.ok("record", "disbursement", *words, "-O", "json").json
        if voucher == "first":
            position = made["recorded"][0]["position"]
            filled.ok("reverse", position, "--reason", "x", "--on", "2025-03-25")
        named = ("--bank-ref", "own")
    database = sqlite3.connect(filled.home.place)
    taken = database.execute("SELECT kind, value, position FROM unique_reference").fetchall()
    database.close()
    assert {(kind, value): position for kind, value, position in taken} == outside.references(
        filled.home.place
    )
    assert {"bank", "key"} == {kind for kind, _, _ in taken}
