"""Where events are kept: a file or a server, appended to and never changed.

Read ``book`` (what every book can do), ``tree`` (the Merkle tree over its events), ``sqlite``,
``sqlite_file`` and ``sqlite_log`` (a book in a file), ``newest`` (whether its newest events belong
together), ``postgres`` (a book on a server), ``addresses`` and ``opening``
(which of them a name means), ``references`` (what an event takes), ``recorder`` and ``store`` (the
event library). Beside a book lie files: ``files`` makes them whole, ``protected`` knows those that
nothing is written over, ``notes`` are signed texts, ``checkpoints`` those that are held. ``clocks``
tells of times that lie ahead.

Imports events, projections (views and the limits of what is read) and ``ledger.refusal``.
"""
