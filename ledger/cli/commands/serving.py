"""``samverk serve``: the pages of a book, on this computer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from ledger.cli import reading_input as reading
from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.web.queries import Readers
    from projections.audits.declaring import Parameter

PORT = 8321
_HIGHEST = 65_535
_AT_ONCE = 50_000  # events, which are added up in no time
_TRUE = {"1", "yes", "true"}


@click.command(
    "serve",
    cls=SamverkCommand,
    help=N_(
        "Show the book in a browser: pages to read, on this computer alone.\n\n"
        "Nothing can be recorded there. Ctrl-C ends it."
    ),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="NAME",
    help=N_("Where to listen. Another address than this computer's own needs --allow-host."),
)
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, _HIGHEST),
    metavar="NUMBER",
    help=N_("Which port; 0: any that is free."),
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help=N_(
        "A further name under which browsers ask for the pages, with its port; may be repeated."
    ),
)
@click.option("--open", "opens", is_flag=True, help=N_("Open the pages in the browser."))
@click.pass_obj
def serve(session: Session, host: str, port: int, allowed: tuple[str, ...], *, opens: bool) -> None:
    """Serve until somebody stops it."""
    from ledger.cli.refusals import NoWebLibrary

    try:
        import uvicorn

        from ledger.books.kept import Kept
        from ledger.web.app import Source, application
        from ledger.web.guard import bracketed, hosts_of, is_loopback
        from ledger.web.keeper import Keeper
    except ImportError as error:
        raise NoWebLibrary(cause=str(error)) from None
    if not is_loopback(host) and not allowed:
        text = _(
            "{host} is not this computer's own address, so say by --allow-host under which name"
            " browsers ask for the pages. Put them behind a proxy with a login and TLS.",
            host=display.safe(host),
        )
        raise click.UsageError(text)
    name = display.safe(session.book.name)  # it can be opened
    bound = _bound(host, port)
    port = bound.getsockname()[1]
    keeper = Keeper(session.address)
    source = Source(session.address, readers(), Kept(), keeper)
    own = f"{bracketed(host)}:{port}"
    names = (*allowed, own) if is_loopback(host) else allowed
    app = application(source, hosts_of(port, names))
    address = f"http://{own if is_loopback(host) else allowed[0]}/"
    _make_views(session.book)
    session.reopen()  # that is, closed: each request opens it to read
    say(_("The pages of {book}: {address} (Ctrl-C ends them)", book=name, address=address))
    if opens:
        click.launch(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="off",
        ws="none",
        proxy_headers=False,
    )
    keeper.start()
    # The server has waited for the answers under way when it hands the signal on.
    with bound, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[bound])


def _make_views(book: Book) -> None:
    """Make the views of a book, or bring them up to date, and say so if that takes a while."""
    from ledger.work.ahead import behind, bring_views

    left = behind(book)
    if left > _AT_ONCE and book.writable:
        say(_n("Adding up {n} event first …", "Adding up {n} events first …", left))
    bring_views(book)


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        click.BadParameter: nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host.strip("[]"), port))
        made.listen()  # so whoever reads the address may ask at once
    except OSError as error:
        made.close()
        text = _(
            "Nobody can listen at {host}, port {port}: {cause}. Name another with --port.",
            host=display.safe(host),
            port=port,
            cause=error.strerror or str(error),
        )
        raise click.BadParameter(text, param_hint="--port") from None
    return made


def readers() -> Readers:
    """Return what reads the parameters of addresses: as the options of commands are read."""
    from ledger.cli.commands.audit import type_of
    from ledger.proof.asked import option
    from ledger.web.queries import UnreadableError
    from projections.audits import AUDITS

    def of(read: Callable[[str], Any], name: str = "") -> Callable[[str], Any]:
        def reader(text: str) -> Any:
            try:
                return read(text)
            except click.BadParameter as error:
                said = f"{name}: {error.message}" if name else error.message
                raise UnreadableError(said) from None

        return reader

    def of_test(parameter: Parameter) -> Callable[[str], Any]:
        if parameter.kind == "checkpoint":  # the pages choose among those that are held
            return reading.read_text
        return lambda text: type_of(parameter).convert(text, None, None)

    pages: click.ParamType[Any] = click.IntRange(min=1)

    kinds: Mapping[Any, tuple[str, ...]] = {
        reading.read_date: ("as-of",),
        reading.read_time: ("known-at",),
        reading.read_size: ("at",),
        reading.read_period: ("period",),
        reading.read_time_or_position: ("compare-to",),
        reading.read_currency: ("currency",),
        reading.read_year: ("year",),
        reading.read_position: ("before",),
        reading.read_id: ("agreement", "board", "party", "line", "actor", "funder", "performer"),
        reading.read_text: (
            *("event", "voucher", "activity", "month", "kind", "unit", "category", "role"),
            *("finding", "measure", "by", "within"),
        ),
        (lambda text: text.casefold() in _TRUE): ("chain", "open"),
    }
    return {
        **{name: of(read) for read, names in kinds.items() for name in names},
        "page": of(lambda text: pages.convert(text, None, None), "page"),
        **{
            f"audit {test.name} {parameter.name}": of(
                of_test(parameter), option(parameter.name).removeprefix("--")
            )
            for test in AUDITS.values()
            for parameter in test.declared.parameters
        },
    }
