"""Random books are read by the program and by a reader written from docs/FORMAT.md alone.

How many: ``SAMVERK_OUTSIDE``. What the two make of a book has to be the same: every figure, root,
leaf, node, reference, key, signature, proof and sample.
"""

import base64
import dataclasses
import json
import os
import random
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import msgspec
import outside_notes as notes
import outside_reader as outside
import outside_trust as trust
import pytest
from random_books import PROPOSALS, RandomBook

from events.facts import effective_on
from events.record import decode
from ledger import demo
from ledger.books import keys
from ledger.books.notes import SecretKey, parse_checkpoint, parse_public_key
from ledger.books.tree import entry_bytes, leaf_hash
from ledger.proof import comparison, evidence, signatures
from ledger.proof.auditing import audit
from ledger.refusal import LedgerError
from ledger.work import asking

BOOKS = int(os.environ.get("SAMVERK_OUTSIDE", "4"))
SEED = int(os.environ.get("SAMVERK_SEED", random.randrange(10**6)))
PERIODS = (
    None,
    None,
    "2023",
    "2024",
    "2025",
    "2024-Q1",
    "2024-Q3",
    "2024-T2",
    "2024-05",
    "2025-Q1",
)
MEASURES = (
    *(*outside.MEASURES, "committed", "paid", "remaining", "held", "net_cost", "open_claim"),
    *(*outside.HELD, "available"),
)


@pytest.fixture(params=range(BOOKS))
def made(tmp_path, request):
    """A random book, with what it has signed and others have cosigned on its way."""
    print(f"SAMVERK_SEED={SEED + request.param}")  # noqa: T201 - makes this book first
    chance = random.Random(SEED + request.param)
    book = RandomBook(tmp_path / "random.book", chance, asks=True)
    book.signed = []
    for turn in range(chance.choice((1, 3, 5))):
        book.grow(chance.randrange(5, 60))
        with_key = chance.random()
        if turn and with_key < 0.5:
            book.rotate(is_lost=with_key < 0.1)
        book.signed += [cosigned(book, book.checkpoint()) for _ in range(2)]
    if chance.random() < 0.2:
        book.retire()
        book.grow(3)
    yield book
    book.close()


def cosigned(book, checkpoint):
    """Add cosignatures of all kinds: of witnesses, early and late, of nobody, and false ones."""
    chance = book.chance
    for secret in (*book.secrets.values(), SecretKey("nobody", chance.randbytes(32)), book.key):
        seconds = chance.choice((0, 0, 0, 60, -200, 400, -400, 40 * 86_400, -(10**9)))
        if chance.random() < 0.5:
            then = int((book.now + timedelta(seconds=seconds)).timestamp())
            checkpoint = checkpoint.cosigned(secret, then)
    if chance.random() < 0.2:
        line = chance.choice(checkpoint.signatures)
        lines = tuple(altered(chance, x) if x == line else x for x in checkpoint.signatures)
        checkpoint = msgspec.structs.replace(checkpoint, signatures=lines)
    return checkpoint


def altered(chance, line):
    """Return a line with one thing changed: its name, the id of the key, or the signature."""
    (name, raw), place = line, chance.choice((None, 0, 3, 5, -1))
    if place is None:
        return f"{name}x", raw
    return name, bytes(b ^ 1 if n == place % len(raw) else b for n, b in enumerate(raw))


def test_two_readers_find_the_same(made):
    require_same(made)


@pytest.mark.file_only
def test_two_readers_find_the_same_where_everything_has_happened(everything):
    require_same_in(everything)


@pytest.mark.file_only
def test_two_readers_find_the_same_in_the_demonstration(samverk):
    with closing(samverk.open()) as book:
        demo.record(book)
    require_same_in(samverk)


@pytest.mark.parametrize(
    ("name", "raw", "is_taken"),
    [
        ("a", b"12345", True),
        ("a", b"1234", False),  # a key's id, and nothing that it has signed
        *((name, b"12345", False) for name in ("", " ", "a b", "a+b", "a\u2003b", "a\x7f", "a\tb")),
    ],
)
def test_a_line_that_nobody_can_have_written_makes_it_no_checkpoint(name, raw, is_taken):
    body = f"o\n1\n{base64.b64encode(bytes(32)).decode()}\n"
    text = f"{body}\n\u2014 {name} {base64.b64encode(raw).decode()}\n"
    for read in (parse_checkpoint, notes.Checkpoint.read):
        assert is_refused(read, text) != is_taken


