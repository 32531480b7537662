"""Rows of the table of decisions for files that come in and go out: test_decisions.py."""

from datetime import date
from decimal import Decimal

from attesting_cases import BEGUN, MAU, RB, TWO, ask, attest, cancel, change, grant, review
from end_cases import CLOSED
from in_memory import (
    CONCLUDED,
    FIRST,
    FRN,
    KS,
    PROPOSED,
    By,
    decline,
    disburse,
    pledge,
    reverse,
)
from process_cases import withdraw

from ledger.rules import commands as c

SHA, DAY = "ab" * 32, date(2024, 4, 1)
COLUMNS = (("Bokf.dag", "day"), ("Kronor", "amount"), ("Nr", "voucher"), ("Projekt", "object:6"))


def add_map(name="agresso", columns=COLUMNS, **more):
    return c.AddMap(map=name, columns=columns, **more)


def route(line="L2", **more):
    values = {"agreement": "herrgarden", "account": "4500"} | more
    return c.AddRoute(line=line, **values)


def retire_route(position):
    return c.RetireRoute(route=position, reason="another account now")


LEFT = c.LeftRow(
    row=2, day=DAY, amount=Decimal("1.50"), voucher="A1", account="4500", code="route-missing"
)


def read(**more):
    values = {
        "file": "reskontra.csv",
        "sha256": SHA,
        "format": "table",
        "encoding": "utf-8",
        "map": None,
        "source": "agresso",
        "row_count": 2,
        "sum": Decimal("-2.50"),
        "first_day": DAY,
        "last_day": DAY,
        "partly": True,
        "unmatched": (LEFT,),
        "unmatched_count": 1,
    }
    return c.ReadImport(**values | more)


FOUND = c.FoundDifference(
    kind="amount-differs",
    voucher="A1",
    account="4500",
    row=2,
    position=20,
    here_minor=100,
    there_minor=-101,
    currency="SEK",
)


def reconcile(**more):
    values = {
        "file": "bok.se",
        "sha256": SHA,
        "format": "sie",
        "encoding": "cp437",
        "map": None,
        "compared_at": 17,
        "period": "2024-04",
        "agreement": "herrgarden",
        "agreeing_count": 7,
        "differences": (FOUND,),
        "difference_count": 1,
    }
    return c.RecordReconciliation(**values | more)


def order(*requests, **more):
    values = {
        "message": "SV-1",
        "account": "bankgiro 9912346",
        "until": DAY,
        "requests": tuple(("herrgarden", x) for x in requests),
        "sum_minor": 100 * len(requests),
        "currency": "SEK",
        "sha256": SHA,
        "created": "2026-01-01T01:00:00",
    }
    return c.MakePaymentFile(**values | more)


def void(position):
    return c.VoidPaymentFile(payment_file=position, reason="the bank refused it")


def account(party="tif", kind="bankgiro", number="50501055", clearing=None, **more):
    return c.AddPartyAccount(
        party=party, account_kind=kind, number=number, clearing=clearing, **more
    )


def confirm(position, actor="controller"):
    return By(c.ConfirmPartyAccount(party_account=position), actor)


AT = FIRST + len(BEGUN) - len(CONCLUDED)  # the position of what follows


def in_use(party, at, **more):
    """Return an account that somebody else confirms."""
    return account(party, **more), confirm(at)


PAYER = in_use(KS, AT, number="9912346")
PAYEE = in_use(RB, AT + 2)
WITH = (*BEGUN, *PAYER, *PAYEE)
NEXT = AT + len(PAYER) + len(PAYEE)


def asked(*accounts, begun=BEGUN):
    """Return an approved request, after accounts."""
    at = AT + len(accounts)
    return *begun, *accounts, ask(), review(at), attest(at)


ASKED = asked(*PAYER, *PAYEE)
IN_EUROS = (change(TWO[0], currency="EUR"), *TWO[1:], grant("b", "review"), grant("c"), grant("d"))
SENT = (*ASKED, order(NEXT))
PAID = (*SENT, disburse("L2", 100, request=NEXT))

