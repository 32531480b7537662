"""The file of an agreement that prolongs another one, drafted from what the book says of that one.

Amounts are what is committed for its last year by approval, amendments and uplift. What was moved
to another line, carried over or released belongs to that year alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from events import facts as f
from events.facts import AgreementId, LineId, PartyId
from events.money import PLACES
from ledger.exchange.agreement_fields import FIELDS, FileField
from ledger.exchange.agreement_template import comment, heading_of
from ledger.exchange.refusals import NothingToProlong, YearsDoNotFollow
from ledger.presentation.display import notation
from ledger.presentation.language import _
from ledger.rules.refusals.agreements import NotConcluded
from projections.balances import measures_of
from projections.projection import AgreementDocument, Projection
from projections.standing import last_day

_YEARS = re.compile(r"-\d{4}(-\d{4})?\Z")
_LONGEST_ENDING, _LONGEST_ID = len("-2026-2027-99"), 64
_WHOLE = 100  # per cent
_GIVEN = ("approved_minor", "amended_minor", "uplift_minor")


def draft(projection: Projection, agreement: AgreementId, first: int, last: int) -> str:
    """Return the file, with comments in the present language.

    Args:
        projection: of the book, with the balances of the agreement, and all agreements.
        agreement: the one to prolong, which is there.
        first: the first year of the new one.
        last: its last year.

    Raises:
        Refused: the agreement is not concluded, those years do not follow, or no line has an amount
            in its last year.
    """
    document = projection.agreements[agreement]
    if document.concluded is None:
        undecided = [line for line, own in document.lines.items() if own.decision is None]
        raise NotConcluded(undecided=undecided)
    proposed = document.proposed
    ends = last_day(document)
    starts = ends + timedelta(days=1)
    if first != starts.year or last < first or last > f.LAST_YEAR:
        raise YearsDoNotFollow(agreement=agreement, ends=ends, first=starts.year)
    amounts = _amounts(projection, agreement)
    if not amounts:
        raise NothingToProlong(agreement=agreement, year=ends.year)
    values = {name: getattr(proposed, name, None) for name in _NAMES}
    values |= {
        "agreement": _new_id(agreement, first, last, projection.agreements),
        "starts": starts,
        "ends": date(last, 12, 31),
        "extends": agreement,
        "extends_because": None,
        "stated_total_minor": sum(amounts.values()),
    }
    currency = proposed.currency
    present = {line: _present(projection, agreement, line) for line in amounts}
    shares = _whole_shares(present.values())
    parties = (
        _table("party", _party(party), currency)
        for party in _named(projection, proposed, present.values())
    )
    lines = (
        _line(
            line,
            dict.fromkeys(range(first, last + 1), amounts[name]),
            shares,
            document.lines[name].index,
            currency,
        )
        for name, line in present.items()
    )
    paragraphs = [
        *_intro(agreement, document, [line for line in document.lines if line not in amounts]),
        _table("", values, currency, explains=True),
        heading_of("party"),
        *parties,
        heading_of("line"),
        *lines,
        *_categories(proposed, currency),
    ]
    return "\n\n".join(paragraphs) + "\n"


_NAMES = tuple(field.becomes or field.name for field in FIELDS[""])


def _amounts(projection: Projection, agreement: AgreementId) -> dict[LineId, int]:
    """Return what each line has in the last year, in minor units; only lines that have anything."""
    document = projection.agreements[agreement]
    year, found = last_day(document).year, {}
    for line, own in document.lines.items():
        measures = measures_of(projection, agreement, line, year)
        minor = sum(measures[measure] for measure in _GIVEN)
        if isinstance(own.decision, f.CommitmentApproved) and minor > 0:
            found[line] = minor
    return found


def _new_id(
    agreement: AgreementId, first: int, last: int, taken: Mapping[AgreementId, object]
) -> AgreementId:
    """Return a free id that tells of the earlier agreement and of the years."""
    stem = _YEARS.sub("", agreement)[: _LONGEST_ID - _LONGEST_ENDING]
    named = f"{stem}-{first}" + (f"-{last}" if last != first else "")
    number, free = 2, named
    while free in taken:
        free, number = f"{named}-{number}", number + 1
    return free


def _present(projection: Projection, agreement: AgreementId, line: LineId) -> f.BudgetLineProposed:
    """Return a line with who performs it when the agreement ends."""
    document = projection.agreements[agreement]
    performer = projection.lines.performer_on((agreement, line), last_day(document))
    return replace(document.lines[line].proposed, performer=performer)


def _named(
    projection: Projection, proposed: f.AgreementProposed, lines: Iterable[f.BudgetLineProposed]
) -> Iterator[f.PartyRegistered]:
    """Yield the parties of the agreement, in the order of the book."""
    named: set[PartyId | None] = {*proposed.signatories}
    for line in lines:
        named |= {line.funder, line.performer, line.accountable}
    return (fact for party, fact in projection.parties.items() if party in named)


def _party(party: f.PartyRegistered) -> dict[str, Any]:
    number = party.organisation_number
    is_part = party.legal_entity != party.party
    return {
        "party": party.party,
        "name": party.name,
        "kind": party.kind,
        "legal_entity": party.legal_entity if is_part else None,
        "organisation_number": f"{number[:-4]}-{number[-4:]}" if number else None,
    }


def _line(
    line: f.BudgetLineProposed,
    amounts: dict[int, int],
    shares: Mapping[str, bool],
    index: f.LineIndexProposed | None,
    currency: str,
) -> str:
    """Return a line; one of an activity that has lost a line has no share any longer."""
    own = msgspec.structs.asdict(line) | {"amounts_minor": amounts}
    if not shares.get(own.get("activity") or ""):
        own["share"] = None
    terms = {
        "index": index and index.parts,
        "index_lag": index and index.lag_years,
        "index_vintage": index and index.vintage,
    }
    return _table("line", {"activity": None, **terms, **own}, currency)


def _categories(proposed: f.AgreementProposed, currency: str) -> Iterator[str]:
    """Yield the kinds of costs that use is reported by, where there are any."""
    known = proposed.categories if isinstance(proposed, f.AgreementProposed3) else ()
    if known:
        yield heading_of("category")
    yield from (_table("category", msgspec.structs.asdict(x), currency) for x in known)


def _whole_shares(lines: Iterable[f.BudgetLineProposed]) -> dict[str, bool]:
    """Return of each activity whether the shares of its lines still sum to the whole."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if isinstance(line, f.BudgetLineProposed2) and line.share is not None:
            sums[line.activity] = sums.get(line.activity, Decimal(0)) + line.share
    return {activity: total == _WHOLE for activity, total in sums.items()}


