"""Words and pictures: what people and programs read. No command line, no database.

Read ``language`` (which language, and the texts in it), ``display`` (how single values look),
``sheets`` and ``rendering`` (a report as a table, Markdown, a page), ``data_formats`` (JSON,
NDJSON, CSV), ``pages``, ``describing`` (an event in one line), ``agreement_page``, ``refusals``
(sentences and hints), ``report_texts`` and ``lists``; ``swedish*`` hold the Swedish texts.

Imports projections, events and ``ledger.refusal``.
"""
