"""Power cuts at the calls of commands that change files; ``make soak`` tries every state."""

import os
import random
import sys

import power_cut
import pytest

SEED = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))

pytestmark = pytest.mark.skipif(
    power_cut.STRACE is None and not os.environ.get("CI"),
    reason="strace, which records the calls, is not installed",
)


@pytest.mark.parametrize("name", power_cut.COMMANDS)
def test_a_power_cut_loses_nothing_acknowledged_and_the_command_can_be_repeated(name, tmp_path):
    sys.stdout.write(f"SAMVERK_SEED={SEED}\n")
    calls, states, failed = power_cut.cuts(name, tmp_path, SEED, most=12)
    assert failed == []
    assert calls >= 20
    assert states == 12


def test_the_states_are_those_that_a_disk_may_leave(tmp_path):
    """What is not flushed may be lost, and only that: the model itself, on two files."""
    (tmp_path / "old").write_bytes(b"old")
    calls = [
        power_cut.Call("create", "new"),
        power_cut.Call("write", "new", at=0, data=b"n" * 600),
        power_cut.Call("flush", "new"),
        power_cut.Call("rename", "new", to="old"),
        power_cut.Call("flush-folder", "."),
        power_cut.Call("write", "old", at=0, data=b"later"),
    ]
    found = [x for seed in range(20) for x in power_cut.states(tmp_path, calls, seed)]
    before, after = (
        {content["old"] for number, _, _, content in found if at(number)}
        for at in ((lambda n: n <= 4), (lambda n: n > 4))  # the folder is flushed by call 5
    )
    assert before == {b"old", b"n" * 600}
    assert b"old" not in after
    assert b"later" + b"n" * 595 in after
    torn = {content["new"] for _, _, _, content in found if "new" in content}
    assert {b"", b"n" * 600} < torn  # and parts of it, at sectors
    assert all(len(content) in {0, 512, 600} for content in torn)
