"""Write docs/reports.md from the fields of the reports and lists.

python docs/generate_report_schemas.py
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ledger.presentation import lists
from ledger.presentation.explanation import fields_explained
from ledger.presentation.formats import FORM
from projections.audits import AUDITS
from projections.report import Column, columns_of
from projections.reports import KINDS

TARGET = Path(__file__).with_name("reports.md")
HEAD = f"""# The fields of reports and lists

Made by `docs/generate_report_schemas.py` from the program; a test fails when it is not.

Every report and list has the same fields in JSON, NDJSON and CSV, in the order below, with rows
and without. Tables, Markdown and web pages show some of them, under these headings in the
language chosen.

| kind | JSON, NDJSON | CSV |
|---|---|---|
| money | integer in minor units (öre) of `currency`; the name ends in `_minor` | decimal number \
in whole units (kronor), all decimals, no group separators; the name has no `_minor` |
| percent | decimal number, per cent: `46.88` | the same |
| quantity | decimal number as text: `"12.5"` | the same, without quotes |
| number | integer | the same |
| flag | `true`, `false` | the same |
| date | `"2024-06-30"` | the same |
| instant | `"2024-06-30T13:45:00Z"`, UTC | the same |
| text, id, word | text; a word is one of a few, and the same in both languages | text; a \
character that cannot be seen as its code; `'` before what a spreadsheet would take for a formula |
| texts | list of texts | separated by spaces |
| positions | list of integers | separated by spaces |

What is not there (a party's line without a performer, an event about no day) is `null` in JSON and
empty in CSV. With `--lang sv` CSV has semicolons, decimal commas and a byte order mark, with
`--lang en` commas and points; names are the same. NDJSON is one row to a line, named as in JSON.

A workbook (xlsx, `pip install 'samverk[papers]'`) has the same fields in the same order, under the
headings that people read. Amounts (in whole units), numbers, per cents, days and instants (UTC) are
numbers in it, all else is text, and no text is ever a formula. Columns with nothing in them, or
with nothing but zero, are there and hidden. Sums are formulas with their results: `SUBTOTAL` of the
rows that a filter leaves, and `SUMIF` for each currency where a list has several. A report on lines
of several boards has a sheet for each of them beside the whole, and `report agreement` one with the
events that it counts. Rows that a sheet has no room for are on the next.

An audit test in JSON is an object as a report is; its parameters and what it looked at are in
`notices`.

The log has after its own fields those of the event's fact, and of the fact that a reversal or a
verification repeats. In JSON and NDJSON a row has the ones that its fact has; CSV has a column for
each. One that the log has another field for begins with `fact_`. Of the kind amounts are minor
units by year, `{{"2024": 32000000}}`, in CSV `2024=320000.00`; of the kind parts are objects as
they are stored, in CSV as JSON.

In the log `reverses` is the event that this one takes back, `reversed_by` the one that takes it
back. With `--sum` JSON has `totals`: `currency` and `amount_minor`, the sum of the rows.
NDJSON and CSV have rows only.

A report in JSON is one object: `report`, `id`, `title`, `reference`, `period`, `as_of`, `known_at`,
`at`, `root`, `currency`, `form`, `rows`, `totals` (sums of the amounts, by their names; of an
agreement and a board `used_percent` too), `notices` (each with its `code` and values), `again` (the
command that makes it again), and `explain`: the words of the command that explains a figure, for
each row and for the totals, to which `--measure` and the figure's name are added. A list in JSON is
an object with `rows`.

`report agreement --by activity`, `funder` or `performer` has a row for each of these and year, with
the sums of its `lines`. A line that belongs to no activity has a row of its own. A performer that
was replaced has what was paid to it, and of what was approved as much. With `--chain` the report is
about all agreements that extend one another, with a row for each line and year of all of them; with
`--by` the figures are sums over them. JSON then has `by` and `chain` (ids, the earliest agreement
first) beside `id`.

With `--compare-to`, JSON has `compared_to` and `changes` besides: the fields that identify a row,
by how much each figure has changed, under its own name, and `events`: for each figure that events
moved, their positions (`{{"paid_minor": [18, 20]}}`). A figure is there even if it is as it was, as
after a payment that was taken back and entered again. In NDJSON and CSV each row has the changes
beside its figures: `paid_change_minor` in NDJSON, `paid_change` in CSV, and `paid_events`. A row
that is there no longer has its key and its changes only.

`samverk explain` makes a report of the events behind one figure. Its JSON has `figure` besides:
`measure`, the values that rows were chosen by, `value`, which the report says, and `sum`, to which
the events add up. In each row `change_minor` is what the event adds, with its sign, and
`balance_minor` the sum up to there; of quantities it is `change_quantity` and `balance_quantity`.
`reverses` is the event that this one takes back, `reversed_by` the one that takes it back.

`form` is {FORM}. It rises when a field gets another name or unit, or a format another layout. With
form 4 came another layout of web pages; the data are those of form 3. In form 2 `events` of a row
that changed was one list, for all its figures, and quantities were not compared. In form 1, which
named no form, `used_percent` was in hundredths (4688), and `uplift_applies` was named `uplift`.
`samverk verify --report` knows them all, also of tables and web pages, which name none.

A field that comes with a version of the rules raises no form. Reports of a book that has not come
to that version are without the field, and so are those of what was known before: they stay what
they were, to the byte. With version 3 came `amended_minor` and `carried_minor`. A comparison across
that border counts as 0 what was not there.

`requested_minor`, `reserved_minor` and `available_minor` are there only if an agreement that the
report is about uses requests for payment (`attest = "two"`, or a request was made). Without them a
report is what it was before there were requests, to the byte; so is one as known, or as of a day,
before the first of them. In a report over several agreements, what remains of those that use no
requests is available. `samverk explain` lists the requests that such a figure is the sum of.
"""


def reference() -> str:
    """Return the whole document."""
    reports: dict[tuple[Column, ...], list[str]] = {}
    for kind in KINDS.values():
        reports.setdefault(kind.declared.columns, []).append(f"report {kind.name}")
        for by in kind.by:
            columns = kind.declared_by(by).columns
            reports.setdefault(columns, []).append(f"report {kind.name} --by {by}")
    parts = [HEAD]
    parts += [_section(", ".join(names), columns) for columns, names in reports.items()]
    parts += [_section(f"audit {name}", each.declared.columns) for name, each in AUDITS.items()]
    explained: dict[tuple[Column, ...], list[str]] = {}
    for kind in KINDS.values():
        for by in (None, *kind.by):
            columns = columns_of(fields_explained(kind.declared_by(by)))
            name = f"explain {kind.name}" + (f" --by {by}" if by else "")
            explained.setdefault(columns, []).append(name)
    parts += [_section(", ".join(names), columns) for columns, names in explained.items()]
    parts += [_section(title, each.columns) for title, each in lists.LISTS.items()]
    return "\n".join(parts)


def _section(title: str, columns: Iterable[Column]) -> str:
    lines = [f"## {title}", "", "| JSON, NDJSON | CSV | kind | heading |", "|---|---|---|---|"]
    lines += [
        f"| `{c.key}` | `{c.key.removesuffix('_minor')}` | {c.kind} | {c.heading} |"
        for c in columns
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
