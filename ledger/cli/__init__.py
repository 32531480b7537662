"""The command line: the program's edge, where people's words become commands and back."""

from ledger.cli.boundary import run

__all__ = ["run"]
