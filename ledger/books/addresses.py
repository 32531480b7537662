"""Addresses of servers, mistyped or not: how to know them, and how to show them without passwords.

This module needs no driver: the program asks for names of files also where no driver is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

HIDDEN = "…"
_LEAST = 4  # a shorter password cannot be told from other text, so it is not looked for

_NAMES = (
    r"host|hostaddr|port|dbname|user|password|passfile|service|options|target_session_attrs"
    r"|application_name|connect_timeout|require_auth|channel_binding|ssl\w*"
)


class _Patterns:
    """The shapes of addresses; compiled only for a text that has a colon or an equals sign."""

    def __init__(self) -> None:
        # A text that may hold a password never becomes the name of a file.
        self.address = re.compile(
            r"[a-z][a-z0-9+.:-]*://|postgres[\w+]*:|(?://)?[^/\s:]+:.*@"
            rf"|(?:.*\s)?(?:{_NAMES})\s*=|(?:pass\w*|pwd)\s*=|\w+\s*=.*\s\w+\s*=",
            re.IGNORECASE | re.DOTALL,
        )
        self.scheme = re.compile(r"postgres(?:ql)?(?:\+\w+)?:/", re.IGNORECASE)
        # Narrower: these are hidden wherever the user typed them, and no other text is.
        self.secretive = re.compile(
            r"://.*@|^[^/\s:]+:[^/\s]*@|(?:^|\s)(?:pass|pwd|sslp)\w*\s*=",
            re.IGNORECASE | re.DOTALL,
        )
        self.name = re.compile(rf"(?:(?<=\s)|^)({_NAMES})\s*=", re.IGNORECASE)


@cache
def _patterns() -> _Patterns:
    return _Patterns()


_PATH = re.compile(r"~|\.{0,2}/(?!/)")


def is_address(text: str) -> bool:
    """Return whether a name looks like an address of a server, even a mistyped one.

    A name that begins as a path does (``./``, ``/``, ``~``) is a path, and so is the name of a
    file.
    """
    bare = text.lstrip()
    return _looks_so(bare) and not _PATH.match(bare) and not _is_there(text)


def _looks_so(text: str) -> bool:
    return (":" in text or "=" in text) and bool(_patterns().address.match(text))


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def outline(text: str) -> str:
    """Return the part of an unreadable address that can be shown: its beginning, and no value."""
    bare = text.strip()
    scheme = _patterns().scheme.match(bare)
    if scheme:
        return scheme[0].rstrip("/").split("+")[0].rstrip(":").lower() + f"://{HIDDEN}"
    if "://" in bare:
        return HIDDEN
    names = dict.fromkeys(name.lower() for name in _patterns().name.findall(bare))
    return " ".join(f"{name}={HIDDEN}" for name in names) or HIDDEN


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return a text without secrets, in whatever way an address can have them written."""
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _LEAST}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


def _forms(secret: str) -> Iterator[str]:
    from urllib.parse import quote, quote_plus, unquote

    for form in (secret, unquote(secret)):
        yield from (form, quote(form), quote(form, safe=""), quote(form, safe="").lower())
        yield from (quote_plus(form), repr(form)[1:-1], " ".join(form.split()))
        yield form.replace("\\", "\\\\").replace("'", "\\'")


class _Typed:
    """The addresses among the words of this run."""

    found: frozenset[str] = frozenset()


def keep_hidden(words: Iterable[str]) -> None:
    """Have ``hidden`` hide the addresses among the user's words, wherever they stand."""
    _Typed.found = frozenset(found for word in words for found in _within(word))


def _within(word: str) -> Iterator[str]:
    if ":" not in word and "=" not in word:
        return
    scheme = _patterns().scheme.search(word)
    for part in (word, word.partition("=")[2], word[scheme.start() :] if scheme else ""):
        if _patterns().secretive.search(part) and _looks_so(part.lstrip()):
            yield part


def hidden(text: str) -> str:
    """Return a message without the addresses that were typed, which may hold passwords."""
    for typed in sorted(_Typed.found, key=len, reverse=True):
        for form in dict.fromkeys((typed, repr(typed)[1:-1], str(Path(typed)))):
            text = text.replace(form, outline(typed))
    return text
