"""Whether the book has the things that a question names; if not, the answer says so.

A reader would take "Nothing to show" for zero. So the program refuses an id that is written wrong,
and proposes the most similar known id. It searches only the events that this user may see. So the
answer about a hidden thing is the same as about a missing one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias

import msgspec

from events import facts as f
from events.facts import Position
from events.streams import PARTIES
from ledger.books.book import Book, Chosen, recorded_from
from ledger.refusal import Refused
from ledger.rules.refusals.agreements import UnknownAgreement, UnknownLine, UnknownParty
from ledger.work.refusals import (
    CurrencyNotThere,
    NotKnownThen,
    UnknownActor,
    UnknownBoard,
    UnknownLineInBook,
    UnknownVoucher,
)
from projections.projection import Projection
from projections.reports.common import UnknownIdError, boards_of

if TYPE_CHECKING:
    from ledger.work.mentioned import Index
    from projections.audit import Filter

Sought: TypeAlias = Literal["voucher", "actor"]

_LIKE_AT_MOST = 5000  # words that are compared one by one
# kind of id or word -> the refusal of an unknown one, and a function that returns the known ones
_UNKNOWN: Mapping[str, Callable[[str, Sequence[str]], Refused]] = {
    "agreement": lambda wanted, known: UnknownAgreement(agreement=wanted, known=known),
    "line": lambda wanted, known: UnknownLine(line=wanted, known=known),
    "party": lambda wanted, known: UnknownParty(party=wanted, known=known),
    "board": lambda wanted, known: UnknownBoard(board=wanted, known=known),
    "voucher": lambda wanted, known: UnknownVoucher(voucher=wanted, known=known),
    "actor": lambda wanted, known: UnknownActor(actor=wanted, known=known),
    "currency": lambda wanted, known: CurrencyNotThere(currency=wanted, known=known),
}


def require_agreement(agreement: str, projection: Projection) -> None:
    """Refuse an agreement that is not there."""
    if agreement not in projection.agreements:
        refuse_unknown("agreement", agreement, projection.agreements)


def require_party(party: str, projection: Projection) -> None:
    """Refuse a party that is not there."""
    if party not in projection.parties:
        refuse_unknown("party", party, projection.parties)


def require_known(book: Book, present: Projection, wanted: Filter, at: int) -> None:
    """Refuse a filter that names a missing agreement, line, party or board.

    Args:
        book: the open book.
        present: its documents, as they are now.
        wanted: the filter.
        at: the event that the question ends with.

    Raises:
        Refused: the book has none by that id, or had none yet.
    """
    agreements = present.agreements
    if wanted.agreement is not None:
        if wanted.agreement not in agreements:
            refuse_unknown("agreement", wanted.agreement, agreements)
        _require_then(wanted.agreement, agreements[wanted.agreement].position, at)
    if wanted.line is not None:
        _require_line(wanted.line, present, wanted.agreement, at)
    if wanted.party is not None and wanted.party not in present.parties:
        refuse_unknown("party", wanted.party, present.parties)
    if wanted.board is not None and wanted.board not in boards_of(present):
        refuse_unknown("board", wanted.board, boards_of(present))
    if at < present.position:
        for party in (wanted.party, wanted.board):
            if party is not None:
                _require_then(party, _registered_at(book, party), at)


def refuse_unknown(kind: str, wanted: str, known: Iterable[str]) -> NoReturn:
    """Refuse an id of some kind that the book does not have."""
    raise _UNKNOWN[kind](wanted, sorted(known))


def refuse_unknown_in_report(error: UnknownIdError, book: Book, present: Projection) -> NoReturn:
    """Refuse the subject of a report, and say if it came later.

    Args:
        error: names the subject, and the known ids of that time.
        book: the open book.
        present: its documents, as they are now.
    """
    at = error.at
    if error.kind == "agreement" and error.id in present.agreements:
        _require_then(error.id, present.agreements[error.id].position, at)
    elif error.kind in {"party", "board"} and error.id in present.parties:
        _require_then(error.id, _registered_at(book, error.id), at)
    refuse_unknown(error.kind, error.id, error.known)


def _require_line(line: str, present: Projection, agreement: str | None, at: int) -> None:
    if agreement is not None and line not in present.agreements[agreement].lines:
        refuse_unknown("line", line, present.agreements[agreement].lines)
    there = [
        document.position + number  # an agreement's lines follow it at once
        for key, document in present.agreements.items()
        if agreement in {None, key}
        for number, name in enumerate(document.lines, 1)
        if name == line
    ]
    if not there:
        known = sorted({name for _, name in present.lines})
        raise UnknownLineInBook(line=line, known=known)
    _require_then(line, min(there), at)


def _require_then(wanted: str, since: int, at: int) -> None:
    if since > at:
        raise NotKnownThen(id=wanted, position=since, at=at)


def _registered_at(book: Book, party: str) -> int:
    """Return the event that a party came with; 0: this user does not see it."""
    for row in book.stream(PARTIES.name):
        recorded = recorded_from(row)
        if isinstance(recorded.fact, f.PartyRegistered) and recorded.fact.party == party:
            return recorded.position
    return 0


def require_met(
    book: Book, present: Projection, wanted: Filter, at: int, index: Index | None = None
) -> None:
    """Refuse a filter that names a voucher or an actor that no event has.

    Args:
        book: the open book.
        present: its documents, as they are now.
        wanted: the filter.
        at: the event that the question ends with.
        index: says where to look; None: everywhere.

    Raises:
        Refused: no event has it, or only later ones.
    """
    sought: tuple[tuple[Sought, str | None], ...] = (
        ("voucher", wanted.voucher),
        ("actor", wanted.actor),
    )
    for kind, value in sought:
        if value is None:
            continue
        first = _first_with(book, present, kind, value, index)
        if first is None:
            refuse_unknown(kind, value, _like(value, _met(book, kind, value, at, index)))
        _require_then(value, first, at)


def _first_with(
    book: Book, present: Projection, kind: Sought, value: str, index: Index | None
) -> Position | None:
    """Return the first event that has a voucher or an actor; None: no event has it."""
    from projections import audit
    from projections.mentions import term

    chosen, spans = Chosen(holds=(msgspec.json.encode(value),)), [(0, book.head())]
    if index is not None:
        spans = index.spans([[term(kind, value)]], book.head())
    for after, last in spans:
        for rows in book.chosen(chosen, after, last):
            for recorded in map(recorded_from, rows):
                shown = audit.entry(recorded, present.lines)
                if value == (shown.voucher if kind == "voucher" else recorded.envelope.actor):
                    return recorded.position
    return None


def _met(book: Book, kind: Sought, value: str, at: int, index: Index | None) -> set[str]:
    """Return the vouchers or actors of the events up to one; of many, those like a value."""
    from projections.mentions import look_through

    after, found = (0, set[str]()) if index is None else index.words(kind, value, at, _LIKE_AT_MOST)
    with book.reading():
        for part in look_through(book.rows(after, at)):
            found |= part.words.get(kind, set())
    return found


def _like(value: str, known: Collection[str]) -> Collection[str]:
    """Return the known words that the user may have meant; all known words, if they are few."""
    if len(known) <= _LIKE_AT_MOST:
        return known
    folded = value.casefold()
    near = [word for word in known if word.casefold().startswith(folded[:2])]
    return [word for word in near if word.casefold() == folded] or near[:_LIKE_AT_MOST]
