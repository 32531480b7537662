CREATE SCHEMA samverk;
ALTER SCHEMA samverk OWNER TO samverk_kept_book_owner;
COMMENT ON SCHEMA samverk IS 'samverk book, form 3';
CREATE FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) RETURNS record
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
    done text;  -- assigned, and not performed: that takes less time
BEGIN
    -- Before others have to wait: what each event is.
    FOR i IN 1..cardinality(states) LOOP
        it := states[i]::jsonb;
        IF octet_length(states[i]) > 1048576
            OR states[i] IS DISTINCT FROM written(names[i], it)
            OR it ->> 'actor' <> session_user::text
            OR it ->> 'assurance' <> 'database-attested'
            OR (streams[i] = 'parties') <> (names[i] LIKE 'party-%')
            OR (streams[i] = 'book') <> (names[i] LIKE 'period-%')
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
        version := CASE WHEN i = 1 THEN versions[array_position(known, streams[i])] END;
        IF version IS NULL THEN  -- it is not known how many there are
            version := (SELECT COALESCE(MAX(originator_version), 0)
                FROM stored_events WHERE originator_id = streams[i]);
        END IF;
        version := version + 1;
        INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)
        VALUES (last, streams[i], version, names[i], bytes);
        done := refer(last, names[i], it, said[i - 1] ->> 'key');
        IF last % 2 = 0 THEN
            PERFORM grow(last, leaf_hash(streams[i], version, names[i], bytes));
        END IF;
    END LOOP;
END
$_$;
ALTER FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) OWNER TO samverk_kept_book_owner;
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
CREATE PROCEDURE samverk.record(IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text)
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
    placed := samverk.append(
        patience, string_to_array(known, E'\n'), string_to_array(versions, E'\n')::bigint[],
        string_to_array(streams, E'\n'), string_to_array(names, E'\n'),
        string_to_array(states, E'\n'), true);
    first := placed.first;
    recorded_at := placed.recorded_at;
    IF later THEN
        COMMIT;
        done := pg_logical_emit_message(true, 'samverk', '');
    END IF;
END
$$;
ALTER PROCEDURE samverk.record(IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text) OWNER TO samverk_kept_book_owner;
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
    AS $_$
