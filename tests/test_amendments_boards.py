"""What a board's login sees of an amendment: all of the agreement, from the proposal on."""

from datetime import date

import amendment_cases as cases
import in_memory as core
import pytest
from conftest import Program, ServerHome
from msgspec.structs import replace
from postgres_server import drop
from test_postgres_boards import hide_an_agreement
from test_recording import ME, concluded_book

from ledger.proof.verification import verify

DAY = date(2024, 5, 2)


@pytest.fixture
def scene(server):
    """A book in which Kulturnämnden has no part in one of the agreements."""
    home = ServerHome(server, server.database("amending_boards"))
    book, service = concluded_book(home.make())
    hide_an_agreement(service)
    home.open("kultur", "board", "kulturnamnden")
    home.book, home.service = book, service
    yield home
    home.close()
    drop(server, home.database)


def of_other(command):
    return replace(command, agreement="annat")


def test_a_board_sees_the_agreement_from_the_proposal_on(scene, capsys):
    samverk, ledger = Program(scene, capsys), scene.service

    def seen(*words):
        return samverk(*words, actor="kultur")

    def codes():
        return [x.code for x in verify(scene.book, [], lambda _: None).findings]

    assert seen("agreement", "show", "annat").code == "unknown-agreement"
    added = cases.new_line("L10", funder="kulturnamnden", amounts_minor={2024: 5_000})
    ledger.execute(of_other(cases.change(lines=(added,))), ME)
    shown = seen("agreement", "show", "annat", "-O", "json").json
    (amendment,) = shown["amendments"]
    assert amendment["missing"] == [{"what": "approval", "party": "kulturnamnden"}]
    withdrawal = ("--amendment", "T1", "--reason", "r", "--on", str(DAY))
    refused = seen("agreement", "withdraw", "annat", *withdrawal)
    assert refused.code == "book-read-only"
    lines = [x["line"] for x in seen("report", "board", "kulturnamnden", "-O", "json").json["rows"]]
    assert set(lines) == {"L4"}, "nothing of it counts yet"

    for command in (cases.agrees("kulturnamnden", on=DAY), cases.concludes(on=DAY)):
        ledger.execute(of_other(command), ME)
    head = scene.book.head()
    rows = seen("report", "board", "kulturnamnden", "-O", "json").json["rows"]
    assert [x["amended_minor"] for x in rows if x["line"] == "L10"] == [5_000]
    assert seen("verify").status == 0
    assert codes() == []

    ledger.execute(core.reverse(head), ME)
    ledger.execute(of_other(cases.withdraws(on=DAY)), ME)
    assert seen("agreement", "show", "annat", "-O", "json").json["amendments"][0]["status"] == (
        "withdrawn"
    )
    assert seen("verify").status == 0
    assert codes() == []
