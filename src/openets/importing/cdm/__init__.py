"""The public list of projects of the Clean Development Mechanism."""
