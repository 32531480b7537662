"""Which language the program speaks, and how a text becomes one in it.

The English text is the key, and stands where it is used. Each other language is a file,
``locale/<language>/LC_MESSAGES/samverk.po``, with its notation of numbers. Python's ``gettext``
reads the file that is compiled from it. A missing translation is shown in English, and fails a
test.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeAlias

Language: TypeAlias = str  # ISO 639, such as sv
DOMAIN = "samverk"
FOLDER = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - a quick start
_DEFAULT, SOURCE = "sv", "en"

_current: ContextVar[Language] = ContextVar("language", default=_DEFAULT)


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages that the program speaks; the first is the default.

    A folder without a catalogue is none: an editor or a file manager may have left it there.
    """
    found = set(os.listdir(FOLDER)) - {_DEFAULT, SOURCE}  # noqa: PTH208
    others = [name for name in found if any(map(os.path.exists, _files_of(name)))]
    return (_DEFAULT, SOURCE, *sorted(others))


def use(language: str) -> None:
    """Speak a language from now on.

    Libraries use ``gettext``, too, which looks for the language in the environment.

    Raises:
        ValueError: no such language.
    """
    if language not in languages():
        raise ValueError(language)
    if _is_newer(*_files_of(language)):
        texts_of(language)  # before a library asks for them
    _current.set(language)
    os.environ["LANGUAGE"] = language


@contextmanager
def spoken(language: Language) -> Iterator[None]:
    """Speak a language within a block, in this thread alone; ``use`` is for a whole process."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Language:
    """Return the present language."""
    return _current.get()


def default_language(env: Mapping[str, str]) -> Language:
    """Return the language that an environment asks for; Swedish if the program does not speak it.

    The first of ``SAMVERK_LANG``, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set decides.
    """
    for name in ("SAMVERK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            asked = env[name][:2].lower()
            return asked if asked in languages() else _DEFAULT
    return _DEFAULT


def language_of(arguments: Sequence[str], env: Mapping[str, str]) -> Language:
    """Return the language that a command line asks for with ``--lang``, or else its environment.

    The program looks for it before click reads the line. So it also answers ``--help --lang en``
    and a misspelt option in that language. Click refuses a value that is no language.
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
    """Return the texts of a language; English has none, and shows the keys themselves."""
    source, made = _files_of(language)
    if _is_newer(source, made):
        from ledger.presentation.compiling import renewed

        return renewed(source, made)
    if not os.path.exists(made):  # noqa: PTH110
        return gettext.NullTranslations()
    from ledger.presentation.catalogue import Texts

    with open(made, "rb") as file:  # noqa: PTH123 - a quick start
        return Texts(file)


def _files_of(language: Language) -> tuple[str, str]:
    """Return the paths of a language's catalogue and of the file compiled from it."""
    beginning = os.path.join(FOLDER, language, "LC_MESSAGES", DOMAIN)  # noqa: PTH118
    return beginning + ".po", beginning + ".mo"


def _is_newer(source: str, made: str) -> bool:
    """Return whether a catalogue has changed since it was compiled; a wheel has no catalogue."""
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
    if language == SOURCE or not text:
        return text
    return texts_of(language).gettext(text)


def translate_in(context: str, text: str) -> str:
    """Return a text that has several translations, by its context, as it is."""
    language = _current.get()
    return text if language == SOURCE else texts_of(language).pgettext(context, text)


def plural(singular: str, many: str, number: int) -> str:
    """Return the text for a number of things, by the present language's rule for plurals."""
    return texts_of(_current.get()).ngettext(singular, many, number)


def _(text: str, /, **values: Any) -> str:
    """Return a text in the present language with its values filled in.

    ``{{`` and ``}}`` stand for braces, also in a text without values.
    """
    return translate(text).format(**values)


def _p(context: str, text: str, /, **values: Any) -> str:
    """Return a text that has several translations, by its context; see ``_``."""
    return texts_of(_current.get()).pgettext(context, text).format(**values)


def _n(singular: str, many: str, number: int, /, **values: Any) -> str:
    """Return the text for a number of things; ``{n}`` is the number."""
    return plural(singular, many, number).format(n=number, **values)


def N_(text: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a text that is translated later, where it is shown.

    ``ledger.refusal`` has a function of its own like this: this module imports nothing of the
    program, so that it works where other modules are damaged.
    """
    return text
