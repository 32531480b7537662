"""Papers (PDF): tagged, the same bytes twice, made again from the book, and nothing hidden."""

import io
import os
import re
import runpy
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from large_agreement import ID as LARGE
from large_agreement import record as record_large
from test_recording import ME

from ledger import demo
from ledger.books import notes
from ledger.papers import parts
from ledger.presentation import language, pdf, typeset
from ledger.presentation.formats import How
from ledger.presentation.listing import Listing
from ledger.presentation.refusals import TooLongForPaper
from ledger.work.recording import Service
from projections.report import Column
from projections.series import Month, Months, later

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None and not os.environ.get("CI"),
    reason="there is no pdftotext, so no paper is read (Debian: apt install poppler-utils)",
)
PAYMENT = (
    *("record", "disbursement", "herrgarden", "L2", "100", "--on", "2024-03-02"),
    "--voucher",
)
PARTY_THERE = "forening-med-ett-mycket-langt-id-2"
REPORTS = (
    "agreement herrgarden",
    "board kommunstyrelsen",
    "party radda-barnen",
    "cash-flow",
    "in-kind",
    "forecast board kommunstyrelsen",
)


def elements(element):
    """Yield the elements of a structure, in the order of reading."""
    if not isinstance(element, pikepdf.Dictionary):
        return
    if "/S" in element:
        yield element
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        yield from elements(kid)


def tags(paper):
    """Return the kinds of the elements of a paper, in the order of reading."""
    return [str(x.S) for x in elements(paper.Root.StructTreeRoot)]


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("words", REPORTS)
def test_a_report_is_a_tagged_paper_that_is_made_again(concluded, words, lang):
    concluded.ok("report", *words.split(), "-o", "r.pdf", lang=lang)
    content = Path("r.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(content)) as paper:
        root = paper.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == (lang, True)
        assert root.ViewerPreferences.DisplayDocTitle
        with paper.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"]
            assert words.split()[0] in metadata["pdf:Keywords"]
        found = tags(paper)
        assert found.index("/H1") < (found.index("/H2") if "/H2" in found else len(found))
        headers = [x for x in elements(root.StructTreeRoot) if x.S == "/TH"]
        assert headers or "/Table" not in found
        assert all("/Column" in str(x.get("/A")) for x in headers)
    assert concluded.ok("report", *words.split(), "-o", "again.pdf", lang=lang).out == ""
    assert Path("again.pdf").read_bytes() == content
    concluded.ok("verify", "--report", "r.pdf")
    with_more(concluded)
    concluded.ok("verify", "--report", "r.pdf")
    Path("r.pdf").write_bytes(content.replace(b"/Lang", b"/Long"))
    told = concluded("verify", "--report", "r.pdf")
    assert (told.status, "Typst" in told.out) == (5, False)
    Path("r.pdf").write_bytes(content.replace(b"Tool>Typst ", b"Tool>Typst 9"))
    assert "Typst 9" in concluded("verify", "--report", "r.pdf").out


def with_more(program):
    """Record one more payment."""
    program.ok(*PAYMENT, "later", "--again")


def test_a_list_is_a_paper(concluded):
    concluded.ok("log", "-o", "log.pdf")
    concluded.ok("due", "-O", "pdf", "-o", "due")
    for name in ("log.pdf", "due"):
        with pikepdf.open(name) as paper:
            assert "/H1" in tags(paper)


def made(*texts, rows=1):
    columns = [Column(f"c{i}", f"C{i}", "text") for i, _ in enumerate(texts)]
    row = {f"c{i}": text for i, text in enumerate(texts)}
    return pdf.write(Listing(columns=columns, rows=[row] * rows, title="T"), How())


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        "*b* _i_ $x^2$ = h",
        "\u6f22 \U0001f600 \u05d0 \u03bb \u0142",
        'a"\\b',
        "-" * 400,
    ],
    ids=["code", "markup", "characters", "quotes", "long"],
)
def test_a_text_is_shown_and_never_read_as_markup(text):
    assert made(text, "x").startswith(b"%PDF")


def test_a_character_that_the_fonts_lack_is_an_escape():
    paper = typeset.typeset("sheets", plain("\u6f22"), datetime(2024, 1, 2, tzinfo=UTC))
    with pikepdf.open(io.BytesIO(paper)) as opened, opened.open_metadata() as metadata:
        assert metadata["dc:title"] == "\\u6f22"


def plain(title):
    """Return the content of a paper without tables."""
    nothing = dict.fromkeys(("kicker", "subtitle", "clocks", "footer", "root", "command"), "")
    rest = {"flipped": False, "page": "", "sheets": [], "check": "", "again": "", "date": None}
    return {"title": title, **nothing, **rest}


