"""The pure core in memory: commands in, facts out, states folded; no file, no clock."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from msgspec.structs import replace

from events import facts as f
from events import zones
from events.record import Envelope, Evidence, Recorded
from events.streams import AGREEMENTS, AUTHORITIES, BOOK, PARTIES
from ledger.exchange.agreement_file import read_agreement
from ledger.rules import commands as c
from ledger.rules.decide import amendments_of, causation, decide
from ledger.rules.ending import last_day
from ledger.rules.entries.released import ReleaseCommitment
from ledger.rules.requests import of_facts
from ledger.rules.signing import assurance_of
from ledger.rules.state import (
    AgreementState,
    AuthoritiesState,
    BookState,
    PartiesState,
    World,
    evolve_any,
)
from ledger.rules.versions import RULES
from projections.bulk import fold_rows
from projections.projection import Projection

KS, FRN, KUN = "kommunstyrelsen", "fritidsnamnden", "kulturnamnden"
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"
AT = datetime(2025, 1, 1, tzinfo=UTC)
MIDNIGHT = time()
DAY = date(2023, 12, 6)
TODAY = date(2026, 1, 1)
ID = {"agreement": "herrgarden"}
PROPOSAL = read_agreement(EXAMPLE)


_OF_SEVERAL = (c.AmendParty, c.MakePaymentFile, c.VoidPaymentFile)


def kr(kronor):
    return round(kronor * 100)


@dataclass(frozen=True)
class By:
    """A command by another actor than the usual one, with evidence, or on another day.

    ``assurance`` says how well it is known who the actor is.
    """

    command: object
    actor: str = "ekonom"
    evidence: bool = False
    today: date = TODAY
    assurance: str = "claimed"


@dataclass
class Ledger:
    """A book in memory."""

    parties: PartiesState = field(default_factory=PartiesState)
    book: BookState = field(default_factory=lambda: BookState(rules=RULES))
    authorities: AuthoritiesState = field(default_factory=AuthoritiesState)
    agreements: dict = field(default_factory=dict)
    events: list = field(default_factory=list)
    banks: dict = field(default_factory=dict)

    def decide(self, command, actor="ekonom", today=TODAY, assurance="claimed"):
        return decide(command, self.world(command, actor, today, assurance))

    def world(self, command, actor="ekonom", today=TODAY, assurance="claimed"):
        """Return what a decision on a command depends on."""
        target, agreement = None, getattr(command, "agreement", None)
        if isinstance(command, c.ToEntry):
            if 0 < command.position <= len(self.events):
                target = self.events[command.position - 1]
            agreement = target.agreement if target else None
        return World(
            parties=self.parties,
            book=self.book,
            actor=actor,
            today=today,
            agreement=self.agreements.get(agreement),
            agreement_id=agreement,
            target=target,
            bank_references=self.banks,
            known_agreements=tuple(self.agreements),
            earlier={key: last_day(state) for key, state in self.agreements.items()},
            head=len(self.events),
            own_key=OWN_KEY,
            origin=ORIGIN,
            agreements=self.agreements if isinstance(command, _OF_SEVERAL) else {},
            zones=zones.known(command.timezone) if isinstance(command, c.DescribeBook) else None,
            authorities=self.authorities,
            assurance=assurance,
            request=getattr(command, "request", None),
        )

    def record(self, step):
        """Decide a step, and append what it leads to; a fact is appended whatever it is."""
        if isinstance(step, f.Event):
            return [self.append(step, ID["agreement"])]
        by = step if isinstance(step, By) else By(step)
        world = self.world(by.command, by.actor, by.today, by.assurance)
        facts = decide(by.command, world)
        first = len(self.events) + 1 if isinstance(by.command, c.Together) else None
        causes = of_facts(facts, world)
        return [
            self._append(fact, by, first, cause) for fact, cause in zip(facts, causes, strict=True)
        ]

    def _append(self, fact, by, first, request):
        named = getattr(by.command, "agreement", None)
        if not named and fact.stream is AGREEMENTS:
            named = self.events[by.command.position - 1].agreement
        at = datetime.combine(by.today, MIDNIGHT, UTC)
        more = {"evidence": by.evidence, "at": at, "first": first, "request": request}
        return self.append(
            fact, named, actor=by.actor, assurance=assurance_of(fact, by.assurance), **more
        )

    def append(
        self,
        fact,
        agreement,
        *,
        actor="ekonom",
        assurance="claimed",
        evidence=False,
        at=None,
        key=None,
        first=None,
        request=None,
    ):
        """Append a fact and fold it; what has no cause of its own follows from the first."""
        stream = fact.stream.of(agreement)
        version = 1 + sum(e.originator_id == stream for e in self.events)
        position = len(self.events) + 1
        known = self.agreements.get(agreement)
        proposal = (
            position if isinstance(fact, f.AgreementProposed) or not known else known.position
        )
        is_new = isinstance(fact, f.AmendmentProposed)
        own = {fact.amendment: position} if is_new else {}
        cause = causation(fact, proposal, amendments_of(known) | own, request)
        if cause is None and first is not None and first < position:
            cause = first
        envelope = Envelope(
            recorded_at=at or datetime.combine(TODAY, MIDNIGHT, UTC),
            actor=actor,
            assurance=assurance,
            reason=None,
            evidence=(Evidence(reference="E", sha256=None),) if evidence else (),
            key=key,
            command_sha256="00" * 32 if key else None,
            causation=cause,
            nonce="00" * 16,
            data=fact,
        )
        event = Recorded(
            position=position,
            originator_id=stream,
            originator_version=version,
            envelope=envelope,
        )
        self.events.append(event)
        shared = {
            PARTIES.name: self.parties,
            BOOK.name: self.book,
            AUTHORITIES.name: self.authorities,
        }
        state = shared.get(stream) or self.agreements.setdefault(event.agreement, AgreementState())
        evolve_any(state, event)
        for reference in f.bank_references(fact)[0]:
            self.banks[reference] = event.position
        return event


def ledger_of(given):
    ledger = Ledger()
    for step in given:
        ledger.record(step)
    return ledger


def approve(board, **more):
    return c.ApproveCommitment(**ID, board=board, decision=f"{board} § 1", decided_on=DAY, **more)


def decline(board, **more):
    return c.DeclineCommitment(**ID, board=board, decision=f"{board} § 1", decided_on=DAY, **more)


CONCLUDE = c.ConcludeAgreement(**ID, decision="KS § 2", decided_on=DAY)


def uplift(board=KS, rate="3.1", year=2025, **more):
    from decimal import Decimal

    values = {"rate_percent": None if rate is None else Decimal(rate)} | more
    return c.ApplyUplift(
        **ID, board=board, year=year, decision="§ 9", **{"decided_on": date(2025, 2, 1)} | values
    )


def disburse(line="L2", amount=1, year=2024, day=date(2024, 3, 1), **more):
    values = {"voucher": "V"} | more
    return c.RecordDisbursement(
        **ID, line=line, budget_year=year, amount_minor=amount, paid_on=day, **values
    )


def internal(line="L4", amount=1, year=2024, day=date(2024, 3, 1), **more):
    values = {"voucher": "V"} | more
    return c.RecordInternalCost(
        **ID, line=line, budget_year=year, amount_minor=amount, booked_on=day, **values
    )


def use(line="L3", amount=1, year=2024, day=DAY):
    return c.RecordUse(
        **ID, line=line, budget_year=year, amount_minor=amount, reported_on=day, report="R"
    )


def claim(line="L3", amount=1, year=2024, **more):
    return c.ClaimRepayment(
        **ID,
        line=line,
        budget_year=year,
        amount_minor=amount,
        due_on=more.pop("due_on", date(2025, 3, 31)),
        ground="unspent",
        **{"claimed_on": date(2025, 2, 12)} | more,
    )


def repay(position, amount=1, **more):
    return c.RecordRepayment(
        **ID, claim=position, amount_minor=amount, **{"received_on": date(2025, 3, 20)} | more
    )


def reallocate(
    source="L2", target="L3", amount=1, decisions=((None, "§ 5"),), year=2024, day=date(2024, 6, 1)
):
    return c.Reallocate(
        **ID,
        from_line=source,
        to_line=target,
        year=year,
        amount_minor=amount,
        decisions=decisions,
        decided_on=day,
    )


def release(line="L2", amount=1, year=2024, day=date(2024, 6, 1)):
    return ReleaseCommitment(
        **ID,
        line=line,
        year=year,
        amount_minor=amount,
        reason="not needed",
        released_on=day,
    )


def gift(party="malmo-universitet", quantity="212.5", value=24_070, **more):
    from decimal import Decimal

    return c.RecordInKind(
        **ID,
        party=party,
        kind="competence",
        unit="h",
        quantity=Decimal(quantity),
        unit_value_minor=value,
        **{"performed_on": date(2024, 12, 20)} | more,
    )


def pledge(party="malmo-universitet", quantity="200", value=24_070, year=2024, day=DAY):
    from decimal import Decimal

    return c.PledgeInKind(
        **ID,
        party=party,
        kind="competence",
        unit="h",
        quantity=Decimal(quantity),
        unit_value_minor=value,
        year=year,
        pledged_on=day,
    )


def booked(command, day):
    """Return a command that counts from a later day than its document's."""
    return replace(command, booked_on=day)


