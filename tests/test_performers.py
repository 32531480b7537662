"""Lines that get another performer: what is whose, in every report, fold and book."""

import pickle
from contextlib import closing
from datetime import date, timedelta

import in_memory as core
import pytest
from beancount import loader
from conftest import examples
from forging import judge
from hypothesis import given
from hypothesis import strategies as st
from performer_cases import LIBRARY, performer, replace
from test_projections import folded_strictly, replay_rows, stored

from events import facts as f
from events.effects import OF_PERFORMER
from events.performing import Performing, performing_on
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.rules.versions import RULES
from ledger.work import folding
from projections import views
from projections.balances import measures_by_performer, measures_of
from projections.bulk import PAYMENTS, add_up, fold_rows, lines_apart
from projections.projection import Projection, replay

OLD, NEW = "tif", "radda-barnen"  # of L1, 320 000 a year
WITH = ("agreement", "change", "herrgarden", "--line", "L1")


def rows(report, **wanted):
    """Return the amounts of a report's rows, in kronor, by what the rows are chosen by."""
    found = [r for r in report["rows"] if all(r[k] == v for k, v in wanted.items())]
    assert len(found) == 1, found
    amounts = {k.removesuffix("_minor"): v for k, v in found[0].items() if k.endswith("_minor")}
    return {name: minor // 100 for name, minor in amounts.items() if minor is not None}


def told(amounts, *names):
    return {name: amounts[name] for name in names}


def pay(samverk, amount, day, *more):
    given = ("--on", day, "--voucher", f"V {day}")
    return samverk("record", "disbursement", "herrgarden", "L1", amount, *given, *more)


def report_use(samverk, amount, day, *more):
    given = ("--on", day, "--report", f"R {day}")
    return samverk("record", "use", "herrgarden", "L1", amount, *given, *more)


def replaced(samverk):
    """Have the performer of L1 replaced from July on, after it was paid twice and reported once."""
    assert pay(samverk, "80 000", "2025-01-15").status == 0
    assert pay(samverk, "80 000", "2025-04-15").status == 0
    assert report_use(samverk, "75 000", "2025-04-30").status == 0
    samverk.ok(*WITH, "--performer", NEW, "--from", "2025-07-01")
    decided = ("--amendment", "T1", "--decision", "FRN § 40", "--on", "2025-06-16")
    samverk.ok("agreement", "approve", "herrgarden", "--board", "fritidsnamnden", *decided)
    conclude = ("agreement", "conclude", "herrgarden", "--amendment", "T1", "--decision", "KS § 9")
    assert samverk(*conclude, "--on", "2025-06-19").code == "consent-missing"
    consent = ("--party", NEW, "--amendment", "T1", "--on", "2025-06-18")
    samverk.ok("agreement", "sign", "herrgarden", *consent)
    samverk.ok(*conclude, "--on", "2025-06-19")


@pytest.fixture
def story(concluded):
    """A performer that went bankrupt was replaced; the new one was paid, and the old one owes."""
    replaced(concluded)
    refused = pay(concluded, "80 000", "2025-07-15", "--payee", OLD)
    assert (refused.status, refused.code) == (3, "payee-not-performer")
    assert pay(concluded, "1", "2025-06-30", "--payee", NEW).code == "payee-not-performer"
    assert pay(concluded, "80 000", "2025-07-15").status == 0
    assert pay(concluded, "80 000", "2025-10-15").status == 0
    assert report_use(concluded, "120 000", "2025-11-30").code == "which-performer"
    assert report_use(concluded, "120 000", "2025-11-30", "--performer", NEW).status == 0
    claim = ("--due", "2025-10-31", "--ground", "konkurs", "--on", "2025-08-01")
    asked = concluded("claim", "herrgarden", "L1", "85 000", *claim, lang="sv")
    assert (asked.status, asked.code) == (3, "which-performer")
    assert "Budgetposten L1 har haft flera utförare: tif, radda-barnen." in asked.err
    from_old = (*claim, "--performer", OLD)
    assert (
        concluded("claim", "herrgarden", "L1", "160000.01", *from_old).code == "exceeds-claimable"
    )
    made = concluded.ok("claim", "herrgarden", "L1", "85 000", *from_old, "-O", "json").json
    position = made["recorded"][0]["position"]
    concluded.ok("record", "repayment", "herrgarden", position, "30 000", "--on", "2025-09-30")
    return concluded


ASKED = ("committed", "paid", "remaining", "reported", "claimed", "repaid", "held", "open_claim")


def test_each_performer_has_what_is_its_own(story):
    line = rows(story.report("agreement", "herrgarden"), line="L1", year=2025)
    of_line = (320_000, 320_000, 0, 195_000, 85_000, 30_000, 95_000, 55_000)
    of_old = (160_000, 160_000, 0, 75_000, 85_000, 30_000, 55_000, 55_000)
    of_new = (160_000, 160_000, 0, 120_000, 0, 0, 40_000, 0)
    assert told(line, *ASKED) == dict(zip(ASKED, of_line, strict=True))
    for party, expected in ((OLD, of_old), (NEW, of_new)):
        found = rows(story.report("party", party), line="L1", year=2025)
        assert told(found, *ASKED) == dict(zip(ASKED, expected, strict=True))
    before = [
        r for r in story.report("party", NEW)["rows"] if (r["line"], r["year"]) == ("L1", 2024)
    ]
    assert before == []  # it had no part in that year
    by = story.report("agreement", "herrgarden", "--by", "performer")
    old = rows(by, performer=OLD, year=2025)
    assert told(old, *ASKED) == dict(zip(ASKED, of_old, strict=True))
    assert by["totals"] == story.report("agreement", "herrgarden")["totals"]


def test_until_the_amendment_counts_all_is_the_old_performers(story):
    before = story.report("party", OLD, "--as-of", "2025-06-18")
    found = rows(before, line="L1", year=2025)
    assert told(found, "committed", "paid", "remaining") == {
        "committed": 320_000,
        "paid": 160_000,
        "remaining": 160_000,
    }
    after = story.report("party", NEW, "--as-of", "2025-06-19")
    found = rows(after, line="L1", year=2025)
    assert told(found, "committed", "paid", "remaining") == {
        "committed": 160_000,
        "paid": 0,
        "remaining": 160_000,
    }


@pytest.mark.parametrize("party", [OLD, NEW])
def test_the_figures_of_each_are_explained_by_their_events(story, party):
    for measure in ASKED:
        asked = ("explain", "party", party, "--line", "L1", "--year", "2025", "--role", "performer")
        found = story.ok(*asked, "--measure", measure, "-O", "json").json["figure"]
        own = rows(story.report("party", party), line="L1", year=2025)
        assert found["value"] == found["sum"] == 100 * own[measure], measure


def test_verification_and_another_program_find_nothing(story):
    assert story.ok("verify").status == 0
    paid = ("log", "--event", "disbursement-recorded", "--line", "L1", "--party")
    for party in (OLD, NEW):
        found = story.ok(*paid, party, "-O", "json").json["rows"]
        assert [x["amount_minor"] for x in found] == [8_000_000, 8_000_000]
    for program in ("beancount", "hledger"):
        text = story.ok("export", f"--{program}").out
        assert "Assets:Claims:X-tif:X-herrgarden:L1:2025" in text
        assert "Assets:Held:X-tif:X-herrgarden:L1:2025" in text
        if program == "beancount":
            _, errors, _ = loader.load_string(text)
            assert errors == []


@pytest.mark.file_only
def test_a_second_process_adds_up_a_later_half_all_the_same(story, home, monkeypatch):
    monkeypatch.setattr(folding, "is_worth_it", lambda _events: True)
    monkeypatch.setattr(folding, "AT_A_TIME", 1)
    with closing(home.open()) as book:
        plain = replay(book.events(), rules=RULES)
        for ahead in (-8, 0, 12):  # before the change, at it, and after it
            monkeypatch.setattr(folding, "_AHEAD", ahead)
            found = Projection()
            with book.reading():
                folding.fold_book(found, book)
            assert views.differences(found, plain) == []


def test_the_page_of_the_agreement_says_who_has_performed_each_line(story):
    shown = story.ok("agreement", "show", "herrgarden", lang="sv").out
    assert "Utförare av L1: Tillsammans i Förening; Rädda Barnen från 2025-07-01\n" in shown
    told = story.ok("agreement", "show", "herrgarden", "-O", "json").json["lines"]
    assert told[0]["performer"] == NEW
    assert [line["performers"] for line in told[:2]] == [
        [{"performer": OLD, "starts": None}, {"performer": NEW, "starts": "2025-07-01"}],
        [],
    ]


def test_a_change_is_not_taken_back_once_the_new_performer_was_paid(concluded):
    replaced(concluded)
    events = concluded.ok("log", "--event", "amendment-concluded", "-O", "json").json["rows"]
    reverse = ("reverse", events[-1]["position"], "--reason", "fel")
    assert pay(concluded, "80 000", "2025-07-15").status == 0
    refused = concluded(*reverse)
    assert (refused.status, refused.code) == (3, "depended-upon")
    paid = concluded.ok("log", "-O", "json").json["rows"][-1]["position"]
    concluded.ok("reverse", paid, "--reason", "fel")
    concluded.ok(*reverse)
    assert pay(concluded, "80 000", "2025-07-15", "--payee", OLD).status == 0
    assert concluded.ok("verify").status == 0


# ------------------------------------------------------------ random histories

DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 1))
AMOUNTS = st.integers(1, 30_000_000)
LINES = st.sampled_from(["L1", "L2", "L4"])
WHO = st.none() | st.sampled_from([OLD, NEW, LIBRARY])


