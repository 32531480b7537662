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
from ledger.exchange.decoding import decoded
from ledger.exchange.refusals import RowAmountUnread, RowDayUnread, SieForm, VoucherUnbalanced
from ledger.exchange.rows import Reading, Row, Understood, totalled
from ledger.exchange.tables import lines_of
from ledger.refusal import N_, LedgerError

_TOKEN = re.compile(r'"((?:\\"|[^"])*)"|\{([^{}]*)\}|([^\s"{}]+)')
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_LABELS = frozenset({"#FLAGGA", "#PROGRAM", "#SIETYP"})
# Reasons why a line is none of SIE.
_UNCLOSED = N_("a quotation mark or a brace is not closed")
_OUTSIDE = N_("a posting stands outside a voucher")
_NO_BRACE = N_("the postings of a voucher stand between braces")
_NO_END = N_("the last voucher is not closed")
_SHORT = N_("something is missing on the line")


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


def is_sie(raw: bytes) -> bool:
    """Return whether a file begins as SIE does."""
    return any(label.encode() in raw[:2000].upper() for label in _LABELS)


def read(raw: bytes, *, encoding: str | None = None) -> Reading:
    """Return the postings of a file as rows, in its order.

    Args:
        raw: the bytes of the file.
        encoding: as the user says it; None: as the bytes show it.

    Raises:
        BadInput: it is not SIE, or its text cannot be read.
    """
    text, chosen = decoded(raw, encoding)
    said = {label: words for _, label, words in _labelled(text) if label in _OF_FILE}
    program = " ".join(said.get("#PROGRAM", ()))
    source = (said.get("#ORGNR") or said.get("#FNR") or ("",))[0]
    extra = {"program": program, "company": (said.get("#FNAMN") or ("",))[0]}
    understood = Understood(
        format="sie", encoding=chosen, decimal_mark=".", source=source, extra=extra
    )
    return totalled(understood, partial(_rows, text))


_OF_FILE = frozenset({"#PROGRAM", "#ORGNR", "#FNR", "#FNAMN"})


def _labelled(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield the lines that have a label: number, label in capitals, words."""
    for number, line in enumerate(lines_of(text), 1):
        stripped = line.strip()
        if stripped.startswith("#") or stripped in {"{", "}"}:
            words = _words(number, stripped)
            yield number, words[0].upper(), words[1:]


def _words(number: int, line: str) -> tuple[str, ...]:
    if line in {"{", "}"}:
        return (line,)
    found, at = [], 0
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            raise SieForm(row=number, why=_UNCLOSED)
        quoted, objects, bare = match.groups()
        found.append(quoted.replace('\\"', '"') if quoted is not None else objects or bare or "")
        at = match.end() + len(line[match.end() :]) - len(line[match.end() :].lstrip())
    return tuple(found)


def vouchers(text: str) -> Iterator[Voucher]:
    """Yield the vouchers of a text.

    Raises:
        BadInput: ``sie-form``: a line stands where it cannot, or is not closed.
    """
    head: tuple[int, tuple[str, ...]] | None = None
    postings: list[Posting] | None = None
    for number, label, words in _labelled(text):
        if label == "#VER":
            if head is not None:
                raise SieForm(row=number, why=_NO_BRACE)
            head = (number, words)
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
            postings.append(Posting(number, words))
    if head is not None:
        raise SieForm(row=head[0], why=_NO_END)


def _rows(text: str) -> Iterator[Row]:
    for voucher in vouchers(text):
        series, name, day, about, *_ = (*voucher.words, "", "", "", "")
        made = [_row(posting, series, name, day, about) for posting in voucher.postings]
        difference = sum((x.amount for x in made if x.amount is not None), Decimal(0))
        problem: LedgerError | None = None
        if difference and not any(x.problem for x in made):
            problem = VoucherUnbalanced(
                row=voucher.line, voucher=f"{series} {name}".strip(), difference=difference
            )
        for row in made:
            yield row if problem is None else msgspec.structs.replace(row, problem=problem)


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
        fields=posting.words,
    )


def _objects(number: int, text: str) -> Mapping[str, str]:
    """Return the objects of a posting: dimension -> object."""
    words = _words(number, text.strip())
    return dict(zip(words[::2], words[1::2], strict=False))


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return parse_date("-".join(found.groups())) if found else None
    except ValueError:
        return None
