"""The commands, one file for each group of nouns that a user types.

Every body parses, calls and prints: no rule, no SQL. ``ledger.cli.main`` lists them.
"""
