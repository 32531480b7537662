"""Papers (PDF/UA-1, A4), the same bytes whenever they are made by the same release of typst.

A template lays out; what it says comes as data, so no text of a book is ever read as markup. The
library typst is an extra, and imported only here. It brings its fonts along, and no other font is
used: a character that they lack is shown as a visible escape.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from ledger.presentation.display import escaped
from ledger.presentation.language import _, current
from ledger.presentation.refusals import NoPaperLibrary
from ledger.presentation.sheets import SEPARATOR
from projections.report import Scope

TEMPLATES = Path(__file__).parent
_STANDARD = "ua-1"
_SHORT_ROOT = 16  # characters of a root in the foot of a page
_MISSING = "could not be displayed with font"
_ON_EVERY_KEYBOARD = "\u017f"  # up to here the fonts have every letter
_ALONE = threading.Lock()  # the library's compiler does one thing at a time
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def is_there() -> bool:
    """Return whether the library that makes papers is installed."""
    return find_spec("typst") is not None


def typeset(template: str, content: Mapping[str, Any], when: datetime | None = None) -> bytes:
    """Return a paper.

    Args:
        template: its name, without ``.typ``.
        content: what the template says: texts, numbers, lists and objects of them.
        when: the instant that the paper is dated; None: it has none.

    Raises:
        NoPaperLibrary: the library typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise NoPaperLibrary(cause=str(error)) from None

    def made(text: str) -> bytes:
        with _ALONE:
            paper = _compiler().compile(
                str(TEMPLATES / f"{template}.typ"),
                format="pdf",
                pdf_standards=[_STANDARD],
                sys_inputs={"content": text},
                timestamp=(when or _EPOCH).astimezone(UTC).replace(microsecond=0),
            )
        assert isinstance(paper, bytes)
        return paper

    language = {"lang": current()}
    text = msgspec.json.encode({**content, **language}).decode()
    try:
        return made(text)
    except typst.TypstError as error:
        if _MISSING not in str(error):
            raise
    return made("".join(x if _has(x) else escaped(x).replace("\\", "\\\\") for x in text))


def dress(title: str, scope: Scope | None, command: str) -> dict[str, str]:
    """Return what stands in the foot and at the end of every paper: where it comes from.

    Args:
        title: of the paper.
        scope: the events that count; None: it says of none.
        command: that makes it again; empty: none does.
    """
    root = (scope.root or "") if scope else ""
    place = (_("position {at}", at=scope.at), root[:_SHORT_ROOT]) if scope else ()
    return {
        "title": title,
        "footer": SEPARATOR.join((title, *place)),
        "page": _("Page {page} ({pages})", page="{page}", pages="{pages}"),
        "check": _("How to check this"),
        "command": command,
        "root": root,
    }


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(root=str(TEMPLATES), ignore_system_fonts=True)


@cache
def _has(character: str) -> bool:
    """Return whether the fonts can show a character."""
    if character <= _ON_EVERY_KEYBOARD:
        return True
    import typst

    quoted = f"\\u{{{ord(character):x}}}"
    document = f'#set document(title: "x"); #"{quoted}"'
    try:
        with _ALONE:
            _compiler().compile(document.encode(), format="pdf", pdf_standards=[_STANDARD])
    except typst.TypstError:
        return False
    return True


_KEYWORDS = re.compile(rb"<pdf:Keywords>(.*?)</pdf:Keywords>", re.DOTALL)
_LAID_OUT_BY = re.compile(rb"<xmp:CreatorTool>(.*?)</xmp:CreatorTool>", re.DOTALL)


def keywords(paper: bytes) -> str | None:
    """Return the keywords of a paper; None: it has none, or is no paper of this kind."""
    return _said(_KEYWORDS, paper)


def laid_out_by(paper: bytes) -> str | None:
    """Return which release of the library laid a paper out; None: it is no paper of this kind."""
    return _said(_LAID_OUT_BY, paper)


def _said(pattern: re.Pattern[bytes], paper: bytes) -> str | None:
    from html import unescape

    found = pattern.search(paper) if paper.startswith(b"%PDF-") else None
    return unescape(found[1].decode("utf-8", "replace")) if found else None
