"""Every bench still runs: a figure that nobody can measure again is none. What they measure is judged by people."""

from __future__ import annotations

import pytest

from bench.all import SCRIPTS, run

LONG = {"race", "single_posting"}
"""Three quarters of a minute each even in small; the tests of what they do, and of their types, are elsewhere."""


@pytest.mark.slow
@pytest.mark.parametrize("script", [name for name in (*SCRIPTS, "overlap") if name not in LONG])
def test_a_bench_runs_in_small(script: str) -> None:
    assert run(script, ["--quick"])
