"""A data package is opened without this program: by a database that knows only the descriptor."""

import contextlib
import csv
import hashlib
import json
import os
import resource
import stat
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import FileHome, Program, ServerHome, service_on
from test_postgres_boards import hide_an_agreement
from test_recording import concluded_book

from ledger import demo
from ledger.books.opening import make_book

TYPES = {
    "integer": "BIGINT",
    "number": "DECIMAL(24, 3)",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
}
AGREEMENTS = ("herrgarden", "kort", "slag")


class Opened:
    """A package in a database, read by what its descriptor says and by nothing else."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.descriptor = json.loads((self.folder / "datapackage.json").read_bytes())
        self.resources = {x["name"]: x for x in self.descriptor["resources"]}
        self.database = duckdb.connect()
        for name, told in self.resources.items():
            self._load(name, told)

    def _load(self, name, told):
        path, fields = self.folder / told["path"], told["schema"]["fields"]
        if told["format"] == "parquet":
            self.database.execute(f"CREATE TABLE {name} AS FROM read_parquet('{path}')")
            return
        assert told["encoding"] == "utf-8"
        dialect = told["dialect"]
        columns = {field["name"]: TYPES[field["type"]] for field in fields}
        marks = {field["decimalChar"] for field in fields if "decimalChar" in field} or {"."}
        assert len(marks) == 1
        self.database.execute(
            f"CREATE TABLE {name} AS FROM read_csv('{path}', header = true, nullstr = '',"
            f" auto_detect = false, delim = '{dialect['delimiter']}', quote = '\"',"
            f" escape = '\"', decimal_separator = '{marks.pop()}', columns = {columns})"
        )

    def rows(self, sql):
        return self.database.sql(sql).fetchall()

    def one(self, sql):
        ((value,),) = self.rows(sql)
        return value

    def faults(self):
        """Yield what is not as the descriptor says."""
        for name, told in self.resources.items():
            raw, schema = (self.folder / told["path"]).read_bytes(), told["schema"]
            if told["bytes"] != len(raw):
                yield name, "bytes"
            if told["hash"] != f"sha256:{hashlib.sha256(raw).hexdigest()}":
                yield name, "hash"
            for field in schema["fields"]:
                if field.get("constraints", {}).get("required") and self.one(
                    f'SELECT count(*) FROM {name} WHERE "{field["name"]}" IS NULL'
                ):
                    yield name, field["name"]
            for key in (*schema.get("uniqueKeys", ()), schema.get("primaryKey", ())):
                if key and self.rows(
                    f"SELECT {', '.join(key)} FROM {name} GROUP BY ALL HAVING count(*) > 1"
                ):
                    yield name, key
            for key in schema["foreignKeys"]:
                (own,), (other,) = key["fields"], key["reference"]["fields"]
                where = key["reference"]["resource"] or name
                if self.rows(
                    f"SELECT {own} FROM {name} WHERE {own} IS NOT NULL"
                    f" AND {own} NOT IN (SELECT {other} FROM {where})"
                ):
                    yield name, own

    def measures(self):
        """Return each measure by agreement, line and year, from the balances."""
        return {
            (agreement, line, year, measure): minor
            for agreement, line, year, measure, minor in self.rows(
                "SELECT agreement, line, budget_year, measure, sum(amount_minor * sign)::BIGINT"
                " FROM balances JOIN accounts USING (account) WHERE measure <> '' GROUP BY ALL"
            )
        }


def rfc_6962(leaves):
    """Return the root of a tree, as the standard defines it."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + rfc_6962(leaves[:half]) + rfc_6962(leaves[half:])).digest()


def leaves_of(package):
    """Return the leaf hashes, recomputed from the columns that they are made of."""
    found = []
    for position, stream, version, event, leaf, state in package.rows(
        "SELECT position, stream, version, event, leaf_sha256, state FROM events ORDER BY position"
    ):
        fields = stream.encode(), struct.pack(">q", version), event.encode(), state.encode()
        content = b"".join(struct.pack(">I", len(x)) + x for x in fields)
        found.append(hashlib.sha256(b"\0samverk-leaf/v1" + content).digest())
        assert found[-1].hex() == leaf, position
    return found


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_package_is_what_its_descriptor_says(everything, lang):
    everything.ok("export", "datapackage", "-o", "P", lang=lang)
    package = Opened("P")
    assert [*package.faults()] == []
    told, head = package.descriptor["samverk"], package.one("SELECT max(position) FROM events")
    assert (told["events"], told["part"], told["language"]) == (head, None, lang)
    assert rfc_6962(leaves_of(package)).hex() == told["root"]
    everything.ok("checkpoint", "-o", "CHECK", actor=None)
    signed = Path("CHECK").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    assert told["checkpoint"] == signed
    assert signed.startswith(f"{told['origin']}\n{head}\n")
    assert package.descriptor["title"] == "Malmö stad"
    assert "licenses" not in package.descriptor


