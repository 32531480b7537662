"""Forged events: appended to a book past every rule, with its tree made right.

A user who has the file can do that. Verification names each of them, and every other reader of the
book says which event it cannot read.
"""

import re
import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from test_events_codec import ENVELOPES, EVENTS
from test_evidence import paid  # noqa: F401 - a fixture
from test_recording import ME, pay

from events import facts as f
from events.canonical import is_unclean
from events.record import encode
from events.streams import PARTIES
from ledger.books.opening import open_book
from ledger.work.recording import Service

AGREEMENT = "agreement/herrgarden"
PAID, GIFT = "disbursement-recorded/1", "in-kind-recorded/1"
POISON_AT = 19


def altered(name, *changes):
    """Return an event's name and bytes, later than the book's, with texts replaced by others."""
    state = encode(ENVELOPES[name]).replace(b'"2025-01-01T', b'"2099-01-01T')
    for old, new in changes:
        assert state.count(old) == 1, (old, state)
        state = state.replace(old, new)
    return name, state


def payment(*changes):
    little = (b":7500000", b":75"), (b'"bank_reference":"B-1"', b'"bank_reference":null')
    return AGREEMENT, *altered(PAID, *little, *changes)


def contribution(*changes):
    return AGREEMENT, *altered(GIFT, *changes)


NONCE = b'"nonce":"' + b"0" * 32
NONE = b'"evidence":[]'

# What the bytes alone show: they are not what the program writes.
BYTES = {
    "a field is missing": payment((b',"voucher":"V"', b"")),
    "a field is of another type": payment((b'"voucher":"V"', b'"voucher":7')),
    "an impossible day": payment((b"2024-03-01", b"2024-02-30")),
    "a day before Christ": payment((b"2024-03-01", b"2024-03-01 BC")),
    "a day far away": payment((b"2024-03-01", b"20240-03-01")),
    "a nonce with a capital": payment((NONCE, b'"nonce":"A' + b"0" * 31)),
    "a nonce with a space": payment((NONCE, b'"nonce":" ' + b"0" * 31)),
    "a short nonce": payment((NONCE, b'"nonce":"' + b"0" * 30)),
    "a line end in a text": payment((b'"voucher":"V"', rb'"voucher":"V\nW"')),
    "a control character": payment((b'"voucher":"V"', rb'"voucher":"\u0007"')),
    "a delete": payment((b'"voucher":"V"', b'"voucher":"V\x7f"')),
    "a text of nothing": payment((b'"voucher":"V"', b'"voucher":""')),
    "nobody": payment((b'"actor":"ekonom"', b'"actor":""')),
    "a blank at the end": payment((b'"voucher":"V"', b'"voucher":"V "')),
    "a blank at the beginning": payment((b'"voucher":"V"', b'"voucher":" V"')),
    "a mark of direction": payment((b'"voucher":"V"', '"voucher":"\u202eV"'.encode())),
    "what takes no width": payment((b'"voucher":"V"', '"voucher":"V\u200b"'.encode())),
    "evidence that is text": payment((NONE, b'"evidence":["E"]')),
    "a hash that is none": payment((NONE, b'"evidence":[{"reference":"E","sha256":"00"}]')),
    "evidence with more": payment((NONE, b'"evidence":[{"reference":"E","sha256":null,"x":1}]')),
    "an unknown field": payment((NONE, NONE + b',"note":1')),
    "an unknown field, deep": payment((NONE, NONE + b',"note":' + b"[" * 9999 + b"]" * 9999)),
    "an unknown field of the fact": payment((b'"voucher":"V"', b'"voucher":"V","note":1')),
    "a field twice": payment((b'"voucher":"V"', b'"voucher":"X","voucher":"V"')),
    "fields in another order": payment(
        (b'"reason":null,"evidence":[]', b'"evidence":[],"reason":null')
    ),
    "a space between": payment((b'"voucher":"V"', b'"voucher": "V"')),
    "a line end after": (AGREEMENT, PAID, payment()[2] + b"\n"),
    "a letter escaped": payment((b'"voucher":"V"', rb'"voucher":"\u0056"')),
    "no UTF-8": payment((b'"voucher":"V"', b'"voucher":"\xff"')),
    "a time elsewhere": payment((b"00:00:00Z", b"01:00:00+01:00")),
    "a time nowhere": payment((b"00:00:00Z", b"00:00:00")),
    "an empty key": payment((b'"key":null', b'"key":""')),
    "an empty bank reference": payment((b'"bank_reference":null', b'"bank_reference":""')),
    "an amount below zero": payment((b":75,", b":-75,")),
    "an amount beyond all": payment((b":75,", b":1" + b"0" * 30 + b",")),
    "an amount with a point": payment((b":75,", b":75.0,")),
    "a year beyond all": payment((b":2024,", b":99999,")),
    "a quantity that is none": contribution((b'"212.5"', b'"NaN"')),
    "a quantity without end": contribution((b'"212.5"', b'"Infinity"')),
    "a quantity below zero": contribution((b'"212.5"', b'"-212.5"')),
    "a quantity with a zero before": contribution((b'"212.5"', b'"0212.5"')),
    "a quantity with an exponent": contribution((b'"212.5"', b'"2E+2"')),
    "another name beside it": (AGREEMENT, "use-reported/1", payment()[2]),
    "an unknown name": (AGREEMENT, "disbursement-recorded/9", payment()[2]),
    "no event": (AGREEMENT, PAID, b"[]"),
    "nothing": (AGREEMENT, PAID, b""),
}

