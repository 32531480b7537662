"""Reading an amendment from a TOML file; ``agreement_file`` reads each table of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger.exchange.agreement_file import Table, read_file
from ledger.exchange.amendment_fields import AMENDMENT
from ledger.exchange.refusals import FieldMissing
from ledger.rules import commands as c


def is_amendment(path: Path) -> bool:
    """Return whether a file is that of an amendment: it says which agreement it amends."""
    return read_file(path, lambda top: top.has("amends"))


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
    needs: dict[str, Any] = {"performer": "from", "from_day": "performer"}
    for name, other in needs.items():
        if name in values and not table.has(other):
            table.source.problems.append(FieldMissing(**table.at(other)))
    if "accountable" in values and not table.has("performer"):
        table.source.problems.append(FieldMissing(**table.at("performer")))
    if not values.keys() & {"amounts_minor", "uplift", "performer"}:
        table.source.problems.append(FieldMissing(**table.at("amounts")))
    return c.ProposedChange(**{"line": ""} | values)
