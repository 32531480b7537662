"""Whose signatures count, and what a checkpoint draws: read from docs/FORMAT.md alone."""

import base64
import hashlib
from datetime import datetime
from typing import NamedTuple

import outside_notes as notes

ALLOWANCE_S = 5 * 60


# ---------------------------------------------------------------- keys of the book


class Term(NamedTuple):
    """Between which sizes a key signs: from ``first``, before ``end`` (None: until now)."""

    key: notes.Key
    first: int
    end: int | None


def terms(book):
    """Return the keys of a book, and what is wrong with how they were replaced."""
    current, first, found, faults = book.infos["key"], 0, [], []
    retired = False
    for event in book.events:
        fact = event.fact
        if event.name == "key-retired/1" and fact["key"] == current:
            found.append(Term(notes.Key.read(current), first, event.position))
            retired = True
        elif event.name == "key-rotated/1":
            if not _is_rotation(book, event, current, retired=retired):
                faults.append(event.position)
            if not retired:
                found.append(Term(notes.Key.read(current), first, event.position))
            current, first, retired = fact["key"], event.position, False
    if not retired:
        found.append(Term(notes.Key.read(current), first, None))
    return found, faults


def _is_rotation(book, event, current, *, retired):
    """Return whether a rotation follows from the key before it, and both have signed it."""
    fact, size = event.fact, event.position - 1
    root = base64.b64encode(book.root(size)).decode()
    if (fact["previous"], fact["size"], fact["root"]) != (current, size, root):
        return False
    lines = (
        "samverk-key-rotation/v1",
        book.origin,
        str(size),
        root,
        fact["previous"],
        fact["key"],
    )
    message = "".join(line + "\n" for line in lines).encode()
    before = fact["signed_by_previous"]
    if before is not None and (retired or not _signed(current, before, message)):
        return False
    return _signed(fact["key"], fact["signed_by_key"], message)


def text_of(key):
    """Write a public key."""
    encoded = base64.b64encode(bytes([key.kind]) + key.public).decode()
    return f"{key.name}+{key.identity.hex()}+{encoded}"


def _signed(key, signature, message):
    key = notes.Key.read(key)
    return notes.verifies(key.public, notes.unbase64(signature), message)


def signer(book, size):
    """Return the key that signs a checkpoint of so many events; None: none may."""
    for term in terms(book)[0]:
        if term.first <= size and (term.end is None or size < term.end):
            return term.key
    return None


def is_of(book, checkpoint):
    """Return whether the book begins with what a checkpoint says, and its key has signed it."""
    key = signer(book, checkpoint.size)
    return (
        key is not None
        and checkpoint.size <= len(book.events)
        and checkpoint.origin == book.origin
        and checkpoint.root == book.root(checkpoint.size)
        and checkpoint.is_signed_by(key)
    )


# ---------------------------------------------------------------- witnesses


def _seconds(instant):
    return datetime.fromisoformat(instant).timestamp()


class Witness(NamedTuple):
    """Whose key it is; ``retired``: (position, seconds), or None; whether what it signs counts."""

    name: str
    key: notes.Key
    retired: tuple | None
    counts: bool = True


def witnesses(book):
    found = {}
    for event in book.events:
        fact = event.fact
        if event.name == "witness-registered/1":
            key = notes.Key.read(fact["key"])
            found.setdefault(fact["witness"], Witness(fact["witness"], key, None))
        elif event.name == "witness-retired/1" and fact["witness"] in found:
            then = event.position, _seconds(event.content["recorded_at"])
            found[fact["witness"]] = found[fact["witness"]]._replace(retired=then)
    return list(found.values())


def judged(book, checkpoints, now, *, named=None):
    """Say of each signature of each checkpoint what it is worth.

    Args:
        book: that they say to be of.
        checkpoints: those that the asker holds.
        now: seconds.
        named: keys that the asker has from elsewhere; None: the book's witnesses.

    Returns:
        For each checkpoint [(name, "the-books", "counts", "false" or "nothing")], one for each
        line that is not there twice.
    """
    known = witnesses(book)
    if named is not None:
        known = [Witness(k.name, k, None) for k in named] + [
            w._replace(counts=False) for w in known if w.key not in named
        ]
    own = terms(book)[0]
    before, said = {}, [None] * len(checkpoints)
    for size in sorted({checkpoint.size for checkpoint in checkpoints}):
        first = {}
        for number, checkpoint in enumerate(checkpoints):
            if checkpoint.size == size:
                lines = dict.fromkeys(checkpoint.signed)
                said[number] = [
                    (line[0], _worth(book, checkpoint, line, (known, own, now), (before, first)))
                    for line in lines
                ]
        for key, time in first.items():
            before[key] = max(time, before.get(key, time))
    return said