def is_refused(read, text):
    try:
        read(text)
    except (ValueError, LedgerError):
        return True
    return False


def require_same_in(samverk):
    """Ask both readers of the book of a program, which has no checkpoints yet."""
    with closing(samverk.open()) as book:
        now = book.recorded_at(book.head())
        made = SimpleNamespace(
            path=samverk.book,
            book=book,
            key=evidence.read_key(evidence.key_file(samverk.book)),
            agreements=PROPOSALS[:1],
            now=now,
            chance=random.Random(SEED),
        )
        made.checkpoint = lambda: evidence.make_checkpoint(book, made.key)
        made.signed, made.secrets = [made.checkpoint()], {}
        require_same(made, questions=12)


def test_the_format_tells_the_effective_date_of_every_event():
    for file in sorted((Path(__file__).parent / "golden" / "events").glob("*.json")):
        state = file.read_bytes()
        event = outside.Event(1, "", 1, json.loads(state)["data"]["event"], state)
        day = effective_on(decode(event.name, state, 1).data)
        assert event.effective == (day and day.isoformat()), event.name


def require_same(made, questions=8):
    """Ask both readers of a book everything."""
    read = outside.Book(made.path)
    assert read.faults() == []
    require_same_tree(made.book, read)
    for _ in range(questions):
        require_same_figures(made, read)
    require_same_keys(made, read)
    require_same_signatures(made, read)
    require_same_proofs(made, read)
    require_same_samples(made, read)


def require_same_tree(book, read):
    assert [leaf_hash(entry_bytes(*row[1:])) for row in book.rows()] == read.levels[0]
    for size in range(len(read.events) + 1):
        assert book.root(size) == read.root(size)
    taken = book.connection.execute("SELECT kind, value, position FROM unique_reference")
    assert {(k, v): p for k, v, p in taken} == outside.references(read.events)


# ---------------------------------------------------------------- figures


def require_same_figures(made, read):
    """Ask one question in both ways: of any clocks, and any period."""
    chance, events = made.chance, read.events
    least = len(made.agreements) * 10 + 8
    clocks, asked = {}, {}
    if chance.random() < 0.4:
        clocks["at"] = asked["at"] = chance.randrange(least, len(events) + 1)
    if chance.random() < 0.4:
        instant = chance.choice(events[least:] or events).content["recorded_at"]
        clocks["known_at"], asked["known_at"] = instant, datetime.fromisoformat(instant)
    if chance.random() < 0.4:
        day = made.now.date() - timedelta(days=chance.randrange(400))
        clocks["as_of"], asked["as_of"] = day.isoformat(), day
    clocks["period"] = asked["period"] = chance.choice(PERIODS)
    question = asking.Question(**asked)
    for proposal in made.agreements:
        agreement = proposal.agreement
        rows = asking.report(made.book, "agreement", agreement, question).rows
        require_same_lines(rows, outside.lines(events, **clocks), agreement)
        rows = asking.report(made.book, "cash-flow", agreement, question).rows
        require_same_cash(rows, outside.cash(events, **clocks), agreement)
    rows = asking.report(made.book, "in-kind", None, question).rows
    require_same_gifts(rows, outside.in_kind(events, **clocks))


def require_same_lines(rows, found, agreement):
    for row in rows:
        own = found.pop((agreement, row["line"], row["year"]), None) or outside.nothing()
        assert {m: row[f"{m}_minor"] for m in MEASURES} == {m: own[m] for m in MEASURES}, row
        assert row["used_percent"] == own["hundredths"]
    rest = [own for key, own in found.items() if key[0] == agreement]
    assert not any(own[m] for own in rest for m in MEASURES)


def require_same_cash(rows, found, agreement):
    said = {}
    for row in rows:
        months = said.setdefault((agreement, row["line"], row["year"]), [])
        shown = (row[f"{m}_minor"] for m in ("disbursed", "internal", "remaining"))
        months.append((row["month"], *shown))
    wanted = {key: months for key, months in found.items() if key[0] == agreement}
    assert said == wanted


def require_same_gifts(rows, found):
    for row in rows:
        own = found.pop(tuple(row[k] for k in ("agreement", "party", "kind", "unit", "year")))
        for measure in ("pledged", "delivered", "verified"):
            said = Decimal(row[f"{measure}_quantity"]), row[f"{measure}_minor"]
            assert said == own[measure], (row, measure)
    assert not any(any(map(any, own.values())) for own in found.values())


