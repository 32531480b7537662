"""``--sign-key``: what is decided is signed with the actor's own key before it is recorded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.reading_input import LocalFile
from ledger.cli.session import Session
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.rules.commands import AnyCommand
    from ledger.work.submission import Outcome, Signature

SIGN_KEY = click.option(
    "--sign-key",
    metavar="FILE",
    type=LocalFile(exists=True, dir_okay=False, path_type=Path),
    help=N_(
        "Sign it with your own SSH key: the file of the private key, or of the public one (.pub) if"
        " an agent has the private one. In a file this is needed."
    ),
)
_ATTEMPTS = 3


def record_signed(
    session: Session,
    key: Path,
    record: Callable[[AnyCommand, Signature], Outcome],
    command: AnyCommand,
    signature: Signature,
) -> Outcome:
    """Let the actor sign a command, and record it.

    Nobody waits meanwhile: the book is not held while a passphrase is typed. Where something that
    is signed has become another by then, such as the day, the actor signs anew.

    Args:
        session: of the run.
        key: the file of the actor's key.
        record: the service's way to record or to preview.
        command: what is decided.
        signature: who decides.
    """
    import msgspec

    from ledger.proof import ssh
    from ledger.rules.refusals.signing import SignatureWrong

    for attempt in range(_ATTEMPTS):
        text = session.service.to_sign(command, signature)
        if text is None:
            break
        made = ssh.signed(text, key, shows=sys.stderr.isatty())
        try:
            return record(msgspec.structs.replace(command, signature=str(made)), signature)
        except SignatureWrong:
            is_last = attempt == _ATTEMPTS - 1
            if is_last or session.service.to_sign(command, signature) == text:
                raise
    return record(command, signature)
