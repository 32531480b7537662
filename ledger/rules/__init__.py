"""May this happen? Pure decisions: no clock, no database, no printing.

Read ``commands`` (the requests), ``state`` (the facts that the answer rests on), ``decide`` (the
match over all commands), then ``proposing``, ``money``, ``in_kind``, ``corrections`` and ``dates``
for the rules of each subject. ``entries`` has the entries that declare themselves.

Other rooms import ``decide``, ``commands`` and ``state``. Imports events and ``ledger.refusal``.
"""
