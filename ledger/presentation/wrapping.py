"""Texts that are parted between words, so that each line fits a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from events.text import width as width_of


def wrapped(words: Sequence[str], width: int, first: str, later: str, mark: str) -> Iterator[str]:
    """Yield lines that fit a width; a word that does not has a line of its own.

    Args:
        words: of the text.
        width: in characters.
        first: before the first line.
        later: before the other lines.
        mark: after each line but the last.
    """
    line, used, is_begun, last = first, width_of(first), bool(first.strip()), len(words) - 1
    for number, word in enumerate(words):
        own = width_of(word)
        if is_begun and used + 1 + own > (width if number == last else width - len(mark)):
            yield line + mark
            line, used, is_begun = later, width_of(later), bool(later.strip())
        if is_begun:
            line, used = f"{line} {word}", used + 1 + own
        else:
            line, used, is_begun = line + word, used + own, bool(word.strip())
    yield line
