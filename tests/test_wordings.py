"""Every refusal is worded in both languages, with the values that it declares, and is raised."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin, get_type_hints

import pytest

import ledger
from ledger.exchange.refusals import FieldMissing
from ledger.presentation import language
from ledger.presentation.refusals import sentences
from ledger.refusal import LedgerError, Money, Told

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(ledger.__path__, "ledger.")
    if "refusals" in found.name.split(".")
]
SAMPLES = {
    int: 17,
    str: "sample-text",
    date: date(2024, 5, 6),
    datetime: datetime(2024, 5, 6, tzinfo=UTC),
    Decimal: Decimal("2.75"),
    Told: Told("account {value}", "sample-text"),
    Money: Money(123_456_789, "SEK"),
    NoneType: None,
}


def declared(base=LedgerError):
    """Return each refusal that has a code."""
    found = [base] if "code" in vars(base) else []
    return found + [x for kind in base.__subclasses__() for x in declared(kind)]


REFUSALS = sorted(
    (x for x in declared() if x.__module__.startswith("ledger.")), key=lambda x: (x.code, repr(x))
)


def sample(kind):
    """Return a value of a declared type."""
    if kind in SAMPLES:
        return SAMPLES[kind]
    first = get_args(kind)[0]
    if isinstance(first, type) and issubclass(first, LedgerError):
        return [FieldMissing(path="a.toml", row=1, where="line L1", field="id")]
    return [sample(first)] * 2 if get_origin(kind).__name__ == "Sequence" else sample(first)


def example(kind):
    hints = get_type_hints(kind)
    return kind(**{name: sample(hints[name]) for name in kind.fields()})


def in_both(refused):
    told = {}
    for lang in ("sv", "en"):
        language.use(lang)
        told[lang] = sentences(refused)
    language.use("sv")
    return told


@pytest.mark.parametrize("kind", REFUSALS, ids=[f"{x.code}-{x.__name__}" for x in REFUSALS])
def test_a_refusal_is_worded_in_both_languages(kind):
    told = in_both(example(kind))
    assert told["sv"][0] != told["en"][0]
    for sentence, hint in told.values():
        for text in (sentence, hint):
            assert text.strip()
            assert not {"{", "}"} & set(text.replace('amounts = { 2024 = "320 000" }', ""))
            lines = text.split("\n") if "problems" in kind.fields() else [text]
            assert all(line.replace("\u00a0", " ").isprintable() for line in lines)
        assert sentence.endswith((".", "?", ")", "sample-text", "--amendment"))


def test_a_refusal_sounds_and_ends_alike_wherever_it_has_the_same_code():
    texts = defaultdict(set)
    for kind in REFUSALS:
        texts[kind.code].add((kind.sentence, kind.hint))
    assert [code for code, found in texts.items() if len(found) > 1] == []
    kinds = {(x.code, x.__mro__[x.__mro__.index(LedgerError) - 1]) for x in REFUSALS}
    assert len(kinds) == len(REFUSALS)


def test_what_is_looked_for_among_the_known_is_a_value():
    sought = [x for x in REFUSALS if x.sought]
    assert sought
    assert [x for x in sought if not {x.sought, "known"} <= set(x.fields())] == []


def test_every_refusal_is_raised_somewhere():
    names = set()
    for folder in ("events", "ledger", "projections"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names |= {x.id for x in ast.walk(tree) if isinstance(x, ast.Name)}
            names |= {x.attr for x in ast.walk(tree) if isinstance(x, ast.Attribute)}
    assert {x.__name__ for x in REFUSALS} <= names


def test_the_refusals_of_a_room_stand_together():
    assert {x.__module__ for x in REFUSALS} <= {x.__name__ for x in MODULES}


RAISES = """\
from ledger.refusal import Money
from ledger.rules.refusals.amounts import SumTooLarge

one = Money(1, "SEK")
SumTooLarge(sum=one, limit=one)
SumTooLarge(sum=one, limit=1)
SumTooLarge(sum=one)
SumTooLarge(sum=one, limit=one, day=one)
"""


def test_the_type_checker_sees_what_is_raised(tmp_path):
    file = tmp_path / "raising.py"
    file.write_text(RAISES, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", file],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    told = re.findall(r"raising\.py:(\d): error: (.*)  \[", checked.stdout)
    assert told == [
        ("6", 'Argument "limit" to "SumTooLarge" has incompatible type "int"; expected "Money"'),
        ("7", 'Missing named argument "limit" for "SumTooLarge"'),
        ("8", 'Unexpected keyword argument "day" for "SumTooLarge"'),
    ], checked.stdout + checked.stderr
