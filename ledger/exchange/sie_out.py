"""The payments of a period as vouchers in SIE 4I, for a bookkeeping program to take in.

Each event that says that money left or came back is a voucher, numbered by its position. A
payment is debited to the account of its line, with the board, the agreement and the line as
objects, and credited to the bank. So debits come to what reports call disbursed; what takes an
event back is a voucher of its own, the other way round. The file is the same to the byte whenever
it is made of the same events.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import NamedTuple

import msgspec

from events import facts as f
from events import zones
from events.money import PLACES
from events.period import Period
from ledger.exchange.book_money import Posted, money_in
from ledger.exchange.open_data import Material, written
from ledger.exchange.pc8 import ENCODING, Texts, quoted_id
from ledger.exchange.refusals import (
    AccountUnmapped,
    LegalEntityUnknown,
    PlacesNotInSie,
    SeveralLegalEntities,
)
from ledger.exchange.sie_accounts import Accounts
from ledger.work.refusals import MixedCurrencies

# Dimensions: 1 is the format's own, from 20 they are free. SIE is Swedish, whoever asks.
BOARD, AGREEMENT, LINE = "1", "20", "21"
_DIMENSIONS = {BOARD: "Kostnadsställe", AGREEMENT: "Avtal", LINE: "Budgetpost"}
_OWN_CURRENCY = "SEK"
_MOST_PLACES = 2  # of an amount


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A file.

    Attributes:
        content: its bytes.
        vouchers: how many there are.
        sums: what was disbursed, internal and repaid, in minor units.
        currency: of the sums.
        replaced: texts that the format cannot hold -> how they were written.
    """

    content: bytes
    vouchers: int
    sums: Counter[str]
    currency: str
    replaced: dict[str, str]


class _Booked(NamedTuple):
    """Money with the accounts that it is posted on."""

    posted: Posted
    debit: str
    credit: str


def sie(
    material: Material, accounts: Accounts, period: Period, currency: str | None = None
) -> Written:
    """Return the payments of a period as a file.

    Args:
        material: what the book says.
        accounts: of the other program.
        period: by the day of the posting.
        currency: only payments in it; None: there is only one.

    Raises:
        Refused: a line has no account, the payments are those of several legal persons or in
            several currencies, or an id or an amount cannot be written.
    """
    money = _asked(material, accounts, period, currency)
    own = money[0].currency if money else currency or _OWN_CURRENCY
    if PLACES[own] > _MOST_PLACES:
        raise PlacesNotInSie(currency=own)
    booked = _booked(money, material, accounts)
    texts = Texts()
    body = [line for one in booked for line in _voucher(one, material, accounts, texts)]
    lines = [*_head(material, money, own, texts), *_used(booked, material, accounts, texts), *body]
    sums = Counter[str]()
    for one in money:
        sums[_measure(one)] += -one.minor if _measure(one) == "repaid" else one.minor
    return Written(
        content="".join(line + "\r\n" for line in lines).encode(ENCODING),
        vouchers=len(booked),
        sums=sums,
        currency=own,
        replaced=texts.replaced,
    )


def _measure(posted: Posted) -> str:
    if isinstance(posted.entry, f.RepaymentReceived):
        return "repaid"
    return "internal" if posted.is_internal else "disbursed"


def _asked(
    material: Material, accounts: Accounts, period: Period, currency: str | None
) -> list[Posted]:
    """Return the money of a period that one legal person paid, in one currency."""
    entities = {party.legal_entity for party in material.projection.parties.values()}
    entity = accounts.legal_entity
    if entity is not None and entity not in entities:
        raise LegalEntityUnknown(legal_entity=entity, known=sorted(entities))
    found = [
        one
        for one in money_in(material.events, material.projection)
        if period.starts <= one.day <= period.ends
        and entity in {None, _entity(one, material)}
        and currency in {None, one.currency}
    ]
    payers = sorted({_entity(one, material) for one in found})
    if len(payers) > 1:
        raise SeveralLegalEntities(legal_entities=payers, first=payers[0])
    currencies = sorted({one.currency for one in found})
    if len(currencies) > 1:
        raise MixedCurrencies(currencies=currencies, first=currencies[0])
    return found


def _funder(posted: Posted, material: Material) -> str:
    return material.projection.lines[posted.agreement, posted.line].funder


def _entity(posted: Posted, material: Material) -> str:
    return material.projection.parties[_funder(posted, material)].legal_entity


