"""Files of other programs: what they are, what a map says of them, and what they cannot do."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import get_args

import foreign_files
import pytest
from conftest import TIMES, examples
from foreign_files import PAGE, RECORDS, ROWS, SHEET, SIE, TABLE, WAYS, camt, xlsx
from hypothesis import given

from events.facts import ImportMapAdded, MappedColumn
from events.facts_importing import FileFormat
from ledger.cli.commands.files_in import FORMATS
from ledger.exchange import delimited, reading, tables
from ledger.exchange.decoding import encoding_of
from ledger.exchange.open_ledger import COLUMNS
from ledger.exchange.rows import Understood
from ledger.refusal import BadInput


def test_each_format_that_an_event_can_name_can_be_asked_for():
    assert get_args(FileFormat) == FORMATS


def map_of(columns, **more):
    """Return a map of the book's."""
    said = dict.fromkeys(("encoding", "delimiter", "decimal_mark", "source")) | more
    mapped = tuple(MappedColumn(column=x, means=y) for x, y in columns.items())
    return ImportMapAdded(map="erp", columns=mapped, **said)


def refused(raw, **more):
    with pytest.raises(BadInput) as found:
        reading.read(raw, **more)
    return found.value


# ---------------------------------------------------------------- what a file is


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (TABLE.encode("utf-16"), "table"),
        (RECORDS.encode(), "ledger"),
        (PAGE.encode(), "table"),
        (xlsx(SHEET), "table"),
        (SIE.encode("cp437"), "sie"),
        (camt("08"), "camt"),
        (camt().decode().replace("UTF-8", "UTF-16").encode("utf-16"), "camt"),
    ],
    ids=["text", "json", "page", "xlsx", "sie", "camt", "camt in utf-16"],
)
def test_a_file_is_what_its_bytes_say(raw, form):
    found = reading.read(raw)
    assert found.understood.format == form
    assert found.totals.rows == len([*found.rows()]) == len([*found.rows()])
    if form != "ledger":
        assert reading.read(raw, wanted=form).understood.format == form
    for other in {"table", "ledger", "sie", "camt"} - {form, "table"}:
        assert refused(raw, wanted=other).code == "other-format"


def test_a_file_on_disk_has_a_name_and_a_sum_of_its_bytes(tmp_path):
    path = tmp_path / "ver.si"
    path.write_bytes(SIE.encode("cp437"))
    file = reading.read_file(path)
    assert file.name == str(path)
    assert len(file.sha256) == 64
    with pytest.raises(BadInput, match="file-unreadable"):
        reading.read_file(tmp_path / "none.si")


@pytest.mark.parametrize("raw", [b"", b" \r\n\t "])
def test_an_empty_file(raw):
    assert refused(raw).code == "empty-file"


def test_what_cannot_be_read_is_shown_row_by_row():
    text = "Lista;;\r\nNär;Hur mycket;Åt vem\r\n2024-01-15;5,00;Boj\r\n"
    error = refused(text.encode("cp1252"))
    assert (error.code, error.missing) == ("no-header", ["day", "amount"])
    assert (error.saw.encoding, error.saw.delimiter) == ("cp1252", ";")
    assert [row.number for row in error.saw.rows] == [1, 2, 3]
    assert error.saw.rows[1].cells == ("När", "Hur mycket", "Åt vem")
    named = refused(b"Datum;Konto;Text;Summa kr\r\n2024-01-15;1;2;3\r\n")
    assert named.missing == ["amount"]
    assert named.saw.rows[0].meanings == ("day", "account", "text", "")
    undecided = refused("Datum;Belopp\r\n2024-01-15;é\r\n".encode("cp1252"))
    assert (undecided.code, undecided.saw.tried) == ("encoding-open", ("utf-8", "cp1252", "cp437"))
    assert undecided.saw.rows[0].cells == ("Datum;Belopp",)


