"""The file of a proposal before it is proposed: an empty one, what is wrong with it, its schema."""

import json
import re
import tomllib

import pytest
from prepared import EXAMPLE

from ledger.exchange import agreement_template
from ledger.exchange.agreement_check import check
from ledger.exchange.agreement_fields import FIELDS, NEED_NOT_BE
from ledger.exchange.agreement_file import read_agreement
from ledger.presentation import language

TEXT = EXAMPLE.read_text(encoding="utf-8")


def changed(tmp_path, *changes):
    """Write the example with some texts replaced, and return the file."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    return tmp_path / "a.toml"


@pytest.fixture(params=["en", "sv"])
def lang(request):
    language.use(request.param)
    yield request.param
    language.use("en")


def test_an_empty_file_lacks_what_is_required_and_nothing_else(tmp_path, lang):
    path = tmp_path / "a.toml"
    path.write_text(agreement_template.template(), encoding="utf-8")
    lacking = [(x.where.partition(" ")[0], x.field) for x in check(path, None).problems]
    wanted = {
        (table or "at", field.name)
        for table, fields in FIELDS.items()
        for field in fields
        if table not in NEED_NOT_BE
        if field.is_required and field.kind not in {"ids", "amounts"}
    }
    assert {code.code for code in check(path, None).problems} <= {
        "field-missing", "field-empty", "field-not-one-of"
    }  # fmt: skip
    assert (set(lacking), len(lacking)) == (wanted, len(wanted)), lang


def test_a_filled_in_file_is_the_agreement(tmp_path, lang):
    content = tomllib.loads(TEXT)
    parts = agreement_template.template().split("\n\n\n")
    whole = [filled(parts[0], content)]
    for part, table in zip(parts[1:], ("party", "line"), strict=False):
        heading = f"[[{table}]]\n"
        whole += [filled(heading + part.split(heading)[1], x) for x in content[table]]
    path = tmp_path / "a.toml"
    path.write_text("\n".join(whole), encoding="utf-8")
    assert read_agreement(path) == read_agreement(EXAMPLE), lang


def filled(text, values):
    """Return a part of the template with values in it."""
    lines = []
    for line in text.split("\n"):
        name = line.removeprefix("# ").partition(" = ")[0]
        if " = " in line and name in values:
            lines.append(f"{name} = {shown(values[name])}")
        elif " = " not in line or line.startswith("#"):
            lines.append(line)
    return "\n".join(lines)


def shown(value):
    """Return a value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {shown(v)}" for k, v in value.items()) + " }"
    is_day = hasattr(value, "isoformat")
    return value.isoformat() if is_day else json.dumps(value, ensure_ascii=False)


WRONG = [
    (('funder = "kulturnamnden"', 'funder = "tif"'), "internal-across-entities", "settlement"),
    (('id = "L4"', 'id = "L3"'), "line-twice", "id"),
    (("ends = 2025-12-31", "ends = 2023-12-31"), "starts-after-ends", "ends"),
    (('2025 = "75 000"', '2026 = "75 000"'), "year-outside-agreement", "amounts.2026"),
    (('accountable = "kulturnamnden"', ""), "no-accountable-signatory", "performer"),
    (('name = "Kultur', 'orgnr = "1"\nname = "Kultur'), "bad-organisation-number", "orgnr"),
    (
        ('stated_total = "1 210 000"', 'stated_total = "1 210 001"'),
        "total-differs",
        "stated_total",
    ),
]


@pytest.mark.parametrize(("change", "code", "field"), WRONG)
def test_one_thing_that_a_rule_refuses_is_one_problem(tmp_path, change, code, field):
    path = changed(tmp_path, change)
    (found,) = check(path, None).problems
    assert (found.code, found.part.field) == (code, field)
    at = path.read_text(encoding="utf-8").split("\n")[found.stands_at.row - 1]
    assert at.startswith(field.partition(".")[0])


def test_all_that_rules_refuse_is_told_at_once_in_the_order_of_the_file(samverk, tmp_path):
    path = changed(tmp_path, *(change for change, *_ in WRONG[1:6] if "ends = " not in change[0]))
    for command in ("check", "propose"):
        for said, line in (("en", "line"), ("sv", "rad")):
            refused = samverk("agreement", command, path, lang=said)
            assert (refused.status, refused.code) == (3, "several-refused")
            rows = [
                int(text.split(f"a.toml, {line} ")[1].split(":")[0])
                for text in refused.err.splitlines()
                if f"a.toml, {line} " in text
            ]
            assert len(rows) == 4
            assert command == "propose" or rows == sorted(rows)
    assert samverk("status", "--json").out.count("herrgarden") == 0


