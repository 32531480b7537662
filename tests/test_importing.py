"""Rows of other programs' files: what becomes of each, and that nothing is recorded twice."""

import random
from contextlib import closing

import pytest

from ledger.exchange.reading import read_file
from ledger.exchange.rejected import rejected_rows
from ledger.exchange.verdicts import REFUSED, Verdicts

HEADER = ["Bokföringsdatum", "Ver.nr", "Leverantör", "Konto", "Belopp", "Faktura_nr"]


def row(number, amount, day="2024-03-01", account="4510", invoice="", name="Rädda Barnen"):
    return [day, str(number), name, account, amount, invoice]


def table(*rows, header=HEADER, delimiter=";", end="\r\n", encoding="utf-8"):
    """Return the bytes of a table."""
    return end.join(delimiter.join(x) for x in (header, *rows, [])).encode(encoding)


@pytest.fixture
def routed(concluded):
    """The agreement in force, with a route to L2 and one to the internal line L4."""
    concluded.ok("route", "add", "--account", "4510", "--agreement", "herrgarden", "--line", "L2")
    concluded.ok(
        "route", "add", "--account", "5010", "--agreement", "herrgarden", "--line", "L4",
        "--records", "internal-cost",
    )  # fmt: skip
    return concluded


@pytest.fixture
def put(routed, tmp_path):
    """Import some bytes; returns the result of the program, or its JSON."""

    def run(raw, *options, name="ledger.csv", as_json=True, lang="en"):
        (tmp_path / name).write_bytes(raw)
        result = routed("import", tmp_path / name, *options, *(["-O", "json"] * as_json), lang=lang)
        assert not as_json or result.out, result.err
        return (result.status, result.json) if as_json else result

    run.samverk = routed
    return run


def verdicts(told):
    return [x["verdict"] for x in told["rows"]]


def head(samverk):
    with closing(samverk.open()) as book:
        return book.head()


def events(samverk, after):
    """Return the events after a position."""
    with closing(samverk.open()) as book:
        return [*book.events(after=after)]


ROWS = (
    row(1, "10 000,50"),
    row(1, "10 000,50"),
    row(2, "250,00", account="5010"),
    row(3, "1,00", day="2024-04-30", invoice="F 7"),
)


def test_rows_are_recorded_once_each_and_follow_from_what_was_read(put):
    before = head(put.samverk)
    status, told = put(table(*ROWS))
    assert (status, verdicts(told)) == (0, ["recorded"] * 4)
    assert told["import"] == before + 1
    assert [x["position"] for x in told["rows"]] == [before + n for n in (2, 3, 4, 5)]
    assert told["counts"]["recorded"] == 4
    read, *recorded = events(put.samverk, before)
    assert read.name == "import-read/1"
    assert (read.fact.row_count, str(read.fact.sum), read.fact.file) == (
        4,
        "20252.00",
        "ledger.csv",
    )
    assert {x.envelope.causation for x in recorded} == {read.position}
    assert [x.envelope.key for x in recorded] == [
        "imp::2024::1:1", "imp::2024::1:2", "imp::2024::2:1", "imp::2024::3:1"
    ]  # fmt: skip
    assert [x.reference for x in recorded[-1].envelope.evidence] == ["invoice:F 7"]
    assert put.samverk("verify").status == 0


@pytest.mark.parametrize(
    "again",
    [
        table(*ROWS),
        table(*reversed(ROWS)),
        table(*ROWS, encoding="cp1252"),
        table(*ROWS, encoding="utf-16"),
        table(*ROWS, end="\n"),
        table(*ROWS, end="\r"),
        table(*ROWS, delimiter="\t"),
        table(*(x[::-1] for x in ROWS), header=HEADER[::-1]),
        table(*([*x, "more"] for x in ROWS), header=[*HEADER, "Annat"]),
        table(*([x.replace("10 000,50", "10.000,50") for x in one] for one in ROWS)),
    ],
    ids=["same", "order", "cp1252", "utf-16", "lf", "cr", "tab", "columns", "more", "notation"],
)
def test_the_same_rows_in_another_form_are_nothing_new(put, again):
    put(table(*ROWS))
    before = head(put.samverk)
    for options in ((), ("--partly",), ("-n",)):
        status, told = put(again, *options, name="again.csv")
        assert (status, verdicts(told), told["import"]) == (0, ["already"] * 4, None)
        assert head(put.samverk) == before


