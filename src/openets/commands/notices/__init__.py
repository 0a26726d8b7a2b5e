"""The log's notifications: what is known of them and done with them (`steps.py`); what each day asks (`watch.py`)."""
