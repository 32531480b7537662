"""The values that the commands of a run share: the book, the actor, the clock."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.work.receipt import Receipt

if TYPE_CHECKING:
    from datetime import date

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


class Session:
    """A run of the program.

    Attributes:
        address: the named book, or the default: a file, or a server (``ledger.books.opening``).
        named_actor: the name that the user gives; None: none given.
        receipt: the record of lasting writes, for the end of the run.
        source: the file that the command was read from; None: it is from the words alone.
        is_batch: the commands come from a file, so nobody is asked anything.
        is_for_good: the book stays after the run, so the program notes how far it had come.
    """

    def __init__(
        self,
        address: BookAddress = DEFAULT_BOOK,
        named_actor: str | None = None,
        receipt: Receipt | None = None,
        *,
        source: Path | None = None,
        is_for_good: bool = True,
        is_batch: bool = False,
    ) -> None:
        self.address, self.named_actor = address, named_actor
        self.receipt = Receipt() if receipt is None else receipt
        self.source, self.is_for_good, self.is_batch = source, is_for_good, is_batch

    @cached_property
    def book(self) -> Book:
        """The open book."""
        from ledger.books.opening import open_book

        return open_book(self.address)

    def zone(self) -> str | None:
        """Return the time zone that instants are shown in; None: UTC, or no book is open."""
        from ledger.work.present import zone_at

        return zone_at(self.book) if "book" in self.__dict__ else None

    def today(self) -> date:
        """Return today's date in the time zone of the book."""
        from ledger.work.present import today

        return today(self.book)

    @property
    def local_path(self) -> Path:
        """The name under which this computer keeps the book's key and held checkpoints."""
        from ledger.books.opening import local_path

        return local_path(self.address)

    @cached_property
    def service(self) -> Service:
        """The write side of the book."""
        from ledger.work.recording import Service

        return Service(self.book, receipt=self.receipt)

    def signer(self, named: str | None = None) -> tuple[str, Assurance]:
        """Return the user who records, and how well the program knows that.

        Args:
            named: the name that the user gives for this command alone; None: none given.

        Raises:
            BadInput: the database knows the user by another name.
        """
        named = named or self.named_actor
        login = self.book.login
        if login is None:
            return named or system_user(), "claimed"
        if named not in {None, login}:
            from ledger.cli.refusals import ActorIsLogin

            raise ActorIsLogin(named=named, login=login)
        return login, "database-attested"

    def may_ask(self) -> bool:
        """Return whether a user sits at a terminal and can be asked."""
        return not self.is_batch and sys.stdin.isatty() and sys.stderr.isatty()

    def minor(self, amount: WrittenAmount, agreement: str) -> int:
        """Return an amount in minor units of the agreement's currency.

        Raises:
            Refused: there is no such agreement, so no currency either.
            click.BadParameter: it is no amount in that currency.
        """
        from ledger.cli.reading_input import amount_minor

        return amount_minor(amount, self.service.currency_of(agreement))

    def reopen(self) -> None:
        """Let the book be opened anew for the next command, if it is open."""
        self.__dict__.pop("service", None)
        if book := self.__dict__.pop("book", None):
            book.close()

    def minor_at(self, amount: WrittenAmount, position: int) -> int:
        """Return an amount in minor units of the currency of an event's agreement.

        An event that is not there, or is about no agreement, is refused by the rules, and not here.

        Raises:
            click.BadParameter: it is no amount in that currency.
        """
        from ledger.cli.reading_input import amount_minor
        from ledger.work.present import DEFAULT_CURRENCY

        with self.book.reading():
            event = self.book.event(position)
        agreement = event.agreement if event else None
        currency = self.service.currency_of(agreement) if agreement else DEFAULT_CURRENCY
        return amount_minor(amount, currency)

    def close(self) -> None:
        """Note how far the book had come, if all went well, and close what was opened."""
        if "book" in self.__dict__:
            error = sys.exc_info()[1]
            is_done = error is None or isinstance(error, click.exceptions.Exit)
            if is_done and self.is_for_good:
                from ledger.work import seen

                seen.note(self.book)
            self.book.close()
            del self.__dict__["book"]
