"""Attacks by whoever keeps a book and its key, and what others have to hold to find each.

``test_attacks.py`` runs a short form, ``make soak`` the long one: ``SAMVERK_ATTACKS`` of each kind.
The attacker writes the file anew, with hashes, nodes, references and positions made right, and
signs a new checkpoint with the owner's key. The functions here are those that ``verify``,
``status``, ``checkpoint verify`` and ``checkpoint compare`` ask.
"""

import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import outside_reader as outside
from random_books import RandomBook

from events.keys import COSIGNATURE
from ledger.books import checkpoints
from ledger.books.notes import Checkpoint, SecretKey
from ledger.books.opening import make_book, open_book
from ledger.books.tree import Frontier, entry_bytes, leaf_hash
from ledger.proof import comparison, evidence, signatures
from ledger.proof.verification import verify
from ledger.refusal import Tampered
from ledger.rules import commands as c
from ledger.work import seen
from ledger.work.submission import Signature

AT_LEAST = 18  # events of an agreement in force
PER_BOOK = 100  # attacks on one honest book, before the next is made
POINTS_AT = {"position", "supersedes", "claim", "pledge", "causation"}
_ME = Signature(actor="ekonom")


class Honest:
    """A book as it was, and what others hold of it.

    A witness is registered in it and has cosigned ``cosigned``; a party has ``held``, of the same
    events. The user has seen the book as it was when it was last open.
    """

    def __init__(self, folder, chance):
        self.folder, self.chance = folder, chance
        folder.mkdir()
        self.path = folder / "kept.book"
        made = RandomBook(self.path, chance)
        self.witness, self.unknown = (
            SecretKey(x, chance.randbytes(32)) for x in ("revisor", "pwc")
        )
        public = str(self.witness.public(COSIGNATURE))
        made.service.execute(c.RegisterWitness(witness="revisor", key=public), _ME)
        made.grow(chance.randrange(20, 60))
        self.early = made.checkpoint()
        made.service.execute(c.RegisterParty(party="sen", name="Sen", kind="civil"), _ME)
        made.grow(chance.randrange(5, 30))
        self.held, self.key = made.checkpoint(), made.key
        self.cosigned = self.held.cosigned(self.witness, int(made.now.timestamp()))
        self.early_cosigned = self.early.cosigned(self.witness, int(made.now.timestamp()))
        self.then = made.now
        self.at_checkpoint = self._copied("checkpoint.book")
        made.service.execute(c.RegisterParty(party="ny", name="Ny", kind="civil"), _ME)
        seen.note(made.book)
        self.rows = [tuple(row) for row in made.book.rows()]
        self.infos = made.book.infos()
        self.size = made.book.head()
        made.close()
        self.at_end = self._copied("end.book")

    def _copied(self, name):
        target = self.folder / name
        with closing(open_book(self.path)) as book:
            book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, target)
        return target

    def put(self, file):
        """Put a file in the place of the book."""
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.rmtree(checkpoints.held_folder(self.path), ignore_errors=True)
        shutil.copy(file, self.path)


def honest_books(folder, count, chance):
    """Yield (number, a book as it was) so many times; each book serves for some."""
    book = None
    for number in range(count):
        if number % PER_BOOK == 0:
            if book is not None:
                shutil.rmtree(book.folder)
            book = Honest(folder / f"honest-{number}", chance)
        yield number, book


@contextmanager
def noting(folder):
    """Let this user's notes be kept in a folder."""
    before = {name: os.environ.get(name) for name in ("SAMVERK_SEEN", "XDG_STATE_HOME")}
    os.environ.pop("SAMVERK_SEEN", None)
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


# ---------------------------------------------------------------- what is found


def is_found(ask):
    """Return whether a question ends with a finding."""
    try:
        return bool(ask())
    except Tampered:
        return True


def by_seen(book):
    with book.reading():
        return seen.fault(book)


def by_beside(book):
    with book.reading():
        return checkpoints.contradiction(book)


def by_checkpoint(book, held):
    """Return what ``checkpoint verify`` and ``checkpoint compare`` find."""
    is_refused = is_found(lambda: evidence.require_extension(book, held))
    stands = comparison.compare(held, held, book).stands[0]
    assert is_refused == (stands is not True)
    return is_refused


def by_cosigned(book, cosigned, named=()):
    """Return what ``status`` finds with a cosigned checkpoint and the witness's key."""
    asker = signatures.known(book, named)
    exposure = signatures.exposure(book, signatures.judge([(cosigned, "")], asker))
    return exposure.against is not None or any(
        x.checkpoint.size > book.head() for x in exposure.later
    )