def test_a_paper_has_a_largest_size(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_ROWS", 3)
    assert made("x", rows=3)
    with pytest.raises(TooLongForPaper):
        made("x", rows=4)


@pytest.mark.parametrize(("lang", "said"), [("en", "Install it"), ("sv", "Installera det")])
def test_without_the_library_the_refusal_says_what_to_install(concluded, monkeypatch, lang, said):
    monkeypatch.setitem(sys.modules, "typst", None)
    refused = concluded("report", "cash-flow", "-o", "r.pdf", lang=lang)
    assert (refused.status, refused.code) == (2, "no-paper-library")
    assert said in refused.err
    assert not Path("r.pdf").exists()


PAPERS = (
    "board kommunstyrelsen",
    "board kommunstyrelsen --period 2024-T1",
    "board kulturnamnden --as-of 2024-03-25",
    "agreement herrgarden",
    "party radda-barnen",
    "authority",
    "authority --board kommunstyrelsen",
)


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("words", PAPERS)
def test_a_paper_is_tagged_and_made_again_whatever_comes_later(concluded, words, lang):
    concluded.ok(*PAYMENT, "first")
    concluded.ok("paper", *words.split(), "-o", "p.pdf", lang=lang)
    content = Path("p.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(content)) as paper:
        assert str(paper.Root.Lang) == lang
        found = tags(paper)
        assert {"/H1", "/H2", "/Figure"} <= {*found}
        pictures = [x for x in elements(paper.Root.StructTreeRoot) if x.S == "/Figure"]
        assert all(str(x.Alt) for x in pictures)
    with_more(concluded)
    concluded.ok("verify", "--report", "p.pdf")
    concluded.ok("paper", *words.split(), "-o", "later.pdf", lang=lang)
    assert Path("later.pdf").read_bytes() != content


def test_a_board_paper_for_each_board_that_funds_a_line(concluded):
    assert "papers: 3 files" in concluded.ok("paper", "board", "--all", "-o", "papers").err
    made = {path.name: path.read_bytes() for path in Path("papers").iterdir()}
    assert {*made} == {"fritidsnamnden.pdf", "kommunstyrelsen.pdf", "kulturnamnden.pdf"}
    concluded.ok("paper", "board", "kulturnamnden", "-o", "one.pdf")
    assert Path("one.pdf").read_bytes() == made["kulturnamnden.pdf"]
    assert concluded("paper", "board", "--all", "-o", "papers").code == "folder-not-empty"
    nothing = concluded("paper", "board", "--all", "--at", "0", "-o", "none")
    assert (nothing.code, Path("none").exists()) == ("no-board-funds", False)
    assert concluded("paper", "board", "kulturnamnden", "-o", "x.xlsx").status == 2
    assert not Path("x.xlsx").exists()
    for name in ("x.docx", "x.html.txt"):
        assert concluded("paper", "board", "kulturnamnden", "-o", name).status == 2
        assert not Path(name).exists()
    assert concluded("paper", "board", "-o", "x.pdf").status == 2
    assert concluded("paper", "board", "kulturnamnden", "--all", "-o", "x.pdf").status == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("board nobody", "unknown-board"),
        ("board radda-barnen", "unknown-board"),
        ("agreement nothing", "unknown-agreement"),
        ("party nobody", "unknown-party"),
        ("authority --board nobody", "unknown-party"),
        ("board kommunstyrelsen --at 9999", "position-ahead"),
    ],
)
def test_a_paper_of_nothing_is_refused_as_the_report_is(concluded, words, code):
    refused = concluded("paper", *words.split(), "-o", "x.pdf")
    assert refused.code == code, refused.err
    assert not Path("x.pdf").exists()


def test_papers_of_a_book_without_events(samverk):
    assert samverk("paper", "board", "anybody", "-o", "x.pdf").code == "unknown-board"
    samverk.ok("paper", "authority", "-o", "x.pdf")


def test_papers_of_two_requests_at_once_are_both_made():
    """The library's compiler does one thing at a time, and a server has several threads."""
    with ThreadPoolExecutor(6) as threads:
        papers = [*threads.map(lambda _: typeset.typeset("sheets", plain("\u6f22")), range(12))]
    assert len({*papers}) == 1


