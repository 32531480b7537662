"""Open data: held to the published schemas, and its sums to those of the reports."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import open_data_oracles as oracle
import pytest
from conftest import FileHome, examples
from hypothesis import given
from hypothesis import strategies as st
from in_memory import (
    CONCLUDED,
    EXAMPLE,
    FIRST,
    FRN,
    KS,
    KUN,
    TODAY,
    By,
    change_currency,
    claim,
    disburse,
    internal,
    ledger_of,
    reallocate,
    release,
    repay,
    reverse,
    uplift,
)
from msgspec.structs import replace as msgspec_replace
from test_amendment_properties import amend, begun, random_amendment, random_entry, seeds, try_to
from test_events_codec import HISTORIES
from test_naive_instalments import BEGUN, command_of
from test_naive_instalments import EVENTS as PLANS
from test_performers import pay, replaced
from test_projections import histories

from events import facts as f
from events.streams import agreement_stream
from ledger.exchange.giving import giving
from ledger.exchange.iati import iati, parts, status
from ledger.exchange.open_data import Material, is_personal, written
from ledger.exchange.open_ledger import COLUMNS, open_ledger
from ledger.exchange.reading import read as read_file
from ledger.exchange.refusals import NothingToPublish
from ledger.refusal import LedgerError
from ledger.work.refusals import CurrencyNotThere, MixedCurrencies
from projections.projection import replay
from projections.report import Scope
from projections.reports.building import build

MALMO = "2120001124"
HEADER = ",".join(COLUMNS) + "\r\n"


def material_of(events, day=TODAY, as_of=None, boards=None):
    """Return what is published of a history in memory."""
    projection = replay(events, as_of)
    counted = [x for x in events if as_of is None or (f.effective_on(x.fact) or as_of) <= as_of]
    return Material(
        projection=projection,
        agreements=projection.agreements,
        read=lambda asked: (x for x in counted if x.agreement in asked),
        day=day,
        at=projection.position,
        known_at=projection.recorded_at,
        as_of=as_of,
        boards=boards,
    )


def reported(material):
    """Return the sums of the report of each agreement, in kronor."""
    scope = Scope(at=material.at, known_at=material.known_at)
    return {
        agreement: build("agreement", agreement, material.projection, scope, None)
        for agreement in material.agreements
    }


def require_sums(material):
    """Make sure that every form of open data comes to what the reports say."""
    expected, granted = Counter(), {}
    reports = reported(material)
    for agreement, report in reports.items():
        for kind, measure in (
            (oracle.COMMITMENT, "committed_minor"),
            (oracle.DISBURSEMENT, "disbursed_minor"),
            (oracle.EXPENDITURE, "internal_minor"),
            (oracle.REIMBURSEMENT, "repaid_minor"),
        ):
            expected[agreement, kind] = Decimal(report.totals[measure]) / 100
        if material.agreements[agreement].concluded is not None:
            for row in report.rows:
                if row["settlement"] == "external" and row["decision"] == "approved":
                    before = granted.get((agreement, row["line"]), (0, 0))
                    more = row["committed_minor"], row["disbursed_minor"]
                    granted[agreement, row["line"]] = tuple(
                        map(sum, zip(before, more, strict=False))
                    )
    made = iati(material, MALMO)
    found = oracle.transactions(made)
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}
    rows = oracle.payments(open_ledger(material))
    paid = sum(Decimal(row["nettobelopp"]) for row in rows)
    assert paid == sum(x.totals["disbursed_minor"] for x in reports.values()) / Decimal(100)
    read = read_file(open_ledger(material).encode()) if rows else None
    assert read is None or (read.totals.rows, read.totals.unusable, read.totals.sum) == (
        len(rows),
        0,
        paid,
    )
    if not granted:
        with pytest.raises(NothingToPublish):
            giving(material)
        return made, None
    given_out = giving(material)
    summed = {}
    for name, amounts in oracle.grants(given_out).items():
        agreement, line = name.removeprefix("360G-malmo-stad-").split(":")[:2]
        before = summed.get((agreement, line), (0, 0))
        summed[agreement, line] = tuple(map(sum, zip(before, amounts, strict=False)))
    assert summed == {
        key: tuple(Decimal(minor) / 100 for minor in amounts) for key, amounts in granted.items()
    }
    return made, given_out


OF_EVERY_MEASURE = (
    *CONCLUDED,
    disburse(amount=50_000),
    disburse(amount=7),
    reverse(FIRST + 1),
    internal(amount=9),
    internal(amount=1),
    reverse(FIRST + 4),
    uplift(),
    release(amount=11),
    reallocate("L2", "L3", 13, ((KS, "KS § 3"),)),
    claim("L2", amount=500),
    repay(FIRST + 9, amount=400),
    repay(FIRST + 9, amount=3),
    reverse(FIRST + 11),
)


@pytest.mark.parametrize("history", [*HISTORIES, OF_EVERY_MEASURE])
def test_whatever_has_happened_the_files_are_valid_and_come_to_the_reports(history):
    events = ledger_of(history).events
    if not replay(events).agreements:
        return
    made, granted = require_sums(material_of(events))
    assert oracle.faults_of_iati(made) == []
    assert granted is None or oracle.faults_of_giving(granted) == []


@given(histories, st.none() | st.dates(date(2024, 1, 1), date(2025, 6, 1)))
@examples(40)
def test_of_any_history_the_sums_are_those_of_the_reports(events, day):
    require_sums(material_of(events, as_of=day))


@given(seeds, st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31)))
@examples(15)
def test_of_amended_agreements_the_sums_are_those_of_the_reports(rng, day):
    ledger = begun(rng)
    for _ in range(2):
        try:
            amend(ledger, random_amendment(rng))
        except LedgerError:
            continue
        try_to(ledger, random_entry(rng))
    require_sums(material_of(ledger.events, as_of=day))


@given(st.lists(PLANS, min_size=4, max_size=20))
@examples(15)
def test_what_is_planned_is_at_most_what_is_committed(events):
    ledger, accepted = ledger_of(BEGUN), []
    for number, drawn in enumerate([{"kind": "plan", "parts": 4}, *events]):
        e = dict(drawn) | {"day": date(2024, 1, 2) + timedelta(days=number)}
        if e["kind"] == "reverse":
            e["what"] = accepted[e["of"] % len(accepted)]
        command = command_of(e)
        try:
            recorded = ledger.record(command if isinstance(command, By) else By(command))
        except LedgerError:
            continue
        if e["kind"] != "reverse":
            accepted.append(e | {"at": recorded[0].position})
    material = material_of(ledger.events)
    sums = material.sums("herrgarden", "L2", 2024)
    planning = material.agreements["herrgarden"].planning
    plans = list(planning.current()) if planning else []
    planned = sum(x.amount_minor for plan in plans for x in plan.instalments)
    found = oracle.parsed(iati(material, MALMO)).iter("planned-disbursement")
    said = sum(Decimal(one.findtext("value")) for one in found)
    assert said * 100 == min(planned, sums["committed_minor"])


def test_a_sum_that_is_another_would_be_found():
    events = ledger_of((*CONCLUDED, disburse(amount=100))).events
    made = material_of(events)
    made.projection.balances["herrgarden", "L2", 2024, "", "Equity:Commitments:Original"] -= 1
    with pytest.raises(AssertionError):
        require_sums(made)


EXPORTS = (
    ("360giving",),
    ("iati", "--publisher", MALMO),
    ("open-ledger",),
)


def sums_of(program):
    """Return the sums of the report of each agreement, in kronor, by the types of IATI."""
    found = {}
    for row in program.ok("agreement", "list", "-O", "json").json["rows"]:
        totals = program.report("agreement", row["agreement"])["totals"]
        for kind, measure in (
            (oracle.COMMITMENT, "committed"),
            (oracle.DISBURSEMENT, "disbursed"),
            (oracle.EXPENDITURE, "internal"),
            (oracle.REIMBURSEMENT, "repaid"),
        ):
            if totals[f"{measure}_minor"]:
                found[row["agreement"], kind] = Decimal(totals[f"{measure}_minor"]) / 100
    return found


def test_a_book_with_everything_in_it(everything):
    files = {}
    for words in EXPORTS:
        one = everything.ok("export", *words).out
        assert everything.ok("export", *words, lang="sv").out == one
        assert everything.ok("export", *words, "-o", "FILE").out == ""
        assert Path("FILE").read_bytes() == one.encode()
        files[words[0]] = one
    assert oracle.faults_of_giving(files["360giving"]) == []
    assert oracle.faults_of_iati(files["iati"]) == []
    sums = sums_of(everything)
    assert {k: v for k, v in oracle.transactions(files["iati"]).items() if v} == sums
    paid = sum(v for (_, kind), v in sums.items() if kind == oracle.DISBURSEMENT)
    rows = oracle.payments(files["open-ledger"])
    assert sum(Decimal(row["nettobelopp"]) for row in rows) == paid
    assert sum(disbursed for _, disbursed in oracle.grants(files["360giving"]).values()) == paid
    read = read_file(files["open-ledger"].encode())
    assert read.understood.format == "ledger"
    assert [(x.day, x.amount, x.voucher) for x in read.rows()] == [
        (
            date.fromisoformat(r["bokforingsdatum"]),
            Decimal(r["nettobelopp"]),
            r["verifikationsnummer"],
        )
        for r in rows
    ]
    planned = oracle.parsed(files["iati"]).iter("planned-disbursement")
    assert {(x.get("type"), x.findtext("value")) for x in planned} == {
        ("2", "80000.00"),
        ("2", "70000.00"),
    }


def test_what_an_earlier_question_finds(everything):
    then = ("--as-of", "2024-03-25", "--agreement", "herrgarden")
    iati_file = everything.ok("export", "iati", "--publisher", MALMO, *then).out
    totals = everything.report("agreement", "herrgarden", "--as-of", "2024-03-25")["totals"]
    found = oracle.transactions(iati_file)
    assert found["herrgarden", oracle.COMMITMENT] == Decimal(totals["committed_minor"]) / 100
    assert found["herrgarden", oracle.DISBURSEMENT] == Decimal(totals["disbursed_minor"]) / 100
    assert {agreement for agreement, _ in found} == {"herrgarden"}
    first = everything.ok("export", "open-ledger", "--at", "23", "--agreement", "herrgarden").out
    assert first == HEADER
    assert everything("export", "360giving", "--at", "15").code == "nothing-to-publish"
    assert everything("export", "360giving", "--agreement", "inget").code == "unknown-agreement"
    before = everything("export", "open-ledger", "--agreement", "kort", "--at", "20")
    assert before.code == "not-known-then"
    march = everything.ok("export", "open-ledger", "--period", "2024-03").out
    days = [row["bokforingsdatum"] for row in oracle.payments(march)]
    assert days
    assert all(day.startswith("2024-03") for day in days)


def test_an_empty_book(samverk):
    assert samverk.ok("export", "open-ledger").out == HEADER
    for words in EXPORTS[:2]:
        refused = samverk("export", *words)
        assert (refused.status, refused.code) == (3, "nothing-to-publish")


def test_a_proposal_is_an_activity_and_no_grant(proposed):
    made = proposed.ok("export", "iati", "--publisher", "212000-1124").out
    assert oracle.faults_of_iati(made) == []
    (activity,) = oracle.parsed(made)
    assert activity.find("activity-status").get("code") == "1"
    assert {
        (x.get("type"), x.get("status"), x.findtext("value")) for x in activity.iter("budget")
    } == {("1", "1", "1210000.00")}
    assert list(activity.iter("transaction")) == []
    assert proposed("export", "360giving").code == "nothing-to-publish"
    assert proposed("export", "iati").code == "publisher-unknown"


def test_a_party_has_its_number_or_an_id_of_the_book(concluded):
    concluded.ok("party", "amend", "kommunstyrelsen", "--orgnr", "212000-1124")
    concluded.ok("party", "amend", "radda-barnen", "--orgnr", "802002-8638")
    concluded.ok(
        "record",
        "disbursement",
        "herrgarden",
        "L2",
        "1000",
        "--voucher",
        "V",
        "--on",
        "2024-03-01",
        "--evidence",
        "invoice:F 7",
    )
    package = concluded.ok("export", "360giving", "--prefix", "malmo").json
    by_id = {grant["id"]: grant for grant in package["grants"]}
    assert list(by_id) == [f"360G-malmo-herrgarden:{line}" for line in ("L1", "L2", "L3")]
    assert "lines left out: 1" in package["description"]
    grant = by_id["360G-malmo-herrgarden:L2"]
    assert grant["recipientOrganization"] == [{"id": "SE-ON-8020028638", "name": "Rädda Barnen"}]
    assert grant["fundingOrganization"] == [
        {"id": "SE-ON-2120001124", "name": "malmo-stad", "department": "Kommunstyrelsen"}
    ]
    assert (grant["awardDate"], grant["amountAwarded"]) == ("2023-12-06", 1_430_000)
    others = by_id["360G-malmo-herrgarden:L1"]
    assert others["recipientOrganization"][0]["id"] == "360G-malmo-tif"
    # The other boards are parts of the same legal person.
    assert others["fundingOrganization"][0]["id"] == "SE-ON-2120001124"
    activity = oracle.parsed(concluded.ok("export", "iati").out)[0]
    assert activity.findtext("iati-identifier") == "SE-ON-2120001124-herrgarden"
    roles = Counter(x.get("role") for x in activity.iter("participating-org"))
    assert roles == {"1": 3, "2": 6, "4": 3}
    (row,) = oracle.payments(concluded.ok("export", "open-ledger").out)
    assert row == {
        "kopare_id": "2120001124", "kopare": "malmo-stad", "verifikationsnummer": "V",
        "leverantor": "Rädda Barnen", "leverantor_id": "8020028638", "konto_nr": "",
        "konto_text": "Löner, samordning och mötesplats", "bokforingsdatum": "2024-03-01",
        "forvaltning": "Kommunstyrelsen", "fakturanummer": "F 7", "nettobelopp": "1000.00",
        "avtal": "STK-2021-567",
    }  # fmt: skip


def test_who_publishes_is_named(concluded):
    """A number that is not the board's own has to be that of a party: whose name would it get?"""
    iati_by = ("export", "iati", "--publisher")
    org = oracle.parsed(concluded.ok(*iati_by, MALMO).out)[0].find("reporting-org")
    assert (org.get("ref"), org.findtext("narrative")) == (f"SE-ON-{MALMO}", "malmo-stad")
    assert concluded(*iati_by, "640823-3234").code == "publisher-not-in-book"  # of a person
    concluded.ok("party", "amend", "kommunstyrelsen", "--orgnr", "212000-1124")
    assert concluded(*iati_by, "802002-8638", "-o", "x.xml").code == "publisher-not-in-book"
    assert not Path("x.xml").exists()
    concluded.ok("party", "amend", "radda-barnen", "--orgnr", "802002-8638")
    org = oracle.parsed(concluded.ok(*iati_by, "802002-8638").out)[0].find("reporting-org")
    assert (org.get("ref"), org.findtext("narrative")) == ("SE-ON-8020028638", "Rädda Barnen")
    done = concluded("export", "360giving", "--prefix", "360G-")
    assert (done.status, done.out) == (2, "")
    assert "360G-" in done.err


