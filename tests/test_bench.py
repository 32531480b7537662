"""What the measurements are made by: books, runs, what is kept of them, pages, the picture."""

import json
import os
import sys
import time
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import forks
import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))
import browsed
import generate
import goals
import measure
import page
import picture
import running
from measure import BY_SIZE, ONCE
from results import Result, Results, slope
from rows import GROUPS, LABELS
from running import Bench, Command, Run

from events.record import decode
from ledger.books.opening import open_book
from ledger.proof.evidence import create_book

SVG = "{http://www.w3.org/2000/svg}"
HUGE, LARGE = goals.HUGE, goals.LARGE


# ---------------------------------------------------------------- books


@pytest.mark.parametrize("order", [generate.KEPT, generate.SHUFFLED])
def test_facts_that_are_appended_are_those_that_the_rules_lead_to(tmp_path, order):
    plan = generate.Plan(2000, order, block=1200)
    create_book(tmp_path / "rules.book")
    with closing(open_book(tmp_path / "rules.book")) as book:
        generate.by_rules(book, plan, 1200)
        (left,) = generate.blocks(book, plan)
        rows = generate.block_rows(left)
    create_book(tmp_path / "all.book")
    with closing(open_book(tmp_path / "all.book")) as book:
        generate.by_rules(book, plan)
        expected = [*book.rows(1200)]
    assert len(rows) == 800
    assert [said(row, at) for at, row in enumerate(rows, 1200)] == [
        said(row, at) for at, row in enumerate(expected, 1200)
    ]


def said(row, number):
    """Return an event without what differs: its nonce, and by how much it came before its chunk."""
    position, stream, version, name, state = row
    envelope = decode(name, state)
    assert position == number + 1
    return position, stream, version, name, envelope.actor, envelope.reason, envelope.data


def test_a_book_that_was_interrupted_is_made_longer_and_stays_as_it_is_when_it_is_done(tmp_path):
    path = tmp_path / "long.book"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "_append_all", lambda *_: None)  # interrupted after the first block
        generate.make(path, 1400, block=1000)
    with closing(open_book(path)) as book:
        assert book.head() == 1000
    for _ in range(2):
        generate.make(path, 1400, block=1000)
        with closing(open_book(path)) as book:
            assert book.head() == 1400
    done = forks.run(["--lang", "en", "--book", str(path), "verify"], cwd=tmp_path, env=os.environ)
    assert "every event was allowed" in done.stdout, done.stderr


def test_a_book_is_in_order_of_time_and_little_is_late():
    plan = generate.Plan(20_000)
    late = [(plan.recorded_at(x.number).date() - x.day).days for n in (0, 1) for x in plan.drawn(n)]
    assert min(late) == 0
    assert max(late) < 90
    assert 0 < sum(days >= 14 for days in late) < 60
    assert sum(plan.recorded_at(x) > plan.recorded_at(x + 1) for x in range(19_999)) == 0


def test_events_until_the_agreements_are_concluded_are_as_many_as_it_says():
    assert sum(count for _, count in generate.setup()) == generate.AGREED


# ---------------------------------------------------------------- runs


@pytest.fixture
def bench(tmp_path):
    """A run of measurements with the program of this environment."""
    return Bench(tmp_path, Path(sys.executable).parent, Results(tmp_path / "results.jsonl"), 1)


def python(*lines, **more):
    return Command((sys.executable, "-c", "\n".join(lines)), **more)


def test_a_run_tells_time_memory_and_how_it_ended_whatever_the_process_that_measures_has(bench):
    mine = bytearray(120 << 20)  # of this process, which is none of the command's
    small = bench.run(python("import time", "time.sleep(0.1)"))
    large = bench.run(python("x = bytearray(90 << 20)", "x[::4096] = b'1' * len(x[::4096])"))
    assert len(mine) > small.peak * (1 << 20)
    assert small.seconds > 0.1 > small.processor
    assert small.peak < 40
    assert 90 < large.peak < 140
    with pytest.raises(running.MeasurementError, match="exit"):
        bench.run(python("exit('no')"))
    assert bench.run(python("exit(3)", statuses=(0, 3))).status == 3


