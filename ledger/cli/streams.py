"""The three streams of the process: always open, and able to show every text.

This module imports a little of the standard library and nothing else: it runs before everything
else.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from encodings import ascii as plain_ascii
from pathlib import Path
from typing import TextIO

EXACT, PLAINER = "samverk-exact", "samverk-plainer"  # names of what happens to missing characters
_ASCII = "samverk-ascii"
_DESCRIPTORS = {"-": 1, "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_MOST_LINKS = 40  # as many as Linux follows
_DESCRIPTOR = r"/(?:dev/fd|proc/(?:self|thread-self)/fd)/(\d{1,9})"

# Plainer forms of characters that the encoding of the output may lack.
_PLAINER = {
    "█": "#",
    "░": ".",
    "\u00a0": " ",
    "\u2212": "-",
    "…": "...",
    "→": "->",
    "←": "<-",
    "·": "-",
    "–": "-",
    "×": "x",
    "\ufeff": "",
}


def prepare() -> None:
    """Make the streams ready, before anything is opened, read or said.

    A stream that the starting program has closed is replaced by the empty device. Otherwise the
    next file that is opened, perhaps the book, would get the stream's number, and printing would
    write over it.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            # A write to this output fails. So a command that has recorded says so elsewhere.
            access = os.O_RDONLY if name == "stdout" else os.O_RDWR
            os.set_inheritable(os.open(os.devnull, access), True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            # Click would write UTF-8 to a stream that says that it is ASCII.
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            reconfigure(encoding=_ASCII if is_ascii else None, errors=PLAINER)


def finish() -> None:
    """Flush both outputs.

    Raises:
        OSError: that failed. The process does not try again, not even at its end.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            give_up(stream)
            raise


def give_up(stream: TextIO) -> None:
    """Turn a stream to the empty device: its reader is gone, or its disk is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except ValueError:  # not a stream of the system
        pass
    finally:
        os.close(nowhere)


def descriptor_of(path: Path) -> int | None:
    """Return the descriptor that a file's name stands for; None: it stands for a file of its own.

    ``-`` is the output. A file that is opened through a name such as ``/dev/fd/63``, or through a
    link to such a name, cannot be replaced by a new file. It may not be written from its start
    either.
    """
    name = str(path)
    for _ in range(_MOST_LINKS):
        if name in _DESCRIPTORS:
            return _DESCRIPTORS[name]
        match = re.fullmatch(_DESCRIPTOR, name, re.ASCII)
        if match:
            return int(match[1])
        try:  # one link at a time: the last may lead to a pipe, which has no name
            name = str(Path(os.path.abspath(Path(name).parent / Path(name).readlink())))  # noqa: PTH100 - no links followed
        except (OSError, ValueError):
            return None
    return None


def encoded(text: str, encoding: str, beginning: str | None = None) -> bytes:
    r"""Return a text in an encoding; characters that are missing there are written another way.

    JSON gets no plainer characters: ``\uXXXX`` is the same text to every reader.

    Args:
        text: what is written.
        encoding: of the output.
        beginning: the first part of what this is a part of; None: it is the whole.
    """
    first = (text if beginning is None else beginning)[:1]
    return text.encode(encoding, EXACT if first in {"{", "["} else PLAINER)


def _exact(error: UnicodeError) -> tuple[str, int]:
    r"""Replace characters that cannot be encoded by ``\uXXXX``, as JSON writes them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    utf16 = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = [utf16[i : i + 2].hex() for i in range(0, len(utf16), 2)]
    return "".join(f"\\u{unit}" for unit in units), error.end


def _plainer(error: UnicodeError) -> tuple[str, int]:
    r"""Replace the next character that cannot be encoded by a similar one, or by ``\uXXXX``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if character in _PLAINER:
        return _PLAINER[character], error.start + 1
    one = UnicodeEncodeError(
        error.encoding, error.object, error.start, error.start + 1, error.reason
    )
    return _exact(one)


def _named(encoding: str) -> codecs.CodecInfo | None:
    if encoding.replace("_", "-") != _ASCII:
        return None
    return codecs.CodecInfo(
        name=_ASCII,
        encode=plain_ascii.Codec.encode,
        decode=plain_ascii.Codec.decode,
        incrementalencoder=plain_ascii.IncrementalEncoder,
        incrementaldecoder=plain_ascii.IncrementalDecoder,
    )


codecs.register(_named)
codecs.register_error(EXACT, _exact)
codecs.register_error(PLAINER, _plainer)
