"""What is done to a book to see whether anything is lost, or altered unseen.

``test_reliability.py`` runs the short form; ``make soak`` runs this file, the long form, and
writes the table in docs/RELIABILITY.md. Every function takes a seed and returns what it saw.
"""

import multiprocessing
import os
import random
import resource
import runpy
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import foreign_files
import power_cut
import protocol_cuts
import server_reliability
from postgres_server import Server, programs
from test_recording import ME, concluded_book, pay

from ledger import demo
from ledger.books import notes
from ledger.books.checkpoints import public_key
from ledger.books.keys import Term
from ledger.books.opening import make_book, open_book
from ledger.books.tree import Frontier, entry_bytes, leaf_hash
from ledger.proof import evidence
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable, LedgerError
from ledger.work import asking, present
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections.reports import KINDS

CONTEXT = multiprocessing.get_context("fork")
SECTOR = 512
CHECKER = Path(__file__).resolve().parent.parent / "docs" / "check_proof.py"


def quiet(_more):
    """Be told of progress, and say nothing."""


def findings(path, held=()):
    """Return the codes of what verification finds; opening may be refused too."""
    try:
        book = open_book(path)
    except (LedgerError, sqlite3.Error) as error:
        return [type(error).__name__]
    try:
        return [x.code for x in verify(book, list(held), quiet).findings]
    finally:
        book.close()


# ---------------------------------------------------------------- kill -9


def _record_until_killed(path, ledger, start, bulk):
    service = Service(open_book(path))
    number = start
    while True:
        keys = [f"k{n}" for n in range(number, number + bulk)]
        rows = [(pay(voucher=key), Signature(actor="p", key=key)) for key in keys]
        for _ in service.execute_all(rows, chunk=bulk):
            number += bulk
            os.write(ledger, number.to_bytes(8, "big"))


def kills(folder, count, seed):
    """Kill a recording process at random moments; return (kills, acknowledged, lost, partial)."""
    chance = random.Random(seed)
    path = folder / "killed.book"
    concluded_book(make_book(path))[0].close()
    setup, acknowledged, lost, partial = open_book(path).head(), 0, 0, 0
    for _ in range(count):
        bulk, most_s = chance.choice([(1, 0.06), (1, 0.06), (50, 0.06), (2500, 0.3)])
        read, write = os.pipe()
        process = CONTEXT.Process(
            target=_record_until_killed, args=(path, write, acknowledged, bulk)
        )
        process.start()
        os.close(write)
        time.sleep(chance.uniform(0.005, most_s))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        told = b""
        while part := os.read(read, 65536):
            told += part
        os.close(read)
        acknowledged = int.from_bytes(told[-8:], "big") if told else acknowledged
        book = open_book(path)
        kept = book.head() - setup
        lost += max(0, acknowledged - kept)
        partial += (kept - acknowledged) not in (0, bulk)
        acknowledged = kept
        book.close()
    book = open_book(path)
    keys = [e.envelope.key for e in book.events(after=setup)]
    assert keys == [f"k{n}" for n in range(len(keys))]
    assert verify(book, [], quiet).findings == []
    Service(book).execute(pay(), ME)
    book.close()
    return count, acknowledged, lost, partial


# ---------------------------------------------------------------- corruption


def closed_demo(path):
    """Make the demonstration's book as one file, with views and a key."""
    evidence.create_book(path)
    book = open_book(path)
    demo.record(book)
    present.rebuild(book)
    book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    book.connection.execute("PRAGMA journal_mode=DELETE")
    book.close()


def everything(path):
    """Return all reports and proofs of a book, as text."""
    book = open_book(path)
    subjects = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "radda-barnen"}
    subjects |= {f"forecast {what}": subjects[what] for what in ("agreement", "board")}
    shown = [
        repr(asking.report(book, kind, subjects.get(kind), asking.Question())) for kind in KINDS
    ]
    key = evidence.read_key(evidence.key_file(path))
    shown += [str(evidence.prove(book, position, key)) for position in (1, book.head())]
    book.close()
    return shown


