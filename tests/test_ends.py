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


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_hint_names_only_options_that_the_command_has(half, lang):
    carried = carry(half, "1", years=("2024", "2026"), lang=lang)
    assert carried.code == "year-outside-agreement"
    assert "--year" not in carried.err
    assert "2024" in carried.err.splitlines()[-1]
    assert "2025" in carried.err.splitlines()[-1]
    days = ("--on", "2025-12-31", "--due", "2025-12-30")
    early = half("agreement", "settle", "herrgarden", *days, lang=lang)
    assert early.code == "due-before-claim"
    assert "--due" in half("agreement", "settle", "--help", lang=lang).out


def test_the_same_carry_over_with_its_key_is_recorded_once(limited):
    first = carry(limited, "100", *DECIDED, "--key", "k", "-O", "json").json
    again = carry(limited, "100,00", *DECIDED, "--key", "k", "-O", "json").json
    assert (again["recorded"], again["repeated"]) == (first["recorded"], True)


# ---------------------------------------------------------------- the end

NOTICE = ("--by", KS, "--notice-on", "2025-03-14", "--ends", "2025-06-30")
TERMINATE = (
    "agreement",
    "terminate",
    "herrgarden",
    *NOTICE,
    "--ground",
    "g",
    "--decision",
    "KS 30",
)
SETTLE = ("agreement", "settle", "herrgarden", "--on", "2025-06-30")
CLOSE = ("agreement", "close", "herrgarden", "--on", "2025-08-01")


@pytest.fixture
def half(concluded):
    """Return the agreement with 328 640 on L1, of which 164 320 is paid and 124 320 reported."""
    own = ("--board", FRN, "--rate", "2,7%", "--year", "2024", "--decision", "d")
    concluded.ok("uplift", "herrgarden", *own, "--on", "2024-01-22")
    pay = ("--on", "2024-06-01", "--voucher", "V")
    concluded.ok("record", "disbursement", "herrgarden", "L1", "164 320", *pay)
    told = ("--on", "2024-12-01", "--report", "R")
    concluded.ok("record", "use", "herrgarden", "L1", "124 320", *told)
    concluded.ok(*TERMINATE)
    return concluded


def status(samverk):
    (row,) = samverk.ok("agreement", "list", "-O", "json").json["rows"]
    shown = samverk.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert shown["status"] == row["status"]
    return row["status"]


def claim_of(samverk):
    rows = samverk.ok("log", "-O", "json").json["rows"]
    return next(x["position"] for x in rows if x["event"] == "repayment-claimed/1")


def test_what_is_unpaid_is_released_and_what_is_held_is_claimed(half):
    assert status(half) == "terminated"
    before = half.ok("log", "-O", "json").json["rows"]
    preview = half.ok(*SETTLE, "-n", lang="sv").out
    assert "åtagande återlämnat: L1 2024 · 164\xa0320 · slutreglering" in preview
    assert "återkrav: L1 2024 · 40\xa0000 · förfaller 2025-07-30 · slutreglering" in preview
    assert half.ok("log", "-O", "json").json["rows"] == before
    recorded = half.ok(*SETTLE, "-O", "json").json["recorded"]
    row = year_of(half, "L1", 2024)
    assert (row["committed_minor"], row["remaining_minor"]) == (16_432_000, 0)
    assert (row["released_minor"], row["held_minor"]) == (16_432_000, 4_000_000)
    assert row["open_claim_minor"] == row["claimed_minor"] == 4_000_000
    assert half.report("agreement", "herrgarden")["totals"]["remaining_minor"] == 0
    first, *later = [x["position"] for x in recorded]
    for position in later:
        assert half.ok("show", position, "-O", "json").json["causation"] == first
    assert half(*SETTLE).code == "nothing-to-settle"
    assert half.ok("verify", "--json").json["findings"] == []


