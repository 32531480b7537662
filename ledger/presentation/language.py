"""Which language the program speaks, and how a text becomes one in it.

The English text is the key: it stands where it is used, and ``swedish.py`` has the other one.
A text without a Swedish one is shown in English; a test finds it before a user does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Literal, TypeAlias

Language: TypeAlias = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")

_current: ContextVar[Language] = ContextVar("language", default="sv")


def use(language: str) -> None:
    """Speak Swedish (``sv``) or English (``en``) from here on.

    Raises:
        ValueError: another language.
    """
    if language not in LANGUAGES:
        raise ValueError(language)
    _current.set(language)


def current() -> Language:
    """Return the language that is spoken."""
    return _current.get()


def default_language(env: Mapping[str, str]) -> Language:
    """Return the language that an environment asks for: English if it says so, else Swedish.

    The first of ``SAMVERK_LANG``, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set decides.
    """
    for name in ("SAMVERK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            return "en" if env[name].lower().startswith("en") else "sv"
    return "sv"


def language_of(arguments: Sequence[str], env: Mapping[str, str]) -> Language:
    """Return the language that a command line asks for with ``--lang``, or else its environment.

    Looked up before click reads the line, so that ``--help --lang en`` and a misspelt option
    are answered in it too. A value that is no language is left for click to complain about.
    """
    for here, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if here == "--":
            break
        name, equals, value = here.partition("=")
        if name == "--lang":
            asked = value if equals else following
            return asked if asked in LANGUAGES else default_language(env)
    return default_language(env)


def translate(text: str) -> str:
    """Return a text in the present language, as it is: braces stay braces."""
    if _current.get() == "en":
        return text
    from ledger.presentation.swedish import SWEDISH

    return SWEDISH.get(text, text)


def plural(singular: str, many: str, number: int) -> str:
    """Return the one text or the other for a number of things, as ``gettext.ngettext`` does."""
    return translate(singular if number == 1 else many)


def _(text: str, /, **values: Any) -> str:
    """Return a text in the present language with its values filled in.

    ``{{`` and ``}}`` stand for braces, also in a text without values.
    """
    return translate(text).format(**values)


def _n(singular: str, many: str, number: int, /, **values: Any) -> str:
    """Return the one text or the other for a number of things; ``{n}`` is the number."""
    return plural(singular, many, number).format(n=number, **values)


def N_(text: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a text that is translated later, where it is shown."""
    return text
