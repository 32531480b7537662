"""Whose signature under a checkpoint counts: keys that the asker knows, and nothing else."""

import base64
import os
import random
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from in_memory import AUDITOR
from msgspec.structs import replace

from events.keys import COSIGNATURE, ED25519, BadKeyError
from ledger.books import checkpoints, notes
from ledger.books.notes import Checkpoint, PublicKey, SecretKey
from ledger.books.sqlite import SqliteBook
from ledger.proof import evidence, signatures
from ledger.proof.told import SIGNED
from ledger.refusal import LedgerError

WITNESS = SecretKey("auditor", bytes(range(32)))
OTHER = SecretKey("pwc", bytes(range(1, 33)))
PAY = ("record", "disbursement", "herrgarden", "L1", "1", "--on", "2024-05-01", "--voucher")


def public(key, kind=COSIGNATURE):
    return str(key.public(kind))


def own_key(samverk):
    return evidence.read_key(evidence.key_file(samverk.book))


def now():
    return int(time.time())


@pytest.fixture
def witnessed(concluded):
    """A book whose witness is registered (event 18), and a checkpoint of all that is in it."""
    assert public(WITNESS) == AUDITOR
    concluded.ok("witness", "add", "auditor", AUDITOR, "--party", "tif")
    concluded.ok("checkpoint", "-o", "today")
    return concluded


def signed(samverk, *lines):
    """Hold the checkpoint ``today`` with more lines under it, and return where it is held."""
    checkpoint = checkpoints.read_checkpoint(Path("today"))
    for line in lines:
        if isinstance(line, tuple):
            name, raw = line
            checkpoint = Checkpoint(
                *(checkpoint.origin, checkpoint.size, checkpoint.root),
                (*checkpoint.signatures, (name, raw)),
            )
        else:
            checkpoint = checkpoint.cosigned(line, now())
    return checkpoints.hold(checkpoints.held_folder(samverk.book), checkpoint)


def standings(samverk, *options, status=0):
    """Return (name, standing) of what is signed, and how many events are exposed."""
    told = samverk("status", "-O", "json", *options)
    assert told.status == status, told.err
    found = told.json
    same = samverk("verify", "--json", *options)
    assert same.status == status, same.out
    assert [x for x in found["checkpoints"] if x not in same.json["signed"]] == []
    assert same.json["exposed"] == found["exposed"]
    lines = [(x["name"], x["standing"]) for c in found["checkpoints"] for x in c["signatures"]]
    return [x for x in lines if x[1] != "the-books"], found["exposed"]["events"]


def test_a_cosignature_counts_when_it_verifies(witnessed):
    signed(witnessed, WITNESS)
    witnessed.ok("period", "close", "2023")
    assert standings(witnessed) == ([("auditor", "counts")], 1)
    for lang, said in (
        ("en", "1 event after the checkpoint at 18 cosigned by auditor (tif) (keys in the book)"),
        ("sv", "1 händelse efter kontrollpunkten vid 18, medsignerad av auditor (tif) (nycklar"),
    ):
        assert said in witnessed.ok("status", lang=lang).out
        assert said in witnessed.ok("verify", lang=lang).out


def test_what_nobody_can_check_counts_for_nothing(witnessed):
    """A line of random bytes in whosever name, also in that of a witness."""
    signed(witnessed, ("pwc", os.urandom(76)), ("auditor", os.urandom(76)), ("x", b"short"), OTHER)
    expected = [("pwc", "unknown-key"), ("auditor", "unknown-key"), ("x", "unknown-key")]
    assert standings(witnessed) == ([*expected, ("pwc", "unknown-key")], 18)
    told = witnessed.ok("status").out
    assert "18 events: no checkpoint is cosigned by a witness of the book" in told
    assert "at 18: pwc: unknown key; does not count" in told


def test_a_book_without_witnesses_says_what_to_do(concluded):
    concluded.ok("checkpoint", "-o", "today")
    signed(concluded, WITNESS)
    for words in (("status",), ("verify",)):
        assert "samverk witness add NAME KEY" in concluded.ok(*words).out
    assert standings(concluded, "--witness-key", AUDITOR) == ([("auditor", "counts")], 0)


