"""Evidence that nobody altered history unseen.

Read ``evidence`` (keys, checkpoints, cosignatures, proofs), ``verification`` (all of a book against
its events) and ``copies`` (backups and moves, trusted once they are verified).

Imports work, books, rules, projections and events.
"""
