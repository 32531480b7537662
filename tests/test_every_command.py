"""Every command that writes, through the command line: previewed, recorded, and told about."""

import shlex

import pytest
from conftest import EXAMPLE

from ledger.cli import main

# Who, how many events, and the words; the positions are those that the words before lead to.
STEPS = [
    (who, int(count), [EXAMPLE if word == "FILE" else word for word in shlex.split(words)])
    for who, count, words in (
        line.split(" ", 2)
        for line in """
e 1 party add ny --name Ny --kind civil --orgnr 212000-1124
e 12 agreement propose FILE
e 1 agreement amend herrgarden L3 --year 2024 --amount '76 000'
e 2 agreement approve herrgarden --board kommunstyrelsen --decision a --on 2023-12-06
e 1 agreement approve herrgarden --board fritidsnamnden --decision a --on 2023-12-06
e 1 agreement decline herrgarden --board kulturnamnden --decision a --on 2023-12-06
e 1 reverse 18 --reason fel
e 1 agreement approve herrgarden --board kulturnamnden --decision b --on 2023-12-06
e 1 agreement conclude herrgarden --decision c --on 2023-12-06
e 1 uplift herrgarden --board fritidsnamnden --year 2025 --rate 2,7% --decision d --on 2024-03-25
e 1 uplift herrgarden --board kommunstyrelsen --year 2025 --line L2 --amount 1 --decision d --on 2024-03-25
e 1 record disbursement herrgarden L3 75000 --on 2024-03-25 --voucher V --bank-ref B
e 1 record internal-cost herrgarden L4 '25 000' --on 2024-03-25 --voucher V
e 1 record use herrgarden L3 61834,50 --on 2024-03-25 --report R
e 1 claim herrgarden L3 13165,50 --due 2024-06-30 --ground g --on 2024-03-25
e 1 record repayment herrgarden 27 '10 000' --on 2024-03-25
e 1 reallocate herrgarden L2 L3 '5 000' --year 2024 --decision e --on 2024-03-25
e 1 release herrgarden L3 '1 000' --year 2024 --reason r --on 2024-03-25
e 1 pledge herrgarden tif --type volunteer --quantity 100 --unit h --unit-value 220 --year 2024 --on 2024-03-25
e 1 record in-kind herrgarden tif --type volunteer --quantity 60,5 --unit h --unit-value 220 --on 2024-03-25 --pledge 31 --evidence lista
c 1 in-kind verify 32
c 1 reverse 33 --reason fel
c 1 in-kind reject 32 --reason fel
e 1 period close 2023
c 1 period reopen 2023 --reason 'sen verifikation'
""".strip().splitlines()  # noqa: E501
    )
]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.usefixtures("own_views")
def test_every_command_that_writes(samverk, lang):
    head = 0
    for actor, count, words in STEPS:
        preview = samverk(*words, "-n", actor=actor, lang=lang)
        assert preview.status == 0, (words, preview.err)
        assert samverk.ok("log", "-O", "ndjson").out.count("\n") == head
        done = samverk(*words, actor=actor, lang=lang)
        assert done.status == 0, (words, done.err)
        assert "_" not in done.out.replace("samverk_", ""), "a word that was not translated"
        told = [line for line in done.out.splitlines() if line.startswith("#")]
        assert len(told) == count, words
        shown = [line for line in preview.out.splitlines() if line.startswith("#")]
        assert shown == told
        head += count
    assert samverk.ok("verify", "--json").json["findings"] == []
    assert "agree" in samverk.ok("replay").out


def test_no_command_is_left_out_here():
    writing = {"party", "agreement", "uplift", "record", "claim", "pledge", "in-kind"}
    writing |= {"reallocate", "release", "reverse", "period"}
    assert {words[0] for _, _, words in STEPS} == writing
    reading = {"init", "demo", "status", "doctor", "report", "log", "show", "replay"}
    reading |= {"checkpoint", "prove", "verify", "backup", "restore", "migrate", "export", "grant"}
    reading |= {"completion"}
    assert writing | reading == set(main.COMMANDS)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_question_about_a_book_with_everything_in_it(samverk, lang, tmp_path):
    for actor, _, words in STEPS:
        samverk.ok(*words, actor=actor)
    subjects = (("agreement", "herrgarden"), ("board", "kommunstyrelsen"), ("party", "tif"))
    subjects += (("party", "ny"), ("in-kind",), ("in-kind", "herrgarden"), ("cash-flow",))
    for subject in subjects:
        for options in (
            (),
            ("--period", "2024-Q2"),
            ("--as-of", "2024-03-25"),
            ("--compare-to", 20),
        ):
            for form in ("table", "json", "ndjson", "csv", "md", "html"):
                made = samverk("report", *subject, *options, "-O", form, lang=lang)
                assert made.status == 0, (subject, options, form, made.err)
                assert "Traceback" not in made.err
    for position in range(1, 38):
        samverk.ok("show", position, lang=lang)
    for words in (("log",), ("status",), ("doctor",), ("party", "list"), ("agreement", "list")):
        samverk.ok(*words, lang=lang)
    samverk.ok("agreement", "show", "herrgarden", lang=lang)
    samverk.ok("export", "--hledger", "-o", tmp_path / "x.journal", lang=lang)
