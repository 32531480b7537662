"""Completion, as the shells themselves do it, and the answers that they get."""

import fcntl
import os
import pty
import re
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import termios
import time
from contextlib import closing, contextmanager
from pathlib import Path

import forks
import pytest
from conftest import FileHome
from in_memory import AUDITOR
from test_route_commands import have_read

from projections import views

BIN = Path(sys.executable).parent
SHELLS = ("bash", "zsh", "fish")
PATIENCE_S = 30
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])")


@pytest.fixture(params=SHELLS)
def shell(request):
    """One of the shells; where it is not there the test says so, and in CI it fails."""
    if not shutil.which(request.param):
        if os.environ.get("CI"):
            pytest.fail(f"{request.param} is not installed")
        pytest.skip(f"{request.param} is not installed, so completion in it was not tried")
    return request.param


def environment(home, **more):
    keep = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(home), "TERM": "xterm"}
    return keep | {"LC_ALL": "C.UTF-8", "SAMVERK_LANG": "en"} | more


START = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set show-all-if-ambiguous on'; bind 'set enable-bracketed-paste off'",
        "source <(samverk completion bash)",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; LISTMAX=1000; unset zle_bracketed_paste",
        "source <(samverk completion zsh)",
    ),
    "fish": (["fish", "--no-config", "-i"], "true", "samverk completion fish | source"),
}


# Completes as the program does; what is entered is only shown.
WRAPPER = """#!/bin/sh
[ -z "$_SAMVERK_COMPLETE" ] && [ "$1" != completion ] && { echo "<$*>"; exit; }
exec "%s" "$@"
"""


class Terminal:
    """A shell in a terminal, in which a user types."""

    def __init__(self, shell, folder, **env):
        wrapper = folder / "bin" / "samverk"
        wrapper.parent.mkdir()
        wrapper.write_text(WRAPPER % (BIN / "samverk"), encoding="utf-8")
        wrapper.chmod(0o755)
        env = environment(folder, **env)
        env["PATH"] = f"{wrapper.parent}:{env['PATH']}"
        self._tty, end = pty.openpty()
        termios.tcsetwinsize(end, (50, 200))
        words, *begin = START[shell]
        self._shell = subprocess.Popen(
            words,
            stdin=end,
            stdout=end,
            stderr=end,
            cwd=folder,
            env=env,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads
        )
        os.close(end)
        self.shown = ""
        for line in begin:
            self._type(line + "\r")
        self._type("echo rea''dy\r")
        self._wait_for("ready")

    def _type(self, text):
        os.write(self._tty, text.encode())

    def _wait_for(self, text):
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.shown:
            assert time.monotonic() < deadline, f"no {text!r} in {self.shown!r}"
            if select.select([self._tty], [], [], 0.1)[0]:
                got = os.read(self._tty, 65536).decode("utf-8", "replace")
                if "\x1b[c" in got or "\x1b[0c" in got:
                    self._type("\x1b[?6c")  # fish asks what the terminal is
                self.shown += _ESCAPES.sub("", got)

    def completes(self, line, wanted):
        """Type a line, the key that completes, and return; wait for the words that it became."""
        self.shown = ""
        self._type(line + "\t\r")
        self._wait_for(f"<{wanted}>")

    def lists(self, line, *wanted):
        """Type a line and the key that completes; wait for what is listed, and clear the line."""
        self.shown = ""
        self._type(line + "\t\t")
        for text in wanted:
            self._wait_for(text)
        self._type("\x15")

    def close(self):
        self._shell.kill()
        self._shell.wait()
        os.close(self._tty)


@contextmanager
def terminal(shell, folder, **env):
    opened = Terminal(shell, folder, **env)
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.file_only
def test_a_shell_completes_commands_and_what_is_in_the_book(concluded, shell, tmp_path):
    book = f"--book {concluded.book.name}"
    with terminal(shell, tmp_path) as typing:
        typing.completes("samverk sta", "status")
        typing.completes("samverk agreement sh", "agreement show")
        typing.completes("samverk agreement show --output-f", "agreement show --output-format")
        typing.completes(f"samverk {book} agreement show herr", f"{book} agreement show herrgarden")
        typing.completes(f"samverk {book} report board kom", f"{book} report board kommunstyrelsen")
        typing.completes(f"samverk {book} log --party ti", f"{book} log --party tif")
        typing.completes("samverk --lang=s", "--lang=sv")
        typing.completes(
            "samverk --book=herrgarden.book log --party=ti",
            "--book=herrgarden.book log --party=tif",
        )
        typing.completes("samverk --book herrgarden.book.k", "--book herrgarden.book.key")
        typing.lists(f"samverk {book} record use herrgarden L", "L1", "L2", "L3", "L4")


