"""Words of the rules that people read in a line about an event, in their own language.

They stand apart from the rules, so that whoever only shows events need not load these.
"""

from __future__ import annotations

from collections.abc import Mapping

from events import facts as f
from ledger.refusal import N_

SETTLEMENT = N_("final settlement")  # the ground and the reason where none is given
# What each rule takes of the publications of a period.
VINTAGES: Mapping[f.Vintage, str] = {
    "first": N_("the first publication"),
    "october": N_("the newest publication of 31 October of the year before"),
    "definitive": N_("the newest publication that is not preliminary"),
}