def verify(position, day=date(2025, 3, 1)):
    return c.VerifyInKind(position=position, verified_on=day)


def reject(position, day=date(2025, 3, 1)):
    return c.RejectInKind(position=position, rejected_on=day, reason="not done")


def reverse(position, on=None):
    return c.ReverseEntry(position=position, reason="wrong", reversed_on=on)


def close(period):
    return c.ClosePeriod(period=period)


def reopen(period):
    return c.ReopenPeriod(period=period, reason="late voucher")


ORIGIN = "samverk/1"
OWN_KEY = "samverk/1+77ddfc56+AUPNwCPSLV+eEH0aBpNFfTXR0Q630hxyEZL1b13kBmXT"
KEY_A, KEY_B, KEY_C = (OWN_KEY, *(f"samverk/1+0000000{n}+AQ==" for n in "bc"))


def rotate(previous=KEY_A, key=KEY_B, size=0, **more):
    values = {"signed_by_previous": "c2lnbmVk", "reason": None} | more
    return c.RotateKey(
        previous=previous, key=key, size=size, root="cm9vdA==", signed_by_key="c2lnbmVk", **values
    )


def retire(key=KEY_A):
    return c.RetireKey(key=key, reason="stolen")


# The public keys to three seeds of 32 bytes: 0, 1, 2 …, then 1, 2, 3 … and 2, 3, 4 ….
AUDITOR = "auditor+a227ce5c+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
OTHER = "auditor+424fb5cb+BHm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk"


def witness(name="auditor", key=AUDITOR, **more):
    return c.RegisterWitness(witness=name, key=key, **more)


def describe(name=None, timezone=None):
    return c.DescribeBook(name=name, timezone=timezone)


def retire_witness(name="auditor"):
    return c.RetireWitness(witness=name, reason="lost")


PROPOSED = (PROPOSAL,)  # events 1 to 12
CONCLUDED = (*PROPOSED, approve(KS), approve(FRN), approve(KUN), CONCLUDE)  # to 17
FIRST = 18  # the position of what comes next


def change_currency(projection, currency):
    """Return the projection with a second agreement, the same in another currency."""
    import msgspec

    from projections.projection import AgreementDocument

    (document,) = projection.agreements.values()
    proposed = msgspec.structs.replace(document.proposed, currency=currency)
    projection.agreements["other"] = AgreementDocument(proposed, 99, None, document.lines)
    for line, own in document.lines.items():
        projection.lines["other", line] = own.proposed
    return projection


def replay_rows(rows, as_of=None):
    """Fold stored events from the beginning, in one process."""
    projection = Projection()
    fold_rows(projection, rows, as_of=as_of)
    return projection
