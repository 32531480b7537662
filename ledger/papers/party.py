"""The statement of account of a party: what is between it and the book, and by which events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ledger.papers import parts, sections
from ledger.papers.asked import Asked
from ledger.papers.money import Money, alone
from ledger.papers.sections import Section
from ledger.presentation import display
from ledger.presentation.language import _
from ledger.presentation.sheets import SEPARATOR
from projections.report import Report

MOST = 400  # events behind a figure that have a row, and a proof
_BEHIND = ("paid_minor", "open_claim_minor", "reported_minor")
_SHOWN = ("committed_minor", "paid_minor", "reported_minor", "held_minor", "open_claim_minor")


def paper(asked: Asked) -> bytes:
    """Return the paper.

    Raises:
        Refused: no such party, or several currencies.
        NoPaperLibrary: the library that makes papers is not installed.
    """
    made = asked.several.report("party", asked.subject)
    agreements = list(dict.fromkeys(row["agreement"] for row in made.rows))
    titles = {
        "paid_minor": _("Payments"),
        "open_claim_minor": _("Recovery claims"),
        "reported_minor": _("Reported use"),
    }
    behind = [
        section
        for figure, found in _behind(asked, made)
        for section in parts.steps(asked, found, titles[figure], MOST)
    ]
    own = parts.in_kind(asked, lambda row: row["party"] == asked.subject, MOST)
    due = [x for x in asked.due() if asked.subject in x.row.who]
    return asked.paper(
        _("Statement of account: {party}", party=display.safe(made.title)),
        (
            made.scope.period or "",
            _("as of {day}", day=display.day(asked.day)),
            _("amounts in {currency}", currency=made.currency),
        ),
        [
            _lines(asked, made),
            *behind,
            [parts.notices(asked, made), own],
            *parts.due(asked, due),
            _proof(),
        ],
        subtitle=SEPARATOR.join(f"{x} ({y})" for x, y in map(asked.agreement, agreements[:2]))
        if len(agreements) in {1, 2}
        else "",
        cards=_cards(made),
    )


def events(asked: Asked) -> list[int]:
    """Return the positions of the events that the paper shows, in the order of the book.

    Raises:
        Refused: no such party, or several currencies.
    """
    made = asked.several.report("party", asked.subject)
    return sorted(
        {row["position"] for _figure, found in _behind(asked, made) for row in found.rows[-MOST:]}
    )


def _behind(asked: Asked, made: Report) -> Iterator[tuple[str, Report]]:
    for figure in _BEHIND:
        if figure in made.figures and any(row.get(figure) for row in made.rows):
            yield figure, parts.behind(asked, "party", figure)


def _cards(made: Report) -> list[dict[str, str]]:
    if not any(row["line"] for row in made.rows):
        return []
    text, sums = partial(alone, currency=made.currency), made.totals
    return [
        {"name": name, "figure": text(sums[figure]), "beside": beside}
        for figure, name, beside in (
            ("committed_minor", _("Committed"), ""),
            ("paid_minor", _("Paid"), ""),
            ("reported_minor", _("Reported use"), ""),
            ("open_claim_minor", _("To be repaid"), _("open claims")),
        )
    ]


def _lines(asked: Asked, made: Report) -> Section:
    rows = [row for row in made.rows if row["line"] is not None]
    money = Money(made.currency, [row[x] for row in rows for x in _SHOWN])
    both = len({row["role"] for row in rows}) > 1

    def named(row: Mapping[str, Any]) -> tuple[str, str]:
        with_whom = row["performer"] if row["role"] == "funder" else row["funder"]
        role = display.word(row["role"]) if both else ""
        return row["purpose"], SEPARATOR.join(x for x in (role, asked.name(with_whom)) if x)

    def figures(row: Mapping[str, Any]) -> list[str]:
        return [str(row["year"]), *(money.text(row[x]) for x in _SHOWN)]

    headings = {
        _("Line"): "word",
        _("Purpose and other party"): "text",
        _("Year"): "word",
        _("Committed"): "figure",
        _("Paid"): "figure",
        _("Reported use"): "figure",
        _("Held"): "figure",
        _("Owed back"): "figure",
    }
    return sections.table(
        _("Lines and years"),
        headings,
        parts.grouped(asked, rows, named, figures),
        none=_("It has no line."),
        totals=["", _("Total"), "", *(money.text(made.totals[x]) for x in _SHOWN)],
    )


def _proof() -> Section:
    return sections.decision(
        _("Proof"),
        _(
            "The file of proofs that belongs to this statement has every event above as it is"
            " stored, and shows that each is in the book. Whoever has the book's public key checks"
            " it without the book, and compares number, day and amount. That no event is missing,"
            " the party compares with its own accounts."
        ),
        commands=(f"samverk prove --check {_('FILE')} --public-key {_('KEY')}",),
    )
