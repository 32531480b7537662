-- The functions by which ``append`` judges an event, from what the server has kept of the events before
-- it. judging.py fills in the words with @, from the declarations of events and of what they add.

-- A value of a refusal as text, for a client that is not the program.
CREATE FUNCTION shown(it jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    places integer := CASE it ->> 'currency' @places ELSE 2 END;
BEGIN
    RETURN CASE jsonb_typeof(it)
        WHEN 'object' THEN round((it ->> 'minor')::numeric / 10::numeric ^ places, places)
            || ' ' || (it ->> 'currency')
        WHEN 'array' THEN COALESCE(
            (SELECT string_agg(one, ', ') FROM jsonb_array_elements_text(it) AS one), '–')
        ELSE COALESCE(it #>> '{}', '–') END;
END
$$;
-- Refuse an event: the hint is the rule's code, the detail has the values that the sentence names.
CREATE FUNCTION refuse(code text, said jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    sentence text := CASE code
        @sentences
        END;
    one record;
BEGIN
    FOR one IN SELECT * FROM jsonb_each(said) LOOP
        sentence := replace(sentence, '{' || one.key || '}', shown(one.value));
    END LOOP;
    RAISE EXCEPTION USING ERRCODE = 'SV005', MESSAGE = sentence, HINT = code, DETAIL = said::text;
END
$$;
CREATE FUNCTION refuse_amount(
    code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    of_currency text := (SELECT currency FROM agreement WHERE stream = of_stream);
BEGIN
    RETURN refuse(code, jsonb_build_object('line', of_line, 'year', of_year,
        'amount', jsonb_build_object('minor', amount, 'currency', of_currency),
        'limit', jsonb_build_object('minor', most, 'currency', of_currency),
        'excess', jsonb_build_object('minor', amount - most, 'currency', of_currency)));
END
$$;

-- Refuse an event of an agreement that is not there, or is shut. ``undoing``: the entry that the event takes
-- back; NULL: it takes none back.
CREATE FUNCTION require_agreement(of_stream text, undoing bigint) RETURNS text LANGUAGE plpgsql AS $$
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
CREATE FUNCTION require_year(of_stream text, year integer) RETURNS text LANGUAGE plpgsql AS $$
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
CREATE FUNCTION require_parties(named text[]) RETURNS text LANGUAGE plpgsql AS $$
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
-- A board decides on the lines that it funds.
CREATE FUNCTION require_board(of_stream text, of_line text, board text, decides boolean) RETURNS text
LANGUAGE plpgsql AS $$
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

-- An amendment that is decided upon has to be there, and not to be over.
CREATE FUNCTION require_open_amendment(of_stream text, named text) RETURNS text LANGUAGE plpgsql AS $$
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
-- The items of an amendment, in order, and the lines among them that it adds.
CREATE FUNCTION amendment_items(of_stream text, named text) RETURNS SETOF jsonb
LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
        SELECT convert_from(state, 'UTF8')::jsonb -> 'data' FROM stored_events
        WHERE originator_id = of_stream AND topic IN (@items)
            AND convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'amendment' = named
        ORDER BY rowid;
END
$$;
CREATE FUNCTION amendment_lines(of_stream text, named text) RETURNS SETOF jsonb
LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT item FROM amendment_items(of_stream, named) AS item
        WHERE item ->> 'event' = 'line-addition-proposed/1';
END
$$;
-- What two items with the same text change: the same.
CREATE FUNCTION amendment_key(item jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN concat_ws(' ', item ->> 'event', item ->> 'line', item ->> 'year', item ->> 'party',
        item ->> 'field');
END
$$;
-- Why the conclusion of an amendment has to stay; NULL: nothing of these hinders its reversal.
CREATE FUNCTION amendment_holds(entry bigint, of_stream text, data jsonb) RETURNS text
LANGUAGE plpgsql AS $$
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
        RETURN @amendment_replaced;
    ELSIF EXISTS (
        SELECT FROM performing AS own, stored_events AS recorded,
            LATERAL (SELECT convert_from(recorded.state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE own.stream = of_stream AND own.position = entry AND recorded.rowid > entry
            AND recorded.originator_id = of_stream AND recorded.topic IN (@about_performers)
            AND said ->> 'line' = own.line
            AND (own.performer = COALESCE(said ->> 'payee', said ->> 'performer')
                OR recorded.topic LIKE 'internal-cost-recorded/%'
                    AND own.performer = performer_on(
                        of_stream, own.line, (said ->> 'booked_on')::date))
            AND NOT EXISTS (SELECT FROM reversed WHERE reversed.entry = recorded.rowid)
    ) THEN
        RETURN @amendment_performed;
    ELSIF EXISTS (
        SELECT FROM uplift WHERE uplift.stream = of_stream AND uplift.position > entry
            AND (uplift.line = ANY (marked) OR EXISTS (
                SELECT FROM jsonb_array_elements(data -> 'changes') AS one
                WHERE one ->> 'line' = uplift.line AND (one ->> 'year')::integer >= uplift.year))
    ) THEN
        RETURN @amendment_raised;
    ELSIF EXISTS (
        SELECT FROM line_year AS own
        WHERE own.stream = of_stream AND (own.line = ANY (added) OR own.year > later)
            AND (own.claimable <> 0 OR own.requested <> 0 OR own.reserved <> 0 OR own.remaining <> (
                SELECT COALESCE(SUM((one ->> 'change_minor')::bigint), 0)
                FROM jsonb_array_elements(data -> 'changes') AS one
                WHERE one ->> 'line' = own.line AND (one ->> 'year')::integer = own.year))
    ) OR EXISTS (  -- what was moved may have come back
        SELECT FROM stored_events AS recorded,
            LATERAL (SELECT convert_from(recorded.state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE recorded.originator_id = of_stream AND recorded.rowid > entry
            AND (recorded.topic LIKE 'reallocated/%' OR recorded.topic LIKE 'instalments-planned/%'
                OR recorded.topic LIKE 'forecast-given/%')
            AND (said ->> 'from_line' = ANY (added) OR said ->> 'to_line' = ANY (added)
                OR said ->> 'line' = ANY (added)
                OR (said ->> 'year')::integer > later)
            AND NOT EXISTS (SELECT FROM reversed WHERE reversed.entry = recorded.rowid)
    ) THEN
        RETURN @amendment_used;
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
        RETURN @amendment_contributed;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION require_funders(of_stream text, lines text[], boards text[]) RETURNS text
LANGUAGE plpgsql AS $$
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

-- The position of the last earlier event of a stream that has a name and says the same in a field; NULL:
-- there is no such event. For the stream of the book, which has few events.
CREATE FUNCTION newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT MAX(rowid) FROM stored_events
        WHERE originator_id = of_stream AND rowid < at AND topic = wanted
            AND convert_from(state, 'UTF8')::jsonb -> 'data' -> field = said);
END
$$;
-- A publication of an index has to stand, and to say the same in some fields.
CREATE FUNCTION require_publication(
    at bigint, named bigint, same jsonb, published text, withdrawn text
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    there stored_events;
    gone bigint;
BEGIN
    SELECT * INTO there FROM stored_events WHERE rowid = named AND rowid < at AND topic = published;
    IF NOT FOUND THEN
        PERFORM refuse('unknown-publication', jsonb_build_object('position', named));
    END IF;
    gone := newest_of(at, there.originator_id, withdrawn, 'publication', to_jsonb(named));
    IF gone IS NOT NULL THEN
        PERFORM refuse('publication-withdrawn', jsonb_build_object('position', named, 'by', gone));
    ELSIF NOT convert_from(there.state, 'UTF8')::jsonb -> 'data' @> same THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', named));
    END IF;
    RETURN NULL;
END
$$;
-- The version of the rules that hold for an event.
CREATE FUNCTION rules_in_force(at bigint) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RETURN GREATEST(1,
        (SELECT substring(value FROM '^samverk/rules-([0-9]{1,6})/')::integer
            FROM book_info WHERE book_info.name = 'origin'),
        (SELECT MAX((convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'rules')::integer)
            FROM stored_events
            WHERE originator_id = '@book' AND rowid < at AND topic = 'rules-adopted/1'));
END
$$;
-- The last day of a period; NULL: the text names no period.
CREATE FUNCTION period_end(period text) RETURNS date LANGUAGE plpgsql AS $$
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
$$;

-- Who performs a line on a day; NULL: who does so last.
CREATE FUNCTION performer_on(of_stream text, of_line text, on_day date) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    RETURN COALESCE(
        (SELECT performer FROM performing
            WHERE stream = of_stream AND line = of_line AND starts <= COALESCE(on_day, 'infinity')
            ORDER BY position DESC LIMIT 1),
        (SELECT performer FROM budget_line WHERE stream = of_stream AND line = of_line));
END
$$;
-- Whether a party performs a line on a day; no day: whether it does or did so.
CREATE FUNCTION performs(of_stream text, of_line text, party text, on_day date) RETURNS boolean
LANGUAGE plpgsql AS $$
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
-- Refuse an event if its line or year stands in its way, or if it would take too much from them; else
-- return. ``undone``: the entry that a reversal takes back; NULL: the event is no reversal.
CREATE FUNCTION hinder(
    of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint,
    wants_force boolean, wants_settlement text, wants_performer text, on_day date,
    shortage text, undone bigint
) RETURNS text LANGUAGE plpgsql AS $$
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
    has.remaining := COALESCE(has.remaining - has.reserved, 0);
    has.claimable := COALESCE(has.claimable, 0);
    IF undone IS NOT NULL AND more < 0 AND has.remaining + more < 0 THEN
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', @paid));
    ELSIF undone IS NOT NULL AND more_claimable < 0 AND has.claimable + more_claimable < 0 THEN
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', @claimed));
    ELSIF more < 0 AND has.remaining + more < 0 THEN
        PERFORM refuse_amount(shortage, of_stream, of_line, of_year, -more, has.remaining);
    ELSIF more_claimable < 0 AND has.claimable + more_claimable < 0 THEN
        PERFORM refuse_amount('exceeds-claimable', of_stream, of_line, of_year,
            -more_claimable, has.claimable);
    END IF;
    RETURN NULL;
END
$$;
-- Add to what remains of a line and year, or take from it. An event can take only what is there. If a
-- past event has taken too much already, the server still lets events give.
CREATE FUNCTION move(
    of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint,
    wants_force boolean, wants_settlement text, wants_performer text, on_day date,
    shortage text, undone bigint
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE line_year SET remaining = remaining + more, claimable = claimable + more_claimable
    WHERE stream = of_stream AND line = of_line AND year = of_year
        AND (in_force OR NOT wants_force)
        AND settlement = COALESCE(wants_settlement, settlement)
        AND (performer = COALESCE(wants_performer, performer)
            OR performer = '' AND performs(of_stream, of_line, wants_performer, on_day))
        AND (more >= 0 OR remaining - reserved + more >= 0)
        AND (more_claimable >= 0 OR claimable + more_claimable >= 0);
    IF NOT FOUND THEN
        PERFORM hinder(of_stream, of_line, of_year, more, more_claimable,
            wants_force, wants_settlement, wants_performer, on_day, shortage, undone);
        INSERT INTO line_year
        SELECT of_stream, of_line, of_year, more, more_claimable,
            CASE WHEN EXISTS (SELECT FROM performing WHERE stream = of_stream AND line = of_line)
                THEN '' ELSE performer END, settlement, in_force,
            (SELECT attested FROM agreement WHERE agreement.stream = of_stream), 0, 0
        FROM budget_line WHERE stream = of_stream AND line = of_line;
    END IF;
    RETURN NULL;
END
$$;

-- Add to what can be claimed back from a performer of a line that has had several, or take from it. The
-- line and year have been moved already. ``about``: NULL is the line's first performer.
CREATE FUNCTION owe(
    of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint
) RETURNS text LANGUAGE plpgsql AS $$
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
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', @claimed));
    ELSIF more < 0 AND has < 0 THEN
        PERFORM refuse_amount('exceeds-claimable', of_stream, of_line, of_year, -more, has - more);
    END IF;
    RETURN NULL;
END
$$;

-- Note that the entry at a position rests on an earlier event of its agreement. That event has to have
-- the wanted name and to say the same in some fields. The entry takes an amount of what that event has;
-- NULL: it takes nothing.
CREATE FUNCTION rest(
    at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text,
    missing text, said jsonb, differs text
) RETURNS text LANGUAGE plpgsql AS $$
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
-- Note that an entry judges an earlier entry, which it repeats. No other entry may have judged it.
CREATE FUNCTION judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb)
RETURNS text LANGUAGE plpgsql AS $$
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
    ELSIF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position
            WHERE resting.entry = cause AND topic IN (@verdicts)) THEN
        PERFORM refuse('in-kind-decided', jsonb_build_object('position', cause,
            'by', (SELECT MIN(resting.position) FROM resting
                JOIN stored_events ON rowid = resting.position
                WHERE resting.entry = cause AND topic IN (@verdicts))));
    ELSIF convert_from(there.state, 'UTF8')::jsonb -> 'data' <> entry THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', cause));
    END IF;
    INSERT INTO resting VALUES (cause, at, 0);
    RETURN NULL;
END
$$;
CREATE FUNCTION depended_upon(entry bigint, because text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN refuse('depended-upon', jsonb_build_object('position', entry, 'because', because));
END
$$;
-- Take an entry out of the tables, unless another event depends on it.
CREATE FUNCTION undo(entry bigint, of_stream text, name text, data jsonb) RETURNS text
LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    done text;
    in_line text;
    in_year integer;
    minor bigint;
BEGIN
    CASE name
    @undone
    END CASE;
    RETURN NULL;
END
$$;
CREATE FUNCTION reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) RETURNS text
LANGUAGE plpgsql AS $$
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
    ELSIF there.topic NOT IN (@entries) THEN
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

-- Judge an event that has been written at a position, and keep what it says. ``written`` judges what
-- never depends on other events, and the client keeps the other rules. ``before`` names the event that
-- the same command has recorded in the stream just before, and ``envelope`` is the whole event. Returns the day that the event is about;
-- NULL: the event is about no day.
CREATE FUNCTION judge(
    at bigint, of_stream text, name text, data jsonb, before text, envelope jsonb
) RETURNS date LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    done text;
    in_line text;
    in_year integer;
    minor bigint;
BEGIN
    CASE name
    @judged
    ELSE RETURN NULL;
    END CASE;
END
$$;

-- Judge many payments and costs at once, by the same conditions as ``judge``, and keep what they say. If
-- everything is there that they take from a line and year together, it is there for each of them. Returns
-- FALSE and keeps nothing where that is not so, or not all events are such: each is judged by itself then.
-- In one transaction the versions of a row that was changed are all kept, and each change has to pass
-- them. So a row is changed once for many events.
CREATE FUNCTION judge_together(streams text[], names text[], said jsonb[]) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    taken jsonb;
BEGIN
    IF NOT names <@ ARRAY['disbursement-recorded/1', 'internal-cost-recorded/1']
        OR EXISTS (
            SELECT FROM unnest(said) AS it
            JOIN payment_request ON position = (it ->> 'causation')::bigint)
    THEN
        RETURN false;
    END IF;
    taken := (
        SELECT jsonb_agg(to_jsonb(one)) FROM (
            SELECT stream, name, it -> 'data' ->> 'line' AS line,
                (it -> 'data' ->> 'budget_year')::integer AS year, it -> 'data' ->> 'payee' AS payee,
                SUM((it -> 'data' ->> 'amount_minor')::bigint) AS minor
            FROM unnest(streams, names, said) AS event (stream, name, it)
            GROUP BY 1, 2, 3, 4, 5) AS one);
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(taken)
            AS one (stream text, name text, line text, year integer, payee text, minor bigint)
        WHERE NOT EXISTS (
            SELECT FROM line_year AS own
            WHERE own.stream = one.stream AND own.line = one.line AND own.year = one.year
                AND own.remaining - own.reserved >= one.minor AND own.in_force
                AND CASE one.name WHEN 'disbursement-recorded/1'
                    THEN own.settlement = 'external' AND NOT own.attested AND own.performer = one.payee
                    ELSE own.settlement = 'internal' END))
    THEN
        RETURN false;
    END IF;
    UPDATE line_year AS own SET remaining = own.remaining - one.minor,
        claimable = own.claimable
            + CASE one.name WHEN 'disbursement-recorded/1' THEN one.minor ELSE 0 END
    FROM jsonb_to_recordset(taken)
        AS one (stream text, name text, line text, year integer, payee text, minor bigint)
    WHERE own.stream = one.stream AND own.line = one.line AND own.year = one.year;
    RETURN true;
END
$$;

-- Keep what the events of a book say that is moved to this server. This judges no event.
CREATE FUNCTION keep_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    event record;
BEGIN
@kept
END
$$;
