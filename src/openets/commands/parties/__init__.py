"""What is recorded of a Party to the Kyoto Protocol, and its position (`steps.py`)."""
