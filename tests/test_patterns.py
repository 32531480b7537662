"""Patterns of text in routes: which are let in, and that none of those takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules import patterns
from ledger.rules.patterns import LOOKED_AT, BadPatternError, check, compiled


def _why(pattern: str) -> str | None:
    try:
        check(pattern)
    except BadPatternError as error:
        return error.why
    return None


@pytest.mark.parametrize(
    "pattern",
    [
        "hyra", "hyra.*maj", r"^hyra \d{6}-?\d{4}$", "(hyra|vård)", "(?:ab)+", "[^]]+x", r"[\]]b",
        r"\bhyra\b", r"\d+\s+\d+", r"hyra\s+\d+.*maj", "x+y*z+w*q", "a*?b", "{", "a{,3}b", "a{b",
        "(ab){2,3}c", r"Å+ä", "a|b", "(a|b)?c",
    ],
)  # fmt: skip
def test_what_people_write_is_let_in(pattern: str) -> None:
    """Words, alternatives, numbers of some length, and anything between two words."""
    assert _why(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "FORM"), ("[", "FORM"), ("a**", "FORM"), ("\\", "FORM"), ("a{99999999999}", "FORM"),
        ("a{2}{3}", "FORM"), (r"\1", "FORM"),
        ("", "FITS_ALL"), ("a*", "FITS_ALL"), ("^", "FITS_ALL"), ("a|", "FITS_ALL"),
        ("a{,}", "FITS_ALL"), (".*", "FITS_ALL"), ("(a|b)?", "FITS_ALL"),
        ("(a+)+$", "REPEATED_TWICE"), ("(a|a)*$", "REPEATED_TWICE"),
        ("(a?){30}a{30}", "REPEATED_TWICE"), ("((a){1,200}){1,200}b", "REPEATED_TWICE"),
        ("(.*a){12}", "REPEATED_TWICE"),
        ("a?" * 20 + "a" * 20, "TOO_MANY"), (".*.*.*x", "TOO_MANY"), ("a+A+b+c+", "TOO_MANY"),
        (r"\w+\d+\w+x", "TOO_MANY"), ("x{1,100}x{1,100}x{1,100}", "TOO_MANY"),
        ("(a*|b*)(a*|b*)(a*|b*)x", "TOO_MANY"),
        ("(?i)a", "OTHER_PART"), ("(?=a)b", "OTHER_PART"), (r"(a)\1", "OTHER_PART"),
        ("(?P<x>a)(?P=x)", "OTHER_PART"), ("(?#a)b", "OTHER_PART"),
        ("a" * 201, "TOO_LONG"),
    ],
)  # fmt: skip
def test_what_is_slow_or_says_nothing_is_not_let_in(pattern: str, why: str) -> None:
    """Each with its reason."""
    assert _why(pattern) == getattr(patterns, why)


SIGNS = st.sampled_from(
    ["a", "b", "A", ".", "1", " ", r"\w", r"\d", r"\s", r"\S", r"\b", "[ab]", "[^b]", "^", "$", "|"]
)
REPEATED = st.sampled_from(
    ["", "", "*", "+", "?", "*?", "+?", "{2}", "{1,9}", "{0,150}", "{3,}", "{,2}", "*+"]
)


@st.composite
def _patterns(draw: st.DrawFn, depth: int = 2) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        if depth and draw(st.integers(0, 3)) == 0:
            parts.append(f"({draw(_patterns(depth=depth - 1))})")
        else:
            parts.append(draw(SIGNS))
        parts.append(draw(REPEATED))
    return "".join(parts)


@settings(deadline=None)
@given(_patterns(), st.sampled_from(["a", "aab", "a1 ", "ab", " ", "1"]))
def test_what_is_let_in_is_quick(pattern: str, text: str) -> None:
    """On a text that fits until its end, and on one that does not fit."""
    if _why(pattern) is not None:
        return
    found = compiled(pattern)
    long = (text * LOOKED_AT)[:LOOKED_AT]
    for looked_at in (long, long[:-1] + "!", long[:-1] + "b"):
        began = time.process_time()
        found.search(looked_at)
        assert time.process_time() - began < 2, pattern
