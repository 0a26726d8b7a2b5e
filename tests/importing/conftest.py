"""Empty books, panels on disk, and the real record where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.panels import ABSENT, REAL, small


@pytest.fixture
def books(tmp_path: Path) -> str:
    """The address of books that nobody has made yet."""
    return f"sqlite:///{tmp_path / 'books.db'}"


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """The folder of a small handmade panel."""
    return small().write(tmp_path / "panel")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder with the real record."""
    if not REAL.is_dir():
        pytest.skip(ABSENT)
    return REAL
