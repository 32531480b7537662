"""Every refusal and error is worded in both languages, with what its raise site hands over."""

import ast
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ledger import refusal
from ledger.presentation import language
from ledger.presentation.refusals import REASONS, TEXTS, sentences

ROOT = Path(__file__).resolve().parent.parent
CLASSES = {
    name
    for name, value in vars(refusal).items()
    if isinstance(value, type) and issubclass(value, refusal.LedgerError)
}
# Raised again with more, or under another code, of what was caught: what that adds to the code.
AGAIN = {
    ("checkpoints.py", "error.code"): {"not-a-checkpoint": {"path"}},
    ("known.py", "code"): {
        "currency-not-there": {"currency", "known"},
        **{
            f"unknown-{kind}": {kind, "known"}
            for kind in ("agreement", "party", "board", "line", "voucher", "actor")
        },
    },
}
# What ** hands over.
SPREAD = {
    "standby-behind": {"path", "instant", "position"},
    "not-settled": {"path", "instant", "position"},
    "server-lost": {"path", "cause"},
    "field-doubtful-amount": {"text", "whole", "decimal", "forms"},
    "book-held": {"path", "login", "pid", "program"},
    "book-held-since": {"path", "login", "pid", "program"},
    "book-left-held": {"path", "login"},
}
# Given by a caller that words nothing before it has added the path.
LATER = {"not-a-checkpoint"}

SAMPLES = {
    **dict.fromkeys(("amount", "stated", "sum", "proposed", "decided", "value"), 123_456_789),
    **dict.fromkeys(("limit", "excess", "difference", "base", "new", "unit_value"), 4_250),
    **dict.fromkeys(("year", "first", "last"), 2024),
    **dict.fromkeys(("position", "by", "head", "size", "at", "version", "level", "place"), 17),
    **dict.fromkeys(("percent", "rate", "quantity"), Decimal("2.75")),
    **dict.fromkeys(
        ("day", "entry_day", "on", "starts", "ends", "closed_through"), date(2024, 5, 6)
    ),
    **dict.fromkeys(
        ("instant", "settled", "newest", "now", "recorded_at"), datetime(2024, 5, 6, tzinfo=UTC)
    ),
    **dict.fromkeys(("known", "lines", "boards", "undecided", "marked", "choices"), ("L1", "L2")),
    **dict.fromkeys(("currencies", "roles"), ("SEK", "NOK")),
    "event": "disbursement-recorded/1",
    "because": "paid",
    "why": "empty",
    "what": ["reason"],
    "wanted": "text",
    "cause": "No space left on device",
    "currency": "SEK",
    "where": "line L1",
    "problems": [refusal.BadInput("file-unreadable", path="a.toml", cause="gone")],
    "accountable": None,
    "findings": 3,
    "places": 2,
    "most": 20,
    "rounding": "krona",
    "line": "L1",
}


def functions(tree):
    """Yield every call with the function that it stands in, the innermost one."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            here = child if isinstance(child, ast.FunctionDef) else inside
            if isinstance(child, ast.Call):
                yield child, inside
            yield from walk(child, here)

    yield from walk(tree, None)


def name_of(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def chosen(node):
    """Return the texts that an expression may be: itself, or one of two."""
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return {x.value for x in parts if isinstance(x, ast.Constant) and isinstance(x.value, str)}


def returned(path, call):
    """Return the texts that a function of the same module may return."""
    (function,) = (
        x
        for x in ast.walk(TREES[path])
        if isinstance(x, ast.FunctionDef) and x.name == name_of(call)
    )
    found = [chosen(x.value) for x in ast.walk(function) if isinstance(x, ast.Return)]
    return set().union(*found)


TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("events", "ledger", "projections")
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def codes_of(path, call, inside):
    """Return the codes that a call may raise, with more names that it hands over to each."""
    first = call.args[0]
    if (path.name, ast.unparse(first)) in AGAIN:
        return AGAIN[path.name, ast.unparse(first)]
    if isinstance(first, ast.Constant | ast.IfExp):
        return dict.fromkeys(chosen(first), frozenset())
    assert isinstance(first, ast.Name), (path, call.lineno)
    assigned = [
        x.value
        for x in ast.walk(inside)
        if isinstance(x, ast.Assign) and getattr(x.targets[0], "id", "") == first.id
    ]
    if assigned:
        (value,) = assigned
        return dict.fromkeys(chosen(value) or returned(path, value), frozenset())
    return handed_in(path, inside, first.id)


def handed_in(path, function, parameter):
    """Return the codes that a function is called with, and the names that come along."""
    names = [x.arg for x in function.args.args if x.arg != "self"]
    place = names.index(parameter)
    found = defaultdict(set)
    defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
    if parameter in defaults:
        found[defaults[parameter].value]
    for tree in [TREES[path]] if function.name.startswith("_") else TREES.values():
        for call, inside in functions(tree):
            if name_of(call) != function.name or len(call.args) <= place:
                continue
            given = call.args[place]
            if isinstance(given, ast.Constant):
                found[given.value]
                if function.args.kwarg:
                    found[given.value] |= {x.arg for x in call.keywords if x.arg}
                    found[given.value] |= SPREAD.get(given.value, set())
            else:
                assert inside is not None
                assert given.id == parameter, (path, call.lineno)
    assert found, (path, function.name)
    return found


def sites():
    """Yield class, code and names of values, for each place where something may be raised."""
    for path, tree in TREES.items():
        for call, inside in functions(tree):
            if name_of(call) not in CLASSES or path.name == "refusal.py":
                continue
            names = {x.arg for x in call.keywords if x.arg is not None}
            spread = any(x.arg is None for x in call.keywords)
            for code, more in codes_of(path, call, inside).items():
                all_names = names | more | (SPREAD.get(code, set()) if spread else set())
                yield f"{path.name}:{call.lineno}", name_of(call), code, frozenset(all_names)


SITES = sorted(set(sites()), key=lambda x: (x[2], x[0]))


@pytest.mark.parametrize(
    ("kind", "code", "names"), [x[1:] for x in SITES], ids=[f"{x[2]}-{x[0]}" for x in SITES]
)
def test_what_is_raised_is_worded_in_both_languages(kind, code, names):
    if code in LATER and "path" not in names:
        names = names | {"path"}
    values = {name: SAMPLES.get(name, f"sample-{name}") for name in names}
    told = {}
    for lang in ("sv", "en"):
        language.use(lang)
        told[lang] = sentences(getattr(refusal, kind)(code, **values))
    language.use("sv")
    assert told["sv"][0] != told["en"][0]
    for sentence, hint in told.values():
        for text in (sentence, hint):
            assert text.strip()
            assert not {"{", "}"} & set(text.replace('amounts = { 2024 = "320 000" }', ""))
            lines = text.split("\n") if "problems" in names else [text]
            assert all(line.replace("\u00a0", " ").isprintable() for line in lines)
        assert sentence.endswith((".", "?", ")", "sample-text"))


def test_every_wording_is_raised_somewhere():
    assert TEXTS.keys() == {code for _where, _kind, code, _names in SITES}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_worded_in_both_languages(reason):
    told = set()
    for lang in ("sv", "en"):
        language.use(lang)
        told.add(language._(REASONS[reason]))
    language.use("sv")
    assert len(told) == 2