def test_a_false_signature_is_a_finding_everywhere(witnessed):
    raw = WITNESS.public(COSIGNATURE).id + os.urandom(72)
    held = signed(witnessed, ("auditor", raw), OTHER)
    false = [("auditor", "false"), ("pwc", "unknown-key")]
    assert standings(witnessed, status=5) == (false, 18)
    told = witnessed("status")
    assert (told.status, told.code) == (5, "false-signature")
    assert str(held) in told.err
    found = witnessed("verify")
    assert found.status == 5
    assert "The signature of auditor under the checkpoint" in found.out
    assert "The events are as they were recorded." in found.out
    shutil.copy(held, "given")
    for words in (("checkpoint", "verify"), ("checkpoint", "cosign")):
        refused = witnessed(*words, "given")
        assert (refused.status, refused.code) == (5, "false-signature")
    assert not Path("ekonom.key").exists()
    held.unlink()
    found = witnessed("verify", "--checkpoint", "given")
    assert found.status == 5
    assert "auditor (tif): FALSE" in found.out
    assert witnessed("status").status == 0


def test_a_false_signature_makes_the_true_ones_beside_it_count_for_nothing(witnessed):
    raw = WITNESS.public(COSIGNATURE).id + os.urandom(72)
    signed(witnessed, WITNESS, ("auditor", raw))
    found, exposed = standings(witnessed, status=5)
    assert found == [("auditor", "counts"), ("auditor", "false")]
    assert exposed == 18


def test_a_false_one_below_what_counts_is_found(witnessed):
    signed(witnessed, ("auditor", WITNESS.public(COSIGNATURE).id + os.urandom(72)))
    witnessed.ok(*PAY, "V")
    witnessed.ok("checkpoint", "-o", "today")
    signed(witnessed, WITNESS)
    found, exposed = standings(witnessed, status=5)
    assert found == [("auditor", "false"), ("auditor", "counts")]
    assert exposed == 0


def one_book():
    """Return a checkpoint of one book, and what somebody knows who has its witness's key."""
    own = SecretKey("samverk/1", bytes(range(2, 34)))
    checkpoint = Checkpoint("samverk/1", 18, bytes(32)).signed(own)
    asker = signatures.Known(
        own=(signatures.Term(own.public(ED25519)),),
        witnesses=(signatures.Witness(name="auditor", key=WITNESS.public(COSIGNATURE)),),
        has_named=False,
        now=datetime.now(UTC),
    )
    return checkpoint.cosigned(WITNESS, now()), asker


def read(text, asker):
    """Return how the lines of a checkpoint are judged; None: it is none."""
    try:
        checkpoint = notes.parse_checkpoint(text)
    except LedgerError:
        return None
    (judged,) = signatures.judge([(checkpoint, "")], asker)
    return [x.standing for x in judged.signatures]


CHARACTERS = "ABab01+/=- \n\u2014ö"


def test_a_cosignature_with_one_character_altered_is_false():
    """Each character of its line, in its place each of some others: false, or no checkpoint."""
    checkpoint, asker = one_book()
    text = str(checkpoint)
    assert read(text, asker) == ["the-books", "counts"]
    begins = text.rindex("\u2014 auditor")
    tried = 0
    for place in range(begins, len(text)):
        for other in CHARACTERS.replace(text[place], ""):
            found = read(text[:place] + other + text[place + 1 :], asker)
            assert found in (None, ["the-books", "false"]), (place, other, found)
            tried += 1
    assert tried > 1500


def test_thousands_of_altered_cosignatures_count_for_nothing():
    """Bits and bytes of the signature, and characters, lines and pieces of the text."""
    checkpoint, asker = one_book()
    seed = int(os.environ.get("SAMVERK_SEED", random.randrange(10**6)))
    chance, whole = random.Random(seed), str(checkpoint)
    raw = checkpoint.signatures[1][1]
    for _ in range(int(os.environ.get("SAMVERK_COSIGNATURES", "3000"))):
        if chance.random() < 0.5:
            place, bit = chance.randrange(len(raw)), 1 << chance.randrange(8)
            bad = raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :]
            text = whole.replace(b64(raw), b64(bad))
        else:
            place, length = chance.randrange(len(whole)), chance.randrange(1, 4)
            piece = "".join(chance.choices(CHARACTERS, k=chance.randrange(4)))
            text = whole[:place] + piece + whole[place + length :]
        if text == whole:
            continue
        found = read(text, asker) or []
        assert "false" in found or not {"the-books", "counts"} <= {*found}, (seed, text)


