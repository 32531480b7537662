"""Checkpoints, cosignatures, proofs, verification and backups, through the command line."""

import ast
import multiprocessing
import re
import shutil
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from conftest import FileHome, Program
from reliability import CHECKER
from test_recording import ME, pay

from events.keys import COSIGNATURE
from ledger.books.opening import open_book
from ledger.cli.commands.trust import FINDINGS
from ledger.proof import evidence, verification
from ledger.work.recording import Service


@pytest.fixture
def paid(concluded):
    """The agreement in force, with one payment (event 18)."""
    pays = ("record", "disbursement", "herrgarden", "L1", "160000", "--on", "2024-03-25")
    concluded.ok(*pays, "--voucher", "V")
    return concluded


def kept_elsewhere(folder, name="auditor"):
    """Return where a witness keeps a key: not in the folder of the book."""
    (folder / name).mkdir()
    return folder / name / f"{name}.key"


def public_key(path):
    return str(evidence.read_key(path).public(COSIGNATURE))


def another(samverk, path, capsys):
    program = Program(FileHome(path), capsys)
    program.ok("init")
    return program


@pytest.mark.file_only
def test_the_key_is_outside_the_book_and_closed_to_others(samverk):
    key = evidence.key_file(samverk.book)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().split("+", 4)[-1].strip().encode() not in samverk.book.read_bytes()
    key.chmod(0o644)
    refused = samverk("checkpoint")
    assert (refused.status, refused.code) == (2, "key-open-to-others")


@pytest.mark.file_only
def test_a_book_is_not_made_over_an_old_key(samverk, tmp_path, capsys):
    samverk.book.unlink()
    refused = samverk("init")
    assert (refused.status, refused.code) == (2, "key-exists")
    assert not samverk.book.exists()
    samverk.ok("init", "--key-file", tmp_path / "elsewhere.key")
    samverk.ok("checkpoint", "--key-file", tmp_path / "elsewhere.key")


def test_a_checkpoint_is_held_and_extended(paid, tmp_path):
    first = tmp_path / "first"
    paid.ok("checkpoint", "-o", first)
    assert first.read_text().splitlines()[1] == "18"
    paid.ok("period", "close", "2023")
    out = paid.ok("checkpoint", "verify", first).out
    assert "first 18 events" in out
    assert "1 came after" in out
    paid.ok("checkpoint")
    assert len(evidence.held_checkpoints(evidence.held_folder(paid.book))) == 2
    assert "2 checkpoints compared" in paid.ok("verify").out


def test_a_checkpoint_of_another_book_or_key_is_refused(paid, tmp_path, capsys):
    other = another(paid, tmp_path / "other.book", capsys)
    file = tmp_path / "other.checkpoint"
    other.ok("checkpoint", "-o", file)
    refused = paid("checkpoint", "verify", file)
    assert (refused.status, refused.code) == (2, "other-book")
    with_other_key = paid("checkpoint", "--key-file", evidence.key_file(other.book))
    assert (with_other_key.status, with_other_key.code) == (2, "other-key")
    own = tmp_path / "own.checkpoint"
    paid.ok("checkpoint", "-o", own)
    own.write_text(own.read_text().replace("\n18\n", "\n17\n"))
    altered = paid("checkpoint", "verify", own)
    assert (altered.status, altered.code) == (5, "bad-signature")


@pytest.mark.file_only
def test_a_witness_signs_what_only_adds(paid, tmp_path):
    file, key = tmp_path / "today", kept_elsewhere(tmp_path)
    before = shutil.copy(paid.book, tmp_path / "before.book")
    shutil.copy(evidence.key_file(paid.book), evidence.key_file(before))
    cosign = ("checkpoint", "cosign", file, "--key-file", key)
    paid.ok("record", "use", "herrgarden", "L1", "1", "--on", "2024-04-01", "--report", "R")
    paid.ok("checkpoint", "-o", file)
    said = paid.ok(*cosign, actor="auditor").err
    assert file.read_text().count("\u2014 ") == 2
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = public_key(key)
    assert f"samverk witness add auditor {public}" in said
    assert (
        "0 events after the checkpoint at 19 cosigned by auditor (keys"
        in paid.ok("status", "--witness-key", public).out
    )
    paid.ok("witness", "add", "auditor", public)
    assert "1 event after the checkpoint at 19 cosigned by auditor" in paid.ok("status").out
    paid.ok("period", "close", "2023")
    assert "2 events after the checkpoint at 19" in paid.ok("status").out
    # Another history from the same beginning, with the same key.
    paid.book = before
    paid.ok("record", "use", "herrgarden", "L1", "2", "--on", "2024-04-01", "--report", "R")
    paid.ok("period", "close", "2023")
    paid.ok("checkpoint", "-o", file)
    refused = paid(*cosign, actor="auditor")
    assert (refused.status, refused.code) == (5, "not-an-extension")


