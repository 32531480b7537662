"""The amounts of a line and budget year, as rows of reports have them.

Source of the sums: ``projections.balances``.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypedDict, TypeVar, cast

from events.facts import AgreementId, LineId
from projections.balances import measures_of
from projections.projection import Projection
from projections.report import Field, fields_of

A = TypeVar("A", int, int | None)


class Amounts(TypedDict, Generic[A]):
    """Every measure, in minor units; None in a row that is not about a line."""

    proposed_minor: Annotated[A, Field("Proposed", "money", measure="sum")]
    approved_minor: Annotated[A, Field("Approved", "money", measure="sum")]
    amended_minor: Annotated[A, Field("Amended", "money", measure="sum", since=3, wide=True)]
    uplift_minor: Annotated[A, Field("Uplift", "money", measure="sum")]
    reallocated_minor: Annotated[A, Field("Reallocated", "money", measure="sum")]
    carried_minor: Annotated[A, Field("Carried over", "money", measure="sum", since=3, wide=True)]
    released_minor: Annotated[A, Field("Released", "money", measure="sum")]
    committed_minor: Annotated[A, Field("Committed", "money", measure="sum")]
    disbursed_minor: Annotated[A, Field("Disbursed", "money", measure="payment")]
    internal_minor: Annotated[A, Field("Internal cost", "money", measure="payment")]
    paid_minor: Annotated[A, Field("Paid", "money", measure="payment")]
    remaining_minor: Annotated[A, Field("Remaining", "money", measure="sum")]
    requested_minor: Annotated[A, Field("Requested", "money", measure="sum", if_requests=True)]
    reserved_minor: Annotated[A, Field("Reserved", "money", measure="sum", if_requests=True)]
    available_minor: Annotated[A, Field("Available", "money", measure="sum", if_requests=True)]
    reported_minor: Annotated[A, Field("Reported use", "money", measure="sum")]
    claimed_minor: Annotated[A, Field("Claimed back", "money", measure="sum")]
    repaid_minor: Annotated[A, Field("Repaid", "money", measure="sum")]
    held_minor: Annotated[A, Field("Held", "money", measure="sum")]
    net_cost_minor: Annotated[A, Field("Net cost", "money", measure="payment")]
    open_claim_minor: Annotated[A, Field("Owed back", "money", measure="sum")]


def amounts_of(
    projection: Projection, agreement: AgreementId, line: LineId, year: int
) -> Amounts[int]:
    """Return the amounts of a line and budget year."""
    return cast("Amounts[int]", measures_of(projection, agreement, line, year))


def no_amounts() -> Amounts[int | None]:
    """Return the amounts of a row that is not about a line: none."""
    return cast("Amounts[int | None]", dict.fromkeys(fields_of(Amounts)))
