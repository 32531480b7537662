"""Lines that several boards pay together: shares that sum, and never drift."""

import random

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from prepared import EXAMPLE

from events.money import apportioned, next_parts

AMOUNTS = st.integers(1, 10**9)
WEIGHTS = st.lists(st.integers(1, 10**9), min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10_001, (40, 35, 25), [4_001, 3_500, 2_500]),
        (100_000, (3333, 3333, 3334), [33_330, 33_330, 33_340]),
        (1, (1, 1, 1), [1, 0, 0]),
        (10_000, (1,) * 7, [1_429] * 4 + [1_428] * 3),
        (100, (0, 1), [0, 100]),
    ],
)
def test_what_is_left_goes_to_the_largest_remainders(total, weights, parts):
    assert apportioned(total, weights) == parts


@examples(100)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=100), weights=WEIGHTS)
def test_parts_always_sum_and_never_drift(amounts, weights):
    before, given_out, whole = [0] * len(weights), 0, sum(weights)
    for amount in amounts:
        parts = next_parts(amount, weights, before)
        assert sum(parts) == amount
        assert min(parts) >= 0
        before = [a + b for a, b in zip(before, parts, strict=True)]
        given_out += amount
        # Less than one minor unit from the exact share; twice that where an amount of an öre or
        # so cannot be taken back from a part that was rounded up.
        for part, weight in zip(before, weights, strict=True):
            assert abs(part * whole - given_out * weight) < 2 * whole


@examples(100)
@given(
    amount=AMOUNTS, weights=WEIGHTS, seed=st.integers(0, 99), before=st.lists(AMOUNTS, min_size=7)
)
def test_what_a_line_was_paid_by_itself_is_made_up_for(amount, weights, seed, before):
    before = [random.Random(seed).choice((0, x)) for x in before[: len(weights)]]
    parts = next_parts(amount, weights, before)
    assert sum(parts) == amount
    assert min(parts) >= 0
    whole = sum(weights)
    total = amount + sum(before)
    for part, had, weight in zip(parts, before, weights, strict=True):
        assert not part or (had + part) * whole < (total * weight) + whole


