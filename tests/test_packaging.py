"""The wheel, the lock files and what the repository may hold, as a stranger would meet them."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
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


def copy_of_the_project(folder):
    """Copy what a fresh clone would hold, and return the folder."""
    for name in project_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, so that no leftover of an earlier build gets in."""
    source = copy_of_the_project(tmp_path_factory.mktemp("source"))
    out = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", out)
    run(sys.executable, "-m", "pip", "wheel", *options, ".", cwd=source)
    (built,) = out.glob("samverk-*.whl")
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The source distribution, and the wheel that is made of it."""
    source, out = (
        copy_of_the_project(tmp_path_factory.mktemp("clone")),
        tmp_path_factory.mktemp("dist"),
    )
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, cwd=source)
    (sdist,), (wheel,) = out.glob("samverk-*.tar.gz"), out.glob("samverk-*.whl")
    return sdist, wheel


def inside_of(sdist):
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def environment_with(wheel, home):
    """Make an environment with the wheel in it, and this one's dependencies behind it.

    A path line in a .pth file does not run the .pth files of the folder it names, so the
    editable install of this environment stays out of sight.
    """
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    install(wheel, home)
    behind = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (site_of(home) / "dependencies.pth").write_text("\n".join(behind) + "\n", encoding="utf-8")
    return home


def site_of(home):
    (site,) = home.glob("lib/python3*/site-packages")
    return site


def pip(home, *words):
    """Run this environment's pip for another one, as ``pip --python`` does, in one start."""
    behind = site_of(home) / "dependencies.pth"
    hidden = behind.with_suffix(".hidden")  # pip shall not see what is in this environment
    if behind.exists():
        behind.rename(hidden)
    run(home / "bin" / "python", Path(find_spec("pip").origin).parent, *words, cwd=home)
    if hidden.exists():
        hidden.rename(behind)


def install(wheel, home, *options):
    pip(home, "install", "--no-deps", "--no-index", "--quiet", *options, wheel)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    return environment_with(wheel, tmp_path_factory.mktemp("home") / "venv")


@pytest.fixture(scope="module")
def shared(wheel, tmp_path_factory):
    """An environment that tests change, and leave as it was."""
    return environment_with(wheel, tmp_path_factory.mktemp("shared") / "venv")


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
    files = {p for p in project_files() if p.parts[0] in {*PACKAGES, "samverk.py"}}
    compiled = {p.with_suffix(".mo") if p.suffix == ".po" else p for p in files}
    assert inside == {p.as_posix() for p in compiled}


def test_the_source_distribution_holds_the_catalogues_and_makes_the_same_wheel(wheel, built):
    inside = inside_of(built[0])
    wanted = {p.as_posix() for p in project_files() if p.parts[0] in PACKAGES}
    assert wanted <= inside
    assert {"setup.py", "MANIFEST.in"} <= inside
    assert not [name for name in inside if name.endswith(".mo")]
    one, other = (
        {x.filename: x.CRC for x in zipfile.ZipFile(path).infolist()} for path in (wheel, built[1])
    )
    assert {n: c for n, c in one.items() if ".dist-info/" not in n} == {
        n: c for n, c in other.items() if ".dist-info/" not in n
    }


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
    path = re.compile(rb"(?<!\w)" + re.escape(word).encode())  # ledger/work/ is a room of ours
    assert [p for p in project_files() if path.search((ROOT / p).read_bytes())] == []


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
    both = [*runtime, *extras["postgres"], *extras["qr"], *extras["test"][1:]]
    assert extras["test"][0] == "samverk[postgres,qr,shell,calendar,xlsx-read,parquet,web,papers]"
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


def test_the_source_archive_has_the_licence_and_whatever_the_readme_refers_to(built):
    inside = inside_of(built[0])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    referred = set(re.findall(r"\]\(([^):#]+)\)|`((?:examples|docs)/[^`]+)`", readme))
    wanted = {"LICENSE", "SECURITY.md", "CHANGELOG.md"} | {a or b for a, b in referred}
    assert "examples/herrgarden/agreement.toml" in wanted
    assert wanted - inside == set()


@pytest.mark.parametrize("name", ["LICENSE", "SECURITY.md", "CHANGELOG.md"])
def test_what_a_stranger_looks_for_is_there(name):
    assert len((ROOT / name).read_text(encoding="utf-8")) > 500


# ---------------------------------------------------------------- another program in the way


