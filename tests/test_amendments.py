"""Amendments through the command line: proposed, approved, concluded, taken back, and shown."""

import json
import re
import shlex

import pytest
from in_memory import EXAMPLE

KS, FRN = "kommunstyrelsen", "fritidsnamnden"
CHANGE = "agreement change herrgarden"
DAY = "--on 2025-05-02"
APPROVE = f"agreement approve herrgarden --board {KS} --decision 'KS § 7' {DAY}"
CONCLUDE = f"agreement conclude herrgarden --decision 'KS § 8' {DAY}"
AT_ONCE = f"--at-once --board {KS} --decision 'KS § 7' {DAY}"


def done(samverk, words, **options):
    return samverk.ok(*shlex.split(words), **options)


def refused(samverk, words, **options):
    result = samverk(*shlex.split(words), **options)
    assert result.status == 3, (words, result.out, result.err)
    return result


@pytest.fixture
def paid(concluded):
    """L2 2025 is 737 165 after uplift, and 184 291,25 of it is paid."""
    told = "--board kommunstyrelsen --year 2025 --line L2 --rate 3,1% --decision 'KS § 5'"
    done(concluded, f"uplift herrgarden {told} --on 2025-01-15")
    told = "--on 2025-03-31 --voucher V --year 2025"
    done(concluded, f"record disbursement herrgarden L2 184291,25 {told}")
    return concluded


def row(samverk, line="L2", year=2025, *more):
    rows = samverk.report("agreement", "herrgarden", *more)["rows"]
    return next((x for x in rows if (x["line"], x["year"]) == (line, year)), None)


def figures(samverk):
    """Return every figure of the agreement's report, of each line and year."""
    rows = samverk.report("agreement", "herrgarden")["rows"]
    return [{k: v for k, v in x.items() if k.endswith("_minor")} for x in rows]


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_the_worked_example(paid, lang):
    before = figures(paid)
    done(paid, f"{CHANGE} --line L2 --year 2025 --amount '600 000'", lang=lang)
    assert figures(paid) == before, "nothing counts before the conclusion"
    missing = refused(paid, f"{CONCLUDE} --amendment T1", lang=lang)
    assert missing.code == "amendment-undecided"
    assert KS in missing.err
    done(paid, f"{APPROVE} --amendment T1", lang=lang)
    concluded = done(paid, f"{CONCLUDE} --amendment T1", lang=lang)
    assert ("committed 737,165" if lang == "en" else "åtaget 737") in concluded.out
    own = row(paid)
    assert (own["committed_minor"], own["amended_minor"]) == (60_000_000, -13_716_500)
    assert own["remaining_minor"] == 60_000_000 - 18_429_125
    # The other 300 000 that is used up of the year: no requests are reserved yet, so it is paid.
    told = "--on 2025-05-03 --voucher V2 --year 2025"
    done(paid, f"record disbursement herrgarden L2 '300 000' {told}")
    below = refused(paid, f"{CHANGE} --line L2 --year 2025 --amount '480 000'", lang=lang)
    assert below.code == "below-paid"
    assert ("4,291.25" if lang == "en" else "4\u00a0291,25") in below.err
    assert paid.ok("verify", "--json").json["findings"] == []
    paid.ok("replay")


def test_one_board_does_it_at_once_where_only_its_money_changes(paid):
    head = len(paid.ok("log", "-O", "json").json["rows"])
    plan = done(paid, f"{CHANGE} --line L2 --year 2025 --amount '750 000' {AT_ONCE} -n")
    assert "Nothing was written." in plan.out
    done(paid, f"{CHANGE} --line L2 --year 2025 --amount '750 000' {AT_ONCE}")
    events = [x["event"] for x in paid.ok("log", "-O", "json").json["rows"]][head:]
    assert [x.partition("/")[0] for x in events] == [
        "amendment-proposed",
        "line-amount-change-proposed",
        "amendment-approved",
        "amendment-concluded",
    ]
    assert row(paid)["committed_minor"] == 75_000_000
    other = refused(paid, f"{CHANGE} --line L1 --year 2025 --amount 1 {AT_ONCE}")
    assert other.code == "not-concerned"
    longer = refused(paid, f"{CHANGE} --ends 2026-12-31 {AT_ONCE}")
    assert longer.code == "consent-missing"
    assert "malmo-universitet" in longer.err
    assert len(paid.ok("log", "-O", "json").json["rows"]) == head + 4, "none of it was recorded"