def by_verify(book, held=()):
    """Return what ``verify`` finds, but for what this user has seen before."""
    found = verify(book, [(x, "held") for x in held], lambda _: None).findings
    return [x for x in found if x.code != "seen"]


# ---------------------------------------------------------------- rewrites


def changed(chance, rows, first, last):
    """Return rows with something else than before between two positions, and what was done.

    The positions that events name are made right; what names a removed event names another.
    """
    kind = chance.choice(("change", "remove", "insert", "reorder"))
    order = list(range(1, len(rows) + 1))
    place = chance.randrange(first - 1, last)
    altered = {}
    for _ in range(chance.choice((1, 1, 2, 5))):
        if kind == "change":
            altered[order[place]] = chance.randrange(3)
        elif kind == "remove" and len(order) > first:
            del order[min(place, len(order) - 1)]
        elif kind == "insert":
            order.insert(place, chance.choice(order[AT_LEAST - 1 :]))
        elif kind == "reorder":
            other = place - 1 if place + 1 >= last else place + 1
            order[place], order[other] = order[other], order[place]
        if kind == "reorder":
            break
        place = chance.randrange(first - 1, min(last, len(order)))
    became = {old: new for new, old in enumerate(order, 1)}
    return [_written(chance, rows[old - 1], became, altered.get(old)) for old in order], kind


def _written(chance, row, became, how):
    """Return (stream, name, state) of a row whose positions are made right, or that is altered."""
    content = json.loads(row[4])
    _redirect(content, became)
    if how == 0:
        content["nonce"] = f"{chance.getrandbits(128):032x}"
    elif how == 1:
        content["actor"] = f"{content['actor']} {chance.randrange(1000)}"
    elif how is not None:
        data = content["data"]
        amounts = [name for name in data if name.endswith("_minor") and type(data[name]) is int]
        for name in amounts:
            data[name] += 1
        content["reason"] = content["reason"] if amounts else f"skäl {chance.randrange(1000)}"
    state = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return row[1], row[3], state


def _redirect(value, became):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in POINTS_AT and type(inner) is int:
                value[name] = became.get(inner, 1)
            else:
                _redirect(inner, became)


def forged(target, infos, rows):
    """Write a book of (stream, name, state), everything made right."""
    made, versions, frontier, events = make_book(target, infos), {}, Frontier(), []
    with made.writing() as connection:
        for position, (stream, name, state) in enumerate(rows, 1):
            versions[stream] = versions.get(stream, 0) + 1
            row = (stream, versions[stream], name, state)
            connection.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", (position, *row))
            nodes = frontier.append(leaf_hash(entry_bytes(*row)))
            connection.executemany("INSERT INTO merkle_node VALUES (?, ?, ?)", nodes)
            events.append(outside.Event(position, *row))
        taken = [(*pair, position) for pair, position in outside.references(events).items()]
        connection.executemany("INSERT INTO unique_reference VALUES (?, ?, ?)", taken)
    made.close()


def rewrites(folder, count, seed):
    """Rewrite what a checkpoint has; return how many were tried, and found by what is held."""
    chance, seen_by = random.Random(seed), Counter()
    with noting(folder):
        for _, honest in honest_books(folder, count, chance):
            rows, _ = changed(chance, honest.rows, AT_LEAST, honest.held.size)
            if [r[2] for r in rows[: honest.held.size]] == [
                r[4] for r in honest.rows[: honest.held.size]
            ]:
                rows = rows[: honest.held.size - 1]  # it came to nothing: cut it off
            target = folder / "forged.book"
            target.unlink(missing_ok=True)
            forged(target, honest.infos, rows)
            honest.put(target)
            with closing(open_book(honest.path)) as book:
                new = _signed_anew(book, honest.key)
                seen_by["tried"] += 1
                _asked_of(book, honest, new, seen_by)
            target.unlink()
    return seen_by


def _signed_anew(book, key):
    """Return the checkpoint that the owner signs over the book as it is."""
    return Checkpoint(checkpoints.origin(book), book.head(), book.root(book.head())).signed(key)


