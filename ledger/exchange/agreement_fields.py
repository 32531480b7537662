"""The fields of the file of a proposal, each said once: for reader, template and schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from events.facts import Attest, PartyKind, Rounding, Settlement, Vintage
from events.money import PLACES
from ledger.refusal import N_

Kind: TypeAlias = Literal[
    "id",
    "ids",
    "text",
    "day",
    "amount",
    "amounts",
    "flag",
    "word",
    "rate",
    "limit",
    "weights",
    "number",
]


@dataclass(frozen=True, slots=True)
class FileField:
    """A field of the agreement, of a party or of a line.

    Attributes:
        name: in the file.
        kind: of its value; ``id`` and ``word`` are texts, ``amounts`` has an amount for each year,
            ``limit`` is a rate in per cent, or ``none``, ``weights`` has series with their weights.
        about: what it says, for people.
        example: a value, as TOML.
        is_required: the file has to have it; without it, the agreement has no such value.
        choices: the words that it may be; empty: its kind is not ``word``.
        becomes: its name in the command.
    """

    name: str
    kind: Kind
    about: str
    example: str
    is_required: bool = True
    choices: tuple[str, ...] = ()
    becomes: str = ""


_AGREEMENT = (
    FileField(
        "id",
        "id",
        N_("A short name, for use in commands: letters, digits, full stop, hyphen and underscore."),
        '"herrgarden"',
        becomes="agreement",
    ),
    FileField("title", "text", N_("The agreement's name, as it stands above reports."), '"IOP …"'),
    FileField(
        "reference",
        "text",
        N_("Its diary number. Several agreements may have the same."),
        '"STK-2021-567"',
    ),
    FileField(
        "purpose", "text", N_("What the parties want to reach together, in a sentence."), '"…"'
    ),
    FileField("starts", "day", N_("The first day of the agreement."), "2024-01-01"),
    FileField("ends", "day", N_("The last day of the agreement."), "2025-12-31"),
    FileField(
        "currency",
        "word",
        N_("The currency of all amounts, by ISO 4217."),
        '"SEK"',
        choices=tuple(sorted(PLACES)),
    ),
    FileField(
        "rounding",
        "word",
        N_(
            "How uplift and the value of contributions in kind are rounded: ore to the smallest"
            " unit of the currency, krona to whole ones."
        ),
        '"ore"',
        choices=get_args(Rounding),
    ),
    FileField(
        "extends",
        "text",
        N_(
            "The earlier agreement that this one prolongs: its id, and this one begins the day"
            " after it ends; or, of an agreement that the book does not have, some words."
        ),
        '"herrgarden"',
        is_required=False,
    ),
    FileField(
        "extends_because",
        "text",
        N_("Why it does not begin the day after the agreement that it prolongs has ended."),
        '"…"',
        is_required=False,
    ),
    FileField(
        "carry_over",
        "limit",
        N_(
            "How much of a year's commitment may be carried over to another year: at most so many"
            " per cent, or none. Without it, all that remains."
        ),
        '"10 %"',
        is_required=False,
        becomes="carry_over_percent",
    ),
    FileField(
        "attest",
        "word",
        N_(
            "Who sees to a payment before it is made. two: two persons with mandates besides the"
            " one that requests it, a reviewer and one who approves. none: it is recorded at once."
            " Without it, none."
        ),
        '"two"',
        is_required=False,
        choices=get_args(Attest),
    ),
    FileField(
        "signatories",
        "ids",
        N_("Who signs: ids of parties, that are described below or in the book."),
        '["kommunstyrelsen", "tif"]',
    ),
    FileField(
        "stated_total",
        "amount",
        N_("The sum of the first year, as the document states it. The lines have to sum to it."),
        '"1 210 000"',
        becomes="stated_total_minor",
    ),
)
_PARTY = (
    FileField(
        "id", "id", N_("A short name, for use in commands and below."), '"tif"', becomes="party"
    ),
    FileField("name", "text", N_("The name, as it stands in reports."), '"Tillsammans i Förening"'),
    FileField(
        "kind",
        "word",
        N_(
            "board: of a municipality; unit: a part of a municipality; state: an authority of the"
            " state; civil: an association or another organisation of civil society; company."
        ),
        '"civil"',
        choices=get_args(PartyKind),
    ),
    FileField(
        "legal_entity",
        "id",
        N_("The legal person that it is a part of: the same word for all parts of one."),
        '"malmo-stad"',
        is_required=False,
    ),
    FileField(
        "orgnr",
        "text",
        N_("Its organisation number."),
        '"212000-1124"',
        is_required=False,
        becomes="organisation_number",
    ),
)
_LINE = (
    FileField(
        "id", "id", N_("What the line is called, alone in the agreement."), '"L1"', becomes="line"
    ),
    FileField("purpose", "text", N_("What the money is for, as it stands in reports."), '"…"'),
    FileField(
        "funder",
        "id",
        N_("The board that pays and decides: the id of a party."),
        '"fritidsnamnden"',
    ),
    FileField(
        "performer", "id", N_("Who does the work and gets the money: the id of a party."), '"tif"'
    ),
    FileField(
        "amounts",
        "amounts",
        N_("The amount of each year, before uplift."),
        '{ 2024 = "320 000", 2025 = "320 000" }',
        becomes="amounts_minor",
    ),
    FileField(
        "uplift",
        "flag",
        N_("Whether the amount is raised each year by the rate of the board: true or false."),
        "true",
    ),
    FileField(
        "settlement",
        "word",
        N_(
            "external: money is paid to the performer; internal: the cost stays within the funder's"
            " legal person. It may be left out where the two are different legal persons."
        ),
        '"external"',
        is_required=False,
        choices=get_args(Settlement),
    ),
    FileField(
        "accountable",
        "id",
        N_("The signatory that answers for a performer that does not sign itself."),
        '"kulturnamnden"',
        is_required=False,
    ),
    FileField("coding", "text", N_("The funder's account string."), '"…"', is_required=False),
    FileField(
        "activity",
        "id",
        N_(
            "What several boards pay together: lines with the same word share each payment that"
            " names it."
        ),
        '"samordning"',
        is_required=False,
    ),
    FileField(
        "share",
        "rate",
        N_(
            "The line's share of the activity's payments, in per cent. Without shares, the lines"
            " pay by what is committed on each."
        ),
        '"33,33 %"',
        is_required=False,
    ),
)

# What a line says of the index that it follows. A line that an amendment adds follows none.
INDEX = (
    FileField(
        "index",
        "weights",
        N_(
            "The index that the line is raised by: one or more series of the register, with their"
            " weights in per cent, which sum to at most 100. It needs both fields below."
        ),
        '[{ series = "PKV", weight = "100 %" }]',
        is_required=False,
    ),
    FileField(
        "index_lag",
        "number",
        N_(
            "How many years before the budget year the index is for: 0 is the one for the budget"
            " year itself."
        ),
        "0",
        is_required=False,
    ),
    FileField(
        "index_vintage",
        "word",
        N_(
            "Which publication of the index counts. first: the first. october: the newest until 31"
            " October of the year before the budget year. definitive: the newest that is not"
            " preliminary."
        ),
        '"october"',
        is_required=False,
        choices=get_args(Vintage),
    ),
)
_CATEGORY = (
    FileField(
        "name",
        "text",
        N_("What the kind of costs is called, as reports of use name it."),
        '"overhead"',
    ),
    FileField(
        "flat",
        "rate",
        N_(
            "Its flat rate in per cent, where it is not reported but calculated. It then says of"
            " what, too."
        ),
        '"15 %"',
        is_required=False,
        becomes="flat_percent",
    ),
    FileField(
        "of",
        "text",
        N_("The name of the category that the flat rate is a part of, which has none itself."),
        '"wages"',
        is_required=False,
        becomes="flat_of",
    ),
)

# The name of a list of tables ("" for the top of the file) -> its fields, in the order of the file.
FIELDS: Mapping[str, tuple[FileField, ...]] = {
    "": _AGREEMENT,
    "party": _PARTY,
    "line": (*_LINE, *INDEX),
    "category": _CATEGORY,
}
NEED_NOT_BE = frozenset({"category"})  # lists that most files are without
