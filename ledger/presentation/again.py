"""The words of the command that makes again what somebody sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any


def options_said(*options: tuple[str, Any]) -> Iterator[str]:
    """Yield the words of the options that have a value."""
    for option, value in options:
        if value is True:
            yield option
        elif value is not None:
            yield from (option, value.isoformat() if isinstance(value, date) else str(value))
