"""Plans of instalments and obligations through the command line, on a file and on a server."""

import pytest

DECIDED = ("--decision", "KS § 7", "--on", "2024-06-01")
LATE = {
    "en": "waits for H1, which radda-barnen has to do by 2024-07-31: it has not been met."
    " Days late: 15.",
    "sv": "väntar på H1, som radda-barnen ska fullgöra senast 2024-07-31: den är inte fullgjord."
    " Dagar för sent: 15.",
}
OVERDUE = {"en": "overdue", "sv": "försenad"}


def plan(samverk, line="L2", *, year=2024, parts=4, first="2024-01-31", on="2024-01-10"):
    equal = ("--equal", parts, "--first", first, "--every", "quarter", "--on", on)
    return samverk.ok("plan", "instalments", "herrgarden", line, "--year", year, *equal)


def adjust(samverk, *more, line="L2", year=2024, **options):
    return samverk("plan", "adjust", "herrgarden", line, "--year", year, *more, **options)


def pay(samverk, amount, on, *more, line="L2", **options):
    words = ("record", "disbursement", "herrgarden", line, amount, "--on", on)
    return samverk(*words, "--voucher", f"V {amount} {on}", *more, **options)


def shown(samverk, *more):
    return samverk.ok("plan", "show", "herrgarden", *more, "-O", "json").json["rows"]


