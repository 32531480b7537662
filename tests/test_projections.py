"""The read side: postings, replay, views and comparisons agree with one another."""

import pickle
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import chain
from pathlib import Path

import in_memory as core
import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from in_memory import replay_rows
from test_decisions import LIMITED, SHARED
from test_events_codec import BOOKED_LATE, HISTORIES
from test_naive_model import command_of, entries

from events.effects import COMMITMENTS
from events.record import CorruptEventError, Recorded, encode
from ledger import demo
from ledger.books.opening import make_book
from ledger.books.sqlite import SqliteBook
from ledger.refusal import BookUnusable, LedgerError, Refused
from ledger.rules.versions import RULES
from ledger.work import asking, present, trail
from projections import audit, views
from projections.bulk import add_up, fold_rows
from projections.postings import postings
from projections.projection import Projection, replay
from projections.report import Scope
from projections.reports import KINDS
from projections.reports.building import about_of, build
from projections.reports.common import MixedCurrenciesError, UnknownIdError
from projections.strict import Scan, fold_strictly


def random_events(steps):
    ledger = core.ledger_of(core.CONCLUDED)
    for step in steps:
        try:
            ledger.record(command_of(step))
        except LedgerError:
            continue
    return ledger.events


histories = st.lists(entries, max_size=25).map(random_events)


@pytest.mark.parametrize("history", HISTORIES)
def test_the_postings_of_every_event_sum_to_zero(history):
    events = core.ledger_of(history).events
    lines = replay(events).lines
    for event in events:
        assert sum(leg.minor for leg in postings(event, lines)) == 0


@given(histories)
@examples(40)
def test_commitments_balance_for_every_line_and_year(events):
    sums = Counter()
    for (agreement, line, year, _, account), minor in replay(events).balances.items():
        if account == COMMITMENTS or account.startswith("Equity:Commitments"):
            sums[agreement, line, year] += minor
    assert set(sums.values()) <= {0}


def in_memory_book():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    return SqliteBook(Path("memory"), connection, writable=True)


def folding(events):
    def fold(projection, after):
        for event in events[after:]:
            projection.fold(event)

    return fold


@given(histories, st.data())
@examples(30)
def test_views_caught_up_in_any_steps_equal_replay(events, data):
    book = in_memory_book()
    stops = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=4)))
    for stop in [*stops, len(events)]:
        views.catch_up(book, folding(events[:stop]))
        viewed = views.load(book)
        assert views.differences(viewed, replay(events[:stop])) == []
    assert views.differences(views.load(book), replay(events)) == []
    views.rebuild(book, folding(events))
    assert views.differences(views.load(book), replay(events)) == []
    book.close()


@pytest.mark.parametrize("history", [(LIMITED,), SHARED, BOOKED_LATE], ids=["one", "two", "late"])
def test_views_have_documents_in_every_form(history):
    events, book = core.ledger_of(history).events, in_memory_book()
    views.catch_up(book, folding(events))
    assert views.differences(views.load(book), replay(events)) == []
    book.close()


