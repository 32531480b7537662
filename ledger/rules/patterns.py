"""How long a pattern may look at a text: patterns that could take long are not let in.

Python tries a pattern in one way after the other. ``(a+)+$`` has more ways on forty letters than a
computer gets through in a day. So the ways are counted here, from the pattern alone: each optional
part has two, each repeated one as many as it may be long, parts after each other multiply, and
alternatives add up. What is counted is never less than what Python tries, since the parts for which
that would be hard to say are not let in.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from typing import NamedTuple

from ledger.refusal import N_

# How many characters of a text, and of a name, patterns look at.
LOOKED_AT = 200
# Ways on a text of that length, from each of its places: within a tenth of a second.
MOST_WAYS = 50_000
MOST_CHARACTERS = 200

_REPEATED = re.compile(
    r"(?:(?P<sign>[*+?])|\{(?!\})(?P<least>\d*)(?:(?P<comma>,)(?P<most>\d*))?\})[?+]?", re.ASCII
)
_SIGN = re.compile(r"\\.|.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_GROUP = re.compile(r"\((?:\?:)?")
_WORDS = re.compile(r"[\w \-/&%#:;,]+")  # signs that stand for themselves
_PLACED = re.compile(r"[$^\\]")  # what fits one place of a text, or may do so
_KINDS = (r"\d", r"\s", r"\w")
_NOT_ALIKE = {(r"\d", r"\s"), (r"\s", r"\d"), (r"\w", r"\s"), (r"\s", r"\w")}
# Signs that stand for themselves, in one case: in the other they are each other and no third one.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 -/:;,_&%#=<>!@'\"~`")

TOO_LONG = N_("it is longer than 200 characters")
OTHER_PART = N_("it has a part after (? or a number of an earlier part, which are not needed here")
REPEATED_TWICE = N_("a part that is repeated has a repeated, optional or alternative part in it")
TOO_MANY = N_("it has too many parts of any length, such as .*")
FITS_ALL = N_("it fits every text, also an empty one")
FORM = N_("it cannot be read: a bracket is not closed, or a sign stands alone")


class BadPatternError(ValueError):
    """A pattern that is not let in.

    Attributes:
        why: in English.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def composed(text: str) -> str:
    """Return a text with each letter and its accent as one character, as patterns are written."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern as it is looked for: upper and lower case are the same.

    Raises:
        re.error: it is none.
    """
    return re.compile(composed(pattern), re.IGNORECASE)


def check(pattern: str) -> None:
    """Let a pattern in, or not.

    Raises:
        BadPatternError: it is none, takes too long, or fits every text.
    """
    if len(pattern) > MOST_CHARACTERS:
        raise BadPatternError(TOO_LONG)
    try:
        found = compiled(pattern)
    except (re.error, RecursionError, OverflowError):
        raise BadPatternError(FORM) from None
    if _Ways(composed(pattern)).of_alternatives() > MOST_WAYS:
        raise BadPatternError(TOO_MANY)
    if found.search(""):
        raise BadPatternError(FITS_ALL)


def implies(one: str | None, other: str | None) -> bool:
    """Return whether a text that one pattern fits is surely fitted by the other; None fits any.

    That is told of the same pattern, and of plain words: what fits them has them in it.
    """
    if one is None or other is None:
        return one is other
    if composed(one).casefold() == composed(other).casefold() and "\\" not in one:
        return True
    is_word = _WORDS.fullmatch(composed(one)) is not None
    is_anywhere = not _PLACED.search(other)
    return one == other or (is_word and is_anywhere and bool(compiled(other).search(composed(one))))


class _Part(NamedTuple):
    r"""A part of a pattern.

    Attributes:
        ways: in which it may be tried, at one place of a text.
        sign: the one sign that it is, such as ``a`` or ``\\d``; empty: something else.
        least: how often it has to stand there.
    """

    ways: int
    sign: str
    least: int

    def ends_where(self, after: _Part) -> bool:
        """Return whether it can end in one place only, since the next part begins with another."""
        return after.least > 0 and _are_apart(self.sign, after.sign)


class _Ways:
    """Counts the ways of a pattern that can be compiled, part by part."""

    def __init__(self, pattern: str) -> None:
        self._left = pattern

    def of_alternatives(self) -> int:
        """Return the ways of what stands until the end, or until a closing bracket."""
        ways = self._in_a_row()
        while self._left.startswith("|"):
            self._left = self._left[1:]
            ways += self._in_a_row()
        return ways

    def _in_a_row(self) -> int:
        parts = []
        while self._left and self._left[0] not in "|)":
            parts.append(self._part())
        ways = 1
        for part, after in zip_longest(parts, parts[1:]):
            if after is None or not part.ends_where(after):
                ways = min(ways * part.ways, MOST_WAYS + 1)
        return ways

    def _part(self) -> _Part:
        """Return the next part, with how often it may stand there."""
        inner, sign = self._atom()
        least, most = self._repeated()
        if most > 1 and inner > 1:
            raise BadPatternError(REPEATED_TWICE)
        return _Part(inner * (most - least + 1), sign, least)

    def _atom(self) -> tuple[int, str]:
        if self._left[0] == "(":
            return self._group(), ""
        found = _CLASS.match(self._left) or _SIGN.match(self._left)
        assert found is not None
        self._left = self._left[found.end() :]
        if found[0][0] == "\\" and found[0][1].isdigit():
            raise BadPatternError(OTHER_PART)
        return 1, "" if found[0][0] == "[" else found[0]

    def _group(self) -> int:
        opened = _GROUP.match(self._left)
        assert opened is not None
        self._left = self._left[opened.end() :]
        if self._left.startswith("?"):
            raise BadPatternError(OTHER_PART)
        ways = self.of_alternatives()
        self._left = self._left[1:]
        return ways

    def _repeated(self) -> tuple[int, int]:
        """Return how often the part before may stand there, at least and at most."""
        found = _REPEATED.match(self._left)
        if found is None:
            return 1, 1
        self._left = self._left[found.end() :]
        if found["sign"]:
            return int(found["sign"] == "+"), 1 if found["sign"] == "?" else LOOKED_AT
        least = int(found["least"] or 0)
        if found["comma"] is None:
            return least, least
        return least, int(found["most"] or max(least, LOOKED_AT))


def _are_apart(one: str, other: str) -> bool:
    """Return whether no character can be both signs; what is hard to say is not."""
    if (one, other) in _NOT_ALIKE:
        return True
    for sign, kind in ((one, other), (other, one)):
        if sign and sign in _PLAIN and kind in _KINDS:
            return re.match(kind, sign) is None
    return bool(one and other) and one in _PLAIN and other in _PLAIN and one != other
