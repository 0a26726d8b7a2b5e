"""Projects that earn credits: the cycles of Joint Implementation, the Clean Development Mechanism and the voluntary.

What may happen to a project, in which order, on whose word and how many units come of it in the end; and the
operational entities that validate and verify. The cycles are tables of the law; projects, entities and what was
counted are kinds of record (`records`), whose tables stand in `steps.py`, `entities.py` and `counted.py`. The checks of
projects' steps stand in the `on_…` modules. Nothing here reads books or files, and nothing here moves a unit. The log's
checks ask :mod:`openets.projects.reckoning`.
"""
