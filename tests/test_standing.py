"""Where an agreement stands: its status, its process, and the page that shows both."""

import json
import random
import re
import shlex
from datetime import date, timedelta

import amendment_cases as amended
import in_memory as core
import process_cases as steps
import pytest
from in_memory import CONCLUDE, CONCLUDED, FRN, KS, KUN, PROPOSED, approve, decline, ledger_of
from msgspec.structs import replace
from prepared import EXAMPLE

from events.text import width
from ledger.presentation import language
from ledger.presentation.agreement_tables import Subject, as_it_stands, as_proposed, process
from ledger.presentation.formats import FORMATS, render
from ledger.refusal import LedgerError
from projections import standing
from projections.chains import chain_of
from projections.projection import replay

REFERRED, WITHDRAWN = steps.REFERRED, steps.WITHDRAWN
LAST, AFTER = date(2025, 12, 31), date(2026, 1, 1)
DECLINED = (*PROPOSED, decline(KS), decline(FRN), decline(KUN))
SIX = ["radda-barnen", "tif", "malmo-universitet", KS, FRN, KUN]


def document_of(given):
    return replay(ledger_of(given).events).agreements["herrgarden"]


STATUSES = [
    ("proposed", PROPOSED, LAST),
    ("proposed", (*PROPOSED, steps.plan(), steps.notify()), LAST),
    ("proposed", (*PROPOSED, approve(KS), decline(FRN)), LAST),
    ("proposed", (*REFERRED, core.reverse(13)), LAST),
    ("proposed", PROPOSED, AFTER),
    ("referred", REFERRED, LAST),
    ("referred", (*REFERRED, steps.answer(), approve(KUN)), LAST),
    ("referred", (*WITHDRAWN, core.reverse(14)), LAST),
    ("declined", DECLINED, LAST),
    ("declined", (*REFERRED, *DECLINED[1:]), LAST),
    ("referred", (*REFERRED, *DECLINED[1:], core.reverse(14)), LAST),
    ("withdrawn", WITHDRAWN, LAST),
    ("withdrawn", (*DECLINED, steps.withdraw(day=core.DAY)), LAST),
    ("concluded", CONCLUDED, LAST),
    ("concluded", (*PROPOSED, approve(KS), decline(FRN), decline(KUN), CONCLUDE), LAST),
    ("ended", CONCLUDED, AFTER),
]


@pytest.mark.parametrize(("status", "given", "today"), STATUSES)
def test_the_status_of_an_agreement(status, given, today):
    assert standing.status_of(document_of(given), today) == status


def lacking(given, today=LAST):
    return [(x.what, x.party, x.lines, x.by) for x in standing.missing(document_of(given), today)]


def test_what_a_proposal_waits_for():
    decisions = [
        ("decision", FRN, ("L1",), None),
        ("decision", KS, ("L2", "L3"), None),
        ("decision", KUN, ("L4",), None),
    ]
    asked = [("answer", FRN, (), steps.ANSWER_BY), ("answer", KUN, (), steps.ANSWER_BY)]
    assert lacking(PROPOSED) == decisions
    assert lacking(REFERRED) == asked + decisions
    assert lacking((*REFERRED, steps.answer())) == asked[1:] + decisions
    assert lacking((*REFERRED, steps.answer(KUN), approve(FRN))) == decisions[1:]
    planned = (*PROPOSED, steps.plan(), steps.plan(day=date(2026, 4, 1)))
    assert lacking(planned)[1] == ("decision", KS, ("L2", "L3"), date(2026, 4, 1))
    assert lacking((*PROPOSED, approve(KS, lines=("L3",))))[1] == ("decision", KS, ("L2",), None)
    assert lacking((*PROPOSED, approve(KS), approve(FRN), approve(KUN))) == [
        ("conclusion", None, (), None)
    ]


