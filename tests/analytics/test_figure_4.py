"""Figure 4: the deadlines, from the scheme's own calendar."""

from __future__ import annotations

from datetime import date

from openets_paper.findings import Verdict
from tests.analytics.conftest import part
from tests.european import EU_ETS


def test_the_days_follow_one_another_from_the_first_emission() -> None:
    rows = part("figure-4").rows
    assert [row.name for row in rows] == ["emissions", "allocation", "report", "surrender", "publication"]
    assert rows[0].since == date(2005, 1, 1)
    assert rows[3].until == date(2006, 4, 30)
    assert rows[3].when == "30 April 2006"


def test_they_are_the_schemes_own() -> None:
    for row in part("figure-4").rows:
        if row.name != "emissions":
            assert row.until == EU_ETS.deadline(row.name, 2005)


def test_what_the_text_says_of_them_holds() -> None:
    found = part("figure-4")
    assert len(found.statements) == 4
    assert {each.verdict for each in found.statements} == {Verdict.HOLDS}


def test_only_what_the_figure_has_is_attributed_to_it() -> None:
    said = {row.name: row.printed for row in part("figure-4").rows}
    assert (said["report"], said["surrender"], said["allocation"]) == ("31 March", "30 April", "")
