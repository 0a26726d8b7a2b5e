"""What is recorded of a Party to the Kyoto Protocol, one verb a file, and where it stands.

Every verb takes one step with the Party's record, down the one road; the law of the steps is in `compliance`. Each
is told the Party's code, what happened, and (`on`) the day on which it did, today unless told.
"""
