"""The worked examples of docs/DOMAIN.md, one by one, through the command line."""

import tomllib

import pytest
from prepared import EXAMPLE

KS, FRN = "kommunstyrelsen", "fritidsnamnden"


def warned(report):
    return [n["party"] for n in report["notices"] if n["code"] == "no-contribution"]


def row(report, line, year):
    (found,) = [r for r in report["rows"] if (r["line"], r["year"]) == (line, year)]
    return found


def uplift(samverk, board, rate, *more, agreement="herrgarden"):
    decided = ("--year", 2025, "--decision", f"{board} § 9", "--on", "2025-02-01")
    return samverk("uplift", agreement, "--board", board, "--rate", rate, *decided, *more)


def pay(samverk, line, amount, day, *more):
    return samverk(
        "record", "disbursement", "herrgarden", line, amount, "--on", day, "--voucher", "V", *more
    )


def test_1_the_agreement_loads_with_its_totals_and_warnings(proposed):
    report = proposed.report("agreement", "herrgarden", "--period", "2024")
    assert report["totals"]["proposed_minor"] == 121_000_000
    by_funder = {}
    by_performer = {}
    for r in report["rows"]:
        by_funder[r["funder"]] = by_funder.get(r["funder"], 0) + r["proposed_minor"]
        by_performer[r["performer"]] = by_performer.get(r["performer"], 0) + r["proposed_minor"]
    assert by_funder == {KS: 79_000_000, FRN: 32_000_000, "kulturnamnden": 10_000_000}
    assert by_performer == {
        "radda-barnen": 79_000_000,
        "tif": 32_000_000,
        "rosengardsbiblioteket": 10_000_000,
    }
    external = sum(r["proposed_minor"] for r in report["rows"] if r["settlement"] == "external")
    assert external == 111_000_000
    assert sorted(warned(report)) == ["malmo-universitet", "radda-barnen", "tif"]


