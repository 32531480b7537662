"""The command line: the program's edge, where people's words become commands and back."""

from ledger.cli.main import run, samverk

__all__ = ["run", "samverk"]
