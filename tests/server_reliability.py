"""What is done to a server while clients record, to see whether anything is lost or doubled.

``test_replication.py`` runs the short form; ``make soak`` the long one (``reliability.py``).
"""

import multiprocessing
import random
import signal
import time
from contextlib import closing, suppress
from itertools import zip_longest

from conftest import ServerHome, service_on
from postgres_server import Server
from test_recording import concluded_book, pay

from ledger.books.opening import open_book
from ledger.books.refusals import ServerGone
from ledger.proof.verification import verify
from ledger.work.submission import Signature

CONTEXT = multiprocessing.get_context("fork")
LOGINS = 4


def _record(place, number, stop, answer):
    """Record until told to stop, and say how many were acknowledged."""
    with closing(open_book(place)) as book:
        service, done = service_on(book), 0
        while not stop.is_set():
            service.execute(pay(), Signature(actor="x", key=f"{number}-{done}"))
            done += 1
    answer.send(done)


def _follow(place, stop, answer):
    """Read what is new until told to stop, and say how often something was skipped."""
    with closing(open_book(place)) as book:
        at, skipped = book.head(), 0
        while not stop.is_set():
            for position, *_ in book.rows(after=at):
                skipped += position != at + 1
                at = position
    answer.send(skipped)


def _remember(place, stop, answer):
    """Read until told to stop, and say how much of what was shown a crash had taken back."""
    with closing(open_book(place)) as book:
        seen, gone = [], 0
        while not stop.is_set():
            try:
                with book.reading():
                    seen += book.rows(after=len(seen))
            except ServerGone:
                still = _read_again(book, len(seen))
                gone += sum(a != b for a, b in zip_longest(seen, still))
                seen = still
    answer.send(gone)


def _read_again(book, upto):
    """Return the rows of a book on a server that is started, and may be killed once more."""
    while True:
        with suppress(ServerGone):
            book.reconnect()
            with book.reading():
                return list(book.rows(upto=upto))


def run_all(jobs, meanwhile):
    """Run functions in processes while something is done, and return their answers."""
    stop, pipes, processes = CONTEXT.Event(), [], []
    for function, *words in jobs:
        ours, theirs = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=function, args=(*words, stop, theirs))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    try:
        meanwhile()
    finally:
        stop.set()
    answers = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    return answers


def made_on(server, database="book"):
    """Make a book with the agreement in force; return its home."""
    server.database(database)
    home = ServerHome(server, database)
    concluded_book(home.make())
    for number in range(LOGINS):
        home.place_of(f"p{number}")
    home.close()
    return home


def judge(place, setup, counts):
    """Return (recorded, lost, doubled, findings) of what clients were told they recorded."""
    with closing(open_book(place)) as book:
        keys = [e.envelope.key for e in book.events(after=setup)]
        wanted = {f"{n}-{row}" for n, count in enumerate(counts) for row in range(count)}
        found = [x.code for x in verify(book, [], lambda _: None).findings]
    return len(keys), len(wanted - set(keys)), len(keys) - len(set(keys)), found


def clients(server, writers, seconds, database="many"):
    """Let clients record and others follow; return (recorded, lost, doubled, skipped, findings)."""
    home = made_on(server, database)
    with closing(open_book(home.place)) as book:
        setup = book.head()
    jobs = [(_record, home.place_of(f"p{n % LOGINS}")[0], n) for n in range(writers)]
    jobs += [(_follow, home.place_of("revisor", "auditor")[0])] * 2
    *counts, one, other = run_all(jobs, lambda: time.sleep(seconds))
    recorded, lost, doubled, found = judge(home.place, setup, counts)
    return recorded, lost, doubled, one + other, found


def server_kills(count, seed):
    """Kill every process of a server while clients record and one reads.

    Returns:
        (kills, *what ``judge`` says, how many events he was shown that were not there any more).
    """
    chance = random.Random(seed)
    server = Server().init().start()
    try:
        home = made_on(server)
        with closing(open_book(home.place)) as book:
            setup = book.head()

        def kill():
            for _ in range(count):
                time.sleep(chance.uniform(0.2, 0.8))
                if chance.random() < 0.5:
                    server.kill()
                else:
                    server.signal(signal.SIGQUIT)  # "immediate"
                server.start()

        jobs = [(_record, home.place_of(f"p{n}")[0], n) for n in range(LOGINS)]
        jobs.append((_remember, home.place_of("revisor", "auditor")[0]))
        *counts, gone = run_all(jobs, kill)
        return count, *judge(home.place, setup, counts), gone
    finally:
        server.remove()


def failover(seed, before_s=1.0, after_s=1.0):
    """Kill a primary and promote its standby under load.

    Returns:
        (recorded, lost, doubled, findings, skipped by a reader of the standby, recorded after
        the promotion).
    """
    chance = random.Random(seed)
    primary = Server().init().start()
    standby = None
    try:
        home = made_on(primary)
        with closing(open_book(home.place)) as book:
            setup = book.head()
        standby = primary.standby(hot_standby_feedback="on")
        primary.wait_for_standbys()
        hosts = f"{primary.home},{standby.home}"

        def place(login):
            return primary.uri(login, home.database, host=hosts, target_session_attrs="read-write")

        followed = standby.uri("p0", home.database)
        promoted_at = []

        def fail():
            time.sleep(before_s + chance.random() / 2)
            primary.kill()
            standby.promote()
            with closing(open_book(followed)) as book:
                promoted_at.append(book.head())
            time.sleep(after_s)

        jobs = [(_record, place(f"p{n}"), n) for n in range(LOGINS)]
        jobs.append((_follow, followed))
        *counts, skipped = run_all(jobs, fail)
        with closing(open_book(place("p0"))) as book:
            after = book.head() - promoted_at[0]
        return *judge(place("p0"), setup, counts), skipped, after
    finally:
        primary.remove()
        if standby is not None:
            standby.remove()
