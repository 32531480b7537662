"""What the rules make of a fact that is recorded: the inverse of each decision.

The rules are pure, so a past event can be judged. The event itself tells the command that asked for
it. On the state before the event, the rules have to come to the very same fact.

``by_name`` makes the inverse of an event whose fields are those of its command. ``in_place`` hands
the rule the fact in the command's place, which saves time for frequent facts. No fact records a
permission, so the inverse gives every permission. The inverse asks about a decision of several
lines one line at a time; the answer is the same.

A programmer who adds an event adds its inverse here. A test names the missing ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, get_args

import msgspec

from events import facts as f
from events.facts import AgreementId
from ledger.rules import attesting, dates, in_kind, money, standing
from ledger.rules import commands as c
from ledger.rules.decide import decide
from ledger.rules.describing import DESCRIBED
from ledger.rules.entries import ENTRIES
from ledger.rules.entries.planned import PlanInstalments, PlannedInstalment
from ledger.rules.refusals.agreements import UnknownAgreement
from ledger.rules.refusals.attesting import UnknownRequest
from ledger.rules.refusals.judging import InstalmentApart, ItemApart, LineApart, NotAsDecided
from ledger.rules.requests import require_request
from ledger.rules.state import AgreementState, World
from ledger.rules.versions import require_later

# Takes a fact and the world before it, and returns what the rules come to.
Inverse: TypeAlias = Callable[[Any, World], f.Fact]
# A rule that needs only such fields of a command as the fact has, too.
Rule: TypeAlias = Callable[[Any, AgreementState, World], f.Fact]


def _fields_in_common(fact: type[Any], command: type[Any]) -> tuple[str, ...]:
    own = set(fact.__struct_fields__)
    return tuple(name for name in command.__struct_fields__ if name in own)


def _asked(command: type[Any], agreement: AgreementId | None, **values: Any) -> c.AnyCommand:
    """Return a command with every permission, and with its agreement if it names an agreement."""
    fields = command.__struct_fields__
    values |= {name: True for name in c.PERMISSIONS if name in fields}
    if "agreement" in fields:
        values["agreement"] = agreement
    asked: c.AnyCommand = command(**values)
    return asked


def _decided(command: c.AnyCommand, world: World) -> f.Fact:
    (fact,) = decide(command, world)
    return fact


def by_name(fact: type[f.Event], command: type[Any], **more: Callable[[Any], Any]) -> Inverse:
    """Return the inverse of a command that has fields of its fact.

    Args:
        fact: what is recorded.
        command: what asked for it.
        more: fields that the fact does not have by their name, and what derives each from it.
    """
    # The agreement is that of the event's stream, or the one that a mandate is for.
    names = tuple(x for x in _fields_in_common(fact, command) if x not in more and x != "agreement")

    def inverse(fact: Any, world: World) -> f.Fact:
        values = {name: getattr(fact, name) for name in names}
        values |= {name: told(fact) for name, told in more.items()}
        return _decided(_asked(command, world.agreement_id, **values), world)

    return inverse


def in_every_form(
    fact: type[f.Event], command: type[Any], **more: Callable[[Any], Any]
) -> dict[type[f.Event], Inverse]:
    """Return the inverses of a command by the forms of its fact: see ``by_name``."""
    forms = [form for form in f.FACTS if issubclass(form, fact)]
    return {form: by_name(form, command, **more) for form in forms}


def in_place(rule: Rule) -> Inverse:
    """Return the inverse of a rule that takes its fact in the command's place."""

    def inverse(fact: Any, world: World) -> f.Fact:
        if world.agreement is None:
            raise UnknownAgreement(
                agreement=world.agreement_id or "", known=list(world.known_agreements)
            )
        standing.require_open(fact, world.agreement, world)
        made = rule(fact, world.agreement, world)
        dates.check((made,), world)
        return made

    return inverse


# The most frequent facts by far. The judge of many events asks these rules directly.
IN_PLACE: Mapping[type[f.Event], Rule] = {
    f.DisbursementRecorded: money.disburse,
    f.UseReported: money.use,
    f.UseReported2: money.use,
    f.InternalCostRecorded: money.internal_cost,
    f.InKindRecorded: in_kind.record,
    f.InKindRecorded2: in_kind.record,
    f.InKindPledged: in_kind.pledge,
    f.InKindPledged2: in_kind.pledge,
}


def _uplift_amount(fact: f.UpliftApplied) -> int | None:
    return fact.years[0].uplift_minor if fact.basis == "amount" else None


def _asked_for(fact: f.PaymentRequested) -> int:
    return fact.amount_minor + fact.offset_minor


