"""Events that are dated or were recorded after the end of their agreement."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from projections.audits.declaring import Declaration, EntryRow, Found, Parameter, entry_row
from projections.audits.material import Material
from projections.report import Field, Notice

# Events that settle an agreement belong after its end (docs/DOMAIN.md, section 5).
_SETTLES = frozenset(
    {
        "use-reported",
        "repayment-claimed",
        "repayment-received",
        "commitment-released",
        "in-kind-verified",
        "in-kind-rejected",
        "entry-reversed",
        "agreement-closed",
        "agreement-reopened",
    }
)


class AfterEndRow(EntryRow):
    """An event after the end of its agreement."""

    ends: Annotated[date, Field("Ends", "date")]
    days: Annotated[int, Field("Days", "number")]
    finding: Annotated[Literal["dated-after", "recorded-after"], Field("Finding", "word")]


def find(found: Material, *, days: int) -> Found:
    """Return the events dated, or else recorded, more than ``days`` days after the end."""
    rows, settling = [], 0
    for item in found.asked():
        ends = found.ends.get(item.agreement or "")
        if ends is None:
            continue
        dated = (item.happened - ends).days if item.happened is not None else 0
        recorded = (found.recorded_on(item) - ends).days
        if max(dated, recorded) <= days:
            continue
        if item.name in _SETTLES:
            settling += 1
            continue
        is_dated = dated > days
        finding = "dated-after" if is_dated else "recorded-after"
        shown = entry_row(item, ends=ends, days=dated if is_dated else recorded, finding=finding)
        rows.append(shown)
    return Found(rows=rows, notices=[Notice("after-end", {"count": len(rows), "other": settling})])


AUDIT = Declaration(
    row=AfterEndRow,
    find=find,
    reads_period=True,
    ask=(
        "Ask whether the work was done before the end, and who decided that it is paid all the"
        " same."
    ),
    parameters=(Parameter("days", "number", "More than so many days after it; 0 if left out.", 0),),
)
