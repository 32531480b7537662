"""Why a map, a route, a reading or a reconciliation is not recorded."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import AgreementId, LineId, Position
from ledger.refusal import N_, Refused, Text, Word


class MapSaysNothing(Refused, code="map-says-nothing"):
    map: str

    sentence = N_("The map {map} says nothing of how files are read.")
    hint = N_("Say what the columns of the files are: samverk map add --help")


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
    why: Text

    sentence = N_("The pattern {pattern} cannot be used: {why}.")
    hint = N_(
        "A plain word is a pattern, too; so are hyra|lokal, and hyra.*maj. Before a sign such as ("
        " or + that is meant itself stands a backslash."
    )


class RouteOfWhich(Refused, code="route-of-which"):
    sentence = N_("Contributions in kind go to a pledge, and all other rows to a line.")
    hint = N_(
        "Say --agreement and --line, or with --records in-kind the pledge: --pledge POSITION. Rows"
        " of no agreement: --records nothing, alone"
    )


class UnknownPledgeOfRoute(Refused, code="unknown-pledge-of-route"):
    position: Position

    sentence = N_("Event #{position} is no pledge of the agreement that stands.")
    hint = N_("See: samverk report in-kind")


class RouteExists(Refused, code="route-exists"):
    position: Position

    sentence = N_("There is such a route already (event #{position}).")
    hint = N_("See: samverk route list")


class RouteElsewhere(Refused, code="route-elsewhere"):
    position: Position
    place: str  # "-": they become nothing

    sentence = N_(
        "Route #{position} fits the same rows, and leads elsewhere ({place}): neither would count."
    )
    hint = N_(
        "Say more of the rows that are meant, or retire the other: samverk route retire {position}"
        " --reason …"
    )


class RouteNeverWins(Refused, code="route-never-wins"):
    position: Position
    pattern: str

    sentence = N_(
        "Route #{position} fits every row that this one would fit, by the text {pattern}, and leads"
        " elsewhere: this one would never count."
    )
    hint = N_("Say more than the text of the rows that are meant: --payee, --account or --object")


class RouteHides(Refused, code="route-hides-other"):
    position: Position
    pattern: str

    sentence = N_(
        "This route would fit every row that route #{position} fits, by the text {pattern}, and"
        " leads elsewhere: that one would never count any more."
    )
    hint = N_(
        "Retire that one first, samverk route retire {position} --reason …, or say more of the rows"
        " that are meant."
    )


class RouteToShut(Refused, code="route-to-shut-agreement"):
    agreement: AgreementId
    position: Position

    sentence = N_(
        "Nothing is recorded in the agreement {agreement} any more: event #{position} ended it."
    )
    hint = N_("Name the agreement that follows it: samverk agreement list")


class RouteToDeclined(Refused, code="route-to-declined-line"):
    line: LineId
    position: Position

    sentence = N_("The line {line} was declined, as event #{position}: nothing is recorded on it.")
    hint = N_("See which lines there are: samverk agreement show")


class RouteToInternal(Refused, code="route-to-internal-line"):
    line: LineId
    records: Word

    sentence = N_("The line {line} is internal, so no row can become {records} on it.")
    hint = N_("Let rows become costs: --records internal-cost")


class RouteToExternal(Refused, code="route-to-external-line"):
    line: LineId

    sentence = N_("The line {line} is paid out to its performer; it has no internal costs.")
    hint = N_("Let rows become payments, --records disbursement, or name an internal line.")


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
