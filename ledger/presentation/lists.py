"""The fields of each list, in the order of the data formats and of the table.

docs/reports.md is made from here.
"""

from __future__ import annotations

from projections.report import Column

LOG = (
    Column("position", "#", "number"),
    Column("recorded_at", "Recorded", "instant"),
    Column("effective_on", "Effective", "date"),
    Column("event", "Event", "word"),
    Column("agreement", "Agreement", "text", hidden=True),
    Column("lines", "Lines", "texts", hidden=True),
    Column("parties", "Parties", "texts", hidden=True),
    Column("boards", "Boards", "texts", hidden=True),
    Column("amount_minor", "Amount", "money"),
    Column("currency", "Currency", "text"),
    Column("voucher", "Voucher", "text", hidden=True),
    Column("what", "What", "text"),
    Column("actor", "Actor", "text"),
    Column("assurance", "Assurance", "word", wide=True),
    Column("reason", "Why", "text", wide=True),
    Column("evidence", "Evidence", "text", wide=True),
    Column("key", "Key", "text", hidden=True),
    Column("causation", "Follows from", "number", hidden=True),
    Column("leaf", "Leaf hash", "text", hidden=True),
)

PARTIES = (
    Column("party", "Id", "id"),
    Column("name", "Name", "text"),
    Column("kind", "Kind", "word"),
    Column("legal_entity", "Legal person", "text"),
    Column("organisation_number", "Organisation number", "text"),
)

AGREEMENTS = (
    Column("agreement", "Id", "id"),
    Column("title", "Title", "text"),
    Column("reference", "Diary number", "text"),
    Column("starts", "Starts", "date"),
    Column("ends", "Ends", "date"),
    Column("status", "Status", "word"),
)

PERIODS = (
    Column("period", "Period", "text"),
    Column("ends", "Last day", "date"),
)

LISTS = {
    "log": LOG,
    "party list": PARTIES,
    "agreement list": AGREEMENTS,
    "period list": PERIODS,
}
