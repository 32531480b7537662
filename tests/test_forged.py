"""Two dozen kinds of event that no rule lets in, appended with right hashes: all are found."""

from contextlib import closing
from datetime import date
from decimal import Decimal

import msgspec
import psycopg
import pytest
from conftest import ServerHome
from in_memory import FRN, KS
from test_postgres import OWNER_PATH

from events import facts as f
from events.record import Envelope, Evidence, Recorded, encode
from ledger.books.postgres.catalogue import FORM
from ledger.books.references import reference_changes
from ledger.books.store import Store
from ledger.rules.decide import causation

change = msgspec.structs.replace
HERRGARDEN = "agreement/herrgarden"
GIFT = f.InKindRecorded(
    party="malmo-universitet",
    pledge=None,
    kind="competence",
    description=None,
    unit="h",
    quantity=Decimal("2.5"),
    unit_value_minor=1000,
    method=None,
    value_minor=2500,
    performed_on=date(2024, 5, 2),
)


def paid(line="L3", amount=100, *, day=date(2024, 5, 2), payee="radda-barnen", reference=None):
    return f.DisbursementRecorded(
        line=line,
        budget_year=2024,
        amount_minor=amount,
        paid_on=day,
        payee=payee,
        voucher="F 1",
        bank_reference=reference,
    )


def raised(line, board, minor, base):
    year = f.YearUplift(
        year=2025,
        base_minor=base,
        uplift_minor=minor,
        new_minor=base + minor,
        change_minor=minor,
    )
    return f.UpliftApplied(
        board=board,
        line=line,
        year=2025,
        basis="amount",
        rate_percent=None,
        decision="§ 1",
        decided_on=date(2024, 5, 2),
        years=(year,),
        supersedes=None,
    )


def moved(*boards):
    return f.Reallocated(
        from_line="L2",
        to_line="L1",
        year=2024,
        amount_minor=100,
        decisions=tuple(f.Decision(board=board, reference="§ 1") for board in boards),
        decided_on=date(2024, 5, 2),
    )


def approved(line, board, amount):
    return f.CommitmentApproved(
        line=line,
        board=board,
        decision="§ 9",
        decided_on=date(2024, 1, 2),
        amounts_minor={2024: amount, 2025: amount},
    )


def amended(**fields):
    """Return an amendment of the library, which performs the line that is settled internally."""
    own = {"name": "Rosengårdsbiblioteket", "kind": "unit", "legal_entity": "malmo-stad"}
    before = own | {"organisation_number": None}
    was = {f"previous_{name}": value for name, value in before.items()}
    return f.PartyAmended(party="rosengardsbiblioteket", **(before | was | fields))


def repaid(amount, claim, reference=None):
    return f.RepaymentReceived(
        claim=claim,
        line="L3",
        budget_year=2024,
        amount_minor=amount,
        received_on=date(2024, 7, 1),
        bank_reference=reference,
    )


LINE = f.BudgetLineProposed(
    line="L9",
    purpose="More",
    funder=KS,
    performer="radda-barnen",
    accountable=None,
    amounts_minor={2025: 100},
    uplift=False,
    settlement="external",
    coding=None,
)
PARTY = f.PartyRegistered(
    party="tif", name="T", kind="civil", legal_entity="tif", organisation_number=None
)
USED = f.UseReported(
    performer="radda-barnen",
    line="L3",
    budget_year=2024,
    amount_minor=100,
    report="R",
    reported_on=date(2024, 6, 1),
)
NEVER_PAID = f.RepaymentClaimed(
    line="L2",
    budget_year=2024,
    amount_minor=1,
    due_on=date(2024, 9, 1),
    ground="g",
    claimed_on=date(2024, 8, 1),
)
RELEASED = f.CommitmentReleased(
    line="L3", year=2024, amount_minor=10**10, reason="r", released_on=date(2024, 6, 1)
)
# What is in the book: the agreement in force, and these.
PAID, CLAIMED, GIVEN, UNPROVEN, CLOSED = 18, 19, 20, 21, 22
RECORDED = (
    """
record disbursement herrgarden L3 1000 --on 2024-05-01 --voucher V --bank-ref B1
claim herrgarden L3 500 --year 2024 --on 2024-06-01 --due 2024-07-01 --ground g
record in-kind herrgarden malmo-universitet --type competence --quantity 2 --unit h --unit-value 10
 --on 2024-05-02 --evidence photo
record in-kind herrgarden malmo-universitet --type competence --quantity 2 --unit h --unit-value 10
 --on 2024-05-02
period close 2024-03
""".replace("\n --", " --")
    .strip()
    .splitlines()
)


