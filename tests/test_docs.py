"""The documents say what the program does: their commands are run, their lists are compared."""

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import forks
import guides
import pytest
from ssh_keys import needs_openssh
from test_decisions import codes_of_the_rules

from events import facts

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMPT = re.compile(r"(\w*)\$ (.*)")  # whose command it is; without a name the keeper's
REFUSED = ("Refused: ", "Avvisat: ")


def blocks(text, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_schema_of_a_proposal_is_up_to_date():
    reference = runpy.run_path(str(ROOT / "docs" / "generate_agreement_schema.py"))["reference"]
    for name, of_amendment in (("agreement", False), ("amendment", True)):
        saved = (ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert saved == reference(of_amendment=of_amendment)


def test_the_readme_is_short():
    assert len(README.splitlines()) < 200


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("name", "lang", "columns"), [("README.md", "en", "140"), ("docs/sv/handbok.md", "sv", "100")]
)
def test_the_commands_of_a_guide_do_what_it_shows(
    samverk, tmp_path, monkeypatch, name, lang, columns
):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    text = (ROOT / name).read_text(encoding="utf-8")
    for file, content in re.findall(r"^```toml (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        (tmp_path / file).write_text(content, encoding="utf-8")
    samverk.book = Path("samverk.book")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", columns)
    run, wanted = None, []
    for line, following in pairwise([*"".join(blocks(text, "console")).splitlines(), ""]):
        if line.startswith("$ source "):
            continue
        if prompt := PROMPT.match(line):
            words = shlex.split(prompt[2].removeprefix("samverk "))
            run = samverk(*words, actor=prompt[1] or "ekonom", lang=lang)
            assert run.status == (3 if following.startswith(REFUSED) else 0), (line, run.err)
        else:
            assert run is not None
            shown = " ".join((run.out + run.err).split())
            wanted.append((line, " ".join(line.split()) in shown))
    assert [line for line, is_there in wanted if not is_there] == []
    assert len(wanted) > 15


@needs_openssh
@pytest.mark.parametrize(
    ("name", "lang"), [("docs/auditor.md", "en"), ("docs/sv/revisor.md", "sv")]
)
def test_an_auditors_guide_prints_what_it_shows(tmp_path, monkeypatch, name, lang):
    assert _shown_of_a_guide(tmp_path, monkeypatch, name, lang) > 30


@pytest.mark.parametrize(
    ("name", "lang"), [("docs/exchange.md", "en"), ("docs/sv/utbyte.md", "sv")]
)
def test_a_guide_to_files_prints_what_it_shows(tmp_path, monkeypatch, name, lang):
    assert _shown_of_a_guide(tmp_path, monkeypatch, name, lang) > 15


def _shown_of_a_guide(tmp_path, monkeypatch, name, lang):
    """Run a guide, and return how many of its commands show what they print."""
    for folder in ("docs", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    for variable, value in (("LANG", lang), ("BOOK", "none.book"), ("ACTOR", "anna")):
        monkeypatch.setenv(f"SAMVERK_{variable}", value)  # put back at the end
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.delenv("SAMVERK_SEEN")  # what a reader sees who follows it
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [*guides.differences(text, guides.Shell(samverk_as_a_process))] == []
    return sum(bool(step.shown) for step in guides.steps(text))


def samverk_as_a_process(*words):
    done = forks.run(words)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("shown", "printed", "is_right"),
    [
        ("root …\nEverything agrees.", "root 12ab\nEverything agrees.\n", True),
        ("root …", "root 12ab\nEverything agrees.\n", False),
        ("…\nEverything agrees.", "root 12ab\n1 event\nEverything agrees.\n", True),
        ("…\nEverything agrees.", "Everything does not agree.\n", False),
        ("a  b\n---  --", "a    b\n-----  -----\n", True),
        ("#20\n#21", "#21\n#20\n", False),
        ("160,000", "160,001\n", False),
    ],
)
def test_what_a_guide_shows_is_compared_to_the_letter(shown, printed, is_right):
    assert guides.Step("x", shown.splitlines()).is_shown_rightly(printed) is is_right


@pytest.mark.file_only
def test_the_script_in_the_format_reads_a_book(concluded, tmp_path):
    pay = ("record", "disbursement", "herrgarden", "L1", "160000", "--on", "2024-03-25")
    concluded.ok(*pay, "--voucher", "V")
    concluded.ok(*pay, "--voucher", "W")
    concluded.ok("reverse", 18, "--reason", "twice")
    (script,) = blocks((ROOT / "docs" / "FORMAT.md").read_text(encoding="utf-8"), "python")
    file = tmp_path / "read.py"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file, concluded.book], capture_output=True, text=True, check=True
    )
    assert done.stdout == "herrgarden L1 2024 160000.0\n"


def test_the_command_reference_is_what_the_program_says():
    made = runpy.run_path(str(ROOT / "docs" / "generate_cli_reference.py"))["reference"]()
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == made


def test_the_picture_of_the_rooms_is_what_they_import():
    made = runpy.run_path(str(ROOT / "docs" / "generate_rooms.py"))["picture"]()
    assert (ROOT / "docs" / "rooms.svg").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("code", sorted(codes_of_the_rules() | {"key-conflict"}))
def test_every_refusal_is_documented(code):
    assert f"`{code}`" in (ROOT / "docs" / "DOMAIN.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", facts.NAMES)
def test_every_event_is_documented(name):
    assert f"`{name}`" in (ROOT / "docs" / "FORMAT.md").read_text(encoding="utf-8")
    assert f"`{name.partition('/')[0]}`" in (ROOT / "docs" / "DOMAIN.md").read_text("utf-8")


def test_the_table_of_events_is_made_from_their_types():
    text = (ROOT / "docs" / "FORMAT.md").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "docs" / "generate_event_table.py"))["reference"](text)
    assert made == text, "make written"


def test_every_link_leads_somewhere():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path, target)
