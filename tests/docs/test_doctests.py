"""The examples in the docstrings of the public front run, and say what they say."""

from __future__ import annotations

import doctest

import openets


def test_the_examples_of_the_front_run() -> None:
    found = doctest.testmod(openets)
    assert found.attempted >= 8
    assert not found.failed
