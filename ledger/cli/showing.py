"""What every command that lists or reports has in common: format, file, width."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ledger.cli.reading_input import LocalFile
from ledger.cli.session import Session
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from projections.report import Column

# The title, the columns (see ledger.presentation.lists) and the rows.
Listing: TypeAlias = "tuple[str, Sequence[Column], list[dict[str, Any]]]"

# Where output goes; ``-``, a pipe or a device will do, too, and need not be readable.
OUTPUT = LocalFile(path_type=Path, dir_okay=False, readable=False)
FORMATS = ("table", "json", "ndjson", "csv", "md", "html")


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-O`` and ``-o``."""
    function = click.option(
        "-o",
        "--output",
        type=OUTPUT,
        help=N_("Write to a file; its ending decides the format."),
    )(function)
    return click.option(
        "-O", "--output-format", type=click.Choice(FORMATS), help=N_("Format; table if left out.")
    )(function)


def shows_list(body: Callable[..., Any]) -> Callable[..., None]:
    """Make a function that returns title, columns and rows into a command that prints them."""

    @output_options
    @functools.wraps(body)
    @click.pass_obj
    def callback(
        session: Session,
        /,
        *,
        output_format: str | None,
        output: Path | None,
        **parameters: Any,
    ) -> None:
        from ledger.cli.output import format_of, terminal_width, write  # noqa: PLC0415
        from ledger.presentation.rendering import render_list  # noqa: PLC0415

        title, columns, rows = body(session, **parameters)
        chosen = format_of(output_format, output)
        text = render_list(
            columns,
            rows,
            chosen,
            width=terminal_width(),
            title=title,
        )
        write(text, output)

    return callback
