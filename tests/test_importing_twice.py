"""Money that a ledger and a bank both tell of, and money that came back and has no place."""

import pytest
from test_importing import ROWS, head, put, routed, row, table, verdicts  # noqa: F401


def statement(*entries, account="SE4550000000058398257466"):
    """Return a bank's statement: amount out (in: below zero), bank's reference, day, text."""
    told = "".join(
        f"""<Ntry><Amt Ccy="SEK">{amount.lstrip("-")}</Amt>
<CdtDbtInd>{"CRDT" if amount.startswith("-") else "DBIT"}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef><NtryDtls><TxDtls>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
        for amount, own, day, text in entries
    )
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<Stmt><Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{told}</Stmt>
</BkToCstmrStmt></Document>""".replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>").encode()


@pytest.fixture
def banked(put):  # noqa: F811
    """Routes of a statement, too: by its text alone."""
    to = ("--agreement", "herrgarden", "--line", "L2")
    put.samverk.ok("route", "add", "--text", "bidrag", *to)
    put.samverk.ok("route", "add", "--text", "åter", *to, "--records", "repayment")
    return put


LEDGER = table(row(1, "10 000,50"), row(2, "300,00"))
BANK = statement(
    ("10000.50", "R1", "2024-03-08", "bidrag"), ("300.00", "R2", "2024-03-09", "bidrag")
)


@pytest.mark.parametrize(
    ("first", "second"),
    [((LEDGER, "l.csv"), (BANK, "b.xml")), ((BANK, "b.xml"), (LEDGER, "l.csv"))],
    ids=["ledger first", "bank first"],
)
def test_what_the_other_side_has_told_of_is_not_recorded_in_silence(banked, first, second):
    status, told = banked(first[0], name=first[1])
    assert (status, verdicts(told)) == (0, ["recorded"] * 2)
    of_first, before = told["rows"][0]["position"], head(banked.samverk)
    for options in ((), ("-n",), ("--partly",)):
        status, told = banked(second[0], *options, name=second[1])
        known = ["conflict", "recorded" if "--partly" in options else "passed"]
        assert (status, verdicts(told)) == (4, known)  # eight days are another payment
        one = told["rows"][0]
        assert (one["code"], one["position"]) == ("looks-told", of_first)
        assert f"#{of_first}" in one["message"]
        assert head(banked.samverk) == before + (2 if "--partly" in options else 0)
    number = str(one["row"])
    status, told = banked(second[0], "--again", number, name=second[1])
    assert (status, verdicts(told)) == (0, ["recorded", "already"])
    status, told = banked(second[0], name=second[1])
    assert (status, verdicts(told)) == (0, ["already"] * 2)
    assert banked.samverk("verify").status == 0


def test_what_does_not_stand_or_is_of_the_same_side_is_no_obstacle(banked):
    banked(LEDGER)
    at = head(banked.samverk)
    banked.samverk.ok("reverse", at - 1, "--reason", "wrong")
    status, told = banked(BANK, name="b.xml")
    assert (status, verdicts(told)) == (0, ["recorded"] * 2)
    more = statement(
        ("300.00", "R7", "2024-03-09", "bidrag"), ("5.00", "R8", "2024-03-09", "bidrag")
    )
    assert banked(more, name="more.xml")[0] == 0


def test_what_somebody_typed_with_the_bank_s_reference_is_the_same_payment(banked):
    banked.samverk.ok("record", "disbursement", "herrgarden", "L2", "300", "--on", "2024-03-08",
                      "--voucher", "H 1", "--bank-ref", "R2")  # fmt: skip
    status, told = banked(BANK, "--partly", name="b.xml")
    assert (status, verdicts(told)) == (4, ["recorded", "conflict"])
    assert told["rows"][1]["position"] < told["import"]


def test_a_repayment_of_both_sides_is_asked_about_too(banked):
    samverk = banked.samverk
    banked(table(row(1, "5 000,00")))
    samverk.ok("claim", "herrgarden", "L2", "1000", "--due", "2024-06-30", "--ground", "g",
               "--on", "2024-03-25")  # fmt: skip
    samverk.ok("route", "add", "--account", "3990", "--agreement", "herrgarden", "--line", "L2",
               "--records", "repayment")  # fmt: skip
    ledger = table(row(5, "-400,00", account="3990", day="2024-04-02"))
    bank = statement(("-400.00", "R3", "2024-04-03", "åter"))
    assert verdicts(banked(ledger)[1]) == ["recorded"]
    status, told = banked(bank, name="b.xml")
    assert (status, told["rows"][0]["code"]) == (4, "looks-told")
    assert verdicts(banked(bank, "--again", "1", name="b.xml")[1]) == ["recorded"]


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_people_are_told_which_event_and_what_to_do(banked, lang):
    banked(LEDGER)
    at = head(banked.samverk) - 1
    told = banked(BANK, name="b.xml", as_json=False, lang=lang).out
    assert f"#{at}" in told
    assert f"samverk show {at}" in told
    assert "--again 1" in told


def test_another_payment_is_one_row_of_one_file(banked, tmp_path):
    banked(LEDGER)
    assert banked(BANK, "--again", "9", name="b.xml", as_json=False).status == 2
    one, two = tmp_path / "1.csv", tmp_path / "2.csv"
    for file in (one, two):
        file.write_bytes(LEDGER)
    assert banked.samverk("import", one, two, "--again", "2").status == 2


def test_two_ledgers_that_write_a_voucher_differently_tell_of_one_payment(put):  # noqa: F811
    sie = (
        b"#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#ORGNR 212000-1124\n#VER A 17 20240305\n{\n"
        b"#TRANS 4510 {} 100.00\n#TRANS 1930 {} -100.00\n}\n"
        b"#VER A 18 20240305\n{\n#TRANS 5010 {} 100.00\n#TRANS 1930 {} -100.00\n}\n"
    )
    csv = table(
        row("A 17", "100,00", day="2024-03-04"),
        row("A-18", "100,00", day="2024-03-05", account="5010"),
        row("A 19", "100,00", day="2024-03-05"),
    )
    assert put(sie, name="g.se")[0] == 0
    status, told = put(csv, "--partly")
    assert (status, verdicts(told)) == (4, ["conflict", "conflict", "recorded"])
    assert {x["code"] for x in told["rows"][:2]} == {"looks-told"}
    assert put(csv, "--again", "2", "--again", "3")[0] == 0
    assert verdicts(put(csv)[1]) == ["already"] * 3
    # A source's own rows are told apart by their keys alone.
    own = row("A 20", "5,00", account="5010")
    assert put(table(own))[0] == 0
    assert verdicts(put(table(own, own))[1]) == ["already", "recorded"]
    assert put(table(row("A 19", "100,00")))[1]["rows"][0]["code"] == "row-conflict"


@pytest.mark.parametrize(("lang", "said"), [("en", "Note: Each"), ("sv", "Obs: Varje")])
def test_several_files_are_tried_each_by_itself_and_that_is_said(put, tmp_path, lang, said):  # noqa: F811
    for name in ("1.csv", "2.csv"):
        (tmp_path / name).write_bytes(LEDGER)
    both = ("import", tmp_path / "1.csv", tmp_path / "2.csv")
    assert said in put.samverk(*both, "-n", lang=lang).out
    assert said not in put.samverk("import", tmp_path / "1.csv", "-n", lang=lang).out
    told = put.samverk(*both, "-O", "json").json
    assert [verdicts(x) for x in told] == [["recorded"] * 2, ["already"] * 2]


def test_the_file_that_is_read_is_not_written_over(put, tmp_path):  # noqa: F811
    raw = table(*ROWS, row(9, "1,00", account="9"))
    refused = put(raw, "--partly", "-o", tmp_path / "ledger.csv", as_json=False)
    assert (refused.status, (tmp_path / "ledger.csv").read_bytes()) == (2, raw)


def test_again_is_also_for_what_was_recorded_by_hand(put):  # noqa: F811
    put.samverk.ok("record", "disbursement", "herrgarden", "L2", "10000,50", "--on", "2024-03-01",
                   "--voucher", "1")  # fmt: skip
    assert put(table(*ROWS))[1]["rows"][0]["code"] == "looks-recorded"
    assert put(table(*ROWS), "--again", "2")[0] == 0
    assert verdicts(put(table(*ROWS))[1]) == ["already"] * 4


def test_money_that_came_back_and_has_no_place_is_among_what_was_left_out(put, monkeypatch):  # noqa: F811
    monkeypatch.setattr("ledger.exchange.import_run.CHUNK", 2)
    rows = (*ROWS, row(8, "-77,00"), row(3, "-1,00"), row(9, "4,00", account="9"))
    for again in range(2):
        status, told = put(table(*rows), "--partly")
        assert (status, told["counts"]["unmatched"]) == (3, 2)
        listed = put.samverk.ok("imports", "unmatched", "-O", "json").json["rows"]
        assert [(x["row"], x["code"]) for x in listed] == [
            (6, "credit-unmatched"), (8, "route-missing")
        ]  # fmt: skip
        assert (told["import"] is None) == bool(again)
    put(table(*rows, row(8, "77,00")), "--partly")  # the invoice that it is of has come
    assert put.samverk("verify").status == 0
    listed = put.samverk.ok("imports", "unmatched", "-O", "json").json["rows"]
    newest = max(x["position"] for x in listed)
    assert [x["code"] for x in listed if x["position"] == newest] == ["route-missing"]


@pytest.mark.parametrize(
    ("options", "said"),
    [((), "With --partly"), (("--partly",), "no row that is new passes")],
)
def test_what_would_help_is_said_only_where_it_would(put, options, said):  # noqa: F811
    if options:
        put(table(*ROWS, row(9, "1,00", account="9")), "--partly")
    told = put(table(*ROWS, row(9, "1,00", account="9")), *options, as_json=False).out
    assert said in told
    assert ("With --partly" in told) == (not options)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "payee Rädda Barnen, account 99, text"),
        ("sv", "mottagare Rädda Barnen, konto 99, text"),
    ],
)
def test_a_row_without_a_route_is_told_with_what_it_has(put, lang, said):  # noqa: F811
    header = ["Datum", "Ver.nr", "Leverantör", "Konto", "Belopp", "Text"]
    raw = table(row(1, "1,00", account="99", invoice="Kvartal (2)"), header=header)
    told = put(raw, as_json=False, lang=lang).out
    assert said in " ".join(told.split())
    assert "inga" not in told
    assert "none" not in told
