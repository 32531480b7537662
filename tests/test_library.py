"""A book is a recorder of the event library: its published cases, and programs that follow it."""

import inspect
import json
import re
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from unittest import TestCase
from uuid import uuid4

import eventsourcing.tests.persistence as published
import pytest
from conftest import FileHome, ServerHome
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    DataError,
    IntegrityError,
    Notification,
    NotSupportedError,
    StoredEvent,
    Subscription,
    Tracking,
)
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import ApplicationSubscription, Projection, ProjectionRunner
from test_postgres_boards import HIDDEN, OWN, hide_an_agreement
from test_recording import ME, concluded_book, pay

from events import facts as f
from events.record import Envelope, encode, fold_all
from ledger.books.recorder import BookMapper, BookRecorder
from ledger.books.store import BookReader, Store
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable
from ledger.rules.state import empty, evolve_any

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2024, 3, 1)
SPENT = {"line": "L1", "budget_year": 2024, "amount_minor": 1}
PAID = {**SPENT, "paid_on": DAY, "payee": "kultur", "voucher": "V"}
USE = f.UseReported(**SPENT, performer="kultur", report="R", reported_on=DAY)
PAYMENT = f.DisbursementRecorded(**PAID, bank_reference="B-1")
# The library's cases insert "topic1" with the bytes "state1". A book takes no event that is not one
# of its facts, so each of their topics stands for a fact here, and their bytes for its reason.
FACTS = {
    "topic": USE,
    "topic1": f.InternalCostRecorded(**SPENT | {"line": "L2"}, booked_on=DAY, voucher="V"),
    "topic2": f.CommitmentReleased(
        line="L1", year=2024, amount_minor=1, reason="R", released_on=DAY
    ),
    "topic3": f.RepaymentClaimed(**SPENT, due_on=DAY, ground="G", claimed_on=DAY),
    "topic4": f.DisbursementRecorded(**PAID, bank_reference=None),
    "non-interleaving-test-event": f.InKindPledged(
        party="kultur",
        kind="goods",
        description=None,
        unit="st",
        quantity=Decimal(1),
        unit_value_minor=1,
        value_minor=1,
        year=2024,
        pledged_on=DAY,
    ),
}
TOPICS = {f.event_name(fact): topic for topic, fact in FACTS.items()}


def event_of(fact, book, version=1, stream="agreement/a", **said):
    """Return a stored event of the library, as another program would make it."""
    attested = {"actor": book.login, "assurance": "database-attested"}
    envelope = Envelope(
        **{
            "recorded_at": said.pop("recorded_at", None) or book.now(),
            "reason": None,
            "evidence": (),
            "key": None,
            "command_sha256": None,
            "causation": None,
            "nonce": "00" * 16,
            "data": fact,
            **(attested if book.login else {"actor": "ekonom", "assurance": "claimed"}),
            **said,
        }
    )
    return StoredEvent(stream, version, f.event_name(fact), encode(envelope))


class Translating(ApplicationRecorder):
    """A book's recorder that speaks of topics and bytes as the library's cases do.

    It hands on every call and every answer. Their versions begin at 0, those of a book at 1.
    """

    def __init__(self, book):
        self._book, self._recorder = book, BookRecorder(book)
        self._at = book.now()  # one for all: threads would otherwise overtake each other

    def _to_book(self, event):
        said = {"reason": event.state.decode(), "recorded_at": self._at}
        at = event.originator_version + 1, event.originator_id
        return event_of(FACTS[event.topic], self._book, *at, **said)

    def _from_book(self, event, *more, kind=StoredEvent):
        state = json.loads(event.state)["reason"].encode()
        at = event.originator_id, event.originator_version - 1
        return kind(*at, TOPICS[event.topic], state, *more)

    def insert_events(self, stored_events, **more):
        return self._recorder.insert_events([*map(self._to_book, stored_events)], **more)

    def select_events(self, originator_id, *, gt=None, lte=None, desc=False, limit=None):
        versions = {"gt": None if gt is None else gt + 1, "lte": None if lte is None else lte + 1}
        found = self._recorder.select_events(originator_id, **versions, desc=desc, limit=limit)
        return [*map(self._from_book, found)]

    def _notification(self, event):
        return self._from_book(event, event.id, kind=Notification)

    def select_notifications(self, start, limit, stop=None, topics=(), *, inclusive_of_start=True):
        names = [f.event_name(FACTS[topic]) for topic in topics]
        found = self._recorder.select_notifications(
            start, limit, stop, names, inclusive_of_start=inclusive_of_start
        )
        return [*map(self._notification, found)]

    def max_notification_id(self):
        return self._recorder.max_notification_id()

    def subscribe(self, gt=None, topics=()):
        names = [f.event_name(FACTS[topic]) for topic in topics]
        return Translated(self._recorder.subscribe(gt, names), self._notification)