def shared(tmp_path, shares, amounts=None):
    """Write the example with its first three lines in one activity, and return the file."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for line, share in shares.items():
        more = 'activity = "samordning"\n' + (f"share = {share}\n" if share else "")
        text = text.replace(f'id = "{line}"\n', f'id = "{line}"\n{more}')
    for old, new in (amounts or {}).items():
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "shared.toml"
    file.write_text(text, encoding="utf-8")
    return file


def concluded(samverk, file):
    samverk.ok("agreement", "propose", file)
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        decided = ("--board", board, "--decision", "§ 1", "--on", "2023-12-06")
        samverk.ok("agreement", "approve", "herrgarden", *decided)
    samverk.ok("agreement", "conclude", "herrgarden", "--decision", "§ 2", "--on", "2023-12-06")


def pay(samverk, amount, voucher, *more, to="samordning", **options):
    words = ("herrgarden", to, amount, "--on", "2024-03-01", "--voucher", voucher, *more)
    return samverk("record", "disbursement", *words, **options)


def paid(samverk):
    rows = samverk.report("agreement", "herrgarden", "--period", "2024")["rows"]
    return {row["line"]: row["disbursed_minor"] for row in rows if row["line"] != "L4"}


def test_a_payment_is_shared_by_the_shares_of_the_file(samverk, tmp_path):
    file = shared(tmp_path, {"L1": '"40 %"', "L2": '"35"', "L3": "25"})
    assert samverk.ok("agreement", "check", file)
    concluded(samverk, file)
    recorded = pay(samverk, "100,01", "V 1", "--bank-ref", "B 1")
    assert recorded.status == 0, recorded.err
    assert paid(samverk) == {"L1": 4_001, "L2": 3_500, "L3": 2_500}
    first, *others = [x for x in samverk.ok("log", "-O", "json").json["rows"] if x["voucher"]]
    assert first["causation"] is None
    assert {x["causation"] for x in others} == {first["position"]}
    rows = [samverk.ok("show", str(x["position"]), "-O", "json").json for x in (first, *others)]
    assert ["B 1" in str(row) for row in rows] == [True, False, False]
    pay(samverk, "33,33", "V 2", to="L1")  # a line is still paid by itself, and made up for
    assert pay(samverk, "66,67", "V 3").status == 0
    assert sum(paid(samverk).values()) == 20_001
    assert paid(samverk) == {"L1": 8_001, "L2": 7_000, "L3": 5_000}
    assert samverk.ok("verify", "--json").json["findings"] == []


def test_a_payment_is_shared_by_what_is_committed(samverk, tmp_path):
    thirds = {
        '2024 = "320 000", 2025 = "320 000"': '2024 = "33 330", 2025 = "320 000"',
        '2024 = "715 000", 2025 = "715 000"': '2024 = "33 330", 2025 = "715 000"',
        '2024 = "75 000", 2025 = "75 000"': '2024 = "33 340", 2025 = "75 000"',
        '"1 210 000"': '"200 000"',
    }
    concluded(samverk, shared(tmp_path, {"L1": "", "L2": "", "L3": ""}, thirds))
    for number in range(1, 4):
        assert pay(samverk, "1 000", f"V {number}").status == 0
        assert paid(samverk) == {
            "L1": 33_330 * number,
            "L2": 33_330 * number,
            "L3": 33_340 * number,
        }
    refused = pay(samverk, "97 000,01", "V 9")
    assert (refused.status, refused.code) == (3, "exceeds-remaining")
    assert "0.01 more than the 97,000 that can be paid on samordning 2024" in refused.err
    assert pay(samverk, "97 000", "V 9", "--dry-run").status == 0
    assert sum(paid(samverk).values()) == 300_000
    for lang, word in (("en", "activity"), ("sv", "aktivitet")):
        assert word in samverk("record", "disbursement", "--help", lang=lang).out


def test_nothing_is_paid_out_on_an_internal_line_of_an_activity(samverk, tmp_path):
    concluded(samverk, shared(tmp_path, {"L3": "", "L4": ""}))
    assert pay(samverk, "1 000", "V 1").status == 0
    assert paid(samverk)["L3"] == 100_000
    cost = ("herrgarden", "L4", "500", "--on", "2024-03-01", "--voucher", "I 1")
    samverk.ok("record", "internal-cost", *cost)
    assert pay(samverk, "1 000", "V 2").status == 0  # a cost does not change what is paid out
    assert paid(samverk)["L3"] == 200_000
    rows = samverk.report("agreement", "herrgarden", "--by", "activity", "--period", "2024")["rows"]
    assert [x["paid_minor"] for x in rows if x["activity"]] == [250_000]
    assert samverk.ok("verify", "--json").json["findings"] == []


def test_an_activity_of_internal_lines_is_told_so(samverk, tmp_path):
    concluded(samverk, shared(tmp_path, {"L4": ""}))
    refused = pay(samverk, "1 000", "V 1")
    assert (refused.status, refused.code) == (3, "internal-line")


def test_a_repeated_payment_with_its_key_is_the_first_one(samverk, tmp_path):
    concluded(samverk, shared(tmp_path, {"L1": "", "L2": "", "L3": ""}))
    assert pay(samverk, "300", "V 1", "--dry-run").status == 0
    first = pay(samverk, "300", "V 1", "--key", "k", "-O", "json").json
    again = pay(samverk, "300", "V 1", "--key", "k", "-O", "json").json
    assert [x["position"] for x in again["recorded"]] == [x["position"] for x in first["recorded"]]
    assert sum(paid(samverk).values()) == 30_000


def test_the_same_payment_again_is_refused_however_it_would_be_rounded(samverk, tmp_path):
    concluded(samverk, shared(tmp_path, {"L1": "50", "L2": "50"}))
    first = pay(samverk, "100,01", "V", "-O", "json").json["recorded"][0]["position"]
    assert paid(samverk) == {"L1": 5_001, "L2": 5_000, "L3": 0}
    for lang, word in (("en", "100.01 on samordning"), ("sv", "100,01 på samordning")):
        refused = pay(samverk, "100,01", "V", lang=lang)
        assert (refused.status, refused.code) == (3, "looks-recorded")
        assert f"#{first} " in refused.err
        assert word in refused.err
    assert pay(samverk, "100,01", "W").status == 0  # it evens out what was rounded
    assert paid(samverk) == {"L1": 10_001, "L2": 10_001, "L3": 0}
    assert pay(samverk, "100,01", "V", "--again").status == 0
    for position in (first, first + 1, first + 4):
        assert pay(samverk, "100,01", "V").code == "looks-recorded"
        samverk.ok("reverse", position, "--reason", "fel")
    samverk.ok("reverse", first + 5, "--reason", "fel")
    assert pay(samverk, "100,01", "V").status == 0
    assert samverk.ok("verify", "--json").json["findings"] == []


def test_what_is_wrong_with_shares_is_told_with_line_and_field(samverk, tmp_path):
    file = shared(tmp_path, {"L1": '"60 procent"', "L2": "0", "L3": '"40"'})
    for lang in ("en", "sv"):
        refused = samverk("agreement", "check", file, lang=lang)
        assert refused.code == "field-bad-rate"
        assert "60 procent" in refused.err
    file = shared(tmp_path, {"L1": "60.5", "L2": "0", "L3": ""})
    refused = samverk("agreement", "check", file)
    assert refused.code == "several-refused"
    assert "share of the line L2 is 0" in refused.err
    assert "L3 has no share" in refused.err
