"""Payments for a bank: the file ``pain.001.001.03`` of ISO 20022, as Swedish banks take it.

Pure: the same payments are the same bytes. So it is written here letter by letter, and not by a
library that another version would let write otherwise.

- A bankgiro payee is at the clearing number 9900 of SESBA, a plusgiro payee at 9960, an account at
  its own; no level of service is asked for.
- Payments of one day are one ``PmtInf``, and each is booked by itself, so that it is found again in
  the statement.
- A reference that is an OCR number goes in the structured form, which reaches the payee's own
  program; anything else is a text of 25 characters.

Sources: ISO 20022, pain.001.001.03; Swedish Bankers' Association, *Swedish Common Interpretation of
ISO 20022 Payment Messages*, with its appendix 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias
from xml.sax.saxutils import escape

from events.facts import AccountKind
from events.money import PLACES
from ledger.rules.bank_numbers import luhn_holds

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
MAX_TEXT: Final = 25
MAX_NAME: Final = 70
_OCR: Final = range(2, 26)  # digits
_ALLOWED: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzåäöABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789/-?:().,'+ "
)
# What no decomposition leads to.
_INSTEAD: Final = (
    dict(zip("ØøÆæŁłĐđÐð&_–—‑−;[]{}\\|", "ÖöÄäLlDdDd+-----,()()//", strict=True))
    | dict.fromkeys('’‘´`“”„«»"', "'")
    | {"ß": "ss", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th"}
)

Kind: TypeAlias = AccountKind


class Account(NamedTuple):
    """Where money is, or goes.

    Attributes:
        number: digits, or an IBAN without spaces.
        clearing: four digits; None: the kind has none.
        bic: of the bank; None: it was not said.
    """

    kind: Kind
    number: str
    clearing: str | None = None
    bic: str | None = None


class Payer(NamedTuple):
    """Who pays, with the organisation number, ten digits (None: not known)."""

    name: str
    organisation_number: str | None
    town: str | None
    account: Account


class Payment(NamedTuple):
    """One payment.

    Attributes:
        end_to_end: its name, which comes back in the statement.
        day: on which it is asked to be made.
        minor: the amount, in minor units.
        reference: the payee's; None: none was given.
        text: what stands in the reference's place where there is none.
    """

    end_to_end: str
    day: date
    minor: int
    payee: str
    town: str | None
    account: Account
    reference: str | None
    text: str


def plain(text: str, most: int) -> str:
    """Return a text in the characters that banks carry, at most so many; it may be empty."""
    kept: list[str] = []
    for one in unicodedata.normalize("NFC", text):
        if one in _ALLOWED:
            kept.append(one)
        elif one in _INSTEAD:
            kept.append(_INSTEAD[one])
        else:
            first = unicodedata.normalize("NFKD", one)[:1]
            kept.append(first if first in _ALLOWED else " ")
    return " ".join("".join(kept).split())[:most].rstrip()


def ocr_of(reference: str | None, kind: Kind) -> str | None:
    """Return the digits of an OCR number, which bankgiro and plusgiro carry; None: it is none."""
    digits = "".join((reference or "").split())
    if kind not in {"bankgiro", "plusgiro"} or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if len(digits) in _OCR and luhn_holds(digits) else None


def amount(minor: int, currency: str) -> str:
    """Return an amount in minor units as it stands in the file."""
    places = PLACES[currency]
    if not places:
        return str(minor)
    whole, part = divmod(minor, 10**places)
    return f"{whole}.{part:0{places}}"


def file_of(
    message: str, created: str, payer: Payer, payments: Sequence[Payment], currency: str
) -> bytes:
    """Return the file.

    Args:
        message: its name, which no other file of this payer has; at most 30 characters.
        created: when it was made: ``2024-01-12T09:00:00``.
        payer: who pays, and from which account.
        payments: at least one, in an order that they have always.
        currency: ISO 4217, of all of them.
    """
    by_day = sorted(payments, key=attrgetter("day"))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Document xmlns="{NAMESPACE}">',
        "<CstmrCdtTrfInitn>",
        "<GrpHdr>",
        _of("MsgId", message),
        _of("CreDtTm", created),
        *_totals(payments, currency),
        f"<InitgPty>{_name(payer.name)}{_own_number(payer)}</InitgPty>",
        "</GrpHdr>",
    ]
    for number, (day, own) in enumerate(groupby(by_day, key=attrgetter("day")), 1):
        lines += _of_a_day(f"{message}-{number}", day, payer, list(own), currency)
    lines += ["</CstmrCdtTrfInitn>", "</Document>", ""]
    return "\n".join(lines).encode()


def _of_a_day(
    name: str, day: date, payer: Payer, payments: list[Payment], currency: str
) -> Iterator[str]:
    """Yield the payments of one day."""
    yield "<PmtInf>"
    yield _of("PmtInfId", name)
    yield "<PmtMtd>TRF</PmtMtd>"
    yield "<BtchBookg>false</BtchBookg>"
    yield from _totals(payments, currency)
    yield _of("ReqdExctnDt", day.isoformat())
    yield f"<Dbtr>{_party(payer.name, payer.town)}{_own_number(payer)}</Dbtr>"
    yield f"<DbtrAcct>{_account(payer.account)}{_of('Ccy', currency)}</DbtrAcct>"
    yield f"<DbtrAgt>{_bank(payer.account) or _UNSAID}</DbtrAgt>"
    for payment in payments:
        yield from _payment(payment, currency)
    yield "</PmtInf>"


def _payment(payment: Payment, currency: str) -> Iterator[str]:
    account = payment.account
    money = f'Ccy="{currency}">{amount(payment.minor, currency)}'
    yield "<CdtTrfTxInf>"
    yield f"<PmtId>{_of('EndToEndId', payment.end_to_end)}</PmtId>"
    yield f"<Amt><InstdAmt {money}</InstdAmt></Amt>"
    bank = _bank(account)
    if bank:
        yield f"<CdtrAgt>{bank}</CdtrAgt>"
    yield f"<Cdtr>{_party(payment.payee, payment.town, _country(account))}</Cdtr>"
    yield f"<CdtrAcct>{_account(account)}</CdtrAcct>"
    ocr = ocr_of(payment.reference, account.kind)
    if ocr is None:
        text = plain(payment.reference or payment.text, MAX_TEXT) or payment.end_to_end[:MAX_TEXT]
        yield f"<RmtInf>{_of('Ustrd', text)}</RmtInf>"
    else:
        yield f"<RmtInf><Strd><RfrdDocAmt><RmtdAmt {money}</RmtdAmt></RfrdDocAmt>"
        yield "<CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        yield f"{_of('Ref', ocr)}</CdtrRefInf></Strd></RmtInf>"
    yield "</CdtTrfTxInf>"


def _of(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>"


def _name(name: str) -> str:
    return _of("Nm", plain(name, MAX_NAME) or "-")


def _totals(payments: Sequence[Payment], currency: str) -> Iterator[str]:
    yield _of("NbOfTxs", str(len(payments)))
    yield _of("CtrlSum", amount(sum(x.minor for x in payments), currency))


def _own_number(payer: Payer) -> str:
    number = payer.organisation_number
    return f"<Id><OrgId><Othr>{_of('Id', number)}</Othr></OrgId></Id>" if number else ""


def _party(name: str, town: str | None, country: str = "SE") -> str:
    """Return a name with town and country."""
    in_town = plain(town or "", 35)
    said = _of("TwnNm", in_town) if in_town else ""
    return f"{_name(name)}<PstlAdr>{said}{_of('Ctry', country)}</PstlAdr>"


def _country(account: Account) -> str:
    return account.number[:2] if account.kind == "iban" else "SE"


def _account(account: Account) -> str:
    match account.kind:
        case "iban":
            own = _of("IBAN", account.number)
        case "bankgiro":
            own = f"<Othr>{_of('Id', account.number)}<SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr>"
        case _:
            own = f"<Othr>{_of('Id', account.number)}<SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>"
    return f"<Id>{own}</Id>"


_UNSAID: Final = "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"


def _bank(account: Account) -> str:
    """Return the bank of an account, by its BIC or clearing number; ``""``: it has neither."""
    if account.bic:
        return f"<FinInstnId>{_of('BIC', account.bic)}</FinInstnId>"
    member = {"bankgiro": "9900", "plusgiro": "9960"}.get(account.kind, account.clearing)
    if member is None:
        return ""
    return (
        "<FinInstnId><ClrSysMmbId><ClrSysId><Cd>SESBA</Cd></ClrSysId>"
        f"{_of('MmbId', member)}</ClrSysMmbId></FinInstnId>"
    )
