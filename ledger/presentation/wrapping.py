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
    line = first
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        room = width - (0 if is_last else len(mark))
        if line.strip() and width_of(line) + 1 + width_of(word) > room:
            yield line + mark
            line = later
        line += word if not line.strip() else f" {word}"
    yield line
