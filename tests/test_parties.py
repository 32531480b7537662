"""What is said anew of a party: shown from then on, and as it was where a question ends before."""

import pytest
from conftest import service_on
from in_memory import FIRST
from prepared import EXAMPLE
from test_recording import ME

from ledger.rules import commands as c

OLD, NEW = "Rädda Barnen", "Nya Namnet"
PAY = ("record", "disbursement", "herrgarden", "L2", "100", "--year", 2024, "--on", "2024-03-01")


@pytest.fixture
def amended(concluded):
    """A payment, another name of its payee, and another payment."""
    concluded.ok(*PAY, "--voucher", "V1")
    concluded.ok("party", "amend", "radda-barnen", "--name", NEW)
    concluded.ok(*PAY, "--voucher", "V2")
    return concluded


ASKED = (
    ("report", "agreement", "herrgarden"),
    ("report", "party", "radda-barnen"),
    ("log", "--width", 200, "--line", "L2"),
    ("explain", "agreement", "herrgarden", "--measure", "disbursed", "--line", "L2"),
)


@pytest.mark.usefixtures("own_views")
def test_the_present_name_is_shown_and_an_earlier_question_shows_the_earlier_one(amended):
    for words in ASKED:
        for form in ("table", "json", "html"):
            now = amended.ok(*words, "-O", form).out
            then = amended.ok(*words, "--at", FIRST, "-O", form).out
            assert (OLD in then, NEW in then) == (True, False), (words, form)
            assert (OLD in now, NEW in now) == (False, True), (words, form)
    assert NEW in amended.ok("agreement", "show", "herrgarden").out
    assert NEW in amended.ok("export", "--beancount").out
    listed = amended.ok("party", "list", "-O", "csv").out
    assert f"radda-barnen,{NEW},civil" in listed
    assert f"{OLD} → {NEW}" in amended.ok("log", "--width", 200).out
    assert amended.ok("verify", "--json").json["findings"] == []
    assert "agree" in amended.ok("replay").out


def test_what_was_saved_before_stays_the_same(concluded, tmp_path):
    concluded.ok(*PAY, "--voucher", "V1")
    file = tmp_path / "before.html"
    concluded.ok("report", "party", "radda-barnen", "-o", file)
    concluded.ok("party", "amend", "radda-barnen", "--name", NEW, "--kind", "company")
    assert "to the byte" in concluded.ok("verify", "--report", file).out


def test_a_change_of_name_alone_is_no_change_of_figures(amended):
    compared = amended.report("agreement", "herrgarden", "--compare-to", FIRST)
    changed = [x["line"] for x in compared["changes"]]
    assert changed == ["L2"]


def test_a_party_stays_in_the_legal_person_that_its_line_is_settled_in(concluded):
    library = ("party", "amend", "rosengardsbiblioteket", "--legal-entity", "biblioteken")
    refused = concluded(*library, lang="sv")
    assert (refused.status, refused.code) == (3, "line-is-internal")
    assert "L4" in refused.err
    assert "herrgarden" in refused.err
    assert concluded(*library, "-n").code == "line-is-internal"
    tif = ("party", "amend", "tif", "--legal-entity", "malmo-stad")
    assert concluded(*tif).code == "line-is-external"
    assert concluded("party", "amend", "tif").status == 2
    assert concluded("party", "amend", "nobody", "--name", "N").code == "unknown-party"
    assert concluded("party", "amend", "tif", "--orgnr", "212000-1125").status != 0
    same = ("party", "amend", "tif", "--kind", "civil")
    assert concluded(*same).code == "nothing-changes"
    done = concluded.ok("party", "amend", "tif", "--orgnr", "212000-1124", "-O", "json").json
    shown = concluded.ok("show", done["recorded"][0]["position"], "-O", "json").json["fact"]
    assert shown["organisation_number"] == "2120001124"
    assert shown["previous_organisation_number"] is None


def test_a_file_that_describes_a_party_as_it_was_differs_from_the_book(amended, tmp_path):
    file = tmp_path / "next.toml"
    file.write_text(EXAMPLE.read_text().replace('id = "herrgarden"', 'id = "next"'))
    assert amended("agreement", "propose", file).code == "party-differs"
    file.write_text(file.read_text().replace(f'name = "{OLD}"', f'name = "{NEW}"'))
    amended.ok("agreement", "propose", file)


def test_a_party_amended_in_one_session_is_the_same_in_the_next(concluded):
    """The states that a service keeps follow, and so do those that are folded anew."""
    book = concluded.open()
    service = service_on(book)
    for name in ("A", "B"):
        service.execute(c.AmendParty(party="tif", name=name), ME)
    again = service_on(book).preview(c.AmendParty(party="tif", name="C"), ME)
    assert again.recorded[0].fact.previous_name == "B"
    book.close()
