"""``samverk key``: the key that a book signs its evidence with, and the keys that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from events.keys import ED25519
from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import LocalFile
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT, shows_list
from ledger.cli.witness_keys import KeyText
from ledger.cli.writing import writes
from ledger.presentation import display
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.books.keys import Term
    from ledger.books.notes import Checkpoint, SecretKey
    from ledger.presentation.lists import KeyRow
    from ledger.rules.commands import RetireKey, RotateKey
    from ledger.work.submission import Outcome

FILE = LocalFile(path_type=Path, dir_okay=False)
KEY_FILE = click.option(
    "--key-file",
    envvar="SAMVERK_KEY_FILE",
    type=FILE,
    help=N_("The key to sign with; also SAMVERK_KEY_FILE. The book's name and .key if left out."),
)
PUBLIC_KEY = click.option(
    "--public-key",
    metavar="KEY|FILE",
    type=KeyText(),
    help=N_("The book's public key, or a file with it; taken from the book if left out."),
)
STATEMENTS = click.option(
    "--statements",
    type=FILE,
    help=N_(
        "With --public-key: what was signed when the book got other keys (samverk key statements)."
    ),
)


UNSIGNED = N_(
    "From event #{position} on the book signs with a key that the one before it has not signed:"
    " {key}. Reason: {reason}. Ask somebody else than whoever keeps the book whether that is"
    " the key."
)


def read_book_key(session: Session, key_file: Path | None) -> SecretKey:
    """Return the key to sign with, from a named file or from the key file beside the book.

    Raises:
        BadInput: there is no such file, or its key is not the book's.
        Refused: the book's key was retired.
    """
    from ledger.proof.rotation import own_key

    path = _path(session, key_file)
    return _finished(session, path) or own_key(session.book, path)


def _finished(session: Session, path: Path) -> SecretKey | None:
    """Put a new key in its place if a rotation has not done that yet; None: nothing to do."""
    from ledger.books.checkpoints import held_folder, hold_statements
    from ledger.proof.rotation import finished

    done = finished(session.book, path)
    if done is None:
        return None
    key, kept = done
    hold_statements(held_folder(session.local_path), session.book)
    if kept is not None:
        say(_("The key that was replaced is kept as {path}.", path=display.safe(str(kept))))
    say(_("The new key is in {path}.", path=display.safe(str(path))))
    return key


def known_keys(
    session: Session, public_key: str | None, statements: Path | None, origin: str | None = None
) -> list[Term]:
    """Return the keys to check a checkpoint with: the asker's key and successors, or the book's.

    Args:
        session: its book is opened only if the asker names no key.
        public_key: that the asker knows; None: the keys come from the book.
        statements: the file of what that key and its successors have signed about new keys.
        origin: the name of the book that the key has to belong to; None: the caller checks that.

    Raises:
        BadInput: the named key is a witness's, or another book's.
        BadInput, Tampered: as ``ledger.books.keys``.
    """
    from ledger.books import checkpoints, keys, notes
    from ledger.proof.refusals import KeyOfAnotherBook, NotABookKey

    if public_key is None:
        if statements is not None:
            raise click.UsageError(_("--statements goes with --public-key."))
        return keys.terms(session.book)
    text = checkpoints.read_small(statements) if statements else ""
    key = notes.parse_public_key(public_key)
    if key.kind != ED25519:
        raise NotABookKey(key=str(key))
    if origin is not None and key.name != origin:
        raise KeyOfAnotherBook(key=str(key), origin=origin)
    return keys.follow(key, text)


def say_of_keys(known: Sequence[Term], checkpoint: Checkpoint) -> None:
    """Tell the asker of keys, up to the checkpoint's, that their predecessors have not signed."""
    from ledger.books import keys

    own = keys.signer_of(known, checkpoint)
    for term in known:
        if own is not None and not term.is_signed and term.named_at <= own.named_at:
            say(notice_unsigned(term))


def notice_unsigned(term: Term) -> str:
    """Return what to know of a key that its predecessor has not signed."""
    return _(
        UNSIGNED,
        position=term.named_at,
        key=term.key,
        reason=display.safe(term.reason or ""),
    )


def _path(session: Session, key_file: Path | None) -> Path:
    from ledger.books.checkpoints import key_file as beside

    return key_file or beside(session.local_path)


@click.group(
    "key",
    cls=SamverkGroup,
    help=N_("The key that the book signs with: give it another one, or let it sign no more."),
)
def key() -> None:
    """Group."""


def _put_in_place(session: Session, outcome: Outcome, given: dict[str, Any]) -> None:
    """Put the new key in the old key's place, and print its public key."""
    _finished(session, _path(session, given["key_file"]))
    say(_("Its public key: {key}", key=_public(outcome)))
    say(
        _(
            "Give that to the parties and to auditors, by another way than the book. Then make a"
            " checkpoint and have it cosigned: samverk checkpoint"
        )
    )


