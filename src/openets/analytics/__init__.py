"""Looking without touching: charts, and later distances, concentration, prices and reports.

Functions here take plain rows and give back plain results; floats are allowed because nothing here flows back
into the books. No store, no page and no law is read here. Pages, commands and notebooks call it.
"""
