"""An exported journal to read, and to tamper with."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.engine.verify import export_journal
from tests.session import Office
from tests.stories import a_year_with_everything


@pytest.fixture(scope="session")
def office() -> Office:
    """An office with a year behind it. Nobody may act in it."""
    office = Office()
    a_year_with_everything(office)
    return office


@pytest.fixture
def journal(office: Office, tmp_path: Path) -> Path:
    """The folder of its exported journal: one's own copy."""
    folder = tmp_path / "journal"
    export_journal(office.store, folder)
    return folder
