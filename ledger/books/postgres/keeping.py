"""Statements that fill the tables by which a server judges, from the events of a book, in bulk.

They are for a book that is moved to a server. An upgrade does the same with statements of its own,
which ``upgrades`` keeps for ever. The statements judge no event: a book keeps what its events say.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from events import facts as f
from events.declared import fields_naming
from events.facts import event_name_of
from ledger.books.postgres import attesting, keeping_requests
from ledger.books.postgres.asked import (
    CAUSES,
    DECISIONS,
    changes,
    drawn,
    each,
    entries,
    line_effects,
    of_form,
)
from ledger.books.postgres.statements import forms, names, number, read

_SAID = (
    "(SELECT rowid AS at, originator_id AS stream, topic AS name,"
    " convert_from(state, 'UTF8')::jsonb -> 'data' AS data"
    " FROM stored_events WHERE topic IN ({})) AS said"
)
_REVERSED = event_name_of(f.EntryReversed)
# Leaves out the events that were taken back later.
_STANDS = "NOT EXISTS (SELECT FROM reversed WHERE entry = at)"


def _said(facts: Iterable[type[f.Event]]) -> str:
    return _SAID.format(names(facts))


# The conclusions that are in force, beside the items of their amendments.
_CONCLUDED = (
    "(SELECT stream, data ->> 'amendment' AS amendment, at AS concluded_at"
    f" FROM {_said(forms(f.AmendmentConcluded))} WHERE {_STANDS}) AS conclusion"
    " ON said.stream = conclusion.stream AND data ->> 'amendment' = conclusion.amendment"
)


def kept() -> Iterator[str]:
    """Yield the statements that fill the tables from the events of a book, table by table."""
    yield from _filled("party", _kept_parties())
    yield _kept_legal_entities()
    reversed_ = _said([f.EntryReversed])
    yield from _filled(
        "reversed", [f"SELECT {number('position')}, at FROM {reversed_} ORDER BY at"]
    )
    yield from _filled("agreement", [_kept_agreements()])
    yield _kept_ends()
    yield from _filled("budget_line", [_kept_lines(), _kept_new_lines()])
    yield _kept_decisions()
    yield from _filled("line_year", [_kept_sums()])
    yield _kept_periods()
    yield _kept_shut()
    yield from _kept_closed()
    yield from _filled("resting", _kept_causes())
    uplifts = (
        f"SELECT stream, data ->> 'line', (data ->> 'year')::integer, at FROM {{}} WHERE {_STANDS}"
    )
    yield from _filled("uplift", [uplifts.format(_said(forms(f.UpliftApplied)))])
    yield from _filled("amendment", [_kept_amendments()])
    yield from _filled("amended_year", [_kept_amended()])
    yield from _filled("performing", [_kept_performers()])
    yield (
        "UPDATE line_year SET performer = '' FROM performing AS own"
        " WHERE own.stream = line_year.stream AND own.line = line_year.line;"
    )
    yield from _filled("performer_year", [_kept_claimable()])
    yield from keeping_requests.kept()


def _filled(table: str, queries: Iterable[str]) -> Iterator[str]:
    for query in queries:
        yield f"INSERT INTO {table}\n{query}\nON CONFLICT DO NOTHING;"


def _kept_parties() -> Iterator[str]:
    for fact in f.FACTS:
        for name in fields_naming(fact, "new party"):
            entity = read("legal_entity")
            yield f"SELECT {read(name)}, {entity} FROM {_said([fact])} ORDER BY at"


def _kept_legal_entities() -> str:
    """Return the statement that notes what parties' legal persons were amended to last."""
    return (
        "UPDATE party SET legal_entity = last.legal_entity FROM (\n"
        "SELECT DISTINCT ON (data ->> 'party') data ->> 'party' AS party,"
        f" data ->> 'legal_entity' AS legal_entity FROM {_said(forms(f.PartyAmended))}"
        "\nORDER BY data ->> 'party', at DESC\n) AS last WHERE last.party = party.party;"
    )


def _kept_agreements() -> str:
    concluded = (
        "(SELECT DISTINCT ON (stream) stream, (data ->> 'decided_on')::date AS concluded"
        f" FROM {_said(forms(f.AgreementConcluded))} ORDER BY stream, at DESC) AS conclusion"
    )
    proposals = _said(forms(f.AgreementProposed))
    return (
        f"SELECT stream, data ->> 'currency', date_part('year', (data ->> 'starts')::date),"
        " date_part('year', (data ->> 'ends')::date), concluded, NULL::bigint,"
        f" {attesting.ATTESTED} FROM {proposals}\nLEFT JOIN {concluded} USING (stream) ORDER BY at"
    )


