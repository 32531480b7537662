"""A password in an address is shown nowhere, and no address becomes a file."""

import shlex
import traceback
from urllib.parse import quote

import pytest
from conftest import TIMES, FileHome, Program, ServerHome
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from postgres_server import PORT, Server
from prepared import EXAMPLE
from psycopg.conninfo import make_conninfo

from ledger.books import addresses, opening
from ledger.cli.boundary import run
from ledger.refusal import BookUnusable

SECRET = "hemligt"
WRONG = [
    f"host=db,password={SECRET}",
    f"host=db,pasword={SECRET}",
    f"host=/tmp;password={SECRET} dbname=malmo",
    f"host=db port=5432 dbname=malmo;password={SECRET}",
    f"host=db user=anna,pwd={SECRET} dbname=malmo",
    f"host=db sslmode=require,pasword={SECRET}",
    f"host=db application_name=x,password={SECRET}",
    f"service=malmo;password={SECRET}",
    f"postgresql://db/malmo,password={SECRET}",
    f"postgresql://anna;password={SECRET}@db/malmo",
    f"postgresql://db,password={SECRET}/malmo",
    f"postgresql://anna:{SECRET}%zz@db/malmo",
    f"postgresql://anna:x@{SECRET}@db/malmo",
    f"postgresql://anna:x/{SECRET}@db/malmo",
    f"postgresql://anna:12/{SECRET}?user=x@db/malmo",
    f"postgresql://anna:x {SECRET}@db/malmo%",
    f"postgresql://anna:{SECRET}/malmo",
    f"postgresql:/anna:{SECRET}@db/malmo",
    f"POSTGRESQL://anna:{SECRET}%@db/malmo",
    f"jdbc:postgresql://db/malmo?user=anna&password={SECRET}",
    f"mysql://anna:{SECRET}@db/malmo",
    f"//anna:{SECRET}@db/malmo",
    f"anna:{SECRET}@db/malmo",
    f"anna:x {SECRET}@db/malmo",
    f"anna:x/{SECRET}@db/malmo",
    f"password=x {SECRET} host=db",
    f"password={SECRET} hots=db",
    f"pasword={SECRET} hots=db",
    f"password='{SECRET} host=db",
    f"PASSWORD = {SECRET}",
    f"host=db password={SECRET} dbname=x y",
    f"dbname=postgresql://anna:{SECRET}@db/malmo",
    f"host=db sslpassword={SECRET} port=x",
    f"postgresql://anna:{SECRET}\udcff@db/malmo",
]
LANGS = ["en", "sv"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", WRONG)
def test_a_mistyped_address_is_no_file_and_is_not_shown(place, lang, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in (["init"], ["status"], ["log"], ["doctor"]):
        with pytest.raises(SystemExit) as exit_:
            run(["--lang", lang, "--book", place, *words])
        shown = "".join(capsys.readouterr())
        assert exit_.value.code == 2, shown
        assert SECRET not in shown
        assert "[bad-connection-string]" in shown
        assert "%40" in shown
        assert ".pgpass" in shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "outline"),
    [
        (f"postgresql://anna:{SECRET}%zz@db/malmo", "postgresql://…"),
        (f"POSTGRES+psycopg://anna:{SECRET}%zz@db/malmo", "postgres://…"),
        (f"host=db Password={SECRET} x dbname = malmo", "host=… password=… dbname=…"),
        (f"anna:{SECRET}@db/malmo", "…"),
        (f"{SECRET}://anna@db", "…"),
    ],
)
def test_what_is_shown_of_an_address_is_how_it_begins(place, outline):
    assert addresses.is_address(place)
    assert addresses.outline(place) == outline
    with pytest.raises(BookUnusable) as refused:
        opening.shown_address(place)
    assert refused.value.values == {"outline": outline}


@pytest.mark.parametrize(
    "name",
    [
        "samverk.book", "böcker/2024.book", "a=b.book", "2024: bok", "./anna:x@db", "/srv/a:b@c",
        "~/password=x", "../host=db", "./a host=db", "C:\\bok", "rapport 12:30", "user.csv",
    ],
)  # fmt: skip
def test_what_is_a_file_is_one(name):
    assert not opening.is_server(name)


def test_a_file_that_is_there_is_one_whatever_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "host=db").touch()
    assert not opening.is_server("host=db")