# Canonical, and yet no rule would have let them in here.
ELSEWHERE = {
    "a payment on no line": payment((b'"line":"L3"', b'"line":"L99"')),
    "use of no line": (AGREEMENT, *altered("use-reported/1", (b'"line":"L3"', b'"line":"L99"'))),
    "use by nobody": (AGREEMENT, *altered("use-reported/1", (b"radda-barnen", b"nobody"))),
    "a payment of no agreement": ("agreement/nowhere", *payment()[1:]),
    "a payment in the parties' stream": (PARTIES.name, *payment()[1:]),
    "a contribution of nobody": contribution((b"malmo-universitet", b"nobody")),
    "a party in an agreement": (AGREEMENT, *altered("party-registered/1")),
    "a party that is there": (PARTIES.name, *altered("party-registered/1")),
    "a period in an agreement": (AGREEMENT, *altered("period-closed/1")),
    "an opening of no period": ("book", *altered("period-reopened/1")),
    "an agreement again": (AGREEMENT, *altered("agreement-proposed/1")),
    "an agreement without an id": ("agreement/a b", *altered("agreement-proposed/1")),
    "a line again": (AGREEMENT, *altered("budget-line-proposed/1")),
    "a verdict on nothing": (AGREEMENT, *altered("in-kind-verified/1")),
    "money for no claim": (
        AGREEMENT,
        *altered("repayment-received/1", (b'"B-2"', b"null")),
    ),
    "a reversal of nothing": (AGREEMENT, *altered("entry-reversed/1")),
    "a reversal of something else": (
        AGREEMENT,
        *altered("entry-reversed/1", (b'"position":25', b'"position":18')),
    ),
}
POISON = BYTES | ELSEWHERE


def append(path, *events):
    """Append events past every rule: the database's triggers only ask for their places."""
    book = open_book(path)
    for stream, name, state in events:
        place = (book.head() + 1, stream, len(list(book.stream(stream))) + 1)
        with book.writing():
            book.append([(*place, name, LATER.sub(_now, state))], [])
    book.close()


LATER = re.compile(rb"2099-01-01T0\d:00:00(Z|\+01:00|)")


def _now(found):
    """Return the second after now, as that of the event is written."""
    zone = found[1].decode()
    at = datetime.now(UTC) + timedelta(seconds=1, hours=zone == "+01:00")
    return f"{at:%Y-%m-%dT%H:%M:%S}{zone}".encode()


@pytest.fixture
def poisoned(paid, tmp_path):  # noqa: F811
    """Return the program on a copy of a book with forged events."""
    paid.ok("report", "agreement", "herrgarden")  # the views are there
    clean = paid.book

    def on_copy(*events):
        paid.book = tmp_path / "poisoned.book"
        for beside in tmp_path.glob("poisoned.book*"):
            beside.unlink()
        shutil.copy(clean, paid.book)
        append(paid.book, *events)
        return paid

    return on_copy


@pytest.mark.file_only
def test_an_event_as_the_program_writes_it_is_no_poison(poisoned):
    for event in (payment(), contribution()):
        assert poisoned(event).ok("verify", "--json").json["findings"] == []


@pytest.mark.file_only
@pytest.mark.parametrize(("codes", "kinds"), [({"event"}, BYTES), ({"rule", "replay"}, ELSEWHERE)])
def test_verification_names_every_event_that_nobody_recorded(poisoned, codes, kinds):
    for kind, event in kinds.items():
        program = poisoned(event, payment(), event)
        found = program("verify", "--json")
        assert found.status == 5, kind
        named = [(x["code"], x["position"]) for x in found.json["findings"]]
        assert {code for code, _ in named} <= codes | {"time"}, (kind, named)
        at = [at for code, at in named if code in codes]
        assert at == [POISON_AT, POISON_AT + 2], (kind, named)
        for lang in ("en", "sv"):
            assert f"#{POISON_AT} " in program("verify", lang=lang).out, kind