def other_wheel(folder, name, files):
    """Build a wheel of another distribution, with the files that it has."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        listed = [*files, f"{info}/METADATA", f"{info}/WHEEL", f"{info}/RECORD"]
        archive.writestr(f"{info}/RECORD", "".join(f"{file},,\n" for file in listed))
    return path


def spoken(home, environment, cwd, *words):
    done = subprocess.run(
        [home / "bin" / "samverk", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("files", "status"),
    [
        # As a well-known distribution does it: ours goes on, and nobody would notice.
        (
            {
                "events/__init__.py": "from .events import Events\n",
                "events/events.py": "class Events: 0\n",
            },
            0,
        ),
        ({"events/facts.py": "FACTS = ()\n"}, 1),
        ({"events/record.py": "raise SyntaxError\n", "events/__init__.py": ""}, 1),
        ({"ledger/refusal.py": "!\n"}, 1),
        ({"projections/tests/test_it.py": ""}, 0),
    ],
)
def test_files_of_another_program_among_ours_are_found(
    wheel, shared, tmp_path, environment, empty, files, status
):
    home = shared
    assert spoken(home, environment, empty, "init")[0] == 0
    install(other_wheel(tmp_path, "Events", files), home)
    lang, told_so = ("sv", "egen miljö") if status else ("en", "environment of its own")
    found, shown = spoken(home, environment, empty, "--lang", lang, "doctor")
    assert found == 1
    assert "Events 1.0" in shown
    assert all(Path(name).name in shown for name in files)
    assert told_so in shown
    found, told = spoken(home, environment, empty, "--lang", "en", "log")
    assert found == status, told
    assert ("Events 1.0" in told) == (status != 0)
    # As it was, once it is installed anew without the other one.
    pip(home, "uninstall", "-y", "-q", "Events")
    gone, told = spoken(home, environment, empty, "--lang", "en", "doctor")
    if any((ROOT / name).exists() for name in files):  # a file of ours went with it
        assert gone == 1
        assert "gone since it was installed" in told or "No module" in told or "damaged" in told
    install(wheel, home, "--force-reinstall")
    assert spoken(home, environment, empty, "doctor")[0] == 0


@pytest.mark.parametrize("file", ["ledger/__init__.py", "ledger/cli/boundary.py", "ledger.py"])
@pytest.mark.parametrize("text", ["", "raise OSError('theirs')", "!"])
def test_a_package_in_the_way_of_the_start_is_told(
    installed, environment, empty, tmp_path, file, text
):
    theirs = tmp_path / "theirs" / file
    theirs.parent.mkdir(parents=True)
    for folder in theirs.parents[: len(Path(file).parts) - 1]:
        (folder / "__init__.py").touch()
    theirs.write_text(text, encoding="utf-8")
    environment["PYTHONPATH"] = str(tmp_path / "theirs")
    for words in ((), ("doctor",), ("--lang", "sv", "status")):
        status, told = spoken(installed, environment, empty, *words)
        assert status == 1
        assert "är skadad" in told
        assert "Another program's package is in the way: " in told
        assert str(tmp_path / "theirs" / "ledger") in told


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ledger/presentation/language.py", "!"),
        ("ledger/presentation/language.py", "_ = lost"),
        ("ledger/presentation/language.py", None),
        ("ledger/cli/installed.py", "!"),
        ("ledger/cli/boundary.py", "!"),
        ("ledger/presentation/locale/sv/LC_MESSAGES/samverk.mo", "!"),
    ],
)
def test_a_damaged_file_of_ours_is_named_whatever_needs_it(
    installed, environment, empty, file, text
):
    (damaged,) = installed.glob(f"lib/python3*/site-packages/{file}")
    before = damaged.read_bytes()
    try:
        damaged.unlink() if text is None else damaged.write_text(text, encoding="utf-8")
        status, told = spoken(installed, environment, empty, "--lang", "sv", "doctor")
        assert (status, "Installationen av samverk är skadad" in told) == (1, True), told
        assert str(damaged) in told
    finally:
        damaged.write_bytes(before)


def test_another_distribution_that_minds_its_own_files_is_no_problem(
    shared, tmp_path, environment, empty
):
    files = {"Eventful/__init__.py": "", "ledgerlib/__init__.py": "", "events.py": ""}
    install(other_wheel(tmp_path, "Other", files), shared)
    assert spoken(shared, environment, empty, "doctor")[0] == 0
    pip(shared, "uninstall", "-y", "-q", "Other")


def test_a_missing_dependency_is_named(shared, environment, empty):
    behind = site_of(shared) / "dependencies.pth"
    behind.rename(behind.with_suffix(".gone"))
    try:
        status, told = spoken(shared, environment, empty, "--lang", "en", "status")
    finally:
        behind.with_suffix(".gone").rename(behind)
    assert status == 1
    assert "No module named" in told
    assert "Install it anew" in told


# ---------------------------------------------------------------- the README from the top


@pytest.fixture
def clone(installed, tmp_path):
    """A fresh clone in which ``make demo`` has installed the program already."""
    folder = copy_of_the_project(tmp_path / "clone")
    (folder / ".venv").symlink_to(installed)
    (folder / ".venv" / ".runtime").touch()
    return folder


def test_the_demo_ends_by_saying_how_the_program_is_called(clone, environment):
    done = run("make", "demo", cwd=clone, env=environment)
    last = done.stdout.rstrip().splitlines()[-1]
    command = re.search(r"source \S+", last)[0]
    asked = f"{command} && samverk --version"
    assert "samverk" in run("bash", "-c", asked, cwd=clone, env=environment).stdout
    direct = re.search(r"\S+/samverk", last)[0]
    assert "samverk" in run(direct, "--version", cwd=clone, env=environment).stdout


def test_the_commands_of_the_readme_run_as_they_are_written(clone, environment):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```console\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL))
    lines = [x.removeprefix("$ ") for x in blocks.splitlines() if x.startswith("$ ")]
    assert lines[0].startswith("source ")
    script = "\n".join(f"{line}\necho status $? >&2" for line in lines)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=clone,
        env=environment | {"SAMVERK_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "not found" not in done.stderr
    found = re.findall(r"^status (\d+)$", done.stderr, re.MULTILINE)
    # The payment that the README shows being refused is the only one that is.
    wanted = ["3" if "160000.01" in line else "0" for line in lines]
    assert dict(zip(lines, found, strict=True)) == dict(zip(lines, wanted, strict=True)), (
        done.stderr
    )
