"""Routes, maps and readings on the command line: in a file and on a server, in both languages."""

import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from file_cases import LEFT, read

from ledger.exchange.map_file import EXAMPLE, FIELDS, read_map
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.routes import coding_of
from ledger.work.submission import Signature

NUMBER, OTHER = "2120001124", "8020028638"
TO_L2 = ("--agreement", "herrgarden", "--line", "L2")
PAID = ("--on", "2024-03-25")


@pytest.fixture
def routed(concluded):
    """A book in which the performers of L1 and L3 have organisation numbers."""
    for party, number in (("tif", NUMBER), ("radda-barnen", OTHER)):
        concluded.ok("party", "amend", party, "--orgnr", number, "--reason", "r")
    return concluded


def refused(samverk, *words, **more):
    """Return the result of a command that a rule refuses."""
    result = samverk(*words, **more)
    assert result.status not in {0, 2}, result
    return result


def learned(samverk, **more):
    return samverk.ok("route", "learn", "-O", "json", **more).json["rows"]


def have_read(samverk, **more):
    """Record that a file was read, with rows left out."""
    book = samverk.home.open()
    assurance = "claimed" if book.login is None else "database-attested"
    Service(book).execute(read(**more), Signature(actor="ekonom", assurance=assurance))
    book.close()


def row(number, account="4500", amount="1.50", voucher="A1", day=date(2024, 4, 1)):
    return c.LeftRow(
        row=number,
        day=day,
        amount=None if amount is None else Decimal(amount),
        voucher=voucher,
        account=account,
        code="route-missing",
    )


def test_a_route_is_added_listed_and_retired(routed):
    add = ("route", "add", "--payee", "212000-1124", "--account", "4510", *TO_L2)
    routed.ok(*add, "-n")
    assert routed.ok("route", "list", "-O", "json").json["rows"] == []
    at = routed.ok(*add, "-O", "json").json["recorded"][0]["position"]
    (found,) = routed.ok("route", "list", "-O", "json").json["rows"]
    assert found == {
        "position": at,
        "payee_number": NUMBER,
        "account": "4510",
        "object": None,
        "pattern": None,
        "records": "disbursement",
        "agreement": "herrgarden",
        "line": "L2",
        "pledge": None,
        "standing": "counts",
        "retired_at": None,
    }
    assert refused(routed, *add).code == "route-exists"
    routed.ok("route", "retire", f"#{at}", "--reason", "another account")
    assert routed.ok("route", "list", "-O", "json").json["rows"] == []
    (found,) = routed.ok("route", "list", "--all", "-O", "json").json["rows"]
    assert (found["standing"], found["retired_at"]) == ("retired", at + 1)
    routed.ok(*add)  # it may be added again


