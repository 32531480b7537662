"""The audit trail: read from either end, left out by the database, and written as it is read."""

import csv
import io
import json
import random
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from at_terminal import AtTerminal
from hypothesis import given, settings
from hypothesis import strategies as st
from random_books import RandomBook

from events.facts import EntryReversed
from events.text import has_unseen
from ledger.books import book as books
from ledger.presentation import data_formats, data_rows, language
from ledger.presentation.formats import How
from ledger.presentation.listing import Listing
from ledger.presentation.rows import row_type
from ledger.work.present import current
from ledger.work.trail import selected, taken_back
from projections import audit
from projections.report import Column

PAY = ("record", "disbursement", "herrgarden", "L3", "--on", "2024-03-25")


def filters(chance, shown):
    """Yield filters: by one thing, and by two, of one of the events."""
    one = chance.choice(shown)
    words = {
        "agreement": one.recorded.agreement,
        "line": next(iter(one.lines), None),
        "party": next(iter(one.parties), None),
        "board": next(iter(one.boards), None),
        "event": one.recorded.name.partition("/")[0],
        "voucher": one.voucher,
        "actor": one.recorded.envelope.actor,
        "as_of": one.effective_on,
    }
    there = {name: word for name, word in words.items() if word is not None}
    for name, word in there.items():
        yield audit.Filter(**{name: word})
    for _ in range(5):
        yield audit.Filter(**dict(chance.sample(sorted(there.items()), min(2, len(there)))))
    yield audit.Filter(line="no such line")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_filter_finds_what_looking_at_every_event_finds(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(books, "_A_PAGE", 7)
    chance = random.Random(seed)
    made = RandomBook(tmp_path / "a.book", chance, asks=True)
    made.grow(120)
    with closing(made.book) as book:
        present, upto = current(book), book.head() - chance.randrange(10)
        every = [audit.entry(x, present.lines) for x in book.events(upto=upto)]
        for wanted in filters(chance, every):
            naive = [x for x in every if audit.matches(x, wanted)]
            assert [x for _, x in selected(book, wanted, present, upto)] == naive
            back = [x for _, x in selected(book, wanted, present, upto, newest_first=True)]
            assert back == naive[::-1]
        reversals = [x.recorded for x in every if isinstance(x.recorded.fact, EntryReversed)]
        assert taken_back(book, upto) == {x.fact.position: x.position for x in reversals}
        assert reversals


def test_the_order_and_the_newest(concluded):
    for number in range(3):
        concluded.ok(*PAY, str(number + 1), "--voucher", f"V{number}")
    oldest = concluded.ok("log", "-O", "json").json["rows"]
    assert concluded.ok("log", "--newest-first", "-O", "json").json["rows"] == oldest[::-1]
    assert concluded.ok("log", "--oldest-first", "-O", "json").json["rows"] == oldest
    assert concluded.ok("log", "--last", 2, "-O", "json").json["rows"] == oldest[-2:]
    newest = ("log", "--last", 2, "--newest-first")
    assert concluded.ok(*newest, "-O", "json").json["rows"] == oldest[:-3:-1]
    for form in ("csv", "ndjson"):
        told = concluded.ok("log", "-O", form).out.splitlines()
        assert concluded.ok(*newest, "-O", form).out.splitlines()[-2:] == told[:-3:-1]
    paid = ("--event", "disbursement-recorded", "--sum", "-O", "json")
    assert concluded.ok("log", "--last", 2, *paid).json["totals"][0]["amount_minor"] == 500
    assert concluded("log", "--last", 0).status == 2


def test_a_taken_back_entry_says_so_from_either_end(concluded):
    concluded.ok(*PAY, "1", "--voucher", "V")
    with closing(concluded.open()) as book:
        position = book.head()
    concluded.ok("reverse", position, "--reason", "wrong", "--on", "2024-03-25")
    for order in ("--newest-first", "--oldest-first"):
        for words in ((), ("--voucher", "V"), ("--event", "disbursement-recorded"), ("--last", 2)):
            rows = concluded.ok("log", order, *words, "-O", "json").json["rows"]
            (paid,) = [x for x in rows if x["position"] == position]
            assert paid["reversed_by"] == position + 1
    (earlier,) = concluded.ok("log", "--voucher", "V", "--at", position, "-O", "json").json["rows"]
    assert earlier["reversed_by"] is None


@pytest.mark.file_only
def test_nothing_is_written_of_what_is_not_there(concluded, tmp_path):
    file = tmp_path / "log.csv"
    for words in (("--voucher", "nope"), ("--actor", "nobody"), ("--line", "L99")):
        found = concluded("log", *words, "-o", file)
        assert (found.status, found.out, file.exists()) == (3, "", False)
        assert concluded("log", *words, "-O", "csv").out == ""
    concluded.ok("log", "-o", file, lang="sv")
    assert file.read_bytes().decode() == concluded.ok("log", "-O", "csv", lang="sv").out
    for form in ("json", "ndjson"):
        concluded.ok("log", "-o", file.with_suffix(f".{form}"))
        written = file.with_suffix(f".{form}").read_bytes().decode()
        assert written == concluded.ok("log", "-O", form).out
        empty = concluded.ok("log", "--event", "agreement-terminated", "-O", form).out
        assert empty == {"json": '{\n  "rows": []\n}\n', "ndjson": ""}[form]


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_at_a_terminal_the_newest_come_first(concluded, tmp_path, lang):
    for number in range(45):
        concluded.ok(*PAY, str(number + 1), "--voucher", f"V{number}")
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\nexec cat\n", encoding="ascii")
    pager.chmod(0o700)
    with AtTerminal(concluded, "log", lang=lang, PAGER=str(pager)) as user:
        user.sees(
            "PAGED", "\n62 ", "\n61 ", "\n17 ", {"sv": "registrerad", "en": "registered"}[lang]
        )
        assert user.ends()[0] == 0
    with AtTerminal(concluded, "log", "--last", "3", lang=lang, PAGER=str(pager)) as user:
        status, shown = user.sees("\n62 ", "\n61 ", "\n60 ").ends()
        assert (status, "PAGED" in shown) == (0, False)
    with AtTerminal(concluded, "log", "-O", "csv", lang=lang, PAGER=str(pager)) as user:
        user.sees("party-registered", "V0", "V44")  # for programs: in the order of the book


@pytest.mark.file_only
def test_a_pager_that_nobody_can_start_hides_nothing(concluded):
    for number in range(45):
        concluded.ok(*PAY, str(number + 1), "--voucher", f"V{number}")
    for pager in ("/no/such/pager -x", "cat '", "\\"):  # the last two are no words of a shell
        with AtTerminal(concluded, "log", PAGER=pager, LESS="-FX") as user:
            user.sees("\n62 ")
            if pager[0] == "/":
                assert user.sees("\n 1 ").ends()[0] == 0


texts = st.text(st.sampled_from('ab;,"\n\r\t\u202eåé→ =+-@|\u00a0\x7f'), max_size=6)
columns = [
    Column("what", "What", "text"),
    Column("why", "Why", "word"),
    Column("number", "Number", "number"),
    Column("paid_minor", "Paid", "money"),
    Column("share", "Share", "percent"),
    Column("parties", "Parties", "texts"),
    Column("day", "Day", "date"),
    Column("at", "At", "instant"),
    Column("size", "Size", "quantity", is_optional=True),
    Column("more", "More", "parts", is_optional=True),
]
zones = st.just(UTC)
rows = st.fixed_dictionaries(
    {
        "what": st.none() | texts,
        "why": st.none() | texts,
        "number": st.none() | st.integers(-5, 2**40),
        "paid_minor": st.none() | st.integers(-(2**50), 2**50),
        "share": st.none() | st.integers(-500, 20_000),
        "parties": st.lists(texts, max_size=3),
        "day": st.none() | st.dates(),
        "at": st.datetimes(timezones=zones),
    },
    optional={"size": st.sampled_from(["1.5", "-2"]), "more": st.lists(st.just({"a": "b;"}))},
)


def shown(row, unseen):
    """Return a row as JSON has it, by the standard library alone."""
    own = {}
    for column in columns:
        if column.is_optional and column.key not in row:
            continue
        value = row[column.key]
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        elif isinstance(value, date):
            value = value.isoformat()
        elif column.kind == "percent" and value is not None:
            value = value // 100 if value % 100 == 0 else value / 100
        own[column.key] = value
    text = json.dumps(own, ensure_ascii=False)
    return "".join(json.dumps(c)[1:-1] if c in unseen else c for c in text)


def as_in_trail(value):
    """Return a value as a row of the trail has it."""
    is_texts = isinstance(value, list) and all(isinstance(x, str) for x in value)
    return tuple(value) if is_texts else value


@given(st.lists(rows, max_size=4))
@settings(max_examples=150)
def test_rows_are_what_the_standard_library_writes(given_rows):
    unseen = {c for row in given_rows for c in str(list(row.values())) if has_unseen(c)}
    unseen |= set("\u202e\x7f")
    listing = Listing(columns=columns, rows=given_rows)
    of_trail = [row_type(tuple(row))(*map(as_in_trail, row.values())) for row in given_rows]
    whole = data_formats.as_object(listing, How())
    for some in (given_rows, of_trail):
        assert "".join(data_rows.objects(columns).parts(some)) == whole
        made = "".join(data_rows.lines(columns).parts(some))
        assert made == "".join(shown(row, unseen) + "\n" for row in given_rows)
    for lang, delimiter in (("sv", ";"), ("en", ",")):
        language.use(lang)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(x.key.removesuffix("_minor") for x in columns)
        for row in given_rows:
            cells = ((x.kind, row.get(x.key)) for x in columns)
            writer.writerow(data_rows.csv_cell(*cell, "SEK") for cell in cells)
        for some in (given_rows, of_trail):
            text = "".join(data_rows.table(columns, "SEK").parts(some))
            assert text == ("\ufeff" if lang == "sv" else "") + out.getvalue()


def test_the_streams_of_a_book_are_those_of_its_events(everything):
    with closing(everything.open()) as book:
        ids = sorted({row[1] for row in book.rows()})
        assert len(ids) > 3
        for prefix in ("", "agreement", ids[0], ids[-1], "nothing"):
            own = [x for x in ids if x.startswith(prefix)]
            assert book.streams(prefix) == own
            assert [row[1:3] for row in book.beginnings(prefix)] == [(x, 1) for x in own]