def test_a_stream_is_stopped_in_time_and_its_lines_are_counted(bench):
    endless = python("while True: print('x', flush=True)", limit=0.3)
    run = bench.run(endless)
    assert not run.whole
    assert run.lines > 0
    assert 0.3 < run.seconds < 20
    whole = bench.run(python("print('x\\n' * 5, end='')", limit=60.0))
    assert (whole.whole, whole.lines) == (True, 5)
    bench.alternated(7, {"log csv": replace(endless, done=100)})
    kept = bench.results.get("log csv", 7)
    assert kept.done > 0
    assert "stopped after" in kept.note


def test_a_command_at_a_terminal_finds_one(bench):
    bench.run(python("import sys", "exit(not sys.stdout.isatty())", at_terminal=True))


def test_what_fails_is_kept_as_failed_and_stops_nothing(bench, capsys):
    bench.alternated(7, {"now": python("exit('broken')"), "bare": python("pass")})
    assert "failed" in bench.results.get("now", 7).note
    assert bench.results.get("bare", 7).seconds > 0
    assert "broken" in capsys.readouterr().err


def test_ratios_are_of_pairs_that_ran_in_turn(bench):
    def runs(*seconds):
        return [Run(x, x / 2, 1.0, 0, None, whole=True) for x in seconds]

    slow = {"now": runs(1, 10, 100), "past at": runs(2, 20, 300)}  # the machine slows down
    kept = bench.keep_runs(5, {x: Command(()) for x in slow}, slow)
    assert kept["past at"].ratios == {"now": 2.0, "~now": 2.0}


# ---------------------------------------------------------------- what is kept


def test_results_are_there_after_an_interruption_and_the_last_one_counts(tmp_path):
    path = tmp_path / "results.jsonl"
    first = Results(path, "v1")
    first.add(Result("now", 10, seconds=2.0))
    first.add(Result("now", 10, seconds=1.0, ratios={"bare": 3.0}))
    first.add(Result("part start", 10, seconds=1.0))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"what": "now", "eve')
    again = Results(path, "v1")
    assert again.get("now", 10).seconds == 1.0
    assert again.get("now", 10).ratios == {"bare": 3.0}
    assert again.sizes() == [10]
    assert again.is_done("start", 10)
    assert not again.is_done("start", 100)
    assert not Results(path, "v2").is_done("start", 10)


def test_a_run_that_goes_on_leaves_out_what_is_done_and_what_no_time_is_left_for(bench, capsys):
    ran = []
    parts = [(name, 5, lambda _, __, name=name: ran.append(name)) for name in ("views", "start")]
    measure.measure(bench, iter(parts[:1]), time.monotonic() + 60, go_on=False)
    measure.measure(bench, iter(parts), time.monotonic() + 60, go_on=True)
    assert ran == ["views", "start"]
    measure.measure(bench, iter(parts), time.monotonic() - 1, go_on=False)
    assert ran == ["views", "start"]
    assert "no time" in bench.results.get("part start", 5).note


def test_slopes_are_exponents():
    sizes = (10, 100, 1000)
    assert slope(dict.fromkeys(sizes, 0.3)) == pytest.approx(0)
    assert slope({n: 2.0 * n for n in sizes}) == pytest.approx(1)
    assert slope({n: 7.0 * n * n for n in sizes}) == pytest.approx(2)
    assert slope({10: 1.0}) is None
    assert slope({}) is None


def test_words_choose_parts_and_the_largest_book_comes_last(capsys):
    asked = measure.asked(["past", "server", "--sizes", "1000000,10000000,10000"])
    order = [(name, size) for name, size, _ in measure.in_order(asked.sizes, asked.parts)]
    assert order == [
        ("past", 10_000),
        ("past", LARGE),
        ("past", HUGE),
        ("server", LARGE),
    ]
    assert {name for name, _, _ in measure.in_order([5], ())} == {*BY_SIZE, *ONCE, "server"}
    with pytest.raises(SystemExit):
        measure.asked(["nonsense"])
    assert "nonsense" in capsys.readouterr().err


# ---------------------------------------------------------------- goals and pages


def results_of(tmp_path, *found):
    results = Results(tmp_path / "some.jsonl")
    for result in found:
        results.add(result)
    return results


