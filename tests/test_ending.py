"""Recorded is recorded, whatever becomes of the telling; and nothing is said that is not known."""

import os
import random
import re
import signal
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import forks
import pytest
from conftest import service_on
from postgres_server import Server
from prepared import EXAMPLE
from test_recording import ME, pay

from ledger.refusal import Refused
from ledger.work.receipt import Receipt, positions

SEED = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))
RUN = "from ledger.cli.boundary import run; run()"
PAY = ("record", "disbursement", "herrgarden", "L1", "1", "--on", "2024-03-25", "--voucher", "1")
CLOSE = ("period", "close", "2023")
# "There" by the words of either language; the number of the last event.
THERE = re.compile(r"(?:recorded (?:before )?as|registrerades (?:tidigare )?som) #(?:\d+–#)?(\d+)")


@pytest.fixture(autouse=True)
def _say_the_seed():
    sys.stdout.write(f"SAMVERK_SEED={SEED}\n")


def started(program, *words, code=RUN, lang="en", actor="ekonom", fresh=False, **streams):
    """Start the program on a test's book as a process of its own.

    Args:
        fresh: Python itself is started anew, so that also the start can be disturbed.
    """
    place, named = program.home.place_of(actor) if actor else (program.home.place, ())
    env = {**os.environ, "SAMVERK_LANG": lang, "PYTHONUTF8": "1", **streams.pop("env", {})}
    options = [*("--book", str(place)), *named, *map(str, words)]
    code = textwrap.dedent(code)
    if not fresh:
        return forks.Running(options, code=code, env=env, **streams)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    command = [sys.executable, "-c", code, *options]
    return subprocess.Popen(command, env=env, encoding="utf-8", **streams)


def ended(program, *words, **options):
    """Run it and return status, stdout and stderr."""
    with started(program, *words, **options) as running:
        out, err = running.communicate()
    if "code" not in options:  # Python itself loses an interruption inside its own callbacks
        assert "Traceback" not in (err or "")
        assert "Exception ignored" not in (err or "")
    return running.returncode, out, err


def unheard(program, *words, where="full", **options):
    """Run it with an output that cannot be written; return status and stderr."""
    if where == "full":
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            return ended(program, *words, stdout=full, **options)[::2]
    if where == "closed":
        code = f"import os; os.close(1); {RUN}"
        return ended(program, *words, code=code, **options)[::2]
    with started(program, *words, **options) as running:  # the reader leaves
        running.stdout.close()
        err = running.stderr.read()
    assert "Traceback" not in err
    return running.returncode, err


def head(program):
    with closing(program.open()) as book:
        return book.head()


OUTPUTS = ("full", "closed", "left")


# ---------------------------------------------------------------- the print fails


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("where", OUTPUTS)
def test_what_is_recorded_is_done_though_it_cannot_be_printed(concluded, where, lang):
    before = head(concluded)
    status, err = unheard(concluded, *PAY, "--key", "k", where=where, lang=lang)
    assert status == 0
    assert int(THERE.search(err)[1]) == before + 1 == head(concluded)
    status, err = unheard(concluded, *PAY, "--key", "k", where=where, lang=lang)
    assert (status, head(concluded)) == (0, before + 1)
    assert {"en": "not once more", "sv": "inte en gång till"}[lang] in err
    assert int(THERE.search(err)[1]) == before + 1


WRITES = [
    ("party", "add", "x", "--name", "X", "--kind", "civil"),
    ("agreement", "amend", "herrgarden", "L1", "--year", "2024", "--amount", "320 005"),
    ("period", "close", "2023"),
    ("party", "add", "x", "--name", "X", "--kind", "civil", "-O", "json"),
]


@pytest.mark.parametrize("words", WRITES, ids=lambda words: " ".join((*words[:2], words[-1])))
def test_every_command_that_records(proposed, words):
    before = head(proposed)
    status, err = unheard(proposed, *words)
    if status == 2:
        pytest.fail(err)
    assert (status, head(proposed)) == (0, before + 1)
    assert f"recorded as #{before + 1}, but could not be printed: the disk is full." in err


def test_a_proposal_names_all_its_events(samverk):
    status, err = unheard(samverk, "agreement", "propose", EXAMPLE)
    assert status == 0
    assert err.startswith(f"It was recorded as #1–#{head(samverk)}, but")


def test_nobody_is_told_where_stderr_is_gone_too(concluded):
    before = head(concluded)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert ended(concluded, *PAY, stdout=full, stderr=full)[0] == 0
    assert head(concluded) == before + 1


def test_an_error_while_the_outcome_is_described(concluded):
    """As a defect would have it, or a server that is lost just then."""
    code = """
        from ledger.cli.boundary import run
        from ledger.presentation import describing
        def broken(*_):
            raise ValueError("no words")
        describing.summary = broken
        run()
    """
    before = head(concluded)
    status, _out, err = ended(concluded, *PAY, code=code)
    assert (status, head(concluded)) == (0, before + 1)
    assert f"recorded as #{before + 1}, but could not be printed: ValueError: no words." in err


