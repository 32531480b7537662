"""What one run of the program shares between its commands: the book, the actor, the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.service import Service

DEFAULT_BOOK = Path("samverk.book")
DEFAULT_CURRENCY = "SEK"


def system_user() -> str:
    """Return the operating-system user by uid, which no environment variable can change."""
    import pwd  # noqa: PLC0415 - not there on every system, and needed for writing only

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


@dataclass
class Session:
    """One run.

    Attributes:
        book_path: the book named, or the default.
        named_actor: who the user says they are; None: the operating-system user.
        clock: what time it is, in UTC.
    """

    book_path: Path = DEFAULT_BOOK
    named_actor: str | None = None
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @cached_property
    def book(self) -> Book:
        """The open book."""
        from ledger.book import Book  # noqa: PLC0415 - `--help` needs none of it

        return Book.open(self.book_path)

    @cached_property
    def service(self) -> Service:
        """The write side of the book."""
        from ledger.service import Service  # noqa: PLC0415 - reading needs none of it

        return Service(self.book, self.clock)

    @property
    def actor(self) -> str:
        """Who records."""
        return self.named_actor or system_user()

    def minor(self, text: str, agreement: str) -> int:
        """Return an amount in minor units of the agreement's currency.

        Where there is no such agreement any currency will do: the rules refuse the command.
        """
        from ledger.cli.reading_input import amount_minor  # noqa: PLC0415

        return amount_minor(text, self.service.currency_of(agreement) or DEFAULT_CURRENCY)

    def today(self) -> date:
        """Return the day it is where the user is."""
        return self.clock().astimezone().date()

    def close(self) -> None:
        """Close what was opened."""
        if "book" in self.__dict__:
            self.book.close()
            del self.__dict__["book"]
