"""The money that boards have granted, as the 360Giving Data Standard 1.4 has it: JSON.

A grant is what a line that is paid out has for one performer, in an agreement in force. What stays
within one legal person is no grant, and what is given in something else than money has no place;
the description of the file says so. ``amountAwarded`` is what is committed now, and
``amountDisbursed`` what has been paid out, of all years of the line, as the reports say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from events import facts as f
from events.facts import AgreementId, PartyId
from ledger.exchange.open_data import LIST, PERSON, Material, written
from ledger.exchange.refusals import NothingToPublish
from projections.balances import measures_by_performer
from projections.projection import LineDocument
from projections.standing import last_day

PREFIX = "360G-"
_TITLE = 139  # characters, as the standard asks for
_SAID = (
    "Made by Samverk from the events of a ledger, up to event {at}.",
    "A grant is a line of an agreement in force that is paid to an external performer.",
    "amountAwarded is what is committed now, amountDisbursed what has been paid out, of all years.",
)
_INTERNAL = "Costs within one legal person are no grants (lines left out: {n})."
_IN_KIND = "Contributions in something else than money have no place in this standard."
_PERSONS = "Sole traders are persons: their names and numbers are not published."
_AS_OF = "It has facts about {day} or earlier."
_PART = "It has only a part of the ledger, what may be seen by: {boards}."


def giving(material: Material, prefix: str | None = None) -> str:
    """Return the grants as a 360Giving package, in JSON.

    Args:
        material: what is published.
        prefix: who publishes, in the register of 360Giving, such as ``360G-malmo``, or ``malmo``;
            None: it is made of what the book calls the legal person that grants.

    Raises:
        Refused: there is no grant, and the standard has no package without any.
    """
    grants = list(_grants(material, prefix))
    if not grants:
        raise NothingToPublish
    known_at = material.known_at
    assert known_at is not None  # of an empty book there is no grant
    package = {
        "version": "1.4",
        "description": " ".join(_said(material)),
        "modified": known_at.isoformat().replace("+00:00", "Z"),
        "grants": grants,
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=1).decode() + "\n"


def _said(material: Material) -> Iterator[str]:
    """Yield what a reader has to know, and what has no place."""
    for text in _SAID:
        yield text.format(at=material.at)
    if material.as_of is not None:
        yield _AS_OF.format(day=material.as_of)
    if material.internal_lines:
        yield _INTERNAL.format(n=material.internal_lines)
    if material.in_kind:
        yield _IN_KIND
    if material.persons:
        yield _PERSONS
    if material.boards is not None:
        yield _PART.format(boards=", ".join(material.boards))


def _grants(material: Material, prefix: str | None) -> Iterator[dict[str, Any]]:
    for agreement, document in material.agreements.items():
        if document.concluded is None:
            continue
        for line in document.lines.values():
            is_paid_out = line.proposed.settlement == "external"
            if is_paid_out and isinstance(line.decision, f.CommitmentApproved):
                yield from _of_line(material, prefix, agreement, line)


def _of_line(
    material: Material, prefix: str | None, agreement: AgreementId, line: LineDocument
) -> Iterator[dict[str, Any]]:
    """Yield the grant of each performer that a line has, or had and paid something."""
    own = line.proposed
    sums: dict[PartyId, list[int]] = {}
    for year in material.years(agreement, own.line):
        of_year = measures_by_performer(material.projection, agreement, own.line, year)
        for party, measures in of_year.items():
            total = sums.setdefault(party, [0, 0])
            total[0] += measures["committed_minor"]
            total[1] += measures["disbursed_minor"]
    first = (line.first or own).performer
    for party, (committed, disbursed) in sums.items():
        if committed or disbursed or len(sums) == 1:
            of_later = "" if party == first else f":{material.own_id(party)}"
            made = _Ids(material, prefix, own.funder)
            yield {
                "id": made.of(f"{agreement}:{own.line}{of_later}"),
                **_about(material, agreement, line),
                "amountAwarded": _number(committed, material.currency(agreement)),
                "amountDisbursed": _number(disbursed, material.currency(agreement)),
                **made.recipient(party),
                "fundingOrganization": [made.funder(own.funder)],
            }


def _about(material: Material, agreement: AgreementId, line: LineDocument) -> dict[str, Any]:
    """Return what is said of a line, whoever performs it."""
    own, proposed = line.proposed, material.agreements[agreement].proposed
    assert line.decision is not None
    awarded_on = f.happened_on(line.decision)
    assert awarded_on is not None
    title = f"{proposed.title}: {own.purpose}"
    return {
        "title": title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…",
        "description": f"{own.purpose}. {proposed.purpose}",
        "currency": proposed.currency,
        "awardDate": awarded_on.isoformat(),
        "plannedDates": [
            {
                "startDate": proposed.starts.isoformat(),
                "endDate": last_day(material.agreements[agreement]).isoformat(),
            }
        ],
        "grantProgramme": [{"code": proposed.reference, "title": proposed.title}],
        "fromOpenCall": "No",
    }


class _Ids(msgspec.Struct, frozen=True):
    """Ids of grants and organisations, as who publishes gives them.

    Attributes:
        material: what is published.
        prefix: of who publishes; None: it is not said.
        publisher: the board that grants.
    """

    material: Material
    prefix: str | None
    publisher: PartyId

    def of(self, own: str) -> str:
        """Return an id of the book with the prefix, by which it is unique everywhere."""
        entity = self.material.projection.parties[self.publisher].legal_entity
        prefix = PREFIX + (self.prefix or entity).removeprefix(PREFIX)
        return f"{prefix}-{own}"

    def recipient(self, party: PartyId) -> dict[str, Any]:
        """Return who gets a grant: an organisation, or a person of whom nothing is told."""
        material = self.material
        if material.is_person(party):
            own = {"id": self.of(material.own_id(party)), "name": PERSON}
            return {"recipientIndividual": own}
        return {
            "recipientOrganization": [
                {"id": self._known(party, party), "name": material.name(party)}
            ]
        }

    def funder(self, board: PartyId) -> dict[str, Any]:
        """Return the legal person that a board is a part of, with the board as its department."""
        entity = self.material.projection.parties[board].legal_entity
        is_known = entity in self.material.projection.parties
        own = self.material.own_id(entity) if is_known else entity
        found = {"id": self._known(board, own), "name": self.material.legal_person(board)}
        return found if entity == board else found | {"department": self.material.name(board)}

    def _known(self, party: PartyId, own: str) -> str:
        number = self.material.number(party)
        return self.of(own) if number is None else LIST + number


def _number(minor: int, currency: str) -> msgspec.Raw:
    return msgspec.Raw(written(minor, currency).encode())
