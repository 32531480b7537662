"""Parts that several papers have: lines, months, payments, what is due, contributions in kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from ledger.papers import sections
from ledger.papers.asked import Asked
from ledger.papers.money import Money, alone
from ledger.papers.sections import Section
from ledger.presentation import agenda, display
from ledger.presentation.explanation import explanation
from ledger.presentation.language import _, _n, _p
from ledger.presentation.rendering import notice_text
from ledger.presentation.sheets import SEPARATOR
from ledger.work.explaining import Wanted, explain
from projections.report import Report
from projections.reports import KINDS
from projections.series import Months, by_year, months_of

MOST_ROWS, MOST_DUE = 12, 8  # that have room; the paper says how many more there are
_SHOWN = ("committed_minor", "uplift_minor", "paid_minor", "remaining_minor")
Forecasts = Mapping[tuple[str, str, int], Mapping[str, Any]]  # by agreement, line and year


def lines(made: Report, forecasts: Forecasts | None, title: str, none: str) -> Section:
    """Return the lines of a report, with what is expected of them, if anybody has said it.

    Args:
        made: of a board or an agreement.
        forecasts: rows of its forecast; None: nobody has given one.
        title: translated.
        none: translated; stands in the place of lines.
    """
    several = len({row.get("agreement") for row in made.rows}) > 1
    expected = [_forecast_of(row, forecasts) for row in made.rows]
    money = Money(made.currency, [*(row[x] for row in made.rows for x in _SHOWN), *expected])
    headings = {
        _("Line"): "word",
        _("Purpose and performer"): "text",
        _("Year"): "word",
        _("Committed"): "figure",
        _("of which uplift"): "figure",
        _("Paid"): "figure",
        _("Remaining"): "figure",
        **({_("Forecast"): "figure"} if forecasts else {}),
    }
    rows: list[list[sections.Cell]] = []
    for row, forecast in zip(made.rows, expected, strict=True):
        below = (row["performer_name"], row["agreement"] if several else None)
        purpose = {
            "text": display.safe(row["purpose"]),
            "below": SEPARATOR.join(display.safe(x) for x in below if x),
        }
        rows.append([display.safe(row["line"]), purpose, str(row["year"]), *_figures(row, money)])
        if forecasts:
            rows[-1].append(money.text(forecast))
    totals = ["", _("Total"), "", *_figures(made.totals, money), *([""] if forecasts else [])]
    return sections.table(title, headings, rows, none=none, totals=totals if rows else ())


def _figures(row: Mapping[str, Any], money: Money) -> list[str]:
    return [
        money.some(row[x]) if x == "uplift_minor" else money.text(row[x])
        for x in _SHOWN
        if x in row
    ]


def _forecast_of(row: Mapping[str, Any], forecasts: Forecasts | None) -> int | None:
    own = (forecasts or {}).get((row["agreement"], row["line"], row["year"]))
    return own["forecast_minor"] if own else None


def cards(made: Report, forecasts: Forecasts | None) -> list[dict[str, str]]:
    """Return the figures that stand first."""
    sums, share = made.totals, made.totals.get("used_percent")
    if not made.rows:
        return []
    text = partial(alone, currency=made.currency)
    found = [
        _card(
            _("Committed"),
            text(sums["committed_minor"]),
            _("of which uplift {amount}", amount=text(sums["uplift_minor"])),
        ),
        _card(
            _("Paid"),
            text(sums["paid_minor"]),
            _("{share} of what is committed", share=display.percent(share)) if share else "",
        ),
        _card(_("Remaining"), text(sums["remaining_minor"]), _("left to pay")),
    ]
    said = [
        x["forecast_minor"] for x in (forecasts or {}).values() if x["forecast_minor"] is not None
    ]
    if said:
        of = _n("of {n} line", "of {n} lines", len(said))
        found.append(_card(_("Forecast"), text(sum(said)), of))
    claim = text(sums["open_claim_minor"])
    return [*found, _card(_("To be repaid"), claim, _("open claims"))]


def _card(name: str, figure: str, beside: str) -> dict[str, str]:
    return {"name": name, "figure": figure, "beside": beside}


def months(asked: Asked, made: Report) -> list[Section]:
    """Return what is paid of each budget year of a report, month by month; none: nothing is."""
    own = {(row["agreement"], row["line"], row["year"]) for row in made.rows}
    cash = asked.several.report("cash-flow")
    rows = [x for x in cash.rows if (x["agreement"], x["line"], x["year"]) in own]
    years = [x for x in by_year(made) if x.totals["committed_minor"] > 0]
    found = months_of(replace(cash, rows=rows), years)
    if not found:
        return []
    legend = (
        _("paid to others"),
        _("internal cost"),
        _("remaining: a whole bar is all that is committed"),
    )
    told = partial(of_year, currency=made.currency)
    return [
        sections.months(_("Paid of what is committed, month by month"), [*map(told, found)], legend)
    ]


def of_year(found: Months, currency: str) -> dict[str, Any]:
    """Return a budget year as its template takes it: to December, or to its last payment."""
    committed, paid = found.committed_minor, found.months[-1].paid_minor
    money = Money(currency, [committed, paid])
    text = _("paid {paid} of {committed}", paid=money.text(paid), committed=money.text(committed))
    bars: list[dict[str, Any]] = [
        {
            "has": True,
            "name": display.month(month.month, found.year),
            "paid": _part(month.disbursed_minor, committed),
            "internal": _part(month.internal_minor, committed),
        }
        for month in found.months
    ]
    own = sum(month.month.startswith(f"{found.year:04}-") for month in found.months)
    is_over = found.months[-1].month > f"{found.year:04}-12"
    names = [] if is_over else display.month_names()[own:]
    bars += [{"has": False, "name": name} for name in names]
    return {"year": str(found.year), "text": text, "months": bars}


def _part(minor: int, of: int) -> float:
    """Return which part of a bar an amount is: from nothing to all of it."""
    return round(min(max(minor / of, 0.0), 1.0), 4)


def steps(asked: Asked, kind: str, figure: str, title: str, none: str) -> list[Section]:
    """Return the events behind a figure of a report, the newest at the end; none: there are none.

    Args:
        asked: what the report is about.
        kind: of the report.
        figure: the field whose sum it is.
        title: translated.
        none: translated; stands in the place of events.
    """
    wanted = Wanted(figure, {}, display.word)
    question = replace(asked.several.question, at=asked.scope.at)
    found = explanation(
        explain(asked.book, kind, asked.subject, question, wanted), KINDS[kind].declared
    )
    if not found.rows:
        return []
    money = Money(found.currency, [x["change_minor"] for x in found.rows])
    rows = [
        [
            display.day(x["effective_on"]),
            display.word(x["event"]),
            display.safe(" ".join(str(x[key]) for key in ("line", "year") if x.get(key))),
            display.safe(SEPARATOR.join(y for y in (x["payee_name"], x["voucher"]) if y)),
            f"#{x['position']}",
            money.text(x["change_minor"]),
        ]
        for x in found.rows[-MOST_ROWS:]
    ]
    left = len(found.rows) - len(rows)
    headings = {
        _("Day"): "word",
        _("Event"): "word",
        _("Line"): "word",
        _("Payee and voucher"): "text",
        "#": "figure",
        _("Amount"): "figure",
    }
    total = ["", _("Total"), "", "", "", money.text(found.totals["change_minor"])]
    more = (
        _n("{n} earlier one is not shown.", "{n} earlier ones are not shown.", left) if left else ""
    )
    return [sections.table(title, headings, rows, none=none, totals=total, more=more)]


def in_kind(asked: Asked, agreements: Collection[str]) -> Section:
    """Return what was contributed to agreements in kind."""
    found = asked.several.report("in-kind")
    rows = [x for x in found.rows if x["agreement"] in agreements]
    shown = ("delivered_minor", "verified_minor")
    money = Money(found.currency, (row[x] for row in rows for x in shown))
    headings = {_("Party"): "text", _("Delivered"): "figure", _("of which verified"): "figure"}
    return sections.table(
        _("Contributions in kind"),
        headings,
        [
            [
                {
                    "text": display.safe(x["party_name"]),
                    "below": f"{display.word(x['kind'])} {x['year']}",
                },
                *(money.text(x[y]) for y in shown),
            ]
            for x in rows
        ],
        none=_("Nobody has contributed in kind."),
        about=_("Shown beside the money, and never added to it."),
        beside=True,
    )


def notices(made: Report) -> Section:
    """Return what a reader of a report should note."""
    texts = [notice_text(x, made.currency) for x in made.notices]
    return sections.notices(_("Deviations and what to note"), texts, _("Nothing to note."))


def due(asked: Asked, agreements: Collection[str], party: str | None = None) -> list[Section]:
    """Return what is missing and who has to act, in agreements or for a party; none: nothing is."""
    chosen = [x for x in asked.due() if party in x.row.who or x.row.agreement in agreements]
    if not chosen:
        return []
    rows: Sequence[Sequence[sections.Cell]] = [
        [
            display.day(x.row.due_on),
            agenda.when_text(x, asked.day),
            agenda.what_text(x, asked.then),
            agenda.who_text(x, asked.then),
        ]
        for x in chosen[:MOST_DUE]
    ]
    headings = {
        _("Day"): "word",
        _p("of a list of what is due", "When"): "word",
        _("What"): "text",
        _("Who"): "text",
    }
    left = len(chosen) - len(rows)
    more = _n("{n} more thing is due.", "{n} more things are due.", left) if left else ""
    title = _("What is missing, and who has to act")
    return [sections.table(title, headings, rows, none=_("Nothing is due."), more=more)]