def test_one_row_changed_is_one_conflict(put):
    put(table(*ROWS))
    before = head(put.samverk)
    changed = (*ROWS[:1], row(1, "10 000,51"), *ROWS[2:])
    status, told = put(table(*changed))
    assert (status, told["counts"]["conflict"], told["counts"]["already"]) == (4, 1, 3)
    assert told["rows"][1]["code"] == "row-conflict"
    assert told["rows"][1]["position"] == before - 2
    assert "ledger.csv, row 3: " in told["rows"][1]["message"]
    assert head(put.samverk) == before
    status, told = put(table(*changed), "--partly")
    assert (status, told["counts"]["conflict"], head(put.samverk)) == (4, 1, before)


def test_a_file_that_has_grown_records_what_is_new(put):
    put(table(*ROWS))
    before = head(put.samverk)
    grown = (row(4, "5,00"), row(1, "99,00"), *ROWS, ROWS[0])
    status, told = put(table(*grown))
    assert (status, told["counts"]["recorded"], told["counts"]["already"]) == (0, 3, 4)
    assert head(put.samverk) == before + 4
    keys = [x.envelope.key for x in events(put.samverk, before + 1)]
    assert keys == ["imp::2024::4:1", "imp::2024::1:3", "imp::2024::1:4"]


def test_all_rows_or_none(put):
    before = head(put.samverk)
    bad = (*ROWS, row(5, "900 000 000,00"), row(6, "1,00", account="9999"), row(7, "2,00"))
    status, told = put(table(*bad))
    assert status == 3
    assert verdicts(told) == ["passed"] * 4 + ["refused", "unmatched", "passed"]
    assert [x["code"] for x in told["rows"][4:6]] == ["exceeds-remaining", "route-missing"]
    assert told["rows"][4]["message"].startswith("ledger.csv, row 6: ")
    assert told["counts"]["recorded"] == 0
    assert {x["position"] for x in told["rows"]} == {None}
    assert (head(put.samverk), told["import"]) == (before, None)
    status, told = put(table(*bad), "--partly")
    assert verdicts(told) == ["recorded"] * 4 + ["refused", "unmatched", "recorded"]
    assert head(put.samverk) == before + 6
    assert events(put.samverk, before)[0].fact.unmatched_count == 1
    assert put.samverk("verify").status == 0


def test_a_dry_run_says_what_the_run_would_say(put):
    before = head(put.samverk)
    for options in ((), ("--partly",)):
        _, dry = put(table(*ROWS, row(9, "1", account="9")), "-n", *options)
        assert (dry["dry_run"], head(put.samverk)) == (True, before)
        assert dry["counts"]["unmatched"] == 1
        assert {x["position"] for x in dry["rows"]} == {None}
    _, told = put(table(*ROWS, row(9, "1", account="9")), "--partly")
    assert verdicts(told) == verdicts(dry)


def test_only_another_set_of_rows_left_out_is_worth_an_event(put):
    lost = table(row(1, "1,00", account="9999"))
    before = head(put.samverk)
    assert put(lost, "--partly")[1]["import"] == before + 1
    assert put(lost, "--partly")[1]["import"] is None
    assert put(lost)[1]["import"] is None
    put.samverk.ok("route", "add", "--account", "9999", "--agreement", "herrgarden", "--line", "L2")
    assert put(lost)[1]["import"] == before + 3
    assert head(put.samverk) == before + 4


def test_a_credit_takes_back_the_entry_that_it_is_about(put):
    rows = (row(1, "-500,00", invoice="F1"), row(8, "500,00", invoice="F1"), row(9, "-7,00"))
    before = head(put.samverk)
    status, told = put(table(*rows), "--partly")
    assert (status, verdicts(told)) == (3, ["recorded", "recorded", "unmatched"])
    assert told["rows"][2]["code"] == "credit-unmatched"
    recorded = events(put.samverk, before)
    assert [x.name for x in recorded[1:]] == ["disbursement-recorded/1", "entry-reversed/1"]
    assert recorded[2].fact.position == recorded[1].position
    status, told = put(table(*rows), "--partly")
    assert verdicts(told) == ["already", "already", "unmatched"]
    status, told = put(table(row(9, "7,00"), row(10, "-7,00", invoice="")))
    assert verdicts(told) == ["passed", "unmatched"]  # neither voucher nor invoice
    status, told = put(table(row(9, "7,00"), row(9, "-7,00")))
    assert (status, verdicts(told)) == (0, ["recorded", "recorded"])
    assert put.samverk("verify").status == 0


