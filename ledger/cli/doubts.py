"""Commands that are allowed but unusual: the program asks the user, or wants ``--yes``.

This is no rule of the ledger: a board may decide so. It guards against typing errors. The doubt is
worked out from a preview, so it is about the sums that would be recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING

import click

from ledger.cli.refusals import AmendmentUnusual, ChangeUnusual, UpliftUnusual
from ledger.presentation.language import N_, _
from ledger.refusal import Money

if TYPE_CHECKING:
    from ledger.refusal import LedgerError
    from ledger.work.submission import Outcome

UNUSUAL_PER_CENT = 20
_ANSWERS = {"y": True, "yes": True, "j": True, "ja": True, "n": False, "no": False, "nej": False}

# (the events that would be recorded, the currency) -> the doubt; None: they are not unusual
Asks = Callable[["Outcome", str], "LedgerError | None"]

YES = click.option(
    "--yes",
    is_flag=True,
    help=N_("Record it although it is unusual; a terminal is asked, anything else refused."),
)

UNASKED = click.option(
    "--yes", is_flag=True, help=N_("Record it at once, where a terminal would be asked.")
)


def unusual_uplift(outcome: Outcome, currency: str) -> LedgerError | None:
    """Return the refusal of the largest increase, where it is above a fifth of its base."""
    from events.facts import UpliftApplied

    if outcome.repeated:
        return None
    raised = [
        (Decimal(100 * year.uplift_minor) / year.base_minor, recorded.fact.line, year)
        for recorded in outcome.recorded
        if isinstance(recorded.fact, UpliftApplied)
        for year in recorded.fact.years
    ]
    share, line, year = max(raised, key=lambda found: found[0])
    if share <= UNUSUAL_PER_CENT:
        return None
    return UpliftUnusual(
        line=line,
        year=year.year,
        amount=Money(year.uplift_minor, currency),
        base=Money(year.base_minor, currency),
        new=Money(year.new_minor, currency),
        percent=_shown(share),
        most=UNUSUAL_PER_CENT,
    )


def unusual_amendment(outcome: Outcome, currency: str) -> LedgerError | None:
    """Return the refusal of a change of an amount by more than a fifth, up or down."""
    from events.facts import LineAmended

    (recorded,) = outcome.recorded
    fact = recorded.fact
    assert isinstance(fact, LineAmended)
    if outcome.repeated or not fact.previous_minor:
        return None
    share = Decimal(100 * abs(fact.amount_minor - fact.previous_minor)) / fact.previous_minor
    if share <= UNUSUAL_PER_CENT:
        return None
    return AmendmentUnusual(
        line=fact.line,
        year=fact.year,
        base=Money(fact.previous_minor, currency),
        new=Money(fact.amount_minor, currency),
        percent=_shown(share),
        most=UNUSUAL_PER_CENT,
    )


def unusual_change(outcome: Outcome, currency: str) -> LedgerError | None:
    """Return the doubt about the largest change of an amendment, where it is above a fifth.

    It is told and not asked: nothing counts before the amendment is concluded.
    """
    from events.facts import LineAmountChangeProposed

    changed = [
        (Decimal(100 * abs(fact.amount_minor - fact.previous_minor)) / fact.previous_minor, fact)
        for fact in (recorded.fact for recorded in outcome.recorded)
        if isinstance(fact, LineAmountChangeProposed) and fact.previous_minor
    ]
    if outcome.repeated or not changed:
        return None
    share, fact = max(changed, key=lambda found: found[0])
    if share <= UNUSUAL_PER_CENT:
        return None
    return ChangeUnusual(
        line=fact.line,
        year=fact.year,
        base=Money(fact.previous_minor, currency),
        new=Money(fact.amount_minor, currency),
        percent=_shown(share),
        amendment=fact.amendment,
    )


def _shown(share: Decimal) -> Decimal:
    """Return a share above the limit with one decimal, rounded up: else it might say 20."""
    from events.money import plain

    return plain(share.quantize(Decimal("0.1"), ROUND_UP))


def ask(doubt: LedgerError, *, may_ask: bool) -> None:
    """Ask the user about a doubt, or refuse the command where nobody can be asked.

    Raises:
        LedgerError: the doubt, if the user does not confirm.
    """
    from ledger.presentation.refusals import sentences

    if not may_ask:
        raise doubt
    click.echo(sentences(doubt)[0], err=True)
    if not is_confirmed(default=False):
        raise doubt


def is_confirmed(*, default: bool) -> bool:
    """Ask the user whether to record it; the answer may be in either language.

    Args:
        default: what an empty answer means.
    """
    yes, no = _("y"), _("n")
    shown = f"{yes.upper()}/{no}" if default else f"{yes}/{no.upper()}"
    while True:
        answer = click.prompt(
            _("Record it? [{choices}]", choices=shown),
            default="",
            show_default=False,
            err=True,
        )
        said = answer.strip().casefold()
        if not said:
            return default
        if said in _ANSWERS:
            return _ANSWERS[said]


def note(doubt: LedgerError) -> None:
    """Say on stderr that the program would ask about the previewed command."""
    from ledger.presentation.refusals import sentences

    click.echo("\n".join(sentences(doubt)), err=True)