def test_a_party_that_is_asked_again_owes_one_answer():
    again = (*REFERRED, steps.refer(FRN, answer_by=date(2023, 10, 15)))
    assert lacking(again)[:2] == [
        ("answer", KUN, (), steps.ANSWER_BY),
        ("answer", FRN, (), date(2023, 10, 15)),
    ]
    answered = [x for x in standing.asked(document_of((*again, steps.answer()))) if x.said]
    assert [(x.party, x.position, x.is_newest) for x in answered] == [(FRN, 14, True)]


def test_what_an_agreement_in_force_waits_for():
    unsigned = [("signature", party, (), None) for party in SIX]
    assert lacking(CONCLUDED) == unsigned
    assert lacking((*REFERRED, *CONCLUDED[1:], steps.sign("tif"))) == [
        x for x in unsigned if x[1] != "tif"
    ]
    assert lacking((*CONCLUDED, *map(steps.sign, SIX))) == []


def test_who_joins_by_an_amendment_has_signed_with_its_consent():
    party = "rosengardsbiblioteket"
    consent = amended.signs(party)
    given = (*CONCLUDED, amended.change(joins=(party,)), consent, amended.concludes())
    found = {x.party: x.position for x in standing.signatures(document_of(given))}
    assert found == dict.fromkeys(SIX) | {party: core.FIRST + 2}


@pytest.mark.parametrize("given", [WITHDRAWN, DECLINED, (*REFERRED, *DECLINED[1:])])
def test_what_is_over_waits_for_nothing(given):
    assert lacking(given) == []


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ((approve(KS),), "approved"),
        ((decline(KS),), "declined"),
        ((approve(KS, lines=("L2",)), decline(KS, lines=("L3",))), "partly approved"),
        ((approve(KS, lines=("L2",)),), "approved"),
    ],
)
def test_what_a_board_decides_is_its_answer(decided, said):
    given = (*PROPOSED, steps.refer(KS), *decided)
    (found,) = standing.asked(document_of(given))
    assert (found.said, found.answered_on, found.reference) == (said, core.DAY, f"{KS} § 1")
    assert found.answered_at == 14
    assert found.days_late == (core.DAY - steps.ANSWER_BY).days
    explicit = (*given[:2], steps.answer(KS), *decided)
    assert standing.asked(document_of(explicit))[0].said == "support"
    earlier = (*PROPOSED, replace(approve(KS), decided_on=date(2023, 9, 11)), steps.refer(KS))
    assert standing.asked(document_of(earlier))[0].said is None


def test_what_becomes_of_a_plan():
    day = date(2025, 3, 1)

    def states(*given, today=LAST):
        return [x.state for x in standing.plans(document_of(given), today)]

    assert states(*PROPOSED, steps.plan(day=day), today=day) == ["planned"]
    assert states(*PROPOSED, steps.plan(day=day), today=day + timedelta(days=1)) == ["day passed"]
    assert states(*PROPOSED, steps.plan(day=day), approve(KS)) == ["decided"]
    assert states(*PROPOSED, approve(KS), steps.plan(day=LAST)) == ["planned"]
    assert states(*PROPOSED, steps.plan("tif", day), *DECLINED[1:]) == ["lapsed"]
    assert states(*PROPOSED, steps.plan(day=day), steps.withdraw()) == ["lapsed"]
    assert states(*PROPOSED, steps.plan(KUN, LAST), approve(KS)) == ["planned"]
    assert states(*PROPOSED, steps.plan("tif", day), *CONCLUDED[1:]) == ["decided"]
    assert states(*CONCLUDED, steps.plan(day=LAST), core.uplift()) == ["decided"]


def test_decisions_of_one_board_stand_together():
    given = (*CONCLUDED, core.uplift(), core.reallocate("L2", "L1", 1, ((KS, "§ 5"), (FRN, "§ 6"))))
    assert [
        (x.event, x.boards, x.reference, x.lines) for x in standing.decisions(document_of(given))
    ] == [
        ("commitment-approved/1", (KS,), f"{KS} § 1", ("L2", "L3")),
        ("commitment-approved/1", (FRN,), f"{FRN} § 1", ("L1",)),
        ("commitment-approved/1", (KUN,), f"{KUN} § 1", ("L4",)),
        ("agreement-concluded/1", (), "KS § 2", ()),
        ("reallocated/1", (KS,), "§ 5", ("L2", "L1")),
        ("reallocated/1", (FRN,), "§ 6", ("L2", "L1")),
        ("uplift-applied/1", (KS,), "§ 9", ("L2",)),
    ]


