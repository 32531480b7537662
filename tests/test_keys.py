"""Another key for a book: signed by the one before, or not; followed by those outside."""

import os
import runpy
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import FileHome, Program
from killed import in_another_process
from reliability import CHECKER

from events.keys import ED25519
from ledger.books import keys, opening
from ledger.books.checkpoints import key_file, public_key, read_checkpoint
from ledger.books.notes import Checkpoint, SecretKey
from ledger.books.opening import open_book
from ledger.proof import rotation
from ledger.work.recording import Service
from ledger.work.submission import Signature

ROTATE = ("key", "rotate", "--reason", "ny kamrer")
ME = Signature(actor="ekonom")


@pytest.fixture
def first(concluded):
    """The public key that the book was made with."""
    with closing(concluded.open()) as book:
        return str(public_key(book))


def secret(path):
    return SecretKey.parse(path.read_text())


def aside(samverk):
    """Return the endings of what lies beside the key."""
    folder, name = key_file(samverk.book).parent, key_file(samverk.book).name
    return sorted(x.name.removeprefix(name) for x in folder.glob(f"{name}?*"))


def codes(verified, what="findings"):
    return [x["code"] for x in verified.json[what]]


def test_a_public_key_is_printed_alone(concluded, first, tmp_path):
    assert concluded.ok("key", "show").out == f"{first}\n"
    secret_key, public = tmp_path / "revisor.key", tmp_path / "revisor.pub"
    concluded.ok("checkpoint", "-o", tmp_path / "today")
    words = ("--witness", "revisor", "--key-file", secret_key)
    said = concluded.ok("checkpoint", "cosign", tmp_path / "today", *words).err
    concluded.ok("key", "show", "--witness-key-file", secret_key, "-o", public)
    assert public.read_text().strip() in said
    told = concluded.ok("checkpoint", "show", tmp_path / "today", "--witness-key", public)
    assert "revisor: verified" in told.out
    concluded.ok("key", "retire", "--reason", "stulen")
    assert "signs nothing more" in concluded.ok("key", "show").err


def test_the_old_key_signs_the_new_one_and_each_holds_in_its_time(concluded, first, tmp_path):
    before, after, proof = (tmp_path / name for name in ("before", "after", "proof"))
    concluded.ok("checkpoint", "-o", before, actor=None)
    concluded.ok("prove", 5, "-o", tmp_path / "old-proof")
    old = key_file(concluded.book).read_bytes()
    done = concluded.ok(*ROTATE, actor=None)
    assert "signed by it · ny kamrer" in done.out
    assert "Its public key: samverk/" in done.err
    path = key_file(concluded.book)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = path.with_name(f"{path.name}.replaced-{first.split('+')[1]}")
    assert (kept.read_bytes(), stat.S_IMODE(kept.stat().st_mode)) == (old, 0o600)
    concluded.ok("checkpoint", "-o", after)
    assert after.read_text().split("\n")[0] == before.read_text().split("\n")[0]
    concluded.ok("prove", 5, "-o", proof)
    for file in (before, after):
        concluded.ok("checkpoint", "verify", file)
    for file in (tmp_path / "old-proof", proof):
        concluded.ok("prove", "--check", file)
    verified = concluded.ok("verify", "--json")
    assert (codes(verified), codes(verified, "notices")) == ([], [])
    rows = concluded.ok("key", "list", "-O", "json").json["rows"]
    assert [(x["named_at"], x["ends_at"]) for x in rows] == [(None, 18), (18, None)]
    # A copy has the same keys, and so has a book that was moved.
    copy = tmp_path / "copy.book"
    concluded.ok("backup", copy)
    with closing(open_book(copy)) as book, closing(concluded.open()) as original:
        assert keys.terms(book) == keys.terms(original)
    concluded.ok("checkpoint", "--key-file", path)


