"""Every command that writes, through the command line: previewed, recorded, and told about."""

import csv
import json
import re
from pathlib import Path
from typing import get_args

import click
import pytest
from conftest import FileHome
from prepared import EXAMPLE, STEPS
from test_boundary import commands

from ledger.presentation.formats import FORMATS
from ledger.rules import commands as c
from ledger.rules.entries import BY_COMMAND
from projections.reports import KINDS

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.usefixtures("own_views")
def test_every_command_that_writes(samverk, lang):
    head = 0
    for actor, count, words in STEPS:
        preview = samverk(*words, "-n", actor=actor, lang=lang)
        assert preview.status == 0, (words, preview.err)
        assert samverk.ok("log", "-O", "ndjson").out.count("\n") == head
        as_json = samverk(*words, "-n", "-O", "json", actor=actor, lang=lang).json
        assert len(as_json["recorded"]) == count
        done = samverk(*words, actor=actor, lang=lang)
        assert done.status == 0, (words, done.err)
        assert "_" not in done.out.replace("samverk_", ""), "a word that was not translated"
        told = [line for line in done.out.splitlines() if line.startswith("#")]
        assert len(told) == count, words
        shown = [line for line in preview.out.splitlines() if line.startswith("#")]
        assert shown == told
        head += count
    assert samverk.ok("verify", "--json").json["findings"] == []
    assert "agree" in samverk.ok("replay").out


# The commands that read or keep, in an order in which each has what it needs; COPY, CHECK and so
# on are files, and {} stands for the language.
READING = """
init
demo
status
due
doctor
party list
agreement list
agreement show herrgarden
agreement template
agreement template --schema
agreement check AGREEMENT
agreement draft herrgarden --prolong 2026-2027 -o DRAFT
period list
plan show herrgarden --as-of 2024-03-26
plan show herrgarden
obligation list herrgarden
witness list
actor list
authority list
authority list --on 2024-03-01 --board kommunstyrelsen
request list
request list --open
request show 94
party account list --party radda-barnen
payment-file list --open
payment-file again 126 -o PAYMENTS
payment-file list
index list
index check
map list
route list --all
route learn
imports list
imports show 127
imports unmatched
finding list --open
log
show 5
replay
replay --rebuild
checkpoint -o CHECK
checkpoint verify CHECK
audit sample --random 3 --checkpoint CHECK
audit sample --monetary-unit 3 --checkpoint CHECK
audit duplicates
audit split --limit 80000
audit split-requests
audit late
audit weekends --hours 7-18
audit round --to 500
audit gaps
audit same-actor
audit year-end
audit after-end
audit benford
audit evidence .
checkpoint cosign CHECK --witness revisor --key-file WITNESS -o COSIGNED
key rotate --reason ny
checkpoint verify COSIGNED --keep
checkpoint compare CHECK COSIGNED
checkpoint show CHECK --qr QR
prove 5 -o PROOF
prove 5 --checkpoint CHECK
prove --check PROOF
key list
key show --qr QR
key show --witness-key-file WITNESS
key statements -o STATED
verify
verify --json
report agreement herrgarden --by funder --chain
explain agreement herrgarden --by performer --measure paid
report agreement herrgarden -O json -o REPORT
verify --since CHECK
verify --since CHECK --json
verify --report REPORT
paper board kommunstyrelsen --period 2024-T1 -o PAPER
verify --report PAPER
paper board --all -o PAPERS
paper agreement herrgarden -o PAPER
paper party tif -o PAPER
paper authority --board kommunstyrelsen -o PAPER
publish SITE --one-language --most 5
export --beancount
export --hledger
export 360giving --prefix 360G-malmo
export iati --publisher 212000-1124
export open-ledger
export sie --period 2024-03 --accounts ACCOUNTS --agreement herrgarden -o SIE
export datapackage -o PACKAGE
export open-ledger --period 2024-05 --as-of 2024-12-31 --agreement herrgarden
completion bash
completion zsh
completion fish
batch COMMANDS
batch -O json COMMANDS
backup COPY
restore COPY
key retire --reason stulen -n
migrate
grant nagon --role auditor
upgrade
""".strip().splitlines()
SUBJECTS = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "tif"}
READING[:0] = [
    f"report {kind.name}{'' if kind.of_all else ' ' + SUBJECTS[kind.subject]}"
    for kind in KINDS.values()
]
READING[:0] = [
    f"explain {kind.name}{'' if kind.of_all else ' ' + SUBJECTS[kind.subject]}"
    f" --measure {kind.declared.figures[-1].removesuffix('_minor')}"
    for kind in KINDS.values()
]


def read_in(program):
    """Read a table in (#127): one row is recorded, one is left out."""
    rows = "2024-03-20;100,00;A1;4510;212000-1124\n2024-03-21;50,00;A2;6110;\n"
    Path("ROWS").write_text(f"Datum;Belopp;Verifikation;Konto;Orgnr\n{rows}", encoding="utf-8")
    assert program("import", "ROWS", "--partly", actor="ekonom").status == 3


def propose_another():
    """Write the file of another agreement."""
    text = EXAMPLE.read_text(encoding="utf-8").replace('"herrgarden"', '"annat"')
    Path("AGREEMENT").write_text(text, encoding="utf-8")