@pytest.mark.file_only
def test_a_shell_takes_the_book_from_the_environment_and_explains(concluded, shell, tmp_path):
    with terminal(shell, tmp_path, SAMVERK_BOOK=str(concluded.book), SAMVERK_LANG="sv") as typing:
        typing.completes("samverk report agreement herr", "report agreement herrgarden")
        if shell != "bash":  # which shows no explanations
            typing.lists("samverk agreement approve herrgarden --board k", "Kulturnämnden")
            typing.lists("samverk re", "Registrera")
            typing.lists("samverk --lang en re", "Record what")


def test_a_shell_is_silent_where_there_is_no_book(shell, tmp_path):
    with terminal(shell, tmp_path) as typing:
        typing.completes("samverk agreement show x", "agreement show x")
        assert "Traceback" not in typing.shown
        typing.completes("samverk sta", "status")
    assert list(tmp_path.glob("*.book*")) == []


def test_a_program_that_is_named_by_its_path_completes_too(shell, tmp_path):
    with terminal(shell, tmp_path) as typing:
        typing.completes("bin/samverk sta", "status")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_command_and_clicks_own_way_print_one_script(shell, tmp_path, lang):
    def printed(*words, **env):
        done = forks.run(words, env=environment(tmp_path, SAMVERK_LANG=lang, **env))
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    script = printed("completion", shell)
    assert script == printed(_SAMVERK_COMPLETE=f"{shell}_source")
    options = ["--no-execute"] if shell == "fish" else ["-n"]
    subprocess.run([shell, *options, "/dev/stdin"], input=script, text=True, check=True)


# ---------------------------------------------------------------- what is answered


def answer(line, folder, **env):
    """Return the values that are offered for a line, and how each is explained."""
    started = time.monotonic()
    env = environment(folder, _SAMVERK_COMPLETE="fish_complete", COMP_LINE=line, **env)
    done = forks.run([], env=env, cwd=folder)
    assert (done.returncode, done.stderr) == (0, ""), line
    assert time.monotonic() - started < PATIENCE_S / 10 + 2
    offered = [x.partition(",")[2].partition("\t") for x in done.stdout.splitlines() if x]
    return {value: what for value, _tab, what in offered}


@pytest.fixture
def asked(concluded, tmp_path):
    """Ask about the agreement in force, as a book in a file or on a server."""
    place, _named = concluded.home.place_of("ekonom")
    return lambda line: answer(f"samverk {line}", tmp_path, SAMVERK_BOOK=str(place))


def test_a_board_is_offered_what_it_sees(concluded, tmp_path):
    if isinstance(concluded.home, FileHome):
        pytest.skip("a file has no logins")
    place, _ = concluded.home.place_of("kultur", "board", "kulturnamnden")
    for line, wanted in {
        "agreement show ": {"herrgarden"},
        "log --line L": {"L1", "L2", "L3", "L4"},
        "report board ku": {"kulturnamnden"},
    }.items():
        assert set(answer(f"samverk {line}", tmp_path, SAMVERK_BOOK=str(place))) == wanted


