"""A reader's own views of a book on a server: right, or refused, or made anew; never believed."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from conftest import Program, service_on
from postgres_server import OWNER_PATH
from test_recording import ME, pay

from ledger.books import opening
from ledger.presentation import formats
from ledger.proof import verification
from ledger.rules.versions import RULES
from ledger.work import asking, cache, present, untouched
from projections import views
from projections.projection import replay
from projections.reports import KINDS

SUBJECTS = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "radda-barnen"}
SUBJECTS |= {f"forecast {what}": SUBJECTS[what] for what in ("agreement", "board")}


@pytest.fixture
def paid(paid_thrice, monkeypatch, tmp_path):
    """The real agreement in force on a server, with three payments, and a service there."""
    monkeypatch.chdir(tmp_path)
    paid_thrice.service = service_on(paid_thrice.book)
    return paid_thrice


@pytest.fixture
def program(paid, capsys):
    """The program on that book."""
    return Program(paid, capsys)


def shown(book):
    """Return every kind of report as text."""
    made = [asking.report(book, kind, SUBJECTS.get(kind), asking.Question()) for kind in KINDS]
    return [formats.render(report, "json", width=80) for report in made]


def file_in(folder):
    (found,) = folder.glob("*.views")
    return found


def positions(folder):
    """Return the events that the files there have come to."""
    found = []
    for file in sorted(folder.glob("*.views")):
        with closing(sqlite3.connect(file)) as connection:
            found += connection.execute("SELECT position FROM view_state").fetchone()
    return found


def test_they_are_right_and_this_user_s_alone(paid, own_views, monkeypatch):
    wanted = replay(paid.book.events(), rules=RULES)
    assert views.differences(present.current(paid.book), wanted) == []
    assert stat.S_IMODE(own_views.stat().st_mode) == 0o700
    assert [stat.S_IMODE(x.stat().st_mode) for x in own_views.iterdir()] == [0o600] * 2
    assert positions(own_views) == [paid.book.head()]
    for amount in range(5):  # and go on to be, however often they catch up
        paid.service.execute(pay(amount + 1), ME)
        if amount % 2:
            whole = replay(paid.book.events(), rules=RULES)
            assert views.differences(present.current(paid.book), whole) == []
            assert positions(own_views) == [paid.book.head()]
    assert verification.verify(paid.book, [], lambda _: None).findings == []
    from_views = shown(paid.book)
    monkeypatch.setattr(cache, "FROM", 10**9)
    assert shown(paid.book) == from_views


def test_a_small_book_has_none(paid, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shown(paid.book)
    assert not (tmp_path / "cache").exists()


def test_they_can_be_switched_off(paid, own_views, monkeypatch):
    monkeypatch.setenv("SAMVERK_CACHE", "off")
    whole = shown(paid.book)
    assert not own_views.exists()
    monkeypatch.delenv("SAMVERK_CACHE")
    assert shown(paid.book) == whole
    altered(file_in(own_views), "DROP TABLE view_balance")
    monkeypatch.setenv("SAMVERK_CACHE", "off")
    assert shown(paid.book) == whole


@pytest.mark.parametrize(
    ("system", "named", "home", "folder"),
    [
        ("linux", "/var/x", "/home/a", "/var/x/samverk"),
        ("linux", "", "/home/a", "/home/a/.cache/samverk"),
        ("linux", "relative", "/home/a", "/home/a/.cache/samverk"),
        ("darwin", "", "/Users/a", "/Users/a/Library/Caches/samverk"),
    ],
)
def test_where_they_are(monkeypatch, system, named, home, folder):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", home)
    assert untouched.folder() == Path(folder)


# ---------------------------------------------------------------- altered by hand


def altered(file, statement):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(statement)


ALTERED = [
    "UPDATE view_balance SET minor = minor + 1",
    "UPDATE view_balance SET minor = minor + 1 WHERE line = 'L2' AND account LIKE 'Equity%'",
    "DELETE FROM view_balance",
    "DELETE FROM view_balance WHERE line = 'L2'",
    "UPDATE view_balance SET agreement = 'x'",
    "UPDATE view_month SET minor = minor * 2",
    "UPDATE view_month SET month = '2024-12'",
    "DELETE FROM view_month",
    "UPDATE view_document SET content = replace(content, 'IOP', 'POI')",
    "UPDATE view_document SET content = CAST(replace(content, 'IOP', 'POI') AS BLOB)",
    "DELETE FROM view_document WHERE kind = 'party'",
    "DELETE FROM view_document",
    "UPDATE view_state SET position = position - 1",
    "UPDATE view_state SET position = position + 100",
    "UPDATE view_state SET position = 'x'",
    "UPDATE view_state SET recorded_at = ''",
    "UPDATE view_state SET fold_version = 99",
    "DELETE FROM view_state",
    "UPDATE cache_head SET root = x'00'",
    "UPDATE cache_head SET reader = x'00'",
    "DELETE FROM cache_head",
    "DROP TABLE view_balance",
    "DROP TABLE view_state",
    "DROP TABLE cache_head; CREATE TABLE cache_head (id)",
    "ALTER TABLE view_balance DROP COLUMN minor",
    "DROP TABLE view_month; CREATE VIEW view_month AS SELECT * FROM view_balance",
]


@pytest.mark.parametrize("behind", [False, True])
def test_what_is_altered_by_hand_is_not_shown(paid, own_views, behind, monkeypatch):
    whole = shown(paid.book)
    for statement in ALTERED:
        altered(file_in(own_views), statement)
        if behind:
            paid.service.execute(pay(7, line="L2"), ME)
            monkeypatch.setenv("SAMVERK_CACHE", "off")
            whole = shown(paid.book)
            monkeypatch.delenv("SAMVERK_CACHE")
        assert shown(paid.book) == whole, statement
        assert positions(own_views) == [paid.book.head()], statement
        assert shown(paid.book) == whole, statement


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_torn_file_is_made_anew(paid, own_views, content):
    whole = shown(paid.book)
    file = file_in(own_views)
    for torn in (content, file.read_bytes()[:-5000], file.read_bytes()[:5000]):
        file.write_bytes(torn)
        assert shown(paid.book) == whole
        assert positions(own_views) == [paid.book.head()]
    (own_views / (file.name + "-journal")).write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 99)
    assert shown(paid.book) == whole


# ---------------------------------------------------------------- whose they are


def test_others_have_others(paid, own_views, monkeypatch):
    """Another login, fold or book has a file of its own; one put in its place is not believed."""
    monkeypatch.setattr(views, "FOLD_VERSION", 7)
    whole = shown(paid.book)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(own_views.parent))
    monkeypatch.setattr(cache, "FROM", 1)
    assert shown(paid.book) == whole
    with closing(opening.open_book(paid.place_of("revisor", "auditor")[0])) as book:
        assert shown(book) == whole
    assert len(list(own_views.glob("*.views"))) == 3
    for source in own_views.glob("*.views"):
        for target in own_views.glob("*.views"):
            if source != target:
                target.write_bytes(source.read_bytes())
                assert shown(paid.book) == whole


def test_a_board_s_follow_what_it_sees(paid, own_views, tmp_path, capsys):
    file = tmp_path / "annat.toml"
    file.write_text(
        'id = "annat"\ntitle = "Annat avtal"\nreference = "X-1"\npurpose = "p"\n'
        'starts = 2024-01-01\nends = 2024-12-31\ncurrency = "SEK"\nrounding = "ore"\n'
        'signatories = ["fritidsnamnden", "tif"]\nstated_total = "1 000"\n'
        '[[line]]\nid = "L9"\npurpose = "hemligt"\nfunder = "fritidsnamnden"\n'
        'performer = "tif"\namounts = { 2024 = "1 000" }\nuplift = false\n',
        encoding="utf-8",
    )
    program = Program(paid, capsys)
    for actor, board in (("kultur", "kulturnamnden"), ("fritid", "fritidsnamnden")):
        paid.place_of(actor, "board", board)
        program.ok("report", "cash-flow", actor=actor)
    program.ok("agreement", "propose", file)
    decided = ("--board", "fritidsnamnden", "--decision", "§ 1", "--on", "2023-12-06")
    program.ok("agreement", "approve", "annat", *decided)
    assert "annat" in program.ok("report", "board", "fritidsnamnden", actor="fritid").out
    assert "annat" in program.ok("agreement", "list", actor="fritid").out
    for words in (("agreement", "list"), ("report", "cash-flow"), ("report", "party", "tif")):
        assert "annat" not in program.ok(*words, actor="kultur").out
    assert positions(own_views).count(paid.book.head()) == 2
    for found in own_views.glob("*.views"):
        content = found.read_bytes()
        assert (b"hemligt" in content) == (b"cash" not in content and b"annat" in content)
    # Now it may see the other one's, too, from its beginning.
    opening.grant(paid.place, "kultur", "board", "fritidsnamnden", revoke=False)
    assert "annat" in program.ok("agreement", "list", actor="kultur").out
    opening.grant(paid.place, "kultur", "board", "fritidsnamnden", revoke=True)
    assert "annat" not in program.ok("agreement", "list", actor="kultur").out
    assert "annat" not in program.ok("report", "cash-flow", actor="kultur").out


def _to_another_user(file):
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(file, 12345, 12345)


def _to_a_link(path):
    target = path.rename(path.parent / (path.name + ".elsewhere"))
    path.symlink_to(target)


NOT_OWN = {
    "writable by the group": lambda file: file.chmod(0o620),
    "readable by others": lambda file: file.chmod(0o604),
    "another user's": _to_another_user,
    "a link": _to_a_link,
    "no file": lambda file: (file.unlink(), file.mkdir()),
    "a folder that others may write": lambda file: file.parent.chmod(0o777),
    "a folder of another user": lambda file: _to_another_user(file.parent),
    "a folder that is a link": lambda file: _to_a_link(file.parent),
    "a folder that others may replace": lambda file: file.parent.parent.chmod(0o777),
}


@pytest.mark.parametrize("change", NOT_OWN.values(), ids=NOT_OWN)
def test_what_others_could_have_written_is_not_read(paid, own_views, change):
    whole = shown(paid.book)
    file = file_in(own_views)
    change(file)
    paid.service.execute(pay(7), ME)
    before = sqlite_files(own_views)
    found = shown(paid.book)
    assert found != whole
    assert sqlite_files(own_views) == before  # nor written
    assert present.view_differences(paid.book, replay(paid.book.events(), rules=RULES)) is None


def sqlite_files(folder):
    return {x: x.read_bytes() for x in folder.iterdir() if x.is_file()}


def test_a_folder_that_cannot_be_made_is_done_without(paid, own_views):
    own_views.parent.write_text("a file", encoding="utf-8")
    assert shown(paid.book)
    assert own_views.parent.read_text(encoding="utf-8") == "a file"


def test_a_file_that_another_process_holds_is_done_without(paid, own_views, monkeypatch):
    whole = shown(paid.book)
    monkeypatch.setattr(untouched, "PATIENCE_S", 0.05)
    with closing(sqlite3.connect(file_in(own_views), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert shown(paid.book) == whole
        other.execute("ROLLBACK")
    assert shown(paid.book) == whole


def test_several_processes_bring_them_up_to_date_at_once(paid, own_views):
    place = paid.place_of("ekonom")[0]
    code = (
        "import sys, ledger.work.cache as c; c.FROM = 1\n"
        "from ledger.books.opening import open_book; from ledger.work import asking, present\n"
        "book = open_book(sys.argv[1]); seen = 0\n"
        "while seen < int(sys.argv[2]):\n"
        "    now = present.current(book); assert now.position >= seen; seen = now.position\n"
        "print(sum(m for k, m in now.balances.items() if k[4] == 'Assets:Commitments'))\n"
    )
    last = paid.book.head() + 40
    words = [sys.executable, "-c", code, place, str(last)]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for _ in range(40):
        paid.service.execute(pay(1), ME)
    told = {process.communicate(timeout=120)[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    balances = replay(paid.book.events(), rules=RULES).balances
    assert told == {f"{sum(m for k, m in balances.items() if k[4] == 'Assets:Commitments')}\n"}
    assert positions(own_views) == [last]
    assert present.view_differences(paid.book, replay(paid.book.events(), rules=RULES)) == []


# ---------------------------------------------------------------- a book that is not the same


def _rewritten(paid):
    """Rewrite a payment as the owner of the server can, with the tree above it."""
    with psycopg.connect(paid.place, options=OWNER_PATH) as connection:
        connection.execute(
            "ALTER TABLE stored_events DISABLE TRIGGER USER;"
            "ALTER TABLE merkle_node DISABLE TRIGGER USER;"
            "UPDATE stored_events SET state = convert_to(replace(convert_from(state, 'UTF8'),"
            " '\"amount_minor\":100,', '\"amount_minor\":900,'), 'UTF8');"
            "DELETE FROM merkle_node;"
            "SELECT grow(rowid, leaf_hash(originator_id, originator_version, topic, state))"
            " FROM stored_events ORDER BY rowid"
        )


def _shortened(paid):
    """Remove the last event, as if an older copy stood in the book's place."""
    with psycopg.connect(paid.place, options=OWNER_PATH) as connection:
        connection.execute(
            "ALTER TABLE stored_events DISABLE TRIGGER USER;"
            "DELETE FROM stored_events WHERE rowid = head()"
        )


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (_rewritten, "cache-differs", "are others than those that your figures"),
        (_shortened, "cache-ahead", "were made from 20"),
    ],
)
def test_a_book_that_is_not_the_same_is_found(paid, program, own_views, change, code, told):
    report = ("report", "board", "kommunstyrelsen")
    program.ok(*report)
    change(paid)
    found = program(*report)
    assert (found.status, found.code) == (5, code)
    assert told in found.err
    file = file_in(own_views)
    assert f"remove {file}" in found.err
    swedish = program(*report, lang="sv")
    assert "är inte den bok den var" in swedish.err
    assert f"ta bort {file}" in swedish.err
    assert program("replay").code == code
    codes = [x["code"] for x in program("verify", "--json").json["findings"]]
    assert "remembered" in codes
    assert "your figures in" in program("verify").out
    file.unlink()  # as it says: this is meant to be the book
    assert program(*report).status == 0