class Translated(Subscription):
    """A subscription of a book, whose events are translated."""

    def __init__(self, followed, translate):
        self._followed, self._translate = followed, translate
        self.stop = followed.stop

    def __enter__(self):
        self._followed.__enter__()
        return self

    def __exit__(self, *error):
        self._followed.__exit__(*error)

    def __next__(self):
        return self._translate(next(self._followed))


class OneStream(AggregateRecorder):
    """What the library calls an aggregate recorder: it tells no positions."""

    def __init__(self, recorder):
        self._recorder = recorder

    def insert_events(self, stored_events, **more):
        self._recorder.insert_events(stored_events, **more)

    def select_events(self, originator_id, **between):
        return self._recorder.select_events(originator_id, **between)


def wait_for_readers():
    """Wait for the threads that a case has told to stop, and that may still read."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(60)
            assert not thread.is_alive()


class OnFile:
    """A case on a book in a file."""

    INITIAL_VERSION = 0

    @pytest.fixture(autouse=True)
    def _book(self, book_path):
        self.book = FileHome(book_path).make()
        yield
        wait_for_readers()
        self.book.close()

    def new_originator_id(self):
        return f"agreement/{uuid4().hex}"

    def create_recorder(self):
        return Translating(self.book)


# A server judges events by the agreement that they stand in. The cases begin with an empty book,
# so it is told of an agreement that no event has proposed.
AGREEMENT = """
INSERT INTO samverk.party VALUES ('kultur', 'kultur') ON CONFLICT DO NOTHING;
INSERT INTO samverk.agreement
VALUES ('{stream}', 'SEK', 2024, 2025, '2024-01-01', NULL, false);
INSERT INTO samverk.budget_line VALUES ('{stream}', 'L1', 'kultur', 'kultur', 'external', true, 1),
    ('{stream}', 'L2', 'kultur', 'kultur', 'internal', true, 1);
