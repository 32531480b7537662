"""The two halves of the verification of a large book, both done by this process."""

from contextlib import suppress

from ledger.proof import verification


def are_whole(book):
    """Return whether neither of them finds a fault in a book in a file."""
    hashed, replayed = verification.Verification(), None
    verification._Walk(book, hashed, []).hash(lambda _: None)  # noqa: SLF001 - as `_is_whole` does
    with suppress(Exception):  # as a process that dies
        replayed = verification.replay_file(str(book.path), str(book.head()))
    return not hashed.findings and replayed is not None
