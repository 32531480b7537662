"""Why an index is not published or withdrawn, and why an uplift does not follow from one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from events.facts import LineId, PartyId, Position
from ledger.refusal import N_, Refused, Text


class AlreadyPublished(Refused, code="already-published"):
    series: str
    period: str
    position: Position

    sentence = N_(
        "That publication of {series} for {period} is in the register already (event #{position})."
    )
    hint = N_(
        "A later publication of the same value has a day of its own. What there is: samverk index"
        " list"
    )


class ValueOutside(Refused, code="index-value-outside"):
    value: Decimal
    least: Decimal
    most: Decimal

    sentence = N_("{value} % is no change of an index: it lies between {least} % and {most} %.")
    hint = N_("Write the change in per cent, such as 2.58, and not the level of the index.")


class UnknownPublication(Refused, code="unknown-publication"):
    position: Position

    sentence = N_("Event #{position} is no publication of an index.")
    hint = N_("See: samverk index list")


class PublicationWithdrawn(Refused, code="publication-withdrawn"):
    position: Position
    by: Position

    sentence = N_("The publication in event #{position} was withdrawn in event #{by}.")
    hint = N_("See: samverk index list")


class NoSeries(Refused, code="index-without-series"):
    line: LineId

    sentence = N_("The index of the line {line} has no series.")
    hint = N_("Name each series with its weight. How: samverk agreement template")


class SeriesTwice(Refused, code="series-twice"):
    line: LineId
    series: str

    sentence = N_("The index of the line {line} has the series {series} twice.")
    hint = N_("Give it once, with the sum of the weights.")


class WeightNotPositive(Refused, code="weight-not-positive"):
    line: LineId
    series: str
    weight: Decimal

    sentence = N_("The weight of {series} in the index of the line {line} is {weight} %.")
    hint = N_("Weights are more than 0 per cent.")


class WeightsTooLarge(Refused, code="weights-too-large"):
    line: LineId
    sum: Decimal

    sentence = N_("The weights in the index of the line {line} sum to {sum} %.")
    hint = N_("They sum to at most 100 per cent.")


class LagOutside(Refused, code="lag-outside"):
    line: LineId
    lag: int
    most: int

    sentence = N_("The index of the line {line} would lag {lag} years behind the budget year.")
    hint = N_("It lags 0 to {most} years: 0 is the index for the budget year itself.")


class IndexWithoutUplift(Refused, code="index-without-uplift"):
    line: LineId

    sentence = N_("The line {line} has an index and is not marked for uplift.")
    hint = N_("Mark it with uplift = true, or take the index away.")


class LineWithoutIndex(Refused, code="line-without-index"):
    line: LineId
    following: Sequence[LineId]

    sentence = N_("The line {line} follows no index.")
    hint = N_("Give a --rate. Lines that follow an index: {following}")


class IndexMissing(Refused, code="index-missing"):
    line: LineId
    series: str
    period: str
    known: Sequence[str]

    sentence = N_("The line {line} follows {series} for {period}, and none is in the register.")
    hint = N_(
        "In the register: {known}. Add it: samverk index publish {series} {period} VALUE --on DATE"
        " --source TEXT"
    )


class VintageNotPublished(Refused, code="vintage-not-published"):
    line: LineId
    series: str
    period: str
    vintage: Text
    on: date
    known: Sequence[str]

    sentence = N_(
        "The line {line} follows {series} for {period} ({vintage}), and such a value was not"
        " published on {on}."
    )
    hint = N_(
        "In the register, with * if preliminary: {known}. Wait for it, or record what is missing."
    )


class SeriesMixed(Refused, code="series-mixed"):
    board: PartyId
    lines: Sequence[str]

    sentence = N_("The marked lines of {board} do not follow one index: {lines}.")
    hint = N_("Raise them one by one, with --line; one that follows no index with --rate.")