def test_an_encoding_that_lacks_the_letters(concluded):
    before = head(concluded)
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    status, out, err = ended(concluded, *PAY, env=env, fresh=True)
    assert (status, err, head(concluded)) == (0, "", before + 1)
    assert f"#{before + 1}" in out


@pytest.mark.parametrize(
    "words",
    [
        "log",
        "report agreement herrgarden",
        "show 3",
        "status",
        "verify",
        "export --hledger",
        "agreement list",
        "-n",
    ],
)
def test_an_answer_that_is_lost_is_no_success(concluded, words):
    before = head(concluded)
    asked = (*PAY, "-n") if words == "-n" else words.split()
    status, err = unheard(concluded, *asked, actor=None if words == "verify" else "ekonom")
    assert (status, head(concluded)) == (1, before)
    assert "The output could not be printed: the disk is full." in err
    assert "half written" not in err
    for where in ("closed", "left"):
        status, err = unheard(concluded, *asked, where=where)
        assert (status, err) == (0, "")


def test_what_goes_wrong_before_says_that_nothing_was_recorded(concluded):
    code = """
        from ledger.rules import decide
        from ledger.work import deciding
        from ledger.cli.boundary import run
        def broken(*_):
            raise ValueError("no rule")
        deciding.decide = broken
        run()
    """
    before = head(concluded)
    status, _out, err = ended(concluded, *PAY, code=code)
    assert (status, head(concluded)) == (1, before)
    assert "Nothing was recorded." in err


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_what_is_written_besides_events(concluded, tmp_path, lang):
    def told(*words, **options):
        status, err = unheard(concluded, *words, lang=lang, **options)
        assert status == 0, err
        why = {"en": "could not be printed: the disk is full.", "sv": "disken är full."}[lang]
        assert err.rstrip().endswith(why), err
        return err

    told("checkpoint")
    assert list(tmp_path.glob("*.checkpoints/*.checkpoint"))
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        said = ended(concluded, "checkpoint", "-o", "c", stdout=full, stderr=full)
        assert said[0] == 0
        before = Path("c").read_bytes()
        said = ended(concluded, "checkpoint", "cosign", "c", stdout=full, stderr=full)
        assert said[0] == 0
        for words in ("report cash-flow herrgarden -o a.json", "export --hledger -o b.journal"):
            assert ended(concluded, *words.split(), stdout=full, stderr=full)[0] == 0
    assert len(Path("c").read_bytes()) > len(before)
    assert Path("a.json").stat().st_size
    assert Path("b.journal").stat().st_size
    assert "copy.book" in told("backup", "copy.book")
    assert "new.book" in told("migrate", "--from", "copy.book", "--to", "new.book")
    assert {"en": "kept", "sv": "finns kvar"}[lang] in told("demo", "--keep", "demo.book")
    concluded.book = tmp_path / "restored.book"
    assert "restored.book" in told("restore", "copy.book")
    concluded.book = tmp_path / "made.book"
    assert "made.book" in told("init")
    for made in ("copy", "new", "demo", "restored", "made"):
        concluded.book = tmp_path / f"{made}.book"
        concluded.ok("verify")


def test_what_is_written_on_a_server(server, database, capsys, tmp_path, monkeypatch):
    from conftest import Program, ServerHome

    monkeypatch.chdir(tmp_path)
    program = Program(ServerHome(server, database), capsys)
    assert unheard(program, "init", actor=None)[0] == 0
    server.login("anna")
    status, err = unheard(program, "grant", "anna", "--role", "recorder", actor=None)
    assert (status, "anna has the role recorder. That could not" in err) == (0, True)
    assert program("status", actor="anna").status == 0


# ---------------------------------------------------------------- stopped

# Stops itself at a certain step, counted from a function on.
STOPPING = """
    import os, signal, sys
    name, left, number = os.environ["FROM"], int(os.environ["AT"]), int(os.environ["SIGNAL"])
    counts = not name
    def look(frame, event, arg):
        global left, counts
        if not counts:
            counts = event == "call" and frame.f_code.co_qualname == name
            return
        left -= 1
        if left == 0:
            sys.setprofile(None)
            os.kill(os.getpid(), number)
    from ledger.cli.boundary import run
    sys.setprofile(look)
    run()
"""


def stopped(program, *words, at, since="", number=signal.SIGINT, lang="en"):
    """Run it until some step and stop it there; return what ``ended`` does."""
    env = {"FROM": since, "AT": str(at), "SIGNAL": str(int(number))}
    return ended(program, *words, code=STOPPING, env=env, lang=lang, fresh=not since)


def judged(program, before, outcome, *, may_be_unknown, status=130, at_start=False):
    """See that what was said is so; return it as a word."""
    seen, out, err = outcome
    there = head(program)
    if "it is not known" in err or "okänt" in err:
        assert may_be_unknown, err
        assert seen == status
        assert there in {before, before + 1}
        return "unknown"
    if not (out or err) and at_start:
        assert (seen, there) == (status, before)
        return "nothing"
    if "nothing was recorded" in err or "inget registrerades" in err:
        assert (seen, there) == (status, before), err
        return "nothing"
    assert (seen, there) == (0, before + 1), (out, err)
    said = THERE.search(err)
    assert (said and int(said[1]) == there) or f"#{there}" in out, (out, err)
    return "recorded"


