"""What is due, told from a list of events with loops: it shares no code with the program.

Every question goes through all events that stand. It knows books as ``random_books`` makes them.
"""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from events import facts as f

MONTH = timedelta(days=30)


def day_of(fact):
    """The day that a fact counts from; None: it is about none."""
    for name in ("booked_on", "decided_on", "released_on", "paid_on", "reported_on", "claimed_on",
                 "received_on", "pledged_on", "performed_on", "verified_on", "rejected_on",
                 "referred_on", "answered_on", "planned_on", "signed_on", "notified_on",
                 "withdrawn_on", "reversed_on", "requested_on", "reviewed_on", "approved_on",
                 "returned_on", "cancelled_on"):  # fmt: skip
        if hasattr(fact, name):
            return getattr(fact, name)
    return None


class Naive:
    """The events of one agreement, and of the book, that count on a day."""

    def __init__(self, events, agreement, day):
        self.day, self.agreement = day, agreement
        zone = ZoneInfo("Europe/Stockholm")
        self.recorded = {e.position: e.envelope.recorded_at.astimezone(zone).date() for e in events}
        self.causes = {e.position: e.envelope.causation for e in events}
        own = [e for e in events if e.agreement == agreement]
        counted = [e for e in own if day_of(e.fact) is None or day_of(e.fact) <= day]
        gone = {e.fact.position for e in counted if isinstance(e.fact, f.EntryReversed)}
        self.standing = [(e.position, e.fact) for e in counted if e.position not in gone]
        self.proposal = next(x for _, x in self.standing if isinstance(x, f.AgreementProposed))
        self.lines = {x.line: x for _, x in self.of(f.BudgetLineProposed)}
        self.added = {}
        self.done = (
            sorted((at, x) for at, x in self.of(f.AmendmentConcluded))
            if self.of(f.AmendmentConcluded)
            else []
        )
        self.items = {}
        for _, x in self.standing:
            if isinstance(x, f.OfAmendment):
                self.items.setdefault(x.amendment, []).append(x)
        for _, concluded in self.done:
            for item in self.items[concluded.amendment]:
                if isinstance(item, f.LineAdditionProposed):
                    self.lines[item.line] = self.added[item.line] = item
        self.concluded = bool(self.of(f.AgreementConcluded))

    def of(self, *kinds):
        wanted = kinds[0] if len(kinds) == 1 else kinds
        return [(at, x) for at, x in self.standing if isinstance(x, wanted)]

    @property
    def ends(self):
        ends = self.proposal.ends
        for _, concluded in self.done:
            for item in self.items[concluded.amendment]:
                if isinstance(item, f.TermChangeProposed):
                    ends = item.ends
        return ends

    def uplifts(self, line):
        marked = self.lines[line].uplift
        for _, concluded in self.done:
            for item in self.items[concluded.amendment]:
                if isinstance(item, f.LineUpliftChangeProposed) and item.line == line:
                    marked = item.uplift
        return marked

    def approved(self, line):
        return line in self.added or any(x.line == line for _, x in self.of(f.CommitmentApproved))

    def committed(self, line, year):
        total = 0
        for _, x in self.standing:
            match x:
                case f.CommitmentApproved(line=named) if named == line:
                    total += x.amounts_minor.get(year, 0)
                case f.UpliftApplied(line=named) if named == line:
                    total += sum(part.change_minor for part in x.years if part.year == year)
                case f.Reallocated(year=of) if of == year:
                    total += x.amount_minor * ((x.to_line == line) - (x.from_line == line))
                case f.CommitmentReleased(line=named, year=of) if (named, of) == (line, year):
                    total -= x.amount_minor
                case f.CarriedOver(line=named) if named == line:
                    total += x.amount_minor * ((x.to_year == year) - (x.from_year == year))
                case f.AmendmentConcluded():
                    for change in x.changes:
                        if (change.line, change.year) == (line, year):
                            total += change.change_minor
        return total

    def total(self, kind, line, year):
        named = (x for _, x in self.of(kind))
        return sum(x.amount_minor for x in named if (x.line, x.budget_year) == (line, year))

    def paid(self, line, year):
        both = (f.DisbursementRecorded, f.InternalCostRecorded)
        return sum(self.total(kind, line, year) for kind in both)

    def boards(self):
        return tuple(dict.fromkeys(x.funder for x in self.lines.values()))

    # ------------------------------------------------------------ the rows

    def rows(self):
        """Return kind, due day, who, line, year and minor units of each row."""
        if not self.concluded:
            return []
        kinds = (self._claims, self._held, self._pledges, self._in_kind, self._contributions)
        kinds += (self._uplifts, self._used, self._ending, self._planned, self._signatures)
        return [row for kind in (*kinds, self._amendments, self._requests) for row in kind()]

    def _claims(self):
        for at, x in self.of(f.RepaymentClaimed):
            back = sum(y.amount_minor for _, y in self.of(f.RepaymentReceived) if y.claim == at)
            if back < x.amount_minor:
                left = x.amount_minor - back
                who = (self.lines[x.line].performer,)
                yield "claim", x.due_on, who, x.line, x.budget_year, left

    def _held(self):
        for line, year in self._line_years():
            due_on = min(date(year, 12, 31), self.ends)
            claimed, repaid = (
                self.total(kind, line, year) for kind in (f.RepaymentClaimed, f.RepaymentReceived)
            )
            held = self.total(f.DisbursementRecorded, line, year) - repaid
            held -= self.total(f.UseReported, line, year)
            left = held - (claimed - repaid)
            if left > 0 and self.day > due_on:
                yield "held", due_on, (self.lines[line].performer,), line, year, left

    def _line_years(self):
        years = {x.budget_year for _, x in self.standing if hasattr(x, "budget_year")}
        return [(line, year) for line in self.lines for year in sorted(years)]

    def _given(self):
        rejected = {x.position for _, x in self.of(f.InKindRejected)}
        gifts = self.of(f.InKindRecorded)
        return [(at, x) for at, x in gifts if at not in rejected]

    def _pledges(self):
        groups = {}
        for _, x in self.of(f.InKindPledged):
            groups.setdefault((x.party, x.kind, x.unit, x.year), []).append(x)
        for (party, kind, unit, year), pledges in groups.items():
            promised = sum(x.quantity for x in pledges)
            came = sum(
                (
                    x.quantity
                    for _, x in self._given()
                    if (x.party, x.kind, x.unit, x.performed_on.year) == (party, kind, unit, year)
                ),
                Decimal(0),
            )
            if came < promised and year <= self.ends.year:
                worth = sum(x.value_minor for x in pledges) * (promised - came) / promised
                yield (
                    "pledge",
                    date(year, 12, 31),
                    (party,),
                    None,
                    year,
                    int(worth + Decimal("0.5")),
                )

    def _in_kind(self):
        judged = {x.position for _, x in self.of(f.InKindVerified, f.InKindRejected)}
        waiting = [(at, x) for at, x in self.of(f.InKindRecorded) if at not in judged]
        for party in {x.party for _, x in waiting}:
            own = [x for _, x in waiting if x.party == party]
            worth = sum(x.value_minor for x in own)
            yield "in-kind", min(map(day_of, own)) + MONTH, self.boards(), None, None, worth

    def _contributions(self):
        have = {x.party for _, x in [*self._given(), *self.of(f.InKindPledged)] if self._counts(x)}
        for party in self.proposal.signatories:
            if party not in have and party not in self.boards():
                yield "contribution", self.ends, (party,), None, None, None

    def _counts(self, fact):
        return isinstance(fact, f.InKindPledged) or self._worth(fact.party) > 0

    def _worth(self, party):
        return sum(x.value_minor for _, x in self._given() if x.party == party)

    def _uplifts(self):
        if self.day > self.ends:
            return
        done = {(x.line, x.year) for _, x in self.of(f.UpliftApplied)}
        for year in range(self.proposal.starts.year, self.day.year + 1):
            marked = {}
            for name, line in self.lines.items():
                is_later = year > min(line.amounts_minor)
                if self.uplifts(name) and is_later and self.committed(name, year) > 0:
                    marked.setdefault(line.funder, []).append(name)
            for board, lines in marked.items():
                left = [x for x in lines if (x, year) not in done]
                some = [lines[0] if len(lines) == 1 else None] if left == lines else left
                for line in some:
                    yield "uplift", date(year, 1, 1), (board,), line, year, None

    def _used(self):
        year, ends = self.day.year, min(date(self.day.year, 12, 31), self.ends)
        if not self.proposal.starts <= self.day <= ends:
            return
        changing = {
            (x.line, x.year)
            for name in self._open()
            for x in self.items.get(name, [])
            if isinstance(x, f.LineAmountChangeProposed)
        }
        for name, line in self.lines.items():
            if (name, year) in changing:
                continue
            paid, committed = self.paid(name, year), self.committed(name, year)
            if (
                committed > 0
                and round(Decimal(paid) * 10_000 / committed + Decimal("1e-9")) >= 9000
            ):
                yield "line-used", ends, (line.funder,), name, year, committed - paid

    def _ending(self):
        if self.ends - timedelta(days=180) <= self.day <= self.ends and not any(
            isinstance(item, f.TermChangeProposed)
            for name in self._open()
            for item in self.items[name]
        ):
            yield "ending", self.ends, self.boards(), None, None, None

    def _open(self):
        over = {x.amendment for _, x in self.done}
        over |= {x.amendment for _, x in self.of(f.ProposalWithdrawn)}
        return [x.amendment for _, x in self.of(f.AmendmentProposed) if x.amendment not in over]

    def _planned(self):
        newest = {x.body: (at, x) for at, x in self.of(f.DecisionPlanned)}
        for body, (at, x) in newest.items():
            later = [
                y
                for other, y in self.of(f.Entry)
                if other > at
                and (
                    getattr(y, "board", None) == body
                    or body in {z.board for z in getattr(y, "decisions", ())}
                )
            ]
            if not later and at > min(p for p, y in self.of(f.AgreementConcluded)):
                yield "planned-decision", x.decides_on, (body,), None, None, None

    def _signatures(self):
        signed = {x.party for _, x in self.of(f.AgreementSigned) if x.amendment is None}
        if signed and self.day <= self.ends:
            decided = next(x.decided_on for _, x in self.of(f.AgreementConcluded))
            for party in self.proposal.signatories:
                if party not in signed:
                    yield "signature", decided + MONTH, (party,), None, None, None

    def _was_there(self, name):
        at = next(at for at, x in self.of(f.AmendmentProposed) if x.amendment == name)
        steps = (f.AmendmentApproved, f.AmendmentDeclined, f.AgreementSigned)
        said = any(x.amendment == name for _, x in self.of(*steps))
        return said or self.recorded[at] <= self.day

    def _amendments(self):
        for name in filter(self._was_there, self._open()):
            items = self.items.get(name, [])
            boards = {
                self.lines[x.line].funder
                for x in items
                if hasattr(x, "line")
                and x.line in self.lines
                and not isinstance(x, f.LineAdditionProposed)
            }
            boards |= {x.funder for x in items if isinstance(x, f.LineAdditionProposed)}
            whole = any(isinstance(x, f.TermChangeProposed | f.TextChangeProposed) for x in items)
            parties = set(self.proposal.signatories) if whole else set()
            said = {x.board for _, x in self.of(f.AmendmentApproved) if x.amendment == name}
            signed = {x.party for _, x in self.of(f.AgreementSigned) if x.amendment == name}
            planned = {x[2][0] for x in self._planned()}
            wait = [(x,) for x in boards - said]
            wait += [(x,) for x in parties - said - signed - (boards - said)]
            days = [self.ends]
            days += [
                date(x.year, 12, 31) for x in items if isinstance(x, f.LineAmountChangeProposed)
            ]
            days += [
                date(min(x.amounts_minor), 12, 31)
                for x in items
                if isinstance(x, f.LineAdditionProposed)
            ]
            for who in wait or [()]:
                if not (who and who[0] in boards - said and who[0] in planned):
                    yield "amendment", min(days), who, None, None, None

    def _requests(self):
        """Mandates are in force for as long as these books go on."""

        def about(kind):
            return {x.request for _, x in self.of(kind)}

        paid = {self.causes[at] for at, _ in self.of(f.DisbursementRecorded)}
        over = about((f.PaymentReturned, f.PaymentCancelled)) | paid
        for at, x in self.of(f.PaymentRequested):
            if at not in over:
                kind = "approval" if at in about(f.PaymentReviewed) else "review"
                kind = "payment" if at in about(f.PaymentApproved) else kind
                who = (self.lines[x.line].funder,)
                yield kind, x.due_on, who, x.line, x.budget_year, x.amount_minor
