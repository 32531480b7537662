"""Facts that no rule was asked about, as a program of one's own might append them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import msgspec
from in_memory import ORIGIN, OWN_KEY

from events import facts as f
from events.amending import Amendment, next_id
from events.declared import fields_naming
from events.indexing import inputs_of, rate_of
from events.money import uplifted, valued
from events.record import encode
from ledger.rules import commands as c
from ledger.rules.amendment_items import items_of
from ledger.rules.entries import BY_COMMAND
from ledger.rules.entries.carried import CarryOver
from ledger.rules.entries.obligations import ExtendObligation
from ledger.rules.entries.planned import (
    AdjustPlan,
    PlanInstalments,
    PlannedInstalment,
    months_later,
)
from ledger.rules.judging import Judge
from ledger.rules.state import AgreementState
from ledger.rules.versions import RULES

ANY = {
    f.Entry: f.InternalCostRecorded(
        line="L4", budget_year=2024, amount_minor=1, booked_on=date(2024, 3, 1), voucher="V"
    ),
    f.InKindRecorded: f.InKindRecorded(
        party="malmo-universitet",
        pledge=None,
        kind="goods",
        description=None,
        unit="h",
        quantity=Decimal(1),
        unit_value_minor=1,
        method=None,
        value_minor=1,
        performed_on=date(2024, 3, 1),
    ),
}
_FACT_OF = {
    c.RegisterParty: f.PartyRegistered,
    c.AmendParty: f.PartyAmended,
    c.AmendLine: f.LineAmended,
    c.ApproveCommitment: f.CommitmentApproved,
    c.DeclineCommitment: f.CommitmentDeclined,
    c.ConcludeAgreement: f.AgreementConcluded,
    c.ApplyUplift: f.UpliftApplied,
    c.Reallocate: f.Reallocated,
    c.RecordDisbursement: f.DisbursementRecorded,
    c.RecordInternalCost: f.InternalCostRecorded,
    c.RecordUse: f.UseReported,
    c.ClaimRepayment: f.RepaymentClaimed,
    c.RecordRepayment: f.RepaymentReceived,
    c.PledgeInKind: f.InKindPledged,
    c.RecordInKind: f.InKindRecorded,
    c.WriteOffClaim: f.ClaimWrittenOff,
    c.MakeFinding: f.FindingMade,
    c.SettleFinding: f.FindingSettled,
    c.VerifyInKind: f.InKindVerified,
    c.RejectInKind: f.InKindRejected,
    c.ReverseEntry: f.EntryReversed,
    c.ClosePeriod: f.PeriodClosed,
    c.ReopenPeriod: f.PeriodReopened,
    c.RotateKey: f.KeyRotated,
    c.RetireKey: f.KeyRetired,
    c.RegisterWitness: f.WitnessRegistered,
    c.RetireWitness: f.WitnessRetired,
    c.DescribeBook: f.BookDescribed,
    c.PublishIndex: f.IndexPublished,
    c.WithdrawIndex: f.IndexWithdrawn,
    c.ApproveAmendment: f.AmendmentApproved,
    c.DeclineAmendment: f.AmendmentDeclined,
    c.ConcludeAmendment: f.AmendmentConcluded,
    c.CloseAgreement: f.AgreementClosed,
    c.ReopenAgreement: f.AgreementReopened,
    c.RegisterActorKey: f.ActorKeyRegistered,
    c.RetireActorKey: f.ActorKeyRetired,
    c.RepresentParty: f.ActorRepresents,
    c.GrantAuthority: f.AuthorityGranted,
    c.WithdrawAuthority: f.AuthorityWithdrawn,
    c.RequestPayment: f.PaymentRequested,
    c.ReviewRequest: f.PaymentReviewed,
    c.ApproveRequest: f.PaymentApproved,
    c.ReturnRequest: f.PaymentReturned,
    c.CancelRequest: f.PaymentCancelled,
    c.AddMap: f.ImportMapAdded,
    c.AddRoute: f.RouteAdded,
    c.RetireRoute: f.RouteRetired,
    c.ReadImport: f.ImportRead,
    c.RecordReconciliation: f.Reconciled,
    c.MakePaymentFile: f.PaymentFileMade,
    c.VoidPaymentFile: f.PaymentFileVoided,
    c.AddPartyAccount: f.PartyAccountAdded,
    c.ConfirmPartyAccount: f.PartyAccountConfirmed,
    **{command: entry.fact for command, entry in BY_COMMAND.items()},
}


def forged(command, ledger, today, actor="ekonom"):
    """Return the facts that a command of an actor would lead to if no rule said no."""
    state = ledger.agreements.get(getattr(command, "agreement", None)) or AgreementState()
    if isinstance(command, c.ProposeAgreement):
        return _proposal(command, ledger)
    if isinstance(command, c.ProposeAmendment):
        return _amendment(command, state)
    kind = _FACT_OF[type(command)]
    day = c.today_field(command)
    if day is not None and getattr(command, day) is None:
        command = msgspec.structs.replace(command, **{day: today})
    values = {
        name: getattr(command, name)
        for name in kind.__struct_fields__
        if hasattr(command, name) and getattr(command, name) is not None
    }
    facts = []
    for more in _derived(command, state, ledger, today, actor):
        form = _form(kind, command, values, more)
        facts.append(form(**_whole(form, values | more)))
    if isinstance(command, c.RecordDisbursement) and command.instalment is not None:
        facts.append(_instalment_paid(command))
    return facts


def _instalment_paid(command):
    return f.InstalmentPaid(
        line=command.line,
        budget_year=command.budget_year,
        instalment=command.instalment,
        amount_minor=command.amount_minor,
        paid_on=command.paid_on,
    )


def _instalments(command, state):
    """Return the instalments of a plan, as if nothing were committed, paid or planned before."""
    if command.instalments is not None:
        parts = command.instalments
    else:
        line = state.lines.get(command.line)
        amount = line.years[command.year].committed if line and command.year in line.years else 0
        days = (months_later(command.first, n % 12) for n in range(command.equal))
        minor = max(amount // command.equal, 1)
        parts = [PlannedInstalment(due_on=day, amount_minor=minor) for day in sorted(days)]
    return tuple(
        f.Instalment(number=x.number or number, due_on=x.due_on, amount_minor=x.amount_minor)
        for number, x in enumerate(parts, 1)
    )


def _form(kind, command, values, more):
    """Return the form of a fact that says its days, and add its accounting date to the values."""
    both = {x.__base__: x for x in f.FACTS if fields_naming(x, "document day")}
    if isinstance(command, c.ClaimRepayment) and command.performer:
        values["booked_on"] = command.booked_on or values["claimed_on"]
        values["performer"] = command.performer
        return f.RepaymentClaimed3
    if getattr(command, "from_index", None):
        values["booked_on"] = command.booked_on or values["decided_on"]
        return f.UpliftApplied3
    if isinstance(command, c.RecordUse) and command.rows is not None:
        return f.UseReported2
    if kind not in both:
        return kind
    (day,) = fields_naming(both[kind], "document day")
    booked = command.booked_on or values[day]
    if booked == values[day] and not isinstance(more.get("contribution"), f.InKindRecorded2):
        return kind
    values["booked_on"] = booked
    return both[kind]


def _whole(kind, values):
    """Fill in what nobody has said: nothing where there may be nothing."""
    return {name: values.get(name) for name in kind.__struct_fields__}


def _proposal(command, ledger):
    more = (command.carry_over_percent, command.extends_because)
    form = f.AgreementProposed if more == (None, None) else f.AgreementProposed2
    said = {}
    if command.attest == "two" or command.categories:
        form, said = f.AgreementProposed3, {"attest": command.attest or "none"}
        said["categories"] = tuple(
            f.Category(**msgspec.structs.asdict(x)) for x in command.categories or ()
        )
    return [
        *(
            f.PartyRegistered(
                **_whole(f.PartyRegistered, msgspec.structs.asdict(x))
                | {"legal_entity": x.legal_entity or x.party}
            )
            for x in command.parties
            if x.party not in ledger.parties.parties
        ),
        form(**_whole(form, msgspec.structs.asdict(command) | said)),
        *(fact for x in command.lines for fact in _line(x)),
    ]


def _line(line):
    """Yield a line of a proposal, and the index that it follows."""
    kind = f.BudgetLineProposed if line.activity is None else f.BudgetLineProposed2
    said = msgspec.structs.asdict(line)
    yield kind(**_whole(kind, said) | {"settlement": line.settlement or "external"})
    if line.index is not None:
        parts = tuple(f.IndexPart(**msgspec.structs.asdict(x)) for x in line.index.parts)
        said = {"line": line.line, "lag_years": line.index.lag_years}
        yield f.LineIndexProposed(parts=parts, vintage=line.index.vintage, **said)


def _amendment(command, state):
    name = command.amendment or next_id(state.amendments)
    proposed = f.AmendmentProposed(amendment=name, title=command.title, reference=command.reference)
    items = tuple(item for _, item in items_of(command, name, state))
    facts, once = [proposed, *items], command.at_once
    if once is not None:
        decided = {"amendment": name, "decision": once.decision, "decided_on": once.decided_on}
        facts.append(f.AmendmentApproved(board=once.board, **decided))
        more = concluded(Amendment(proposed, 0, items), once)
        facts.append(f.AmendmentConcluded(**decided, **more))
    return facts


def concluded(amendment, said):
    """Return what the conclusion of an amendment says besides its decision."""
    changes = []
    for item in amendment.items:
        amounts = {}
        if isinstance(item, f.LineAmountChangeProposed):
            amounts = {item.year: (item.previous_minor, item.amount_minor)}
        if isinstance(item, f.LineAdditionProposed):
            amounts = {year: (0, minor) for year, minor in item.amounts_minor.items()}
        changes += [
            f.AmountChange(
                line=item.line,
                year=year,
                previous_minor=before,
                amount_minor=after,
                change_minor=after - before,
            )
            for year, (before, after) in amounts.items()
        ]
    terms = [x for x in amendment.items if isinstance(x, f.TermChangeProposed)]
    return {
        "booked_on": said.booked_on or said.decided_on,
        "changes": tuple(changes),
        "ends": terms[0].ends if terms else None,
        "previous_ends": terms[0].previous if terms else None,
    }


def _lines(command, state):
    """Return the lines that a board's command names, or those that it funds."""
    if getattr(command, "line", None):
        return [command.line]
    named = getattr(command, "lines", ())
    own = [k for k, x in state.lines.items() if x.proposed.funder == command.board]
    if isinstance(command, c.ApplyUplift):
        own = [line for line in own if state.lines[line].proposed.uplift] or own
    return named or own or list(state.lines)[:1]


