"""What is done with the international log's notifications, one verb a file, and which are open.

Every verb takes one step with the notification's record, down the one road, in the journal of the registry of the
Party that it is addressed to. Units settle a notification by the transaction that names it.
"""
