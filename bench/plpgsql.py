"""The same transfers of serial blocks in bare plpgsql: what PostgreSQL takes for the rows alone, without a check.

One function moves units from one account's largest block to another account and writes the rows that OpenETS writes for
it: the head of the registry once a call, and for each transfer a line of the journal with its hash, the transaction and
the blocks. It checks nothing, joins no neighbours and answers nobody. The tables are those of OpenETS, with all their
indexes and guards.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import psycopg

from openets.ledger.transactions import Proposal

NAME = "the same block transfers in plpgsql"

_FUNCTION = """
CREATE FUNCTION bare_transfers(home text, kinds text[], sources text[], targets text[], units text[],
    quantities bigint[], requests text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  at CONSTANT text := '2006-06-01T12:00:00Z';
  head registry; giver account; taker account; lying block; line text; units_to bigint;
BEGIN
  SELECT * INTO head FROM registry WHERE code = home FOR UPDATE;
  FOR n IN 1 .. cardinality(kinds) LOOP
    SELECT * INTO giver FROM account WHERE identifier = sources[n];
    SELECT * INTO taker FROM account WHERE identifier = targets[n];
    SELECT * INTO lying FROM block WHERE account = giver.key AND unit = units[n]
      ORDER BY vintage, ("end" - start) DESC, origin, start LIMIT 1;
    units_to := lying.start + quantities[n] - 1;
    IF lying."end" <= units_to THEN RAISE 'the largest block of % is too small', sources[n]; END IF;
    head.sequence := head.sequence + 1;
    line := format('{"kind":"transaction","id":"%s%s","type":"%s","from":"%s","to":"%s","blocks":["%s %s-%s"],'
      '"request":"%s","at":"%s","by":"bench"}', home, head.sequence, kinds[n], sources[n], targets[n],
      units[n], lying.start, units_to, requests[n], at);
    head.hash := encode(sha256(convert_to(head.hash || E'\\n' || line, 'UTF8')), 'hex');
    INSERT INTO journal (registry, sequence, kind, at, hash, text)
      VALUES (home, head.sequence, 'transaction', at, head.hash, line);
    INSERT INTO transaction_log (registry, sequence, type, status, transferring, acquiring, unit, quantity, at, year,
        installation, request, reverses, reconstructed, "by", effective)
      VALUES (home, head.sequence, kinds[n], 4, giver.key, taker.key, units[n], quantities[n], at, 0,
        giver.installation, requests[n], '', false, 'bench', left(at, 10));
    DELETE FROM block WHERE origin = lying.origin AND start = lying.start;
    INSERT INTO block (origin, start, "end", account, unit, vintage, series) VALUES
      (lying.origin, lying.start, units_to, taker.key, units[n], lying.vintage, lying.series),
      (lying.origin, units_to + 1, lying."end", giver.key, units[n], lying.vintage, lying.series);
  END LOOP;
  head.at := at;
  UPDATE registry SET sequence = head.sequence, hash = head.hash, at = head.at WHERE code = home;
END $$"""


class Twin:
    """Books of their own in which the bare function is at work."""

    def __init__(self, url: str, registry: str) -> None:
        self.registry = registry
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute(_FUNCTION)

    def post(self, batch: Sequence[Proposal]) -> float:
        """Transfers a second, all of a batch in one durable transaction. Handing them over is part of the time."""
        started = perf_counter()
        columns = [[each[place] for each in batch] for place in range(6)]
        call = "SELECT bare_transfers(%s::text, %s, %s, %s, %s, %s, %s)"
        self.connection.execute(call, [self.registry, *columns], prepare=True)
        return len(batch) / (perf_counter() - started)

    def close(self) -> None:
        self.connection.close()
