"""Rows of the table of decisions for the register of indexes: see test_decisions.py."""

from datetime import date, timedelta
from decimal import Decimal

from in_memory import (
    CONCLUDE,
    FIRST,
    FRN,
    KS,
    KUN,
    PROPOSAL,
    TODAY,
    approve,
    booked,
    close,
    reverse,
    uplift,
)
from msgspec.structs import replace

from ledger.rules import commands as c

OCTOBER, TOMORROW = date(2024, 10, 15), TODAY + timedelta(days=1)


def publish(value="2.58", series="PKV", period="2025", day=OCTOBER, **more):
    """Return a publication; ``source`` and ``preliminary`` are among ``more``."""
    return c.PublishIndex(
        series=series,
        period=period,
        value_percent=Decimal(value),
        published_on=day,
        **{"source": "SKR 24:31"} | more,
    )


def withdraw(position):
    return c.WithdrawIndex(publication=position, reason="another series was meant")


def terms(vintage="october", lag=0, **weights):
    """Return what a line follows; ``weights``: the weight of each series in per cent."""
    parts = tuple(
        c.ProposedPart(series=series, weight_percent=Decimal(weight))
        for series, weight in (weights or {"PKV": "90", "KPI": "10"}).items()
    )
    return c.ProposedIndex(parts=parts, lag_years=lag, vintage=vintage)


def proposal(**of_lines):
    """Return the proposal, some lines of which have an index; L1, L2 and L3 are marked."""
    lines = tuple(
        replace(x, uplift=x.line != "L4", index=of_lines.get(x.line)) for x in PROPOSAL.lines
    )
    return replace(PROPOSAL, lines=lines)


def concluded(**of_lines):
    decided = (approve(KS), approve(FRN), approve(KUN), CONCLUDE)
    return (proposal(**of_lines), *decided)


def from_index(line="L2", **more):
    return uplift(rate=None, from_index=True, line=line, **more)


BOTH = (publish(), publish("1.1", "KPI"))
OF_L2 = (*concluded(L2=terms()), *BOTH)
NEXT = FIRST + 1  # the position of what comes after the conclusion, beside the index of L2
PKV = terms(PKV="100")
LATE = date(2024, 11, 20)
ALL_LINES = [*["party-registered"] * 7, "agreement-proposed", *["budget-line-proposed"] * 2]
ALL_LINES += ["line-index-proposed", *["budget-line-proposed"] * 2]


def of_vintage(vintage, **more):
    return (*concluded(L2=terms(vintage, PKV="100")), publish(**more))


def _wrong(**index):
    return (), proposal(L2=terms(**index))


