"""What the checkpoints beside a book show: which events could still be rewritten unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ledger.cli.session import Session

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.books.notes import PublicKey
    from ledger.proof.signatures import Exposure, Judged, Known
    from ledger.refusal import LedgerError
    from projections.due.material import Exposed


class Evidence(msgspec.Struct):
    """What the checkpoints beside a book show.

    Attributes:
        against: an error that says that the book was altered; None: nothing says so.
        is_readable: this user may read the checkpoints beside the book.
        judged: those checkpoints.
        altered: files among them that no longer have a checkpoint in them.
        exposure: the events that could still be rewritten unseen; None: not known.
    """

    asker: Known
    against: LedgerError | None
    is_readable: bool = True
    judged: list[Judged] = []
    altered: list[Path] = []
    exposure: Exposure | None = None

    def telling(self) -> list[Judged]:
        """Return the newest checkpoint that counts, newer checkpoints, and those falsely signed."""
        found = [one for one in self.judged if one.having("false")]
        if self.exposure is not None:
            seen = [*self.exposure.later, *filter(None, (self.exposure.newest,))]
            known = {one.source for one in seen}
            found = [one for one in found if one.source not in known] + seen
        return sorted(found, key=lambda one: one.checkpoint.size)

    def faults(self) -> Iterator[LedgerError]:
        """Yield an error for each kind of falsehood or alteration, the gravest first."""
        from ledger.proof.refusals import FalseSignature, HeldAltered
        from ledger.proof.signatures import false_ones

        if self.against is not None:
            yield self.against
        false = false_ones(self.judged)
        for one, signature in false[:1]:
            yield FalseSignature(
                name=signature.name,
                path=one.source,
                size=one.checkpoint.size,
                number=len(false),
            )
        for path in self.altered[:1]:
            yield HeldAltered(path=str(path), number=len(self.altered))

    def exposed(self, book: Book) -> Exposed | None:
        """Return the events that no witness has signed for; None: there are none, or not known."""
        from ledger.work.due import exposed_after

        found = self.exposure
        if found is None or self.against is not None:
            return None
        return exposed_after(book, found.newest.checkpoint.size if found.newest else 0)


def evidence_of(session: Session, named: tuple[list[PublicKey], ...] = ()) -> Evidence:
    """Return what the checkpoints beside a session's book show.

    Args:
        session: has the book.
        named: the keys of witnesses that the user names; empty: those that the book registers.
    """
    from ledger.books import checkpoints
    from ledger.books.refusals import BehindCheckpoint, HeldUnreadable, NotAnExtension
    from ledger.cli.witness_keys import asker_of
    from ledger.proof import signatures
    from ledger.proof.evidence import contradicted

    book = session.book
    evidence = Evidence(asker=asker_of(session, named), against=contradicted(book))
    folder = checkpoints.held_folder(session.local_path)
    try:
        held, evidence.altered = checkpoints.readable_checkpoints(folder)
    except HeldUnreadable:
        evidence.is_readable = False
        return evidence
    evidence.judged = signatures.judge([(x, str(path)) for x, path in held], evidence.asker)
    if evidence.against is None:
        with book.reading():
            found = signatures.exposure(book, evidence.judged)
        if found.against is not None:
            path, size = found.against.source, found.against.checkpoint.size
            events = found.events + (found.newest.checkpoint.size if found.newest else 0)
            evidence.against = (
                BehindCheckpoint(path=path, size=size, events=events)
                if size > events
                else NotAnExtension(path=path, size=size)
            )
        evidence.exposure = found
    return evidence
