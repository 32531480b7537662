"""Reviews and approvals signed with the actors' own SSH keys, and what is tried against them."""

import hashlib
import json
import os
import pty
import re
import select
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import FileHome, Program
from forging import judge
from msgspec.structs import replace
from prepared import EXAMPLE
from ssh_keys import OwnKey, agent, make_key, needs_openssh, public_of

from events import facts as f
from ledger.books.book import Book, recorded_from
from ledger.books.sqlite import SqliteBook

PHRASE = "hemlig fras"
LINE, AMOUNT = "L2", "178 750"
# What each person may do: a requests, b reviews, c and d approve.
MANDATES = (("b", "review"), ("c", "decide"), ("d", "decide"))


def attested_agreement(folder):
    """Write the real agreement, where two have to see to each payment; return its file."""
    file = folder / "attested.toml"
    text = EXAMPLE.read_text("utf-8").replace("\nrounding", '\nattest = "two"\nrounding', 1)
    assert "attest" in text
    file.write_text(text, "utf-8")
    return file


def begin(program, folder):
    """Conclude the agreement, and give the persons their mandates."""
    program.ok("agreement", "propose", attested_agreement(folder))
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        told = ("--board", board, "--decision", f"{board} § 1", "--on", "2023-12-06")
        program.ok("agreement", "approve", "herrgarden", *told)
    program.ok("agreement", "conclude", "herrgarden", "--decision", "KS", "--on", "2023-12-07")
    today = datetime.now(UTC).date()
    span = ("--from", today - timedelta(days=2), "--to", today + timedelta(days=300))
    for actor, step in MANDATES:
        board = ("--board", "kommunstyrelsen", "--step", step, "--decision", "KS § 9")
        program.ok("authority", "grant", actor, *board, *span, actor=None)


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Keys of b, c and d in files, and one of c's that is encrypted."""
    folder = tmp_path_factory.mktemp("people")
    made = {name: make_key(folder / name) for name in ("b", "c", "d", "stranger")}
    return made | {"locked": make_key(folder / "locked", passphrase=PHRASE)}


@pytest.fixture(scope="module")
def begun(tmp_path_factory, people):
    """A book in a file with everybody's keys, where the payments of one agreement are attested."""
    folder = tmp_path_factory.mktemp("attested")
    return folder / "begun.book"


@pytest.fixture
def samverk_file(begun, people, tmp_path, monkeypatch, capsys):
    """The program on a copy of that book."""
    monkeypatch.chdir(tmp_path)
    if not begun.exists():
        program = Program(FileHome(begun), capsys)
        program.ok("init")
        begin(program, begun.parent)
        for name in ("b", "c", "d", "locked"):
            who = "c" if name == "locked" else name
            program.ok("actor", "add-key", who, f"{people[name]}.pub", actor="kim")
    for file in begun.parent.glob("begun.book*"):
        if file.is_file():
            shutil.copy(file, tmp_path / file.name)
    return Program(FileHome(tmp_path / "begun.book"), capsys)


def request(program, amount=AMOUNT, due="2024-04-01"):
    """Ask for a payment, and return the position of the request."""
    words = ("request", "pay", "herrgarden", LINE, amount, "--due", due)
    return program.ok(*words, "-O", "json", actor="a").json["recorded"][0]["position"]


def decide(program, step, at, actor, key, *more, lang="en"):
    return program("request", step, at, "--sign-key", key, *more, actor=actor, lang=lang)


def attest(program, people, at):
    """Let b review a request, and d approve it; return the positions of both."""
    found = []
    for step, actor in (("review", "b"), ("approve", "d")):
        done = decide(program, step, at, actor, people[actor], "-O", "json")
        assert done.status == 0, done.err
        found.append(done.json["recorded"][0]["position"])
    return found


def events_of(program):
    with closing(SqliteBook.open(program.book)) as book:
        return [recorded_from(row) for row in book.rows()], book.info("origin")


def judged(events, origin):
    """Return which rule of which event is broken, by position."""
    return judge(events, origin=origin).rules


