"""What was known at a point of a book stays the same to the byte, whatever is recorded later."""

import random
import tempfile
from contextlib import closing
from pathlib import Path

from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from random_books import RandomBook

from ledger.presentation.formats import render
from ledger.refusal import LedgerError
from ledger.work import asking

ASKED = (
    ("agreement", "herrgarden"),
    ("board", "kommunstyrelsen"),
    ("party", "radda-barnen"),
    ("cash-flow", None),
    ("in-kind", None),
)
STEPS, PAIRS = 60, 90


def told(book, kind, subject, **question):
    """Return a report as it is saved, or the code of what stands in its way."""
    try:
        return render(asking.report(book, kind, subject, asking.Question(**question)), "json")
    except LedgerError as error:
        return error.code


@given(seed=st.integers(0, 2**32))
@examples(6)
def test_what_was_known_is_never_changed_by_what_comes_later(seed):
    chance, then = random.Random(seed), {}
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(RandomBook(Path(folder) / "random.book", chance, asks=True)) as grown,
    ):
        for _ in range(STEPS):
            grown.grow(1)
            at, asked = grown.book.head(), chance.choice(ASKED)
            # While it is the present, it is told in another way than once it is the past.
            now = {} if chance.random() < 0.5 else {"at": at}
            found = told(grown.book, *asked, **now)
            assert then.setdefault((at, asked), found) == found
        for _ in range(PAIRS):
            (at, asked), wanted = chance.choice([*then.items()])
            assert told(grown.book, *asked, at=at) == wanted
            grown.grow(1 if chance.random() < 0.2 else 0)
    assert max(map(len, then.values())) > 1_000