@pytest.mark.parametrize(
    ("first", "count", "names"),
    [
        ("2024-01", 3, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
        ("2023-11", 4, "Nov 23 Dec 23 Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
        ("2023-12", 1, "Dec 23 Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
        ("2024-01", 14, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Jan 25 Feb 25"),
    ],
)
def test_a_year_of_a_paper_goes_on_to_december_or_to_its_last_payment(first, count, names):
    language.use("en")
    months = [Month(later(first, i), 100, 100, 0, 900) for i in range(count)]
    year = parts.of_year(Months(2024, 1000, months), "SEK")
    assert " ".join(x["name"] for x in year["months"]) == names


def test_without_the_library_of_qr_codes_no_other_paper_is_made(concluded, monkeypatch):
    monkeypatch.setitem(sys.modules, "segno", None)
    assert concluded("paper", "authority", "-o", "p.pdf").code == "no-paper-library"


def said(paper):
    """Return what stands in a paper, as a reader's program takes it out, without line breaks."""
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True
    )
    return " ".join(found.stdout.decode().split())


PARTY = ("paper", "party", "radda-barnen", "-o", "p.pdf", "--proofs", "p.proofs")


def test_a_party_checks_its_statement_without_the_book(concluded):
    """By a checkpoint that is held; each event on the paper is in the file, as it is stored."""
    concluded.ok(*PAYMENT, "first")
    refused = concluded(*PARTY)
    assert (refused.status, refused.code) == (2, "no-checkpoint-held")
    assert not {Path("p.pdf"), Path("p.proofs")} & {*Path().iterdir()}
    concluded.ok("checkpoint")
    concluded.ok(*PARTY)
    key = concluded.ok("key", "show").out.split()[0]
    concluded.ok("verify", "--report", "p.pdf")
    text = Path("p.proofs").read_text("utf-8")
    proofs = notes.parse_proofs(text)
    assert "".join(map(str, proofs)) == text
    check = runpy.run_path(str(Path(__file__).parents[1] / "docs" / "check_proof.py"))["check"]
    for proof in proofs:
        assert b"disbursement-recorded" in check(str(proof), key)
    told = concluded.ok("prove", "--check", "p.proofs", "--public-key", key).out
    assert [f"event #{x.index + 1} of " in told for x in proofs] == [True] * len(proofs) != []
    Path("p.proofs").write_text(text.replace("index ", "index 1", 1), "utf-8")
    assert concluded("prove", "--check", "p.proofs", "--public-key", key).status in {2, 5}
    for bad in ("", f"x{text}", text + "x"):
        Path("p.proofs").write_text(bad, "utf-8")
        assert concluded("prove", "--check", "p.proofs", "--public-key", key).status == 2


def test_a_statement_without_an_event_has_no_proofs(concluded):
    concluded.ok("checkpoint")
    refused = concluded("paper", "party", "malmo-universitet", "-o", "p.pdf", "--proofs", "p")
    assert (refused.status, refused.code) == (2, "nothing-to-prove")
    assert not Path("p.pdf").exists()


@pytest.mark.file_only
@needs_pdftotext
@pytest.mark.parametrize("kind", ["board namnd-1", f"agreement {LARGE}", f"party {PARTY_THERE}"])
def test_a_paper_of_thirty_lines_and_six_years_keeps_to_its_pages(samverk, kind):
    """Nothing runs off the page or over what stands beside it, and it is a few pages."""
    with closing(samverk.open()) as book:
        record_large(Service(book), ME)
    samverk.ok("paper", *kind.split(), "-o", "p.pdf", lang="sv")
    with pikepdf.open("p.pdf") as paper:
        assert len(paper.pages) <= 8
        found = tags(paper)
        assert found.count("/H1") == 1
        assert found.index("/H1") < found.index("/H2") < found.index("/Table")
        headers = [x for x in elements(paper.Root.StructTreeRoot) if x.S == "/TH"]
        assert headers
        assert all("/Column" in str(x.get("/A")) for x in headers)
        spans = [x for x in elements(paper.Root.StructTreeRoot) if "/RowSpan" in str(x.get("/A"))]
        assert spans
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "p.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    rights = [float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(rights) <= 595.3 - 50  # points: of A4 without its margin


@pytest.mark.file_only
@needs_pdftotext
def test_the_paper_of_a_board_has_all_that_minutes_need(samverk):
    with closing(samverk.open()) as book:
        demo.record(book)
    samverk.ok("paper", "board", "kommunstyrelsen", "-o", "p.pdf", lang="sv")
    text = said(Path("p.pdf").read_bytes())
    for part in (
        *("Kommunstyrelsen: åtaganden i avtal", "Vad nämnden finansierar", "varav uppräkning"),
        *("IOP Kraftsamling Herrgården STK-2021-567", "månad för månad", "Utbetalningar"),
        *("Återkrav", "Bidrag i annat än pengar", "STK-2021-567: Inget bidrag registrerat"),
        *("Vad avtalen ska åstadkomma", "utveckling av mötesplatser", "vem som ska göra något"),
        *("Förslag till beslut", "lägger den till handlingarna", "åtgärda det som nämnden är sen"),
        *("samverk --lang sv paper board kommunstyrelsen --at", "position"),
    ):
        assert part in text, part
    with pikepdf.open("p.pdf") as paper:
        assert len(paper.pages) <= 2
