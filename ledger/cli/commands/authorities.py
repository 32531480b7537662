"""``samverk authority``: who may review payments, and who may approve them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

import click

from events.facts import AuthorityStep
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import AMOUNT, CURRENCY, DATE, ID, POSITION, amount_minor
from ledger.cli.session import Session
from ledger.cli.showing import Summed, shows_list
from ledger.cli.writing import DECISION, writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount


@click.group(
    "authority",
    cls=SamverkGroup,
    help=N_("Mandates: who may review payments, and who may approve them."),
)
def authority() -> None:
    """Group."""


@authority.command(
    "grant",
    help=N_(
        "Record that a board has given a person a mandate. Somebody else than that person records"
        " it.\n\n"
        "\b\n    samverk authority grant anna --board kommunstyrelsen --step decide"
        " --limit '500 000' \\\n"
        "        --from 2024-01-01 --to 2024-12-31 --decision 'KS § 4'"
    ),
)
@click.argument("actor_name", metavar="ACTOR", type=ID)
@click.option("--board", required=True, type=ID, help=N_("The board that gives it."))
@click.option(
    "--step",
    required=True,
    type=click.Choice(get_args(AuthorityStep)),
    help=N_(
        "review: to check requests for payments; decide: to approve them. Neither includes the"
        " other."
    ),
)
@click.option(
    "--agreement",
    type=ID,
    help=N_("Only in this agreement; in all in which the board funds a line if left out."),
)
@click.option("--line", type=ID, help=N_("Only on this line; on all of the board if left out."))
@click.option(
    "--limit",
    type=AMOUNT,
    help=N_(
        "At most so much for one payee with the same due day, all requests together; any amount if"
        " left out."
    ),
)
@click.option(
    "--currency",
    type=CURRENCY,
    help=N_("Of the limit; the agreement's if left out, or that of the book's agreements."),
)
@click.option("--from", "from_day", required=True, type=DATE, help=N_("The first day."))
@click.option("--to", "to_day", required=True, type=DATE, help=N_("The last day."))
@DECISION
@click.option(
    "--substitute-for",
    type=POSITION,
    help=N_("Position of the mandate whose holder this person stands in for."),
)
@writes()
def grant(
    session: Session,
    actor_name: str,
    board: str,
    step: AuthorityStep,
    agreement: str | None,
    line: str | None,
    limit: WrittenAmount | None,
    currency: str | None,
    from_day: date,
    to_day: date,
    decision: str,
    substitute_for: int | None,
) -> c.GrantAuthority:
    """Build the command."""
    if currency is not None and limit is None:
        raise click.UsageError(_("--currency says in which currency --limit is: give that, too."))
    of_limit = None if limit is None else currency or _currency(session, agreement)
    return c.GrantAuthority(
        actor=actor_name,
        board=board,
        step=step,
        agreement=agreement,
        line=line,
        limit_minor=None if limit is None or of_limit is None else amount_minor(limit, of_limit),
        currency=of_limit,
        from_day=from_day,
        to_day=to_day,
        decision=decision,
        substitute_for=substitute_for,
    )


def _currency(session: Session, agreement: str | None) -> str:
    """Return the currency of an agreement, or the only one that the book's agreements have."""
    from ledger.work.present import DEFAULT_CURRENCY, proposals

    if agreement is not None:
        return session.service.currency_of(agreement)
    documents = proposals(session.book).agreements.values()
    found = sorted({document.proposed.currency for document in documents})
    if len(found) > 1:
        known = ", ".join(found)
        raise click.UsageError(
            _("The book has agreements in {currencies}: say with --currency.", currencies=known)
        )
    return found[0] if found else DEFAULT_CURRENCY


@authority.command(
    "withdraw",
    help=N_(
        "Record that a mandate ends before its last day. What was approved by it stays approved,"
        " but what is unpaid then has to be approved anew."
    ),
)
@click.argument("position", metavar="POSITION", type=POSITION)
@click.option("--on", type=DATE, help=N_("The first day without the mandate; today if left out."))
@writes(needs_reason=True)
def withdraw(_session: Session, position: int, on: date | None, reason: str) -> c.WithdrawAuthority:
    """Build the command."""
    return c.WithdrawAuthority(position=position, withdrawn_on=on, reason=reason)


@authority.command(
    "list",
    help=N_(
        "List the mandates, by board: with --on those that are in force on a day, as the list of a"
        " year shows them.\n\n"
        "\b\n    samverk authority list --on 2024-01-01 --board kommunstyrelsen -o lista.html"
    ),
)
@click.option("--on", type=DATE, help=N_("Only those in force on this day; all if left out."))
@click.option("--board", type=ID, help=N_("Only those of this board."))
@shows_list("authority list")
def list_authorities(session: Session, on: date | None, board: str | None) -> Summed:
    """Return the rows."""
    from ledger.presentation.sheets import SEPARATOR
    from ledger.work.attesting import authorities_of
    from ledger.work.existence import require_party
    from ledger.work.present import current, today
    from projections.attesting import authority_rows

    book = session.book
    documents = current(book, sums=())
    parties = documents.parties
    if board is not None:
        require_party(board, documents)
    day = on or today(book)
    rows = authority_rows(authorities_of(book), day, board, parties, only_in_force=on is not None)
    if on is None:
        return Summed(rows)
    whose = [parties[board].name] if board else []
    name = [documents.book_name] if documents.book_name else []
    at = book.head()
    return Summed(
        rows,
        notes=[
            _("Mandates in force on {day}.", day=on),
            _("Position {at} of the book, root {root}.", at=at, root=book.root(at).hex()),
        ],
        title=SEPARATOR.join([_("List of mandates {day}", day=on), *whose, *name]),
    )
