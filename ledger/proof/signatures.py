"""The signers of a checkpoint, as far as the asker can know them: each signature is judged.

A cosignature counts when it verifies with the key of a witness that the asker knows. These are the
witnesses registered in the book, or, if the asker names keys, only those keys. A signature does not
tell who holds its key. So the owner's own key counts for nothing, and neither does a witness's key
that lies beside the book.

Source: C2SP signed-note and tlog-cosignature; docs/FORMAT.md, docs/RELIABILITY.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from events.facts import PartyId, Position
from events.keys import COSIGNATURE, ED25519, ID_BYTES, BadKeyError
from events.record import UNFOLDABLE, CorruptEventError
from events.streams import BOOK
from ledger.books import keys, notes
from ledger.books.book import Book, recorded_from
from ledger.books.checkpoints import key_file, origin
from ledger.books.clocks import TOLERANCE, is_ahead
from ledger.books.keys import Term
from ledger.books.notes import Checkpoint, PublicKey, SecretKey
from ledger.refusal import BadInput, Tampered
from ledger.rules.state import BookState, WitnessState, evolve_book

# The worth of a signature to the asker. Only the first two are as they should be, and only
# ``counts`` makes the window of exposure smaller.
Standing: TypeAlias = Literal[
    "counts",  # it verifies with a witness's key
    "the-books",  # it verifies with the key that the book had at that size
    "not-then",  # it verifies with a key that the book had at another time
    "own-key",  # the book's key has signed as a witness, by whatever name
    "beside-the-book",  # it verifies, and the witness's secret key lies beside the book
    "not-named",  # it verifies with a registered witness's key, and the asker named others
    "retired",  # it verifies, and was made after the witness was retired
    "time-later-than-now",  # it verifies, and its time lies ahead of the clock
    "time-before-events",  # it verifies, and its time is before that of the newest event under it
    "time-before-earlier",  # it verifies, and the witness dates a smaller checkpoint later
    "unknown-key",  # the asker knows no witness with such a key
    "false",  # it names a key that the asker knows, and does not verify
]
_KEY_ENDING = ".key"
_MOST_KEYS, _KEY_FILE_BYTES = 100, 1000  # the most key files beside a book that are read


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """A witness whose cosignatures can be checked.

    Attributes:
        name: as the book registered it; if the book did not, as the key says.
        party: the party that it signs for; None: none of the book's parties.
        is_registered: an event of the book registers it.
        is_named: the asker has named its key.
        retired: the event that retired it, and when that was recorded; None: not retired.
        secret_key: where its secret key lies beside the book; None: not there.
    """

    name: str
    key: PublicKey
    party: PartyId | None = None
    is_registered: bool = False
    is_named: bool = False
    retired: tuple[Position, datetime] | None = None
    secret_key: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an asker knows of keys.

    Attributes:
        own: every key that the book has had, oldest first.
        witnesses: those that the book registers or the asker names.
        has_named: the asker has named keys, so only those count.
        now: the time by the clock that stamps events.
    """

    own: tuple[Term, ...]
    witnesses: tuple[Witness, ...]
    has_named: bool
    now: datetime = field(compare=False)


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A signature under a checkpoint, judged.

    Attributes:
        name: of the signer, as the signature's line has it.
        witness: whose key the signature verifies with, or names without verifying; None: no
            witness's that the asker knows.
        at: when the witness says that it signed; None: the signature gives no time, or does not
            verify with a witness's key.
    """

    name: str
    standing: Standing
    witness: Witness | None = None
    at: datetime | None = None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint with its signatures, judged.

    Attributes:
        source: the file that the checkpoint is from.
    """

    checkpoint: Checkpoint
    source: str
    signatures: tuple[Signature, ...]

    def having(self, standing: Standing) -> list[Signature]:
        """Return the signatures of one standing."""
        return [signature for signature in self.signatures if signature.standing == standing]


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """The events that the owner of book and key could still rewrite without a witness to show it.

    Attributes:
        events: the number of events after the newest checkpoint that counts.
        newest: that checkpoint; None: no checkpoint counts.
        later: the checkpoints that are newer, or as new, and do not count; smallest first.
        against: one of these that the book's key and a witness have signed, while the book has
            another beginning (history was rewritten) or fewer events (events are gone); None: there
            is no such checkpoint.
    """

    events: int
    newest: Judged | None
    later: list[Judged]
    against: Judged | None

    @property
    def by(self) -> list[Signature]:
        """The signatures of the newest checkpoint that count, one for each witness."""
        counting = self.newest.having("counts") if self.newest else []
        return list({x.witness.key.key: x for x in counting if x.witness}.values())