def mandate(actor, **more):
    values = {
        "board": KS,
        "step": "decide",
        "agreement": None,
        "line": None,
        "limit_minor": None,
        "currency": None,
        "from_day": date(2024, 1, 1),
        "to_day": date(2024, 12, 31),
        "decision": "§",
        "substitute_for": None,
    }
    return f.AuthorityGranted(actor=actor, **values | more)


# name -> the code of the rule, and the facts. A forged event is folded after it was told of, so
# what changes the most comes last.
GROUPS = [
    {
        "a payment in a closed period": ("period-closed", [paid(day=date(2024, 3, 31))]),
        "a payee who does not perform": ("payee-not-performer", [paid(payee="tif")]),
        "verified by who recorded it": ("same-actor", ["verify-own"]),
        "verified without evidence": ("no-evidence", ["verify-unproven"]),
        "an uplift of a line without": ("line-without-uplift", [raised("L3", KS, 100, 7_500_000)]),
        "an uplift by another board": ("other-boards-line", [raised("L2", FRN, 100, 71_500_000)]),
        "a payment on an internal line": (
            "internal-line",
            [paid("L4", payee="rosengardsbiblioteket")],
        ),
        "moved between boards by one": ("decision-missing", [moved(KS)]),
        "approved once more": ("already-decided", [approved("L3", KS, 7_500_000)]),
        "more repaid than claimed": ("exceeds-claim", [repaid(50_001, CLAIMED)]),
        "another value than its parts": ("value-differs", [change(GIFT, value_minor=2501)]),
        "a line of a concluded agreement": ("line-apart", [LINE]),
        "a total that differs": ("total-differs", ["proposal", change(LINE, line="X1")]),
        "a party twice": ("party-exists", [PARTY]),
        "concluded twice": (
            "already-concluded",
            [f.AgreementConcluded(decision="§", decided_on=date(2024, 1, 9))],
        ),
        "taken back though claimed": ("depended-upon", ["reverse-paid"]),
        "reopened by who closed it": (
            "same-actor",
            [f.PeriodReopened(period="2024-03", reason="r")],
        ),
        "a period that is not over": (
            "period-not-over",
            [f.PeriodClosed(period="2199", ends=date(2199, 12, 31))],
        ),
    },
    {
        "a bank reference again": ("bank-reference-seen", [paid(reference="B1")]),
        "a bank reference in a repayment": ("bank-reference-seen", [repaid(1, CLAIMED, "B1")]),
        "a payment tomorrow": ("date-in-future", [paid(day=date(2199, 1, 1))]),
        "a payment before the conclusion": ("before-basis", [paid(day=date(2023, 11, 1))]),
        "use by who does not perform": ("payee-not-performer", [change(USED, performer="tif")]),
        "use of an internal line": ("internal-line", [change(USED, line="L4")]),
        "taken back with another content": ("not-as-decided", ["reverse-altered"]),
        "a claim of what was never paid": ("exceeds-claimable", [NEVER_PAID]),
        "more than remains": ("exceeds-remaining", [paid(amount=10**10)]),
        "more released than is unpaid": ("exceeds-undisbursed", [RELEASED]),
        "a cause that is not its own": ("other-cause", ["other-cause"]),
        "an end that is not the period's": (
            "not-as-decided",
            [f.PeriodClosed(period="2024-04", ends=date(2024, 4, 29))],
        ),
        "periods out of order": (
            "close-out-of-order",
            [f.PeriodClosed(period="2024-06", ends=date(2024, 6, 30))],
        ),
        "a party out of the legal person that a line is settled in": (
            "line-is-internal",
            [amended(legal_entity="biblioteken")],
        ),
        "a party that was otherwise": (
            "not-as-decided",
            [amended(name="B", previous_name="Another name")],
        ),
        "a party as it is": ("nothing-changes", [amended()]),
        "a book described with nothing": (
            "nothing-changes",
            [f.BookDescribed(name=None, timezone=None)],
        ),
        "earlier rules": ("rules-not-later", [f.RulesAdopted(rules=1)]),
    },
    {
        "a mandate for oneself": ("own-authority", [mandate("ekonom")]),
        "a mandate that ends first": (
            "ends-first",
            [mandate("d", from_day=date(2024, 1, 2), to_day=date(2024, 1, 1))],
        ),
        "a substitute of nobody": ("unknown-authority", [mandate("d", substitute_for=3)]),
        "a key that is none": ("bad-actor-key", [f.ActorKeyRegistered(actor="d", key="ssh-rsa x")]),
        "a review of no request": (
            "unknown-request",
            [
                f.PaymentReviewed(
                    request=3,
                    authority=3,
                    checked=("order",),
                    reviewed_on=date(2024, 6, 1),
                    signature=None,
                )
            ],
        ),
        "a request of more than is available": (
            "exceeds-available",
            [
                f.PaymentRequested(
                    line="L2",
                    budget_year=2024,
                    amount_minor=10**10,
                    payee="radda-barnen",
                    due_on=date(2024, 7, 1),
                    instalment=None,
                    reference=None,
                    offset_minor=0,
                    requested_on=date(2024, 6, 1),
                )
            ],
        ),
    },
]


