"""Where output goes, and what names and encodings do to it; as processes of their own."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import forks
import pytest

BIN = Path(sys.executable).parent
ODD = os.fsdecode(b"b\xff.book")  # a name that is no UTF-8
OUT = os.fsdecode(b"o\xff")


def answered(line, folder, env, closed=()):
    """Run a line of a shell; what calls the program alone needs none."""
    keep = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(folder), "LANG": "C.UTF-8"}
    env = keep | {"SAMVERK_LANG": "en"} | env
    if re.search("[|<>&;]", line):
        return subprocess.run(
            ["bash", "-c", line], env=env, cwd=folder, capture_output=True, check=False
        )
    return forks.run(shlex.split(line)[1:], env=env, cwd=folder, closed=closed, text=False)


@pytest.fixture
def shell(tmp_path):
    """Run a line of a shell in an empty folder, where ``samverk`` is the program."""

    def run(line, *, closed=(), **env):
        done = answered(line, tmp_path, env, closed)
        assert b"Traceback" not in done.stderr
        assert b"unexpected" not in done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A folder with the book of the demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    assert answered("samverk demo --keep samverk.book", folder, {}).returncode == 0
    return folder


@pytest.fixture
def book(demonstration, tmp_path):
    """The book of the demonstration."""
    shutil.copytree(demonstration, tmp_path, dirs_exist_ok=True)


CSV = "samverk report agreement herrgarden -O csv"


@pytest.mark.parametrize(
    "line",
    [
        f"{CSV} -o /dev/stdout",
        f"{CSV} -o /dev/stdout | cat",
        f"{CSV} -o /dev/stdout > x; cat x",
        f"{CSV} -o - | cat",
        f"{CSV} -o /dev/fd/1 | cat",
        f"{CSV} -o /proc/self/fd/1",
        f"{CSV} -o /dev/stderr 2>&1 | cat",
        f"{CSV} -o /dev/fd/7 7>&1 | cat",
        f"{CSV} -o >(cat > y); wait; sleep 1; cat y",
        f"{CSV} -o >(cat)",
        f"ln -s /dev/stdout link; {CSV} -o link | cat",
        f"ln -s /dev/stdout link; ln -s link another; {CSV} -o another > x; cat x",
        f"ln -s /dev/fd/7 link; {CSV} -o link 7>&1 | cat",
        f"mkfifo p; cat p & {CSV} -o p 2>/dev/null; wait",
    ],
)
def test_a_stream_gets_what_standard_output_would(shell, book, line):
    wanted = shell(CSV).stdout
    assert wanted.count(b"\n") > 5
    assert shell(line).stdout == wanted


@pytest.mark.parametrize("name", ["/dev/stdout", "-", "/dev/fd/1"])
def test_what_stands_in_a_file_already_stays(shell, book, name):
    done = shell(f"(echo before; samverk period list -o {name}; echo after) >> x; cat x")
    first, *middle, last = done.stdout.splitlines()
    assert (first, last) == (b"before", b"after")
    assert b"2024" in b"".join(middle)


@pytest.mark.parametrize(
    ("words", "begin"),
    [
        ("checkpoint", b"samverk/"),
        ("prove 3", b"c2sp.org/tlog-proof"),
        ("export --beancount", b""),
        ("log -O json", b"{"),
        ("party list -O csv", b""),
        ("agreement list", b"Agreements"),
    ],
)
def test_every_command_that_writes_a_file_writes_a_stream(shell, book, words, begin):
    plain = shell(f"samverk {words} -o - | cat")
    assert plain.stderr == b""
    assert plain.stdout.startswith(begin)
    assert shell(f"samverk {words} -o /dev/stdout > x; cat x").stdout == plain.stdout


def test_a_stream_that_is_full_or_closed_is_told(shell, book):
    for line in (f"{CSV} -o /dev/full", f"{CSV} -o /dev/fd/9"):
        done = shell(line)
        assert done.returncode == 1
        assert b"could not be written" in done.stderr


@pytest.mark.parametrize("closed", [(1,), (2,), (0,), (1, 2), (0, 1, 2)])
def test_a_stream_that_is_closed_gets_nothing_and_spoils_nothing(shell, book, closed):
    shell("samverk status")
    before = json.loads(shell("samverk verify --json").stdout)
    for words in ("log", "status", "verify", "--help", "zzz", "show 1000", "replay --rebuild"):
        shell(f"samverk {words}", closed=closed)
    shell("samverk party add ny --name Ny --kind civil", closed=closed)
    after = json.loads(shell("samverk verify --json").stdout)
    assert after["findings"] == []
    assert after["events"] == before["events"] + 1
    assert b"Ny" in shell("samverk party list").stdout


def test_a_book_made_while_every_stream_is_closed_is_a_book(shell):
    shell("samverk init <&- >&- 2>&-")
    assert shell("samverk verify").returncode == 0


# ---------------------------------------------------------------- names that are no UTF-8


@pytest.mark.parametrize("env", [{}, {"LANG": "C"}, {"LC_ALL": "sv_SE.ISO-8859-1"}])
def test_a_name_that_is_no_utf8_works_and_is_shown_escaped(shell, tmp_path, env):
    named = f"samverk --book {ODD}"
    for words in (
        "init",
        "party add x --name X --kind civil",
        "status",
        "log",
        "verify",
        "doctor",
        "replay",
        f"log -O json -o {OUT}.json",
        f"checkpoint -o {OUT}.cp",
        f"verify --checkpoint {OUT}.cp",
        f"backup {OUT}.bak",
        f"--book {OUT}.bak verify",
        f"party add y --name Y --kind civil --evidence ref:{ODD}.key",
    ):
        done = shell(f"{named} {words}", **env)
        assert done.returncode == 0, (words, done.stderr)
        assert b"\xff" not in done.stdout + done.stderr
    assert b"\\udcff" in shell(f"{named} status", **env).stdout
    assert (tmp_path / ODD).is_file()


@pytest.mark.parametrize(
    "words",
    [
        "agreement propose {}",
        "party add {} --name x --kind civil",
        "party add x --name {} --kind civil",
        "agreement show {}",
        "show {}",
        "{}",
        "--lang {} status",
        "--actor {} status",
        "log --event {}",
        "log --line {}",
        "verify --report {}",
        "verify --checkpoint {}",
        "prove --check {}",
        "restore {}",
        "migrate --from {} --to {}x",
        "log -o {}/x.json",
        "log -o {}.x",
        "init --key-file /{}/x",
        "export --{}",
    ],
)
def test_a_word_that_is_no_utf8_is_refused_and_shown_escaped(shell, book, words):
    done = shell("samverk " + words.replace("{}", os.fsdecode(b"z\xff")))
    assert done.returncode in {1, 2, 3}
    assert done.stderr.strip()
    assert done.stderr.decode("utf-8").replace("\n", "").isprintable()


# ---------------------------------------------------------------- encodings

READ = (
    "log",
    "show 38",
    "status",
    "agreement show herrgarden",
    "report agreement herrgarden",
    "report cash-flow",
    "--help",
    "report -h",
    "zzz",
    "show 1000",
    "export --beancount",
    "record disbursement herrgarden L1 1 --on 2025-03-25 --voucher V -n",
)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "cp850", "utf-16", "utf-8"])
def test_every_encoding_of_the_output_will_do(shell, book, encoding, lang):
    for words in READ:
        done = shell(
            f"samverk {words}", PYTHONIOENCODING=encoding, SAMVERK_LANG=lang, PYTHONUTF8="0"
        )
        shown = (done.stdout + done.stderr).decode(encoding)
        assert shown.strip(), words
        assert "\ufffd" not in shown
        if encoding == "utf-8":
            assert "\\u" not in shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize(
    "words",
    ["log -O json", "show 38 -O json", "agreement show herrgarden -O json", "verify --json"],
)
def test_json_is_the_same_text_in_every_encoding(shell, book, words, encoding):
    plain = json.loads(shell(f"samverk {words}").stdout)
    done = shell(f"samverk {words}", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding)) == plain


@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "no_SUCH.locale"},
        {"LANG": ""},
    ],
)
def test_every_locale_will_do(shell, env):
    assert b"Herrg" in shell("samverk demo", **env).stdout