def test_it_is_booked_in_an_open_period(paid):
    words = f"{CHANGE} --line L2 --year 2025 --amount '700 000' {AT_ONCE} --booked-on 2025-06-01"
    done(paid, words)
    assert row(paid, "L2", 2025, "--as-of", "2025-05-31")["committed_minor"] == 73_716_500
    assert row(paid, "L2", 2025, "--as-of", "2025-06-01")["committed_minor"] == 70_000_000
    early = refused(paid, words.replace("2025-06-01", "2025-05-01").replace("700", "699"))
    assert early.code == "booked-too-early"


FILE = """
amends = "herrgarden"
currency = "SEK"
title = "Förlängning"
reference = "STK-2025-77"
ends = 2026-12-31
new_purpose = "Trygga ungdomar, också 2026."
joins = ["ungdomsforum"]

[[party]]
id = "ungdomsforum"
name = "Ungdomsforum"
kind = "civil"

[[change]]
line = "L2"
amounts = { 2026 = "760 000" }

[[change]]
line = "L3"
uplift = true

[[line]]
id = "L5"
purpose = "Sommarkollo"
funder = "fritidsnamnden"
performer = "tif"
amounts = { 2026 = "50 000" }
uplift = false
"""


def write(tmp_path, text):
    file = tmp_path / "amendment.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_agreement_is_prolonged_by_a_file(paid, tmp_path):
    file = write(tmp_path, FILE)
    assert "Nothing stands in the way" in paid.ok("agreement", "check", file).out
    done(paid, f"{CHANGE} '{file}'")
    assert row(paid, "L5", 2026) is None, "a new line is in no report before the conclusion"
    for board in (KS, FRN, "kulturnamnden"):
        told = f"--board {board} --decision '{board} § 7' {DAY}"
        done(paid, f"agreement approve herrgarden {told} --amendment T1")
    assert refused(paid, f"{CONCLUDE} --amendment T1").code == "consent-missing"
    for party in ("malmo-universitet", "radda-barnen", "tif", "ungdomsforum"):
        done(paid, f"agreement sign herrgarden --party {party} {DAY} --amendment T1")
    done(paid, f"{CONCLUDE} --amendment T1")
    shown = paid.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert (shown["ends"], shown["purpose"]) == ("2026-12-31", "Trygga ungdomar, också 2026.")
    assert "ungdomsforum" in shown["signatories"]
    (amendment,) = shown["amendments"]
    assert (amendment["status"], amendment["missing"]) == ("concluded", [])
    assert [x["event"].partition("/")[0] for x in amendment["changes"]] == [
        "term-change-proposed",
        "text-change-proposed",
        "signatory-change-proposed",
        "line-amount-change-proposed",
        "line-uplift-change-proposed",
        "line-addition-proposed",
    ]
    page = paid.ok("agreement", "show", "herrgarden").out
    table = page.partition("Amendments:")[2].split("\n\n")[1].splitlines()
    assert [line.split()[0] for line in table if line.startswith("T")] == ["T1"]
    for change in ("Förlängning · STK-2025-77", "last day 2025-12-31 → 2026-12-31", "→ 760,000"):
        assert any(line.endswith(change) for line in table), "each change on a line of its own"
    assert max(map(len, page.splitlines())) <= 120
    new = next(x for x in shown["lines"] if x["line"] == "L5")
    assert (new["decision"], new["decision_reference"]) == ("approved", "fritidsnamnden § 7")
    assert row(paid, "L5", 2026)["committed_minor"] == 5_000_000
    told = "--on 2025-06-30 --voucher V5 --year 2026"
    done(paid, f"record disbursement herrgarden L5 '50 000' {told}")
    board = paid.report("board", FRN)["rows"]
    assert any(x.get("line") == "L5" for x in board)
    done(paid, "claim herrgarden L5 100 --year 2026 --due 2025-08-31 --ground g --on 2025-07-01")
    before = ("--as-of", "2025-05-01")  # without the line, and what was paid
    for report in (("agreement", "herrgarden"), ("board", FRN), ("cash-flow", "herrgarden")):
        rows = paid.report(*report, *before)["rows"]
        assert rows
        assert not any(x["line"] == "L5" and (x["paid_minor"] or x["year"] == 2026) for x in rows)
    assert paid.ok("verify", "--json").json["findings"] == []
    conclusion = next(
        x["position"]
        for x in paid.ok("log", "-O", "json").json["rows"]
        if x["event"].startswith("amendment-concluded")
    )
    assert refused(paid, f"reverse {conclusion} --reason fel").code == "depended-upon"