def resolved(fact, book):
    """Return a fact that repeats what stands in the book."""
    places = {"verify-own": GIVEN, "verify-unproven": UNPROVEN, "reverse-altered": UNPROVEN}
    at = places.get(fact, PAID) if isinstance(fact, str) else 0
    match fact:
        case "verify-own" | "verify-unproven":
            return f.InKindVerified(
                position=at, contribution=book.event(at).fact, verified_on=date(2024, 6, 1)
            )
        case "reverse-paid" | "reverse-altered":
            entry = book.event(at).fact
            if fact == "reverse-altered":
                entry = change(entry, value_minor=99)
            return f.EntryReversed(
                position=at, entry=entry, reversed_on=date(2024, 6, 1), reason="r"
            )
        case "other-cause":
            return change(USED, report="of another event")
        case "proposal" | "proposal-of-nowhere":
            return change(
                book.event(8).fact,
                currency="SEK" if fact == "proposal" else "XXX",
                title="Another",
                stated_total_minor=101,
                signatories=(KS, "radda-barnen"),
            )
        case _:
            return fact


def events_of(facts, book, actor):
    """Return forged events, at the end of a book, as its program would write them."""
    head, versions, events = book.head(), {}, []
    now = book.recorded_at(head)
    named = "agreement/other" if str(facts[0]).startswith("proposal") else HERRGARDEN
    for position, fact in enumerate((resolved(fact, book) for fact in facts), head + 1):
        stream = fact.stream.name if fact.stream.is_shared else named
        before = versions.get(stream) or len([*book.stream(stream)])
        versions[stream] = before + 1
        first = position if named != HERRGARDEN and position == head + 1 else 8
        if named != HERRGARDEN and position > head + 1:
            first = head + 1
        envelope = Envelope(
            recorded_at=now,
            actor=actor,
            assurance="claimed" if book.login is None else "database-attested",
            reason=None,
            evidence=(Evidence(reference="E", sha256=None),),
            key=None,
            command_sha256=None,
            causation=3 if "other-cause" in facts else causation(fact, first, {}),
            nonce=f"{position:032x}",
            data=fact,
        )
        events.append(
            Recorded(
                position=position,
                originator_id=stream,
                originator_version=before + 1,
                envelope=envelope,
            )
        )
    return events


def append(home, facts, actor="ekonom"):
    """Append events past every rule, with nodes and references; return their positions."""
    actor = "controller" if "verify-unproven" in facts else actor
    with closing(home.open(actor)) as book:
        events = events_of(facts, book, actor)
        if not isinstance(home, ServerHome):
            with book.writing():
                free = [x for x in reference_changes(events) if not book.taken(*x[:2])]
                Store(book).append(events, free)
            return [event.position for event in events]
    # As a superuser: a server may refuse some of them itself.
    with psycopg.connect(home.server.uri(database=home.database), options=OWNER_PATH) as server:
        server.execute("SELECT set_config('samverk.appends', %s, false)", (str(FORM),))
        for x in events:
            row = (x.position, x.originator_id, x.originator_version, x.name, encode(x.envelope))
            server.execute(
                "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
                " VALUES (%s, %s, %s, %s, %s)",
                row,
            )
            said = "convert_from(%s, 'UTF8')::jsonb"
            bank = getattr(x.fact, "bank_reference", None)
            taken = server.execute(
                "SELECT FROM unique_reference WHERE kind = 'bank' AND value = %s", (bank,)
            ).fetchone()
            if taken is None:
                server.execute(
                    f"SELECT refer(%s, %s, %s, {said}, NULL)", (*row[:2], row[3], row[4])
                )
            server.execute("SELECT grow(%s, leaf_hash(%s, %s, %s, %s))", row)
    return [event.position for event in events]


