"""The command line's ground: languages, click, formats, rendering, reading, writing."""

import ast
import csv
import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from texts import needs_translation

from events.money import WrittenAmount
from ledger.cli import clickwork, reading_input
from ledger.cli.clickwork import LazyGroup, SamverkGroup
from ledger.cli.output import format_of, terminal_width, write
from ledger.presentation import display, language
from ledger.presentation.formats import endings, render
from ledger.presentation.language import N_, _, _n
from ledger.presentation.listing import Listing
from ledger.presentation.report_texts import NOTICES
from projections.report import Change, Column, Notice, Report, Scope

ROOT = Path(__file__).resolve().parent.parent
ESC, BIDI = "\x1b[31m", "\u202e"


@pytest.fixture(autouse=True)
def _swedish_unless_said():
    language.use("sv")
    yield
    language.use("sv")


@pytest.fixture(autouse=True)
def _click_speaks():
    clickwork.install()


def spoken(lang):
    """Speak a language; for the arguments of a call."""
    language.use(lang)
    return lang


# ---------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, "sv"),
        ({"LANG": "C"}, "sv"),
        ({"LANG": "C.UTF-8"}, "sv"),
        ({"LANG": "POSIX"}, "sv"),
        ({"LANG": ""}, "sv"),
        ({"LANG": "de_DE.UTF-8"}, "sv"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "LC_MESSAGES": "en_US"}, "en"),
        ({"LANG": "en_US", "LC_ALL": "sv_SE"}, "sv"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
        ({"LC_ALL": "sv_SE", "SAMVERK_LANG": "en"}, "en"),
    ],
)
def test_the_environment_decides_the_language(env, expected):
    assert language.default_language(env) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--lang en --help", "en"),
        ("--help --lang=en", "en"),
        ("--lang sv report", "sv"),
        ("--lang tlh", "en"),
        ("--lang", "en"),
        ("report", "en"),
        ("-- --lang sv", "en"),
    ],
)
def test_the_command_line_decides_before_it_is_read(line, expected):
    assert language.language_of(line.split(), {"LANG": "en"}) == expected


def test_a_text_is_translated_when_it_is_shown():
    text = N_("No contribution recorded for {name}.")
    assert _(text, name="TiF") == "Inget bidrag registrerat för TiF."
    language.use("en")
    assert _(text, name="TiF") == "No contribution recorded for TiF."
    assert _n("{n} row", "{n} rows", 2) == "2 rows"
    assert _n("{n} row", "{n} rows", 1) == "1 row"


def test_there_are_two_languages():
    with pytest.raises(ValueError, match="de"):
        language.use("de")


# ---------------------------------------------------------------- every text is translated


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def calls(folder):
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield file, getattr(node.func, "id", getattr(node.func, "attr", "")), node


def test_nothing_is_printed_without_a_translation():
    bare = [
        (file.name, node.lineno)
        for file, name, node in calls("ledger/cli")
        if name in {"echo", "secho", "UsageError", "BadParameter", "ClickException", "fail"}
        for text in [literal(node.args[0]) if node.args else None]
        if text and needs_translation(text)
    ]
    assert bare == []


def test_every_notice_has_a_sentence():
    codes = {
        literal(node.args[0])
        for folder in ("projections", "ledger")
        for _file, name, node in calls(folder)
        if name == "Notice" and node.args
    }
    assert codes - {None} <= NOTICES.keys()


# ---------------------------------------------------------------- click


@click.group("samverk", cls=SamverkGroup, help=N_("Balances, at any time, as known at any time."))
@click.option("--lang", type=click.Choice(("sv", "en")))
def program(lang):
    pass


@program.command("report", help="Nothing to show.\n\n\b\nsamverk report\n    --year 2024")
@click.argument("amount", metavar="AMOUNT", type=reading_input.AMOUNT)
@click.option("--year", type=reading_input.YEAR, required=True, help="Nothing has changed.")
@click.option("--kind", type=click.Choice(("a", "b")), default="a", show_default=True)
@click.option("--count", type=click.IntRange(1, 5))
@click.option("--twice", nargs=2)
@click.option("--flag", is_flag=True)
def report_command(**values):
    click.echo(repr(values["amount"]))


@program.command("append")
def append_command():
    pass


def run(*args, lang="sv", env=None):
    language.use(lang)
    try:
        with CliRunner(env={"COLUMNS": "80", **(env or {})}).isolation() as (out, err, _both):
            try:
                status = program.main(args, prog_name="samverk", standalone_mode=False)
            except click.ClickException as error:
                clickwork.show(error)
                status = error.exit_code
            return status, out.getvalue().decode(), err.getvalue().decode()
    finally:
        language.use("sv")


