"""Rows of the lists about attestation: actors, mandates, requests.

Pure: from documents, for a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from events.facts import AgreementId, PartyId, PartyRegistered
from events.mandates import Authorities, Mandate, known_as
from events.requesting import Request
from projections.projection import Projection

Standing: TypeAlias = Literal["in force", "to come", "ended", "withdrawn"]


def fingerprint(key: str) -> str:
    """Return what people compare a key by; the key itself, if it is none."""
    from events.ssh import BadSshKeyError, SshKey  # few commands show a key

    try:
        return SshKey.read(key).fingerprint
    except BadSshKeyError:
        return key


def actor_rows(known: Authorities, day: date) -> list[Any]:
    """Return a row for each person, in alphabetical order: ``ActorRow``."""
    names: dict[str, str] = {}
    for name in (
        *(key.registered.actor for key in known.keys.values()),
        *(said.fact.actor for own in known.represents.values() for said in own.values()),
        *(mandate.granted.actor for mandate in known.mandates.values()),
    ):
        names.setdefault(known_as(name), name)
    return [_actor(known, names[key], day) for key in sorted(names)]


def _actor(known: Authorities, actor: str, day: date) -> dict[str, Any]:
    keys = known.keys_of(actor)
    counting = [x for x in keys if x.retired is None]
    active = [x.registered.key for x in counting]
    return {
        "actor": actor,
        "represents": sorted(known.parties_of(actor)),
        "mandates": [
            f"#{at}"
            for at, mandate in known.mandates.items()
            if mandate.is_of(actor) and mandate.is_in_force(day)
        ],
        "fingerprints": [fingerprint(key) for key in active],
        "registered_by": [f"{x.registered_by} #{x.position}" for x in counting],
        "keys": active,
        "retired": [fingerprint(x.registered.key) for x in keys if x.retired is not None],
    }


def authority_rows(
    known: Authorities,
    day: date,
    board: PartyId | None,
    parties: Mapping[PartyId, PartyRegistered],
    *,
    only_in_force: bool,
) -> list[Any]:
    """Return a row for each mandate, by board, step and name: ``AuthorityRow``.

    Args:
        known: who may act for whom.
        day: that the standing is told for.
        board: None: of every board.
        parties: the boards, with their names.
        only_in_force: leave out what is not in force on the day.
    """
    found = [
        mandate
        for mandate in known.mandates.values()
        if board in {None, mandate.granted.board}
        and (not only_in_force or mandate.is_in_force(day))
    ]
    found.sort(key=lambda x: (x.granted.board, x.granted.step, known_as(x.granted.actor)))
    return [
        _authority(mandate, day, known, parties[mandate.granted.board].name) for mandate in found
    ]


def _authority(mandate: Mandate, day: date, known: Authorities, board: str) -> dict[str, Any]:
    own, withdrawn = mandate.granted, mandate.withdrawn
    principal = known.mandates.get(own.substitute_for or 0)
    return {
        "position": mandate.position,
        "board": own.board,
        "board_name": board,
        "step": own.step,
        "actor": own.actor,
        "agreement": own.agreement,
        "line": own.line,
        "limit_minor": own.limit_minor,
        "currency": own.currency,
        "from_day": own.from_day,
        "to_day": own.to_day,
        "standing": _standing(mandate, day),
        "decision": own.decision,
        "substitute_for": own.substitute_for,
        "stands_in_for": principal.granted.actor if principal else None,
        "withdrawn_on": withdrawn.withdrawn_on if withdrawn else None,
        "withdrawn_because": withdrawn.reason if withdrawn else None,
        "granted_by": mandate.granted_by,
    }


def _standing(mandate: Mandate, day: date) -> Standing:
    if mandate.is_in_force(day):
        return "in force"
    if mandate.withdrawn is not None and day >= mandate.withdrawn.withdrawn_on:
        return "withdrawn"
    return "to come" if day < mandate.granted.from_day else "ended"


def request_rows(
    projection: Projection, day: date, agreement: AgreementId | None, *, only_open: bool
) -> list[Any]:
    """Return a row for each request, in the order of the book: ``RequestRow``."""
    return sorted(
        (
            request_row(projection, key, one, day)
            for key, document in projection.agreements.items()
            if agreement in {None, key}
            for one in document.requests.values()
            if one.is_open or not only_open
        ),
        key=lambda row: row["position"],
    )


def request_row(
    projection: Projection, agreement: AgreementId, one: Request, day: date
) -> dict[str, Any]:
    """Return what is told of a request."""
    fact, approval = one.fact, one.approvals[-1] if one.approvals else None
    return {
        "position": one.position,
        "agreement": agreement,
        "line": fact.line,
        "year": fact.budget_year,
        "amount_minor": fact.amount_minor,
        "currency": projection.agreements[agreement].proposed.currency,
        "payee": fact.payee,
        "due_on": fact.due_on,
        "status": "lapsed" if is_lapsed(projection, one, day) else one.status,
        "requested_by": one.actor,
        "reviewed_by": one.review.actor if one.review else None,
        "approved_by": approval.actor if approval else None,
        "requested_on": fact.requested_on,
        "reviewed_on": one.review.fact.reviewed_on if one.review else None,
        "approved_on": approval.fact.approved_on if approval else None,
        "checked": list(one.review.fact.checked) if one.review else [],
        "review_authority": one.review.fact.authority if one.review else None,
        "approval_authority": approval.fact.authority if approval else None,
        "substitute_for": approval.fact.substitute_for if approval else None,
        "instalment": fact.instalment,
        "reference": fact.reference,
        "offset_minor": fact.offset_minor,
        "paid_minor": one.paid_minor,
        "payment": one.paid_at or None,
        "over_because": one.over.reason if one.over else None,
    }


def is_lapsed(projection: Projection, one: Request, day: date) -> bool:
    """Return whether a request that is approved and unpaid has to be approved anew, on a day."""
    if not one.is_payable:
        return False
    mandate = projection.authorities.mandates.get(one.approvals[-1].fact.authority)
    return mandate is not None and not mandate.is_in_force(day)