def test_a_standby_may_be_behind(paid, own_views, monkeypatch):
    whole = shown(paid.book)
    _shortened(paid)
    monkeypatch.setattr(paid.book, "standby", True)
    assert shown(paid.book) != whole
    assert positions(own_views) == [paid.book.head() + 1]


# ---------------------------------------------------------------- the program


def test_replay_compares_and_rebuilds(program, own_views):
    assert "The views agree" in program.ok("replay").out
    with untouched.alone(file_in(own_views)) as connection:
        connection.execute("CREATE TABLE old (x)")
    assert "The views agree" in program.ok("replay").out
    assert b"TABLE old" in file_in(own_views).read_bytes()
    assert "The views agree" in program.ok("replay", "--rebuild").out
    assert b"TABLE old" not in file_in(own_views).read_bytes()


def test_a_report_of_falsified_views_is_found(program, paid, own_views, tmp_path):
    """Noted anew by whoever reads the program: it is shown, and verification folds the events."""
    report = ("report", "board", "kommunstyrelsen")
    true = program.ok(*report).out
    file = file_in(own_views)
    with untouched.alone(file) as connection:
        connection.execute("UPDATE view_balance SET minor = minor + 50 WHERE line = 'L2'")
    saved = tmp_path / "saved.json"
    program.ok(*report, "-o", saved)
    assert program.ok(*report).out != true
    found = program("verify", "--report", saved)
    assert found.status == 5
    assert "differs" in found.out
    assert program("replay").status == 5
    program.ok("replay", "--rebuild")
    assert program.ok(*report).out == true


def test_a_small_book_has_nothing_to_compare(program):
    assert "No views were compared" in program.ok("replay").out
    assert "Inga vyer jämfördes" in program.ok("replay", lang="sv").out


def test_what_is_recorded_is_told_without_a_replay(program, paid, own_views):
    """A large book is not folded for the balances of one agreement."""
    file = own_views / "x"
    words = ("record", "disbursement", "herrgarden", "L2", "7", "--on", "2024-03-25")
    told = program.ok(*words, "--voucher", "1").out
    assert "paid 3 → 10" in told
    assert "paid 10 → 17" in program.ok(*words, "--voucher", "2", "-n").out
    for asked in (
        ("report", "agreement", "herrgarden"),
        ("report", "in-kind", "herrgarden"),
        ("report", "cash-flow", "herrgarden"),
        ("agreement", "show", "herrgarden"),
        ("show", "20"),
        ("party", "list"),
        ("period", "list"),
    ):
        program.ok(*asked)
    assert not file.parent.exists()
    assert program("report", "agreement", "nej").code == "unknown-agreement"
    assert program("agreement", "show", "nej").code == "unknown-agreement"
