"""Another implementation judges checkpoints and proofs: sumdb/note and sumdb/tlog, which Go uses.

Package note knows keys that sign (0x01). For cosignatures (0x04) ``golang/check.go`` brings a
verifier of a dozen lines, which note calls as it does its own. What Go cannot judge: whether a
cosignature counts, since it knows neither times nor retirements.

How many altered texts are tried: ``SAMVERK_GO``.
"""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from random_books import RandomBook
from reliability import mutated
from test_export import needs

from events.keys import COSIGNATURE, ED25519
from ledger.books import notes
from ledger.books.keys import Term
from ledger.books.notes import SecretKey
from ledger.proof import comparison, evidence
from ledger.refusal import LedgerError

PROGRAM = Path(__file__).resolve().parent / "golang" / "check.go"
LIBRARIES = Path("/usr/share/gocode")  # where Debian's packages put them
SEED = int(os.environ.get("SAMVERK_SEED", random.randrange(10**6)))
MUTATIONS = int(os.environ.get("SAMVERK_GO", "600"))

pytestmark = [
    needs("go"),
    pytest.mark.skipif(
        not (LIBRARIES / "src/golang.org/x/mod/sumdb").exists() and not os.environ.get("CI"),
        reason="golang-golang-x-mod-dev is not installed",
    ),
]


@pytest.fixture(scope="module")
def go(tmp_path_factory):
    """Return what lets Go judge cases: (kind, text, keys, smaller checkpoint) each."""
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARIES),
        "GOCACHE": str(folder / "cache"),
    }
    words = [shutil.which("go"), "build", "-o", folder / "check", PROGRAM]
    subprocess.run(words, check=True, env=environment)

    def judge(cases):
        names = ("Kind", "Text", "Keys", "Old")
        given = json.dumps([dict(zip(names, case, strict=True)) for case in cases])
        done = subprocess.run(
            [folder / "check"], input=given, capture_output=True, check=True, text=True
        )
        return json.loads(done.stdout)

    return judge


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A random book, its checkpoints with two cosignatures each, and all keys."""
    print(f"SAMVERK_SEED={SEED}")  # noqa: T201 - makes this book
    book = RandomBook(tmp_path_factory.mktemp("random") / "random.book", random.Random(SEED))
    witnesses = [SecretKey(name, book.chance.randbytes(32)) for name in ("auditor", "åklagaren")]
    book.checkpoints = []
    for _ in range(8):
        book.grow(12)
        checkpoint = book.checkpoint()
        for witness in witnesses:
            checkpoint = checkpoint.cosigned(witness, int(book.now.timestamp()))
        book.checkpoints.append(checkpoint)
    book.own = book.key.public(ED25519)
    book.cosigners = [witness.public(COSIGNATURE) for witness in witnesses]
    book.all_keys = [str(key) for key in (book.own, *book.cosigners)]
    book.proofs = [evidence.prove(book.book, n, book.key) for n in (1, 2, 17, book.book.head())]
    yield book
    book.close()


def test_go_takes_every_checkpoint_cosignature_and_proof(made, go):
    own, keys = [str(made.own)], made.all_keys
    cases = [("note", str(x), k, "") for x in made.checkpoints for k in (own, keys, keys[1:])]
    signed = ["1", "3", "2"] * len(made.checkpoints)
    cases += [("event", str(x), own, "") for x in made.proofs]
    for position in range(1, made.book.head() + 1):
        cases.append(("event", str(evidence.prove(made.book, position, made.key)), own, ""))
    for number, old in enumerate(made.checkpoints):
        for new in made.checkpoints[number:]:
            text = str(comparison.Extension.of(made.book, old, new))
            cases.append(("addition", text, own, str(old)))
    signed += ["1"] * (len(cases) - len(signed))
    assert go(cases) == signed


def test_go_refuses_another_key_and_a_false_one(made, go):
    text, witness = str(made.checkpoints[-1]), made.cosigners[0]
    stranger = SecretKey(made.own.name, bytes(32)).public(ED25519)
    false = notes.PublicKey(
        witness.name, COSIGNATURE, bytes([*witness.key[:-1], witness.key[-1] ^ 1])
    )
    checkpoint = made.checkpoints[-1]
    line = witness.name, false.id + bytes(72)
    forged = replace(checkpoint, signatures=(*checkpoint.signatures, line))
    answers = go(
        [
            ("note", text, [str(stranger)], ""),
            ("note", str(forged), [str(made.own), str(false)], ""),
        ]
    )
    assert [x.startswith("no: ") for x in answers] == [True, True]


def test_go_and_the_program_agree_on_altered_texts(made, go):
    """What the program takes Go takes; what only Go takes says what was signed all the same."""
    chance, cases, ours = random.Random(SEED), [], []
    pairs = [
        (old, str(comparison.Extension.of(made.book, old, new)))
        for old in made.checkpoints
        for new in made.checkpoints
        if old.size < new.size
    ]
    originals = {str(x) for x in (*made.checkpoints, *made.proofs)} | {text for _, text in pairs}
    for _ in range(MUTATIONS):
        kind, old = chance.choice(("note", "event", "addition")), None
        if kind == "note":
            text = mutated(chance, str(chance.choice(made.checkpoints)))
            is_taken, keys = takes_note(made, text), made.all_keys
        elif kind == "event":
            text, keys = mutated(chance, str(chance.choice(made.proofs))), [str(made.own)]
            is_taken = takes_event(made, text)
        else:
            old, text = chance.choice(pairs)
            text, keys = mutated(chance, text), [str(made.own)]
            is_taken = takes_addition(made, text, old)
        cases.append((kind, text, keys, str(old or "")))
        ours.append(is_taken)
    bodies = {checkpoint.body for checkpoint in made.checkpoints}
    for case, is_taken, answer in zip(cases, ours, go(cases), strict=True):
        by_go = not answer.startswith("no: ")
        assert by_go or not is_taken, (case, answer)
        if by_go and case[1] not in originals:
            note = case[1] if case[0] == "note" else case[1].partition("\n\n")[2]
            assert note.partition("\n\n")[0] + "\n" in bodies, case
    assert any(ours)
    assert not all(ours)


def takes_note(made, text):
    """Return whether the program takes every signature of a key that it knows for a true one."""
    try:
        checkpoint = notes.parse_checkpoint(text)
    except LedgerError:
        return False
    keys = (made.own, *made.cosigners)
    worth = [
        checkpoint.is_by(key, raw)
        for name, raw in checkpoint.signatures
        for key in keys
        if key.names(name, raw)
    ]
    return bool(worth) and all(worth)


def takes_event(made, text):
    try:
        evidence.require_proof(notes.parse_proof(text), [Term(made.own)])
    except LedgerError:
        return False
    return True


def takes_addition(made, text, old):
    try:
        found = comparison.Extension.parse(text)
        return found.checkpoint.is_signed_by(made.own) and found.shows(old, found.checkpoint)
    except LedgerError:
        return False
