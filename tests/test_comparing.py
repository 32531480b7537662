"""Two checkpoints of one book, compared; forks are made for real, by two copies with one key."""

import hashlib
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import FileHome, Program

from events.keys import COSIGNATURE, ED25519
from ledger.books import notes
from ledger.books.checkpoints import public_key, read_checkpoint
from ledger.books.notes import Checkpoint, PublicKey, SecretKey
from ledger.books.tree import Frontier, consistency_proof
from ledger.proof import evidence
from ledger.proof.comparison import Extension, words_of

USE = ("record", "use", "herrgarden", "L1", "1", "--on", "2024-04-01", "--report")


@pytest.fixture
def forked(concluded, tmp_path, capsys):
    """A book, a copy of it with the same key, and the checkpoints of both: old, own, other."""
    book = concluded.open()
    key = str(public_key(book))
    book.close()
    made = SimpleNamespace(own=concluded, key=key, **{
        name: tmp_path / name for name in ("old", "same", "new", "fork", "fork_of_more")
    })  # fmt: skip
    concluded.ok("checkpoint", "-o", made.old)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    copy = folder / "copy.book"
    concluded.ok("backup", copy)
    shutil.copy(evidence.key_file(concluded.book), evidence.key_file(copy))
    made.other = Program(FileHome(copy), capsys)
    for each, report in ((concluded, "A"), (made.other, "B")):
        each.ok(*USE, report)
    concluded.ok("checkpoint", "-o", made.new)
    made.other.ok("checkpoint", "-o", made.fork)
    made.other.ok(*USE, "C")
    made.other.ok("checkpoint", "-o", made.fork_of_more)
    made.outside = Program(FileHome(tmp_path / "none.book"), capsys)
    return made


def compare(program, *words, **options):
    return program("checkpoint", "compare", *words, **options)


@pytest.mark.file_only
def test_a_fork_of_one_size_is_seen_without_the_book(forked):
    found = compare(forked.outside, forked.new, forked.fork)
    assert found.status == 5
    assert "NOT on one history" in found.out
    assert "once more with --public-key" in found.out
    found = compare(forked.outside, forked.new, forked.fork, "--public-key", forked.key)
    assert (found.status, found.out.count("signed by the book's key")) == (5, 2)
    assert "evidence against whoever has the key: keep them" in found.out
    swedish = compare(forked.outside, forked.new, forked.fork, lang="sv")
    assert "INTE på en och samma historia" in swedish.out


def test_a_fork_of_two_sizes_takes_the_book(forked):
    told = compare(forked.outside, forked.new, forked.fork_of_more)
    assert (told.status, told.code) == (2, "not-comparable")
    assert "-o PROOF" in told.err
    for one, other in ((forked.new, forked.fork_of_more), (forked.fork_of_more, forked.new)):
        for whose, right, wrong in (
            (forked.other, forked.fork_of_more, forked.new),
            (forked.own, forked.new, forked.fork),
        ):
            pair = (one, other) if wrong == forked.new else (forked.fork, right)
            found = compare(whose, *pair)
            assert found.status == 5, found.out
            assert f"begins as {right} says" in found.out
            assert f"does NOT begin as {wrong} says" in found.out
    short = compare(forked.own, forked.new, forked.fork_of_more)
    assert (short.status, short.code) == (2, "not-comparable")
    assert "Events of the book at hand: 18" in short.err


@pytest.mark.file_only
def test_what_is_on_one_history_is_said_to_be(forked, tmp_path):
    assert "adds 1 event to the 17 events" in compare(forked.own, forked.new, forked.old).out
    assert "same state" in compare(forked.outside, forked.old, forked.old).out
    proof = tmp_path / "proof"
    forked.own.ok("checkpoint", "compare", forked.old, forked.new, "-o", proof)
    shown = compare(forked.outside, forked.old, forked.new, "--proof", proof)
    assert (shown.status, "on one history" in shown.out) == (0, True)
    assert compare(forked.outside, forked.old, forked.fork, "--proof", proof).code == (
        "extension-not-shown"
    )
    of_others = compare(forked.outside, forked.old, forked.fork_of_more, "--proof", proof)
    assert (of_others.status, of_others.code) == (2, "proof-of-others")
    proof.write_text(proof.read_text().replace("old 17", "old 017"))
    assert compare(forked.outside, forked.old, forked.new, "--proof", proof).code == (
        "not-an-extension-proof"
    )
    assert compare(forked.outside, forked.old, forked.old, "-o", proof).status == 2


