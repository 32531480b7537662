"""What the reports share: choosing agreements and years, names, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from events.facts import AgreementId, LineId, PartyId
from events.period import Period, parse_period
from projections.postings import LineKey
from projections.projection import Projection
from projections.report import Scope

DEFAULT_CURRENCY = "SEK"


class UnknownIdError(LookupError):
    """The book has no such agreement, party or board, or nothing in such a currency.

    Attributes:
        kind: ``agreement``, ``party``, ``board`` or ``currency``.
        id: what was asked for.
        known: the ids there are.
        at: the event that the question ended with.
    """

    def __init__(self, kind: str, wanted: str, known: Iterable[str], at: int = 0) -> None:
        super().__init__(f"{kind} {wanted}")
        self.kind, self.id, self.known, self.at = kind, wanted, sorted(known), at


class MixedCurrenciesError(ValueError):
    """A report would add amounts of several currencies."""

    def __init__(self, currencies: Iterable[str]) -> None:
        self.currencies = sorted(currencies)
        super().__init__(", ".join(self.currencies))


def require_agreement(agreement: AgreementId, projection: Projection) -> None:
    """Raise UnknownIdError unless there is such an agreement."""
    if agreement not in projection.agreements:
        raise UnknownIdError("agreement", agreement, projection.agreements, projection.position)


def require_party(party: PartyId, projection: Projection) -> None:
    """Raise UnknownIdError unless there is such a party."""
    if party not in projection.parties:
        raise UnknownIdError("party", party, projection.parties, projection.position)


def boards_of(projection: Projection) -> set[PartyId]:
    """Return the boards there are: by their kind, or because they fund a line."""
    funders = {
        line.proposed.funder
        for document in projection.agreements.values()
        for line in document.lines.values()
    }
    return funders | {key for key, party in projection.parties.items() if party.kind == "board"}


def require_board(board: PartyId, projection: Projection) -> None:
    """Raise UnknownIdError unless there is such a board."""
    known = boards_of(projection)
    if board not in known:
        raise UnknownIdError("board", board, known, projection.position)


def in_one_currency(
    agreements: Iterable[AgreementId], projection: Projection, currency: str | None
) -> tuple[list[AgreementId], str]:
    """Return the agreements of one currency, and the currency.

    Raises:
        MixedCurrenciesError: they have several, and none is chosen.
        UnknownIdError: none of them has the chosen currency.
    """
    by_id = {key: projection.agreements[key].proposed.currency for key in agreements}
    if currency is not None:
        if by_id and currency not in by_id.values():
            raise UnknownIdError("currency", currency, set(by_id.values()))
        return [key for key, own in by_id.items() if own == currency], currency
    if len(set(by_id.values())) > 1:
        raise MixedCurrenciesError(set(by_id.values()))
    return list(by_id), next(iter(by_id.values()), DEFAULT_CURRENCY)


def period_of(scope: Scope) -> Period | None:
    """Return the period asked for; None: the whole agreement."""
    return parse_period(scope.period) if scope.period else None


class BudgetYears:
    """The budget years of each line: those proposed, and those that anything was posted on."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._posted: dict[LineKey, set[int]] = {}
        for agreement, line, year in {
            key[:3] for key, minor in projection.balances.items() if minor
        }:
            self._posted.setdefault((agreement, line), set()).add(year)
        for agreement, line, year, _ in projection.holds:
            self._posted.setdefault((agreement, line), set()).add(year)

    def of(self, agreement: AgreementId, line: LineId, period: Period | None = None) -> list[int]:
        """Return the years of a line, in order; only the period's where there is one."""
        amounts = self._projection.agreements[agreement].lines[line].amounts_minor
        years = amounts.keys() | self._posted.get((agreement, line), set())
        return sorted(year for year in years if period is None or year == period.year)


def party_name(projection: Projection, party: PartyId) -> str:
    """Return a party's name."""
    return projection.parties[party].name


def sums(rows: Sequence[Mapping[str, Any]], measures: Iterable[str]) -> dict[str, Any]:
    """Return the sum of each measure over the rows that have one."""
    return {measure: sum(row[measure] or 0 for row in rows) for measure in measures}


def within(period: Period | None, year: int, month: str) -> bool:
    """Return whether a month, or the year of a pledge (month ``""``), lies in the period."""
    if period is None:
        return True
    if not month:
        return year == period.year
    return period.starts <= first_day(month) <= period.ends


def first_day(month: str) -> date:
    """Return the first day of ``2024-05``."""
    return date(int(month[:4]), int(month[5:]), 1)
