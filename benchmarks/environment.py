"""A fresh environment with the program in it as a wheel, as a user would have it."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_WITH = (
    *("psycopg", "psycopg-binary", "typing-extensions"),  # for a book on a server
    *("starlette", "uvicorn", "jinja2", "markupsafe", "anyio", "h11", "idna"),  # for pages
)


def make(folder: Path) -> Path:
    """Make the environment anew, and return where its programs are.

    It has what the lock files name, byte code included.
    """
    home, wheels = folder / "environment", folder / "wheels"
    venv.create(home, clear=True, with_pip=False)
    python = home / "bin" / "python"
    for old in wheels.glob("*.whl"):
        old.unlink()
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", wheels)
    _pip("wheel", *options, ROOT)
    extra = folder / "extra.txt"
    extra.write_text("\n".join(_locked(_WITH)), encoding="utf-8")
    for lock in (ROOT / "requirements.txt", extra):
        _pip("--python", python, "install", "--no-deps", "--require-hashes", "-r", lock)
    (wheel,) = wheels.glob("samverk-*.whl")
    _pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    return home / "bin"


def version() -> str:
    """Return the version of the source, as git knows it; empty: it does not."""
    words = ("git", "-C", str(ROOT), "describe", "--always", "--dirty")
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


def _locked(names: tuple[str, ...]) -> Iterator[str]:
    """Yield what the lock of the tests says of some packages."""
    text = (ROOT / "requirements-test.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text):
        if re.split("[=<>[ ]", entry, maxsplit=1)[0].lower() in names:
            yield entry


def _pip(*words: object) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", *map(str, words)]
    if words[0] == "--python":
        command = [
            sys.executable,
            "-m",
            "pip",
            *map(str, words[:3]),
            "--quiet",
            *map(str, words[3:]),
        ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{command} failed: {done.stderr[-1000:]}")