def test_the_lines_around_the_one_that_is_wrong_are_shown():
    error = refused(SIE.replace('6 "P 1"}', '6 "P 1"').encode())
    assert [row.number for row in error.saw.rows] == [10, 11, 12, 13, 14, 15]
    assert refused(camt().replace(b"725.50", b"725.51")).saw.rows == ()


def test_a_second_column_of_text_is_told_to_be_unknown():
    found = reading.read(b"Datum;Belopp;Text;Beskrivning\n2024-01-15;5;a;b\n")
    (row,) = found.rows()
    assert (row.text, found.understood.unknown) == ("a", ("Beskrivning",))


# ---------------------------------------------------------------- maps


OTHER = "När~Hur mycket~Nr~Projekt~Konto~Datum\n2024-01-15~1.500~7~P 1~4510~2020-01-01\n"


def test_a_map_says_what_a_file_does_not():
    columns = {"När": "day", "Hur mycket": "amount", "Nr": "voucher", "Projekt": "object:6"}
    own = map_of(columns, encoding="cp437", delimiter="~", decimal_mark="point", source="ekonomi")
    found = reading.read(OTHER.encode("cp437"), map_=own)
    said = found.understood
    assert (said.source, said.map, said.unknown) == ("ekonomi", "erp", ("Datum",))
    (row,) = found.rows()
    assert (row.day, row.amount) == (date(2024, 1, 15), Decimal("1.5"))
    assert (row.objects, row.account, row.voucher) == ({"6": "P 1"}, "4510", "7")


def test_a_map_of_two_columns_finds_them():
    own = map_of({"När": "day", "Hur mycket": "amount"}, delimiter="~", decimal_mark="comma")
    (row,) = reading.read(OTHER.encode(), map_=own).rows()
    assert row.amount == 1500


def test_a_board_and_a_cost_centre_are_one_dimension():
    text = b"Datum;Belopp;Vernr;Ansvar\n2024-01-15;5;1;1100\n"
    (row,) = reading.read(text).rows()
    assert row.objects == {"1": "1100"}
    both = text.replace(b"Ansvar", "Ansvar;Förvaltning".encode()).replace(b"1100", b"1100;12")
    assert refused(both).code == "column-twice"
    (row,) = reading.read(both, map_=map_of({"Förvaltning": "board"})).rows()
    assert row.objects == {"1": "12"}


@pytest.mark.parametrize("raw", [SIE.encode(), camt()], ids=["sie", "camt"])
def test_a_map_is_for_tables(raw):
    assert refused(raw, map_=map_of({"a": "day"})).code == "map-fits-no-table"


def test_columns_that_few_files_have():
    text = "Datum;Belopp;Serie;Vernr;Valuta\n2024-01-15;5;A;1;sek\n"
    (row,) = reading.read(text.encode()).rows()
    assert (row.series, row.voucher, row.currency) == ("A", "1", "SEK")


# ---------------------------------------------------------------- time sheets


def test_a_time_sheet_needs_no_amount():
    text = (
        "Datum;Timmar;Aktivitet\n2024-01-15;7,5;Läxhjälp\n2024-01-16;;Läger\n2024-01-17;8;x\n"
        "2024-01-18;åtta;x\n"
    )
    found = reading.read(text.encode())
    rows = list(found.rows())
    assert [x.quantity for x in rows] == [Decimal("7.5"), None, 8, None]
    unread = "row-quantity-unread"
    assert [x.problem and x.problem.code for x in rows] == [None, unread, None, unread]
    assert (rows[0].amount, rows[0].text) == (None, "Läxhjälp")


def test_a_row_of_work_stands_beside_a_row_of_money():
    text = b"Datum;Timmar;Belopp;Text\n2024-01-15;7,5;;x\n2024-01-16;;9,5;x\n2024-01-17;;;x\n"
    rows = list(reading.read(text).rows())
    assert [(x.quantity, x.amount) for x in rows][:2] == [
        (Decimal("7.5"), None),
        (None, Decimal("9.5")),
    ]
    assert [x.problem and x.problem.code for x in rows] == [None, None, "row-amount-unread"]


# ---------------------------------------------------------------- the open supplier ledger

