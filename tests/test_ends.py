"""The end of an agreement through the command line: what goes on to the next year."""

import pytest
from prepared import EXAMPLE

KS, FRN, KUN = "kommunstyrelsen", "fritidsnamnden", "kulturnamnden"
DECIDED = ("--decision", "KS § 7", "--on", "2025-01-20")


@pytest.fixture
def limited(samverk, tmp_path):
    """Return the agreement in force that lets ten per cent be carried over."""
    text = EXAMPLE.read_text(encoding="utf-8")
    file = tmp_path / "limited.toml"
    file.write_text(text.replace("signatories =", 'carry_over = "10 %"\nsignatories =', 1))
    samverk.ok("agreement", "propose", file)
    for board in (KS, FRN, KUN):
        own = ("--board", board, "--decision", "§ 1", "--on", "2023-12-06")
        samverk.ok("agreement", "approve", "herrgarden", *own)
    samverk.ok("agreement", "conclude", "herrgarden", "--decision", "§ 2", "--on", "2023-12-07")
    return samverk


def carry(samverk, amount, *more, years=("2024", "2025"), line="L3", **options):
    words = ("--from", years[0], "--to", years[1], *(more or DECIDED))
    return samverk("carry-over", "herrgarden", line, amount, *words, **options)


def year_of(samverk, line, year):
    rows = samverk.report("agreement", "herrgarden")["rows"]
    (row,) = (x for x in rows if (x["line"], x["year"]) == (line, year))
    return row


def test_ten_per_cent_is_carried_and_the_rest_released(limited):
    paid = ("--on", "2024-12-15", "--voucher", "V 1")
    limited.ok("record", "disbursement", "herrgarden", "L3", "61 834,50", *paid)
    for lang, texts in {
        "en": ("0.01 more than the 7,500 ", "10 % of 75,000,"),
        "sv": ("0,01 mer än de 7\xa0500 ", "10 % av 75\xa0000,"),
    }.items():
        refused = carry(limited, "7 500,01", lang=lang)
        assert (refused.status, refused.code) == (3, "over-carry-limit")
        assert all(text in refused.err.replace("\xa0%", " %") for text in texts), refused.err
    assert carry(limited, "7 500", "-n", *DECIDED).status == 0
    assert year_of(limited, "L3", 2024)["carried_minor"] == 0
    done = carry(limited, "7 500", lang="sv")
    assert done.status == 0
    assert "L3 2024 → 2025 · 7\xa0500" in done.out
    on = ("--on", "2025-01-20")
    limited.ok("release", "herrgarden", "L3", "5 665,50", "--year", "2024", "--reason", "r", *on)
    row = year_of(limited, "L3", 2024)
    assert (row["carried_minor"], row["committed_minor"], row["remaining_minor"]) == (
        -750_000, 6_183_450, 0
    )  # fmt: skip
    assert row["released_minor"] == 566_550
    later = year_of(limited, "L3", 2025)
    assert (later["carried_minor"], later["committed_minor"]) == (750_000, 8_250_000)
    assert limited.report("agreement", "herrgarden")["totals"]["carried_minor"] == 0
    paid = ("--on", "2025-06-30", "--voucher", "V 2", "--year", "2025")
    limited.ok("record", "disbursement", "herrgarden", "L3", "82 500", *paid)
    position = next(
        x["position"]
        for x in limited.ok("log", "-O", "json").json["rows"]
        if x["event"] == "carried-over/1"
    )
    assert limited("reverse", position, "--reason", "fel").code == "depended-upon"
    assert limited.ok("verify", "--json").json["findings"] == []


def test_what_is_decided_in_a_closed_period_is_booked_later(limited):
    limited.ok("period", "close", "2024")
    late = ("--decision", "KS § 99", "--on", "2024-12-30")
    refused = carry(limited, "100", *late)
    assert (refused.status, refused.code) == (3, "period-closed")
    assert "2025-01-01" in refused.err
    assert carry(limited, "100", *late, "--booked-on", "2025-01-01").status == 0
    before = ("report", "agreement", "herrgarden", "--as-of", "2024-12-31", "-O", "json")
    assert limited.ok(*before).json["totals"]["carried_minor"] == 0
    for as_of, carried in (("2024-12-31", 0), ("2025-01-01", 10_000)):
        told = ("report", "agreement", "herrgarden", "--as-of", as_of, "-O", "json")
        rows = limited.ok(*told).json["rows"]
        assert [x["carried_minor"] for x in rows if x["line"] == "L3"] == [-carried, carried]
    assert limited.ok("verify", "--json").json["findings"] == []


def test_the_same_carry_over_with_its_key_is_recorded_once(limited):
    first = carry(limited, "100", *DECIDED, "--key", "k", "-O", "json").json
    again = carry(limited, "100,00", *DECIDED, "--key", "k", "-O", "json").json
    assert (again["recorded"], again["repeated"]) == (first["recorded"], True)
