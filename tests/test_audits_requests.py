"""The audit tests of requests for payment, on requests for which the right answer is known."""

from datetime import timedelta

import in_memory as core
import pytest
from asked_for import FIRST, Book

from events import facts as f
from events.period import parse_period
from projections.audits import AUDITS
from projections.audits.material import material
from projections.projection import replay

TIF = {"L1": "tif"}


def found(book, name="split-requests", period=None, **parameters):
    """Return the rows of a test, of the requests of a book."""
    present = replay(book.events)
    declared = AUDITS[name].declared
    told = {p.name: p.default for p in declared.parameters} | parameters
    these = material(book.events, present, parse_period(period) if period else None)
    return declared.find(these, **told).rows


def approved(book, kronor, line="L2", days=0, mandate=None, actor="c"):
    """Have a request approved that is due so many days after the first."""
    request = book.request(core.kr(kronor), line, due=FIRST + timedelta(days=days))
    book.review(request)
    book.approve(request, actor=actor, mandate=mandate)
    return request


@pytest.fixture
def book():
    """A book in which c approves up to 150 000, and d any amount."""
    return Book()


def test_what_is_split_over_days_is_found(book):
    own = book.grant("c", core.kr(150_000))
    positions = [approved(book, 89_375, days=days, mandate=own) for days in (0, 1)]
    (row,) = found(book)
    assert row["positions"] == positions
    assert (row["amount_minor"], row["limit_minor"]) == (core.kr(178_750), core.kr(150_000))
    assert (row["most_minor"], row["excess_minor"]) == (core.kr(178_750), core.kr(28_750))
    assert (row["parties"], row["lines"], row["actors"]) == (["radda-barnen"], ["L2"], ["c"])
    assert found(book, days=0) == []
    assert found(book, period="2026") == []
    assert found(book, period="2025-01") == [row]


def test_what_is_split_over_lines_and_mandates_is_found(book):
    of_line = [book.grant("c", core.kr(150_000), line=line) for line in ("L2", "L3")]
    for line, mandate in zip(("L2", "L3"), of_line, strict=True):
        approved(book, 89_375, line, mandate=mandate)
    (row,) = found(book)
    assert (row["lines"], row["excess_minor"]) == (["L2", "L3"], core.kr(28_750))


def test_what_is_split_over_payees_of_one_legal_person_is_found(book):
    own = book.grant("c", core.kr(150_000))
    approved(book, 89_375, "L2", mandate=own)
    approved(book, 89_375, "L1", mandate=own)
    assert found(book) == []
    before = replay(book.events).parties
    numbers = {"organisation_number": "802001-1234", "previous_organisation_number": None}
    for party in ("tif", "radda-barnen"):
        known = before[party]
        said = {"party": party, "name": known.name, "kind": known.kind}
        said |= {f"previous_{x}": said[x] for x in ("name", "kind")}
        entities = dict.fromkeys(("legal_entity", "previous_legal_entity"), known.legal_entity)
        own_numbers = numbers | {"previous_organisation_number": known.organisation_number}
        book.add(f.PartyAmended(**said, **entities, **own_numbers), agreement=None)
    (row,) = found(book)
    assert row["parties"] == ["radda-barnen", "tif"]
    assert row["legal_person"] == "802001-1234"


def test_what_somebody_could_have_approved_whole_is_no_split(book):
    own, higher = book.grant("c", core.kr(150_000)), book.grant("d", core.kr(500_000))
    approved(book, 89_375, mandate=own)
    approved(book, 89_375, mandate=higher, actor="d")
    assert found(book) == []
    approved(book, 60_625, days=1, mandate=own)  # just at the limit
    assert found(book) == []
    approved(book, 0.01, days=2, mandate=own)
    (row,) = found(book)
    assert (row["limit_minor"], row["excess_minor"]) == (core.kr(150_000), 1)
    approved(book, 400_000, days=3, mandate=higher, actor="d")
    assert [x["limit_minor"] for x in found(book)] == [core.kr(150_000), core.kr(500_000)]


def test_what_is_returned_or_without_a_limit_is_left_out(book):
    own, free = book.grant("c", core.kr(150_000)), book.grant("d")
    approved(book, 89_375, mandate=own)
    over = approved(book, 89_375, days=1, mandate=own)
    assert found(book)
    book.end(over)
    assert found(book) == []
    approved(book, 1_000_000, days=1, mandate=free, actor="d")
    book.request(core.kr(100_000))  # not approved
    assert found(book) == []


def test_a_payment_of_a_request_is_still_a_part_of_it(book):
    own = book.grant("c", core.kr(150_000))
    for days in (0, 1):
        request = approved(book, 89_375, days=days, mandate=own)
        book.pay(core.kr(89_375), request)
    assert len(found(book)) == 1


def words(rows):
    return [row["finding"] for row in rows]


def test_two_steps_of_one_payment_by_one_actor_are_found(book):
    reviewing, deciding = book.grant("b", step="review"), book.grant("d")
    request = book.request(core.kr(100), actor="a")
    book.review(request, actor="b", mandate=reviewing)
    book.approve(request, actor="d", mandate=deciding)
    book.pay(core.kr(100), request, actor="e")
    assert found(book, "same-actor", "2025") == []
    other = book.request(core.kr(100), actor="Ⓐnna")
    review = book.review(other, actor=" ANNA", mandate=reviewing)
    approval = book.approve(other, actor="anna", mandate=deciding)
    payment = book.pay(core.kr(100), other, actor="Anna")
    rows = found(book, "same-actor", "2025")
    assert words(rows) == [
        *("requested-and-reviewed", "requested-and-approved", "reviewed-and-approved"),
        "request-approved-and-paid",
    ]
    assert [x["positions"] for x in rows] == [
        [other, review],
        [other, approval],
        [other, review, approval],
        [other, approval, payment],
    ]
    assert {x["amount_minor"] for x in rows} == {core.kr(100)}


def test_who_grants_a_mandate_and_requests_what_is_approved_with_it_is_found(book):
    own = book.grant("d", by="a")
    request = book.request(core.kr(100), actor="a")
    book.approve(request, actor="d", mandate=own)
    assert words(found(book, "same-actor", "2025")) == ["granted-and-requested"]
    assert found(book, "same-actor", "2026") == []
