"""``samverk pay``: a payment with as few words as possible; on a terminal it asks for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import click

from ledger.cli.clickwork import SamverkCommand, metavar_text
from ledger.cli.commands.recording import AGAIN, BANK, BUDGET_YEAR, INSTALMENT, PAYEE
from ledger.cli.reading_input import (
    AMOUNT,
    DATE,
    ID,
    POSITION,
    TEXT,
    amount_minor,
    read_amount,
    read_text,
)
from ledger.cli.session import Session
from ledger.cli.writing import OUTSIDE_TERM, writes
from ledger.presentation import display
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount
    from ledger.rules.next_payments import NextPayment
    from ledger.rules.state import AgreementState

_T = TypeVar("_T")


@click.command(
    "pay",
    cls=SamverkCommand,
    help=N_(
        "Record a payment in few words: what record disbursement records.\n\n"
        "An agreement and a line may be cut short as long as one only fits. On a terminal the"
        " program proposes what is due next, asks for what is missing, and shows the payment before"
        " it is recorded. Elsewhere it asks nothing: the voucher has to be given, and the amount,"
        " the instalment or the request that is paid.\n\n"
        "\b\n    samverk pay herrgarden L2 178750 --voucher V-17"
    ),
)
@click.argument("agreement", metavar="[AGREEMENT]", required=False, type=ID)
@click.argument("line", metavar="[LINE|ACTIVITY]", required=False, type=ID)
@click.argument("amount", metavar="[AMOUNT]", required=False, type=AMOUNT)
@click.option("--on", type=DATE, help=N_("Day it left the account; today if left out."))
@click.option("--voucher", type=TEXT, help=N_("Voucher of the posting."))
@BUDGET_YEAR
@PAYEE
@BANK
@INSTALMENT
@click.option("--request", type=POSITION, help=N_("Position of the approved request that it pays."))
@OUTSIDE_TERM
@AGAIN
@writes(is_shown_first=True)
def pay(
    session: Session,
    agreement: str | None,
    line: str | None,
    amount: WrittenAmount | None,
    on: date | None,
    voucher: str | None,
    year: int | None,
    payee: str | None,
    bank_ref: str | None,
    instalment: int | None,
    request: int | None,
    outside_term: bool,
    again: bool,
) -> c.RecordDisbursement:
    """Build the command, and ask for what is missing."""
    guide = _Guide(session, on or session.today(), instalment, request)
    named = guide.agreement(agreement)
    minor = None if amount is None else session.minor(amount, named)
    expected = guide.expected(session.service.agreement(named), line, year, minor)
    if minor is None:
        minor = guide.amount(expected, session.service.currency_of(named))
    return c.RecordDisbursement(
        outside_term=outside_term,
        again=again,
        agreement=named,
        line=expected.line,
        budget_year=expected.year,
        amount_minor=minor,
        paid_on=guide.day,
        voucher=voucher or guide.answer("--voucher", _("Voucher"), read_text),
        payee=payee,
        bank_reference=bank_ref,
        instalment=instalment,
        request=request or expected.request,
    )


class _Guide:
    """Finds what the user means by few words, and asks for the rest on a terminal.

    Attributes:
        day: of the payment.
    """

    def __init__(
        self, session: Session, day: date, instalment: int | None, request: int | None
    ) -> None:
        self._session, self.day = session, day
        self._instalment, self._request = instalment, request

    def agreement(self, said: str | None) -> str:
        """Return the agreement that is meant; None: nothing is said."""
        known = self._session.service.known_agreements()
        if said is None and len(known) == 1:
            return known[0]
        if said is None and self._request is not None:
            from ledger.work.attesting import request_at

            return request_at(self._session.book, self._request)[1]
        return self._one_of("AGREEMENT", _("Agreement"), said, known)

    def expected(
        self, state: AgreementState, said: str | None, year: int | None, minor: int | None
    ) -> NextPayment:
        """Return the payment that is meant, with its amount if that is known.

        Args:
            state: of the agreement.
            said: the line or activity; None: the most urgent one is proposed.
            year: the budget year; None: that of what is paid, or of the day.
            minor: the amount in minor units; None: what is expected.
        """
        from ledger.rules.activities import activities_of
        from ledger.rules.next_payments import NextPayment, next_payments, of_request, of_requests

        named = state.requests.get(self._request or 0)
        if named is not None:  # whether it may be paid so is for the rules to say
            asked, activities = of_request(named, state), activities_of(state)
            line = _meant(said or asked.line, [*state.lines, *activities])
            if line in activities:
                asked = of_requests(named, state)
            return asked._replace(line=line, year=year or asked.year)
        found = [x for x in next_payments(state, self.day) if self._is_meant(x, year)]
        is_shown = said is None and len({one.line for one in found}) > 1
        if is_shown:
            self._show(found, state)
        proposed = dict.fromkeys(one.line for one in found)
        known = [
            *proposed,
            *(x for x in (*state.lines, *activities_of(state)) if x not in proposed),
        ]
        if said is None and len(proposed) == 1:
            said = found[0].line
        line = self._one_of("LINE", _("Line"), said, known)
        for one in found:
            if one.line == line and minor in {None, one.amount_minor}:
                if minor is None and not is_shown:  # what the amount is of, and its day
                    self._show([one], state)
                return one
        if minor is None:
            self._require_request(line, state)
        return NextPayment(None, line, year or self.day.year, "", None, 0)

    def _require_request(self, line: str, state: AgreementState) -> None:
        """Refuse at once what will be refused after all questions: nothing is approved."""
        from ledger.rules.refusals.attesting import RequestMissing

        known = state.lines.get(line)
        is_paid_out = known is not None and not known.is_internal
        if state.is_attested and is_paid_out and self._session.may_ask():
            raise RequestMissing(line=line)

    def _is_meant(self, one: NextPayment, year: int | None) -> bool:
        """Return whether a payment has what the user says of it."""
        said = ((year, one.year), (self._instalment, one.instalment))
        return all(wanted in {None, found} for wanted, found in said)

    def amount(self, expected: NextPayment, currency: str) -> int:
        """Return the amount: the one that is known, or else the answer of the user."""
        is_said = self._instalment is not None or self._request is not None
        if expected.amount_minor is not None and (is_said or self._session.may_ask()):
            return expected.amount_minor
        text = _("Amount")
        if expected.remaining_minor:
            most = display.amount(expected.remaining_minor, currency)
            text = _("Amount, at most {most}", most=most)
        return self.answer("AMOUNT", text, lambda said: amount_minor(read_amount(said), currency))

    def answer(
        self, name: str, text: str, read: Callable[[str], _T], default: str | None = None
    ) -> _T:
        """Return the answer of the user.

        Args:
            name: the word or option that is missing.
            text: the question, translated.
            read: reads the answer; what it refuses is told, and the question asked once more.
            default: what an empty answer means; None: there has to be one.

        Raises:
            click.UsageError: there is no terminal, so nobody can be asked.
        """
        if not self._session.may_ask():
            shown = metavar_text(name)
            wanted = _("{name} is missing. It is asked for on a terminal only.", name=shown)
            raise click.UsageError(wanted, click.get_current_context())
        answer: _T = click.prompt(text, default=default, value_proc=read, err=True)
        return answer

    def _one_of(self, name: str, text: str, said: str | None, known: Sequence[str]) -> str:
        """Return the one of the known ids that is said, or answered."""
        if said is not None:
            return _meant(said, known)
        first = known[0] if known else None
        return self.answer(name, text, lambda answer: _meant(answer, known), first)

    def _show(self, found: Iterable[NextPayment], state: AgreementState) -> None:
        """Show what may be paid next on stderr, if there is a terminal."""
        if not self._session.may_ask():
            return
        assert state.proposed is not None
        currency = state.proposed.currency
        first = {(one.line, one.year, one.request): one for one in reversed([*found])}
        for one in sorted(first.values(), key=lambda one: (one.due_on or date.max, one.year)):
            amount = display.amount(one.amount_minor or one.remaining_minor, currency)
            if one.due_on is None:
                text = _("at most {amount} to {payee}", amount=amount, payee=one.payee)
            else:
                due = one.due_on.isoformat()
                text = _("{amount} to {payee}, due {due}", amount=amount, payee=one.payee, due=due)
            click.echo(f"  {one.line} {one.year}: {text}", err=True)


def _meant(said: str, known: Sequence[str]) -> str:
    """Return the id that is said, or the only one that begins so; else what is said.

    Raises:
        click.BadParameter: several begin so.
    """
    if said in known:
        return said
    beginning = [one for one in known if one.casefold().startswith(said.casefold())]
    if len(beginning) > 1:
        several = ", ".join(beginning)
        wanted = _("'{said}' can mean {several}. Write more of it.", said=said, several=several)
        raise click.BadParameter(wanted)
    return beginning[0] if beginning else said
