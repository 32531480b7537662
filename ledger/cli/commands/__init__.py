"""The commands, one file for each group of nouns that a user types.

The body of each command parses, calls and prints: it has no rule and no SQL. ``ledger.cli.main``
lists the commands.
"""
