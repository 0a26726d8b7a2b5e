"""How many of the product's own functions one surrender calls, in books in memory: no clock, so the same everywhere."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import openets
from bench.books import REGISTRY, UNIT, desk_at, fill
from bench.rounds import Figure, parser, publish
from openets.commands.reports import report_emissions
from openets.commands.units import surrender

SCRIPT = "calls"
TARGET = 120
ROOT = str(Path(openets.__file__).parent)


def counted(what: Callable[[], Any]) -> Counter[str]:
    """How often each function of the product was called while `what` ran."""
    calls: Counter[str] = Counter()

    def profile(frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(ROOT):
            calls[f"{file[len(ROOT) + 1 :]} {frame.f_code.co_qualname}"] += 1

    sys.setprofile(profile)
    try:
        what()
    finally:
        sys.setprofile(None)
    return calls


def one_surrender() -> Counter[str]:
    """The calls of a surrender, once everything that is read only once has been read."""
    session = desk_at("memory:")
    account = fill(session, 2)[0]
    report_emissions(session, installation=f"{REGISTRY}_Plant0", year=2005, verified=90, request="report")
    words: dict[str, Any] = {"account": account, "unit": UNIT, "quantity": 10, "year": 2005}
    assert surrender(session, **words, request="first").accepted
    return counted(lambda: surrender(session, **words, request="second"))


def main() -> None:
    asked = parser(__doc__ or "").parse_args()
    calls = one_surrender()
    for name, number in sorted(calls.items(), key=lambda row: (-row[1], row[0])):
        print(f"{number:4d}  {name}")
    number = sum(calls.values())
    publish([Figure("One surrender in memory", f"{number} own calls", "", "", f"≤ {TARGET}", SCRIPT)], asked.json)


if __name__ == "__main__":
    main()
