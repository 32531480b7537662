"""The audit tests as commands: on a file and on a server, in both languages, in every format."""

import json
import os
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from events.money import WrittenAmount
from ledger import demo
from ledger.presentation import language
from ledger.presentation.formats import FORMATS, render
from ledger.presentation.language import translate
from ledger.proof import kept as reading
from ledger.proof.auditing import audit
from ledger.proof.kept import kept
from ledger.work.asking import Question
from projections import audits
from projections.audits import AUDITS

# What each is asked with, where it has to be told something.
TOLD = {
    "sample": ("--random", "3", "--checkpoint", "CHECK"),
    "split": ("--limit", "200 000"),
    "evidence": ("FOLDER",),
}
KINDS = {
    "text": str, "word": str, "money": int, "percent": int, "quantity": str, "number": int,
    "flag": bool, "texts": list, "positions": list,
}  # fmt: skip


@pytest.fixture
def audited(everything):
    """A book in which everything has happened, a checkpoint and a folder of evidence."""
    everything.ok("checkpoint", "-o", "CHECK", actor=None)
    Path("FOLDER").mkdir()
    return everything


@pytest.fixture
def shown(samverk):
    """The demonstration, in a file."""
    with closing(samverk.open()) as book:
        demo.record(book)
    return samverk


def rows(samverk, *words):
    return samverk.ok("audit", *words, "-O", "json").json["rows"]


def test_every_test_has_its_line_and_its_file():
    files = {
        path.stem.replace("_", "-")
        for path in Path(audits.__file__).parent.glob("*.py")
        if "\nAUDIT = " in path.read_text(encoding="utf-8")
    }
    assert files == set(AUDITS)


def test_every_test_says_what_it_was_asked_with_and_is_made_again(audited):
    for name in AUDITS:
        file, words = Path(f"{name}.json"), ("audit", name, *TOLD.get(name, ()))
        audited.ok(*words, "-o", file)
        assert "to the byte" in audited.ok("verify", "--report", file).out
        found = json.loads(file.read_text(encoding="utf-8"))
        assert found["report"] == f"audit {name}"
        assert found["again"][3:5] == ["audit", name]
        told = [x["parameters"] for x in found["notices"] if x["code"] == "parameters"]
        assert bool(told) == any(
            p.default is not None or p.is_required for p in AUDITS[name].declared.parameters
        ), name
        declared = AUDITS[name].declared
        for row in found["rows"]:
            assert list(row) == list(declared.fields)
            for key, value in row.items():
                wanted = KINDS.get(declared.fields[key].kind)
                assert wanted is None or value is None or type(value) in {wanted, float}, key


@pytest.mark.file_only
def test_a_test_is_made_again_from_whatever_can_say_how(shown):
    words = ("audit", "year-end", "--agreement", "herrgarden", "--period", "2025")
    for file in ("t.txt", "t.md", "t.html"):
        for lang in ("sv", "en"):
            shown.ok(*words, "-o", file, lang=lang)
            assert shown.ok("verify", "--report", file).out
    text = Path("t.md").read_text(encoding="utf-8")
    Path("t.md").write_text(text.replace("80,000", "80,001"), encoding="utf-8")
    assert shown("verify", "--report", "t.md").status == 5


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_format_of_every_test(shown, lang):
    shown.ok("checkpoint", "-o", "CHECK")
    told = {
        "sample": {"monetary_unit": 3, "checkpoint": Path("CHECK")},
        "split": {"limit": WrittenAmount.read("250 000"), "days": 30},
        "round": {"to": WrittenAmount.read("1000")},
        "benford": {"minimum": 5},
        "evidence": {"folder": Path()},
    }
    language.use(lang)
    with closing(shown.open()) as book:
        for name, kind in AUDITS.items():
            said = {p.name: p.default for p in kind.declared.parameters} | told.get(name, {})
            made = audit(book, name, None, Question(), said).report
            assert made.rows or name in {"duplicates", "late", "after-end", "split-requests"}
            for form in FORMATS:
                content = render(made, form, width=100)
                whole = content if isinstance(content, str) else content.decode("utf-8", "replace")
                if form in {"table", "md", "html"}:
                    assert translate(kind.title) in whole, (name, form)
                if form in {"json", "ndjson", "csv"}:
                    assert all(str(row.get("position", "")) in whole for row in made.rows)
    language.use("sv")


