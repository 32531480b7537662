"""The fields of the file of an amendment, each said once: for reader, template and schema."""

from __future__ import annotations

from collections.abc import Mapping

from events.money import PLACES
from ledger.exchange.agreement_fields import FIELDS, INDEX, FileField
from ledger.refusal import N_

_AMENDMENT = (
    FileField(
        "amends",
        "id",
        N_("The agreement that is changed: its id."),
        '"herrgarden"',
        becomes="agreement",
    ),
    FileField(
        "currency",
        "word",
        N_("The currency of the agreement, by ISO 4217."),
        '"SEK"',
        choices=tuple(sorted(PLACES)),
    ),
    FileField("title", "text", N_("What the amendment is about."), '"…"', is_required=False),
    FileField(
        "reference",
        "text",
        N_("The diary number of the amendment."),
        '"STK-2025-77"',
        is_required=False,
    ),
    FileField(
        "ends", "day", N_("The new last day of the agreement."), "2026-12-31", is_required=False
    ),
    FileField(
        "new_title", "text", N_("The new name of the agreement."), '"IOP …"', is_required=False
    ),
    FileField(
        "new_reference",
        "text",
        N_("The new diary number of the agreement."),
        '"STK-2025-78"',
        is_required=False,
    ),
    FileField(
        "new_purpose",
        "text",
        N_("The new purpose of the agreement, in a sentence."),
        '"…"',
        is_required=False,
    ),
    FileField(
        "joins",
        "ids",
        N_("Who joins the signatories: ids of parties, that are described below or in the book."),
        '["rosengardsbiblioteket"]',
        is_required=False,
    ),
    FileField(
        "leaves",
        "ids",
        N_("Who leaves the signatories: ids of parties."),
        '["malmo-universitet"]',
        is_required=False,
    ),
)
_CHANGE = (
    FileField("line", "id", N_("The line that is changed: its id."), '"L2"'),
    FileField(
        "amounts",
        "amounts",
        N_(
            "What is committed for each year from now on, in place of what is committed, with"
            " uplift and all."
        ),
        '{ 2025 = "600 000" }',
        is_required=False,
        becomes="amounts_minor",
    ),
    FileField(
        "uplift",
        "flag",
        N_("Whether the line is marked for uplift from now on: true or false."),
        "true",
        is_required=False,
    ),
    FileField(
        "performer",
        "id",
        N_("Who performs the line from now on: the id of a party."),
        '"tif"',
        is_required=False,
    ),
    FileField(
        "from",
        "day",
        N_("The first day of the new performer. A performer needs it."),
        "2025-07-01",
        is_required=False,
        becomes="from_day",
    ),
    FileField(
        "accountable",
        "id",
        N_("The signatory that answers for the new performer, if it does not sign itself."),
        '"kulturnamnden"',
        is_required=False,
    ),
)

# As ``FIELDS``: a list of tables -> its fields.
AMENDMENT: Mapping[str, tuple[FileField, ...]] = {
    "": _AMENDMENT,
    "change": _CHANGE,
    "party": FIELDS["party"],
    "line": tuple(field for field in FIELDS["line"] if field not in INDEX),
}
