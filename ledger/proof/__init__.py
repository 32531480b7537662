"""Evidence that nobody altered history unseen.

Read ``evidence`` (keys, checkpoints, cosignatures, proofs), ``verification`` (all of a book against
its events) and ``copies`` (backups and moves, trusted once they are verified). ``auditing`` asks a
book the audit tests, ``kept`` reads a folder of evidence for one of them, and ``asked`` is such a
test as the command line and the pages ask for it.

Imports work, presentation, books, rules, projections and events.
"""
