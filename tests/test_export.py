"""An independent oracle: beancount derives every balance by itself, and agrees."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import amendment_cases as cases
import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from in_memory import disburse, reverse
from test_recording import ME, concluded_book, pay

from events.record import Evidence
from events.text import ID
from ledger import demo
from ledger.books.opening import make_book
from ledger.exchange.plain_text import _account, beancount, hledger
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.rules.entries.released import ReleaseCommitment
from ledger.work import present
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections.postings import Posting


def needs(program):
    """Skip a test where a program is missing, but not where everything has to be tested."""
    missing = shutil.which(program) is None and not os.environ.get("CI")
    return pytest.mark.skipif(missing, reason=f"{program} is not installed")


def derived(text):
    """Return beancount's own balances, after it found every assertion true."""
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    sums = {}
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                sums[posting.account] = sums.get(posting.account, 0) + posting.units.number
    assert any(isinstance(entry, Open) for entry in entries)
    asserted = sum(isinstance(entry, Balance) for entry in entries)
    return asserted, sorted(total for total in sums.values() if total)


def projected(book):
    balances = present.current(book).balances
    return len(balances), sorted(Decimal(minor) / 100 for minor in balances.values() if minor)


def test_beancount_agrees_on_every_balance_of_the_demonstration(book_path):
    book = make_book(book_path)
    demo.record(book)
    assert derived(beancount(book)) == projected(book)
    book.close()


def test_a_false_assertion_would_be_found(book_path):
    book = make_book(book_path)
    demo.record(book)
    text = beancount(book)
    at = text.rindex(" ~ 0 SEK")
    _, errors, _ = loader.load_string(text[: at - 1] + "9" + text[at:])
    assert errors != []
    book.close()


steps = st.lists(
    st.one_of(
        st.builds(
            pay,
            minor=st.integers(1, 40_000_000),
            day=st.dates(date(2024, 1, 1), date(2025, 6, 30)),
            line=st.sampled_from(["L1", "L2", "L3"]),
        ),
        st.builds(
            c.RecordUse,
            agreement=st.just("herrgarden"),
            line=st.sampled_from(["L1", "L2"]),
            budget_year=st.just(2024),
            amount_minor=st.integers(1, 30_000_000),
            reported_on=st.dates(date(2024, 1, 1), date(2025, 6, 30)),
            report=st.just("R"),
        ),
        st.builds(c.ReverseEntry, position=st.integers(13, 30), reason=st.just("x")),
        st.builds(
            ReleaseCommitment,
            agreement=st.just("herrgarden"),
            line=st.sampled_from(["L1", "L2", "L3"]),
            year=st.sampled_from([2024, 2025]),
            amount_minor=st.integers(1, 9_000_000),
            reason=st.just("x"),
            released_on=st.just(date(2025, 1, 1)),
        ),
    ),
    max_size=12,
)


@given(steps=steps)
@examples(10)
def test_beancount_agrees_on_random_books(tmp_path_factory, steps):
    book, service = concluded_book(make_book(tmp_path_factory.mktemp("random") / "r.book"))
    for command in steps:
        try:
            service.execute(command, ME)
        except LedgerError:
            continue
    assert derived(beancount(book)) == projected(book)
    book.close()


def test_ids_that_differ_stay_different_accounts():
    ids = (
        "L.1",
        "Lx2Ex1",
        "L--2E-1",
        "L-.1",
        "L-1",
        "L--1",
        "a.b",
        "A.b",
        "a_b",
        "å",
        "Å",
        "x",
        "X",
    )
    ids += (
        "X-x",
        "x-x",
        "X-X-x",
        "1",
        "X-1",
        "a-",
        "a--",
        "a---",
        "a-.",
        "a.-",
        "a..",
        "L" * 64,
        "å" * 64,
    )
    names = [_account(Posting("Assets:Held", "a", line, 2024, "p", 0)) for line in ids]
    assert len(set(names)) == len(ids)


PARTS = st.from_regex(ID, fullmatch=True) | st.text("aAxX-._2E1å", min_size=1, max_size=6).filter(
    re.compile(ID).fullmatch
)
LEGS = st.builds(
    lambda account, agreement, line, year, party: Posting(
        account, agreement, line, year, party if account.startswith("Assets") else "", 0
    ),
    st.sampled_from(["Assets:Held", "Equity:Claims:Made"]),
    PARTS,
    PARTS,
    st.sampled_from([2024, 2025]),
    PARTS,
)


@given(one=LEGS, other=LEGS)
@examples(200)
def test_different_postings_have_different_accounts_that_programs_take(one, other):
    assert (_account(one) == _account(other)) == (one == other)
    for leg in (one, other):
        for part in _account(leg).split(":"):
            assert re.fullmatch("[A-Z0-9][A-Za-z0-9-]{,254}", part)


