"""The import: so many times the installations are so many times the work, from the files to the books."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.importing.eutl.panel import read_panel
from openets.importing.eutl.replay import replay_panel
from openets.kernel.clock import midday
from openets.ledger.holds import IMPORTED
from openets.stores.memory import MemoryStore
from tests.european import EU_ETS
from tests.importing.panels import large
from tests.steps import grows_with, steps_of

FEW, FACTOR = 30, 5


def steps(folder: Path, installations: int) -> int:
    large(installations).write(folder)

    def bring_in() -> None:
        store = MemoryStore()
        store.begin(EU_ETS.as_named._replace(holds=IMPORTED))
        session = Session(store, EU_ETS, midday(date(2013, 6, 1)), administrator("import"))
        result = replay_panel(session, read_panel(folder, EU_ETS))
        assert result.commands
        assert not result.refused

    return steps_of(bring_in)


def test_the_work_of_an_import_grows_with_the_installations(tmp_path: Path) -> None:
    assert grows_with(FACTOR, steps(tmp_path / "small", FEW), steps(tmp_path / "large", FEW * FACTOR))
