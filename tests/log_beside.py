"""Second processes for the log that do not do all of their work."""

import os
from itertools import islice

from ledger.work import logged


def dies(*words):
    """Yield some blocks, the last of them in part, and die as a process that is killed."""
    yield from islice(logged.texts_of_file(*words), 3)
    os.write(1, b"\0\0\1\0half of a block")
    os._exit(9)


def fails(*words):
    """Yield one block, and fail."""
    yield from islice(logged.texts_of_file(*words), 2)
    raise OSError


def reads_another_book(*words):
    """Tell of another book than the one that is asked for."""
    yield b"another book"
    yield b"another row\n"
