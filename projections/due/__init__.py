"""What is due: all that somebody has to do, by a day, told from documents and sums.

Each kind has a line here, and a file that declares the rest in ``DUE`` (see ``declaring``). A kind
is a pure function over ``material``: what a book says on a day. What was settled, taken back,
withdrawn, superseded or closed is no row, since no document has it as open.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from projections.due.declaring import Declaration, Row
    from projections.due.material import Material


class DueKind(NamedTuple):
    """A kind of what is due.

    Attributes:
        name: in data formats.
        file: of its module, in this folder.
        text: a sentence with the values of a row, in English; translated when shown.
    """

    name: str
    file: str
    text: str

    @property
    def declared(self) -> Declaration:
        """What the kind's file declares."""
        declared: Declaration = import_module(f"{__name__}.{self.file}").DUE
        return declared


class Due(NamedTuple):
    """A row and its kind."""

    kind: DueKind
    row: Row

    def days_late(self, day: date) -> int:
        """Return how many days late it is; 0: it is not."""
        return max((day - self.row.due_on).days, 0)


KINDS = {
    kind.name: kind
    for kind in (
        DueKind("answer", "answers", "Answer to the referral {matter}"),
        DueKind("decision", "decisions", "Decision on what it is to fund"),
        DueKind("planned-decision", "planned", "Planned decision: {matter}"),
        DueKind("conclusion", "conclusions", "Conclusion of the agreement"),
        DueKind("signature", "signatures", "Signature of the agreement"),
        DueKind("amendment", "amendments", "Amendment {amendment}: {what}"),
        DueKind("uplift", "uplifts", "Uplift for {year}"),
        DueKind("index", "revised", "Uplift for {year}, whose index says another rate by now"),
        DueKind("instalment", "instalments", "Instalment {instalment} of {year}"),
        DueKind(
            "blocked-instalment",
            "blocked",
            "Instalment {instalment} of {year}, which waits for {obligation}",
        ),
        DueKind("review", "requests", "Request #{request} to review"),
        DueKind("approval", "approvals", "Request #{request} to approve"),
        DueKind(
            "lapsed-approval",
            "lapsed",
            "Request #{request} to approve again: the mandate has ended",
        ),
        DueKind("payment", "payments", "Request #{request} to pay"),
        DueKind(
            "payee-account",
            "payees",
            "Request #{request} to pay: {party} has no confirmed account",
        ),
        DueKind(
            "sent-payment",
            "sent",
            "Request #{request}, which file #{file} asks the bank to pay, is unpaid",
        ),
        DueKind(
            "account", "accounts", "Account of {party} to confirm, by another than who added it"
        ),
        DueKind("plan-short", "short", "The plan of {year} comes to less than is committed"),
        DueKind("obligation", "obligations", "Obligation {obligation}: {what}"),
        DueKind("acceptance", "acceptances", "Obligation {obligation} to accept, or to reject"),
        DueKind("held", "held", "Report of what was used of {year}"),
        DueKind("claim", "claims", "Repayment on claim #{claim}"),
        DueKind("finding", "findings", "Finding #{finding} to settle"),
        DueKind("pledge", "pledges", "Pledged for {year}, and not given: {quantity} {unit}"),
        DueKind("in-kind", "in_kind", "Contributions of {party} to verify: {number}"),
        DueKind("contribution", "contributions", "A contribution of its own"),
        DueKind("forecast", "forecasts", "Forecast for {year} as of {day}"),
        DueKind("ending", "endings", "The agreement ends, and nothing prolongs it"),
        DueKind("line-used", "used", "{percent} of {year} is used"),
        DueKind("period", "periods", "Period {period} can be closed"),
        DueKind("left-out", "left_out", "Rows of {file} that were left out: {number}"),
        DueKind("exposure", "exposure", "Events that no witness has signed for: {number}"),
    )
}
# The sums that rows are made of.
NEEDS = ("balances", "delivered", "oldest")


def due(material: Material, *, is_whole: bool = True) -> list[Due]:
    """Return all rows, the most urgent first.

    Args:
        material: what the book says on a day.
        is_whole: whether the book itself is asked about, beside agreements.
    """
    found = [
        Due(kind, row)
        for kind in KINDS.values()
        if is_whole or not kind.declared.is_of_book
        for row in kind.declared.rows(material)
    ]
    order = {name: number for number, name in enumerate(KINDS)}
    return sorted(
        found,
        key=lambda x: (x.row.due_on, order[x.kind.name], x.row.agreement or "", *_within(x.row)),
    )


def _within(row: Row) -> tuple[str, int, int, tuple[str, ...]]:
    return row.line or "", row.year or 0, row.position, row.of
