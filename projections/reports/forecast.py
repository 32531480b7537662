"""What lines are expected to cost: budget, outcome, planned rest, forecast and deviation.

A forecast is what somebody has said of the whole year. A line without one is told as such; nothing
is guessed. The run-rate beside it is arithmetic: what the year comes to if it goes on as it began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, TypedDict

from events import facts as f
from events import zones
from events.facts import AgreementId, LineId, PartyId
from events.following import forecasts, run_rate
from events.period import Period
from events.planning import covered_minor, named_of, offset_of, standings
from events.record import Recorded
from projections.projection import AgreementDocument
from projections.report import Field, Notice
from projections.reports.amounts import Amounts, amounts_of
from projections.reports.common import BudgetYears, party_name, sums
from projections.reports.declaring import About, Declaration, Shown
from projections.reports.lines import status_of


class Row(TypedDict):
    """A line and budget year."""

    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    line: Annotated[str, Field("Line", "text", is_key=True)]
    year: Annotated[int, Field("Year", "number", is_key=True)]
    purpose: Annotated[str, Field("Purpose", "text", wide=True)]
    funder: Annotated[str, Field("Funder", "text")]
    performer_name: Annotated[str, Field("Performer", "text", wide=True)]
    committed_minor: Annotated[int, Field("Budget", "money", measure="sum")]
    paid_minor: Annotated[int, Field("Outcome", "money", measure="payment")]
    planned_rest_minor: Annotated[int | None, Field("Planned rest", "money", is_stated=True)]
    forecast_minor: Annotated[int | None, Field("Forecast", "money", measure="sum")]
    deviation_minor: Annotated[int | None, Field("Deviation", "money", measure="sum")]
    run_rate_minor: Annotated[int | None, Field("Run-rate", "money", is_stated=True)]
    forecast_on: Annotated[date | None, Field("Forecast on", "date")]
    forecast_reason: Annotated[str | None, Field("Why", "text", wide=True)]
    counted_to: Annotated[date | None, Field("Counted to", "date")]


_AMOUNTS = (
    "committed_minor",
    "paid_minor",
    "planned_rest_minor",
    "forecast_minor",
    "deviation_minor",
    "run_rate_minor",
)


def _day(about: About) -> date | None:
    """Return the day that the outcome is counted to; None: the book is empty.

    It is the day that the question ends with, or that of the newest event if that is earlier.
    """
    known_at, as_of = about.scope.known_at, about.scope.as_of
    if known_at is None:
        return None
    day = zones.day_in(about.projection.told_in or zones.DEFAULT, known_at)
    return day if as_of is None else min(as_of, day)


def _rows(about: About, funder: PartyId | None = None) -> list[Row]:
    """Return a row for each line and budget year that is funded; of one funder, or of all."""
    years, day = BudgetYears(about.projection), _day(about)
    return [
        row
        for agreement in about.agreements
        for row in _of_agreement(agreement, about, years, day)
        if funder is None or row["funder"] == funder
    ]


def _of_agreement(
    agreement: AgreementId, about: About, years: BudgetYears, day: date | None
) -> Iterator[Row]:
    document = about.projection.agreements[agreement]
    given = forecasts(document.process)
    for line, own in document.lines.items():
        if status_of(own) == "declined":
            continue
        for year in years.of(agreement, line, about.period):
            _, forecast = given.get((line, year), (0, None))
            yield _row(agreement, document, (line, year), forecast, about, day)


def _row(
    agreement: AgreementId,
    document: AgreementDocument,
    line_year: tuple[LineId, int],
    forecast: f.ForecastGiven | None,
    about: About,
    day: date | None,
) -> Row:
    projection, (line, year) = about.projection, line_year
    amounts = amounts_of(projection, agreement, line, year)
    proposed, own = document.proposed, document.lines[line].proposed
    last = min(day, date(year, 12, 31)) if day is not None else None
    expected = forecast.amount_minor if forecast is not None else None
    rate = None
    if day is not None and not about.is_of_one_event:
        paid = amounts["paid_minor"]
        rate = run_rate(paid, year, day, proposed.rounding, proposed.currency)
    return {
        "agreement": agreement,
        "line": line,
        "year": year,
        "purpose": own.purpose,
        "funder": own.funder,
        "performer_name": party_name(
            projection, projection.lines.performer_in((agreement, line), year)
        ),
        "committed_minor": amounts["committed_minor"],
        "paid_minor": amounts["paid_minor"],
        "planned_rest_minor": None
        if about.is_of_one_event
        else _planned_rest(document, line_year, amounts, day),
        "forecast_minor": expected,
        "deviation_minor": None if expected is None else amounts["committed_minor"] - expected,
        "run_rate_minor": rate,
        "forecast_on": forecast.given_on if forecast is not None else None,
        "forecast_reason": forecast.reason if forecast is not None else None,
        "counted_to": last if rate is not None else None,
    }


def _planned_rest(
    document: AgreementDocument,
    line_year: tuple[LineId, int],
    amounts: Amounts[int],
    day: date | None,
) -> int | None:
    """Return what is planned to be paid after a day and is not paid; None: there is no plan."""
    planning = document.planning
    plan = planning.plan_of(*line_year) if planning is not None else None
    if planning is None or plan is None or day is None:
        return None
    requests = document.requests.values()
    named, offset = named_of(planning, requests, *line_year), offset_of(requests, *line_year)
    covered = covered_minor(plan[1], amounts["committed_minor"], offset)
    found = standings(plan[1], amounts["paid_minor"] + offset, covered, named)
    return sum(x.payable_minor for x in found if x.due_on > day)


def _of_event(recorded: Recorded, about: About, rows: list[Row]) -> list[Row]:
    """Return what an event adds: a forecast what it changes, a commitment also to the deviation."""
    agreement = recorded.agreement or ""
    document = about.projection.agreements[agreement]
    given = forecasts(document.process)
    for row in rows:
        if (row["line"], row["year"]) in given:
            row["deviation_minor"] = row["committed_minor"]
    fact = recorded.fact
    if not isinstance(fact, f.ForecastGiven) or recorded.position not in document.process:
        return rows
    if fact.line not in document.lines:  # an amendment of a later day adds it
        return rows
    before, after = (
        forecasts({at: x for at, x in document.process.items() if at < recorded.position + later})
        for later in (0, 1)
    )
    key = (fact.line, fact.year)
    minor = after[key][1].amount_minor - (before[key][1].amount_minor if key in before else 0)
    own = _row(agreement, document, key, None, about._replace(is_of_one_event=True), None)
    own |= {"committed_minor": 0, "paid_minor": 0}
    own |= {"forecast_minor": minor, "deviation_minor": -minor}
    return [own]


def _shown(rows: list[Row], about: About) -> Shown:
    several_years = len({row["year"] for row in rows}) > 1
    has_plan = any(row["planned_rest_minor"] is not None for row in rows)
    return (
        *(("agreement",) if len(about.agreements) > 1 else ()),
        "line",
        *(("year",) if several_years else ()),
        "purpose",
        "performer_name",
        *(x for x in _AMOUNTS if has_plan or x != "planned_rest_minor"),
        "forecast_on",
        "forecast_reason",
    )


def _notices(rows: list[Row], about: About) -> list[Notice]:
    """Return which lines have no forecast, or one from an earlier period, and what is counted."""
    day, period = _day(about), about.period
    missing: dict[tuple[str, int], list[str]] = {}
    found = []
    expected_from = _expected_from(period, day)
    for row in rows:
        where = row["agreement"], row["year"]
        if row["forecast_minor"] is None and (day is None or row["year"] <= day.year):
            missing.setdefault(where, []).append(row["line"])
        given_on = row["forecast_on"]
        if given_on and expected_from and given_on < expected_from:
            values = {"agreement": where[0], "year": where[1], "line": row["line"], "day": given_on}
            found.append(Notice("forecast-from-before", values))
    for (agreement, year), lines in missing.items():
        values = {"agreement": agreement, "year": year, "lines": lines}
        found.append(Notice("no-forecast", values))
    if any(row["run_rate_minor"] is not None for row in rows):
        found.append(Notice("run-rate", {"day": day}))
    return found


def _expected_from(period: Period | None, day: date | None) -> date | None:
    """Return the first day on which a forecast is one of the period; None: any day is.

    That of a tertial is given when it is over, and dated on its last day or later. While it goes on
    there can be none of it, but one of those before it.
    """
    if period is None or day is None or period.is_year:
        return None
    return period.ends if day >= period.ends else period.starts


def _totals(rows: list[Row]) -> Mapping[str, Any]:
    return sums(rows, _AMOUNTS)


def _declared(rows: Any) -> Declaration[Row]:
    return Declaration(
        row=Row,
        rows=rows,
        shown=_shown,
        notices=_notices,
        totals=lambda found: dict(_totals(found)),
        of_event=_of_event,
        has_forecasts=True,
    )


OF = {
    "agreement": _declared(_rows),
    "board": _declared(lambda about: _rows(about, funder=about.its_subject)),
}
