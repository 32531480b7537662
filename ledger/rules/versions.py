"""The versions of the rules: a rule that is tightened accuses nobody who kept the earlier one.

A version has a number. What is tightened gets the next one, and its rule asks which version the
book has come to (``world.rules``); recording and verification ask alike. A book begins with the
version that its name says, 1 if none: the name is in every checkpoint, so nobody makes rules milder
afterwards. The first command of a program with newer rules records ``rules-adopted`` before its own
events, in the same transaction.

Source: docs/DOMAIN.md, section 3 (versions of the rules).
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from events import facts as f
from ledger.rules.refusals.entries import RulesNotLater
from ledger.rules.state import BookState

RULES = 2  # of this program

# What each version is the first to hold. 1: the rules of version 0.1 of the program.
DATES_ARE_HELD = 2  # not in the future, and not before what it rests on
SUMS_ARE_KEPT = 2  # results, rates, quantities and sums are bounded; in kind, rounded as agreed

_NAMED = re.compile(r"samverk/rules-(\d{1,6})/.*", re.ASCII | re.DOTALL)


def name_of(digits: str) -> str:
    """Return the name of a new book, which says by which rules it begins."""
    return f"samverk/rules-{RULES}/{digits}"


def first_rules(name: str) -> int:
    """Return the version of the rules that a book of a name begins with."""
    named = _NAMED.fullmatch(name)
    return max(int(named[1]), 1) if named else 1


def decided_by(book: BookState) -> BookState:
    """Return the state that this program decides on: by no earlier rules than its own."""
    return replace(book, rules=RULES) if book.rules < RULES else book


def adopted(book: BookState) -> tuple[f.RulesAdopted, ...]:
    """Return what has to be recorded before anything that this program decides."""
    return (f.RulesAdopted(rules=RULES),) if book.rules < RULES else ()


def require_later(fact: f.RulesAdopted, book: BookState) -> None:
    """Refuse rules that are not later than those in force.

    Raises:
        Refused: ``rules-not-later``.
    """
    if fact.rules <= book.rules:
        raise RulesNotLater(rules=fact.rules, in_force=book.rules)
