"""Every published figure has a script here. Run one with `python -m bench.NAME`, or all with `python -m bench.all`.

Each prints what it measured, on what machine, and what stands beside it in the same run. Nothing here asserts a time.
"""
