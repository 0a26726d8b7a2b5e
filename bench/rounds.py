"""Rounds, what stands beside them, and the figures that come of both."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Figure(NamedTuple):
    """A line of the table in docs/reference/performance.md."""

    name: str
    measured: str
    beside: str
    ratio: str
    target: str
    script: str


@dataclass
class Rounds:
    """What was measured in alternating rounds, with what stood beside it in each."""

    unit: str
    ours: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    def add(self, ours: float, beside: float) -> None:
        """Keep a round and print it."""
        self.ours.append(ours)
        self.beside.append(beside)
        print(
            f"  round {len(self.ours)}: {number(ours)} {self.unit}, beside {number(beside)}, ratio {ours / beside:.2f}",
            flush=True,
        )

    @property
    def ratios(self) -> list[float]:
        """Of each round: what was measured against what stood beside it at that time."""
        return [ours / beside for ours, beside in zip(self.ours, self.beside, strict=True)]

    def show(self, name: str, beside: str) -> None:
        """Print least, median and greatest."""
        print(f"  {name}: {spread(self.ours)} {self.unit}")
        print(f"  {beside}: {spread(self.beside)} {self.unit}")
        print(f"  ratio: {spread(self.ratios)}\n", flush=True)

    def figure(self, name: str, beside: str, target: str, script: str) -> Figure:
        """The table's line: medians, and the least and greatest ratio."""
        return Figure(
            name,
            f"{number(median(self.ours))} {self.unit}",
            f"{beside}: {number(median(self.beside))} {self.unit}",
            ratio_text(self.ratios),
            target,
            script,
        )


def ratio_text(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def spread(values: Sequence[float]) -> str:
    """Least, median and greatest."""
    return f"min {number(min(values))}, median {number(median(values))}, max {number(max(values))}"


def number(value: float) -> str:
    """A number with the digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def parser(description: str, rounds: int = 5) -> argparse.ArgumentParser:
    """What every script understands."""
    found = argparse.ArgumentParser(description=description)
    found.add_argument("--quick", action="store_true", help="small sizes: shows that it works, measures nothing")
    found.add_argument("--rounds", type=int, default=rounds, help=f"alternating rounds (default {rounds})")
    found.add_argument("--json", type=Path, help="also append the figures to this file, one JSON line each")
    return found


def publish(figures: Sequence[Figure], file: Path | None) -> None:
    """Print the figures and, where asked, hand them on."""
    for figure in figures:
        words = [figure.measured, f"beside {figure.beside}" * bool(figure.beside)]
        words += [f"ratio {figure.ratio}" * bool(figure.ratio), f"target {figure.target}" * bool(figure.target)]
        print(f"{figure.name}: {'; '.join(filter(None, words))}")
    if file is not None:
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(figure._asdict(), ensure_ascii=False) + "\n" for figure in figures)


def published(file: Path) -> list[Figure]:
    """The figures that scripts have handed on."""
    return [Figure(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
