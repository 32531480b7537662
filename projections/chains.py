"""Which agreements extend one another.

An agreement names the one before it in ``extends``. A text there that is no id of an agreement of
the book describes one that the book does not have.
"""

from __future__ import annotations

from collections import defaultdict

from events.facts import AgreementId
from projections.projection import Projection


def chain_of(projection: Projection, agreement: AgreementId) -> list[AgreementId]:
    """Return an agreement with those that it extends and that extend it, the earliest first.

    Two agreements may extend the same one; both are in its chain.
    """
    beside: dict[AgreementId, list[AgreementId]] = defaultdict(list)
    for key, document in projection.agreements.items():
        before = document.proposed.extends
        if before is not None and before in projection.agreements:
            beside[key].append(before)
            beside[before].append(key)
    found, waiting = {agreement}, [agreement]
    while waiting:
        new = set(beside[waiting.pop()]) - found
        found |= new
        waiting += new
    order = {
        key: (document.proposed.starts, document.position)
        for key, document in projection.agreements.items()
        if key in found
    }
    return sorted(order, key=lambda key: order[key]) or [agreement]
