"""``samverk witness``: whose cosignatures of checkpoints count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import ID
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.witness_keys import KeyText, asker_of
from ledger.cli.writing import writes
from ledger.presentation import display
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.presentation.lists import WitnessRow
    from ledger.rules.state import WitnessState


@click.group("witness", cls=SamverkGroup, help=N_("Those whose cosignatures of checkpoints count."))
def witness() -> None:
    """Group."""


@witness.command(
    "add",
    help=N_(
        "Register somebody outside as a witness, with the public key that checkpoint cosign"
        " printed.\n\n"
        "Get the key from the witness itself, and compare it by telephone or in person: whose key"
        " it is, nothing but that shows."
    ),
)
@click.argument("witness", metavar="NAME", type=ID)
@click.argument("public_key", metavar="PUBLIC-KEY", type=KeyText())
@click.option("--party", type=ID, help=N_("The party of the book that the witness signs for."))
@writes()
def add(session: Session, witness: str, public_key: str, party: str | None) -> c.RegisterWitness:
    """Build the command."""
    beside = _secret_key(session, public_key)
    if beside is not None:
        said = N_(
            "Note: the secret key lies beside the book: {path}. Whoever keeps the book can sign"
            " with it, so its signatures count for nothing while it lies there."
        )
        say(_(said, path=display.safe(str(beside))))
    return c.RegisterWitness(witness=witness, key=public_key, party=party)


def _secret_key(session: Session, key: str) -> Path | None:
    """Return the file beside the book with the secret key of a public key; None: not there."""
    from ledger.books.notes import parse_public_key
    from ledger.cli.witness_keys import book_key_at
    from ledger.proof.signatures import secret_keys
    from ledger.refusal import BadInput

    try:
        read = parse_public_key(key)
    except BadInput:
        return None  # the rules refuse such a key
    is_own = any(read.key == term.key.key for term in asker_of(session).own)
    return None if is_own else secret_keys(session.book, book_key_at()).get(read.key)


@witness.command(
    "retire",
    help=N_("Let what a witness signs from now on count for nothing; what it has signed counts."),
)
@click.argument("witness", metavar="NAME", type=ID)
@writes(needs_reason=True)
def retire(_session: Session, witness: str, reason: str) -> c.RetireWitness:
    """Build the command."""
    return c.RetireWitness(witness=witness, reason=reason)


def _standing(state: WitnessState, secret_key: Path | None) -> str:
    if state.retired is not None:
        return N_("retired")
    return N_("registered") if secret_key is None else N_("key beside the book")


@witness.command("list", help=N_("List the witnesses, with their public keys."))
@shows_list("witness list")
def list_witnesses(session: Session) -> list[WitnessRow]:
    """Return the rows."""
    from ledger.proof.signatures import witnesses

    known = {x.name: x for x in asker_of(session).witnesses}
    rows: list[WitnessRow] = []
    for name, state in witnesses(session.book).items():
        ended, one = state.retired, known.get(name)  # None: the rules refuse such a key
        secret_key = one.secret_key if one else None
        rows.append(
            {
                "witness": name,
                "party": state.fact.party,
                "standing": _standing(state, secret_key),
                "registered_at": state.registered.envelope.recorded_at,
                "registered_by": state.registered.envelope.actor,
                "retired_at": ended.envelope.recorded_at if ended else None,
                "reason": state.reason,
                "key_id": one.key.id.hex() if one else None,
                "key": state.fact.key,
                "secret_key": str(secret_key) if secret_key else None,
            }
        )
    return rows