def amounts(samverk, what="amount", *more):
    return [row[f"{what}_minor"] // 100 for row in shown(samverk, *more)]


def states(samverk, *more):
    return [row["status"] for row in shown(samverk, *more)]


def owed(samverk, *more):
    (row,) = samverk.ok("obligation", "list", "herrgarden", *more, "-O", "json").json["rows"]
    return row


def owe(samverk, *blocks):
    held = [word for block in blocks for word in ("--blocks", block)]
    told = ("--kind", "report", "--party", "radda-barnen", "--due", "2024-07-31")
    own = ("herrgarden", "H1", *told, "--covers", "2024-H1", *held, "--on", "2024-01-10")
    return samverk.ok("obligation", "set", *own)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_third_instalment_waits_for_the_half_year_report(concluded, lang):
    samverk = concluded
    plan(samverk)
    owe(samverk, "L2:2024:3")
    assert amounts(samverk) == [178_750] * 4
    assert pay(samverk, "357 500", "2024-04-30").status == 0

    ask = ("request", "pay", "herrgarden", "L2", "178 750", "--due", "2024-08-31", "--on")
    asked = samverk(*ask, "2024-08-15", lang=lang)
    for refused in (asked, pay(samverk, "178 750", "2024-08-15", lang=lang)):
        assert (refused.status, refused.code) == (3, "condition-unmet")
        assert LATE[lang] in refused.err.replace("\xa0", " ")

    met = ("obligation", "met", "herrgarden", "H1", "--reference", "R-1", "--on", "2024-08-20")
    samverk.ok(*met, lang=lang)
    accept = ("obligation", "accept", "herrgarden", "H1", "--on", "2024-08-21")
    own = samverk(*accept, lang=lang)
    assert (own.status, own.code) == (3, "same-actor")
    assert pay(samverk, "178 750", "2024-08-21").code == "condition-unmet"
    samverk.ok(*accept, actor="controller", lang=lang)
    samverk.ok(*ask, "2024-08-21", "-n", lang=lang)
    assert pay(samverk, "178 750", "2024-08-21", lang=lang).status == 0
    assert states(samverk, "--as-of", "2024-08-21") == ["fully paid"] * 3 + ["open"]

    late = owed(samverk, "--as-of", "2024-08-16")  # it was met later, and that is known by now
    assert (late["status"], late["days_late"]) == ("overdue", 16)
    assert (late["met_on"], late["accepted_on"]) == (None, None)
    table = samverk.ok("obligation", "list", "herrgarden", "--as-of", "2024-08-16", lang=lang).out
    assert OVERDUE[lang] in table
    assert " 16 " in table
    now = owed(samverk)
    assert (now["status"], now["days_late"], now["reference"]) == ("accepted", 20, "R-1")
    assert samverk.ok("verify", "--json").json["findings"] == []


def test_what_waits_is_told_of_its_instalment(concluded):
    plan(concluded)
    owe(concluded, "L2:2024:3", "L2:2024:4")
    rows = shown(concluded, "--as-of", "2024-07-31")
    assert [row["waits_for"] for row in rows] == [[], [], ["H1"], ["H1"]]
    assert [row["status"] for row in rows] == ["overdue", "overdue", "due", "open"]
    assert [row["days_late"] for row in rows] == [182, 92, 0, 0]
    assert shown(concluded, "--as-of", "2024-01-09") == []
    concluded.ok("obligation", "waive", "herrgarden", "H1", "--decision", "KS § 50")
    assert [row["waits_for"] for row in shown(concluded)] == [[]] * 4


def test_a_rejected_report_has_to_come_again(concluded):
    owe(concluded)
    words = ("herrgarden", "H1", "--on")
    concluded.ok("obligation", "met", *words, "2024-07-30")
    assert (owed(concluded)["status"], owed(concluded)["days_late"]) == ("met", 0)
    told = ("--reason", "no voucher")
    concluded.ok("obligation", "reject", *words, "2024-08-02", *told, actor="controller")
    row = owed(concluded, "--as-of", "2024-08-05")
    assert (row["status"], row["days_late"]) == ("overdue", 5)
    assert (row["rejected_on"], row["rejected_because"]) == ("2024-08-02", "no voucher")
    extend = ("herrgarden", "H1", "--due", "2024-09-15", "--decision", "KS § 49")
    concluded.ok("obligation", "extend", *extend, "--on", "2024-08-06")
    assert owed(concluded, "--as-of", "2024-08-05")["due_on"] == "2024-07-31"
    row = owed(concluded, "--as-of", "2024-08-06")
    assert (row["due_on"], row["status"], row["days_late"]) == ("2024-09-15", "open", 0)
    concluded.ok("obligation", "met", *words, "2024-08-10")
    concluded.ok("obligation", "accept", *words, "2024-08-12", actor="controller")
    assert owed(concluded)["rejected_on"] is None


def test_equal_parts_by_the_largest_remainder_at_the_end_of_months(concluded):
    released = ("--year", "2024", "--reason", "r", "--on", "2024-01-02")
    concluded.ok("release", "herrgarden", "L3", "74 900", *released)  # 100 are left
    equal = ("--equal", 7, "--first", "2024-01-31", "--every", "month", "--on", "2024-01-10")
    concluded.ok("plan", "instalments", "herrgarden", "L3", "--year", "2024", *equal)
    rows = shown(concluded)
    assert [row["amount_minor"] for row in rows] == [1429] * 4 + [1428] * 3
    assert [row["due_on"][5:] for row in rows] == [
        "01-31", "02-29", "03-31", "04-30", "05-31", "06-30", "07-31"
    ]  # fmt: skip


def test_payments_of_several_instalments_and_of_a_part_of_one(concluded):
    plan(concluded)
    pay(concluded, "200 000", "2024-02-01")
    assert amounts(concluded, "paid") == [178_750, 21_250, 0, 0]
    assert pay(concluded, "178 750", "2024-02-02", "--instalment", 4).status == 0
    assert amounts(concluded, "paid") == [178_750, 21_250, 0, 178_750]
    pay(concluded, "300 000", "2024-02-03")
    assert amounts(concluded, "left") == [0, 0, 36_250, 0]
    assert amounts(concluded, "paid", "--as-of", "2024-02-01") == [178_750, 21_250, 0, 0]


def test_a_payment_that_is_taken_back_opens_its_instalments(concluded):
    plan(concluded)
    head = concluded.ok("log", "-O", "ndjson").out.count("\n")
    pay(concluded, "178 750", "2024-02-01", "--instalment", 3)  # two events
    pay(concluded, "178 750", "2024-02-02")
    assert amounts(concluded, "paid") == [178_750, 0, 178_750, 0]
    concluded.ok("reverse", head + 1, "--reason", "wrong")
    assert amounts(concluded, "paid") == [178_750, 0, 0, 0]
    concluded.ok("reverse", head + 3, "--reason", "wrong")
    assert amounts(concluded, "paid") == [0, 0, 0, 0]
    assert concluded.ok("verify", "--json").json["findings"] == []


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_plan_follows_what_is_committed_only_when_it_is_adjusted(concluded, lang):
    plan(concluded)
    pay(concluded, "178 750", "2024-02-01")
    refused = adjust(concluded, lang=lang)
    assert (refused.status, refused.code) == (3, "nothing-to-adjust")
    moved = ("reallocate", "herrgarden", "L3", "L2", "5 000", "--year", "2024")
    concluded.ok(*moved, *DECIDED)
    table = concluded.ok("plan", "show", "herrgarden", lang=lang).out
    assert "5\xa0000" in table if lang == "sv" else "5,000" in table
    assert "samverk plan adjust herrgarden L2 --year 2024" in table
    assert adjust(concluded, "--on", "2024-06-02", "--due", "2024-12-15", lang=lang).status == 0
    assert amounts(concluded) == [178_750] * 4 + [5_000]
    assert shown(concluded)[-1]["due_on"] == "2024-12-15"
    released = ("--year", "2024", "--reason", "r", "--on", "2024-06-03")
    concluded.ok("release", "herrgarden", "L2", "190 000", *released)
    assert states(concluded, "--as-of", "2024-06-03") == [
        "fully paid", "overdue", "open", "dropped", "dropped"
    ]  # fmt: skip
    assert amounts(concluded, "lapsed") == [0, 0, 6_250, 178_750, 5_000]
    assert adjust(concluded, "--on", "2024-06-04", lang=lang).status == 0
    assert amounts(concluded) == [178_750, 178_750, 172_500]
    assert [row["number"] for row in shown(concluded)] == [1, 2, 3]
    assert adjust(concluded).code == "nothing-to-adjust"


def test_an_uplift_and_an_amendment_leave_the_plan_short(concluded):
    plan(concluded, year=2025, first="2025-01-31")
    uplift = ("--board", "kommunstyrelsen", "--year", "2025", "--line", "L2", "--rate", "3,1%")
    concluded.ok("uplift", "herrgarden", *uplift, *DECIDED)
    assert adjust(concluded, year=2025).status == 0
    assert amounts(concluded)[-1] == 22_165
    own = ("--line", "L2", "--year", "2025", "--amount", "600 000", "--at-once")
    concluded.ok("agreement", "change", "herrgarden", *own, "--board", "kommunstyrelsen", *DECIDED)
    assert sum(amounts(concluded, "lapsed")) == 137_165
    assert adjust(concluded, year=2025).status == 0
    assert amounts(concluded) == [178_750, 178_750, 178_750, 63_750]


def test_what_is_carried_over_moves_from_one_plan_to_another(concluded):
    for year in (2024, 2025):
        plan(concluded, "L3", year=year, parts=3, first=f"{year}-03-31")
    carry = ("--from", "2024", "--to", "2025", "--decision", "KS § 7", "--on", "2024-12-20")
    concluded.ok("carry-over", "herrgarden", "L3", "10 000", *carry)
    for year in (2024, 2025):
        assert adjust(concluded, "--on", "2024-12-21", line="L3", year=year).status == 0
    assert amounts(concluded) == [25_000, 25_000, 15_000, 25_000, 25_000, 25_000, 10_000]


def test_after_a_termination_what_is_settled_drops(concluded):
    plan(concluded)
    pay(concluded, "178 750", "2024-02-01")
    end = ("--by", "kommunstyrelsen", "--notice-on", "2024-05-01", "--ends", "2024-06-30")
    told = ("--ground", "g", "--decision", "KS § 9")
    concluded.ok("agreement", "terminate", "herrgarden", *end, *told)
    assert amounts(concluded, "lapsed") == [0] * 4  # the plan is as it was
    assert pay(concluded, "178 750", "2024-07-31").code == "agreement-ended"
    concluded.ok("agreement", "settle", "herrgarden", "--on", "2024-06-30")
    assert states(concluded) == ["fully paid", "dropped", "dropped", "dropped"]
    assert adjust(concluded, "--on", "2024-07-01").status == 0
    assert amounts(concluded) == [178_750]


def test_a_new_performer_is_paid_by_the_same_plan(concluded):
    plan(concluded)
    owe(concluded, "L2:2024:2")
    own = ("herrgarden", "--line", "L2", "--performer", "tif", "--from", "2024-06-02")
    concluded.ok("agreement", "change", *own)
    of_it = ("herrgarden", "--amendment", "T1")
    concluded.ok("agreement", "approve", *of_it, "--board", "kommunstyrelsen", *DECIDED)
    concluded.ok("agreement", "sign", *of_it, "--party", "tif", "--on", "2024-06-01")
    concluded.ok("agreement", "conclude", *of_it, *DECIDED)
    assert pay(concluded, "178 750", "2024-03-01").status == 0
    assert pay(concluded, "178 750", "2024-07-01").code == "condition-unmet"
    assert pay(concluded, "178 750", "2024-07-01", "--instalment", 3).status == 0
    assert amounts(concluded, "paid") == [178_750, 0, 178_750, 0]


def test_a_later_plan_keeps_what_is_paid_and_goes_on_with_its_numbers(concluded):
    plan(concluded)
    pay(concluded, "200 000", "2024-02-01")
    plan(concluded, parts=2, first="2024-09-30", on="2024-02-02")
    rows = [(row["number"], row["due_on"], row["amount_minor"] // 100) for row in shown(concluded)]
    assert rows == [
        (1, "2024-01-31", 178_750),
        (2, "2024-04-30", 178_750),  # something is paid of it
        (3, "2024-09-30", 178_750),
        (4, "2024-12-30", 178_750),
    ]


def test_an_amendment_that_added_a_line_stays_while_the_line_has_a_plan(concluded, tmp_path):
    file = tmp_path / "added.toml"
    file.write_text(
        """amends = "herrgarden"
currency = "SEK"
[[line]]
id = "L5"
purpose = "music"
funder = "kommunstyrelsen"
performer = "radda-barnen"
amounts = { 2025 = "40 000" }
uplift = false
""",
        encoding="utf-8",
    )
    once = ("--at-once", "--board", "kommunstyrelsen", *DECIDED)
    concluded.ok("agreement", "change", "herrgarden", file, *once)
    head = concluded.ok("log", "-O", "ndjson").out.count("\n")
    plan(concluded, "L5", year=2025, first="2025-01-31", on="2024-06-02")
    refused = concluded("reverse", head, "--reason", "wrong")
    assert refused.code == "depended-upon"
    concluded.ok("reverse", head + 1, "--reason", "wrong")
    concluded.ok("reverse", head, "--reason", "wrong")
    assert shown(concluded) == []


def test_the_same_plan_twice_is_recorded_once(concluded):
    words = ("--equal", 4, "--first", "2024-01-31", "--every", "quarter", "--key", "K")
    own = ("plan", "instalments", "herrgarden", "L2", "--year", "2024", *words)
    first = concluded.ok(*own, "-O", "json").json
    assert concluded.ok(*own, "-O", "json").json == {**first, "repeated": True}
    assert concluded(*own, "--on", "2024-01-10").code == "key-conflict"


def test_an_instalment_belongs_to_what_a_payment_is_asked_for(concluded):
    plan(concluded)
    pay(concluded, "1 000", "2024-02-01", "--key", "K")
    other = pay(concluded, "1 000", "2024-02-01", "--key", "K", "--instalment", 2)
    assert (other.status, other.code) == (4, "key-conflict")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "show", "herrgardn"), "unknown-agreement"),
        (("obligation", "list", "herrgardn"), "unknown-agreement"),
        (("obligation", "met", "herrgarden", "H2"), "unknown-obligation"),
    ],
)
def test_what_is_not_there_is_told(concluded, words, said):
    owe(concluded)
    refused = concluded(*words)
    assert (refused.status, refused.code) == (3, said)
    assert "Did you mean" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--equal", 4),
        ("--equal", 4, "--first", "2024-01-31"),
        ("--every", "month"),
        ("p.csv", "--equal", 4, "--first", "2024-01-31", "--every", "month"),
        ("--equal", 0, "--first", "2024-01-31", "--every", "month"),
        ("--equal", 4, "--first", "2024-01-31", "--every", "week"),
    ],
)
@pytest.mark.file_only
def test_how_a_plan_is_asked_for(concluded, words):
    done = concluded("plan", "instalments", "herrgarden", "L2", "--year", "2024", *words)
    assert done.status == 2


@pytest.mark.parametrize("block", ["L2", "L2:2024", "L2:24:3", "L2:2024:0", "L2:2024:x", ":2024:3"])
@pytest.mark.file_only
def test_an_instalment_is_named_by_line_year_and_number(concluded, block):
    plan(concluded)
    told = ("--kind", "report", "--party", "tif", "--due", "2024-07-31", "--blocks", block)
    assert concluded("obligation", "set", "herrgarden", "H1", *told).status == 2
