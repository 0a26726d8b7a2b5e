"""Parts of the paper, and the public data where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets_paper.findings import Number, Part, Statement
from openets_paper.parts import PARTS, read_evidence
from openets_paper.record import Holder, PublicRecord, Sector
from tests.importing.panels import ABSENT, REAL

DATA = REAL.parent


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the public data."""
    if not REAL.is_dir():
        pytest.skip(ABSENT)
    return DATA


def part(name: str, folder: Path | None = None) -> Part:
    """A part of the paper, held against what ships with us or against a folder."""
    return PARTS[name](read_evidence(folder))


def number(found: Part, what: str) -> Number:
    """The number whose name contains `what`."""
    [one] = [each for each in found.numbers if what in each.what]
    return one


def statement(found: Part, text: str) -> Statement:
    """The statement that contains `text`."""
    [one] = [each for each in found.statements if text in each.text]
    return one


def small_record() -> PublicRecord:
    """Two States, three holders, two sectors: combustion is short and gets three quarters."""
    return PublicRecord(
        source="a record made by hand",
        states={"DE": 700, "FR": 300},
        verified_2005={"DE": 240, "FR": 90},
        sectors={"Combustion": Sector(750, 800), "Glass": Sector(250, 200)},
        holders=(Holder("Alpha Power AG", 2, 600), Holder("Beta Glass SA", 1, 250), Holder("Alpha Heat GmbH", 1, 150)),
        installations=4,
    )
