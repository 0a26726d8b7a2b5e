"""What is done with the log's notifications (`steps.py`, `watch.py`), and which are known (`listing.py`)."""
