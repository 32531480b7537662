"""An amendment that is looked at, with the agreement as it would be with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from events import facts as f
from events.amending import Item
from events.facts import LineId, PartyId
from ledger.rules import proposing
from ledger.rules.state import AgreementState, YearState


class About(NamedTuple):
    """An amendment that is looked at, and the agreement as it would be with it.

    Attributes:
        agreement: as it is.
        parties: those that the book knows, and those that the proposal describes.
        items: what is changed.
        starts, ends, currency, signatories: of the agreement with the amendment.
    """

    agreement: AgreementState
    parties: proposing.Parties
    items: Sequence[Item]

    @property
    def proposed(self) -> f.AgreementProposed:
        """The agreement as it is."""
        assert self.agreement.proposed is not None
        return self.agreement.proposed

    @property
    def starts(self) -> date:
        """The first day, which never changes."""
        return self.proposed.starts

    @property
    def ends(self) -> date:
        """The last day with the amendment."""
        days = [x.ends for x in self.items if isinstance(x, f.TermChangeProposed)]
        return days[0] if days else self.proposed.ends

    @property
    def currency(self) -> str:
        """Of all amounts, which never changes."""
        return self.proposed.currency

    @property
    def signatories(self) -> tuple[PartyId, ...]:
        """Who signs with the amendment."""
        changes = [x for x in self.items if isinstance(x, f.SignatoryChangeProposed)]
        changed = {x.party for x in changes}
        stay = tuple(x for x in self.proposed.signatories if x not in changed)
        return (*stay, *(x.party for x in changes if x.joins))

    def year(self, line: LineId, year: int) -> YearState:
        """Return a line's year as it is."""
        state = self.agreement.lines.get(line)
        return (state and state.years.get(year)) or YearState()
