"""The hash functions of short commands, which are Python's own.

``hashlib`` loads those of OpenSSL, which takes longer than all that a payment hashes. Whoever
hashes the events of a whole book takes those: they need a third of the time for each.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hashlib import blake2b, sha256


def __getattr__(name: str) -> Any:
    """Return a function from where ``hashlib`` itself finds it without OpenSSL, and keep it."""
    if name not in _PLACES:
        raise AttributeError(name)
    for place in _PLACES[name]:
        try:
            found = getattr(import_module(place), name)
        except ImportError:
            continue
        globals()[name] = found
        return found
    raise ImportError(name)


_PLACES = {
    "sha256": ("_sha256", "_sha2", "hashlib"),  # until Python 3.11, and since
    "blake2b": ("_blake2", "hashlib"),
}
__all__ = ["blake2b", "sha256"]