def test_a_reversal_restores_everything(paid, tmp_path):
    def state():
        shown = paid.ok("agreement", "show", "herrgarden", "-O", "json").json
        return figures(paid), {k: v for k, v in shown.items() if k not in GROWS}

    before = state()
    lines = FILE.replace("ends = 2026-12-31", "").replace("2026", "2025")
    lines = re.sub(r"new_purpose.*\n|joins.*\n", "", lines)
    done(paid, f"{CHANGE} '{write(tmp_path, lines)}'")
    for board in (KS, FRN):
        told = f"--board {board} --decision '{board} § 7' {DAY}"
        done(paid, f"agreement approve herrgarden {told} --amendment T1")
    done(paid, f"{CONCLUDE} --amendment T1")
    assert state() != before
    head = paid.ok("log", "-O", "json").json["rows"][-1]["position"]
    done(paid, f"reverse {head} --reason fel")
    assert state() == before
    done(paid, f"{CONCLUDE} --amendment T1")
    assert state() != before
    assert paid.ok("verify", "--json").json["findings"] == []
    paid.ok("replay")


GROWS = ("process", "amendments", "missing")
WRONG = """
amends = "annat"
currency = "EUR"
ends = "2026"
nytt = 1

[[change]]
amounts = { 25 = "1" }

[[change]]
line = "L2"
performer = "tif"
"""


