"""The list of mandates: who may review payments and who may approve them, on a day."""

from __future__ import annotations

from ledger.papers import sections
from ledger.papers.asked import Asked
from ledger.presentation import display
from ledger.presentation.language import _
from ledger.presentation.lists import LISTS
from ledger.presentation.rendering import sheets_of
from ledger.work.existence import require_party
from projections.attesting import authority_rows

_WIDTH = 96  # characters of a row of a table across the page


def paper(asked: Asked) -> bytes:
    """Return the paper; a subject is the only board whose mandates it lists.

    Raises:
        Refused: no such board.
        NoPaperLibrary: the library that makes papers is not installed.
    """
    known, board = asked.several.projection(), asked.subject or None
    if board is not None:
        require_party(board, known)
    day = asked.scope.as_of or asked.day
    rows = authority_rows(known.authorities, day, board, known.parties, only_in_force=True)
    sheet, *_more = sheets_of(LISTS["authority list"].of(rows), _WIDTH)
    whose = asked.name(board) if board else display.safe(known.book_name or "")
    return asked.paper(
        _("List of mandates {day}", day=display.day(day)),
        (_("Mandates in force on {day}.", day=display.day(day)).rstrip("."),),
        [sections.of_sheet(_("Mandates"), sheet)],
        subtitle=whose,
    )
