"""A guide is run as its reader would run it, and its output compared with what it shows.

In a block of the kind ``console`` a line that begins with ``$`` is a command, and the lines under
it are what it prints, all of them and in order. What differs from run to run, such as keys, hashes
and the present time, is written as ``…``: inside a line for any text, and alone on a line for any
lines. A command with no lines under it is run, and what it prints is not compared. ``echo $?``
shows the exit status of the command before it, which is 0 where that does not follow. A block of
the kind ``python FILE``, ``toml FILE`` or ``csv FILE`` is written to that file.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(
    r"^```(?:console|(?:python|toml|csv) (\S+))\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_REST, _STATUS = "…", "echo $?"


class Step(NamedTuple):
    """A command of a guide, and the lines that are shown under it."""

    command: str
    shown: list[str]

    def is_shown_rightly(self, printed: str) -> bool:
        """Return whether what was printed is what is shown."""
        return not self.shown or bool(self._pattern().fullmatch(_lines(printed.splitlines())))

    def _pattern(self) -> re.Pattern[str]:
        return re.compile("".join(map(_of_line, _lines(self.shown).splitlines())))


def _lines(lines: list[str]) -> str:
    """Return lines without what depends on how wide something else is."""
    return "".join(f"{' '.join(line.split())}\n" for line in lines)


def _of_line(line: str) -> str:
    if line == _REST:
        return r"(?:.*\n)*?"
    return (
        re.sub(r"-{2,}", "-{2,}", re.escape(line).replace(r"\-", "-")).replace(_REST, ".*?") + r"\n"
    )


def steps(text: str) -> list[Step]:
    """Return the commands of a guide, in order."""
    found: list[Step] = []
    for file, block in _BLOCK.findall(text):
        if file:
            found.append(Step(f"cat > {file} <<'END'\n{block}END", []))
            continue
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line.removeprefix("$ "), []))
            else:
                found[-1].shown.append(line)
    return found


class Shell:
    """Runs commands in the present folder: ``samverk`` as it is told to, the rest in bash."""

    def __init__(self, samverk: Callable[..., tuple[int, str]]) -> None:
        self._samverk, self.status = samverk, 0

    def run(self, command: str) -> str:
        """Run a command and return what it prints, errors last."""
        if command == _STATUS:
            printed, self.status = f"{self.status}\n", 0
            return printed
        assert self.status == 0, f"before {command}: {self.printed}"
        words = shlex.split(command)
        if words[0] == "export":
            os.environ.update([words[1].split("=", 1)])
            return ""
        if words[0] == "samverk":
            self.status, self.printed = self._samverk(*words[1:])
            return self.printed
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        self.status, self.printed = done.returncode, done.stdout + done.stderr
        return self.printed


def differences(text: str, shell: Shell) -> Iterator[str]:
    """Run a guide, and return each command that does not print what is shown, and what it does."""
    for step in steps(text):
        printed = shell.run(step.command)
        if not step.is_shown_rightly(printed):
            yield f"$ {step.command}\n{printed}"
    assert shell.status == 0, shell.printed
