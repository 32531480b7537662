"""``samverk status``: what a book holds, and what its checkpoints show, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from events import zones
from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.clock import clock_text
from ledger.cli.reading_input import TEXT
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON
from ledger.cli.witness_keys import WITNESS_KEYS, asker_of
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.books.notes import PublicKey
    from ledger.proof.signatures import Exposure, Judged, Known
    from ledger.refusal import LedgerError
    from projections.projection import Projection


class _Evidence(msgspec.Struct):
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


@click.command("status", cls=SamverkCommand, help=N_("What the book holds, in a few lines."))
@WITNESS_KEYS
@click.option(
    "--older-is-right",
    is_flag=True,
    help=N_(
        "The book was put back to an older state on purpose: note that, with --reason, and take it"
        " as it is from now on."
    ),
)
@click.option("--reason", type=TEXT, help=N_("With --older-is-right: why."))
@TABLE_OR_JSON
@click.pass_obj
def status(
    session: Session,
    witness_keys: tuple[list[PublicKey], ...],
    older_is_right: bool,
    reason: str | None,
    output_format: str,
) -> None:
    """Print the status."""
    from ledger.work.present import current

    if older_is_right != (reason is not None):
        raise click.UsageError(_("--older-is-right goes with --reason TEXT, and only with it."))
    if reason is not None:
        _accept(session, reason)
    present = current(session.book, sums=())
    evidence = _evidence(session, witness_keys)
    if output_format == "json":
        _print_json(session, present, evidence)
    else:
        _print(session, present, evidence)
    for fault in evidence.faults():
        raise fault


def _accept(session: Session, reason: str) -> None:
    """Note the user's word that the book was put back on purpose."""
    from ledger.cli.refusals import NotNoted
    from ledger.work import seen

    try:
        said = seen.accept(session.book, session.signer()[0], reason)
    except OSError as error:
        raise NotNoted(path=str(seen.folder()), cause=error.strerror) from None
    if said is None:
        say(_("Nothing was noted: there is no note of yours of a newer state of this book, here."))


def _put_back(book: Book) -> Iterator[tuple[str, str]]:
    """Yield where this user saw a newer state of the book, and when it was put back on purpose."""
    from ledger.work import seen

    heading = _("Seen elsewhere")
    with book.reading():
        for mark in seen.newer_elsewhere(book):
            events = _n("{n} event", "{n} events", mark.size)
            yield heading, _("{events} at {place}", events=events, place=mark.place)
            heading = ""
    heading, here = _("Put back"), seen.place(book)
    for said in seen.notes(book).put_back:
        is_here = said.before.place == here
        text = (
            N_("{instant} by {actor}, from {before} to {size} events: {reason}")
            if is_here
            else N_("{instant} by {actor}, {place}, from {before} to {size} events: {reason}")
        )
        yield (
            heading,
            _(
                text,
                place=said.before.place,
                instant=display.instant(said.said_at),
                actor=said.actor,
                before=said.before.size,
                size=said.size,
                reason=said.reason,
            ),
        )
        heading = ""


def _evidence(session: Session, named: tuple[list[PublicKey], ...]) -> _Evidence:
    from ledger.books import checkpoints
    from ledger.books.refusals import BehindCheckpoint, HeldUnreadable, NotAnExtension
    from ledger.proof import signatures
    from ledger.proof.evidence import contradicted

    book = session.book
    evidence = _Evidence(asker=asker_of(session, named), against=contradicted(book))
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


def _concluded(present: Projection) -> int:
    return sum(x.concluded is not None for x in present.agreements.values())