def _kept_shut() -> str:
    """Return the statement that notes which agreements are shut, once the reversals are kept."""
    withdrawals = _said(forms(f.ProposalWithdrawn))
    return (
        f"UPDATE agreement SET shut = at FROM {withdrawals} WHERE said.stream = agreement.stream"
        f" AND {read('amendment')} IS NULL AND {_STANDS};"
    )


def _kept_closed() -> Iterator[str]:
    """Yield the statements that note which agreements are closed, and were not opened again."""
    facts, closed = _said([f.AgreementClosed, f.AgreementReopened]), f.AgreementClosed
    yield (
        "UPDATE agreement SET shut = at FROM (\nSELECT DISTINCT ON (stream) stream, at, name"
        f"\nFROM {facts} ORDER BY stream, at DESC\n) AS last"
        f" WHERE last.stream = agreement.stream AND name = '{event_name_of(closed)}';"
    )
    for table in ("budget_line", "line_year"):
        yield (
            f"UPDATE {table} SET in_force = false FROM agreement"
            f" WHERE agreement.stream = {table}.stream AND shut IS NOT NULL;"
        )


def _kept_lines() -> str:
    lines = _said(forms(f.BudgetLineProposed))
    return (
        "SELECT stream, data ->> 'line', data ->> 'funder', data ->> 'performer',"
        f" data ->> 'settlement', concluded IS NOT NULL, NULL FROM {lines}"
        "\nJOIN agreement USING (stream) ORDER BY at"
    )


def _kept_ends() -> str:
    """Return the statement that moves the last year to that of the last amendment of the end."""
    return (
        "UPDATE agreement SET last_year = last.year FROM (\n"
        "SELECT DISTINCT ON (stream) stream, date_part('year', (data ->> 'ends')::date) AS year"
        f" FROM {_said(forms(f.AmendmentConcluded))}"
        f" WHERE data ->> 'ends' IS NOT NULL AND {_STANDS}\nORDER BY stream, at DESC\n"
        ") AS last WHERE last.stream = agreement.stream;"
    )


def _kept_new_lines() -> str:
    """Return the query for the lines that amendments in force have added."""
    return (
        "SELECT said.stream, data ->> 'line', data ->> 'funder', data ->> 'performer',"
        f" data ->> 'settlement', true, concluded_at FROM {_said(forms(f.LineAdditionProposed))}"
        f"\nJOIN {_CONCLUDED} ORDER BY at"
    )


def _kept_amendments() -> str:
    ended = forms(f.AmendmentConcluded, f.AmendmentDeclined, f.ProposalWithdrawn)
    return (
        "SELECT stream, data ->> 'amendment', at, (SELECT MIN(ended.at) FROM"
        f" (SELECT * FROM {_said(ended)} WHERE {_STANDS}) AS ended"
        " WHERE ended.stream = said.stream"
        " AND ended.data ->> 'amendment' = said.data ->> 'amendment')"
        f" FROM {_said(forms(f.AmendmentProposed))} ORDER BY at"
    )


def _kept_performers() -> str:
    """Return the query for the performers that lines got by amendments in force."""
    return (
        "SELECT said.stream, data ->> 'line', data ->> 'performer', (data ->> 'from_day')::date,"
        f" concluded_at FROM {_said(forms(f.LinePerformerChangeProposed))}\nJOIN {_CONCLUDED}"
    )


def _kept_amended() -> str:
    return (
        "SELECT stream, one ->> 'line', (one ->> 'year')::integer, at FROM"
        f" {_said(forms(f.AmendmentConcluded))}"
        ", LATERAL jsonb_array_elements(data -> 'changes') AS one"
        f" WHERE {_STANDS}"
    )


def _kept_decisions() -> str:
    """Return the statement that notes the last decision on each line; none if it was taken back."""
    decisions = forms(*DECISIONS)
    facts = _said([*decisions, f.EntryReversed])
    return (
        "UPDATE budget_line SET decided = at FROM (\n"
        "SELECT DISTINCT ON (stream, 2) stream, COALESCE(data -> 'entry', data) ->> 'line' AS line,"
        f" CASE WHEN name <> '{_REVERSED}' THEN at END AS at\nFROM {facts}"
        f" WHERE name <> '{_REVERSED}' OR data -> 'entry' ->> 'event' IN ({names(decisions)})"
        "\nORDER BY stream, 2, said.at DESC\n) AS last"
        " WHERE last.stream = budget_line.stream AND last.line = budget_line.line;"
    )