NASTY = """a "b" \\ c; d | e, f: g % [2024-01-01] {x} #y ^z (h) ~ = @ 2"""
HOSTILE_LINES = ("L.1", "Lx2Ex1", "L--2E-1", "L.x.1", "L--2Ex2E-1", "å", "1", "l_" + "é" * 62)


def hostile(book, agreement, currency):
    """Record an agreement whose ids, names and references are hard to write down."""
    service = Service(book)
    board, performer = f"{agreement}.n", f"{agreement}-N"
    lines = tuple(
        c.ProposedLine(
            line=line,
            purpose=NASTY,
            funder=board,
            performer=performer,
            amounts_minor={2024: 1000, 2025: 7},
        )
        for line in HOSTILE_LINES
    )
    proposal = c.ProposeAgreement(
        agreement=agreement,
        title=NASTY,
        reference=NASTY,
        purpose=NASTY,
        starts=date(1900, 1, 1),
        ends=date(2200, 12, 31),
        currency=currency,
        rounding="ore",
        extends=None,
        signatories=(board, performer),
        stated_total_minor=1000 * len(HOSTILE_LINES),
        lines=lines,
        parties=(
            c.RegisterParty(party=board, name=f"({agreement}) {NASTY}", kind="board"),
            c.RegisterParty(party=performer, name=f"* ! {NASTY}", kind="civil"),
        ),
    )
    why = Signature(
        actor="Ö.o",
        reason=NASTY,
        evidence=(Evidence(reference=NASTY, sha256="0" * 64), Evidence(reference="b", sha256=None)),
    )
    own, day = {"agreement": agreement}, date(2024, 1, 1)
    service.execute(proposal, why)
    decision = {"decision": NASTY, "decided_on": date(1900, 1, 1)}
    service.execute(c.ApproveCommitment(**own, board=board, **decision), why)
    service.execute(c.ConcludeAgreement(**own, **decision), why)
    for line in HOSTILE_LINES:
        paid = c.RecordDisbursement(
            **own, line=line, budget_year=2024, amount_minor=1, paid_on=day, voucher=NASTY
        )
        taken = service.execute(paid, why).recorded[0].position
        service.execute(c.ReverseEntry(position=taken, reason=NASTY), why)
        service.execute(paid, why)
        claim = c.ClaimRepayment(
            **own, line=line, amount_minor=1, due_on=day, ground=NASTY, claimed_on=day
        )
        asked = service.execute(claim, why).recorded[0].position
        service.execute(c.RecordRepayment(**own, claim=asked, amount_minor=1, received_on=day), why)
    given = {"kind": "goods", "unit": NASTY[:9], "quantity": Decimal("0.5"), "unit_value_minor": 9}
    service.execute(
        c.RecordInKind(**own, party=performer, performed_on=day, description=NASTY, **given), why
    )
    return service


@pytest.fixture
def hostile_book(book_path):
    book = make_book(book_path)
    for agreement, currency in (("Avtal", "SEK"), ("avtal", "ISK"), ("a.vtal", "KWD")):
        hostile(book, agreement, currency)
    yield book
    book.close()


def test_beancount_takes_every_id_name_reference_and_currency(hostile_book, tmp_path):
    text = beancount(hostile_book)
    asserted, sums = derived(text)
    balances = present.current(hostile_book).balances
    assert asserted == len(balances)
    assert len(sums) == sum(minor != 0 for minor in balances.values())
    file = tmp_path / "x.beancount"
    file.write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [Path(sys.executable).with_name("bean-check"), file], capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
    entries, _, _ = loader.load_string(text)
    told = [e for e in entries if isinstance(e, Transaction) and "disbursement" in e.narration]
    for entry in told:
        assert entry.payee == f"* ! {NASTY}"
        assert entry.meta["voucher"] == entry.meta["note"] == NASTY
        assert entry.meta["evidence"] == f"{NASTY} (SHA-256 {'0' * 64})"
        assert (entry.meta["evidence-2"], entry.meta["actor"]) == ("b", "Ö.o")
    taken = [e.meta for e in entries if isinstance(e, Transaction) and "reverses" in e.meta]
    assert len(taken) == 3 * len(HOSTILE_LINES)
    assert all(meta["reason"] == meta["voucher"] == NASTY for meta in taken)


