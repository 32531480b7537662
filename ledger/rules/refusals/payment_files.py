"""Why an account or a file for the bank is not recorded."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import PartyId, Position
from ledger.refusal import N_, Money, Refused


class BadAccount(Refused, code="bad-account"):
    number: str

    sentence = N_("{number} is no such account number.")
    hint = N_("See whether a digit is missing or wrong.")


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
    hint = N_("Somebody else confirms it, who has asked the payee.")


class NothingToOrder(Refused, code="nothing-to-order"):
    sentence = N_("A file for the bank has at least one request.")
    hint = N_("See: samverk request list")


class RequestNotPayable(Refused, code="request-not-payable"):
    position: Position
    status: str

    sentence = N_("Request #{position} is not approved and unpaid, but {status}.")
    hint = N_("See: samverk request show {position}")


class RequestAlreadySent(Refused, code="request-already-sent"):
    position: Position
    file: Position

    sentence = N_("Request #{position} is in a file for the bank already (event #{file}).")
    hint = N_("If the bank does not pay that file, say so first.")


class OrderSumDiffers(Refused, code="order-sum-differs"):
    sum: Money
    found: Money

    sentence = N_("The file says {sum}, and its requests come to {found}.")
    hint = N_("Make the file again.")


class OrderCurrencies(Refused, code="order-currencies"):
    currencies: Sequence[str]

    sentence = N_("The requests are in several currencies: {currencies}.")
    hint = N_("Make a file for each currency.")


class UnknownPaymentFile(Refused, code="unknown-payment-file"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no file for the bank that stands.")
    hint = N_("Those that stand: {known}")


class PaymentFilePaid(Refused, code="payment-file-paid"):
    file: Position
    requests: Sequence[Position]

    sentence = N_("Of the file of event #{file} these requests are paid: {requests}.")
    hint = N_("Take the payments back first, if the bank did not make them.")
