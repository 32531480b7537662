"""Rows of the table of decisions for attestation: test_decisions.py."""

import base64
from datetime import date

import msgspec
from end_cases import close_agreement, settle, terminate
from in_memory import (
    CONCLUDED,
    FIRST,
    FRN,
    ID,
    KS,
    PROPOSAL,
    PROPOSED,
    By,
    close,
    disburse,
    internal,
    kr,
    reallocate,
    release,
    reverse,
    uplift,
)
from ssh_keys import OwnKey

from events.ssh import ED25519, SshKey, string
from ledger.rules import commands as c

change = msgspec.structs.replace
RB, MAU = "radda-barnen", "malmo-universitet"
DUE = date(2024, 4, 1)
OWN = OwnKey(seed=bytes(range(32)))  # a key that somebody can sign with
SOMETHING, FINGERPRINT = OWN.sign(b"something else"), SshKey.read(str(OWN)).fingerprint


def key(number=1, kind=ED25519):
    """Return an OpenSSH key that nobody can sign with."""
    raw = string(kind.encode()) + string(bytes(range(number, number + 32)))
    return f"{kind} {base64.b64encode(raw).decode()}"


def grant(actor, step="decide", limit=None, board=KS, **more):
    """Return a mandate; ``limit``: in kronor."""
    values = {"from_day": date(2024, 1, 1), "to_day": date(2026, 12, 31), "decision": "KS § 4"}
    if limit is not None:
        values |= {"limit_minor": kr(limit), "currency": "SEK"}
    return c.GrantAuthority(actor=actor, board=board, step=step, **values | more)


def withdraw(position, day=date(2026, 1, 1)):
    return c.WithdrawAuthority(position=position, reason="left", withdrawn_on=day)


def ask(amount=1, line="L2", actor="a", **more):
    """Return a request; ``amount``: in kronor."""
    values = {"due_on": DUE, "requested_on": date(2024, 3, 1)} | more
    return By(c.RequestPayment(**ID, line=line, amount_minor=kr(amount), **values), actor)


def review(position, actor="b", **more):
    return By(c.ReviewRequest(position=position, **more), actor, assurance="database-attested")


def attest(position, actor="d", assurance="database-attested", today=None, **more):
    by = By(c.ApproveRequest(position=position, **more), actor, assurance=assurance)
    return by if today is None else change_by(by, today)


def change_by(by, today):
    return By(by.command, by.actor, by.evidence, today, by.assurance)


def send_back(position, actor="b", day=date(2024, 3, 5)):
    return By(c.ReturnRequest(position=position, reason="no voucher", returned_on=day), actor)


def cancel(position, actor="a", day=date(2024, 3, 5)):
    return By(c.CancelRequest(position=position, reason="twice", cancelled_on=day), actor)


def represent(actor, party=RB, **more):
    return c.RepresentParty(actor=actor, party=party, **more)


def pay(amount, line="L2", day=date(2024, 4, 2), **more):
    """Return a payment; ``amount``: in kronor."""
    return disburse(line, kr(amount), day=day, **more)


TWO = (change(PROPOSAL, attest="two"), *CONCLUDED[1:])
REVIEWER, LOW, HIGH = FIRST, FIRST + 1, FIRST + 2  # the positions of the mandates
MANDATES = (grant("b", "review"), grant("c", limit=150_000), grant("d", limit=500_000))
ASKED_AT = FIRST + len(MANDATES)
BEGUN = (*TWO, *MANDATES)
QUARTER = 178_750
ASKED = (*BEGUN, ask(QUARTER))
REVIEWED = (*ASKED, review(ASKED_AT))
APPROVED = (*REVIEWED, attest(ASKED_AT))
PAID = (*APPROVED, pay(QUARTER))
NEXT = ASKED_AT + 3  # after a request with its review and its approval


def seen_to(amount, at, **more):
    """Return a request with its review and its approval."""
    return ask(amount, **more), review(at), attest(at)


ONE = (*BEGUN, *seen_to(89_375, ASKED_AT))
FREE = (*CONCLUDED, *MANDATES)  # an agreement that asks for no request
KEYS = (c.RegisterActorKey(actor="b", key=key()),)
ENDS = date(2024, 3, 15)
SIGNED = ["actor-key-registered"]
GRANTED = ["authority-granted"]

