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
    RETURN btrim(it, E' \u1680');
END
$$;

-- Refuse a payment that needs an approved request and has none, or differs from the one that it names; else
-- note that the request is paid.
CREATE FUNCTION pay_request(at bigint, of_stream text, data jsonb, cause bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    RETURN NULL;
END
$$;
