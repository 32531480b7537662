"""What the pages of reports have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.formats import FORMATS
from ledger.presentation.rendering import notice_text
from ledger.web import files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.work.logged import behind
from projections.report import Notice, Report
from projections.reports import KINDS


def words(asking: Asking, kind: str, subject: str | None) -> list[str]:
    """Return the words of the command that prints a report."""
    named = ["report", *kind.split(), *([subject] if subject else [])]
    return [*named, *asking.query.words(asking.scope.at)]


def paper(asking: Asking, kind: str, subject: str) -> str:
    """Return the command that makes the paper of what a report is about."""
    asked = replace(asking.query, compare_to=None).words(asking.scope.at)
    return asking.said(("paper", kind, subject, *asked, "-o", f"{subject}.pdf"))


_CHANGES = 15_000  # bytes of the table of changes, beside that of the report


def content(asking: Asking, made: Report, changes: int = _CHANGES) -> dict[str, Any]:
    """Return what every page of a report shows: its notices, its changes, its currency.

    Args:
        asking: the request.
        made: the report, with its changes if the address asks for them.
        changes: bytes of their rows on a page.
    """
    changed = None
    if made.changes is not None:
        changed = paging.of_changes(asking, made, changes)
    return {
        "currency": made.currency,
        "notices": [notice_text(_by_title(asking, made, x), made.currency) for x in made.notices],
        "changes": changed,
        "period": made.scope.period or "",
    }


def _by_title(asking: Asking, made: Report, notice: Notice) -> Notice:
    """Return a notice that names its agreement by the title, too, where the page is not of it."""
    key = notice.values.get("agreement")
    if not isinstance(key, str) or key == made.id or key not in asking.documents.agreements:
        return notice
    said = f"{asking.documents.agreements[key].proposed.title} ({key})"
    return replace(notice, values={**notice.values, "agreement": said})


def table(
    asking: Asking,
    made: Report,
    title: str,
    room: int = paging.ROOM,
    by: str = paging.PAGE,
) -> tables.Table:
    """Return the part of a report's table that stands on the page (``tables.of_report``)."""
    names = tables.names_of(asking.documents)

    def of(part: Sequence[Mapping[str, Any]]) -> tables.Table:
        return tables.of_report(asking.places, made, title, names=names, part=part)

    return paging.cut(asking, made.rows, of, room, by=by)


def plain(asking: Asking, kind: str, subject: str | None, title: str, about: str) -> Page:
    """Return the page of a report that is a table and nothing more.

    Args:
        asking: the request.
        kind: of the report.
        subject: what it is about; None: the whole book.
        title: of the page.
        about: what the page is for, in a sentence.
    """
    made = asking.report(kind, subject)
    return Page(
        template="report.html",
        title=title,
        crumbs=[(display.safe(made.title), asking.places.to(KINDS[kind].subject, subject))]
        if subject
        else [],
        command=words(asking, kind, subject),
        files=files.OF_REPORTS,
        compares=True,
        content={
            **content(asking, made),
            "about": about,
            "table": table(asking, made, title),
        },
    )


def as_file(asking: Asking, form: str, kind: str, subject: str | None) -> tuple[str | bytes, str]:
    """Return a report in another format."""
    made = asking.report(kind, subject)
    if FORMATS[form].has_events:
        made.behind = behind(asking.book, made)
    return files.of_report(made, words(asking, kind, subject), form)
