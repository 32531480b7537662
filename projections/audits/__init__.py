"""The audit tests there are. Each is one line here, and the file of its name beside this one.

The line says what a list of commands has to know. The file declares the rest in its ``AUDIT``: the
parameters that the test takes, what its rows are, and the function that finds them among the
entries of a book (see ``declaring`` and ``material``). That function is pure: files and checkpoints
are read before it is asked. What a test finds is a question to somebody and no damage.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from projections.audits.declaring import Declaration


class Audit(NamedTuple):
    """An audit test.

    Attributes:
        name: of its command; that of its file has ``_`` for ``-``.
        title: what stands above what it finds, in English; translated when shown.
        help: what it looks for, in English; translated when shown.
    """

    name: str
    title: str
    help: str

    @property
    def declared(self) -> Declaration:
        """What the file of the test says."""
        module = import_module(f"{__name__}.{self.name.replace('-', '_')}")
        declaration: Declaration = module.AUDIT
        return declaration


AUDITS = {
    audit.name: audit
    for audit in (
        Audit("sample", "Sample of payments", "Draw payments to look at, so that nobody chooses."),
    )
}
