"""Reading the documents that views keep: parties, agreements, and what holds for the whole book.

A short command reads the documents of a whole book. A decoder of everything that an agreement can
hold takes longer to make than those documents take to be read. So what most agreements have none
of is read when there is something, and the steps of each are read by their names.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from events import facts as f
from events.accounts import Accounts
from events.amending import Amendment
from events.facts import AmendmentId, LineId, Position
from events.importing import Imports
from events.indexing import Register
from events.mandates import Authorities
from events.planning import Planning
from events.record import OneByOne
from events.requesting import Requests
from projections.projection import AgreementDocument, Claim, LineDocument

_NONE, _EMPTY = msgspec.Raw(b"null"), msgspec.Raw(b"{}")
_UNREAD = {  # and what stands there where there is nothing
    **dict.fromkeys(("amendments", "claims", "pledges", "requests"), _EMPTY),
    "planning": _NONE,
}


class _Agreement(msgspec.Struct):
    """An agreement's document, in part unread: with the fields of ``AgreementDocument``."""

    proposed: f.AgreementProposed | f.AgreementProposed2 | f.AgreementProposed3
    position: Position
    concluded: f.AgreementConcluded | f.AgreementConcluded2 | None = None
    lines: dict[LineId, LineDocument] = {}
    amendments: msgspec.Raw = _EMPTY
    first: f.AgreementProposed | f.AgreementProposed2 | f.AgreementProposed3 | None = None
    process: dict[Position, msgspec.Raw] = {}
    claims: msgspec.Raw = _EMPTY
    pledges: msgspec.Raw = _EMPTY
    moved: dict[str, int] = {}
    planning: msgspec.Raw = _NONE
    requests: msgspec.Raw = _EMPTY
    used: dict[str, int] = {}


class _Readers(dict[str, Callable[[bytes | msgspec.Raw], Any]]):
    """What reads a thing of each kind, made when the first one is read."""

    types: ClassVar[dict[str, Any]] = {
        # documents, besides those of agreements
        "party": f.PartyRegistered,
        "closed": list[f.PeriodClosed],
        "witnesses": dict[str, f.WitnessRegistered | f.WitnessRetired],
        "authorities": Authorities,
        "described": f.BookDescribed,
        "indexes": Register,
        "imports": Imports,
        "accounts": Accounts,
        # parts of an agreement's document
        "stored": _Agreement,
        "amendments": dict[AmendmentId, Amendment],
        "claims": dict[Position, Claim],
        "pledges": dict[Position, f.InKindPledged | f.InKindPledged2],
        "planning": Planning | None,
        "requests": Requests,
    }

    def __init__(self) -> None:
        self.steps = OneByOne()
        super().__init__(agreement=self._agreement)

    def __missing__(self, kind: str) -> Callable[[bytes | msgspec.Raw], Any]:
        self[kind] = msgspec.json.Decoder(self.types[kind]).decode
        return self[kind]

    def _agreement(self, content: bytes | msgspec.Raw) -> AgreementDocument:
        stored: _Agreement = self["stored"](content)
        document = AgreementDocument(
            proposed=stored.proposed,
            position=stored.position,
            concluded=stored.concluded,
            lines=stored.lines,
            first=stored.first,
            process={at: self.steps.read(raw) for at, raw in stored.process.items()},
            moved=stored.moved,
            used=stored.used,
        )
        for name, nothing in _UNREAD.items():
            raw = getattr(stored, name)
            if raw != nothing:
                setattr(document, name, self[name](raw))
        return document


# Kind -> what reads the bytes of a document. It raises a ``MsgspecError`` or ``LookupError``.
READ = _Readers()
