"""The log written by two processes: the same text as by one, whatever becomes of the other."""

import subprocess
from contextlib import closing

import log_beside
import pytest

from ledger.presentation import formats
from ledger.presentation.lists import LISTS
from ledger.work import logged, second_process
from projections.audit import Filter

pytestmark = pytest.mark.file_only


@pytest.fixture
def beside(monkeypatch):
    """Have each log that may be made by two processes; return the second ones."""
    started, start = [], subprocess.Popen

    def popen(*words, **options):
        started.append(start(*words, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(second_process, "cores", lambda: 2)
    monkeypatch.setattr(logged, "_WORTH_IT", 0)
    monkeypatch.setattr(logged, "_BLOCK", 7)
    return started


@pytest.fixture
def sent(monkeypatch):
    """Return the texts that second processes have sent."""
    texts, whole = [], logged.of_same

    def noted(*given):
        for text in whole(*given):
            texts.append(text)
            yield text

    monkeypatch.setattr(logged, "of_same", noted)
    return texts


@pytest.mark.parametrize(
    ("form", "lang", "words"),
    [
        ("csv", "sv", ()),
        ("ndjson", "en", ()),
        ("json", "sv", ()),
        ("csv", "en", ("--as-of", "2024-06-30")),
        ("json", "en", ("--period", "2031")),
        ("ndjson", "sv", ("--at", 8)),
    ],
)
def test_two_processes_write_what_one_writes(everything, request, sent, form, lang, words):
    plain = everything.ok("log", "-O", form, *words, lang=lang).out
    assert not sent
    request.getfixturevalue("beside")
    assert everything.ok("log", "-O", form, *words, lang=lang).out == plain
    with closing(everything.open()) as book:
        upto = words[1] if "--at" in words else book.head()
    assert len(sent) == -(-upto // 7) // 2


@pytest.mark.parametrize(("work", "texts"), [("dies", 2), ("fails", 1), ("reads_another_book", 0)])
def test_one_process_writes_what_the_other_does_not(
    everything, request, monkeypatch, sent, work, texts
):
    plain = everything.ok("log", "-O", "json").out
    beside = request.getfixturevalue("beside")
    monkeypatch.setattr(logged, "texts_of_file", getattr(log_beside, work))
    assert everything.ok("log", "-O", "json").out == plain
    assert (len(beside), len(sent)) == (1, texts)


def test_without_a_second_process_one_writes_all(everything, request, monkeypatch):
    plain = everything.ok("log", "-O", "csv").out
    beside = request.getfixturevalue("beside")
    monkeypatch.setattr(second_process.sys, "executable", "/no/such/program")
    assert everything.ok("log", "-O", "csv").out == plain
    assert not beside


def test_the_second_process_ends_when_nobody_reads_on(everything, beside):
    with closing(everything.open()) as book:
        log = logged.asked(book, Filter(), None, None, is_part=False)
        rows = log.rows(newest_first=False, last=None)
        texts = rows.texts(formats.written(LISTS["log"].of([]), "csv"), "csv")
        assert next(texts) + next(texts)
        assert beside[0].returncode is None
        texts.close()
    assert beside[0].returncode is not None


def test_what_has_an_index_or_is_asked_from_the_end_is_read_by_one(everything, beside):
    for words in (("--newest-first",), ("--agreement", "herrgarden"), ("--actor", "anna")):
        everything("log", "-O", "csv", *words)
    assert not beside