def _asked_of(book, honest, new, seen_by):
    """Count what finds a book that is not what it was."""
    seen_by["nothing"] += bool(by_verify(book))
    seen_by["checkpoint"] += by_checkpoint(book, honest.held)
    seen_by["checkpoint, verify"] += bool(by_verify(book, [honest.held]))
    verdict = comparison.compare(honest.held, new, book).verdict
    seen_by["two checkpoints"] += verdict in {"fork", "unknown"}  # or the book has fewer events
    named = [honest.witness.public(COSIGNATURE)]
    seen_by["cosigned"] += by_cosigned(book, honest.cosigned, named)
    seen_by["seen"] += is_found(lambda: by_seen(book))
    seen_by["wrongly covered"] += _is_covered(book, new, named)


def _is_covered(book, new, named):
    """Return whether the owner's new checkpoint passes for one that a witness has cosigned."""
    judged = signatures.judge([(new, "")], signatures.known(book, named))
    return signatures.exposure(book, judged).events != book.head()


# ---------------------------------------------------------------- forks


def forks(folder, count, seed):
    """Let two copies grow apart; return how many were tried, and found by what is held."""
    chance, seen_by = random.Random(seed), Counter()
    with noting(folder):
        for number, honest in honest_books(folder, count, chance):
            grown = []
            for name in ("one", "other"):
                path = folder / f"{name}.book"
                shutil.copy(honest.at_checkpoint, path)
                with closing(open_book(path)) as book:
                    _grow(book, honest, f"{name}{number}", chance.randrange(1, 4))
                    grown.append(_signed_anew(book, honest.key))
            with (
                closing(open_book(folder / "one.book")) as one,
                closing(open_book(folder / "other.book")) as other,
            ):
                _fork_asked(honest, (one, other), grown, seen_by)
            for file in folder.glob("o*.book*"):
                file.unlink()
    return seen_by


def _grow(book, honest, name, count):
    from ledger.work.recording import Service

    service = Service(book, lambda: honest.then)
    for number in range(count):
        party = f"{name}-{number}"
        service.execute(c.RegisterParty(party=party, name=party, kind="civil"), _ME)


def _fork_asked(honest, books, grown, seen_by):
    one, other = grown
    seen_by["tried"] += 1
    for book, own, others in ((books[0], one, other), (books[1], other, one)):
        seen_by["nothing, each"] += bool(by_verify(book))
        is_found_in_book = comparison.compare(own, others, book).verdict in {"fork", "unknown"}
        seen_by["checkpoint, each"] += by_checkpoint(book, others)
        seen_by["both and a book, each"] += is_found_in_book
    smaller, larger = sorted(((one, books[0]), (other, books[1])), key=lambda pair: pair[0].size)
    if one.size == other.size:
        seen_by["of one size"] += 1
        seen_by["both, of one size"] += comparison.compare(one, other, None).verdict == "fork"
    else:
        verdict = comparison.compare(one, other, larger[1]).verdict
        seen_by["both and the larger book"] += verdict == "fork"
        shown = comparison.Extension.of(larger[1], smaller[0], larger[0])
        seen_by["proof passes"] += shown.shows(smaller[0], larger[0])
    with_witness = one.cosigned(honest.witness, int(honest.then.timestamp()))
    named = [honest.witness.public(COSIGNATURE)]
    seen_by["cosigned"] += by_cosigned(books[1], with_witness, named)


# ---------------------------------------------------------------- rollbacks


def rollbacks(folder, count, seed):
    """Put a book back to an older state; return how many were tried, and found by what is held."""
    chance, seen_by = random.Random(seed), Counter()
    with noting(folder):
        for _, honest in honest_books(folder, count, chance):
            size = chance.randrange(1, honest.held.size)
            target = folder / "older.book"
            rows = [(row[1], row[3], row[4]) for row in honest.rows[:size]]
            forged(target, honest.infos, rows)
            honest.put(target)
            target.unlink()
            key = evidence.key_file(honest.path)
            has_key, has_beside = chance.random() < 0.5, chance.random() < 0.5
            aside = key.with_name("aside")
            if not has_key:
                key.rename(aside)
            if has_beside:
                checkpoints.hold(checkpoints.held_folder(honest.path), honest.cosigned)
            with closing(open_book(honest.path)) as book:
                seen_by["tried"] += 1
                seen_by["nothing"] += bool(not has_beside and by_verify(book))
                seen_by["beside there"] += has_beside
                seen_by["beside"] += has_beside and is_found(lambda: by_beside(book))
                seen_by["checkpoint"] += by_checkpoint(book, honest.held)
                seen_by["checkpoint, verify"] += bool(by_verify(book, [honest.held]))
                seen_by["seen"] += is_found(lambda: by_seen(book))
                named = [honest.witness.public(COSIGNATURE)]
                seen_by["cosigned"] += by_cosigned(book, honest.cosigned, named)
            if not has_key:
                aside.rename(key)
    return seen_by


