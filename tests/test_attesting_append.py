"""A recorder with SQL of his own cannot approve his own request, nor pay without an approved one.

Each test puts events to ``append`` as the program would write them, and as no rule of the program
would let them in.
"""

import os
from collections import Counter

import attesting_clients
import attesting_forged as forged
import msgspec
import pytest
from attesting_forged import (
    ASKS,
    CHIEF,
    DECIDES,
    FRN,
    HIGHER,
    KR,
    LIMIT,
    REVIEWS,
    STANDS_IN,
    STREAM,
    TWICE,
    YEAR,
    approved,
    asked,
    later,
    mandate,
    paid,
    reviewed,
)  # fmt: skip
from conftest import this_day
from postgres_server import drop

from events import facts as f
from events.streams import AUTHORITIES

DATABASE = "attesting"


@pytest.fixture(scope="module")
def address(server):
    yield forged.prepared_book(server, DATABASE)
    drop(server, DATABASE)


@pytest.fixture(scope="module")
def in_force(address):
    """The book with an agreement in force and mandates, inside a transaction that is undone."""
    with forged.forging_on(address) as forging, forging.connection.transaction(force_rollback=True):
        yield forged.with_mandates(forging)


@pytest.fixture
def it(in_force):
    with in_force.connection.transaction(force_rollback=True):
        yield in_force


def test_three_persons_make_a_payment(it):
    at = it.ask()
    it.review(at)
    it.approve(at)
    assert it.refused("fia", paid(), causation=at) is None
    assert it.put("fia", (STREAM, paid()), causation=at) > at


# ---------------------------------------------------------------- what a recorder tries


def to_review(it, **more):
    """Return a request that waits for its review."""
    return it.ask(**more)


def to_approve(it, **more):
    """Return a request that waits for its approval."""
    at = it.ask(**more)
    it.review(at)
    return at


def of_own(it):
    return it.refused(ASKS, reviewed(it.ask(), it.mandates["own review"]))


def own_approval(it):
    return it.refused(ASKS, approved(to_approve(it), it.mandates["own"]))


def by_another_login_of_the_name(it):
    return it.refused(TWICE, approved(to_approve(it), it.mandates["twice"]))


def review_and_approval(it):
    return it.refused(REVIEWS, approved(to_approve(it), it.mandates["both"]))


def return_of_own(it):
    fact = f.PaymentReturned(request=it.ask(), reason="R", returned_on=this_day())
    return it.refused(ASKS, fact)


def in_anothers_name(it):
    return it.refused(ASKS, approved(to_approve(it), it.mandates["higher"]), actor=HIGHER)


def with_anothers_mandate(it):
    return it.refused(STANDS_IN, approved(to_approve(it), it.mandates["higher"]))


def with_no_mandate(it):
    return it.refused(STANDS_IN, approved(to_approve(it), 1))


def with_a_review_mandate(it):
    it.grant("another", mandate(STANDS_IN, "review"))
    return it.refused(STANDS_IN, approved(to_approve(it), it.mandates["another"]))


def to_review_with_the_right_to_decide(it):
    return it.refused(DECIDES, reviewed(to_review(it), it.mandates["decide"]))


def unreviewed(it):
    return it.refused(HIGHER, approved(it.ask(), it.mandates["higher"]))


def reviewed_twice(it):
    it.grant("another", mandate(STANDS_IN, "review"))
    return it.refused(STANDS_IN, reviewed(to_approve(it), it.mandates["another"]))


def approved_twice(it):
    at = to_approve(it)
    it.approve(at)
    it.grant("another", mandate(STANDS_IN))
    return it.refused(STANDS_IN, approved(at, it.mandates["another"]))


def _with(it, **values):
    it.grant("another", mandate(STANDS_IN, **values))
    return it.refused(STANDS_IN, approved(to_approve(it), it.mandates["another"]))


