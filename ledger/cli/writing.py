"""The common part of all commands that write: their options, and their output."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.doubts import UNASKED, YES, Asks, ask, is_confirmed, note
from ledger.cli.reading_input import DATE, EVIDENCE, ID, TEXT
from ledger.cli.refusals import NotConfirmed
from ledger.cli.session import Session
from ledger.cli.signing import SIGN_KEY, record_signed
from ledger.presentation import display
from ledger.presentation.language import N_, _, _p

if TYPE_CHECKING:
    from ledger.rules.commands import AnyCommand
    from ledger.work.submission import Outcome

DECISION = click.option(
    "--decision", required=True, type=TEXT, help=N_("Reference of the decision.")
)
ON_OR_TODAY = click.option("--on", type=DATE, help=N_("Day it happened; today if left out."))

BOOKED_ON = click.option(
    "--booked-on",
    type=DATE,
    help=N_("Day from which it counts, where that is later than the day it happened."),
)

OUTSIDE_TERM = click.option(
    "--outside-term",
    is_flag=True,
    help=N_("The day may lie outside the agreement's term: without this it is refused."),
)

# Given what was recorded and the options: does what belongs to it outside the book.
Finish = Callable[[Session, "Outcome", dict[str, Any]], None]
_ATTEMPTS = 10

_BODY = Callable[..., "AnyCommand"]


def writes(
    *,
    needs_reason: bool = False,
    takes_reason: bool = False,
    asks: Asks | None = None,
    notes: Asks | None = None,
    signs: bool = False,
    finish: Finish | None = None,
    tells: Callable[[Outcome], dict[str, Any]] = lambda _outcome: {},
    is_shown_first: bool = False,
) -> Callable[[_BODY], Callable[..., None]]:
    """Make a function that builds a ledger command into one that records it and prints it.

    The function gets the session and its own options. With ``needs_reason`` the option ``--reason``
    is required, and the function gets it, too; with ``takes_reason`` it may be left out. With
    ``finish`` the function also gets ``dry_run``; after recording, ``finish`` does what is left to
    do outside the book, and the program builds the command anew where somebody else recorded since.
    With ``tells`` JSON says more than what was recorded.
    With ``asks`` the command has ``--yes``; without it the program asks the user about doubts.
    With ``notes`` it tells of doubts, and asks nothing. With ``signs`` the command has
    ``--sign-key``, and what it decides is signed with that key. With ``is_shown_first`` it shows on
    a terminal what it would record, and asks the user; ``--yes`` leaves that out.
    """
    options = (
        *((YES,) if asks else ()),
        *((UNASKED,) if is_shown_first else ()),
        *((SIGN_KEY,) if signs else ()),
        click.option(
            "--actor",
            type=ID,
            help=N_("Who records; the user of this computer if left out, or of the server."),
        ),
        click.option(
            "--reason", "--note", "reason", type=TEXT, required=needs_reason, help=N_("Why.")
        ),
        click.option(
            "--evidence",
            metavar="REF[:FILE]",
            multiple=True,
            type=EVIDENCE,
            help=N_("What it rests on; of a file the SHA-256 is kept. May be repeated."),
        ),
        click.option(
            "--key", type=TEXT, help=N_("Idempotency key: the same command twice is recorded once.")
        ),
        click.option(
            "--clock-is-right",
            is_flag=True,
            help=N_("Record although the newest event has a time later than now: with that time."),
        ),
        click.option(
            "-n",
            "--dry-run",
            is_flag=True,
            help=N_("Show what would be recorded, and record nothing."),
        ),
        click.option(
            "-O",
            "--output-format",
            type=click.Choice(("table", "json")),
            default="table",
            help=N_("How to print what was recorded."),
        ),
    )

    def decorate(body: _BODY) -> Callable[..., None]:
        @functools.wraps(body)
        @click.pass_obj
        def callback(
            session: Session,
            /,
            *,
            actor: str | None,
            reason: str | None,
            evidence: tuple[tuple[str, str | None], ...],
            key: str | None,
            clock_is_right: bool,
            dry_run: bool,
            output_format: str,
            yes: bool = False,
            sign_key: Path | None = None,
            **parameters: Any,
        ) -> None:
            from events.record import Evidence
            from ledger.work.submission import Signature

            if finish is not None:
                parameters["dry_run"] = dry_run
            if needs_reason or takes_reason:
                parameters["reason"] = reason
            who, assurance = session.signer(actor)
            signature = Signature(
                actor=who,
                assurance=assurance,
                reason=reason,
                evidence=tuple(Evidence(reference=r, sha256=h) for r, h in evidence),
                key=key,
                clock_is_right=clock_is_right,
            )
            service = session.service
            command = body(session, **parameters) if finish is None else None
            doubt = None
            if asks is not None and command is not None and not yes:
                doubt = asks(service.preview(command, signature), _currency(session, command))
            if doubt is not None and not dry_run:
                ask(doubt, may_ask=output_format == "table" and session.may_ask())
            if is_shown_first and not (yes or dry_run) and session.may_ask():
                assert command is not None
                _show_first(session, service.preview(command, signature))
            with _placed(session.source):
                record = service.preview if dry_run else service.execute
                if sign_key is not None:
                    record = partial(record_signed, session, sign_key, record)
                if command is not None:
                    done = record(command, signature)
                else:
                    done = _again(
                        partial(body, session, **parameters), lambda x: record(x, signature)
                    )
            if output_format == "json":
                from ledger.cli.output import write

                write(_as_json(done, dry_run=dry_run, more=tells(done)) + "\n", None)
            else:
                _print(session, done, dry_run=dry_run)
            if notes is not None:
                doubt = notes(done, service.currency_of(done.recorded[0].agreement or ""))
            if doubt is not None and (dry_run or notes is not None):
                note(doubt)
            if finish is not None and not dry_run:
                finish(session, done, parameters)

        for option in reversed(options):
            callback = option(callback)
        return callback

    return decorate


def _again(build: Callable[[], AnyCommand], record: Callable[[AnyCommand], Outcome]) -> Outcome:
    """Record what was made for the book as it was, anew where somebody else recorded meanwhile."""
    from ledger.rules.refusals.keys import BookMovedOn
    from ledger.rules.refusals.payment_files import (
        PartiesMovedOn,
        RequestAlreadySent,
        RequestNotPayable,
    )

    for _attempt in range(_ATTEMPTS - 1):
        command = build()
        try:
            return record(command)
        except (BookMovedOn, PartiesMovedOn, RequestAlreadySent, RequestNotPayable):
            continue
    return record(build())


@contextmanager
def _placed(source: Path | None) -> Iterator[None]:
    """Add to a refusal where in the file the refused value stands; None: no file was read."""
    from ledger.refusal import Refused

    try:
        yield
    except Refused as error:
        if source is not None:
            from ledger.exchange.locations import locate

            locate(getattr(error, "problems", [error]), source)
        raise


def _currency(session: Session, command: AnyCommand) -> str:
    agreement: str = getattr(command, "agreement", "")
    return session.service.currency_of(agreement)


def _as_json(outcome: Outcome, *, dry_run: bool, more: dict[str, Any]) -> str:
    recorded = [
        {"position": x.position, "event": x.name, "agreement": x.agreement}
        for x in outcome.recorded
    ]
    content = {"recorded": recorded, "repeated": outcome.repeated, "dry_run": dry_run, **more}
    return json.dumps(content, ensure_ascii=False, indent=2)


def _show_first(session: Session, outcome: Outcome) -> None:
    """Show what would be recorded, and ask the user whether it is right.

    Raises:
        NotConfirmed: it is not.
    """
    from events.facts import happened_on
    from ledger.presentation.describing import summary

    if outcome.repeated:  # nothing would be
        return
    told = session.service.consequences(outcome, is_preview=True)
    for recorded in outcome.recorded:
        what = summary(recorded.fact, told.names, told.currency)
        about = f"{recorded.agreement} ({told.currency})"  # only its beginning may have been said
        click.echo(f"{happened_on(recorded.fact)} · {about} · {what}", err=True)
    if not is_confirmed(default=True):
        raise NotConfirmed


def _print(session: Session, outcome: Outcome, *, dry_run: bool) -> None:
    from ledger.presentation.describing import summary

    if outcome.repeated:
        by = display.safe(outcome.recorded[0].envelope.actor)
        click.echo(
            _("Recorded before under this key, by {actor}; nothing was written now:", actor=by)
        )
    elif dry_run:
        click.echo(_("This would be recorded:"))
    told = session.service.consequences(outcome, is_preview=dry_run)
    for recorded in outcome.recorded:
        click.echo(
            f"#{recorded.position}  {_(recorded.name.partition('/')[0])}: "
            f"{summary(recorded.fact, told.names, told.currency)}"
        )
    if outcome.repeated:
        return
    for effect in told.effects:
        changes = ", ".join(
            f"{_measure(word)} {display.amount(before, told.currency)} → "
            f"{display.amount(after, told.currency)}"
            for word, before, after in effect.changes
        )
        click.echo(f"    {effect.line} {effect.year}: {changes}")
    if dry_run:
        click.echo(_("Nothing was written."))


def _measure(word: str) -> str:
    """Return the name of a measure, which other places say of a payment or a request."""
    of_measures = {"paid": _p("a measure", "paid"), "requested": _p("a measure", "requested")}
    return of_measures.get(word) or _(word)
