"""Django's engine for PostgreSQL, whose errors are ours wherever the books are read or written."""
