"""One member or sector: its years and letters, the caps of a member, and each by the other."""

from typing import NamedTuple

from openets.views import summaries
from openets.views.detail import fact, many, mirror, shape
from openets.views.law import books_law
from openets.views.letters import LETTERS, LetterLine, letter_lines
from openets.views.names import activity_name
from openets.views.places import Place, Sector, members_on_record, place
from openets.views.places import sectors as known_sectors
from openets.views.totals import SECTORS, STATES, YEARS, GroupLine, YearLine, sector_lines, state_lines, year_lines


class Cap(NamedTuple):
    """The cap of a phase."""

    phase: str
    yearly: int | None
    """As the source prints it."""
    whole: int
    """Of the whole phase."""
    amended: bool
    """Reconstructed from the allocations made, and so not verified."""


class Group(NamedTuple):
    """A member or a sector, of which the other code is ``""``."""

    place: Place | Sector
    state: str = ""
    sector: str = ""

    @property
    def years(self) -> list[YearLine]:
        return year_lines(self.state, self.sector)

    @property
    def letters(self) -> list[LetterLine]:
        return letter_lines(self.state, self.sector)

    @property
    def sectors(self) -> list[GroupLine]:
        """The sectors of a member, of the latest reported year."""
        return [line for line in sector_lines(summaries.totals().latest_year, self.state) if line.installations]

    @property
    def states(self) -> list[GroupLine]:
        """The members in which there are installations of a sector, of the latest reported year."""
        return [line for line in state_lines(summaries.totals().latest_year, self.sector) if line.installations]

    @property
    def caps(self) -> list[Cap]:
        """The caps of a member, phase by phase."""
        law, member = books_law(), books_law().members.get(self.state)
        if member is None:
            return []
        names = {period.number: period.name for period in law.periods}
        return [
            Cap(names[number], member.yearly_caps.get(number), whole, number == 2 and member.cap_amended)
            for number, whole in sorted(member.caps.items())
        ]


def member(code: str) -> Group | None:
    """A member of the law, or a place whose installations the books hold."""
    known = code in books_law().members or code in members_on_record()
    return Group(place(code), state=code) if known else None


def sector(code: str) -> Group | None:
    """A sector, by the code that addresses and filters have."""
    found = known_sectors().get(code)
    return Group(found, sector=code) if found is not None else None


_OF_BOTH = (
    fact("name", "Its name.", value=lambda group: group.place.name),
    many("years", YEARS),
    many("letters", LETTERS),
)
WHOLE_STATE = shape(
    Group,
    fact("code", "As addresses and filters name it.", value=lambda group: group.state),
    *_OF_BOTH,
    fact("registry", "Where its accounts are.", value=lambda group: group.place.registry),
    many("caps", mirror(Cap)),
    many("sectors", SECTORS, "Of the latest reported year."),
    name="WholeState",
)
"""A member with its years, caps and sectors."""
WHOLE_SECTOR = shape(
    Group,
    fact("code", "As addresses and filters name it.", value=lambda group: group.sector),
    *_OF_BOTH,
    fact("activities", "Activity code → what it is.", "pairs",
         lambda group: {str(each): activity_name(each) for each in group.place.activities}),
    many("states", STATES, "Of the latest reported year; a cap is of all sectors."),
    name="WholeSector",
)  # fmt: skip
"""A sector with its years, activities and members."""