@st.composite
def changes(draw):
    line = draw(LINES)
    board = {"L1": core.FRN, "L2": core.KS, "L4": core.KUN}[line]
    party = draw(st.sampled_from([core.FRN, LIBRARY] if line == "L4" else [OLD, NEW, LIBRARY]))
    day = draw(DAYS)
    decided = day - timedelta(days=draw(st.integers(-20, 40)))
    name = f"T{draw(st.integers(1, 6))}"
    return replace(
        performer(line, party, day, board), amendment=name, board=board, on=max(decided, core.DAY)
    )


COMMANDS = st.one_of(
    changes(),
    st.builds(
        lambda *x: (core.disburse(x[0], x[1], x[2].year, x[2], payee=x[3], voucher=f"V{x}"),),
        LINES,
        AMOUNTS,
        DAYS,
        WHO,
    ),
    st.builds(
        lambda *x: (core.internal("L4", x[0], x[1].year, x[1], voucher=f"V{x}"),), AMOUNTS, DAYS
    ),
    st.builds(
        lambda *x: (
            c.RecordUse(
                **core.ID,
                line=x[0],
                budget_year=x[2].year,
                amount_minor=x[1],
                reported_on=x[2],
                report="R",
                performer=x[3],
            ),
        ),
        LINES,
        AMOUNTS,
        DAYS,
        WHO,
    ),
    st.builds(
        lambda *x: (
            core.claim(
                x[0], x[1], x[2].year, claimed_on=x[2], due_on=date(2026, 1, 1), performer=x[3]
            ),
        ),
        LINES,
        AMOUNTS,
        DAYS,
        WHO,
    ),
    st.builds(
        lambda *x: (core.repay(x[0], x[1], received_on=x[2]),), st.integers(18, 40), AMOUNTS, DAYS
    ),
    st.builds(lambda x: (core.reverse(x, date(2025, 12, 2)),), st.integers(18, 45)),
)