def test_the_postings_are_double_entry_and_come_to_the_balances(everything):
    everything.ok("export", "datapackage", "-o", "P")
    package = Opened("P")
    assert package.one("SELECT count(*) FROM postings") > 100
    assert (
        package.rows("SELECT 1 FROM postings GROUP BY position HAVING sum(amount_minor) <> 0") == []
    )
    summed = "SELECT budget_line, agreement, budget_year, account, party, sum(amount_minor) FROM"
    for table in ("balances", "postings"):
        assert not package.rows(
            f"({summed} balances GROUP BY ALL EXCEPT {summed} postings GROUP BY ALL)"
            " UNION ALL"
            f" ({summed} postings GROUP BY ALL EXCEPT {summed} balances GROUP BY ALL)"
        )
        assert not package.rows(f"FROM {table} WHERE amount * 100 <> amount_minor")
        assert package.rows(f"SELECT DISTINCT currency FROM {table}") == [("SEK",)]


@pytest.mark.parametrize("at", [None, 30])
def test_the_sums_are_those_of_the_reports(everything, at):
    upto = ("--at", at) if at else ()
    everything.ok("export", "datapackage", "-o", "P", *upto)
    measures, compared = Opened("P").measures(), 0
    known = {measure for *_, measure in measures}
    for agreement in AGREEMENTS[: 1 if at else None]:
        for year in (2024, 2025):
            made = everything.report("agreement", agreement, "--period", year, *upto)
            for row in made["rows"]:
                for measure in known & {x.removesuffix("_minor") for x in row}:
                    key = (agreement, row["line"], year, measure)
                    assert measures.get(key, 0) == row[f"{measure}_minor"], key
                    compared += row[f"{measure}_minor"] != 0
    assert compared > 12
    for row in everything.report("in-kind", "herrgarden", *upto)["rows"]:
        for measure in ("pledged", "delivered", "verified"):
            wanted = row[f"{measure}_minor"]
            assert measures.get(("herrgarden", None, 2024, measure), 0) == wanted


def test_every_event_has_its_row(everything):
    everything.ok("export", "datapackage", "-o", "P")
    package = Opened("P")
    listed = everything.ok("log", "-O", "json").json["rows"]
    rows = package.rows(
        "SELECT position, event, agreement, lines, effective_on::VARCHAR, amount_minor, voucher,"
        " actor, leaf_sha256 FROM events ORDER BY position"
    )
    assert rows == [
        (
            x["position"], x["event"], x["agreement"], " ".join(x["lines"]) or None,
            x["effective_on"], x["amount_minor"], x["voucher"], x["actor"], x["leaf"],
        )
        for x in listed
    ]  # fmt: skip
    back = {x["position"]: x["reverses"] for x in listed if x["reverses"]}
    assert dict(package.rows("SELECT position, reverses FROM events WHERE reverses > 0")) == back
    lines = {
        (agreement, row["line"]): row["decision"]
        for agreement in AGREEMENTS
        for row in everything.ok("agreement", "show", agreement, "-O", "json").json["lines"]
    }
    own = {(a, line): s for a, line, s in package.rows("SELECT agreement, line, status FROM lines")}
    assert lines.items() <= own.items()


@pytest.mark.file_only
def test_the_same_book_makes_the_same_bytes(everything):
    for folder in ("P", "Q"):
        everything.ok("export", "datapackage", "-o", folder)
        everything.ok("export", "datapackage", "--parquet", "-o", f"{folder}-parquet")
    for one, other in (("P", "Q"), ("P-parquet", "Q-parquet")):
        for path in Path(one).iterdir():
            assert path.read_bytes() == (Path(other) / path.name).read_bytes()


