"""Where pages are: the words of the command line, the language first, and the clocks behind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from urllib.parse import quote, quote_plus, urlencode

from ledger.presentation.formats import endings
from ledger.web import assets

PAGE = ".html"


class Places:
    """The addresses of pages, as one page names others.

    Attributes:
        language: of the page.
        kept: the parameters that go along to other pages.
        is_static: the pages become files, and nobody answers what a form asks.
    """

    def __init__(self, language: str, kept: Mapping[str, str], *, is_static: bool = False) -> None:
        self.language, self.kept, self.is_static = language, kept, is_static

    def to(self, *words: str | int, **query: str | int | None) -> str:
        """Return the address of a page.

        Args:
            words: of its path.
            query: what it is asked besides the clocks; ``_`` stands for ``-``. None: not that, even
                if it is among what goes along.
        """
        asked = {name.replace("_", "-"): value for name, value in query.items()}
        return self.href(self.language, [str(word) for word in words], {**self.kept, **asked})

    def spoken(self, language: str, words: list[str], query: Mapping[str, str]) -> str:
        """Return the address of the same page in another language."""
        return self.href(language, words, query)

    def href(self, language: str, words: list[str], query: Mapping[str, str | int | None]) -> str:
        """Return an address as it stands in a page that is served."""
        path = "/".join(map(_quoted, (language, *words)))
        if not words:
            path += "/"
        elif "." in words[-1] and words[-1].endswith(
            tuple(suffixes())
        ):  # the page of something that is named so
            path += PAGE
        asked = "&".join(
            f"{_quoted_plus(name)}={_quoted_plus(str(value))}"
            for name, value in query.items()
            if value is not None
        )
        return f"/{path}" + (f"?{asked}" if asked else "")

    def as_file(self, ending: str, words: list[str], query: Mapping[str, str]) -> str:
        """Return the address of what a page shows, in another format."""
        path = "/".join(quote(word, safe="") for word in (self.language, *words))
        return f"/{path}{ending}" + (f"?{urlencode(query)}" if query else "")

    def asset(self, name: str) -> str:
        """Return the address of a file of the program's."""
        return f"/{assets.FOLDER}/{assets.hashed(name)}"


_quoted = lru_cache(4096)(partial(quote, safe=""))
_quoted_plus = lru_cache(4096)(quote_plus)  # a page has hundreds of addresses, of few words


def suffixes() -> dict[str, str]:
    """Return the format of each ending of an address; that of a page is no such."""
    return {ending: name for ending, name in endings().items() if name != "html"}


def parted(path: str) -> tuple[list[str], str | None]:
    """Return the words of a path, and the format that its ending names; None: a page."""
    words = path.split("/")
    last = words[-1]
    if last.endswith(PAGE):
        words[-1] = last.removesuffix(PAGE)
        return words, None
    for ending, name in suffixes().items():
        if last.endswith(ending) and last != ending:
            words[-1] = last.removesuffix(ending)
            return words, name
    return words, None