# ---------------------------------------------------------------- a naive model

PARTIES = (KS, FRN, KUN, "tif", "malmo-universitet")


@pytest.mark.parametrize("seed", range(20))
def test_random_steps_against_lists_that_are_kept_by_hand(seed):
    """Steps and reversals at random; what stands is kept as one list, and read off anew."""
    rng, ledger, stands = random.Random(seed), ledger_of(PROPOSED), {}
    for _ in range(60):
        party = rng.choice(PARTIES)
        command = rng.choice(
            (
                lambda party=party: steps.refer(*rng.sample(PARTIES, 2)),
                lambda party=party: steps.answer(party, rng.choice(("support", "object"))),
                lambda party=party: steps.plan(party, date(2026, 1, rng.randint(1, 28))),
                lambda party=party: steps.notify(party),
                lambda party=party: steps.sign(party),
                lambda party=party: approve(party),
                lambda: CONCLUDE,
                lambda: core.reverse(rng.randint(13, len(ledger.events) + 1)),
            )
        )()
        try:
            events = ledger.record(command)
        except LedgerError:
            continue
        for event in events:
            if type(event.fact).__name__ == "EntryReversed":
                del stands[event.fact.position]
            else:
                stands[event.position] = event.fact
    document = replay(ledger.events).agreements["herrgarden"]
    assert document.process == stands
    assert ledger.agreements["herrgarden"].steps == {
        at: x for at, x in stands.items() if not type(x).is_posting
    }
    asked = {p: at for at, x in stands.items() if hasattr(x, "answer_by") for p in x.to}
    answers = {(x.referral, x.party): x.answer for x in stands.values() if hasattr(x, "referral")}
    boards = {x.board for x in stands.values() if hasattr(x, "board")}
    found = {x.party: x.said for x in standing.asked(document) if x.is_newest}
    assert found == {
        party: answers.get((at, party), "approved" if party in boards else None)
        for party, at in asked.items()
    }
    signed = {x.party for x in stands.values() if hasattr(x, "signed_on")}
    assert {x.party for x in standing.signatures(document) if x.fact} == signed
    planned = {x.body: x.decides_on for x in stands.values() if hasattr(x, "decides_on")}
    assert {x.fact.body: x.fact.decides_on for x in standing.plans(document, LAST)} == planned


# ---------------------------------------------------------------- the page

STORY = """
agreement refer herrgarden --to fritidsnamnden kulturnamnden --answer-by 2023-09-29 \
 --matter 'KSAU § 300' --by 'Kommunstyrelsens arbetsutskott' --on 2023-09-12
agreement answer herrgarden --party fritidsnamnden --answer support --decision 'FRN § 81' \
 --on 2023-10-04
agreement plan-decision herrgarden --body kommunstyrelsen --matter STK-2021-567 --on 2099-01-01
agreement approve herrgarden --board kulturnamnden --decision 'KUN § 70' --on 2023-09-28
"""
CONCLUSION = """
agreement approve herrgarden --board fritidsnamnden --decision 'FRN § 101' --on 2023-11-20
agreement approve herrgarden --board kommunstyrelsen --decision 'KS § 301' --on 2023-12-06
agreement conclude herrgarden --decision 'KS § 302' --on 2023-12-06
agreement sign herrgarden --party radda-barnen --on 2023-12-18 --reference 'Original 1'
agreement sign herrgarden --party kommunstyrelsen --on 2023-12-20
agreement notify herrgarden --to fritidsnamnden --to kulturnamnden --decision 'KS § 302' \
 --on 2023-12-12
"""


def run(samverk, story):
    for line in story.strip().replace("\\\n", "").split("\n"):
        samverk.ok(*shlex.split(line))


