"""What a question names is in the book, or the answer says that it is not: empty is not zero."""

import pytest
from prepared import EXAMPLE

PAY = (
    "record",
    "disbursement",
    "herrgarden",
    "L2",
    "100",
    "--on",
    "2024-03-25",
    "--voucher",
    "V-1",
)
OTHER = EXAMPLE.read_text(encoding="utf-8").replace("kulturnamnden", "skolnamnden")
OTHER = OTHER.replace('id = "herrgarden"', 'id = "hemligt"').replace("SEK", "NOK")


@pytest.fixture
def other(concluded, tmp_path):
    """A payment, and a second agreement: in another currency, with another board."""
    concluded.ok(*PAY)
    (tmp_path / "other.toml").write_text(OTHER.replace("L4", "M9"), encoding="utf-8")
    concluded.ok("agreement", "propose", tmp_path / "other.toml")
    return concluded


RAISE = "uplift herrgarden --year 2025 --rate 2 --decision d --on 2024-01-01"
UNKNOWN = [
    ("log --agreement HERRGARDEN", 3, "unknown-agreement", "herrgarden"),
    ("log --agreement nowhere", 3, "unknown-agreement", None),
    ("log --line l2", 3, "unknown-line-in-book", "L2"),
    ("log --line L2x --agreement herrgarden", 3, "unknown-line", "L2"),
    ("log --line M9 --agreement herrgarden", 3, "unknown-line", None),
    ("log --party Tif", 3, "unknown-party", "tif"),
    ("log --board kommunstyrelse", 3, "unknown-board", "kommunstyrelsen"),
    ("log --board tif", 3, "unknown-board", None),
    ("log --voucher v-1", 3, "unknown-voucher", "V-1"),
    ("log --actor Ekonom", 3, "unknown-actor", "ekonom"),
    ("log --event disbursement-recordet", 2, None, "disbursement-recorded"),
    ("log --line L1 --voucher nothing", 3, "unknown-voucher", None),
    ("agreement show Herrgarden", 3, "unknown-agreement", "herrgarden"),
    ("report agreement HERRGARDEN", 3, "unknown-agreement", "herrgarden"),
    ("report in-kind HERRGARDEN", 3, "unknown-agreement", "herrgarden"),
    ("report cash-flow HERRGARDEN", 3, "unknown-agreement", "herrgarden"),
    ("report board Kommunstyrelsen", 3, "unknown-board", "kommunstyrelsen"),
    ("report board tif", 3, "unknown-board", None),
    ("report party TIF", 3, "unknown-party", "tif"),
    ("report agreement herrgarden --currency NOK", 3, "currency-not-there", None),
    ("report agreement herrgarden --currency XXX", 2, None, None),
    ("report in-kind herrgarden --currency NOK", 3, "currency-not-there", None),
    ("report cash-flow --currency EUR", 3, "currency-not-there", None),
    ("report board kulturnamnden --currency NOK", 3, "currency-not-there", None),
    ("report party malmo-universitet --currency EUR", 3, "currency-not-there", None),
    ("show 999", 3, "unknown-position", None),
    (f"{RAISE} --board kulturnamden", 3, "board-funds-nothing", "kulturnamnden"),
]


@pytest.mark.parametrize(
    ("words", "status", "code", "near"), UNKNOWN, ids=[words for words, *_ in UNKNOWN]
)
def test_what_is_not_there_is_said_so(other, words, status, code, near):
    forms = ((), ("-O", "json"), ("-O", "csv"))
    for form in forms[: 3 if words.split()[0] in {"log", "report"} else 1]:
        for lang, asks in (("en", "Did you mean {}?"), ("sv", "Menade du {}?")):
            answer = other(*words.split(), *form, lang=lang)
            assert (answer.status, answer.out) == (status, ""), answer
            assert answer.code == code
            if near:
                assert asks.format(near) in answer.err
            else:
                assert asks.partition("{")[0] not in answer.err


