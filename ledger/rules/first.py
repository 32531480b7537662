"""Which version of the rules a book begins with, as its name says.

It is apart from ``versions``, so that whoever asks a book need not read the rules.
"""

from __future__ import annotations

import re

_NAMED = re.compile(r"samverk/rules-(\d{1,6})/.*", re.ASCII | re.DOTALL)


def first_rules(name: str) -> int:
    """Return the version of the rules that a book of this name begins with."""
    named = _NAMED.fullmatch(name)
    return max(int(named[1]), 1) if named else 1
