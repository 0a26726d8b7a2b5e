"""Checkpoints: signed notes that say how long every chain of some books is, and with which hash it ends.

Whoever keeps one can tell later whether anything before it was changed, dropped or put in another order: `note` signs
and opens (C2SP signed-note), `checkpoint` is what is signed (C2SP tlog-checkpoint), `kept` where keys and checkpoints
lie. Signing takes the library `cryptography`, so this is no pure room; journals are replayed in `engine.verify`, which
asks nothing of it. Called by the entrances and by `verifying`.
"""