def test_help_is_in_the_present_language():
    swedish, english = run("report", "-h")[1], run("report", "--help", lang="en")[1]
    assert "Användning: samverk report [FLAGGOR] BELOPP" in swedish
    assert re.search(r"--year ÅR +Inget har ändrats\.  \[obligatorisk\]", swedish)
    assert "förval: a" in swedish
    assert "-h, --help" in swedish
    assert "  Inget att visa.\n\n  samverk report\n      --year 2024\n" in swedish
    assert "Usage: samverk report [OPTIONS] AMOUNT" in english
    assert re.search(r"--year YEAR +Nothing has changed\.  \[required\]", english)
    assert "Show this message and exit." in english
    assert run("report", "-h")[1] == swedish


def test_commands_stand_in_the_order_of_their_definition():
    _status, out, _err = run("--help")
    assert out.index("  report") < out.index("  append")


WRONG = [
    # given                          Swedish                                     English
    (("repport",), "Det finns inget kommando ”repport”. Menade du report?", "Did you mean report?"),
    (("xyzzy",), "Det finns inget kommando ”xyzzy”.", "No such command 'xyzzy'."),
    (("report", "--yaer", "1"), "Det finns ingen flagga ”--yaer”. Menade du ”--year”?", "'--year'"),
    (("report", "1"), "Ange flaggan ”--year”.", "Missing option '--year'."),
    (("report", "--year", "2024"), "Ange argumentet ”BELOPP”.", "Missing argument 'AMOUNT'."),
    (("report", "--year"), "Flaggan ”--year” kräver ett värde.", "requires an argument"),
    (("report", "--flag=1"), "Flaggan ”--flag” tar inget värde.", "does not take a value"),
    (("report", "1", "--kind", "c"), "”c” är inget av ”a”, ”b”.", "'c' is not one of 'a', 'b'."),
    (
        ("report", "1", "--count", "9"),
        "9 är utanför det tillåtna, 1 till 5.",
        "in the range 1 to 5.",
    ),
    (("report", "1", "--count", "x"), "”x” är inget giltigt tal.", "is not a valid"),
    (("report", "1", "--year", "24"), "Skriv fyra siffror: 2024.", "Write four digits: 2024."),
    (("report", "1", "2", "--year", "2024"), "Ett argument för mycket (2)", "extra argument (2)"),
    (
        ("report", "-5", "--year", "2024"),
        "-5 är negativt, och bara tal över noll",
        "-5 is negative",
    ),
    (("report", "-x", "--year", "2024"), "Det finns ingen flagga ”-x”.", "No such option '-x'."),
]


@pytest.mark.parametrize(("args", "swedish", "english"), WRONG, ids=[" ".join(w[0]) for w in WRONG])
def test_click_explains_a_mistake_in_both_languages(args, swedish, english):
    for lang, expected, hint in (
        ("sv", swedish, "Hjälp: samverk"),
        ("en", english, "Try 'samverk"),
    ):
        status, out, err = run(*args, lang=lang)
        assert (status, out) == (2, "")
        assert expected in err
        assert hint in err


def test_what_the_user_wrote_cannot_act_on_the_terminal():
    for args in ((f"rep{ESC}{BIDI}",), ("report", "1", f"2{ESC}{BIDI}", "--year", "2024")):
        _status, _out, err = run(*args)
        assert "\x1b" not in err
        assert BIDI not in err


def test_no_color_is_honoured():
    @click.command("x", cls=clickwork.SamverkCommand)
    @click.pass_context
    def command(context):
        click.echo(repr(context.color))

    def color(env):
        return CliRunner(env=env).invoke(command, [], color=True).output

    assert color({"NO_COLOR": "1"}) == "False\n"
    assert color({"NO_COLOR": ""}) != "False\n"