def b64(raw):
    return base64.b64encode(raw).decode()


def test_a_line_that_stands_there_twice_is_one_and_a_witness_counts_once(witnessed):
    signed(witnessed, WITNESS)
    (held,) = checkpoints.held_folder(witnessed.book).iterdir()
    line = held.read_text().splitlines()[-1]
    held.write_text(held.read_text() + line + "\n")
    assert standings(witnessed) == ([("auditor", "counts")], 0)
    checkpoint = checkpoints.read_checkpoint(held).cosigned(WITNESS, now() + 1)
    checkpoints.hold(checkpoints.held_folder(witnessed.book), checkpoint)
    assert standings(witnessed) == ([("auditor", "counts")] * 2, 0)
    assert "cosigned by auditor (tif) (keys" in witnessed.ok("status").out


def at(moment):
    return int(moment.timestamp())


def timed(samverk, moment):
    """Hold the checkpoint ``today``, cosigned at an instant."""
    checkpoint = checkpoints.read_checkpoint(Path("today")).cosigned(WITNESS, moment)
    return checkpoints.hold(checkpoints.held_folder(samverk.book), checkpoint)


@pytest.mark.parametrize(
    ("moment", "standing", "exposed"),
    [
        (timedelta(hours=1), "time-later-than-now", 18),
        (-timedelta(hours=1), "time-before-events", 18),
        (-timedelta(minutes=4), "counts", 0),  # clocks may differ by so much
        (timedelta(minutes=4), "counts", 0),
    ],
)
def test_a_time_that_cannot_be_right(witnessed, moment, standing, exposed):
    timed(witnessed, at(datetime.now(UTC) + moment))
    assert standings(witnessed) == ([("auditor", standing)], exposed)
    assert ("does not count" in witnessed.ok("status").out) == bool(exposed)


def test_a_time_beyond_every_calendar(witnessed):
    timed(witnessed, 2**63)
    assert standings(witnessed) == ([("auditor", "time-later-than-now")], 18)
    assert "beyond every calendar" in witnessed.ok("status").out


def test_who_signs_more_signs_later():
    _, asker = one_book()
    hour = 3600

    def held(size, *times):
        made = Checkpoint("samverk/1", size, bytes(32))
        for moment in times:
            made = made.cosigned(WITNESS, moment)
        return made, str(size)

    def judged(*pairs):
        found = signatures.judge(pairs, asker)
        return {x.source: [y.standing for y in x.signatures] for x in found}

    late = now()
    assert judged(held(20, late), held(30, late - hour)) == {
        "20": ["counts"],
        "30": ["time-before-earlier"],
    }
    # What was signed once more later says nothing against it.
    assert judged(held(30, late - hour), held(20, late - 2 * hour, late)) == {
        "20": ["counts"] * 2,
        "30": ["counts"],
    }
    assert judged(held(20, late), held(30, late - 60)) == {"20": ["counts"], "30": ["counts"]}


def test_a_witness_that_was_retired(witnessed):
    """What it signed before counts; what it signs later does not, whatever time it says."""
    signed(witnessed, WITNESS)
    witnessed.ok("witness", "retire", "auditor", "--reason", "key lost")  # event 19
    assert standings(witnessed) == ([("auditor", "counts")], 1)
    timed(witnessed, now() + 60)  # an earlier checkpoint, signed later
    found, exposed = standings(witnessed)
    assert (found, exposed) == ([("auditor", "counts"), ("auditor", "retired")], 1)
    witnessed.ok("checkpoint", "-o", "today")
    timed(witnessed, now() - 60)  # which says to be earlier, and has the retirement in it
    assert standings(witnessed)[0][-1] == ("auditor", "retired")
    assert standings(witnessed)[1] == 1
    assert "it was retired in event #19" in witnessed.ok("status").out
    refused = witnessed("witness", "add", "auditor", public(OTHER))
    assert (refused.status, refused.code) == (3, "witness-exists")
    # Who knows the key knows better.
    assert standings(witnessed, "--witness-key", AUDITOR)[1] == 0


