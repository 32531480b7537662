"""Samples: no user can choose them, and every user can draw them again."""

import itertools
import random
import runpy
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import in_memory as core
import msgspec
import pytest
from conftest import FileHome, Program, this_day
from test_recording import ME

from ledger.books import notes
from ledger.books.checkpoints import read_checkpoint
from ledger.proof import evidence
from ledger.rules import commands as c
from ledger.work.recording import Service
from projections.audits.material import Item
from projections.audits.sample import drawn, hit, seed_of

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "derive_sample.py"
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(0, 700, 3)]


def pay(samverk, line, amount, day, voucher):
    words = ("record", "disbursement", "herrgarden", line, amount, "--on", day)
    return samverk.ok(*words, "--voucher", voucher)


@pytest.fixture
def paid(concluded):
    """Four payments (18 to 21) of 2024, the first of which is taken back, and a checkpoint."""
    for number, amount in enumerate((100, 50_000, 300, 75_000)):
        pay(concluded, "L2", amount, f"2024-0{number + 3}-15", f"V{number}")
    concluded.ok("reverse", "18", "--reason", "fel")
    concluded.ok("checkpoint", "-o", "CHECK", actor=None)
    return concluded


def sample(samverk, *words, checkpoint="CHECK", **options):
    return samverk("audit", "sample", *words, "--checkpoint", checkpoint, **options)


def rows(samverk, *words, **options):
    done = sample(samverk, *words, "-O", "json", **options)
    assert done.status == 0, done.err
    return done.json["rows"]


def test_payments_that_stand_are_drawn_and_the_population_is_told(paid):
    found = rows(paid, "--random", 2, "--period", "2024")
    assert {x["position"] for x in found} < {19, 20, 21}
    assert [x["draw"] for x in found] == [1, 2]
    more = rows(paid, "--random", 9, "--period", "2024")
    assert more[:2] == found
    assert sorted(x["position"] for x in more) == [19, 20, 21]
    told = sample(paid, "--random", 9).out
    assert "Looked at: payments that were not taken back, 3, together 125,300 SEK." in told
    assert "Not looked at: payments that were taken back, 1, together 100 SEK." in told
    assert "9 were asked for, and there are only 3 payments." in told
    assert "Asked with --random 9 --checkpoint CHECK." in told
    assert "samverk show" in told
    swedish = sample(paid, "--random", 1, lang="sv").out
    assert "Stickprov av utbetalningar" in swedish
    assert "Granskade: utbetalningar" in swedish


def test_every_krona_is_as_likely_as_any_other(paid):
    found = rows(paid, "--monetary-unit", 4)
    assert sum(x["hits"] for x in found) == 4
    above = {x["position"]: x["above_interval"] for x in found}
    assert {19: True, 21: True}.items() <= above.items()  # the interval is 31 325
    told = sample(paid, "--monetary-unit", 4).out
    assert "The interval is the sum divided by 4, 31,325." in told
    assert "Those above the interval are certain to be drawn" in told


def test_of_nothing_nothing_is_drawn(concluded):
    concluded.ok("checkpoint", "-o", "CHECK", actor=None)
    for way in ("--random", "--monetary-unit"):
        done = sample(concluded, way, 3)
        assert done.status == 0
        assert "There is no payment to look at." in done.out
        assert "Nothing to show." in done.out


def test_one_way_is_chosen(paid):
    for words in ((), ("--random", 1, "--monetary-unit", 1)):
        refused = sample(paid, *words)
        assert refused.status == 2
        assert "--random, --monetary-unit" in refused.err
    assert sample(paid, "--random", 0).status == 2
    assert paid("audit", "sample", "--random", 1).status == 2


def test_what_is_taken_back_once_the_sample_is_known_stays_in_it(paid):
    before = rows(paid, "--random", 3)
    paid.ok("reverse", before[0]["position"], "--reason", "fel")
    after = rows(paid, "--random", 3)
    assert [x["position"] for x in after] == [x["position"] for x in before]
    assert [x["reversed_by"] for x in after] == [23, None, None]


def test_a_saved_sample_is_made_again_to_the_byte(paid):
    for file in ("s.json", "s.md", "s.html", "s.txt"):
        words = ("--monetary-unit", 2, "--period", "2024", "--agreement", "herrgarden")
        assert sample(paid, *words, "-o", file).status == 0
        pay(paid, "L3", 100, "2025-01-02", f"later {file}")
        assert "to the byte" in paid.ok("verify", "--report", file).out


