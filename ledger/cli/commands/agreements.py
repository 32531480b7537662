"""``samverk agreement``: an agreement from its file to its end."""

from __future__ import annotations

import click

from ledger.cli.clickwork import LazyGroup
from ledger.presentation.language import N_

_HERE = "ledger.cli.commands."
_COMMANDS = {
    "template": (
        _HERE + "agreement_files:template",
        N_("Print an empty file of a proposal, with what each field says."),
    ),
    "check": (
        _HERE + "agreement_files:check",
        N_("Say everything that is wrong with the file of a proposal."),
    ),
    "propose": (_HERE + "proposals:propose", N_("Read a proposed agreement from a file.")),
    "refer": (_HERE + "process:refer", N_("Record that parties were asked for their answers.")),
    "answer": (_HERE + "process:answer", N_("Record a party's answer to a referral.")),
    "plan-decision": (
        _HERE + "process:plan_decision",
        N_("Record on which day a body is to decide."),
    ),
    "amend": (
        _HERE + "proposals:amend",
        N_("Give a proposed line a new amount, before conclusion."),
    ),
    "approve": (
        _HERE + "proposals:approve",
        N_("Record that a board approved the lines it funds."),
    ),
    "decline": (
        _HERE + "proposals:decline",
        N_("Record that a board declined lines it was to fund."),
    ),
    "conclude": (
        _HERE + "proposals:conclude",
        N_("Record the final decision: the agreement is in force."),
    ),
    "sign": (_HERE + "process:sign", N_("Record that a signatory has signed.")),
    "notify": (_HERE + "process:notify", N_("Record that parties were told of a decision.")),
    "withdraw": (
        _HERE + "process:withdraw",
        N_("Take a proposal back, before it is concluded; nothing more is recorded of it."),
    ),
    "change": (
        _HERE + "amending:change",
        N_("Propose a change of an agreement in force: an amendment."),
    ),
    "draft": (
        _HERE + "agreement_files:draft",
        N_("Write the file of an agreement that prolongs another one."),
    ),
    "terminate": (
        _HERE + "ending:terminate",
        N_("End an agreement before its last day, after notice."),
    ),
    "settle": (
        _HERE + "ending:settle",
        N_("Release what is unpaid, and claim what performers hold and have not reported."),
    ),
    "close": (
        _HERE + "ending:close",
        N_("Close an agreement that has ended: nothing more is recorded of it."),
    ),
    "reopen": (
        _HERE + "ending:reopen",
        N_("Open a closed agreement again; somebody else does it than who closed it."),
    ),
    "list": (_HERE + "agreement_lists:list_agreements", N_("List the agreements.")),
    "show": (
        _HERE + "agreement_lists:show",
        N_("Show an agreement: how it stands, who has decided and signed, its amounts."),
    ),
}


@click.group(
    "agreement",
    cls=LazyGroup,
    lazy=_COMMANDS,
    help=N_("An agreement: proposal, referral, decisions, signatures, changes and end."),
)
def agreement() -> None:
    """Group."""
