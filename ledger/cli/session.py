"""What one run of the program shares between its commands: the book, the actor, the clock."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli.refusals import ActorIsLogin
from ledger.work.receipt import Receipt

if TYPE_CHECKING:
    from events.money import WrittenAmount
    from events.record import Assurance
    from ledger.books.book import Book
    from ledger.books.opening import BookAddress
    from ledger.work.recording import Service

DEFAULT_BOOK = "samverk.book"


def system_user() -> str:
    """Return the operating-system user by uid, which no environment variable can change."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


@dataclass
class Session:
    """One run.

    Attributes:
        address: the book named, or the default: a file, or a server (``ledger.books.opening``).
        named_actor: who the user says they are; None: not said.
        receipt: what has been written for good, for when the run ends.
        source: the file that the command was read from; None: from the words alone.
    """

    address: BookAddress = DEFAULT_BOOK
    named_actor: str | None = None
    receipt: Receipt = field(default_factory=Receipt)
    source: Path | None = None

    @cached_property
    def book(self) -> Book:
        """The open book."""
        from ledger.books.opening import open_book

        return open_book(self.address)

    @property
    def local_path(self) -> Path:
        """The name that the book's key and held checkpoints are kept under on this computer."""
        from ledger.books.opening import local_path

        return local_path(self.address)

    @cached_property
    def service(self) -> Service:
        """The write side of the book."""
        from ledger.work.recording import Service

        return Service(self.book, receipt=self.receipt)

    def signer(self, named: str | None = None) -> tuple[str, Assurance]:
        """Return who records, and how well that is known.

        Args:
            named: who the user says they are, for this command alone; None: not said.

        Raises:
            BadInput: the database knows the user as somebody else.
        """
        named = named or self.named_actor
        login = self.book.login
        if login is None:
            return named or system_user(), "claimed"
        if named not in {None, login}:
            raise ActorIsLogin(named=named, login=login)
        return login, "database-attested"

    def minor(self, amount: WrittenAmount, agreement: str) -> int:
        """Return an amount in minor units of the agreement's currency.

        Raises:
            Refused: there is no such agreement, so no currency either.
            click.BadParameter: no amount in that currency.
        """
        from ledger.cli.reading_input import amount_minor

        return amount_minor(amount, self.service.currency_of(agreement))

    def close(self) -> None:
        """Close what was opened."""
        if "book" in self.__dict__:
            self.book.close()
            del self.__dict__["book"]
