"""``samverk checkpoint compare`` and ``show``: how two holders of checkpoints compare them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.commands.keys import FILE, PUBLIC_KEY, STATEMENTS, known_keys
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT
from ledger.cli.witness_keys import WITNESS_KEYS, asker_of
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.books.book import Book
    from ledger.books.keys import Term
    from ledger.books.notes import Checkpoint, PublicKey
    from ledger.proof.comparison import Compared, Signed
    from ledger.proof.signatures import Known

DIFFERENT = 5
_SIGNED = {
    "signed": N_("{path}: {size} events, signed by the book's key."),
    "too-late": N_("{path}: {size} events, signed by a key that the book had given up by then."),
    "not-signed": N_("{path}: {size} events, NOT signed by the book's key."),
    "unknown": N_(
        "{path}: {size} events. Whether the book's key has signed it was not checked: give"
        " --public-key."
    ),
}


@click.command(
    "compare",
    cls=SamverkCommand,
    help=N_(
        "Compare two checkpoints of one book that two people hold: can both be on one history?\n\n"
        "With as many events in both, that is seen at once, without the book. Otherwise it takes"
        " the book, or a proof that whoever has the book makes with -o."
    ),
)
@click.argument("one", metavar="FILE", type=FILE)
@click.argument("other", metavar="FILE", type=FILE)
@click.option("--proof", type=FILE, help=N_("A proof made with -o, instead of the book."))
@PUBLIC_KEY
@STATEMENTS
@click.option(
    "-o",
    "--output",
    type=OUTPUT,
    help=N_("Write a proof that one adds to the other, for those who have no book."),
)
@click.pass_context
def compare(
    context: click.Context,
    one: Path,
    other: Path,
    proof: Path | None,
    public_key: str | None,
    statements: Path | None,
    output: Path | None,
) -> None:
    """Compare two checkpoints and say what the result means."""
    from ledger.books.checkpoints import read_checkpoint
    from ledger.proof import comparison
    from ledger.proof.refusals import NotComparable, TwoBooks

    session: Session = context.obj
    pair = (one, read_checkpoint(one)), (other, read_checkpoint(other))
    (first, old), (second, new) = sorted(pair, key=lambda x: x[1].size)
    if old.origin != new.origin:
        raise TwoBooks(one=old.origin, other=new.origin)
    book = comparison.book_of(_book(session), old)
    known = None
    if public_key is not None or book is not None:
        known = known_keys(session, public_key, statements, old.origin)
    if proof is not None:
        _require_proved(proof, old, new)
        found = comparison.Compared("extends")
    else:
        found = comparison.compare(old, new, book)
    signed = _say_signed(((first, old), (second, new)), known)
    if found.verdict == "unknown":
        raise NotComparable(
            one=str(first), other=str(second), old=old.size, new=new.size, events=found.events
        )
    if found.verdict == "fork":
        _say_fork(found, (first, second), signed)
        context.exit(DIFFERENT)
    _say_one_history(found, old, new)
    if output is not None:
        _write_proof(book, old, new, output)
    if signed & {"not-signed", "too-late"}:
        context.exit(DIFFERENT)


def _book(session: Session) -> Book | None:
    from ledger.refusal import LedgerError

    try:
        return session.book
    except LedgerError:
        return None


def _require_proved(file: Path, old: Checkpoint, new: Checkpoint) -> None:
    from ledger.books.checkpoints import read_small
    from ledger.proof.comparison import Extension
    from ledger.proof.refusals import ExtensionNotShown

    if not Extension.parse(read_small(file)).shows(old, new):
        raise ExtensionNotShown(path=str(file), old=old.size, new=new.size)


def _say_signed(
    pairs: Sequence[tuple[Path, Checkpoint]], known: Sequence[Term] | None
) -> set[Signed]:
    """Say for each checkpoint whether the book's key has signed it, and return all answers."""
    from ledger.proof.comparison import signed

    found = set()
    for path, checkpoint in pairs:
        stands = signed(checkpoint, known)
        found.add(stands)
        told = display.safe(str(path))
        click.echo(_(_SIGNED[stands], path=told, size=checkpoint.size))
    return found


def _say_fork(found: Compared, paths: tuple[Path, Path], signed: set[Signed]) -> None:
    if True in found.stands or None in found.stands:
        click.echo(_("They are NOT on one history: somebody was shown another book."))
    else:
        click.echo(_("The book at hand is on another history than both of them."))
    for path, stands in zip(paths, found.stands, strict=True):
        told = display.safe(str(path))
        if stands is True:
            click.echo(_("The book at hand begins as {path} says.", path=told))
        elif stands is False:
            click.echo(_("The book at hand does NOT begin as {path} says.", path=told))
    click.echo(_(_meaning(signed)))


