"""What audit tests look at: each event as the audit trail and the declarations of facts say it."""

import random
import tempfile
from contextlib import closing
from pathlib import Path

import in_memory as core
import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from random_books import RandomBook
from test_events_codec import ALL

from events import facts as f
from events.declared import named
from events.facts import bank_references
from events.requesting import take
from projections import audit
from projections.audits.material import DEFAULT_CURRENCY, Item, _item, material
from projections.projection import replay


def plain(recorded, lines, currencies):
    """Return an event as audit tests look at it, from its entry in the audit trail."""
    shown, fact = audit.entry(recorded, lines), recorded.fact
    own = fact.entry if isinstance(fact, f.EntryReversed) else fact
    party = next(iter(named(own, "party")), None)
    if party is None and shown.lines:
        key = (recorded.agreement or "", shown.lines[0])
        party = lines.concerned(own, key)[0] if key in lines else None
    return Item(
        position=recorded.position,
        event=recorded.name,
        agreement=recorded.agreement,
        lines=shown.lines,
        budget_year=getattr(own, "budget_year", getattr(own, "year", None)),
        party=party,
        amount_minor=shown.amount_minor,
        currency=currencies.get(recorded.agreement or "", DEFAULT_CURRENCY),
        day=shown.effective_on,
        happened=shown.happened_on,
        recorded_at=recorded.envelope.recorded_at,
        actor=recorded.envelope.actor,
        voucher=shown.voucher,
        bank_reference=next(iter(bank_references(own)[0]), None),
        about=next(iter(named(fact, "event")), None),
        evidence=recorded.envelope.evidence,
    )


def requests_of(recorded):
    """Return what became of each request, from every event."""
    requests = {}
    for one in recorded:
        if one.agreement is not None:
            take(requests.setdefault(one.agreement, {}), one)
    return [request for own in requests.values() for request in own.values()]


@pytest.mark.parametrize("event", ALL, ids=lambda event: event.name)
def test_every_event_is_looked_at_as_the_trail_shows_it(event):
    lines = replay(core.ledger_of(core.CONCLUDED).events).lines
    currencies = {"herrgarden": "EUR"}
    assert _item(event, lines, currencies) == plain(event, lines, currencies)


@given(seed=st.integers(0, 2**32))
@examples(3)
def test_a_whole_book_is_looked_at_as_the_trail_shows_it(seed):
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(RandomBook(Path(folder) / "random.book", random.Random(seed), asks=True)) as made,
    ):
        recorded = [*made.grow(80).book.events()]
    present = replay(recorded)
    currencies = {key: x.proposed.currency for key, x in present.agreements.items()}
    found = material(recorded, present)
    shown = [plain(one, present.lines, currencies) for one in recorded]
    for taken_back, by in trail_reversals(recorded):
        shown[taken_back - 1].reversed_by = by
    assert found.items == shown
    wanted = sorted(requests_of(recorded), key=lambda x: x.position)
    assert [one.request for one in found.requests] == wanted


def trail_reversals(recorded):
    """Return which events were taken back, and by which."""
    return [
        (one.fact.position, one.position)
        for one in recorded
        if isinstance(one.fact, f.EntryReversed)
    ]
