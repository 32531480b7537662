-- The tables, rules and rights of a book on a PostgreSQL server. One database holds one book.
--
-- A recorder writes by calling ``append`` and has no right to any table. ``append`` runs as the book's
-- owner. It judges events and writes them with everything that follows from them: the nodes of the tree
-- and the references that are taken. A board's login has no right to any table either. It reads through
-- functions that return its own events.
--
-- No login may use the schema ``samverk``, where the tables are. A server locks the tables that a
-- statement names before it looks at rights. So a login that can name a table can keep others from it:
-- by ``PREPARE x AS DELETE FROM …`` in a transaction that it leaves open, or by ``CREATE RULE``. Logins
-- call the functions in ``samverk_calls``. Recorders and auditors read the tables through views. The
-- views of each are in a schema of their own, so an auditor cannot lock what recording reads.
--
-- @owner, @recorder, @auditor and @board are the book's roles, and @form is the number of its form.
-- events.py makes ``written``, ``instant_text`` and the other words with @ from the declarations of
-- events and streams. No table that ``append`` writes has a CHECK, because a server prepares CHECKs anew
-- for every statement.

CREATE TABLE stored_events (
    rowid bigint PRIMARY KEY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE merkle_node (
    level integer NOT NULL,
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
-- The boards whose agreements a login may see. ``samverk grant`` writes it. The login is known by name
-- and oid: a role that is made anew under the same name, or has it on another server, is another login.
CREATE TABLE board_member (
    login name NOT NULL,
    role oid NOT NULL,
    board text COLLATE "C" NOT NULL,
    PRIMARY KEY (login, board)
);
-- The agreements that concern a party: those in which it funds a line or is a signatory. A function
-- for boards looks here first for the board's own streams, and then reads those.
CREATE TABLE concern (
    party text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    PRIMARY KEY (party, stream)
);
-- What ``append`` judges by. It keeps these tables itself, and ``samverk verify`` compares them with
-- the events. They hold what events said, also where no rule would let an event in today.
CREATE TABLE party (
    party text COLLATE "C" PRIMARY KEY,
    legal_entity text COLLATE "C" NOT NULL  -- parties of one legal person share it
);
CREATE TABLE agreement (
    stream text COLLATE "C" PRIMARY KEY,
    currency text COLLATE "C" NOT NULL,
    first_year integer NOT NULL,
    last_year integer NOT NULL,
    concluded date,  -- the day of that decision; NULL: it is not in force
    shut bigint,  -- the event after which nothing more is recorded of it; NULL: it is open
    attested boolean NOT NULL  -- whether each of its payments pays an approved request
);
CREATE TABLE budget_line (
    stream text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    funder text COLLATE "C" NOT NULL,
    performer text COLLATE "C" NOT NULL,  -- the first one
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
    -- These as its line, so that a payment is judged by one row. '': the line has had several.
    performer text COLLATE "C" NOT NULL,
    settlement text COLLATE "C" NOT NULL,
    in_force boolean NOT NULL,
    attested boolean NOT NULL,  -- as its agreement
    requested bigint NOT NULL,  -- asked for in open requests that are not approved
    reserved bigint NOT NULL,  -- approved in requests that are not paid
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
-- The client that appends has locked this table, which has no rows. No login has a right to it, so
-- only the owner's functions can lock it.
CREATE TABLE turn ();

-- @again: an upgrade drops functions, triggers and rights, and runs what follows once more.

-- The server keeps no statistics of the columns: the planner's estimates would tell a login what they
-- hold.
ALTER TABLE stored_events
    ALTER rowid SET STATISTICS 0,
    ALTER originator_id SET STATISTICS 0,
    ALTER originator_version SET STATISTICS 0,
    ALTER topic SET STATISTICS 0,
    ALTER state SET STATISTICS 0;
ALTER TABLE book_info ALTER name SET STATISTICS 0, ALTER value SET STATISTICS 0;
ALTER TABLE merkle_node
    ALTER level SET STATISTICS 0, ALTER place SET STATISTICS 0, ALTER hash SET STATISTICS 0;
ALTER TABLE unique_reference
    ALTER kind SET STATISTICS 0, ALTER value SET STATISTICS 0, ALTER position SET STATISTICS 0;
ALTER TABLE board_member
    ALTER login SET STATISTICS 0, ALTER role SET STATISTICS 0, ALTER board SET STATISTICS 0;
ALTER TABLE concern ALTER party SET STATISTICS 0, ALTER stream SET STATISTICS 0;
ALTER TABLE party ALTER party SET STATISTICS 0, ALTER legal_entity SET STATISTICS 0;
ALTER TABLE agreement
    ALTER stream SET STATISTICS 0, ALTER currency SET STATISTICS 0, ALTER first_year SET STATISTICS 0,
    ALTER last_year SET STATISTICS 0, ALTER concluded SET STATISTICS 0,
    ALTER shut SET STATISTICS 0, ALTER attested SET STATISTICS 0;
ALTER TABLE budget_line
    ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0, ALTER funder SET STATISTICS 0,
    ALTER performer SET STATISTICS 0, ALTER settlement SET STATISTICS 0,
    ALTER in_force SET STATISTICS 0, ALTER decided SET STATISTICS 0;
ALTER TABLE line_year
    ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0, ALTER year SET STATISTICS 0,
    ALTER remaining SET STATISTICS 0, ALTER claimable SET STATISTICS 0,
    ALTER performer SET STATISTICS 0, ALTER settlement SET STATISTICS 0,
    ALTER in_force SET STATISTICS 0, ALTER attested SET STATISTICS 0,
    ALTER requested SET STATISTICS 0, ALTER reserved SET STATISTICS 0;
ALTER TABLE closed_period
    ALTER position SET STATISTICS 0, ALTER period SET STATISTICS 0, ALTER ends SET STATISTICS 0;
ALTER TABLE reversed ALTER entry SET STATISTICS 0, ALTER position SET STATISTICS 0;
ALTER TABLE resting
    ALTER entry SET STATISTICS 0, ALTER position SET STATISTICS 0, ALTER minor SET STATISTICS 0;
ALTER TABLE uplift
    ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0, ALTER year SET STATISTICS 0,
    ALTER position SET STATISTICS 0;
ALTER TABLE amendment
    ALTER stream SET STATISTICS 0, ALTER amendment SET STATISTICS 0,
    ALTER position SET STATISTICS 0, ALTER over SET STATISTICS 0;
ALTER TABLE performing
    ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0, ALTER performer SET STATISTICS 0,
    ALTER starts SET STATISTICS 0, ALTER position SET STATISTICS 0;
ALTER TABLE performer_year
    ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0, ALTER year SET STATISTICS 0,
    ALTER performer SET STATISTICS 0, ALTER claimable SET STATISTICS 0;
ALTER TABLE amended_year
    ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0, ALTER year SET STATISTICS 0,
    ALTER position SET STATISTICS 0;
ALTER TABLE authority
    ALTER position SET STATISTICS 0, ALTER actor SET STATISTICS 0, ALTER board SET STATISTICS 0,
    ALTER step SET STATISTICS 0, ALTER agreement SET STATISTICS 0, ALTER line SET STATISTICS 0,
    ALTER most SET STATISTICS 0, ALTER currency SET STATISTICS 0, ALTER from_day SET STATISTICS 0,
    ALTER to_day SET STATISTICS 0, ALTER withdrawn SET STATISTICS 0,
    ALTER substitute_for SET STATISTICS 0;
ALTER TABLE representation ALTER actor SET STATISTICS 0, ALTER party SET STATISTICS 0;
ALTER TABLE payment_request
    ALTER position SET STATISTICS 0, ALTER stream SET STATISTICS 0, ALTER line SET STATISTICS 0,
    ALTER year SET STATISTICS 0, ALTER minor SET STATISTICS 0, ALTER payee SET STATISTICS 0,
    ALTER due_on SET STATISTICS 0, ALTER actor SET STATISTICS 0, ALTER reviewer SET STATISTICS 0,
    ALTER approver SET STATISTICS 0, ALTER authority SET STATISTICS 0, ALTER paid SET STATISTICS 0,
    ALTER over SET STATISTICS 0;

-- The hash of a leaf: docs/FORMAT.md, "The tree". It is STABLE, as what it calls: only so the server
-- puts its expression in the place of a call.
CREATE FUNCTION leaf_hash(stream text, version bigint, name text, state bytea) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256('\x00'::bytea || convert_to('samverk-leaf/v1', 'UTF8')
        || int4send(octet_length(stream)) || convert_to(stream, 'UTF8')
        || int4send(8) || int8send(version)
        || int4send(octet_length(name)) || convert_to(name, 'UTF8')
        || int4send(octet_length(state)) || state)
$$;

-- Every login of the book may know this of the whole: how many events there are, when each was recorded,
-- and its hash.
CREATE FUNCTION samverk_calls.head() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT COALESCE(MAX(rowid), 0) FROM stored_events);
END
$$;
CREATE FUNCTION samverk_calls.leaf_at(at bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT leaf_hash(originator_id, originator_version, topic, state)
        FROM stored_events WHERE rowid = at);
END
$$;
CREATE FUNCTION samverk_calls.recorded_at(at bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT convert_from(state, 'UTF8')::json ->> 'recorded_at'
        FROM stored_events WHERE rowid = at);
END
$$;

-- The functions through which boards read. Each function first looks up the login's own streams, and
-- then reads only those, whatever the caller asks for. So the answer about a hidden event is the same as
-- about a missing one, and takes the same time and number of pages. Each statement has one plan, made
-- with the owner's rights, which does not depend on the arguments. The server looks at a caller's
-- conditions only when a row has left the function.
CREATE FUNCTION samverk_calls.my_boards() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(board ORDER BY board), '{}') FROM board_member
        WHERE login = session_user AND role = to_regrole(quote_ident(session_user)));