def test_without_a_book_parties_may_be_elsewhere(tmp_path, monkeypatch, samverk):
    path = changed(tmp_path, ('id = "tif"\nname', 'id = "annan"\nname'))
    monkeypatch.chdir(tmp_path)
    found = check(path, None)
    assert (found.problems, found.elsewhere) == ([], ["tif"])
    against = samverk("agreement", "check", path, "-O", "json")
    assert (against.status, against.json["compared"]) == (3, True)
    assert {x["code"] for x in against.json["problems"]} == {"unknown-party"}
    assert {x["field"] for x in against.json["problems"]} == {"signatories", "performer"}


def test_a_file_is_compared_with_the_book(proposed, tmp_path):
    found = proposed("agreement", "check", EXAMPLE, "-O", "json")
    assert (found.status, [x["code"] for x in found.json["problems"]]) == (3, ["agreement-exists"])
    path = changed(
        tmp_path, ('id = "herrgarden"', 'id = "nytt"'), ('name = "Kulturn', 'name = "Kn')
    )
    found = proposed("agreement", "check", path, "-O", "json")
    assert [x["code"] for x in found.json["problems"]] == ["party-differs"]
    right = proposed.ok("agreement", "check", changed(tmp_path, ('"herrgarden"', '"nytt"')))
    assert "1,210,000" in right.out
    assert "compared with the book" in right.out


@pytest.mark.file_only
def test_a_file_is_checked_where_there_is_no_book(tmp_path, samverk):
    samverk.book = tmp_path / "none.book"
    done = samverk.ok("agreement", "check", EXAMPLE, lang="sv")
    assert "Inget hindrar" in done.out
    assert "jämfördes" not in done.out
    assert not samverk.book.exists()


def test_a_funder_that_is_no_board_or_does_not_sign_is_told_of(samverk, tmp_path):
    path = changed(
        tmp_path,
        ('    "fritidsnamnden",\n', ""),
        ('id = "kommunstyrelsen"\nname = "Kommunstyrelsen"\nkind = "board"',
         'id = "kommunstyrelsen"\nname = "Kommunstyrelsen"\nkind = "company"'),
    )  # fmt: skip
    for said, words in (("en", "is no board but: company"), ("sv", "ingen nämnd utan: företag")):
        for command in ("check", "propose"):
            done = samverk("agreement", command, path, *["-n"] * (command == "propose"), lang=said)
            assert done.status == 0
            assert done.err.count(words) == 2
            assert done.err.count("Fritidsnämnden") == 1
    doubts = samverk("agreement", "check", path, "-O", "json").json["doubts"]
    assert [x["code"] for x in doubts] == [
        "funder-no-signatory", "funder-no-board", "funder-no-board"
    ]  # fmt: skip


def test_currency_rounding_and_uplift_have_to_be_said(tmp_path):
    for field, where in (("currency", "at the top"), ("rounding", "at the top")):
        (found,) = check(changed(tmp_path, (f"\n{field} = ", f"\n# {field} = ")), None).problems[:1]
        assert (found.code, found.field, found.where) == ("field-missing", field, where)
    (found,) = check(changed(tmp_path, ("\nuplift = false", "")), None).problems
    assert (found.code, found.field, found.where) == ("field-missing", "uplift", "line L3")


def as_json(content):
    """Return TOML content as an editor gives it to a schema: days as texts."""
    return json.loads(json.dumps(content, default=lambda day: day.isoformat()))


def test_the_schema_takes_the_example_and_refuses_what_the_reader_refuses(tmp_path, lang):
    # Two seconds, in every process that the tests are dealt out to, if it were imported above.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    schema = json.loads(agreement_template.schema())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    content = as_json(tomllib.loads(TEXT))
    content["category"] = [{"name": "b", "flat": "15 %", "of": "a"}]
    validator.validate(content)
    assert schema["properties"]["line"]["items"]["properties"]["uplift"]["description"], lang
    for table, fields in FIELDS.items():
        for field in fields:
            for value in ({}, *([] if field.kind in {"amount", "rate", "number"} else [7]), None):
                wrong = as_json(content)
                own = wrong[table][0] if table else wrong
                own.pop(field.name, None) if value is None else own.update({field.name: value})
                if value is None and not field.is_required:
                    validator.validate(wrong)
                    continue
                with pytest.raises(ValidationError):
                    validator.validate(wrong)
    with pytest.raises(ValidationError):
        validator.validate(content | {"titel": "x"})