@pytest.mark.file_only
def test_amounts_of_several_currencies_are_not_added(paid):
    with closing(paid.open()) as book:
        service = Service(book)
        for command in in_euro():
            service.execute(command, ME)
    paid.ok("checkpoint", "-o", "CHECK")
    refused = sample(paid, "--monetary-unit", 2)
    assert (refused.status, refused.code) == (3, "mixed-currencies")
    assert {x["currency"] for x in rows(paid, "--random", 9)} == {"EUR", "SEK"}
    for words in (("--currency", "EUR"), ("--agreement", "annat")):
        (row,) = rows(paid, "--monetary-unit", 2, *words)
        assert (row["currency"], row["hits"], row["amount_minor"]) == ("EUR", 2, 777)
    told = sample(paid, "--random", 9).out
    assert "3, together 125,300 SEK." in told
    assert "1, together 7.77 EUR." in told
    assert len(paid.ok("audit", "round", "--to", "0,01", "-O", "json").json["rows"]) == 4


def in_euro():
    """Yield what leads to a payment in another currency."""
    day = date(2024, 1, 1)
    line = c.ProposedLine(
        line="E1",
        purpose="p",
        funder="fritidsnamnden",
        performer="tif",
        amounts_minor={2024: 9_000},
    )
    yield c.ProposeAgreement(
        agreement="annat",
        title="Annat",
        reference="X-1",
        purpose="p",
        starts=day,
        ends=date(2024, 12, 31),
        currency="EUR",
        rounding="ore",
        extends=None,
        signatories=("fritidsnamnden", "tif"),
        stated_total_minor=9_000,
        lines=(line,),
    )
    yield c.ApproveCommitment(
        agreement="annat", board="fritidsnamnden", decision="1", decided_on=day
    )
    yield c.ConcludeAgreement(agreement="annat", decision="2", decided_on=day)
    yield c.RecordDisbursement(
        agreement="annat",
        line="E1",
        budget_year=2024,
        amount_minor=777,
        paid_on=date(2024, 3, 1),
        voucher="E-1",
    )


def test_a_checkpoint_from_before_the_end_of_the_period_is_refused(paid):
    refused = sample(paid, "--random", 1, "--period", this_day().year)
    assert (refused.status, refused.code) == (3, "checkpoint-before-end")
    assert "period close" in refused.err
    empty = notes.Checkpoint(read_checkpoint(Path("CHECK")).origin, 0, sha256().digest())
    Path("EMPTY").write_text(str(empty.signed(key_of(paid))))
    refused = sample(paid, "--random", 1, "--period", "2023", checkpoint="EMPTY")
    assert (refused.status, refused.code) == (3, "checkpoint-before-end")


def test_a_checkpoint_that_payments_came_after_is_refused(paid):
    pay(paid, "L3", 100, "2024-05-05", "late")
    refused = sample(paid, "--random", 1, "--period", "2024")
    assert (refused.status, refused.code) == (3, "checkpoint-too-small")
    assert "#23" in refused.err
    assert "--at 22" in refused.err
    assert rows(paid, "--random", 1, "--period", "2024", "--at", 22)
    assert rows(paid, "--random", 1, "--period", "2024-Q1") == []  # the late one is of another


def key_of(samverk):
    return evidence.read_key(evidence.key_file(samverk.book))


def test_a_checkpoint_that_does_not_hold_is_refused(paid, tmp_path, capsys):
    made, key = read_checkpoint(Path("CHECK")), key_of(paid)
    forged = {
        "signature": notes.Checkpoint(made.origin, made.size, made.root).signed(
            notes.SecretKey(made.origin, bytes(32))
        ),
        "root": notes.Checkpoint(made.origin, made.size, bytes(32)).signed(key),
        "ahead": notes.Checkpoint(made.origin, made.size + 1, made.root).signed(key),
    }
    for name, checkpoint in forged.items():
        Path(name).write_text(str(checkpoint))
        assert sample(paid, "--random", 1, checkpoint=name).status == 5, name
    Path("none").write_text("nonsense\n")
    assert sample(paid, "--random", 1, checkpoint="none").status == 2
    assert sample(paid, "--random", 1, checkpoint="nowhere").status == 2
    other = Program(FileHome(tmp_path / "other.book"), capsys)
    other.ok("init")
    other.ok("checkpoint", "-o", "OTHER")
    refused = sample(paid, "--random", 1, checkpoint="OTHER")
    assert (refused.status, refused.code) == (2, "other-book")


# ---------------------------------------------------------------- drawn again, by a stranger


def derived(capsys, monkeypatch, *words):
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, words)])
    runpy.run_path(str(SCRIPT))
    return list(map(int, capsys.readouterr().out.split()))


