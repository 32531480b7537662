"""The two doors of a book: recording and asking.

Read ``recording`` (one command, decided and appended as a whole), ``states`` (folded states that
are kept between commands), ``consequences`` (what a command did, told from them), ``receipt`` (what
a run has written for good), then ``asking`` (reports
and the audit trail), ``existence`` (what a question names is there), ``folding`` and
``second_process`` (large books), ``cache`` (a reader's own views of a server's book) and
``looking`` (a look that leaves no trace).

Imports books, rules, projections and events.
"""
