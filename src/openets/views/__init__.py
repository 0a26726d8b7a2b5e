"""What can be read of the books: each list is declared once, its columns and filters at the top of a module and the
query beneath. From a declaration come the page's table, CSV, Parquet, the API's schema, `--json` and the frame of a
notebook (`openets.connect(...).emissions()`).

The tables of the SQL store are read here and never written. Nothing here knows HTTP, HTML or a terminal, and no code
of a law: queries ask `law.books_law()` for the law of the books at hand.
"""