@pytest.mark.file_only
def test_what_another_key_has_signed_is_no_evidence_against_the_owner(forked, tmp_path):
    real = read_checkpoint(forked.new)
    stranger = SecretKey.new(real.origin)
    false = tmp_path / "false"
    false.write_text(str(Checkpoint(real.origin, real.size, b"x" * 32).signed(stranger)))
    found = compare(forked.own, forked.new, false)
    assert found.status == 5
    assert f"{false}: 18 events, NOT signed" in found.out
    assert "no evidence against whoever keeps the book" in found.out
    unsigned = tmp_path / "unsigned"
    unsigned.write_text(str(Checkpoint(real.origin, real.size, real.root).signed(stranger)))
    found = compare(forked.own, forked.old, unsigned)
    assert (found.status, "on one history" in found.out) == (5, True)


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_only_a_books_key_is_one_that_a_book_signs_with(forked, tmp_path, lang):
    """A witness's key, or another book's, makes nobody's signature the book's."""
    secret, file = SecretKey.new("revisor"), tmp_path / "file"
    witness, real = secret.public(COSIGNATURE), read_checkpoint(forked.new)
    by_witness = Checkpoint(real.origin, real.size, b"x" * 32).cosigned(secret, 1)
    file.write_text(str(by_witness.signed(secret)))
    for key, code in (
        (witness, "not-a-book-key"),
        (PublicKey(real.origin, COSIGNATURE, witness.key), "not-a-book-key"),
        (secret.public(ED25519), "key-of-another-book"),
    ):
        for words in (("compare", file, forked.new), ("show", file)):
            told = forked.outside("checkpoint", *words, "--public-key", key, lang=lang)
            assert (told.status, told.code) == (2, code), words
    proof = tmp_path / "proof"
    forked.own.ok("prove", 1, "-o", proof)
    told = forked.outside("prove", "--check", proof, "--public-key", witness, lang=lang)
    assert (told.status, told.code) == (2, "not-a-book-key")


@pytest.mark.file_only
def test_two_books_are_not_compared(forked, tmp_path, capsys):
    other = Program(FileHome(tmp_path / "another.book"), capsys)
    other.ok("init")
    file = tmp_path / "another"
    other.ok("checkpoint", "-o", file)
    told = compare(forked.own, forked.old, file)
    assert (told.status, told.code) == (2, "two-books")
    outside = compare(other, forked.new, forked.fork)  # a book at hand that is another one
    assert (outside.status, "book at hand" in outside.out) == (5, False)


def test_every_pair_of_sizes_is_proved_and_no_other_root_is():
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(20)]

    def tree(size):
        grown = Frontier()
        grown.extend(leaves[:size])
        return Checkpoint("samverk/0", size, grown.root())

    nodes = {}
    for place, leaf in enumerate(leaves):
        nodes[0, place] = leaf
    grown = Frontier()
    for level, place, node in grown.extend(leaves):
        nodes[level, place] = node
    key = SecretKey.new("samverk/0")
    for new in range(1, len(leaves) + 1):
        for old in range(new):
            path = consistency_proof(old, new, lambda *at: nodes[at]) if old else []
            one, other = tree(old), tree(new).signed(key)
            proof = Extension.parse(str(Extension(old, tuple(path), other)))
            assert proof.shows(one, other)
            wrong = Checkpoint("samverk/0", old, b"x" * 32)
            assert not proof.shows(wrong, other)


def derived(text):
    """Return the words of a checkpoint as docs/FORMAT.md describes them, by another way."""
    body = text.partition("\n\n")[0] + "\n"
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(body.encode()).digest())
    words = []
    for start in range(0, 12 * 16, 16):
        word = bits[start : start + 16]
        parts = (word[:4], word[4:6], word[6:10], word[10:12], word[12:])
        words.append("".join(
            ("bdfghjklmnprstvz" if len(part) == 4 else "aiou")[int(part, 2)] for part in parts
        ))  # fmt: skip
    return words