NEVER = [
    (("--account", "1", "--agreement", "herrgardn", "--line", "L2"), "unknown-agreement"),
    (("--account", "1", "--agreement", "herrgarden", "--line", "L9"), "unknown-line"),
    (("--account", "1", "--agreement", "herrgarden"), "route-of-which"),
    (TO_L2, "route-says-nothing"),
    (("--text", "(a+)+$", *TO_L2), "bad-pattern"),
    (("--text", "(", *TO_L2), "bad-pattern"),
    (("--text", ".*", *TO_L2), "bad-pattern"),
    (("--payee", "212000-1125", *TO_L2), "bad-organisation-number"),
    (("--account", "1", *TO_L2, "--records", "internal-cost"), "route-to-external-line"),
    (("--account", "1", *TO_L2[:2], "--line", "L4"), "route-to-internal-line"),
    (("--account", "1", *TO_L2[:2], "--pledge", "3", "--records", "in-kind"),
     "unknown-pledge-of-route"),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_route_that_could_never_count_is_refused(concluded, lang):
    for words, code in NEVER:
        assert refused(concluded, "route", "add", *words, lang=lang).code == code, words


def test_an_object_is_written_with_its_dimension(concluded):
    assert concluded("route", "add", "--object", "412", *TO_L2).status == 2
    concluded.ok("route", "add", "--object", "1:412", *TO_L2)
    concluded.ok("route", "add", "--object", "6 = Herrgården 2", *TO_L2)
    found = [x["object"] for x in concluded.ok("route", "list", "-O", "json").json["rows"]]
    assert found == ["1:412", "6:Herrgården 2"]


def test_two_routes_of_which_neither_would_count(concluded):
    concluded.ok("route", "add", "--text", "hyra", *TO_L2)
    to_l3 = (*TO_L2[:3], "L3")
    assert refused(concluded, "route", "add", "--text", "HYRA", *to_l3).code == "route-elsewhere"
    assert refused(concluded, "route", "add", "--text", "hyra maj", *to_l3).code == (
        "route-never-wins"
    )
    assert refused(concluded, "route", "add", "--text", "hy", *to_l3).code == "route-hides-other"
    concluded.ok("route", "add", "--text", "hyra", "--account", "5010", *to_l3)


@pytest.mark.parametrize(("lang", "said"), [("sv", "utför inte"), ("en", "does not perform")])
def test_the_list_says_which_routes_are_doubtful(routed, lang, said):
    routed.ok("route", "add", "--payee", OTHER, *TO_L2[:3], "L1")
    shown = routed.ok("route", "list", lang=lang).out
    assert said in shown
    assert ("löpt ut" if lang == "sv" else "has ended") in shown  # the example ends in 2025


def test_a_route_to_an_agreement_that_is_closed_leads_nowhere(short_closed):
    samverk = short_closed
    (found,) = samverk.ok("route", "list", "-O", "json").json["rows"]
    assert found["standing"] == "leads nowhere"
    told = refused(samverk, "route", "add", "--account", "9", "--agreement", "kort", "--line", "L1")
    assert told.code == "route-to-shut-agreement"


@pytest.fixture
def short_closed(proposed):
    """A book with a route to an agreement that was then closed."""
    short = Path(__file__).with_name("short.toml")
    samverk = proposed
    samverk.ok("agreement", "propose", short)
    samverk.ok("agreement", "approve", "kort", "--board", "kulturnamnden", "--decision", "a",
             "--on", "2024-12-06")  # fmt: skip
    samverk.ok("agreement", "conclude", "kort", "--decision", "b", "--on", "2024-12-06")
    samverk.ok("route", "add", "--account", "4510", "--agreement", "kort", "--line", "L1")
    samverk.ok("agreement", "settle", "kort", "--on", "2025-12-31")
    samverk.ok("agreement", "close", "kort", "--on", "2026-01-31")
    return samverk


# ---------------------------------------------------------------- what history proposes


def test_history_proposes_who_performs_one_line_alone(routed):
    found = learned(routed)
    assert [(x["line"], x["command"]) for x in found] == [
        ("L1", f"samverk route add --payee {NUMBER} --agreement herrgarden --line L1")
    ]  # Rädda Barnen performs two lines, and L4 is internal
    told = routed.ok("route", "learn", lang="en").out
    assert "herrgarden L2, herrgarden L3" in " ".join(told.split())
    assert "herrgarden L4: internal" in " ".join(told.split())


def test_history_proposes_the_line_that_a_payee_was_always_paid_on(routed):
    pay = ("record", "disbursement", "herrgarden", "L2", "1000", *PAID)
    routed.ok(*pay, "--voucher", "V1")
    found = learned(routed)[1]
    assert (found["line"], found["events"]) == ("L2", 1)
    routed.ok("record", "disbursement", "herrgarden", "L3", "1000", *PAID, "--voucher", "V2")
    assert [x["line"] for x in learned(routed)] == ["L1"]  # now it was paid on both
    routed.ok("reverse", str(position_of(routed, "V2")), "--reason", "fel")
    assert [x["line"] for x in learned(routed)] == ["L1", "L2"]


def position_of(samverk, voucher):
    (found,) = samverk.ok("log", "--voucher", voucher, "-O", "json").json["rows"]
    return found["position"]


def test_history_proposes_the_account_of_rows_that_were_recorded_by_hand(routed):
    have_read(routed, unmatched=(row(2), row(3, "4600", voucher="A2")), unmatched_count=2)
    assert len(learned(routed)) == 1
    routed.ok("record", "internal-cost", "herrgarden", "L4", "1,50", "--on", "2024-04-01",
              "--voucher", "A1")  # fmt: skip
    found = learned(routed)[-1]
    wanted = "route add --account 4500 --agreement herrgarden --line L4 --records internal-cost"
    assert found["command"] == f"samverk {wanted}"
    assert found["events"] == 1
    _program, *words = shlex.split(found["command"])
    routed.ok(*words)  # what is proposed can be recorded …
    assert found not in learned(routed)  # … and is proposed no more


def test_what_is_proposed_can_be_run_as_a_file(routed, tmp_path):
    commands = tmp_path / "vägar.txt"
    commands.write_text("\n".join(x["command"] for x in learned(routed)), encoding="utf-8")
    before = routed.ok("log", "-O", "ndjson").out
    assert learned(routed)  # which records nothing
    assert routed.ok("log", "-O", "ndjson").out == before
    routed.ok("batch", commands)
    assert learned(routed) == []


# ---------------------------------------------------------------- maps


def test_a_map_is_added_listed_and_replaced(samverk, tmp_path):
    file = tmp_path / "karta.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    samverk.ok("map", "add", "raindance", file)
    (found,) = samverk.ok("map", "list", "-O", "json").json["rows"]
    assert (found["map"], found["source"], found["delimiter"]) == ("raindance", "Raindance", ";")
    assert "Projekt = object:6" in found["columns"]
    assert refused(samverk, "map", "add", "raindance", file).code == "map-as-it-is"
    file.write_text('[columns]\n"Dag" = "day"\n', encoding="utf-8")
    samverk.ok("map", "add", "raindance", file)
    (found,) = samverk.ok("map", "list", "-O", "json").json["rows"]
    assert (found["columns"], found["source"]) == ("Dag = day", None)


def test_the_documented_example_has_every_field(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    command = read_map("a", file)
    values = [getattr(command, x.becomes or x.name) for x in FIELDS]
    assert None not in values
    assert dict(command.columns)["Lev.orgnr"] == "organisation_number"


WRONG = [
    ('decimal_mrk = "comma"\n[columns]\n"A" = "day"', "field-unknown", "decimal_mark"),
    ('[columns]\n"A" = "dya"', "field-unknown-meaning", "day"),
    ('[columns]\n"A" = "object:"', "field-unknown-meaning", "object:6"),
    ('[columns]\n"A" = 3', "field-of-other-kind", "A"),
    ('columns = "day"', "field-of-other-kind", "columns"),
    ('encoding = "latin"\n[columns]\n"A" = "day"', "field-not-one-of", "cp1252"),
    ('[columns]\n"A" = "day"\n"B" = "day"', "meaning-twice", "A, B"),
    ("[columns]", "map-says-nothing", "map add"),
    ('[columns]\n"A" = "day', "file-not-toml", "2"),
    ('delimiter = "x"\n[columns]\n"A" = "dag"', "several-problems", "day"),
]


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_map_that_cannot_be_read_says_where_and_why(samverk, tmp_path, lang):
    file = tmp_path / "karta.toml"
    for text, code, told in WRONG:
        file.write_text(text, encoding="utf-8")
        result = samverk("map", "add", "m", file, lang=lang)
        assert result.status != 0
        assert result.code == code, result.err
        assert told in result.err


def test_a_tab_is_a_word_and_a_name_on_two_lines_is_one(samverk, tmp_path):
    file = tmp_path / "karta.toml"
    file.write_text('delimiter = "tab"\n[columns]\n"Bet.\\ndag" = "day"', encoding="utf-8")
    samverk.ok("map", "add", "m", file)
    (found,) = samverk.ok("map", "list", "-O", "json").json["rows"]
    assert (found["delimiter"], found["columns"]) == ("tab", "Bet. dag = day")


# ---------------------------------------------------------------- readings


ROWS = (LEFT, row(9, amount=None, voucher=""), *(row(10 + number) for number in range(198)))


def test_rows_that_were_left_out_are_listed_and_due(concluded):
    have_read(concluded, unmatched=ROWS, unmatched_count=250)
    (told,) = concluded.ok("imports", "list", "-O", "json").json["rows"]
    assert (told["file"], told["rows"], told["sum"], told["left_out"]) == (
        "reskontra.csv", 2, "-2.50", 250,
    )  # fmt: skip
    rows = concluded.ok("imports", "unmatched", "-O", "json").json["rows"]
    assert [(x["row"], x["amount"], x["voucher"]) for x in rows[:2]] == [
        (2, "1.50", "A1"),
        (9, None, None),
    ]
    assert len(rows) == 200
    assert "50 more rows" in concluded.ok("imports", "unmatched", lang="en").out
    due = [x for x in concluded.ok("due", "-O", "json").json["rows"] if x["kind"] == "left-out"]
    assert [(x["due_on"], x["command"]) for x in due] == [
        ("2024-04-01", "samverk imports unmatched")
    ]
    have_read(concluded, unmatched=(), unmatched_count=0)  # all of it has a route now
    assert concluded.ok("imports", "unmatched", "-O", "json").json["rows"] == []
    kinds = [x["kind"] for x in concluded.ok("due", "-O", "json").json["rows"]]
    assert "left-out" not in kinds
    shown = concluded.ok("imports", "show", str(told["position"]), "-O", "json").json["rows"]
    assert {x["verdict"] for x in shown} == {"unmatched"}  # as it was then


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_file_was_read_there(concluded, lang):
    assert refused(concluded, "imports", "show", "3", lang=lang).code == "unknown-import"


# ---------------------------------------------------------------- a file from the first day on

TABLE = """\
Utbetalningar maj 2024

Bet.dag;Verifikat;Utbetalt;Vem;Lev.orgnr
2024-05-02;A1;1 200,50;Rädda Barnen;802002-8638
2024-05-03;A2;300,00;TIF;212000-1124
Summa;;1 500,50
"""


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_file_that_nobody_has_read_before_is_recorded_step_by_step(routed, tmp_path, lang):
    file, table = tmp_path / "maj.csv", tmp_path / "maj.toml"
    file.write_text(TABLE, encoding="cp1252")
    before = routed.ok("log", "-O", "ndjson").out
    seen = routed("import", "-n", file, lang=lang)
    assert seen.status == routed("import", file, lang=lang).status != 0
    assert seen.code == "no-header"
    table.write_text(seen.out[seen.out.index("# source") :], encoding="utf-8")  # as people copy it
    assert routed("import", "-n", file, "-O", "json").json["map"] == table.read_text("utf-8")
    assert routed.ok("log", "-O", "ndjson").out == before

    routed.ok("map", "add", "maj", table, lang=lang)
    again = ("import", file, "--map", "maj", "--partly")
    assert routed(*again, lang=lang).status != 0
    left = routed.ok("imports", "unmatched", "-O", "json").json["rows"]
    assert [(x["row"], x["voucher"], x["amount"]) for x in left] == [
        (4, "A1", "1200.50"),
        (5, "A2", "300.00"),
    ]
    routed.ok("route", "add", "--payee", OTHER, *TO_L2)
    (command,) = [x["command"] for x in learned(routed)]
    routed.ok(*shlex.split(command)[1:])
    routed.ok(*again, lang=lang)
    assert routed.ok("imports", "unmatched", "-O", "json").json["rows"] == []
    first, newest = routed.ok("imports", "list", "-O", "json").json["rows"]
    assert (first["map"], newest["rows"], newest["left_out"]) == ("maj", 2, 0)
    shown = routed.ok("imports", "show", str(newest["position"]), "-O", "json").json["rows"]
    assert [(x["verdict"], x["line"], x["amount"]) for x in shown] == [
        ("recorded", "L2", "1200.50"),
        ("recorded", "L1", "300.00"),
    ]
    after = routed.ok("log", "-O", "ndjson").out
    routed.ok(*again, lang=lang)  # all of it is recorded already
    assert routed.ok("log", "-O", "ndjson").out == after


@pytest.mark.parametrize(("lang", "said"), [("sv", "1 rad"), ("en", "1 row")])
def test_rows_of_no_agreement_are_said_to_be_so_and_due_no_more(routed, tmp_path, lang, said):
    file = tmp_path / "maj.csv"
    file.write_text(
        "Datum;Verifikation;Belopp;Konto\n2024-05-02;A1;100;4510\n2024-05-03;A2;7,50;6110\n"
    )
    routed.ok("route", "add", "--account", "4510", *TO_L2)
    assert routed("import", file, "--partly").status != 0
    assert len(routed.ok("imports", "unmatched", "-O", "json").json["rows"]) == 1
    assert refused(routed, "route", "add", "--account", "6110", "--records", "nothing", *TO_L2)
    added = routed.ok("route", "add", "--account", "6110", "--records", "nothing", lang=lang)
    assert ("6110 → inget\n" if lang == "sv" else "6110 → nothing\n") in added.out
    (row,) = [x for x in routed.ok("route", "list", "-O", "json").json["rows"] if not x["line"]]
    assert (row["agreement"], row["records"], row["standing"]) == (None, "nothing", "counts")
    shown = routed.ok("import", file, "--partly", lang=lang).out  # all has been said of it
    assert said in shown
    assert "7.50" in shown or "7,50" in shown
    assert routed.ok("imports", "unmatched", "-O", "json").json["rows"] == []
    kinds = [x["kind"] for x in routed.ok("due", "-O", "json").json["rows"]]
    assert "left-out" not in kinds


HOURS = """\
Datum;Namn;Aktivitet;Timmar
2024-05-02;Anna;Föreningsmöte;3,5
2024-05-02;Anna;Föreningsmöte;3,5
2024-05-03;Bo;Läxhjälp;2
2024-05-04;Bo;Städning;1,25
"""


def test_the_hours_of_a_time_sheet_become_contributions_to_a_pledge(concluded, tmp_path):
    file = tmp_path / "tid.csv"
    file.write_text(HOURS, encoding="utf-8")
    pledge = ("pledge", "herrgarden", "tif", "--type", "volunteer", "--quantity", "100")
    value = ("--unit", "h", "--unit-value", "220", "--year", "2024", *PAID)
    at = concluded.ok(*pledge, *value, "-O", "json").json["recorded"][0]["position"]
    to_pledge = ("--records", "in-kind", "--agreement", "herrgarden", "--pledge", at)
    concluded.ok("route", "add", "--text", "förening|läxhjälp", *to_pledge)
    assert concluded("import", file).status != 0  # all or none
    assert concluded.ok("imports", "list", "-O", "json").json["rows"] == []
    concluded("import", file, "--partly")
    concluded("import", file, "--partly")
    (read_once,) = concluded.ok("imports", "list", "-O", "json").json["rows"]
    shown = concluded.ok("imports", "show", str(read_once["position"]), "-O", "json").json["rows"]
    assert [(x["verdict"], x["amount"]) for x in shown] == [
        ("recorded", "770.00"),
        ("recorded", "770.00"),
        ("recorded", "440.00"),
        ("unmatched", None),
    ]
    (given,) = concluded.report("in-kind", "herrgarden")["rows"]
    assert (given["delivered_quantity"], given["delivered_minor"]) == ("9", 198_000)
    concluded.ok("route", "add", "--text", "städ", *to_pledge)
    concluded.ok("import", file)
    assert concluded.ok("imports", "unmatched", "-O", "json").json["rows"] == []


@pytest.mark.parametrize(
    ("coding", "accounts", "expected"),
    [
        (None, (), (None, None)),
        ("konto 4510, ansvar 412", (), ("4510", "1:412")),
        ("Ansvar: 412 Kto: 4510 Projekt: 77", (), ("4510", "1:412")),
        ("Projekt 77", (), (None, "6:77")),
        ("412-4510-600", (), (None, None)),  # nothing says which of them is what …
        ("412-4510-600", ("4510", "4600"), ("4510", None)),  # … but the rows that were left out
        ("412-4510-4600", ("4510", "4600"), (None, None)),
    ],
)
def test_a_coding_is_read_by_its_words(coding, accounts, expected):
    found = coding_of(coding, accounts)
    assert (found.account, found.object) == expected
