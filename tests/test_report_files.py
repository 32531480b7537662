"""The HTML file of a report: what a reader, a screen reader, a phone and a printer make of it."""

import re
import subprocess
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from itertools import pairwise

import pytest
from chromium import Window, needs_chromium, started
from large_agreement import ID as LARGE
from large_agreement import record as record_large
from reading_pages import page_of, tables_of
from test_browser import LONG
from test_papers import needs_pdftotext
from test_recording import ME

from ledger import demo
from ledger.books.opening import make_book
from ledger.cli.commands.saved import asked_by
from ledger.cli.session import Session
from ledger.presentation import language, pages, style
from ledger.presentation.formats import FORM, render
from ledger.presentation.listing import Listing
from ledger.work.recording import Service
from projections.report import Column

REPORTS = (
    "report agreement herrgarden",
    "report agreement herrgarden --period 2024 --compare-to 46",
    "report agreement herrgarden --by funder --chain",
    "report board kommunstyrelsen --as-of 2024-06-30",
    "report party radda-barnen",
    "report in-kind",
    "report cash-flow",
    "report cash-flow herrgarden --period 2031",
    "report forecast agreement herrgarden",
    "report forecast board kulturnamnden",
    "report findings",
    "explain agreement herrgarden --measure paid --line L1",
    "audit late",
)
OF_LARGE = (f"report agreement {LARGE}", "report board namnd-1 --period 2020", "report cash-flow")
STYLES = "94932eeea1a6ab796d1fb35dd325c582549f0a2ac4e6a20c03559023b9f517d6"
WIDTHS, SCHEMES = (1280, 768, 390, 320), ("light", "dark")


def saved(place, words, lang):
    """Return the page that a command saves."""
    session = Session(address=str(place))
    text = asked_by(["samverk", "--lang", lang, *words.split(), "-O", "html"]).content(session)
    session.close()
    return text


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report_files")
    for kind, fill in (("demo", demo.record), ("large", lambda x: record_large(Service(x), ME))):
        with closing(make_book(folder / f"{kind}.book")) as book:
            fill(book)
    return folder


@pytest.fixture(scope="module")
def made(books):
    """Return the pages, by command and language; each is made once."""
    found = {}

    def page(words, lang, kind="demo"):
        if (words, lang) not in found:
            found[words, lang] = saved(books / f"{kind}.book", words, lang)
        return found[words, lang]

    return page


@pytest.mark.parametrize("lang", language.languages())
def test_every_page_is_whole_and_in_order(made, lang):
    for words in REPORTS:
        text = made(words, lang)
        page = page_of(text)
        (title,) = page.xpath("/html/head/title/text()")
        assert page.get("lang") == lang
        assert not re.search("[0-9a-f]{16}", title), words
        (heading,) = page.xpath("//h1")
        assert page.xpath("/html/body/header//h1") == [heading]
        assert title.startswith(heading.text_content())
        assert [x.tag for x in page.find("body")] == ["header", "main", "footer"]
        levels = [int(x.tag[1]) for x in page.xpath("//h1 | //h2 | //h3")]
        assert all(b - a <= 1 for a, b in pairwise(levels)), levels
        ids = page.xpath("//@id")
        assert len(ids) == len({*ids})
        named = page.xpath("//@aria-labelledby")
        assert {*named, *(x[1:] for x in page.xpath("//a/@href"))} <= {*ids}
        for table in page.xpath("//table"):
            assert table.xpath("caption/text()")
            assert {*table.xpath("thead//th/@scope")} == {"col"}
            assert {*table.xpath("tbody//th/@scope")} == {"row"}


@pytest.mark.parametrize("lang", language.languages())
def test_no_page_asks_for_anything_or_runs_anything(made, lang):
    for words in REPORTS:
        text = made(words, lang)
        page = page_of(text)
        assert not page.xpath("//script | //img | //iframe | //form | //object | //@src | //@style")
        assert not [name for name in page.xpath("//@*") if name.attrname.startswith("on")]
        assert page.xpath("//link/@href") == ["data:,"]
        assert {x[0] for x in page.xpath("//a/@href")} <= {"#"}
        (css,) = page.xpath("//style/text()")
        assert "url(" not in css
        assert "@import" not in css
        (policy,) = page.xpath("//meta[@http-equiv]/@content")
        digest = b64encode(sha256(css.encode()).digest()).decode()
        assert policy == f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"


def test_who_changes_how_pages_look_raises_the_form():
    """What is saved has the style sheet in itself, and is compared to the byte."""
    digest = sha256((style.colours() + style.report()).encode()).hexdigest()
    assert (FORM, digest) == (4, STYLES)


def test_a_bar_is_drawn_as_full_as_the_share_beside_it(made):
    text = made("report agreement herrgarden", "en")
    (table,) = (x for x in tables_of(text) if x.section == "figures")
    place = table.headings[0].index("%")
    drawn = page_of(text).xpath("//section[@id='figures']//svg[@class='bar']")
    assert len(drawn) == len(table.rows) + len(table.totals) > 1
    for bar, row in zip(drawn, [*table.rows, *table.totals], strict=True):
        share = float(row[place].removesuffix("%"))
        filled = [float(x) for x in bar.xpath("rect[@class='done']/@width")]
        assert filled == ([] if not share else [pytest.approx(share, abs=0.051)])
    assert 0 < float(table.rows[2][place].removesuffix("%")) < 100


