"""The pages in a real browser: at every width, light and dark, by keyboard, without a script."""

import io
import os
import re
from pathlib import Path

import pikepdf
import pytest
from browsing import served
from chromium import Window, needs_chromium, started
from conftest import FileHome
from large_agreement import ID as LARGE
from large_agreement import record as record_large
from prepared import STATES, PreparedFiles
from test_recording import ME

from ledger import demo
from ledger.books import checkpoints
from ledger.books.opening import open_book
from ledger.presentation import language, style
from ledger.proof import evidence
from ledger.web import assets
from ledger.work.recording import Service

pytestmark = needs_chromium
LONG = "SAMVERK_BROWSER" in os.environ  # everything in each width, light and dark
WIDTHS, SCHEMES = (1280, 390, 320), ("light", "dark")
# Between them, where tables and pictures change their form: just before and after.
BETWEEN = (1217, 1153, 1151, 961, 768)
PAGES = (
    "",
    "agreement/herrgarden",
    "agreement/herrgarden-2026",
    "agreement/herrgarden?at=46",
    "agreement/herrgarden?compare-to=46",
    "board/kommunstyrelsen",
    "party/radda-barnen",
    "in-kind",
    "in-kind/herrgarden",
    "cash-flow",
    "forecast/agreement/herrgarden",
    "forecast/board/kulturnamnden",
    "findings",
    "due",
    "log",
    "log?agreement=herrgarden&line=L2",
    "audit",
    "audit/same-actor",
    "audit/weekends?hours=11-12&period=2025",
    "audit/sample",
    "audit/evidence",
    "event/48",
    "event/30",
    "event/48/proof",
    "event/77/proof",
    "verify",
    "explain/agreement/herrgarden?measure=paid&line=L1&year=2024",
    "explain/agreement/herrgarden?measure=paid&year=2025",
)
# In a book in which everything has happened.
FURTHER = ("requests", "authority", "imports", "findings", "audit", "verify")
ERRORS = {404: ("nothing", "agreement/absent"), 400: ("log?at=x",)}


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Return where the pages of a book of some kind are; none is made that nobody asks for."""
    folder, opened = tmp_path_factory.mktemp("browser"), {}
    fill = {
        "demo": _demonstration,
        "large": lambda book: record_large(Service(book), ME),
        "empty": lambda _book: None,
    }

    def base(kind):
        if kind not in opened:
            opened[kind] = made(kind)
            bases[kind] = opened[kind].__enter__()
        return bases[kind]

    def made(kind):
        path = folder / f"{kind}.book"
        if kind == "everything":
            PreparedFiles(folder, STATES, FileHome)
            return served(folder / kind / "herrgarden.book")
        evidence.create_book(path)
        book = open_book(path)
        fill[kind](book)
        book.close()
        return served(path)

    bases = {}
    yield base
    for one in opened.values():
        one.__exit__(None, None, None)


def _demonstration(book):
    """Record it; a checkpoint has its first 60 events."""
    demo.record(book)
    key = evidence.read_key(checkpoints.key_file(book.path))
    made = checkpoints.notes.Checkpoint(checkpoints.origin(book), 60, book.root(60))
    checkpoints.hold(checkpoints.held_folder(book.path), made.signed(key))


@pytest.fixture
def window(browser, books):
    """Return a window on a book; each must have done nothing that no page may do."""
    opened = []

    def window(kind="demo", **options):
        opened.append(Window(browser, books(kind), **options))
        return opened[-1]

    yield window
    for one in opened:
        assert one.faults == []
        one.close()


def in_turn(pages):
    """Return where pages are, each in another language than the one before it."""
    langs = language.languages()
    return [f"/{langs[number % len(langs)]}/{page}" for number, page in enumerate(pages)]


def walked(window, kind, targets, status=200):
    """Look at pages in all widths; return what is wrong with them, a line each.

    The short form looks at each width once, light and dark in turn, since dark is nothing but other
    colours (``test_dark_is_nothing_but_other_colours``). It lets the rules judge each page in one
    of the six ways, another one from page to page and from language to language, and keeps a
    picture of a window as wide as a desk's and as a telephone's. It looks at the widths between in
    every other page of a language: of the two languages, in each page once.
    """
    wrong = []
    for number, target in enumerate(targets):
        window.go(target, status)
        for width in BETWEEN if LONG or number % 2 == target.startswith("/en") else ():
            window.seen(width, SCHEMES[number % 2])
            wrong += [(target, width, x) for x in window.outside()]
        turn = number + target.startswith("/en") * 5
        for place, width in enumerate(WIDTHS):
            for scheme in SCHEMES if LONG else SCHEMES[(turn + place) % 2 :][:1]:
                window.seen(width, scheme)
                seen = (target, scheme, width)
                wrong += [(*seen, x) for x in window.outside()]
                if LONG or place == turn % len(WIDTHS):
                    wrong += [(*seen, x) for x in window.axe()]
                if LONG or place < len(WIDTHS) - 1:
                    window.picture(kind, target, scheme, width)
        wrong += [(target, x) for x in window.breaches()]
    return "\n".join(map(str, wrong))


def test_dark_is_nothing_but_other_colours():
    """So what is seen of a page light holds of it dark, but for what rules say of contrast."""
    served = Path(assets.__file__).with_name(assets.FOLDER) / "samverk.css"
    sheets = [style.colours(), style.report(), served.read_text(encoding="utf-8")]
    dark = re.findall(
        r"@media[^{]*prefers-color-scheme[^{]*\{\s*:root \{([^{}]*)\}\s*\}", sheets[0]
    )
    assert [x.count("prefers-color-scheme") for x in sheets] == [1, 0, 0]
    assert len(dark) == 1
    given = [x.split(":") for x in dark[0].split(";") if x.strip()]
    assert len(given) > 20
    assert all(re.fullmatch(r"\s*--[\w-]+", x) for x, _value in given)
    assert all(re.fullmatch(r"\s*#(\w{3}|\w{6})", value) for _name, value in given)


@pytest.mark.parametrize("lang", language.languages())
def test_every_page_is_for_everybody(window, lang):
    assert walked(window("demo"), "demo", [f"/{lang}/{page}" for page in PAGES]) == ""


def test_a_book_that_is_hard_to_show(window):
    pages = [
        *("", f"agreement/{LARGE}", "board/namnd-1", "party/forening-med-ett-mycket-langt-id-2"),
        *("cash-flow", "in-kind", f"forecast/agreement/{LARGE}", "due", "log", "event/99"),
        *("audit/same-actor", f"explain/agreement/{LARGE}?measure=paid&year=2024"),
    ]
    assert walked(window("large"), "large", in_turn(pages)) == ""


def test_what_only_a_book_in_which_everything_has_happened_shows(window):
    assert walked(window("everything"), "everything", in_turn(FURTHER)) == ""


def test_a_page_that_says_no_is_for_everybody_too(window):
    shown = window("demo")
    for status, pages in ERRORS.items():
        assert walked(shown, "demo", in_turn(pages), status) == ""


def test_an_empty_book(window):
    pages = (
        "",
        "log",
        "due",
        "in-kind",
        "cash-flow",
        "findings",
        "verify",
        "requests",
        "imports",
        "audit/gaps",
    )
    assert walked(window("empty"), "empty", [f"/sv/{page}" for page in pages]) == ""


# --- without a script, by keyboard, on paper


def test_without_a_script_there_is_everything(window):
    shown = window("demo", java_script_enabled=False)
    page = shown.go("/sv/agreement/herrgarden")
    assert page.locator("table.lines tbody tr").count() > 3
    page.locator("#slider").press("Home")
    page.locator(".slider button").click()
    page.wait_for_url("**at=*")
    assert page.locator(".clock.past").count() == 1
    page.locator(".clock summary").click()
    page.locator("#at").fill("46")
    page.locator(".clock form button").click()
    page.wait_for_url("**at=46*")
    assert "position 46" in page.locator(".clock.past strong").inner_text()
    page.locator("a.figure").first.click()
    assert page.locator(".verdict.holds").count() == 1
    page.go_back()
    page.locator("a.language").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "at=46" in page.url


def test_the_script_moves_the_slider_without_a_new_page(window):
    page = window().go("/en/agreement/herrgarden")
    page.evaluate("() => window.same = true")
    before = page.locator("#then h3").inner_text()
    page.locator("#slider").focus()
    page.keyboard.press("Home")
    page.wait_for_function("x => document.querySelector('#then h3').innerText !== x", arg=before)
    page.wait_for_function("() => !document.querySelector('#then.waiting')")
    assert page.evaluate("() => window.same")


# Of the element that has the focus: what it is, whether it is seen, its outline, and whether it
# stands after the one before it.
_FOCUS = """() => {
  const x = document.activeElement, box = x.getBoundingClientRect(), style = getComputedStyle(x);
  const last = window.last; window.last = x;
  return {tag: x.outerHTML.slice(0, 160), body: x === document.body,
    seen: box.width > 3 && box.height > 3 && box.left >= 0 && box.top >= 0
      && box.right <= innerWidth + 1 && box.top < innerHeight,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    after: !last || last === x || !!(last.compareDocumentPosition(x) & 4)};
}"""


@pytest.mark.parametrize(
    ("target", "width"),
    [
        ("/sv/agreement/herrgarden", 1280),
        ("/en/log", 390),
        ("/sv/", 320),
        ("/sv/audit/sample", 390),
    ],
)
def test_whoever_has_a_keyboard_alone_sees_where_it_is(window, target, width):
    shown = window()
    page = shown.go(target)
    shown.seen(width, "light")
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate(_FOCUS)["tag"]
    passed = 0
    while not (focus := page.evaluate(_FOCUS))["body"]:
        assert focus["seen"], focus
        assert focus["outlined"], focus
        assert focus["after"], focus
        passed += 1
        page.keyboard.press("Tab")
        if passed > (400 if LONG else 60):
            break
    assert passed > 5


def test_the_skip_link_leads_past_what_is_on_every_page(window):
    page = window().go("/sv/agreement/herrgarden")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !!document.activeElement.closest('main')")


def test_on_paper_there_is_what_is_read_and_nothing_to_press(window):
    """Dark pages, too, are printed dark on white, and nothing is cut off at the side."""
    shown = window("demo", color_scheme="dark")
    for target in ("/sv/agreement/herrgarden", "/sv/", "/sv/log", "/sv/due"):
        page = shown.go(target)
        page.emulate_media(media="print", color_scheme="dark")
        for pressed in ("form", "button", ".top nav", ".skip"):
            for found in page.locator(pressed).all():
                assert not found.is_visible(), pressed
        colours = page.evaluate(
            "() => ['backgroundColor', 'color'].map(x => getComputedStyle(document.body)[x])"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(26, 31, 36)"]
        page.set_viewport_size({"width": 690, "height": 980})  # what A4 leaves between its margins
        assert shown.outside() == []
        shown.picture("print", target)
        with pikepdf.open(io.BytesIO(page.pdf(format="A4", tagged=True))) as paper:
            assert 1 <= len(paper.pages) <= 8
        page.emulate_media(media="screen")
