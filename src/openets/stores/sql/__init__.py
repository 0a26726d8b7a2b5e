"""The books in SQL: a Django app with the tables, the store, and its migrations.

`store.py` is the only writer; the views read the tables for lists and pages. The database itself refuses overlapping
serial ranges and any change to what was written to the journal.
"""
