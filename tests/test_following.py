"""Follow-up through the command line: forecasts, use by category, findings, claims given up."""

from pathlib import Path

import pytest
from in_memory import kr
from test_chains import explained

HERE = Path(__file__).resolve().parent
FORECASTS = [("2024-04-30", "L2", "700 000"), ("2024-04-30", "L3", "75 000")]
FORECASTS += [("2024-08-31", "L2", "650 000"), ("2024-12-31", "L2", "640 000")]
# What the board has paid of L2 in a year of quarters, the last one less; all of L3 at once.
PAID = [("2024-01-25", "L2", "178 750"), ("2024-02-15", "L3", "75 000")]
PAID += [("2024-04-25", "L2", "178 750"), ("2024-07-25", "L2", "178 750")]
PAID += [("2024-10-25", "L2", "98 750")]
# By hand: 366 days in 2024, of which 121 have gone on 30 April, and 244 on 31 August.
BOARD = {
    "2024-T1": {
        "L2": (715_000, 357_500, 700_000, 15_000, 1_081_363.64),  # 357 500 × 366 / 121
        "L3": (75_000, 75_000, 75_000, 0, 226_859.50),  # 75 000 × 366 / 121
    },
    "2024-T2": {
        "L2": (715_000, 536_250, 650_000, 65_000, 804_375),  # 536 250 × 366 / 244
        "L3": (75_000, 75_000, 75_000, 0, 112_500),
    },
    "2024-T3": {
        "L2": (715_000, 635_000, 640_000, 75_000, 635_000),
        "L3": (75_000, 75_000, 75_000, 0, 75_000),
    },
}
FIGURES = ("committed", "paid", "forecast", "deviation", "run_rate")


def forecast(samverk, day, line, amount):
    words = ("forecast", "herrgarden", line, amount, "--year", "2024", "--on", day)
    return samverk.ok(*words, "--reason", "uppföljning")


@pytest.fixture
def followed(concluded):
    """The book of a year in which the board was told of what it is expected to cost."""
    for day, line, amount in PAID:
        pay = ("record", "disbursement", "herrgarden", line, amount, "--on", day)
        concluded.ok(*pay, "--voucher", f"V {day}")
    for words in FORECASTS:
        forecast(concluded, *words)
    return concluded


def test_a_year_by_tertial(followed):
    for period, wanted in BOARD.items():
        made = followed.report("forecast", "board", "kommunstyrelsen", "--period", period)
        found = {row["line"]: tuple(row[f"{x}_minor"] for x in FIGURES) for row in made["rows"]}
        assert found == {line: tuple(map(kr, row)) for line, row in wanted.items()}, period
        for place, figure in enumerate(FIGURES):
            total = sum(kr(row[place]) for row in wanted.values())
            assert made["totals"][f"{figure}_minor"] == total
        assert made["rows"][0]["counted_to"] == made["as_of"]
        codes = [x["code"] for x in made["notices"]]
        assert codes == ["forecast-from-before"] * (period != "2024-T1") + ["run-rate"]
        for words in (*made["explain"]["rows"], made["explain"]["totals"]):
            for measure in ("committed", "paid", "forecast", "deviation"):
                figure = explained(followed, words, measure)
                assert figure["value"] == figure["sum"], (period, measure)


LATE = [  # each tertial's forecast of L2, given when the tertial is over, and its report's
    ("2024-T1", "2024-05-14", 700_000),
    ("2024-T2", "2024-09-10", 650_000),
    ("2024-T3", "2025-01-20", 640_000),
]


def told(samverk, *more):
    """Return the forecast of L2 in the report of a board, its day, and the codes of notices."""
    made = samverk.report("forecast", "board", "kommunstyrelsen", *more)
    row = next(x for x in made["rows"] if (x["line"], x["year"]) == ("L2", 2024))
    codes = [x["code"] for x in made["notices"] if x.get("line", "L2") == "L2"]
    return row["forecast_minor"], row["forecast_on"], codes


def test_a_forecast_given_when_the_tertial_is_over_is_in_its_report(concluded):
    for _, day, amount in LATE:
        forecast(concluded, day, "L2", str(amount))
    for period, day, amount in LATE:
        found = told(concluded, "--period", period)
        assert found[:2] == (kr(amount), day), period
        assert "forecast-from-before" not in found[2]
        words = f"samverk --lang sv explain forecast board kommunstyrelsen --period {period}"
        figure = explained(concluded, [*words.split(), "--line", "L2"], "forecast")
        assert (figure["value"], figure["sum"]) == (kr(amount), kr(amount))
    # The day before the next tertial ends is the last one; of a quarter and a month likewise.
    forecast(concluded, "2024-08-30", "L2", "1")
    assert told(concluded, "--period", "2024-T1")[:2] == (kr(1), "2024-08-30")
    forecast(concluded, "2024-08-31", "L2", "2")
    assert told(concluded, "--period", "2024-T1")[:2] == (kr(1), "2024-08-30")
    assert told(concluded, "--period", "2024-Q2")[1] == "2024-09-10"
    assert told(concluded, "--period", "2024-07")[1] == "2024-08-30"
    assert told(concluded, "--period", "2024-08")[1] == "2024-09-10"
    assert told(concluded, "--period", "2024")[1] == "2025-01-20"


