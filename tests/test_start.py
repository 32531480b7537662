"""How a short command begins and ends: what it does not load, and that nothing is lost."""

import gettext
import hashlib
import html
import inspect
import io
import os
import re
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from conftest import ServerHome

from events import facts, hashing
from events.declared import fields_naming
from events.planning import Planning
from events.record import CorruptEventError, Envelope, _Reader, decode
from ledger import lean
from ledger.books import files
from ledger.books.opening import make_book
from ledger.books.tree import LeafHasher, entry_bytes, leaf_hash
from ledger.demo import record
from ledger.presentation.catalogue import Texts
from ledger.presentation.language import DOMAIN, FOLDER, languages, texts_of
from ledger.rules import dates
from ledger.work import present
from projections import documents
from projections.projection import AgreementDocument

MODULES = "import sys; print(*sys.modules)"  # an editable installation loads some of its own
LISTS_MODULES = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
import samverk
samverk.run()
"""
ANOTHER_THREAD = """
import pathlib, sys, threading, time
file = pathlib.Path(sys.argv.pop())
def write():
    time.sleep(1)
    file.write_text("written")
threading.Thread(target=write).start()
import samverk
samverk.run()
"""
# Each takes as long to load as a report takes to be made, or longer.
UNUSED = {
    *("importlib.metadata", "typing_extensions", "wcwidth", "shutil", "csv", "email"),
    *("subprocess", "pickle", "urllib.parse", "html.entities", "calendar"),
    *("msgspec.inspect", "msgspec._json_schema", "inspect", "platform", "_uuid"),
    *("_hashlib", "dataclasses", "locale"),
}
STOOD_IN = """
import sys
again = "pathlib", "urllib.parse", "html", "importlib.metadata", "dataclasses", "textwrap"
again += "inspect", "uuid", "platform", "_uuid"
for name in [*sys.modules]:  # an editable installation has loaded some
    if name in again or name.startswith("pathlib."):  # which has parts in later Pythons
        del sys.modules[name]
from ledger import lean
lean.pathlib(), lean.click(), lean.msgspec(), lean.tabulate()
left_out = {"urllib.parse", "msgspec.inspect", "msgspec._json_schema", "html", "importlib.metadata"}
left_out |= {"inspect", "platform", "_uuid"}
assert not left_out & sys.modules.keys(), left_out & sys.modules.keys()
import click, dataclasses, html, inspect, msgspec, pathlib, tabulate, textwrap, urllib.parse, uuid
number = uuid.UUID("12345678-1234-5678-1234-567812345678")
assert click.UUID(str(number)) == number
assert msgspec.json.decode(msgspec.json.encode(number), type=uuid.UUID) == number
assert uuid.uuid4() != uuid.uuid1()
assert click.termui.inspect.isgeneratorfunction(lambda: (yield))
assert click.Option(["--a"], help="  one\\n\\n    two\\n").help == "one\\n\\ntwo"
assert pathlib.Path("/a b").as_uri().endswith("///a%20b")
assert type(msgspec.inspect.type_info(int)) is msgspec.inspect.IntType
from msgspec import inspect
assert inspect.type_info(str) == msgspec.inspect.StrType()
assert msgspec.json.schema(int) == {"type": "integer"}
assert "&lt;b&gt;" in tabulate.tabulate([["<b>"]], tablefmt="html")
Row = dataclasses.make_dataclass("Row", ["amount"])
assert tabulate.tabulate([Row("7")], headers="keys", tablefmt="plain").split() == ["amount", "7"]
for module in (dataclasses, html, msgspec.inspect, pathlib, textwrap, urllib.parse):
    assert module.__file__ and module is sys.modules[module.__name__], module
"""

# What the driver of servers would load, for what no short command asks of it.
UNUSED_BY_DRIVER = {
    *("asyncio", "logging", "inspect", "importlib.metadata", "typing_extensions", "ssl", "socket"),
    *("ctypes", "ctypes.util", "json", "zoneinfo", "random"),
}
DRIVER = """
import sys
left_out = set(sys.argv.pop().split())
for name in [*sys.modules]:  # an editable installation has loaded some
    if name in left_out | {"ipaddress", "dataclasses"}:
        del sys.modules[name]
from ledger import lean
lean.psycopg()
assert not left_out & sys.modules.keys(), left_out & sys.modules.keys()
import asyncio, ctypes.util, dataclasses, inspect, json, logging, random, socket, ssl, zoneinfo
import psycopg
from psycopg import _conninfo_attempts, _conninfo_utils, _tz, waiting
from psycopg.pq import misc
from psycopg.types.json import JsonDumper, JsonLoader
for module in (asyncio, ctypes, inspect, json, logging, random, socket, ssl, zoneinfo):
    assert module.__file__ and module is sys.modules[module.__name__], module
