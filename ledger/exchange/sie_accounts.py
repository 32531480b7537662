"""Reading which accounts of another program the lines of a book are posted on: a TOML file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from events.facts import AgreementId, LineId, PartyId
from ledger.exchange.agreement_fields import FileField, Kind
from ledger.exchange.agreement_file import Table, read_file
from ledger.exchange.book_money import SERIES
from ledger.exchange.refusals import AccountTwice, FieldMissing, FieldNoAccount

_ACCOUNT = re.compile(r"[0-9]{1,10}")


def _field(name: str, kind: Kind = "text", *, is_required: bool = False) -> FileField:
    return FileField(name, kind, "", "", is_required=is_required)


_TOP = (
    _field("bank", is_required=True),
    _field("internal"),
    _field("series"),
    _field("legal_entity"),
)
_OF_ACCOUNT = (
    _field("account", is_required=True),
    _field("name"),
    _field("coding"),
    _field("agreement", "id"),
    _field("line", "id"),
)
_OF_BOARD = (_field("id", "id", is_required=True), _field("cost_centre", is_required=True))


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of another program.

    Attributes:
        bank: that is paid from.
        internal: that internal costs are credited to; None: it is not said.
        series: of the vouchers.
        legal_entity: whose payments these are; None: of the only legal person that pays.
        of_line: the account of a line.
        of_coding: the account of all lines with a coding.
        names: what accounts are called.
        cost_centres: of boards; another board is its own.
    """

    bank: str
    internal: str | None = None
    series: str = SERIES
    legal_entity: str | None = None
    of_line: dict[tuple[AgreementId, LineId], str] = {}
    of_coding: dict[str, str] = {}
    names: dict[str, str] = {}
    cost_centres: dict[PartyId, str] = {}

    def account(self, agreement: AgreementId, line: LineId, coding: str | None) -> str | None:
        """Return the account of a line; None: it is not said."""
        return self.of_line.get((agreement, line)) or self.of_coding.get(coding or "")


def read_accounts(path: Path) -> Accounts:
    """Read which accounts lines are posted on.

    Raises:
        BadInput: as ``agreement_file.read_file``.
    """
    return read_file(path, _accounts)


def _accounts(top: Table) -> Accounts:
    said = top.values(_TOP)
    of_line: dict[tuple[str, str], str] = {}
    of_coding: dict[str, str] = {}
    names: dict[str, str] = {}
    for name in ("bank", "internal"):
        _require_account(top, name, said[name])
    for table in top.tables("account"):
        own = table.finished(_OF_ACCOUNT, None)
        _require_account(table, "account", own["account"])
        key = (own["agreement"], own["line"])
        if own["coding"] is None and None in key:
            missing = "coding" if key == (None, None) else ("agreement" if own["line"] else "line")
            table.source.problems.append(FieldMissing(**table.at(missing)))
        elif None not in key:
            _once(table, "line", of_line, key, own["account"])
        if own["coding"] is not None:
            _once(table, "coding", of_coding, own["coding"], own["account"])
        if own["name"] is not None:
            names[own["account"]] = own["name"]
    boards = [table.finished(_OF_BOARD, None) for table in top.tables("board")]
    top.finish()
    return Accounts(
        bank=said["bank"] or "",
        internal=said["internal"],
        series=said["series"] or SERIES,
        legal_entity=said["legal_entity"],
        of_line=of_line,
        of_coding=of_coding,
        names=names,
        cost_centres={x["id"]: x["cost_centre"] for x in boards},
    )


def _require_account(table: Table, field: str, account: str | None) -> None:
    """Note an account that is none; None: there is none, or it could not be read."""
    if account is not None and not _ACCOUNT.fullmatch(account):
        table.source.problems.append(FieldNoAccount(**table.at(field), text=account))


def _once(table: Table, field: str, known: dict[Any, str], key: Any, account: str) -> None:
    """Note what is given two accounts."""
    if known.setdefault(key, account) != account:
        table.source.problems.append(
            AccountTwice(**table.at(field), text=account, other=known[key])
        )
