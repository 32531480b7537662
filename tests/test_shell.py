"""The program's own shell: one command after the other, in a terminal."""

import stat
from contextlib import closing
from pathlib import Path

import pytest
from at_terminal import AtTerminal

PAY = "pay herr L2 {} --voucher V{} --on 2024-05-02 --yes"


@pytest.fixture
def shell(concluded, tmp_path):
    """Open the shell on the agreement in force."""
    with AtTerminal(concluded, "shell", XDG_STATE_HOME=str(tmp_path / "state")) as user:
        user.program = concluded
        user.history = tmp_path / "state" / "samverk" / "history"
        yield user.sees("Tab completes, exit ends.", "samverk>")


def head(program):
    with closing(program.open()) as book:
        return book.head()


def test_many_entries_in_one_session(shell):
    before = head(shell.program)
    for n in range(1, 4):
        shell.types(PAY.format(n, n)).sees("disbursement-recorded: L2 2024", "samverk>")
    shell.types("report agreement herrgarden -O csv").sees("samverk>")
    shell.types("exit")
    assert shell.ends()[0] == 0
    assert head(shell.program) == before + 3


def test_a_refused_command_ends_its_line_only(shell):
    for line, told in {
        PAY.format("800 000", 1).replace("800 000", '"800 000"'): "exceeds-remaining",
        "nix": "No such command",
        'pay "': "quotation mark",
        "--lang sv status": "--lang is given once, before shell",
        "demo": "demo is no command for a shell",
        "shell": "shell is no command for a shell",
        "pay --help": "Usage: samverk pay",
        "record --help": "disbursement",
        "# nothing": "samverk>",
        "": "samverk>",
        "samverk status": "Agreements:",
        "show 999": "999",
    }.items():
        shell.types(line).sees(told)
    shell.types(PAY.format(1, 1)).sees("disbursement-recorded", "samverk>").types("\x04", end="")
    assert shell.ends()[0] == 0


def test_tab_completes_and_ctrl_c_clears_the_line(shell):
    shell.types("pay herrg\t", end="").sees("herrgarden")
    shell.types("\x03", end="").sees("samverk>")
    shell.types("report agr\t", end="").sees("eement").types(" herr\t", end="").sees("garden")
    shell.types("").sees("Total").types("exit")
    assert shell.ends()[0] == 0


def test_what_others_record_is_seen_at_once(shell):
    shell.types("status").sees("Events:", "samverk>")
    words = ("herr", "L1", "7", "--voucher", "V", "--on", "2024-05-02")
    shell.program.ok("pay", *words)
    shell.types("log --voucher V").sees("L1 2024", "samverk>").types("quit")
    assert shell.ends()[0] == 0


def test_lines_are_remembered_for_their_user_only(shell):
    shell.types("status").sees("Events:", "samverk>").types("avsluta")
    assert shell.ends()[0] == 0
    assert "+status" in shell.history.read_text(encoding="utf-8")
    assert stat.S_IMODE(shell.history.stat().st_mode) == 0o600


def test_a_shell_needs_a_terminal(concluded):
    refused = concluded("shell")
    assert refused.status == 2
    assert "samverk batch" in refused.err


def test_without_the_library_it_says_what_to_install(concluded, tmp_path):
    hidden = tmp_path / "hidden" / "prompt_toolkit"
    hidden.mkdir(parents=True)
    Path(hidden, "__init__.py").write_text("raise ImportError('hidden')\n")
    with AtTerminal(concluded, "shell", PYTHONPATH=str(hidden.parent)) as user:
        status, shown = user.ends()
    assert status == 2
    assert "pip install 'samverk[shell]'" in shown