def test_only_the_askers_keys_count_where_some_are_named(witnessed):
    signed(witnessed, WITNESS, OTHER)
    Path("keys").write_text(f"# ours\n\n{public(OTHER)}\n", encoding="utf-8")
    for named in (public(OTHER), "keys"):
        found, exposed = standings(witnessed, "--witness-key", named)
        assert (found, exposed) == ([("auditor", "not-named"), ("pwc", "counts")], 0)
    told = witnessed.ok("status", "--witness-key", "keys").out
    assert "cosigned by pwc (keys that you named)" in told
    nobody = public(SecretKey("x", bytes(32)))
    assert standings(witnessed, "--witness-key", nobody)[1] == 18
    said = witnessed.ok("status", "--witness-key", nobody).out
    assert "no checkpoint is cosigned with a key that you named" in said
    assert "registered in the book" in said
    both = standings(witnessed, "--witness-key", nobody, "--witness-key", AUDITOR)
    assert both == ([("auditor", "counts"), ("pwc", "unknown-key")], 0)
    shown = witnessed.ok("checkpoint", "verify", "today", "--witness-key", "keys")
    assert "verified, the book's own key" in shown.out


def test_a_key_by_another_name(witnessed):
    """A line is known by name and id; who has the same key by another name has signed no lie."""
    alias = SecretKey("revisor", WITNESS.seed)
    signed(witnessed, WITNESS, alias)
    assert standings(witnessed) == ([("auditor", "counts"), ("revisor", "unknown-key")], 0)
    found = [("auditor", "counts"), ("revisor", "counts")]
    assert standings(witnessed, "--witness-key", public(alias)) == (found, 0)
    told = witnessed.ok("status", "--witness-key", public(alias)).out
    assert told.count("revisor") + told.count("auditor") == 1, "one key is one witness"


def test_keys_of_the_asker_from_the_environment(witnessed, monkeypatch):
    signed(witnessed, OTHER)
    monkeypatch.setenv("SAMVERK_WITNESS_KEYS", public(OTHER))
    assert standings(witnessed)[1] == 0
    Path("some keys").write_text(f"{AUDITOR}\n{public(OTHER)}\n", encoding="utf-8")
    monkeypatch.setenv("SAMVERK_WITNESS_KEYS", "some keys")
    assert standings(witnessed)[1] == 0


@pytest.mark.file_only
def test_keys_as_editors_and_shells_leave_them(witnessed, monkeypatch):
    """A mark before the text, other ends of lines, blank lines; but nothing at all is no key."""
    signed(witnessed, WITNESS)
    Path("edited").write_bytes(f"\ufeff{AUDITOR}\r\n\r\n# PwC\r\n{AUDITOR}\r\n".encode())
    assert standings(witnessed, "--witness-key", "edited")[1] == 0
    monkeypatch.setenv("SAMVERK_WITNESS_KEYS", f"\n{public(OTHER)}\n\nedited\n")
    assert standings(witnessed)[1] == 0
    for blank in ("\n", " "):
        monkeypatch.setenv("SAMVERK_WITNESS_KEYS", blank)
        assert witnessed("status").code == "no-key-named"
    monkeypatch.delenv("SAMVERK_WITNESS_KEYS")
    for words in (("status", "--witness-key", ""), ("witness", "add", "pwc", " ")):
        told = witnessed(*words)
        assert (told.status, told.code) == (2, "no-key-named")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("auditor+a227ce5c", "not-a-witness-key"),
        (public(WITNESS, ED25519), "not-a-witness-key"),
        (str(WITNESS), "secret-key-named"),
        ("# nothing\n", "no-keys-in-file"),
    ],
)
def test_what_is_named_as_a_key_and_is_none(witnessed, content, code):
    Path("file").write_text(f"# a key\n{content}\n", encoding="utf-8")
    refused = witnessed("status", "--witness-key", "file")
    assert (refused.status, refused.code) == (2, code)
    assert (code != "not-a-witness-key") or "file, line 2: " in refused.err
    assert str(WITNESS) not in refused.err
    if not content.startswith("#"):
        refused = witnessed("verify", "--witness-key", content)
        assert (refused.status, refused.code) == (2, code)
        assert str(WITNESS) not in refused.err
    assert witnessed("status", "--witness-key", "nothing").code == "file-unreadable"
    for named in ("file", content if "#" not in content else "file"):
        refused = witnessed("witness", "add", "x", named)
        assert refused.status in {2, 3}
        assert str(WITNESS) not in refused.err


