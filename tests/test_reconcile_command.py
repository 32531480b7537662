"""``samverk reconcile``: files that differ from the book in every way, on both kinds of book."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import FileHome

from ledger.presentation.formats import FORMATS

_PAY = ("record", "disbursement", "herrgarden")
_COST = ("record", "internal-cost", "herrgarden", "L4")
HEAD = "Verifikationsnummer;Bokföringsdatum;Konto;Motpart;Belopp\n"
# Each kind of difference, and what agrees although it is written otherwise.
ROWS = """\
A1;2024-03-01;4510;TiF;80 000,00
A-002;2024-03-02;4520;Rädda Barnen;100 000,00
A-002;2024-03-02;4520;Rädda Barnen;78 750,00
A3;2024-03-04;4530;Rädda Barnen;75 000,00
A4;2024-03-05;4510;TiF;187 750,00
A5;2024-03-06;4510;TiF;1 000,00
A5;2024-03-06;4510;TiF;1 000,00
A7;2024-03-08;4520;Rädda Barnen;5 000,00
A8;2024-04-02;4540;Biblioteket;2 000,00
A9;2024-03-10;4520;Rädda Barnen;3 000,00
A10;2024-03-12;4520;Rädda Barnen;-3 000,00
K1;2024-03-11;6110;Kontorsgrossisten;1 234,50
K2;2024-04-11;4510;TiF;7 000,00
"""
DIFFERENCES = [
    ("amount-differs", "A4", "L1", 178_750_00, 9_000_00, 187_750_00),
    ("voucher-twice", "A5", "L1", 1_000_00, 1_000_00, 2_000_00),
    ("only-there", "A7", "L2", None, 5_000_00, 5_000_00),
    ("date-differs", "A3", "L3", 75_000_00, 0, 75_000_00),
    ("only-here", "A6", "L4", 4_000_00, -4_000_00, None),
    ("date-differs", "A8", "L4", 2_000_00, -2_000_00, None),
]


def paid(samverk):
    """Record what the book says, and the routes."""
    for line, kronor, day, voucher in (
        ("L1", "80000", "2024-03-01", "A1"),
        ("L2", "178750", "2024-03-02", "A2"),
        ("L3", "75000", "2024-03-03", "A3"),
        ("L1", "178750", "2024-03-05", "A4"),
        ("L1", "1000", "2024-03-06", "A5"),
        ("L2", "3000", "2024-03-10", "A9"),
    ):
        done = samverk.ok(*_PAY, line, kronor, "--on", day, "--voucher", voucher, "-O", "json")
    last = done.json["recorded"][0]["position"]
    samverk.ok("reverse", last, "--reason", "fel", "--on", "2024-03-12")
    samverk.ok(*_COST, "4000", "--on", "2024-03-07", "--voucher", "A6")
    samverk.ok(*_COST, "2000", "--on", "2024-03-31", "--voucher", "A8")
    for account, line in (("4510", "L1"), ("4520", "L2"), ("4530", "L3"), ("4540", "L4")):
        what = "internal-cost" if line == "L4" else "disbursement"
        to = ("--agreement", "herrgarden", "--line", line, "--records", what)
        samverk.ok("route", "add", "--account", account, *to)
    Path("bok.csv").write_text(HEAD + ROWS, encoding="utf-8")
    return samverk


def found(done):
    return [
        (
            x["kind"],
            x["voucher"],
            x["line"],
            x["here_minor"],
            x["difference_minor"],
            x["there_minor"],
        )
        for x in done.json["differences"]
    ]


WORDS = ("reconcile", "bok.csv", "--period", "2024-03")


def test_each_kind_of_difference_is_named(concluded):
    samverk = paid(concluded)
    done = samverk(*WORDS, "-O", "json")
    assert done.status == 5
    assert found(done) == DIFFERENCES
    content = done.json
    assert content["agreeing"] == 4
    (total,) = content["totals"]
    changes = sum(x["difference_minor"] for x in content["differences"])
    assert total["difference_minor"] == changes
    assert total["here_minor"] + changes == total["there_minor"]
    for key in ("here_minor", "difference_minor", "there_minor"):
        assert sum(x[key] for x in content["sums"]) == total[key]
    (file,) = content["files"]
    parts = [file[name]["rows"] for name in ("compared", "outside", "elsewhere")]
    assert parts == [10, 2, 1]
    assert sum(parts) == file["rows"]
    # Of another month, what explains nothing is not told.
    april = samverk("reconcile", "bok.csv", "--period", "2024-04", "-O", "json")
    assert [x[:2] for x in found(april)] == [("only-there", "K2"), ("date-differs", "A8")]
    assert april.status == 5


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_format_in_both_languages(concluded, lang):
    samverk = paid(concluded)
    for form in FORMATS:
        out = () if FORMATS[form].is_text else ("-o", "x.xlsx")
        done = samverk(*WORDS, "-O", form, *out, lang=lang)
        assert done.status == 5, done.err
        if form == "csv":
            mark = ";" if lang == "sv" else ","
            rows = [*csv.DictReader(done.out.lstrip("\ufeff").splitlines(), delimiter=mark)]
            assert len(rows) == len(DIFFERENCES) + 4
        elif form == "ndjson":
            rows = [json.loads(line) for line in done.out.splitlines()]
            assert [x["kind"] for x in rows[-4:]] == ["sum"] * 4
        elif form == "table":
            words = ("bara här", "dag skiljer") if lang == "sv" else ("only-here", "date-differs")
            assert all(word in done.out for word in words)
            note = "4 verifikationer stämmer" if lang == "sv" else "4 vouchers agree"
            assert note in done.out


def test_what_agrees_ends_with_0(concluded):
    samverk = paid(concluded)
    Path("a.csv").write_text(HEAD + "\n".join(ROWS.splitlines()[:3]) + "\n", encoding="utf-8")
    rest = (
        "A3;2024-03-03;4530;R;75000\nA4;2024-03-05;4510;T;178750\nA5;2024-03-06;4510;T;1000\n"
        "A6;2024-03-07;4540;B;4000\nA8;2024-03-31;4540;B;2000\n"
    )
    Path("b.csv").write_text(HEAD + rest, encoding="utf-8")
    done = samverk.ok("reconcile", "a.csv", "b.csv", "--period", "2024-03", "-O", "json")
    assert found(done) == []
    assert samverk("reconcile", "a.csv", "--period", "2024-03").status == 5
    # A second look at one of the files is no second look at its rows.
    Path("c.csv").write_bytes(Path("a.csv").read_bytes())
    assert samverk("reconcile", "a.csv", "c.csv", "--period", "2024-03").status == 2
    # Each of several files is recorded with what is said of it.
    done = samverk.ok("reconcile", "a.csv", "b.csv", *WORDS[2:], "--record", "-O", "json")
    facts = [samverk.ok("show", x, "-O", "json").json["fact"] for x in done.json["recorded"]]
    assert [(x["file"], x["agreeing_count"]) for x in facts] == [("a.csv", 3), ("b.csv", 5)]


def test_it_is_recorded_for_an_auditor(concluded):
    samverk = paid(concluded)
    before = samverk.ok("log", "-O", "ndjson").out.count("\n")
    samverk(*WORDS)
    assert samverk.ok("log", "-O", "ndjson").out.count("\n") == before
    done = samverk(*WORDS, "--record", "--reason", "månadsbokslut", "-O", "json")
    assert done.status == 5
    (at,) = done.json["recorded"]
    shown = samverk.ok("show", at, "-O", "json").json
    fact = shown["fact"]
    assert fact["sha256"] == done.json["files"][0]["sha256"]
    assert (fact["reconciled_period"], fact["agreeing_count"]) == ("2024-03", 4)
    assert fact["difference_count"] == len(DIFFERENCES)
    told = [
        (x["kind"], x["voucher"], x["here_minor"], x["there_minor"]) for x in fact["differences"]
    ]
    assert told == [(a, b, c, e) for a, b, _, c, _, e in DIFFERENCES]
    change = sum((x["there_minor"] or 0) - (x["here_minor"] or 0) for x in fact["differences"])
    assert change == done.json["totals"][0]["difference_minor"]
    rows = samverk.ok("log", "--event", "reconciled", "-O", "json").json["rows"]
    assert [(x["position"], x["reason"]) for x in rows] == [(at, "månadsbokslut")]
    # It moves nothing, whoever asks; a closed period is no obstacle.
    samverk.ok("period", "close", "2023")
    samverk.ok("period", "close", "2024-Q1")
    assert samverk(*WORDS, "--record").status == 5
    assert samverk.ok("verify", "--json").json["findings"] == []


def test_what_was_recorded_is_found_again(concluded):
    samverk = paid(concluded)
    done = samverk(*WORDS, "--record", "-O", "json").json
    (at,) = done["recorded"]
    assert done["at"] == at - 1
    samverk.ok("route", "retire", str(at - 4), "--reason", "fel konto")
    samverk.ok(*_PAY, "L2", "5000", "--on", "2024-03-08", "--voucher", "A7")
    assert samverk(*WORDS, "-O", "json").json["differences"] != done["differences"]
    again = samverk(*WORDS, "--at", at - 1, "-O", "json").json
    assert again == done | {"recorded": []}
    assert f"Compared with the book up to event #{at - 1}." in samverk(*WORDS, "--at", at - 1).out
    assert samverk(*WORDS, "--at", 999).code == "position-ahead"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--record", "--at", "3"), "--at"),
        (("--reason", "bokslut"), "add --record"),
        (("--actor", "berit"), "add --record"),
        (("--key", "k"), "add --record"),
        (("--clock-is-right",), "add --record"),
    ],
)
def test_what_has_no_effect_is_refused(concluded, more, said):
    Path("bok.csv").write_text(HEAD + ROWS, encoding="utf-8")
    done = concluded(*WORDS, *more)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_nothing_is_recorded_that_cannot_be_written(concluded):
    samverk = paid(concluded)
    done = samverk(*WORDS, "--record", "-o", "nowhere/x.csv")
    assert done.status == 1
    assert "nowhere/x.csv could not be written: there is no such folder." in done.err
    assert samverk.ok("log", "--event", "reconciled", "-O", "json").json["rows"] == []
    assert samverk(*WORDS, "--record", "-o", "x.csv").status == 5


@pytest.mark.parametrize("name", ["bok.csv", "b.csv", "./b.csv", "link.csv"])
def test_no_file_that_is_read_is_written_over(concluded, name):
    Path("bok.csv").write_text(HEAD + ROWS, encoding="utf-8")
    Path("b.csv").write_text(HEAD, encoding="utf-8")
    Path("link.csv").symlink_to("b.csv")
    done = concluded("reconcile", "bok.csv", "b.csv", *WORDS[2:], "-o", name)
    assert (done.status, done.out) == (2, "")
    assert "-o names the file that is read" in done.err
    assert Path("b.csv").read_text(encoding="utf-8") == HEAD


@pytest.mark.parametrize("other", ["bok.csv", "./bok.csv", "copy.csv"])
def test_no_file_counts_twice(concluded, other):
    samverk = paid(concluded)
    Path("copy.csv").write_bytes(Path("bok.csv").read_bytes())
    done = samverk("reconcile", "bok.csv", other, *WORDS[2:])
    assert (done.status, done.out) == (2, "")
    assert "bok.csv are the same file" in done.err


def test_the_same_record_twice_is_recorded_once(concluded):
    samverk = paid(concluded)
    words = (*WORDS, "--record", "--key", "bokslut-mars", "-O", "json")
    first, second = samverk(*words).json, samverk(*words).json
    assert first["recorded"] == second["recorded"]
    Path("bok.csv").write_text(HEAD, encoding="utf-8")
    assert samverk(*words).code == "key-conflict"


def test_a_boards_user_compares_what_it_may_see(concluded):
    samverk = paid(concluded)
    home = samverk.home
    if isinstance(home, FileHome):
        return
    place, _ = home.place_of("namndsekreterare", "board", "kulturnamnden")
    samverk.home = SimpleNamespace(place=place, place_of=lambda _actor: (place, ()))
    done = samverk(*WORDS, "-O", "json")
    assert done.status == 5, done.err
    assert done.json["boards"] == ["kulturnamnden"]
    assert "kulturnamnden" in samverk(*WORDS).out
    assert samverk(*WORDS, "--record").status in {2, 3}


def test_one_agreement(everything):
    to = ("--agreement", "slag", "--line", "L1")
    everything.ok("route", "add", "--account", "4510", *to)
    Path("x.csv").write_text(HEAD + "S;2024-03-25;4510;T;500000\n", encoding="utf-8")
    words = ("reconcile", "x.csv", "--period", "2024-03")
    assert everything(*words).status == 5  # of other agreements there is nothing in the file
    assert found(everything.ok(*words, "--agreement", "slag", "-O", "json")) == []
    done = everything(*words, "--agreement", "slagg")
    assert (done.status, done.code) == (3, "unknown-agreement")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_cannot_be_compared_is_said(concluded, lang):
    samverk = concluded
    Path("bok.csv").write_text(HEAD + ROWS, encoding="utf-8")
    done = samverk(*WORDS, lang=lang)
    assert (done.status, done.code) == (3, "no-routes")
    samverk.ok("route", "add", "--account", "4510", "--agreement", "herrgarden", "--line", "L1")
    text = HEAD + "A1;2024-03-01;4510;T;1,00\nA2;2024-03-32;4510;T;2,00\n"
    Path("bok.csv").write_text(text, encoding="utf-8")
    done = samverk(*WORDS, lang=lang)
    assert done.status == 5
    assert "2024-03-32" in done.out
    done = samverk(*WORDS, "--record", lang=lang)
    assert (done.status, done.code) == (2, "rows-not-compared")
    done = samverk(*WORDS, "--map", "agresso", lang=lang)
    assert (done.status, done.code) == (3, "unknown-map")


def test_what_was_exported_agrees_when_it_comes_back(concluded):
    samverk = paid(concluded)
    accounts = Path(__file__).parent / "sie_accounts.toml"
    samverk.ok("export", "sie", "--period", "2024-03", "--accounts", accounts, "-o", "x.si")
    done = samverk.ok("reconcile", "x.si", "--period", "2024-03", "-O", "json")
    assert found(done) == []
    assert done.json["agreeing"] == 8  # one was taken back
    (total,) = done.json["totals"]
    assert total["here_minor"] == total["there_minor"] == 519_500_00


INVOICED = """\
Verifikationsnummer;Bokföringsdatum;Konto;Motpart;Fakturanummer;Belopp
A 1;2024-03-01;4510;TiF;F1;80 000,00
A 2;2024-03-02;4520;Rädda Barnen;F2;100 000,00
A 2;2024-03-02;4520;Rädda Barnen;F2;78 750,00
A 3;2024-03-04;4520;Rädda Barnen;F3;3 000,00
A 9;2024-03-12;4520;Rädda Barnen;F3;-3 000,00
K 1;2024-03-11;6110;Kontorsgrossisten;F4;1 234,50
"""
ENTRY = """\
<Ntry><Amt Ccy="SEK">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2024-04-{day}</Dt></BookgDt><AcctSvcrRef>R{day}</AcctSvcrRef>
<NtryDtls><TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
"""
STATEMENT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2024-05-01T06:00:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N</Id><CreDtTm>2024-05-01T06:00:00</CreDtTm>
<Acct><Id><Othr><Id>KONTO-1</Id></Othr></Id></Acct>
{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
"""


