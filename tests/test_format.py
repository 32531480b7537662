"""docs/FORMAT.md says how events are stored; ``test_outside.py`` reads books by it alone."""

import json
import re
from pathlib import Path

import outside_reader as outside
import pytest
from prepared import STEPS

from events import facts as f
from events.record import Envelope, Evidence
from ledger import demo
from ledger.books import opening

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "FORMAT.md").read_text(encoding="utf-8")
NESTED = {
    "years": f.YearUplift,
    "decisions": f.Decision,
    "changes": f.AmountChange,
    "parts": f.IndexPart,
    "index": f.IndexInput,
    "categories": f.Category,
    "instalments": f.Instalment,
    "blocks": f.Blocked,
    "rows": f.UseRow,
    "columns": f.MappedColumn,
    "unmatched": f.UnmatchedRow,
    "differences": f.Difference,
    "requests": f.OrderedRequest,
    "evidence": Evidence,
}


def documented():
    """Return the fields of each event in the order of the document, nested ones among them."""
    rows = re.findall(r"^\| `([a-z-]+/[0-9]+)` \|[^|]*\|(.*)\|$", TEXT, re.MULTILINE)
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
    for event in outside.Book(filled.home.place).events:
        content = event.content
        content["data"] = in_order(content["data"], fields)
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        assert written.encode() == event.state
        assert event.name == content["data"]["event"]
