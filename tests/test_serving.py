"""``samverk serve`` as a program: what it says, where it listens, how it ends."""

import contextlib
import http.client
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
from browsing import Browser, served
from conftest import ServerHome
from postgres_server import drop
from test_postgres_boards import hide_an_agreement
from test_recording import concluded_book

from ledger import demo
from ledger.books.opening import make_book
from ledger.cli.boundary import run
from ledger.presentation import language


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


def test_three_hundred_at_once_in_both_languages_are_each_answered_theirs(path):
    """All have asked before the first one listens to its answer."""
    pages = ("event/48", "event/30", "due", "", "party/tif?at=46")
    targets = [f"/{lang}/{page}" for page in pages for lang in language.languages()] * 30
    alone = {target: Browser(path).get(target).content for target in set(targets)}
    with served(path) as base, contextlib.ExitStack() as opened:
        host, port = base.removeprefix("http://").split(":")
        asked = []
        for target in targets:
            one = opened.enter_context(socket.create_connection((host, int(port)), timeout=120))
            words = f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
            one.sendall(words.encode())
            asked.append((target, one))
        for target, one in asked:
            found = http.client.HTTPResponse(one)
            found.begin()
            assert (found.status, found.read()) == (200, alone[target]), target
            found.close()
    assert len(asked) == 300


@pytest.fixture
def board_alone(server, tmp_path):
    """The address of a book on a server, for the login of a board that sees a part of it."""
    home = ServerHome(server, server.database("pages"))
    book, service = concluded_book(home.make())
    hide_an_agreement(service)
    home.open("kulturen", "board", "kulturnamnden").close()
    yield server.uri("kulturen", home.database)
    book.close()
    home.close()
    drop(server, home.database)


def test_a_board_sees_its_part_and_that_it_is_a_part(board_alone):
    browser = Browser(board_alone)
    pages = ("", "agreement/herrgarden", "board/kulturnamnden", "cash-flow", "log", "due", "audit")
    for page in (*pages, "agreements", "parties", "audit/round"):
        found = browser.get(f"/sv/{page}")
        assert found.status == 200, found.text
        assert "Du ser en del av boken: de avtal som rör kulturnamnden." in found.text, page
        assert "hemligt" not in found.text
        assert "HEMLIG" not in found.text
        assert "/annat" not in found.text
        assert "X-1" not in found.text
    there, missing = (browser.get(f"/sv/agreement/{x}") for x in ("annat", "inget"))
    assert there.status == missing.status == 404
    assert there.text.replace("annat", "inget") == missing.text


@pytest.mark.parametrize(("host", "told"), [("127.0.0.2", "127.0.0.2"), ("::1", "[::1]")])
def test_the_address_that_is_told_is_one_that_is_answered(path, host, told):
    with serving(path, "--host", host) as ((named, port), _process):
        assert named == told
        asked = http.client.HTTPConnection(host, int(port), timeout=20)
        asked.request("GET", "/en/", headers={"Host": f"{named}:{port}"})
        assert asked.getresponse().status == 200
        asked.close()
