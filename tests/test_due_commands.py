"""What is due, on the command line: each command that is shown settles its row."""

import shlex
import subprocess
from contextlib import closing
from datetime import UTC, date, datetime, time

import pytest
from conftest import FileHome
from due_cases import CASES
from in_memory import By
from test_evidence import kept_elsewhere, public_key

from events.record import Evidence
from ledger.books.book import Book
from ledger.books.opening import open_book
from ledger.proof.evidence import create_book
from ledger.work.due import agenda
from ledger.work.recording import Service
from ledger.work.submission import Signature

# What only the person who acts can know, by the option before it.
KNOWN = {
    "--amount": "100000",
    "--answer": "support",
    "--category": "rent=75000",
    "--decision": "KS § 99",
    "--how": "documented",
    "--quantity": "10",
    "--rate": "2",
    "--reason": "as planned",
    "--report": "R-9",
    "--type": "competence",
    "--unit": "h",
    "--unit-value": "240.70",
    "--bankgiro": "5050-1055",
    "--voucher": "V-99",
    "L1": "300000",  # what is forecast on it
}
ON_SERVER = {"review", "approval", "lapsed-approval", "payment"}  # in a file a person signs: below
# Those of files are settled by reading the file again, once it has a route: test_route_commands.py
OF_FILES = {"sent-payment", "payee-account", "left-out"}  # test_payment_files.py, and below
SETTLED = [x for x in CASES if x[4] and x[1] not in {*ON_SERVER, *OF_FILES}]


def filled(command, day):
    """Return a command as a person completes it."""
    words = shlex.split(command)
    known = {**KNOWN, "--on": f"{day}"}
    return [known[words[i - 1]] if word == "…" else word for i, word in enumerate(words)]


def made(path, steps):
    """Make a book in which some steps were taken."""
    create_book(path)
    with closing(open_book(path)) as book:
        for step in steps:
            by = step if isinstance(step, By) else By(step)
            evidence = (Evidence(reference="E", sha256=None),) if by.evidence else ()
            Service(book).execute(by.command, Signature(actor=by.actor, evidence=evidence))


def at(monkeypatch, day):
    noon = datetime.combine(day, time(12), UTC)
    monkeypatch.setattr(Book, "now", lambda _book: noon)


SAME = ("kind", "due_on", "who", "agreement", "line", "year", "amount_minor", "command")


def same(row):
    return tuple(
        row[x]
        for x in ("kind", "due_on", "who", "agreement", "line", "year", "amount_minor", "command")
    )


@pytest.mark.parametrize("number", range(len(SETTLED)), ids=[f"{x[1]} {x[0]}" for x in SETTLED])
@pytest.mark.parametrize("home", ["file"], indirect=True)
def test_each_command_settles_its_row(samverk, tmp_path, monkeypatch, number):
    _, kind, steps, day, wanted = SETTLED[number]
    lang = ("sv", "en")[number % 2]
    samverk.book = tmp_path / "other.book"
    at(monkeypatch, day)
    made(samverk.home.place, steps)
    rows = [x for x in samverk.ok("due", "-O", "json", lang=lang).json["rows"] if x["kind"] == kind]
    assert len(rows) == len(wanted)
    for command in rows[0]["command"].split(" && "):
        done = day if kind != "pledge" else min(day, date(rows[0]["year"], 12, 30))  # for its year
        program, *words = filled(command, done)
        assert program == "samverk"
        samverk.ok(*words, actor="granskare", lang=lang)
    left = samverk.ok("due", "-O", "json", lang=lang).json["rows"]
    assert same(rows[0]) not in map(same, left)


PAID_ON = ("--on", "2024-03-25", "--voucher", "V")


def rows_of(samverk, *options, **more):
    return samverk.ok("due", *options, "-O", "json", **more).json["rows"]


def test_rows_say_all_that_programs_need(concluded):
    concluded.ok("record", "disbursement", "herrgarden", "L3", "75000", *PAID_ON)
    claim = ("claim", "herrgarden", "L3", "3165,50", "--due", "2024-06-30", "--ground", "g")
    concluded.ok(*claim, "--on", "2024-03-25")
    rows = rows_of(concluded, "--as-of", "2024-07-15")
    claim = next(row for row in rows if row["kind"] == "claim")
    assert claim == {
        "due_on": "2024-06-30",
        "days_late": 15,
        "who": "radda-barnen",
        "kind": "claim",
        "what": "Repayment on claim #19",
        "agreement": "herrgarden",
        "line": "L3",
        "year": 2024,
        "amount_minor": 316_550,
        "currency": "SEK",
        "position": 19,
        "command": "samverk record repayment herrgarden 19 3165.50 --on …",
    }
    assert [row["due_on"] for row in rows] == sorted(row["due_on"] for row in rows)
    assert len({tuple(row.values()) for row in rows}) == len(rows)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_terminal_of_80_columns_has_room_for_every_row(everything, monkeypatch, lang):
    monkeypatch.setenv("COLUMNS", "80")
    for options in ((), ("--as-of", "2024-06-01")):
        shown = everything.ok("due", *options, lang=lang).out
        rows = rows_of(everything, *options)
        assert max(map(len, shown.splitlines())) <= 80
        whole = " ".join(shown.replace("\\\n", " ").split())
        for row in rows:
            assert row["due_on"] in shown
            assert row["command"] in whole


