"""What people ask for, declared: each command turns words into what the engine takes and sends it down the one road.

`units`, `open_account`, `reports` and `kyoto` declare what moves units and opens accounts; `parties`, `projects` and
`notices` what is recorded step by step. How a command is declared stands in `declare`, `fields`, `field_kinds` and
`steps`. No rule lives here. Commands are given a session: who acts, on which books, under which law and clock.
"""
