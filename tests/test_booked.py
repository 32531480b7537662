"""Two days: when it was decided or done, and from when it counts; on a file and on a server."""

from datetime import date, timedelta
from pathlib import Path

import in_memory as core
import msgspec
import pytest
from forging import judge
from hypothesis import given
from hypothesis import strategies as st
from in_memory import FIRST, FRN, KS, KUN, By, booked, close, kr, ledger_of
from test_rules_again import examples

from events import facts as f
from events.record import decode, encode
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from projections.balances import measures_of
from projections.projection import replay

GOLDEN = Path(__file__).parent / "golden" / "events"
DECIDED = ("--on", "2023-12-06")
LATER = ("--on", "2024-03-25")
GIFT = ("--type", "volunteer", "--quantity", 10, "--unit", "h", "--unit-value", 220)


def approval(board, what="approve"):
    return ("agreement", what, "herrgarden", "--board", board, "--decision", "§ 1", *DECIDED)


# The period that is closed first, and the commands that come too late for it; the controller's are
# marked. Positions are those that the commands before lead to.
LATE = (
    (
        "2023",
        (
            approval(KS),
            approval(FRN, "decline"),
            approval(KUN),
            ("agreement", "conclude", "herrgarden", "--decision", "§ 2", *DECIDED),
        ),
    ),
    (
        "2024-Q1",
        (
            *[
                ("uplift", "herrgarden", "--board", KS, "--year", 2025, *amount, *LATER)
                for amount in (
                    ("--rate", "2,7%", "--decision", "§ 3"),
                    ("--rate", "3%", "--decision", "§ 4", "--supersede"),
                )
            ],
            (
                *("reallocate", "herrgarden", "L2", "L3", "5 000", "--year", 2024),
                *("--decision", "§ 5", *LATER),
            ),
            ("release", "herrgarden", "L3", "1 000", "--year", 2024, "--reason", "r", *LATER),
            (
                *("claim", "herrgarden", "L3", "500", "--year", 2024, "--due", "2024-03-31"),
                *("--ground", "g", *LATER),
            ),
            ("pledge", "herrgarden", "tif", *GIFT, "--year", 2024, *LATER),
            *[
                ("record", "in-kind", "herrgarden", "tif", *GIFT, *LATER, "--evidence", "lista")
                for _ in range(2)
            ],
            ("in-kind", "verify", 27, *LATER),
            ("in-kind", "reject", 28, "--reason", "fel", *LATER),
        ),
    ),
)
FIRST_OPEN = {"2023": "2024-01-01", "2024-Q1": "2024-04-01"}
DAYS = {"2023": 26, "2024-Q1": 7}  # from the document's to the first open one
MARK = {
    "sv": "bokfört {n} dagar efter {day}: ",
    "en": "booked {n} days after {day}: ",
}
HINT = {"sv": "Den första öppna dagen är {day}.", "en": "The first open day is {day}."}


