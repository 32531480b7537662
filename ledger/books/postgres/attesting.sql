-- The functions by which ``append`` judges mandates, requests for payment, their review and approval, and
-- payments of them. attesting.py fills in the words with @.

-- A person's name as it is compared with others: letters that differ by case or form alone are the same.
-- It follows from the text alone, whatever locale the server has.
CREATE FUNCTION folded(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    it text := translate(normalize(name, NFKC), @folds_one, @folds_to);
    several text[] := @folds_several;  -- letters that become more than one
BEGIN
    FOR i IN 1..cardinality(several) BY 2 LOOP
        it := replace(it, several[i], several[i + 1]);
    END LOOP;
    RETURN btrim(normalize(it, NFKC), E' \u1680');
END
$$;

-- Who may act is an administrator's to record: whoever gives mandates could else give them to accomplices.
CREATE FUNCTION require_administrator() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        RETURN refuse('authority-by-administrator', jsonb_build_object('login', session_user::text));
    END IF;
    RETURN NULL;
END
$$;
-- Refuse what names a mandate that is not there. No function takes a row: a server names its type with the
-- schema or without it, as whoever asks looks up names.
CREATE FUNCTION require_mandate(named bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM authority WHERE position = named) THEN
        RETURN refuse('unknown-authority', jsonb_build_object('position', named,
            'known', ARRAY(SELECT position FROM authority ORDER BY 1)));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION grant_authority(at bigint, data jsonb, who text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    own authority := ROW(at, folded(data ->> 'actor'), data ->> 'board', data ->> 'step',
        data ->> 'agreement', data ->> 'line', (data ->> 'limit_minor')::bigint, data ->> 'currency',
        (data ->> 'from_day')::date, (data ->> 'to_day')::date, NULL,
        (data ->> 'substitute_for')::bigint);
    area text := '@agreements' || own.agreement;
    principal authority;
    beyond text;
BEGIN
    IF own.actor = folded(who) THEN
        PERFORM refuse('own-authority', jsonb_build_object('actor', data -> 'actor'));
    ELSIF own.from_day > own.to_day THEN
        PERFORM refuse('ends-first', jsonb_build_object('from_day', own.from_day, 'to_day', own.to_day));
    ELSIF own.agreement IS NULL AND own.line IS NOT NULL THEN
        PERFORM refuse('line-of-which-agreement', jsonb_build_object('line', own.line));
    ELSIF own.currency NOT IN (@currencies) OR own.currency IS NULL <> (own.most IS NULL) THEN
        PERFORM refuse('unknown-currency', jsonb_build_object(
            'currency', COALESCE(own.currency, ''), 'known', ARRAY[@currencies]));
    ELSIF own.agreement IS NOT NULL THEN
        PERFORM require_agreement(area, (SELECT shut FROM agreement WHERE stream = area));
        IF own.line IS NOT NULL THEN
            PERFORM hinder(area, own.line, NULL, 0, 0, false, NULL, NULL, NULL, NULL,
                (SELECT shut FROM agreement WHERE stream = area));
        END IF;
        PERFORM require_board(area, own.line, own.board, own.line IS NULL);
    END IF;
    IF own.substitute_for IS NOT NULL THEN
        PERFORM require_mandate(own.substitute_for);
        SELECT * INTO principal FROM authority WHERE position = own.substitute_for;
        IF principal.substitute_for IS NOT NULL THEN
            PERFORM refuse('substitute-of-substitute', jsonb_build_object(
                'position', principal.position, 'principal', principal.substitute_for));
        END IF;
        beyond := CASE
            WHEN own.board <> principal.board THEN @other_board
            WHEN own.step <> principal.step THEN @other_step
            WHEN own.agreement IS DISTINCT FROM COALESCE(principal.agreement, own.agreement)
                THEN @other_agreements
            WHEN own.line IS DISTINCT FROM COALESCE(principal.line, own.line) THEN @other_lines
            WHEN principal.most IS NOT NULL AND (own.most IS NULL OR own.most > principal.most
                OR own.currency <> principal.currency) THEN @higher_limit
            WHEN own.actor = principal.actor THEN @same_person END;
        IF beyond IS NOT NULL THEN
            PERFORM refuse('beyond-principal', jsonb_build_object(
                'position', principal.position, 'what', beyond));
        END IF;
    END IF;
    INSERT INTO authority SELECT own.*;
    RETURN NULL;
END
$$;
CREATE FUNCTION withdraw_authority(data jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    named bigint := (data ->> 'position')::bigint;
    own authority;
    day date := (data ->> 'withdrawn_on')::date;
BEGIN
    PERFORM require_mandate(named);
    SELECT * INTO own FROM authority WHERE position = named;
    IF own.withdrawn IS NOT NULL OR own.to_day < day THEN
        PERFORM refuse('authority-not-in-force', jsonb_build_object(
            'position', named, 'last', LEAST(own.to_day, own.withdrawn - 1), 'day', day));
    END IF;
    UPDATE authority SET withdrawn = day WHERE position = named;
    RETURN NULL;
END
$$;
-- A key belongs to one person, for ever. The stream has few events of keys.
CREATE FUNCTION register_key(at bigint, of_stream text, data jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    taken bigint := newest_of(at, of_stream, 'actor-key-registered/1', 'key', data -> 'key');
BEGIN
    IF taken IS NOT NULL THEN
        PERFORM refuse('key-taken', jsonb_build_object('position', taken, 'actor', (
            SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'actor'
            FROM stored_events WHERE rowid = taken)));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION retire_key(at bigint, of_stream text, data jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    registered bigint := newest_of(at, of_stream, 'actor-key-registered/1', 'key', data -> 'key');
    holder text := (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'actor'
        FROM stored_events WHERE rowid = registered);
BEGIN
    IF folded(holder) IS DISTINCT FROM folded(data ->> 'actor')
        OR newest_of(at, of_stream, 'actor-key-retired/1', 'key', data -> 'key') IS NOT NULL
    THEN
        PERFORM refuse('unknown-actor-key', jsonb_build_object(
            'actor', data -> 'actor', 'known', '[]'::jsonb));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION represent(data jsonb, who text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    own representation := ROW(folded(data ->> 'actor'), data ->> 'party');
    does_so boolean := EXISTS (SELECT FROM representation AS one WHERE one = own);
    shall boolean := (data ->> 'represents')::boolean;
BEGIN
    IF NOT shall AND own.actor = folded(who) THEN
        PERFORM refuse('own-representation', jsonb_build_object(
            'actor', data -> 'actor', 'party', own.party));
    ELSIF does_so = shall THEN
        PERFORM refuse('represents-already', jsonb_build_object(
            'actor', data -> 'actor', 'party', own.party));
    ELSIF does_so THEN
        DELETE FROM representation AS one WHERE one = own;
    ELSE
        INSERT INTO representation SELECT own.*;
    END IF;
    RETURN NULL;
END
$$;

-- A request for a payment asks for no more than what nobody else has asked for.
CREATE FUNCTION request_payment(at bigint, of_stream text, data jsonb, who text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    own payment_request := ROW(at, of_stream, data ->> 'line', (data ->> 'budget_year')::integer,
        (data ->> 'amount_minor')::bigint, data ->> 'payee', (data ->> 'due_on')::date, folded(who),
        NULL, NULL, NULL, NULL, NULL);
    available bigint := COALESCE((SELECT remaining - requested - reserved FROM line_year
        WHERE stream = own.stream AND line = own.line AND year = own.year), 0);
BEGIN
    IF own.minor > available THEN
        PERFORM refuse_amount('exceeds-available', of_stream, own.line, own.year, own.minor, available);
    END IF;
    INSERT INTO payment_request SELECT own.*;
    UPDATE line_year SET requested = requested + own.minor
    WHERE stream = own.stream AND line = own.line AND year = own.year;
    RETURN NULL;
END
$$;
-- Refuse what names no request of an agreement, or one that is paid or over.
CREATE FUNCTION require_request(of_stream text, named bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    own payment_request;
BEGIN
    SELECT * INTO own FROM payment_request WHERE position = named AND stream = of_stream;
    IF NOT FOUND THEN
        PERFORM refuse('unknown-request', jsonb_build_object('position', named, 'known', ARRAY(
            SELECT position FROM payment_request
            WHERE stream = of_stream AND paid IS NULL AND over IS NULL ORDER BY 1)));
    ELSIF own.paid IS NOT NULL OR own.over IS NOT NULL THEN
        PERFORM refuse('request-over', jsonb_build_object('position', named,
            'by', COALESCE(own.paid, own.over), 'what', CASE
                WHEN own.paid IS NOT NULL THEN @is_paid
                WHEN (SELECT topic FROM stored_events WHERE rowid = own.over) = 'payment-returned/1'
                    THEN @is_returned
                ELSE @is_cancelled END));
    END IF;
    RETURN NULL;
END
$$;
-- The day in UTC.
CREATE FUNCTION today() RETURNS date LANGUAGE plpgsql AS $$
BEGIN
    RETURN (clock_timestamp() AT TIME ZONE 'UTC')::date;
END
$$;
-- Refuse a review or an approval that is not dated the day on which it is recorded.
CREATE FUNCTION require_today(field text, day date) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF day NOT BETWEEN today() - 1 AND today() + 1 THEN  -- in the book's zone it is one of these
        PERFORM refuse('not-as-decided', jsonb_build_object(
            'field', field, 'decided', today(), 'found', day));
    END IF;
    RETURN NULL;
END
$$;
-- Whether two parties are parts of one legal person, or were since an event.
CREATE FUNCTION are_one(one text, other text, since bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    persons text[];
    others text[];
BEGIN
    IF one = other THEN
        RETURN true;
    END IF;
    persons := array_agg(legal_entity) FILTER (WHERE party = one) FROM party WHERE party IN (one, other);
    others := array_agg(legal_entity) FILTER (WHERE party = other) FROM party WHERE party IN (one, other);
    IF persons && others THEN
        RETURN true;
    END IF;
    SELECT persons || array_agg(said ->> 'previous_legal_entity') FILTER (WHERE said ->> 'party' = one),
        others || array_agg(said ->> 'previous_legal_entity') FILTER (WHERE said ->> 'party' = other)
    INTO persons, others
    FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' AS said) AS fact
    WHERE originator_id = @parties AND topic = 'party-amended/1' AND rowid > since;
    RETURN persons && others;
END
$$;
-- The event that says last that a person, as ``folded`` writes names, acts for a party.
CREATE FUNCTION represented_at(person text, own_party text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT MAX(rowid) FROM stored_events,
            LATERAL (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE originator_id = @authorities AND topic = 'actor-represents/1'
            AND said ->> 'party' = own_party AND folded(said ->> 'actor') = person);
END
$$;
-- Refuse a review or an approval that the recorder's mandate does not let in. ``field`` is the fact's day.
CREATE FUNCTION require_authority(request bigint, data jsonb, who text, wanted text, field text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    person text := folded(who);
    day date := (data ->> field)::date;
    own payment_request;
    mandate authority;
    funded_by text;
    of_currency text;
    other text;
    why text;
    due bigint;
BEGIN
    SELECT * INTO own FROM payment_request WHERE position = request;
    funded_by := (SELECT funder FROM budget_line WHERE stream = own.stream AND line = own.line);
    of_currency := (SELECT currency FROM agreement WHERE stream = own.stream);
    -- What both were parts of when it was recorded for whom he acts counts: nobody renames himself out of it.
    other := (SELECT party FROM representation
        WHERE actor = person AND are_one(party, own.payee, LEAST(request, represented_at(actor, party)))
        LIMIT 1);
    IF other IS NOT NULL THEN
        PERFORM refuse('conflict-of-interest', jsonb_build_object(
            'actor', who, 'party', other, 'payee', own.payee));
    END IF;
    PERFORM require_mandate((data ->> 'authority')::bigint);
    SELECT * INTO mandate FROM authority WHERE position = (data ->> 'authority')::bigint;
    why := CASE
        WHEN mandate.actor <> person THEN @no_mandate
        WHEN mandate.step <> wanted THEN @another_step
        WHEN mandate.board <> funded_by THEN @another_board
        WHEN mandate.agreement <> split_part(own.stream, '/', 2) OR mandate.line <> own.line
            THEN @another_area
        WHEN day NOT BETWEEN mandate.from_day AND LEAST(mandate.to_day, mandate.withdrawn - 1)
            THEN @another_day
        WHEN mandate.currency <> of_currency THEN @another_currency END;
    IF why IS NOT NULL THEN
        PERFORM refuse('no-authority', jsonb_build_object('actor', who, 'why', why, 'day', day,
            'agreement', split_part(own.stream, '/', 2), 'line', own.line, 'able', ARRAY(
                SELECT DISTINCT actor FROM authority
                WHERE step = wanted AND board = funded_by
                    AND COALESCE(agreement, split_part(own.stream, '/', 2))
                        = split_part(own.stream, '/', 2)
                    AND COALESCE(line, own.line) = own.line
                    AND day BETWEEN from_day AND LEAST(to_day, withdrawn - 1) ORDER BY 1)));
    END IF;
    -- Also what is paid already, and on other lines of the board: no payment comes under a limit in parts.
    IF mandate.most IS NOT NULL THEN
        due := (SELECT SUM(minor) FROM payment_request AS one
            JOIN budget_line ON budget_line.stream = one.stream AND budget_line.line = one.line
            WHERE one.stream = own.stream AND due_on = own.due_on AND over IS NULL AND funder = funded_by
                AND are_one(one.payee, own.payee, LEAST(mandate.position, one.position, request)));
    END IF;
    IF due > mandate.most THEN
        PERFORM refuse('over-limit', jsonb_build_object('position', mandate.position,
            'amount', jsonb_build_object('minor', due, 'currency', of_currency),
            'limit', jsonb_build_object('minor', mandate.most, 'currency', of_currency),
            'excess', jsonb_build_object('minor', due - mandate.most, 'currency', of_currency),
            'due', own.due_on));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION review_request(of_stream text, data jsonb, who text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    request bigint := (data ->> 'request')::bigint;
    own payment_request;
BEGIN
    PERFORM require_today('reviewed_on', (data ->> 'reviewed_on')::date);
    PERFORM require_request(of_stream, request);
    SELECT * INTO own FROM payment_request WHERE position = request;
    IF own.reviewer IS NOT NULL THEN
        PERFORM refuse('already-reviewed', jsonb_build_object(
            'position', own.position, 'by', own.reviewer));
    ELSIF own.actor = folded(who) THEN
        PERFORM refuse('same-actor', jsonb_build_object('actor', who));
    END IF;
    PERFORM require_authority(request, data, who, 'review', 'reviewed_on');
    UPDATE payment_request SET reviewer = folded(who) WHERE position = own.position;
    RETURN NULL;
END
$$;
-- Whether the last approval of a request lets it be paid on a day.
CREATE FUNCTION holds_on(request bigint, day date) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (SELECT FROM payment_request AS own
        JOIN authority AS mandate ON mandate.position = own.authority
        WHERE own.position = request AND day BETWEEN from_day AND LEAST(to_day, withdrawn - 1));
END
$$;
CREATE FUNCTION approve_request(of_stream text, data jsonb, who text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    request bigint := (data ->> 'request')::bigint;
    own payment_request;
    named bigint := (data ->> 'authority')::bigint;
    principal bigint := (SELECT substitute_for FROM authority WHERE position = named);
    unreserved bigint;
BEGIN
    PERFORM require_today('approved_on', (data ->> 'approved_on')::date);
    PERFORM require_request(of_stream, request);
    SELECT * INTO own FROM payment_request WHERE position = request;
    unreserved := (SELECT remaining - reserved FROM line_year
        WHERE stream = own.stream AND line = own.line AND year = own.year);
    IF own.reviewer IS NULL THEN
        PERFORM refuse('not-reviewed', jsonb_build_object('position', own.position));
    ELSIF own.approver IS NOT NULL AND holds_on(request, (data ->> 'approved_on')::date) THEN
        PERFORM refuse('already-approved', jsonb_build_object(
            'position', own.position, 'by', own.approver));
    ELSIF own.approver IS NULL AND own.minor > unreserved THEN
        PERFORM refuse_amount(
            'exceeds-available', of_stream, own.line, own.year, own.minor, unreserved);
    ELSIF folded(who) IN (own.actor, own.reviewer) THEN
        PERFORM refuse('same-actor', jsonb_build_object('actor', who));
    END IF;
    PERFORM require_authority(request, data, who, 'decide', 'approved_on');
    IF (data ->> 'substitute_for')::bigint IS DISTINCT FROM principal THEN
        PERFORM refuse('not-as-decided', jsonb_build_object('field', 'substitute_for',
            'decided', principal, 'found', data -> 'substitute_for'));
    END IF;
    UPDATE payment_request SET approver = folded(who), authority = named
    WHERE position = own.position;
    IF own.approver IS NULL THEN
        UPDATE line_year SET requested = requested - own.minor, reserved = reserved + own.minor
        WHERE stream = own.stream AND line = own.line AND year = own.year;
    END IF;
    RETURN NULL;
END
$$;
-- A request is over. Anybody may cancel it; ``by_other``: it is sent back, by somebody else than who asked.
CREATE FUNCTION end_request(at bigint, of_stream text, data jsonb, who text, by_other boolean)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    request bigint := (data ->> 'request')::bigint;
    own payment_request;
BEGIN
    PERFORM require_request(of_stream, request);
    SELECT * INTO own FROM payment_request WHERE position = request;
    IF by_other AND own.actor = folded(who) THEN
        PERFORM refuse('same-actor', jsonb_build_object('actor', who));
    END IF;
    UPDATE payment_request SET over = at WHERE position = own.position;
    UPDATE line_year SET
        requested = requested - CASE WHEN own.approver IS NULL THEN own.minor ELSE 0 END,
        reserved = reserved - CASE WHEN own.approver IS NULL THEN 0 ELSE own.minor END
    WHERE stream = own.stream AND line = own.line AND year = own.year;
    RETURN NULL;
END
$$;

-- Refuse a payment that needs an approved request and has none, or differs from the one that it pays; else
-- note that the request is paid. A payment pays the request that is its cause.
CREATE FUNCTION pay_request(at bigint, of_stream text, data jsonb, cause bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    own payment_request;
    mandate authority;
    paid_minor bigint := (data ->> 'amount_minor')::bigint;
    differs text;
BEGIN
    PERFORM hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true,
        'external', data ->> 'payee', (data ->> 'paid_on')::date, NULL, NULL);
    IF NOT EXISTS (SELECT FROM payment_request WHERE position = cause AND stream = of_stream) THEN
        IF (SELECT attested FROM agreement WHERE stream = of_stream) THEN
            PERFORM refuse('request-missing', jsonb_build_object('line', data -> 'line'));
        END IF;
        RETURN NULL;
    END IF;
    PERFORM require_request(of_stream, cause);
    SELECT * INTO own FROM payment_request WHERE position = cause;
    differs := CASE
        WHEN own.line <> data ->> 'line' THEN 'line'
        WHEN own.year <> (data ->> 'budget_year')::integer THEN 'budget_year'
        WHEN own.payee <> data ->> 'payee' THEN 'payee'
        WHEN own.minor < paid_minor THEN 'minor' END;
    IF differs IS NOT NULL THEN
        PERFORM refuse('differs-from-request', jsonb_build_object('position', cause,
            'what', CASE differs @differing,
            'requested', CASE differs WHEN 'line' THEN own.line WHEN 'budget_year' THEN own.year::text
                WHEN 'payee' THEN own.payee
                ELSE shown(jsonb_build_object('minor', own.minor, 'currency',
                    (SELECT currency FROM agreement WHERE stream = of_stream))) END));
    END IF;
    IF own.approver IS NULL THEN
        PERFORM refuse('not-approved', jsonb_build_object('position', cause));
    ELSIF NOT holds_on(cause, (data ->> 'paid_on')::date) THEN
        SELECT * INTO mandate FROM authority WHERE position = own.authority;
        PERFORM refuse('approval-lapsed', jsonb_build_object('position', cause,
            'authority', own.authority, 'day', data -> 'paid_on',
            'starts', mandate.from_day, 'last', LEAST(mandate.to_day, mandate.withdrawn - 1)));
    END IF;
    UPDATE payment_request SET paid = at WHERE position = cause;
    UPDATE line_year SET reserved = reserved - own.minor
    WHERE stream = own.stream AND line = own.line AND year = own.year;
    RETURN NULL;
END
$$;
-- The payment at a position is taken back: what it paid is approved and unpaid again.
CREATE FUNCTION unpay_request(payment bigint, of_stream text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    own payment_request;
BEGIN
    SELECT * INTO own FROM payment_request WHERE stream = of_stream AND paid = payment;
    IF FOUND THEN
        UPDATE payment_request SET paid = NULL WHERE position = own.position;
        UPDATE line_year SET reserved = reserved + own.minor
        WHERE stream = own.stream AND line = own.line AND year = own.year;
    END IF;
    RETURN NULL;
END
$$;
