"""The wheel, the lock files and what the repository may hold, as a stranger would meet them."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("events", "ledger", "projections")
LOCKS = ("requirements.txt", "requirements-test.txt")

# In pieces, so that this file does not hold what it forbids.
FORBIDDEN = (
    "py" + "pi.org",
    "python" + "hosted",
    "ana" + "conda.org",
    "file:" + "///",
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/opt/" + "py" + "pi",
)


def run(*command, cwd, env=None):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def project_files():
    """Everything that is tracked or about to be: what a fresh clone would hold."""
    listed = run("git", "ls-files", "-z", "-c", "-o", "--exclude-standard", cwd=ROOT).stdout
    names = (name for name in listed.split("\0") if name)
    return [Path(name) for name in names if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, so that no leftover of an earlier build gets in."""
    source = tmp_path_factory.mktemp("source")
    for name in project_files():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", out)
    run(sys.executable, "-m", "pip", "wheel", *options, ".", cwd=source)
    (built,) = out.glob("samverk-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment with the wheel in it, and this one's dependencies behind it.

    A path line in a .pth file does not run the .pth files of the folder it names, so the
    editable install of this environment stays out of sight.
    """
    home = tmp_path_factory.mktemp("home") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    python = home / "bin" / "python"
    options = ("--no-deps", "--no-index", "--quiet")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=home)
    (site,) = home.glob("lib/python3*/site-packages")
    behind = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (site / "dependencies.pth").write_text("\n".join(behind) + "\n", encoding="utf-8")
    return home


@pytest.fixture
def environment(tmp_path):
    """A user's environment: nothing of this project, a home of its own."""
    keep = {key: os.environ[key] for key in ("PATH", "TMPDIR") if key in os.environ}
    return keep | {"HOME": str(tmp_path), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel):
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    assert inside == {p.as_posix() for p in project_files() if p.parts[0] in PACKAGES}


def test_the_installed_wheel_is_what_runs(installed, environment, empty):
    code = f"import {', '.join(PACKAGES)}; print({', '.join(p + '.__file__' for p in PACKAGES)})"
    out = run(installed / "bin" / "python", "-c", code, cwd=empty, env=environment).stdout
    assert all(Path(file).is_relative_to(installed) for file in out.split())


def test_the_installed_command_states_its_version(installed, environment, empty):
    done = run(installed / "bin" / "samverk", "--version", cwd=empty, env=environment)
    assert version("samverk") in done.stdout


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_demo_runs_from_the_wheel_in_an_empty_folder(installed, environment, empty, lang):
    command = (installed / "bin" / "samverk", "--lang", lang, "demo")
    done = run(*command, cwd=empty, env=environment)
    assert "Kraftsamling Herrgården" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_file_names_a_registry_or_a_machine(word):
    assert [p for p in project_files() if word.encode() in (ROOT / p).read_bytes()] == []


def pins(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        canonicalize_name(name): pinned
        for name, pinned in re.findall(r"^([\w.-]+)==([\w.!+]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "http" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock))
    assert [e for e in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", e)] == []


def test_the_lock_files_satisfy_pyproject_and_each_other():
    meta = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = meta["project"]["dependencies"] + meta["build-system"]["requires"]
    extras = meta["project"]["optional-dependencies"]
    both = [*runtime, *extras["postgres"], *extras["test"][1:]]
    assert extras["test"][0] == "samverk[postgres]"
    for lock, wanted in zip(LOCKS, (runtime, both), strict=True):
        pinned = pins(lock)
        for requirement in map(Requirement, wanted):
            assert pinned[canonicalize_name(requirement.name)] in requirement.specifier
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


def test_the_licence_is_in_the_wheel_and_named(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = [n for n in archive.namelist() if n.endswith("licenses/LICENSE")]
        (metadata,) = [n for n in archive.namelist() if n.endswith("METADATA")]
        assert b"Apache License" in archive.read(licence)
        assert b"License-Expression: Apache-2.0" in archive.read(metadata)


def test_the_bill_of_materials_lists_what_the_lock_pins_with_licences(tmp_path):
    out = tmp_path / "samverk.cdx.json"
    venv = tmp_path / "venv"
    run("make", "sbom", f"SBOM={out}", f"SBOM_VENV={venv}", f"PYTHON={sys.executable}", cwd=ROOT)
    made = json.loads(out.read_text(encoding="utf-8"))
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    listed = {canonicalize_name(x["name"]): x["version"] for x in made["components"]}
    pinned = dict(
        line.split(" ")[0].split("==")
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    )
    assert listed.items() <= pinned.items()
    assert {"click", "eventsourcing", "tabulate", "msgspec", "cryptography"} <= listed.keys()
    assert all(x["licenses"] for x in made["components"])
    assert made["metadata"]["component"]["name"] == "samverk"


@pytest.mark.parametrize("name", ["LICENSE", "SECURITY.md", "CHANGELOG.md"])
def test_what_a_stranger_looks_for_is_there(name):
    assert len((ROOT / name).read_text(encoding="utf-8")) > 500