def carry_out(program, lang="en"):
    """Record everything too late for its period, each command refused and previewed first."""
    for period, commands in LATE:
        if period == "2024-Q1":  # one day, so one that is open
            pay = ("record", "disbursement", "herrgarden", "L3", "7 500", "--voucher", "V")
            early = program(*pay, "--on", "2023-12-20", "--year", 2024, lang=lang)
            assert (early.status, early.code) == (3, "before-basis")
            program.ok(*pay, "--on", "2024-01-01")
        program.ok("period", "close", period)
        opens, day = FIRST_OPEN[period], (LATER if period == "2024-Q1" else DECIDED)[1]
        mark = MARK[lang].format(day=day, n=DAYS[period])
        for words in commands:
            by = {"actor": "controller" if words[0] == "in-kind" else "ekonom", "lang": lang}
            refused = program(*words, **by)
            assert (refused.status, refused.code) == (3, "period-closed"), words
            assert HINT[lang].format(day=opens) in refused.err
            assert "--booked-on" in refused.err
            late = (*words, "--booked-on", opens)
            preview = program(*late, "-n", **by)
            done = program(*late, **by)
            assert (preview.status, done.status) == (0, 0), (preview.err, done.err)
            told = [line for line in done.out.splitlines() if line.startswith("#")]
            assert told == [x for x in preview.out.splitlines() if x.startswith("#")]
            assert all(f": {mark}" in line for line in told), told


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.usefixtures("own_views")
def test_what_comes_late_keeps_its_day_and_is_booked_in_an_open_period(proposed, lang):
    carry_out(proposed, lang)
    rows = proposed.ok("log", "-O", "json").json["rows"]
    late = [row for row in rows if "booked_later_days" in row]
    assert {row["event"] for row in late} == {x for x in f.NAMES if x in TWO_DAYS}
    assert {row["booked_later_days"] for row in late} == set(DAYS.values())
    assert all(row["effective_on"] == row["booked_on"] for row in late)
    table = proposed.ok("log", "--width", 400, lang=lang).out
    assert table.count(MARK[lang].format(day="2023-12-06", n=26)) == 5
    shown = proposed.ok("show", FIRST, lang=lang).out
    assert {"sv": "2024-01-01, 26 dagar senare än", "en": "2024-01-01, 26 days later than"}[
        lang
    ] in shown
    plain = proposed.ok("show", FIRST, "-O", "json").json
    assert (plain["document_on"], plain["booked_on"]) == ("2023-12-06", "2024-01-01")
    assert plain["booked_later_days"] == 26
    paid = proposed.ok("show", FIRST + 1, "-O", "json").json
    assert not {"document_on", "booked_later_days"} & paid.keys()
    assert proposed.ok("verify", "--json").json["findings"] == []
    assert "agree" in proposed.ok("replay").out


# The forms that say when it counts beside when it was decided; the form before them says one day.
TWO_DAYS = {
    f.event_name_of(fact)
    for fact in f.FACTS
    if "booked_on" in fact.__struct_fields__
    and f.event_name_of(fact).endswith("/2")
    and "booked_on" not in getattr(fact.__base__, "__struct_fields__", ())
}


