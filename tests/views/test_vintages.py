"""Vintages in views: one column for units of types of a year, and for those whose serial numbers name one."""

from __future__ import annotations

import pytest

import openets
from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law


def test_units_of_a_type_of_one_vintage_show_it_and_are_found_by_it() -> None:
    books = openets.connect("memory:", law="us_so2")
    for outcome in books.open_registry(registry="US"):
        assert outcome.accepted
    for year, units in ((1995, 50), (1996, 20)):
        assert books.issue(registry="US", quantity=units, unit=f"SO2-{year}").accepted
    terms = read_law("us_so2").terms
    account = terms.standing_account("US", terms.registries["US"].opens[0])
    assert sorted((row.vintage, row.quantity) for row in books.holdings(account)) == [(1995, 50), (1996, 20)]
    assert [row.unit for row in books.holdings(account, vintage="1996")] == ["SO2-1996"]
    assert books.holdings(account, vintage="2008").rows() == []
    with pytest.raises(Misuse, match="“vintage” must be a whole number"):
        books.holdings(account, vintage="old").rows()