INSERT INTO samverk.line_year
SELECT stream, line, 2024, 1000000, 1000000, performer, settlement, true, false, 0, 0
FROM samverk.budget_line
WHERE stream = '{stream}';
"""


class OnServer(OnFile):
    """A case on a book on a server."""

    def new_originator_id(self):
        stream = super().new_originator_id()
        self.tell_of(stream)
        return stream

    @pytest.fixture(autouse=True)
    def _book(self, server, database):
        home = ServerHome(server, database)
        self.book = home.make()
        self.tell_of = lambda stream: server.execute(
            AGREEMENT.format(stream=stream), database=database
        )
        yield
        wait_for_readers()
        home.close()


class Streams:
    """The case of a recorder that is asked about one stream."""

    def create_recorder(self):
        return OneStream(super().create_recorder())


class Whole:
    """The case of a recorder that is asked about the whole book."""

    def test_insert_subscribe(self):
        self.optional_test_insert_subscribe()
        assert threading.active_count() == 1


class TestStreamsOnFile(Streams, OnFile, published.AggregateRecorderTestCase):
    pass


class TestStreamsOnServer(Streams, OnServer, published.AggregateRecorderTestCase):
    pass


class TestWholeOnFile(Whole, OnFile, published.ApplicationRecorderTestCase):
    pass


class TestWholeOnServer(Whole, OnServer, published.ApplicationRecorderTestCase):
    pass


class TestNobodyComesBetweenOnFile(OnFile, published.NonInterleavingNotificationIDsBaseCase):
    pass


class TestNobodyComesBetweenOnServer(OnServer, published.NonInterleavingNotificationIDsBaseCase):
    pass


# The library's cases that are not run, and why.
LEFT_OUT = {
    "RecorderTestCase": "it has no tests",
    "TrackingRecorderTestCase": "a projection keeps its position in its own database",
    "ProcessRecorderTestCase": "for the same reason",
    "InfrastructureFactoryTestCase": "the environment has no say about a book",
    "TranscoderTestCase": "the stored form is that of events.record, with tests of its own",
}


def test_every_case_that_the_library_publishes_is_run_or_named():
    cases = {
        x for _, x in inspect.getmembers(published, inspect.isclass) if issubclass(x, TestCase)
    }
    cases.discard(TestCase)
    run = {base for x in globals().values() if inspect.isclass(x) for base in x.__mro__}
    assert {x.__name__ for x in cases - run} | {"RecorderTestCase"} == set(LEFT_OUT)


@pytest.fixture
def book(home):
    made = home.make()
    if isinstance(home, ServerHome):
        home.server.execute(AGREEMENT.format(stream="agreement/a"), database=home.database)
    yield made
    made.close()


@pytest.fixture
def recorder(book):
    return BookRecorder(book)


@pytest.fixture
def concluded(home):
    """A book with an agreement, and a service on it."""
    made, service = concluded_book(home.make())
    yield made, service
    made.close()


def reader_of(home, **more):
    return BookReader({"SAMVERK_BOOK": str(home.place_of("ekonom")[0]), **more})


def test_a_book_takes_no_event_that_is_none_of_its_facts(book, recorder):
    good = event_of(USE, book)
    for bad in (
        StoredEvent("agreement/a", 2, "topic1", b"state1"),
        StoredEvent("agreement/a", 2, f.event_name(USE), good.state + b" "),
        StoredEvent("agreement/a", 2, f.event_name(PAYMENT), good.state),
        event_of(USE, book, 2, nonce="0"),
        event_of(USE, book, 1, "parties"),
        event_of(USE, book, 1, "agreement/a b"),
        event_of(f.PeriodReopened(period="2023", reason="R"), book, 2),
    ):
        with pytest.raises(DataError):
            recorder.insert_events([good, bad])
    assert book.head() == 0


@pytest.mark.parametrize("version", [-1, 0, 1, 3])
def test_an_event_is_the_next_one_of_its_stream(book, recorder, version):
    recorder.insert_events([event_of(USE, book)])
    with pytest.raises(IntegrityError, match="next version is 2"):
        recorder.insert_events([event_of(USE, book, version)])
    assert recorder.insert_events([event_of(USE, book, 2)]) == [2]


def test_an_event_is_recorded_between_the_one_before_and_now(book, recorder):
    now = book.now()
    recorder.insert_events([event_of(USE, book, recorded_at=now)])
    for late in (now - timedelta(microseconds=1), now + timedelta(hours=1)):
        with pytest.raises(IntegrityError, match="recorded between"):
            recorder.insert_events([event_of(USE, book, 2, recorded_at=late)])
    assert recorder.insert_events([event_of(USE, book, 2, recorded_at=now)]) == [2]


def test_keys_and_bank_references_are_taken_once_until_they_are_freed(book, recorder):
    recorder.insert_events([event_of(PAYMENT, book, 1, key="k"), event_of(USE, book, 2, key="k")])
    assert book.references() == {("key", "k"): 1, ("bank", "B-1"): 1}
    for again in (event_of(PAYMENT, book, 3), event_of(USE, book, 3, key="k")):
        with pytest.raises(IntegrityError, match="taken by event #1"):
            recorder.insert_events([again])
    reversal = f.EntryReversed(position=1, reversed_on=DAY, reason="R", entry=PAYMENT)
    more = [event_of(reversal, book, 3), event_of(PAYMENT, book, 4)]
    assert recorder.insert_events(more) == [3, 4]
    assert book.references() == {("key", "k"): 1, ("bank", "B-1"): 4}
    codes = {x.code for x in verify(book, [], lambda _: None).findings}
    assert not codes & {"reference", "position", "version", "time", "node", "event"}


def test_a_book_keeps_no_position_of_a_projection(book, recorder):
    with pytest.raises(NotSupportedError):
        recorder.insert_events([event_of(USE, book)], tracking=Tracking("mine", 1))
    assert book.head() == 0


def test_the_application_records_and_reads_as_any_other(book):
    store = Store(book)
    made = store.mapper.to_domain_event(event_of(USE, book))
    (recording,) = store.save(made)
    assert (recording.notification.id, recording.domain_event) == (1, made)
    (section,) = store.notification_log["1,10"].items
    assert section == recording.notification
    (read,) = store.events.get("agreement/a")
    assert (read.position, read.envelope) == (1, made.envelope)


def test_the_repository_folds_a_stream_up_to_a_version(concluded):
    book, service = concluded
    service.execute(pay(100), ME)

    def fold(state, events):
        state = state or empty(OWN)
        fold_all(evolve_any, state, events)
        return state if state.version else None

    repository = Store(book).repository
    last = repository.get(OWN, projector_func=fold)
    assert last == fold(None, [event for event in book.events() if event.originator_id == OWN])
    assert repository.get(OWN, version=last.version - 1, projector_func=fold) != last
    with pytest.raises(AggregateNotFoundError):
        repository.get("agreement/annat", projector_func=fold)


@pytest.mark.parametrize("topics", [(), (f.event_name(PAYMENT),)])
def test_notifications_are_selected_wherever_they_are(concluded, topics):
    """Also few of many, which are looked for in ever larger parts."""
    book, service = concluded
    for amount in range(1, 30):
        service.execute(pay(amount), ME)
    recorder, rows = BookRecorder(book), list(book.rows())
    for start in (None, 1, 5, len(rows), len(rows) + 1):
        for limit in (1, 2, 7, 100):
            for stop in (None, 0, 6, 20):
                for inclusive in (True, False):
                    wanted = [
                        at
                        for at, _, _, name, _ in rows
                        if (at >= (start or 0) if inclusive else at > (start or 0))
                        and (stop is None or at <= stop)
                        and (not topics or name in topics)
                    ][:limit]
                    found = recorder.select_notifications(
                        start, limit, stop, topics, inclusive_of_start=inclusive
                    )
                    assert [x.id for x in found] == wanted


def test_a_boards_user_is_told_of_what_he_sees(server, database):
    home = ServerHome(server, database)
    book, service = concluded_book(home.make())
    hide_an_agreement(service)
    shown = BookRecorder(home.open("kultur", "board", "kulturnamnden"))
    own = [at for at, stream, *_ in book.rows() if stream != HIDDEN]
    assert own[-1] < book.head()
    assert shown.max_notification_id() == own[-1]
    assert [x.id for x in shown.select_notifications(None, 1000)] == own
    assert [x.id for x in shown.select_notifications(own[3], 2)] == own[3:5]
    assert shown.select_events(HIDDEN) == []
    with shown.subscribe(gt=own[-1]) as followed:
        (paid,) = service.execute(pay(1), ME).recorded
        assert next(followed).id == paid.position
    home.close()


def test_a_subscription_waits_in_no_thread_and_stops_at_once(concluded, home):
    book, service = concluded
    other = home.open()
    followed = BookRecorder(other).subscribe(gt=book.head(), topics=[f.event_name(PAYMENT)])
    threads, told = threading.active_count(), []
    following = threading.Thread(target=lambda: told.extend(followed))
    following.start()
    positions = [service.execute(pay(amount), ME).recorded[0].position for amount in (1, 2)]
    deadline = time.monotonic() + 30
    while len(told) < len(positions) and time.monotonic() < deadline:
        time.sleep(0.01)
    followed.stop()
    following.join(10)
    assert not following.is_alive()
    assert threading.active_count() == threads
    assert [x.id for x in told] == positions
    other.close()


def test_a_subscription_gets_all_of_a_long_book(book):
    recorder = BookRecorder(book)
    at = book.now()
    events = [event_of(USE, book, version, recorded_at=at) for version in range(1, 1203)]
    recorder.insert_events(events)
    with recorder.subscribe(gt=1) as followed:
        assert [next(followed).id for _ in events[1:]] == list(range(2, 1203))


class Seen(POPOTrackingRecorder):
    """The view of a user's program, in memory."""

    def __init__(self):
        super().__init__()
        self.names = []


