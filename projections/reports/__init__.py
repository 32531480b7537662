"""The reports: one module for each kind, one function to make any of them."""

from __future__ import annotations

from projections.projection import Projection
from projections.report import Report, Scope
from projections.reports import cash_flow, in_kind, lines, party
from projections.reports.common import MixedCurrenciesError, UnknownIdError

__all__ = ["KINDS", "NEEDS", "MixedCurrenciesError", "UnknownIdError", "agreements_of", "build"]

KINDS = ("agreement", "board", "party", "in-kind", "cash-flow")


# The sums that a kind needs besides the balances.
NEEDS: dict[str, tuple[str, ...]] = {
    "party": ("quantities",),
    "in-kind": ("quantities",),
    "cash-flow": ("months",),
}


def agreements_of(kind: str, subject: str | None, projection: Projection) -> list[str]:
    """Return the agreements whose sums a report needs; only documents are looked at."""
    if kind == "board":
        return [
            key
            for key, document in projection.agreements.items()
            if any(line.proposed.funder == subject for line in document.lines.values())
        ]
    if kind == "party" or subject is None:
        return list(projection.agreements)
    return [subject]


def build(
    kind: str,
    subject: str | None,
    projection: Projection,
    scope: Scope,
    currency: str | None = None,
) -> Report:
    """Make a report.

    Args:
        kind: one of ``KINDS``.
        subject: an agreement, a board or a party; None: the whole book (in-kind, cash-flow).
        projection: the events that count, folded.
        scope: which those are.
        currency: which, where the agreements have several; None: the only one.

    Raises:
        UnknownIdError: there is no such agreement, board or party, or nothing in that currency.
        MixedCurrenciesError: the agreements have several currencies, and none is chosen.
    """
    match kind:
        case "agreement":
            assert subject is not None
            return lines.agreement_report(subject, projection, scope, currency)
        case "board":
            assert subject is not None
            return lines.board_report(subject, projection, scope, currency)
        case "party":
            assert subject is not None
            return party.report(subject, projection, scope, currency)
        case "in-kind":
            return in_kind.report(subject, projection, scope, currency)
        case "cash-flow":
            return cash_flow.report(subject, projection, scope, currency)
        case _:
            raise NotImplementedError(kind)