def test_what_is_there_with_nothing_to_show_is_no_error(other):
    other.ok("party", "add", "ny", "--name", "Ny", "--kind", "board")
    for words in (
        "log --agreement hemligt --voucher V-1",
        "log --line M9 --event disbursement-recorded",
        "log --party malmo-universitet --event disbursement-recorded",
        "log --board ny",
        "log --actor ekonom --period 2031",
        "report board ny",
        "report board ny --currency NOK",
        "report party ny",
        "report in-kind hemligt",
    ):
        for form, nothing in (("table", "othing to show"), ("json", None), ("csv", None)):
            shown = other.ok(*words.split(), "-O", form)
            assert nothing is None or nothing in shown.out
            assert shown.err == ""
    assert other.report("agreement", "herrgarden", "--currency", "sek")["currency"] == "SEK"
    assert other.report("agreement", "hemligt", "--currency", "NOK")["currency"] == "NOK"


def test_what_came_later_is_said_to_have_come_later(other):
    for words, position in (
        ("log --agreement hemligt --at 18", 20),
        ("log --line M9 --at 18", 24),
        ("log --line M9 --agreement hemligt --at 23", 24),
        ("log --party tif --at 2", 5),
        ("log --board skolnamnden --at 18", 19),
        ("log --voucher V-1 --at 17", 18),
        ("report agreement hemligt --at 18", 20),
        ("report cash-flow hemligt --at 18", 20),
        ("report board skolnamnden --at 18", 19),
        ("report party tif --at 2", 5),
        ("report in-kind herrgarden --known-at 2020-01-01", 8),
    ):
        answer = other(*words.split())
        assert (answer.status, answer.out, answer.code) == (3, "", "not-known-then"), words
        assert f"#{position}," in answer.err, answer.err
        sooner = other(*words.split(), lang="sv")
        assert "kom med händelse" in sooner.err
    other.ok("log", "--line", "M9", "--at", "24")
    never = other("log", "--agreement", "nowhere", "--at", "3")
    assert never.code == "unknown-agreement"
    assert other("log", "--voucher", "nothing", "--at", "3").code == "unknown-voucher"


def test_an_earlier_time_without_the_currency_is_nothing_to_compare_with(other):
    compared = other.report("cash-flow", "hemligt", "--compare-to", "3")
    assert compared["changes"] == []
    other.ok("report", "cash-flow", "--currency", "NOK", "--compare-to", "18")


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_the_answer_does_not_tell_that_something_is_hidden(other):
    other.home.place_of("rut", "board", "kulturnamnden")
    for words in (
        "log --agreement {}",
        "report agreement {}",
        "report in-kind {}",
        "report cash-flow {}",
        "agreement show {}",
        "log --line M9 --agreement {}",
    ):
        hidden, missing = "hemligt", "hemlig0"
        told = [other(*words.format(x).split(), actor="rut") for x in (hidden, missing)]
        assert told[0].code == told[1].code == "unknown-agreement"
        assert told[0].err.replace(hidden, missing) == told[1].err
        assert hidden not in told[1].err.replace("Did you mean", "")
    for words in ("log --line {}", "log --voucher {}"):
        told = [other(*words.format(x).split(), actor="rut") for x in ("M9", "M8")]
        assert told[0].err.replace("M9", "M8") == told[1].err
        assert told[0].status == 3
    seen = other("log", "--agreement", "HERRGARDEN", actor="rut")
    assert "Did you mean herrgarden?" in seen.err


def _events_of(compared):
    return {
        event
        for row in compared["changes"]
        for events in row["events"].values()
        for event in events
    }


@pytest.mark.parametrize("kind", ["agreement", "in-kind", "cash-flow"])
def test_what_happened_to_another_agreement_is_no_change_of_this_one(other, kind):
    newest = int(other.ok(*PAY[:-1], "V-2").out.split()[0].removeprefix("#"))
    mine = _events_of(other.report(kind, "herrgarden", "--compare-to", "18"))
    assert mine == ({newest} if kind != "in-kind" else set())
    assert _events_of(other.report(kind, "hemligt", "--compare-to", "18")) <= {*range(19, newest)}
    assert _events_of(other.report(kind, "hemligt", "--compare-to", f"{newest - 1}")) == set()