def test_no_command_is_left_out_here():
    run = [" ".join(map(str, words)) for _, _, words in STEPS] + READING
    left = {
        " ".join(path)
        for path, command in commands()
        if path and (not isinstance(command, click.Group) or command.invoke_without_command)
        if not any(f"{line} ".startswith(" ".join(path) + " ") for line in run)
    }
    # One needs a terminal, another one a signature, the last ones files of rows: test_shell.py,
    # test_signing.py, test_reconcile_command.py, test_importing.py. One goes on: test_serving.py.
    assert left == {"shell", "serve", "request signature", "reconcile", "import"}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_command_that_reads_or_keeps(everything, lang, tmp_path, server, database):
    samverk, home = everything, everything.home
    on_server = home.open().login is not None
    files = {
        name: tmp_path / f"{name.lower()}{ending}"
        for name, ending in (
            ("CHECK", ""), ("WITNESS", ".key"), ("COSIGNED", ""), ("PROOF", ""),
            ("REPORT", ".json"), ("COPY", ".book"), ("COMMANDS", ".txt"),
            ("STATED", ""), ("QR", ".svg"),
        )
    }  # fmt: skip
    files["ACCOUNTS"] = ROOT / "tests" / "sie_accounts.toml"
    files["COMMANDS"].write_text(
        "status\nrecord use herrgarden L3 1 --on 2024-03-25 --report R -n\n"
    )
    propose_another()
    read_in(samverk)
    for line in READING:
        words = [files.get(word, word) for word in line.split()]
        match words[0]:
            case "init" | "restore":
                samverk.home = FileHome(tmp_path / f"{words[0]}.book")
            case "migrate":
                empty = server.uri(database=database)
                target = tmp_path / "moved.book" if on_server else empty
                words += ["--from", home.place, "--to", target]
            case "grant" if on_server:
                server.login("nagon")
        administers = on_server and words[0] in {"migrate", "grant", "checkpoint", "upgrade", "key"}
        done = samverk(*words, actor=None if administers else "ekonom", lang=lang)
        samverk.home = home
        if words[0] == "grant" and not on_server:
            assert (done.status, done.code) == (2, "not-a-server")
            continue
        assert done.status == 0, (line, done.err)
        if line.endswith("--json"):
            assert done.json["findings"] == []


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_format_of_every_command_that_has_one(everything, lang):
    read_in(everything)
    everything.ok("period", "close", "2023")
    everything.ok("checkpoint", "-o", "CHECK", actor=None)
    Path("COMMANDS").write_text("status\n", encoding="utf-8")
    propose_another()
    tried = 0
    for path, command in commands():
        (line,) = [x for x in READING if x == " ".join(path) or x.startswith(" ".join(path) + " ")][
            :1
        ] or [None]
        choices = [x.type for x in command.params if "-O" in x.opts]
        if line is None or not choices:
            continue
        if path[0] == "audit" and path[1] != "sample":  # as that; see test_audit_commands.py
            continue
        if line in {"index check", "route learn"}:  # they find nothing here; see test_indexes.py
            continue  # and test_route_commands.py
        for form in choices[0].choices:
            tried += 1
            if form in FORMATS and not FORMATS[form].is_text:
                everything.ok(*line.split(), "-O", form, "-o", "OUT", lang=lang)
                assert Path("OUT").read_bytes()
                continue
            who = None if line.startswith("key ") else "ekonom"
            done = everything.ok(*line.split(), "-O", form, actor=who, lang=lang)
            if form == "json":
                assert done.json
            elif form == "ndjson":
                assert [json.loads(row) for row in done.out.splitlines()]
            elif form == "csv":
                assert len(list(csv.reader(done.out.splitlines()))) > 1
            else:  # who writes a file says so beside the data
                assert (done.err if " -o " in line else done.out).strip()
    assert tried > 50


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_question_about_a_book_with_everything_in_it(everything, lang, tmp_path):
    samverk = everything
    forms = ("table", "json", "ndjson", "csv", "md", "html")
    subjects = (("agreement", "herrgarden"), ("board", "kommunstyrelsen"), ("party", "tif"))
    subjects += (("party", "ny"), ("in-kind",), ("in-kind", "herrgarden"), ("cash-flow",))
    for subject in subjects:
        for options in (
            (),
            ("--period", "2024-Q2"),
            ("--as-of", "2024-03-25"),
            ("--compare-to", 20),
        ):
            for form in forms:
                made = samverk("report", *subject, *options, "-O", form, lang=lang)
                assert made.status == 0, (subject, options, form, made.err)
                assert "Traceback" not in made.err
    for position in range(1, 40):
        samverk.ok("show", position, lang=lang)
    for form in (*forms, "ics"):
        samverk.ok("due", "--as-of", "2024-06-01", "-O", form, lang=lang)
    for words in (
        ("log",),
        ("status",),
        ("due",),
        ("doctor",),
        ("party", "list"),
        ("agreement", "list"),
    ):
        samverk.ok(*words, lang=lang)
    samverk.ok("agreement", "show", "herrgarden", lang=lang)
    samverk.ok("export", "--hledger", "-o", tmp_path / "x.journal", lang=lang)


def test_every_command_of_the_rules_is_built_somewhere():
    folders = [ROOT / "ledger" / name for name in ("cli", "exchange", "proof")]
    text = "".join(x.read_text(encoding="utf-8") for f in folders for x in f.rglob("*.py"))
    commands = {*get_args(c.AnyCommand), *BY_COMMAND} - {c.EntryCommand}
    left = {x.__name__ for x in commands if not re.search(rf"\b{x.__name__}\(", text)}
    assert left == set(), "nobody can ask for it: a command in ledger/cli/commands"
