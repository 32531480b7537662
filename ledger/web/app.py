"""From a request to a page: the address, the book, the page, and what a browser may keep.

Each request opens the book to read, is answered and closes it. What was made of a state of the
book is kept for further requests, until the book has other events. The work is done in threads,
since reading a book waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ledger.books.kept import Kept
from ledger.books.opening import BookAddress, open_book
from ledger.presentation import display, language
from ledger.presentation.language import spoken
from ledger.refusal import LedgerError
from ledger.web import assets, beside, filling
from ledger.web.asking import Asking
from ledger.web.guard import Guard
from ledger.web.keeper import Keeper
from ledger.web.pages import Door, NothingThereError, door_for, errors
from ledger.web.places import Places, parted
from ledger.web.queries import Query, Readers, UnreadableError, read_query
from ledger.work.asking import scope_of
from ledger.work.present import today, zone_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp

    from ledger.books.book import Book

# They show what lies beside the book, too.
_OF_FILES = frozenset({"verify", "event", "proof", "audit sample"})
_KEPT = "private, no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"


class Source(NamedTuple):
    """What pages are made of.

    Attributes:
        address: of the book.
        readers: of the parameters of addresses.
        kept: what was made of the book for earlier requests; None: nothing is kept.
        keeper: is told of each book that was opened; None: nobody is.
    """

    address: BookAddress
    readers: Readers
    kept: Kept | None = None
    keeper: Keeper | None = None

    @contextmanager
    def opened(self) -> Iterator[Book]:
        """Open the book to read, and show instants in its time zone."""
        with (
            closing(open_book(self.address, to_read=True)) as book,
            display.told_in(partial(zone_at, book)),
        ):
            book.kept = self.kept
            yield book
            if self.keeper is not None:
                self.keeper.look(book)


def application(source: Source, hosts: Collection[str]) -> ASGIApp:
    """Return the pages of a book as an ASGI application.

    Args:
        source: what they are made of.
        hosts: what the header ``Host`` may say.
    """

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(answered, source, request)

    async def broken(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(_broken, request, error)

    pages = Starlette(
        routes=[
            Route("/", _by_language),
            Route("/favicon.ico", _sign),
            Route(f"/{assets.FOLDER}/{{name}}", _asset),
            Route("/{path:path}", answer),
        ],
        exception_handlers={Exception: broken},
    )
    return Guard(pages, hosts)


def _by_language(request: Request) -> Response:
    """Lead to the first page in the language that the browser asks for."""
    headers = {"vary": "accept-language", "cache-control": _KEPT}
    return RedirectResponse(f"/{_spoken_by(request)}/", status_code=302, headers=headers)


def _wishes(header: str) -> Iterator[tuple[str, float]]:
    """Yield the languages of ``Accept-Language`` that there are, and how wanted each is."""
    for part in header.split(","):
        name, _semicolon, weight = part.partition(";")
        name = name.strip()[:2].lower()
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if wanted > 0 and name in language.languages():
            yield name, wanted


def _sign(_request: Request) -> Response:
    return RedirectResponse(f"/{assets.FOLDER}/{assets.hashed('sign.svg')}", status_code=308)


def _asset(request: Request) -> Response:
    found = assets.asset(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    headers = {"cache-control": _FOR_EVER}
    return Response(found.content, media_type=found.media_type, headers=headers)


def answered(source: Source, request: Request) -> Response:
    """Return the answer to a request for a page."""
    first, slash, path = request.path_params["path"].partition("/")
    if first not in language.languages():
        with spoken(_spoken_by(request)):
            return _failed(source, Asked(request, [first, path], None, language.current()), None)
    if not slash:
        return RedirectResponse(f"/{first}/", status_code=308)
    words, form = parted(path)
    with spoken(first):
        return _answered(source, Asked(request, words if path else [], form, first))


def _spoken_by(request: Request) -> str:
    wishes = sorted(_wishes(request.headers.get("accept-language", "")), key=lambda x: -x[1])
    return wishes[0][0] if wishes else language.languages()[0]


class Asked(NamedTuple):
    """An address, taken apart: the words of its path, the format, the language."""

    request: Request
    words: list[str]
    form: str | None
    language: str

    def places(self, query: Query | None = None) -> Places:
        """Return where other pages are, seen from this one."""
        return Places(self.language, query.clocks if query else {})


def _answered(source: Source, asked: Asked) -> Response:
    try:
        door, subject = door_for(asked.words)
        pairs = asked.request.query_params.multi_items()
        query = read_query(pairs, door.asks(subject), source.readers)
        with source.opened() as book:
            of_files = _OF_FILES & {door.name, f"{door.name} {subject}"}
            tag = "" if of_files else _tag(book, asked, query)
            if tag and tag in asked.request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers={"etag": tag, "cache-control": _KEPT})
            asking = Asking(book, asked.words, subject, query, asked.places(query))
            made = _made(door, asking, asked.form)
            made.headers.update({"cache-control": _KEPT} | ({"etag": tag} if tag else {}))
            return made
    except (LedgerError, UnreadableError, NothingThereError) as error:
        return _failed(source, asked, error)


def _tag(book: Book, asked: Asked, query: Query) -> str:
    """Return what changes when the answer does: the build, the address, the book, and the day."""
    parts = (
        assets.build(),
        asked.language,
        str(asked.request.url.path),
        str(sorted(query.written.items())),
        scope_of(book, query.question).root or "",
        str(book.head()),
        str(today(book)),
        str(book.login),
        str(beside.look(book)),
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _made(door: Door, asking: Asking, form: str | None) -> Response:
    """Return a page, or what it shows in another format."""
    if form is not None:
        content, media_type = door.as_file(asking, form)
        return Response(content, media_type=media_type)
    page = door.page(asking)
    if page is None:
        raise NothingThereError
    if isinstance(page, str):
        return RedirectResponse(page, status_code=303)
    return Response(filling.rendered(page, asking), status_code=page.status, media_type="text/html")


def _broken(request: Request, error: Exception) -> Response:
    """Return the page for what nobody has foreseen; the server tells the rest where it runs."""
    first = request.url.path.split("/")[1]
    lang = first if first in language.languages() else _spoken_by(request)
    with spoken(lang):
        content = filling.rendered(errors.unforeseen(error), None, Places(lang, {}))
    headers = {"cache-control": "no-store"}
    return Response(content, status_code=500, media_type="text/html", headers=headers)


def _failed(source: Source, asked: Asked, error: Exception | None) -> Response:
    """Return the page that says what is wrong, and what there is."""
    page = errors.page_of(error)
    places = asked.places()
    content: str
    try:
        with source.opened() as book:
            asking = Asking(book, [], "", Query(), places)
            content = filling.rendered(errors.with_what_there_is(page, asking), asking)
    except LedgerError:  # the book itself is what is wrong
        content = filling.rendered(page, None, places)
    return Response(
        content,
        status_code=page.status,
        media_type="text/html",
        headers={"cache-control": "no-store"},
    )
