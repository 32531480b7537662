"""What every test may use."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from ledger.cli import run

# A failure prints a blob that replays it; a slow machine is no failure.
settings.register_profile("samverk", print_blob=True, deadline=None)
settings.load_profile("samverk")


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    """Where a test's book goes; nothing is there yet."""
    return tmp_path / "herrgarden.book"


@dataclass
class Result:
    """What one run of the program left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def code(self):
        """The code of a refusal or conflict; None: there was none."""
        last = self.err.rstrip().rpartition("[")[2]
        return last.removesuffix("]") if self.err.rstrip().endswith("]") else None


class Program:
    """The program on one book, run as its users run it, in this process."""

    def __init__(self, book, capsys):
        self.book, self._capsys = book, capsys

    def __call__(self, *words, actor="ekonom", lang="en"):
        self._capsys.readouterr()
        options = ["--book", str(self.book), "--lang", lang, "--actor", actor]
        with pytest.raises(SystemExit) as exit_:
            run([*options, *map(str, words)])
        captured = self._capsys.readouterr()
        return Result(exit_.value.code, captured.out, captured.err)

    def ok(self, *words, **options):
        """Run what has to succeed."""
        result = self(*words, **options)
        assert result.status == 0, result.err
        return result

    def report(self, *words):
        """Return a report as data."""
        return self.ok("report", *words, "-O", "json").json


EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "herrgarden" / "agreement.toml"


@pytest.fixture
def samverk(book_path, capsys):
    """An empty book."""
    program = Program(book_path, capsys)
    program.ok("init")
    return program


@pytest.fixture
def proposed(samverk):
    """The real agreement, proposed."""
    samverk.ok("agreement", "propose", EXAMPLE)
    return samverk


@pytest.fixture
def concluded(proposed):
    """The real agreement, in force."""
    for board in ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden"):
        decided = ("--board", board, "--decision", f"{board} § 1", "--on", "2023-12-06")
        proposed.ok("agreement", "approve", "herrgarden", *decided)
    proposed.ok("agreement", "conclude", "herrgarden", "--decision", "KS § 2", "--on", "2023-12-07")
    return proposed
