"""What everything here is worked out from: the laws that the paper is about, and what it prints itself."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from openets.laws.reading import read_law

EU_ETS = read_law("eu_ets")
KYOTO = read_law("kyoto")
COMMUNITY = KYOTO.bubble[0].bubble
"""The Party together with which fifteen States meet one target."""


@cache
def printed(name: str) -> dict[str, Any]:
    """One of the files in `data/`."""
    return tomllib.loads((files("openets_paper") / "data" / f"{name}.toml").read_text("utf-8"))
