"""Parties and notifications on pages: lists, balance, what if, reserve, eligibility, the bubble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from openets.commands.notices import Notification, complete, issue, update
from openets.commands.parties import (
    InitialReport,
    criterion,
    elect,
    initial_report,
    inventory,
    review,
    review_inventory,
    suspend,
)
from openets.stores.door import open_store
from tests.session import Office, must
from tests.web.conftest import served
from tests.web.reading import Reader


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Austria has sold to Spain (synthetic, suspended later); the EU is on record, Romania below its reserve."""
    address = f"sqlite:///{tmp_path_factory.mktemp('parties') / 'books.db'}"
    office = Office(open_store(address, create=True), "2012-06-01")
    bases = {"AT": 79_049_657, "ES": 289_773_205, "EU": 4_265_517_719, "RO": 278_225_022}
    amounts = {"AT": 343_866_009, "ES": 1_666_195_929, "EU": 19_621_381_509, "RO": 1_279_835_099}
    for code, base in bases.items():
        office.registry(code)
        must(
            initial_report(
                office.session,
                party=code,
                report=InitialReport(base, synthetic=code == "ES"),
                on=date(2006, 12, 5),
                request=office.request(),
            )
        )
        if code == "AT":
            must(elect(office.session, party="AT", activity="FM", cap=630_000, request=office.request()))
        must(
            review(
                office.session,
                party=code,
                assigned_amount=amounts[code],
                on=date(2007, 12, 12),
                questions=code == "RO",
                request=office.request(),
            )
        )
    for code in ("AT", "ES"):
        must(office.issue(code, "AAU", amounts[code]))
        for year, tonnes in ((2008, 86_600_000), (2009, 80_000_000)):
            words = {"party": code, "year": year, "tonnes": tonnes}
            must(inventory(office.session, **words, on=date(year + 2, 4, 15), request=office.request()))  # type: ignore[arg-type]
        words = {"party": code, "year": 2008, "tonnes": 87_000_000}
        must(review_inventory(office.session, **words, on=date(2011, 4, 15), request=office.request()))  # type: ignore[arg-type]
    austria, spain = office.registry("AT"), office.registry("ES")
    must(office.transfer(austria, spain, "AAU", 30_000_000))
    must(criterion(office.session, party="AT", criterion="national registry", met=True, request=office.request()))
    must(suspend(office.session, party="ES", reason="Its <system> is broken.", request=office.request()))
    must(issue(office.session, Notification("AT", 2, quantity=500, note="Cancel & tell."), request=office.request()))
    must(office.propose("4-0", austria, office.government("AT", "220"), "AAU", 200, notice="ITL1"))
    must(issue(office.session, Notification("ES", 8), request=office.request()))
    must(update(office.session, key="ITL2", note="See decision 13.", request=office.request()))
    must(complete(office.session, key="ITL2", request=office.request()))
    return address


@pytest.fixture
def pages(books: str) -> Iterator[Reader]:
    with served(books):
        yield Reader()


def test_the_list_shows_every_party_of_annex_b(pages: Reader) -> None:
    page = pages.get("/parties/")
    assert page.h1 == "Parties to the Kyoto Protocol"
    names = page.column("Party")
    assert len(names) == 39  # thirty-eight countries and the Community
    assert "Spain synthetic" in names
    row = page.tables[0][1 + names.index("Austria")]
    assert row[:6] == ["AT", "Austria", "−13 %", "343,866,009", "313,865,809", "407,000,000"]
    assert "13 members not on record" in page.text


def test_the_list_filters_and_sorts(pages: Reader) -> None:
    assert pages.get("/parties/?record=yes&sort=-assigned_amount").column("Code") == ["EU", "ES", "RO", "AT"]
    assert pages.get("/parties/?q=japan").column("Code") == ["JP"]
    assert len(pages.get("/parties/?group=bubble").column("Code")) == 16
    assert pages.get("/parties/?q=nowhere").text.count("Nothing matches") == 1


