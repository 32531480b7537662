"""Functions with which a server writes an event anew from the values that it reads in it.

Events are stored in one canonical form. So if what a server writes is what was given to it, no
field is missing, strange, there twice or of another type, and every reader can read the event. A
login that may append could otherwise append what no report can read.

Made from the types of the events. Source: docs/FORMAT.md; ``events.facts`` and ``events.record``.
"""

from __future__ import annotations

from typing import Any, cast

from msgspec import inspect

from events.facts import FACTS, name_of_type
from events.period import EARLIEST, LATEST
from events.record import Envelope, Evidence

_MOST = 2**62  # of a number that its type does not limit: a position
_HEX_DIGITS = {"nonce": 32, "command_sha256": 64, "sha256": 64}  # how many, by field

# Each of the small ones takes what a value is as text, and returns it as it is written; NULL where
# it cannot be: and so nothing is written of an event that has such a value.
_FUNCTIONS = """
CREATE FUNCTION written_text(it text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it <> '' THEN to_json(it)::text END
$$;
CREATE FUNCTION written_word(it text, VARIADIC known text[]) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it = ANY (known) THEN '"' || it || '"' END
$$;
CREATE FUNCTION written_hex(it text, digits integer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN length(it) = digits AND translate(it, '0123456789abcdef', '') = ''
        THEN '"' || it || '"' END
$$;
CREATE FUNCTION written_truth(it text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it IN ('true', 'false') THEN it END
$$;
CREATE FUNCTION written_whole(it text, low bigint, high bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it::bigint BETWEEN low AND high THEN it::bigint::text END
$$;
CREATE FUNCTION written_day(it text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it::date BETWEEN '{earliest}-01-01' AND '{latest}-12-31'
        THEN to_json(it::date)::text END
$$;
CREATE FUNCTION instant_text(it timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT replace(to_char(it AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
CREATE FUNCTION written_decimal(it text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN it ~ '^-?[0-9]{{1,10}}([.][0-9]{{1,6}})?$' THEN '"' || it || '"' END
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
BEGIN
    RETURN {envelope};
END
$$;
"""


def functions() -> str:
    """Return the statements that create ``written(name, event)`` and what it needs.

    Of what is no event of that name it returns something else than the event's text, or NULL.
    """
    cases = []
    for fact in FACTS:
        text = _object(cast("inspect.StructType", inspect.type_info(fact)))
        cases.append(f"    WHEN '{name_of_type(fact)}' THEN\n        RETURN {text};")
    envelope = cast("inspect.StructType", inspect.type_info(Envelope))
    evidence = cast("inspect.StructType", inspect.type_info(Evidence))
    return _FUNCTIONS.format(
        earliest=EARLIEST,
        latest=LATEST,
        evidence=_object(evidence),
        facts="\n".join(cases),
        envelope=_object(envelope),
    )


def _object(kind: inspect.StructType) -> str:
    """Return an expression for an object that is in ``it``."""
    before = f'{{"{kind.tag_field}":"{kind.tag}",' if kind.tag_field else "{"
    written = []
    for field in kind.fields:
        name = field.encode_name
        written.append(f"""'{before}"{name}":' || {_field(field.type, name)}""")
        before = ","
    return "\n            || ".join(written) + " || '}'"


def _field(kind: Any, name: str) -> str:
    """Return an expression for a field of the object that is in ``it``."""
    text, value = f"it ->> '{name}'", f"it -> '{name}'"
    match kind:
        case inspect.UnionType(types=types) if isinstance(types[-1], inspect.NoneType):
            return f"COALESCE({_value(types[0], text, name)}, 'null')"
        case inspect.UnionType() if name == "data":
            return f"written_fact(name, {value})"
        case inspect.UnionType(types=types):
            names = ", ".join(f"'{cast('Any', one).tag}'" for one in types)
            given = f"{value} ->> 'event'"
            return f"CASE WHEN {given} IN ({names}) THEN written_fact({given}, {value}) END"
        case inspect.StructType():
            return f"written_fact('{kind.tag}', {value})"
        case inspect.VarTupleType():
            return f"CASE WHEN {value} = '[]' THEN '[]' ELSE {_elements(kind, value, name)} END"
        case inspect.DictType():
            amount = _value(kind.value_type, "value", "")
            pair = f"""'"' || {_value(kind.key_type, "key", name)} || '":' || {amount}"""
            return (
                f"(SELECT '{{' || string_agg({pair}, ',' ORDER BY key) || '}}'"  # noqa: S608 - types
                f" FROM jsonb_each_text({value}))"
            )
        case _:
            return _value(kind, text, name)


def _elements(kind: inspect.VarTupleType, value: str, name: str) -> str:
    if name == "evidence":
        return f"written_evidence({value})"
    if isinstance(kind.item_type, inspect.StructType):
        one = _object(kind.item_type)
    else:
        one = _value(kind.item_type, "it #>> '{}'", name)
    return (
        f"(SELECT '[' || string_agg({one}, ',' ORDER BY place) || ']'"  # noqa: S608 - types
        f" FROM jsonb_array_elements({value}) WITH ORDINALITY AS one (it, place))"
    )


def _value(kind: Any, text: str, name: str) -> str:
    """Return an expression for a value, from one for what it is as text."""
    match kind:
        case inspect.BoolType():
            return f"written_truth({text})"
        case inspect.LiteralType():
            return f"written_word({text}, {', '.join(repr(value) for value in kind.values)})"
        case inspect.IntType():
            return f"written_whole({text}, {_least(kind)}, {_MOST if kind.le is None else kind.le})"
        case inspect.DecimalType():
            return f"written_decimal({text})"
        case inspect.DateType():
            return f"written_day({text})"
        case inspect.StrType() if name in _HEX_DIGITS:
            return f"written_hex({text}, {_HEX_DIGITS[name]})"
        case inspect.DateTimeType():
            return f"""'"' || instant_text(({text})::timestamptz) || '"'"""
        case inspect.StrType():
            return f"written_text({text})"
        case _:
            raise NotImplementedError(kind)


def _least(kind: inspect.IntType) -> int:
    if kind.gt is not None:
        return kind.gt + 1
    return 1 if kind.ge is None else kind.ge
