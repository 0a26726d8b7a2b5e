"""Django's engine for SQLite, whose errors are ours wherever the books are read or written."""
