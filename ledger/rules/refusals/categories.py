"""Why use by kinds of costs is refused, or the categories of a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledger.refusal import N_, Money, Refused


class AmountMissing(Refused, code="amount-missing"):
    sentence = N_("The amount that was spent is missing.")
    hint = N_("Give AMOUNT after the line.")


class NoCategories(Refused, code="no-categories"):
    sentence = N_("The agreement has no categories, so use is reported as one amount.")
    hint = N_("Give AMOUNT, and leave out --category and --rows.")


class CategoryMissing(Refused, code="category-missing"):
    known: Sequence[str]

    sentence = N_("The agreement has categories, so use is reported by category.")
    hint = N_("Give --category NAME=AMOUNT, or a file with --rows. The categories: {known}")


class UnknownCategory(Refused, code="unknown-category", sought="category"):
    category: str
    known: Sequence[str]

    sentence = N_("The agreement has no category '{category}'.")
    hint = N_("Its categories: {known}")


class CategoryIsFlat(Refused, code="category-is-flat"):
    category: str
    percent: Decimal
    of: str

    sentence = N_(
        "'{category}' is {percent} % of '{of}' by the agreement: it is calculated, and not"
        " reported."
    )
    hint = N_("Leave the row out.")


class RowsDiffer(Refused, code="rows-differ"):
    stated: Money
    sum: Money
    difference: Money

    sentence = N_(
        "The rows come to {sum} with their flat rates, and not to {stated}: {difference} differs."
    )
    hint = N_("Correct a row, or leave the amount out.")


class CategoryTwice(Refused, code="category-twice"):
    category: str

    sentence = N_("The category '{category}' is there twice.")
    hint = N_("Give each category a name of its own.")


class FlatRateIncomplete(Refused, code="flat-rate-incomplete"):
    category: str

    sentence = N_("The category '{category}' says only one half of its flat rate.")
    hint = N_('A flat rate has both: flat = "15 %" and of = the name of another category.')


class NoFlatRate(Refused, code="no-flat-rate"):
    category: str
    percent: Decimal

    sentence = N_("The flat rate of '{category}' is {percent} %.")
    hint = N_("It is above 0 and at most 100 per cent.")


class FlatOfFlat(Refused, code="flat-of-flat"):
    category: str
    of: str
    known: Sequence[str]

    sentence = N_("'{category}' is a part of '{of}', which is not reported itself.")
    hint = N_("A flat rate is of what is reported: {known}")


class FlatOfUnknown(Refused, code="flat-of-unknown", sought="category"):
    category: str
    known: Sequence[str]

    sentence = N_("A flat rate is of '{category}', which is no category of the agreement.")
    hint = N_("A flat rate is of what is reported: {known}")
