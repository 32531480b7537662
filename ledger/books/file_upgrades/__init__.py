"""The steps that lead a book in a file from each older form to the next: a module for each form.

``from_0`` leads from form 0 to form 1. Each module has a function ``bring``, which changes the
tables of a connection inside a transaction. It names the tables as they were in these two forms, so
it stays right for ever. A reader of an older book does the same in temporary tables, which are gone
with the connection.

Read ``steps``, then the modules. They import ``ledger.books.tree`` and nothing
else of ours.
"""
