"""A book that was put back to an older state is noticed by whoever has used it before."""

import shutil
import stat
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import FileHome, Program

from ledger.books.opening import open_book
from ledger.work import seen

USE = ("record", "use", "herrgarden", "L1", "1", "--on", "2024-04-01", "--report")
REPORT = ("report", "agreement", "herrgarden")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """The folder of what this user has seen."""
    monkeypatch.delenv("SAMVERK_SEEN")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "samverk"


@pytest.fixture
def put_back(concluded, tmp_path):
    """A book in a file of which an older copy was put in its place, under the same name."""
    old = tmp_path / "old.book"
    concluded.ok("backup", old)
    for report in "ABC":
        concluded.ok(*USE, report)
    replace(concluded.book, old)
    return SimpleNamespace(samverk=concluded, old=old)


def replace(book, by):
    for ending in ("", "-wal", "-shm"):
        book.with_name(book.name + ending).unlink(missing_ok=True)
    shutil.copy(by, book)


def codes(verified):
    return [x["code"] for x in verified.json["findings"]]


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_older_copy_in_the_place_of_the_book_is_noticed(put_back, lang):
    samverk = put_back.samverk
    for words in (("status",), REPORT, (*USE, "D"), (*USE, "D", "-n"), ("checkpoint",)):
        told = samverk(*words, lang=lang)
        assert (told.status, told.code) == (5, "older-than-seen"), words
        assert "20" in told.err
        assert "--older-is-right" in told.err
    found = samverk("verify", "--json", lang=lang)
    assert (found.status, codes(found)) == (5, ["seen"])
    told = samverk("verify", lang=lang)
    assert (told.status, "--older-is-right" in told.out) == (5, True)
    samverk.ok("show", 5)  # it can be looked at


@pytest.mark.file_only
def test_another_history_of_as_many_events_is_noticed(put_back):
    """A copy that grew elsewhere: there are no fewer events, and they are others."""
    samverk = put_back.samverk
    elsewhere = put_back.old.with_name("elsewhere.book")
    shutil.copy(put_back.old, elsewhere)
    with closing(open_book(elsewhere)) as book:
        from test_recording import ME, pay

        from ledger.work.recording import Service

        for _ in range(5):
            Service(book).execute(pay(), ME)
    replace(samverk.book, elsewhere)
    assert samverk("status").code == "older-than-seen"
    assert codes(samverk("verify", "--json")) == ["seen"]


@pytest.mark.file_only
def test_who_put_it_back_on_purpose_says_so_and_it_stays_said(put_back):
    samverk = put_back.samverk
    assert samverk("status", "--older-is-right").status == 2
    assert samverk("status", "--reason", "x").status == 2
    said = samverk.ok("status", "--older-is-right", "--reason", "disken byttes").out
    assert "by ekonom, from 20 to 17 events: disken byttes" in said
    samverk.ok(*USE, "D")
    assert samverk.ok("verify", "--json").json["findings"] == []
    assert "disken byttes" in samverk.ok("status").out
    (noted,) = samverk.ok("status", "-O", "json").json["put_back"]
    assert (noted["before"]["size"], noted["size"], noted["reason"]) == (20, 17, "disken byttes")
    again = samverk.ok("status", "--older-is-right", "--reason", "x")
    assert "Nothing was noted" in again.err
    assert len(samverk.ok("status", "-O", "json").json["put_back"]) == 1


@pytest.mark.file_only
def test_a_backup_is_a_copy_and_no_fault(put_back, capsys):
    samverk = put_back.samverk
    samverk.ok("status", "--older-is-right", "--reason", "x")
    for report in "DE":
        samverk.ok(*USE, report)
    copy = Program(FileHome(put_back.old), capsys)
    assert f"19 events at {samverk.book}" in copy.ok("status").out
    assert f"by ekonom, {samverk.book}, from 20 to 17 events" in copy.ok("status").out
    assert "by ekonom, from 20 to 17 events" in samverk.ok("status").out
    verified = copy.ok("verify", "--json").json
    assert [x["code"] for x in verified["notices"]] == ["seen-elsewhere"]
    copy.ok(*REPORT)
    samverk.ok("status")
    assert "Seen elsewhere" not in samverk.ok("status").out


@pytest.mark.file_only
def test_restoring_an_older_backup_says_so_at_once(concluded, tmp_path):
    concluded.ok("backup", tmp_path / "old.book")
    concluded.ok(*USE, "A")
    concluded.book.unlink()
    restored = concluded("restore", tmp_path / "old.book")
    assert restored.status == 0
    assert "--older-is-right" in restored.err


@pytest.mark.file_only
def test_another_book_at_the_same_place_is_another_book(concluded, state):
    concluded.ok("status")
    concluded.book.unlink()
    concluded.ok("init", "--key-file", concluded.book.with_name("another.key"))
    concluded.ok("status")
    concluded.ok("party", "add", "ny", "--name", "Ny", "--kind", "civil")
    assert len(list(state.iterdir())) == 2


