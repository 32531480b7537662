"""``samverk export payments`` and ``samverk payment-file``: files by which a bank pays requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ledger.cli.clickwork import SamverkCommand, SamverkGroup
from ledger.cli.reading_input import DATE, POSITION, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT, TABLE_OR_JSON, shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_, _, _n, translate
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events import facts as f
    from events.facts import Position
    from events.importing import PaymentFile
    from events.requesting import Request
    from ledger.exchange.payment_orders import LeftOut, Order
    from ledger.presentation.lists import PaymentFileRow
    from ledger.refusal import LedgerError
    from ledger.work.submission import Outcome, Signature
    from projections.projection import Projection

_KEPT = "samverk.payments"  # in the context: what was made, for who writes it afterwards
_FILE = click.argument("position", metavar="POSITION", type=POSITION)
_TO = click.option("-o", "--output", required=True, type=OUTPUT, help=N_("The file for the bank."))


class _Made(NamedTuple):
    """A file that is written now, whose event says ``fact``."""

    content: bytes
    fact: c.MakePaymentFile | f.PaymentFileMade
    requests: list[Position]
    left_out: Sequence[LeftOut] = ()
    event: Position | None = None  # None: it is recorded now


def _deliver(_session: Session, _outcome: Outcome, given: dict[str, Any]) -> None:
    """Write the file that was recorded, and tell of what is not in it."""
    from ledger.cli.boundary import say
    from ledger.cli.output import write

    made: _Made = click.get_current_context().meta[_KEPT]
    write(made.content, given["output"])
    if b"<OrgId>" not in made.content:
        say(
            _(
                "The file has no organisation number of who pays, which most banks want:"
                " samverk party amend PARTY --orgnr NUMBER"
            )
        )
    _tell_left_out(made.left_out)


def _told(outcome: Outcome | None = None) -> dict[str, Any]:
    """Return what JSON says of the file; None: nothing was recorded."""
    from ledger.presentation.refusals import sentences

    made: _Made = click.get_current_context().meta[_KEPT]
    fact = made.fact
    return {
        "payment_file": {
            "position": outcome.recorded[-1].position if outcome else made.event,
            "message": fact.message,
            "account": fact.account,
            "sha256": fact.sha256,
            "sum_minor": fact.sum_minor,
            "currency": fact.currency,
            "requests": made.requests,
        },
        "left_out": [
            {
                "agreement": one.agreement,
                "request": one.request,
                "code": one.why.code,
                "message": sentences(one.why)[0],
            }
            for one in made.left_out
        ],
    }


def _tell_left_out(found: Sequence[LeftOut]) -> None:
    from ledger.cli.boundary import say
    from ledger.presentation.refusals import sentences

    if not found:
        return
    say(
        _n(
            "{n} request is approved and due, and not in the file:",
            "{n} requests are approved and due, and not in the file:",
            len(found),
        )
    )
    for one in found:
        said, hint = sentences(one.why)
        say(f"  {said} {hint}")


@click.command(
    "payments",
    cls=SamverkCommand,
    help=N_(
        "Write a file by which the bank pays what is approved and due: pain.001.001.03.\n\n"
        "A request is in one file only. Called again, while nothing else is to be paid, it writes"
        " the same file once more, to the byte. Payees need a confirmed account: samverk party"
        " account.\n\n"
        "\b\n    samverk export payments --from 991-2346 --until 2024-04-30 -o betalningar.xml"
    ),
)
@click.option(
    "--from",
    "charged",
    required=True,
    type=TEXT,
    metavar="ACCOUNT",
    help=N_("The account that is charged: a confirmed one of the funder, or of its legal person."),
)
@click.option("--until", required=True, type=DATE, help=N_("The last due day."))
@_TO
@writes(finish=_deliver, tells=_told)
def payments(
    session: Session, charged: str, until: date, output: Path, dry_run: bool
) -> c.MakePaymentFile:
    """Build the command; where there is nothing new, write the newest such file again."""
    from ledger.cli.output import require_writable
    from ledger.cli.streams import descriptor_of
    from ledger.work.present import current

    if descriptor_of(output) == 1:
        raise _needs_file()
    book = current(session.book, sums=())
    made = _ordered(session, book, charged, until)
    if made.command is None:
        _again_or_refuse(session, book, made, charged, until, None if dry_run else output)
        click.get_current_context().exit()
    requests = [position for _agreement, position in made.command.requests]
    kept = _Made(made.content, made.command, requests, made.left_out)
    click.get_current_context().meta[_KEPT] = kept
    if dry_run:
        _tell_left_out(made.left_out)
    else:
        require_writable(output, made.content)
    return made.command


def _needs_file() -> click.BadParameter:
    wanted = _("Name a file: standard output has what was recorded.")
    return click.BadParameter(wanted, param_hint="'-o'")


def _ordered(session: Session, book: Projection, charged: str, until: date) -> Order:
    """Return the file of what is to be paid now."""
    from events import zones
    from ledger.exchange.payment_orders import order
    from ledger.work.submission import Signature

    actor, assurance = session.signer()
    signature = Signature(actor=actor, assurance=assurance, clock_is_right=True)

    def check(agreement: str, request: Request) -> LedgerError | None:
        return _refused(session, signature, agreement, request)

    now = zones.time_in(book.told_in or zones.DEFAULT, session.book.now())
    return order(book, charged, until, now, session.book.info("origin") or "", check)


def _refused(
    session: Session, signature: Signature, agreement: str, request: Request
) -> LedgerError | None:
    """Return why the payment of a request could not be recorded today; None: it could be.

    So nothing is sent to the bank that the book will not take when it comes back.
    """
    from ledger.exchange.end_to_end import end_to_end_id
    from ledger.refusal import Conflict, Refused

    fact = request.fact
    command = c.RecordDisbursement(
        agreement=agreement,
        line=fact.line,
        budget_year=fact.budget_year,
        amount_minor=fact.amount_minor,
        paid_on=session.today(),
        voucher=end_to_end_id(agreement, request.position),
        payee=fact.payee,
        request=request.position,
        outside_term=True,
        again=True,
    )
    try:
        session.service.preview(command, signature)
    except (Refused, Conflict) as error:
        return error
    return None


def _again_or_refuse(
    session: Session,
    book: Projection,
    made: Order,
    charged: str,
    until: date,
    output: Path | None,
) -> None:
    """Write the newest file from an account, until a day, again; refuse if there is none.

    Raises:
        Refused: there is nothing to be paid, or another file pays it.
    """
    from ledger.rules.accounts import payer_of, written
    from ledger.rules.refusals.payment_files import NothingToOrder, RequestAlreadySent

    account = written(payer_of(charged, book.accounts, book.parties).fact)
    standing = [x for x in book.imports.files.values() if not x.voided_at]
    same = [x for x in standing if (x.fact.account, x.fact.until) == (account, until)]
    if same:
        _write_again(session, book, same[-1], output, made.left_out)
        return
    sent = dict(book.imports.sent())
    if made.sent:
        raise RequestAlreadySent(position=made.sent[0], file=sent[made.sent[0]].position)
    if len(made.left_out) == 1:
        raise made.left_out[0].why
    _tell_left_out(made.left_out)
    raise NothingToOrder


def _write_again(
    session: Session,
    book: Projection,
    file: PaymentFile,
    output: Path | None,
    left_out: Sequence[LeftOut] = (),
) -> None:
    """Write a file that was made before, to the byte, and say so; None: only say so.

    Raises:
        Conflict: this program writes it otherwise.
    """
    from hashlib import sha256

    from ledger.cli.boundary import say
    from ledger.cli.output import write
    from ledger.cli.refusals import PaymentFileDiffers
    from ledger.exchange.payment_orders import again
    from ledger.refusal import Refused
    from ledger.rules.payment_files import STANDING
    from ledger.work.present import replay

    fact, context = file.fact, click.get_current_context()
    try:
        content = again(replay(session.book, file.position, None), fact)
    except Refused:  # its event was forged, and verification says so
        raise PaymentFileDiffers(position=file.position) from None
    if sha256(content).hexdigest() != fact.sha256:
        raise PaymentFileDiffers(position=file.position)
    if output is not None:
        write(content, output)
    requests = [x.request for x in fact.requests]
    context.meta[_KEPT] = _Made(content, fact, requests, left_out, file.position)
    if context.params.get("output_format") == "json":
        told = {"recorded": [], "repeated": True, "dry_run": output is None, **_told()}
        write(json.dumps(told, ensure_ascii=False, indent=2) + "\n", None)
    say(
        _(
            "It is the same file as before, to the byte: {message}, event #{position}. The bank"
            " gets it once only.",
            message=fact.message,
            position=file.position,
        )
    )
    for ordered in fact.requests:
        request = book.agreements[ordered.agreement].requests[ordered.request]
        if request.status != "approved":
            why = translate(STANDING[request.status])
            say(_("Request #{position} in it: {why}.", position=ordered.request, why=why))
    _tell_left_out(left_out)


@click.group(
    "payment-file",
    cls=SamverkGroup,
    help=N_("Files by which the bank pays requests: samverk export payments makes them."),
)
def payment_file() -> None:
    """Group."""


@payment_file.command("list", help=N_("List the files, and how much of each is paid."))
@click.option("--open", "is_open", is_flag=True, help=N_("Only those that wait for a payment."))
@shows_list("payment-file list")
def list_files(session: Session, is_open: bool) -> list[PaymentFileRow]:
    """Return the rows."""
    from ledger.work.present import current
    from projections.payment_files import rows

    return rows(current(session.book, sums=()), only_open=is_open)


@payment_file.command(
    "again",
    help=N_(
        "Write a file once more, to the byte, from the book as it was when it was made.\n\n"
        "\b\n    samverk payment-file again 45 -o betalningar.xml"
    ),
)
@_FILE
@_TO
@TABLE_OR_JSON
@click.pass_obj
def again(session: Session, position: int, output: Path, output_format: str) -> None:
    """Write it."""
    from ledger.cli.streams import descriptor_of
    from ledger.rules.refusals.payment_files import UnknownPaymentFile
    from ledger.work.present import current

    if output_format == "json" and descriptor_of(output) == 1:
        raise _needs_file()
    book = current(session.book, sums=())
    file = book.imports.files.get(position)
    if file is None or file.voided_at:
        standing = [x.position for x in book.imports.files.values() if not x.voided_at]
        raise UnknownPaymentFile(position=position, known=standing)
    _write_again(session, book, file, output)


@payment_file.command(
    "void",
    help=N_(
        "Record that the bank does not pay a file, or not all of it.\n\n"
        "What of it is unpaid may be put into another file. Be sure that the bank has it no longer,"
        " or the payee is paid twice.\n\n"
        "\b\n    samverk payment-file void 45 --reason 'The bank turned it down'"
    ),
)
@_FILE
@writes(needs_reason=True)
def void(_session: Session, position: int, reason: str) -> c.VoidPaymentFile:
    """Build the command."""
    return c.VoidPaymentFile(payment_file=position, reason=reason)
