"""What is said of a file that cannot be read: what was seen, and a map that reads it."""

import json
import tomllib
from pathlib import Path

import pytest

from events.facts import ImportMapAdded, MappedColumn
from ledger.cli.commands.unread import tell
from ledger.exchange.map_draft import drafted
from ledger.exchange.map_file import read_map
from ledger.exchange.reading import read, read_file
from ledger.exchange.refusals import UnreadableFile
from ledger.presentation import language

UNKNOWN = """\
Utbetalningar maj 2024

Bet.dag;Utbetalt;Vem;Konto;Org;Övrigt
2024-05-02;1 200,50;Rädda Barnen;4510;802002-8638;7
2024-05-03;300,00;TIF;4511;212000-1124;"8
9"
Summa;1 500,50
"""


def saw(raw):
    with pytest.raises(UnreadableFile) as refused:
        read(raw)
    assert refused.value.saw is not None
    return refused.value.saw


def added(draft, tmp_path):
    """Return the event of a drafted map, saved as a file and read as one."""
    file = tmp_path / "karta.toml"
    file.write_text(draft.toml, encoding="utf-8")
    command = read_map("karta", file)
    columns = tuple(MappedColumn(column=x, means=y) for x, y in command.columns)
    return ImportMapAdded(
        map="karta",
        columns=columns,
        encoding=command.encoding,
        delimiter=command.delimiter,
        decimal_mark=command.decimal_mark,
        source=command.source,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_drafted_map_reads_the_file(tmp_path, encoding, delimiter):
    raw = UNKNOWN.replace(";", delimiter).encode(encoding)
    draft = drafted(saw(raw), "Utbetalningar 2024-05.csv")
    assert (draft.name, draft.header.number, draft.missing) == ("Utbetalningar-05", 3, ())
    found = read(raw, map_=added(draft, tmp_path))
    rows = list(found.rows())
    assert [str(x.amount) for x in rows] == ["1200.50", "300.00"]
    assert [x.organisation_number for x in rows] == ["8020028638", "2120001124"]
    assert [x.account for x in rows] == ["4510", "4511"]
    assert found.understood.map == "karta"


def test_a_name_on_two_lines_is_found_again(tmp_path):
    raw = b'"Bet.\ndag";Ver;"Utbetalt\nSEK"\n2024-05-02;A1;1,50\n'
    found = read(raw, map_=added(drafted(saw(raw), "a.csv"), tmp_path))
    assert [(x.voucher, str(x.amount)) for x in found.rows()] == [("A1", "1.50")]


def test_a_column_that_nothing_tells_is_a_comment_with_its_cells():
    toml = drafted(saw(UNKNOWN.encode()), "a.csv").toml
    assert '# "Övrigt" = ""  # 7 | 8 9' in toml.splitlines()
    assert set(tomllib.loads(toml)["columns"]) == {"Bet.dag", "Utbetalt", "Vem", "Konto", "Org"}


def test_what_is_missing_is_named():
    draft = drafted(saw(b"Vem;Konto;Vad\nAnna;1;x\nBo;2;y\n"), "a.csv")
    assert draft.missing == ("day", "amount")
    assert draft.header.number == 1


def test_hours_need_no_amount():
    draft = drafted(saw(b"Namn;Dagen;Timmar\nAnna;2024-05-01;3,5\nBo;2024-05-02;2\n"), "a.csv")
    assert draft.missing == ()
    assert 'decimal_mark = "comma"' in draft.toml.splitlines()


def with_choice(draft, line):
    """Return a draft in which somebody has chosen one of what stands there to choose."""
    return draft._replace(toml=draft.toml.replace(f"# {line}", line))


def test_what_only_a_person_knows_is_left_to_choose(tmp_path):
    """Each choice is a comment, so that the map says nothing until somebody has chosen."""
    open_mark = b"Datum;Belopp;Verifikation\n2024-05-02;1,500;A1\n"
    with pytest.raises(UnreadableFile) as refused:
        read(open_mark)
    assert refused.value.code == "decimal-ambiguous"
    draft = drafted(refused.value.saw, "a.csv", refused.value.code)
    chosen = with_choice(draft, 'decimal_mark = "point"')
    found = read(open_mark, map_=added(chosen, tmp_path))
    assert [str(x.amount) for x in found.rows()] == ["1500"]

    letters = b"Datum;Belopp;Text;Verifikation\n2024-05-02;1,50;caf\xe9;A1\n"
    with pytest.raises(UnreadableFile) as refused:
        read(letters)
    assert refused.value.code == "encoding-open"
    draft = drafted(refused.value.saw, "a.csv", refused.value.code)
    assert tomllib.loads(draft.toml) == {}
    chosen = with_choice(draft, 'encoding = "cp1252"')
    (row,) = read(letters, map_=added(chosen, tmp_path)).rows()
    assert row.text == "café"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Datum;Datum;Belopp", {"Datum": "day", "Belopp": "amount"}),
        ("Belopp;Nettobelopp;Datum", {"Belopp": "amount", "Datum": "day"}),
    ],
)
def test_two_columns_for_the_same_are_never_both_said(header, said):
    raw = f"{header};Verifikation\n2024-05-02;2024-05-02;1,50;A1\n".encode()
    with pytest.raises(UnreadableFile) as refused:
        read(raw)
    columns = tomllib.loads(drafted(refused.value.saw, "a", refused.value.code).toml)["columns"]
    assert columns == {**said, "Verifikation": "voucher"}


