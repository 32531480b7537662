"""The versions of the rules: a tightened rule accuses no actor who kept the earlier rule.

A version has a number. A tightened rule belongs to the next version and asks which version the book
has come to (``world.rules``). Recording and verification both ask so. A book begins with the
version that its name says, or with version 1 if the name says none. Every checkpoint has the name
in it, so the keeper of the book cannot make the rules milder afterwards. The first command of a
program with newer rules records ``rules-adopted`` before its own events, in the same transaction.

Source: docs/DOMAIN.md, section 3 (versions of the rules).
"""

from __future__ import annotations

from msgspec.structs import replace

from events import facts as f
from ledger.rules.refusals.entries import RulesNotLater
from ledger.rules.state import BookState

RULES = 3  # the version that this program decides by

# The version that first has each tightened rule. 1: the rules of version 0.1 of the program.
DATES_ARE_HELD = 2  # no day in the future or before what it rests on
SUMS_ARE_KEPT = 2  # results, rates, quantities and sums are bounded; in kind, rounded as agreed
EXTENSIONS_FOLLOW = 3  # what an agreement extends is there, and ends the day before


def name_of(digits: str) -> str:
    """Return the name of a new book, which says by which version of the rules it begins."""
    return f"samverk/rules-{RULES}/{digits}"


def decided_by(book: BookState) -> BookState:
    """Return the state that this program decides on, with no earlier rules than its own."""
    return replace(book, rules=RULES) if book.rules < RULES else book


def adopted(book: BookState) -> tuple[f.RulesAdopted, ...]:
    """Return the facts that this program has to record before its own decisions."""
    return (f.RulesAdopted(rules=RULES),) if book.rules < RULES else ()


def require_later(fact: f.RulesAdopted, book: BookState) -> None:
    """Refuse rules that are not later than those in force.

    Raises:
        Refused: ``rules-not-later``.
    """
    if fact.rules <= book.rules:
        raise RulesNotLater(rules=fact.rules, in_force=book.rules)
