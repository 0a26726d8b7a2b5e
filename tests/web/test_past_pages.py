"""Pages that show what was known, or in effect, on a day: they say so, keep the days in their links, and refuse what is
no day."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Registry
from tests.web.reading import Reader
from tests.web.test_every_page import OF_THE_TREATY, PAGES

DAY = "2006-04-10"
TIMELESS = ("/api/", "/checks/", "/data/", "/glossary/", "/help/", "/history/", "/paper/", "/verify/")
DATED = [each for each in PAGES if not each.startswith(TIMELESS) and "{" not in each and "?" not in each]
OF_A_TREATY = [each for each in OF_THE_TREATY if not each.startswith(TIMELESS) and "?" not in each]


SAID = {
    f"as_of={DAY}": ("As known on 10 April 2006",),
    "on=2006-04-09": ("In effect on 9 April 2006",),
    f"as_of={DAY}&on=2006-04-09": ("As known on 10 April 2006", "In effect on 9 April 2006"),
}
"""Days as they are asked for → what the page says of them."""


@pytest.mark.parametrize("days", SAID)
@pytest.mark.parametrize("address", DATED)
def test_a_page_of_a_past_day_says_so_and_leads_to_pages_of_the_same_day(
    pages: Reader, address: str, days: str
) -> None:
    page = pages.get(f"{address}?{days}")
    assert all(said in page.text for said in SAID[days])
    assert ("In effect on 9" in page.text, "As known on 10" in page.text) == ("on=" in days, "as_of" in days)
    html = pages.ask(f"{address}?{days}").content.decode()
    links = re.findall(r'(?:href|src|srcset)="(/[^"]*)"', html)
    timed = [each for each in links if each.startswith("/api/v1/")]
    dated = [each for each in links if not each.startswith((*TIMELESS, "/static/"))] + timed
    assert dated
    assert all(days.replace("&", "&amp;") in each for each in dated), dated
    assert not [each for each in links if each.count("as_of") > 1 or len(re.findall("[?;]on=", each)) > 1]
    assert not [each for each in links if each not in dated and ("as_of" in each or "?on=" in each)]
    for link in set(dated):
        assert pages.ask(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize("address", OF_A_TREATY)
def test_the_pages_of_parties_and_projects_do_so_too(treaty_pages: Reader, address: str) -> None:
    assert "As known on 31 December 2015" in treaty_pages.get(f"{address}?as_of=2015-12-31").text


@pytest.mark.parametrize("address", [*DATED, "/search?q=a"])
def test_a_page_of_now_says_nothing_of_a_day(pages: Reader, address: str) -> None:
    html = pages.ask(address).content.decode()
    assert "As known on <b>" not in html
    assert "In effect on <b>" not in html
    assert not re.search(r"as_of=|[?;]on=", html)


@pytest.mark.parametrize("address", [each for each in DATED if each.count("/") < 3])
def test_before_the_books_began_there_is_nothing(pages: Reader, address: str) -> None:
    assert "As known on 1 January 1990" in pages.get(f"{address}?as_of=1990-01-01").text


@pytest.mark.parametrize("address", ["/", "/accounts/", "/installations/AT_1/", "/charts/years.svg", "/states/AT/"])
@pytest.mark.parametrize("day", ["yesterday", "2006-02-30", "2006-4-1", "9999-12-31", "0000-00-00", "٢٠٠٦-٠٤-٠١"])
@pytest.mark.parametrize("name", ["as_of", "on"])
def test_what_is_no_day_or_has_not_come_is_refused(pages: Reader, address: str, day: str, name: str) -> None:
    said = pages.refused(f"{address}?{name}={day}")
    assert f"“{name}”" in said
    assert "it has not come" in said or "must be a day written like 2012-04-30" in said


def test_what_came_later_is_on_no_page_of_the_day(pages: Reader, registry: Registry) -> None:
    """On 10 April 2006 nobody had surrendered anything, and the account held all that it had."""
    then, now = (pages.csv(f"/accounts/{registry.plant}/?format=csv&as_of={day}") for day in (DAY, ""))
    assert sum(int(row["quantity"]) for row in then) > sum(int(row["quantity"]) for row in now)
    rows = pages.csv(f"/transactions/?format=csv&as_of={DAY}")
    assert rows == [row for row in pages.csv("/transactions/?format=csv") if row["at"][:10] <= DAY]
    assert 0 < len(rows) < len(pages.csv("/transactions/?format=csv"))


def test_what_took_effect_later_is_on_no_page_of_the_day(pages: Reader, registry: Registry) -> None:
    """Here everything took effect on the day on which it was entered."""
    for address in (f"/accounts/{registry.plant}/", "/transactions/", "/installations/", "/accounts/"):
        known, in_effect, now = (
            pages.csv(f"{address}?format=csv{days}") for days in (f"&as_of={DAY}", f"&on={DAY}", "")
        )
        assert known == in_effect
        assert address == "/accounts/" or in_effect != now
    assert "it had not come" in pages.refused(f"/accounts/?as_of={DAY}&on=2006-04-11")


def test_today_is_as_the_books_are_now(pages: Reader) -> None:
    from django.utils import timezone

    text = pages.get(f"/accounts/?as_of={timezone.now().date()}&on={timezone.now().date()}").text
    assert "As known on" not in text
    assert "In effect on 2" not in text
