"""The draft of an agreement that prolongs another one: a file that can be proposed as it is."""

import re

import pytest
from prepared import EXAMPLE

from events.money import parse_amount
from ledger.exchange.agreement_draft import _amount
from ledger.exchange.agreement_file import read_agreement
from ledger.presentation import language


def draft(samverk, folder, *words, lang="sv", subject="herrgarden"):
    """Write a draft, and return its file and what it proposes."""
    file = folder / f"draft{len([*folder.iterdir()])}.toml"
    samverk.ok("agreement", "draft", subject, *words, "-o", file, lang=lang)
    return file, read_agreement(file)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_draft_is_proposed_as_it_is_and_prolongs_the_agreement(concluded, tmp_path, lang):
    samverk = concluded
    on = ("--decision", "U", "--on", "2024-03-25")
    rise = ("uplift", "herrgarden", "--year", "2025", *on)
    samverk.ok(*rise, "--board", "fritidsnamnden", "--rate", "2,7%")
    samverk.ok(*rise, "--board", "kommunstyrelsen", "--rate", "3,1%")
    samverk.ok("reallocate", "herrgarden", "L2", "L3", "5000", "--year", "2025", *on)
    samverk.ok("release", "herrgarden", "L3", "1000", "--year", "2025", "--on", "2024-03-25",
               "--reason", "r")  # fmt: skip
    file, made = draft(samverk, tmp_path, "--prolong", "2026-2027", lang=lang)
    assert (made.agreement, made.extends) == ("herrgarden-2026-2027", "herrgarden")
    assert (str(made.starts), str(made.ends)) == ("2026-01-01", "2027-12-31")
    assert {line.line: line.amounts_minor for line in made.lines} == {
        line: {2026: minor, 2027: minor}
        for line, minor in {
            "L1": 32_864_000, "L2": 73_716_500, "L3": 7_500_000, "L4": 10_000_000
        }.items()
    }  # fmt: skip
    before = read_agreement(EXAMPLE)
    for field in ("title", "reference", "purpose", "currency", "rounding", "signatories"):
        assert getattr(made, field) == getattr(before, field)
    for field in ("funder", "performer", "accountable", "uplift", "purpose", "coding"):
        assert [getattr(x, field) for x in made.lines] == [getattr(x, field) for x in before.lines]
    checked = samverk.ok("agreement", "check", file, "-O", "json", lang=lang).json
    assert (checked["problems"], checked["doubts"], checked["elsewhere"]) == ([], [], [])
    said = file.read_text(encoding="utf-8")
    assert ("Ett utkast" in said, "A draft" in said) == (lang == "sv", lang == "en")
    assert max(map(len, re.findall(r"^#.*$", said, flags=re.MULTILINE))) < 100
    samverk.ok("agreement", "propose", file)
    assert "party-registered/1" not in [
        x["event"] for x in samverk.ok("log", "-O", "json").json["rows"][-5:]
    ]
    chain = samverk.report("agreement", "herrgarden", "--chain")
    assert chain["chain"] == ["herrgarden", "herrgarden-2026-2027"]
    assert samverk("verify").status == 0


def test_it_takes_an_id_that_is_free_and_goes_on_from_a_prolongation(concluded, tmp_path):
    file, made = draft(concluded, tmp_path, "--prolong", "2026")
    assert (made.agreement, str(made.ends)) == ("herrgarden-2026", "2026-12-31")
    concluded.ok("agreement", "propose", file)
    _, made = draft(concluded, tmp_path, "--prolong", "2026")
    assert made.agreement == "herrgarden-2026-2"
    decided = ("--decision", "P", "--on", "2025-12-01")
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        concluded.ok("agreement", "approve", "herrgarden-2026", "--board", board, *decided)
    concluded.ok("agreement", "conclude", "herrgarden-2026", *decided)
    _, made = draft(concluded, tmp_path, "--prolong", "2027", subject="herrgarden-2026")
    assert (made.agreement, made.extends) == ("herrgarden-2027", "herrgarden-2026")


def test_what_is_refused(proposed, tmp_path):
    asked = ("agreement", "draft", "herrgarden", "--prolong")
    refused = proposed(*asked, "2026")
    assert (refused.status, refused.code) == (3, "not-concluded")
    assert proposed("agreement", "draft", "herrgarde", "--prolong", "2026").code == (
        "unknown-agreement"
    )
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        decided = ("--board", board, "--decision", "a", "--on", "2023-12-06")
        word = "decline" if board == "kulturnamnden" else "approve"
        proposed.ok("agreement", word, "herrgarden", *decided)
    proposed.ok("agreement", "conclude", "herrgarden", "--decision", "c", "--on", "2023-12-07")
    for years in ("2025", "2027", "2025-2026", "2027-2026", "2026-2025"):
        for lang in ("en", "sv"):
            refused = proposed(*asked, years, lang=lang)
            assert (refused.status, refused.code) == (3, "years-do-not-follow"), years
            assert "2025-12-31" in refused.err
    for nonsense in ("26", "2026-", "2026-27", "x"):
        assert proposed(*asked, nonsense).status == 2
    file, made = draft(proposed, tmp_path, "--prolong", " 2026 – 2026")
    assert [line.line for line in made.lines] == ["L1", "L2", "L3"]  # the fourth was declined
    assert "2025: L4." in file.read_text(encoding="utf-8")
    assert proposed.ok(*asked, "2026", lang="sv").out == file.read_text(encoding="utf-8")
    was = file.read_bytes()
    refused = proposed(*asked, "2026", "-o", file)
    assert (refused.status, refused.code) == (2, "file-exists")
    assert file.read_bytes() == was
    assert proposed(*asked, "2026", "-o", tmp_path).status == 2


@pytest.mark.parametrize("declines", [False, True])
def test_an_activity_that_has_lost_a_line_has_no_shares(samverk, tmp_path, declines):
    text = EXAMPLE.read_text(encoding="utf-8")
    shares = {"L2": "60", "L3": "15", "L4": "25"}
    for line, share in shares.items():
        told = f'id = "{line}"\nactivity = "motesplats"\nshare = "{share} %"'
        text = text.replace(f'id = "{line}"', told)
    text = text.replace("signatories = ", 'carry_over = "2.5 %"\nsignatories = ')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    samverk.ok("agreement", "propose", tmp_path / "own.toml")
    decided = ("--decision", "a", "--on", "2023-12-06")
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        word = "decline" if declines and board == "kulturnamnden" else "approve"
        samverk.ok("agreement", word, "herrgarden", "--board", board, *decided)
    samverk.ok("agreement", "conclude", "herrgarden", *decided)
    file, made = draft(samverk, tmp_path, "--prolong", "2026")
    assert {x.line: str(x.share) for x in made.lines if x.share} == ({} if declines else shares)
    assert {x.activity for x in made.lines if x.line in shares} == {"motesplats"}
    assert str(made.carry_over_percent) == "2.5"
    samverk.ok("agreement", "check", file)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    ("minor", "currency"),
    [
        (123_456_789, "SEK"),
        (5, "SEK"),
        (100, "SEK"),
        (1_500, "KWD"),
        (1_234_567, "KWD"),
        (7, "JPY"),
    ],
)
def test_amounts_are_read_as_they_were(minor, currency, lang):
    language.use(lang)
    assert parse_amount(_amount(minor, currency), currency) == minor
    language.use("en")
