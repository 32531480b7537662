"""What a file is, by its beginning; the readers of the formats need not be loaded for that."""

from __future__ import annotations

import re

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # of spreadsheets
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|meta|table|body)\b", re.IGNORECASE)
_XML = re.compile(
    r"\s*<(?:\?xml|!DOCTYPE(?!\s+html)|!--|(?!html|head|meta|table)[A-Za-z_])", re.IGNORECASE
)
_LABELS = re.compile(r"^[ \t]*#(?:FLAGGA|PROGRAM|SIETYP)\b", re.IGNORECASE | re.MULTILINE)
_BEGINS = re.compile(r"\s*(?:\[\s*(?:\{|\]|\Z)|\{)")


def is_page(beginning: str) -> bool:
    """Return whether the beginning of a text is that of a web page."""
    return _PAGE.match(beginning) is not None


def is_xml(beginning: str) -> bool:
    """Return whether the beginning of a text is that of XML, and of no web page."""
    return _XML.match(beginning) is not None


def is_sie(beginning: str) -> bool:
    """Return whether the beginning of a text is that of SIE."""
    return _LABELS.search(beginning) is not None


def is_json(beginning: str) -> bool:
    """Return whether the beginning of a text is that of a list of objects, or of an object."""
    return _BEGINS.match(beginning) is not None