@pytest.mark.file_only
def test_what_one_book_publishes_another_one_reads(concluded, tmp_path):
    books = [concluded.home, FileHome(tmp_path / "other.book")]
    concluded.home = books[1]
    concluded.ok("init")
    concluded.ok("agreement", "propose", EXAMPLE)
    for board in (KS, FRN, KUN):
        decided = ("--board", board, "--decision", "§ 1", "--on", "2023-12-06")
        concluded.ok("agreement", "approve", "herrgarden", *decided)
    concluded.ok("agreement", "conclude", "herrgarden", "--decision", "§ 2", "--on", "2023-12-06")
    for concluded.home in books:
        concluded.ok("party", "amend", "radda-barnen", "--orgnr", "802002-8638")
        concluded.ok("party", "amend", KS, "--orgnr", MALMO)
    concluded.home = books[0]
    paid = ("record", "disbursement", "herrgarden", "L2")
    day = ("--on", "2024-02-01")
    concluded.ok(*paid, "100 000", *day, "--voucher", "E1", "--evidence", "invoice:77")
    concluded.ok(*paid, "50 000,50", *day, "--voucher", "E2")
    newest = concluded.ok("log", "-O", "json").json["rows"][-1]["position"]
    concluded.ok("reverse", newest, "--reason", "fel", "--on", "2024-03-01")
    concluded.ok("export", "open-ledger", "-o", "PAID.csv")
    concluded.home = books[1]
    route = ("--payee", "8020028638", "--agreement", "herrgarden", "--line", "L2")
    concluded.ok("route", "add", *route)
    concluded.ok("import", "PAID.csv")
    again = concluded.ok("export", "open-ledger").out
    assert again.encode() == Path("PAID.csv").read_bytes()
    assert [x["nettobelopp"] for x in oracle.payments(again)] == [
        "100000.00",
        "50000.50",
        "-50000.50",
    ]


