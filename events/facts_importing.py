"""The facts about files that came in and went out, and about the accounts that payments go to.

None of them adds to a sum. ``events.importing`` folds those of the book, ``events.accounts`` those
of parties.

Source: docs/DOMAIN.md, section 3 (files).
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec
from msgspec import Meta

from events.fact_base import (
    Amount,
    Cause,
    Change,
    Day,
    OfBook,
    OfParties,
    PartyId,
    Size,
    Text,
)

FileFormat: TypeAlias = Literal["table", "ledger", "sie", "camt"]
DecimalMark: TypeAlias = Literal["comma", "point"]
RouteRecords: TypeAlias = Literal[
    "disbursement", "internal-cost", "repayment", "use", "in-kind", "nothing"
]
DifferenceKind: TypeAlias = Literal[
    "only-here", "only-there", "amount-differs", "date-differs", "voucher-twice"
]
AccountKind: TypeAlias = Literal["bankgiro", "plusgiro", "iban", "account"]
# The sum of the rows of a file, in the unit of their currency.
Total: TypeAlias = Annotated[Decimal, Meta(extra={"names": ("signed decimal",)})]
# The position of an event that is told of, and is no cause.
EventAt: TypeAlias = Annotated[int, Meta(ge=1, extra={"names": ()})]
MAX_UNMATCHED, MAX_DIFFERENCES = 200, 1_000  # that the rules let an event keep


class MappedColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of another program's tables, and what it is."""

    column: Text  # its name in the file
    means: Text  # one of ``events.importing.MEANINGS``, or ``object:DIMENSION``


class ImportMapAdded(OfBook, frozen=True, gc=False, tag="import-map-added/1"):
    """It was said how the files of another program are read. The newest of a name counts."""

    is_posting: ClassVar[bool] = False

    map: Text  # its name
    columns: tuple[MappedColumn, ...]
    encoding: Text | None  # None, here and below: as each file shows it
    delimiter: Text | None
    decimal_mark: DecimalMark | None
    source: Text | None  # the program that the files are from


class RouteAdded(OfBook, frozen=True, gc=False, tag="route-added/1"):
    """It was said which rows of files belong to a line, and what they are.

    A row fits that has everything that is said here.
    """

    is_posting: ClassVar[bool] = False

    payee_number: Text | None  # the payee's organisation number: ten digits
    account: Text | None
    dimension: Text | None  # of the object; None iff there is no object
    object: Text | None  # cost centre, project and the like
    pattern: Text | None  # a regular expression, found in the row's text or the payee's name
    agreement: Text | None  # its id; None iff the rows are of none, and become nothing
    line: Text | None  # its id; None iff the rows are contributions in kind, or nothing
    pledge: EventAt | None  # that contributions in kind fulfil; None: the rows are something else
    records: RouteRecords


class RouteRetired(OfBook, frozen=True, gc=False, tag="route-retired/1"):
    """A route counts for no file that is read from now on."""

    is_posting: ClassVar[bool] = False

    route: Cause
    reason: Text


class UnmatchedRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row that was left out, since no route fits it or it cannot be read."""

    row: Size  # its number in the file
    day: Day | None
    amount: Total | None
    voucher: Text | None  # None, here and below: the row says none, or it cannot be kept
    account: Text | None
    code: Text  # of the reason


class ImportRead(OfBook, frozen=True, gc=False, tag="import-read/1"):
    """A file was read; what it led to follows, and has this event as its cause."""

    is_posting: ClassVar[bool] = False

    file: Text  # its name, without folders
    sha256: Text  # of its bytes
    format: FileFormat
    encoding: Text | None  # None: the format has none
    map: Text | None  # the name of the map it was read with; None: none
    source: Text | None  # the program, company or account that it is from; None: it says none
    row_count: Size
    sum: Total
    first_day: Day | None  # of its rows; None, here and below: no row says one
    last_day: Day | None
    partly: bool  # whether rows were left out rather than the whole file refused
    unmatched: tuple[UnmatchedRow, ...]  # the first ones
    unmatched_count: Size  # how many there are in all


class Difference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the book and a file say differently."""

    kind: DifferenceKind
    voucher: Text | None  # None: neither side has one
    account: Text | None
    row: Size | None  # of the file; None: it has none
    position: EventAt | None  # in the book; None: it has none
    here_minor: Change | None  # what the book says, in minor units; None: nothing
    there_minor: Change | None  # what the file says; None: nothing
    currency: Text


class Reconciled(OfBook, frozen=True, gc=False, tag="reconciled/1"):
    """The book was compared with a file of another program."""

    is_posting: ClassVar[bool] = False

    file: Text
    sha256: Text
    format: FileFormat
    encoding: Text | None  # that it was read in; None: the format has none
    map: Text | None  # the name of the map it was read with; None: none
    compared_at: Size  # the last event of the book that was compared
    reconciled_period: Text  # as ``events.period`` names it
    agreement: Text | None  # its id; None: all agreements
    agreeing_count: Size
    differences: tuple[Difference, ...]  # the first ones
    difference_count: Size  # how many there are in all


class OrderedRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a payment that a file asks the bank to pay."""

    agreement: Text  # its id
    request: EventAt


class PaymentFileMade(OfBook, frozen=True, gc=False, tag="payment-file-made/1"):
    """A file for the bank was made. It is made again from the book as it was at this event."""

    is_posting: ClassVar[bool] = False

    message: Text  # its id
    account: Text  # that is to be charged
    until: Day  # the last day that its payments are due
    requests: tuple[OrderedRequest, ...]
    sum_minor: Amount
    currency: Text
    sha256: Text  # of its bytes
    created: Text  # date and time in the book's zone, as the file says it


class PaymentFileVoided(OfBook, frozen=True, gc=False, tag="payment-file-voided/1"):
    """A file was not given to the bank, or the bank did not take it: its requests are free."""

    is_posting: ClassVar[bool] = False

    payment_file: Cause
    reason: Text


class PartyAccountAdded(OfParties, frozen=True, gc=False, tag="party-account-added/1"):
    """It was said to which account a party is paid. Somebody else has yet to confirm it."""

    is_posting: ClassVar[bool] = False

    party: PartyId
    account_kind: AccountKind
    number: Text  # digits; an IBAN without spaces
    clearing: Text | None  # digits; None iff the kind has none
    bic: Text | None  # of the bank; None: it was not said
    town: Text | None  # where the party is, as banks want it beside the name; None: not said


class PartyAccountConfirmed(OfParties, frozen=True, gc=False, tag="party-account-confirmed/1"):
    """Another actor has found that the account is the party's: it is paid to from now on."""

    is_posting: ClassVar[bool] = False

    party_account: Cause


ImportingFact: TypeAlias = (
    ImportMapAdded
    | RouteAdded
    | RouteRetired
    | ImportRead
    | Reconciled
    | PaymentFileMade
    | PaymentFileVoided
)
AccountFact: TypeAlias = PartyAccountAdded | PartyAccountConfirmed
