"""``samverk status``: what a book holds, and what its checkpoints show, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
import msgspec

from events import zones
from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.clock import clock_text
from ledger.cli.evidence import evidence_of
from ledger.cli.reading_input import TEXT
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON
from ledger.cli.witness_keys import WITNESS_KEYS
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.books.notes import PublicKey
    from ledger.cli.evidence import Evidence
    from ledger.work.due import Agenda
    from projections.projection import Projection


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
    from ledger.work.due import agenda

    if older_is_right != (reason is not None):
        raise click.UsageError(_("--older-is-right goes with --reason TEXT, and only with it."))
    if reason is not None:
        _accept(session, reason)
    evidence = evidence_of(session, witness_keys)
    due = agenda(session.book, exposed=lambda: evidence.exposed(session.book))
    if output_format == "json":
        _print_json(session, due, evidence)
    else:
        _print(session, due, evidence)
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


def _concluded(present: Projection) -> int:
    return sum(x.concluded is not None for x in present.agreements.values())


def _print(session: Session, due: Agenda, evidence: Evidence) -> None:
    book, present = session.book, due.projection
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
        (_("Due"), _("{n}, of which overdue: {late}", n=len(due.rows), late=due.overdue)),
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


def _exposed(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield how many events could still be rewritten unseen, and which signatures do not count."""
    from ledger.proof import told as signed

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


def _print_json(session: Session, due: Agenda, evidence: Evidence) -> None:
    from ledger.books.clocks import ahead
    from ledger.cli.output import write
    from ledger.presentation.data_formats import as_json
    from ledger.proof.told import exposure_data, judged_data
    from ledger.work import seen

    book, present = session.book, due.projection
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
        "due": len(due.rows),
        "overdue": due.overdue,
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
