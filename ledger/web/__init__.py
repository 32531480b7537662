"""The pages: what a board, an auditor and a citizen can look at in a browser.

Read ``app`` first, which takes a request to a page, then ``pages`` and one of its files. ``guard``
stands before all: which hosts and methods, and what each answer says of itself. ``queries`` reads
what is asked for, ``places`` says where a page is, ``tables`` sets reports and lists, and ``draw``
makes pictures of numbers that others have added up.

No rule, no sum and no statement to a database is in this room. It asks ``ledger.work`` for reports
and words them with ``ledger.presentation``, as the command line does. No page records anything;
``keeper`` has views made beside them.
"""
