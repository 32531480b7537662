"""A payment in few words: what is proposed, what is asked for, and what is asked of nobody."""

import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from at_terminal import AtTerminal

from events.facts import DisbursementRecorded

DAY = ("--on", "2024-05-02")


def newest(program):
    with closing(program.open()) as book:
        return book.event(book.head()).fact


def head(program):
    with closing(program.open()) as book:
        return book.head()


def pay(program, *words, **options):
    return program("pay", *words, *DAY, **options)


@pytest.mark.parametrize("words", [("herrgarden", "L2"), ("herr", "l2"), ("H", "L2")])
def test_ids_may_be_cut_short(concluded, words):
    done = pay(concluded, *words, "1 000", "--voucher", "V 1")
    assert done.status == 0
    fact = newest(concluded)
    assert (type(fact), fact.line, fact.amount_minor) == (DisbursementRecorded, "L2", 100_000)
    assert (fact.payee, fact.budget_year, str(fact.paid_on)) == ("radda-barnen", 2024, "2024-05-02")


def test_the_same_as_a_disbursement(concluded):
    full = concluded.ok(
        "record", "disbursement", "herrgarden", "L2", "5", *DAY, "--voucher", "V", "--key", "k"
    )
    again = pay(concluded, "herr", "L2", "5", "--voucher", "V", "--key", "k", "-O", "json")
    assert again.json["repeated"]
    assert again.json["recorded"][0]["position"] == int(full.out.split()[0].lstrip("#"))


@pytest.mark.parametrize(
    ("words", "status", "en", "sv"),
    [
        (
            ("herr", "L", "5", "--voucher", "V"),
            2,
            "'L' can mean L1, L2, L3, L4. Write more",
            "”L” kan betyda L1, L2, L3, L4.",
        ),
        (("herr", "L2", "--voucher", "V"), 2, "AMOUNT is missing", "BELOPP saknas"),
        (("herr", "L2", "5"), 2, "--voucher is missing", "--voucher saknas"),
        (("herr",), 2, "LINE is missing", "BUDGETPOST saknas"),
        ((), 2, "LINE is missing", "BUDGETPOST saknas"),
        (("nix", "L2", "5", "--voucher", "V"), 3, "nix", "Det finns inget avtal med id nix"),
        (("herr", "L9", "5", "--voucher", "V"), 3, "L9", "L9"),
        (("herr", "L4", "5", "--voucher", "V"), 3, "L4", "L4"),
    ],
)
def test_nobody_is_asked_where_there_is_no_terminal(concluded, words, status, en, sv):
    for lang, text in (("en", en), ("sv", sv)):
        refused = pay(concluded, *words, lang=lang)
        assert refused.status == status, refused.err
        assert text in refused.err


def test_a_terminal_is_asked_for_what_is_missing(concluded):
    with AtTerminal(concluded, "pay", *DAY, lang="sv") as user:
        user.sees("L2 2024: högst 715 000 till radda-barnen", "Post [L1]: ").types("L")
        user.sees("kan betyda L1, L2, L3, L4", "Post [L1]: ").types("l2")
        user.sees("Belopp, högst 715 000: ").types("mycket")
        user.sees("inget belopp", "Belopp, högst 715 000: ").types("178 750")
        user.sees("Verifikation: ").types("V-17")
        user.sees("2024-05-02 · herrgarden (SEK) · L2 2024 · 178 750 → Rädda Barnen · V-17")
        user.sees("Registrera? [J/n]: ").types("j")
        status, shown = user.ends()
    assert status == 0, shown
    assert "178 750" in shown
    assert newest(concluded).amount_minor == 17_875_000


@pytest.mark.parametrize(("answer", "status"), [("", 0), ("nej", 3), ("n", 3), ("kanske\ry", 0)])
def test_the_payment_is_shown_before_it_is_recorded(concluded, answer, status):
    before = head(concluded)
    with AtTerminal(concluded, "pay", "herr", "L2", "5", "--voucher", "V", *DAY) as user:
        user.sees("Record it? [Y/n]: ").types(answer)
        assert user.ends()[0] == status
    assert head(concluded) - before == (status == 0)


def planned(program):
    words = ("--year", "2024", "--equal", "4", "--first", "2024-01-31", "--every", "quarter")
    program.ok("plan", "instalments", "herrgarden", "L2", *words)
    return program


