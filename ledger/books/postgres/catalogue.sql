-- Everything in the schemas of a book and every right to it: a kind, a name and a description.
--
-- ``catalogue.txt`` has the rows that this returns for a new book. A sound book has no rows of the parts
-- below "Suspicious", whichever logins it was granted to. The book's roles are found by oid and called
-- @owner, @recorder, @auditor and @board. The name of another role is quoted, so that no reader takes it
-- for one of them.

WITH RECURSIVE place AS (
    SELECT oid AS schema, nspname, nspowner AS owner, nspacl,
        CASE WHEN nspname = 'samverk' THEN '' ELSE nspname || '.' END AS within
    FROM pg_namespace
    WHERE nspname IN ('samverk', 'samverk_calls', 'samverk_recorder', 'samverk_auditor')
), book AS (
    SELECT * FROM place WHERE nspname = 'samverk'
), own AS (
    SELECT c.*, within || quote_ident(relname) AS named FROM pg_class c JOIN place ON relnamespace = schema
), routine AS (
    SELECT p.*, within || quote_ident(proname) AS named FROM pg_proc p JOIN place ON pronamespace = schema
), own_role AS (
    SELECT '@' || word AS word, pg_roles.*
    FROM book CROSS JOIN unnest(ARRAY['owner', 'recorder', 'auditor', 'board']) AS word
    JOIN pg_roles ON rolname = regexp_replace(pg_get_userbyid(owner), 'owner$', '') || word
), called AS (
    SELECT pg_roles.oid, COALESCE(word, quote_ident(pg_roles.rolname)) AS who
    FROM pg_roles LEFT JOIN own_role ON own_role.oid = pg_roles.oid
    UNION ALL SELECT 0, 'PUBLIC'
), given AS (
    SELECT named AS object, relowner AS owner, (aclexplode(relacl)).* FROM own
    UNION ALL SELECT named || '.' || quote_ident(attname), relowner,
        (aclexplode(attacl)).*
    FROM own JOIN pg_attribute ON attrelid = own.oid
    UNION ALL SELECT named || '()', proowner,
        (aclexplode(COALESCE(proacl, acldefault('f', proowner)))).* FROM routine
    UNION ALL SELECT 'schema ' || nspname, owner, (aclexplode(nspacl)).* FROM place
), powerful AS (
    SELECT oid, rolname FROM pg_roles WHERE rolname IN ('pg_read_all_data', 'pg_write_all_data',
        'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
), granted AS (  -- before version 16 every member inherits the role's rights and may become the role
    SELECT roleid, member FROM pg_auth_members AS m
    WHERE COALESCE((to_jsonb(m) ->> 'inherit_option')::boolean, true)
       OR COALESCE((to_jsonb(m) ->> 'set_option')::boolean, true)
), has AS (  -- the members of a role, directly or through other roles
    SELECT roleid AS role, member FROM granted
    WHERE roleid IN (SELECT oid FROM own_role UNION ALL SELECT oid FROM powerful)
    UNION SELECT role, granted.member FROM has JOIN granted ON roleid = has.member
), reader AS (  -- the book's users
    SELECT DISTINCT word, r.* FROM own_role JOIN has ON role = own_role.oid
    JOIN pg_roles r ON r.oid = member WHERE word <> '@owner' AND r.oid NOT IN (SELECT oid FROM own_role)
), this AS (
    SELECT * FROM pg_database WHERE datname = current_database()
), extended AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
)
SELECT 'relation' AS kind, named AS name, concat_ws(' ', relkind, relrowsecurity,
    relforcerowsecurity, relpersistence, who) AS what
    FROM own LEFT JOIN called ON called.oid = relowner
UNION ALL SELECT 'schema', nspname::text, who FROM place LEFT JOIN called ON called.oid = owner
UNION ALL SELECT 'view', named, concat_ws(' ',  -- version 15 writes the names in it otherwise
    replace(replace(pg_get_viewdef(own.oid), relname || '.', ''), 'samverk.', ''), reloptions,
    (SELECT string_agg(DISTINCT 'of ' || pg_namespace.nspname || '.' || other.relname, ',')
        FROM pg_rewrite JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
        JOIN pg_class other ON refclassid = 'pg_class'::regclass AND refobjid = other.oid
        JOIN pg_namespace ON pg_namespace.oid = other.relnamespace
        WHERE ev_class = own.oid AND other.oid <> own.oid))
    FROM own WHERE relkind = 'v'
UNION ALL SELECT 'column', named || '.' || quote_ident(attname), concat_ws(' ',
    attnum, format_type(atttypid, atttypmod), attnotnull, collname,
    CASE WHEN attstattarget >= 0 THEN 'statistics ' || attstattarget END,
    'identity ' || NULLIF(attidentity::text, ''), 'generated ' || NULLIF(attgenerated::text, ''),
    'default ' || pg_get_expr(adbin, adrelid), attoptions)
    FROM own JOIN pg_attribute ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation WHERE relkind = 'r'