def goal(text, results, **more):
    """Return a row of the table of goals."""
    (found,) = [x for x in goals.GOALS if text in x.text]
    return page.goal_row(goals.Reading(results, **more), found)


def test_a_goal_is_met_or_missed_by_the_worst_of_what_it_is_about(tmp_path):
    results = results_of(
        tmp_path,
        Result("log", LARGE, seconds=1, ratios={"now": 1.1, "~now": 2.5}),
        Result("log party", LARGE, seconds=1, ratios={"now": 1.9, "~now": 1.0}),
        Result("log", HUGE, seconds=1, ratios={"now": 1.2}),
        Result("log voucher", HUGE, seconds=1, ratios={"now": 3.0}),
    )
    *_, large, huge, verdict = goal("first page, whatever", results)
    assert (large, huge) == ("1.9×", "3×")
    assert verdict == f"**missed** by 50% ({LABELS['log voucher'].label})"
    assert goal("first page, whatever", results, by_processor=True)[2] == "2.5×"
    assert goal("current report, against", results)[-1] == "not measured"


def test_a_goal_that_asks_for_at_least_so_much_is_missed_below_it(tmp_path):
    results = results_of(
        tmp_path,
        Result("iterate", LARGE, seconds=1.0, done=LARGE),
        Result("replay", LARGE, seconds=1.25, done=LARGE),
        Result("rebuild", LARGE, seconds=2.0, done=LARGE),
        Result("clients", 0, seconds=1, done=900, ratios={"pgledger": 1.1, "least": 0.9}),
    )
    assert goal("replay, share", results)[-1] == "met where it was measured"
    assert goal("every view anew", results)[-1] == "**missed** by 33%"
    assert goal("8 clients, an agreement", results)[-1] == "**missed** by 10% (the least run)"


def test_whatever_a_goal_asks_for_has_a_name_in_the_tables(tmp_path):
    names = [row.what for rows in GROUPS.values() for row in rows]
    assert len(names) == len(set(names))
    reading = goals.Reading(results_of(tmp_path))
    for one in goals.GOALS:
        for size in one.sizes:
            assert one.of(reading, size) is None


def test_a_page_keeps_what_people_wrote_and_gets_its_tables_anew(tmp_path):
    text = "# Speed\n\nWords.\n\n<!-- use -->\nold\n<!-- use -->\n\nMore words.\n"
    (tmp_path / "PERFORMANCE.md").write_text(text, encoding="utf-8")
    found = [
        Result(what, size, seconds=taken * (size / 1000) ** power)
        for size in (1000, 10_000, 100_000)
        for what, taken, power in (("now", 0.2, 0), ("due", 0.1, 0.4), ("verify", 0.01, 1))
    ]
    results = results_of(tmp_path, *found, Result("size full", 1000, value=3 << 20))
    for _ in range(2):
        page.write(results, tmp_path)
    written = (tmp_path / "PERFORMANCE.md").read_text(encoding="utf-8")
    assert written.startswith("# Speed\n\nWords.\n\n<!-- use -->\n| what you do | 1,000 events |")
    assert written.endswith("<!-- use -->\n\nMore words.\n")
    assert "old" not in written
    assert "| see what is due | 100 ms | 251 ms | 631 ms |" in written
    grown = page.growth(results)
    assert LABELS["due"].label in grown  # whose work is the same in any book
    assert LABELS["verify"].label not in grown
    assert "| 1,000 | – | 3.0 MiB |" in page.room(results)
    assert (tmp_path / "performance.svg").exists()