def test_the_owner_is_no_witness(witnessed):
    """By the book's key, as a cosigner, in the book's name, in another, in a witness's."""
    own = own_key(witnessed)
    refused = witnessed(
        *("checkpoint", "cosign", "today", "--key-file", evidence.key_file(witnessed.book))
    )
    assert (refused.status, refused.code) == (2, "owner-cosigns")
    for name in (own.name, "pwc", "auditor"):
        as_witness = SecretKey(name, own.seed)
        body = checkpoints.read_checkpoint(Path("today")).body.encode()
        held = signed(
            witnessed,
            as_witness,
            (name, WITNESS.public(COSIGNATURE).id[::-1] + own.sign(body)),
        )
        found, exposed = standings(witnessed)
        assert (found, exposed) == ([(name, "own-key")] * 2, 18)
        held.unlink()
    for key in (public(own), public(SecretKey("pwc", own.seed)), public(own, ED25519)):
        refused = witnessed("witness", "add", "pwc", key)
        assert (refused.status, refused.code) == (3, "witness-is-owner")
    signed(witnessed, SecretKey("pwc", own.seed))
    named = public(SecretKey("pwc", own.seed))
    assert standings(witnessed, "--witness-key", named) == ([("pwc", "own-key")], 18)


def test_a_key_beside_the_book_is_the_owners(witnessed, monkeypatch):
    signed(witnessed, WITNESS)
    assert standings(witnessed)[1] == 0
    key = witnessed.book.with_name("auditor.key")
    key.write_text(f"{WITNESS}\n", encoding="ascii")
    key.chmod(0o600)
    found, exposed = standings(witnessed)
    assert (found, exposed) == ([("auditor", "beside-the-book")], 18)
    assert "its secret key lies beside the book" in witnessed.ok("status").out
    (row,) = witnessed.ok("witness", "list", "-O", "json").json["rows"]
    assert (row["standing"], Path(row["secret_key"])) == ("key beside the book", key)
    said = witnessed.ok("checkpoint", "cosign", "today", "--key-file", key).err
    assert "does not count while the key lies beside the book" in said
    # Who has named the key knows whose it is: an auditor with a copy of the book.
    assert standings(witnessed, "--witness-key", AUDITOR)[1] == 0
    Path("away").mkdir()
    key.rename("away/auditor.key")
    assert standings(witnessed)[1] == 0
    # Beside the key of the book, where that lies elsewhere.
    shutil.copy(evidence.key_file(witnessed.book), "away/book.key")
    monkeypatch.setenv("SAMVERK_KEY_FILE", "away/book.key")
    assert standings(witnessed)[1] == 18


def test_who_is_added_with_a_key_beside_the_book_is_told_so(concluded):
    concluded.book.with_name("auditor.key").write_text(f"{WITNESS}\n", encoding="ascii")
    done = concluded.ok("witness", "add", "auditor", AUDITOR)
    assert "Note: the secret key lies beside the book" in done.err


def test_what_was_held_and_is_no_checkpoint_any_more(witnessed):
    held = signed(witnessed, WITNESS)
    held.write_text(held.read_text().replace("\u2014 auditor", "- auditor"))
    told = witnessed("status")
    assert (told.status, told.code) == (5, "held-altered")
    found = witnessed("verify", "--json")
    assert found.status == 5
    assert [x["code"] for x in found.json["findings"]] == ["held"]
    assert found.json["exposed"]["events"] == 18


@pytest.mark.parametrize("kind", ["folder", "link", "empty"])
def test_whatever_stands_in_the_place_of_a_held_checkpoint(witnessed, kind):
    held = signed(witnessed, WITNESS)
    held.unlink()
    {
        "folder": held.mkdir,
        "link": lambda: held.symlink_to("nowhere"),
        "empty": held.touch,
    }[kind]()
    told = witnessed("status")
    assert (told.status, told.code) == (5, "held-altered")
    assert [x["code"] for x in witnessed("verify", "--json").json["findings"]] == ["held"]


def test_an_altered_body_makes_every_signature_under_it_false(witnessed):
    held = signed(witnessed, WITNESS)
    held.write_text(held.read_text().replace("\n18\n", "\n17\n"))
    told = witnessed("status", "-O", "json")
    assert (told.status, told.code) == (5, "false-signature")
    (one,) = told.json["checkpoints"]
    assert [x["standing"] for x in one["signatures"]] == ["false", "false"]
    codes = [x["code"] for x in witnessed("verify", "--json").json["findings"]]
    assert codes == ["signature", "cosignature"]