def test_what_is_a_part_of_a_person_is_that_person(concluded):
    for party in ("radda-barnen", "tif"):
        words = ("party", "amend", party, "--legal-entity", "ada")
        concluded.ok(*words, "--name", "Adas kafé", "--kind", "unit")
    concluded.ok("party", "add", "ada", "--name", "Ada", "--kind", "company")
    shown = [concluded.ok("export", *words).out for words in EXPORTS[:2]]
    assert all("Adas" in x for x in shown)
    concluded.ok("party", "amend", "ada", "--orgnr", "640823-3234")
    on = ("--voucher", "V", "--on", "2024-03-01")
    concluded.ok("record", "disbursement", "herrgarden", "L1", "10", *on)
    concluded.ok("party", "amend", "tif", "--legal-entity", "tif")  # it was one all the same
    for words in EXPORTS:
        for then in ((), ("--at", "17")):
            out = concluded.ok("export", *words, *then).out
            assert not any(x in out for x in ("Ada", "-radda-barnen", "-tif", "640823"))
            assert "person" in out or words == ("open-ledger",)


def test_of_a_private_person_nothing_is_told(concluded):
    number, name = "640823-3234", "Ada Lindgren Konsult"
    concluded.ok("party", "amend", "tif", "--orgnr", number, "--name", name, "--kind", "company")
    concluded.ok(
        "record", "disbursement", "herrgarden", "L1", "10", "--voucher", "V", "--on", "2024-03-01"
    )
    for words in EXPORTS:
        done = concluded.ok("export", *words)
        assert "private person" in done.err
        for secret in (number, number.replace("-", ""), name, ">tif<", '"tif"', "-tif"):
            assert secret not in done.out
        assert "person" in done.out
    package = concluded.ok("export", "360giving").json
    assert package["grants"][0]["recipientIndividual"] == {
        "id": "360G-malmo-stad-person-5",
        "name": "person",
    }
    assert "recipientOrganization" not in package["grants"][0]
    assert oracle.faults_of_giving(json.dumps(package)) == []
    assert oracle.faults_of_iati(concluded.ok("export", *EXPORTS[1]).out) == []
    # Whatever was known then, or is said of it later.
    concluded.ok("party", "amend", "tif", "--name", "Ada Lindgren")
    for words in EXPORTS:
        for then in ((), ("--at", "17"), ("--as-of", "2024-03-01", "--at", "20")):
            done = concluded("export", *words, *then)
            assert done.status == 0
            assert "Lindgren" not in done.out
            assert "Tillsammans" not in done.out


