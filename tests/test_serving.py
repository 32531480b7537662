"""``samverk serve`` as a program: what it says, where it listens, how it ends."""

import http.client
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from ledger import demo
from ledger.books.opening import make_book
from ledger.cli.boundary import run


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "demo.book"
    book = make_book(path)
    demo.record(book)
    book.close()
    return path


@contextmanager
def serving(path, *words):
    """Yield the address of the pages, and end the program as a person does: with Ctrl-C."""
    command = [sys.executable, "-m", "samverk", "--lang", "en", "--book", str(path), "serve"]
    process = subprocess.Popen(
        [*command, "--port", "0", *words], stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        told = process.stderr.readline()
        yield re.search(r"http://(\S+?):(\d+)/", told).groups(), process
    finally:
        process.send_signal(signal.SIGINT)
        left = process.wait(20)
        process.stderr.close()
    assert left == 0


def test_it_answers_this_computer_until_somebody_stops_it(path):
    with serving(path) as ((host, port), _process):
        assert host == "127.0.0.1"
        asked = http.client.HTTPConnection(host, int(port), timeout=20)
        asked.request("GET", "/en/")
        found = asked.getresponse()
        assert (found.status, found.getheader("server")) == (200, None)
        assert "IOP Kraftsamling Herrgården" in found.read().decode()
        asked.request("HEAD", "/en/")
        found = asked.getresponse()
        assert (found.status, found.read()) == (200, b"")
        asked.request("GET", "/en/", headers={"Host": "evil.example"})
        assert asked.getresponse().status == 421
        asked.close()
    with socket.socket() as free, pytest.raises(ConnectionRefusedError):
        free.connect((host, int(port)))
    assert [x.name for x in path.parent.glob("demo.book*")] == ["demo.book"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", ".".join("0000")], "--allow-host"),
        (["--host", "192.0.2.1", "--allow-host", "iop.example.se"], "Nobody can listen"),
        (["--port", "70000"], "70000"),
    ],
)
def test_what_it_does_not_do(path, capsys, words, said):
    with pytest.raises(SystemExit) as leaving:
        run(["--lang", "en", "--book", str(path), "serve", *words])
    assert leaving.value.code == 2
    assert said in capsys.readouterr().err
