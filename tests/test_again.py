"""A payment that looks like one that stands: asked about, on both kinds of book."""

import pytest
from conftest import service_on
from msgspec.structs import replace
from test_recording import ME, pay

from ledger.refusal import Refused
from ledger.rules import commands as c

DISBURSEMENT = ("record", "disbursement", "herrgarden", "L3", "1 000")
INTERNAL = ("record", "internal-cost", "herrgarden", "L4", "1 000")
SAID = ("--on", "2024-03-25", "--voucher", "4711")


def head(program):
    return len(program.ok("log", "-O", "json").json["rows"])


@pytest.mark.parametrize("words", [DISBURSEMENT, INTERNAL], ids=["disbursement", "internal"])
def test_it_is_refused_and_names_the_one_that_stands(concluded, words):
    concluded.ok(*words, *SAID)
    before = head(concluded)
    for more in ((), ("-n",), ("-O", "json"), ("--key", "k"), ("--year", "2025")):
        refused = concluded(*words, *SAID, *more, lang="en")
        assert (refused.status, refused.code, refused.out) == (3, "looks-recorded", "")
        line = words[3]
        told = f"Event #{before} is already 1,000 on {line}, dated 2024-03-25, with the voucher"
        assert told in refused.err
        assert f"samverk show {before}. If this is another one, add --again" in refused.err
    refused = concluded(*words, *SAID, lang="sv")
    assert f"Händelse #{before} är redan 1 000 på {words[3]}" in refused.err.replace("\u00a0", " ")
    assert "lägg till --again" in refused.err
    assert head(concluded) == before
    assert concluded.ok(*words, *SAID, "--again", "-n").status == 0
    assert head(concluded) == before
    concluded.ok(*words, *SAID, "--again")
    assert head(concluded) == before + 1
    assert concluded.ok("verify", "--json").json["findings"] == []


def test_a_retry_is_a_retry_with_the_permission_or_without(concluded):
    for more in ((), ("--again",), ()):
        done = concluded.ok(*DISBURSEMENT, *SAID, "--key", "k", *more, "-O", "json").json
        assert [x["position"] for x in done["recorded"]] == [18]
    again = (*DISBURSEMENT, *SAID, "--again", "--key", "other")
    assert not concluded.ok(*again, "-O", "json").json["repeated"]
    assert concluded.ok(*again, "-O", "json").json["repeated"]
    assert concluded.ok(*again[:-3], "--key", "other", "-O", "json").json["repeated"]


def test_what_was_taken_back_is_entered_again(concluded):
    concluded.ok(*DISBURSEMENT, *SAID)
    concluded.ok("reverse", "18", "--reason", "fel")
    concluded.ok(*DISBURSEMENT, *SAID)
    assert concluded(*DISBURSEMENT, *SAID).code == "looks-recorded"
    assert concluded.ok("verify", "--json").json["findings"] == []


def test_each_client_sees_what_others_have_paid(concluded):
    """Also one that decides on the states that it remembers."""
    one, two = (service_on(concluded.home.open()) for _ in range(2))
    alike = pay(5, voucher="V")
    for service in (one, two):
        service.execute(pay(), ME)
        service.execute(pay(), ME)
    (first,) = one.execute(alike, ME).recorded
    for service in (two, one, two):
        with pytest.raises(Refused, match="looks-recorded") as refused:
            service.execute(alike, ME)
        assert refused.value.position == first.position
    two.execute(c.ReverseEntry(position=first.position, reason="fel"), ME)
    (second,) = one.execute(alike, ME).recorded
    with pytest.raises(Refused, match="looks-recorded") as refused:
        two.execute(alike, ME)
    assert refused.value.position == second.position


def test_rows_of_one_chunk_look_like_each_other(concluded):
    service = service_on(concluded.home.open())
    alike = pay(5, voucher="V")
    with pytest.raises(Refused, match="looks-recorded"):
        list(service.execute_all([(alike, ME), (pay(), ME), (alike, ME)]))
    assert head(concluded) == 17
    allowed = replace(alike, again=True)
    assert list(service.execute_all([(alike, ME), (allowed, ME)])) == [2]
