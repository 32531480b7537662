"""``samverk request signature``: what an auditor checks a review or an approval with, alone."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import POSITION, LocalFile
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.proof.attestation import Signed

_SIGNERS = "allowed_signers"  # as OpenSSH calls it


@click.command(
    "signature",
    cls=SamverkCommand,
    help=N_(
        "Write what was signed of a request, or of one review or approval, with the signatures, as"
        " files that ssh-keygen checks without this program and this book; and print how.\n\n"
        "Whose a key is, only its owner can tell you: compare its fingerprint.\n\n"
        "\b\n    samverk request signature 31 -o audit/31"
    ),
)
@click.argument("position", metavar="POSITION", type=POSITION)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    required=True,
    type=LocalFile(file_okay=False, path_type=Path),
    help=N_("Folder for the files; it is made if it is not there."),
)
@click.pass_obj
def signature(session: Session, position: int, folder: Path) -> None:
    """Write the files, and print the commands."""
    from ledger.cli.output import make_folder, write
    from ledger.proof.attestation import signed

    book = session.book
    with book.reading():
        found = signed(book, position)
    make_folder(folder)
    signers = dict.fromkeys(one.signer for one in found)
    write("".join(f"{line}\n" for line in signers), folder / _SIGNERS)
    for one in found:
        write(one.text, folder / _name(one))
        write(one.signature.armored, folder / f"{_name(one)}.sig")
    for one in found:
        click.echo(_whose(one))
        click.echo(_command(one, folder))


def _name(one: Signed) -> str:
    return f"{one.event.position}.txt"


def _whose(one: Signed) -> str:
    """Return who is said to have signed, and since when the book knows the key."""
    event, added = one.event, one.registered
    values = {
        "position": event.position,
        "event": _(event.name.partition("/")[0]),
        "actor": display.safe(event.envelope.actor),
        "key": one.signature.key.fingerprint,
    }
    if added is None:
        return _(
            "#{position} {event} by {actor}: {key}, a key that the book does not know", **values
        )
    by = display.safe(added.envelope.actor)
    return _(
        "#{position} {event} by {actor}: {key}, which {by} registered in event #{added}",
        by=by,
        added=added.position,
        **values,
    )


def _command(one: Signed, folder: Path) -> str:
    """Return the words by which a shell lets ``ssh-keygen`` check a signature."""
    from events.attested import NAMESPACE

    message = folder / _name(one)
    words = ("ssh-keygen", "-Y", "verify", "-f", str(folder / _SIGNERS), "-I", one.principal)
    more = ("-n", NAMESPACE, "-s", f"{message}.sig")
    return display.safe(f"{shlex.join((*words, *more))} < {shlex.quote(str(message))}")
