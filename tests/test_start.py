"""How a short command begins and ends: what it does not load, and that nothing is lost."""

import os
import subprocess
import sys

import pytest

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
