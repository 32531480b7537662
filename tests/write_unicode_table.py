"""Write events/unicode_table.py anew: which characters are not to be seen, how wide the others are.

python3.13 tests/write_unicode_table.py

It needs a Python whose Unicode is the version below (3.13 has 15.1). A test holds the table
against the Python that it runs on.
"""

import sys
import textwrap
import unicodedata
from pathlib import Path

VERSION = "15.1.0"
TARGET = Path(__file__).resolve().parent.parent / "events" / "unicode_table.py"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# New since Unicode 14, which Python 3.11 has: it would leave these marks in another order (NFC).
REORDERED = {0x10EFD, 0x10EFE, 0x10EFF, 0x11F41, 0x11F42, 0x1E08F, *range(0x1E4EC, 0x1E4F0)}
JAMO = range(0x1160, 0x1200)  # vowels and finals, drawn into the syllable before them

HEAD = '''"""Properties of characters in Unicode {version}, whatever version the present Python has.

Made by tests/write_unicode_table.py. What is recorded and how a report looks must not depend on the
Python that does it, so nothing in ``events``, ``ledger`` or ``projections`` asks it. Each text is a
list of code points and ranges in hexadecimal, in order.
"""
'''

PARTS = (
    (
        "UNSEEN",
        (
            "control, format, surrogate, private, unassigned, line separators; marks that an\n"
            "# older Python would put in another order"
        ),
        lambda code: unicodedata.category(chr(code)) in UNSEEN or code in REORDERED,
    ),
    (
        "WITHOUT_WIDTH",
        "marks that are drawn over the character before them",
        lambda code: unicodedata.category(chr(code)) in {"Mn", "Me"} or code in JAMO,
    ),
    (
        "WIDE",
        "as wide as two others in a terminal",
        lambda code: unicodedata.east_asian_width(chr(code)) in {"W", "F"},
    ),
)


def ranges(holds):
    """Return the code points that a property holds for, such as ``ad 378-379``."""
    found, start = [], None
    for code in range(sys.maxunicode + 2):
        if code <= sys.maxunicode and holds(code):
            start = code if start is None else start
        elif start is not None:
            found.append(f"{start:x}" if start == code - 1 else f"{start:x}-{code - 1:x}")
            start = None
    return found


def table():
    """Return the module."""
    parts = [HEAD.format(version=VERSION)]
    for name, meaning, holds in PARTS:
        lines = textwrap.fill(
            " ".join(ranges(holds)), 98, break_on_hyphens=False, break_long_words=False
        )
        parts.append(f'# {meaning}\n{name} = """\n{lines}\n"""\n')
    return "\n".join(parts)


if __name__ == "__main__":
    if unicodedata.unidata_version != VERSION:
        sys.exit(f"this Python has Unicode {unicodedata.unidata_version}, not {VERSION}")
    TARGET.write_text(table(), encoding="utf-8")