def test_the_picture_has_its_names_at_the_lines_and_says_itself_in_words():
    sizes = (10_000, 100_000, LARGE)
    lines = [
        picture.Line("report & all", "own", dict.fromkeys(sizes, 0.2)),
        picture.Line("payment", "own", dict.fromkeys(sizes, 0.21)),
        picture.Line("verify", "whole", {n: n / 100_000 for n in sizes}),
        picture.Line("lonely", "other", {LARGE: 3.0}),
    ]
    drawn = picture.drawn(lines, "Growth")
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert root.get("role") == "img"
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert {title.get("id"), told.get("id")} == {*root.get("aria-labelledby").split()}
    assert "verify: 0.10 s with 10,000 events, 10 s with 1,000,000" in told.text
    texts = {x.text: (float(x.get("x")), float(x.get("y"))) for x in root.iter(f"{SVG}text")}
    names = {
        x.split(",")[0]: at
        for x, at in texts.items()
        if x.split(",")[0] in {"report & all", "payment"}
    }
    assert len(names) == 2
    (_, one), (_, other) = names.values()
    assert abs(one - other) >= 15  # or they cover each other
    assert "lonely" not in drawn
    assert "prefers-color-scheme: dark" in drawn
    level, steep = (x.get("points") for x in list(root.iter(f"{SVG}polyline"))[::2])
    assert len({p.split(",")[1] for p in level.split()}) == 1
    ys = [float(p.split(",")[1]) for p in steep.split()]
    assert ys[0] - ys[1] == pytest.approx(ys[1] - ys[2], abs=0.2)
    assert picture.drawn([], "nothing") == ""


# ---------------------------------------------------------------- all of it, tiny


class Quick(Bench):
    """A run whose commands are forks of a process that has the program's modules."""

    def run(self, command):
        words = command.now()
        if Path(words[0]).name != "samverk" or command.at_terminal or command.limit:
            return super().run(command)
        started = time.perf_counter()
        done = forks.run(words[1:], cwd=self.folder, env=self._environment)
        if command.out is not None:
            command.out.write_text(done.stdout, encoding="utf-8")
        if done.returncode not in command.statuses:
            raise running.MeasurementError(f"{words}: {done.stderr[-300:]}")
        return Run(time.perf_counter() - started, 0.01, 30.0, done.returncode, None, whole=True)


def test_every_part_measures_what_the_tables_and_goals_ask_for(tmp_path, monkeypatch, capsys):
    for name in ("parts", "goals"):
        monkeypatch.setattr(sys.modules[name], "LARGE", 2_200)
    monkeypatch.setattr(sys.modules["parts"], "_SINCE", 20)
    bench = Quick(tmp_path, Path(sys.executable).parent, Results(tmp_path / "results.jsonl"), 1)
    without = {"others", "stream", "bulk"}  # which take seconds, and no words of their own
    parts = [(name, 2_200, run) for name, run in BY_SIZE.items() if name not in without]
    measure.measure(bench, iter(parts), time.monotonic() + 600, go_on=False)
    failed = [x for x in (tmp_path / "results.jsonl").read_text().splitlines() if "failed" in x]
    assert not failed
    for name, size, _ in parts:
        assert bench.results.is_done(name, size), capsys.readouterr().err[-2000:]
    seen = [json.loads(x)["what"] for x in (tmp_path / "results.jsonl").read_text().splitlines()]
    expected = {row.what for title in list(GROUPS)[:4] for row in GROUPS[title]}
    assert expected - {*seen} == {"pay long"}


def test_pages_are_measured_and_weighed_beside_favas_if_it_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(browsed, "_OFTEN", 2)
    monkeypatch.setattr(browsed.shutil, "which", lambda *_, **__: None)
    bench = Bench(tmp_path, Path(sys.executable).parent, Results(tmp_path / "results.jsonl"), 1)
    browsed.of_demonstration(bench, 0)
    browsed.of_large(bench, 10_000)  # which has no pages to be measured
    (events,) = bench.results.of("pages first")
    assert events > 50
    seen = {what: bench.results.get(what, events) for what in browsed.SEEN}
    assert {what for what, result in seen.items() if result is None} == set()
    assert (
        0 < seen["pages warm"].seconds <= seen["pages slow"].seconds < seen["pages first"].seconds
    )
    assert 30 < seen["pages first"].peak < 300
    assert 5 < seen["pages weight"].value < 500
    assert bench.results.get("fava first", events).note == "not installed"
    table = page.browsed(bench.results)
    assert f"{events:,} events" in table
    assert "fava" not in table


def test_a_program_that_shows_no_pages_is_told(tmp_path):
    bench = Bench(tmp_path, Path(sys.executable).parent, Results(tmp_path / "results.jsonl"), 1)
    site = browsed.Site("pages", (sys.executable, "-c", "pass"), {"overview": ("/",)})
    with pytest.raises(running.MeasurementError), browsed.running(bench, 1, site):
        pass