BOARDS = {"kommunstyrelsen", "fritidsnamnden", "kulturnamnden"}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("agreement show ", {"herrgarden"}),
        ("agreement show x", set()),
        ("report agreement HERR", {"herrgarden"}),
        ("log --agreement ", {"herrgarden"}),
        ("record disbursement herrgarden ", {"L1", "L2", "L3", "L4"}),
        ("record disbursement nonesuch ", set()),
        ("reallocate herrgarden L1 ", {"L1", "L2", "L3", "L4"}),
        ("log --line l", {"L1", "L2", "L3", "L4"}),
        ("report board ", BOARDS),
        ("uplift herrgarden --board ku", {"kulturnamnden"}),
        ("claim herrgarden L1 100 --year ", {"2024", "2025"}),
        ("report agreement herrgarden --currency ", {"SEK"}),
        ("report agreement herrgarden --period 2025-Q", {f"2025-Q{n}" for n in range(1, 5)}),
        ("period reopen ", set()),
        ("show 1", {"1", *map(str, range(10, 18))}),
        ("log --event period", {"period-closed", "period-reopened"}),
        ("--lang ", {"sv", "en"}),
        ("report agreement herrgarden -O n", {"ndjson"}),
        ("party add ", set()),
        ("record disbursement herrgarden L1 ", set()),
        ("record disbursement 'herrgarden' L", {"L1", "L2", "L3", "L4"}),
        ('record disbursement "herrgarden" "L', {"L1", "L2", "L3", "L4"}),
        ("completion ", set(SHELLS)),
        ("completion zs", {"zsh"}),
    ],
)
def test_values_come_out_of_the_book(asked, line, wanted):
    assert set(asked(line)) == wanted


def test_series_and_publications_are_offered(concluded, asked):
    for value, on in (("2,5", "2024-04-15"), ("2,58", "2024-10-15")):
        concluded.ok("index", "publish", "PKV", "2025", value, "--on", on, "--source", "s")
    assert asked("index publish ") == asked("index list --series ") == {"PKV": ""}
    offered = asked("index withdraw ")
    assert list(offered.values()) == ["PKV 2025 · 2.58% · s", "PKV 2025 · 2.5% · s"]
    concluded.ok("index", "withdraw", next(iter(offered)), "--reason", "r")
    assert list(asked("index withdraw ").values()) == ["PKV 2025 · 2.5% · s"]


def test_witnesses_are_offered_while_they_are(concluded, asked):
    concluded.ok("witness", "add", "auditor", AUDITOR, "--party", "tif")
    assert asked("witness retire ") == {"auditor": "Tillsammans i Förening"}
    concluded.ok("witness", "retire", "auditor", "--reason", "r")
    assert asked("witness retire ") == {}
    assert asked("witness add ") == {}


def test_routes_maps_and_readings_are_offered(concluded, asked):
    concluded.ok("party", "amend", "tif", "--orgnr", "212000-1124", "--reason", "r")
    to_l2 = ("--agreement", "herrgarden", "--line", "L2")
    concluded.ok("route", "add", "--account", "4510", "--object", "6:77", *to_l2)
    concluded.ok("map", "add", "raindance", Path(__file__).with_name("columns.toml"))
    assert asked("route retire ") == {"19": "account 4510, object 6:77 → herrgarden L2"}
    assert set(asked("route add --account ")) == {"4510"}
    assert set(asked("route add --object ")) == {"6:77", "1:", "6:"}
    assert asked("route add --payee ") == {"2120001124": "Tillsammans i Förening"}
    assert set(asked("import file.csv --map ")) == {"raindance"}
    have_read(concluded)
    assert asked("imports show ") == {"21": "reskontra.csv"}
    assert set(asked("route add --account 45")) == {"4500", "4510"}
    concluded.ok("route", "retire", "19", "--reason", "r")
    assert asked("route retire ") == {}


def test_accounts_and_files_for_the_bank_are_offered(everything, tmp_path):
    place, _named = everything.home.place_of("ekonom")

    def asked(line):
        return answer(f"samverk {line}", tmp_path, SAMVERK_BOOK=str(place))

    assert "tif" in asked("party account add ")
    assert asked("party account confirm ") == {}
    everything.ok("party", "account", "add", "tif", "--plusgiro", "28 65 43-4", actor="ekonom")
    assert asked("party account confirm ") == {"127": "Tillsammans i Förening · plusgiro 2865434"}
    assert asked("export payments --from ") == {"9912346": "Kommunstyrelsen"}
    assert set(asked("payment-file void ")) == set(asked("payment-file again ")) == {"126"}


