"""What a person reads in a terminal of 80 columns: nothing wider, nothing cut that is needed."""

import json
import re
from pathlib import Path

import pytest
from prepared import EXAMPLE
from texts import file_of

from events.text import width

REPORTS = [
    "report agreement herrgarden",
    "report board kommunstyrelsen",
    "report party radda-barnen",
    "report in-kind herrgarden",
    "report cash-flow herrgarden",
    "party list",
    "agreement list",
    "agreement show herrgarden",
    "log",
]

USES = [
    "record disbursement herrgarden L3 75000 --on 2024-04-10 --voucher 1",
    "record use herrgarden L3 61834,50 --on 2024-12-20 --report R",
    "claim herrgarden L3 13165,50 --year 2024 --on 2025-01-20 --due 2025-02-28 --ground g",
]
GIFT = "record in-kind herrgarden radda-barnen --type volunteer --quantity 412,5 --unit h"


@pytest.fixture
def used(concluded):
    """Amounts with decimals, in every column of a party's statement."""
    for words in USES:
        concluded.ok(*words.split())
    concluded.ok(*GIFT.split(), "--unit-value", "220", "--on", "2024-12-15")
    return concluded


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("words", REPORTS)
def test_a_report_fits(used, words, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = used.ok(*words.split(), lang=lang).out.split("\n\n")
    body = [line for part in shown for line in part.split("\n") if "samverk --" not in line]
    assert [line for line in body if width(line) > 80] == []


def test_headings_over_figures_stand_on_lines_before_a_text_is_cut(used, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = used.ok("report", "party", "radda-barnen", lang="sv").out
    assert "Åter-" in shown
    assert "\nSumma  " in shown
    ruled = [line for line in shown.split("\n") if line.startswith("---")]
    assert len(ruled) == 2
    assert ruled[0] == ruled[1]
    wide = used.ok("report", "party", "radda-barnen", "--width", "140", lang="sv").out
    assert "Återrapporterat  Att återbetala  Annat än pengar" in wide


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_id_that_commands_take_is_never_cut(concluded, tmp_path, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    parties = json.loads(concluded.ok("party", "list", "-O", "json").out)["rows"]
    shown = concluded.ok("party", "list", lang=lang).out
    assert all(f"\n{row['party']} " in shown for row in parties)
    name = "idrottsplatsen-och-simhallen-2024-2025"
    text = EXAMPLE.read_text(encoding="utf-8").replace('id = "herrgarden"', f'id = "{name}"')
    (tmp_path / "long.toml").write_text(text, encoding="utf-8")
    concluded.ok("agreement", "propose", tmp_path / "long.toml")
    assert f"\n{name} " in concluded.ok("agreement", "list", lang=lang).out


@pytest.mark.parametrize("event", ["part registrerad", "party-registered", "party-registered/1"])
def test_the_log_takes_an_event_as_it_shows_it(concluded, event):
    rows = json.loads(concluded.ok("log", "--event", event, "-O", "json", lang="sv").out)["rows"]
    assert {row["event"] for row in rows} == {"party-registered/1"}


def test_one_event_is_one_event(samverk, tmp_path):
    samverk.ok("party", "add", "bo", "--name", "Bo", "--kind", "board")
    assert "1 händelse, rot " in samverk.ok("verify", lang="sv").out
    assert "\n1 event, root " in "\n" + samverk.ok("verify").out
    assert "Räknade om 1 händelse;" in samverk.ok("replay", lang="sv").out
    assert "1 event replayed;" in samverk.ok("replay").out
    assert ": 1 event, root" in samverk.ok("backup", tmp_path / "a.book").out
    ahead = samverk("log", "--at", "9", lang="sv")
    assert "bortom bokens slut, som är händelse #1" in ahead.err
    assert "1 händelser" not in ahead.err


def test_too_many_decimals_are_counted_in_the_agreements_currency(samverk, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8").replace('"SEK"', '"KWD"')
    (tmp_path / "kwd.toml").write_text(text, encoding="utf-8")
    samverk.ok("agreement", "propose", tmp_path / "kwd.toml")
    pay = "record disbursement herrgarden L1 {} --on 2024-03-01 --voucher 1 -n"
    refused = samverk(*pay.format("1.2345").split())
    assert refused.status == 2
    assert "Write at most 3." in refused.err


@pytest.mark.parametrize("day", ["2024-13-01", "2024-02-30", "2024-1-1", "2024-01-1"])
def test_a_day_that_there_is_not_is_called_that(samverk, tmp_path, day):
    text = EXAMPLE.read_text(encoding="utf-8").replace("starts = 2024-01-01", f"starts = {day}")
    (tmp_path / "day.toml").write_text(text, encoding="utf-8")
    refused = samverk("agreement", "propose", tmp_path / "day.toml")
    assert refused.status == 2
    assert "there is no such day; a day is written 2024-01-31" in refused.err


@pytest.mark.parametrize("word", ["aktör", "fyra ögon", "antal ×", "verifierad mängd", "tillval"])
def test_one_thing_has_one_word_in_swedish(word):
    texts = file_of("sv").read_text(encoding="utf-8").split("\nmsgid ")
    translated = [text.partition("\nmsgstr")[2].replace('"\n"', "") for text in texts]
    assert len(translated) > 1000
    assert [text for text in translated if word in text.lower()] == []


def test_a_colleague_on_a_server_logs_in(concluded):
    concluded.ok(*GIFT.split(), "--unit-value", "220", "--on", "2024-12-15")
    refused = concluded("in-kind", "reject", "18", "--reason", "r", "--on", "2024-12-16", lang="sv")
    assert "på en server med egen inloggning" in refused.err


LEDGER = """datum;verifikation;leverantör;leverantör_id;konto;nettobelopp
2024-05-06;A 1;Föreningen Med Ett Mycket Långt Namn I Ådalsberg;802499-1013;4510;1 000,00
2024-05-07;A 2;Föreningen Med Ett Mycket Långt Namn I Ådalsberg;802499-1013;4510;2 000,00
"""


@pytest.mark.parametrize("columns", [50, 80, 200])
def test_why_a_row_is_not_recorded_is_told_whole_and_what_to_do_once(
    concluded, columns, monkeypatch
):
    monkeypatch.setenv("COLUMNS", str(columns))
    concluded.ok("route", "add", "--account", "9", "--agreement", "herrgarden", "--line", "L1")
    Path("ledger.csv").write_text(LEDGER, "utf-8")
    told = concluded("import", "ledger.csv", "-n", lang="sv").out
    table, rest = told[told.index("\nRader\n") :].split("\nutan väg: 2\n")
    why = (
        "Ingen konteringsväg passar raden. Den har: mottagare Föreningen Med Ett Mycket Långt Namn"
        " I Ådalsberg, organisationsnummer 8024991013, konto 4510."
    )
    assert " ".join(table.split()).count(why) == 2
    assert "…" not in table
    assert max(map(width, table.split("\n"))) <= columns
    assert rest.count("samverk route add --payee 8024991013 --agreement AVTAL --line POST") == 1


@pytest.mark.parametrize("columns", [50, 200])
def test_a_command_to_copy_is_told_as_a_shell_takes_it(concluded, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    concluded.ok("party", "amend", "tif", "--orgnr", "212000-1124")
    rows = json.loads(concluded.ok("route", "learn", "-O", "json").out)["rows"]
    told = concluded.ok("route", "learn", lang="sv").out
    whole = re.sub(r" \\\n +", " ", told)  # as a shell joins the lines
    assert rows
    assert all(row["command"] in whole for row in rows)


def test_numbers_of_accounts_and_vouchers_are_not_cut(concluded, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    concluded.ok("route", "add", "--account", "4510", "--agreement", "herrgarden", "--line", "L1")
    long = "V 123456789012345678901234567890"
    Path("ledger.csv").write_text("\n".join(LEDGER.replace("A 1", long).splitlines()[:2]), "utf-8")
    said = concluded("reconcile", "ledger.csv", "--period", "2024-05").out
    assert "123456789012345678901234567890" in said
    assert "delimiter semicolon" in concluded("import", "ledger.csv", "-n").out