LEDGER = {
    "kopare_id": "212000-1124",
    "kopare": "Malmö stad",
    "verifikationsnummer": "E1",
    "leverantor": "Rädda Barnen",
    "leverantor_id": "802002-8638",
    "konto_nr": "45100",
    "konto_text": "Bidrag",
    "bokforingsdatum": "2024-01-15",
    "forvaltning": "Kultur",
    "fakturanummer": "F 1",
    "nettobelopp": "178750.50",
}


def is_that_row(row):
    assert (row.day, row.amount) == (date(2024, 1, 15), Decimal("178750.50"))
    assert (row.voucher, row.invoice, row.account) == ("E1", "F 1", "45100")
    assert (row.payee, row.organisation_number) == ("Rädda Barnen", "8020028638")
    assert row.objects == {"1": "Kultur"}
    return True


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end", "amount"),
    [
        ("utf-16", ",", "\r\n", "178750,50"),
        ("utf-8", ";", "\r", "178750.50"),
        ("utf-8-sig", "\t", "\n", "178 750,50"),
        ("cp1252", ";", "\r\n", "178.750,50"),
        ("cp437", "|", "\r\n", "178,750.50"),
    ],
)
def test_the_open_supplier_ledger_in_text(encoding, delimiter, end, amount):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([[*LEDGER], [*(LEDGER | {"nettobelopp": amount}).values()]])
    found = reading.read(out.getvalue().encode(encoding), wanted="ledger")
    said = found.understood
    assert (said.format, said.source, said.unknown) == ("ledger", "212000-1124", ("konto_text",))
    (row,) = found.rows()
    assert is_that_row(row)


@pytest.mark.parametrize("first", ["kopare_id", "\ufeffkopare_id"])
@pytest.mark.parametrize("amount", ["178750.50", 178750.5, "178 750,50"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_open_supplier_ledger_in_json(first, amount, wrapped):
    row = {first: "212000-1124", **LEDGER, "nettobelopp": amount}
    del row["kopare_id"]
    rows = [{first: "212000-1124", **row}, {first: "212000-1124", **row}]
    text = json.dumps({"offset": 0, "results": rows} if wrapped else rows, ensure_ascii=False)
    found = reading.read(text.encode("utf-8-sig"))
    assert (found.understood.format, found.understood.source) == ("ledger", "212000-1124")
    assert all(is_that_row(x) for x in found.rows())
    assert [x.number for x in found.rows()] == [1, 2]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("}]", "}", "json-form"),
        ("}]", "},7]", "json-form"),
        ("178750.5", "NaN", "json-form"),
        ('"kopare"', '"leverantor"', "json-form"),
        ("[{", "[[", "no-header"),
        (RECORDS, '{"a": [], "b": []}', "json-form"),
        (RECORDS, "[" * 100_000, "no-header"),
        (RECORDS, '{"a":' * 100_000, "json-form"),
    ],
    ids=range(8),
)
def test_json_that_is_no_list_of_rows(old, new, code):
    assert refused(RECORDS.replace(old, new, 1).encode()).code == code


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("178750.5", "178750.50"),
        ("1e2", "100.00"),
        ("1e400", None),
        ("9" * 4000, None),
        ("0.005", None),
        ("true", None),
        ("null", None),
        ("[1]", None),
    ],
    ids=range(8),
)
def test_a_number_in_json_keeps_its_digits(number, wanted):
    first, _ = reading.read(RECORDS.replace("178750.5", number).encode()).rows()
    assert (first.amount, first.problem is None) == (wanted and Decimal(wanted), wanted is not None)


@pytest.mark.parametrize(
    "number", ["1e99999999999999999999", "9" * 5000, "Infinity", "01"], ids=range(4)
)
def test_a_number_that_nobody_can_hold(number):
    assert refused(RECORDS.replace("178750.5", number).encode()).code == "json-form"


