CREATE SCHEMA samverk;
ALTER SCHEMA samverk OWNER TO samverk_kept_book_owner;
COMMENT ON SCHEMA samverk IS 'samverk book, form 2';
CREATE FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean) RETURNS TABLE(first bigint, recorded_at text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverk', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $_$
DECLARE
    said jsonb[];
    it jsonb;
    last bigint;
    newest timestamptz;
    instant timestamptz;
    bytes bytea;
    version bigint;
BEGIN
    -- Before others have to wait: what each event is.
    FOR i IN 1..cardinality(states) LOOP
        it := states[i]::jsonb;
        IF octet_length(states[i]) > 1048576
            OR states[i] IS DISTINCT FROM written(names[i], it)
            OR it ->> 'actor' <> session_user::text
            OR it ->> 'assurance' <> 'database-attested'
            OR split_part(streams[i], '/', 1) <> (CASE split_part(names[i], '-', 1)
                WHEN 'party' THEN 'parties' WHEN 'period' THEN 'book' ELSE 'agreement' END)
            OR streams[i] !~ '^(parties|book|agreement/[A-Za-z0-9ÅÄÖÉÜåäöéü][A-Za-z0-9ÅÄÖÉÜåäöéü._-]{0,63})$'
        THEN
            RAISE EXCEPTION 'event % is not what its name says, or was not recorded by %',
                i, session_user USING ERRCODE = 'SV003';
        END IF;
        said[i] := it;
    END LOOP;
    -- One at a time: positions are in the order of the commits, and no reader skips one.
    PERFORM set_config('lock_timeout', patience::text, true),
        set_config('samverk.appends', 'yes', true), pg_advisory_xact_lock(1396788566);
    IF EXISTS (
        SELECT FROM unnest(known, versions) AS one (stream, number)
        WHERE number <> (SELECT COALESCE(MAX(originator_version), 0)
            FROM stored_events WHERE originator_id = stream))
    THEN
        RETURN;
    END IF;
    SELECT rowid, (convert_from(state, 'UTF8')::json ->> 'recorded_at')::timestamptz
    INTO last, newest FROM stored_events ORDER BY rowid DESC LIMIT 1;
    last := COALESCE(last, 0);
    first := last + 1;
    IF is_now THEN  -- or when the event before was, where the clock was set back
        recorded_at := instant_text(GREATEST(clock_timestamp(), newest));
    END IF;
    FOR i IN 1..cardinality(states) LOOP
        it := said[i];
        IF is_now THEN
            states[i] := overlay(states[i] PLACING recorded_at
                FROM length('{"recorded_at":"') + 1 FOR length(it ->> 'recorded_at'));
        ELSE
            -- Within the last minute, or when the event before was.
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
        INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)
        SELECT last, streams[i], COALESCE(MAX(originator_version), 0) + 1, names[i], bytes
        FROM stored_events WHERE originator_id = streams[i]
        RETURNING originator_version INTO STRICT version;
        PERFORM refer(last, names[i], it, said[i - 1] ->> 'key');
        IF last % 2 = 0 THEN
            PERFORM grow(last, leaf_hash(streams[i], version, names[i], bytes));
        END IF;
    END LOOP;
    RETURN NEXT;
END
$_$;
ALTER FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.derive() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'samverk', 'pg_temp'
    AS $$
DECLARE
    event stored_events;
    said jsonb;
    previous text;
BEGIN
    FOR event IN SELECT * FROM stored_events ORDER BY rowid LOOP
        said := convert_from(event.state, 'UTF8')::jsonb;
        PERFORM refer(event.rowid, event.topic, said, previous);
        PERFORM grow(event.rowid, leaf_hash(
            event.originator_id, event.originator_version, event.topic, event.state));
        previous := said ->> 'key';
    END LOOP;
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
CREATE FUNCTION samverk.head() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'pg_temp'
    AS $$
    SELECT COALESCE(MAX(rowid), 0) FROM stored_events