def expired(it):
    return _with(it, to_day=later(-1))


def not_yet(it):
    return _with(it, from_day=later(1))


def expired_and_dated_back(it):
    """The client's clock stands a month back: so does the day of its approval."""
    it.grant("another", mandate(STANDS_IN, to_day=later(-20)))
    fact = approved(to_approve(it), it.mandates["another"], approved_on=later(-30))
    return it.refused(STANDS_IN, fact)


def review_dated_ahead(it):
    it.grant("another", mandate(STANDS_IN, "review", from_day=later(5)))
    fact = reviewed(to_review(it), it.mandates["another"], reviewed_on=later(5))
    return it.refused(STANDS_IN, fact)


def withdrawn(it):
    it.withdraw("higher")
    return it.refused(HIGHER, approved(to_approve(it), it.mandates["higher"]))


def of_another_board(it):
    return _with(it, board=FRN)


def of_another_line(it):
    return _with(it, agreement="avtal", line="B")


def of_another_agreement(it):
    it.put(CHIEF, *forged.agreed("two", "annat"))
    return _with(it, agreement="annat")


def in_another_currency(it):
    return _with(it, limit_minor=LIMIT, currency="EUR")


def over_the_limit(it):
    return it.refused(DECIDES, approved(to_approve(it, minor=LIMIT + 1), it.mandates["decide"]))