def totals(program, *words):
    report = program.report("agreement", "herrgarden", *words)
    names = ("committed", "uplift", "reallocated", "released", "paid", "claimed")
    return {name: report["totals"][f"{name}_minor"] // 100 for name in names}


def test_it_counts_from_the_day_that_it_is_booked_on(proposed):
    carry_out(proposed)
    assert totals(proposed, "--as-of", "2023-12-31")["committed"] == 0
    decided = totals(proposed, "--as-of", "2024-03-31")
    assert decided["committed"] == 2 * (715_000 + 75_000 + 100_000)
    assert (decided["paid"], decided["uplift"], decided["released"]) == (7_500, 0, 0)
    later = totals(proposed, "--as-of", "2024-04-01")
    assert later == totals(proposed)
    assert (later["uplift"], later["released"], later["claimed"]) == (21_450, 1_000, 500)
    first = totals(proposed, "--period", "2024-Q1")
    assert (first["released"], first["claimed"]) == (0, 0)
    second = totals(proposed, "--period", "2024-Q2")
    assert (second["released"], second["claimed"]) == (1_000, 500)
    for period, hours in (("2024-Q1", []), ("2024-Q2", ["10"]), ("2024", ["10"])):
        rows = proposed.report("in-kind", "herrgarden", "--period", period)["rows"]
        rows = [row for row in rows if row["delivered_minor"]]
        assert [row["delivered_quantity"] for row in rows] == hours, period
        assert [row["verified_quantity"] for row in rows] == hours
    for period, count in (("2023-12", 0), ("2024-01", 6), ("2024-Q2", 10)):
        rows = proposed.ok("log", "--period", period, "-O", "json").json["rows"]
        assert len(rows) == count, period


def test_other_programs_get_the_day_from_which_it_counts(proposed):
    carry_out(proposed)
    for program, detail in (("hledger", "document-date: "), ("beancount", 'document-date: "')):
        text = proposed.ok("export", f"--{program}").out
        assert text.count(f"{detail}2024-03-25") == 10
        assert text.count(f"{detail}2023-12-06") == 3  # a refusal and a conclusion move nothing
        dated = [line for line in text.splitlines() if line.startswith("2024-04-01 * ")]
        assert len(dated) == 10
        assert not [x for x in text.splitlines() if x.startswith(("2023-12", "2024-03-25"))]


def test_audit_tests_look_at_the_day_that_they_mean(proposed):
    carry_out(proposed)
    late = proposed.ok("audit", "late", "--days", 1, "-O", "json").json["rows"]
    found = {row["position"]: row for row in late}
    first = found[FIRST]
    assert (first["effective_on"], first["document_on"]) == ("2024-01-01", "2023-12-06")
    pay = found[FIRST + 1]
    assert pay["document_on"] is None
    assert first["days"] - pay["days"] == 26
    assert "Dokumentets dag" in proposed.ok("audit", "late", "--days", 1, lang="sv").out
    twice = proposed.ok("audit", "duplicates", "-O", "json").json["rows"]
    assert [row["first_on"] for row in twice] == ["2024-03-25"] or twice == []


def test_a_late_entry_is_taken_back_on_the_day_that_it_counts_from(concluded):
    concluded.ok("period", "close", "2024-Q1")
    release = ("release", "herrgarden", "L3", "1 000", "--year", 2024, "--reason", "r", *LATER)
    concluded.ok(*release, "--booked-on", "2024-05-01")
    early = concluded("reverse", FIRST + 1, "--reason", "fel", "--on", "2024-04-30")
    assert early.code == "reversal-before-entry"
    concluded.ok("reverse", FIRST + 1, "--reason", "fel")
    row = concluded.ok("log", "-O", "json").json["rows"][-1]
    assert (row["effective_on"], row["event"]) == ("2024-05-01", "entry-reversed/1")
    assert totals(concluded, "--as-of", "2024-05-01")["released"] == 0
    concluded.ok(*release, "--booked-on", "2024-04-01")
    again = concluded.ok("audit", "year-end", "--days", 300, "-O", "json").json["rows"]
    assert [row["again"] for row in again] == [[FIRST + 3]]
    assert concluded.ok("verify", "--json").json["findings"] == []


def test_a_day_that_cannot_be_is_refused(concluded):
    release = ("release", "herrgarden", "L3", "1 000", "--year", 2024, "--reason", "r", *LATER)
    early = concluded(*release, "--booked-on", "2024-03-24")
    assert (early.status, early.code) == (3, "booked-too-early")
    assert "booked on 2024-03-24, before it happened (2024-03-25)" in early.err
    tomorrow = date.today() + timedelta(days=2)  # noqa: DTZ011 - in any zone it has not come
    assert concluded(*release, "--booked-on", tomorrow).code == "date-in-future"
    assert concluded(*release, "--booked-on", "25 mars").status == 2
    for words in (
        ("record", "disbursement", "herrgarden", "L3", "1", *LATER, "--voucher", "V"),
        ("record", "internal-cost", "herrgarden", "L4", "1", *LATER, "--voucher", "V"),
        ("record", "use", "herrgarden", "L3", "1", *LATER, "--report", "R"),
        ("record", "repayment", "herrgarden", FIRST, "1", *LATER),
        ("reverse", FIRST, "--reason", "r"),
    ):
        assert concluded(*words, "--booked-on", "2024-04-01").status == 2, words
    concluded.ok("period", "close", "2024-Q1")
    closed = concluded("record", "use", "herrgarden", "L3", "1", *LATER, "--report", "R")
    assert closed.code == "period-closed"
    assert "--booked-on" not in closed.err
    assert "2024-04-01" in closed.err
    assert len(concluded.ok("log", "-O", "json").json["rows"]) == FIRST


def test_a_retry_says_the_same_day_or_leaves_it_out(concluded):
    release = ("release", "herrgarden", "L3", "1 000", "--year", 2024, "--reason", "r", *LATER)
    for key, first, then, other in (
        ("a", (), ("--booked-on", "2024-03-25"), ("--booked-on", "2024-03-26")),
        ("b", ("--booked-on", "2024-03-25"), (), ("--booked-on", "2024-03-26")),
        ("c", ("--booked-on", "2024-04-01"), ("--booked-on", "2024-04-01"), ()),
    ):
        concluded.ok(*release, "--key", key, *first)
        for words in (first, then):
            again = concluded(*release, "--key", key, *words)
            assert (again.status, again.out.startswith("Recorded before")) == (0, True), key
        assert concluded(*release, "--key", key, *other).code == "key-conflict"
    events = [row["event"] for row in concluded.ok("log", "-O", "json").json["rows"]][-3:]
    assert events == ["commitment-released/1"] * 2 + ["commitment-released/2"]


def test_a_batch_takes_the_option_as_words(concluded):
    words = "release herrgarden L3 1000 --year 2024 --reason r --on 2024-03-25"
    Path("late.txt").write_text(f"{words} --booked-on 2024-04-01\n", encoding="utf-8")
    concluded.ok("batch", "late.txt", "--key", "late")
    assert concluded.ok("log", "-O", "json").json["rows"][-1]["event"] == "commitment-released/2"


# The digests that earlier programs made of commands without an accounting date.
BEFORE = {
    core.approve(KS): "65d30489a7e0b3c819b05aa3c39cde94ff23fb5f335a281f0fa9d3e7fc522d94",
    core.CONCLUDE: "6729c12436212068790d889aca71cc163a1f504d9b0fdf6255b6562e3e89342e",
    core.release(): "d16579cd7e5558fc0747eb4e5fcea0da9609117853fbb430e44157b6ccf6ffd6",
    core.verify(18): "100c800668111bf1a6ffadc521b459dfcf7766b3f1d9c020fcf0b1bceeded878",
    core.internal(): "596d4c57ed40b98b203c3cd2dc82728eaefd2f3e4ad811515997cae7c96f0d3d",
}


@pytest.mark.parametrize("command", BEFORE, ids=lambda x: type(x).__name__)
def test_a_command_without_an_accounting_date_has_the_digest_that_it_had(command):
    assert c.digest(command) == BEFORE[command]
    if not isinstance(command, c.RecordInternalCost):
        assert c.digest(booked(command, core.TODAY)) != BEFORE[command]


@pytest.mark.parametrize("name", sorted(TWO_DAYS))
def test_both_forms_are_read_as_they_were_written_and_add_the_same(name):
    """The bytes of a first and of a second form: the sums are the same, from another day on."""
    before = name.replace("/2", "/1")
    stored = {x: (GOLDEN / f"{x.replace('/', '-')}.json").read_bytes() for x in (before, name)}
    first, second = (decode(x, stored[x]) for x in (before, name))
    assert [encode(first), encode(second)] == [stored[before], stored[name]]
    assert isinstance(second.data, type(first.data))
    document = f.happened_on(second.data)
    assert f.effective_on(second.data) > document
    # The second form, said in the first: as if it had been booked on its document's day.
    fields = msgspec.to_builtins(second.data) | {"event": before}
    del fields["booked_on"]
    if "contribution" in fields:
        fields["contribution"]["event"] = "in-kind-recorded/1"
        del fields["contribution"]["booked_on"]
    same = msgspec.convert(fields, type(first.data), strict=False)
    given = {
        "agreement-concluded/2": core.CONCLUDED[:-1],
        "commitment-approved/2": core.PROPOSED,
        "commitment-declined/2": core.PROPOSED,
    }.get(name, (*core.CONCLUDED, core.disburse("L3", kr(75_000))))
    counts = f.effective_on(second.data)
    told = [
        _sums_by_day(x, given, (None, counts, counts - timedelta(days=1)))
        for x in (same, second.data)
    ]
    assert told[0][:2] == told[1][:2]
    adds_nothing = {"commitment-declined/2", "agreement-concluded/2"}
    assert (told[0][2] == told[1][2]) == (name in adds_nothing)


def _sums_by_day(fact, given, days):
    """Return the sums after some commands and a fact, as of some days."""
    ledger = ledger_of(given)
    if isinstance(fact, f.InKindVerified | f.InKindRejected):
        at = ledger.append(fact.contribution, "herrgarden").position
        fact = msgspec.structs.replace(fact, position=at)
    ledger.append(fact, "herrgarden")
    sums = []
    for day in days:
        told = replay(ledger.events, day)
        sums.append((sorted(told.balances.items()), sorted(told.quantities.values())))
    return sums


def test_a_second_form_that_says_no_more_or_an_earlier_day_is_found():
    ledger = ledger_of(core.CONCLUDED)
    (late,) = ledger.decide(booked(core.release(), date(2024, 7, 1)))
    for day in (late.released_on, date(2024, 5, 1)):
        ledger.append(msgspec.structs.replace(late, booked_on=day), "herrgarden")
    assert judge(ledger.events).rules == {FIRST: "not-as-decided", FIRST + 1: "booked-too-early"}


# ---------------------------------------------------------------- random histories

DAY0 = date(2024, 1, 1)
days = st.integers(0, 200).map(lambda n: DAY0 + timedelta(days=n))
amounts = st.integers(1, 40).map(lambda thousands: kr(thousands * 1000))
# A document's day, and either nothing or a day of accounting that is not before it.
late = st.tuples(days, st.none() | st.integers(0, 60)).map(
    lambda both: (both[0], None if both[1] is None else both[0] + timedelta(days=both[1]))
)
early = st.tuples(st.integers(0, 20), st.integers(0, 30)).map(
    lambda both: (DAY0 + timedelta(days=both[0]), DAY0 + timedelta(days=sum(both)))
)
steps = st.one_of(
    st.tuples(st.just("pay"), days, amounts),
    st.tuples(st.just("cost"), days, amounts),
    st.tuples(st.just("release"), late, amounts),
    st.tuples(st.just("claim"), late, amounts),
    st.tuples(st.just("repay"), days, amounts),
    st.tuples(st.just("give"), late),
    st.tuples(st.just("judge"), late, st.booleans()),
    st.tuples(st.just("reverse"), st.integers(0, 30)),
    st.tuples(st.just("close"), st.integers(1, 6)),
)


def command_of(step, ledger):
    """Return the command of a step; positions are of what is there."""
    match step:
        case ("pay", day, amount):
            return core.disburse("L3", amount, day=day)
        case ("cost", day, amount):
            return core.internal("L4", amount, day=day)
        case ("release", (day, on), amount):
            return booked(core.release("L3", amount, day=day), on)
        case ("claim", (day, on), amount):
            return booked(core.claim("L3", amount, claimed_on=day), on)
        case ("repay", day, amount):
            return core.repay(_newest(ledger, f.RepaymentClaimed), amount, received_on=day)
        case ("give", (day, on)):
            return By(booked(core.gift(performed_on=day), on), evidence=True)
        case ("judge", (day, on), holds):
            at = _newest(ledger, f.InKindRecorded)
            verdict = core.verify(at, day) if holds else core.reject(at, day)
            return By(booked(verdict, on), "controller")
        case ("reverse", back):
            return core.reverse(max(1, len(ledger.events) - back))
        case ("close", month):
            return close(f"2024-{month:02}")


def _newest(ledger, kind):
    return max((x.position for x in ledger.events if isinstance(x.fact, kind)), default=1)


@given(st.lists(early, min_size=3, max_size=3), st.lists(steps, min_size=6, max_size=30))
@examples(60)
def test_what_is_paid_is_committed_on_every_day_of_any_history(decided, todo):
    """No uplift and no reallocation: a payment may come before the day of such money."""
    ledger = ledger_of(core.PROPOSED)
    newest = tuple(max(x[i] or x[0] for x in decided) for i in (0, 1))
    commands = [core.approve(x) for x in (KS, FRN, KUN)] + [core.CONCLUDE]
    for command, (day, on) in zip(commands, (*decided, newest), strict=True):
        ledger.record(msgspec.structs.replace(command, decided_on=day, booked_on=on))
    for step in todo:
        command = command_of(step, ledger)
        try:
            ledger.record(command)
        except LedgerError:
            continue
    assert judge(ledger.events).rules == {}
    known = {f.effective_on(x.fact) for x in ledger.events} - {None}
    for day in known | {x - timedelta(days=1) for x in known}:
        told = replay(ledger.events, day)
        for line in ("L3", "L4"):
            found = measures_of(told, "herrgarden", line, 2024)
            assert found["paid_minor"] <= found["committed_minor"], (day, line)
            assert found["repaid_minor"] <= found["claimed_minor"], (day, line)
        gifts = {key[-1]: value[1] for key, value in told.quantities.items()}
        assert gifts.get("verified", 0) <= gifts.get("delivered", 0) or not gifts
