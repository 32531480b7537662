"""Many commands from a file, in one run: all read first, each recorded by itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from prepared import EXAMPLE
from test_ending import RUN, ended, started

from ledger.books import opening
from ledger.cli.lines import words_of
from ledger.presentation import language

HELD = "record disbursement herrgarden L1 {} --on 2024-03-25 --voucher {}"
USE = "record use herrgarden L1 {} --on 2024-03-25 --report R"

UPLIFT = "uplift herrgarden --board fritidsnamnden --year 2025"


def pays(*amounts):
    """Return a line for each amount."""
    return [HELD.format(amount, f"V{n}") for n, amount in enumerate(amounts, 1)]


@pytest.fixture
def written(tmp_path):
    """Write lines to a file, and return it."""

    def write(*lines, encoding="utf-8", end="\n"):
        file = tmp_path / "commands.txt"
        file.write_bytes("".join(f"{line}{end}" for line in lines).encode(encoding))
        return file

    return write


def head(program):
    with closing(program.open()) as book:
        return book.head()


def paid(program):
    """Return what was paid on L1, in minor units."""
    rows = program.report("agreement", "herrgarden")["rows"]
    return sum(row["disbursed_minor"] for row in rows if row["line"] == "L1")


# ---------------------------------------------------------------- what a line is


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("", []),
        ("   \t", []),
        ("# all of it", []),
        ("log # why", ["log"]),
        ("show 5 #'", ["show", "5"]),
        ("a --voucher F#12", ["a", "--voucher", "F#12"]),
        ("a --voucher '#12' \"# 13\" \\#14", ["a", "--voucher", "#12", "# 13", "#14"]),
        (r"a b\ #c", ["a", "b #c"]),
        ("a 'KS § 1'#x # y", ["a", "KS § 1#x"]),
        ("samverk log", ["log"]),
        ("a 65\u00a0000 #x", ["a", "65\u00a0000"]),
        ("a \"\" ''", ["a", "", ""]),
    ],
)
def test_words(row, words):
    assert words_of(row) == words


def test_a_book_from_the_first_line_on(samverk, written):
    boards = ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden")
    lines = [
        "# The agreement and its decisions",
        f"samverk agreement propose '{EXAMPLE}'",
        "",
        *(
            f"agreement approve herrgarden --board {board} --decision '{board} § 1' --on 2023-12-06"
            for board in boards
        ),
        "agreement conclude herrgarden --decision 'KS § 2' --on 2023-12-07   # in force",
        *pays("'160 000'", "100,50"),
        "report agreement herrgarden --period 2024",
        "log --line L1",
    ]
    done = samverk.ok("batch", written(*lines))
    assert head(samverk) == 19
    assert paid(samverk) == 16_010_050
    assert done.err.endswith("commands.txt: 9 commands were run.\n")
    assert "remaining 320,000 → 160,000" in done.out
    assert samverk.ok("log", "--line", "L1").out in done.out
    assert samverk.ok("verify", "--json").json["findings"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_a_text_is_saved(concluded, written, encoding, end):
    lines = [
        HELD.format(1, "'Å § 1'"),
        "",
        "# ö",
        "record disbursement herrgarden L1 0 --on 2024-03-25 --voucher x",
    ]
    refused = concluded("batch", written(*lines, encoding=encoding, end=end))
    assert "commands.txt, line 4" in refused.err
    assert concluded.ok("log", "--voucher", "Å § 1", "-O", "ndjson").out.count("\n") == 1


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf-16", "file-in-utf16"), ("cp1252", "file-in-windows-1252")],
)
def test_other_encodings_are_refused_whole(concluded, written, encoding, code):
    before = head(concluded)
    file = written(*pays(1), HELD.format(2, "'Å §'"), encoding=encoding)
    done = concluded("batch", file)
    assert (done.status, done.code) == (2, code)
    assert head(concluded) == before


def test_a_file_that_is_not_there(samverk, tmp_path):
    assert samverk("batch", tmp_path / "none.txt").code == "file-unreadable"
    assert samverk("batch", tmp_path).code == "file-unreadable"


@pytest.mark.parametrize("lines", [[], ["", "# nothing"]])
def test_nothing_to_run(samverk, written, lines):
    done = samverk.ok("batch", written(*lines))
    assert (done.out, done.err) == ("", f"{written(*lines)}: 0 commands were run.\n")
    assert samverk.ok("batch", "-O", "json", written(*lines)).json == []


# ---------------------------------------------------------------- all are read first

WRONG = {
    "recrod disbursement": "Did you mean record?",
    "record": "see samverk record --help",
    "samverk": "No such command",
    HELD.format("6x", 1): "'6x' is no amount",
    "record disbursement herrgarden L1 5 --voucher 1": "Missing option '--on'",
    "record disbursement herrgarden L1 65 000 --on 2024-03-25 --voucher 1": "quotation marks",
    "log --limt 1": "No such option",
    "--book other.book log": "--book is given once, before batch.",
    "--lang sv log": "--lang is given once",
    "--actor x log": "--actor is given once",
    "log --help": "help is asked for outside",
    "--version": "help is asked for outside",
    "log 'a": "not closed",
    "log \\": "not closed",
    "log a\0": "a character that no command can have",
    **dict.fromkeys(
        ("batch x", "completion bash", "demo", "init", "migrate --from a --to b", "restore a"),
        "run it by itself",
    ),
}


def test_every_line_that_cannot_be_is_told_before_anything_is_recorded(concluded, written):
    before = head(concluded)
    done = concluded("batch", written(*pays(1), *WRONG))
    assert (done.status, done.out) == (2, "")
    told = done.err.splitlines()
    assert told[-1] == "Nothing was run."
    for number, (line, why) in enumerate(list(WRONG.items())[:20], 2):
        shown = next(x for x in told if f"commands.txt, line {number}: " in x)
        assert why in shown, line
    assert told[-2] == f"{len(WRONG) - 20} more line cannot be read."
    assert head(concluded) == before


def test_it_is_said_in_swedish(concluded, written):
    done = concluded("batch", written("log 'a", *pays(1)), lang="sv")
    assert "commands.txt, rad 1: Ett citattecken saknar sitt slut" in done.err
    assert done.err.endswith("Inget kördes.\n")
    done = concluded("batch", written(*pays(1, 999_999)), lang="sv")
    assert "Stoppades vid" in done.err
    assert "1 kommando före den kördes." in done.err
    language.use("sv")


# ---------------------------------------------------------------- the first that fails stops it


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_what_an_option_may_be_is_told_on_the_line(concluded, written, lang):
    line = "record in-kind herrgarden tif --quantity 1 --unit h --unit-value 1 --on 2024-01-02"
    told = concluded("batch", written(line), lang=lang)
    assert told.status == 2
    assert ": competence, premises, volunteer, goods" in told.err
    assert "\\u00" not in told.err


def test_what_is_refused_in_the_middle(concluded, written):
    before = head(concluded)
    done = concluded("batch", written(*pays(1, 2), "", *pays(999_999, 4)))
    assert (done.status, head(concluded)) == (3, before + 2)
    stopped, *_rest = done.err.splitlines()
    assert stopped.endswith("commands.txt, line 4; 2 commands before it were run.")
    assert done.err.startswith("Stopped at ")
    assert "[exceeds-remaining]" in done.err
    assert f"2 rows were recorded before that, as #{before + 1}–#{before + 2}." in done.err
    assert "Nothing was recorded after it." in done.err


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("record disbursement nowhere L1 1 --on 2024-03-25 --voucher 1", 3),
        ("record disbursement herrgarden L1 0,001 --on 2024-03-25 --voucher 1", 2),
        ("show 999", 3),
        ("verify --report setup.cfg", 2),
        (HELD.format(1, 9) + " --key taken", 4),
        ("record disbursement herrgarden L1 1 --on 2099-01-01 --voucher 1", 3),
        (f"{UPLIFT} --rate 90% --decision d --on 2024-03-25", 3),
    ],
)
def test_its_status_is_that_of_the_line(concluded, written, line, status):
    concluded.ok(*HELD.format(7, 7).split(), "--key", "taken")
    alone = concluded(*line.split())
    done = concluded("batch", written(*pays(1), line, *pays(2)))
    assert done.status == alone.status == status, done.err
    assert alone.err.rstrip() in done.err
    assert paid(concluded) == 800
    assert "line 2" in done.err


def test_a_proposal_that_is_wrong_is_placed_in_its_own_file(samverk, written, tmp_path):
    proposal = tmp_path / "a.toml"
    proposal.write_text(EXAMPLE.read_text(encoding="utf-8").replace("2025-12-31", "2023-12-31"))
    alone = samverk("agreement", "propose", proposal)
    done = samverk("batch", written(f"agreement propose '{proposal}'"))
    assert done.err.endswith(alone.err)
    after = samverk("batch", written(f"agreement propose '{EXAMPLE}'", *pays(1)))
    assert "agreement.toml" not in after.err


# ---------------------------------------------------------------- again


def test_a_file_is_run_again_and_only_what_is_missing_is_recorded(concluded, written):
    before = head(concluded)
    lines = [*pays(1, 2), USE.format(5), USE.format(5), HELD.format(999_999, 9)]
    assert concluded("batch", written(*lines), "--key", "mars").status == 3
    assert head(concluded) == before + 4
    # Put right, with a line and spaces and comments before what was recorded, in another order.
    lines[4] = HELD.format(9, 9)
    lines = [HELD.format(8, 8), "# again", lines[2], *(f"  {x}   # paid" for x in reversed(lines))]
    del lines[lines.index(f"  {USE.format(5)}   # paid")]
    done = concluded.ok("batch", written(*lines), "--key", "mars")
    assert head(concluded) == before + 6
    assert paid(concluded) == 100 * (1 + 2 + 8 + 9)
    assert "4 of them were recorded before, and not once more now." in done.err
    # A third equal line is one more report.
    concluded.ok("batch", written(*lines, USE.format(5)), "--key", "mars")
    assert head(concluded) == before + 7
    # With another key it is another file; its payments look like those that were recorded.
    other = concluded("batch", written(*lines), "--key", "april")
    assert (other.status, head(concluded)) == (3, before + 7)
    assert "[looks-recorded]" in other.err
    concluded.ok("batch", written(USE.format(5), USE.format(5)), "--key", "april")
    assert head(concluded) == before + 9


def test_the_same_payment_twice_in_a_file_is_meant(concluded, written):
    before, line = head(concluded), HELD.format(5, "same")
    stopped = concluded("batch", written(line, line), "--key", "mars")
    assert (stopped.status, head(concluded)) == (3, before + 1)
    assert "[looks-recorded]" in stopped.err
    assert "commands.txt, line 2; 1 command before it was run." in stopped.err
    assert f"samverk show {before + 1}. If this is another one, add --again" in stopped.err
    concluded.ok("batch", written(line, f"{line} --again"), "--key", "mars")
    assert (head(concluded), paid(concluded)) == (before + 2, 1_000)
    # Whoever then writes it in every line records nothing more.
    done = concluded.ok("batch", written(*[f"{line} --again"] * 2), "--key", "mars")
    assert "2 of them were recorded before" in done.err
    assert head(concluded) == before + 2


def test_a_key_of_its_own_stays(concluded, written):
    line = pays(1)[0] + " --key own"
    concluded.ok("batch", written(line, "log", "status"), "--key", "mars")
    assert concluded.ok(*line.split()).out.startswith("Recorded before")
    assert concluded("batch", written(*pays(1)), "--key", "x" * 500).status == 2


def test_letters_that_an_editor_saved_otherwise_are_the_same_line(concluded, written):
    before = head(concluded)
    for text in ("\u00e5", "a\u030a"):
        concluded.ok("batch", written(HELD.format(1, text)), "--key", "k")
    assert head(concluded) == before + 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_was_stopped_is_repeated(concluded, written, number):
    before = head(concluded)
    file = written(*pays(*[1] * 400))
    with started(concluded, "batch", file, "--key", "k", fresh=True) as running:
        for _ in range(20):
            running.stdout.readline()
        running.send_signal(number)
        running.stdout.read()
        err = running.stderr.read()
    there = head(concluded) - before
    assert 10 <= there < 400
    if number != signal.SIGKILL:
        assert running.returncode == 128 + number
        assert "commands.txt, line" in err
        assert "Interrupted" in err
        assert f"as #{before + 1}–#{before + there}." in err or "it is not known" in err
    done = concluded.ok("batch", file, "--key", "k")
    assert head(concluded) == before + 400
    assert f"{there} of them were recorded before" in done.err
    assert concluded.ok("verify", "--json").json["findings"] == []


# ---------------------------------------------------------------- what is told


def test_json_has_what_each_line_told(concluded, written):
    before = head(concluded)
    lines = [*pays(1), "", "report agreement herrgarden", "status", *pays(2, 999_999)]
    done = concluded("batch", "-O", "json", written(*lines))
    assert done.status == 3
    first, report, status, second = done.json
    assert [item["line"] for item in done.json] == [1, 3, 4, 5]
    assert [x["position"] for x in first["result"]["recorded"]] == [before + 1]
    assert first["command"] == pays(1)[0].split()
    assert report["result"]["rows"]
    assert "text" in status or "result" in status
    assert second["result"]["recorded"][0]["position"] == before + 2


def test_a_file_keeps_the_format_of_its_ending(concluded, written, tmp_path):
    concluded.ok("batch", "-O", "json", written(f"report cash-flow -o '{tmp_path / 'x.html'}'"))
    assert (tmp_path / "x.html").read_text(encoding="utf-8").startswith("<!")


def test_a_status_that_is_no_error_stops_it_too(concluded, written, tmp_path):
    saved = tmp_path / "r.json"
    concluded.ok("report", "agreement", "herrgarden", "-O", "json", "-o", saved)
    saved.write_text(saved.read_text(encoding="utf-8").replace("320", "321"), encoding="utf-8")
    before = head(concluded)
    done = concluded("batch", written(*pays(1), f"verify --report '{saved}'", *pays(2)))
    assert (done.status, head(concluded)) == (5, before + 1)
    assert "line 2; 1 command before it was run." in done.err


def test_standard_input(concluded):
    for amounts, words in (((1, 2), ("batch",)), ((3, 4), ("batch", "-"))):
        with started(concluded, *words, stdin=subprocess.PIPE, fresh=True) as running:
            out, err = running.communicate("\ufeff" + "\r\n".join(pays(*amounts)))
        assert running.returncode == 0, err
        assert out.count("disbursement-recorded") == 2
        assert err == "standard input: 2 commands were run.\n"


@pytest.mark.parametrize("form", ["table", "json"])
def test_an_output_that_is_full_stops_it_and_says_what_is_recorded(concluded, written, form):
    before = head(concluded)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        status, _, err = ended(concluded, "batch", "-O", form, written(*pays(1, 2)), stdout=full)
    assert (status, head(concluded)) == (1, before + 1)
    assert "Stopped after" in err
    assert "line 1, which is recorded." in err
    assert f"1 row was recorded before that, as #{before + 1}." in err
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        status, _, err = ended(concluded, "batch", written(*pays(3)), stdout=full)
    assert (status, head(concluded)) == (0, before + 2)
    assert f"It was recorded as #{before + 2}, but could not be printed" in err


def test_a_question_that_fails_after_a_recording_is_not_said_to_be_recorded(concluded, written):
    done = concluded("batch", written(*pays(1), "show 999"))
    assert done.status == 3
    assert "could not be printed" not in done.err


# ---------------------------------------------------------------- beside others, and many


def test_between_lines_others_record(concluded, written):
    before = head(concluded)
    file = written(*pays(*[1] * 300))
    with started(concluded, "batch", file, fresh=True) as running:
        running.stdout.readline()
        threading.Thread(target=running.stdout.read, daemon=True).start()
        beside = 0
        while running.poll() is None:
            words = HELD.format(1, f"beside{beside}").split()
            concluded.ok(*words)
            beside += 1
            time.sleep(0.01)
    assert running.returncode == 0
    assert beside > 1
    assert head(concluded) == before + 300 + beside


def test_a_thousand_lines_take_one_start(concluded, written):
    file = written(*pays(*[1] * 1000))
    began = time.monotonic()
    status, out, err = ended(concluded, "batch", file, fresh=True)
    took = time.monotonic() - began
    assert (status, out.count("disbursement-recorded")) == (0, 1000), err
    assert paid(concluded) == 100_000
    began = time.monotonic()
    ended(concluded, *HELD.format(1, "alone").split(), fresh=True)
    assert took < 200 * (time.monotonic() - began), "a fifth of a thousand starts"


def test_progress_is_shown_on_a_terminal_only(concluded, written):
    pty = pytest.importorskip("pty")
    file = written(*pays(*[1] * 30))
    leader, follower = pty.openpty()
    place, named = concluded.home.place_of("ekonom")
    command = [sys.executable, "-c", RUN, "--book", str(place), "--lang", "en", *named]
    with subprocess.Popen(
        [*command, "batch", str(file)], stdout=subprocess.DEVNULL, stderr=follower
    ) as running:
        os.close(follower)
        shown = b""
        try:
            while part := os.read(leader, 4096):
                shown += part
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(leader)
    assert running.returncode == 0
    assert b"100%" in shown
    assert "%" not in ended(concluded, "batch", file)[2]


def test_the_book_is_opened_once(concluded, written, monkeypatch):
    opened = []
    real = opening.open_book
    monkeypatch.setattr(opening, "open_book", lambda place: opened.append(place) or real(place))
    concluded.ok("batch", written(*pays(1, 2, 3), "log", "status"))
    assert len(opened) == 1