def test_signatures_under_a_held_checkpoint_stay_there(witnessed):
    """Another witness's file, or a checkpoint made anew, takes nothing away."""
    signed(witnessed, WITNESS)
    witnessed.ok("checkpoint", "-o", "anew")
    assert standings(witnessed)[1] == 0
    Path("theirs").write_text(
        str(checkpoints.read_checkpoint(Path("anew")).cosigned(OTHER, now())), encoding="utf-8"
    )
    assert "pwc: unknown key" in witnessed.ok("checkpoint", "verify", "theirs").out
    assert standings(witnessed)[0] == [("auditor", "counts")]
    assert "is held as" in witnessed.ok("checkpoint", "verify", "theirs", "--keep").out
    found = [("auditor", "counts"), ("pwc", "unknown-key")]
    assert standings(witnessed) == (found, 0)


@pytest.mark.file_only
def test_a_hundred_lines_of_nobody_push_no_signature_out(witnessed):
    """A file that has as many signatures as there may be is neither kept nor cosigned."""
    held = signed(witnessed, WITNESS)
    before, real = held.read_bytes(), checkpoints.read_checkpoint(Path("today"))
    junk = tuple((f"n{n}", bytes([n]) * 76) for n in range(99))
    full = replace(real, signatures=(*real.signatures, *junk))
    Path("full").write_text(str(full), encoding="utf-8")
    cosign = ("checkpoint", "cosign", "full", "--key-file", "mine", "--witness", "w")
    for words in (("checkpoint", "verify", "full", "--keep"), cosign, cosign):
        told = witnessed(*words)
        assert (told.status, told.code) == (2, "too-many-signatures"), words
    assert held.read_bytes() == before
    assert standings(witnessed)[1] == 0
    witnessed.ok(*cosign[:2], "today", *cosign[3:])  # the witness's own folder is as it was


@pytest.mark.file_only
def test_what_cannot_be_read_is_not_written_over(witnessed):
    held = signed(witnessed, WITNESS)
    own = held.with_name("another.checkpoint")
    held.rename(own)
    held.mkdir()
    assert witnessed("checkpoint", "verify", "today", "--keep").code == "not-held"
    assert held.is_dir()


def test_a_checkpoint_of_another_history_is_none_that_counts(witnessed):
    """Signed by the book's key and by the witness, and not what the book has come to."""
    checkpoint = checkpoints.read_checkpoint(Path("today"))
    other = Checkpoint(checkpoint.origin, 17, bytes(32)).signed(own_key(witnessed))
    folder = checkpoints.held_folder(witnessed.book)
    checkpoints.hold(folder, other.cosigned(WITNESS, now()))
    told = witnessed("status", "-O", "json")
    assert (told.status, told.code) == (5, "not-an-extension")
    assert told.json["exposed"]["events"] == 18
    assert "events are gone or were rewritten" in witnessed("status").out
    assert witnessed("verify").status == 5


@pytest.mark.file_only
def test_a_cosigned_checkpoint_of_more_events_than_there_are(witnessed, monkeypatch):
    """Whatever its name says; a standby may not have come so far yet."""
    held = signed(witnessed, WITNESS)
    real = checkpoints.read_checkpoint(held)
    more = (
        Checkpoint(real.origin, 19, bytes(32)).signed(own_key(witnessed)).cosigned(WITNESS, now())
    )
    for name in (held.name.replace("-", "-0"), "000000000019-000000000000.checkpoint", held.name):
        path = held.with_name(name)
        path.write_text(str(more), encoding="utf-8")
        told = witnessed("status")
        assert (told.status, told.code) == (5, "behind-checkpoint"), name
        assert "has 18 events" in told.err
        assert "truncated" in [x["code"] for x in witnessed("verify", "--json").json["findings"]]
        if path != held:
            path.unlink()
    checkpoints.hold(held.parent, more)
    monkeypatch.setattr(SqliteBook, "standby", True)
    witnessed.ok("status")
    found = witnessed.ok("verify", "--json").json
    assert (found["findings"], "standby" in found["unchecked"]) == ([], True)
    assert "than this standby has come to" in witnessed.ok("verify").out


