"""What a shell offers to complete a line with."""

from __future__ import annotations

from click.shell_completion import shell_complete

from ledger.cli.main import samverk


def completed(asked: str) -> int:
    """Answer a shell, and return the exit status.

    Args:
        asked: the shell and what it wants, as click words it: ``bash_source``, ``zsh_complete``.
    """
    return shell_complete(samverk, {}, "samverk", "_SAMVERK_COMPLETE", asked)
