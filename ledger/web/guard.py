"""Which requests are answered at all, and what every answer says of itself."""

from __future__ import annotations

from collections.abc import Collection

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = frozenset({"GET", "HEAD"})
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_OF_HTTP = 80
# Nothing but this server's own files; a page has no style or script in it, and nothing frames it.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

_OTHER_NAME = (
    "421 Misdirected Request\n"
    "Servern har ett annat namn: se --allow-host.\n"
    "This server has another name: see --allow-host.\n"
)
_OTHER_METHOD = (
    "405 Method Not Allowed\n"
    "De här sidorna kan bara läsas.\n"
    "These pages are read, and nothing else.\n"
)


def hosts_of(port: int, allowed: Collection[str] = ()) -> frozenset[str]:
    """Return what the header ``Host`` may say.

    Args:
        port: that the server listens on.
        allowed: further names, each with a port if it is asked for with one.
    """
    own = [f"{name}:{port}" for name in _LOOPBACK]
    bare = _LOOPBACK if port == _OF_HTTP else ()
    return frozenset(name.lower() for name in (*own, *bare, *allowed))


class Guard:
    """Lets through what asks for a page of this server by one of its names, and no more."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand the request on."""
        if scope["type"] != "http":  # nothing here speaks any other protocol
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_raw(HEADERS)]
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, sent)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0].decode("latin-1").lower() not in self._hosts:
            return _plain(421, _OTHER_NAME)
        if scope["method"] not in _METHODS:
            return _plain(405, _OTHER_METHOD, {"allow": "GET, HEAD"})
        return None


def _plain(status: int, text: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    """Return an answer in both languages: nobody may know in which one such a request is made."""
    return PlainTextResponse(text, status, {"content-language": "sv, en", **(headers or {})})


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def is_loopback(host: str) -> bool:
    """Return whether only this computer reaches an address."""
    import ipaddress

    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def bracketed(host: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    plain = host.strip("[]")
    return f"[{plain}]" if ":" in plain else plain