def test_a_proof_holds_and_can_be_checked_without_the_program(paid, tmp_path):
    file = tmp_path / "payment.tlog-proof"
    paid.ok("prove", 18, "-o", file)
    assert 500 < file.stat().st_size < 2500
    assert "The proof holds: event #18 of 18" in paid.ok("prove", "--check", file).out
    book = paid.open()
    key = str(book.info("key"))
    book.close()
    check = [sys.executable, "-I", CHECKER, file, key]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"voucher":"V"' in done.stdout
    elsewhere = paid("prove", "--check", file, "--public-key", key)
    assert elsewhere.status == 0
    file.write_text(file.read_text().replace("index 17", "index 16"))
    refused = paid("prove", "--check", file)
    assert (refused.status, refused.code) == (5, "not-included")
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1
    assert paid("prove", 99).code == "position-ahead"
    assert paid("prove").status == 2
    assert len(CHECKER.read_text().splitlines()) < 65


@pytest.mark.file_only
def test_who_holds_a_checkpoint_and_a_copy_proves_by_it_without_the_key(paid, tmp_path):
    held, proof, key = tmp_path / "held", tmp_path / "proof", tmp_path / "book.pub"
    paid.ok("key", "show", "-o", key)
    paid.ok("checkpoint", "-o", held)
    paid.ok("period", "close", "2023")
    paid.ok("backup", tmp_path / "copy.book")
    paid.book = tmp_path / "copy.book"
    refused = paid("prove", 18)
    assert (refused.status, refused.code) == (2, "book-key-missing")
    paid.ok("prove", 18, "--checkpoint", held, "-o", proof)
    told = paid.ok("prove", "--check", proof, "--public-key", key)
    assert "The proof holds: event #18 of 18" in told.out
    assert paid("prove", 19, "--checkpoint", held).code == "position-ahead"
    held.write_text(held.read_text().replace("\n18\n", "\n17\n"))
    assert paid("prove", 17, "--checkpoint", held).status == 5


