"""The words that every other room speaks: units and serial blocks, money, clock, identifiers, refusals.

What lives here is immutable and knows nothing of accounts, laws, databases or the web. Everybody may
import this room; it imports only the standard library.
"""
