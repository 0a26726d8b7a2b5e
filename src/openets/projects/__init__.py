"""Projects that earn credits: the cycles of Joint Implementation, the Clean Development Mechanism and the voluntary.

What may happen to a project, in which order, on whose word and how many units come of it in the end; and the
operational entities that validate and verify. The cycles are tables in `parameters/`, the rules small functions over
plain values. Nothing here reads books or files, and nothing here moves a unit: a step takes the record of a project
to its next state, or every rule that stands in the way says so. Operations call :mod:`openets.projects.cycle` and
:mod:`openets.projects.entities` through the records' one road; the log's checks ask :mod:`openets.projects.issuing`.
"""

from __future__ import annotations

from openets.projects.cycle import advance, needs
from openets.projects.issuing import issuable

__all__ = ["advance", "issuable", "needs"]
