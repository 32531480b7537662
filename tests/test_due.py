"""What is due: right, complete, in every format, and each command that is shown settles its row."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from conftest import TIMES
from due_cases import AFTER, CASES, NOTHING
from in_memory import ledger_of
from naive_due import Naive
from random_books import RandomBook

from events.money import PLACES
from ledger.cli.reading_input import amount_minor, read_amount, read_quantity
from ledger.work.due import agenda
from projections.due import KINDS, due
from projections.due.declaring import amount_word, quantity_word
from projections.due.material import Material
from projections.projection import MICRO, replay

ROOT = Path(__file__).resolve().parent.parent


def rows_of(given, day):
    return due(Material(replay(ledger_of(given).events, as_of=day), day))


@pytest.mark.parametrize(
    ("kind", "given", "day", "wanted"),
    [x[1:] for x in CASES],
    ids=[f"{x[1]} {x[0]}" for x in CASES],
)
def test_the_table_of_what_is_due(kind, given, day, wanted):
    found = [x.row for x in rows_of(given, day) if x.kind.name == kind]
    told = [
        (
            x.due_on,
            ", ".join(x.who) or None,
            x.line,
            None if x.amount_minor is None else x.amount_minor / 100,
        )
        for x in found
    ]
    assert sorted(told, key=str) == sorted(wanted, key=str)


def test_the_table_has_every_kind_there_is_due_and_settled():
    left = {"exposure", "index"}  # test_due_commands.py and test_indexes.py
    for is_there in (True, False):
        assert {kind for _, kind, _, _, wanted in CASES if bool(wanted) is is_there} == (
            KINDS.keys() - left
        )


@pytest.mark.parametrize("seed", range(20 * TIMES))
def test_random_books_have_the_rows_that_a_naive_model_finds(tmp_path, seed, viewed):
    """A past day by replay, and today by the views, of books in which anything has happened."""
    chance = Random(seed)
    made = RandomBook(tmp_path / "a.book", chance, asks=seed % 2 == 0)
    with closing(made.grow(chance.choice((40, 120)))):
        days = chance.randrange(1000)
        for day in (date(2023, 12, 10) + timedelta(days=days), None):
            found = agenda(made.book, day)
            events = list(made.book.events())
            for proposal in made.agreements:
                wanted = Naive(events, proposal.agreement, found.day).rows()
                told = [told_of(x) for x in found.rows if x.row.agreement == proposal.agreement]
                assert sorted(told, key=str) == sorted(wanted, key=str), (proposal.agreement, day)


def told_of(due):
    row = due.row
    return due.kind.name, row.due_on, row.who, row.line, row.year, row.amount_minor


@pytest.mark.parametrize("given", NOTHING)
def test_nothing_is_due_of_what_is_over(given):
    assert [x for x in rows_of(given, AFTER) if not x.kind.declared.is_of_book] == []


@pytest.mark.parametrize("currency", sorted(PLACES))
@pytest.mark.parametrize("minor", [1, 10, 100, 1000, 1234, 123_456, 1_234_500, 10**12])
def test_amounts_in_commands_are_read_as_they_are_meant(currency, minor):
    assert amount_minor(read_amount(amount_word(minor, currency)), currency) == minor


@pytest.mark.parametrize("micro", [1, 250, 1_000, 125_000, 1_500_000, 2_125_000, 10**12 + 1_000])
def test_quantities_in_commands_are_read_as_they_are_meant(micro):
    assert read_quantity(quantity_word(micro)) * MICRO == micro


def test_every_kind_is_described():
    text = (
        (ROOT / "docs" / "DOMAIN.md").read_text(encoding="utf-8").partition("## 9. What is due")[2]
    )
    assert [name for name in KINDS if f"`{name}`" not in text] == []