def test_what_the_books_key_has_not_signed_counts_for_nothing(witnessed):
    checkpoint = checkpoints.read_checkpoint(Path("today"))
    alone = Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root)
    folder = checkpoints.held_folder(witnessed.book)
    shutil.rmtree(folder)
    checkpoints.hold(folder, alone.cosigned(WITNESS, now()))
    assert witnessed.ok("status", "-O", "json").json["exposed"]["events"] == 18
    assert witnessed("verify", "--json").json["findings"][0]["code"] == "signature"


@pytest.mark.file_only
def test_a_witness_whose_clock_is_behind_the_events_signs_nothing(witnessed, monkeypatch):
    later = datetime.now(UTC) - timedelta(hours=1)
    monkeypatch.setattr(SqliteBook, "now", lambda _book: later)
    refused = witnessed("checkpoint", "cosign", "today", "--key-file", "w.key")
    assert (refused.status, refused.code) == (2, "clock-before-events")
    assert not Path("w.key").exists()


def test_a_proof_with_a_false_cosignature_is_refused(witnessed):
    witnessed.ok("prove", 5, "-o", "proof")
    false = f"\u2014 auditor {b64(WITNESS.public(COSIGNATURE).id + os.urandom(72))}\n"
    proof = Path("proof")
    proof.write_text(proof.read_text() + false)
    refused = witnessed("prove", "--check", "proof")
    assert (refused.status, refused.code) == (5, "false-signature")


def test_the_list_and_the_events_of_witnesses(witnessed):
    witnessed.ok("witness", "add", "pwc", public(OTHER), actor="anna")
    witnessed.ok("witness", "retire", "pwc", "--reason", "ny nyckel")
    first, second = witnessed.ok("witness", "list", "-O", "json").json["rows"]
    assert (first["witness"], first["party"], first["standing"]) == (
        *("auditor", "tif"),
        "registered",
    )
    assert (second["registered_by"], second["standing"], second["reason"]) == (
        *("anna", "retired"),
        "ny nyckel",
    )
    assert first["key"] == AUDITOR
    assert AUDITOR in witnessed.ok("show", 18).out
    assert "avslutat" in witnessed.ok("witness", "list", lang="sv").out
    assert [x["event"] for x in witnessed.ok("log", "--party", "tif", "-O", "json").json["rows"]][
        -1
    ] == "witness-registered/1"
    assert witnessed.ok("replay").status == 0


@pytest.mark.file_only
@pytest.mark.usefixtures("viewed")
def test_views_know_of_witnesses(witnessed):
    witnessed.ok("status")
    witnessed.ok("witness", "retire", "auditor", "--reason", "r")
    witnessed.ok("report", "cash-flow")
    assert witnessed.ok("verify", "--json").json["findings"] == []
    assert "agree" in witnessed.ok("replay").out


def test_every_standing_is_worded():
    assert set(get_args(signatures.Standing)) == SIGNED.keys() - {"named"}


@pytest.mark.file_only
def test_a_key_that_everybody_can_sign_with_is_none(witnessed):
    """A point of small order: no secret belongs to it, and anybody's signature verifies."""
    point = bytes([1]) + bytes(31)
    weak = PublicKey("weak", COSIGNATURE, point)
    real = checkpoints.read_checkpoint(Path("today"))
    forged = weak.id + now().to_bytes(8, "big") + point + bytes(32)
    assert real.is_by(weak, forged)  # as the library has it
    for y in (0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18):
        for sign in (0, 1 << 255):
            key = PublicKey("weak", COSIGNATURE, (y | sign).to_bytes(32, "little"))
            with pytest.raises(BadKeyError):
                PublicKey.read(str(key))
    told = witnessed("witness", "add", "weak", weak)
    assert (told.status, told.code) == (3, "no-cosigning-key")
    signed(witnessed, ("weak", forged))
    told = witnessed("status", "--witness-key", weak)
    assert (told.status, told.code) == (2, "not-a-witness-key")
    assert standings(witnessed)[1] == 18


def test_a_key_is_read_to_the_letter():
    assert str(PublicKey.read(AUDITOR)) == AUDITOR
    for bad in (
        AUDITOR + "\n",
        " " + AUDITOR,
        AUDITOR.replace("a227ce5c", "A227CE5C"),
        AUDITOR.replace("auditor", "audi tor"),
        AUDITOR + "=",
        AUDITOR[:-1] + "5",
        "",
        "+",
        "a+b",
    ):
        with pytest.raises(BadKeyError):
            PublicKey.read(bad)
