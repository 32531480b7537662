"""The pages of a book with very many agreements and parties: light, and with all of them."""

import json
import re
from datetime import date
from html import unescape

import pytest
from browsing import Browser
from test_recording import ME

from ledger import demo
from ledger.books.opening import make_book
from ledger.rules import commands as c
from ledger.work.recording import Service

MANY = 500
LIGHT = 70_000


def _proposal(number, *further):
    party = c.RegisterParty(
        party=f"forening-{number}", name=f"Föreningen för nummer {number} i staden", kind="civil"
    )
    line = c.ProposedLine(
        line="L1",
        purpose="drift",
        funder="ks",
        performer=party.party,
        amounts_minor=dict.fromkeys((2024, 2025), 100),
    )
    return c.ProposeAgreement(
        agreement=f"avtal-{number}",
        title=f"Idéburet offentligt partnerskap {number}",
        reference=f"STK-{number}",
        purpose="drift",
        starts=date(2024, 1, 1),
        ends=date(2025, 12, 31),
        currency="SEK",
        rounding="ore",
        extends=None,
        signatories=("ks", party.party),
        stated_total_minor=100,
        lines=(line,),
        parties=(*further, party),
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "many.book"
    book = make_book(path)
    service = Service(book)
    board = c.RegisterParty(party="ks", name="Kommunstyrelsen", kind="board")
    service.execute(_proposal(0, board), ME)
    list(service.execute_all((_proposal(number), ME) for number in range(1, MANY)))
    book.close()
    return Browser(path)


@pytest.mark.parametrize(
    "page",
    [
        *("", "agreements", "agreements?page=99", "parties", "log", "due", "cash-flow", "in-kind"),
        *("audit/weekends", "audit/round", "board/ks", "board/ks?compare-to=1", "party/ks"),
        *("party/ks?compare-to=1", "forecast/board/ks", "agreement/avtal-3"),
    ],
)
def test_pages_are_light(many, page):
    found = many.get(f"/sv/{page}")
    assert found.status == 200
    assert len(found.content) < LIGHT


@pytest.mark.parametrize(("register", "leads"), [("agreements", "agreement"), ("parties", "party")])
def test_the_first_page_leads_to_all(many, register, leads):
    href, shown = f"/en/{register}", []
    assert f'href="{href}"' in many.get("/en/").text
    while href:
        page = many.get(href).text
        shown += re.findall(rf'href="/en/{leads}/([^"]*)"', page)
        href = next((unescape(x) for x in re.findall(r'rel="next" href="([^"]*)"', page)), "")
    rows = json.loads(many.get(f"/en/{register}.json").content)["rows"]
    assert shown == [row[leads] for row in rows]
    assert len(set(shown)) >= MANY


def test_what_is_too_much_to_choose_from_is_written(many):
    page = many.get("/en/log").text
    assert '<input id="f-agreement" name="agreement" value=""' in page
    assert many.get("/en/log?agreement=avtal-7").status == 200
    assert many.get("/en/log?agreement=nothing").status == 404


def test_each_change_stands_on_one_of_the_pages(tmp_path):
    path = tmp_path / "demo.book"
    book = make_book(path)
    demo.record(book)
    book.close()
    browser, shown = Browser(path), 0
    href = "/en/agreement/herrgarden?compare-to=1"
    changes = json.loads(browser.get(href.replace("?", ".json?")).content)["changes"]
    while href:
        found = browser.get(href)
        assert len(found.content) < LIGHT
        table = re.search(r'<table class="table flow changes[ "].*?</nav>', found.text, re.DOTALL)[
            0
        ]
        shown += table.count("<tr") - 1
        later = re.search(r'rel="next" href="([^"]*)"', table)
        href = unescape(later[1]) if later else ""
    assert shown == sum(len(x["events"]) for x in changes)
    assert shown > 20
