"""Cuts of the connection at messages of the protocol; ``make soak`` tries every one."""

import os
import sys

import protocol_cuts
import pytest

SEED = int(os.environ.get("SAMVERK_SEED", "1"))
MOST = 4
PRESSED = 2


@pytest.fixture(autouse=True)
def _say_the_seed():
    sys.stdout.write(f"SAMVERK_SEED={SEED}\n")


@pytest.mark.parametrize("name", protocol_cuts.COMMANDS)
def test_a_cut_at_a_message_loses_nothing_and_the_command_can_be_repeated(name, server, tmp_path):
    messages, done, told, failed = protocol_cuts.cuts(name, tmp_path, server, SEED, most=MOST)
    assert failed == []
    assert messages > 50
    assert done == MOST
    assert sum(told.values()) == MOST


@pytest.mark.parametrize("name", ["record", "init", "grant"])
def test_ctrl_c_while_a_message_is_held_back_says_what_is_so(name, server, tmp_path):
    held, told, failed = protocol_cuts.interruptions(name, tmp_path, server, SEED, PRESSED)
    assert failed == []
    assert held == sum(told.values()) == PRESSED
