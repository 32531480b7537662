"""A page as it stands in a folder: addresses lead to files beside it, and nothing leads nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from html import escape, unescape

_FORM = re.compile(r"<form\b.*?</form>\n?", re.DOTALL)
_FILES = re.compile(r'<p class="files">(?:(?!<a ).)*?</p>\n?', re.DOTALL)
_LINK = re.compile(r'<link\b[^>]*? href="([^"]*)"[^>]*>\n?')
_A = re.compile(r'<a\b([^>]*? href="([^"]*)"[^>]*)>(.*?)</a>', re.DOTALL)
_SOURCE = re.compile(r'( src=")([^"]*)(")')
_CLASS = re.compile(r' class="[^"]*"')


def rewritten(page: str, here: str, file_of: Callable[[str], str | None]) -> str:
    """Return a page whose addresses are relative to it.

    Forms are left out, since nobody answers them. What leads to something that is not in the folder
    becomes a text.

    Args:
        page: HTML, with the addresses that ``serve`` answers.
        here: the file that it will be, in the folder.
        file_of: returns the file for an address; None: there is none.
    """
    folder = posixpath.dirname(here)

    def to(address: str) -> str | None:
        if not address.startswith("/"):  # on this page
            return address
        page, hash_, place = unescape(address).partition("#")
        found = file_of(page)
        return None if found is None else posixpath.relpath(found, folder or ".") + hash_ + place

    def link(found: re.Match[str]) -> str:
        href = to(found[1])
        return "" if href is None else _put(found[0], found[1], href)

    def anchor(found: re.Match[str]) -> str:
        href = to(found[2])
        if href is not None:
            return _put(found[0], found[2], href)
        if " hreflang=" in found[1]:  # the same in a language that is not there
            return ""
        kept = _CLASS.search(found[1])
        return f"<span{kept[0] if kept else ''}>{found[3]}</span>"

    def source(found: re.Match[str]) -> str:
        return f"{found[1]}{escape(to(found[2]) or '')}{found[3]}"

    said = _FORM.sub("", page)
    said = _LINK.sub(link, said)
    said = _A.sub(anchor, said)
    return _FILES.sub("", _SOURCE.sub(source, said))


def _put(tag: str, address: str, href: str) -> str:
    return tag.replace(f'href="{address}"', f'href="{escape(href)}"', 1)