@pytest.mark.parametrize(
    ("number", "is_it"),
    [("6408233234", True), ("6408833234", True), ("2120001124", False), ("8020028638", False)],
)
def test_a_personal_number_has_a_month_where_others_have_more(number, is_it):
    assert is_personal(number) == is_it


def test_a_line_with_two_performers_is_two_grants(concluded):
    replaced(concluded)
    assert pay(concluded, "80 000", "2025-07-15").status == 0
    found = oracle.grants(concluded.ok("export", "360giving").out)
    assert found["360G-malmo-stad-herrgarden:L1"] == (480_000, 160_000)
    assert found["360G-malmo-stad-herrgarden:L1:radda-barnen"] == (160_000, 80_000)
    made = concluded.ok("export", *EXPORTS[1]).out
    assert oracle.faults_of_iati(made) == []
    assert {k: v for k, v in oracle.transactions(made).items() if v} == sums_of(concluded)
    paid = [
        one.find("receiver-org").findtext("narrative")
        for one in oracle.parsed(made).iter("transaction")
        if one.find("transaction-type").get("code") == oracle.DISBURSEMENT
    ]
    assert paid == ["Tillsammans i Förening"] * 2 + ["Rädda Barnen"]


def test_activities_are_made_one_after_the_other():
    """A book may have more events than memory has room for."""
    material, read = material_of(ledger_of((*CONCLUDED, disburse(amount=7))).events), []
    first = material.agreements["herrgarden"]
    several = msgspec_replace(
        material,
        agreements={"herrgarden": first, "other": first},
        read=lambda asked: (read.append(asked), material.read(["herrgarden"]))[1],
    )
    material.projection.agreements["other"] = first
    made = parts(several, MALMO)
    assert next(made).startswith("<?xml")
    assert read == []
    before = list(iter(lambda: next(made), " </iati-activity>\n"))
    assert any("disbursed" in x for x in before)
    assert read == [["herrgarden"]]


