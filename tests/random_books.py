"""Books in files in which random things have happened, by the rules, at random times."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import amendment_cases as amending
import in_memory as core
import msgspec
import process_cases as steps
from attesting_cases import ask, grant, send_back
from end_cases import carry

from events import facts as f
from events.keys import COSIGNATURE
from events.record import Evidence
from ledger.books import keys
from ledger.books.notes import SecretKey
from ledger.books.opening import open_book
from ledger.proof import evidence, rotation
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

BEGINS = datetime(2023, 12, 7, 8, tzinfo=UTC)
ENDS = datetime(2026, 6, 30, 12, tzinfo=UTC)
LINES, YEARS = ("L1", "L2", "L3", "L4", "L5"), (2024, 2025)  # an amendment may add L5
LONGER = date(2026, 12, 31)  # an amendment may make it the last day
ACTIVITY = "samordning"
PARTIES = ("malmo-universitet", "tif", "radda-barnen")
ANSWERS = ("support", "object", "comment")
TEXTS = ("V", "å ä ö 🙂", 'said "no" \\ /', "K-7")
PERIODS = ("2023", "2024-Q1")
WITNESSES = ("auditor", "pwc", "tif")
# Two lines of the second agreement are paid together, by shares.
_SHARES = {"L2": Decimal("66.67"), "L3": Decimal("33.33")}
PROPOSALS = (
    core.PROPOSAL,
    msgspec.structs.replace(
        core.PROPOSAL,
        agreement="syskon",
        rounding="krona",
        title="Å & Ö",
        carry_over_percent=Decimal("12.5"),
        lines=tuple(
            msgspec.structs.replace(x, activity=ACTIVITY, share=_SHARES[x.line])
            if x.line in _SHARES
            else x
            for x in core.PROPOSAL.lines
        ),
    ),
)
MANDATES = {"review": "Åsa Öst", "decide": "controller"}
_PAYMENT, _OTHER, _SMALL = 10, 3, 1  # how often, compared with one another


def _login(actor):
    """Return who a server would know."""
    return Signature(actor=actor, assurance="database-attested")


class RandomBook:
    """A book that grows at random.

    Args:
        path: where to make it.
        chance: a seeded ``random.Random``.
        asks: whether payments are requested, too.
    """

    def __init__(self, path, chance, *, asks=False):
        self.path, self.chance, self.asks = path, chance, asks
        evidence.create_book(path)
        self.book = open_book(path)
        self.now = BEGINS
        self.service = Service(self.book, lambda: self.now)
        self.secrets = {}  # public key of a witness, registered or not -> secret key
        self.waiting = []  # commands that follow from one that was drawn
        self.agreements = PROPOSALS[: chance.choice((1, 1, 2))]
        for proposal in self.agreements:
            referral = (steps.refer("tif", core.KUN), steps.answer("tif", chance.choice(ANSWERS)))
            boards = (core.approve(board) for board in (core.KS, core.FRN, core.KUN))
            for step in (proposal, *chance.choice(((), referral)), *boards, core.CONCLUDE):
                said = msgspec.structs.replace(step, agreement=proposal.agreement)
                self.service.execute(said, Signature(actor="ekonom"))

    def close(self):
        self.book.close()

    @property
    def key(self):
        return evidence.read_key(evidence.key_file(self.path))

    def grow(self, count):
        """Try so many commands; those that a rule refuses leave nothing."""
        for _ in range(count):
            pause = self.chance.choice((0, 1, 3600, 10 * 86_400, 20 * 86_400))
            pause = timedelta(seconds=pause, microseconds=self.chance.choice((0, 7, 120_000)))
            self.now = min(self.now + pause, ENDS)  # no event is later than the clock of a reader
            with suppress(LedgerError):
                step = self._command()
                command, by = step if isinstance(step, tuple) else (step, self._signature())
                self.service.execute(command, by)
        return self

    def rotate(self, *, is_lost=False):
        """Give the book another key; the old one signs it unless it is lost."""
        path = evidence.key_file(self.path)
        if is_lost:
            path.unlink()
        command = rotation.rotation(self.book, path, "ny kamrer", is_lost=is_lost)
        self.service.execute(command, Signature(actor="ekonom"))
        rotation.finished(self.book, path)

    def retire(self):
        """Say that the book's key is not to be trusted any more."""
        retired = c.RetireKey(key=str(keys.present(self.book).key), reason="stulen")
        self.service.execute(retired, Signature(actor="ekonom"))

    def checkpoint(self):
        return evidence.make_checkpoint(self.book, self.key)

    # ------------------------------------------------------------ what is drawn

    def _signature(self):
        draw = self.chance.random
        evidences = (Evidence(reference=self._text(), sha256="ab" * 32 if draw() < 0.5 else None),)
        return Signature(
            actor=self.chance.choice(("ekonom", "controller", "Åsa Öst")),
            reason=self._text() if draw() < 0.2 else None,
            evidence=evidences if draw() < 0.6 else (),
            key=f"nyckel {self.chance.randrange(10**9)}" if draw() < 0.4 else None,
        )

    def _text(self):
        return self.chance.choice(TEXTS)

    def _day(self):
        """Return a day that has come."""
        return BEGINS.date() + timedelta(days=self.chance.randrange((self.now - BEGINS).days + 1))

    def _minor(self):
        some = self.chance.choice((100, 10**4, 10**6, 10**7, 5 * 10**7))
        return self.chance.randrange(1, some + 1)

    def _command(self):
        makers = [
            *(_PAYMENT * [self._payment]),
            *(_OTHER * [self._settling, self._board, self._given, self._back]),
            *(_SMALL * [self._period, self._registry, self._process, self._amendment]),
            *(self.asks * _OTHER * [self._asked]),
        ]
        if self.waiting and self.chance.random() < 0.6:
            first = self.waiting.pop(0)
            return first() if callable(first) else first
        command = self.chance.choice(makers)()
        if isinstance(command, tuple):
            return command
        return self._of(self.chance.choice(self.agreements).agreement, command)

    def _of(self, agreement, command):
        """Return a command to an agreement; some are booked later than they are dated."""
        fields = command.__struct_fields__
        if "booked_on" in fields and command.booked_on is None and self.chance.random() < 0.3:
            command = core.booked(command, self._day())
        if "agreement" in fields:
            command = msgspec.structs.replace(command, agreement=agreement)
        return command

    def _payment(self):
        line, year, day = self.chance.choice(LINES), self.chance.choice(YEARS), self._day()
        if line == "L4":
            return core.internal(line, self._minor(), year, day)
        bank = f"B-{self.chance.randrange(20)}" if self.chance.random() < 0.5 else None
        if self.chance.random() < 0.2:
            line = ACTIVITY
        return core.disburse(line, self._minor(), year, day, bank_reference=bank)

    def _asked(self):
        """Return a request for a payment; what becomes of it waits."""
        if not any(isinstance(e.fact, f.AuthorityGranted) for e in self.book.events()):
            first, *self.waiting = [
                (grant(actor, step, board=board), _login("ekonom"))
                for step, actor in MANDATES.items()
                for board in (core.KS, core.FRN)
            ]
            return first
        line, year, day = self.chance.choice(LINES[:3]), self.chance.choice(YEARS), self._day()
        request = ask(self._minor() / 100, line, budget_year=year, requested_on=day).command
        steps = (self._reviewed, self._approved, self.chance.choice((self._paid, self._returned)))
        self.waiting = [*steps[: self.chance.choice((0, 2, 3, 3, 3))]]
        return self._of(self.chance.choice(self.agreements).agreement, request), _login("ekonom")

    def _request(self):
        """Return the position of a request, mostly of the newest."""
        made = [e for e in self.book.events() if isinstance(e.fact, f.PaymentRequested)]
        is_own = made and self.chance.random() < 0.9
        return made[-1].position if is_own else self._position(f.PaymentRequested)

    def _reviewed(self):
        return c.ReviewRequest(position=self._request()), _login(MANDATES["review"])

    def _approved(self):
        return c.ApproveRequest(position=self._request()), _login(MANDATES["decide"])

    def _returned(self):
        return send_back(self._request(), day=None).command, _login(MANDATES["decide"])

    def _paid(self):
        at = self._request()
        recorded = self.book.event(at)
        fact = recorded.fact
        if not isinstance(fact, f.PaymentRequested):
            return self._payment()
        minor = max(fact.amount_minor - self.chance.choice((0, 0, 1)), 1)
        paid = core.disburse(fact.line, minor, fact.budget_year, self._day(), voucher=f"A {at}")
        return msgspec.structs.replace(paid, agreement=recorded.agreement, request=at)

    def _settling(self):
        line, year = self.chance.choice(LINES[:3]), self.chance.choice(YEARS)
        return self.chance.choice(
            (
                lambda: core.use(line, self._minor(), year, self._day()),
                lambda: core.claim(line, self._minor() // 10 + 1, year, claimed_on=self._day()),
                lambda: core.repay(
                    self._position(f.RepaymentClaimed),
                    self._minor() // 10 + 1,
                    received_on=self._day(),
                    bank_reference=self.chance.choice((None, f"R-{self.chance.randrange(20)}")),
                ),
            )
        )()

    def _board(self):
        year = self.chance.choice(YEARS)
        rate = f"{self.chance.randrange(1, 60_000) / 10_000:.4f}".rstrip("0").rstrip(".")
        by = {"rate": None, "amount_minor": self._minor()}
        return self.chance.choice(
            (
                lambda: core.uplift(
                    self.chance.choice((core.KS, core.FRN)),
                    year=year,
                    supersede=self.chance.random() < 0.4,
                    decided_on=self._day(),
                    **self.chance.choice(({"rate": rate}, by)),
                ),
                lambda: core.reallocate(
                    *self.chance.sample(("L2", "L3"), 2), self._minor(), year=year, day=self._day()
                ),
                lambda: carry(self._minor(), self.chance.choice(LINES), YEARS[:2], self._day()),
                lambda: core.release(self.chance.choice(LINES), self._minor(), year, self._day()),
            )
        )()

    def _given(self):
        quantity = f"{self.chance.randrange(1, 4000) / self.chance.choice((1, 2, 8)):g}"
        party, value = self.chance.choice(PARTIES), self.chance.randrange(1, 50_000)
        return self.chance.choice(
            (
                lambda: core.pledge(party, quantity, value, self.chance.choice(YEARS), self._day()),
                lambda: core.gift(party, quantity, value, performed_on=self._day()),
                lambda: core.verify(self._position(f.InKindRecorded), self._day()),
                lambda: core.reject(self._position(f.InKindRecorded), self._day()),
            )
        )()

    def _back(self):
        return core.reverse(self._position(f.Entry), self.chance.choice((None, self._day())))

    def _position(self, kind):
        """Return the position of an event, mostly of one of a kind."""
        fitting = [e.position for e in self.book.events() if isinstance(e.fact, kind)]
        if fitting and self.chance.random() < 0.9:
            return self.chance.choice(fitting)
        return self.chance.randrange(1, self.book.head() + 1)

    def _process(self):
        party = self.chance.choice(PARTIES)
        return self.chance.choice(
            (
                lambda: steps.sign(party, self._day()),
                lambda: steps.notify(party, core.KS, decision=self._text(), day=self._day()),
                lambda: steps.plan(self.chance.choice((core.KS, core.FRN)), self._day()),
            )
        )()

    def _amendment(self):
        """Return what changes an agreement; what puts it in force, or ends it, waits."""
        line, year, day = self.chance.choice(LINES[:3]), self.chance.choice(YEARS), self._day()
        amount = self.chance.randrange(1, 800_000)
        added = amending.new_line(
            funder=core.FRN, amounts_minor={2025: self._minor()}, uplift=self.chance.random() < 0.5
        )
        more = self.chance.choice(
            (
                {"changes": (amending.to(line, amount, year),)},
                {"changes": (amending.to(line, amount, year), amending.mark("L3"))},
                {"lines": (added,)},
                {"changes": (amending.to(line, amount, 2026),), "ends": LONGER},
                {"new_title": self._text()},
            )
        )
        agreement = self.chance.choice(self.agreements).agreement
        stream = f"agreement/{agreement}"
        own = (e.fact for e in self.book.events() if e.originator_id == stream)
        amendment = f"T{1 + sum(isinstance(x, f.AmendmentProposed) for x in own)}"
        boards = [amending.agrees(x, amendment, day) for x in (core.KS, core.FRN, core.KUN)]
        end = self.chance.choice((amending.concludes, amending.concludes, amending.withdraws))
        signed = [amending.signs(x, amendment, day) for x in PARTIES]
        then = (*boards, *signed, end(amendment, day))
        self.waiting = [self._of(agreement, x) for x in then]
        proposed = amending.change(*more.pop("changes", ()), amendment=amendment, **more)
        return self._of(agreement, proposed)

    def _period(self):
        period = self.chance.choice(PERIODS)
        return self.chance.choice((core.close, core.reopen))(period)

    def _registry(self):
        name = self.chance.choice(WITNESSES)
        if self.secrets and self.chance.random() < 0.3:
            return core.retire_witness(name)
        secret = SecretKey(name, self.chance.randbytes(32))
        public = str(secret.public(COSIGNATURE))
        self.secrets[public] = secret
        return core.witness(name, public)
