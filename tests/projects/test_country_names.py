"""Countries by the names that they have and had, at every entrance that takes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.projects.law import countries, country_named
from tests.ets import MISUSED, REFUSED, done, ets, new_books
from tests.european import EU_ETS as LAW

NAMES = {
    "KR": ("Republic of Korea", "Korea, Republic of", "republic of korea"),
    "KP": ("Democratic People's Republic of Korea",),
    "TR": ("Türkiye", "Turkey", "TURKIYE"),
    "CZ": ("Czechia", "Czech Republic"),
    "SZ": ("Eswatini", "Swaziland"),
    "MK": ("North Macedonia", "The former Yugoslav Republic of Macedonia"),
    "CV": ("Cabo Verde", "Cape Verde"),
    "VN": ("Viet Nam", "Vietnam"),
    "CI": ("Côte d'Ivoire", "Côte d’Ivoire", "Cote d'Ivoire"),
    "MD": ("Republic of Moldova", "Moldova, Republic of"),
    "BO": ("Bolivia", "Bolivia (Plurinational State of)"),
    "IR": ("Iran (Islamic Republic of)", "Iran, Islamic Republic of"),
    "TZ": ("United Republic of Tanzania", "Tanzania"),
    "LA": ("Lao People's Democratic Republic",),
    "LY": ("Libyan Arab Jamahiriya", "Libya"),
    "GB": ("United Kingdom of Great Britain and Northern Ireland", "United Kingdom"),
    "NL": ("Netherlands", "Netherlands (Kingdom of the)"),
    "CD": ("Democratic Republic of the Congo",),
    "CG": ("Congo",),
}
COLUMNS = (
    ",Project ID,Project Name,Country,Other Countries Involved,Methodology 1,Methodology 2,Methodology 3,Methodology 4,"
    "Project Size,Investment Analysis Option,Barrier Analysis,Emission Factor Data Vintage,Emission Factor Weights,"
    "Validator,Estimated Emission Reductions,Actual Emission Reductions"
)


@pytest.mark.parametrize("code", NAMES)
def test_a_country_is_known_by_the_names_that_it_has_and_had(code: str) -> None:
    for name in NAMES[code]:
        found = country_named(LAW, name)
        assert found is not None, name
        assert found.code == code, name


def test_what_is_no_name_of_a_country_is_none() -> None:
    for name in ("", "Atlantis", "Korea", "KR", "Republic of"):
        assert country_named(LAW, name) is None, name


def test_each_name_is_one_country_s() -> None:
    named = [name for each in countries(LAW).values() for name in (each.name, *each.also)]
    assert {country_named(LAW, name).code for name in named} == countries(LAW).keys()  # type: ignore[union-attr]
    assert len(set(named)) == len(named)


def test_the_list_of_projects_takes_them(tmp_path: Path) -> None:
    names = ("Republic of Korea", "Türkiye", "Turkey", "Cape Verde")
    end = "ACM0002,None,None,None,LARGE,Benchmark Analysis,None,ex ante,0.25:0.75,EXA,100.0,100.0"
    rows = [f"{at},IGES{11 + at:05},Example {at},{name},Czech Republic,{end}" for at, name in enumerate(names)]
    file = tmp_path / "projects.csv"
    file.write_text("\n".join([COLUMNS, *rows, ""]), encoding="utf-8")
    books = new_books(f"sqlite:///{tmp_path / 'books.db'}")
    done(ets("import", "cdm", file, "--json", store=books))
    hosts = sorted(row["host"] for row in done(ets("project", "list", "--json", store=books)))
    assert hosts == ["CV", "KR", "TR", "TR"]


def test_a_party_may_be_told_by_its_name(tmp_path: Path) -> None:
    books = new_books(f"sqlite:///{tmp_path / 'books.db'}")
    done(ets("open-registry", "CZ", "--json", store=books))
    for number, name in enumerate(("CZ", "Czech Republic", "czechia")):
        said = ets("party", "review", name, 1000, "--request", f"r-{number}", "--json", store=books)
        assert said.code == REFUSED  # there is no initial report that could be reviewed
        assert "is no Party" not in said.out + said.err
    strange = ets("party", "review", "Atlantis", 1000, "--json", store=books)
    assert strange.code == MISUSED
    assert "is no Party with a target" in strange.out + strange.err
