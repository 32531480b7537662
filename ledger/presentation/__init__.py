"""Words and pictures: what people and programs read. No command line, no database.

Read ``language`` (which language, and the texts in it), ``display`` (how single values look),
``lists`` (what each list shows), ``formats`` (the formats of reports and lists: each is a line
there), ``data_formats`` (JSON, NDJSON, CSV), ``rendering`` and ``sheets`` (what people read, before
it is drawn), ``drawing`` and ``pages`` (as a table, Markdown, a page), ``describing`` (an event in
one line), ``agreement_page``, ``refusals`` (sentences and hints) and ``report_texts``. ``locale``
holds the texts in other languages, and ``compiling`` makes of them what programs read.

Imports projections, events and ``ledger.refusal``.
"""
