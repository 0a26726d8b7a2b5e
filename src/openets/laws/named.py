"""The law that books name: found again by the name or the folder that they wrote down when they began."""

from __future__ import annotations

from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.reading import read_law
from openets.ledger.store import BooksLaw

DEFAULT_LAW = "eu_ets"
"""The law of new books for which none is named."""


def law_named(named: BooksLaw) -> Law:
    """The law that books name. Raises `Misuse` where its folder is no longer where it was."""
    try:
        return read_law(named.folder or named.name)
    except Misuse as error:
        if not named.folder:
            raise
        raise Misuse(
            f"the books are kept under the law {named.name} of the folder {named.folder}, which cannot be used now:"
            f" {error}. Put it back, or name the folder with --law"
        ) from error