@pytest.mark.parametrize("form", ["json", "html", "md", "txt"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_saved_report_is_made_again_to_the_byte(paid, tmp_path, form, lang):
    file = tmp_path / f"report.{form}"
    paid.ok(
        "report",
        "agreement",
        "herrgarden",
        "--period",
        "2024",
        "--compare-to",
        17,
        "-o",
        file,
        lang=lang,
    )
    paid.ok("period", "close", "2023")
    same = paid("verify", "--report", file, lang=lang)
    assert same.status == 0, same.out + same.err
    file.write_text(file.read_text().replace("L2", "L9", 1))
    differs = paid("verify", "--report", file, lang=lang)
    assert differs.status == 5
    assert "L9" in differs.out


def test_the_audit_trail_shows_assurance_and_leaf(paid):
    book = paid.open()
    leaf = book.node(0, 17).hex()
    book.close()
    assert leaf in paid.ok("show", 18).out
    assert paid.ok("show", 18, "-O", "json").json["leaf"] == leaf
    row = paid.ok("log", "-O", "json").json["rows"][17]
    known = "claimed" if isinstance(paid.home, FileHome) else "database-attested"
    assert (row["leaf"], row["assurance"]) == (leaf, known)


def test_a_file_that_names_no_command_cannot_be_compared(paid, tmp_path):
    file = tmp_path / "report.csv"
    paid.ok("report", "agreement", "herrgarden", "-o", file)
    assert paid("verify", "--report", file).code == "no-command"
    file.write_text("    samverk --lang en init\n")
    assert paid("verify", "--report", file).status == 2


@pytest.mark.file_only
@pytest.mark.usefixtures("viewed")
def test_a_report_of_falsified_views_is_found(paid, tmp_path):
    """A user who may write the file may write its views; the root of a report is still true."""
    paid.ok("replay", "--rebuild")
    with closing(open_book(paid.book)) as book:
        book.connection.execute("UPDATE view_balance SET minor = minor * 2")
    saved = tmp_path / "saved.json"
    paid.ok("report", "board", "fritidsnamnden", "-o", saved)
    assert '"paid_minor": 32000000' in saved.read_text(encoding="utf-8")
    found = paid("verify", "--report", saved)
    assert found.status == 5
    assert re.search(r'[+] +"paid_minor": 16000000', found.out)
    assert "view" in [x["code"] for x in paid("verify", "--json").json["findings"]]


@pytest.mark.file_only
def test_verification_names_what_differs(paid, tmp_path):
    paid.ok("replay", "--rebuild")
    copy = shutil.copy(paid.book, tmp_path / "copy.book")
    book = open_book(copy)
    book.connection.execute("DROP TRIGGER stored_events_no_update")
    book.connection.execute(
        "UPDATE stored_events SET state = CAST(replace(state, '16000000', '15000000') AS BLOB)"
        " WHERE rowid = 18"
    )
    book.close()
    paid.book = copy
    found = paid("verify", "--json")
    assert found.status == 5
    codes = [x["code"] for x in found.json["findings"]]
    assert "schema" in codes
    assert codes.count("view") == 5
    book = open_book(copy)
    assert evidence.origin(book).startswith("samverk/")
    book.connection.execute("UPDATE book_info SET value = 'samverk/x' WHERE name = 'origin'")
    book.close()
    out = paid("verify", lang="sv").out
    assert "stored_events_no_update" in out
    assert "namn och sin nyckel" in out


@pytest.mark.file_only
def test_verification_needs_only_to_read(paid, tmp_path):
    folder = tmp_path / "read-only"
    folder.mkdir()
    copy = Path(shutil.copy(paid.book, folder / "copy.book"))
    copy.chmod(0o444)
    folder.chmod(0o555)
    try:
        paid.book = copy
        assert paid.ok("verify", "--json").json["findings"] == []
        assert [p.name for p in folder.iterdir()] == ["copy.book"]
    finally:
        folder.chmod(0o755)


def _keep_paying(path, stop):
    service = Service(open_book(path))
    while not stop.is_set():
        service.execute(pay(), ME)


@pytest.mark.file_only
def test_backups_under_load_verify_and_restore(paid, tmp_path):
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    payer = context.Process(target=_keep_paying, args=(paid.book, stop))
    payer.start()
    try:
        time.sleep(0.5)
        for number in range(5):
            assert "was written and verified" in paid.ok("backup", tmp_path / f"{number}.book").out
    finally:
        stop.set()
        payer.join(30)
    assert paid("backup", tmp_path / "0.book").code == "book-exists"
    assert paid("restore", tmp_path / "0.book").code == "book-exists"
    paid.book = tmp_path / "restored.book"
    paid.ok("restore", tmp_path / "4.book")
    assert paid.ok("verify", "--json").json["findings"] == []
    (tmp_path / "bad.book").write_bytes((tmp_path / "4.book").read_bytes()[:20_000])
    paid.book = tmp_path / "again.book"
    assert paid("restore", tmp_path / "bad.book").status in {2, 5}
    assert not paid.book.exists()
    assert list(tmp_path.glob("*.partial*")) == []


def test_every_finding_has_a_sentence():
    tree = ast.parse(Path(verification.__file__).read_text(encoding="utf-8"))
    noted = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "note"
    }
    assert noted == FINDINGS.keys()


def test_a_book_that_went_back_behind_what_its_key_has_signed_takes_nothing(concluded):
    """As when an older backup of a file or a server was put in its place."""
    key = evidence.read_key(evidence.key_file(concluded.book))
    with closing(concluded.open()) as book:
        head = book.head()
        later = evidence.Checkpoint(key.name, head + 3, b"x" * 32).signed(key)
    held = evidence.hold(evidence.held_folder(concluded.book), later)
    words = (
        "record",
        "disbursement",
        "herrgarden",
        "L1",
        "1",
        "--on",
        "2024-05-01",
        "--voucher",
        "1",
    )
    for more in ((), ("-n",)):
        refused = concluded(*words, *more)
        assert (refused.status, refused.code) == (5, "behind-checkpoint")
        assert f"has {head} events" in refused.err
    told = concluded("status")
    assert (told.status, told.code) == (5, "behind-checkpoint")
    held.unlink()
    concluded.ok(*words)