@pytest.mark.file_only
def test_parquet_says_the_same(everything):
    everything.ok("export", "datapackage", "-o", "P", lang="sv")
    everything.ok("export", "datapackage", "--parquet", "-o", "Q", lang="sv")
    written, typed = Opened("P"), Opened("Q")
    assert [*typed.faults()] == []
    assert written.resources.keys() == typed.resources.keys()
    for name in written.resources:
        assert written.rows(f"FROM {name} ORDER BY ALL") == typed.rows(f"FROM {name} ORDER BY ALL")
    types = dict(typed.rows("SELECT column_name, column_type FROM (DESCRIBE postings)"))
    assert (types["amount_minor"], types["amount"]) == ("BIGINT", "DECIMAL(24,3)")
    assert rfc_6962(leaves_of(typed)).hex() == typed.descriptor["samverk"]["root"]


@pytest.mark.file_only
def test_parquet_without_its_library(samverk, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    refused = samverk("export", "datapackage", "--parquet", "-o", "P")
    assert (refused.status, refused.code) == (2, "no-parquet-library")
    assert "pip install 'samverk[parquet]'" in refused.err
    assert not Path("P").exists()


def test_an_empty_book(samverk):
    samverk.ok("export", "datapackage", "-o", "P")
    samverk.ok("export", "datapackage", "--parquet", "-o", "Q")
    for folder in ("P", "Q"):
        package = Opened(folder)
        assert [*package.faults()] == []
        assert package.one("SELECT count(*) FROM events") == 0
        assert package.descriptor["samverk"]["recorded_at"] is None


@pytest.mark.file_only
def test_a_package_of_what_was_known_then(tmp_path, book_path, capsys):
    book = make_book(book_path)
    demo.record(book)
    book.close()
    samverk = Program(FileHome(book_path), capsys)
    words = ("export", "datapackage", "--licence", "CC0-1.0", "-o")
    samverk.ok(*words, tmp_path / "P", "--known-at", "2025-01-31")
    samverk.ok(*words, tmp_path / "Q", "--at", 46)
    then = Opened(tmp_path / "P")
    assert then.descriptor == Opened(tmp_path / "Q").descriptor
    assert then.descriptor["licenses"] == [{"name": "CC0-1.0"}]
    assert then.descriptor["samverk"]["events"] == 46
    assert then.one("SELECT max(recorded_at) FROM events") == datetime(2025, 1, 25, 9, tzinfo=UTC)
    assert then.measures()["herrgarden", "L1", 2024, "disbursed"] == 24_000_000
    assert [*then.faults()] == []
    refused = samverk(*words, tmp_path / "R", "--at", 78)
    assert refused.code == "position-ahead"
    assert not (tmp_path / "R").exists()


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_people_wrote_is_no_formula_and_breaks_no_row(concluded, lang):
    text = '=HYPERLINK("x";"y,z")'
    pay = ("record", "disbursement", "herrgarden", "L2", 1, "--on", "2024-03-01", "--voucher", text)
    concluded.ok(*pay, "--bank-ref", "00123", "--reason", "-1; a, b")
    concluded.ok("export", "datapackage", "-o", "P", lang=lang)
    concluded.ok("export", "datapackage", "--parquet", "-o", "Q", lang=lang)
    newest = (
        "SELECT voucher, reason, bank_reference, state FROM events ORDER BY position DESC LIMIT 1"
    )
    (row,), (typed,) = Opened("P").rows(newest), Opened("Q").rows(newest)
    assert row[:3] == (f"'{text}", "'-1; a, b", "00123")
    assert typed[:3] == (text, "-1; a, b", "00123")
    assert row[3] == typed[3]
    assert json.loads(row[3])["data"]["voucher"] == text


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("lang", "beginning", "amount"),
    [("sv", b"\xef\xbb\xbfposition;leg;", "320000,00"), ("en", b"position,leg,", "320000.00")],
)
def test_excel_of_a_language_opens_it_by_double_click(proposed, lang, beginning, amount):
    proposed.ok("export", "datapackage", "-o", "P", lang=lang)
    raw = Path("P/postings.csv").read_bytes()
    assert raw.startswith(beginning)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    row = next(
        csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";" if lang == "sv" else ",")
    )
    assert (row["amount"], row["amount_minor"]) == (amount, "32000000")


@pytest.mark.file_only
def test_a_disk_that_is_full_leaves_nothing(everything):
    before = {x.name for x in Path().iterdir()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (35_000, limits[1]))  # enough for SQLite
    try:
        done = everything("export", "datapackage", "-o", "P")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert done.status == 1
    assert "P could not be written: the disk is full." in done.err
    assert {x.name for x in Path().iterdir()} == before


