"""What an operator or a Party owes and whether it has delivered: obligations, letters, penalties, reserve, eligibility.

Pure functions over plain values, one installation or Party at a time, so that a simulation can run them by the
million. Nothing here reads a store; pages, commands and imports bring the facts. The steps of a Party's record and
of a notification are here too: each returns the record as it is then, or every rule that says no.
"""
