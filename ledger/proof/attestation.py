"""The signatures of reviews and approvals, as files that ``ssh-keygen`` checks alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import msgspec

from events import attested
from events import facts as f
from events.facts import Position
from events.record import CorruptEventError, Recorded, decode
from events.ssh import BadSshSignatureError, SshSignature
from events.streams import AUTHORITIES
from events.text import ID
from ledger.books.book import Book, recorded_from
from ledger.proof.refusals import NotAttested, NotSigned
from ledger.rules.refusals.signing import SignatureWrong
from ledger.rules.signing import BY_LOGIN

_PRINCIPAL = re.compile(ID)


class Signed(msgspec.Struct, frozen=True):
    """A review or an approval with its signature.

    Attributes:
        event: the review or approval.
        text: what was signed.
        signature: by the actor of the event, as it says; nothing is checked here.
        registered: the event that made the key known; None: there is none.
    """

    event: Recorded
    text: str
    signature: SshSignature
    registered: Recorded | None

    @property
    def principal(self) -> str:
        """The actor, by a name that OpenSSH's file of signers takes for one name."""
        actor = self.event.envelope.actor
        return actor if _PRINCIPAL.fullmatch(actor) else "actor"

    @property
    def signer(self) -> str:
        """The line of the key in OpenSSH's file of signers."""
        return f'{self.principal} namespaces="{attested.NAMESPACE}" {self.signature.key}'


def signed(book: Book, position: Position) -> list[Signed]:
    """Return what is signed of a request, or of one review or approval, in the order of the book.

    Args:
        book: inside ``reading``.
        position: of the request, the review or the approval.

    Raises:
        BadInput: it is none of these, or nothing of it is signed.
        Refused: what stands there is no signature.
    """
    event = book.event(position)
    fact = event.fact if event else None
    if event is None or not isinstance(
        fact, f.PaymentRequested | f.PaymentReviewed | f.PaymentApproved
    ):
        raise NotAttested(position=position)
    events = [event]
    if isinstance(fact, f.PaymentRequested):
        events = [
            found
            for found in map(recorded_from, book.stream(event.originator_id))
            if isinstance(found.fact, f.PaymentReviewed | f.PaymentApproved)
            and found.fact.request == position
        ]
    found = [*_signed(book, events)]
    if not found:
        raise NotSigned(position=position)
    return found


def _signed(book: Book, events: Sequence[Recorded]) -> Iterator[Signed]:
    origin = book.info("origin") or ""
    for event in events:
        fact = event.fact
        assert isinstance(fact, f.PaymentReviewed | f.PaymentApproved)
        request, actor = book.event(fact.request), event.envelope.actor
        if fact.signature is None or request is None:
            continue
        try:
            signature = SshSignature.read(fact.signature)
        except BadSshSignatureError:
            raise SignatureWrong(actor=actor) from None
        text = attested.message(origin, request, fact, actor)
        yield Signed(event, text, signature, _registered(book, str(signature.key)))


def by_login(book: Book) -> list[Position]:
    """Return the reviews and approvals of attested payments that only a server's word stands for.

    Args:
        book: in a file, inside ``reading``. If it was never kept on a server, nobody has logged in.
    """
    if next(book.stream(AUTHORITIES.name), None) is None:  # nobody has a mandate
        return []
    names = [f.event_name_of(fact) for fact in (f.PaymentReviewed, f.PaymentApproved)]
    rows = book.connection.execute(
        "SELECT rowid, topic, state FROM stored_events WHERE topic IN (?, ?) ORDER BY rowid", names
    )
    found = []
    for position, name, state in rows:
        with suppress(CorruptEventError):  # which verification reports
            envelope = decode(name, state)
            fact = envelope.data
            assert isinstance(fact, f.PaymentReviewed | f.PaymentApproved)
            if envelope.assurance == BY_LOGIN and fact.signature is None:
                found.append(position)
    return found


def _registered(book: Book, key: str) -> Recorded | None:
    """Return the event that made a person's key known."""
    for recorded in map(recorded_from, book.stream(AUTHORITIES.name)):
        if isinstance(recorded.fact, f.ActorKeyRegistered) and recorded.fact.key == key:
            return recorded
    return None
