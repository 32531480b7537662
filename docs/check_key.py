"""Which key signs a checkpoint of so many events: check_key.py STATEMENTS-FILE PUBLIC-KEY EVENTS.

Whoever knows a public key of a book follows it through what was signed when the book got others
(samverk key statements), with Python alone; check_proof.py lies beside this file.
"""

import runpy
import sys
from pathlib import Path

PROOF = runpy.run_path(str(Path(__file__).with_name("check_proof.py")))


def signed(statement, lines, vkey):
    """Return whether a statement is signed by a public key."""
    name, key_id, key = vkey.split("+", 2)
    for line in lines.strip("\n").split("\n"):
        who, raw = line.removeprefix("\u2014 ").split(" ")
        raw, text = PROOF["un64"](raw), (statement + "\n").encode()
        if (who, raw[:4].hex()) == (name, key_id):
            return PROOF["signed"](PROOF["un64"](key)[1:], text, raw[4:])
    return False


def key_at(statements, vkey, events):
    """Return the public key that signs checkpoints of so many events; raise if one is false."""
    parts = statements.split("\n\n")
    for statement, lines in zip(parts[::2], parts[1::2], strict=True):
        form, origin, size, _root, previous, new = statement.split("\n")
        assert form == "samverk-key-rotation/v1"
        if previous == vkey and int(size) < events:
            assert origin == new.split("+")[0] and signed(statement, lines, previous)
            assert signed(statement, lines, new)
            vkey = new
    return vkey


if __name__ == "__main__":
    print(key_at(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2], int(sys.argv[3])))
