"""SIE 4 as bookkeeping programs write it."""

from datetime import date
from decimal import Decimal

import pytest
from foreign_files import SIE

from ledger.exchange import reading
from ledger.refusal import BadInput


def rows_of(text, encoding="cp437"):
    return list(reading.read(text.encode(encoding)).rows())


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_posting_that_stands_is_a_row(encoding, end):
    found = reading.read(SIE.replace("\n", end).encode(encoding))
    said = found.understood
    assert (said.format, said.source, said.extra["program"]) == (
        "sie",
        "2120000142",
        "Bokföring 5.1",
    )
    assert (found.totals.rows, found.totals.sum) == (5, 0)
    first, second, bank, *unnumbered = found.rows()
    assert (first.number, first.series, first.voucher, first.account) == (13, "A", "1", "4510")
    assert (first.day, first.amount) == (date(2024, 1, 15), Decimal(178750))
    assert (first.objects, first.text) == ({"1": "1100", "6": "P 1"}, "Bidrag kv 1")
    assert (second.day, second.text) == (date(2024, 1, 17), 'sa "ja" {nej}')
    assert (bank.amount, bank.objects) == (Decimal("-258750.5"), {})
    assert [(x.series, x.voucher) for x in unnumbered] == [("", ""), ("", "")]


FEW = SIE.translate(str.maketrans("åäöÅÄÖ", "éüèÉüé"))


def test_where_letters_say_too_little_the_file_s_own_word_decides():
    (first, *_) = rows_of(FEW.replace("Bidrag kv 1", "Café Übung"))
    assert first.text == "Café Übung"
    for text, encoding in ((FEW, "cp1252"), (FEW.replace("#FORMAT PC8\n", ""), "cp437")):
        raw = text.encode(encoding)
        with pytest.raises(BadInput) as refused:
            reading.read(raw)
        assert refused.value.code == "encoding-open"
        said = reading.read(raw, encoding=encoding).understood
        assert (said.encoding, said.source) == (encoding, "2120000142")


def test_tabs_between_words_are_as_good_as_spaces():
    text = "\n".join(x.replace(" ", "\t", 2) if x.startswith("#") else x for x in SIE.split("\n"))
    assert "#ORGNR\t" in text
    one, other = (reading.read(x.encode("cp437")) for x in (SIE, text))
    assert one.understood.source == other.understood.source
    assert [x.fields for x in one.rows()] == [x.fields for x in other.rows()]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("-258750.5\n", "-258750.4\n", "voucher-unbalanced"),
        ("178750.00", "178750,00", "row-amount-unread"),
        ("178750.00", "178750.001", "row-amount-unread"),
        ("178750.00", "1e5", "row-amount-unread"),
        ("178750.00", "178750.00 20240231", "row-day-unread"),
    ],
)
def test_a_voucher_is_refused_as_a_whole(old, new, code):
    rows = rows_of(SIE.replace(old, new))
    assert [x.problem and x.problem.code for x in rows] == [code] * 3 + [None] * 2
    assert [x.problem.values["row"] for x in rows[:3]] == [11 if "unbal" in code else 13] * 3


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ('"Bidrag kv 1"', '"Bidrag kv 1', 11),
        ('{1 "1100" 6 "P 1"}', '{1 "1100" 6 "P 1"', 13),
        ('{1 "1100" 6 "P 1"}', '{1 "1100" 6}', 13),
        ("{\n   #TRANS", "   #TRANS", 12),
        ("}\n#VER A 3", "#VER A 3", 23),
        ("#BTRANS 4510 {} 7\n}\n", "#BTRANS 4510 {} 7\n", 24),
        ("#KONTO", "#TRANS", 9),
    ],
)
def test_what_is_no_sie_is_told_with_its_line(old, new, row):
    assert old in SIE
    with pytest.raises(BadInput) as refused:
        rows_of(SIE.replace(old, new))
    assert (refused.value.code, refused.value.values["row"]) == ("sie-form", row)
    assert refused.value.saw.format == "sie"


def test_a_backslash_is_a_letter_unless_a_quotation_mark_follows():
    text = SIE.replace('"Bidrag kv 1"', r'"C:\Bidrag\\ \"1\""')
    assert rows_of(text)[0].text == r'C:\Bidrag\\ "1"'


def test_labels_in_small_letters_and_tabs_are_read():
    text = SIE.replace("#TRANS", "#trans").replace("#VER ", "#ver\t").replace(" {", "\t{")
    assert [x.amount for x in rows_of(text)] == [x.amount for x in rows_of(SIE)]


def test_a_line_of_braces_and_quotation_marks_takes_no_longer_than_it_is():
    hostile = SIE.replace("{} 10\n", "{" + '"\\"' * 100_000 + " 10\n")
    with pytest.raises(BadInput, match="sie-form"):
        rows_of(hostile)