assert _tz.ZoneInfo("UTC") is zoneinfo.ZoneInfo("UTC")
assert str(_conninfo_utils.ip_address("::1")) == "::1"
assert JsonLoader(0).load(JsonDumper(dict).dump({"a": 1})) == {"a": 1}
assert _conninfo_attempts.socket.AF_INET == socket.AF_INET
assert misc.ctypes.util.find_library is ctypes.util.find_library
async def loop():
    await waiting.sleep(0)
    return waiting.get_running_loop()
assert asyncio.run(loop()).is_closed()
said = []
logging.getLogger("psycopg").addHandler(handler := logging.Handler())
handler.emit = lambda record: said.append(record.getMessage())
_conninfo_attempts.logger.debug("no"), _conninfo_attempts.logger.warning("%s", "yes")
assert said == ["yes"]
Row = dataclasses.make_dataclass("Row", [("amount", int)])
assert Row.__doc__ == "Row(amount: int)" and dataclasses.fields(Row)[0].type is int
"""


def process(code, *words):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SAMVERK_LANG": "en"},
    )


@pytest.mark.file_only
@pytest.mark.parametrize("words", ["report board fritidsnamnden", "report agreement herrgarden"])
def test_a_report_loads_nothing_that_it_does_not_need(concluded, words):
    done = process(LISTS_MODULES, "--book", concluded.home.place, *words.split())
    assert (done.returncode, done.stdout) == (0, concluded.ok(*words.split()).out)
    before = subprocess.run([sys.executable, "-c", MODULES], capture_output=True, check=True)
    loaded = set(done.stderr.split()) - set(before.stdout.decode().split())
    assert "tabulate" in loaded
    assert loaded & UNUSED == set()


@pytest.mark.file_only
def test_a_payment_loads_nothing_that_it_does_not_need(concluded):
    words = ["record", "disbursement", "herrgarden", "L2", "1", "--on", "2024-02-01"]
    done = process(LISTS_MODULES, "--book", concluded.home.place, *words, "--voucher", "S1")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert "eventsourcing.persistence" in loaded
    unused = {"typing_extensions", "msgspec.inspect", "importlib.metadata", "_hashlib", "locale"}
    assert loaded & unused == set()


def test_what_stands_in_for_a_module_does_as_it_does():
    done = process(STOOD_IN)
    assert done.returncode == 0, done.stderr


def test_the_driver_has_what_it_was_loaded_without_when_it_asks():
    done = process(DRIVER, " ".join(UNUSED_BY_DRIVER))
    assert done.returncode == 0, done.stderr


def test_the_driver_is_loaded_for_a_server_alone_and_little_of_it(concluded):
    words = ["report", "board", "fritidsnamnden"]
    done = process(LISTS_MODULES, "--book", concluded.home.place, *words)
    assert (done.returncode, done.stdout) == (0, concluded.ok(*words).out)
    before = subprocess.run([sys.executable, "-c", MODULES], capture_output=True, check=True)
    loaded = set(done.stderr.split()) - set(before.stdout.decode().split())
    assert ("psycopg" in loaded) == isinstance(concluded.home, ServerHome)
    assert loaded & UNUSED_BY_DRIVER == set()


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "one line", "  indented", "\n\nafter\n\n", "one\n\ntwo\n", "\ta\ttab"),
        *("one\n    two\n      three\n    ", "one\n\u2003two", "one \ntwo\n ", "\b\none\ntwo"),
    ],
)
def test_a_help_is_cleaned_as_by_the_library(text):
    assert lean.cleandoc(text) == inspect.cleandoc(text)


@pytest.mark.parametrize("size", [0, 1, 64, 1000])
def test_a_few_things_are_hashed_as_many_are(size):
    content = bytes(range(250)) * 4
    assert hashing.sha256(content[:size]).digest() == hashlib.sha256(content[:size]).digest()
    told = [x.blake2b(content[:size], digest_size=16).digest() for x in (hashing, hashlib)]
    assert told[0] == told[1]
    leaf = ("agreement-a", size, "name/1", content[:size])
    assert LeafHasher().leaf(*leaf) == leaf_hash(entry_bytes(*leaf))


def test_no_other_function_is_in_the_module_of_hashes():
    with pytest.raises(AttributeError):
        hashing.md5  # noqa: B018 - looking it up is what is tried


def test_a_later_form_is_found_as_in_a_list_of_all():
    both = [x for x in facts.FACTS if fields_naming(x, "document day")]
    later = {x.__base__ for x in both if x.__base__ in facts.FACTS}
    assert {x for x in facts.FACTS if dates.has_both(x)} == {*later, *both}


def test_a_web_page_is_escaped_as_by_the_library():
    text = '<a href="x">\'&amp;'
    assert lean.escape(text) == html.escape(text)


@pytest.mark.parametrize(
    "name", ["book", "å b/%41?x=1#.book", "~-._", os.fsdecode(b"\xff\x01"), "+:@&="]
)
def test_a_path_in_an_address_is_quoted_as_by_the_library(name):
    assert files.quoted(Path("/", name)) == quote(os.fsencode(Path("/", name)))


GOLDEN = sorted((Path(__file__).parent / "golden" / "events").glob("*.json"))


@pytest.fixture(scope="module")
def agreements(tmp_path_factory):
    """The agreements of the demonstration, and one whose steps are facts of every name."""
    path = tmp_path_factory.mktemp("start") / "demonstration.book"
    with closing(make_book(path)) as book:
        record(book)
        found = [*present.replay(book, book.head(), None).agreements.values()]
    read = msgspec.json.Decoder(Envelope).decode
    facts = {at: read(path.read_bytes()).data for at, path in enumerate(GOLDEN, 1)}
    return [*found, msgspec.structs.replace(found[0], process=facts, planning=Planning())]


def test_a_document_is_read_as_a_decoder_of_everything_reads_it(agreements):
    names = AgreementDocument.__struct_fields__
    assert set(names) == set(documents.READ.types["stored"].__struct_fields__)
    every = msgspec.json.Decoder(AgreementDocument).decode
    for agreement in agreements:
        content = msgspec.json.Encoder(decimal_format="string").encode(agreement)
        assert documents.READ["agreement"](content) == every(content) == agreement
    lasting = {name for name in names for x in agreements if getattr(x, name)}
    assert lasting >= {"amendments", "claims", "process", "planning"}


@pytest.mark.parametrize(
    "content",
    [
        *(b"{}", b"[]", b"", b"\xff", b'{"claims":[]}', b'{"process":{"1":{}}}'),
        *(b'{"process":{"1":{"event":"no-such-event/1"}}}', b'{"planning":7}', b'{"requests":7}'),
    ],
)
def test_a_damaged_document_is_found(agreements, content):
    if b":" in content:  # a document that is whole but for this
        whole = msgspec.json.Encoder(decimal_format="string").encode(agreements[0])
        content = msgspec.json.encode(msgspec.json.decode(whole) | msgspec.json.decode(content))
    with pytest.raises((msgspec.MsgspecError, LookupError)):
        documents.READ["agreement"](content)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_event_is_read_by_its_name_as_a_decoder_of_all_reads_it(path):
    """Also bytes that are damaged, with the same words."""
    whole = path.read_bytes()
    name = msgspec.json.decode(whole)["data"]["event"]
    of_another = "key-retired/1" if name != "key-retired/1" else "witness-retired/1"
    nameless = re.sub(rb'("data":{)"event":"[^"]*",?', rb"\1", whole)
    damaged = [whole[:-9], whole.replace(b'"actor"', b'"factor"'), nameless, b"", b"[]"]
    for state in (whole, *damaged, whole.replace(name.encode(), of_another.encode())):
        for asked in (name, of_another, "no-such-event/1"):
            said = [outcome(reader, asked, state) for reader in (_Reader, _OfAll)]
            assert said[0] == said[1]
    assert outcome(_Reader, name, whole) == msgspec.json.decode(whole, type=Envelope)
    assert "event" in str(outcome(_Reader, name, nameless))


class _OfAll(_Reader):
    few = 0


def outcome(reader, name, state):
    """Return the envelope that bytes are read as, or what is said of them."""
    try:
        return decode(name, state, read=reader().read)
    except CorruptEventError as error:
        return str(error)


@pytest.mark.file_only
def test_what_runs_beside_the_program_is_waited_for(concluded, tmp_path):
    file = tmp_path / "file"
    done = process(ANOTHER_THREAD, "--book", concluded.home.place, "status", file)
    assert done.returncode == 0, done.stderr
    assert file.read_text(encoding="ascii") == "written"
    assert "Traceback" not in done.stderr


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("words", "status"), [("status", 0), ("report board nobody", 3), ("no-such-command", 2)]
)
def test_the_status_is_that_of_the_command(concluded, words, status):
    code = "import samverk; samverk.run()"
    assert process(code, "--book", concluded.home.place, *words.split()).returncode == status


@pytest.mark.file_only
def test_who_follows_the_program_sees_its_end(concluded, tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import samverk\nsamverk.run()\n", encoding="ascii")
    own = [str(program), "--book", str(concluded.home.place), "status"]
    env = os.environ | {"COVERAGE_FILE": str(tmp_path / "counted")}
    env.pop("COVERAGE_PROCESS_START", None)
    profile = [sys.executable, "-m", "cProfile", *own]
    done = subprocess.run(profile, capture_output=True, text=True, check=True, env=env)
    assert "function calls" in done.stdout
    count = [sys.executable, "-m", "coverage", "run", "--rcfile=", *own]
    subprocess.run(count, capture_output=True, check=True, env=env)
    assert (tmp_path / "counted").stat().st_size


@pytest.mark.file_only
def test_what_is_printed_at_the_very_end_is_printed(concluded):
    code = (
        "import atexit, samverk; atexit.register(print, 'the end');"
        " atexit.register(print, 'not', flush=False); samverk.run()"
    )
    done = process(code, "--book", concluded.home.place, "status")
    assert (done.returncode, done.stdout.split()[-3:]) == (0, ["not", "the", "end"])


def content_of(lang):
    """Return the file of a language's texts, after it was made."""
    texts_of(lang)
    return (Path(FOLDER) / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()


@pytest.mark.parametrize("lang", sorted(set(languages()) - {"en"}))
def test_texts_are_those_that_gettext_reads(lang):
    content = content_of(lang)
    every = gettext.GNUTranslations(io.BytesIO(content))
    one_by_one = Texts(io.BytesIO(content))
    texts = vars(every)["_catalog"]
    assert len(texts) > 1000
    for key, text in texts.items():
        assert one_by_one.ngettext(key[0], "", 1) if isinstance(key, tuple) else text or not key
        assert vars(one_by_one)["_catalog"][key] == text, key
    for missing in ("no such text", "{n} day", "", "Agreemen", "\uffff"):
        assert one_by_one.gettext(missing) == every.gettext(missing)
        assert one_by_one.pgettext("of parties", missing) == every.pgettext("of parties", missing)
        for number in range(3):
            told = [x.ngettext(missing, "{n} days", number) for x in (one_by_one, every)]
            assert told[0] == told[1]
    assert one_by_one.info() == every.info()


HEAD = b"Content-Type: text/plain; charset=%s\nPlural-Forms: nplurals=3; plural=n;\n"


def file_of(texts):
    """Return the file of some texts: bytes of keys -> bytes of texts."""
    parts = [*sorted(texts), *(texts[key] for key in sorted(texts))]
    count, content = len(texts), b""
    head, place = struct.pack("<5I", 0x950412DE, 0, count, 20, 20 + 8 * count), 20 + 16 * count
    for part in parts:
        head += struct.pack("<2I", len(part), place + len(content))
        content += part + b"\0"
    return head + content


@pytest.mark.parametrize(
    ("charset", "texts"),
    [
        (b"UTF-8", {b"a": b"x", b"c\x04a": b"y", b"one\0many": b"p\0q\0r"}),
        (b"UTF-8", {b"a": b"x", b"one\0many": b"p\0q"}),  # a form less than the language has
        (b"ISO-8859-1", {b"a": b"\xe5", b"one\0many": b"p\0q\0\xf6"}),
        (b"UTF-8", {}),
    ],
)
def test_texts_of_any_language_are_those_that_gettext_reads(charset, texts):
    content = file_of(texts | {b"": HEAD % charset})
    every, own = (kind(io.BytesIO(content)) for kind in (gettext.GNUTranslations, Texts))
    for key in ("a", "one", "many", "no such text", "an argument \udcff"):
        assert own.gettext(key) == every.gettext(key)
        assert own.pgettext("c", key) == every.pgettext("c", key)
    for n in range(3):
        assert own.ngettext("one", "many", n) == every.ngettext("one", "many", n)
        assert own.npgettext("c", "one", "many", n) == every.npgettext("c", "one", "many", n)


def test_a_text_that_is_damaged_is_shown_as_such():
    """By the time that it is shown, something may have been recorded."""
    damaged = Texts(io.BytesIO(file_of({b"": HEAD % b"UTF-8", b"a": b"b\xff"})))
    assert damaged.gettext("a") == "b\ufffd"


@pytest.mark.parametrize("cut", [0, 3, 30, -1, -5000])
def test_a_damaged_file_of_texts_is_refused_as_gettext_refuses_it(cut):
    content = content_of("sv")[:cut]
    for kind in (gettext.GNUTranslations, Texts):
        with pytest.raises((OSError, struct.error)):
            kind(io.BytesIO(content))


_WITHOUT_DRIVER = """
import sys


class Gone:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == "psycopg":
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, Gone())
import samverk

samverk.run()
"""


@pytest.mark.file_only
@pytest.mark.parametrize("command", ["verify", "status", "checkpoint", "doctor", "due", "log"])
def test_a_book_in_a_file_needs_no_driver_of_servers(concluded, command):
    words = (sys.executable, "-c", _WITHOUT_DRIVER, "--book", str(concluded.book), command)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
