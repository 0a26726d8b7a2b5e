"""Which transaction type a verb means, and which accounts it fills in: the law's table, read for one proposal.

Every transaction type of a law says by which `verb` it is asked for, with which units, between which accounts. A verb
names neither a type nor the standing accounts of a registry: both follow from here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from openets.commands.fields import day_text
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Bucket
from openets.ledger.terms import Terms
from openets.ledger.transactions import Effect, Proposal, TransactionType


def proposal_for(
    law: Law,
    verb: str,
    *,
    unit: str,
    quantity: int,
    request: str,
    source: str = "",
    target: str = "",
    registry: str = "",
    **more: Any,
) -> Proposal:
    """The proposal that a verb means under a law; `more` are the other parts of a `Proposal`.

    `unit` is what there is afterwards: who asks for units that a conversion makes names those, not what they are made
    of. The first type of the verb is meant that knows the unit and the types of the accounts. An account that is not
    named is the first standing one that the type may take units from, or bring them to, in `registry` or in the
    registry of the account that is named. Where no type knows all of these, the first that comes near is proposed, so
    that the log refuses it with all its reasons and keeps that on record.

    Raises `Misuse` where the law knows no such verb, or none that leads from one account to another.
    """
    home = registry or (source or target).partition("-")[0]
    known = law.terms.verbs.get(verb)
    if known is None:
        raise Misuse(f"nothing can be asked for by '{verb}' under {law.name}: it knows {', '.join(law.terms.verbs)}")
    fitting = [kind for kind in known if unit in _units_made(kind)]
    if len(fitting) > 1:
        fitting.sort(key=lambda kind: not _suits(law.terms, kind, source, target))
    for kind in (*fitting, *known):
        if kind.effect is Effect.CONVERT and unit in kind.units and kind not in fitting:
            continue  # it would make of these units what nobody asked for
        ends = _accounts(law.terms, kind, source, target, home)
        if ends is not None:
            return Proposal(kind.code, *ends, _taken(kind, unit), quantity, request, **more)
    units = ", ".join(sorted({each for kind in known for each in _units_made(kind)}))
    raise Misuse(
        f"'{verb}' of {unit or 'units'} needs an account that is not named, and registry {home or '?'} has none by"
        f" itself; under {law.name} it is known of {units}"
    )


def propose(
    session: Session, verb: str, *, law: Law | None = None, dry_run: bool = False, on: date | None = None, **told: Any
) -> Outcome:
    """Commit the proposal that a verb means under the law of the books, or under one of those that it hangs from."""
    return session.one(proposal_for(law or session.law, verb, on=day_text(on), **told), dry_run=dry_run)


def standing_in(law: Law, registry: str, bucket: Bucket) -> str:
    """The first standing account of a registry in which units are `bucket`, such as those that were surrendered.

    Raises `Misuse` where a law has none.
    """
    terms = law.terms
    types = [code for code, kind in terms.accounts.items() if kind.bucket == bucket and not kind.party_only]
    account = _standing(terms, registry, types)
    if account is None:
        raise Misuse(f"a registry has no account for units that are {bucket} under {law.name}")
    return account


def _units_made(kind: TransactionType) -> set[str]:
    return set(map(kind.makes, kind.units)) if kind.effect is Effect.CONVERT else set(kind.units)


def _taken(kind: TransactionType, unit: str) -> str:
    """The unit type that a proposal names: of a conversion the one that it begins with."""
    if kind.effect is not Effect.CONVERT:
        return unit
    return next((each for each in sorted(kind.units) if kind.makes(each) == unit), unit)


def _suits(terms: Terms, kind: TransactionType, source: str, target: str) -> bool:
    """Whether the accounts that are named may be, by their identifiers, of the types between which `kind` leads."""
    ends = ((source, kind.transferring), (target, kind.acquiring))
    return all(not named or not types or not terms.types_of(named).isdisjoint(types) for named, types in ends)


def _accounts(terms: Terms, kind: TransactionType, source: str, target: str, home: str) -> tuple[str, str] | None:
    """Both accounts, filled in where they are not named; `None` where they cannot be, or do not suit the type."""
    begin = source if source or kind.effect is Effect.CREATE else _standing(terms, home, kind.transferring)
    end = target or _standing(terms, home, kind.acquiring)
    if begin is None or end is None:
        return None
    are_of_one = begin.partition("-")[0] == end.partition("-")[0]
    return (begin, end) if kind.same_registry in (None, are_of_one) else None


def _standing(terms: Terms, registry: str, types: Sequence[str]) -> str | None:
    """The first of these account types that a registry has once; one to which only Parties send is never meant."""
    known = terms.registries.get(registry)
    own = {*known.opens, *known.later} if known is not None else set()
    meant = ""
    for each in types:
        kind = terms.accounts[each]
        if kind.number and not kind.party_only and (not meant or (each in own and meant not in own)):
            meant = each
    return terms.standing_account(registry, meant) if meant and registry else None
