"""What facts are declared with: the types of their fields, and their base classes.

Each type of a field says what its value names, and each base class in which stream a fact stands.
The program knows events by these: docs/ARCHITECTURE.md, "How an event declares itself".

Source: docs/DOMAIN.md, section 3.
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec
from msgspec import Meta

from events.declared import Word
from events.streams import AGREEMENTS, AUTHORITIES, BOOK, PARTIES, Stream


def _names(*words: Word) -> Meta:
    return Meta(extra={"names": words})


PartyId: TypeAlias = Annotated[str, _names("party")]
NewPartyId: TypeAlias = Annotated[str, _names("new party")]
PerformerId: TypeAlias = Annotated[str, _names("party", "performer")]  # of the line named beside it
BoardId: TypeAlias = Annotated[str, _names("party", "board")]
FunderId: TypeAlias = Annotated[str, _names("party", "board", "reader")]
SignatoryId: TypeAlias = Annotated[str, _names("party", "reader")]
LineId: TypeAlias = Annotated[str, _names("line")]
NewLineId: TypeAlias = Annotated[str, _names("new line")]
Voucher: TypeAlias = Annotated[str, _names("voucher")]
WitnessId: TypeAlias = Annotated[str, _names("witness")]
NewWitnessId: TypeAlias = Annotated[str, _names("new witness")]
AmendmentId: TypeAlias = Annotated[str, _names("amendment")]  # T1, T2 … of one agreement
NewAmendmentId: TypeAlias = Annotated[str, _names("new amendment")]
PublicKey: TypeAlias = Annotated[str, _names("public key")]  # as ``events.keys`` reads it
# No other event has the same one until the event is reversed.
BankReference: TypeAlias = Annotated[str, Meta(min_length=1), _names("bank reference")]
# The accounting date: from it on, the fact counts.
EffectiveDay: TypeAlias = Annotated[date, _names("effective day")]
# When it was decided or happened, where the fact has an accounting date beside that.
DocumentDay: TypeAlias = Annotated[date, _names("document day")]
Cause: TypeAlias = Annotated[int, _names("event")]  # a position
Size: TypeAlias = Annotated[int, Meta(ge=0), _names()]  # how many events there are
Percent: TypeAlias = Annotated[Decimal, _names("decimal")]
SignedPercent: TypeAlias = Annotated[Decimal, _names("signed decimal")]  # may be below zero
PublicationAt: TypeAlias = Annotated[int, _names("publication")]  # the position of one of an index
Lag: TypeAlias = Annotated[int, Meta(ge=0, le=10), _names()]  # years
# Words, codes and days that name nothing else.
Text: TypeAlias = Annotated[str, _names()]
Day: TypeAlias = Annotated[date, _names()]

# A version of the rules: 1, 2, 3 …
Rules: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000), _names()]

# 1, 2, 3 … of one line and year
InstalmentNumber: TypeAlias = Annotated[int, Meta(ge=1, le=1_000), _names()]

AgreementId: TypeAlias = str
Position: TypeAlias = int  # 1, 2, 3 … in the whole book, without gaps
# Decoding holds amounts to these limits. They are beyond every amount that the rules let in, and
# sums of many amounts stay within 64 bits.
FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_AMOUNT = 10**17
Year: TypeAlias = Annotated[int, Meta(ge=FIRST_YEAR, le=LAST_YEAR)]
Amount: TypeAlias = Annotated[int, Meta(gt=0, le=MAX_AMOUNT)]
Change: TypeAlias = Annotated[int, Meta(ge=-MAX_AMOUNT, le=MAX_AMOUNT)]
NewAmount: TypeAlias = Annotated[int, Meta(ge=0, le=MAX_AMOUNT)]

PartyKind: TypeAlias = Literal["board", "unit", "state", "civil", "company"]
InKindType: TypeAlias = Literal["competence", "premises", "volunteer", "goods"]
Rounding: TypeAlias = Literal["ore", "krona"]
Settlement: TypeAlias = Literal["external", "internal"]
Answer: TypeAlias = Literal["support", "object", "comment"]
Attest: TypeAlias = Literal["none", "two"]  # how many people see to a payment before it is made
AgreementText: TypeAlias = Literal["title", "reference", "purpose"]
ObligationKind: TypeAlias = Literal["report", "decision", "document", "audit"]


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="event",
    forbid_unknown_fields=True,
    gc=False,  # facts hold no cycles, and a book has millions of them
):
    """A fact. Subclasses are data only: no methods, no defaults.

    Each fact is a subclass of one of the classes below, which say in which stream it stands.
    A later form of a fact (``name/2``) is a subclass of the form before it. What holds for the
    earlier form then holds for the later one, unless the later one says otherwise.

    Attributes:
        is_posting: whether a closed period refuses the fact.
    """

    stream: ClassVar[Stream]
    is_posting: ClassVar[bool] = True


class OfParties(Event, frozen=True, gc=False):
    """A fact about a party, whatever agreements it has."""

    stream: ClassVar[Stream] = PARTIES


class OfBook(Event, frozen=True, gc=False):
    """A fact about the whole book."""

    stream: ClassVar[Stream] = BOOK


class OfAuthorities(Event, frozen=True, gc=False):
    """A fact about who may act: a mandate, a person's key, or whom a person acts for."""

    stream: ClassVar[Stream] = AUTHORITIES
    is_posting: ClassVar[bool] = False


class OfAgreement(Event, frozen=True, gc=False):
    """A fact about one agreement."""

    stream: ClassVar[Stream] = AGREEMENTS


class Entry(OfAgreement, frozen=True, gc=False):
    """A fact that may be reversed. The reversal takes back what the fact has added to sums.

    Other facts add to no sum, except the amounts of a proposal.
    """


class Step(Entry, frozen=True, gc=False):
    """A step of the process around an agreement, which may be reversed.

    It adds to no sum. So it may be dated in a closed period.
    """

    is_posting: ClassVar[bool] = False


class OfProposal(OfAgreement, frozen=True, gc=False):
    """A fact that follows from the proposal of the agreement."""


class OfAmendment(OfAgreement, frozen=True, gc=False):
    """One thing that an amendment changes. It counts from the conclusion of the amendment on.

    It stands directly after ``AmendmentProposed``, or after another item of the same amendment, and
    adds to no sum.
    """

    amendment: AmendmentId
