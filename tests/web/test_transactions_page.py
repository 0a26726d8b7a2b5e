"""The list of transactions."""

from __future__ import annotations

import pytest

from tests.web.conftest import Registry
from tests.web.reading import Reader


def test_it_shows_the_newest_first(pages: Reader) -> None:
    days = [row["at"] for row in pages.csv("/transactions/?format=csv")]
    assert days == sorted(days, reverse=True)
    assert len(pages.get("/transactions/").column("Transaction")) == len(days)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("type=10-2", 3),
        ("registry=DE", 3),
        ("unit=EUA2", 0),
        ("unit=AAU", 2),
        ("reconstructed=yes", 1),
        ("type=10-2&registry=AT&reconstructed=no", 2),
        ("since=2006-04-01", 6),
        ("until=2006-03-20", 5),
        ("since=2006-03-20&until=2006-03-20", 1),
    ],
)
def test_it_filters_and_counts_alike(pages: Reader, question: str, number: int) -> None:
    assert len(pages.csv(f"/transactions/?format=csv&{question}")) == number
    page = pages.get(f"/transactions/?{question}")
    assert (f"1–{number} of {number}" if number else "0 found") in page.text


def test_it_filters_by_account(pages: Reader, registry: Registry) -> None:
    rows = pages.csv(f"/transactions/?format=csv&account={registry.works}")
    assert all(registry.works in (row["acquiring_account"], row["transferring_account"]) for row in rows)
    assert len(rows) == 3


def test_it_sorts_by_quantity(pages: Reader) -> None:
    units = pages.get("/transactions/?sort=-quantity").column("Units")
    assert units[:2] == ["20,000", "6,000"]
    assert pages.get("/transactions/?sort=quantity&registry=AT").column("Units")[0] == "400"


def test_it_marks_what_is_reconstructed_or_synthetic(pages: Reader, registry: Registry) -> None:
    shown = pages.get("/transactions/?reconstructed=yes").column("Transaction")
    assert shown == [f"{registry.reconstructed} reconstructed synthetic"]
    row = pages.csv("/transactions/?format=csv&reconstructed=yes")[0]
    assert (row["reconstructed"], row["synthetic"]) == ("true", "true")


@pytest.mark.parametrize(
    "question",
    [
        "type=99",
        "registry=ZZ",
        "unit=X",
        "account=AT-1",
        "since=yesterday",
        "sort=id",
        "page=2",
        "reconstructed=perhaps",
    ],
)
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/transactions/?{question}")


def test_a_page_is_found_by_keys_in_their_order(pages: Reader) -> None:
    from openets.views.transactions import TRANSACTIONS

    rows = TRANSACTIONS.ask("-quantity")
    whole = [row.transaction.id for row in rows]
    paged = [row.transaction.id for number in range(1, 5) for row in rows.page(number, 4)]
    assert paged == whole[:16]