def _booked(money: Sequence[Posted], material: Material, accounts: Accounts) -> list[_Booked]:
    """Return money with its accounts, all of which have to be known."""
    found, unmapped = [], dict[str, None]()
    for one in money:
        coding = material.projection.lines[one.agreement, one.line].coding
        debit = accounts.account(one.agreement, one.line, coding)
        credit = accounts.internal if one.is_internal else accounts.bank
        if debit is None:
            told = f"{one.agreement} {one.line}"
            unmapped[f"{told} ({coding})" if coding else told] = None
        if credit is None:
            unmapped["internal"] = None
        found.append(_Booked(one, debit or "", credit or ""))
    if unmapped:
        raise AccountUnmapped(lines=list(unmapped))
    return found


def _head(
    material: Material, money: Sequence[Posted], currency: str, texts: Texts
) -> Iterator[str]:
    """Yield what the file says of itself, and of whose payments these are."""
    projection = material.projection
    zone = projection.told_in or zones.DEFAULT
    yield "#FLAGGA 0"
    yield f'#PROGRAM "Samverk" {version("samverk")}'
    yield "#FORMAT PC8"
    if material.known_at is not None:
        yield f"#GEN {zones.day_in(zone, material.known_at):%Y%m%d}"
    yield "#SIETYP 4"
    funder = _funder(money[0], material) if money else None
    number = material.number(funder) if funder else None
    if number:
        yield f"#ORGNR {number[:6]}-{number[6:]}"
    name = material.legal_person(funder) if funder else projection.book_name or "Samverk"
    yield f"#FNAMN {texts.quoted(name)}"
    if currency != _OWN_CURRENCY:
        yield f"#VALUTA {currency}"


def _used(
    booked: Sequence[_Booked], material: Material, accounts: Accounts, texts: Texts
) -> Iterator[str]:
    """Yield the accounts that have names, and every dimension and object that is used."""
    for account in sorted({x for one in booked for x in (one.debit, one.credit)}):
        if account in accounts.names:
            yield f"#KONTO {account} {texts.quoted(accounts.names[account])}"
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in booked:
        for dimension, name, told in _objects(one.posted, material, accounts):
            names[dimension, name].add(told)
    for dimension in sorted({x for x, _ in names}, key=int):
        yield f"#DIM {dimension} {texts.quoted(_DIMENSIONS[dimension])}"
    for (dimension, name), several in sorted(names.items(), key=lambda x: (int(x[0][0]), x[0][1])):
        told = name if len(several) > 1 else min(several)  # lines of several agreements share ids
        yield f"#OBJEKT {dimension} {quoted_id(name)} {texts.quoted(told)}"


def _objects(
    posted: Posted, material: Material, accounts: Accounts
) -> tuple[tuple[str, str, str], ...]:
    """Return the objects of money: dimension, id, name."""
    board = _funder(posted, material)
    line = material.projection.lines[posted.agreement, posted.line]
    return (
        (BOARD, accounts.cost_centres.get(board, board), material.projection.parties[board].name),
        (AGREEMENT, posted.agreement, material.agreements[posted.agreement].proposed.title),
        (LINE, posted.line, line.purpose),
    )


def _voucher(
    booked: _Booked, material: Material, accounts: Accounts, texts: Texts
) -> Iterator[str]:
    """Yield the lines of a voucher."""
    posted, envelope = booked.posted, booked.posted.recorded.envelope
    zone = material.projection.told_in or zones.DEFAULT
    series, actor = quoted_id(accounts.series), texts.quoted(envelope.actor)
    day, recorded_on = posted.day, zones.day_in(zone, envelope.recorded_at)
    about = texts.quoted(_about(posted, material))
    yield f'#VER {series} "{posted.position}" {day:%Y%m%d} {about} {recorded_on:%Y%m%d} {actor}'
    objects = " ".join(
        f"{dimension} {quoted_id(name)}"
        for dimension, name, _ in _objects(posted, material, accounts)
    )
    yield "{"
    yield f"#TRANS {booked.debit} {{{objects}}} {written(posted.minor, posted.currency)}"
    yield f"#TRANS {booked.credit} {{}} {written(-posted.minor, posted.currency)}"
    yield "}"


def _about(posted: Posted, material: Material) -> str:
    """Return what a voucher is about, in Swedish, as the format is."""
    name = material.projection.parties[posted.party].name
    what = posted.voucher or "Återbetalning"
    told = f"{what} {name}"
    return told if posted.reverses is None else f"Rättelse av {posted.reverses}: {told}"
