"""May this happen? Pure decisions: no clock, no database, no printing.

Read ``commands`` (what can be asked for), ``state`` (what the answer rests on), ``decide`` (the
one match over all commands), then ``money``, ``in_kind``, ``corrections`` and ``dates`` for the
rules of each subject. ``entries`` has those that declare themselves.

Others import ``decide``, ``commands`` and ``state``. Imports events and ``ledger.refusal``.
"""
