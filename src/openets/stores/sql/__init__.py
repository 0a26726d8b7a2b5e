"""The books in SQL: a Django app with the tables, the store, its migrations, and queries for pages.

`store.py` is the only writer. `queries.py` is the only place where lists and searches for pages are made. The
database itself refuses overlapping serial ranges and any change to what was written to the journal.
"""