@pytest.fixture
def ready(concluded):
    for words in RECORDED:
        concluded.ok(*words.split())
    return concluded


def rules_found(program, lang):
    """Return what the rules say no to, by position."""
    shown = program("verify", "--json", lang=lang, actor=None)
    found = shown.json["findings"]
    assert shown.status == (5 if found else 0)
    return {x["position"]: x for x in found if x["code"] == "rule"}


@pytest.mark.parametrize("kinds", GROUPS, ids=["one", "two", "three"])
def test_what_no_rule_lets_in_is_found_with_position_code_and_sentence(ready, kinds):
    assert rules_found(ready, "en") == {}
    at = {kind: append(ready.home, facts) for kind, (_, facts) in kinds.items()}
    english, swedish = rules_found(ready, "en"), rules_found(ready, "sv")
    told = {x: (kind, kinds[kind][0]) for kind, places in at.items() for x in places}
    assert {x: told[x] for x in english} == {x: (told[x][0], english[x]["rule"]) for x in english}
    assert {told[x][0] for x in english} == kinds.keys()
    assert len(english) == len(kinds)
    for position, finding in english.items():
        assert finding["message"] != swedish[position]["message"]
        assert finding["message"].endswith((".", "?"))
    shown = ready("verify", lang="en", actor=None).out
    for position, finding in english.items():
        assert f"#{position} is one that the rules do not let in: {finding['message']}" in shown
    assert "Ask whoever recorded them" in shown or "NOT as it was recorded" in shown


@pytest.mark.parametrize("board", ["kulturnamnden", "fritidsnamnden"])
def test_a_board_is_told_of_what_it_sees_and_of_what_is_left_open(ready, board):
    if not isinstance(ready.home, ServerHome):
        return
    place, _ = ready.home.place_of(f"of-{board}", "board", board)
    ready.home.place = place
    shown = ready.ok("verify", actor=None)
    assert "22 events" in shown.out
    assert "Not checked: what you do not see." in shown.out
    assert "Everything agrees." in shown.out
    append(ready.home, [paid(day=date(2024, 3, 31))])
    found = ready("verify", "--json", actor=None)
    assert found.status == 5
    assert "part" in found.json["unchecked"]
    assert [(x["position"], x["rule"]) for x in found.json["findings"]] == [(23, "period-closed")]


# What no rule lets in, and who reads it. Only what comes to no sum can be left out of one.
UNREADABLE = {
    "an uplift of nothing": ([change(raised("L2", KS, 1, 1), years=())], "log", 0),
    "a witness without a key": (
        [f.WitnessRegistered(witness="w", key="none", party=None)],
        "witness list",
        0,
    ),
    "a currency that is none": (
        ["proposal-of-nowhere", change(LINE, line="X1")],
        "export --hledger",
        3,
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_whoever_reads_it_all_the_same_is_told(ready, kind):
    facts, words, status = UNREADABLE[kind]
    append(ready.home, facts)
    for lang in ("en", "sv"):
        told = ready(*words.split(), lang=lang, actor=None)
        assert (told.status, "unexpected" in told.err) == (status, False), told.err


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_copy_of_what_no_rule_lets_in_says_so(ready, lang, tmp_path):
    clean = ready.ok("backup", tmp_path / "clean.book", actor=None, lang=lang)
    assert clean.err == ""
    (at,) = append(ready.home, [paid(day=date(2024, 3, 31))])
    copied = ready.ok("backup", tmp_path / "copy.book", actor=None, lang=lang)
    (told,) = rules_found(ready, lang).values()
    assert f"#{at} " in copied.err
    assert told["message"] in copied.err
