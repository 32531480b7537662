"""Payments to look at, drawn so that nobody can choose them.

The lot is a hash of a checkpoint that the owner of the book signs after the period is over. Every
reader who has the checkpoint and the book draws the same payments: docs/FORMAT.md, "The sample".
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, NamedTuple

from projections.audits.declaring import Declaration, EntryRow, Found, Parameter, entry_row
from projections.audits.material import Item, Material, population
from projections.report import Field, Notice
from projections.reports.common import MixedCurrenciesError

_TAG = "samverk-sample/v1\n"


class Lot(NamedTuple):
    """The checkpoint that decides a sample.

    Attributes:
        size: how many events it has; the sample is from these.
        root: of the tree over them, in hexadecimal.
        seed: 32 bytes.
    """

    size: int
    root: str
    seed: bytes


class SampleRow(EntryRow):
    """A payment that was drawn."""

    draw: Annotated[int, Field("Drawn", "number")]
    hits: Annotated[int | None, Field("Hits", "number", hidden=True)]
    above_interval: Annotated[bool | None, Field("Above interval", "flag", if_several=True)]


def seed_of(body: str) -> bytes:
    """Return the seed that follows from a checkpoint.

    Args:
        body: the text that is signed: origin, size and root, each with a line end.
    """
    return sha256((_TAG + body).encode()).digest()


def find(
    found: Material, *, random: int | None, monetary_unit: int | None, checkpoint: Lot
) -> Found:
    """Return the payments that are drawn.

    Args:
        found: the events.
        random: how many, each payment as likely as any other; None: not asked.
        monetary_unit: how many, each krona as likely as any other; None: not asked.
        checkpoint: that decides the sample. A later payment is not drawn, and a later reversal
            removes none; else an actor who knows the sample could still change it.

    Raises:
        MixedCurrenciesError: amounts of several currencies cannot be added.
    """
    items = [x for x in found.asked() if x.is_payment and _stood(x, checkpoint.size)]
    notices = [
        Notice("sample-drawn", {"size": checkpoint.size, "root": checkpoint.root}),
        Notice("sample-seed", {"seed": checkpoint.seed.hex()}),
        *population(found, items),
    ]
    wanted = random or monetary_unit or 0
    if random is not None:
        rows = [
            entry_row(x, draw=number, hits=None, above_interval=None)
            for number, x in enumerate(drawn(items, checkpoint.seed, wanted), 1)
        ]
    else:
        total = _total(items)
        rows = [
            entry_row(x, draw=number, hits=hits, above_interval=x.minor * wanted > total)
            for number, (x, hits) in enumerate(hit(items, checkpoint.seed, wanted), 1)
        ]
        notices.append(Notice("sample-interval", {"interval_minor": total // wanted, "n": wanted}))
        if any(row["above_interval"] for row in rows):
            notices.append(Notice("sample-above-interval", {}))
    if wanted > len(items) > 0:
        notices.append(Notice("sample-all", {"wanted": wanted, "count": len(items)}))
    return Found(rows=rows, notices=notices)


def _stood(item: Item, size: int) -> bool:
    """Return whether an entry stood at a checkpoint: it was recorded and not yet taken back."""
    return item.position <= size and (item.reversed_by is None or item.reversed_by > size)


def _total(items: Sequence[Item]) -> int:
    currencies = {x.currency for x in items}
    if len(currencies) > 1:
        raise MixedCurrenciesError(currencies)
    return sum(x.minor for x in items)


def drawn(items: Sequence[Item], seed: bytes, number: int) -> list[Item]:
    """Return ``number`` entries, each as likely as any other, in the order of the draw.

    A larger number adds entries after these.
    """

    def rank(item: Item) -> bytes:
        return sha256(seed + str(item.position).encode()).digest()

    return sorted(items, key=rank)[:number]


def hit(items: Sequence[Item], seed: bytes, number: int) -> list[tuple[Item, int]]:
    """Return the entries that the hits of a fixed interval fall in, and how many hits each has.

    The amounts lie end to end, in the order of the book. The interval is their sum divided by
    ``number``. The seed places the first hit in the first interval. The function multiplies all
    amounts by ``number``, so that it need not round an interval.
    """
    total = _total(items)
    if not total:
        return []
    start = int.from_bytes(seed) % total
    found, end = [], -start - 1
    for item in items:
        begins, end = end, end + item.minor * number
        hits = end // total - begins // total
        if hits:
            found.append((item, hits))
    return found


AUDIT = Declaration(
    row=SampleRow,
    find=find,
    reads_period=True,
    ask=(
        "Ask for the decision, the invoice and the bank statement of each, and compare payee, day,"
        " amount and budget line."
    ),
    parameters=(
        Parameter("random", "number", "So many payments, each as likely as any other.", least=1),
        Parameter(
            "monetary_unit",
            "number",
            "So many kronor, each as likely as any other, and the payments that they lie in.",
            least=1,
        ),
        Parameter(
            "checkpoint",
            "checkpoint",
            "Of this book, made after the period: the sample follows from it.",
            is_required=True,
        ),
    ),
    one_of=("random", "monetary_unit"),
)