def test_closing_names_everything_that_is_open_at_once(half):
    gift = ("--type", "competence", "--quantity", "1", "--unit", "h", "--unit-value", "100")
    of = ("record", "in-kind", "herrgarden", "malmo-universitet", *gift, "--on", "2025-01-10")
    half.ok(*of, "--evidence", "E")
    paid = ("--on", "2024-06-01", "--voucher", "W")
    half.ok("record", "disbursement", "herrgarden", "L3", "75 000", *paid)
    for lang, texts in {
        "en": ("11 things stand in the way", "L3 2024: Rädda Barnen has reported nothing of"),
        "sv": ("11 saker hindrar", "L3 2024: Rädda Barnen har inte återrapporterat något av de 75"),
    }.items():
        refused = half(*CLOSE, lang=lang)
        assert (refused.status, refused.code) == (3, "several-refused")
        assert all(text in refused.err for text in texts), refused.err
        assert "L1 2024: Tillsammans i Förening" in refused.err
    half.ok(*SETTLE)
    assert half(*CLOSE).code == "several-refused"  # the two claims, and the contribution


def test_a_closed_agreement_takes_nothing_until_somebody_else_opens_it(half):
    half.ok(*SETTLE)
    back = ("record", "repayment", "herrgarden", claim_of(half), "40 000", "--on", "2025-07-20")
    assert half(*CLOSE).code == "open-claim"
    half.ok(*back)
    half.ok(*CLOSE)
    assert status(half) == "closed"
    for page, lang in (
        ("closed 2025-08-01; it ended 2025-06-30", "en"),
        ("stängt 2025-08-01", "sv"),
    ):
        assert page in half.ok("agreement", "show", "herrgarden", lang=lang).out
    said = ("record", "use", "herrgarden", "L1", "1", "--on", "2025-08-02", "--report", "R")
    paid = (
        "record",
        "disbursement",
        "herrgarden",
        "L1",
        "1",
        "--on",
        "2024-06-02",
        "--voucher",
        "V",
    )
    for refused in (said, paid, ("reverse", claim_of(half), "--reason", "r"), TERMINATE, SETTLE):
        assert half(*refused).code == "agreement-closed", refused
    reopen = ("agreement", "reopen", "herrgarden", "--reason", "en rättelse")
    assert half(*reopen).code == "same-actor"
    half.ok(*reopen, actor="controller")
    assert status(half) == "terminated"
    half.ok(*said)
    half.ok(*CLOSE)
    assert half.ok("verify", "--json").json["findings"] == []
    assert "sum to 0" in half.ok("replay").out


def test_what_is_dated_after_a_termination_is_found_by_the_audit(concluded):
    paid = ("--on", "2025-07-10", "--voucher", "V", "--year", "2025")
    concluded.ok("record", "disbursement", "herrgarden", "L3", "100", *paid)
    rows = concluded.ok("audit", "after-end", "-O", "json").json["rows"]
    assert [x for x in rows if x["finding"] == "dated-after"] == []
    concluded.ok(*TERMINATE)
    rows = concluded.ok("audit", "after-end", "-O", "json").json["rows"]
    assert [(x["ends"], x["days"]) for x in rows if x["finding"] == "dated-after"] == [
        ("2025-06-30", 10)
    ]
    later = ("record", "disbursement", "herrgarden", "L3", "1", *paid[:3], "W", "--outside-term")
    assert concluded(*later).code == "agreement-ended"


def test_a_terminated_agreement_ends_with_its_termination(half, tmp_path):
    (row,) = half.ok("agreement", "list", "-O", "json").json["rows"]
    assert row["ends"] == "2025-06-30"
    told = half.report("board", FRN, "--as-of", "2025-07-01")["notices"]
    assert [x["ends"] for x in told if x["code"] == "agreement-ended"] == ["2025-06-30"]
    file = tmp_path / "after.toml"
    assert half("agreement", "draft", "herrgarden", "--prolong", "2026").code == (
        "years-do-not-follow"
    )
    half.ok("agreement", "draft", "herrgarden", "--prolong", "2025-2026", "-o", file)
    text = file.read_text(encoding="utf-8")
    assert "\nstarts = 2025-07-01\n" in text
    file.write_text(text.replace("2025-07-01", "2025-07-02"), encoding="utf-8")
    for command in ("check", "propose"):
        refused = half("agreement", command, file)
        assert refused.code == "not-the-day-after"
        assert "2025-06-30" in refused.err
    file.write_text(text, encoding="utf-8")
    half.ok("agreement", "propose", file)
    assert half.ok("verify", "--json").json["findings"] == []