def test_a_page_says_what_is_to_observe_and_what_has_changed_before_the_figures(made):
    page = page_of(made(REPORTS[1], "en"))
    parts = page.xpath("//main/section/@id")
    assert parts == ["observe", "changes", "figures", "behind-figures", "events"]
    since = page.xpath("//section[@id='changes']/h2")[0].text_content()
    assert since.startswith("Changed since position 46 ")
    moved = page.xpath("//section[@id='changes']//td//a/@href")
    assert moved
    assert {*moved} <= {f"#{x}" for x in page.xpath("//section[@id='events']//tr/@id")}
    assert not any("Note" in x for x in page.xpath("//section[@id='observe']//li/text()"))


def test_what_stands_in_a_book_is_no_markup_in_the_foot_of_the_paper():
    title = 'a"; } </style><script>alert(1)</script> \\ \u00e5'
    text = pages.as_page(
        pages.Head(title=title, clocks=[("Position", "7")]),
        [_sheet([["x"]])],
    )
    page = page_of(text)
    assert not page.xpath("//script")
    (css,) = page.xpath("//style/text()")
    (foot,) = re.findall(r'@bottom-left \{ content: "([^"]*)"', css)
    read = re.sub(r"\\([0-9a-f]+) ", lambda x: chr(int(x[1], 16)), foot)
    assert read == f"{title} · Position 7"


def _sheet(rows):
    from ledger.presentation.sheets import Sheet

    return Sheet(
        caption=(), headings=("A",), kinds=("text",), rows=rows, totals=[], notes=[], empty="-"
    )


def test_a_list_is_a_page_of_its_own():
    columns = (Column("a", "Party", "text"), Column("b", "Amount", "money"))
    row = {"a": "<b>", "b": 100}
    shown = Listing(
        columns=columns, rows=[row], title="Parties", totals=[{"b": 100}], notes=["Look."]
    )
    language.use("en")
    text = str(render(shown, "html"))
    page = page_of(text)
    assert page.xpath("//h1/text()") == page.xpath("//title/text()") == ["Parties"]
    assert page.xpath("//section[@id='observe']//li/text()") == ["Look."]
    (table,) = tables_of(text)
    assert (table.rows, table.totals) == ([["<b>", "1"]], [["Total", "1"]])


# --- in a browser


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


@pytest.fixture
def window(browser, tmp_path):
    """Return a window on files of a folder; nothing else may be asked for."""
    one = Window(browser, f"file://{tmp_path}")
    yield one
    assert one.faults == []
    one.close()


def opened(window, folder, text):
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    window.page.goto(f"file://{file}")
    return window.page


@needs_chromium
@pytest.mark.parametrize("lang", language.languages())
def test_every_page_is_for_everybody(made, window, tmp_path, lang):
    """Each page is seen at each width, light and dark in turn: dark is nothing but other colours.

    The rules of accessibility judge each page in one of the eight ways, others from page to page
    and from language to language. ``SAMVERK_BROWSER`` judges each in all of them.
    """
    wrong = []
    for number, words in enumerate(REPORTS):
        turn = number + (lang == "en") * 3
        opened(window, tmp_path, made(words, lang))
        for place, width in enumerate(WIDTHS):
            for scheme in SCHEMES if LONG else SCHEMES[(turn // 4 + place) % 2 :][:1]:
                window.seen(width, scheme)
                wrong += [(words, scheme, width, x) for x in window.outside()]
                if LONG or place == turn % len(WIDTHS):
                    wrong += [(words, scheme, width, x) for x in window.axe()]
                if LONG or width in {1280, 390}:
                    window.picture("file", words, lang, scheme, width)
        wrong += window.breaches()
    assert wrong == []


@needs_chromium
def test_a_book_that_is_hard_to_show(made, window, tmp_path):
    wrong = []
    for words in OF_LARGE:
        opened(window, tmp_path, made(words, "sv", "large"))
        for place, width in enumerate(WIDTHS):
            window.seen(width, SCHEMES[place % 2])
            wrong += [(words, width, x) for x in window.outside()]
        wrong += window.axe() if "board" in words else []  # the others take it half a minute each
    assert wrong == []


@needs_chromium
def test_who_follows_a_figure_comes_to_its_events(made, window, tmp_path):
    page = opened(window, tmp_path, made("report agreement herrgarden", "sv"))
    page.locator("#figures tbody td a").first.click()
    assert page.locator(":target h3, :target b").count() == 1
    page.locator(":target a").first.click()
    assert page.locator("tr:target").bounding_box()["y"] < page.viewport_size["height"]


@needs_chromium
@needs_pdftotext
def test_a_printed_report_has_its_sum_once_and_numbers_its_pages(made, window, tmp_path):
    text = made(f"report agreement {LARGE}", "sv", "large")
    (figures,) = (x for x in tables_of(text) if x.section == "figures")
    (total,) = figures.totals
    sums = [x for x in total if len(x) > len("Summa")]
    assert len(sums) == 3
    page = opened(window, tmp_path, text)
    paper = page.pdf(prefer_css_page_size=True, tagged=True)
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True
    )
    leaves = said.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split("\f")[:-1]
    feet = [leaf.rstrip().rpartition("\n")[2] for leaf in leaves]
    assert [x.split()[-3:] for x in feet] == [
        [str(n), "/", str(len(leaves))] for n in range(1, len(leaves) + 1)
    ]
    table = "\f".join(leaves).partition("Händelserna bakom beloppen")[0]
    assert table.count("\f") > 3
    for one in sums:
        assert table.count(one.replace("\u202f", " ").replace("\u00a0", " ")) == 1
    assert table.count("Finansiär") == table.count("\f")  # the headings are on each leaf
    assert all("Position" in x for x in feet)
