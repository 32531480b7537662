"""What is recorded and how it looks does not depend on which Unicode the Python has."""

import hashlib
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from write_unicode_table import REORDERED, UNSEEN, VERSION

from events.text import BadTextError, clean_text, is_unseen, widest, width
from ledger.presentation.sheets import Sheet, as_table

ROOT = Path(__file__).resolve().parent.parent
SHAKING = "\U0001fae8"  # a face that came with Unicode 15; Python 3.11 has 14
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
# The answers for every character, and for texts whose parts are to be put in order.
SCRIPT = """
import hashlib
from events.text import BadTextError, clean_text, is_unseen, width

def cleaned(text):
    try:
        return clean_text(text)
    except BadTextError as error:
        return error.code

answers = []
for code in (*range(0xD800), *range(0xE000, 0x32000), *range(0xE0000, 0xE0200)):
    c = chr(code)
    answers.append((is_unseen(c), width(c), cleaned(f"a{c}\\u0323\\u0301")))
print(hashlib.sha256(repr([ascii(a) for a in answers]).encode()).hexdigest())
"""


def test_the_table_is_that_of_its_version():
    known = tuple(map(int, unicodedata.unidata_version.split(".")))
    pinned = tuple(map(int, VERSION.split(".")))
    for code in range(0x110000):
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Cn" and known < pinned:
            continue  # the table may know it
        if category != "Cn" and known > pinned and is_unseen(character):
            continue  # the table need not know it
        assert is_unseen(character) == (category in UNSEEN or code in REORDERED), hex(code)
        if is_unseen(character):
            continue
        is_mark = category in {"Mn", "Me"} or 0x1160 <= code < 0x1200
        is_wide = unicodedata.east_asian_width(character) in {"W", "F"}
        assert width(character) == (0 if is_mark else 2 if is_wide else 1), hex(code)


def answers(python):
    done = subprocess.run(
        [python, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def runs(python):
    """Return whether a Python is here; a name may stand for one that was removed."""
    found = shutil.which(python)
    return (
        found and not subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode
    )


def test_every_python_here_gives_the_same_answers():
    own = answers(sys.executable)
    assert [python for python in PYTHONS if runs(python) and answers(python) != own] == []


@pytest.mark.parametrize(
    "texts", [[], [""], ["a", "bcd"], ["a\nbcde", "f"], ["社会", "abc", "e\u0301\nö"]]
)
def test_the_widest_of_texts_is_the_widest_line_of_each(texts):
    lines = [line for text in texts for line in text.split("\n")]
    assert widest(texts) == max(map(width, lines), default=0)


def test_nothing_asks_which_characters_this_python_knows():
    always = r"\.isprintable\(|unicodedata\.(?!normalize|ucd_3_2_0)|east_asian_width|import wcwidth"
    recorded = always + r"|\.isalnum\(|\.isalpha\("
    for folder, asks in (("events", recorded), ("projections", recorded), ("ledger", always)):
        for path in (ROOT / folder).rglob("*.py"):
            assert re.findall(asks, path.read_text(encoding="utf-8")) == [], path


def test_a_character_that_is_not_there_yet_is_not_recorded():
    for code in (0x378, 0xFFFF, 0x1E4EC, 0x1FAFF):
        with pytest.raises(BadTextError) as refused:
            clean_text(f"a{chr(code)}")
        assert refused.value.code == "unseen-character"
    assert clean_text(f"\u3000 {SHAKING} \u2003") == SHAKING


@pytest.mark.parametrize("form", ["table", "json", "md", "html"])
def test_a_newer_character_is_recorded_shown_and_verified(concluded, tmp_path, form):
    concluded.ok("party", "add", "ny", "--name", f"Ny {SHAKING}", "--kind", "civil")
    made = concluded.ok("report", "party", "ny", "-O", form).out
    assert f"Ny {SHAKING}" in made
    file = tmp_path / "saved.txt"
    file.write_text(made, encoding="utf-8")
    assert "to the byte" in concluded.ok("verify", "--report", file).out


def test_the_columns_of_a_table_stand_under_each_other_whatever_is_in_them():
    rows = [
        ["L1", "社会福利", "1"],
        ["L2", "Löner", "22"],
        ["L3", f"e\u0301{SHAKING}", "333"],
        ["L4", "社" * 30, "4444"],
        ["L5", "한국어 ｆｕｌｌ", "55555"],
    ]
    sheet = Sheet(
        caption=("社会" * 10, "b"),
        headings=("Line", "Purpose", "Amount"),
        kinds=("text", "text", "money"),
        rows=rows,
        totals=[["", "Total", "6"]],
        notes=[],
        empty="",
    )
    for columns in (30, 31, 40, 80):
        caption, *grid = as_table([sheet], columns).rstrip("\n").split("\n")
        if columns < 45:  # the parts of the caption stand below each other
            grid = grid[1:]
        assert {width(line) for line in grid} == {width(grid[0])}
        assert width(grid[0]) <= columns
        assert width(caption) <= columns or caption == "社会" * 10
        assert "社" in "".join(grid)


def test_the_table_of_characters_is_written_by_its_script():
    text = (ROOT / "events" / "unicode_table.py").read_text(encoding="utf-8")
    if unicodedata.unidata_version == VERSION:
        from write_unicode_table import table

        assert text == table()
    # Whoever changes the table changes what may be recorded: do it on purpose.
    assert hashlib.sha256(text.encode()).hexdigest() == (
        "7a76e549e9df23c6c5a429fc02e36de89c1c3c708982edd27b53db84f6aadd07"
    )
