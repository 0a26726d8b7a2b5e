"""How a computed letter differs from the official one, by the cause that the public figures allow."""

from __future__ import annotations

from datetime import date

import pytest

from openets.compliance.agreement import AGREES, CAUSES, NOT_COMPARED, cause, official_letter
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.laws.now import eu_ets

REPORTS = {
    "A": Reported(2005, None, 100),
    "B": Reported(2005, None, 101),
    "C": Reported(2005, None, None, "not reported"),
    "X": Reported(2005, None, 100, suspended=True),
    "–": Reported(2005, None, None, "excluded"),
}
GIVEN = [Surrendered(2005, date(2006, 4, 30), 100)]


def computed(letter: str) -> YearStatus:
    """The status, with this letter, of a year for which 100 units were surrendered."""
    found = statuses(eu_ets(), [REPORTS[letter]], GIVEN, date.max)[0]
    assert found.letter == letter
    return found


TABLE = """
official | computed | cause
A        | A        | agrees
A*       | A        | agrees
B        | B        | agrees
C        | C        | agrees
C        | A        | report entered late
C        | B        | report entered late
A        | C        | no report in the public figures
B        | C        | no report in the public figures
B        | A        | made good since
A        | B        | short in the public figures
A*       | B        | short in the public figures
A        | –        | excluded
C        | –        | excluded
A        | X        | other
D        | A        | no official A, B or C
E        | B        | no official A, B or C
X        | A        | no official A, B or C
–        | A        | no official A, B or C
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines()[1:])
def test_every_pair_of_letters_has_its_cause(row: str) -> None:
    official, letter, expected = (word.strip() for word in row.split("|"))
    assert cause(official, computed(letter)) == expected


def test_nothing_official_is_not_compared() -> None:
    assert cause("", computed("A")) == NOT_COMPARED


def test_a_star_does_not_change_a_letter() -> None:
    assert [official_letter(code) for code in ("A*", "A", "")] == ["A", "A", ""]


def test_every_cause_that_is_given_is_explained() -> None:
    given = {cause(official, computed(letter)) for official in "ABC" for letter in REPORTS}
    assert given - {AGREES} == CAUSES.keys()
