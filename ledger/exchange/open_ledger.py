"""What was paid, as the open supplier ledger that Swedish municipalities publish.

A row is a payment; what takes a payment back is a row below zero, on its own day. So the rows of a
period come to what was disbursed in it. What stays within one legal person is paid to no supplier.
The names of the columns are those of *leverantörsreskontra* 1.1.
"""

from __future__ import annotations

import csv
import io

from events import facts as f
from events.facts import effective_on
from events.period import Period
from events.record import Recorded
from ledger.exchange.open_data import Material, entry_of, written
from ledger.work.refusals import CurrencyNotThere, MixedCurrencies

COLUMNS = (
    "kopare_id",
    "kopare",
    "verifikationsnummer",
    "leverantor",
    "leverantor_id",
    "konto_nr",
    "konto_text",
    "bokforingsdatum",
    "forvaltning",
    "fakturanummer",
    "nettobelopp",
    "avtal",
)
PART = "urval"  # only in a file that has a part of the book; each row says which
INVOICE = "invoice:"  # evidence of a payment that names its invoice
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")  # a spreadsheet would calculate them


def open_ledger(
    material: Material, period: Period | None = None, currency: str | None = None
) -> str:
    """Return the payments as CSV: commas between fields, decimal point, lines ended by CR LF.

    Args:
        material: what is published.
        period: only payments of these days; None: all.
        currency: only payments in it; None: there is only one. A file has no column that tells.

    Raises:
        Refused: there are payments in several currencies, and none is chosen; or no agreement has
            the chosen one.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    part = None if material.boards is None else ", ".join(material.boards)
    writer.writerow(COLUMNS if part is None else (*COLUMNS, PART))
    _require_currency(material, currency)
    seen: set[str] = set()
    for recorded in material.events:
        own = material.currency(recorded.agreement or "")
        row = _row(material, recorded, period)
        if row is None or currency not in {None, own}:
            continue
        seen.add(own)
        if len(seen) > 1:
            known = sorted(seen)
            raise MixedCurrencies(currencies=known, first=known[0])
        writer.writerow([*map(_safe, row[:-2]), *row[-2:], *(() if part is None else (part,))])
    return out.getvalue()


def _row(material: Material, recorded: Recorded, period: Period | None) -> list[str] | None:
    """Return the row of an event; None: it is no payment, or of other days."""
    fact, sign = entry_of(recorded.fact)
    if not isinstance(fact, f.DisbursementRecorded):
        return None
    day = effective_on(recorded.fact)
    assert day is not None
    if period is not None and not period.starts <= day <= period.ends:
        return None
    agreement = recorded.agreement or ""
    line = material.projection.lines[agreement, fact.line]
    return [
        material.number(line.funder) or "",
        material.legal_person(line.funder),
        fact.voucher,
        material.name(fact.payee),
        material.number(fact.payee) or "",
        line.coding or "",
        line.purpose,
        day.isoformat(),
        material.name(line.funder),
        _invoice(recorded),
        written(sign * fact.amount_minor, material.currency(agreement)),
        _safe(material.agreements[agreement].proposed.reference),
    ]


def _invoice(recorded: Recorded) -> str:
    """Return the number of the invoice that an event names; empty: it names none."""
    references = (one.reference for one in recorded.envelope.evidence)
    return next((x.removeprefix(INVOICE) for x in references if x.startswith(INVOICE)), "")


def _require_currency(material: Material, currency: str | None) -> None:
    known = sorted({own.proposed.currency for own in material.agreements.values()})
    if currency is not None and known and currency not in known:
        raise CurrencyNotThere(currency=currency, known=known)


def _safe(text: str) -> str:
    """Return a text that no spreadsheet calculates."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