@pytest.fixture
def book(server, database):
    """A book on a server, and who asks it."""
    home = ServerHome(server, database)
    home.make()
    yield home
    home.close()


def spellings(server, database):
    """Return names of a book that mean the same."""
    where, user = str(server.home), "ekonom"
    query = f"{quote(user)}@{quote(where, safe='')}:{PORT}/{database}"
    return [
        f"postgresql://{query}",
        f"POSTGRESQL://{query}",
        f"postgres://{query}",
        f"postgresql+psycopg://{query}",
        f"  postgresql://{query}",
        f"postgresql:///{database}?host={quote(where, safe='')}&user={user}&port={PORT}",
        f"host={where} port={PORT} user={user} dbname={database}",
        f"dbname={database} user={user} port={PORT} host={where}",
        f"user = '{user}' dbname='{database}' host = '{where}'",
        f"application_name='it\\'s us' host={where} user={user} dbname={database}",
        "service=boken",
        "postgresql://?service=boken",
    ]


@pytest.fixture
def service_file(book, tmp_path, monkeypatch):
    """A service file that names the book."""
    file = tmp_path / "tjänster.conf"
    lines = (f"host={book.server.home}", f"dbname={book.database}", "user=ekonom")
    file.write_text("\n".join(("[boken]", *lines)), encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(file))


@pytest.mark.usefixtures("service_file")
def test_every_spelling_that_docs_name_opens_the_book(book, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    for place in spellings(book.server, book.database):
        with pytest.raises(SystemExit) as exit_:
            run(["--lang", "en", "--book", place, "status"])
        shown = capsys.readouterr()
        assert exit_.value.code == 0, (place, shown.err)
        assert "ekonom (database-attested)" in shown.out, place
    monkeypatch.setenv("PGSERVICE", "boken")
    for place in ("postgresql://", "user=ekonom"):
        with pytest.raises(SystemExit) as exit_:
            run(["--lang", "en", "--book", place, "status"])
        assert exit_.value.code == 0, (place, capsys.readouterr().err)
    assert sorted(tmp_path.iterdir()) == before


def test_every_spelling_is_completed(book, capsys, monkeypatch):
    program = Program(book, capsys)
    program.ok("party", "add", "foreningen", "--name", "F", "--kind", "civil")
    monkeypatch.setenv("_SAMVERK_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_CWORD", "5")
    for place in spellings(book.server, book.database)[:-2]:
        words = shlex.join(["samverk", "--book", place, "report", "party", ""])
        monkeypatch.setenv("COMP_WORDS", words)
        with pytest.raises(SystemExit):
            run([])
        assert "foreningen" in capsys.readouterr().out, place


HBA = "local all postgres trust\nlocal all all scram-sha-256\n"
PASSWORD = "f%40 b@r:s\\k#?'ö"


@pytest.fixture(scope="module")
def guarded():
    """A server that asks for passwords, and a book in it that anna may record in."""
    server = Server().init()
    (server.data / "pg_hba.conf").write_text(HBA, encoding="ascii")
    server.start()
    server.login("anna")
    server.execute("ALTER ROLE anna PASSWORD " + "'" + PASSWORD.replace("'", "''") + "'")
    database = server.database("malmo")
    opening.make_book(server.uri(database=database)).close()
    opening.grant(server.uri(database=database), "anna", "recorder", None, revoke=False)
    yield server
    server.remove()


@pytest.fixture
def anna(guarded, capfd, tmp_path, monkeypatch):
    """The program as anna runs it, with no password anywhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / ".pgpass"))
    return Program(FileHome(guarded.uri("anna", "malmo")), capfd)


def entry(server, password=PASSWORD, host=None, port=PORT):
    """Return a line of a password file, written as PostgreSQL's documentation says."""
    parts = (host or str(server.home), str(port), "malmo", "anna", password)
    return ":".join(part.replace("\\", "\\\\").replace(":", "\\:") for part in parts) + "\n"


def passfile(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


@pytest.mark.parametrize("lang", LANGS)
def test_a_password_file_lets_in_when_nobody_else_may_read_it(anna, guarded, tmp_path, lang):
    file = tmp_path / ".pgpass"

    def status():
        return anna("status", actor=None, lang=lang)

    missing = status()
    assert (missing.status, missing.code) == (2, "password-missing")
    passfile(file, entry(guarded))
    assert status().status == 0
    for mode in (0o640, 0o604, 0o644):
        file.chmod(mode)
        refused = status()
        assert (refused.status, refused.code) == (2, "password-missing")
        assert "chmod 600" in refused.err
    passfile(file, entry(guarded, "nej, inte detta"))
    wrong = status()
    assert (wrong.status, wrong.code) == (2, "password-wrong")
    assert "nej, inte detta" not in wrong.err + wrong.out
    assert ".pgpass" in wrong.err


def test_a_service_file_and_a_password_file_leave_nothing_in_the_address(
    anna, guarded, tmp_path, monkeypatch
):
    passfile(tmp_path / "lösen", entry(guarded))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "saknas"))
    services = f"[boken]\nhost={guarded.home}\ndbname=malmo\nuser=anna\n"
    (tmp_path / ".pg_service.conf").write_text(services, encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / ".pg_service.conf"))
    place = f"service=boken passfile='{tmp_path / 'lösen'}'"
    anna.home = FileHome(place)
    assert anna("status", actor=None).status == 0
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "lösen"))
    anna.home = FileHome("service=boken")
    assert anna("status", actor=None).status == 0


