"""A handful of plants whose years show what a compliance system is for. Their names say what happens to them."""

from datetime import date
from typing import NamedTuple

from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.report import EnterReport
from openets.engine.steps import AnyCommand
from openets.importing.eutl.plan import Step
from openets.laws.law import Law
from openets.ledger.accounts import Installation


class Story(NamedTuple):
    """A plant that emits the same each year, and in which years something else happens."""

    key: str
    title: str
    operator: str
    activity: int
    verified: int
    """Tonnes of every year."""
    short: dict[int, int]
    """Year → tonnes for which nothing was surrendered; negative where a later year makes them good."""
    official: dict[int, str]
    """Year → the authority's letter where it is not `A`."""
    silent: tuple[int, ...] = ()
    """Years of which there is no report."""
    reported: dict[int, int] = {}
    """Year → what was first reported, before the authority corrected it on 1 September of the next year."""

    @property
    def installation(self) -> Installation:
        return Installation(self.key, self.key[:2], self.title, self.operator, self.activity, "", True)


STORIES = (
    Story(
        "PL_901", "Short Measure Brickworks (3,000 t short for 2005: letter B, 40 EUR a tonne, made good for 2006)",
        "Short Measure, Poland", 8, 60_000, {2005: 3_000, 2006: -3_000}, {2005: "B"},
    ),
    Story(
        "ES_901", "Late Delivery Cement Works (8,000 t short for 2009: letter B, 100 EUR a tonne, made good for 2010)",
        "Late Delivery, Spain", 6, 400_000, {2009: 8_000, 2010: -8_000}, {2009: "B"},
    ),
    Story(
        "GB_901", "Twice Bitten Power Station (short for 2010 and again for 2011: two penalties, made good for 2012)",
        "Twice Bitten, United Kingdom", 1, 900_000, {2010: 12_000, 2011: 5_000, 2012: -17_000}, {2010: "B", 2011: "B"},
    ),
    Story(
        "SE_901", "Silent Paper Mill (no report for 2010: letter C)",
        "Silent Paper, Sweden", 9, 40_000, {}, {2010: "C"}, silent=(2010,),
    ),
    Story(
        "NL_901", "Second Look Refinery (2009 corrected upwards, 6,000 t missing: letter D, made good for 2010)",
        "Second Look, Netherlands", 2, 700_000, {2009: 6_000, 2010: -6_000}, {2009: "D"}, reported={2009: 694_000},
    ),
    Story(
        "AT_901", "Counted Twice Glassworks (2008 corrected downwards, enough surrendered: letter E)",
        "Counted Twice, Austria", 7, 48_000, {2008: -2_000}, {2008: "E"}, reported={2008: 50_000},
    ),
)  # fmt: skip
"""In the order in which they happen."""


def with_corrections(steps: list[Step], law: Law) -> list[Step]:
    """The steps of the replay in which corrected years are first reported otherwise, and corrected in September."""
    first = {(story.key, year): tonnes for story in STORIES for year, tonnes in story.reported.items()}
    told = [step._replace(commands=[_first_told(command, first) for command in step.commands]) for step in steps]
    told += [_correction(story, year, law) for story in STORIES for year in story.reported]
    return sorted(told, key=lambda step: step.on)


def _first_told(command: AnyCommand, first: dict[tuple[str, int], int]) -> AnyCommand:
    if isinstance(command, EnterReport) and (command.installation, command.year) in first:
        return command._replace(verified=first[command.installation, command.year])
    return command


def _correction(story: Story, year: int, law: Law) -> Step:
    registry, request = law.members[story.key[:2]].registry, f"demo:correction:{story.key}:{year}"
    report = EnterReport(registry, story.key, year, story.verified, "reported", request)
    letters = EnterOfficial(registry, year, ((story.key, story.official[year]),), f"{request}:letter")
    return Step(f"{year}:correction:{story.key}", date(year + 1, 9, 1), [report, letters])
