-- From form 3 to form 4, in which boards read through functions and have no right to a table, the turn
-- to append is a lock on a table, and reports rest on no tables of the server's.

CREATE TABLE concern (
    party text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    PRIMARY KEY (party, stream)
);
INSERT INTO concern (party, stream)
SELECT convert_from(state, 'UTF8')::json -> 'data' ->> 'funder', originator_id
FROM stored_events WHERE topic = 'budget-line-proposed/1'
UNION
SELECT json_array_elements_text(convert_from(state, 'UTF8')::json -> 'data' -> 'signatories'),
    originator_id
FROM stored_events WHERE topic = 'agreement-proposed/1';
CREATE TABLE turn ();

-- @alone

DROP TABLE view_state, view_document, view_balance, view_month, view_quantity;
DROP INDEX stored_events_concerning;
-- The first books of form 3 still had it.
ALTER TABLE merkle_node DROP CONSTRAINT IF EXISTS merkle_node_level_check;
