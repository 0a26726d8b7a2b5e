"""Member States, sectors and differences: the figures of their pages, and what is said where there are none."""

from __future__ import annotations

import pytest

from openets.compliance.official import whose
from openets.ledger.holds import REAL
from tests.api.asking import Asker
from tests.web.reading import Reader


def test_a_state_has_its_years_letters_caps_and_sectors(api: Asker) -> None:
    found = api.get("/api/v1/states/AT")
    assert (found["name"], found["registry"]) == ("Austria", "AT")
    (year,) = found["years"]
    assert (year["year"], year["phase"], year["cap"], year["verified"], year["reports"]) == (
        2005,
        "Phase I",
        33_000_000,
        5_000,
        1,
    )
    assert found["letters"] == [
        {
            "year": 2005,
            "official": {"A": 1, "C": 1},
            "computed": {"A": 1, "C": 1},
            "holding": {"A": 1, "C": 1},
            "differ": 0,
            "includes_synthetic": False,
            "conclusions": whose(REAL, judged=True),
        }
    ]
    assert [(each["phase"], each["amended"]) for each in found["caps"]] == [("Phase I", False), ("Phase II", True)]
    assert {each["name"] for each in found["sectors"]} == {"Combustion", "Glass"}


def test_a_states_years_are_those_of_its_chart(api: Asker) -> None:
    found = api.get("/api/v1/states/DE")
    (sent,) = Reader().csv("/charts/years.csv?member_state=DE")
    (year,) = found["years"]
    for name in ("year", "phase", "cap", "allocated", "verified", "surrendered", "reports"):
        assert sent[name] == str(year[name])
    assert sent["synthetic"] == "true"
    assert year["includes_synthetic"]


def test_shares_are_told_as_their_two_numbers(api: Asker) -> None:
    states = {each["code"]: each for each in api.items("/api/v1/states")}
    sent = {each["code"]: each["in_compliance"] for each in Reader().csv("/states/?format=csv")}
    assert (states["AT"]["complying"], states["AT"]["judged"], sent["AT"]) == (1, 2, "50.0 %")
    assert (states["LU"]["complying"], states["LU"]["judged"], sent["LU"]) == (0, 0, "–")


def test_a_sector_has_its_activities_and_states(api: Asker) -> None:
    found = api.get("/api/v1/sectors/cement-and-lime")
    assert found["name"] == "Cement and lime"
    assert "29" in found["activities"]
    (germany,) = found["states"]
    assert (germany["code"], germany["cap"], germany["includes_synthetic"]) == ("DE", None, True)
    assert found["letters"][0]["differ"] == 1


def test_a_state_of_the_law_needs_no_installations(bare_api: Asker) -> None:
    found = bare_api.get("/api/v1/states/AT")
    assert found["years"] == found["letters"] == found["sectors"] == []
    assert "“ZZ”" in bare_api.problem("/api/v1/states/ZZ", 404)["detail"]
    assert "“magic”" in bare_api.problem("/api/v1/sectors/magic", 404)["detail"]


def test_a_difference_says_why(api: Asker) -> None:
    (found,) = api.items("/api/v1/differences")
    assert (found["installation"], found["official"], found["computed"]) == ("DE_1", "A*", "B")
    assert found["cause"] == "short in the public figures"
    assert found["meaning"]
    assert found["synthetic"]


def test_differences_are_said_not_to_be_ready(api: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.views import judging_all

    monkeypatch.setattr(judging_all, "judgement", lambda: None)
    assert "being worked out: ask again" in api.problem("/api/v1/differences", 503)["detail"]
    assert api.get("/api/v1/states/AT")["letters"][0]["computed"] is None


def test_the_commissions_file_is_walked_through(api: Asker, history: None) -> None:
    for order in ("at", "-at", "amount", "-amount", "id", "-id"):
        rows = api.items(f"/api/v1/history?sort={order}", limit=1)
        assert {row["transaction"] for row in rows} == {"AT1020", "FR7"}
        assert len(rows) == 2
