"""What a command says that it did: told from the states that decided it, as sums would have it."""

from contextlib import closing
from datetime import UTC, datetime, time

import pytest
from test_recording import ME, pay

from events.record import Evidence
from ledger import demo
from ledger.books.opening import make_book, open_book
from ledger.work import present
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections import views
from projections.balances import measures_of
from projections.projection import Projection, replay

WORDS = {
    "committed_minor": "committed",
    "paid_minor": "paid",
    "remaining_minor": "remaining",
    "reported_minor": "reported",
    "open_claim_minor": "owed back",
    "held_minor": "held",
}
STEPS = list(demo._steps())  # noqa: SLF001 - commands of every kind
EVIDENCE = (Evidence(reference="E", sha256=None),)
PAYMENT = ("record", "disbursement", "herrgarden", "L2", "--on", "2024-03-01", "--voucher")


def measures(projection, key):
    known = projection if key[:2] in projection.lines else None
    return measures_of(known, *key) if known else dict.fromkeys(WORDS, 0)


def differences(before, after):
    """Return what two replays of the whole book differ in, as it is told."""
    told = []
    for key in after.line_years():
        one, other = measures(before, key), measures(after, key)
        changes = tuple((WORDS[x], one[x], other[x]) for x in WORDS if one[x] != other[x])
        if changes:
            told.append((*key[1:], changes))
    return told


def by_its_user(book):
    if book.login is None:
        return ME
    return Signature(actor=book.login, assurance="database-attested")


def effects(told):
    return [(x.line, x.year, x.changes) for x in told.effects]


def test_what_is_told_is_what_two_replays_of_the_book_differ_in(tmp_path):
    today = STEPS[0][0]

    def clock():
        return datetime.combine(today, time(9), UTC)

    with closing(make_book(tmp_path / "h.book")) as book:
        kept, before = Service(book, clock), Projection()
        for day, actor, command in STEPS:
            today = day
            signature = Signature(actor=actor, evidence=EVIDENCE)
            for service in (kept, Service(book, clock)):
                outlook = service.preview(command, signature)
                foretold = service.consequences(outlook, is_preview=True)
            outcome = kept.execute(command, signature)
            told = kept.consequences(outcome)
            after = replay(book.events())
            assert effects(told) == effects(foretold) == differences(before, after), command
            assert told.names == {x: y.name for x, y in after.parties.items()} == foretold.names
            assert told.currency == "SEK"
            before = after
        assert sum(map(bool, before.balances.values())) > 20


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_preview_says_what_is_then_said(concluded, lang):
    words = (*PAYMENT[:4], "100,50", *PAYMENT[4:], "v", "--key", "k")
    foretold = concluded.ok(*words, "-n", lang=lang).out.splitlines()
    told = concluded.ok(*words, lang=lang).out.splitlines()
    assert told == foretold[1:-1]
    again = concluded.ok(*words, lang=lang).out.splitlines()
    assert again[1:] == told[:1]
    assert told[1].endswith("held 0 → 100.50" if lang == "en" else "kvar hos utföraren 0 → 100,50")


def test_what_others_record_meanwhile_is_not_told_as_ones_own(concluded):
    with closing(concluded.open()) as book, closing(concluded.open()) as other:
        service = Service(book)
        outcome = service.execute(pay(), by_its_user(book))
        Service(other).execute(pay(), by_its_user(other))
        (told,) = service.consequences(outcome).effects
        assert told.changes[0] == ("paid", 0, 1)


@pytest.mark.file_only
def test_printing_writes_nothing(concluded):
    """A question brings the views up to date; what was recorded is told without them."""
    with closing(concluded.open()) as book:
        list(Service(book).execute_all([(pay(), ME) for _ in range(views.FROM)]))
        present.current(book)
        at = views.position(book)
    for number in range(3):
        told = concluded.ok(*PAYMENT[:4], "1", *PAYMENT[4:], str(number)).out
        assert "paid " in told
    with closing(open_book(concluded.book)) as book:
        assert (views.position(book), book.head()) == (at, at + 3)
    concluded.ok("report", "agreement", "herrgarden")
    concluded.ok("verify")


def test_a_currency_is_asked_for_once(concluded):
    with closing(concluded.open()) as book:
        service = Service(book)
        service.execute(pay(), by_its_user(book))
        book.close()
        assert service.currency_of("herrgarden") == "SEK"