def test_no_map_is_offered_where_none_helps():
    for raw in (b'Datum;Belopp;Verifikation\n2024-05-02;1,50;"a"b\n',
                b"Datum;Belopp;Verifikation\n2024-05-02;1,50;A1\nSumma;3,00;\n"):  # fmt: skip
        with pytest.raises(UnreadableFile) as refused:
            read(raw)
        assert drafted(refused.value.saw, "a.csv", refused.value.code).toml == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\n\n", b"\x00\x01\x02" * 50, b"a", b"a;b\n", b'"a;b\nc;d\n' * 3, b"\xff\xfea",
        "Ä".encode("cp1252"), b"PK\x03\x04nothing", b"<html><table><tr><td>a</td></tr></table>",
        b"[1, 2]", b"a;b;c\n" + b"x;" * 3000 + b"\n", "a\u202eb;c;d\n1;2;3\n".encode(),
        b'a"b;c\\d;e\x7f\n1;2;3\n', b"=cmd;b\n+1;@x\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_whatever_the_file_is_something_can_be_said(tmp_path, capsys, raw, lang):
    file = tmp_path / "a 'b'.csv"
    file.write_bytes(raw)
    language.use(lang)
    with pytest.raises(UnreadableFile) as refused:
        read_file(file)
    tell(file, refused.value, as_json=False)
    shown = capsys.readouterr().out
    assert "\u202e" not in shown
    assert all(x.isprintable() or x == "\n" for x in shown)
    tell(file, refused.value, as_json=True)
    found = json.loads(capsys.readouterr().out or "{}")
    if found.get("map"):
        tomllib.loads(found["map"])


def test_people_see_each_row_and_how_to_go_on(tmp_path, capsys):
    file = tmp_path / "min fil.csv"
    file.write_text(UNKNOWN, encoding="cp1252")
    with pytest.raises(UnreadableFile) as refused:
        read_file(Path(file))
    language.use("en")
    tell(file, refused.value, as_json=False)
    shown = capsys.readouterr().out
    for said in (
        "Encoding: cp1252",
        "Delimiter: ;",
        "row 1: Utbetalningar maj 2024",
        "row 3: Bet.dag | Utbetalt | Vem | Konto (= account) | Org | Övrigt",
        "Missing: day, amount",
        "samverk map add min-fil min-fil.toml",
        f"samverk import -n --map min-fil '{file}'",
        '"Utbetalt" = "amount"',
    ):
        assert said in shown, said
    tell(file, refused.value, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["code"] == "no-header"
    assert (found["header"], found["known"]) == (3, {"Konto": "account"})
    assert found["rows"][1]["cells"][0] == "Bet.dag"
