"""One client of a server: it records payments one by one, each durable.

    client.py ADDRESS SECONDS AGREEMENT

It says that it is ready, begins when it is told, and prints how many it recorded.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing

import generate

from ledger.books.opening import open_book
from ledger.work.recording import Service
from ledger.work.submission import Signature


def record(address: str, seconds: float, agreement: int) -> int:
    """Record for so many seconds, and return how many payments."""
    me, done = Signature(actor="bench", assurance="database-attested"), 0
    with closing(open_book(address)) as book:
        service = Service(book)
        service.execute(generate.payment(agreement), me)
        print("ready", flush=True)
        sys.stdin.readline()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            service.execute(generate.payment(agreement), me)
            done += 1
    return done


if __name__ == "__main__":
    print(record(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
