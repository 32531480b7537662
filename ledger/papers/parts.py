"""Parts that several papers have: lines, months, payments, what is due, contributions in kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from ledger.papers import sections
from ledger.papers.asked import Asked
from ledger.papers.money import Money, alone
from ledger.papers.sections import Section
from ledger.presentation import agenda, display
from ledger.presentation.explanation import explanation
from ledger.presentation.language import _, _n
from ledger.presentation.rendering import notice_text
from ledger.presentation.sheets import SEPARATOR
from ledger.work.explaining import Wanted, explain
from projections.due import Due
from projections.report import Notice, Report
from projections.reports import KINDS
from projections.series import Months, by_year, months_of

# That have room; the paper says how many more there are.
MOST_ROWS, MOST_DUE, MOST_YEARS, MOST_PURPOSES = 12, 8, 4, 4
_IN_KIND = ("delivered_minor", "verified_minor")
_LONG = 320  # characters of a purpose
_SHOWN = ("committed_minor", "uplift_minor", "paid_minor", "remaining_minor")
Forecasts = Mapping[tuple[str, str, int], Mapping[str, Any]]  # by agreement, line and year


def lines(
    asked: Asked, made: Report, forecasts: Forecasts | None, title: str, none: str
) -> Section:
    """Return the lines of a report, with what is expected of them, if anybody has said it.

    Args:
        asked: what the report is about.
        made: of a board or an agreement.
        forecasts: rows of its forecast; None: nobody has given one.
        title: translated.
        none: translated; stands in the place of lines.
    """
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

    def figures(row: Mapping[str, Any]) -> list[str]:
        more = [money.text(_forecast_of(row, forecasts))] if forecasts else []
        return [str(row["year"]), *_figures(row, money), *more]

    def named(row: Mapping[str, Any]) -> tuple[str, str]:
        return row["purpose"], row["performer_name"]

    rows = grouped(asked, made.rows, named, figures)
    totals = ["", _("Total"), "", *_figures(made.totals, money), *([""] if forecasts else [])]
    return sections.table(title, headings, rows, none=none, totals=totals if rows else ())


def grouped(
    asked: Asked,
    rows: Sequence[Mapping[str, Any]],
    named: Callable[[Mapping[str, Any]], tuple[str, str]],
    figures: Callable[[Mapping[str, Any]], list[str]],
) -> list[sections.Row]:
    """Return rows by agreement and line: each line is named once, beside its years.

    Args:
        asked: the book.
        rows: of a report, with ``agreement``, if it is not of one alone, and ``line``.
        named: returns what a line is for, and what stands below that.
        figures: returns the cells of a year.
    """
    by_line: dict[Any, dict[Any, list[Mapping[str, Any]]]] = {}
    for row in rows:
        own = by_line.setdefault(row.get("agreement"), {})
        own.setdefault((row["line"], *named(row)), []).append(row)
    found: list[sections.Row] = []
    for agreement, lines_there in by_line.items():
        if len(by_line) > 1:
            name, reference = asked.agreement(agreement)
            found.append({"group": name, "below": reference})
        for (line, purpose, below), years in lines_there.items():
            of = {"text": display.safe(purpose or ""), "below": display.safe(below)}
            first = {"text": display.safe(line or "")}
            span = {"rows": len(years)}
            found.append([{**first, **span}, {**of, **span}, *figures(years[0])])
            found += map(figures, years[1:])
    return found


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
    years = [x for x in by_year(made) if x.totals["committed_minor"] > 0]
    found = months_of(asked.several.cash_flow(made), years)
    if not found:
        return []
    shown = [month for year in found[-MOST_YEARS:] for month in year.months]
    legend = [
        *([("paid", _("paid to others"))] if any(x.disbursed_minor for x in shown) else []),
        *([("internal", _("internal cost"))] if any(x.internal_minor for x in shown) else []),
        ("rest", _("remaining: a whole bar is all that is committed")),
    ]
    told = [of_year(year, made.currency) for year in found[-MOST_YEARS:]]
    left = len(found) - len(told)
    more = (
        _n("{n} earlier year is not drawn.", "{n} earlier years are not drawn.", left)
        if left
        else ""
    )
    title = _("Paid of what is committed, month by month")
    return [sections.months(title, told, legend, more)]


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


def behind(asked: Asked, kind: str, figure: str) -> Report:
    """Return the events behind a figure of a report, the newest at the end.

    Args:
        asked: what the report is about.
        kind: of the report.
        figure: the field whose sum it is.
    """
    wanted = Wanted(figure, {}, display.word)
    question = replace(asked.several.question, at=asked.scope.at)
    found = explain(asked.book, kind, asked.subject, question, wanted)
    return explanation(found, KINDS[kind].declared)


def steps(asked: Asked, found: Report, title: str, most: int = MOST_ROWS) -> list[Section]:
    """Return a table of the events behind a figure; none: there are none.

    Args:
        asked: the book.
        found: what ``behind`` returned.
        title: translated.
        most: that are shown, the newest.
    """
    if not found.rows:
        return []
    money = Money(found.currency, [x["change_minor"] for x in found.rows])
    several = len({x.get("agreement") for x in found.rows}) > 1
    shown = found.rows[-most:]
    whom = [SEPARATOR.join(y for y in (x["payee_name"], x["voucher"]) if y) for x in shown]
    has_payee = any(whom)

    def line(row: Mapping[str, Any]) -> sections.Cell:
        text = display.safe(" ".join(str(row[key]) for key in ("line", "year") if row.get(key)))
        below = asked.agreement(row["agreement"])[1] if several and row.get("agreement") else ""
        return {"text": text, "below": below}

    rows: list[list[sections.Cell]] = [
        [
            display.day(x["effective_on"]),
            line(x),
            *([display.safe(payee)] if has_payee else []),
            display.word(x["event"]),
            f"#{x['position']}",
            money.text(x["change_minor"]),
        ]
        for x, payee in zip(shown, whom, strict=True)
    ]
    left = len(found.rows) - len(rows)
    headings = {
        _("Day"): "word",
        _("Line"): "word",
        **({_("Payee and voucher"): "text"} if has_payee else {}),
        _("Event"): "word" if has_payee else "text",
        "#": "figure",
        _("Amount"): "figure",
    }
    blank = [""] * (len(headings) - 3)
    total = ["", _("Total"), *blank, money.text(found.totals["change_minor"])]
    more = (
        _n("{n} earlier one is not shown.", "{n} earlier ones are not shown.", left) if left else ""
    )
    return [sections.table(title, headings, rows, none="", totals=total, more=more)]


def purposes(asked: Asked, agreements: Collection[str]) -> list[Section]:
    """Return what agreements are for, in their own words; none: there are none, or too many."""
    known = [x for x in agreements if x in asked.then.agreements]
    if not 0 < len(known) <= MOST_PURPOSES:
        return []
    said = [
        (
            asked.agreement(x)[0] if len(known) > 1 else "",
            display.safe(_shortened(asked.then.agreements[x].proposed.purpose)),
        )
        for x in known
    ]
    return [sections.purposes(_("What it is for"), said)]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rsplit(None, 1)[0]} \u2026"


def in_kind(
    asked: Asked, chosen: Callable[[Mapping[str, Any]], bool], most: int = MOST_ROWS
) -> Section:
    """Return what was contributed in kind, of those rows of its report that are chosen.

    Where they are more than ``most`` each party is a row; the parties that gave most are shown.
    """
    found = asked.several.report("in-kind")
    rows = [*filter(chosen, found.rows)]
    money = Money(found.currency, (row[x] for row in rows for x in _IN_KIND))
    totals = [_("Total"), *(money.text(sum(row[x] for row in rows)) for x in _IN_KIND)]
    told: list[tuple[Mapping[str, Any], str]]
    told = [(x, f"{display.word(x['kind'])} {x['year']}") for x in rows]
    if is_long := len(rows) > most:
        told = _by_party(rows)
    headings = {_("Party"): "text", _("Delivered"): "figure", _("of which verified"): "figure"}
    left = len(told) - most
    return sections.table(
        _("Contributions in kind"),
        headings,
        [
            [
                {"text": display.safe(x["party_name"]), "below": below},
                *(money.text(x[y]) for y in _IN_KIND),
            ]
            for x, below in told[:most]
        ],
        none=_("Nobody has contributed in kind."),
        totals=totals if is_long else (),
        about=_("Shown beside the money, and never added to it."),
        more=_n("{n} more party is in the total.", "{n} more parties are in the total.", left)
        if left > 0
        else "",
        beside=True,
    )


def _by_party(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    """Return the sums of each party, and what it gave and when, those who gave most first."""
    of: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        of.setdefault(row["party"], []).append(row)
    sums = [
        (
            {"party_name": own[0]["party_name"], **{x: sum(y[x] for y in own) for x in _IN_KIND}},
            f"{', '.join(sorted({display.word(x['kind']) for x in own}))} {_years(own)}",
        )
        for own in of.values()
    ]
    return sorted(sums, key=lambda x: -x[0]["delivered_minor"])


def _years(rows: Iterable[Mapping[str, Any]]) -> str:
    years = sorted({row["year"] for row in rows})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"


def notices(asked: Asked, made: Report) -> Section:
    """Return what a reader of a report should note; agreements by their diary numbers."""
    texts = [notice_text(_by_reference(asked, x), made.currency) for x in made.notices]
    return sections.notices(_("Deviations and what to note"), texts, _("Nothing to note."))


def _by_reference(asked: Asked, notice: Notice) -> Notice:
    agreement = notice.values.get("agreement")
    if not isinstance(agreement, str):
        return notice
    return Notice(notice.code, {**notice.values, "agreement": asked.agreement(agreement)[1]})


def due(asked: Asked, chosen: Sequence[Due]) -> list[Section]:
    """Return what is missing and who has to act; none: nothing is.

    Args:
        asked: the book.
        chosen: what is due, the most urgent first.
    """
    if not chosen:
        return []
    amounts = [x.row.amount_minor for x in chosen[:MOST_DUE]]
    several = len({agenda.currency_of(x, asked.then) for x in chosen if x.row.amount_minor}) > 1

    def amount(one: Due) -> str:
        if one.row.amount_minor is None:
            return ""
        currency = agenda.currency_of(one, asked.then)
        text = Money(currency, amounts).text(one.row.amount_minor)
        return f"{text} {currency}" if several else text

    rows: list[list[sections.Cell]] = [
        [
            {
                "text": display.day(x.row.due_on),
                "below": agenda.when_text(x, asked.day),
                "warns": x.days_late(asked.day) > 0,
            },
            {"text": agenda.what_text(x, asked.then), "below": _about(asked, x)},
            agenda.who_text(x, asked.then),
            amount(x),
        ]
        for x in chosen[:MOST_DUE]
    ]
    headings = {
        _("Day"): "word",
        _("What"): "text",
        _("Who"): "text",
        _("Amount"): "figure",
    }
    left = len(chosen) - len(rows)
    more = _n("{n} more thing is due.", "{n} more things are due.", left) if left else ""
    title = _("What is missing, and who has to act")
    return [sections.table(title, headings, rows, none="", more=more)]


def _about(asked: Asked, one: Due) -> str:
    agreement = one.row.agreement
    is_other = agreement is not None and agreement != asked.subject
    reference = asked.agreement(agreement)[1] if agreement and is_other else ""
    return SEPARATOR.join(x for x in (reference, display.safe(one.row.line or "")) if x)
