-- From form 5 to form 6, in which the book's stream takes more than the events of periods, and append()
-- judges an event by what those before it said. What they said is kept as it is, also where no rule would
-- let it in today.

CREATE TABLE party (party text COLLATE "C" PRIMARY KEY);
CREATE TABLE agreement (
    stream text COLLATE "C" PRIMARY KEY,
    currency text COLLATE "C" NOT NULL,
    first_year integer NOT NULL,
    last_year integer NOT NULL,
    concluded date  -- the day of that decision; NULL: it is not in force
);
CREATE TABLE budget_line (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    funder text COLLATE "C" NOT NULL,
    performer text COLLATE "C" NOT NULL,
    settlement text COLLATE "C" NOT NULL,
    in_force boolean NOT NULL,  -- as its agreement
    decided bigint,  -- the event in which its board approved or declined it; NULL: it has not
    PRIMARY KEY (stream, line)
);
CREATE TABLE line_year (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    remaining bigint NOT NULL,  -- committed, and not paid
    claimable bigint NOT NULL,  -- disbursed, and not claimed back
    performer text COLLATE "C" NOT NULL,  -- these as its line: so a payment is judged by one row
    settlement text COLLATE "C" NOT NULL,
    in_force boolean NOT NULL,
    PRIMARY KEY (stream, line, year)
);
CREATE TABLE closed_period (
    position bigint PRIMARY KEY,
    period text COLLATE "C" NOT NULL,
    ends date NOT NULL
);
CREATE TABLE reversed (entry bigint PRIMARY KEY, position bigint NOT NULL);
-- The entries that rest on another one, as a repayment on its claim, and what they take of it.
CREATE TABLE resting (
    entry bigint NOT NULL,
    position bigint NOT NULL,
    minor bigint NOT NULL,
    PRIMARY KEY (entry, position)
);
CREATE TABLE uplift (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (stream, line, year, position)
);

DO $$
DECLARE
    event record;
BEGIN
INSERT INTO party
SELECT data ->> 'party' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('party-registered/1')) AS said
ON CONFLICT DO NOTHING;
INSERT INTO agreement
SELECT stream, data ->> 'currency', date_part('year', (data ->> 'starts')::date), date_part('year', (data ->> 'ends')::date), concluded FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-proposed/1')) AS said
LEFT JOIN (SELECT DISTINCT ON (stream) stream, (data ->> 'decided_on')::date AS concluded FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-concluded/1')) AS said ORDER BY stream, at DESC) AS conclusion USING (stream) ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO budget_line
SELECT stream, data ->> 'line', data ->> 'funder', data ->> 'performer', data ->> 'settlement', concluded IS NOT NULL, NULL FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('budget-line-proposed/1')) AS said
JOIN agreement USING (stream) ORDER BY at
ON CONFLICT DO NOTHING;
UPDATE budget_line SET decided = at FROM (
SELECT DISTINCT ON (stream, 2) stream, COALESCE(data -> 'entry', data) ->> 'line' AS line, CASE WHEN name <> 'entry-reversed/1' THEN at END AS at
FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('commitment-approved/1', 'commitment-declined/1', 'entry-reversed/1')) AS said WHERE name <> 'entry-reversed/1' OR data -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1')
ORDER BY stream, 2, said.at DESC
) AS last WHERE last.stream = budget_line.stream AND last.line = budget_line.line;
INSERT INTO line_year
WITH entry AS MATERIALIZED (
SELECT stream, 1 AS sign, name, data FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('commitment-approved/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'repayment-claimed/1')) AS said
UNION ALL SELECT stream, -1, data -> 'entry' ->> 'event', data -> 'entry' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('entry-reversed/1')) AS said
), moved AS (
SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS each (year, minor) WHERE name = 'commitment-approved/1'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS each (year, minor) WHERE name = 'uplift-applied/1'
UNION ALL SELECT stream, data ->> 'to_line' AS line, (data ->> 'year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/1'
UNION ALL SELECT stream, data ->> 'from_line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'commitment-released/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'disbursement-recorded/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'internal-cost-recorded/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/1'
)
SELECT stream, line, year, SUM(more), SUM(claimable), performer, settlement, in_force FROM moved JOIN budget_line USING (stream, line) GROUP BY stream, line, year, performer, settlement, in_force
ON CONFLICT DO NOTHING;
FOR event IN SELECT at, name, data FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('period-closed/1', 'period-reopened/1')) AS said ORDER BY at LOOP
IF event.name = 'period-closed/1' THEN
INSERT INTO closed_period VALUES (event.at, event.data ->> 'period', (event.data ->> 'ends')::date);
ELSE
DELETE FROM closed_period WHERE position = (SELECT MAX(position) FROM closed_period);
END IF;
END LOOP;
INSERT INTO reversed
SELECT (data ->> 'position')::bigint, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('entry-reversed/1')) AS said ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'supersedes')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/1')) AS said WHERE data ->> 'supersedes' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'claim')::bigint, at, (data ->> 'amount_minor')::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('repayment-received/1')) AS said WHERE data ->> 'claim' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'pledge')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-recorded/1')) AS said WHERE data ->> 'pledge' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-verified/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-rejected/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO uplift
SELECT stream, data ->> 'line', (data ->> 'year')::integer, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
END
$$;
