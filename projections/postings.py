"""Double entry: the postings that an event gives rise to. They always sum to zero.

Besides the accounts of docs/DOMAIN.md, section 4, memorandum pairs (proposals, claims,
pledges, verified contributions) make every measure a sum of postings too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias, assert_never

from events import facts as f
from events.facts import AgreementId, LineId, PartyId
from events.record import Recorded

COMMITMENTS = "Assets:Commitments"
ORIGINAL = "Equity:Commitments:Original"
UPLIFT = "Equity:Commitments:Uplift"
REALLOCATED = "Equity:Commitments:Reallocated"
RELEASED = "Equity:Commitments:Released"
DISBURSED = "Equity:Commitments:Disbursed"
INTERNAL = "Equity:Commitments:Internal"
HELD = "Assets:Held"
CONTRIBUTIONS = "Income:Contributions"
EXPENSE_INTERNAL = "Expenses:Internal"
USED = "Expenses:Used"
REPAID = "Equity:Claims:Settled"
CLAIMS, CLAIMED = "Assets:Claims", "Equity:Claims:Made"
PROPOSALS, PROPOSED = "Assets:Proposals", "Equity:Proposals"
PLEDGES, PLEDGED = "Assets:Pledges", "Equity:Pledges"
IN_KIND, IN_KIND_INCOME = "Expenses:InKind", "Income:InKind"
VERIFIED, VERIFIED_EQUITY = "Assets:InKindVerified", "Equity:InKindVerified"

LineKey: TypeAlias = tuple[AgreementId, LineId]
Lines: TypeAlias = Mapping[LineKey, f.BudgetLineProposed]


class Posting(NamedTuple):
    """One leg of an entry.

    Attributes:
        account: one of the constants of this module.
        agreement: whose currency the amount is in.
        line: ``""`` for a contribution in kind.
        year: budget year; of a contribution in kind, the year it was performed in.
        party: ``""`` where the account has no party; else the performer (held, used,
            internal), the board (contributions) or who contributes in kind.
        minor: debit above zero, credit below.
    """

    account: str
    agreement: AgreementId
    line: LineId
    year: int
    party: PartyId
    minor: int

    @property
    def full_account(self) -> str:
        """The account with its party, as a plain-text ledger names it."""
        return f"{self.account}:{self.party}" if self.party else self.account


_Legs: TypeAlias = list[Posting]
_Key: TypeAlias = tuple[AgreementId, LineId, int]


def postings(recorded: Recorded, lines: Lines) -> list[Posting]:
    """Return the legs of an event's entry; none for an event that moves nothing.

    Args:
        recorded: the event.
        lines: every line proposed so far, by agreement and line.
    """
    agreement = recorded.agreement
    if agreement is None:
        return []
    fact = recorded.fact
    match fact:
        case f.Entry():
            return entry_legs(fact, agreement, lines)
        case f.BudgetLineProposed():
            return [
                leg
                for year, amount in fact.amounts_minor.items()
                for leg in _pair((PROPOSALS, PROPOSED), (agreement, fact.line, year), amount)
            ]
        case f.LineAmended():
            change = fact.amount_minor - fact.previous_minor
            return _pair((PROPOSALS, PROPOSED), (agreement, fact.line, fact.year), change)
        case f.EntryReversed():
            legs = entry_legs(fact.entry, agreement, lines)
            return [leg._replace(minor=-leg.minor) for leg in legs]
        case f.OfParties() | f.OfBook():
            raise NotImplementedError(f"{recorded.name} in the stream of an agreement")
        case _:
            return []


def _pair(accounts: tuple[str, str], key: _Key, minor: int, party: str = "") -> _Legs:
    debit, credit = accounts
    return [Posting(debit, *key, party, minor), Posting(credit, *key, party, -minor)]


def entry_legs(fact: f.Reversible, agreement: AgreementId, lines: Lines) -> list[Posting]:
    """Return the legs of one entry of an agreement, as if it had just been recorded."""
    match fact:
        case f.CommitmentApproved():
            return [
                leg
                for year, amount in fact.amounts_minor.items()
                for leg in _pair((COMMITMENTS, ORIGINAL), (agreement, fact.line, year), amount)
            ]
        case f.CommitmentDeclined():
            return []
        case f.UpliftApplied():
            return [
                leg
                for x in fact.years
                for leg in _pair(
                    (COMMITMENTS, UPLIFT), (agreement, fact.line, x.year), x.change_minor
                )
            ]
        case f.Reallocated():
            year, amount = fact.year, fact.amount_minor
            return [
                *_pair((COMMITMENTS, REALLOCATED), (agreement, fact.to_line, year), amount),
                *_pair((COMMITMENTS, REALLOCATED), (agreement, fact.from_line, year), -amount),
            ]
        case f.CommitmentReleased():
            return _pair(
                (RELEASED, COMMITMENTS), (agreement, fact.line, fact.year), fact.amount_minor
            )
        case f.DisbursementRecorded():
            return _paid(fact, agreement, lines, (DISBURSED, HELD))
        case f.InternalCostRecorded():
            return _paid(fact, agreement, lines, (INTERNAL, EXPENSE_INTERNAL))
        case f.UseReported():
            key, performer = (agreement, fact.line, fact.budget_year), fact.performer
            return [
                Posting(USED, *key, performer, fact.amount_minor),
                Posting(HELD, *key, performer, -fact.amount_minor),
            ]
        case f.RepaymentClaimed():
            key = (agreement, fact.line, fact.budget_year)
            return _pair((CLAIMS, CLAIMED), key, fact.amount_minor)
        case f.RepaymentReceived():
            line = lines[agreement, fact.line]
            key, amount = (agreement, fact.line, fact.budget_year), fact.amount_minor
            return [
                Posting(CONTRIBUTIONS, *key, line.funder, amount),
                Posting(HELD, *key, line.performer, -amount),
                *_pair((REPAID, CLAIMS), key, amount),
            ]
        case f.InKindPledged():
            key = (agreement, "", fact.year)
            return _pair((PLEDGES, PLEDGED), key, fact.value_minor, fact.party)
        case f.InKindRecorded():
            return _in_kind((IN_KIND, IN_KIND_INCOME), agreement, fact, 1)
        case f.InKindVerified():
            return _in_kind((VERIFIED, VERIFIED_EQUITY), agreement, fact.contribution, 1)
        case f.InKindRejected():
            return _in_kind((IN_KIND, IN_KIND_INCOME), agreement, fact.contribution, -1)
        case _:
            assert_never(fact)


def _paid(
    fact: f.DisbursementRecorded | f.InternalCostRecorded,
    agreement: AgreementId,
    lines: Lines,
    debits: tuple[str, str],
) -> _Legs:
    """Return the four legs of a payment: what it takes of the commitment, and the money."""
    line = lines[agreement, fact.line]
    key, amount = (agreement, fact.line, fact.budget_year), fact.amount_minor
    return [
        *_pair((debits[0], COMMITMENTS), key, amount),
        Posting(debits[1], *key, line.performer, amount),
        Posting(CONTRIBUTIONS, *key, line.funder, -amount),
    ]


def _in_kind(
    accounts: tuple[str, str], agreement: AgreementId, fact: f.InKindRecorded, sign: int
) -> _Legs:
    key = (agreement, "", fact.performed_on.year)
    return _pair(accounts, key, sign * fact.value_minor, fact.party)
