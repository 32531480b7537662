"""Run the program again and again, killed one line of its own later each time.

Words: a folder to work in, where ``template`` is what there is at the beginning; names of modules
with a comma between them; how many lines to go on each time; and what to run. The program begins in
a copy of the template, is killed before that line of these modules, and is run once more to its
end. Printed is one JSON object for each: where, the status of the second run, and what it said.
"""

import io
import json
import os
import shutil
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path

# Imported once for all runs.
import ledger.cli.commands.books
import ledger.cli.commands.checkpoints
import ledger.cli.commands.trust
import ledger.demo  # noqa: F401
from ledger.cli.boundary import run


def in_another_process(work):
    """Run something in a copy of this process, and return its status and what it printed."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            try:
                work()
            except SystemExit as end:
                status = end.code
        os.write(writing, json.dumps([status, said.getvalue()]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    os.waitpid(process, 0)
    return json.loads(told) if told else None


def killed_at(number, files, words):
    """Run the program, killed before it runs so many lines of some files."""
    left = number

    def line(frame, event, _):
        nonlocal left
        left -= event == "line"
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return line

    def call(frame, event, _):
        return line if frame.f_code.co_filename in files else None

    sys.settrace(call)
    run(words)


def main(folder, modules, step, *words):
    files = {import_module(name).__file__ for name in modules.split(",")}
    number = 0
    while True:
        place = Path(folder, str(number))
        shutil.copytree(Path(folder, "template"), place)
        os.chdir(place)
        if in_another_process(lambda at=number: killed_at(at, files, list(words))):
            return
        status, said = in_another_process(lambda: run(list(words)))
        sys.stdout.write(json.dumps({"place": str(place), "status": status, "said": said}) + "\n")
        sys.stdout.flush()
        number += int(step)


if __name__ == "__main__":
    main(*sys.argv[1:])