def known(book: Book, named: Sequence[PublicKey] = (), key_at: Path | None = None) -> Known:
    """Return the keys that an asker knows: those of the book, and those that the asker has named.

    Args:
        book: inside ``reading``, or not.
        named: the keys that count; empty: those that the book registers.
        key_at: where the book's secret key is, if it is not beside the book.
    """
    found: dict[str, Witness] = {}
    registered = witnesses(book)
    by_them = {key.key for key in named}
    secrets = secret_keys(book, key_at) if registered else {}
    for name, state in registered.items():
        try:
            key = PublicKey.read(state.fact.key)
        except BadKeyError:  # the rules refuse such a key
            continue
        found[str(key)] = Witness(
            name=name,
            key=key,
            party=state.fact.party,
            is_registered=True,
            is_named=key.key in by_them,
            retired=_retired(state),
            secret_key=secrets.get(key.key),
        )
    for key in named:
        found.setdefault(str(key), Witness(name=key.name, key=key, is_named=True))
    return Known(
        own=_own(book),
        witnesses=tuple(found.values()),
        has_named=bool(named),
        now=book.now(),
    )


def _own(book: Book) -> tuple[Term, ...]:
    """Return every key that the book has had. Verification reports faults in them."""
    with suppress(BadInput, Tampered, CorruptEventError, *UNFOLDABLE):
        return tuple(keys.terms(book))
    with suppress(BadInput):
        return (Term(notes.parse_public_key(book.info("key") or "")),)
    return ()


def witnesses(book: Book) -> Mapping[str, WitnessState]:
    """Return every witness that the book registers, in the order of the book.

    This passes over an event that it cannot read. Verification reports that event.
    """
    state = BookState()
    for row in book.stream(BOOK.name):
        with suppress(*UNFOLDABLE, CorruptEventError):
            evolve_book(state, recorded_from(row))
    return state.witnesses


def _retired(state: WitnessState) -> tuple[Position, datetime] | None:
    event = state.retired
    return None if event is None else (event.position, event.envelope.recorded_at)


def secret_keys(book: Book, key_at: Path | None = None) -> dict[bytes, Path]:
    """Return the secret keys that lie beside a book or its key, by their public keys.

    Files whose names end in ``.key`` are read. Of a server's book, a folder counts only if the
    book's own key lies there.
    """
    found: dict[bytes, Path] = {}
    own = _own(book)
    for folder in dict.fromkeys((book.path.parent, (key_at or key_file(book.path)).parent)):
        here = {raw: path for path in _key_files(folder) if (raw := _public(path))}
        if book.shared_file() is not None or any(term.key.key in here for term in own):
            found = here | found
    return found


def _key_files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(folder.glob("*" + _KEY_ENDING))[:_MOST_KEYS]


def _public(path: Path) -> bytes:
    """Return the public key of the secret key in a file; empty: no such key can be read."""
    with suppress(OSError, ValueError, BadInput):
        if path.is_file() and path.stat().st_size <= _KEY_FILE_BYTES:
            return SecretKey.parse(path.read_text("utf-8")).public(ED25519).key
    return b""


def judge(held: Iterable[tuple[Checkpoint, str]], asker: Known) -> list[Judged]:
    """Judge the signatures of some checkpoints of one book, smallest first.

    Args:
        held: each checkpoint with where it came from.
        asker: the keys that the asker knows.
    """
    judged = [
        Judged(
            checkpoint=checkpoint,
            source=source,
            signatures=tuple(_one(checkpoint, *line, asker) for line in _lines(checkpoint)),
        )
        for checkpoint, source in sorted(held, key=lambda pair: pair[0].size)
    ]
    return [*_in_order(judged)]


def _lines(checkpoint: Checkpoint) -> Iterable[tuple[str, bytes]]:
    """Return the signatures of a checkpoint; a line that is repeated counts once."""
    return dict.fromkeys(checkpoint.signatures)


def _one(checkpoint: Checkpoint, name: str, raw: bytes, asker: Known) -> Signature:
    """Judge a signature by the key that it names, or else by every key that the asker knows."""
    for term in asker.own:
        if term.key.names(name, raw):
            if not checkpoint.is_by(term.key, raw):
                return Signature(name=name, standing="false")
            is_then = term.signs(checkpoint.size)
            return Signature(name=name, standing="the-books" if is_then else "not-then")
    for witness in asker.witnesses:
        if witness.key.names(name, raw):
            if checkpoint.is_by(witness.key, raw):
                return _verified(checkpoint, name, raw, witness, asker)
            return Signature(name=name, standing="false", witness=witness)
    # The signature names no key that the asker knows. If a known key made it all the same, either
    # the book's key has signed by another name, or the name or the key's id was altered.
    own_keys = (
        PublicKey(term.key.name, kind, term.key.key)
        for term in asker.own
        for kind in (ED25519, COSIGNATURE)
    )
    if any(checkpoint.is_by(key, raw) for key in own_keys):
        return Signature(name=name, standing="own-key")
    # One character of the line holds both the end of the id and the beginning of the time. The
    # time's first byte is zero.
    altered = raw[:ID_BYTES] + b"\0" + raw[ID_BYTES + 1 :]
    for witness in asker.witnesses:
        if PublicKey(name, COSIGNATURE, witness.key.key).names(name, raw):
            break  # unaltered: the witness signs by a name that the asker does not know
        if checkpoint.is_by(witness.key, raw) or checkpoint.is_by(witness.key, altered):
            return Signature(name=name, standing="false", witness=witness)
    return Signature(name=name, standing="unknown-key")


