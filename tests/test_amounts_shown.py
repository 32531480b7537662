"""Amounts that are shown: in their own currency, and labelled with what they are."""

import pytest
from prepared import EXAMPLE

TEXT = EXAMPLE.read_text(encoding="utf-8")
MOVE = ("reallocate", "isk", "L2", "L3", "715 500", "--year", "2024", "--decision", "d")
BOARDS = ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden")


def proposal(tmp_path, agreement="isk", currency="ISK", text=TEXT):
    """Write the real agreement with another id and in another currency, and return the file."""
    file = tmp_path / f"{agreement}.toml"
    text = text.replace('id = "herrgarden"', f'id = "{agreement}"')
    file.write_text(text.replace('"SEK"', f'"{currency}"'), encoding="utf-8")
    return file


@pytest.fixture
def icelandic(samverk, tmp_path):
    """The real agreement in a currency without decimals, in force."""
    file = proposal(tmp_path)
    for options in (("-n",), ()):
        told = samverk.ok("agreement", "propose", file, *options)
        assert "2024 320,000, 2025 320,000" in told.out
    for board in BOARDS:
        decided = ("--board", board, "--decision", "1", "--on", "2023-12-06")
        samverk.ok("agreement", "approve", "isk", *decided)
    samverk.ok("agreement", "conclude", "isk", "--decision", "2", "--on", "2023-12-07")
    return samverk


def test_a_refusal_speaks_the_currency_of_its_agreement(icelandic):
    gives = ("record", "in-kind", "isk", "tif", "--type", "volunteer", "--unit", "h")
    pays = ("record", "disbursement", "isk", "L1")
    on = ("--on", "2024-03-25")
    for words, shown in (
        ((*gives, "--quantity", "0", "--unit-value", "5000", *on), "unit value (5,000)"),
        ((*gives, "--quantity", "2", "--unit-value", "5000", "--value", "10 500", *on), "10,500"),
        ((*pays, "325 000", "--voucher", "V", *on), "325,000 is 5,000 more than the 320,000"),
        ((*pays, "0", "--voucher", "V", *on), "The amount is 0"),
        (("release", "isk", "L1", "325 000", "--year", "2024", "--reason", "r", *on), "5,000 more"),
        (MOVE, "715,500 is 500 more"),
    ):
        refused = icelandic(*words)
        assert (refused.status, shown in refused.err) == (3, True), refused.err


@pytest.mark.parametrize(
    ("currency", "rounding", "shown"),
    [("EUR", "ore", "0.01"), ("EUR", "krona", "1"), ("ISK", "ore", "1"), ("KWD", "ore", "0.001")],
)
def test_what_an_agreement_rounds_to_is_told_in_its_currency(
    proposed, tmp_path, currency, rounding, shown
):
    """An amount in euro is not rounded to öre."""
    text = TEXT.replace('rounding = "ore"', f'rounding = "{rounding}"')
    proposed.ok("agreement", "propose", proposal(tmp_path, "other", currency, text))
    gives = ("pledge", "other", "tif", "--type", "volunteer", "--unit", "h", "--year", "2024")
    gives = (*gives, "--quantity", "0.0001", "--unit-value", "1", "--on", "2024-03-25")
    refused = proposed(*gives)
    assert refused.code == "rounds-to-nothing"
    assert f"the agreement rounds to {shown}.\n" in refused.err
    swedish = proposed(*gives, lang="sv").err
    assert f"avrundas till {shown.replace('.', ',')}.\n" in swedish


# ---------------------------------------------------------------- an agreement


