"""Nothing lies outside the boundary: whatever is typed or goes wrong, no traceback is shown."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import click
import pytest

from ledger.cli.boundary import run
from ledger.cli.main import samverk as program
from ledger.presentation import language

LANGUAGES = ("sv", "en")
FULL = Path("/dev/full")


def commands(command=program, path=()):
    """Yield every command and group with the words that name it, the program itself first."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))


GROUPS = [path for path, command in commands() if isinstance(command, click.Group)]
ALL = [path for path, _command in commands()]


def answer(capsys, *words):
    """Run the program in this process, and return status, stdout and stderr."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as exit_:
        run(list(words))
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    return exit_.value.code, shown.out, shown.err


RUN = "from samverk import run; run()"


def process(*words, code=None, env=None, **options):
    """Run the program, or Python code, as a process of its own."""
    start = [sys.executable, "-c", textwrap.dedent(code or RUN)]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SAMVERK", "LC_", "LANG"))}
    return subprocess.run(
        [*start, *map(str, words)],
        env={**clean, "SAMVERK_LANG": "en", "PYTHONUTF8": "1", **(env or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    language.use("sv")


# ---------------------------------------------------------------- whatever is typed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_name_alone_shows_what_there_is(capsys, monkeypatch, lang):
    monkeypatch.setenv("SAMVERK_LANG", lang)
    status, out, err = answer(capsys)
    assert (status, out) == (2, "")
    assert {"sv": "Kommandon:", "en": "Commands:"}[lang] in err
    assert "agreement" in err


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_a_group_alone_shows_what_it_has(capsys, monkeypatch, path, lang):
    monkeypatch.setenv("SAMVERK_LANG", lang)
    shown = answer(capsys, *path)
    if path == ("checkpoint",):  # does something by itself
        assert shown[0] == 2
        return
    assert shown[:2] == (2, "")
    assert {"sv": "Kommandon:", "en": "Commands:"}[lang] in shown[2]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_every_command_helps(capsys, monkeypatch, asked, lang):
    monkeypatch.setenv("SAMVERK_LANG", lang)
    for path in ALL:
        status, out, err = answer(capsys, *path, asked)
        assert (status, err) == (0, ""), path
        assert out.startswith({"sv": "Användning: samverk", "en": "Usage: samverk"}[lang])
        assert "<=" not in out.replace("\n", "")
        assert ">=" not in out.replace("\n", "")
        assert "..." not in out.partition("\n\n")[2], "the help of a command was cut"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("word", ["--", "zzz", "--zzz", "-z", "", "-", "\udcff", "\0", "é\u202e"])
def test_a_word_that_means_nothing_is_a_mistake_of_usage(capsys, monkeypatch, word, lang):
    monkeypatch.setenv("SAMVERK_LANG", lang)
    for path in GROUPS:
        status, _out, err = answer(capsys, *path, word)
        assert status == 2, path
        assert err.isprintable() or all(line.isprintable() for line in err.splitlines())


@pytest.mark.parametrize(
    "words", [["--lang"], ["--lang", "tlh"], ["--book"], ["--lang=", "status"]]
)
def test_an_option_of_the_program_that_lacks_its_value(capsys, words):
    assert answer(capsys, *words)[0] == 2


# ---------------------------------------------------------------- whatever goes wrong


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", [["status"], ["log"], ["verify"], ["doctor"], ["backup", "c"]])
def test_a_book_of_a_newer_form_is_named(capsys, tmp_path, words, lang):
    assert answer(capsys, "init")[0] == 0
    with sqlite3.connect("samverk.book") as connection:
        connection.execute("PRAGMA user_version=7")
    connection.close()
    status, _out, err = answer(capsys, "--lang", lang, *words)
    assert status == 2
    assert err.rstrip().endswith("[newer-book]")
    assert "7" in err


FAILING = """
    import sys
    class Failing:
        def find_spec(self, name, *_):
            if name == {module!r}:
                raise {error}
    sys.meta_path.insert(0, Failing())
    from ledger.cli.boundary import run
    run()
"""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("KeyboardInterrupt", 130),
        ("MemoryError", 1),
        ("RecursionError('too deep')", 1),
        ("ImportError('gone')", 1),
        ("OSError(5, 'Input/output error')", 1),
    ],
)
@pytest.mark.parametrize(
    "module",
    [
        "click",
        "ledger.presentation.language",
        "ledger.cli.streams",
        "ledger.cli.main",
        "ledger.cli.commands.status",
    ],
)
def test_what_goes_wrong_while_the_program_is_read_is_told(module, error, status):
    done = process("status", code=FAILING.format(module=module, error=error))
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stderr or module in {"ledger.cli.streams", "ledger.presentation.language"}
    assert done.stdout == ""


def test_an_error_that_cannot_be_worded_is_told_all_the_same():
    code = """
        from ledger import refusal
        from ledger.cli import boundary, main
        class Unworded(refusal.Refused, code="no-such-code"):
            pass
        def broken(context):
            raise Unworded()
        main.samverk.invoke = broken
        boundary.run()
    """
    done = process("status", code=code)
    assert done.returncode == 1
    assert "Unworded" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_goes_wrong_when_the_book_is_closed_is_told():
    code = """
        import sqlite3
        from ledger.cli import boundary
        from ledger.cli.session import Session
        def broken(self):
            raise sqlite3.OperationalError("disk I/O error")
        Session.close = broken
        boundary.run()
    """
    assert process("init").returncode == 0
    done = process("status", code=code)
    assert done.returncode != 0
    assert "disk I/O error" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["--help"], ["status"], ["log", "-O", "csv"]])
def test_a_full_disk_behind_the_output_is_told_once(words):
    assert process("init").returncode == 0
    with FULL.open("w", encoding="utf-8") as full:
        start = [sys.executable, "-c", RUN, *words]
        done = subprocess.run(start, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_a_reader_that_leaves_is_no_error():
    assert process("init").returncode == 0
    start = [sys.executable, "-c", RUN, "--help"]
    with subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_ctrl_c_at_any_moment_is_no_traceback():
    code = """
        import sys
        class Telling:
            def find_spec(self, name, *_):
                if name == "click":
                    print("begun", flush=True)
        sys.meta_path.insert(0, Telling())
        from ledger.cli.boundary import run
        run()
    """
    assert process("init").returncode == 0
    start = [sys.executable, "-c", textwrap.dedent(code), "replay"]
    for moment in range(10):
        with subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            assert running.stdout.readline() == b"begun\n"
            time.sleep(moment / 40)
            running.send_signal(signal.SIGINT)
            err = running.communicate()[1].decode()
        assert "Traceback" not in err
        assert running.returncode in {0, 130}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_by_clicks_own_way_is_no_traceback(shell):
    done = process(env={"_SAMVERK_COMPLETE": f"{shell}_source"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "samverk" in done.stdout
    asked = {
        "_SAMVERK_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "samverk rep",
        "COMP_CWORD": "1",
    }
    done = process(env=asked | ({"COMP_CWORD": "rep"} if shell == "fish" else {}))
    assert (done.returncode, done.stderr) == (0, "")
    assert "report" in done.stdout
