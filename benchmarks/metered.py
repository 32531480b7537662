"""Run one command, and tell what it took: a small process of its own, without other modules.

    metered.py SETTINGS COMMAND …

Whoever measures from a large process would count its memory as the command's. So this one is small,
and the system tells it what the command and its children needed (``wait4``). The settings are an
object of JSON. ``out``: a file that gets what is printed. ``tty``: run it at a terminal.
``limit``: stop it after so many seconds, and count the lines until then.
"""

import json
import os
import signal
import sys
import time


def measure(
    command: list[str], *, out: str | None = None, tty: bool = False, limit: float | None = None
) -> dict[str, object]:
    """Return the seconds and the processor's, the peak in MiB, the status, the lines if counted."""
    reader, told = None, None
    if tty:
        told, end = _terminal()
        ends = [(os.POSIX_SPAWN_DUP2, end, number) for number in (0, 1, 2)]
    elif limit:
        reader, end = os.pipe()
        ends = [(os.POSIX_SPAWN_DUP2, end, 1)]
    else:
        end = os.open(out or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        ends = [(os.POSIX_SPAWN_DUP2, end, 1)]
    if reader is not None or told is not None:
        ends.append((os.POSIX_SPAWN_CLOSE, told if reader is None else reader))
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=ends)
    os.close(end)
    lines, is_whole = (None, True)
    if reader is not None:
        lines, is_whole = _counted(reader, child, started + limit)
    elif told is not None:
        _drained(told)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024),
        "status": os.waitstatus_to_exitcode(status),
        "lines": lines,
        "whole": is_whole,
    }


def _terminal() -> tuple[int, int]:
    """Return the two ends of a terminal."""
    import fcntl
    import pty
    import struct
    import termios

    told, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
    return told, end


def _drained(told: int) -> None:
    """Read what comes to a terminal, until nobody has its other end."""
    try:
        while os.read(told, 65536):
            pass
    except OSError:  # which is how its end is told
        pass


def _counted(reader: int, child: int, until: float) -> tuple[int, bool]:
    """Return how many lines came, and whether those are all: the command is stopped in time."""
    lines = 0
    while some := os.read(reader, 1 << 20):
        lines += some.count(b"\n")
        if time.perf_counter() > until:
            os.kill(child, signal.SIGKILL)
            return lines, False
    return lines, True


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[2:], **json.loads(sys.argv[1]))))