$$;
ALTER FUNCTION samverk.head() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.instant_text(it timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT replace(to_char(it AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
ALTER FUNCTION samverk.instant_text(it timestamp with time zone) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.leaf_at(at bigint) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'pg_temp'
    AS $$
    SELECT leaf_hash(originator_id, originator_version, topic, state)
    FROM stored_events WHERE rowid = at
$$;
ALTER FUNCTION samverk.leaf_at(at bigint) OWNER TO samverk_kept_book_owner;
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
CREATE FUNCTION samverk.my_boards() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'pg_temp'
    AS $$
    SELECT COALESCE(array_agg(board ORDER BY board), '{}')
    FROM board_member WHERE login = session_user AND role = to_regrole(quote_ident(session_user))
$$;
ALTER FUNCTION samverk.my_boards() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.my_streams() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'pg_temp'
    AS $$
    SELECT DISTINCT originator_id
    FROM (
        SELECT originator_id, convert_from(state, 'UTF8')::jsonb -> 'data' AS data
        FROM stored_events
        WHERE topic IN ('agreement-proposed/1', 'budget-line-proposed/1')
    ) AS proposed
    WHERE data ->> 'funder' = ANY (my_boards())
       OR COALESCE(data -> 'signatories', '[]') ?| my_boards()
$$;
ALTER FUNCTION samverk.my_streams() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.recorded_at(at bigint) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'samverk', 'pg_temp'
    AS $$
    SELECT convert_from(state, 'UTF8')::json ->> 'recorded_at' FROM stored_events WHERE rowid = at
$$;
ALTER FUNCTION samverk.recorded_at(at bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refer(at bigint, name text, said jsonb, previous text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    key text := said ->> 'key';
    bank text;
BEGIN
    IF key <> previous OR previous IS NULL AND key IS NOT NULL THEN
        INSERT INTO unique_reference (kind, value, position) VALUES ('key', key, at);
    END IF;
    IF name IN ('disbursement-recorded/1', 'repayment-received/1') THEN
        bank := said -> 'data' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            INSERT INTO unique_reference (kind, value, position) VALUES ('bank', bank, at);
        END IF;
    ELSIF name = 'entry-reversed/1' THEN
        bank := said -> 'data' -> 'entry' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            DELETE FROM unique_reference WHERE kind = 'bank' AND value = bank;
        END IF;
    END IF;
END
$$;
ALTER FUNCTION samverk.refer(at bigint, name text, said jsonb, previous text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION '% is never changed but by append()', TG_TABLE_NAME USING ERRCODE = 'SV001';
END
$$;
ALTER FUNCTION samverk.refuse_change() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written(name text, it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN '{"recorded_at":' || '"' || instant_text((it ->> 'recorded_at')::timestamptz) || '"'
            || ',"actor":' || written_text(it ->> 'actor')
            || ',"assurance":' || written_word(it ->> 'assurance', 'claimed', 'database-attested', 'signed')
            || ',"reason":' || COALESCE(written_text(it ->> 'reason'), 'null')
            || ',"evidence":' || CASE WHEN it -> 'evidence' = '[]' THEN '[]' ELSE written_evidence(it -> 'evidence') END
            || ',"key":' || COALESCE(written_text(it ->> 'key'), 'null')
            || ',"command_sha256":' || COALESCE(written_hex(it ->> 'command_sha256', 64), 'null')
            || ',"causation":' || COALESCE(written_whole(it ->> 'causation', 1, 4611686018427387904), 'null')
            || ',"nonce":' || written_hex(it ->> 'nonce', 32)
            || ',"data":' || written_fact(name, it -> 'data') || '}';
END
$$;
ALTER FUNCTION samverk.written(name text, it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_day(it text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it::date BETWEEN '1900-01-01' AND '2200-12-31'
        THEN to_json(it::date)::text END
$$;
ALTER FUNCTION samverk.written_day(it text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_decimal(it text) RETURNS text
    LANGUAGE sql STABLE
    AS $_$
    SELECT CASE WHEN it ~ '^-?[0-9]{1,10}([.][0-9]{1,6})?$' THEN '"' || it || '"' END
$_$;
ALTER FUNCTION samverk.written_decimal(it text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_evidence(it jsonb) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT '[' || string_agg(
        '{"reference":' || written_text(it ->> 'reference')
            || ',"sha256":' || COALESCE(written_hex(it ->> 'sha256', 64), 'null') || '}', ',' ORDER BY place) || ']'
    FROM jsonb_array_elements(it) WITH ORDINALITY AS one (it, place)
$$;
ALTER FUNCTION samverk.written_evidence(it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_fact(name text, it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_column
BEGIN
    CASE name
    WHEN 'party-registered/1' THEN
        RETURN '{"event":"party-registered/1","party":' || written_text(it ->> 'party')
            || ',"name":' || written_text(it ->> 'name')
            || ',"kind":' || written_word(it ->> 'kind', 'board', 'civil', 'company', 'state', 'unit')
            || ',"legal_entity":' || written_text(it ->> 'legal_entity')
            || ',"organisation_number":' || COALESCE(written_text(it ->> 'organisation_number'), 'null') || '}';
    WHEN 'agreement-proposed/1' THEN
        RETURN '{"event":"agreement-proposed/1","title":' || written_text(it ->> 'title')
            || ',"reference":' || written_text(it ->> 'reference')
            || ',"purpose":' || written_text(it ->> 'purpose')
            || ',"starts":' || written_day(it ->> 'starts')
            || ',"ends":' || written_day(it ->> 'ends')
            || ',"currency":' || written_text(it ->> 'currency')
            || ',"rounding":' || written_word(it ->> 'rounding', 'krona', 'ore')
            || ',"extends":' || COALESCE(written_text(it ->> 'extends'), 'null')
            || ',"signatories":' || CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END
            || ',"stated_total_minor":' || written_whole(it ->> 'stated_total_minor', -100000000000000000, 100000000000000000) || '}';
    WHEN 'budget-line-proposed/1' THEN
        RETURN '{"event":"budget-line-proposed/1","line":' || written_text(it ->> 'line')
            || ',"purpose":' || written_text(it ->> 'purpose')
            || ',"funder":' || written_text(it ->> 'funder')
            || ',"performer":' || written_text(it ->> 'performer')
            || ',"accountable":' || COALESCE(written_text(it ->> 'accountable'), 'null')
            || ',"amounts_minor":' || (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor'))
            || ',"uplift":' || written_truth(it ->> 'uplift')
            || ',"settlement":' || written_word(it ->> 'settlement', 'external', 'internal')
            || ',"coding":' || COALESCE(written_text(it ->> 'coding'), 'null') || '}';
    WHEN 'line-amended/1' THEN
        RETURN '{"event":"line-amended/1","line":' || written_text(it ->> 'line')
            || ',"year":' || written_whole(it ->> 'year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"previous_minor":' || written_whole(it ->> 'previous_minor', -100000000000000000, 100000000000000000) || '}';
    WHEN 'agreement-concluded/1' THEN
        RETURN '{"event":"agreement-concluded/1","decision":' || written_text(it ->> 'decision')
            || ',"decided_on":' || written_day(it ->> 'decided_on') || '}';
    WHEN 'entry-reversed/1' THEN
        RETURN '{"event":"entry-reversed/1","position":' || written_whole(it ->> 'position', 1, 4611686018427387904)
            || ',"reversed_on":' || written_day(it ->> 'reversed_on')
            || ',"reason":' || written_text(it ->> 'reason')
            || ',"entry":' || CASE WHEN it -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/1', 'repayment-received/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1') THEN written_fact(it -> 'entry' ->> 'event', it -> 'entry') END || '}';
    WHEN 'period-closed/1' THEN
        RETURN '{"event":"period-closed/1","period":' || written_text(it ->> 'period')
            || ',"ends":' || written_day(it ->> 'ends') || '}';
    WHEN 'period-reopened/1' THEN
        RETURN '{"event":"period-reopened/1","period":' || written_text(it ->> 'period')
            || ',"reason":' || written_text(it ->> 'reason') || '}';
    WHEN 'commitment-approved/1' THEN
        RETURN '{"event":"commitment-approved/1","line":' || written_text(it ->> 'line')
            || ',"board":' || written_text(it ->> 'board')
            || ',"decision":' || written_text(it ->> 'decision')
            || ',"decided_on":' || written_day(it ->> 'decided_on')
            || ',"amounts_minor":' || (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')) || '}';
    WHEN 'commitment-declined/1' THEN
        RETURN '{"event":"commitment-declined/1","line":' || written_text(it ->> 'line')
            || ',"board":' || written_text(it ->> 'board')
            || ',"decision":' || written_text(it ->> 'decision')
            || ',"decided_on":' || written_day(it ->> 'decided_on') || '}';
    WHEN 'uplift-applied/1' THEN
        RETURN '{"event":"uplift-applied/1","board":' || written_text(it ->> 'board')
            || ',"line":' || written_text(it ->> 'line')
            || ',"year":' || written_whole(it ->> 'year', 1900, 2200)
            || ',"basis":' || written_word(it ->> 'basis', 'amount', 'rate')
            || ',"rate_percent":' || COALESCE(written_decimal(it ->> 'rate_percent'), 'null')
            || ',"decision":' || written_text(it ->> 'decision')
            || ',"decided_on":' || written_day(it ->> 'decided_on')
            || ',"years":' || CASE WHEN it -> 'years' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg('{"year":' || written_whole(it ->> 'year', 1900, 2200)
            || ',"base_minor":' || written_whole(it ->> 'base_minor', -100000000000000000, 100000000000000000)
            || ',"uplift_minor":' || written_whole(it ->> 'uplift_minor', -100000000000000000, 100000000000000000)
            || ',"new_minor":' || written_whole(it ->> 'new_minor', -100000000000000000, 100000000000000000)
            || ',"change_minor":' || written_whole(it ->> 'change_minor', -100000000000000000, 100000000000000000) || '}', ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'years') WITH ORDINALITY AS one (it, place)) END
            || ',"supersedes":' || COALESCE(written_whole(it ->> 'supersedes', 1, 4611686018427387904), 'null') || '}';
    WHEN 'reallocated/1' THEN
        RETURN '{"event":"reallocated/1","from_line":' || written_text(it ->> 'from_line')
            || ',"to_line":' || written_text(it ->> 'to_line')
            || ',"year":' || written_whole(it ->> 'year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"decisions":' || CASE WHEN it -> 'decisions' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg('{"board":' || written_text(it ->> 'board')
            || ',"reference":' || written_text(it ->> 'reference') || '}', ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'decisions') WITH ORDINALITY AS one (it, place)) END
            || ',"decided_on":' || written_day(it ->> 'decided_on') || '}';
    WHEN 'commitment-released/1' THEN
        RETURN '{"event":"commitment-released/1","line":' || written_text(it ->> 'line')
            || ',"year":' || written_whole(it ->> 'year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"reason":' || written_text(it ->> 'reason')
            || ',"released_on":' || written_day(it ->> 'released_on') || '}';
    WHEN 'disbursement-recorded/1' THEN
        RETURN '{"event":"disbursement-recorded/1","line":' || written_text(it ->> 'line')
            || ',"budget_year":' || written_whole(it ->> 'budget_year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"paid_on":' || written_day(it ->> 'paid_on')
            || ',"payee":' || written_text(it ->> 'payee')
            || ',"voucher":' || written_text(it ->> 'voucher')
            || ',"bank_reference":' || COALESCE(written_text(it ->> 'bank_reference'), 'null') || '}';
    WHEN 'internal-cost-recorded/1' THEN
        RETURN '{"event":"internal-cost-recorded/1","line":' || written_text(it ->> 'line')
            || ',"budget_year":' || written_whole(it ->> 'budget_year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"booked_on":' || written_day(it ->> 'booked_on')
            || ',"voucher":' || written_text(it ->> 'voucher') || '}';
    WHEN 'use-reported/1' THEN
        RETURN '{"event":"use-reported/1","performer":' || written_text(it ->> 'performer')
            || ',"line":' || written_text(it ->> 'line')
            || ',"budget_year":' || written_whole(it ->> 'budget_year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"report":' || written_text(it ->> 'report')
            || ',"reported_on":' || written_day(it ->> 'reported_on') || '}';
    WHEN 'repayment-claimed/1' THEN
        RETURN '{"event":"repayment-claimed/1","line":' || written_text(it ->> 'line')
            || ',"budget_year":' || written_whole(it ->> 'budget_year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"due_on":' || written_day(it ->> 'due_on')
            || ',"ground":' || written_text(it ->> 'ground')
            || ',"claimed_on":' || written_day(it ->> 'claimed_on') || '}';
    WHEN 'repayment-received/1' THEN
        RETURN '{"event":"repayment-received/1","claim":' || written_whole(it ->> 'claim', 1, 4611686018427387904)
            || ',"line":' || written_text(it ->> 'line')
            || ',"budget_year":' || written_whole(it ->> 'budget_year', 1900, 2200)
            || ',"amount_minor":' || written_whole(it ->> 'amount_minor', 1, 100000000000000000)
            || ',"received_on":' || written_day(it ->> 'received_on')
            || ',"bank_reference":' || COALESCE(written_text(it ->> 'bank_reference'), 'null') || '}';
    WHEN 'in-kind-pledged/1' THEN
        RETURN '{"event":"in-kind-pledged/1","party":' || written_text(it ->> 'party')
            || ',"kind":' || written_word(it ->> 'kind', 'competence', 'goods', 'premises', 'volunteer')
            || ',"description":' || COALESCE(written_text(it ->> 'description'), 'null')
            || ',"unit":' || written_text(it ->> 'unit')
            || ',"quantity":' || written_decimal(it ->> 'quantity')
            || ',"unit_value_minor":' || written_whole(it ->> 'unit_value_minor', 1, 100000000000000000)
            || ',"value_minor":' || written_whole(it ->> 'value_minor', -100000000000000000, 100000000000000000)
            || ',"year":' || written_whole(it ->> 'year', 1900, 2200)
            || ',"pledged_on":' || written_day(it ->> 'pledged_on') || '}';
    WHEN 'in-kind-recorded/1' THEN
        RETURN '{"event":"in-kind-recorded/1","party":' || written_text(it ->> 'party')
            || ',"pledge":' || COALESCE(written_whole(it ->> 'pledge', 1, 4611686018427387904), 'null')
            || ',"kind":' || written_word(it ->> 'kind', 'competence', 'goods', 'premises', 'volunteer')
            || ',"description":' || COALESCE(written_text(it ->> 'description'), 'null')
            || ',"unit":' || written_text(it ->> 'unit')
            || ',"quantity":' || written_decimal(it ->> 'quantity')
            || ',"unit_value_minor":' || written_whole(it ->> 'unit_value_minor', 1, 100000000000000000)
            || ',"method":' || COALESCE(written_text(it ->> 'method'), 'null')
            || ',"value_minor":' || written_whole(it ->> 'value_minor', -100000000000000000, 100000000000000000)
            || ',"performed_on":' || written_day(it ->> 'performed_on') || '}';
    WHEN 'in-kind-verified/1' THEN
        RETURN '{"event":"in-kind-verified/1","position":' || written_whole(it ->> 'position', 1, 4611686018427387904)
            || ',"contribution":' || written_fact('in-kind-recorded/1', it -> 'contribution')
            || ',"verified_on":' || written_day(it ->> 'verified_on') || '}';
    WHEN 'in-kind-rejected/1' THEN
        RETURN '{"event":"in-kind-rejected/1","position":' || written_whole(it ->> 'position', 1, 4611686018427387904)
            || ',"contribution":' || written_fact('in-kind-recorded/1', it -> 'contribution')
            || ',"rejected_on":' || written_day(it ->> 'rejected_on')
            || ',"reason":' || written_text(it ->> 'reason') || '}';
    ELSE RETURN NULL;
    END CASE;
END
$$;
ALTER FUNCTION samverk.written_fact(name text, it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_hex(it text, digits integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN length(it) = digits AND translate(it, '0123456789abcdef', '') = ''
        THEN '"' || it || '"' END
$$;
ALTER FUNCTION samverk.written_hex(it text, digits integer) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_text(it text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it <> '' THEN to_json(it)::text END
$$;
ALTER FUNCTION samverk.written_text(it text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_truth(it text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it IN ('true', 'false') THEN it END
$$;
ALTER FUNCTION samverk.written_truth(it text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_whole(it text, low bigint, high bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it::bigint BETWEEN low AND high THEN it::bigint::text END
$$;
ALTER FUNCTION samverk.written_whole(it text, low bigint, high bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written_word(it text, VARIADIC known text[]) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN it = ANY (known) THEN '"' || it || '"' END
$$;
ALTER FUNCTION samverk.written_word(it text, VARIADIC known text[]) OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.board_member (
    login name NOT NULL,
    role oid NOT NULL,
    board text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE samverk.board_member OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.book_info (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE samverk.book_info OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.merkle_node (
    level integer NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT merkle_node_level_check CHECK ((level > 0))
);
ALTER TABLE samverk.merkle_node OWNER TO samverk_kept_book_owner;
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
CREATE TABLE samverk.unique_reference (
    kind text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL
);
ALTER TABLE samverk.unique_reference OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.view_balance (
    agreement text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    party text NOT NULL COLLATE pg_catalog."C",
    account text NOT NULL COLLATE pg_catalog."C",
    minor bigint NOT NULL
);
ALTER TABLE ONLY samverk.view_balance ALTER COLUMN agreement SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_balance ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_balance ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_balance ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_balance ALTER COLUMN account SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_balance ALTER COLUMN minor SET STATISTICS 0;
ALTER TABLE samverk.view_balance OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.view_document (
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE ONLY samverk.view_document ALTER COLUMN kind SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_document ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_document ALTER COLUMN number SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_document ALTER COLUMN content SET STATISTICS 0;
ALTER TABLE samverk.view_document OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.view_month (
    agreement text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    month text NOT NULL COLLATE pg_catalog."C",
    measure text NOT NULL COLLATE pg_catalog."C",
    minor bigint NOT NULL
);
ALTER TABLE ONLY samverk.view_month ALTER COLUMN agreement SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_month ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_month ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_month ALTER COLUMN month SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_month ALTER COLUMN measure SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_month ALTER COLUMN minor SET STATISTICS 0;
ALTER TABLE samverk.view_month OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.view_quantity (
    agreement text NOT NULL COLLATE pg_catalog."C",
    party text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    month text NOT NULL COLLATE pg_catalog."C",
    measure text NOT NULL COLLATE pg_catalog."C",
    micro bigint NOT NULL,
    minor bigint NOT NULL
);
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN agreement SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN kind SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN unit SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN month SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN measure SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN micro SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_quantity ALTER COLUMN minor SET STATISTICS 0;
ALTER TABLE samverk.view_quantity OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.view_state (
    id bigint NOT NULL,
    fold_version bigint NOT NULL,
    "position" bigint NOT NULL,
    recorded_at text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT view_state_id_check CHECK ((id = 1))
);
ALTER TABLE ONLY samverk.view_state ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_state ALTER COLUMN fold_version SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_state ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.view_state ALTER COLUMN recorded_at SET STATISTICS 0;
ALTER TABLE samverk.view_state OWNER TO samverk_kept_book_owner;
INSERT INTO samverk.board_member VALUES
	('karin', 16556, 'kulturnamnden');
INSERT INTO samverk.book_info VALUES
	('origin', 'samverk/494f204be39307a7'),
	('key', 'samverk/494f204be39307a7+65ff9714+Aa/mRZvU0OcjMyozLh0c8v8+B4bDYqfXVprDwzKIZDpm');
INSERT INTO samverk.merkle_node VALUES
	(1, 0, '\xd105dfb421f87a62505fc82f4bc5064dc46074f5cfc8a4783fca4fd7c491a093'),
	(1, 1, '\x292dec165d3aa648596f090734836a90d5903a801758c366be092a6656da1941'),
	(2, 0, '\x07b6c685d6df03b41afae32abf07b479a04d51739b94b64bca17e74296e1dce3'),
	(1, 2, '\xd03386ef28030d1c46e8155e4412366f010719b011c7ceb2253b49b16a0a1b68'),
	(1, 3, '\xdbb333c0d0debd1559d6432a6c287e226b8bb01aa0c6fc9b9ad1deb70797c8d7'),
	(2, 1, '\x4c40b2d40a50cab35866ffd0b9d0c8a181ee756ee2cdc73a18d57e32a9de3e1a'),
	(3, 0, '\x4b5055c2a13cb4e4fd03204fc2806239adcfa3c6a9fad6e091aa0c8a0b620994'),
	(1, 4, '\x98a15f1f6dc7385a7e6466beb1ac5b00734981710fec821fcbbd598275548ef9'),
	(1, 5, '\x03a92bd7f349fc5f6358ae77526ebb2fc6701a07a14b0031d9cd1cd822a9825b'),
	(2, 2, '\x402a213079d2e3f35f8a712e39d63234fe1194de57ea509f728d6f9e2137239e'),
	(1, 6, '\x7874b7b8305eff94a7835893c06718d6e5263cd2c127d1bedf1c68254c57de78'),
	(1, 7, '\x2012e977282a67cd9ad1e7ae1600e19f8fbd3793fbbfeddd2136253e4d265b1e'),
	(2, 3, '\x7838ee6927b011a2ca46406997ac893a01e33b716fc11c782b1aa5d2259763e4'),
	(3, 1, '\x9b070334c979120ab6293449d5ce498a90f95f655d40d859576848b3c4f3c41d'),
	(4, 0, '\x1d534c00439f1fd34a6b0879e9f4c9e622178066b0c7db2737a7a215dc3dd0b6'),
	(1, 8, '\xb89f89f0affeef49869b54644ec5e1ccdc98f52757adeb4c3f0dbfdf01957621'),
	(1, 9, '\x1696059ec2418fd238c826528d9b790013d1fbbf33b346d357d42145a0738923'),
	(2, 4, '\x42221ba3397d60ad0ac912fe8da7fb844e8b632ea0b85433e94a633d3e7800a1'),
	(1, 10, '\x04f0427004efcf2cb894e5c5744a900aa7914b7935134998a19d443d41a15f3c'),
	(1, 11, '\x9322ea58880c475d2b5d3568f23bc189da27a81ba1f57fa23c67b19ef8dca380');
INSERT INTO samverk.merkle_node VALUES
	(2, 5, '\xabaea0db8f86284e75032d7b5230f8b86df114d7ece5ae28e8bfdedb9937ef52'),
	(3, 2, '\xc1b5a10eba922098ad2788ccac701a1434fcc0b4ca46e089557fe9a93f276328'),
	(1, 12, '\x051641a866cca016b2053866021413dcc979aed9dbb859e3d779b8b5c04c99be');
INSERT INTO samverk.stored_events VALUES
	(1, 'parties', 1, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226334323862393961336164626462653366323137613636393931633234663638222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b6f6d6d756e73747972656c73656e222c226e616d65223a224b6f6d6d756e73747972656c73656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(2, 'parties', 2, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226463616366616533383438663237633836373239663262376463373063306430222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22667269746964736e616d6e64656e222c226e616d65223a22467269746964736ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(3, 'parties', 3, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223265643430656635336639666566313930313664653165323831313265393134222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b756c7475726e616d6e64656e222c226e616d65223a224b756c7475726ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(4, 'parties', 4, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223033636638646263616237663363343336623665633235623338656561643366222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a2272616464612d6261726e656e222c226e616d65223a2252c3a4646461204261726e656e222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a2272616464612d6261726e656e222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(5, 'parties', 5, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223832616463333833633664333064393132633962333766383863333563386431222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22746966222c226e616d65223a2254696c6c73616d6d616e7320692046c3b672656e696e67222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a22746966222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(6, 'parties', 6, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223434333839373038643363653933663965663932616561326564663335636564222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226d616c6d6f2d756e697665727369746574222c226e616d65223a224d616c6dc3b620756e697665727369746574222c226b696e64223a227374617465222c226c6567616c5f656e74697479223a226d616c6d6f2d756e697665727369746574222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(7, 'parties', 7, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226264363432396439373837366165616362623362383435356636373363396530222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22726f73656e67617264736269626c696f74656b6574222c226e616d65223a22526f73656e67c3a57264736269626c696f74656b6574222c226b696e64223a22756e6974222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(8, 'agreement/herrgarden', 1, 'agreement-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226366653131656362333731633966646637626663313434623564313935386261222c2264617461223a7b226576656e74223a2261677265656d656e742d70726f706f7365642f31222c227469746c65223a22494f50204b7261667473616d6c696e67204865727267c3a57264656e222c227265666572656e6365223a2253544b2d323032312d353637222c22707572706f7365223a224f6666656e746c696761206f6368206964c3a96275726e6120706172746572206269647261722074696c6c73616d6d616e732074696c6c2073616d6f72646e696e672c2042c3a473746120536f6d6d6172656e206f63682075747665636b6c696e67206176206dc3b6746573706c617473657220696e6f6d204b7261667473616d6c696e67204865727267c3a57264656e2e222c22737461727473223a22323032342d30312d3031222c22656e6473223a22323032352d31322d3331222c2263757272656e6379223a2253454b222c22726f756e64696e67223a226f7265222c22657874656e6473223a2264657420746964696761726520617674616c65742c206d65642073616d6d61206469617269656e756d6d6572222c227369676e61746f72696573223a5b2272616464612d6261726e656e222c22746966222c226d616c6d6f2d756e697665727369746574222c226b6f6d6d756e73747972656c73656e222c22667269746964736e616d6e64656e222c226b756c7475726e616d6e64656e225d2c227374617465645f746f74616c5f6d696e6f72223a3132313030303030307d7d'),
	(9, 'agreement/herrgarden', 2, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223531343266333765636335366233363034666361613636396666623566623461222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c31222c22707572706f7365223a224cc3b66e65722c2042c3a473746120536f6d6d6172656e222c2266756e646572223a22667269746964736e616d6e64656e222c22706572666f726d6572223a22746966222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(10, 'agreement/herrgarden', 3, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226533623530396335363665646637383937393365373930393636346636303737222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c32222c22707572706f7365223a224cc3b66e65722c2073616d6f72646e696e67206f6368206dc3b6746573706c617473222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(11, 'agreement/herrgarden', 4, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226336646131313866353239326465313731393163663464316137363662646432222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c33222c22707572706f7365223a224472696674736d6564656c2c206dc3b674656e206f6368206d6174657269616c222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(12, 'agreement/herrgarden', 5, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32322e3539363433335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223030326333653664303863323039623330313833326130356261316330333661222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c34222c22707572706f7365223a2244726966746b6f73746e616465722c206dc3b6746573706c617473205661726461222c2266756e646572223a226b756c7475726e616d6e64656e222c22706572666f726d6572223a22726f73656e67617264736269626c696f74656b6574222c226163636f756e7461626c65223a226b756c7475726e616d6e64656e222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a22696e7465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(13, 'agreement/herrgarden', 6, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32332e3931333332325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226534306663653065636665303737636362396430633639373435613236326136222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c32222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d7d7d'),
	(14, 'agreement/herrgarden', 7, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32332e3931333332325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226434353030333564366161636339633139633663653062363537656462636436222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c33222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d7d7d'),
	(15, 'agreement/herrgarden', 8, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32352e3030373734385a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226361346563383034656236616236633362656561313239363261383239303830222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c31222c22626f617264223a22667269746964736e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d7d7d'),
	(16, 'agreement/herrgarden', 9, 'commitment-declined/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32362e3339373338345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226266646135656364303066663031313338323633636531303231656138613730222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(17, 'agreement/herrgarden', 10, 'entry-reversed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32372e3831353439365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a2266656c222c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a31362c226e6f6e6365223a226562313863323539626330393635366234383431303039616561373562393538222c2264617461223a7b226576656e74223a22656e7472792d72657665727365642f31222c22706f736974696f6e223a31362c2272657665727365645f6f6e223a22323032332d31322d3036222c22726561736f6e223a2266656c222c22656e747279223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d7d'),
	(18, 'agreement/herrgarden', 11, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a32392e3134393934335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226339316334646161376239323635313638373638313633623062313338333965222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2262222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d7d7d'),
	(19, 'agreement/herrgarden', 12, 'agreement-concluded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33302e3131383239395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226565303530306130313733396630303064323732633833363437353361376432222c2264617461223a7b226576656e74223a2261677265656d656e742d636f6e636c756465642f31222c226465636973696f6e223a2263222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(20, 'agreement/herrgarden', 13, 'uplift-applied/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33312e3133383435325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223437306565376662633265393530393338636235386633386562643334656163222c2264617461223a7b226576656e74223a2275706c6966742d6170706c6965642f31222c22626f617264223a22667269746964736e616d6e64656e222c226c696e65223a224c31222c2279656172223a323032352c226261736973223a2272617465222c22726174655f70657263656e74223a22322e37222c226465636973696f6e223a2264222c22646563696465645f6f6e223a22323032342d30332d3235222c227965617273223a5b7b2279656172223a323032352c22626173655f6d696e6f72223a33323030303030302c2275706c6966745f6d696e6f72223a3836343030302c226e65775f6d696e6f72223a33323836343030302c226368616e67655f6d696e6f72223a3836343030307d5d2c2273757065727365646573223a6e756c6c7d7d');
INSERT INTO samverk.stored_events VALUES
	(21, 'agreement/herrgarden', 14, 'reallocated/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33322e3637303233335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223530663262346635353730333862383937336338613734396639366537653633222c2264617461223a7b226576656e74223a227265616c6c6f63617465642f31222c2266726f6d5f6c696e65223a224c32222c22746f5f6c696e65223a224c33222c2279656172223a323032342c22616d6f756e745f6d696e6f72223a3530303030302c226465636973696f6e73223a5b7b22626f617264223a226b6f6d6d756e73747972656c73656e222c227265666572656e6365223a2265227d5d2c22646563696465645f6f6e223a22323032342d30332d3235227d7d'),
	(22, 'agreement/herrgarden', 15, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33332e3838343633315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223138373562303632386562343439393964306631643230346364356639663665222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a373030303030302c22706169645f6f6e223a22323032342d30332d3235222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225631222c2262616e6b5f7265666572656e6365223a224231227d7d'),
	(23, 'agreement/herrgarden', 16, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33352e3436383730315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223734663366323234383738333763306463373664306232393966353162336265222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a3130303030302c22706169645f6f6e223a22323032342d30332d3236222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225632222c2262616e6b5f7265666572656e6365223a224232227d7d'),
	(24, 'agreement/herrgarden', 17, 'internal-cost-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33362e3734373232305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223765666363326638376637333661613633383064623039353830633633383039222c2264617461223a7b226576656e74223a22696e7465726e616c2d636f73742d7265636f726465642f31222c226c696e65223a224c34222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a323530303030302c22626f6f6b65645f6f6e223a22323032342d30332d3235222c22766f7563686572223a225633227d7d'),
	(25, 'agreement/herrgarden', 18, 'use-reported/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33382e3030363230325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226438313362636432623437623763336332653261313932643833303734646539222c2264617461223a7b226576656e74223a227573652d7265706f727465642f31222c22706572666f726d6572223a2272616464612d6261726e656e222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a363030303030302c227265706f7274223a2252222c227265706f727465645f6f6e223a22323032342d30332d3235227d7d'),
	(26, 'agreement/herrgarden', 19, 'in-kind-pledged/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a33392e3137353733325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223063666161633432386634623236373330346233386161636335653034383131222c2264617461223a7b226576656e74223a22696e2d6b696e642d706c65646765642f31222c227061727479223a22746966222c226b696e64223a22766f6c756e74656572222c226465736372697074696f6e223a6e756c6c2c22756e6974223a2268222c227175616e74697479223a22313030222c22756e69745f76616c75655f6d696e6f72223a32323030302c2276616c75655f6d696e6f72223a323230303030302c2279656172223a323032342c22706c65646765645f6f6e223a22323032342d30332d3235227d7d'),
	(27, 'book', 1, 'period-closed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30323a34302e3332353933345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223763316434393736633164663838613764616533636665323132323338333237222c2264617461223a7b226576656e74223a22706572696f642d636c6f7365642f31222c22706572696f64223a2232303233222c22656e6473223a22323032332d31322d3331227d7d');
INSERT INTO samverk.unique_reference VALUES
	('bank', 'B1', 22),
	('bank', 'B2', 23);
INSERT INTO samverk.view_balance VALUES
	('herrgarden', 'L1', 2024, '', 'Assets:Proposals', 32000000),
	('herrgarden', 'L1', 2024, '', 'Equity:Proposals', -32000000),
	('herrgarden', 'L1', 2025, '', 'Assets:Proposals', 32000000),
	('herrgarden', 'L1', 2025, '', 'Equity:Proposals', -32000000),
	('herrgarden', 'L2', 2024, '', 'Assets:Proposals', 71500000),
	('herrgarden', 'L2', 2024, '', 'Equity:Proposals', -71500000),
	('herrgarden', 'L2', 2025, '', 'Assets:Proposals', 71500000),
	('herrgarden', 'L2', 2025, '', 'Equity:Proposals', -71500000),
	('herrgarden', 'L3', 2024, '', 'Assets:Proposals', 7500000),
	('herrgarden', 'L3', 2024, '', 'Equity:Proposals', -7500000),
	('herrgarden', 'L3', 2025, '', 'Assets:Proposals', 7500000),
	('herrgarden', 'L3', 2025, '', 'Equity:Proposals', -7500000),
	('herrgarden', 'L4', 2024, '', 'Assets:Proposals', 10000000),
	('herrgarden', 'L4', 2024, '', 'Equity:Proposals', -10000000),
	('herrgarden', 'L4', 2025, '', 'Assets:Proposals', 10000000),
	('herrgarden', 'L4', 2025, '', 'Equity:Proposals', -10000000),
	('herrgarden', 'L2', 2024, '', 'Equity:Commitments:Original', -71500000),
	('herrgarden', 'L2', 2025, '', 'Assets:Commitments', 71500000),
	('herrgarden', 'L2', 2025, '', 'Equity:Commitments:Original', -71500000),
	('herrgarden', 'L3', 2024, '', 'Equity:Commitments:Original', -7500000);
INSERT INTO samverk.view_balance VALUES
	('herrgarden', 'L3', 2025, '', 'Assets:Commitments', 7500000),
	('herrgarden', 'L3', 2025, '', 'Equity:Commitments:Original', -7500000),
	('herrgarden', 'L1', 2024, '', 'Assets:Commitments', 32000000),
	('herrgarden', 'L1', 2024, '', 'Equity:Commitments:Original', -32000000),
	('herrgarden', 'L1', 2025, '', 'Equity:Commitments:Original', -32000000),
	('herrgarden', 'L4', 2024, '', 'Equity:Commitments:Original', -10000000),
	('herrgarden', 'L4', 2025, '', 'Assets:Commitments', 10000000),
	('herrgarden', 'L4', 2025, '', 'Equity:Commitments:Original', -10000000),
	('herrgarden', 'L1', 2025, '', 'Assets:Commitments', 32864000),
	('herrgarden', 'L1', 2025, '', 'Equity:Commitments:Uplift', -864000),
	('herrgarden', 'L3', 2024, '', 'Equity:Commitments:Reallocated', -500000),
	('herrgarden', 'L2', 2024, '', 'Assets:Commitments', 71000000),
	('herrgarden', 'L2', 2024, '', 'Equity:Commitments:Reallocated', 500000),
	('herrgarden', 'L3', 2024, '', 'Equity:Commitments:Disbursed', 7100000),
	('herrgarden', 'L3', 2024, '', 'Assets:Commitments', 900000),
	('herrgarden', 'L3', 2024, 'kommunstyrelsen', 'Income:Contributions', -7100000),
	('herrgarden', 'L4', 2024, '', 'Equity:Commitments:Internal', 2500000),
	('herrgarden', 'L4', 2024, '', 'Assets:Commitments', 7500000),
	('herrgarden', 'L4', 2024, 'rosengardsbiblioteket', 'Expenses:Internal', 2500000),
	('herrgarden', 'L4', 2024, 'kulturnamnden', 'Income:Contributions', -2500000);
INSERT INTO samverk.view_balance VALUES
	('herrgarden', 'L3', 2024, 'radda-barnen', 'Expenses:Used', 6000000),
	('herrgarden', 'L3', 2024, 'radda-barnen', 'Assets:Held', 1100000),
	('herrgarden', '', 2024, 'tif', 'Assets:Pledges', 2200000),
	('herrgarden', '', 2024, 'tif', 'Equity:Pledges', -2200000);
INSERT INTO samverk.view_document VALUES
	('party', 'kommunstyrelsen', 0, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b6f6d6d756e73747972656c73656e222c226e616d65223a224b6f6d6d756e73747972656c73656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('party', 'fritidsnamnden', 1, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22667269746964736e616d6e64656e222c226e616d65223a22467269746964736ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('party', 'kulturnamnden', 2, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b756c7475726e616d6e64656e222c226e616d65223a224b756c7475726ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('party', 'radda-barnen', 3, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a2272616464612d6261726e656e222c226e616d65223a2252c3a4646461204261726e656e222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a2272616464612d6261726e656e222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('party', 'tif', 4, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22746966222c226e616d65223a2254696c6c73616d6d616e7320692046c3b672656e696e67222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a22746966222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('party', 'malmo-universitet', 5, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226d616c6d6f2d756e697665727369746574222c226e616d65223a224d616c6dc3b620756e697665727369746574222c226b696e64223a227374617465222c226c6567616c5f656e74697479223a226d616c6d6f2d756e697665727369746574222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('party', 'rosengardsbiblioteket', 6, '\x7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22726f73656e67617264736269626c696f74656b6574222c226e616d65223a22526f73656e67c3a57264736269626c696f74656b6574222c226b696e64223a22756e6974222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d'),
	('agreement', 'herrgarden', 8, '\x7b2270726f706f736564223a7b226576656e74223a2261677265656d656e742d70726f706f7365642f31222c227469746c65223a22494f50204b7261667473616d6c696e67204865727267c3a57264656e222c227265666572656e6365223a2253544b2d323032312d353637222c22707572706f7365223a224f6666656e746c696761206f6368206964c3a96275726e6120706172746572206269647261722074696c6c73616d6d616e732074696c6c2073616d6f72646e696e672c2042c3a473746120536f6d6d6172656e206f63682075747665636b6c696e67206176206dc3b6746573706c617473657220696e6f6d204b7261667473616d6c696e67204865727267c3a57264656e2e222c22737461727473223a22323032342d30312d3031222c22656e6473223a22323032352d31322d3331222c2263757272656e6379223a2253454b222c22726f756e64696e67223a226f7265222c22657874656e6473223a2264657420746964696761726520617674616c65742c206d65642073616d6d61206469617269656e756d6d6572222c227369676e61746f72696573223a5b2272616464612d6261726e656e222c22746966222c226d616c6d6f2d756e697665727369746574222c226b6f6d6d756e73747972656c73656e222c22667269746964736e616d6e64656e222c226b756c7475726e616d6e64656e225d2c227374617465645f746f74616c5f6d696e6f72223a3132313030303030307d2c22706f736974696f6e223a382c22636f6e636c75646564223a7b226576656e74223a2261677265656d656e742d636f6e636c756465642f31222c226465636973696f6e223a2263222c22646563696465645f6f6e223a22323032332d31322d3036227d2c226c696e6573223a7b224c31223a7b2270726f706f736564223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c31222c22707572706f7365223a224cc3b66e65722c2042c3a473746120536f6d6d6172656e222c2266756e646572223a22667269746964736e616d6e64656e222c22706572666f726d6572223a22746966222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c226465636973696f6e223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c31222c22626f617264223a22667269746964736e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d7d7d2c224c32223a7b2270726f706f736564223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c32222c22707572706f7365223a224cc3b66e65722c2073616d6f72646e696e67206f6368206dc3b6746573706c617473222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c226465636973696f6e223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c32222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d7d7d2c224c33223a7b2270726f706f736564223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c33222c22707572706f7365223a224472696674736d6564656c2c206dc3b674656e206f6368206d6174657269616c222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c226465636973696f6e223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c33222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d7d7d2c224c34223a7b2270726f706f736564223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c34222c22707572706f7365223a2244726966746b6f73746e616465722c206dc3b6746573706c617473205661726461222c2266756e646572223a226b756c7475726e616d6e64656e222c22706572666f726d6572223a22726f73656e67617264736269626c696f74656b6574222c226163636f756e7461626c65223a226b756c7475726e616d6e64656e222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a22696e7465726e616c222c22636f64696e67223a6e756c6c7d2c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c226465636973696f6e223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2262222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d7d7d7d7d'),
	('closed', '', 0, '\x5b7b226576656e74223a22706572696f642d636c6f7365642f31222c22706572696f64223a2232303233222c22656e6473223a22323032332d31322d3331227d5d');
INSERT INTO samverk.view_month VALUES
	('herrgarden', 'L3', 2024, '2024-03', 'disbursed', 7100000),
	('herrgarden', 'L4', 2024, '2024-03', 'internal', 2500000);
INSERT INTO samverk.view_quantity VALUES
	('herrgarden', 'tif', 'volunteer', 'h', 2024, '', 'pledged', 100000000, 2200000);
INSERT INTO samverk.view_state VALUES
	(1, 1, 27, '2026-11-28T08:02:40.325934+00:00');
ALTER TABLE ONLY samverk.board_member
    ADD CONSTRAINT board_member_pkey PRIMARY KEY (login, board);
ALTER TABLE ONLY samverk.book_info
    ADD CONSTRAINT book_info_pkey PRIMARY KEY (name);
ALTER TABLE ONLY samverk.merkle_node
    ADD CONSTRAINT merkle_node_pkey PRIMARY KEY (level, place);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_originator_id_originator_version_key UNIQUE (originator_id, originator_version);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (rowid);
ALTER TABLE ONLY samverk.unique_reference
    ADD CONSTRAINT unique_reference_pkey PRIMARY KEY (kind, value);
ALTER TABLE ONLY samverk.view_balance
    ADD CONSTRAINT view_balance_pkey PRIMARY KEY (agreement, line, year, party, account);
ALTER TABLE ONLY samverk.view_document
    ADD CONSTRAINT view_document_pkey PRIMARY KEY (kind, id);
ALTER TABLE ONLY samverk.view_month
    ADD CONSTRAINT view_month_pkey PRIMARY KEY (agreement, line, year, month, measure);
ALTER TABLE ONLY samverk.view_quantity
    ADD CONSTRAINT view_quantity_pkey PRIMARY KEY (agreement, party, kind, unit, year, month, measure);
ALTER TABLE ONLY samverk.view_state
    ADD CONSTRAINT view_state_pkey PRIMARY KEY (id);
CREATE INDEX stored_events_concerning ON samverk.stored_events USING btree (originator_id) WHERE (topic = ANY (ARRAY['agreement-proposed/1'::text, 'budget-line-proposed/1'::text]));
CREATE TRIGGER book_info_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.book_info FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.book_info ENABLE ALWAYS TRIGGER book_info_never_changed;
CREATE TRIGGER merkle_node_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.merkle_node FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.merkle_node ENABLE ALWAYS TRIGGER merkle_node_never_changed;
CREATE TRIGGER stored_events_appended BEFORE INSERT ON samverk.stored_events FOR EACH STATEMENT WHEN ((current_setting('samverk.appends'::text, true) IS DISTINCT FROM 'yes'::text)) EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_appended;
CREATE TRIGGER stored_events_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.stored_events FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed;
CREATE POLICY concerning ON samverk.stored_events FOR SELECT TO samverk_kept_book_board USING (((originator_id = ANY (ARRAY['parties'::text, 'book'::text])) OR (originator_id IN ( SELECT samverk.my_streams() AS my_streams))));
CREATE POLICY concerning ON samverk.view_balance FOR SELECT TO samverk_kept_book_board USING ((('agreement/'::text || agreement) IN ( SELECT samverk.my_streams() AS my_streams)));
CREATE POLICY concerning ON samverk.view_document FOR SELECT TO samverk_kept_book_board USING (((kind <> 'agreement'::text) OR (('agreement/'::text || id) IN ( SELECT samverk.my_streams() AS my_streams))));
CREATE POLICY concerning ON samverk.view_month FOR SELECT TO samverk_kept_book_board USING ((('agreement/'::text || agreement) IN ( SELECT samverk.my_streams() AS my_streams)));
CREATE POLICY concerning ON samverk.view_quantity FOR SELECT TO samverk_kept_book_board USING ((('agreement/'::text || agreement) IN ( SELECT samverk.my_streams() AS my_streams)));
CREATE POLICY everything ON samverk.stored_events FOR SELECT TO samverk_kept_book_recorder, samverk_kept_book_auditor USING (true);
CREATE POLICY everything ON samverk.view_balance TO samverk_kept_book_recorder, samverk_kept_book_auditor USING (true) WITH CHECK (true);
CREATE POLICY everything ON samverk.view_document TO samverk_kept_book_recorder, samverk_kept_book_auditor USING (true) WITH CHECK (true);
CREATE POLICY everything ON samverk.view_month TO samverk_kept_book_recorder, samverk_kept_book_auditor USING (true) WITH CHECK (true);
CREATE POLICY everything ON samverk.view_quantity TO samverk_kept_book_recorder, samverk_kept_book_auditor USING (true) WITH CHECK (true);
ALTER TABLE samverk.stored_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE samverk.view_balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE samverk.view_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE samverk.view_month ENABLE ROW LEVEL SECURITY;
ALTER TABLE samverk.view_quantity ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA samverk TO samverk_kept_book_recorder;
GRANT USAGE ON SCHEMA samverk TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean) TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk.derive() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.grow(at bigint, leaf bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.head() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.head() TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk.head() TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk.head() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.instant_text(it timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.leaf_at(at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.leaf_at(at bigint) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk.leaf_at(at bigint) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk.leaf_at(at bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.leaf_hash(stream text, version bigint, name text, state bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.my_boards() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.my_boards() TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk.my_boards() TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk.my_boards() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.my_streams() FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.my_streams() TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk.my_streams() TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk.my_streams() TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.recorded_at(at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.recorded_at(at bigint) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk.recorded_at(at bigint) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk.recorded_at(at bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.refer(at bigint, name text, said jsonb, previous text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written(name text, it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_day(it text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_decimal(it text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_evidence(it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_fact(name text, it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_hex(it text, digits integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_text(it text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_truth(it text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_whole(it text, low bigint, high bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_word(it text, VARIADIC known text[]) FROM PUBLIC;
GRANT SELECT ON TABLE samverk.board_member TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.board_member TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.book_info TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.book_info TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.book_info TO samverk_kept_book_board;
GRANT SELECT ON TABLE samverk.merkle_node TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.merkle_node TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.merkle_node TO samverk_kept_book_board;
GRANT SELECT ON TABLE samverk.stored_events TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.stored_events TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.stored_events TO samverk_kept_book_board;
GRANT SELECT ON TABLE samverk.unique_reference TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.unique_reference TO samverk_kept_book_auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverk.view_balance TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.view_balance TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.view_balance TO samverk_kept_book_board;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverk.view_document TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.view_document TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.view_document TO samverk_kept_book_board;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverk.view_month TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.view_month TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.view_month TO samverk_kept_book_board;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverk.view_quantity TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.view_quantity TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.view_quantity TO samverk_kept_book_board;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverk.view_state TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk.view_state TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk.view_state TO samverk_kept_book_board;
