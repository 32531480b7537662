"""Compiles the catalogues of texts when a wheel is built; everything else is in pyproject.toml."""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

_FOLDER = Path("ledger", "presentation")


class BuildWithCatalogues(build_py):
    """Compiles each catalogue (``.po``, for people) into the file that programs read (``.mo``).

    In a source tree, and so in an editable installation, the program itself compiles them when it
    needs the first text.
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
