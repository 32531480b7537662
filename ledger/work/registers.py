"""What a book has: its agreements and its parties, a row of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from projections.projection import Projection
from projections.standing import last_day, status_of


def agreement_rows(present: Projection, today: date) -> list[Any]:
    """Return a row for each agreement, in the order of the book: ``AgreementRow``."""
    return [
        {
            "agreement": key,
            "title": document.proposed.title,
            "reference": document.proposed.reference,
            "starts": document.proposed.starts,
            "ends": last_day(document),
            "status": status_of(document, today),
        }
        for key, document in present.agreements.items()
    ]


def party_rows(present: Projection) -> list[Any]:
    """Return a row for each party, by their ids: ``PartyRow``."""
    return [
        {
            "party": key,
            "name": fact.name,
            "kind": fact.kind,
            "legal_entity": fact.legal_entity,
            "organisation_number": fact.organisation_number,
        }
        for key, fact in sorted(present.parties.items())
    ]
