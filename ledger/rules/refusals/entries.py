"""Refusals of an entry because of its day, its key, its actor or the entry that it reverses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from events.facts import Position
from ledger.refusal import N_, Conflict, Refused, Text, Word


class UnknownPosition(Refused, code="unknown-position"):
    position: Position

    sentence = N_("There is no event #{position} in the book.")
    hint = N_("See what there is: samverk log")


class NotReversible(Refused, code="not-reversible"):
    position: Position
    event: Word

    sentence = N_("Event #{position}, '{event}', cannot be taken back.")
    hint = N_(
        "What is proposed, concluded or registered stands; what is said of a party or the book is"
        " said anew: samverk party amend, samverk book describe. Decisions, payments, reports,"
        " claims, contributions and the steps of an agreement can be taken back. A request for a"
        " payment: samverk request return, samverk request cancel. A mandate: samverk authority"
        " withdraw. A person's key: samverk actor retire-key."
    )


class IsAReversal(Refused, code="is-a-reversal"):
    position: Position

    sentence = N_("Event #{position} is itself a reversal.")
    hint = N_("Record again what should stand.")


class AlreadyReversed(Refused, code="already-reversed"):
    position: Position
    by: Position

    sentence = N_("Event #{position} was reversed already, by event #{by}.")
    hint = N_("See it: samverk show {by}")


class ReversalBeforeEntry(Refused, code="reversal-before-entry"):
    day: date
    entry_day: date
    position: Position

    sentence = N_("The reversal would be dated {day}, before the entry itself ({entry_day}).")
    hint = N_("Leave out --on, or give a day that is not earlier.")


class DependedUpon(Refused, code="depended-upon"):
    position: Position
    because: Text

    sentence = N_("Event #{position} cannot be taken back, because {because}.")
    hint = N_(
        "Reverse what depends on it first: samverk log shows it. What an agreement has been"
        " concluded on is changed by an amendment: samverk agreement change"
    )


class BeforeBasis(Refused, code="before-basis"):
    day: date
    basis_day: date
    event: Word
    position: Position

    rests: Text
    instead: Text

    sentence = N_("{day} is before {basis_day}, {rests}: '{event}', event #{position}.")
    hint = N_("{instead} Is the other day wrong? samverk show {position}")


class BookedTooEarly(Refused, code="booked-too-early"):
    day: date
    document_day: date

    sentence = N_("It would be booked on {day}, before it happened ({document_day}).")
    hint = N_("Leave out --booked-on, or give a day that is not earlier.")


class DateInFuture(Refused, code="date-in-future"):
    day: date
    today: date

    sentence = N_("{day} is in the future: today is {today}.")
    hint = N_(
        "Record it when it has happened, or correct the day. If today is another day, correct the"
        " clock: of this computer, or of the server that has the book."
    )


class AfterEnd(Refused, code="after-end"):
    day: date
    ends: date

    sentence = N_("{day} is after the agreement's end, {ends}.")
    hint = N_("If the day is right, add --outside-term")


class BeforeStart(Refused, code="before-start"):
    day: date
    starts: date

    sentence = N_("{day} is before the agreement's start, {starts}.")
    hint = N_("If the day is right, add --outside-term")


class PeriodClosed(Refused, code="period-closed"):
    day: date
    closed_through: date
    first_open: date
    instead: Text

    sentence = N_("{day} lies in a closed period: everything up to {closed_through} is closed.")
    hint = N_("The first open day is {first_open}. {instead}")


class CloseOutOfOrder(Refused, code="close-out-of-order"):
    period: str
    closed_through: date

    sentence = N_("{period} cannot be closed now: everything up to {closed_through} is closed.")
    hint = N_("Close the next period: samverk period list")


class PeriodNotOver(Refused, code="period-not-over"):
    period: str
    ends: date

    sentence = N_("{period} is not over: it ends {ends}.")
    hint = N_("Close it when its last day has passed.")


class ReopenOutOfOrder(Refused, code="reopen-out-of-order"):
    period: str
    newest: str | None

    sentence = N_("Only the newest closed period can be opened, and {period} is not it.")
    hint = N_("See: samverk period list")


class SameActor(Refused, code="same-actor"):
    actor: str

    sentence = N_("{actor} recorded it, and somebody else has to do this: four eyes.")
    hint = N_("Let a colleague do it: in a file with --actor, on a server by their own login")


class KeyConflict(Conflict, code="key-conflict"):
    key: str
    position: Position

    sentence = N_(
        "The key {key} was used for something else, event #{position}. Nothing was written."
    )
    hint = N_("See it: samverk show {position}. If this is another entry, give it another key.")


class RetryDiffers(Conflict, code="retry-differs"):
    key: str
    position: Position
    what: Sequence[Text]

    sentence = N_("The key {key} was used for the same, event #{position}, with other {what}.")
    hint = N_(
        "Nothing was written. See it: samverk show {position}. Repeat the command as it was,"
        " or give another key to what is something else."
    )


class RulesNotLater(Refused, code="rules-not-later"):
    rules: int
    in_force: int

    sentence = N_("The rules {rules} are not later than those in force, {in_force}.")
    hint = N_("Rules only ever get stricter. See: samverk log --event rules-adopted")
