"""What Parties do with units under the Kyoto Protocol, one verb a file.

Units of a Party lie in its Party holding account; each verb knows the accounts that its transaction goes by.
Credits of projects are issued and converted by :mod:`openets.commands.projects`.
"""