@needs_openssh
def test_a_review_and_an_approval_are_signed_and_an_auditor_checks_them_alone(
    samverk_file, people, tmp_path
):
    program = samverk_file
    at = request(program)
    attest(program, people, at)
    events, _origin = events_of(program)
    signed = [event for event in events if getattr(event.fact, "signature", None)]
    assert [event.envelope.actor for event in signed] == ["b", "d"]
    assert [event.envelope.assurance for event in signed] == ["signed", "signed"]
    pay = ("record", "disbursement", "herrgarden", LINE, AMOUNT, "--voucher", "V")
    program.ok(*pay, "--on", "today", "--year", 2024, "--outside-term", actor="a")
    assert "Everything agrees." in program.ok("verify").out
    told = program.ok("request", "signature", at, "-o", "audit").out
    lines = [line for line in told.splitlines() if line.startswith("ssh-keygen ")]
    assert len(lines) == 2
    for line, event in zip(lines, signed, strict=True):
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        actor = event.envelope.actor
        assert done.stdout.startswith(f'Good "samverk-attest" signature for {actor} with '), done
        message = tmp_path / "audit" / f"{event.position}.txt"
        text = message.read_text("utf-8")
        assert text == by_the_letter_of_the_format(program.book, event.position)
        assert "17875000" in text
        assert "radda-barnen" in text
        message.write_text(text.replace("17875000", "17875001"), "utf-8")
        assert subprocess.run(["bash", "-c", line], capture_output=True, check=False).returncode
    (one,) = re.findall(
        r"^ssh-keygen .*",
        program.ok("request", "signature", signed[1].position, "-o", "one").out,
        re.MULTILINE,
    )
    assert subprocess.run(["bash", "-c", one], capture_output=True, check=False).returncode == 0


def by_the_letter_of_the_format(book, position):
    """Return what was signed, read with nothing but SQLite and JSON: docs/FORMAT.md."""
    with closing(sqlite3.connect(book)) as database:
        ((origin,),) = database.execute("SELECT value FROM book_info WHERE name='origin'")
        rows = "SELECT originator_id, state FROM stored_events WHERE rowid=?"
        ((stream, state),) = database.execute(rows, (position,))
        decided = json.loads(state)
        at = decided["data"]["request"]
        ((_, asked),) = database.execute(rows, (at,))
    asked, state = bytes(asked), bytes(state)
    data = [raw[raw.index(b'"data":') + 7 : -1].decode() for raw in (asked, state)]
    signature = json.dumps(decided["data"]["signature"])
    return "\n".join(
        (
            "samverk-attest/v1",
            f"Book: {origin}",
            f"Agreement: {stream.removeprefix('agreement/')}",
            f"Actor: {decided['actor']}",
            f"Request: #{at} SHA-256 {hashlib.sha256(asked).hexdigest()}",
            f"Requested: {data[0]}",
            f"Decided: {data[1].replace(signature, 'null')}",
            "",
        )
    )


@needs_openssh
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_who_does_not_sign_with_a_key_of_their_own_is_refused(samverk_file, people, lang):
    program = samverk_file
    at = request(program)
    for words, actor, code in (
        ((), "b", "assurance-too-low"),
        (("--sign-key", people["stranger"]), "b", "key-unknown"),
        (("--sign-key", people["c"]), "b", "key-unknown"),
        (("--sign-key", people["b"]), "c", "no-authority"),
    ):
        refused = program("request", "review", at, *words, actor=actor, lang=lang)
        assert (refused.status, refused.code) == (3, code), refused.err
    program.ok("actor", "retire-key", "b", f"{people['b']}.pub", "--reason", "lost", actor="kim")
    refused = decide(program, "review", at, "b", people["b"], lang=lang)
    assert (refused.status, refused.code) == (3, "key-retired"), refused.err
    assert "lost" not in refused.out
    events, _ = events_of(program)
    assert not any(isinstance(event.fact, f.PaymentReviewed) for event in events)


