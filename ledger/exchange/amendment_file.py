"""Reading an amendment from a TOML file; ``agreement_file`` reads each table of it."""

from __future__ import annotations

from pathlib import Path

from ledger.exchange.agreement_file import Table, read_file
from ledger.exchange.amendment_fields import AMENDMENT
from ledger.exchange.refusals import FieldMissing, FileOfProposal
from ledger.rules import commands as c


def is_amendment(path: Path) -> bool:
    """Return whether a file is that of an amendment: it says which agreement it amends."""
    return read_file(path, lambda top: top.has("amends"))


def amended_by(path: Path) -> str | None:
    """Return the agreement that a file amends, as it says so; None: it names none."""
    named = read_file(path, lambda top: top.read("amends", object, "", None))
    return named if isinstance(named, str) else None


def read_amendment(
    path: Path, agreement: str | None = None, currency: str | None = None
) -> c.ProposeAmendment:
    """Read the command to propose an amendment from a file.

    Args:
        path: the file.
        agreement: the agreement that it has to amend; None: it says that itself.
        currency: of that agreement; None: the file says that itself.

    Raises:
        BadInput: as ``agreement_file.read_agreement``.
    """

    def made(top: Table) -> c.ProposeAmendment:
        if top.has("id") and not top.has("amends"):
            raise FileOfProposal(path=str(path))
        values = top.values(AMENDMENT[""])
        top.require("amends", values["agreement"], agreement)
        top.require("currency", values["currency"], currency)
        own = values.pop("currency")
        command = c.ProposeAmendment(
            **{"agreement": ""}
            | {name: value for name, value in values.items() if value is not None},
            changes=tuple(_change(table, own) for table in top.tables("change")),
            parties=tuple(
                c.RegisterParty(**table.finished(AMENDMENT["party"], own))
                for table in top.tables("party")
            ),
            lines=tuple(
                c.ProposedLine(**table.finished(AMENDMENT["line"], own))
                for table in top.tables("line")
            ),
        )
        top.finish()
        return command

    return read_file(path, made)


def _change(table: Table, currency: str | None) -> c.ProposedChange:
    values = {
        name: value
        for name, value in table.finished(AMENDMENT["change"], currency).items()
        if value is not None
    }
    said = {
        name
        for name in ("amounts", "uplift", "performer", "from", "accountable")
        if table.has(name)
    }
    needed = set() if said else {"amounts"}
    if said & {"from", "accountable"}:
        needed.add("performer")
    if "performer" in said:
        needed.add("from")
    for name in sorted(needed - said):
        table.source.problems.append(FieldMissing(**table.at(name)))
    return c.ProposedChange(**{"line": ""} | values)
