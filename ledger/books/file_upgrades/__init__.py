"""What leads a book in a file from an older form to the next one: a module for each form.

``from_0`` leads from form 0 to form 1. Each has a function ``bring`` that changes the tables of a
connection, inside a transaction. It names them as they were in these two forms, so that it means
the same for ever. To read a book of an older form the same is done in tables that are the reader's
own and are gone with the connection.

Read ``steps``, then the modules. They import ``ledger.books.tree`` and nothing
else of ours.
"""