@pytest.mark.usefixtures("own_views")
def test_the_page_of_a_proposal(proposed):
    run(proposed, STORY)
    shown = proposed.ok("agreement", "show", "herrgarden", lang="sv").out
    referred = "Remitterat 2023-09-12 av Kommunstyrelsens arbetsutskott, KSAU § 300."
    for text in (
        "Status: remitterat, gäller inte än\n",
        f"{referred} Svar senast 2023-09-29.",
        "Fritidsnämnden  tillstyrker",
        "Kulturnämnden   beslutat",
        "Kommunstyrelsen   STK-2021-567  2099-01-01  planerat",
        "beslut  Kommunstyrelsen  L2, L3  2099-01-01",
        "beslut  Fritidsnämnden   L1",
    ):
        assert text in shown
    told = proposed.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert told["status"] == "referred"
    referral = {"position": 13, "matter": "KSAU § 300", "by": "Kommunstyrelsens arbetsutskott"}
    referral |= {"referred_on": "2023-09-12", "answer_by": "2023-09-29"}
    assert told["process"] == {
        "referral": [
            referral
            | {"party": FRN, "answer": "support", "answered_on": "2023-10-04"}
            | {"days_late": 5, "reference": "FRN § 81", "answered_at": 14},
            referral
            | {"party": KUN, "answer": "approved", "answered_on": "2023-09-28"}
            | {"days_late": None, "reference": "KUN § 70", "answered_at": 16},
        ],
        "plans": [
            {"position": 15, "body": KS, "matter": "STK-2021-567"}
            | {"decides_on": "2099-01-01", "state": "planned"}
        ],
        "decisions": [
            {"position": 16, "decided_on": "2023-09-28", "event": "commitment-approved/1"}
            | {"boards": [KUN], "decision": "KUN § 70", "amendments": [], "lines": ["L4"]}
            | {"booked_on": None}
        ],
        "notified": [],
        "withdrawn_on": None,
        "withdrawn_because": None,
    }
    assert told["missing"] == [
        {"what": "decision", "party": FRN, "lines": ["L1"], "by": None, "amendment": None},
        {"what": "decision", "party": KS, "lines": ["L2", "L3"]}
        | {"by": "2099-01-01", "amendment": None},
    ]
    (row,) = proposed.ok("agreement", "list", "-O", "json").json["rows"]
    assert row["status"] == "referred"
    assert "remitterat" in proposed.ok("agreement", "list", lang="sv").out


@pytest.mark.usefixtures("own_views")
def test_the_page_of_an_agreement_that_is_signed(proposed):
    run(proposed, STORY + CONCLUSION.lstrip("\n"))
    told = proposed.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert told["status"] == "ended"  # with 2025
    assert told["concluded"] == "KS § 302"
    signed = {x["party"]: (x["signed_on"], x["reference"]) for x in told["signatures"]}
    assert list(signed) == SIX
    assert signed["radda-barnen"] == ("2023-12-18", "Original 1")
    assert signed[KS] == ("2023-12-20", None)
    assert [x["party"] for x in told["missing"]] == [x for x in SIX if signed[x] == (None, None)]
    assert {x["what"] for x in told["missing"]} == {"signature"}
    (notified,) = told["process"]["notified"]
    assert (notified["to"], notified["decision"]) == ([FRN, KUN], "KS § 302")
    assert told["process"]["plans"][0]["state"] == "decided"
    shown = proposed.ok("agreement", "show", "herrgarden", lang="sv").out
    assert "Status: upphörde 2025-12-31; gällde från beslutet 2023-12-06, KS § 302" in shown
    spaced = re.sub(" {2,}", "  ", shown)
    assert "Rädda Barnen  2023-12-18  Original 1\n" in spaced
    assert "Fritidsnämnden\n" in spaced  # it has not signed
    assert "2023-12-12  KS § 302  Fritidsnämnden, Kulturnämnden\n" in spaced
    assert proposed.ok("verify", "--json").json["findings"] == []


