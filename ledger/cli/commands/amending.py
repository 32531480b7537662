"""``samverk agreement change``: an amendment of an agreement in force is proposed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.doubts import unusual_change
from ledger.cli.reading_input import AMOUNT, DATE, ID, TEXT, YEAR, LocalFile
from ledger.cli.session import Session
from ledger.cli.writing import BOOKED_ON, OUTSIDE_TERM, writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount

_OPTIONS = (
    click.argument("agreement", metavar="ID", type=ID),
    click.argument("file", metavar="[FILE.toml]", required=False, type=LocalFile(path_type=Path)),
    click.option("--id", "amendment", type=ID, help=N_("T1, T2 …; the next free one if left out.")),
    click.option("--line", type=ID, help=N_("The line that is changed.")),
    click.option("--year", type=YEAR, help=N_("Budget year of --amount.")),
    click.option(
        "--amount",
        type=AMOUNT,
        help=N_("What is committed for the year from now on, in place of what is committed."),
    ),
    click.option(
        "--uplift",
        type=click.Choice(("yes", "no")),
        help=N_("Whether the line is marked for uplift."),
    ),
    click.option("--performer", type=ID, help=N_("Who performs the line, from the day of --from.")),
    click.option("--from", "from_day", type=DATE, help=N_("The first day of the new performer.")),
    click.option("--ends", type=DATE, help=N_("The last day of the agreement.")),
    click.option(
        "--at-once",
        is_flag=True,
        help=N_("One board approves and concludes it, where only its own money changes."),
    ),
    click.option("--board", type=ID, help=N_("The board that decides, with --at-once.")),
    click.option("--decision", type=TEXT, help=N_("Reference of its decision.")),
    click.option("--on", type=DATE, help=N_("Day of its decision.")),
    BOOKED_ON,
    OUTSIDE_TERM,
)


def _with_options(body: Any) -> Any:
    for option in reversed(_OPTIONS):
        body = option(body)
    return body


@click.command(
    "change",
    cls=SamverkCommand,
    help=N_(
        "Propose a change of an agreement in force: an amendment.\n\nNothing of it counts before it"
        " is concluded. Each board whose money it changes has to approve it, and the signatories"
        " that it concerns otherwise have to consent to it."
    ),
)
@_with_options
@writes(notes=unusual_change)
def change(
    session: Session, agreement: str, amendment: str | None, outside_term: bool, **options: Any
) -> c.ProposeAmendment:
    """Build the command."""
    once = _at_once(options)
    said = _said(session, agreement, options)
    return c.ProposeAmendment(
        agreement=agreement, amendment=amendment, outside_term=outside_term, at_once=once, **said
    )


def _at_once(options: dict[str, Any]) -> c.AtOnce | None:
    """Return the decision that is given with the proposal; None: the boards decide later."""
    names = {"board": "--board", "decision": "--decision", "on": "--on"}
    given = {name: options[name] for name in (*names, "booked_on")}
    if not options["at_once"]:
        said = [names.get(x, "--booked-on") for x, value in given.items() if value is not None]
        if said:
            raise click.UsageError(_("{options} goes with --at-once.", options=", ".join(said)))
        return None
    missing = [option for name, option in names.items() if given[name] is None]
    if missing:
        raise click.UsageError(
            _("--at-once is not complete without {options}.", options=", ".join(missing))
        )
    day: date = given["on"]
    return c.AtOnce(
        board=given["board"],
        decision=given["decision"],
        decided_on=day,
        booked_on=given["booked_on"],
    )


def _said(session: Session, agreement: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return what the options change."""
    line, ends, file = options["line"], options["ends"], options["file"]
    if sum(x is not None for x in (line, ends, file)) != 1:
        raise click.UsageError(
            _("Give one of these, and only one: {options}", options=f"{_('FILE')}, --line, --ends")
        )
    whole = {
        "--amount": ("year", "amount"),
        "--uplift": ("uplift",),
        "--performer": ("performer", "from_day"),
    }
    given = [key for key, names in whole.items() if any(options[x] is not None for x in names)]
    if line is None:
        if given:
            raise click.UsageError(_("{options} goes with --line.", options=", ".join(given)))
        return {"ends": ends} if file is None else _read(session, agreement, file)
    if len(given) != 1:
        raise click.UsageError(
            _("Give one of these, and only one: {options}", options=", ".join(whole))
        )
    if any(options[x] is None for x in whole[given[0]]):
        raise click.UsageError(
            _("Give both --year and --amount.")
            if given == ["--amount"]
            else _("Give both --performer and --from.")
        )
    return {"changes": (_changed(session, agreement, line, options),)}


def _read(session: Session, agreement: str, file: Path) -> dict[str, Any]:
    """Return what a file changes."""
    from ledger.exchange.amendment_file import read_amendment

    session.source = file
    command = read_amendment(file, agreement, session.service.currency_of(agreement))
    own = ("command", "agreement", "amendment", "outside_term", "at_once")
    return {x: getattr(command, x) for x in command.__struct_fields__ if x not in own}


def _changed(
    session: Session, agreement: str, line: str, options: dict[str, Any]
) -> c.ProposedChange:
    amount: WrittenAmount | None = options["amount"]
    return c.ProposedChange(
        line=line,
        amounts_minor={} if amount is None else {options["year"]: session.minor(amount, agreement)},
        uplift=None if options["uplift"] is None else options["uplift"] == "yes",
        performer=options["performer"],
        from_day=options["from_day"],
    )
