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


@pytest.mark.file_only
def test_who_follows_the_program_sees_its_end(concluded, tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import samverk\nsamverk.run()\n", encoding="ascii")
    own = [str(program), "--book", str(concluded.home.place), "status"]
    env = os.environ | {"COVERAGE_FILE": str(tmp_path / "counted")}
    env.pop("COVERAGE_PROCESS_START", None)
    profile = [sys.executable, "-m", "cProfile", *own]
    done = subprocess.run(profile, capture_output=True, text=True, check=True, env=env)
    assert "function calls" in done.stdout
    count = [sys.executable, "-m", "coverage", "run", "--rcfile=", *own]
    subprocess.run(count, capture_output=True, check=True, env=env)
    assert (tmp_path / "counted").stat().st_size


@pytest.mark.file_only
def test_what_is_printed_at_the_very_end_is_printed(concluded):
    code = (
        "import atexit, samverk; atexit.register(print, 'the end');"
        " atexit.register(print, 'not', flush=False); samverk.run()"
    )
    done = process(code, "--book", concluded.home.place, "status")
    assert (done.returncode, done.stdout.split()[-3:]) == (0, ["not", "the", "end"])


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


HEAD = b"Content-Type: text/plain; charset=%s\nPlural-Forms: nplurals=3; plural=n;\n"


def file_of(texts):
    """Return the file of some texts: bytes of keys -> bytes of texts."""
    parts = [*sorted(texts), *(texts[key] for key in sorted(texts))]
    count, content = len(texts), b""
    head, place = struct.pack("<5I", 0x950412DE, 0, count, 20, 20 + 8 * count), 20 + 16 * count
    for part in parts:
        head += struct.pack("<2I", len(part), place + len(content))
        content += part + b"\0"
    return head + content


@pytest.mark.parametrize(
    ("charset", "texts"),
    [
        (b"UTF-8", {b"a": b"x", b"c\x04a": b"y", b"one\0many": b"p\0q\0r"}),
        (b"UTF-8", {b"a": b"x", b"one\0many": b"p\0q"}),  # a form less than the language has
        (b"ISO-8859-1", {b"a": b"\xe5", b"one\0many": b"p\0q\0\xf6"}),
        (b"UTF-8", {}),
    ],
)
def test_texts_of_any_language_are_those_that_gettext_reads(charset, texts):
    content = file_of(texts | {b"": HEAD % charset})
    every, own = (kind(io.BytesIO(content)) for kind in (gettext.GNUTranslations, Texts))
    for key in ("a", "one", "many", "no such text", "an argument \udcff"):
        assert own.gettext(key) == every.gettext(key)
        assert own.pgettext("c", key) == every.pgettext("c", key)
    for n in range(3):
        assert own.ngettext("one", "many", n) == every.ngettext("one", "many", n)
        assert own.npgettext("c", "one", "many", n) == every.npgettext("c", "one", "many", n)


def test_a_text_that_is_damaged_is_shown_as_such():
    """By the time that it is shown, something may have been recorded."""
    damaged = Texts(io.BytesIO(file_of({b"": HEAD % b"UTF-8", b"a": b"b\xff"})))
    assert damaged.gettext("a") == "b\ufffd"


@pytest.mark.parametrize("cut", [0, 3, 30, -1, -5000])
def test_a_damaged_file_of_texts_is_refused_as_gettext_refuses_it(cut):
    content = content_of("sv")[:cut]
    for kind in (gettext.GNUTranslations, Texts):
        with pytest.raises((OSError, struct.error)):
            kind(io.BytesIO(content))
