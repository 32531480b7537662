"""The rows that a server's ``append`` should judge by, as the events alone tell them.

Verification compares these rows with the server's. Both follow from the same declarations; the
server makes its rows with functions in SQL, this module makes them in Python from the projection.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from events import facts as f
from events.declared import fields_naming
from events.effects import CLAIMABLE, COMMITMENTS, SIDES
from events.facts import Position
from events.mandates import known_as
from events.record import Envelope, Recorded, StoredRow
from events.streams import agreement_stream
from ledger.books.postgres.asked import CAUSES, drawn, of_form
from ledger.books.postgres.events import FREQUENT
from projections.balances import measures_by_performer
from projections.projection import Projection

Rows: TypeAlias = dict[str, set[tuple[Any, ...]]]  # table -> its rows
_LineKey: TypeAlias = tuple[str, str]  # stream, line


def _own_accounts() -> dict[str, int]:
    """Return, for each measure of what can be claimed, the account of it alone, and its sign."""
    return {
        side.account: side.sign * sign
        for measure, sign in CLAIMABLE.items()
        for side in SIDES[measure]
        if side.account.startswith("Equity:")  # other measures use no such account
    }


_CLAIMABLE = _own_accounts()


@dataclass(slots=True)
class JudgedBy:
    """Collects what events say, except sums and documents, which the projection has."""

    closed: list[tuple[Position, str, Any]] = field(default_factory=list)
    reversed: dict[Position, Position] = field(default_factory=dict)
    resting: dict[Position, tuple[Position, int]] = field(default_factory=dict)
    uplifts: dict[Position, tuple[str, str, int]] = field(default_factory=dict)
    decided: dict[_LineKey, Position | None] = field(default_factory=dict)
    shut: dict[str, Position] = field(default_factory=dict)

    def add_rows(
        self,
        rows: Sequence[StoredRow],
        envelopes: Sequence[Envelope],
        left_out: Container[int],
    ) -> None:
        """Take some events in, except those at the positions left out."""
        for (position, stream, version, _, _), envelope in zip(rows, envelopes, strict=True):
            if type(envelope.data) not in FREQUENT and position not in left_out:
                self.add(
                    Recorded(
                        position=position,
                        originator_id=stream,
                        originator_version=version,
                        envelope=envelope,
                    )
                )

    def add(self, recorded: Recorded) -> None:
        """Take in an event that is not one of the frequent facts."""
        at, stream = recorded.position, recorded.originator_id
        match recorded.fact:
            case f.PeriodClosed() as fact:
                self.closed.append((at, fact.period, fact.ends))
            case f.PeriodReopened():
                del self.closed[-1:]
            case f.EntryReversed() as fact:
                self.reversed.setdefault(fact.position, at)
                self.resting.pop(fact.position, None)
                self.uplifts.pop(fact.position, None)
                if isinstance(fact.entry, f.CommitmentApproved | f.CommitmentDeclined):
                    self.decided[stream, fact.entry.line] = None
                if self.shut.get(stream) == fact.position:
                    del self.shut[stream]
            case f.CommitmentApproved() | f.CommitmentDeclined() as fact:
                self.decided[stream, fact.line] = at
            case f.UpliftApplied() as fact:
                self.uplifts[at] = (stream, fact.line, fact.year)
                self._rest(at, fact)
            case f.AgreementReopened():
                self.shut.pop(stream, None)
            case f.ProposalWithdrawn(amendment=None) | f.AgreementClosed():
                self.shut[stream] = at
            case f.Entry() as fact:
                self._rest(at, fact)

    def _rest(self, at: Position, fact: f.Entry) -> None:
        """Note the event that an entry rests on, and how much the entry takes of it."""
        kind = type(fact)
        if fields_naming(kind, "fact"):
            (named,) = fields_naming(kind, "event")
            self.resting[at] = (getattr(fact, named), 0)
        elif cause := of_form(CAUSES, kind):
            position, effect = getattr(fact, cause.field), drawn(kind)
            if position is not None:
                self.resting[at] = (position, getattr(fact, effect.amount) if effect else 0)

    def rows(self, projection: Projection) -> Rows:
        """Return the rows of every table; the projection has all events' sums and documents."""
        agreements = projection.agreements
        return {
            "party": {(party, own.legal_entity) for party, own in projection.parties.items()},
            "agreement": {
                (
                    agreement_stream(agreement),
                    document.proposed.currency,
                    document.proposed.starts.year,
                    document.proposed.ends.year,
                    document.concluded.decided_on if document.concluded else None,
                    self.shut.get(agreement_stream(agreement)),
                    _is_attested(document.proposed),
                )
                for agreement, document in agreements.items()
            },
            "budget_line": set(self._lines(projection)),
            "line_year": set(_sums(projection, self.shut)),
            "closed_period": set(self.closed),
            "reversed": set(self.reversed.items()),
            "resting": {(entry, at, minor) for at, (entry, minor) in self.resting.items()},
            "uplift": {(*uplift, at) for at, uplift in self.uplifts.items()},
            "amendment": {
                (agreement_stream(agreement), name, amendment.position, amendment.over_at or None)
                for agreement, document in agreements.items()
                for name, amendment in document.amendments.items()
            },
            "amended_year": {
                (agreement_stream(agreement), change.line, change.year, amendment.concluded_at)
                for agreement, document in agreements.items()
                for amendment in document.amendments.values()
                if amendment.concluded is not None
                for change in amendment.concluded.changes
            },
            "performing": {
                (agreement_stream(agreement), line, one.performer, one.starts, one.position)
                for (agreement, line), several in projection.lines.performers.items()
                for one in several
                if one.starts is not None
            },
            "performer_year": set(_claimable(projection)),
            "authority": set(_mandates(projection)),
            "representation": {
                (actor, party)
                for actor in projection.authorities.represents
                for party in projection.authorities.parties_of(actor)
            },
            "payment_request": set(_requests(projection)),
        }

    def _lines(self, projection: Projection) -> Iterator[tuple[Any, ...]]:
        for agreement, document in projection.agreements.items():
            stream = agreement_stream(agreement)
            for line, own in document.lines.items():
                proposed = own.proposed
                yield (
                    stream,
                    line,
                    proposed.funder,
                    projection.lines.all_performers((agreement, line))[0],
                    proposed.settlement,
                    document.concluded is not None and stream not in self.shut,
                    own.added_at or self.decided.get((stream, line)),
                )


