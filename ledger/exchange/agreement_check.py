"""Checks of the file of a proposal, before anybody proposes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from events.facts import AgreementId, PartyId, PartyRegistered
from ledger.exchange.agreement_file import read_agreement
from ledger.exchange.locations import locate
from ledger.exchange.refusals import (
    FunderNoBoard,
    FunderNoSignatory,
    SeveralProblems,
    WeightsBelowWhole,
)
from ledger.refusal import BadInput, LedgerError, Part
from ledger.rules import commands as c
from ledger.rules.proposing import problems
from ledger.rules.refusals.agreements import UnknownParty

_WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class Book:
    """What a book knows that proposals name.

    Attributes:
        parties: by id.
        agreements: the last day of each, by id.
    """

    parties: Mapping[PartyId, PartyRegistered]
    agreements: Mapping[AgreementId, date]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found.

    Attributes:
        command: what the file proposes; None: the file cannot be read.
        problems: what makes the proposal impossible, in the order of the file; each says where.
        doubts: what is allowed and unusual, in the order of the file; each says where.
        elsewhere: parties that the file does not describe, so a book has to know them; empty if
            the check had a book.
    """

    command: c.ProposeAgreement | None
    problems: Sequence[LedgerError] = ()
    doubts: Sequence[LedgerError] = ()
    elsewhere: Sequence[PartyId] = ()


def check(path: Path, book: Book | None) -> Checked:
    """Check a file, and compare it with a book if there is one."""
    try:
        command = read_agreement(path)
    except SeveralProblems as several:
        return Checked(None, several.problems)
    except BadInput as problem:
        return Checked(None, (problem,))
    known = book.parties if book else {}
    is_taken = book is not None and command.agreement in book.agreements
    earlier = book.agreements if book else None
    found: list[LedgerError] = [*problems(command, known, is_taken=is_taken, earlier=earlier)]
    elsewhere: dict[PartyId, None] = {}
    if book is None:
        elsewhere = {x.party: None for x in found if isinstance(x, UnknownParty)}
        found = [x for x in found if not isinstance(x, UnknownParty)]
    doubtful = [*doubts(command, known)]
    locate([*found, *doubtful], path)
    found.sort(key=lambda problem: problem.stands_at.row if problem.stands_at else 0)
    return Checked(command, found, doubtful, [*elsewhere])


def doubts(
    command: c.ProposeAgreement, known: Mapping[PartyId, PartyRegistered]
) -> Iterator[LedgerError]:
    """Yield what is allowed and unusual enough to report.

    Args:
        command: the proposal.
        known: the parties that the book knows.
    """
    parties: dict[PartyId, PartyRegistered | c.RegisterParty] = {
        **{party.party: party for party in command.parties},
        **known,
    }
    for number, line in enumerate(command.lines, 1):
        weights = [part.weight_percent for part in line.index.parts] if line.index else []
        if weights and sum(weights) < _WHOLE:
            doubt = WeightsBelowWhole(line=line.line, sum=sum(weights, Decimal(0)))
            yield doubt.about(Part("line", number, "index"))
        funder, part = parties.get(line.funder), Part("line", number, "funder")
        if funder is None:
            continue
        if funder.kind != "board":
            yield FunderNoBoard(line=line.line, funder=funder.name, kind=funder.kind).about(part)
        if line.funder not in command.signatories:
            yield FunderNoSignatory(line=line.line, funder=funder.name).about(part)
