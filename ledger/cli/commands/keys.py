"""The key that a book's evidence is signed with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.reading_input import LocalFile
from ledger.cli.session import Session
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.books.notes import SecretKey

KEY_FILE = click.option(
    "--key-file",
    envvar="SAMVERK_KEY_FILE",
    type=LocalFile(path_type=Path, dir_okay=False),
    help=N_("The key to sign with; also SAMVERK_KEY_FILE. The book's name and .key if left out."),
)


def read_book_key(session: Session, key_file: Path | None) -> SecretKey:
    """Return the key to sign with: of a named file, or of the one beside the book.

    Raises:
        BadInput: there is none, or it cannot be used.
    """
    from ledger.books.checkpoints import key_file as beside
    from ledger.proof.evidence import read_key

    return read_key(key_file or beside(session.local_path))
