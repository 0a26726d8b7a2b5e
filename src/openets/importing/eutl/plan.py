"""Working out the replay, on plain numbers, before anything is written.

The record is yearly; the replay puts it on the law's days: allowances of a year are issued and allocated on
28 February, the report of the year before is entered on 31 March, units for it are surrendered on 30 April (with what
was just allocated, which is how borrowing within a phase came about), and what Phase I leaves over is cancelled.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from openets.commands.units import issuance, transfer_type
from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.steps import AnyCommand
from openets.importing.eutl.panel import Panel, PanelRow
from openets.importing.eutl.trades import Trade, match
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.tables import yearly_cap
from openets.ledger.accounts import Opening
from openets.ledger.transactions import Proposal

AUCTION = "auction"
"""Stands for the account of auctions among the holders, which else are installations."""
_CREDIT_NOTE = "The record does not say whether CERs or ERUs were surrendered, nor where they came from."
CREDIT_LIMIT_NOTE = f"{_CREDIT_NOTE} Nor does it say which limit held: States pooled theirs, or set them by sector."

_ASSIGNED_NOTE = "The record has no Party's assigned amount: of it as much as became allowances."


class Lot(NamedTuple):
    """Units of a type that may be used for the same years."""

    unit: str
    vintage: int = 0
    """The first year for which they may be used; 0 where the law says none."""


def lots_for(law: Law, unit: str, year: int) -> list[Lot]:
    """The lots of a unit type that may be used for a year, in the order in which the log picks them."""
    kind = law.terms.units.get(unit)
    later = [each.vintage for each in kind.later if each.vintage <= year] if kind is not None else []
    return [Lot(unit, vintage) for vintage in (0, *sorted(later))]


class Step(NamedTuple):
    """One commit of the replay. Accounts of installations are still named by the installation's key."""

    key: str
    on: date
    commands: list[AnyCommand]


_Part = tuple[str, date, Callable[[], Iterable[AnyCommand]]]
"""A step that is not worked out yet: its key, its day, and what makes its commands."""


