-- The tables, rules and rights of a book on a PostgreSQL server. One database holds one book.
--
-- A recorder may insert events and nothing else. Everything that follows from an event (the nodes
-- of the tree, the references that are taken) is written here, by the book's owner, in the
-- statement that inserts it. @owner, @recorder, @auditor and @board are the book's roles.

CREATE TABLE stored_events (
    rowid bigint PRIMARY KEY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE merkle_node (
    level integer NOT NULL CHECK (level > 0),
    place bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, place)
);
CREATE TABLE book_info (name text COLLATE "C" PRIMARY KEY, value text COLLATE "C" NOT NULL);
CREATE TABLE unique_reference (
    kind text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (kind, value)
);
-- Which boards a login may see the agreements of; written by ``samverk grant``.
CREATE TABLE board_member (
    login name NOT NULL,
    board text COLLATE "C" NOT NULL,
    PRIMARY KEY (login, board)
);
CREATE INDEX stored_events_concerning ON stored_events (originator_id)
    WHERE topic IN ('agreement-proposed/1', 'budget-line-proposed/1');

-- The hash of a leaf: docs/FORMAT.md, "The tree".
CREATE FUNCTION leaf_hash(stream text, version bigint, name text, state bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT sha256(decode('00', 'hex') || convert_to('samverk-leaf/v1', 'UTF8')
        || int4send(octet_length(stream)) || convert_to(stream, 'UTF8')
        || int4send(8) || int8send(version)
        || int4send(octet_length(name)) || convert_to(name, 'UTF8')
        || int4send(octet_length(state)) || state)
$$;

-- What anybody who may read something may know of the whole: how much there is, when it was
-- recorded, and its hashes.
CREATE FUNCTION head() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samverk, pg_temp AS $$
    SELECT COALESCE(MAX(rowid), 0) FROM stored_events
$$;
CREATE FUNCTION leaf_at(at bigint) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samverk, pg_temp AS $$
    SELECT leaf_hash(originator_id, originator_version, topic, state)
    FROM stored_events WHERE rowid = at
$$;
CREATE FUNCTION recorded_at(at bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samverk, pg_temp AS $$
    SELECT convert_from(state, 'UTF8')::json ->> 'recorded_at' FROM stored_events WHERE rowid = at
$$;

-- The boards whose members the login is one of, and the agreements that concern them: those in
-- which they fund a line or are a signatory.
CREATE FUNCTION my_boards() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samverk, pg_temp AS $$
    SELECT COALESCE(array_agg(board ORDER BY board), '{}')
    FROM board_member WHERE login = session_user
$$;
CREATE FUNCTION my_streams() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samverk, pg_temp AS $$
    SELECT DISTINCT originator_id
    FROM (
        SELECT originator_id, convert_from(state, 'UTF8')::jsonb -> 'data' AS data
        FROM stored_events
        WHERE topic IN ('agreement-proposed/1', 'budget-line-proposed/1')
    ) AS proposed
    WHERE data ->> 'funder' = ANY (my_boards())
       OR COALESCE(data -> 'signatories', '[]') ?| my_boards()
$$;

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'SV001';
END
$$;

-- One at a time: positions are in the order of the commits, and no reader skips one.
CREATE FUNCTION hold_alone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(@lock);
    RETURN NULL;
END
$$;

-- Complete the nodes above the leaves from one position to another.
CREATE FUNCTION grow(first bigint, last bigint) RETURNS void
LANGUAGE plpgsql SET search_path = samverk, pg_temp AS $$
DECLARE
    above integer := 1;
    old bigint := (first - 1) >> 1;
    new bigint := last >> 1;
BEGIN
    IF new > old THEN
        INSERT INTO merkle_node (level, place, hash)
        SELECT 1, at, sha256(decode('01', 'hex') || leaf_at(2 * at + 1) || leaf_at(2 * at + 2))
        FROM generate_series(old, new - 1) AS at;
    END IF;
    LOOP
        old := old >> 1;
        new := new >> 1;
        above := above + 1;
        EXIT WHEN new <= old;
        INSERT INTO merkle_node (level, place, hash)
        SELECT above, at, sha256(decode('01', 'hex') || one.hash || other.hash)
        FROM generate_series(old, new - 1) AS at
        JOIN merkle_node AS one ON one.level = above - 1 AND one.place = 2 * at
        JOIN merkle_node AS other ON other.level = above - 1 AND other.place = 2 * at + 1;
    END LOOP;
END
$$;

-- Take and free the references of an event.
CREATE FUNCTION refer(at bigint, name text, said json, previous text) RETURNS void
LANGUAGE plpgsql SET search_path = samverk, pg_temp AS $$
DECLARE
    key text := said ->> 'key';
    bank text;
BEGIN
    IF key IS NOT NULL AND key IS DISTINCT FROM previous THEN  -- all events of a command have it
        INSERT INTO unique_reference (kind, value, position) VALUES ('key', key, at);
    END IF;
    IF name IN ('disbursement-recorded/1', 'repayment-received/1') THEN
        bank := said -> 'data' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            INSERT INTO unique_reference (kind, value, position) VALUES ('bank', bank, at);
        END IF;
    ELSIF name = 'entry-reversed/1' THEN
        bank := said -> 'data' -> 'entry' ->> 'bank_reference';
        DELETE FROM unique_reference WHERE kind = 'bank' AND value = bank;
    END IF;
END
$$;

-- Write what follows from the events of a book that is moved here.
CREATE FUNCTION derive() RETURNS void
LANGUAGE plpgsql SET search_path = samverk, pg_temp AS $$
DECLARE
    event record;
    previous text;
BEGIN
    FOR event IN
        SELECT rowid, topic, convert_from(state, 'UTF8')::json AS said
        FROM stored_events ORDER BY rowid
    LOOP
        PERFORM refer(event.rowid, event.topic, event.said, previous);
        previous := event.said ->> 'key';
    END LOOP;
    IF head() > 0 THEN
        PERFORM grow(1, head());
    END IF;
END
$$;

-- Judge what was inserted: it is at the end, is what its name says, and says truly who recorded it
-- and when. Then write what follows from it.
CREATE FUNCTION accept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samverk, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    event record;
    first bigint;
    last bigint;
    told text;
    instant timestamptz;
    newest timestamptz;
    previous text;
BEGIN
    FOR event IN
        SELECT rowid, originator_id, originator_version, topic,
            convert_from(state, 'UTF8')::json AS said
        FROM added ORDER BY rowid
    LOOP
        IF first IS NULL THEN
            first := event.rowid;
            SELECT MAX(rowid) INTO last FROM stored_events WHERE rowid < first;
            newest := (left(recorded_at(last), -1) || '+00')::timestamptz;
            last := COALESCE(last, 0);
        END IF;
        IF event.rowid <> last + 1 THEN
            RAISE EXCEPTION 'events are appended at the end of the book' USING ERRCODE = 'SV002';
        END IF;
        last := event.rowid;
        IF event.originator_version <> 1 AND NOT EXISTS (
            SELECT FROM stored_events WHERE originator_id = event.originator_id
            AND originator_version = event.originator_version - 1 AND rowid < last
        ) THEN
            RAISE EXCEPTION 'events are appended at the end of their stream'
                USING ERRCODE = 'SV002';
        END IF;
        -- No key of the object twice: another reader might take the other one.
        told := event.said ->> 'recorded_at';
        IF (SELECT COUNT(*) FROM json_object_keys(event.said)) <> 10
            OR event.said -> 'data' ->> 'event' IS DISTINCT FROM event.topic
            OR event.said ->> 'actor' IS DISTINCT FROM session_user::text
            OR event.said ->> 'assurance' IS DISTINCT FROM 'database-attested'
            OR told IS NULL OR told !~
            '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?Z$'
        THEN
            RAISE EXCEPTION 'event % is not what its name says, or was not recorded by %',
                last, session_user USING ERRCODE = 'SV003';
        END IF;
        -- Within the last minute; or that of the event before, where the clock was set back.
        instant := (left(told, -1) || '+00')::timestamptz;
        IF instant < newest OR (
            instant NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp()
            AND (instant IS DISTINCT FROM newest OR newest < clock_timestamp()))
        THEN
            RAISE EXCEPTION 'event % was not recorded when it says', last
                USING ERRCODE = 'SV003';
        END IF;
        newest := instant;
        PERFORM refer(last, event.topic, event.said, previous);
        previous := event.said ->> 'key';
    END LOOP;
    IF first IS NOT NULL THEN
        IF EXISTS (SELECT FROM stored_events WHERE rowid > last) THEN
            RAISE EXCEPTION 'events are appended at the end of the book' USING ERRCODE = 'SV002';
        END IF;
        PERFORM grow(first, last);
    END IF;
    RETURN NULL;
END
$$;

-- @filled: what follows is done once the events of a book that is moved here are in.

CREATE TRIGGER stored_events_alone BEFORE INSERT ON stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION hold_alone();
CREATE TRIGGER stored_events_accepted AFTER INSERT ON stored_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION accept();
CREATE TRIGGER stored_events_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER merkle_node_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON merkle_node
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER book_info_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON book_info
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_alone;
ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_accepted;
ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed;
ALTER TABLE merkle_node ENABLE ALWAYS TRIGGER merkle_node_never_changed;
ALTER TABLE book_info ENABLE ALWAYS TRIGGER book_info_never_changed;

GRANT USAGE ON SCHEMA samverk TO @recorder, @auditor, @board;
GRANT SELECT ON stored_events, merkle_node, book_info TO @recorder, @auditor, @board;
GRANT SELECT ON unique_reference, board_member TO @recorder, @auditor;
GRANT SELECT ON view_state, view_document, view_balance, view_month, view_quantity
    TO @recorder, @auditor, @board;
GRANT INSERT (rowid, originator_id, originator_version, topic, state) ON stored_events TO @recorder;
GRANT INSERT, UPDATE, DELETE ON view_state, view_document, view_balance, view_month, view_quantity
    TO @recorder;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA samverk FROM PUBLIC;
GRANT EXECUTE ON FUNCTION head(), leaf_at(bigint), recorded_at(bigint), my_boards(), my_streams()
    TO @recorder, @auditor, @board;

ALTER TABLE stored_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON stored_events TO @recorder, @auditor USING (true) WITH CHECK (true);
CREATE POLICY concerning ON stored_events FOR SELECT TO @board
    USING (originator_id IN ('parties', 'book') OR originator_id IN (SELECT my_streams()));
ALTER TABLE view_document ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON view_document TO @recorder, @auditor USING (true) WITH CHECK (true);
CREATE POLICY concerning ON view_document FOR SELECT TO @board
    USING (kind <> 'agreement' OR 'agreement/' || id IN (SELECT my_streams()));
ALTER TABLE view_balance ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON view_balance TO @recorder, @auditor USING (true) WITH CHECK (true);
CREATE POLICY concerning ON view_balance FOR SELECT TO @board
    USING ('agreement/' || agreement IN (SELECT my_streams()));
ALTER TABLE view_month ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON view_month TO @recorder, @auditor USING (true) WITH CHECK (true);
CREATE POLICY concerning ON view_month FOR SELECT TO @board
    USING ('agreement/' || agreement IN (SELECT my_streams()));
ALTER TABLE view_quantity ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON view_quantity TO @recorder, @auditor USING (true) WITH CHECK (true);
CREATE POLICY concerning ON view_quantity FOR SELECT TO @board
    USING ('agreement/' || agreement IN (SELECT my_streams()));
