"""An independent oracle: beancount derives every balance by itself, and agrees."""

import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_recording import ME, concluded_book, pay

from ledger import commands as c
from ledger import demo, reports
from ledger.exchange.plain_text import beancount, hledger
from ledger.opening import make_book
from ledger.refusal import LedgerError
from projections.postings import Posting


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
    balances = reports.current(book).balances
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
    at = text.rindex(" SEK")
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
            c.ReleaseCommitment,
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
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    names = {
        Posting("Assets:Held", agreement, "L1", 2024, party, 0)
        for agreement, party in [("a.b", "x"), ("a-b", "x"), ("a_b", "x"), ("A-b", "å"), ("a", "a")]
    }
    from ledger.exchange.plain_text import _account  # noqa: PLC0415

    assert len({_account(leg) for leg in names}) == len(names)


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_agrees(book_path, tmp_path):
    book = make_book(book_path)
    demo.record(book)
    file = tmp_path / "book.journal"
    file.write_text(hledger(book), encoding="utf-8")
    done = subprocess.run(["hledger", "-f", file, "check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    book.close()


def test_the_hledger_form_has_every_balance(book_path):
    book = make_book(book_path)
    demo.record(book)
    text = hledger(book)
    assert text.count(" = ") == len(reports.current(book).balances)
    book.close()