def _print(session: Session, present: Projection, evidence: _Evidence) -> None:
    book = session.book
    closed = present.closed[-1].ends.isoformat() if present.closed else _("nothing")
    pairs: tuple[tuple[str, str], ...] = (
        (_("Book"), book.name + ("" if book.writable else " " + _("(may only be read)"))),
        *_described(present),
        (_("Events"), _newest(present)),
        (_("Parties"), str(len(present.parties))),
        (
            _("Agreements"),
            _(
                "{n}, of which concluded: {concluded}",
                n=len(present.agreements),
                concluded=_concluded(present),
            ),
        ),
        (_("Closed through"), closed),
        *_exposed(evidence),
        (_("You record as"), _signer(session)),
    )
    later = clock_text(book)
    if later is not None:
        pairs += ((_("Times"), later),)
    pairs += tuple(_put_back(book))
    if book.boards is not None:
        seen = _("the agreements that concern {boards}", boards=", ".join(book.boards))
        pairs += ((_("You see"), seen),)
    if book.is_older:
        pairs += ((_("Form"), _older(book)),)
    width = max(len(name) for name, _value in pairs) + 1
    for name, value in pairs:
        click.echo(f"{name + ':' if name else '':{width}} {display.safe(value)}")


def _described(present: Projection) -> Iterator[tuple[str, str]]:
    """Yield whose book it is, and its time zone, if somebody has said so."""
    if present.book_name is not None:
        yield _("Name"), present.book_name
    if present.told_in is not None:
        known = zones.is_known(present.told_in)
        unknown = N_("{zone}, which this computer does not know: times are shown in UTC")
        yield _("Time zone"), present.told_in if known else _(unknown, zone=present.told_in)


def _older(book: Book) -> str:
    return _(
        "an older one; nothing can be recorded until its administrator runs:"
        " samverk --book {path} upgrade",
        path=book.name,
    )


def _newest(present: Projection) -> str:
    """Return how many events the book has, and when the newest was recorded."""
    if present.recorded_at is None:
        return _("none yet")
    instant = display.instant(present.recorded_at)
    return _("{n}, the newest recorded {instant}", n=present.position, instant=instant)


def _signer(session: Session) -> str:
    actor, assurance = session.signer()
    if not session.book.writable:
        return _("{actor}, who may only read", actor=actor)
    return f"{actor} ({display.word(assurance)})"


def _exposed(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    """Yield how many events could still be rewritten unseen, and which signatures do not count."""
    from ledger.cli import signed

    heading = _("Exposed")
    if evidence.against is not None:
        yield heading, _("events are gone or were rewritten")
    elif evidence.exposure is None:
        yield heading, _("not known: you may not read the checkpoints")
    else:
        yield heading, signed.exposure_text(evidence.exposure, evidence.asker)
        heading = _("Signed later")
        for one, signature in signed.not_counted(evidence.exposure):
            said = signed.signature_text(signature)
            yield heading, _("at {size}: {said}", size=one.checkpoint.size, said=said)
            heading = ""
        advice = signed.what_to_do(evidence.exposure, evidence.asker)
        if advice is not None:
            yield _("To do"), advice


def _print_json(session: Session, present: Projection, evidence: _Evidence) -> None:
    from ledger.books.clocks import ahead
    from ledger.cli.output import write
    from ledger.cli.signed import exposure_data, judged_data
    from ledger.presentation.data_formats import as_json
    from ledger.work import seen

    book = session.book
    actor, assurance = session.signer()
    later = ahead(book) if book.boards is None else None
    exposed = evidence.exposure and exposure_data(evidence.exposure, evidence.asker)
    content: dict[str, Any] = {
        "book": book.name,
        "name": present.book_name,
        "timezone": present.told_in,
        "may_record": book.writable and not book.is_older,
        "events": present.position,
        "newest_recorded_at": present.recorded_at,
        "parties": len(present.parties),
        "agreements": len(present.agreements),
        "concluded": _concluded(present),
        "closed_through": present.closed[-1].ends if present.closed else None,
        "exposed": exposed,
        "checkpoints": [judged_data(one) for one in evidence.telling()],
        "actor": actor,
        "assurance": assurance,
        "later_than_now_from": later.position if later else None,
        "boards": book.boards,
        "is_older_form": book.is_older,
        "put_back": [msgspec.to_builtins(said) for said in seen.notes(book).put_back],
        "findings": [fault.code for fault in evidence.faults()],
    }
    write(as_json(content), None)