AUTHORITIES = [
    ("a key", (), c.RegisterActorKey(actor="b", key=key()), SIGNED),
    ("a second key", KEYS, c.RegisterActorKey(actor="b", key=key(2)), SIGNED),
    (
        "a colleague's key",
        KEYS,
        c.RegisterActorKey(actor="c", key=key()),
        ("key-taken", {"actor": "b", "position": 1}),
    ),
    (
        "a key that is none",
        (),
        c.RegisterActorKey(actor="b", key="ssh-ed25519 AAAA"),
        ("bad-actor-key", {"actor": "b"}),
    ),
    (
        "a key with its comment",
        (),
        c.RegisterActorKey(actor="b", key=f"{key()} b@work"),
        "bad-actor-key",
    ),
    (
        "a key retired",
        KEYS,
        c.RetireActorKey(actor="b", key=key(), reason="lost"),
        ["actor-key-retired"],
    ),
    (
        "a key retired twice",
        (*KEYS, c.RetireActorKey(actor="b", key=key(), reason="lost")),
        c.RetireActorKey(actor="b", key=key(), reason="lost"),
        ("unknown-actor-key", {"known": []}),
    ),
    (
        "a colleague's key retired",
        KEYS,
        c.RetireActorKey(actor="c", key=key(), reason="lost"),
        "unknown-actor-key",
    ),
    (
        "a retired key again",
        (*KEYS, c.RetireActorKey(actor="b", key=key(), reason="lost")),
        c.RegisterActorKey(actor="b", key=key()),
        "key-taken",
    ),
    ("acts for a party", PROPOSED, represent("d"), ["actor-represents"]),
    ("acts for nobody known", PROPOSED, represent("d", "nobody"), "unknown-party"),
    (
        "acts for it already",
        (*PROPOSED, represent("d")),
        represent(" D"),
        ("represents-already", {"actor": " D"}),
    ),
    (
        "acts for it no longer",
        (*PROPOSED, represent("d")),
        represent("d", represents=False),
        ["actor-represents"],
    ),
    (
        "acts for it no longer, by himself",
        (*PROPOSED, represent("d")),
        By(represent("d", represents=False), "D"),
        ("own-representation", {"party": RB}),
    ),
    (
        "acts for it no longer, and never did",
        PROPOSED,
        represent("d", represents=False),
        "represents-already",
    ),
    ("a mandate", PROPOSED, grant("d"), GRANTED),
    ("a mandate in an agreement", PROPOSED, grant("d", agreement="herrgarden"), GRANTED),
    (
        "a mandate for a line",
        PROPOSED,
        grant("d", limit=1, agreement="herrgarden", line="L2"),
        GRANTED,
    ),
    ("a mandate of nobody known", PROPOSED, grant("d", board="nobody"), "unknown-party"),
    ("a mandate for oneself", PROPOSED, By(grant("d"), "d"), ("own-authority", {"actor": "d"})),
    (
        "a mandate for oneself, written wide",
        PROPOSED,
        By(grant("\uff44 "), "D"),
        "own-authority",
    ),
    (
        "a mandate that ends first",
        PROPOSED,
        grant("d", from_day=date(2027, 1, 1)),
        ("ends-first", {"to_day": date(2026, 12, 31)}),
    ),
    ("a mandate in no agreement", PROPOSED, grant("d", agreement="nowhere"), "unknown-agreement"),
    (
        "a mandate where the board funds nothing",
        PROPOSED,
        grant("d", board="tif", agreement="herrgarden"),
        "board-funds-nothing",
    ),
    (
        "a mandate for another board's line",
        PROPOSED,
        grant("d", agreement="herrgarden", line="L1"),
        "other-boards-line",
    ),
    (
        "a mandate for no line",
        PROPOSED,
        grant("d", agreement="herrgarden", line="L9"),
        "unknown-line",
    ),
    (
        "a mandate for a line of which agreement",
        PROPOSED,
        grant("d", line="L2"),
        ("line-of-which-agreement", {"line": "L2"}),
    ),
    ("a mandate up to nothing", PROPOSED, grant("d", limit=0), "amount-not-positive"),
    (
        "a mandate in no currency",
        PROPOSED,
        grant("d", limit=1, currency="XXX"),
        "unknown-currency",
    ),
    (
        "a substitute",
        (*PROPOSED, grant("d", limit=500)),
        grant("e", limit=400, substitute_for=13),
        GRANTED,
    ),
    (
        "a substitute in a part of it",
        (*PROPOSED, grant("d")),
        grant("e", limit=400, substitute_for=13, agreement="herrgarden", line="L2"),
        GRANTED,
    ),
    (
        "a substitute of nobody",
        PROPOSED,
        grant("e", substitute_for=3),
        ("unknown-authority", {"position": 3}),
    ),
    (
        "a substitute of a substitute",
        (*PROPOSED, grant("d"), grant("e", substitute_for=13)),
        grant("g", substitute_for=14),
        ("substitute-of-substitute", {"position": 14, "principal": 13}),
    ),
    *(
        (
            f"a substitute beyond: {what}",
            (*PROPOSED, grant("d", limit=500, agreement="herrgarden", line="L2")),
            grant(
                **{
                    "actor": "e",
                    "limit": 500,
                    "agreement": "herrgarden",
                    "line": "L2",
                    "substitute_for": 13,
                }
                | more
            ),
            ("beyond-principal", {"position": 13}),
        )
        for what, more in {
            "step": {"step": "review"},
            "board": {"board": FRN, "line": "L1"},
            "agreement": {"agreement": None, "line": None},
            "line": {"line": None},
            "limit": {"limit": 500.01},
            "no limit": {"limit": None},
            "currency": {"currency": "NOK"},
            "person": {"actor": "D"},
        }.items()
    ),
    ("a mandate withdrawn", (*PROPOSED, grant("d")), withdraw(13), ["authority-withdrawn"]),
    (
        "a mandate withdrawn before it begins",
        (*PROPOSED, grant("d", from_day=date(2026, 6, 1))),
        withdraw(13),
        ["authority-withdrawn"],
    ),
    ("no mandate withdrawn", PROPOSED, withdraw(12), "unknown-authority"),
    (
        "a mandate withdrawn twice",
        (*PROPOSED, grant("d"), withdraw(13, date(2025, 1, 1))),
        withdraw(13, date(2025, 2, 1)),
        ("authority-not-in-force", {"last": date(2024, 12, 31), "by": 14}),
    ),
    (
        "a mandate withdrawn after its last day",
        (*PROPOSED, grant("d", to_day=date(2025, 6, 30))),
        withdraw(13),
        ("authority-not-in-force", {"last": date(2025, 6, 30)}),
    ),
    (
        "a mandate withdrawn tomorrow",
        (*PROPOSED, grant("d")),
        withdraw(13, date(2026, 1, 2)),
        "date-in-future",
    ),
]
REQUESTS = [
    (
        "a request",
        BEGUN,
        ask(QUARTER),
        ["payment-requested"],
    ),
    (
        "a request of all",
        BEGUN,
        ask(715_000),
        ["payment-requested"],
    ),
    (
        "a request of more",
        ASKED,
        ask(536_250.01),
        (
            "exceeds-available",
            {"amount": kr(536_250.01), "limit": kr(536_250), "excess": kr(0.01), "line": "L2"},
        ),
    ),
    ("a request of more than is left", PAID, ask(536_250.01), "exceeds-available"),
    (
        "a request of what was freed",
        (*ASKED, cancel(ASKED_AT)),
        ask(715_000),
        ["payment-requested"],
    ),
    (
        "a request of what was not paid",
        (*APPROVED, pay(1_000)),
        ask(714_000),
        ["payment-requested"],
    ),
    (
        "a request in an agreement that asks for none",
        FREE,
        ask(),
        ["payment-requested"],
    ),
    ("a request before the conclusion", PROPOSED, ask(), "not-concluded"),
    ("a request on an internal line", BEGUN, ask(line="L4"), "internal-line"),
    ("a request for another payee", BEGUN, ask(payee="tif", line="L3"), "payee-not-performer"),
    ("a request on no line", BEGUN, ask(line="L9"), "unknown-line"),
    ("a request for another year", BEGUN, ask(budget_year=2027), "year-outside-agreement"),
    ("a request tomorrow", BEGUN, ask(requested_on=date(2026, 1, 2)), "date-in-future"),
    (
        "a request dated before the conclusion",
        BEGUN,
        ask(requested_on=date(2023, 12, 5)),
        "before-basis",
    ),
    (
        "a request dated in a closed period",
        (*BEGUN, close("2024")),
        ask(),
        ["payment-requested"],
    ),
    (
        "a request after the termination",
        (*BEGUN, terminate(ends=ENDS, notice_on=ENDS)),
        ask(requested_on=date(2024, 3, 16)),
        ("agreement-ended", {"ends": ENDS}),
    ),
    ("a review", ASKED, review(ASKED_AT), ["payment-reviewed"]),
    ("a review of nothing", ASKED, review(17), ("unknown-request", {"known": [ASKED_AT]})),
    ("a review of no event", ASKED, review(99), ("unknown-request", {"known": []})),
    ("a review again", REVIEWED, review(ASKED_AT), ("already-reviewed", {"by": "b"})),
    (
        "a review by who asked",
        (*BEGUN, ask(actor="B")),
        review(ASKED_AT),
        ("same-actor", {"actor": "b"}),
    ),
    ("a review by who may decide", ASKED, review(ASKED_AT, "d"), "no-authority"),
    (
        "a review by nobody",
        ASKED,
        review(ASKED_AT, "z"),
        ("no-authority", {"actor": "z", "able": ["b"], "why": "none was granted"}),
    ),
    (
        "a review that is only claimed",
        ASKED,
        By(c.ReviewRequest(position=ASKED_AT), "b"),
        ("assurance-too-low", {"actor": "b"}),
    ),
    (
        "a review that is only claimed, where nothing is asked for",
        (*FREE, ask()),
        By(c.ReviewRequest(position=ASKED_AT), "b"),
        ["payment-reviewed"],
    ),
    (
        "a review with a limit",
        (*ASKED, grant("e", "review", limit=1)),
        review(ASKED_AT, "e"),
        ("over-limit", {"excess": kr(QUARTER - 1)}),
    ),
    ("an approval", REVIEWED, attest(ASKED_AT), ["payment-approved"]),
    (
        "an approval by a login",
        REVIEWED,
        attest(ASKED_AT, assurance="database-attested"),
        ["payment-approved"],
    ),
    ("an approval before the review", ASKED, attest(ASKED_AT), "not-reviewed"),
    (
        "an approval by who reviewed",
        (*REVIEWED, grant("b")),
        attest(ASKED_AT, "b"),
        ("same-actor", {"actor": "b"}),
    ),
    (
        "an approval by who reviewed, and has no right",
        REVIEWED,
        attest(ASKED_AT, "b"),
        "same-actor",
    ),
    (
        "an approval by who asked",
        (*REVIEWED, grant("a")),
        attest(ASKED_AT, "\uff21"),
        "same-actor",
    ),
    (
        "an approval over the limit",
        REVIEWED,
        attest(ASKED_AT, "c"),
        (
            "over-limit",
            {
                "position": LOW,
                "amount": kr(QUARTER),
                "limit": kr(150_000),
                "excess": kr(28_750),
                "due": DUE,
            },
        ),
    ),
    ("an approval again", APPROVED, attest(ASKED_AT, "c"), ("already-approved", {"by": "d"})),
    (
        "an approval that is only claimed",
        REVIEWED,
        attest(ASKED_AT, assurance="claimed"),
        "assurance-too-low",
    ),
    (
        "an approval with a signature that is none",
        REVIEWED,
        attest(ASKED_AT, assurance="claimed", signature="AAAA"),
        ("signature-wrong", {"actor": "d"}),
    ),
    (
        "an approval with a signature by a key that nobody knows",
        REVIEWED,
        attest(ASKED_AT, assurance="claimed", signature=SOMETHING),
        ("key-unknown", {"actor": "d", "key": FINGERPRINT}),
    ),
    (
        "an approval with a signature by somebody else",
        (*REVIEWED, c.RegisterActorKey(actor="c", key=str(OWN))),
        attest(ASKED_AT, assurance="claimed", signature=SOMETHING),
        "key-unknown",
    ),
    (
        "an approval with a signature by a key that was retired",
        (
            *REVIEWED,
            c.RegisterActorKey(actor="d", key=str(OWN)),
            c.RetireActorKey(actor="d", key=str(OWN), reason="lost"),
        ),
        attest(ASKED_AT, assurance="claimed", signature=SOMETHING),
        ("key-retired", {"actor": "d", "key": FINGERPRINT}),
    ),
    (
        "an approval with the actor's signature of something else",
        (*REVIEWED, c.RegisterActorKey(actor="d", key=str(OWN))),
        attest(ASKED_AT, assurance="claimed", signature=SOMETHING),
        "signature-wrong",
    ),
    (
        "an approval on a server, with a wrong signature",
        (*REVIEWED, c.RegisterActorKey(actor="d", key=str(OWN))),
        attest(ASKED_AT, signature=SOMETHING),
        "signature-wrong",
    ),
    (
        "an approval by who acts for the payee",
        (*REVIEWED, represent("D")),
        attest(ASKED_AT),
        ("conflict-of-interest", {"party": RB, "payee": RB}),
    ),
    (
        "a review by who acts for the payee",
        (*ASKED, represent("b")),
        review(ASKED_AT),
        "conflict-of-interest",
    ),
    (
        "an approval by who acts for a part of the payee's legal person",
        (
            *REVIEWED,
            c.RegisterParty(party="syd", name="Syd", kind="civil", legal_entity=RB),
            represent("d", "syd"),
        ),
        attest(ASKED_AT),
        ("conflict-of-interest", {"party": "syd"}),
    ),
    (
        "an approval by who acts for what was a part of it",
        (
            *REVIEWED,
            c.RegisterParty(party="syd", name="Syd", kind="civil", legal_entity=RB),
            represent("d", "syd"),
            c.AmendParty(party="syd", legal_entity="syd"),
        ),
        attest(ASKED_AT),
        ("conflict-of-interest", {"party": "syd"}),
    ),
    (
        "an approval by who acts for what no longer was a part of it",
        (
            *REVIEWED,
            c.RegisterParty(party="syd", name="Syd", kind="civil", legal_entity="norr"),
            c.AmendParty(party="syd", legal_entity="syd"),
            represent("d", "syd"),
        ),
        attest(ASKED_AT),
        ["payment-approved"],
    ),
    (
        "an approval by who acted for the payee",
        (*REVIEWED, represent("d"), represent("d", represents=False)),
        attest(ASKED_AT),
        ["payment-approved"],
    ),
    (
        "an approval for another board",
        (*ASKED[:-1], ask(1, "L1"), grant("e", "review", board=FRN), review(ASKED_AT, "e")),
        attest(ASKED_AT),
        ("no-authority", {"why": "none is of the board that pays", "able": []}),
    ),
    (
        "an approval on another line",
        (*REVIEWED, grant("e", agreement="herrgarden", line="L3")),
        attest(ASKED_AT, "e"),
        ("no-authority", {"why": "none is for this line", "able": ["c", "d"]}),
    ),
    (
        "an approval after the last day",
        (*REVIEWED, grant("e", to_day=date(2025, 12, 31))),
        attest(ASKED_AT, "e"),
        ("no-authority", {"why": "none is in force that day"}),
    ),
    (
        "an approval before the first day",
        (*REVIEWED, grant("e", from_day=date(2026, 1, 2))),
        attest(ASKED_AT, "e"),
        "no-authority",
    ),
    (
        "an approval on the first and last day",
        (*REVIEWED, grant("e", from_day=date(2026, 1, 1), to_day=date(2026, 1, 1))),
        attest(ASKED_AT, "e"),
        ["payment-approved"],
    ),
    (
        "an approval by who had the right",
        (*REVIEWED, withdraw(HIGH)),
        attest(ASKED_AT),
        "no-authority",
    ),
    (
        "an approval with a limit in another currency",
        (*REVIEWED, grant("e", limit=500_000, currency="NOK")),
        attest(ASKED_AT, "e"),
        ("no-authority", {"why": "none is in this currency"}),
    ),
    (
        "an approval by the mandate that is said",
        (*REVIEWED, grant("c")),
        attest(ASKED_AT, "c", authority=LOW),
        "over-limit",
    ),
    (
        "an approval by another's mandate",
        REVIEWED,
        attest(ASKED_AT, "c", authority=HIGH),
        "no-authority",
    ),
    (
        "an approval by no mandate",
        (*REVIEWED, grant("c")),
        attest(ASKED_AT, "c", authority=17),
        "unknown-authority",
    ),
    (
        "an approval by the wider of two",
        (*REVIEWED, grant("c")),
        attest(ASKED_AT, "c"),
        ["payment-approved"],
    ),
    (
        "a request in two parts",
        (*BEGUN, *seen_to(89_375, ASKED_AT)[:2], attest(ASKED_AT, "c"), ask(89_375), review(NEXT)),
        attest(NEXT, "c"),
        ("over-limit", {"excess": kr(28_750)}),
    ),
    (
        "a request in two parts, the first one paid",
        (
            *BEGUN,
            *seen_to(89_375, ASKED_AT)[:2],
            attest(ASKED_AT, "c"),
            pay(89_375),
            ask(89_375),
            review(NEXT + 1),
        ),
        attest(NEXT + 1, "c"),
        ("over-limit", {"excess": kr(28_750)}),
    ),
    (
        "a request in two parts, over two lines",
        (*ONE, ask(70_000, "L3"), review(NEXT)),
        attest(NEXT, "c"),
        ("over-limit", {"excess": kr(9_375)}),
    ),
    (
        "a request in two parts, the first one returned",
        (*ONE, send_back(ASKED_AT, "c", date(2026, 1, 1)), ask(89_375), review(NEXT + 1)),
        attest(NEXT + 1, "c"),
        ["payment-approved"],
    ),
    (
        "two requests that are due on two days",
        (*ONE, ask(89_375, due_on=date(2024, 7, 1)), review(NEXT)),
        attest(NEXT, "c"),
        ["payment-approved"],
    ),
    (
        "an approval of what is no longer there",
        (*FREE, ask(715_000), review(ASKED_AT), pay(1, voucher="W")),
        attest(ASKED_AT, "e", assurance="claimed"),
        ("exceeds-available", {"limit": kr(714_999), "excess": kr(1)}),
    ),
    (
        "an approval by a substitute",
        (*REVIEWED, grant("e", limit=400_000, substitute_for=HIGH)),
        attest(ASKED_AT, "e"),
        ["payment-approved"],
    ),
    ("a request returned", REVIEWED, send_back(ASKED_AT, "c"), ["payment-returned"]),
    ("an approved request returned", APPROVED, send_back(ASKED_AT, "c"), ["payment-returned"]),
    ("a request returned by who asked", ASKED, send_back(ASKED_AT, "a"), "same-actor"),
    (
        "a request returned before it was made",
        ASKED,
        send_back(ASKED_AT, day=date(2024, 2, 29)),
        "before-basis",
    ),
    ("a request cancelled", APPROVED, cancel(ASKED_AT), ["payment-cancelled"]),
    (
        "a cancelled request cancelled",
        (*ASKED, cancel(ASKED_AT)),
        cancel(ASKED_AT),
        ("request-over", {"by": ASKED_AT + 1, "what": "cancelled"}),
    ),
    (
        "a returned request reviewed",
        (*ASKED, send_back(ASKED_AT)),
        review(ASKED_AT),
        ("request-over", {"what": "returned"}),
    ),
    ("a paid request cancelled", PAID, cancel(ASKED_AT), ("request-over", {"what": "paid"})),
    ("no request cancelled", ASKED, cancel(17), "unknown-request"),
]
PAYMENTS = [
    ("pay what was approved", APPROVED, pay(QUARTER), ["disbursement-recorded"]),
    (
        "pay what was approved, and say so",
        APPROVED,
        pay(QUARTER, request=ASKED_AT),
        ["disbursement-recorded"],
    ),
    ("pay less than was approved", APPROVED, pay(1), ["disbursement-recorded"]),
    (
        "pay more than was approved",
        APPROVED,
        pay(QUARTER + 0.01),
        (
            "differs-from-request",
            {"amount": kr(QUARTER + 0.01), "approved": kr(QUARTER), "position": ASKED_AT},
        ),
    ),
    ("pay without a request", BEGUN, pay(1), ("request-missing", {"line": "L2"})),
    ("pay without an approved request", REVIEWED, pay(QUARTER), "request-missing"),
    (
        "pay a request that was not approved",
        REVIEWED,
        pay(QUARTER, request=ASKED_AT),
        ("not-approved", {"position": ASKED_AT}),
    ),
    (
        "pay a request of another line",
        APPROVED,
        pay(1, "L3", request=ASKED_AT),
        ("differs-from-request", {"what": "line"}),
    ),
    (
        "pay a request of another year",
        APPROVED,
        pay(1, year=2025, request=ASKED_AT),
        ("differs-from-request", {"what": "budget year"}),
    ),
    ("pay no request", APPROVED, pay(1, request=17), "unknown-request"),
    ("pay a request twice", PAID, pay(1, request=ASKED_AT), ("request-over", {"what": "paid"})),
    ("pay again without a request", PAID, pay(1), "request-missing"),
    (
        "pay one of two",
        (*ONE, *seen_to(89_375, NEXT)),
        pay(89_375),
        ("request-ambiguous", {"fitting": [ASKED_AT, NEXT]}),
    ),
    (
        "pay a part of one of two",
        (*ONE, *seen_to(100_000, NEXT)),
        pay(80_000),
        ("request-ambiguous", {"fitting": [ASKED_AT, NEXT]}),
    ),
    (
        "pay all of one of two",
        (*ONE, *seen_to(100_000, NEXT)),
        pay(89_375),
        ["disbursement-recorded"],
    ),
    (
        "pay one of two, and say which",
        (*ONE, *seen_to(89_375, NEXT)),
        pay(89_375, request=NEXT),
        ["disbursement-recorded"],
    ),
    (
        "pay the one of two that is large enough",
        (*ONE, *seen_to(100_000, NEXT)),
        pay(100_000),
        ["disbursement-recorded"],
    ),
    ("a cost within", BEGUN, internal(), ["internal-cost-recorded"]),
    (
        "pay by a mandate that was withdrawn since",
        (*APPROVED, withdraw(HIGH, date(2024, 4, 2))),
        pay(QUARTER),
        ("approval-lapsed", {"position": ASKED_AT, "authority": HIGH, "last": date(2024, 4, 1)}),
    ),
    (
        "pay on its last day",
        (*APPROVED, withdraw(HIGH, date(2024, 4, 3))),
        pay(QUARTER),
        ["disbursement-recorded"],
    ),
    (
        "approve anew what has lapsed",
        (*APPROVED, withdraw(HIGH), grant("e")),
        attest(ASKED_AT, "e"),
        ["payment-approved"],
    ),
    (
        "pay what was approved anew",
        (*APPROVED, withdraw(HIGH, date(2024, 4, 2)), grant("e"), attest(ASKED_AT, "e")),
        pay(QUARTER),
        ["disbursement-recorded"],
    ),
    (
        "pay before the mandate began",
        (*REVIEWED, grant("e", from_day=date(2025, 1, 1)), attest(ASKED_AT, "e")),
        pay(QUARTER),
        ("approval-lapsed", {"starts": date(2025, 1, 1)}),
    ),
    ("take a payment of a request back", PAID, reverse(NEXT), ["entry-reversed"]),
    (
        "pay a request again whose payment was taken back",
        (*PAID, reverse(NEXT)),
        pay(QUARTER, voucher="W"),
        ["disbursement-recorded"],
    ),
    (
        "pay after the termination what was requested before",
        (*APPROVED, terminate(ends=ENDS, notice_on=ENDS)),
        pay(QUARTER),
        ["disbursement-recorded"],
    ),
    (
        "pay after the termination",
        (*FREE, terminate(ends=ENDS, notice_on=ENDS)),
        pay(1),
        "agreement-ended",
    ),
    (
        "pay what is reserved",
        (*FREE, *seen_to(715_000, ASKED_AT)[:2], grant("e"), attest(ASKED_AT, "e")),
        pay(1),
        ("exceeds-remaining", {"limit": 0}),
    ),
    (
        "pay what is only requested",
        (*FREE, ask(715_000)),
        pay(715_000),
        ["disbursement-recorded"],
    ),
    (
        "release what is reserved",
        APPROVED,
        release(amount=kr(536_250.01)),
        ("exceeds-undisbursed", {"limit": kr(536_250)}),
    ),
    (
        "release what is not reserved",
        APPROVED,
        release(amount=kr(536_250)),
        ["commitment-released"],
    ),
    (
        "reallocate what is reserved",
        APPROVED,
        reallocate(amount=kr(536_250.01)),
        "exceeds-undisbursed",
    ),
    (
        "take an uplift back that is reserved",
        (
            *BEGUN,
            uplift(),
            grant("e"),
            ask(737_165, due_on=date(2025, 3, 1)),
            review(ASKED_AT + 2),
            attest(ASKED_AT + 2, "e"),
        ),
        reverse(ASKED_AT),
        "depended-upon",
    ),
    (
        "close with a request that is open",
        (*ASKED, settle(date(2025, 12, 31))),
        By(close_agreement(date(2026, 1, 1)), "x"),
        ("request-open", {"position": ASKED_AT, "amount": kr(QUARTER)}),
    ),
    (
        "settle what is not reserved",
        APPROVED,
        settle(date(2025, 12, 31)),
        ["commitment-released"] * 8,
    ),
]
CASES = [*AUTHORITIES, *REQUESTS, *PAYMENTS]