def _verified(
    checkpoint: Checkpoint, name: str, raw: bytes, witness: Witness, asker: Known
) -> Signature:
    """Judge a signature that verifies with a witness's key."""
    at = checkpoint.signed_at(raw)
    standing: Standing = "counts"
    if any(witness.key.key == term.key.key for term in asker.own):
        standing = "own-key"
    elif asker.has_named and not witness.is_named:
        standing = "not-named"
    elif witness.secret_key is not None and not witness.is_named:
        standing = "beside-the-book"
    elif at is None or is_ahead(at, asker.now):
        standing = "time-later-than-now"
    elif not witness.is_named and _is_after(checkpoint, at, witness.retired):
        standing = "retired"
    return Signature(name=name, standing=standing, witness=witness, at=at)


def _is_after(
    checkpoint: Checkpoint, at: datetime, retired: tuple[Position, datetime] | None
) -> bool:
    """Return whether a cosignature was made after the witness was retired.

    It was if its time is later, or if the checkpoint has the event of the retirement in it.
    """
    return retired is not None and (at > retired[1] or checkpoint.size >= retired[0])


def _in_order(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Yield checkpoints, smallest first; judge the times of each witness in order.

    A cosignature does not count if the witness dates a smaller checkpoint later. A witness may
    cosign a checkpoint again: of its times on one size, the first decides.
    """
    latest: dict[bytes, datetime] = {}
    for _, same in groupby(judged, key=lambda one: one.checkpoint.size):
        first: dict[bytes, datetime] = {}
        for one in same:
            signatures = []
            for signature in one.signatures:
                standing = signature.standing
                if standing == "counts" and signature.witness and signature.at:
                    key, at = signature.witness.key.key, signature.at
                    if at + TOLERANCE < latest.get(key, at):
                        standing = "time-before-earlier"
                    else:
                        first[key] = min(at, first.get(key, at))
                signatures.append(replace(signature, standing=standing))
            yield replace(one, signatures=tuple(signatures))
        latest |= {key: max(at, latest.get(key, at)) for key, at in first.items()}


def with_times(book: Book, judged: Judged) -> Judged:
    """Judge also whether the time of a signature is before the newest event of its checkpoint.

    Args:
        book: inside ``reading``.
        judged: a checkpoint that is no larger than the book.
    """
    if not judged.having("counts") or not judged.checkpoint.size:
        return judged
    with suppress(CorruptEventError):  # verification reports it
        newest = book.recorded_at(judged.checkpoint.size)
        signatures = tuple(
            replace(x, standing="time-before-events")
            if x.standing == "counts" and x.at and x.at + TOLERANCE < newest
            else x
            for x in judged.signatures
        )
        return replace(judged, signatures=signatures)
    return judged


def exposure(book: Book, judged: Iterable[Judged]) -> Exposure:
    """Return how many events lie after the newest checkpoint with a signature that counts.

    Args:
        book: inside ``reading``.
        judged: checkpoints that the asker holds or names, in any order.
    """
    head, own = book.head(), origin(book)
    later: list[Judged] = []
    against: Judged | None = None
    for one in sorted(judged, key=lambda x: -x.checkpoint.size):
        checkpoint = one.checkpoint
        timed = with_times(book, one) if checkpoint.size <= head else one
        is_good = checkpoint.origin == own and _is_good(timed)
        if is_good and checkpoint.size > head and not book.standby:  # a standby may lag behind
            against = against or timed
        elif is_good and checkpoint.size <= head:
            with suppress(Tampered):  # a node is missing: verification reports it
                if book.root(checkpoint.size) == checkpoint.root:
                    events = head - checkpoint.size
                    return Exposure(events=events, newest=timed, later=later[::-1], against=against)
                against = against or timed
        later.append(timed)
    return Exposure(events=head, newest=None, later=later[::-1], against=against)


def _is_good(judged: Judged) -> bool:
    """Return whether the book's key and a witness have signed, and no signature is false."""
    standings = {signature.standing for signature in judged.signatures}
    return {"the-books", "counts"} <= standings and "false" not in standings


def false_ones(judged: Iterable[Judged]) -> list[tuple[Judged, Signature]]:
    """Return every signature that is false, with its checkpoint."""
    return list(chain.from_iterable([(one, x) for x in one.having("false")] for one in judged))
