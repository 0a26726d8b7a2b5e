"""Reading the public list of CDM projects: what a row says, and rows that say nothing that could be used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openets.importing.cdm.rows import COLUMNS, FIRST_NUMBER, read_row
from openets.kernel.refusals import Misuse
from openets.projects.project import Project
from openets.projects.steps import KIND
from openets.records.bodies import record_from
from openets.records.steps import Step, advance
from tests.projects.specimen import FARM, LAW, WIND_FARM, Tale

ROW = dict.fromkeys(COLUMNS, "None") | {
    "Project ID": "IGES05990",
    "Project Name": "Baragran Hydro Electric Project, 3.0 MW (being expanded to 4.9 MW)",
    "Country": "India",
    "Other Countries Involved": "Germany",
    "Methodology 1": "AMS-I.D.",
    "Project Size": "SMALL",
    "Emission Factor Data Vintage": "ex ante",
    "Validator": "LGAI",
    "Estimated Emission Reductions": "486556.5616438356",
    "Actual Emission Reductions": "285756.0",
}


def row(**changes: str) -> dict[str, str]:
    return {**ROW, **{name.replace("_", " "): value for name, value in changes.items()}}


def listed(now: Any = None, **changes: str) -> Any:
    key, values = read_row(LAW, row(**changes))
    return advance(KIND, Step(key, "list", values, now, {}, date(2010, 1, 1), "importer", LAW))


def test_a_row_becomes_a_project_with_a_number_of_its_own() -> None:
    key, values = read_row(LAW, ROW)
    assert key == f"IN{FIRST_NUMBER + 5990}"
    assert values["title"] == ROW["Project Name"]
    assert (values["parties"], values["methodologies"], values["scale"]) == (["DE"], ["AMS-I.D."], "small")
    assert (values["estimated"], values["issued"]) == ("486556.5616438356", 285_756)
    assert values["notes"] == ["Emission factor: ex ante"]


def test_units_issued_by_the_list_make_a_project_registered_and_nothing_more() -> None:
    project = record_from(Project, listed())
    assert (project.state, project.issued, project.registered) == ("registered (imported)", 0, None)
    assert record_from(Project, listed(Actual_Emission_Reductions="0.0")).state == "listed (imported)"
    assert record_from(Project, listed(Actual_Emission_Reductions="None")).listed.issued is None  # type: ignore[union-attr]


def test_estimates_are_kept_as_written() -> None:
    written = "486556.5616438356"
    assert read_row(LAW, row(Estimated_Emission_Reductions=written)).values["estimated"] == written
    assert "estimated" not in read_row(LAW, row(Estimated_Emission_Reductions="None")).values
    assert read_row(LAW, row(Estimated_Emission_Reductions="0.0")).values["estimated"] == "0"


def test_other_countries_are_named_or_many_or_none() -> None:
    assert "parties" not in read_row(LAW, row(Other_Countries_Involved="No Additional Countries")).values
    many = read_row(LAW, row(Other_Countries_Involved="Multiple Additional Countries")).values
    assert (many.get("parties"), many["others"]) == (None, "Multiple Additional Countries")


def test_a_forest_is_known_by_its_methodology() -> None:
    project = record_from(Project, listed(Methodology_1="AR-AMS0001"))
    assert (project.activity, project.unit) == (1, "")


def test_names_are_mended_and_it_is_said() -> None:
    told = read_row(LAW, row(Project_Name="\x93Keymir\x94 gas\nfield\u3000two\x9d\xad")).values
    assert told["title"] == "\u201cKeymir\u201d gas field two"
    assert "mended" in told["notes"][-1]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Project_ID", "5990", "IGES and a number"),
        ("Project_ID", "IGES123456", "IGES and a number"),
        ("Project_ID", "", "IGES and a number"),
        ("Project_Name", " \n", "a name of 1 to"),
        ("Project_Name", "x" * 301, "a name of 1 to"),
        ("Country", "Atlantis", "'Country' is 'Atlantis'"),
        ("Country", "None", "'Country' is 'None'"),
        ("Other_Countries_Involved", "Atlantis", "'Other Countries Involved'"),
        ("Project_Size", "MEDIUM", "LARGE or SMALL"),
        ("Estimated_Emission_Reductions", "-5.0", "tonnes such as"),
        ("Estimated_Emission_Reductions", "nan", "tonnes such as"),
        ("Estimated_Emission_Reductions", "1e9", "tonnes such as"),
        ("Actual_Emission_Reductions", "12.5", "a whole number of units"),
        ("Actual_Emission_Reductions", "many", "tonnes such as"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(column: str, value: str, said: str) -> None:
    with pytest.raises(Misuse) as error:
        read_row(LAW, row(**{column: value}))
    assert said in str(error.value)


def test_a_list_never_overwrites_a_project_of_these_books() -> None:
    tale = Tale("CN1234")
    tale.registered()
    with pytest.raises(Misuse, match="a list must not overwrite it"):
        tale.take("list", "2010-01-01", **{**read_row(LAW, ROW).values, "host": "CN"})


def test_a_listed_project_takes_no_step_but_another_list() -> None:
    body = listed()
    assert record_from(Project, listed(body, Validator="SGS")).listed.validator == "SGS"  # type: ignore[union-attr]
    tale = Tale(read_row(LAW, ROW).key)
    tale.body = body
    for step in ("design", "register", "monitor", "issued"):
        assert tale.refused(step, "2010-02-01", **(WIND_FARM if step == "design" else {})) == [
            "project_step_follows_its_cycle"
        ]
    assert FARM.listed is None
