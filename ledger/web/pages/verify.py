"""What can be checked of the book, what others have signed of it, and how anybody checks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ledger.books import keys
from ledger.books.book import Book
from ledger.presentation import display
from ledger.presentation.language import _, _n
from ledger.presentation.refusals import sentences
from ledger.proof import signatures
from ledger.proof.evidence import contradicted
from ledger.proof.signatures import Judged, Signature
from ledger.proof.told import exposure_text, signature_text
from ledger.refusal import BadInput, Tampered
from ledger.web.asking import Asking, Page
from ledger.web.beside import held

_MOST = 20  # checkpoints on the page


def page(asking: Asking) -> Page:
    """Return the page."""
    book = asking.book
    against = contradicted(book)
    with book.reading():
        asker = signatures.known(book)
        judged = signatures.judge(held(book), asker)
        exposure = signatures.exposure(book, judged)
    newest = [*reversed(judged)][:_MOST]
    return Page(
        template="verify.html",
        title=_("Check the book"),
        command=("verify",),
        content={
            "against": sentences(against)[0] if against else "",
            "exposed": exposure_text(exposure, asker),
            "is_seen": exposure.newest is not None and not exposure.events,
            "events": _n("{n} event", "{n} events", asking.scope.at),
            "held": [_shown(book, one) for one in newest],
            "left_out": max(0, len(judged) - _MOST),
            "keys": list(_keys(book)),
            "witnesses": [_witness(x) for x in asker.witnesses],
            "ways": list(_ways(asking)),
        },
    )


def _shown(book: Book, one: Judged) -> dict[str, Any]:
    with book.reading():
        timed = signatures.with_times(book, one) if one.checkpoint.size <= book.head() else one
        is_same = one.checkpoint.size <= book.head() and (
            book.root(one.checkpoint.size) == one.checkpoint.root
        )
    return {
        "size": one.checkpoint.size,
        "root": one.checkpoint.root.hex(),
        "is_same": is_same,
        "signatures": [
            (x.standing in {"counts", "the-books"}, _signed(x)) for x in timed.signatures
        ],
    }


def _signed(signature: Signature) -> str:
    """Return what a signature is worth; of a file beside the book only its name is told."""
    witness = signature.witness
    if witness is not None and witness.secret_key is not None:
        own = replace(witness, secret_key=Path(witness.secret_key.name))
        signature = replace(signature, witness=own)
    return signature_text(signature)


def _keys(book: Book) -> Iterator[tuple[str, str]]:
    """Yield each key of the book, the present one first, and since when it signs."""
    try:
        known = keys.terms(book)
    except (BadInput, Tampered):
        return
    for term in reversed(known):
        said = _("from event #{position}", position=term.named_at) if term.named_at else ""
        if term.ends_at is not None:
            ended = _("until event #{position}", position=term.ends_at)
            said = f"{said} {ended}".strip()
        yield display.safe(str(term.key)), said


def _witness(one: signatures.Witness) -> tuple[str, str, str]:
    retired = ""
    if one.retired is not None:
        retired = _("retired in event #{position}", position=one.retired[0])
    return display.safe(one.name), display.safe(str(one.key)), retired


def _ways(asking: Asking) -> Iterator[tuple[str, str]]:
    """Yield what anybody can do to check the book: a sentence and a command."""
    at = asking.scope.at
    yield (
        _("Hash and judge every event anew, and compare with all that others hold:"),
        ("samverk verify"),
    )
    yield (
        _("See that the book only adds to a checkpoint that you hold:"),
        (f"samverk checkpoint verify {_('FILE')}"),
    )
    yield (
        _("See that a report that somebody saved is what the book says:"),
        (f"samverk verify --report {_('FILE')}"),
    )
    if at:
        yield _("Take one event with its proof to somebody who has no book:"), f"samverk prove {at}"
    yield (
        _("Check such a proof with the program, or with Python alone:"),
        (f"samverk prove --check {_('FILE')} · python3 docs/check_proof.py {_('FILE')} {_('KEY')}"),
    )