def test_whom_an_amendment_names_may_read_the_agreement_whatever_becomes_of_it(paid, tmp_path):
    joins = 'amends = "herrgarden"\ncurrency = "SEK"\njoins = ["rosengardsbiblioteket"]\n'
    done(paid, f"{CHANGE} '{write(tmp_path, joins)}'")
    assert paid.ok("verify", "--json").json["findings"] == []
    done(paid, f"agreement withdraw herrgarden --amendment T1 --reason r {DAY}")
    leaves = joins.replace("joins", "leaves").replace("rosengardsbiblioteket", "malmo-universitet")
    done(paid, f"{CHANGE} '{write(tmp_path, leaves)}'")
    done(paid, f"agreement sign herrgarden --party malmo-universitet {DAY} --amendment T2")
    done(paid, f"{CONCLUDE} --amendment T2")
    assert paid.ok("verify", "--json").json["findings"] == []


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_file_tells_all_its_faults_at_once(paid, tmp_path, lang):
    file = write(tmp_path, WRONG)
    wrong = paid("agreement", "change", "herrgarden", file, lang=lang)
    assert (wrong.status, wrong.code) == (2, "several-problems")
    rows = [int(x) for x in re.findall(rf"{re.escape(str(file))}, \w+ (\d+)", wrong.err)]
    assert rows[:4] == [2, 3, 4, 5], wrong.err
    assert {7, 10} <= set(rows), wrong.err
    checked = paid("agreement", "check", file, "-O", "json", lang=lang)
    assert {x["code"] for x in json.loads(checked.out)["problems"]} >= {
        "field-bad-day",
        "field-unknown",
        "field-missing",
        "field-bad-year",
    }


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize(
    "text", ["", 'title = "T"', "[[change]]", "[[line]]", '[[party]]\nid = "x"', 'ends = "x"']
)
def test_a_file_that_does_not_say_what_it_amends_is_told_so(paid, tmp_path, lang, text):
    result = paid("agreement", "change", "herrgarden", write(tmp_path, text), lang=lang)
    assert (result.status, result.code) == (2, "several-problems"), result.err
    assert " amends " in result.err
    assert " currency " in result.err
    assert "template" in result.err
    assert "--amendment" in result.err


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_what_one_board_cannot_do_at_once_is_told_without_an_amendment_that_is_not_there(
    paid, lang
):
    once = ["--at-once", "--board", "kommunstyrelsen", "--decision", "§ 1", *DAY.split()]
    others = ("--line", "L1", "--uplift", "no")
    consent = ("--ends", "2026-12-31")
    for words, code in ((others, "not-concerned"), (consent, "consent-missing")):
        refused = paid("agreement", "change", "herrgarden", *words, *once, lang=lang)
        assert (refused.status, refused.code) == (3, code), refused.err
        assert "agreement sign" not in refused.err
    assert "--at-once" in refused.err


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_line_that_is_marked_later_is_raised_by_itself(paid, lang):
    done(paid, f"{CHANGE} --line L3 --uplift yes {AT_ONCE}")
    told = f"uplift herrgarden --board {KS} --year 2025 --decision 'KS § 9' --on 2025-05-03"
    again = refused(paid, f"{told} --rate 4 --supersede", lang=lang)
    assert again.code == "nothing-to-supersede"
    assert "--line" in again.err
    done(paid, f"{told} --rate 4 --supersede --line L2")
    done(paid, f"{told} --rate 4 --line L3")
    assert row(paid, "L3")["uplift_minor"] == 300_000


ONLY = """
[[change]]
line = "L2"
"""


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ("", ["amounts"]),
        ('amounts = { 2026x = "5" }', []),  # it cannot be read, but it is there
        ('uplift = "yes"', []),
        ("performer = 'tif'", ["from"]),
        ("from = 2025-01-01", ["performer"]),
        ("from = 2025-01-01\naccountable = 'tif'", ["performer"]),
        ("accountable = 'tif'", ["performer"]),
    ],
)
def test_a_change_misses_only_what_it_does_not_say(paid, tmp_path, fields, missing):
    file = write(tmp_path, 'amends = "herrgarden"\ncurrency = "SEK"' + ONLY + fields)
    problems = json.loads(paid("agreement", "check", file, "-O", "json").out)["problems"]
    assert problems
    assert [x["field"] for x in problems if x["code"] == "field-missing"] == missing


def test_the_check_of_a_file_knows_the_currency_of_the_agreement(paid, tmp_path):
    file = write(tmp_path, 'amends = "herrgarden"\ncurrency = "EUR"\nnew_title = "x"\n')
    for words in (("check", file), ("change", "herrgarden", file)):
        result = paid("agreement", *words)
        assert (result.status, result.code) == (2, "field-not-one-of")
        assert "SEK" in result.err
    assert paid("agreement", "check", write(tmp_path, "amends = 5\n")).status == 2


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_the_file_of_the_other_command_is_sent_there(paid, tmp_path, lang):
    change = write(tmp_path, 'amends = "herrgarden"\ncurrency = "SEK"\nnew_title = "x"\n')
    proposed = paid("agreement", "propose", change, lang=lang)
    assert (proposed.status, proposed.code) == (2, "file-of-amendment")
    assert "samverk agreement change" in proposed.err
    changed = paid("agreement", "change", "herrgarden", str(EXAMPLE), lang=lang)
    assert (changed.status, changed.code) == (2, "file-of-proposal")
    assert "samverk agreement propose" in changed.err


