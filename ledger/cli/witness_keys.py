"""The option by which an asker names the keys of witnesses that count, and what comes of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.reading_input import LocalFile
from ledger.cli.session import Session
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.books.notes import PublicKey
    from ledger.proof.signatures import Known


class WitnessKeys(LocalFile):
    """Keys that are named by a key, or by a file with some."""

    name = "KEY|FILE"

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Return what a variable of the environment names, one a line; blank lines are none."""
        return [line for line in rv.split("\n") if line.strip()] or [""]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the keys."""
        from ledger.proof.witness_keys import read_keys

        named = super().convert(value, param, ctx) if value else value
        return read_keys(str(named))


class KeyText(LocalFile):
    """The text of one public key, which is named by it or by a file; whoever needs it judges it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text."""
        from ledger.proof.witness_keys import read_key_text

        named = super().convert(value, param, ctx) if value else value
        return read_key_text(str(named))


WITNESS_KEYS = click.option(
    "--witness-key",
    "witness_keys",
    metavar="KEY|FILE",
    multiple=True,
    envvar="SAMVERK_WITNESS_KEYS",
    type=WitnessKeys(),
    help=N_(
        "A witness's public key, or a file with keys, one a line; also SAMVERK_WITNESS_KEYS. May be"
        " repeated. Only cosignatures by these keys count then, whatever the book says of"
        " witnesses."
    ),
)


def asker_of(session: Session, named: Sequence[list[PublicKey]] = ()) -> Known:
    """Return what is known of keys: from the book, and by those that the asker has named."""
    from ledger.proof.signatures import known

    return known(session.book, list(chain.from_iterable(named)), book_key_at())


def book_key_at() -> Path | None:
    """Return where the environment says that the book's secret key is; None: it does not."""
    named = os.environ.get("SAMVERK_KEY_FILE")
    return Path(named) if named else None
