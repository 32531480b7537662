"""What declares itself says all of it: the registries, and what follows from them."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from test_every_command import STEPS
from test_formats import REPORTS

from ledger.presentation.lists import LISTS
from ledger.presentation.swedish import SWEDISH
from ledger.work import asking
from projections import reports
from projections.reports import KINDS

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


@pytest.fixture
def everything(samverk):
    """A book in which everything has happened."""
    for actor, _, words in STEPS:
        samverk.ok(*words, actor=actor)
    return samverk


def test_every_report_has_its_line_and_its_file():
    files = {
        path.stem.replace("_", "-")
        for path in Path(reports.__file__).parent.glob("*.py")
        if "\nREPORT = " in path.read_text(encoding="utf-8")
    }
    assert files == set(KINDS)


@pytest.mark.parametrize("words", REPORTS, ids=" ".join)
def test_the_rows_of_a_report_are_what_it_declares(everything, words):
    declared = KINDS[words[0]].declared
    with closing(everything.open()) as book:
        made = asking.report(book, words[0], *words[1:] or (None,), asking.Question())
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
        assert (field.kind == "money") == key.endswith("_minor") == bool(field.measure), key
        assert not (field.is_key and field.measure)


def test_every_heading_has_a_swedish_one():
    columns = [c for kind in KINDS.values() for c in kind.declared.columns]
    columns += [c for each in LISTS.values() for c in each]
    assert [c.heading for c in columns if c.heading != "%" and c.heading not in SWEDISH] == ["#"]
