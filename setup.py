"""Compiles the catalogues of texts when a wheel is built; everything else is in pyproject.toml."""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

_FOLDER = Path("ledger", "presentation")


class BuildWithCatalogues(build_py):
    """Adds what programs read (``.mo``) of each catalogue for people (``.po``).

    A source tree, and so an editable installation, does it when the first text is asked for.
    """

    def run(self) -> None:
        """Copy the packages, and compile into the copy."""
        super().run()
        if not self.editable_mode:
            compile_file = runpy.run_path(str(_FOLDER / "compiling.py"))["compile_file"]
            for source in _FOLDER.rglob("*.po"):
                target = Path(self.build_lib, source).with_suffix(".mo")
                target.parent.mkdir(parents=True, exist_ok=True)
                compile_file(source, target)


setup(cmdclass={"build_py": BuildWithCatalogues})
