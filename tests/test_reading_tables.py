"""Tables of payments as ERP systems, banks and spreadsheets write them, with their traps."""

from datetime import date
from decimal import Decimal

import pytest
from conftest import examples
from foreign_files import amount_written
from hypothesis import given
from hypothesis import strategies as st

from ledger.exchange import delimited
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


MONEY = st.integers(-(10**12), 10**12).map(lambda minor: Decimal(minor).scaleb(-2))


@given(st.lists(st.tuples(MONEY, st.sampled_from([" ", "", "other"])), min_size=1), st.booleans())
@examples(100)
def test_the_mark_of_a_file_is_that_of_each_of_its_amounts(said, is_comma):
    mark = "," if is_comma else "."
    ways = ({"mark": mark, "group": group, "minus": "before", "places": 2} for _, group in said)
    cells = [
        Cell(n, amount_written(way, value))
        for n, (way, (value, _)) in enumerate(zip(ways, said, strict=True))
    ]
    assert mark_of(cells).mark == mark, "two decimals are no group of three"


@pytest.mark.parametrize(
    ("text", "comma", "point"),
    [
        ("178 750,00-", "-178750.00", None),
        ("(1\u202f302,03)", "-1302.03", None),
        ("1'234'567.5", None, "1234567.5"),
        ("1.234.567", "1234567", None),
        ("1,500", "1.500", "1500"),
        ("0,500", "0.500", None),
        ("12,50", "12.50", None),
        ("1 000 kr", "1000", "1000"),
        ("1 000:-", "1000", "1000"),
        ("\u22125,5 SEK", "-5.5", None),
        ("+7", "7", "7"),
        ("--7", None, None),
        ("(-7)", None, None),
        ("-7-", None, None),
        ("1 00", None, None),
        ("1 000.000 000", None, None),
        ("1e5", None, None),
        ("1_000", None, None),
        ("\u0661", None, None),
        ("NaN", None, None),
        ("", None, None),
        ("-", None, None),
        ("9" * 16, None, None),
        ("0,1234567", None, None),
    ],
)
def test_an_amount_by_either_mark(text, comma, point):
    wanted = [x and Decimal(x) for x in (comma, point)]
    assert [amount(text, ","), amount(text, ".")] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("802002-8638", "8020028638"),
        ("8020028638", "8020028638"),
        ("168020028638", "8020028638"),
        ("802002-8639", None),
        ("SE802002863801", None),
        ("871", None),
    ],
)
def test_another_id_than_an_organisation_number_is_a_label(text, wanted):
    (row,) = rows_of(f"Datum;Belopp;Leverantör_id\n2024-01-15;5,0;{text}\n")
    assert row.organisation_number == wanted
    assert text in row.fields


def test_parts_of_a_sum_and_notes_after_it():
    text = (
        "Datum;Belopp;Konto\n2024-01-15;5,00;1\nDelsumma 1;5,00;\n2024-01-16;7,50;2\n"
        "Summa konto 2;7,50;\nSumma;12,50;\nUtskriven av ekonomi;;\n"
    )
    found = delimited.read(text.encode())
    assert (found.totals.rows, found.totals.sum) == (2, Decimal("12.50"))
    assert list(found.understood.skipped) == [3, 5, 6, 7]
    with pytest.raises(BadInput, match="sum-differs"):
        delimited.read(text.replace("Summa konto 2;7,50", "Summa konto 2;7,60").encode())


def test_the_header_again_at_the_top_of_a_page_is_no_row():
    text = (
        "Datum;Belopp;Konto\n2024-01-15;5,00;1\nSida 2;;\nDatum;Belopp;Konto\n2024-01-16;7,50;2\n"
    )
    found = delimited.read(text.encode())
    assert [row.problem and row.problem.code for row in found.rows()] == [
        None,
        "row-day-unread",
        None,
    ]
    assert list(found.understood.skipped) == [4]


def test_a_payee_that_is_called_as_a_sum_is_no_sum():
    text = "Leverantör;Datum;Belopp;Vernr\nTotal;2024-01-15;5,00;7\nTotal:;;5,00;\n"
    (row,) = rows_of(text)
    assert (row.payee, row.voucher) == ("Total", "7")


@pytest.mark.parametrize("line", ["2024-01-15;5,00", "2024-01-15;5,00;1;2;3", "2024-01-15;5;0;x"])
def test_a_row_with_more_or_fewer_cells_is_refused(line):
    good = "2024-01-14;4,00;1"
    for lines in ([good, line], [line, good]):
        rows = rows_of("\n".join(["Datum;Belopp;Konto", *lines]))
        assert sorted(str(row.problem and row.problem.code) for row in rows) == [
            "None",
            "columns-differ",
        ]


def test_rows_may_all_end_in_a_delimiter_that_the_header_has_not():
    text = "Datum;Belopp;Text\n2024-01-15;5,00;a;\n2024-01-16;6,00;a;b\n2024-01-17;7,00;a;;\n"
    rows = rows_of(text)
    assert [row.problem and row.problem.code for row in rows] == [None, *["columns-differ"] * 2]


@pytest.mark.parametrize("letter", ["\u0085", "\u2028", "\x0b", "\x0c"])
def test_a_line_ends_where_editors_end_it(letter):
    rows = rows_of(f"Datum;Belopp;Text\n2024-01-15;5,00;a{letter}b\n2024-01-16;6,00;c\n")
    assert [(row.number, row.text) for row in rows] == [(2, f"a{letter}b"), (3, "c")]


def test_a_row_has_the_number_of_its_first_line():
    rows = rows_of('Datum;Belopp;Text\n2024-01-15;5,00;"a\n\nb"\n\n2024-01-16;6,00;c\n')
    assert [row.number for row in rows] == [2, 6]