def test_a_lazy_group_lists_without_importing_and_runs_by_importing(tmp_path, monkeypatch):
    (tmp_path / "lazy_example.py").write_text(
        "import click\n@click.command('late')\ndef late():\n    click.echo('ran')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    group = LazyGroup("g", lazy={"late": ("lazy_example:late", "Nothing to show.")})
    shown = CliRunner().invoke(group, ["--help"])
    assert "late  Inget att visa." in shown.output
    assert "lazy_example" not in sys.modules
    assert CliRunner().invoke(group, ["late"]).output == "ran\n"
    assert "Menade du late?" in CliRunner().invoke(group, ["latte"]).output


def test_a_command_in_another_group_is_suggested():
    outer = SamverkGroup("outer", commands={"inner": program})
    assert "Menade du inner report?" in CliRunner().invoke(outer, ["report"]).output


def test_help_imports_nothing_heavy():
    heavy = "{'tabulate', 'eventsourcing', 'msgspec', 'sqlite3'}"
    code = (
        "import sys; from ledger.cli.boundary import run\n"
        "try: run(['--help'])\n"
        f"finally: print({heavy} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "set()\n"


# ---------------------------------------------------------------- formats


@pytest.mark.parametrize(
    ("minor", "currency", "whole", "swedish", "english"),
    [
        (121000000, "SEK", None, "1 210 000", "1,210,000"),
        (121000050, "SEK", None, "1 210 000,50", "1,210,000.50"),
        (121000000, "SEK", False, "1 210 000,00", "1,210,000.00"),
        (121000001, "SEK", True, "1 210 000,01", "1,210,000.01"),
        (-500, "SEK", True, "\u22125", "\u22125"),
        (0, "SEK", None, "0", "0"),
        (5, "SEK", None, "0,05", "0.05"),
        (1500, "JPY", None, "1 500", "1,500"),
        (1500, "JPY", False, "1 500", "1,500"),
        (1500, "KWD", None, "1,500", "1.500"),
    ],
)
def test_amounts(minor, currency, whole, swedish, english):
    assert display.amount(minor, currency, whole=whole) == swedish.replace(" ", "\u00a0")
    language.use("en")
    assert display.amount(minor, currency, whole=whole) == english


@pytest.mark.parametrize(
    ("hundredths", "text", "bar"),
    [
        (0, "0 %", "░░░░░░░░░░"),
        (1, "0,1 %", "█░░░░░░░░░"),
        (5000, "50 %", "█████░░░░░"),
        (3333, "33,3 %", "███░░░░░░░"),
        (9500, "95 %", "█████████░"),
        (9999, "99,9 %", "█████████░"),
        (10000, "100 %", "██████████"),
        (10001, "100,1 %", "██████████"),
        (123400, "1 234 %", "██████████"),
        (-250, "\u22122,5 %", "░░░░░░░░░░"),
    ],
)
def test_percents_and_bars(hundredths, text, bar):
    assert display.percent(hundredths) == text.replace(" ", "\u00a0")
    assert display.bar(hundredths) == bar


def test_other_values():
    assert display.quantity("1212.5") == "1\u00a0212,5"
    assert display.rate(Decimal("2.7")) == "2,7\u00a0%"
    assert display.change(64000, "SEK") == "+640"
    assert display.plain_amount(-121000050, "SEK") == "-1210000.50"
    assert display.instant(datetime(2024, 7, 5, 13, 45, 59, tzinfo=UTC)) == "2024-07-05 13:45 UTC"
    assert display.instant(reading_input.read_time("2024-07-05")) == "2024-07-05 24:00 UTC"
    assert display.word("disbursement-recorded/1") == "utbetalning registrerad"
    language.use("en")
    assert display.percent(5000) == "50%"
    assert display.rate(Decimal("2.7")) == "2.7%"
    assert display.word("disbursement-recorded/1") == "disbursement-recorded"


def test_a_text_that_is_safe_to_print():
    assert display.safe("Rädda Barnen · 1\u00a0000 — ok") == "Rädda Barnen · 1\u00a0000 — ok"
    assert display.safe(f"a{ESC}b{BIDI}c\n\t\x00\u2028") == (
        r"a\u001b[31mb\u202ec\u000a\u0009\u0000\u2028"
    )
    assert display.safe("\udcff\ue000\U000e0001\u0378") == r"\udcff\ue000\U000e0001\u0378"
    assert display.safe_lines("a\tb\n\x07") == "a b\n\\u0007"


# ---------------------------------------------------------------- rendering

COLUMNS = (
    Column("line", "Line", "text"),
    Column("purpose", "Purpose", "text"),
    Column("funder_name", "Funder", "text"),
    Column("performer_name", "Performer", "text", wide=True),
    Column("committed_minor", "Committed", "money"),
    Column("paid_minor", "Paid", "money"),
    Column("remaining_minor", "Remaining", "money"),
    Column("used_percent", "%", "percent"),
    Column("used_percent", "", "bar", wide=True),
)


FIELDS = (
    Column("agreement", "Agreement", "text"),
    Column("line", "Line", "text"),
    Column("year", "Year", "number"),
    *COLUMNS[1:-1],
)


def line_row(line, purpose, funder, performer, committed, paid):
    return {
        "agreement": "herrgarden",
        "line": line,
        "year": 2024,
        "purpose": purpose,
        "funder_name": funder,
        "performer_name": performer,
        "committed_minor": committed,
        "paid_minor": paid,
        "remaining_minor": committed - paid,
        "used_percent": paid * 10_000 // committed,
    }


def a_report(**changed):
    first = line_row(
        "L1",
        "Löner, Bästa Sommaren",
        "Fritidsnämnden",
        "Tillsammans i Förening",
        32_000_000,
        16_000_000,
    )
    second = line_row(
        "L2",
        "Löner, samordning och mötesplats",
        "Kommunstyrelsen",
        "Rädda Barnen",
        71_500_000,
        71_500_000,
    )
    values = {
        "report": "agreement",
        "id": "herrgarden",
        "title": "IOP Kraftsamling Herrgården",
        "reference": "STK-2021-567",
        "currency": "SEK",
        "scope": Scope(
            at=31,
            known_at=reading_input.read_time("2024-07-05"),
            as_of=date(2024, 6, 30),
            period="2024",
        ),
        "fields": FIELDS,
        "columns": COLUMNS,
        "row_key": ("agreement", "line", "year"),
        "figures": ("committed_minor", "paid_minor", "remaining_minor"),
        "measures": ("committed_minor", "paid_minor", "remaining_minor"),
        "rows": [first, second],
        "totals": {
            "committed_minor": 103_500_000,
            "paid_minor": 87_500_000,
            "remaining_minor": 16_000_000,
            "used_percent": 8454,
        },
        "notices": [
            Notice("no-contribution", {"party": "tif", "name": "Tillsammans i Förening"}),
            Notice("internal-included", {"amount_minor": 100_050}),
            Notice("commitment-undecided", {"board": "Kulturnämnden", "lines": ["L4", "L5"]}),
        ],
    }
    return Report(**{**values, **changed})


def compared():
    change = Change(
        key={"agreement": "herrgarden", "line": "L1", "year": 2024},
        deltas={"committed_minor": 0, "paid_minor": 8_000_000, "remaining_minor": -8_000_000},
        events={"paid_minor": [12], "remaining_minor": [12, 15]},
        moved=[12, 15],
    )
    then = Scope(at=20, known_at=datetime(2024, 5, 31, 13, 45, tzinfo=UTC), as_of=date(2024, 6, 30))
    return a_report(changes=[change], compared_to=then, notices=[])


TABLE_SV_80 = """\
IOP Kraftsamling Herrgården · STK-2021-567 · 2024
per 2024-06-30 (känt 2024-07-05 24:00 UTC) · position 31 · SEK
Post  Ändamål              Finansiär           Åtaget   Utfall  Återstår       %
----  -------------------  ---------------  ---------  -------  --------  ------
L1    Löner, Bästa Somma…  Fritidsnämnden     320 000  160 000   160 000    50 %
L2    Löner, samordning…   Kommunstyrelsen    715 000  715 000         0   100 %
----  -------------------  ---------------  ---------  -------  --------  ------
      Summa                                 1 035 000  875 000   160 000  84,5 %
Obs: Inget bidrag registrerat för Tillsammans i Förening.
Obs: 1 000,50 av utfallet är intern kostnad: pengarna har aldrig lämnat kommunen.
Obs: Kulturnämnden har inte beslutat om L4, L5.
"""

TABLE_EN_80 = """\
IOP Kraftsamling Herrgården · STK-2021-567 · 2024
as of 2024-06-30 (known 2024-07-05 24:00 UTC) · position 31 · SEK
Line  Purpose              Funder           Committed     Paid  Remaining      %
----  -------------------  ---------------  ---------  -------  ---------  -----
L1    Löner, Bästa Somma…  Fritidsnämnden     320,000  160,000    160,000    50%
L2    Löner, samordning…   Kommunstyrelsen    715,000  715,000          0   100%
----  -------------------  ---------------  ---------  -------  ---------  -----
      Total                                 1,035,000  875,000    160,000  84.5%
Note: No contribution recorded for Tillsammans i Förening.
Note: 1,000.50 of what is paid is internal cost: it never left the municipality.
Note: Kulturnämnden has not decided on L4, L5.
"""
TABLE_SV_140 = """\
IOP Kraftsamling Herrgården · STK-2021-567 · 2024 · per 2024-06-30 (känt 2024-07-05 24:00 UTC) · position 31 · SEK
Post  Ändamål                           Finansiär        Utförare                   Åtaget   Utfall  Återstår       %
----  --------------------------------  ---------------  ----------------------  ---------  -------  --------  ------  ----------
L1    Löner, Bästa Sommaren             Fritidsnämnden   Tillsammans i Förening    320 000  160 000   160 000    50 %  █████░░░░░
L2    Löner, samordning och mötesplats  Kommunstyrelsen  Rädda Barnen              715 000  715 000         0   100 %  ██████████
----  --------------------------------  ---------------  ----------------------  ---------  -------  --------  ------  ----------
      Summa                                                                      1 035 000  875 000   160 000  84,5 %  ████████░░
Obs: Inget bidrag registrerat för Tillsammans i Förening.
Obs: 1 000,50 av utfallet är intern kostnad: pengarna har aldrig lämnat kommunen.
Obs: Kulturnämnden har inte beslutat om L4, L5.
"""  # noqa: E501
TABLE_EN_140 = """\
IOP Kraftsamling Herrgården · STK-2021-567 · 2024 · as of 2024-06-30 (known 2024-07-05 24:00 UTC) · position 31 · SEK
Line  Purpose                           Funder           Performer               Committed     Paid  Remaining      %
----  --------------------------------  ---------------  ----------------------  ---------  -------  ---------  -----  ----------
L1    Löner, Bästa Sommaren             Fritidsnämnden   Tillsammans i Förening    320,000  160,000    160,000    50%  █████░░░░░
L2    Löner, samordning och mötesplats  Kommunstyrelsen  Rädda Barnen              715,000  715,000          0   100%  ██████████
----  --------------------------------  ---------------  ----------------------  ---------  -------  ---------  -----  ----------
      Total                                                                      1,035,000  875,000    160,000  84.5%  ████████░░
Note: No contribution recorded for Tillsammans i Förening.
Note: 1,000.50 of what is paid is internal cost: it never left the municipality.
Note: Kulturnämnden has not decided on L4, L5.
"""  # noqa: E501
CHANGES_SV = """\
Ändrat sedan position 20 (känt 2024-05-31 13:45 UTC)
Post    År  Uppgift      Före  Ändring       Nu  Händelser
----  ----  --------  -------  -------  -------  ---------
L1    2024  Utfall     80 000  +80 000  160 000  #12
L1    2024  Återstår  240 000  −80 000  160 000  #12, #15
"""


@pytest.mark.parametrize(
    ("lang", "width", "expected"),
    [
        ("sv", 80, TABLE_SV_80),
        ("en", 80, TABLE_EN_80),
        ("sv", 140, TABLE_SV_140),
        ("en", 140, TABLE_EN_140),
    ],
)
def test_a_table(lang, width, expected):
    spoken(lang)
    table = render(a_report(), "table", width=width)
    assert table.replace("\u00a0", " ") == expected
    assert max(map(len, table.split("\n")[2:-5])) <= width


def test_a_comparison_says_what_was_what_is_and_why():
    table = render(compared(), "table", width=80).partition("\n\n")[2]
    assert table.replace("\u00a0", " ") == CHANGES_SV
    assert "Inget har ändrats." in render(
        a_report(changes=[], compared_to=Scope(at=0, known_at=None)), "table", width=80
    )


def test_the_header_states_all_clocks_when_nothing_was_asked():
    header = render(a_report(scope=Scope(at=0, known_at=None)), "table", width=120).split("\n")[0]
    assert header.endswith("STK-2021-567 · alla datum (inget registrerat) · position 0 · SEK")


def test_decimals_stand_in_every_amount_or_in_none():
    rows = [dict(row) for row in a_report().rows]
    rows[0]["paid_minor"] += 1
    table = render(a_report(rows=rows), "table", width=140).replace("\u00a0", " ")
    assert "320 000,00" in table
    assert "160 000,01" in table


@pytest.mark.parametrize("width", [60, 70, 80, 99, 100, 110, 120])
def test_a_table_fits_and_amounts_are_whole(width):
    report = a_report()
    table = render(report, "table", width=width).replace("\u00a0", " ")
    lines = table.split("\n")
    grid = [line for line in lines if line.startswith(("Rad", "---", "L1", "L2", "  "))]
    assert max(map(len, grid)) <= max(width, 62)
    assert "1 035 000" in table
    assert ("Utförare" in table) == (width >= 100)


def test_an_empty_report_says_so():
    table = render(a_report(rows=[], totals={}, notices=[]), "table", width=80)
    assert table.endswith("SEK\nInget att visa.\n")


def hostile():
    row = line_row("L1", f"=cmd|{ESC}{BIDI}</td><script>|`*", "@f", "-p", 100, 50)
    return a_report(rows=[row], title=f"T{ESC}\n{BIDI}<b>", reference=None)


@pytest.mark.parametrize("output_format", ["table", "json", "ndjson", "csv", "md", "html"])
def test_nothing_stored_acts_on_a_terminal(output_format):
    text = render(hostile(), output_format, width=140)
    assert text.endswith("\n")
    assert [c for c in text if c != "\ufeff" and c not in "\r\n" and display.safe(c) != c] == []


@pytest.mark.parametrize("output_format", ["table", "json", "ndjson", "csv", "md", "html"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_report_is_the_same_whenever_it_is_made(output_format, lang):
    spoken(lang)
    assert render(compared(), output_format, width=80) == render(
        compared(), output_format, width=80
    )


def test_json_carries_the_report():
    text = render(compared(), "json", width=80)
    content = json.loads(text)
    assert list(content)[:10] == [
        *("report", "id", "title", "reference", "period", "as_of", "known_at", "at", "currency"),
        "form",
    ]
    assert content["known_at"] == "2024-07-05T23:59:59.999999Z"
    assert content["as_of"] == "2024-06-30"
    assert [row.pop("used_percent") for row in content["rows"]] == [50, 100]
    assert content["rows"] == [
        {name: value for name, value in row.items() if name != "used_percent"}
        for row in a_report().rows
    ]
    assert content["totals"]["used_percent"] == 84.54
    assert content["totals"]["paid_minor"] == 87_500_000
    assert content["changes"][0]["events"] == {"paid_minor": [12], "remaining_minor": [12, 15]}
    earlier = json.loads(render(compared(), "json", form=2))["changes"]
    assert earlier[0]["events"] == [12, 15]
    assert content["compared_to"] == {
        "as_of": "2024-06-30",
        "known_at": "2024-05-31T13:45:00Z",
        "at": 20,
    }
    assert text.startswith('{\n  "report"')
    assert "Förening" in text
    language.use("en")
    assert render(compared(), "json", width=80) == text


def test_json_says_what_was_stored_though_it_escapes_it():
    assert json.loads(render(hostile(), "json", width=80))["title"] == f"T{ESC}\n{BIDI}<b>"
    (row,) = hostile().rows
    assert json.loads(render(hostile(), "ndjson", width=80)) == {**row, "used_percent": 50}


def test_json_of_a_comparison_is_only_there_when_asked_for():
    content = json.loads(render(a_report(), "json", width=80))
    assert not {"changes", "compared_to"} & content.keys()
    assert content["notices"][0] == {
        "code": "no-contribution",
        "party": "tif",
        "name": "Tillsammans i Förening",
    }


def read_csv(text, delimiter):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_csv_in_english_has_commas_and_points():
    spoken("en")
    text = render(a_report(), "csv", width=80)
    assert text.startswith("agreement,line,year,purpose,funder_name,performer_name,committed,paid,")
    assert text.count("\r\n") == text.count("\n") == 3
    assert read_csv(text, ",")[0]["paid"] == "160000.00"
    assert read_csv(text, ",")[0]["used_percent"] == "50"


def test_csv_in_swedish_opens_in_a_swedish_spreadsheet():
    text = render(a_report(), "csv", width=80)
    assert text.startswith("\ufeffagreement;line;year;")
    assert read_csv(text, ";")[0]["paid"] == "160000,00"


@pytest.mark.parametrize("start", list("=+-@|\t\r"))
def test_no_text_in_csv_is_a_formula(start):
    row = {"name": f"{start}1+1", "amount_minor": -5, "quantity": "-1.5"}
    columns = (
        Column("name", "Name", "text"),
        Column("amount_minor", "Amount", "money"),
        Column("quantity", "Quantity", "quantity"),
    )
    spoken("en")
    (cells,) = read_csv(render(Listing(columns=columns, rows=[row]), "csv", width=80), ",")
    assert cells == {"name": f"'{display.safe(start)}1+1", "amount": "-0.05", "quantity": "-1.5"}


def test_csv_without_rows_has_headings():
    spoken("en")
    full, empty = (render(a_report(rows=rows), "csv", width=80) for rows in (a_report().rows, []))
    assert empty == full.split("\r\n")[0] + "\r\n"


def test_what_is_only_drawn_is_no_data():
    columns = (Column("share", "", "bar"), Column("n", "Position", "number"))
    rows = [{"share": 5000, "n": 1, "share_percent": 5000}]
    for output_format in ("json", "ndjson", "csv"):
        assert '"share"' not in render(Listing(columns=columns, rows=rows), output_format, width=80)
    assert "█████░░░░░" in render(Listing(columns=columns, rows=rows), "table", width=80)


def test_markdown_is_a_table_that_holds_its_cells():
    text = render(hostile(), "md", width=80)
    (row,) = [line for line in text.split("\n") if line.startswith("| L1")]
    assert len(re.findall(r"(?<!\\)\|", row)) == len(COLUMNS) + 1
    assert "<script>" not in re.sub(r"\\.", "", text)
    assert "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- |" in text
    assert "**Summa**" in text
    assert "- Obs: Inget bidrag registrerat" in text


def test_a_page_is_complete_and_holds_no_script():
    text = render(hostile(), "html", width=80)
    assert text.startswith('<!DOCTYPE html>\n<html lang="sv">')
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "<b>" not in text
    for part in ("<caption", "<tfoot", "<thead", 'charset="utf-8"', "<li>Inget bidrag"):
        assert part in text
    assert "http:" not in text
    assert "https:" not in text


def test_a_list_in_each_format():
    columns = (
        Column("party", "Party", "text"),
        Column("kind", "Type", "word"),
        Column("since", "Period", "date"),
        Column("events", "Events", "positions", wide=True),
        Column("value_minor", "Month", "money"),
        Column("rate", "Rate", "quantity", hidden=True),
    )
    row = {
        "party": "tif",
        "kind": "civil",
        "since": date(2024, 1, 1),
        "events": [1, 2],
        "value_minor": None,
        "rate": Decimal("2.70"),
    }
    table = render(Listing(columns=columns, rows=[row], title="Parter"), "table", width=120)
    assert table == (
        "Parter\n"
        "Part  Slag                   Period      Händelser  Månad\n"
        "----  ---------------------  ----------  ---------  -----\n"
        "tif   idéburen organisation  2024-01-01  #1, #2\n"
    )
    assert "Händelser" not in render(Listing(columns=columns, rows=[row]), "table", width=80)
    assert json.loads(render(Listing(columns=columns, rows=[row]), "json", width=80)) == {
        "rows": [{**row, "since": "2024-01-01", "rate": "2.70"}]
    }
    assert "2024-01-01;1 2;;2,70" in render(Listing(columns=columns, rows=[row]), "csv", width=80)
    assert render(Listing(columns=columns, rows=[], empty="Inga."), "table", width=80) == "Inga.\n"
    assert render(Listing(columns=columns, rows=[]), "table", width=80) == "Inget att visa.\n"


# ---------------------------------------------------------------- where output goes


@pytest.mark.parametrize(("ending", "expected"), endings().items())
def test_the_ending_decides_the_format(ending, expected):
    assert format_of(None, Path("report" + ending.upper())) == expected
    assert format_of("md", Path("report" + ending)) == "md"


def test_a_table_is_what_nothing_says():
    assert format_of(None, None) == "table"
    assert format_of(None, Path("/dev/null")) == "table"


@pytest.mark.parametrize("name", ["report", "report.docx"])
def test_an_ending_that_says_nothing_is_refused(name):
    with pytest.raises(click.UsageError, match=r"anger inget format.*\.csv"):
        format_of(None, Path(name))


def test_a_file_is_written_whole(tmp_path, capsys):
    file = tmp_path / "report.csv"
    write("\ufeffä\r\n", file)
    assert file.read_bytes() == b"\xef\xbb\xbf\xc3\xa4\r\n"
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"Skrev {file}.\n")
    assert [p.name for p in tmp_path.iterdir()] == ["report.csv"]


def test_a_file_keeps_its_rights_and_its_link(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    write("new", link)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_new_file_has_the_users_rights(tmp_path):
    before = os.umask(0o027)
    try:
        write("x", tmp_path / "a.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "report.csv"
    file.write_text("old", encoding="utf-8")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(click.ClickException, match="disken är full"):
        write("new", file)
    assert file.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.csv"]


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(click.BadParameter, match="är en mapp"):
        write("x", tmp_path)
    with pytest.raises(click.ClickException, match="mappen finns inte"):
        write("x", tmp_path / "none" / "a.csv")


def written(text, encoding):
    code = f"from ledger.cli.output import write; write({text!r}, None)"
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=True)
    return done.stdout


def test_standard_output_speaks_its_terminals_encoding():
    table = "å 1\u00a0000 █░ \u22125 … →\n"
    assert written(table, "utf-8") == table.encode()
    plainer = "å 1\u00a0000 #. -5 ... ->\n"  # what latin-1 has stays as it is
    assert written(table, "latin-1") == plainer.encode("latin-1")
    assert written(table, "ascii") == b"\\u00e5 1 000 #. -5 ... ->\n"
    assert json.loads(written('{"a": "å…😀"}\n', "ascii")) == {"a": "å…😀"}
    assert written("\ufeffa;å\r\n", "latin-1") == "a;å\r\n".encode("latin-1")


def test_the_width_without_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.delenv("COLUMNS", raising=False)
    assert terminal_width() == 120
    monkeypatch.setenv("COLUMNS", "72")
    assert terminal_width() == 72
    monkeypatch.setenv("COLUMNS", "wide")
    assert terminal_width() == 120


# ---------------------------------------------------------------- reading

CLOSED = datetime(2024, 7, 5, 23, 59, 59, 999999, UTC)

TAKEN = [
    (reading_input.DATE, "2024-02-29", date(2024, 2, 29)),
    (reading_input.PERIOD, "2024-q1", "2024-Q1"),
    (reading_input.PERIOD, "2024-T3", "2024-T3"),
    (reading_input.YEAR, "2024", 2024),
    (reading_input.POSITION, "#12", 12),
    (reading_input.POSITION, "12", 12),
    (reading_input.TIME, "2024-07-05", CLOSED),
    (reading_input.TIME, "2024-07-05T13:45", datetime(2024, 7, 5, 13, 45, tzinfo=UTC)),
    (reading_input.TIME, "2024-07-05 13:45:30Z", datetime(2024, 7, 5, 13, 45, 30, tzinfo=UTC)),
    (reading_input.TIME, "2024-07-05T13:45+02:00", datetime(2024, 7, 5, 11, 45, tzinfo=UTC)),
    (reading_input.TIME, "2024-07-05T23:59:59.999999Z", CLOSED),
    (reading_input.TIME_OR_POSITION, "2024", 2024),
    (reading_input.TIME_OR_POSITION, "2024-07-05", CLOSED),
    (reading_input.TEXT, " Lo\u0308ner ", "Löner"),
    (reading_input.ID, "radda-barnen", "radda-barnen"),
    (reading_input.ID, "A\u030angsbro.1_b", "Ångsbro.1_b"),
    (reading_input.ORGNR, "212000-1124", "2120001124"),
    (reading_input.ORGNR, "2120001124", "2120001124"),
    (reading_input.AMOUNT, "1 210 000,50", WrittenAmount.read("1 210 000,50")),
    (reading_input.RATE, "2,7 %", Decimal("2.7")),
    (reading_input.QUANTITY, "212,5", Decimal("212.5")),
    (reading_input.YEAR_AMOUNT, "2024=320 000", (2024, WrittenAmount.read("320 000"))),
    (reading_input.BOARD_DECISION, "KS 2024-1", (None, "KS 2024-1")),
    (reading_input.BOARD_DECISION, "ks=KS 2024-1", ("ks", "KS 2024-1")),
    (reading_input.BOARD_DECISION, "ref no a=b", (None, "ref no a=b")),
    (reading_input.EVIDENCE, "V-1", ("V-1", None)),
    (reading_input.EVIDENCE, "DNR:2024", ("DNR:2024", None)),
    (reading_input.EVIDENCE, "DNR:2024.5:", ("DNR:2024.5", None)),
]


@pytest.mark.parametrize(
    ("kind", "text", "value"), TAKEN, ids=[f"{k.name}-{t}" for k, t, _v in TAKEN]
)
def test_what_is_taken(kind, text, value):
    assert kind.convert(text, None, None) == value


REFUSED = [
    (reading_input.DATE, "2024-13-01 24-1-1 20240101 2024-W01-1 ２０２４-01-01 1024-01-01 x"),
    (reading_input.PERIOD, "24 2024-Q5 2024-T4 2024-13 2024-1 1776"),
    (reading_input.YEAR, "24 02024 1776 2300 x -2024"),
    (reading_input.POSITION, "0 -1 1.5 x 1234567890 ##1 ²"),
    (reading_input.TIME, "13:45 2024-07-05T25:00 2024-07-05T13 2024-07-05T13:45+99:00 now"),
    (reading_input.TIME_OR_POSITION, "0 1234567890 then"),
    (reading_input.ID, "-a a/b .a a:b a\u202eb é\u0000 " + "a" * 65),
    (reading_input.ORGNR, "212000-112 21-20001124 212000--1124 16212000-1124 x"),
    (
        reading_input.AMOUNT,
        "NaN Infinity 1e5 1_000 ５ 1,5,0 1.234,567.8 12345678901234567890 x --5",
    ),
    (reading_input.RATE, "x % 1001 2.7%% 1e3 2.1234567"),
    (reading_input.QUANTITY, "x 1e3 1.1234567 NaN 12345678901"),
    (reading_input.YEAR_AMOUNT, "320000 24=1 2024=x =5"),
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in REFUSED for text in texts.split()]
)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_is_refused(kind, text, lang):
    spoken(lang)
    with pytest.raises(click.BadParameter) as caught:
        kind.convert(text, None, None)
    assert ("Skriv" in caught.value.message or "för stort" in caught.value.message) == (
        lang == "sv"
    )
    assert display.safe(caught.value.message) == caught.value.message


@pytest.mark.parametrize("text", ["", "   ", "a\x1bb", "a\u202eb", "a\nb", "x" * 501])
def test_text_that_is_refused(text):
    with pytest.raises(click.BadParameter, match="Skriv") as caught:
        reading_input.TEXT.convert(text, None, None)
    assert display.safe(caught.value.message) == caught.value.message


@pytest.mark.parametrize("text", ["1,500", "1.500"])
def test_an_ambiguous_amount_is_explained(text):
    with pytest.raises(click.BadParameter) as caught:
        reading_input.amount_minor(WrittenAmount.read(text), "SEK", "AMOUNT")
    assert caught.value.message == (
        f"”{text}” kan betyda 1500 eller 1,5. Skriv 1500, eller decimalerna som 1,50 eller 1.50."
    )
    assert "för AMOUNT" in caught.value.format_message()
    language.use("en")
    with pytest.raises(click.BadParameter, match=r"can mean 1500 or 1,5\. Write 1500, or the"):
        reading_input.amount_minor(WrittenAmount.read(text), "SEK")


def test_an_amount_is_read_in_its_currency():
    def minor(text, currency):
        return reading_input.amount_minor(reading_input.AMOUNT.convert(text, None, None), currency)

    assert minor("1 210 000,50", "SEK") == 121_000_050
    assert minor("1.2340", "KWD") == 1234
    with pytest.raises(click.BadParameter, match="valutan har inga"):
        minor("1,5", "JPY")
    with pytest.raises(click.BadParameter, match="högst 2"):
        minor("1,2345", "SEK")


def test_evidence_with_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("scan.pdf").write_bytes(b"evidence")
    Path("a:b").write_bytes(b"colon")
    digest = hashlib.sha256(b"evidence").hexdigest()
    read = reading_input.read_evidence
    assert read("V-1:scan.pdf") == ("V-1", digest)
    assert read(f"V-1:{tmp_path}/scan.pdf") == ("V-1", digest)
    assert read("DNR:2024:scan.pdf") == ("DNR:2024", digest)
    assert read("V-1:a:b") == ("V-1", hashlib.sha256(b"colon").hexdigest())
    for missing in ("V-1:none.pdf", "V-1:folder/none", "V-1:."):
        with pytest.raises(click.BadParameter, match="Det finns ingen fil"):
            read(missing)
