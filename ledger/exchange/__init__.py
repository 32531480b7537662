"""Exchange between a book and the files that people and other programs read and write.

The file of a proposal: ``agreement_fields`` says what is in it, ``agreement_file`` reads it,
``agreement_check`` says what is wrong with it, ``agreement_template`` writes an empty one.

Files of other programs: ``reading`` knows the readers of all formats, which make ``rows``;
``map_file`` says what their columns are, ``map_draft`` proposes that for a file nobody has read;
``routing`` says which line a row belongs to, ``reconciling`` compares. Files for them: ``pain`` for
banks, ``sie_out`` for bookkeeping, ``plain_text`` for other ledgers, ``datapackage`` for tables.
For the public: ``open_data`` says who may be named; ``giving``, ``iati`` and ``open_ledger`` write.
"""
