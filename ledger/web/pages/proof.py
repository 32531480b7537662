"""The proof that an event is in the book, which a browser checks, and anybody without the book."""

from __future__ import annotations

from typing import Any

from ledger.presentation import display
from ledger.presentation.language import _
from ledger.proof.held import newest_held, proof_of
from ledger.rules.refusals.entries import UnknownPosition
from ledger.web.asking import Asking, Page

FILE = ".txt"


def page(asking: Asking) -> Page:
    """Return the page."""
    position = _position(asking)
    event = asking.places.to("event", position)
    return Page(
        template="proof.html",
        title=_("Proof of event {position}", position=f"#{position}"),
        crumbs=[(_("Events"), asking.places.to("log")), (f"#{position}", event)],
        command=("show", str(position)),
        content={"proof": content(asking, position), "event_href": event},
    )


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str] | None:
    """Return the proof as a file; None: there is none, or another format is asked for."""
    position = _position(asking)
    found = content(asking, position) if form == "table" else None
    return (found["text"], "text/plain") if found else None


def _position(asking: Asking) -> int:
    position = int(asking.subject)
    with asking.book.reading():
        is_there = position <= asking.scope.at and asking.book.event(position) is not None
    if not is_there:
        raise UnknownPosition(position=position)
    return position


def content(asking: Asking, position: int) -> dict[str, Any] | None:
    """Return what is shown of a proof; None: the event is in no checkpoint that is held.

    Args:
        asking: the request.
        position: of an event that this reader may see.
    """
    with asking.book.reading():
        held = newest_held(asking.book, position)
        if held is None:
            return None
        proof = proof_of(asking.book, position, held)
    checkpoint = held.checkpoint
    words = ["event", str(position), "proof"]
    return {
        "text": str(proof),
        "size": checkpoint.size,
        "signer": display.safe(held.term.key.name),
        "key": str(held.term.key),
        "root": checkpoint.root.hex(),
        "leaf": asking.book.node(0, position - 1).hex(),
        "href": asking.places.to(*words),
        "file": asking.places.as_file(FILE, words, asking.query.clocks),
        "name": f"event-{position}.proof",
    }