@pytest.mark.file_only
def test_links_to_a_book_are_one_place(concluded, tmp_path, capsys):
    link = tmp_path / "link.book"
    link.symlink_to(concluded.book)
    concluded.ok("status")
    linked = Program(FileHome(link), capsys)
    linked.ok(*USE, "A")
    with closing(open_book(link)) as book:
        assert [x.size for x in seen.notes(book).marks] == [18]


@pytest.mark.file_only
def test_the_file_is_the_users_own(concluded, state):
    concluded.ok("status")
    (file,) = state.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    file.chmod(0o666)
    told = concluded.ok("verify", "--json").json
    assert told["unchecked"] == ["seen"]
    file.chmod(0o600)
    assert concluded.ok("verify", "--json").json["unchecked"] == []


@pytest.mark.file_only
@pytest.mark.parametrize("content", [b"", b"x", b"0" * 64 + b"\n{}", bytes(300)])
def test_a_damaged_file_is_told_of_and_begun_anew(concluded, state, content):
    concluded.ok("status")
    (file,) = state.iterdir()
    whole = file.read_bytes()
    for damaged in (content, whole.replace(b'"size":17', b'"size":99')):
        file.write_bytes(damaged)
        assert concluded.ok("verify", "--json").json["unchecked"] == ["seen"]
        assert concluded.ok("verify", "--json").json["unchecked"] == []


@pytest.mark.file_only
def test_without_a_folder_everything_goes_on(concluded, tmp_path, monkeypatch):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    for words in (("status",), (*USE, "A"), ("verify",)):
        concluded.ok(*words)
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    concluded.ok(*USE, "B")
    assert list((tmp_path / "home" / ".local" / "state" / "samverk").iterdir())
    monkeypatch.setenv("HOME", "relative")
    concluded.ok(*USE, "C")
    assert not Path("relative").exists()
    told = concluded.ok("status", "--older-is-right", "--reason", "x")
    assert "no note of yours of a newer state" in told.err


@pytest.mark.file_only
def test_a_copy_for_each_night_pushes_nothing_out(concluded, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(seen, "_MOST", 4)
    concluded.ok("backup", tmp_path / "old.book")
    concluded.ok(*USE, "A")
    for night in range(6):
        copy = tmp_path / f"{night}.book"
        concluded.ok("backup", copy)
        Program(FileHome(copy), capsys).ok("status")
        concluded.ok("status")
    replace(concluded.book, tmp_path / "old.book")
    assert concluded("status").code == "older-than-seen"


@pytest.mark.file_only
def test_it_can_be_switched_off(put_back, state, monkeypatch):
    monkeypatch.setenv("SAMVERK_SEEN", "off")
    before = {file: file.read_bytes() for file in state.iterdir()}
    put_back.samverk.ok("status")
    put_back.samverk.ok(*USE, "D")
    assert put_back.samverk.ok("verify", "--json").json["findings"] == []
    assert {file: file.read_bytes() for file in state.iterdir()} == before


@pytest.mark.file_only
def test_a_state_that_was_passed_by_lowers_nothing(concluded):
    """Two processes end in the other order than they began."""
    with closing(open_book(concluded.book)) as book:
        seen.note(book)
        file = seen._file(book)  # noqa: SLF001
        newest = file.read_bytes()
        mark = seen.notes(book).marks[0]
        older = seen.Mark(place=mark.place, size=3, root="00", seen_at=mark.seen_at)
        seen._change(file, lambda found: seen._with_mark(found, older))  # noqa: SLF001
        assert file.read_bytes() == newest


def test_a_book_on_a_server_that_was_put_back_is_noticed(concluded, request):
    """As a restored base backup is: the same name, fewer events. Files are put back above."""
    if isinstance(concluded.home, FileHome):
        pytest.skip("a file is put back in the tests above")
    home = concluded.home
    place, _ = home.place_of("ekonom")
    with closing(open_book(place)) as book:
        later = seen.Mark(place=book.name, size=book.head() + 3, root="00" * 32, seen_at=book.now())
        seen._change(seen._file(book), lambda found: seen._with_mark(found, later))  # noqa: SLF001
    for words in (("status",), REPORT, (*USE, "A")):
        told = concluded(*words)
        assert (told.status, told.code) == (5, "older-than-seen"), words
    assert "Nothing" not in concluded.ok("status", "--older-is-right", "--reason", "x").err
    concluded.ok(*USE, "A")
    with closing(open_book(place)) as book:
        assert [x.size for x in seen.notes(book).marks] == [18]


@pytest.mark.file_only
def test_a_demonstration_that_is_thrown_away_leaves_nothing(samverk, state, tmp_path):
    samverk.ok("demo")
    assert not state.exists()
    samverk.ok("demo", "--keep", tmp_path / "kept.book")
    assert len(list(state.iterdir())) == 1
