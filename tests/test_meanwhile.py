"""Appending beside what others have paid meanwhile, by a recorder who calls ``append`` himself."""

from datetime import date

import msgspec
import psycopg
import pytest
from conftest import service_on
from postgres_server import LOGIN_PATH
from test_postgres import codes, told
from test_recording import ME, pay

from events import facts as f
from events.record import encode
from ledger.books.postgres import catalogue
from ledger.rules import commands as c
from ledger.rules.entries.planned import PlanInstalments, PlannedInstalment
from ledger.rules.entries.released import ReleaseCommitment

HERRGARDEN = "agreement/herrgarden"
APPEND = (
    "SELECT first FROM append(%s, 1000, %s::text[], %s::bigint[], %s::text[], %s::text[],"
    " %s::text[], true, %s)"
)
PARTY = f.PartyRegistered(
    party="tiff", name="T", kind="civil", legal_entity="tiff", organisation_number=None
)


@pytest.fixture
def recorder(paid_thrice):
    place = paid_thrice.server.uri("ekonom", paid_thrice.database)
    with psycopg.connect(place, options=LOGIN_PATH, autocommit=True) as connection:
        yield connection


@pytest.fixture
def written(paid_thrice):
    """How the recorder writes a fact; None: another payment like the last."""
    last = list(paid_thrice.book.events())[-1]

    def written(fact=None, **changes):
        fact = fact or msgspec.structs.replace(last.fact, bank_reference=None, **changes)
        return encode(msgspec.structs.replace(last.envelope, data=fact)).decode()

    return written


def lengths(connection):
    counted = (
        "SELECT originator_id, count(*), max(originator_version) FROM stored_events GROUP BY 1"
    )
    found = connection.execute(counted).fetchall()
    assert all(count == version for _, count, version in found)  # no stream has a gap
    return {stream: count for stream, count, _ in found}


# What a recorder says of the streams: n is how long the agreement's is, p is the parties'. And what
# becomes of it: True, the event is appended; False, it is not; an error.
SAID = {
    "as it is": ("{agreement/herrgarden}", "{n}", "x", True),
    "one too low": ("{agreement/herrgarden}", "{n-1}", "no payment's", True),
    "one too low, and no text": ("{agreement/herrgarden}", "{n-1}", None, False),
    "one too low, and an empty text": ("{agreement/herrgarden}", "{n-1}", "", False),
    "one too low, and what the payment has": ("{agreement/herrgarden}", "{n-1}", '"actor"', False),
    "before the first": ("{agreement/herrgarden}", "{-1}", "x", False),
    "none of it": ("{agreement/herrgarden}", "{0}", "x", False),
    "the least": ("{agreement/herrgarden}", "{-9223372036854775808}", "x", False),
    "one too high": ("{agreement/herrgarden}", "{n+1}", "x", False),
    "the most": ("{agreement/herrgarden}", "{9223372036854775807}", "x", False),
    "nothing known": ("{}", "{}", "x", True),
    "no number": ("{agreement/herrgarden}", "{NULL}", "x", True),
    "two numbers": ("{agreement/herrgarden,agreement/herrgarden}", "{n-1,n}", "no one's", True),
    "another has changed": ("{agreement/herrgarden,parties}", "{n-1,0}", "no one's", False),
    "a later place": ("{agreement/herrgarden,parties}", "[0:1]={n,p}", "x", False),
    "an earlier place": ("[0:1]={parties,agreement/herrgarden}", "{p,n}", "x", False),
    "tables": ("{agreement/herrgarden,parties}", "{{n},{p}}", "x", True),
}


@pytest.mark.parametrize("said", SAID)
def test_no_lie_on_what_is_known_leaves_a_gap(paid_thrice, recorder, written, said):
    before = lengths(recorder)
    n, p = before[HERRGARDEN], before["parties"]
    known, numbers, unlike, wanted = SAID[said]
    for word, number in (("n-1", n - 1), ("n+1", n + 1), ("n", n), ("p", p)):
        numbers = numbers.replace(word, str(number)) if "NULL" not in numbers else numbers
    event = [HERRGARDEN], ["disbursement-recorded/1"], [written(voucher="own")]
    row = recorder.execute(APPEND, (catalogue.FORM, known, numbers, *event, unlike)).fetchone()
    assert (row[0] is not None) is wanted
    assert lengths(recorder)[HERRGARDEN] == n + wanted
    assert codes(paid_thrice.book) == []


def test_a_stream_does_not_get_the_number_of_another(paid_thrice, recorder, written):
    """Lists may begin with another place than the first, and so stand beside each other askew."""
    before = lengths(recorder)
    n, p = before[HERRGARDEN], before["parties"]
    assert n > p
    event = ["parties"], ["party-registered/1"], [written(PARTY)]
    for known, numbers in (
        ("{parties,agreement/herrgarden}", f"[0:1]={{{p},{n}}}"),
        ("[2:3]={agreement/herrgarden,parties}", f"[1:2]={{{n},{p}}}"),
    ):
        recorder.execute(APPEND, (catalogue.FORM, known, numbers, *event, None))
        assert lengths(recorder) == before
    assert codes(paid_thrice.book) == []


DAY = date(2024, 3, 1)
ID = {"agreement": "herrgarden", "line": "L2"}
# What somebody else records between two payments, after a payment of his own.
BETWEEN = {
    "the period is closed": c.ClosePeriod(period="2024-03"),
    "a part is released": ReleaseCommitment(
        **ID, year=2024, amount_minor=100, reason="r", released_on=DAY
    ),
    "instalments are planned": PlanInstalments(
        **ID, year=2024, instalments=(PlannedInstalment(due_on=DAY, amount_minor=100),)
    ),
    "the same is paid": pay(4, voucher="mine"),
    "it is claimed back": c.ClaimRepayment(
        **ID, budget_year=2024, amount_minor=1, claimed_on=DAY, due_on=DAY, ground="unused"
    ),
    "a party comes": c.RegisterParty(party="ny", name="Ny", kind="civil"),
}


@pytest.mark.parametrize("between", BETWEEN)
def test_what_came_meanwhile_is_decided_upon_as_by_one_who_has_just_looked(paid_thrice, between):
    book, other = paid_thrice.book, service_on(paid_thrice.open())
    service = service_on(book)
    for _ in range(2):
        service.execute(pay(1), ME)
    for command in (pay(2), BETWEEN[between], pay(2, day=date(2024, 5, 2))):
        other.execute(command, ME)
    for command in (pay(4, voucher="mine"), pay(10**9), pay(1)):
        wanted = told(service_on(paid_thrice.open()).preview, command, ME)
        assert told(service.execute, command, ME) == wanted
    assert codes(book) == []
