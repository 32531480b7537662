"""The page that ``samverk agreement show`` prints: how an agreement stands, and its amounts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from msgspec import to_builtins

from events.facts import AgreementProposed, AgreementProposed2, AgreementProposed3, Category
from ledger.presentation import agreement_tables as tables
from ledger.presentation import display
from ledger.presentation.agreement_tables import Part, Subject
from ledger.presentation.data_formats import as_json
from ledger.presentation.indexing import index_terms, terms_data
from ledger.presentation.language import _, _p
from ledger.presentation.rendering import sheets_of
from ledger.presentation.sheets import as_table
from projections import standing
from projections.partnership import marks_of
from projections.projection import LineDocument


def page(subject: Subject, width: int) -> str:
    """Return the page for a terminal, in the present language."""
    now, requested = tables.as_it_stands(subject), tables.as_requested(subject)
    blocks = [
        [line for fact in _facts(subject) for line in _wrapped(fact, width)],
        *(_drawn(part, width) for part in tables.process(subject)),
        _drawn(tables.as_proposed(subject), width),
        _drawn(now, width)
        if now.shown.rows
        else _wrapped(_("Nothing has been committed yet."), width),
        *([_drawn(requested, width)] if requested.shown.rows else []),
        _marks(subject, width),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(display.safe(text), width)


def _drawn(part: Part, width: int) -> list[str]:
    """Return a table with the sentence above it."""
    table = as_table(sheets_of(part.shown, width), width)
    return [*_wrapped(part.said, width), "", table.rstrip("\n")]


def _facts(subject: Subject) -> list[str]:
    """Return what an agreement is, a sentence for each thing."""
    proposed = subject.document.proposed
    chain = " → ".join(subject.chain)
    return [
        f"{proposed.title} · {proposed.reference} · {proposed.starts} – {proposed.ends}",
        _("Status: {status}", status=status_text(subject)),
        *([_("Extends: {agreement}", agreement=proposed.extends)] if proposed.extends else []),
        *([_("Chain: {agreements}", agreements=chain)] if len(subject.chain) > 1 else []),
        *_carry_over(proposed),
        *_attest(proposed),
        *_indexes(subject),
        *_categories(proposed),
        _("Purpose: {purpose}", purpose=proposed.purpose),
        _("Signatories: {names}", names=_names(subject, proposed.signatories)),
        *_performers(subject),
    ]


def _performers(subject: Subject) -> Iterator[str]:
    """Yield who has performed each line that has had several performers."""
    for line, state in subject.document.lines.items():
        told = [
            name if one.starts is None else _("{name} from {day}", name=name, day=one.starts)
            for one in state.performers
            for name in [subject.names([one.performer])]
        ]
        if told:
            yield _("Performers of {line}: {names}", line=line, names="; ".join(told))


def _carry_over_percent(proposed: AgreementProposed) -> Decimal | None:
    """Return how much of a year may be carried over at most; None: all that remains."""
    return proposed.carry_over_percent if isinstance(proposed, AgreementProposed2) else None


def _carry_over(proposed: AgreementProposed) -> list[str]:
    """Return what the agreement says of carry-over and of the agreement before it."""
    if not isinstance(proposed, AgreementProposed2):
        return []
    because, percent = proposed.extends_because, proposed.carry_over_percent
    found = [_("It does not follow at once, because: {reason}", reason=because)] if because else []
    if percent is not None:
        limit = _("at most {rate} of a year's commitment", rate=display.rate(percent))
        found.append(
            _("Carry-over: {limit}", limit=limit if percent else _p("of carry-over", "none"))
        )
    return found


def _is_attested(proposed: AgreementProposed) -> bool:
    return isinstance(proposed, AgreementProposed3) and proposed.attest == "two"


def _attest(proposed: AgreementProposed) -> list[str]:
    if not _is_attested(proposed):
        return []
    return [_("Payments: requested, reviewed and approved by three persons before they are made")]


def _indexes(subject: Subject) -> list[str]:
    """Return which index each line follows, in its own line."""
    return [
        _("Index of {line}: {terms}", line=line, terms=index_terms(state.index))
        for line, state in subject.document.lines.items()
        if state.index is not None
    ]


def _categories_of(proposed: AgreementProposed) -> tuple[Category, ...]:
    return proposed.categories if isinstance(proposed, AgreementProposed3) else ()


def _categories(proposed: AgreementProposed) -> list[str]:
    """Return by which kinds of costs use is reported; empty: as one amount."""
    said = [
        x.name
        if x.flat_percent is None
        else _(
            "{category} ({percent} of {of})",
            category=x.name,
            percent=display.rate(x.flat_percent),
            of=x.flat_of,
        )
        for x in _categories_of(proposed)
    ]
    if not said:
        return []
    return [_("Use is reported by: {categories}", categories=display.safe(", ".join(said)))]


def status_text(subject: Subject) -> str:
    """Return the status of an agreement, with the day and the decision that it follows from."""
    document = subject.document
    withdrawn, concluded = standing.withdrawal_of(document), document.concluded
    if withdrawn is not None:
        return _("withdrawn {day}: {reason}", day=withdrawn.withdrawn_on, reason=withdrawn.reason)
    closed, terminated = standing.closing_of(document), standing.termination_of(document)
    if closed is not None:
        return _("closed {day}; it ended {last}", day=closed.closed_on, last=subject.last_day)
    if terminated is not None:
        return _(
            "terminated by {party}, notice {day}, ends {last}: {ground}, {decision}",
            party=subject.name(terminated.party),
            day=terminated.notice_on,
            last=terminated.ends,
            ground=terminated.ground,
            decision=terminated.decision,
        )
    if concluded is not None:
        values = {"day": concluded.decided_on, "decision": concluded.decision}
        if subject.status == "ended":
            return _(
                "ended {last}; concluded {day}, {decision}", last=document.proposed.ends, **values
            )
        return _("concluded {day}, {decision}", **values)
    match subject.status:
        case "declined":
            return _("declined: no line was approved, so it cannot be concluded")
        case "referred":
            return _("referred, not concluded")
        case _:
            return _("proposed, not concluded")


def _names(subject: Subject, parties: Iterable[str]) -> str:
    return subject.names(parties) or _p("of parties", "none")


def _marks(subject: Subject, width: int) -> list[str]:
    """Return the three marks of an IOP, each with its missing parts."""
    marks = marks_of(subject.projection, subject.agreement)
    found = [
        (
            bool(marks.public and marks.civil),
            _(
                "Public and civil-society parties: {public}; {civil}",
                public=_names(subject, marks.public),
                civil=_names(subject, marks.civil),
            ),
        ),
        (bool(marks.purpose), _("A common purpose is stated")),
        (
            not marks.without_contribution,
            _("Every party contributes")
            if not marks.without_contribution
            else _(
                "Every party contributes; none recorded yet: {names}",
                names=_names(subject, marks.without_contribution),
            ),
        ),
    ]
    lines = [_("The three marks of an IOP:")]
    for holds, text in found:
        sign = _("yes") if holds else _("missing")
        lines += textwrap.wrap(f"  {sign}: {display.safe(text)}", width, subsequent_indent="      ")
    return lines


def _terminated(subject: Subject) -> dict[str, Any] | None:
    """Return what is said of the termination; None: there is none."""
    fact = standing.termination_of(subject.document)
    if fact is None:
        return None
    return {name: getattr(fact, name) for name in fact.__struct_fields__}


def page_json(subject: Subject) -> str:
    """Return the same as one JSON object."""
    document, marks = subject.document, marks_of(subject.projection, subject.agreement)
    proposed, committed = document.proposed, tables.committed(subject)
    measures = (*tables.COMMITMENT, *(tables.ASKED if document.uses_requests else ()))
    closing = standing.closing_of(document)
    return as_json(
        {
            "agreement": subject.agreement,
            "title": proposed.title,
            "reference": proposed.reference,
            "purpose": proposed.purpose,
            "starts": proposed.starts,
            "ends": proposed.ends,
            "currency": proposed.currency,
            "rounding": proposed.rounding,
            "extends": proposed.extends,
            "extends_because": getattr(proposed, "extends_because", None),
            "carry_over_percent": _carry_over_percent(proposed),
            # Only where it is said: what is printed of other agreements stays as it was.
            **({"attest": "two"} if _is_attested(proposed) else {}),
            **(
                {"categories": [to_builtins(x) for x in _categories_of(proposed)]}
                if _categories_of(proposed)
                else {}
            ),
            "chain": list(subject.chain),
            "signatories": list(proposed.signatories),
            "status": subject.status,
            "concluded": document.concluded.decision if document.concluded else None,
            "terminated": _terminated(subject),
            "closed_on": closing.closed_on if closing else None,
            "process": _process(subject),
            "signatures": tables.as_data(tables.signatures(subject)),
            "amendments": tables.amendments_data(subject),
            "missing": tables.as_data(tables.missing(subject)),
            "lines": [
                _line(line, state, committed[line], measures)
                for line, state in document.lines.items()
            ],
            "marks": {
                "public": list(marks.public),
                "civil": list(marks.civil),
                "purpose": bool(marks.purpose),
                "without_contribution": list(marks.without_contribution),
            },
        }
    )


def _process(subject: Subject) -> dict[str, Any]:
    withdrawn = standing.withdrawal_of(subject.document)
    return {
        "referral": tables.as_data(tables.referral(subject)),
        "plans": tables.as_data(tables.plans(subject)),
        "decisions": tables.as_data(tables.decisions(subject)),
        "notified": tables.as_data(tables.notified(subject)),
        "withdrawn_on": withdrawn.withdrawn_on if withdrawn else None,
        "withdrawn_because": withdrawn.reason if withdrawn else None,
    }


def _line(
    line: str, state: LineDocument, years: dict[int, dict[str, int]], told: Iterable[str]
) -> dict[str, Any]:
    """Return a line with some of its measures, by year."""
    proposed = state.proposed
    amounts = {str(year): minor for year, minor in sorted(state.amounts_minor.items())}
    return {
        "line": line,
        "purpose": proposed.purpose,
        "funder": proposed.funder,
        "performer": proposed.performer,
        "performers": [
            {"performer": one.performer, "starts": one.starts} for one in state.performers
        ],
        "accountable": proposed.accountable,
        "settlement": proposed.settlement,
        "uplift": proposed.uplift,
        **({"index": terms_data(state.index)} if state.index else {}),
        "coding": proposed.coding,
        "amounts_minor": amounts,
        "proposed_minor": amounts,
        **{
            measure: {str(year): measures[measure] for year, measures in years.items()}
            for measure in told
        },
        "decision": tables.decision_of(state),
        "decision_reference": state.decision.decision if state.decision else None,
        "decided_on": state.decision.decided_on if state.decision else None,
    }
