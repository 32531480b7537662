"""OpenSSH's keys and signatures in files, and the program that makes signatures.

A private key is never read here: ``ssh-keygen`` reads it, or asks an agent for a signature. It asks
for a passphrase on the terminal itself.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from events.attested import NAMESPACE
from events.ssh import BadSshKeyError, BadSshSignatureError, SshKey, SshSignature
from ledger.books.checkpoints import read_small
from ledger.books.notes import is_secret_key
from ledger.proof.refusals import NoSshKeygen, NotASshKey, PrivateKeyGiven, SshKeygenFailed
from ledger.refusal import N_
from ledger.rules.authorities import NO_KEY

PROGRAM = "ssh-keygen"
_BYTE_ORDER_MARK = "\ufeff"  # which some editors write before a text


def read_public_key(path: Path) -> SshKey:
    """Read the file of a public key.

    Raises:
        BadInput: it is none, or cannot be read. Nothing of it is shown, since it may be private.
    """
    text = read_small(path).removeprefix(_BYTE_ORDER_MARK)
    if is_secret_key(text):
        raise PrivateKeyGiven(path=str(path))
    try:
        return SshKey.find(text)
    except BadSshKeyError as error:
        if error.why == "private":
            raise PrivateKeyGiven(path=str(path)) from None
        raise NotASshKey(path=str(path), cause=NO_KEY[error.why]) from None


def signed(text: str, key: Path, *, shows: bool) -> SshSignature:
    """Let ``ssh-keygen`` sign a text.

    Args:
        text: what is signed.
        key: the file of a private key, or of a public one whose private key is in an agent.
        shows: whether the user sees what it says, such as that a token waits to be touched.

    Raises:
        BadInput: it has not signed, or is not there.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoSshKeygen
    private = str(key).removesuffix(".pub")
    words = [program, "-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(key)]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a file's name stands after -f
            words,
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=None if shows else subprocess.PIPE,
            check=False,
        )
        return SshSignature.find(done.stdout.decode("ascii", "replace"))
    except OSError as error:
        raise SshKeygenFailed(path=str(key), private=private, cause=error.strerror or "") from None
    except BadSshSignatureError:
        cause = _last_line(done.stderr) or N_("it has said why above")
        raise SshKeygenFailed(path=str(key), private=private, cause=cause) from None


def _last_line(said: bytes | None) -> str:
    """Return the last thing that a program has said; empty: nothing."""
    lines = (said or b"").decode("utf-8", "replace").split("\n")
    return next((line.strip().rstrip(".") for line in reversed(lines) if line.strip()), "")