@needs_openssh
def test_what_was_signed_before_a_key_was_retired_counts(samverk_file, people):
    program = samverk_file
    at = request(program)
    assert decide(program, "review", at, "b", people["b"]).status == 0
    program.ok("actor", "retire-key", "b", f"{people['b']}.pub", "--reason", "lost", actor="kim")
    assert decide(program, "approve", at, "d", people["d"]).status == 0
    assert "Everything agrees." in program.ok("verify").out


@needs_openssh
def test_a_key_in_an_agent_signs_by_its_public_part(samverk_file, people, monkeypatch):
    program = samverk_file
    at = request(program)
    only = people["b"].parent / "only.pub"
    only.write_text((people["b"].parent / "b.pub").read_text("utf-8"), "utf-8")
    refused = decide(program, "review", at, "b", only)
    assert (refused.status, refused.code) == (2, "ssh-keygen-failed")
    assert "ssh-add" in refused.err
    with agent(people["b"]) as told:
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        assert decide(program, "review", at, "b", only).status == 0


def asking(monkeypatch, folder, answer):
    """Let OpenSSH ask a program for passphrases, as it does where there is no terminal."""
    program = folder / "asked"
    program.write_text(f"#!/bin/sh\n{answer}\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(program))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")


@needs_openssh
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_an_encrypted_key_is_asked_for_and_without_the_passphrase_nothing_is_recorded(
    samverk_file, people, tmp_path, monkeypatch, lang
):
    program = samverk_file
    at = request(program)
    assert decide(program, "review", at, "b", people["b"]).status == 0
    before = program.book.read_bytes()
    for answer in ("exit 1", "echo wrong"):
        asking(monkeypatch, tmp_path, answer)
        refused = decide(program, "approve", at, "c", people["locked"], lang=lang)
        assert (refused.status, refused.code) == (2, "ssh-keygen-failed"), refused.err
        assert "passphrase" in refused.err
    assert program.book.read_bytes() == before
    asking(monkeypatch, tmp_path, "echo 'hemlig fras'")
    assert decide(program, "approve", at, "c", people["locked"], lang=lang).status == 0


@needs_openssh
def test_ssh_keygen_asks_for_the_passphrase_on_the_terminal(samverk_file, people):
    program = samverk_file
    at = request(program)
    assert decide(program, "review", at, "b", people["b"]).status == 0
    options = ["--lang", "en", "--book", str(program.book), "--actor", "c"]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(  # noqa: S606 - in a terminal of its own
            sys.executable,
            [
                sys.executable,
                "-c",
                "import samverk; samverk.run()",
                *options,
                "request",
                "approve",
                str(at),
                "--sign-key",
                str(people["locked"]),
            ],
        )
    said, ends = b"", time.monotonic() + 30
    while time.monotonic() < ends:
        if terminal in select.select([terminal], [], [], 1)[0]:
            try:
                said += os.read(terminal, 4096)
            except OSError:
                break
            if said.endswith(b": ") and b"hemlig" not in said:
                os.write(terminal, b"hemlig fras\n")
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, said
    assert b"payment-approved" in said
    assert b"hemlig" not in said


@needs_openssh
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_where_ssh_keygen_is_missing_or_fails_one_is_told_what_to_do(
    samverk_file, people, tmp_path, monkeypatch, lang
):
    program = samverk_file
    at = request(program)
    (tmp_path / "garbage").write_text("garbage\n", "utf-8")
    (tmp_path / "garbage").chmod(0o600)
    refused = decide(program, "review", at, "b", "garbage", lang=lang)
    assert (refused.status, refused.code) == (2, "ssh-keygen-failed")
    assert decide(program, "review", at, "b", "nothing-there", lang=lang).status == 2
    (tmp_path / "own.pub").write_text(Path(f"{people['b']}.pub").read_text("utf-8"), "utf-8")
    public = decide(program, "review", at, "b", "own.pub", lang=lang)
    assert "ssh-add own. " in " ".join(public.err.split()), "the private key is what it takes"
    for body, code in (("exit 0", "ssh-keygen-failed"), (None, "no-ssh-keygen")):
        folder = tmp_path / f"path-{code}"
        folder.mkdir()
        if body:
            (folder / "ssh-keygen").write_text(f"#!/bin/sh\n{body}\n", "utf-8")
            (folder / "ssh-keygen").chmod(0o700)
        monkeypatch.setenv("PATH", str(folder))
        refused = decide(program, "review", at, "b", people["b"], lang=lang)
        assert (refused.status, refused.code) == (2, code), refused.err
        assert "Traceback" not in refused.err


