"""Replaying the public record of the EU ETS: from yearly figures to issuance, allocation, reports and surrenders.

`panel.py` reads the files and stops what is malformed; `plan.py` works out, on plain numbers and before anything is
written, every step of the replay; `replay.py` sends the steps down the one road, each in one commit, and can go on
where it was interrupted; `history.py` reads the Commission's own transaction file, which is only looked at.
"""
