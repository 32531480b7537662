"""Files that came in and went out, as the events tell it: maps, routes, readings, payment files.

The states of the rules and the documents of the read side fold them in the same way, so it is
written here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 3 (files).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterator
from typing import NamedTuple, get_args

import msgspec

from events import facts as f
from events.facts import Position
from events.record import Recorded

# What a column of a table may be. Beside these: ``object:DIMENSION``.
MEANINGS = (
    "day",
    "amount",
    "quantity",
    "series",
    "voucher",
    "payee",
    "organisation_number",
    "account",
    "board",
    "invoice",
    "text",
    "currency",
    "reference",
)
OBJECT = "object:"
KEY = "imp:"  # begins the key of each row that was recorded
IMPORTING = get_args(f.ImportingFact)


class Map(NamedTuple):
    """How the files of another program are read, and since which event."""

    position: Position
    fact: f.ImportMapAdded


class Route(NamedTuple):
    """Which rows belong to a line, and the event that retired it; 0: it counts."""

    position: Position
    fact: f.RouteAdded
    retired_at: Position = 0


class Reading(NamedTuple):
    """A file that was read, and who read it.

    The fact of an earlier reading of the same bytes has no unmatched rows: the newest tells them.
    """

    position: Position
    actor: str
    fact: f.ImportRead


class Reconciliation(NamedTuple):
    """A comparison with a file, and who made it. The event alone has the differences."""

    position: Position
    actor: str
    fact: f.Reconciled


class PaymentFile(NamedTuple):
    """A file for the bank, who made it, and the event that voided it; 0: it stands."""

    position: Position
    actor: str
    fact: f.PaymentFileMade
    voided_at: Position = 0


class Imports(msgspec.Struct):
    """What a book knows of files.

    Attributes:
        maps: the newest of each name.
        routes, readings, reconciliations, files: each by its position, in the order of the book.
    """

    maps: dict[str, Map] = {}
    routes: dict[Position, Route] = {}
    readings: dict[Position, Reading] = {}
    reconciliations: dict[Position, Reconciliation] = {}
    files: dict[Position, PaymentFile] = {}

    @property
    def is_empty(self) -> bool:
        """Whether the book knows of none."""
        return not (self.maps or self.routes or self.readings or self.reconciliations or self.files)

    def take(self, recorded: Recorded) -> None:
        """Take an event in; others than those of files change nothing."""
        at, actor = recorded.position, recorded.envelope.actor
        match recorded.fact:
            case f.ImportMapAdded() as fact:
                self.maps[fact.map] = Map(at, fact)
            case f.RouteAdded() as fact:
                self.routes[at] = Route(at, fact)
            case f.RouteRetired() as fact:
                self.routes[fact.route] = self.routes[fact.route]._replace(retired_at=at)
            case f.ImportRead() as fact:
                self._forget_unmatched(fact.sha256)
                self.readings[at] = Reading(at, actor, fact)
            case f.Reconciled() as fact:
                told = msgspec.structs.replace(fact, differences=())
                self.reconciliations[at] = Reconciliation(at, actor, told)
            case f.PaymentFileMade() as fact:
                self.files[at] = PaymentFile(at, actor, fact)
            case f.PaymentFileVoided() as fact:
                self.files[fact.payment_file] = self.files[fact.payment_file]._replace(voided_at=at)
            case _:
                pass

    def _forget_unmatched(self, sha256: str) -> None:
        for at, reading in self.readings.items():
            if reading.fact.sha256 == sha256 and reading.fact.unmatched:
                told = msgspec.structs.replace(reading.fact, unmatched=(), unmatched_count=0)
                self.readings[at] = reading._replace(fact=told)

    def standing_routes(self) -> list[Route]:
        """Return the routes that count, in the order of the book."""
        return [route for route in self.routes.values() if not route.retired_at]

    def newest_of(self, sha256: str) -> Reading | None:
        """Return the newest reading of a file; None: it was never read."""
        found = [x for x in self.readings.values() if x.fact.sha256 == sha256]
        return found[-1] if found else None

    def ordered(self) -> set[Position]:
        """Return the requests that a file has ever named, whether it stands or was voided."""
        return {x.request for file in self.files.values() for x in file.fact.requests}

    def sent(self) -> Iterator[tuple[Position, PaymentFile]]:
        """Yield each request that a standing file asks the bank to pay, with the file."""
        for file in self.files.values():
            if not file.voided_at:
                for ordered in file.fact.requests:
                    yield ordered.request, file


class RowKey(NamedTuple):
    """What the key of a row says: the program it is from (empty: none), and its place there."""

    source: str
    year: str
    series: str
    voucher: str
    number: str  # within the voucher


def row_key(key: str | None) -> RowKey | None:
    """Return what a key says; None: it is no row's key."""
    parts = (key or "").split(":")
    if f"{parts[0]}:" != KEY or len(parts) != 1 + len(RowKey._fields):
        return None
    return RowKey(
        *(x.replace("%3A", ":").replace("%23", "#").replace("%25", "%") for x in parts[1:])
    )
