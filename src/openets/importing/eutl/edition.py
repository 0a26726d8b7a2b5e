"""A later edition of the public record, beside books that an earlier one made.

A year that the books do not have is replayed from what they hold today. A row of a year that they have, and that now
says something else, is a correction: a second report (or letter, or surrender) of that year, with a day of entry of its
own, the day on which the edition's last year was published. What is not in the file any more stays as it is.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.report import EnterReport
from openets.engine.session import Session
from openets.engine.steps import AnyCommand
from openets.importing.eutl.panel import Panel, PanelRow
from openets.importing.eutl.plan import AUCTION, CREDIT_LIMIT_NOTE, Lot, Planner, Step, lots_for
from openets.laws.law import Law
from openets.ledger.store import Store, YearRecord
from openets.ledger.transactions import Proposal

PARTS = ("open", "allocate", "report", "surrender", "official", "end-of-phase")
"""What the steps of a year are called."""


class Kept(NamedTuple):
    """What a later edition says otherwise of a year in the books, and what cannot be entered any more."""

    request: str
    quantity: int
    reason: str


class Edition(NamedTuple):
    """What a later edition brings: steps of new years, then the corrections of old ones."""

    steps: list[Step]
    kept: list[Kept]


def is_another_record(records: Mapping[tuple[str, int], YearRecord], panel: Panel) -> bool:
    """Whether a file is no later edition of what is in the books: it lacks more than half of what they have."""
    years = {row.year for row in panel.rows}
    rows = {(row.installation, row.year) for row in panel.rows}
    own = [key for key in records if key[1] in years]
    return 2 * sum(key in rows for key in own) < len(own)


def later_edition(
    session: Session, panel: Panel, known: set[str], records: Mapping[tuple[str, int], YearRecord]
) -> Edition:
    """Work out what a file adds to the books and what it corrects; `known` are the steps that are in the books."""
    planner = Planner(panel, session.law)
    _as_in_the_books(planner, session.store, records)
    steps = list(planner.steps(known))
    # what is left after the new years is there for what is surrendered more for old ones
    corrected = _Corrections(panel, session.law, known, records, planner.holdings)
    commands = [*(planner.opening(key) for key in corrected.unopened(planner.opened)), *corrected.commands()]
    if commands:
        last = max(row.year for row in panel.rows)
        key = f"{last}:corrections:{corrected.stamp}"
        steps.append(Step(key, session.law.deadline("publication", last), commands))
    return Edition(steps, corrected.kept)


def _as_in_the_books(planner: Planner, store: Store, records: Mapping[tuple[str, int], YearRecord]) -> None:
    """Let a planner go on from what the books hold."""
    owner = {row.identifier: row.installation for row in store.all_accounts() if row.installation}
    planner.opened.update(owner.values())
    owner[planner.law.terms.standing_account("EU", "100-14")] = AUCTION
    for account, block in store.holdings():
        if account in owner:
            planner.holdings[owner[account]][Lot(block.series.unit, block.series.vintage)] += block.quantity
    for (installation, year), record in records.items():
        if record.report == "not reported":
            planner.unreported[installation].add(year)


class _Corrections:
    """The rows of years in the books that a file tells otherwise."""

    def __init__(
        self,
        panel: Panel,
        law: Law,
        known: set[str],
        records: Mapping[tuple[str, int], YearRecord],
        holdings: Mapping[str, dict[Lot, int]],
    ) -> None:
        self.law, self.holdings = law, holdings
        self.registry = {key: law.members[row.member_state].registry for key, row in panel.installations.items()}
        none = YearRecord("", 0)
        old = [row for row in panel.rows if f"{row.year}:report" in known]
        pairs = [(row, records.get((row.installation, row.year), none)) for row in old]
        self.changed = [(row, record) for row, record in pairs if _told(row) != _recorded(record)]
        self.stamp = sha256(repr([_told(row) for row, _ in self.changed]).encode()).hexdigest()[:8]
        self.kept: list[Kept] = []

    def unopened(self, opened: set[str]) -> list[str]:
        """Installations of which only old years are told, and that have no account yet."""
        return sorted({row.installation for row, _ in self.changed} - opened)

    def commands(self) -> list[AnyCommand]:
        found: list[AnyCommand] = []
        letters: dict[tuple[str, int], list[tuple[str, str]]] = {}
        for row, record in self.changed:
            registry = self.registry[row.installation]
            if (row.verified, row.report) != (record.verified, record.report):
                request = self._request(row, "report")
                found.append(EnterReport(registry, row.installation, row.year, row.verified, row.report, request))
            found += self._units(row, record)
            if row.official and row.official != record.official:
                letters.setdefault((registry, row.year), []).append((row.installation, row.official))
        for (registry, year), rows in sorted(letters.items()):
            found.append(EnterOfficial(registry, year, tuple(rows), f"eutl:{year}:official:{registry}:{self.stamp}"))
        return found

    def _request(self, row: PanelRow, what: str) -> str:
        return f"eutl:{row.year}:{what}:{row.installation}:{self.stamp}"

    def _units(self, row: PanelRow, record: YearRecord) -> Iterator[AnyCommand]:
        """Surrender what was surrendered more, where the account holds it; all other units stay where they are."""
        if row.allocated != record.allocated:
            self._keep(row, "allocated", row.allocated - record.allocated, "was settled and is not allocated again")
        missing = row.surrendered - record.surrendered
        held = self.holdings.get(row.installation, {})
        units = sorted(self.law.units_for(row.year))
        lots = [lot for unit in units for lot in lots_for(self.law, unit, row.year) if held.get(lot)]
        if missing > sum(held[lot] for lot in lots) or missing < 0:
            why = "is less than was surrendered" if missing < 0 else "is more than its account holds of that period"
            self._keep(row, "surrendered", missing, why)
            return
        target = self.law.terms.standing_account(self.registry[row.installation], "100-6")
        for lot in lots:
            if quantity := min(missing, held[lot]):
                held[lot] -= quantity
                missing -= quantity
                request = ":".join(
                    [self._request(row, "surrender"), lot.unit, *([str(lot.vintage)] * bool(lot.vintage))]
                )
                proposal = Proposal("10-2", row.installation, target, lot.unit, quantity, request, row.year)
                if lot.unit in self.law.terms.credits:
                    proposal = proposal._replace(reconstructed=True, note=CREDIT_LIMIT_NOTE)
                yield proposal

    def _keep(self, row: PanelRow, what: str, more: int, why: str) -> None:
        request = self._request(row, what)
        self.kept.append(Kept(request, abs(more), f"{row.installation}, {row.year}: {more:+,} units {what}: {why}"))


def _told(row: PanelRow) -> tuple[object, ...]:
    return row.installation, row.year, row.verified, row.report, row.allocated, row.surrendered, row.official


def _recorded(record: YearRecord) -> tuple[object, ...]:
    figures = (record.verified, record.report, record.allocated, record.surrendered, record.official)
    return record.installation, record.year, *figures
