"""What is wrong with the file of a proposal: which file, which line, which field, all of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prepared import EXAMPLE

from ledger.exchange import toml_text
from ledger.exchange.agreement_file import read_agreement
from ledger.presentation.refusals import sentences
from ledger.refusal import BadInput

TEXT = EXAMPLE.read_text(encoding="utf-8")

FIFTH = TEXT.index("# Ett nytt avtal")  # the line


def row(text, start):
    """Return the line of a text that starts somehow."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(start))


@pytest.fixture
def propose(samverk, tmp_path):
    """Proposes a text or bytes as a file."""

    def propose(content, lang="en"):
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "a.toml").write_bytes(raw)
        return samverk("agreement", "propose", tmp_path / "a.toml", "-n", lang=lang)

    return propose


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_a_mark_and_other_line_ends_are_no_matter(propose, raw):
    done = propose(raw)
    assert (done.status, done.out.count("\n#")) == (0, 12), done.err


@pytest.mark.parametrize(
    ("raw", "code", "english", "swedish"),
    [
        (TEXT.encode("utf-16"), "file-in-utf16", "as UTF-16", "som UTF-16"),
        (TEXT.encode("utf-16-le"), "file-in-utf16", "as UTF-16", "som UTF-16"),
        (
            TEXT.encode("cp1252"),
            "file-in-windows-1252",
            "Windows-1252, it seems, not as UTF-8: line 1, # Kraftsamling Herrgården",
            "verkar vara sparad som Windows-1252, inte som UTF-8: rad 1, # Kraftsamling",
        ),
        (
            TEXT[:FIFTH].encode() + TEXT[FIFTH:].encode("cp1252"),
            "file-in-windows-1252",
            "UTF-8: line 5, # ",
            "UTF-8: rad 5, # ",
        ),
    ],
)
def test_another_encoding_is_named(propose, raw, code, english, swedish):
    for lang, text in (("en", english), ("sv", swedish)):
        refused = propose(raw, lang)
        assert (refused.status, refused.code) == (2, code)
        assert text in refused.err


FORMS = [
    ('id = "herrgarden"', "herrgarden", "toml-statement", None),
    ('id = "herrgarden"', 'id "herrgarden"', "no = after", "inget ="),
    ('id = "herrgarden"', 'id = "herrgarden', "mark is not closed", "citattecken är inte avslutat"),
    ('id = "herrgarden"', "id = herrgarden", "a text in quotation marks", "en text inom"),
    ('id = "herrgarden"', "id = \u201dherrgarden\u201d", "are curved", "är böjda"),
    ('id = "herrgarden"', 'id = "a" "b"', "something follows", "något står efter"),
    ('id = "herrgarden"', 'id = "a\\q"', "backslash", "omvänt snedstreck"),
    ('id = "herrgarden"', 'id = "a"\nid = "b"', "there twice", "två gånger"),
    ('id = "herrgarden"', 'å = "a"', "from a to z", "från a till z"),
    ("starts = 2024-01-01", "starts = 2024-02-30", "no such day", "ingen sådan dag"),
    ("amounts = { 2024", "amounts = { 2024 = 320 000, 2025", "brace is not closed", "klammer"),
    ("[[party]]\nid", "[[party]\nid", "a heading is written", "en rubrik skrivs"),
    ('    "radda-barnen",', '    "radda-barnen"', "comma is missing", "saknas ett komma"),
]


@pytest.mark.parametrize(("old", "new", "english", "swedish"), FORMS)
def test_errors_of_form_are_told_in_both_languages(propose, old, new, english, swedish):
    text = TEXT.replace(old, new, 1)
    at = row(TEXT, old.split("\n")[0])
    for lang, wanted, line in (("en", english, "line"), ("sv", swedish, "rad")):
        refused = propose(text, lang)
        assert (refused.status, refused.code) == (2, "file-not-toml")
        place = re.search(rf"a\.toml, {line} (\d+), (column|tecken) \d+: ", refused.err)
        assert place, refused.err
        assert abs(int(place[1]) - at) <= 1
        if wanted and wanted != "toml-statement":
            assert wanted in refused.err
        assert lang == "en" or not re.search(r"[Ii]nvalid|[Ee]xpected|[Uu]nclosed", refused.err)


def test_what_the_end_of_the_file_cuts_off_is_told_at_its_end(propose):
    refused = propose('id = "a"\nx = [1,\n')
    assert ("line 2" in refused.err, refused.code) == (True, "file-not-toml")
    for text in ("x = " + "[" * 5000, "x = " + "1" * 5000, "x", "=", "[", "\x00"):
        assert propose(text).status == 2


FIELDS = [
    ('title = "IOP', 'titel = "IOP', "field-missing", "title", 1),
    ('rounding = "ore"', 'rounding = "öre"', "field-not-one-of", "rounding", 0),
    ("ends = 2025-12-31", 'ends = "2025-12-31"', "field-of-other-kind", "ends", 0),
    ('id = "tif"', 'id = "t/f"', "field-bad-text", "id", 0),
    ('stated_total = "1 210 000"', 'stated_total = "1,210"', "field-doubtful-amount", "stated", 0),
    ('stated_total = "1 210 000"', "stated_total = 1.210", "field-doubtful-amount", "stated", 0),
    ('stated_total = "1 210 000"', 'stated_total = "10 EUR"', "field-bad-amount", "stated", 0),
    ('stated_total = "1 210 000"', "stated_total = inf", "field-bad-amount", "stated", 0),
    ('stated_total = "1 210 000"', "stated_total = true", "field-of-other-kind", "stated", 0),
    ('amounts = { 2024 = "75', 'amounts = { 24 = "75', "field-bad-year", "amounts", 0),
    ('amounts = { 2024 = "75', 'amounts = { 2024 = "x', "field-bad-amount", "amounts.2024", 0),
    ('currency = "SEK"', 'currency = "kr"', "field-not-one-of", "currency", 0),
]


