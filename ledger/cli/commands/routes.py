"""``samverk route``: which line a row of another program's file belongs to."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, get_args

import click

from events.facts import RouteRecords
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import ID, ORGNR, POSITION, TEXT, Read
from ledger.cli.session import Session
from ledger.cli.showing import Summed, shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_, _, _n
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.presentation.lists import ProposedRouteRow, RouteRow

_OBJECT = re.compile(r"\s*([^\s:]+)\s*[:=]\s*(.+)")


class _Object(NamedTuple):
    """An object of another program, such as a cost centre, and the dimension it is of."""

    dimension: str
    name: str


def _read_object(text: str) -> _Object:
    """Read ``1:4711``."""
    found = _OBJECT.fullmatch(text)
    if found is None:
        raise click.BadParameter(
            _("Write the dimension, a colon and the object: 1:4711 is cost centre 4711.")
        )
    return _Object(TEXT.convert(found[1], None, None), TEXT.convert(found[2], None, None))


@click.group(
    "route",
    cls=SamverkGroup,
    help=N_("Routes: which line a row of another program's file belongs to."),
)
def route() -> None:
    """Group."""


@route.command(
    "add",
    help=N_(
        """Say which line the rows of files belong to, for samverk import.

        A route fits a row that has all that it says. Of the routes that fit, the one that says most
        counts; a row that several fit which say equally much, and lead to different lines, is left
        out, and so is a row that none fits.

        \b
            samverk route add --payee 802002-9999 --account 4510 --agreement herrgarden --line L2
            samverk route add --object 1:412 --text 'lokal|hyra' --records internal-cost \\
                --agreement herrgarden --line L4
            samverk route add --text förening --records in-kind --agreement herrgarden \\
                --pledge 21
            samverk route add --account 6110 --records nothing
        """
    ),
)
@click.option(
    "--payee", "payee_number", type=ORGNR, help=N_("The payee's organisation number, ten digits.")
)
@click.option(
    "--account",
    "of_account",
    type=TEXT,
    help=N_("The account, as the other program writes it."),
)
@click.option(
    "--object",
    "of_object",
    type=Read("DIMENSION:OBJECT", _read_object),
    help=N_(
        "The object, with its dimension: 1 cost centre, 2 cost bearer, 6 project, 7 employee, or"
        " another as SIE numbers them."
    ),
)
@click.option(
    "--text",
    "pattern",
    metavar="REGEX",
    type=TEXT,
    help=N_(
        "A word, or a regular expression, that stands in the row's text or in the payee's name;"
        " upper and lower case are the same."
    ),
)
@click.option("--agreement", type=ID, help=N_("The agreement that rows belong to."))
@click.option("--line", type=ID, help=N_("Its line."))
@click.option(
    "--pledge", type=POSITION, help=N_("With --records in-kind: the pledge that rows fulfil.")
)
@click.option(
    "--records",
    type=click.Choice(get_args(RouteRecords)),
    default="disbursement",
    show_default=True,
    help=N_(
        "What rows become. in-kind: contributions, as of a time sheet, with quantities. nothing:"
        " they are of no agreement of the book, and are counted and left aside."
    ),
)
@writes()
def add(
    _session: Session,
    payee_number: str | None,
    of_account: str | None,
    of_object: _Object | None,
    pattern: str | None,
    agreement: str | None,
    line: str | None,
    pledge: int | None,
    records: RouteRecords,
) -> c.AddRoute:
    """Build the command."""
    return c.AddRoute(
        payee_number=payee_number,
        account=of_account,
        dimension=None if of_object is None else of_object.dimension,
        object=None if of_object is None else of_object.name,
        pattern=pattern,
        agreement=agreement,
        line=line,
        pledge=pledge,
        records=records,
    )


@route.command(
    "retire",
    help=N_(
        """Let a route count for no file that is read from now on.

        What was recorded by it stays as it is.

        \b
            samverk route retire 45 --reason 'The account is closed'
        """
    ),
)
@click.argument("route", metavar="POSITION", type=POSITION)
@writes(needs_reason=True)
def retire(_session: Session, route: int, reason: str) -> c.RetireRoute:
    """Build the command."""
    return c.RetireRoute(route=route, reason=reason)


@route.command(
    "list", help=N_("List the routes that count, and say which of them lead nowhere by now.")
)
@click.option("--all", "also_retired", is_flag=True, help=N_("Retired ones, too."))
@click.option("--agreement", type=ID, help=N_("Only those to this agreement."))
@shows_list("route list")
def list_routes(session: Session, also_retired: bool, agreement: str | None) -> Summed:
    """Return the rows."""
    from ledger.work.existence import require_agreement
    from ledger.work.present import current, today
    from ledger.work.routes import doubts, why_none

    known = current(session.book, sums=())
    if agreement is not None:
        require_agreement(agreement, known)
    day = today(session.book)
    rows: list[RouteRow] = []
    doubtful: dict[str, list[str]] = defaultdict(list)
    for at, fact, retired_at in known.imports.routes.values():
        if (retired_at and not also_retired) or agreement not in {None, fact.agreement}:
            continue
        why = None if retired_at else why_none(fact, known)
        told = [why] if why is not None else [] if retired_at else doubts(fact, known, day)
        for x in told:
            doubtful[x].append(f"#{at}")
        rows.append(
            {
                "position": at,
                "payee_number": fact.payee_number,
                "account": fact.account,
                "object": fact.object and f"{fact.dimension}:{fact.object}",
                "pattern": fact.pattern,
                "records": fact.records,
                "agreement": fact.agreement,
                "line": fact.line,
                "pledge": fact.pledge,
                "standing": "retired" if retired_at else "leads nowhere" if why else "counts",
                "retired_at": retired_at or None,
            }
        )
    notes = [
        _n(
            "Route {routes}: {why}",
            "Routes {routes}: {why}",
            len(routes),
            routes=", ".join(routes),
            why=_(why),
        )
        for why, routes in doubtful.items()
    ]
    return Summed(rows, notes=notes)


@route.command(
    "learn",
    help=N_(
        """Propose routes from what the book says: its lines, how they are coded, and payments.

        Nothing is recorded. Each row is a command that records a route; those that are right can be
        copied, or written to a file and run: samverk batch FILE.
        """
    ),
)
@shows_list("route learn")
def learn(session: Session) -> Summed:
    """Return the rows."""
    from shlex import join

    from ledger.work.routes import learned

    found = learned(session.book)
    rows: list[ProposedRouteRow] = [
        {
            "command": join(("samverk", *one.command)),
            "why": _(one.why),
            "events": one.events,
            "agreement": one.agreement,
            "line": one.line,
        }
        for one in found.proposals
    ]
    notes = [
        _(why, lines=", ".join(f"{agreement} {line}" for agreement, line in places))
        for why, places in found.unclear.items()
    ]
    return Summed(rows, notes=notes)
