"""Loading packages without what they load in vain.

Some packages import, at their beginning, modules that this program does not use through them. Those
take longer to load than a report takes to be made. Each function here loads one package and lets it
find a stand-in for such a module meanwhile. A stand-in does the same as the module, or brings it
when it is asked for something. Whatever imports the module later gets the module itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, TypeVar


class _Later(ModuleType):
    """A module that is imported when it is first asked for something."""

    def __init__(self, name: str, **content: Any) -> None:
        super().__init__(name)
        self.__dict__.update(content)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or sys.modules.get(self.__name__) is self:
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def _calls(module: str, name: str) -> Any:
    """Return a function that calls one of a module, which is imported then."""

    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **named)

    return call


@contextmanager
def _standing_in(**modules: ModuleType | None) -> Iterator[None]:
    """Have modules that are not loaded found as their stand-ins; None: as missing."""
    hidden = {name.replace("__", ".", 1): module for name, module in modules.items()}
    hidden = {name: module for name, module in hidden.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None: there is no such module
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def pathlib() -> None:
    """Load ``pathlib`` without ``urllib.parse``, which it needs for a path as a URL alone."""
    if "pathlib" not in sys.modules:
        quote = "quote_from_bytes"
        parse = _Later("urllib.parse", **{quote: _calls("urllib.parse", quote)})
        with _standing_in(urllib__parse=parse):
            import_module("pathlib")


def uuid() -> None:
    """Load ``uuid`` without ``platform``, which it asks for the name of the system alone.

    Nor does it find the library that makes numbers out of the time; nobody makes such here.
    """
    if "uuid" not in sys.modules:
        platform = _Later("platform", system=lambda: os.uname().sysname)
        with _standing_in(platform=platform, _uuid=None):
            import_module("uuid")


def click() -> None:
    """Load ``click`` without ``inspect``, ``uuid`` and what those load, a quarter of its time.

    It needs them for texts of several paragraphs and for options of types that we have none of.
    """
    if "click" not in sys.modules:
        inspect = _Later("inspect", cleandoc=cleandoc, isfunction=_is_function)
        numbers = _Later("uuid", UUID=object)  # the name of a type, until click is loaded
        with _standing_in(inspect=inspect, uuid=numbers):
            import_module("click")
        del numbers.UUID


def cleandoc(text: str) -> str:
    """Return ``inspect.cleandoc`` of a text."""
    lines = text.split("\n")
    if "\t" in text or any(line[:1].isspace() for line in lines):
        import inspect

        return inspect.cleandoc(text)
    return text.strip("\n")


def _is_function(thing: object) -> bool:
    return isinstance(thing, FunctionType)


def eventsourcing() -> None:
    """Load the event library without ``typing_extensions``, which it takes ``TypeVar`` from.

    There ``TypeVar`` has a default, which only those who check types look at.
    """
    if "eventsourcing.persistence" not in sys.modules:
        uuid()
        extensions = ModuleType("typing_extensions")
        extensions.TypeVar = _type_var  # type: ignore[attr-defined]
        with _standing_in(typing_extensions=extensions):
            import_module("eventsourcing.persistence")


def _type_var(*words: Any, default: object = None, **options: Any) -> Any:  # noqa: ARG001
    return TypeVar(*words, **options)


def msgspec() -> None:
    """Load ``msgspec`` without what describes types to other programs, as JSON Schema or not.

    Where other packages have installed ``typing_extensions``, it would also take from there what
    every Python that this program runs on has by itself.
    """
    if "msgspec" not in sys.modules:
        uuid()
        name = "msgspec._json_schema"
        schema = {x: _calls(name, x) for x in ("schema", "schema_components")}
        with _standing_in(
            typing_extensions=None,
            msgspec__inspect=_Later("msgspec.inspect"),
            msgspec___json_schema=_Later(name, **schema),
        ):
            import_module("msgspec")


def tabulate() -> ModuleType:
    """Return ``tabulate``, loaded without what it needs for other tables than ours.

    It would load the library that reads installed packages, to find its own version; another one
    for the width of a text, where that happens to be installed; and those for texts that it wraps
    itself, tables as web pages, and rows that are dataclasses.
    """
    if "tabulate" not in sys.modules:
        metadata = ModuleType("importlib.metadata")
        metadata.version, metadata.PackageNotFoundError = (lambda _: ""), ImportError  # type: ignore[attr-defined]
        dataclasses = _Later("dataclasses", is_dataclass=_is_dataclass)
        with _standing_in(
            importlib__metadata=metadata,
            wcwidth=None,
            textwrap=_Later("textwrap", TextWrapper=object),
            html=_Later("html", escape=_calls("html", "escape")),
            dataclasses=dataclasses,
        ):
            import_module("tabulate")
    return sys.modules["tabulate"]


def psycopg() -> None:
    """Load the driver of servers without what it needs for work that nobody here gives it.

    It loads ``asyncio``, for connections of another kind than ours, and much else: for messages
    that it logs in trouble, for its own version, and for types of columns that no book has. It is
    three quarters of its time.
    """
    if "psycopg" in sys.modules:
        return
    uuid()
    pathlib()
    metadata = ModuleType("importlib.metadata")
    metadata.version, metadata.PackageNotFoundError = (lambda _: ""), ImportError  # type: ignore[attr-defined]
    extensions = ModuleType("typing_extensions")
    extensions.TypeVar = _type_var  # type: ignore[attr-defined]
    util = _Later("ctypes.util")
    # ``dataclasses`` asks for the first to describe a class, and later Pythons for the second.
    inspect = _Later("inspect", signature=lambda _: "", get_annotations=_annotations)
    with _standing_in(
        asyncio=_asyncio(),
        ctypes=_Later("ctypes", util=util),
        ctypes__util=util,
        importlib__metadata=metadata,
        inspect=inspect,
        ipaddress=_Later("ipaddress", ip_address=_calls("ipaddress", "ip_address")),
        json=_Later("json", **{x: _calls("json", x) for x in ("dumps", "loads")}),
        logging=_Later("logging", getLogger=_Logger, NOTSET=0),
        random=_Later("random", shuffle=_calls("random", "shuffle")),
        socket=_Later("socket"),
        ssl=_Later("ssl"),  # which prepared libraries that are as old as OpenSSL 1.0
        typing_extensions=extensions,
        zoneinfo=_Later("zoneinfo", ZoneInfo=_calls("zoneinfo", "ZoneInfo")),
    ):
        import_module("psycopg")
    del inspect.signature


def _annotations(kind: type) -> dict[str, object]:
    return dict(kind.__dict__.get("__annotations__", {}))  # noqa: RUF063


def _asyncio() -> ModuleType:
    """Return what stands for ``asyncio`` while classes are made that need it, and nobody uses."""
    later = {x: _calls("asyncio", x) for x in ("get_running_loop", "sleep")}
    kinds = {x: type(x, (_Any,), {}) for x in ("Future", "Lock", "Queue", "Task")}
    cancelled = type("CancelledError", (BaseException,), {})
    return _Later("asyncio", CancelledError=cancelled, **later, **kinds)


class _Any:
    """A class of anything."""

    def __class_getitem__(cls, _: object) -> type:
        return cls


class _Logger:
    """A logger of warnings alone, which loads ``logging`` when there is one."""

    level = 30  # logging.WARNING

    def __init__(self, name: str) -> None:
        self._name = name

    def debug(self, *words: object, **options: object) -> None:
        """Say nothing."""

    def __getattr__(self, name: str) -> Any:
        import logging

        logger = logging.getLogger(self._name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.WARNING)
        return getattr(logger, name)


def escape(text: str) -> str:
    """Return ``html.escape`` of a text; only web pages need the names of all characters."""
    import html

    return html.escape(text)


def _is_dataclass(thing: object) -> bool:
    """Return whether something is a dataclass or made from one, as ``dataclasses`` knows it."""
    return hasattr(thing if isinstance(thing, type) else type(thing), "__dataclass_fields__")
