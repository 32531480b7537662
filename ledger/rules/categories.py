"""The rules for use that is reported by kinds of costs, and for the categories of a proposal.

Source: docs/DOMAIN.md, section 3 (follow-up).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from events import facts as f
from events.money import MAX_MINOR, RATE_PLACES, has_places, plain, uplifted
from ledger.refusal import Money, Part, Refused
from ledger.rules import commands as c
from ledger.rules.refusals.amounts import AmountNotPositive, AmountTooLarge, TooManyDecimals
from ledger.rules.refusals.categories import (
    AmountMissing,
    CategoryIsFlat,
    CategoryMissing,
    CategoryTwice,
    FlatOfFlat,
    FlatOfUnknown,
    FlatRateIncomplete,
    NoCategories,
    NoFlatRate,
    RowsDiffer,
    UnknownCategory,
)
from ledger.rules.state import AgreementState

_WHOLE = 100  # per cent


def of_categories(
    command: c.RecordUse | f.UseReported, agreement: AgreementState
) -> tuple[int, tuple[f.UseRow, ...]]:
    """Return the amount of a report of use, and its rows with those that flat rates make.

    Returns:
        no rows, where the agreement has no categories.

    Raises:
        Refused: the rows are not as the agreement has them.
    """
    proposed, minor = agreement.proposed, command.amount_minor
    known = proposed.categories if type(proposed) is f.AgreementProposed3 else ()
    if type(command) is f.UseReported and not known:  # nearly every past report
        assert minor is not None
        return minor, ()
    said = _said(command)
    if not known:
        if said is not None:
            raise NoCategories
        if minor is None:
            raise AmountMissing
        return minor, ()
    assert proposed is not None
    if said is None:
        raise CategoryMissing(known=[x.name for x in known if x.flat_of is None])
    rows = _with_flat_rates(said, known, proposed)
    total = sum(row.amount_minor for row in rows)
    if minor is not None and minor != total:
        raise RowsDiffer(
            stated=Money(minor, proposed.currency),
            sum=Money(total, proposed.currency),
            difference=Money(abs(minor - total), proposed.currency),
        )
    return total, rows


def _said(command: c.RecordUse | f.UseReported) -> Sequence[c.ReportedRow | f.UseRow] | None:
    """Return the rows that somebody has reported; None: no rows were."""
    if isinstance(command, f.UseReported2):
        return [row for row in command.rows if row.flat_percent is None]
    return getattr(command, "rows", None)


def _with_flat_rates(
    said: Sequence[c.ReportedRow | f.UseRow],
    known: Sequence[f.Category],
    proposed: f.AgreementProposed,
) -> tuple[f.UseRow, ...]:
    """Return the rows as they were reported, then one for each flat rate that makes anything."""
    by_name, sums = {category.name: category for category in known}, dict[str, int]()
    for row in said:
        category = by_name.get(row.category)
        if category is None:
            raise UnknownCategory(category=row.category, known=list(by_name))
        if category.flat_percent is not None:
            assert category.flat_of is not None
            percent, of = category.flat_percent, category.flat_of
            raise CategoryIsFlat(category=row.category, percent=percent, of=of)
        _require_amount(row.amount_minor, proposed.currency)
        sums[row.category] = sums.get(row.category, 0) + row.amount_minor
    rows = [
        f.UseRow(
            category=row.category,
            amount_minor=row.amount_minor,
            document=row.document,
            flat_percent=None,
        )
        for row in said
    ]
    for category in known:
        if category.flat_percent is None or not sums.get(category.flat_of or ""):
            continue
        base = sums[category.flat_of or ""]
        minor = uplifted(base, category.flat_percent, proposed.rounding, proposed.currency)
        if minor:  # it may round to nothing
            rows.append(
                f.UseRow(
                    category=category.name,
                    amount_minor=minor,
                    document=None,
                    flat_percent=category.flat_percent,
                )
            )
    return tuple(rows)


def _require_amount(minor: int, currency: str) -> None:
    """Refuse an amount of a row that is not above zero, and one beyond the limit."""
    if minor <= 0:
        raise AmountNotPositive(line=None, amount=Money(minor, currency))
    if minor > MAX_MINOR:
        limit = Money(MAX_MINOR, currency)
        raise AmountTooLarge(line=None, amount=Money(minor, currency), limit=limit)


def category_problems(categories: Sequence[c.ProposedCategory]) -> Iterator[Refused]:
    """Yield everything that is wrong with the categories of a proposal, each with its place."""
    flat = {x.name for x in categories if x.flat_percent is not None or x.flat_of is not None}
    known = [x.name for x in categories if x.name not in flat]
    seen: set[str] = set()
    for number, category in enumerate(categories, 1):

        def at(field: str, number: int = number) -> Part:
            return Part("category", number, field)

        name, percent, of = category.name, category.flat_percent, category.flat_of
        if name in seen:
            yield CategoryTwice(category=name).about(at("name"))
        seen.add(name)
        if (percent is None) != (of is None):
            yield FlatRateIncomplete(category=name).about(at("flat" if percent is None else "of"))
        if percent is not None:
            yield from _of_rate(percent, name, at("flat"))
        if of is None:
            continue
        if of in flat:
            yield FlatOfFlat(category=name, of=of, known=known).about(at("of"))
        elif of not in known:
            yield FlatOfUnknown(category=of, known=known).about(at("of"))


def _of_rate(percent: Decimal, category: str, part: Part) -> Iterator[Refused]:
    if not has_places(percent, RATE_PLACES):
        yield TooManyDecimals(number=percent, places=RATE_PLACES).about(part)
    elif not 0 < percent <= _WHOLE:
        yield NoFlatRate(category=category, percent=percent).about(part)


def proposed(categories: Sequence[c.ProposedCategory] | None) -> tuple[f.Category, ...]:
    """Return the categories of a proposal as its fact has them."""
    return tuple(
        f.Category(
            name=x.name,
            flat_percent=None if x.flat_percent is None else plain(x.flat_percent),
            flat_of=x.flat_of,
        )
        for x in categories or ()
    )
