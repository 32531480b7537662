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
    "the-books",  # it is the book's own
    "not-then",  # it verifies with a key that the book had at another time
    "own-key",  # the book's key has signed as a witness, by whatever name
    "beside-the-book",  # it verifies, and the witness's secret key lies beside the book
    "not-named",  # it verifies with a key of the book's, and the asker named others
    "retired",  # it verifies, and was made after the witness was retired
    "time-later-than-now",  # it verifies, and its time has not come
    "time-before-events",  # it verifies, and says to be older than the events that it is about
    "time-before-earlier",  # it verifies, and the witness says to have signed less later
    "unknown-key",  # the asker knows no witness with such a key
    "false",  # it names a key that the asker knows, and does not verify
]
_KEY_ENDING = ".key"
_MOST_KEYS, _KEY_FILE_BYTES = 100, 1000  # files beside a book that are looked at


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """A witness whose cosignatures can be checked.

    Attributes:
        name: as registered in the book; of others, as the key says.
        party: the party that it signs for; None: none of the book's parties.
        is_registered: the book says who it is.
        is_named: the asker has named the key.
        retired: the event that retired it, and when that was recorded; None: there is none.
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
        witnesses: those that are registered or named.
        has_named: the asker has named keys, so only those count.
        now: by the clock that stamps events.
    """

    own: tuple[Term, ...]
    witnesses: tuple[Witness, ...]
    has_named: bool
    now: datetime = field(compare=False)


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A signature under a checkpoint, judged.

    Attributes:
        name: as it stands there.
        witness: whose key it verifies with, or names and does not; None: no known witness's.
        at: when the witness says to have signed; None: it says nothing, or cannot be believed.
    """

    name: str
    standing: Standing
    witness: Witness | None = None
    at: datetime | None = None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint with its signatures, judged.

    Attributes:
        source: the file it is from.
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
        events: how many there are after the newest checkpoint that counts.
        newest: that checkpoint; None: there is none.
        later: those that are newer, or as new, and do not count; smallest first.
        against: one of these that the book and a witness have signed, and the book does not begin
            so, or has fewer events: history was rewritten, or events are gone. None: there is none.
    """

    events: int
    newest: Judged | None
    later: list[Judged]
    against: Judged | None

    @property
    def by(self) -> list[Signature]:
        """The signatures that count, one for each witness."""
        counting = self.newest.having("counts") if self.newest else []
        return list({x.witness.key.key: x for x in counting if x.witness}.values())


def known(book: Book, named: Sequence[PublicKey] = (), key_at: Path | None = None) -> Known:
    """Return the keys that an asker knows: those of the book, and those that the asker has named.

    Args:
        book: inside ``reading``, or not.
        named: keys that count; empty: those that are registered in the book.
        key_at: where the book's secret key is, if it is not beside the book.
    """
    found: dict[str, Witness] = {}
    registered = witnesses(book)
    by_them = {key.key for key in named}
    secrets = secret_keys(book, key_at) if registered else {}
    for name, state in registered.items():
        try:
            key = PublicKey.read(state.fact.key)
        except BadKeyError:  # which no rule has let in
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
    """Return every key that the book has had; verification tells of faults in them."""
    with suppress(BadInput, Tampered, CorruptEventError, *UNFOLDABLE):
        return tuple(keys.terms(book))
    with suppress(BadInput):
        return (Term(notes.parse_public_key(book.info("key") or "")),)
    return ()


def witnesses(book: Book) -> Mapping[str, WitnessState]:
    """Return every witness that was registered, in the order of the book.

    An event that cannot be read is passed over here: verification tells of it.
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

    A file is looked at if its name ends in ``.key``. The folder that a server's book is named
    after says nothing, unless the book's own key lies there.
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
    """Return the public key to the secret one in a file; empty: there is none, or it is closed."""
    with suppress(OSError, ValueError, BadInput):
        if path.is_file() and path.stat().st_size <= _KEY_FILE_BYTES:
            return SecretKey.parse(path.read_text("utf-8")).public(ED25519).key
    return b""


def judge(held: Iterable[tuple[Checkpoint, str]], asker: Known) -> list[Judged]:
    """Judge the signatures of some checkpoints of one book, smallest first.

    Args:
        held: each with where it came from.
        asker: what is known of keys.
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
    """Return the signatures of a checkpoint; one that stands there twice is one."""
    return dict.fromkeys(checkpoint.signatures)


def _one(checkpoint: Checkpoint, name: str, raw: bytes, asker: Known) -> Signature:
    """Judge one signature: by the key that it names, and else by every key that is known."""
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
    # It names no key that is known. If one that is known has made it all the same, then either the
    # book's has signed by another name, or somebody has altered the name or the key's id.
    own_keys = (
        PublicKey(term.key.name, kind, term.key.key)
        for term in asker.own
        for kind in (ED25519, COSIGNATURE)
    )
    if any(checkpoint.is_by(key, raw) for key in own_keys):
        return Signature(name=name, standing="own-key")
    # One character of the line is both the end of the id and the beginning of the time, whose first
    # byte is zero.
    altered = raw[:ID_BYTES] + b"\0" + raw[ID_BYTES + 1 :]
    for witness in asker.witnesses:
        if PublicKey(name, COSIGNATURE, witness.key.key).names(name, raw):
            break  # it is whole, by a name of the witness's that nobody knows
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

    Its time says so; or, whatever it says, what it is about: the retirement is among the events.
    """
    return retired is not None and (at > retired[1] or checkpoint.size >= retired[0])


def _in_order(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Yield checkpoints, smallest first, of which no witness says to have signed less later.

    A witness may well sign the same, or less, once more: what counts of each is the first time.
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
    """Judge also whether signatures say to be older than the newest event that they are about.

    Args:
        book: inside ``reading``.
        judged: of a checkpoint that the book is an extension of.
    """
    if not judged.having("counts") or not judged.checkpoint.size:
        return judged
    with suppress(CorruptEventError):  # verification tells of it
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
        judged: checkpoints that are held or named, in any order.
    """
    head, own = book.head(), origin(book)
    later: list[Judged] = []
    against: Judged | None = None
    for one in sorted(judged, key=lambda x: -x.checkpoint.size):
        checkpoint = one.checkpoint
        timed = with_times(book, one) if checkpoint.size <= head else one
        is_good = checkpoint.origin == own and _is_good(timed)
        if is_good and checkpoint.size > head and not book.standby:  # which has not got them yet
            against = against or timed
        elif is_good and checkpoint.size <= head:
            with suppress(Tampered):  # a node is gone, which verification tells of
                if book.root(checkpoint.size) == checkpoint.root:
                    events = head - checkpoint.size
                    return Exposure(events=events, newest=timed, later=later[::-1], against=against)
                against = against or timed
        later.append(timed)
    return Exposure(events=head, newest=None, later=later[::-1], against=against)


def _is_good(judged: Judged) -> bool:
    """Return whether the book and a witness have signed, and no signature is false."""
    standings = {signature.standing for signature in judged.signatures}
    return {"the-books", "counts"} <= standings and "false" not in standings


def false_ones(judged: Iterable[Judged]) -> list[tuple[Judged, Signature]]:
    """Return every signature that is false, with its checkpoint."""
    return list(chain.from_iterable([(one, x) for x in one.having("false")] for one in judged))
