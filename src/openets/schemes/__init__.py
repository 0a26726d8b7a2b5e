"""What each law says: dated parameters with citations, and a table from transaction type to checks.

A scheme is a folder of data and at most a few small functions. Schemes do not know one another. Reading the
data files that are part of this package is the only I/O of this room.
"""
