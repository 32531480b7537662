"""Why a mandate, a person's key or whom a person acts for is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from events.facts import AgreementId, LineId, PartyId, Position
from ledger.refusal import N_, Money, Refused, Text


class BadActorKey(Refused, code="bad-actor-key"):
    actor: str
    why: Text

    sentence = N_("That is no public key of OpenSSH's for {actor}: {why}.")
    hint = N_(
        "Give the file that ends with .pub, as ssh-keygen -t ed25519 makes it. The file without"
        " .pub is secret: it stays with its owner."
    )


class KeyTaken(Refused, code="key-taken"):
    actor: str
    position: Position

    sentence = N_("The key is {actor}'s, by event #{position}: a key belongs to one person.")
    hint = N_("Let each person make a key of their own: ssh-keygen -t ed25519")


class UnknownActorKey(Refused, code="unknown-actor-key"):
    actor: str
    known: Sequence[str]

    sentence = N_("{actor} has no such key that counts.")
    hint = N_("Keys that count: {known}. See: samverk actor list")


class OwnRepresentation(Refused, code="own-representation"):
    actor: str
    party: PartyId

    sentence = N_("{actor} cannot record that {actor} no longer acts for {party}.")
    hint = N_("Somebody else records it, who knows that it is so.")


class RepresentsAlready(Refused, code="represents-already"):
    actor: str
    party: PartyId

    sentence = N_("What is recorded of {actor} and {party} is the same already.")
    hint = N_("See whom everybody acts for: samverk actor list")


class EndsFirst(Refused, code="ends-first"):
    from_day: date
    to_day: date

    sentence = N_("The mandate would end {to_day}, before it begins {from_day}.")
    hint = N_("Correct --from or --to.")


class OwnAuthority(Refused, code="own-authority"):
    actor: str

    sentence = N_("{actor} would give a mandate to {actor}.")
    hint = N_("Somebody else records the board's decision.")


class LineOfWhich(Refused, code="line-of-which-agreement"):
    line: LineId

    sentence = N_("The mandate is for the line {line}, and it is not said of which agreement.")
    hint = N_("Say it with --agreement.")


class UnknownAuthority(Refused, code="unknown-authority"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no mandate.")
    hint = N_("Mandates: {known}. See: samverk authority list")


class SubstituteOfSubstitute(Refused, code="substitute-of-substitute"):
    position: Position
    principal: Position

    sentence = N_("The mandate #{position} is itself a substitute's, for #{principal}.")
    hint = N_("Name the mandate of the one who is stood in for: --substitute-for {principal}")


class BeyondPrincipal(Refused, code="beyond-principal"):
    position: Position
    what: Text

    sentence = N_("A substitute's mandate lies within the one that it is for, #{position}: {what}.")
    hint = N_("Give it the same board, step and area, and no higher limit: samverk authority list")


class NotInForce(Refused, code="authority-not-in-force"):
    position: Position
    last: date
    day: date

    sentence = N_("The mandate #{position} is not in force on {day}: its last day is {last}.")
    hint = N_("See: samverk authority list --on {last}")


class AuthorityOver(NotInForce):
    """The mandate has been withdrawn before."""

    by: Position

    sentence = N_("The mandate #{position} was withdrawn before, by event #{by}.")
    hint = N_("See: samverk show {by}")


class NoAuthority(Refused, code="no-authority"):
    actor: str
    why: Text
    day: date
    agreement: AgreementId
    line: LineId
    able: Sequence[str]

    sentence = N_("{actor} has no mandate for this on {day}, on {line} of {agreement}: {why}.")
    hint = N_("Who has one: {able}. See: samverk authority list --on {day}")


class OverLimit(Refused, code="over-limit"):
    position: Position
    amount: Money
    limit: Money
    excess: Money
    due: date

    sentence = N_(
        "{amount} is {excess} over the limit of the mandate #{position}, {limit}. All that is"
        " requested for the same payee and due {due} is counted."
    )
    hint = N_("Let somebody with a higher limit do it: samverk authority list")
