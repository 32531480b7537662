"""A change that is probably a typing error is asked about, and recorded when it is meant."""

import os
import pty
import subprocess
import sys

import pytest

ALL = ("uplift", "herrgarden", "--board", "kommunstyrelsen", "--year", "2025")
BY = ("--decision", "d", "--on", "2024-03-25")
L2 = (*ALL, "--line", "L2")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((*ALL, "--rate", "290", *BY), ("2,073,500", "715,000 to 2,788,500: 290 %")),
        ((*ALL, "--rate", "20.1%", *BY), ("143,715", "20.1 %")),
        ((*L2, "--amount", "730 000", *BY), ("730,000", "715,000 to 1,445,000: 102.1 %")),
        ((*L2, "--amount", "143 000,01", *BY), ("143,000.01", "858,000.01")),
    ],
)
def test_what_is_unusual_needs_a_yes(concluded, words, shown):
    head = concluded.ok("log", "-O", "ndjson").out
    for form in ((), ("-O", "json")):
        refused = concluded(*words, *form)
        assert (refused.status, refused.out, refused.code) == (3, "", "uplift-unusual")
        assert all(text in refused.err for text in shown), refused.err
        assert "--yes" in refused.err
    assert "är ovanligt" in concluded(*words, lang="sv").err
    preview = concluded.ok(*words, "-n")
    assert "→" in preview.out
    assert "--yes" in preview.err
    assert concluded.ok("log", "-O", "ndjson").out == head
    assert concluded.ok(*words, "--yes").err == ""


def amend(amount, line="L1", year="2024"):
    return ("agreement", "amend", "herrgarden", line, "--year", year, "--amount", amount)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("3 200 000", ("320,000 to 3,200,000", "by 900 %")),
        ("384 000,01", ("384,000.01", "by 20.1 %")),
        ("255 999,99", ("255,999.99", "by 20.1 %")),
        ("32 000", ("by 90 %",)),
    ],
)
def test_an_amendment_by_more_than_a_fifth_needs_a_yes(proposed, amount, shown):
    refused = proposed(*amend(amount))
    assert (refused.status, refused.out, refused.code) == (3, "", "amendment-unusual")
    assert all(text in refused.err for text in shown), refused.err
    assert "från" in proposed(*amend(amount), lang="sv").err
    assert "--yes" in proposed.ok(*amend(amount), "-n").err
    assert proposed.ok(*amend(amount), "--yes", "--key", "k").err == ""
    assert "Recorded before" in proposed.ok(*amend(amount), "--key", "k").out


@pytest.mark.parametrize("amount", ["384 000", "256 000", "320 000"])
def test_an_amendment_by_a_fifth_is_not_unusual(proposed, amount):
    assert proposed.ok(*amend(amount)).err == ""


@pytest.mark.parametrize("words", [(*ALL, "--rate", "20", *BY), (*L2, "--amount", "143 000", *BY)])
def test_a_fifth_is_not_unusual(concluded, words):
    assert concluded.ok(*words, "-n").err == ""
    assert concluded.ok(*words).err == ""


def test_a_retry_is_not_asked_about_again(concluded):
    words = (*ALL, "--rate", "290", *BY, "--key", "k")
    concluded.ok(*words, "--yes")
    assert "Recorded before" in concluded.ok(*words).out


def test_a_superseding_uplift_is_measured_by_what_was_approved(concluded):
    concluded.ok(*ALL, "--rate", "15", *BY)
    concluded.ok(*ALL, "--rate", "20", *BY, "--supersede")
    assert concluded(*ALL, "--rate", "21", *BY, "--supersede").code == "uplift-unusual"


@pytest.mark.file_only
@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 3), ("", 3)])
def test_a_terminal_is_asked(concluded, answer, status):
    words = ["--book", str(concluded.book), "--lang", "en", *ALL, "--rate", "290", *BY]
    ours, theirs = pty.openpty()
    code = "from ledger.cli.boundary import run; run()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        out, _ = process.communicate(timeout=60)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "715,000 to 2,788,500" in said
    assert "Record it?" in said
    assert process.returncode == status
    assert ("uplift-applied" in out) == (status == 0)


def test_help_says_which_amount_is_meant(samverk):
    for command, texts in (
        (("uplift",), ("The increase", "Höjningen")),
        (("agreement", "amend"), ("The new amount", "nya belopp")),
    ):
        for lang, text in zip(("en", "sv"), texts, strict=True):
            assert text in " ".join(samverk.ok(*command, "--help", lang=lang).out.split())