def test_open_amendments_are_offered(concluded, asked):
    asks = ("agreement", "change", "herrgarden", "--line", "L2")
    concluded.ok(*asks, "--year", 2025, "--amount", 1)
    assert set(asked("agreement approve herrgarden --amendment ")) == {"T1"}
    assert "tif" in asked("agreement change herrgarden --line L2 --performer ")
    told = ("--board", "kommunstyrelsen", "--decision", "§", "--on", "2024-03-25")
    concluded.ok("agreement", "decline", "herrgarden", "--amendment", "T1", *told)
    assert set(asked("agreement approve herrgarden --amendment ")) == set()


def test_mandates_persons_and_open_requests_are_offered(concluded, asked):
    term = ("--from", "2024-01-01", "--to", "2199-12-31", "--decision", "KS § 4")
    board = ("--board", "kommunstyrelsen", "--step", "decide")
    concluded.ok("authority", "grant", "anna", *board, *term, actor=None)
    concluded.ok("actor", "represents", "anna", "tif", actor=None)
    assert asked("actor represents ") == {"anna": "Tillsammans i Förening"}
    assert set(asked("authority withdraw ")) == {"18"}
    assert set(asked("authority grant bo --substitute-for ")) == {"18"}
    pay = ("request", "pay", "herrgarden", "L2", "100", "--due", "2024-04-01", "--on", "2024-03-01")
    concluded.ok(*pay)
    for words in ("request approve ", "record disbursement herrgarden L2 1 --request "):
        assert set(asked(words)) == {"20"}
    concluded.ok("request", "cancel", "20", "--reason", "r", "--on", "2024-03-02")
    assert asked("request approve ") == {}
    assert set(asked("request show ")) == {"20"}


def test_instalments_and_open_obligations_are_offered(concluded, asked):
    parts = ("--equal", 2, "--first", "2024-01-31", "--every", "month", "--on", "2024-01-10")
    concluded.ok("plan", "instalments", "herrgarden", "L2", "--year", "2024", *parts)
    offered = asked("record disbursement herrgarden L2 1 --instalment ")
    assert offered == {"1": "L2 2024 · 2024-01-31", "2": "L2 2024 · 2024-02-29"}
    owe = ("--kind", "report", "--party", "tif", "--due", "2024-07-31", "--on", "2024-01-10")
    offered = asked("obligation set herrgarden H1 --blocks ")
    assert offered == {"L2:2024:1": "2024-01-31", "L2:2024:2": "2024-02-29"}
    concluded.ok("obligation", "set", "herrgarden", "H1", *owe)
    assert asked("obligation set herrgarden ") == {}
    what = "report · Tillsammans i Förening · 2024-07-31"
    assert asked("obligation met herrgarden ") == {"H1": what}
    concluded.ok("obligation", "waive", "herrgarden", "H1", "--decision", "§ 1")
    assert asked("obligation met herrgarden ") == {}


def test_positions_are_explained(concluded, asked):
    on = ("--on", "2024-03-25")
    concluded.ok("record", "disbursement", "herrgarden", "L3", 75000, *on, "--voucher", "V")
    concluded.ok("claim", "herrgarden", "L3", 500, "--due", "2024-06-30", "--ground", "g", *on)
    pledge = ("herrgarden", "tif", "--type", "volunteer", "--unit", "h", "--unit-value", 220)
    concluded.ok("pledge", *pledge, "--quantity", 100, "--year", 2024, *on)
    concluded.ok("record", "in-kind", *pledge, "--quantity", 9, *on, "--pledge", 20)
    concluded.ok("period", "close", "2023")
    assert set(asked("record repayment herrgarden ")) == {"19"}
    assert set(asked("record in-kind herrgarden tif --pledge ")) == {"20"}
    assert set(asked("in-kind verify ")) == {"21"}
    assert set(asked("period reopen ")) == {"2023"}
    shown = asked("reverse 1")
    assert shown["18"].startswith("disbursement-recorded: L3 2024 · 75,000")


@pytest.mark.file_only

# ---------------------------------------------------------------- silent, quick, without a trace


def files(folder):
    """Return all there is in a folder, to the byte and the instant."""
    return {x.name: (x.read_bytes(), x.stat().st_mtime_ns) for x in folder.iterdir()}


PARTY = "samverk --book herrgarden.book report party "


