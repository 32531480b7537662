"""An agreement: how it stands, line by line and year by year, and how it came to that."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec.structs import replace

from ledger.presentation import agreement_page, agreement_tables, display
from ledger.presentation.language import _
from ledger.web import files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.web.draw.sankey import sankey
from ledger.web.events import Trail
from ledger.web.pages import NothingThereError, monthly, of_report, replaying
from projections import partnership
from projections.audit import Filter
from projections.chains import chain_of
from projections.report import Report
from projections.series import YearOf, by_year, way_of

_NEWEST = 10
_ROWS = 24  # lines times budget years, all of which stand on one page …
_ROOM, _LINE = 18_000, 2_000  # … or else lines of one year: bytes of all, of one without names
_CHANGES = 4_500  # bytes of the table of changes
_NAMED = 3  # times its names stand there
_IN_KIND = 12  # rows
_SIDE_BY_SIDE = 3  # budget years in one table …
_OF_WIDE, _WIDE = 2, 10  # … and where an amount has more characters than that
_GIVEN = (
    *("party_name", "kind", "year", "delivered_quantity", "unit"),
    *("delivered_minor", "verified_minor"),
)
_MEASURES = ("committed_minor", "paid_minor", "remaining_minor")


def page(asking: Asking) -> Page:
    """Return the page."""
    agreement = asking.subject
    if asking.query.own.get("by") or asking.query.own.get("chain"):
        return _cut(asking, agreement)
    asking.only(agreement)
    made, about = asking.several.about("agreement", agreement)
    made = asking.with_changes(made, about)
    document = about.projection.agreements[agreement]
    present = about.projection
    chain = chain_of(asking.documents, agreement)
    subject = agreement_tables.Subject(agreement, present, chain, asking.today)
    every = by_year(made)
    years, pager = _in_view(asking, every)
    rows, more = Trail(asking, Filter(agreement=agreement)).newest(_NEWEST)
    in_kind = asking.several.report("in-kind", agreement)
    return Page(
        template="agreement.html",
        title=display.safe(document.proposed.title),
        command=of_report.words(asking, "agreement", agreement),
        files=files.OF_REPORTS,
        compares=True,
        content={
            **of_report.content(asking, made, changes=_CHANGES),
            "purpose": display.safe(document.proposed.purpose),
            "facts": list(_facts(asking, subject)),
            "is_decided": bool(made.totals["approved_minor"]),
            "cards": [_card(asking, made, one) for one in every],
            "cards_then": [_card(asking, made, one) for one in years],
            "in_kind": in_kind,
            "in_kind_table": tables.of_report(
                asking.places, in_kind, _("Given in kind"), _GIVEN, part=in_kind.rows[:_IN_KIND]
            ),
            "in_kind_more": len(in_kind.rows) > _IN_KIND,
            "in_kind_hrefs": [
                tables.figure(asking.places, in_kind, x)
                for x in ("delivered_minor", "verified_minor")
            ],
            "in_kind_href": asking.places.to("in-kind", agreement),
            "cash_flow_href": asking.places.to("cash-flow", agreement),
            "forecast_href": asking.places.to("forecast", "agreement", agreement),
            "findings_href": asking.places.to("findings", agreement),
            "due_href": asking.places.to("due", agreement=agreement),
            "lines": _lines(asking, made, years),
            "year_hrefs": _year_hrefs(asking, every) if len(years) < len(every) else [],
            "year_shown": years[0].year if years else None,
            "pager": pager,
            "ways": list(_ways(made, years)),
            "months": monthly.years(
                asking.several.cash_flow(made),
                [one for one in every if one.year in {x.year for x in years}],
                made.currency,
            ),
            "marks": _marks(subject),
            "process": [
                (part.said.rstrip(":"), tables.of_listing(asking.places, part.shown, part.said))
                for part in agreement_tables.process(subject)
            ],
            "events": rows,
            "all_events": asking.places.to("log", agreement=agreement) if more else "",
            "replay": replaying.of_agreement(asking, agreement),
            "cuts": [
                (text, asking.places.to("agreement", agreement, by=by)) for by, text in _cuts(made)
            ],
        },
    )


def _in_view(asking: Asking, every: list[YearOf]) -> tuple[list[YearOf], tables.Pager | None]:
    """Return the budget years whose lines stand on the page, and the way to more lines.

    Of a large agreement one year stands there, some lines at a time: each page stays light, and
    each figure leads to its events.

    Raises:
        NothingThereError: the agreement does not have the budget year that is asked for.
    """
    asked = asking.query.own.get("year")
    most = max((len(x.rows) for x in every), default=0)
    if asked is None and most * len(every) <= _ROWS:
        return every, None
    begun = [x.year for x in every if x.year <= asking.today.year]
    year = asked or (begun[-1] if begun else every[0].year)
    one = next((x for x in every if x.year == year), None)
    if one is None:
        raise NothingThereError
    part = paging.part_of(
        asking, len(one.rows), _ROOM // max(map(_weight, one.rows), default=_LINE)
    )
    return [replace(one, rows=one.rows[part.first : part.end])], part.pager


def _weight(row: dict[str, Any]) -> int:
    """Return about how many bytes a line takes in the table and in the way of the money."""
    names = "".join(row[x] for x in ("purpose", "funder_name", "performer_name"))
    return _LINE + _NAMED * len(names.encode())


def _year_hrefs(asking: Asking, every: list[YearOf]) -> list[tuple[int, str]]:
    """Return each budget year, and the address of the page with its lines."""
    return [
        (x.year, asking.places.to("agreement", asking.subject, year=x.year) + "#lines")
        for x in every
    ]


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, "agreement", asking.subject)


def _cuts(made: Report) -> Iterator[tuple[str, str]]:
    yield "funder", _("By funder")
    yield "performer", _("By performer")
    if any(row.get("activity") for row in made.rows):
        yield "activity", _("By activity")


def _cut(asking: Asking, agreement: str) -> Page:
    """Return the report with rows that are sums of lines, or of the whole chain."""
    made = asking.report("agreement", agreement)
    title = display.safe(made.title)
    return Page(
        template="report.html",
        title=title,
        crumbs=[(title, asking.places.to("agreement", agreement))],
        command=of_report.words(asking, "agreement", agreement),
        files=files.OF_REPORTS,
        compares=True,
        content={
            **of_report.content(asking, made),
            "about": "",
            "table": of_report.table(asking, made, title),
        },
    )


def _facts(asking: Asking, subject: agreement_tables.Subject) -> Iterator[tuple[str, str, str]]:
    """Yield what an agreement is: a heading, a text, an address or nothing."""
    proposed = subject.document.proposed
    yield _("Diary number"), display.safe(proposed.reference), ""
    yield _("Term"), f"{proposed.starts} – {subject.last_day}", ""
    status = display.safe(agreement_page.status_text(subject))
    yield _("Status"), status[:1].upper() + status[1:], ""
    agreements = asking.documents.agreements
    for other in subject.chain:
        if other != subject.agreement and other in agreements:
            earlier = subject.chain.index(other) < subject.chain.index(subject.agreement)
            said = _("Extends") if earlier else _("Extended by")
            title = display.safe(agreements[other].proposed.title)
            yield said, title, asking.places.to("agreement", other)


def _card(asking: Asking, made: Report, one: YearOf) -> dict[str, Any]:
    """Return a budget year: its sums, each with the way to its events."""
    where, chosen = partial(tables.figure, asking.places, made), {"year": one.year}
    shown = _MEASURES if made.totals["approved_minor"] else ("proposed_minor",)
    further = ("uplift_minor", "amended_minor", "carried_minor", "reserved_minor")
    return {
        "year": one.year,
        "share": one.totals["used_percent"],
        "figures": [(tables.heading(made, x), one.totals[x], where(x, chosen)) for x in shown],
        "further": [
            (tables.heading(made, x), one.totals[x], where(x, chosen))
            for x in further
            if one.totals.get(x)
        ],
    }


def _lines(asking: Asking, made: Report, years: list[YearOf]) -> list[dict[str, Any]]:
    """Return the tables of lines, some budget years in each."""
    committed = (display.amount(x.totals["committed_minor"], made.currency) for x in years)
    most = _OF_WIDE if max(map(len, committed), default=0) > _WIDE else _SIDE_BY_SIDE
    return [_table_of_years(asking, made, years[i : i + most]) for i in range(0, len(years), most)]


def _table_of_years(asking: Asking, made: Report, years: list[YearOf]) -> dict[str, Any]:
    by_line: dict[str, dict[int, dict[str, Any]]] = {}
    for one in years:
        for row in one.rows:
            by_line.setdefault(row["line"], {})[one.year] = row
    shown = _MEASURES if made.totals["approved_minor"] else ("proposed_minor",)
    where, places = partial(tables.figure, asking.places, made), asking.places
    lines = []
    for line, rows in by_line.items():
        first = next(iter(rows.values()))
        lines.append(
            {
                "line": line,
                "href": places.to("log", agreement=made.id, line=line),
                "purpose": display.safe(first["purpose"]),
                "funder": display.safe(first["funder_name"]),
                "funder_href": places.to("board", first["funder"]),
                "performer": display.safe(first["performer_name"]),
                "performer_href": places.to("party", first["performer"]),
                "is_internal": first["settlement"] == "internal",
                "decision": first["decision"],
                "cells": [
                    [(rows[one.year][x], where(x, rows[one.year])) for x in shown]
                    if one.year in rows
                    else [(None, "")] * len(shown)
                    for one in years
                ],
            }
        )
    return {
        "years": [one.year for one in years],
        "headings": [tables.heading(made, x) for x in shown],
        "lines": lines,
        "totals": [[(one.totals[x], where(x, {"year": one.year})) for x in shown] for one in years],
    }


def _ways(made: Report, years: list[YearOf]) -> Iterator[dict[str, Any]]:
    """Yield the way of the money of each budget year that has any, the newest first."""
    money = partial(display.amount, currency=made.currency)

    def paid_of(paid: int, committed: int) -> str:
        return _("paid {paid} of {committed}", paid=money(paid), committed=money(committed))

    for one in reversed(years):
        way = way_of(one.rows)
        if way.flows:
            names = {x.party: x.name for x in (*way.sources, *way.targets)}
            said = _("The way of the money {year}: the list below says the same.", year=one.year)
            yield {
                "year": one.year,
                "picture": sankey(way, said, money, paid_of),
                "list": [
                    {
                        "source": display.safe(names[flow.source]),
                        "line": flow.line,
                        "purpose": display.safe(flow.purpose),
                        "target": display.safe(names[flow.target]),
                        "said": paid_of(flow.paid_minor, flow.committed_minor),
                        "share": flow.share,
                    }
                    for flow in way.flows
                ],
            }


def _marks(subject: agreement_tables.Subject) -> list[tuple[bool, str, str]]:
    """Return the three marks: whether each is there, what it is, and who or what shows it."""
    marks = partnership.marks_of(subject.projection, subject.agreement)
    parties = subject.names((*marks.public, *marks.civil))
    without = subject.names(marks.without_contribution)
    return [
        (
            bool(marks.public and marks.civil),
            _("Public and civil-society parties"),
            display.safe(parties),
        ),
        (bool(marks.purpose), _("A common purpose"), display.safe(marks.purpose)),
        (
            not marks.without_contribution,
            _("Every party contributes"),
            display.safe(_("None recorded yet: {names}", names=without)) if without else "",
        ),
    ]
