"""An agreement's report summed up by activity, funder or performer, and of a whole chain."""

import re
from itertools import product

import pytest
from prepared import EXAMPLE

from ledger.presentation.formats import FORMATS
from projections.reports import KINDS

BY = tuple(x for x in KINDS["agreement"].by if x != "category")  # that: test_following.py


def prolong(samverk, folder, *, activity=False):
    """Propose an agreement for 2026 that extends the other one."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace('id = "herrgarden"', 'id = "after"').replace("2024-01-01", "2026-01-01")
    text = text.replace("2025-12-31", "2026-12-31")
    text = re.sub(r"\{ 2024 = ([^,]*), 2025 = [^}]*\}", r"{ 2026 = \1 }", text)
    text = re.sub(r"^extends = .*$", 'extends = "herrgarden"', text, flags=re.MULTILINE)
    if activity:
        text = re.sub(r'^(id = "L[23]")$', r'\1\nactivity = "motesplats"', text, flags=re.MULTILINE)
    (folder / "after.toml").write_text(text, encoding="utf-8")
    samverk.ok("agreement", "propose", folder / "after.toml")


def explained(samverk, words, measure):
    """Return what the command in a report says of a figure."""
    return samverk.ok(*words[3:], "--measure", measure, "-O", "json").json["figure"]


def figures(report):
    return [key for key in report["totals"] if key.endswith("_minor")]


@pytest.mark.parametrize(("by", "chain"), [*product(BY, [False, True])])
def test_every_figure_is_a_sum_of_lines_and_is_explained(everything, tmp_path, by, chain):
    samverk = everything
    prolong(samverk, tmp_path, activity=True)
    cut = ["--by", by, *(["--chain"] if chain else [])]
    of_lines = samverk.report("agreement", "herrgarden", *cut[2:])
    made = samverk.report("agreement", "herrgarden", *cut)
    assert made["totals"] == of_lines["totals"]
    assert (made["by"], made.get("chain")) == (by, ["herrgarden", "after"] if chain else None)
    for figure in figures(made):
        assert sum(row[figure] for row in made["rows"]) == made["totals"][figure]
    for row in made["rows"]:
        own = [
            x
            for x in of_lines["rows"]
            if x["year"] == row["year"]
            and x["line"] in row["lines"]
            and (by == "activity" or x[by] == row[by])
            and (by != "activity" or x["activity"] == row["activity"])
        ]
        assert {figure: sum(x[figure] for x in own) for figure in figures(made)} == {
            figure: row[figure] for figure in figures(made)
        }
    for row, words in zip(made["rows"], made["explain"]["rows"], strict=True):
        for measure in ("proposed", "committed", "paid"):
            figure = explained(samverk, words, measure)
            assert figure["value"] == figure["sum"] == row[f"{measure}_minor"]
    whole = explained(samverk, made["explain"]["totals"], "remaining")
    assert whole["value"] == whole["sum"] == made["totals"]["remaining_minor"]


def test_a_line_of_no_activity_has_a_row_of_its_own(concluded, tmp_path):
    prolong(concluded, tmp_path, activity=True)
    made = concluded.report("agreement", "after", "--by", "activity")
    assert [(x["activity"], x["line"], x["lines"]) for x in made["rows"]] == [
        (None, "L1", ["L1"]),
        ("motesplats", None, ["L2", "L3"]),
        (None, "L4", ["L4"]),
    ]
    assert made["rows"][1]["proposed_minor"] == 79_000_000
    lines = concluded.report("agreement", "after")["rows"]
    assert [x["activity"] for x in lines] == [None, "motesplats", "motesplats", None]


def test_a_chain_has_the_years_of_all_its_agreements(concluded, tmp_path):
    alone = concluded.report("agreement", "herrgarden", "--chain")
    assert alone["chain"] == ["herrgarden"]
    plain = concluded.report("agreement", "herrgarden")
    assert alone["rows"] == plain["rows"]
    prolong(concluded, tmp_path)
    for subject in ("herrgarden", "after"):
        made = concluded.report("agreement", subject, "--chain")
        assert made["chain"] == ["herrgarden", "after"]
        assert made["rows"] == plain["rows"] + concluded.report("agreement", "after")["rows"]
        assert made["totals"]["proposed_minor"] == 3 * 121_000_000
        last = made["explain"]["rows"][-1]
        assert last[:6] == ["samverk", "--lang", "en", "explain", "agreement", "after"]
        assert "--chain" not in last
        assert explained(concluded, last, "proposed")["value"] == 10_000_000
    shown = concluded.ok("report", "agreement", "after", "--chain", "--by", "funder", lang="sv").out
    assert "Kedja: herrgarden, after" in shown
    assert "Per finansiär" in shown


def test_a_chain_is_compared_with_what_was_there_before_its_last_agreement(concluded, tmp_path):
    before = concluded.report("agreement", "herrgarden")["at"]
    prolong(concluded, tmp_path)
    for subject in ("herrgarden", "after"):
        made = concluded.report("agreement", subject, "--chain", "--compare-to", str(before))
        assert {x["agreement"] for x in made["changes"]} == {"after"}
        made = concluded.report(
            "agreement", subject, "--chain", "--by", "funder", "--compare-to", str(before)
        )
        assert [(x["year"], x["proposed_minor"]) for x in made["changes"]] == [
            (2026, 32_000_000),
            (2026, 79_000_000),
            (2026, 10_000_000),
        ]
        assert all(x["events"]["proposed_minor"] for x in made["changes"])


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_they_have_every_format_and_are_made_again(everything, tmp_path, lang):
    prolong(everything, tmp_path)
    for form, cut in product(FORMATS.values(), (["--by", "performer"], ["--chain"])):
        file = tmp_path / f"made{form.endings[0]}"
        everything.ok(
            "report", "agreement", "herrgarden", *cut, "--compare-to", "20", "-o", file, lang=lang
        )
        if form.reader:
            everything.ok("verify", "--report", file, lang=lang)
        file.unlink()


def test_rows_are_chosen_by_what_they_are_by(everything):
    asked = ("explain", "agreement", "herrgarden", "--measure", "paid", "--by", "funder")
    refused = everything(*asked, "--line", "L3")
    assert refused.status == 2
    assert "--by funder" in refused.err
    assert "--line" in refused.err
    same = everything.ok(*asked, "--funder", "kommunstyrelsen", "-O", "json").json["figure"]["sum"]
    plain = [x for x in asked if x not in {"--by", "funder"}]
    for words in (plain, [*plain, "--by", "line"]):
        found = everything.ok(*words, "--funder", "kommunstyrelsen", "-O", "json").json
        assert found["figure"]["sum"] == same
    assert everything.report("agreement", "herrgarden", "--by", "line") == everything.report(
        "agreement", "herrgarden"
    )


def test_a_board_is_told_that_it_may_not_see_the_whole_chain(concluded, tmp_path):
    is_server = hasattr(concluded.home, "server")  # a file is seen whole
    prolong(concluded, tmp_path)
    if is_server:
        concluded.home.place_of("karin", "board", "kulturnamnden")
    one, chain = (
        concluded.ok("report", "agreement", "herrgarden", *cut, "-O", "json", actor="karin").json
        for cut in ([], ["--chain"])
    )
    codes = [{notice["code"] for notice in made["notices"]} for made in (one, chain)]
    assert ["partial-view" in x for x in codes] == [False, is_server]
    assert chain["chain"] == ["herrgarden", "after"]


def test_what_is_carried_over_and_amended_stands_in_every_report(concluded):
    samverk, day = concluded, "2024-12-10"
    before = samverk.report("agreement", "herrgarden")["at"]
    carried = ("carry-over", "herrgarden", "L3", "7 500", "--from", "2024", "--to", "2025")
    samverk.ok(*carried, "--decision", "KS § 3", "--on", day)
    at_once = ("--at-once", "--board", "kommunstyrelsen", "--decision", "KS § 4", "--on", day)
    change = ("agreement", "change", "herrgarden", "--line", "L2", "--year", "2025")
    samverk.ok(*change, "--amount", "600 000", *at_once)
    moved = {
        ("L3", 2024): (0, -750_000),
        ("L3", 2025): (0, 750_000),
        ("L2", 2025): (-11_500_000, 0),
    }
    for subject in (("agreement", "herrgarden"), ("board", "kommunstyrelsen")):
        made = samverk.report(*subject, "--compare-to", str(before))
        for row in made["rows"]:
            found = (row["amended_minor"], row["carried_minor"])
            assert found == moved.get((row["line"], row["year"]), (0, 0))
            assert row["committed_minor"] == row["approved_minor"] + sum(found)
        assert (made["totals"]["amended_minor"], made["totals"]["carried_minor"]) == (
            -11_500_000, 0
        )  # fmt: skip
        changes = {(x["line"], x["year"]): x for x in made["changes"]}
        assert {
            key: (x["amended_minor"], x["carried_minor"]) for key, x in changes.items()
        } == moved
        assert all(x["events"]["committed_minor"] for x in changes.values())
        shown = samverk.ok("report", *subject, "--width", "200", lang="sv").out
        assert "Ändrat" in shown
        assert "Överfört" in shown
        for words in [*made["explain"]["rows"], made["explain"]["totals"]]:
            for measure in ("amended", "carried", "committed"):
                figure = explained(samverk, words, measure)
                assert figure["value"] == figure["sum"]
    for by in BY:
        made = samverk.report("agreement", "herrgarden", "--by", by)
        assert sum(row["amended_minor"] for row in made["rows"]) == -11_500_000
        assert {-750_000, 750_000} <= {row["carried_minor"] for row in made["rows"]}
    narrow = samverk.ok("report", "agreement", "herrgarden", "--width", "80", lang="sv").out
    assert max(map(len, narrow.splitlines()[3:10])) <= 80
