"""Which language the program speaks, and how a text becomes one in it.

The English text is the key, and stands where it is used. Each other language is one file,
``locale/<language>/LC_MESSAGES/samverk.po``, with its notation of numbers. What is compiled from it
is read by Python's ``gettext``. A text that is missing is shown in English; a test finds it before
a user does.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeAlias

Language: TypeAlias = str  # ISO 639, such as sv
DOMAIN = "samverk"
FOLDER = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - a quick start
_DEFAULT, _SOURCE = "sv", "en"

_current: ContextVar[Language] = ContextVar("language", default=_DEFAULT)


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages that can be spoken, the first when none is asked for."""
    others = sorted(set(os.listdir(FOLDER)) - {_DEFAULT, _SOURCE})  # noqa: PTH208
    return (_DEFAULT, _SOURCE, *others)


def use(language: str) -> None:
    """Speak a language from here on.

    ``gettext``, which libraries use as well, looks for the language in the environment.

    Raises:
        ValueError: no such language.
    """
    if language not in languages():
        raise ValueError(language)
    if _is_newer(*_files_of(language)):
        texts_of(language)  # before a library asks for them
    _current.set(language)
    os.environ["LANGUAGE"] = language


def current() -> Language:
    """Return the language that is spoken."""
    return _current.get()


def default_language(env: Mapping[str, str]) -> Language:
    """Return the language that an environment asks for; Swedish if it is none of those there are.

    The first of ``SAMVERK_LANG``, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set decides.
    """
    for name in ("SAMVERK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            asked = env[name][:2].lower()
            return asked if asked in languages() else _DEFAULT
    return _DEFAULT


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
            return asked if asked in languages() else default_language(env)
    return default_language(env)


@cache
def texts_of(language: Language) -> gettext.NullTranslations:
    """Return the texts of a language; of English, and where there are none, the keys themselves."""
    source, made = _files_of(language)
    if _is_newer(source, made):
        from ledger.presentation.compiling import renewed

        return renewed(source, made)
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


def _files_of(language: Language) -> tuple[str, str]:
    """Return where the catalogue of a language is, and what is compiled from it."""
    beginning = os.path.join(FOLDER, language, "LC_MESSAGES", DOMAIN)  # noqa: PTH118
    return beginning + ".po", beginning + ".mo"


def _is_newer(source: str, made: str) -> bool:
    """Return whether a catalogue has changed since it was compiled; there is none in a wheel."""
    try:
        changed = os.stat(source).st_mtime_ns  # noqa: PTH116
    except OSError:
        return False
    try:
        return os.stat(made).st_mtime_ns < changed  # noqa: PTH116
    except OSError:
        return True


def translate(text: str) -> str:
    """Return a text in the present language, as it is: braces stay braces."""
    language = _current.get()
    if language == _SOURCE or not text:
        return text
    return texts_of(language).gettext(text)


def plural(singular: str, many: str, number: int) -> str:
    """Return the text for a number of things, by the present language's rule for plurals."""
    return texts_of(_current.get()).ngettext(singular, many, number)


def _(text: str, /, **values: Any) -> str:
    """Return a text in the present language with its values filled in.

    ``{{`` and ``}}`` stand for braces, also in a text without values.
    """
    return translate(text).format(**values)


def _p(context: str, text: str, /, **values: Any) -> str:
    """Return a text that has several translations, by what it is said of; see ``_``."""
    return texts_of(_current.get()).pgettext(context, text).format(**values)


def _n(singular: str, many: str, number: int, /, **values: Any) -> str:
    """Return the text for a number of things; ``{n}`` is the number."""
    return plural(singular, many, number).format(n=number, **values)


def N_(text: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a text that is translated later, where it is shown.

    ``ledger.refusal`` has its own: this module is read before it is known whether any other can be.
    """
    return text
