"""Why an account or a file for the bank is not recorded, or a request is not put into one."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import PartyId, Position
from ledger.refusal import N_, Conflict, Money, Refused, Text


class BadAccount(Refused, code="bad-account"):
    number: str
    why: Text

    sentence = N_("{number} is no such account number: {why}.")
    hint = N_("Compare it, digit by digit, with what the payee has written.")


class AccountKnown(Refused, code="account-known"):
    party: PartyId
    position: Position

    sentence = N_("That account of {party} is in the book already (event #{position}).")
    hint = N_("See: samverk party account list")


class UnknownAccount(Refused, code="unknown-account"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} adds no account.")
    hint = N_("Those that wait for somebody to confirm them: {known}")


class AccountConfirmed(Refused, code="account-confirmed"):
    position: Position
    by: str

    sentence = N_("The account of event #{position} is confirmed already, by {by}.")
    hint = N_("See: samverk party account list")


class OwnAccount(Refused, code="own-account"):
    actor: str

    sentence = N_("{actor} added the account, and cannot confirm it.")
    hint = N_(
        "Somebody else confirms it, who has asked the payee on a telephone number that was known"
        " before."
    )


class AccountUnknown(Refused, code="account-unknown", sought="account"):
    account: str
    known: Sequence[str]

    sentence = N_("No party has the account {account}, confirmed and in use.")
    hint = N_("Add who pays, and its account: samverk party account add. Known: {known}")


class AccountOfSeveral(Refused, code="account-of-several"):
    account: str
    parties: Sequence[PartyId]

    sentence = N_("Parties that are not of one legal person have the account {account}: {parties}.")
    hint = N_(
        "Write BG or PG before the number, or give each legal person an account of its own; who"
        " belongs to one: samverk party amend PARTY --legal-entity ID"
    )


class AccountMissing(Refused, code="account-missing"):
    position: Position
    party: PartyId

    sentence = N_("Request #{position} cannot be sent: {party} has no confirmed account.")
    hint = N_("Add it: samverk party account add {party}. Somebody else confirms it.")


class BankgiroFromBankgiro(Refused, code="bankgiro-from-bankgiro"):
    position: Position
    party: PartyId

    sentence = N_(
        "Request #{position} goes to the bankgiro of {party}, and a bankgiro is only paid from one."
    )
    hint = N_("Name a bankgiro of the payer with --from.")


class PaidByOther(Refused, code="paid-by-other"):
    position: Position
    party: PartyId
    payer: PartyId

    sentence = N_("Request #{position} is paid by {party}, which is no part of {payer}.")
    hint = N_("Name an account of {party}, or of its legal person, with --from.")


class NotInKronor(Refused, code="not-in-kronor"):
    position: Position
    currency: str

    sentence = N_("Request #{position} is in {currency}, and the file is for payments in SEK.")
    hint = N_("Pay it in the bank's own program, and record it: samverk record disbursement")


class NothingToOrder(Refused, code="nothing-to-order"):
    sentence = N_("There is nothing to send to the bank: no request is approved, due and unpaid.")
    hint = N_("See: samverk request list --open")


class RequestNotPayable(Refused, code="request-not-payable"):
    position: Position
    status: str
    why: Text

    sentence = N_("Request #{position} cannot be sent: {why}.")
    hint = N_("See: samverk request show {position}")


class RequestAlreadySent(Refused, code="request-already-sent"):
    position: Position
    file: Position

    sentence = N_("Request #{position} is in a file for the bank already (event #{file}).")
    hint = N_(
        "Make that file again: samverk payment-file again {file} -o FILE.xml. If the bank does not"
        " pay it: samverk payment-file void {file} --reason TEXT"
    )


class OrderSumDiffers(Refused, code="order-sum-differs"):
    sum: Money
    found: Money

    sentence = N_("The file says {sum}, and its requests come to {found}.")
    hint = N_("Make the file again.")


class OrderCurrencies(Refused, code="order-currencies"):
    currencies: Sequence[str]

    sentence = N_("The requests are in several currencies: {currencies}.")
    hint = N_("Make a file for each currency.")


class OrderTime(Refused, code="order-time"):
    created: str

    sentence = N_("The file says that it was made at {created}, which is no date and time.")
    hint = N_("They are written like 2024-01-12T09:00:00. Make the file again.")


class PartiesMovedOn(Conflict, code="parties-moved-on"):
    sentence = N_("Somebody changed a party, or its account, while the file was made.")
    hint = N_("Nothing was written. Repeat the command.")


class UnknownPaymentFile(Refused, code="unknown-payment-file"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no file for the bank that stands.")
    hint = N_("Those that stand: {known}")


class PaymentFilePaid(Refused, code="payment-file-paid"):
    file: Position
    requests: Sequence[Position]

    sentence = N_("Every request of the file of event #{file} is paid or over: {requests}.")
    hint = N_("There is nothing to send once more. A payment that came back is reversed first.")