# ---------------------------------------------------------------- signatures


def require_same_keys(made, read):
    terms, faults = trust.terms(read)
    assert faults == []
    said = [(str(t.key), t.named_at, t.ends_at) for t in keys.terms(made.book)]
    assert [(trust.text_of(t.key), t.first, t.end) for t in terms] == said


def require_same_signatures(made, read):
    now = made.now + timedelta(days=1)
    seen = [notes.Checkpoint.read(str(checkpoint)) for checkpoint in made.signed]
    named = (
        [k for k in made.secrets if made.chance.random() < 0.5]
        if made.chance.random() < 0.3
        else []
    )
    known = signatures.known(made.book, [parse_public_key(k) for k in named])
    asker = dataclasses.replace(known, now=now)
    said = signatures.judge([(c, str(n)) for n, c in enumerate(made.signed)], asker)
    ours = trust.judged(
        read, seen, now.timestamp(), named=[notes.Key.read(k) for k in named] or None
    )
    for one in said:
        number = int(one.source)
        timed = signatures.with_times(made.book, one)
        is_signed = keys.signer_of(known.own, one.checkpoint) is not None
        assert trust.is_of(read, seen[number]) == is_signed
        assert sorted((x.name, worth(x.standing)) for x in timed.signatures) == sorted(ours[number])
        assert notes.words(seen[number]) == comparison.words_of(one.checkpoint)
    exposure = signatures.exposure(made.book, said)
    assert exposure.events == trust.exposed(read, seen, ours)


def worth(standing):
    """Return what an outsider can say of a signature: true, false, or of no worth."""
    return standing if standing in {"counts", "false", "the-books"} else "nothing"


def require_same_proofs(made, read):
    sizes = sorted({c.size for c in made.signed})
    for old in sizes:
        for new in (c for c in made.signed if c.size >= old):
            smaller = next(c for c in made.signed if c.size == old)
            text = str(comparison.Extension.of(made.book, smaller, new))
            size, path, larger = notes.read_addition(text)
            assert (size, larger.size) == (old, new.size)
            assert path == notes.consistency(read.levels, old, new.size)
            assert notes.is_consistent(old, new.size, read.root(old), read.root(new.size), path)
            other = bytes(32)
            assert not notes.is_consistent(old, new.size, other, read.root(new.size), path)
    try:
        key = made.key
        proofs = [evidence.prove(made.book, p, key) for p in (1, made.book.head())]
    except LedgerError as refused:
        assert refused.code == "key-is-retired"
        assert trust.signer(read, len(read.events)) is None
        return
    for proof in proofs:
        seen = notes.Proof.read(str(proof))
        assert seen.holds()
        assert seen.entry == read.events[seen.index].entry
        assert trust.is_of(read, seen.checkpoint)
        assert not seen._replace(entry=seen.entry + b" ").holds()


# ---------------------------------------------------------------- samples


def require_same_samples(made, read):
    """Draw by a checkpoint of the whole book, where its key signs one."""
    if trust.signer(read, len(read.events)) is None:
        return
    path = made.path.with_name("drawn.checkpoint")
    path.write_text(str(made.checkpoint()), encoding="utf-8")
    seen = notes.Checkpoint.read(path.read_text(encoding="utf-8"))
    for period, days in ((None, None), ("2024-Q1", ("2024-01-01", "2024-03-31"))):
        newest = made.book.recorded_at(made.book.head()).date()
        if days and newest.isoformat() <= days[1]:  # nothing shows that the period is over
            continue
        agreement = made.chance.choice((None, made.agreements[-1].agreement))
        payments = trust.population(read, seen, days, agreement)
        for number in (1, 4, 30):
            positions = sampled(made, path, period, agreement, random=number)
            wanted = trust.random_sample(payments, seen, number)
            assert [row["position"] for row in positions] == wanted
            rows = sampled(made, path, period, agreement, monetary_unit=number)
            wanted = trust.monetary_sample(payments, seen, number)
            assert {row["position"]: row["hits"] for row in rows} == wanted


def sampled(made, path, period, agreement, **way):
    question = asking.Question(period=period)
    given = {"checkpoint": path, **way}
    return audit(made.book, "sample", agreement, question, given).report.rows