def test_what_the_board_was_told_before_a_forecast_was_given(concluded):
    for _, day, amount in LATE:
        forecast(concluded, day, "L2", str(amount))
    asked = ("--period", "2024-T2", "--as-of")
    assert told(concluded, *asked, "2024-10-01")[:2] == (kr(650_000), "2024-09-10")
    amount, day, codes = told(concluded, *asked, "2024-09-09")
    assert (amount, day) == (kr(700_000), "2024-05-14")
    assert "forecast-from-before" in codes  # the tertial is over, and its forecast is missing
    # It is not over, so its forecast is not missing.
    assert "forecast-from-before" not in told(concluded, *asked, "2024-06-01")[2]
    assert told(concluded, *asked, "2024-05-13")[0] is None
    at = concluded.report("agreement", "herrgarden")["at"] - 1  # that of the second tertial
    concluded.ok("reverse", at, "--reason", "fel", "--on", "2024-09-20")
    assert told(concluded, "--period", "2024-T2")[0] == kr(700_000)
    assert told(concluded, *asked, "2024-09-19")[0] == kr(650_000)


ADDED = """
amends = "herrgarden"
currency = "SEK"

[[line]]
id = "L9"
purpose = "Ny"
funder = "kommunstyrelsen"
performer = "radda-barnen"
amounts = { 2024 = "10 000" }
uplift = false
"""


def test_a_forecast_of_a_line_that_came_after_the_period_is_in_no_report_of_it(concluded, tmp_path):
    file = tmp_path / "line.toml"
    file.write_text(ADDED, encoding="utf-8")
    change = ("agreement", "change", "herrgarden", file, "--at-once", "--decision", "KS § 2")
    concluded.ok(*change, "--board", "kommunstyrelsen", "--on", "2024-09-02")
    forecast(concluded, "2024-09-10", "L9", "9 000")
    for period, lines in (("2024-T2", ["L2", "L3"]), ("2024-T3", ["L2", "L3", "L9"])):
        asked = ("forecast", "board", "kommunstyrelsen", "--period", period)
        made = concluded.report(*asked)
        assert [row["line"] for row in made["rows"]] == lines
        assert made["totals"]["forecast_minor"] == (kr(9_000) if "L9" in lines else 0)
        assert concluded.ok("report", *asked, "-O", "html").out  # which names the events


def test_what_was_known_in_may_stays_what_it_was(followed):
    asked = ("forecast", "board", "kommunstyrelsen", "--period", "2024-T1")
    before = followed.report(*asked)
    forecast(followed, "2024-04-30", "L2", "710 000")  # on the same day: the newest counts
    later = followed.report(*asked, "--compare-to", str(before["at"]))
    assert later["rows"][0]["forecast_minor"] == kr(710_000)
    (change,) = later["changes"]
    assert (change["forecast_minor"], change["deviation_minor"]) == (kr(10_000), kr(-10_000))
    again = followed.report(*asked, "--at", str(before["at"]))
    assert again["rows"] == before["rows"]
    followed.ok("reverse", later["at"], "--reason", "fel")
    assert followed.report(*asked)["rows"] == before["rows"]


def test_a_line_without_a_forecast_is_named_and_in_no_sum(followed):
    made = followed.report("forecast", "agreement", "herrgarden", "--period", "2024")
    rows = {row["line"]: row for row in made["rows"]}
    assert (rows["L1"]["forecast_minor"], rows["L1"]["deviation_minor"]) == (None, None)
    assert made["totals"]["forecast_minor"] == kr(640_000 + 75_000)
    named = [x for x in made["notices"] if x["code"] == "no-forecast"]
    assert [(x["year"], x["lines"]) for x in named] == [(2024, ["L1", "L4"])]
    assert (
        "prognos saknas för L1, L4"
        in followed.ok(
            "report", "forecast", "agreement", "herrgarden", "--period", "2024", lang="sv"
        ).out
    )


