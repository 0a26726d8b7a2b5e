"""All parts of the paper, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from openets.kernel.refusals import Misuse
from openets_paper import concentration, figure_1, figure_2, figure_3, figure_4, table_1, table_2
from openets_paper.findings import Part
from openets_paper.inventories import Inventories, read_inventories, shipped
from openets_paper.record import PublicRecord, read_record

INVENTORIES = "unfccc_annex1_without_lulucf"
"""How the file of inventories begins."""


class Evidence(NamedTuple):
    """What the paper is held against, beyond the schemes' own parameters."""

    inventories: Inventories
    record: PublicRecord | None = None


PARTS: dict[str, Callable[[Evidence], Part]] = {
    table_1.NAME: lambda evidence: table_1.table_1(evidence.inventories),
    table_2.NAME: lambda evidence: table_2.table_2(evidence.record),
    figure_1.NAME: lambda evidence: figure_1.figure_1(),
    figure_2.NAME: lambda evidence: figure_2.figure_2(evidence.inventories),
    figure_3.NAME: lambda evidence: figure_3.figure_3(),
    figure_4.NAME: lambda evidence: figure_4.figure_4(),
    concentration.NAME: lambda evidence: concentration.concentration(evidence.record),
}
"""Name → how it is computed."""


def read_evidence(folder: Path | None) -> Evidence:
    """What `folder` has to offer: the public panel, inventories, or both; without one, what ships with us.

    Files are looked for in the folder itself and in its folders `eutl` and `kyoto`. Raises `Misuse` where it has none
    of them, or one that cannot be read.
    """
    if folder is None:
        return Evidence(shipped())
    if not folder.is_dir():
        raise Misuse(f"{folder} is no folder: give the one that holds the public panel, the inventories, or both")
    places = [place for place in (folder, folder / "eutl", folder / "kyoto") if place.is_dir()]
    panels = [place for place in places if _begins(place, "compliance")]
    inventories = [file for place in places for file in _begins(place, INVENTORIES)]
    if not panels and not inventories:
        raise Misuse(
            f"{folder} holds neither compliance*.csv and installations*.csv nor {INVENTORIES}*.csv, nor do its folders"
            " eutl and kyoto: name the folder with the public data"
        )
    return Evidence(
        read_inventories(inventories[0]) if inventories else shipped(), read_record(panels[0]) if panels else None
    )


def _begins(folder: Path, start: str) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.name.startswith(start) and ".csv" in file.name)