@pytest.mark.parametrize(("old", "new", "code", "field", "several"), FIELDS)
def test_a_field_is_named_with_file_and_line(propose, old, new, code, field, several):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    for lang, line in (("en", "line"), ("sv", "rad")):
        refused = propose(text, lang)
        assert refused.status == 2
        assert refused.code == ("several-problems" if several else code)
        assert f"a.toml, {line} {1 if several else row(text, new)}, " in refused.err
        assert field in refused.err


TIF = 'performer = "tif"'
REFUSALS = [
    ('stated_total = "1 210 000"', 'stated_total = "1 210 001"', "total-differs"),
    ("ends = 2025-12-31", "ends = 2023-12-31", "starts-after-ends"),
    ('    "malmo-universitet"', '    "malmo-universitat"', "unknown-party"),
    (TIF, 'performer = "tiff"', "unknown-party"),
    (TIF, 'performer = "rosengardsbiblioteket"', "no-accountable-signatory"),
    ('id = "L4"', 'id = "L3"', "line-twice"),
    ('amounts = { 2024 = "75 000"', 'amounts = { 2029 = "75 000"', "year-outside-agreement"),
    ('amounts = { 2024 = "75 000"', 'amounts = { 2024 = "0"', "amount-not-positive"),
    (
        'name = "Tillsammans',
        'orgnr = "212000-1125"\nname = "Tillsammans',
        "bad-organisation-number",
    ),
]


@pytest.mark.parametrize(("old", "new", "code"), REFUSALS)
def test_what_a_rule_refuses_is_placed_in_the_file(propose, old, new, code):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    at = TEXT[: TEXT.index(old)].count("\n") + 1
    if old.startswith("    "):  # of a list, where it begins
        at = row(TEXT, "signatories")
    for lang, line in (("en", "line"), ("sv", "rad")):
        refused = propose(text, lang)
        assert (refused.status, refused.code) == (3, code)
        assert f"a.toml, {line} {at}: " in refused.err


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file(propose):
    text = TEXT.replace('kind = "state"', 'kind = "stat"').replace('"715 000"', '"715.000"', 1)
    text = text.replace("uplift = false", 'uplift = "nej"').replace("ends = 2025", "end = 2025")
    refused = propose(text)
    assert refused.code == "several-problems"
    rows = [int(found) for found in re.findall(r"a\.toml, line (\d+)", refused.err)]
    wrong = ("end = ", 'kind = "stat"', 'amounts = { 2024 = "715.000', 'uplift = "nej"')
    assert rows == sorted(rows)
    assert {row(text, start) for start in wrong} <= set(rows)
    assert "6 things" in refused.err
    assert "can mean 715000 or 715" in refused.err
    assert '"715000" / "715,00"' in refused.err
    assert "6 saker" in propose(text, "sv").err


def test_a_plain_number_is_an_amount(propose):
    text = TEXT.replace('2024 = "75 000"', "2024 = 75_000.00")
    assert propose(text).status == 0
    assert "1,210,000.50" in propose(text.replace("75_000.00", "75000.5")).err


def test_where_fields_stand_in_every_notation():
    lines = (
        "# a comment [[line]]",
        'id = """',
        'x = "1"',
        '"""',
        "list = [",
        '  "a", # ]',
        "]",
        "[[line]]",
        "id = 'L1 # [['",
        'amounts.2024 = "1"',
        "[[line]]",
        'id = "L2"',
        "[line.amounts]",
        '2025 = "2"',
        "[other]",
        "a = 1",
    )
    rows = toml_text.rows_of("\n".join(lines))
    for place, wanted in (
        (("", 0, "id"), 2),
        (("", 0, "list"), 5),
        (("line", 1, ""), 8),
        (("line", 1, "id"), 9),
        (("line", 1, "amounts.2024"), 10),
        (("line", 2, "missing"), 11),
        (("line", 2, "amounts"), 13),
        (("line", 2, "amounts.2025"), 14),
        (("", 0, "other"), 15),
        (("", 0, "nowhere"), 1),
    ):
        assert toml_text.row_of(rows, *place) == wanted, place


@given(
    at=st.integers(0, len(TEXT.encode())),
    cut=st.integers(0, 40),
    put=st.binary(max_size=8) | st.text("[]{}=\"'\\\n#.,0kå", max_size=8).map(str.encode),
)
def test_whatever_is_in_the_file_is_read_or_refused(tmp_path_factory, at, cut, put):
    raw = TEXT.encode()
    file = tmp_path_factory.mktemp("any", numbered=True) / "a.toml"
    file.write_bytes(raw[:at] + put + raw[at + cut :])
    try:
        read_agreement(file)
    except BadInput as refused:
        sentence, hint = sentences(refused)
        assert sentence
        assert hint
        rows = [x.row for x in getattr(refused, "problems", ())]
        assert rows == sorted(rows)
