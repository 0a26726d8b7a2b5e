"""Lists: a list read whole is so many times the work as it has rows, and its first part no more than in small books."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import openets
from openets.notebook import Notebook
from openets.stores.door import open_store
from openets.views.law import books_at
from openets.views.view import Listing
from tests.batches import FACTOR, SIZES, a_year
from tests.steps import grows_with, steps_of
from tests.views.test_every_view import EVERY_VIEW, VIEWS

PART = 10
AT_HAND = {"operators"}
"""Lists whose rows grow with the books and are at hand, to be put in order: decision 26 has what that costs."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, blank_file: Path) -> list[Notebook]:
    """Small books, and those that have more of everything."""
    found = []
    for code in SIZES:
        file = tmp_path_factory.mktemp("growth") / f"{code}.db"
        shutil.copyfile(blank_file, file)
        a_year(open_store(f"sqlite:///{file}"), code)
        found.append(openets.connect(f"sqlite:///{file}"))
    return found


def listing(name: str, books: Notebook) -> Any:
    key = EVERY_VIEW[name].key
    [registry] = [row.registry for row in books.registries()]
    told = {"account": f"{registry}-100-1-0-44", "installation": f"{registry}_1", "registry": registry}
    if key == "account":
        told = {"account": min(row.identifier for row in books.accounts() if row.installation)}
    return getattr(books, name)(*([told[key]] if key else []))


def first_part(found: Listing[Any], books: Notebook) -> None:
    with books_at(books.alias(), books.law):
        found._ask().part(None, PART)


def steps_for_both(work: Callable[[Listing[Any], Notebook], object], name: str, both: list[Notebook]) -> list[int]:
    """The steps for each of the books, without what is worked out once for all their lists."""
    found = []
    for books in both:
        asked = listing(name, books)
        work(asked, books)
        found.append(steps_of(partial(work, asked, books)))
    return found


@VIEWS
def test_a_list_read_whole_is_no_more_work_than_its_rows(name: str, both: list[Notebook]) -> None:
    small, large = steps_for_both(lambda found, _: list(found), name, both)
    assert grows_with(FACTOR, small, large)


@VIEWS
def test_the_first_part_of_a_list_costs_the_same_in_books_of_any_size(name: str, both: list[Notebook]) -> None:
    small, large = steps_for_both(first_part, name, both)
    if name in AT_HAND:
        assert grows_with(FACTOR, small, large)
    else:
        assert large < 1.2 * small
