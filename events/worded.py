"""English texts with values in them, which are translated where they are shown."""

from __future__ import annotations

from typing import Any, Self


class Worded(str):
    """An English text with its values filled in, which still knows both.

    Attributes:
        text: the text, with the names of its values in braces.
        values: the values. A ``Worded`` among them is translated, too.
    """

    __slots__ = ("text", "values")
    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, **values: Any) -> Self:
        """Fill in the values."""
        made = super().__new__(cls, text.format(**values))
        made.text, made.values = text, values
        return made


_ABOUT = "{name}: {cause}"  # nothing in it is translated


def about(name: str, cause: object) -> Worded:
    """Return a cause with the name of the event that it is about."""
    return Worded(_ABOUT, name=name, cause=cause if isinstance(cause, Worded) else str(cause))