@needs_openssh
def test_a_trial_run_signs_and_records_nothing_and_a_retry_needs_no_key(
    samverk_file, people, monkeypatch
):
    program = samverk_file
    at = request(program)
    before = program.book.read_bytes()
    assert "Nothing was written." in decide(program, "review", at, "b", people["b"], "-n").out
    assert program.book.read_bytes() == before
    first = decide(program, "review", at, "b", people["b"], "--key", "k", "-O", "json").json
    monkeypatch.setenv("PATH", "")
    again = decide(program, "review", at, "b", people["b"], "--key", "k", "-O", "json").json
    assert again["repeated"]
    assert again["recorded"] == first["recorded"]


@pytest.mark.parametrize("lang", ["en", "sv"])
@needs_openssh
def test_only_public_keys_are_registered_and_a_private_one_is_not_shown(
    samverk_file, people, tmp_path, lang
):
    program = samverk_file
    secret = people["stranger"].read_text("utf-8")
    many = tmp_path / "many.pub"
    many.write_text(f"{public_of(people['b'])}\n{public_of(people['c'])}\n", "utf-8")
    weak = make_key(tmp_path / "weak", "rsa", "-b", "1024")
    head = len(events_of(program)[0])
    for file, code in (
        (people["stranger"], "private-key-given"),
        (people["locked"], "private-key-given"),
        (many, "not-an-ssh-key"),
        (EXAMPLE, "not-an-ssh-key"),
        (f"{weak}.pub", "not-an-ssh-key"),
        (f"{people['b']}.pub", "key-taken"),
        (f"{people['d']}.pub", "key-taken"),
    ):
        refused = program("actor", "add-key", "d", file, actor="kim", lang=lang)
        assert refused.code == code, refused.err
        for line in secret.splitlines():
            assert line not in refused.out + refused.err
    assert len(events_of(program)[0]) == head


def forgeries(events, at, review, approval, other):
    """Yield what is altered, the event that a rule has to name, the rule, and all events."""
    by = {event.position: event for event in events}
    last = max(by)

    def changed(position, envelope=None, fact=None):
        event = by[position]
        data = replace(event.fact, **(fact or {}))
        made = replace(event, envelope=replace(event.envelope, data=data, **(envelope or {})))
        return [made if x.position == position else x for x in events if x.position <= last]

    own = by[approval].fact.signature
    others = {x.position: x.fact.signature for x in events if getattr(x.fact, "signature", None)}
    wrong = "signature-wrong"
    yield "amount of the request", review, wrong, changed(at, fact={"amount_minor": 17_875_100})
    yield "nonce of the request", review, wrong, changed(at, {"nonce": "0" * 32})
    yield "who requested", review, wrong, changed(at, {"actor": "e"})
    yield "what was checked", review, wrong, changed(review, fact={"checked": ("order",)})
    yield (
        "signature of the review",
        approval,
        "key-unknown",
        changed(approval, fact={"signature": others[review]}),
    )
    yield (
        "signature of another approval",
        approval,
        wrong,
        changed(approval, fact={"signature": others[other]}),
    )
    middle = len(own) // 2
    altered = own[:middle] + ("A" if own[middle] != "A" else "B") + own[middle + 1 :]
    yield (
        "a character of the signature",
        approval,
        wrong,
        changed(approval, fact={"signature": altered}),
    )
    yield "no signature", approval, wrong, changed(approval, fact={"signature": "AAAA"})
    yield (
        "only a word",
        approval,
        "assurance-too-low",
        changed(approval, {"assurance": "signed"}, {"signature": None}),
    )
    yield (
        "claimed",
        approval,
        "assurance-too-low",
        changed(approval, {"assurance": "claimed"}, {"signature": None}),
    )
    yield (
        "signed, and says that it is claimed",
        approval,
        "not-as-decided",
        changed(approval, {"assurance": "claimed"}),
    )
    yield (
        "another actor",
        approval,
        "key-unknown",
        changed(approval, {"actor": "c"}, {"authority": by[approval].fact.authority - 1}),
    )
    stranger = OwnKey().sign(b"anything")
    yield "an unknown key", approval, "key-unknown", changed(approval, fact={"signature": stranger})