def test_what_a_rule_refuses_of_a_file_names_its_row(paid, tmp_path):
    text = FILE.replace('line = "L3"', 'line = "L9"').replace('id = "L5"', 'id = "L1"')
    file = write(tmp_path, text)
    result = paid("agreement", "change", "herrgarden", file)
    assert (result.status, result.code) == (3, "several-refused")
    lines = text.splitlines()
    for wanted in ('line = "L9"', 'id = "L1"'):
        assert f"line {lines.index(wanted) + 1}:" in result.err, result.err


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_the_template_becomes_a_file(paid, tmp_path, lang):
    text = paid.ok("agreement", "template", "--amendment", lang=lang).out
    text = text.replace('amends = ""', 'amends = "herrgarden"')
    text = text.replace('currency = ""', 'currency = "SEK"')
    text = text.replace("# ends = ", "ends = ")
    file = write(tmp_path, text)
    checked = paid.ok("agreement", "check", file, "-O", "json").json
    assert (checked["agreement"], checked["problems"]) == ("herrgarden", [])
    schema = json.loads(paid.ok("agreement", "template", "--amendment", "--schema").out)
    assert schema["required"] == ["amends", "currency"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "--line L2",
        "--line L2 --year 2025",
        "--line L2 --amount 1",
        "--line L2 --performer tif",
        "--line L2 --uplift yes --year 2025 --amount 1",
        "--ends 2026-12-31 --line L2 --uplift yes",
        "--ends 2026-12-31 --uplift yes",
        "--ends 2026-12-31 --board kommunstyrelsen",
        "--ends 2026-12-31 --at-once --board kommunstyrelsen",
    ],
)
def test_options_that_do_not_go_together(paid, words):
    assert paid(*shlex.split(f"{CHANGE} {words}")).status == 2


def test_it_is_shown_and_explained(paid):
    done(paid, f"{CHANGE} --line L2 --year 2025 --amount '600 000' {AT_ONCE}")
    done(paid, f"{CHANGE} --ends 2026-12-31")
    for lang, wanted in (("en", "Amendments:"), ("sv", "Tilläggsavtal:")):
        shown = paid.ok("agreement", "show", "herrgarden", lang=lang).out
        assert wanted in shown
        assert "T2" in shown
    shown = paid.ok("agreement", "show", "herrgarden", "-O", "json").json
    second = shown["amendments"][1]
    assert second["status"] == "open"
    assert {x["what"] for x in second["missing"]} == {"consent"}
    assert len(second["missing"]) == 6
    explained = paid.ok(
        *shlex.split("explain agreement herrgarden --line L2 --year 2025 --measure amended"),
        "-O",
        "json",
    ).json
    assert "amendment-concluded" in json.dumps(explained)


def test_a_change_by_more_than_a_fifth_is_told_and_taken(concluded):
    once = ("--at-once", "--board", "kommunstyrelsen", "--decision", "KS 9", "--on", "2024-03-01")
    change = ("agreement", "change", "herrgarden", "--line", "L3", "--year", "2024", "--amount")
    for lang, by in (("en", "by 900 %"), ("sv", "med 900 %")):
        told = concluded(*change, "750 000", "--dry-run", *once, lang=lang)
        assert (told.status, by in told.err) == (0, True)
    assert concluded.ok(*change, "750 000", *once).err.count("900 %") == 1
    assert concluded.ok(*change, "800 000", *once).err == ""


def test_a_consent_is_told_apart_from_a_signature(concluded):
    concluded.ok("agreement", "change", "herrgarden", "--ends", "2026-12-31")
    signed = ("agreement", "sign", "herrgarden", "--party", "tif", "--on", "2024-03-01")
    for lang, word in (("en", "consent to T1"), ("sv", "samtycke till T1")):
        assert word in concluded.ok(*signed, "--amendment", "T1", "--dry-run", lang=lang).out
        assert word not in concluded.ok(*signed, "--dry-run", lang=lang).out
