"""Statements and notifications of a bank: camt.053 and camt.054, in the versions that are in use.

Money that left the account is above zero, money that came in below. Only what is booked counts. A
batch is split into its transactions by their own amounts. What a bank writes into the payee's or
payer's fields proves nothing and is shown only.

A file with a document type declaration is refused: no bank writes one, and only attacks need it.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from xml.etree import ElementTree as ET
from xml.parsers import expat

from events.money import PLACES
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
from ledger.refusal import LedgerError, Money

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt."
_KINDS = {"053": "Stmt", "054": "Ntfctn"}
_VERSIONS = frozenset({"02", "04", "06", "08", "13"})
_OPENING, _CLOSING = ("OPBD", "PRCD"), "CLBD"
_NOT_PROVIDED = "NOTPROVIDED"
_NO_REFERENCE = frozenset({"", _NOT_PROVIDED, "NONREF", "NOREF"})
_AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,5})?|\.[0-9]{1,5}")
# Where a transaction says its amount: what was moved, before what was asked to be moved.
_AMOUNTS = ("AmtDtls/TxAmt/Amt", "Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
_SIGNS = {"DBIT": 1, "CRDT": -1}  # money that left is above zero
_DEPTH = 3  # of the parts of a statement
_MOST_SKIPPED = 1_000
_SHOWN = 100  # letters of a namespace that is not known
_TRUE = frozenset({"true", "1"})
# What the fields of a row are.
FIELDS = ("entry", "transaction", "date", "amount", "account", "name", "text", "reference")


class _Begun(Exception):
    """What the first element of a file is called, with its namespace."""


def read(raw: bytes) -> Reading:
    """Return the transactions of a file as rows, each with the number of its entry.

    Raises:
        BadInput: it is no camt.053 or camt.054, has a document type, or its balances do not agree.
    """
    kind, version = _kind(raw)
    skipped: dict[int, str] = {}
    statements = [*_balanced(raw, _KINDS[kind], skipped)]
    accounts = dict.fromkeys(account for _, account in statements)
    understood = Understood(
        format="camt",
        decimal_mark=".",
        skipped=skipped,
        source=", ".join(accounts),
        extra={
            "message": f"camt.{kind}.001.{version}",
            "statements": [name for name, _ in statements],
            "fields": FIELDS,
        },
    )
    return totalled(understood, partial(_rows, raw, _KINDS[kind]))


def _kind(raw: bytes) -> tuple[str, str]:
    """Return kind and version, of a file that has no document type.

    A document type stands before the first element, so nothing is taken in before it is refused.
    """
    name = _root(raw)
    namespace, _, _ = name.partition(" ")
    kind, _, version = namespace.removeprefix(_NAMESPACE).partition(".001.")
    if not namespace.startswith(_NAMESPACE) or kind not in _KINDS or version not in _VERSIONS:
        raise CamtForm(row=1, cause=namespace[:_SHOWN])
    return kind, version


def _root(raw: bytes) -> str:
    """Return the namespace and the name of the first element."""

    def refuse(*_declared: object) -> None:
        raise XmlWithDoctype

    def begun(name: str, _attributes: object) -> None:
        raise _Begun(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begun
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - the library's signature
    except _Begun as found:
        return str(found)
    except expat.ExpatError as error:
        raise CamtForm(row=error.lineno, cause=expat.errors.messages[error.code]) from None
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise CamtForm(row=1, cause=str(error)) from None
    raise AssertionError  # a text without an element is an error of the parser's


def _parts(raw: bytes, kind: str) -> Iterator[ET.Element]:
    """Yield the parts of each statement, in order, and after them the statement itself.

    Namespaces are left out. What has been yielded is forgotten, so memory stays flat.

    Raises:
        BadInput: ``camt-form``: it is no XML.
    """
    path: list[ET.Element] = []
    try:
        for event, element in ET.iterparse(io.BytesIO(raw), events=("start", "end")):  # noqa: S314 - no document type
            if event == "start":
                path.append(element)
                continue
            path.pop()
            element.tag = element.tag.partition("}")[2] or element.tag
            if element.tag == kind or (path and _bare(path[-1].tag) == kind):
                yield element
            if 0 < len(path) <= _DEPTH:
                path[-1].remove(element)
    except ET.ParseError as error:
        raise CamtForm(row=error.position[0], cause=expat.errors.messages[error.code]) from None
    except (LookupError, ValueError) as error:
        raise CamtForm(row=1, cause=str(error)) from None


def _bare(tag: str) -> str:
    return tag.partition("}")[2] or tag


def _text(element: ET.Element, *paths: str) -> str:
    """Return the text at the first of several paths that is there; empty: none is."""
    for path in paths:
        found = element.findtext(path)
        if found is not None and found.strip():
            return found.strip()
    return ""


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def _signed(element: ET.Element) -> Decimal | None:
    """Return the amount of an element, above zero for money that left; None: it says none."""
    amount, sign = _decimal(_text(element, "Amt")), _SIGNS.get(_text(element, "CdtDbtInd"))
    return None if amount is None or sign is None else sign * amount


def _balanced(raw: bytes, kind: str, skipped: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Yield the id and the account of each statement, whose balances agree with its entries.

    Args:
        raw: the bytes of the file.
        kind: what a statement is called.
        skipped: is given the number and the status of each entry that is not booked.

    Raises:
        BadInput: ``balance-differs``.
    """
    name, account, number = "", "", 0
    entries, balances = Decimal(0), dict[str, tuple[Decimal, str]]()
    for part in _parts(raw, kind):
        if part.tag == "Id":
            name = (part.text or "").strip()
        elif part.tag == "Acct":
            account = _account(part)
        elif part.tag == "Ntry":
            number += 1
            if _is_booked(part):
                entries -= _signed(part) or 0
            elif len(skipped) < _MOST_SKIPPED:
                skipped[number] = _text(part, "Sts/Cd", "Sts")
        elif part.tag == "Bal":
            balance = -(_signed(part) or Decimal(0))
            balances[_text(part, "Tp/CdOrPrtry/Cd")] = balance, _currency(part)
        elif part.tag == kind:
            _require_balance(name, entries, balances)
            yield name, account
            name, account, entries, balances = "", "", Decimal(0), {}


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
            opening=_money(before, currency),
            currency=currency,
            entries=_money(entries, currency),
            closing=_money(*closing),
            closing_currency=closing[1],
        )


