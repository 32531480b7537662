"""The fields of each report, in the order of the data formats.

One list for every format: JSON, NDJSON and CSV have all of these fields and no others, whether
there are rows or not; tables, Markdown and web pages show some of them, under these headings. A
report's module says which. docs/reports.md is made from here.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from projections.report import Column

_MEASURES = (
    Column("proposed_minor", "Proposed", "money"),
    Column("approved_minor", "Approved", "money"),
    Column("uplift_minor", "Uplift", "money"),
    Column("reallocated_minor", "Reallocated", "money"),
    Column("released_minor", "Released", "money"),
    Column("committed_minor", "Committed", "money"),
    Column("disbursed_minor", "Disbursed", "money"),
    Column("internal_minor", "Internal cost", "money"),
    Column("paid_minor", "Paid", "money"),
    Column("remaining_minor", "Remaining", "money"),
    Column("reported_minor", "Reported use", "money"),
    Column("claimed_minor", "Claimed back", "money"),
    Column("repaid_minor", "Repaid", "money"),
    Column("held_minor", "Held", "money"),
    Column("net_cost_minor", "Net cost", "money"),
    Column("open_claim_minor", "Owed back", "money"),
)

LINES = (
    Column("agreement", "Agreement", "text"),
    Column("line", "Line", "text"),
    Column("year", "Year", "number"),
    Column("purpose", "Purpose", "text"),
    Column("funder", "Funder", "text"),
    Column("funder_name", "Funder", "text"),
    Column("performer", "Performer", "text"),
    Column("performer_name", "Performer", "text"),
    Column("settlement", "Settlement", "word"),
    Column("uplift_applies", "Uplift applies", "flag"),
    Column("decision", "Decision", "word"),
    *_MEASURES,
    Column("used_percent", "%", "percent"),
)

PARTY = (
    Column("agreement", "Agreement", "text"),
    Column("role", "Role", "word"),
    Column("line", "Line", "text"),
    Column("year", "Year", "number"),
    Column("purpose", "Purpose", "text"),
    Column("kind", "Type", "word"),
    Column("unit", "Unit", "text"),
    Column("funder", "Funder", "text"),
    Column("performer", "Performer", "text"),
    *(
        Column("reported_minor", "Used", "money") if column.key == "reported_minor" else column
        for column in _MEASURES
    ),
    Column("in_kind_pledged_minor", "Pledged in kind", "money"),
    Column("in_kind_delivered_minor", "In kind", "money"),
    Column("in_kind_verified_minor", "Verified in kind", "money"),
)

IN_KIND = (
    Column("agreement", "Agreement", "text"),
    Column("party", "Party", "text"),
    Column("party_name", "Party", "text"),
    Column("kind", "Type", "word"),
    Column("unit", "Unit", "text"),
    Column("year", "Year", "number"),
    Column("pledged_quantity", "Pledged quantity", "quantity"),
    Column("pledged_minor", "Pledged", "money"),
    Column("delivered_quantity", "Quantity", "quantity"),
    Column("delivered_minor", "Delivered", "money"),
    Column("verified_quantity", "Verified quantity", "quantity"),
    Column("verified_minor", "of which verified", "money"),
)

CASH_FLOW = (
    Column("agreement", "Agreement", "text"),
    Column("line", "Line", "text"),
    Column("purpose", "Purpose", "text"),
    Column("year", "Budget year", "number"),
    Column("month", "Month", "text"),
    Column("disbursed_minor", "Disbursed", "money"),
    Column("internal_minor", "Internal cost", "money"),
    Column("paid_minor", "Paid", "money"),
    Column("remaining_minor", "Still to pay", "money"),
)

SCHEMAS = {
    "agreement": LINES,
    "board": LINES,
    "party": PARTY,
    "in-kind": IN_KIND,
    "cash-flow": CASH_FLOW,
}


def shown(fields: Collection[Column], *keys: str, wide: Collection[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a table.

    Args:
        fields: of the report.
        keys: which of them, in the order of the table.
        wide: those among them that only a wide terminal has room for.
    """
    by_key = {column.key: column for column in fields}
    return tuple(msgspec.structs.replace(by_key[key], wide=key in wide) for key in keys)