def _its_finding(fact: f.FindingSettled) -> int:
    return fact.finding


def _if_changed(name: str) -> Callable[[Any], Any]:
    """Return what tells the value that a field of a party was given; None: it stayed as it was."""

    def told(fact: Any) -> Any:
        value = getattr(fact, name)
        return None if value == getattr(fact, f"previous_{name}") else value

    return told


def _apart(fact: f.BudgetLineProposed | f.LineIndexProposed, _world: World) -> f.Fact:
    raise LineApart(line=fact.line)


def _item_apart(fact: f.AmendmentItem, _world: World) -> f.Fact:
    raise ItemApart(amendment=fact.amendment)


def _instalment_apart(fact: f.InstalmentPaid, _world: World) -> f.Fact:
    raise InstalmentApart(line=fact.line, instalment=fact.instalment)


def _said(fact: f.InstalmentsPlanned) -> tuple[PlannedInstalment, ...]:
    return tuple(
        PlannedInstalment(number=x.number, due_on=x.due_on, amount_minor=x.amount_minor)
        for x in fact.instalments
    )


def _amendment_proposed(fact: f.AmendmentProposed, world: World) -> f.Fact:
    return amended([fact], world)[0]


def _adopted(fact: f.RulesAdopted, world: World) -> f.Fact:
    require_later(fact, world.book)
    return fact


def _proposed(fact: f.AgreementProposed, world: World) -> f.Fact:
    return proposed([fact], world)[0]


def _columns(fact: f.ImportMapAdded) -> tuple[tuple[str, str], ...]:
    return tuple((x.column, x.means) for x in fact.columns)


def _left(fact: f.ImportRead) -> tuple[c.LeftRow, ...]:
    return tuple(msgspec.convert(x, c.LeftRow, from_attributes=True) for x in fact.unmatched)


def _reconciled(fact: f.Reconciled, world: World) -> f.Fact:
    found = (msgspec.convert(x, c.FoundDifference, from_attributes=True) for x in fact.differences)
    command = c.RecordReconciliation(
        file=fact.file,
        sha256=fact.sha256,
        format=fact.format,
        encoding=fact.encoding,
        map=fact.map,
        compared_at=fact.compared_at,
        period=fact.reconciled_period,
        agreement=fact.agreement,
        agreeing_count=fact.agreeing_count,
        differences=tuple(found),
        difference_count=fact.difference_count,
    )
    return _decided(command, world)


def _number(fact: f.PartyAccountAdded) -> str:
    """Return an account number as it is written where it begins with its clearing number."""
    clearing = fact.clearing
    return clearing + fact.number if clearing and fact.number.startswith(clearing) else fact.number


def _requests(fact: f.PaymentFileMade) -> tuple[tuple[str, int], ...]:
    return tuple((x.agreement, x.request) for x in fact.requests)


def _attested(fact: f.PaymentReviewed | f.PaymentApproved, world: World) -> f.Fact:
    """Return what the rules make of a review or an approval, which has the day of its record."""
    agreement, day = world.agreement, f.effective_on(fact)
    assert day is not None
    if agreement is None:
        raise UnknownRequest(position=fact.request, known=[])
    said: dict[str, Any] = {
        "position": fact.request,
        "authority": fact.authority,
        "signature": fact.signature,
    }
    if not (world.earliest or world.today) <= day <= world.today:
        field = "reviewed_on" if isinstance(fact, f.PaymentReviewed) else "approved_on"
        raise NotAsDecided(field=field, decided=str(world.today), found=str(day))
    request = require_request(fact.request, agreement)
    if isinstance(fact, f.PaymentReviewed):
        checked = c.ReviewRequest(**said, checked=fact.checked)
        standing.require_open(checked, agreement, world)
        return attesting.review(checked, request, agreement, world, day)
    approved = c.ApproveRequest(**said)
    standing.require_open(approved, agreement, world)
    return attesting.approve(approved, request, agreement, world, day)


