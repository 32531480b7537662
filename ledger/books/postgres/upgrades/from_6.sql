-- From form 6 to form 7, in which an agreement goes on after its conclusion: it is amended, ended and closed.

ALTER TABLE agreement ADD COLUMN shut bigint;  -- of no agreement so far
