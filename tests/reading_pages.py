"""Reads the page of a report with a parser of HTML that is not the program's (libxml2)."""

from typing import NamedTuple

import lxml.html


class Table(NamedTuple):
    """A table: the id of the part that it stands in, and the texts of its cells."""

    section: str | None
    headings: list
    rows: list
    totals: list


def page_of(text):
    """Return the page as a tree."""
    return lxml.html.document_fromstring(text.encode("utf-8"))


def tables_of(text):
    """Return its tables, in their order."""
    return [
        Table(
            table.xpath("ancestor::section[1]/@id")[0]
            if table.xpath("ancestor::section/@id")
            else None,
            *(
                [_texts(row) for row in table.xpath(f"./{part}/tr")]
                for part in ("thead", "tbody", "tfoot")
            ),
        )
        for table in page_of(text).xpath("//table")
    ]


def _texts(row):
    return [cell.text_content() for cell in row.xpath("./th | ./td")]
