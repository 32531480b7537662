"""All agreements, or all parties, a row of each: where the first page shows some of them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ledger.presentation.formats import render
from ledger.presentation.language import translate
from ledger.presentation.lists import LISTS
from ledger.web import files, paging
from ledger.web.asking import Asking, Page
from ledger.work.registers import agreement_rows, party_rows

_LISTS = {"agreements": "agreement list", "parties": "party list"}


def _listing(asking: Asking) -> Any:
    present = asking.documents
    is_agreements = asking.subject == "agreements"
    rows = agreement_rows(present, asking.today)[::-1] if is_agreements else party_rows(present)
    return replace(LISTS[_LISTS[asking.subject]].of(rows), rows=rows)


def page(asking: Asking) -> Page:
    """Return the page."""
    name = _LISTS[asking.subject]
    title = translate(LISTS[name].title)
    is_present = asking.scope.at == asking.book.head()
    return Page(
        template="lists.html",
        title=title,
        command=name.split() if is_present else (),
        files=files.OF_REPORTS,
        content={
            "about": "",
            "lists": [("", paging.of_list(asking, _listing(asking), title), [])],
            "links": [],
        },
    )


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the list in another format."""
    return render(_listing(asking), form, width=files.WIDTH), files.type_of(form)
