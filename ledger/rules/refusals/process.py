"""Why a step from proposal to agreement is refused: referral, answer, signature, withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from events.facts import AgreementId, AmendmentId, PartyId, Position
from ledger.refusal import N_, Refused


class ProposalWithdrawn(Refused, code="proposal-withdrawn"):
    agreement: AgreementId
    on: date
    position: Position

    sentence = N_("The proposal {agreement} was withdrawn {on}, in event #{position}.")
    hint = N_(
        "Nothing more is recorded of it. If it was withdrawn by mistake: samverk reverse {position}"
        " --reason …"
    )


class AnswerByBeforeReferral(Refused, code="answer-by-before-referral"):
    answer_by: date
    referred_on: date

    sentence = N_(
        "The last day for answers, {answer_by}, is before the day of the referral, {referred_on}."
    )
    hint = N_("Correct --answer-by or --on.")


class NotAsked(Refused, code="not-asked"):
    party: PartyId
    known: Sequence[PartyId]

    sentence = N_("No referral asks {party} for an answer.")
    hint = N_("Parties asked: {known}. Another referral: samverk agreement refer")


class AlreadyAnswered(Refused, code="already-answered"):
    party: PartyId
    on: date
    position: Position

    sentence = N_("{party} has answered already, on {on}, in event #{position}.")
    hint = N_("If that is wrong, reverse it first: samverk reverse {position} --reason …")


class NotASignatory(Refused, code="not-a-signatory"):
    party: PartyId
    known: Sequence[PartyId]

    sentence = N_("{party} is no signatory of the agreement.")
    hint = N_("Its signatories: {known}")


class AlreadySigned(Refused, code="already-signed"):
    party: PartyId
    on: date
    position: Position

    sentence = N_("{party} has signed already, on {on}, in event #{position}.")
    hint = N_("If that is wrong, reverse it first: samverk reverse {position} --reason …")


class UnknownAmendment(Refused, code="unknown-amendment", sought="amendment"):
    amendment: AmendmentId
    known: Sequence[AmendmentId]

    sentence = N_("There is no amendment {amendment} of the agreement.")
    hint = N_("Its amendments are: {known}")
