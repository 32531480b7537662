"""The encoding of a file that another program wrote."""

import pytest

from ledger.exchange.decoding import ENCODINGS, decoded
from ledger.refusal import BadInput

TEXT = "Bokf.datum;Leverantör;Belopp\r\n2024-01-15;Rädda Barnen, Åsbo, ÄÖ;178 750,00-\r\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_each_encoding_is_read_as_it_was_written(encoding, end):
    text = TEXT.replace("\r\n", end)
    raw = text.encode(encoding)
    if encoding.startswith("utf-16"):
        raw = "\ufeff".encode(encoding) + raw
    assert decoded(raw) == (text, encoding)
    if encoding == "utf-8":
        assert decoded(b"\xef\xbb\xbf" + raw) == (text, "utf-8")


def test_what_is_neither_is_asked_for():
    both = "Må".encode("cp1252") + "Må".encode("cp437")
    for raw in (both, b"caf\xe9"):
        with pytest.raises(BadInput) as refused:
            decoded(raw)
        assert refused.value.code == "encoding-open"
        assert decoded(raw, "cp437").encoding == "cp437"


@pytest.mark.parametrize(
    ("raw", "code", "offset"),
    [
        (b"Malm\xf6 \x81", "byte-not-text", 6),
        (b"\xff\xfea\x00\x00\xd8", "byte-not-text", 4),
        (b"\xef\xbb\xbfMalm\xf6", "byte-not-text", 7),
        (b"a\0b\0", "nul-in-text", 1),
        ("Är ".encode() + b"Malm\xf6", "byte-not-text", 8),
        ("Är ".encode() + "Malmö".encode("cp437"), "byte-not-text", 8),
        ("Två".encode()[:-1], "encoding-open", None),
        ("Två, två".encode()[:-1], "byte-not-text", 8),
    ],
)
def test_a_byte_that_cannot_be_is_named(raw, code, offset):
    with pytest.raises(BadInput) as refused:
        decoded(raw)
    assert (refused.value.code, refused.value.values.get("offset")) == (code, offset)