CASES = [
    # The register.
    ("an index", (), publish(), ["index-published"]),
    ("an index below zero", (), publish("-0.3"), ["index-published"]),
    ("an index of nothing", (), publish("-0.0"), ["index-published"]),
    ("an index for a month", (), publish(period="2024-05"), ["index-published"]),
    ("an index in a closed period", (close("2024"),), publish(), ["index-published"]),
    ("revised", (publish(),), publish("2.9", day=LATE), ["index-published"]),
    ("confirmed", (publish(preliminary=True),), publish(), ["index-published"]),
    ("the same value later", (publish(),), publish(day=LATE), ["index-published"]),
    (
        "the same again",
        (publish(),),
        publish("2.580", source="by telephone"),
        ("already-published", {"series": "PKV", "period": "2025", "position": 1}),
    ),
    ("the same of another series", (publish(),), publish(series="KPI"), ["index-published"]),
    ("published tomorrow", (), publish(day=TOMORROW), "date-in-future"),
    ("the level of an index", (), publish("2021"), "index-value-outside"),
    ("all is lost", (), publish("-100.1"), "index-value-outside"),
    ("more decimals than there are", (), publish("2.5812345"), "too-many-decimals"),
    ("no index after all", (publish(),), withdraw(1), ["index-withdrawn"]),
    ("published anew", (publish(), withdraw(1)), publish(), ["index-published"]),
    (
        "withdrawn twice",
        (publish(), withdraw(1)),
        withdraw(1),
        ("publication-withdrawn", {"by": 2}),
    ),
    ("no publication", (publish(),), withdraw(2), ("unknown-publication", {"position": 2})),
    ("a publication reversed", (publish(),), reverse(1), "not-reversible"),
    # What a line follows.
    ("a part of an index", (), proposal(L2=terms(KPI="80")), ALL_LINES),
    ("a line that follows an index", (), proposal(L2=terms()), ALL_LINES),
    ("no series", (), proposal(L2=replace(PKV, parts=())), "index-without-series"),
    ("a series twice", (), proposal(L2=replace(PKV, parts=PKV.parts * 2)), "several-refused"),
    (
        "a series twice, in halves",
        (),
        proposal(L2=replace(PKV, parts=terms(PKV="50").parts * 2)),
        ("series-twice", {"line": "L2", "series": "PKV"}),
    ),
    ("no weight", *_wrong(PKV="0"), ("weight-not-positive", {"series": "PKV"})),
    ("fine weights", *_wrong(PKV="0.1234567"), "too-many-decimals"),
    (
        "more than all",
        *_wrong(PKV="90", KPI="10.1"),
        ("weights-too-large", {"sum": Decimal("100.1")}),
    ),
    ("ahead of the year", *_wrong(lag=-1), ("lag-outside", {"lag": -1})),
    ("far behind the year", *_wrong(lag=11), ("lag-outside", {"lag": 11})),
    (
        "an index without uplift",
        (),
        proposal(L4=PKV),
        ("index-without-uplift", {"line": "L4"}),
    ),
    # Uplifts.
    ("raised by index", OF_L2, from_index(), ["uplift-applied/3"]),
    (
        "raised by index, booked later",
        OF_L2,
        booked(from_index(), date(2025, 3, 1)),
        ["uplift-applied/3"],
    ),
    ("raised by index, and back", (*OF_L2, from_index()), reverse(NEXT + 2), ["entry-reversed"]),
    ("raised by rate nonetheless", OF_L2, uplift(line="L2"), ["uplift-applied"]),
    (
        "superseded",
        (*OF_L2, from_index(), publish("3.1", day=OCTOBER)),
        from_index(supersede=True),
        ["uplift-applied/3"],
    ),
    ("raised twice by index", (*OF_L2, from_index()), from_index(), "uplift-exists"),
    (
        "no index of the line",
        OF_L2,
        from_index("L3"),
        ("line-without-index", {"line": "L3", "following": ["L2"]}),
    ),
    ("no line of the board has one", OF_L2, from_index(None, board=FRN), "line-without-index"),
    ("no uplift of the line", OF_L2, from_index("L4", board=KUN), "line-without-uplift"),
    (
        "nothing published",
        concluded(L2=terms()),
        from_index(),
        ("index-missing", {"series": "PKV", "period": "2025", "known": []}),
    ),
    (
        "one of two published",
        (*concluded(L2=terms()), publish(), publish(series="KPI", period="2024")),
        from_index(),
        ("index-missing", {"series": "KPI", "period": "2025", "known": ["KPI 2024"]}),
    ),
    (
        "the year before, where it lags",
        (*concluded(L2=terms(lag=1, PKV="100")), publish()),
        from_index(),
        ("index-missing", {"period": "2024"}),
    ),
    (
        "withdrawn before the decision",
        (*OF_L2, withdraw(NEXT)),
        from_index(),
        ("index-missing", {"series": "PKV"}),
    ),
    (
        "published after the decision",
        of_vintage("first", day=date(2025, 2, 2)),
        from_index(),
        (
            "vintage-not-published",
            {"on": date(2025, 2, 1), "known": [f"#{NEXT} 2025-02-02 2.58 %"]},
        ),
    ),
    (
        "published on the day",
        of_vintage("first", day=date(2025, 2, 1)),
        from_index(),
        ["uplift-applied/3"],
    ),
    (
        "preliminary alone",
        of_vintage("definitive", preliminary=True),
        from_index(),
        "vintage-not-published",
    ),
    (
        "preliminary first",
        of_vintage("first", preliminary=True),
        from_index(),
        ["uplift-applied/3"],
    ),
    (
        "after October",
        of_vintage("october", day=date(2024, 11, 1)),
        from_index(),
        "vintage-not-published",
    ),
    (
        "the last of October",
        of_vintage("october", day=date(2024, 10, 31)),
        from_index(),
        ["uplift-applied/3"],
    ),
    (
        "all lines of one index",
        (*concluded(L2=terms(), L3=terms(KPI="10", PKV="90")), *BOTH),
        from_index(None),
        ["uplift-applied/3", "uplift-applied/3"],
    ),
    (
        "lines of two indexes",
        (*concluded(L2=terms(), L3=terms("first")), *BOTH),
        from_index(None),
        (
            "series-mixed",
            {
                "board": KS,
                "lines": [
                    "L2: PKV 90 % + KPI 10 % (october, 0)",
                    "L3: PKV 90 % + KPI 10 % (first, 0)",
                ],
            },
        ),
    ),
    ("a line of no index among them", OF_L2, from_index(None), "series-mixed"),
    (
        "prices have fallen",
        (*concluded(L2=PKV), publish("-0.3")),
        from_index(),
        ("rate-not-positive", {"rate": Decimal("-0.3")}),
    ),
    (
        "next to nothing",
        (*concluded(L2=terms(PKV="0.00001")), publish("0.001")),
        from_index(),
        ("rate-not-positive", {"rate": Decimal(0)}),
    ),
    ("decided in the future", OF_L2, from_index(decided_on=TOMORROW), "date-in-future"),
]
