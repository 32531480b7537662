"""What every test may use."""

from pathlib import Path

import pytest
from hypothesis import settings

# A failure prints a blob that replays it; a slow machine is no failure.
settings.register_profile("samverk", print_blob=True, deadline=None)
settings.load_profile("samverk")


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    """Where a test's book goes; nothing is there yet."""
    return tmp_path / "herrgarden.book"
