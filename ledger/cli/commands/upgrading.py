"""``samverk upgrade``: a book of an older form becomes one of this program's."""

from __future__ import annotations

import click

from ledger.books import opening
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n


@click.command(
    "upgrade",
    cls=SamverkCommand,
    help=N_(
        "Bring a book of an older form to the newest, as its administrator.\n\n"
        "A newer program reads a book of an older form, and records in it once it is upgraded."
        " Events, key and root stay as they are, and so do roles on a server. Either all of it is"
        " done or nothing. Make a backup first, and see that every user gets the newer program."
    ),
)
@click.pass_obj
def upgrade(session: Session) -> None:
    """Upgrade."""
    named = display.safe(opening.shown_address(session.address))
    wanted = opening.upgrading(session.address)
    done = _("{path} has the newest form ({form}).", path=named, form=wanted.form)
    again = _("Repeat the command: done twice is done once.")
    with session.receipt.writing(done, again, wanted.is_done):
        wanted.do()
    if not wanted.root:
        click.echo(done)
        return
    click.echo(
        _(
            "{path} was brought from form {before} to form {form}: {events}, root {root} as"
            " before.",
            path=named,
            before=wanted.before,
            form=wanted.form,
            events=_n("{n} event", "{n} events", wanted.size),
            root=wanted.root.hex(),
        )
    )
    click.echo(_("Next, check all of it: samverk --book {path} verify", path=named))
