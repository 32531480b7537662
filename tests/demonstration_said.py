"""What reports say of the demonstration, as digests: before and after a change of the program.

``golden/demonstration.sha256`` was written by the program as it was before an agreement could use
requests for payment. The root of a book is another one each time, so it is left out.
"""

import sys
import tempfile
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from ledger import demo
from ledger.books.opening import make_book
from ledger.presentation import language
from ledger.presentation.agreement_page import page, page_json
from ledger.presentation.agreement_tables import Subject
from ledger.presentation.explanation import explanation
from ledger.presentation.formats import FORMATS, render
from ledger.work import asking, explaining, present
from projections.chains import chain_of
from projections.reports import KINDS, WHOLE, Cut

GOLDEN = Path(__file__).resolve().parent / "golden" / "demonstration.sha256"
TODAY = date(2026, 6, 1)  # of the agreements' pages
FORM = 3  # of the reports that the digests are of
EVENTS = 77  # of the demonstration that the digests are of
SUBJECTS = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "tif"}
CUTS = (*(Cut(by) for by in (None, "activity", "funder", "performer")), Cut("funder", chain=True))
QUESTIONS = (
    *(("agreement", {"cut": cut}, None) for cut in CUTS),
    ("agreement", {"period": "2024-Q2"}, None),
    ("agreement", {"as_of": date(2024, 6, 30)}, 30),
    ("board", {}, 40),
    ("party", {}, None),
    ("party", {"period": "2024"}, 40),
    ("in-kind", {}, None),
    ("cash-flow", {}, None),
)
EXPLAINED = (("agreement", "remaining_minor"), ("board", "paid_minor"), ("party", "held_minor"))


def _reports(book):
    """Yield reports with the words that tell them apart."""
    for kind, asked, compare_to in QUESTIONS:
        question = asking.Question(at=EVENTS, **asked)
        subject = SUBJECTS[KINDS[kind].subject]
        made = explaining.traced(book, kind, subject, question, compare_to)
        cut = asked.get("cut", WHOLE)
        more = [cut.by, "chain" if cut.chain else "", asked.get("as_of"), asked.get("period")]
        words = [str(x) for x in (kind, *more, compare_to) if x]
        yield " ".join(words), made
    for kind, figure in EXPLAINED:
        wanted = explaining.Wanted(figure, {}, str)
        question = asking.Question(at=EVENTS)
        found = explaining.explain(book, kind, SUBJECTS[kind], question, wanted)
        yield f"explain {kind} {figure}", explanation(found, KINDS[kind].declared)


def digests(book):
    """Return the digest of each report of the demonstration in each format, by its words."""
    found = {}
    for words, made in _reports(book):
        made.scope = replace(made.scope, root="0" * 64)
        if made.compared_to is not None:
            made.compared_to = replace(made.compared_to, root="0" * 64)
        for form in FORMATS.values():
            if form.name == "pdf":  # its bytes follow the library that writes them
                continue
            lang = "sv" if form.name in {"table", "csv", "html"} else "en"
            language.use(lang)
            content = render(made, form.name, width=120, form=FORM)
            whole = content.encode("utf-8") if isinstance(content, str) else content
            found[f"{lang} {form.name} {words}"] = sha256(whole).hexdigest()
    found |= _pages(book)
    language.use("en")
    return found


def _pages(book):
    """Return the digests of the agreements' own pages."""
    known, found = present.replay(book, EVENTS, None), {}
    for agreement in known.agreements:
        chain = chain_of(present.proposals(book), agreement)
        subject = Subject(agreement, known, chain, TODAY)
        for lang in ("sv", "en"):
            language.use(lang)
            text = page(subject, 110) + page_json(subject)
            digest = sha256(text.encode("utf-8")).hexdigest()
            found[f"{lang} agreement show {agreement}"] = digest
    return found


def golden():
    """Return the digests that were kept."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return {words: digest for digest, _, words in (line.partition("  ") for line in lines)}


def demonstration(path):
    """Return the book of the demonstration, open."""
    book = make_book(path)
    demo.record(book)
    return book


if __name__ == "__main__":  # run by the program that the digests are to be of
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(demonstration(Path(folder) / "demo.book")) as made_now,
    ):
        told = digests(made_now)
    sys.stdout.write("".join(f"{digest}  {words}\n" for words, digest in told.items()))
