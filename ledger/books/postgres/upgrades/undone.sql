-- Drop what schema.sql makes again below its line "@again", whatever form it was of. What is another
-- owner's stays, and is found at the end.

DO $$
DECLARE
    done text;
BEGIN
    FOR done IN
        WITH place AS (
            SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
            WHERE nspname IN ('samverk', 'samverk_calls', 'samverk_recorder', 'samverk_auditor')
        ), own AS (
            SELECT pg_class.oid, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity
            FROM pg_class JOIN place ON relnamespace = place.oid AND relowner = nspowner
        ), given AS (
            SELECT 'TABLE ' || own.oid::regclass AS object, relowner AS owner,
                (aclexplode(relacl)).grantee FROM own WHERE relkind = 'r'
            UNION SELECT 'TABLE ' || own.oid::regclass, relowner, (aclexplode(attacl)).grantee
            FROM own JOIN pg_attribute ON attrelid = own.oid WHERE relkind = 'r'
            UNION SELECT 'SCHEMA ' || quote_ident(nspname), nspowner, (aclexplode(nspacl)).grantee
            FROM place
        )
        SELECT statement FROM (
            SELECT 1 AS place, format('DROP POLICY %I ON %s', polname, polrelid::regclass) AS statement
            FROM pg_policy JOIN own ON own.oid = polrelid
            UNION ALL SELECT 2, format(
                'ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', oid::regclass)
            FROM own WHERE relrowsecurity OR relforcerowsecurity
            UNION ALL SELECT 3, format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
            FROM pg_trigger JOIN own ON own.oid = tgrelid WHERE NOT tgisinternal
            UNION ALL SELECT 4, format('DROP VIEW %s', oid::regclass) FROM own WHERE relkind = 'v'
            UNION ALL SELECT 5, format('DROP ROUTINE %s', pg_proc.oid::regprocedure)
            FROM pg_proc JOIN place ON pronamespace = place.oid AND proowner = nspowner
            UNION ALL SELECT 6, format('REVOKE ALL ON %s FROM %s CASCADE', object,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
            FROM given WHERE grantee <> owner
        ) AS statements ORDER BY place
    LOOP
        EXECUTE done;
    END LOOP;
END
$$;
