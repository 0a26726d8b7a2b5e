"""One account with its blocks."""

from __future__ import annotations

import pytest

from openets.laws.reading import read_law
from tests.web.conftest import Registry
from tests.web.reading import Reader

DAYS = ("2006-02-27", "2006-02-28", "2006-04-30", "2012-12-31")


def test_it_shows_its_blocks(pages: Reader, registry: Registry) -> None:
    page = pages.get(f"/accounts/{registry.plant}/")
    assert page.h1 == "Donau Kraftwerk"
    assert sum(int(units.replace(",", "")) for units in page.column("Units")) == 500
    assert page.link("Donau Kraftwerk") == "/installations/AT_1/"


def test_it_shows_its_latest_transactions(pages: Reader, registry: Registry) -> None:
    page = pages.get(f"/accounts/{registry.plant}/")
    shown = page.column("Transaction", 1)
    assert shown[0] == registry.surrender
    assert f"{registry.reconstructed} reconstructed synthetic" in shown


def test_blocks_filter_sort_and_are_sent_as_csv(pages: Reader) -> None:
    party = read_law("eu_ets").terms.standing_account("AT", "100")
    assert set(pages.get(f"/accounts/{party}/?unit=AAU").column("Unit type")) == {"AAU"}
    starts = [int(row["start"]) for row in pages.csv(f"/accounts/{party}/?format=csv&sort=serial")]
    assert starts == sorted(starts)
    assert len(starts) > 1


def test_it_says_that_it_is_blocked_or_synthetic(pages: Reader, registry: Registry) -> None:
    assert "No verified report was entered" in pages.get(f"/accounts/{registry.silent}/").text
    assert "belongs to a synthetic installation" in pages.get(f"/accounts/{registry.works}/").text


def test_an_empty_account_has_a_page(pages: Reader, registry: Registry) -> None:
    text = pages.get(f"/accounts/{registry.silent}/").text
    assert "This account holds no units." in text
    assert "No transactions yet." in text


def test_an_account_type_of_which_the_source_was_not_seen_says_so(pages: Reader) -> None:
    assert (
        "Surrender set-aside source not seen"
        in pages.get(f"/accounts/{read_law('eu_ets').terms.standing_account('AT', '100-6')}/").text
    )


@pytest.mark.parametrize("question", ["unit=GOLD", "sort=price", "page=2"])
def test_a_question_without_sense_is_refused(pages: Reader, registry: Registry, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/accounts/{registry.plant}/?{question}")


def test_one_that_is_unknown_is_not_found(pages: Reader) -> None:
    assert "No account has the identifier" in pages.get("/accounts/AT-120-999-0-1/", 404).text


def test_it_shows_what_was_known_on_a_day(pages: Reader, registry: Registry) -> None:
    """The plant's units lay where they were issued until 28 February; on 20 April it surrendered some of them."""
    address = f"/accounts/{registry.plant}/"
    before, *days = DAYS
    assert pages.ask(f"{address}?as_of={before}").status_code == 404  # nobody had opened it
    units = [sum(int(row["quantity"]) for row in pages.csv(f"{address}?format=csv&as_of={day}")) for day in days]
    assert units[-1] == sum(int(row["quantity"]) for row in pages.csv(f"{address}?format=csv"))
    assert len(set(units)) > 1
    page = pages.get(f"{address}?as_of={DAYS[-1]}")
    assert "As known on" in page.text
    assert pages.ask(f"{address}?as_of=tomorrow").status_code == 400