def test_ctrl_c_never_says_what_is_not_so(concluded):
    """At every step around the commit, and at some of all the others."""
    chance = random.Random(SEED)
    around = sorted(chance.sample(range(1, 61), 9))
    moments = [("Receipt.committing", n) for n in around]
    moments += [("Service.execute", chance.randrange(1, 4000)) for _ in range(2)]
    moments += [("", chance.randrange(1, 100_000)) for _ in range(2)]
    moments += [("Service.execute", 10), ("_print", 5)]  # long before it, and after it
    moments += [("_end", n) for n in (1, 3, 6)]  # while signals are switched off at the very end
    on_server = not isinstance(concluded.home.place, Path)
    seen = set()
    for number, (since, at) in enumerate(moments):
        before = head(concluded)
        words = (*PAY[:-1], number, "--key", f"k{number}")
        outcome = stopped(concluded, *words, at=at, since=since, lang=chance.choice(["sv", "en"]))
        told = judged(concluded, before, outcome, may_be_unknown=on_server, at_start=not since)
        seen.add(told)
        assert ended(concluded, *words)[0] == 0  # again, with the same key
        assert head(concluded) == before + 1
    assert seen >= {"nothing", "recorded"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_are_answered_likewise(concluded, number):
    before = head(concluded)
    on_server = not isinstance(concluded.home.place, Path)
    outcome = stopped(concluded, *CLOSE, at=10, since="Service.execute", number=number)
    assert judged(concluded, before, outcome, may_be_unknown=False, status=128 + number) == (
        "nothing"
    )
    outcome = stopped(concluded, *CLOSE, at=5, since="_print", number=number)
    assert judged(concluded, before, outcome, may_be_unknown=on_server) == "recorded"


def test_a_signal_that_was_to_be_ignored_is(concluded):
    """As by nohup."""
    before = head(concluded)
    code = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + textwrap.dedent(
        STOPPING
    )
    env = {"FROM": "Service.execute", "AT": "10", "SIGNAL": str(int(signal.SIGHUP))}
    assert ended(concluded, *PAY, code=code, env=env)[0] == 0
    assert head(concluded) == before + 1


def test_what_waits_for_a_standby_is_unknown_when_it_is_interrupted(capsys, tmp_path, monkeypatch):
    from conftest import Program, ServerHome
    from test_recording import concluded_book

    monkeypatch.chdir(tmp_path)
    primary, standby = Server().init().start(), None
    try:
        program = Program(ServerHome(primary, primary.database("book")), capsys)
        concluded_book(program.home.make())
        program.home.close()
        standby = primary.standby()
        primary.wait_for_standbys()
        standby.kill()
        before = head(program)
        waits = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        for voucher, key, finds_out in (
            ("1", ("--key", "k"), "--key k"),
            ("2", (), "samverk log --agreement herrgarden"),
        ):
            words = (*PAY[:-1], voucher, *key)
            others = ",".join(str(pid) for (pid,) in primary.execute(waits)) or "0"
            with started(program, *words) as running:
                primary.wait_for(f"{waits} AND pid NOT IN ({others})")
                running.send_signal(signal.SIGINT)
                out, err = running.communicate()
            assert (running.returncode, out) == (130, ""), err
            assert "it is not known whether it was recorded" in err
            assert finds_out in err
            before += 1
            assert head(program) == before
        standby.start()
        status, out, _err = ended(program, *PAY, "--key", "k")
        assert (status, head(program)) == (0, before)
        assert f"#{before - 1}" in out
    finally:
        primary.remove()
        if standby is not None:
            standby.remove()


@pytest.mark.file_only
def test_a_demonstration_that_is_interrupted_leaves_nothing(samverk, tmp_path):
    for at in (100, 5000):
        status, _out, err = stopped(
            samverk, "demo", "--keep", "d.book", at=at, since="Service.execute"
        )
        assert (status, "nothing was recorded" in err) == (130, True)
        assert not list(tmp_path.glob("d.book*"))


# ---------------------------------------------------------------- what a service knows


def test_a_receipt_of_many_rows(concluded):
    """How many are recorded, and which, when a later chunk is refused."""
    before = head(concluded)
    receipt = Receipt()
    with closing(concluded.home.open()) as book:
        service = type(service_on(book))(book, receipt=receipt)
        rows = [(pay(), ME) for _ in range(5)] + [(pay(10**12), ME)]
        with pytest.raises(Refused):
            list(service.execute_all(rows, chunk=2))
        assert (receipt.rows, receipt.ranges) == (4, [(before + 1, before + 4)])
        assert (receipt.is_done, receipt.is_pending) == (False, False)
        list(service.execute_all([(pay(), ME) for _ in range(3)], chunk=2))
        assert (receipt.rows, receipt.ranges) == (7, [(before + 1, before + 7)])
        assert receipt.is_done


def test_positions_in_words():
    assert positions([(3, 3), (5, 7)]) == "#3, #5–#7"
