"""Exchange between a book and the files that people and other programs read and write.

The file of a proposal: ``agreement_fields`` says what is in it, ``agreement_file`` reads it,
``agreement_check`` says what is wrong with it, ``agreement_template`` writes an empty one and
``agreement_draft`` that of a prolongation. Files of amendments, plans and use are read by
``amendment_file``, ``plan_file`` and ``use_rows``.

Files of other programs become ``rows``. ``reading`` tells what a file is (``kinds``), and each
format has a reader: ``sie``, ``camt``; of tables ``delimited``, ``sheets``, ``pages`` and
``records``. They hand their cells to ``tables``, which finds the header (``headers``) and makes a
row of each (``table_rows``, in the plain case ``plain_rows``), from what cells say (``cells``,
``numbers``). ``map_file`` says what columns are, ``map_draft`` proposes that for a file nobody has
read.

``routing`` says which line a row belongs to. An import looks a file through (``import_look``,
``import_keys``), makes each row a command (``importing``), and carries it out (``import_run``,
``import_turn``); ``verdicts`` keeps what became of rows, ``rejected`` writes those left out. A
comparison takes both sides (``compared``, ``other_side``, ``book_money``), finds what belongs
together (``pairing``), and says what differs (``reconciling``).

Files for others: ``payment_orders`` and ``pain`` for banks (``end_to_end``), ``sie_out`` for
bookkeeping by ``sie_accounts``, ``plain_text`` for other ledgers, ``datapackage`` for tables
(``package_tables``, ``package_files``). For the public: ``open_data`` says who may be named;
``giving``, ``iati`` and ``open_ledger`` write.
"""
