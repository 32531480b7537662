CREATE SCHEMA samverk;
ALTER SCHEMA samverk OWNER TO samverk_kept_book_owner;
COMMENT ON SCHEMA samverk IS 'samverk book, form 5';
CREATE SCHEMA samverk_auditor;
ALTER SCHEMA samverk_auditor OWNER TO samverk_kept_book_owner;
CREATE SCHEMA samverk_calls;
ALTER SCHEMA samverk_calls OWNER TO samverk_kept_book_owner;
CREATE SCHEMA samverk_recorder;
ALTER SCHEMA samverk_recorder OWNER TO samverk_kept_book_owner;
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
CREATE FUNCTION samverk.instant_text(it timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT replace(to_char(it AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
ALTER FUNCTION samverk.instant_text(it timestamp with time zone) OWNER TO samverk_kept_book_owner;
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
    ELSIF name = 'budget-line-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'agreement-proposed/1' THEN
        INSERT INTO concern
        SELECT jsonb_array_elements_text(said -> 'data' -> 'signatories'), stream
        ON CONFLICT DO NOTHING;
    END IF;
END
$$;
ALTER FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) OWNER TO samverk_kept_book_owner;
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
    RAISE EXCEPTION 'the book has form 5 since it was upgraded: update samverk'
        USING ERRCODE = 'SV004';
END
$$;
ALTER FUNCTION samverk.refuse_form() OWNER TO samverk_kept_book_owner;
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
    instant timestamptz;
    bytes bytea;
    version bigint;
    done text;  -- assigned, and not performed: that takes less time
BEGIN
    IF form IS DISTINCT FROM 5 THEN
        PERFORM refuse_form();
    END IF;
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
    done := set_config('lock_timeout', patience::text, true)
        || set_config('idle_in_transaction_session_timeout', '30s', true)
        || set_config('samverk.appends', '5', true);
    LOCK TABLE turn IN EXCLUSIVE MODE;  -- as hold() does
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
    WHERE (locks.granted OR relname <> 'turn')  -- others queue behind one who waits for a table
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
    RETURN ARRAY(  -- the sum keeps it from going through everybody's events by position
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
        RAISE EXCEPTION USING ERRCODE = 'SV002';  -- the only way to let go of it here
    EXCEPTION WHEN SQLSTATE 'SV002' THEN
        RETURN at;
    END;
END
$$;
ALTER FUNCTION samverk_calls.settled(patience integer) OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.board_member (
    login name NOT NULL,
    role oid NOT NULL,
    board text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.board_member ALTER COLUMN login SET STATISTICS 0;
ALTER TABLE ONLY samverk.board_member ALTER COLUMN role SET STATISTICS 0;
ALTER TABLE ONLY samverk.board_member ALTER COLUMN board SET STATISTICS 0;
ALTER TABLE samverk.board_member OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.concern (
    party text NOT NULL COLLATE pg_catalog."C",
    stream text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.concern ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE ONLY samverk.concern ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE samverk.concern OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.merkle_node (
    level integer NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL
);
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN level SET STATISTICS 0;
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN place SET STATISTICS 0;
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE samverk.merkle_node OWNER TO samverk_kept_book_owner;
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
CREATE VIEW samverk_auditor.concern AS
 SELECT party,
    stream
   FROM samverk.concern;
ALTER VIEW samverk_auditor.concern OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.merkle_node AS
 SELECT level,
    place,
    hash
   FROM samverk.merkle_node;
ALTER VIEW samverk_auditor.merkle_node OWNER TO samverk_kept_book_owner;
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
CREATE VIEW samverk_recorder.concern AS
 SELECT party,
    stream
   FROM samverk.concern;
ALTER VIEW samverk_recorder.concern OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.merkle_node AS
 SELECT level,
    place,
    hash
   FROM samverk.merkle_node;
ALTER VIEW samverk_recorder.merkle_node OWNER TO samverk_kept_book_owner;
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
INSERT INTO samverk.board_member VALUES
	('karin', 16553, 'kulturnamnden');
INSERT INTO samverk.book_info VALUES
	('origin', 'samverk/d028b8dcc63c22ee'),
	('key', 'samverk/d028b8dcc63c22ee+d5398bf4+AaJrjORkPAEhxtBe65lGOyLkls58hO9mN8MFzFAtPIrl');
INSERT INTO samverk.concern VALUES
	('radda-barnen', 'agreement/herrgarden'),
	('tif', 'agreement/herrgarden'),
	('malmo-universitet', 'agreement/herrgarden'),
	('kommunstyrelsen', 'agreement/herrgarden'),
	('fritidsnamnden', 'agreement/herrgarden'),
	('kulturnamnden', 'agreement/herrgarden');
INSERT INTO samverk.merkle_node VALUES
	(1, 0, '\x65e614a6719ba587312325de46f93c2b4ec7ee0b9fa4313a33c774a43949131e'),
	(1, 1, '\xbf7c6b99313ab1bb48ed060fcbe054264ec7b54960f2c4529f29cab99913f648'),
	(2, 0, '\x5777085b2ede4ff0888f8d7a4c97d80aa8ea0d21b318607e5dbe189dcda47afa'),
	(1, 2, '\x41a5356348d270633bf984c091faa3d7952605601e3548dbb145f7d05b62bec8'),
	(1, 3, '\xd0f712a21e37562ac6f624fef6a998f89bafa66eecf34edae7ec4fb879651c1c'),
	(2, 1, '\x54ef12f8adb0a1cda8188abb1bfa481efc80b14b533c67b37a037809bca3db32'),
	(3, 0, '\xa8be596be111eff65c19ab549b712798f009521671343483206b77d52bbd7969'),
	(1, 4, '\xd32c099dd9ee5491b7cbf51a084029e462f7f97041c65c18dccccec71adf4834'),
	(1, 5, '\x4a304782d002be0af3b53bd15e61658077cd0b47868993608b1c2b296c9332e5'),
	(2, 2, '\x0522d8b716dbb8588e4456ab7ca7ab41278a3f1a37a3de60cbe0b1d217581855'),
	(1, 6, '\x2986c927133e186fd9dd608c3f08a4345f3c4e3ec2301bf6a1c832ba7b21de44'),
	(1, 7, '\x7dfcee5f40725bba31799834faaed9ffc032a912a11c298a8ad6562be1f6134f'),
	(2, 3, '\x8586e1f2401ecd385c5a1db6ca30fbb0d5c782ab951e994c2ec153b2bc7c1ddc'),
	(3, 1, '\x2543579d16495b28a1022757b5541bfc57fad1be6c81ae1895c06a00c06b2c4c'),
	(4, 0, '\x4d9731a1cb5cc8efb94e3f1ba14c765de5ceeb37524fcc5907e3ea186ac461a3'),
	(1, 8, '\x7c12bd603688c682eb36e21b92c79af5059100f8eb6ab6fe4101c73c61985c55'),
	(1, 9, '\xa323596d014e83e364a299cffb801d20a21490b66882a57f47872750028b145d'),
	(2, 4, '\xa18b861731d9ef2459e360a4b996a655b9fd2d007992d3d091c6c716595bfdbd'),
	(1, 10, '\x138adafdba95042b2e33e1a8fe90e1da18266848d3029cad36ada37222d6ce96'),
	(1, 11, '\x8e1b8074f62298d6d43ff783454df229204c489419b34210b12cd6c700544192');
INSERT INTO samverk.merkle_node VALUES
	(2, 5, '\x12867e3813f2797ba6e1a2ac4ac0fc791cdb0b5c84f30e7f40d112730ec0b83d'),
	(3, 2, '\x1e039d80df32ed1af53d278e5138f2401ba3ae2195da3f64b6be73c20fd69fa4'),
	(1, 12, '\x6c3e5a5b86ae63c27ffdf76f5db666cf478037a1e3acb1826bc0f15f15490ce8');
INSERT INTO samverk.stored_events VALUES
	(1, 'parties', 1, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223230303635366438633832343937636362373731323165306538313864393533222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b6f6d6d756e73747972656c73656e222c226e616d65223a224b6f6d6d756e73747972656c73656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(2, 'parties', 2, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223038393135656336643233376132656466653733383762386136663934633834222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22667269746964736e616d6e64656e222c226e616d65223a22467269746964736ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(3, 'parties', 3, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226339363939303866663037633031376561396335343766346230333733393663222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b756c7475726e616d6e64656e222c226e616d65223a224b756c7475726ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(4, 'parties', 4, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223034353534643666653663633064303466303535386338656531663031646637222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a2272616464612d6261726e656e222c226e616d65223a2252c3a4646461204261726e656e222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a2272616464612d6261726e656e222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(5, 'parties', 5, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223861663363346537346337353963653865643364353434396237323235663730222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22746966222c226e616d65223a2254696c6c73616d6d616e7320692046c3b672656e696e67222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a22746966222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(6, 'parties', 6, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223935393733633630383538633262336464373639646232663633623064306230222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226d616c6d6f2d756e697665727369746574222c226e616d65223a224d616c6dc3b620756e697665727369746574222c226b696e64223a227374617465222c226c6567616c5f656e74697479223a226d616c6d6f2d756e697665727369746574222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(7, 'parties', 7, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226164643565383633643261663362396232356538633830633931663466636635222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22726f73656e67617264736269626c696f74656b6574222c226e616d65223a22526f73656e67c3a57264736269626c696f74656b6574222c226b696e64223a22756e6974222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(8, 'agreement/herrgarden', 1, 'agreement-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226532373335663834383432323930373530313162616231323431386462363666222c2264617461223a7b226576656e74223a2261677265656d656e742d70726f706f7365642f31222c227469746c65223a22494f50204b7261667473616d6c696e67204865727267c3a57264656e222c227265666572656e6365223a2253544b2d323032312d353637222c22707572706f7365223a224f6666656e746c696761206f6368206964c3a96275726e6120706172746572206269647261722074696c6c73616d6d616e732074696c6c2073616d6f72646e696e672c2042c3a473746120536f6d6d6172656e206f63682075747665636b6c696e67206176206dc3b6746573706c617473657220696e6f6d204b7261667473616d6c696e67204865727267c3a57264656e2e222c22737461727473223a22323032342d30312d3031222c22656e6473223a22323032352d31322d3331222c2263757272656e6379223a2253454b222c22726f756e64696e67223a226f7265222c22657874656e6473223a2264657420746964696761726520617674616c65742c206d65642073616d6d61206469617269656e756d6d6572222c227369676e61746f72696573223a5b2272616464612d6261726e656e222c22746966222c226d616c6d6f2d756e697665727369746574222c226b6f6d6d756e73747972656c73656e222c22667269746964736e616d6e64656e222c226b756c7475726e616d6e64656e225d2c227374617465645f746f74616c5f6d696e6f72223a3132313030303030307d7d'),
	(9, 'agreement/herrgarden', 2, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226463323666396135663264393430333666613038646434653363616435353337222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c31222c22707572706f7365223a224cc3b66e65722c2042c3a473746120536f6d6d6172656e222c2266756e646572223a22667269746964736e616d6e64656e222c22706572666f726d6572223a22746966222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(10, 'agreement/herrgarden', 3, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223039396462646135663635383964333666383463396561626639643034356566222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c32222c22707572706f7365223a224cc3b66e65722c2073616d6f72646e696e67206f6368206dc3b6746573706c617473222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(11, 'agreement/herrgarden', 4, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223730616538643762623335366561626462363236343062633538653335636666222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c33222c22707572706f7365223a224472696674736d6564656c2c206dc3b674656e206f6368206d6174657269616c222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(12, 'agreement/herrgarden', 5, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35322e3737313939375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223639303037663438323333313238303461346432633433663133656561383262222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c34222c22707572706f7365223a2244726966746b6f73746e616465722c206dc3b6746573706c617473205661726461222c2266756e646572223a226b756c7475726e616d6e64656e222c22706572666f726d6572223a22726f73656e67617264736269626c696f74656b6574222c226163636f756e7461626c65223a226b756c7475726e616d6e64656e222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a22696e7465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(13, 'agreement/herrgarden', 6, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35352e3939313632365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226237393832333462656131373131303934623164353165633966626230366138222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c32222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d7d7d'),
	(14, 'agreement/herrgarden', 7, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35352e3939313632365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226133343732623465333832353032356663366431393365363134306336393763222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c33222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d7d7d'),
	(15, 'agreement/herrgarden', 8, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33383a35382e3538373833395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226236303730623633373463313036393131623165306163626662373838663761222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c31222c22626f617264223a22667269746964736e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d7d7d'),
	(16, 'agreement/herrgarden', 9, 'commitment-declined/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a30312e3337363039375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226637616533383061626537366332643131343432336338373738313336393134222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(17, 'agreement/herrgarden', 10, 'entry-reversed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a30332e3734303036305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a2266656c222c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a31362c226e6f6e6365223a223962343735333439376137303965353564643935363739326662643132653161222c2264617461223a7b226576656e74223a22656e7472792d72657665727365642f31222c22706f736974696f6e223a31362c2272657665727365645f6f6e223a22323032332d31322d3036222c22726561736f6e223a2266656c222c22656e747279223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d7d'),
	(18, 'agreement/herrgarden', 11, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a30362e3430313039375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226237333961363530323636396636636335346331356263643466633066653464222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2262222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d7d7d'),
	(19, 'agreement/herrgarden', 12, 'agreement-concluded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a30382e3434313439395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a226462636138303132626235373732343536373730393230303932376663623663222c2264617461223a7b226576656e74223a2261677265656d656e742d636f6e636c756465642f31222c226465636973696f6e223a2263222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(20, 'agreement/herrgarden', 13, 'uplift-applied/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a30392e3938333232345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226462376230363431363534643363393436643031316661363234633562643837222c2264617461223a7b226576656e74223a2275706c6966742d6170706c6965642f31222c22626f617264223a22667269746964736e616d6e64656e222c226c696e65223a224c31222c2279656172223a323032352c226261736973223a2272617465222c22726174655f70657263656e74223a22322e37222c226465636973696f6e223a2264222c22646563696465645f6f6e223a22323032342d30332d3235222c227965617273223a5b7b2279656172223a323032352c22626173655f6d696e6f72223a33323030303030302c2275706c6966745f6d696e6f72223a3836343030302c226e65775f6d696e6f72223a33323836343030302c226368616e67655f6d696e6f72223a3836343030307d5d2c2273757065727365646573223a6e756c6c7d7d');
INSERT INTO samverk.stored_events VALUES
	(21, 'agreement/herrgarden', 14, 'reallocated/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31312e3634333034385a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223336643334663766363964353739313763663863653665376366353734356437222c2264617461223a7b226576656e74223a227265616c6c6f63617465642f31222c2266726f6d5f6c696e65223a224c32222c22746f5f6c696e65223a224c33222c2279656172223a323032342c22616d6f756e745f6d696e6f72223a3530303030302c226465636973696f6e73223a5b7b22626f617264223a226b6f6d6d756e73747972656c73656e222c227265666572656e6365223a2265227d5d2c22646563696465645f6f6e223a22323032342d30332d3235227d7d'),
	(22, 'agreement/herrgarden', 15, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31332e3131393031335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223536326663313338386635366461643038656564396338633031656166326337222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a373030303030302c22706169645f6f6e223a22323032342d30332d3235222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225631222c2262616e6b5f7265666572656e6365223a224231227d7d'),
	(23, 'agreement/herrgarden', 16, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31342e3336323936355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226261663133643162373466303036353365386465313739386666303763356132222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a3130303030302c22706169645f6f6e223a22323032342d30332d3236222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225632222c2262616e6b5f7265666572656e6365223a224232227d7d'),
	(24, 'agreement/herrgarden', 17, 'internal-cost-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31352e3933343736365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223338343162323165343732393566333466353166383438366637373538323066222c2264617461223a7b226576656e74223a22696e7465726e616c2d636f73742d7265636f726465642f31222c226c696e65223a224c34222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a323530303030302c22626f6f6b65645f6f6e223a22323032342d30332d3235222c22766f7563686572223a225633227d7d'),
	(25, 'agreement/herrgarden', 18, 'use-reported/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31372e3130393430325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223137313834333737623931306464646537613334383864383331343132616334222c2264617461223a7b226576656e74223a227573652d7265706f727465642f31222c22706572666f726d6572223a2272616464612d6261726e656e222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a363030303030302c227265706f7274223a2252222c227265706f727465645f6f6e223a22323032342d30332d3235227d7d'),
	(26, 'agreement/herrgarden', 19, 'in-kind-pledged/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31382e3131313034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226364386138623961633164636666383635393435346632666539393262643339222c2264617461223a7b226576656e74223a22696e2d6b696e642d706c65646765642f31222c227061727479223a22746966222c226b696e64223a22766f6c756e74656572222c226465736372697074696f6e223a6e756c6c2c22756e6974223a2268222c227175616e74697479223a22313030222c22756e69745f76616c75655f6d696e6f72223a32323030302c2276616c75655f6d696e6f72223a323230303030302c2279656172223a323032342c22706c65646765645f6f6e223a22323032342d30332d3235227d7d'),
	(27, 'book', 1, 'period-closed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32385431313a33393a31392e3438373032365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226463633931363663636434383331653332633263383739646330656231373361222c2264617461223a7b226576656e74223a22706572696f642d636c6f7365642f31222c22706572696f64223a2232303233222c22656e6473223a22323032332d31322d3331227d7d');
INSERT INTO samverk.unique_reference VALUES
	('bank', 'B1', 22),
	('bank', 'B2', 23);
ALTER TABLE ONLY samverk.board_member
    ADD CONSTRAINT board_member_pkey PRIMARY KEY (login, board);
ALTER TABLE ONLY samverk.book_info
    ADD CONSTRAINT book_info_pkey PRIMARY KEY (name);
ALTER TABLE ONLY samverk.concern
    ADD CONSTRAINT concern_pkey PRIMARY KEY (party, stream);
ALTER TABLE ONLY samverk.merkle_node
    ADD CONSTRAINT merkle_node_pkey PRIMARY KEY (level, place);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_originator_id_originator_version_key UNIQUE (originator_id, originator_version);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (rowid);
ALTER TABLE ONLY samverk.unique_reference
    ADD CONSTRAINT unique_reference_pkey PRIMARY KEY (kind, value);
CREATE TRIGGER book_info_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.book_info FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.book_info ENABLE ALWAYS TRIGGER book_info_never_changed;
CREATE TRIGGER merkle_node_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.merkle_node FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.merkle_node ENABLE ALWAYS TRIGGER merkle_node_never_changed;
CREATE TRIGGER stored_events_appended BEFORE INSERT ON samverk.stored_events FOR EACH STATEMENT WHEN ((current_setting('samverk.appends'::text, true) IS DISTINCT FROM '5'::text)) EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_appended;
CREATE TRIGGER stored_events_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.stored_events FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed;
GRANT USAGE ON SCHEMA samverk_auditor TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_recorder;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_board;
GRANT USAGE ON SCHEMA samverk_recorder TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk.derive() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.grow(at bigint, leaf bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.instant_text(it timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.leaf_hash(stream text, version bigint, name text, state bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_form() FROM PUBLIC;
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
GRANT SELECT ON TABLE samverk_auditor.board_member TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.book_info TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.concern TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.merkle_node TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.stored_events TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.unique_reference TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_recorder.board_member TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.book_info TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.concern TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.merkle_node TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.stored_events TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.unique_reference TO samverk_kept_book_recorder;