def _said_anew(command, ledger):
    """Return what holds of a party after its amendment, and what held before it."""
    nobody = {"name": "N", "kind": "civil", "legal_entity": "n", "organisation_number": None}
    known = ledger.parties.parties.get(command.party)
    before = known or f.PartyRegistered(party=command.party, **nobody)
    number = (command.organisation_number or "").replace("-", "") or None
    now = {
        "name": command.name or before.name,
        "kind": command.kind or before.kind,
        "legal_entity": command.legal_entity or before.legal_entity,
        "organisation_number": number or before.organisation_number,
    }
    return now | {f"previous_{name}": getattr(before, name) for name in now}


def _seen_to(command, ledger, today, actor):
    """Return what a review or an approval says besides its command: by a mandate of the actor."""
    step = "review" if isinstance(command, c.ReviewRequest) else "decide"
    own = [
        at
        for at, mandate in ledger.authorities.mandates.items()
        if mandate.is_of(actor) and mandate.granted.step == step
    ]
    authority = command.authority or max(own or [*ledger.authorities.mandates] or [1])
    days = dict.fromkeys(("reviewed_on", "approved_on"), today)
    return {"request": command.position, "authority": authority, **days}


def _as(kind, parts):
    return tuple(msgspec.convert(x, kind, from_attributes=True) for x in parts)