@pytest.mark.file_only
def test_a_checkpoint_is_shown_in_twelve_words_that_an_outsider_derives(forked):
    text = forked.new.read_text()
    words = derived(text)
    shown = forked.outside.ok("checkpoint", "show", forked.new).out
    assert " ".join(words[:6]) in shown
    assert " ".join(words[6:]) in shown
    assert words_of(read_checkpoint(forked.new)) == words
    cosigned = read_checkpoint(forked.new).cosigned(SecretKey.new("revisor"), 1)
    assert words_of(cosigned) == words  # whoever has signed, too
    assert words_of(read_checkpoint(forked.fork)) != words
    assert len(words) == 12
    known = Checkpoint("samverk/0123456789abcdef", 18, bytes(32))
    assert known.body == f"samverk/0123456789abcdef\n18\n{'A' * 43}=\n"
    assert words_of(known) == derived(str(known.signed(SecretKey.new("samverk/0"))))


@pytest.mark.file_only
def test_signatures_are_judged_where_a_checkpoint_is_shown(forked, tmp_path):
    shown = forked.outside.ok("checkpoint", "show", forked.new).out
    assert "was not checked: give --public-key" in shown
    file, key = tmp_path / "cosigned", tmp_path / "revisor.key"
    words = ("checkpoint", "cosign", forked.new, "--witness", "revisor", "--key-file", key)
    forked.own.ok(*words, "-o", file)
    public = SecretKey.parse(key.read_text()).public(COSIGNATURE)
    show = ("checkpoint", "show", file, "--public-key", forked.key)
    assert "revisor: unknown key; does not count" in forked.outside.ok(*show).out
    told = forked.outside.ok(*show, "--witness-key", public).out
    assert "revisor: verified with a key that you named, signed 20" in told
    assert "the book's own key" in told
    lines = file.read_text().split("\n")
    lines[-2] = lines[-2][:-8] + ("A" if lines[-2][-8] != "A" else "B") + lines[-2][-7:]
    file.write_text("\n".join(lines))
    false = forked.outside(*show, "--witness-key", public)
    assert (false.status, "FALSE" in false.out) == (5, True)


@pytest.mark.file_only
def test_a_qr_code_has_the_text_of_the_checkpoint(forked, tmp_path):
    import segno

    text = forked.new.read_text()
    for ending in (".svg", ".png"):
        file = tmp_path / f"code{ending}"
        forked.own.ok("checkpoint", "show", forked.new, "--qr", file)
        assert file.stat().st_size > 500
    wanted = Path(tmp_path / "wanted.svg")
    segno.make(text.encode(), error="m", micro=False).save(wanted, scale=4)
    assert (tmp_path / "code.svg").read_bytes() == wanted.read_bytes()
    assert "█" in forked.own.ok("checkpoint", "show", forked.new, "--qr", "-").out
    told = forked.own("checkpoint", "show", forked.new, "--qr", tmp_path / "code.gif")
    assert (told.status, told.code) == (2, "not-a-picture")


@pytest.mark.file_only
def test_without_the_library_the_words_are_shown(forked, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "segno", None)
    told = forked.own("checkpoint", "show", forked.new, "--qr", "code.svg")
    assert (told.status, told.code) == (2, "no-qr-library")
    assert "samverk[qr]" in told.err
    assert "In words" in forked.own.ok("checkpoint", "show", forked.new).out


@pytest.mark.file_only
def test_a_proof_is_a_request_to_a_witness_as_others_know_it(forked, tmp_path):
    """C2SP tlog-witness: the old size, the hashes, an empty line, the checkpoint."""
    proof = tmp_path / "proof"
    forked.own.ok("checkpoint", "compare", forked.old, forked.new, "-o", proof)
    head, _, note = proof.read_text().partition("\n\n")
    assert head.split("\n")[0] == "old 17"
    assert note == forked.new.read_text()
    assert notes.parse_checkpoint(note).size == 18
