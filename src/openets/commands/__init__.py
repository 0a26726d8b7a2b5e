"""What people ask for, one verb a file: it turns words into commands and sends them down the one road (`engine`).

No rule lives here. Verbs are given a session: who acts, on which books, under which law and clock.
"""