def test_one_minor_unit_too_much_is_found(hostile_book):
    for currency, unit in (("SEK", "0.01"), ("ISK", "1"), ("KWD", "0.001")):
        lines = beancount(hostile_book).split("\n")
        number = max(i for i, x in enumerate(lines) if " balance " in x and x.endswith(currency))
        words = lines[number].split(" ")
        at = words.index("~") - 1
        words[at] = str(Decimal(words[at]) + Decimal(unit))
        lines[number] = " ".join(words)
        _, errors, _ = loader.load_string("\n".join(lines))
        assert len(errors) == 1, currency


def test_everything_that_the_journal_uses_is_declared(hostile_book):
    text = hledger(hostile_book)
    used = set(re.findall(r"^    ([A-Z0-9][^ ]*)  ", text, re.MULTILINE))
    assert used == set(re.findall("^account (.*)$", text, re.MULTILINE))
    payees = set(re.findall(r"^[0-9-]+ \* \(\d+\) (.*?) \| ", text, re.MULTILINE))
    assert payees == set(re.findall("^payee (.*)$", text, re.MULTILINE))
    tags = re.findall(r"^    ; ([a-z-]+): (.*)$", text, re.MULTILINE)
    assert {name for name, _ in tags} == set(re.findall("^tag (.*)$", text, re.MULTILINE))
    assert {unquote(value) for name, value in tags if name == "voucher"} == {NASTY}
    assert not any("," in value or "[" in value for _, value in tags)
    assert set(re.findall("^commodity (.*)$", text, re.MULTILINE)) == {"SEK", "ISK", "KWD"}


def test_a_posting_that_came_to_nothing_is_no_unknown_account(book_path):
    book, service = concluded_book(make_book(book_path))
    rate = {"rate_percent": Decimal("2.7"), "line": "L1"}
    own = {"agreement": "herrgarden", "board": "fritidsnamnden", "decided_on": date(2025, 1, 1)}
    service.execute(c.ApplyUplift(**own, year=2025, decision="a", **rate), ME)
    service.execute(c.ApplyUplift(**own, year=2025, decision="b", supersede=True, **rate), ME)
    assert derived(beancount(book))
    book.close()


@needs("hledger")
def test_hledger_agrees(book_path, tmp_path):
    book = make_book(book_path)
    demo.record(book)
    file = tmp_path / "book.journal"
    file.write_text(hledger(book), encoding="utf-8")
    checked = ["hledger", "-f", file, "check", "--strict", "payees"]
    done = subprocess.run(checked, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    book.close()


@needs("hledger")
def test_hledger_takes_every_id_name_reference_and_currency(hostile_book, tmp_path):
    file = tmp_path / "book.journal"
    file.write_text(hledger(hostile_book), encoding="utf-8")

    def asked(*words):
        done = subprocess.run(
            ["hledger", "-f", file, *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    asked("check", "--strict", "payees")
    assert len(asked("accounts", "--used").split()) == len(asked("accounts", "--declared").split())
    assert {unquote(value) for value in asked("tags", "voucher", "--values").splitlines()} == {
        NASTY
    }
    names = {fact.name for fact in present.current(hostile_book, sums=()).parties.values()}
    assert {unquote(name) for name in asked("payees", "--used").splitlines()} == names | {"Samverk"}


@needs("ledger")
def test_ledger_takes_it_too(hostile_book, tmp_path):
    file = tmp_path / "book.journal"
    file.write_text(hledger(hostile_book), encoding="utf-8")
    checked = ["ledger", "-f", file, "balance", "--pedantic"]
    done = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_hledger_form_has_every_balance(book_path):
    book = make_book(book_path)
    demo.record(book)
    text = hledger(book)
    assert text.count(" = ") == len(present.current(book).balances)
    book.close()


def amended_book(path):
    """Return a book with an amendment in force, a payment on its new line, and one taken back."""
    book, service = concluded_book(make_book(path))
    for command in (
        cases.change(cases.to(), lines=(cases.new_line(),), at_once=cases.at_once()),
        disburse("L5", 5_000_000, 2025, cases.DECIDED),
        cases.change(cases.to("L3", 90_000), at_once=cases.at_once()),
        cases.change(lines=(cases.new_line("L6"),), at_once=cases.at_once()),
    ):
        done = service.execute(command, ME)
    service.execute(reverse(done.recorded[-1].position), ME)
    return book


def test_beancount_agrees_on_amendments(book_path):
    book = amended_book(book_path)
    assert derived(beancount(book)) == projected(book)
    assert "Equity:Commitments:Amended" in beancount(book)
    book.close()


@needs("hledger")
def test_hledger_agrees_on_amendments(book_path, tmp_path):
    book = amended_book(book_path)
    file = tmp_path / "book.journal"
    file.write_text(hledger(book), encoding="utf-8")
    checked = ["hledger", "-f", file, "check", "--strict", "payees"]
    done = subprocess.run(checked, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    book.close()
