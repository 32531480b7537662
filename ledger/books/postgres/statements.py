"""Parts of the statements by which a server judges an event: names, fields, a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from events import facts as f
from events.facts import event_name_of


def forms(*facts: type[f.Event]) -> list[type[f.Event]]:
    """Return every form of facts of some kinds."""
    return [fact for fact in f.FACTS if issubclass(fact, facts)]


def quoted(text: str) -> str:
    """Return a text as a literal of a statement."""
    return "'" + text.replace("'", "''") + "'"


def names(facts: Iterable[type[f.Event]]) -> str:
    """Return the names of events, as a list in a statement."""
    return ", ".join(f"'{event_name_of(fact)}'" for fact in facts)


def read(name: str, data: str = "data") -> str:
    """Return the expression that reads a field; a dot in the name leads into another field."""
    *within, last = name.split(".")
    return "".join((data, *(f" -> '{x}'" for x in within), f" ->> '{last}'"))


def number(name: str, data: str = "data") -> str:
    """Return the expression that reads a field that has a number."""
    return f"({read(name, data)})::bigint"


def built(values: Mapping[str, str]) -> str:
    """Return the expression for an object, from the expressions for its values."""
    return "jsonb_build_object(" + ", ".join(f"'{k}', {v}" for k, v in values.items()) + ")"


def refused(when: str, code: str, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the statements that refuse an event under a condition."""
    yield f"IF {when} THEN"
    yield f"    done := refuse('{code}', {built(values)});"
    yield "END IF;"