def test_2_a_line_typed_wrong_is_refused_with_the_difference(samverk, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8").replace('2024 = "715 000"', '2024 = "751 000"')
    assert tomllib.loads(text)
    file = tmp_path / "typed.toml"
    file.write_text(text, encoding="utf-8")
    refused = samverk("agreement", "propose", file)
    assert (refused.status, refused.code) == (3, "total-differs")
    assert "36,000" in refused.err
    assert "36\u00a0000" in samverk("agreement", "propose", file, lang="sv").err
    assert samverk.ok("log", "-O", "json").json["rows"] == []


def test_3_uplift_by_each_boards_own_rate(concluded):
    assert uplift(concluded, FRN, "2.7%").status == 0
    assert uplift(concluded, KS, "3,1 %").status == 0
    report = concluded.report("agreement", "herrgarden")
    assert row(report, "L1", 2025)["uplift_minor"] == 864_000
    assert row(report, "L1", 2025)["committed_minor"] == 32_864_000
    assert row(report, "L2", 2025)["uplift_minor"] == 2_216_500
    assert row(report, "L2", 2025)["committed_minor"] == 73_716_500
    assert row(report, "L2", 2024)["committed_minor"] == 71_500_000
    year = concluded.report("agreement", "herrgarden", "--period", "2025")
    assert year["totals"]["committed_minor"] == 124_080_500
    assert report["totals"]["committed_minor"] == 245_080_500


def test_4_uplift_of_an_unmarked_line_is_refused(concluded):
    assert uplift(concluded, KS, "3.1%", "--line", "L3").code == "line-without-uplift"


@pytest.mark.parametrize(
    ("rounding", "line", "amount", "rate", "increase"),
    [
        ("ore", "L2", "715 000", "3.137%", 2_242_955),
        ("krona", "L2", "715 000", "3.137%", 2_243_000),
        ("krona", "L1", "335 000", "2.71%", 907_900),
    ],
)
def test_5_rounding(samverk, tmp_path, rounding, line, amount, rate, increase):
    text = EXAMPLE.read_text(encoding="utf-8").replace('"ore"\n', f'"{rounding}"\n', 1)
    text = text.replace('2025 = "320 000"', '2025 = "335 000"')
    file = tmp_path / "rounding.toml"
    file.write_text(text, encoding="utf-8")
    samverk.ok("agreement", "propose", file)
    for board in (KS, FRN, "kulturnamnden"):
        decided = ("--board", board, "--decision", "§", "--on", "2023-12-06")
        samverk.ok("agreement", "approve", "herrgarden", *decided)
    samverk.ok("agreement", "conclude", "herrgarden", "--decision", "§", "--on", "2023-12-06")
    assert uplift(samverk, FRN if line == "L1" else KS, rate).status == 0
    found = row(samverk.report("agreement", "herrgarden"), line, 2025)
    assert found["uplift_minor"] == increase
    assert found["approved_minor"] == int(amount.replace(" ", "")) * 100


def test_6_a_superseding_uplift_posts_the_difference(concluded):
    assert uplift(concluded, FRN, "2.7%").status == 0
    assert uplift(concluded, FRN, "2.9%").code == "uplift-exists"
    assert uplift(concluded, FRN, "2.9%", "--supersede").status == 0
    report = concluded.report("agreement", "herrgarden")
    assert row(report, "L1", 2025)["uplift_minor"] == 928_000
    newest = concluded.ok("log", "--event", "uplift-applied", "-O", "json").json["rows"][-1]
    assert newest["amount_minor"] == 64_000


def test_7_one_ore_too_much(concluded):
    assert uplift(concluded, KS, "3.1%").status == 0
    assert pay(concluded, "L2", "552 873,75", "2025-03-01").status == 0
    remaining = row(concluded.report("agreement", "herrgarden"), "L2", 2025)["remaining_minor"]
    assert remaining == 18_429_125
    refused = pay(concluded, "L2", "184291.26", "2025-04-01")
    assert (refused.status, refused.code) == (3, "exceeds-remaining")
    assert "0.01" in refused.err
    assert pay(concluded, "L2", "184 291,25", "2025-04-01").status == 0


def test_8_use_claim_and_repayment(concluded):
    assert pay(concluded, "L3", "75000", "2024-02-15").status == 0
    use = ("record", "use", "herrgarden", "L3", "61834,50", "--on", "2025-01-15", "--year", 2024)
    concluded.ok(*use, "--report", "R-1")
    claim = ("--due", "2025-03-31", "--ground", "unspent", "--year", 2024, "--on", "2025-02-12")
    assert concluded("claim", "herrgarden", "L3", "75000.01", *claim).code == "exceeds-claimable"
    made = concluded.ok("claim", "herrgarden", "L3", "13165.50", *claim, "-O", "json").json
    position = made["recorded"][0]["position"]

    def repay(amount):
        return concluded(
            "record", "repayment", "herrgarden", position, amount, "--on", "2025-03-20"
        )

    assert repay("10 000").status == 0
    found = row(concluded.report("agreement", "herrgarden"), "L3", 2024)
    assert found["open_claim_minor"] == 316_550
    assert repay("3165.51").code == "exceeds-claim"
    assert repay("3165.50").status == 0
    found = row(concluded.report("agreement", "herrgarden"), "L3", 2024)
    assert found["open_claim_minor"] == 0
    assert found["net_cost_minor"] == 6_183_450
    assert found["held_minor"] == 0
    assert found["remaining_minor"] == 0


def test_9_internal_costs_use_the_line_and_no_money_leaves(concluded):
    for day in ("2024-03-28", "2024-06-28", "2024-09-28", "2024-12-20"):
        internal = ("record", "internal-cost", "herrgarden", "L4", "25 000", "--on", day)
        concluded.ok(*internal, "--voucher", "V")
    found = row(concluded.report("agreement", "herrgarden"), "L4", 2024)
    assert found["used_percent"] == 100
    assert (found["internal_minor"], found["disbursed_minor"]) == (10_000_000, 0)
    assert concluded.report("cash-flow", "herrgarden")["totals"]["disbursed_minor"] == 0
    assert pay(concluded, "L4", "1", "2024-12-20").code == "internal-line"


def test_10_contributions_in_kind(concluded):
    before = concluded.report("agreement", "herrgarden")
    for party, kind, quantity, value in (
        ("malmo-universitet", "competence", "212,5", "240,70"),
        ("radda-barnen", "volunteer", "412.5", "220.00"),
    ):
        gift = ("--type", kind, "--quantity", quantity, "--unit", "h", "--unit-value", value)
        concluded.ok("record", "in-kind", "herrgarden", party, *gift, "--on", "2024-12-20")
    report = concluded.report("in-kind", "herrgarden")
    assert [r["delivered_minor"] for r in report["rows"]] == [5_114_875, 9_075_000]
    assert report["totals"]["delivered_minor"] == 14_189_875
    after = concluded.report("agreement", "herrgarden")
    assert after["totals"] == before["totals"]
    assert warned(after) == ["tif"]


def test_11_a_correction_in_a_closed_year(concluded):
    assert pay(concluded, "L2", "80 000", "2024-12-15").status == 0
    mistake = concluded.ok("log", "-O", "json").json["rows"][-1]["position"]
    concluded.ok("period", "close", "2024")
    early = ("report", "agreement", "herrgarden", "--period", "2024", "--at", mistake + 1)
    texts = {form: concluded.ok(*early, "-O", form).out for form in ("table", "json", "csv")}
    reverse = ("reverse", mistake, "--reason", "booked on the wrong line")
    refused = concluded(*reverse)
    assert (refused.status, refused.code) == (3, "period-closed")
    assert pay(concluded, "L1", "80 000", "2024-12-15").code == "period-closed"
    concluded.ok(*reverse, "--on", "2025-02-10")
    assert pay(concluded, "L1", "80 000", "2025-02-10", "--year", 2024).status == 0
    report = concluded.report("agreement", "herrgarden", "--period", "2024")
    assert row(report, "L1", 2024)["paid_minor"] == 8_000_000
    assert row(report, "L2", 2024)["paid_minor"] == 0
    for form, text in texts.items():
        assert concluded.ok(*early, "-O", form).out == text


def test_12_the_same_row_twice_and_the_same_key_with_another_amount(concluded):
    first = pay(concluded, "L1", "1000", "2024-03-01", "--key", "row-1", "-O", "json")
    again = pay(concluded, "L1", "1 000,00", "2024-03-01", "--key", "row-1", "-O", "json")
    assert (first.status, again.status) == (0, 0)
    assert first.json["recorded"] == again.json["recorded"]
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)
    head = concluded.ok("log", "-O", "json").json["rows"][-1]["position"]
    other = pay(concluded, "L1", "1001", "2024-03-01", "--key", "row-1")
    assert (other.status, other.code) == (4, "key-conflict")
    assert concluded.ok("log", "-O", "json").json["rows"][-1]["position"] == head
