"""The program's start, under a name that no other distribution has.

Other distributions have packages named ``ledger`` and ``events``, too. If such a package is in the
way, by its installation or by ``PYTHONPATH``, this module is still the program's own and says what
is wrong. ``ledger.cli.boundary`` says what goes wrong later.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - a quick start
_FAILED, _INTERRUPTED = 1, 130  # as ``ledger.cli.boundary`` has them
_MOST = 10  # files that are named


def run() -> NoReturn:
    """Run the program and exit with its status; no traceback reaches a user."""
    try:
        from ledger.cli.boundary import run as answer
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as error:
        if os.environ.get("SAMVERK_TRACEBACK"):
            raise
        sys.stderr.write("\n".join(damaged(error)) + "\n")
        sys.exit(_FAILED)
    answer()


def damaged(error: Exception) -> list[str]:
    """Return what is wrong, in both languages: the catalogue of a language may be damaged."""
    from contextlib import suppress
    from importlib.util import find_spec
    from itertools import islice

    cause = ascii(f"{type(error).__name__}: {error}")[1:-1]
    lines = [
        f"Installationen av samverk är skadad: {cause}",
        f"The installation of samverk is damaged: {cause}",
    ]
    named = getattr(find_spec("ledger"), "origin", None)
    ours = os.path.join(_HERE, "ledger", "")  # noqa: PTH118
    if named and not os.path.abspath(named).startswith(ours):  # noqa: PTH100
        lines += [
            f"Ett annat programs paket är i vägen: {ascii(named)[1:-1]}",
            f"Another program's package is in the way: {ascii(named)[1:-1]}",
        ]
    else:
        with suppress(Exception):  # the module itself may be damaged
            from ledger.cli.packages import problems

            lines += [ascii(cause)[1:-1] for _code, cause in islice(problems(), _MOST)]
    return [
        *lines,
        "Installera om det, i en egen miljö; dina böcker berörs inte av det.",
        "Install it anew, in an environment of its own; your books are not touched by that.",
    ]


if __name__ == "__main__":
    run()
