"""Where events are kept: in a file or on a server, appended to and never changed.

Read ``book`` (what every book can do), ``tree`` (the Merkle tree over its events), ``sqlite``,
``sqlite_file`` and ``sqlite_log`` (a book in a file), ``newest`` (whether its newest events belong
together), ``postgres`` (a book on a server), ``addresses`` and ``opening``
(which of them a name means), ``references`` (keys and bank references that an event takes),
``recorder`` and ``store`` (the event library). Files lie beside a book: ``files`` makes them whole,
``protected`` knows those that the program never writes over, ``notes`` are signed texts, and
``checkpoints`` are held texts. ``clocks`` tells of times that lie ahead.

Imports events, projections (views) and ``ledger.refusal``.
"""