def history(drawn):
    """Record what the rules let in; an amendment that is not concluded stays open."""
    ledger = core.ledger_of(core.CONCLUDED)
    for commands in drawn:
        try:
            for command in commands:
                ledger.record(command)
        except LedgerError:
            pass
    return ledger


def naive(ledger):
    """Add up, entry by entry, what each performer was paid, has reported and owes."""
    reversed_, changed = set(), {}
    for event in ledger.events:
        match event.fact:
            case f.EntryReversed() as fact:
                reversed_.add(fact.position)
    items = {}
    for event in ledger.events:
        if isinstance(event.fact, f.LinePerformerChangeProposed):
            items.setdefault(event.fact.amendment, []).append(event.fact)
        if isinstance(event.fact, f.AmendmentConcluded) and event.position not in reversed_:
            for item in items[event.fact.amendment]:
                changed.setdefault(item.line, []).append((item.from_day, item.performer))
    first = {x.line: x.performer for x in core.PROPOSAL.lines}
    sums = {}
    for event in ledger.events:
        fact = event.fact
        match fact:
            case f.DisbursementRecorded():
                measure, who = "disbursed", fact.payee
            case f.UseReported():
                measure, who = "reported", fact.performer
            case f.RepaymentClaimed() | f.RepaymentReceived():
                measure = "claimed" if isinstance(fact, f.RepaymentClaimed) else "repaid"
                who = getattr(fact, "performer", first[fact.line])
            case f.InternalCostRecorded():
                measure, who = "internal", first[fact.line]
                for day, performer in changed.get(fact.line, ()):
                    who = performer if day <= fact.booked_on else who
            case _:
                continue
        if event.position not in reversed_:
            key = fact.line, fact.budget_year, who, measure
            sums[key] = sums.get(key, 0) + fact.amount_minor
    return sums


