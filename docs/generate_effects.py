"""Write the tables of effects in docs/DOMAIN.md from ``events.effects``.

python docs/generate_effects.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from events.effects import EFFECTS, PAIRS
from events.facts import event_name_of

TARGET = Path(__file__).with_name("DOMAIN.md")
BEGIN, END = "<!-- made by docs/generate_effects.py -->\n", "<!-- made so far -->\n"


def tables() -> str:
    """Return both tables: the accounts of each measure, and what each event adds to which."""
    return (
        "| measure | debit | credit |\n|---|---|---|\n"
        + "".join(_accounts())
        + "\n| event | adds to | of the line | of the year | the amount |\n|---|---|---|---|---|\n"
        + "".join(_effects())
    )


def _accounts() -> Iterator[str]:
    for measure, pairs in PAIRS.items():
        debits, credits_ = zip(*pairs, strict=True)
        yield f"| {measure} | {_joined(debits)} | {_joined(credits_)} |\n"


def _joined(accounts: Iterable[str]) -> str:
    return "; ".join(re.sub(r"\{(\w+)\}", r"*\1*", account) for account in accounts)


def _effects() -> Iterator[str]:
    for fact, effects in EFFECTS.items():
        if fact.__base__ in EFFECTS:  # a later form, which adds the same
            continue
        name = event_name_of(fact).partition("/")[0]
        for effect in effects:
            measure = effect.measure if effect.sign > 0 else f"{effect.measure} (takes away)"
            line = f"`{effect.line}`" if effect.line else "–"
            year, amount = f"`{effect.year}`", f"`{effect.amount}`"
            if effect.each:
                year, amount = f"each in `{effect.each}`", "its amount"
            if effect.less:
                amount += f" − `{effect.less}`"
            yield f"| `{name}` | {measure} | {line} | {year} | {amount} |\n"


def main() -> None:
    """Write the document anew."""
    before, _, rest = TARGET.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    TARGET.write_text(f"{before}{BEGIN}{tables()}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
