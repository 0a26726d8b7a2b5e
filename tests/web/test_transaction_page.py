"""One transaction."""

from __future__ import annotations

import pytest

from openets.laws.reading import read_law
from tests.web.conftest import Registry
from tests.web.reading import Page, Reader


def test_it_shows_what_moved_and_between_whom(pages: Reader, registry: Registry) -> None:
    page = pages.get(f"/transactions/{registry.surrender}/")
    assert page.h1 == "Surrender"
    assert "5,000 × Allowance 2005-2007 (EUA1)" in page.text
    assert page.link("Donau Kraftwerk") == f"/accounts/{registry.plant}/"
    assert page.link("AT_1") == "/installations/AT_1/"


def test_it_shows_its_life(pages: Reader, registry: Registry) -> None:
    text = pages.get(f"/transactions/{registry.surrender}/").text
    assert "1 proposed 2006-04-20 12:00:00 UTC 2 checked no discrepancy" in text
    assert "4 completed 2006-04-20 12:00:00 UTC" in text


def test_it_shows_the_checks_that_it_passed(pages: Reader, registry: Registry) -> None:
    text = pages.get(f"/transactions/{registry.surrender}/").text
    for check in read_law("eu_ets").catalogue["10-2"]:
        assert check.sentence in text
        assert f"{check.code} {check.citation}" in text


def test_it_shows_its_journal_entry_and_that_the_chain_holds(pages: Reader, registry: Registry) -> None:
    from openets.stores.sql.chains import linked

    page = pages.get(f"/transactions/{registry.surrender}/")
    entry = linked("AT", int(registry.surrender[2:]))
    assert entry is not None
    assert entry.entry.hash in page.text
    assert entry.previous in page.text
    assert entry.entry.text in page.text
    assert "computed again for this page: it follows" in page.text


def test_it_shows_serial_numbers(pages: Reader, registry: Registry) -> None:
    assert "AT-0-2-" in pages.get(f"/transactions/{registry.surrender}/").text


def test_a_reconstructed_one_says_so_and_why(pages: Reader, registry: Registry) -> None:
    page = pages.get(f"/transactions/{registry.reconstructed}/")
    assert "reconstructed" in page.h1
    assert "No record shows this transaction." in page.text
    assert "It was short of 500 units." in page.text


def test_an_external_transfer_shows_both_chains(pages: Reader, registry: Registry) -> None:
    page = pages.get(f"/transactions/{registry.reconstructed}/")
    assert "Received by the other registry" in page.text
    assert page.text.count("it follows") == 2


def test_a_reversal_and_its_original_name_one_another(pages: Reader, registry: Registry) -> None:
    original = pages.get(f"/transactions/{registry.reversed}/")
    assert original.link(registry.reversal) == f"/transactions/{registry.reversal}/"
    reversal = pages.get(f"/transactions/{registry.reversal}/")
    assert reversal.link(registry.reversed) == f"/transactions/{registry.reversed}/"


def test_an_issuance_comes_from_nowhere(pages: Reader) -> None:
    issued = pages.get("/transactions/?type=1-51&registry=DE").column("Transaction")[0]
    page = pages.get(f"/transactions/{issued}/")
    assert "newly issued" in page.text
    assert "Created" in page.text


@pytest.mark.parametrize("reference", ["AT999999", "AT", "AT0", "at1", "1AT", "AT99999999999999999999"])
def test_one_that_is_unknown_is_not_found(pages: Reader, reference: str) -> None:
    assert "No transaction has the id" in pages.get(f"/transactions/{reference}/", 404).text


def test_an_entry_of_another_kind_is_no_transaction(pages: Reader) -> None:
    assert "No transaction has the id “AT1”" in pages.get("/transactions/AT1/", 404).text


def transactions_of(page: Page) -> set[str]:
    """The transactions that a page leads to."""
    return {address for _, address in page.links if address.startswith("/transactions/")} - {"/transactions/"}


def test_an_issuance_leads_to_its_project_and_back(treaty_pages: Reader) -> None:
    project = treaty_pages.get("/projects/BR2001/")
    (address,) = transactions_of(project)
    page = treaty_pages.get(address)
    assert page.link("BR2001 Reforestation") == "/projects/BR2001/"
    assert page.link("CDM registry: pending (cdm registry)").startswith("/accounts/CDM-110-")


def test_projects_that_are_not_shown_are_counted(treaty_pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is cut says so."""
    (address,) = transactions_of(treaty_pages.get("/projects/BR2001/"))
    assert "The first" not in treaty_pages.get(address).text
    monkeypatch.setattr("openets.web.transactions.SHOWN_PROJECTS", 0)
    cut = treaty_pages.get(address).text
    assert "The first 0 of 1. All are in the serial numbers of the journal entry." in cut


def test_a_settling_transaction_names_its_notification_what_it_replaces_and_its_party(treaty_pages: Reader) -> None:
    notice = treaty_pages.get("/notices/ITL2/")
    (address,) = transactions_of(notice)
    page = treaty_pages.get(address)
    assert page.link("Notification ITL2: Impending expiry of tCERs or lCERs") == "/notices/ITL2/"
    assert "Replaces CDM " in page.text
    assert page.link("Spain") == "/parties/ES/"


def test_an_account_of_a_member_state_leads_to_the_states_page(pages: Reader, registry: Registry) -> None:
    assert pages.get(f"/accounts/{registry.plant}/").link("Austria") == "/states/AT/"