@needs_openssh
def test_whatever_is_forged_of_an_attestation_is_found_by_the_rules(samverk_file, people):
    program = samverk_file
    at, second = request(program), request(program, due="2024-07-01")
    review, approval = attest(program, people, at)
    _, other = attest(program, people, second)
    events, origin = events_of(program)
    assert judged(events, origin) == {}
    assert judged(events, f"{origin}x")[review] == "signature-wrong"  # taken from another book
    seen = 0
    for what, position, rule, altered in forgeries(events, at, review, approval, other):
        assert judged(altered, origin).get(position) == rule, what
        seen += 1
    assert seen > 10
    paid = next(x for x in events if isinstance(x.fact, f.PaymentRequested))
    told = replace(paid, envelope=replace(paid.envelope, assurance="signed"))
    assert judged([told if x is paid else x for x in events], origin)[paid.position]


@needs_openssh
@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_on_a_server_the_login_is_enough_and_a_signature_is_checked_all_the_same(
    samverk, people, tmp_path, capsys
):
    program = samverk
    begin(program, tmp_path)
    program.ok("actor", "add-key", "b", f"{people['b']}.pub", actor=None)
    first, second = request(program), request(program, due="2024-07-01")
    assert program("request", "review", first, actor="b").status == 0
    assert decide(program, "review", second, "b", people["stranger"]).code == "key-unknown"
    done = decide(program, "review", second, "b", people["b"], "-O", "json")
    at = done.json["recorded"][0]["position"]
    told = program.ok("show", at, "-O", "json", actor="a").json
    assert told["assurance"] == "database-attested"
    assert program("request", "signature", first, "-o", "audit", actor="a").code == "not-signed"
    line = program.ok("request", "signature", second, "-o", "audit", actor="a").out.splitlines()[-1]
    assert subprocess.run(["bash", "-c", line], capture_output=True, check=False).returncode == 0
    assert "Everything agrees." in program.ok("verify", actor=None).out
    copy = tmp_path / "copy.book"
    program.ok("migrate", "--from", program.home.place, "--to", copy, actor=None)
    moved = Program(FileHome(copy), capsys)
    verified = moved.ok("verify")
    assert "Everything agrees." in verified.out
    assert "only a server's word stands for" in verified.out + verified.err
    (notice,) = moved.ok("verify", "--json").json["notices"]
    assert notice["positions"] == [at - 1], "the other one is signed, too"


@needs_openssh
def test_an_approval_in_a_file_that_says_a_server_knew_the_login_is_told_of(samverk_file, people):
    program = samverk_file
    at = request(program)
    review, _ = attest(program, people, at)
    assert "server's word" not in program.ok("verify").out
    events, origin = events_of(program)
    forged = [
        replace(
            event,
            envelope=replace(
                event.envelope,
                assurance="database-attested",
                data=replace(event.fact, signature=None),
            ),
        )
        if event.position == review
        else event
        for event in events
    ]
    assert judged(forged, origin) == {}  # as the rules of a server have it


