"""The short form of docs/RELIABILITY.md; ``make soak`` runs the long one."""

import os
import random
import sqlite3
import sys
import time

import pytest
import reliability
from reliability import REWRITES, closed_demo, findings, rewritten
from test_recording import ME, concluded_book, pay

from events.keys import COSIGNATURE, ED25519
from ledger.books.opening import make_book, open_book
from ledger.proof import evidence, signatures
from ledger.proof.verification import verify
from ledger.refusal import Tampered

SEED = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))


@pytest.fixture(autouse=True)
def _say_the_seed():
    sys.stdout.write(f"SAMVERK_SEED={SEED}\n")


def test_kills_lose_nothing(tmp_path):
    count, acknowledged, lost, partial = reliability.kills(tmp_path, 50, SEED)
    assert (count, lost, partial) == (50, 0, 0)
    assert acknowledged > 10


def test_of_corruptions_none_is_silent(tmp_path):
    count, detected, harmless, silent = reliability.corruptions(tmp_path, 200, SEED)
    assert (silent, detected + harmless) == (0, count)
    assert detected > 40


def test_mutated_proofs_and_checkpoints_are_refused(tmp_path):
    assert reliability.proofs(tmp_path, 600, SEED) == (600, 0, 0)


@pytest.mark.parametrize("kind", REWRITES)
def test_history_rewritten_below_a_held_checkpoint_is_found(tmp_path, kind):
    original, forged = tmp_path / "original.book", tmp_path / "forged.book"
    closed_demo(original)
    book = open_book(original)
    key = evidence.read_key(evidence.key_file(original))
    held = evidence.make_checkpoint(book, key)
    book.close()
    rewritten(original, forged, REWRITES[kind])
    codes = findings(forged, [(held, "held by a board")])
    assert {"checkpoint", "truncated"} & set(codes)
    book = open_book(forged)
    with pytest.raises(Tampered, match="not-an-extension"):
        evidence.require_extension(book, held)
    evidence.hold(evidence.held_folder(forged), held)
    with pytest.raises(Tampered, match="not-an-extension"):
        evidence.make_checkpoint(book, key)
    book.close()


def test_what_came_after_the_last_held_checkpoint_is_the_exposure_window(tmp_path):
    """Nothing can show this: the owner has the key, and no other party holds a newer checkpoint."""
    original, forged = tmp_path / "original.book", tmp_path / "forged.book"
    closed_demo(original)
    book = open_book(original)
    held = evidence.make_checkpoint(book, evidence.read_key(evidence.key_file(original)))
    book.close()
    rewritten(original, tmp_path / "short.book", lambda rows: rows[:20])
    book = open_book(tmp_path / "short.book")
    early = evidence.make_checkpoint(book, evidence.read_key(evidence.key_file(original)))
    book.close()
    rewritten(original, forged, REWRITES["alter"])
    assert held.size == 77
    assert findings(forged, [(early, "held by a board")]) == []
    book = open_book(forged)
    board = evidence.SecretKey.new("b")
    asker = signatures.known(book, [board.public(COSIGNATURE)])
    seen = early.cosigned(board, int(time.time()))
    assert signatures.exposure(book, signatures.judge([(seen, "")], asker)).events == 57
    book.close()


def test_a_full_disk_loses_nothing(tmp_path):
    done, code, kept, found, works = reliability.full_disk(tmp_path)
    assert (code, found, works) == ("write-failed", [], True)
    assert kept == done > 10


def test_eight_processes_at_once(tmp_path):
    recorded, lost, doubled, found = reliability.writers(tmp_path, 8, 1)
    assert (lost, doubled, found) == (0, 0, [])
    assert recorded > 30


def test_verification_is_silent_on_a_whole_book(tmp_path):
    path = tmp_path / "whole.book"
    closed_demo(path)
    assert findings(path) == []
    book = open_book(path)
    assert verify(book, [], reliability.quiet).size == 77
    book.close()


def test_nodes_and_checkpoints_are_compared_wherever_they_are(tmp_path):
    path = tmp_path / "long.book"
    book, service = concluded_book(make_book(path))
    key = evidence.SecretKey.new(evidence.origin(book))
    with book.writing():
        public = str(key.public(ED25519))
        book.connection.execute("INSERT INTO book_info VALUES ('key', ?)", (public,))
    held = []
    for count in (1, 70, 30, 100, 199, 250):
        list(service.execute_all([(pay(), ME) for _ in range(count)]))
        held.append((evidence.make_checkpoint(book, key), str(count)))
    told = []
    found = verify(book, held, told.append)
    assert (found.findings, found.checkpoints, sum(told)) == ([], 6, book.head())
    altered = [(1, 60), (2, 60), (5, 3)]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP TRIGGER merkle_node_no_update")
    for place in altered:
        connection.execute("UPDATE merkle_node SET hash=? WHERE level=? AND place=?", (b"", *place))
    connection.close()
    nodes = [x.values for x in verify(book, held, told.append).findings if x.code == "node"]
    assert sorted((x["level"], x["place"]) for x in nodes) == altered
    assert sorted(x["position"] for x in nodes) == [122, 128, 244]
    book.close()
