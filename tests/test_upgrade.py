"""Books of every older form: they are read, and an upgrade makes them what new ones are."""

import psycopg
import pytest
from conftest import FileHome, Program, ServerHome
from old_form import FILE_FORMS, SERVER_FORMS, make_file, make_on_server, number_of

from ledger.books.postgres import catalogue

PAYMENT = ("record", "disbursement", "herrgarden", "L2", "100", "--on", "2024-04-02", "--voucher")


class OldHome(ServerHome):
    """A book of an older form, with its logins."""

    def __init__(self, server, database, form):
        make_on_server(server, database, form)
        super().__init__(server, database)
        self._known |= {"anna", "rut", "karin"}


@pytest.fixture(params=SERVER_FORMS)
def form(request):
    return request.param


@pytest.fixture
def old(form, server, database, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = OldHome(server, database, form)
    yield Program(home, capsys)
    home.close()


def lines(server, database):
    """What the catalogue says of a book, with its own roles left out of their names."""
    with psycopg.connect(server.uri(database=database), autocommit=True) as connection:
        connection.execute(f"SET search_path = {catalogue.PATH}")
        return catalogue.catalogue(connection.execute)


READING = (
    "status", "doctor", "party list", "agreement list", "agreement show herrgarden", "period list",
    "report agreement herrgarden", "report agreement herrgarden --at 20", "report cash-flow",
    "report board kommunstyrelsen --as-of 2024-03-25", "log", "show 22", "replay",
    "log -O json", "export --hledger",
)  # fmt: skip


def test_an_older_book_is_read_and_upgraded(old, form, server):
    home = old.home
    before = {line: old.ok(*line.split(), actor="rut").out for line in READING}
    assert "an older one" in before["status"]
    seen = old.ok("log", "-O", "ndjson", actor="karin").out
    verified = old.ok("verify", "--json", actor="rut").json
    assert verified["findings"] == []
    for lang, words in (("en", "upgrade"), ("sv", "uppgraderar")):
        refused = old(*PAYMENT, "X", actor="anna", lang=lang)
        assert (refused.status, refused.code) == (2, "older-book")
        assert words in refused.err
        assert f"samverk --book postgresql:///{home.database} upgrade" in refused.err

    done = old.ok("upgrade", actor=None).out
    assert f"form {number_of(form)} to form {catalogue.FORM}" in done
    assert verified["root"] in done
    assert lines(server, home.database) == catalogue.wanted()
    after = {line: old.ok(*line.split(), actor="rut").out for line in READING}
    shown = {line for line in READING if before[line] != after[line]}
    assert shown <= {"status", "doctor", "replay"}
    assert old.ok("log", "-O", "ndjson", actor="karin").out == seen
    again = old.ok("verify", "--json", actor="rut").json
    assert (again["findings"], again["root"]) == ([], verified["root"])
    assert old.ok(*PAYMENT, "X", actor="anna").status == 0
    assert old.ok("verify", "--json", actor="rut").json["findings"] == []

    once_more = old.ok("upgrade", actor=None).out
    assert "has the newest form" in once_more


@pytest.mark.parametrize("form", FILE_FORMS)
def test_an_older_file_is_read_and_upgraded(form, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "old.book"
    make_file(path, form)
    program = Program(FileHome(path), capsys)
    before = {line: program.ok(*line.split()).out for line in READING}
    assert "an older one" in before["status"]
    verified = program.ok("verify", "--json").json
    assert verified["findings"] == []
    refused = program(*PAYMENT, "X")
    assert (refused.status, refused.code) == (2, "older-book")
    assert f"samverk --book {path} upgrade" in refused.err

    done = program.ok("upgrade").out
    assert f"form {number_of(form)} to form" in done
    assert verified["root"] in done
    after = {line: program.ok(*line.split()).out for line in READING}
    assert {x for x in READING if before[x] != after[x]} <= {"status", "doctor", "replay"}
    again = program.ok("verify", "--json").json
    assert (again["findings"], again["root"]) == ([], verified["root"])
    program.ok(*PAYMENT, "X")
    assert program.ok("verify", "--json").json["findings"] == []
    assert "has the newest form" in program.ok("upgrade").out
