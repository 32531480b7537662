"""A user who types at a terminal in which the program runs."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
_PATIENCE_S = 20
_RUN = "import samverk; samverk.run()"


class AtTerminal:
    """The program in a terminal.

    Attributes:
        shown: what has appeared since the last answer, without escapes.
    """

    def __init__(self, program, *words, lang="en", actor="ekonom", **env):
        place, named = program.home.place_of(actor)
        command = [sys.executable, "-c", _RUN, "--book", str(place), "--lang", lang, *named, *words]
        self._tty, end = pty.openpty()
        termios.tcsetwinsize(end, (40, 100))
        self._running = subprocess.Popen(
            command,
            stdin=end,
            stdout=end,
            stderr=end,
            env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"} | env,
        )
        os.close(end)
        self.shown = ""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._running.kill()
        self._running.wait()
        os.close(self._tty)

    def sees(self, *texts):
        """Wait for texts, in order; what stands before them is forgotten."""
        deadline = time.monotonic() + _PATIENCE_S
        for text in texts:
            while text not in self.shown:
                assert time.monotonic() < deadline, f"no {text!r} in {self.shown!r}"
                if not self._read():
                    assert text in self.shown, f"no {text!r} in {self.shown!r}"
            self.shown = self.shown.partition(text)[2]
        return self

    def types(self, text, end="\r"):
        os.write(self._tty, (text + end).encode())
        return self

    def ends(self):
        """Wait for the end, and return the exit status and what was shown."""
        while self._read():
            pass
        return self._running.wait(_PATIENCE_S), self.shown

    def _read(self):
        """Read what has appeared; False: the program has ended."""
        if not select.select([self._tty], [], [], 0.1)[0]:
            return self._running.poll() is None
        try:
            got = os.read(self._tty, 65536).decode("utf-8", "replace")
        except OSError:  # how Linux says that the other end is closed
            return False
        self.shown += _ESCAPES.sub("", got).replace("\xa0", " ")
        return True