def test_money_that_comes_back_is_a_repayment_on_the_only_claim_that_takes_it(put):
    samverk = put.samverk
    put(table(row(1, "5 000,00")))
    samverk.ok("claim", "herrgarden", "L2", "1000", "--due", "2024-06-30", "--ground", "g",
               "--on", "2024-03-25")  # fmt: skip
    samverk.ok("route", "add", "--account", "3990", "--agreement", "herrgarden", "--line", "L2",
               "--records", "repayment")  # fmt: skip
    rows = (row(5, "-400,00", account="3990", day="2024-04-02"),
            row(6, "-700,00", account="3990", day="2024-04-02"))  # fmt: skip
    _, told = put(table(*rows), "--partly")
    assert verdicts(told) == ["recorded", "unmatched"]
    assert told["rows"][1]["code"] == "repayment-unmatched"
    assert verdicts(put(table(*rows), "--partly")[1]) == ["already", "unmatched"]
    assert put(table(row(7, "1", account="3990")))[1]["rows"][0]["code"] == "row-money-out"


def test_what_was_recorded_by_hand_is_refused_as_the_rule_says(put):
    pay = ("record", "disbursement", "herrgarden", "L2", "10000,50", "--on", "2024-03-01")
    put.samverk.ok(*pay, "--voucher", "1")
    status, told = put(table(*ROWS))
    assert (status, told["rows"][0]["code"]) == (3, "looks-recorded")


def test_what_was_taken_back_is_no_obstacle(put):
    put(table(*ROWS[:1]))
    at = head(put.samverk)
    put.samverk.ok("reverse", at, "--reason", "wrong")
    assert verdicts(put(table(*ROWS[:1]))[1]) == ["already"]
    assert verdicts(put(table(row(1, "3,00")))[1]) == ["recorded"]


def test_rows_of_a_closed_period_are_refused_one_by_one(put):
    put.samverk.ok("period", "close", "2024-Q1")
    status, told = put(table(*ROWS), "--partly")
    assert status == 3
    assert verdicts(told) == ["refused"] * 3 + ["recorded"]
    assert {x["code"] for x in told["rows"][:3]} == {"period-closed"}


def test_a_payee_that_nobody_knows_is_refused(put):
    header = [*HEADER, "Orgnr"]
    _, told = put(table([*row(1, "1,00"), "212000-1124"], header=header))
    assert told["rows"][0]["code"] == "payee-unknown"
    put.samverk.ok(
        "party", "add", "ny", "--name", "Ny", "--kind", "civil", "--orgnr", "212000-1124"
    )
    _, told = put(table([*row(1, "1,00"), "212000-1124"], header=header))
    assert told["rows"][0]["code"] == "payee-not-performer"


def test_rejected_rows_come_back_as_they_came(put, tmp_path):
    rows = (row(1, "1,00"), row(2, "2,00", account="åäö"))
    raw = table(*rows, encoding="cp1252")
    put(raw, "--partly", "-o", tmp_path / "rejected.csv")
    text = (tmp_path / "rejected.csv").read_bytes().decode("cp1252")
    header, line, end = text.split("\r\n")
    assert header == ";".join(HEADER) + ";reason"
    assert line.startswith(";".join(rows[1]) + ";route-missing: ")
    assert end == ""


@pytest.mark.parametrize(("lang", "passed"), [("en", "passed"), ("sv", "hade godtagits")])
def test_rows_that_pass_come_back_only_where_all_was_given_up(put, tmp_path, lang, passed):
    file, raw = tmp_path / "rejected.csv", table(row(1, "1,00"), row(2, "2,00", account="9"))
    tried = put(raw, "-n", "-o", file, as_json=False, lang=lang)
    assert ("Nothing was recorded." if lang == "en" else "Inget registrerades.") in tried.out
    assert file.read_text().count("\n") == 2
    put(raw, "-o", file, lang=lang)
    assert file.read_text().splitlines()[1].endswith(f";{passed}")
    assert file.read_text().count("\n") == 3


def test_nothing_is_recorded_if_the_rejected_rows_cannot_be_written(put, tmp_path):
    before = head(put.samverk)
    told = put(table(*ROWS), "-o", tmp_path / "nowhere" / "rejected.csv", as_json=False)
    assert told.status != 0
    assert head(put.samverk) == before


def test_unreadable_rows_are_told_later_as_they_were_at_first(put):
    _, told = put(table(row(1, "1,00"), row(2, "?"), row(3, "1,00", account="9")), "--partly")
    assert verdicts(told) == ["recorded", "refused", "unmatched"]
    shown = put.samverk.ok("imports", "show", str(told["import"]), "-O", "json").json
    assert verdicts(shown) == verdicts(told)


def test_many_rows_in_chunks_with_refused_ones_among_them(put, monkeypatch):
    monkeypatch.setattr("ledger.exchange.import_run.CHUNK", 7)
    chance = random.Random(1)
    rows = [row(n, chance.choice(["1,00", "2,00", "900 000 000"])) for n in range(50)]
    before = head(put.samverk)
    _, told = put(table(*rows), "--partly")
    good = sum(x[4] != "900 000 000" for x in rows)
    assert (told["counts"]["recorded"], told["counts"]["refused"]) == (good, 50 - good)
    assert head(put.samverk) == before + 1 + good
    chance.shuffle(rows)
    _, told = put(table(*rows), "--partly")
    assert told["counts"]["already"] == good
    assert head(put.samverk) == before + 1 + good
    assert put.samverk("verify").status == 0