@pytest.mark.file_only
def test_what_the_tests_find_in_the_demonstration(shown):
    assert [x["position"] for x in rows(shown, "weekends")] == [36, 38, 46]
    hours = rows(shown, "weekends", "--hours", "11-12", "--period", "2025")
    assert [x["position"] for x in hours] == [*range(42, 45), *range(46, 54), *range(68, 78)]
    (turned,) = rows(shown, "year-end")
    assert (turned["position"], turned["entry"], turned["again"]) == (47, 38, [48])
    assert turned["finding"] == "across-the-year"
    assert len(rows(shown, "round")) == 9
    assert rows(shown, "duplicates") == rows(shown, "late") == rows(shown, "after-end") == []
    alike = [x["positions"] for x in rows(shown, "duplicates", "--days", 92)]
    assert alike == [[27, 31, 34], [28, 32, 35], [30, 33, 36, 39]]
    assert rows(shown, "split", "--limit", "250 000", "--days", 20, "--period", "2024") == []
    (split,) = rows(shown, "split", "--limit", "250 000", "--days", 21, "--period", "2024")
    assert (split["positions"], split["amount_minor"]) == ([28, 29], 25_375_000)
    assert {x["finding"] for x in rows(shown, "same-actor")} == {
        "recorded-and-reversed", "approved-and-paid", "proposed-and-approved",
    }  # fmt: skip
    assert {x["series"] for x in rows(shown, "gaps")} == {f"DEMO-L{n}-…" for n in range(1, 5)}
    assert "Fewer than 300 say nothing." in shown.ok("audit", "benford").out


def test_recorded_long_after(concluded):
    """Both kinds of book stamp the present time; the day of the payment is long ago."""
    pay = ("record", "disbursement", "herrgarden", "L3", "100", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "V")
    now = datetime.now(UTC).date()
    (row,) = [x for x in rows(concluded, "late") if x["position"] == 18]
    assert abs(row["days"] - (now - datetime(2024, 3, 25, tzinfo=UTC).date()).days) <= 1
    assert rows(concluded, "late", "--days", 99_999) == []


def test_the_questions_of_a_test_are_those_of_a_report(audited):
    with closing(audited.open()) as book:
        head = book.head()
    asked = audited.ok("audit", "same-actor", "-O", "json").json
    assert asked["at"] == head
    earlier = audited.ok("audit", "same-actor", "--at", 20, "-O", "json").json
    assert earlier["at"] == 20
    assert [x for x in asked["rows"] if x not in earlier["rows"]]
    assert all(max(x["positions"]) <= 20 for x in earlier["rows"])
    assert audited("audit", "late", "--agreement", "HERRGARDEN").code == "unknown-agreement"
    assert audited("audit", "late", "--currency", "EUR").code == "currency-not-there"
    assert audited("audit", "late", "--at", 999).code == "position-ahead"
    assert audited("audit", "late", "--agreement", "herrgarden", "--at", 1).code == "not-known-then"
    assert audited("audit", "late", "--days", "-1").status == 2
    assert audited("audit", "weekends", "--hours", "18-7").status == 2
    assert audited("audit", "split").status == 2
    for amount in ("0", "0,00", "-5"):
        for words in (("round", "--to", amount), ("split", "--limit", amount)):
            refused = audited("audit", *words)
            assert (refused.status, "more than zero" in refused.err) == (2, True)
            assert words[1] in refused.err
    for amount, said in (("1000 EUR", "an amount in SEK"), ("0.001", "at most 2")):
        assert (
            f"Invalid value for --to: '{amount}'" in audited("audit", "round", "--to", amount).err
        )
        assert said in audited("audit", "round", "--to", amount).err
    for name in ("late", "year-end", "duplicates", "after-end"):
        audited.ok("audit", name, "--days", 10**6)
        assert audited("audit", name, "--days", 10**6 + 1).status == 2
    refused = audited("audit", "round", "--to", "1 000 EUR")
    assert refused.status == 2
    assert "1 000 EUR" in refused.err
    assert audited("audit", "nonsense").status == 2


def test_a_test_on_an_empty_book_finds_nothing(samverk):
    samverk.ok("checkpoint", "-o", "CHECK", actor=None)
    Path("FOLDER").mkdir()
    for name in AUDITS:
        found = samverk.ok("audit", name, *TOLD.get(name, ()), "-O", "json").json
        assert (found["rows"], found["at"]) == ([], 0), name


# ---------------------------------------------------------------- evidence