DROPPED = """
import re
import sys
from contextlib import closing
from pathlib import Path
from ledger.books.opening import make_book
from projections import views

def most():
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024

with closing(make_book(Path(sys.argv[1]))) as book:
    with book.writing():
        book.connection.execute("CREATE TABLE view_large (content BLOB)")
        for _ in range(10_000):
            book.connection.execute("INSERT INTO view_large VALUES (zeroblob(3000))")
    before = most()
    with book.writing():
        views.drop(book, ("view_large", "view_that_is_not_there"))
    print(most() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says it so")
def test_what_is_dropped_is_not_in_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", DROPPED, tmp_path / "a.book"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert int(done.stdout) <= 10, "MiB, of 40"


def test_an_altered_view_is_found():
    events = core.ledger_of(core.CONCLUDED).events
    book = in_memory_book()
    views.catch_up(book, folding(events))
    book.connection.execute(
        "UPDATE view_balance SET minor = minor + 1"
        " WHERE account = 'Assets:Commitments' AND line = 'L1' AND year = 2024"
    )
    (difference,) = views.differences(views.load(book), replay(events))
    assert difference.startswith("balances herrgarden L1 2024 Assets:Commitments")
    book.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE view_state SET position = 'x'",
        "UPDATE view_state SET recorded_at = 7",
        "UPDATE view_document SET content = 'x' WHERE kind = 'agreement'",
        "UPDATE view_balance SET minor = 'x'",
        "UPDATE view_balance SET year = 'x' || year",
        "UPDATE view_month SET line = 'x' || line",
    ],
)
@pytest.mark.usefixtures("viewed")
def test_views_that_cannot_be_read_are_replaced_by_replay(book_path, statement):
    book = make_book(book_path)
    demo.record(book)
    present.current(book)
    book.connection.execute(statement)
    replayed = replay(book.events(), rules=RULES)
    assert views.differences(present.current(book), replayed) == []
    present.rebuild(book)
    assert views.differences(views.load(book), replayed) == []
    book.close()


def test_what_is_shown_of_a_small_book_or_of_one_agreement_rests_on_events(book_path, monkeypatch):
    book = make_book(book_path)
    demo.record(book)
    asked = [("agreement", "herrgarden"), ("in-kind", "herrgarden"), ("cash-flow", "herrgarden")]
    asked += [("board", "kommunstyrelsen"), ("party", "tif"), ("cash-flow", None)]

    def shown():
        return [asking.report(book, *each, asking.Question()).rows for each in asked]

    whole = shown()
    present.rebuild(book)
    book.connection.execute("UPDATE view_balance SET minor = minor * 2")
    book.connection.execute("UPDATE view_month SET minor = minor * 2")
    book.connection.execute("UPDATE view_quantity SET minor = minor * 2")
    assert shown() == whole
    monkeypatch.setattr(views, "FROM", 0)
    falsified = shown()
    assert falsified[:3] == whole[:3]
    assert all(one != other for one, other in zip(falsified[3:], whole[3:], strict=True))
    folded = asking.Question(replays=True)
    assert [asking.report(book, *each, folded).rows for each in asked] == whole
    book.close()


@pytest.mark.usefixtures("viewed")
def test_views_of_another_fold_are_made_anew(book_path, monkeypatch):
    book = make_book(book_path)
    demo.record(book)
    assert present.current(book).position == book.head()
    monkeypatch.setattr(views, "FOLD_VERSION", 99)
    assert views.position(book) == -1
    assert views.differences(present.current(book), replay(book.events(), rules=RULES)) == []
    assert views.position(book) == book.head()
    monkeypatch.undo()  # an older program leaves them alone, and replays
    assert views.differences(present.current(book), replay(book.events(), rules=RULES)) == []
    assert views.position(book) == -1
    with pytest.raises(BookUnusable, match="newer-views"):
        present.rebuild(book)
    book.close()


@given(histories, st.data())
@examples(30)
def test_what_changed_adds_up_to_the_events_that_changed_it(events, data):
    at = data.draw(st.integers(len(core.ledger_of(core.CONCLUDED).events), len(events)))
    kind, subject = data.draw(
        st.sampled_from(
            [("agreement", "herrgarden"), ("board", core.KS), ("party", "tif"), ("cash-flow", None)]
        )
    )
    from projections.compare import compare

    now, before = replay(events), replay(events[:at])
    scope = Scope(at=len(events), known_at=None)
    later = build(kind, subject, now, scope)
    earlier = build(kind, subject, before, Scope(at=at, known_at=None))
    declared, (about, _) = KINDS[kind].declared, about_of(kind, subject, now, scope)
    made = compare(later, (earlier, before), earlier.scope, events[at:], declared, about)
    for change in made.changes:
        named = [position for positions in change.events.values() for position in positions]
        assert all(at < position <= len(events) for position in named)
        assert {x for x, delta in change.deltas.items() if delta} <= change.events.keys()
    for measure in set(made.measures) & set(earlier.totals) - {"remaining_minor"}:
        moved = sum(change.deltas[measure] for change in made.changes)
        assert moved == later.totals[measure] - earlier.totals[measure]


def stored(events):
    return [
        (e.position, e.originator_id, e.originator_version, e.name, encode(e.envelope))
        for e in events
    ]


def folded_strictly(rows):
    projection, told = Projection(), []
    fold_strictly(projection, rows, Scan(lambda *what: told.append(what)))
    return projection, told


GIFTS = [core.gift(), core.gift("radda-barnen", "1.25"), core.gift(quantity="3"), core.pledge()]
of_any_history = given(
    histories,
    st.lists(st.sampled_from(GIFTS)),
    st.none() | st.dates(date(2024, 1, 1), date(2025, 6, 1)),
    st.data(),
)


def given_in_kind(gifts):
    """Return the history of an agreement that got some contributions in kind."""
    full = core.ledger_of(core.CONCLUDED)
    for gift in gifts:
        full.record(gift)
    return full.events


@of_any_history
@examples(40)
def test_the_fast_fold_equals_the_plain_one(events, gifts, day, data):
    for history in (events, given_in_kind(gifts)):
        split = data.draw(st.integers(0, len(history)))
        fast = replay_rows(stored(history[:split]), day)
        fold_rows(fast, stored(history[split:]), as_of=day)
        plain = replay(history, day)
        assert views.differences(fast, plain) == []
        assert fast.recorded_at == plain.recorded_at
        if day is None:
            strict, told = folded_strictly(stored(history))
            assert told == []
            assert views.differences(strict, plain) == []
            assert strict.recorded_at == plain.recorded_at


def folded_in_two(rows, split, day=None):
    """Fold rows, those from a split on added up without the others, as by another process."""
    try:
        part = pickle.loads(pickle.dumps(add_up(rows[split:], day)))
    except CorruptEventError:
        part = None  # it is folded as if nobody had added it up
    if part is None:
        return replay_rows(rows, day)
    assert (part.count, part.last) == (len(rows) - split, rows[-1])
    places = {row[0]: row for row in rows}
    left_open = [places[at] for at in part.left_open]
    projection = Projection()
    fold_rows(projection, rows[:split], as_of=day, later=lambda: (part, left_open))
    return projection


@of_any_history
@examples(40)
def test_a_part_added_up_apart_equals_the_plain_fold(events, gifts, day, data):
    for history in (events, given_in_kind(gifts)):
        fast = folded_in_two(stored(history), data.draw(st.integers(0, len(history))), day)
        plain = replay(history, day)
        assert views.differences(fast, plain) == []
        assert fast.recorded_at == plain.recorded_at


def frequent(voucher):
    """Return the most frequent commands; with another voucher they are others."""
    paid = (core.disburse(voucher=voucher), core.disburse("L3", voucher=voucher))
    return (*paid, core.use(), core.gift())


def test_little_of_a_part_is_left_open():
    payments = (frequent("V"), frequent("W"), frequent("X"))
    events = core.ledger_of((*core.CONCLUDED, *chain.from_iterable(payments))).events
    begin = len(core.ledger_of(core.CONCLUDED).events)
    part = add_up(stored(events[begin:]))
    assert list(part.left_open) == [begin + 1, begin + 2, begin + 3, begin + 4]
    *rows, row = stored(core.ledger_of((*core.CONCLUDED, core.use(), core.use())).events)
    other = (*row[:4], row[4].replace(b'"performer":"', b'"performer":"x'))
    assert list(add_up([*rows[begin:], other]).left_open) == [begin + 1, begin + 2]


@given(st.data())
@examples(60)
def test_a_fault_is_found_wherever_a_part_begins(data):
    payments = (*frequent("V"), *frequent("W"))
    rows = stored(core.ledger_of((*core.CONCLUDED, *payments)).events)
    number = data.draw(st.integers(0, len(rows) - 1))
    position, stream, version, name, state = row = rows[number]
    other = rows[data.draw(st.integers(0, len(rows) - 1))]
    faulty = data.draw(
        st.sampled_from(
            [
                [],  # whatever names what came with it names nothing
                [row, row],
                [(position, *other[1:])],
                [(position, "agreement/nowhere", version, name, state)],
                [(position, "parties", version, name, state)],
                [(position, stream, version, other[3], state)],
                [(position, stream, version, name, state[:-1])],
                [(position, stream, version, name, state.replace(b'"L', b'"M'))],
                [
                    (
                        position,
                        stream,
                        version,
                        name,
                        state.replace(b'"performer":"', b'"performer":"x'),
                    )
                ],
                [(position, stream, version, name, state.replace(b'"party":"', b'"party":"x'))],
                [(position, stream, version, name, state.replace(b"2024-", b"2024x"))],
                [(position, stream, version, name, None)],
            ]
        )
    )
    rows[number : number + 1] = faulty

    def outcome(fold, *arguments):
        try:
            return fold(*arguments).balances
        except CorruptEventError as error:
            return str(error)

    wanted = outcome(replay_rows, rows)
    for split in range(len(rows) + 1):
        assert outcome(folded_in_two, rows, split) == wanted


def test_the_fast_fold_finds_damage():
    rows = stored(core.ledger_of((*core.CONCLUDED, core.disburse())).events)
    position, stream, version, name, state = rows[-1]
    for damaged in (
        (position, stream, version, name, state[:-1]),
        (position, stream, version, "use-reported/1", state),
        (position, stream, version, "unknown/1", state),
        (position, "parties", version, name, state),
        (position, stream, version, name, state.replace(b"2024-03", b"2024-xx")),
        (position, stream, version, name, state.replace(b"2024-03-", b"2024-02-3")),
        (position, stream, version, name, None),
    ):
        with pytest.raises(CorruptEventError, match=f"#{position} "):
            fold_rows(Projection(), [*rows[:-1], damaged])
        _, told = folded_strictly([*rows[:-1], damaged])
        assert [at for _, at, _ in told] == [position]


@pytest.mark.parametrize("late", [core.disburse(), core.use(), core.gift()])
def test_the_fast_fold_looks_at_what_came_after_the_day_asked_for(late):
    *rows, row = stored(core.ledger_of((*core.CONCLUDED, late)).events)
    nowhere = (row[0], "agreement/nowhere", *row[2:])
    with pytest.raises(CorruptEventError, match=f"#{row[0]} .*there is no agreement nowhere"):
        fold_rows(replay_rows(rows), [nowhere], as_of=date(2020, 1, 1))


@pytest.mark.parametrize("between", [b",", b"],[", b"},{", b"\n", b"", b" "])
def test_damage_never_reaches_into_the_row_beside_it(between):
    payments = (core.disburse(), core.disburse(voucher="W"))
    rows = stored(core.ledger_of((*core.CONCLUDED, *payments)).events)
    *before, one, other = rows
    both = one[4] + between + other[4]
    for cut in (0, 1, len(one[4]) - 1, len(one[4]) + len(between), len(both) - 1, len(both)):
        damaged = [(*one[:4], both[:cut]), (*other[:4], both[cut:])]
        if damaged[0] == one or damaged[1] == other:
            continue
        with pytest.raises(CorruptEventError, match=f"#{one[0]} "):
            replay_rows([*before, *damaged])
    assert replay_rows(rows).position == other[0]


@given(histories, st.dates(date(2023, 1, 1), date(2025, 12, 31)))
@examples(30)
def test_as_of_leaves_out_what_came_later(events, day):
    from events.facts import effective_on

    counted = [e for e in events if (effective_on(e.fact) or date.min) <= day]
    assert replay(events, day).balances == replay(counted).balances
    assert replay(events, day).position == len(events)


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_of_the_demonstration_adds_up(book_path, kind):
    book = make_book(book_path)
    demo.record(book)
    named = {"agreement": "herrgarden", "board": core.KS, "party": "radda-barnen"}
    subject = named.get(kind.removeprefix("forecast "))
    made = asking.report(book, kind, subject, asking.Question())
    assert len({tuple(row[k] for k in made.row_key) for row in made.rows}) == len(made.rows)
    for measure in set(made.measures) - {"remaining_minor"}:
        assert made.totals[measure] == sum(row[measure] or 0 for row in made.rows)
    replayed = asking.report(book, kind, subject, asking.Question(as_of=date(2199, 12, 31)))
    assert (replayed.rows, replayed.totals) == (made.rows, made.totals)
    book.close()


def test_unknown_subjects_and_mixed_currencies():
    projection = replay(core.ledger_of(core.CONCLUDED).events)
    scope = Scope(at=1, known_at=None)
    for kind, subject in (("agreement", "x"), ("board", "x"), ("party", "x"), ("in-kind", "x")):
        with pytest.raises(UnknownIdError):
            build(kind, subject, projection, scope)
    with pytest.raises(UnknownIdError):
        build("board", "tif", projection, scope)
    other = core.change_currency(projection, "EUR")
    with pytest.raises(MixedCurrenciesError) as mixed:
        build("board", core.KS, other, scope)
    assert mixed.value.currencies == ["EUR", "SEK"]
    assert build("board", core.KS, other, scope, "SEK").currency == "SEK"


def test_periods_and_clocks(book_path):
    book = make_book(book_path)
    demo.record(book)
    half = asking.report(book, "agreement", "herrgarden", asking.Question(period="2024-Q2"))
    assert half.scope.as_of == date(2024, 6, 30)
    assert half.totals["paid_minor"] == core.kr(2 * 80_000 + 2 * 178_750 + 75_000 + 2 * 25_000)
    flow = asking.report(book, "cash-flow", None, asking.Question(period="2024-T1"))
    assert {row["month"] for row in flow.rows} == {"2024-01", "2024-02", "2024-03", "2024-04"}
    with pytest.raises(Refused, match="position-ahead"):
        asking.report(book, "in-kind", None, asking.Question(at=999))
    with pytest.raises(Refused, match="not-behind"):
        asking.report(book, "in-kind", None, asking.Question(at=20), 20)
    empty = asking.report(book, "in-kind", None, asking.Question(at=0))
    assert (empty.rows, empty.scope.known_at) == ([], None)
    book.close()


def test_the_audit_trail_can_be_filtered(book_path):
    book = make_book(book_path)
    demo.record(book)

    def found(**wanted):
        question = asking.Question()
        return [e.recorded.position for e in trail.trail(book, question, audit.Filter(**wanted))]

    assert found(voucher="DEMO-L2-241215") == [38, 47]
    assert found(event="entry-reversed") == [47]
    assert found(actor="demo-controller") == [52]
    assert 50 in found(board=core.KS)
    assert 55 not in found(board=core.KS)
    assert found(party="malmo-universitet") == [6, 8, 22, 40, 52, 60, 73]
    assert set(found(line="L4")) == {12, 15, 30, 33, 36, 39, 64, 67}
    assert found(agreement="herrgarden") == [*range(8, 45), *range(46, 54), *range(55, 60)]
    assert found(agreement="herrgarden-2026") == [*range(60, 78)]
    book.close()


def test_a_fold_never_skips_what_it_does_not_know():
    wrong = Recorded(
        position=1,
        originator_id="agreement/herrgarden",
        originator_version=1,
        envelope=core.ledger_of((core.close("2023"),)).events[0].envelope,
    )
    with pytest.raises(CorruptEventError):
        Projection().fold(wrong)