CASES = [
    # Maps.
    ("a map", (), add_map(), ["import-map-added"]),
    ("a map of texts", (), add_map(encoding="cp1252", decimal_mark="point"), ["import-map-added"]),
    ("another map of the name", (add_map(),), add_map(columns=COLUMNS[:2]), ["import-map-added"]),
    ("the same map", (add_map(),), add_map(), ("map-as-it-is", {"position": 1})),
    ("a map of letters", (), add_map(columns=(), encoding="cp437"), ["import-map-added"]),
    ("a map of nothing", (), add_map(columns=()), "map-says-nothing"),
    ("a map of a word", (), add_map(columns=(("X", "dag"),)), ("unknown-meaning", {"column": "X"})),
    ("an object of none", (), add_map(columns=(("X", "object:"),)), "unknown-meaning"),
    (
        "two days",
        (),
        add_map(columns=(*COLUMNS, ("Datum", "day"))),
        ("meaning-twice", {"columns": ["Bokf.dag", "Datum"]}),
    ),
    # Routes.
    ("a route", CONCLUDED, route(), ["route-added"]),
    ("a route by payee", CONCLUDED, route(payee_number="556036-0793"), ["route-added"]),
    ("a route by object", CONCLUDED, route(dimension="1", object="77"), ["route-added"]),
    ("a route by text", CONCLUDED, route(pattern="fritids.*"), ["route-added"]),
    (
        "a route to a pledge",
        (*CONCLUDED, pledge()),
        route(None, pledge=FIRST, records="in-kind"),
        ["route-added"],
    ),
    ("the same route", (*CONCLUDED, route()), route(), ("route-exists", {"position": FIRST})),
    (
        "the same route, once it is retired",
        (*CONCLUDED, route(), retire_route(FIRST)),
        route(),
        ["route-added"],
    ),
    ("a route of all", CONCLUDED, route(account=None), "route-says-nothing"),
    ("an object without dimension", CONCLUDED, route(object="77"), "object-of-which"),
    ("a pattern that is none", CONCLUDED, route(pattern="("), "bad-pattern"),
    ("a pattern that takes long", CONCLUDED, route(pattern="(a+)+$"), "bad-pattern"),
    ("a pattern of all", CONCLUDED, route(pattern=".*"), "bad-pattern"),
    (
        "the same rows to another line",
        (*CONCLUDED, route()),
        route("L3"),
        ("route-elsewhere", {"position": FIRST, "place": "herrgarden L2"}),
    ),
    (
        "the same rows to another kind",
        (*CONCLUDED, route()),
        route(records="use"),
        ("route-elsewhere", {"position": FIRST}),
    ),
    (
        "the same words to another line",
        (*CONCLUDED, route(pattern="HYRA")),
        route("L3", pattern="hyra"),
        "route-elsewhere",
    ),
    (
        "more of the same rows to another line",
        (*CONCLUDED, route()),
        route("L3", pattern="hyra"),
        ["route-added"],
    ),
    (
        "other words to another line",
        (*CONCLUDED, route(pattern="hyra")),
        route("L3", pattern="lokal"),
        ["route-added"],
    ),
    (
        "more words to another line",
        (*CONCLUDED, route(pattern="hyra|lokal")),
        route("L3", pattern="Hyra maj"),
        ("route-never-wins", {"position": FIRST}),
    ),
    (
        "fewer words to another line",
        (*CONCLUDED, route(pattern="hyra maj")),
        route("L3", pattern="hyra"),
        ("route-hides-other", {"position": FIRST}),
    ),
    (
        "fewer words to the same line",
        (*CONCLUDED, route(pattern="hyra maj")),
        route(pattern="hyra"),
        ["route-added"],
    ),
    (
        "words at the beginning to another line",
        (*CONCLUDED, route(pattern="^hyra")),
        route("L3", pattern="hyra maj"),
        ["route-added"],
    ),
    ("payments on an internal line", CONCLUDED, route("L4"), "route-to-internal-line"),
    ("use of an internal line", CONCLUDED, route("L4", records="use"), "route-to-internal-line"),
    (
        "costs of an internal line",
        CONCLUDED,
        route("L4", records="internal-cost"),
        ["route-added"],
    ),
    (
        "costs of a line that is paid out",
        CONCLUDED,
        route(records="internal-cost"),
        ("route-to-external-line", {"line": "L2"}),
    ),
    ("a route to a declined line", (*PROPOSED, decline(KS)), route("L3"), "route-to-declined-line"),
    ("a route to a closed agreement", CLOSED, route(), "route-to-shut-agreement"),
    ("rows of no agreement", (), route(None, agreement=None, records="nothing"), ["route-added"]),
    ("nothing on a line", CONCLUDED, route(records="nothing"), "route-of-which"),
    ("payments of no agreement", (), route(agreement=None), "route-of-which"),
    (
        "rows that become nothing by another route",
        (*CONCLUDED, route(None, agreement=None, records="nothing")),
        route(),
        ("route-elsewhere", {"place": "-"}),
    ),
    ("a route to a proposal", PROPOSED, route(), ["route-added"]),
    (
        "a route to a withdrawn proposal",
        (*PROPOSED, withdraw()),
        route(),
        ("route-to-shut-agreement", {"agreement": "herrgarden"}),
    ),
    (
        "a number that is none",
        CONCLUDED,
        route(payee_number="556036-0794"),
        "bad-organisation-number",
    ),
    ("a route to no line", CONCLUDED, route(None), "route-of-which"),
    ("hours to a line", CONCLUDED, route(records="in-kind"), "route-of-which"),
    ("a route to another line", CONCLUDED, route("L9"), "unknown-line"),
    ("a route to no agreement", (), route(), "unknown-agreement"),
    (
        "a route to no pledge",
        CONCLUDED,
        route(None, pledge=3, records="in-kind"),
        ("unknown-pledge-of-route", {"position": 3}),
    ),
    ("a route retired", (*CONCLUDED, route()), retire_route(FIRST), ["route-retired"]),
    (
        "a route retired twice",
        (*CONCLUDED, route(), retire_route(FIRST)),
        retire_route(FIRST),
        ("unknown-route", {"known": []}),
    ),
    ("no route", (*CONCLUDED, route()), retire_route(1), ("unknown-route", {"known": [FIRST]})),
    # Readings and reconciliations.
    ("a file read", (), read(), ["import-read"]),
    ("a file read again", (read(),), read(unmatched=(), unmatched_count=0), ["import-read"]),
    ("rows left out, untold", (), read(unmatched=()), ("counts-differ", {"told": 0, "count": 1})),
    ("a reconciliation", CONCLUDED, reconcile(), ["reconciled"]),
    ("a reconciliation of all", (), reconcile(agreement=None), ["reconciled"]),
    ("a reconciliation of none", (), reconcile(), "unknown-agreement"),
    ("differences untold", (), reconcile(agreement=None, difference_count=2), "counts-differ"),
    ("a reversal of a reading", (read(),), reverse(1), "not-reversible"),
    # Files for the bank.
    ("a file for the bank", ASKED, order(NEXT), ["payment-file-made"]),
    ("a file of nothing", ASKED, order(), "nothing-to-order"),
    ("a request unseen", WITH, order(NEXT), ("unknown-request", {"position": NEXT})),
    ("a file of no agreement", WITH, order(requests=(("nobody", 3),)), "unknown-request"),
    ("a file of nobody", (), order(3), ("account-unknown", {"known": []})),
    (
        "a request that waits",
        ASKED[:-1],
        order(NEXT),
        ("request-not-payable", {"status": "reviewed"}),
    ),
    (
        "a request that is off",
        (*ASKED, cancel(NEXT)),
        order(NEXT),
        ("request-not-payable", {"status": "cancelled"}),
    ),
    ("sent twice", SENT, order(NEXT), ("request-already-sent", {"file": NEXT + 3})),
    ("twice in a file", ASKED, order(NEXT, NEXT), "request-already-sent"),
    (
        "from an account that was not confirmed",
        asked(*PAYER[:1], *in_use(RB, AT + 1)),
        order(NEXT - 1),
        ("account-unknown", {"known": ["bankgiro 50501055"]}),
    ),
    (
        "from an account of two",
        asked(*PAYER, *in_use(RB, AT + 2, number="9912346")),
        order(NEXT),
        ("account-of-several", {"parties": [KS, RB]}),
    ),
    (
        "from an account that two boards of one legal person share",
        asked(*PAYER, *PAYEE, *in_use(FRN, AT + 4, number="9912346")),
        order(NEXT + 2),
        ["payment-file-made"],
    ),
    (
        "from a bankgiro, where another kind has the number, too",
        asked(*PAYER, *in_use(RB, AT + 2, kind="plusgiro", number="9912346")),
        order(NEXT),
        ["payment-file-made"],
    ),
    (
        "to an account that was not confirmed",
        asked(*PAYER, *PAYEE[:1]),
        order(NEXT - 1),
        ("account-missing", {"party": RB}),
    ),
    (
        "to a bankgiro from an account",
        asked(*in_use(KS, AT, kind="account", number="3215642", clearing="5140"), *PAYEE),
        order(NEXT, account="account 51403215642"),
        ("bankgiro-from-bankgiro", {"party": RB}),
    ),
    (
        "from another legal person",
        asked(*in_use(MAU, AT, number="9912346"), *PAYEE),
        order(NEXT),
        ("paid-by-other", {"party": KS, "payer": MAU}),
    ),
    (
        "in euros",
        asked(*PAYER, *PAYEE, begun=IN_EUROS),
        order(NEXT, currency="EUR"),
        ("not-in-kronor", {"currency": "EUR"}),
    ),
    (
        "from another board of the legal person",
        asked(*in_use(FRN, AT, number="9912346"), *PAYEE),
        order(NEXT),
        ["payment-file-made"],
    ),
    ("made at no time", ASKED, order(NEXT, created="yesterday"), "order-time"),
    ("made on a day", ASKED, order(NEXT, created="2026-01-01"), "order-time"),
    ("made in a zone", ASKED, order(NEXT, created="2026-01-01T01:00:00+01:00"), "order-time"),
    ("of parties as they were", ASKED, order(NEXT, parties=SHA), "parties-moved-on"),
    (
        "another sum",
        ASKED,
        order(NEXT, sum_minor=99),
        ("order-sum-differs", {"found": 100}),
    ),
    ("another currency", ASKED, order(NEXT, currency="EUR"), "order-currencies"),
    ("a file voided", SENT, void(NEXT + 3), ["payment-file-voided"]),
    ("sent anew", (*SENT, void(NEXT + 3)), order(NEXT), ["payment-file-made"]),
    ("voided twice", (*SENT, void(NEXT + 3)), void(NEXT + 3), "unknown-payment-file"),
    ("no file", SENT, void(1), ("unknown-payment-file", {"known": [NEXT + 3]})),
    ("a file that was paid", PAID, void(NEXT + 3), ("payment-file-paid", {"requests": [NEXT]})),
    (
        "a file whose payment came back",
        (*PAID, reverse(NEXT + 4)),
        void(NEXT + 3),
        ["payment-file-voided"],
    ),
    # Accounts of parties.
    (
        "an account that begins as its clearing number",
        CONCLUDED,
        account(kind="account", number="8327 8327123456", clearing="8327"),
        ["party-account-added"],
    ),
    ("an account", CONCLUDED, account(), ["party-account-added"]),
    (
        "an account of a bank",
        CONCLUDED,
        account(kind="account", number="321 56 42", clearing="5140", bic="essesess", town="Malmö"),
        ["party-account-added"],
    ),
    ("an account of nobody", (), account(), "unknown-party"),
    ("no clearing number", CONCLUDED, account(kind="account", number="3215642"), "bad-account"),
    ("a bankgiro with one", CONCLUDED, account(clearing="5140"), "bad-account"),
    (
        "a wrong digit",
        CONCLUDED,
        account(number="5050-1056"),
        ("bad-account", {"number": "5050-1056"}),
    ),
    (
        "a plusgiro",
        CONCLUDED,
        account(kind="plusgiro", number="28 65 43-4"),
        ["party-account-added"],
    ),
    ("no BIC", CONCLUDED, account(bic="BANKEN"), "bad-account"),
    (
        "an IBAN",
        CONCLUDED,
        account(kind="iban", number="SE45 5000 0000 0583 9825 7466"),
        ["party-account-added"],
    ),
    (
        "the account that it had before",
        (*CONCLUDED, *in_use("tif", FIRST), *in_use("tif", FIRST + 2, number="9912346")),
        account(),
        ["party-account-added"],
    ),
    (
        "the same account",
        (*CONCLUDED, account()),
        account(),
        ("account-known", {"position": FIRST}),
    ),
    (
        "the account that it has",
        (*CONCLUDED, account(), confirm(FIRST)),
        account(),
        ("account-known", {"position": FIRST}),
    ),
    ("confirmed", (*CONCLUDED, account()), confirm(FIRST), ["party-account-confirmed"]),
    (
        "confirmed by the same",
        (*CONCLUDED, account()),
        confirm(FIRST, "ekonom"),
        ("own-account", {"actor": "ekonom"}),
    ),
    (
        "confirmed twice",
        (*CONCLUDED, account(), confirm(FIRST)),
        confirm(FIRST, "c"),
        ("account-confirmed", {"by": "controller"}),
    ),
    ("no account", (*CONCLUDED, account()), confirm(1), ("unknown-account", {"known": [FIRST]})),
]
