"""A Party's balance term by term, its position today and at true-up, what if, and the EU bubble."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from openets.compliance.party_position import (
    Balance,
    Position,
    acquired,
    balance,
    bubble,
    bubble_members,
    emissions_by_year,
    position,
    register_held,
    what_if,
)
from tests.compliance.parties import LAW, PartyStory, reviewed_party

DAY = date(2010, 6, 1)

COUNTS = {
    ("AAU", "issued"): 435_000_000,
    ("AAU", "converted"): 170_000_000,  # 160 Mt into allowances, 10 Mt into ERUs
    ("AAU", "bought"): 20_000_000,
    ("AAU", "sold"): 5_000_000,
    ("AAU", "held"): 278_000_000,
    ("AAU", "cancelled"): 2_000_000,
    ("EUA2", "issued"): 160_000_000,
    ("EUA2", "bought"): 4_000_000,
    ("EUA2", "sold"): 3_000_000,
    ("EUA2", "held"): 100_000_000,
    ("EUA2", "surrendered"): 61_000_000,
    ("ERU", "issued"): 10_000_000,
    ("ERU", "sold"): 10_000_000,
    ("CER", "bought"): 6_000_000,
    ("CER", "held"): 4_000_000,
    ("CER", "surrendered"): 1_000_000,
    ("CER", "replacement"): 1_000_000,
    ("RMU", "issued"): 700_000,
    ("RMU", "retired"): 700_000,
    ("EUA1", "issued"): 99,
    ("EUA1", "held"): 99,
}
"""Austria's registry after some trade: made up."""


def test_the_balance_names_each_term_of_the_paper() -> None:
    found = balance(LAW, COUNTS, 400_000_000)
    assert found._replace(names={}) == Balance(
        aau=425_000_000,
        eru=0,
        cer=6_000_000,
        rmu=700_000,
        purchases=24_000_000,
        sales=8_000_000,
        banked=0,
        cancelled=3_000_000,
        emissions=400_000_000,
    )
    assert found.register == 444_700_000
    assert found.distance == 44_700_000
    assert [(term.letter, term.units) for term in found.terms()] == [
        ("AAU", 425_000_000), ("ERU", 0), ("CER", 6_000_000), ("RMU", 700_000), ("P", 24_000_000), ("S", -8_000_000),
        ("B", 0), ("C", -3_000_000),
    ]  # fmt: skip
    assert sum(term.units for term in found.terms()) == found.register


def test_the_register_is_the_same_counted_by_where_the_units_are() -> None:
    assert register_held(LAW, COUNTS) == balance(LAW, COUNTS, 0).register


def test_exactly_enough_is_enough() -> None:
    assert balance(LAW, COUNTS, 444_700_000).complies
    assert not balance(LAW, COUNTS, 444_700_001).complies


def test_what_is_carried_over_is_taken_off_as_banking() -> None:
    counts = {**COUNTS, ("AAU", "carried"): 10_000_000}
    assert balance(LAW, counts, 0).banked == -10_000_000
    assert register_held(LAW, counts) == balance(LAW, counts, 0).register


def test_what_was_acquired_is_net() -> None:
    assert acquired(LAW, COUNTS) == 12_000_000
    assert acquired(LAW, {("AAU", "sold"): 5}) == 0


def test_years_without_an_inventory_are_assumed_to_be_like_the_latest() -> None:
    austria = reviewed_party().emitted(80_000_000, range(2008, 2009)).on("2012-04-15")
    austria.step("inventory", year=2009, tonnes=82_000_000)
    assert [row[:] for row in emissions_by_year(LAW, austria.party, date(2012, 6, 1))] == [
        (2008, 80_000_000, "reviewed"),
        (2009, 82_000_000, "submitted"),
        (2010, 82_000_000, "assumed"),
        (2011, 82_000_000, "assumed"),
        (2012, 82_000_000, "assumed"),
    ]
    assert {row.known for row in emissions_by_year(LAW, reviewed_party().party, DAY)} == {"unknown"}


def here() -> Position:
    """Austria on 1 June 2012: 2007 and 2008 reviewed."""
    austria = reviewed_party().emitted(80_000_000, range(2007, 2009)).party
    return position(LAW, austria, COUNTS, date(2012, 6, 1))


