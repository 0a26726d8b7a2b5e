"""The one machine for things that change by steps: Parties, projects, entities, notifications, and what comes.

A kind of record is a table: the dataclass that holds it, the fields that its steps may be told (`fields.py`), and for
each step what it needs, from which states it leads to which, its checks, and the function that makes the record what
it is afterwards (`steps.py`). How a record is written and read back follows from its dataclass (`bodies.py`). This
room knows no law: the law of the books is handed through to the tables, which live in `compliance` and `projects`. No
kind is named here; the engine registers them and writes their steps into the journal.
"""