def corrupted(chance, raw, page):
    """Return the bytes with one thing wrong, and what it was."""
    data, kind = bytearray(raw), chance.choice(["byte", "bit", "sector", "cut", "swap"])
    place = chance.randrange(len(data))
    if kind == "byte":
        data[place] = chance.randrange(256)
    elif kind == "bit":
        data[place] ^= 1 << chance.randrange(8)
    elif kind == "sector":
        start = place // SECTOR * SECTOR
        data[start : start + SECTOR] = bytes(SECTOR)
    elif kind == "cut":
        del data[place:]
    else:
        one, other = chance.sample(range(len(data) // page), 2)
        first, second = slice(one * page, (one + 1) * page), slice(other * page, (other + 1) * page)
        data[first], data[second] = data[second], data[first]
    return bytes(data), kind


def corruptions(folder, count, seed):
    """Corrupt copies of a book; return (count, detected, harmless, silent)."""
    chance = random.Random(seed)
    path, copy = folder / "whole.book", folder / "corrupt.book"
    closed_demo(path)
    shutil.copy(evidence.key_file(path), evidence.key_file(copy))
    raw, expected = path.read_bytes(), everything(path)
    page = int.from_bytes(raw[16:18], "big")
    detected = harmless = silent = 0
    for _ in range(count):
        data, kind = corrupted(chance, raw, page)
        for leftover in folder.glob("corrupt.book-*"):
            leftover.unlink()
        copy.write_bytes(data)
        if data == raw:
            harmless += 1
        elif findings(copy):
            detected += 1
        elif everything(copy) == expected:
            harmless += 1
        else:
            silent += 1
            sys.stderr.write(f"silent: {kind}, seed {seed}\n")
    return count, detected, harmless, silent


# ---------------------------------------------------------------- rewrites


def rewritten(source, target, change):
    """Make a book as its owner could: changed rows, and everything hashed and viewed anew."""
    book = open_book(source)
    rows = change([tuple(row) for row in book.rows()])
    made = make_book(target, book.infos())
    shutil.copy(evidence.key_file(source), evidence.key_file(target))
    with made.writing() as connection:
        versions, frontier = {}, Frontier()
        for position, (_, stream, _, name, state) in enumerate(rows, 1):
            versions[stream] = versions.get(stream, 0) + 1
            row = (stream, versions[stream], name, state)
            connection.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", (position, *row))
            nodes = frontier.append(leaf_hash(entry_bytes(*row)))
            connection.executemany("INSERT INTO merkle_node VALUES (?, ?, ?)", nodes)
        for kind, value, position in book.connection.execute("SELECT * FROM unique_reference"):
            if position <= len(rows):
                connection.execute(
                    "INSERT INTO unique_reference VALUES (?, ?, ?)", (kind, value, position)
                )
    book.close()
    made.close()


def alter(rows):
    """Alter a payment, and the reversal that repeats it."""
    return [
        (*row[:4], row[4].replace(b":8000000,", b":7000000,")) if row[0] in {38, 47} else row
        for row in rows
    ]


REWRITES = {
    "alter": alter,
    "insert": lambda rows: [*rows[:30], rows[29], *rows[30:]],
    "delete": lambda rows: [*rows[:29], *rows[30:]],
    "reorder": lambda rows: [*rows[:28], rows[29], rows[28], *rows[30:]],
    "truncate": lambda rows: rows[:40],
}


def mutated(chance, text):
    """Return a text with one small thing wrong."""
    kind, place = chance.randrange(6), chance.randrange(len(text))
    alphabet = "ABCxyz019+/= \n-\u2014"
    if kind == 0:
        return text[:place] + chance.choice(alphabet) + text[place + 1 :]
    if kind == 1:
        return text[:place] + chance.choice(alphabet) + text[place:]
    if kind == 2:
        return text[:place] + text[place + 1 :]
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if kind == 3:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 4:
        lines.insert(one, lines[other])
    else:
        del lines[one]
    return "\n".join(lines)


def proofs(folder, count, seed):
    """Mutate proofs and checkpoints; return (count, wrongly accepted, disagreements)."""
    chance = random.Random(seed)
    path = folder / "proved.book"
    closed_demo(path)
    book = open_book(path)
    key, public = evidence.read_key(evidence.key_file(path)), public_key(book)
    witness = notes.SecretKey.new("auditor")
    check = runpy.run_path(str(CHECKER))["check"]
    texts = [str(evidence.prove(book, position, key)) for position in (1, 17, 38, 77)]
    checkpoint = evidence.make_checkpoint(book, key)
    wrong = disagreements = 0
    for number in range(count):
        if number % 5 == 4:
            text = mutated(chance, str(checkpoint.cosigned(witness, 1_700_000_000)))
            wrong += text.startswith(checkpoint.body) < _checkpoint_holds(text, public)
            continue
        original = chance.choice(texts)
        text = mutated(chance, original)
        ours, theirs = _proof_holds(text, public), _check_holds(check, text, str(public))
        wrong += ours and text != original and not _same_claim(text, original)
        disagreements += ours != theirs
    book.close()
    return count, wrong, disagreements


def _same_claim(text, original):
    """Return whether two proofs say the same: only other people's signatures differ."""
    one, other = notes.parse_proof(text), notes.parse_proof(original)
    return (one.entry, one.index, one.path, one.checkpoint.body) == (
        other.entry,
        other.index,
        other.path,
        other.checkpoint.body,
    )


def _checkpoint_holds(text, public):
    try:
        return notes.parse_checkpoint(text).is_signed_by(public)
    except LedgerError:
        return False


def _proof_holds(text, public):
    try:
        evidence.require_proof(notes.parse_proof(text), [Term(public)])
    except LedgerError:
        return False
    return True


def _check_holds(check, text, public):
    try:
        return bool(check(text, public))
    except (ValueError, AssertionError, ArithmeticError, IndexError):
        return False


# ---------------------------------------------------------------- disk full, many writers


def _fill(path, limit, answer):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    service, done = Service(open_book(path)), 0
    try:
        while True:
            service.execute(pay(), ME)
            done += 1
    except BookUnusable as error:
        answer.send((done, error.code))


def full_disk(folder):
    """Let writes fail at a size; return (recorded, code, kept, findings, works again)."""
    path = folder / "full.book"
    concluded_book(make_book(path))[0].close()
    setup = open_book(path).head()
    ours, theirs = CONTEXT.Pipe()
    limit = path.stat().st_size + 400_000
    process = CONTEXT.Process(target=_fill, args=(path, limit, theirs))
    process.start()
    done, code = ours.recv()
    process.join(60)
    book = open_book(path)
    kept = book.head() - setup
    found = verify(book, [], quiet).findings
    Service(book).execute(pay(), ME)
    works = book.head() - setup == kept + 1
    book.close()
    return done, code, kept, found, works


def _write_for(path, number, seconds, answer):
    service, done = Service(open_book(path)), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        service.execute(pay(), Signature(actor=f"p{number}", key=f"{number}-{done}"))
        done += 1
    answer.send(done)


def writers(folder, processes, seconds):
    """Let processes write at once; return (recorded, lost, doubled, findings)."""
    path = folder / "many.book"
    concluded_book(make_book(path))[0].close()
    setup = open_book(path).head()
    pipes = [CONTEXT.Pipe(duplex=False) for _ in range(processes)]
    started = [
        CONTEXT.Process(target=_write_for, args=(path, n, seconds, pipes[n][1]))
        for n in range(processes)
    ]
    for process in started:
        process.start()
    counts = [ours.recv() for ours, _ in pipes]
    for process in started:
        process.join(60)
        assert process.exitcode == 0
    book = open_book(path)
    keys = [e.envelope.key for e in book.events(after=setup)]
    wanted = {f"{n}-{row}" for n, count in enumerate(counts) for row in range(count)}
    found = verify(book, [], quiet).findings
    book.close()
    return sum(counts), len(wanted - set(keys)), len(keys) - len(set(keys)), found


# ---------------------------------------------------------------- the long form

TABLE = Path(__file__).resolve().parent.parent / "docs" / "RELIABILITY.md"
MARK = "<!-- results -->\n"


def soak(folder, seed):
    """Run everything in its long form and return the rows of the table."""
    whole = (
        (
            "`kill -9` while recording",
            lambda: kills(folder, 1000, seed),
            "{0} kills, {1} acknowledged; lost {2}, partial {3}",
        ),
        (
            "corruptions of the file",
            lambda: corruptions(folder, 20_000, seed),
            "{0}: detected {1}, harmless {2}, silent {3}",
        ),
        (
            "mutated proofs and checkpoints",
            lambda: proofs(folder, 10_000, seed),
            "{0}: wrongly accepted {1}, checkers disagree on {2}",
        ),
        (
            "writes until the disk is full",
            lambda: full_disk(folder),
            "{0} acknowledged, {2} kept, then `{1}`; works again: {4}",
        ),
        (
            "8 processes recording for 30 s",
            lambda: writers(folder, 8, 30),
            "{0} recorded; lost {1}, doubled {2}",
        ),
    )
    whole = (
        *whole,
        (
            "power cuts at every call that changes files",
            lambda: power_cuts(folder, seed),
            "{0} commands, {1} calls, {2} states; lost or not to be repeated {3}",
        ),
        (
            "cuts at every protocol message",
            lambda: cuts_of_connections(folder, seed),
            "{0} commands, {1} messages, {2} cuts, {3} times Ctrl-C; lost, doubled or untrue {4}",
        ),
        (
            "tables as other programs write them",
            lambda: foreign_files.read_back_many(50_000),
            "{0}: read {1}, refused {2}, read otherwise 0",
        ),
        (
            "damaged SIE, camt, XLSX, tables, JSON and web pages",
            lambda: foreign_files.damages(150_000, seed),
            "{0}: read {1}, refused {2}, slower than 2 s {3}; anything else 0",
        ),
        ("coverage-guided fuzzing of input", lambda: fuzz(seed), "{0} inputs; failures {1}"),
        (
            "8 clients and 2 readers of a server for 30 s",
            lambda: on_one_server(30),
            "{0} recorded; lost {1}, doubled {2}, skipped {3}, findings {4}",
        ),
        (
            "a server killed (`kill -9`, SIGQUIT) under 4 clients",
            lambda: server_reliability.server_kills(40, seed),
            "{0} kills, {1} recorded; lost {2}, doubled {3}, findings {4}, taken back {5}",
        ),
        (
            "a primary killed under 4 clients, its standby promoted",
            lambda: failovers(10, seed),
            "{0} times, {1} recorded; lost {2}, doubled {3}, skipped {4}, findings {5}",
        ),
    )
    rows = []
    for what, run, text in whole:
        started = time.monotonic()
        seen = text.format(*run())
        rows.append(f"| {what} | {seen} | {time.monotonic() - started:.0f} s |")
        sys.stderr.write(rows[-1] + "\n")
    return rows


def power_cuts(folder, seed, times=3):
    """Cut the power everywhere, several times; return (commands, calls, states, failures)."""
    sums = [0, 0, 0]
    for name in power_cut.COMMANDS:
        for more in range(times):
            place = folder / f"cut-{name}-{more}"
            place.mkdir()
            calls, states, failed = power_cut.cuts(name, place, seed + more)
            sums = [x + y for x, y in zip(sums, (calls, states, len(failed)), strict=True)]
            sys.stderr.writelines(f"{name}, seed {seed + more}: {line}\n" for line in failed[:5])
    return len(power_cut.COMMANDS), *sums


def cuts_of_connections(folder, seed, interruptions=8):
    """Cut at every message; return (commands, messages, cuts, interruptions, failures)."""
    server = Server().init().start()
    sums = [0, 0, 0, 0]
    try:
        for name in protocol_cuts.COMMANDS:
            place = folder / f"protocol-{name}"
            place.mkdir()
            messages, cuts, _, failed = protocol_cuts.cuts(name, place, server, seed)
            stopped = 0
            if name in protocol_cuts.INTERRUPTED:
                more = protocol_cuts.interruptions(name, place, server, seed, interruptions)
                stopped, failed = more[0], failed + more[2]
            counts = (messages, cuts, stopped, len(failed))
            sums = [x + y for x, y in zip(sums, counts, strict=True)]
            sys.stderr.writelines(f"{name}, seed {seed}: {line}\n" for line in failed[:5])
    finally:
        server.remove()
    return len(protocol_cuts.COMMANDS), *sums


def on_one_server(seconds):
    """Let 8 clients record; return what ``server_reliability.clients`` does."""
    server = Server().init().start()
    try:
        return server_reliability.clients(server, 8, seconds)
    finally:
        server.remove()


def failovers(times, seed):
    """Fail over so many times; return (times, recorded, lost, doubled, skipped, findings)."""
    sums = [0, 0, 0, 0]
    findings = []
    for number in range(times):
        *counts, found, skipped, after = server_reliability.failover(seed + number)
        assert after > 0  # it went on
        sums = [x + y for x, y in zip(sums, (*counts, skipped), strict=True)]
        findings += found
    return times, *sums, findings


def fuzz(seed, runs=300_000):
    """Let atheris look for input that is neither taken nor refused; return (runs, failures)."""
    program = Path(__file__).with_name("fuzz_atheris.py")
    words = [sys.executable, program, f"-runs={runs}", f"-seed={seed + 1}", "-verbosity=0"]
    done = subprocess.run(words, capture_output=True, check=False)
    sys.stderr.write(done.stderr.decode("utf-8", "replace")[-2000:] if done.returncode else "")
    return runs, int(done.returncode != 0)


def main():
    """Write the table."""
    seed = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))
    sys.stderr.write(f"SAMVERK_SEED={seed}\n")
    with tempfile.TemporaryDirectory(prefix="samverk-soak-") as folder:
        rows = soak(Path(folder), seed)
    server = subprocess.run([programs() / "postgres", "-V"], check=True, capture_output=True)
    versions = (
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version},"
        f" PostgreSQL {server.stdout.decode().split()[-1]}, seed {seed}."
    )
    head = f"{versions}\n\n| what | seen | time |\n|---|---|---:|\n"
    before, _, rest = TABLE.read_text(encoding="utf-8").partition(MARK)
    after = rest.partition(MARK)[2]
    table = MARK + head + "\n".join(rows) + "\n" + MARK
    TABLE.write_text(before + table + after, encoding="utf-8")


if __name__ == "__main__":
    main()
