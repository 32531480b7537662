"""``samverk actor``: persons' own keys, and whom persons act for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import ID, LocalFile
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.presentation.lists import ActorRow

ACTOR = click.argument("actor_name", metavar="ACTOR", type=ID)
PUBLIC_KEY_FILE = click.argument("public_key_file", metavar="FILE", type=LocalFile(path_type=Path))


@click.group("actor", cls=SamverkGroup, help=N_("Persons' own keys, and whom persons act for."))
def actor() -> None:
    """Group."""


def _key_in(file: Path) -> str:
    """Return the public key of a file, as it is recorded."""
    from ledger.proof.ssh import read_public_key

    return str(read_public_key(file))


@actor.command(
    "add-key",
    help=N_(
        "Register a person's own public key, with which the person signs reviews and"
        " approvals.\n\n"
        "FILE is the public key of OpenSSH, which ends in .pub. Compare the fingerprint with its"
        " owner, by telephone or in person: whose key it is, nothing but that shows.\n\n"
        "\b\n    samverk actor add-key anna ~/.ssh/id_ed25519.pub"
    ),
)
@ACTOR
@PUBLIC_KEY_FILE
@writes()
def add_key(_session: Session, actor_name: str, public_key_file: Path) -> c.RegisterActorKey:
    """Build the command."""
    return c.RegisterActorKey(actor=actor_name, key=_key_in(public_key_file))


@actor.command(
    "retire-key",
    help=N_(
        "Let what is signed with a person's key from now on count for nothing; what was signed"
        " before counts.\n\n"
        "\b\n    samverk actor retire-key anna anna.pub --reason 'borttappad dator'"
    ),
)
@ACTOR
@PUBLIC_KEY_FILE
@writes(needs_reason=True)
def retire_key(
    _session: Session, actor_name: str, public_key_file: Path, reason: str
) -> c.RetireActorKey:
    """Build the command."""
    return c.RetireActorKey(actor=actor_name, key=_key_in(public_key_file), reason=reason)


@actor.command(
    "represents",
    help=N_(
        "Say that a person acts for a party: on its board, employed by it, or kin of who is. Then"
        " the person sees to no payment to it.\n\n"
        "\b\n    samverk actor represents anna tif"
    ),
)
@ACTOR
@click.argument("party", metavar="PARTY", type=ID)
@click.option("--no-longer", is_flag=True, help=N_("The person acts for it no longer."))
@writes()
def represents(_session: Session, actor_name: str, party: str, no_longer: bool) -> c.RepresentParty:
    """Build the command."""
    return c.RepresentParty(actor=actor_name, party=party, represents=not no_longer)


@actor.command(
    "list", help=N_("List the persons of whom the book knows keys, mandates or parties.")
)
@shows_list("actor list")
def list_actors(session: Session) -> list[ActorRow]:
    """Return the rows."""
    from ledger.work.attesting import authorities_of
    from projections.attesting import actor_rows

    return actor_rows(authorities_of(session.book), session.today())
