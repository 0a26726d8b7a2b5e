"""What the books had been told at the end of a day, or what was in effect then, for every query at once.

Inside `in_past` each query that names a table whose rows change finds the rows of that day instead: the query is sent
with a definition of the same name before it, which hides the table. So no view says how its past is had, and none can
forget to. Which units lay where is the exception (`past.py`): a query that reads blocks or transfers is stopped here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import Max, Sum

from openets.kernel.refusals import Fault
from openets.laws.law import Law
from openets.ledger.accounts import Account, Installation
from openets.ledger.store import ASPECTS
from openets.stores.sql import models
from openets.stores.sql.work import RECORD
from openets.views.finding import past_of
from openets.views.law import LAST, Past, at_hand, books_at, books_law, books_name, past_shown
from openets.views.past import END, totals_known


@contextmanager
def in_past(as_of: str = "", on: str = "") -> Iterator[None]:
    """Let every query inside find what was known at the end of one day and in effect at the end of another; ``""``, or
    today, for what is known, and in effect, now.

    Raises `WrongFilter` for what is no day, and for one that has not come.
    """
    own, wanted = at_hand(), past_of(as_of, on)
    wrappers = connections[own.alias].execute_wrappers
    hiding = connections[own.alias].execute_wrapper(_asked_of_the_past)
    hides = hiding if wanted and _asked_of_the_past not in wrappers else nullcontext()
    with hides, books_at(own.alias, own.law, wanted):
        yield


def present() -> Any:
    """Let every query inside find what is known now, whatever day is asked for around it."""
    own = at_hand()
    return books_at(own.alias, own.law)


# --- the tables of a day --------------------------------------------------------------------------

_NAMED = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)
_BEGINS_WITH = re.compile(r"\s*WITH\s", re.IGNORECASE)
_STOPPED = frozenset({"block", "transfer"})
_MOVED = frozenset({"transaction_log", "installation_year"})
"""Tables whose past is told by transactions."""


def _asked_of_the_past(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Send a query with what the tables that it names held on the day."""
    past = past_shown()
    if past:
        tables = _tables_of(frozenset(_NAMED.findall(sql)), past, context["connection"].vendor)
        begins = _BEGINS_WITH.match(sql)
        if tables and begins:  # it defines something itself
            sql, tables = sql[begins.end() :], f"{tables}, "
        sql = f"WITH {tables} {sql}" if tables else sql
    return execute(sql, params, many, context)


def _tables_of(named: frozenset[str], past: Past, vendor: str) -> str:
    if named & _STOPPED:
        raise Fault(f"what {', '.join(sorted(named & _STOPPED))} held on {past.entered} cannot be asked like this")
    own = {name: f"'{day}'" for name, day in (("known", past.known), ("on", past.on), ("entered", past.entered))}
    own |= {"counts": _counts(past) if named & _MOVED else "", "db": "main." if vendor == "sqlite" else ""}
    own["now"] = "json_extract(j.text, '$.now')" if vendor == "sqlite" else "(j.text::json->'now')::text"
    # in this order: on PostgreSQL each sees only those before it, and none may see another's past for the present
    parts = [
        f"{name} AS NOT MATERIALIZED ({said(past).format(**own)})" for name, said in _TABLES.items() if name in named
    ]
    return ", ".join(parts)


def _counts(past: Past) -> str:
    """Whether a transaction was known and in effect."""
    if past.on == LAST:
        return f"s.at <= '{past.known}{END}'"
    return f"s.at <= '{_kept(_latest, *stand(past))}' AND s.effective <= '{past.on}'"


def _latest(past: Past) -> str:
    """An instant after which no transaction was entered that counts: lists by time begin there, and not at the end."""
    counting = models.Transaction.objects.filter(at__lte=f"{past.known}{END}", effective__lte=past.on)
    late = counting.filter(at__gt=f"{past.on}{END}").order_by("-at").values_list("at", flat=True).first()
    return late or f"{past.on}{END}"


_BLANK = {"free": "0", "planned": "0", "verified": "NULL"}
_OF_YEAR = "s.installation = y.installation AND s.year = y.year"


