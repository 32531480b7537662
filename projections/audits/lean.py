"""What tests read of the frequent events that they may leave out: a few fields, and no more.

A test of a period looks at all entries of the period. Of the entries of other days it wants those
that may belong to one of the period: of the same voucher, or to the same payee. It is asked of each
(``Declaration.beside``), and it may want too many.
"""

from __future__ import annotations

from collections.abc import Sequence

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


class _Stored(msgspec.Struct, frozen=True, gc=False):
    data: _Paid | _Cost | _Gift


NAMES = frozenset(str(x.__struct_config__.tag) for x in (_Paid, _Cost, _Gift))
UNWANTED = "use-reported/1"  # it has no money, party or voucher that a test compares
_DECODER = msgspec.json.Decoder(_Stored)


def read(states: Sequence[bytes]) -> list[Lean]:
    """Return the fields of some stored events of ``NAMES``.

    Raises:
        ValueError: one of them is no such event; or several are, and only ``read_one`` can read
            them.
    """
    found = _DECODER.decode_lines(b"\n".join(states))
    if len(found) != len(states):
        raise ValueError(len(found))
    return [x.data for x in found]


def read_one(state: bytes) -> Lean:
    """Return the fields of a stored event of ``NAMES``.

    Raises:
        ValueError: it is no such event.
    """
    return _DECODER.decode(state).data