def test_the_planned_rest_is_what_falls_later_and_is_not_paid(followed):
    plan = ("plan", "instalments", "herrgarden", "L2", "--year", "2024", "--equal", "4")
    followed.ok(*plan, "--first", "2024-01-31", "--every", "quarter", "--on", "2024-01-10")
    for period, rest in (("2024-T1", 2), ("2024-T2", 1)):
        made = followed.report("forecast", "board", "kommunstyrelsen", "--period", period)
        assert made["rows"][0]["planned_rest_minor"] == kr(178_750) * rest, period
        assert made["rows"][1]["planned_rest_minor"] is None


@pytest.mark.parametrize("form", ["table", "csv", "ndjson", "md", "html", "json"])
def test_a_saved_report_is_made_again(followed, tmp_path, form):
    for asked in (
        ("forecast", "board", "kommunstyrelsen"),
        ("forecast", "agreement", "herrgarden"),
    ):
        file = tmp_path / f"saved.{form}"
        words = ("report", *asked, "--period", "2024-T2", "-O", form)
        file.write_text(followed.ok(*words).out, encoding="utf-8")
        if form not in {"csv", "ndjson"}:
            assert "to the byte" in followed.ok("verify", "--report", file).out


# ---------------------------------------------------------------- use by category


@pytest.fixture
def categories(everything):
    """The book in which an agreement has categories, and use was reported once by them."""
    return everything


USE = ("record", "use", "slag", "L1", "--on", "2024-12-20", "--report", "R")


def by_category(samverk):
    made = samverk.report("agreement", "slag", "--by", "category")
    return {row["category"]: row["reported_minor"] for row in made["rows"]}, made


def test_use_by_category(categories):
    found, made = by_category(categories)
    assert found == {"wages": kr(400_000), "overhead": kr(60_000), "rent": kr(30_000)}
    assert made["totals"] == {"reported_minor": kr(490_000)}
    for words in (*made["explain"]["rows"], made["explain"]["totals"]):
        figure = explained(categories, words, "reported")
        assert figure["value"] == figure["sum"]
    whole = categories.report("agreement", "slag")["rows"][0]
    assert whole["reported_minor"] == kr(490_000)
    assert categories.report("agreement", "herrgarden", "--by", "category")["rows"] == []


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffkostnadsslag;belopp;underlag\r\nwages;100,10;lön\r\nrent;50;\r\n",
        '\ncategory,amount,document\nwages,"100,10",lön\n\nrent,50,\n',
        " \t\ncategory\tamount\tdocument\nwages\t100.10\tlön\nrent\t50\n",
    ],
)
def test_rows_come_from_a_file(categories, tmp_path, text):
    file = tmp_path / "rader.csv"
    file.write_text(text, encoding="utf-8")
    categories.ok(*USE, "--rows", file)
    assert by_category(categories)[0] == {
        "wages": kr(400_100.10),
        "overhead": kr(60_015.02),  # 15.015, half up
        "rent": kr(30_050),
    }
    at = categories.report("agreement", "slag")["at"]
    categories.ok("reverse", at, "--reason", "fel")
    assert by_category(categories)[0]["wages"] == kr(400_000)
    assert categories.ok("verify", "--json").json["findings"] == []


BAD = [
    ("belopp;underlag\n1;x\n", "rows-without-heading"),
    ("category,amount,belopp\nrent,5,6\n", "rows-without-heading"),  # which of them?
    ("category,amount\n", "no-rows"),
    ("category,amount\nwages,much\n", "bad-row"),
    ("category,amount\nwages,much\nrent\n", "bad-rows"),
    ("category,amount\noverhead,60\n", "category-is-flat"),
    ("category,amount\nlöner,60\n", "unknown-category"),
]


@pytest.mark.parametrize(("text", "code"), BAD)
def test_rows_that_are_wrong_are_told(categories, tmp_path, text, code):
    file = tmp_path / "rows.csv"
    file.write_text(text, encoding="utf-8")
    assert categories(*USE, "--rows", file).code == code
    assert categories(*USE, "--rows", file, "--category", "rent=1").status == 2


def test_an_amount_may_have_a_mark_of_its_own(categories):
    categories.ok(*USE, "--category", "rent=65 000:-", "--category", "rent=1:a:b", "-n")
    assert categories(*USE, "--category", "rent").status == 2
    assert categories(*USE).code == "category-missing"


def test_categories_that_are_wrong_are_told_with_their_lines(samverk, tmp_path):
    text = (HERE / "categories.toml").read_text(encoding="utf-8")
    text = text.replace('of = "wages"', 'of = "overhead"').replace('"rent"', '"wages"')
    file = tmp_path / "a.toml"
    file.write_text(text, encoding="utf-8")
    found = samverk("agreement", "check", file, lang="en")
    assert found.status != 0
    told = found.out + found.err
    rows = dict(enumerate(text.splitlines(), 1))
    for number in (x for x, line in rows.items() if line == 'of = "overhead"'):
        assert f"line {number}" in told
    assert "is there twice" in told