# What was written off is told in a notice, and by what is no longer owed back.
TOLD = [measure for measure in OF_PERFORMER if measure != "written_off"]


@given(st.lists(COMMANDS, max_size=25).map(history))
@examples(60)
def test_each_performer_has_what_a_naive_count_gives_it(ledger):
    projection, wanted = replay(ledger.events), naive(ledger)
    found = {
        (line, year, party, measure): sums[f"{measure}_minor"]
        for agreement, line, year in projection.line_years()
        for party, sums in measures_by_performer(projection, agreement, line, year).items()
        for measure in TOLD
    }
    assert {key: minor for key, minor in found.items() if minor} == wanted


@given(st.lists(COMMANDS, max_size=25).map(history))
@examples(60)
def test_over_the_performers_every_sum_is_that_of_the_line(ledger):
    assert judge(ledger.events).rules == {}
    projection = replay(ledger.events)
    state = ledger.agreements["herrgarden"]
    for agreement, line, year in projection.line_years():
        whole = measures_of(projection, agreement, line, year)
        each = measures_by_performer(projection, agreement, line, year)
        assert list(each) == list(projection.lines.all_performers((agreement, line)))
        for measure, minor in whole.items():
            assert sum(own[measure] for own in each.values()) == minor, measure
        own = state.lines[line]
        for party, sums in each.items():
            assert sums["remaining_minor"] >= 0
            assert sums["claimed_minor"] <= sums["disbursed_minor"]
            for measure in TOLD:
                told = own.of_performer(party, own.years[year], measure)
                assert told == sums[f"{measure}_minor"]
            disbursed, reported, repaid = (
                own.of_performer(party, own.years[year], x)
                for x in ("disbursed", "reported", "repaid")
            )
            assert disbursed - reported - repaid == sums["held_minor"]


def folded_in_two(rows, split, day):
    """Fold rows, those from a split on added up without the others, as by another process."""
    part = pickle.loads(pickle.dumps(add_up(rows[split:], day))) if rows[split:] else None
    projection = Projection()

    def later():
        if part is None:
            return None
        streams = part.sums.set_apart(lines_apart(projection))
        left_open = set(part.left_open)
        return part, [
            row
            for row in rows[split:]
            if row[0] in left_open or (row[1] in streams and row[3] in PAYMENTS)
        ]

    fold_rows(projection, rows[:split], as_of=day, later=later)
    return projection


@given(st.lists(COMMANDS, max_size=25).map(history), st.none() | DAYS, st.data())
@examples(60)
def test_every_fold_comes_to_the_same(ledger, day, data):
    events = stored(ledger.events)
    split = data.draw(st.integers(1, len(events)))
    plain = replay(ledger.events, day)
    caught_up = replay_rows(events[:split], day)
    fold_rows(caught_up, events[split:], as_of=day)
    assert views.differences(caught_up, plain) == []
    assert views.differences(folded_in_two(events, split, day), plain) == []
    if day is None:
        strict, told = folded_strictly(events)
        assert told == []
        assert views.differences(strict, plain) == []


def test_who_performs_by_the_day():
    first, second = Performing(performer="a"), Performing(performer="b", starts=date(2024, 7, 1))
    assert performing_on((), date(2024, 7, 1)) is None
    assert performing_on((first, second), date(2024, 6, 30)) == first
    assert performing_on((first, second), date(2024, 7, 1)) == second


def test_a_row_of_an_earlier_year_names_who_performed_the_line_then(story):
    shown = story.report("agreement", "herrgarden")
    named = {
        year: [r["performer"] for r in shown["rows"] if (r["line"], r["year"]) == ("L1", year)]
        for year in (2024, 2025)
    }
    assert named == {2024: [OLD], 2025: [NEW]}
