-- From form 9 to form 10, whose functions record in fewer statements. The tables are the same.

-- @alone
