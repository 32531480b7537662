"""An event declares itself: its base class says where it stands, its types say what it names."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
import pytest
from test_events_codec import EVENTS

from events import facts as f
from events.declared import fields_naming, named, parts_of, words_of
from events.streams import SHARED, STREAMS
from ledger.books.references import reference_changes
from ledger.rules.decide import causation
from ledger.rules.state import FOLDS

DECIDED, LATER = date(2023, 12, 6), date(2024, 6, 1)
KS, KUN, RB, MAU = "kommunstyrelsen", "kulturnamnden", "radda-barnen", "malmo-universitet"
SIX = ["fritidsnamnden", KS, KUN, MAU, RB, "tif"]
PROPOSAL = 4
AMENDMENTS = {"T1": 5}

# What the events of tests/golden name, read off the files by eye: stream, the day that it is about,
# lines, parties, boards, and the event that it follows from.
SAYS = {
    "party-registered/1": ("parties", None, [], ["rosengardsbiblioteket"], [], None),
    "agreement-proposed/1": ("agreement/", None, [], SIX, [], None),
    "budget-line-proposed/1": (
        *("agreement/", None, ["L4"]),
        *([KUN, "rosengardsbiblioteket"], [KUN], PROPOSAL),
    ),
    "line-amended/1": ("agreement/", None, ["L2"], [], [], PROPOSAL),
    "commitment-approved/1": ("agreement/", DECIDED, ["L4"], [KUN], [KUN], None),
    "commitment-declined/1": (
        *("agreement/", DECIDED, ["L1"], ["fritidsnamnden"], ["fritidsnamnden"], None),
    ),
    "agreement-concluded/1": ("agreement/", DECIDED, [], [], [], PROPOSAL),
    "uplift-applied/1": ("agreement/", date(2025, 2, 1), ["L2"], [KS], [KS], None),
    "reallocated/1": ("agreement/", LATER, ["L2", "L3"], [KS], [KS], None),
    "commitment-released/1": ("agreement/", LATER, ["L2"], [], [], None),
    "carried-over/1": ("agreement/", date(2025, 2, 1), ["L3"], [KS], [KS], None),
    "disbursement-recorded/1": ("agreement/", date(2024, 3, 1), ["L3"], [RB], [], None),
    "internal-cost-recorded/1": ("agreement/", date(2024, 3, 1), ["L4"], [], [], None),
    "use-reported/1": ("agreement/", DECIDED, ["L3"], [RB], [], None),
    "repayment-claimed/1": ("agreement/", date(2025, 2, 12), ["L3"], [], [], None),
    "repayment-received/1": ("agreement/", date(2025, 3, 20), ["L3"], [], [], 22),
    "in-kind-pledged/1": ("agreement/", DECIDED, [], [MAU], [], None),
    "in-kind-recorded/1": ("agreement/", date(2024, 12, 20), [], [MAU], [], None),
    "in-kind-verified/1": ("agreement/", date(2025, 3, 1), [], [MAU], [], 27),
    "in-kind-rejected/1": ("agreement/", date(2025, 3, 1), [], [MAU], [], 28),
    "commitment-approved/2": ("agreement/", date(2024, 1, 1), ["L4"], [KUN], [KUN], None),
    "commitment-declined/2": (
        *("agreement/", date(2024, 1, 1), ["L1"], ["fritidsnamnden"], ["fritidsnamnden"], None),
    ),
    "agreement-concluded/2": ("agreement/", date(2024, 1, 1), [], [], [], PROPOSAL),
    "uplift-applied/2": ("agreement/", date(2025, 3, 1), ["L2"], [KS], [KS], None),
    "reallocated/2": ("agreement/", date(2024, 7, 1), ["L2", "L3"], [KS], [KS], None),
    "commitment-released/2": ("agreement/", date(2024, 7, 1), ["L2"], [], [], None),
    "repayment-claimed/2": ("agreement/", date(2025, 3, 1), ["L3"], [], [], None),
    "in-kind-pledged/2": ("agreement/", date(2024, 1, 1), [], [MAU], [], None),
    "in-kind-recorded/2": ("agreement/", date(2025, 1, 1), [], [MAU], [], None),
    "in-kind-verified/2": ("agreement/", date(2025, 4, 1), [], [MAU], [], 24),
    "in-kind-rejected/2": ("agreement/", date(2025, 4, 1), [], [MAU], [], 25),
    "entry-reversed/1": ("agreement/", LATER, ["L2"], [], [], 25),
    "agreement-terminated/1": ("agreement/", date(2025, 3, 14), [], [KS], [], None),
    "agreement-closed/1": ("agreement/", date(2025, 9, 1), [], [], [], None),
    "agreement-reopened/1": ("agreement/", None, [], [], [], None),
    "period-closed/1": ("book", None, [], [], [], None),
    "period-reopened/1": ("book", None, [], [], [], None),
    "key-rotated/1": ("book", None, [], [], [], None),
    "key-retired/1": ("book", None, [], [], [], None),
    "witness-registered/1": ("book", None, [], ["tif"], [], None),
    "witness-retired/1": ("book", None, [], [], [], None),
    "party-amended/1": ("parties", None, [], [KUN], [], None),
    "book-described/1": ("book", None, [], [], [], None),
    "amendment-proposed/1": ("agreement/", None, [], [], [], PROPOSAL),
    "index-published/1": ("book", date(2024, 10, 15), [], [], [], None),
    "index-withdrawn/1": ("book", None, [], [], [], 1),
    "line-index-proposed/1": ("agreement/", None, ["L2"], [], [], PROPOSAL),
    "uplift-applied/3": ("agreement/", date(2025, 2, 1), ["L2"], [KS], [KS], None),
}
DECIMALS = {
    "uplift-applied/1": ["3.1"],
    "in-kind-pledged/1": ["200"],
    "in-kind-recorded/1": ["212.5"],
    "in-kind-verified/1": ["212.5"],
    "in-kind-rejected/1": ["212.5"],
    "uplift-applied/2": ["3.1"],
    "in-kind-pledged/2": ["200"],
    "in-kind-recorded/2": ["212.5"],
    "in-kind-verified/2": ["212.5"],
    "in-kind-rejected/2": ["212.5"],
    "line-index-proposed/1": ["90", "10"],
    "uplift-applied/3": ["2.432", "90", "10"],
}
READERS = {"agreement-proposed/1": SIX, "budget-line-proposed/1": [KUN]}


@pytest.mark.parametrize("name", SAYS)
def test_an_event_says_what_it_names(name):
    fact = EVENTS[name].fact
    stream, day, lines, parties, boards, cause = SAYS[name]
    assert fact.stream.name == stream
    assert f.effective_on(fact) == day
    assert named(fact, "line", "new line") == lines
    assert sorted(set(named(fact, "party", "new party"))) == sorted(parties)
    assert named(fact, "board") == boards
    assert causation(fact, PROPOSAL, AMENDMENTS) == cause
    assert sorted(named(fact, "reader")) == READERS.get(name, [])
    assert [*map(str, named(fact, "decimal"))] == DECIMALS.get(name, [])


def test_an_event_knows_how_much_later_than_it_happened_it_counts():
    late = {name: f.days_later(event.fact) for name, event in EVENTS.items()}
    assert {name for name, days in late.items() if days} == {
        *("carried-over/1", "claim-written-off/1"),
        *(name for name in SAYS if name.endswith("/2")),
    }
    assert f.happened_on(EVENTS["commitment-approved/2"].fact) == DECIDED
    assert late["commitment-approved/2"] == (date(2024, 1, 1) - DECIDED).days


def test_what_an_event_makes_known_need_not_be_there():
    new = {n: named(e.fact, "new line", "new party") for n, e in EVENTS.items()}
    assert {name for name, found in new.items() if found} == {
        "party-registered/1",
        "budget-line-proposed/1",
        "budget-line-proposed/2",
        "line-addition-proposed/1",
    }


def test_a_bank_reference_is_taken_and_freed_by_a_reversal():
    for name, reference in (("disbursement-recorded/1", "B-1"), ("repayment-received/1", "B-2")):
        event = EVENTS[name]
        assert reference_changes([event]) == [("bank", reference, event.position)]
        back = EVENTS["entry-reversed/1"]
        fact = msgspec.structs.replace(back.fact, entry=event.fact)
        envelope = msgspec.structs.replace(back.envelope, data=fact)
        freed = msgspec.structs.replace(back, envelope=envelope)
        assert reference_changes([freed]) == [("bank", reference, None)]
        assert named(fact, "bank reference") == [reference]


def faults(fact):
    """Return what the declaration of an event leaves open, and what to do about it."""
    name = fact.__name__
    found = list(open_fields(fact))
    if not hasattr(fact, "stream"):
        found.append(f"{name} says no stream: make it an OfAgreement, an OfParties or an OfBook")
    days = sum(
        "effective day" in (words_of(part) or ())
        for field in msgspec.structs.fields(fact)
        for part in parts_of(field.type)
    )
    if days > 1:
        found.append(f"{name} is about {days} days: one is the EffectiveDay, others are a Day")
    documents = fields_naming(fact, "document day")
    may_be_late = "booked_on" in fact.__struct_fields__ and fact is not f.InternalCostRecorded
    if len(documents) != may_be_late:
        found.append(f"{name} is booked on one day, and its document's is no DocumentDay")
    return found


def open_fields(struct):
    """Yield the fields whose types do not say what they name, those of parts among them."""
    for field in msgspec.structs.fields(struct):
        for part in parts_of(field.type):
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                yield from () if part in f.FACTS else open_fields(part)
            else:
                yield from (f"{struct.__name__}.{field.name} {x}" for x in _open(part))


def _open(part):
    """Yield what a type does not say."""
    base = part.__origin__ if hasattr(part, "__metadata__") else part
    if words_of(part) is not None:
        return
    if base is str:
        yield "is a bare str: give it a type that says what it names (PartyId …), or Text"
    elif base is date:
        yield "is a bare date: it is the EffectiveDay, or any other Day"
    elif part is int:
        yield "is a bare int: it is an Amount, a Change, a Year, or the position of a Cause"


@pytest.mark.parametrize("fact", f.FACTS, ids=f.event_name_of)
def test_an_event_leaves_nothing_open(fact):
    assert faults(fact) == []


class NoStream(f.Event, frozen=True, gc=False, tag="no-stream/1"):
    """An event that says no stream."""

    text: f.Text


class BareParty(f.OfAgreement, frozen=True, gc=False, tag="bare-party/1"):
    """An event with a field that looks like an id."""

    party: str
    year: Annotated[int, msgspec.Meta(ge=1900)]


class BareInside(msgspec.Struct):
    """A part of an event."""

    board: str | None


class Bare(f.OfAgreement, frozen=True, gc=False, tag="bare/1"):
    """An event with other fields that say nothing."""

    parts: tuple[BareInside, ...]
    day: date
    claim: int | None
    rate: Decimal


class TwoDays(f.OfAgreement, frozen=True, gc=False, tag="two-days/1"):
    """An event that is about two days."""

    one: f.EffectiveDay
    other: f.EffectiveDay | None


class BookedLate(f.OfAgreement, frozen=True, gc=False, tag="booked-late/1"):
    """An event with two days, that does not say which of them its document has."""

    decided_on: f.Day
    booked_on: f.EffectiveDay


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (NoStream, ["NoStream says no stream: make it an OfAgreement"]),
        (BareParty, ["BareParty.party is a bare str: give it a type"]),
        (
            Bare,
            [
                "BareInside.board is a bare str",
                "Bare.day is a bare date: it is the EffectiveDay",
                "Bare.claim is a bare int",
            ],
        ),
        (TwoDays, ["TwoDays is about 2 days"]),
        (BookedLate, ["BookedLate is booked on one day"]),
    ],
)
def test_what_an_event_leaves_open_is_said_with_what_to_do(fact, said):
    found = faults(fact)
    assert len(found) == len(said)
    assert all(text.startswith(start) for text, start in zip(found, said, strict=True)), found


def test_every_event_that_is_written_down_is_one_of_the_facts():
    waiting, written = [f.Event], set()
    while waiting:
        fact = waiting.pop()
        waiting += fact.__subclasses__()
        if fact.__module__.startswith("events.") and "/" in str(fact.__struct_config__.tag):
            written.add(fact)
    assert written == set(f.FACTS), "an event has to be in the union Fact, or in Reversible"


def test_what_may_be_reversed_is_an_entry_and_has_a_day():
    entries = {fact for fact in f.FACTS if issubclass(fact, f.Entry)}
    assert entries == set(f.Reversible.__args__)
    assert all(fields_naming(fact, "effective day") for fact in entries)


def test_every_stream_has_events_and_is_folded():
    assert {fact.stream for fact in f.FACTS} == set(STREAMS) == set(FOLDS)
    assert SHARED == ("parties", "book", "authorities")


@pytest.mark.parametrize(
    ("name", "stream"),
    [
        ("parties", "parties"),
        ("book", "book"),
        ("agreement/herrgarden", "agreement/"),
        ("agreement/" + "å" * 64, "agreement/"),
        ("agreement/", None),
        ("agreement/a b", None),
        ("agreement/" + "a" * 65, None),
        ("partie", None),
        ("Parties", None),
        (b"parties", None),
        (7, None),
        (None, None),
    ],
)
def test_a_name_is_that_of_one_stream_or_of_none(name, stream):
    assert [x.name for x in STREAMS if x.has(name)] == ([stream] if stream else [])