# ---------------------------------------------------------------- cosignatures


def _bit(chance, raw):
    place = chance.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]


def _cosignatures(honest, chance):
    """Return (kind, checkpoint, whether status has to tell of a false signature)."""
    good, held = honest.cosigned, honest.held
    name, raw = good.signatures[-1]
    then = int(honest.then.timestamp())
    own = SecretKey("revisor", honest.key.seed)

    def with_line(line, of=held):
        return msgspec.structs.replace(of, signatures=(*of.signatures, line))

    kind = chance.choice(
        ("character", "other key", "other name", "other body", "other time", "owner", "replay")
    )
    match kind:
        case "character":
            return kind, with_line((name, _bit(chance, raw))), True
        case "other key":
            return kind, held.cosigned(SecretKey(name, chance.randbytes(32)), then), False
        case "other name":
            return kind, with_line((f"{name}{chance.randrange(9)}", raw)), True
        case "other body":
            other = Checkpoint(held.origin, held.size, chance.randbytes(32)).signed(honest.key)
            return kind, with_line((name, raw), other), True
        case "other time":
            seconds = (then + chance.choice((-1, 1)) * chance.randrange(1, 10**6)).to_bytes(
                8, "big"
            )
            return kind, with_line((name, raw[:4] + seconds + raw[12:])), True
        case "owner":
            signer = chance.choice((own, honest.key, SecretKey("pwc", honest.key.seed)))
            return kind, held.cosigned(signer, then), False
    line = honest.early_cosigned.signatures[-1]
    return kind, with_line(line), True


def cosignatures(folder, count, seed):
    """Alter, forge and replay cosignatures; return how many were tried, told of, and counted."""
    chance, seen_by = random.Random(seed), Counter()
    for _, honest in honest_books(folder, count, chance):
        kind, checkpoint, is_false = _cosignatures(honest, chance)
        named = [honest.witness.public(COSIGNATURE)] if chance.random() < 0.5 else []
        with closing(open_book(honest.path)) as book:
            judged = signatures.judge([(checkpoint, "")], signatures.known(book, named))
            exposure = signatures.exposure(book, judged)
            told = bool(signatures.false_ones(judged))
            seen_by["tried"] += 1
            seen_by["tried false"] += is_false
            seen_by["told"] += told
            seen_by["not as it should be"] += told != is_false
            seen_by["counted"] += exposure.events != book.head()
            seen_by[f"{kind}"] += 1
    return seen_by


# ---------------------------------------------------------------- no attack


def honest_ones(folder, count, seed):
    """Ask everything of books that nobody attacked; return how many, and what was found."""
    chance, seen_by = random.Random(seed), Counter()
    with noting(folder):
        for number, honest in honest_books(folder, count, chance):
            if number % PER_BOOK:
                with closing(open_book(honest.path)) as book:
                    _grow(book, honest, f"n{number}", 1)
                    seen.note(book)
            with closing(open_book(honest.path)) as book:
                named = [honest.witness.public(COSIGNATURE)] if chance.random() < 0.5 else []
                new = _signed_anew(book, honest.key)
                asked = (
                    by_verify(book, [honest.early_cosigned, honest.cosigned, new]),
                    by_checkpoint(book, honest.held),
                    comparison.compare(honest.held, new, book).verdict not in {"extends", "same"},
                    by_cosigned(book, honest.cosigned, named),
                    by_seen(book),
                    by_beside(book),
                )
                exposed = signatures.exposure(
                    book, signatures.judge([(honest.cosigned, "")], signatures.known(book, named))
                )
                seen_by["tried"] += 1
                seen_by["findings"] += sum(map(bool, asked))
                seen_by["not counted"] += exposed.events != book.head() - honest.held.size
    return seen_by


ATTACKS = (rewrites, forks, rollbacks, cosignatures, honest_ones)

# ---------------------------------------------------------------- the table

