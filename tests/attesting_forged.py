"""Events of attestation as recorders put them to a server themselves, past the program."""

from contextlib import contextmanager
from datetime import date, timedelta

import msgspec
import psycopg
from conftest import this_day
from postgres_server import LOGIN_PATH
from test_events_codec import ALL

from events import facts as f
from events.record import encode
from events.streams import AUTHORITIES, PARTIES
from ledger.books.opening import grant, make_book
from ledger.books.postgres import catalogue, judging
from ledger.proof.judged_by import JudgedBy, differences
from ledger.rules import decide
from projections.projection import replay

TEMPLATES = {type(event.fact): event.fact for event in ALL}
CHIEF = "chefen"  # an administrator of the book, who records who may act
# Recorders: who asks, who reviews, who approves, and some more.
ASKS, REVIEWS, DECIDES, HIGHER, STANDS_IN = "anna", "bo", "cia", "dan", "eva"
TWICE = "ANNA"  # another login of the same name
LOGINS = (ASKS, REVIEWS, DECIDES, HIGHER, STANDS_IN, TWICE, "fia", "gun")
KS, FRN = "kommunstyrelsen", "fritidsnamnden"
STREAM, YEAR = "agreement/avtal", this_day().year
KR = 100
LIMIT = 150_000 * KR
DUE = date(YEAR, 12, 31)
# line -> funder, performer. The performers but one are parts of one legal person.
LINES = {
    "A": (KS, "tif"),
    "B": (KS, "tif-ungdom"),
    "C": (FRN, "tif"),
    "D": (KS, "radda-barnen"),
}
PARTIES_OF = {KS: "malmo", FRN: "malmo", "tif": "tif", "tif-ungdom": "tif", "radda-barnen": "rb"}


def made(kind, /, **values):
    """Return a fact of a kind, with some values of its own."""
    return msgspec.structs.replace(TEMPLATES[kind], **values)


def story(attest="two", agreement="avtal"):
    """Yield the facts of an agreement in force, with their streams."""
    for party, entity in PARTIES_OF.items():
        kind = "board" if entity == "malmo" else "civil"
        yield (
            PARTIES.name,
            made(f.PartyRegistered, party=party, name=party, kind=kind, legal_entity=entity),
        )
    yield from agreed(attest, agreement)


def agreed(attest, agreement):
    """Yield the facts of an agreement in force."""
    stream = f"agreement/{agreement}"
    yield (
        stream,
        made(
            f.AgreementProposed3,
            currency="SEK",
            starts=date(YEAR - 1, 1, 1),
            ends=date(YEAR + 1, 12, 31),
            signatories=(KS, FRN),
            stated_total_minor=len(LINES),
            categories=(),
            attest=attest,
        ),
    )
    amounts = {YEAR - 1: 1, YEAR: 1_000_000 * KR}
    for line, (funder, performer) in LINES.items():
        yield (
            stream,
            made(
                f.BudgetLineProposed,
                line=line,
                funder=funder,
                performer=performer,
                accountable=funder,
                settlement="external",
                amounts_minor=amounts,
            ),
        )
    day = date(YEAR - 1, 1, 1)
    for line, (funder, _) in LINES.items():
        approved = {"line": line, "board": funder, "amounts_minor": amounts, "decided_on": day}
        yield stream, made(f.CommitmentApproved, **approved)
    yield stream, made(f.AgreementConcluded, decided_on=day)


def mandate(actor, step="decide", board=KS, **more):
    """Return that a board gives a person a right."""
    values = {
        "decision": "§ 1",
        "agreement": None,
        "line": None,
        "limit_minor": None,
        "from_day": date(YEAR - 1, 1, 1),
        "to_day": date(YEAR + 1, 12, 31),
        "substitute_for": None,
    } | more
    currency = None if values["limit_minor"] is None else values.pop("currency", "SEK")
    values["currency"] = currency
    return f.AuthorityGranted(actor=actor, step=step, board=board, **values)


def asked(line="A", minor=100_000 * KR, **more):
    """Return a request for a payment."""
    values = {
        "line": line,
        "budget_year": YEAR,
        "amount_minor": minor,
        "payee": LINES[line][1],
        "due_on": DUE,
        "instalment": None,
        "reference": None,
        "offset_minor": 0,
        "requested_on": this_day(),
    }
    return f.PaymentRequested(**values | more)


def reviewed(at, by, **more):
    """Return that a request was reviewed by a mandate."""
    values = {
        "request": at,
        "authority": by,
        "checked": ("order", "performance"),
        "reviewed_on": this_day(),
        "signature": None,
    }
    return f.PaymentReviewed(**values | more)


def approved(at, by, **more):
    """Return that a request was approved by a mandate."""
    values = {
        "request": at,
        "authority": by,
        "approved_on": this_day(),
        "signature": None,
        "substitute_for": None,
    }
    return f.PaymentApproved(**values | more)


def paid(line="A", minor=100_000 * KR, **more):
    """Return a payment."""
    values = {
        "line": line,
        "budget_year": YEAR,
        "amount_minor": minor,
        "payee": LINES[line][1],
        "paid_on": this_day(),
        "bank_reference": None,
    }
    return made(f.DisbursementRecorded, **values | more)


