"""The law as each side checks it where registries and logs keep books of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from openets.laws.law import Law, catalogue


def _with_checks(law: Law, *tables: Mapping[str, tuple[str, ...]]) -> Law:
    """The same law with only the checks of some tables, around which stand those of every log."""
    every_type: dict[str, tuple[str, ...]] = dict.fromkeys(law.terms.transactions, ())
    return replace(law, catalogue=catalogue(law.every, (*tables, every_type)))


@lru_cache
def as_own_log(law: Law) -> Law:
    """The law as its own log checks it; what other laws ask for, theirs check."""
    return _with_checks(law, law.own_checks)


@lru_cache
def as_upper_log(law: Law) -> Law:
    """The law as the log of those checks it from which it hangs."""
    return _with_checks(law, *(each.own_checks for each in law.parents))


@lru_cache
def as_registry(law: Law) -> Law:
    """The law as a registry checks it that cannot see into others: what it cannot know, the logs check."""
    unseen, types = law.every["unseen"], law.terms.transactions
    own = {
        code: tuple(each for each in checks if types[code].same_registry is not False or each.name not in unseen)
        for code, checks in law.catalogue.items()
    }
    return replace(law, catalogue=own)
