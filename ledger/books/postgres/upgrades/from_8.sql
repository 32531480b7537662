-- From form 8 to form 9, in which files come in and go out, and parties have accounts.

-- @alone
