"""What an operator owes and whether it has delivered: obligations, status letters, penalties, agreement.

Pure functions over plain values, one installation at a time, so that a simulation can run them by the million.
Nothing here reads a store; pages, commands and imports bring the facts.
"""