@pytest.mark.file_only
def test_who_knows_an_older_key_follows_or_is_told(concluded, first, tmp_path, capsys):
    proof, stated = tmp_path / "proof", tmp_path / "stated"
    concluded.ok("prove", 5, "-o", tmp_path / "old-proof")
    concluded.ok(*ROTATE, actor=None)
    concluded.ok("key", "rotate", actor=None)
    concluded.ok("prove", 5, "-o", proof)
    concluded.ok("key", "statements", "-o", stated)
    outside = Program(FileHome(tmp_path / "none.book"), capsys)
    check = ("prove", "--check", proof, "--public-key", first)
    told = outside(*check)
    assert (told.status, told.code) == (5, "other-signer")
    assert "samverk key statements" in told.err
    outside.ok(*check, "--statements", stated)
    outside.ok("prove", "--check", tmp_path / "old-proof", "--public-key", first)
    # Not what was altered, nor what another key has signed.
    text = stated.read_text()
    for altered in (text.replace("\n17\n", "\n16\n"), text.replace("— ", "- "), "x"):
        stated.write_text(altered)
        assert outside(*check, "--statements", stated).status in {2, 5}
    stated.write_text(text)
    assert outside("prove", "--check", proof, "--statements", stated).status == 2
    # The same with Python alone.
    stated.write_text(text)
    script = CHECKER.with_name("check_key.py")
    found = subprocess.run(
        [sys.executable, script, stated, first, "19"], capture_output=True, text=True, check=True
    )
    new = found.stdout.strip()
    with closing(concluded.open()) as book:
        assert new == str(keys.present(book).key)
    runpy.run_path(str(CHECKER))["check"](proof.read_text(), new)
    for size, wanted in (("17", first), ("18", None)):
        found = subprocess.run(
            [sys.executable, script, stated, first, size],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert (found.stdout.strip() == wanted) or wanted is None
    stated.write_text(text.replace("\n17\n", "\n16\n"))
    failed = subprocess.run(
        [sys.executable, script, stated, first, "19"], capture_output=True, check=False
    )
    assert failed.returncode == 1


@pytest.mark.file_only
def test_what_the_old_key_signs_later_is_false(concluded, tmp_path):
    old = secret(key_file(concluded.book))
    concluded.ok(*ROTATE, actor=None)
    concluded.ok("checkpoint", "-o", tmp_path / "real")
    real = read_checkpoint(tmp_path / "real")
    false = tmp_path / "false"
    false.write_text(str(Checkpoint(real.origin, real.size, real.root).signed(old)))
    told = concluded("checkpoint", "verify", false)
    assert (told.status, told.code) == (5, "signed-too-late")
    found = concluded("verify", "--json", "--checkpoint", false)
    assert (found.status, codes(found)) == (5, ["signed-too-late"])
    # Nor does the new key sign what was before it.
    new = secret(key_file(concluded.book))
    early = tmp_path / "early"
    with closing(concluded.open()) as book:
        early.write_text(str(Checkpoint(real.origin, 17, book.root(17)).signed(new)))
    assert concluded("checkpoint", "verify", early).status == 5


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.file_only
def test_a_lost_key_is_replaced_and_everybody_is_told(concluded, lang, tmp_path, capsys):
    path = key_file(concluded.book)
    refused = concluded("key", "rotate", "--lost", "--reason", "disken dog")
    assert (refused.status, refused.code) == (2, "key-not-lost")
    path.unlink()
    assert concluded("key", "rotate").code == "book-key-missing"
    assert concluded("key", "rotate", "--lost").status == 2
    done = concluded.ok("key", "rotate", "--lost", "--reason", "disken dog", lang=lang)
    assert ("INTE signerad" if lang == "sv" else "NOT signed") in done.out
    file, proof = tmp_path / "file", tmp_path / "proof"
    concluded.ok("checkpoint", "-o", file)
    concluded.ok("prove", 5, "-o", proof)
    for words in (("verify",), ("checkpoint", "verify", file), ("prove", "--check", proof)):
        told = concluded.ok(*words, lang=lang)
        assert "disken dog" in told.out + told.err, words
    assert codes(concluded.ok("verify", "--json"), "notices") == ["key-unsigned"]


@pytest.mark.file_only
def test_a_retired_key_signs_nothing_not_even_a_successor(concluded, tmp_path):
    proof = tmp_path / "proof"
    concluded.ok("prove", 5, "-o", proof)
    stolen = secret(key_file(concluded.book))
    concluded.ok("key", "retire", "--reason", "stulen")
    for words in (("checkpoint",), ("prove", 5), ROTATE, ("key", "retire", "--reason", "x")):
        told = concluded(*words)
        assert (told.status, told.code) == (3, "key-is-retired"), words
    concluded.ok("prove", "--check", proof)  # what it had signed before
    assert codes(concluded.ok("verify", "--json"), "notices") == ["key-retired"]
    with closing(concluded.open()) as book:
        false = tmp_path / "false"
        origin, head = book.info("origin"), book.head()
        false.write_text(str(Checkpoint(origin, head, book.root(head)).signed(stolen)))
    assert concluded("checkpoint", "verify", false).code == "signed-too-late"
    concluded.ok("key", "rotate", "--lost", "--reason", "stulen")
    assert aside(concluded) == [f".replaced-{stolen.public(ED25519).id.hex()}"]
    concluded.ok("checkpoint")
    assert codes(concluded.ok("verify", "--json"), "notices") == ["key-unsigned"]


@pytest.mark.file_only
def test_an_event_that_no_key_has_signed_is_found(concluded):
    """Somebody who may write, and has not the key, gives the book one of his own."""
    stranger = SecretKey.new("x")
    with closing(concluded.open()) as book:
        own, origin = keys.terms(book)[-1], book.info("origin")
        thief = SecretKey(origin, stranger.seed)
        told = keys.Rotation(
            origin, book.head(), keys.base64.b64encode(book.root(book.head())).decode(),
            str(own.key), str(thief.public(ED25519)),
        )  # fmt: skip
        signature = keys.base64.b64encode(thief.sign(str(told).encode())).decode()
        command = rotation.RotateKey(
            previous=told.previous, key=told.key, size=told.size, root=told.root,
            signed_by_previous=signature, signed_by_key=signature, reason=None,
        )  # fmt: skip
        Service(book).execute(command, ME)
    found = concluded("verify", "--json")
    assert (found.status, codes(found)) == (5, ["rotation"])
    for words in (("checkpoint",), ("key", "list")):
        told = concluded(*words)
        assert (told.status, told.code) == (5, "rotation-false"), words
    assert "#18" in concluded("verify", lang="sv").out


@pytest.mark.file_only
def test_a_preview_makes_no_key(concluded):
    before = key_file(concluded.book).read_bytes()
    assert "would be recorded" in concluded.ok(*ROTATE, "-n", actor=None).out
    assert aside(concluded) == []
    assert key_file(concluded.book).read_bytes() == before
    concluded.ok("checkpoint")


STEPS = ("make_key", "checked", "execute", "_put_in_place", "_keep", "replace")


def _killed_at(step, words, before):
    """Run the program in a copy of this process, which dies when it comes to a step."""

    def die(*_args, **_values):
        os._exit(9)

    owners = {"execute": Service, "replace": Path, "_put_in_place": rotation, "_keep": rotation}
    owner = owners.get(step, rotation)
    real = getattr(owner, step)
    setattr(owner, step, die if before else lambda *a, **v: (real(*a, **v), die()))
    from ledger.cli.boundary import run

    run(words)


@pytest.mark.file_only
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False])
def test_a_kill_at_any_step_is_mended_by_the_next_call(concluded, step, before):
    words = ["--book", str(concluded.book), "--actor", "ekonom", "key", "rotate"]
    assert in_another_process(lambda: _killed_at(step, words, before)) is None
    concluded.ok("checkpoint")  # by whichever key the book has now
    with closing(open_book(concluded.book)) as book:
        known = keys.terms(book)
        assert secret(key_file(concluded.book)).public(ED25519) == known[-1].key
        is_recorded = step not in {"make_key", "checked"} and (step, before) != ("execute", True)
        assert len(known) == 1 + is_recorded
    assert codes(concluded.ok("verify", "--json")) == []
    concluded.ok("key", "rotate", actor=None)
    concluded.ok("checkpoint")


