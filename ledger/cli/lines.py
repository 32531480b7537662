"""Commands on lines: how a line of a file, or of the program's own shell, is parted into words."""

from __future__ import annotations

import re
import shlex

import click

from ledger.presentation.language import _

# These commands are about another book than the open one, about no book, or read lines themselves.
BY_THEMSELVES = frozenset({"batch", "completion", "demo", "init", "migrate", "restore", "shell"})

# A line up to a comment. As in a shell, a "#" begins one only where a word would begin.
_PIECE = r"""\\.|'[^']*+'|"(?:\\.|[^"\\])*+"|[^ \t#'"\\]"""
_BEFORE_COMMENT = re.compile(rf"(?:[ \t]++|(?:{_PIECE})(?:{_PIECE}|\#)*+)*+")


def words_of(row: str) -> list[str]:
    """Return the words of a line, as a shell would part them; an empty line has none.

    Raises:
        click.UsageError: a quotation mark is not closed, or the line holds a NUL.
    """
    if "\0" in row:
        raise click.UsageError(_("The line holds a character that no command can have."))
    found = _BEFORE_COMMENT.match(row)
    assert found
    rest = row[found.end() :]
    try:
        words = shlex.split(found[0] + ("" if rest.startswith("#") else rest))
    except ValueError:
        wanted = _(
            "A quotation mark is not closed, or a backslash ends the line: a command is one line."
        )
        raise click.UsageError(wanted) from None
    return words[1:] if words[:1] == ["samverk"] and len(words) > 1 else words
