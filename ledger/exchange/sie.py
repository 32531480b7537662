"""SIE 4, the files by which Swedish bookkeeping programs exchange vouchers: every posting is a row.

Debit is positive. ``#BTRANS`` and ``#RTRANS`` tell of what was struck and added later; each
``#RTRANS`` is followed by the same as a ``#TRANS``, so both are skipped. A label that is not known
is skipped, as the format asks for. The bytes say the encoding, since many programs write UTF-8
under ``#FORMAT PC8``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

import msgspec

from events.period import parse_date
from ledger.exchange.decoding import DOS, Encoded, encoding_of, is_rather_dos, lines_of
from ledger.exchange.refusals import (
    EncodingOpen,
    RowAmountUnread,
    RowDayUnread,
    SieForm,
    VoucherUnbalanced,
)
from ledger.exchange.rows import NO_OBJECTS, Reading, Row, Understood, totalled
from ledger.refusal import N_, LedgerError

# A backslash makes a quotation mark a letter of the text, and is a letter itself elsewhere.
_QUOTED = r'"((?:[^"\\]|\\"|\\(?!"))*+)"'
_OBJECTS = rf"\{{((?:[^\"{{}}]|{_QUOTED.replace('((', '(?:(')})*+)\}}"
_TOKEN = re.compile(rf'(?:{_QUOTED}|{_OBJECTS}|([^ \t"{{}}]++))[ \t]*+')
_LABEL = re.compile(r"#[^ \t]+[ \t]*")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?")
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_ORGNR = re.compile(r"[0-9]{6}-?[0-9]{4}")
_PC8 = re.compile(rb'(?:^|[\r\n])[ \t]*#FORMAT[ \t]+"?PC8\b', re.IGNORECASE)
_SPACE = " \t\r\n"
_BRACES = frozenset("{}")
_OF_FILE = frozenset({"#PROGRAM", "#ORGNR", "#FNR", "#FNAMN", "#SIETYP"})
_OF_VOUCHERS = frozenset({"#VER", "#TRANS"})
# What the fields of a row are: those of its voucher, and the words of the posting.
FIELDS = ("series", "voucher", "date", "account", "objects", "amount", "own date", "text")
# Reasons why a line is none of SIE.
_UNCLOSED = N_("a quotation mark or a brace is not closed")
_OUTSIDE = N_("a posting stands outside a voucher")
_NO_BRACE = N_("the postings of a voucher stand between braces")
_NO_END = N_("the last voucher is not closed")
_NO_PAIR = N_("a dimension has no object")


class Posting(NamedTuple):
    """A posting of a voucher, as it is written.

    Attributes:
        line: its number in the file.
        words: after the label; objects are a text of pairs.
    """

    line: int
    words: tuple[str, ...]


class Voucher(msgspec.Struct, frozen=True):
    """A voucher with its postings, without those that were struck."""

    line: int
    words: tuple[str, ...]
    postings: tuple[Posting, ...]


def read(raw: bytes, *, encoding: str | None = None) -> Reading:
    """Return the postings of a file as rows, in its order.

    Args:
        raw: the bytes of the file.
        encoding: as the user says it; None: as the bytes show it.

    Raises:
        BadInput: it is not SIE, or its text cannot be read.
    """
    encoded = encoding_here(raw, encoding)
    said = _said(raw, encoded)
    number = said.get("#ORGNR") or said.get("#FNR") or ""
    extra = {
        "program": said.get("#PROGRAM", ""),
        "company": said.get("#FNAMN", ""),
        "type": said.get("#SIETYP", ""),
        "fields": FIELDS,
    }
    understood = Understood(
        format="sie",
        encoding=encoded.encoding,
        decimal_mark=".",
        source=number.replace("-", "") if _ORGNR.fullmatch(number) else number,
        extra=extra,
    )
    return totalled(understood, partial(_rows, raw, encoded))


def encoding_here(raw: bytes, encoding: str | None = None) -> Encoded:
    """Return the encoding of a file; where its letters say too little, what the file itself says.

    Raises:
        BadInput: as ``encoding_of``.
    """
    try:
        return encoding_of(raw, encoding)
    except EncodingOpen:
        if _PC8.search(raw) and is_rather_dos(raw):
            return encoding_of(raw, DOS)
        raise


def _said(raw: bytes, encoded: Encoded) -> dict[str, str]:
    """Return what the file says of itself before its vouchers: label -> text."""
    found: dict[str, str] = {}
    for line in lines_of(raw, encoded):
        label, *others = line.strip(_SPACE).split(None, 1) or [""]
        label, rest = label.upper(), "".join(others)
        if label.startswith("#VER"):
            break
        if label in _OF_FILE:
            words = [quoted or bare for quoted, _, bare in _TOKEN.findall(rest)]
            is_name = label == "#PROGRAM"
            found[label] = " ".join(words) if is_name else words[0] if words else ""
    return found


def _labelled(raw: bytes, encoded: Encoded) -> Iterator[tuple[int, str, str]]:
    """Yield the lines of vouchers: number, label in capitals or a brace, and what follows it."""
    for number, line in enumerate(lines_of(raw, encoded), 1):
        stripped = line.strip(_SPACE)
        if stripped in _BRACES:
            yield number, stripped, ""
        elif (found := _LABEL.match(stripped)) and (
            label := found[0].rstrip().upper()
        ) in _OF_VOUCHERS:
            yield number, label, stripped[found.end() :]


def _words(number: int, rest: str) -> tuple[str, ...]:
    """Return the words of a line; the objects of a posting are one of them, a text of pairs."""
    found, at = [], 0
    while at < len(rest):
        match = _TOKEN.match(rest, at)
        if match is None:
            raise SieForm(row=number, why=_UNCLOSED)
        quoted, objects, bare = match.groups()
        found.append(quoted.replace('\\"', '"') if quoted is not None else objects or bare or "")
        at = match.end()
    return tuple(found)


def vouchers(raw: bytes, encoded: Encoded) -> Iterator[Voucher]:
    """Yield the vouchers of a file.

    Raises:
        BadInput: ``sie-form``: a line stands where it cannot, or is not closed.
    """
    head: tuple[int, tuple[str, ...]] | None = None
    postings: list[Posting] | None = None
    for number, label, rest in _labelled(raw, encoded):
        if label == "#VER":
            if head is not None:
                raise SieForm(row=number, why=_NO_BRACE)
            head = (number, _words(number, rest))
        elif label == "{":
            if head is None or postings is not None:
                raise SieForm(row=number, why=_OUTSIDE)
            postings = []
        elif label == "}":
            if head is None or postings is None:
                raise SieForm(row=number, why=_OUTSIDE)
            yield Voucher(*head, tuple(postings))
            head = postings = None
        elif label == "#TRANS":
            if postings is None:
                raise SieForm(row=number, why=_OUTSIDE)
            postings.append(Posting(number, _words(number, rest)))
    if head is not None:
        raise SieForm(row=head[0], why=_NO_END)


def _rows(raw: bytes, encoded: Encoded) -> Iterator[Row]:
    for voucher in vouchers(raw, encoded):
        series, name, day, about, *_ = (*voucher.words, "", "", "", "")
        made = [_row(posting, series, name, day, about) for posting in voucher.postings]
        problem = next((x.problem for x in made if x.problem), None)
        difference = sum((x.amount for x in made if x.amount is not None), Decimal(0))
        if difference and problem is None:
            problem = VoucherUnbalanced(
                row=voucher.line, voucher=f"{series} {name}".strip(), difference=difference
            )
        for row in made:  # a voucher is right as a whole
            yield row if row.problem is problem else msgspec.structs.replace(row, problem=problem)


def _row(posting: Posting, series: str, name: str, day: str, about: str) -> Row:
    account, objects, amount, own_day, text, *_ = (*posting.words, "", "", "", "", "")
    money = Decimal(amount) if _AMOUNT.fullmatch(amount) else None
    on = _day(own_day or day)
    problem: LedgerError | None = None
    if money is None:
        problem = RowAmountUnread(row=posting.line, text=amount)
    elif on is None:
        problem = RowDayUnread(row=posting.line, text=own_day or day)
    return Row(
        number=posting.line,
        day=on,
        amount=money,
        series=series,
        voucher=name,
        account=account,
        objects=_objects(posting.line, objects),
        text=text or about,
        problem=problem,
        fields=(series, name, day, *posting.words),
    )


def _objects(number: int, text: str) -> Mapping[str, str]:
    """Return the objects of a posting: dimension -> object."""
    if not text.strip():
        return NO_OBJECTS
    words = _words(number, text.strip(_SPACE))
    if len(words) % 2:
        raise SieForm(row=number, why=_NO_PAIR)
    return dict(zip(words[::2], words[1::2], strict=True))


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return parse_date("-".join(found.groups())) if found else None
    except ValueError:
        return None
