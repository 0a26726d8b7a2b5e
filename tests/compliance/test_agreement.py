"""How a computed letter differs from the official one, by the cause that the public figures allow."""

from __future__ import annotations

from datetime import date

import pytest

from openets.compliance.official import AGREES, CAUSES, NOT_COMPARED, cause, made_good, official_letter
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from tests.european import EU_ETS

STATES = {"n": "not reported", "e": "excluded", "r": "not required"}


def judged(story: str) -> list[YearStatus]:
    """A story such as ``2008:100/80 2009:n/0``: emitted, or a letter for no figure, and surrendered."""
    reports, given = [], []
    for word in story.split():
        year, _, figures = word.partition(":")
        emitted, _, units = figures.partition("/")
        if emitted.endswith("x"):
            reports.append(Reported(int(year), None, int(emitted[:-1]), suspended=True))
        elif emitted in STATES:
            reports.append(Reported(int(year), None, None, STATES[emitted]))
        else:
            reports.append(Reported(int(year), None, int(emitted)))
        given.append(Surrendered(int(year), date.min, int(units)))
    return statuses(EU_ETS, reports, given, date.max)


TABLE = """
official | the last year before > is judged | computed | cause
A        | 2005:100/100                | A        | agrees
A*       | 2005:100/100                | A        | agrees
B        | 2005:100/99                 | B        | agrees
C        | 2005:n/0                    | C        | agrees
A        | 2005:100/100 2006:e/0       | A        | agrees
A        | 2005:e/0                    | A        | agrees
B        | 2007:100/0 2008:100/100     | B        | agrees
B        | 2007:100/0 2008:e/0         | B        | agrees
C        | 2005:100/100                | A        | report entered late
C        | 2005:100/99                 | B        | report entered late
B        | 2005:100/100                | A        | made good since
B        | 2005:100/150 2006:100/50    | A        | made good since
B        | 2007:100/0 2008:100/200     | A        | made good since
A        | 2008:100/0                  | B        | no surrender in the public figures
A        | 2008:100/0 2009:100/0       | B        | no surrender in the public figures
A        | 2008:100/0 > 2009:100/200   | B        | no surrender in the public figures
A        | 2008:100/99                 | B        | short in the public figures
A*       | 2008:100/99                 | B        | short in the public figures
A        | 2008:100/99 > 2009:9/9      | B        | short in the public figures
A*       | 2008:100/99 > 2009:9/10     | B        | corrected since
A        | 2008:100/99 > 2014:9/10     | B        | corrected since
A        | 2008:100/120 2009:100/70    | B        | short in the public figures
A        | 2008:100/99 2009:100/100    | B        | short since an earlier year
A        | 2008:100/99 2009:9/9 > 2010:9/10 | B   | short since an earlier year
A        | 2007:100/99 2008:100/100    | B        | short since an earlier year
A        | 2008:100/99 2009:e/0        | B        | short since an earlier year
A        | 2008:100/99 2009:r/0        | B        | short since an earlier year
A        | 2005:n/0                    | C        | no report in the public figures
B        | 2005:n/5                    | C        | no report in the public figures
B        | 2005:r/0                    | A        | blank in the public figures
C        | 2005:r/0                    | A        | blank in the public figures
C        | 2005:100/99 2006:r/0        | B        | blank in the public figures
B        | 2005:e/0                    | A        | excluded
C        | 2005:e/0                    | A        | excluded
C        | 2007:100/0 2008:e/0         | B        | excluded
C        | 2005:100/100 2006:e/0       | A        | excluded
A        | 2005:100x/100               | X        | other
D        | 2005:100/100                | A        | no official A, B or C
E        | 2005:100/99                 | B        | no official A, B or C
X        | 2005:100/100                | A        | no official A, B or C
–        | 2005:100/100                | A        | no official A, B or C
"""
ROWS = [tuple(word.strip() for word in row.split("|")) for row in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("official", "story", "computed", "expected"), ROWS)
def test_a_cause_is_what_the_rows_own_figures_show(official: str, story: str, computed: str, expected: str) -> None:
    before, _, after = story.partition(">")
    years = judged(before + after)
    last = years[len(before.split()) - 1]
    assert last.letter == computed
    good = last.year in made_good(years)
    assert cause(EU_ETS.letters, official, last, made_good=good) == expected


def test_nothing_official_is_not_compared() -> None:
    assert cause(EU_ETS.letters, "", judged("2005:100/100")[0], made_good=False) == NOT_COMPARED


def test_a_star_does_not_change_a_letter() -> None:
    assert [official_letter(code) for code in ("A*", "A", "")] == ["A", "A", ""]


def test_every_cause_has_a_row_here_and_is_explained() -> None:
    assert {expected for _, _, _, expected in ROWS} - {AGREES, NOT_COMPARED} == CAUSES.keys()
    assert all(meaning.endswith(".") for meaning in CAUSES.values())