@pytest.mark.file_only
def test_a_rotation_that_was_cut_short_is_finished_and_not_done_twice(concluded):
    words = ["--book", str(concluded.book), "--actor", "ekonom", "key", "rotate"]
    in_another_process(lambda: _killed_at("_put_in_place", words, before=True))
    assert aside(concluded) == [".next"]
    done = concluded.ok("key", "rotate", actor=None)
    assert "was cut short" in done.err
    assert len(concluded.ok("key", "list", "-O", "json").json["rows"]) == 2


@pytest.mark.file_only
def test_somebody_who_records_meanwhile_is_no_obstacle(concluded, monkeypatch):
    from ledger.cli.commands import keys as commands

    real, times = rotation.rotation, []

    def meanwhile(book, *words, **options):
        made = real(book, *words, **options)
        if not times:
            times.append(1)
            with closing(open_book(concluded.book)) as other:
                from test_recording import pay

                Service(other).execute(pay(), ME)
        return made

    monkeypatch.setattr(rotation, "rotation", meanwhile)
    assert commands
    concluded.ok(*ROTATE, actor=None)
    assert concluded.ok("verify", "--json").json["findings"] == []
    assert concluded.ok("key", "list", "-O", "json").json["rows"][-1]["named_at"] == 19


@pytest.mark.file_only
def test_a_key_file_elsewhere_stays_where_it_is(concluded, tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    elsewhere = folder / "bok.key"
    shutil.move(key_file(concluded.book), elsewhere)
    concluded.ok(*ROTATE, "--key-file", elsewhere, actor=None)
    assert not key_file(concluded.book).exists()
    concluded.ok("checkpoint", "--key-file", elsewhere)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.file_only
def test_the_same_command_twice_under_a_key_is_one_rotation(concluded):
    concluded.ok(*ROTATE, "--key", "byte-1", actor=None)
    again = concluded.ok(*ROTATE, "--key", "byte-1", actor=None)
    assert "Recorded before" in again.out
    assert len(concluded.ok("key", "list", "-O", "json").json["rows"]) == 2
    concluded.ok("checkpoint")


@pytest.mark.file_only
def test_a_book_put_back_to_before_the_rotation_takes_nothing(concluded, tmp_path):
    """It knows nothing of the key that has signed the checkpoint that is held beside it."""
    old = tmp_path / "old.book"
    concluded.ok("backup", old)
    concluded.ok(*ROTATE, actor=None)
    concluded.ok("checkpoint")
    for ending in ("", "-wal", "-shm"):
        concluded.book.with_name(concluded.book.name + ending).unlink(missing_ok=True)
    shutil.copy(old, concluded.book)
    for words, code in (
        (("status",), "behind-checkpoint"),
        (("period", "close", "2023"), "behind-checkpoint"),
        (ROTATE, "not-an-extension"),
    ):
        told = concluded(*words)
        assert (told.status, told.code) == (5, code), words


@pytest.mark.file_only
def test_a_book_of_earlier_rules_gets_another_key_first_and_the_rules_then(tmp_path, capsys):
    """The event of the key says how many events there are before it."""
    old = Program(FileHome(tmp_path / "old.book"), capsys)
    key = SecretKey.new("samverk/0123456789abcdef")  # as version 0.1 named its books
    opening.create_book(old.book, {"origin": key.name, "key": str(key.public(ED25519))})
    key_file(old.book).write_text(f"{key}\n")
    key_file(old.book).chmod(0o600)
    old.ok(*ROTATE, "-n", actor=None)
    done = old.ok(*ROTATE, actor=None)
    assert done.err.count("samverk/0123456789abcdef+") == 1
    rows = old.ok("log", "-O", "json").json["rows"]
    assert [x["event"].partition("/")[0] for x in rows] == ["key-rotated", "rules-adopted"]
    old.ok("checkpoint")
    assert codes(old.ok("verify", "--json")) == []
    old.ok("key", "retire", "--reason", "x")
    old.ok("key", "rotate", "--lost", "--reason", "x")
    assert codes(old.ok("verify", "--json")) == []


@pytest.mark.file_only
def test_a_key_of_another_book_is_not_taken(concluded):
    """It was left by a book that was made and moved away at the same place."""
    following = rotation.next_file(key_file(concluded.book))
    following.write_text(f"{SecretKey.new('samverk/0')}\n")
    following.chmod(0o600)
    told = concluded(*ROTATE, actor=None)
    assert (told.status, told.code) == (2, "key-exists")
    concluded.ok("checkpoint")
