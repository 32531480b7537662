"""Any report, made from what it declares."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from events.facts import AgreementId, PartyId
from projections.chains import chain_of
from projections.projection import Projection
from projections.report import Column, Report, Scope
from projections.reports import KINDS, WHOLE, Cut, Kind
from projections.reports.common import (
    in_one_currency,
    party_name,
    require_agreement,
    require_board,
    require_party,
)
from projections.reports.declaring import About


def about_of(
    name: str,
    subject: str | None,
    projection: Projection,
    scope: Scope,
    currency: str | None = None,
    cut: Cut = WHOLE,
) -> tuple[About, str]:
    """Return what a report is made of, and its currency; arguments and errors as ``build``."""
    agreements, currency = in_one_currency(
        agreements_of(name, subject, projection, cut), projection, currency
    )
    return About(subject, agreements, projection, scope), currency


def build(  # noqa: PLR0913 - a question, and which agreements have rows
    name: str,
    subject: str | None,
    projection: Projection,
    scope: Scope,
    currency: str | None = None,
    cut: Cut = WHOLE,
    *,
    only: Collection[AgreementId] | None = None,
) -> Report:
    """Make a report.

    Args:
        name: one of ``KINDS``.
        subject: an agreement, a board or a party; None: the whole book, where the kind allows it.
        projection: the events that count, folded.
        scope: which those are.
        currency: which, where the agreements have several; None: the only one.
        cut: how an agreement's report is cut.
        only: the agreements that have rows; None: all that it is about.

    Raises:
        UnknownIdError: there is no such agreement, board or party, or nothing in that currency.
        MixedCurrenciesError: the agreements have several currencies, and none is chosen.
    """
    kind = KINDS[name]
    declared = kind.declared_by(cut.by)
    title, reference = _header(kind, subject, projection)
    about, currency = about_of(name, subject, projection, scope, currency, cut)
    if only is not None:
        about = about._replace(agreements=[x for x in about.agreements if x in only])
    rows = declared.rows(about)
    left_out, totals = declared.left_out(about), declared.sums_of(rows)
    return Report(
        report=name,
        id=subject,
        title=title,
        reference=reference,
        currency=currency,
        scope=scope,
        fields=_but(left_out, declared.columns),
        columns=_but(left_out, declared.columns_shown(rows, about)),
        row_key=declared.row_key,
        figures=tuple(figure for figure in declared.figures if figure not in left_out),
        measures=tuple(measure for measure in declared.measures if measure not in left_out),
        payments=declared.payments,
        rows=rows,
        totals={key: total for key, total in totals.items() if key not in left_out},
        notices=declared.notices(rows, about) if declared.notices else [],
        by=cut.by,
        chain=tuple(about.agreements) if cut.chain else (),
        told_in=projection.told_in,
    )


def _but(left_out: Collection[str], columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.key not in left_out)


def agreements_of(
    name: str, subject: str | None, projection: Projection, cut: Cut = WHOLE
) -> list[AgreementId]:
    """Return the agreements that a report is about; only documents are looked at."""
    if subject is None:
        return list(projection.agreements)
    match KINDS[name].subject:
        case "agreement":
            return chain_of(projection, subject) if cut.chain else [subject]
        case "board":
            return [key for key in projection.agreements if _funds(subject, key, projection)]
        case "party":
            return [key for key in projection.agreements if _concerns(subject, key, projection)]


def _funds(board: PartyId, agreement: AgreementId, projection: Projection) -> bool:
    lines = projection.agreements[agreement].lines.values()
    return any(line.proposed.funder == board for line in lines)


def _concerns(party: PartyId, agreement: AgreementId, projection: Projection) -> bool:
    document = projection.agreements[agreement]
    return party in document.proposed.signatories or any(
        party in (line.proposed.funder, line.proposed.accountable)
        or party in projection.lines.all_performers((agreement, key))
        for key, line in document.lines.items()
    )


def _header(kind: Kind, subject: str | None, projection: Projection) -> tuple[str, str | None]:
    """Return the title of a report, and its diary number.

    Raises:
        UnknownIdError: there is no such agreement, board or party.
    """
    if subject is None:
        assert kind.of_all, kind.name
        return projection.book_name or "Samverk", None
    match kind.subject:
        case "agreement":
            require_agreement(subject, projection)
            proposed = projection.agreements[subject].proposed
            return proposed.title, proposed.reference
        case "board":
            require_board(subject, projection)
        case "party":
            require_party(subject, projection)
    return party_name(projection, subject), None
