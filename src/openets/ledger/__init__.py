"""Accounts, holdings, transactions and their life, the journal, and the port behind which books are kept.

No law lives here (that is `checks` and `schemes`) and no database (that is `stores`). Operations use this
room to decide; stores use it to know what they keep.
"""