class Planner:
    """The running state of the plan: who holds what after each step."""

    def __init__(self, panel: Panel, law: Law) -> None:
        self.panel = panel
        self.law = law
        self.holdings: dict[str, dict[Lot, int]] = defaultdict(lambda: defaultdict(int))
        self.registry = {key: law.members[row.member_state].registry for key, row in panel.installations.items()}
        self.registry[AUCTION] = "EU"
        self.opened: set[str] = set()
        self.unreported: dict[str, set[int]] = defaultdict(set)
        """Years whose report is missing, by installation: while there is one, its account may not sell."""

    def steps(self, known: Container[str] = frozenset()) -> Iterator[Step]:
        """Every step of the replay in order of date, without those that are `known`."""
        years = {year: list(rows) for year, rows in groupby(self.panel.rows, key=lambda row: row.year)}
        for year in range(min(years), max(years) + 2) if years else ():
            for key, on, commands in self._of_year(year, years.get(year, []), years.get(year - 1, [])):
                if key not in known:
                    yield Step(key, on, list(commands()))

    def _of_year(self, year: int, rows: list[PanelRow], before: list[PanelRow]) -> Iterator[_Part]:
        """What happens in a year, in order of date: with its own rows, and then with those of the year before."""
        if rows:
            yield f"{year}:open", date(year, 1, 1), lambda: self._openings(rows)
            yield f"{year}:allocate", self.law.deadline("allocation", year), lambda: self._allocations(year, rows)
        if before:
            day, last = self.law.deadline, year - 1
            yield f"{last}:report", day("report", last), lambda: self._reports(before)
            yield f"{last}:surrender", day("surrender", last), lambda: self._surrenders(last, before)
            yield from self._end_of_phase(last, day("surrender", last) + timedelta(days=1), goes_on=bool(rows))
            yield f"{last}:official", day("publication", last), lambda: self._officials(last, before)

    def _openings(self, rows: Iterable[PanelRow]) -> Iterator[AnyCommand]:
        for row in rows:
            if row.installation in self.opened:
                continue
            self.opened.add(row.installation)
            yield self.opening(row.installation)

    def opening(self, key: str) -> OpenAccount:
        """Open the account of an installation."""
        installation, registry = self.panel.installations[key], self.registry[key]
        type = "100-9" if installation.aviation else "120"
        opening = Opening(registry, type, installation.name, installation.operator, installation)
        return OpenAccount(registry, opening, f"eutl:open:{key}")

    def _allocations(self, year: int, rows: list[PanelRow]) -> list[AnyCommand]:
        plans: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        amounts: dict[tuple[str, str], int] = defaultdict(int)
        moves: list[AnyCommand] = []
        for row in rows:
            if not row.allocated:
                continue
            registry, unit = self.registry[row.installation], self._unit(row)
            plans[registry].append((row.installation, row.free, row.allocated))
            amounts[registry, unit] += row.allocated
            request = f"eutl:{year}:allocate:{row.installation}"
            party = self.law.terms.standing_account(registry, "100")
            moves.append(Proposal("10-53", party, row.installation, unit, row.allocated, request, year))
            self.holdings[row.installation][self._issued(unit, year)] += row.allocated
        commands: list[AnyCommand] = [
            EnterPlan(registry, year, tuple(plans[registry]), f"eutl:{year}:plan:{registry}")
            for registry in sorted(plans)
        ]
        for (registry, unit), quantity in sorted(amounts.items()):
            # an allowance of the second period is an AAU under another name
            if unit == "EUA2":
                assigned = issuance(self.law, registry, "AAU", quantity, f"eutl:{year}:issue:{registry}:AAU")
                commands.append(_inferred(assigned, _ASSIGNED_NOTE))
            commands.append(issuance(self.law, registry, unit, quantity, f"eutl:{year}:issue:{registry}:{unit}"))
        return commands + self._auction(year, sum(row.allocated for row in rows)) + moves

    def _unit(self, row: PanelRow) -> str:
        """The unit type in which an installation's allocation of a year is issued."""
        if self.panel.installations[row.installation].aviation:
            return "EUAA"
        phase = self.law.period(row.year)
        assert phase is not None
        if phase.number == 1:
            return "EUA1"
        if phase.number > 2:
            return "EUA3"
        return "EUA2" if self.law.assigned_amount(self.registry[row.installation]) else "EUA2N"

    def _issued(self, unit: str, year: int) -> Lot:
        """The lot of what is issued for a year, on the day of its allocation."""
        return Lot(unit, self.law.terms.units[unit].issued_on(self.law.deadline("allocation", year))[1])

    def _auction(self, year: int, allocated: int) -> list[AnyCommand]:
        """From 2013: what the cap leaves after free allocation, into the Union's auction account."""
        quantity = (yearly_cap(self.law.tables, "EUA3", year) or 0) - allocated
        if quantity <= 0:
            return []
        self.holdings[AUCTION][self._issued("EUA3", year)] += quantity
        account = self.law.terms.standing_account("EU", "100-14")
        proposal = Proposal("1-31", "", account, "EUA3", quantity, f"eutl:{year}:auction")
        note = "Quantity derived from the linear reduction and the backloading, not from auction records."
        return [_inferred(proposal, note)]

    def _reports(self, rows: Iterable[PanelRow]) -> Iterator[AnyCommand]:
        for row in rows:
            years = self.unreported[row.installation]
            (years.add if row.report == "not reported" else years.discard)(row.year)
            request = f"eutl:{row.year}:report:{row.installation}"
            registry = self.registry[row.installation]
            yield EnterReport(registry, row.installation, row.year, row.verified, row.report, request)

    def _officials(self, year: int, rows: Iterable[PanelRow]) -> Iterator[AnyCommand]:
        letters: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            if row.official:
                letters[self.registry[row.installation]].append((row.installation, row.official))
        for registry in sorted(letters):
            yield EnterOfficial(registry, year, tuple(letters[registry]), f"eutl:{year}:official:{registry}")

    def _surrenders(self, year: int, rows: list[PanelRow]) -> Iterator[AnyCommand]:
        due = [row for row in rows if row.surrendered]
        yield from self._purchases(year, due)
        yield from self._credits(year, due)
        for row in due:
            yield from self._surrender(row)

    def _general(self, year: int) -> tuple[str, ...]:
        """Allowances that cover a year's emissions, in the order in which they are used."""
        phase = self.law.period(year)
        assert phase is not None
        return {1: ("EUA1",), 2: ("EUA2N", "EUA2")}.get(phase.number, ("EUA3",))

    def _purchases(self, year: int, due: list[PanelRow]) -> Iterator[AnyCommand]:
        """Reconstructed transfers that give every installation what it surrendered."""
        need = {row.installation: row.allowances for row in due}
        sellers = [key for key in self.holdings if key != AUCTION and not self.unreported[key]]
        aviation = {key: n for key, n in need.items() if self._is_aviation(key)}
        flown = lots_for(self.law, "EUAA", year)
        yield from self._buy(f"{year}:trade:a", aviation, sellers, flown, need)
        general = [lot for unit in self._general(year) for lot in lots_for(self.law, unit, year)]
        covered = {key: self._held(key, flown) for key in aviation}
        rest = _positive({key: n - covered.get(key, 0) for key, n in need.items()})
        yield from self._buy(f"{year}:trade:g", rest, [AUCTION], general, {})
        yield from self._buy(f"{year}:trade:h", rest, sellers, general, rest)
        self._refuse_impossible(due, rest, general)

    def _refuse_impossible(self, due: list[PanelRow], rest: dict[str, int], lots: Sequence[Lot]) -> None:
        for row in due:
            missing = rest.get(row.installation, 0) - self._held(row.installation, lots)
            if missing > 0:
                raise Misuse(
                    f"{self.panel.source}, row {row.line}: {row.installation} surrendered {row.surrendered:,} for"
                    f" {row.year}, {missing:,} more than it had and all others could spare"
                )

    def _is_aviation(self, installation: str) -> bool:
        return self.panel.installations[installation].aviation

    def _held(self, key: str, lots: Iterable[Lot]) -> int:
        held = self.holdings[key]
        return sum(held[lot] for lot in lots)

    def _take(self, key: str, unit: str, lots: Iterable[Lot], quantity: int) -> dict[Lot, int]:
        """Take up to a quantity of a unit type out of an account, the oldest first, as the log does; of which lots."""
        held, taken = self.holdings[key], {}
        for lot in lots:
            if lot.unit == unit and (part := min(quantity, held[lot])):
                held[lot] -= part
                quantity -= part
                taken[lot] = part
        return taken

    def _buy(
        self, mark: str, need: dict[str, int], sellers: list[str], lots: Sequence[Lot], kept: dict[str, int]
    ) -> Iterator[AnyCommand]:
        """What is needed and not held, of `lots` that the sellers can spare: what they have beyond what is `kept`."""
        wanted = _positive({key: n - self._held(key, lots) for key, n in need.items()})
        offered = _positive({key: self._held(key, lots) - kept.get(key, 0) for key in sellers})
        for number, trade in enumerate(match(wanted, offered, self.registry)):
            yield from self._trade(trade, lots, f"eutl:{mark}{number}")

    def _trade(self, trade: Trade, lots: Sequence[Lot], request: str) -> Iterator[AnyCommand]:
        missing = trade.quantity
        source = self.law.terms.standing_account("EU", "100-14") if trade.seller == AUCTION else trade.seller
        for unit in dict.fromkeys(lot.unit for lot in reversed(lots)):
            taken = self._take(trade.seller, unit, lots, missing)
            quantity = sum(taken.values())
            if not quantity:
                continue
            missing -= quantity
            for lot, part in taken.items():
                self.holdings[trade.buyer][lot] += part
            type = transfer_type(self.law, self.registry[trade.seller], self.registry[trade.buyer], unit)
            proposal = Proposal(type, source, trade.buyer, unit, quantity, f"{request}:{unit}")
            yield _inferred(proposal, "No record of this transfer is public: the replay inferred it.")

    def _credits(self, year: int, due: list[PanelRow]) -> Iterator[AnyCommand]:
        """Credits that were surrendered, issued in the CDM registry and bought from it."""
        bought = [(row.installation, row.surrendered - row.allowances) for row in due]
        total = sum(quantity for _, quantity in bought)
        if not total:
            return
        yield _inferred(issuance(self.law, "CDM", "CER", total, f"eutl:{year}:issue:CDM:CER"), _CREDIT_NOTE)
        pending = self.law.terms.standing_account("CDM", "110")
        for installation, quantity in bought:
            if quantity:
                self.holdings[installation][Lot("CER")] += quantity
                request = f"eutl:{year}:credit:{installation}"
                yield _inferred(Proposal("3-0", pending, installation, "CER", quantity, request), _CREDIT_NOTE)

    def _surrender(self, row: PanelRow) -> Iterator[AnyCommand]:
        target = self.law.terms.standing_account(self.registry[row.installation], "100-6")
        own = ("EUAA",) if self._is_aviation(row.installation) else ()
        credits, missing = row.surrendered - row.allowances, row.allowances
        for unit in ("CER", *own, *self._general(row.year)):
            wanted = credits if unit == "CER" else missing
            taken = self._take(row.installation, unit, lots_for(self.law, unit, row.year), wanted)
            if quantity := sum(taken.values()):
                missing -= 0 if unit == "CER" else quantity
                request = f"eutl:{row.year}:surrender:{row.installation}:{unit}"
                proposal = Proposal("10-2", row.installation, target, unit, quantity, request, row.year)
                yield _inferred(proposal, CREDIT_LIMIT_NOTE) if unit == "CER" else proposal

    def _end_of_phase(self, year: int, on: date, *, goes_on: bool) -> Iterator[_Part]:
        """Cancel what the phase leaves over, or replace it where it may be banked and the record goes on."""
        phase = self.law.period(year)
        if phase is None or year != phase.last_year or phase.number > 2:
            return
        if phase.banks_into_next and not goes_on:
            return
        known = self.law.terms.units
        units = [unit for unit, kind in known.items() if kind.replaced_by and kind.period == phase.serial]
        yield f"{year}:end-of-phase", on, lambda: self._left_over(units, replaced=phase.banks_into_next)

    def _left_over(self, units: list[str], *, replaced: bool) -> Iterator[AnyCommand]:
        type, verb = ("10-41", "replace") if replaced else ("10-1", "cancel")
        for installation in sorted(self.holdings):
            for unit in units:
                quantity = self.holdings[installation].pop(Lot(unit), 0)
                if not quantity:
                    continue
                if replaced:
                    self.holdings[installation][Lot(self.law.terms.units[unit].replaced_by)] += quantity
                target = self.law.terms.standing_account(self.registry[installation], "230")
                yield Proposal(type, installation, target, unit, quantity, f"eutl:{verb}:{installation}:{unit}")


def _inferred(proposal: Proposal, note: str) -> Proposal:
    """A transaction that no record shows, marked as such and saying why."""
    return proposal._replace(reconstructed=True, note=note)


def _positive(amounts: dict[str, int]) -> dict[str, int]:
    return {key: amount for key, amount in amounts.items() if amount > 0}
