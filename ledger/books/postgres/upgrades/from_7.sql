-- From form 7 to form 8, in which payments are requested, reviewed and approved.

-- The mandates to review payments, or to approve them, as they were granted.
CREATE TABLE authority (
    position bigint PRIMARY KEY,
    actor text COLLATE "C" NOT NULL,  -- as ``folded`` writes names, so that one person has one
    board text COLLATE "C" NOT NULL,
    step text COLLATE "C" NOT NULL,
    agreement text COLLATE "C",  -- NULL: all of the board's
    line text COLLATE "C",  -- NULL: all
    most bigint,  -- NULL: there is no limit
    currency text COLLATE "C",  -- NULL iff there is none
    from_day date NOT NULL,
    to_day date NOT NULL,
    withdrawn date,  -- the first day without it; NULL: it was not withdrawn
    substitute_for bigint
);
CREATE TABLE representation (
    actor text COLLATE "C" NOT NULL,  -- as ``folded`` writes names
    party text COLLATE "C" NOT NULL,
    PRIMARY KEY (actor, party)
);
-- The requests for payment, and how far each has come.
CREATE TABLE payment_request (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    minor bigint NOT NULL,
    payee text COLLATE "C" NOT NULL,
    due_on date NOT NULL,
    actor text COLLATE "C" NOT NULL,  -- who asked for it, as ``folded`` writes names
    reviewer text COLLATE "C",  -- NULL: nobody has reviewed it
    approver text COLLATE "C",  -- the last one; NULL: nobody has approved it
    authority bigint,  -- by which mandate
    paid bigint,  -- the payment; NULL: it is unpaid
    over bigint,  -- the event that returned or cancelled it; NULL: it stands
    UNIQUE (stream, due_on, position)
);

-- @alone
ALTER TABLE party ADD COLUMN legal_entity text COLLATE "C" NOT NULL DEFAULT '';
UPDATE party SET legal_entity = last.legal_entity FROM (
    SELECT DISTINCT ON (data ->> 'party') data ->> 'party' AS party,
        data ->> 'legal_entity' AS legal_entity
    FROM (SELECT rowid AS at, convert_from(state, 'UTF8')::jsonb -> 'data' AS data
    FROM stored_events WHERE topic IN ('party-registered/1', 'party-amended/1')) AS said
    ORDER BY data ->> 'party', at DESC
) AS last WHERE last.party = party.party;
ALTER TABLE party ALTER legal_entity DROP DEFAULT, ALTER legal_entity SET STATISTICS 0;
ALTER TABLE agreement ADD COLUMN attested boolean NOT NULL DEFAULT false;  -- of no agreement so far
ALTER TABLE agreement ALTER attested DROP DEFAULT, ALTER attested SET STATISTICS 0;
ALTER TABLE line_year
    ADD COLUMN attested boolean NOT NULL DEFAULT false,
    ADD COLUMN requested bigint NOT NULL DEFAULT 0,
    ADD COLUMN reserved bigint NOT NULL DEFAULT 0;
ALTER TABLE line_year
    ALTER attested DROP DEFAULT, ALTER attested SET STATISTICS 0,
    ALTER requested DROP DEFAULT, ALTER requested SET STATISTICS 0,
    ALTER reserved DROP DEFAULT, ALTER reserved SET STATISTICS 0;
