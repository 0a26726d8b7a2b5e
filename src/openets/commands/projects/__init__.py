"""What is done with projects (`design.py`, `steps.py`, `issue.py`) and operational entities (`entities.py`).

Every command takes one step with a record down the one road; `issue` alone moves units.
"""
