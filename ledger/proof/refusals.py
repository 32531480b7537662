"""Refusals about keys, evidence and copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from events.facts import Position
from ledger.refusal import N_, BadInput, BookUnusable, Cause, Refused, Tampered


class KeyExists(BookUnusable, code="key-exists"):
    path: str

    sentence = N_("There is something at {path} already, where the key would be; nothing was made.")
    hint = N_("Name another file: --key-file FILE")


class KeyNotMade(BookUnusable, code="key-not-made"):
    path: str
    cause: Cause | None

    sentence = N_("The key {path} could not be made: {cause}.")
    hint = N_("Name a file in a folder that exists and that you may write to: --key-file FILE")


class KeyTorn(BadInput, code="key-torn"):
    path: str

    sentence = N_("The key {path} is empty, or only a part of a key.")
    hint = N_(
        "Bring it back from your copy. If nothing was ever signed with it, remove the file and"
        " repeat the command that makes it."
    )


class KeyOpenToOthers(BadInput, code="key-open-to-others"):
    path: str

    sentence = N_("Others than you may read the key {path}.")
    hint = N_("Close it to them: chmod 600 {path}")


class OtherKey(BadInput, code="other-key"):
    path: str

    sentence = N_("The key is not the one that the book {path} signs with.")
    hint = N_("Name the book's own: --key-file FILE")


class OtherBook(BadInput, code="other-book"):
    origin: str
    own: str

    sentence = N_("The checkpoint is of another book, {origin}; this one is {own}.")
    hint = N_("Name the other book with --book PATH")


class CheckpointBeforeEnd(Refused, code="checkpoint-before-end"):
    period: str
    ends: date
    size: int
    newest: date | None

    sentence = N_(
        "The period {period} ends {ends}, and the newest of the checkpoint's {size} events was"
        " recorded {newest}: it does not show that it was made after the period."
    )
    hint = N_(
        "Close the period and make one then: samverk period close {period}; samverk checkpoint -o"
        " FILE"
    )


class CheckpointTooSmall(Refused, code="checkpoint-too-small"):
    path: str
    size: int
    position: Position

    sentence = N_(
        "The checkpoint {path} has {size} events, and event #{position}, which could be drawn, came"
        " after it."
    )
    hint = N_(
        "Make a new one: samverk checkpoint -o FILE. Or draw from what there was then: --at {size}"
    )


class BadSignature(Tampered, code="bad-signature"):
    origin: str

    sentence = N_("The checkpoint of {origin} is not signed by the book's key.")
    hint = N_("Do not trust it. Ask whoever gave it to you.")


class OtherSigner(Tampered, code="other-signer"):
    origin: str
    theirs: str
    known: Sequence[str]

    sentence = N_(
        "The checkpoint of {origin} is signed by the key {theirs}, and not by one that is known"
        " here: {known}."
    )
    hint = N_(
        "If the book has got another key since, whoever keeps it shows that yours has signed that:"
        " samverk key statements -o FILE. Then give --statements FILE. Otherwise do not trust it."
    )


class SignedTooLate(Tampered, code="signed-too-late"):
    origin: str
    size: int
    position: Position

    sentence = N_(
        "The checkpoint of {origin} with {size} events is signed by a key that signs nothing from"
        " event #{position} on: it was replaced or retired."
    )
    hint = N_(
        "Do not trust it: whoever has the old key can have made it. Keep it, and ask whoever gave"
        " it to you."
    )


class KeyNotLost(BadInput, code="key-not-lost"):
    path: str

    sentence = N_("The key of the book is not lost: it is in {path}.")
    hint = N_(
        "Let it sign the new one: samverk key rotate. If somebody else may have a copy of it,"
        " retire it first: samverk key retire --reason TEXT"
    )


class AlteredSinceRecorded(Tampered, code="altered-since-recorded"):
    size: int

    sentence = N_("The {size} events are not what they were when they were recorded.")
    hint = N_("Nothing was signed. See what differs: samverk verify")


class NotIncluded(Tampered, code="not-included"):
    position: Position
    size: int

    sentence = N_("Event #{position} is not in the checkpointed book of {size} events.")
    hint = N_("Do not trust the proof. Ask whoever gave it to you.")


class PositionAhead(BadInput, code="position-ahead"):
    position: Position
    head: Position

    sentence = N_("Position {position} is beyond the end of the book, which is event #{head}.")
    hint = N_("See what there is: samverk log")


class CopyFailed(BookUnusable, code="copy-failed"):
    path: str
    cause: Cause | None

    sentence = N_("The copy {path} could not be made: {cause}.")
    hint = N_("Make room, or name another file.")


class FalseSignature(Tampered, code="false-signature"):
    name: str
    path: str
    size: int
    number: int

    sentence = N_(
        "The signature of {name} under the checkpoint at {size} is false: it was altered, or forged"
        " ({path}; false in all: {number})"
    )
    hint = N_("Trust nothing under that checkpoint. Keep it, and ask whoever it is from.")


class HeldAltered(Tampered, code="held-altered"):
    path: str
    number: int

    sentence = N_(
        "{path} was held as a checkpoint, and is none any more: it was altered (such files in all:"
        " {number})"
    )
    hint = N_("Keep it, and ask the parties for their copies of the checkpoint.")


class OwnerCosigns(BadInput, code="owner-cosigns"):
    path: str

    sentence = N_("The key {path} is the book's own: whoever keeps the book is no witness.")
    hint = N_("Let a party or an auditor sign, with a key of their own: --key-file FILE")


class ClockBeforeEvents(BadInput, code="clock-before-events"):
    newest: datetime
    now: datetime

    sentence = N_(
        "It is {now} by this clock, and the newest event of the checkpoint was recorded {newest}:"
        " a signature of that time would count for nothing."
    )
    hint = N_("Set the clock right. If the book's was ahead, sign when that time has come.")


class SecretKeyNamed(BadInput, code="secret-key-named"):
    sentence = N_("That is a secret key, which nobody but its owner may have.")
    hint = N_("Ask for the public key, which samverk key show prints.")


class BookKeyMissing(BadInput, code="book-key-missing"):
    path: str

    sentence = N_("There is no key of the book at {path}, and nothing can be signed without it.")
    hint = N_(
        "Say where it is: --key-file FILE. Who does not keep the book has no such key; ask for a"
        " checkpoint, and prove events by it: samverk prove POSITION --checkpoint FILE"
    )


class NoKeyNamed(BadInput, code="no-key-named"):
    sentence = N_("A public key, or a file with it, was to be named, and nothing is.")
    hint = N_(
        "A key looks like NAME+12345678+AbC…, and samverk key show prints it. To count the"
        " witnesses of the book, leave --witness-key and SAMVERK_WITNESS_KEYS out."
    )


class NotAWitnessKey(BadInput, code="not-a-witness-key"):
    key: str

    sentence = N_("{key} is no public key to check cosignatures with.")
    hint = N_(
        "It looks like NAME+12345678+BAbC…, and samverk checkpoint cosign prints it. Ask the"
        " witness to send it again."
    )


class NoKeysInFile(BadInput, code="no-keys-in-file"):
    path: str
    keys: int

    sentence = N_("{path} holds {keys} keys.")
    hint = N_("Write one key a line; where one key is asked for, one. Comments begin with #.")


class NotABookKey(BadInput, code="not-a-book-key"):
    key: str

    sentence = N_("{key} is the key of a witness, and no book signs with such a key.")
    hint = N_(
        "Ask whoever keeps the book for its own: samverk key show. A witness's is named with"
        " --witness-key"
    )


class KeyOfAnotherBook(BadInput, code="key-of-another-book"):
    key: str
    origin: str

    sentence = N_("{key} is the key of another book than {origin}.")
    hint = N_("Ask whoever keeps that book for its key: samverk key show")


class TwoBooks(BadInput, code="two-books"):
    one: str
    other: str

    sentence = N_("The checkpoints are of two books, {one} and {other}.")
    hint = N_("Compare two of the same book.")


class NotComparable(BadInput, code="not-comparable"):
    one: str
    other: str
    old: int
    new: int
    events: int | None

    sentence = N_(
        "Whether the {new} events of {other} begin with the {old} of {one} cannot be told here:"
        " that takes the book, with so many events, or a proof. Events of the book at hand:"
        " {events}."
    )
    hint = N_(
        "Whoever has the book answers it: samverk checkpoint compare {one} {other} -o PROOF. With"
        " that: samverk checkpoint compare {one} {other} --proof PROOF"
    )


class NotAnExtensionProof(BadInput, code="not-an-extension-proof"):
    sentence = N_("That is no proof that one checkpoint adds to another, or it was altered.")
    hint = N_("Ask whoever has the book for it: samverk checkpoint compare FILE FILE -o PROOF")


class ProofOfOthers(BadInput, code="proof-of-others"):
    old: int
    new: int

    sentence = N_("The proof is about other checkpoints: of {old} and of {new} events.")
    hint = N_("Ask whoever has the book for one about these two.")


class ExtensionNotShown(Tampered, code="extension-not-shown"):
    path: str
    old: int
    new: int

    sentence = N_(
        "The proof {path} does not show that the {new} events begin with the {old}: it is no proof,"
        " or the two checkpoints are on two histories."
    )
    hint = N_(
        "Keep all three files. Ask for the proof once more; if nobody can make one, that is"
        " evidence against whoever has the key."
    )


class NotASshKey(BadInput, code="not-an-ssh-key"):
    path: str
    cause: Cause

    sentence = N_("{path} is no public key that signatures are checked with: {cause}.")
    hint = N_(
        "Name the file of a public key of OpenSSH, which ends in .pub: one line, such as"
        " ssh-ed25519 AAAA… Who has none makes one: ssh-keygen -t ed25519"
    )


class PrivateKeyGiven(BadInput, code="private-key-given"):
    path: str

    sentence = N_("{path} is a private key, which is for nobody's eyes but its owner's.")
    hint = N_(
        "Nothing of it was kept. Name the public key, which stands beside it and ends in .pub. Who"
        " got this file from somebody else tells them: they need a new key."
    )


class NoSshKeygen(BadInput, code="no-ssh-keygen"):
    sentence = N_("Signing needs the program ssh-keygen, which is not installed here.")
    hint = N_(
        "Install OpenSSH 8.1 or later: on Debian and Ubuntu apt install openssh-client, on Fedora"
        " dnf install openssh-clients. On macOS it is there."
    )


class SshKeygenFailed(BadInput, code="ssh-keygen-failed"):
    path: str
    private: str
    cause: Cause

    sentence = N_("ssh-keygen did not sign with {path}: {cause}.")
    hint = N_(
        "Nothing was recorded. It asks for a passphrase on a terminal; where there is none, an"
        " agent has to know the key: ssh-add {private}. A file that ends in .pub needs its private"
        " key in the agent, or beside it."
    )


class NotAttested(BadInput, code="not-attested"):
    position: Position

    sentence = N_(
        "Event #{position} is no review or approval of a payment, and no request for one."
    )
    hint = N_("See which there are: samverk request list")


class NotSigned(BadInput, code="not-signed"):
    position: Position

    sentence = N_("Nobody has signed anything of event #{position}.")
    hint = N_(
        "A server's word is that the login did it: see samverk show {position}. Signatures are made"
        " with --sign-key."
    )


class NoneHeld(BadInput, code="no-checkpoint-held"):
    position: Position

    sentence = N_("No checkpoint that is held beside the book has event #{position} in it.")
    hint = N_(
        "Nothing was written. Make one with the book's key, and try again: samverk checkpoint"
    )


class NothingToProve(BadInput, code="nothing-to-prove"):
    sentence = N_("There is no event on this paper that could be proved.")
    hint = N_("Nothing was written. Leave --proofs out.")