def test_what_was_imported_agrees_with_its_file(concluded):
    samverk = concluded
    for how, line in (("--account 4510", "L1"), ("--account 4520", "L2"), ("--text Drift", "L3")):
        samverk.ok("route", "add", *how.split(), "--agreement", "herrgarden", "--line", line)
    Path("bok.csv").write_text(INVOICED, encoding="utf-8")
    assert samverk("import", "bok.csv", "--partly").status == 3  # one row is somebody else's
    done = samverk.ok("reconcile", "bok.csv", "--period", "2024-03", "-O", "json")
    assert (found(done), done.json["agreeing"]) == ([], 4)
    # The voucher of the credit is its own: without it, it is the credit that is only here.
    less = [x for x in INVOICED.splitlines() if not x.startswith("A 9")]
    Path("bok.csv").write_text("\n".join(less) + "\n", encoding="utf-8")
    done = samverk("reconcile", "bok.csv", "--period", "2024-03", "-O", "json")
    assert [x[0] for x in found(done)] == ["only-here"]
    assert [x[3:5] for x in found(done)] == [(-3_000_00, 3_000_00)]
    entries = ENTRY.format(amount="75000.00", sign="DBIT", day="02", text="Drift")
    entries += ENTRY.format(amount="12.00", sign="DBIT", day="03", text="Avgift")
    Path("bank.xml").write_text(STATEMENT.format(entries=entries), encoding="utf-8")
    assert samverk("import", "bank.xml", "--partly").status == 3
    done = samverk.ok("reconcile", "bank.xml", "--period", "2024-04", "-O", "json")
    assert (found(done), done.json["agreeing"]) == ([], 1)
    (file,) = done.json["files"]
    assert (file["compared"]["rows"], file["elsewhere"]["rows"]) == (1, 1)
    Path("bank.xml").write_text(
        STATEMENT.format(entries=entries.replace("75000.00", "57000.00")), encoding="utf-8"
    )
    done = samverk("reconcile", "bank.xml", "--period", "2024-04", "-O", "json")
    assert [x[0] for x in found(done)] == ["amount-differs"]