@needs_openssh
def test_a_clock_that_is_set_lends_nobody_a_mandate(samverk_file, people, monkeypatch):
    program, now = samverk_file, Book.now
    today = datetime.now(UTC).date()

    def at_day(days):
        monkeypatch.setattr(Book, "now", lambda book: now(book) + timedelta(days=days))

    for first, last in ((-400, -300), (400, 500)):
        span = ("--from", today + timedelta(days=first), "--to", today + timedelta(days=last))
        told = ("--board", "kommunstyrelsen", "--step", "decide", "--decision", "KS § 9", *span)
        program.ok("authority", "grant", "c", "--agreement", "herrgarden", "--line", LINE, *told)
    for mandate in program.ok("authority", "list", "-O", "json").json["rows"]:
        if mandate["actor"] == "c" and mandate["standing"] == "in force":
            words = ("--on", today, "--reason", "slutat")
            program.ok("authority", "withdraw", mandate["position"], *words)
    at = request(program)
    assert decide(program, "review", at, "b", people["b"]).status == 0
    assert decide(program, "approve", at, "c", people["c"]).code == "no-authority"
    at_day(-350)
    assert decide(program, "approve", at, "c", people["c"]).code == "clock-behind"
    anyhow = decide(program, "approve", at, "c", people["c"], "--clock-is-right")
    assert anyhow.code == "no-authority", "its day is that of the newest event"
    at_day(450)
    assert decide(program, "approve", at, "c", people["c"]).status == 0
    at_day(0)
    assert program("verify").status == 5, "times are later than now"
    words = ("record", "disbursement", "herrgarden", LINE, AMOUNT, "--voucher", "V")
    paid = program(*words, "--on", "2024-04-01", "--clock-is-right")
    assert paid.code == "approval-lapsed", paid.err


@needs_openssh
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_what_is_not_signed_has_no_signature_to_write(samverk_file, lang):
    program = samverk_file
    at = request(program)
    for position, code in ((1, "not-attested"), (999, "not-attested"), (at, "not-signed")):
        refused = program("request", "signature", position, "-o", "audit", lang=lang)
        assert (refused.status, refused.code) == (2, code)
    assert program("request", "signature", at, lang=lang).status == 2


@needs_openssh
def test_a_private_key_is_not_written_over(samverk_file, people, tmp_path):
    secret = tmp_path / "id"
    shutil.copy(people["b"], secret)
    before = secret.read_bytes()
    refused = samverk_file("report", "agreement", "herrgarden", "-O", "json", "-o", secret)
    assert refused.code == "overwrites-key"
    assert secret.read_bytes() == before


@needs_openssh
def test_nobody_waits_while_a_person_signs_and_what_changed_meanwhile_is_signed_anew(
    samverk_file, people, tmp_path, monkeypatch
):
    program = samverk_file
    at = request(program)
    assert decide(program, "review", at, "b", people["b"]).status == 0
    mandates = program.ok("authority", "list", "-O", "json").json["rows"]
    first = next(x["position"] for x in mandates if x["actor"] == "d")
    told = ("--board", "kommunstyrelsen", "--step", "decide", "--decision", "KS § 10")
    span = ("--from", "2025-01-01", "--to", "2099-12-31")
    more = program.ok("authority", "grant", "d", *told, *span, "-O", "json", actor=None).json
    withdraw = ("authority", "withdraw", str(first), "--on", "today", "--reason", "left")
    words = [sys.executable, "-c", "import samverk; samverk.run()", "--book", str(program.book)]
    script = tmp_path / "bin" / "ssh-keygen"
    script.parent.mkdir()
    script.write_text(
        f"#!/bin/sh\n[ -e {tmp_path}/told ] || {shlex.join([*words, *withdraw])} >&2\n"
        f'echo once >> {tmp_path}/told\nexec {shutil.which("ssh-keygen")} "$@"\n',
        "utf-8",
    )
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    assert decide(program, "approve", at, "d", people["d"]).status == 0
    assert (tmp_path / "told").read_text("utf-8").count("once") == 2
    events, origin = events_of(program)
    assert events[-1].fact.authority == more["recorded"][0]["position"]
    assert events[-2].name == "authority-withdrawn/1"
    assert judged(events, origin) == {}