TABLE = Path(__file__).resolve().parent.parent / "docs" / "RELIABILITY.md"
MARK = "<!-- attacks -->\n"
_REWRITE = "events that a checkpoint has are changed, removed, inserted or reordered, or cut off"
_FORK = "two histories of one origin, both signed"
_BACK = "the book is put back to an older state, with and without its key"
_COSIGN = "a cosignature with a bit altered, by another name, of another body, time or size"
# What is attacked, what has to be held, and under which names tries and finds are counted.
ROWS = (
    ("rewrites", _REWRITE, "nothing: what the rules would not have let in", "tried", "nothing"),
    ("rewrites", _REWRITE, "a checkpoint: `checkpoint verify`", "tried", "checkpoint"),
    ("rewrites", _REWRITE, "a checkpoint: `verify`", "tried", "checkpoint, verify"),
    ("rewrites", _REWRITE, "old and new checkpoint: `compare`", "tried", "two checkpoints"),
    ("rewrites", _REWRITE, "a cosigned one, the witness's key: `status`", "tried", "cosigned"),
    ("rewrites", _REWRITE, "your own use of the book before: `status`", "tried", "seen"),
    ("forks", _FORK, "nothing, of either book", "each", "nothing, each"),
    ("forks", _FORK, "a checkpoint of the other: `checkpoint verify`", "each", "checkpoint, each"),
    ("forks", _FORK, "both checkpoints, of one size", "of one size", "both, of one size"),
    ("forks", _FORK, "both, of two sizes, and a book", "of two sizes", "both and the larger book"),
    ("forks", _FORK, "a cosigned one, the witness's key: `status`", "tried", "cosigned"),
    ("rollbacks", _BACK, "nothing: what the rules would not have let in", "bare", "nothing"),
    ("rollbacks", _BACK, "the checkpoints beside it: `status`", "beside there", "beside"),
    ("rollbacks", _BACK, "a checkpoint: `checkpoint verify`", "tried", "checkpoint"),
    ("rollbacks", _BACK, "a checkpoint: `verify`", "tried", "checkpoint, verify"),
    ("rollbacks", _BACK, "a cosigned one, the witness's key: `status`", "tried", "cosigned"),
    ("rollbacks", _BACK, "your own use of the book before: `status`", "tried", "seen"),
    ("cosignatures", _COSIGN, "the witness's key, in the book or named", "tried false", "told"),
)
# What has to be none: of attacks, what passes for true; of honest books, what is found.
NONE = (
    ("rewrites", "checkpoints over rewritten events that pass for cosigned", "wrongly covered"),
    ("forks", "proofs that one fork adds to the other", "proof passes"),
    ("cosignatures", "cosignatures that count, those of other keys and the owner too", "counted"),
    ("honest_ones", "findings in books that nobody attacked", "findings"),
    ("honest_ones", "true cosignatures that do not count", "not counted"),
)


def carried_out(count, seed):
    """Carry out so many attacks of each kind; return what was counted, by kind."""
    found, memory = {}, Path("/dev/shm")  # noqa: S108 - nothing here has to outlast a power cut
    for attack in ATTACKS:
        where = memory if memory.is_dir() else None
        with tempfile.TemporaryDirectory(prefix="samverk-attacks-", dir=where) as folder:
            found[attack.__name__] = attack(Path(folder), count, seed)
    return with_sums(found)


def with_sums(found):
    """Add the numbers of tries that follow from others."""
    forked, back = found["forks"], found["rollbacks"]
    forked["each"] = 2 * forked["tried"]
    forked["of two sizes"] = forked["tried"] - forked["of one size"]
    back["bare"] = back["tried"] - back["beside there"]
    return found


def table(found, seed):
    """Return the table of docs/RELIABILITY.md."""
    lines = [f"Seed {seed}.\n", "| attack | to hold | tried | found |", "|---|---|---:|---:|"]
    for kind, what, held, tried, seen_by in ROWS:
        lines.append(f"| {what} | {held} | {found[kind][tried]} | {found[kind][seen_by]} |")
    lines += ["", "| what there may not be | tried | there were |", "|---|---:|---:|"]
    for kind, what, name in NONE:
        lines.append(f"| {what} | {found[kind]['tried']} | {found[kind][name]} |")
    return "\n".join(lines) + "\n"


def write(text):
    """Put the table in its place."""
    before, _, rest = TABLE.read_text(encoding="utf-8").partition(MARK)
    TABLE.write_text(before + MARK + text + MARK + rest.partition(MARK)[2], encoding="utf-8")


def main():
    """Carry out the long form, and write the table."""
    seed = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))
    sys.stderr.write(f"SAMVERK_SEED={seed}\n")
    os.environ["SAMVERK_SEEN"] = "off"
    write(table(carried_out(int(os.environ.get("SAMVERK_ATTACKS", "3000")), seed), seed))


if __name__ == "__main__":
    main()