def _derived(  # noqa: C901, PLR0912, PLR0915 - a case for each command
    command, state, ledger, today, actor
):
    """Yield, for each fact, what its command does not say."""
    line = state.lines.get(getattr(command, "line", None))
    match command:
        case c.RegisterParty():
            number = (command.organisation_number or "").replace("-", "") or None
            entity = command.legal_entity or command.party
            yield {"legal_entity": entity, "organisation_number": number}
        case c.PublishIndex():
            yield {"index_period": command.period}
        case c.AddMap():
            yield {"columns": tuple(f.MappedColumn(column=x, means=y) for x, y in command.columns)}
        case c.AddRoute():
            yield {"payee_number": command.payee_number and command.payee_number.replace("-", "")}
        case c.ReadImport():
            yield {"unmatched": _as(f.UnmatchedRow, command.unmatched)}
        case c.RecordReconciliation():
            differences = _as(f.Difference, command.differences)
            yield {"reconciled_period": command.period, "differences": differences}
        case c.MakePaymentFile():
            ordered = (f.OrderedRequest(agreement=x, request=y) for x, y in command.requests)
            yield {"requests": tuple(ordered)}
        case PlanInstalments():
            yield {"instalments": _instalments(command, state)}
        case AdjustPlan():
            yield {"instalments": ()}
        case ExtendObligation():
            found = state.planning and state.planning.standing(command.obligation)
            yield {"previous_due_on": found.due_on if found else command.due_on}
        case c.AmendParty():
            yield _said_anew(command, ledger)
        case c.AmendLine():
            yield {"previous_minor": line.amounts.get(command.year, 0) if line else 0}
        case c.ApproveCommitment() | c.DeclineCommitment():
            for name in _lines(command, state):
                amounts = state.lines[name].amounts if name in state.lines else {2024: 1}
                said = getattr(command, "amounts_minor", None)
                yield {"line": name, "amounts_minor": said or dict(sorted(amounts.items()))}
        case CarryOver():
            booked = command.booked_on or command.decided_on
            yield {"board": line.proposed.funder if line else "tif", "booked_on": booked}
        case c.ApplyUplift():
            for name in _lines(command, state):
                yield _uplift(command, name, state, ledger)
        case c.Reallocate():
            source = state.lines[command.from_line].proposed.funder
            yield {
                "decisions": tuple(
                    f.Decision(board=board or source, reference=reference)
                    for board, reference in command.decisions
                )
            }
        case c.RecordDisbursement():
            own = line.performing_on(command.paid_on).performer if line else "tif"
            yield {"payee": command.payee or own}
        case c.RequestPayment():
            payee = command.payee or (line.performing_on(command.due_on).performer if line else "")
            year = command.budget_year or command.due_on.year
            yield {"payee": payee, "budget_year": year, "offset_minor": 0}
        case c.ReviewRequest() | c.ApproveRequest():
            yield _seen_to(command, ledger, today, actor)
        case c.ReturnRequest() | c.CancelRequest():
            yield {"request": command.position}
        case c.RecordUse():
            own = line.performing_on(command.reported_on).performer if line else "tif"
            rows = tuple(
                f.UseRow(**msgspec.structs.asdict(x), flat_percent=None) for x in command.rows or ()
            )
            total = sum(row.amount_minor for row in rows)
            minor = total if command.amount_minor is None else command.amount_minor
            yield {"performer": command.performer or own, "amount_minor": minor, "rows": rows}
        case c.ClaimRepayment():
            yield {"budget_year": command.budget_year or command.claimed_on.year}
        case c.RecordRepayment():
            claim = state.claims.get(command.claim)
            yield {
                "line": claim.fact.line if claim else "L3",
                "budget_year": claim.fact.budget_year if claim else 2024,
            }
        case c.WriteOffClaim() | c.MakeFinding() | c.SettleFinding():
            yield _of_follow_up(command, state, ledger)
        case c.PledgeInKind() | c.RecordInKind():
            rounding, currency = state.proposed.rounding, state.proposed.currency
            value = valued(command.quantity, command.unit_value_minor, rounding, currency)
            yield {"value_minor": getattr(command, "value_minor", None) or value}
        case c.VerifyInKind() | c.RejectInKind():
            yield {"contribution": _named(command, ledger, f.InKindRecorded)}
        case c.ReverseEntry():
            entry = _named(command, ledger, f.Entry)
            yield {"entry": entry, "reversed_on": command.reversed_on or f.effective_on(entry)}
        case c.ConcludeAmendment():
            yield concluded(state.amendments[command.amendment], command)
        case c.ClosePeriod():
            from events.period import parse_period

            yield {"ends": parse_period(command.period).ends}
        case _:
            yield {}


