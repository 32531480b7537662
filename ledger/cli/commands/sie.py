"""``samverk export sie``: the payments of a period for a bookkeeping program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.commands.open_data import asked, questions
from ledger.cli.reading_input import CURRENCY, PERIOD, LocalFile
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.exchange.sie_out import Written


@click.command(
    "sie",
    cls=SamverkCommand,
    help=N_(
        """The payments of a period as vouchers in SIE 4I, for a bookkeeping program.

        Each event is a voucher with its position as number: the account of the line is debited,
        with the board, the agreement and the line as objects, and the bank is credited. What takes
        an event back is a voucher of its own, the other way round.

        \b
            samverk export sie --period 2024-05 --accounts accounts.toml -o 2024-05.si

        The file of accounts, in TOML:

        \b
            bank = "1930"
            internal = "7990"                # credited for internal costs
            series = "SV"                    # of the vouchers; SV if left out
            legal_entity = "malmo-stad"      # needed if several legal persons pay
            [[account]]
            account = "4510"
            name = "Bidrag"                  # may be left out
            coding = "11-4510"               # of lines; or agreement and line
            [[account]]
            account = "4520"
            agreement = "herrgarden"
            line = "L2"
            [[board]]
            id = "kommunstyrelsen"
            cost_centre = "100"              # the board's id if left out

        Characters that SIE lacks (it has those of code page 437) are written in a plainer way, and
        each such text is named.
        """
    ),
)
@click.option(
    "--period", type=PERIOD, required=True, help=N_("Only payments of these days, such as 2024-05.")
)
@click.option(
    "--accounts",
    metavar="FILE.toml",
    type=LocalFile(path_type=Path, dir_okay=False),
    required=True,
    help=N_("Which accounts the lines are posted on."),
)
@click.option("--currency", type=CURRENCY, help=N_("Which, where there are several."))
@questions
@click.pass_obj
def sie(
    session: Session,
    /,
    period: str,
    accounts: Path,
    currency: str | None,
    output: Path | None,
    **asking: Any,
) -> None:
    """Write it."""
    from events.period import parse_period
    from ledger.cli.output import require_another, require_replaceable, write
    from ledger.exchange import sie_out
    from ledger.exchange.sie_accounts import read_accounts

    if output is not None:
        require_another(output, [accounts])
        require_replaceable(output)
    known = read_accounts(accounts)
    made = sie_out.sie(asked(session, **asking), known, parse_period(period), currency)
    write(made.content, output)
    _tell(made)


def _tell(made: Written) -> None:
    """Say on stderr what the file comes to, and which texts it has in another form."""
    say(
        _n("{n} voucher.", "{n} vouchers.", made.vouchers)
        + " "
        + _(
            "Disbursed {disbursed}, internal costs {internal}, repaid {repaid} {currency}.",
            currency=made.currency,
            **{
                name: display.amount(made.sums[name], made.currency)
                for name in ("disbursed", "internal", "repaid")
            },
        )
    )
    for text, written in made.replaced.items():
        say(_("In the file, {text} is written {written}.", text=text, written=written))
