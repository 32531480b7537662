"""The files of other programs that go with the demonstration: each is read as it is meant."""

from pathlib import Path

import pytest
from conftest import Program

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
