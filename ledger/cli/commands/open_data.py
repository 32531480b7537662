"""``samverk export 360giving``, ``iati`` and ``open-ledger``: what the public gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.clock import note_clock
from ledger.cli.reading_input import CURRENCY, DATE, ID, ORGNR, PERIOD, SIZE, TIME
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.exchange.open_data import Material


def questions(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every export of open data may be asked: which agreement, and which events count."""
    options = (
        click.option("--agreement", type=ID, help=N_("Only this agreement.")),
        click.option(
            "--as-of", type=DATE, help=N_("Only facts about this day or earlier (effective date).")
        ),
        click.option(
            "--known-at",
            type=TIME,
            help=N_("Only what the ledger had been told by then; a day ends at 24:00 UTC."),
        ),
        click.option("--at", type=SIZE, help=N_("Only the first so many events.")),
        click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file.")),
    )
    for option in reversed(options):
        function = option(function)
    return function


def asked(
    session: Session,
    agreement: str | None,
    as_of: date | None,
    known_at: datetime | None,
    at: int | None,
) -> Material:
    """Ask the book for what is published."""
    from ledger.exchange.open_data import gathered
    from ledger.work.asking import Question

    found = gathered(session.book, Question(as_of=as_of, known_at=known_at, at=at), agreement)
    if known_at is not None:
        note_clock(session.book)
    return found


def _note_part(material: Material) -> None:
    """Say on stderr whose part of the book it is, and that persons are not named."""
    if material.boards is not None:
        say(
            _(
                "The file has only what you may see, the part of {boards}, and says so.",
                boards=", ".join(material.boards),
            )
        )
    if material.persons:
        say(
            _n(
                "{n} party is a private person: its name and number are not in the file.",
                "{n} parties are private persons: their names and numbers are not in the file.",
                material.persons,
            )
        )


@click.command(
    "open-ledger",
    cls=SamverkCommand,
    help=N_(
        """What was paid, as an open supplier ledger: CSV with the columns of the Swedish form.

        What takes a payment back is a row below zero, on its own day. Costs within one legal
        person are paid to no supplier and are not in it.

        \b
            samverk export open-ledger --period 2024-05 -o leverantorsreskontra.csv
        """
    ),
)
@click.option("--period", type=PERIOD, help=N_("Only payments of these days, such as 2024-05."))
@click.option("--currency", type=CURRENCY, help=N_("Which, where there are several."))
@questions
@click.pass_obj
def ledger(
    session: Session,
    /,
    period: str | None,
    currency: str | None,
    output: Path | None,
    **asking: Any,
) -> None:
    """Write it."""
    from events.period import parse_period
    from ledger.cli.output import write
    from ledger.exchange.open_ledger import open_ledger

    material = asked(session, **asking)
    write(open_ledger(material, parse_period(period) if period else None, currency), output)
    _note_part(material)


@click.command(
    "360giving",
    cls=SamverkCommand,
    help=N_(
        """What boards have granted, by the standard of 360Giving: JSON.

        A grant is a line of an agreement in force that is paid out. Costs within one legal person
        and contributions in kind have no place in it.

        \b
            samverk export 360giving --prefix 360G-malmo -o bidrag.json
        """
    ),
)
@click.option(
    "--prefix",
    type=ID,
    help=N_(
        "Who publishes, in the register of 360Giving, such as 360G-malmo; what the book calls the"
        " legal person if left out."
    ),
)
@questions
@click.pass_obj
def grants(session: Session, /, prefix: str | None, output: Path | None, **asking: Any) -> None:
    """Write it."""
    from ledger.cli.output import write
    from ledger.exchange.giving import PREFIX, giving

    if prefix == PREFIX:
        message = _("{prefix} is how every prefix begins. Add who publishes.", prefix=prefix)
        raise click.BadParameter(message, param_hint="'--prefix'")
    material = asked(session, **asking)
    write(giving(material, prefix), output)
    if material.internal_lines:
        say(
            _n(
                "{n} line is settled within one legal person, which is no grant.",
                "{n} lines are settled within one legal person, which are no grants.",
                material.internal_lines,
            )
        )
    _note_in_kind(material)
    _note_part(material)


@click.command(
    "iati",
    cls=SamverkCommand,
    help=N_(
        """Agreements as activities by the IATI standard 2.03: XML.

        An agreement is an activity; each commitment, payment and repayment is a transaction.
        Contributions in kind, claims and reports of use have no place in it.

        \b
            samverk export iati --publisher 212000-0000 -o iati.xml
        """
    ),
)
@click.option(
    "--publisher",
    type=ORGNR,
    help=N_(
        "Organisation number of who publishes; that of the first board that funds a line of the"
        " agreement if left out."
    ),
)
@questions
@click.pass_obj
def activities(
    session: Session, /, publisher: str | None, output: Path | None, **asking: Any
) -> None:
    """Write it."""
    from ledger.cli.output import write_parts
    from ledger.exchange.iati import parts

    material = asked(session, **asking)
    write_parts(parts(material, publisher), output)
    _note_in_kind(material)
    _note_part(material)


def _note_in_kind(material: Material) -> None:
    if material.in_kind:
        say(_("Contributions in kind have no place in the file."))
