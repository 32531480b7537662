"""Coverage-guided fuzzing of everything that reads what people write.

    fuzz_atheris.py -runs=100000

Run by ``make soak``. A harness stops at anything but a refusal.
"""

import sys
import unicodedata
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["events", "ledger"]):
    from events import money, period, text
    from events.record import CorruptEventError, decode
    from ledger.books import notes
    from ledger.cli import reading_input
    from ledger.presentation import display
    from ledger.proof import evidence
    from ledger.refusal import BadInput

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # what this Python does not know may be seen
READERS = (
    lambda t: money.parse_amount(t, "SEK"),
    money.parse_quantity,
    money.parse_rate,
    period.parse_date,
    period.parse_period,
    text.clean_text,
    text.clean_id,
    reading_input.read_time,
    reading_input.read_position,
    reading_input.read_year_amount,
    reading_input.read_board_decision,
    notes.parse_checkpoint,
    notes.parse_proof,
    notes.parse_public_key,
)


def one(raw):
    """Give one input to everything."""
    given = raw.decode("utf-8", "surrogateescape")
    for read in READERS:
        with suppress(ValueError, BadInput, reading_input.click.BadParameter):
            read(given)
    shown = display.safe(given)
    assert not any(unicodedata.category(c) in UNSEEN for c in shown)
    with suppress(CorruptEventError):
        decode("disbursement-recorded/1", raw)
    with suppress(BadInput):
        evidence.parse_entry(raw)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