END
$$;
CREATE FUNCTION samverk_calls.my_streams() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    boards text[] := my_boards();
BEGIN
    RETURN ARRAY[@shared]
        || ARRAY(SELECT DISTINCT stream FROM concern WHERE party = ANY (boards));
END
$$;
-- The positions of the login's own events that come after the position ``after``, up to ``upto``.
CREATE FUNCTION samverk_calls.my_positions(after bigint, upto bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    own text[] := my_streams();
BEGIN
    RETURN ARRAY(  -- because of the sum, the server does not walk all events by position
        SELECT rowid FROM unnest(own) AS mine (stream) JOIN stored_events ON originator_id = stream
        WHERE rowid + 0 > after AND rowid + 0 <= upto ORDER BY rowid);
END
$$;
-- The events at the given positions, as far as they are the login's own.
CREATE FUNCTION samverk_calls.my_events(at bigint[]) RETURNS SETOF stored_events
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    own text[] := my_streams();
BEGIN
    RETURN QUERY SELECT * FROM stored_events
        WHERE rowid = ANY (at) AND originator_id = ANY (own) ORDER BY rowid;
END
$$;
-- The events of a stream after a version, if the stream is the login's own.
CREATE FUNCTION samverk_calls.my_stream(name text, after bigint) RETURNS SETOF stored_events
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF name = ANY (my_streams()) THEN
        RETURN QUERY SELECT * FROM stored_events
            WHERE originator_id = name AND originator_version > after ORDER BY originator_version;
    END IF;
END
$$;
CREATE FUNCTION samverk_calls.infos() RETURNS SETOF book_info
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM book_info;
END
$$;
CREATE FUNCTION samverk_calls.node_at(above integer, at bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT hash FROM merkle_node WHERE level = above AND place = at);
END
$$;

-- Wait until everything that the caller could see before is on the disk: the commit of this call waits
-- for that. The function that it calls is named with its schema, so it needs no search_path. Setting one
-- would take time at every call.
CREATE FUNCTION samverk_calls.flush() RETURNS pg_lsn
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    RETURN pg_catalog.pg_logical_emit_message(true, 'samverk', '');
END
$$;

-- Wait for the turn to append, and keep it until the end of the transaction. The server ends a client
-- that keeps the turn and sends nothing for half a minute. The next client then has the turn.
CREATE FUNCTION samverk_calls.hold(patience integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM set_config('lock_timeout', patience::text, true),
        set_config('idle_in_transaction_session_timeout', '30s', true);
    LOCK TABLE turn IN EXCLUSIVE MODE;
END
$$;
-- Wait until the client that has the turn now has released it, and return the time of that. Readers call
-- this. A reader never has the turn and keeps no client from it. The server sends no messages meanwhile,
-- whatever level the caller has set: with the lock held, it would wait for a client that does not read
-- them.
CREATE FUNCTION samverk_calls.settled(patience integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan
SET client_min_messages = error AS $$
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
-- The login and process that clients wait for: a process that locks another table of the book, because
-- the client that has the turn waits for it, or otherwise the process that has the turn. ``since`` is
-- known where the owner has pg_read_all_stats. ``prepared`` names a prepared transaction, which has no
-- process.
CREATE FUNCTION samverk_calls.holder(
    OUT login text, OUT pid integer, OUT program text, OUT since timestamptz, OUT prepared text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
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
-- End a process that has had the turn for more than half a minute. For this an administrator has to
-- grant pg_signal_backend and pg_read_all_stats to the owner. False: the process is no such one.
CREATE FUNCTION samverk_calls.let_go(who integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE pid = who AND relation = 'turn'::regclass AND mode = 'ExclusiveLock' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND xact_start < clock_timestamp() - interval '30 seconds'
    ) AND pg_terminate_backend(who);
END
$$;

-- Tell a program of an older form that the book was upgraded. The program may have been about to append
-- when that happened.
CREATE FUNCTION refuse_form() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the book has form @form since it was upgraded: update samverk'
        USING ERRCODE = 'SV004';
END
$$;
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('samverk.appends', true) <> '' THEN
        PERFORM samverk.refuse_form();
    END IF;
    RAISE EXCEPTION '% is never changed but by append()', TG_TABLE_NAME USING ERRCODE = 'SV001';
END
$$;

-- Take and free the references of an event, and note the parties that it concerns. All events of a
-- command have the command's key, and the first of them takes it. ``previous`` is the key of the event
-- before.
CREATE FUNCTION refer(at bigint, stream text, name text, said jsonb, previous text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    key text := said ->> 'key';
    bank text;
BEGIN
    IF key <> previous OR previous IS NULL AND key IS NOT NULL THEN
        INSERT INTO unique_reference (kind, value, position) VALUES ('key', key, at);
    END IF;
    IF name IN (@with_bank) THEN
        bank := said -> 'data' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            INSERT INTO unique_reference (kind, value, position) VALUES ('bank', bank, at);
        END IF;
    ELSIF name = 'entry-reversed/1' THEN
        bank := said -> 'data' -> 'entry' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            DELETE FROM unique_reference WHERE kind = 'bank' AND value = bank;
        END IF;
    @concerns
    END IF;
END
$$;

@judging
-- Write the nodes that the leaf at a position completes: those whose last leaf it is.
CREATE FUNCTION grow(at bigint, leaf bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    above integer := 1;
    node bytea;
BEGIN
    IF at % 2 = 1 THEN
        RETURN;
    END IF;
    INSERT INTO merkle_node (level, place, hash)
    SELECT 1, at / 2 - 1,
        sha256('\x01'::bytea || leaf_hash(originator_id, originator_version, topic, state) || leaf)
    FROM stored_events WHERE rowid = at - 1
    RETURNING hash INTO STRICT node;
    at := at / 2;
    WHILE at % 2 = 0 LOOP
        INSERT INTO merkle_node (level, place, hash)
        SELECT above + 1, at / 2 - 1, sha256('\x01'::bytea || beside.hash || node)
        FROM merkle_node AS beside WHERE level = above AND place = at - 2
        RETURNING hash INTO STRICT node;
        above := above + 1;
        at := at / 2;
    END LOOP;
END
$$;

-- Write what follows from the events of a book that is moved to this server.
CREATE FUNCTION derive() RETURNS void
LANGUAGE plpgsql SET search_path = samverk, samverk_calls, pg_temp AS $$
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

CREATE FUNCTION refuse_event(number integer) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'event % is not what its name says, or was not recorded by %',
        number, session_user USING ERRCODE = 'SV003';
END
$$;

-- Append events at the end, in one turn, with what follows from them. This is the only way to append
-- that logins have. Readers must be able to read each event, and each event must say truly who recorded
-- it and when.
--
--   form: the form that the program knows. A program of another form appends nothing, because it would
--     decide without knowing what only the newer form has.
--   patience: milliseconds to wait for others who append
--   known, versions: the streams that the program decided on, and how many events each had then. If a
--     stream has more by now, ``append`` appends nothing and returns NULL.
--   streams, names, states: the events
--   is_now: the server gives the events its own time as ``recorded_at``
--   unlike: NULL, or a text. With a text, payments, costs and reports of use may have come meanwhile into
--     the stream of the events, at most a hundred, if the text is in none of them. They are ``newer``, a
--     line each: position, version, name and state.
CREATE FUNCTION samverk_calls.append(
    form integer, patience integer, known text[], versions bigint[],
    streams text[], names text[], states text[], is_now boolean, unlike text DEFAULT NULL,
    OUT first bigint, OUT recorded_at text, OUT newer text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = samverk, samverk_calls, pg_temp SET plan_cache_mode = force_generic_plan AS $$
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
    together boolean := false;  -- whether all events have been judged together
    hindered boolean;
    added bigint;
    done text;  -- a result that is not used: an assignment takes less time than PERFORM
BEGIN
    IF form IS DISTINCT FROM @form THEN
        PERFORM refuse_form();
    ELSIF array_lower(known, 1) <> array_lower(versions, 1) THEN
        RETURN;  -- or a stream would get the number that was compared with another one's
    END IF;
    -- Judge each event first, while no other client has to wait.
    FOR i IN 1..cardinality(states) LOOP
        it := states[i]::jsonb;
        IF octet_length(states[i]) > 1048576
            OR states[i] IS DISTINCT FROM written(names[i], it)
            OR it ->> 'actor' <> session_user::text
            OR it ->> 'assurance' <> 'database-attested'
        THEN
            done := refuse_event(i);
        END IF;
        -- Of a frequent event ``judge`` finds the line in its stream, or refuses it.
        IF names[i] NOT IN (@frequent) OR streams[i] NOT LIKE '@agreements%' THEN
            IF @elsewhere
                OR streams[i] !~ '^(@streams)$'
            THEN
                done := refuse_event(i);
            END IF;
        END IF;
        said[i] := it;
    END LOOP;

    -- Only one client appends at a time. So positions follow the order of commits, and a reader misses
    -- no event.
    done := set_config('lock_timeout', patience::text, true)
        || set_config('idle_in_transaction_session_timeout', '30s', true)
        || set_config('samverk.appends', '@form', true);
    LOCK TABLE turn IN EXCLUSIVE MODE;  -- as hold() does
    IF EXISTS (
        SELECT FROM unnest(known, versions) AS one (stream, number)
        WHERE number <> COALESCE((SELECT originator_version FROM stored_events
            WHERE originator_id = stream ORDER BY originator_version DESC LIMIT 1), 0))
    THEN
        IF unlike IS NULL OR EXISTS (
            SELECT FROM unnest(known, versions) AS one (stream, number)
            WHERE stream <> streams[1]
                AND number <> COALESCE((SELECT originator_version FROM stored_events
                    WHERE originator_id = stream ORDER BY originator_version DESC LIMIT 1), 0))
        THEN
            RETURN;
        END IF;
        version := versions[array_position(known, streams[1])];
        SELECT string_agg(concat_ws(' ', rowid, originator_version, topic, convert_from(state, 'UTF8')),
                E'\n' ORDER BY originator_version),
            bool_or(topic NOT IN (@frequent) OR position(convert_to(unlike, 'UTF8') IN state) > 0),
            COUNT(*)
        INTO newer, hindered, added
        FROM (SELECT * FROM stored_events WHERE originator_id = streams[1] AND originator_version > version
            ORDER BY originator_version LIMIT 101) AS one;
        IF added NOT BETWEEN 1 AND 100 OR hindered THEN
            newer := NULL;
            RETURN;
        END IF;
        versions[array_position(known, streams[1])] := version + added;
    END IF;
    -- The time is what a state begins with.
    SELECT rowid, rtrim(convert_from(substring(state FROM 17 FOR 27), 'UTF8'), '",acto')::timestamptz,
        (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1)
    INTO last, newest, closed FROM stored_events ORDER BY rowid DESC LIMIT 1;
    last := COALESCE(last, 0);
    first := last + 1;
    IF is_now THEN  -- the time of the event before, if the clock was set back
        recorded_at := instant_text(GREATEST(clock_timestamp(), newest));
    END IF;

    IF cardinality(states) >= 100 THEN
        together := judge_together(streams, names, said);
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
        IF together THEN
            day := (COALESCE(it -> 'data' ->> 'paid_on', it -> 'data' ->> 'booked_on'))::date;
        ELSE
            IF i > 1 THEN
                before := CASE WHEN streams[i - 1] = streams[i]
                    AND said[i - 1] ->> 'key' IS NOT DISTINCT FROM it ->> 'key' THEN names[i - 1] END;
            END IF;
            day := judge(last, streams[i], names[i], it -> 'data', before, it);
        END IF;
        IF day <= closed THEN
            done := refuse('period-closed', jsonb_build_object(
                'day', day, 'closed_through', closed, 'first_open', closed + 1,
                'instead', CASE WHEN names[i] IN (@both_days) THEN @book_later ELSE @date_later END
            ));
        ELSIF streams[i] = '@book' THEN
            closed := (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1);
        END IF;
        IF it ->> 'key' IS NOT NULL OR it -> 'data' ->> 'bank_reference' IS NOT NULL
            OR names[i] NOT IN (@frequent)
        THEN
            done := refer(last, streams[i], names[i], it, said[i - 1] ->> 'key');
        END IF;
        IF last % 2 = 0 THEN
            PERFORM grow(last, leaf_hash(streams[i], version, names[i], bytes));
        END IF;
    END LOOP;
END
$$;

-- Append events with the server's time, and return once they are on the disk. Each list is a text with
-- a line for each of its values. A client releases the turn first and then waits for the disk, so several
-- clients wait at once. A reader waits until what it has seen is on the disk. Where a standby must have
-- the events first, the client keeps the turn and waits for the standby at the end of the call. No time
-- limit cuts that wait short.
CREATE PROCEDURE samverk_calls.record(
    form integer, patience integer, known text, versions text, streams text, names text, states text,
    unlike text, INOUT first bigint, INOUT recorded_at text, INOUT newer text
)
LANGUAGE plpgsql AS $$
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
        string_to_array(states, E'\n'), true, unlike);
    first := placed.first;
    recorded_at := placed.recorded_at;
    newer := COALESCE(placed.newer, '');
    IF later THEN
        COMMIT;
        done := samverk_calls.flush();
    END IF;
END
$$;

-- @filled: when a book is moved to this server, its events are written before what follows.

CREATE TRIGGER stored_events_appended BEFORE INSERT ON stored_events FOR EACH STATEMENT
    WHEN (current_setting('samverk.appends', true) IS DISTINCT FROM '@form')
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stored_events_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER merkle_node_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON merkle_node
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER book_info_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON book_info
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_appended;
ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed;
ALTER TABLE merkle_node ENABLE ALWAYS TRIGGER merkle_node_never_changed;
ALTER TABLE book_info ENABLE ALWAYS TRIGGER book_info_never_changed;

CREATE VIEW samverk_recorder.stored_events AS SELECT * FROM stored_events;
CREATE VIEW samverk_recorder.merkle_node AS SELECT * FROM merkle_node;
CREATE VIEW samverk_recorder.book_info AS SELECT * FROM book_info;
CREATE VIEW samverk_recorder.unique_reference AS SELECT * FROM unique_reference;
CREATE VIEW samverk_recorder.concern AS SELECT * FROM concern;
CREATE VIEW samverk_recorder.board_member AS SELECT * FROM board_member;
CREATE VIEW samverk_recorder.party AS SELECT * FROM party;
CREATE VIEW samverk_recorder.agreement AS SELECT * FROM agreement;
CREATE VIEW samverk_recorder.budget_line AS SELECT * FROM budget_line;
CREATE VIEW samverk_recorder.line_year AS SELECT * FROM line_year;
CREATE VIEW samverk_recorder.closed_period AS SELECT * FROM closed_period;
CREATE VIEW samverk_recorder.reversed AS SELECT * FROM reversed;
CREATE VIEW samverk_recorder.resting AS SELECT * FROM resting;
CREATE VIEW samverk_recorder.uplift AS SELECT * FROM uplift;
CREATE VIEW samverk_recorder.amendment AS SELECT * FROM amendment;
CREATE VIEW samverk_recorder.amended_year AS SELECT * FROM amended_year;
CREATE VIEW samverk_recorder.performing AS SELECT * FROM performing;
CREATE VIEW samverk_recorder.performer_year AS SELECT * FROM performer_year;
CREATE VIEW samverk_recorder.authority AS SELECT * FROM authority;
CREATE VIEW samverk_recorder.representation AS SELECT * FROM representation;
CREATE VIEW samverk_recorder.payment_request AS SELECT * FROM payment_request;
CREATE VIEW samverk_auditor.stored_events AS SELECT * FROM stored_events;
CREATE VIEW samverk_auditor.merkle_node AS SELECT * FROM merkle_node;
CREATE VIEW samverk_auditor.book_info AS SELECT * FROM book_info;
CREATE VIEW samverk_auditor.unique_reference AS SELECT * FROM unique_reference;
CREATE VIEW samverk_auditor.concern AS SELECT * FROM concern;
CREATE VIEW samverk_auditor.board_member AS SELECT * FROM board_member;
CREATE VIEW samverk_auditor.party AS SELECT * FROM party;
CREATE VIEW samverk_auditor.agreement AS SELECT * FROM agreement;
CREATE VIEW samverk_auditor.budget_line AS SELECT * FROM budget_line;
CREATE VIEW samverk_auditor.line_year AS SELECT * FROM line_year;
CREATE VIEW samverk_auditor.closed_period AS SELECT * FROM closed_period;
CREATE VIEW samverk_auditor.reversed AS SELECT * FROM reversed;
CREATE VIEW samverk_auditor.resting AS SELECT * FROM resting;
CREATE VIEW samverk_auditor.uplift AS SELECT * FROM uplift;
CREATE VIEW samverk_auditor.amendment AS SELECT * FROM amendment;
CREATE VIEW samverk_auditor.amended_year AS SELECT * FROM amended_year;
CREATE VIEW samverk_auditor.performing AS SELECT * FROM performing;
CREATE VIEW samverk_auditor.performer_year AS SELECT * FROM performer_year;
CREATE VIEW samverk_auditor.authority AS SELECT * FROM authority;
CREATE VIEW samverk_auditor.representation AS SELECT * FROM representation;
CREATE VIEW samverk_auditor.payment_request AS SELECT * FROM payment_request;

GRANT USAGE ON SCHEMA samverk_calls TO @recorder, @auditor, @board;
GRANT USAGE ON SCHEMA samverk_recorder TO @recorder;
GRANT USAGE ON SCHEMA samverk_auditor TO @auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA samverk_recorder TO @recorder;
GRANT SELECT ON ALL TABLES IN SCHEMA samverk_auditor TO @auditor;
REVOKE ALL ON ALL ROUTINES IN SCHEMA samverk, samverk_calls FROM PUBLIC;
GRANT EXECUTE ON FUNCTION head(), leaf_at(bigint), recorded_at(bigint), flush(), settled(integer),
    holder() TO @recorder, @auditor, @board;
GRANT EXECUTE ON FUNCTION my_boards(), my_streams(), my_positions(bigint, bigint),
    my_events(bigint[]), my_stream(text, bigint), infos(), node_at(integer, bigint) TO @board;
GRANT EXECUTE ON FUNCTION hold(integer), let_go(integer), append TO @recorder;
GRANT EXECUTE ON PROCEDURE record TO @recorder;
