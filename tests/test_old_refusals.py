"""The declarations say what the table said before: for one commit."""

import old_refusals
import pytest
from test_wordings import REFUSALS, example, in_both

from ledger.presentation import language
from ledger.refusal import LedgerError, Money

WORDS = {text: word for word, text in old_refusals.REASONS.items()}


def as_it_was(value):
    if isinstance(value, LedgerError):
        return before(value)
    if isinstance(value, list):
        return [as_it_was(x) for x in value]
    return value.minor if isinstance(value, Money) else value


def before(error):
    values = {name: as_it_was(value) for name, value in error.values.items()}
    if any(isinstance(x, Money) for x in error.values.values()):
        values["currency"] = "SEK"
    return old_refusals.LedgerError(error.code, **values)


def test_the_codes_are_the_same():
    assert {x.code for x in REFUSALS} == old_refusals.TEXTS.keys()


@pytest.mark.parametrize("kind", REFUSALS, ids=[f"{x.code}-{x.__name__}" for x in REFUSALS])
def test_the_sentences_are_the_same(kind):
    assert (kind.sentence, kind.hint) == old_refusals.TEXTS[kind.code]
    error = example(kind)
    old_refusals.REASONS["sample-text"] = "sample-text"
    for lang, told in in_both(error).items():
        language.use(lang)
        assert told == old_refusals.sentences(before(error))
    language.use("sv")
