"""``samverk checkpoint`` and ``prove``: evidence for those outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand, SamverkGroup
from ledger.cli.commands.comparing import compare, show
from ledger.cli.commands.keys import (
    KEY_FILE,
    PUBLIC_KEY,
    STATEMENTS,
    known_keys,
    read_book_key,
    say_of_keys,
)
from ledger.cli.reading_input import ID, POSITION, LocalFile, read_id
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT
from ledger.cli.witness_keys import WITNESS_KEYS, asker_of, book_key_at
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.books.notes import Proof, PublicKey

_FILE = LocalFile(path_type=Path, dir_okay=False)
_OUTPUT = click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file."))


@click.group(
    "checkpoint",
    cls=SamverkGroup,
    invoke_without_command=True,
    help=N_(
        "Hash every event anew and sign what the book has come to.\n\n"
        "Give it to the parties and to auditors: whoever holds one will see if anything before it"
        " is altered."
    ),
)
@KEY_FILE
@_OUTPUT
@click.pass_context
def checkpoint(context: click.Context, key_file: Path | None, output: Path | None) -> None:
    """Make a checkpoint, unless the user names a subcommand."""
    if context.invoked_subcommand:
        return
    from ledger.books import checkpoints
    from ledger.cli.output import require_replaceable, write
    from ledger.proof import evidence

    session: Session = context.obj
    if output is not None:
        require_replaceable(output)
    made = evidence.make_checkpoint(session.book, read_book_key(session, key_file))
    kept = checkpoints.hold(checkpoints.held_folder(session.local_path), made)
    held = _("The checkpoint is held as {path}.", path=display.safe(str(kept)))
    if output is None:
        session.receipt.wrote(held)
    write(str(made), output)
    session.receipt.wrote(held)


checkpoint.add_command(compare)
checkpoint.add_command(show)


@checkpoint.command(
    "verify",
    help=N_(
        "See that today's book only adds to a checkpoint, and who has signed it.\n\n"
        "What comes back from a witness is held beside the book with --keep, so that it counts."
    ),
)
@click.argument("file", metavar="FILE", type=_FILE)
@WITNESS_KEYS
@click.option("--keep", is_flag=True, help=N_("Hold it beside the book, if no signature is false."))
@click.pass_obj
def verify_checkpoint(
    session: Session, file: Path, witness_keys: tuple[list[PublicKey], ...], *, keep: bool
) -> None:
    """Compare."""
    from ledger.books import checkpoints, keys
    from ledger.proof import evidence, signatures
    from ledger.proof.told import signature_text

    held = checkpoints.read_checkpoint(file)
    evidence.require_extension(session.book, held)
    say_of_keys(keys.terms(session.book), held)
    after = session.book.head() - held.size
    click.echo(
        _(
            "The book is an extension of it: the first {size} events are the same; {after} came"
            " after.",
            size=held.size,
            after=after,
        )
    )
    asker = asker_of(session, witness_keys)
    (judged,) = signatures.judge([(held, str(file))], asker)
    with session.book.reading():
        judged = signatures.with_times(session.book, judged)
    for signature in judged.signatures:
        click.echo("  " + signature_text(signature))
    evidence.require_none_false([(held, str(file))], asker)
    if keep:
        kept = checkpoints.hold(checkpoints.held_folder(session.local_path), held)
        click.echo(_("The checkpoint is held as {path}.", path=display.safe(str(kept))))


@checkpoint.command(
    "cosign",
    help=N_(
        "Witness a checkpoint: sign it as one that only adds to all you have seen before.\n\n"
        "Your key is made on the first use; what you have signed is held beside it."
    ),
)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--witness", type=ID, help=N_("Who you are, as a word; the actor if left out."))
@click.option(
    "--key-file",
    envvar="SAMVERK_WITNESS_KEY_FILE",
    type=_FILE,
    help=N_("Your key; also SAMVERK_WITNESS_KEY_FILE. Your name and .key if left out."),
)
@_OUTPUT
@click.pass_obj
def cosign(
    session: Session, file: Path, witness: str | None, key_file: Path | None, output: Path | None
) -> None:
    """Cosign the checkpoint."""
    from events.keys import COSIGNATURE
    from ledger.books import checkpoints, files
    from ledger.cli.output import require_replaceable, write
    from ledger.proof import evidence

    if output is not None and output != file:
        require_replaceable(output)
    witness = witness or read_id(session.signer()[0])
    path = files.unlinked(key_file or Path(f"{witness}.key"))
    made, key = evidence.cosign(session.book, file, path, witness)
    write(str(made), output or file)
    signed = display.safe(str(output or file))
    session.receipt.wrote(_("{path} is signed.", path=signed))
    own = checkpoints.held_folder(session.local_path)
    if own.is_dir() and session.book.writable:
        checkpoints.hold(own, made)
    public = key.public(COSIGNATURE)
    say(_("Your public key: {key}", key=public))
    _say_what_counts(session, public)


def _say_what_counts(session: Session, key: PublicKey) -> None:
    """Tell the witness why a new cosignature counts for nothing, unless it counts."""
    from ledger.proof.signatures import secret_keys

    known = next((x for x in asker_of(session).witnesses if x.key == key), None)
    if known is None:
        say(
            _(
                "It counts once you are a witness of the book. Give the key to whoever keeps the"
                " book, who registers it: samverk witness add {name} {key}",
                name=display.safe(key.name),
                key=key,
            )
        )
    elif known.retired is not None:
        say(_("It does not count: the witness {name} was retired.", name=known.name))
    beside = secret_keys(session.book, book_key_at()).get(key.key)
    if beside is not None:
        say(
            _(
                "It does not count while the key lies beside the book, where whoever keeps the book"
                " can sign with it: {path}",
                path=display.safe(str(beside)),
            )
        )


@click.command(
    "prove",
    cls=SamverkCommand,
    help=N_(
        "Write a proof that an event is in the book, with the event in it, or check one.\n\n"
        "A proof can be checked without the book: docs/check_proof.py does it with Python alone."
    ),
)
@click.argument("position", metavar="[POSITION]", type=POSITION, required=False)
@click.option(
    "--checkpoint",
    "by",
    type=_FILE,
    help=N_("Prove it by this checkpoint, which is signed already; no key is needed."),
)
@click.option("--check", "checked", type=_FILE, help=N_("Check this proof, or each in this file."))
@PUBLIC_KEY
@STATEMENTS
@KEY_FILE
@_OUTPUT
@click.pass_obj
def prove(
    session: Session,
    position: int | None,
    by: Path | None,
    checked: Path | None,
    public_key: str | None,
    statements: Path | None,
    key_file: Path | None,
    output: Path | None,
) -> None:
    """Write a proof, or check a given proof."""
    from ledger.books import checkpoints, notes
    from ledger.cli.output import write
    from ledger.proof import evidence

    if (position is None) == (checked is None):
        raise click.UsageError(_("Give either the position of an event or --check FILE."))
    if position is not None:
        if by is not None:
            proof = evidence.prove_by(session.book, position, checkpoints.read_checkpoint(by))
        else:
            proof = evidence.prove(session.book, position, read_book_key(session, key_file))
        write(str(proof), output)
        return
    assert checked is not None
    known = known_keys(session, public_key, statements)
    proofs = notes.parse_proofs(checkpoints.read_small(checked))
    found = [(proof, evidence.require_proof(proof, known)) for proof in proofs]
    signed = {str(proof.checkpoint): proof.checkpoint for proof in proofs}
    if public_key is None:  # the keys came from the book, which names its witnesses, too
        evidence.require_none_false([(x, str(checked)) for x in signed.values()], asker_of(session))
    for checkpoint in signed.values():
        say_of_keys(known, checkpoint)
    for proof, entry in found:
        _say_proved(proof, *entry)
    if len(found) > 1:
        click.echo(_n("{n} proof holds.", "{n} proofs hold.", len(found)))


def _say_proved(proof: Proof, stream: str, version: int, name: str, state: bytes) -> None:
    click.echo(
        _(
            "The proof holds: event #{position} of {size}, {name}, number {version} of {stream}.",
            position=proof.index + 1,
            size=proof.checkpoint.size,
            name=display.word(name),
            stream=display.safe(stream),
            version=version,
        )
    )
    click.echo(display.safe(state.decode("utf-8", "replace")))