def test_several_currencies():
    material = material_of(ledger_of((*CONCLUDED, disburse(amount=100))).events)
    change_currency(material.projection, "EUR")
    assert oracle.faults_of_iati(iati(material, MALMO)) == []
    both = [*material.events]
    other = [x for x in both if isinstance(x.fact, f.DisbursementRecorded)]
    named = agreement_stream("other")
    moved = [msgspec_replace(x, originator_id=named) for x in other]
    mixed = msgspec_replace(material, read=lambda _: iter([*both, *moved]))
    with pytest.raises(MixedCurrencies):
        open_ledger(mixed)
    for currency in ("SEK", "EUR"):
        assert open_ledger(mixed, currency=currency).count("\r\n") == 2
    with pytest.raises(CurrencyNotThere):
        open_ledger(mixed, currency="NOK")


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(0, "SEK", "0.00"), (-5, "SEK", "-0.05"), (10**17, "SEK", f"{10**15}.00"), (7, "ISK", "7"),
     (1234, "KWD", "1.234")],
)  # fmt: skip
def test_an_amount_has_all_decimals_of_its_currency(minor, currency, text):
    assert written(minor, currency) == text


def test_no_spreadsheet_calculates_a_name_and_no_text_ends_the_file():
    events = ledger_of((*CONCLUDED, disburse(voucher="=1+1"))).events
    material = material_of(events)
    own = material.agreements["herrgarden"].proposed
    nasty = '<&> "--> ]]> \x01'
    material.agreements["herrgarden"].proposed = msgspec_replace(own, title=nasty, reference=nasty)
    assert "'=1+1" in open_ledger(material)
    made = iati(material, MALMO)
    assert oracle.faults_of_iati(made) == []
    assert oracle.parsed(made)[0].find("title").findtext("narrative") == nasty.replace(
        "\x01", "\ufffd"
    )
    part = iati(material_of(events, boards=("a--b",)), MALMO)
    assert oracle.faults_of_iati(part) == []
    assert "a- -b" in part