@pytest.fixture
def evidenced(concluded):
    """Three payments (18 to 20), each on a file."""
    folder = Path("FOLDER")
    (folder / "2024").mkdir(parents=True)
    for number, name in enumerate(("ett.pdf", "två.pdf", "tre.pdf")):
        file = folder / "2024" / name
        file.write_bytes(name.encode() * 100)
        pay = ("record", "disbursement", "herrgarden", "L2", "100", "--on", f"2024-03-1{number}")
        concluded.ok(*pay, "--voucher", f"V{number}", "--evidence", f"{name}:{file}")
    return concluded


def test_evidence_is_there_or_altered_or_missing(evidenced):
    done = evidenced("audit", "evidence", "FOLDER")
    assert done.status == 0
    assert "of which there and unchanged: 3." in done.out
    folder = Path("FOLDER/2024")
    (folder / "ett.pdf").rename("FOLDER/annat namn")
    assert evidenced("audit", "evidence", "FOLDER").status == 0  # found by its hash
    with (folder / "två.pdf").open("ab") as file:
        file.write(b"x")
    (folder / "tre.pdf").unlink()
    (folder / "fyra.pdf").write_bytes(b"4")
    done = evidenced("audit", "evidence", "FOLDER", "-O", "json")
    assert done.status == 5
    assert [
        (x["finding"], x["reference"], x["file"], x["positions"]) for x in done.json["rows"]
    ] == [
        ("altered", "två.pdf", "2024/två.pdf", [19]),
        ("missing", "tre.pdf", None, [20]),
        ("not-referred-to", None, "2024/fyra.pdf", []),
    ]
    assert done.json["rows"][0]["sha256"] == sha256("två.pdf".encode() * 100).hexdigest()
    swedish = evidenced("audit", "evidence", "FOLDER", lang="sv")
    assert (swedish.status, "ändrad" in swedish.out) == (5, True)
    assert evidenced("audit", "evidence", "FOLDER", "--period", "2025").status == 0
    assert evidenced("audit", "evidence", "NOWHERE").status == 2


def test_nothing_outside_the_folder_is_read(tmp_path, monkeypatch):
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "file").write_bytes(b"kept")
    (folder / "to file").symlink_to(outside / "secret")
    (folder / "to folder").symlink_to(outside)
    (folder / "to nowhere").symlink_to("nowhere")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (folder / "closed").write_bytes(b"closed")
    (folder / "shut").mkdir()
    refuse_to_open(monkeypatch, {"closed", "shut"})
    assert kept(folder) == [
        ("closed", None, "unreadable"),
        ("pipe", None, "no-file"),
        ("round", None, "link"),
        ("shut", None, "unreadable"),
        ("sub/file", sha256(b"kept").hexdigest(), None),
        ("to file", None, "link"),
        ("to folder", None, "link"),
        ("to nowhere", None, "link"),
    ]
    (tmp_path / "door").symlink_to(folder)
    assert kept(tmp_path / "door") == kept(folder)  # the folder itself is what was named


def refuse_to_open(monkeypatch, names):
    """Let some names be closed to this user, who may be root."""
    opened = os.open

    def refusing(path, flags, mode=0o777, *, dir_fd=None):
        if path in names:
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(reading.os, "open", refusing)


def test_a_link_that_takes_a_file_s_place_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"kept")
    opened = os.open

    def swapping(path, flags, mode=0o777, *, dir_fd=None):
        if path == "file":
            (folder / "file").unlink()
            (folder / "file").symlink_to(tmp_path / "secret")
        return opened(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(reading.os, "open", swapping)
    assert kept(folder) == [("file", None, "unreadable")]


def test_names_of_any_bytes_and_folders_of_any_depth(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\x1b[1m")).write_bytes(b"")
    deep = tmp_path
    for _ in range(120):
        deep /= "d"
        deep.mkdir()
    (deep / "file").write_bytes(b"")
    found = kept(tmp_path)
    assert [x.problem for x in found] == ["unreadable", None]
    assert found[0].path == "/".join("d" * 101)


@pytest.mark.file_only
def test_a_name_that_no_terminal_shows_is_escaped(evidenced):
    (Path("FOLDER") / os.fsdecode(b"\xff\x1b[1m")).write_bytes(b"")
    for form in ("table", "csv", "json", "html", "md"):
        out = evidenced.ok("audit", "evidence", "FOLDER", "-O", form).out
        assert "\x1b" not in out
        assert "u001b" in out
