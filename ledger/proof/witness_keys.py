"""Keys of witnesses as an asker names them: a key itself, or a file with keys, one a line."""

from __future__ import annotations

from pathlib import Path

from events.keys import COSIGNATURE, BadKeyError
from ledger.books.checkpoints import read_small
from ledger.books.notes import PublicKey, is_secret_key
from ledger.proof.refusals import NoKeyNamed, NoKeysInFile, NotAWitnessKey, SecretKeyNamed
from ledger.refusal import Place

_COMMENT = "#"
_BYTE_ORDER_MARK = "\ufeff"  # which some editors write before a text


def read_key_text(named: str) -> str:
    """Return the text of the one key that is named: it, or what is in a file of that name.

    Whether it is a witness's is for the rules to say.

    Raises:
        BadInput: it is a secret key, or a file that holds none or several.
    """
    keys = [text for _, text in _texts(named)]
    if len(keys) != 1:
        raise NoKeysInFile(path=named, keys=len(keys))
    return keys[0]


def read_keys(named: str) -> list[PublicKey]:
    """Return the keys of witnesses that are named: one, or those in a file of that name.

    Raises:
        BadInput: it is a secret key, no key, or one of another kind, or there is none in the file.
    """
    keys = []
    for line, text in _texts(named):
        no = NotAWitnessKey(key=text)
        no.stands_at = Place(named, line) if line is not None else None
        try:
            key = PublicKey.read(text)
        except BadKeyError:
            raise no from None
        if key.kind != COSIGNATURE:
            raise no
        keys.append(key)
    if not keys:
        raise NoKeysInFile(path=named, keys=0)
    return keys


def _texts(named: str) -> list[tuple[int | None, str]]:
    """Return the lines that should be keys, each with its number in the file; None: in none."""
    named = named.strip()
    if is_secret_key(named):
        raise SecretKeyNamed
    if not named:
        raise NoKeyNamed
    path = Path(named)
    if _is_like_a_key(named) and not path.is_file():
        return [(None, named)]
    lines = enumerate(read_small(path).removeprefix(_BYTE_ORDER_MARK).splitlines(), 1)
    found = [(number, text) for number, line in lines if (text := line.strip())]
    if any(is_secret_key(text) for _, text in found):
        raise SecretKeyNamed
    return [(number, text) for number, text in found if not text.startswith(_COMMENT)]


def _is_like_a_key(text: str) -> bool:
    return "+" in text