def _meaning(signed: set[Signed]) -> str:
    """Return what a fork means, depending on whether the book's key has signed both."""
    if signed == {"signed"}:
        return N_(
            "Both files are evidence against whoever has the key: keep them as they are, tell each"
            " other and an auditor, and sign nothing more until it is explained."
        )
    if signed == {"unknown"}:
        return N_(
            "If the book's key has signed both, they are evidence against whoever has it: keep them"
            " as they are, and compare once more with --public-key."
        )
    return N_(
        "What the book's key has not signed in its time is no evidence against whoever keeps the"
        " book: somebody else may have made or altered it. Keep both files, and ask whoever gave"
        " them to you."
    )


def _say_one_history(found: Compared, old: Checkpoint, new: Checkpoint) -> None:
    if found.verdict == "same":
        click.echo(_("Both are the same state of the book."))
        return
    click.echo(
        _(
            "They are on one history: the larger one adds {more} to the {size} events of the"
            " smaller one.",
            more=_n("{n} event", "{n} events", new.size - old.size),
            size=old.size,
        )
    )


def _write_proof(book: Book | None, old: Checkpoint, new: Checkpoint, output: Path) -> None:
    from ledger.cli.output import write
    from ledger.proof.comparison import Extension

    if book is None or old.size == new.size:
        raise click.UsageError(_("-o needs the book, and two checkpoints of different sizes."))
    write(str(Extension.of(book, old, new)), output)


@click.command(
    "show",
    cls=SamverkCommand,
    help=N_(
        "Show a checkpoint as people compare it: on paper, on the telephone, with a camera.\n\n"
        "The twelve words follow from what is signed, and nothing else: who hears the same words"
        " holds the same state of the same book."
    ),
)
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--qr",
    metavar="FILE",
    type=OUTPUT,
    help=N_("Write its text as a QR code: a file .svg or .png, or - for the terminal."),
)
@PUBLIC_KEY
@STATEMENTS
@WITNESS_KEYS
@click.pass_context
def show(
    context: click.Context,
    file: Path,
    qr: Path | None,
    public_key: str | None,
    statements: Path | None,
    witness_keys: tuple[list[PublicKey], ...],
) -> None:
    """Print a checkpoint, and who has signed it as far as the asker knows the keys."""
    from ledger.books.checkpoints import read_checkpoint
    from ledger.cli.qr import write_qr
    from ledger.proof import comparison, signatures
    from ledger.proof.told import signature_text

    session: Session = context.obj
    shown = read_checkpoint(file)
    if qr is not None:
        write_qr(str(shown), qr)
    book = comparison.book_of(_book(session), shown)
    known = None
    if public_key is not None or book is not None:
        known = known_keys(session, public_key, statements, shown.origin)
    words = comparison.words_of(shown)
    half = len(words) // 2
    for name, value in (
        (_("Book"), shown.origin),
        (_("Events"), str(shown.size)),
        (_("Root"), shown.root.hex()),
        (_("In words"), " ".join(words[:half])),
        ("", " ".join(words[half:])),
    ):
        click.echo(f"{name + ':' if name else '':10} {display.safe(value)}")
    _say_signed(((file, shown),), known)
    asker = _asker(session, book, known, witness_keys)
    (judged,) = signatures.judge([(shown, str(file))], asker)
    for signature in judged.signatures:
        if known is not None or signature.name != shown.origin:
            click.echo("  " + signature_text(signature))
    if judged.having("false"):
        context.exit(DIFFERENT)


def _asker(
    session: Session,
    book: Book | None,
    known: Sequence[Term] | None,
    named: tuple[list[PublicKey], ...],
) -> Known:
    """Return the keys to judge signatures by: those of the book at hand, and the named keys."""
    from datetime import UTC, datetime
    from itertools import chain

    from ledger.proof.signatures import Known, Witness

    if book is not None:
        return replace(asker_of(session, named), own=tuple(known or ()))
    keys = [*chain.from_iterable(named)]
    return Known(
        own=tuple(known or ()),
        witnesses=tuple(Witness(name=key.name, key=key, is_named=True) for key in keys),
        has_named=bool(keys),
        now=datetime.now(UTC),
    )