UNION ALL SELECT 'constraint', named || '.' || quote_ident(conname),
    pg_get_constraintdef(k.oid)
    FROM own JOIN pg_constraint k ON conrelid = own.oid WHERE contype <> 'n' OR NOT convalidated
UNION ALL SELECT 'index', named, concat_ws(' ', pg_get_indexdef(own.oid),
    CASE WHEN NOT (indisvalid AND indisready AND indislive) THEN 'not valid' END)
    FROM own JOIN pg_index ON indexrelid = own.oid
UNION ALL SELECT 'trigger', named || '.' || quote_ident(tgname),
    concat_ws(' ', tgtype, tgenabled, tgoldtable, tgnewtable, pronamespace::regnamespace,
    quote_ident(proname), tgattr, substring(pg_get_triggerdef(pg_trigger.oid) FROM ' WHEN (.*) EXECUTE '),
    CASE WHEN tgdeferrable THEN 'deferrable' END,
    encode(tgargs, 'hex'))
    FROM own JOIN pg_trigger ON tgrelid = own.oid JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal
UNION ALL SELECT 'heir', inhrelid::regclass::text, named FROM own
    JOIN pg_inherits ON inhparent = own.oid
UNION ALL SELECT 'rule', named || '.' || quote_ident(rulename), ev_type::text
    FROM own JOIN pg_rewrite ON ev_class = own.oid
    WHERE relkind <> 'v' OR rulename <> '_RETURN'
UNION ALL SELECT 'function',
    named || '(' || pg_get_function_arguments(routine.oid) || ')',
    concat_ws(' ', prosecdef, provolatile, proconfig, who, md5(prosrc), lanname,
    CASE WHEN proretset THEN 'setof' END, replace(format_type(prorettype, NULL), 'samverk.', ''),
    CASE WHEN prokind <> 'f' THEN 'kind ' || prokind::text END,
    CASE WHEN proleakproof THEN 'leakproof' END, CASE WHEN proisstrict THEN 'strict' END,
    CASE WHEN proparallel <> 'u' THEN 'parallel ' || proparallel::text END,
    CASE WHEN prosupport <> 0 THEN 'support' END, CASE WHEN prosqlbody IS NOT NULL THEN 'body' END)
    FROM routine JOIN pg_language ON pg_language.oid = prolang
    LEFT JOIN called ON called.oid = proowner
