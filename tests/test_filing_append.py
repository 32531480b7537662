"""A recorder with SQL of his own confirms no account that he added, and orders no payment twice.

Each test puts events to ``append`` as the program would write them, and as no rule of the program
would let them in. What a server does not hold is found by verification.
"""

import attesting_forged as forged
import pytest
from attesting_forged import ASKS, DECIDES, KR, REVIEWS, STREAM, TWICE, paid
from conftest import this_day
from postgres_server import drop

from events import facts as f
from events.streams import BOOK, PARTIES

DATABASE = "filing"
SUM = 100_000 * KR


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


def account(party="radda-barnen", number="50501055"):
    return f.PartyAccountAdded(
        party=party, account_kind="bankgiro", number=number, clearing=None, bic=None, town=None
    )


def confirmed(at):
    return f.PartyAccountConfirmed(party_account=at)


def added(it, login=ASKS):
    return it.put(login, (PARTIES.name, account()))


def order(*requests, **more):
    values = {
        "message": "SV-1",
        "account": "bankgiro 9912346",
        "until": this_day(),
        "requests": tuple(f.OrderedRequest(agreement="avtal", request=x) for x in requests),
        "sum_minor": SUM * len(requests),
        "currency": "SEK",
        "sha256": "ab" * 32,
        "created": "2026-01-01T01:00:00",
    }
    return f.PaymentFileMade(**values | more)


def voided(at):
    return f.PaymentFileVoided(payment_file=at, reason="R")


def confirms(it, login, at, **more):
    return it.refused(login, confirmed(at), PARTIES.name, causation=at, **more)


def files(it, fact, login=ASKS, **more):
    return it.refused(login, fact, BOOK.name, **more)


def test_another_login_confirms_an_account_and_a_request_is_ordered(it):
    at = added(it)
    assert confirms(it, REVIEWS, at) is None
    it.put(REVIEWS, (PARTIES.name, confirmed(at)), causation=at)
    request = it.asked_and_approved()
    assert files(it, order(request)) is None


def both_at_once(it):
    (head,) = it.connection.execute("SELECT head()").fetchone()
    with pytest.raises(Exception, match="account"):
        it.put(ASKS, (PARTIES.name, account()), (PARTIES.name, confirmed(head + 1)))
    return "own-account"


def confirmed_twice(it):
    at = added(it)
    it.put(REVIEWS, (PARTIES.name, confirmed(at)), causation=at)
    return confirms(it, DECIDES, at)


def sent(it):
    request = it.asked_and_approved()
    return request, it.put(ASKS, (BOOK.name, order(request)))


def sent_twice(it):
    request, _at = sent(it)
    return files(it, order(request), REVIEWS)


def sent_anew(it):
    request, at = sent(it)
    it.put(ASKS, (BOOK.name, voided(at)), causation=at)
    return files(it, order(request), REVIEWS)


def reviewed_only(it):
    at = it.ask()
    it.review(at)
    return files(it, order(at))


def paid_already(it):
    at = it.asked_and_approved()
    it.put("fia", (STREAM, paid()), causation=at)
    return files(it, order(at))


def cancelled(it):
    at = it.asked_and_approved()
    fact = f.PaymentCancelled(request=at, reason="R", cancelled_on=this_day())
    it.put(ASKS, (STREAM, fact), causation=at)
    return files(it, order(at))


def void_of_paid(it):
    request, at = sent(it)
    it.put("fia", (STREAM, paid()), causation=request)
    return files(it, voided(at), causation=at)


def void_twice(it):
    _request, at = sent(it)
    it.put(ASKS, (BOOK.name, voided(at)), causation=at)
    return files(it, voided(at), REVIEWS, causation=at)


ATTACKS = {
    "own-account": [
        lambda it: confirms(it, ASKS, added(it)),
        lambda it: confirms(it, TWICE, added(it)),  # another login of the same name
        both_at_once,
    ],
    "unknown-account": [
        lambda it: confirms(it, REVIEWS, 1),
        lambda it: confirms(it, REVIEWS, 10_000),
    ],
    "account-confirmed": [confirmed_twice],
    "request-already-sent": [
        sent_twice,
        lambda it: files(it, order(*[it.asked_and_approved()] * 2)),
    ],
    "request-not-payable": [
        lambda it: files(it, order(it.ask())),
        reviewed_only,
        paid_already,
        cancelled,
    ],
    "unknown-request": [lambda it: files(it, order(1))],
    "nothing-to-order": [lambda it: files(it, order(sum_minor=1))],
    "order-sum-differs": [lambda it: files(it, order(it.asked_and_approved(), sum_minor=SUM + 1))],
    "order-time": [
        lambda it, said=said: files(it, order(it.asked_and_approved(), created=said))
        for said in ("yesterday", "2026-02-30T01:00:00", "2026-01-01", "2026-01-01T24:00:00")
    ],
    "order-currencies": [lambda it: files(it, order(it.asked_and_approved(), currency="EUR"))],
    "unknown-payment-file": [void_twice, lambda it: files(it, voided(1))],
    "payment-file-paid": [void_of_paid],
    None: [sent_anew],
}


@pytest.mark.parametrize(
    ("code", "attack"), [(code, x) for code, own in ATTACKS.items() for x in own]
)
def test_what_a_recorder_forges_is_refused(it, code, attack):
    assert attack(it) == code


def test_nobody_confirms_in_anothers_name(it):
    assert confirms(it, ASKS, added(it), actor=REVIEWS) not in {None, "own-account"}


def test_a_confirmation_stands_among_the_parties(it):
    assert it.refused(REVIEWS, confirmed(added(it)), BOOK.name) is not None
