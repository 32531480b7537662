"""Which line a row belongs to: the router against one that tries every route on every row."""

from __future__ import annotations

import re
import tracemalloc
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.exchange.routing import Router, Target
from ledger.refusal import LedgerError


class Row(NamedTuple):
    """What routes look at in a row."""

    organisation_number: str | None = None
    account: str = ""
    objects: Mapping[str, str] = {}
    payee: str = ""
    text: str = ""


class Route(NamedTuple):
    """What a route says."""

    payee_number: str | None = None
    account: str | None = None
    dimension: str | None = None
    object: str | None = None
    pattern: str | None = None
    agreement: str = "avtal-1"
    line: str | None = "L1"
    pledge: int | None = None
    records: str = "disbursement"


def _said(found: Target | LedgerError) -> object:
    """Return the route that decides, or the code."""
    return found.route if isinstance(found, Target) else found.code


def _naively(routes: Sequence[tuple[int, Route]], row: Row) -> object:
    """Try every route on a row, as docs/exchange.md says it."""
    fitting = []
    for at, route in routes:
        says = []
        if route.payee_number is not None:
            says.append(route.payee_number == row.organisation_number)
        if route.account is not None:
            says.append(route.account == row.account)
        if route.dimension is not None:
            says.append(row.objects.get(route.dimension) == route.object)
        if route.pattern is not None:
            looked = [unicodedata.normalize("NFC", x) for x in (row.text, row.payee)]
            says.append(any(re.search(route.pattern, x, re.IGNORECASE) for x in looked))
        if all(says):
            fitting.append((len(says), at, route))
    most = max((count for count, _, _ in fitting), default=0)
    best = [(at, route) for count, at, route in fitting if count == most]
    if not best:
        return "route-missing"
    if len({(x.agreement, x.line, x.pledge, x.records) for _, x in best}) > 1:
        return "route-ambiguous"
    return min(at for at, _ in best)


PAYEES = ("5560360793", "2120000142", "8020029999")
ACCOUNTS = ("4510", "5010", "46")
OBJECTS = ("412", "413", "7")
TEXTS = ("", "Hyra maj", "HYRA juni", "Vård dygn", "va\u030ard", "Städ 12%", "(x)")
PATTERNS = ("hyra", "vård", r"^hyra \w+$", "maj|juni", r"\d+%", r"\(x\)", "a")

ROUTES = st.builds(
    lambda payee, account, at_object, pattern, where: Route(
        payee, account, *(at_object or (None, None)), pattern, *where
    ),
    st.none() | st.sampled_from(PAYEES),
    st.none() | st.sampled_from(ACCOUNTS),
    st.none() | st.tuples(st.sampled_from("16"), st.sampled_from(OBJECTS)),
    st.none() | st.sampled_from(PATTERNS),
    st.sampled_from(
        (
            ("avtal-1", "L1", None, "disbursement"),
            ("avtal-1", "L2", None, "internal-cost"),
            ("avtal-2", "L1", None, "disbursement"),
            ("avtal-1", None, 12, "in-kind"),
        )
    ),
)
ROWS = st.builds(
    Row,
    st.none() | st.sampled_from((*PAYEES, "1111111111")),
    st.sampled_from(("", *ACCOUNTS, "9999")),
    st.dictionaries(st.sampled_from("126"), st.sampled_from((*OBJECTS, "9")), max_size=2),
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS),
)


@given(st.lists(ROUTES, max_size=8), st.lists(ROWS, min_size=1, max_size=20))
def test_router_says_what_trying_every_route_says(routes: list[Route], rows: list[Row]) -> None:
    """Whatever was asked before: what is remembered of a row never decides another one."""
    placed = list(enumerate(routes, 10))
    router = Router(reversed(placed))
    for row in rows:
        assert _said(router.target(row)) == _naively(placed, row), row


@pytest.mark.parametrize(
    ("routes", "row", "expected"),
    [
        ([Route(PAYEES[0])], Row(PAYEES[0]), 10),
        ([Route(PAYEES[0])], Row(PAYEES[1]), "route-missing"),
        ([Route(PAYEES[0])], Row(), "route-missing"),
        ([Route(PAYEES[0]), Route(PAYEES[0], "4510", line="L2")], Row(PAYEES[0], "4510"), 11),
        ([Route(PAYEES[0]), Route(account="4510", line="L2")], Row(PAYEES[0], "4510"),
         "route-ambiguous"),
        ([Route(PAYEES[0]), Route(account="4510")], Row(PAYEES[0], "4510"), 10),
        ([Route(dimension="1", object="412")], Row(objects={"1": "412"}), 10),
        ([Route(dimension="1", object="412")], Row(objects={"6": "412"}), "route-missing"),
        ([Route(pattern="HYRA")], Row(text="hyra för maj"), 10),
        ([Route(pattern="hyra")], Row(payee="Hyrakuten AB"), 10),
        ([Route(pattern="vård")], Row(text="VA\u030aRD"), 10),
        ([Route(pattern="hyra"), Route(account="4510", pattern="hyra", line="L2")],
         Row(account="4510", text="Hyra"), 11),
        ([Route(pattern="(")], Row(text="("), "route-missing"),  # stored past the program
    ],
)  # fmt: skip
def test_router_by_example(routes: list[Route], row: Row, expected: object) -> None:
    """Examples of the rule: all has to fit, the most said wins, two places are none."""
    placed = list(enumerate(routes, 10))
    assert _said(Router(placed).target(row)) == expected


def test_router_names_accounts_and_places() -> None:
    """The accounts that routes ask for, and where each leads."""
    router = Router([(10, Route(account="4510")), (11, Route(PAYEES[0], "46"))])
    assert router.names_accounts == {"4510", "46"}
    found = router.target(Row(account="4510"))
    assert found == Target("avtal-1", "L1", None, "disbursement", 10)


def test_what_is_remembered_stays_small() -> None:
    """Neither values that no route asks for nor new texts make the router larger and larger."""
    router = Router([(10, Route(PAYEES[0])), (11, Route(pattern="hyra", line="L2"))])

    def held_after(rows: int) -> int:
        tracemalloc.start()
        for number in range(rows):
            text = f"hyra {number:090}"
            router.target(Row(f"{number:010}", str(number), {"1": str(number)}, text=text))
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held

    assert held_after(12_000) < 3_000_000  # all of them are 4 000 000
