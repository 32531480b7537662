"""Whatever is typed: a refusal at worst, never a traceback, nothing that acts on a terminal."""

import unicodedata

from conftest import TIMES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prepared import EXAMPLE

TEXT = EXAMPLE.read_text(encoding="utf-8")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # what this Python does not know may be seen
SETTINGS = settings(
    max_examples=25 * TIMES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
nasty = st.sampled_from(
    [
        "\x1b[31m",
        "\u202eabc",
        "1,500",
        "NaN",
        "1e9",
        "９",
        "2024-W01",
        "-5",
        "--",
        "-",
        "'",
        '"',
        "=1+1",
    ]
)
anything = st.one_of(words, nasty, st.integers().map(str), st.floats().map(str))


def unharmful(result):
    assert result.status in {0, 2, 3, 4}, result.err
    assert "Traceback" not in result.err
    for character in result.out + result.err:
        assert character == "\n" or unicodedata.category(character) not in UNSEEN


@given(st.lists(anything, max_size=5))
@SETTINGS
def test_any_words(concluded, arguments):
    unharmful(concluded(*arguments))


@given(anything, anything, anything, anything, anything)
@SETTINGS
def test_any_payment(concluded, agreement, line, amount, day, voucher):
    for named in (agreement, "herrgarden"):
        words_ = ("record", "disbursement", "-n", "--on", day, "--voucher", voucher)
        unharmful(concluded(*words_, "--", named, line, amount))
        unharmful(
            concluded(
                *words_[:3], "--on", "2024-03-01", "--voucher", voucher, "--", named, "L1", amount
            )
        )


@given(anything, anything)
@SETTINGS
def test_any_question(concluded, value, other):
    for option in ("--as-of", "--known-at", "--at", "--period", "--compare-to", "--currency"):
        unharmful(concluded("report", "agreement", "herrgarden", option, value))
    unharmful(concluded("report", "party", "--", other))
    unharmful(concluded("log", "--voucher", value, "--event", other))
    unharmful(concluded("show", "--", value))


@given(anything, anything, anything)
@SETTINGS
def test_any_party(samverk, ident, name, reason):
    made = samverk(
        "party", "add", "--name", name, "--kind", "civil", "--reason", reason, "--", ident
    )
    unharmful(made)
    unharmful(samverk("party", "list"))
    unharmful(samverk("log"))


@given(st.data())
@SETTINGS
def test_any_file(samverk, tmp_path, data):
    text = TEXT
    for _ in range(data.draw(st.integers(1, 3))):
        lines = text.split("\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(["replace", "delete", "double", "character", "value"]))
        if kind == "replace":
            lines[at] = data.draw(anything)
        elif kind == "delete":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "value" and "=" in lines[at]:
            lines[at] = (
                lines[at].partition("=")[0]
                + "= "
                + data.draw(
                    st.one_of(
                        anything.map(repr), st.sampled_from(["1", "true", "[]", "{}", "2024-01-01"])
                    )
                )
            )
        else:
            lines[at] = lines[at][: len(lines[at]) // 2] + data.draw(words)
        text = "\n".join(lines)
    file = tmp_path / "any.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    unharmful(samverk("agreement", "propose", file, "-n"))


@given(st.binary(max_size=200))
@SETTINGS
def test_any_bytes(samverk, tmp_path, raw):
    file = tmp_path / "any.toml"
    file.write_bytes(raw)
    unharmful(samverk("agreement", "propose", file, "-n"))
    unharmful(samverk("checkpoint", "verify", file))
    unharmful(samverk("prove", "--check", file))
    unharmful(samverk("verify", "--report", file))