@pytest.mark.file_only
def test_the_script_in_the_docs_draws_the_same(concluded, capsys, monkeypatch):
    chance = random.Random(15)
    with closing(concluded.open()) as book:
        service = Service(book)
        for number in range(120):
            if number > 40 and not number % 10:
                entry = service.execute(c.ReverseEntry(position=18 + number - 7, reason="fel"), ME)
                assert entry
                continue
            day = chance.choice(DAYS)
            payment = c.RecordDisbursement(
                agreement="herrgarden",
                line="L2",
                budget_year=day.year,
                amount_minor=chance.choice((1, 100, 4_711, 99_999, 1_000_000)),
                paid_on=day,
                voucher=f"V{number}",
            )
            service.execute(payment, ME)
        late = {"released_on": date(2024, 3, 1), "booked_on": date(2024, 4, 1)}  # no payment
        service.execute(msgspec.structs.replace(core.release(), **late), ME)
        checkpoints = [evidence.make_checkpoint(book, key_of(concluded))]
        checkpoints += [
            notes.Checkpoint(made.origin, size, book.root(size)).signed(key_of(concluded))
            for made in checkpoints
            for size in (20, 60, 100, 137)
        ]
    sizes = 0
    for number, made in enumerate(checkpoints):
        Path("CHECK").write_text(str(made))
        for way, n in (("random", 1 + number * 7), ("money", 3 + number * 5)):
            for period in ((), ("2024",), ("2024-Q3",)):
                said = {"random": "--random", "money": "--monetary-unit"}[way]
                words = [said, n, "--at", made.size, *(("--period", *period) if period else ())]
                span = {
                    "2024": ("2024-01-01", "2024-12-31"),
                    "2024-Q3": ("2024-07-01", "2024-09-30"),
                }
                days = span[period[0]] if period else ()
                ours = [x["position"] for x in rows(concluded, *words)]
                theirs = derived(capsys, monkeypatch, concluded.book, "CHECK", way, n, *days)
                assert ours == theirs, (made.size, words)
                sizes += len(ours)
        again = derived(
            capsys, monkeypatch, concluded.book, "CHECK", "random", 5, "2024", "2026", "herrgarden"
        )
        assert again == [x["position"] for x in rows(concluded, "--random", 5, "--at", made.size)]
    assert sizes > 200


def test_the_script_is_short_and_needs_the_standard_library_alone():
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 24
    imported = source.splitlines()[1].removeprefix("import ").split(", ")
    assert set(imported) <= sys.stdlib_module_names


# ---------------------------------------------------------------- the draw itself


def items(*amounts):
    common = dict.fromkeys(("budget_year", "party", "voucher", "bank_reference", "about"))
    return [
        Item(
            position=number,
            event="disbursement-recorded/1",
            agreement="a",
            amount_minor=amount,
            currency="SEK",
            day=date(2024, 1, 1),
            happened=date(2024, 1, 1),
            recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
            actor="e",
            lines=(),
            evidence=(),
            **common,
        )
        for number, amount in enumerate(amounts, 1)
    ]


def seeds(number):
    return (seed_of(f"book\n{n}\nroot\n") for n in range(number))


def test_a_draw_without_replacement_is_as_likely_for_each():
    population, times = items(*range(1, 11)), 4000
    count = Counter()
    for seed in seeds(times):
        found = [x.position for x in drawn(population, seed, 3)]
        assert len(set(found)) == 3
        assert drawn(population, seed, 99)[:3] == drawn(population, seed, 3)
        assert drawn(list(reversed(population)), seed, 3) == drawn(population, seed, 3)
        count.update(found)
    expected = times * 3 / 10
    # of 9 degrees of freedom: more than this happens once in a million times
    assert sum((count[n] - expected) ** 2 / expected for n in range(1, 11)) < 45


def test_a_draw_by_money_is_as_likely_as_the_amount_is_large():
    population, times, n = items(1, 10, 100, 5_000, 700, 2, 3_000), 4000, 5
    total, count = sum(x.minor for x in population), Counter()
    for seed in seeds(times):
        found = hit(population, seed, n)
        assert sum(hits for _, hits in found) == n
        for x, hits in found:
            count[x.position] += hits
            assert x.minor * n // total <= hits <= x.minor * n // total + 1
        certain = {x.position for x in population if x.minor * n >= total}
        assert certain == {4, 7}
        assert certain <= {x.position for x, _ in found}
    for x in population:
        expected = times * n * x.minor / total
        assert abs(count[x.position] - expected) <= 5 * (expected**0.5) + 1


def test_a_draw_by_money_of_more_than_there_is():
    for amounts, n in itertools.product(((1,), (1, 1, 1), (5, 3)), (1, 2, 9, 100)):
        found = hit(items(*amounts), bytes(31) + b"\1", n)
        assert sum(hits for _, hits in found) == n
        assert len(found) <= len(amounts)