def _kept_claimable() -> str:
    """Return the query for what can be claimed back from the later performers of lines."""
    facts = [
        (fact, changes(effect)[1], fields_naming(fact, "performer"), effect)
        for fact in entries()
        for effect in line_effects(fact)
    ]
    moved = [
        f"SELECT stream, data ->> 'line' AS line, ({read(effect.year)})::integer AS year,"
        f" {read(named[0])} AS about, {claimable} * {number(effect.amount)} AS claimable"
        f" FROM {_said([fact])} WHERE {_STANDS}"
        for fact, claimable, named, effect in facts
        if claimable and named
    ]
    return (
        "SELECT stream, line, year, about, SUM(claimable) FROM (\n"
        + "\nUNION ALL ".join(moved)
        + "\n) AS moved JOIN budget_line USING (stream, line)"
        " WHERE about <> performer AND EXISTS (SELECT FROM performing AS own"
        " WHERE own.stream = moved.stream AND own.line = moved.line)"
        " GROUP BY stream, line, year, about"
    )


def _kept_sums() -> str:
    facts = [x for x in entries() if any(changes(e) != (0, 0) for e in line_effects(x))]
    moved = []
    for fact in facts:
        for effect in line_effects(fact):
            more, claimable = changes(effect)
            year, minor = f"({read(effect.year)})::integer", number(effect.amount)
            rows, line = "entry", "each.line" if effect.is_line_of_each else read(effect.line)
            if effect.each:
                found = "line, year, minor" if effect.is_line_of_each else "year, minor"
                rows = f"entry, LATERAL ({each(fact, effect)}) AS each ({found})"
                year, minor = "year", "minor"
            elif effect.less:
                minor = f"({minor} - {number(effect.less)})"
            moved.append(
                f"SELECT stream, {line} AS line, {year} AS year,"
                f" {more} * sign * {minor} AS more, {claimable} * sign * {minor} AS claimable"
                f" FROM {rows} WHERE name = '{event_name_of(fact)}'"
            )
    return (
        f"WITH entry AS MATERIALIZED (\nSELECT stream, 1 AS sign, name, data FROM {_said(facts)}\n"
        "UNION ALL SELECT stream, -1, data -> 'entry' ->> 'event', data -> 'entry'"
        f" FROM {_said([f.EntryReversed])}\n), moved AS (\n" + "\nUNION ALL ".join(moved) + "\n)\n"
        "SELECT stream, line, year, SUM(more), SUM(claimable), performer, settlement, in_force,"
        " attested, 0, 0 FROM moved JOIN budget_line USING (stream, line)"
        " JOIN agreement USING (stream)"
        " GROUP BY stream, line, year, performer, settlement, in_force, attested"
    )


def _kept_periods() -> str:
    """Return the loop over the closings, which are few; a reopening undoes the newest closing."""
    closing = event_name_of(f.PeriodClosed)
    return (
        "FOR event IN SELECT at, name, data FROM"
        f" {_said([f.PeriodClosed, f.PeriodReopened])} ORDER BY at LOOP\n"
        f"IF event.name = '{closing}' THEN\n"
        "INSERT INTO closed_period VALUES (event.at, event.data ->> 'period',"
        " (event.data ->> 'ends')::date);\n"
        "ELSE\n"
        "DELETE FROM closed_period WHERE position = (SELECT MAX(position) FROM closed_period);\n"
        "END IF;\nEND LOOP;"
    )


def _kept_causes() -> Iterator[str]:
    for fact in entries():
        if fields_naming(fact, "fact"):
            (at,) = fields_naming(fact, "event")
            yield f"SELECT {number(at)}, at, 0 FROM {_said([fact])} WHERE {_STANDS}"
        elif cause := of_form(CAUSES, fact):
            taken = drawn(fact)
            minor = number(taken.amount) if taken else "0"
            yield (
                f"SELECT {number(cause.field)}, at, {minor} FROM {_said([fact])}"
                f" WHERE {read(cause.field)} IS NOT NULL AND {_STANDS}"
            )