def _of_follow_up(command, state, ledger):
    """Return what a finding, its settlement, or the writing off of a claim says besides."""
    if isinstance(command, c.SettleFinding):
        return {"finding": command.position}
    if isinstance(command, c.WriteOffClaim):
        claim, minor = state.claims.get(command.claim), command.amount_minor
        return {
            "line": claim.fact.line if claim else "L3",
            "budget_year": claim.fact.budget_year if claim else 2024,
            "amount_minor": (claim and claim.open) or 1 if minor is None else minor,
            "booked_on": command.booked_on or command.decided_on,
        }
    known = {event.position: event for event in ledger.events}
    about = known.get(command.position)
    fact = about.fact if about else None
    return {
        "party": getattr(fact, "performer", None) or getattr(fact, "payee", None) or "tif",
        "line": getattr(fact, "line", None),
        "budget_year": getattr(fact, "budget_year", 2024),
        "recorded_by": about.envelope.actor if about else "ekonom",
    }


def _uplift(command, name, state, ledger):
    line = state.lines.get(name)
    taken = ()
    if command.from_index:
        on = command.decided_on
        terms = line.index if line else None
        taken = (terms and inputs_of(ledger.book.indexes, terms, command.year, on)) or ()
        command = msgspec.structs.replace(command, rate_percent=rate_of(taken))
    before = line.uplifts.get(command.year) if line else None
    superseded = {x.year: x.uplift_minor for x in before[1].years} if before else {}
    years = []
    for year in range(command.year, max(2026, command.year + 1)):
        sums = line.years[year].sums if line and year in line.years else None
        base = (
            sums["approved"] + sums["amended"] + sums["uplift"] - superseded.get(year, 0)
            if sums
            else 0
        )
        if command.rate_percent is not None:
            rounding, currency = state.proposed.rounding, state.proposed.currency
            more = uplifted(base, command.rate_percent, rounding, currency)
        else:
            more = command.amount_minor
        if base:
            years.append(
                f.YearUplift(
                    year=year,
                    base_minor=base,
                    uplift_minor=more,
                    new_minor=base + more,
                    change_minor=more - superseded.get(year, 0),
                )
            )
    return {
        "line": name,
        "index": taken,
        "rate_percent": command.rate_percent,
        "basis": "rate" if command.rate_percent is not None else "amount",
        "years": tuple(years),
        "supersedes": (before[0] if before else 1) if command.supersede else None,
    }


def _named(command, ledger, kind):
    """Return the fact that a command names, or any that may stand in its place."""
    facts = {event.position: event.fact for event in ledger.events}
    fact = facts.get(command.position)
    return fact if isinstance(fact, kind) else ANY[kind]


@dataclass
class Judged:
    """What was found: position -> code of a rule; why it does not follow -> position."""

    rules: dict = field(default_factory=dict)
    refusals: dict = field(default_factory=dict)
    replays: dict = field(default_factory=dict)


def judge(events, rules=RULES, left_out=(), *, sees_all=True, origin=ORIGIN):
    """Judge events, and return what was found."""
    found, by_position = Judged(), {event.position: event for event in events}

    def tell(position, refusal):
        found.rules[position], found.refusals[position] = refusal.code, refusal

    judging = Judge(
        first_rules=rules,
        info={"key": OWN_KEY, "origin": origin}.get,
        event=by_position.get,
        found=tell,
        replay=found.replays.__setitem__,
        sees_all=sees_all,
    )
    rows = [
        (e.position, e.originator_id, e.originator_version, e.name, encode(e.envelope))
        for e in events
    ]
    judging.add(rows, [e.envelope for e in events], dict(left_out))
    judging.finish()
    found.unknown_from = judging.unknown_from
    return found
