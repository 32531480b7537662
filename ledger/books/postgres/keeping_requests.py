"""Statements that fill the tables of mandates and requests, from the events of a book, in bulk.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

from collections.abc import Iterator

from events import facts as f
from ledger.books.postgres.statements import forms, names, number, read

# The names of people are in the envelope, and so is what a payment pays.
_BY = (
    "(SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data,"
    " folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause"
    " FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole"
    " WHERE topic IN ({}){}) AS said"
)


def _by(*facts: type[f.Event], more: str = "") -> str:
    return _BY.format(names(forms(*facts)), more)


def kept() -> Iterator[str]:
    """Yield the statements, to be run when the other tables are filled."""
    yield (
        f"INSERT INTO authority SELECT at, folded({read('actor')}), {read('board')},"
        f" {read('step')}, {read('agreement')}, {read('line')}, {number('limit_minor')},"
        f" {read('currency')}, ({read('from_day')})::date, ({read('to_day')})::date, NULL,"
        f" {number('substitute_for')}\nFROM {_by(f.AuthorityGranted)};"
    )
    yield (
        f"UPDATE authority SET withdrawn = ({read('withdrawn_on')})::date"
        f"\nFROM {_last(number('position'), f.AuthorityWithdrawn)} WHERE position = about;"
    )
    yield (
        f"INSERT INTO representation SELECT actor, party FROM (\n"
        f"SELECT DISTINCT ON (1, 2) folded({read('actor')}) AS actor, {read('party')} AS party,"
        f" data -> 'represents' AS represents\nFROM {_by(f.ActorRepresents)}"
        "\nORDER BY 1, 2, at DESC\n) AS last WHERE represents = 'true';"
    )
    yield from _kept_requests()


def _kept_requests() -> Iterator[str]:
    yield (
        f"INSERT INTO payment_request SELECT at, stream, {read('line')},"
        f" ({read('budget_year')})::integer, {number('amount_minor')}, {read('payee')},"
        f" ({read('due_on')})::date, who, NULL, NULL, NULL, NULL, NULL"
        f"\nFROM {_by(f.PaymentRequested)};"
    )
    for what, facts in (
        ("reviewer = who", (f.PaymentReviewed,)),
        (f"approver = who, authority = {number('authority')}", (f.PaymentApproved,)),
        ("over = at", (f.PaymentReturned, f.PaymentCancelled)),
    ):
        yield (
            f"UPDATE payment_request AS own SET {what}"
            f"\nFROM {_last(number('request'), *facts)}"
            "\nWHERE own.position = about AND own.stream = last.stream;"
        )
    asked = " AND originator_id IN (SELECT stream FROM payment_request)"
    stands = " AND NOT EXISTS (SELECT FROM reversed WHERE entry = rowid)"
    paid = _last("cause", f.DisbursementRecorded, more=asked + stands)
    yield (
        f"UPDATE payment_request AS own SET paid = at\nFROM {paid}"
        "\nWHERE own.position = about AND own.stream = last.stream;"
    )
    yield (
        "UPDATE line_year SET requested = held.requested, reserved = held.reserved FROM (\n"
        "SELECT stream, line, year,"
        " COALESCE(SUM(minor) FILTER (WHERE approver IS NULL), 0) AS requested,"
        " COALESCE(SUM(minor) FILTER (WHERE approver IS NOT NULL), 0) AS reserved"
        "\nFROM payment_request WHERE paid IS NULL AND over IS NULL GROUP BY stream, line, year"
        "\n) AS held WHERE held.stream = line_year.stream AND held.line = line_year.line"
        " AND held.year = line_year.year;"
    )


def _last(about: str, *facts: type[f.Event], more: str = "") -> str:
    """Return the rows of the last event about each thing."""
    return (
        f"(SELECT DISTINCT ON ({about}) {about} AS about, said.*\nFROM {_by(*facts, more=more)}"
        f"\nORDER BY {about}, at DESC) AS last"
    )
