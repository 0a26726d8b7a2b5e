"""A law as data: periods, days, penalties, caps, vintages, and what hangs from what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openets.laws.reading import read_law
from openets.laws.tables import yearly_cap
from tests.apart import as_own_log, as_registry, as_upper_log
from tests.laws.folders import folder

EU = read_law("eu_ets")
KYOTO = read_law("kyoto")


@pytest.mark.parametrize(
    ("event", "year", "day"),
    [
        ("allocation", 2005, "2005-02-28"),
        ("report", 2005, "2006-03-31"),
        ("surrender", 2005, "2006-04-30"),
        ("surrender", 2022, "2023-04-30"),
        ("surrender", 2023, "2024-09-30"),
        ("publication", 2005, "2006-05-15"),
    ],
)
def test_days_of_the_european_calendar_are_dated(event: str, year: int, day: str) -> None:
    assert EU.deadline(event, year).isoformat() == day


def test_a_day_that_the_law_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match="eu_ets has no day of dancing for 2005"):
        EU.deadline("dancing", 2005)


@pytest.mark.parametrize(("year", "amount"), [(2005, "40"), (2007, "40"), (2008, "100"), (2012, "100")])
def test_penalties_are_dated_and_have_a_currency(year: int, amount: str) -> None:
    assert (EU.penalty(year).amount, EU.penalty(year).currency) == (Decimal(amount), "EUR")


def test_a_year_before_the_law_costs_nothing() -> None:
    assert EU.penalty(1999).amount == 0


def test_the_european_law_hangs_from_the_protocol_and_owns_what_it_adds() -> None:
    assert EU.protocol is KYOTO
    assert KYOTO.protocol is KYOTO
    assert [each.id for each in EU.parents] == ["kyoto"]
    assert KYOTO.terms.units.keys() < EU.terms.units.keys()
    assert "EUA1" not in KYOTO.terms.accounts["100"].holds
    assert {"EUA1", "AAU"} <= EU.terms.accounts["100"].holds
    assert KYOTO.terms.registries["CDM"] == EU.terms.registries["CDM"]


def test_checks_of_both_laws_are_asked_the_own_ones_first() -> None:
    names = [check.name for check in EU.catalogue["3-0"]]
    own = names.index("transferring_account_is_not_blocked")
    assert own < names.index("commitment_period_reserve_is_kept")
    assert "transferring_account_is_not_blocked" not in [check.name for check in KYOTO.catalogue["3-0"]]


def test_logs_apart_share_the_checks_among_them() -> None:
    own = {check.name for check in as_own_log(EU).catalogue["3-0"]}
    upper = {check.name for check in as_upper_log(EU).catalogue["3-0"]}
    assert own | upper == {check.name for check in EU.catalogue["3-0"]}
    assert "commitment_period_reserve_is_kept" in upper - own
    unseen = set(EU.every["unseen"])
    assert not unseen & {check.name for check in as_registry(EU).catalogue["3-0"]}
    assert unseen & {check.name for check in as_registry(EU).catalogue["10-0"]}


def test_a_digest_follows_every_letter_of_the_folder_and_of_what_it_hangs_from(tmp_path: Path) -> None:
    one = read_law(str(folder(tmp_path, "one")))
    same = read_law(str(folder(tmp_path, "two")))
    other = read_law(str(folder(tmp_path, "three", members=("The authority", "Another authority"))))
    assert one.digest == same.digest != other.digest
    assert len({EU.digest, KYOTO.digest}) == 2


def test_a_penalty_follows_its_index(tmp_path: Path) -> None:
    indexed = 'currency = "EUR"\nindex = "prices"\nbase_year = 2026'
    made = folder(tmp_path, penalties=('currency = "EUR"', indexed))
    with (made / "penalties.toml").open("a", encoding="utf-8") as file:
        file.write('\n[index.prices]\ncitation = "x"\nvalues = { 2026 = "100", 2027 = "102.5", 2029 = "110" }\n')
    law = read_law(str(made))
    assert [law.penalty(year).amount for year in range(2026, 2031)] == [100, 102, 102, 110, 110]


def test_caps_by_year_and_by_a_path() -> None:
    assert yearly_cap(EU.tables, "EUA3", 2013) == int(2_082_680_000 * (1 - Decimal("0.0174") * 3))
    steps = {2020: ("0.174", 0), 2023: ("0.240", 0), 2024: ("0.283", 11_600_000), 2027: ("0.412", 38_600_000),
             2028: ("0.456", 38_600_000), 2030: ("0.544", 38_600_000)}  # fmt: skip
    for year, (fallen, changed) in steps.items():
        assert yearly_cap(EU.tables, "EUA3", year) == int(2_082_680_000 * (1 - Decimal(fallen))) - changed
    assert yearly_cap(EU.tables, "EUA3", 2012) is None
    assert yearly_cap(EU.tables, "EUAA", 2013) is None
    assert EU.union_caps["EUA3"] == sum(yearly_cap(EU.tables, "EUA3", year) or 0 for year in range(2013, 2031))


VINTAGES = """[ALLOWANCE]
vintages = [2026, 2030]
validity = "{validity}"
cycles = {{ 1 = [1, 1], 2 = [7, 1] }}
zones = ["coast", "land"]"""
ZONES = """[cycle.1]
month = 1
day = 1

