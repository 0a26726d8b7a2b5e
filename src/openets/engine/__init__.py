"""The one road by which units move: `commit.py` decides a batch of commands and writes all of it or nothing.

Each kind of command says what it touches, how it is decided and what it writes to the journal. The engine is given a
store and a law and knows neither kind. Pages, the command line, notebooks and imports all come through here.
"""
