"""Where books are kept: in memory, or in SQL tables on SQLite and PostgreSQL.

Every store implements the port of :mod:`openets.ledger.store` and passes the one contract suite. Only this
room opens transactions. No rule lives here, and operations are not known here.
"""
