"""What the rows of what is due are made of: the documents and sums of a book, and a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

from events.effects import COMMITMENTS, PAID
from events.facts import AgreementId, CommitmentDeclined, LineId, PartyId, Position
from projections.balances import own_side
from projections.projection import AgreementDocument, Projection
from projections.standing import closing_of, is_declined, termination_of, withdrawal_of

Account: TypeAlias = dict[tuple[AgreementId, LineId, int, PartyId], int]
_PAID = tuple(own_side(measure) for measure in PAID)


class Exposed(NamedTuple):
    """The events after the newest checkpoint that a witness has signed.

    Attributes:
        position: of the first.
        recorded_on: its day, in the book's time zone.
    """

    events: int
    position: Position
    recorded_on: date


class Material:
    """What a book says on a day.

    Args:
        projection: the facts about that day or earlier, with balances, quantities and contributions
            that wait.
        day: that day.
        agreement: the only one that is asked about; None: all of the book.
        exposed: None: every event is under a signed checkpoint, or it is not known.
        is_signed: whether who reviews or approves signs with a key, as in a file.
    """

    def __init__(
        self,
        projection: Projection,
        day: date,
        agreement: AgreementId | None = None,
        exposed: Exposed | None = None,
        *,
        is_signed: bool = True,
    ) -> None:
        self.projection, self.day, self.exposed = projection, day, exposed
        self.is_signed = is_signed
        self.agreements: dict[AgreementId, AgreementDocument] = {
            key: document
            for key, document in projection.agreements.items()
            if agreement in {None, key} and is_open(document)
        }

    @property
    def in_force(self) -> Iterator[tuple[AgreementId, AgreementDocument]]:
        """The agreements that were concluded, and in which something may still be recorded."""
        return ((x, own) for x, own in self.agreements.items() if own.concluded is not None)

    def outside_term(self, document: AgreementDocument) -> tuple[str, ...]:
        """Return the words that let in a day after an agreement's term; none: it has not ended."""
        return ("--outside-term",) if self.day > document.proposed.ends else ()

    def has_been_terminated(self, document: AgreementDocument) -> bool:
        """Return whether an agreement has ended by a termination: all that is left is to settle."""
        termination = termination_of(document)
        return termination is not None and self.day > termination.ends

    def currency(self, agreement: AgreementId) -> str:
        """Return the currency of an agreement."""
        return self.projection.agreements[agreement].proposed.currency

    def account(self, name: str) -> Account:
        """Return what is on an account, by agreement, line, year and party; never zero."""
        return self._accounts.get(name, {})

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        found: dict[str, Account] = defaultdict(dict)
        for (agreement, line, year, party, account), minor in self.projection.balances.items():
            if minor and agreement in self.agreements:
                found[account][agreement, line, year, party] = minor
        return found

    def paid(self, agreement: AgreementId, line: LineId, year: int) -> int:
        """Return what is paid of a line and year, in minor units."""
        key = (agreement, line, year, "")
        return sum(side.sign * self.account(side.account).get(key, 0) for side in _PAID)

    def committed(self, agreement: AgreementId, line: LineId, year: int) -> int:
        """Return what is committed of a line and year, in minor units."""
        remaining = self.account(COMMITMENTS).get((agreement, line, year, ""), 0)
        return remaining + self.paid(agreement, line, year)


def is_open(document: AgreementDocument) -> bool:
    """Return whether anything may be left to do: it is not withdrawn, declined or closed."""
    return (
        withdrawal_of(document) is None and not is_declined(document) and not closing_of(document)
    )


def funders_of(document: AgreementDocument) -> tuple[PartyId, ...]:
    """Return the boards of an agreement's lines that are not declined, in the order of these."""
    lines = document.lines.values()
    return tuple(
        dict.fromkeys(
            x.proposed.funder for x in lines if not isinstance(x.decision, CommitmentDeclined)
        )
    )
