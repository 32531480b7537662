"""The texts of a language, each read from its file when it is asked for.

Python's ``gettext`` reads all texts of a file that it opens. A command shows a few of thousands,
and the others would take half as long as Python itself takes to start. Texts stand in the order of
their keys in the file (the manual of GNU gettext, "MO Files"), so one is found by halving.

This module imports nothing of the program, so that it works where other modules are damaged.
"""

from __future__ import annotations

import gettext
import io
from struct import Struct, error, pack
from typing import Any

_HEAD = Struct("<5I")  # magic, version, how many, where the keys are, where the texts are
_PLACE = Struct("<2I")  # length, and where it begins


class Texts(gettext.GNUTranslations):
    """The texts of a ``.mo`` file; they are those of ``gettext.GNUTranslations``."""

    def _parse(self, fp: Any) -> None:
        content = fp.read()
        try:
            found = _Found(content)
        except (error, ValueError):  # another form, or damaged, which it says in its own words
            found = None
        read: Any = super()  # what is overridden here
        if found is not None:
            head = found.part(found.texts, 0)  # of the empty key: charset, plurals
            one = pack("<9I", _MAGIC, 0, 1, 20, 28, 0, 36, len(head), 37) + b"\0" + head + b"\0"
            read._parse(io.BytesIO(one))  # noqa: SLF001
            if (self.charset() or "").lower() == _CHARSET:
                self._catalog = found
                return
        read._parse(io.BytesIO(content))  # noqa: SLF001


_MAGIC = gettext.GNUTranslations.LE_MAGIC
_CHARSET = "utf-8"


class _Found:
    """What ``gettext`` asks for texts, as it asks a dict.

    Raises:
        ValueError, struct.error: the file is of another form, or has another length than it says.
    """

    def __init__(self, content: bytes) -> None:
        magic, version, self._count, self._keys, self.texts = _HEAD.unpack_from(content)
        self._content = content
        if magic != _MAGIC or version or not self._count:
            raise ValueError(version)
        length, place = _PLACE.unpack_from(content, self.texts + 8 * (self._count - 1))
        if self.part(self._keys, 0) or length + place + 1 != len(content):
            raise ValueError(self._count)
        _PLACE.unpack_from(content, self._keys + 8 * (self._count - 1))
        self._known: dict[Any, str] = {}

    def part(self, table: int, number: int) -> bytes:
        """Return a key or a text by its number."""
        length, place = _PLACE.unpack_from(self._content, table + 8 * number)
        return self._content[place : place + length]

    def get(self, key: str | tuple[str, int], default: Any = None) -> Any:
        """Return a text by its key; of a number of things, by key and number of the form."""
        try:
            return self[key]
        except KeyError:
            return default

    def __getitem__(self, key: str | tuple[str, int]) -> str:
        if key not in self._known:
            self._known[key] = self._looked_up(key)
        return self._known[key]

    def _looked_up(self, key: str | tuple[str, int]) -> str:
        named, form = (key, None) if isinstance(key, str) else key
        wanted = named.encode(_CHARSET, "surrogatepass")  # which no key has, and a word may have
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            own, _nul, many = self.part(self._keys, middle).partition(b"\0")
            if own == wanted:
                if bool(many) != (form is not None):
                    break
                forms = self.part(self.texts, middle).split(b"\0")
                if (form or 0) >= len(forms):  # the language has more of them
                    break
                # A damaged text is shown as such: by now something may have been recorded.
                return forms[form or 0].decode(_CHARSET, "replace")
            low, high = (middle + 1, high) if own < wanted else (low, middle)
        raise KeyError(key)
