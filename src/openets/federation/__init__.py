"""Registries and logs that keep books of their own and speak in messages.

A registry proposes, the logs check on their own books, the acquiring registry accepts, the initiating registry alone
completes. No side reads another's books, and none guesses: whoever waits asks again. Every message follows from what
its sender's books say, so that one that is lost is simply said once more, and one that comes twice changes nothing.
`messages.py` has the words, `registry_side.py` and `log_side.py` the two kinds of sides, `reconciling.py` how a log
makes sure that both have the same, `transport.py` carries messages within one process. What sides ask of their books
are commands like any other, on the one road: `kinds/` is a plug-in above the engine, which runs none of it for books
that are kept together.
"""
