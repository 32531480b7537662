"""Tables of payments as ERP systems, banks and spreadsheets write them, with their traps."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from ledger.exchange import delimited, pages
from ledger.exchange.numbers import Cell, amount, mark_of
from ledger.refusal import BadInput

MUNICIPAL = (
    "kopare_id;kopare;verifikationsnummer;leverantor;leverantor_id;konto_nr;konto_text;"
    "bokforingsdatum;forvaltning;fakturanummer;nettobelopp\r"
    "212000-1124;Malmö stad;E1;Rädda Barnen;802002-8638;45100;Bidrag;2024-01-15;Kultur;F 1;"
    "178750.50\r"
)
ERP = (
    "Utbetalningslista;;;;;;\r\nKommun: Exempelköping;;;Utskrivet 2024-05-02;;;\r\n\r\n"
    "Ver.nr;Bokf.datum;Konto;Ansvar;Motpart;Text;Belopp\r\n"
    "E240001;2024-01-15;45100;1100;871;kv 1;178 750,00\r\n"
    "E240002;20240215;45100;1100;871;Kreditering;1 302,03-\r\n"
    "E240003;2024-01-15;45100;1200;872;Bästa;80\u00a0000,00\r\n"
    "Summa;;;;;;257 447,97\r\n"
)


def rows_of(text, encoding="utf-8", **more):
    return list(delimited.read(text.encode(encoding), **more).rows())


def test_a_list_with_titles_trailing_minus_and_a_sum():
    reading = delimited.read(ERP.encode("cp1252"))
    said = reading.understood
    assert (said.encoding, said.delimiter, said.decimal_mark, said.header) == (
        "cp1252",
        ";",
        ",",
        4,
    )
    assert list(said.skipped) == [1, 2, 8]
    assert (reading.totals.rows, reading.totals.sum) == (3, Decimal("257447.97"))
    assert [(x.number, x.voucher, x.day, x.amount) for x in reading.rows()] == [
        (5, "E240001", date(2024, 1, 15), Decimal("178750.00")),
        (6, "E240002", date(2024, 2, 15), Decimal("-1302.03")),
        (7, "E240003", date(2024, 1, 15), Decimal("80000.00")),
    ]


def test_the_open_supplier_ledger_with_bare_returns():
    (row,) = rows_of(MUNICIPAL)
    assert (row.organisation_number, row.account, row.invoice) == ("8020028638", "45100", "F 1")
    assert (row.amount, row.voucher, row.payee) == (Decimal("178750.50"), "E1", "Rädda Barnen")


def test_commas_between_cells_and_in_amounts_in_utf_16():
    text = 'datum,belopp,verifikationsnummer,leverantor\r\n2024-01-15,"178750,00",E1,"Å, B"\r\n'
    (row,) = delimited.read(b"\xff\xfe" + text.encode("utf-16-le")).rows()
    assert (row.amount, row.payee) == (Decimal(178750), "Å, B")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Summa;;;;;;257 447,97", "Summa;;;;;;257 447,98", "sum-differs"),
        ("Ver.nr;Bokf.datum;", "A;B;", "no-header"),
        ("Motpart", "Konto_nr", "column-twice"),
        ("178 750,00", "178,750.00", "decimal-mixed"),
        ("kv 1", '"kv 1', "not-delimited"),
    ],
)
def test_what_is_refused_whole(old, new, code):
    with pytest.raises(BadInput) as refused:
        delimited.read(ERP.replace(old, new).encode())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("20240215", "2024-02-30", "row-day-unread"),
        ("1 302,03-", "1 302,03 eur", "row-amount-unread"),
        (";Kreditering", ";Kreditering; avser", "columns-differ"),
    ],
)
def test_what_is_refused_of_a_row(old, new, code):
    rows = rows_of(ERP.replace(old, new))
    assert [row.problem and row.problem.code for row in rows] == [None, code, None]


@pytest.mark.parametrize("text", ["1,500", "1.500"])
def test_an_amount_that_nothing_decides_is_refused(text):
    lines = f'datum;belopp;vernr\n2024-01-15;"{text}";1\n'
    with pytest.raises(BadInput) as refused:
        rows_of(lines)
    assert refused.value.code == "decimal-ambiguous"
    assert rows_of(lines, decimal_mark=".")[0].amount == amount(text, ".")
    decided = f"{lines}2024-01-16;0,5;2\n"
    assert rows_of(decided)[0].amount == amount(text, ",")


def test_a_web_page_that_is_called_a_spreadsheet():
    page = (
        "<html><table><tr><th>Datum<th>Belopp</th><th>Vernr</th></tr>"
        "<tr><td>2024-01-02</td><td>1&nbsp;000,50</td><td>A1</td></tr></table>"
    )
    (row,) = pages.read(page.encode()).rows()
    assert (row.amount, row.voucher) == (Decimal("1000.50"), "A1")


# ---------------------------------------------------------------- whatever is written is read back

WAYS = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp437"]),
        "delimiter": st.sampled_from([";", ",", "\t", "|"]),
        "mark": st.sampled_from([",", "."]),
        "group": st.sampled_from(["", " ", "\u00a0", "other"]),
        "end": st.sampled_from(["\r\n", "\n", "\r"]),
        "minus": st.sampled_from(["before", "after", "around"]),
        "order": st.permutations(["Datum", "Belopp", "Ver.nr", "Leverantör", "Konto"]),
        "titles": st.integers(0, 3),
        "sum": st.booleans(),
    }
)
MONEY = st.integers(-(10**12), 10**12).map(lambda minor: Decimal(minor).scaleb(-2))
TEXT = st.sampled_from(["Rädda Barnen", "Å, B", 'sa "ja"', "a;b", "|", "Örat", "x"])
ROWS = st.lists(st.tuples(st.integers(0, 800), MONEY, st.integers(1, 10**6), TEXT), max_size=8)


def written(way, value):
    whole, part = f"{abs(value):.2f}".split(".")
    by = {"other": "." if way["mark"] == "," else ","}.get(way["group"], way["group"])
    if by:
        head = len(whole) % 3 or 3
        whole = by.join([whole[:head], *(whole[x : x + 3] for x in range(head, len(whole), 3))])
    text = f"{whole}{way['mark']}{part}"
    if value >= 0:
        return text
    return {"before": f"-{text}", "after": f"{text}-", "around": f"({text})"}[way["minus"]]


@given(way=WAYS, rows=ROWS)
@examples(150)
def test_whatever_table_is_written_is_read_back_or_refused(way, rows):
    wanted = [(date(2023, 1, 1) + timedelta(day), *rest) for day, *rest in rows]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=way["delimiter"], lineterminator=way["end"])
    for n in range(way["titles"]):
        writer.writerow([f"Titel {n}"])
    writer.writerow(way["order"])
    for day, money, voucher, payee in wanted:
        cells = {
            "Datum": str(day), "Belopp": written(way, money), "Ver.nr": str(voucher),
            "Leverantör": payee, "Konto": "45100",
        }  # fmt: skip
        writer.writerow([cells[x] for x in way["order"]])
    if way["sum"] and way["order"][0] != "Belopp":
        total = written(way, sum((x for _, x, *_ in wanted), Decimal(0)))
        cells = ["Summa", *("" for _ in range(4))]
        cells[way["order"].index("Belopp")] = total
        writer.writerow(cells)
    try:
        raw = out.getvalue().encode(way["encoding"])
    except UnicodeEncodeError:  # a program of that age has no such space
        return
    try:
        reading = delimited.read(raw)
        got = [(x.day, x.amount, int(x.voucher), x.payee) for x in reading.rows()]
    except BadInput:
        assert way["encoding"] in {"cp1252", "cp437"}, "the bytes may not say the encoding"
        return
    assert got == wanted


@given(st.lists(st.tuples(MONEY, st.sampled_from([" ", "", "other"])), min_size=1), st.booleans())
@examples(100)
def test_the_mark_of_a_file_is_that_of_each_of_its_amounts(said, is_comma):
    mark = "," if is_comma else "."
    cells = [
        Cell(n, written({"mark": mark, "group": group, "minus": "before"}, value))
        for n, (value, group) in enumerate(said)
    ]
    assert mark_of(cells).mark == mark, "two decimals are no group of three"