@lru_cache(maxsize=8)
def _installation_year(law: Law) -> str:
    """Years: what stood on the day of plan, report and letter, and what had been given and surrendered."""
    columns = ["y.installation", "y.year"]
    for what, names in ASPECTS.items():
        then = f"{_OF_YEAR} AND {_stands(what, 's.')} ORDER BY s.id DESC LIMIT 1"
        for name in (*names, f"{what}_known"):
            column = "known" if name.endswith("_known") else name
            said = f"(SELECT s.{column} FROM {{db}}superseded_year s WHERE {then})"
            blank = _BLANK.get(name, "''")
            said = said if blank == "NULL" else f"COALESCE({said}, {blank})"
            columns.append(f"CASE WHEN {_stands(what, 'y.')} THEN y.{name} ELSE {said} END AS {name}")
    columns += [
        f"y.{name} - {_since(law, name)} AS {name}" for name in ("allocated", "surrendered", "surrendered_allowances")
    ]
    told = " OR ".join(f"(y.{what}_known <> '' AND {_stands(what, 'y.')})" for what in ASPECTS)
    before = " OR ".join(f"({_stands(what, 's.')})" for what in ASPECTS)
    return f"""
        SELECT {", ".join(columns)} FROM {{db}}installation_year y
        WHERE {told} OR EXISTS (SELECT 1 FROM {{db}}superseded_year s WHERE {_OF_YEAR} AND ({before}))
        OR EXISTS (SELECT 1 FROM {{db}}transaction_log s WHERE {_OF_YEAR} AND s.year > 0 AND {{counts}})"""


def _stands(what: str, table: str) -> str:
    """Whether what was entered of a year counts, in its own table (``y.``) or in that of what was superseded (``s.``):
    of a report, which has a day of effect, by both days."""
    known = f"y.{what}_known" if table == "y." else f"s.what = '{what}' AND s.known"
    return f"{known} <= {{known}} AND {table}reported_on <= {{on}}" if what == "report" else f"{known} <= {{entered}}"


def _since(law: Law, name: str) -> str:
    """What was added to a figure of a year since the day."""
    types = law.terms.transactions.values()
    signs = {each.code: each.sign for each in types if each.record == name.partition("_")[0]}
    if not signs:
        return "0"
    cases = " ".join(f"WHEN {_text(code)} THEN {sign}" for code, sign in signs.items())
    where = f"{_OF_YEAR} AND s.year > 0 AND NOT ({{counts}})"
    if name == "surrendered_allowances":
        allowances = [_text(code) for code, unit in law.terms.units.items() if unit.allowance]
        where += f" AND s.unit IN ({', '.join(allowances)})" if allowances else " AND 1 = 0"
    summed = f"SUM(s.quantity * CASE s.type {cases} ELSE 0 END)"
    return f"CAST(COALESCE((SELECT {summed} FROM {{db}}transaction_log s WHERE {where}), 0) AS bigint)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''").replace("{", "{{").replace("}", "}}").replace("%", "%%") + "'"


_IN = ", ".join((*Installation._fields, "searched"))
_AC = ", ".join((*Account._fields, "searched"))
_CHANGED = "SELECT 1 FROM {db}superseded_%s s WHERE s.key = n.key AND s.superseded > {entered}"
_FIRST = (
    "p.superseded > {entered} AND p.id ="
    " (SELECT MIN(s.id) FROM {db}superseded_%s s WHERE s.key = p.key AND s.superseded > {entered})"
)
_OPENED = "%s.entered <= {known} AND %s.opened <= {on}"
_ENTERED = f"EXISTS (SELECT 1 FROM {{db}}account a WHERE a.installation = %s.key AND {_OPENED % ('a', 'a')})"
_RE = "s.kind = %s.kind AND s.key = %s.key AND s.superseded > {entered}"
_STATIC = {
    "installation": f"""
        SELECT {_IN} FROM {{db}}installation n WHERE {_ENTERED % "n"} AND NOT EXISTS ({_CHANGED % "installation"})
        UNION ALL SELECT {_IN} FROM {{db}}superseded_installation p
        WHERE {_FIRST % "installation"} AND {_ENTERED % "p"}""",
    "account": f"""
        SELECT {_AC} FROM {{db}}account n WHERE {_OPENED % ("n", "n")} AND NOT EXISTS ({_CHANGED % "account"})
        UNION ALL SELECT {_AC} FROM {{db}}superseded_account p
        WHERE {_FIRST % "account"} AND {_OPENED % ("p", "p")}""",
    "record": f"""
        SELECT {RECORD} FROM {{db}}record n WHERE n.entered <= {{entered}}
        AND NOT EXISTS (SELECT 1 FROM {{db}}superseded_record s WHERE {_RE % ("n", "n")})
        UNION ALL SELECT t.kind, t.key, t.registry, {{now}} AS body, t.reference, t.entered
        FROM {{db}}superseded_record t JOIN {{db}}journal j ON j.registry = t.registry
        AND j.sequence = CAST(substr(t.reference, length(t.registry) + 1) AS bigint)
        WHERE t.superseded > {{entered}} AND t.entered <= {{entered}}
        AND t.id = (SELECT MIN(s.id) FROM {{db}}superseded_record s WHERE {_RE % ("t", "t")})""",
    "superseded_year": """
        SELECT * FROM {db}superseded_year WHERE CASE what
        WHEN 'report' THEN until <= {known} AND reported_on <= {on} ELSE until <= {entered} END""",
    "transaction_log": "SELECT s.* FROM {db}transaction_log s WHERE {counts}",
    "refused_proposal": f"SELECT * FROM {{db}}refused_proposal WHERE at <= {{entered}} || '{END}'",
    # whatever was entered by then: a transaction that took effect before is read from its entry
    "journal": f"SELECT * FROM {{db}}journal WHERE at <= {{known}} || '{END}'",
}


