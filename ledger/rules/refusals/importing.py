"""Why a map, a route, a reading or a reconciliation is not recorded."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import Position
from ledger.refusal import N_, Refused


class MapWithoutColumns(Refused, code="map-without-columns"):
    map: str

    sentence = N_("The map {map} names no column.")
    hint = N_("Say for each column of the file what it is: samverk map add --help")


class UnknownMeaning(Refused, code="unknown-meaning", sought="meaning"):
    column: str
    meaning: str
    known: Sequence[str]

    sentence = N_("The column {column} cannot be {meaning}.")
    hint = N_("A column is one of: {known}, or object:DIMENSION")


class MeaningTwice(Refused, code="meaning-twice"):
    meaning: str
    columns: Sequence[str]

    sentence = N_("Two columns are {meaning}: {columns}.")
    hint = N_("Leave out the one that is not meant.")


class MapAsItIs(Refused, code="map-as-it-is"):
    map: str
    position: Position

    sentence = N_("The map {map} says the same already (event #{position}).")
    hint = N_("See: samverk map list")


class RouteSaysNothing(Refused, code="route-says-nothing"):
    sentence = N_("A route without payee, account, object and text would fit every row.")
    hint = N_("Say which rows are meant: --payee, --account, --object or --text")


class ObjectOfWhich(Refused, code="object-of-which"):
    sentence = N_("An object is named together with its dimension.")
    hint = N_("Write --object DIMENSION:OBJECT, such as 1:4711")


class BadPattern(Refused, code="bad-pattern"):
    pattern: str
    cause: str

    sentence = N_("{pattern} is no pattern of text: {cause}.")
    hint = N_("A plain word is one, too.")


class RouteOfWhich(Refused, code="route-of-which"):
    sentence = N_("Contributions in kind go to a pledge, and all other rows to a line.")
    hint = N_("Say --line, or with --records in-kind the pledge: --pledge POSITION")


class UnknownPledgeOfRoute(Refused, code="unknown-pledge-of-route"):
    position: Position

    sentence = N_("Event #{position} is no pledge of the agreement that stands.")
    hint = N_("See: samverk report in-kind")


class RouteExists(Refused, code="route-exists"):
    position: Position

    sentence = N_("There is such a route already (event #{position}).")
    hint = N_("See: samverk route list")


class UnknownRoute(Refused, code="unknown-route"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no route that counts.")
    hint = N_("Those that count: {known}")


class CountsDiffer(Refused, code="counts-differ"):
    told: int
    count: int

    sentence = N_("{told} rows are told of, and there are {count} in all.")
    hint = N_("Read the file again.")