def test_an_agreement_says_its_categories(categories, tmp_path):
    assert "overhead (15" in categories.ok("agreement", "show", "slag").out
    shown = categories.ok("agreement", "show", "slag", "-O", "json").json
    assert [x["name"] for x in shown["categories"]] == ["wages", "overhead", "rent"]
    assert "categories" not in categories.ok("agreement", "show", "herrgarden", "-O", "json").json
    file = tmp_path / "draft.toml"
    categories.ok("agreement", "draft", "slag", "--prolong", "2025", "-o", file)
    assert file.read_text(encoding="utf-8").count("\n[[category]]\n") == 3


# ---------------------------------------------------------------- findings and lost claims


def test_a_finding_is_settled_and_the_next_request_is_lower(concluded):
    concluded.ok("record", "disbursement", "herrgarden", "L1", "160 000", "--on", "2024-03-25",
                 "--voucher", "V")  # fmt: skip
    use = ("record", "use", "herrgarden", "L1", "120 000", "--on", "2024-12-01", "--report", "R")
    concluded.ok(*use)
    at = concluded.report("agreement", "herrgarden")["at"]
    make = ("finding", "make", at, "5 000", "--kind", "utan underlag", "--on", "2024-12-20")
    assert concluded(*make).code == "same-actor"
    concluded.ok(*make, actor="granskare")
    assert concluded("reverse", at, "--reason", "fel").code == "depended-upon"
    settle = ("finding", "settle", at + 1, "5 000", "--on", "2024-12-21")
    written = (*settle, "--how", "written-off")
    assert concluded(*written, actor="granskare").code == "decision-not-said"
    (row,) = concluded.report("findings", "herrgarden")["rows"]
    assert (row["status"], row["open_minor"]) == ("unsettled", kr(5_000))
    concluded.ok(*settle, "--how", "offset", actor="granskare")
    made = concluded.report("findings", "--compare-to", str(at + 1))
    assert made["totals"]["open_minor"] == 0
    assert made["changes"][0]["settled_minor"] == kr(5_000)
    ask = (
        "request",
        "pay",
        "herrgarden",
        "L1",
        "80 000",
        "--due",
        "2024-12-31",
        "--on",
        "2024-12-22",
    )
    told = concluded.ok(*ask).out
    assert "75,000" in told
    (asked,) = concluded.ok("request", "list", "-O", "json").json["rows"]
    assert (asked["amount_minor"], asked["offset_minor"]) == (kr(75_000), kr(5_000))
    assert concluded("reverse", at + 2, "--reason", "fel").code == "depended-upon"
    assert concluded.ok("verify", "--json").json["findings"] == []


def test_a_lost_claim_is_given_up_and_the_agreement_closed(concluded):
    concluded.ok("record", "disbursement", "herrgarden", "L3", "75 000", "--on", "2024-02-15",
                 "--voucher", "V")  # fmt: skip
    use = ("record", "use", "herrgarden", "L3", "61 834,50", "--on", "2025-01-15", "--report", "R")
    concluded.ok(*use, "--year", "2024")
    ended = ("--notice-on", "2025-01-31", "--ends", "2025-03-31", "--ground", "konkurs")
    concluded.ok("agreement", "terminate", "herrgarden", "--by", "kommunstyrelsen", *ended,
                 "--decision", "KS § 1")  # fmt: skip
    concluded.ok("agreement", "settle", "herrgarden", "--on", "2025-03-31")
    shut = ("agreement", "close", "herrgarden", "--on", "2025-12-31")
    refused = concluded(*shut, "-n")
    assert refused.code == "open-claim"
    (claim,) = (
        x["position"]
        for x in concluded.ok("log", "-O", "json").json["rows"]
        if x["event"] == "repayment-claimed/1"
    )
    give_up = ("write-off", "herrgarden", claim, "--decision", "KS § 7", "--on", "2025-10-01")
    told = concluded.ok(*give_up).out
    assert "owed back 13,165.50 → 0" in told
    made = concluded.report("agreement", "herrgarden", "--period", "2024")
    (row,) = (x for x in made["rows"] if x["line"] == "L3")
    # It stays claimed, and nobody is asked for it any longer; what was held has not come back.
    assert (row["claimed_minor"], row["repaid_minor"]) == (kr(13_165.50), 0)
    assert (row["open_claim_minor"], row["held_minor"]) == (0, kr(13_165.50))
    assert {"code": "written-off", "amount_minor": kr(13_165.50)} in made["notices"]
    concluded.ok(*shut)
    assert concluded.ok("verify", "--json").json["findings"] == []