def _intro(
    agreement: AgreementId, document: AgreementDocument, left_out: list[LineId]
) -> Iterator[str]:
    """Yield what the reader has to know of the draft."""
    title, year = document.proposed.title, last_day(document).year
    yield comment(
        _(
            "A draft of the agreement that prolongs {agreement}. Change what the parties have"
            " agreed otherwise, and see what is wrong with: samverk agreement check FILE. Then"
            " record it: samverk agreement propose FILE",
            agreement=f"{agreement} ({title})",
        )
    )
    yield comment(
        _(
            "Each year has what was committed for {year} by approval, amendments and uplift. What"
            " was moved to another line, carried over or released is not in it.",
            year=year,
        )
    )
    if left_out:
        yield comment(
            _(
                "Left out, since they were declined or have nothing in {year}: {lines}.",
                year=year,
                lines=", ".join(left_out),
            )
        )


def _table(table: str, values: Mapping[str, Any], currency: str, *, explains: bool = False) -> str:
    """Return a table with the fields that have a value; ``explains``: with what each says."""
    written = [
        "\n".join(
            [
                *([comment(_(field.about))] if explains else []),
                f"{field.name} = {_value(field, values[field.becomes or field.name], currency)}",
            ]
        )
        for field in FIELDS[table]
        if values[field.becomes or field.name] is not None
    ]
    if explains:
        return "\n\n".join(written)
    return "\n".join([f"[[{table}]]", *written])


def _value(field: FileField, value: Any, currency: str) -> str:
    """Return a value as TOML; a text in JSON is one of TOML, too."""
    match field.kind:
        case "ids":
            return json.dumps([*value], ensure_ascii=False)
        case "day":
            return f"{value:%Y-%m-%d}"
        case "amount":
            return _text(_amount(value, currency))
        case "amounts":
            each = (f"{year} = {_text(_amount(x, currency))}" for year, x in value.items())
            return "{ " + ", ".join(each) + " }"
        case "limit":
            return _text(_percent(value) if value else "none")
        case "rate":
            return _text(_percent(value))
        case "flag":
            return "true" if value else "false"
        case "number":
            return str(value)
        case "weights":
            parts = (
                f"{{ series = {_text(x.series)}, weight = {_text(_percent(x.weight_percent))} }}"
                for x in value
            )
            return f"[{', '.join(parts)}]"
        case _:
            return _text(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _percent(number: Decimal) -> str:
    return f"{number:f} %".replace(".", notation().decimal_mark)


def _amount(minor: int, currency: str) -> str:
    """Return an amount as the reader of such files takes it, whatever the language."""
    places = PLACES[currency]
    whole, part = divmod(minor, 10**places)
    grouped = f"{whole:,}".replace(",", " ")
    if not part:
        return grouped
    # Three decimals could be thousands; a zero more says the same.
    decimals = f"{part:0{places}d}" + ("0" if places == 3 else "")  # noqa: PLR2004
    return f"{grouped}{notation().decimal_mark}{decimals}"