def test_a_position_stands_against_the_years_so_far_and_against_the_whole_period() -> None:
    found = here()
    assert (found.today.emissions, found.true_up.emissions) == (80_000_000, 400_000_000)
    assert found.true_up.distance == 44_700_000
    assert found.excess == 0
    assert found.reserve.level == 391_500_000
    assert found.holdings == 444_700_000
    assert found.margin == 53_200_000
    assert found.eligibility.eligible
    assert found.share == Decimal("18.5")  # 12 of 65 Mt


def test_what_if_it_bought_and_sold() -> None:
    after = what_if(here(), buy=1_000_000, sell=60_000_000)
    assert (after.true_up.purchases, after.true_up.sales) == (25_000_000, 68_000_000)
    assert after.true_up.distance == -14_300_000
    assert after.excess == 14_300_000
    assert after.margin == -5_800_000
    assert after.reserve == here().reserve


def test_what_if_the_latest_inventory_were_revised() -> None:
    after = what_if(here(), inventory=70_000_000)
    assert (after.true_up.emissions, after.reserve.level, after.reserve.governs) == (
        350_000_000,
        350_000_000,
        "inventory",
    )
    worse = what_if(here(), inventory=100_000_000)
    assert (worse.true_up.emissions, worse.reserve.level) == (500_000_000, 391_500_000)
    assert worse.excess == 55_300_000


def test_an_inventory_revised_after_a_sale_may_break_the_reserve() -> None:
    low = reviewed_party().emitted(70_000_000, range(2007, 2009)).party
    sold = what_if(position(LAW, low, COUNTS, date(2012, 6, 1)), sell=94_000_000)
    assert sold.margin == 700_000
    assert what_if(sold, inventory=75_000_000).margin == -24_300_000


def test_what_if_changes_nothing() -> None:
    before = here()
    what_if(before, buy=1, sell=2, inventory=3)
    assert before == here()
    assert what_if(before) == before


def test_what_if_there_is_no_inventory_yet() -> None:
    empty = position(LAW, reviewed_party().party, {}, DAY)
    assert empty.true_up.emissions == 0
    assert what_if(empty, inventory=5).true_up.emissions == 25


units = st.integers(min_value=0, max_value=10**12)


@given(buy=units, sell=units)
def test_what_if_moves_register_and_margin_alike(buy: int, sell: int) -> None:
    before = here()
    after = what_if(before, buy=buy, sell=sell)
    assert after.true_up.register - before.true_up.register == buy - sell
    assert after.margin - before.margin == buy - sell
    assert register_held(LAW, after.counts) == after.true_up.register


# ---- the bubble ----------------------------------------------------------------------------------


def test_the_bubble_has_fifteen_members_with_targets_of_their_own() -> None:
    members = bubble_members(LAW)
    assert len(members) == 15
    assert (members["DE"], members["ES"], members["AT"]) == (79, 115, 87)
    assert "PL" not in members


def positions(**distances: int) -> dict[str, Position]:
    """Members at true-up, each with so many units more than tonnes."""
    found = {}
    for code, distance in distances.items():
        party = reviewed_party(code).emitted(80_000_000).party
        found[code] = position(
            LAW, party, {("AAU", "issued"): 400_000_000 + distance, ("AAU", "held"): 400_000_000 + distance}, DAY
        )
    return found


UNION = PartyStory("EU").reported(4_265_517_719).party


def test_while_the_joint_target_is_met_nobody_answers() -> None:
    found = bubble(LAW, UNION, positions(AT=-9, DE=9), {})
    assert found.met
    assert found.answering == ()
    assert [member.excess for member in found.members] == [9, 0]


def test_units_of_the_joint_registry_count() -> None:
    assert not bubble(LAW, UNION, positions(AT=-10, DE=9), {}).met
    assert bubble(LAW, UNION, positions(AT=-10, DE=9), {("AAU", "held"): 1}).met


def test_where_the_joint_target_is_missed_each_member_answers_for_its_own_level() -> None:
    found = bubble(LAW, UNION, positions(AT=-10, DE=9, ES=-1), {})
    assert not found.met
    assert [(member.code, member.excess) for member in found.answering] == [("AT", 10), ("ES", 1)]


def test_only_members_are_in_the_bubble() -> None:
    found = bubble(LAW, UNION, positions(AT=0, PL=-100), {})
    assert [member.code for member in found.members] == ["AT"]
    assert found.sum_of_amounts == 435_000_000
    assert found.joint_amount == 19_621_381_507
