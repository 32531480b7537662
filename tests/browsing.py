"""Asks the pages of a book as a browser would, in this process: with a port or without one."""

import asyncio
import contextlib
import socket
import threading
from contextlib import contextmanager
from typing import NamedTuple

import uvicorn

from ledger.books.kept import Kept
from ledger.cli.commands.serving import readers
from ledger.web.app import Source, application
from ledger.web.guard import hosts_of

PORT = 8321
HOST = f"127.0.0.1:{PORT}"


class Answer(NamedTuple):
    """An answer: its status, its headers by small names, its content."""

    status: int
    headers: dict
    content: bytes

    @property
    def text(self):
        return self.content.decode()


class Browser:
    """Asks for pages of one book."""

    def __init__(self, address, allowed=()):
        self.app = application(Source(address, readers(), Kept()), hosts_of(PORT, allowed))

    def get(self, target, *, method="GET", host=HOST, raises=(), **headers):
        """Return the answer; ``None`` as a host leaves it out.

        ``raises``: an error that the server is told of once the answer is sent.
        """
        return asyncio.run(self._ask(target, method, host, headers, raises))

    def several(self, targets):
        """Return the answers to requests that come at once."""

        async def asked():
            return await asyncio.gather(*(self._ask(x, "GET", HOST, {}) for x in targets))

        return asyncio.run(asked())

    async def _ask(self, target, method, host, headers, raises=()):
        path, _, query = target.partition("?")
        named = {} if host is None else {"host": host}
        named |= {name.replace("_", "-"): text for name, text in headers.items()}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), text.encode()) for name, text in named.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", PORT),
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        with contextlib.suppress(raises):
            await self.app(scope, receive, send)
        start = next(x for x in sent if x["type"] == "http.response.start")
        content = b"".join(x.get("body", b"") for x in sent if x["type"] == "http.response.body")
        return Answer(
            start["status"],
            {name.decode(): text.decode() for name, text in start["headers"]},
            content,
        )


@contextmanager
def served(address):
    """Serve the pages of a book from a real port; yield their address."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen(512)
    port = bound.getsockname()[1]
    app = application(Source(address, readers(), Kept()), hosts_of(port))
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", backlog=512)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        bound.close()
