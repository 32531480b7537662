"""Statements and notifications of a bank: camt.053 and camt.054, in the versions that are in use.

Money that left the account is above zero, money that came in below. Only what is booked counts. A
batch is split into its transactions by their own amounts. What a bank writes into the payee's or
payer's fields proves nothing and is shown only.

A file with a document type declaration is refused: no bank writes one, and only attacks need it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from xml.etree import ElementTree as ET
from xml.parsers import expat

from events.period import parse_date
from ledger.exchange.refusals import (
    AmountsMissing,
    BalanceDiffers,
    CamtForm,
    RowAmountUnread,
    RowDayUnread,
    XmlWithDoctype,
)
from ledger.exchange.rows import Reading, Row, Understood, totalled
from ledger.refusal import LedgerError

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt."
_KINDS = {"053": "Stmt", "054": "Ntfctn"}
_VERSIONS = frozenset({"02", "04", "06", "08", "13"})
_OPENING, _CLOSING = ("OPBD", "PRCD"), "CLBD"
_NOT_PROVIDED = "NOTPROVIDED"
_LOOKS = 4096  # bytes of the beginning


def is_camt(raw: bytes) -> bool:
    """Return whether a file begins as camt does."""
    return _NAMESPACE.encode() in raw[:_LOOKS]


def read(raw: bytes) -> Reading:
    """Return the transactions of a file as rows, each with the number of its entry.

    Raises:
        BadInput: it is no camt.053 or camt.054, has a document type, or its balances do not agree.
    """
    _require_plain(raw)
    kind, version = _kind(raw)
    statements = tuple(f"{name} · {account}" for name, account in _balanced(raw, _KINDS[kind]))
    understood = Understood(
        format="camt",
        decimal_mark=".",
        source="; ".join(statements),
        extra={"message": f"camt.{kind}.001.{version}"},
    )
    return totalled(understood, partial(_rows, raw, _KINDS[kind]))


def _require_plain(raw: bytes) -> None:
    """Refuse a file with a document type, before anything of it is taken in."""

    def refuse(*_declared: object) -> None:
        raise XmlWithDoctype

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - the library's signature
    except expat.ExpatError as error:
        raise CamtForm(row=error.lineno, cause=expat.errors.messages[error.code]) from None


def _kind(raw: bytes) -> tuple[str, str]:
    beginning = ET.iterparse(io.BytesIO(raw), events=("start",))  # noqa: S314 - no document type
    _, root = next(iter(beginning))
    name = root.tag.partition("}")[0].removeprefix("{").removeprefix(_NAMESPACE)
    kind, _, version = name.partition(".001.")
    if kind not in _KINDS or version not in _VERSIONS:
        raise CamtForm(row=1, cause=root.tag.partition("}")[0].removeprefix("{"))
    return kind, version


def _parts(raw: bytes, kind: str) -> Iterator[ET.Element]:
    """Yield the parts of each statement, in order, and after them the statement itself.

    Namespaces are left out. What has been yielded is forgotten, so memory stays flat.
    """
    path: list[str] = []
    for event, element in ET.iterparse(io.BytesIO(raw), events=("start", "end")):  # noqa: S314 - no document type
        if event == "start":
            path.append(element.tag.partition("}")[2] or element.tag)
            continue
        element.tag = path.pop()
        if element.tag == kind or path[-1:] == [kind]:
            yield element
            element.clear()


def _text(element: ET.Element, *paths: str) -> str:
    """Return the text at the first of several paths that is there; empty: none is."""
    for path in paths:
        found = element.findtext(path)
        if found is not None and found.strip():
            return found.strip()
    return ""


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and "e" not in text.lower() else None


def _signed(element: ET.Element, indicator: str = "") -> Decimal | None:
    """Return the amount of an element, above zero for money that left."""
    amount = _decimal(_text(element, "Amt"))
    said = _text(element, "CdtDbtInd") or indicator
    return None if amount is None or not said else (-amount if said == "CRDT" else amount)


def _balanced(raw: bytes, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the account of each statement, whose balances agree with its entries.

    Raises:
        BadInput: ``balance-differs``.
    """
    name = account = ""
    entries, balances = Decimal(0), dict[str, tuple[Decimal, str]]()
    for part in _parts(raw, kind):
        if part.tag == "Id":
            name = (part.text or "").strip()
        elif part.tag == "Acct":
            account = _account(part)
        elif part.tag == "Ntry" and _is_booked(part):
            entries -= _signed(part) or 0
        elif part.tag == "Bal":
            balances[_text(part, "Tp/CdOrPrtry/Cd")] = (
                -(_signed(part) or Decimal(0)),
                _currency(part),
            )
        elif part.tag == kind:
            _require_balance(name, entries, balances)
            yield name, account
            entries, balances = Decimal(0), {}


