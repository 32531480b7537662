"""Amendments that wait for the approval of a board, a consent, or their conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events import facts as f
from events.amending import Amendment
from events.facts import AgreementId, AmendmentId
from projections.due.decisions import approval, planned_by
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.projection import AgreementDocument
from projections.standing import Missing, last_day, missing_of


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.in_force:
        planned = planned_by(document, book)
        for name, amendment in document.amendments.items():
            for one in missing_of(document, name):
                if one.what == "approval" and one.party in planned:
                    continue
                yield Row(
                    due_on=_last_day(document, amendment),
                    who=(one.party,) if one.party else (),
                    agreement=agreement,
                    position=amendment.position,
                    of=(one.what, *((one.party,) if one.party else ())),
                    moved=document.moved.get("", 0),
                    is_undated=not (amendment.decisions or amendment.consents),
                    values={"amendment": name, "what": one.what},
                    command=_command(agreement, document, one, book),
                )


def _last_day(document: AgreementDocument, amendment: Amendment) -> date:
    """Return the day on which the first of its changes comes too late."""
    days = [last_day(document)]
    for item in amendment.items:
        match item:
            case f.LineAmountChangeProposed():
                days.append(date(item.year, 12, 31))
            case f.LineAdditionProposed():
                days.append(date(min(item.amounts_minor), 12, 31))
            case f.LinePerformerChangeProposed():
                days.append(item.from_day)
            case _:
                pass
    return min(days)


def is_overtaken(
    agreement: AgreementId, document: AgreementDocument, amendment: Amendment, book: Material
) -> bool:
    """Return whether an amendment can no longer be concluded: all that is left is to withdraw it.

    What it changes is another by now, or the agreement has ended by a termination.
    """
    if book.has_been_terminated(document):
        return True
    return any(_is_another(item, agreement, document, book) for item in amendment.items)


def _is_another(
    item: f.OfAmendment, agreement: AgreementId, document: AgreementDocument, book: Material
) -> bool:
    """Return whether what an item changes is another than when it was proposed."""
    match item:
        case f.LineAmountChangeProposed():
            return item.previous_minor != book.committed(agreement, item.line, item.year)
        case f.TermChangeProposed():
            return item.previous != document.proposed.ends
        case f.TextChangeProposed():
            return bool(item.previous != getattr(document.proposed, item.field))
        case f.LinePerformerChangeProposed():
            return item.previous != document.lines[item.line].proposed.performer
        case _:  # what it changes is either so or not
            return False


def withdrawn(agreement: AgreementId, amendment: AmendmentId) -> tuple[str, ...]:
    """Return the words that withdraw an amendment."""
    told = options(amendment=amendment, on=UNKNOWN, reason=UNKNOWN)
    return ("agreement", "withdraw", agreement, *told)


def _command(
    agreement: AgreementId, document: AgreementDocument, one: Missing, book: Material
) -> tuple[str, ...]:
    assert one.amendment is not None
    if is_overtaken(agreement, document, document.amendments[one.amendment], book):
        return withdrawn(agreement, one.amendment)
    late = book.outside_term(document)
    about = options(amendment=one.amendment)
    if one.what == "consent":
        told = options(party=one.party, on=UNKNOWN)
        return ("agreement", "sign", agreement, *about, *told)
    if one.what == "approval":
        assert one.party is not None
        return approval(agreement, one.party, amendment=one.amendment) + late
    told = options(decision=UNKNOWN, on=UNKNOWN)
    return ("agreement", "conclude", agreement, *about, *told, *late)


DUE = Declaration(rows=_rows)
