"""The command line `ets`: one file a group of commands, each thin over an operation.

Here words become arguments and outcomes become text or JSON, and nothing else. Every command answers `--json`, takes
`--store` (or `OPENETS_STORE`), says what to do when it fails, and then exits with a code other than 0.
"""
