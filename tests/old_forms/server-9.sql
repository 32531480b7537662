CREATE SCHEMA samverk;
ALTER SCHEMA samverk OWNER TO samverk_kept_book_owner;
COMMENT ON SCHEMA samverk IS 'samverk book, form 9';
CREATE SCHEMA samverk_auditor;
ALTER SCHEMA samverk_auditor OWNER TO samverk_kept_book_owner;
CREATE SCHEMA samverk_calls;
ALTER SCHEMA samverk_calls OWNER TO samverk_kept_book_owner;
CREATE SCHEMA samverk_recorder;
ALTER SCHEMA samverk_recorder OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_holds(entry bigint, of_stream text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
        RETURN 'a later amendment has replaced the amount, or builds on it';
    ELSIF EXISTS (
        SELECT FROM performing AS own, stored_events AS recorded,
            LATERAL (SELECT convert_from(recorded.state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE own.stream = of_stream AND own.position = entry AND recorded.rowid > entry
            AND recorded.originator_id = of_stream AND recorded.topic IN ('disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/3', 'repayment-received/2', 'use-reported/2', 'claim-written-off/2')
            AND said ->> 'line' = own.line
            AND (own.performer = COALESCE(said ->> 'payee', said ->> 'performer')
                OR recorded.topic LIKE 'internal-cost-recorded/%'
                    AND own.performer = performer_on(
                        of_stream, own.line, (said ->> 'booked_on')::date))
            AND NOT EXISTS (SELECT FROM reversed WHERE reversed.entry = recorded.rowid)
    ) THEN
        RETURN 'the new performer has been paid, has reported or has been claimed from';
    ELSIF EXISTS (
        SELECT FROM uplift WHERE uplift.stream = of_stream AND uplift.position > entry
            AND (uplift.line = ANY (marked) OR EXISTS (
                SELECT FROM jsonb_array_elements(data -> 'changes') AS one
                WHERE one ->> 'line' = uplift.line AND (one ->> 'year')::integer >= uplift.year))
    ) THEN
        RETURN 'a later uplift was built on it';
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
        RETURN 'the line or the time that it added has been used';
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
        RETURN 'a party that it added has pledged something or contributed';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.amendment_holds(entry bigint, of_stream text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_items(of_stream text, named text) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
        SELECT convert_from(state, 'UTF8')::jsonb -> 'data' FROM stored_events
        WHERE originator_id = of_stream AND topic IN ('line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1')
            AND convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'amendment' = named
        ORDER BY rowid;
END
$$;
ALTER FUNCTION samverk.amendment_items(of_stream text, named text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_key(item jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN concat_ws(' ', item ->> 'event', item ->> 'line', item ->> 'year', item ->> 'party',
        item ->> 'field');
END
$$;
ALTER FUNCTION samverk.amendment_key(item jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.amendment_lines(of_stream text, named text) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY SELECT item FROM amendment_items(of_stream, named) AS item
        WHERE item ->> 'event' = 'line-addition-proposed/1';
END
$$;
ALTER FUNCTION samverk.amendment_lines(of_stream text, named text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.approve_request(of_stream text, data jsonb, who text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.approve_request(of_stream text, data jsonb, who text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.are_one(one text, other text, since bigint) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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
    WHERE originator_id = 'parties' AND topic = 'party-amended/1' AND rowid > since;
    RETURN persons && others;
END
$$;
ALTER FUNCTION samverk.are_one(one text, other text, since bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.confirm_account(at bigint, of_stream text, data jsonb, who text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.confirm_account(at bigint, of_stream text, data jsonb, who text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.depended_upon(entry bigint, because text) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN refuse('depended-upon', jsonb_build_object('position', entry, 'because', because));
END
$$;
ALTER FUNCTION samverk.depended_upon(entry bigint, because text) OWNER TO samverk_kept_book_owner;
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
    PERFORM keep_all();
END
$$;
ALTER FUNCTION samverk.derive() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.end_request(at bigint, of_stream text, data jsonb, who text, by_other boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.end_request(at bigint, of_stream text, data jsonb, who text, by_other boolean) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.folded(name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    it text := translate(normalize(name, NFKC), 'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĴĶĹĻĽŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǴǶǷǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲͅΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫςϘϚϜϞϠϢϤϦϨϪϬϮЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӸԀԂԄԆԈԊԌԎԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙὛὝὟὨὩὪὫὬὭὮὯᾸᾹᾺῈῊῘῙῚῨῩῪῬῸῺℲↃ𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎𐐏𐐐𐐑𐐒𐐓𐐔𐐕𐐖𐐗𐐘𐐙𐐚𐐛𐐜𐐝𐐞𐐟𐐠𐐡𐐢𐐣𐐤𐐥', 'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĵķĺļľłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵơƣƥʀƨʃƭʈưʊʋƴƶʒƹƽǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǵƕƿǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟƞȣȥȧȩȫȭȯȱȳιάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋσϙϛϝϟϡϣϥϧϩϫϭϯѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӹԁԃԅԇԉԋԍԏաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὑὓὕὗὠὡὢὣὤὥὦὧᾰᾱὰὲὴῐῑὶῠῡὺῥὸὼⅎↄ𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻𐐼𐐽𐐾𐐿𐑀𐑁𐑂𐑃𐑄𐑅𐑆𐑇𐑈𐑉𐑊𐑋𐑌𐑍');
    several text[] := ARRAY['ß', 'ss', 'İ', 'i̇', 'ǰ', 'ǰ', 'ΐ', 'ΐ', 'ΰ', 'ΰ', 'ẖ', 'ẖ', 'ẗ', 'ẗ', 'ẘ', 'ẘ', 'ẙ', 'ẙ', 'ὐ', 'ὐ', 'ὒ', 'ὒ', 'ὔ', 'ὔ', 'ὖ', 'ὖ', 'ᾀ', 'ἀι', 'ᾁ', 'ἁι', 'ᾂ', 'ἂι', 'ᾃ', 'ἃι', 'ᾄ', 'ἄι', 'ᾅ', 'ἅι', 'ᾆ', 'ἆι', 'ᾇ', 'ἇι', 'ᾈ', 'ἀι', 'ᾉ', 'ἁι', 'ᾊ', 'ἂι', 'ᾋ', 'ἃι', 'ᾌ', 'ἄι', 'ᾍ', 'ἅι', 'ᾎ', 'ἆι', 'ᾏ', 'ἇι', 'ᾐ', 'ἠι', 'ᾑ', 'ἡι', 'ᾒ', 'ἢι', 'ᾓ', 'ἣι', 'ᾔ', 'ἤι', 'ᾕ', 'ἥι', 'ᾖ', 'ἦι', 'ᾗ', 'ἧι', 'ᾘ', 'ἠι', 'ᾙ', 'ἡι', 'ᾚ', 'ἢι', 'ᾛ', 'ἣι', 'ᾜ', 'ἤι', 'ᾝ', 'ἥι', 'ᾞ', 'ἦι', 'ᾟ', 'ἧι', 'ᾠ', 'ὠι', 'ᾡ', 'ὡι', 'ᾢ', 'ὢι', 'ᾣ', 'ὣι', 'ᾤ', 'ὤι', 'ᾥ', 'ὥι', 'ᾦ', 'ὦι', 'ᾧ', 'ὧι', 'ᾨ', 'ὠι', 'ᾩ', 'ὡι', 'ᾪ', 'ὢι', 'ᾫ', 'ὣι', 'ᾬ', 'ὤι', 'ᾭ', 'ὥι', 'ᾮ', 'ὦι', 'ᾯ', 'ὧι', 'ᾲ', 'ὰι', 'ᾳ', 'αι', 'ᾴ', 'άι', 'ᾶ', 'ᾶ', 'ᾷ', 'ᾶι', 'ᾼ', 'αι', 'ῂ', 'ὴι', 'ῃ', 'ηι', 'ῄ', 'ήι', 'ῆ', 'ῆ', 'ῇ', 'ῆι', 'ῌ', 'ηι', 'ῒ', 'ῒ', 'ῖ', 'ῖ', 'ῗ', 'ῗ', 'ῢ', 'ῢ', 'ῤ', 'ῤ', 'ῦ', 'ῦ', 'ῧ', 'ῧ', 'ῲ', 'ὼι', 'ῳ', 'ωι', 'ῴ', 'ώι', 'ῶ', 'ῶ', 'ῷ', 'ῶι', 'ῼ', 'ωι'];  -- letters that become more than one
BEGIN
    FOR i IN 1..cardinality(several) BY 2 LOOP
        it := replace(it, several[i], several[i + 1]);
    END LOOP;
    RETURN btrim(normalize(it, NFKC), E' \u1680');
END
$$;
ALTER FUNCTION samverk.folded(name text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.grant_authority(at bigint, data jsonb, who text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    own authority := ROW(at, folded(data ->> 'actor'), data ->> 'board', data ->> 'step',
        data ->> 'agreement', data ->> 'line', (data ->> 'limit_minor')::bigint, data ->> 'currency',
        (data ->> 'from_day')::date, (data ->> 'to_day')::date, NULL,
        (data ->> 'substitute_for')::bigint);
    area text := 'agreement/' || own.agreement;
    principal authority;
    beyond text;
BEGIN
    IF own.actor = folded(who) THEN
        PERFORM refuse('own-authority', jsonb_build_object('actor', data -> 'actor'));
    ELSIF own.from_day > own.to_day THEN
        PERFORM refuse('ends-first', jsonb_build_object('from_day', own.from_day, 'to_day', own.to_day));
    ELSIF own.agreement IS NULL AND own.line IS NOT NULL THEN
        PERFORM refuse('line-of-which-agreement', jsonb_build_object('line', own.line));
    ELSIF own.currency NOT IN ('AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD') OR own.currency IS NULL <> (own.most IS NULL) THEN
        PERFORM refuse('unknown-currency', jsonb_build_object(
            'currency', COALESCE(own.currency, ''), 'known', ARRAY['AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD']));
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
            WHEN own.board <> principal.board THEN 'it is of another board'
            WHEN own.step <> principal.step THEN 'it is for another step'
            WHEN own.agreement IS DISTINCT FROM COALESCE(principal.agreement, own.agreement)
                THEN 'it is for other agreements'
            WHEN own.line IS DISTINCT FROM COALESCE(principal.line, own.line) THEN 'it is for other lines'
            WHEN principal.most IS NOT NULL AND (own.most IS NULL OR own.most > principal.most
                OR own.currency <> principal.currency) THEN 'its limit is higher'
            WHEN own.actor = principal.actor THEN 'it is of the same person' END;
        IF beyond IS NOT NULL THEN
            PERFORM refuse('beyond-principal', jsonb_build_object(
                'position', principal.position, 'what', beyond));
        END IF;
    END IF;
    INSERT INTO authority SELECT own.*;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.grant_authority(at bigint, data jsonb, who text) OWNER TO samverk_kept_book_owner;
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
CREATE FUNCTION samverk.hinder(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', 'it has been paid out, and too little would remain'));
    ELSIF undone IS NOT NULL AND more_claimable < 0 AND has.claimable + more_claimable < 0 THEN
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', 'it has been claimed back, and too little would be left'));
    ELSIF more < 0 AND has.remaining + more < 0 THEN
        PERFORM refuse_amount(shortage, of_stream, of_line, of_year, -more, has.remaining);
    ELSIF more_claimable < 0 AND has.claimable + more_claimable < 0 THEN
        PERFORM refuse_amount('exceeds-claimable', of_stream, of_line, of_year,
            -more_claimable, has.claimable);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.hinder(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.holds_on(request bigint, day date) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM payment_request AS own
        JOIN authority AS mandate ON mandate.position = own.authority
        WHERE own.position = request AND day BETWEEN from_day AND LEAST(to_day, withdrawn - 1));
END
$$;
ALTER FUNCTION samverk.holds_on(request bigint, day date) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.instant_text(it timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT replace(to_char(it AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
ALTER FUNCTION samverk.instant_text(it timestamp with time zone) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.is_moment(said text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN to_char(said::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS') = said;
EXCEPTION WHEN data_exception THEN
    RETURN false;
END
$$;
ALTER FUNCTION samverk.is_moment(said text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.judge(at bigint, of_stream text, name text, data jsonb, before text, envelope jsonb) RETURNS date
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
DECLARE
    done text;
    in_line text;
    in_year integer;
    minor bigint;
BEGIN
    CASE name
    WHEN 'disbursement-recorded/1' THEN
        minor := (data ->> 'amount_minor')::bigint;
        UPDATE line_year SET remaining = remaining - minor, claimable = claimable + minor
        WHERE stream = of_stream AND line = data ->> 'line'
            AND year = (data ->> 'budget_year')::integer
            AND remaining - reserved >= minor AND in_force AND NOT attested AND (envelope ->> 'causation' IS NULL OR NOT EXISTS (SELECT FROM payment_request WHERE position = (envelope ->> 'causation')::bigint AND payment_request.stream = of_stream)) AND settlement = 'external' AND performer = data ->> 'payee';
        IF NOT FOUND THEN
        done := pay_request(at, of_stream, data, (envelope ->> 'causation')::bigint);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, -(data ->> 'amount_minor')::bigint, (data ->> 'amount_minor')::bigint, true, 'external', data ->> 'payee', (data ->> 'paid_on')::date, 'exceeds-remaining', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'payee', (data ->> 'amount_minor')::bigint, NULL);
        END IF;
        RETURN (data ->> 'paid_on')::date;
    WHEN 'internal-cost-recorded/1' THEN
        minor := (data ->> 'amount_minor')::bigint;
        UPDATE line_year SET remaining = remaining - minor
        WHERE stream = of_stream AND line = data ->> 'line'
            AND year = (data ->> 'budget_year')::integer
            AND remaining - reserved >= minor AND in_force AND settlement = 'internal';
        IF NOT FOUND THEN
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, 'internal', NULL, NULL, 'exceeds-remaining', NULL);
        END IF;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'use-reported/1' THEN
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', data ->> 'performer', NULL, NULL, NULL);
        RETURN (data ->> 'reported_on')::date;
    WHEN 'party-registered/1' THEN
        IF EXISTS (SELECT FROM party WHERE party = data ->> 'party') THEN
            done := refuse('party-exists', jsonb_build_object('party', data ->> 'party', 'name', data ->> 'name'));
        END IF;
        INSERT INTO party VALUES (data ->> 'party', data ->> 'legal_entity');
        RETURN NULL;
    WHEN 'party-amended/1' THEN
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'previous_legal_entity' IS DISTINCT FROM (SELECT legal_entity FROM party WHERE party = data ->> 'party') THEN
            done := refuse('not-as-decided', jsonb_build_object('field', 'previous_legal_entity', 'decided', (SELECT legal_entity FROM party WHERE party = data ->> 'party'), 'found', data ->> 'previous_legal_entity'));
        END IF;
        UPDATE party SET legal_entity = data ->> 'legal_entity' WHERE party = data ->> 'party';
        RETURN NULL;
    WHEN 'agreement-proposed/1' THEN
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'signatories')));
        IF data ->> 'currency' NOT IN ('AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD') THEN
            done := refuse('unknown-currency', jsonb_build_object('currency', data ->> 'currency', 'known', ARRAY['AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD']));
        END IF;
        IF EXISTS (SELECT FROM agreement WHERE stream = of_stream) THEN
            done := refuse('agreement-exists', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        INSERT INTO agreement VALUES (of_stream, data ->> 'currency',
            date_part('year', (data ->> 'starts')::date),
            date_part('year', (data ->> 'ends')::date), NULL, NULL,
            COALESCE(data ->> 'attest', 'none') = 'two');
        RETURN NULL;
    WHEN 'agreement-proposed/2' THEN
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'signatories')));
        IF data ->> 'currency' NOT IN ('AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD') THEN
            done := refuse('unknown-currency', jsonb_build_object('currency', data ->> 'currency', 'known', ARRAY['AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD']));
        END IF;
        IF EXISTS (SELECT FROM agreement WHERE stream = of_stream) THEN
            done := refuse('agreement-exists', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        INSERT INTO agreement VALUES (of_stream, data ->> 'currency',
            date_part('year', (data ->> 'starts')::date),
            date_part('year', (data ->> 'ends')::date), NULL, NULL,
            COALESCE(data ->> 'attest', 'none') = 'two');
        RETURN NULL;
    WHEN 'agreement-proposed/3' THEN
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'signatories')));
        IF data ->> 'currency' NOT IN ('AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD') THEN
            done := refuse('unknown-currency', jsonb_build_object('currency', data ->> 'currency', 'known', ARRAY['AUD', 'BHD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'ISK', 'JPY', 'KRW', 'KWD', 'NOK', 'PLN', 'SEK', 'TND', 'USD']));
        END IF;
        IF EXISTS (SELECT FROM agreement WHERE stream = of_stream) THEN
            done := refuse('agreement-exists', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        INSERT INTO agreement VALUES (of_stream, data ->> 'currency',
            date_part('year', (data ->> 'starts')::date),
            date_part('year', (data ->> 'ends')::date), NULL, NULL,
            COALESCE(data ->> 'attest', 'none') = 'two');
        RETURN NULL;
    WHEN 'budget-line-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'funder', data ->> 'performer', data ->> 'accountable']);
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') THEN
            done := refuse('line-twice', jsonb_build_object('line', data -> 'line'));
        END IF;
        IF COALESCE(before NOT IN ('agreement-proposed/1', 'agreement-proposed/2', 'agreement-proposed/3', 'budget-line-proposed/1', 'budget-line-proposed/2', 'line-index-proposed/1'), true) THEN
            done := refuse('line-apart', jsonb_build_object('line', data -> 'line'));
        END IF;
        INSERT INTO budget_line VALUES (of_stream, data ->> 'line', data ->> 'funder',
            data ->> 'performer', data ->> 'settlement', false, NULL);
        RETURN NULL;
    WHEN 'budget-line-proposed/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'funder', data ->> 'performer', data ->> 'accountable']);
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') THEN
            done := refuse('line-twice', jsonb_build_object('line', data -> 'line'));
        END IF;
        IF COALESCE(before NOT IN ('agreement-proposed/1', 'agreement-proposed/2', 'agreement-proposed/3', 'budget-line-proposed/1', 'budget-line-proposed/2', 'line-index-proposed/1'), true) THEN
            done := refuse('line-apart', jsonb_build_object('line', data -> 'line'));
        END IF;
        INSERT INTO budget_line VALUES (of_stream, data ->> 'line', data ->> 'funder',
            data ->> 'performer', data ->> 'settlement', false, NULL);
        RETURN NULL;
    WHEN 'line-amended/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN NULL;
    WHEN 'agreement-concluded/1' THEN
        done := require_agreement(of_stream, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        UPDATE agreement SET concluded = (data ->> 'decided_on')::date WHERE stream = of_stream;
        UPDATE budget_line SET in_force = true WHERE stream = of_stream;
        UPDATE line_year SET in_force = true WHERE stream = of_stream;
        RETURN (data ->> 'decided_on')::date;
    WHEN 'agreement-closed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF NOT (false) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        UPDATE agreement SET shut = at WHERE stream = of_stream;
        UPDATE budget_line SET in_force = false WHERE stream = of_stream;
        UPDATE line_year SET in_force = false WHERE stream = of_stream;
        RETURN NULL;
    WHEN 'agreement-reopened/1' THEN
        done := require_agreement(of_stream, (SELECT rowid FROM agreement JOIN stored_events ON rowid = shut WHERE stream = of_stream AND topic = 'agreement-closed/1'));
        IF (SELECT rowid FROM agreement JOIN stored_events ON rowid = shut WHERE stream = of_stream AND topic = 'agreement-closed/1') IS NULL THEN
            done := refuse('not-closed', jsonb_build_object('agreement', split_part(of_stream, '/', 2)));
        END IF;
        UPDATE agreement SET shut = NULL WHERE stream = of_stream;
        UPDATE budget_line SET in_force = true WHERE stream = of_stream;
        UPDATE line_year SET in_force = true WHERE stream = of_stream;
        RETURN NULL;
    WHEN 'entry-reversed/1' THEN
        done := require_agreement(of_stream, (data ->> 'position')::bigint);
        done := reverse_entry(at, of_stream, (data ->> 'position')::bigint, data -> 'entry');
        IF data -> 'entry' ->> 'event' IN ('agreement-referred/1', 'referral-answered/1', 'decision-planned/1', 'agreement-signed/1', 'decision-notified/1', 'proposal-withdrawn/1', 'amendment-approved/1', 'amendment-declined/1', 'agreement-terminated/1', 'instalments-planned/1', 'obligation-set/1', 'obligation-met/1', 'obligation-accepted/1', 'obligation-rejected/1', 'obligation-waived/1', 'obligation-extended/1', 'forecast-given/1', 'finding-made/1', 'finding-settled/1') THEN
            RETURN NULL;
        END IF;
        RETURN (data ->> 'reversed_on')::date;
    WHEN 'period-closed/1' THEN
        IF period_end(data ->> 'period') IS DISTINCT FROM (data ->> 'ends')::date THEN
            done := refuse('not-as-decided', jsonb_build_object('field', 'ends', 'decided', period_end(data ->> 'period'), 'found', (data ->> 'ends')::date));
        END IF;
        IF (data ->> 'ends')::date <= (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1) THEN
            done := refuse('close-out-of-order', jsonb_build_object('period', data -> 'period', 'closed_through', (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1)));
        END IF;
        IF (data ->> 'ends')::date > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN
            done := refuse('period-not-over', jsonb_build_object('period', data -> 'period', 'ends', (data ->> 'ends')::date));
        END IF;
        INSERT INTO closed_period VALUES (at, data ->> 'period', (data ->> 'ends')::date);
        RETURN NULL;
    WHEN 'period-reopened/1' THEN
        IF (SELECT period FROM closed_period ORDER BY position DESC LIMIT 1) IS DISTINCT FROM data ->> 'period' THEN
            done := refuse('reopen-out-of-order', jsonb_build_object('period', data -> 'period', 'newest', (SELECT period FROM closed_period ORDER BY position DESC LIMIT 1)));
        END IF;
        DELETE FROM closed_period WHERE position = (SELECT MAX(position) FROM closed_period);
        RETURN NULL;
    WHEN 'key-rotated/1' THEN
        IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
            done := refuse('key-by-administrator', jsonb_build_object('login', session_user::text));
        END IF;
        RETURN NULL;
    WHEN 'key-retired/1' THEN
        RETURN NULL;
    WHEN 'witness-registered/1' THEN
        done := require_parties(ARRAY[data ->> 'party']);
        IF newest_of(at, of_stream, 'witness-registered/1', 'witness', data -> 'witness') IS NOT NULL THEN
            done := refuse('witness-exists', jsonb_build_object('witness', data ->> 'witness', 'position', newest_of(at, of_stream, 'witness-registered/1', 'witness', data -> 'witness')));
        END IF;
        RETURN NULL;
    WHEN 'witness-retired/1' THEN
        IF NOT (newest_of(at, of_stream, 'witness-registered/1', 'witness', data -> 'witness') IS NOT NULL) THEN
            done := refuse('unknown-witness', jsonb_build_object('witness', data ->> 'witness', 'known', '[]'::jsonb));
        END IF;
        IF newest_of(at, of_stream, 'witness-retired/1', 'witness', data -> 'witness') IS NOT NULL THEN
            done := refuse('witness-retired', jsonb_build_object('witness', data ->> 'witness', 'position', newest_of(at, of_stream, 'witness-retired/1', 'witness', data -> 'witness')));
        END IF;
        RETURN NULL;
    WHEN 'book-described/1' THEN
        RETURN NULL;
    WHEN 'rules-adopted/1' THEN
        IF (data ->> 'rules')::bigint <= rules_in_force(at) THEN
            done := refuse('rules-not-later', jsonb_build_object('rules', data -> 'rules', 'in_force', rules_in_force(at)));
        END IF;
        IF (data ->> 'rules')::bigint > 3 THEN
            done := refuse('rules-unknown', jsonb_build_object('rules', data -> 'rules', 'known', 3));
        END IF;
        RETURN NULL;
    WHEN 'line-index-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF COALESCE(before NOT IN ('budget-line-proposed/1', 'budget-line-proposed/2'), true) OR (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'line' FROM stored_events WHERE rowid = at - 1) IS DISTINCT FROM data -> 'line' THEN
            done := refuse('line-apart', jsonb_build_object('line', data -> 'line'));
        END IF;
        RETURN NULL;
    WHEN 'index-published/1' THEN
        RETURN NULL;
    WHEN 'index-withdrawn/1' THEN
        done := require_publication(at, (data ->> 'publication')::bigint, '{}', 'index-published/1', 'index-withdrawn/1');
        RETURN NULL;
    WHEN 'amendment-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        IF EXISTS (SELECT FROM amendment WHERE stream = of_stream AND amendment = data ->> 'amendment') THEN
            done := refuse('amendment-exists', jsonb_build_object('amendment', data ->> 'amendment'));
        END IF;
        INSERT INTO amendment VALUES (of_stream, data ->> 'amendment', at, NULL);
        RETURN NULL;
    WHEN 'line-amount-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        RETURN NULL;
    WHEN 'line-addition-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'funder', data ->> 'performer', data ->> 'accountable']);
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') THEN
            done := refuse('line-exists', jsonb_build_object('line', data -> 'line'));
        END IF;
        RETURN NULL;
    WHEN 'line-uplift-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        RETURN NULL;
    WHEN 'line-performer-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'performer', data ->> 'previous', data ->> 'accountable']);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        RETURN NULL;
    WHEN 'term-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        RETURN NULL;
    WHEN 'signatory-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'party']);
        RETURN NULL;
    WHEN 'text-change-proposed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF COALESCE(before NOT IN ('amendment-proposed/1', 'line-amount-change-proposed/1', 'line-addition-proposed/1', 'line-uplift-change-proposed/1', 'line-performer-change-proposed/1', 'term-change-proposed/1', 'signatory-change-proposed/1', 'text-change-proposed/1'), true) THEN
            done := refuse('item-apart', jsonb_build_object('amendment', data -> 'amendment'));
        END IF;
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        RETURN NULL;
    WHEN 'commitment-approved/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'decided_on')::date;
    WHEN 'commitment-declined/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'decided_on')::date;
    WHEN 'uplift-applied/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        IF data ->> 'supersedes' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'supersedes')::bigint,
                ARRAY['uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3'], jsonb_build_object('board', data -> 'board', 'line', data -> 'line', 'year', data -> 'year'), NULL, NULL,
                'nothing-to-supersede', jsonb_build_object('line', data -> 'line', 'year', data -> 'year'), 'does-not-follow');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        INSERT INTO uplift VALUES (of_stream, data ->> 'line', (data ->> 'year')::integer, at);
        RETURN (data ->> 'decided_on')::date;
    WHEN 'reallocated/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := hinder(of_stream, data ->> 'from_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := hinder(of_stream, data ->> 'to_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_funders(of_stream, ARRAY[data ->> 'from_line', data ->> 'to_line'], ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'decided_on')::date;
    WHEN 'commitment-released/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'released_on')::date;
    WHEN 'carried-over/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'to_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        done := move(of_stream, data ->> 'line', (data ->> 'from_year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'to_year')::integer, (data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-claimed/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, -(data ->> 'amount_minor')::bigint, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, -(data ->> 'amount_minor')::bigint, NULL);
        RETURN (data ->> 'claimed_on')::date;
    WHEN 'repayment-received/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'claim' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'claim')::bigint,
                ARRAY['repayment-claimed/1', 'repayment-claimed/2', 'repayment-claimed/3'], jsonb_build_object('line', data -> 'line', 'budget_year', data -> 'budget_year'), (data ->> 'amount_minor')::bigint, 'amount_minor',
                'unknown-claim', jsonb_build_object(), 'does-not-follow');
        END IF;
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', NULL, NULL, NULL, NULL);
        RETURN (data ->> 'received_on')::date;
    WHEN 'in-kind-pledged/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN (data ->> 'pledged_on')::date;
    WHEN 'in-kind-recorded/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'pledge' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'pledge')::bigint,
                ARRAY['in-kind-pledged/1', 'in-kind-pledged/2'], jsonb_build_object('party', data -> 'party'), NULL, NULL,
                'unknown-pledge', jsonb_build_object('party', data -> 'party'), 'unknown-pledge');
        END IF;
        RETURN (data ->> 'performed_on')::date;
    WHEN 'in-kind-verified/1' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1'], data -> 'contribution');
        RETURN (data ->> 'verified_on')::date;
    WHEN 'in-kind-rejected/1' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1'], data -> 'contribution');
        RETURN (data ->> 'rejected_on')::date;
    WHEN 'commitment-approved/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'booked_on')::date;
    WHEN 'commitment-declined/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', true);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        IF (SELECT decided FROM budget_line WHERE stream = of_stream AND line = data ->> 'line') IS NOT NULL THEN
            done := refuse('already-decided', jsonb_build_object('line', data -> 'line', 'decision', (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line JOIN stored_events ON rowid = decided WHERE stream = of_stream AND line = data ->> 'line')));
        END IF;
        UPDATE budget_line SET decided = at WHERE stream = of_stream AND line = data ->> 'line';
        RETURN (data ->> 'booked_on')::date;
    WHEN 'uplift-applied/2' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        IF data ->> 'supersedes' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'supersedes')::bigint,
                ARRAY['uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3'], jsonb_build_object('board', data -> 'board', 'line', data -> 'line', 'year', data -> 'year'), NULL, NULL,
                'nothing-to-supersede', jsonb_build_object('line', data -> 'line', 'year', data -> 'year'), 'does-not-follow');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        INSERT INTO uplift VALUES (of_stream, data ->> 'line', (data ->> 'year')::integer, at);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'uplift-applied/3' THEN
        done := require_agreement(of_stream, NULL);
        PERFORM require_publication(at, (one ->> 'publication')::bigint, jsonb_build_object('index_period', one -> 'index_period', 'series', one -> 'series', 'value_percent', one -> 'value_percent'), 'index-published/1', 'index-withdrawn/1')
        FROM jsonb_array_elements(data -> 'index') AS one;
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        done := require_board(of_stream, data ->> 'line', data ->> 'board', false);
        IF data ->> 'supersedes' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'supersedes')::bigint,
                ARRAY['uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3'], jsonb_build_object('board', data -> 'board', 'line', data -> 'line', 'year', data -> 'year'), NULL, NULL,
                'nothing-to-supersede', jsonb_build_object('line', data -> 'line', 'year', data -> 'year'), 'does-not-follow');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, minor, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        END LOOP;
        INSERT INTO uplift VALUES (of_stream, data ->> 'line', (data ->> 'year')::integer, at);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'reallocated/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := hinder(of_stream, data ->> 'from_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := hinder(of_stream, data ->> 'to_line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_funders(of_stream, ARRAY[data ->> 'from_line', data ->> 'to_line'], ARRAY(SELECT one ->> 'board' FROM jsonb_array_elements(data -> 'decisions') AS one));
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'commitment-released/2' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-claimed/2' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, -(data ->> 'amount_minor')::bigint, true, NULL, NULL, NULL, 'exceeds-undisbursed', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, -(data ->> 'amount_minor')::bigint, NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-claimed/3' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, data ->> 'performer', NULL, NULL, NULL);
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, -(data ->> 'amount_minor')::bigint, true, NULL, data ->> 'performer', NULL, 'exceeds-undisbursed', NULL);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'performer', -(data ->> 'amount_minor')::bigint, NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'repayment-received/2' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'claim' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'claim')::bigint,
                ARRAY['repayment-claimed/1', 'repayment-claimed/2', 'repayment-claimed/3'], jsonb_build_object('line', data -> 'line', 'budget_year', data -> 'budget_year', 'performer', data -> 'performer'), (data ->> 'amount_minor')::bigint, 'amount_minor',
                'unknown-claim', jsonb_build_object(), 'does-not-follow');
        END IF;
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', data ->> 'performer', NULL, NULL, NULL);
        RETURN (data ->> 'received_on')::date;
    WHEN 'in-kind-pledged/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'in-kind-recorded/2' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'pledge' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'pledge')::bigint,
                ARRAY['in-kind-pledged/1', 'in-kind-pledged/2'], jsonb_build_object('party', data -> 'party'), NULL, NULL,
                'unknown-pledge', jsonb_build_object('party', data -> 'party'), 'unknown-pledge');
        END IF;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'in-kind-verified/2' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1', 'in-kind-recorded/2'], data -> 'contribution');
        RETURN (data ->> 'booked_on')::date;
    WHEN 'in-kind-rejected/2' THEN
        done := require_agreement(of_stream, NULL);
        done := judge_entry(at, of_stream, (data ->> 'position')::bigint, ARRAY['in-kind-recorded/1', 'in-kind-recorded/2'], data -> 'contribution');
        RETURN (data ->> 'booked_on')::date;
    WHEN 'agreement-referred/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'to')));
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        RETURN NULL;
    WHEN 'referral-answered/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'referral' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'referral')::bigint,
                ARRAY['agreement-referred/1'], jsonb_build_object('to', jsonb_build_array(data -> 'party')), NULL, NULL,
                'not-asked', jsonb_build_object('party', data -> 'party'), 'not-asked');
        END IF;
        RETURN NULL;
    WHEN 'decision-planned/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'body']);
        RETURN NULL;
    WHEN 'agreement-signed/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'party']);
        IF NOT (data ->> 'amendment' IS NOT NULL) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        RETURN NULL;
    WHEN 'decision-notified/1' THEN
        done := require_agreement(of_stream, (SELECT rowid FROM agreement JOIN stored_events ON rowid = shut WHERE stream = of_stream AND topic = 'proposal-withdrawn/1'));
        done := require_parties(ARRAY(SELECT jsonb_array_elements_text(data -> 'to')));
        RETURN NULL;
    WHEN 'proposal-withdrawn/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        IF data ->> 'amendment' IS NULL THEN
            IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
                done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
            END IF;
        END IF;
        IF data ->> 'amendment' IS NULL THEN
            UPDATE agreement SET shut = at WHERE stream = of_stream;
        END IF;
        UPDATE amendment SET over = at
        WHERE stream = of_stream AND amendment = data ->> 'amendment';
        RETURN NULL;
    WHEN 'amendment-approved/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'board']);
        RETURN NULL;
    WHEN 'amendment-declined/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        done := require_parties(ARRAY[data ->> 'board']);
        UPDATE amendment SET over = at
        WHERE stream = of_stream AND amendment = data ->> 'amendment';
        RETURN NULL;
    WHEN 'amendment-concluded/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'amendment' IS NOT NULL THEN
            done := require_open_amendment(of_stream, data ->> 'amendment');
        END IF;
        UPDATE amendment SET over = at
        WHERE stream = of_stream AND amendment = data ->> 'amendment';
        UPDATE agreement SET last_year = date_part('year', (data ->> 'ends')::date)
        WHERE stream = of_stream AND data ->> 'ends' IS NOT NULL;
        INSERT INTO budget_line SELECT of_stream, item ->> 'line', item ->> 'funder',
            item ->> 'performer', item ->> 'settlement', true, at
        FROM amendment_lines(of_stream, data ->> 'amendment') AS item ON CONFLICT DO NOTHING;
        INSERT INTO amended_year SELECT of_stream, one ->> 'line', (one ->> 'year')::integer, at
        FROM jsonb_array_elements(data -> 'changes') AS one ON CONFLICT DO NOTHING;
        INSERT INTO performing SELECT of_stream, item ->> 'line', item ->> 'performer',
            (item ->> 'from_day')::date, at
        FROM amendment_items(of_stream, data ->> 'amendment') AS item
        WHERE item ->> 'event' IN ('line-performer-change-proposed/1')
        ON CONFLICT DO NOTHING;
        UPDATE line_year SET performer = '' FROM performing AS own
        WHERE own.stream = of_stream AND own.position = at
            AND line_year.stream = of_stream AND line_year.line = own.line;
        FOR in_line, in_year, minor IN SELECT one ->> 'line', (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'changes') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, in_line, in_year, minor, 0, true, NULL, NULL, NULL, 'below-paid', NULL);
        END LOOP;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'agreement-terminated/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF NOT (false) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        RETURN NULL;
    WHEN 'instalments-planned/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, 'external', NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN NULL;
    WHEN 'obligation-set/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF NOT (false) AND (SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL THEN
            done := refuse('not-concluded', jsonb_build_object('undecided', ARRAY(SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1)));
        END IF;
        RETURN NULL;
    WHEN 'obligation-met/1' THEN
        done := require_agreement(of_stream, NULL);
        RETURN NULL;
    WHEN 'obligation-accepted/1' THEN
        done := require_agreement(of_stream, NULL);
        RETURN NULL;
    WHEN 'obligation-rejected/1' THEN
        done := require_agreement(of_stream, NULL);
        RETURN NULL;
    WHEN 'obligation-waived/1' THEN
        done := require_agreement(of_stream, NULL);
        RETURN NULL;
    WHEN 'obligation-extended/1' THEN
        done := require_agreement(of_stream, NULL);
        RETURN NULL;
    WHEN 'use-reported/2' THEN
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', data ->> 'performer', NULL, NULL, NULL);
        RETURN (data ->> 'reported_on')::date;
    WHEN 'forecast-given/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'year')::integer);
        RETURN NULL;
    WHEN 'finding-made/1' THEN
        done := require_agreement(of_stream, NULL);
        done := require_parties(ARRAY[data ->> 'party']);
        IF data ->> 'line' IS NOT NULL THEN
            done := hinder(of_stream, data ->> 'line', NULL, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        END IF;
        IF data ->> 'position' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'position')::bigint,
                ARRAY['disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'in-kind-recorded/1', 'in-kind-recorded/2', 'use-reported/2'], jsonb_build_object(), NULL, NULL,
                'does-not-follow', jsonb_build_object(), 'does-not-follow');
        END IF;
        RETURN NULL;
    WHEN 'finding-settled/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'finding' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'finding')::bigint,
                ARRAY['finding-made/1'], jsonb_build_object(), NULL, NULL,
                'unknown-finding', jsonb_build_object(), 'does-not-follow');
        END IF;
        RETURN NULL;
    WHEN 'claim-written-off/1' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'claim' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'claim')::bigint,
                ARRAY['repayment-claimed/1', 'repayment-claimed/2', 'repayment-claimed/3'], jsonb_build_object('line', data -> 'line', 'budget_year', data -> 'budget_year'), (data ->> 'amount_minor')::bigint, 'amount_minor',
                'unknown-claim', jsonb_build_object(), 'does-not-follow');
        END IF;
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, NULL, NULL, NULL, NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'claim-written-off/2' THEN
        done := require_agreement(of_stream, NULL);
        IF data ->> 'claim' IS NOT NULL THEN
            done := rest(at, of_stream, (data ->> 'claim')::bigint,
                ARRAY['repayment-claimed/1', 'repayment-claimed/2', 'repayment-claimed/3'], jsonb_build_object('line', data -> 'line', 'budget_year', data -> 'budget_year', 'performer', data -> 'performer'), (data ->> 'amount_minor')::bigint, 'amount_minor',
                'unknown-claim', jsonb_build_object(), 'does-not-follow');
        END IF;
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, NULL, data ->> 'performer', NULL, NULL, NULL);
        RETURN (data ->> 'booked_on')::date;
    WHEN 'agreement-concluded/2' THEN
        done := require_agreement(of_stream, NULL);
        IF (SELECT concluded FROM agreement WHERE stream = of_stream) IS NOT NULL THEN
            done := refuse('already-concluded', jsonb_build_object('on', (SELECT concluded FROM agreement WHERE stream = of_stream)));
        END IF;
        UPDATE agreement SET concluded = (data ->> 'decided_on')::date WHERE stream = of_stream;
        UPDATE budget_line SET in_force = true WHERE stream = of_stream;
        UPDATE line_year SET in_force = true WHERE stream = of_stream;
        RETURN (data ->> 'booked_on')::date;
    WHEN 'instalment-paid/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', NULL, 0, 0, false, NULL, NULL, NULL, NULL, NULL);
        done := require_year(of_stream, (data ->> 'budget_year')::integer);
        RETURN NULL;
    WHEN 'actor-key-registered/1' THEN
        done := require_administrator();
        done := register_key(at, of_stream, data);
        RETURN NULL;
    WHEN 'actor-key-retired/1' THEN
        done := require_administrator();
        done := retire_key(at, of_stream, data);
        RETURN NULL;
    WHEN 'actor-represents/1' THEN
        done := require_parties(ARRAY[data ->> 'party']);
        done := require_administrator();
        done := represent(data, envelope ->> 'actor');
        RETURN NULL;
    WHEN 'authority-granted/1' THEN
        done := require_parties(ARRAY[data ->> 'board']);
        done := require_administrator();
        done := grant_authority(at, data, envelope ->> 'actor');
        RETURN NULL;
    WHEN 'authority-withdrawn/1' THEN
        done := require_administrator();
        done := withdraw_authority(data);
        RETURN NULL;
    WHEN 'payment-requested/1' THEN
        done := require_agreement(of_stream, NULL);
        done := hinder(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, 0, true, 'external', data ->> 'payee', (data ->> 'due_on')::date, NULL, NULL);
        done := request_payment(at, of_stream, data, envelope ->> 'actor');
        RETURN NULL;
    WHEN 'payment-reviewed/1' THEN
        done := require_agreement(of_stream, NULL);
        done := review_request(of_stream, data, envelope ->> 'actor');
        RETURN NULL;
    WHEN 'payment-approved/1' THEN
        done := require_agreement(of_stream, NULL);
        done := approve_request(of_stream, data, envelope ->> 'actor');
        RETURN NULL;
    WHEN 'payment-returned/1' THEN
        done := require_agreement(of_stream, NULL);
        done := end_request(at, of_stream, data, envelope ->> 'actor', true);
        RETURN NULL;
    WHEN 'payment-cancelled/1' THEN
        done := require_agreement(of_stream, NULL);
        done := end_request(at, of_stream, data, envelope ->> 'actor', false);
        RETURN NULL;
    WHEN 'import-map-added/1' THEN
        RETURN NULL;
    WHEN 'route-added/1' THEN
        RETURN NULL;
    WHEN 'route-retired/1' THEN
        done := require_standing(at, of_stream, 'route', data, 'route-added/1', 'route-retired/1', 'unknown-route');
        RETURN NULL;
    WHEN 'import-read/1' THEN
        RETURN NULL;
    WHEN 'reconciled/1' THEN
        RETURN NULL;
    WHEN 'payment-file-made/1' THEN
        done := order_payments(at, of_stream, data);
        RETURN NULL;
    WHEN 'payment-file-voided/1' THEN
        done := void_payments(at, of_stream, data);
        RETURN NULL;
    WHEN 'party-account-added/1' THEN
        done := require_parties(ARRAY[data ->> 'party']);
        RETURN NULL;
    WHEN 'party-account-confirmed/1' THEN
        done := confirm_account(at, of_stream, data, envelope ->> 'actor');
        RETURN NULL;
    ELSE RETURN NULL;
    END CASE;
END
$$;
ALTER FUNCTION samverk.judge(at bigint, of_stream text, name text, data jsonb, before text, envelope jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
            WHERE resting.entry = cause AND topic IN ('in-kind-verified/1', 'in-kind-rejected/1', 'in-kind-verified/2', 'in-kind-rejected/2')) THEN
        PERFORM refuse('in-kind-decided', jsonb_build_object('position', cause,
            'by', (SELECT MIN(resting.position) FROM resting
                JOIN stored_events ON rowid = resting.position
                WHERE resting.entry = cause AND topic IN ('in-kind-verified/1', 'in-kind-rejected/1', 'in-kind-verified/2', 'in-kind-rejected/2'))));
    ELSIF convert_from(there.state, 'UTF8')::jsonb -> 'data' <> entry THEN
        PERFORM refuse('does-not-follow', jsonb_build_object('position', cause));
    END IF;
    INSERT INTO resting VALUES (cause, at, 0);
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.judge_together(streams text[], names text[], said jsonb[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    taken jsonb;
BEGIN
    IF cardinality(names) < 100
        OR NOT names <@ ARRAY['disbursement-recorded/1', 'internal-cost-recorded/1']
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
ALTER FUNCTION samverk.judge_together(streams text[], names text[], said jsonb[]) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.keep_all() RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    event record;
BEGIN
INSERT INTO party
SELECT data ->> 'party', data ->> 'legal_entity' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('party-registered/1')) AS said ORDER BY at
ON CONFLICT DO NOTHING;
UPDATE party SET legal_entity = last.legal_entity FROM (
SELECT DISTINCT ON (data ->> 'party') data ->> 'party' AS party, data ->> 'legal_entity' AS legal_entity FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('party-amended/1')) AS said
ORDER BY data ->> 'party', at DESC
) AS last WHERE last.party = party.party;
INSERT INTO reversed
SELECT (data ->> 'position')::bigint, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('entry-reversed/1')) AS said ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO agreement
SELECT stream, data ->> 'currency', date_part('year', (data ->> 'starts')::date), date_part('year', (data ->> 'ends')::date), concluded, NULL::bigint, COALESCE(data ->> 'attest', 'none') = 'two' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-proposed/1', 'agreement-proposed/2', 'agreement-proposed/3')) AS said
LEFT JOIN (SELECT DISTINCT ON (stream) stream, (data ->> 'decided_on')::date AS concluded FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-concluded/1', 'agreement-concluded/2')) AS said ORDER BY stream, at DESC) AS conclusion USING (stream) ORDER BY at
ON CONFLICT DO NOTHING;
UPDATE agreement SET last_year = last.year FROM (
SELECT DISTINCT ON (stream) stream, date_part('year', (data ->> 'ends')::date) AS year FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said WHERE data ->> 'ends' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ORDER BY stream, at DESC
) AS last WHERE last.stream = agreement.stream;
INSERT INTO budget_line
SELECT stream, data ->> 'line', data ->> 'funder', data ->> 'performer', data ->> 'settlement', concluded IS NOT NULL, NULL FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('budget-line-proposed/1', 'budget-line-proposed/2')) AS said
JOIN agreement USING (stream) ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO budget_line
SELECT said.stream, data ->> 'line', data ->> 'funder', data ->> 'performer', data ->> 'settlement', true, concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('line-addition-proposed/1')) AS said
JOIN (SELECT stream, data ->> 'amendment' AS amendment, at AS concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)) AS conclusion ON said.stream = conclusion.stream AND data ->> 'amendment' = conclusion.amendment ORDER BY at
ON CONFLICT DO NOTHING;
UPDATE budget_line SET decided = at FROM (
SELECT DISTINCT ON (stream, 2) stream, COALESCE(data -> 'entry', data) ->> 'line' AS line, CASE WHEN name <> 'entry-reversed/1' THEN at END AS at
FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('commitment-approved/1', 'commitment-declined/1', 'commitment-approved/2', 'commitment-declined/2', 'entry-reversed/1')) AS said WHERE name <> 'entry-reversed/1' OR data -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1', 'commitment-approved/2', 'commitment-declined/2')
ORDER BY stream, 2, said.at DESC
) AS last WHERE last.stream = budget_line.stream AND last.line = budget_line.line;
INSERT INTO line_year
WITH entry AS MATERIALIZED (
SELECT stream, 1 AS sign, name, data FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('commitment-approved/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'repayment-claimed/1', 'commitment-approved/2', 'uplift-applied/2', 'uplift-applied/3', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'amendment-concluded/1')) AS said
UNION ALL SELECT stream, -1, data -> 'entry' ->> 'event', data -> 'entry' FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('entry-reversed/1')) AS said
), moved AS (
SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS each (year, minor) WHERE name = 'commitment-approved/1'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS each (year, minor) WHERE name = 'uplift-applied/1'
UNION ALL SELECT stream, data ->> 'to_line' AS line, (data ->> 'year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/1'
UNION ALL SELECT stream, data ->> 'from_line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'commitment-released/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'to_year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'carried-over/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'from_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'carried-over/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'disbursement-recorded/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'internal-cost-recorded/1'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/1'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS each (year, minor) WHERE name = 'commitment-approved/2'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS each (year, minor) WHERE name = 'uplift-applied/2'
UNION ALL SELECT stream, data ->> 'line' AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS each (year, minor) WHERE name = 'uplift-applied/3'
UNION ALL SELECT stream, data ->> 'to_line' AS line, (data ->> 'year')::integer AS year, 1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/2'
UNION ALL SELECT stream, data ->> 'from_line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'reallocated/2'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'year')::integer AS year, -1 * sign * (data ->> 'amount_minor')::bigint AS more, 0 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'commitment-released/2'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/2'
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, 0 * sign * (data ->> 'amount_minor')::bigint AS more, -1 * sign * (data ->> 'amount_minor')::bigint AS claimable FROM entry WHERE name = 'repayment-claimed/3'
UNION ALL SELECT stream, each.line AS line, year AS year, 1 * sign * minor AS more, 0 * sign * minor AS claimable FROM entry, LATERAL (SELECT one ->> 'line', (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'changes') AS one) AS each (line, year, minor) WHERE name = 'amendment-concluded/1'
)
SELECT stream, line, year, SUM(more), SUM(claimable), performer, settlement, in_force, attested, 0, 0 FROM moved JOIN budget_line USING (stream, line) JOIN agreement USING (stream) GROUP BY stream, line, year, performer, settlement, in_force, attested
ON CONFLICT DO NOTHING;
FOR event IN SELECT at, name, data FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('period-closed/1', 'period-reopened/1')) AS said ORDER BY at LOOP
IF event.name = 'period-closed/1' THEN
INSERT INTO closed_period VALUES (event.at, event.data ->> 'period', (event.data ->> 'ends')::date);
ELSE
DELETE FROM closed_period WHERE position = (SELECT MAX(position) FROM closed_period);
END IF;
END LOOP;
UPDATE agreement SET shut = at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('proposal-withdrawn/1')) AS said WHERE said.stream = agreement.stream AND data ->> 'amendment' IS NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at);
UPDATE agreement SET shut = at FROM (
SELECT DISTINCT ON (stream) stream, at, name
FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('agreement-closed/1', 'agreement-reopened/1')) AS said ORDER BY stream, at DESC
) AS last WHERE last.stream = agreement.stream AND name = 'agreement-closed/1';
UPDATE budget_line SET in_force = false FROM agreement WHERE agreement.stream = budget_line.stream AND shut IS NOT NULL;
UPDATE line_year SET in_force = false FROM agreement WHERE agreement.stream = line_year.stream AND shut IS NOT NULL;
INSERT INTO resting
SELECT (data ->> 'supersedes')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/1')) AS said WHERE data ->> 'supersedes' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'claim')::bigint, at, (data ->> 'amount_minor')::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('repayment-received/1')) AS said WHERE data ->> 'claim' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'pledge')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-recorded/1')) AS said WHERE data ->> 'pledge' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-verified/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-rejected/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'supersedes')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/2')) AS said WHERE data ->> 'supersedes' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'supersedes')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/3')) AS said WHERE data ->> 'supersedes' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'claim')::bigint, at, (data ->> 'amount_minor')::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('repayment-received/2')) AS said WHERE data ->> 'claim' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'pledge')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-recorded/2')) AS said WHERE data ->> 'pledge' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-verified/2')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('in-kind-rejected/2')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'referral')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('referral-answered/1')) AS said WHERE data ->> 'referral' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'position')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('finding-made/1')) AS said WHERE data ->> 'position' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'finding')::bigint, at, 0 FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('finding-settled/1')) AS said WHERE data ->> 'finding' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'claim')::bigint, at, (data ->> 'amount_minor')::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('claim-written-off/1')) AS said WHERE data ->> 'claim' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO resting
SELECT (data ->> 'claim')::bigint, at, (data ->> 'amount_minor')::bigint FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('claim-written-off/2')) AS said WHERE data ->> 'claim' IS NOT NULL AND NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO uplift
SELECT stream, data ->> 'line', (data ->> 'year')::integer, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO amendment
SELECT stream, data ->> 'amendment', at, (SELECT MIN(ended.at) FROM (SELECT * FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('proposal-withdrawn/1', 'amendment-declined/1', 'amendment-concluded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)) AS ended WHERE ended.stream = said.stream AND ended.data ->> 'amendment' = said.data ->> 'amendment') FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-proposed/1')) AS said ORDER BY at
ON CONFLICT DO NOTHING;
INSERT INTO amended_year
SELECT stream, one ->> 'line', (one ->> 'year')::integer, at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said, LATERAL jsonb_array_elements(data -> 'changes') AS one WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
ON CONFLICT DO NOTHING;
INSERT INTO performing
SELECT said.stream, data ->> 'line', data ->> 'performer', (data ->> 'from_day')::date, concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('line-performer-change-proposed/1')) AS said
JOIN (SELECT stream, data ->> 'amendment' AS amendment, at AS concluded_at FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('amendment-concluded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)) AS conclusion ON said.stream = conclusion.stream AND data ->> 'amendment' = conclusion.amendment
ON CONFLICT DO NOTHING;
UPDATE line_year SET performer = '' FROM performing AS own WHERE own.stream = line_year.stream AND own.line = line_year.line;
INSERT INTO performer_year
SELECT stream, line, year, about, SUM(claimable) FROM (
SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, data ->> 'payee' AS about, 1 * (data ->> 'amount_minor')::bigint AS claimable FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('disbursement-recorded/1')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
UNION ALL SELECT stream, data ->> 'line' AS line, (data ->> 'budget_year')::integer AS year, data ->> 'performer' AS about, -1 * (data ->> 'amount_minor')::bigint AS claimable FROM (SELECT rowid AS at, originator_id AS stream, topic AS name, convert_from(state, 'UTF8')::jsonb -> 'data' AS data FROM stored_events WHERE topic IN ('repayment-claimed/3')) AS said WHERE NOT EXISTS (SELECT FROM reversed WHERE entry = at)
) AS moved JOIN budget_line USING (stream, line) WHERE about <> performer AND EXISTS (SELECT FROM performing AS own WHERE own.stream = moved.stream AND own.line = moved.line) GROUP BY stream, line, year, about
ON CONFLICT DO NOTHING;
INSERT INTO authority SELECT at, folded(data ->> 'actor'), data ->> 'board', data ->> 'step', data ->> 'agreement', data ->> 'line', (data ->> 'limit_minor')::bigint, data ->> 'currency', (data ->> 'from_day')::date, (data ->> 'to_day')::date, NULL, (data ->> 'substitute_for')::bigint
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('authority-granted/1')) AS said;
UPDATE authority SET withdrawn = (data ->> 'withdrawn_on')::date
FROM (SELECT DISTINCT ON ((data ->> 'position')::bigint) (data ->> 'position')::bigint AS about, said.*
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('authority-withdrawn/1')) AS said
ORDER BY (data ->> 'position')::bigint, at DESC) AS last WHERE position = about;
INSERT INTO representation SELECT actor, party FROM (
SELECT DISTINCT ON (1, 2) folded(data ->> 'actor') AS actor, data ->> 'party' AS party, data -> 'represents' AS represents
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('actor-represents/1')) AS said
ORDER BY 1, 2, at DESC
) AS last WHERE represents = 'true';
INSERT INTO payment_request SELECT at, stream, data ->> 'line', (data ->> 'budget_year')::integer, (data ->> 'amount_minor')::bigint, data ->> 'payee', (data ->> 'due_on')::date, who, NULL, NULL, NULL, NULL, NULL
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('payment-requested/1')) AS said;
UPDATE payment_request AS own SET reviewer = who
FROM (SELECT DISTINCT ON ((data ->> 'request')::bigint) (data ->> 'request')::bigint AS about, said.*
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('payment-reviewed/1')) AS said
ORDER BY (data ->> 'request')::bigint, at DESC) AS last
WHERE own.position = about AND own.stream = last.stream;
UPDATE payment_request AS own SET approver = who, authority = (data ->> 'authority')::bigint
FROM (SELECT DISTINCT ON ((data ->> 'request')::bigint) (data ->> 'request')::bigint AS about, said.*
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('payment-approved/1')) AS said
ORDER BY (data ->> 'request')::bigint, at DESC) AS last
WHERE own.position = about AND own.stream = last.stream;
UPDATE payment_request AS own SET over = at
FROM (SELECT DISTINCT ON ((data ->> 'request')::bigint) (data ->> 'request')::bigint AS about, said.*
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('payment-returned/1', 'payment-cancelled/1')) AS said
ORDER BY (data ->> 'request')::bigint, at DESC) AS last
WHERE own.position = about AND own.stream = last.stream;
UPDATE payment_request AS own SET paid = at
FROM (SELECT DISTINCT ON (cause) cause AS about, said.*
FROM (SELECT rowid AS at, originator_id AS stream, it -> 'data' AS data, folded(it ->> 'actor') AS who, (it ->> 'causation')::bigint AS cause FROM stored_events, LATERAL (SELECT convert_from(state, 'UTF8')::jsonb AS it) AS whole WHERE topic IN ('disbursement-recorded/1') AND originator_id IN (SELECT stream FROM payment_request) AND NOT EXISTS (SELECT FROM reversed WHERE entry = rowid)) AS said
ORDER BY cause, at DESC) AS last
WHERE own.position = about AND own.stream = last.stream;
UPDATE line_year SET requested = held.requested, reserved = held.reserved FROM (
SELECT stream, line, year, COALESCE(SUM(minor) FILTER (WHERE approver IS NULL), 0) AS requested, COALESCE(SUM(minor) FILTER (WHERE approver IS NOT NULL), 0) AS reserved
FROM payment_request WHERE paid IS NULL AND over IS NULL GROUP BY stream, line, year
) AS held WHERE held.stream = line_year.stream AND held.line = line_year.line AND held.year = line_year.year;
END
$$;
ALTER FUNCTION samverk.keep_all() OWNER TO samverk_kept_book_owner;
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
CREATE FUNCTION samverk.move(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.move(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (SELECT MAX(rowid) FROM stored_events
        WHERE originator_id = of_stream AND rowid < at AND topic = wanted
            AND convert_from(state, 'UTF8')::jsonb -> 'data' -> field = said);
END
$$;
ALTER FUNCTION samverk.newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.order_payments(at bigint, of_stream text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
                'position', named, 'status', standing, 'why', CASE standing WHEN 'requested' THEN 'it has not been reviewed' WHEN 'reviewed' THEN 'it has not been approved' WHEN 'approved' THEN 'it is approved' WHEN 'paid' THEN 'it is paid' WHEN 'returned' THEN 'it was sent back' WHEN 'cancelled' THEN 'it was cancelled' END));
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
ALTER FUNCTION samverk.order_payments(at bigint, of_stream text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.owe(of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
        PERFORM refuse('depended-upon', jsonb_build_object('position', undone, 'because', 'it has been claimed back, and too little would be left'));
    ELSIF more < 0 AND has < 0 THEN
        PERFORM refuse_amount('exceeds-claimable', of_stream, of_line, of_year, -more, has - more);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.owe(of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.pay_request(at bigint, of_stream text, data jsonb, cause bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
            'what', CASE differs WHEN 'line' THEN 'line' WHEN 'budget_year' THEN 'budget year' WHEN 'payee' THEN 'payee' WHEN 'minor' THEN 'amount' END,
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
ALTER FUNCTION samverk.pay_request(at bigint, of_stream text, data jsonb, cause bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.performer_on(of_stream text, of_line text, on_day date) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN COALESCE(
        (SELECT performer FROM performing
            WHERE stream = of_stream AND line = of_line AND starts <= COALESCE(on_day, 'infinity')
            ORDER BY position DESC LIMIT 1),
        (SELECT performer FROM budget_line WHERE stream = of_stream AND line = of_line));
END
$$;
ALTER FUNCTION samverk.performer_on(of_stream text, of_line text, on_day date) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.performs(of_stream text, of_line text, party text, on_day date) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.performs(of_stream text, of_line text, party text, on_day date) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.period_end(period text) RETURNS date
    LANGUAGE plpgsql
    AS $_$
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
$_$;
ALTER FUNCTION samverk.period_end(period text) OWNER TO samverk_kept_book_owner;
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
    IF name IN ('disbursement-recorded/1', 'repayment-received/1', 'repayment-received/2') THEN
        bank := said -> 'data' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            INSERT INTO unique_reference (kind, value, position) VALUES ('bank', bank, at);
        END IF;
    ELSIF name = 'entry-reversed/1' THEN
        bank := said -> 'data' -> 'entry' ->> 'bank_reference';
        IF bank IS NOT NULL THEN
            DELETE FROM unique_reference WHERE kind = 'bank' AND value = bank;
        END IF;
    ELSIF name = 'agreement-proposed/2' THEN
        INSERT INTO concern
        SELECT jsonb_array_elements_text(said -> 'data' -> 'signatories'), stream
        ON CONFLICT DO NOTHING;
    ELSIF name = 'agreement-proposed/3' THEN
        INSERT INTO concern
        SELECT jsonb_array_elements_text(said -> 'data' -> 'signatories'), stream
        ON CONFLICT DO NOTHING;
    ELSIF name = 'budget-line-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'budget-line-proposed/2' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'line-addition-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'funder', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'signatory-change-proposed/1' THEN
        INSERT INTO concern VALUES (said -> 'data' ->> 'party', stream) ON CONFLICT DO NOTHING;
    ELSIF name = 'agreement-proposed/1' THEN
        INSERT INTO concern
        SELECT jsonb_array_elements_text(said -> 'data' -> 'signatories'), stream
        ON CONFLICT DO NOTHING;
    END IF;
END
$$;
ALTER FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse(code text, said jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    sentence text := CASE code
        WHEN 'agreement-exists' THEN 'There is already an agreement with the id {agreement}.'
        WHEN 'already-concluded' THEN 'The agreement was concluded {on}.'
        WHEN 'already-decided' THEN 'The line {line} has been decided already, in {decision}.'
        WHEN 'board-funds-nothing' THEN '{board} funds no line of the agreement.'
        WHEN 'line-twice' THEN 'The line {line} is in the file twice.'
        WHEN 'not-concluded' THEN 'The agreement has not been concluded. Lines without a decision: {undecided}.'
        WHEN 'other-boards-line' THEN 'The line {line} is funded by {funder}, so {board} cannot decide on it.'
        WHEN 'party-exists' THEN 'There is already a party with the id {party}: {name}.'
        WHEN 'unknown-agreement' THEN 'There is no agreement with the id {agreement}.'
        WHEN 'unknown-currency' THEN '{currency} is no currency that this program knows.'
        WHEN 'unknown-line' THEN 'There is no line {line} in the agreement.'
        WHEN 'unknown-party' THEN 'There is no party with the id {party}.'
        WHEN 'year-outside-agreement' THEN 'The year {year} lies outside the agreement, which runs from {first} to {last}.'
        WHEN 'exceeds-claim' THEN '{amount} is {excess} more than the {limit} that is open on the claim.'
        WHEN 'exceeds-claimable' THEN '{amount} is {excess} more than the {limit} of {line} {year} that was disbursed and not claimed back.'
        WHEN 'exceeds-remaining' THEN '{amount} is {excess} more than the {limit} that remains on {line} {year}.'
        WHEN 'exceeds-undisbursed' THEN '{amount} is {excess} more than the {limit} that is unpaid on {line} {year}.'
        WHEN 'external-line' THEN 'The line {line} is paid out to its performer; it has no internal costs.'
        WHEN 'internal-line' THEN 'The line {line} is internal: its money never leaves the municipality.'
        WHEN 'nothing-to-supersede' THEN 'There is no uplift of {line} for {year} to supersede.'
        WHEN 'payee-not-performer' THEN '{payee} does not perform the line {line}: {performer} does.'
        WHEN 'unknown-claim' THEN 'Event #{position} is no recovery claim of this agreement.'
        WHEN 'already-reversed' THEN 'Event #{position} was reversed already, by event #{by}.'
        WHEN 'close-out-of-order' THEN '{period} cannot be closed now: everything up to {closed_through} is closed.'
        WHEN 'depended-upon' THEN 'Event #{position} cannot be taken back, because {because}.'
        WHEN 'is-a-reversal' THEN 'Event #{position} is itself a reversal.'
        WHEN 'not-reversible' THEN 'Event #{position}, ''{event}'', cannot be taken back.'
        WHEN 'period-closed' THEN '{day} lies in a closed period: everything up to {closed_through} is closed.'
        WHEN 'period-not-over' THEN '{period} is not over: it ends {ends}.'
        WHEN 'reopen-out-of-order' THEN 'Only the newest closed period can be opened, and {period} is not it.'
        WHEN 'rules-not-later' THEN 'The rules {rules} are not later than those in force, {in_force}.'
        WHEN 'unknown-position' THEN 'There is no event #{position} in the book.'
        WHEN 'publication-withdrawn' THEN 'The publication in event #{position} was withdrawn in event #{by}.'
        WHEN 'unknown-publication' THEN 'Event #{position} is no publication of an index.'
        WHEN 'in-kind-decided' THEN 'The contribution was verified or rejected already, in event #{by}.'
        WHEN 'not-in-kind' THEN 'Event #{position} is no contribution in kind that stands: it is ''{event}''.'
        WHEN 'unknown-pledge' THEN 'Event #{position} is no pledge by {party} in this agreement.'
        WHEN 'unknown-finding' THEN 'Event #{position} is no finding that stands.'
        WHEN 'agreement-closed' THEN 'The agreement {agreement} was closed {on}, as event #{position}.'
        WHEN 'not-closed' THEN 'The agreement {agreement} is not closed.'
        WHEN 'not-asked' THEN 'No referral asks {party} for an answer.'
        WHEN 'proposal-withdrawn' THEN 'The proposal {agreement} was withdrawn {on}, in event #{position}.'
        WHEN 'unknown-witness' THEN 'There is no witness {witness}.'
        WHEN 'witness-exists' THEN 'There is, or was, already a witness {witness}, since event #{position}.'
        WHEN 'witness-retired' THEN 'The witness {witness} was retired in event #{position}.'
        WHEN 'amendment-concluded' THEN 'The amendment {amendment} was concluded {on}.'
        WHEN 'amendment-declined' THEN '{board} has declined the amendment {amendment}, in {decision}.'
        WHEN 'amendment-exists' THEN 'There is already an amendment {amendment} of the agreement.'
        WHEN 'amendment-withdrawn' THEN 'The amendment {amendment} was withdrawn.'
        WHEN 'below-paid' THEN '{line} {year} would be {excess} below what is paid and reserved.'
        WHEN 'line-exists' THEN 'There is already a line {line} in the agreement.'
        WHEN 'unknown-amendment' THEN 'There is no amendment {amendment} of the agreement.'
        WHEN 'already-approved' THEN 'The request #{position} has been approved, by {by}.'
        WHEN 'already-reviewed' THEN 'The request #{position} has been reviewed, by {by}.'
        WHEN 'approval-lapsed' THEN 'The approval of the request #{position} does not hold on {day}: the mandate #{authority} is in force from {starts} to {last}.'
        WHEN 'conflict-of-interest' THEN '{actor} acts for {party}, and cannot see to a payment to {payee}.'
        WHEN 'differs-from-request' THEN 'The payment differs from the request #{position} in its {what}: {requested}.'
        WHEN 'exceeds-available' THEN '{amount} is {excess} more than the {limit} that is available on {line} {year}.'
        WHEN 'not-approved' THEN 'The request #{position} has not been approved.'
        WHEN 'not-reviewed' THEN 'The request #{position} has not been reviewed.'
        WHEN 'request-missing' THEN 'No approved request fits this payment on {line}: the agreement asks for one.'
        WHEN 'request-over' THEN 'The request #{position} is {what}, by event #{by}.'
        WHEN 'same-actor' THEN '{actor} has acted on this request already: each step is somebody else''s.'
        WHEN 'unknown-request' THEN 'Event #{position} is no request for a payment here.'
        WHEN 'beyond-principal' THEN 'A substitute''s mandate lies within the one that it is for, #{position}: {what}.'
        WHEN 'ends-first' THEN 'The mandate would end {to_day}, before it begins {from_day}.'
        WHEN 'key-taken' THEN 'The key is {actor}''s, by event #{position}: a key belongs to one person.'
        WHEN 'line-of-which-agreement' THEN 'The mandate is for the line {line}, and it is not said of which agreement.'
        WHEN 'no-authority' THEN '{actor} has no mandate for this on {day}, on {line} of {agreement}: {why}.'
        WHEN 'authority-not-in-force' THEN 'The mandate #{position} is not in force on {day}: its last day is {last}.'
        WHEN 'over-limit' THEN '{amount} is {excess} over the limit of the mandate #{position}, {limit}. All that is requested for the same payee and due {due} is counted.'
        WHEN 'own-authority' THEN '{actor} would give a mandate to {actor}.'
        WHEN 'own-representation' THEN '{actor} cannot record that {actor} no longer acts for {party}.'
        WHEN 'represents-already' THEN 'What is recorded of {actor} and {party} is the same already.'
        WHEN 'substitute-of-substitute' THEN 'The mandate #{position} is itself a substitute''s, for #{principal}.'
        WHEN 'unknown-actor-key' THEN '{actor} has no such key that counts.'
        WHEN 'unknown-authority' THEN 'Event #{position} is no mandate.'
        WHEN 'authority-by-administrator' THEN 'Only an administrator of the book may record who may act, and {login} is none.'
        WHEN 'item-apart' THEN 'The item stands apart from the proposal of the amendment {amendment}.'
        WHEN 'line-apart' THEN 'The line {line} is no part of a proposal.'
        WHEN 'not-as-decided' THEN 'By the rules {field} would be {decided}, and it is {found}.'
        WHEN 'does-not-follow' THEN 'What is said of event #{position} is not what stands there.'
        WHEN 'key-by-administrator' THEN 'Only an administrator of the book may give it another key, and {login} is none.'
        WHEN 'rules-unknown' THEN 'The server knows the rules up to {known}, and not the rules {rules}.'
        WHEN 'unknown-route' THEN 'Event #{position} is no route that counts.'
        WHEN 'account-confirmed' THEN 'The account of event #{position} is confirmed already, by {by}.'
        WHEN 'nothing-to-order' THEN 'There is nothing to send to the bank: no request is approved, due and unpaid.'
        WHEN 'order-currencies' THEN 'The requests are in several currencies: {currencies}.'
        WHEN 'order-sum-differs' THEN 'The file says {sum}, and its requests come to {found}.'
        WHEN 'order-time' THEN 'The file says that it was made at {created}, which is no date and time.'
        WHEN 'own-account' THEN '{actor} added the account, and cannot confirm it.'
        WHEN 'payment-file-paid' THEN 'Every request of the file of event #{file} is paid or over: {requests}.'
        WHEN 'request-already-sent' THEN 'Request #{position} is in a file for the bank already (event #{file}).'
        WHEN 'request-not-payable' THEN 'Request #{position} cannot be sent: {why}.'
        WHEN 'unknown-account' THEN 'Event #{position} adds no account.'
        WHEN 'unknown-payment-file' THEN 'Event #{position} is no file for the bank that stands.'
        END;
    one record;
BEGIN
    FOR one IN SELECT * FROM jsonb_each(said) LOOP
        sentence := replace(sentence, '{' || one.key || '}', shown(one.value));
    END LOOP;
    RAISE EXCEPTION USING ERRCODE = 'SV005', MESSAGE = sentence, HINT = code, DETAIL = said::text;
END
$$;
ALTER FUNCTION samverk.refuse(code text, said jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.refuse_amount(code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    of_currency text := (SELECT currency FROM agreement WHERE stream = of_stream);
BEGIN
    RETURN refuse(code, jsonb_build_object('line', of_line, 'year', of_year,
        'amount', jsonb_build_object('minor', amount, 'currency', of_currency),
        'limit', jsonb_build_object('minor', most, 'currency', of_currency),
        'excess', jsonb_build_object('minor', amount - most, 'currency', of_currency)));
END
$$;
ALTER FUNCTION samverk.refuse_amount(code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint) OWNER TO samverk_kept_book_owner;
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
    RAISE EXCEPTION 'the book has form 9 since it was upgraded: update samverk'
        USING ERRCODE = 'SV004';
END
$$;
ALTER FUNCTION samverk.refuse_form() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.register_key(at bigint, of_stream text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.register_key(at bigint, of_stream text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.represent(data jsonb, who text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.represent(data jsonb, who text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.represented_at(person text, own_party text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (SELECT MAX(rowid) FROM stored_events,
            LATERAL (SELECT convert_from(state, 'UTF8')::jsonb -> 'data' AS said) AS fact
        WHERE originator_id = 'authorities' AND topic = 'actor-represents/1'
            AND said ->> 'party' = own_party AND folded(said ->> 'actor') = person);
END
$$;
ALTER FUNCTION samverk.represented_at(person text, own_party text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.request_payment(at bigint, of_stream text, data jsonb, who text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.request_payment(at bigint, of_stream text, data jsonb, who text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_administrator() RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        RETURN refuse('authority-by-administrator', jsonb_build_object('login', session_user::text));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_administrator() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_agreement(of_stream text, undoing bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_agreement(of_stream text, undoing bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_authority(request bigint, data jsonb, who text, wanted text, field text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
        WHEN mandate.actor <> person THEN 'none was granted'
        WHEN mandate.step <> wanted THEN 'none is for this step'
        WHEN mandate.board <> funded_by THEN 'none is of the board that pays'
        WHEN mandate.agreement <> split_part(own.stream, '/', 2) OR mandate.line <> own.line
            THEN 'none is for this line'
        WHEN day NOT BETWEEN mandate.from_day AND LEAST(mandate.to_day, mandate.withdrawn - 1)
            THEN 'none is in force that day'
        WHEN mandate.currency <> of_currency THEN 'none is in this currency' END;
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
ALTER FUNCTION samverk.require_authority(request bigint, data jsonb, who text, wanted text, field text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_board(of_stream text, of_line text, board text, decides boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_board(of_stream text, of_line text, board text, decides boolean) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_funders(of_stream text, lines text[], boards text[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_funders(of_stream text, lines text[], boards text[]) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_mandate(named bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM authority WHERE position = named) THEN
        RETURN refuse('unknown-authority', jsonb_build_object('position', named,
            'known', ARRAY(SELECT position FROM authority ORDER BY 1)));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_mandate(named bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_open_amendment(of_stream text, named text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_open_amendment(of_stream text, named text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_parties(named text[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_parties(named text[]) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_publication(at bigint, named bigint, same jsonb, published text, withdrawn text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_publication(at bigint, named bigint, same jsonb, published text, withdrawn text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_request(of_stream text, named bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
                WHEN own.paid IS NOT NULL THEN 'paid'
                WHEN (SELECT topic FROM stored_events WHERE rowid = own.over) = 'payment-returned/1'
                    THEN 'returned'
                ELSE 'cancelled' END));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_request(of_stream text, named bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_standing(at bigint, of_stream text, field text, data jsonb, wanted text, ended text, code text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_standing(at bigint, of_stream text, field text, data jsonb, wanted text, ended text, code text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_today(field text, day date) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF day NOT BETWEEN today() - 1 AND today() + 1 THEN  -- in the book's zone it is one of these
        PERFORM refuse('not-as-decided', jsonb_build_object(
            'field', field, 'decided', today(), 'found', day));
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.require_today(field text, day date) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.require_year(of_stream text, year integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.require_year(of_stream text, year integer) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.rest(at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text, missing text, said jsonb, differs text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.rest(at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text, missing text, said jsonb, differs text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.retire_key(at bigint, of_stream text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.retire_key(at bigint, of_stream text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
    ELSIF there.topic NOT IN ('commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/1', 'repayment-received/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1', 'commitment-approved/2', 'commitment-declined/2', 'uplift-applied/2', 'uplift-applied/3', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'repayment-received/2', 'in-kind-pledged/2', 'in-kind-recorded/2', 'in-kind-verified/2', 'in-kind-rejected/2', 'agreement-referred/1', 'referral-answered/1', 'decision-planned/1', 'agreement-signed/1', 'decision-notified/1', 'proposal-withdrawn/1', 'amendment-approved/1', 'amendment-declined/1', 'amendment-concluded/1', 'agreement-terminated/1', 'instalments-planned/1', 'obligation-set/1', 'obligation-met/1', 'obligation-accepted/1', 'obligation-rejected/1', 'obligation-waived/1', 'obligation-extended/1', 'use-reported/2', 'forecast-given/1', 'finding-made/1', 'finding-settled/1', 'claim-written-off/1', 'claim-written-off/2') THEN
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
ALTER FUNCTION samverk.reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.review_request(of_stream text, data jsonb, who text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.review_request(of_stream text, data jsonb, who text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.rules_in_force(at bigint) RETURNS integer
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN GREATEST(1,
        (SELECT substring(value FROM '^samverk/rules-([0-9]{1,6})/')::integer
            FROM book_info WHERE book_info.name = 'origin'),
        (SELECT MAX((convert_from(state, 'UTF8')::jsonb -> 'data' ->> 'rules')::integer)
            FROM stored_events
            WHERE originator_id = '@book' AND rowid < at AND topic = 'rules-adopted/1'));
END
$$;
ALTER FUNCTION samverk.rules_in_force(at bigint) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.shown(it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    places integer := CASE it ->> 'currency' WHEN 'ISK' THEN 0 WHEN 'JPY' THEN 0 WHEN 'KRW' THEN 0 WHEN 'KWD' THEN 3 WHEN 'BHD' THEN 3 WHEN 'TND' THEN 3 ELSE 2 END;
BEGIN
    RETURN CASE jsonb_typeof(it)
        WHEN 'object' THEN round((it ->> 'minor')::numeric / 10::numeric ^ places, places)
            || ' ' || (it ->> 'currency')
        WHEN 'array' THEN COALESCE(
            (SELECT string_agg(one, ', ') FROM jsonb_array_elements_text(it) AS one), '–')
        ELSE COALESCE(it #>> '{}', '–') END;
END
$$;
ALTER FUNCTION samverk.shown(it jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.today() RETURNS date
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (clock_timestamp() AT TIME ZONE 'UTC')::date;
END
$$;
ALTER FUNCTION samverk.today() OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.undo(entry bigint, of_stream text, name text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
DECLARE
    done text;
    in_line text;
    in_year integer;
    minor bigint;
BEGIN
    CASE name
    WHEN 'disbursement-recorded/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-made/1')) THEN
            done := depended_upon(entry, 'there is a finding about it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, (data ->> 'amount_minor')::bigint, -(data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-remaining', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'payee', -(data ->> 'amount_minor')::bigint, entry);
        done := unpay_request(entry, of_stream);
        NULL;
    WHEN 'internal-cost-recorded/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-made/1')) THEN
            done := depended_upon(entry, 'there is a finding about it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-remaining', entry);
        NULL;
    WHEN 'use-reported/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-made/1')) THEN
            done := depended_upon(entry, 'there is a finding about it');
        END IF;
        NULL;
    WHEN 'commitment-approved/1' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'commitment-declined/1' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'uplift-applied/1' THEN
        IF EXISTS (SELECT FROM uplift WHERE stream = of_stream AND line = data ->> 'line' AND (uplift.year > (data ->> 'year')::integer OR uplift.year = (data ->> 'year')::integer AND uplift.position > entry)) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3')) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        DELETE FROM uplift WHERE uplift.position = entry AND stream = of_stream;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'reallocated/1' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'to_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) OR EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'from_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'commitment-released/1' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'carried-over/1' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'to_year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) OR EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'from_year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'to_year')::integer, -(data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := move(of_stream, data ->> 'line', (data ->> 'from_year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'repayment-claimed/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('repayment-received/1', 'repayment-received/2')) THEN
            done := depended_upon(entry, 'money has come back on it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('claim-written-off/1', 'claim-written-off/2')) THEN
            done := depended_upon(entry, 'some of it has been written off');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, (data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, (data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'repayment-received/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-pledged/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('in-kind-recorded/1', 'in-kind-recorded/2')) THEN
            done := depended_upon(entry, 'something has been delivered on it');
        END IF;
        NULL;
    WHEN 'in-kind-recorded/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-made/1')) THEN
            done := depended_upon(entry, 'there is a finding about it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('in-kind-verified/1', 'in-kind-rejected/1', 'in-kind-verified/2', 'in-kind-rejected/2')) THEN
            done := depended_upon(entry, 'it has been verified or rejected');
        END IF;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-verified/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-rejected/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'commitment-approved/2' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor')) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        FOR in_year, minor IN SELECT key::integer, value::bigint FROM jsonb_each_text(data -> 'amounts_minor') ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'commitment-declined/2' THEN
        IF EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line' AND in_force) THEN
            done := depended_upon(entry, 'the agreement has been concluded on it');
        END IF;
        UPDATE budget_line SET decided = NULL WHERE stream = of_stream AND line = data ->> 'line';
        NULL;
    WHEN 'uplift-applied/2' THEN
        IF EXISTS (SELECT FROM uplift WHERE stream = of_stream AND line = data ->> 'line' AND (uplift.year > (data ->> 'year')::integer OR uplift.year = (data ->> 'year')::integer AND uplift.position > entry)) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3')) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        DELETE FROM uplift WHERE uplift.position = entry AND stream = of_stream;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'uplift-applied/3' THEN
        IF EXISTS (SELECT FROM uplift WHERE stream = of_stream AND line = data ->> 'line' AND (uplift.year > (data ->> 'year')::integer OR uplift.year = (data ->> 'year')::integer AND uplift.position > entry)) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one) AS own (year, minor) ON changed.line = data ->> 'line' AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('uplift-applied/1', 'uplift-applied/2', 'uplift-applied/3')) THEN
            done := depended_upon(entry, 'a later uplift replaced it or was built on it');
        END IF;
        FOR in_year, minor IN SELECT (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'years') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, data ->> 'line', in_year, -minor, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        END LOOP;
        DELETE FROM uplift WHERE uplift.position = entry AND stream = of_stream;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'reallocated/2' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'to_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) OR EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'from_line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'to_line', (data ->> 'year')::integer, -(data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := move(of_stream, data ->> 'from_line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'commitment-released/2' THEN
        IF EXISTS (SELECT FROM amended_year AS changed JOIN (SELECT data ->> 'line', (data ->> 'year')::integer) AS own (line, year) ON changed.line = own.line AND changed.year = own.year WHERE changed.stream = of_stream AND changed.position > entry) THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'year')::integer, (data ->> 'amount_minor')::bigint, 0, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        NULL;
    WHEN 'repayment-claimed/2' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('repayment-received/1', 'repayment-received/2')) THEN
            done := depended_upon(entry, 'money has come back on it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('claim-written-off/1', 'claim-written-off/2')) THEN
            done := depended_upon(entry, 'some of it has been written off');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, (data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, NULL, (data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'repayment-claimed/3' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('repayment-received/1', 'repayment-received/2')) THEN
            done := depended_upon(entry, 'money has come back on it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('claim-written-off/1', 'claim-written-off/2')) THEN
            done := depended_upon(entry, 'some of it has been written off');
        END IF;
        done := move(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, 0, (data ->> 'amount_minor')::bigint, false, NULL, NULL, NULL, 'exceeds-undisbursed', entry);
        done := owe(of_stream, data ->> 'line', (data ->> 'budget_year')::integer, data ->> 'performer', (data ->> 'amount_minor')::bigint, entry);
        NULL;
    WHEN 'repayment-received/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-pledged/2' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('in-kind-recorded/1', 'in-kind-recorded/2')) THEN
            done := depended_upon(entry, 'something has been delivered on it');
        END IF;
        NULL;
    WHEN 'in-kind-recorded/2' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-made/1')) THEN
            done := depended_upon(entry, 'there is a finding about it');
        END IF;
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('in-kind-verified/1', 'in-kind-rejected/1', 'in-kind-verified/2', 'in-kind-rejected/2')) THEN
            done := depended_upon(entry, 'it has been verified or rejected');
        END IF;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-verified/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'in-kind-rejected/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'agreement-referred/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('referral-answered/1')) THEN
            done := depended_upon(entry, 'it has been answered');
        END IF;
        NULL;
    WHEN 'referral-answered/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'decision-planned/1' THEN
        NULL;
    WHEN 'agreement-signed/1' THEN
        IF EXISTS (SELECT FROM stored_events WHERE rowid = (SELECT over FROM amendment WHERE stream = of_stream AND amendment = data ->> 'amendment') AND topic IN ('amendment-concluded/1')) THEN
            done := depended_upon(entry, 'the amendment has been concluded on it');
        END IF;
        NULL;
    WHEN 'decision-notified/1' THEN
        NULL;
    WHEN 'proposal-withdrawn/1' THEN
        UPDATE agreement SET shut = NULL WHERE stream = of_stream AND shut = entry;
        UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;
        NULL;
    WHEN 'amendment-approved/1' THEN
        IF EXISTS (SELECT FROM stored_events WHERE rowid = (SELECT over FROM amendment WHERE stream = of_stream AND amendment = data ->> 'amendment') AND topic IN ('amendment-concluded/1')) THEN
            done := depended_upon(entry, 'the amendment has been concluded on it');
        END IF;
        NULL;
    WHEN 'amendment-declined/1' THEN
        UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;
        NULL;
    WHEN 'amendment-concluded/1' THEN
        IF amendment_holds(entry, of_stream, data) = 'a later amendment has replaced the amount, or builds on it' THEN
            done := depended_upon(entry, 'a later amendment has replaced the amount, or builds on it');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'the new performer has been paid, has reported or has been claimed from' THEN
            done := depended_upon(entry, 'the new performer has been paid, has reported or has been claimed from');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'a later uplift was built on it' THEN
            done := depended_upon(entry, 'a later uplift was built on it');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'the line or the time that it added has been used' THEN
            done := depended_upon(entry, 'the line or the time that it added has been used');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'a party that it added has pledged something or contributed' THEN
            done := depended_upon(entry, 'a party that it added has pledged something or contributed');
        END IF;
        IF amendment_holds(entry, of_stream, data) = 'a party that it added answers for a line' THEN
            done := depended_upon(entry, 'a party that it added answers for a line');
        END IF;
        FOR in_line, in_year, minor IN SELECT one ->> 'line', (one ->> 'year')::integer, (one ->> 'change_minor')::bigint FROM jsonb_array_elements(data -> 'changes') AS one ORDER BY 1, 2 LOOP
            done := move(of_stream, in_line, in_year, -minor, 0, false, NULL, NULL, NULL, 'below-paid', entry);
        END LOOP;
        UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;
        UPDATE agreement SET last_year = date_part('year', (data ->> 'previous_ends')::date)
        WHERE stream = of_stream AND data ->> 'previous_ends' IS NOT NULL;
        DELETE FROM amended_year WHERE stream = of_stream AND position = entry;
        DELETE FROM performing WHERE stream = of_stream AND position = entry;
        UPDATE line_year SET performer = own.performer FROM budget_line AS own
        WHERE own.stream = of_stream AND line_year.stream = of_stream
            AND line_year.line = own.line AND line_year.performer = ''
            AND NOT EXISTS (SELECT FROM performing AS later
                WHERE later.stream = of_stream AND later.line = own.line);
        DELETE FROM line_year WHERE stream = of_stream AND line IN (
            SELECT item ->> 'line'
            FROM amendment_lines(of_stream, data ->> 'amendment') AS item);
        DELETE FROM budget_line WHERE stream = of_stream AND line IN (
            SELECT item ->> 'line'
            FROM amendment_lines(of_stream, data ->> 'amendment') AS item);
        NULL;
    WHEN 'agreement-terminated/1' THEN
        NULL;
    WHEN 'instalments-planned/1' THEN
        NULL;
    WHEN 'obligation-set/1' THEN
        NULL;
    WHEN 'obligation-met/1' THEN
        NULL;
    WHEN 'obligation-accepted/1' THEN
        NULL;
    WHEN 'obligation-rejected/1' THEN
        NULL;
    WHEN 'obligation-waived/1' THEN
        NULL;
    WHEN 'obligation-extended/1' THEN
        NULL;
    WHEN 'use-reported/2' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-made/1')) THEN
            done := depended_upon(entry, 'there is a finding about it');
        END IF;
        NULL;
    WHEN 'forecast-given/1' THEN
        NULL;
    WHEN 'finding-made/1' THEN
        IF EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position WHERE resting.entry = undo.entry AND topic IN ('finding-settled/1')) THEN
            done := depended_upon(entry, 'it has been settled, wholly or in part');
        END IF;
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'finding-settled/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'claim-written-off/1' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    WHEN 'claim-written-off/2' THEN
        DELETE FROM resting WHERE resting.position = entry;
        NULL;
    END CASE;
    RETURN NULL;
END
$$;
ALTER FUNCTION samverk.undo(entry bigint, of_stream text, name text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.unpay_request(payment bigint, of_stream text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.unpay_request(payment bigint, of_stream text) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.void_payments(at bigint, of_stream text, data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.void_payments(at bigint, of_stream text, data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.withdraw_authority(data jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
ALTER FUNCTION samverk.withdraw_authority(data jsonb) OWNER TO samverk_kept_book_owner;
CREATE FUNCTION samverk.written(name text, it jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
DECLARE
    text_of_it text := CASE WHEN it @@ 'strict $.actor > "" && ($.assurance == "claimed" || $.assurance == "database-attested" || $.assurance == "signed") && ($.reason == null || $.reason > "") && ($.key == null || $.key > "") && ($.command_sha256 == null || $.command_sha256 like_regex "^[0-9a-f]{64}$") && ($.causation == null || ($.causation >= 1 && $.causation <= 4611686018427387904)) && $.nonce like_regex "^[0-9a-f]{32}$"' THEN format('{"recorded_at":%s,"actor":%s,"assurance":%s,"reason":%s,"evidence":%s,"key":%s,"command_sha256":%s,"causation":%s,"nonce":%s,"data":%s}',
            to_json(instant_text((it ->> 'recorded_at')::timestamptz)), it -> 'actor', it -> 'assurance', it -> 'reason', CASE WHEN it -> 'evidence' = '[]' THEN '[]' ELSE written_evidence(it -> 'evidence') END, it -> 'key', it -> 'command_sha256', COALESCE(((it ->> 'causation')::bigint)::text, 'null'), it -> 'nonce', written_fact(name, it -> 'data')) END;
BEGIN
    RETURN CASE WHEN text_of_it !~ '(?<!\\)(\\\\)*\\[bfnrtu]|(?<!\\)""|(?<!\\)" | "|[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]' THEN text_of_it END;
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
    WHEN 'party-amended/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && $.name > "" && ($.kind == "board" || $.kind == "civil" || $.kind == "company" || $.kind == "state" || $.kind == "unit") && $.legal_entity > "" && ($.organisation_number == null || $.organisation_number > "") && $.previous_name > "" && ($.previous_kind == "board" || $.previous_kind == "civil" || $.previous_kind == "company" || $.previous_kind == "state" || $.previous_kind == "unit") && $.previous_legal_entity > "" && ($.previous_organisation_number == null || $.previous_organisation_number > "")' THEN format('{"event":"party-amended/1","party":%s,"name":%s,"kind":%s,"legal_entity":%s,"organisation_number":%s,"previous_name":%s,"previous_kind":%s,"previous_legal_entity":%s,"previous_organisation_number":%s}',
            it -> 'party', it -> 'name', it -> 'kind', it -> 'legal_entity', it -> 'organisation_number', it -> 'previous_name', it -> 'previous_kind', it -> 'previous_legal_entity', it -> 'previous_organisation_number') END;
    WHEN 'agreement-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.title > "" && $.reference > "" && $.purpose > "" && ($.starts like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.starts >= "1900-01-01" && $.starts <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.currency > "" && ($.rounding == "krona" || $.rounding == "ore") && ($.extends == null || $.extends > "") && ($.stated_total_minor >= -100000000000000000 && $.stated_total_minor <= 100000000000000000)' THEN format('{"event":"agreement-proposed/1","title":%s,"reference":%s,"purpose":%s,"starts":%s,"ends":%s,"currency":%s,"rounding":%s,"extends":%s,"signatories":%s,"stated_total_minor":%s}',
            it -> 'title', it -> 'reference', it -> 'purpose', to_json((it ->> 'starts')::date), to_json((it ->> 'ends')::date), it -> 'currency', it -> 'rounding', it -> 'extends', CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END, (it ->> 'stated_total_minor')::bigint) END;
    WHEN 'agreement-proposed/2' THEN
        RETURN CASE WHEN it @@ 'strict $.title > "" && $.reference > "" && $.purpose > "" && ($.starts like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.starts >= "1900-01-01" && $.starts <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.currency > "" && ($.rounding == "krona" || $.rounding == "ore") && ($.extends == null || $.extends > "") && ($.stated_total_minor >= -100000000000000000 && $.stated_total_minor <= 100000000000000000) && ($.carry_over_percent == null || $.carry_over_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && ($.extends_because == null || $.extends_because > "")' THEN format('{"event":"agreement-proposed/2","title":%s,"reference":%s,"purpose":%s,"starts":%s,"ends":%s,"currency":%s,"rounding":%s,"extends":%s,"signatories":%s,"stated_total_minor":%s,"carry_over_percent":%s,"extends_because":%s}',
            it -> 'title', it -> 'reference', it -> 'purpose', to_json((it ->> 'starts')::date), to_json((it ->> 'ends')::date), it -> 'currency', it -> 'rounding', it -> 'extends', CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END, (it ->> 'stated_total_minor')::bigint, it -> 'carry_over_percent', it -> 'extends_because') END;
    WHEN 'agreement-proposed/3' THEN
        RETURN CASE WHEN it @@ 'strict $.title > "" && $.reference > "" && $.purpose > "" && ($.starts like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.starts >= "1900-01-01" && $.starts <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.currency > "" && ($.rounding == "krona" || $.rounding == "ore") && ($.extends == null || $.extends > "") && ($.stated_total_minor >= -100000000000000000 && $.stated_total_minor <= 100000000000000000) && ($.carry_over_percent == null || $.carry_over_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && ($.extends_because == null || $.extends_because > "") && ($.attest == "none" || $.attest == "two")' THEN format('{"event":"agreement-proposed/3","title":%s,"reference":%s,"purpose":%s,"starts":%s,"ends":%s,"currency":%s,"rounding":%s,"extends":%s,"signatories":%s,"stated_total_minor":%s,"carry_over_percent":%s,"extends_because":%s,"attest":%s,"categories":%s}',
            it -> 'title', it -> 'reference', it -> 'purpose', to_json((it ->> 'starts')::date), to_json((it ->> 'ends')::date), it -> 'currency', it -> 'rounding', it -> 'extends', CASE WHEN it -> 'signatories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'signatories') WITH ORDINALITY AS one (it, place)) END, (it ->> 'stated_total_minor')::bigint, it -> 'carry_over_percent', it -> 'extends_because', it -> 'attest', CASE WHEN it -> 'categories' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.name > "" && ($.flat_percent == null || $.flat_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && ($.flat_of == null || $.flat_of > "")' THEN format('{"name":%s,"flat_percent":%s,"flat_of":%s}',
            it -> 'name', it -> 'flat_percent', it -> 'flat_of') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'categories') WITH ORDINALITY AS one (it, place)) END) END;
    WHEN 'budget-line-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "")' THEN format('{"event":"budget-line-proposed/1","line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s}',
            it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding') END;
    WHEN 'budget-line-proposed/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "") && $.activity > "" && ($.share == null || $.share like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$")' THEN format('{"event":"budget-line-proposed/2","line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s,"activity":%s,"share":%s}',
            it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding', it -> 'activity', it -> 'share') END;
    WHEN 'line-amended/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000)' THEN format('{"event":"line-amended/1","line":%s,"year":%s,"amount_minor":%s,"previous_minor":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, (it ->> 'previous_minor')::bigint) END;
    WHEN 'agreement-concluded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"agreement-concluded/1","decision":%s,"decided_on":%s}',
            it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'agreement-closed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.closed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.closed_on >= "1900-01-01" && $.closed_on <= "2200-12-31")' THEN format('{"event":"agreement-closed/1","closed_on":%s}',
            to_json((it ->> 'closed_on')::date)) END;
    WHEN 'agreement-reopened/1' THEN
        RETURN CASE WHEN it @@ 'strict $.reason > ""' THEN format('{"event":"agreement-reopened/1","reason":%s}',
            it -> 'reason') END;
    WHEN 'entry-reversed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.reversed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.reversed_on >= "1900-01-01" && $.reversed_on <= "2200-12-31") && $.reason > ""' THEN format('{"event":"entry-reversed/1","position":%s,"reversed_on":%s,"reason":%s,"entry":%s}',
            (it ->> 'position')::bigint, to_json((it ->> 'reversed_on')::date), it -> 'reason', CASE WHEN it -> 'entry' ->> 'event' IN ('commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'disbursement-recorded/1', 'internal-cost-recorded/1', 'use-reported/1', 'repayment-claimed/1', 'repayment-received/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1', 'commitment-approved/2', 'commitment-declined/2', 'uplift-applied/2', 'uplift-applied/3', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'repayment-received/2', 'in-kind-pledged/2', 'in-kind-recorded/2', 'in-kind-verified/2', 'in-kind-rejected/2', 'agreement-referred/1', 'referral-answered/1', 'decision-planned/1', 'agreement-signed/1', 'decision-notified/1', 'proposal-withdrawn/1', 'amendment-approved/1', 'amendment-declined/1', 'amendment-concluded/1', 'agreement-terminated/1', 'instalments-planned/1', 'obligation-set/1', 'obligation-met/1', 'obligation-accepted/1', 'obligation-rejected/1', 'obligation-waived/1', 'obligation-extended/1', 'use-reported/2', 'forecast-given/1', 'finding-made/1', 'finding-settled/1', 'claim-written-off/1', 'claim-written-off/2') THEN written_fact(it -> 'entry' ->> 'event', it -> 'entry') END) END;
    WHEN 'period-closed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.period > "" && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31")' THEN format('{"event":"period-closed/1","period":%s,"ends":%s}',
            it -> 'period', to_json((it ->> 'ends')::date)) END;
    WHEN 'period-reopened/1' THEN
        RETURN CASE WHEN it @@ 'strict $.period > "" && $.reason > ""' THEN format('{"event":"period-reopened/1","period":%s,"reason":%s}',
            it -> 'period', it -> 'reason') END;
    WHEN 'key-rotated/1' THEN
        RETURN CASE WHEN it @@ 'strict $.previous > "" && $.key > "" && ($.size >= 0 && $.size <= 4611686018427387904) && $.root > "" && ($.signed_by_previous == null || $.signed_by_previous > "") && $.signed_by_key > "" && ($.reason == null || $.reason > "")' THEN format('{"event":"key-rotated/1","previous":%s,"key":%s,"size":%s,"root":%s,"signed_by_previous":%s,"signed_by_key":%s,"reason":%s}',
            it -> 'previous', it -> 'key', (it ->> 'size')::bigint, it -> 'root', it -> 'signed_by_previous', it -> 'signed_by_key', it -> 'reason') END;
    WHEN 'key-retired/1' THEN
        RETURN CASE WHEN it @@ 'strict $.key > "" && $.reason > ""' THEN format('{"event":"key-retired/1","key":%s,"reason":%s}',
            it -> 'key', it -> 'reason') END;
    WHEN 'witness-registered/1' THEN
        RETURN CASE WHEN it @@ 'strict $.witness > "" && $.key > "" && ($.party == null || $.party > "")' THEN format('{"event":"witness-registered/1","witness":%s,"key":%s,"party":%s}',
            it -> 'witness', it -> 'key', it -> 'party') END;
    WHEN 'witness-retired/1' THEN
        RETURN CASE WHEN it @@ 'strict $.witness > "" && $.reason > ""' THEN format('{"event":"witness-retired/1","witness":%s,"reason":%s}',
            it -> 'witness', it -> 'reason') END;
    WHEN 'book-described/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.name == null || $.name > "") && ($.timezone == null || $.timezone > "")' THEN format('{"event":"book-described/1","name":%s,"timezone":%s}',
            it -> 'name', it -> 'timezone') END;
    WHEN 'rules-adopted/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.rules >= 1 && $.rules <= 1000000)' THEN format('{"event":"rules-adopted/1","rules":%s}',
            (it ->> 'rules')::bigint) END;
    WHEN 'line-index-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.lag_years >= 0 && $.lag_years <= 10) && ($.vintage == "definitive" || $.vintage == "first" || $.vintage == "october")' THEN format('{"event":"line-index-proposed/1","line":%s,"parts":%s,"lag_years":%s,"vintage":%s}',
            it -> 'line', CASE WHEN it -> 'parts' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.series > "" && $.weight_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$"' THEN format('{"series":%s,"weight_percent":%s}',
            it -> 'series', it -> 'weight_percent') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'parts') WITH ORDINALITY AS one (it, place)) END, (it ->> 'lag_years')::bigint, it -> 'vintage') END;
    WHEN 'index-published/1' THEN
        RETURN CASE WHEN it @@ 'strict $.series > "" && $.index_period > "" && ($.value_percent like_regex "^(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" || $.value_percent like_regex "^-(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" && !($.value_percent like_regex "^-[0.]*$")) && ($.preliminary == true || $.preliminary == false) && $.source > "" && ($.published_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.published_on >= "1900-01-01" && $.published_on <= "2200-12-31")' THEN format('{"event":"index-published/1","series":%s,"index_period":%s,"value_percent":%s,"preliminary":%s,"source":%s,"published_on":%s}',
            it -> 'series', it -> 'index_period', it -> 'value_percent', it -> 'preliminary', it -> 'source', to_json((it ->> 'published_on')::date)) END;
    WHEN 'index-withdrawn/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.publication >= 1 && $.publication <= 4611686018427387904) && $.reason > ""' THEN format('{"event":"index-withdrawn/1","publication":%s,"reason":%s}',
            (it ->> 'publication')::bigint, it -> 'reason') END;
    WHEN 'amendment-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && ($.title == null || $.title > "") && ($.reference == null || $.reference > "")' THEN format('{"event":"amendment-proposed/1","amendment":%s,"title":%s,"reference":%s}',
            it -> 'amendment', it -> 'title', it -> 'reference') END;
    WHEN 'line-amount-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000) && ($.amount_minor >= 0 && $.amount_minor <= 100000000000000000)' THEN format('{"event":"line-amount-change-proposed/1","amendment":%s,"line":%s,"year":%s,"previous_minor":%s,"amount_minor":%s}',
            it -> 'amendment', it -> 'line', (it ->> 'year')::bigint, (it ->> 'previous_minor')::bigint, (it ->> 'amount_minor')::bigint) END;
    WHEN 'line-addition-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && $.purpose > "" && $.funder > "" && $.performer > "" && ($.accountable == null || $.accountable > "") && ($.uplift == true || $.uplift == false) && ($.settlement == "external" || $.settlement == "internal") && ($.coding == null || $.coding > "") && ($.activity == null || $.activity > "") && ($.share == null || $.share like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$")' THEN format('{"event":"line-addition-proposed/1","amendment":%s,"line":%s,"purpose":%s,"funder":%s,"performer":%s,"accountable":%s,"amounts_minor":%s,"uplift":%s,"settlement":%s,"coding":%s,"activity":%s,"share":%s}',
            it -> 'amendment', it -> 'line', it -> 'purpose', it -> 'funder', it -> 'performer', it -> 'accountable', (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), it -> 'uplift', it -> 'settlement', it -> 'coding', it -> 'activity', it -> 'share') END;
    WHEN 'line-uplift-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && ($.uplift == true || $.uplift == false)' THEN format('{"event":"line-uplift-change-proposed/1","amendment":%s,"line":%s,"uplift":%s}',
            it -> 'amendment', it -> 'line', it -> 'uplift') END;
    WHEN 'line-performer-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.line > "" && $.performer > "" && $.previous > "" && ($.accountable == null || $.accountable > "") && ($.from_day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.from_day >= "1900-01-01" && $.from_day <= "2200-12-31")' THEN format('{"event":"line-performer-change-proposed/1","amendment":%s,"line":%s,"performer":%s,"previous":%s,"accountable":%s,"from_day":%s}',
            it -> 'amendment', it -> 'line', it -> 'performer', it -> 'previous', it -> 'accountable', to_json((it ->> 'from_day')::date)) END;
    WHEN 'term-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && ($.previous like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.previous >= "1900-01-01" && $.previous <= "2200-12-31")' THEN format('{"event":"term-change-proposed/1","amendment":%s,"ends":%s,"previous":%s}',
            it -> 'amendment', to_json((it ->> 'ends')::date), to_json((it ->> 'previous')::date)) END;
    WHEN 'signatory-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.party > "" && ($.joins == true || $.joins == false)' THEN format('{"event":"signatory-change-proposed/1","amendment":%s,"party":%s,"joins":%s}',
            it -> 'amendment', it -> 'party', it -> 'joins') END;
    WHEN 'text-change-proposed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && ($.field == "purpose" || $.field == "reference" || $.field == "title") && $.text > "" && $.previous > ""' THEN format('{"event":"text-change-proposed/1","amendment":%s,"field":%s,"text":%s,"previous":%s}',
            it -> 'amendment', it -> 'field', it -> 'text', it -> 'previous') END;
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
    WHEN 'carried-over/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.from_year >= 1900 && $.from_year <= 2200) && ($.to_year >= 1900 && $.to_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"carried-over/1","line":%s,"from_year":%s,"to_year":%s,"amount_minor":%s,"board":%s,"decision":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'line', (it ->> 'from_year')::bigint, (it ->> 'to_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
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
    WHEN 'commitment-approved/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"commitment-approved/2","line":%s,"board":%s,"decision":%s,"decided_on":%s,"amounts_minor":%s,"booked_on":%s}',
            it -> 'line', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), (SELECT '{' || string_agg('"' || written_whole(key, 1900, 2200) || '":' || written_whole(value, 1, 100000000000000000), ',' ORDER BY key) || '}' FROM jsonb_each_text(it -> 'amounts_minor')), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'commitment-declined/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"commitment-declined/2","line":%s,"board":%s,"decision":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'line', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'uplift-applied/2' THEN
        RETURN CASE WHEN it @@ 'strict $.board > "" && $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.basis == "amount" || $.basis == "rate") && ($.rate_percent == null || $.rate_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.supersedes == null || ($.supersedes >= 1 && $.supersedes <= 4611686018427387904)) && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"uplift-applied/2","board":%s,"line":%s,"year":%s,"basis":%s,"rate_percent":%s,"decision":%s,"decided_on":%s,"years":%s,"supersedes":%s,"booked_on":%s}',
            it -> 'board', it -> 'line', (it ->> 'year')::bigint, it -> 'basis', it -> 'rate_percent', it -> 'decision', to_json((it ->> 'decided_on')::date), CASE WHEN it -> 'years' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.year >= 1900 && $.year <= 2200) && ($.base_minor >= -100000000000000000 && $.base_minor <= 100000000000000000) && ($.uplift_minor >= -100000000000000000 && $.uplift_minor <= 100000000000000000) && ($.new_minor >= -100000000000000000 && $.new_minor <= 100000000000000000) && ($.change_minor >= -100000000000000000 && $.change_minor <= 100000000000000000)' THEN format('{"year":%s,"base_minor":%s,"uplift_minor":%s,"new_minor":%s,"change_minor":%s}',
            (it ->> 'year')::bigint, (it ->> 'base_minor')::bigint, (it ->> 'uplift_minor')::bigint, (it ->> 'new_minor')::bigint, (it ->> 'change_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'years') WITH ORDINALITY AS one (it, place)) END, COALESCE(((it ->> 'supersedes')::bigint)::text, 'null'), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'uplift-applied/3' THEN
        RETURN CASE WHEN it @@ 'strict $.board > "" && $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.basis == "amount" || $.basis == "rate") && ($.rate_percent == null || $.rate_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$") && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.supersedes == null || ($.supersedes >= 1 && $.supersedes <= 4611686018427387904)) && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"uplift-applied/3","board":%s,"line":%s,"year":%s,"basis":%s,"rate_percent":%s,"decision":%s,"decided_on":%s,"years":%s,"supersedes":%s,"booked_on":%s,"index":%s}',
            it -> 'board', it -> 'line', (it ->> 'year')::bigint, it -> 'basis', it -> 'rate_percent', it -> 'decision', to_json((it ->> 'decided_on')::date), CASE WHEN it -> 'years' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.year >= 1900 && $.year <= 2200) && ($.base_minor >= -100000000000000000 && $.base_minor <= 100000000000000000) && ($.uplift_minor >= -100000000000000000 && $.uplift_minor <= 100000000000000000) && ($.new_minor >= -100000000000000000 && $.new_minor <= 100000000000000000) && ($.change_minor >= -100000000000000000 && $.change_minor <= 100000000000000000)' THEN format('{"year":%s,"base_minor":%s,"uplift_minor":%s,"new_minor":%s,"change_minor":%s}',
            (it ->> 'year')::bigint, (it ->> 'base_minor')::bigint, (it ->> 'uplift_minor')::bigint, (it ->> 'new_minor')::bigint, (it ->> 'change_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'years') WITH ORDINALITY AS one (it, place)) END, COALESCE(((it ->> 'supersedes')::bigint)::text, 'null'), to_json((it ->> 'booked_on')::date), CASE WHEN it -> 'index' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.series > "" && $.index_period > "" && ($.vintage == "definitive" || $.vintage == "first" || $.vintage == "october") && ($.value_percent like_regex "^(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" || $.value_percent like_regex "^-(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" && !($.value_percent like_regex "^-[0.]*$")) && $.weight_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.publication >= 1 && $.publication <= 4611686018427387904)' THEN format('{"series":%s,"index_period":%s,"vintage":%s,"value_percent":%s,"weight_percent":%s,"publication":%s}',
            it -> 'series', it -> 'index_period', it -> 'vintage', it -> 'value_percent', it -> 'weight_percent', (it ->> 'publication')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'index') WITH ORDINALITY AS one (it, place)) END) END;
    WHEN 'reallocated/2' THEN
        RETURN CASE WHEN it @@ 'strict $.from_line > "" && $.to_line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"reallocated/2","from_line":%s,"to_line":%s,"year":%s,"amount_minor":%s,"decisions":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'from_line', it -> 'to_line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, CASE WHEN it -> 'decisions' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.board > "" && $.reference > ""' THEN format('{"board":%s,"reference":%s}',
            it -> 'board', it -> 'reference') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'decisions') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'commitment-released/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.reason > "" && ($.released_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.released_on >= "1900-01-01" && $.released_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"commitment-released/2","line":%s,"year":%s,"amount_minor":%s,"reason":%s,"released_on":%s,"booked_on":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'reason', to_json((it ->> 'released_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'repayment-claimed/2' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && $.ground > "" && ($.claimed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.claimed_on >= "1900-01-01" && $.claimed_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"repayment-claimed/2","line":%s,"budget_year":%s,"amount_minor":%s,"due_on":%s,"ground":%s,"claimed_on":%s,"booked_on":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'due_on')::date), it -> 'ground', to_json((it ->> 'claimed_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'repayment-claimed/3' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && $.ground > "" && ($.claimed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.claimed_on >= "1900-01-01" && $.claimed_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31") && $.performer > ""' THEN format('{"event":"repayment-claimed/3","line":%s,"budget_year":%s,"amount_minor":%s,"due_on":%s,"ground":%s,"claimed_on":%s,"booked_on":%s,"performer":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'due_on')::date), it -> 'ground', to_json((it ->> 'claimed_on')::date), to_json((it ->> 'booked_on')::date), it -> 'performer') END;
    WHEN 'repayment-received/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.claim >= 1 && $.claim <= 4611686018427387904) && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.received_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.received_on >= "1900-01-01" && $.received_on <= "2200-12-31") && ($.bank_reference == null || $.bank_reference > "") && $.performer > ""' THEN format('{"event":"repayment-received/2","claim":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"received_on":%s,"bank_reference":%s,"performer":%s}',
            (it ->> 'claim')::bigint, it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'received_on')::date), it -> 'bank_reference', it -> 'performer') END;
    WHEN 'in-kind-pledged/2' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.kind == "competence" || $.kind == "goods" || $.kind == "premises" || $.kind == "volunteer") && ($.description == null || $.description > "") && $.unit > "" && $.quantity like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.unit_value_minor >= 1 && $.unit_value_minor <= 100000000000000000) && ($.value_minor >= -100000000000000000 && $.value_minor <= 100000000000000000) && ($.year >= 1900 && $.year <= 2200) && ($.pledged_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.pledged_on >= "1900-01-01" && $.pledged_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-pledged/2","party":%s,"kind":%s,"description":%s,"unit":%s,"quantity":%s,"unit_value_minor":%s,"value_minor":%s,"year":%s,"pledged_on":%s,"booked_on":%s}',
            it -> 'party', it -> 'kind', it -> 'description', it -> 'unit', it -> 'quantity', (it ->> 'unit_value_minor')::bigint, (it ->> 'value_minor')::bigint, (it ->> 'year')::bigint, to_json((it ->> 'pledged_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'in-kind-recorded/2' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.pledge == null || ($.pledge >= 1 && $.pledge <= 4611686018427387904)) && ($.kind == "competence" || $.kind == "goods" || $.kind == "premises" || $.kind == "volunteer") && ($.description == null || $.description > "") && $.unit > "" && $.quantity like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$" && ($.unit_value_minor >= 1 && $.unit_value_minor <= 100000000000000000) && ($.method == null || $.method > "") && ($.value_minor >= -100000000000000000 && $.value_minor <= 100000000000000000) && ($.performed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.performed_on >= "1900-01-01" && $.performed_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-recorded/2","party":%s,"pledge":%s,"kind":%s,"description":%s,"unit":%s,"quantity":%s,"unit_value_minor":%s,"method":%s,"value_minor":%s,"performed_on":%s,"booked_on":%s}',
            it -> 'party', COALESCE(((it ->> 'pledge')::bigint)::text, 'null'), it -> 'kind', it -> 'description', it -> 'unit', it -> 'quantity', (it ->> 'unit_value_minor')::bigint, it -> 'method', (it ->> 'value_minor')::bigint, to_json((it ->> 'performed_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'in-kind-verified/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.verified_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.verified_on >= "1900-01-01" && $.verified_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-verified/2","position":%s,"contribution":%s,"verified_on":%s,"booked_on":%s}',
            (it ->> 'position')::bigint, CASE WHEN it -> 'contribution' ->> 'event' IN ('in-kind-recorded/1', 'in-kind-recorded/2') THEN written_fact(it -> 'contribution' ->> 'event', it -> 'contribution') END, to_json((it ->> 'verified_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'in-kind-rejected/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.rejected_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.rejected_on >= "1900-01-01" && $.rejected_on <= "2200-12-31") && $.reason > "" && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"in-kind-rejected/2","position":%s,"contribution":%s,"rejected_on":%s,"reason":%s,"booked_on":%s}',
            (it ->> 'position')::bigint, CASE WHEN it -> 'contribution' ->> 'event' IN ('in-kind-recorded/1', 'in-kind-recorded/2') THEN written_fact(it -> 'contribution' ->> 'event', it -> 'contribution') END, to_json((it ->> 'rejected_on')::date), it -> 'reason', to_json((it ->> 'booked_on')::date)) END;
    WHEN 'agreement-referred/1' THEN
        RETURN CASE WHEN it @@ 'strict $.matter > "" && ($.answer_by like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.answer_by >= "1900-01-01" && $.answer_by <= "2200-12-31") && ($.by == null || $.by > "") && ($.referred_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.referred_on >= "1900-01-01" && $.referred_on <= "2200-12-31")' THEN format('{"event":"agreement-referred/1","matter":%s,"to":%s,"answer_by":%s,"by":%s,"referred_on":%s}',
            it -> 'matter', CASE WHEN it -> 'to' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'to') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'answer_by')::date), it -> 'by', to_json((it ->> 'referred_on')::date)) END;
    WHEN 'referral-answered/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.referral >= 1 && $.referral <= 4611686018427387904) && $.party > "" && ($.answer == "comment" || $.answer == "object" || $.answer == "support") && ($.decision == null || $.decision > "") && ($.answered_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.answered_on >= "1900-01-01" && $.answered_on <= "2200-12-31")' THEN format('{"event":"referral-answered/1","referral":%s,"party":%s,"answer":%s,"decision":%s,"answered_on":%s}',
            (it ->> 'referral')::bigint, it -> 'party', it -> 'answer', it -> 'decision', to_json((it ->> 'answered_on')::date)) END;
    WHEN 'decision-planned/1' THEN
        RETURN CASE WHEN it @@ 'strict $.body > "" && $.matter > "" && ($.decides_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decides_on >= "1900-01-01" && $.decides_on <= "2200-12-31") && ($.planned_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.planned_on >= "1900-01-01" && $.planned_on <= "2200-12-31")' THEN format('{"event":"decision-planned/1","body":%s,"matter":%s,"decides_on":%s,"planned_on":%s}',
            it -> 'body', it -> 'matter', to_json((it ->> 'decides_on')::date), to_json((it ->> 'planned_on')::date)) END;
    WHEN 'agreement-signed/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.signed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.signed_on >= "1900-01-01" && $.signed_on <= "2200-12-31") && ($.reference == null || $.reference > "") && ($.amendment == null || $.amendment > "")' THEN format('{"event":"agreement-signed/1","party":%s,"signed_on":%s,"reference":%s,"amendment":%s}',
            it -> 'party', to_json((it ->> 'signed_on')::date), it -> 'reference', it -> 'amendment') END;
    WHEN 'decision-notified/1' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.notified_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.notified_on >= "1900-01-01" && $.notified_on <= "2200-12-31")' THEN format('{"event":"decision-notified/1","to":%s,"decision":%s,"notified_on":%s}',
            CASE WHEN it -> 'to' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(written_text(it #>> '{}'), ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'to') WITH ORDINALITY AS one (it, place)) END, it -> 'decision', to_json((it ->> 'notified_on')::date)) END;
    WHEN 'proposal-withdrawn/1' THEN
        RETURN CASE WHEN it @@ 'strict $.reason > "" && ($.withdrawn_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.withdrawn_on >= "1900-01-01" && $.withdrawn_on <= "2200-12-31") && ($.amendment == null || $.amendment > "")' THEN format('{"event":"proposal-withdrawn/1","reason":%s,"withdrawn_on":%s,"amendment":%s}',
            it -> 'reason', to_json((it ->> 'withdrawn_on')::date), it -> 'amendment') END;
    WHEN 'amendment-approved/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"amendment-approved/1","amendment":%s,"board":%s,"decision":%s,"decided_on":%s}',
            it -> 'amendment', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'amendment-declined/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.board > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31")' THEN format('{"event":"amendment-declined/1","amendment":%s,"board":%s,"decision":%s,"decided_on":%s}',
            it -> 'amendment', it -> 'board', it -> 'decision', to_json((it ->> 'decided_on')::date)) END;
    WHEN 'amendment-concluded/1' THEN
        RETURN CASE WHEN it @@ 'strict $.amendment > "" && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31") && ($.ends == null || ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31")) && ($.previous_ends == null || ($.previous_ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.previous_ends >= "1900-01-01" && $.previous_ends <= "2200-12-31"))' THEN format('{"event":"amendment-concluded/1","amendment":%s,"decision":%s,"decided_on":%s,"booked_on":%s,"changes":%s,"ends":%s,"previous_ends":%s}',
            it -> 'amendment', it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date), CASE WHEN it -> 'changes' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.previous_minor >= -100000000000000000 && $.previous_minor <= 100000000000000000) && ($.amount_minor >= 0 && $.amount_minor <= 100000000000000000) && ($.change_minor >= -100000000000000000 && $.change_minor <= 100000000000000000)' THEN format('{"line":%s,"year":%s,"previous_minor":%s,"amount_minor":%s,"change_minor":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'previous_minor')::bigint, (it ->> 'amount_minor')::bigint, (it ->> 'change_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'changes') WITH ORDINALITY AS one (it, place)) END, COALESCE((to_json((it ->> 'ends')::date))::text, 'null'), COALESCE((to_json((it ->> 'previous_ends')::date))::text, 'null')) END;
    WHEN 'agreement-terminated/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.notice_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.notice_on >= "1900-01-01" && $.notice_on <= "2200-12-31") && ($.ends like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.ends >= "1900-01-01" && $.ends <= "2200-12-31") && $.ground > "" && $.decision > ""' THEN format('{"event":"agreement-terminated/1","party":%s,"notice_on":%s,"ends":%s,"ground":%s,"decision":%s}',
            it -> 'party', to_json((it ->> 'notice_on')::date), to_json((it ->> 'ends')::date), it -> 'ground', it -> 'decision') END;
    WHEN 'instalments-planned/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.planned_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.planned_on >= "1900-01-01" && $.planned_on <= "2200-12-31")' THEN format('{"event":"instalments-planned/1","line":%s,"year":%s,"instalments":%s,"planned_on":%s}',
            it -> 'line', (it ->> 'year')::bigint, CASE WHEN it -> 'instalments' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.number >= 1 && $.number <= 1000) && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000)' THEN format('{"number":%s,"due_on":%s,"amount_minor":%s}',
            (it ->> 'number')::bigint, to_json((it ->> 'due_on')::date), (it ->> 'amount_minor')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'instalments') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'planned_on')::date)) END;
    WHEN 'obligation-set/1' THEN
        RETURN CASE WHEN it @@ 'strict $.obligation > "" && ($.kind == "audit" || $.kind == "decision" || $.kind == "document" || $.kind == "report") && $.party > "" && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && ($.covers == null || $.covers > "") && ($.set_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.set_on >= "1900-01-01" && $.set_on <= "2200-12-31")' THEN format('{"event":"obligation-set/1","obligation":%s,"kind":%s,"party":%s,"due_on":%s,"covers":%s,"blocks":%s,"set_on":%s}',
            it -> 'obligation', it -> 'kind', it -> 'party', to_json((it ->> 'due_on')::date), it -> 'covers', CASE WHEN it -> 'blocks' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.instalment >= 1 && $.instalment <= 1000)' THEN format('{"line":%s,"year":%s,"instalment":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'instalment')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'blocks') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'set_on')::date)) END;
    WHEN 'obligation-met/1' THEN
        RETURN CASE WHEN it @@ 'strict $.obligation > "" && ($.met_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.met_on >= "1900-01-01" && $.met_on <= "2200-12-31") && ($.reference == null || $.reference > "")' THEN format('{"event":"obligation-met/1","obligation":%s,"met_on":%s,"reference":%s}',
            it -> 'obligation', to_json((it ->> 'met_on')::date), it -> 'reference') END;
    WHEN 'obligation-accepted/1' THEN
        RETURN CASE WHEN it @@ 'strict $.obligation > "" && ($.accepted_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.accepted_on >= "1900-01-01" && $.accepted_on <= "2200-12-31")' THEN format('{"event":"obligation-accepted/1","obligation":%s,"accepted_on":%s}',
            it -> 'obligation', to_json((it ->> 'accepted_on')::date)) END;
    WHEN 'obligation-rejected/1' THEN
        RETURN CASE WHEN it @@ 'strict $.obligation > "" && ($.rejected_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.rejected_on >= "1900-01-01" && $.rejected_on <= "2200-12-31") && $.reason > ""' THEN format('{"event":"obligation-rejected/1","obligation":%s,"rejected_on":%s,"reason":%s}',
            it -> 'obligation', to_json((it ->> 'rejected_on')::date), it -> 'reason') END;
    WHEN 'obligation-waived/1' THEN
        RETURN CASE WHEN it @@ 'strict $.obligation > "" && ($.waived_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.waived_on >= "1900-01-01" && $.waived_on <= "2200-12-31") && $.decision > ""' THEN format('{"event":"obligation-waived/1","obligation":%s,"waived_on":%s,"decision":%s}',
            it -> 'obligation', to_json((it ->> 'waived_on')::date), it -> 'decision') END;
    WHEN 'obligation-extended/1' THEN
        RETURN CASE WHEN it @@ 'strict $.obligation > "" && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && ($.previous_due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.previous_due_on >= "1900-01-01" && $.previous_due_on <= "2200-12-31") && ($.extended_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.extended_on >= "1900-01-01" && $.extended_on <= "2200-12-31") && $.decision > ""' THEN format('{"event":"obligation-extended/1","obligation":%s,"due_on":%s,"previous_due_on":%s,"extended_on":%s,"decision":%s}',
            it -> 'obligation', to_json((it ->> 'due_on')::date), to_json((it ->> 'previous_due_on')::date), to_json((it ->> 'extended_on')::date), it -> 'decision') END;
    WHEN 'use-reported/2' THEN
        RETURN CASE WHEN it @@ 'strict $.performer > "" && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.report > "" && ($.reported_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.reported_on >= "1900-01-01" && $.reported_on <= "2200-12-31")' THEN format('{"event":"use-reported/2","performer":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"report":%s,"reported_on":%s,"rows":%s}',
            it -> 'performer', it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'report', to_json((it ->> 'reported_on')::date), CASE WHEN it -> 'rows' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.category > "" && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.document == null || $.document > "") && ($.flat_percent == null || $.flat_percent like_regex "^(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?$")' THEN format('{"category":%s,"amount_minor":%s,"document":%s,"flat_percent":%s}',
            it -> 'category', (it ->> 'amount_minor')::bigint, it -> 'document', it -> 'flat_percent') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'rows') WITH ORDINALITY AS one (it, place)) END) END;
    WHEN 'forecast-given/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.year >= 1900 && $.year <= 2200) && ($.amount_minor >= 0 && $.amount_minor <= 100000000000000000) && $.reason > "" && ($.given_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.given_on >= "1900-01-01" && $.given_on <= "2200-12-31")' THEN format('{"event":"forecast-given/1","line":%s,"year":%s,"amount_minor":%s,"reason":%s,"given_on":%s}',
            it -> 'line', (it ->> 'year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'reason', to_json((it ->> 'given_on')::date)) END;
    WHEN 'finding-made/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && $.party > "" && ($.line == null || $.line > "") && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.row == null || ($.row >= 1 && $.row <= 10000)) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.kind > "" && ($.made_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.made_on >= "1900-01-01" && $.made_on <= "2200-12-31") && $.recorded_by > ""' THEN format('{"event":"finding-made/1","position":%s,"party":%s,"line":%s,"budget_year":%s,"row":%s,"amount_minor":%s,"kind":%s,"made_on":%s,"recorded_by":%s}',
            (it ->> 'position')::bigint, it -> 'party', it -> 'line', (it ->> 'budget_year')::bigint, COALESCE(((it ->> 'row')::bigint)::text, 'null'), (it ->> 'amount_minor')::bigint, it -> 'kind', to_json((it ->> 'made_on')::date), it -> 'recorded_by') END;
    WHEN 'finding-settled/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.finding >= 1 && $.finding <= 4611686018427387904) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.how == "documented" || $.how == "justified" || $.how == "offset" || $.how == "repaid" || $.how == "written-off") && ($.decision == null || $.decision > "") && ($.settled_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.settled_on >= "1900-01-01" && $.settled_on <= "2200-12-31")' THEN format('{"event":"finding-settled/1","finding":%s,"amount_minor":%s,"how":%s,"decision":%s,"settled_on":%s}',
            (it ->> 'finding')::bigint, (it ->> 'amount_minor')::bigint, it -> 'how', it -> 'decision', to_json((it ->> 'settled_on')::date)) END;
    WHEN 'claim-written-off/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.claim >= 1 && $.claim <= 4611686018427387904) && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"claim-written-off/1","claim":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"decision":%s,"decided_on":%s,"booked_on":%s}',
            (it ->> 'claim')::bigint, it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'claim-written-off/2' THEN
        RETURN CASE WHEN it @@ 'strict ($.claim >= 1 && $.claim <= 4611686018427387904) && $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31") && $.performer > ""' THEN format('{"event":"claim-written-off/2","claim":%s,"line":%s,"budget_year":%s,"amount_minor":%s,"decision":%s,"decided_on":%s,"booked_on":%s,"performer":%s}',
            (it ->> 'claim')::bigint, it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date), it -> 'performer') END;
    WHEN 'agreement-concluded/2' THEN
        RETURN CASE WHEN it @@ 'strict $.decision > "" && ($.decided_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.decided_on >= "1900-01-01" && $.decided_on <= "2200-12-31") && ($.booked_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.booked_on >= "1900-01-01" && $.booked_on <= "2200-12-31")' THEN format('{"event":"agreement-concluded/2","decision":%s,"decided_on":%s,"booked_on":%s}',
            it -> 'decision', to_json((it ->> 'decided_on')::date), to_json((it ->> 'booked_on')::date)) END;
    WHEN 'instalment-paid/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.instalment >= 1 && $.instalment <= 1000) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && ($.paid_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.paid_on >= "1900-01-01" && $.paid_on <= "2200-12-31")' THEN format('{"event":"instalment-paid/1","line":%s,"budget_year":%s,"instalment":%s,"amount_minor":%s,"paid_on":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'instalment')::bigint, (it ->> 'amount_minor')::bigint, to_json((it ->> 'paid_on')::date)) END;
    WHEN 'actor-key-registered/1' THEN
        RETURN CASE WHEN it @@ 'strict $.actor > "" && $.key > ""' THEN format('{"event":"actor-key-registered/1","actor":%s,"key":%s}',
            it -> 'actor', it -> 'key') END;
    WHEN 'actor-key-retired/1' THEN
        RETURN CASE WHEN it @@ 'strict $.actor > "" && $.key > "" && $.reason > ""' THEN format('{"event":"actor-key-retired/1","actor":%s,"key":%s,"reason":%s}',
            it -> 'actor', it -> 'key', it -> 'reason') END;
    WHEN 'actor-represents/1' THEN
        RETURN CASE WHEN it @@ 'strict $.actor > "" && $.party > "" && ($.represents == true || $.represents == false)' THEN format('{"event":"actor-represents/1","actor":%s,"party":%s,"represents":%s}',
            it -> 'actor', it -> 'party', it -> 'represents') END;
    WHEN 'authority-granted/1' THEN
        RETURN CASE WHEN it @@ 'strict $.actor > "" && $.board > "" && ($.step == "decide" || $.step == "review") && ($.agreement == null || $.agreement > "") && ($.line == null || $.line > "") && ($.limit_minor == null || ($.limit_minor >= 1 && $.limit_minor <= 100000000000000000)) && ($.currency == null || $.currency > "") && ($.from_day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.from_day >= "1900-01-01" && $.from_day <= "2200-12-31") && ($.to_day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.to_day >= "1900-01-01" && $.to_day <= "2200-12-31") && $.decision > "" && ($.substitute_for == null || ($.substitute_for >= 1 && $.substitute_for <= 4611686018427387904))' THEN format('{"event":"authority-granted/1","actor":%s,"board":%s,"step":%s,"agreement":%s,"line":%s,"limit_minor":%s,"currency":%s,"from_day":%s,"to_day":%s,"decision":%s,"substitute_for":%s}',
            it -> 'actor', it -> 'board', it -> 'step', it -> 'agreement', it -> 'line', COALESCE(((it ->> 'limit_minor')::bigint)::text, 'null'), it -> 'currency', to_json((it ->> 'from_day')::date), to_json((it ->> 'to_day')::date), it -> 'decision', COALESCE(((it ->> 'substitute_for')::bigint)::text, 'null')) END;
    WHEN 'authority-withdrawn/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.position >= 1 && $.position <= 4611686018427387904) && ($.withdrawn_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.withdrawn_on >= "1900-01-01" && $.withdrawn_on <= "2200-12-31") && $.reason > ""' THEN format('{"event":"authority-withdrawn/1","position":%s,"withdrawn_on":%s,"reason":%s}',
            (it ->> 'position')::bigint, to_json((it ->> 'withdrawn_on')::date), it -> 'reason') END;
    WHEN 'payment-requested/1' THEN
        RETURN CASE WHEN it @@ 'strict $.line > "" && ($.budget_year >= 1900 && $.budget_year <= 2200) && ($.amount_minor >= 1 && $.amount_minor <= 100000000000000000) && $.payee > "" && ($.due_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.due_on >= "1900-01-01" && $.due_on <= "2200-12-31") && ($.instalment == null || ($.instalment >= 1 && $.instalment <= 1000)) && ($.reference == null || $.reference > "") && ($.offset_minor >= 0 && $.offset_minor <= 100000000000000000) && ($.requested_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.requested_on >= "1900-01-01" && $.requested_on <= "2200-12-31")' THEN format('{"event":"payment-requested/1","line":%s,"budget_year":%s,"amount_minor":%s,"payee":%s,"due_on":%s,"instalment":%s,"reference":%s,"offset_minor":%s,"requested_on":%s}',
            it -> 'line', (it ->> 'budget_year')::bigint, (it ->> 'amount_minor')::bigint, it -> 'payee', to_json((it ->> 'due_on')::date), COALESCE(((it ->> 'instalment')::bigint)::text, 'null'), it -> 'reference', (it ->> 'offset_minor')::bigint, to_json((it ->> 'requested_on')::date)) END;
    WHEN 'payment-reviewed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.request >= 1 && $.request <= 4611686018427387904) && ($.authority >= 1 && $.authority <= 4611686018427387904) && ($.reviewed_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.reviewed_on >= "1900-01-01" && $.reviewed_on <= "2200-12-31") && ($.signature == null || $.signature > "")' THEN format('{"event":"payment-reviewed/1","request":%s,"authority":%s,"checked":%s,"reviewed_on":%s,"signature":%s}',
            (it ->> 'request')::bigint, (it ->> 'authority')::bigint, CASE WHEN it -> 'checked' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it #>> '{}' IN ('coding', 'order', 'performance', 'terms', 'voucher') THEN to_json(it #>> '{}')::text END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'checked') WITH ORDINALITY AS one (it, place)) END, to_json((it ->> 'reviewed_on')::date), it -> 'signature') END;
    WHEN 'payment-approved/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.request >= 1 && $.request <= 4611686018427387904) && ($.authority >= 1 && $.authority <= 4611686018427387904) && ($.substitute_for == null || ($.substitute_for >= 1 && $.substitute_for <= 4611686018427387904)) && ($.approved_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.approved_on >= "1900-01-01" && $.approved_on <= "2200-12-31") && ($.signature == null || $.signature > "")' THEN format('{"event":"payment-approved/1","request":%s,"authority":%s,"substitute_for":%s,"approved_on":%s,"signature":%s}',
            (it ->> 'request')::bigint, (it ->> 'authority')::bigint, COALESCE(((it ->> 'substitute_for')::bigint)::text, 'null'), to_json((it ->> 'approved_on')::date), it -> 'signature') END;
    WHEN 'payment-returned/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.request >= 1 && $.request <= 4611686018427387904) && $.reason > "" && ($.returned_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.returned_on >= "1900-01-01" && $.returned_on <= "2200-12-31")' THEN format('{"event":"payment-returned/1","request":%s,"reason":%s,"returned_on":%s}',
            (it ->> 'request')::bigint, it -> 'reason', to_json((it ->> 'returned_on')::date)) END;
    WHEN 'payment-cancelled/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.request >= 1 && $.request <= 4611686018427387904) && $.reason > "" && ($.cancelled_on like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.cancelled_on >= "1900-01-01" && $.cancelled_on <= "2200-12-31")' THEN format('{"event":"payment-cancelled/1","request":%s,"reason":%s,"cancelled_on":%s}',
            (it ->> 'request')::bigint, it -> 'reason', to_json((it ->> 'cancelled_on')::date)) END;
    WHEN 'import-map-added/1' THEN
        RETURN CASE WHEN it @@ 'strict $.map > "" && ($.encoding == null || $.encoding > "") && ($.delimiter == null || $.delimiter > "") && ($.decimal_mark == null || ($.decimal_mark == "comma" || $.decimal_mark == "point")) && ($.source == null || $.source > "")' THEN format('{"event":"import-map-added/1","map":%s,"columns":%s,"encoding":%s,"delimiter":%s,"decimal_mark":%s,"source":%s}',
            it -> 'map', CASE WHEN it -> 'columns' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.column > "" && $.means > ""' THEN format('{"column":%s,"means":%s}',
            it -> 'column', it -> 'means') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'columns') WITH ORDINALITY AS one (it, place)) END, it -> 'encoding', it -> 'delimiter', it -> 'decimal_mark', it -> 'source') END;
    WHEN 'route-added/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.payee_number == null || $.payee_number > "") && ($.account == null || $.account > "") && ($.dimension == null || $.dimension > "") && ($.object == null || $.object > "") && ($.pattern == null || $.pattern > "") && ($.agreement == null || $.agreement > "") && ($.line == null || $.line > "") && ($.pledge == null || ($.pledge >= 1 && $.pledge <= 4611686018427387904)) && ($.records == "disbursement" || $.records == "in-kind" || $.records == "internal-cost" || $.records == "nothing" || $.records == "repayment" || $.records == "use")' THEN format('{"event":"route-added/1","payee_number":%s,"account":%s,"dimension":%s,"object":%s,"pattern":%s,"agreement":%s,"line":%s,"pledge":%s,"records":%s}',
            it -> 'payee_number', it -> 'account', it -> 'dimension', it -> 'object', it -> 'pattern', it -> 'agreement', it -> 'line', COALESCE(((it ->> 'pledge')::bigint)::text, 'null'), it -> 'records') END;
    WHEN 'route-retired/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.route >= 1 && $.route <= 4611686018427387904) && $.reason > ""' THEN format('{"event":"route-retired/1","route":%s,"reason":%s}',
            (it ->> 'route')::bigint, it -> 'reason') END;
    WHEN 'import-read/1' THEN
        RETURN CASE WHEN it @@ 'strict $.file > "" && $.sha256 > "" && ($.format == "camt" || $.format == "ledger" || $.format == "sie" || $.format == "table") && ($.encoding == null || $.encoding > "") && ($.map == null || $.map > "") && ($.source == null || $.source > "") && ($.row_count >= 0 && $.row_count <= 4611686018427387904) && ($.sum like_regex "^(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" || $.sum like_regex "^-(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" && !($.sum like_regex "^-[0.]*$")) && ($.first_day == null || ($.first_day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.first_day >= "1900-01-01" && $.first_day <= "2200-12-31")) && ($.last_day == null || ($.last_day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.last_day >= "1900-01-01" && $.last_day <= "2200-12-31")) && ($.partly == true || $.partly == false) && ($.unmatched_count >= 0 && $.unmatched_count <= 4611686018427387904)' THEN format('{"event":"import-read/1","file":%s,"sha256":%s,"format":%s,"encoding":%s,"map":%s,"source":%s,"row_count":%s,"sum":%s,"first_day":%s,"last_day":%s,"partly":%s,"unmatched":%s,"unmatched_count":%s}',
            it -> 'file', it -> 'sha256', it -> 'format', it -> 'encoding', it -> 'map', it -> 'source', (it ->> 'row_count')::bigint, it -> 'sum', COALESCE((to_json((it ->> 'first_day')::date))::text, 'null'), COALESCE((to_json((it ->> 'last_day')::date))::text, 'null'), it -> 'partly', CASE WHEN it -> 'unmatched' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.row >= 0 && $.row <= 4611686018427387904) && ($.day == null || ($.day like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.day >= "1900-01-01" && $.day <= "2200-12-31")) && ($.amount == null || ($.amount like_regex "^(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" || $.amount like_regex "^-(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?$" && !($.amount like_regex "^-[0.]*$"))) && ($.voucher == null || $.voucher > "") && ($.account == null || $.account > "") && $.code > ""' THEN format('{"row":%s,"day":%s,"amount":%s,"voucher":%s,"account":%s,"code":%s}',
            (it ->> 'row')::bigint, COALESCE((to_json((it ->> 'day')::date))::text, 'null'), it -> 'amount', it -> 'voucher', it -> 'account', it -> 'code') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'unmatched') WITH ORDINALITY AS one (it, place)) END, (it ->> 'unmatched_count')::bigint) END;
    WHEN 'reconciled/1' THEN
        RETURN CASE WHEN it @@ 'strict $.file > "" && $.sha256 > "" && ($.format == "camt" || $.format == "ledger" || $.format == "sie" || $.format == "table") && ($.encoding == null || $.encoding > "") && ($.map == null || $.map > "") && ($.compared_at >= 0 && $.compared_at <= 4611686018427387904) && $.reconciled_period > "" && ($.agreement == null || $.agreement > "") && ($.agreeing_count >= 0 && $.agreeing_count <= 4611686018427387904) && ($.difference_count >= 0 && $.difference_count <= 4611686018427387904)' THEN format('{"event":"reconciled/1","file":%s,"sha256":%s,"format":%s,"encoding":%s,"map":%s,"compared_at":%s,"reconciled_period":%s,"agreement":%s,"agreeing_count":%s,"differences":%s,"difference_count":%s}',
            it -> 'file', it -> 'sha256', it -> 'format', it -> 'encoding', it -> 'map', (it ->> 'compared_at')::bigint, it -> 'reconciled_period', it -> 'agreement', (it ->> 'agreeing_count')::bigint, CASE WHEN it -> 'differences' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict ($.kind == "amount-differs" || $.kind == "date-differs" || $.kind == "only-here" || $.kind == "only-there" || $.kind == "voucher-twice") && ($.voucher == null || $.voucher > "") && ($.account == null || $.account > "") && ($.row == null || ($.row >= 0 && $.row <= 4611686018427387904)) && ($.position == null || ($.position >= 1 && $.position <= 4611686018427387904)) && ($.here_minor == null || ($.here_minor >= -100000000000000000 && $.here_minor <= 100000000000000000)) && ($.there_minor == null || ($.there_minor >= -100000000000000000 && $.there_minor <= 100000000000000000)) && $.currency > ""' THEN format('{"kind":%s,"voucher":%s,"account":%s,"row":%s,"position":%s,"here_minor":%s,"there_minor":%s,"currency":%s}',
            it -> 'kind', it -> 'voucher', it -> 'account', COALESCE(((it ->> 'row')::bigint)::text, 'null'), COALESCE(((it ->> 'position')::bigint)::text, 'null'), COALESCE(((it ->> 'here_minor')::bigint)::text, 'null'), COALESCE(((it ->> 'there_minor')::bigint)::text, 'null'), it -> 'currency') END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'differences') WITH ORDINALITY AS one (it, place)) END, (it ->> 'difference_count')::bigint) END;
    WHEN 'payment-file-made/1' THEN
        RETURN CASE WHEN it @@ 'strict $.message > "" && $.account > "" && ($.until like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && $.until >= "1900-01-01" && $.until <= "2200-12-31") && ($.sum_minor >= 1 && $.sum_minor <= 100000000000000000) && $.currency > "" && $.sha256 > "" && $.created > ""' THEN format('{"event":"payment-file-made/1","message":%s,"account":%s,"until":%s,"requests":%s,"sum_minor":%s,"currency":%s,"sha256":%s,"created":%s}',
            it -> 'message', it -> 'account', to_json((it ->> 'until')::date), CASE WHEN it -> 'requests' = '[]' THEN '[]' ELSE (SELECT '[' || string_agg(CASE WHEN it @@ 'strict $.agreement > "" && ($.request >= 1 && $.request <= 4611686018427387904)' THEN format('{"agreement":%s,"request":%s}',
            it -> 'agreement', (it ->> 'request')::bigint) END, ',' ORDER BY place) || ']' FROM jsonb_array_elements(it -> 'requests') WITH ORDINALITY AS one (it, place)) END, (it ->> 'sum_minor')::bigint, it -> 'currency', it -> 'sha256', it -> 'created') END;
    WHEN 'payment-file-voided/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.payment_file >= 1 && $.payment_file <= 4611686018427387904) && $.reason > ""' THEN format('{"event":"payment-file-voided/1","payment_file":%s,"reason":%s}',
            (it ->> 'payment_file')::bigint, it -> 'reason') END;
    WHEN 'party-account-added/1' THEN
        RETURN CASE WHEN it @@ 'strict $.party > "" && ($.account_kind == "account" || $.account_kind == "bankgiro" || $.account_kind == "iban" || $.account_kind == "plusgiro") && $.number > "" && ($.clearing == null || $.clearing > "") && ($.bic == null || $.bic > "") && ($.town == null || $.town > "")' THEN format('{"event":"party-account-added/1","party":%s,"account_kind":%s,"number":%s,"clearing":%s,"bic":%s,"town":%s}',
            it -> 'party', it -> 'account_kind', it -> 'number', it -> 'clearing', it -> 'bic', it -> 'town') END;
    WHEN 'party-account-confirmed/1' THEN
        RETURN CASE WHEN it @@ 'strict ($.party_account >= 1 && $.party_account <= 4611686018427387904)' THEN format('{"event":"party-account-confirmed/1","party_account":%s}',
            (it ->> 'party_account')::bigint) END;
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
    closed date;
    instant timestamptz;
    bytes bytea;
    version bigint;
    day date;
    before text;  -- the event that the same command has just recorded of the same stream
    together boolean;  -- whether all events have been judged together
    done text;  -- a result that is not used: an assignment takes less time than PERFORM
BEGIN
    IF form IS DISTINCT FROM 9 THEN
        PERFORM refuse_form();
    END IF;
    -- Judge each event first, while no other client has to wait.
    FOR i IN 1..cardinality(states) LOOP
        it := states[i]::jsonb;
        IF octet_length(states[i]) > 1048576
            OR states[i] IS DISTINCT FROM written(names[i], it)
            OR it ->> 'actor' <> session_user::text
            OR it ->> 'assurance' <> 'database-attested'
            OR (streams[i] = 'parties') <> (names[i] IN ('party-registered/1', 'party-amended/1', 'party-account-added/1', 'party-account-confirmed/1'))
            OR (streams[i] = 'book') <> (names[i] IN ('period-closed/1', 'period-reopened/1', 'key-rotated/1', 'key-retired/1', 'witness-registered/1', 'witness-retired/1', 'book-described/1', 'rules-adopted/1', 'index-published/1', 'index-withdrawn/1', 'import-map-added/1', 'route-added/1', 'route-retired/1', 'import-read/1', 'reconciled/1', 'payment-file-made/1', 'payment-file-voided/1'))
            OR (streams[i] = 'authorities') <> (names[i] IN ('actor-key-registered/1', 'actor-key-retired/1', 'actor-represents/1', 'authority-granted/1', 'authority-withdrawn/1'))
            OR streams[i] !~ '^(parties|book|authorities|agreement/[A-Za-z0-9ÅÄÖÉÜåäöéü][A-Za-z0-9ÅÄÖÉÜåäöéü._-]{0,63})$'
        THEN
            RAISE EXCEPTION 'event % is not what its name says, or was not recorded by %',
                i, session_user USING ERRCODE = 'SV003';
        END IF;
        said[i] := it;
    END LOOP;
    -- Only one client appends at a time. So positions follow the order of commits, and a reader misses
    -- no event.
    done := set_config('lock_timeout', patience::text, true)
        || set_config('idle_in_transaction_session_timeout', '30s', true)
        || set_config('samverk.appends', '9', true);
    LOCK TABLE turn IN EXCLUSIVE MODE;  -- as hold() does
    IF EXISTS (
        SELECT FROM unnest(known, versions) AS one (stream, number)
        WHERE number <> (SELECT COALESCE(MAX(originator_version), 0)
            FROM stored_events WHERE originator_id = stream))
    THEN
        RETURN;
    END IF;
    SELECT rowid, (convert_from(state, 'UTF8')::json ->> 'recorded_at')::timestamptz,
        (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1)
    INTO last, newest, closed FROM stored_events ORDER BY rowid DESC LIMIT 1;
    last := COALESCE(last, 0);
    first := last + 1;
    IF is_now THEN  -- the time of the event before, if the clock was set back
        recorded_at := instant_text(GREATEST(clock_timestamp(), newest));
    END IF;
    together := judge_together(streams, names, said);
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
                'instead', CASE WHEN names[i] IN ('agreement-concluded/1', 'commitment-approved/1', 'commitment-declined/1', 'uplift-applied/1', 'reallocated/1', 'commitment-released/1', 'carried-over/1', 'repayment-claimed/1', 'in-kind-pledged/1', 'in-kind-recorded/1', 'in-kind-verified/1', 'in-kind-rejected/1', 'commitment-approved/2', 'commitment-declined/2', 'uplift-applied/2', 'uplift-applied/3', 'reallocated/2', 'commitment-released/2', 'repayment-claimed/2', 'repayment-claimed/3', 'in-kind-pledged/2', 'in-kind-recorded/2', 'in-kind-verified/2', 'in-kind-rejected/2', 'amendment-concluded/1', 'claim-written-off/1', 'claim-written-off/2', 'agreement-concluded/2') THEN 'Keep the day, and say with --booked-on from when it counts.' ELSE 'Date it in an open period; where it has a budget year, give that with --year. Somebody else may open the newest closed period: samverk period reopen' END
            ));
        ELSIF streams[i] = 'book' THEN
            closed := (SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1);
        END IF;
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
    WHERE (locks.granted OR relname <> 'turn')  -- others queue behind a lock that waits, too
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
    RETURN ARRAY(  -- because of the sum, the server does not walk all events by position
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
    RETURN ARRAY['parties', 'book', 'authorities']
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
        RAISE EXCEPTION USING ERRCODE = 'SV002';  -- nothing else releases the lock here
    EXCEPTION WHEN SQLSTATE 'SV002' THEN
        RETURN at;
    END;
END
$$;
ALTER FUNCTION samverk_calls.settled(patience integer) OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.agreement (
    stream text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    first_year integer NOT NULL,
    last_year integer NOT NULL,
    concluded date,
    shut bigint,
    attested boolean NOT NULL
);
ALTER TABLE ONLY samverk.agreement ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN currency SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN first_year SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN last_year SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN concluded SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN shut SET STATISTICS 0;
ALTER TABLE ONLY samverk.agreement ALTER COLUMN attested SET STATISTICS 0;
ALTER TABLE samverk.agreement OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.amended_year (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.amended_year ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.amended_year OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.amendment (
    stream text NOT NULL COLLATE pg_catalog."C",
    amendment text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    over bigint
);
ALTER TABLE ONLY samverk.amendment ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.amendment ALTER COLUMN amendment SET STATISTICS 0;
ALTER TABLE ONLY samverk.amendment ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.amendment ALTER COLUMN over SET STATISTICS 0;
ALTER TABLE samverk.amendment OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.authority (
    "position" bigint NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    board text NOT NULL COLLATE pg_catalog."C",
    step text NOT NULL COLLATE pg_catalog."C",
    agreement text COLLATE pg_catalog."C",
    line text COLLATE pg_catalog."C",
    most bigint,
    currency text COLLATE pg_catalog."C",
    from_day date NOT NULL,
    to_day date NOT NULL,
    withdrawn date,
    substitute_for bigint
);
ALTER TABLE ONLY samverk.authority ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN actor SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN board SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN step SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN agreement SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN most SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN currency SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN from_day SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN to_day SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN withdrawn SET STATISTICS 0;
ALTER TABLE ONLY samverk.authority ALTER COLUMN substitute_for SET STATISTICS 0;
ALTER TABLE samverk.authority OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.board_member (
    login name NOT NULL,
    role oid NOT NULL,
    board text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.board_member ALTER COLUMN login SET STATISTICS 0;
ALTER TABLE ONLY samverk.board_member ALTER COLUMN role SET STATISTICS 0;
ALTER TABLE ONLY samverk.board_member ALTER COLUMN board SET STATISTICS 0;
ALTER TABLE samverk.board_member OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.budget_line (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    funder text NOT NULL COLLATE pg_catalog."C",
    performer text NOT NULL COLLATE pg_catalog."C",
    settlement text NOT NULL COLLATE pg_catalog."C",
    in_force boolean NOT NULL,
    decided bigint
);
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN funder SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN settlement SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN in_force SET STATISTICS 0;
ALTER TABLE ONLY samverk.budget_line ALTER COLUMN decided SET STATISTICS 0;
ALTER TABLE samverk.budget_line OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.closed_period (
    "position" bigint NOT NULL,
    period text NOT NULL COLLATE pg_catalog."C",
    ends date NOT NULL
);
ALTER TABLE ONLY samverk.closed_period ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.closed_period ALTER COLUMN period SET STATISTICS 0;
ALTER TABLE ONLY samverk.closed_period ALTER COLUMN ends SET STATISTICS 0;
ALTER TABLE samverk.closed_period OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.concern (
    party text NOT NULL COLLATE pg_catalog."C",
    stream text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.concern ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE ONLY samverk.concern ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE samverk.concern OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.line_year (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    remaining bigint NOT NULL,
    claimable bigint NOT NULL,
    performer text NOT NULL COLLATE pg_catalog."C",
    settlement text NOT NULL COLLATE pg_catalog."C",
    in_force boolean NOT NULL,
    attested boolean NOT NULL,
    requested bigint NOT NULL,
    reserved bigint NOT NULL
);
ALTER TABLE ONLY samverk.line_year ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN remaining SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN claimable SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN settlement SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN in_force SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN attested SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN requested SET STATISTICS 0;
ALTER TABLE ONLY samverk.line_year ALTER COLUMN reserved SET STATISTICS 0;
ALTER TABLE samverk.line_year OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.merkle_node (
    level integer NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL
);
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN level SET STATISTICS 0;
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN place SET STATISTICS 0;
ALTER TABLE ONLY samverk.merkle_node ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE samverk.merkle_node OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.party (
    party text NOT NULL COLLATE pg_catalog."C",
    legal_entity text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.party ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE ONLY samverk.party ALTER COLUMN legal_entity SET STATISTICS 0;
ALTER TABLE samverk.party OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.payment_request (
    "position" bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    minor bigint NOT NULL,
    payee text NOT NULL COLLATE pg_catalog."C",
    due_on date NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    reviewer text COLLATE pg_catalog."C",
    approver text COLLATE pg_catalog."C",
    authority bigint,
    paid bigint,
    over bigint
);
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN minor SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN payee SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN due_on SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN actor SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN reviewer SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN approver SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN authority SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN paid SET STATISTICS 0;
ALTER TABLE ONLY samverk.payment_request ALTER COLUMN over SET STATISTICS 0;
ALTER TABLE samverk.payment_request OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.performer_year (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    performer text NOT NULL COLLATE pg_catalog."C",
    claimable bigint NOT NULL
);
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.performer_year ALTER COLUMN claimable SET STATISTICS 0;
ALTER TABLE samverk.performer_year OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.performing (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    performer text NOT NULL COLLATE pg_catalog."C",
    starts date NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.performing ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN performer SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN starts SET STATISTICS 0;
ALTER TABLE ONLY samverk.performing ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.performing OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.representation (
    actor text NOT NULL COLLATE pg_catalog."C",
    party text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY samverk.representation ALTER COLUMN actor SET STATISTICS 0;
ALTER TABLE ONLY samverk.representation ALTER COLUMN party SET STATISTICS 0;
ALTER TABLE samverk.representation OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.resting (
    entry bigint NOT NULL,
    "position" bigint NOT NULL,
    minor bigint NOT NULL
);
ALTER TABLE ONLY samverk.resting ALTER COLUMN entry SET STATISTICS 0;
ALTER TABLE ONLY samverk.resting ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE ONLY samverk.resting ALTER COLUMN minor SET STATISTICS 0;
ALTER TABLE samverk.resting OWNER TO samverk_kept_book_owner;
CREATE TABLE samverk.reversed (
    entry bigint NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.reversed ALTER COLUMN entry SET STATISTICS 0;
ALTER TABLE ONLY samverk.reversed ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.reversed OWNER TO samverk_kept_book_owner;
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
CREATE TABLE samverk.uplift (
    stream text NOT NULL COLLATE pg_catalog."C",
    line text NOT NULL COLLATE pg_catalog."C",
    year integer NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY samverk.uplift ALTER COLUMN stream SET STATISTICS 0;
ALTER TABLE ONLY samverk.uplift ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE ONLY samverk.uplift ALTER COLUMN year SET STATISTICS 0;
ALTER TABLE ONLY samverk.uplift ALTER COLUMN "position" SET STATISTICS 0;
ALTER TABLE samverk.uplift OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.agreement AS
 SELECT stream,
    currency,
    first_year,
    last_year,
    concluded,
    shut,
    attested
   FROM samverk.agreement;
ALTER VIEW samverk_auditor.agreement OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.amended_year AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.amended_year;
ALTER VIEW samverk_auditor.amended_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.amendment AS
 SELECT stream,
    amendment,
    "position",
    over
   FROM samverk.amendment;
ALTER VIEW samverk_auditor.amendment OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.authority AS
 SELECT "position",
    actor,
    board,
    step,
    agreement,
    line,
    most,
    currency,
    from_day,
    to_day,
    withdrawn,
    substitute_for
   FROM samverk.authority;
ALTER VIEW samverk_auditor.authority OWNER TO samverk_kept_book_owner;
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
CREATE VIEW samverk_auditor.budget_line AS
 SELECT stream,
    line,
    funder,
    performer,
    settlement,
    in_force,
    decided
   FROM samverk.budget_line;
ALTER VIEW samverk_auditor.budget_line OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.closed_period AS
 SELECT "position",
    period,
    ends
   FROM samverk.closed_period;
ALTER VIEW samverk_auditor.closed_period OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.concern AS
 SELECT party,
    stream
   FROM samverk.concern;
ALTER VIEW samverk_auditor.concern OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.line_year AS
 SELECT stream,
    line,
    year,
    remaining,
    claimable,
    performer,
    settlement,
    in_force,
    attested,
    requested,
    reserved
   FROM samverk.line_year;
ALTER VIEW samverk_auditor.line_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.merkle_node AS
 SELECT level,
    place,
    hash
   FROM samverk.merkle_node;
ALTER VIEW samverk_auditor.merkle_node OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.party AS
 SELECT party,
    legal_entity
   FROM samverk.party;
ALTER VIEW samverk_auditor.party OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.payment_request AS
 SELECT "position",
    stream,
    line,
    year,
    minor,
    payee,
    due_on,
    actor,
    reviewer,
    approver,
    authority,
    paid,
    over
   FROM samverk.payment_request;
ALTER VIEW samverk_auditor.payment_request OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.performer_year AS
 SELECT stream,
    line,
    year,
    performer,
    claimable
   FROM samverk.performer_year;
ALTER VIEW samverk_auditor.performer_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.performing AS
 SELECT stream,
    line,
    performer,
    starts,
    "position"
   FROM samverk.performing;
ALTER VIEW samverk_auditor.performing OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.representation AS
 SELECT actor,
    party
   FROM samverk.representation;
ALTER VIEW samverk_auditor.representation OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.resting AS
 SELECT entry,
    "position",
    minor
   FROM samverk.resting;
ALTER VIEW samverk_auditor.resting OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_auditor.reversed AS
 SELECT entry,
    "position"
   FROM samverk.reversed;
ALTER VIEW samverk_auditor.reversed OWNER TO samverk_kept_book_owner;
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
CREATE VIEW samverk_auditor.uplift AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.uplift;
ALTER VIEW samverk_auditor.uplift OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.agreement AS
 SELECT stream,
    currency,
    first_year,
    last_year,
    concluded,
    shut,
    attested
   FROM samverk.agreement;
ALTER VIEW samverk_recorder.agreement OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.amended_year AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.amended_year;
ALTER VIEW samverk_recorder.amended_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.amendment AS
 SELECT stream,
    amendment,
    "position",
    over
   FROM samverk.amendment;
ALTER VIEW samverk_recorder.amendment OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.authority AS
 SELECT "position",
    actor,
    board,
    step,
    agreement,
    line,
    most,
    currency,
    from_day,
    to_day,
    withdrawn,
    substitute_for
   FROM samverk.authority;
ALTER VIEW samverk_recorder.authority OWNER TO samverk_kept_book_owner;
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
CREATE VIEW samverk_recorder.budget_line AS
 SELECT stream,
    line,
    funder,
    performer,
    settlement,
    in_force,
    decided
   FROM samverk.budget_line;
ALTER VIEW samverk_recorder.budget_line OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.closed_period AS
 SELECT "position",
    period,
    ends
   FROM samverk.closed_period;
ALTER VIEW samverk_recorder.closed_period OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.concern AS
 SELECT party,
    stream
   FROM samverk.concern;
ALTER VIEW samverk_recorder.concern OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.line_year AS
 SELECT stream,
    line,
    year,
    remaining,
    claimable,
    performer,
    settlement,
    in_force,
    attested,
    requested,
    reserved
   FROM samverk.line_year;
ALTER VIEW samverk_recorder.line_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.merkle_node AS
 SELECT level,
    place,
    hash
   FROM samverk.merkle_node;
ALTER VIEW samverk_recorder.merkle_node OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.party AS
 SELECT party,
    legal_entity
   FROM samverk.party;
ALTER VIEW samverk_recorder.party OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.payment_request AS
 SELECT "position",
    stream,
    line,
    year,
    minor,
    payee,
    due_on,
    actor,
    reviewer,
    approver,
    authority,
    paid,
    over
   FROM samverk.payment_request;
ALTER VIEW samverk_recorder.payment_request OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.performer_year AS
 SELECT stream,
    line,
    year,
    performer,
    claimable
   FROM samverk.performer_year;
ALTER VIEW samverk_recorder.performer_year OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.performing AS
 SELECT stream,
    line,
    performer,
    starts,
    "position"
   FROM samverk.performing;
ALTER VIEW samverk_recorder.performing OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.representation AS
 SELECT actor,
    party
   FROM samverk.representation;
ALTER VIEW samverk_recorder.representation OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.resting AS
 SELECT entry,
    "position",
    minor
   FROM samverk.resting;
ALTER VIEW samverk_recorder.resting OWNER TO samverk_kept_book_owner;
CREATE VIEW samverk_recorder.reversed AS
 SELECT entry,
    "position"
   FROM samverk.reversed;
ALTER VIEW samverk_recorder.reversed OWNER TO samverk_kept_book_owner;
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
CREATE VIEW samverk_recorder.uplift AS
 SELECT stream,
    line,
    year,
    "position"
   FROM samverk.uplift;
ALTER VIEW samverk_recorder.uplift OWNER TO samverk_kept_book_owner;
INSERT INTO samverk.agreement VALUES
	('agreement/herrgarden', 'SEK', 2024, 2025, '2023-12-06', NULL, false);
INSERT INTO samverk.board_member VALUES
	('karin', 16911, 'kulturnamnden');
INSERT INTO samverk.book_info VALUES
	('origin', 'samverk/rules-3/a2885c0628c9588f'),
	('key', 'samverk/rules-3/a2885c0628c9588f+f6017938+AfHkLnJE+B4gI5ps0fIdxGKFxb5LYzhv9JmlsV/l3rD/');
INSERT INTO samverk.budget_line VALUES
	('agreement/herrgarden', 'L1', 'fritidsnamnden', 'tif', 'external', true, 15),
	('agreement/herrgarden', 'L2', 'kommunstyrelsen', 'radda-barnen', 'external', true, 13),
	('agreement/herrgarden', 'L3', 'kommunstyrelsen', 'radda-barnen', 'external', true, 14),
	('agreement/herrgarden', 'L4', 'kulturnamnden', 'rosengardsbiblioteket', 'internal', true, 18);
INSERT INTO samverk.closed_period VALUES
	(27, '2023', '2023-12-31');
INSERT INTO samverk.concern VALUES
	('radda-barnen', 'agreement/herrgarden'),
	('tif', 'agreement/herrgarden'),
	('malmo-universitet', 'agreement/herrgarden'),
	('kommunstyrelsen', 'agreement/herrgarden'),
	('fritidsnamnden', 'agreement/herrgarden'),
	('kulturnamnden', 'agreement/herrgarden');
INSERT INTO samverk.line_year VALUES
	('agreement/herrgarden', 'L2', 2025, 71500000, 0, 'radda-barnen', 'external', true, false, 0, 0),
	('agreement/herrgarden', 'L3', 2025, 7500000, 0, 'radda-barnen', 'external', true, false, 0, 0),
	('agreement/herrgarden', 'L1', 2024, 32000000, 0, 'tif', 'external', true, false, 0, 0),
	('agreement/herrgarden', 'L4', 2025, 10000000, 0, 'rosengardsbiblioteket', 'internal', true, false, 0, 0),
	('agreement/herrgarden', 'L1', 2025, 32864000, 0, 'tif', 'external', true, false, 0, 0),
	('agreement/herrgarden', 'L2', 2024, 71000000, 0, 'radda-barnen', 'external', true, false, 0, 0),
	('agreement/herrgarden', 'L3', 2024, 900000, 7100000, 'radda-barnen', 'external', true, false, 0, 0),
	('agreement/herrgarden', 'L4', 2024, 7500000, 0, 'rosengardsbiblioteket', 'internal', true, false, 0, 0);
INSERT INTO samverk.merkle_node VALUES
	(1, 0, '\xaaf405fa79bab037c822ffc912e287be28f2522c8b15d3d2e935a2c0f7bb3f21'),
	(1, 1, '\x795c880f6934b3f24a203fa1db2629bdb0f11de3f46da92fc06b625c07ddc3cf'),
	(2, 0, '\x378d4dfe5605b3afee0dd6bcdd5910d7b9e0454b40fad95046bc33ee4020612e'),
	(1, 2, '\xe0f6bbc638d50fac1e58226ba4b8e71eaa8318790423069b0b5a321aec4c98db'),
	(1, 3, '\xe2849a574076275f4e43aedb88dc1f6087266702b9dc504d0e034ff6a9fe3d77'),
	(2, 1, '\x7af8cc6d2a32a8a13774370afd6fce53943cc4815be02f826cca481233ea575d'),
	(3, 0, '\xac52ba2692ca7919a2821fa7a5339fc578ba0ad44653b3d6ce31d759a62189b2'),
	(1, 4, '\xa25a3bd0ddfd0ade4a12c5ed6466a24bd3708555fcfa1d06e17840c0dc2f9e1b'),
	(1, 5, '\x33cd141c2750b9be935443016eed1ea854c8c98912175d270a375985473ba2e7'),
	(2, 2, '\xfb8ab086a3e28633dbda1c3bf1ee7317cd228255a8a85cfcc4ffaaabca728200'),
	(1, 6, '\x519e3119121918948cf234501ede327997f38149681afadfeb345d565b073375'),
	(1, 7, '\xc9f308837c95d35fdf738efe1395fa2f483bbb15630f5b3630b403494753b537'),
	(2, 3, '\xd700f83cd883fd2a0f07ee4947de6de04bb20fc21ac91a8fb252f3751e899157'),
	(3, 1, '\x07ed2f44a62f617f946e7c43043364c077c2634c461574b8f71309ce44df780e'),
	(4, 0, '\x482080ee4b9fcf96288e7affb1264fa11f1c734dca99b6b0cc5f1cda72421da2'),
	(1, 8, '\xe6d733f2fa7b80c1b3325e5289ef2657b164becb65440dbee6e668721af52787'),
	(1, 9, '\x7b32f6238580c8f4f134a3c1b6a00c1cb1e978616ea804cc4aec58f5b6c3e71b'),
	(2, 4, '\xb127f6b01ad21c92c1eddef664694e6b7f2729a2dd63990db0f25c34932227fa'),
	(1, 10, '\x2b1e8c50be971880a7d4f11b2f91fb3f82c1d39dd4f61cfe4ff9e8fa02709836'),
	(1, 11, '\x7877e3171d43bbff4a5e8609b0d9d0d78f4738dc19ba5766922e3b33dfd0128d');
INSERT INTO samverk.merkle_node VALUES
	(2, 5, '\x44111fcb917435dc99e497d454210114d27dba27ffdb7448fc4f86fa22065328'),
	(3, 2, '\x7fc1597e8c3434e75ce257cf93aaf88a0160b246597be303412854faafd7f93e'),
	(1, 12, '\x0c80f50f88136fd74b76936291fce5dd4ebacf7b422d38753d29aca9b210bc75');
INSERT INTO samverk.party VALUES
	('kommunstyrelsen', 'malmo-stad'),
	('fritidsnamnden', 'malmo-stad'),
	('kulturnamnden', 'malmo-stad'),
	('radda-barnen', 'radda-barnen'),
	('tif', 'tif'),
	('malmo-universitet', 'malmo-universitet'),
	('rosengardsbiblioteket', 'malmo-stad');
INSERT INTO samverk.reversed VALUES
	(16, 17);
INSERT INTO samverk.stored_events VALUES
	(1, 'parties', 1, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226337363130623931303338653739646661376265643539303362656261343731222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b6f6d6d756e73747972656c73656e222c226e616d65223a224b6f6d6d756e73747972656c73656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(2, 'parties', 2, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223235363932663863346230613435646232363238336664356364336461313239222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22667269746964736e616d6e64656e222c226e616d65223a22467269746964736ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(3, 'parties', 3, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226539393133343763313732363836613565366465363430636465316162333662222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226b756c7475726e616d6e64656e222c226e616d65223a224b756c7475726ec3a46d6e64656e222c226b696e64223a22626f617264222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(4, 'parties', 4, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226236393365633765613362393665363762653965373964353564326265336638222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a2272616464612d6261726e656e222c226e616d65223a2252c3a4646461204261726e656e222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a2272616464612d6261726e656e222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(5, 'parties', 5, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226139343032616131303063343461373033613762343332666132636236363532222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22746966222c226e616d65223a2254696c6c73616d6d616e7320692046c3b672656e696e67222c226b696e64223a22636976696c222c226c6567616c5f656e74697479223a22746966222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(6, 'parties', 6, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223834306166343962373737613036663637336166343130336130653633316139222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a226d616c6d6f2d756e697665727369746574222c226e616d65223a224d616c6dc3b620756e697665727369746574222c226b696e64223a227374617465222c226c6567616c5f656e74697479223a226d616c6d6f2d756e697665727369746574222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(7, 'parties', 7, 'party-registered/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226530653865346333633166623836663132336630326532356236323733646337222c2264617461223a7b226576656e74223a2270617274792d726567697374657265642f31222c227061727479223a22726f73656e67617264736269626c696f74656b6574222c226e616d65223a22526f73656e67c3a57264736269626c696f74656b6574222c226b696e64223a22756e6974222c226c6567616c5f656e74697479223a226d616c6d6f2d73746164222c226f7267616e69736174696f6e5f6e756d626572223a6e756c6c7d7d'),
	(8, 'agreement/herrgarden', 1, 'agreement-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223239616466316465346636396164343566633163643632373631653263323262222c2264617461223a7b226576656e74223a2261677265656d656e742d70726f706f7365642f31222c227469746c65223a22494f50204b7261667473616d6c696e67204865727267c3a57264656e222c227265666572656e6365223a2253544b2d323032312d353637222c22707572706f7365223a224f6666656e746c696761206f6368206964c3a96275726e6120706172746572206269647261722074696c6c73616d6d616e732074696c6c2073616d6f72646e696e672c2042c3a473746120536f6d6d6172656e206f63682075747665636b6c696e67206176206dc3b6746573706c617473657220696e6f6d204b7261667473616d6c696e67204865727267c3a57264656e2e222c22737461727473223a22323032342d30312d3031222c22656e6473223a22323032352d31322d3331222c2263757272656e6379223a2253454b222c22726f756e64696e67223a226f7265222c22657874656e6473223a2264657420746964696761726520617674616c65742c206d65642073616d6d61206469617269656e756d6d6572222c227369676e61746f72696573223a5b2272616464612d6261726e656e222c22746966222c226d616c6d6f2d756e697665727369746574222c226b6f6d6d756e73747972656c73656e222c22667269746964736e616d6e64656e222c226b756c7475726e616d6e64656e225d2c227374617465645f746f74616c5f6d696e6f72223a3132313030303030307d7d'),
	(9, 'agreement/herrgarden', 2, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223664666238393564363263633065346632313531313163363762663165333538222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c31222c22707572706f7365223a224cc3b66e65722c2042c3a473746120536f6d6d6172656e222c2266756e646572223a22667269746964736e616d6e64656e222c22706572666f726d6572223a22746966222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(10, 'agreement/herrgarden', 3, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223465363164363336646439343630663738313137313064386432393236666135222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c32222c22707572706f7365223a224cc3b66e65722c2073616d6f72646e696e67206f6368206dc3b6746573706c617473222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d2c2275706c696674223a747275652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(11, 'agreement/herrgarden', 4, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223032393562376435383839653532346137323434346238376330343361383061222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c33222c22707572706f7365223a224472696674736d6564656c2c206dc3b674656e206f6368206d6174657269616c222c2266756e646572223a226b6f6d6d756e73747972656c73656e222c22706572666f726d6572223a2272616464612d6261726e656e222c226163636f756e7461626c65223a6e756c6c2c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a2265787465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(12, 'agreement/herrgarden', 5, 'budget-line-proposed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31322e3136333034355a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223664326361353435663062626637373536316565373037376532336538653433222c2264617461223a7b226576656e74223a226275646765742d6c696e652d70726f706f7365642f31222c226c696e65223a224c34222c22707572706f7365223a2244726966746b6f73746e616465722c206dc3b6746573706c617473205661726461222c2266756e646572223a226b756c7475726e616d6e64656e222c22706572666f726d6572223a22726f73656e67617264736269626c696f74656b6574222c226163636f756e7461626c65223a226b756c7475726e616d6e64656e222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d2c2275706c696674223a66616c73652c22736574746c656d656e74223a22696e7465726e616c222c22636f64696e67223a6e756c6c7d7d'),
	(13, 'agreement/herrgarden', 6, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31332e3433323936305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223065613739636133336230626564333734343637346533306235303033393030222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c32222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a37313530303030302c2232303235223a37313530303030307d7d7d'),
	(14, 'agreement/herrgarden', 7, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31332e3433323936305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223135323761623562633038366239396531393233613465393435346138303339222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c33222c22626f617264223a226b6f6d6d756e73747972656c73656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a373530303030302c2232303235223a373530303030307d7d7d'),
	(15, 'agreement/herrgarden', 8, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31342e3738373634345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223064313338363364663866313736393862643536323536666533393865643837222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c31222c22626f617264223a22667269746964736e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a33323030303030302c2232303235223a33323030303030307d7d7d'),
	(16, 'agreement/herrgarden', 9, 'commitment-declined/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31362e3134323933345a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223938323934366537353736393537633634623634636663393530366139343132222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(17, 'agreement/herrgarden', 10, 'entry-reversed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31372e3730373831375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a2266656c222c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a31362c226e6f6e6365223a223035623564623161313937626333366534396264386665313165336464656638222c2264617461223a7b226576656e74223a22656e7472792d72657665727365642f31222c22706f736974696f6e223a31362c2272657665727365645f6f6e223a22323032332d31322d3036222c22726561736f6e223a2266656c222c22656e747279223a7b226576656e74223a22636f6d6d69746d656e742d6465636c696e65642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2261222c22646563696465645f6f6e223a22323032332d31322d3036227d7d7d'),
	(18, 'agreement/herrgarden', 11, 'commitment-approved/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a31392e3531393831395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223039313863666238353932323638643465393136333665323930383930613538222c2264617461223a7b226576656e74223a22636f6d6d69746d656e742d617070726f7665642f31222c226c696e65223a224c34222c22626f617264223a226b756c7475726e616d6e64656e222c226465636973696f6e223a2262222c22646563696465645f6f6e223a22323032332d31322d3036222c22616d6f756e74735f6d696e6f72223a7b2232303234223a31303030303030302c2232303235223a31303030303030307d7d7d'),
	(19, 'agreement/herrgarden', 12, 'agreement-concluded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a32302e3936373832375a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a382c226e6f6e6365223a223037346364386265613338373830643964326135366538306333636639633765222c2264617461223a7b226576656e74223a2261677265656d656e742d636f6e636c756465642f31222c226465636973696f6e223a2263222c22646563696465645f6f6e223a22323032332d31322d3036227d7d'),
	(20, 'agreement/herrgarden', 13, 'uplift-applied/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a32332e3532383635325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226466343635653333393663323463343333383063666238353766363135633863222c2264617461223a7b226576656e74223a2275706c6966742d6170706c6965642f31222c22626f617264223a22667269746964736e616d6e64656e222c226c696e65223a224c31222c2279656172223a323032352c226261736973223a2272617465222c22726174655f70657263656e74223a22322e37222c226465636973696f6e223a2264222c22646563696465645f6f6e223a22323032342d30332d3235222c227965617273223a5b7b2279656172223a323032352c22626173655f6d696e6f72223a33323030303030302c2275706c6966745f6d696e6f72223a3836343030302c226e65775f6d696e6f72223a33323836343030302c226368616e67655f6d696e6f72223a3836343030307d5d2c2273757065727365646573223a6e756c6c7d7d');
INSERT INTO samverk.stored_events VALUES
	(21, 'agreement/herrgarden', 14, 'reallocated/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a32352e3939373630305a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223937633231383263613261613434333435333835653238363064626333633632222c2264617461223a7b226576656e74223a227265616c6c6f63617465642f31222c2266726f6d5f6c696e65223a224c32222c22746f5f6c696e65223a224c33222c2279656172223a323032342c22616d6f756e745f6d696e6f72223a3530303030302c226465636973696f6e73223a5b7b22626f617264223a226b6f6d6d756e73747972656c73656e222c227265666572656e6365223a2265227d5d2c22646563696465645f6f6e223a22323032342d30332d3235227d7d'),
	(22, 'agreement/herrgarden', 15, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a32382e3431363935315a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223738326132343235333038303036656463326463613261316436396431653462222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a373030303030302c22706169645f6f6e223a22323032342d30332d3235222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225631222c2262616e6b5f7265666572656e6365223a224231227d7d'),
	(23, 'agreement/herrgarden', 16, 'disbursement-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a33302e3233363638335a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226235636466323134646339393861343939313134643434343661383864396638222c2264617461223a7b226576656e74223a2264697362757273656d656e742d7265636f726465642f31222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a3130303030302c22706169645f6f6e223a22323032342d30332d3236222c227061796565223a2272616464612d6261726e656e222c22766f7563686572223a225632222c2262616e6b5f7265666572656e6365223a224232227d7d'),
	(24, 'agreement/herrgarden', 17, 'internal-cost-recorded/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a33312e3837313834395a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223133353262356239653232656262336439323163663163353031366461336665222c2264617461223a7b226576656e74223a22696e7465726e616c2d636f73742d7265636f726465642f31222c226c696e65223a224c34222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a323530303030302c22626f6f6b65645f6f6e223a22323032342d30332d3235222c22766f7563686572223a225633227d7d'),
	(25, 'agreement/herrgarden', 18, 'use-reported/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a33332e3633363532365a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a223732626233623765303431643132626633303365346239343535636265633764222c2264617461223a7b226576656e74223a227573652d7265706f727465642f31222c22706572666f726d6572223a2272616464612d6261726e656e222c226c696e65223a224c33222c226275646765745f79656172223a323032342c22616d6f756e745f6d696e6f72223a363030303030302c227265706f7274223a2252222c227265706f727465645f6f6e223a22323032342d30332d3235227d7d'),
	(26, 'agreement/herrgarden', 19, 'in-kind-pledged/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a33352e3434333831325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226138313265373330373566363531316230653363316431396162386232656261222c2264617461223a7b226576656e74223a22696e2d6b696e642d706c65646765642f31222c227061727479223a22746966222c226b696e64223a22766f6c756e74656572222c226465736372697074696f6e223a6e756c6c2c22756e6974223a2268222c227175616e74697479223a22313030222c22756e69745f76616c75655f6d696e6f72223a32323030302c2276616c75655f6d696e6f72223a323230303030302c2279656172223a323032342c22706c65646765645f6f6e223a22323032342d30332d3235227d7d'),
	(27, 'book', 1, 'period-closed/1', '\x7b227265636f726465645f6174223a22323032362d31312d32395430303a30383a33372e3231393935325a222c226163746f72223a22616e6e61222c226173737572616e6365223a2264617461626173652d6174746573746564222c22726561736f6e223a6e756c6c2c2265766964656e6365223a5b5d2c226b6579223a6e756c6c2c22636f6d6d616e645f736861323536223a6e756c6c2c22636175736174696f6e223a6e756c6c2c226e6f6e6365223a226538383133386634663832386631333964323166643531633632623662333162222c2264617461223a7b226576656e74223a22706572696f642d636c6f7365642f31222c22706572696f64223a2232303233222c22656e6473223a22323032332d31322d3331227d7d');
INSERT INTO samverk.unique_reference VALUES
	('bank', 'B1', 22),
	('bank', 'B2', 23);
INSERT INTO samverk.uplift VALUES
	('agreement/herrgarden', 'L1', 2025, 20);
ALTER TABLE ONLY samverk.agreement
    ADD CONSTRAINT agreement_pkey PRIMARY KEY (stream);
ALTER TABLE ONLY samverk.amended_year
    ADD CONSTRAINT amended_year_pkey PRIMARY KEY (stream, line, year, "position");
ALTER TABLE ONLY samverk.amendment
    ADD CONSTRAINT amendment_pkey PRIMARY KEY (stream, amendment);
ALTER TABLE ONLY samverk.authority
    ADD CONSTRAINT authority_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY samverk.board_member
    ADD CONSTRAINT board_member_pkey PRIMARY KEY (login, board);
ALTER TABLE ONLY samverk.book_info
    ADD CONSTRAINT book_info_pkey PRIMARY KEY (name);
ALTER TABLE ONLY samverk.budget_line
    ADD CONSTRAINT budget_line_pkey PRIMARY KEY (stream, line);
ALTER TABLE ONLY samverk.closed_period
    ADD CONSTRAINT closed_period_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY samverk.concern
    ADD CONSTRAINT concern_pkey PRIMARY KEY (party, stream);
ALTER TABLE ONLY samverk.line_year
    ADD CONSTRAINT line_year_pkey PRIMARY KEY (stream, line, year);
ALTER TABLE ONLY samverk.merkle_node
    ADD CONSTRAINT merkle_node_pkey PRIMARY KEY (level, place);
ALTER TABLE ONLY samverk.party
    ADD CONSTRAINT party_pkey PRIMARY KEY (party);
ALTER TABLE ONLY samverk.payment_request
    ADD CONSTRAINT payment_request_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY samverk.payment_request
    ADD CONSTRAINT payment_request_stream_due_on_position_key UNIQUE (stream, due_on, "position");
ALTER TABLE ONLY samverk.performer_year
    ADD CONSTRAINT performer_year_pkey PRIMARY KEY (stream, line, year, performer);
ALTER TABLE ONLY samverk.performing
    ADD CONSTRAINT performing_pkey PRIMARY KEY (stream, line, "position");
ALTER TABLE ONLY samverk.representation
    ADD CONSTRAINT representation_pkey PRIMARY KEY (actor, party);
ALTER TABLE ONLY samverk.resting
    ADD CONSTRAINT resting_pkey PRIMARY KEY (entry, "position");
ALTER TABLE ONLY samverk.reversed
    ADD CONSTRAINT reversed_pkey PRIMARY KEY (entry);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_originator_id_originator_version_key UNIQUE (originator_id, originator_version);
ALTER TABLE ONLY samverk.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (rowid);
ALTER TABLE ONLY samverk.unique_reference
    ADD CONSTRAINT unique_reference_pkey PRIMARY KEY (kind, value);
ALTER TABLE ONLY samverk.uplift
    ADD CONSTRAINT uplift_pkey PRIMARY KEY (stream, line, year, "position");
CREATE TRIGGER book_info_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.book_info FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.book_info ENABLE ALWAYS TRIGGER book_info_never_changed;
CREATE TRIGGER merkle_node_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.merkle_node FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.merkle_node ENABLE ALWAYS TRIGGER merkle_node_never_changed;
CREATE TRIGGER stored_events_appended BEFORE INSERT ON samverk.stored_events FOR EACH STATEMENT WHEN ((current_setting('samverk.appends'::text, true) IS DISTINCT FROM '9'::text)) EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_appended;
CREATE TRIGGER stored_events_never_changed BEFORE DELETE OR UPDATE OR TRUNCATE ON samverk.stored_events FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
ALTER TABLE samverk.stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed;
GRANT USAGE ON SCHEMA samverk_auditor TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_recorder;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_auditor;
GRANT USAGE ON SCHEMA samverk_calls TO samverk_kept_book_board;
GRANT USAGE ON SCHEMA samverk_recorder TO samverk_kept_book_recorder;
REVOKE ALL ON FUNCTION samverk.amendment_holds(entry bigint, of_stream text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.amendment_items(of_stream text, named text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.amendment_key(item jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.amendment_lines(of_stream text, named text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.approve_request(of_stream text, data jsonb, who text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.are_one(one text, other text, since bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.confirm_account(at bigint, of_stream text, data jsonb, who text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.depended_upon(entry bigint, because text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.derive() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.end_request(at bigint, of_stream text, data jsonb, who text, by_other boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.folded(name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.grant_authority(at bigint, data jsonb, who text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.grow(at bigint, leaf bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.hinder(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.holds_on(request bigint, day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.instant_text(it timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.is_moment(said text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.judge(at bigint, of_stream text, name text, data jsonb, before text, envelope jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.judge_entry(at bigint, of_stream text, cause bigint, wanted text[], entry jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.judge_together(streams text[], names text[], said jsonb[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.keep_all() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.leaf_hash(stream text, version bigint, name text, state bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.move(of_stream text, of_line text, of_year integer, more bigint, more_claimable bigint, wants_force boolean, wants_settlement text, wants_performer text, on_day date, shortage text, undone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.newest_of(at bigint, of_stream text, wanted text, field text, said jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.order_payments(at bigint, of_stream text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.owe(of_stream text, of_line text, of_year integer, about text, more bigint, undone bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.pay_request(at bigint, of_stream text, data jsonb, cause bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.performer_on(of_stream text, of_line text, on_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.performs(of_stream text, of_line text, party text, on_day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.period_end(period text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refer(at bigint, stream text, name text, said jsonb, previous text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse(code text, said jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_amount(code text, of_stream text, of_line text, of_year integer, amount bigint, most bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.refuse_form() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.register_key(at bigint, of_stream text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.represent(data jsonb, who text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.represented_at(person text, own_party text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.request_payment(at bigint, of_stream text, data jsonb, who text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_administrator() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_agreement(of_stream text, undoing bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_authority(request bigint, data jsonb, who text, wanted text, field text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_board(of_stream text, of_line text, board text, decides boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_funders(of_stream text, lines text[], boards text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_mandate(named bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_open_amendment(of_stream text, named text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_parties(named text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_publication(at bigint, named bigint, same jsonb, published text, withdrawn text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_request(of_stream text, named bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_standing(at bigint, of_stream text, field text, data jsonb, wanted text, ended text, code text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_today(field text, day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.require_year(of_stream text, year integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.rest(at bigint, of_stream text, cause bigint, wanted text[], same jsonb, minor bigint, has text, missing text, said jsonb, differs text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.retire_key(at bigint, of_stream text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.reverse_entry(at bigint, of_stream text, cause bigint, entry jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.review_request(of_stream text, data jsonb, who text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.rules_in_force(at bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.shown(it jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.today() FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.undo(entry bigint, of_stream text, name text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.unpay_request(payment bigint, of_stream text) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.void_payments(at bigint, of_stream text, data jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION samverk.withdraw_authority(data jsonb) FROM PUBLIC;
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
GRANT SELECT ON TABLE samverk_auditor.agreement TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.amended_year TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.amendment TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.authority TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.board_member TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.book_info TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.budget_line TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.closed_period TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.concern TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.line_year TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.merkle_node TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.party TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.payment_request TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.performer_year TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.performing TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.representation TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.resting TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.reversed TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.stored_events TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.unique_reference TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_auditor.uplift TO samverk_kept_book_auditor;
GRANT SELECT ON TABLE samverk_recorder.agreement TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.amended_year TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.amendment TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.authority TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.board_member TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.book_info TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.budget_line TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.closed_period TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.concern TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.line_year TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.merkle_node TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.party TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.payment_request TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.performer_year TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.performing TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.representation TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.resting TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.reversed TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.stored_events TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.unique_reference TO samverk_kept_book_recorder;
GRANT SELECT ON TABLE samverk_recorder.uplift TO samverk_kept_book_recorder;