def _money(amount: Decimal, currency: str) -> Money | Decimal:
    """Return an amount; a number if its currency is not known, or has fewer decimals."""
    minor = amount.scaleb(PLACES[currency]) if currency in PLACES else None
    if minor is None or minor != int(minor):
        return amount
    return Money(int(minor), currency)


def _is_booked(entry: ET.Element) -> bool:
    return _text(entry, "Sts/Cd", "Sts") == "BOOK"


def _account(part: ET.Element) -> str:
    return _text(part, "Id/IBAN", "Id/Othr/Id")


def _rows(raw: bytes, kind: str) -> Iterator[Row]:
    name, account, number, of_statement = "", "", 0, 0
    times: Counter[tuple[str, str]] = Counter()
    for part in _parts(raw, kind):
        if part.tag == "Id":
            name = (part.text or "").strip()
        elif part.tag == "Acct":
            account = _account(part)
        elif part.tag == "Ntry":
            number, of_statement = number + 1, of_statement + 1
            if _is_booked(part):
                own = _text(part, "AcctSvcrRef")
                own = f"{name}/{of_statement}" if own.upper() in _NO_REFERENCE else own
                times[account, own] += 1
                if (again := times[account, own]) > 1:  # an entry and its fee, say
                    own = f"{own}~{again}"
                yield from _of_entry(number, part, account, f"{account}/{own}")
        elif part.tag == kind:
            name, account, of_statement = "", "", 0


def _of_entry(number: int, entry: ET.Element, account: str, reference: str) -> Iterator[Row]:
    day, total, currency = _day(entry), _signed(entry), _currency(entry)
    is_return = _text(entry, "RvslInd") in _TRUE
    details = entry.findall("NtryDtls/TxDtls")
    indicator = _text(entry, "CdtDbtInd")
    amounts = [_amount_of(one, indicator, currency) for one in details]
    problem: LedgerError | None = None
    if total is None:
        problem = RowAmountUnread(row=number, text=_text(entry, "Amt"))
    elif day is None:
        problem = RowDayUnread(row=number, text=_text(entry, "BookgDt/Dt", "BookgDt/DtTm"))
    elif len(details) > 1 and (None in amounts or sum(x or 0 for x in amounts) != total):
        problem = AmountsMissing(
            row=number, transactions=len(details), amount=_money(abs(total), currency)
        )
    if len(details) <= 1:
        amounts = [total]
    for index, one in enumerate(details or [entry], 1):
        amount = amounts[index - 1]
        payee = _party(one, is_paid=(amount or 0) > 0)
        text = _about(one) or _text(entry, "AddtlNtryInf")
        own = f"{reference}/{index}"
        yield Row(
            number=number,
            day=day,
            amount=amount,
            currency=currency or None,
            payee=payee,
            invoice=_text(one, "RmtInf/Strd/RfrdDocInf/Nb"),
            text=text,
            reference=own,
            payment=_end_to_end(one),
            is_return=is_return or one.find("RtrInf") is not None,
            problem=problem,
            fields=tuple(map(str, (number, index, day, amount, account, payee, text, own))),
        )


def _about(one: ET.Element) -> str:
    """Return what a transaction is about."""
    free = " ".join(x.text.strip() for x in one.findall("RmtInf/Ustrd") if x.text)
    return free or _text(one, "RmtInf/Strd/CdtrRefInf/Ref", "AddtlTxInf")


def _amount_of(one: ET.Element, indicator: str, currency: str) -> Decimal | None:
    """Return the amount of a transaction in the currency of its entry; None: it says none."""
    sign = _SIGNS.get(_text(one, "CdtDbtInd") or indicator)
    for path in _AMOUNTS:
        found = one.find(path)
        if found is not None and found.get("Ccy", currency) == currency:
            amount = _decimal((found.text or "").strip())
            return None if amount is None or sign is None else sign * amount
    return None


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
        return parse_date(str(datetime.fromisoformat(moment).date())) if moment else None
    except ValueError:
        return None