INVERSE: Mapping[type[f.Event], Inverse] = {
    **{fact: in_place(rule) for fact, rule in IN_PLACE.items()},
    **{
        form: inverse
        for entry in ENTRIES
        for form, inverse in in_every_form(entry.fact, entry.command).items()
    },
    f.InstalmentsPlanned: by_name(f.InstalmentsPlanned, PlanInstalments, instalments=_said),
    f.InstalmentPaid: _instalment_apart,
    f.PartyRegistered: by_name(f.PartyRegistered, c.RegisterParty),
    f.PartyAmended: by_name(
        f.PartyAmended,
        c.AmendParty,
        **{name: _if_changed(name) for name in DESCRIBED},
    ),
    f.AgreementProposed: _proposed,  # ``proposed`` judges a proposal with its lines
    f.AgreementProposed2: _proposed,
    f.AgreementProposed3: _proposed,
    f.BudgetLineProposed: _apart,
    f.BudgetLineProposed2: _apart,
    f.LineAmended: by_name(f.LineAmended, c.AmendLine),
    f.AgreementClosed: by_name(f.AgreementClosed, c.CloseAgreement),
    f.AgreementReopened: by_name(f.AgreementReopened, c.ReopenAgreement),
    **in_every_form(f.CommitmentApproved, c.ApproveCommitment, lines=lambda fact: (fact.line,)),
    **in_every_form(f.CommitmentDeclined, c.DeclineCommitment, lines=lambda fact: (fact.line,)),
    **in_every_form(f.AgreementConcluded, c.ConcludeAgreement),
    **in_every_form(
        f.UpliftApplied,
        c.ApplyUplift,
        amount_minor=_uplift_amount,
        supersede=lambda fact: fact.supersedes is not None,
    ),
    f.UpliftApplied3: by_name(
        f.UpliftApplied3,
        c.ApplyUplift,
        rate_percent=lambda _fact: None,
        from_index=lambda _fact: True,
        supersede=lambda fact: fact.supersedes is not None,
    ),
    f.LineIndexProposed: _apart,
    **in_every_form(
        f.Reallocated,
        c.Reallocate,
        decisions=lambda fact: tuple((x.board, x.reference) for x in fact.decisions),
    ),
    **in_every_form(f.RepaymentClaimed, c.ClaimRepayment),
    **in_every_form(f.RepaymentReceived, c.RecordRepayment),
    **in_every_form(f.ClaimWrittenOff, c.WriteOffClaim),
    f.FindingMade: by_name(f.FindingMade, c.MakeFinding),
    f.FindingSettled: by_name(f.FindingSettled, c.SettleFinding, position=_its_finding),
    **in_every_form(f.InKindVerified, c.VerifyInKind),
    **in_every_form(f.InKindRejected, c.RejectInKind),
    f.EntryReversed: by_name(f.EntryReversed, c.ReverseEntry),
    f.PeriodClosed: by_name(f.PeriodClosed, c.ClosePeriod),
    f.PeriodReopened: by_name(f.PeriodReopened, c.ReopenPeriod),
    f.KeyRotated: by_name(f.KeyRotated, c.RotateKey),
    f.KeyRetired: by_name(f.KeyRetired, c.RetireKey),
    f.WitnessRegistered: by_name(f.WitnessRegistered, c.RegisterWitness),
    f.WitnessRetired: by_name(f.WitnessRetired, c.RetireWitness),
    f.IndexPublished: by_name(
        f.IndexPublished, c.PublishIndex, period=lambda fact: fact.index_period
    ),
    f.IndexWithdrawn: by_name(f.IndexWithdrawn, c.WithdrawIndex),
    f.BookDescribed: by_name(f.BookDescribed, c.DescribeBook),
    f.RulesAdopted: _adopted,
    f.AmendmentProposed: _amendment_proposed,  # ``proposed`` judges an amendment with its items
    **dict.fromkeys(get_args(f.AmendmentItem), _item_apart),
    f.AmendmentApproved: by_name(f.AmendmentApproved, c.ApproveAmendment),
    f.AmendmentDeclined: by_name(f.AmendmentDeclined, c.DeclineAmendment),
    f.AmendmentConcluded: by_name(f.AmendmentConcluded, c.ConcludeAmendment),
    f.ActorKeyRegistered: by_name(f.ActorKeyRegistered, c.RegisterActorKey),
    f.ActorKeyRetired: by_name(f.ActorKeyRetired, c.RetireActorKey),
    f.ActorRepresents: by_name(f.ActorRepresents, c.RepresentParty),
    f.AuthorityGranted: by_name(f.AuthorityGranted, c.GrantAuthority),
    f.AuthorityWithdrawn: by_name(f.AuthorityWithdrawn, c.WithdrawAuthority),
    f.ImportMapAdded: by_name(f.ImportMapAdded, c.AddMap, columns=_columns),
    f.RouteAdded: by_name(f.RouteAdded, c.AddRoute),
    f.RouteRetired: by_name(f.RouteRetired, c.RetireRoute),
    f.ImportRead: by_name(f.ImportRead, c.ReadImport, unmatched=_left),
    f.Reconciled: _reconciled,
    f.PaymentFileMade: by_name(f.PaymentFileMade, c.MakePaymentFile, requests=_requests),
    f.PaymentFileVoided: by_name(f.PaymentFileVoided, c.VoidPaymentFile),
    f.PartyAccountAdded: by_name(f.PartyAccountAdded, c.AddPartyAccount, number=_number),
    f.PartyAccountConfirmed: by_name(f.PartyAccountConfirmed, c.ConfirmPartyAccount),
    f.PaymentRequested: by_name(f.PaymentRequested, c.RequestPayment, amount_minor=_asked_for),
    f.PaymentReviewed: _attested,
    f.PaymentApproved: _attested,
    f.PaymentReturned: by_name(
        f.PaymentReturned, c.ReturnRequest, position=lambda fact: fact.request
    ),
    f.PaymentCancelled: by_name(
        f.PaymentCancelled, c.CancelRequest, position=lambda fact: fact.request
    ),
}