def test_rows_may_be_chosen(everything):
    rows = rows_of(everything, "--as-of", "2024-06-01")
    own = rows_of(everything, "--as-of", "2024-06-01", "--for", "fritidsnamnden")
    assert own == [row for row in rows if "fritidsnamnden" in (row["who"] or "").split(", ")] != []
    one = rows_of(everything, "--as-of", "2024-06-01", "--agreement", "herrgarden")
    assert one == [row for row in rows if row["agreement"] == "herrgarden"] != []
    soon = rows_of(everything, "--as-of", "2024-06-01", "--within", "30d")
    assert soon == [row for row in rows if row["due_on"] <= "2024-07-01"] != []
    for same in ("30", "30 d", "30D"):
        assert rows_of(everything, "--as-of", "2024-06-01", "--within", same) == soon
    weeks = rows_of(everything, "--as-of", "2024-06-01", "--within", "2w")
    assert weeks == [row for row in rows if row["due_on"] <= "2024-06-15"]
    assert rows_of(everything, "--as-of", "2023-01-01", "--within", "0") == []


def test_what_is_not_there_is_refused(everything):
    for words, code in (
        (("--for", "fritidsnamden"), "unknown-party"),
        (
            ("--agreement", "herrgarde"),
            "unknown-agreement",
        ),
    ):
        refused = everything("due", *words)
        assert (refused.status, refused.code) == (3, code)
    assert everything("due", "--within", "soon").status == 2
    assert everything("due", "-o", "due.doc").status == 2


def test_a_past_day_knows_neither_later_facts_nor_later_proposals(everything):
    """What was recorded today of an agreement of 2024 is no proposal of that year."""
    kinds = {row["kind"] for row in rows_of(everything, "--as-of", "2024-03-24")}
    assert not kinds & {"claim", "decision", "amendment", "answer"}
    assert "claim" in {row["kind"] for row in rows_of(everything, "--as-of", "2024-03-25")}


def test_status_says_how_much_is_overdue(everything):
    rows = rows_of(everything)
    late = sum(row["days_late"] > 0 for row in rows)
    told = everything.ok("status", "-O", "json").json
    assert (told["due"], told["overdue"]) == (len(rows), late)
    assert f"{len(rows)}, of which overdue: {late}" in everything.ok("status").out


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_a_board_sees_its_own_and_nothing_of_the_book(everything, home):
    rows = rows_of(everything)
    place, _ = home.place_of("nils", "board", "kulturnamnden")
    made = agenda(opened := open_book(place))
    with closing(opened):
        own = {x.row.agreement for x in made.rows}
        assert None not in own
        with closing(open_book(home.place)) as whole:
            seen = {
                key
                for key, document in agenda(whole).projection.agreements.items()
                if "kulturnamnden" in {x.proposed.funder for x in document.lines.values()}
                or "kulturnamnden" in document.proposed.signatories
            }
        assert own == {row["agreement"] for row in rows} & seen


@pytest.mark.file_only
def test_the_exposure_window_is_due_a_month_after_its_first_event(concluded, tmp_path):
    (row,) = [x for x in rows_of(concluded) if x["kind"] == "exposure"]
    assert (row["position"], row["days_late"], row["command"]) == (1, 0, "samverk checkpoint")
    assert "17" in row["what"]
    file, key = tmp_path / "today", kept_elsewhere(tmp_path)
    concluded.ok("checkpoint", "-o", file)
    concluded.ok("checkpoint", "cosign", file, "--key-file", key, actor="auditor")
    concluded.ok("witness", "add", "auditor", public_key(key))
    (row,) = [x for x in rows_of(concluded) if x["kind"] == "exposure"]
    assert (row["position"], "1" in row["what"]) == (18, True)


def test_a_request_is_seen_to_step_by_step(concluded, tmp_path, monkeypatch):
    """Each of three persons does what the list says; in a file those who decide sign."""
    in_file = isinstance(concluded.home, FileHome)
    for actor, step in (("granskare", "review"), ("attestant", "decide")):
        told = ["--board", "kommunstyrelsen", "--step", step, "--decision", "KS § 4"]
        days = ["--from", "2024-01-01", "--to", "2099-12-31"]
        concluded.home.place_of(actor)
        concluded.ok("authority", "grant", actor, *told, *days, actor=None)
        if in_file:
            key = tmp_path / actor
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
            subprocess.run(words, check=True)
            concluded.ok("actor", "add-key", actor, f"{key}.pub", actor=None)
    concluded.ok(
        "request", "pay", "herrgarden", "L2", "1000", "--due", "2024-06-30", "--year", 2024
    )
    for kind, actor in (
        ("review", "granskare"),
        ("approval", "attestant"),
        ("payment", "ekonom"),
        (None, None),
    ):
        asked = [x for x in rows_of(concluded) if x["kind"] in ON_SERVER]
        assert [x["kind"] for x in asked] == [kind] * (kind is not None)
        for row in asked:
            assert (row["due_on"], row["who"], row["amount_minor"]) == (
                "2024-06-30",
                "kommunstyrelsen",
                100_000,
            )
            monkeypatch.setitem(KNOWN, "--sign-key", str(tmp_path / actor))
            assert ("--sign-key" in row["command"]) is (in_file and kind != "payment")
            _, *words = filled(row["command"], date(2024, 7, 1))
            concluded.ok(*words, actor=actor)


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_a_readers_own_views_say_the_same_as_a_replay(everything, own_views, monkeypatch):
    rows = rows_of(everything)
    assert list(own_views.iterdir()) != []
    monkeypatch.setenv("SAMVERK_CACHE", "off")
    assert rows_of(everything) == rows != []