BEGIN
    RETURN CASE WHEN it @@ 'strict $.actor > "" && ($.assurance == "claimed" || $.assurance == "database-attested" || $.assurance == "signed") && ($.reason == null || $.reason > "") && ($.key == null || $.key > "") && ($.command_sha256 == null || $.command_sha256 like_regex "^[0-9a-f]{64}$") && ($.causation == null || ($.causation >= 1 && $.causation <= 4611686018427387904)) && $.nonce like_regex "^[0-9a-f]{32}$"' THEN format('{"recorded_at":%s,"actor":%s,"assurance":%s,"reason":%s,"evidence":%s,"key":%s,"command_sha256":%s,"causation":%s,"nonce":%s,"data":%s}',
            to_json(instant_text((it ->> 'recorded_at')::timestamptz)), it -> 'actor', it -> 'assurance', it -> 'reason', CASE WHEN it -> 'evidence' = '[]' THEN '[]' ELSE written_evidence(it -> 'evidence') END, it -> 'key', it -> 'command_sha256', COALESCE(((it ->> 'causation')::bigint)::text, 'null'), it -> 'nonce', written_fact(name, it -> 'data')) END;
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
    WHEN 'agreement-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.title > "" && $.reference > "" && $.purpose > "" && ($.starts like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.starts >= "1900-01-01" && $.starts <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.currency > "" && ($.rounding == "krona" || $.rounding == "ore") && ($.extends == null || $.extends > "") && ($.stated_total_minor >= -100000000000000000 && $.stated_total_minor <= 100000000000000000)' THEN format('{"event":"agreement-proposed/1","title":%s,"reference":%s,"purpose":%s,"starts":%s,"ends":%s,"currency":%s,"rounding":%s,"extends":%s,"signatories":%s,"stated_total_minor":%s}',
            it -> 'title', it -> 'reference', it -> 'purpose', to_json((it ->> 'starts')::date), to_json((it ->> 'ends')::date), it -> 'currency', it -> 'rounding', it -> 'extends', CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END, (it ->> 'stated_total_minor')::bigint) END;
    WHEN 'budget-line-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "")' THEN format('{"event":"budget-line-proposed/1","line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s}',
            it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding') END;
    WHEN 'line-amended/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000)' THEN format('{"event":"line-amended/1","line":%s,"year":%s,"amount_minor":%s,"previous_minor":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, (it ->> 'previous_minor')::bigint) END;
    WHEN 'agreement-concluded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"agreement-concluded/1","decision":%s,"decided_on":%s}',
            it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'entry-reversed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.reversed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.reversed_on >= "1900-01-01" && $.reversed_on <= "2200-12-31") && $.reason > ""' THEN format('{"event":"entry-reversed/1","position":%s,"reversed_on":%s,"reason":%s,"entry":%s}',
            (it ->> 'position')::bigint, to_json((it ->> 'reversed_on')::date), it -> 'reason', CASE WHEN it -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/1', 'repayment-received/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1') THEN written_fact(it -> 'entry' ->> 'event', it -> 'entry') END) END;
    WHEN 'period-closed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.period > "" && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31")' THEN format('{"event":"period-closed/1","period":%s,"ends":%s}',
            it -> 'period', to_json((it ->> 'ends')::date)) END;
    WHEN 'period-reopened/1' THEN
        RETURN CASE WHEN it @@ 'strict $.period > "" && $.reason > ""' THEN format('{"event":"period-reopened/1","period":%s,"reason":%s}',
            it -> 'period', it -> 'reason') END;
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
    hash bytea NOT NULL
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
	('karin', 16551, 'kulturnamnden');
INSERT INTO samverk.book_info VALUES
	('origin', 'samverk/89ccb1257212184f'),
	('key', 'samverk/89ccb1257212184f+9afd20a5+AcIi5zSOXXOeoXtKpxVVXl/IUwHYoSd8qtPsSoxkdwEy');
INSERT INTO samverk.merkle_node VALUES
	(1, 0, '\x44c5e5e03c2c4a1b36687e4f2ac0e71a7e743aee9b7d81a761be472b6e004990'),
	(1, 1, '\xc6de6654de6a4adee4f0f373b6b58c0709307cd201422e56e12e3a042041fa95'),
	(2, 0, '\x7d187fab64656631f09fcf69fefddce507c4b2c6759a9d741d4782de016ac7a5'),
	(1, 2, '\xd1c1357da5a710dadeb5f69f19ba935ec1c54c837ab9eb477ce94b12050a54bf'),
	(1, 3, '\x3dcb7b95726e54c3f69c8e16f4150448eb93031f915ea9bfd927aa64ed8627bd'),
	(2, 1, '\x9d892918c6c82e9e991232e57167be0c947857a95c9a7a2549f92b8e48f59fc5'),
	(3, 0, '\xf18b535ded86011f43b6f71d285c81e325f045a093d66c8facacb04144c279a3'),
	(1, 4, '\x752465726d8afb01b7f42ffd8c7794fdbba856de331152ece009469b7fa305c7'),
	(1, 5, '\xc6d72297c18cc27fe05286ec0ab40d38cd802894d4a4ada9c18e36087be45fa2'),
	(2, 2, '\x5a1238ca5532df15c1d8864f360140a841716f4cca9f4d9ce9d8ca6146809089'),
	(1, 6, '\x24461d9ec70150beb70e13c96cde6b4ac325f563e9e8f2f882eaff53025d199b'),
	(1, 7, '\xe6d913a96efba3043f9df26180d6a1bb82fabe120812c8a4800a8607a8c51f6e'),
	(2, 3, '\x28497ff0330f4f3893a971a05d3157249ea227683848aaac300fe97a50a37c53'),
	(3, 1, '\xd5550e44a4fa308a087310c1415f77b83658c66fecc5fbe78c8d12fa3d35b09a'),
	(4, 0, '\xc2e46eb6d3020f20c06db10728f8665bb3c7f9d95b149bb715b5ab690ac06c00'),
	(1, 8, '\x3bc4a4181dd5b850dde530a78952684aff176925ae45dd3c5d10fbe0491f181d'),
	(1, 9, '\xc65101a74f39c91aed368809b0c0c5e7e2489f3120f5d09ff119f62a7b3a687e'),
	(2, 4, '\x866ec2cca16133649f5f93de87942618a8366bb0d589036aa7889941a113f751'),
	(1, 10, '\x2b1bd382dd2f1bf8812a44cc1cbbf3913f02dd7e43cf44940e7b8efb4db62cf0'),
	(1, 11, '\x1d785db169fc3257a691a408f5e1cb252ff7bf35b1802035ff1bc87ec42aa982');
INSERT INTO samverk.merkle_node VALUES
	(2, 5, '\x9b1da938677d2c12d39ca18a09871c799b98325232713b9d8234a51caa1efc2d'),
	(3, 2, '\x22eab43d20340bf52e833fb785f79cd8a5aa3b33288bcad75ef10c62056c0984'),
	(1, 12, '\x684581d6b9a093fce27ef93df72d50523ce208c2e9485022011fffadabf2fc3f');
INSERT INTO samverk.stored_events VALUES
	(1, 'parties', 1, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223239326434613531383161356464623936616133323636623737353735323165222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b6f6d6d756e73747972656c73656e222c226e616d65223a224b6f6d6d756e73747972656c73656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(2, 'parties', 2, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223039363537643137376435363335386363303235656566396432396335323034222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22667269746964736e616d6e64656e222c226e616d65223a22467269746964736ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(3, 'parties', 3, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223063653230303131313430333366653866393737333930636436393235333531222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b756c7475726e616d6e64656e222c226e616d65223a224b756c7475726ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(4, 'parties', 4, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223064396539646262613435323236313334313738633562623061636363353234222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a2272616464612d6261726e656e222c226e616d65223a2252c3a4646461204261726e656e222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a2272616464612d6261726e656e222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(5, 'parties', 5, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223633636162333935356436346538316265303037343036653565633837646539222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22746966222c226e616d65223a2254696c6c73616d6d616e7320692046c3b672656e696e67222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a22746966222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(6, 'parties', 6, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226666386634626266316661636331353366383038666331356532653261643866222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226d616c6d6f2d756e697665727369746574222c226e616d65223a224d616c6dc3b620756e697665727369746574222c226b696e64223a227374617465222c226c6567616c5f656e74697479223a226d616c6d6f2d756e697665727369746574222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(7, 'parties', 7, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223265356333363635393934663536396331623466653862373533366638353864222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22726f73656e67617264736269626c696f74656b6574222c226e616d65223a22526f73656e67c3a57264736269626c696f74656b6574222c226b696e64223a22756e6974222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(8, 'agreement/herrgarden', 1, 'agreement-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226538626532353630363132306536626561373764356165383236396663303461222c2264617461223a7b226576656e74223a2261677265656d656e742d70726f706f7365642f31222c227469746c65223a22494f50204b7261667473616d6c696e67204865727267c3a57264656e222c227265666572656e6365223a2253544b2d323032312d353637222c22707572706f7365223a224f6666656e746c696761206f6368206964c3a96275726e6120706172746572206269647261722074696c6c73616d6d616e732074696c6c2073616d6f72646e696e672c2042c3a473746120536f6d6d6172656e206f63682075747665636b6c696e67206176206dc3b6746573706c617473657220696e6f6d204b7261667473616d6c696e67204865727267c3a57264656e2e222c22737461727473223a22323032342d30312d3031222c22656e6473223a22323032352d31322d3331222c2263757272656e6379223a2253454b222c22726f756e64696e67223a226f7265222c22657874656e6473223a2264657420746964696761726520617674616c65742c206d65642073616d6d61206469617269656e756d6d6572222c227369676e61746f72696573223a5b2272616464612d6261726e656e222c22746966222c226d616c6d6f2d756e697665727369746574222c226b6f6d6d756e73747972656c73656e222c22667269746964736e616d6e64656e222c226b756c7475726e616d6e64656e225d2c227374617465645f746f74616c5f6d696e6f72223a3132313030303030307d7d'),
	(9, 'agreement/herrgarden', 2, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226161633964623366326136323062383466623538326361666562323134643731222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c31222c22707572706f7365223a224cc3b66e65722c2042c3a473746120536f6d6d6172656e222c2266756e646572223a22667269746964736e616d6e64656e222c22706572666f726d6572223a22746966222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(10, 'agreement/herrgarden', 3, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223737633437333233656631633730353834353838366639343034353365343061222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c32222c22707572706f7365223a224cc3b66e65722c2073616d6f72646e696e67206f6368206dc3b6746573706c617473222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(11, 'agreement/herrgarden', 4, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226635313536646637383930396166393634373339616538393130386165613836222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c33222c22707572706f7365223a224472696674736d6564656c2c206dc3b674656e206f6368206d6174657269616c222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(12, 'agreement/herrgarden', 5, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33372e3032393539315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226264303265636266643736386130613733613365376462653635356562333138222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c34222c22707572706f7365223a2244726966746b6f73746e616465722c206dc3b6746573706c617473205661726461222c2266756e646572223a226b756c7475726e616d6e64656e222c22706572666f726d6572223a22726f73656e67617264736269626c696f74656b6574222c226163636f756e7461626c65223a226b756c7475726e616d6e64656e222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a22696e7465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(13, 'agreement/herrgarden', 6, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33392e3030353437315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226364636339313639333632646632386235353761363061333631653263356431222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c32222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d7d7d'),
	(14, 'agreement/herrgarden', 7, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a33392e3030353437315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223835373761386233313334656438366638613738333439396336626464333432222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c33222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d7d7d'),
	(15, 'agreement/herrgarden', 8, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a34312e3133343334335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223739303339346266396666396161306133653461656130393032663236386661222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c31222c22626f617264223a22667269746964736e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d7d7d'),
	(16, 'agreement/herrgarden', 9, 'commitment-declined/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a34322e3739323030355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223439633262623935393032646666313835343031656631306636623066313133222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(17, 'agreement/herrgarden', 10, 'entry-reversed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a34342e3432343330305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a2266656c222c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a31362c226e6f6e6365223a226561633931333433333565646265383838343965623630373138326666643230222c2264617461223a7b226576656e74223a22656e7472792d72657665727365642f31222c22706f736974696f6e223a31362c2272657665727365645f6f6e223a22323032332d31322d3036222c22726561736f6e223a2266656c222c22656e747279223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d7d'),
	(18, 'agreement/herrgarden', 11, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a34362e3036373337365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226261353935373161303332646532393064303931653430626266323130333930222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2262222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d7d7d'),
	(19, 'agreement/herrgarden', 12, 'agreement-concluded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a34372e3631323233395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226234313962356337643065663465623163383763306366343238363562666130222c2264617461223a7b226576656e74223a2261677265656d656e742d636f6e636c756465642f31222c226465636973696f6e223a2263222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(20, 'agreement/herrgarden', 13, 'uplift-applied/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a34392e3036373132385a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223834636137366137303138393930343033623063656636353136313762396161222c2264617461223a7b226576656e74223a2275706c6966742d6170706c6965642f31222c22626f617264223a22667269746964736e616d6e64656e222c226c696e65223a224c31222c2279656172223a323032352c226261736973223a2272617465222c22726174655f70657263656e74223a22322e37222c226465636973696f6e223a2264222c22646563696465645f6f6e223a22323032342d30332d3235222c227965617273223a5b7b2279656172223a323032352c22626173655f6d696e6f72223a33323030303030302c2275706c6966745f6d696e6f72223a3836343030302c226e65775f6d696e6f72223a33323836343030302c226368616e67655f6d696e6f72223a3836343030307d5d2c2273757065727365646573223a6e756c6c7d7d');
INSERT INTO samverk.stored_events VALUES
	(21, 'agreement/herrgarden', 14, 'reallocated/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35312e3035323935345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223737313936356237623232323464336437313837396366303835643531656433222c2264617461223a7b226576656e74223a227265616c6c6f63617465642f31222c2266726f6d5f6c696e65223a224c32222c22746f5f6c696e65223a224c33222c2279656172223a323032342c22616d6f756e745f6d696e6f72223a3530303030302c226465636973696f6e73223a5b7b22626f617264223a226b6f6d6d756e73747972656c73656e222c227265666572656e6365223a2265227d5d2c22646563696465645f6f6e223a22323032342d30332d3235227d7d'),
	(22, 'agreement/herrgarden', 15, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35312e3832323938315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226131666230316266376636643166653164356433346237636433663437343161222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a373030303030302c22706169645f6f6e223a22323032342d30332d3235222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225631222c2262616e6b5f7265666572656e6365223a224231227d7d'),
	(23, 'agreement/herrgarden', 16, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35332e3538333139385a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223261376531653937316330623330626665313533343666353835386261643731222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a3130303030302c22706169645f6f6e223a22323032342d30332d3236222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225632222c2262616e6b5f7265666572656e6365223a224232227d7d'),
	(24, 'agreement/herrgarden', 17, 'internal-cost-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35352e3236393838305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223938343432316565393538316537383237613262336665653865373132306266222c2264617461223a7b226576656e74223a22696e7465726e616c2d636f73742d7265636f726465642f31222c226c696e65223a224c34222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a323530303030302c22626f6f6b65645f6f6e223a22323032342d30332d3235222c22766f7563686572223a225633227d7d'),
	(25, 'agreement/herrgarden', 18, 'use-reported/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35362e3437353933375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226137623662376661343632376334663534633666376138323331343031613564222c2264617461223a7b226576656e74223a227573652d7265706f727465642f31222c22706572666f726d6572223a2272616464612d6261726e656e222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a363030303030302c227265706f7274223a2252222c227265706f727465645f6f6e223a22323032342d30332d3235227d7d'),
	(26, 'agreement/herrgarden', 19, 'in-kind-pledged/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35372e3633363238385a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226634366137393535333839633364353064316266373764393462353038643636222c2264617461223a7b226576656e74223a22696e2d6b696e642d706c65646765642f31222c227061727479223a22746966222c226b696e64223a22766f6c756e74656572222c226465736372697074696f6e223a6e756c6c2c22756e6974223a2268222c227175616e74697479223a22313030222c22756e69745f76616c75655f6d696e6f72223a32323030302c2276616c75655f6d696e6f72223a323230303030302c2279656172223a323032342c22706c65646765645f6f6e223a22323032342d30332d3235227d7d'),
	(27, 'book', 1, 'period-closed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385430383a30303a35382e3834323033345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223130633139383435656661346636366632363261663265343063356234383665222c2264617461223a7b226576656e74223a22706572696f642d636c6f7365642f31222c22706572696f64223a2232303233222c22656e6473223a22323032332d31322d3331227d7d');
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
	(1, 1, 27, '2026-11-28T08:00:58.842034+00:00');
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
REVOKE ALL ON FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.append(patience integer, known text[], versions bigint[], streams text[], names text[], states text[], is_now boolean, OUT first bigint, OUT recorded_at text) TO samverk_kept_book_recorder;
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
REVOKE ALL ON PROCEDURE samverk.record(IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text) FROM PUBLIC;
GRANT ALL ON PROCEDURE samverk.record(IN patience integer, IN known text, IN versions text, IN streams text, IN names text, IN states text, INOUT first bigint, INOUT recorded_at text) TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk.recorded_at(at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION samverk.recorded_at(at bigint) TO samverk_kept_book_recorder;
GRANT ALL ON FUNCTION samverk.recorded_at(at bigint) TO samverk_kept_book_auditor;
GRANT ALL ON FUNCTION samverk.recorded_at(at bigint) TO samverk_kept_book_board;
REVOKE ALL ON FUNCTION samverk.refer(at bigint, name text, said jsonb, previous text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written(name text, it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_evidence(it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_fact(name text, it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_text(it text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.written_whole(it text, low bigint, high bigint) FROM PUBLIC;
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
