"""Templates, filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ledger.presentation import display, language, typeset
from ledger.presentation.language import _, _n, _p
from ledger.web.draw.svg import bar, lone_mark
from ledger.web.places import Places
from ledger.work.present import described

if TYPE_CHECKING:
    from ledger.web.asking import Asking, Page

# What no line ends in: days, numbers of decisions, vouchers and other codes.
_WHOLE = re.compile(r"§ ?\d+|(?<![\w-])(?=[\w-]*\d)\w+(?:-\w+)+(?![\w-])")
_LONGEST_WHOLE = 24  # characters: what is longer may be broken in a narrow window
_SIDE_BY_SIDE = 28  # characters of figures that stand beside one another in a card
_MOST_CARDS = 8  # budget years: where there are more they are a table
NAMES = {"sv": "Svenska", "en": "English"}  # each in itself


@cache
def environment() -> Environment:
    """Return what fills in templates: every value is escaped, and a missing one is an error."""
    made = Environment(
        loader=PackageLoader("ledger.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["whole"] = whole
    made.globals.update(
        _=_, _n=_n, _p=_p, amount=display.amount, day=display.day, instant=display.instant,
        word=display.word, percent=display.percent, safe=display.safe,
        bar=bar, lone_mark=lone_mark, are_long=are_long, most_cards=_MOST_CARDS,
    )  # fmt: skip
    return made


def whole(text: str) -> Markup:
    """Return a text as HTML in which no line ends inside a day or a code."""
    shown, end = [], 0
    for found in _WHOLE.finditer(text):
        if len(found[0]) <= _LONGEST_WHOLE:
            shown += [escape(text[end : found.start()]), _unbroken(found[0])]
            end = found.end()
    return Markup("").join([*shown, escape(text[end:])])


def _unbroken(text: str) -> Markup:
    return Markup('<span class="whole">{}</span>').format(text)


def are_long(figures: Sequence[tuple[str, int | None, str]], currency: str) -> bool:
    """Return whether figures of a card are so long that each stands on a line of its own."""
    minors = (minor for _name, minor, _href in figures)
    return sum(len(display.amount(x, currency)) for x in minors if x) > _SIDE_BY_SIDE


def rendered(page: Page, asking: Asking | None, places: Places | None = None) -> str:
    """Return a page as HTML.

    Args:
        page: what it shows.
        asking: the request; None: the book cannot be opened.
        places: where other pages are, if there is no request.
    """
    at = asking.places if asking is not None else places
    assert at is not None
    values = {
        "page": page,
        "places": at,
        "lang": at.language,
        "languages": _other_languages(asking, at, page),
        "book_name": _book_name(asking),
        "clock": asking.clock() if asking is not None else None,
        "query": asking.query if asking is not None else None,
        "root": (asking.scope.root or "") if asking is not None else "",
        "again": asking.again(page) if asking is not None else "",
        "boards": list(asking.book.boards or ()) if asking is not None else [],
        "files": _files(asking, page),
        "now_href": _without(asking, "at", "known-at"),
        **page.content,
    }
    return environment().get_template(page.template).render(values)


def entrance(asking: Asking, languages: list[tuple[str, str, str]]) -> str:
    """Return the page that leads from the top of a folder to the pages in each language.

    Args:
        asking: a request in the first language.
        languages: code, name and address of each.
    """
    values = {"lang": asking.places.language, "places": asking.places, "languages": languages}
    template = environment().get_template("entrance.html")
    return template.render({**values, "book_name": _book_name(asking)})


def piece(name: str, **values: Any) -> Markup:
    """Return a part of a page."""
    return Markup(environment().get_template(name).render(values))  # noqa: S704 - escaped there


def part(template: str, name: str, *values: Any) -> str:
    """Return what a macro of a template makes."""
    module = environment().get_template(template).module
    return str(getattr(module, name)(*values))


def _other_languages(
    asking: Asking | None, places: Places, page: Page
) -> list[tuple[str, str, str]]:
    """Return code, name and address of this page in each other language."""
    words, query = ([], {}) if asking is None or page.status >= 400 else _here(asking)  # noqa: PLR2004
    return [
        (name, NAMES.get(name, name), places.spoken(name, words, query))
        for name in language.languages()
        if name != places.language
    ]


def _here(asking: Asking) -> tuple[list[str], dict[str, str]]:
    return asking.words, dict(asking.query.written)


def _without(asking: Asking | None, *names: str) -> str:
    """Return the address of this page without some parameters."""
    if asking is None:
        return ""
    words, query = _here(asking)
    left = {name: value for name, value in query.items() if name not in names}
    return asking.places.href(asking.places.language, words, left)


def _files(asking: Asking | None, page: Page) -> list[tuple[str, str]]:
    """Return the formats that a page is to be had in: a name and an address of each."""
    if asking is None:
        return []
    words, query = _here(asking)
    return [
        (ending.removeprefix(".").upper(), asking.places.as_file(ending, words, query))
        for ending in page.files
        if not asking.places.is_static or ending != ".pdf" or typeset.is_there()
    ]


def _book_name(asking: Asking | None) -> str:
    if asking is None:
        return ""
    from pathlib import Path

    said = described(asking.book, asking.scope.at).book_name
    return display.safe(said or Path(asking.book.name).name)
