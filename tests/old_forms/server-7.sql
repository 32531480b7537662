CREATE SCHEMA samverk;
ALTER SCHEMA samverk OWNER TO samverk_kept_book_owner;
COMMENT ON SCHEMA samverk IS 'samverk book, form 7';
CREATE SCHEMA samverk_auditor;
ALTER SCHEMA samverk_auditor OWNER TO samverk_kept_book_owner;
CREATE SCHEMA samverk_calls;
ALTER SCHEMA samverk_calls OWNER TO samverk_kept_book_owner;
CREATE SCHEMA samverk_recorder;
ALTER SCHEMA samverk_recorder OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_holds(entry bigint, of_stream text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    added text[] := ARRAY(
        SELECT item ->> 'line' FROM amendment_lines(of_stream, data ->> 'amendment') AS item);
    keys text[] := ARRAY(
        SELECT amendment_key(item) FROM amendment_items(of_stream, data ->> 'amendment') AS item);
    marked text[] := ARRAY(
        SELECT item ->> 'line' FROM amendment_items(of_stream, data ->> 'amendment') AS item
        WHERE item ->> 'event' = 'line-uplift-change-proposed/1');
    later integer := date_part('year', (data ->> 'previous_ends')::date);
BEGIN
    IF EXISTS (
        SELECT FROM amendment AS other, amendment_items(of_stream, other.amendment) AS item
        WHERE other.stream = of_stream AND other.amendment <> data ->> 'amendment'
            AND (other.over IS NULL OR other.over > entry AND EXISTS (
                SELECT FROM stored_events WHERE rowid = other.over AND topic = 'amendment-concluded/1'))
            AND (other.over IS NOT NULL AND amendment_key(item) = ANY (keys)
                OR item ->> 'line' = ANY (added))
    ) OR EXISTS (
        SELECT FROM amended_year AS own
        WHERE own.stream = of_stream AND own.position > entry AND own.year > later
    ) THEN
        RETURN 'a later amendment has replaced the amount, or builds on it';
    ELSIF EXISTS (
        SELECT FROM performing AS own, stored_events AS recorded,
            LATERAL (SELECT convert_from(recorded.state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE own.stream = of_stream AND own.position = entry AND recorded.rowid > entry
            AND recorded.originator_id = of_stream AND recorded.topic IN ('disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/3', 'repayment-received/2')
            AND said ->> 'line' = own.line
            AND (own.performer = COALESCE(said ->> 'payee', said ->> 'performer')
                OR recorded.topic LIKE 'internal-cost-recorded/%'
                    AND own.performer = performer_on(
                        of_stream, own.line, (said ->> 'booked_on')::date))
            AND NOT EXISTS (SELECT FROM reversed WHERE reversed.entry = recorded.rowid)
    ) THEN
        RETURN 'the new performer has been paid, has reported or has been claimed from';
    ELSIF EXISTS (
        SELECT FROM uplift WHERE uplift.stream = of_stream AND uplift.position > entry
            AND (uplift.line = ANY (marked) OR EXISTS (
                SELECT FROM jsonb_array_elements(data -> 'changes') AS one
                WHERE one ->> 'line' = uplift.line AND (one ->> 'year')::integer >= uplift.year))
    ) THEN
        RETURN 'a later uplift was built on it';
    ELSIF EXISTS (
        SELECT FROM line_year AS own
        WHERE own.stream = of_stream AND (own.line = ANY (added) OR own.year > later)
            AND (own.claimable <> 0 OR own.remaining <> (
                SELECT COALESCE(SUM((one ->> 'change_minor')::bigint), 0)
                FROM jsonb_array_elements(data -> 'changes') AS one
                WHERE one ->> 'line' = own.line AND (one ->> 'year')::integer = own.year))
    ) OR EXISTS (  -- what was moved may have come back
        SELECT FROM stored_events AS recorded,
            LATERAL (SELECT convert_from(recorded.state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE recorded.originator_id = of_stream AND recorded.rowid > entry
            AND recorded.topic LIKE 'reallocated/%'
            AND (said ->> 'from_line' = ANY (added) OR said ->> 'to_line' = ANY (added)
                OR (said ->> 'year')::integer > later)
            AND NOT EXISTS (SELECT FROM reversed WHERE reversed.entry = recorded.rowid)
    ) THEN
        RETURN 'the line or the time that it added has been used';
    ELSIF EXISTS (
        SELECT FROM amendment_items(of_stream, data ->> 'amendment') AS item, stored_events AS recorded,
            LATERAL (SELECT convert_from(recorded.state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE item ->> 'event' = 'signatory-change-proposed/1' AND (item ->> 'joins')::boolean
            AND recorded.originator_id = of_stream AND recorded.rowid > entry
            AND (recorded.topic LIKE 'in-kind-pledged/%' OR recorded.topic LIKE 'in-kind-recorded/%')
            AND said ->> 'party' = item ->> 'party'
            AND NOT EXISTS (SELECT FROM reversed WHERE reversed.entry = recorded.rowid)
            AND NOT EXISTS (
                SELECT FROM budget_line AS own
                WHERE own.stream = of_stream AND own.line <> ALL (added)
                    AND item ->> 'party' IN (own.funder, own.performer))
    ) THEN
        RETURN 'a party that it added has pledged something or contributed';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.amendment_holds(entry bigint, of_stream text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_items(of_stream text, named text) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
        SELECT convert_from(state, 'UTF8')::jsonb -> 'data' FROM stored_events
        WHERE originator_id = of_stream AND topic IN ('line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1')
            AND convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'amendment' = named
        ORDER BY rowid;
END
$$;
ALTER FUNCTION samverk.amendment_items(of_stream text, named text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_key(item jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN concat_ws(' ', item ->> 'event', item ->> 'line', item ->> 'year', item ->> 'party',
        item ->> 'field');
END
$$;
ALTER FUNCTION samverk.amendment_key(item jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_lines(of_stream text, named text) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY SELECT item FROM amendment_items(of_stream, named) AS item
        WHERE item ->> 'event' = 'line-addition-proposed/1';
END
$$;
ALTER FUNCTION samverk.amendment_lines(of_stream text, named text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.depended_upon(entry bigint, because text) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN refuse('depended-upon', jsonb_build_object('position', entry, 'because', because));
END
$$;
ALTER FUNCTION samverk.depended_upon(entry bigint, because text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.derive() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    AS $$
DECLARE
    event stored_events;
    said jsonb;
    previous text;
BEGIN
    FOR event IN SELECT * FROM stored_events ORDER BY rowid LOOP
        said := convert_from(event.state, 'UTF8')::jsonb;
        PERFORM refer(event.rowid, event.originator_id, event.topic, said, previous);
        PERFORM grow(event.rowid, leaf_hash(
            event.originator_id, event.originator_version, event.topic, event.state));
        previous := said ->> 'key';
    END LOOP;
    PERFORM keep_all();
END
$$;
ALTER FUNCTION samverk.derive() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.grow(at bigint, leaf bytea) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    above integer := 0;
    node bytea := leaf;
    beside bytea;
BEGIN
    WHILE at % 2 = 0 LOOP
        IF above = 0 THEN
            SELECT leaf_hash(originator_id, originator_version, topic, state) INTO STRICT beside
            FROM stored_events WHERE rowid = at - 1;
        ELSE
            SELECT hash INTO STRICT beside FROM merkle_node WHERE level = above AND place = at - 2;
        END IF;
        above := above + 1;
        at := at / 2;
        node := sha256('\x01'::bytea || beside || node);
        INSERT INTO merkle_node (level, place, hash) VALUES (above, at - 1, node);
    END LOOP;
END
$$;
ALTER FUNCTION samverk.grow(at bigint, leaf bytea) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.hinder(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    whole agreement;
    own budget_line;
    has line_year;
BEGIN
    PERFORM require_agreement(of_stream, undone);
    SELECT * INTO whole FROM agreement WHERE stream = of_stream;
    SELECT * INTO own FROM budget_line WHERE stream = of_stream AND line = of_line;
    IF NOT FOUND THEN
        PERFORM refuse('unknown-line', jsonb_build_object('line', of_line,
            'known', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream ORDER BY 1)));
    ELSIF wants_force AND NOT own.in_force THEN
        PERFORM refuse('not-concluded', jsonb_build_object('undecided', ARRAY(
            SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
    ELSIF undone IS NULL AND of_year NOT BETWEEN whole.first_year AND whole.last_year THEN
        PERFORM refuse('year-outside-agreement', jsonb_build_object(
            'year', of_year, 'first', whole.first_year, 'last', whole.last_year));
    ELSIF own.settlement <> wants_settlement THEN
        PERFORM refuse(own.settlement || '-line', jsonb_build_object('line', of_line));
    ELSIF NOT performs(of_stream, of_line, wants_performer, on_day) THEN
        PERFORM refuse('payee-not-performer', jsonb_build_object('line', of_line,
            'payee', wants_performer, 'performer', performer_on(of_stream, of_line, on_day)));
    END IF;
    SELECT * INTO has FROM line_year WHERE stream = of_stream AND line = of_line AND year = of_year;
    has.remaining := COALESCE(has.remaining, 0);
    has.claimable := COALESCE(has.claimable, 0);
    IF undone IS NOT NULL AND more < 0 AND has.remaining + more < 0 THEN
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', 'it has been paid out, and too little would remain'));
    ELSIF undone IS NOT NULL AND more_claimable < 0 AND has.claimable + more_claimable < 0 THEN
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', 'it has been claimed back, and too little would be left'));
    ELSIF more < 0 AND has.remaining + more < 0 THEN
        PERFORM refuse_amount(shortage, of_stream, of_line, of_year, -more, has.remaining);
    ELSIF more_claimable < 0 AND has.claimable + more_claimable < 0 THEN
        PERFORM refuse_amount('exceeds-claimable', of_stream, of_line, of_year,
            -more_claimable, has.claimable);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.hinder(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.instant_text(it timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT replace(to_char(it AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
ALTER FUNCTION samverk.instant_text(it timestamp with time zone) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.judge(at bigint, of_stream text, name text, data jsonb, before text) RETURNS date
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
DECLARE
    done text;
    in_line text;
    in_year integer;
    minor bigint;
BEGIN
    CASE name
    WHEN 'disbursement-recorded/1' THEN
        minor := (data ->> 'amount_minor')::bigint;
        UPDATE line_year SET remaining = remaining - minor, claimable = claimable + minor
        WHERE stream = of_stream AND line = data ->> 'line'
            AND year = (data ->> 'budget_year')::integer
            AND remaining >= minor AND in_force AND settlement = 'external' AND performer = data ->> 'payee';
        IF NOT FOUND THEN
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, -(data ->> 'amount_minor')::bigint, (data ->> 'amount_minor')::bigint, true, 'external', data ->> 'payee', (data ->> 'paid_on')::date, 'exceeds-remaining', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'payee', (data ->> 'amount_minor')::bigint, NULL);
        END IF;
        RETURN (data ->> 'paid_on')::date;
    WHEN 'internal-cost-recorded/1' THEN
        minor := (data ->> 'amount_minor')::bigint;
        UPDATE line_year SET remaining = remaining - minor
        WHERE stream = of_stream AND line = data ->> 'line'
            AND year = (data ->> 'budget_year')::integer
            AND remaining >= minor AND in_force AND settlement = 'internal';
        IF NOT FOUND THEN
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, 'internal', NULL, NULL, 'exceeds-remaining', NULL);
        END IF;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'use-reported/1' THEN
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', data ->> 'performer', NULL, NULL, NULL);
        RETURN (data ->> 'reported_on')::date;
    WHEN 'party-registered/1' THEN
        IF EXISTS (SELECT FROM party WHERE party = data ->> 'party') THEN
            done := refuse('party-exists', jsonb_build_object('party', data ->> 'party', 'name', data ->> 'name'));
        END IF;
        INSERT INTO party VALUES (data ->> 'party');
        RETURN NULL;
    WHEN 'party-amended/1' THEN
        done := require_parties(ARRAY[data ->> 'party']);
        RETURN NULL;
    WHEN 'agreement-proposed/1' THEN
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'signatories')));
        IF data ->> 'currency' NOT IN ('AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD') THEN
            done := refuse('unknown-currency', jsonb_build_object('currency', data ->> 'currency', 'known', ARRAY['AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD']));
        END IF;
        IF EXISTS (SELECT FROM agreement WHERE stream = of_stream) THEN
            done := refuse('agreement-exists', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        INSERT INTO agreement VALUES (of_stream, data ->> 'currency',
            date_part('year', (data ->> 'starts')::date),
            date_part('year', (data ->> 'ends')::date), NULL, NULL);
        RETURN NULL;
    WHEN 'agreement-proposed/2' THEN
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'signatories')));
        IF data ->> 'currency' NOT IN ('AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD') THEN
            done := refuse('unknown-currency', jsonb_build_object('currency', data ->> 'currency', 'known', ARRAY['AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD']));
        END IF;
        IF EXISTS (SELECT FROM agreement WHERE stream = of_stream) THEN
            done := refuse('agreement-exists', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        INSERT INTO agreement VALUES (of_stream, data ->> 'currency',
            date_part('year', (data ->> 'starts')::date),
            date_part('year', (data ->> 'ends')::date), NULL, NULL);
        RETURN NULL;
    WHEN 'budget-line-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'funder', data ->> 'performer', data ->> 'accountable']);
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') THEN
            done := refuse('line-twice', jsonb_build_object('line', data -> 'line'));
        END IF;
        IF COALESCE(before NOT IN ('agreement-proposed/1', 'agreement-proposed/2', 'budget-line-proposed/1', 'budget-line-proposed/2'), true) THEN
            done := refuse('line-apart', jsonb_build_object('line', data -> 'line'));
        END IF;
        INSERT INTO budget_line VALUES (of_stream, data ->> 'line', data ->> 'funder',
            data ->> 'performer', data ->> 'settlement', false, NULL);
        RETURN NULL;
    WHEN 'budget-line-proposed/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'funder', data ->> 'performer', data ->> 'accountable']);
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') THEN
            done := refuse('line-twice', jsonb_build_object('line', data -> 'line'));
        END IF;
        IF COALESCE(before NOT IN ('agreement-proposed/1', 'agreement-proposed/2', 'budget-line-proposed/1', 'budget-line-proposed/2'), true) THEN
            done := refuse('line-apart', jsonb_build_object('line', data -> 'line'));
        END IF;
        INSERT INTO budget_line VALUES (of_stream, data ->> 'line', data ->> 'funder',
            data ->> 'performer', data ->> 'settlement', false, NULL);
        RETURN NULL;
    WHEN 'line-amended/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN NULL;
    WHEN 'agreement-concluded/1' THEN
        done := require_agreement(of_stream, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        UPDATE agreement SET concluded = (data ->> 'decided_on')::date WHERE stream = of_stream;
        UPDATE budget_line SET in_force = true WHERE stream = of_stream;
        UPDATE line_year SET in_force = true WHERE stream = of_stream;
        RETURN (data ->> 'decided_on')::date;
    WHEN 'agreement-closed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF NOT (false) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        UPDATE agreement SET shut = at WHERE stream = of_stream;
        UPDATE budget_line SET in_force = false WHERE stream = of_stream;
        UPDATE line_year SET in_force = false WHERE stream = of_stream;
        RETURN NULL;
    WHEN 'agreement-reopened/1' THEN
        done := require_agreement(of_stream, (SELECT rowid FROM agreement JOIN stored_events ON rowid = shut WHERE stream = of_stream AND topic = 'agreement-closed/1'));
        IF (SELECT rowid FROM agreement JOIN stored_events ON rowid = shut WHERE stream = of_stream AND topic = 'agreement-closed/1') IS NULL THEN
            done := refuse('not-closed', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        UPDATE agreement SET shut = NULL WHERE stream = of_stream;
        UPDATE budget_line SET in_force = true WHERE stream = of_stream;
        UPDATE line_year SET in_force = true WHERE stream = of_stream;
        RETURN NULL;
    WHEN 'entry-reversed/1' THEN
        done := require_agreement(of_stream, (data ->> 'position')::bigint);
        done := reverse_entry(at, of_stream, (data ->> 'position')::bigint, data -> 'entry');
        IF data -> 'entry' ->> 'event' IN ('agreement-referred/1', 'referral-answered/1', 'decision-planned/1', 'agreement-signed/1', 'decision-notified/1', 'proposal-withdrawn/1', 'amendment-approved/1', 'amendment-declined/1', 'agreement-terminated/1') THEN
            RETURN NULL;
        END IF;
        RETURN (data ->> 'reversed_on')::date;
    WHEN 'period-closed/1' THEN
        IF period_end(data ->> 'period') IS DISTINCT FROM (data ->> 'ends')::date THEN
            done := refuse('not-as-decided', jsonb_build_object('field', 'ends', 'decided', period_end(data ->> 'period'), 'found', (data ->> 'ends')::date));
        END IF;
        IF (data ->> 'ends')::date <= (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1) THEN
            done := refuse('close-out-of-order', jsonb_build_object('period', data -> 'period', 'closed_through', (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1)));
        END IF;
        IF (data ->> 'ends')::date > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN
            done := refuse('period-not-over', jsonb_build_object('period', data -> 'period', 'ends', (data ->> 'ends')::date));
        END IF;
        INSERT INTO closed_period VALUES (at, data ->> 'period', (data ->> 'ends')::date);
        RETURN NULL;
    WHEN 'period-reopened/1' THEN
        IF (SELECT period FROM closed_period ORDER BY position DESC LIMIT 1) IS DISTINCT FROM data ->> 'period' THEN
            done := refuse('reopen-out-of-order', jsonb_build_object('period', data -> 'period', 'newest', (SELECT period FROM closed_period ORDER BY position DESC LIMIT 1)));
        END IF;
        DELETE FROM closed_period WHERE position = (SELECT MAX(position) FROM closed_period);
        RETURN NULL;
    WHEN 'key-rotated/1' THEN
        IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
            done := refuse('key-by-administrator', jsonb_build_object('login', session_user::text));
        END IF;
        RETURN NULL;
    WHEN 'key-retired/1' THEN
        RETURN NULL;
    WHEN 'witness-registered/1' THEN
        done := require_parties(ARRAY[data ->> 'party']);
        IF newest_of(at, of_stream, 'witness-registered/1', 'witness', data -> 'witness') IS NOT NULL THEN
            done := refuse('witness-exists', jsonb_build_object('witness', data ->> 'witness', 'position', newest_of(at, of_stream, 'witness-registered/1', 'witness', data -> 'witness')));
        END IF;
        RETURN NULL;
    WHEN 'witness-retired/1' THEN
        IF NOT (newest_of(at, of_stream, 'witness-registered/1', 'witness', data -> 'witness') IS NOT NULL) THEN
            done := refuse('unknown-witness', jsonb_build_object('witness', data ->> 'witness', 'known', '[]'::jsonb));
        END IF;
        IF newest_of(at, of_stream, 'witness-retired/1', 'witness', data -> 'witness') IS NOT NULL THEN
            done := refuse('witness-retired', jsonb_build_object('witness', data ->> 'witness', 'position', newest_of(at, of_stream, 'witness-retired/1', 'witness', data -> 'witness')));
        END IF;
        RETURN NULL;
    WHEN 'book-described/1' THEN
        RETURN NULL;
    WHEN 'rules-adopted/1' THEN
        IF (data ->> 'rules')::bigint <= rules_in_force(at) THEN
            done := refuse('rules-not-later', jsonb_build_object('rules', data -> 'rules', 'in_force', rules_in_force(at)));
        END IF;
        IF (data ->> 'rules')::bigint > 3 THEN
            done := refuse('rules-unknown', jsonb_build_object('rules', data -> 'rules', 'known', 3));
        END IF;
        RETURN NULL;
    WHEN 'amendment-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        IF EXISTS (SELECT FROM amendment WHERE stream = of_stream AND amendment = data ->> 'amendment') THEN
            done := refuse('amendment-exists', jsonb_build_object('amendment', data ->> 'amendment'));
        END IF;
        INSERT INTO amendment VALUES (of_stream, data ->> 'amendment', at, NULL);
        RETURN NULL;
    WHEN 'line-amount-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        RETURN NULL;
    WHEN 'line-addition-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'funder', data ->> 'performer', data ->> 'accountable']);
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') THEN
            done := refuse('line-exists', jsonb_build_object('line', data -> 'line'));
        END IF;
        RETURN NULL;
    WHEN 'line-uplift-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        RETURN NULL;
    WHEN 'line-performer-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'performer', data ->> 'previous', data ->> 'accountable']);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        RETURN NULL;
    WHEN 'term-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        RETURN NULL;
    WHEN 'signatory-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'party']);
        RETURN NULL;
    WHEN 'text-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        RETURN NULL;
    WHEN 'commitment-approved/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'decided_on')::date;
    WHEN 'commitment-declined/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'decided_on')::date;
    WHEN 'uplift-applied/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        IF data ->> 'supersedes' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'supersedes')::bigint,
                ARRAY['uplift-applied/1', 'uplift-applied/2'], jsonb_build_object('board', data -> 'board', 'line', data -> 'line', 'year', data -> 'year'), NULL, NULL,
                'nothing-to-supersede', jsonb_build_object('line', data -> 'line', 'year', data -> 'year'), 'does-not-follow');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        INSERT INTO uplift VALUES (of_stream, data ->> 'line', (data ->> 'year')::integer, at);
        RETURN (data ->> 'decided_on')::date;
    WHEN 'reallocated/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := hinder(of_stream, data ->> 'from_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := hinder(of_stream, data ->> 'to_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_funders(of_stream, ARRAY[data ->> 'from_line', data ->> 'to_line'], ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'decided_on')::date;
    WHEN 'commitment-released/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'released_on')::date;
    WHEN 'carried-over/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'to_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        done := move(of_stream, data ->> 'line', (data ->> 'from_year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'to_year')::integer, (data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-claimed/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, -(data ->> 'amount_minor')::bigint, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, -(data ->> 'amount_minor')::bigint, NULL);
        RETURN (data ->> 'claimed_on')::date;
    WHEN 'repayment-received/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'claim' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'claim')::bigint,
                ARRAY['repayment-claimed/1', 'repayment-claimed/2', 'repayment-claimed/3'], jsonb_build_object('line', data -> 'line', 'budget_year', data -> 'budget_year'), (data ->> 'amount_minor')::bigint, 'amount_minor',
                'unknown-claim', jsonb_build_object(), 'does-not-follow');
        END IF;
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', NULL, NULL, NULL, NULL);
        RETURN (data ->> 'received_on')::date;
    WHEN 'in-kind-pledged/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN (data ->> 'pledged_on')::date;
    WHEN 'in-kind-recorded/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'pledge' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'pledge')::bigint,
                ARRAY['in-kind-pledged/1', 'in-kind-pledged/2'], jsonb_build_object('party', data -> 'party'), NULL, NULL,
                'unknown-pledge', jsonb_build_object('party', data -> 'party'), 'unknown-pledge');
        END IF;
        RETURN (data ->> 'performed_on')::date;
    WHEN 'in-kind-verified/1' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1'], data -> 'contribution');
        RETURN (data ->> 'verified_on')::date;
    WHEN 'in-kind-rejected/1' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1'], data -> 'contribution');
        RETURN (data ->> 'rejected_on')::date;
    WHEN 'commitment-approved/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'booked_on')::date;
    WHEN 'commitment-declined/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'booked_on')::date;
    WHEN 'uplift-applied/2' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        IF data ->> 'supersedes' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'supersedes')::bigint,
                ARRAY['uplift-applied/1', 'uplift-applied/2'], jsonb_build_object('board', data -> 'board', 'line', data -> 'line', 'year', data -> 'year'), NULL, NULL,
                'nothing-to-supersede', jsonb_build_object('line', data -> 'line', 'year', data -> 'year'), 'does-not-follow');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        INSERT INTO uplift VALUES (of_stream, data ->> 'line', (data ->> 'year')::integer, at);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'reallocated/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := hinder(of_stream, data ->> 'from_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := hinder(of_stream, data ->> 'to_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_funders(of_stream, ARRAY[data ->> 'from_line', data ->> 'to_line'], ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'commitment-released/2' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-claimed/2' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, -(data ->> 'amount_minor')::bigint, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, -(data ->> 'amount_minor')::bigint, NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-claimed/3' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, data ->> 'performer', NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, -(data ->> 'amount_minor')::bigint, true, NULL, data ->> 'performer', NULL, 'exceeds-undisbursed', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'performer', -(data ->> 'amount_minor')::bigint, NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-received/2' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'claim' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'claim')::bigint,
                ARRAY['repayment-claimed/1', 'repayment-claimed/2', 'repayment-claimed/3'], jsonb_build_object('line', data -> 'line', 'budget_year', data -> 'budget_year', 'performer', data -> 'performer'), (data ->> 'amount_minor')::bigint, 'amount_minor',
                'unknown-claim', jsonb_build_object(), 'does-not-follow');
        END IF;
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', data ->> 'performer', NULL, NULL, NULL);
        RETURN (data ->> 'received_on')::date;
    WHEN 'in-kind-pledged/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'in-kind-recorded/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'pledge' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'pledge')::bigint,
                ARRAY['in-kind-pledged/1', 'in-kind-pledged/2'], jsonb_build_object('party', data -> 'party'), NULL, NULL,
                'unknown-pledge', jsonb_build_object('party', data -> 'party'), 'unknown-pledge');
        END IF;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'in-kind-verified/2' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1', 'in-kind-recorded/2'], data -> 'contribution');
        RETURN (data ->> 'booked_on')::date;
    WHEN 'in-kind-rejected/2' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1', 'in-kind-recorded/2'], data -> 'contribution');
        RETURN (data ->> 'booked_on')::date;
    WHEN 'agreement-referred/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'to')));
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        RETURN NULL;
    WHEN 'referral-answered/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'referral' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'referral')::bigint,
                ARRAY['agreement-referred/1'], jsonb_build_object('to', jsonb_build_array(data -> 'party')), NULL, NULL,
                'not-asked', jsonb_build_object('party', data -> 'party'), 'not-asked');
        END IF;
        RETURN NULL;
    WHEN 'decision-planned/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'body']);
        RETURN NULL;
    WHEN 'agreement-signed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'party']);
        IF NOT (data ->> 'amendment' IS NOT NULL) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        RETURN NULL;
    WHEN 'decision-notified/1' THEN
        done := require_agreement(of_stream, (SELECT rowid FROM agreement JOIN stored_events ON rowid = shut WHERE stream = of_stream AND topic = 'proposal-withdrawn/1'));
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'to')));
        RETURN NULL;
    WHEN 'proposal-withdrawn/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        IF data ->> 'amendment' IS NULL THEN
            IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
                done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
            END IF;
        END IF;
        IF data ->> 'amendment' IS NULL THEN
            UPDATE agreement SET shut = at WHERE stream = of_stream;
        END IF;
        UPDATE amendment SET over = at
        WHERE stream = of_stream AND amendment = data ->> 'amendment';
        RETURN NULL;
    WHEN 'amendment-approved/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'board']);
        RETURN NULL;
    WHEN 'amendment-declined/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'board']);
        UPDATE amendment SET over = at
        WHERE stream = of_stream AND amendment = data ->> 'amendment';
        RETURN NULL;
    WHEN 'amendment-concluded/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        UPDATE amendment SET over = at
        WHERE stream = of_stream AND amendment = data ->> 'amendment';
        UPDATE agreement SET last_year = date_part('year', (data ->> 'ends')::date)
        WHERE stream = of_stream AND data ->> 'ends' IS NOT NULL;
        INSERT INTO budget_line SELECT of_stream, item ->> 'line', item ->> 'funder',
            item ->> 'performer', item ->> 'settlement', true, at
        FROM amendment_lines(of_stream, data ->> 'amendment') AS item ON CONFLICT DO NOTHING;
        INSERT INTO amended_year SELECT of_stream, one ->> 'line', (one ->> 'year')::integer, at
        FROM jsonb_array_elements(data -> 'changes') AS one ON CONFLICT DO NOTHING;
        INSERT INTO performing SELECT of_stream, item ->> 'line', item ->> 'performer',
            (item ->> 'from_day')::date, at
        FROM amendment_items(of_stream, data ->> 'amendment') AS item
        WHERE item ->> 'event' IN ('line-performer-change-proposed/1')
        ON CONFLICT DO NOTHING;
        UPDATE line_year SET performer = '' FROM performing AS own
        WHERE own.stream = of_stream AND own.position = at
            AND line_year.stream = of_stream AND line_year.line = own.line;
        FOR in_line, in_year, minor IN SELECT one ->> 'line', (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'changes') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, in_line, in_year, minor, 0, true, NULL, NULL, NULL, 'below-paid', NULL);
        END LOOP;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'agreement-terminated/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF NOT (false) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        RETURN NULL;
    WHEN 'agreement-concluded/2' THEN
        done := require_agreement(of_stream, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        UPDATE agreement SET concluded = (data ->> 'decided_on')::date WHERE stream = of_stream;
        UPDATE budget_line SET in_force = true WHERE stream = of_stream;
        UPDATE line_year SET in_force = true WHERE stream = of_stream;
        RETURN (data ->> 'booked_on')::date;
    ELSE RETURN NULL;
    END CASE;
END
$$;
ALTER FUNCTION samverk.judge(at bigint, of_stream text, name text, data jsonb, before text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    there stored_events;
BEGIN
    SELECT * INTO there FROM stored_events WHERE rowid = cause AND rowid < at;
    IF NOT FOUND THEN
        PERFORM refuse('unknown-position', jsonb_build_object('position', cause));
    ELSIF there.originator_id <> of_stream THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', cause));
    ELSIF there.topic <> ALL (wanted) OR EXISTS (SELECT FROM reversed WHERE reversed.entry = cause) THEN
        PERFORM refuse('not-in-kind', jsonb_build_object('position', cause, 'event', there.topic));
    ELSIF EXISTS (SELECT FROM resting WHERE resting.entry = cause) THEN
        PERFORM refuse('in-kind-decided', jsonb_build_object('position', cause,
            'by', (SELECT MIN(position) FROM resting WHERE resting.entry = cause)));
    ELSIF convert_from(there.state, 'UTF8')::jsonb -> 'data' <> entry THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', cause));
    END IF;
    INSERT INTO resting VALUES (cause, at, 0);
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.keep_all() RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    event record;
BEGIN
INSERT INTO party
SELECT data ->> 'party' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('party-registered/1')) AS said
ON CONFLICT DO NOTHING;
INSERT INTO reversed
SELECT (data ->> 'position')::bigint, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('entry-reversed/1')) AS said ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO agreement
SELECT stream, data ->> 'currency', date_part('year', (data ->> 'starts')::date), date_part('year', (data ->> 'ends')::date), concluded, NULL::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-proposed/1', 'agreement-proposed/2')) AS said
LEFT JOIN (SELECT DISTINCT ON (stream) stream, (data ->> 'decided_on')::date AS concluded FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-concluded/1', 'agreement-concluded/2')) AS said ORDER BY stream, at DESC) AS conclusion USING (stream) ORDER BY at
ON CONFLICT DO NOTHING;
UPDATE agreement SET last_year = last.year FROM (
SELECT DISTINCT ON (stream) stream, date_part('year', (data ->> 'ends')::date) AS year FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said WHERE data ->> 'ends' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ORDER BY stream, at DESC
) AS last WHERE last.stream = agreement.stream;
INSERT INTO budget_line
SELECT stream, data ->> 'line', data ->> 'funder', data ->> 'performer', data ->> 'settlement', concluded IS NOT NULL, NULL FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('budget-line-proposed/1', 'budget-line-proposed/2')) AS said
JOIN agreement USING (stream) ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO budget_line
SELECT said.stream, data ->> 'line', data ->> 'funder', data ->> 'performer', data ->> 'settlement', true, concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('line-addition-proposed/1')) AS said
JOIN (SELECT stream, data ->> 'amendment' AS amendment, at AS concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)) AS conclusion ON said.stream = conclusion.stream AND data ->> 'amendment' = conclusion.amendment ORDER BY at
ON CONFLICT DO NOTHING;
UPDATE budget_line SET decided = at FROM (
SELECT DISTINCT ON (stream, 2) stream, COALESCE(data -> 'entry', data) ->> 'line' AS line, CASE WHEN name <> 'entry-reversed/1' THEN at END AS at
FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('commitment-approved/1', 'commitment-declined/1', 'commitment-approved/2', 'commitment-declined/2', 'entry-reversed/1')) AS said WHERE name <> 'entry-reversed/1' OR data -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1', 'commitment-approved/2', 'commitment-declined/2')
ORDER BY stream, 2, said.at DESC
) AS last WHERE last.stream = budget_line.stream AND last.line = budget_line.line;
INSERT INTO line_year
WITH entry AS MATERIALIZED (
SELECT stream, 1 AS sign, name, data FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('commitment-approved/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'repayment-claimed/1', 'commitment-approved/2', 'uplift-applied/2', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'amendment-concluded/1')) AS said
UNION ALL SELECT stream, -1, data -> 'entry' ->> 'event', data -> 'entry' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('entry-reversed/1')) AS said
), moved AS (
SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS each (year, minor) WHERE name = 'commitment-approved/1'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS each (year, minor) WHERE name = 'uplift-applied/1'
UNION ALL SELECT stream, data ->> 'to_line' AS line, (data ->> 'year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/1'
UNION ALL SELECT stream, data ->> 'from_line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'commitment-released/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'to_year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'carried-over/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'from_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'carried-over/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'disbursement-recorded/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'internal-cost-recorded/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/1'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS each (year, minor) WHERE name = 'commitment-approved/2'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS each (year, minor) WHERE name = 'uplift-applied/2'
UNION ALL SELECT stream, data ->> 'to_line' AS line, (data ->> 'year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/2'
UNION ALL SELECT stream, data ->> 'from_line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/2'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'commitment-released/2'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/2'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/3'
UNION ALL SELECT stream, each.line AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT one ->> 'line', (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'changes') AS one) AS each (line, year, minor) WHERE name = 'amendment-concluded/1'
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
UPDATE agreement SET shut = at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('proposal-withdrawn/1')) AS said WHERE said.stream = agreement.stream AND data ->> 'amendment' IS NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at);
UPDATE agreement SET shut = at FROM (
SELECT DISTINCT ON (stream) stream, at, name
FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-closed/1', 'agreement-reopened/1')) AS said ORDER BY stream, at DESC
) AS last WHERE last.stream = agreement.stream AND name = 'agreement-closed/1';
UPDATE budget_line SET in_force = false FROM agreement WHERE agreement.stream = budget_line.stream AND shut IS NOT NULL;
UPDATE line_year SET in_force = false FROM agreement WHERE agreement.stream = line_year.stream AND shut IS NOT NULL;
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
INSERT INTO resting
SELECT (data ->> 'supersedes')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/2')) AS said WHERE data ->> 'supersedes' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'claim')::bigint, at, (data ->> 'amount_minor')::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('repayment-received/2')) AS said WHERE data ->> 'claim' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'pledge')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-recorded/2')) AS said WHERE data ->> 'pledge' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-verified/2')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-rejected/2')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'referral')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('referral-answered/1')) AS said WHERE data ->> 'referral' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO uplift
SELECT stream, data ->> 'line', (data ->> 'year')::integer, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/1', 'uplift-applied/2')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO amendment
SELECT stream, data ->> 'amendment', at, (SELECT MIN(ended.at) FROM (SELECT * FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('proposal-withdrawn/1', 'amendment-declined/1', 'amendment-concluded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)) AS ended WHERE ended.stream = said.stream AND ended.data ->> 'amendment' = said.data ->> 'amendment') FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-proposed/1')) AS said ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO amended_year
SELECT stream, one ->> 'line', (one ->> 'year')::integer, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said, LATERAL jsonb_array_elements(data -> 'changes') AS one WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO performing
SELECT said.stream, data ->> 'line', data ->> 'performer', (data ->> 'from_day')::date, concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('line-performer-change-proposed/1')) AS said
JOIN (SELECT stream, data ->> 'amendment' AS amendment, at AS concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)) AS conclusion ON said.stream = conclusion.stream AND data ->> 'amendment' = conclusion.amendment
ON CONFLICT DO NOTHING;
UPDATE line_year SET performer = '' FROM performing AS own WHERE own.stream = line_year.stream AND own.line = line_year.line;
INSERT INTO performer_year
SELECT stream, line, year, about, SUM(claimable) FROM (
SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, data ->> 'payee' AS about, 1 * (data ->> 'amount_minor')::bigint AS claimable FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('disbursement-recorded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, data ->> 'performer' AS about, -1 * (data ->> 'amount_minor')::bigint AS claimable FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('repayment-claimed/3')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
) AS moved JOIN budget_line USING (stream, line) WHERE about <> performer AND EXISTS (SELECT FROM performing AS own WHERE own.stream = moved.stream AND own.line = moved.line) GROUP BY stream, line, year, about
ON CONFLICT DO NOTHING;
END
$$;
ALTER FUNCTION samverk.keep_all() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.leaf_hash(stream text, version bigint, name text, state bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT sha256('\x00'::bytea || convert_to('samverk-leaf/v1', 'UTF8')
        || int4send(octet_length(stream)) || convert_to(stream, 'UTF8')
        || int4send(8) || int8send(version)
        || int4send(octet_length(name)) || convert_to(name, 'UTF8')
        || int4send(octet_length(state)) || state)
$$;
ALTER FUNCTION samverk.leaf_hash(stream text, version bigint, name text, state bytea) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.move(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE line_year SET remaining = remaining + more, claimable = claimable + more_claimable
    WHERE stream = of_stream AND line = of_line AND year = of_year
        AND (in_force OR NOT wants_force)
        AND settlement = COALESCE(wants_settlement, settlement)
        AND (performer = COALESCE(wants_performer, performer)
            OR performer = '' AND performs(of_stream, of_line, wants_performer, on_day))
        AND (more >= 0 OR remaining + more >= 0)
        AND (more_claimable >= 0 OR claimable + more_claimable >= 0);
    IF NOT FOUND THEN
        PERFORM hinder(of_stream, of_line, of_year, more, more_claimable,
            wants_force, wants_settlement, wants_performer, on_day, shortage, undone);
        INSERT INTO line_year
        SELECT of_stream, of_line, of_year, more, more_claimable,
            CASE WHEN EXISTS (SELECT FROM performing WHERE stream = of_stream AND line = of_line)
                THEN '' ELSE performer END, settlement, in_force
        FROM budget_line WHERE stream = of_stream AND line = of_line;
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.move(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (SELECT MAX(rowid) FROM stored_events
        WHERE originator_id = of_stream AND rowid < at AND topic = wanted
            AND convert_from(state, 'UTF8')::jsonb -> 'data' -> field = said);
END
$$;
ALTER FUNCTION samverk.newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.owe(of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    first text;
    has bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM performing WHERE stream = of_stream AND line = of_line) THEN
        RETURN NULL;
    END IF;
    first := (SELECT performer FROM budget_line WHERE stream = of_stream AND line = of_line);
    IF COALESCE(about, first) = first THEN
        has := (SELECT claimable FROM line_year
                WHERE stream = of_stream AND line = of_line AND year = of_year)
            - (SELECT COALESCE(SUM(claimable), 0) FROM performer_year
                WHERE stream = of_stream AND line = of_line AND year = of_year);
    ELSE
        INSERT INTO performer_year AS own VALUES (of_stream, of_line, of_year, about, more)
        ON CONFLICT (stream, line, year, performer) DO UPDATE SET claimable = own.claimable + more
        RETURNING own.claimable INTO has;
    END IF;
    IF more < 0 AND has < 0 AND undone IS NOT NULL THEN
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', 'it has been claimed back, and too little would be left'));
    ELSIF more < 0 AND has < 0 THEN
        PERFORM refuse_amount('exceeds-claimable', of_stream, of_line, of_year, -more, has - more);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.owe(of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.performer_on(of_stream text, of_line text, on_day date) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN COALESCE(
        (SELECT performer FROM performing
            WHERE stream = of_stream AND line = of_line AND starts <= COALESCE(on_day, 'infinity')
            ORDER BY position DESC LIMIT 1),
        (SELECT performer FROM budget_line WHERE stream = of_stream AND line = of_line));
END
$$;
ALTER FUNCTION samverk.performer_on(of_stream text, of_line text, on_day date) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.performs(of_stream text, of_line text, party text, on_day date) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF party IS NULL OR on_day IS NOT NULL THEN
        RETURN party IS NULL OR party = performer_on(of_stream, of_line, on_day);
    END IF;
    RETURN EXISTS (
        SELECT FROM budget_line WHERE stream = of_stream AND line = of_line AND performer = party
    ) OR EXISTS (
        SELECT FROM performing WHERE stream = of_stream AND line = of_line AND performer = party);
END
$$;
ALTER FUNCTION samverk.performs(of_stream text, of_line text, party text, on_day date) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.period_end(period text) RETURNS date
    LANGUAGE plpgsql
    AS $_$
BEGIN
    IF period !~ '^[0-9]{4}(-(Q[1-4]|T[1-3]|0[1-9]|1[0-2]))?$' THEN
        RETURN NULL;
    END IF;
    RETURN make_date(left(period, 4)::integer, CASE substr(period, 6, 1)
        WHEN '' THEN 12
        WHEN 'Q' THEN 3 * substr(period, 7)::integer
        WHEN 'T' THEN 4 * substr(period, 7)::integer
        ELSE substr(period, 6)::integer END, 1) + interval '1 month - 1 day';
END
$_$;
ALTER FUNCTION samverk.period_end(period text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    key text := said ->> 'key';
    bank text;
BEGIN
    IF key <> previous OR previous IS NULL AND key IS NOT NULL THEN
        INSERT INTO unique_reference (kind, value, position) VALUES ('key', key, at);
    END IF;
    IF name IN ('disbursement-recorded/1', 'repayment-received/1', 'repayment-received/2') THEN
        bank := said -> 'data' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            INSERT INTO unique_reference (kind, value, position) VALUES ('bank', bank, at);
        END IF;
    ELSIF name = 'entry-reversed/1' THEN
        bank := said -> 'data' -> 'entry' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            DELETE FROM unique_reference WHERE kind = 'bank' AND value = bank;
        END IF;
    ELSIF name = 'agreement-proposed/2' THEN
        INSERT INTO concern
        SELECT jsonb_array_elements_text(said -> 'data' -> 'signatories'), stream
        ON CONFLICT DO NOTHING;
    ELSIF name = 'budget-line-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'budget-line-proposed/2' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'line-addition-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'signatory-change-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'party', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'agreement-proposed/1' THEN
        INSERT INTO concern
        SELECT jsonb_array_elements_text(said -> 'data' -> 'signatories'), stream
        ON CONFLICT DO NOTHING;
    END IF;
END
$$;
ALTER FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse(code text, said jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    sentence text := CASE code
        WHEN 'agreement-exists' THEN 'There is already an agreement with the id {agreement}.'
        WHEN 'already-concluded' THEN 'The agreement was concluded {on}.'
        WHEN 'already-decided' THEN 'The line {line} has been decided already, in {decision}.'
        WHEN 'board-funds-nothing' THEN '{board} funds no line of the agreement.'
        WHEN 'line-twice' THEN 'The line {line} is in the file twice.'
        WHEN 'not-concluded' THEN 'The agreement has not been concluded. Lines without a decision: {undecided}.'
        WHEN 'other-boards-line' THEN 'The line {line} is funded by {funder}, so {board} cannot decide on it.'
        WHEN 'party-exists' THEN 'There is already a party with the id {party}: {name}.'
        WHEN 'unknown-agreement' THEN 'There is no agreement with the id {agreement}.'
        WHEN 'unknown-currency' THEN '{currency} is no currency that this program knows.'
        WHEN 'unknown-line' THEN 'There is no line {line} in the agreement.'
        WHEN 'unknown-party' THEN 'There is no party with the id {party}.'
        WHEN 'year-outside-agreement' THEN 'The year {year} lies outside the agreement, which runs from {first} to {last}.'
        WHEN 'exceeds-claim' THEN '{amount} is {excess} more than the {limit} that is open on the claim.'
        WHEN 'exceeds-claimable' THEN '{amount} is {excess} more than the {limit} of {line} {year} that was disbursed and not claimed back.'
        WHEN 'exceeds-remaining' THEN '{amount} is {excess} more than the {limit} that remains on {line} {year}.'
        WHEN 'exceeds-undisbursed' THEN '{amount} is {excess} more than the {limit} that is unpaid on {line} {year}.'
        WHEN 'external-line' THEN 'The line {line} is paid out to its performer; it has no internal costs.'
        WHEN 'internal-line' THEN 'The line {line} is internal: its money never leaves the municipality.'
        WHEN 'nothing-to-supersede' THEN 'There is no uplift of {line} for {year} to supersede.'
        WHEN 'payee-not-performer' THEN '{payee} does not perform the line {line}: {performer} does.'
        WHEN 'unknown-claim' THEN 'Event #{position} is no recovery claim of this agreement.'
        WHEN 'already-reversed' THEN 'Event #{position} was reversed already, by event #{by}.'
        WHEN 'close-out-of-order' THEN '{period} cannot be closed now: everything up to {closed_through} is closed.'
        WHEN 'depended-upon' THEN 'Event #{position} cannot be taken back, because {because}.'
        WHEN 'is-a-reversal' THEN 'Event #{position} is itself a reversal.'
        WHEN 'not-reversible' THEN 'Event #{position}, ''{event}'', cannot be taken back.'
        WHEN 'period-closed' THEN '{day} lies in a closed period: everything up to {closed_through} is closed.'
        WHEN 'period-not-over' THEN '{period} is not over: it ends {ends}.'
        WHEN 'reopen-out-of-order' THEN 'Only the newest closed period can be opened, and {period} is not it.'
        WHEN 'rules-not-later' THEN 'The rules {rules} are not later than those in force, {in_force}.'
        WHEN 'unknown-position' THEN 'There is no event #{position} in the book.'
        WHEN 'in-kind-decided' THEN 'The contribution was verified or rejected already, in event #{by}.'
        WHEN 'not-in-kind' THEN 'Event #{position} is no contribution in kind that stands: it is ''{event}''.'
        WHEN 'unknown-pledge' THEN 'Event #{position} is no pledge by {party} in this agreement.'
        WHEN 'agreement-closed' THEN 'The agreement {agreement} was closed {on}, as event #{position}.'
        WHEN 'not-closed' THEN 'The agreement {agreement} is not closed.'
        WHEN 'not-asked' THEN 'No referral asks {party} for an answer.'
        WHEN 'proposal-withdrawn' THEN 'The proposal {agreement} was withdrawn {on}, in event #{position}.'
        WHEN 'unknown-witness' THEN 'There is no witness {witness}.'
        WHEN 'witness-exists' THEN 'There is, or was, already a witness {witness}, since event #{position}.'
        WHEN 'witness-retired' THEN 'The witness {witness} was retired in event #{position}.'
        WHEN 'amendment-concluded' THEN 'The amendment {amendment} was concluded {on}.'
        WHEN 'amendment-declined' THEN '{board} has declined the amendment {amendment}, in {decision}.'
        WHEN 'amendment-exists' THEN 'There is already an amendment {amendment} of the agreement.'
        WHEN 'amendment-withdrawn' THEN 'The amendment {amendment} was withdrawn.'
        WHEN 'below-paid' THEN '{line} {year} would be {excess} below what is paid and reserved.'
        WHEN 'line-exists' THEN 'There is already a line {line} in the agreement.'
        WHEN 'unknown-amendment' THEN 'There is no amendment {amendment} of the agreement.'
        WHEN 'item-apart' THEN 'The item stands apart from the proposal of the amendment {amendment}.'
        WHEN 'line-apart' THEN 'The line {line} is no part of a proposal.'
        WHEN 'not-as-decided' THEN 'By the rules {field} would be {decided}, and it is {found}.'
        WHEN 'does-not-follow' THEN 'What is said of event #{position} is not what stands there.'
        WHEN 'key-by-administrator' THEN 'Only an administrator of the book may give it another key, and {login} is none.'
        WHEN 'rules-unknown' THEN 'The server knows the rules up to {known}, and not the rules {rules}.'
        END;
    one record;
BEGIN
    FOR one IN SELECT * FROM jsonb_each(said) LOOP
        sentence := replace(sentence, '{' || one.key || '}', shown(one.value));
    END LOOP;
    RAISE EXCEPTION USING ERRCODE = 'SV005', MESSAGE = sentence, HINT = code, DETAIL = said::text;
END
$$;
ALTER FUNCTION samverk.refuse(code text, said jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse_amount(code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    of_currency text := (SELECT currency FROM agreement WHERE stream = of_stream);
BEGIN
    RETURN refuse(code, jsonb_build_object('line', of_line, 'year', of_year,
        'amount', jsonb_build_object('minor', amount, 'currency', of_currency),
        'limit', jsonb_build_object('minor', most, 'currency', of_currency),
        'excess', jsonb_build_object('minor', amount - most, 'currency', of_currency)));
END
$$;
ALTER FUNCTION samverk.refuse_amount(code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('samverk.appends', true) <> '' THEN
        PERFORM samverk.refuse_form();
    END IF;
    RAISE EXCEPTION '% is never changed but by append()', TG_TABLE_NAME USING ERRCODE = 'SV001';
END
$$;
ALTER FUNCTION samverk.refuse_change() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse_form() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the book has form 7 since it was upgraded: update samverk'
        USING ERRCODE = 'SV004';
END
$$;
ALTER FUNCTION samverk.refuse_form() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_agreement(of_stream text, undoing bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    whole agreement;
    closing stored_events;
    said jsonb;
BEGIN
    SELECT * INTO whole FROM agreement WHERE stream = of_stream;
    IF NOT FOUND THEN
        RETURN refuse('unknown-agreement', jsonb_build_object(
            'agreement', split_part(of_stream, '/', 2),
            'known', ARRAY(SELECT split_part(stream, '/', 2) FROM agreement ORDER BY 1)));
    ELSIF whole.shut <> COALESCE(undoing, 0) THEN
        SELECT * INTO closing FROM stored_events WHERE rowid = whole.shut;
        said := convert_from(closing.state, 'UTF8')::jsonb -> 'data';
        RETURN refuse(
            CASE WHEN said ? 'closed_on' THEN 'agreement-closed' ELSE 'proposal-withdrawn' END,
            jsonb_build_object('agreement', split_part(of_stream, '/', 2), 'position', whole.shut,
                'on', COALESCE(said -> 'closed_on', said -> 'withdrawn_on')));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_agreement(of_stream text, undoing bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_board(of_stream text, of_line text, board text, decides boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    funded_by text;
BEGIN
    IF decides AND NOT EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND funder = board) THEN
        RETURN refuse('board-funds-nothing', jsonb_build_object('board', board, 'known',
            ARRAY(SELECT DISTINCT funder FROM budget_line WHERE stream = of_stream ORDER BY 1)));
    END IF;
    funded_by := (SELECT funder FROM budget_line WHERE stream = of_stream AND line = of_line);
    IF funded_by <> board THEN
        RETURN refuse('other-boards-line', jsonb_build_object(
            'line', of_line, 'board', board, 'funder', funded_by));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_board(of_stream text, of_line text, board text, decides boolean) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_funders(of_stream text, lines text[], boards text[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    funders text[] := ARRAY(
        SELECT DISTINCT funder FROM budget_line WHERE stream = of_stream AND line = ANY (lines) ORDER BY 1);
    other text := (SELECT one FROM unnest(boards) AS one WHERE one <> ALL (funders) LIMIT 1);
BEGIN
    IF other IS NOT NULL AND funders <> '{}' THEN
        RETURN refuse('unknown-party', jsonb_build_object('party', other, 'known', funders));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_funders(of_stream text, lines text[], boards text[]) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_open_amendment(of_stream text, named text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    own amendment;
    last stored_events;
    said jsonb;
BEGIN
    SELECT * INTO own FROM amendment WHERE stream = of_stream AND amendment = named;
    IF NOT FOUND THEN
        PERFORM refuse('unknown-amendment', jsonb_build_object('amendment', named, 'known',
            ARRAY(SELECT amendment FROM amendment WHERE stream = of_stream ORDER BY position)));
    ELSIF own.over IS NOT NULL THEN
        SELECT * INTO last FROM stored_events WHERE rowid = own.over;
        said := convert_from(last.state, 'UTF8')::jsonb -> 'data';
        PERFORM refuse(CASE last.topic
            WHEN 'amendment-concluded/1' THEN 'amendment-concluded'
            WHEN 'amendment-declined/1' THEN 'amendment-declined'
            ELSE 'amendment-withdrawn' END,
            jsonb_build_object('amendment', named, 'on', said -> 'decided_on',
                'board', said -> 'board', 'decision', said -> 'decision'));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_open_amendment(of_stream text, named text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_parties(named text[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text := (
        SELECT one FROM unnest(named) AS one
        WHERE one IS NOT NULL AND NOT EXISTS (SELECT FROM party WHERE party = one) LIMIT 1);
BEGIN
    IF missing IS NOT NULL THEN
        RETURN refuse('unknown-party', jsonb_build_object(
            'party', missing, 'known', ARRAY(SELECT party FROM party ORDER BY 1)));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_parties(named text[]) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_year(of_stream text, year integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    whole agreement;
BEGIN
    SELECT * INTO whole FROM agreement WHERE stream = of_stream;
    IF year NOT BETWEEN whole.first_year AND whole.last_year THEN
        RETURN refuse('year-outside-agreement', jsonb_build_object(
            'year', year, 'first', whole.first_year, 'last', whole.last_year));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_year(of_stream text, year integer) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.rest(at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text, missing text, said jsonb, differs text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    there jsonb := (
        SELECT convert_from(state, 'UTF8')::jsonb -> 'data' FROM stored_events
        WHERE rowid = cause AND rowid < at AND originator_id = of_stream AND topic = ANY (wanted)
            AND NOT EXISTS (SELECT FROM reversed WHERE entry = cause));
    taken bigint;
BEGIN
    IF there IS NULL OR differs = missing AND NOT there @> same THEN
        PERFORM refuse(missing, said || jsonb_build_object('position', cause, 'known', ARRAY(
            SELECT rowid FROM stored_events WHERE originator_id = of_stream AND topic = ANY (wanted)
                AND NOT EXISTS (SELECT FROM reversed WHERE entry = rowid) ORDER BY 1)));
    ELSIF NOT there @> same THEN
        PERFORM refuse(differs, jsonb_build_object('position', cause));
    END IF;
    IF minor IS NOT NULL THEN
        taken := (SELECT COALESCE(SUM(resting.minor), 0) FROM resting WHERE entry = cause);
        IF minor > (there ->> has)::bigint - taken THEN
            PERFORM refuse_amount('exceeds-claim', of_stream, there ->> 'line',
                (there ->> 'budget_year')::integer, minor, (there ->> has)::bigint - taken);
        END IF;
    END IF;
    INSERT INTO resting VALUES (cause, at, COALESCE(minor, 0));
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.rest(at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text, missing text, said jsonb, differs text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    there stored_events;
    said jsonb;
    done text;
BEGIN
    SELECT * INTO there FROM stored_events WHERE rowid = cause AND rowid < at;
    IF NOT FOUND THEN
        PERFORM refuse('unknown-position', jsonb_build_object('position', cause));
    ELSIF there.topic = 'entry-reversed/1' THEN
        PERFORM refuse('is-a-reversal', jsonb_build_object('position', cause));
    ELSIF there.topic NOT IN ('commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/1', 'repayment-received/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1', 'commitment-approved/2', 'commitment-declined/2', 'uplift-applied/2', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'repayment-received/2', 'in-kind-pledged/2', 'in-kind-recorded/2', 'in-kind-verified/2', 'in-kind-rejected/2', 'agreement-referred/1', 'referral-answered/1', 'decision-planned/1', 'agreement-signed/1', 'decision-notified/1', 'proposal-withdrawn/1', 'amendment-approved/1', 'amendment-declined/1', 'amendment-concluded/1', 'agreement-terminated/1') THEN
        PERFORM refuse('not-reversible', jsonb_build_object('position', cause, 'event', there.topic));
    ELSIF there.originator_id <> of_stream THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', cause));
    ELSIF EXISTS (SELECT FROM reversed WHERE reversed.entry = cause) THEN
        PERFORM refuse('already-reversed', jsonb_build_object('position', cause,
            'by', (SELECT position FROM reversed WHERE reversed.entry = cause)));
    END IF;
    said := convert_from(there.state, 'UTF8')::jsonb -> 'data';
    done := undo(cause, of_stream, there.topic, said);
    IF said <> entry THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', cause));
    END IF;
    INSERT INTO reversed VALUES (cause, at);
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.rules_in_force(at bigint) RETURNS integer
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN GREATEST(1,
        (SELECT substring(value FROM '^samverk/rules-([0-9]{1,6})/')::integer
            FROM book_info WHERE book_info.name = 'origin'),
        (SELECT MAX((convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'rules')::integer)
            FROM stored_events
            WHERE originator_id = '@book' AND rowid < at AND topic = 'rules-adopted/1'));
END
$$;
ALTER FUNCTION samverk.rules_in_force(at bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.shown(it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    places integer := CASE it ->> 'currency' WHEN 'ISK' THEN 0 WHEN 'JPY' THEN 0 WHEN 'KRW' THEN 0 WHEN 'KWD' THEN 3 WHEN 'BHD' THEN 3 WHEN 'TND' THEN 3 ELSE 2 END;
BEGIN
    RETURN CASE jsonb_typeof(it)
        WHEN 'object' THEN round((it ->> 'minor')::numeric / 10::numeric ^ places, places)
            || ' ' || (it ->> 'currency')
        WHEN 'array' THEN COALESCE(
            (SELECT string_agg(one, ', ') FROM jsonb_array_elements_text(it) AS one), '–')
        ELSE COALESCE(it #>> '{}', '–') END;
END
$$;
ALTER FUNCTION samverk.shown(it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.undo(entry bigint, of_stream text, name text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
DECLARE
    done text;
    in_line text;
    in_year integer;
    minor bigint;
BEGIN
    CASE name
    WHEN 'disbursement-recorded/1' THEN
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, (data ->> 'amount_minor')::bigint, -(data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-remaining', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'payee', -(data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'internal-cost-recorded/1' THEN
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-remaining', entry);
        NULL;
    WHEN 'use-reported/1' THEN
        NULL;
    WHEN 'commitment-approved/1' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'commitment-declined/1' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'uplift-applied/1' THEN
        IF EXISTS (SELECT FROM uplift WHERE stream = of_stream AND line = data ->> 'line' AND (uplift.year > (data ->> 'year')::integer OR uplift.year = (data ->> 'year')::integer AND uplift.position > entry)) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        DELETE FROM uplift WHERE uplift.position = entry AND stream = of_stream;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'reallocated/1' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'to_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) OR EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'from_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'commitment-released/1' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'carried-over/1' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'to_year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) OR EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'from_year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'to_year')::integer, -(data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := move(of_stream, data ->> 'line', (data ->> 'from_year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'repayment-claimed/1' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'money has come back on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, (data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, (data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'repayment-received/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-pledged/1' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'something has been delivered on it');
        END IF;
        NULL;
    WHEN 'in-kind-recorded/1' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'it has been verified or rejected');
        END IF;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-verified/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-rejected/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'commitment-approved/2' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'commitment-declined/2' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'uplift-applied/2' THEN
        IF EXISTS (SELECT FROM uplift WHERE stream = of_stream AND line = data ->> 'line' AND (uplift.year > (data ->> 'year')::integer OR uplift.year = (data ->> 'year')::integer AND uplift.position > entry)) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        DELETE FROM uplift WHERE uplift.position = entry AND stream = of_stream;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'reallocated/2' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'to_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) OR EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'from_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'commitment-released/2' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'repayment-claimed/2' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'money has come back on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, (data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, (data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'repayment-claimed/3' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'money has come back on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, (data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'performer', (data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'repayment-received/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-pledged/2' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'something has been delivered on it');
        END IF;
        NULL;
    WHEN 'in-kind-recorded/2' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'it has been verified or rejected');
        END IF;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-verified/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-rejected/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'agreement-referred/1' THEN
        IF EXISTS (SELECT FROM resting WHERE resting.entry = undo.entry) THEN
            done := depended_upon(entry, 'it has been answered');
        END IF;
        NULL;
    WHEN 'referral-answered/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'decision-planned/1' THEN
        NULL;
    WHEN 'agreement-signed/1' THEN
        IF EXISTS (SELECT FROM stored_events WHERE rowid = (SELECT over FROM amendment WHERE stream = of_stream AND amendment = data ->> 'amendment') AND topic IN ('amendment-concluded/1')) THEN
            done := depended_upon(entry, 'the amendment has been concluded on it');
        END IF;
        NULL;
    WHEN 'decision-notified/1' THEN
        NULL;
    WHEN 'proposal-withdrawn/1' THEN
        UPDATE agreement SET shut = NULL WHERE stream = of_stream AND shut = entry;
        UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;
        NULL;
    WHEN 'amendment-approved/1' THEN
        IF EXISTS (SELECT FROM stored_events WHERE rowid = (SELECT over FROM amendment WHERE stream = of_stream AND amendment = data ->> 'amendment') AND topic IN ('amendment-concluded/1')) THEN
            done := depended_upon(entry, 'the amendment has been concluded on it');
        END IF;
        NULL;
    WHEN 'amendment-declined/1' THEN
        UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;
        NULL;
    WHEN 'amendment-concluded/1' THEN
        IF amendment_holds(entry, of_stream, data) = 'a later amendment has replaced the amount, or builds on it' THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'the new performer has been paid, has reported or has been claimed from' THEN
            done := depended_upon(entry, 'the new performer has been paid, has reported or has been claimed from');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'a later uplift was built on it' THEN
            done := depended_upon(entry, 'a later uplift was built on it');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'the line or the time that it added has been used' THEN
            done := depended_upon(entry, 'the line or the time that it added has been used');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'a party that it added has pledged something or contributed' THEN
            done := depended_upon(entry, 'a party that it added has pledged something or contributed');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'a party that it added answers for a line' THEN
            done := depended_upon(entry, 'a party that it added answers for a line');
        END IF;
        FOR in_line, in_year, minor IN SELECT one ->> 'line', (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'changes') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, in_line, in_year, -minor, 0, false, NULL, NULL, NULL, 'below-paid', entry);
        END LOOP;
        UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;
        UPDATE agreement SET last_year = date_part('year', (data ->> 'previous_ends')::date)
        WHERE stream = of_stream AND data ->> 'previous_ends' IS NOT NULL;
        DELETE FROM amended_year WHERE stream = of_stream AND position = entry;
        DELETE FROM performing WHERE stream = of_stream AND position = entry;
        UPDATE line_year SET performer = own.performer FROM budget_line AS own
        WHERE own.stream = of_stream AND line_year.stream = of_stream
            AND line_year.line = own.line AND line_year.performer = ''
            AND NOT EXISTS (SELECT FROM performing AS later
                WHERE later.stream = of_stream AND later.line = own.line);
        DELETE FROM line_year WHERE stream = of_stream AND line IN (
            SELECT item ->> 'line'
            FROM amendment_lines(of_stream, data ->> 'amendment') AS item);
        DELETE FROM budget_line WHERE stream = of_stream AND line IN (
            SELECT item ->> 'line'
            FROM amendment_lines(of_stream, data ->> 'amendment') AS item);
        NULL;
    WHEN 'agreement-terminated/1' THEN
        NULL;
    END CASE;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.undo(entry bigint, of_stream text, name text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written(name text, it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
DECLARE
    text_of_it text := CASE WHEN it @@ 'strict $.actor > "" && ($.assurance == "claimed" || $.assurance == "database-attested" || $.assurance == "signed") && ($.reason == null || $.reason > "") && ($.key == null || $.key > "") && ($.command_sha256 == null || $.command_sha256 like_regex "^[0-9a-f]{64}$") && ($.causation == null || ($.causation >= 1 && $.causation <= 4611686018427387904)) && $.nonce like_regex "^[0-9a-f]{32}$"' THEN format('{"recorded_at":%s,"actor":%s,"assurance":%s,"reason":%s,"evidence":%s,"key":%s,"command_sha256":%s,"causation":%s,"nonce":%s,"data":%s}',
            to_json(instant_text((it ->> 'recorded_at')::timestamptz)), it -> 'actor', it -> 'assurance', it -> 'reason', CASE WHEN it -> 'evidence' = '[]' THEN '[]' ELSE written_evidence(it -> 'evidence') END, it -> 'key', it -> 'command_sha256', COALESCE(((it ->> 'causation')::bigint)::text, 'null'), it -> 'nonce', written_fact(name, it -> 'data')) END;
BEGIN
    RETURN CASE WHEN text_of_it !~ '(?<!\\)(\\\\)*\\[bfnrtu]|(?<!\\)""|(?<!\\)" | "|[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]' THEN text_of_it END;
END
$_$;
ALTER FUNCTION samverk.written(name text, it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_evidence(it jsonb) RETURNS text
    LANGUAGE sql STABLE
    AS $_$
    SELECT '[' || string_agg(
        CASE WHEN it @@ 'strict $.reference > "" && ($.sha256 == null || $.sha256 like_regex "^[0-9a-f]{64}$")' THEN format('{"reference":%s,"sha256":%s}',
            it -> 'reference', it -> 'sha256') END, ',' ORDER BY place) || ']'
    FROM jsonb_array_elements(it) WITH ORDINALITY AS one (it, place)
$_$;
ALTER FUNCTION samverk.written_evidence(it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_fact(name text, it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
#variable_conflict use_column
BEGIN
    CASE name
    WHEN 'disbursement-recorded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.paid_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.paid_on >= "1900-01-01" && $.paid_on <= "2200-12-31") && $.payee > "" && $.voucher > "" && ($.bank_reference == null || $.bank_reference > "")' THEN format('{"event":"disbursement-recorded/1","line":%s,"budget_year":%s,"amount_minor":%s,"paid_on":%s,"payee":%s,"voucher":%s,"bank_reference":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'paid_on')::date), it -> 'payee', it -> 'voucher', it -> 'bank_reference') END;
    WHEN 'use-reported/1' THEN
        RETURN CASE WHEN it @@ 'strict $.performer > "" && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.report > "" && ($.reported_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.reported_on >= "1900-01-01" && $.reported_on <= "2200-12-31")' THEN format('{"event":"use-reported/1","performer":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"report":%s,"reported_on":%s}',
            it -> 'performer', it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'report', to_json((it ->> 'reported_on')::date)) END;
    WHEN 'party-registered/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && $.name > "" && ($.kind == "board" || $.kind == "civil" || $.kind == "company" || $.kind == "state" || $.kind == "unit") && $.legal_entity > "" && ($.organisation_number == null || $.organisation_number > "")' THEN format('{"event":"party-registered/1","party":%s,"name":%s,"kind":%s,"legal_entity":%s,"organisation_number":%s}',
            it -> 'party', it -> 'name', it -> 'kind', it -> 'legal_entity', it -> 'organisation_number') END;
    WHEN 'party-amended/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && $.name > "" && ($.kind == "board" || $.kind == "civil" || $.kind == "company" || $.kind == "state" || $.kind == "unit") && $.legal_entity > "" && ($.organisation_number == null || $.organisation_number > "") && $.previous_name > "" && ($.previous_kind == "board" || $.previous_kind == "civil" || $.previous_kind == "company" || $.previous_kind == "state" || $.previous_kind == "unit") && $.previous_legal_entity > "" && ($.previous_organisation_number == null || $.previous_organisation_number > "")' THEN format('{"event":"party-amended/1","party":%s,"name":%s,"kind":%s,"legal_entity":%s,"organisation_number":%s,"previous_name":%s,"previous_kind":%s,"previous_legal_entity":%s,"previous_organisation_number":%s}',
            it -> 'party', it -> 'name', it -> 'kind', it -> 'legal_entity', it -> 'organisation_number', it -> 'previous_name', it -> 'previous_kind', it -> 'previous_legal_entity', it -> 'previous_organisation_number') END;
    WHEN 'agreement-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.title > "" && $.reference > "" && $.purpose > "" && ($.starts like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.starts >= "1900-01-01" && $.starts <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.currency > "" && ($.rounding == "krona" || $.rounding == "ore") && ($.extends == null || $.extends > "") && ($.stated_total_minor >= -100000000000000000 && $.stated_total_minor <= 100000000000000000)' THEN format('{"event":"agreement-proposed/1","title":%s,"reference":%s,"purpose":%s,"starts":%s,"ends":%s,"currency":%s,"rounding":%s,"extends":%s,"signatories":%s,"stated_total_minor":%s}',
            it -> 'title', it -> 'reference', it -> 'purpose', to_json((it ->> 'starts')::date), to_json((it ->> 'ends')::date), it -> 'currency', it -> 'rounding', it -> 'extends', CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END, (it ->> 'stated_total_minor')::bigint) END;
    WHEN 'agreement-proposed/2' THEN
        RETURN CASE WHEN it @@ 'strict $.title > "" && $.reference > "" && $.purpose > "" && ($.starts like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.starts >= "1900-01-01" && $.starts <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.currency > "" && ($.rounding == "krona" || $.rounding == "ore") && ($.extends == null || $.extends > "") && ($.stated_total_minor >= -100000000000000000 && $.stated_total_minor <= 100000000000000000) && ($.carry_over_percent == null || $.carry_over_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && ($.extends_because == null || $.extends_because > "")' THEN format('{"event":"agreement-proposed/2","title":%s,"reference":%s,"purpose":%s,"starts":%s,"ends":%s,"currency":%s,"rounding":%s,"extends":%s,"signatories":%s,"stated_total_minor":%s,"carry_over_percent":%s,"extends_because":%s}',
            it -> 'title', it -> 'reference', it -> 'purpose', to_json((it ->> 'starts')::date), to_json((it ->> 'ends')::date), it -> 'currency', it -> 'rounding', it -> 'extends', CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END, (it ->> 'stated_total_minor')::bigint, it -> 'carry_over_percent', it -> 'extends_because') END;
    WHEN 'budget-line-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "")' THEN format('{"event":"budget-line-proposed/1","line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s}',
            it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding') END;
    WHEN 'budget-line-proposed/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "") && $.activity > "" && ($.share == null || $.share like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$")' THEN format('{"event":"budget-line-proposed/2","line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s,"activity":%s,"share":%s}',
            it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding', it -> 'activity', it -> 'share') END;
    WHEN 'line-amended/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000)' THEN format('{"event":"line-amended/1","line":%s,"year":%s,"amount_minor":%s,"previous_minor":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, (it ->> 'previous_minor')::bigint) END;
    WHEN 'agreement-concluded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"agreement-concluded/1","decision":%s,"decided_on":%s}',
            it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'agreement-closed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.closed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.closed_on >= "1900-01-01" && $.closed_on <= "2200-12-31")' THEN format('{"event":"agreement-closed/1","closed_on":%s}',
            to_json((it ->> 'closed_on')::date)) END;
    WHEN 'agreement-reopened/1' THEN
        RETURN CASE WHEN it @@ 'strict $.reason > ""' THEN format('{"event":"agreement-reopened/1","reason":%s}',
            it -> 'reason') END;
    WHEN 'entry-reversed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.reversed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.reversed_on >= "1900-01-01" && $.reversed_on <= "2200-12-31") && $.reason > ""' THEN format('{"event":"entry-reversed/1","position":%s,"reversed_on":%s,"reason":%s,"entry":%s}',
            (it ->> 'position')::bigint, to_json((it ->> 'reversed_on')::date), it -> 'reason', CASE WHEN it -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/1', 'repayment-received/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1', 'commitment-approved/2', 'commitment-declined/2', 'uplift-applied/2', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'repayment-received/2', 'in-kind-pledged/2', 'in-kind-recorded/2', 'in-kind-verified/2', 'in-kind-rejected/2', 'agreement-referred/1', 'referral-answered/1', 'decision-planned/1', 'agreement-signed/1', 'decision-notified/1', 'proposal-withdrawn/1', 'amendment-approved/1', 'amendment-declined/1', 'amendment-concluded/1', 'agreement-terminated/1') THEN written_fact(it -> 'entry' ->> 'event', it -> 'entry') END) END;
    WHEN 'period-closed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.period > "" && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31")' THEN format('{"event":"period-closed/1","period":%s,"ends":%s}',
            it -> 'period', to_json((it ->> 'ends')::date)) END;
    WHEN 'period-reopened/1' THEN
        RETURN CASE WHEN it @@ 'strict $.period > "" && $.reason > ""' THEN format('{"event":"period-reopened/1","period":%s,"reason":%s}',
            it -> 'period', it -> 'reason') END;
    WHEN 'key-rotated/1' THEN
        RETURN CASE WHEN it @@ 'strict $.previous > "" && $.key > "" && ($.size >= 0 && $.size <= 4611686018427387904) && $.root > "" && ($.signed_by_previous == null || $.signed_by_previous > "") && $.signed_by_key > "" && ($.reason == null || $.reason > "")' THEN format('{"event":"key-rotated/1","previous":%s,"key":%s,"size":%s,"root":%s,"signed_by_previous":%s,"signed_by_key":%s,"reason":%s}',
            it -> 'previous', it -> 'key', (it ->> 'size')::bigint, it -> 'root', it -> 'signed_by_previous', it -> 'signed_by_key', it -> 'reason') END;
    WHEN 'key-retired/1' THEN
        RETURN CASE WHEN it @@ 'strict $.key > "" && $.reason > ""' THEN format('{"event":"key-retired/1","key":%s,"reason":%s}',
            it -> 'key', it -> 'reason') END;
    WHEN 'witness-registered/1' THEN
        RETURN CASE WHEN it @@ 'strict $.witness > "" && $.key > "" && ($.party == null || $.party > "")' THEN format('{"event":"witness-registered/1","witness":%s,"key":%s,"party":%s}',
            it -> 'witness', it -> 'key', it -> 'party') END;
    WHEN 'witness-retired/1' THEN
        RETURN CASE WHEN it @@ 'strict $.witness > "" && $.reason > ""' THEN format('{"event":"witness-retired/1","witness":%s,"reason":%s}',
            it -> 'witness', it -> 'reason') END;
    WHEN 'book-described/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.name == null || $.name > "") && ($.timezone == null || $.timezone > "")' THEN format('{"event":"book-described/1","name":%s,"timezone":%s}',
            it -> 'name', it -> 'timezone') END;
    WHEN 'rules-adopted/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.rules >= 1 && $.rules <= 1000000)' THEN format('{"event":"rules-adopted/1","rules":%s}',
            (it ->> 'rules')::bigint) END;
    WHEN 'amendment-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && ($.title == null || $.title > "") && ($.reference == null || $.reference > "")' THEN format('{"event":"amendment-proposed/1","amendment":%s,"title":%s,"reference":%s}',
            it -> 'amendment', it -> 'title', it -> 'reference') END;
    WHEN 'line-amount-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000) && ($.amount_minor >= 0 && $.amount_minor <= 100000000000000000)' THEN format('{"event":"line-amount-change-proposed/1","amendment":%s,"line":%s,"year":%s,"previous_minor":%s,"amount_minor":%s}',
            it -> 'amendment', it -> 'line', (it ->> 'year')::bigint, (it ->> 'previous_minor')::bigint, (it ->> 'amount_minor')::bigint) END;
    WHEN 'line-addition-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "") && ($.activity == null || $.activity > "") && ($.share == null || $.share like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$")' THEN format('{"event":"line-addition-proposed/1","amendment":%s,"line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s,"activity":%s,"share":%s}',
            it -> 'amendment', it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding', it -> 'activity', it -> 'share') END;
    WHEN 'line-uplift-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && ($.uplift == true || $.uplift == false)' THEN format('{"event":"line-uplift-change-proposed/1","amendment":%s,"line":%s,"uplift":%s}',
            it -> 'amendment', it -> 'line', it -> 'uplift') END;
    WHEN 'line-performer-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && $.performer > "" && $.previous > "" && ($.accountable == null || $.accountable > "") && ($.from_day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.from_day >= "1900-01-01" && $.from_day <= "2200-12-31")' THEN format('{"event":"line-performer-change-proposed/1","amendment":%s,"line":%s,"performer":%s,"previous":%s,"accountable":%s,"from_day":%s}',
            it -> 'amendment', it -> 'line', it -> 'performer', it -> 'previous', it -> 'accountable', to_json((it ->> 'from_day')::date)) END;
    WHEN 'term-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && ($.previous like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.previous >= "1900-01-01" && $.previous <= "2200-12-31")' THEN format('{"event":"term-change-proposed/1","amendment":%s,"ends":%s,"previous":%s}',
            it -> 'amendment', to_json((it ->> 'ends')::date), to_json((it ->> 'previous')::date)) END;
    WHEN 'signatory-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.party > "" && ($.joins == true || $.joins == false)' THEN format('{"event":"signatory-change-proposed/1","amendment":%s,"party":%s,"joins":%s}',
            it -> 'amendment', it -> 'party', it -> 'joins') END;
    WHEN 'text-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && ($.field == "purpose" || $.field == "reference" || $.field == "title") && $.text > "" && $.previous > ""' THEN format('{"event":"text-change-proposed/1","amendment":%s,"field":%s,"text":%s,"previous":%s}',
            it -> 'amendment', it -> 'field', it -> 'text', it -> 'previous') END;
    WHEN 'commitment-approved/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"commitment-approved/1","line":%s,"board":%s,"decision":%s,"decided_on":%s,"amounts_minor":%s}',
            it -> 'line', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor'))) END;
    WHEN 'commitment-declined/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"commitment-declined/1","line":%s,"board":%s,"decision":%s,"decided_on":%s}',
            it -> 'line', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'uplift-applied/1' THEN
        RETURN CASE WHEN it @@ 'strict $.board > "" && $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.basis == "amount" || $.basis == "rate") && ($.rate_percent == null || $.rate_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.supersedes == null || ($.supersedes >= 1 && $.supersedes <= 4611686018427387904))' THEN format('{"event":"uplift-applied/1","board":%s,"line":%s,"year":%s,"basis":%s,"rate_percent":%s,"decision":%s,"decided_on":%s,"years":%s,"supersedes":%s}',
            it -> 'board', it -> 'line', (it ->> 'year')::bigint, it -> 'basis', it -> 'rate_percent', it -> 'decision', to_json((it ->> 'decided_on')::date), CASE WHEN it -> 'years' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.year >= 1900 && $.year <= 2200) && ($.base_minor >= -100000000000000000 && $.base_minor <= 100000000000000000) && ($.uplift_minor >= -100000000000000000 && $.uplift_minor <= 100000000000000000) && ($.new_minor >= -100000000000000000 && $.new_minor <= 100000000000000000) && ($.change_minor >= -100000000000000000 && $.change_minor <= 100000000000000000)' THEN format('{"year":%s,"base_minor":%s,"uplift_minor":%s,"new_minor":%s,"change_minor":%s}',
            (it ->> 'year')::bigint, (it ->> 'base_minor')::bigint, (it ->> 'uplift_minor')::bigint, (it ->> 'new_minor')::bigint, (it ->> 'change_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'years') WITH ORDINALITY AS one (it, place)) END, COALESCE(((it ->> 'supersedes')::bigint)::text, 'null')) END;
    WHEN 'reallocated/1' THEN
        RETURN CASE WHEN it @@ 'strict $.from_line > "" && $.to_line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"reallocated/1","from_line":%s,"to_line":%s,"year":%s,"amount_minor":%s,"decisions":%s,"decided_on":%s}',
            it -> 'from_line', it -> 'to_line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, CASE WHEN it -> 'decisions' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.board > "" && $.reference > ""' THEN format('{"board":%s,"reference":%s}',
            it -> 'board', it -> 'reference') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'decisions') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'decided_on')::date)) END;
    WHEN 'commitment-released/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.reason > "" && ($.released_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.released_on >= "1900-01-01" && $.released_on <= "2200-12-31")' THEN format('{"event":"commitment-released/1","line":%s,"year":%s,"amount_minor":%s,"reason":%s,"released_on":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'reason', to_json((it ->> 'released_on')::date)) END;
    WHEN 'carried-over/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.from_year >= 1900 && $.from_year <= 2200) && ($.to_year >= 1900 && $.to_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"carried-over/1","line":%s,"from_year":%s,"to_year":%s,"amount_minor":%s,"board":%s,"decision":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'line', (it ->> 'from_year')::bigint, (it ->> 'to_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'internal-cost-recorded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31") && $.voucher > ""' THEN format('{"event":"internal-cost-recorded/1","line":%s,"budget_year":%s,"amount_minor":%s,"booked_on":%s,"voucher":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'booked_on')::date), it -> 'voucher') END;
    WHEN 'repayment-claimed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && $.ground > "" && ($.claimed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.claimed_on >= "1900-01-01" && $.claimed_on <= "2200-12-31")' THEN format('{"event":"repayment-claimed/1","line":%s,"budget_year":%s,"amount_minor":%s,"due_on":%s,"ground":%s,"claimed_on":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'due_on')::date), it -> 'ground', to_json((it ->> 'claimed_on')::date)) END;
    WHEN 'repayment-received/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.claim >= 1 && $.claim <= 4611686018427387904) && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.received_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.received_on >= "1900-01-01" && $.received_on <= "2200-12-31") && ($.bank_reference == null || $.bank_reference > "")' THEN format('{"event":"repayment-received/1","claim":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"received_on":%s,"bank_reference":%s}',
            (it ->> 'claim')::bigint, it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'received_on')::date), it -> 'bank_reference') END;
    WHEN 'in-kind-pledged/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.kind == "competence" || $.kind == "goods" || $.kind == "premises" || $.kind == "volunteer") && ($.description == null || $.description > "") && $.unit > "" && $.quantity like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.unit_value_minor >= 1 && $.unit_value_minor <= 100000000000000000) && ($.value_minor >= -100000000000000000 && $.value_minor <= 100000000000000000) && ($.year >= 1900 && $.year <= 2200) && ($.pledged_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.pledged_on >= "1900-01-01" && $.pledged_on <= "2200-12-31")' THEN format('{"event":"in-kind-pledged/1","party":%s,"kind":%s,"description":%s,"unit":%s,"quantity":%s,"unit_value_minor":%s,"value_minor":%s,"year":%s,"pledged_on":%s}',
            it -> 'party', it -> 'kind', it -> 'description', it -> 'unit', it -> 'quantity', (it ->> 'unit_value_minor')::bigint, (it ->> 'value_minor')::bigint, (it ->> 'year')::bigint, to_json((it ->> 'pledged_on')::date)) END;
    WHEN 'in-kind-recorded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.pledge == null || ($.pledge >= 1 && $.pledge <= 4611686018427387904)) && ($.kind == "competence" || $.kind == "goods" || $.kind == "premises" || $.kind == "volunteer") && ($.description == null || $.description > "") && $.unit > "" && $.quantity like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.unit_value_minor >= 1 && $.unit_value_minor <= 100000000000000000) && ($.method == null || $.method > "") && ($.value_minor >= -100000000000000000 && $.value_minor <= 100000000000000000) && ($.performed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.performed_on >= "1900-01-01" && $.performed_on <= "2200-12-31")' THEN format('{"event":"in-kind-recorded/1","party":%s,"pledge":%s,"kind":%s,"description":%s,"unit":%s,"quantity":%s,"unit_value_minor":%s,"method":%s,"value_minor":%s,"performed_on":%s}',
            it -> 'party', COALESCE(((it ->> 'pledge')::bigint)::text, 'null'), it -> 'kind', it -> 'description', it -> 'unit', it -> 'quantity', (it ->> 'unit_value_minor')::bigint, it -> 'method', (it ->> 'value_minor')::bigint, to_json((it ->> 'performed_on')::date)) END;
    WHEN 'in-kind-verified/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.verified_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.verified_on >= "1900-01-01" && $.verified_on <= "2200-12-31")' THEN format('{"event":"in-kind-verified/1","position":%s,"contribution":%s,"verified_on":%s}',
            (it ->> 'position')::bigint, written_fact('in-kind-recorded/1', it -> 'contribution'), to_json((it ->> 'verified_on')::date)) END;
    WHEN 'in-kind-rejected/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.rejected_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.rejected_on >= "1900-01-01" && $.rejected_on <= "2200-12-31") && $.reason > ""' THEN format('{"event":"in-kind-rejected/1","position":%s,"contribution":%s,"rejected_on":%s,"reason":%s}',
            (it ->> 'position')::bigint, written_fact('in-kind-recorded/1', it -> 'contribution'), to_json((it ->> 'rejected_on')::date), it -> 'reason') END;
    WHEN 'commitment-approved/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"commitment-approved/2","line":%s,"board":%s,"decision":%s,"decided_on":%s,"amounts_minor":%s,"booked_on":%s}',
            it -> 'line', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'commitment-declined/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"commitment-declined/2","line":%s,"board":%s,"decision":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'line', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'uplift-applied/2' THEN
        RETURN CASE WHEN it @@ 'strict $.board > "" && $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.basis == "amount" || $.basis == "rate") && ($.rate_percent == null || $.rate_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.supersedes == null || ($.supersedes >= 1 && $.supersedes <= 4611686018427387904)) && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"uplift-applied/2","board":%s,"line":%s,"year":%s,"basis":%s,"rate_percent":%s,"decision":%s,"decided_on":%s,"years":%s,"supersedes":%s,"booked_on":%s}',
            it -> 'board', it -> 'line', (it ->> 'year')::bigint, it -> 'basis', it -> 'rate_percent', it -> 'decision', to_json((it ->> 'decided_on')::date), CASE WHEN it -> 'years' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.year >= 1900 && $.year <= 2200) && ($.base_minor >= -100000000000000000 && $.base_minor <= 100000000000000000) && ($.uplift_minor >= -100000000000000000 && $.uplift_minor <= 100000000000000000) && ($.new_minor >= -100000000000000000 && $.new_minor <= 100000000000000000) && ($.change_minor >= -100000000000000000 && $.change_minor <= 100000000000000000)' THEN format('{"year":%s,"base_minor":%s,"uplift_minor":%s,"new_minor":%s,"change_minor":%s}',
            (it ->> 'year')::bigint, (it ->> 'base_minor')::bigint, (it ->> 'uplift_minor')::bigint, (it ->> 'new_minor')::bigint, (it ->> 'change_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'years') WITH ORDINALITY AS one (it, place)) END, COALESCE(((it ->> 'supersedes')::bigint)::text, 'null'), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'reallocated/2' THEN
        RETURN CASE WHEN it @@ 'strict $.from_line > "" && $.to_line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"reallocated/2","from_line":%s,"to_line":%s,"year":%s,"amount_minor":%s,"decisions":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'from_line', it -> 'to_line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, CASE WHEN it -> 'decisions' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.board > "" && $.reference > ""' THEN format('{"board":%s,"reference":%s}',
            it -> 'board', it -> 'reference') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'decisions') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'commitment-released/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.reason > "" && ($.released_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.released_on >= "1900-01-01" && $.released_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"commitment-released/2","line":%s,"year":%s,"amount_minor":%s,"reason":%s,"released_on":%s,"booked_on":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'reason', to_json((it ->> 'released_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'repayment-claimed/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && $.ground > "" && ($.claimed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.claimed_on >= "1900-01-01" && $.claimed_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"repayment-claimed/2","line":%s,"budget_year":%s,"amount_minor":%s,"due_on":%s,"ground":%s,"claimed_on":%s,"booked_on":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'due_on')::date), it -> 'ground', to_json((it ->> 'claimed_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'repayment-claimed/3' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && $.ground > "" && ($.claimed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.claimed_on >= "1900-01-01" && $.claimed_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31") && $.performer > ""' THEN format('{"event":"repayment-claimed/3","line":%s,"budget_year":%s,"amount_minor":%s,"due_on":%s,"ground":%s,"claimed_on":%s,"booked_on":%s,"performer":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'due_on')::date), it -> 'ground', to_json((it ->> 'claimed_on')::date), to_json((it ->> 'booked_on')::date), it -> 'performer') END;
    WHEN 'repayment-received/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.claim >= 1 && $.claim <= 4611686018427387904) && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.received_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.received_on >= "1900-01-01" && $.received_on <= "2200-12-31") && ($.bank_reference == null || $.bank_reference > "") && $.performer > ""' THEN format('{"event":"repayment-received/2","claim":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"received_on":%s,"bank_reference":%s,"performer":%s}',
            (it ->> 'claim')::bigint, it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'received_on')::date), it -> 'bank_reference', it -> 'performer') END;
    WHEN 'in-kind-pledged/2' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.kind == "competence" || $.kind == "goods" || $.kind == "premises" || $.kind == "volunteer") && ($.description == null || $.description > "") && $.unit > "" && $.quantity like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.unit_value_minor >= 1 && $.unit_value_minor <= 100000000000000000) && ($.value_minor >= -100000000000000000 && $.value_minor <= 100000000000000000) && ($.year >= 1900 && $.year <= 2200) && ($.pledged_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.pledged_on >= "1900-01-01" && $.pledged_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-pledged/2","party":%s,"kind":%s,"description":%s,"unit":%s,"quantity":%s,"unit_value_minor":%s,"value_minor":%s,"year":%s,"pledged_on":%s,"booked_on":%s}',
            it -> 'party', it -> 'kind', it -> 'description', it -> 'unit', it -> 'quantity', (it ->> 'unit_value_minor')::bigint, (it ->> 'value_minor')::bigint, (it ->> 'year')::bigint, to_json((it ->> 'pledged_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'in-kind-recorded/2' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.pledge == null || ($.pledge >= 1 && $.pledge <= 4611686018427387904)) && ($.kind == "competence" || $.kind == "goods" || $.kind == "premises" || $.kind == "volunteer") && ($.description == null || $.description > "") && $.unit > "" && $.quantity like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.unit_value_minor >= 1 && $.unit_value_minor <= 100000000000000000) && ($.method == null || $.method > "") && ($.value_minor >= -100000000000000000 && $.value_minor <= 100000000000000000) && ($.performed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.performed_on >= "1900-01-01" && $.performed_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-recorded/2","party":%s,"pledge":%s,"kind":%s,"description":%s,"unit":%s,"quantity":%s,"unit_value_minor":%s,"method":%s,"value_minor":%s,"performed_on":%s,"booked_on":%s}',
            it -> 'party', COALESCE(((it ->> 'pledge')::bigint)::text, 'null'), it -> 'kind', it -> 'description', it -> 'unit', it -> 'quantity', (it ->> 'unit_value_minor')::bigint, it -> 'method', (it ->> 'value_minor')::bigint, to_json((it ->> 'performed_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'in-kind-verified/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.verified_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.verified_on >= "1900-01-01" && $.verified_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-verified/2","position":%s,"contribution":%s,"verified_on":%s,"booked_on":%s}',
            (it ->> 'position')::bigint, CASE WHEN it -> 'contribution' ->> 'event' IN ('in-kind-recorded/1', 'in-kind-recorded/2') THEN written_fact(it -> 'contribution' ->> 'event', it -> 'contribution') END, to_json((it ->> 'verified_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'in-kind-rejected/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.rejected_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.rejected_on >= "1900-01-01" && $.rejected_on <= "2200-12-31") && $.reason > "" && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-rejected/2","position":%s,"contribution":%s,"rejected_on":%s,"reason":%s,"booked_on":%s}',
            (it ->> 'position')::bigint, CASE WHEN it -> 'contribution' ->> 'event' IN ('in-kind-recorded/1', 'in-kind-recorded/2') THEN written_fact(it -> 'contribution' ->> 'event', it -> 'contribution') END, to_json((it ->> 'rejected_on')::date), it -> 'reason', to_json((it ->> 'booked_on')::date)) END;
    WHEN 'agreement-referred/1' THEN
        RETURN CASE WHEN it @@ 'strict $.matter > "" && ($.answer_by like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.answer_by >= "1900-01-01" && $.answer_by <= "2200-12-31") && ($.by == null || $.by > "") && ($.referred_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.referred_on >= "1900-01-01" && $.referred_on <= "2200-12-31")' THEN format('{"event":"agreement-referred/1","matter":%s,"to":%s,"answer_by":%s,"by":%s,"referred_on":%s}',
            it -> 'matter', CASE WHEN it -> 'to' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'to') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'answer_by')::date), it -> 'by', to_json((it ->> 'referred_on')::date)) END;
    WHEN 'referral-answered/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.referral >= 1 && $.referral <= 4611686018427387904) && $.party > "" && ($.answer == "comment" || $.answer == "object" || $.answer == "support") && ($.decision == null || $.decision > "") && ($.answered_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.answered_on >= "1900-01-01" && $.answered_on <= "2200-12-31")' THEN format('{"event":"referral-answered/1","referral":%s,"party":%s,"answer":%s,"decision":%s,"answered_on":%s}',
            (it ->> 'referral')::bigint, it -> 'party', it -> 'answer', it -> 'decision', to_json((it ->> 'answered_on')::date)) END;
    WHEN 'decision-planned/1' THEN
        RETURN CASE WHEN it @@ 'strict $.body > "" && $.matter > "" && ($.decides_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decides_on >= "1900-01-01" && $.decides_on <= "2200-12-31") && ($.planned_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.planned_on >= "1900-01-01" && $.planned_on <= "2200-12-31")' THEN format('{"event":"decision-planned/1","body":%s,"matter":%s,"decides_on":%s,"planned_on":%s}',
            it -> 'body', it -> 'matter', to_json((it ->> 'decides_on')::date), to_json((it ->> 'planned_on')::date)) END;
    WHEN 'agreement-signed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.signed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.signed_on >= "1900-01-01" && $.signed_on <= "2200-12-31") && ($.reference == null || $.reference > "") && ($.amendment == null || $.amendment > "")' THEN format('{"event":"agreement-signed/1","party":%s,"signed_on":%s,"reference":%s,"amendment":%s}',
            it -> 'party', to_json((it ->> 'signed_on')::date), it -> 'reference', it -> 'amendment') END;
    WHEN 'decision-notified/1' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.notified_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.notified_on >= "1900-01-01" && $.notified_on <= "2200-12-31")' THEN format('{"event":"decision-notified/1","to":%s,"decision":%s,"notified_on":%s}',
            CASE WHEN it -> 'to' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'to') WITH ORDINALITY AS one (it, place)) END, it -> 'decision', to_json((it ->> 'notified_on')::date)) END;
    WHEN 'proposal-withdrawn/1' THEN
        RETURN CASE WHEN it @@ 'strict $.reason > "" && ($.withdrawn_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.withdrawn_on >= "1900-01-01" && $.withdrawn_on <= "2200-12-31") && ($.amendment == null || $.amendment > "")' THEN format('{"event":"proposal-withdrawn/1","reason":%s,"withdrawn_on":%s,"amendment":%s}',
            it -> 'reason', to_json((it ->> 'withdrawn_on')::date), it -> 'amendment') END;
    WHEN 'amendment-approved/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"amendment-approved/1","amendment":%s,"board":%s,"decision":%s,"decided_on":%s}',
            it -> 'amendment', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'amendment-declined/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"amendment-declined/1","amendment":%s,"board":%s,"decision":%s,"decided_on":%s}',
            it -> 'amendment', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'amendment-concluded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31") && ($.ends == null || ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31")) && ($.previous_ends == null || ($.previous_ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.previous_ends >= "1900-01-01" && $.previous_ends <= "2200-12-31"))' THEN format('{"event":"amendment-concluded/1","amendment":%s,"decision":%s,"decided_on":%s,"booked_on":%s,"changes":%s,"ends":%s,"previous_ends":%s}',
            it -> 'amendment', it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date), CASE WHEN it -> 'changes' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000) && ($.amount_minor >= 0 && $.amount_minor <= 100000000000000000) && ($.change_minor >= -100000000000000000 && $.change_minor <= 100000000000000000)' THEN format('{"line":%s,"year":%s,"previous_minor":%s,"amount_minor":%s,"change_minor":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'previous_minor')::bigint, (it ->> 'amount_minor')::bigint, (it ->> 'change_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'changes') WITH ORDINALITY AS one (it, place)) END, COALESCE((to_json((it ->> 'ends')::date))::text, 'null'), COALESCE((to_json((it ->> 'previous_ends')::date))::text, 'null')) END;
    WHEN 'agreement-terminated/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.notice_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.notice_on >= "1900-01-01" && $.notice_on <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.ground > "" && $.decision > ""' THEN format('{"event":"agreement-terminated/1","party":%s,"notice_on":%s,"ends":%s,"ground":%s,"decision":%s}',
            it -> 'party', to_json((it ->> 'notice_on')::date), to_json((it ->> 'ends')::date), it -> 'ground', it -> 'decision') END;
    WHEN 'agreement-concluded/2' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"agreement-concluded/2","decision":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    ELSE RETURN NULL;
    END CASE;
END
$_$;
ALTER FUNCTION samverk.written_fact(name text, it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_text(it text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it <> '' THEN to_json(it)::text END
$$;
ALTER FUNCTION samverk.written_text(it text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_whole(it text, low bigint, high bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it::bigint BETWEEN low AND high THEN it::bigint::text END
$$;
ALTER FUNCTION samverk.written_whole(it text, low bigint, high bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.append(form integer, patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $_$
DECLARE
    said jsonb[];
    it jsonb;
    last bigint;
    newest timestamptz;
    closed date;
    instant timestamptz;
    bytes bytea;
    version bigint;
    day date;
    before text;  -- the event that the same command has just recorded of the same stream
    done text;  -- a result that is not used: an assignment takes less time than PERFORM
BEGIN
    IF form IS DISTINCT FROM 7 THEN
        PERFORM refuse_form();
    END IF;
    -- Judge each event first, while no other client has to wait.
    FOR i IN 1..cardinality(states) LOOP
        it := states[i]::jsonb;
        IF octet_length(states[i]) > 1048576
            OR states[i] IS DISTINCT FROM written(names[i], it)
            OR it ->> 'actor' <> session_user::text
            OR it ->> 'assurance' <> 'database-attested'
            OR (streams[i] = 'parties') <> (names[i] IN ('party-registered/1', 'party-amended/1'))
            OR (streams[i] = 'book') <> (names[i] IN ('period-closed/1', 'period-reopened/1', 'key-rotated/1', 'key-retired/1', 'witness-registered/1', 'witness-retired/1', 'book-described/1', 'rules-adopted/1'))
            OR streams[i] !~ '^(parties|book|agreement/[A-Za-z0-9ÅÄÖÉÜåäöéü][A-Za-z0-9ÅÄÖÉÜåäöéü._-]{0,63})$'
        THEN
            RAISE EXCEPTION 'event % is not what its name says, or was not recorded by %',
                i, session_user USING ERRCODE = 'SV003';
        END IF;
        said[i] := it;
    END LOOP;
    -- Only one client appends at a time. So positions follow the order of commits, and a reader misses
    -- no event.
    done := set_config('lock_timeout', patience::text, true)
        || set_config('idle_in_transaction_session_timeout', '30s', true)
        || set_config('samverk.appends', '7', true);
    LOCK TABLE turn IN EXCLUSIVE MODE;  -- as hold() does
    IF EXISTS (
        SELECT FROM unnest(known, versions) AS one (stream, number)
        WHERE number <> (SELECT COALESCE(MAX(originator_version), 0)
            FROM stored_events WHERE originator_id = stream))
    THEN
        RETURN;
    END IF;
    SELECT rowid, (convert_from(state, 'UTF8')::json ->> 'recorded_at')::timestamptz,
        (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1)
    INTO last, newest, closed FROM stored_events ORDER BY rowid DESC LIMIT 1;
    last := COALESCE(last, 0);
    first := last + 1;
    IF is_now THEN  -- the time of the event before, if the clock was set back
        recorded_at := instant_text(GREATEST(clock_timestamp(), newest));
    END IF;
    FOR i IN 1..cardinality(states) LOOP
        it := said[i];
        IF is_now THEN
            states[i] := overlay(states[i] PLACING recorded_at
                FROM length('{"recorded_at":"') + 1 FOR length(it ->> 'recorded_at'));
        ELSE
            -- The time lies within the last minute, or is that of the event before.
            recorded_at := it ->> 'recorded_at';
            instant := recorded_at::timestamptz;
            IF instant < newest OR (
                instant NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp()
                AND (instant IS DISTINCT FROM newest OR newest < clock_timestamp()))
            THEN
                RAISE EXCEPTION 'event % was not recorded when it says', i USING ERRCODE = 'SV003';
            END IF;
            newest := instant;
        END IF;
        last := last + 1;
        bytes := convert_to(states[i], 'UTF8');
        version := CASE WHEN i = 1 THEN versions[array_position(known, streams[i])] END;
        IF version IS NULL THEN  -- the caller did not say how many events the stream has
            version := (SELECT COALESCE(MAX(originator_version), 0)
                FROM stored_events WHERE originator_id = streams[i]);
        END IF;
        version := version + 1;
        INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)
        VALUES (last, streams[i], version, names[i], bytes);
        IF i > 1 THEN
            before := CASE WHEN streams[i - 1] = streams[i]
                AND said[i - 1] ->> 'key' IS NOT DISTINCT FROM it ->> 'key' THEN names[i - 1] END;
        END IF;
        day := judge(last, streams[i], names[i], it -> 'data', before);
        IF day <= closed THEN
            done := refuse('period-closed', jsonb_build_object(
                'day', day, 'closed_through', closed, 'first_open', closed + 1,
                'instead', CASE WHEN names[i] IN ('agreement-concluded/1', 'commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'repayment-claimed/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1', 'commitment-approved/2', 'commitment-declined/2', 'uplift-applied/2', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'in-kind-pledged/2', 'in-kind-recorded/2', 'in-kind-verified/2', 'in-kind-rejected/2', 'amendment-concluded/1', 'agreement-concluded/2') THEN 'Keep the day, and say with --booked-on from when it counts.' ELSE 'Date it in an open period; where it has a budget year, give that with --year. Somebody else may open the newest closed period: samverk period reopen' END
            ));
        ELSIF streams[i] = 'book' THEN
            closed := (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1);
        END IF;
        done := refer(last, streams[i], names[i], it, said[i - 1] ->> 'key');
        IF last % 2 = 0 THEN
            PERFORM grow(last, leaf_hash(streams[i], version, names[i], bytes));
        END IF;
    END LOOP;
END
$_$;
ALTER FUNCTION samverk_calls.append(form integer, patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.flush() RETURNS pg_lsn
    LANGUAGE plpgsql SECURITY DEFINER
    AS $$
BEGIN
    RETURN pg_catalog.pg_logical_emit_message(true, 'samverk', '');
END
$$;
ALTER FUNCTION samverk_calls.flush() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.head() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN (SELECT COALESCE(MAX(rowid), 0) FROM stored_events);
END
$$;
ALTER FUNCTION samverk_calls.head() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.hold(patience integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    PERFORM set_config('lock_timeout', patience::text, true),
        set_config('idle_in_transaction_session_timeout', '30s', true);
    LOCK TABLE turn IN EXCLUSIVE MODE;
END
$$;
ALTER FUNCTION samverk_calls.hold(patience integer) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.holder(OUT login text, OUT pid integer, OUT program text, OUT since timestamp with time zone, OUT prepared text) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    SELECT COALESCE(active.usename, left_over.owner), locks.pid,
        COALESCE(NULLIF(active.application_name, ''), '?'),
        COALESCE(active.xact_start, left_over.prepared), left_over.gid
    INTO login, pid, program, since, prepared
    FROM pg_locks AS locks
    JOIN pg_class ON pg_class.oid = locks.relation AND relnamespace IN ('samverk'::regnamespace,
        'samverk_recorder'::regnamespace, 'samverk_auditor'::regnamespace)
    LEFT JOIN pg_stat_activity AS active ON active.pid = locks.pid
    LEFT JOIN pg_locks AS of_left_over ON locks.pid IS NULL AND of_left_over.granted
        AND of_left_over.virtualtransaction = locks.virtualtransaction
        AND of_left_over.locktype = 'transactionid'
    LEFT JOIN pg_prepared_xacts AS left_over ON left_over.transaction = of_left_over.transactionid
    WHERE (locks.granted OR relname <> 'turn')  -- others queue behind a lock that waits, too
        AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND locks.pid IS DISTINCT FROM pg_backend_pid()
        AND locks.mode IN (
            'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    ORDER BY relname = 'turn', 4 LIMIT 1;
END
$$;
ALTER FUNCTION samverk_calls.holder(OUT login text, OUT pid integer, OUT program text, OUT since timestamp with time zone, OUT prepared text) OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.book_info (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.book_info ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY samverk.book_info ALTER COLUMN value SET STATISTICS 0;
ALTER TABLE samverk.book_info OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.infos() RETURNS SETOF samverk.book_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN QUERY SELECT * FROM book_info;
END
$$;
ALTER FUNCTION samverk_calls.infos() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.leaf_at(at bigint) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN (SELECT leaf_hash(originator_id, originator_version, topic, state)
        FROM stored_events WHERE rowid = at);
END
$$;
ALTER FUNCTION samverk_calls.leaf_at(at bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.let_go(who integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE pid = who AND relation = 'turn'::regclass AND mode = 'ExclusiveLock' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND xact_start < clock_timestamp() - interval '30 seconds'
    ) AND pg_terminate_backend(who);
END
$$;
ALTER FUNCTION samverk_calls.let_go(who integer) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.my_boards() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(board ORDER BY board), '{}') FROM board_member
        WHERE login = session_user AND role = to_regrole(quote_ident(session_user)));
END
$$;
ALTER FUNCTION samverk_calls.my_boards() OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.stored_events (
    rowid bigint NOT NULL,
    originator_id text NOT NULL COLLATE pg_catalog."C",
    originator_version bigint NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    state bytea NOT NULL
);
ALTER TABLE ONLY samverk.stored_events ALTER COLUMN rowid SET STATISTICS 0;
ALTER TABLE ONLY samverk.stored_events ALTER COLUMN originator_id SET STATISTICS 0;
ALTER TABLE ONLY samverk.stored_events ALTER COLUMN originator_version SET STATISTICS 0;
ALTER TABLE ONLY samverk.stored_events ALTER COLUMN topic SET STATISTICS 0;
ALTER TABLE ONLY samverk.stored_events ALTER COLUMN state SET STATISTICS 0;
ALTER TABLE samverk.stored_events OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.my_events(at bigint[]) RETURNS SETOF samverk.stored_events
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    own text[] := my_streams();
BEGIN
    RETURN QUERY SELECT * FROM stored_events
        WHERE rowid = ANY (at) AND originator_id = ANY (own) ORDER BY rowid;
END
$$;
ALTER FUNCTION samverk_calls.my_events(at bigint[]) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.my_positions(after bigint, upto bigint) RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    own text[] := my_streams();
BEGIN
    RETURN ARRAY(  -- because of the sum, the server does not walk all events by position
        SELECT rowid FROM unnest(own) AS mine (stream) JOIN stored_events ON originator_id = stream
        WHERE rowid + 0 > after AND rowid + 0 <= upto ORDER BY rowid);
END
$$;
ALTER FUNCTION samverk_calls.my_positions(after bigint, upto bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.my_stream(name text, after bigint) RETURNS SETOF samverk.stored_events
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    IF name = ANY (my_streams()) THEN
        RETURN QUERY SELECT * FROM stored_events
            WHERE originator_id = name AND originator_version > after ORDER BY originator_version;
    END IF;
END
$$;
ALTER FUNCTION samverk_calls.my_stream(name text, after bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.my_streams() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    boards text[] := my_boards();
BEGIN
    RETURN ARRAY['parties', 'book']
        || ARRAY(SELECT DISTINCT stream FROM concern WHERE party = ANY (boards));
END
$$;
ALTER FUNCTION samverk_calls.my_streams() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.node_at(above integer, at bigint) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN (SELECT hash FROM merkle_node WHERE level = above AND place = at);
END
$$;
ALTER FUNCTION samverk_calls.node_at(above integer, at bigint) OWNER TO samverk_kept_book_owner;
CREATE PROCEDURE samverk_calls.record(IN form integer, IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    later boolean := current_setting('synchronous_standby_names') = '';
    placed record;
    done text;
BEGIN
    IF later THEN
        done := set_config('synchronous_commit', 'off', true);
    END IF;
    placed := samverk_calls.append(
        form, patience, string_to_array(known, E'\n'), string_to_array(versions, E'\n')::bigint[],
        string_to_array(streams, E'\n'), string_to_array(names, E'\n'),
        string_to_array(states, E'\n'), true);
    first := placed.first;
    recorded_at := placed.recorded_at;
    IF later THEN
        COMMIT;
        done := samverk_calls.flush();
    END IF;
END
$$;
ALTER PROCEDURE samverk_calls.record(IN form integer, IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.recorded_at(at bigint) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    RETURN (SELECT convert_from(state, 'UTF8')::json ->> 'recorded_at'
        FROM stored_events WHERE rowid = at);
END
$$;
ALTER FUNCTION samverk_calls.recorded_at(at bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk_calls.settled(patience integer) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverk', 'samverk_calls', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET client_min_messages TO 'error'
    AS $$
DECLARE
    done text := set_config('lock_timeout', patience::text, true);
    at timestamptz;
BEGIN
    BEGIN
        LOCK TABLE turn IN ROW SHARE MODE;
        at := clock_timestamp();
        RAISE EXCEPTION USING ERRCODE = 'SV002';  -- nothing else releases the lock here
    EXCEPTION WHEN SQLSTATE 'SV002' THEN
        RETURN at;
    END;
END
$$;
ALTER FUNCTION samverk_calls.settled(patience integer) OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.agreement (
    stream text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    first_year integer NOT NULL,
    last_year integer NOT NULL,
    concluded date,
    shut bigint
);
ALTER TABLE ONLY samverk.agreement ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN currency SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN first_year SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN last_year SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN concluded SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN shut SET STATISTICS 0;
ALTER TABLE samverk.agreement OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.amended_year (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.amended_year OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.amendment (
    stream text NOT NULL COLLATE pg_catalog."C",
    amendment text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    over bigint
);
ALTER TABLE ONLY samverk.amendment ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.amendment ALTER COLUMN amendment SET STATISTICS 0;
ALTER TABLE ONLY samverk.amendment ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.amendment ALTER COLUMN over SET STATISTICS 0;
ALTER TABLE samverk.amendment OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.board_member (
    login name NOT NULL,
    role oid NOT NULL,
    board text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.board_member ALTER COLUMN login SET STATISTICS 0;
ALTER TABLE ONLY samverk.board_member ALTER COLUMN role SET STATISTICS 0;
ALTER TABLE ONLY samverk.board_member ALTER COLUMN board SET STATISTICS 0;
ALTER TABLE samverk.board_member OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.budget_line (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    funder text NOT NULL COLLATE pg_catalog."C",
    performer text NOT NULL COLLATE pg_catalog."C",
    settlement text NOT NULL COLLATE pg_catalog."C",
    in_force boolean NOT NULL,
    decided bigint
);
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN funder SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN settlement SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN in_force SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN decided SET STATISTICS 0;
ALTER TABLE samverk.budget_line OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.closed_period (
    "position" bigint NOT NULL,
    period text NOT NULL COLLATE pg_catalog."C",
    ends date NOT NULL
);
ALTER TABLE ONLY samverk.closed_period ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.closed_period ALTER COLUMN period SET STATISTICS 0;
ALTER TABLE ONLY samverk.closed_period ALTER COLUMN ends SET STATISTICS 0;
ALTER TABLE samverk.closed_period OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.concern (
    party text NOT NULL COLLATE pg_catalog."C",
    stream text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.concern ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE ONLY samverk.concern ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE samverk.concern OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.line_year (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    remaining bigint NOT NULL,
    claimable bigint NOT NULL,
    performer text NOT NULL COLLATE pg_catalog."C",
    settlement text NOT NULL COLLATE pg_catalog."C",
    in_force boolean NOT NULL
);
ALTER TABLE ONLY samverk.line_year ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN remaining SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN claimable SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN settlement SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN in_force SET STATISTICS 0;
ALTER TABLE samverk.line_year OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.merkle_node (
    level integer NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL
);
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN level SET STATISTICS 0;
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN place SET STATISTICS 0;
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE samverk.merkle_node OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.party (
    party text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.party ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE samverk.party OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.performer_year (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    performer text NOT NULL COLLATE pg_catalog."C",
    claimable bigint NOT NULL
);
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN claimable SET STATISTICS 0;
ALTER TABLE samverk.performer_year OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.performing (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    performer text NOT NULL COLLATE pg_catalog."C",
    starts date NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.performing ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN starts SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.performing OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.resting (
    entry bigint NOT NULL,
    "position" bigint NOT NULL,
    minor bigint NOT NULL
);
ALTER TABLE ONLY samverk.resting ALTER COLUMN entry SET STATISTICS 0;
ALTER TABLE ONLY samverk.resting ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.resting ALTER COLUMN minor SET STATISTICS 0;
ALTER TABLE samverk.resting OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.reversed (
    entry bigint NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.reversed ALTER COLUMN entry SET STATISTICS 0;
ALTER TABLE ONLY samverk.reversed ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.reversed OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.turn (
);
ALTER TABLE samverk.turn OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.unique_reference (
    kind text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.unique_reference ALTER COLUMN kind SET STATISTICS 0;
ALTER TABLE ONLY samverk.unique_reference ALTER COLUMN value SET STATISTICS 0;
ALTER TABLE ONLY samverk.unique_reference ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.unique_reference OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.uplift (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.uplift ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.uplift ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.uplift ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.uplift ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.uplift OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.agreement AS
 SELECT stream,
    currency,
    first_year,
    last_year,
    concluded,
    shut
   FROM samverk.agreement;
ALTER VIEW samverk_auditor.agreement OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.amended_year AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.amended_year;
ALTER VIEW samverk_auditor.amended_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.amendment AS
 SELECT stream,
    amendment,
    "position",
    over
   FROM samverk.amendment;
ALTER VIEW samverk_auditor.amendment OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.board_member AS
 SELECT login,
    role,
    board
   FROM samverk.board_member;
ALTER VIEW samverk_auditor.board_member OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.book_info AS
 SELECT name,
    value
   FROM samverk.book_info;
ALTER VIEW samverk_auditor.book_info OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.budget_line AS
 SELECT stream,
    line,
    funder,
    performer,
    settlement,
    in_force,
    decided
   FROM samverk.budget_line;
ALTER VIEW samverk_auditor.budget_line OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.closed_period AS
 SELECT "position",
    period,
    ends
   FROM samverk.closed_period;
ALTER VIEW samverk_auditor.closed_period OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.concern AS
 SELECT party,
    stream
   FROM samverk.concern;
ALTER VIEW samverk_auditor.concern OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.line_year AS
 SELECT stream,
    line,
    year,
    remaining,
    claimable,
    performer,
    settlement,
    in_force
   FROM samverk.line_year;
ALTER VIEW samverk_auditor.line_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.merkle_node AS
 SELECT level,
    place,
    hash
   FROM samverk.merkle_node;
ALTER VIEW samverk_auditor.merkle_node OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.party AS
 SELECT party
   FROM samverk.party;
ALTER VIEW samverk_auditor.party OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.performer_year AS
 SELECT stream,
    line,
    year,
    performer,
    claimable
   FROM samverk.performer_year;
ALTER VIEW samverk_auditor.performer_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.performing AS
 SELECT stream,
    line,
    performer,
    starts,
    "position"
   FROM samverk.performing;
ALTER VIEW samverk_auditor.performing OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.resting AS
 SELECT entry,
    "position",
    minor
   FROM samverk.resting;
ALTER VIEW samverk_auditor.resting OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.reversed AS
 SELECT entry,
    "position"
   FROM samverk.reversed;
ALTER VIEW samverk_auditor.reversed OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.stored_events AS
 SELECT rowid,
    originator_id,
    originator_version,
    topic,
    state
   FROM samverk.stored_events;
ALTER VIEW samverk_auditor.stored_events OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.unique_reference AS
 SELECT kind,
    value,
    "position"
   FROM samverk.unique_reference;
ALTER VIEW samverk_auditor.unique_reference OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.uplift AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.uplift;
ALTER VIEW samverk_auditor.uplift OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.agreement AS
 SELECT stream,
    currency,
    first_year,
    last_year,
    concluded,
    shut
   FROM samverk.agreement;
ALTER VIEW samverk_recorder.agreement OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.amended_year AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.amended_year;
ALTER VIEW samverk_recorder.amended_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.amendment AS
 SELECT stream,
    amendment,
    "position",
    over
   FROM samverk.amendment;
ALTER VIEW samverk_recorder.amendment OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.board_member AS
 SELECT login,
    role,
    board
   FROM samverk.board_member;
ALTER VIEW samverk_recorder.board_member OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.book_info AS
 SELECT name,
    value
   FROM samverk.book_info;
ALTER VIEW samverk_recorder.book_info OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.budget_line AS
 SELECT stream,
    line,
    funder,
    performer,
    settlement,
    in_force,
    decided
   FROM samverk.budget_line;
ALTER VIEW samverk_recorder.budget_line OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.closed_period AS
 SELECT "position",
    period,
    ends
   FROM samverk.closed_period;
ALTER VIEW samverk_recorder.closed_period OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.concern AS
 SELECT party,
    stream
   FROM samverk.concern;
ALTER VIEW samverk_recorder.concern OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.line_year AS
 SELECT stream,
    line,
    year,
    remaining,
    claimable,
    performer,
    settlement,
    in_force
   FROM samverk.line_year;
ALTER VIEW samverk_recorder.line_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.merkle_node AS
 SELECT level,
    place,
    hash
   FROM samverk.merkle_node;
ALTER VIEW samverk_recorder.merkle_node OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.party AS
 SELECT party
   FROM samverk.party;
ALTER VIEW samverk_recorder.party OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.performer_year AS
 SELECT stream,
    line,
    year,
    performer,
    claimable
   FROM samverk.performer_year;
ALTER VIEW samverk_recorder.performer_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.performing AS
 SELECT stream,
    line,
    performer,
    starts,
    "position"
   FROM samverk.performing;
ALTER VIEW samverk_recorder.performing OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.resting AS
 SELECT entry,
    "position",
    minor
   FROM samverk.resting;
ALTER VIEW samverk_recorder.resting OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.reversed AS
 SELECT entry,
    "position"
   FROM samverk.reversed;
ALTER VIEW samverk_recorder.reversed OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.stored_events AS
 SELECT rowid,
    originator_id,
    originator_version,
    topic,
    state
   FROM samverk.stored_events;
ALTER VIEW samverk_recorder.stored_events OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.unique_reference AS
 SELECT kind,
    value,
    "position"
   FROM samverk.unique_reference;
ALTER VIEW samverk_recorder.unique_reference OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.uplift AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.uplift;
ALTER VIEW samverk_recorder.uplift OWNER TO samverk_kept_book_owner;
INSERT INTO samverk.agreement VALUES
	('agreement/herrgarden', 'SEK', 2024, 2025, '2023-12-06', NULL);
INSERT INTO samverk.board_member VALUES
	('karin', 16813, 'kulturnamnden');
INSERT INTO samverk.book_info VALUES
	('origin', 'samverk/rules-3/f2b9d907c13d25ec'),
	('key', 'samverk/rules-3/f2b9d907c13d25ec+7477d84e+ATQRAxQEbyA67j3cO3foze0gtyHV3bZI0J5DMR6a7+qR');
INSERT INTO samverk.budget_line VALUES
	('agreement/herrgarden', 'L1', 'fritidsnamnden', 'tif', 'external', true, 15),
	('agreement/herrgarden', 'L2', 'kommunstyrelsen', 'radda-barnen', 'external', true, 13),
	('agreement/herrgarden', 'L3', 'kommunstyrelsen', 'radda-barnen', 'external', true, 14),
	('agreement/herrgarden', 'L4', 'kulturnamnden', 'rosengardsbiblioteket', 'internal', true, 18);
INSERT INTO samverk.closed_period VALUES
	(27, '2023', '2023-12-31');
INSERT INTO samverk.concern VALUES
	('radda-barnen', 'agreement/herrgarden'),
	('tif', 'agreement/herrgarden'),
	('malmo-universitet', 'agreement/herrgarden'),
	('kommunstyrelsen', 'agreement/herrgarden'),
	('fritidsnamnden', 'agreement/herrgarden'),
	('kulturnamnden', 'agreement/herrgarden');
INSERT INTO samverk.line_year VALUES
	('agreement/herrgarden', 'L2', 2025, 71500000, 0, 'radda-barnen', 'external', true),
	('agreement/herrgarden', 'L3', 2025, 7500000, 0, 'radda-barnen', 'external', true),
	('agreement/herrgarden', 'L1', 2024, 32000000, 0, 'tif', 'external', true),
	('agreement/herrgarden', 'L4', 2025, 10000000, 0, 'rosengardsbiblioteket', 'internal', true),
	('agreement/herrgarden', 'L1', 2025, 32864000, 0, 'tif', 'external', true),
	('agreement/herrgarden', 'L2', 2024, 71000000, 0, 'radda-barnen', 'external', true),
	('agreement/herrgarden', 'L3', 2024, 900000, 7100000, 'radda-barnen', 'external', true),
	('agreement/herrgarden', 'L4', 2024, 7500000, 0, 'rosengardsbiblioteket', 'internal', true);
INSERT INTO samverk.merkle_node VALUES
	(1, 0, '\x57145c680af53d62d83a1d23b9ac65df125115346b43709194741a48f255ac7f'),
	(1, 1, '\x196585918f4225003bd7b05e0d09160cbdce46f300e1a35049268b2807b0e879'),
	(2, 0, '\x2ffed5bce38549883222569bc7dde55e4fcb647e05d11c8fc6318d612306d46c'),
	(1, 2, '\x793ef6f2238aa148c1ac8826be22fbb59dcbc0fb1728341e7760988266463e7d'),
	(1, 3, '\xcea8030bc87383e606562e88e222970c3bb571cfae3ab379ce1c67f97b72b1ba'),
	(2, 1, '\x2a026ca9682efbddc8d13423e5fece62b3c9b8bc5d772eb7946be93d1f9d8ab6'),
	(3, 0, '\x5ed8c705b30a09f7060f5b20ffc9c7066980d8c1ab1b242ccf24be3b6f03552f'),
	(1, 4, '\xb22958f99e891cb25e857403cb7da6b61fac6f3eef3578bcc222561fbce45d0e'),
	(1, 5, '\x44b7485e6506df0d87071afee7e7ec436d0f4b168c776ba6ff5e7f94e08ad610'),
	(2, 2, '\x2151552e83a24ff3e38651ffa1ddf03bc5adb180df30874895470b4bb1825c9b'),
	(1, 6, '\xb8ece600841839b123b6389abf0399228fd62b78cc72a6d43e423679ca967aac'),
	(1, 7, '\x5999cecc8d856a14d6f50cca1072924b9a1423989bf0eb9f3ea8af737376b2e5'),
	(2, 3, '\x0793d5f9a1b5b5a3022f69dd93c6829e57c4ccd51554d9731d4bd9ab320781b7'),
	(3, 1, '\x17a3e8ad98e2e5d54db789fe499a5ac09233a102e1c2b3fc4ec3d34dd95695cd'),
	(4, 0, '\xac5e665cb91fc069df8d8666194613ce4cee88c78f269391c29b757cc4af843a'),
	(1, 8, '\x7aab8589e3ca24a6317194ddda9b663ed16e6d15d92e3d9208051edf8f3a52bf'),
	(1, 9, '\x854a5d62661d78c13d589c2cf3699ef946a0f1f98ef92a2c9a096ea55c0a6c93'),
	(2, 4, '\xedbc9f333b07a2de775473c81d6e5d8d74358d4cb71df82f29aefefc6bad8f83'),
	(1, 10, '\xa5cb25035e207598f0f43191754802626c16f86383e54c13eaaade0a25e1348c'),
	(1, 11, '\x07a58f6ecf13df96a3aa1a02f194dbf80f7a6854ce0ca97942d00472c4f83744');
INSERT INTO samverk.merkle_node VALUES
	(2, 5, '\xf211609dcad44f73d46e88e59fab6963cae20575ddb5ea42090a3b908465c01f'),
	(3, 2, '\x69659d3d07379a6066fce7c61f54a17f3cc3135425f5f7858f9a7b148b8d734c'),
	(1, 12, '\x9a1baf0c07257b101fca66147d9f325e74393871784277838d77669617dbc5bf');
INSERT INTO samverk.party VALUES
	('kommunstyrelsen'),
	('fritidsnamnden'),
	('kulturnamnden'),
	('radda-barnen'),
	('tif'),
	('malmo-universitet'),
	('rosengardsbiblioteket');
INSERT INTO samverk.reversed VALUES
	(16, 17);
INSERT INTO samverk.stored_events VALUES
	(1, 'parties', 1, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223962323333623938303565633835353061646436656362326131386631373230222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b6f6d6d756e73747972656c73656e222c226e616d65223a224b6f6d6d756e73747972656c73656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(2, 'parties', 2, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223534656636316131336539363163303837623935656331346536313761386464222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22667269746964736e616d6e64656e222c226e616d65223a22467269746964736ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(3, 'parties', 3, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223037333062353064633131323332343433346130646664383462383736396336222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b756c7475726e616d6e64656e222c226e616d65223a224b756c7475726ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(4, 'parties', 4, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223161376431373963316638373530303637383637313337663962333034306439222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a2272616464612d6261726e656e222c226e616d65223a2252c3a4646461204261726e656e222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a2272616464612d6261726e656e222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(5, 'parties', 5, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223666343330373161356165323664333866313362303133333139616531373738222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22746966222c226e616d65223a2254696c6c73616d6d616e7320692046c3b672656e696e67222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a22746966222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(6, 'parties', 6, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226131366436373632663431643162336539643361373333383566373437326665222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226d616c6d6f2d756e697665727369746574222c226e616d65223a224d616c6dc3b620756e697665727369746574222c226b696e64223a227374617465222c226c6567616c5f656e74697479223a226d616c6d6f2d756e697665727369746574222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(7, 'parties', 7, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223064373632633533646335343033383539613036336436323764313333656464222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22726f73656e67617264736269626c696f74656b6574222c226e616d65223a22526f73656e67c3a57264736269626c696f74656b6574222c226b696e64223a22756e6974222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(8, 'agreement/herrgarden', 1, 'agreement-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223638653839623630376537623864356166323037633666373234613037376439222c2264617461223a7b226576656e74223a2261677265656d656e742d70726f706f7365642f31222c227469746c65223a22494f50204b7261667473616d6c696e67204865727267c3a57264656e222c227265666572656e6365223a2253544b2d323032312d353637222c22707572706f7365223a224f6666656e746c696761206f6368206964c3a96275726e6120706172746572206269647261722074696c6c73616d6d616e732074696c6c2073616d6f72646e696e672c2042c3a473746120536f6d6d6172656e206f63682075747665636b6c696e67206176206dc3b6746573706c617473657220696e6f6d204b7261667473616d6c696e67204865727267c3a57264656e2e222c22737461727473223a22323032342d30312d3031222c22656e6473223a22323032352d31322d3331222c2263757272656e6379223a2253454b222c22726f756e64696e67223a226f7265222c22657874656e6473223a2264657420746964696761726520617674616c65742c206d65642073616d6d61206469617269656e756d6d6572222c227369676e61746f72696573223a5b2272616464612d6261726e656e222c22746966222c226d616c6d6f2d756e697665727369746574222c226b6f6d6d756e73747972656c73656e222c22667269746964736e616d6e64656e222c226b756c7475726e616d6e64656e225d2c227374617465645f746f74616c5f6d696e6f72223a3132313030303030307d7d'),
	(9, 'agreement/herrgarden', 2, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226265316564343835346632376162663863623237626639363037336364623965222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c31222c22707572706f7365223a224cc3b66e65722c2042c3a473746120536f6d6d6172656e222c2266756e646572223a22667269746964736e616d6e64656e222c22706572666f726d6572223a22746966222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(10, 'agreement/herrgarden', 3, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226330383231343561356137643764343937356238633830643730323662343965222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c32222c22707572706f7365223a224cc3b66e65722c2073616d6f72646e696e67206f6368206dc3b6746573706c617473222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(11, 'agreement/herrgarden', 4, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226630343063336162303935663263613163663162356565393538383335333732222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c33222c22707572706f7365223a224472696674736d6564656c2c206dc3b674656e206f6368206d6174657269616c222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(12, 'agreement/herrgarden', 5, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3239363836395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223366393434303661626239646539336630373661646436303331656262646530222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c34222c22707572706f7365223a2244726966746b6f73746e616465722c206dc3b6746573706c617473205661726461222c2266756e646572223a226b756c7475726e616d6e64656e222c22706572666f726d6572223a22726f73656e67617264736269626c696f74656b6574222c226163636f756e7461626c65223a226b756c7475726e616d6e64656e222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a22696e7465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(13, 'agreement/herrgarden', 6, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3635333138365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223066653135363939356639316238363232363165336337356261376537383866222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c32222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d7d7d'),
	(14, 'agreement/herrgarden', 7, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31352e3635333138365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223737643433356261353437336337356335663435616331643930303664393033222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c33222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d7d7d'),
	(15, 'agreement/herrgarden', 8, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31362e3034323839315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226561313930323366353133353636613132623538636635383437386537306331222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c31222c22626f617264223a22667269746964736e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d7d7d'),
	(16, 'agreement/herrgarden', 9, 'commitment-declined/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31362e3339333136325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223564353961656537626537346638393930623832393431333666643934663365222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(17, 'agreement/herrgarden', 10, 'entry-reversed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31362e3733333532335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a2266656c222c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a31362c226e6f6e6365223a223963333465346662363438363932316661353763333332613132383930323130222c2264617461223a7b226576656e74223a22656e7472792d72657665727365642f31222c22706f736974696f6e223a31362c2272657665727365645f6f6e223a22323032332d31322d3036222c22726561736f6e223a2266656c222c22656e747279223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d7d'),
	(18, 'agreement/herrgarden', 11, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31372e3039303339315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226531353065343430656162356561646334313632363037643032656466323963222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2262222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d7d7d'),
	(19, 'agreement/herrgarden', 12, 'agreement-concluded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31372e3431383130395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226365353161633065643132323766353035323639393035343036393734633631222c2264617461223a7b226576656e74223a2261677265656d656e742d636f6e636c756465642f31222c226465636973696f6e223a2263222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(20, 'agreement/herrgarden', 13, 'uplift-applied/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31372e3830353534315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223634363166383038383932313464646639626331396239656331643963653833222c2264617461223a7b226576656e74223a2275706c6966742d6170706c6965642f31222c22626f617264223a22667269746964736e616d6e64656e222c226c696e65223a224c31222c2279656172223a323032352c226261736973223a2272617465222c22726174655f70657263656e74223a22322e37222c226465636973696f6e223a2264222c22646563696465645f6f6e223a22323032342d30332d3235222c227965617273223a5b7b2279656172223a323032352c22626173655f6d696e6f72223a33323030303030302c2275706c6966745f6d696e6f72223a3836343030302c226e65775f6d696e6f72223a33323836343030302c226368616e67655f6d696e6f72223a3836343030307d5d2c2273757065727365646573223a6e756c6c7d7d');
INSERT INTO samverk.stored_events VALUES
	(21, 'agreement/herrgarden', 14, 'reallocated/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31382e3134343934355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226337633464323838653066393066356665383735373364333165326439646464222c2264617461223a7b226576656e74223a227265616c6c6f63617465642f31222c2266726f6d5f6c696e65223a224c32222c22746f5f6c696e65223a224c33222c2279656172223a323032342c22616d6f756e745f6d696e6f72223a3530303030302c226465636973696f6e73223a5b7b22626f617264223a226b6f6d6d756e73747972656c73656e222c227265666572656e6365223a2265227d5d2c22646563696465645f6f6e223a22323032342d30332d3235227d7d'),
	(22, 'agreement/herrgarden', 15, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31382e3439333638335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223634356463666339353036356632336464366662623034313038326131613132222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a373030303030302c22706169645f6f6e223a22323032342d30332d3235222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225631222c2262616e6b5f7265666572656e6365223a224231227d7d'),
	(23, 'agreement/herrgarden', 16, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31382e3833393337355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226534646361353430623631336161376435343764326366376664396661623363222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a3130303030302c22706169645f6f6e223a22323032342d30332d3236222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225632222c2262616e6b5f7265666572656e6365223a224232227d7d'),
	(24, 'agreement/herrgarden', 17, 'internal-cost-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31392e3137303732335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226233313466613161363833316537356661383961313733396231663462623930222c2264617461223a7b226576656e74223a22696e7465726e616c2d636f73742d7265636f726465642f31222c226c696e65223a224c34222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a323530303030302c22626f6f6b65645f6f6e223a22323032342d30332d3235222c22766f7563686572223a225633227d7d'),
	(25, 'agreement/herrgarden', 18, 'use-reported/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31392e3530353333365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223535313866616631333338383633343933613563336462653336636362356139222c2264617461223a7b226576656e74223a227573652d7265706f727465642f31222c22706572666f726d6572223a2272616464612d6261726e656e222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a363030303030302c227265706f7274223a2252222c227265706f727465645f6f6e223a22323032342d30332d3235227d7d'),
	(26, 'agreement/herrgarden', 19, 'in-kind-pledged/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a31392e3836313430395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226565306432303432643631383633356165333538326438613736356564346538222c2264617461223a7b226576656e74223a22696e2d6b696e642d706c65646765642f31222c227061727479223a22746966222c226b696e64223a22766f6c756e74656572222c226465736372697074696f6e223a6e756c6c2c22756e6974223a2268222c227175616e74697479223a22313030222c22756e69745f76616c75655f6d696e6f72223a32323030302c2276616c75655f6d696e6f72223a323230303030302c2279656172223a323032342c22706c65646765645f6f6e223a22323032342d30332d3235227d7d'),
	(27, 'book', 1, 'period-closed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431373a30383a32302e3137353237355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223139646361356665653064613536376665656466623638623464656661336338222c2264617461223a7b226576656e74223a22706572696f642d636c6f7365642f31222c22706572696f64223a2232303233222c22656e6473223a22323032332d31322d3331227d7d');
INSERT INTO samverk.unique_reference VALUES
	('bank', 'B1', 22),
	('bank', 'B2', 23);
INSERT INTO samverk.uplift VALUES
	('agreement/herrgarden', 'L1', 2025, 20);
ALTER TABLE ONLY samverk.agreement
    ADD CONSTRAINT agreement_pkey PRIMARY KEY (stream);
ALTER TABLE ONLY samverk.amended_year
    ADD CONSTRAINT amended_year_pkey PRIMARY KEY (stream, line, year, "position");
ALTER TABLE ONLY samverk.amendment
    ADD CONSTRAINT amendment_pkey PRIMARY KEY (stream, amendment);
ALTER TABLE ONLY samverk.board_member
    ADD CONSTRAINT board_member_pkey PRIMARY KEY (login, board);
ALTER TABLE ONLY samverk.book_info
    ADD CONSTRAINT book_info_pkey PRIMARY KEY (name);
ALTER TABLE ONLY samverk.budget_line
    ADD CONSTRAINT budget_line_pkey PRIMARY KEY (stream, line);
ALTER TABLE ONLY samverk.closed_period
    ADD CONSTRAINT closed_period_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY samverk.concern
    ADD CONSTRAINT concern_pkey PRIMARY KEY (party, stream);
ALTER TABLE ONLY samverk.line_year
    ADD CONSTRAINT line_year_pkey PRIMARY KEY (stream, line, year);
ALTER TABLE ONLY samverk.merkle_node
    ADD CONSTRAINT merkle_node_pkey PRIMARY KEY (level, place);
ALTER TABLE ONLY samverk.party
    ADD CONSTRAINT party_pkey PRIMARY KEY (party);
ALTER TABLE ONLY samverk.performer_year
    ADD CONSTRAINT performer_year_pkey PRIMARY KEY (stream, line, year, performer);
ALTER TABLE ONLY samverk.performing
    ADD CONSTRAINT performing_pkey PRIMARY KEY (stream, line, "position");
ALTER TABLE ONLY samverk.resting
    ADD CONSTRAINT resting_pkey PRIMARY KEY (entry, "position");
ALTER TABLE ONLY samverk.reversed
    ADD CONSTRAINT reversed_pkey PRIMARY KEY (entry);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_originator_id_originator_version_key UNIQUE (originator_id, originator_version);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (rowid);
ALTER TABLE ONLY samverk.unique_reference
    ADD CONSTRAINT unique_reference_pkey PRIMARY KEY (kind, value);
ALTER TABLE ONLY samverk.uplift
    ADD CONSTRAINT uplift_pkey PRIMARY KEY (stream, line, year, "position");
CREATE TRIGGER book_info_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.book_info FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.book_info ENABLE ALWAYS TRIGGER book_info_never_changed;
CREATE TRIGGER merkle_node_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.merkle_node FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.merkle_node ENABLE ALWAYS TRIGGER merkle_node_never_changed;
CREATE TRIGGER stored_events_appended BEFORE INSERT ON samverk.stored_events FOR EACH STATEMENT WHEN ((current_setting('samverk.appends'::text, true) IS DISTINCT FROM '7'::text)) EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_appended;
CREATE TRIGGER stored_events_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.stored_events FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed;
GRANT USAGE ON SCHEMA samverk_auditor TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_recorder;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_board;
GRANT USAGE ON SCHEMA samverk_recorder TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk.amendment_holds(entry bigint, of_stream text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.amendment_items(of_stream text, named text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.amendment_key(item jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.amendment_lines(of_stream text, named text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.depended_upon(entry bigint, because text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.derive() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.grow(at bigint, leaf bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.hinder(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.instant_text(it timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.judge(at bigint, of_stream text, name text, data jsonb, before text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.keep_all() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.leaf_hash(stream text, version bigint, name text, state bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.move(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.owe(of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.performer_on(of_stream text, of_line text, on_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.performs(of_stream text, of_line text, party text, on_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.period_end(period text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse(code text, said jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_amount(code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_form() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_agreement(of_stream text, undoing bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_board(of_stream text, of_line text, board text, decides boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_funders(of_stream text, lines text[], boards text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_open_amendment(of_stream text, named text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_parties(named text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_year(of_stream text, year integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.rest(at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text, missing text, said jsonb, differs text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.rules_in_force(at bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.shown(it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.undo(entry bigint, of_stream text, name text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written(name text, it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_evidence(it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_fact(name text, it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_text(it text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_whole(it text, low bigint, high bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk_calls.append(form integer, patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.append(form integer, patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk_calls.flush() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.flush() TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk_calls.flush() TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk_calls.flush() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.head() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.head() TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk_calls.head() TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk_calls.head() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.hold(patience integer) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.hold(patience integer) TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk_calls.holder(OUT login text, OUT pid integer, OUT program text, OUT since timestamp with time zone, OUT prepared text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.holder(OUT login text, OUT pid integer, OUT program text, OUT since timestamp with time zone, OUT prepared text) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk_calls.holder(OUT login text, OUT pid integer, OUT program text, OUT since timestamp with time zone, OUT prepared text) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk_calls.holder(OUT login text, OUT pid integer, OUT program text, OUT since timestamp with time zone, OUT prepared text) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.infos() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.infos() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.leaf_at(at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.leaf_at(at bigint) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk_calls.leaf_at(at bigint) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk_calls.leaf_at(at bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.let_go(who integer) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.let_go(who integer) TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk_calls.my_boards() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.my_boards() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.my_events(at bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.my_events(at bigint[]) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.my_positions(after bigint, upto bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.my_positions(after bigint, upto bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.my_stream(name text, after bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.my_stream(name text, after bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.my_streams() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.my_streams() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.node_at(above integer, at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.node_at(above integer, at bigint) TO samverk_kept_book_board;
REVOKE ALL ON PROCEDURE samverk_calls.record(IN form integer, IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text) FROM PUBLIC;
GRANT ALL ON PROCEDURE samverk_calls.record(IN form integer, IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text) TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk_calls.recorded_at(at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.recorded_at(at bigint) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk_calls.recorded_at(at bigint) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk_calls.recorded_at(at bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk_calls.settled(patience integer) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk_calls.settled(patience integer) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk_calls.settled(patience integer) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk_calls.settled(patience integer) TO samverk_kept_book_board;
GRANT SELECT ON TABLE samverk_auditor.agreement TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.amended_year TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.amendment TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.board_member TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.book_info TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.budget_line TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.closed_period TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.concern TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.line_year TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.merkle_node TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.party TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.performer_year TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.performing TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.resting TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.reversed TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.stored_events TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.unique_reference TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.uplift TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_recorder.agreement TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.amended_year TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.amendment TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.board_member TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.book_info TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.budget_line TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.closed_period TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.concern TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.line_year TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.merkle_node TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.party TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.performer_year TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.performing TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.resting TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.reversed TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.stored_events TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.unique_reference TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.uplift TO samverk_kept_book_recorder;
