"""Make the pictures of README.md: a page, and the paper for a board, of the demonstration's book.

Needs Chromium, and pdftoppm of poppler-utils. The payments in the book are invented.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

AGREEMENT, BOARD = "herrgarden", "kommunstyrelsen"
SIZE, SCALE = {"width": 1280, "height": 1910}, 0.62  # of the page, down to the way of the money
DOTS_PER_INCH = 80  # of the paper


def _page(path: Path) -> None:
    from browsing import served
    from chromium import started

    with served(path) as base, started() as browser:
        page = browser.new_page(viewport=SIZE, device_scale_factor=SCALE, color_scheme="light")
        page.goto(f"{base}/en/agreement/{AGREEMENT}", wait_until="load")
        page.screenshot(path=HERE / "page.png")


def _paper(path: Path) -> None:
    from ledger.cli.main import answer

    paper = path.with_suffix(".pdf")
    answer(["--lang", "en", "--book", str(path), "paper", "board", BOARD, "-o", str(paper)], None)
    first = ["-f", "1", "-l", "1", "-singlefile", "-r", str(DOTS_PER_INCH)]
    subprocess.run(["pdftoppm", "-png", *first, paper, HERE / "paper"], check=True)  # noqa: S603, S607


def main() -> None:
    """Make the book, and both pictures of it."""
    from ledger import demo
    from ledger.books.opening import make_book

    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.book"
        book = make_book(path)
        demo.record(book)
        book.close()
        _page(path)
        _paper(path)


if __name__ == "__main__":
    main()
