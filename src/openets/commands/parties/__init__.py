"""What is recorded of a Party to the Kyoto Protocol (`steps.py`), and where it stands (`standing.py`)."""