class Seeing(Projection[Seen]):
    """The projection of a user's program."""

    def process_event(self, domain_event, tracking):
        self.view.names.append(domain_event.name)
        self.view.insert_tracking(tracking)


def test_a_projection_of_somebodys_own_follows_a_book_that_goes_on(concluded, home):
    book, service = concluded
    threads = threading.active_count()
    with ProjectionRunner(
        application_class=BookReader,
        projection_class=Seeing,
        view_class=Seen,
        env={"SAMVERK_BOOK": str(home.place_of("ekonom")[0])},
    ) as runner:
        runner.wait(runner.app.recorder.max_notification_id(), timeout=30)
        (paid,) = service.execute(pay(1), ME).recorded
        runner.wait(paid.position, timeout=30)
        assert runner.view.names == [event.name for event in book.events()]
        assert runner.view.max_tracking_id(book.info("origin")) == paid.position
    assert threading.active_count() == threads


def test_a_reader_records_nothing(concluded, home):
    book, _ = concluded
    reader = reader_of(home)
    with pytest.raises(BookUnusable, match="book-read-only"):
        reader.recorder.insert_events([event_of(USE, book)])
    with ApplicationSubscription(reader) as events:
        assert next(events)[0] == next(book.events())
    reader.close()
    with pytest.raises(KeyError, match="SAMVERK_BOOK"):
        BookReader({})


def test_the_process_environment_has_no_say(concluded, monkeypatch):
    for name in ("PERSISTENCE_MODULE", "CIPHER_TOPIC", "COMPRESSOR_TOPIC", "TRANSCODER_TOPIC"):
        monkeypatch.setenv(name, "nothing.there")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    store = Store(concluded[0])
    assert (type(store.recorder), type(store.mapper)) == (BookRecorder, BookMapper)
    assert store.snapshots is None


def test_the_fifteen_lines_of_the_architecture_follow_a_book(concluded, home, tmp_path):
    book, service = concluded
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len([line for line in script.splitlines() if line]) <= 15
    file = tmp_path / "follow.py"
    file.write_text(script, encoding="utf-8")
    words = [sys.executable, file, home.place_of("ekonom")[0], tmp_path / "handed_over.db"]

    def told():
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    service.execute(pay(100), ME)
    assert told() == ["herrgarden L2 100"]
    assert told() == []
    service.execute(pay(250), ME)
    assert told() == ["herrgarden L2 250"]
    assert verify(book, [], lambda _: None).findings == []