def test_the_page_of_a_proposal_that_is_withdrawn(proposed):
    words = "agreement withdraw herrgarden --on 2023-10-02 --reason"
    proposed.ok(*words.split(), "ny budget")
    shown = proposed.ok("agreement", "show", "herrgarden", lang="sv").out
    assert "Status: återtaget 2023-10-02: ny budget\n" in shown
    assert "saknas" not in shown.partition("kännetecknen")[0]
    told = proposed.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert (told["status"], told["process"]["withdrawn_because"]) == ("withdrawn", "ny budget")
    for report in ("agreement herrgarden", f"board {KUN}"):
        made = proposed.report(*report.split())["notices"]
        assert [x["code"] for x in made] == ["withdrawn"]
        told = proposed.ok("report", *report.split(), lang="sv").out
        assert "Förslaget herrgarden återtogs 2023-10-02." in told
        before = proposed.report(*report.split(), "--as-of", "2023-10-01")["notices"]
        assert "not-concluded" in [x["code"] for x in before]
    words = "agreement approve herrgarden --board kommunstyrelsen --decision a --on 2023-12-06"
    refused = proposed(*words.split(), lang="sv")
    assert (refused.status, refused.code) == (3, "proposal-withdrawn")
    assert "återtogs 2023-10-02, i händelse #13" in refused.err
    again = proposed("agreement", "propose", EXAMPLE)
    assert again.code == "agreement-exists"
    proposed.ok("reverse", "13", "--reason", "fel")
    run(proposed, STORY)


def test_the_page_says_from_when_a_late_decision_counts(proposed):
    run(proposed, STORY)
    assert "Bokförd den" not in proposed.ok("agreement", "show", "herrgarden", lang="sv").out
    words = f"--board {FRN} --decision 'FRN § 101' --on 2023-11-20 --booked-on 2024-01-02"
    proposed.ok("agreement", "approve", "herrgarden", *shlex.split(words))
    told = proposed.ok("agreement", "show", "herrgarden", "-O", "json").json
    booked = [(x["decided_on"], x["booked_on"]) for x in told["process"]["decisions"]]
    assert booked == [("2023-09-28", None), ("2023-11-20", "2024-01-02")]
    shown = proposed.ok("agreement", "show", "herrgarden", lang="sv").out
    assert "Bokförd den" in shown
    assert "2023-11-20  2024-01-02   åtagande beslutat" in shown


def test_hints_lead_on_from_where_an_agreement_stands(proposed):
    def hint(*words, code):
        refused = proposed(*words)
        assert refused.code == code
        return refused.err.partition("Hint: ")[2].replace("\n", " ")

    conclude = ["agreement", "conclude", "herrgarden", "--decision", "K", "--on", "2023-12-06"]
    sign = ["agreement", "sign", "herrgarden", "--party", "tif", "--on", "2023-12-18"]
    withdraw = ["agreement", "withdraw", "herrgarden", "--reason", "R", "--on", "2023-12-07"]
    for board in (KS, FRN, KUN):
        words = f"--board {board} --decision D --on 2023-11-20".split()
        proposed.ok("agreement", "decline", "herrgarden", *words)
    assert "samverk agreement conclude" in hint(*sign, code="not-concluded")
    told = hint(*conclude, code="nothing-approved")
    assert told.startswith("If a board decides anew, reverse its decision")
    assert "samverk agreement withdraw" in told
    proposed.ok(*withdraw, "-n")
    at = proposed.ok("log", "-O", "json").json["rows"][-1]["position"]
    proposed.ok("reverse", at, "--reason", "changed its mind")
    approve = f"agreement approve herrgarden --board {KUN} --decision E --on 2023-12-01".split()
    proposed.ok(*approve)
    proposed.ok(*conclude)
    approved = proposed.ok("log", "-O", "json").json["rows"][-2]["position"]
    told = hint("reverse", approved, "--reason", "x", code="depended-upon")
    assert told.endswith("by an amendment: samverk agreement change [depended-upon] ")
    told = hint(*withdraw, code="already-concluded")
    for command in ("carry-over", "agreement change", "agreement terminate"):
        assert command in told
    at = proposed.ok("log", "-O", "json").json["rows"][-1]["position"]
    told = hint("reverse", at, "--reason", "x", code="not-reversible")
    assert "the steps of an agreement can be taken back" in told
    for command in (("party", "amend", "tif"), ("book", "describe")):
        assert " ".join(command[:2]) in told
        assert proposed(*command, "--name", "TIF").status == 0


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("columns", ["80", "60"])
def test_the_page_is_no_wider_than_the_terminal(proposed, lang, columns, monkeypatch):
    run(proposed, STORY + CONCLUSION.lstrip("\n"))
    monkeypatch.setenv("COLUMNS", columns)
    shown = proposed.ok("agreement", "show", "herrgarden", lang=lang).out
    process_ = shown.partition("As proposed" if lang == "en" else "Som det föreslogs")[0]
    assert [x for x in process_.split("\n") if width(x) > int(columns)] == []