class Forging:
    """Puts events to a book on a server, as one login or another.

    Args:
        connection: a superuser's, who becomes each login.
    """

    def __init__(self, connection):
        self.connection = connection
        self.mandates = {}  # by name

    def as_login(self, login):
        """Become a login."""
        self.connection.execute("RESET SESSION AUTHORIZATION")
        self.connection.execute(
            psycopg.sql.SQL("SET SESSION AUTHORIZATION {}").format(psycopg.sql.Identifier(login))
        )

    def put(self, login, *pairs, causation=None, **envelope):
        """Append facts, each with its stream, and return the position of the first."""
        self.as_login(login)
        whole = {
            "actor": login, "assurance": "database-attested", "evidence": (), "key": None,
            "command_sha256": None, **envelope,
        }  # fmt: skip
        (head,) = self.connection.execute("SELECT head()").fetchone()
        states, proposal = [], 0
        for at, (_, fact) in enumerate(pairs, head + 1):
            proposal = at if isinstance(fact, f.AgreementProposed) else proposal
            cause = causation or decide.causation(fact, proposal, {})
            event = {**whole, "causation": cause, "data": fact}
            states.append(encode(msgspec.structs.replace(ALL[0].envelope, **event)).decode())
        names = [f.event_name(fact) for _, fact in pairs]
        statement = "SELECT first FROM append(%s, 9000, '{}', '{}', %s, %s, %s, true)"
        words = (catalogue.FORM, [stream for stream, _ in pairs], names, states)
        with self.connection.transaction():
            return self.connection.execute(statement, words).fetchone()[0]

    def refused(self, login, fact, stream=STREAM, **more):
        """Return the code with which a fact is refused; None: it would be taken."""
        try:
            with self.connection.transaction(force_rollback=True):
                self.put(login, (stream, fact), **more)
        except psycopg.Error as error:
            if error.sqlstate != "SV005":
                return error.sqlstate
            said = judging.refusal(error.diag.message_hint, error.diag.message_detail)
            assert said is not None, (error.diag.message_hint, error.diag.message_detail)
            assert "{" not in error.diag.message_primary, error.diag.message_primary
            return said.code
        return None

    def grant(self, name, fact):
        """Let the administrator give a mandate, and remember it under a name."""
        self.mandates[name] = self.put(CHIEF, (AUTHORITIES.name, fact))
        return self.mandates[name]

    def withdraw(self, name, on=None):
        """Let the administrator withdraw a mandate from a day on: today."""
        fact = f.AuthorityWithdrawn(
            position=self.mandates[name], withdrawn_on=on or this_day(), reason="R"
        )
        return self.put(CHIEF, (AUTHORITIES.name, fact))

    def ask(self, login=ASKS, **more):
        """Ask for a payment, and return the position."""
        return self.put(login, (STREAM, asked(**more)))

    def review(self, at, login=REVIEWS, by="review"):
        """Review a request."""
        return self.put(login, (STREAM, reviewed(at, self.mandates[by])))

    def approve(self, at, login=HIGHER, by="higher", **more):
        """Approve a request."""
        return self.put(login, (STREAM, approved(at, self.mandates[by], **more)))

    def asked_and_approved(self, **more):
        """Return the position of a request that two others have seen to."""
        at = self.ask(**more)
        self.review(at)
        self.approve(at)
        return at


def prepared_book(server, database, logins=LOGINS):
    """Make a book, let logins in, and return its address."""
    address = server.uri(database=server.database(database))
    make_book(address).close()
    let_in(server, database, logins)
    return address


def let_in(server, database, logins=LOGINS):
    """Let recorders in to a book, and an administrator."""
    address = server.uri(database=database)
    for login in (*logins, CHIEF):
        server.login(login)
        grant(address, login, "recorder", None, revoke=False)
    server.execute("GRANT {} TO {}", f"samverk_{database}_owner", CHIEF)


def with_mandates(forging, facts=None):
    """Record the agreement, or other facts, and the mandates that the tests begin with."""
    forging.put(CHIEF, *(story() if facts is None else facts))
    within = {"limit_minor": LIMIT}
    forging.grant("review", mandate(REVIEWS, "review"))
    forging.grant("decide", mandate(DECIDES, **within))
    forging.grant("higher", mandate(HIGHER, limit_minor=500_000 * KR))
    forging.grant("own review", mandate(ASKS, "review"))
    forging.grant("own", mandate(ASKS))
    forging.grant("both", mandate(REVIEWS))
    forging.grant("twice", mandate(TWICE))
    return forging


@contextmanager
def forging_on(address):
    """Open a connection that becomes one login or another."""
    with psycopg.connect(address, options=LOGIN_PATH, autocommit=True) as connection:
        yield Forging(connection)


def kept_otherwise(connection, events):
    """Return what a server judges by and the events do not say, or say otherwise.

    Both as it was kept, and as it is filled when a book is moved.
    """
    kept = JudgedBy()
    for event in events:
        kept.add(event)
    wanted = kept.rows(replay(events))
    found = list(differences(_tables(connection), wanted))
    with connection.transaction(force_rollback=True):
        connection.execute("RESET SESSION AUTHORIZATION")
        connection.execute("SET LOCAL search_path = samverk, samverk_calls")
        for name in judging.TABLES:
            connection.execute(f"DELETE FROM {name}")
        connection.execute("SELECT keep_all()")
        return found + list(differences(_tables(connection), wanted))


def _tables(connection):
    with connection.transaction(force_rollback=True):
        connection.execute("RESET SESSION AUTHORIZATION")
        connection.execute("SET LOCAL search_path = samverk, samverk_calls")
        return {
            name: set(connection.execute(f"SELECT * FROM {name}").fetchall())
            for name in judging.TABLES
        }


def later(days):
    """Return a day counted from the server's."""
    return this_day() + timedelta(days=days)
