"""A small registry to type commands at: two operators and a trader, in books on SQLite."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.ets import done, ets, new_books

PARTY = "AT-100-1-0-44"
PLANT = "AT-120-6-0-33"
WORKS = "DE-120-6-0-4"
TRADER = "AT-121-7-0-19"


REGISTRY: tuple[tuple[object, ...], ...] = (
    ("open-registry", "AT"),
    ("open-registry", "DE"),
    ("open-account", "AT", "Plant", "--installation", "AT_1"),
    ("open-account", "DE", "Works", "--installation", "DE_1"),
    ("open-account", "AT", "Trader", "--type", 121),
    ("issue", "AT", "5,000", "--unit", "EUA1"),
    ("plan", "AT_1", 1000, "--year", 2006),
    ("allocate", PLANT, 1000, "--unit", "EUA1", "--year", 2006),
)


def make_registry(address: str) -> None:
    """Open it and allocate the allowances of 2006, by commands."""
    for words in REGISTRY:
        done(ets(*words, "--json", store=address))


class Books(NamedTuple):
    """Where the books are."""

    address: str
    file: Path


@pytest.fixture(scope="session")
def registry_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books made once by commands, to be copied: allowances of 2006 are allocated."""
    file = tmp_path_factory.mktemp("cli") / "books.db"
    address = new_books(f"sqlite:///{file}")
    make_registry(address)
    return file


@pytest.fixture
def books(registry_file: Path, tmp_path: Path) -> Books:
    """A copy of one's own."""
    file = tmp_path / "books.db"
    shutil.copyfile(registry_file, file)
    return Books(f"sqlite:///{file}", file)
