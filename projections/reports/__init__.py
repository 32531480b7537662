"""All reports. Each has a line in this file, and a file of its own name beside it.

The line says what the command line has to know for help and completion. So this file imports no
report. The report's own file declares the rest in ``REPORT`` (see ``declaring``), and ``building``
makes any report from that. ``lines`` and ``amounts`` have the rows that several reports share.
``common`` has tools.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from projections.reports.declaring import Declaration

Subject: TypeAlias = Literal["agreement", "board", "party"]


class Cut(NamedTuple):
    """How an agreement's report is cut.

    Attributes:
        by: what its rows are sums of (``Kind.by``); None: each is a line and budget year.
        chain: whether it is about the whole chain of agreements that extend one another.
    """

    by: str | None = None
    chain: bool = False


WHOLE = Cut()  # as every other report


class Kind(NamedTuple):
    """A kind of report.

    Attributes:
        name: of its command; that of its file has ``_`` for ``-``. Two words, where one report may
            be about several kinds of things: those that the command has.
        help: what it shows, in English; translated when shown.
        subject: what it is about.
        of_all: whether the user may leave the subject out; the report is then about the whole book.
        by: what rows may be sums of, besides lines; such a report may be about a chain, too.
    """

    name: str
    help: str
    subject: Subject
    of_all: bool = False
    by: tuple[str, ...] = ()

    @property
    def declared(self) -> "Declaration[Any]":
        """What the file of the report says."""
        return self.declared_by(None)

    def declared_by(self, by: str | None) -> "Declaration[Any]":
        """Return what the file of the report says of it with rows that are sums of something."""
        own, _, of = self.name.partition(" ")
        module = import_module(f"{__name__}.{own.replace('-', '_')}")
        declaration: Declaration[Any] = module.OF[of] if of else module.REPORT
        return declaration if by is None else module.BY[by]

    @property
    def chosen_by(self) -> list[str]:
        """The fields by which rows are chosen, to have a figure of them explained."""
        keys = [key for by in (None, *self.by) for key in self.declared_by(by).row_key]
        return [key for key in dict.fromkeys(keys) if key != self.subject]


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "agreement",
            "An agreement, line by line and year by year.",
            "agreement",
            by=("activity", "funder", "performer", "category"),
        ),
        Kind("board", "What a board has committed and paid, in all agreements.", "board"),
        Kind(
            "party",
            "Statement of account: promised to or by a party, paid, used, owed back, in kind.",
            "party",
        ),
        Kind("in-kind", "Contributions in something else than money.", "agreement", of_all=True),
        Kind(
            "forecast board",
            "What a board's lines are expected to cost: budget, outcome and forecast. With"
            " --period, budget and outcome are of its last day, and the forecast is the newest from"
            " before the last day of the next one.",
            "board",
        ),
        Kind(
            "forecast agreement",
            "What an agreement is expected to cost: budget, outcome and forecast. With"
            " --period, budget and outcome are of its last day, and the forecast is the newest from"
            " before the last day of the next one.",
            "agreement",
        ),
        Kind(
            "findings", "What reviews have found, and what is open of it.", "agreement", of_all=True
        ),
        Kind("cash-flow", "Paid and still to pay, by month and line.", "agreement", of_all=True),
    )
}