def _public(outcome: Outcome) -> str:
    """Return the recorded key. The outcome may have the adopted rules in it, too."""
    from events.facts import KeyRotated

    return next(x.fact.key for x in outcome.recorded if isinstance(x.fact, KeyRotated))


@key.command(
    "rotate",
    help=N_(
        "Give the book a new key: the old one signs the new one, and an event says so.\n\n"
        "The new key takes the old one's place in its file; the old one is kept beside it. Whoever"
        " knows the old public key can follow: samverk key statements. If the old key is lost, or"
        " was retired, --lost and --reason give the book a key that no other has signed; verify"
        " tells everybody of that."
    ),
)
@click.option("--lost", is_flag=True, help=N_("The old key cannot sign any more. Needs --reason."))
@KEY_FILE
@writes(takes_reason=True, finish=_put_in_place)
def rotate(
    session: Session, lost: bool, key_file: Path | None, reason: str | None, dry_run: bool
) -> RotateKey:
    """Build the command."""
    from ledger.proof import rotation

    if lost and not reason:
        raise click.UsageError(_("--lost needs a reason: --reason TEXT"))
    path = _path(session, key_file)
    if not dry_run and not _is_retired(session) and _finished(session, path):
        say(_("That finishes the rotation that was cut short; nothing else was done."))
        click.get_current_context().exit()
    return rotation.rotation(session.book, path, reason, is_lost=lost, is_kept=not dry_run)


def _is_retired(session: Session) -> bool:
    from ledger.books import keys

    return keys.terms(session.book)[-1].retired_because is not None


def _say_what_next(_session: Session, _outcome: Outcome, _given: dict[str, Any]) -> None:
    say(
        _(
            "Nothing can be signed until the book has another key: samverk key rotate --lost"
            " --reason TEXT. Tell the parties and auditors at once."
        )
    )


@key.command(
    "retire",
    help=N_(
        "Let the book's key sign nothing more, because somebody else may have it.\n\n"
        "What it signs from then on is false, also the name of a successor. The key itself is not"
        " needed for this."
    ),
)
@writes(needs_reason=True, finish=_say_what_next)
def retire(session: Session, reason: str, dry_run: bool) -> RetireKey:  # noqa: ARG001
    """Build the command."""
    from ledger.books import keys
    from ledger.rules.commands import RetireKey

    return RetireKey(key=str(keys.terms(session.book)[-1].key), reason=reason)


@key.command(
    "show",
    help=N_(
        "Print the public key of the book, or yours as a witness, to give to others.\n\n"
        "Give it on paper, by telephone or with a camera, by another way than the book and its"
        " checkpoints: whoever gets them together has to believe whoever sent them."
    ),
)
@click.option(
    "--witness-key-file",
    envvar="SAMVERK_WITNESS_KEY_FILE",
    type=FILE,
    help=N_("Your key as a witness, as checkpoint cosign made it; also SAMVERK_WITNESS_KEY_FILE."),
)
@click.option(
    "--qr",
    metavar="FILE",
    type=OUTPUT,
    help=N_("Write its text as a QR code: a file .svg or .png, or - for the terminal."),
)
@click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file."))
@click.pass_obj
def show_key(
    session: Session, witness_key_file: Path | None, qr: Path | None, output: Path | None
) -> None:
    """Print it."""
    from events.keys import COSIGNATURE
    from ledger.books import keys
    from ledger.cli.output import write
    from ledger.cli.qr import write_qr
    from ledger.proof.evidence import read_key

    if witness_key_file is not None:
        public = read_key(witness_key_file).public(COSIGNATURE)
    else:
        last = keys.terms(session.book)[-1]
        public = last.key
        if last.retired_because is not None:
            say(_("That key was retired, and signs nothing more."))
    if qr is not None:
        write_qr(str(public), qr)
    write(f"{public}\n", output)


@key.command("list", help=N_("The keys that the book has had, and since when."))
@shows_list("key list")
def list_keys(session: Session) -> list[KeyRow]:
    """Return the rows."""
    from ledger.books import keys

    with session.book.reading():
        return [
            {
                "key_id": term.key.id.hex(),
                "key": str(term.key),
                "named_at": term.named_at or None,
                "ends_at": term.ends_at,
                "given": _given(term),
                "reason": term.reason,
                "retired_because": term.retired_because,
            }
            for term in keys.terms(session.book)
        ]


def _given(term: Term) -> str:
    """Return how the book got a key."""
    if not term.named_at:
        return N_("made with the book")
    return N_("signed by the key before") if term.is_signed else N_("NOT signed by the key before")


@key.command(
    "statements",
    help=N_(
        "Write what was signed whenever the book got another key.\n\n"
        "Whoever knows an older public key gives it to --statements, beside that key, and sees for"
        " which checkpoints which key holds."
    ),
)
@click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file."))
@click.pass_obj
def statements(session: Session, output: Path | None) -> None:
    """Write the statements."""
    from ledger.books import keys
    from ledger.cli.output import write

    with session.book.reading():
        text = keys.statements(session.book)
    if not text:
        say(_("The book has the key that it was made with: there is nothing to state."))
    write(text, output)