_OF_PROPOSAL: Mapping[type[f.Event], tuple[str, ...]] = {
    form: _fields_in_common(form, c.ProposeAgreement)
    for form in (f.AgreementProposed, f.AgreementProposed2, f.AgreementProposed3)
}


def proposed(facts: Sequence[f.Fact], world: World) -> tuple[f.Fact, ...]:
    """Return what the rules make of a proposal with its lines, which come from one command.

    The indexes that lines follow stand after their lines.

    The parties that a proposal makes known have events of their own, before the proposal's.
    """
    proposal, *lines = facts
    command = _asked(
        c.ProposeAgreement,
        world.agreement_id,
        **{name: getattr(proposal, name) for name in _OF_PROPOSAL[type(proposal)]},
        lines=_proposed_lines(lines),
    )
    return decide(command, world)


def paid(facts: Sequence[Any], world: World) -> tuple[f.Fact, ...]:
    """Return what the rules make of a payment with what says which instalment it is for."""
    payment, said = facts
    names = _fields_in_common(f.DisbursementRecorded, c.RecordDisbursement)
    values = {name: getattr(payment, name) for name in names}
    command = _asked(c.RecordDisbursement, world.agreement_id, **values, instalment=said.instalment)
    made = decide(command, world)
    if len(made) != len(facts):
        raise InstalmentApart(line=said.line, instalment=said.instalment)
    return made


def _proposed_lines(facts: Sequence[f.Fact]) -> tuple[c.ProposedLine, ...]:
    """Return the lines of a proposal, each with the index that stands directly after it."""
    lines: list[c.ProposedLine] = []
    for fact in facts:
        if isinstance(fact, f.LineIndexProposed):
            if not lines or lines[-1].line != fact.line or lines[-1].index is not None:
                raise LineApart(line=fact.line)
            index = msgspec.convert(fact, c.ProposedIndex, from_attributes=True)
            lines[-1] = msgspec.structs.replace(lines[-1], index=index)
            continue
        fields = {
            name: getattr(fact, name) for name in _fields_in_common(type(fact), c.ProposedLine)
        }
        lines.append(msgspec.convert(fields, c.ProposedLine, strict=False))
    return tuple(lines)


def amended(facts: Sequence[Any], world: World) -> tuple[f.Fact, ...]:
    """Return what the rules make of an amendment with its items, which come from one command."""
    proposal, *items = facts
    texts = {f"new_{x.field}": x.text for x in items if isinstance(x, f.TextChangeProposed)}
    terms = [x.ends for x in items if isinstance(x, f.TermChangeProposed)]
    signs = [x for x in items if isinstance(x, f.SignatoryChangeProposed)]
    command = _asked(
        c.ProposeAmendment,
        world.agreement_id,
        amendment=proposal.amendment,
        title=proposal.title,
        reference=proposal.reference,
        ends=terms[0] if terms else None,
        **texts,
        joins=tuple(x.party for x in signs if x.joins),
        leaves=tuple(x.party for x in signs if not x.joins),
        changes=tuple(x for item in items for x in _changes(item)),
        lines=tuple(
            c.ProposedLine(
                **{
                    name: getattr(x, name)
                    for name in _fields_in_common(f.LineAdditionProposed, c.ProposedLine)
                }
            )
            for x in items
            if isinstance(x, f.LineAdditionProposed)
        ),
    )
    return decide(command, world)


def _changes(item: f.AmendmentItem) -> Iterator[c.ProposedChange]:
    match item:
        case f.LineAmountChangeProposed():
            yield c.ProposedChange(line=item.line, amounts_minor={item.year: item.amount_minor})
        case f.LineUpliftChangeProposed():
            yield c.ProposedChange(line=item.line, uplift=item.uplift)
        case f.LinePerformerChangeProposed():
            yield c.ProposedChange(
                line=item.line,
                performer=item.performer,
                from_day=item.from_day,
                accountable=item.accountable,
            )
        case _:
            pass
