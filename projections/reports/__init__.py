"""All reports. Each has a line in this file, and a file of its own name beside it.

The line says what the command line has to know for help and completion. So this file imports no
report. The report's own file declares the rest in ``REPORT`` (see ``declaring``), and ``building``
makes any report from that. ``lines`` and ``amounts`` have the rows that several reports share.
``common`` has tools.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from projections.reports.declaring import Declaration

Subject: TypeAlias = Literal["agreement", "board", "party"]


class Kind(NamedTuple):
    """A kind of report.

    Attributes:
        name: of its command; that of its file has ``_`` for ``-``.
        help: what it shows, in English; translated when shown.
        subject: what it is about.
        of_all: whether the user may leave the subject out; the report is then about the whole book.
    """

    name: str
    help: str
    subject: Subject
    of_all: bool = False

    @property
    def declared(self) -> Declaration[Any]:
        """What the file of the report says."""
        module = import_module(f"{__name__}.{self.name.replace('-', '_')}")
        declaration: Declaration[Any] = module.REPORT
        return declaration


KINDS = {
    kind.name: kind
    for kind in (
        Kind("agreement", "An agreement, line by line and year by year.", "agreement"),
        Kind("board", "What a board has committed and paid, in all agreements.", "board"),
        Kind(
            "party",
            "Statement of account: promised to or by a party, paid, used, owed back, in kind.",
            "party",
        ),
        Kind("in-kind", "Contributions in something else than money.", "agreement", of_all=True),
        Kind("cash-flow", "Paid and still to pay, by month and line.", "agreement", of_all=True),
    )
}
