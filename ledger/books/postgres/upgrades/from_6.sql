-- From form 6 to form 7, in which an agreement goes on after its conclusion: it is amended, ended and closed.

ALTER TABLE agreement ADD COLUMN shut bigint;  -- of no agreement so far
ALTER TABLE agreement ALTER shut SET STATISTICS 0;

-- The amendments of agreements, and which event ended each: its conclusion, a no, or its withdrawal.
CREATE TABLE amendment (
    stream text COLLATE "C" NOT NULL,
    amendment text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    over bigint,  -- NULL: it is open
    PRIMARY KEY (stream, amendment)
);
-- The lines and years whose amounts were replaced, by the conclusion at a position.
CREATE TABLE amended_year (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (stream, line, year, position)
);
-- The performers that lines got later than their first one, by the amendment that was concluded at a
-- position, and the first day that each is paid on.
CREATE TABLE performing (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    performer text COLLATE "C" NOT NULL,
    starts date NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (stream, line, position)
);
-- What can be claimed back from the later performers of lines; from the first one, the rest can be.
CREATE TABLE performer_year (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    performer text COLLATE "C" NOT NULL,
    claimable bigint NOT NULL,
    PRIMARY KEY (stream, line, year, performer)
);