@pytest.mark.file_only
def test_nothing_is_written_where_nobody_has_the_book_open(proposed, tmp_path):
    before = files(tmp_path)
    assert "tif" in answer(PARTY, tmp_path)
    assert files(tmp_path) == before


@pytest.mark.file_only
def test_what_was_recorded_a_moment_ago_is_offered(proposed, tmp_path):
    with closing(sqlite3.connect(proposed.book)) as other:  # keeps the log from going away
        other.execute("SELECT COUNT(*) FROM stored_events").fetchone()
        proposed.ok("party", "add", "ny", "--name", "Ny", "--kind", "civil")
        names = {x.name for x in tmp_path.iterdir()}
        assert "herrgarden.book-wal" in names
        assert "ny" in answer(PARTY, tmp_path)
        assert {x.name for x in tmp_path.iterdir()} == names


@pytest.mark.file_only
def test_what_the_views_have_not_come_to_is_offered(proposed, tmp_path):
    proposed.ok("replay", "--rebuild")
    proposed.ok("party", "add", "ny", "--name", "Ny", "--kind", "civil")
    assert {"tif", "ny"} <= set(answer(PARTY, tmp_path))
    with closing(sqlite3.connect(proposed.book)) as book:
        for table in views.TABLES:
            book.execute(f"DROP TABLE {table}")
    assert "tif" in answer(PARTY, tmp_path)


@pytest.mark.file_only
def test_a_log_that_a_killed_program_left_is_left_as_it_is(proposed, tmp_path):
    with closing(sqlite3.connect(proposed.book)) as other:
        other.execute("SELECT COUNT(*) FROM stored_events").fetchone()
        proposed.ok("party", "add", "ny", "--name", "Ny", "--kind", "civil")
        left = tmp_path / "left"
        left.mkdir()
        for name in ("herrgarden.book", "herrgarden.book-wal"):
            shutil.copy(tmp_path / name, left)
    before = files(left)
    assert "tif" in answer(PARTY, left)
    assert files(left) == before


def ruined(book):
    book.write_bytes(book.read_bytes()[:5000] + b"\xff" * 3000)


def emptied(book):
    book.write_bytes(b"")


def newer(book):
    with closing(sqlite3.connect(book)) as connection:
        connection.execute("PRAGMA user_version=9")


def piped(book):
    book.unlink()
    os.mkfifo(book)


def foldered(book):
    book.unlink()
    book.mkdir()


@pytest.mark.file_only
@pytest.mark.parametrize("harm", [ruined, emptied, newer, piped, foldered, Path.unlink])
def test_a_book_that_cannot_be_read_is_silence(proposed, tmp_path, harm):
    harm(proposed.book)
    before = {x.name for x in tmp_path.iterdir()}
    answer(PARTY, tmp_path)
    assert {x.name for x in tmp_path.iterdir()} == before
    assert "status" in answer("samverk --book herrgarden.book sta", tmp_path)


def test_a_server_that_does_not_answer_is_silence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        uri = f"postgresql://somebody@127.0.0.1:{deaf.getsockname()[1]}/book"
        assert answer("samverk report party ", tmp_path, SAMVERK_BOOK=uri) == {}
    assert answer("samverk report party ", tmp_path, SAMVERK_BOOK=uri) == {}
    assert answer("samverk report party ", tmp_path, SAMVERK_BOOK="postgresql://%zz") == {}


@pytest.mark.parametrize("asked", ["", "bash", "zsh_", "tcsh_source", "bash_nonsense", "_", "1"])
def test_a_question_that_is_none_is_no_traceback(tmp_path, asked):
    env = environment(tmp_path, _SAMVERK_COMPLETE=asked)
    done = forks.run([], env=env)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr


def test_the_words_of_clicks_own_scripts_are_understood(tmp_path):
    for shell, cursor in (("bash", "1"), ("zsh", "1"), ("fish", "sta")):
        env = environment(tmp_path, _SAMVERK_COMPLETE=f"{shell}_complete", COMP_CWORD=cursor)
        env["COMP_WORDS"] = "samverk sta"
        done = forks.run([], env=env)
        assert done.returncode == 0
        assert "status" in done.stdout
        assert done.stderr == ""
