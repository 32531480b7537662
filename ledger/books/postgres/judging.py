"""Functions by which a server judges an event by the events before it, and keeps what it says.

Without them a login that may append could append what the rules do not allow. The server keeps a
minimum of the rules. What an event names is there and fits. The money is there. Years and periods
are open. A board decides once, and on its own lines. An event that others rest on is not taken
back. The client keeps all the rules.

``asked`` makes the statements about an event from its declaration. ``keeping`` makes the statements
that fill the tables of a book that is moved to a server. ``judging.sql`` has what all events share.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any, get_type_hints

from events import facts as f
from events.facts import event_name_of
from events.money import PLACES
from ledger.books.postgres import attesting as asked_attesting
from ledger.books.postgres import filing, keeping
from ledger.books.postgres.asked import (
    AMENDMENT_ITEMS,
    about_performers,
    entries,
    judged,
    undone,
    verdicts,
)
from ledger.books.postgres.events import FREQUENT
from ledger.books.postgres.refusals import (
    AuthorityByAdministrator,
    DoesNotFollow,
    KeyByAdministrator,
    RulesUnknown,
)
from ledger.books.postgres.statements import names, quoted
from ledger.refusal import LedgerError, Money
from ledger.rules import amendment_obstacles, corrections, dates
from ledger.rules.refusals import (
    agreements,
    amendments,
    amounts,
    attesting,
    authorities,
    ending,
    following,
    importing,
    in_kind,
    indexing,
    payment_files,
    process,
)
from ledger.rules.refusals import entries as of_entries
from ledger.rules.refusals import witnesses as of_witnesses
from ledger.rules.refusals.judging import ItemApart, LineApart, NotAsDecided

# The tables by which a server judges; ``schema.sql`` makes them.
TABLES = (
    "party",
    "agreement",
    "budget_line",
    "line_year",
    "closed_period",
    "reversed",
    "resting",
    "uplift",
    "amendment",
    "amended_year",
    "performing",
    "performer_year",
    "authority",
    "representation",
    "payment_request",
)
OF_FILES: tuple[type[LedgerError], ...] = (
    importing.UnknownRoute,
    payment_files.AccountConfirmed,
    payment_files.NothingToOrder,
    payment_files.OrderCurrencies,
    payment_files.OrderSumDiffers,
    payment_files.OrderTime,
    payment_files.OwnAccount,
    payment_files.PaymentFilePaid,
    payment_files.RequestAlreadySent,
    payment_files.RequestNotPayable,
    payment_files.UnknownAccount,
    payment_files.UnknownPaymentFile,
)
# Every refusal that a server knows. Its values have the names and kinds that the class declares.
REFUSALS: dict[str, type[LedgerError]] = {
    kind.code: kind
    for kind in (
        agreements.AgreementExists,
        agreements.AlreadyConcluded,
        agreements.AlreadyDecided,
        agreements.BoardFundsNothing,
        agreements.LineTwice,
        agreements.NotConcluded,
        agreements.OtherBoardsLine,
        agreements.PartyExists,
        agreements.UnknownAgreement,
        agreements.UnknownCurrency,
        agreements.UnknownLine,
        agreements.UnknownParty,
        agreements.YearOutsideAgreement,
        amounts.ExceedsClaim,
        amounts.ExceedsClaimable,
        amounts.ExceedsRemaining,
        amounts.ExceedsUndisbursed,
        amounts.ExternalLine,
        amounts.InternalLine,
        amounts.NothingToSupersede,
        amounts.PayeeNotPerformer,
        amounts.UnknownClaim,
        of_entries.AlreadyReversed,
        of_entries.CloseOutOfOrder,
        of_entries.DependedUpon,
        of_entries.IsAReversal,
        of_entries.NotReversible,
        of_entries.PeriodClosed,
        of_entries.PeriodNotOver,
        of_entries.ReopenOutOfOrder,
        of_entries.RulesNotLater,
        of_entries.UnknownPosition,
        indexing.PublicationWithdrawn,
        indexing.UnknownPublication,
        in_kind.InKindDecided,
        in_kind.NotInKind,
        in_kind.UnknownPledge,
        following.UnknownFinding,
        ending.IsClosed,
        ending.NotClosed,
        process.NotAsked,
        process.ProposalWithdrawn,
        of_witnesses.UnknownWitness,
        of_witnesses.WitnessExists,
        of_witnesses.WitnessRetired,
        amendments.AmendmentConcluded,
        amendments.AmendmentDeclined,
        amendments.AmendmentExists,
        amendments.AmendmentWithdrawn,
        amendments.BelowPaid,
        amendments.LineExists,
        process.UnknownAmendment,
        attesting.AlreadyApproved,
        attesting.AlreadyReviewed,
        attesting.ApprovalLapsed,
        attesting.ConflictOfInterest,
        attesting.DiffersFromRequest,
        attesting.ExceedsAvailable,
        attesting.NotApproved,
        attesting.NotReviewed,
        attesting.RequestMissing,
        attesting.RequestOver,
        attesting.SameActorOfRequest,
        attesting.UnknownRequest,
        authorities.BeyondPrincipal,
        authorities.EndsFirst,
        authorities.KeyTaken,
        authorities.LineOfWhich,
        authorities.NoAuthority,
        authorities.NotInForce,
        authorities.OverLimit,
        authorities.OwnAuthority,
        authorities.OwnRepresentation,
        authorities.RepresentsAlready,
        authorities.SubstituteOfSubstitute,
        authorities.UnknownActorKey,
        authorities.UnknownAuthority,
        AuthorityByAdministrator,
        ItemApart,
        LineApart,
        NotAsDecided,
        DoesNotFollow,
        KeyByAdministrator,
        RulesUnknown,
    )
} | {kind.code: kind for kind in OF_FILES}


def refusal(code: str, said: str) -> LedgerError | None:
    """Return a server's refusal as the client's own.

    Args:
        code: the hint of the server's error.
        said: the detail of the server's error: the values, in JSON.

    Returns:
        None: this client knows no such refusal.
    """
    kind, values = REFUSALS.get(code), json.loads(said)
    if kind is None or not set(kind.fields()) <= set(values):
        return None
    kinds = get_type_hints(kind)
    return kind(**{name: _value(values[name], kinds[name]) for name in kind.fields()})


def _value(value: Any, kind: Any) -> Any:
    if isinstance(value, dict):
        return Money(value["minor"], value["currency"])
    return date.fromisoformat(value) if kind is date else value


def words() -> dict[str, str]:
    """Return what ``append`` says of an event that is dated in a closed period."""
    return {
        "both_days": names(fact for fact in f.FACTS if dates.has_both(fact)),
        "book_later": quoted(dates.BOOK_LATER),
        "date_later": quoted(dates.DATE_LATER),
    }


_FILES = ("judging", "attesting", "filing")  # of statements


def functions() -> str:
    """Return the statements that create ``judge``, ``keep_all`` and what they need."""
    own = files("ledger.books.postgres")
    text = "".join((own / f"{x}.sql").read_text(encoding="utf-8") for x in _FILES)
    words = (
        asked_attesting.words()
        | filing.words()
        | {
            "places": " ".join(f"WHEN '{code}' THEN {n}" for code, n in PLACES.items() if n != 2),  # noqa: PLR2004
            "sentences": "\n        ".join(
                f"WHEN '{code}' THEN {quoted(kind.sentence)}" for code, kind in REFUSALS.items()
            ),
            "paid": quoted(corrections.PAID),
            "claimed": quoted(corrections.CLAIMED),
            "items": names(AMENDMENT_ITEMS),
            "amendment_replaced": quoted(amendment_obstacles.REPLACED),
            "amendment_raised": quoted(amendment_obstacles.RAISED),
            "amendment_used": quoted(amendment_obstacles.USED),
            "amendment_contributed": quoted(amendment_obstacles.CONTRIBUTED),
            "amendment_performed": quoted(amendment_obstacles.PERFORMED),
            "about_performers": names(about_performers()),
            "entries": names(entries()),
            "verdicts": names(verdicts()),
            "judged": _cases(f.FACTS, judged),
            "undone": _cases(entries(), undone),
            "kept": "\n".join(keeping.kept()),
        }
    )
    return re.sub(rf"@({'|'.join(words)})\b", lambda match: words[match[1]], text)


def _cases(facts: Iterable[type[f.Event]], made: Any) -> str:
    """Return the branches of a ``CASE``, the frequent events first."""
    return "\n    ".join(
        "\n        ".join((f"WHEN '{event_name_of(fact)}' THEN", *made(fact)))
        for fact in sorted(facts, key=lambda fact: fact not in FREQUENT)
    )
