"""``samverk agreement refer``, ``answer``, ``plan-decision``, ``sign``, ``notify`` and so on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import click

from events.facts import Answer
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import DATE, ID, TEXT
from ledger.cli.session import Session
from ledger.cli.writing import DECISION, writes
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.rules.entries.referral import AnswerReferral, PlanDecision, ReferAgreement
    from ledger.rules.entries.signing import NotifyDecision, SignAgreement
    from ledger.rules.entries.withdrawn import WithdrawProposal

AGREEMENT = click.argument("agreement", metavar="ID", type=ID)
MATTER = click.option("--matter", required=True, type=TEXT, help=N_("Reference of the matter."))
AMENDMENT = click.option(
    "--amendment", type=ID, help=N_("The amendment that it is about; the agreement if left out.")
)


def _to(text: str) -> Callable[[Any], Any]:
    """Return the option ``--to``, after which several parties may stand."""

    def decorate(body: Any) -> Any:
        more = click.argument("more", metavar="[PARTY]…", nargs=-1, type=ID)
        return click.option(
            "--to", metavar="PARTY…", required=True, multiple=True, type=ID, help=text
        )(more(body))

    return decorate


def _each_once(*several: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for parties in several for party in parties))


@click.command(
    "refer", cls=SamverkCommand, help=N_("Record that parties were asked for their answers.")
)
@AGREEMENT
@_to(N_("Who is asked; several may follow each other."))
@click.option("--answer-by", required=True, type=DATE, help=N_("Last day for answers."))
@MATTER
@click.option("--by", type=TEXT, help=N_("The body that refers, such as an executive committee."))
@click.option("--on", required=True, type=DATE, help=N_("Day of the referral."))
@writes()
def refer(
    _session: Session,
    agreement: str,
    to: tuple[str, ...],
    more: tuple[str, ...],
    answer_by: date,
    matter: str,
    by: str | None,
    on: date,
) -> ReferAgreement:
    """Build the command."""
    from ledger.rules.entries.referral import ReferAgreement

    return ReferAgreement(
        agreement=agreement,
        to=_each_once(to, more),
        answer_by=answer_by,
        matter=matter,
        by=by,
        referred_on=on,
    )


@click.command("answer", cls=SamverkCommand, help=N_("Record a party's answer to a referral."))
@AGREEMENT
@click.option("--party", required=True, type=ID, help=N_("Who answers."))
@click.option(
    "--answer", required=True, type=click.Choice(get_args(Answer)), help=N_("What the party says.")
)
@click.option("--decision", type=TEXT, help=N_("The party's own reference of its answer."))
@click.option("--on", required=True, type=DATE, help=N_("Day of the answer."))
@writes()
def answer(
    _session: Session, agreement: str, party: str, answer: Answer, decision: str | None, on: date
) -> AnswerReferral:
    """Build the command."""
    from ledger.rules.entries.referral import AnswerReferral

    return AnswerReferral(
        agreement=agreement, party=party, answer=answer, decision=decision, answered_on=on
    )


@click.command(
    "plan-decision",
    cls=SamverkCommand,
    help=N_(
        "Record on which day a body is to decide.\n\nThe newest plan of a body replaces the one"
        " before it."
    ),
)
@AGREEMENT
@click.option("--body", required=True, type=ID, help=N_("The party that is to decide."))
@MATTER
@click.option(
    "--on", required=True, type=DATE, help=N_("Day of the decision; it may lie in the future.")
)
@writes()
def plan_decision(
    _session: Session, agreement: str, body: str, matter: str, on: date
) -> PlanDecision:
    """Build the command."""
    from ledger.rules.entries.referral import PlanDecision

    return PlanDecision(agreement=agreement, body=body, matter=matter, decides_on=on)


@click.command("sign", cls=SamverkCommand, help=N_("Record that a signatory has signed."))
@AGREEMENT
@click.option("--party", required=True, type=ID, help=N_("The signatory."))
@click.option("--on", required=True, type=DATE, help=N_("Day of the signature."))
@click.option("--reference", type=TEXT, help=N_("Reference of the signed document."))
@AMENDMENT
@writes()
def sign(
    _session: Session,
    agreement: str,
    party: str,
    on: date,
    reference: str | None,
    amendment: str | None,
) -> SignAgreement:
    """Build the command."""
    from ledger.rules.entries.signing import SignAgreement

    return SignAgreement(
        agreement=agreement, party=party, signed_on=on, reference=reference, amendment=amendment
    )


@click.command(
    "notify", cls=SamverkCommand, help=N_("Record that parties were told of a decision.")
)
@AGREEMENT
@_to(N_("Who was told; several may follow each other."))
@DECISION
@click.option("--on", required=True, type=DATE, help=N_("Day of the notification."))
@writes()
def notify(
    _session: Session,
    agreement: str,
    to: tuple[str, ...],
    more: tuple[str, ...],
    decision: str,
    on: date,
) -> NotifyDecision:
    """Build the command."""
    from ledger.rules.entries.signing import NotifyDecision

    return NotifyDecision(
        agreement=agreement, to=_each_once(to, more), decision=decision, notified_on=on
    )


@click.command(
    "withdraw",
    cls=SamverkCommand,
    help=N_("Take a proposal back, before it is concluded; nothing more is recorded of it."),
)
@AGREEMENT
@click.option("--on", required=True, type=DATE, help=N_("Day of the withdrawal."))
@AMENDMENT
@writes(needs_reason=True)
def withdraw(
    _session: Session, agreement: str, on: date, amendment: str | None, reason: str
) -> WithdrawProposal:
    """Build the command."""
    from ledger.rules.entries.withdrawn import WithdrawProposal

    return WithdrawProposal(
        agreement=agreement, withdrawn_on=on, amendment=amendment, reason=reason
    )
