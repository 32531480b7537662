"""The refusals of questions, and of recording at present."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from events.facts import LineId, Position
from ledger.refusal import N_, BookUnusable, Conflict, Refused, Tampered, Text


class ClockBehind(Conflict, code="clock-behind"):
    position: Position
    newest: datetime
    now: datetime

    sentence = N_(
        "The newest event, #{position}, was recorded {newest}, and now it is {now}. Times never"
        " go back along a book, so this would get that time, too. Nothing was written."
    )
    hint = N_(
        "Correct the clock if it is behind. If it is right, and was ahead then, add"
        " --clock-is-right"
    )


class UnknownImport(Refused, code="unknown-import"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no reading of a file.")
    hint = N_("Files were read at: {known}. See: samverk imports list")


class OlderThanSeen(Tampered, code="older-than-seen"):
    path: str
    size: int
    events: int
    seen_at: datetime

    sentence = N_(
        "The book {path} has {events} events, and does not begin with the {size} that you saw in it"
        " on {seen_at}: an older copy stands in its place, events are gone, or history was"
        " rewritten."
    )
    hint = N_(
        "Nothing was recorded. If somebody put the book back on purpose, from a backup: samverk"
        " status --older-is-right --reason TEXT. Otherwise keep it as it is and ask an auditor."
    )


class NewerRules(BookUnusable, code="newer-rules"):
    path: str
    rules: int
    known: int

    sentence = N_(
        "In {path} a newer program decides by the rules {rules}, and this one knows those up to"
        " {known}. Nothing was written."
    )
    hint = N_("Update samverk. What is there can be read with this program, too.")


class ZoneNotKnownHere(BookUnusable, code="zone-not-known-here"):
    zone: str

    sentence = N_(
        "The book has the time zone {zone}, which this computer does not know, so it cannot tell"
        " which day it is there. Nothing was written."
    )
    hint = N_("Bring its tables up to date: python -m pip install --upgrade tzdata")


class MixedCurrencies(Refused, code="mixed-currencies"):
    currencies: Sequence[str]
    first: str

    sentence = N_("The report would mix {currencies}, and currencies are never added.")
    hint = N_("Choose one: --currency {first}")


class NotBehind(Refused, code="not-behind"):
    position: Position
    at: Position

    sentence = N_("There is nothing to compare with: position {position} is not before {at}.")
    hint = N_("Give an earlier position or time with --compare-to")


class PositionAhead(Refused, code="position-ahead"):
    position: Position
    head: Position

    sentence = N_("Position {position} is beyond the end of the book, which is event #{head}.")
    hint = N_("See what there is: samverk log")


class NewerViews(BookUnusable, code="newer-views"):
    path: str

    sentence = N_("A newer program keeps the views of {path}; they were left as they are.")
    hint = N_("Install the newer program.")


class UnknownLineInBook(Refused, code="unknown-line-in-book", sought="line"):
    line: LineId
    known: Sequence[str]

    sentence = N_("There is no line {line} in the book.")
    hint = N_("Its lines are: {known}")


class UnknownVoucher(Refused, code="unknown-voucher", sought="voucher"):
    voucher: str
    known: Sequence[str]

    sentence = N_("Nothing in the book has the voucher {voucher}.")
    hint = N_("See the vouchers there are: samverk log -O csv")


class UnknownActor(Refused, code="unknown-actor", sought="actor"):
    actor: str
    known: Sequence[str]

    sentence = N_("Nothing in the book was recorded by {actor}.")
    hint = N_("Those who have recorded something: {known}")


class UnknownBoard(Refused, code="unknown-board", sought="board"):
    board: str | None
    known: Sequence[str]

    sentence = N_("There is no board with the id {board} in the book.")
    hint = N_("Its boards are: {known}")


class CurrencyNotThere(Refused, code="currency-not-there", sought="currency"):
    currency: str
    known: Sequence[str]

    sentence = N_("Nothing that is asked for is in {currency}.")
    hint = N_("It is in: {known}. Leave out --currency, or choose another.")


class NotKnownThen(Refused, code="not-known-then"):
    id: str
    position: Position
    at: Position

    sentence = N_("{id} came with event #{position}, later than what is asked about.")
    hint = N_("Ask about a later time, or leave out --at and --known-at.")


class CacheDiffers(Tampered, code="cache-differs"):
    path: str
    position: Position
    file: str

    sentence = N_(
        "{path} is not the book that it was: its first {position} events are others than those"
        " that your figures in {file} were made from."
    )
    hint = N_(
        "Compare it with a checkpoint that you hold: samverk verify --checkpoint FILE. If it is"
        " meant to be another book, remove {file}"
    )


class CacheAhead(Tampered, code="cache-ahead"):
    path: str
    events: int
    file: str
    position: Position

    sentence = N_(
        "{path} is not the book that it was: it has {events} events, and your figures in {file}"
        " were made from {position}."
    )
    hint = N_(
        "Compare it with a checkpoint that you hold: samverk verify --checkpoint FILE. If it"
        " was put back on purpose, remove {file}"
    )


class NoSuchRow(Refused, code="no-such-row", sought="value"):
    value: str
    heading: Text
    known: Sequence[str]

    sentence = N_("No row of the report has {value} under “{heading}”.")
    hint = N_("Its rows have: {known}")


class NoSuchCombination(Refused, code="no-such-combination"):
    wanted: Sequence[str]

    sentence = N_("The report has no row with all of this: {wanted}.")
    hint = N_("Leave one out, or see the rows that there are: samverk report")


class NoSuchFigure(Refused, code="no-such-figure"):
    figure: Text

    sentence = N_("These rows have no figure under “{figure}”.")
    hint = N_("Ask for another one with --measure, or for other rows.")


class SeveralUnits(Refused, code="several-units"):
    units: Sequence[str]
    option: str
    first: str

    sentence = N_("These rows are counted in {units}, and units are never added.")
    hint = N_("Choose one: --{option} {first}")
