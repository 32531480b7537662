"""The audit trail, newest first, a page at a time; with a measure, the events behind a figure."""

from __future__ import annotations

from events.facts import NAMES
from events.period import parse_period
from ledger.presentation import display
from ledger.presentation.language import _
from ledger.web import choices
from ledger.web.asking import Asking, Page
from ledger.web.events import Trail
from ledger.web.queries import UnreadableError
from projections.audit import Filter

_A_PAGE = 50
_FILTERS = ("agreement", "line", "party", "board", "event", "voucher", "actor")


def page(asking: Asking) -> Page | str:
    """Return the page, or the address of that of a figure."""
    own = asking.query.own
    if "measure" in own or "year" in own:
        return _figure(asking)
    wanted = Filter(
        **{name: own[name] for name in _FILTERS if name in own},
        as_of=asking.query.as_of,
        period=parse_period(asking.query.period) if asking.query.period else None,
    )
    rows, before = Trail(asking, wanted, own.get("before")).newest(_A_PAGE)
    written = {
        name: asking.query.written[name] for name in _FILTERS if name in asking.query.written
    }
    words = [x for name, value in written.items() for x in (f"--{name}", value)]
    names = sorted({name.partition("/")[0] for name in NAMES}, key=display.event)
    return Page(
        template="log.html",
        title=_("Events"),
        command=("log", *words, *asking.query.words(asking.scope.at)),
        content={
            "events": rows,
            "older": asking.places.to("log", **written, before=before) if before else "",
            "newest": asking.places.to("log", **written) if "before" in own else "",
            "written": written,
            "choices": {
                "agreement": choices.agreements(asking),
                "party": choices.parties(asking),
                "event": [(name, display.event(name)) for name in names],
            },
        },
    )


def _figure(asking: Asking) -> str:
    """Return where the events behind a figure of an agreement are."""
    written = asking.query.written
    if "agreement" not in written or "measure" not in written:
        raise UnreadableError(_("A figure is asked for by agreement and measure, at least."))
    chosen = {name: written.get(name) for name in ("line", "year", "measure")}
    return asking.places.to("explain", "agreement", written["agreement"], **chosen)
