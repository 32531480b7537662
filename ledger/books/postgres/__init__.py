"""A book on a PostgreSQL server.

Read ``schema.sql`` (tables, rights, functions of the owner), ``catalogue`` (putting it together,
and what ``catalogue.txt`` says that a server then holds), ``events`` (functions made from the types
of events), ``connection``, ``turns`` (recording in few turns), ``book``, ``entry`` (coming in),
``board`` (what a book is to a board's login) and ``granting`` (who is let in).

Others import ``book``, ``board``, ``connection`` and ``granting``, and only where the driver is
there.
"""