def test_rows_lie_deeper_in_what_a_service_answers():
    rows = json.loads(RECORDS)
    fields = [{"id": "kopare", "type": "text"}]
    answer = {"success": True, "result": {"fields": fields, "records": rows, "total": 2}}
    found = reading.read(json.dumps(answer).encode())
    assert (found.understood.format, found.totals.rows) == ("ledger", 2)
    answer["result"]["total"] = 3
    error = refused(json.dumps(answer).encode())
    assert (error.code, error.found, error.said) == ("json-part", 2, 3)


def test_each_buyer_has_vouchers_of_its_own():
    out = io.StringIO()
    rows = [[*LEDGER], [*LEDGER.values()], [*(LEDGER | {"kopare_id": "2120000142"}).values()]]
    csv.writer(out).writerows(rows)
    ours, theirs = reading.read(out.getvalue().encode()).rows()
    assert (ours.problem, theirs.problem.code) == (None, "row-of-other-buyer")


def test_what_this_program_publishes_is_such_a_ledger():
    cells = [[*COLUMNS], [LEDGER.get(x, "avtal") for x in COLUMNS]]
    out = io.StringIO()
    csv.writer(out).writerows(cells)
    found = reading.read(out.getvalue().encode())
    (row,) = found.rows()
    assert found.understood.format == "ledger"
    assert is_that_row(row)


# ---------------------------------------------------------------- whatever is written


@given(way=WAYS, rows=ROWS)
@examples(150)
def test_whatever_table_is_written_is_read_back_or_refused(way, rows):
    foreign_files.read_back(way, rows)


@given(way=WAYS, rows=ROWS)
@examples(60)
def test_the_quick_way_makes_the_same_rows(way, rows):
    written = foreign_files.table_written(way, rows)
    if written is None:
        return
    raw, _ = written
    try:
        quick = delimited.read(raw)
    except BadInput:
        return
    said = quick.understood
    encoded = encoding_of(raw, said.encoding)

    def grid():
        return delimited.grid_of(raw, encoded, said.delimiter)

    understood = Understood(format="table", encoding=said.encoding, delimiter=said.delimiter)
    whole = tables.read(grid, understood)
    assert [*quick.rows()] == [*whole.rows()]
    assert (quick.totals, said) == (whole.totals, whole.understood)


def test_columns_and_rows_may_stand_in_any_order():
    head, row = ("Datum", "Belopp", "Vernr", "Konto"), ("2024-01-15", "1 000,50", "7", "4510")
    found = set()
    for order in permutations(range(4)):
        text = "\n".join(";".join(line[x] for x in order) for line in (head, row))
        (one,) = reading.read(text.encode()).rows()
        found.add((one.day, one.amount, one.voucher, one.account, one.number))
    assert found == {(date(2024, 1, 15), Decimal("1000.50"), "7", "4510", 2)}


def test_damaged_files_are_read_or_refused():
    count, read, refused, slow = foreign_files.damages(900 * TIMES, 18)
    assert (count, slow) == (read + refused, 0)
    assert min(read, refused) > 50


# What Linux says of a process itself: the other number is at first that of who started it.
LARGE = """
import re
from pathlib import Path
from ledger.exchange import reading
row = "E{n:06};2024-{m:02}-15;45100;1100;R\u00e4dda Barnen;802002-8638;kv;{n} 750,00\\r\\n"
text = "".join(row.format(n=n % 900 + 1, m=n % 12 + 1) for n in range(100_000))
head = "Ver.nr;Bokf.datum;Konto;Ansvar;Leverant\u00f6r;Leverant\u00f6r_id;Text;Belopp\\r\\n"
raw = (head + text).encode("cp1252")
del text
found = reading.read(raw)
assert found.totals.rows == sum(1 for _ in found.rows()) == 100_000
status = Path("/proc/self/status").read_text(encoding="utf-8")
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says it so")
def test_a_hundred_thousand_rows_take_little_memory():
    done = subprocess.run(
        [sys.executable, "-c", LARGE], capture_output=True, encoding="utf-8", check=True
    )
    assert int(done.stdout) <= 100, "MiB"
