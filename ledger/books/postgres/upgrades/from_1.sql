-- From form 1, in which recorders inserted events and a trigger judged them, to form 2, in which they
-- call append(). A board's login is that very role; the first books of form 1 knew its name alone.

-- @alone

ALTER TABLE board_member RENAME TO former_member;
ALTER TABLE former_member RENAME CONSTRAINT board_member_pkey TO former_member_pkey;
CREATE TABLE board_member (
    login name NOT NULL,
    role oid NOT NULL,
    board text COLLATE "C" NOT NULL,
    PRIMARY KEY (login, board)
);
INSERT INTO board_member (login, role, board)
SELECT login, pg_roles.oid, board FROM former_member JOIN pg_roles ON rolname = login
WHERE COALESCE(to_jsonb(former_member) ->> 'role', pg_roles.oid::text) = pg_roles.oid::text;
DROP TABLE former_member;
