"""How an agreement came to be as it is: its events as shapes, and a slider over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.presentation import display
from ledger.presentation.describing import summary
from ledger.presentation.language import _
from ledger.presentation.marks import MARKS, mark_of, mark_text
from ledger.presentation.trail_rows import names_of
from ledger.web.asking import Asking
from ledger.web.draw.svg import lone_mark
from ledger.web.draw.time_line import Dot, time_line
from ledger.work.present import currency_of
from ledger.work.trail import newest_of
from projections.audit import Entry

_MOST = 100  # events in the picture


def of_agreement(asking: Asking, agreement: str) -> dict[str, Any] | None:
    """Return what the part of the page shows; None: there are no events."""
    at = asking.scope.at
    found = newest_of(asking.book, agreement, _MOST)
    dots = []
    for entry in reversed(found):
        recorded = entry.recorded
        day = entry.effective_on or display.day_of(recorded.envelope.recorded_at)
        said = f"#{recorded.position} {display.event(recorded.name)}"
        dots.append(
            Dot(recorded.position, day, mark_of(recorded.fact), said, recorded.position <= at)
        )
    if not dots:
        return None
    last = next((dot for dot in reversed(dots) if dot.counts), dots[0])
    used = {dot.mark for dot in dots}
    return {
        "picture": time_line(dots, _("The events of the agreement by day.")),
        "legend": [(lone_mark(x), mark_text(x)) for x in MARKS if x in used],
        "first": dots[0].position,
        "last": dots[-1].position,
        "at": last.position,
        "said": f"{last.said} · {_what(asking, found, last.position)}",
        "left_out": len(found) == _MOST,
    }


def _what(asking: Asking, found: Sequence[Entry], position: int) -> str:
    """Return what an event says, in one line."""
    recorded = next(x.recorded for x in found if x.recorded.position == position)
    currency = currency_of(asking.documents, recorded)
    return summary(recorded.fact, names_of(asking.documents), currency)
