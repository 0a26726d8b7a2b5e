"""What each law says: a folder of data, dated and cited, that owns its words, and the reader that checks it.

Units, account types, transaction types, members, periods, calendar, penalties and the catalogue of checks of a law
stand in its folder and are named nowhere else. Reading these files is the only I/O of this room.
"""
