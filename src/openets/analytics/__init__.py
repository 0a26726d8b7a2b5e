"""Looking without touching: charts, and later prices and reports.

Functions here take plain rows and give back plain results; floats are allowed because nothing here flows back
into the books. No store, no page and no file is read here. Pages, commands and notebooks call it.
"""
