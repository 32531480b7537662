"""What the words in a saved report ask for, so that the client can make the report again."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ledger.cli.commands import audit, papers
from ledger.cli.commands.explaining import AskedFigure, explain
from ledger.cli.commands.reporting import Asked, report
from ledger.presentation import language
from ledger.presentation.language import _
from projections.reports import KINDS

_NAMED = 4  # words: samverk --lang sv report


def asked_by(words: Sequence[str]) -> Asked | audit.Asked | papers.Asked:
    """Return what the words of a report ask for: ``samverk --lang sv report agreement …``.

    Raises:
        click.ClickException: the words ask for no report, no audit test and no paper.
    """
    kinds: dict[str, tuple[click.Group, type[Asked]]] = {
        "report": (report, Asked),
        "explain": (explain, AskedFigure),
    }
    named, rest = list(words[:4]), list(words[4:])
    group, asked = kinds.get(named[3], (None, Asked)) if len(named) == _NAMED else (None, Asked)
    if named[:2] == ["samverk", "--lang"] and named[3:] == ["audit"] and rest:
        language.use(named[2])
        return audit.asked_by(rest[0], rest[1:])
    if named[:2] == ["samverk", "--lang"] and named[3:] == ["paper"]:
        language.use(named[2])
        return papers.asked_by(rest)
    kind = next((KINDS[x] for x in (" ".join(rest[:2]), *rest[:1]) if x in KINDS), None)
    command: click.Command | None = group
    for word in kind.name.split() if kind and group else ("",):
        assert isinstance(command, click.Group) or command is None
        command = command.get_command(click.Context(command), word) if command else None
    if named[:2] != ["samverk", "--lang"] or command is None or kind is None:
        raise click.UsageError(_("These words ask for no report."))
    language.use(named[2])
    rest = rest[len(kind.name.split()) :]
    return asked.of(kind, command.make_context(kind.name, rest).params)