def test_the_table_says_what_was_understood_before_the_verdicts(put):
    told = put(table(*ROWS, row(5, "1", account="9")), "-n", as_json=False)
    assert told.out.index("decimal comma") < told.out.index("unmatched: 1")
    assert "encoding utf-8" in told.out
    swedish = put(table(*ROWS), as_json=False, lang="sv")
    assert swedish.status == 0
    assert "\nbokförd: 4\n" in swedish.out


def test_rows_that_cannot_be_kept_are_refused_and_nothing_breaks(put):
    rows = (
        row("1\u202e", "1,00"),
        row("V" * 501, "1,00"),
        row("", "1,00"),
        row("2", "1,005"),
        row("3:4%", "1,00"),
    )
    _, told = put(table(*rows), "--partly")
    assert verdicts(told) == ["refused"] * 4 + ["recorded"]
    codes = [x["code"] for x in told["rows"][:4]]
    assert codes[:3] == ["row-bad-text", "row-bad-text", "row-without-voucher"]
    assert verdicts(put(table(*rows), "--partly")[1])[-1] == "already"
    assert put.samverk("verify").status == 0


def test_of_a_voucher_only_postings_that_routes_ask_for_are_rows(put):
    lines = (
        '#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#PROGRAM "Test" 1\n#ORGNR 212000-1124\n#FNAMN "Malmö"\n'
        '#VER A 17 20240305 "Bidrag"\n{\n#TRANS 4510 {} 100.00\n#TRANS 1930 {} -100.00\n}\n'
        '#VER "1" "2" 20240306\n{\n#TRANS 5010 {} 50.50\n#TRANS 1930 {} -50.50\n}\n'
    )
    before = head(put.samverk)
    status, told = put(lines.encode("cp437"), name="book.se")
    assert (status, verdicts(told)) == (0, ["recorded"] * 2)
    assert told["elsewhere"] == {"rows": 2, "sum": "-150.50"}
    read, first, second = events(put.samverk, before)
    assert (read.fact.row_count, str(read.fact.sum), read.fact.source) == (
        2,
        "150.50",
        "2120001124",
    )
    assert (first.fact.voucher, second.fact.voucher) == ("A17", "1-2")
    assert second.envelope.key == "imp:2120001124:2024:1:2:1"
    assert verdicts(put(lines.encode(), name="utf8.se")[1]) == ["already"] * 2


def test_what_a_performer_has_spent_is_a_report_of_use(put):
    put.samverk.ok("route", "add", "--account", "7010", "--agreement", "herrgarden", "--line", "L2",
                   "--records", "use")  # fmt: skip
    rows = (row("R1", "500,00", account="7010"), row("R1", "500,00", account="7010"))
    before = head(put.samverk)
    assert verdicts(put(table(*rows))[1]) == ["recorded"] * 2
    assert [x.name for x in events(put.samverk, before + 1)] == ["use-reported/1"] * 2
    assert verdicts(put(table(*rows))[1]) == ["already"] * 2


def test_an_import_is_a_line_of_a_batch(put, tmp_path):
    (tmp_path / "a.csv").write_bytes(table(*ROWS))
    (tmp_path / "lines").write_text(f"import {tmp_path}/a.csv\nimport {tmp_path}/a.csv\n")
    before = head(put.samverk)
    done = put.samverk.ok("batch", "-O", "json", tmp_path / "lines").json
    assert [x["result"]["counts"]["already"] for x in done] == [0, 4]
    assert head(put.samverk) == before + 5
    two = put.samverk.ok("import", tmp_path / "a.csv", tmp_path / "a.csv", "-O", "json").json
    assert [x["counts"]["already"] for x in two] == [4, 4]


def test_rows_that_were_not_recorded_stand_in_the_form_that_the_file_had(tmp_path):
    """The file may be another one by then, or gone."""
    path = tmp_path / "a.csv"
    path.write_bytes("ver.nr;datum;konto;belopp\r\nÅ1;2024-05-02;4510;1,00\r\n".encode("cp1252"))
    file, verdicts = read_file(path), Verdicts()
    path.unlink()
    verdicts.begin(2)
    verdicts.tell(0, REFUSED, 0, ("code", "why"))
    assert rejected_rows(file, verdicts, "reason", None).decode("cp1252") == (
        "ver.nr;datum;konto;belopp;reason\r\nÅ1;2024-05-02;4510;1,00;code: why\r\n"
    )
