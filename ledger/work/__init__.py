"""The two doors of a book: recording and asking.

Read ``recording`` (one command, appended as a whole), ``submission`` (what is handed in and comes
back), ``deciding`` (what a command makes happen), ``states`` (folded states that are kept between
commands), ``consequences`` (the effects of a command, from these states), ``receipt`` (the record
of a run's lasting writes), then ``asking`` (reports), ``explaining`` (the events behind a figure,
for pages by what ``placed`` knows of a stream), ``trail`` (the audit trail), ``logged`` (its rows
and their text), ``existence`` (whether the book has the things that a question names), ``present``
(documents and sums, from views or by replay), ``ahead`` (what they are quick by, made beforehand),
``folding`` and ``second_process`` (large books), ``cache`` (a reader's own views of a server's
book) and ``looking`` (a look that leaves no trace).

Imports books, rules, projections and events.
"""