@pytest.mark.file_only
class TestTheFolder:
    @pytest.fixture
    def export(self, proposed):
        return lambda folder: proposed("export", "datapackage", "-o", folder)

    def test_what_is_there_is_left_alone(self, export):
        Path("P").mkdir()
        Path("P/mine").write_text("mine")
        Path("file").write_text("mine")
        for there in ("P", "file"):
            refused = export(there)
            assert (refused.status, refused.code) == (2, "folder-not-empty")
        assert [x.name for x in Path("P").iterdir()] == ["mine"]
        assert Path("file").read_text() == "mine"

    def test_an_empty_one_is_filled_and_keeps_its_mode(self, export):
        Path("P").mkdir()
        Path("P").chmod(0o750)
        assert export("P").status == 0
        assert stat.S_IMODE(Path("P").stat().st_mode) == 0o750
        assert Opened("P").one("SELECT count(*) FROM events") == 12

    def test_a_link_to_an_empty_one_is_followed(self, export):
        Path("there").mkdir()
        Path("P").symlink_to("there")
        assert export("P").status == 0
        assert Path("P").is_symlink()
        assert Path("there/datapackage.json").exists()

    def test_the_present_folder_is_no_place(self, export, monkeypatch):
        Path("here").mkdir()
        monkeypatch.chdir("here")
        refused = export(".")
        assert (refused.status, refused.code) == (2, "folder-in-use")

    def test_others_may_read_it_as_the_umask_says(self, export):
        mask = os.umask(0o027)
        try:
            export("P")
        finally:
            os.umask(mask)
        assert stat.S_IMODE(Path("P").stat().st_mode) == 0o750
        assert {stat.S_IMODE(x.stat().st_mode) for x in Path("P").iterdir()} == {0o640}

    def test_nowhere(self, export):
        done = export("no/such")
        assert done.status == 1
        assert "no/such could not be written: there is no such folder." in done.err

    @pytest.mark.parametrize(
        "name", ["herrgarden.book", "herrgarden.book.key", "herrgarden.book-wal"]
    )
    def test_the_book_is_no_folder(self, export, name):
        assert export(name).status == 2
        assert not Path(name).is_dir()

    def test_a_book_that_was_altered_leaves_nothing(self, export, proposed):
        book = proposed.open()
        with contextlib.closing(book.connection) as connection:
            connection.execute("DROP TRIGGER IF EXISTS stored_events_no_update")
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("UPDATE stored_events SET state = '{}' WHERE rowid = 3")
        before = {x.name for x in Path().iterdir()}
        assert export("P").status == 5
        assert {x.name for x in Path().iterdir()} == before


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_boards_package_is_a_part_and_says_so(
    server, database, tmp_path, monkeypatch, capsys, lang
):
    monkeypatch.chdir(tmp_path)
    home = ServerHome(server, database)
    book, _service = concluded_book(home.make())
    hide_an_agreement(service_on(book))
    home.place_of("kultur", "board", "kulturnamnden")
    samverk = Program(home, capsys)
    done = samverk.ok("export", "datapackage", "-o", "P", actor="kultur", lang=lang)
    samverk.ok("export", "datapackage", "-o", "Q", lang=lang)
    part, whole = Opened("P"), Opened("Q")
    seen = part.one("SELECT count(*) FROM events")
    assert part.descriptor["samverk"]["part"] == {"boards": ["kulturnamnden"], "events": seen}
    assert seen < whole.one("SELECT count(*) FROM events")
    assert part.descriptor["samverk"]["root"] == whole.descriptor["samverk"]["root"]
    assert "kulturnamnden" in part.descriptor["description"]
    assert {"sv": "Bara en del av boken", "en": "Only a part of the book"}[lang] in done.err
    assert [*part.faults()] == [*whole.faults()] == []
    assert part.rows("SELECT agreement FROM agreements") == [("herrgarden",)]
    assert not any(b"hemligt" in x.read_bytes() for x in Path("P").iterdir())
    home.close()
    leaves_of(part)


def test_a_book_that_was_moved_to_a_server_makes_the_same_bytes(
    server, database, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    book = make_book(tmp_path / "demo.book")
    demo.record(book)
    book.close()
    samverk = Program(FileHome(tmp_path / "demo.book"), capsys)
    place = server.uri(database=database)
    samverk.ok("migrate", "--from", "demo.book", "--to", place, actor=None)
    samverk.ok("export", "datapackage", "-o", "P")
    samverk.home = FileHome(place)
    samverk.ok("export", "datapackage", "-o", "Q", actor=None)
    for path in Path("P").iterdir():
        assert path.read_bytes() == (Path("Q") / path.name).read_bytes(), path
