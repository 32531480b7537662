"""The pages as files in a folder, for a web site or an archive: the same pages, and no server.

Pages are taken one after the other, in the order in which they lead to each other. What a page
leads to is decided when it is written: it becomes a file, too, or stays a text. So a page is in
memory for as long as it is written, and no link is dead.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from ledger.books.book import Book
from ledger.books.refusals import ServerGone
from ledger.presentation.language import Language, spoken
from ledger.refusal import LedgerError, Tampered
from ledger.web import assets, filling
from ledger.web.app import Source
from ledger.web.asking import Asking, Page
from ledger.web.pages import NothingThereError, door_for, errors
from ledger.web.paging import PAGE
from ledger.web.places import Places, parted, suffixes
from ledger.web.queries import CLOCKS, Query, UnreadableError, read_query
from ledger.web.rewriting import rewritten

# The words of a path, and the parameters that are not those of the whole folder.
_Key: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_LONGEST = 60
_DIGITS = 10
_WITH_FILES = 2  # words of a path at most: a figure is not to be had in other formats here
FIGURES, EVENTS, LISTS, PARTS = "figures", "events", "lists", "parts"
PAGES = 10  # of one table: what has more is whole in the files beside it, or at a terminal
_LIMITED = {"explain": FIGURES, "event": EVENTS, "log": LISTS}


class Wanted(NamedTuple):
    """What shall be in the folder.

    Attributes:
        languages: of the pages, the first of them first.
        clocks: parameters of all pages, as they are written in an address.
        most: at most so many pages of figures, of events, of lists of events, and of further pages
            of figures, each.
    """

    languages: Sequence[Language]
    clocks: Mapping[str, str]
    most: int


class Published(NamedTuple):
    """What came into a folder.

    Attributes:
        files: the number of all files.
        left_out: of each kind of pages how many are left out, since there would be too many. Of
            ``PARTS`` it is how many tables go on in files that are not there.
    """

    files: int
    left_out: Mapping[str, int]


def publish(
    source: Source, wanted: Wanted, folder: Path, tell: Callable[[int], object]
) -> Published:
    """Fill a folder with the pages of a book as it is now.

    Each page says how many events it is made of. Of a book on a server later pages may have more of
    them than earlier ones, if somebody records meanwhile and the clocks name no position.

    Args:
        source: what they are made of.
        wanted: which of them.
        folder: empty.
        tell: is told of each page.

    Raises:
        LedgerError: the book cannot be read, or has not what the clocks ask for.
        OSError: a file cannot be written.
    """
    with source.opened() as book:
        site = _Site(source, wanted, book, folder)
        # On a server a question that this login may not ask would end the whole transaction.
        with book.reading() if book.login is None else nullcontext():
            site.fill(tell)
    return Published(site.written, {kind: len(x) for kind, x in site.left_out.items()})


class _Site:
    """Pages on their way into a folder."""

    def __init__(self, source: Source, wanted: Wanted, book: Book, folder: Path) -> None:
        self._source, self._wanted, self._book, self._folder = source, wanted, book, folder
        self._files: dict[_Key, str] = {}
        self._others: dict[tuple[_Key, str, str], str | None] = {}
        self._count: Counter[str] = Counter()
        self._kept: dict[Any, Any] = {}
        self._waiting: deque[_Key] = deque()
        self._events: deque[_Key] = deque()  # last: they lead only to events that are there anyway
        self.written = 0
        self.left_out: dict[str, set[_Key]] = {}

    def fill(self, tell: Callable[[int], object]) -> None:
        """Write all files."""
        for name, asset in assets.all_assets().items():
            self._write(f"{assets.FOLDER}/{name}", asset.content)
        first: _Key = ((), ())
        self._of(first)
        while self._waiting or self._events:
            key = (self._waiting or self._events).popleft()
            for language in self._wanted.languages:
                with spoken(language):
                    self._page(key, language)
            tell(1)
        self._entrance()

    def _page(self, key: _Key, language: str) -> None:
        page, asking = self._made(key, language)
        here = f"{language}/{self._files[key]}"
        is_event = _kind(key) == EVENTS

        def file_of(address: str) -> str | None:
            return self._file_of(address, of_event=is_event)

        content = rewritten(filling.rendered(page, asking), here, file_of)
        self._write(here, content.encode())

    def _asking(self, key: _Key, language: str) -> tuple[Any, Asking]:
        words, own = [*key[0]], key[1]
        door, subject = door_for(words)
        pairs = [*self._wanted.clocks.items(), *own]
        query = read_query(pairs, door.asks(subject), self._source.readers)
        places = Places(language, query.clocks, is_static=True)
        asking = Asking(self._book, words, subject, query, places)
        asking.kept = self._kept
        return door, asking

    def _made(self, key: _Key, language: str) -> tuple[Page, Asking]:
        """Return a page; where the question has no answer, the page that says why."""
        try:
            door, asking = self._asking(key, language)
            page = door.page(asking)
            return (page if isinstance(page, Page) else errors.page_of(None)), asking
        except (ServerGone, Tampered):  # of the book, and of no single page
            raise
        except (LedgerError, UnreadableError, NothingThereError) as error:
            if not key[0]:  # the first page: there is nothing to publish
                raise
            places = Places(language, self._wanted.clocks, is_static=True)
            return errors.page_of(error), Asking(self._book, [], "", Query(), places)

    def _file_of(self, address: str, *, of_event: bool) -> str | None:
        """Return the file for an address, which then will be there; None: it is left out.

        Args:
            address: as a served page has it.
            of_event: the page of an event leads to it.
        """
        split = urlsplit(address)
        first, _slash, path = split.path.lstrip("/").partition("/")
        if first == assets.FOLDER:
            return f"{first}/{path}"
        if first not in self._wanted.languages:
            return None
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        if any(query.pop(name, None) != text for name, text in self._wanted.clocks.items()):
            return None  # of another time
        if query.keys() & set(CLOCKS):
            return None
        words, form = parted(path)
        key: _Key = (tuple(unquote(x) for x in words) if path else (), tuple(sorted(query.items())))
        if form is not None:
            return self._other(key, form, first)
        is_known = of_event and _kind(key) is not None  # events lead to others without an end
        file = self._files.get(key) if is_known else self._of(key)
        return None if file is None else f"{first}/{file}"

    def _of(self, key: _Key) -> str | None:
        """Return the file of a page, below the folder of its language; None: it is left out."""
        if key not in self._files:
            kind = _kind(key)
            if any(x.startswith(PAGE) and int(page) > PAGES for x, page in key[1]):
                self.left_out.setdefault(PARTS, set()).add(key)
                return None
            if kind is not None:
                if self._count[kind] >= self._wanted.most:
                    self.left_out.setdefault(kind, set()).add(key)
                    return None
                self._count[kind] += 1
            self._files[key] = _name(key) + ".html"
            if kind == PARTS:  # next: what makes the figure is still in memory
                self._waiting.appendleft(key)
            else:
                (self._events if kind == EVENTS else self._waiting).append(key)
        return self._files[key]

    def _other(self, key: _Key, form: str, language: str) -> str | None:
        """Return the file of what a page shows in another format, and write it; None: none."""
        if key[0][:1] == ("explain",):
            return None
        asked = (key, form, language)
        if asked not in self._others:
            self._others[asked] = None
            try:
                door, asking = self._asking(key, language)
                content, _type = door.as_file(asking, form)
            except (ServerGone, Tampered):
                raise
            except (LedgerError, UnreadableError, NothingThereError):
                return None
            ending = next(ending for ending, name in suffixes().items() if name == form)
            file = f"{language}/{_name(key)}{ending}"
            self._write(file, content.encode() if isinstance(content, str) else content)
            self._others[asked] = file
        return self._others[asked]

    def _entrance(self) -> None:
        """Write the page that leads to each language."""
        languages = [
            (language, filling.NAMES.get(language, language), f"{language}/index.html")
            for language in self._wanted.languages
        ]
        first = self._wanted.languages[0]
        with spoken(first):
            places = Places(first, {}, is_static=True)
            said = filling.entrance(Asking(self._book, [], "", Query(), places), languages)
        here = "index.html"
        content = rewritten(said, here, lambda x: self._file_of(x, of_event=False))
        self._write(here, content.encode())

    def _write(self, file: str, content: bytes) -> None:
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written += 1


def _kind(key: _Key) -> str | None:
    """Return of which kind a page is, if there may be too many of that kind."""
    words, query = key
    kind = _LIMITED.get(words[0]) if words else None
    if kind == FIGURES and "page" in dict(query):
        return PARTS
    if kind == EVENTS and len(words) > _WITH_FILES:  # its proof belongs to it
        return None
    return None if kind == LISTS and not query else kind


def _name(key: _Key) -> str:
    """Return the name of a file without its ending: one that every computer takes."""
    words, query = key
    parts = [*map(_plain, words)] or ["index"]
    if query:
        told = "-".join(text for _name, text in query)
        parts.append(_hashed(told, repr(query)))
    return "/".join(parts)


def _plain(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else _hashed(word, word)


def _hashed(text: str, whole: str) -> str:
    """Return a text as a name that no other text has, also where case makes no difference."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:_LONGEST]
    return f"{plain}-{sha256(whole.encode()).hexdigest()[:_DIGITS]}".lstrip("-")
