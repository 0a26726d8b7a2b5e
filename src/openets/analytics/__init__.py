"""Looking without touching: charts, the seed paper computed again, and later prices and reports.

Functions here take plain rows and give back plain results; floats are allowed because nothing here flows back
into the books. No store and no page is read here, and law only as the schemes' parameters say it; `paper` reads
files of public data where somebody names their folder. Pages, commands and notebooks call it.
"""