def test_an_agreement_is_shown_as_proposed_and_as_it_stands(concluded):
    raised = ("--board", "fritidsnamnden", "--year", "2025", "--rate", "2.7%")
    decided = ("--decision", "d", "--on", "2024-03-25")
    moved = ("reallocate", "herrgarden", "L2", "L3", "5 000", "--year", "2024")
    concluded.ok("uplift", "herrgarden", *raised, *decided)
    concluded.ok(*moved, *decided)
    concluded.ok("release", "herrgarden", "L2", "1 000", "--year", "2024", "--reason", "r")
    for lang, proposed, stands, committed in (
        ("en", "As proposed, in SEK", "As it stands, in SEK", "328,640"),
        ("sv", "Som det föreslogs, i SEK", "Som det är nu, i SEK", "328\u00a0640"),
    ):
        page = concluded.ok("agreement", "show", "herrgarden", lang=lang).out
        first, second = page.split(stands)
        assert proposed in first
        assert committed not in first
        assert committed in second
        assert "709" in second, "715 000 less 5 000 and 1 000"
    lines = concluded.ok("agreement", "show", "herrgarden", "-O", "json").json["lines"]
    assert lines[0]["amounts_minor"] == lines[0]["proposed_minor"]
    assert lines[0]["proposed_minor"] == {"2024": 32_000_000, "2025": 32_000_000}
    assert lines[0]["committed_minor"] == {"2024": 32_000_000, "2025": 32_864_000}
    assert lines[1]["released_minor"]["2024"] == 100_000
    assert lines[2]["reallocated_minor"] == {"2024": 500_000, "2025": 0}
    assert lines[2]["committed_minor"]["2024"] == 8_000_000


def test_nothing_stands_before_a_decision(proposed):
    page = proposed.ok("agreement", "show", "herrgarden").out
    assert "Nothing has been committed yet." in page
    lines = proposed.ok("agreement", "show", "herrgarden", "-O", "json").json["lines"]
    assert lines[0]["committed_minor"] == {"2024": 0, "2025": 0}


# ---------------------------------------------------------------- notices


def test_notices_of_a_board_name_its_agreements(concluded, tmp_path):
    old = TEXT.replace("2024", "2020").replace("2025", "2021")
    elsewhere = TEXT.replace('funder = "kulturnamnden"', 'funder = "fritidsnamnden"')
    for file in (
        proposal(tmp_path, "old", "SEK", old),
        proposal(tmp_path, "new", "SEK"),
        proposal(tmp_path, "elsewhere", "SEK", elsewhere),
    ):
        concluded.ok("agreement", "propose", file)
    notices = concluded.report("board", "kulturnamnden")["notices"]
    assert {n.get("agreement") for n in notices} <= {"herrgarden", "old", "new"}
    assert [n for n in notices if n["agreement"] == "old"] == [
        {"code": "agreement-ended", "agreement": "old", "ends": "2021-12-31"}
    ]
    later = concluded.report("board", "kulturnamnden", "--as-of", "2026-01-01")["notices"]
    ended = [("herrgarden", "agreement-ended"), ("old", "agreement-ended")]
    assert [(n["agreement"], n["code"]) for n in later] == [*ended, ("new", "agreement-ended")]
    then = concluded.report("board", "kulturnamnden", "--as-of", "2024-06-30")["notices"]
    assert {n["agreement"] for n in then if n["code"] == "no-contribution"} == {"herrgarden", "new"}
    for lang, wanted in (
        ("en", ("herrgarden: No contribution recorded for Rädda Barnen.", "old ended 2021-12-31.")),
        ("sv", ("herrgarden: Inget bidrag registrerat", "old upphörde 2021-12-31.")),
    ):
        asked = ("report", "board", "kulturnamnden", "--as-of", "2024-06-30")
        for form in ("table", "md", "html"):
            page = concluded.ok(*asked, "-O", form, lang=lang).out
            assert all(text in " ".join(page.split()) for text in wanted), page
    in_year = concluded.report("board", "kulturnamnden", "--period", "2020")["notices"]
    assert {n["agreement"] for n in in_year} == {"old"}


def test_the_notices_of_one_agreement_are_as_they_were(concluded):
    notices = concluded.report("agreement", "herrgarden")["notices"]
    assert {"code": "no-contribution", "party": "tif", "name": "Tillsammans i Förening"} in notices
