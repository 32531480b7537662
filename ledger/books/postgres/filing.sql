-- Files that came in and went out, and the accounts of parties, as a server judges them. ``filing.py`` says
-- which of these functions judges which event.

-- Refuse an event about another one of the name ``wanted`` that is not there, or that an event of the name
-- ``ended`` names in the same field.
CREATE FUNCTION require_standing(
    at bigint, of_stream text, field text, data jsonb, wanted text, ended text, code text
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    named bigint := (data ->> field)::bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM stored_events WHERE rowid = named AND rowid < at AND topic = wanted)
        OR newest_of(at, of_stream, ended, field, data -> field) IS NOT NULL
    THEN
        RETURN refuse(code, jsonb_build_object('position', named, 'known', '[]'::jsonb));
    END IF;
    RETURN NULL;
END
$$;
-- Two persons see to an account.
CREATE FUNCTION confirm_account(at bigint, of_stream text, data jsonb, who text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    named bigint := (data ->> 'party_account')::bigint;
    added stored_events;
    confirmed bigint := newest_of(
        at, of_stream, 'party-account-confirmed/1', 'party_account', data -> 'party_account');
BEGIN
    SELECT * INTO added FROM stored_events
    WHERE rowid = named AND rowid < at AND topic = 'party-account-added/1';
    IF NOT FOUND THEN
        RETURN refuse('unknown-account', jsonb_build_object('position', named, 'known', '[]'::jsonb));
    ELSIF confirmed IS NOT NULL THEN
        RETURN refuse('account-confirmed', jsonb_build_object('position', named, 'by', (
            SELECT convert_from(state, 'UTF8')::jsonb -> 'actor' FROM stored_events WHERE rowid = confirmed)));
    ELSIF folded(convert_from(added.state, 'UTF8')::jsonb ->> 'actor') = folded(who) THEN
        RETURN refuse('own-account', jsonb_build_object('actor', who));
    END IF;
    RETURN NULL;
END
$$;
-- Return whether a text is a date and a time as a file for the bank has them.
CREATE FUNCTION is_moment(said text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN to_char(said::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS') = said;
EXCEPTION WHEN data_exception THEN
    RETURN false;
END
$$;
-- A file for the bank has requests that are approved and unpaid, each once, and in no other file that stands.
CREATE FUNCTION order_payments(at bigint, of_stream text, data jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    one jsonb;
    named bigint;
    asked payment_request;
    file bigint;
    sent jsonb;
    voided bigint[] := ARRAY(
        SELECT (convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'payment_file')::bigint
        FROM stored_events
        WHERE originator_id = of_stream AND rowid < at AND topic = 'payment-file-voided/1');
    seen bigint[] := '{}';
    total bigint := 0;
    currencies jsonb;
    standing text;
BEGIN
    IF jsonb_array_length(data -> 'requests') = 0 THEN
        RETURN refuse('nothing-to-order', '{}'::jsonb);
    END IF;
    IF NOT is_moment(data ->> 'created') THEN
        RETURN refuse('order-time', jsonb_build_object('created', data -> 'created'));
    END IF;
    sent := (SELECT jsonb_object_agg(ordered ->> 'request', rowid)  -- each file that stands is read once
        FROM stored_events, LATERAL jsonb_array_elements(
            convert_from(state, 'UTF8')::jsonb -> 'data' -> 'requests') AS ordered
        WHERE originator_id = of_stream AND rowid < at AND topic = 'payment-file-made/1'
            AND rowid <> ALL (voided));
    FOR one IN SELECT * FROM jsonb_array_elements(data -> 'requests') LOOP
        named := (one ->> 'request')::bigint;
        SELECT * INTO asked FROM payment_request
        WHERE position = named AND stream = 'agreement/' || (one ->> 'agreement');
        IF NOT FOUND THEN
            RETURN refuse('unknown-request', jsonb_build_object('position', named, 'known', '[]'::jsonb));
        END IF;
        file := (sent ->> named::text)::bigint;
        IF named = ANY (seen) OR file IS NOT NULL THEN
            RETURN refuse('request-already-sent', jsonb_build_object(
                'position', named, 'file', COALESCE(file, at)));
        END IF;
        standing := CASE
            WHEN asked.paid IS NOT NULL THEN 'paid'
            WHEN asked.over IS NOT NULL THEN (
                SELECT CASE topic WHEN 'payment-returned/1' THEN 'returned' ELSE 'cancelled' END
                FROM stored_events WHERE rowid = asked.over)
            WHEN asked.approver IS NOT NULL THEN 'approved'
            WHEN asked.reviewer IS NOT NULL THEN 'reviewed'
            ELSE 'requested' END;
        IF standing <> 'approved' THEN
            RETURN refuse('request-not-payable', jsonb_build_object(
                'position', named, 'status', standing, 'why', CASE standing @standing));
        END IF;
        seen := seen || named;
        total := total + asked.minor;
    END LOOP;
    currencies := (SELECT jsonb_agg(DISTINCT currency) FROM agreement WHERE stream IN (
        SELECT 'agreement/' || (ordered ->> 'agreement')
        FROM jsonb_array_elements(data -> 'requests') AS ordered));
    IF currencies <> jsonb_build_array(data -> 'currency') THEN
        RETURN refuse('order-currencies', jsonb_build_object('currencies', currencies));
    ELSIF total <> (data ->> 'sum_minor')::bigint THEN
        RETURN refuse('order-sum-differs', jsonb_build_object(
            'sum', jsonb_build_object('minor', data -> 'sum_minor', 'currency', data -> 'currency'),
            'found', jsonb_build_object('minor', total, 'currency', data -> 'currency')));
    END IF;
    RETURN NULL;
END
$$;
-- A file of which nothing is unpaid is not voided.
CREATE FUNCTION void_payments(at bigint, of_stream text, data jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    ordered bigint[];
BEGIN
    PERFORM require_standing(at, of_stream, 'payment_file', data, 'payment-file-made/1', 'payment-file-voided/1',
        'unknown-payment-file');
    ordered := ARRAY(SELECT (one ->> 'request')::bigint
        FROM stored_events, LATERAL jsonb_array_elements(
            convert_from(state, 'UTF8')::jsonb -> 'data' -> 'requests') WITH ORDINALITY AS it(one, n)
        WHERE rowid = (data ->> 'payment_file')::bigint ORDER BY n);
    IF NOT EXISTS (SELECT FROM payment_request
        WHERE position = ANY (ordered) AND paid IS NULL AND over IS NULL)
    THEN
        RETURN refuse('payment-file-paid', jsonb_build_object(
            'file', data -> 'payment_file', 'requests', to_jsonb(ordered)));
    END IF;
    RETURN NULL;
END
$$;
