"""The transaction log's checks: what a check is, and the checks themselves, by what they look at.

A check is a plain function from a case to what is wrong with it (or nothing). It has a code, a sentence (its
docstring), a citation, and a test of the same name. Which checks a transaction type must pass, in which order
of precedence, is for the schemes to say. Nothing here reads books: the case carries plain values.
"""