def test_a_figure_that_was_not_seen_says_so(pages: Reader) -> None:
    assert pages.get("/parties/?q=japan").column("Assigned amount") == ["5,928,257,666 source not seen"]


def test_the_list_is_sent_as_csv(pages: Reader) -> None:
    rows = {row["code"]: row for row in pages.csv("/parties/?format=csv&record=yes")}
    assert (rows["AT"]["distance"], rows["ES"]["synthetic"]) == (str(313_865_809 - 407_000_000), "true")
    assert rows["RO"]["emissions"] == ""


@pytest.mark.parametrize("question", ["record=maybe", "sort=drop", "group=all", "page=9"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/parties/?{question}")


def test_a_party_shows_its_target_and_how_its_amount_comes_about(pages: Reader) -> None:
    page = pages.get("/parties/AT/")
    assert page.h1 == "Austria"
    assert (
        "79,049,657 t in the base year × 87 % × 5 years = 343,866,007 t ; the review fixed 343,866,009 t" in page.text
    )
    assert "−13 % of the base year (burden sharing; Annex B −8 %)" in page.text
    assert "630,000 RMUs at most" in page.text


def test_a_party_shows_its_balance_term_by_term(pages: Reader) -> None:
    page = pages.get("/parties/AT/")
    balance = page.tables[0]
    assert [row[0] for row in balance[1:]] == [
        "AAU", "ERU", "CER", "RMU", "P", "S", "B", "C", "R", "E", "R − E", "E", "R − E",
    ]  # fmt: skip
    units = dict(zip([row[1] for row in balance], [row[-1] for row in balance], strict=True))
    assert units["Sales: assigned amount units sold to other registries"] == "−30,000,000"
    assert units["Cancelled, or used to replace expiring units"] == "−200"
    assert units["Register: all of the above"] == "313,865,809"
    assert units["Emissions of the years so far"] == "167,000,000"
    assert units["Emissions of the whole period"] == "407,000,000"  # 87 Mt, and four years like the latest
    assert units["At true-up"] == "−93,134,191"


def test_what_if_is_a_plain_form_and_changes_nothing(pages: Reader) -> None:
    page = pages.get("/parties/AT/?buy=10000000&sell=50000000&inventory=60000000")
    form = next(each for each in page.all("form") if each.get("aria-label") == "What if")
    assert form["method"] == "get"
    assert {field["name"] for field in page.all("input")} == {"q", "buy", "sell", "inventory", "price", "as_of", "on"}
    rows = {row[1]: row[2:] for row in page.tables[0][1:]}
    assert rows["Register: all of the above"] == ["313,865,809", "273,865,809"]
    assert rows["Purchases: assigned amount units bought from other registries"] == ["0", "10,000,000"]
    assert "the reserve would be 300,000,000" in page.text
    assert "26,134,191 units below it: the sale would be refused" in page.text
    assert "Nothing was changed" in page.text
    assert "What if" not in pages.get("/parties/AT/").tables[0][0]


def test_what_if_reckons_the_penalty_of_the_paper_at_a_price(pages: Reader) -> None:
    assert (
        "would be 2,095,519,297.50 EUR ; the Protocol itself sets no price"
        in pages.get("/parties/AT/?price=22.50").text
    )
    assert "price” must be an amount" in pages.refused("/parties/AT/?price=1e5")


@pytest.mark.parametrize("question", ["buy=-1", "buy=many", "sell=1.5", "inventory=1e9", "buy=1000000000000000"])
def test_what_if_of_nonsense_is_refused(pages: Reader, question: str) -> None:
    assert "must be a whole number" in pages.refused(f"/parties/AT/?{question}")


def test_a_party_shows_its_reserve_and_which_number_governs(pages: Reader) -> None:
    page = pages.get("/parties/AT/")
    assert "90 % of the assigned amount 309,479,409 governs" in page.text
    assert "5 × the latest reviewed inventory (2008) 435,000,000" in page.text
    assert "May be sold 4,386,400" in page.text


def test_a_suspended_party_is_not_eligible_and_the_page_says_why(pages: Reader) -> None:
    page = pages.get("/parties/ES/")
    assert "Not eligible to use the mechanisms" in page.text
    assert "Its <system> is broken." in page.text
    assert "<system>" not in page.source
    assert "made up for demonstration" in page.text


def test_criteria_show_what_was_found_and_since_when(pages: Reader) -> None:
    page = pages.get("/parties/AT/")
    table = next(table for table in page.tables if table[0][0] == "Criterion")
    rows = {row[0]: row[2:] for row in table[1:]}
    assert rows["national registry"] == ["met", "2012-06-01"]
    assert rows["party"] == ["counts as met", "2008-04-05"]
    romania = pages.get("/parties/RO/")
    assert "questions of implementation are open" in romania.text
    assert "It binds once the assigned amount is fixed and units are issued." in romania.text


def test_inventories_units_and_members_are_sent_as_csv(pages: Reader) -> None:
    (first, second) = pages.csv("/parties/AT/?format=csv&table=inventories")
    assert (first["year"], first["submitted"], first["reviewed"]) == ("2008", "86600000", "87000000")
    assert second["reviewed"] == ""
    (aau,) = pages.csv("/parties/AT/?format=csv&table=units")
    assert (aau["unit"], aau["sold"], aau["cancelled"]) == ("AAU", "30000000", "200")
    assert [row["code"] for row in pages.csv("/parties/EU/?format=csv&table=bubble")] == ["AT", "ES"]


def test_the_bubble_says_who_would_answer_and_who_is_missing(pages: Reader) -> None:
    page = pages.get("/parties/EU/")
    assert page.tables[0][-1] == ["R − E", "At true-up", "–"]  # no inventory, nothing to judge by
    assert "19,621,381,509 t" in page.text
    assert "13 members are not on record" in page.text
    assert page.link("Austria") == "/parties/AT/"
    assert "The EU bubble" in pages.get("/parties/AT/").text
    assert "The EU bubble" not in pages.get("/parties/RO/").text


def test_a_party_that_is_not_on_record_shows_the_law_only(pages: Reader) -> None:
    page = pages.get("/parties/US/")
    assert "no: its target binds nobody" in page.text
    assert "no initial report" in page.text
    assert pages.get("/parties/XX/", 404).text.count("No Party of Annex B has the code “XX”")


def test_the_chart_of_a_party_is_drawn_and_has_its_numbers(pages: Reader) -> None:
    answer = pages.ask("/charts/party-years.svg?party=AT")
    assert answer.status_code == 200
    assert b"<svg" in answer.content
    rows = pages.csv("/charts/party-years.csv?party=AT")
    assert [(row["year"], row["known"]) for row in rows][:3] == [
        ("2008", "reviewed"), ("2009", "submitted"), ("2010", "assumed"),
    ]  # fmt: skip
    assert pages.ask("/charts/party-years.svg?party=JP").status_code == 404
    assert pages.ask("/charts/party-years.svg?party=XX").status_code == 400


def test_a_chart_of_made_up_figures_says_so(pages: Reader) -> None:
    assert b"synthetic figures" in pages.ask("/charts/party-years.svg?party=ES").content


# ---- notifications -------------------------------------------------------------------------------


def test_notifications_are_listed_the_latest_first(pages: Reader) -> None:
    page = pages.get("/notices/")
    assert page.column("Notification") == ["ITL2 synthetic", "ITL1"]
    assert page.column("Outstanding") == ["–", "300"]
    assert page.column("Status") == ["completed", "open"]


def test_notifications_are_filtered_and_sent(pages: Reader) -> None:
    assert pages.get("/notices/?party=ES").column("Notification") == ["ITL2 synthetic"]
    assert pages.get("/notices/?status=open").column("Notification") == ["ITL1"]
    assert pages.get("/notices/?code=2").column("Notification") == ["ITL1"]
    rows = pages.csv("/notices/?format=csv&sort=number")
    assert [(row["number"], row["synthetic"]) for row in rows] == [("1", "false"), ("2", "true")]
    assert "cannot be answered" in pages.refused("/notices/?code=99")


def test_a_notification_says_what_settles_it_and_what_was_done(pages: Reader) -> None:
    page = pages.get("/notices/ITL1/")
    assert page.h1 == "Non-compliance cancellation"
    assert "4-0 Cancellation into account type 220 (Non-compliance cancellation)" in page.text
    assert "Cancel & tell." in page.text
    assert "200 units" in page.text
    assert any(address.startswith("/transactions/AT") for _, address in page.links)
    assert pages.get("/notices/ITL2/").text.count("No transaction: it informs.")
    assert page.link("4-0 Cancellation") == "/checks/?type=4-0"
    assert pages.get("/parties/AT/").link("ITL1") == "/notices/ITL1/"


def test_a_notification_to_a_synthetic_party_says_so(pages: Reader) -> None:
    assert "made up for demonstration" in pages.get("/notices/ITL2/").h1 + pages.get("/notices/ITL2/").text
    assert pages.get("/notices/ITL2/").h1.endswith("synthetic")
    assert pages.get("/notices/ITL1/").h1 == "Non-compliance cancellation"


def test_a_notification_that_is_not_known_is_not_found(pages: Reader) -> None:
    assert "ITL9" in pages.get("/notices/ITL9/", 404).text


def test_books_without_parties_say_so(empty_pages: Reader) -> None:
    assert "0 of 39 Parties of Annex B are on record" in empty_pages.get("/parties/").text
    assert "no such notifications" in empty_pages.get("/notices/").text


@pytest.mark.parametrize(
    "address", ["/parties/", "/parties/AT/?sell=1", "/parties/EU/", "/parties/JP/", "/notices/", "/notices/ITL1/"]
)
def test_pages_have_one_heading_unique_ids_and_captions(pages: Reader, address: str) -> None:
    page = pages.get(address)
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    assert len(page.all("h1")) == 1
    assert len(page.captions) == len(page.tables)
    assert not page.all("script")


# ---- ways from a Party to what else there is -----------------------------------------------------


def test_a_party_leads_to_its_projects_and_to_the_paper(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/parties/UA/")
    assert page.link("1 project hosted here") == "/projects/?host=UA"
    assert page.link("Targets in the paper") == "/paper/table-1/"
    assert "Last written in journal entry UA" in page.text
    assert "hosted here" not in treaty_pages.get("/parties/ES/").text


def test_what_if_of_a_suspended_party_says_that_the_trade_would_be_refused(treaty_pages: Reader) -> None:
    asked = treaty_pages.get("/parties/NZ/?buy=5")
    assert "it is not eligible today: the log would refuse the trade itself" in asked.text
    assert "not eligible today" not in treaty_pages.get("/parties/NZ/?inventory=5").text


def test_what_may_be_sold_is_said_only_of_those_who_may_sell(pages: Reader) -> None:
    assert "May be sold" in pages.get("/parties/AT/").text
    assert "May be sold" not in pages.get("/parties/ES/").text  # suspended


def test_what_may_be_sold_is_not_said_of_a_settled_period(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/parties/JP/")
    assert "May be sold" not in page.text
    assert "the reserve no longer binds" in page.text


def test_who_did_not_ratify_is_marked(pages: Reader) -> None:
    assert pages.get("/parties/?q=united+states").column("Party") == ["United States not ratified"]


def test_a_party_that_is_not_on_record_says_whose_target_it_has(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/parties/AT/")
    assert "−13 % of the base year (burden sharing; Annex B −8 %)" in page.text
    assert "hold no initial report of Austria" in page.text
