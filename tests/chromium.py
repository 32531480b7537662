"""Shows the pages of a book in Chromium, which reaches this computer's own server and nothing else.

Set SAMVERK_SCREENSHOTS to a folder to have pictures of all that is looked at.
"""

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = shutil.which("chromium")
AXE = Path(__file__).parent / "axe" / "axe.min.js"
SHOTS = os.environ.get("SAMVERK_SCREENSHOTS")
needs_chromium = pytest.mark.skipif(
    PROGRAM is None and not os.environ.get("CI"),
    reason="there is no chromium, so no page is looked at (Debian: apt install chromium)",
)
# Rules of WCAG 2.2 to level AA, and what is good practice besides.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_BREACHES = """
window.breaches = [];
document.addEventListener(
  "securitypolicyviolation", e => window.breaches.push(e.violatedDirective));
"""
_FOUND = """async rules => (await axe.run({runOnly: {type: "tag", values: rules}})).violations.map(
  x => x.id + " " + x.help + x.nodes.slice(0, 3).map(n => " | " + n.html.slice(0, 150)).join(""))"""
# Elements that reach outside the window, without those in a box that can be scrolled.
_OUTSIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(x => !x.closest(".scroll, .unseen, svg"))
  .filter(x => x.getBoundingClientRect().right > innerWidth + 1).map(x => x.outerHTML.slice(0, 120))
  .slice(-5).concat("scrolls sideways")"""


@contextmanager
def started():
    """Start the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=PROGRAM)
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """A window of the browser; what it does that no page of ours may do is in ``faults``."""

    def __init__(self, browser, base, **options):
        self.base, self.faults = base, []
        self._context = browser.new_context(reduced_motion="reduce", **options)
        self._context.add_init_script(_BREACHES)
        self._context.route("**/*", self._route)
        self.page = self._context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda x: self._told(f"script: {x}"))

    def _heard(self, said):
        if said.location["url"] != self.page.url:  # that a page is an error, Chromium says too
            self._told(f"console: {said.text}")

    def _told(self, fault):
        self.faults.append(f"{self.page.url}: {fault}")

    def _route(self, route):
        if route.request.url.startswith(f"{self.base}/"):
            route.continue_()
        else:
            self._told(f"asked for {route.request.url}")
            route.abort()

    def go(self, target, status=200):
        """Open a page, which is answered with a status."""
        answer = self.page.goto(f"{self.base}{target}", wait_until="load")
        assert answer.status == status, target
        return self.page

    def seen(self, width, scheme):
        """Look at the page with a width, in light or dark."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)

    def outside(self):
        """Return what makes the page scroll sideways."""
        return self.page.evaluate(_OUTSIDE)

    def axe(self):
        """Return what the rules of accessibility find."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return self.page.evaluate(_FOUND, _RULES)

    def breaches(self):
        """Return what the page has done against its own policy."""
        return self.page.evaluate("() => window.breaches")

    def picture(self, *name):
        """Keep a picture of the whole page, if somebody wants pictures."""
        if SHOTS:
            file = re.sub(r"[^\w-]+", "-", "-".join(map(str, name))).strip("-")
            self.page.screenshot(path=Path(SHOTS) / f"{file}.png", full_page=True)

    def close(self):
        """Close it, and all that it keeps."""
        self._context.close()