def test_the_next_instalment_is_proposed_with_its_day(concluded):
    with AtTerminal(planned(concluded), "pay", *DAY) as user:
        user.sees("L2 2024: 178,750 to radda-barnen, due 2024-01-31", "Line [L2]: ").types("")
        user.sees("Voucher: ").types("V-1").sees("L2 2024 · 178,750 → Rädda Barnen · V-1")
        user.sees("Record it? [Y/n]: ").types("")
        assert user.ends()[0] == 0
    with AtTerminal(concluded, "pay", "h", "L2", "--voucher", "V-2", *DAY) as user:
        user.sees("L2 2024: 178,750 to radda-barnen, due 2024-04-30")
        user.sees("2024-05-02 · herrgarden (SEK) · L2 2024 · 178,750 → Rädda Barnen · V-2")
        user.sees("Record it? [Y/n]: ").types("")
        assert user.ends()[0] == 0
    shown = concluded.ok("plan", "show", "herrgarden", "-O", "json").json["rows"]
    assert [row["paid_minor"] for row in shown] == [17_875_000, 17_875_000, 0, 0]


def test_an_instalment_is_enough_where_there_is_no_terminal(concluded):
    done = pay(planned(concluded), "h", "L2", "--instalment", "3", "--voucher", "V")
    assert done.status == 0, done.err
    shown = concluded.ok("plan", "show", "herrgarden", "-O", "json").json["rows"]
    assert [row["paid_minor"] for row in shown] == [0, 0, 17_875_000, 0]
    assert pay(concluded, "h", "L2", "--voucher", "V").status == 2, "nothing says how much"


def test_an_instalment_that_can_no_longer_be_paid_is_not_proposed(concluded):
    planned(concluded)
    release = ("--year", "2024", "--reason", "r", "--on", "2024-01-31")
    concluded.ok("release", "herrgarden", "L2", "186 250", *release)
    third = pay(concluded, "h", "L2", "--instalment", "3", "--voucher", "V", "-n")
    assert third.status == 0, third.err
    assert "171,250" in third.out, "7 500 of it can no longer be paid"
    fourth = pay(concluded, "h", "L2", "--instalment", "4", "--voucher", "V", "-n")
    assert (fourth.status, "AMOUNT is missing" in fourth.err) == (2, True), "none of it can"


def test_what_is_refused_is_not_asked_about(concluded):
    with AtTerminal(concluded, "pay", "herr", "L2", "800 000", "--voucher", "V", *DAY) as user:
        status, shown = user.ends()
    assert status == 3
    assert "Record it?" not in shown


def test_whoever_says_yes_is_asked_nothing(concluded):
    words = ("pay", "herr", "L2", "5", "--voucher", "V", *DAY, "--yes")
    with AtTerminal(concluded, *words) as user:
        assert user.ends()[0] == 0


def test_two_hundred_payments_in_one_call(concluded):
    lines = [f"pay herr L2 {n} --voucher V{n} --on 2024-05-02\n" for n in range(1, 201)]
    place, named = concluded.home.place_of("ekonom")
    command = [sys.executable, "-c", "import samverk; samverk.run()", "--book", str(place), *named]
    began = time.monotonic()
    done = subprocess.run(
        [*command, "batch"], input="".join(lines), text=True, capture_output=True, check=True
    )
    took = time.monotonic() - began
    assert done.stdout.count("disbursement-recorded") + done.stdout.count("utbetalning") == 200
    began = time.monotonic()
    subprocess.run([*command, "status"], capture_output=True, check=True)
    assert took < 100 * (time.monotonic() - began), "half of the starts"
    row = next(
        x
        for x in concluded.report("agreement", "herrgarden")["rows"]
        if (x["line"], x["year"]) == ("L2", 2024)
    )
    assert row["disbursed_minor"] == 100 * 200 * 201 // 2


def test_a_batch_asks_nothing_on_a_terminal(concluded, tmp_path):
    file = tmp_path / "payments.txt"
    file.write_text("pay herr L2 1 --voucher V1 --on 2024-05-02\npay herr L2 --voucher V2\n")
    with AtTerminal(concluded, "batch", str(file)) as user:
        status, shown = user.ends()
    assert status == 2, shown
    assert "AMOUNT is missing" in shown


@pytest.mark.parametrize("word", ["today", "Today", "idag", "i dag"])
def test_today_is_a_word_for_a_day(concluded, word):
    words = ("herrgarden", "L1", "1", "--voucher", "V", "--year", "2025", "--outside-term")
    shown = concluded.ok("record", "disbursement", *words, "--on", word, "-n", "-O", "json")
    assert shown.json["dry_run"]
    assert concluded("record", "disbursement", *words, "--on", "todays", "-n").status == 2


def test_today_is_the_day_in_the_time_zone_of_the_book(concluded):
    instant = datetime.now(UTC)
    days = {
        z: instant.astimezone(ZoneInfo(z)).date()
        for z in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    }
    zone = next(z for z, day in days.items() if day != instant.date())  # 25 hours lie between them
    concluded.ok("book", "describe", "--timezone", zone)
    words = ("--ends", "today", "--by", "kommunstyrelsen", "--ground", "g", "--decision", "d")
    told = concluded("agreement", "terminate", "herrgarden", *words, "--notice-on", "today")
    assert str(days[zone]) in told.out + told.err
