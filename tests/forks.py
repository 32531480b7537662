"""The program as processes of its own that need not read its modules: forks of one that has.

A new process spends 0.2 s on starting Python and on reading the program, which is more than most
commands take. ``run`` and ``Running`` do what ``subprocess`` does with the program: each makes a
process with arguments, variables, a working folder and streams of its own. It is a fork of a
process that has loaded the modules and has done nothing else. Variables that Python looks at when
it starts, and streams that are closed then, need a start of their own; the tests of a session
share it.

What goes wrong while Python starts or reads modules is not seen so: tests of that start Python.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache

PROGRAM = "import samverk; samverk.run()"
_AT_START = ("PYTHON", "LANG", "LC_", "TZ")  # variables that Python looks at when it starts
_WITHIN_S = 120


# ---------------------------------------------------------------- the process that forks


def _load():
    """Read every module of the program, and what it reads when it needs it."""
    for module in ("samverk", "tabulate"):
        importlib.import_module(module)
    for package in ("events", "projections", "ledger"):
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # a fork shares what its collector does not look at


def _serve(control):
    """Make a process for each request, and answer at its end, until nobody can send another one."""
    ended, wake = socket.socketpair()
    wake.setblocking(0)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    answers = {}
    while True:
        if ended in select.select([control, ended], [], [])[0]:
            ended.recv(4096)
            _tell_ends(answers)
            continue
        message, files, _flags, _address = socket.recv_fds(control, 1 << 20, 4)
        if not message:
            return
        answer, *streams = files
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (control, ended, wake):
                end.close()
            for other in (answer, *answers.values()):
                os.close(other)
            _be(json.loads(message), streams)
            return
        for stream in streams:
            os.close(stream)
        answers[pid] = answer
        _write(answer, pid)


def _tell_ends(answers):
    """Answer those whose processes have ended with their status."""
    while answers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        _write(answers[pid], os.waitstatus_to_exitcode(status))
        os.close(answers.pop(pid))


def _write(answer, number):
    with suppress(BrokenPipeError):
        os.write(answer, b"%d\n" % number)


def _be(request, streams):
    """Be the process that is asked for, which ends with this function."""
    for number, stream in zip(request["numbers"], streams, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    os.umask(request["mask"])
    sys.argv = ["samverk", *request["words"]]
    exec(compile(request["code"], "<code>", "exec"), {"__name__": "__main__"})  # noqa: S102


# ---------------------------------------------------------------- those who ask for one


@cache
def _started(variables, closed):
    """Start Python with some variables and without some streams; return where to ask."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    closing = " ".join(f"{number}>&-" for number in closed)
    python = [sys.executable, __file__, str(theirs.fileno())]
    process = subprocess.Popen(
        ["sh", "-c", f'exec "$@" {closing}', "sh", *python],
        env=dict(variables) | {"PATH": os.environ["PATH"]},
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,  # Python looks at what they are, when it starts
        stderr=subprocess.PIPE,
    )
    theirs.close()
    atexit.register(_end, process, ours)
    return ours


def _end(process, control):
    control.close()
    process.communicate(timeout=_WITHIN_S)


def _mask():
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


class Running:
    """A process of the program.

    Args:
        words: its arguments.
        code: what it runs.
        cwd, env: as for ``subprocess``.
        stdout, stderr: files with numbers; None: pipes, to be read here.
        closed: numbers of streams that are closed when it starts.
        text: what the pipes give is text, not bytes.
    """

    def __init__(
        self,
        words,
        *,
        code=PROGRAM,
        cwd=None,
        env=None,
        stdout=None,
        stderr=None,
        closed=(),
        text=True,
    ):
        env = dict(os.environ if env is None else env)
        variables = {k: v for k, v in env.items() if k.startswith(_AT_START)}
        self.returncode, self._ends = None, []
        self.stdout, out = self._stream(stdout, text)
        self.stderr, err = self._stream(stderr, text)
        told, answer = os.pipe()
        numbers = [number for number in range(3) if number not in closed]
        streams = {0: self._kept(os.open(os.devnull, os.O_RDONLY)), 1: out, 2: err}
        request = {
            "words": list(map(str, words)),
            "code": code,
            "cwd": os.path.abspath(cwd or "."),  # noqa: PTH100
            "env": env,
            "mask": _mask(),
            "numbers": numbers,
        }
        control = _started(frozenset(variables.items()), tuple(closed))
        files = [answer, *(streams[number] for number in numbers)]
        socket.send_fds(control, [json.dumps(request).encode()], files)
        for end in (answer, *self._ends):
            os.close(end)
        self._told = os.fdopen(told, encoding="ascii")
        self.pid = int(self._told.readline())

    def _kept(self, end):
        self._ends.append(end)
        return end

    def _stream(self, given, text):
        """Return what to read here, and the number of what is written to."""
        if given is not None:
            return None, given if isinstance(given, int) else given.fileno()
        read, write = os.pipe()
        mode = {"encoding": "utf-8"} if text else {"mode": "rb"}
        return os.fdopen(read, **mode), self._kept(write)

    def send_signal(self, number):
        os.kill(self.pid, number)

    def wait(self):
        """Wait for its end; return its status, as ``subprocess`` counts."""
        if self.returncode is None:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode

    def communicate(self):
        """Wait for its end; return what it wrote into the pipes."""
        said = [None, None]

        def read(number, stream):
            said[number] = stream.read()

        pipes = [x for x in enumerate((self.stdout, self.stderr)) if x[1] and not x[1].closed]
        threads = [threading.Thread(target=read, args=pipe) for pipe in pipes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(_WITHIN_S)
            assert not thread.is_alive(), "it does not end"
        self.wait()
        return said

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if error is not None and self.returncode is None:  # nobody else will tell it to end
            with suppress(ProcessLookupError):
                self.send_signal(signal.SIGKILL)
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()


def run(words, **options):
    """Run the program; return what ``subprocess.run`` does."""
    with Running(words, **options) as running:
        out, err = running.communicate()
    return subprocess.CompletedProcess(words, running.returncode, out, err)


if __name__ == "__main__":
    _load()
    _serve(socket.socket(fileno=int(sys.argv[1])))
