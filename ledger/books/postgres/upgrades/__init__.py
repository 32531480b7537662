"""What leads a book on a server from an older form to the next one: a file for each form.

``from_3.sql`` leads from form 3 to form 4: it makes tables, fills them from the events, and drops
what the next form no longer has. Before its line ``-- @alone`` others still read; what follows the
line waits until nobody does. ``undone.sql`` then drops functions, triggers and rights of any form,
and ``schema.sql`` makes those of the newest. ``ledger.books.postgres.upgrading`` runs them.

A file names tables and columns as they were in these two forms, and calls no function of the book,
so that it means the same for ever.
"""
