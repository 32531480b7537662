"""Files of instalments: CSV or TOML, amounts as elsewhere, and every fault with its line."""

from datetime import date

import pytest

from ledger.exchange.plan_file import read_plan
from ledger.refusal import BadInput

TWO = [(date(2024, 1, 31), 17_875_050), (date(2024, 7, 31), 10_000)]


def written(tmp_path, text, name="plan.csv"):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def read(file, currency="SEK"):
    return [(x.due_on, x.amount_minor) for x in read_plan(file, currency)]


def faults(file):
    with pytest.raises(BadInput) as refused:
        read_plan(file, "SEK")
    found = getattr(refused.value, "problems", [refused.value])
    return [(x.code, getattr(x, "row", None)) for x in found]


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31;178 750,50\n2024-07-31;100\n",
        "due;amount\n2024-01-31;178750.50\n2024-07-31;100,00\n",
        "Belopp;Förfallodag\n178\xa0750,50;2024-01-31\n100;2024-07-31\n",
        "\ufeffförfaller;belopp\r\n2024-01-31;178 750,50 kr\r\n\r\n2024-07-31;SEK 100\r\n",
        '2024-01-31,"178 750,50"\n2024-07-31,100\n',
        "2024-01-31\t178750,50\n2024-07-31\t100\n\n",
        "due;amount\r2024-01-31;178 750,50\r2024-07-31;100\r",
        "due;amount;;\n2024-01-31;178 750,50;;\n2024-07-31;100;\n",
        " 2024-01-31 ; 178 750,50 \n;\n2024-07-31;100",
    ],
)
def test_a_plan_is_read_from_csv(tmp_path, text):
    assert read(written(tmp_path, text)) == TWO


def test_a_plan_is_read_from_toml(tmp_path):
    text = """# the plan
[[instalment]]
due = 2024-01-31
amount = "178 750,50"

[[instalment]]
due = 2024-07-31
amount = 100
"""
    assert read(written(tmp_path, text, "plan.TOML")) == TWO


def test_amounts_are_in_the_currency_of_the_agreement(tmp_path):
    file = written(tmp_path, "2024-01-31;1500\n")
    assert read(file, "ISK") == [(date(2024, 1, 31), 1500)]
    assert faults(written(tmp_path, "2024-01-31;EUR 100\n")) == [("field-bad-amount", 1)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("file-without-instalments", None)]),
        ("due;amount\n", [("file-without-instalments", None)]),
        ("2024-02-30;100\n", [("field-bad-day", 1)]),
        ("2024-01-31;1,500\n", [("field-doubtful-amount", 1)]),
        ("2024-01-31;\n", [("field-empty", 1)]),
        ("2024-01-31\n", [("row-of-other-cells", 1)]),
        ("2024-01-31,178 750,50\n", [("row-of-other-cells", 1)]),
        ("dag;pengar\n2024-01-31;100\n", [("field-unknown", 1)]),
        ("due;amount;note\n2024-01-31;100\n", [("field-unknown", 1)]),
        ("due;due\n2024-01-31;100\n", [("field-missing", 1)]),
        ("due\n2024-01-31\n", [("field-missing", 1), ("row-of-other-cells", 2)]),
        ("due;amount;belopp\n2024-01-31;100\n", [("row-of-other-cells", 1)]),
        ("3024-01-31;100\n", [("field-bad-day", 1)]),
        ('2024-01-31;100\n"' + "x" * 140_000, [("cell-too-long", 2)]),
        (
            "due;amount\n2024-01-31;x\n\n31/1 2024;100\n2024-01-31;1;2\n2024-03-31;5\n",
            [("field-bad-amount", 2), ("field-bad-day", 4), ("row-of-other-cells", 5)],
        ),
        (b"\xff\xfe2\x000\x00", [("file-in-utf16", None)]),
        ("förfaller;belopp\n".encode("cp1252"), [("file-in-windows-1252", 1)]),
    ],
)
def test_every_fault_of_csv_has_its_line(tmp_path, text, found):
    assert faults(written(tmp_path, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("file-without-instalments", None)]),
        ("[[instalment]]\ndue = 2024-01-31\n", [("field-missing", 1)]),
        ('[[instalment]]\ndue = "2024-01-31"\namount = "1"\n', [("field-of-other-kind", 2)]),
        ("[[rat]]\ndue = 2024-01-31\n", [("field-unknown", 1)]),
        (
            """[[instalment]]
due = 2024-01-31
amount = 1
[[instalment]]
due = 1024-01-31
amount = "1,500"
note = "x"
""",
            [("field-of-other-kind", 5), ("field-doubtful-amount", 6), ("field-unknown", 7)],
        ),
        ("[[instalment]\n", [("file-not-toml", 1)]),
    ],
)
def test_every_fault_of_toml_has_its_line(tmp_path, text, found):
    assert faults(written(tmp_path, text, "plan.toml")) == found


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_plan_from_a_file_is_recorded_and_refused_with_its_line(concluded, tmp_path, lang):
    words = ("plan", "instalments", "herrgarden", "L2", "--year", "2024")
    line = {"sv": "rad 3", "en": "line 3"}[lang]
    for name, text in {
        "zero.csv": "due;amount\n2024-01-31;100\n2024-02-29;0\n",
        "zero.toml": "[[instalment]]\ndue = 2024-01-31\namount = 0\n",
    }.items():
        refused = concluded(*words, written(tmp_path, text, name), lang=lang)
        assert (refused.status, refused.code) == (3, "amount-not-positive")
        assert line in refused.err
    over = written(tmp_path, "2024-07-31;715 000\n2024-01-31;0,01\n")
    refused = concluded(*words, over, lang=lang)
    assert (refused.status, refused.code) == (3, "plan-exceeds-commitment")
    done = written(tmp_path, "2024-07-31;700 000\n2024-01-31;15 000\n")
    concluded.ok(*words, done, "--on", "2024-01-10", lang=lang)
    rows = concluded.ok("plan", "show", "herrgarden", "-O", "json").json["rows"]
    assert [(x["number"], x["due_on"], x["amount_minor"]) for x in rows] == [
        (1, "2024-01-31", 1_500_000),
        (2, "2024-07-31", 70_000_000),
    ]
    assert concluded(*words, tmp_path / "nowhere.csv").status == 2
