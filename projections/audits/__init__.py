"""The audit tests. Each has a line here and a module of its name in this folder.

The line says what a list of commands has to know. The module declares the rest in its ``AUDIT``:
the parameters that the test takes, what its rows are, and the function that finds them among the
entries of a book (see ``declaring`` and ``material``). That function is pure: its caller reads
files and checkpoints first. A finding is a question to ask, and no damage.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from projections.audits.declaring import Declaration


class Audit(NamedTuple):
    """An audit test.

    Attributes:
        name: of its command; its module's name has ``_`` for ``-``.
        title: the heading above its findings, in English; translated when shown.
        help: what it looks for, in English; translated when shown.
    """

    name: str
    title: str
    help: str

    @property
    def declared(self) -> Declaration:
        """The declaration in the test's module."""
        module = import_module(f"{__name__}.{self.name.replace('-', '_')}")
        declaration: Declaration = module.AUDIT
        return declaration


AUDITS = {
    audit.name: audit
    for audit in (
        Audit("sample", "Sample of payments", "Draw payments to look at, so that nobody chooses."),
        Audit("duplicates", "Possible duplicates", "What may have been paid or recorded twice."),
        Audit("split", "Split payments", "Payments to one payee that together come to a limit."),
        Audit(
            "split-requests",
            "Split requests",
            "Requests approved within a mandate's limit that together are more than it.",
        ),
        Audit("late", "Recorded late", "What was recorded long after it happened."),
        Audit("weekends", "Recorded on days off", "What was recorded when nobody works."),
        Audit("round", "Round amounts", "Payments of round amounts."),
        Audit("gaps", "Series of vouchers", "Series of vouchers, and which numbers are missing."),
        Audit("same-actor", "By one actor alone", "What one actor did where there should be two."),
        Audit("year-end", "Around the turn of the year", "What was taken back around a new year."),
        Audit("after-end", "After the end", "What came after the end of its agreement."),
        Audit("benford", "First digits", "First digits of payments, against Benford's law."),
        Audit("evidence", "Files of evidence", "Whether every file is there and unchanged."),
    )
}
