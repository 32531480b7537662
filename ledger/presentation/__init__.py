"""Words and pictures, for people and programs. No command line, no database.

Read ``language`` (the choice of a language, and its texts), ``display`` (single values), ``lists``
(the fields of each list), ``formats`` (a line for each format of reports and lists),
``data_formats`` (JSON, NDJSON, CSV) with ``data_rows`` (each row of them), ``rendering`` with
``cells`` and ``changes``, and ``sheets`` (sheets for people, before they are drawn), ``drawing``,
``markdown`` and ``pages`` (sheets as a table, Markdown, a page), ``xlsx`` with ``workbook`` (rows
as a workbook), ``earlier``, ``earlier_pages`` and ``earlier_workbook`` (what earlier forms said),
``describing`` (an event in one line), ``agreement_page``, ``refusals`` (sentences and hints) and
``report_texts``.
``locale`` has the texts in other languages, and ``compiling`` turns them into files for programs.

Imports projections, events and ``ledger.refusal``.
"""