LIMITS = [
    ('"10 %"', "10", "högst 10 %", "at most 10%"),
    ('"2,5%"', "2.5", "högst 2,5 %", "at most 2.5%"),
    ('"none"', "0", "ingen", "Carry-over: none"),
    ('" None "', "0", "ingen", "Carry-over: none"),
    ('"0 %"', "0", "ingen", "Carry-over: none"),
    (None, None, None, None),
]


@pytest.mark.parametrize(("said", "percent", "swedish", "english"), LIMITS)
def test_a_limit_of_carry_over_is_kept_and_shown(
    samverk, tmp_path, said, percent, swedish, english
):
    more = f'extends_because = "Uppehåll"\ncarry_over = {said}\n' if said else ""
    path = changed(tmp_path, ("signatories = ", f"{more}signatories = "))
    assert samverk("agreement", "propose", path).status == 0
    form = 2 if said else 1
    assert f'"agreement-proposed/{form}"' in samverk("log", "-O", "json").out
    shown = json.loads(samverk("agreement", "show", "herrgarden", "-O", "json").out)
    assert (shown["carry_over_percent"], shown["extends_because"]) == (
        percent, "Uppehåll" if said else None
    )  # fmt: skip
    for lang, text in (("sv", swedish), ("en", english)):
        page = samverk("agreement", "show", "herrgarden", lang=lang).out.replace("\xa0", " ")
        assert (text or "Uppehåll") in page if text else "Uppehåll" not in page
    assert samverk("verify").status == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('"tio"', "field-bad-limit"),
        ('""', "field-bad-limit"),
        ('"1,500 %"', "field-bad-limit"),
        ("10", "field-of-other-kind"),
        ('"100,5 %"', "no-share"),
        ('"-1 %"', "no-share"),
    ],
)
def test_a_limit_that_is_none_is_a_problem_of_its_line(tmp_path, lang, said, code):
    path = changed(tmp_path, ("signatories = ", f"carry_over = {said}\nsignatories = "))
    (found,) = check(path, None).problems
    assert found.code == code, lang
    row = found.stands_at.row if found.stands_at else found.row
    assert path.read_text(encoding="utf-8").split("\n")[row - 1].startswith("carry_over")


@pytest.mark.usefixtures("viewed", "own_views")
def test_a_large_book_keeps_the_limit_in_its_views(samverk, tmp_path):
    path = changed(tmp_path, ("signatories = ", 'carry_over = "10 %"\nsignatories = '))
    assert samverk("agreement", "propose", path).status == 0
    for _ in range(2):
        assert samverk("report", "agreement", "herrgarden").status == 0
    assert samverk("agreement", "list", "-O", "json").status == 0
    assert samverk("verify").status == 0


def test_what_an_agreement_extends_is_asked_of_the_book(proposed, tmp_path):
    def file(*changes):
        whole = (("2024-01-01", "2026-01-01"), ("2025-12-31", "2026-12-31"))
        own = (('id = "herrgarden"', 'id = "after"'), *changes)
        path = changed(tmp_path, *whole, *own)
        text = re.sub(r", 2025 = [^}]*", "", path.read_text(encoding="utf-8"))
        text = text.replace("{ 2024 = ", "{ 2026 = ")
        path.write_text(text, encoding="utf-8")
        return path

    words = "det tidigare avtalet, med samma diarienummer"
    late = (words, 'herrgarden"\nextends_because = "uppehåll')
    cases = (
        ("extends", (words, "herrgården"), "nothing-to-extend"),
        ("starts", (words, "herrgarden"), None),
        ("starts", (words, "herrgarden"), "not-the-day-after", ("2026-01-01", "2026-01-02")),
        ("starts", late, None, ("2026-01-01", "2026-01-02")),
        ("extends", (words, words), None),
    )
    for field, *changes, code in ((x[0], x[1], *x[3:], x[2]) for x in cases):
        path = file(*changes)
        for lang in ("en", "sv"):
            found = proposed("agreement", "check", path, "-O", "json", lang=lang).json["problems"]
            assert [(x["code"], x["field"]) for x in found] == ([(code, field)] if code else [])
            assert all(f"{field} = " in rows(path)[x["row"] - 1] for x in found)
        refused = proposed("agreement", "propose", path, "-n")
        assert refused.code == code
    assert "herrgarden" in proposed("agreement", "propose", file((words, "herrgardn"))).err


def rows(path):
    return path.read_text(encoding="utf-8").splitlines()
