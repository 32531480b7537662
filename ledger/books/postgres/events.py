"""Functions with which a server writes an event anew from the values that it reads in it.

Events are stored in one canonical form. If the text that the server writes is the text that it got,
no field is missing, unknown, repeated or of another type, and every reader can read the event.
Otherwise a login that may append could append an event that no report can read.

Made from the types of the events. Source: docs/FORMAT.md; ``events.facts`` and ``events.record``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from msgspec import inspect

from events.declared import fields_naming, fields_of
from events.facts import (
    FACTS,
    AgreementProposed,
    DisbursementRecorded,
    Event,
    InternalCostRecorded,
    UseReported,
    event_name_of,
)
from events.period import EARLIEST, LATEST
from events.record import Envelope, Evidence
from events.streams import AGREEMENTS, BOOK, SHARED, STREAMS, Stream
from events.text import ID

# The server looks for these first.
FREQUENT: tuple[type[Event], ...] = (DisbursementRecorded, UseReported, InternalCostRecorded)
assert not any(fields_of(fact, ("reader",)) for fact in FREQUENT)
_MOST = 2**62  # of a number that its type does not limit: a position

# What is in no text of an event: ``events.canonical.is_unclean``.
UNCLEAN = (
    r'(?<!\\)(\\\\)*\\[bfnrtu]|(?<!\\)""|(?<!\\)" | "|[\u007f-\u009f\u00ad\u061c\u180e'
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)

# Each small function takes a value as text and returns it in its stored form, or NULL for a value
# that cannot be. A NULL makes the written event differ from the given one.
_FUNCTIONS = """
CREATE FUNCTION written_text(it text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it <> '' THEN to_json(it)::text END
$$;
CREATE FUNCTION written_whole(it text, low bigint, high bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it::bigint BETWEEN low AND high THEN it::bigint::text END
$$;
CREATE FUNCTION instant_text(it timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT replace(to_char(it AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
CREATE FUNCTION written_evidence(it jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '[' || string_agg(
        {evidence}, ',' ORDER BY place) || ']'
    FROM jsonb_array_elements(it) WITH ORDINALITY AS one (it, place)
$$;

CREATE FUNCTION written_fact(name text, it jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    CASE name
{facts}
    ELSE RETURN NULL;
    END CASE;
END
$$;

-- The text of an event, as the program stores it.
CREATE FUNCTION written(name text, it jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    text_of_it text := {envelope};
BEGIN
    -- Nearly every text has no sign of what the expression looks for, which takes long.
    IF octet_length(text_of_it) = length(text_of_it) AND strpos(text_of_it, '\\') = 0
        AND strpos(text_of_it, '""') = 0 AND strpos(text_of_it, '" ') = 0
        AND strpos(text_of_it, ' "') = 0 AND strpos(text_of_it, chr(127)) = 0
    THEN
        RETURN text_of_it;
    END IF;
    RETURN CASE WHEN text_of_it !~ '{unclean}' THEN text_of_it END;
END
$$;
"""


def functions() -> str:
    """Return the statements that create ``written(name, event)`` and what it needs.

    For JSON that is no event of that name, ``written`` returns another text, or NULL.
    """
    cases = []
    for fact in sorted(FACTS, key=lambda fact: fact not in FREQUENT):
        text = _object(cast("inspect.StructType", inspect.type_info(fact)))
        cases.append(f"    WHEN '{event_name_of(fact)}' THEN\n        RETURN {text};")
    envelope = cast("inspect.StructType", inspect.type_info(Envelope))
    evidence = cast("inspect.StructType", inspect.type_info(Evidence))
    return _FUNCTIONS.format(
        evidence=_object(evidence),
        facts="\n".join(cases),
        envelope=_object(envelope),
        unclean=UNCLEAN,
    )


def words() -> dict[str, str]:
    """Return what stands for the words with @ in schema.sql that events and streams decide."""
    return {
        "book": BOOK.name,
        "shared": _texts(SHARED),
        "with_bank": _texts(
            event_name_of(fact) for fact in FACTS if fields_naming(fact, "bank reference")
        ),
        "concerns": "\n    ".join(_concerns()),
        "elsewhere": "\n            OR ".join(
            f"(streams[i] = '{stream.name}') <> (names[i] IN ({_texts(_names_in(stream))}))"
            for stream in STREAMS
            if stream.is_shared and any(_names_in(stream))
        ),
        "streams": "|".join((*SHARED, AGREEMENTS.of(ID))),
        "agreements": AGREEMENTS.name,
        "frequent": _texts(event_name_of(fact) for fact in FREQUENT),
    }


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _names_in(stream: Stream) -> Iterator[str]:
    return (event_name_of(fact) for fact in FACTS if fact.stream is stream)


def _concerns() -> Iterator[str]:
    """Yield the statements by which an event's agreement concerns the readers that it names."""
    for fact in sorted(FACTS, key=lambda fact: fact is AgreementProposed):  # the less frequent last
        for field in fields_of(fact, ("reader",)):
            assert not field.goes_on, fact
            yield f"ELSIF name = '{event_name_of(fact)}' THEN"
            if field.is_list:
                yield "    INSERT INTO concern"
                names = f"jsonb_array_elements_text(said -> 'data' -> '{field.name}')"
                yield f"    SELECT {names}, stream"
                yield "    ON CONFLICT DO NOTHING;"
            else:
                party = f"said -> 'data' ->> '{field.name}'"
                yield f"    INSERT INTO concern VALUES ({party}, stream) ON CONFLICT DO NOTHING;"


def _object(kind: inspect.StructType) -> str:
    """Return an expression for an object that is in ``it``; NULL where a value cannot be.

    A single ``jsonpath`` checks the values and a single ``format`` writes them, since a server
    prepares every part of an expression anew in every transaction.
    """
    tag = [f'"{kind.tag_field}":"{kind.tag}"'] if kind.tag_field else []
    names = [f'"{field.encode_name}":%s' for field in kind.fields]
    values = [_field(field.type, field.encode_name) for field in kind.fields]
    rules = [rule for field in kind.fields if (rule := _rule(field.type, field.encode_name))]
    return (
        f"CASE WHEN it @@ 'strict {' && '.join(rules)}' THEN format("
        f"'{{{','.join(tag + names)}}}',\n            {', '.join(values)}) END"
    )


def _field(kind: Any, name: str) -> str:
    """Return an expression for a field of the object that is in ``it``, as it is written."""
    kind = _plain(kind)
    text, value = f"it ->> '{name}'", f"it -> '{name}'"
    match kind:
        case inspect.UnionType(types=types) if isinstance(types[-1], inspect.NoneType):
            written = _field(types[0], name)
            return value if written == value else f"COALESCE(({written})::text, 'null')"
        case inspect.UnionType(types=types) if len(types) == len(FACTS):  # the fact of an envelope
            return f"written_fact(name, {value})"
        case inspect.UnionType(types=types):
            names = ", ".join(f"'{cast('Any', one).tag}'" for one in types)
            given = f"{value} ->> 'event'"
            return f"CASE WHEN {given} IN ({names}) THEN written_fact({given}, {value}) END"
        case inspect.StructType():
            return f"written_fact('{kind.tag}', {value})"
        case inspect.VarTupleType():
            return f"CASE WHEN {value} = '[]' THEN '[]' ELSE {_elements(kind, value)} END"
        case inspect.DictType():
            amount = _element(kind.value_type, "value")
            pair = f"""'"' || {_element(kind.key_type, "key")} || '":' || {amount}"""
            return (
                f"(SELECT '{{' || string_agg({pair}, ',' ORDER BY key) || '}}'"
                f" FROM jsonb_each_text({value}))"
            )
        case inspect.IntType():
            return f"({text})::bigint"
        case inspect.DateType():
            return f"to_json(({text})::date)"
        case inspect.DateTimeType():
            return f"to_json(instant_text(({text})::timestamptz))"
        case _:
            return value


def _elements(kind: inspect.VarTupleType, value: str) -> str:
    item = _plain(kind.item_type)
    if isinstance(item, inspect.StructType):
        if item.cls is Evidence:
            return f"written_evidence({value})"
        one = _object(item)
    else:
        one = _element(item, "it #>> '{}'")
    return (
        f"(SELECT '[' || string_agg({one}, ',' ORDER BY place) || ']'"
        f" FROM jsonb_array_elements({value}) WITH ORDINALITY AS one (it, place))"
    )


def _element(kind: Any, text: str) -> str:
    """Return an expression for one of several values, from an expression for its text."""
    match _plain(kind):
        case inspect.IntType() as kind:
            return f"written_whole({text}, {_least(kind)}, {_most(kind)})"
        case inspect.StrType():
            return f"written_text({text})"
        case inspect.LiteralType(values=values):
            known = _texts(map(str, values))
            return f"CASE WHEN {text} IN ({known}) THEN to_json({text})::text END"
        case _:
            raise NotImplementedError(kind)


def _rule(kind: Any, name: str) -> str | None:
    """Return the condition for a value, as a ``jsonpath``; None: its expression checks it."""
    it = f"$.{name}"
    said = (kind.extra or {}) if isinstance(kind, inspect.Metadata) else {}
    match kind := _plain(kind):
        case inspect.StrType() if "hex_digits" in said:
            return f'{it} like_regex "^[0-9a-f]{{{said["hex_digits"]}}}$"'
        case inspect.UnionType(types=types) if isinstance(types[-1], inspect.NoneType):
            rule = _rule(types[0], name)
            return rule and f"({it} == null || {rule})"
        case inspect.BoolType():
            return f"({it} == true || {it} == false)"
        case inspect.LiteralType():
            return "(" + " || ".join(f'{it} == "{value}"' for value in kind.values) + ")"
        case inspect.IntType():
            return f"({it} >= {_least(kind)} && {it} <= {_most(kind)})"
        case inspect.DecimalType():
            digits = "(0|[1-9][0-9]{0,9})([.][0-9]{1,6})?"
            if "signed decimal" in said.get("names", ()):  # the sum of a file may be larger
                digits = "(0|[1-9][0-9]{0,17})([.][0-9]{1,6})?"
                below = f'{it} like_regex "^-{digits}$" && !({it} like_regex "^-[0.]*$")'
                return f'({it} like_regex "^{digits}$" || {below})'
            return f'{it} like_regex "^{digits}$"'
        case inspect.DateType():
            shape = f'{it} like_regex "^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$"'
            return f'({shape} && {it} >= "{EARLIEST}-01-01" && {it} <= "{LATEST}-12-31")'
        case inspect.StrType():
            return f'{it} > ""'
        case (
            inspect.DateTimeType()
            | inspect.UnionType()
            | inspect.StructType()
            | inspect.VarTupleType()
            | inspect.DictType()
        ):
            return None
        case _:
            raise NotImplementedError(kind)


def _plain(kind: Any) -> Any:
    """Return a type without its annotations."""
    return _plain(kind.type) if isinstance(kind, inspect.Metadata) else kind


def _least(kind: inspect.IntType) -> int:
    if kind.gt is not None:
        return kind.gt + 1
    return 1 if kind.ge is None else kind.ge


def _most(kind: inspect.IntType) -> int:
    return _MOST if kind.le is None else kind.le