def test_a_password_is_taken_from_an_address_that_is_written_right(anna, guarded):
    home = quote(str(guarded.home), safe="")
    uri = f"postgresql://anna:{quote(PASSWORD, safe='')}@{home}/malmo"
    for place in (uri, guarded.uri("anna", "malmo", password=PASSWORD)):
        anna.home = FileHome(place)
        shown = anna("status", actor=None)
        assert shown.status == 0, shown.err
        assert PASSWORD not in shown.out + shown.err


# Every way that an address gets into a command; ADDRESS stands for it.
COMMANDS = [
    shlex.split(line)
    for line in """
--book ADDRESS init
--book ADDRESS status
--book ADDRESS doctor
--book ADDRESS log
--book ADDRESS log -O json
--book ADDRESS report cash-flow -O json
--book ADDRESS report agreement herrgarden
--book ADDRESS party list
--book ADDRESS party add ny --name Ny --kind civil
--book ADDRESS replay --rebuild
--book ADDRESS verify --json
--book ADDRESS checkpoint
--book ADDRESS prove 1
--book ADDRESS export --hledger
--book ADDRESS grant anna --role auditor
--book ADDRESS backup copy.book
--book ADDRESS restore there.book
--book ADDRESS
--bok=ADDRESS status
--bokADDRESS status
migrate --from ADDRESS --to new.book
migrate --from there.book --to ADDRESS
migrate --from ADDRESS --to ADDRESS
backup ADDRESS
restore ADDRESS
demo --keep ADDRESS
init --key-file ADDRESS
log -o ADDRESS
export --hledger -o ADDRESS
checkpoint --key-file ADDRESS
checkpoint -o ADDRESS
checkpoint verify ADDRESS
checkpoint cosign ADDRESS
prove --check ADDRESS
verify --checkpoint ADDRESS
verify --report ADDRESS
agreement propose ADDRESS
agreement show ADDRESS
report agreement ADDRESS
show ADDRESS
status ADDRESS
ADDRESS
ADDRESS status
""".strip().splitlines()
]


def written(password, host, form):
    """Return an address with a password: as it is to be written, or mistyped."""
    right = {"uri": quote(password, safe=""), "words": None, "raw-uri": password}
    if form in ("uri", "raw-uri"):
        return f"postgresql://anna:{right[form]}@{quote(host, safe='')}/malmo"
    if form == "words":
        escaped = password.replace("\\", "\\\\").replace("'", "\\'")
        password = f"'{escaped}'"
    return f"host={host} user=anna password={password} dbname=malmo"


def all_that_is_shown(words, captured):
    """Run the program, and return all that it prints, the traceback of a developer's too."""
    captured.readouterr()
    more = ""
    try:
        run(list(words))
    except SystemExit:
        pass
    except BaseException:  # noqa: BLE001 - with SAMVERK_TRACEBACK
        more = traceback.format_exc()
    return "".join(captured.readouterr()) + more