def test_every_table_of_the_page_can_be_shown_in_every_format():
    given = (*REFERRED, steps.answer(), steps.plan(), *CONCLUDED[1:], steps.sign(), steps.notify())
    projection = replay(ledger_of(given).events)
    subject = Subject("herrgarden", projection, ("herrgarden",), LAST)
    parts = [*process(subject), as_proposed(subject), as_it_stands(subject)]
    assert len(parts) == 8
    for lang in ("sv", "en"):
        language.use(lang)
        for part in parts:
            for name in FORMATS:
                assert render(part.shown, name, width=80)


def test_the_chain_of_prolongations_is_shown(proposed, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    first, last = 'id = "herrgarden"', 'extends = "det tidigare avtalet, med samma diarienummer"'
    before = text.replace(first, 'id = "tidigare"').replace(last, "")
    after = text.replace(first, 'id = "senare"').replace(last, 'extends = "herrgarden"')
    for number, (text, by) in enumerate(((before, -2), (after, 2))):
        years = {"2024": str(2024 + by), "2025": str(2025 + by)}
        path = tmp_path / f"{number}.toml"
        path.write_text(re.sub("2024|2025", lambda x, y=years: y[x[0]], text), encoding="utf-8")
        proposed.ok("agreement", "propose", path)
    told = proposed.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert told["chain"] == ["herrgarden", "senare"]
    assert proposed.ok("agreement", "show", "senare", "-O", "json").json["chain"] == told["chain"]
    assert proposed.ok("agreement", "show", "tidigare", "-O", "json").json["chain"] == ["tidigare"]
    shown = proposed.ok("agreement", "show", "senare", lang="sv").out
    assert "Kedja: herrgarden → senare\n" in shown


def test_a_chain_is_told_of_proposals_alone():
    projection = replay(ledger_of(PROPOSED).events)
    assert chain_of(projection, "herrgarden") == ["herrgarden"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_several_parties_may_follow_the_option(proposed, lang):
    last = "--answer-by 2023-09-29 --matter m --on 2023-09-12 -n -O json"
    one = f"agreement refer herrgarden {last}"
    for words in (
        f"{one} --to {FRN} {KUN}",
        f"{one} --to {FRN} --to {KUN}",
        f"{one} --to {FRN} {KUN} --to {FRN}",
        f"agreement refer herrgarden --to {FRN} {KUN} {last}",
    ):
        assert len(proposed.ok(*words.split(), lang=lang).json["recorded"]) == 1
    missing = proposed(*one.split(), lang=lang)
    assert missing.status == 2
    assert "--to" in missing.err
    stray = proposed(*f"{one} --to {FRN} kulturnamden".split(), lang=lang)
    assert (stray.status, stray.code) == (3, "unknown-party")
    assert "kulturnamnden" in stray.err  # is it this one?
    assert json.loads(proposed.ok("log", "-O", "json").out)["rows"][-1]["position"] == 12