def _sums(projection: Projection, shut: Container[str]) -> Iterator[tuple[Any, ...]]:
    sums: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
    held_in = _held(projection)
    for (agreement, line, year, _, account), minor in projection.balances.items():
        if account == COMMITMENTS:
            sums[agreement, line, year][0] += minor
        elif account in _CLAIMABLE:
            sums[agreement, line, year][1] += _CLAIMABLE[account] * minor
    for (agreement, line, year), (remaining, claimable) in sums.items():
        own = projection.lines[agreement, line]
        stream = agreement_stream(agreement)
        document = projection.agreements[agreement]
        in_force = document.concluded is not None and stream not in shut
        performers = projection.lines.performers.get((agreement, line))
        of_line = "" if performers else own.performer, own.settlement, in_force
        attested, held = _is_attested(document.proposed), held_in.get((agreement, line, year))
        yield stream, line, year, remaining, claimable, *of_line, attested, *(held or (0, 0))


def _held(projection: Projection) -> dict[tuple[str, str, int], list[int]]:
    """Return what is requested and what is reserved of lines and years."""
    found: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
    for agreement, document in projection.agreements.items():
        for request in document.requests.values():
            key = agreement, request.fact.line, request.fact.budget_year
            found[key][0] += request.held.requested
            found[key][1] += request.held.reserved
    return found


def _mandates(projection: Projection) -> Iterator[tuple[Any, ...]]:
    for at, mandate in projection.authorities.mandates.items():
        own = mandate.granted
        yield (
            at,
            known_as(own.actor),
            own.board,
            own.step,
            own.agreement,
            own.line,
            own.limit_minor,
            own.currency,
            own.from_day,
            own.to_day,
            mandate.withdrawn.withdrawn_on if mandate.withdrawn else None,
            own.substitute_for,
        )


def _requests(projection: Projection) -> Iterator[tuple[Any, ...]]:
    for agreement, document in projection.agreements.items():
        for at, request in document.requests.items():
            own, approval = request.fact, request.approvals[-1] if request.approvals else None
            yield (
                at,
                agreement_stream(agreement),
                own.line,
                own.budget_year,
                own.amount_minor,
                own.payee,
                own.due_on,
                known_as(request.actor),
                known_as(request.review.actor) if request.review else None,
                known_as(approval.actor) if approval else None,
                approval.fact.authority if approval else None,
                request.paid_at or None,
                request.over_at or None,
            )


def _is_attested(proposed: f.AgreementProposed) -> bool:
    return isinstance(proposed, f.AgreementProposed3) and proposed.attest == "two"


def _claimable(projection: Projection) -> Iterator[tuple[Any, ...]]:
    """Yield what can be claimed back from the later performers of lines."""
    for agreement, line, year in projection.line_years():
        _first, *later = projection.lines.all_performers((agreement, line))
        if later:
            sums = measures_by_performer(projection, agreement, line, year)
            for party in later:
                claimable = sums[party]["disbursed_minor"] - sums[party]["claimed_minor"]
                yield agreement_stream(agreement), line, year, party, claimable


# The tables in which a row of nothing makes no difference, and where its amounts are.
_AMOUNTS = {"line_year": (3, 4, 9, 10), "performer_year": (4,)}


def differences(stored: Rows, wanted: Rows) -> Iterator[tuple[str, str]]:
    """Yield each row that only the server or only the events have, with its table.

    A year of a line where nothing remains and nothing can be claimed makes no difference: it may
    have a row or not.
    """
    for table, rows in wanted.items():
        for row in sorted(rows ^ stored[table], key=str):
            if table not in _AMOUNTS or any(row[place] for place in _AMOUNTS[table]):
                yield table, ", ".join(map(str, row))