def _require_balance(
    name: str, entries: Decimal, balances: Mapping[str, tuple[Decimal, str]]
) -> None:
    """Refuse a statement whose closing balance is not the opening one and its entries."""
    opening = next((balances[x] for x in _OPENING if x in balances), None)
    closing = balances.get(_CLOSING)
    if opening is None or closing is None:  # a notification has none
        return
    before, currency = opening
    if (before + entries, currency) != closing:
        raise BalanceDiffers(
            statement=name,
            opening=f"{before} {currency}",
            entries=entries,
            closing=f"{closing[0]} {closing[1]}",
        )


def _is_booked(entry: ET.Element) -> bool:
    return _text(entry, "Sts/Cd", "Sts") == "BOOK"


def _account(part: ET.Element) -> str:
    return _text(part, "Id/IBAN", "Id/Othr/Id")


def _rows(raw: bytes, kind: str) -> Iterator[Row]:
    name = account = ""
    number = 0
    for part in _parts(raw, kind):
        if part.tag == "Id":
            name = (part.text or "").strip()
        elif part.tag == "Acct":
            account = _account(part)
        elif part.tag == "Ntry":
            number += 1
            if _is_booked(part):
                yield from _of_entry(number, part, account, name)


def _of_entry(number: int, entry: ET.Element, account: str, statement: str) -> Iterator[Row]:
    indicator = _text(entry, "CdtDbtInd")
    day, total = _day(entry), _signed(entry)
    is_return = _text(entry, "RvslInd") == "true"
    details = entry.findall("NtryDtls/TxDtls")
    amounts = [_amount_of(one, indicator) for one in details]
    problem: LedgerError | None = None
    if total is None:
        problem = RowAmountUnread(row=number, text=_text(entry, "Amt"))
    elif day is None:
        problem = RowDayUnread(row=number, text=_text(entry, "BookgDt/Dt", "BookgDt/DtTm"))
    elif len(details) > 1 and (None in amounts or sum(x or 0 for x in amounts) != total):
        problem = AmountsMissing(row=number, transactions=len(details), amount=abs(total))
    if len(details) <= 1:
        amounts = [total]
    own = _text(entry, "AcctSvcrRef") or f"{statement}/{number}"
    for index, one in enumerate(details or [entry], 1):
        amount = amounts[index - 1]
        yield Row(
            number=number,
            day=day,
            amount=amount,
            currency=_currency(entry) or None,
            payee=_party(one, is_paid=(amount or 0) > 0),
            text=_text(one, "RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "AddtlTxInf")
            or _text(entry, "AddtlNtryInf"),
            reference=f"{account}/{own}/{index}",
            payment=_end_to_end(one),
            is_return=is_return or _text(one, "RtrInf/Rsn/Cd") != "",
            problem=problem,
            fields=(str(number), str(index), str(amount), account),
        )


def _amount_of(one: ET.Element, indicator: str) -> Decimal | None:
    amount = _decimal(_text(one, "AmtDtls/TxAmt/Amt", "Amt"))
    said = _text(one, "CdtDbtInd") or indicator
    return None if amount is None else (-amount if said == "CRDT" else amount)


def _currency(element: ET.Element) -> str:
    amount = element.find("Amt")
    return "" if amount is None else amount.get("Ccy", "")


def _end_to_end(one: ET.Element) -> str | None:
    found = _text(one, "Refs/EndToEndId")
    return found if found and found != _NOT_PROVIDED else None


def _party(one: ET.Element, *, is_paid: bool) -> str:
    """Return the name of the other side: of who was paid, or of who has paid."""
    who = "Cdtr" if is_paid else "Dbtr"
    return _text(one, f"RltdPties/{who}/Pty/Nm", f"RltdPties/{who}/Nm")


def _day(entry: ET.Element) -> date | None:
    said = _text(entry, "BookgDt/Dt")
    try:
        if said:
            return parse_date(said[:10])
        moment = _text(entry, "BookgDt/DtTm")
        return datetime.fromisoformat(moment).date() if moment else None
    except ValueError:
        return None
