"""Write docs/cli.md from the program's own help.

python docs/generate_cli_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ledger.cli import clickwork
from ledger.cli.main import samverk
from ledger.presentation import language

TARGET = Path(__file__).with_name("cli.md")
HEAD = """# Commands

Made by `docs/generate_cli_reference.py` from the program's help; a test fails when it is not.
Every command says the same with `--help`, in Swedish or English.

Exit status: 0 done, 1 unexpected failure, 2 usage, 3 refused by a rule, 4 conflict, 5 a difference.
"""


def reference() -> str:
    """Return the whole reference, in English, 90 characters wide."""
    language.use("en")
    clickwork.install()
    return HEAD + "".join(_sections(samverk, "samverk", None))


def _sections(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    settings = {**command.context_settings, "terminal_width": 90, "max_content_width": 90}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    path = context.command_path
    text = command.get_help(context).rstrip()
    yield f"\n## {path}\n\n```\n{text}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _sections(found, child, context)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
