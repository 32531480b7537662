"""What tests read of the frequent events that they may leave out: a few fields, and no more.

A test of a period looks at all entries of the period. Of the entries of other days it wants those
that may belong to one of the period: of the same voucher, or to the same payee. It is asked of each
(``Declaration.beside``), and it may want too many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


class Lean(msgspec.Struct, frozen=True, gc=False, tag_field="event"):
    """Money or a contribution, as stored.

    Attributes:
        party: the payee, or who gave it; None: it is not said here.
        minor: the amount.
        voucher, bank_reference: None: it has none.
    """

    minor: int = msgspec.field(name="amount_minor")
    party: str | None = msgspec.field(name="payee", default=None)
    voucher: str | None = None
    bank_reference: str | None = None


class _Paid(Lean, frozen=True, gc=False, tag="disbursement-recorded/1"):
    """A payment."""


class _Cost(Lean, frozen=True, gc=False, tag="internal-cost-recorded/1"):
    """An internal cost."""


class _Gift(Lean, frozen=True, gc=False, tag="in-kind-recorded/1"):
    """A contribution in kind."""

    minor: int = msgspec.field(name="value_minor")
    party: str | None = msgspec.field(name="party", default=None)


def _decoder(kind: Any) -> Callable[[bytes], Lean]:
    envelope = msgspec.defstruct("Stored", [("data", kind)], frozen=True, gc=False)
    decode = msgspec.json.Decoder(envelope).decode
    return lambda state: decode(state).data  # type: ignore[attr-defined]


READ: dict[str, Callable[[bytes], Lean]] = {
    "disbursement-recorded/1": _decoder(_Paid),
    "internal-cost-recorded/1": _decoder(_Cost),
    "in-kind-recorded/1": _decoder(_Gift),
}
UNWANTED = "use-reported/1"  # it has no money, party or voucher that a test compares
