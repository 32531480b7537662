"""The three marks of a public-civil partnership (IOP), and who has decided.

Source: docs/DOMAIN.md, section 1.
"""

from __future__ import annotations

import msgspec

from events import facts as f
from events.effects import IN_KIND
from events.facts import AgreementId, PartyId
from projections.projection import AgreementDocument, Projection


class Marks(msgspec.Struct, frozen=True):
    """How far an agreement has the three marks.

    Attributes:
        public: the public signatories.
        civil: the civil-society signatories.
        purpose: the common purpose; empty: none is stated.
        without_contribution: signatories with no recorded contribution.
    """

    public: tuple[PartyId, ...]
    civil: tuple[PartyId, ...]
    purpose: str
    without_contribution: tuple[PartyId, ...]


_PUBLIC = frozenset({"board", "unit", "state"})


def marks_of(projection: Projection, agreement: AgreementId) -> Marks:
    """Return the marks of an agreement."""
    document = projection.agreements[agreement]
    signatories = document.proposed.signatories
    kinds = {party: projection.parties[party].kind for party in signatories}
    contributing = _contributing(projection, agreement, document)
    return Marks(
        public=tuple(p for p in signatories if kinds[p] in _PUBLIC),
        civil=tuple(p for p in signatories if kinds[p] == "civil"),
        purpose=document.proposed.purpose,
        without_contribution=tuple(p for p in signatories if p not in contributing),
    )


def _contributing(
    projection: Projection, agreement: AgreementId, document: AgreementDocument
) -> set[PartyId]:
    """Return the contributors: funders of lines that are not declined, and givers in kind."""
    funders = {
        line.proposed.funder
        for line in document.lines.values()
        if not isinstance(line.decision, f.CommitmentDeclined)
    }
    givers = {
        party
        for (own, line, _, party, account), minor in projection.balances.items()
        if not line and own == agreement and account == IN_KIND and minor > 0
    }
    return funders | givers