def test_the_status_of_an_activity_follows_its_days():
    projection = replay(ledger_of(CONCLUDED).events)
    document = projection.agreements["herrgarden"]
    assert [status(document, date(year, 6, 1)) for year in (2023, 2024, 2025, 2026)] == [2, 2, 2, 3]


def test_a_board_gets_its_part_and_the_file_says_so(everything):
    if isinstance(everything.home, FileHome):
        pytest.skip("a file has no logins")
    everything.home.place_of("fritid", "board", "fritidsnamnden")
    whole = {words[0]: everything.ok("export", *words).out for words in EXPORTS}
    for words in EXPORTS:
        done = everything.ok("export", *words, actor="fritid")
        assert "the part of fritidsnamnden" in done.err
        assert "STK-2024-2" in whole[words[0]]
        assert "STK-2024-2" not in done.out
        assert "fritidsnamnden" in done.out
    rows = oracle.payments(everything.ok("export", "open-ledger", actor="fritid").out)
    assert {row["urval"] for row in rows} == {"fritidsnamnden"}
    granted = everything.ok("export", "360giving", actor="fritid").out
    assert "may be seen by: fritidsnamnden" in json.loads(granted)["description"]
    assert oracle.faults_of_giving(granted) == []
    hidden = everything("export", "iati", "--agreement", "kort", actor="fritid")
    assert hidden.code == "unknown-agreement"


def test_an_option_of_the_group_is_not_for_its_commands(concluded):
    refused = concluded("export", "--hledger", "open-ledger")
    assert refused.status == 2
    assert "are not for that command" in refused.err
    assert concluded("export", "-o", "FILE").status == 2
    assert "Choose a form" in concluded("export", "-o", "FILE").err