UNION ALL SELECT 'policy', named || '.' || quote_ident(polname),
    concat_ws(' ', polcmd, polpermissive,
    (SELECT string_agg(who, ',' ORDER BY who) FROM called WHERE oid = ANY (polroles)),
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    FROM own JOIN pg_policy ON polrelid = own.oid
UNION ALL SELECT 'right', object, concat_ws(' ', who, privilege_type, is_grantable)
    FROM given LEFT JOIN called ON called.oid = grantee WHERE grantee <> owner
UNION ALL SELECT 'role', word, concat_ws(' ',
    CASE WHEN rolcanlogin THEN 'login' END, CASE WHEN rolsuper THEN 'superuser' END,
    CASE WHEN rolcreaterole THEN 'createrole' END,
    CASE WHEN rolcreatedb THEN 'createdb' END, CASE WHEN rolreplication THEN 'replication' END)
    FROM own_role

-- Suspicious: roles and users.
UNION ALL SELECT 'member', who, 'is @owner'
    FROM has JOIN own_role ON own_role.oid = role AND word = '@owner'
    JOIN called ON called.oid = member
UNION ALL SELECT 'member', who, 'may become @owner'  -- so may the book's maker, with CREATEROLE
    FROM pg_auth_members JOIN own_role ON own_role.oid = roleid AND word = '@owner'
    JOIN pg_roles r ON r.oid = member JOIN called ON called.oid = member
    WHERE admin_option AND NOT r.rolcreaterole
UNION ALL SELECT 'member', word, 'is ' || who
    FROM own_role JOIN pg_auth_members ON member = own_role.oid
    JOIN called ON called.oid = roleid
    WHERE word <> '@owner' OR who NOT IN ('pg_read_all_stats', 'pg_signal_backend')
UNION ALL SELECT 'user', quote_ident(rolname), concat_ws(' ', word,
    CASE WHEN rolsuper THEN 'superuser' END,
    CASE WHEN rolreplication THEN 'replication' END)
    FROM reader WHERE rolsuper OR rolreplication
UNION ALL SELECT 'user', quote_ident(reader.rolname), word || ' ' || powerful.rolname
    FROM reader JOIN has ON member = reader.oid JOIN powerful ON powerful.oid = role
    WHERE word = '@board' OR powerful.rolname <> 'pg_read_all_data'

-- Suspicious: settings and rights outside the schema.
UNION ALL SELECT 'setting', concat_ws(' in ', who, quote_ident(datname)), setting
    FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS setting
    LEFT JOIN called ON called.oid = setrole AND setrole <> 0 LEFT JOIN this ON this.oid = setdatabase
    WHERE (setdatabase = 0 OR this.oid IS NOT NULL)
    AND setrole IN (SELECT 0 UNION ALL SELECT oid FROM own_role UNION ALL SELECT oid FROM reader)
    AND lower(split_part(setting, '=', 1)) IN ('search_path', 'role', 'session_replication_role',
        'row_security', 'default_transaction_isolation', 'default_transaction_read_only',
        'default_transaction_deferrable', 'session_preload_libraries', 'local_preload_libraries',
        'event_triggers', 'transform_null_equals', 'standard_conforming_strings',
        'plpgsql.variable_conflict', 'allow_system_table_mods', 'ignore_checksum_failure',
        'ignore_system_indexes', 'zero_damaged_pages')
UNION ALL SELECT 'right', 'database', concat_ws(' ', who, privilege_type, is_grantable)
    FROM this CROSS JOIN aclexplode(COALESCE(datacl, acldefault('d', datdba)))
    JOIN called ON called.oid = grantee
    WHERE grantee = 0 OR (grantee <> datdba AND privilege_type = 'CREATE'
        AND grantee IN (SELECT oid FROM own_role UNION ALL SELECT oid FROM reader))
UNION ALL SELECT 'right', 'schema public', concat_ws(' ', who, privilege_type, is_grantable)
    FROM pg_namespace CROSS JOIN aclexplode(nspacl) JOIN called ON called.oid = grantee
    WHERE nspname = 'public' AND privilege_type = 'CREATE'
    AND grantee IN (SELECT 0 UNION ALL SELECT oid FROM own_role UNION ALL SELECT oid FROM reader)
UNION ALL SELECT 'default right', who, concat_ws(' ', defaclobjtype, defaclacl)
    FROM book JOIN pg_default_acl ON defaclnamespace IN (SELECT schema FROM place) OR defaclrole = owner
    LEFT JOIN called ON called.oid = defaclrole

-- Suspicious: other things, in the schema or on its tables.
UNION ALL SELECT 'type', quote_ident(typname), typtype::text FROM place
    JOIN pg_type ON typnamespace = schema
    WHERE typrelid NOT IN (SELECT oid FROM own)
    AND typelem NOT IN (SELECT reltype FROM own WHERE reltype <> 0)
UNION ALL SELECT 'operator', oprname::text, '' FROM place JOIN pg_operator ON oprnamespace = schema
UNION ALL SELECT 'operator class', quote_ident(opcname), ''
    FROM place JOIN pg_opclass ON opcnamespace = schema
UNION ALL SELECT 'collation', quote_ident(collname), ''
    FROM place JOIN pg_collation ON collnamespace = schema
UNION ALL SELECT 'statistics', quote_ident(stxname), named
    FROM own JOIN pg_statistic_ext ON stxrelid = own.oid
UNION ALL SELECT 'publication', quote_ident(pubname), '' FROM pg_publication
    WHERE puballtables OR oid IN (SELECT prpubid FROM pg_publication_rel JOIN own ON prrelid = own.oid)
    OR oid IN (SELECT pnpubid FROM pg_publication_namespace JOIN place ON pnnspid = schema)
UNION ALL SELECT 'subscription', quote_ident(subname), named FROM own
    JOIN pg_subscription_rel ON srrelid = own.oid
    JOIN pg_subscription ON pg_subscription.oid = srsubid

-- Suspicious: objects of no extension that change the meaning of everything in the database.
UNION ALL SELECT 'event trigger', quote_ident(evtname), evtevent::text FROM pg_event_trigger
    WHERE evtenabled <> 'D'
    AND ('pg_event_trigger'::regclass, oid) NOT IN (SELECT classid, objid FROM extended)
    AND NOT @guard
UNION ALL SELECT 'cast', format_type(castsource, NULL), format_type(casttarget, NULL) FROM pg_cast
    WHERE oid >= 16384 AND castsource < 16384 AND casttarget < 16384
    AND ('pg_cast'::regclass, oid) NOT IN (SELECT classid, objid FROM extended)
UNION ALL SELECT 'function', 'pg_catalog.' || quote_ident(proname), '' FROM pg_proc
    WHERE oid >= 16384 AND pronamespace = 'pg_catalog'::regnamespace
    AND ('pg_proc'::regclass, oid) NOT IN (SELECT classid, objid FROM extended)
UNION ALL SELECT 'operator', 'pg_catalog.' || oprname, '' FROM pg_operator
    WHERE oid >= 16384 AND oprnamespace = 'pg_catalog'::regnamespace
    AND ('pg_operator'::regclass, oid) NOT IN (SELECT classid, objid FROM extended)