PASSWORDS = st.text(
    st.one_of(
        st.sampled_from("%@/:#?&= '\"\\+åЖ世x1"),
        st.characters(exclude_categories=("Cs", "Cc")),
    ),
    min_size=4,
    max_size=20,
)


@pytest.mark.parametrize("refuses", [False, True])
@settings(
    max_examples=2 * TIMES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=PASSWORDS, lang=st.sampled_from(LANGS), traced=st.booleans())
@example(drawn="hem/ligt@hos#mig?", lang="sv", traced=True)
@example(drawn="h%40mligt 'x", lang="en", traced=False)
@example(drawn="%zzhemligt", lang="sv", traced=False)
def test_no_command_shows_a_password(
    guarded, capfd, tmp_path, monkeypatch, refuses, drawn, lang, traced
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMVERK_TRACEBACK", "1" if traced else "")
    host = str(guarded.home) if refuses else "/nowhere"
    there = tmp_path / "there.book"
    if not there.exists():
        opening.make_book(there).close()
    before = {path.name for path in tmp_path.iterdir()}
    harmless = "".join(" ".join(words) for words in COMMANDS) + host
    assume(not any(part in harmless for part in (drawn, drawn.strip())))
    for number, form in enumerate(("uri", "words", "raw-uri", "raw-words")):
        place = written(drawn, host, form)
        for words in COMMANDS[(number + len(drawn)) % 2 :: 2]:  # each in two forms, by the example
            typed = ["--lang", lang, *(word.replace("ADDRESS", place) for word in words)]
            shown = all_that_is_shown(typed, capfd)
            plain = [w.replace("ADDRESS", written("zzzz", host, "uri")) for w in words]
            for secret in (drawn, quote(drawn, safe="")):
                assert secret not in shown or secret in all_that_is_shown(
                    ["--lang", lang, *plain], capfd
                ), (typed, shown)
    made = {path.name for path in tmp_path.iterdir()} - before
    assert not {name for name in made if "anna" in name or "password" in name}, made


@pytest.mark.parametrize("lang", LANGS)
def test_what_succeeds_shows_no_password_either(concluded, lang, capsys, tmp_path):
    if isinstance(concluded.home, FileHome):
        pytest.skip("a file has no password")
    place = make_conninfo(concluded.home.place_of("ekonom")[0], password=SECRET)
    text = EXAMPLE.read_text(encoding="utf-8").replace('"herrgarden"', '"annat"')
    (tmp_path / "annat.toml").write_text(text, encoding="utf-8")
    for words in (
        "status", "doctor", "verify", "log", "replay", "key list", "audit round",
        "report cash-flow",
        "agreement check annat.toml", "agreement check annat.toml -O json",
        "agreement propose annat.toml", "explain agreement herrgarden --measure committed",
        "backup copy.book",
    ):  # fmt: skip
        shown = all_that_is_shown(["--lang", lang, "--book", place, *words.split()], capsys)
        assert shown, words
        assert "Error" not in shown, shown
        assert "Fel:" not in shown, shown
        assert SECRET not in shown, words


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_file_is_never_named_by_nothing(samverk, lang):
    """Nothing would be the folder that the program runs in, and no reason that helps."""
    for words in (
        ("checkpoint", "-o", ""),
        ("checkpoint", "show", ""),
        ("key", "rotate", "--key-file", ""),
        ("verify", "--checkpoint", ""),
    ):
        told = samverk(*words, lang=lang)
        assert told.status == 2, words
        assert ("en fil anges" if lang == "sv" else "has to be named here") in told.err, words


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_is_never_named_by_an_address(samverk, lang, tmp_path):
    before = {path.name for path in tmp_path.iterdir()}
    for place in (f"postgresql://anna:{SECRET}@db/malmo", f"password={SECRET} host=db", *WRONG):
        for words in COMMANDS:
            if "ADDRESS" not in words[1:] or words[0].startswith("--") or "--from" in words:
                continue
            if words[0] in {"agreement", "report", "show", "status"} and words[1] != "propose":
                continue
            refused = samverk(*(w.replace("ADDRESS", place) for w in words), lang=lang)
            assert refused.status == 2, (words, refused)
            assert SECRET not in refused.err + refused.out
            assert "--book" in refused.err, (words, refused.err)
    assert {path.name for path in tmp_path.iterdir()} == before