def _worth(book, checkpoint, line, asker, seen):
    known, own, now = asker
    name, identity, signature = line
    for term in own:
        if (term.key.name, term.key.identity) == (name, identity):
            is_true = term.key.time_of(checkpoint.body, signature) is not None
            is_then = term.first <= checkpoint.size < (term.end or checkpoint.size + 1)
            return "the-books" if is_true and is_then else "nothing" if is_true else "false"
    for witness in known:
        if (witness.key.name, witness.key.identity) == (name, identity):
            time = witness.key.time_of(checkpoint.body, signature)
            if time is None:
                return "false"
            is_own = witness.key.public in {term.key.public for term in own}
            is_timely = _is_timely(book, checkpoint, witness, time, now, seen)
            return "counts" if witness.counts and not is_own and is_timely else "nothing"
    return "false" if _is_altered(checkpoint, line, known, own) else "nothing"


def _is_altered(checkpoint, line, known, own):
    """Return whether a witness's key has signed, and the line has not that key's name and id."""
    name, identity, signature = line
    if any(w.key.public == term.key.public for w in known for term in own):
        return False
    return any(
        w.key._replace(name=name).own_identity != identity
        and w.key.time_of(checkpoint.body, signature) is not None
        for w in known
    )


def _is_timely(book, checkpoint, witness, time, now, seen):
    (before, first), key = seen, witness.key.public
    retired = witness.retired
    if time > now + ALLOWANCE_S:
        return False
    if retired and (checkpoint.size >= retired[0] or time > retired[1]):
        return False
    if time + ALLOWANCE_S < before.get(key, 0):
        return False
    first[key] = min(time, first.get(key, time))
    newest = book.events[checkpoint.size - 1] if 0 < checkpoint.size <= len(book.events) else None
    return newest is None or time + ALLOWANCE_S >= _seconds(newest.content["recorded_at"])


def exposed(book, checkpoints, said):
    """Return how many events come after the newest checkpoint that somebody has cosigned."""
    sizes = [
        checkpoint.size
        for checkpoint, lines in zip(checkpoints, said, strict=True)
        if {"the-books", "counts"} <= {worth for _, worth in lines}
        and "false" not in {worth for _, worth in lines}
        and checkpoint.size <= len(book.events)
        and (checkpoint.origin, checkpoint.root) == (book.origin, book.root(checkpoint.size))
    ]
    return len(book.events) - max(sizes, default=0)


# ---------------------------------------------------------------- the sample


def population(book, checkpoint, period=None, agreement=None):
    """Return [(position, minor units)] of the payments that a sample is drawn from."""
    events = book.events[: checkpoint.size]
    taken_back = {e.fact["position"] for e in events if e.name == "entry-reversed/1"}
    first, last = period or ("", "9")
    return [
        (e.position, e.fact["amount_minor"])
        for e in events
        if e.name in {"disbursement-recorded/1", "internal-cost-recorded/1"}
        and e.position not in taken_back
        and first <= e.effective <= last
        and agreement in {None, e.agreement}
    ]


def _seed(checkpoint):
    return hashlib.sha256(b"samverk-sample/v1\n" + checkpoint.body.encode()).digest()


def random_sample(payments, checkpoint, count):
    """Return the positions that are drawn at random, in the order that they are drawn."""
    seed = _seed(checkpoint)
    ranked = sorted(payments, key=lambda p: hashlib.sha256(seed + str(p[0]).encode()).digest())
    return [position for position, _ in ranked[:count]]


def monetary_sample(payments, checkpoint, count):
    """Return {position: hits} of what is drawn by the amounts."""
    total = sum(amount for _, amount in payments)
    if not total:
        return {}
    start = int.from_bytes(_seed(checkpoint), "big") % total
    hits, end = {}, 0
    for position, amount in payments:
        begin, end = end, end + amount * count
        for k in range(count):
            if begin <= start + k * total < end:
                hits[position] = hits.get(position, 0) + 1
    return hits
