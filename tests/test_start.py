"""How a short command begins and ends: what it does not load, and that nothing is lost."""

import gettext
import io
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.presentation.catalogue import Texts
from ledger.presentation.language import DOMAIN, FOLDER, languages, texts_of

LISTS_MODULES = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
import samverk
samverk.run()
"""
ANOTHER_THREAD = """
import pathlib, sys, threading, time
file = pathlib.Path(sys.argv.pop())
def write():
    time.sleep(1)
    file.write_text("written")
threading.Thread(target=write).start()
import samverk
samverk.run()
"""
# Each takes as long to load as a report takes to be made, or longer.
UNUSED = {"importlib.metadata", "typing_extensions", "wcwidth", "shutil", "csv", "email"}


def process(code, *words):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SAMVERK_LANG": "en"},
    )


@pytest.mark.file_only
@pytest.mark.parametrize("words", ["report board fritidsnamnden", "report agreement herrgarden"])
def test_a_report_loads_nothing_that_it_does_not_need(concluded, words):
    done = process(LISTS_MODULES, "--book", concluded.home.place, *words.split())
    assert (done.returncode, done.stdout) == (0, concluded.ok(*words.split()).out)
    loaded = set(done.stderr.split())
    assert "tabulate" in loaded
    assert loaded & UNUSED == set()


@pytest.mark.file_only
def test_what_runs_beside_the_program_is_waited_for(concluded, tmp_path):
    file = tmp_path / "file"
    done = process(ANOTHER_THREAD, "--book", concluded.home.place, "status", file)
    assert done.returncode == 0, done.stderr
    assert file.read_text(encoding="ascii") == "written"
    assert "Traceback" not in done.stderr


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("words", "status"), [("status", 0), ("report board nobody", 3), ("no-such-command", 2)]
)
def test_the_status_is_that_of_the_command(concluded, words, status):
    code = "import samverk; samverk.run()"
    assert process(code, "--book", concluded.home.place, *words.split()).returncode == status


def content_of(lang):
    """Return the file of a language's texts, after it was made."""
    texts_of(lang)
    return (Path(FOLDER) / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()


@pytest.mark.parametrize("lang", sorted(set(languages()) - {"en"}))
def test_texts_are_those_that_gettext_reads(lang):
    content = content_of(lang)
    every = gettext.GNUTranslations(io.BytesIO(content))
    one_by_one = Texts(io.BytesIO(content))
    texts = vars(every)["_catalog"]
    assert len(texts) > 1000
    for key, text in texts.items():
        assert one_by_one.ngettext(key[0], "", 1) if isinstance(key, tuple) else text or not key
        assert vars(one_by_one)["_catalog"][key] == text, key
    for missing in ("no such text", "{n} day", "", "Agreemen", "\uffff"):
        assert one_by_one.gettext(missing) == every.gettext(missing)
        assert one_by_one.pgettext("of parties", missing) == every.pgettext("of parties", missing)
        for number in range(3):
            told = [x.ngettext(missing, "{n} days", number) for x in (one_by_one, every)]
            assert told[0] == told[1]
    assert one_by_one.info() == every.info()


@pytest.mark.parametrize("cut", [0, 3, 30, -1, -5000])
def test_a_damaged_file_of_texts_is_refused_as_gettext_refuses_it(cut):
    content = content_of("sv")[:cut]
    for kind in (gettext.GNUTranslations, Texts):
        with pytest.raises((OSError, struct.error)):
            kind(io.BytesIO(content))