def _always(text: str) -> Callable[[Past], str]:
    return lambda past: text


_TABLES: Mapping[str, Callable[[Past], str]] = {
    "installation_year": lambda past: _installation_year(books_law()),
    "registry": lambda past: _few(_heads, past),
    "total": lambda past: _few(_totals, past),
    **{name: _always(text) for name, text in _STATIC.items()},
}
"""Table → the query that finds what it held on a day."""


# --- what is worked out once for a day ----------------------------------------------------------


def _few(rows: Callable[[Past], str], past: Past) -> str:
    return _kept(rows, *stand(past))


@lru_cache(maxsize=32)
def _kept(rows: Callable[[Past], str], books: str, past: Past, entries: int) -> str:
    with present():
        while True:
            before = _last()
            found = rows(past)
            if _last() == before:  # else somebody wrote between two questions
                return found


def stand(past: Past) -> tuple[str, Past, int]:
    """What is the same as long as a past is: once the journal has gone beyond the day when it was known, for ever."""
    with present():
        last = models.Registry.objects.aggregate(at=Max("at"), entries=Sum("sequence"))
    return books_name(), past, 0 if (last["at"] or "") > f"{past.known}{END}" else last["entries"] or 0


def _last() -> int:
    return models.JournalEntry.objects.aggregate(last=Max("position"))["last"] or 0


def forget() -> None:
    """Keep nothing: for whoever exchanges the books under a running process."""
    _kept.cache_clear()


_HEAD = {"code": "", "ordinal": 0, "sequence": 0, "hash": "", "next_serial": 0, "next_account": 0, "at": ""}
_TOTAL = {"registry": "", "unit": "", "what": "", "quantity": 0}


def _heads(past: Past) -> str:
    """Registries that had begun, each with the last of its entries then; its counters are those of now."""
    entries = models.JournalEntry.objects.filter(at__lte=f"{past.known}{END}").order_by()
    if past.on != LAST:
        entries = entries.filter(registry__in=models.Account.objects.filter(opened__lte=past.on).values("registry"))
    ends = entries.values_list("registry").annotate(last=Max("sequence"))
    own = dict(models.Registry.objects.values_list("code", "ordinal"))
    rows = []
    for code, last in ends:
        hash, at = models.JournalEntry.objects.values_list("hash", "at").get(registry=code, sequence=last)
        rows.append((code, own[code], last, hash, 0, 0, at))
    return _values(_HEAD, rows)


def _totals(past: Past) -> str:
    now = {row[:3]: row[3] for row in models.Total.objects.values_list("registry", "unit", "what", "quantity")}
    known = totals_known(now, past, books_law())
    return _values(_TOTAL, [(*key, number) for key, number in sorted(known.items())])


def _values(blank: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> str:
    """Rows written into a query; of none a blank one, which tells the types of the columns and is left out."""
    named = ", ".join(f"column{number} AS {name}" for number, name in enumerate(blank, start=1))
    told = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows or [tuple(blank.values())])
    return f"SELECT {named} FROM (VALUES {told}) AS told{'' if rows else ' WHERE 1 = 0'}"


def _literal(value: str | int) -> str:
    return _text(value) if isinstance(value, str) else str(value)