def _split(it, second):
    """Return how the second of two requests is answered, each of which is under the limit."""
    first = to_approve(it, minor=LIMIT // 2)
    it.approve(first, DECIDES, "decide")
    return it.refused(DECIDES, approved(second(), it.mandates["decide"]))


def split(it):
    return _split(it, lambda: to_approve(it, minor=LIMIT // 2 + 1))


def split_and_paid(it):
    first = to_approve(it, minor=LIMIT // 2)
    it.approve(first, DECIDES, "decide")
    it.put("fia", (STREAM, paid(minor=LIMIT // 2)), causation=first)
    second = to_approve(it, minor=LIMIT // 2 + 1)
    return it.refused(DECIDES, approved(second, it.mandates["decide"]))


def split_over_lines_and_payees_of_one_legal_person(it):
    return _split(it, lambda: to_approve(it, line="B", minor=LIMIT // 2 + 1))


def split_over_payees_that_became_one_legal_person(it):
    def second():
        amended = forged.made(
            f.PartyAmended, party="radda-barnen", name="radda-barnen", kind="civil",
            legal_entity="tif", organisation_number=None, previous_legal_entity="rb",
        )  # fmt: skip
        it.put(ASKS, ("parties", amended))
        return to_approve(it, line="D", minor=LIMIT // 2 + 1)

    return _split(it, second)


def _rename(it, login, party, entity, previous="tif"):
    """Say of a party that it is a part of another legal person."""
    amended = forged.made(
        f.PartyAmended, party=party, name=party, kind="civil", legal_entity=entity,
        organisation_number=None, previous_legal_entity=previous,
    )  # fmt: skip
    return it.put(login, ("parties", amended))


def split_and_renamed(it):
    """The second payee is no part of the first one's legal person any longer, says the approver."""

    def second():
        at = to_approve(it, line="B", minor=LIMIT // 2 + 1)
        _rename(it, DECIDES, "tif-ungdom", "nobody-else")
        return at

    return _split(it, second)


def renamed_and_split(it):
    """He has said so before anybody asked, and after he was given the mandate."""
    _rename(it, DECIDES, "tif-ungdom", "nobody-else")
    return _split(it, lambda: to_approve(it, line="B", minor=LIMIT // 2 + 1))


def renamed_twice_and_split(it):
    _rename(it, DECIDES, "tif-ungdom", "nobody-else")
    _rename(it, DECIDES, "tif-ungdom", "nobody-at-all", "nobody-else")
    return _split(it, lambda: to_approve(it, line="B", minor=LIMIT // 2 + 1))


def renamed_the_payee_that_he_acts_for(it):
    _acts_for(it, HIGHER, "tif-ungdom")
    at = to_approve(it)
    _rename(it, HIGHER, "tif", "nobody-else")
    return it.refused(HIGHER, approved(at, it.mandates["higher"]))


def renamed_whom_he_acts_for(it):
    _acts_for(it, HIGHER, "tif-ungdom")
    _rename(it, HIGHER, "tif-ungdom", "nobody-else")
    return it.refused(HIGHER, approved(to_approve(it), it.mandates["higher"]))


def of_a_payee_that_the_person_acts_for(it):
    _acts_for(it, HIGHER, "tif")
    return it.refused(HIGHER, approved(to_approve(it), it.mandates["higher"]))


def of_the_legal_person_that_the_person_acts_for(it):
    _acts_for(it, HIGHER, "tif-ungdom")
    return it.refused(HIGHER, approved(to_approve(it), it.mandates["higher"]))


def review_for_whom_the_person_acts(it):
    _acts_for(it, REVIEWS, "tif")
    return it.refused(REVIEWS, reviewed(to_review(it), it.mandates["review"]))


def _acts_for(it, actor, party):
    said = f.ActorRepresents(actor=actor, party=party, represents=True)
    it.put(CHIEF, (AUTHORITIES.name, said))


def as_a_substitute_that_is_none(it):
    fact = approved(to_approve(it), it.mandates["higher"], substitute_for=it.mandates["decide"])
    return it.refused(HIGHER, fact)


def of_a_request_that_was_returned(it):
    at = to_approve(it)
    it.put(REVIEWS, (STREAM, f.PaymentReturned(request=at, reason="R", returned_on=later(0))))
    return it.refused(HIGHER, approved(at, it.mandates["higher"]))


def of_no_request(it):
    return it.refused(HIGHER, approved(1, it.mandates["higher"]))


def of_a_request_of_another_agreement(it):
    it.put(CHIEF, *forged.agreed("two", "annat"))
    at = to_approve(it)
    return it.refused(HIGHER, approved(at, it.mandates["higher"]), "agreement/annat")


def of_what_has_been_taken_since(it):
    """Nothing but approved requests keeps money, and so both are asked for before either is."""
    at = to_approve(it)
    it.put(ASKS, (STREAM, _released(950_000 * KR)))
    return it.refused(HIGHER, approved(at, it.mandates["higher"]))


def _released(minor, **more):
    values = {"line": "A", "year": YEAR, "amount_minor": minor, "released_on": later(0)}
    return forged.made(f.CommitmentReleased, **values | more)


# name -> how the server is asked, and the code of its answer.
ATTACKS = {
    "reviews his own request": (of_own, "same-actor"),
    "approves his own request": (own_approval, "same-actor"),
    "approves it by another login of the same name": (
        by_another_login_of_the_name,
        "same-actor",
    ),
    "reviews and approves": (review_and_approval, "same-actor"),
    "returns his own request": (return_of_own, "same-actor"),
    "approves in another's name": (in_anothers_name, "SV003"),
    "approves by another's mandate": (with_anothers_mandate, "no-authority"),
    "approves by no mandate": (with_no_mandate, "unknown-authority"),
    "approves by the right to review": (with_a_review_mandate, "no-authority"),
    "reviews by the right to decide": (to_review_with_the_right_to_decide, "no-authority"),
    "approves what nobody reviewed": (unreviewed, "not-reviewed"),
    "reviews a second time": (reviewed_twice, "already-reviewed"),
    "approves a second time": (approved_twice, "already-approved"),
    "approves after the last day": (expired, "no-authority"),
    "approves before the first day": (not_yet, "no-authority"),
    "dates an approval back": (expired_and_dated_back, "not-as-decided"),
    "dates a review ahead": (review_dated_ahead, "not-as-decided"),
    "approves by a mandate that was withdrawn": (withdrawn, "no-authority"),
    "approves another board's payment": (of_another_board, "no-authority"),
    "approves on another line": (of_another_line, "no-authority"),
    "approves in another agreement": (of_another_agreement, "no-authority"),
    "approves in another currency": (in_another_currency, "no-authority"),
    "approves over the limit": (over_the_limit, "over-limit"),
    "splits the amount": (split, "over-limit"),
    "splits it, and the first part is paid": (split_and_paid, "over-limit"),
    "splits it over lines and payees": (
        split_over_lines_and_payees_of_one_legal_person,
        "over-limit",
    ),
    "splits it over payees of one legal person": (
        split_over_payees_that_became_one_legal_person,
        "over-limit",
    ),
    "splits it, and renames a payee": (split_and_renamed, "over-limit"),
    "renames a payee, and splits it": (renamed_and_split, "over-limit"),
    "renames a payee twice, and splits it": (renamed_twice_and_split, "over-limit"),
    "renames for whom he acts": (renamed_whom_he_acts_for, "conflict-of-interest"),
    "renames the payee for whom he acts": (
        renamed_the_payee_that_he_acts_for,
        "conflict-of-interest",
    ),
    "approves for whom he acts": (of_a_payee_that_the_person_acts_for, "conflict-of-interest"),
    "approves for a part of whom he acts for": (
        of_the_legal_person_that_the_person_acts_for,
        "conflict-of-interest",
    ),
    "reviews for whom he acts": (review_for_whom_the_person_acts, "conflict-of-interest"),
    "stands in for whom he does not": (as_a_substitute_that_is_none, "not-as-decided"),
    "approves what was returned": (of_a_request_that_was_returned, "request-over"),
    "approves what is no request": (of_no_request, "unknown-request"),
    "approves another agreement's request": (
        of_a_request_of_another_agreement,
        "unknown-request",
    ),
    "approves what is no longer there": (of_what_has_been_taken_since, "exceeds-available"),
}


@pytest.mark.parametrize("who", ATTACKS)
def test_what_a_recorder_tries_with_requests(it, who):
    tried, code = ATTACKS[who]
    assert tried(it) == code


def test_a_mandate_that_is_given_later_knows_parties_as_they_are_by_then(it):
    """What has really left a legal person is its own, once who may act was recorded anew."""
    _acts_for(it, HIGHER, "tif-ungdom")
    _rename(it, CHIEF, "tif-ungdom", "on-its-own")
    said = f.ActorRepresents(actor=HIGHER, party="tif-ungdom", represents=False)
    it.put(CHIEF, (AUTHORITIES.name, said))
    _acts_for(it, HIGHER, "tif-ungdom")
    it.grant("later", mandate(STANDS_IN, limit_minor=LIMIT))
    it.approve(to_approve(it, minor=LIMIT))
    at = to_approve(it, line="B", minor=LIMIT)
    assert it.refused(STANDS_IN, approved(at, it.mandates["later"])) is None
    assert it.refused(DECIDES, approved(at, it.mandates["decide"])) == "over-limit"


def test_a_rename_says_truly_what_was_before(it):
    fact = forged.made(
        f.PartyAmended, party="tif", name="T", kind="civil", legal_entity="tif",
        organisation_number=None, previous_legal_entity="nobody-else",
    )  # fmt: skip
    assert it.refused(ASKS, fact, "parties") == "not-as-decided"


# ---------------------------------------------------------------- mandates


def granted(it, fact, login=CHIEF):
    return it.refused(login, fact, AUTHORITIES.name)


# name -> who grants what, and the code of the answer.
GRANTS = {
    "a recorder gives himself a mandate": (ASKS, mandate(ASKS), "authority-by-administrator"),
    "a recorder gives a friend one": (ASKS, mandate(HIGHER), "authority-by-administrator"),
    "an administrator gives himself one": (CHIEF, mandate(CHIEF), "own-authority"),
    "an administrator does so in capitals": (CHIEF, mandate("Chefen"), "own-authority"),
    "it ends first": (CHIEF, mandate("fia", to_day=later(-1), from_day=later(0)), "ends-first"),
    "of no board": (CHIEF, mandate("fia", board="nobody"), "unknown-party"),
    "of no agreement": (CHIEF, mandate("fia", agreement="none"), "unknown-agreement"),
    "of no line": (CHIEF, mandate("fia", agreement="avtal", line="Z"), "unknown-line"),
    "of another's line": (CHIEF, mandate("fia", agreement="avtal", line="C"), "other-boards-line"),
    "of a line of no agreement": (CHIEF, mandate("fia", line="A"), "line-of-which-agreement"),
    "of who funds nothing": (
        CHIEF,
        mandate("fia", agreement="avtal", board="tif"),
        "board-funds-nothing",
    ),
    "in no currency": (
        CHIEF,
        mandate("fia", limit_minor=1, currency="XXX"),
        "unknown-currency",
    ),
    "a recorder acts for nobody any longer": (
        ASKS,
        f.ActorRepresents(actor="fia", party="tif", represents=True),
        "authority-by-administrator",
    ),
    "a recorder brings a key": (
        ASKS,
        f.ActorKeyRegistered(actor=ASKS, key="ssh-ed25519 AAAA"),
        "authority-by-administrator",
    ),
    "a recorder ends a key": (
        ASKS,
        f.ActorKeyRetired(actor=HIGHER, key="ssh-ed25519 AAAA", reason="R"),
        "authority-by-administrator",
    ),
    "a key that is none": (
        CHIEF,
        f.ActorKeyRetired(actor=HIGHER, key="ssh-ed25519 AAAA", reason="R"),
        "unknown-actor-key",
    ),
    "the same again": (
        CHIEF,
        f.ActorRepresents(actor="fia", party="tif", represents=False),
        "represents-already",
    ),
}


@pytest.mark.parametrize("what", GRANTS)
def test_who_may_act_is_told_by_an_administrator_and_holds(it, what):
    login, fact, code = GRANTS[what]
    assert granted(it, fact, login) == code


def test_a_recorder_withdraws_no_mandate(it):
    fact = f.AuthorityWithdrawn(position=it.mandates["higher"], withdrawn_on=later(0), reason="R")
    assert granted(it, fact, ASKS) == "authority-by-administrator"
    assert granted(it, fact) is None
    it.withdraw("higher")
    assert granted(it, fact) == "authority-not-in-force"
    other = f.AuthorityWithdrawn(position=1, withdrawn_on=later(0), reason="R")
    assert granted(it, other) == "unknown-authority"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, None),
        ({"limit_minor": LIMIT + 1}, "beyond-principal"),
        ({"limit_minor": None}, "beyond-principal"),
        ({"currency": "EUR"}, "beyond-principal"),
        ({"board": FRN}, "beyond-principal"),
        ({"step": "review"}, "beyond-principal"),
        ({"actor": DECIDES}, "beyond-principal"),
        ({"substitute_for": 1}, "unknown-authority"),
        ({"from_day": later(-9_999), "to_day": later(9_999)}, None),  # its days are its own
    ],
)
def test_a_substitute_has_no_more_than_the_one_who_is_stood_in_for(it, more, code):
    values = {"actor": STANDS_IN, "limit_minor": LIMIT, "substitute_for": it.mandates["decide"]}
    fact = mandate(**values | more)
    assert granted(it, fact) == code


def test_a_substitute_has_no_wider_area(it):
    narrow = it.grant("narrow", mandate("gun", agreement="avtal", line="A"))
    wide = mandate(STANDS_IN, agreement="avtal", substitute_for=narrow)
    assert granted(it, wide) == "beyond-principal"


def test_a_substitute_of_a_substitute_is_none(it):
    within = {"limit_minor": LIMIT}
    first = it.grant("first", mandate("fia", **within, substitute_for=it.mandates["decide"]))
    assert granted(it, mandate("gun", **within, substitute_for=first)) == "substitute-of-substitute"
    at = to_approve(it)
    fact = approved(at, first, substitute_for=it.mandates["decide"])
    assert it.refused("fia", fact) is None


def test_a_key_belongs_to_one_person(it):
    key = "ssh-ed25519 AAAA"
    it.put(CHIEF, (AUTHORITIES.name, f.ActorKeyRegistered(actor=HIGHER, key=key)))
    again = f.ActorKeyRegistered(actor=DECIDES, key=key)
    assert granted(it, again) == "key-taken"
    assert granted(it, f.ActorKeyRetired(actor=DECIDES, key=key, reason="R")) == "unknown-actor-key"
    retired = f.ActorKeyRetired(actor=HIGHER, key=key, reason="R")
    it.put(CHIEF, (AUTHORITIES.name, retired))
    assert granted(it, retired) == "unknown-actor-key"
    assert granted(it, again) == "key-taken"


def test_nobody_ends_whom_he_acts_for(it):
    _acts_for(it, CHIEF, "tif")
    ended = f.ActorRepresents(actor=CHIEF.upper(), party="tif", represents=False)
    assert granted(it, ended) == "own-representation"


# ---------------------------------------------------------------- payments


def unapproved(it):
    return it.refused("fia", paid(), causation=to_approve(it))


def without_a_request(it):
    it.asked_and_approved()
    return it.refused("fia", paid())


def of_anothers_cause(it):
    it.asked_and_approved()
    return it.refused("fia", paid(), causation=it.mandates["decide"])


def of_a_request_elsewhere(it):
    it.put(CHIEF, *forged.agreed("two", "annat"))
    return it.refused("fia", paid(), "agreement/annat", causation=it.asked_and_approved())


def a_second_time(it):
    at = it.asked_and_approved(minor=LIMIT)
    it.put("fia", (STREAM, paid(minor=1)), causation=at)
    return it.refused("fia", paid(minor=1), causation=at)


def cancelled(it):
    at = it.asked_and_approved()
    it.put(ASKS, (STREAM, f.PaymentCancelled(request=at, reason="R", cancelled_on=later(0))))
    return it.refused("fia", paid(), causation=at)


def lapsed(it):
    at = it.asked_and_approved()
    it.withdraw("higher")
    return it.refused("fia", paid(), causation=at)


def before_the_mandate(it):
    at = to_approve(it)
    it.grant("new", mandate(STANDS_IN, from_day=later(0)))
    it.approve(at, STANDS_IN, "new")
    return it.refused("fia", paid(paid_on=later(-1)), causation=at)


def too_much(it):
    return it.refused("fia", paid(minor=100_000 * KR + 1), causation=it.asked_and_approved())


def on_another_line(it):
    return it.refused("fia", paid(line="B"), causation=it.asked_and_approved())


def in_another_year(it):
    fact = paid(budget_year=YEAR - 1, minor=1)
    return it.refused("fia", fact, causation=it.asked_and_approved())


def to_another_payee(it):
    return it.refused("fia", paid(payee="tif-ungdom"), causation=it.asked_and_approved())


PAYMENTS = {
    "that nobody approved": (unapproved, "not-approved"),
    "without its request": (without_a_request, "request-missing"),
    "of something else": (of_anothers_cause, "request-missing"),
    "of another agreement's request": (of_a_request_elsewhere, "request-missing"),
    "of a paid request": (a_second_time, "request-over"),
    "of a cancelled request": (cancelled, "request-over"),
    "after the mandate": (lapsed, "approval-lapsed"),
    "before the mandate": (before_the_mandate, "approval-lapsed"),
    "of more than was approved": (too_much, "differs-from-request"),
    "on another line": (on_another_line, "differs-from-request"),
    "in another year": (in_another_year, "differs-from-request"),
    "to another payee": (to_another_payee, "payee-not-performer"),
}


@pytest.mark.parametrize("what", PAYMENTS)
def test_a_payment(it, what):
    tried, code = PAYMENTS[what]
    assert tried(it) == code


def test_an_approval_that_lapsed_is_renewed_and_paid(it):
    at = it.asked_and_approved()
    it.withdraw("higher")
    assert it.refused("fia", paid(), causation=at) == "approval-lapsed"
    it.approve(at, DECIDES, "decide")
    assert it.refused("fia", paid(), causation=at) is None


def test_what_is_reserved_is_nobody_elses(it):
    """Neither a payment without a request may take it, nor a release, nor another request."""
    it.put(CHIEF, *forged.agreed("none", "annat"))
    stream = "agreement/annat"
    at = it.put(ASKS, (stream, asked(minor=999_999 * KR)))
    assert it.refused(ASKS, asked(minor=KR + 1), stream) == "exceeds-available"
    assert it.refused("fia", paid(minor=KR + 1), stream) is None
    it.grant("all", mandate(STANDS_IN))
    it.put(REVIEWS, (stream, reviewed(at, it.mandates["review"])))
    it.put(STANDS_IN, (stream, approved(at, it.mandates["all"])))
    assert it.refused("fia", paid(minor=KR + 1), stream) == "exceeds-remaining"
    assert it.refused("fia", _released(KR + 1), stream) == "exceeds-undisbursed"
    assert it.refused("fia", paid(minor=KR), stream) is None
    assert it.refused("fia", paid(minor=999_999 * KR), stream, causation=at) is None


def test_a_payment_that_is_taken_back_leaves_its_request_approved(it):
    at = it.asked_and_approved()
    fact = paid(minor=90_000 * KR)
    payment = it.put("fia", (STREAM, fact), causation=at)
    assert it.refused("fia", paid(), causation=at) == "request-over"
    back = f.EntryReversed(position=payment, reversed_on=later(0), reason="R", entry=fact)
    it.put("fia", (STREAM, back))
    assert it.refused("fia", paid(), causation=at) is None
    assert it.refused("fia", _released(900_001 * KR)) == "exceeds-undisbursed"


def test_a_request_is_refused_as_its_payment_would_be(it):
    for more, code in (
        ({"line": "Z"}, "unknown-line"),
        ({"budget_year": YEAR + 2}, "year-outside-agreement"),
        ({"payee": "radda-barnen"}, "payee-not-performer"),
        ({"amount_minor": 1_000_001 * KR}, "exceeds-available"),
    ):
        assert it.refused(ASKS, msgspec.structs.replace(asked(), **more)) == code


# ---------------------------------------------------------------- several at once


SECONDS = float(os.environ.get("SAMVERK_ATTESTING_SECONDS", "3"))
ENOUGH = 3  # payments that stand at the end


def test_whatever_clients_try_no_payment_stands_without_two_others(server):
    name = "attesting_clients"
    address = forged.prepared_book(server, name)
    with forged.forging_on(address) as forging:
        forging.put(CHIEF, *forged.story())
        attesting_clients.begin(forging)
    counts, payments, rounds = Counter(), 0, 0
    while payments < ENOUGH and rounds < 10:  # also on a machine that has much else to do
        counts += attesting_clients.run(server, name, SECONDS, seed=rounds)
        payments, wrong = attesting_clients.unattested(address)
        rounds += 1
        assert wrong == []
    assert payments >= ENOUGH
    assert {code for (what, code) in counts if what == "approve"} > {"done", "same-actor"}
    with forged.forging_on(address) as forging:
        assert forged.kept_otherwise(forging.connection, attesting_clients.recorded(address)) == []
    drop(server, name)