@pytest.mark.parametrize(
    "text", ['a "b"', "c:\\new", "\\", '"', "Åäö – · €", "a\\", '" x', 'x "y", "z"']
)
def test_a_text_that_may_be_written_is_no_poison(text):
    assert not is_unclean(msgspec.json.encode({"voucher": text, "reason": text}))
    for bad in (f"{text}\n", f" {text}", f"{text} ", f"\u200f{text}", f"{text}\u2028", ""):
        assert is_unclean(msgspec.json.encode({"voucher": text, "reason": bad})), bad


IN_SWEDISH = {
    "a payment on no line": "det finns ingen budgetpost L99",
    "use by nobody": "det finns ingen part nobody",
    "a payment of no agreement": "det finns inget avtal nowhere",
    "a payment in the parties' stream": "den står i strömmen parties",
    "a party that is there": "det finns redan en part rosengardsbiblioteket",
    "an opening of no period": "ingen period är stängd",
    "an agreement again": "det finns redan ett avtal herrgarden",
    "a line again": "det finns redan en budgetpost L4",
    "a nonce with a capital": "ett engångstal som inte är 32 hexadecimala siffror",
    "a space between": "programmet skulle inte skriva dessa byte",
    "a quantity with an exponent": "ett decimaltal i en annan form",
    "another name beside it": "- at `$.data.event`”",
    "an unknown name": "det finns ingen händelse disbursement-recorded/9",
}


@pytest.mark.file_only
@pytest.mark.parametrize("kind", IN_SWEDISH)
def test_causes_are_in_the_language_of_the_reader_and_those_of_others_quoted(poisoned, kind):
    program = poisoned(POISON[kind])
    told = program("verify", lang="sv").out
    if kind in ELSEWHERE and "stream" not in kind:  # a rule says more of it than the replay
        assert re.search(rf"Händelse #{POISON_AT} .*[.] \[[a-z-]+\]", told)
    else:
        assert IN_SWEDISH[kind] in told
    assert "”" not in program("verify", lang="en").out
    if kind in ELSEWHERE:
        damaged = program("report", "party", "radda-barnen", "--as-of", "2030-12-31", lang="sv")
        assert (damaged.status, IN_SWEDISH[kind] in damaged.err) == (5, True), damaged.err


@pytest.mark.file_only
def test_whatever_cannot_read_an_event_says_which(poisoned):
    pays = (
        "record",
        "disbursement",
        "herrgarden",
        "L1",
        "1",
        "--on",
        "2024-03-25",
        "--voucher",
        "W",
    )
    readers = [
        ("report", "agreement", "herrgarden"),
        ("report", "in-kind"),
        ("report", "agreement", "herrgarden", "--as-of", "2030-12-31"),
        ("log",),
        ("show", POISON_AT),
        ("replay",),
        pays,
    ]
    refused = set()
    for kind, event in POISON.items():
        poisoned(event, payment())
        for words in readers:
            result = poisoned(event, payment())(*words)
            if result.status == 0:
                continue
            assert result.status == 5, (kind, words, result.err)
            assert f"#{POISON_AT} " in result.err, (kind, words, result.err)
            refused.add((kind, words[0]))
    # What no report can show, no report leaves out.
    assert {kind for kind, word in refused if word == "report"} >= ELSEWHERE.keys() - {
        "a verdict on nothing",
        "money for no claim",
        "a reversal of nothing",
        "a reversal of something else",
    }
    assert {kind for kind, word in refused if word == "record"} >= {
        "a verdict on nothing",
        "money for no claim",
    }


@pytest.mark.file_only
def test_more_paid_than_committed_is_found(poisoned):
    much = payment((b":75,", b":99999999999,"))
    forged = poisoned(much)
    codes = [x["code"] for x in forged("verify", "--json").json["findings"]]
    assert codes == ["rule", "overdrawn"]
    assert "The events are as they were recorded, and the rules do not" in forged("verify").out


@pytest.mark.file_only
def test_a_service_that_catches_up_says_which_event(paid):  # noqa: F811
    book = paid.open()
    service = Service(book)
    assert service.currency_of("herrgarden") == "SEK"
    append(paid.book, ELSEWHERE["a payment on no line"])
    assert service.currency_of("herrgarden") == "SEK"  # which no later event can change
    with pytest.raises(Exception, match=f"#{POISON_AT} {PAID}: KeyError"):
        service.execute(pay(), ME)
    book.close()


@pytest.mark.file_only
def test_nothing_is_recorded_on_an_agreement_that_was_never_proposed(poisoned):
    program = poisoned(("agreement/nowhere", *contribution()[1:]))
    pays = ("record", "disbursement", "nowhere", "L1", "1", "--on", "2024-03-25", "--voucher", "W")
    refused = program(*pays)
    assert (refused.status, "nowhere" in refused.err) == (5, True), refused.err


def test_every_event_has_a_strict_reader():
    from events.canonical import read_one

    assert {event.name for event in EVENTS.values()} == set(f.NAMES)
    for name, event in EVENTS.items():
        assert read_one(name, encode(event.envelope))[1] is None