[cycle.2]
month = 7
day = 1

[zone.coast]
uses = ["coast"]

[zone.land]
uses = ["coast", "land"]

[[period]]"""


def vintaged(tmp_path: Path, validity: str) -> Path:
    return folder(
        tmp_path,
        units=("[ALLOWANCE]", VINTAGES.format(validity=validity)),
        periods=("[[period]]", ZONES),
        caps=("[ALLOWANCE]", "[ALLOWANCE-coast-1-2026]"),
        accounts=("operator = true", 'operator = true\nzone = "coast"\ncycle = "2"'),
        calendar=('event = "report"\nmonth = 3\nday = 31', 'event = "report"\nmonth = 9\nday = 1'),
    )


def test_a_kind_of_unit_has_a_type_for_each_vintage_cycle_and_zone(tmp_path: Path) -> None:
    law = read_law(str(vintaged(tmp_path, "vintage alone")))
    assert len(law.terms.units) == 5 * 2 * 2
    unit = law.terms.units["ALLOWANCE-land-2-2027"]
    assert (unit.first_day, unit.last_day) == (date(2027, 7, 1), date(2028, 6, 30))
    assert (unit.family, unit.vintage, unit.zone, unit.period) == ("ALLOWANCE", 2027, "land", 2027)
    assert law.terms.accounts["operator"].holds == law.terms.units.keys()


def test_which_units_cover_a_year_follows_from_term_cycle_and_zone(tmp_path: Path) -> None:
    law = read_law(str(vintaged(tmp_path, "vintage alone")))
    kind = law.terms.accounts["operator"]
    assert law.units_for(2027, kind) == {
        "ALLOWANCE-coast-2-2027",  # July 2027 to June 2028, its own term
        "ALLOWANCE-coast-1-2027",  # the calendar years that overlap with it
        "ALLOWANCE-coast-1-2028",
    }
    assert law.units_for(2050, kind) == frozenset()


def test_what_is_banked_covers_later_years_and_never_earlier_ones(tmp_path: Path) -> None:
    law = read_law(str(vintaged(tmp_path, "vintage and later")))
    found = law.units_for(2027, law.terms.accounts["operator"])
    assert {law.terms.units[unit].vintage for unit in found} == {2026, 2027, 2028}
    assert "ALLOWANCE-coast-2-2028" not in found, "that year begins when the compliance year is over"


def test_a_unit_without_a_term_covers_every_year_of_its_period() -> None:
    assert EU.units_for(2006) == EU.periods[0].units == {"EUA1", "CER"}
    assert EU.units_for(2004) == frozenset()


@pytest.mark.parametrize(("cycle", "last"), [("", "2027-12-31"), ("1", "2027-12-31"), ("2", "2028-06-30")])
def test_a_compliance_year_ends_with_its_cycle(tmp_path: Path, cycle: str, last: str) -> None:
    law = read_law(str(vintaged(tmp_path, "vintage alone")))
    assert law.year_ends(2027, cycle).isoformat() == last


def test_numbers_of_standing_accounts_are_fixed_for_ever() -> None:
    """A change of any of them would give somebody's account to somebody else: the list only ever grows."""
    assert {code: kind.number for code, kind in EU.terms.accounts.items() if kind.number} == {
        "100": 1, "110": 1, "100-6": 2, "230": 3, "300": 4, "100-14": 5, "100-22": 900_000_022,
        "proceeds": 900_000_000, "transit": 900_000_001, "210": 900_000_210, "220": 900_000_220, "240": 900_000_240,
        "241": 900_000_241, "242": 900_000_242, "250": 900_000_250, "411": 900_000_411, "421": 900_000_421,
        "422": 900_000_422, "423": 900_000_423,
    }  # fmt: skip
    assert EU.terms.first_account == KYOTO.terms.first_account == 6
