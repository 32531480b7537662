"""All pages. Each has a line in this file, and a file of its own name beside it.

The line says where the page is and what it may be asked. The page's file has a function ``page``,
which takes an ``Asking`` and returns a ``Page``, and perhaps ``as_file``, which returns the same in
another format, and ``own``, which returns further parameters by what the page is about. Its
template lies in ``templates``.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.web.asking import Asking, Page

_ID = r"[^/]+"
_LOG = ("agreement", "line", "party", "board", "event", "voucher", "actor", "before")
_ROWS = ("agreement", "board", "party", "line", "year", "month", "activity", "funder", "performer")


class NothingThereError(Exception):
    """There is no such page."""


class Door(NamedTuple):
    """Where a page is.

    Attributes:
        path: a pattern of the path after the language; its group is what the page is about.
        name: of its file.
        own: the parameters that it has besides the clocks.
    """

    path: str
    name: str
    own: tuple[str, ...] = ()

    def asks(self, subject: str) -> Mapping[str, str]:
        """Return the parameters that the page has besides the clocks, and the reader of each."""
        own = getattr(import_module(f"{__name__}.{self.name}"), "own", None)
        further: Mapping[str, str] = own(subject) if own else {}
        readers = {name: "page" if name.startswith("page-") else name for name in self.own}
        return {**readers, **further}

    def page(self, asking: Asking) -> Page | str | None:
        """Return the page; a text: the address of another one; None: there is none."""
        made: Page | str | None = import_module(f"{__name__}.{self.name}").page(asking)
        return made

    def as_file(self, asking: Asking, form: str) -> tuple[str | bytes, str]:
        """Return what the page shows in another format, and the media type of that.

        Raises:
            NothingThereError: it is not to be had so.
        """
        make = getattr(import_module(f"{__name__}.{self.name}"), "as_file", None)
        made: tuple[str | bytes, str] | None = make(asking, form) if make else None
        if made is None:
            raise NothingThereError
        return made


_TURNED = ("page", "page-changes")  # of a report: its own table, and that of its changes
DOORS = (
    Door("", "overview"),
    Door(f"agreement/({_ID})", "agreement", ("by", "chain", "year", *_TURNED)),
    Door(f"board/({_ID})", "board", _TURNED),
    Door(f"party/({_ID})", "party", (*_TURNED, "page-in-kind")),
    Door(f"in-kind(?:/({_ID}))?", "in_kind", _TURNED),
    Door(f"cash-flow(?:/({_ID}))?", "cash_flow", _TURNED),
    Door(f"forecast/((?:agreement|board)/{_ID})", "forecast", _TURNED),
    Door(f"findings(?:/({_ID}))?", "findings", _TURNED),
    Door("(agreements|parties)", "register", ("page",)),
    Door("due", "due", ("agreement", "party", "within", "page")),
    Door("log", "log", (*_LOG, "year", "measure")),
    Door(r"event/([0-9]{1,9})", "event"),
    Door(r"event/([0-9]{1,9})/proof", "proof"),
    Door("verify", "verify"),
    Door("requests", "requests", ("agreement", "open", "page")),
    Door("authority", "authority", ("board", "page", "page-persons")),
    Door(f"audit(?:/({_ID}))?", "audit", ("agreement", "page")),
    Door("imports(?:/([0-9]{1,9}))?", "imports", ("page", "page-left-out")),
    Door(
        f"explain/((?:[a-z-]+)(?:/{_ID}){{0,2}})",
        "explain",
        ("measure", "page", "by", "chain", *_ROWS, "kind", "unit", "category", "role", "finding"),
    ),
)


def door_for(words: list[str]) -> tuple[Door, str]:
    """Return where the words of a path lead, and what the page there is about.

    Raises:
        NothingThereError: they lead nowhere.
    """
    path = "/".join(words)
    for door in DOORS:
        found = re.fullmatch(door.path, path)
        if found is not None:
            return door, next((x for x in found.groups() if x), "")
    raise NothingThereError
